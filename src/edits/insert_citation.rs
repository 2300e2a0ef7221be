//! Citing entries at a place: in a gap, in a cite command, or in the text.

use super::change::Change;
use super::cite_prose;
use super::cite_style::CiteStyle;
use super::copy_entry::add_copies;
use super::fill_gap::fill;
use super::fix_all;
use super::replacement::Replacement;
use crate::gaps::at_cursor::gap_at;
use crate::gaps::context::Surroundings;
use crate::gaps::gap::Gap;
use crate::gaps::open_citations;
use crate::model::document::DocumentId;
use crate::model::library::EntryId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::syntax::tex::{Call, Silence};
use crate::text::{ByteRange, TextEdit};

/// The change that cites `keys` at `offset`: fills the gap there, adds them to the cite command there, or
/// inserts a command in the document's habit. Entries of a master library are copied.
pub fn cite(snapshot: &Snapshot, id: &DocumentId, offset: usize, keys: &[String]) -> Result<Change, String> {
    let project = snapshot.project(id).ok_or("No LaTeX document of this name is known")?;
    let mut wanted: Vec<String> = Vec::new();
    let mut masters: Vec<EntryId> = Vec::new();
    for key in keys.iter().filter(|it| !it.trim().is_empty()) {
        if wanted.contains(key) {
            continue;
        }
        if !project.defines(key) {
            let master = project.library.in_masters(key);
            masters.push(master.ok_or_else(|| format!("No entry has the key `{key}`"))?);
        }
        wanted.push(key.clone());
    }
    if wanted.is_empty() {
        return Err("There is no key to cite".to_owned());
    }
    let edit = edit(snapshot, project, id, offset, &wanted)?;
    let mut change = edit.map_or(Change::default(), |it| Change::of(id, it));
    add_copies(snapshot, project, id, &masters, &mut change)?;
    Ok(change)
}

/// The edit that cites `keys` at `offset`; `None` where all stand there already.
pub fn edit(
    snapshot: &Snapshot,
    project: &Project,
    id: &DocumentId,
    offset: usize,
    keys: &[String],
) -> Result<Option<TextEdit>, String> {
    let document = snapshot.document(id).ok_or("No document of this name is known")?;
    let style = CiteStyle::of(snapshot, id);
    if let Some(report) = gap_at(snapshot, id, offset) {
        match Gap::of(snapshot, id, &report) {
            Some(Gap::Prose(group)) => {
                let found = open_citations::of_document(snapshot, id);
                let mut assigned = fix_all::certain_works(project, &group, &found);
                for (work, keys_of) in group.works.iter().zip(&mut assigned) {
                    if work.range == report.range {
                        *keys_of = Some(keys.to_vec());
                    }
                }
                return Ok(cite_prose::replace(&group, snapshot, id, &style, &assigned));
            }
            Some(gap) => return Ok(fill(&gap, snapshot, id, &style, keys)),
            None => {}
        }
    }
    if let Some((start, group)) = group_at(snapshot, id, offset) {
        let missing = |key: &&String| !group.keys.iter().any(|it| it.text == **key);
        let new: Vec<&str> = keys.iter().filter(missing).map(String::as_str).collect();
        let Some(last) = group.keys.last().filter(|_| !new.is_empty()) else { return Ok(None) };
        let list = document.text.slice(group.range.shift(start)).into_owned();
        let comma = if list.contains(", ") { ", " } else { "," };
        let range = ByteRange::empty(last.range.shift(start).end);
        return Ok(Some(TextEdit { range, new: format!("{comma}{}", new.join(comma)) }));
    }
    let tex = document.tex().ok_or("A citation can stand in a LaTeX document only")?;
    if tex.silence_at(offset) >= Some(Silence::Template) {
        return Err(
            "No citation can stand here: this is a comment, verbatim text or a macro's body".to_owned()
        );
    }
    if let Some(end) = bare_command(snapshot, id, offset)? {
        return Ok(Some(TextEdit { range: ByteRange::empty(end), new: format!("{{{}}}", keys.join(",")) }));
    }
    if let Some((start, chunk)) = tex.chunk_at(offset)
        && let Some(name) = chunk.names_at(offset - start)
    {
        return Err(format!("No citation can stand here: the argument of `\\{name}` is no text"));
    }
    let offset = word_end(snapshot, id, offset);
    let around = Surroundings::of(snapshot, id, ByteRange::empty(offset));
    let textual = style.is_textual(&around);
    let replacement = Replacement {
        text: &document.text,
        range: ByteRange::empty(offset),
        new: style.command(keys, textual),
        begins: textual || around.before.trim().is_empty(),
        unwrap: false,
    };
    Ok(Some(replacement.edit(style.joint)))
}

