//! After an edit, what is taken over is what a fresh look finds.

use std::sync::Arc;

use proptest::prelude::*;

use crate::fixture::Fixture;
use crate::model::snapshot::Snapshot;
use crate::rules::diagnostics;
use crate::rules::gaps::placeholder_key;
use crate::rules::keys::undefined_citation;
use crate::text::{ByteRange, TextEdit};
use crate::workspace::session::{Edit, Event};

const DRAFT: &str = r#"
%- main.tex
\documentclass{article}
\begin{document}
\section{One}
Known ____ and \cite{a, b} as Brown et al.~\cite{a} say; \cite{} too, [citation needed].

As __**Devlin et al., "BERT: Pre-training of Deep Transformers"**__ show, [12] is **wide**.

Smith et al. (2019) is not \cite{misspelt} nor \citep{TODO}. % lacuna: ignore

\begin{comment}
____
\end{comment}

Certainly! Here is [?] and $x$ \newcommand{\x}[1]{\cite{#1}}.
\bibliography{refs}
\end{document}
%- refs.bib
@misc{a, author = {Devlin, Jacob}, title = {BERT: Pre-training of Deep Transformers}, year = 2018}
@misc{b, author = {Devlin, Jacob}, title = {BERT: Pre-training of Deep Transformers}, year = 2019}
@misc{mispelt, author = {Roe, Jane}, title = {Words}, note = {UNVERIFIED}, publisher = nostring}
"#;

/// What may be typed or pasted.
const TYPED: [&str; 15] = [
    "x",
    " ",
    "\n\n",
    "{",
    "}",
    "%",
    "\\cite{b}",
    "\\cite{",
    "____",
    "\\begin{comment}",
    "\\end{comment}",
    "\\newcommand{\\y}{",
    "% lacuna: off\n",
    "\\end{document}",
    "\\bibliographystyle{plain}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_taken_over_after_an_edit_is_what_a_fresh_look_finds(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..9_usize, prop::sample::select(&TYPED[..])), 1..12)
    ) {
        let mut fixture = Fixture::new(DRAFT);
        let id = fixture.id.clone();
        let mut text = fixture.text();
        for (version, (place, length, new)) in (2..).zip(edits) {
            let start = place.index(text.len() + 1);
            let range = ByteRange::new(start, (start + length).min(text.len()));
            if !text.is_char_boundary(range.start) || !text.is_char_boundary(range.end) {
                continue;
            }
            text.replace_range(range.std(), new);
            let edit = Edit::Part(TextEdit { range, new: new.to_owned() });
            let mut snapshot = fixture.session.apply(Event::Changed { id: id.clone(), version, edits: vec![edit] });
            if length == 0 {
                snapshot = fixture.session.apply(Event::TypingPaused);
            }
            let fresh = Snapshot { memo: Arc::default(), ..(*snapshot).clone() };
            for document in snapshot.documents.keys() {
                prop_assert_eq!(diagnostics(&snapshot, document), diagnostics(&fresh, document), "{}", text);
            }
        }
    }
}

#[test]
fn a_list_that_is_not_closed_is_no_more_than_the_keys_before_the_text() {
    let rules = |text: &str| {
        let refs = "%- refs.bib\n@misc{parrots, title = {On the Dangers of Stochastic Parrots}}\n";
        let mut fixture = Fixture::new(&format!("%- main.tex\n{text}\n{refs}"));
        let (id, start) = (fixture.id.clone(), fixture.text().find('!').unwrap());
        let edit = Edit::Part(TextEdit { range: ByteRange::new(start, start + 1), new: "c".to_owned() });
        let typed = fixture.session.apply(Event::Changed { id: id.clone(), version: 2, edits: vec![edit] });
        let left = fixture.session.apply(Event::TypingLeft);
        [typed, left].map(|it| diagnostics(&it, &id).iter().map(|it| it.rule).collect::<Vec<_>>())
    };
    let undefined = vec![undefined_citation::RULE];
    assert_eq!(rules("See \\cite{stochasti! and then, more text, and more."), [vec![], undefined]);
    assert_eq!(rules("See! \\cite{parrots and then, more text, and more."), [vec![], vec![]]);
}

#[test]
fn words_that_find_a_work_are_not_reported_while_they_are_typed() {
    let rules = |words: &str| {
        let mut fixture = Fixture::new(
            "%- main.tex\nSee \\cite{x}.\n%- refs.bib\n@misc{parrots, title = {On the Dangers of Stochastic Parrots}}\n",
        );
        let (id, start) = (fixture.id.clone(), fixture.text().find('x').unwrap());
        let edit = Edit::Part(TextEdit { range: ByteRange::new(start, start + 1), new: words.to_owned() });
        let typed = fixture.session.apply(Event::Changed { id: id.clone(), version: 2, edits: vec![edit] });
        let paused = fixture.session.apply(Event::TypingPaused);
        let left = fixture.session.apply(Event::TypingLeft);
        [typed, paused, left].map(|it| diagnostics(&it, &id).iter().map(|it| it.rule).collect::<Vec<_>>())
    };
    assert_eq!(rules("stochastic parr"), [vec![], vec![], vec![undefined_citation::RULE]]);
    assert_eq!(rules("of stochastic parr"), [vec![], vec![], vec![placeholder_key::RULE]]);
    assert_eq!(rules("quantum cats"), [const { [undefined_citation::RULE] }; 3]);
}
