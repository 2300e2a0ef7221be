//! What holds of any text and any edit. A small generator of our own makes the edits, so that a run
//! is the same everywhere; `LACUNA_PROPERTY_EDITS` sets how many there are.

use std::sync::Arc;

use lacuna::syntax::grammar;
use lacuna::syntax::tex::TexFile;
use lacuna::text::{ByteRange, Text, TextEdit};
use proptest::prelude::*;
use tree_sitter::{Node, Parser};

/// Xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn boundary(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// Texts that edits begin from: prose, formulas, text with open citations, Windows line ends, damage.
const SEEDS: [&str; 5] = [
    "\\section{One}\nDeep learning~\\citep[see][p.~3]{lecun2015, hinton2006} has\nchanged \\emph{much} (see\n[1, 2]).\n\n% a comment\nAs ____ shows, \\cite{} is [?] open.\n\n\\subsection*{Two}\\label{sec:two}\nText \\verb|%{| and \\url{http://a.b/c%20d}.\n\n\\begin{itemize}\n\\item[a] One\n\\item Two \\footnote{with \\cites(a)(b)[c]{d}{e}}\n\\end{itemize}\n",
    "Let $x_1 \\in X$ and\n\\begin{equation}\n  a^2 = b \\text{ if $b > 0$} \\tag{a}\n\\end{equation}\nthen \\(y\\) or \\[ z \\left[0,1\\right) \\] and $$\\sum_{i}^{n} i$$.\n\n\\begin{align*}a &= b\\\\[2pt] c &= \\cite{d}\\end{align*}\n\nCosts \\$5, $\\{x\\}$.\n",
    "Survey work __**Vinyals et al., \"Show and Tell\"**__ and understanding ____.\n\nGroups __**Devlin et al., \"BERT: Pre-training\"**, **Brown et al., \"Few-Shot\"**__ matter ___, too.\n\n\\begin{comment}\n\\cite{no}\n\n\\end{comment}\n\\iffalse no \\ifx a\\fi \\else yes \\fi\n\n\\newcommand{\\x}[1]{\\cite{#1}}\n\\end{document}\nrest\n",
    "Zeile eins \\cite{müller}\r\n\r\nZeile zwei % Kommentar\r\n\r\n\\section{Größe}\r\n\\begin{verbatim}\r\n\\cite{x}\r\n\r\n\\end{verbatim}\r\n— 中文 [引用] \u{1F600}\r\n",
    "\\cite{a \\begin{verbatim} $ } \\[ \\iffalse { [ \\url{ \\verb| __** \\end{lstlisting}\n\n} \\section{ % \\end{verbatim}\n\0\u{FEFF}\u{a0}\\\n\n\\begin{lstlisting}\\",
];

const PIECES: [&str; 52] = [
    "{",
    "}",
    "[",
    "]",
    "$",
    "$$",
    "\\[",
    "\\]",
    "\\(",
    "\\)",
    "%",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\\",
    "\\iffalse",
    "\\fi",
    "\\else",
    "\\ifx",
    "\\begin{verbatim}",
    "\\end{verbatim}",
    "\\begin{comment}",
    "\\end{comment}",
    "\\begin{equation}",
    "\\end{equation}",
    "\\end{document}",
    "__**",
    "**__",
    "____",
    "_",
    "\\cite{",
    "\\cite[",
    "\\cites(",
    "\\section{",
    "\n\\section{",
    "\\verb|",
    "|",
    "\\url{",
    "a",
    "é",
    "\u{1F600}",
    "(",
    ")",
    "(cite)",
    ",",
    "\\newcommand{\\x}",
    "\\def\\x#1{",
    "% lacuna: off",
    "\0",
];

/// Edits of `SEEDS`, each with the text before and after it.
fn edits(seed: u64, mut each: impl FnMut(&str, &TextEdit, &str, bool)) {
    let count = std::env::var("LACUNA_PROPERTY_EDITS").ok().and_then(|it| it.parse().ok()).unwrap_or(5_000);
    let mut random = Random(seed);
    let mut text = String::new();
    for index in 0..count {
        let begins = index % 40 == 0;
        if begins {
            text = (0..3).map(|_| SEEDS[random.below(SEEDS.len())]).collect();
        }
        let start = random.boundary(&text);
        let mut end = if random.below(3) == 0 { start + random.below(8) } else { start };
        if random.below(20) == 0 {
            end = start + random.below(200);
        }
        end = end.min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let new = if random.below(4) == 0 { "" } else { PIECES[random.below(PIECES.len())] };
        let edit = TextEdit { range: ByteRange::new(start, end), new: new.into() };
        let mut after = text.clone();
        after.replace_range(start..end, new);
        each(&text, &edit, &after, begins);
        text = after;
    }
}

