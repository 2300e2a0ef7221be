//! The words of which notes that ask for a citation consist, and the keys that stand for one.

/// What is asked for.
pub(super) const OBJECTS: &[&str] =
    &["cite", "cites", "citation", "citations", "cit", "citep", "citet", "ref", "refs"];

/// The same, in words that are used for other things, too: only beside a request.
pub(super) const WEAK_OBJECTS: &[&str] = &["reference", "references", "source", "sources", "cited", "citing"];

/// Words that ask.
pub(super) const REQUESTS: &[&str] = &[
    "need", "needs", "needed", "add", "added", "insert", "inserted", "missing", "required", "todo", "fixme",
    "fix", "find", "found", "fill", "give", "provide", "here", "please", "tbd", "tba",
];

/// Words that ask in a note of their own, and in a sentence tell.
pub(super) const WEAK_REQUESTS: &[&str] =
    &["some", "more", "many", "this", "me", "later", "want", "check", "get", "possible"];

/// Words that say nothing.
pub(super) const FILLERS: &[&str] = &[
    "a",
    "an",
    "the",
    "that",
    "these",
    "for",
    "it",
    "is",
    "are",
    "be",
    "to",
    "of",
    "in",
    "or",
    "and",
    "we",
    "i",
    "my",
    "our",
    "your",
    "do",
    "appropriate",
    "proper",
    "relevant",
    "original",
    "correct",
    "suitable",
    "good",
    "major",
    "key",
    "bib",
    "s",
];

/// Whether a word names what is asked for.
pub(super) fn is_object(word: &str) -> bool {
    OBJECTS.contains(&word)
}

/// Whether a word asks.
pub(super) fn is_request(word: &str) -> bool {
    REQUESTS.contains(&word)
}

/// The words of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|it| !it.is_empty())
}

/// What is made of citations: words behind `citation` that name a subject with it.
pub(super) const SUBJECTS: [&str; 46] = [
    "analysis",
    "analyses",
    "graph",
    "graphs",
    "network",
    "networks",
    "index",
    "indexes",
    "indices",
    "indexing",
    "count",
    "counts",
    "metric",
    "metrics",
    "style",
    "styles",
    "format",
    "formats",
    "formatting",
    "parsing",
    "recommendation",
    "recommendations",
    "management",
    "manager",
    "managers",
    "key",
    "keys",
    "data",
    "database",
    "databases",
    "practice",
    "practices",
    "behavior",
    "behaviour",
    "context",
    "contexts",
    "impact",
    "ranking",
    "extraction",
    "generation",
    "pattern",
    "patterns",
    "intent",
    "quality",
    "accuracy",
    "verification",
];
