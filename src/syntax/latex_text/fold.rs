//! Folding Unicode text into words for comparison and search.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of `text` (already Unicode), folded for comparison and search: case, accents and
/// punctuation aside; CJK by character bigrams.
///
/// A hyphen parts words (`Cross-lingual` is `cross`, `lingual`); an apostrophe does not (`O'Neil` is
/// `oneil`). Letters that are no accented letters go to their usual spelling: ß `ss`, ø `o`, æ `ae`.
pub fn fold_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, &mut String::new(), |word| words.push(word.to_owned()));
    words
}

/// Articles that may stand at the head of a title or not.
const ARTICLES: [&str; 16] =
    ["a", "an", "the", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el", "il", "o"];

/// Whether a folded word is an article.
pub fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

/// The folded words of a title in Unicode, a leading article left out.
pub fn fold_title(title: &str) -> Vec<String> {
    let mut words = fold_words(title);
    if words.len() > 1 && is_article(&words[0]) {
        words.remove(0);
    }
    words
}

/// Calls `found` with each of the words of [`fold_words`]; `word` is scratch space.
pub fn each_word(text: &str, word: &mut String, mut found: impl FnMut(&str)) {
    word.clear();
    let mut ideographs = Ideographs::default();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            ideographs.end(&mut found);
            word.push(c.to_ascii_lowercase());
        } else if is_apostrophe(c) {
            continue;
        } else if is_ideograph(c) {
            end_word(word, &mut found);
            ideographs.push(c, &mut found);
        } else if c.is_ascii() {
            ideographs.end(&mut found);
            end_word(word, &mut found);
        } else if is_hangul(c) {
            ideographs.end(&mut found);
            word.push(c);
        } else {
            push_folded(c, word, &mut ideographs, &mut found);
        }
    }
    ideographs.end(&mut found);
    end_word(word, &mut found);
}

fn push_folded(c: char, word: &mut String, ideographs: &mut Ideographs, found: &mut impl FnMut(&str)) {
    for lower in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
        if let Some(spelt) = spelling(lower) {
            ideographs.end(found);
            word.push_str(spelt);
        } else if lower.is_alphanumeric() {
            ideographs.end(found);
            word.push(lower);
        } else if !is_combining_mark(lower) && lower != '\u{AD}' {
            ideographs.end(found);
            end_word(word, found);
        }
    }
}

fn end_word(word: &mut String, found: &mut impl FnMut(&str)) {
    if !word.is_empty() {
        found(word);
        word.clear();
    }
}

/// A run of characters of a script without blanks: reported in pairs, a lone one by itself.
#[derive(Default)]
struct Ideographs {
    last: Option<char>,
    paired: bool,
}

impl Ideographs {
    fn push(&mut self, c: char, found: &mut impl FnMut(&str)) {
        if let Some(last) = self.last {
            found(&String::from_iter([last, c]));
            self.paired = true;
        }
        self.last = Some(c);
    }

    fn end(&mut self, found: &mut impl FnMut(&str)) {
        if let Some(last) = self.last.take()
            && !std::mem::take(&mut self.paired)
        {
            found(last.encode_utf8(&mut [0; 4]));
        }
    }
}

/// Letters that NFKD leaves whole.
fn spelling(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ȷ' => "j",
        'ŋ' => "n",
        'ŧ' => "t",
        'ƒ' => "f",
        _ => return None,
    })
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{2BC}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

/// Han, Hiragana, Katakana: written without blanks between words.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '々')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fold_words(text).join(" "), expected);
    }

    #[test]
    fn case_accents_and_punctuation_fall_away() {
        check("BERT: Pre-training of Deep…", "bert pre training of deep");
        check("Erdős, Gödel & Łukasiewicz–Straße", "erdos godel lukasiewicz strasse");
        check("Ångström Æsir œuvre Ðorđe Þór", "angstrom aesir oeuvre dorde thor");
        check("O'Neil’s d'Alembert", "oneils dalembert");
        check("ﬁne H₂O x² 10.5", "fine h2o x2 10 5");
    }

    #[test]
    fn other_scripts_have_words() {
        check("Машинное обучение: Ёлка", "машинное обучение елка");
        check("机器学习 survey", "机器 器学 学习 survey");
        check("山 BERTモデル", "山 bert モデ デル");
        check("한국어 처리", "한국어 처리");
        check("ガイド", "ガイ イド");
    }
}
