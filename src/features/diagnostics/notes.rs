//! `citation-todo`: notes that ask for a citation.

use super::Report;
use super::paragraphs::Paragraph;
use crate::settings::Rule;
use crate::syntax::tex::{Call, Chunk, Delimiter, Note};
use crate::text::ByteRange;

/// A longer note (bytes) is text of its own.
const LONGEST: usize = 160;

pub(super) fn report(report: &mut Report, paragraph: &Paragraph) {
    let (start, chunk) = (paragraph.start, paragraph.chunk);
    let markers: Vec<String> = report.snapshot.settings.markers.iter().map(|it| it.to_lowercase()).collect();
    let notes = chunk.notes.iter().filter(|it| note_asks(it, &markers)).map(|it| it.range);
    let bodies: Vec<ByteRange> = (0..chunk.calls.len())
        .filter(|index| is_being_defined(chunk, *index))
        .map(|index| chunk.calls[index].range())
        .collect();
    let calls = chunk.calls.iter().filter(|call| !bodies.iter().any(|it| it.covers(call.command)));
    let asking = notes.chain(calls.filter_map(|it| call_asks(chunk, it, &markers))).map(|it| it.shift(start));
    let asking: Vec<ByteRange> = asking.collect();
    for range in asking {
        if report.speaks(Rule::CitationTodo, range.start) {
            let text = report.document.text.slice(range);
            let shown = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let message = format!("`{shown}` asks for a citation; replace it by a cite command");
            report.add(Rule::CitationTodo, range, message);
        }
    }
}

fn note_asks(note: &Note, markers: &[String]) -> bool {
    let text = note.text.trim().to_lowercase();
    if markers.contains(&text) {
        return true;
    }
    if note.fills_cell || note.text.contains('\\') {
        return false;
    }
    let first_is_capital_word = note.text.split_whitespace().next().is_some_and(|it| {
        it.chars().filter(|c| c.is_alphabetic()).count() > 2 && !it.chars().any(char::is_lowercase)
    });
    match note.delimiter {
        Delimiter::Bracket => asks(&text) || begins(&text, &["ref", "refs", "cite", "citation"], 5),
        // In parentheses `ref` and `reference` introduce what is there; `cite` asks.
        _ => {
            matches!(
                text.trim_end_matches(['?', '!', '.']),
                "cite"
                    | "citation needed"
                    | "citations needed"
                    | "ref needed"
                    | "reference needed"
                    | "needs citation"
                    | "citation missing"
                    | "add citation"
                    | "todo cite"
                    | "todo: cite"
                    | "cite here"
            ) || begins(&text, &["cite"], 8)
                || (first_is_capital_word && begins(&text, &["cite", "citation", "citations"], 8))
        }
    }
}

/// Words of a note that is nothing but a request for a citation.
const REQUESTS: &[&str] = &[
    "cite",
    "cites",
    "citation",
    "citations",
    "ref",
    "refs",
    "citation needed",
    "citations needed",
    "cite needed",
    "ref needed",
    "refs needed",
    "reference needed",
    "references needed",
    "citation/reference needed",
    "need citation",
    "need citations",
    "needs citation",
    "needs citations",
    "need cite",
    "need ref",
    "need refs",
    "needs ref",
    "need reference",
    "needs reference",
    "add citation",
    "add citations",
    "add cite",
    "add ref",
    "add refs",
    "add reference",
    "add references",
    "cite this",
    "cite here",
    "cite me",
    "cite source",
    "insert citation",
    "insert cite",
    "insert ref",
    "insert reference",
    "citation here",
    "ref here",
    "reference here",
    "missing citation",
    "missing ref",
    "missing reference",
    "citation missing",
    "ref missing",
    "reference missing",
    "citation required",
    "reference required",
    "todo cite",
    "todo: cite",
    "todo citation",
    "todo: citation",
    "todo ref",
    "todo: ref",
    "source needed",
    "sources needed",
    "source?",
    "cite?",
    "ref?",
    "find citation",
    "find ref",
    "find reference",
    "some citation",
    "some citations",
    "citation todo",
    "cite todo",
    "ref todo",
    "many citations needed",
];

fn asks(text: &str) -> bool {
    let bare =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '?' | '!' | '.' | ':' | '[' | ']'));
    REQUESTS.contains(&text) || REQUESTS.contains(&bare)
}

/// `ref smith`, `cite facebook, rackspace`: one of `words`, then at most `limit` words that name a work.
fn begins(text: &str, words: &[&str], limit: usize) -> bool {
    let mut parts = text.split_whitespace();
    let Some(first) = parts.next() else { return false };
    let first = first.trim_end_matches([':', '.', '?']);
    let rest: Vec<&str> = parts.collect();
    words.contains(&first)
        && !rest.is_empty()
        && rest.len() <= limit
        // `[ref. 3]`, `[ref 12, p. 4]` point at something.
        && rest.iter().any(|it| it.chars().any(char::is_alphabetic))
        && !rest[0].starts_with(|c: char| c.is_ascii_digit())
}

