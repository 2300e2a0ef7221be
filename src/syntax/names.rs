//! Names of persons: BibTeX's `Last, First and ...`.
//!
//! The rules are those of Patashnik, "Designing BibTeX Styles" (1988), section 4.

use super::latex_text::{fold_words, to_unicode};

/// One person or body, in Unicode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// `Devlin`, `World Health Organization`.
    pub family: String,
    /// `Jacob`, `J. M.`; empty for a body.
    pub given: String,
    /// `van der`, `de`; as written.
    pub particle: String,
    /// `Jr.`, `III`.
    pub suffix: String,
}

/// The names in an author or editor field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// In order.
    pub names: Vec<Name>,
    /// Whether the list ends in `and others`.
    pub others: bool,
}

impl Name {
    /// The family name folded for comparison, its words joined by blanks.
    pub fn folded_family(&self) -> String {
        fold_words(&self.family).join(" ")
    }

    /// `Jacob van der Devlin Jr.`
    pub fn full(&self) -> String {
        let parts = [&self.given, &self.particle, &self.family, &self.suffix];
        let parts: Vec<&str> =
            parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }

    /// Reads one name, in TeX, as `First von Last`, `von Last, First`, `von Last, Jr, First`, or told by its
    /// parts: `family=Last, given=First, prefix=von`.
    pub fn read(name: &str) -> Self {
        if tells_parts(name) {
            return by_parts(name);
        }
        let parts = split(name, comma);
        let (last, suffix, given) = match parts.as_slice() {
            [whole] => return first_von_last(&words(whole)),
            [last, given] => (last, "", (*given).to_owned()),
            [last, suffix, given @ ..] => (last, *suffix, given.join(",")),
            [] => return Self::default(),
        };
        let last = words(last);
        let von = last.iter().take(last.len().saturating_sub(1)).rposition(|word| is_particle(word));
        let von = von.map_or(0, |at| at + 1);
        let (von, last) = last.split_at(if is_particle(last.first().unwrap_or(&"")) { von } else { 0 });
        Self {
            family: joined(last),
            given: to_unicode(&given).into_owned(),
            particle: joined(von),
            suffix: to_unicode(suffix).into_owned(),
        }
    }
}

/// The names in the value of an author or editor field, in TeX.
pub fn read_names(value: &str) -> Names {
    let mut list = Names::default();
    let names = if tells_parts(value) { split_unquoted(value, and) } else { split(value, and) };
    for name in names {
        let name = name.trim().trim_matches(',').trim();
        if name.eq_ignore_ascii_case("others") || name.eq_ignore_ascii_case("et al.") {
            list.others = true;
        } else if !name.is_empty() {
            list.names.extend(persons(name));
        }
    }
    list
}

/// The first of the names in such a value.
pub fn first_name(value: &str) -> Option<Name> {
    let mut depth = 0usize;
    let end = value.bytes().enumerate().find_map(|(at, byte)| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends = depth == 0 && byte.is_ascii_whitespace() && and(&value[at..]).is_some();
        ends.then_some(at)
    });
    // Most names of a long list need not be read.
    let first = end.filter(|_| !tells_parts(value)).map(|it| read_names(&value[..it]).names);
    first.and_then(|it| it.into_iter().next()).or_else(|| read_names(value).names.into_iter().next())
}

/// The items of a list, in TeX: parted by `and`.
pub fn split_list(value: &str) -> Vec<&str> {
    split(value, and)
}

/// A name; or, where three commas or more part words with blanks in them, the several names of a list
/// that was written without `and`.
fn persons(name: &str) -> Vec<Name> {
    let parts = split(name, comma);
    let is_list = !tells_parts(name) && parts.len() > 3 && parts.iter().all(|part| words(part).len() > 1);
    let persons = if is_list { parts } else { vec![name] };
    persons.into_iter().map(Name::read).filter(|person| !person.family.is_empty()).collect()
}

/// The length of an `and` between blanks that `text` begins with; case does not matter.
fn and(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let stands = bytes.len() >= 5
        && bytes[0].is_ascii_whitespace()
        && bytes[1..4].eq_ignore_ascii_case(b"and")
        && bytes[4].is_ascii_whitespace();
    stands.then_some(4)
}

/// The length of a comma that `text` begins with.
fn comma(text: &str) -> Option<usize> {
    text.starts_with(',').then_some(1)
}

/// What biber knows a part of a name by, as biblatex's data model has them; each also with `-i`, for its
/// initials.
const PARTS: [&str; 4] = ["family", "given", "prefix", "suffix"];

