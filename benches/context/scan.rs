//! Where a survey cites: plain text search, which knows nothing of the server's own parser.

/// A citation: bytes of its file.
#[derive(Clone, Debug)]
pub struct Span {
    /// The backslash.
    pub start: usize,
    /// The brace before the keys.
    pub brace: usize,
    /// Behind the closing brace.
    pub end: usize,
    /// The keys.
    pub keys: Vec<String>,
}

/// Cite commands: `\`, a name with `cite` in it, optional arguments, keys in braces.
pub fn spans(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for (start, _) in text.match_indices('\\') {
        let name = text[start + 1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let command = &text[start + 1..start + 1 + name];
        if !(command.contains("cite") || command.contains("Cite"))
            || found.last().is_some_and(|last| start < last.end)
        {
            continue;
        }
        let mut at = start + 1 + name;
        at += usize::from(text[at..].starts_with('*'));
        while text[at..].starts_with('[') {
            let Some(close) = text[at..].find(']') else { break };
            at += close + 1;
        }
        if let Some(close) = text[at..].find('}').filter(|_| text[at..].starts_with('{')) {
            let keys = text[at + 1..at + close].split(',').map(|key| key.trim().to_owned()).collect();
            found.push(Span { start, brace: at, end: at + close + 1, keys });
        }
    }
    found
}

/// Whether a comment begins before `at` on its line.
pub fn commented(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[line..at].replace("\\%", "").contains('%')
}

/// The sentence around a citation, without the citations in it.
pub fn sentence(text: &str, span: &Span) -> (String, String) {
    let from = text[..span.start].rfind("\n\n").unwrap_or(0);
    let to = text[span.end..].find("\n\n").map_or(text.len(), |at| span.end + at);
    let (before, after) = (plain(&text[from..span.start]), plain(&text[span.end..to]));
    let cut = sentence_ends(&before).last().copied().unwrap_or(0);
    let stop = sentence_ends(&format!("{after} ")).first().copied().unwrap_or(after.len()).min(after.len());
    (before[cut..].to_owned(), after[..stop].to_owned())
}

/// Where sentences end: behind `.`, `!` or `?` and white space.
fn sentence_ends(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    (1..bytes.len())
        .filter(|at| b".!?".contains(&bytes[at - 1]) && bytes[*at].is_ascii_whitespace())
        .collect()
}

/// Text without its citations and comments.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut last = 0;
    for span in spans(text) {
        out.push_str(&text[last..span.start]);
        last = span.end;
    }
    out.push_str(&text[last..]);
    out.lines().map(|line| line.split('%').next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}
