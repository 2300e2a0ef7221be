//! What people write in a list of keys that LaTeX takes for a part of a key: other marks than the comma between
//! keys, and characters that cannot be seen.

/// Whether a character parts keys elsewhere: in Pandoc, in what biblatex prints, in East Asian and Arabic text.
fn parts_keys(c: char) -> bool {
    c.is_whitespace() || matches!(c, ';' | ',' | '，' | '；' | '、' | '､' | '﹐' | '﹑' | '﹔' | '،' | '؛')
}

/// Whether a character shows nothing.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
        || c.is_control()
        || (c.is_whitespace() && !c.is_ascii())
}

/// The first character of `key` that cannot be seen.
pub fn invisible(key: &str) -> Option<char> {
    key.chars().find(|c| is_invisible(*c))
}

/// The keys that stand in what LaTeX takes for one: Pandoc's `@` before them is none of theirs.
pub fn parts(key: &str) -> Vec<&str> {
    let parts = key.split(parts_keys).map(|it| it.trim_matches(is_invisible));
    parts.map(|it| it.strip_prefix('@').unwrap_or(it)).filter(|it| !it.is_empty()).collect()
}

/// The keys that stand in what LaTeX takes for one, where they are several for certain: each is `defined` or looks like
/// a key, and one is. `and` and other marks between them are none; nor are words: `see hill84`.
pub fn keys_in<'k>(key: &'k str, defined: &dyn Fn(&str) -> bool) -> Option<Vec<&'k str>> {
    const JOINING: [&str; 6] = ["and", "&", "\\&", "und", "et", "y"];
    let is_key = |it: &&str| {
        let has = |kind: fn(char) -> bool| it.contains(kind);
        it.len() > 3 && has(|c| c.is_ascii_digit()) && has(char::is_alphabetic)
    };
    let mut found = parts(key.trim_matches(['[', ']']));
    found.retain(|it| !JOINING.contains(it));
    if found.len() < 2 {
        found = key.split(OTHER_MARKS).map(str::trim).filter(|it| !it.is_empty()).collect();
        return (found.len() > 1 && found.iter().all(|it| defined(it))).then_some(found);
    }
    (found.iter().any(|it| defined(it)) && found.iter().all(|it| defined(it) || is_key(it))).then_some(found)
}

/// Marks that may stand in a key, and that people write between two.
pub const OTHER_MARKS: [char; 7] = ['|', '/', '~', '.', ':', '+', '&'];

/// Whether `candidate` may stand for all that is written in `key`, and not for one part of it.
pub fn is_whole(key: &str, candidate: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !parts_keys(*c) && !is_invisible(*c)).count();
    let first = parts(key).first().copied().unwrap_or_default();
    letters(key).abs_diff(letters(candidate)) <= 1
        && first != candidate
        && parts(key).iter().all(|it| it.len() > 1 || !candidate.starts_with(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_parted_by_other_marks() {
        for written in ["a1;b2", "a1，b2", "a1 b2", "a1；b2", "a1、 b2", "@a1; @b2", "a1\u{200B}、b2;"] {
            assert_eq!(parts(written), ["a1", "b2"], "{written}");
        }
        assert_eq!(parts("a1"), ["a1"]);
        assert_eq!(parts(";"), [""; 0]);
    }

    #[test]
    fn several_keys_are_known_by_what_is_defined() {
        let defined = |it: &str| matches!(it, "a84" | "b94");
        for written in
            ["a84 and b94", "a84 & b94", "a84|b94", "a84/b94", "a84.b94", "[@a84; @b94]", "a84~b94"]
        {
            assert_eq!(keys_in(written, &defined), Some(vec!["a84", "b94"]), "{written}");
        }
        assert_eq!(keys_in("a84;typo2001", &defined), Some(vec!["a84", "typo2001"]));
        for written in ["see a84", "a84 p. 3", "a84|c94", "c1 d2", "a84"] {
            assert_eq!(keys_in(written, &defined), None, "{written}");
        }
    }

    #[test]
    fn a_part_is_not_the_whole() {
        assert!(is_whole("knuth 84", "knuth84"));
        assert!(!is_whole("knuth84;b", "knuth84xx"));
        assert!(!is_whole("knuth84;lamport94", "knuth84"));
    }
}
