//! How projects and their bibliographies are found, as seen in a terminal: papers laid out as people do it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod odd_layouts;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const REFS: &str = "@misc{a, title = {A title}, author = {Roe, Jane}, year = 2020}\n";

/// A folder with these files in its subfolder `p`; the folder itself is the user's home.
fn home(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join("p").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// What `lacuna check` reports of `path`, called in the folder `at` below `p`: `file:line rule key-or-name`.
fn check_at(home: &TempDir, at: &str, path: &str) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    let command =
        command.args(["check", "--format", "json", path]).current_dir(home.path().join("p").join(at));
    let output = command.env("HOME", home.path()).env("PATH", "").env_remove("BIBINPUTS").output().unwrap();
    let out: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    let reports = out["reports"].as_array().unwrap().iter().map(|it| {
        let message = text(&it["message"]);
        let name = message.split('`').nth(1).unwrap_or_default();
        let file = text(&it["file"]);
        let file = Path::new(&file).file_name().unwrap().to_string_lossy().into_owned();
        format!("{file}:{} {} {name}", it["start"]["line"], text(&it["rule"]))
    });
    let mut reports: Vec<String> = reports.collect();
    reports.sort();
    reports
}

#[track_caller]
fn check(files: &[(&str, &str)], path: &str, expected: &[&str]) {
    assert_eq!(check_at(&home(files), "", path), expected, "{path}");
}

const CITES: &str = "\\cite{a} \\cite{typo}\n";

#[test]
fn a_bibliography_declared_in_a_file_of_a_subfolder_counts_from_the_root() {
    check(
        &[
            (
                "main.tex",
                "\\documentclass{book}\\input{pre/setup}\n\\begin{document}\n\\cite{typo}\\cite{a}\n\\end{document}",
            ),
            ("pre/setup.tex", "\\usepackage{biblatex}\n\\addbibresource{refs.bib}\n"),
            ("refs.bib", REFS),
        ],
        "main.tex",
        &["main.tex:3 undefined-citation typo"],
    );
}

#[test]
fn a_chapter_of_a_root_with_its_own_input_macro_is_read_with_that_root() {
    for hint in ["%!TEX root = ../main.tex", "text\n% !TeX root=..\\main"] {
        check(
            &[
                ("main.tex", "\\documentclass{book}\\chapters{one}\\bibliography{bib/refs}"),
                ("ch/one.tex", &format!("{CITES}{hint}\n")),
                ("bib/refs.bib", REFS),
            ],
            "ch/one.tex",
            &["one.tex:1 undefined-citation typo"],
        );
    }
}

#[test]
fn a_part_with_a_class_of_its_own_and_without_bibliography_is_read_with_the_paper_above() {
    for class in ["{subfiles}", "[crop=false]{standalone}", "{article}"] {
        check(
            &[
                ("main.tex", "\\documentclass{book}\\input{ch/one}\\bibliography{refs}"),
                (
                    "ch/one.tex",
                    &format!("\\documentclass{class}\n\\begin{{document}}\n{CITES}\\end{{document}}"),
                ),
                ("refs.bib", REFS),
            ],
            "ch/one.tex",
            &["one.tex:3 undefined-citation typo"],
        );
    }
}

#[test]
fn a_root_that_leads_nowhere_is_reported_where_it_is_named() {
    for (hint, name) in [
        ("%!TEX root = missing.tex", "missing.tex"),
        ("%%% Local Variables:\n%%% TeX-master: \"../missing\"\n%%% End:", "../missing"),
    ] {
        let line = 1 + hint.contains("Local") as usize;
        let expected = [
            format!("one.tex:{line} missing-file {name}"),
            format!("one.tex:{} undefined-citation typo", 1 + hint.lines().count()),
        ];
        let text = format!("{hint}\n{CITES}");
        check(&[("one.tex", &text), ("refs.bib", REFS)], "one.tex", &expected.each_ref().map(String::as_str));
    }
}

#[test]
fn links_behind_the_end_or_of_files_that_need_not_exist_say_nothing() {
    let main = "\\documentclass{article}\n\\begin{document}\n\\cite{a} \\cite{typo}\n\
                \\IfFileExists{ch/gone}{\\input{ch/gone}}{}\n\\bibliography{refs}\n\\end{document}\n\
                \\input{ch/lost}\n\n\\bibliography{lost}\n";
    check(&[("main.tex", main), ("refs.bib", REFS)], "main.tex", &["main.tex:3 undefined-citation typo"]);
}

#[test]
fn paths_in_the_settings_that_lead_nowhere_are_reported_there() {
    let settings = "libraries = [\n  'lib/own.bib',\n  '~/gone.bib',\n]\nbibliographies = ['lit/*.bib']\n";
    let files =
        [("main.tex", "\\cite{a}"), ("refs.bib", REFS), ("lib/own.bib", REFS), ("lacuna.toml", settings)];
    let expected = ["lacuna.toml:3 bad-setting ~/gone.bib", "lacuna.toml:5 bad-setting lit/*.bib"];
    check(&files, "main.tex", &expected);
    // Where bibliographies are declared the setting is not in use.
    let files = [("main.tex", "\\cite{a}\\bibliography{refs}"), files[1], files[2], files[3]];
    check(&files, "main.tex", &expected[..1]);
}

#[test]
fn one_missing_bibliography_is_reported_once_and_sure_typing_errors_still_are() {
    check(
        &[
            (
                "main.tex",
                "\\documentclass{article}\n\\cite{aa, other, knwon2019one}\n\\bibliography{refs,gone}\n",
            ),
            ("refs.bib", &(REFS.to_owned() + "@misc{known2019one, title = {Known}}\n")),
        ],
        "main.tex",
        &["main.tex:2 undefined-citation knwon2019one", "main.tex:3 missing-bibliography gone"],
    );
}

