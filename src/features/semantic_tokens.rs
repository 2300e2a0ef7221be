//! What the colours of a text should tell: keys that are defined or not, open citations.

use crate::gaps::open_citations;
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::rules::gaps::prose_citation;
use crate::text::ByteRange;

/// A coloured stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where (bytes of the document); perhaps over several lines.
    pub range: ByteRange,
    /// What stands there.
    pub kind: TokenKind,
}

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A key that an entry defines.
    Defined,
    /// A key that none defines.
    Undefined,
    /// A work cited in prose, whose entry is certain.
    Certain,
    /// A work cited in prose, for which an entry may be meant.
    Doubtful,
    /// A work cited in prose that no entry fits.
    Unmatched,
    /// Any other open citation.
    Open,
}

/// The coloured stretches of a LaTeX file that touch `range`, in order and apart.
pub fn tokens(snapshot: &Snapshot, id: &DocumentId, range: ByteRange) -> Vec<Token> {
    let (Some(project), Some(citations)) = (snapshot.project(id), snapshot.citations(id)) else {
        return Vec::new();
    };
    let open = open_citations::of_document(snapshot, id).into_iter();
    let mut tokens: Vec<Token> = open
        .filter(|it| it.range.end >= range.start && it.range.start <= range.end)
        .map(|it| {
            let kind = match (it.rule, it.data.verdict) {
                (prose_citation::RULE, Some("match")) => TokenKind::Certain,
                (prose_citation::RULE, Some("not-found") | None) => TokenKind::Unmatched,
                (prose_citation::RULE, Some(_)) => TokenKind::Doubtful,
                _ => TokenKind::Open,
            };
            Token { range: it.range, kind }
        })
        .collect();
    // They are in order and apart.
    let is_open = |tokens: &[Token], place: ByteRange| {
        let next = tokens.partition_point(|it| it.range.end <= place.start);
        tokens.get(next).is_some_and(|it| it.range.overlaps(place))
    };
    let keys = citations.keys_in(range).filter(|(place, key)| key.text != "*" && !is_open(&tokens, *place));
    let projects: Vec<&Project> = snapshot.projects_of(id).map(|it| &**it).collect();
    let knows_every_key = project.knows_every_key();
    let keys = keys.filter_map(|(range, key)| {
        let defines = |it: &&Project| it.defines(&key.text) || !it.meant(&key.text).is_empty();
        let kind = match projects.iter().any(defines) {
            true => TokenKind::Defined,
            // What is still being read may define it.
            false if !knows_every_key => return None,
            // As long as it is typed it is neither.
            false if snapshot.has_cursor(id, range) => return None,
            false => TokenKind::Undefined,
        };
        Some(Token { range, kind })
    });
    let keys: Vec<Token> = keys.collect();
    tokens.extend(keys);
    tokens.sort_by_key(|it| (it.range.start, it.range.end));
    // A cite command in the note of another one: each key once.
    tokens.dedup_by(|next, before| next.range.start < before.range.end);
    tokens
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let text = fixture.text();
        let all = ByteRange::new(0, text.len());
        let tokens = tokens(&fixture.snapshot, &fixture.id, all).into_iter();
        let shown = tokens.map(|it| format!("{:?} {}\n", it.kind, &text[it.range.std()]));
        expected.assert_eq(&shown.collect::<String>());
    }

    #[test]
    fn keys_and_open_citations() {
        check(
            r#"
%- main.tex
\bibliography{refs}
Text \cite{a, b}, \cite{}, ____ and \cite{TODO}.
As __**Devlin et al., "BERT: Pre-training"**__ say. % \cite{a}
\nocite{*} \citep[see][\cite{a}]{b}
%- refs.bib
@x{a,}
"#,
            expect![[r#"
                Defined a
                Undefined b
                Open {}
                Open ____
                Open TODO
                Unmatched Devlin et al., "BERT: Pre-training"
                Defined a
                Undefined b
            "#]],
        );
    }

    #[test]
    fn a_key_in_another_case_is_defined_for_bibtex_and_not_for_biber() {
        let paper = "\\bibliography{refs}\\cite{Knuth}\n%- refs.bib\n@x{knuth,}\n";
        check(
            paper,
            expect![[r#"
                Defined Knuth
            "#]],
        );
        check(
            &format!("\\usepackage{{biblatex}}{paper}"),
            expect![[r#"
                Undefined Knuth
            "#]],
        );
    }

    #[test]
    fn works_cited_in_prose_by_what_is_known_of_them() {
        check(
            r#"
%- main.tex
\bibliography{refs}
__**Lee et al., "On Known Works"**__, __**Doe et al., "On Known Works"**__, __**Doe et al., "Others"**__.
%- refs.bib
@book{lee, author = {Lee, Ann and Roe, Bo}, title = {On Known Works}, year = 2020}
"#,
            expect![[r#"
                Certain Lee et al., "On Known Works"
                Doubtful Doe et al., "On Known Works"
                Unmatched Doe et al., "Others"
            "#]],
        );
    }

    #[test]
    fn a_key_is_not_undefined_while_a_bibliography_is_missing() {
        check(
            "\\bibliography{refs, gone}\\cite{a,b}\n%- refs.bib\n@x{a,}\n",
            expect![[r#"
                Defined a
            "#]],
        );
    }
}
