//! Keys that are none: they stand for one still to be found.

use crate::syntax::citation_notes::is_key_to_be_found;

/// Words that, as a whole key, stand for one still to be found.
const PLACEHOLDERS: &[&str] = &[
    "needed",
    "key",
    "tbd",
    "tba",
    "tbc",
    "fixme",
    "missing",
    "source",
    "reference",
    "references",
    "fillin",
    "fillme",
    "somebody",
    "something",
    "blank",
    "toadd",
    "nocite",
    "nokey",
    "emptykey",
];

/// Whether `key`, which no entry defines, is no key but stands for one still to be found.
pub fn is_placeholder(key: &str) -> bool {
    let letters: String = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if letters.is_empty() {
        return true;
    }
    if letters.len() >= 2 && letters.chars().all(|c| c == 'x') {
        return true;
    }
    // `TODO`, `todo:bert`, `CiteTODO`, but not an author called Todorov.
    let todo = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_lowercase());
    let marked = key.match_indices("TODO").next().is_some()
        || key.to_ascii_lowercase().strip_prefix("todo").is_some_and(|rest| todo(rest.chars().next()));
    if marked || PLACEHOLDERS.contains(&letters.as_str()) || is_key_to_be_found(&letters) {
        return true;
    }
    is_prose(key)
}

/// Several words of prose: at least three words of letters between blanks.
fn is_prose(key: &str) -> bool {
    let words: Vec<&str> = key.split_whitespace().collect();
    let wordy = words.iter().filter(|it| it.chars().any(char::is_alphabetic)).count();
    words.len() >= 3 && wordy >= 3
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn placeholders_are_told_from_keys() {
        for key in [
            "TODO",
            "todo:bert",
            "todo_bert",
            "?",
            "??",
            "xxx",
            "XXXXX",
            "citation_needed",
            "needed",
            "cite",
            "CiteTODO",
            "Ref",
            "a b c d",
        ] {
            assert!(is_placeholder(key), "{key}");
        }
        for key in [
            "todorov1969",
            "Todorov",
            "x",
            "devlin2019bert",
            "ref1",
            "citep2",
            "Devlin 2019",
            "Xu2020",
            "key words",
        ] {
            assert!(!is_placeholder(key), "{key}");
        }
    }
}
