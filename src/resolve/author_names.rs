//! Whether a name in running text means a given author: compared by folded family name.

use crate::syntax::latex_text::{fold_words, to_unicode};
use crate::syntax::names::Name;

/// Lower-case words that belong to a family name or not, as the writer likes.
const PARTICLES: [&str; 22] = [
    "van", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "des", "la", "le", "von",
    "vom", "zu", "ter", "ten", "bin", "al", "el",
];

/// A name as written in running text, ready to be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Every form of the family name that the written name can mean, folded.
    forms: Vec<String>,
    /// For two words without a comma: the first and the other, if the first is the family name
    /// (`Xu Wei`).
    family_first: Option<(String, String)>,
    /// The likely family names as an index has them: folded words joined by blanks.
    queries: Vec<String>,
}

impl Named {
    /// From a name as it is written: `Devlin`, `Jacob Devlin`, `Devlin, J.`, `van der Berg`.
    pub fn new(written: &str) -> Self {
        let written = to_unicode(written).into_owned();
        if let Some((family, _)) = written.split_once(',') {
            let (forms, queries) = (family_forms(family.trim()), queries(&[family.trim()]));
            return Self { forms, family_first: None, queries };
        }
        let words: Vec<&str> = written.split_whitespace().collect();
        let mut forms = family_forms(&written);
        // The last word, and the last words from the first particle on.
        for start in 1..words.len() {
            if start + 1 == words.len() || is_particle(words[start]) {
                forms.extend(family_forms(&words[start..].join(" ")));
            }
        }
        let family_first = match words[..] {
            [first, second] => Some((folded(first), folded(second))),
            _ => None,
        };
        forms.dedup();
        let likely: Vec<String> = match words[..] {
            [] => Vec::new(),
            [first, second] => vec![second.to_owned(), first.to_owned(), written.clone()],
            [.., last] => vec![last.to_owned(), written.clone()],
        };
        let likely: Vec<&str> = likely.iter().map(String::as_str).collect();
        Self { forms, family_first, queries: queries(&likely) }
    }

    /// Folded family names under which such an author may stand in an index, the likeliest first.
    pub fn queries(&self) -> &[String] {
        &self.queries
    }

    /// Whether it can mean this author.
    pub fn means(&self, author: &Name) -> bool {
        let with_particle = format!("{} {}", author.particle, author.family);
        let mut families = family_forms(&author.family);
        families.extend(family_forms(&with_particle));
        if author.given.is_empty() {
            // `Xu Wei` read from a field without a comma, or a body.
            families.extend(author.family.split_whitespace().next_back().map(folded));
        }
        // `王伟`: family and given name without a blank, as Chinese, Japanese and Korean write them.
        let whole = format!("{}{}", author.family, author.given);
        if whole.starts_with(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')) {
            families.push(folded(&whole));
        }
        families.iter().any(|family| !family.is_empty() && self.forms.contains(family))
            || self.family_first.as_ref().is_some_and(|(first, second)| {
                *first == folded(&author.family) && *second == folded(&author.given)
            })
    }
}

/// The forms of one family name: whole, without particles, the first part of a double name, and with
/// `ö` as `oe`.
fn family_forms(family: &str) -> Vec<String> {
    let bare: Vec<&str> = family.split_whitespace().skip_while(|word| is_particle(word)).collect();
    let mut forms = vec![folded(family), folded(&bare.join(" "))];
    let written_out = write_out(family);
    if written_out != family {
        forms.push(folded(&written_out));
    }
    // Sorted forms have no meaning of their own, but equal neighbours can go.
    forms.retain(|form| !form.is_empty());
    forms.dedup();
    forms
}

/// As an index has them: particles aside, with letters written out or not.
fn queries(families: &[&str]) -> Vec<String> {
    let mut queries = Vec::new();
    for family in families {
        let bare =
            family.split_whitespace().skip_while(|word| is_particle(word)).collect::<Vec<_>>().join(" ");
        for form in [&bare, &write_out(&bare)] {
            let query = fold_words(form).join(" ");
            if !query.is_empty() && !queries.contains(&query) {
                queries.push(query);
            }
        }
    }
    queries
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.to_lowercase().as_str())
}

fn folded(text: &str) -> String {
    fold_words(text).concat()
}

/// `Müller` as `Mueller`: how a name is written where the letter is not to be had.
fn write_out(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    for c in name.chars() {
        match c {
            'ä' | 'æ' => out.push_str("ae"),
            'Ä' | 'Æ' => out.push_str("Ae"),
            'ö' | 'ø' => out.push_str("oe"),
            'Ö' | 'Ø' => out.push_str("Oe"),
            'ü' => out.push_str("ue"),
            'Ü' => out.push_str("Ue"),
            'å' => out.push_str("aa"),
            'Å' => out.push_str("Aa"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, particle: &str, family: &str, given: &str, same: bool) {
        let author = Name {
            family: family.to_owned(),
            given: given.to_owned(),
            particle: particle.to_owned(),
            suffix: String::new(),
        };
        assert_eq!(Named::new(written).means(&author), same, "{written} / {author:?}");
    }

    #[test]
    fn a_family_name_is_found_in_every_order() {
        check("Devlin", "", "Devlin", "Jacob", true);
        check("Jacob Devlin", "", "Devlin", "Jacob", true);
        check("Devlin, J.", "", "Devlin", "Jacob", true);
        check("J. M. Devlin", "", "Devlin", "Jacob", true);
        check("Xu Wei", "", "Xu", "Wei", true);
        check("Jacob Devlin", "", "Jacob", "Max", false);
        check("Chang", "", "Devlin", "Jacob", false);
    }

    #[test]
    fn particles_accents_and_letters_written_out() {
        check("van der Berg", "van der", "Berg", "Karl", true);
        check("Berg", "van der", "Berg", "Karl", true);
        check("Karl van der Berg", "", "van der Berg", "Karl", true);
        check("Mueller", "", "Müller", "Anna", true);
        check("Muller", "", "Müller", "Anna", true);
        check("Müller", "", "Mueller", "Anna", true);
        check(r"Dvo\v{r}\'ak", "", "Dvořák", "Jan", true);
    }

    #[test]
    fn family_and_given_name_may_be_one_word() {
        check("王伟", "", "王", "伟", true);
        check("王芳", "", "王", "伟", false);
        check("김철수", "", "김", "철수", true);
        check("Jacobdevlin", "", "Devlin", "Jacob", false);
    }

    #[test]
    fn bodies_are_compared_whole() {
        check("World Health Organization", "", "World Health Organization", "", true);
        check("Health Canada", "", "World Health Organization", "", false);
    }
}
