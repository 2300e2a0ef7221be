//! Author lists as they stand in running text: `Devlin et al.`, `Miller, J. and van der Berg, K.`.

use super::cursor::Cursor;

/// An author list that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Authors {
    /// One string an author, as written, white space folded.
    pub names: Vec<String>,
    /// Whether it ends in `et al.` or its like.
    pub et_al: bool,
    /// Where the list ends (bytes), without the comma behind it.
    pub end: usize,
}

/// Longer lists than this are no citation.
const MOST_AUTHORS: usize = 20;
/// Longer names than this are a sentence.
const MOST_WORDS: usize = 6;

/// `et al.` as people and languages write it; the longer form before the shorter that begins it.
const ET_AL: [&str; 22] = [
    "et al.",
    "et al",
    "et. al.",
    "et. al",
    "et~al.",
    "et~al",
    "etal.",
    "etal",
    "et alii",
    "et coll.",
    "and others",
    "and colleagues",
    "и др.",
    "и др",
    "и соавт.",
    "и соавторы",
    "i in.",
    "u. a.",
    "u.a.",
    "m.fl.",
    "y otros",
    "y cols.",
];
const CONJUNCTIONS: [&str; 13] =
    ["and", "AND", "&", "\\&", "und", "et", "y", "e", "и", "och", "og", "en", "ve"];
/// Lower-case words inside a name.
const PARTICLES: [&str; 32] = [
    "van", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "des", "la", "le",
    "von", "vom", "zu", "zum", "zur", "ter", "ten", "te", "bin", "ibn", "al", "el", "af", "av", "of", "for",
    "the",
];
/// Capitalised words that begin a sentence or name a part of the document, and no person.
const NO_NAMES: [&str; 29] = [
    "the",
    "in",
    "as",
    "see",
    "for",
    "this",
    "that",
    "these",
    "note",
    "figure",
    "fig.",
    "table",
    "section",
    "chapter",
    "theorem",
    "lemma",
    "definition",
    "equation",
    "example",
    "question",
    "answer",
    "and",
    "or",
    "but",
    "however",
    "i",
    "we",
    "it",
    "they",
];

/// Reads an author list at the cursor's place. `None` where there is none.
pub fn authors(text: &str, at: usize) -> Option<Authors> {
    let mut cursor = Cursor::new(text, at);
    let mut list = Authors::default();
    loop {
        if !list.names.is_empty() && et_al(&mut cursor) {
            list.et_al = true;
            list.end = cursor.at;
            return Some(list);
        }
        match name(&mut cursor) {
            Some(found) if is_initials(&found) && !list.names.is_empty() => {
                // `Miller, J. M.`: the initials belong to the family name before them.
                let last = list.names.last_mut()?;
                last.push_str(", ");
                last.push_str(&found);
            }
            // Weinan E has a family name of one letter.
            Some(found) if !is_initials(&found) || found.len() == 1 && cursor.rest().starts_with(',') => {
                list.names.push(found);
            }
            _ if list.names.is_empty() => return None,
            _ => return Some(list),
        }
        if list.names.len() > MOST_AUTHORS {
            return None;
        }
        list.end = cursor.at;
        if !separator(&mut cursor) {
            return Some(list);
        }
    }
}

/// Moves over `et al.` in any of its forms, also in `\emph{..}`.
fn et_al(cursor: &mut Cursor) -> bool {
    let mut inner = *cursor;
    inner.eat_blanks();
    let wrapped =
        ["\\emph{", "\\textit{", "{\\em ", "{\\it ", "*", "_"].into_iter().find(|opening| inner.eat(opening));
    if inner.eat("等") {
        inner.eat("人");
    } else if !ET_AL.iter().any(|form| inner.eat_word(form)) {
        return false;
    }
    inner.eat("\\");
    if let Some(opening) = wrapped {
        let closing = if opening.contains('{') { "}" } else { opening };
        if !inner.eat(closing) {
            return false;
        }
        inner.eat(".");
    }
    *cursor = inner;
    true
}

