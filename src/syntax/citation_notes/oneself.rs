//! What writers note for themselves about a citation: where a macro says that its text is such a note, less is
//! enough than in running text.

use super::languages::is_part_elsewhere;
use super::sentences::{COMPOUNDS, is_part};
use super::vocabulary::{FILLERS, WEAK_OBJECTS, is_object, words};

/// Words for a work.
const WORKS: [&str; 9] = [
    "paper",
    "papers",
    "article",
    "articles",
    "publication",
    "publications",
    "literature",
    "study",
    "studies",
];

/// Verbs by which one sends oneself for a work.
const SEEKING: [&str; 9] = ["find", "cite", "add", "insert", "need", "needs", "search", "look", "missing"];

/// Verbs that do so where a word tells which work: `include the parrot paper`.
const NAMING: [&str; 4] = ["mention", "include", "discuss", "reference"];

/// Words before `paper` that make it the writer's own, or a place in it.
const OWN: [&str; 26] = [
    "this", "our", "my", "your", "the", "in", "of", "from", "whole", "entire", "current", "full", "final",
    "to", "how", "that", "which", "for", "rest", "each", "per", "same", "own", "previous", "next", "on",
];

/// Whether a note to oneself, in lower case and without the citations in it, asks for a work: `reference`,
/// `source for the second claim`, `find a paper with the proof`, `ref https://doi.org/10.1000/182`.
pub fn asks_oneself(text: &str) -> bool {
    is_object_alone(text)
        || names_address(text)
        || refers_oneself(text)
        || text.split(['.', '!', ';', '?']).any(|it| {
            let words: Vec<&str> = words(it).collect();
            begins_with_source(&words) || seeks_work(&words)
        })
}

/// Whether a note to oneself, in lower case, looks for what to cite, or where: `find somewhere to cite these`.
pub fn seeks_place(text: &str) -> bool {
    let words: Vec<&str> = words(text).collect();
    let starts = |it: &str| {
        matches!(
            it,
            "find" | "where" | "somewhere" | "something" | "someone" | "what" | "paper" | "papers" | "place"
        )
    };
    (0..words.len()).any(|at| {
        starts(words[at])
            && words[at + 1..].iter().take(4).collect::<Vec<_>>().windows(2).any(|it| it == [&"to", &"cite"])
    })
}

/// `ref. first paragraph`, `reference rubbish archaeology`: a note that begins with the word and goes on; `reference
/// implementation` is something else.
fn refers_oneself(text: &str) -> bool {
    const LONGEST: usize = 12;
    const OTHER: [&str; 18] = [
        "label",
        "labels",
        "schema",
        "shema",
        "implementation",
        "frame",
        "architecture",
        "model",
        "models",
        "manual",
        "solution",
        "value",
        "values",
        "point",
        "to",
        "data",
        "is",
        "are",
    ];
    let words: Vec<&str> = words(text).collect();
    matches!(words.first(), Some(&("ref" | "refs" | "reference")))
        && (2..=LONGEST).contains(&words.len())
        && words[1].chars().any(char::is_alphabetic)
        && !OTHER.contains(&words[1])
        && !COMPOUNDS.contains(&words[1])
        && !words.iter().any(|it| is_part(it.trim_end_matches('s')) || is_part_elsewhere(it))
}

/// `references`, `the source`: a note that is nothing else.
fn is_object_alone(text: &str) -> bool {
    let words: Vec<&str> = words(text).filter(|it| !matches!(*it, "todo" | "fixme")).collect();
    let is_object = |it: &&str| {
        is_object(it) || matches!(*it, "reference" | "references" | "source" | "sources" | "bibliography")
    };
    words.len() <= 4
        && words.iter().any(is_object)
        && words.iter().all(|it| is_object(it) || FILLERS.contains(it) || WEAK_OBJECTS.contains(it))
}

