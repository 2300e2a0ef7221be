//! Papers laid out in odder ways: macros that declare or throw away, parts that no root includes, what builds make.

use std::process::Command;

use serde_json::Value;

use super::{CITES, REFS, check, check_at, home};

/// The level of each report of `lacuna check` on everything, with its rule and a part of its message.
#[track_caller]
fn check_levels(files: &[(&str, &str)], expected: &[&str]) {
    let home = home(files);
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    let command = command.args(["check", "--format", "json", "."]).current_dir(home.path().join("p"));
    let output = command.env("HOME", home.path()).env("PATH", "").env_remove("BIBINPUTS").output().unwrap();
    let out: Value = serde_json::from_slice(&output.stdout).unwrap();
    let told = out["reports"].as_array().unwrap().iter().map(|it| {
        let text = |name: &str| it[name].as_str().unwrap().to_owned();
        let message = text("message");
        let why = message.rsplit("; ").next().unwrap().split(':').next().unwrap();
        let why = why.rsplit('`').next().unwrap().trim();
        format!("{} {} {why}", text("severity"), text("rule"))
    });
    assert_eq!(told.collect::<Vec<_>>(), expected, "{files:#?}");
}

#[test]
fn what_a_macro_throws_away_may_reach_over_empty_lines() {
    let class = |define: &str| {
        format!(
            "{define}\n\\comment{{\nUse it so:\n\n\\bibliography{{mybib}} \\cite{{nothing}}\n\nThen run it.}}\n"
        )
    };
    for define in ["\\long\\def\\comment#1{}", "\\newcommand{\\comment}[1]{}"] {
        check(
            &[
                (
                    "main.tex",
                    "\\documentclass{own}\n\\begin{document}\n\\cite{a}\\bibliography{refs}\n\\end{document}",
                ),
                ("own.cls", &class(define)),
                ("refs.bib", REFS),
            ],
            ".",
            &[],
        );
    }
    let guarded =
        "\\IfFileExists{x/status.tex}{\n\n\\input{x/status}\n\n}{ \\input{x/other} }\n\\include{gone}";
    let text = format!("\\documentclass{{book}}\\bibliography{{refs}}\n{guarded}");
    check(&[("main.tex", &text), ("refs.bib", REFS)], ".", &["main.tex:7 missing-file gone"]);
}

#[test]
fn what_a_macro_that_nobody_calls_declares_does_not_count() {
    let class = "\\newcommand{\\makebibliography}{%\n\n\\bibliography{ft2,master}\\input{gone/x}\n}\n";
    let main = |call: &str| {
        format!(
            "\\documentclass{{own}}\n\\begin{{document}}\n\\cite{{a}}\n{call}\n\\bibliography{{refs}}\n\\end{{document}}"
        )
    };
    for (call, expected) in [
        ("%\\makebibliography", &[][..]),
        (
            "\\makebibliography",
            &[
                "own.cls:3 missing-bibliography ft2",
                "own.cls:3 missing-bibliography master",
                "own.cls:3 missing-file gone/x",
            ],
        ),
    ] {
        check(&[("main.tex", &main(call)), ("own.cls", class), ("refs.bib", REFS)], ".", expected);
    }
}

#[test]
fn the_preamble_of_subfiles_is_read_in_the_folder_of_a_child() {
    check(
        &[
            (
                "include/section.tex",
                "\\documentclass{book}\n\\newcommand*{\\own}{../..}\n\\input{\\own/sty/own.tex}\n",
            ),
            (
                "content/sets/sets.tex",
                "\\documentclass[../../include/section]{subfiles}\n\\begin{document}\nSets.\n\\end{document}\n",
            ),
            ("sty/own.tex", "\\newcommand{\\x}{y}\\bibliography{\\own/bib/refs}\n"),
            ("bib/refs.bib", REFS),
        ],
        ".",
        &[],
    );
}

#[test]
fn a_folder_that_tex_is_told_to_search_is_seen_by_what_lies_there() {
    check(
        &[
            (
                "thesis.tex",
                "\\documentclass{book}\n\\input{intro.tex}\\input{method.tex}\\input{ending.tex}\n\\bibliography{own}\n",
            ),
            ("tex/intro.tex", CITES),
            ("tex/method.tex", "Rivers.\n"),
            ("tex/own.bib", REFS),
        ],
        ".",
        &["intro.tex:1 undefined-citation typo"],
    );
}

