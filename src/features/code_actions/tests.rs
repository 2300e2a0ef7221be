use expect_test::{Expect, expect};

use super::*;
use crate::fixture::Fixture;
use crate::model::document::file_name;
use crate::settings::Settings;

const BIB: &str = r#"
%- refs.bib
@misc{devlin2019bert, author = {Devlin, Jacob and Chang, M.}, title = {{BERT}: Pre-training of Deep Transformers}, year = 2019}
@misc{liu2019roberta, author = {Liu, Yinhan}, title = {{RoBERTa}: A Robustly Optimized Approach}, year = 2019}
@misc{vaswani2017attention, author = {Vaswani, Ashish}, title = {Attention Is All You Need}, year = 2017}
"#;

fn all(_: ActionKind) -> bool {
    true
}

/// What an action leads to: the lines that change.
fn shown(fixture: &Fixture, action: &Action) -> String {
    let star = if action.preferred { "*" } else { "" };
    let mut out = format!("{}{star}: {}\n", action.kind.name(), action.title);
    match &action.effect {
        Effect::Open(url) => out += &format!("    {url}\n"),
        Effect::LookUp(range) => out += &format!("    {range:?}\n"),
        Effect::Change(change) => {
            if let Some((id, text)) = &change.create {
                out += &format!("    create {} {text:?}\n", file_name(id));
            }
            for (id, edits) in &change.edits {
                let before = fixture.snapshot.document(id).unwrap().text.all().into_owned();
                let after = fixture.edited(id, edits);
                let mut old = before.lines().peekable();
                for line in after.lines() {
                    if old.peek() == Some(&line) {
                        old.next();
                        continue;
                    }
                    if after.lines().count() == before.lines().count() {
                        old.next();
                    }
                    out += format!("    {line}").trim_end();
                    out += "\n";
                }
            }
        }
    }
    out
}

/// The actions at the cursor, those that only turn a report off aside.
#[track_caller]
fn check_with(text: &str, settings: Settings, expected: Expect) {
    let fixture = Fixture::with_settings(text, settings);
    let actions = code_actions(&fixture.snapshot, &fixture.id, ByteRange::empty(fixture.offset), &all);
    let shown: Vec<String> =
        actions.iter().filter(|it| !it.title.starts_with("Ignore")).map(|it| shown(&fixture, it)).collect();
    expected.assert_eq(&shown.concat());
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    check_with(&format!("{text}{BIB}"), Settings::default(), expected);
}

