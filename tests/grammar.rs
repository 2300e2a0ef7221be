//! The checked-in parser is what `grammar.js` says.

use std::path::Path;

use tree_sitter_generate::{OptLevel, generate_parser_for_grammar, load_grammar_file};

/// `UPDATE_EXPECT=1` writes `parser.c` anew instead of comparing it.
#[test]
fn the_parser_is_generated_from_the_grammar() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/grammar");
    let grammar = load_grammar_file(&folder.join("grammar.js"), Some("native")).unwrap();
    let mut diagnostics = Vec::new();
    let (name, generated) =
        generate_parser_for_grammar(&grammar, None, OptLevel::default(), &mut diagnostics).unwrap();
    assert_eq!(name, "lacuna_tex");
    assert_eq!(diagnostics, [], "the generator complains");

    let path = folder.join("parser.c");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        generated == checked_in.replace("\r\n", "\n"),
        "parser.c is not what grammar.js generates; run this test with UPDATE_EXPECT=1"
    );
}
