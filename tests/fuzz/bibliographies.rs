//! Bibliographies: split, read, edited.

use lacuna::model::bibliography::{Bibliography, Query};
use lacuna::syntax::bib::fields;
use lacuna::text::{ByteRange, Text, TextEdit};

use crate::ugly::{assert_within, floor, run};

pub const SEEDS: [&str; 5] = [
    "@article{k1, author = {Knuth, Donald and de la M{\\\"u}ller, Jr., A.}, title = {{The} Art of \"x\"}, year = 1968, doi = {10.1000/X}}\n",
    "@string{acm = \"ACM\" # { Press}}\n@book(k2, publisher = acm # \" of \" # 12, title = \"A {\\\"o} B\", month = jan)\n",
    "@comment{jabref-meta: x}\n@preamble{\"\\newcommand\"}\n% lacuna: ignore\n@misc{k3,\n  crossref = {k1},\n  ids = {old, older},\n  xdata = {k1,k2},\n}\r\n",
    "@misc{k4 title = {No comma}\n@misc{, title = {No key}}\n@misc{k5, title = {Never closed\n\n@misc{k6, title = \"Nor this}\n",
    "@online{k7, url = {https://a.b/c%20d_e}, eprint = {2001.00001v2}, archiveprefix = {arXiv}, note = {UNVERIFIED}, date = {2020-01/..}}\n",
];

pub const PIECES: [&str; 36] = [
    "@",
    "{",
    "}",
    "(",
    ")",
    "\"",
    ",",
    "=",
    "#",
    "\n",
    "\r\n",
    " ",
    "%",
    "\\",
    "@article{",
    "@string{",
    "@comment",
    "@preamble{",
    "@xdata{x,",
    "title",
    " = {",
    "},",
    "author = {A and B}",
    " and ",
    "crossref = {k1}",
    "xdata = {x}",
    "ids = {a,b}",
    "k1",
    "é",
    "\\\"{o}",
    "{\\ss}",
    "1999",
    "\n@misc{a,",
    "@@",
    "{{",
    "\\@",
];

#[test]
fn any_edit_leads_to_the_bibliography_of_the_new_text() {
    run(
        400,
        |random| random.text(&SEEDS, &PIECES),
        |random, content| {
            let mut text = Text::rope(content);
            let mut bib = Bibliography::parse(text.clone()).indexed();
            for _ in 0..4 {
                let all = text.all().into_owned();
                let start = random.boundary(&all);
                let end = floor(&all, (start + random.below(12)).min(all.len())).max(start);
                let edit =
                    TextEdit { range: ByteRange::new(start, end), new: random.piece(&PIECES).to_owned() };
                text = text.edited(&edit);
                bib = bib.edited(&edit, text.clone());
                assert_same(&bib, &Bibliography::parse(Text::plain(text.all().into_owned())).indexed());
            }
        },
    );
}

/// What both say of their entries, words and faults is the same.
#[track_caller]
fn assert_same(one: &Bibliography, other: &Bibliography) {
    let all = one.text().all();
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    assert_eq!(one.faults(), other.faults());
    assert_eq!(one.suppressions(), other.suppressions());
    for key in one.keys() {
        let (a, b) = (one.with_key(key), other.with_key(key));
        assert_eq!(a.len(), b.len());
        for (a, b) in a.into_iter().zip(b) {
            assert_eq!(one.range(a), other.range(b));
            assert_within(&all, one.range(a));
            assert_within(&all, one.key_range(a));
            let entry = one.entry(a);
            assert_eq!(entry, other.entry(b));
            for field in &entry.fields {
                assert_within(&all, field.name_range);
                assert_within(&all, field.value_range);
            }
        }
    }
    let words = |bib: &Bibliography, word: &str| {
        let found = bib.search(&Query::new(word), 10).into_iter();
        found.map(|it| (it.0, bib.key(it.1).to_owned())).collect::<Vec<_>>()
    };
    for word in ["art", "k", "knuth", "1968", "ö"] {
        assert_eq!(words(one, word), words(other, word), "{word}");
    }
}

#[test]
fn any_entry_is_read_within_its_text() {
    run(
        2_000,
        |random| random.text(&SEEDS, &PIECES),
        |_, text| {
            let (entry, faults) = fields::read(text, 0);
            for field in &entry.fields {
                assert_within(text, field.name_range);
                assert_within(text, field.value_range);
            }
            for fault in faults {
                assert_within(text, fault.range);
            }
            if let Some(key) = fields::read_key(text, 0) {
                assert_within(text, key);
            }
            let _ = fields::read_string(text, 0);
        },
    );
}
