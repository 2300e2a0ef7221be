//! `citation-todo`: notes that ask for a citation.

use std::cell::LazyCell;

use super::bracketed_note::note_asks;
use super::note_macros::{NAMING, NEEDING, holds_notes, is_naming, is_todo, shows_others};
use super::note_text::{LONGEST, LONGEST_TODO, lacks_number, note_to_oneself_asks, said};
use crate::model::project::Project;
use crate::resolve::author_names::Named;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::citation_notes::{
    asks, asks_in_colour, asks_in_parentheses, asks_in_sentence, begins, behind_label, refers_to_work,
};
use crate::syntax::tex::{Call, Chunk, Delimiter, Note};
use crate::text::ByteRange;

/// A longer note of an author's own macro is text.
const LONGEST_OWN: usize = 400;

/// The rule.
pub const RULE: Rule = Rule {
    code: "citation-todo",
    level: Level::Warning,
    verdicts: &[],
    is_gap: true,
    explanation: "A note in the text asks for a citation.\n\n\
         Example: `[citation needed]`, `[ref smith]`, `(CITE)`, `（要出典）`, `[Author, Year]`, `TODO: cite BERT`, `\\todo{cite ...}`, `\\needcite`.\n\n\
         Silent where the words are quoted or spoken of (`a [CITATION] token`), in comments and in code.\n\n\
         Fix: replace the note by a cite command. Further words can be named in the setting `markers`.",
};

/// Reports the notes of a paragraph that ask for a citation.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    let (start, chunk) = (paragraph.start, paragraph.chunk);
    let markers: Vec<String> = report.snapshot.settings.markers.iter().map(|it| it.to_lowercase()).collect();
    let notes =
        chunk.notes.iter().filter(|it| note_asks(chunk, it, &markers) || names_author(paragraph.project, it));
    let notes = notes.map(|it| it.range);
    // So far reaches what is being defined.
    let mut defined = 0;
    let calls = chunk.calls.iter().enumerate().filter_map(|(index, call)| {
        if is_being_defined(chunk, index) {
            defined = defined.max(call.range().end);
        }
        (call.command.start >= defined).then_some(call)
    });
    let speaks_of_tex = LazyCell::new(|| speaks_of_tex(chunk));
    // `\tocite{key}` is some class's cite command.
    let cites = |call: &Call| {
        let braces = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace);
        let mut words = braces.flat_map(|it| chunk.text[it.inner().std()].split(','));
        words.any(|it| report.defines(it.trim()))
    };
    let calls = calls.filter_map(|it| Some((it, call_asks(chunk, it, &markers, &|| *speaks_of_tex)?)));
    let calls = calls.filter(|it| !cites(it.0)).map(|it| it.1);
    let asking = notes.chain(calls).chain(chunk.requests.iter().copied()).map(|it| it.shift(start));
    let asking: Vec<ByteRange> = asking.collect();
    for range in asking {
        // The braces of a macro may be silent, and the macro not: it throws them away.
        if report.speaks(RULE, range.start) && report.speaks(RULE, range.end.saturating_sub(2)) {
            let text = report.document.text.slice(range);
            let shown = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let message = format!("`{shown}` asks for a citation; replace it by a cite command");
            report.add(RULE, range, message);
        }
    }
}

/// `(TODO Hill New)`: names, of which the library has the first.
fn names_author(project: &Project, note: &Note) -> bool {
    let Some(rest) = note.text.strip_prefix("TODO").or(note.text.strip_prefix("todo")) else { return false };
    let words: Vec<&str> = rest.split([' ', ':', ',', '-']).filter(|it| !it.is_empty()).collect();
    let is_name =
        |it: &&str| it.starts_with(char::is_uppercase) && it.chars().all(|c| c.is_alphabetic() || c == '.');
    let belongs = |it: &&str| {
        is_name(it)
            || matches!(it.trim_end_matches('.'), "et" | "al" | "and" | "&")
            || it.bytes().all(|it| it.is_ascii_digit())
    };
    let is_known =
        |name: &str| Named::new(name).queries().iter().any(|it| !project.library.by_author(it, 1).is_empty());
    words.len() <= 6
        && words.iter().all(belongs)
        && words.first().is_some_and(|it| is_name(it) && is_known(it))
}

