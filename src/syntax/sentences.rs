//! Where sentences begin and end, and what they say without their TeX.

use super::latex_text::to_unicode;
use super::tex::{Chunk, HEADINGS};
use crate::text::ByteRange;

/// Abbreviations whose full stop ends no sentence, in lower case.
const ABBREVIATIONS: [&str; 34] = [
    "al", "e.g", "i.e", "cf", "vs", "fig", "figs", "eq", "eqs", "sec", "sect", "secs", "ref", "refs", "tab",
    "resp", "approx", "dr", "mr", "mrs", "prof", "no", "vol", "pp", "p", "ch", "chap", "app", "def", "thm",
    "w.r.t", "a.k.a", "ca", "st",
];

/// The sentence of a chunk that holds the bytes `place`, without white space around it; all in bytes of
/// the chunk.
///
/// `whole` are stretches that no sentence ends in: citations, gaps. Headings, items, beginnings and ends
/// of environments part sentences, too.
pub fn sentence(chunk: &Chunk, place: ByteRange, whole: &[ByteRange]) -> ByteRange {
    let text = &chunk.text;
    let near = nearby(chunk, place);
    let (mut start, mut end) = (near.start, near.end);
    for (from, to) in borders(chunk, whole, near) {
        if to <= place.start {
            start = start.max(to);
        } else if from >= place.end {
            end = end.min(from);
        }
    }
    let inside = &text[start..end];
    let lead = inside.len() - inside.trim_start().len();
    ByteRange::new(start + lead, start + lead + inside.trim().len())
}

/// Whether the byte at `at` stands between quotation marks of which both stand near: what others said.
pub fn is_quoted(text: &str, at: usize) -> bool {
    const NEAR: usize = 600;
    const PAIRS: [(&str, &str); 5] = [("``", "''"), ("“", "”"), ("„", "“"), ("«", "»"), ("\"`", "\"'")];
    let mut from = at.saturating_sub(NEAR);
    let mut to = at.saturating_add(NEAR).min(text.len());
    while !text.is_char_boundary(from) {
        from += 1;
    }
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let (Some(before), Some(behind)) = (text.get(from..at), text.get(at..to)) else { return false };
    let encloses = |(open, close): &(&str, &str)| {
        before.rfind(open).is_some_and(|it| !before[it + open.len()..].contains(close))
            && behind.find(close).is_some_and(|it| open == close || !behind[..it].contains(open))
    };
    // `"` is the same on both sides: a mark that opens stands behind a blank.
    let opens = |it: &&str| it.is_empty() || it.ends_with([' ', '\n', '~', '(', '{']);
    let straight = before.match_indices('"').filter(|it| !before[..it.0].ends_with('\\')).count() % 2 == 1
        && before.rfind('"').map(|it| &before[..it]).as_ref().is_some_and(opens)
        && behind.contains('"');
    PAIRS.iter().any(encloses) || straight
}

/// So far from a place its sentence may reach (bytes); a paragraph may be a book in one line.
const REACH: usize = 1 << 13;

/// What of a chunk is looked at around a place in it.
pub fn nearby(chunk: &Chunk, place: ByteRange) -> ByteRange {
    let (text, length) = (&chunk.text, chunk.text.len());
    let mut start = place.start.min(length).saturating_sub(REACH);
    let mut end = place.end.saturating_add(REACH).min(length);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    ByteRange::new(start, end.max(start))
}