/// Where the group of keys belongs of the cite command at `offset`, behind its options, if it has none. The error says
/// why no group can be added to it.
fn bare_command(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Result<Option<usize>, String> {
    let found = snapshot.citations(id).and_then(|it| it.chunk_at(offset));
    let Some((start, chunk, cited)) = found else { return Ok(None) };
    for it in cited.citations.iter().filter(|it| it.groups.is_empty()) {
        let at = chunk.calls.binary_search_by_key(&it.command.start, |call| call.command.start);
        let Some(call) = at.ok().and_then(|at| chunk.calls.get(at)) else { continue };
        let range = call.range().shift(start);
        // What stands between the command and the cursor LaTeX passes over: blanks, a comment.
        let between = offset.checked_sub(range.end).and_then(|length| {
            let from = range.end - start;
            chunk.text.get(from..from + length)
        });
        let is_behind = between.is_some_and(|it| {
            it.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('%'))
        });
        if range.touches(offset) || is_behind {
            return match call.arguments.iter().any(|it| !it.closed) {
                true => Err(format!("The brackets of `\\{}` are not closed; close them first", it.name)),
                false => Ok(Some(range.end)),
            };
        }
    }
    Ok(None)
}

/// Behind the word, or the command with its arguments, that `offset` is within; else `offset`.
fn word_end(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> usize {
    let Some((start, chunk)) = snapshot.tex(id).and_then(|it| it.chunk_at(offset)) else { return offset };
    let at = offset - start;
    let Some((before, behind)) = chunk.text.split_at_checked(at) else { return offset };
    // Between a command and its argument, too, nothing can stand.
    let is_within = |it: &&Call| {
        it.command.start < at && (at < it.command.end || (at == it.command.end && !it.arguments.is_empty()))
    };
    let named = chunk.calls.iter().find(is_within);
    if let Some(call) = named {
        return start + call.range().end;
    }
    match before.ends_with(char::is_alphanumeric) {
        true => offset + behind.find(|c: char| !c.is_alphanumeric()).unwrap_or(behind.len()),
        false => offset,
    }
}

/// The list of keys of the command that a cursor at `offset` is in or at.
fn group_at(
    snapshot: &Snapshot,
    id: &DocumentId,
    offset: usize,
) -> Option<(usize, crate::model::citations::KeyGroup)> {
    let (start, citation) = snapshot.citations(id)?.at(offset)?;
    let keyed = || citation.groups.iter().filter(|it| !it.keys.is_empty());
    let within = keyed().find(|it| it.range.shift(start).touches(offset));
    within.or_else(|| keyed().next_back()).map(|it| (start, it.clone()))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(text: &str, keys: &[&str], expected: Expect) {
        let fixture = Fixture::new(&format!(
            "%- main.tex\n{text}\n%- refs.bib\n@misc{{a, author = {{Devlin, J}}, title = {{BERT: Pre-training}}}}\n@misc{{b}}"
        ));
        let keys: Vec<String> = keys.iter().map(|it| (*it).to_owned()).collect();
        let shown = match cite(&fixture.snapshot, &fixture.id, fixture.offset, &keys) {
            Ok(change) => {
                let edits = change.edits.first().map_or(Vec::new(), |it| it.1.clone());
                fixture.edited(&fixture.id, &edits)
            }
            Err(message) => format!("refused: {message}\n"),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_gap_is_filled_a_list_is_extended_text_gets_a_command() {
        check(
            r"Word ____‸ so.",
            &["a", "b", "a"],
            expect![[r#"
            Word~\cite{a,b} so.
        "#]],
        );
        check(
            r"Word \cite{b,‸}.",
            &["a"],
            expect![[r#"
            Word \cite{b,a}.
        "#]],
        );
        check(
            r"Word \cite{b‸}.",
            &["a", "b"],
            expect![[r#"
            Word \cite{b,a}.
        "#]],
        );
        check(
            r"Word \ci‸te{b}.",
            &["b"],
            expect![[r#"
            Word \cite{b}.
        "#]],
        );
        check(
            r"Word‸ so \citep{b}.",
            &["a"],
            expect![[r#"
            Word \citep{a} so \citep{b}.
        "#]],
        );
        check(
            r#"So __**Wu, "X of Y"**, **‸Devlin et al., "BERT: Pre-training"**__."#,
            &["b"],
            expect![[r#"
            So~\cite{b} __**Wu, "X of Y"**__.
        "#]],
        );
        check(
            r"‸ shows \citet{b}.",
            &["a"],
            expect![[r#"
            \citet{a} shows \citet{b}.
        "#]],
        );
    }

    #[test]
    fn a_command_without_braces_gets_them() {
        check(
            r"Word\footnote{See \cite‸}",
            &["a", "b"],
            expect![[r#"
                Word\footnote{See \cite{a,b}}
            "#]],
        );
        check(
            "Word \\cite‸\nMore \\cite[p.~3]{b}",
            &["a"],
            expect![[r#"
                Word \cite{a}
                More \cite[p.~3]{b}
            "#]],
        );
        check(
            r"Word \parencite[see][p.~3]‸.",
            &["a"],
            expect![[r#"
                Word \parencite[see][p.~3]{a}.
            "#]],
        );
        check(
            r"Word~\cit‸et so \citep{b}",
            &["a"],
            expect![[r#"
                Word~\citet{a} so \citep{b}
            "#]],
        );
    }

    #[test]
    fn no_word_and_no_command_is_torn_apart() {
        check(
            r"A wo‸rd so \cite{b}.",
            &["a"],
            expect![[r#"
                A word \cite{a} so \cite{b}.
            "#]],
        );
        check(
            r"A word~‸ so \cite{b}.",
            &["a"],
            expect![[r#"
                A word~\cite{a} so \cite{b}.
            "#]],
        );
        check(
            r"An \em‸ph{odd} word \cite{b}.",
            &["a"],
            expect![[r#"
                An \emph{odd} \cite{a} word \cite{b}.
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_cited_is_refused() {
        check(
            r"Word ____‸ so.",
            &["zzz"],
            expect![[r#"
                refused: No entry has the key `zzz`
            "#]],
        );
        check(
            r"Word ____‸ so.",
            &[],
            expect![[r#"
                refused: There is no key to cite
            "#]],
        );
        check(
            r"Word % he‸re",
            &["a"],
            expect![[r#"
                refused: No citation can stand here: this is a comment, verbatim text or a macro's body
            "#]],
        );
    }

    #[test]
    fn a_command_that_waits_for_its_keys_gets_them_and_names_are_let_alone() {
        check(
            r"Word \cite ‸",
            &["a"],
            expect![[r#"
            Word \cite{a} 
        "#]],
        );
        check(
            "Word \\cite% why\n‸",
            &["a"],
            expect![[r#"
            Word \cite{a}% why

        "#]],
        );
        check(
            r"Word \cite[see‸",
            &["a"],
            expect![[r#"
            refused: The brackets of `\cite` are not closed; close them first
        "#]],
        );
        check(
            r"Word \section‸{Title}",
            &["a"],
            expect![[r#"
            Word \section{Title}\cite{a}
        "#]],
        );
        for text in
            [r"\label{a‸b}", r"\ref{fig‸}", r"\includegraphics[width=1cm]{fi‸le}", r"\begin{equa‸tion}"]
        {
            let fixture = Fixture::new(&format!("%- main.tex\n{text}\n%- refs.bib\n@misc{{a}}\n"));
            let done = cite(&fixture.snapshot, &fixture.id, fixture.offset, &["a".to_owned()]);
            assert!(done.is_err_and(|it| it.contains("is no text")), "{text}");
        }
    }
}
