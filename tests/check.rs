//! `lacuna check` beyond its reports: what is chosen, how it is written, what makes it fail.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const PAPER: &str = "\\documentclass{article}\n\\begin{document}\nAs is \\cite{birch94} known, \\cite{} holds.\n\\bibliography{refs}\n\\end{document}\n";
const REFS: &str =
    "@book{alder84, author = {Alder, A}, title = {On Hedges}, publisher = {Garden}, year = 1984}\n";

/// A folder with a paper that has an undefined key, an empty command, and an entry that nothing cites.
fn paper() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.tex"), PAPER).unwrap();
    std::fs::write(folder.path().join("refs.bib"), REFS).unwrap();
    folder
}

fn lacuna(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_slice(&lacuna(folder, arguments).stdout).unwrap()
}

/// The rules of the reports, in order.
fn rules(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let arguments = [&["check", "--format", "json"], arguments].concat();
    let reports = json(folder, &arguments)["reports"].as_array().unwrap().clone();
    reports.iter().map(|it| it["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn rules_and_levels_are_chosen() {
    let folder = paper();
    let at = folder.path();
    assert_eq!(rules(at, &[]), ["undefined-citation", "empty-citation"]);
    assert_eq!(rules(at, &["--select", "empty-citation"]), ["empty-citation"]);
    assert_eq!(rules(at, &["--ignore", "empty-citation,undefined-citation"]), [] as [&str; 0]);
    assert_eq!(rules(at, &["--level", "error"]), ["undefined-citation"]);
    assert_eq!(rules(at, &["--level", "hint"]).last().unwrap(), "unused-entry");
    let unknown = lacuna(at, &["check", "--select", "empty-citations"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no rule `empty-citations`"));
}

#[test]
fn the_level_that_fails_is_chosen() {
    let folder = paper();
    let status =
        |arguments: &[&str]| lacuna(folder.path(), &[&["check"], arguments].concat()).status.code().unwrap();
    assert_eq!(status(&[]), 1);
    assert_eq!(status(&["--fail-on", "never"]), 0);
    assert_eq!(status(&["--exit-zero"]), 0);
    assert_eq!(status(&["--ignore", "undefined-citation", "--fail-on", "error"]), 0);
    assert_eq!(status(&["gone.tex"]), 2);
}

#[test]
fn what_a_baseline_knows_fails_nothing_and_what_is_gone_is_told() {
    let folder = paper();
    let at = folder.path();
    assert_eq!(lacuna(at, &["check", "--write-baseline", "known.json"]).status.code(), Some(0));
    // Lines that were added above change nothing.
    std::fs::write(at.join("main.tex"), PAPER.replace("\nAs is", "\nMore.\n\nAs is")).unwrap();
    let known = lacuna(at, &["check", "--baseline", "known.json"]);
    assert_eq!(known.status.code(), Some(0));
    assert!(out(&known).contains("2 reports are known from the baseline"), "{}", out(&known));
    let changed = PAPER.replace("\\cite{} holds", "\\cite{other}");
    std::fs::write(at.join("main.tex"), changed).unwrap();
    let new = lacuna(at, &["check", "--baseline", "known.json"]);
    assert_eq!(new.status.code(), Some(1));
    assert!(out(&new).contains("1 of the baseline is gone"), "{}", out(&new));
    assert!(out(&new).contains("`other`") && !out(&new).contains("`birch94`"), "{}", out(&new));
    std::fs::write(at.join("known.json"), "{\"version\": 9, \"findings\": []}").unwrap();
    let misread = lacuna(at, &["check", "--baseline", "known.json"]);
    assert_eq!(misread.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&misread.stderr).contains("--write-baseline"));
}

#[test]
fn a_document_from_standard_input_is_read_in_its_place() {
    let folder = paper();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(["check", "--format", "jsonl", "--stdin-filename", "main.tex", "-"]);
    command.current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let text = PAPER.replace("birch94", "alder84").replace("\\cite{} holds", "\\cite{unsaved}");
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let lines: Vec<Value> = out(&output).lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((&lines[0]["file"], &lines[0]["rule"]), (&"main.tex".into(), &"undefined-citation".into()));
    assert!(lines[0]["message"].as_str().unwrap().contains("`unsaved`"));
}

#[test]
fn patterns_stand_for_files() {
    let folder = paper();
    std::fs::create_dir(folder.path().join("chapters")).unwrap();
    for name in ["one", "two"] {
        let text = PAPER.replace("birch94", name);
        std::fs::write(folder.path().join(format!("chapters/{name}.tex")), text).unwrap();
    }
    let found = json(folder.path(), &["check", "--format", "json", "chapters/t*.tex"]);
    let files = found["files"].as_array().unwrap();
    assert!(
        files.contains(&"chapters/two.tex".into()) && !files.contains(&"chapters/one.tex".into()),
        "{files:?}"
    );
}

#[test]
fn sarif_names_its_rules_and_places() {
    let folder = paper();
    let sarif = json(folder.path(), &["check", "--format", "sarif"]);
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for it in results {
        let rule = &rules[usize::try_from(it["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], it["ruleId"]);
        assert!(["error", "warning", "note"].contains(&it["level"].as_str().unwrap()));
        let place = &it["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "main.tex");
        let region = &place["region"];
        assert_eq!((&region["startLine"], &region["endLine"]), (&3.into(), &3.into()));
        assert!(region["startColumn"].as_u64() < region["endColumn"].as_u64());
    }
    assert_ne!(results[0]["partialFingerprints"], results[1]["partialFingerprints"]);
}

#[test]
fn machines_that_build_are_told_in_their_words() {
    let folder = paper();
    let at = folder.path();
    let github = out(&lacuna(at, &["check", "--format", "github"]));
    let first = github.lines().next().unwrap();
    assert!(
        first.starts_with(
            "::error file=main.tex,line=3,endLine=3,col=13,endColumn=20,title=undefined-citation::No entry"
        ),
        "{first}"
    );
    let gitlab = json(at, &["check", "--format", "gitlab"]);
    assert_eq!(gitlab[1]["location"]["lines"]["begin"], 3);
    assert_eq!(gitlab[1]["check_name"], "empty-citation");
    let junit = out(&lacuna(at, &["check", "--format", "junit"]));
    let mut reader = quick_xml::Reader::from_str(&junit);
    let (mut failures, mut cases) = (0, 0);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(it) | quick_xml::events::Event::Empty(it) => {
                failures += usize::from(it.name().as_ref() == "failure");
                cases += usize::from(it.name().as_ref() == "testcase");
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((failures, cases), (2, 3), "{junit}");
}

#[test]
fn the_closing_line_may_be_left_out() {
    let folder = paper();
    let quiet = out(&lacuna(folder.path(), &["check", "-q"]));
    assert!(quiet.contains("undefined-citation") && !quiet.contains("checked"), "{quiet}");
    let verbose = lacuna(folder.path(), &["check", "-v"]);
    assert!(String::from_utf8_lossy(&verbose.stderr).contains("checked refs.bib"));
}
