//! What a language model leaves in a text that was copied from a chat with it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

use crate::text::ByteRange;

/// One left-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// What it is.
    pub kind: LeftoverKind,
    /// The words.
    pub range: ByteRange,
}

/// The kinds of [`Leftover`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftoverKind {
    /// What an assistant says to the one who asked: `Certainly! Here is`.
    Phrase,
    /// A mark by which a chat tool points at its sources: `turn0search1`.
    Token,
    /// The same within an address: `utm_source=chatgpt.com`.
    Address,
    /// `**bold**`, `### heading`, three backquotes.
    Markdown,
}

/// Words that nobody writes who is not asked.
const PHRASES: [&str; 24] = [
    "s an AI language model",
    "s a large language model, I",
    "s an AI assistant, I",
    "s an AI model, I",
    "Certainly! Here",
    "Certainly! Below",
    "Certainly, here is",
    "Certainly, here's",
    "Certainly, here are",
    "Sure! Here",
    "Sure, here is",
    "Sure, here's",
    "Of course! Here",
    "Absolutely! Here",
    "I hope this helps!",
    "I cannot fulfill this request",
    "I can't fulfill this request",
    "As of my knowledge cutoff",
    "As of my last knowledge update",
    "Is there anything else I can help",
    "Let me know if you'd like me to",
    "Let me know if you would like me to",
    "Here's a revised version of your",
    "Here is a revised version of your",
];

/// Each left-over holds one of [`PHRASES`] or of these.
const SIGNS: [&str; 21] = [
    "oaicite",
    "oai_citation",
    "turn0",
    "turn1",
    "turn2",
    "turn3",
    "turn4",
    "turn5",
    "turn6",
    "turn7",
    "turn8",
    "turn9",
    "[^",
    "†",
    "utm",
    "**",
    "##",
    "```",
    ":cite",
    "{cite",
    "[@",
];

/// All of them, looked for at once: most paragraphs have none.
static ALL: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let builder = &mut AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostFirst).build(PHRASES.iter().chain(&SIGNS)).ok()
});

/// Every left-over of a paragraph, in order. `is_text(range)` says whether a stretch is running text; the
/// tokens in addresses are found in `\url` and `\href`, too.
pub fn find(text: &str, is_text: &dyn Fn(ByteRange) -> bool) -> Vec<Leftover> {
    let mut found = Vec::new();
    if ALL.as_ref().is_some_and(|it| !it.is_match(text)) {
        return found;
    }
    phrases(text, &mut found);
    tokens(text, &mut found);
    markdown(text, &mut found);
    found.retain(|it| is_text(it.range));
    addresses(text, is_text, &mut found);
    found.sort_by_key(|it| it.range.start);
    found
}

fn phrases(text: &str, found: &mut Vec<Leftover>) {
    for phrase in PHRASES {
        for at in memmem::find_iter(text.as_bytes(), phrase) {
            // `As` or `as` behind anything else.
            let start = if phrase.starts_with("s ") { at.wrapping_sub(1) } else { at };
            let begins = start == at || matches!(text.as_bytes().get(start), Some(b'A' | b'a'));
            let end = at + phrase.len();
            if begins && is_said(text, start, end) {
                let range = ByteRange::new(start, at + phrase.len());
                found.push(Leftover { kind: LeftoverKind::Phrase, range });
            }
        }
    }
}

/// How long `as an AI language model, ` may be, in bytes.
const ASIDE: usize = 100;

/// Whether the phrase at `start..end` is said by the text itself: it begins a sentence, or it is `as an AI
/// model` with a comma behind; it does not stand in quotes, alone in a macro's braces, or behind the name of the
/// one who says it.
fn is_said(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].trim_end_matches([' ', '~', '\n', '\t', '\r', '\u{a0}']);
    let is_quoted = text[..start].ends_with(['`', '"', '\'', '“', '‘', '„', '{']) || before.ends_with('«');
    let command = before.rfind('\\').map(|at| &before[at + 1..]);
    let begins = before.is_empty()
        || before.ends_with(['.', '!', '?', '%', ']', '}', ')', '。', '！', '？'])
        // `\item Certainly! ...`
        || command.is_some_and(|it| it.chars().all(char::is_alphabetic));
    let says_who = before.ends_with([':', '：']) || before.ends_with(":}");
    let behind = text.as_bytes().get(start..).unwrap_or_default();
    let behind = &behind[..behind.len().min(ASIDE)];
    let is_aside = behind.starts_with(b"as an AI")
        && memmem::find(behind, b"model,").is_some()
        && text[end..].starts_with([',', ' ']);
    !is_quoted && !says_who && (begins || is_aside) && !in_code(text, start)
}