#[test]
fn what_the_build_makes_is_told_as_information() {
    let main = "\\documentclass{book}\n\\input{parts/one}\\input{parts/version}\\include{made/two}\\bibliography{own}\n\\cite{a}\n";
    let one = ("parts/one.tex", "Rivers.\n");
    let plainly = |rule: &str| format!("error {rule} correct the name or add the file");
    let (file, bibliography) = (plainly("missing-file"), plainly("missing-bibliography"));
    check_levels(&[("main.tex", main), one], &[&file, &file, &bibliography]);
    check_levels(
        &[
            ("main.tex", main),
            one,
            (".gitignore", "parts/version.tex\n/own.bib\n"),
            (".gitmodules", "[submodule \"x\"]\n\tpath = made\n"),
        ],
        &[
            "information missing-file names it, so it is likely made when the paper is built",
            "information missing-file is not checked out",
            "information missing-bibliography names it, so it is likely made when the paper is built",
        ],
    );
}

#[test]
fn a_file_whose_name_differs_in_case_is_named() {
    check_levels(
        &[("main.tex", "\\documentclass{book}\n\\include{Parts/One}\n"), ("parts/one.tex", "Rivers.\n")],
        &["error missing-file differs from it in case only"],
    );
}

#[test]
fn a_part_whose_root_does_not_include_it_is_judged_with_doubt() {
    check_levels(
        &[
            ("main.tex", "\\documentclass{book}\n\\bibliography{refs}\\cite{a}\n"),
            ("old.tex", "%!TEX root = main.tex\n\\cite{a}\\cite{nowhere}\n"),
            ("refs.bib", REFS),
        ],
        &["warning undefined-citation correct the key or add the entry"],
    );
}

#[test]
fn a_resource_of_biblatex_is_read_by_biber_wherever_biblatex_is_loaded() {
    let refs = format!("{REFS}{REFS}");
    check_levels(
        &[("main.tex", "\\documentclass{own}\n\\addbibresource{refs.bib}\\cite{a}\n"), ("refs.bib", &refs)],
        &["warning duplicate-key rename or remove one"],
    );
}

#[test]
fn further_ways_to_declare_and_to_define() {
    // etoolbox hands each name to the command.
    check(
        &[
            (
                "main.tex",
                "\\documentclass{book}\\forcsvlist{\\addbibresource}{lib/a.bib,lib/b.bib}\n\\cite{a}\\cite{typo}\n",
            ),
            ("lib/a.bib", REFS),
            ("lib/b.bib", "@misc{b, title = {B}}\n"),
        ],
        ".",
        &["main.tex:2 undefined-citation typo"],
    );
    // Folders that a macro adds are not known.
    check(
        &[
            (
                "main.tex",
                "\\documentclass{book}\n\\makeatletter\\newcommand\\addinputpath[1]{\\edef\\input@path{\\input@path{#1}}}\\makeatother\n\\addinputpath{a/}\\input{two}\\input{one}\n",
            ),
            ("two.tex", "Rivers.\n"),
            ("a/one.tex", "Lakes.\n"),
        ],
        ".",
        &[],
    );
    // What the first file defines holds where another may define it.
    for own in [
        "\\ProvideDocumentCommand{\\main}{}{..}",
        "\\providerobustcmd{\\main}{..}",
        "\\ifx\\main\\undefined\\def\\main{..}\\fi",
        "\\makeatletter\\@ifundefined{main}{\\def\\main{..}}{}\\makeatother",
        "{\\def\\main{..}}",
        "\\begingroup\\renewcommand{\\main}{..}\\endgroup",
    ] {
        check(
            &[
                ("main.tex", "\\documentclass{book}\\newcommand{\\main}{.}\n\\include{ch/one}\n"),
                ("ch/one.tex", &format!("{own}\n\\bibliography{{\\main/lib/refs}}\n{CITES}")),
                ("lib/refs.bib", REFS),
            ],
            ".",
            &["one.tex:3 undefined-citation typo"],
        );
    }
    check(
        &[
            (
                "main.tex",
                "\\providecommand{\\main}{.}\\documentclass{book}\n\\bibliography{refs}\\subfile{ch/one}\n",
            ),
            (
                "ch/one.tex",
                &format!(
                    "\\providecommand{{\\main}}{{..}}\\documentclass[\\main/main.tex]{{subfiles}}\n\\begin{{document}}\n{CITES}\\end{{document}}\n"
                ),
            ),
            ("refs.bib", REFS),
        ],
        ".",
        &["one.tex:3 undefined-citation typo"],
    );
}

