//! Whole sentences of a note to oneself that ask for a citation.

use super::vocabulary::{WEAK_OBJECTS, is_object, words};

/// Words that ask in a sentence.
const ASKING: [&str; 17] = [
    "need", "needs", "add", "insert", "find", "give", "provide", "missing", "include", "want", "lack",
    "lacks", "put", "get", "requires", "require", "fill",
];

/// Words between those and what is asked for.
const BETWEEN: [&str; 45] = [
    "major",
    "main",
    "key",
    "important",
    "latest",
    "classic",
    "other",
    "corresponding",
    "necessary",
    "suitable",
    "all",
    "bib",
    "updated",
    "new",
    "a",
    "an",
    "the",
    "some",
    "more",
    "any",
    "proper",
    "better",
    "good",
    "appropriate",
    "relevant",
    "original",
    "at",
    "least",
    "one",
    "two",
    "few",
    "recent",
    "correct",
    "this",
    "that",
    "additional",
    "further",
    "supporting",
    "specific",
    "couple",
    "of",
    "also",
    "here",
    "right",
    "in",
];

/// What may follow `need a reference`; a reference frame is something else.
const BEHIND_REFERENCE: [&str; 14] = [
    "already",
    "with",
    "for",
    "here",
    "on",
    "about",
    "supporting",
    "that",
    "please",
    "but",
    "because",
    "as",
    "which",
    "or",
];

/// Compounds in which a citation is something else.
pub(super) const COMPOUNDS: [&str; 14] = [
    "style", "styles", "command", "commands", "count", "counts", "index", "graph", "graphs", "network",
    "networks", "format", "analysis", "list",
];

/// Whether one of the sentences of a note, in lower case, asks for a citation: `we need a reference for this`,
/// `I can't find the citation`, `please cite Hill here`.
pub fn asks_in_sentence(text: &str) -> bool {
    text.split(['.', '!', ';', '?']).any(|it| sentence_asks(&words(it).collect::<Vec<_>>()))
        || questions(text)
}

/// Words that lead to what is asked for in a question.
const QUESTIONING: [&str; 44] = [
    "a", "an", "any", "the", "some", "is", "are", "there", "do", "does", "did", "we", "you", "i", "have",
    "has", "got", "need", "what", "whats", "what's", "where", "wheres", "where's", "which", "who", "who's",
    "can", "could", "your", "our", "good", "better", "best", "original", "more", "this", "that", "it",
    "maybe", "todo", "anyone", "give", "add",
];

/// A short question about a source: `do we have a source for this?`.
fn questions(text: &str) -> bool {
    text.match_indices('?').any(|(end, _)| {
        let start = text[..end].rfind(['.', '!', '?', ';']).map_or(0, |it| it + 1);
        asks_for_source(&words(&text[start..end]).collect::<Vec<_>>())
    })
}

fn asks_for_source(words: &[&str]) -> bool {
    let asked = |at: &usize| {
        let behind = words.get(at + 1);
        matches!(
            words[*at],
            "citation"
                | "citations"
                | "cite"
                | "reference"
                | "references"
                | "source"
                | "sources"
                | "ref"
                | "refs"
        ) && behind.is_none_or(|it| matches!(*it, "for" | "here" | "on" | "about"))
    };
    // `what about changes with several sources?` asks for none.
    let leads = |at: usize| words[..at].iter().all(|it| QUESTIONING.contains(it));
    words.len() <= 10
        && (0..words.len()).any(|at| asked(&at) && (leads(at) || is_object(words[at])))
        && !words.iter().any(|it| PARTS.contains(it))
}