#[test]
fn the_facts_after_an_edit_are_those_of_the_text_read_afresh() {
    let mut file = TexFile::parse(&Text::plain(String::new()));
    edits(0x5eed, |before, edit, after, begins| {
        if begins {
            file = TexFile::parse(&Text::rope(before));
        }
        let text = Text::rope(after);
        file = file.edited(edit, &text);
        let fresh = TexFile::parse(&text);
        let context = || format!("after {edit:?} in\n{before}");
        assert_eq!(file.chunks.len(), fresh.chunks.len(), "{}", context());
        for (kept, read) in file.chunks.iter().zip(&fresh.chunks) {
            assert_eq!(kept, read, "{}", context());
        }
        assert_eq!(file.silences, fresh.silences, "{}", context());
    });
}

#[test]
fn an_edit_leaves_far_chunks_the_same() {
    let paragraphs: Vec<String> = (0..300).map(|it| format!("Text {it} of \\cite{{a}}.\n\n")).collect();
    let mut text = paragraphs.concat();
    text.insert_str(text.len() / 3, "\\section{A}\n");
    let file = TexFile::parse(&Text::rope(&text));
    let at = text.len() / 2;
    let edit = TextEdit { range: ByteRange::empty(at), new: "x".into() };
    let edited = file.edited(&edit, &Text::rope(&text).edited(&edit));
    let same = file.chunks.iter().zip(&edited.chunks).filter(|(old, new)| Arc::ptr_eq(&old.1, &new.1));
    let same = same.count();
    assert!(same >= file.chunks.len() - 2, "{same} of {} are the same", file.chunks.len());
}

#[test]
fn no_edit_leads_to_an_error_node() {
    let mut parser = Parser::new();
    parser.set_language(&grammar::language()).unwrap();
    edits(0xe44, |_, _, after, _| assert_sound(parser.parse(after, None).unwrap().root_node(), after));
}

#[test]
fn without_a_tree_a_file_has_the_same_facts() {
    edits(0xc105ed, |_, _, after, _| {
        let (plain, rope) =
            (TexFile::parse(&Text::plain(after.to_owned())), TexFile::parse(&Text::rope(after)));
        assert_eq!(plain.chunks, rope.chunks, "{after}");
    });
}

/// No ERROR and no MISSING node; nothing but white space between the leaves.
fn assert_sound(root: Node, text: &str) {
    assert!(!root.has_error(), "{}\n{text}", root.to_sexp());
    let mut cursor = root.walk();
    let mut end = 0;
    loop {
        let node = cursor.node();
        if node.child_count() == 0 && node.start_byte() < node.end_byte() {
            let between = &text[end..node.start_byte()];
            assert!(between.chars().all(|it| " \t\r\n\u{c}\u{feff}".contains(it)), "{between:?} in no token");
            end = node.end_byte();
        }
        if cursor.goto_first_child() || cursor.goto_next_sibling() {
            continue;
        }
        while cursor.goto_parent() {
            if cursor.goto_next_sibling() {
                break;
            }
        }
        if cursor.node() == root {
            break;
        }
    }
}

fn covered(file: &TexFile) -> String {
    file.chunks.iter().map(|(_, chunk)| chunk.text.as_str()).collect()
}

proptest! {
    #[test]
    fn any_text_is_covered_by_chunks(text in any::<String>()) {
        let file = TexFile::parse(&Text::plain(text.clone()));
        prop_assert_eq!(&file.chunks, &TexFile::parse(&Text::rope(&text)).chunks);
        prop_assert_eq!(covered(&file), text);
    }

    #[test]
    fn any_edit_leads_to_the_facts_of_the_new_text(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..60),
        start in 0..200_usize,
        length in 0..50_usize,
        new in "[\\\\{}\\[\\]$%a-c \n_]{0,5}",
    ) {
        let text = Text::rope(&pieces.concat());
        let edit = TextEdit { range: ByteRange::new(start, start + length), new };
        let after = text.edited(&edit);
        let edited = TexFile::parse(&text).edited(&edit, &after);
        let fresh = TexFile::parse(&after);
        prop_assert_eq!(edited.chunks, fresh.chunks);
        prop_assert_eq!(edited.silences, fresh.silences);
    }
}