#[test]
fn a_blank_becomes_a_citation() {
    check(
        "Pre-training of deep transformers\nhelps ‸____ . It~\\citep{vaswani2017attention}.\n",
        expect![[r#"
            quickfix: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
                helps~\citep{devlin2019bert}. It~\citep{vaswani2017attention}.
            quickfix: Cite Vaswani (2017): Attention Is All You Need
                helps~\citep{vaswani2017attention}. It~\citep{vaswani2017attention}.
            quickfix: Cite Liu (2019): RoBERTa: A Robustly Optimized Approach
                helps~\citep{liu2019roberta}. It~\citep{vaswani2017attention}.
        "#]],
    );
}

#[test]
fn an_empty_command_is_filled_between_its_braces() {
    check(
        "Attention~\\citet[p.~3]{‸} is all.\n",
        expect![[r#"
        quickfix: Cite Vaswani (2017): Attention Is All You Need
            Attention~\citet[p.~3]{vaswani2017attention} is all.
        quickfix: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
            Attention~\citet[p.~3]{devlin2019bert} is all.
        quickfix: Cite Liu (2019): RoBERTa: A Robustly Optimized Approach
            Attention~\citet[p.~3]{liu2019roberta} is all.
    "#]],
    );
    check(
        "Attention \\cite{devlin2019bert, ‸, liu2019roberta}.\n",
        expect![[r#"
        quickfix: Cite Vaswani (2017): Attention Is All You Need
            Attention \cite{devlin2019bert, vaswani2017attention, liu2019roberta}.
        quickfix: Remove the empty place
            Attention \cite{devlin2019bert, liu2019roberta}.
        source.fixAll.lacuna: Fix all that is certain
            Attention \cite{devlin2019bert, liu2019roberta}.
    "#]],
    );
}

#[test]
fn a_placeholder_or_a_note_is_replaced_by_what_it_names() {
    check(
        "A \\cite{todo:rob‸erta}.\n",
        expect![[r#"
        quickfix: Cite Liu (2019): RoBERTa: A Robustly Optimized Approach
            A \cite{liu2019roberta}.
        quickfix: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
            A \cite{devlin2019bert}.
        quickfix: Cite Vaswani (2017): Attention Is All You Need
            A \cite{vaswani2017attention}.
    "#]],
    );
    check(
        "A (see) [ref van‸ Vaswani], \\todo{cite bert}.\n",
        expect![[r#"
            quickfix: Cite Vaswani (2017): Attention Is All You Need
                A (see)~\cite{vaswani2017attention}, \todo{cite bert}.
            quickfix: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
                A (see)~\cite{devlin2019bert}, \todo{cite bert}.
            quickfix: Cite Liu (2019): RoBERTa: A Robustly Optimized Approach
                A (see)~\cite{liu2019roberta}, \todo{cite bert}.
        "#]],
    );
    check(
        "A \\todo{cite b‸ert}.\n",
        expect![[r#"
        quickfix: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
            A~\cite{devlin2019bert}.
        quickfix: Cite Liu (2019): RoBERTa: A Robustly Optimized Approach
            A~\cite{liu2019roberta}.
        quickfix: Cite Vaswani (2017): Attention Is All You Need
            A~\cite{vaswani2017attention}.
    "#]],
    );
}

#[test]
fn a_match_is_replaced() {
    check(
        "It is (‸Devlin et al., \"BERT: Pre-training of Deep Transformers\").\n",
        expect![[r#"
        quickfix*: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
            It is~\cite{devlin2019bert}.
        source.fixAll.lacuna: Fix all that is certain
            It is~\cite{devlin2019bert}.
    "#]],
    );
    check(
        "__**‸Devlin et al., \"BERT: Pre-training of Deep Transformers\"**__ shows, \\citet{a}\n",
        expect![[r#"
            quickfix*: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
                \citet{devlin2019bert} shows, \citet{a}
            source.fixAll.lacuna: Fix all that is certain
                \citet{devlin2019bert} shows, \citet{a}
        "#]],
    );
}

#[test]
fn a_cursor_on_the_marks_or_the_command_means_the_gap_in_it() {
    let at = |text: &str| {
        let fixture = Fixture::new(&format!("{text}{BIB}"));
        let range = ByteRange::empty(fixture.offset);
        let quick = |kind| kind == ActionKind::QuickFix;
        code_actions(&fixture.snapshot, &fixture.id, range, &quick).len()
    };
    assert!(at("A _‸_**Devlin et al., \"BERT: Pre-training of Deep Transformers\"**__.\n") > 0);
    assert!(at("A __**Devlin et al., \"BERT: Pre-training of Deep Transformers\"*‸*__.\n") > 0);
    assert!(at("A \\ci‸te{}.\n") > 0);
    assert_eq!(at("A ‸word \\cite{}.\n"), 0);
}

#[test]
fn verdicts_short_of_a_match_are_offered_and_not_preferred() {
    check(
        "It __**‸Liu et al., \"RoBERTa: A Robustly Optimised Approach\"**__.\n",
        expect![[r#"
        quickfix: Cite Liu (2019): RoBERTa: A Robustly Optimized Approach
            It~\cite{liu2019roberta}.
    "#]],
    );
    check(
        "It __**‸Radford et al., \"Attention is all you need\"**__.\n",
        expect![[r#"
        quickfix: Cite Vaswani (2017): Attention Is All You Need
            It~\cite{vaswani2017attention}.
    "#]],
    );
}

#[test]
fn what_is_not_found_becomes_a_stub_that_stays_reported() {
    let text = "It \\cite{liu2019roberta} __**Nobody et al., \"On ‸Nothing in Particular\"**__.\n";
    check(
        text,
        expect![[r#"
            quickfix: Add `nobodynothing` to refs.bib, marked UNVERIFIED, and cite it
                It \cite{liu2019roberta,nobodynothing}.

                @misc{nobodynothing,
                  author = {Nobody and others},
                  title  = {On Nothing in Particular},
                  note   = {UNVERIFIED: taken from the text, not checked},
                }
            quickfix: Look the title up in the browser
                https://scholar.google.com/scholar?q=On%20Nothing%20in%20Particular%20Nobody
        "#]],
    );
    let fixture = Fixture::new(&format!("{text}{BIB}"));
    let actions = code_actions(&fixture.snapshot, &fixture.id, ByteRange::empty(fixture.offset), &all);
    let stub = actions.iter().find(|it| it.title.contains("UNVERIFIED")).unwrap();
    let Effect::Change(change) = &stub.effect else { panic!() };
    let files: Vec<String> = change
        .edits
        .iter()
        .map(|(id, edits)| format!("%- {}\n{}", file_name(id), fixture.edited(id, edits)))
        .collect();
    let after = Fixture::new(&files.concat());
    let codes: Vec<_> = diagnostics(&after.snapshot, &after.id).iter().map(|it| it.rule.code).collect();
    assert_eq!(codes, ["unverified-entry"]);
}

#[test]
fn a_mixed_group_keeps_what_is_not_found() {
    check(
        "So __**‸Nobody et al., \"Sequences\"**, **Devlin et al., \"BERT: Pre-training of Deep Transformers\"**, **Wu et al., \"Third\"**__.\n",
        expect![[r#"
            quickfix: Add `nobodysequences` to refs.bib, marked UNVERIFIED, and cite it
                So~\cite{nobodysequences,devlin2019bert} __**Wu et al., "Third"**__.

                @misc{nobodysequences,
                  author = {Nobody and others},
                  title  = {Sequences},
                  note   = {UNVERIFIED: taken from the text, not checked},
                }
            quickfix: Look the title up in the browser
                https://scholar.google.com/scholar?q=Sequences%20Nobody
            source.fixAll.lacuna: Fix all that is certain
                So~\cite{devlin2019bert} __**Nobody et al., "Sequences"**, **Wu et al., "Third"**__.
        "#]],
    );
}

#[test]
fn authors_and_year_in_the_text_become_a_command() {
    check(
        "As (‸Devlin and Chang, 2019) did. Others \\citep{liu2019roberta}.\n",
        expect![[r#"
        quickfix: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
            As \citep{devlin2019bert} did. Others \citep{liu2019roberta}.
    "#]],
    );
    check(
        "As Devlin et al. (2019‸) did. Others \\citep{liu2019roberta}.\n",
        expect![[r#"
            quickfix: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
                As \citet{devlin2019bert} did. Others \citep{liu2019roberta}.
        "#]],
    );
    check(
        "As Devlin et al. (2019‸) did. Others \\cite{liu2019roberta}.\n",
        expect![[r#"
            quickfix: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
                As Devlin et al. \cite{devlin2019bert} did. Others \cite{liu2019roberta}.
        "#]],
    );
    check("As Devlin et al. (2018‸) did. Others \\citet{liu2019roberta}.\n", expect![[""]]);
}

#[test]
fn numbers_that_a_list_explains_become_a_command() {
    let list = "\n\n[1] Y. Liu, RoBERTa: a robustly optimized approach, 2019.\n\
                [2] A. Vaswani. Attention is all you need.\n[3] Nobody. Nothing.\n";
    check(
        &format!("As was seen [1, 2‸]. Others~\\citep{{devlin2019bert}}.{list}"),
        expect![[r#"
            quickfix*: Cite Liu (2019): RoBERTa: A Robustly Optimized Approach and 1 more
                As was seen~\citep{liu2019roberta,vaswani2017attention}. Others~\citep{devlin2019bert}.
        "#]],
    );
    check(&format!("As was seen [1-3‸]. Others~\\citep{{devlin2019bert}}.{list}"), expect![[""]]);
}

#[test]
fn keys_are_put_right() {
    check(
        "A \\cite{devlin2019‸brt,liu2019roberta}.\n",
        expect![[r#"
        quickfix*: Replace by `devlin2019bert`, Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
            A \cite{devlin2019bert,liu2019roberta}.
    "#]],
    );
    check(
        "A \\cite{Devlin2019‸BERT}.\n",
        expect![[r#"
        quickfix*: Replace by `devlin2019bert`, Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
            A \cite{devlin2019bert}.
    "#]],
    );
    check(
        "A \\cite{liu2019roberta,liu2019roberta‸}.\n",
        expect![[r#"
        quickfix*: Remove the repeated key
            A \cite{liu2019roberta}.
        source.fixAll.lacuna: Fix all that is certain
            A \cite{liu2019roberta}.
    "#]],
    );
    check(
        "A \\cite{liu2019roberta,‸}.\n",
        expect![[r#"
        quickfix: Cite Devlin and Chang (2019): BERT: Pre-training of Deep Transformers
            A \cite{liu2019roberta,devlin2019bert}.
        quickfix: Cite Vaswani (2017): Attention Is All You Need
            A \cite{liu2019roberta,vaswani2017attention}.
        quickfix: Remove the empty place
            A \cite{liu2019roberta}.
        source.fixAll.lacuna: Fix all that is certain
            A \cite{liu2019roberta}.
    "#]],
    );
}

#[test]
fn commands_side_by_side_become_one() {
    check(
        "A \\cite{liu2019roberta}~‸\\cite{devlin2019bert}, \\cite{liu2019roberta}.\n",
        expect![[r#"
        refactor.rewrite: Merge into one \cite command
            A \cite{liu2019roberta,devlin2019bert}.
    "#]],
    );
    check("A \\cite[p.~3]{liu2019roberta}~‸\\cite{devlin2019bert}.\n", expect![[""]]);
    // One in the keys of the other, where a brace is missing, is not beside it.
    let nested = "A \\cite{liu2019roberta,\\cite{devlin2019‸bert}, b}.\n";
    let fixture = Fixture::new(&format!("{nested}\\bibliography{{refs}}\n"));
    let at = ByteRange::empty(fixture.offset);
    for action in code_actions(&fixture.snapshot, &fixture.id, at, &|_| true) {
        let Effect::Change(change) = action.effect else { continue };
        assert!(change.edits.iter().flat_map(|it| &it.1).all(|it| it.range.start <= it.range.end));
    }
}

#[test]
fn entries_of_a_master_library_are_copied() {
    let settings = || Settings { libraries: vec!["zotero.bib".to_owned()], ..Settings::default() };
    let library = "\n%- refs.bib\n@misc{a}\n%- zotero.bib\n@misc{wu2020, author = {Wu, Kai},\n  title = {On Graphs and Nets}}\n";
    check_with(
        &format!("\\bibliography{{refs}}\nA \\cite{{wu‸2020}}.{library}"),
        settings(),
        expect![[r#"
        quickfix*: Copy `wu2020` from zotero.bib
    
            @misc{wu2020, author = {Wu, Kai},
              title = {On Graphs and Nets}}
    "#]],
    );
    check_with(
        &format!("\\bibliography{{refs}}\nA __**‸Wu, \"On Graphs and Nets\"**__.{library}"),
        settings(),
        expect![[r#"
            quickfix*: Cite Wu: On Graphs and Nets (copied from a master library)
                A~\cite{wu2020}.
    
                @misc{wu2020, author = {Wu, Kai},
                  title = {On Graphs and Nets}}
        "#]],
    );
}

#[test]
fn a_bibliography_is_created_and_declared() {
    let paper = "\\documentclass{article}\n\\begin{document}\nA ____.\n\\end{document}\n";
    check_with(
        &paper.replace("\\begin{document}", "\\begin{document‸}"),
        Settings::default(),
        expect![[r#"
        quickfix: Create references.bib and declare it
            create references.bib ""
            \bibliographystyle{plain}
            \bibliography{references}
    "#]],
    );
    check_with(
        "A \\cite{x}.\n\\bibliography{re‸fs}\n",
        Settings::default(),
        expect![[r#"
        quickfix: Create refs.bib
            create refs.bib ""
    "#]],
    );
}

#[test]
fn a_bibliography_is_created_and_declared_as_the_document_does_it() {
    let document = |preamble: &str, rest: &str| {
        let begin = "\\begin‸{document}\nA \\cite{x}.\n";
        format!("%- main.tex\n\\documentclass{{article}}\n{preamble}{begin}{rest}\\end{{document}}\n")
    };
    check_with(
        &document("\\usepackage{biblatex}\n", ""),
        Settings::default(),
        expect![[r#"
        quickfix: Create references.bib and declare it
            create references.bib ""
            \addbibresource{references.bib}
            \printbibliography
    "#]],
    );
    let printed = document("\\usepackage{biblatex}\n", "\\printbibliography\n");
    check_with(
        &printed,
        Settings::default(),
        expect![[r#"
        quickfix: Create references.bib and declare it
            create references.bib ""
            \addbibresource{references.bib}
    "#]],
    );
    check_with(
        &document("", "\\bibliographystyle{abbrv}\n"),
        Settings::default(),
        expect![[r#"
        quickfix: Create references.bib and declare it
            create references.bib ""
            \bibliography{references}
    "#]],
    );
    // Beside a fragment it counts as it is.
    check_with(
        "A \\ci‸te{x}.\n",
        Settings::default(),
        expect![[r#"
        quickfix: Create references.bib
            create references.bib ""
    "#]],
    );
    // What lies in a folder below needs no more than to be declared.
    let below = document("", "") + "%- bib/refs.bib\n@misc{x}\n";
    check_with(
        &below,
        Settings::default(),
        expect![[r#"
        quickfix: Declare bib/refs.bib
            \bibliographystyle{plain}
            \bibliography{bib/refs}
        quickfix: Create references.bib and declare it
            create references.bib ""
            \bibliographystyle{plain}
            \bibliography{references}
    "#]],
    );
}

#[test]
fn kinds_are_asked_for_hierarchically() {
    assert!(ActionKind::Rewrite.is_within("refactor"));
    assert!(
        ActionKind::FixAll.is_within("source.fixAll") && ActionKind::FixAll.is_within("source.fixAll.lacuna")
    );
    assert!(!ActionKind::FixAll.is_within("source.fix") && !ActionKind::QuickFix.is_within("refactor"));
    assert!(ActionKind::QuickFix.is_within(""));
}

#[test]
fn keys_parted_by_other_marks_all_stay() {
    for mark in [";", "，", " ", "； ", "、"] {
        let text = format!("\\cite{{devlin2019bert{mark}liu20‸19roberta}}\n");
        let fixture = Fixture::new(&format!("{text}{BIB}"));
        let range = ByteRange::empty(fixture.offset);
        let fixes: Vec<String> = code_actions(&fixture.snapshot, &fixture.id, range, &all)
            .iter()
            .filter(|it| it.title.starts_with("Replace"))
            .map(|it| shown(&fixture, it))
            .collect();
        let fix = "quickfix*: Replace by `devlin2019bert,liu2019roberta`\n    \\cite{devlin2019bert,liu2019roberta}\n";
        assert_eq!(fixes, [fix], "{mark}");
    }
}