/// The stretches between sentences near a place: a heading, or the empty one behind a full stop.
fn borders(chunk: &Chunk, whole: &[ByteRange], near: ByteRange) -> Vec<(usize, usize)> {
    let text = &chunk.text[..near.end];
    let mut borders: Vec<(usize, usize)> = Vec::new();
    let first = chunk.calls.partition_point(|it| it.command.start < near.start);
    for call in chunk.calls[first..].iter().take_while(|it| it.command.start < near.end) {
        let range = call.range();
        match call.name.as_str() {
            "item" | "bibitem" => borders.push((range.start, range.end)),
            // What stands between the last sentence and the list of references is none.
            "bibliography" | "bibliographystyle" | "addbibresource" | "printbibliography" => {
                borders.push((range.start, range.end));
            }
            name if HEADINGS.contains(&name) => borders.push((range.start, range.end)),
            "caption" | "footnote" => {
                if let Some(last) = call.arguments.last() {
                    let inner = last.inner();
                    borders.extend([(range.start, inner.start), (inner.end, range.end)]);
                }
            }
            _ => {}
        }
    }
    let first = chunk.environments.partition_point(|it| it.range.end < near.start);
    let environments = chunk.environments[first..].iter().take_while(|it| it.range.start < near.end);
    borders.extend(environments.map(|it| (it.range.start, it.range.end)));
    let closed = |at: usize| {
        let holds = |ranges: &[ByteRange]| {
            let next = ranges.partition_point(|it| it.end <= at);
            ranges.get(next).is_some_and(|it| it.contains(at))
        };
        whole.iter().any(|it| it.contains(at)) || holds(&chunk.not_text) || holds(&chunk.math)
    };
    for (at, mark) in text[near.start..].match_indices(['.', '!', '?']) {
        let at = near.start + at;
        let behind = text[at + 1..].trim_start_matches([')', ']', '}', '\'', '"', '”', '’']);
        let end = text.len() - behind.len();
        let next = behind.trim_start();
        let begins = next.len() < behind.len() && next.chars().next().is_some_and(|c| !c.is_lowercase());
        if begins && !(mark == "." && is_abbreviation(&text[..at])) && !closed(at) {
            borders.push((end, end));
        }
    }
    borders
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || "~({[,".contains(c)).next().unwrap_or("");
    let lower = word.to_lowercase();
    // A single capital is an initial.
    ABBREVIATIONS.contains(&lower.as_str())
        || (word.chars().count() == 1 && word.chars().all(char::is_uppercase))
}

/// `text[range]` without what stands in `cuts`, which are sorted by their start; comments go, too.
pub fn without(chunk: &Chunk, range: ByteRange, cuts: &[ByteRange]) -> String {
    let mut out = String::new();
    let mut at = range.start;
    let first = chunk.not_text.partition_point(|it| it.end <= range.start);
    let not_text = chunk.not_text[first..].iter().take_while(|it| it.start < range.end);
    let mut cuts: Vec<ByteRange> = cuts.iter().chain(not_text).copied().collect();
    cuts.sort_unstable();
    for cut in cuts {
        if cut.end <= at || cut.start >= range.end {
            continue;
        }
        out.push_str(&chunk.text[at..cut.start.max(at)]);
        at = cut.end.min(range.end);
    }
    out.push_str(&chunk.text[at..range.end.max(at)]);
    out
}

/// A stretch of LaTeX as a reader sees it, on one line.
pub fn plain(tex: &str) -> String {
    let text = to_unicode(tex);
    let words: Vec<&str> = text.split_whitespace().collect();
    // What stood around a citation that was taken out closes up.
    words.join(" ").replace(" .", ".").replace(" ,", ",").replace(" ;", ";").replace("( )", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tex::TexFile;
    use crate::text::Text;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let at = text.find("____").unwrap();
        let file = TexFile::parse(&Text::plain(text.to_owned()));
        let (start, chunk) = file.chunk_at(at).unwrap();
        let place = ByteRange::new(at - start, at - start + 4);
        assert_eq!(&chunk.text[sentence(chunk, place, &[place]).std()], expected);
    }

    #[test]
    fn a_sentence_ends_at_a_full_stop_before_a_capital() {
        check("One thing. It was shown ____. Next.", "It was shown ____.");
        check(
            "One.\nIt, e.g. this, cf. Fig. 3 by J. Smith et al. ____ in 3.5 s. \\emph{Next}.",
            "It, e.g. this, cf. Fig. 3 by J. Smith et al. ____ in 3.5 s.",
        );
        check("Really? (Yes ____.) No.", "(Yes ____.)");
    }

    #[test]
    fn headings_items_and_environments_part_sentences() {
        check("\\section{On it}\nWe know ____ it\n\\item next", "We know ____ it");
        check("\\begin{itemize}\n\\item one\n\\item two ____ two\n\\end{itemize}", "two ____ two");
        check("Text\\footnote{As shown ____ there} goes on.", "As shown ____ there");
    }
}