fn sentence_asks(words: &[&str]) -> bool {
    let is_denied = |at: usize| {
        at.checked_sub(1)
            .is_some_and(|it| matches!(words[it], "no" | "not" | "don't" | "doesn't" | "didn't" | "never"))
    };
    // `add a reference to Holbrook`; `add a reference to the figure` asks for something else.
    let leads_to_work = |at: usize| {
        let rest = words.get(at + 1..).unwrap_or_default();
        rest.first() == Some(&"to")
            && rest.len() > 1
            && !rest.iter().take(5).any(|it| {
                PARTS.contains(it)
                    || matches!(*it, "this" | "it" | "equations" | "figures" | "tables" | "sections")
            })
    };
    let asked_for = |at: usize| {
        let behind = words.get(at + 1).copied();
        (is_object(words[at]) && words[at] != "ref" && !behind.is_some_and(|it| COMPOUNDS.contains(&it)))
            || (matches!(words[at], "reference" | "references" | "ref" | "refs" | "source" | "sources")
                && (behind.is_none_or(|it| BEHIND_REFERENCE.contains(&it)) || leads_to_work(at)))
    };
    (0..words.len()).any(|at| {
        let object = || {
            let first = words[at + 1..].iter().position(|it| !BETWEEN.contains(it))?;
            (first < 6).then_some(at + 1 + first)
        };
        // `we add references to`, `we were not able to find a reference` tell.
        let needs = matches!(
            words[at],
            "need" | "needs" | "want" | "lack" | "lacks" | "missing" | "requires" | "require"
        );
        let before = |back: usize| at.checked_sub(back).map_or("", |it| words[it]);
        let told_of = !needs
            && (matches!(before(1), "we" | "i" | "they" | "authors" | "also" | "and")
                || (before(1) == "to"
                    && matches!(before(2), "able" | "possible" | "unable" | "used" | "how")));
        let asks =
            ASKING.contains(&words[at]) && !is_denied(at) && !told_of && object().is_some_and(asked_for);
        let lacks = words[at] == "no"
            && words.get(at + 1).is_some_and(|it| is_object(it) || WEAK_OBJECTS.contains(it))
            && words.get(at + 2) == Some(&"yet");
        let needed = (is_object(words[at]) || WEAK_OBJECTS.contains(&words[at]))
            && matches!(words.get(at + 1), Some(&("needed" | "missing" | "required")))
            && !is_denied(at);
        let told = matches!(words[at], "cite")
            && at.checked_sub(1).is_none_or(|it| {
                matches!(words[it], "please" | "should" | "must" | "todo")
                    // `add the libraries and cite them`
                    || (words[it] == "and" && ASKING.contains(&words[0]))
            })
            && at + 1 < words.len()
            && !matches!(words[at + 1], "as" | "this" | "us" | "the" | "command" | "key")
            && !words[at + 1..].iter().take(2).any(|it| PARTS.contains(it));
        let needs_to = matches!(words[at..], ["need" | "needs" | "have" | "want", "to", "cite", _, ..]);
        asks || needed || lacks || told || needs_to
    })
}

/// Parts of the document itself, which are referred to, not cited.
const PARTS: &[&str] = &[
    "table",
    "figure",
    "fig",
    "section",
    "sec",
    "chapter",
    "chap",
    "appendix",
    "equation",
    "eq",
    "algorithm",
    "page",
];

/// Whether a word, in lower case, names a part of the document itself.
pub fn is_part(word: &str) -> bool {
    PARTS.contains(&word)
}

/// A comment, in lower case, that tells that the citation before it is still to be checked: `todo: verify this
/// citation`, `hallucinated?`.
pub fn asks_to_verify(comment: &str) -> bool {
    const VERIFY: [&str; 12] = [
        "verify",
        "unverified",
        "verified",
        "check",
        "confirm",
        "hallucinated",
        "hallucination",
        "placeholder",
        "fabricated",
        "todo",
        "fixme",
        "tbd",
    ];
    const CITED: [&str; 11] = [
        "citation",
        "citations",
        "cite",
        "reference",
        "references",
        "ref",
        "refs",
        "source",
        "bibtex",
        "key",
        "doi",
    ];
    let words: Vec<&str> = words(comment).collect();
    let asks = words.iter().any(|it| VERIFY.contains(it));
    let is_denied = words.iter().any(|it| matches!(*it, "verified" | "done" | "checked" | "ok" | "fixed"))
        && !words.contains(&"not");
    let alone = words
        .iter()
        .all(|it| VERIFY.contains(it) || matches!(*it, "this" | "me" | "it" | "please" | "to" | "be"));
    words.len() <= 12
        && asks
        && !is_denied
        && (words.iter().any(|it| CITED.contains(it)) || (alone && words != ["todo"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_ask() {
        for text in [
            "we need a reference for this strong statement.",
            "a long one. i can't find the citation, though.",
            "please cite hill here",
            "need to cite the two of them",
            "add a reference to holbrook on rivers",
            "reference needed",
            "maybe add some more citations",
            "do we have a source for this?",
            "no citation yet",
            "any better source?",
            "the steam engine: citation?",
        ] {
            assert!(asks_in_sentence(text), "{text}");
        }
        for text in [
            "redo the figure with another reference frame",
            "add a reference to the figure",
            "we add a reference to the literature",
            "no citation needed",
            "we were not able to find a reference for it",
            "change the citation style",
            "the reference is fine",
            "what is the source of the error?",
            "is this the reference to the figure?",
            "what about changes with multiple valid sources?",
        ] {
            assert!(!asks_in_sentence(text), "{text}");
        }
    }

    #[test]
    fn comments_that_ask_to_check() {
        for text in [
            "todo: verify this citation",
            "check ref",
            "unverified",
            "hallucinated reference?",
            "verify this",
        ] {
            assert!(asks_to_verify(text), "{text}");
        }
        for text in [
            "checked",
            "todo: missing citation -> fixed",
            "todo",
            "todo: shorten",
            "verified by hand, key as in scopus",
            "see the reference",
        ] {
            assert!(!asks_to_verify(text), "{text}");
        }
    }
}
