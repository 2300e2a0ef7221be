//! Authors and a year in running text, without a title: `Devlin et al. (2019)`, `(Devlin et al., 2019)`.

use super::authors::{Authors, authors};
use super::citation::{ProseCitation, ProseWork, after_prefix, is_argument, year_only};
use super::cursor::Cursor;
use super::title;
use crate::text::ByteRange;

/// How far before a year in parentheses its authors may begin, in bytes.
const REACH: usize = 120;

/// Every place of a paragraph that names authors and a year; the works have no title.
///
/// `AlexNet (2012)` and `(Paris, 2019)` look like one author with a year: of a single name the library has to tell
/// whether it is one. The range is the words, with the parentheses around all of them if there are any.
pub fn find_author_year(text: &str, is_text: &dyn Fn(ByteRange) -> bool) -> Vec<ProseCitation> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('(') {
        if at < from || is_argument(text, at) {
            continue;
        }
        let citation = within_parentheses(text, at).or_else(|| before_year(text, from, at));
        if let Some(citation) = citation.filter(|citation| is_text(citation.range)) {
            from = citation.range.end;
            found.push(citation);
        }
    }
    bare_years(text, is_text, &mut found);
    found
}

/// `Devlin et al., 2019`, `Liu and Ott 2020`, with nothing around the year.
fn bare_years(text: &str, is_text: &dyn Fn(ByteRange) -> bool, found: &mut Vec<ProseCitation>) {
    let parenthesised = found.len();
    let mut from = 0;
    for century in ["19", "20"] {
        for (at, _) in text.match_indices(century) {
            let before = text[..at].trim_end_matches([' ', '~', '\n']).trim_end_matches(',');
            let may_be =
                before.len() < at && (ET_AL.iter().any(|it| before.ends_with(it)) || ends_in_pair(before));
            if !may_be || at < from {
                continue;
            }
            let mut cursor = Cursor::new(text, at);
            let Some(year) = title::year(&mut cursor) else { continue };
            let Some((start, list)) = authors_before(text, 0, before.len()) else { continue };
            let range = ByteRange::new(start, cursor.at);
            let opening = text[..start].strip_suffix('(').map(str::len);
            if opening.is_some_and(|it| is_argument(text, it)) {
                continue;
            }
            let is_free = found.iter().take(parenthesised).all(|it| !it.range.overlaps(range));
            if is_free && is_text(range) {
                from = cursor.at;
                let work = ProseWork {
                    range,
                    authors: list.names,
                    et_al: list.et_al,
                    title: None,
                    year: Some(year),
                };
                found.push(ProseCitation { range, works: vec![work] });
            }
        }
        from = 0;
    }
    found.sort_by_key(|it| it.range.start);
}

/// Ends of a list that leaves authors out.
const ET_AL: [&str; 6] = ["al.", " al", " al}", "coll.", "и др.", "m.fl."];

/// Whether a text ends in `and Ott`.
fn ends_in_pair(before: &str) -> bool {
    let (rest, last) = before.rsplit_once([' ', '~', '\n']).unwrap_or(("", before));
    last.starts_with(char::is_uppercase)
        && [" and", "&", "~and", " et", " und", " y", " e", " и"]
            .iter()
            .any(|it| rest.trim_end().ends_with(it))
}

/// `(Devlin et al., 2019; Liu and Ott, 2020)`.
fn within_parentheses(text: &str, at: usize) -> Option<ProseCitation> {
    let mut cursor = Cursor::new(text, after_prefix(text, at + 1));
    let mut works = Vec::new();
    loop {
        cursor.eat_blanks();
        let start = cursor.at;
        let list =
            authors(text, start).filter(|list| list.et_al || list.names.len() > 1 || is_single(list))?;
        cursor.at = list.end;
        let year = year_only(&mut cursor)?;
        works.push(ProseWork {
            range: ByteRange::new(start, cursor.at),
            authors: list.names,
            et_al: list.et_al,
            title: None,
            year: Some(year),
        });
        cursor.eat_blanks();
        if cursor.eat(")") {
            return Some(ProseCitation { range: ByteRange::new(at, cursor.at), works });
        }
        if !(cursor.eat(";") || cursor.eat(",")) {
            return None;
        }
    }
}

/// `Devlin et al. (2019)`, with the parenthesis at `at`; the authors begin at `from` or later.
fn before_year(text: &str, from: usize, at: usize) -> Option<ProseCitation> {
    let mut cursor = Cursor::new(text, at);
    let year = title::year(&mut cursor).or_else(|| year_with_pages(&mut cursor))?;
    let (start, list) = authors_before(text, from, at).or_else(|| name_before(text, from, at))?;
    let range = ByteRange::new(start, cursor.at);
    let work = ProseWork { range, authors: list.names, et_al: list.et_al, title: None, year: Some(year) };
    Some(ProseCitation { range, works: vec![work] })
}

/// The year of `(2003: 406--407)`, `(2003, p. 4)`.
fn year_with_pages(cursor: &mut Cursor) -> Option<i32> {
    const LONGEST: usize = 24;
    let inner = cursor.rest().strip_prefix('(')?.split(')').next()?;
    let (year, pages) = inner.split_at_checked(4)?;
    let pages = pages.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let is_place = pages.starts_with([':', ','])
        && pages.len() <= LONGEST
        && pages.contains(|c: char| c.is_ascii_digit())
        && pages.chars().all(|c| c.is_ascii_digit() || ":,~.-–f ".contains(c) || c == 'p');
    let year = year.parse().ok().filter(|it| is_place && (1500..2100).contains(it))?;
    cursor.at += inner.len() + 2;
    Some(year)
}

