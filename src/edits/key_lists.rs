//! Edits of the keys between a cite command's braces.

use super::replacement::trimmed;
use crate::gaps::key_places::places;
use crate::model::citations::KeyGroup;
use crate::text::{ByteRange, Text, TextEdit};

/// What becomes of one place of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// It stays as it is.
    Keep,
    /// It goes, with one comma.
    Drop,
    /// These keys stand there instead.
    Put(Vec<String>),
}

/// The edit that makes of each place what `fate` says; `None` if that changes nothing. All in bytes of
/// `text`.
pub fn rewritten(text: &str, group: &KeyGroup, fate: &dyn Fn(ByteRange) -> Place) -> Option<TextEdit> {
    let inner = group.inner();
    let spaced = text[inner.std()].contains(", ");
    let mut parts: Vec<String> = Vec::new();
    // `a,\n  ,b`: the line break of the empty place stays, before what follows.
    let mut blank = "";
    for place in places(text, group) {
        let old = &text[place.std()];
        let carried = std::mem::take(&mut blank);
        match fate(place) {
            // A comment is the writer's; it does not go with its place.
            Place::Drop if !old.contains('%') => {
                if old.trim().is_empty() && !parts.is_empty() {
                    blank = if old.is_empty() { carried } else { old };
                }
            }
            Place::Put(keys) if !old.contains('%') => {
                let bare = old.trim();
                let lead = &old[..old.len() - old.trim_start().len()];
                // `\cite{ }` has no spacing to keep.
                let lead = if place == inner && !lead.contains(['\n', '\r']) { "" } else { lead };
                let tail = if bare.is_empty() { "" } else { &old[old.trim_end().len()..] };
                let missing = lead.is_empty() && spaced && place.start > inner.start;
                let lead = if missing { " " } else { lead };
                let keys = keys.join(if spaced { ", " } else { "," });
                parts.push(format!("{lead}{keys}{tail}"));
            }
            _ if old.starts_with(char::is_whitespace) => parts.push(old.to_owned()),
            _ => parts.push(format!("{carried}{old}")),
        }
    }
    if let Some(first) =
        parts.first_mut().filter(|it| it.starts_with(' ') && !text[inner.std()].starts_with(' '))
    {
        *first = first.trim_start_matches(' ').to_owned();
    }
    let new = parts.join(",");
    let edit = trimmed(&Text::plain(text.to_owned()), TextEdit { range: inner, new });
    (!edit.range.is_empty() || !edit.new.is_empty()).then_some(edit)
}

/// Whether a place is empty although others are not.
pub fn is_hole(text: &str, group: &KeyGroup, place: ByteRange) -> bool {
    !group.keys.is_empty()
        && group.holes.iter().any(|it| it.start + 1 == place.start)
        && text[place.std()].trim().is_empty()
}

/// Whether a place repeats a key that stands before it.
pub fn is_repeated(group: &KeyGroup, place: ByteRange) -> bool {
    let here = group.keys.iter().position(|it| place.covers(it.range));
    here.is_some_and(|here| group.keys[..here].iter().any(|it| it.text == group.keys[here].text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::citations::DocumentCitations;
    use crate::model::cite_commands::CiteCommands;
    use crate::syntax::tex::TexFile;

    fn group(source: &str) -> KeyGroup {
        let file = TexFile::parse(&Text::plain(source.to_owned()));
        let read = DocumentCitations::read(&file, &CiteCommands::default(), None);
        let (_, citation) = read.iter().next().unwrap();
        citation.groups[0].clone()
    }

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let group = group(source);
        let fate = |place| match is_hole(source, &group, place) || is_repeated(&group, place) {
            true => Place::Drop,
            false => Place::Keep,
        };
        let edit = rewritten(source, &group, &fate);
        let new = edit
            .map_or(source.to_owned(), |it| Text::plain(source.to_owned()).edited(&it).all().into_owned());
        assert_eq!(new, expected);
    }

    #[test]
    fn empty_places_and_repeated_keys_go_with_one_comma_each() {
        check(r"\cite{a,,b}", r"\cite{a,b}");
        check(r"\cite{a,}", r"\cite{a}");
        check(r"\cite{, a}", r"\cite{a}");
        check(r"\cite{,,a,,}", r"\cite{a}");
        check(r"\cite{a, b, a}", r"\cite{a, b}");
        check(r"\cite{a,b,a,,b}", r"\cite{a,b}");
        check("\\cite{a,\n  b,\n}", "\\cite{a,\n  b}");
        check("\\cite{a, % one, two\n  a, b}", "\\cite{a, % one, two\n  a, b}");
        check("\\cite{a,\n  ,b, ,\n  c}", "\\cite{a,\n  b,\n  c}");
        check(r"\cite{}", r"\cite{}");
        check(r"\cite{a,b}", r"\cite{a,b}");
    }

    #[test]
    fn keys_are_put_in_with_the_spacing_of_the_list() {
        for (source, at, expected) in [
            (r"\cite{}", 6, r"\cite{x,y}"),
            (r"\cite{ }", 6, r"\cite{x,y}"),
            (r"\cite{a,}", 8, r"\cite{a,x,y}"),
            (r"\cite{a, b,}", 11, r"\cite{a, b, x, y}"),
            (r"\cite{a,TODO,b}", 8, r"\cite{a,x,y,b}"),
        ] {
            let group = group(source);
            let fate = |place: ByteRange| match place.start == at {
                true => Place::Put(vec!["x".to_owned(), "y".to_owned()]),
                false => Place::Keep,
            };
            let edit = rewritten(source, &group, &fate).unwrap();
            assert_eq!(Text::plain(source.to_owned()).edited(&edit).all(), expected);
        }
    }
}