/// Commands that say by their very name that a citation is missing.
const NEEDING: &[&str] = &[
    "needcite",
    "needscite",
    "needcites",
    "needcitation",
    "citeneeded",
    "citationneeded",
    "refneeded",
    "needref",
    "tocite",
    "todocite",
    "citetodo",
    "todoref",
    "addcite",
    "addref",
    "missingcite",
    "missingref",
    "citeme",
    "citehere",
    "needsref",
    "citemissing",
];

/// Commands whose braces hold names of packages, files, labels, commands, or literal text: `cite` in them
/// is a name. Headings, too: a section may be called `References`.
const NAMING: &[&str] = &[
    "usepackage",
    "RequirePackage",
    "PassOptionsToPackage",
    "bibliographystyle",
    "bibliography",
    "addbibresource",
    "documentclass",
    "input",
    "include",
    "label",
    "ref",
    "cref",
    "Cref",
    "autoref",
    "eqref",
    "nameref",
    "pageref",
    "begin",
    "end",
    "texttt",
    "code",
    "cs",
    "cmd",
    "cmdname",
    "command",
    "macro",
    "csname",
    "pkg",
    "package",
    "marg",
    "oarg",
    "meta",
    "env",
    "file",
    "url",
    "href",
    "path",
    "verb",
    "lstinline",
    "ttt",
    "tt",
    "textsf",
    "newcommand",
    "renewcommand",
    "providecommand",
    "DeclareRobustCommand",
    "let",
    "def",
    "part",
    "chapter",
    "section",
    "subsection",
    "subsubsection",
    "paragraph",
    "subparagraph",
    "title",
    "item",
    "caption",
    "index",
    "gls",
    "Gls",
    "glspl",
    "ac",
    "hypertarget",
    "hyperlink",
    "bibitem",
    "newtheorem",
    "renewcommand",
    "newenvironment",
    "setcitestyle",
    "citestyle",
    "emph",
    "textit",
    "textbf",
    "textsc",
    "textrm",
    "underline",
    "mbox",
    "text",
    "mathrm",
    "operatorname",
    "enquote",
    "footnote",
    "frametitle",
    "ctan",
    "CTAN",
    "option",
    "opt",
    "bibname",
    "refname",
    "addcontentsline",
    "markboth",
    "DeclareFieldFormat",
    "newbibmacro",
    "renewbibmacro",
    "usebibmacro",
    "printbibliography",
    "defbibheading",
    "ExecuteBibliographyOptions",
    "selectlanguage",
    "foreignlanguage",
    "textcolor",
    "color",
    "colorbox",
    "cite",
];

/// Whether the call is the name, with the body, in a definition by a shortened `\newcommand`: `\nc\needcite{..}` at the
/// beginning of a line.
fn is_being_defined(chunk: &Chunk, index: usize) -> bool {
    let Some(before) = index.checked_sub(1).map(|it| &chunk.calls[it]) else { return false };
    let line = chunk.text[..before.command.start].rsplit('\n').next().unwrap_or_default();
    before.arguments.is_empty()
        && before.command.end == chunk.calls[index].command.start
        && line.trim().is_empty()
}

fn call_asks(chunk: &Chunk, call: &Call, markers: &[String]) -> Option<ByteRange> {
    let lower = call.name.to_ascii_lowercase();
    if NEEDING.contains(&lower.as_str()) {
        return Some(call.range());
    }
    let mut braces = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace && it.closed);
    let first = braces.next()?;
    // `\textcolor{red}{cite}`
    let argument = match call.name.as_str() {
        "textcolor" | "colorbox" => braces.next()?,
        _ => first,
    };
    let inner = argument.inner();
    if inner.len() > LONGEST {
        return None;
    }
    let text = chunk.text[inner.std()].split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let range = ByteRange::new(call.command.start, argument.range.end);
    let coloured = matches!(call.name.as_str(), "textcolor" | "colorbox");
    if markers.contains(&text) && (coloured || !NAMING.contains(&call.name.as_str())) {
        return Some(range);
    }
    if is_todo(&lower) {
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
        let asking = asks(&text)
            || words
                .iter()
                .any(|it| matches!(*it, "cite" | "cites" | "citation" | "citations" | "citing" | "cit"))
            || words.windows(2).any(|it| {
                matches!(
                    it,
                    [
                        "add" | "need" | "needs" | "missing" | "insert" | "find",
                        "ref" | "refs" | "reference" | "references"
                    ]
                )
            });
        return asking.then_some(range);
    }
    if coloured {
        return asks(&text).then_some(range);
    }
    if NAMING.contains(&call.name.as_str()) || lower.contains("cite") || lower.ends_with("ref") {
        return None;
    }
    // A person's or a colour's own macro: `\red{cite}`, `\shadi{citations on why this is required}`.
    let verbal = begins(&text, &["cite", "citation", "citations"], 8);
    ((asks(&text) && text != "ref" && text != "refs" && text != "citations") || verbal).then_some(range)
}

/// Whether a macro holds notes of the writers to themselves.
fn is_todo(lower: &str) -> bool {
    lower.contains("todo")
        || matches!(
            lower,
            "fixme"
                | "fxnote"
                | "fxwarning"
                | "fxerror"
                | "fxfatal"
                | "missing"
                | "reminder"
                | "tbd"
                | "remark"
                | "mynote"
                | "authornote"
        )
}