/// Every left-over of a field's value that cannot be part of a title.
pub fn in_field(value: &str) -> Vec<Leftover> {
    let mut found = Vec::new();
    tokens(value, &mut found);
    found.extend(traces(value).into_iter().map(|range| Leftover { kind: LeftoverKind::Address, range }));
    found
}

/// `:contentReference[oaicite:0]{index=0}`, `[oai_citation:0‡...]`, `citeturn0search1`, `【12†source】`.
fn tokens(text: &str, found: &mut Vec<Leftover>) {
    let mut push = |start: usize, end: usize| {
        found.push(Leftover { kind: LeftoverKind::Token, range: ByteRange::new(start, end) });
    };
    for at in memmem::find_iter(text.as_bytes(), "oaicite") {
        let lead = ":contentReference[";
        let start = if text[..at].ends_with(lead) { at - lead.len() } else { at };
        push(start, at + text[at..].find(']').filter(|it| *it < 20).map_or("oaicite".len(), |it| it + 1));
    }
    for at in memmem::find_iter(text.as_bytes(), "oai_citation") {
        push(at, at + "oai_citation".len());
    }
    for at in memmem::find_iter(text.as_bytes(), "turn") {
        let rest = &text[at + "turn".len()..];
        let digits = digits_of;
        let turn = digits(rest);
        let what = ["search", "view", "news", "fetch", "file", "image", "academia", "forecast"]
            .into_iter()
            .find(|what| turn > 0 && rest[turn..].starts_with(what));
        if let Some(what) = what
            && digits(&rest[turn + what.len()..]) > 0
        {
            let end = turn + what.len() + digits(&rest[turn + what.len()..]);
            push(at, at + "turn".len() + end);
        }
    }
    // `[^1]`, a footnote's mark in Markdown; of patterns (`[^a-z]`) the rest is no number.
    for at in memmem::find_iter(text.as_bytes(), "[^") {
        let rest = &text[at + 2..];
        let number = digits_of(rest);
        if (1..=3).contains(&number) && rest[number..].starts_with(']') && !in_code(text, at) {
            push(at, at + 2 + number + 1);
        }
    }
    for (at, _) in text.match_indices('【') {
        let rest = &text[at..];
        if let Some(end) = rest.find('】').filter(|it| *it < 80 && rest[..*it].contains('†')) {
            push(at, at + end + '】'.len_utf8());
        }
    }
}