/// Whether names are told by their parts in `value`: biblatex's extended name format (biber's manual, on
/// "Extended Name Format"). Options of one name, such as `useprefix=true`, tell no part.
fn tells_parts(value: &str) -> bool {
    let is_part = |before: &str| {
        let before = before.trim_end();
        let before = before.strip_suffix("-i").unwrap_or(before);
        let begins = |lead: &str| !lead.ends_with(|c: char| c.is_alphanumeric() || "-\\".contains(c));
        PARTS.iter().any(|part| before.strip_suffix(part).is_some_and(begins))
    };
    value.match_indices('=').any(|(at, _)| is_part(&value[..at]))
}

/// A name whose parts stand in any order, each `part=value`. A body may have a given name alone.
fn by_parts(name: &str) -> Name {
    let mut read = Name::default();
    let mut initials = Name::default();
    for part in split_unquoted(name, comma) {
        let Some((part, value)) = unwrapped(part).split_once('=') else { continue };
        let value = to_unicode(unwrapped(value)).into_owned();
        let part = part.trim();
        let (part, name) = match part.strip_suffix("-i") {
            Some(part) => (part, &mut initials),
            None => (part, &mut read),
        };
        match part {
            "family" => name.family = value,
            "given" => name.given = value,
            "prefix" => name.particle = value,
            "suffix" => name.suffix = value,
            _ => {}
        }
    }
    if read.given.is_empty() {
        read.given = initials.given;
    }
    if read.family.is_empty() {
        read.family =
            if initials.family.is_empty() { std::mem::take(&mut read.given) } else { initials.family };
    }
    read
}

/// Without the quotes, or the one pair of braces, around it.
fn unwrapped(text: &str) -> &str {
    let text = text.trim();
    let within = |open, close| text.strip_prefix(open)?.strip_suffix(close).filter(|it| !it.contains(open));
    within('"', '"').or_else(|| within('{', '}')).unwrap_or(text)
}

/// As [`split`], not within quotes either: those that a part or its value begins with.
fn split_unquoted(text: &str, separator: impl Fn(&str) -> Option<usize>) -> Vec<&str> {
    let mut closing = 0;
    split(text, |rest| {
        let at = text.len() - rest.len();
        if at >= closing && rest.starts_with('"') {
            let before = text[..at].trim_end();
            let begins = before.is_empty() || before.ends_with(['=', ',']) || before.ends_with("and");
            let end = rest[1..].find('"').filter(|_| begins);
            closing = end.map_or(closing, |length| at + length + 2);
        }
        (at >= closing).then(|| separator(rest)).flatten()
    })
}

