//! Our tree-sitter grammar for LaTeX: `grammar.js` and `scanner.c` describe it, `parser.c` is
//! generated from them (`tests/grammar.rs`), `build.rs` compiles it.

use tree_sitter::Language;

/// The compiled grammar.
#[allow(unsafe_code)] // A parser made by tree-sitter is C.
pub fn language() -> Language {
    unsafe extern "C" {
        fn tree_sitter_lacuna_tex() -> *const tree_sitter::ffi::TSLanguage;
    }
    unsafe { Language::from_raw(tree_sitter_lacuna_tex()) }
}