/// Whether the call is the name, with the body, in a definition by a shortened `\newcommand`: `\nc\needcite{..}` at the
/// beginning of a line.
fn is_being_defined(chunk: &Chunk, index: usize) -> bool {
    let Some(before) = index.checked_sub(1).map(|it| &chunk.calls[it]) else { return false };
    let line = chunk.text[..before.command.start].trim_end_matches([' ', '\t']);
    before.arguments.is_empty()
        && before.command.end == chunk.calls[index].command.start
        && (line.is_empty() || line.ends_with('\n'))
}

fn call_asks(
    chunk: &Chunk,
    call: &Call,
    markers: &[String],
    speaks_of_tex: &dyn Fn() -> bool,
) -> Option<ByteRange> {
    let lower = call.name.to_ascii_lowercase();
    if NEEDING.contains(&lower.as_str()) {
        return Some(call.range());
    }
    let mut braces = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace && it.closed);
    if is_todo(&lower) && call.arguments.is_empty() {
        let note = behind_call(chunk, call);
        let range = ByteRange::new(call.command.start, note.end);
        return (!note.is_empty() && note_to_oneself_asks(chunk, call, note)).then_some(range);
    }
    let first = braces.next()?;
    // `\begin{theorem}[cite]`
    if call.name == "begin" {
        let note = call.arguments.get(1).filter(|it| it.delimiter == Delimiter::Bracket && it.closed)?;
        let text = chunk.text[note.inner().std()].trim().to_lowercase();
        let is_request = asks(&text) && (text.starts_with("cite") || text.contains([' ', '?', '!']));
        return is_request.then_some(note.range);
    }
    // `\textcolor{red}{cite}`
    let argument = match call.name.as_str() {
        "textcolor" | "colorbox" => braces.next()?,
        _ => first,
    };
    let inner = argument.inner();
    if inner.len() > LONGEST_TODO || (inner.len() > LONGEST_OWN && !is_todo(&lower)) {
        return None;
    }
    let is_long = inner.len() > LONGEST;
    let text = chunk.text[inner.std()].split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let range = ByteRange::new(call.command.start, argument.range.end);
    // `\acsetup{cite/cmd = \cite}`, `\markdownSetup{citations = true}`: settings.
    let is_setting = |it: &str| it.split_once('=').is_some_and(|(name, _)| !name.trim().contains(' '));
    if text.split(',').next().is_some_and(is_setting) {
        return None;
    }
    let coloured = matches!(call.name.as_str(), "textcolor" | "colorbox" | "hl" | "red" | "highlight");
    if markers.contains(&text) && (coloured || !NAMING.contains(&call.name.as_str())) {
        return Some(range);
    }
    if is_todo(&lower) {
        // `\hltodo[citation?]{words}`
        let mut short = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Bracket && it.closed);
        let asks_shortly =
            short.any(|it| asks_in_parentheses(&chunk.text[it.inner().std()].trim().to_lowercase()));
        return (asks_shortly || note_to_oneself_asks(chunk, call, inner)).then_some(range);
    }
    if coloured || matches!(lower.as_str(), "added" | "alert") {
        // `\textcolor{blue}{\cite{hill}}` is a citation, `\added{citation}` says what was added.
        let text = if text.contains('\\') { said(chunk, inner) } else { text };
        let is_word = lower == "added" && !text.contains([' ', '?', '!']);
        return (!is_word && asks_in_colour(&text)).then_some(range);
    }
    // `\footnote{citation needed}`; a footnote may well be `References.`
    if call.name == "footnote" {
        let is_note = behind_label(&chunk.text[inner.std()]).is_some();
        return match is_note {
            true => note_to_oneself_asks(chunk, call, inner).then_some(range),
            false => {
                let asks = (asks_in_parentheses(&text) && text != "cite")
                    || (text.ends_with('?') && asks_in_sentence(&text));
                asks.then_some(range)
            }
        };
    }
    if is_long && !NAMING.contains(&call.name.as_str()) && !shows_others(&lower) {
        return asks_in_sentence(&said(chunk, inner)).then_some(range);
    }
    // `\textbf{REF? Hill}`: a mark that was made to stand out.
    if matches!(call.name.as_str(), "textbf" | "emph" | "textit" | "underline") && is_loud_doubt(chunk, inner)
    {
        return Some(range);
    }
    // `\ac` is a note of somebody with these initials, where it holds more than an acronym.
    let names = is_naming(&call.name, &lower) && !(lower == "ac" && text.split(' ').count() > 2);
    if names
        || lower.contains(['@', '_'])
        || lower.contains("cite")
        || lower.ends_with("ref")
        || shows_others(&lower)
    {
        return None;
    }
    // A person's or a colour's own macro: `\red{cite}`, `\shadi{citations on why this is required}`.
    let is_mention =
        ["command", "macro", "alias", "key", "style", "package"].iter().any(|it| text.contains(it));
    let oneself = || holds_notes(&lower) && note_to_oneself_asks(chunk, call, inner);
    let verbal = !is_mention
        && (oneself()
            || begins(&text, &["cite", "citation", "citations"], 8)
            || (lower == "note" && behind_name(&text).is_some_and(|it| begins(it, &["cite"], 8)))
            || refers_to_work(&text)
            || (text.contains(' ') && asks_in_sentence(&said(chunk, inner))));
    // `\note{CITATIONS}`, unlike `\chap{Citations}`.
    let is_loud = !chunk.text[inner.std()].chars().any(char::is_lowercase)
        && !lacks_number(chunk, call.command.start, &text);
    let asks = (asks(&text) && (is_loud || !matches!(text.as_str(), "ref" | "refs" | "citations"))) || verbal;
    // A word alone may be the name of a command, where the text is about such.
    (asks && (text.contains([' ', '?', '!']) || !speaks_of_tex())).then_some(range)
}

