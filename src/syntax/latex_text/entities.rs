//! Characters that HTML and XML name: `&uuml;`, `&#252;`, `&ndash;`.

use unicode_normalization::char::compose;

/// Marks that make a letter of a letter, as the entities of ISO 8859 name them.
const MARKS: [(&str, char); 10] = [
    ("grave", '\u{300}'),
    ("acute", '\u{301}'),
    ("circ", '\u{302}'),
    ("tilde", '\u{303}'),
    ("macr", '\u{304}'),
    ("breve", '\u{306}'),
    ("uml", '\u{308}'),
    ("ring", '\u{30A}'),
    ("caron", '\u{30C}'),
    ("cedil", '\u{327}'),
];

/// Entities that are no letter with a mark.
const NAMED: [(&str, char); 42] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("hellip", '…'),
    ("szlig", 'ß'),
    ("aelig", 'æ'),
    ("AElig", 'Æ'),
    ("oelig", 'œ'),
    ("OElig", 'Œ'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("eth", 'ð'),
    ("ETH", 'Ð'),
    ("thorn", 'þ'),
    ("THORN", 'Þ'),
    ("micro", 'µ'),
    ("times", '×'),
    ("divide", '÷'),
    ("middot", '·'),
    ("deg", '°'),
    ("plusmn", '±'),
    ("sup1", '¹'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("frac12", '½'),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("reg", '®'),
    ("copy", '©'),
    ("trade", '™'),
    ("euro", '€'),
];

/// The character that an entity stands for, by what stands between `&` and `;`.
pub fn entity(name: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let found = match name.strip_prefix('#') {
        Some(code) => match code.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16),
            None => number(code, 10),
        },
        None => NAMED.iter().find(|it| it.0 == name).map(|it| it.1).or_else(|| marked(name)),
    };
    found.filter(|c| !c.is_control())
}

/// `uuml`: a letter and the name of its mark.
fn marked(name: &str) -> Option<char> {
    let letter = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let mark = MARKS.iter().find(|it| it.0 == &name[1..])?.1;
    compose(letter, mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_signs_and_numbers_are_known() {
        let names = ["uuml", "Aring", "ccedil", "scaron", "szlig", "ndash", "#252", "#xFC", "amp"];
        assert_eq!(
            names.map(entity).map(Option::unwrap_or_default),
            ['ü', 'Å', 'ç', 'š', 'ß', '–', 'ü', 'ü', '&']
        );
    }

    #[test]
    fn what_stands_for_nothing_is_none() {
        assert_eq!(["", "u", "lol9", "#7", "#xD800", "éuml", "#"].map(entity), [None; 7]);
    }
}