/// Whether a list is one family name, perhaps with initials or a particle.
fn is_single(list: &Authors) -> bool {
    let [only] = list.names.as_slice() else { return false };
    let words =
        only.split_whitespace().filter(|it| it.starts_with(char::is_uppercase) && it.chars().count() > 2);
    words.count() == 1 && only.split_whitespace().count() <= 3
}

/// The one word before the year in parentheses at the byte `at`, if it may be a family name.
fn name_before(text: &str, from: usize, at: usize) -> Option<(usize, Authors)> {
    let before = text[from..at].trim_end_matches([' ', '~', '\n']);
    let start = before
        .rfind(|c: char| !c.is_alphabetic() && c != '-')
        .map_or(0, |it| it + before[it..].chars().next().map_or(1, char::len_utf8));
    if before[..start].ends_with(['\\', '{', '$']) || start == before.len() {
        return None;
    }
    let list = authors(text, from + start).filter(|it| is_single(it) && it.end == from + before.len())?;
    Some((from + start, list))
}

/// Authors, perhaps with a year in parentheses, that stand directly before the byte `at` of a paragraph
/// and begin at `from` or later: `Devlin et al.~`, `Devlin and Chang's (2019) `. The range is the words.
pub fn named_before(text: &str, from: usize, at: usize) -> Option<ProseWork> {
    let blank = [' ', '~', '\n', '\r', '\t', '\\'];
    let end = from + text[from..at].trim_end_matches(blank).len();
    let opening = text[from..end].ends_with(')').then(|| text[from..end].rfind('(')).flatten();
    let mut cursor = Cursor::new(text, from + opening.unwrap_or(end - from));
    let year = opening.and_then(|_| title::year(&mut cursor)).filter(|_| cursor.at == end);
    if opening.is_some() && year.is_none() {
        return None;
    }
    let mut names_end = opening.map_or(end, |it| from + it);
    names_end = from + text[from..names_end].trim_end_matches(blank).len();
    for possessive in ["'s", "’s"] {
        names_end = from + text[from..names_end].trim_end_matches(possessive).len();
    }
    let (start, list) = authors_before(text, from, names_end)?;
    let range = ByteRange::new(start, end);
    Some(ProseWork { range, authors: list.names, et_al: list.et_al, title: None, year })
}

/// The longest author list of two names or more, or with `et al.`, that ends at the byte `at`, blanks
/// aside: it begins where a word does, at `from` or later.
fn authors_before(text: &str, from: usize, at: usize) -> Option<(usize, Authors)> {
    let reach = title::floor_char(text, at.saturating_sub(REACH)).max(from);
    let before = text[reach..at].trim_end_matches([' ', '~', '\n']);
    let end = reach + before.len();
    let starts = before.char_indices().filter(|(offset, c)| {
        c.is_alphabetic()
            && !before[..*offset]
                .ends_with(|former: char| former.is_alphanumeric() || "\\-'’".contains(former))
    });
    starts
        .filter_map(|(offset, _)| authors(text, reach + offset).map(|list| (reach + offset, list)))
        .find(|(_, list)| list.end == end && (list.et_al || list.names.len() > 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = find_author_year(text, &|_| true);
        let found: Vec<&str> = found.iter().map(|citation| &text[citation.range.std()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn authors_stand_before_the_year_or_with_it() {
        check("As Devlin et al. (2019) show.", &["Devlin et al. (2019)"]);
        check(
            "This was seen (Devlin et al., 2019; Liu and Ott, 2020).",
            &["(Devlin et al., 2019; Liu and Ott, 2020)"],
        );
        check("In Miller, Wu, and van der Berg (2001) we read", &["Miller, Wu, and van der Berg (2001)"]);
        check(
            "M\\\"uller \\& Wu~(2001a), see (see also Li et al. 2020)",
            &["M\\\"uller \\& Wu~(2001a)", "(see also Li et al. 2020)"],
        );
    }

    #[test]
    fn a_name_may_be_a_word() {
        check(
            "Residual nets (He et al., 2016) and He et al. (2016)",
            &["(He et al., 2016)", "He et al. (2016)"],
        );
        check(
            "The network (See et al., 2017) points; (see He and Sun, 2015)",
            &["(See et al., 2017)", "(see He and Sun, 2015)"],
        );
    }

    #[test]
    fn nothing_need_stand_around_the_year() {
        check(
            "As Lakner et al. 2008 said, and Zhang and Drummond 2020; Mann \\& Wright, 1995. Dai et al, 2015a.",
            &["Lakner et al. 2008", "Zhang and Drummond 2020", "Mann \\& Wright, 1995", "Dai et al, 2015a"],
        );
        check("In May 2008, and then 2010, and 1998.", &[]);
    }

    #[test]
    fn names_of_things_with_a_year_are_no_authors() {
        check("(2019), (see Table 3), version (1995) and \\foo (2019)", &[]);
        // The library tells.
        check("AlexNet (2012) and (Paris, 2019)", &["AlexNet (2012)", "(Paris, 2019)"]);
        check(r"\parencite(Li et al., 2020)", &[]);
    }

    #[test]
    fn pages_may_stand_behind_the_year() {
        check(
            "As Pasch et al. (2003:~406) say, and Liu and Ott (2020a, p. 4); not Liu and Ott (2020: a year).",
            &["Pasch et al. (2003:~406)", "Liu and Ott (2020a, p. 4)"],
        );
        check("A map (source : Kraemer et coll., 2015).", &["Kraemer et coll., 2015"]);
        check(
            "(Heath {\\it et al} 2014), Heath {\\it et al} 2014.",
            &["(Heath {\\it et al} 2014)", "Heath {\\it et al} 2014"],
        );
    }
}