/// Moves over what stands between two authors: a comma, `and`, or both.
fn separator(cursor: &mut Cursor) -> bool {
    let mut inner = *cursor;
    let blank = inner.eat_blanks();
    let comma = [",", ";", "、", "，", "·"].into_iter().any(|mark| inner.eat(mark));
    let blank = inner.eat_blanks() || blank;
    let mut probe = inner;
    let et_al_follows = et_al(&mut probe);
    let joined = !et_al_follows && (comma || blank) && conjunction(&mut inner);
    let found = comma || joined || et_al_follows;
    if found {
        *cursor = inner;
    }
    found
}

/// Moves over a conjunction and the blanks behind it. The initials `Y.` and `E` are none.
fn conjunction(cursor: &mut Cursor) -> bool {
    let mut inner = *cursor;
    let found = CONJUNCTIONS.iter().any(|word| inner.rest().starts_with(word) && inner.eat_word(word))
        && (inner.eat_blanks() || inner.peek() == Some('{'));
    if found {
        *cursor = inner;
    }
    found
}

/// Reads one name: capitalised words with particles between them.
fn name(cursor: &mut Cursor) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    let mut end = cursor.at;
    let mut capitals = false;
    let mut inner = *cursor;
    loop {
        inner.eat_blanks();
        let mut probe = inner;
        if et_al(&mut probe) || (!words.is_empty() && conjunction(&mut probe)) {
            break;
        }
        let Some(word) = name_word(&mut inner) else { break };
        if is_capitalised(word) {
            if words.is_empty() && NO_NAMES.contains(&word.to_lowercase().as_str()) && !is_name(word, inner) {
                return None;
            }
            capitals = true;
        } else if !PARTICLES.contains(&word) || (words.is_empty() && matches!(word, "of" | "for" | "the")) {
            return None;
        }
        words.push(word);
        end = inner.at;
        if words.len() > MOST_WORDS {
            return None;
        }
    }
    if !capitals {
        return None;
    }
    cursor.at = end;
    Some(words.join(" "))
}

/// Whether a word that could begin a sentence is a name by what follows: `See et al.`, `See, Liu and Wu`.
pub(super) fn is_name(word: &str, behind: Cursor) -> bool {
    let (mut probe, mut listed) = (behind, behind);
    let in_list = word == "See" && listed.eat(",") && listed.eat_blanks();
    et_al(&mut probe) || in_list && listed.peek().is_some_and(char::is_uppercase)
}

/// Moves over one word made of letters, hyphens, apostrophes, full stops and TeX's accents.
fn name_word<'a>(cursor: &mut Cursor<'a>) -> Option<&'a str> {
    let from = cursor.at;
    let mut inner = *cursor;
    let mut letters = 0;
    let mut open = 0usize;
    while let Some(c) = inner.peek() {
        match c {
            '\\' => {
                if !accent(&mut inner) {
                    break;
                }
                letters += 1;
            }
            '{' => {
                open += 1;
                inner.at += 1;
            }
            '}' if open > 0 => {
                open -= 1;
                inner.at += 1;
            }
            '\'' if inner.rest().starts_with("''") => break,
            '-' | '\'' | '’' | '‐' | '‑' | '.' if letters > 0 => inner.at += c.len_utf8(),
            // Combining marks go with their letters.
            '\u{300}'..='\u{36f}' => inner.at += c.len_utf8(),
            _ if c.is_alphabetic() && c != '等' => {
                letters += 1;
                inner.at += c.len_utf8();
            }
            _ => break,
        }
    }
    if letters == 0 || open > 0 {
        return None;
    }
    let word = &cursor.text[from..inner.at];
    cursor.at = inner.at;
    Some(word)
}

/// Moves over one of TeX's accents or special letters: `\'e`, `\v{r}`, `\ss`.
fn accent(cursor: &mut Cursor) -> bool {
    let rest = &cursor.rest()[1..];
    let Some(first) = rest.chars().next() else { return false };
    let mut inner = *cursor;
    inner.at += 1;
    if "'\"`^~=.".contains(first) {
        inner.at += 1;
    } else {
        let len = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        const LETTERS: [&str; 22] = [
            "v", "c", "u", "H", "k", "r", "b", "d", "t", "ss", "o", "O", "l", "L", "ae", "AE", "oe", "OE",
            "aa", "AA", "i", "j",
        ];
        if !LETTERS.contains(&&rest[..len]) {
            return false;
        }
        inner.at += len;
        if rest[len..].starts_with(' ') && matches!(&rest[..len], "v" | "c" | "u" | "H" | "k" | "r") {
            inner.at += 1;
        }
    }
    *cursor = inner;
    true
}