/// A note of an address alone where papers lie, or of one behind a word for what is asked for.
pub fn names_address(text: &str) -> bool {
    const LIBRARIES: [&str; 12] = [
        "doi.org/",
        "arxiv.org/",
        "dl.acm.org/",
        "link.springer.com/",
        "sciencedirect.com/",
        "ieeexplore",
        "jstor.org/",
        "ncbi.nlm.nih.gov/",
        "researchgate.net/",
        "semanticscholar.org/",
        "scholar.google",
        "citeseerx",
    ];
    const LEADING: [&str; 17] = [
        "ref",
        "refs",
        "reference",
        "references",
        "source",
        "sources",
        "cite",
        "citation",
        "referenz",
        "quelle",
        "quellen",
        "référence",
        "référencer",
        "fuente",
        "fonte",
        "referencia",
        "источник",
    ];
    let Some((before, behind)) = text.split_once("http") else { return false };
    let lead: Vec<&str> = words(before).collect();
    let address = behind.split_whitespace().next().unwrap_or("");
    let is_library = LIBRARIES.iter().any(|it| address.contains(it)) || address.ends_with(".pdf");
    let leads = lead.iter().rev().take(3).any(|it| LEADING.contains(it));
    leads || (is_library && lead.len() <= 2)
}

/// `source for RDBMS, clustering`; `reference to the section` is for a part of the document.
fn begins_with_source(words: &[&str]) -> bool {
    let words = words.strip_prefix(&["todo"]).unwrap_or(words);
    matches!(
        words,
        [
            "source" | "sources" | "reference" | "references" | "citation" | "citations" | "ref" | "refs",
            "for" | "on" | "about",
            _,
            ..
        ]
    ) && !words.iter().any(|it| is_part(it))
}

/// `find a paper with the proof`, `include perhaps the parrot paper`; `mention it in the paper` speaks of one's own.
fn seeks_work(words: &[&str]) -> bool {
    const REACH: usize = 7;
    let verb = words.iter().take(3).position(|it| SEEKING.contains(it) || NAMING.contains(it));
    let Some(verb) = verb else { return false };
    let reach = words.iter().enumerate().skip(verb + 1).take(REACH);
    let works = reach.filter(|(_, it)| WORKS.contains(it)).map(|it| it.0);
    let mut between = works.filter(|at| {
        let before = words[at - 1];
        let behind = words.get(at + 1).copied().unwrap_or("");
        let is_own = OWN.contains(&before);
        let is_told = matches!(behind, "that" | "which" | "about" | "by" | "on")
            || (at - 1 > verb && !matches!(before, "a" | "an" | "some" | "more" | "related"));
        !is_own
            && (SEEKING.contains(&words[verb]) || is_told)
            && !COMPOUNDS.contains(&behind)
            && !matches!(behind, "review" | "section" | "survey" | "search" | "title" | "abstract" | "size")
            && !words[verb..*at].iter().any(|it| is_part(it) || matches!(*it, "in" | "of" | "from"))
    });
    between.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_to_oneself_ask_in_few_words() {
        for text in [
            "reference",
            "references",
            "the source",
            "source for databases, clustering etc",
            "reference on this",
            "find paper with proof, especially for the case",
            "find a good paper about rivers",
            "include perhaps parrot paper by hill",
            "mention the holbrook paper on rivers, the moss and fen papers, etc",
            "add some literature on lakes",
            "mention paper that uses rivers for heat",
            "need more papers",
            "ref. first paragraph",
            "reference rubbish archaeology of garbage",
            "https://doi.org/10.1000/182",
            "see http://rivers.org/holbrook.pdf",
            "referenz auf https://rivers.org/holbrook",
        ] {
            assert!(asks_oneself(text), "{text}");
        }
        for text in [
            "",
            "reference to appropriate section here",
            "references for section 3",
            "mention this in the paper",
            "include this paper",
            "find the rest of the paper",
            "discuss a figure of the hill paper",
            "this chapter is based on a previous paper",
            "add to literature review",
            "add paper title",
            "include a table from the hill paper",
            "https://github.com/rivers/issues/3",
            "see https://rivers.org/plot.png",
            "sources of error",
            "reference implementation",
            "reference figure 3",
            "cited",
        ] {
            assert!(!asks_oneself(text), "{text}");
        }
    }

    #[test]
    fn notes_look_for_what_to_cite() {
        for text in ["find somewhere to cite these two", "what to cite here", "find a paper to cite"] {
            assert!(seeks_place(text), "{text}");
        }
        for text in ["how to cite", "we plan to cite", "find the right way for us and others to cite"] {
            assert!(!seeks_place(text), "{text}");
        }
    }
}
