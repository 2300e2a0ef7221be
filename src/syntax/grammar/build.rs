//! Compiles the generated parser and its scanner. `tests/grammar.rs` generates the parser.

fn main() {
    const FOLDER: &str = "src/syntax/grammar";
    let sources = ["parser.c", "scanner.c"].map(|name| format!("{FOLDER}/{name}"));
    cc::Build::new()
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
}