/// The sentence behind a note's macro that has no braces: `\todo write down the source`.
fn behind_call(chunk: &Chunk, call: &Call) -> ByteRange {
    let behind = &chunk.text[call.command.end..];
    let ends = |at: usize| behind[at..].starts_with(['\n', '.', '}', ')', ']', '\\', '%']);
    let length = behind.char_indices().map(|it| it.0).find(|at| ends(*at)).unwrap_or(behind.len());
    let said = behind[..length].trim_end().len();
    let range = ByteRange::new(call.command.end, call.command.end + said);
    // `\todos{}`, `\todo@x`: nothing that a writer says.
    if behind.starts_with([' ', ':', '~']) && said < LONGEST { range } else { ByteRange::empty(range.start) }
}

/// What a `\note` says behind the name of who says it: `Hogg: cite the model`.
fn behind_name(text: &str) -> Option<&str> {
    const NO_NAMES: [&str; 9] = ["we", "i", "you", "they", "to", "not", "also", "authors", "please"];
    let (name, said) = text.split_once(": ").or_else(|| text.split_once(' '))?;
    let is_name = !name.is_empty() && name.chars().all(char::is_alphabetic) && !NO_NAMES.contains(&name);
    is_name.then_some(said)
}

/// Whether a paragraph is about LaTeX.
fn speaks_of_tex(chunk: &Chunk) -> bool {
    let mut words = chunk.text.split(|c: char| !c.is_alphabetic());
    words.any(|it| {
        matches!(
            it,
            "package" | "packages" | "command" | "commands" | "macro" | "macros" | "LaTeX" | "BibTeX"
        )
    })
}