fn digits_of(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// What chat tools add to the addresses that they give.
const TRACES: [&str; 3] = ["utm_source=chatgpt.com", "utm_source=openai", "utm_source=chatgpt"];

/// Where an address tells that a chat tool gave it; each place once.
fn traces(text: &str) -> Vec<ByteRange> {
    let mut found: Vec<ByteRange> = Vec::new();
    let plain = text.contains("utm");
    for trace in TRACES.iter().filter(|_| plain) {
        let escaped = trace.replace('_', "\\_");
        for written in [*trace, escaped.as_str()] {
            for at in memmem::find_iter(text.as_bytes(), written) {
                let range = ByteRange::new(at, at + written.len());
                if !found.iter().any(|it| it.start == range.start) {
                    found.push(range);
                }
            }
        }
    }
    found
}

fn addresses(text: &str, is_text: &dyn Fn(ByteRange) -> bool, found: &mut Vec<Leftover>) {
    for range in traces(text) {
        if is_text(range) || in_url(text, range.start) {
            found.push(Leftover { kind: LeftoverKind::Address, range });
        }
    }
}

/// Whether the byte at `at` stands in the braces of `\url` or `\href` of a line that is no comment.
fn in_url(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let before = &text[line..at];
    ["\\url{", "\\href{", "\\nolinkurl{", "\\path{"].iter().filter_map(|it| before.rfind(it)).any(|start| {
        let is_comment = before[..start].replace("\\%", "").contains('%');
        !is_comment && !before[start..].contains('}')
    })
}

/// Whether the byte at `at` stands in a macro for code: `\texttt{**x**}`.
fn in_code(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let before = &text[line..at];
    ["\\texttt{", "\\code{", "\\lstinline{", "\\mintinline{", "\\ttt{", "\\path{"]
        .iter()
        .any(|it| before.rfind(it).is_some_and(|start| !before[start..].contains('}')))
}

fn markdown(text: &str, found: &mut Vec<Leftover>) {
    // Where a paragraph speaks of Markdown, it shows some.
    if text.contains("Markdown") || (text.contains("markdown") && !text.contains("```")) {
        return;
    }
    let mut from = 0;
    while let Some(at) = memmem::find(&text.as_bytes()[from..], b"**").map(|it| it + from) {
        from = at + 2 + text[at + 2..].bytes().take_while(|byte| *byte == b'*').count();
        if let Some(end) = bold(text, at).filter(|_| !in_code(text, at)) {
            found.push(Leftover { kind: LeftoverKind::Markdown, range: ByteRange::new(at, end) });
            from = end;
        }
    }
    for role in [":cite", "{cite}", "{cite:p}", "{cite:t}", ":citep", ":citet"] {
        for at in memmem::find_iter(text.as_bytes(), role) {
            if let Some(end) = directive(text, at, at + role.len()).filter(|_| !in_code(text, at)) {
                found.push(Leftover { kind: LeftoverKind::Markdown, range: ByteRange::new(at, end) });
            }
        }
    }
    for at in memmem::find_iter(text.as_bytes(), "[@") {
        if let Some(end) = pandoc(text, at).filter(|_| !in_code(text, at)) {
            found.push(Leftover { kind: LeftoverKind::Markdown, range: ByteRange::new(at, end) });
        }
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let written = line.trim_end();
        let hashes = written.bytes().take_while(|byte| *byte == b'#').count();
        let heads = (2..=6).contains(&hashes)
            && written[hashes..]
                .strip_prefix(' ')
                .is_some_and(|it| it.starts_with(|c: char| c.is_alphanumeric() || c == '*'));
        if heads || is_fence(written.trim_start()) {
            let start = at + written.len() - written.trim_start().len();
            let range = ByteRange::new(start, at + written.len());
            found.push(Leftover { kind: LeftoverKind::Markdown, range });
        }
        at += line.len();
    }
}

/// The end of a citation of MyST's or a directive's Markdown whose name ends at `at`: `:cite[smith2010]`,
/// `{cite}`smith2010``.
fn directive(text: &str, start: usize, at: usize) -> Option<usize> {
    let opens = !text[..start].ends_with(|c: char| c.is_alphanumeric() || "\\:{".contains(c));
    let rest = &text[at..];
    let close = match rest.chars().next()? {
        '[' => ']',
        '`' => '`',
        '{' if text[start..].starts_with(':') => '}',
        _ => return None,
    };
    let inner = rest[1..].split([close, '\n']).next()?;
    let plain = inner.bytes().all(|it| it.is_ascii_alphanumeric() || b"_:-./,; @".contains(&it));
    let end = at + 1 + inner.len();
    (opens && plain && inner.len() > 2 && text[end..].starts_with(close)).then_some(end + close.len_utf8())
}

/// The end of a citation of Pandoc's Markdown that begins at `at`: `[@smith2010]`, `[@smith2010; @wu2020]`.
fn pandoc(text: &str, at: usize) -> Option<usize> {
    let inner = text[at + 1..].split([']', '\n', '[', '{']).next()?;
    let end = at + 1 + inner.len();
    // A key without a year stands at the end of a clause, as citations do.
    let ends_clause =
        text[..at].ends_with(' ') && text.get(end + 1..)?.starts_with(['.', ',', ';', ':', ')']);
    let is_key = |it: &str| {
        let key = it.trim().strip_prefix('@').unwrap_or("");
        let plain = key.bytes().all(|it| it.is_ascii_alphanumeric() || b"_:-./".contains(&it));
        // `[@article]` speaks of BibTeX.
        let is_dated = key.len() > 3 && key.bytes().any(|it| it.is_ascii_digit());
        plain && (is_dated || (ends_clause && key.len() > 2 && !TYPES.contains(&key)))
    };
    (text[end..].starts_with(']') && inner.split(';').all(is_key)).then_some(end + 1)
}

/// Types of BibTeX's entries, and what else begins so in code.
const TYPES: [&str; 12] = [
    "article",
    "book",
    "inproceedings",
    "misc",
    "techreport",
    "phdthesis",
    "online",
    "string",
    "comment",
    "param",
    "return",
    "override",
];

/// The longest text in bold, in bytes.
const LONGEST_BOLD: usize = 120;

/// The end of the `**bold**` that begins at `at`: words, not the stars of a table or a footnote.
fn bold(text: &str, at: usize) -> Option<usize> {
    let opens = !text[..at].ends_with(|c: char| c.is_alphanumeric() || "*\\_$^}".contains(c));
    let inner = &text[at + 2..];
    let end = inner.find("**").filter(|end| (1..=LONGEST_BOLD).contains(end))?;
    let words = &inner[..end];
    let is_word =
        |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "\"'“”‘’().:!?`$\\{}".contains(c));
    let closes = !inner[end + 2..].starts_with('*');
    (opens
        && closes
        && words.starts_with(|c: char| c.is_alphabetic() || c == '"' || c == '“')
        && is_word(words.chars().next_back())
        && words.chars().filter(|c| c.is_alphabetic()).count() > 1
        && !words.contains(['&', '*', '\n'])
        && is_balanced(words))
    .then_some(at + 2 + end + 2)
}

