//! Our tree-sitter grammar for LaTeX: `grammar.js` and `scanner.c` describe it, `parser.c` is
//! generated from them (`tests/grammar.rs`), `leaves.c` reads without a tree, `build.rs` compiles all.

use tree_sitter::Language;

use crate::text::ByteRange;

/// The compiled grammar.
#[allow(unsafe_code)] // A parser made by tree-sitter is C.
pub fn language() -> Language {
    unsafe extern "C" {
        fn tree_sitter_lacuna_tex() -> *const tree_sitter::ffi::TSLanguage;
    }
    unsafe { Language::from_raw(tree_sitter_lacuna_tex()) }
}

/// The leaf behind the byte `from` of a text: its symbol in [`language`] and where it stands; `None` at the end.
/// `is_begun` tells whether its paragraph has a leaf already: only then may the leaf be one that ends it.
#[allow(unsafe_code)] // The same functions in C.
pub fn leaf(text: &str, from: usize, is_begun: bool) -> Option<(u16, ByteRange)> {
    unsafe extern "C" {
        fn lacuna_tex_leaf(
            text: *const u8,
            length: usize,
            from: usize,
            is_begun: bool,
            start: *mut usize,
            end: *mut usize,
        ) -> u16;
    }
    let (mut start, mut end) = (0, 0);
    // It reads `length` bytes at most, which live as long as `text`, and writes the two numbers.
    let symbol =
        unsafe { lacuna_tex_leaf(text.as_ptr(), text.len(), from, is_begun, &raw mut start, &raw mut end) };
    (symbol != 0).then_some((symbol, ByteRange::new(start, end)))
}
