use proptest::prelude::*;

use super::entry::{FaultKind, Piece};
use super::fields;
use super::split::Splitter;

/// Each item as `kind key: name = value, ..`, then its faults with the text they stand at.
fn shown(text: &str) -> String {
    let mut out = String::new();
    for item in Splitter::new(text) {
        let (entry, faults) = fields::read(&text[item.range.std()], item.range.start);
        let fields = entry.fields.iter().map(|field| {
            assert_eq!(text[field.name_range.std()].to_lowercase(), field.name);
            let pieces = field.pieces.iter().map(|piece| {
                assert_eq!(&text[piece.range().std()], piece.text());
                match piece {
                    Piece::Text(text, _) => format!("{{{text}}}"),
                    Piece::Number(text, _) | Piece::Name(text, _) => text.clone(),
                }
            });
            format!("{} = {}", field.name, pieces.collect::<Vec<_>>().join(" # "))
        });
        let fields = fields.collect::<Vec<_>>().join(", ");
        out += &format!("{} {}: {fields}\n", entry.kind, entry.key);
        for fault in faults {
            out += &format!("  {:?} at {:?}\n", fault.kind, &text[fault.range.std()]);
        }
    }
    out
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(shown(text), expected);
}

#[test]
fn well_formed_entries_are_read_whole() {
    check(
        "@Article{a:1,\n Title = {A {B}},\r\n year=2020, note = \"x {\"} y\" # jan # { z },\n}",
        "article a:1: title = {A {B}}, year = 2020, note = {x {\"} y} # jan # { z }\n",
    );
    check("@misc{a}@misc {b , }@misc\n{c,x={y}}", "misc a: \nmisc b: \nmisc c: x = {y}\n");
    check(
        "\u{FEFF}@book(smith(2020), title = \"a ) b\", year = 2020)",
        "book smith(2020): title = {a ) b}, year = 2020\n",
    );
}

#[test]
fn a_run_of_strange_blanks_or_strays_is_one_fault() {
    check(
        "@misc{k,\n\u{a0} \u{a0} title\u{a0}= \u{a0}{A\u{a0}B},\n\u{200b}year = 1 }",
        "misc k: title = {A\u{a0}B}, year = 1\n  StrangeBlank at \"\\u{a0} \\u{a0}\"\n  StrangeBlank at \"\\u{200b}\"\n",
    );
    check(
        "@misc{k, some stray words\n more }",
        "misc k: \n  NoValue at \"some stray words\"\n  NoValue at \"more\"\n",
    );
}

#[test]
fn odd_keys_are_keys() {
    check(
        "@misc{smith(2020),}@misc{DBLP:conf/x/Y+1,}@misc{a b,}@misc{é'&!#~,}",
        "misc smith(2020): \nmisc DBLP:conf/x/Y+1: \nmisc a b: \nmisc é'&!#~: \n",
    );
}

#[test]
fn an_equals_sign_in_a_key_belongs_to_it_unless_a_field_stands_there() {
    check(
        "@misc{a=b, title = {x}}@misc{a=b,}@misc(q=1=2,x=1)",
        "misc a=b: title = {x}\nmisc a=b: \nmisc q=1=2: x = 1\n",
    );
    for field in
        ["year=2020, note = {x}", "journal=jan, a = {b}", "a = b, note = {x}", "a={b}", "a=\"b\", c={d}"]
    {
        assert!(shown(&format!("@misc{{{field}}}")).contains("NoKey"), "{field}");
    }
}

#[test]
fn what_lies_between_items_is_passed_over() {
    check("mail foo@bar.com or @ me\n% @article{no,\n@misc{a,} junk } @misc{b,}", "misc a: \nmisc b: \n");
}

#[test]
fn a_comment_is_one_item_whatever_it_holds() {
    let text = "@comment{\n@article{x, title = {y}}\n}\n@misc{a,}";
    assert_eq!(Splitter::new(text).count(), 2);
    assert_eq!(Splitter::new("@comment{ open {\n@misc{a,}\n@misc{b,}").count(), 3);
}

#[test]
fn a_missing_key_or_comma_is_a_fault_where_it_is_missing() {
    check("@misc{, title={x}}", "misc : title = {x}\n  NoKey at \"{\"\n");
    check("@misc{author = {x}}", "misc : author = {x}\n  NoKey at \"{\"\n");
    check("@misc{k title = {x}}", "misc k: title = {x}\n  MissingComma at \"k\"\n");
    check(
        "@misc{k\n title = {x} year = 1\n}",
        "misc k: title = {x}, year = 1\n  MissingComma at \"k\"\n  MissingComma at \"}\"\n",
    );
    check("@misc{k\n, title = {x}\n, year = 1}", "misc k: title = {x}, year = 1\n");
}

#[test]
fn a_field_without_value_is_a_fault() {
    check(
        "@misc{k, title, year = , note = {n}, {stray}, url = 10.1/x_(y)%20}",
        "misc k: note = {n}, url = 10.1/x_(y)%20\n  NoValue at \"title\"\n  NoValue at \"year\"\n  NoValue at \"{stray}\"\n",
    );
}

#[test]
fn what_stands_behind_a_value_is_one_fault_with_the_comma_before_it() {
    check("@misc{k, title = {x}.\n}", "misc k: title = {x}\n  NoValue at \".\"\n");
    check(
        "@misc{k, issue = \"{10},\n pages = \"{3--9}\",\n year = 1}",
        "misc k: issue = {{10},\n pages = }, year = 1\n  NoValue at \"{3--9}\\\"\"\n",
    );
}

#[test]
fn an_unclosed_entry_ends_at_the_next_and_keeps_its_fields() {
    check(
        "@misc{a, title = {x,\n  year = 2020\n}\n@misc{b,}",
        "misc a: title = {x}, year = 2020\n  Unclosed at \"@misc{\"\nmisc b: \n",
    );
    check(
        "@misc{a, title = {x}\n@string{s = {t}}\n@misc{b,",
        "misc a: title = {x}\n  Unclosed at \"@misc{\"\nstring : s = {t}\n  NoKey at \"{\"\nmisc b: \n  Unclosed at \"@misc{\"\n",
    );
    check("@misc{a, title = {\\}, note = {}}\n@misc{b,}", "misc a: title = {\\}, note = {}\nmisc b: \n");
}

#[test]
fn a_percent_between_fields_begins_a_comment() {
    check(
        "@misc{a, % title = {no},\n year = 1, % end\n note = {50% of it}}",
        "misc a: year = 1, note = {50% of it}\n",
    );
}

proptest! {
    #[test]
    fn no_text_is_refused(text in "[@{}()\"=,#% \n\\\\a-cé]{0,60}") {
        for item in Splitter::new(&text) {
            let (entry, faults) = fields::read(&text[item.range.std()], item.range.start);
            prop_assert_eq!(entry.range, item.range);
            prop_assert!(entry.range.covers(entry.key_range));
            prop_assert!(faults.iter().all(|fault| item.range.covers(fault.range)));
            prop_assert!(item.closed || faults.iter().any(|fault| fault.kind == FaultKind::Unclosed));
            let mut end = entry.key_range.end;
            for field in &entry.fields {
                prop_assert!(end <= field.name_range.start && field.name_range.end < field.value_range.start);
                end = field.value_range.end;
            }
        }
    }
}
