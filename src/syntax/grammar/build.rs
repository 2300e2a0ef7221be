//! Compiles the generated parser and its scanner, and notes which commit is built. `tests/grammar.rs` generates the
//! parser.

use std::path::Path;
use std::process::Command;

fn main() {
    const FOLDER: &str = "src/syntax/grammar";
    let sources = ["parser.c", "scanner.c", "leaves.c"].map(|name| format!("{FOLDER}/{name}"));
    let mut parser = cc::Build::new();
    if let Some(headers) = std::env::var_os("DEP_TREE_SITTER_LANGUAGE_WASM_HEADERS") {
        parser.include(headers);
    }
    parser
        .std("c11")
        .opt_level(3)
        .include(FOLDER)
        .flag_if_supported("-Wno-unused-parameter")
        .flag_if_supported("-Wno-unused-but-set-variable")
        .files(&sources)
        .compile("lacuna_tex");
    for file in sources.iter().map(String::as_str).chain(["src/syntax/grammar/tree_sitter/parser.h"]) {
        println!("cargo:rerun-if-changed={file}");
    }
    println!("cargo:rerun-if-changed=src/syntax/grammar/build.rs");
    let number = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let version = built().map_or(number.clone(), |it| format!("{number} ({it})"));
    println!("cargo:rustc-env=LACUNA_VERSION={version}");
}

/// Commit and date of what is built for use: as `LACUNA_BUILD` says where packages are made, else as git does, else
/// as cargo wrote into the package. While it is worked on, nothing: the crate would be compiled with every commit.
fn built() -> Option<String> {
    println!("cargo:rerun-if-env-changed=LACUNA_BUILD");
    if let Some(build) = std::env::var("LACUNA_BUILD").ok().filter(|it| !it.is_empty()) {
        return Some(build);
    }
    let root = std::env::var("CARGO_MANIFEST_DIR").ok()?;
    if std::env::var("PROFILE").ok()? != "release" {
        return None;
    }
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(&root).args(arguments).output().ok()?;
        let words = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (output.status.success() && !words.is_empty()).then_some(words)
    };
    // Sources below another repository are not that one's.
    let own = git(&["rev-parse", "--show-toplevel"])
        .is_some_and(|it| Path::new(&it).canonicalize().ok() == Path::new(&root).canonicalize().ok());
    if own {
        let log = git(&["rev-parse", "--path-format=absolute", "--git-path", "logs/HEAD"])?;
        if Path::new(&log).exists() {
            println!("cargo:rerun-if-changed={log}");
        }
        return git(&["log", "-1", "--format=%h %cs"]);
    }
    let packed = std::fs::read_to_string(Path::new(&root).join(".cargo_vcs_info.json")).ok()?;
    let commit = packed.split_once("\"sha1\": \"")?.1.get(..7)?;
    Some(commit.to_owned())
}
