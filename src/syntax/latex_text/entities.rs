//! Characters that HTML and XML name: `&uuml;`, `&#252;`, `&ndash;`; exported bibliographies have them.

/// The character that an entity stands for, by what stands between `&` and `;`.
pub fn entity(name: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let found = match name.strip_prefix('#') {
        Some(code) => match code.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16),
            None => number(code, 10),
        },
        None if name == "nbsp" => Some(' '),
        None => {
            let known = html_escape::NAMED_ENTITIES.binary_search_by_key(&name.as_bytes(), |it| it.0);
            let mut letters = known.ok().map(|at| html_escape::NAMED_ENTITIES[at].1.chars())?;
            letters.next().filter(|_| letters.next().is_none())
        }
    };
    found.filter(|c| !c.is_control())
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