/// Whether the braces in a text are its own.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    let never_below = text.bytes().all(|byte| {
        depth += i32::from(byte == b'{') - i32::from(byte == b'}');
        depth >= 0
    });
    never_below && depth == 0
}

/// Three backquotes alone or with the name of a language; three before a word open a quotation in TeX.
fn is_fence(line: &str) -> bool {
    const LANGUAGES: [&str; 17] = [
        "",
        "latex",
        "tex",
        "bibtex",
        "python",
        "markdown",
        "md",
        "text",
        "plaintext",
        "bash",
        "json",
        "c",
        "cpp",
        "java",
        "javascript",
        "rust",
        "yaml",
    ];
    line.strip_prefix("```").is_some_and(|name| LANGUAGES.contains(&name.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = find(text, &|_| true);
        let found: Vec<&str> = found.iter().map(|it| &text[it.range.std()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn phrases_of_a_chat() {
        check("As an AI language model, I cannot.", &["As an AI language model"]);
        check("Certainly! Here is the section.", &["Certainly! Here"]);
        check("It refuses with ``As an AI language model'', or \\emph{Sure! Here it is}.", &[]);
        check("It is certainly here; used as an AI model.", &[]);
    }

    #[test]
    fn tokens_of_chat_tools() {
        check(
            "known:contentReference[oaicite:0]{index=0}. As said 【12†source】 citeturn0search1turn12view3",
            &[":contentReference[oaicite:0]", "【12†source】", "turn0search1", "turn12view3"],
        );
        check("a turn, turn0, 【注】, return2view", &[]);
        check(
            r"see https://a.org/?utm_source=chatgpt.com and \url{https://b.org/?utm\_source=openai}",
            &["utm_source=chatgpt.com", r"utm\_source=openai"],
        );
    }

    #[test]
    fn markdown_in_running_text() {
        check(
            "The **main point** is:\n### Results\n```python\nx\n```",
            &["**main point**", "### Results", "```python", "```"],
        );
        check("as shown [@smith2010; @wu:20] and [@article], [@x1], a[@b2]", &["[@smith2010; @wu:20]"]);
        check("0.21** & 0.3** ** p<0.05, *** p<0.01 a**b**c \\\\** x**2 and y**2", &[]);
        check("\\Flag{\\dynkin{B}{**xo}}{\\dynkin{A}{**}x}", &[]);
        check("```Hello,' he said,'' \n#1 ##1 # x", &[]);
    }

    #[test]
    fn an_address_in_a_comment_is_not_told() {
        let text = "a % \\url{x?utm_source=chatgpt.com}\n\\url{y?utm_source=chatgpt.com}";
        let found = find(text, &|_| false);
        assert_eq!(found.len(), 1);
    }
}