#[test]
fn a_snippet_beside_a_bibliography_is_read_with_it() {
    check(&[("notes.tex", CITES), ("refs.bib", REFS)], "notes.tex", &["notes.tex:1 undefined-citation typo"]);
    check(&[("notes.tex", CITES)], "notes.tex", &["notes.tex:1 no-bibliography \\bibliography{...}"]);
}

#[test]
fn a_missing_include_gives_one_report_whatever_it_holds() {
    check(
        &[
            (
                "main.tex",
                "\\documentclass{article}\n\\input{ch/gone}\\input{ch/gone}\n\\cite{a}\\bibliography{refs}\n",
            ),
            ("refs.bib", REFS),
        ],
        "main.tex",
        &["main.tex:2 missing-file ch/gone"],
    );
}

#[test]
fn names_with_blanks_letters_of_every_script_dots_and_folders_above() {
    check(
        &[
            (
                "doc/Übersicht 1.tex",
                "\\documentclass{article}\n\\input{../Kapitel Ü/eins.zwei}\\bibliography{../Литература/alle.v2}\n",
            ),
            ("Kapitel Ü/eins.zwei.tex", CITES),
            ("Литература/alle.v2.bib", REFS),
        ],
        "doc/Übersicht 1.tex",
        &["eins.zwei.tex:1 undefined-citation typo"],
    );
}

#[cfg(unix)]
#[test]
fn links_to_folders_are_followed_where_they_are_named_and_loops_end() {
    let home = home(&[
        ("main.tex", "\\documentclass{article}\n\\input{shared/one}\\bibliography{shared/refs}\n"),
        ("real/one.tex", CITES),
        ("real/refs.bib", REFS),
    ]);
    let at = home.path().join("p");
    std::os::unix::fs::symlink(at.join("real"), at.join("shared")).unwrap();
    std::os::unix::fs::symlink(&at, at.join("real/loop")).unwrap();
    assert_eq!(check_at(&home, "", "main.tex"), ["one.tex:1 undefined-citation typo"]);
}

/// Whatever a path is called by, and wherever the program is started: the same is said.
#[test]
fn the_spelling_of_a_path_does_not_matter() {
    let home = home(&[
        ("main.tex", "\\documentclass{article}\n\\input{ch/one}\\cite{}\n\\bibliography{refs}\n"),
        ("ch/one.tex", CITES),
        ("refs.bib", REFS),
        ("lacuna.toml", "rules.empty-citation = \"off\"\n"),
    ]);
    let whole = home.path().join("p/main.tex").display().to_string();
    let expected = ["one.tex:1 undefined-citation typo"];
    for (at, path) in [
        ("", "main.tex"),
        ("", "./ch/../main.tex"),
        ("", whole.as_str()),
        ("", "ch/one.tex"),
        ("", "."),
        ("", "../p/"),
        ("ch", "one.tex"),
        ("ch", "../main.tex"),
        ("ch", ".."),
        ("ch", "."),
    ] {
        assert_eq!(check_at(&home, at, path), expected, "{path} in {at}");
    }
}

#[test]
fn a_paper_of_a_thousand_files() {
    let mut main = String::from("\\documentclass{book}\\begin{document}\n");
    let mut files: Vec<(String, String)> = Vec::new();
    for number in 0..1000 {
        main += &format!("\\include{{ch/c{number}}}\n");
        files.push((format!("ch/c{number}.tex"), "\\cite{a}\n".to_owned()));
    }
    files[999].1 = CITES.to_owned();
    files.push(("main.tex".to_owned(), main + "\\bibliography{refs}\\end{document}\n"));
    files.push(("refs.bib".to_owned(), REFS.to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    check(&files, "ch/c5.tex", &["c999.tex:1 undefined-citation typo"]);
}

#[test]
fn settings_that_are_not_understood_are_reported_where_they_stand() {
    let settings = "colour = 1\ncompletion.limit = \"many\"\nrules.empty-citation = \"off\"\n";
    let files = [("main.tex", "\\cite{}"), ("refs.bib", REFS), ("lacuna.toml", settings)];
    let expected = ["lacuna.toml:1 bad-setting colour", "lacuna.toml:2 bad-setting completion.limit"];
    check(&files, "main.tex", &expected);
    check(&files, ".", &expected);
    let settings = "rules.empty-citation = \"off\"\nthis is no setting\ncompletion.limit = 7\n";
    let found = check_at(&home(&[files[0], files[1], ("lacuna.toml", settings)]), "", ".");
    assert_eq!(found.iter().filter(|it| it.starts_with("lacuna.toml:2 bad-setting")).count(), 1, "{found:?}");
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_folder_without_a_paper_is_not_passed_over_in_silence() {
    let home = home(&[("refs.bib", "@article{a, title = {T}}")]);
    let check = |path: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
        let output = command.args(["check", path]).current_dir(home.path().join("p")).output().unwrap();
        (String::from_utf8(output.stderr).unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (told, found) = check(".");
    assert_eq!(told, "lacuna: .: no LaTeX file is here; a bibliography alone is checked when it is named\n");
    assert_eq!(found, "0 files checked, nothing to report\n");
    let (told, found) = check("refs.bib");
    assert!(told.is_empty() && found.ends_with("1 report: 1 missing-field\n"), "{told}{found}");
}

#[test]
fn keys_of_a_library_of_amsrefs_are_not_missed() {
    check(
        &[(
            "main.tex",
            "\\documentclass{article}\n\\begin{document}\n\\cite{a}\\cites{b,c}\n\\begin{biblist}\n\\bibselect{mine}\n\\bib{c}{article}{title={C}}\n\\end{biblist}\n\\end{document}",
        )],
        "main.tex",
        &[],
    );
}
