//! Requests for a citation in languages other than English: the names of Wikipedia's templates and what reviewers
//! write into drafts. A request is a whole note; a phrase within a sentence asks for nothing.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::vocabulary::words;

/// The phrases of `languages.txt`.
struct Phrases {
    /// Which ask as they stand.
    requests: FxHashSet<&'static str>,
    /// Words for what is asked for, which ask only with a question mark.
    objects: FxHashSet<&'static str>,
    /// Of each language the words for what is asked for in any form, and those that ask for it.
    asking: Vec<[FxHashSet<&'static str>; 2]>,
    /// Words for parts of the document itself.
    parts: FxHashSet<&'static str>,
    /// Verbs by which one cites.
    citing: FxHashSet<&'static str>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases {
        requests: FxHashSet::default(),
        objects: FxHashSet::default(),
        asking: Vec::new(),
        parts: FxHashSet::default(),
        citing: FxHashSet::default(),
    };
    for line in include_str!("languages.txt").lines().filter(|it| !it.starts_with('#')) {
        let Some((language, all)) = line.split_once(": ") else { continue };
        if let Some((nouns, verbs)) = all.split_once(" || ") {
            phrases.asking.push([nouns, verbs].map(|it| it.split_whitespace().collect()));
            continue;
        }
        let list = match language {
            "*" => &mut phrases.objects,
            "parts" => &mut phrases.parts,
            "citing" => &mut phrases.citing,
            _ => &mut phrases.requests,
        };
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

/// Whether a note in brackets or parentheses, in lower case, asks in such a language with words of its own:
/// `buscar y citar moor ??`, `quelle für die kosten`, `dette trenger kilde`, `xx kilde`, `bron: fixme`.
pub fn asks_in_other_words(note: &str) -> bool {
    const LONGEST: usize = 10;
    const FOR: [&str; 10] = ["für", "zu", "zum", "zur", "til", "over", "voor", "para", "pour", "dla"];
    const MARKS: [&str; 4] = ["xx", "xxx", "fixme", "todo"];
    let words: Vec<&str> = words(note).collect();
    let (Some(first), true) = (words.first(), words.len() <= LONGEST) else { return false };
    let is_noun = |it: &&&str| PHRASES.asking.iter().any(|of| of[0].contains(**it));
    let is_source = |it: &&&str| PHRASES.objects.contains(**it) || is_noun(it);
    let english = |it: &&str| {
        matches!(
            *it,
            "ref"
                | "refs"
                | "citation"
                | "citations"
                | "source"
                | "sources"
                | "paper"
                | "literatura"
                | "literature"
        )
    };
    let is_number = |it: &&str| it.bytes().all(|it| it.is_ascii_digit());
    if words.iter().any(|it| PHRASES.parts.contains(it) || is_number(it)) {
        return false;
    }
    let cites = words.iter().take(3).any(|it| PHRASES.citing.contains(it));
    let doubts = note.contains("??") || note.ends_with('?');
    (cites && (doubts || words.len() == 1))
        || (is_source(&first) && !english(first) && words.get(1).is_some_and(|it| FOR.contains(it)))
        || (MARKS.iter().any(|it| words.contains(it))
            && words.iter().filter(|it| !english(it)).any(|it| is_source(&it)))
        || (words.len() > 1 && words.len() <= 6 && asks_in_words(&words))
        || (note.contains("??") && words.len() == 1 && (is_source(&first) || WORKS.contains(first)))
}

/// Words for a work, which ask with two question marks.
const WORKS: [&str; 8] =
    ["articulo", "artículo", "artigo", "articolo", "article", "artikel", "paper", "libro"];

/// Whether a note to oneself, in lower case, speaks of a source in such a language: a request in whatever order of
/// words, or the word for what is asked for, alone or in a question.
pub fn names_source_elsewhere(note: &str) -> bool {
    let is_word = |at: usize, length: usize| {
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
        !part(note[..at].chars().next_back()) && !part(note[at + length..].chars().next())
    };
    // `inserire riferimento alla figura` asks for something else.
    let leads_to_part = |end: usize| words(&note[end..]).take(4).any(|it| PHRASES.parts.contains(it));
    let holds = |phrase: &&str| {
        let mut places = note.match_indices(*phrase).map(|it| it.0);
        places.any(|at| is_word(at, phrase.len()) && !leads_to_part(at + phrase.len()))
    };
    let alone = note.trim_matches(|c: char| !c.is_alphanumeric());
    PHRASES.objects.contains(alone)
        // `referencia. Moor`
        || note.split_once(". ").is_some_and(|it| PHRASES.objects.contains(it.0.trim()))
        || PHRASES.requests.iter().any(holds)
        || (note.contains(['?', '？']) && PHRASES.objects.iter().any(holds))
        || note.split(['.', '!', '?', ';']).any(|it| asks_in_words(&words(it).collect::<Vec<_>>()))
}

/// `hier noch eine passende Quelle einfügen`: a word that asks stands close to one for what is asked for, and none for
/// a part of the document.
fn asks_in_words(words: &[&str]) -> bool {
    const REACH: usize = 5;
    let places = |list: &FxHashSet<&str>| -> Vec<usize> {
        (0..words.len()).filter(|at| list.contains(words[*at])).collect()
    };
    PHRASES.asking.iter().any(|[nouns, verbs]| {
        let (nouns, verbs) = (places(nouns), places(verbs));
        nouns.iter().any(|noun| verbs.iter().any(|verb| noun.abs_diff(*verb) <= REACH))
    }) && !words.iter().any(|it| PHRASES.parts.contains(it))
}

/// Whether a text in lower case is the word for what is asked for, in such a language, and nothing else.
pub fn is_source_elsewhere(text: &str) -> bool {
    PHRASES.objects.contains(text)
}

/// Whether a word, in lower case, names a part of the document in such a language, or what is numbered in it.
pub fn is_part_elsewhere(word: &str) -> bool {
    PHRASES.parts.contains(word)
}

/// Whether a text in lower case begins with a verb by which one cites, and goes on with no part of the document:
/// `citar moor`.
pub fn cites_elsewhere(text: &str) -> bool {
    let mut words = words(text);
    words.next().is_some_and(|it| PHRASES.citing.contains(it))
        && !words.take(3).any(|it| PHRASES.parts.contains(it))
}

/// Whether what is still to be done, in lower case, has to do with a source in such a language: `citas`, `referencia
/// moor 2017`, `citar de oratore`; not with a part of the document.
pub fn speaks_of_source(text: &str) -> bool {
    const LONGEST: usize = 12;
    let words: Vec<&str> = words(text).collect();
    let is_it = |it: &&str| {
        PHRASES.citing.contains(it)
            || PHRASES.objects.contains(it)
            || PHRASES.asking.iter().any(|of| of[0].contains(it))
    };
    // English words, and some that are used for other things.
    const PLAIN: [&str; 12] = [
        "citation",
        "citations",
        "ref",
        "refs",
        "source",
        "sources",
        "paper",
        "literatur",
        "literatura",
        "bibliografia",
        "literaturę",
        "литература",
    ];
    // `Quellen checken`: they are there.
    const CHECKING: [&str; 12] = [
        "checken",
        "check",
        "prüfen",
        "überprüfen",
        "anpassen",
        "verificar",
        "revisar",
        "checar",
        "vérifier",
        "controllare",
        "проверить",
        "sprawdzić",
    ];
    let is_number = |it: &&str| it.len() < 3 && it.bytes().all(|it| it.is_ascii_digit());
    words.len() <= LONGEST
        && words.iter().filter(|it| !PLAIN.contains(it)).any(is_it)
        && !words.iter().any(|it| CHECKING.contains(it) || is_number(it))
        && !words.iter().any(|it| PHRASES.parts.contains(it))
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
            "quelle",
            "hier noch eine passende quelle einfügen",
            "paper finden",
            "il faut trouver une bonne référence",
            "potresti trovare bibliografia a supporto",
            "buscar una buena referencia para esto",
            "colocar aqui a referência do artigo",
            "hier moet nog een goede bron bij, zoeken",
            "тут нужна хорошая ссылка",
            "trzeba dodać jakieś źródło",
            "här behövs en bra referens",
            "buraya bir kaynak ekle",
        ] {
            assert!(names_source_elsewhere(note), "{note}");
        }
        for note in [
            "die quelle des flusses beschreiben",
            "quellenangaben",
            "abbildung einfügen",
            "referenz auf kapitel 3 einfügen",
            "ajouter une référence au chapitre 2",
            "inserire riferimento alla figura",
            "добавить ссылку на рисунок",
        ] {
            assert!(!names_source_elsewhere(note), "{note}");
        }
    }
}