/// `J.`, `J. M.`, `J.-P.`, `JM`: given names alone.
fn is_initials(name: &str) -> bool {
    name.split([' ', '-']).all(|word| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        (letters <= 1 && word.ends_with('.')
            || letters == 1
            || (letters == 2 && word.matches('.').count() == 2))
            && word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
            && !word.contains('\\')
    }) && name.is_ascii()
}

/// Whether a name word begins like a name: with a letter that is not lower case (`d'Alembert` and
/// `al-Khwarizmi` count).
fn is_capitalised(word: &str) -> bool {
    let begins = |part: &str| {
        let bare = part.trim_start_matches(['{', '\\', '\'', '"', '`', '^', '~', '=', '.']);
        // `\v{S}`: the accent's own letter is not the name's; of `K{\"{a}}fer` the first letter is.
        let is_accent = part[..part.len() - bare.len()].ends_with('\\');
        let part = match bare.split_once('{') {
            Some((accent, rest)) if is_accent && accent.len() == 1 => rest,
            _ => bare,
        };
        part.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase())
    };
    begins(word) || word.split(['\'', '’', '-']).skip(1).any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, names: &[&str], et_al: bool, rest: &str) {
        let read = authors(text, 0).expect("an author list");
        assert_eq!(read.names, names);
        assert_eq!((read.et_al, &text[read.end..]), (et_al, rest));
    }

    #[test]
    fn lists_end_where_the_title_or_year_begins() {
        check(r#"Devlin et al., "BERT""#, &["Devlin"], true, r#", "BERT""#);
        check(
            "Miller, J. and van der Berg, K. (2019)",
            &["Miller, J.", "van der Berg, K."],
            false,
            " (2019)",
        );
        check("Smith, Jones & Wu, 2019", &["Smith", "Jones", "Wu"], false, ", 2019");
        check(
            r#"Dvo\v{r}\'ak \& M\"uller \emph{et al.} 2001"#,
            &[r"Dvo\v{r}\'ak", r#"M\"uller"#],
            true,
            " 2001",
        );
        check(r#"K{\"{a}}fer and \v{S}m{\'i}d, 2001"#, &[r#"K{\"{a}}fer"#, r"\v{S}m{\'i}d"], false, ", 2001");
        check("Oriol Vinyals and Quoc V. Le: x", &["Oriol Vinyals", "Quoc V. Le"], false, ": x");
        check("Иванов и др., 2010", &["Иванов"], true, ", 2010");
        check("王小明等, 2019", &["王小明"], true, ", 2019");
        check("d'Alembert, ``T''", &["d'Alembert"], false, ", ``T''");
    }

    #[test]
    fn names_that_are_words_too() {
        check("He et al., 2016", &["He"], true, ", 2016");
        check("He and Sun (2015)", &["He", "Sun"], false, " (2015)");
        check("See et al. (2017)", &["See"], true, " (2017)");
        check("See, Liu and Manning, 2017", &["See", "Liu", "Manning"], false, ", 2017");
        check("Weinan E and Bing Yu, 2018", &["Weinan E", "Bing Yu"], false, ", 2018");
        check("E, W. and Yu, B., ``T''", &["E, W.", "Yu, B."], false, ", ``T''");
        check(
            "LeCun, Y., Bengio, Y. and Hinton, G., 2015",
            &["LeCun, Y.", "Bengio, Y.", "Hinton, G."],
            false,
            ", 2015",
        );
        check("García, A. y López, E. (2001)", &["García, A.", "López, E."], false, " (2001)");
    }

    #[test]
    fn sentences_are_no_lists() {
        for text in
            ["Smith said, \"no\"", "the authors, 2019", "In 2019", "devlin2019bert", "TODO2", "e.g., Smith"]
        {
            let read = authors(text, 0);
            let whole =
                read.as_ref().is_some_and(|list| text[list.end..].trim_start().starts_with([',', '(']));
            assert!(!whole, "{text}: {read:?}");
        }
    }
}
