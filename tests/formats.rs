//! What is written for programs, against the schemas that are published for it.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The official schema of SARIF 2.1.0 (OASIS), as the crate serde-sarif 0.8.0 has it.
const SARIF: &str = include_str!("fixtures/schemas/sarif-2.1.0.json");

const PAPER: &str = "\\documentclass{article}\n\\begin{document}\nÜber 😀 \\cite{birch94}, \\cite{} ____ holds.\n\
    __**Alder, \"On Hedges and Ditches\"**__ \\cite{alder84,alder84} as [citation needed].\n\
    \\bibliography{refs}\n\\end{document}\n";
const REFS: &str = "@article{alder84, author = {Alder, Ann}, title = {On Hedges and Ditches}, journal = {Hedges}, year = 1984}\n\
    @misc{b, title = {B}, year = 2099}\n@misc{c title = {C}}\n";

fn paper() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("a b%20ü")).unwrap();
    std::fs::write(folder.path().join("a b%20ü/main.tex"), PAPER).unwrap();
    std::fs::write(folder.path().join("a b%20ü/refs.bib"), REFS).unwrap();
    folder
}

fn written(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(arguments).current_dir(folder).env("XDG_DATA_HOME", folder).output().unwrap().stdout
}

fn json_of(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_slice(&written(folder, arguments)).unwrap()
}

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/json/{name}.schema.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Checks that `value` is as its schema says, and would not be without `needed`.
#[track_caller]
fn check(schema: &Value, mut value: Value, needed: &str) {
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("lacuna:schema", schema.clone()).unwrap();
    let index = compiler.compile("lacuna:schema", &mut schemas).unwrap();
    if let Err(fault) = schemas.validate(&value, index) {
        panic!("{fault:#}\n{value:#}");
    }
    let (parent, name) = needed.rsplit_once('/').unwrap();
    value.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
    assert!(schemas.validate(&value, index).is_err(), "`{needed}` is needed");
}

#[test]
fn sarif_is_as_oasis_says() {
    let folder = paper();
    let schema: Value = serde_json::from_str(SARIF).unwrap();
    let found = json_of(folder.path(), &["check", "--format", "sarif", "--level", "hint"]);
    assert!(found["runs"][0]["results"].as_array().unwrap().len() > 5, "{found:#}");
    check(&schema, found, "/runs/0/results/0/message");
    let nothing = tempfile::tempdir().unwrap();
    check(&schema, json_of(nothing.path(), &["check", "--format", "sarif"]), "/runs/0/tool");
}

#[test]
fn reports_are_as_documented() {
    let folder = paper();
    let schema = schema("check");
    let found = json_of(folder.path(), &["check", "--format", "json"]);
    assert!(found["hidden"].as_u64().unwrap() > 0 && found["reports"].as_array().unwrap().len() > 5);
    assert!(found["reports"].as_array().unwrap().iter().any(|it| it["verdict"] == "match"), "{found:#}");
    check(&schema, found, "/reports/0/rule");
    let lines = String::from_utf8(written(folder.path(), &["check", "--format", "jsonl"])).unwrap();
    assert!(lines.lines().count() > 5);
    for line in lines.lines() {
        let mut one = schema["definitions"]["report"].clone();
        one["$schema"] = schema["$schema"].clone();
        check(&one, serde_json::from_str(line).unwrap(), "/severity");
    }
}

#[test]
fn what_is_found_is_as_documented() {
    let folder = paper();
    check(
        &schema("search"),
        json_of(folder.path(), &["search", "hedges", "--format", "json"]),
        "/results/0/key",
    );
    let references =
        ["resolve", "Alder, \"On Hedges and Ditches\"", "Nobody, \"Nothing at All\"", "--format", "json"];
    let found = json_of(folder.path(), &references);
    assert_eq!(found["references"][1]["verdict"], "not-found");
    check(&schema("resolve"), found, "/references/0/verdict");
    let found = json_of(folder.path(), &["verify", "--format", "json", "--all"]);
    check(&schema("verify"), found, "/references/0/verdict");
    // With a corpus.
    std::fs::write(folder.path().join("world.bib"), REFS.replace("1984", "1994")).unwrap();
    written(folder.path(), &["corpus", "add", "--name", "world", "world.bib"]);
    let found = json_of(folder.path(), &["verify", "--format", "json", "a b%20ü/main.tex"]);
    assert_eq!(found["references"][0]["differences"][0]["field"], "year", "{found:#}");
    check(&schema("verify"), found, "/references/0/differences/0/there");
}

#[test]
fn what_is_unused_and_what_was_merged_is_as_documented() {
    let folder = paper();
    let refs = "@string{s = {S}}\n@article{alder84, author = {Alder, Ann}, title = {On Hedges and Ditches}, year = 1984}\n\
        @misc{other, title = {Nothing That Is Cited}}\n@misc{broken, title = {\n";
    let twin = "@string{s = {T}}\n@article{twin, author = {Alder, Ann}, title = {On Hedges and Ditches}, year = 1984, \
        doi = {10.1000/x}}\n@misc{other, title = {A Second One}, note = s}\n";
    std::fs::write(folder.path().join("one.bib"), refs).unwrap();
    std::fs::write(folder.path().join("two.bib"), twin).unwrap();
    std::fs::write(folder.path().join("own.tex"), "\\cite{alder84}\\bibliography{one}\n").unwrap();
    let unused = json_of(folder.path(), &["unused", "own.tex", "--format", "json"]);
    assert_eq!(unused["unused"][0]["key"], "other", "{unused:#}");
    check(&schema("unused"), unused, "/unused/0/line");
    let arguments = ["merge", "one.bib", "two.bib", "--format", "json", "-o", "all.bib"];
    let merged = json_of(folder.path(), &arguments);
    for what in ["dropped", "renamed", "strings", "malformed"] {
        check(&schema("merge"), merged.clone(), &format!("/{what}/0/line"));
    }
}
