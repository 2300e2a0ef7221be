use crate::syntax::bib::split::Splitter;
use crate::text::ByteRange;
use crate::text::Text;
use crate::text::composed;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::FileFailurePersistence;
use std::sync::Arc;

use super::*;
use crate::text::TextEdit;

/// Pieces from which texts and edits are put together; many leave braces unbalanced.
const PIECES: [&str; 36] = [
    "% lacuna: ignore\n",
    "\n@comment{lacuna: off}",
    "@article{a1,\n  title = {One Thing},\n  author = {Doe, J.},\n}\n\n",
    "@Book{b-2,\r\n  title = \"Two {Things}\",\r\n  year = 2002\r\n}\r\n",
    "@misc(c(3), title = {Three (3)}, note = \"a ) b\")\n",
    "@string{conf = {Conf}}\n",
    "@preamble{\"\\newcommand{x}{y}\"}\n",
    "@comment{ @article{no, title={x}} }\n",
    "@comment{ open { ",
    "% a comment @article{no,\n",
    "mail foo@bar.com, or\n",
    "@inproceedings{DBLP:conf/x, title = {{Ünïcode} 机器}, ids = {d, e}}\n",
    "@misc{, title = {No key}}\n",
    "@misc{k title = {No comma} year = 1999}\n",
    "@article{unclosed, title = {x, year = 2000}\n",
    "@article{open, title = {Open\n",
    "  abstract = {some longer text that says @this and @that{thing}},\n",
    "\n@",
    "@x",
    "{",
    "}",
    "}}",
    "(",
    ")",
    "\"",
    ",",
    "\n",
    "\r",
    " ",
    "%",
    "=",
    "#",
    "\\}",
    "é",
    "@comment",
    "plain text, ",
];

fn pieces(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(0..PIECES.len(), count)
        .prop_map(|picks| picks.iter().map(|&at| PIECES[at]).collect())
}

/// All that can be asked of a file, without its index.
fn shape(file: &Bibliography) -> String {
    let entries = (0..file.len() as u32).map(|number| {
        let entry = file.entry(number);
        assert_eq!((file.key(number), file.range(number)), (entry.key.as_str(), entry.range));
        assert!(file.with_key(&entry.key).contains(&number));
        assert_eq!(composed(&file.text().slice(entry.key_range)), entry.key);
        assert!(file.at(entry.range.start).is_some());
        format!("{entry:?}\n")
    });
    let entries: String = entries.collect();
    format!("{entries}{:?}\n{:?}\n{:?}", file.strings(), file.faults(), file.suppressions())
}

proptest! {
    // What failed once stands beside this file.
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn splitting_again_after_edits_equals_splitting_afresh(
        start in pieces(0..60),
        edits in prop::collection::vec((any::<Index>(), 0..40usize, pieces(0..3)), 1..12),
    ) {
        let mut text = Text::rope(&start);
        let mut file = Bibliography::parse(text.clone());
        for (at, removed, new) in edits {
            let at = text.floor_char(at.index(text.len() + 1));
            let edit = TextEdit { range: ByteRange::new(at, text.floor_char(at + removed)), new };
            text = text.edited(&edit);
            file = file.edited(&edit, text.clone());
            prop_assert_eq!(shape(&file), shape(&Bibliography::parse(text.clone())));
        }
    }

    #[test]
    fn an_item_by_itself_is_what_it_was_in_its_file(start in pieces(0..12), at in any::<Index>(), removed in 0..40usize) {
        let mut text = start;
        let floor = |text: &str, mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let from = floor(&text, at.index(text.len() + 1));
        let to = floor(&text, from + removed);
        text.replace_range(from..to, "\\}");
        for item in Splitter::new(&text) {
            let alone = &text[item.range.std()];
            let again = Splitter::new(alone).next();
            prop_assert!(again.is_some_and(|it| it.range.end == alone.len() && it.closed == item.closed), "{}", alone);
        }
    }

    #[test]
    fn a_replaced_text_equals_splitting_afresh(before in pieces(0..30), after in pieces(0..30)) {
        let file = Bibliography::parse(Text::plain(before)).replaced(Text::plain(after.clone()));
        prop_assert_eq!(shape(&file), shape(&Bibliography::parse(Text::plain(after))));
    }

    #[test]
    fn any_text_is_split(text in any::<String>(), pieces in pieces(0..9)) {
        shape(&Bibliography::parse(Text::plain(text.clone() + &pieces + &text)));
    }
}

#[test]
fn a_damaged_entry_costs_at_most_one_neighbour() {
    let entry = |n: usize| {
        format!(
            "@article{{key{n},\n  title = {{Title {n}}},\n  author = \"Doe, {{J}}ane\",\n  year = {n}\n}}\n\n"
        )
    };
    let text: String = (0..30).map(entry).collect();
    let size = text.len() / 30;
    for at in 0..text.len() {
        let mut damaged = text.clone();
        damaged.remove(at);
        let file = Bibliography::parse(Text::plain(damaged));
        let lost: Vec<usize> = (0..30).filter(|n| file.with_key(&format!("key{n}")).is_empty()).collect();
        let hit = (0..30)
            .map(entry)
            .scan(0, |end, entry| {
                *end += entry.len();
                Some(*end)
            })
            .position(|end| at < end)
            .unwrap_or(0);
        assert!(
            lost.iter().all(|&n| n == hit || n == hit + 1),
            "byte {at} of entry {hit} (about {size} bytes): lost {lost:?}"
        );
        assert!(lost.len() <= 2);
    }
}

#[test]
fn one_letter_splits_one_entry_again() {
    let text: String = (0..2000).map(|n| format!("@misc{{k{n}, title = {{Title {n}}}}}\n")).collect();
    let text = Text::rope(&text);
    let file = Bibliography::parse(text.clone());
    let at = file.range(1000).end - 3;
    let edit = TextEdit { range: ByteRange::empty(at), new: "x".to_owned() };
    let edited = file.edited(&edit, text.edited(&edit));
    assert_eq!(edited.stretches.len(), 3);
    assert!(edited.stretches[1].len() < 5);
    assert!(Arc::ptr_eq(&edited.stretches[0].table, &file.stretches[0].table));
    assert_eq!(edited.entry(1000).fields[0].pieces[0].text(), "Title 100x0");
}

#[test]
fn an_edit_behind_an_item_may_show_that_it_had_ended_before() {
    let text = Text::rope(&format!("@misc{{first,}}\n@misc(a,\n@x(b)\n{}", "@misc{c,}\n".repeat(20)));
    let file = Bibliography::parse(text.clone());
    let at = text.all().find("(b)").unwrap() + 3;
    let edit = TextEdit { range: ByteRange::empty(at), new: " ,".to_owned() };
    let text = text.edited(&edit);
    let fresh = Bibliography::parse(text.clone());
    assert_eq!(fresh.len(), file.len() + 1);
    assert_eq!(shape(&file.edited(&edit, text)), shape(&fresh));
}
