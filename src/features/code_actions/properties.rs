//! What holds of every action in every text.

use super::*;
use crate::features::fixture::Fixture;
use crate::model::document::file_name;
use crate::text::TextEdit;

const BIB: &str = r#"@misc{a, author = {Devlin, Jacob}, title = {{BERT}: Pre-training of Transformers}, year = 2019}
@misc{bert2, author = {Liu, Yinhan}, title = {{RoBERTa}: Robust Pre-training}, year = 2019}
@misc{c, author = {Vaswani, Ashish}, title = {Attention Is All You Need}, year = 2017}
"#;

/// Pieces of which texts are made: gaps of all kinds, and what stands between them.
const PIECES: [&str; 40] = [
    "word",
    "Word",
    "the ä😀",
    "of",
    "by",
    "____",
    "[?]",
    "[12, ?]",
    "[citation needed]",
    "(CITE)",
    r"\todo{cite bert}",
    r"\cite{}",
    r"\citep{ }",
    r"\cite{a,,c}",
    r"\cite{a, c,}",
    r"\cite{a,a}",
    r"\cite{a}",
    r"\citet{c}",
    r"\citep[p.~3]{bert2}",
    r"\cite{TODO}",
    r"\cite{a, xxx}",
    r"\cite{brt2}",
    r"\cite{A}",
    r#"__**Devlin et al., "BERT: Pre-training of Transformers"**__"#,
    r#"__**Wu et al., "Nothing Known"**, **Vaswani et al., "Attention is all you need"**__"#,
    r#"(Liu et al., "RoBERTa: Robust Pre-training")"#,
    r#"(see Liu et al., "RoBERTa: Robust Pre-training"; Wu, "Something Else of It")"#,
    r#"\cite{Devlin et al., "BERT: Pre-training of Transformers"}"#,
    "(____)",
    "[____]",
    "% note\n",
    "$x_1$",
    ".",
    ",",
    ";",
    "(",
    ")",
    "\\item",
    "\\section{One}\n",
    "\\emph{____}",
];
const BETWEEN: [&str; 8] = [" ", " ", " ", "~", "\n", "\r\n", "", "\n\n"];

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound
    }
}

fn text(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..6 + random.below(14) {
        text += PIECES[random.below(PIECES.len())];
        text += BETWEEN[random.below(BETWEEN.len())];
    }
    text + "\n"
}

fn fixture(main: &str, bib: &str) -> Fixture {
    Fixture::new(&format!("%- main.tex\n{main}%- refs.bib\n{bib}"))
}

/// How many reports of this rule there are on this text, and how many gaps in all.
fn count(fixture: &Fixture, report: &Diagnostic, mark: &str) -> (usize, usize) {
    let document = fixture.snapshot.document(&fixture.id).unwrap();
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    let same = |it: &&Diagnostic| it.rule == report.rule && document.text.slice(it.range) == mark;
    (found.iter().filter(same).count(), found.iter().filter(|it| it.rule.is_gap()).count())
}

/// Edits of a gap take white space, brackets and the brace of a neighbouring command with them, no word.
#[track_caller]
fn check_reach(source: &str, action: &Action, edits: &[TextEdit], gap: ByteRange) {
    for edit in edits {
        let inside = |from: usize, to: usize| if from < to { &source[from..to] } else { "" };
        let before = inside(edit.range.start, edit.range.end.min(gap.start));
        let after = inside(edit.range.start.max(gap.end), edit.range.end);
        let words = |text: &str| text.chars().any(char::is_alphanumeric);
        assert!(!words(before) && !words(after), "{}\n{source}\n{before:?} {after:?}", action.title);
    }
}

/// What an edit may reach: the paragraph's group that the report is a part of.
fn group(fixture: &Fixture, report: &Diagnostic) -> ByteRange {
    use crate::features::closing::Gap;
    match Gap::of(&fixture.snapshot, &fixture.id, report) {
        Some(Gap::Prose(group)) => {
            let start = group.range.start.saturating_sub("(see ".len());
            ByteRange::new(start, group.range.end + 1)
        }
        Some(Gap::Listed { start, group, .. }) => group.range.shift(start),
        _ => report.range,
    }
}

#[test]
fn every_action_settles_its_report_and_touches_no_other_word() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut tried = 0;
    for _ in 0..40 {
        let source = text(&mut random);
        let fixture = fixture(&source, BIB);
        let source = fixture.text();
        let found = diagnostics(&fixture.snapshot, &fixture.id);
        for report in &found {
            let place = ByteRange::empty(report.range.start);
            let all = |_| true;
            for action in code_actions(&fixture.snapshot, &fixture.id, place, &all) {
                let Effect::Change(change) = &action.effect else { continue };
                if action.kind != ActionKind::QuickFix || action.fixes != [report.clone()] {
                    continue;
                }
                tried += 1;
                let after: Vec<(String, String)> = ["main.tex", "refs.bib"]
                    .iter()
                    .map(|name| {
                        let (id, document) =
                            fixture.snapshot.documents.iter().find(|it| file_name(it.0) == *name).unwrap();
                        let edits = change.edits.iter().find(|it| it.0 == *id).map_or(&[][..], |it| &it.1);
                        if *name == "main.tex" && !action.title.starts_with("Ignore") {
                            check_reach(&source, &action, edits, group(&fixture, report));
                        }
                        let _ = document;
                        ((*name).to_owned(), fixture.edited(id, edits))
                    })
                    .collect();
                let mark = source[report.range.std()].to_owned();
                let (before, gaps) = count(&fixture, report, &mark);
                let then = self::fixture(&after[0].1, &after[1].1);
                let (now, gaps_now) = count(&then, report, &mark);
                assert!(
                    now < before && gaps_now <= gaps,
                    "{}: {before} -> {now}, {gaps} -> {gaps_now}\n{source}\n->\n{}",
                    action.title,
                    after[0].1
                );
            }
        }
    }
    assert!(tried > 400, "{tried}");
}

#[test]
fn what_is_certain_is_done_once_and_then_there_is_nothing_left() {
    let mut random = Random(77);
    let mut changed = 0;
    for _ in 0..200 {
        let source = text(&mut random);
        let fixture = fixture(&source, BIB);
        let edits = fix_all::edits(&fixture.snapshot, &fixture.id);
        changed += usize::from(!edits.is_empty());
        let after = fixture.edited(&fixture.id, &edits);
        let then = self::fixture(&after, BIB);
        let left = fix_all::edits(&then.snapshot, &then.id);
        assert!(left.is_empty(), "{source}\n->\n{after}\n{left:?}");
    }
    assert!(changed > 100, "{changed}");
}
