//! What the README shows is what the program does: its output, its commands, its settings.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../README.md");

/// What `lacuna` writes, run in the repository's folder.
fn lacuna(arguments: &[&str], folder: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    // What is looked up depends on the machine, what is shown must not.
    command.env("NO_COLOR", "1").env("LACUNA_CORPORA", "there-are-none");
    let output = command.args(arguments).current_dir(folder).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// The first block of a language behind `heading`.
fn block<'a>(heading: &str, language: &str) -> &'a str {
    let behind = README.split_once(heading).unwrap().1;
    behind.split_once(&format!("```{language}\n")).unwrap().1.split_once("```").unwrap().0
}

/// The words between backticks in the first cells of the table behind `heading`.
fn first_cells(heading: &str) -> Vec<&'static str> {
    let behind = README.split_once(heading).unwrap().1;
    let rows = behind.lines().skip_while(|it| !it.starts_with('|')).take_while(|it| it.starts_with('|'));
    let cells = rows.skip(2).filter_map(|it| it.split('|').nth(1));
    cells.flat_map(|it| it.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn the_output_at_the_top_is_what_a_check_of_the_survey_writes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = lacuna(&["check", "--exit-zero", "tests/fixtures/survey"], root);
    let lines = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    let written = lines(&written);
    let shown = lines(block("# Lacuna", "text"));
    let parts: Vec<&str> = shown.split("\n\n").collect();
    assert!(parts.len() > 3, "{shown}");
    for part in parts {
        assert!(written.contains(part.trim()), "the README shows\n{part}\nbut the check wrote\n{written}");
    }
    // Nothing stands behind the last line that is shown.
    assert_eq!(written.lines().next_back(), shown.lines().next_back());
}

#[test]
fn every_command_line_in_the_table_is_one_that_the_program_knows() {
    let help = lacuna(&["--help"], Path::new(env!("CARGO_MANIFEST_DIR")));
    let known: Vec<&str> = help.lines().filter_map(|it| it.split_whitespace().next()).collect();
    let told = first_cells("## On the command line");
    let names = told.iter().filter_map(|it| it.strip_prefix("lacuna ")?.split_whitespace().next());
    let names: Vec<&str> = names.collect();
    assert!(names.len() > 5, "{told:?}");
    for name in names {
        assert!(known.contains(&name), "`lacuna {name}` is not in\n{help}");
    }
}

#[test]
fn the_settings_that_are_shown_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let shown = block("## Settings", "toml");
    let check = |toml: &str| {
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("lacuna.toml", &toml.replace("~/", "home/"));
        write("main.tex", "\\documentclass{article}\nText.\n");
        write("refs/a.bib", "");
        write("home/zotero.bib", "");
        lacuna(&["check", "."], folder.path())
    };
    let written = check(shown);
    assert!(!written.contains("bad-setting"), "{written}");
    // What is not understood is told.
    let written = check(&shown.replace("markers", "makers"));
    assert!(written.contains("bad-setting"), "{written}");
}