#[test]
fn items_that_macros_write_are_defined() {
    for define in ["\\newcommand{\\bi}[2]{\\bibitem{#1} #2}", "\\let\\bi\\bibitem"] {
        check(
            &[(
                "main.tex",
                &format!(
                    "\\documentclass{{book}}{define}\n{CITES}\\begin{{thebibliography}}{{9}}\n\\bibitem{{b}} B.\n\\bi{{a}}{{A.}}\n\\end{{thebibliography}}\n"
                ),
            )],
            ".",
            &["main.tex:2 undefined-citation typo"],
        );
    }
    let amsbib = "\\documentclass{book}\n\\cite{a}\n\\begin{thebibliography}{9}\n\\RBibitem{a}\n\\by A. Alder\n\\end{thebibliography}\n";
    check(&[("main.tex", amsbib)], ".", &[]);
}

#[test]
fn code_of_literate_haskell_is_silent() {
    let text = "\\documentclass{book}\\bibliography{refs}\n\\begin{document}\n\\begin{code}\nx = \"\\cite{nope}\" ____\n\\end{code}\n\\begin{spec}\ny = \"\\cite{no}\"\n\\end{spec}\nSee |\\cite{gone}| and @\\cite{lost}@.\n\\cite{typo}\n\\end{document}\n";
    check(&[("main.lhs", text), ("refs.bib", REFS)], ".", &["main.lhs:10 undefined-citation typo"]);
}

#[test]
fn a_package_named_by_its_place_is_read_wherever_one_looks_from() {
    let files = [
        (
            "common/setup.sty",
            "\\RequirePackage{biblatex}\\addbibresource{../common/refs.bib}\n\\newcommand{\\drop}[1]{% #1\n}\n",
        ),
        ("common/refs.bib", REFS),
        (
            "p1/main.tex",
            "\\documentclass{book}\n\\usepackage{../common/setup}\n\\begin{document}\n\\cite{a}\\cite{typo}\\drop{\\cite{gone}}\n\\end{document}\n",
        ),
    ];
    for (at, path) in [("", "."), ("", "p1"), ("p1", "."), ("p1", "main.tex")] {
        assert_eq!(check_at(&home(&files), at, path), ["main.tex:4 undefined-citation typo"], "{at} {path}");
    }
}

#[test]
fn what_a_macro_is_not_given_has_its_default() {
    for define in ["\\newcommand{\\lit}[2][lit]", "\\NewDocumentCommand{\\lit}{O{lit} m}"] {
        check(
            &[
                (
                    "main.tex",
                    &format!(
                        "\\documentclass{{book}}{define}{{\\addbibresource{{#1/#2.bib}}}}\n\\lit{{refs}}\n{CITES}"
                    ),
                ),
                ("lit/refs.bib", REFS),
            ],
            ".",
            &["main.tex:3 undefined-citation typo"],
        );
    }
}

#[test]
fn what_further_commands_mean() {
    // A macro that asks whether it is given anything; a folder that a macro stands for; what a style offers.
    let main = "\\documentclass{book}\\usepackage{own}\\bibliography{refs}\n\\newcommand{\\source}[1]{\\ifthenelse{\\equal{#1}{}}{by the author}{\\cite{#1}}}\n\\def\\here{./}\n\\begin{document}\n\\source{} \\source{a} \\source{typo}\n\\import{\\here/parts}{one}\n\\end{document}\n";
    check(
        &[
            ("main.tex", main),
            (
                "own.sty",
                "\\newcommand{\\instructions}{See \\cite{somebody}.}\n\\lstdefinelanguage{x}{moredelim=[is][\\textit]{___}{___}}\n",
            ),
            ("parts/one.tex", "Rivers.\n"),
            ("refs.bib", REFS),
        ],
        ".",
        &["main.tex:5 undefined-citation typo"],
    );
}
