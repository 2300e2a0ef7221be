//! Requests for a citation in languages other than English: the names of Wikipedia's templates and what reviewers
//! write into drafts. A request is a whole note; a phrase within a sentence asks for nothing.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// The phrases of `languages.txt`.
struct Phrases {
    /// Which ask as they stand.
    requests: FxHashSet<&'static str>,
    /// Words for what is asked for, which ask only with a question mark.
    objects: FxHashSet<&'static str>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases { requests: FxHashSet::default(), objects: FxHashSet::default() };
    for line in include_str!("languages.txt").lines().filter(|it| !it.starts_with('#')) {
        let Some((language, all)) = line.split_once(": ") else { continue };
        let list = if language == "*" { &mut phrases.objects } else { &mut phrases.requests };
        list.extend(all.split(" | "));
    }
    phrases
});

/// Whether `note`, in lower case, is nothing but a request: `quelle fehlt`, `出典？`, `à citer !`.
pub fn asks_elsewhere(note: &str) -> bool {
    let marks = |c: char| c.is_whitespace() || "!.:…¿¡！。：*".contains(c);
    let doubts = |c: char| marks(c) || "?？؟".contains(c);
    let said = note.trim_matches(marks);
    let said = ["todo", "fixme", "tbd"].iter().find_map(|it| said.strip_prefix(it)).unwrap_or(said);
    let said = said.trim_start_matches([':', ' ', '：', ',', '-']);
    let bare = said.trim_matches(doubts);
    let folded = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_doubted = said.contains(['?', '？', '؟']);
    // In French a blank stands before the mark, which tells its `source ?` from the English one.
    let french = matches!(folded.as_str(), "source" | "sources" | "citation") && said.ends_with(" ?");
    PHRASES.requests.contains(folded.as_str())
        || (is_doubted && PHRASES.objects.contains(folded.as_str()))
        || french
}

/// Whether a note to oneself, in lower case, speaks of a source in such a language: a request, or the word for
/// what is asked for in a question.
pub fn names_source_elsewhere(note: &str) -> bool {
    let is_word = |at: usize, length: usize| {
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
        !part(note[..at].chars().next_back()) && !part(note[at + length..].chars().next())
    };
    let holds = |phrase: &&str| note.match_indices(*phrase).any(|(at, _)| is_word(at, phrase.len()));
    PHRASES.requests.iter().any(holds) || (note.contains(['?', '？']) && PHRASES.objects.iter().any(holds))
}

/// Chinese and Japanese are written without blanks.
fn is_unspaced(c: char) -> bool {
    ('\u{3040}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_whole_notes() {
        for note in [
            "quelle?",
            "quelle fehlt",
            "beleg fehlt!",
            "zitat?",
            "à citer",
            "référence ?",
            "réf. nécessaire",
            "source ?",
            "falta cita",
            "¿cita?",
            "cita requerida",
            "carece de fontes",
            "citazione necessaria",
            "da citare",
            "bron?",
            "нужна ссылка",
            "источник?",
            "potrzebne źródło",
            "źródło?",
            "doplnit zdroj",
            "källa behövs",
            "kilde mangler",
            "lähde?",
            "kaynak belirtilmeli",
            "forrás?",
            "要出典",
            "出典？？",
            "出典？",
            "引用？",
            "需要引用",
            "来源请求",
            "來源請求",
            "출처 필요",
            "todo: quelle einfügen",
            "cần dẫn nguồn",
            "بحاجة لمصدر",
        ] {
            assert!(asks_elsewhere(note), "{note}");
        }
        for note in [
            "quelle",
            "quelle: eigene darstellung",
            "出典：水資源局",
            "出典",
            "来源请求的方法",
            "source?",
            "source",
            "fonte",
            "cita",
            "referenz",
            "die quelle fehlt nie",
            "siehe quelle",
            "literatur",
            "引用文献",
            "citation",
        ] {
            assert!(!asks_elsewhere(note), "{note}");
        }
    }

    #[test]
    fn notes_to_oneself_may_say_more() {
        for note in [
            "hier quelle einfügen, bitte",
            "quelle für diese aussage?",
            "ここに出典を追加",
            "il manque une référence ici",
        ] {
            assert!(names_source_elsewhere(note), "{note}");
        }
        for note in ["die quelle des flusses beschreiben", "quellenangaben", "abbildung einfügen"] {
            assert!(!names_source_elsewhere(note), "{note}");
        }
    }
}