/// Whether a text begins with the word for a citation in capitals and a question mark.
fn is_loud_doubt(chunk: &Chunk, range: ByteRange) -> bool {
    let text = chunk.text[range.std()].trim_start();
    ["REF", "REFS", "CITE", "CITATION", "REFERENCE", "SOURCE", "QUELLE"].iter().any(|it| {
        text.strip_prefix(it).is_some_and(|it| it.trim_start().starts_with('?'))
            || text
                .trim_end()
                .strip_suffix('?')
                .is_some_and(|said| said.strip_suffix(it).is_some_and(|before| before.ends_with(' ')))
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixture::Fixture;
    use crate::rules::diagnostics;
    use crate::rules::tests::check;

    #[test]
    fn notes_that_ask_for_a_citation() {
        check(
            r"
%- main.tex
This [citation needed], that [ref smith] and (CITE) or (cite Sphinx) \todo{cite Knuth} \needcite \red{cite} \tocite{}.
Not \emph{cite}, \usepackage{cite}, \texttt{cite}, \cs{cite}, (ref. 3), [ref 12], \section{References}, [a note].
Not \mycmd{cite}, \macroindex{cite}, \sty{cite}, \nb{cite command}, \textbackslash{cite}, \tocite{a}.
Not \keywords{citation analysis, reading}, \concept{citation}, \refbox{citation index}, \acsetup{cite/group = true}, \mysetup{citations = true}.
Not (cite this paper as: Alder 1984).
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
            This [citation needed], that [ref smith] and (CITE) or (cite Sphinx) \todo{cite Knuth} \needcite \red{cite} \tocite{}.
                 ^^^^^^^^^^^^^^^^^ citation-todo: `[citation needed]` asks for a citation; replace it by a cite command
                                         ^^^^^^^^^^^ citation-todo: `[ref smith]` asks for a citation; replace it by a cite command
                                                         ^^^^^^ citation-todo: `(CITE)` asks for a citation; replace it by a cite command
                                                                   ^^^^^^^^^^^^^ citation-todo: `(cite Sphinx)` asks for a citation; replace it by a cite command
                                                                                 ^^^^^^^^^^^^^^^^^ citation-todo: `\todo{cite Knuth}` asks for a citation; replace it by a cite command
                                                                                                   ^^^^^^^^^ citation-todo: `\needcite` asks for a citation; replace it by a cite command
                                                                                                             ^^^^^^^^^^ citation-todo: `\red{cite}` asks for a citation; replace it by a cite command
                                                                                                                        ^^^^^^^^^ citation-todo: `\tocite{}` asks for a citation; replace it by a cite command
        "#]],
        );
    }

    #[test]
    fn what_stands_in_a_package_is_code() {
        check(
            "\n%- my.sty\nSee \\cite{} [citation needed], \\todo{cite}.\n%- refs.bib\n@misc{a,}\n",
            expect![[""]],
        );
    }

    #[test]
    fn requests_in_many_words() {
        check(
            r"
%- main.tex
So [insert reference here], (Wu et al., 20XX), [Author, Year], TODO: cite BERT, {\color{red} cite}, [\emph{cite}], (REF).

Not ``[citation needed]'', a [CITATION] token, the Reference (REF), funciones de equivalencia restringida (REF), (cite as: x), [the citation], (Firm, Year), (many citations).
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
            So [insert reference here], (Wu et al., 20XX), [Author, Year], TODO: cite BERT, {\color{red} cite}, [\emph{cite}], (REF).
               ^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `[insert reference here]` asks for a citation; replace it by a cite command
                                        ^^^^^^^^^^^^^^^^^ citation-todo: `(Wu et al., 20XX)` asks for a citation; replace it by a cite command
                                                           ^^^^^^^^^^^^^^ citation-todo: `[Author, Year]` asks for a citation; replace it by a cite command
                                                                           ^^^^^^^^^^^^^^^ citation-todo: `TODO: cite BERT` asks for a citation; replace it by a cite command
                                                                                                         ^^^^ citation-todo: `cite` asks for a citation; replace it by a cite command
                                                                                                                ^^^^^^^^^^^^^ citation-todo: `[\emph{cite}]` asks for a citation; replace it by a cite command
                                                                                                                               ^^^^^ citation-todo: `(REF)` asks for a citation; replace it by a cite command
        "#]],
        );
    }

    #[test]
    fn capitals_in_parentheses() {
        check(
            r"
%- main.tex
It is known (REF). For two it is three (REF), and for three (REF). It bends (REFS), as is well known (SOURCE).

It follows the method (REF: Hill + Moor 1998), the optics (REF whatever model) and many others (OTHER REFS). So \textcolor{red}{[prove or cite]}.

The reference frame (REF) moves. The pump (REF 615), the frame (REF for short) and its open source (SOURCE). The signal of it is low (REF), for REF is so.
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
                It is known (REF). For two it is three (REF), and for three (REF). It bends (REFS), as is well known (SOURCE).
                            ^^^^^ citation-todo: `(REF)` asks for a citation; replace it by a cite command
                                                       ^^^^^ citation-todo: `(REF)` asks for a citation; replace it by a cite command
                                                                            ^^^^^ citation-todo: `(REF)` asks for a citation; replace it by a cite command
                                                                                            ^^^^^^ citation-todo: `(REFS)` asks for a citation; replace it by a cite command
                                                                                                                     ^^^^^^^^ citation-todo: `(SOURCE)` asks for a citation; replace it by a cite command
                It follows the method (REF: Hill + Moor 1998), the optics (REF whatever model) and many others (OTHER REFS). So \textcolor{red}{[prove or cite]}.
                                      ^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `(REF: Hill + Moor 1998)` asks for a citation; replace it by a cite command
                                                                          ^^^^^^^^^^^^^^^^^^^^ citation-todo: `(REF whatever model)` asks for a citation; replace it by a cite command
                                                                                                               ^^^^^^^^^^^^ citation-todo: `(OTHER REFS)` asks for a citation; replace it by a cite command
                                                                                                                                                ^^^^^^^^^^^^^^^ citation-todo: `[prove or cite]` asks for a citation; replace it by a cite command
            "#]],
        );
    }

    #[test]
    fn calls_in_other_forms() {
        check(
            r"
%- main.tex
Rivers bend (TODO: Moor reference). They bend (TODO: citar Moor) where they freeze in winter (källa). They all bend. (ref)

It bends in winter, source???, as Hill showed in REF. Add references! It bends \hl{moor refs} {\color{red}ref for Hill} \hltodo[Citation?]{so}.

Not [TODO: cross-ref], (TODO: check the figures), (TODO: referencia 1.2), (Quelle: Moor), the frame (ref) moves, REF is a pump, really??, \hl{see the ref}.
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
                Rivers bend (TODO: Moor reference). They bend (TODO: citar Moor) where they freeze in winter (källa). They all bend. (ref)
                            ^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `(TODO: Moor reference)` asks for a citation; replace it by a cite command
                                                              ^^^^^^^^^^^^^^^^^^ citation-todo: `(TODO: citar Moor)` asks for a citation; replace it by a cite command
                                                                                                             ^^^^^^^ citation-todo: `(källa)` asks for a citation; replace it by a cite command
                                                                                                                                     ^^^^^ citation-todo: `(ref)` asks for a citation; replace it by a cite command
                It bends in winter, source???, as Hill showed in REF. Add references! It bends \hl{moor refs} {\color{red}ref for Hill} \hltodo[Citation?]{so}.
                                    ^^^^^^^^^ citation-todo: `source???` asks for a citation; replace it by a cite command
                                                                 ^^^ citation-todo: `REF` asks for a citation; replace it by a cite command
                                                                      ^^^^^^^^^^^^^^^ citation-todo: `Add references!` asks for a citation; replace it by a cite command
                                                                                               ^^^^^^^^^^^^^^ citation-todo: `\hl{moor refs}` asks for a citation; replace it by a cite command
                                                                                                                          ^^^^^^^^^^^^ citation-todo: `ref for Hill` asks for a citation; replace it by a cite command
                                                                                                                                        ^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `\hltodo[Citation?]{so}` asks for a citation; replace it by a cite command
            "#]],
        );
    }

    #[test]
    fn requests_in_passing() {
        check(
            r"
%- main.tex
So ``a mess'' (citation). It bends (Polya citation?), flows (polya cite) (Ref: FAW paper) (find the citation for this, I think it is Hill's).

\begin{thm}[cite] \begin{lemma}[Citation] \footnote{FIX! Insert reference} \footnote{MK: here, too, we need a reference.} \footnote{References.}

Not a reference (citation), (how to cite), (Ref: Hill), \added{fonte}, \textcolor{blue}{ \cite{hill2001} }. It bends... citation needed. No citation needed. See fix cite: Hill cite{a}.
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
                So ``a mess'' (citation). It bends (Polya citation?), flows (polya cite) (Ref: FAW paper) (find the citation for this, I think it is Hill's).
                              ^^^^^^^^^^ citation-todo: `(citation)` asks for a citation; replace it by a cite command
                                                   ^^^^^^^^^^^^^^^^^ citation-todo: `(Polya citation?)` asks for a citation; replace it by a cite command
                                                                            ^^^^^^^^^^^^ citation-todo: `(polya cite)` asks for a citation; replace it by a cite command
                                                                                         ^^^^^^^^^^^^^^^^ citation-todo: `(Ref: FAW paper)` asks for a citation; replace it by a cite command
                                                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `(find the citation for this, I think it is Hill's)` asks for a citation; replace it by a cite command
                \begin{thm}[cite] \begin{lemma}[Citation] \footnote{FIX! Insert reference} \footnote{MK: here, too, we need a reference.} \footnote{References.}
                           ^^^^^^ citation-todo: `[cite]` asks for a citation; replace it by a cite command
                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `\footnote{FIX! Insert reference}` asks for a citation; replace it by a cite command
                                                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `\footnote{MK: here, too, we need a reference.}` asks for a citation; replace it by a cite command
                Not a reference (citation), (how to cite), (Ref: Hill), \added{fonte}, \textcolor{blue}{ \cite{hill2001} }. It bends... citation needed. No citation needed. See fix cite: Hill cite{a}.
                                                                                                               ^^^^^^^^ undefined-citation: No entry has the key `hill2001` (searched 1 entry in 1 bibliography); correct the key or add the entry
                                                                                                                                        ^^^^^^^^^^^^^^^ citation-todo: `citation needed` asks for a citation; replace it by a cite command
                                                                                                                                                                                 ^^^^^^^^ citation-todo: `fix cite` asks for a citation; replace it by a cite command
                                                                                                                                                                                                ^^^^^^^ citation-todo: `cite{a}` asks for a citation; replace it by a cite command
            "#]],
        );
    }

    #[test]
    fn notes_without_braces_and_over_lines() {
        check(
            r"
%- main.tex
Rivers bend (\todo add a source). \todo This is weak and needs sources. It freezes, \note{CITATIONS}.

TODO\@: cite these. \textbf{TODO:} some words, need to find a good paper. TODO: explicar por qué, y dar referencia. TODO: citar Moor 42. {\color{red}(ref / proof!!)}

It melts \textbf{[Insert reference to Moor after we
have looked at his book]} late [Zitat].\footnote{What is the best reference for this?} \mynote{relation to lakes with ref}

Not \todo write more, see the appendix (\todo reference) or Section \note{REF}. \todo{}, \todolist, \note{Citations}, TODO: citar capítulo 42. A [quelle] of the river. \footnote{What is it for?}
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
                Rivers bend (\todo add a source). \todo This is weak and needs sources. It freezes, \note{CITATIONS}.
                             ^^^^^^^^^^^^^^^^^^ citation-todo: `\todo add a source` asks for a citation; replace it by a cite command
                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `\todo This is weak and needs sources` asks for a citation; replace it by a cite command
                                                                                                    ^^^^^^^^^^^^^^^^ citation-todo: `\note{CITATIONS}` asks for a citation; replace it by a cite command
                TODO\@: cite these. \textbf{TODO:} some words, need to find a good paper. TODO: explicar por qué, y dar referencia. TODO: citar Moor 42. {\color{red}(ref / proof!!)}
                ^^^^^^^^^^^^^^^^^^ citation-todo: `TODO\@: cite these` asks for a citation; replace it by a cite command
                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `some words, need to find a good paper` asks for a citation; replace it by a cite command
                                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `TODO: explicar por qué, y dar referencia` asks for a citation; replace it by a cite command
                                                                                                                                    ^^^^^^^^^^^^^^^^^^^ citation-todo: `TODO: citar Moor 42` asks for a citation; replace it by a cite command
                                                                                                                                                                     ^^^^^^^^^^^^^^^ citation-todo: `(ref / proof!!)` asks for a citation; replace it by a cite command
                It melts \textbf{[Insert reference to Moor after we
                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `[Insert reference to Moor after we have looked at his book]` asks for a citation; replace it by a cite command
                have looked at his book]} late [Zitat].\footnote{What is the best reference for this?} \mynote{relation to lakes with ref}
                                               ^^^^^^^ citation-todo: `[Zitat]` asks for a citation; replace it by a cite command
                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `\footnote{What is the best reference for this?}` asks for a citation; replace it by a cite command
                                                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: `\mynote{relation to lakes with ref}` asks for a citation; replace it by a cite command
            "#]],
        );
    }

    #[test]
    fn markers_of_the_settings() {
        let settings = crate::settings::Settings { markers: vec!["Beleg".into()], ..Default::default() };
        let fixture = Fixture::with_settings(
            "\n%- main.tex\nDas gilt [Beleg] und [Anmerkung] \\mf{beleg}.\n%- refs.bib\n@misc{a,}\n",
            settings,
        );
        let found = diagnostics(&fixture.snapshot, &fixture.id);
        let ranges: Vec<_> = found.into_iter().map(|it| (it.range, it.rule.code.to_owned())).collect();
        expect![[r#"
        Das gilt [Beleg] und [Anmerkung] \mf{beleg}.
                 ^^^^^^^ citation-todo
                                         ^^^^^^^^^^ citation-todo
    "#]]
        .assert_eq(&fixture.draw(&ranges));
    }
}