/// Cuts `text` wherever, outside braces, `separator` gives the length of one.
fn split(text: &str, mut separator: impl FnMut(&str) -> Option<usize>) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut at) = (0, 0usize, 0);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            byte if depth == 0 && byte.is_ascii() => {
                if let Some(length) = separator(&text[at..]) {
                    parts.push(&text[start..at]);
                    start = at + length;
                    at = start;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(&text[start..]);
    parts
}

/// The words of a name: parted by blanks and ties outside braces.
fn words(text: &str) -> Vec<&str> {
    let tie = |text: &str| text.starts_with(|c: char| c.is_ascii_whitespace() || c == '~').then_some(1);
    let is_accent = |at: usize| at > 0 && text.as_bytes()[at - 1] == b'\\';
    let offset = |rest: &str| text.len() - rest.len();
    split(text, |rest| tie(rest).filter(|_| !is_accent(offset(rest))))
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect()
}

fn joined(words: &[&str]) -> String {
    to_unicode(&words.join(" ")).into_owned()
}

fn first_von_last(words: &[&str]) -> Name {
    let Some((last, before)) = words.split_last() else { return Name::default() };
    if before.len() == 1 && words.iter().all(|word| word.chars().all(is_family_first)) {
        return Name { family: joined(&words[..1]), given: joined(&words[1..]), ..Name::default() };
    }
    if let Some((family, suffix)) =
        before.split_last().filter(|(_, given)| !given.is_empty() && is_suffix(last))
    {
        let name = first_von_last(&[suffix, &[*family]].concat());
        return Name { suffix: joined(&[last]), ..name };
    }
    let von = before.iter().position(|word| is_particle(word));
    let end = before.iter().rposition(|word| is_particle(word)).map_or(before.len(), |at| at + 1);
    let start = von.unwrap_or(before.len());
    Name {
        family: joined(&words[end..]),
        given: joined(&words[..start]),
        particle: joined(&words[start..end]),
        suffix: String::new(),
    }
}

/// `Jr.` and `III` behind a name, where BibTeX would want commas.
fn is_suffix(word: &str) -> bool {
    matches!(word, "Jr" | "Jr." | "Sr" | "Sr." | "II" | "III" | "IV")
}

/// Han and Hangul: a name without comma has the family name first.
fn is_family_first(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Whether a word begins with a small letter; in braces only `{\..}` counts as a letter.
fn is_particle(word: &str) -> bool {
    let inner = word.strip_prefix('{').unwrap_or(word);
    if inner.len() < word.len() && !inner.starts_with('\\') {
        return false;
    }
    let first = if inner.starts_with('\\') { to_unicode(word).chars().next() } else { word.chars().next() };
    first.is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let list = read_names(value);
        let mut shown: Vec<String> = Vec::new();
        for name in &list.names {
            shown.push(
                [&name.family, &name.given, &name.particle, &name.suffix].map(String::as_str).join("|"),
            );
        }
        shown.extend(list.others.then(|| "others".to_owned()));
        assert_eq!(shown.join("; "), expected);
    }

    #[test]
    fn the_three_forms_are_read() {
        check("Devlin, Jacob and Ming-Wei Chang", "Devlin|Jacob||; Chang|Ming-Wei||");
        check(
            "van der Maaten, Laurens and Ludwig van Beethoven",
            "Maaten|Laurens|van der|; Beethoven|Ludwig|van|",
        );
        check(
            "King, Jr, Martin Luther and Martin Luther King Jr.",
            "King|Martin Luther||Jr; King|Martin Luther||Jr.",
        );
        check("von der Leyen, Ada and Ada von der Leyen", "Leyen|Ada|von der|; Leyen|Ada|von der|");
        check("de la Fuente, Jr., M. and Plato", "Fuente|M.|de la|Jr.; Plato|||");
    }

    #[test]
    fn bodies_and_others_are_kept_apart() {
        check("{World Health Organization} and others", "World Health Organization|||; others");
        check("{Barnes and Noble, Inc.} and Knuth, D. E.", "Barnes and Noble, Inc.|||; Knuth|D. E.||");
    }

    #[test]
    fn odd_separators_are_understood() {
        check("A. Smith AND B. Jones\n  and\n\tC. Doe", "Smith|A.||; Jones|B.||; Doe|C.||");
        check("Anderson, Sandy and Randall, And", "Anderson|Sandy||; Randall|And||");
        check("A. Smith, B. Jones, C. Doe, D. Roe", "Smith|A.||; Jones|B.||; Doe|C.||; Roe|D.||");
        check(" and  and Donald~E. Knuth and ", "Knuth|Donald E.||");
    }

    #[test]
    fn names_told_by_their_parts() {
        check(
            "family=Noord, given=Ada B., prefix=van, useprefix=true and Gray, Ann and Max Hill",
            "Noord|Ada B.|van|; Gray|Ann||; Hill|Max||",
        );
        check("given=Jan, prefix={van der}, family=Dam, suffix=Jr and others", "Dam|Jan|van der|Jr; others");
        check(
            "family={Reed and Sons, Inc.} and family = Dam, given-i = J",
            "Reed and Sons, Inc.|||; Dam|J||",
        );
        check(
            "\"family={Reed and Sons, Inc.}\" and family=\"Hill and Dale, Ltd\"",
            "Reed and Sons, Inc.|||; Hill and Dale, Ltd|||",
        );
        check("given=Plato and family=M{\\\"u}ller, given=J.", "Plato|||; Müller|J.||");
        check("A=B Family, C", "A=B Family|C||");
    }

    #[test]
    fn names_come_out_in_unicode() {
        check(r"Heged{\H u}s, A. and {\'E}lie {Cartan}", "Hegedűs|A.||; Cartan|Élie||");
        check(r"Erd{\H o}s, P{\'a}l and Garc{\'\i}a, Ana", "Erdős|Pál||; García|Ana||");
        check(
            r"{\'E}. Cartan and Fran\c{c}ois Vi\`ete and {\v S}koda",
            "Cartan|É.||; Viète|François||; Škoda|||",
        );
        check("山田 太郎 and 李明 and Фёдор Достоевский", "山田|太郎||; 李明|||; Достоевский|Фёдор||");
    }

    #[test]
    fn the_family_name_folds() {
        assert_eq!(Name::read(r#"G{\"o}del-Smith, Kurt"#).folded_family(), "godel smith");
        assert_eq!(Name::read(r"van der Maaten, Laurens").full(), "Laurens van der Maaten");
    }
}
