//! What holds of every action in every text.

use super::*;
use crate::fixture::Fixture;
use crate::model::document::file_name;
use crate::rules::entries::{bib_syntax, duplicate_key};
use crate::rules::keys::{repeated_key, undefined_citation};
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

/// Entries of which bibliographies are made: versions and copies of works, and what is wrong with entries.
const ENTRIES: [&str; 12] = [
    "@article{pre, author = {Wu, Kai}, title = {On Graphs and Their Nets}, eprint = {2001.00001}, archiveprefix = {arXiv}, year = 2020}",
    "@inproceedings{printed, author = {Wu, Kai}, title = {On Graphs and Their Nets}, booktitle = {ACL}, year = 2021}",
    "@book{one, author = {Lee, Al}, title = {A Book of Many Things}, year = 2000, publisher = {P}}",
    "@book{two,\n  author = {Lee, Al},\n  title = {A Book of Many Things},\n  year = 2000, doi = {10.1000/x},\n}",
    "@book{three, author = {Lee, Al}, title = {A Book of Many Things}, year = 2000, ids = {four}}",
    "@misc{heir, crossref = {two}, title = {Chapter}}",
    "@misc{a, title = {Again}}",
    "@misc{stub, title = {S}, note = {UNVERIFIED}}",
    "@article{x, title = {No Journal}",
    "@misc{, title = {No Key}}",
    "@misc{y title = {Z}}",
    "% lacuna: ignore\n@article{ignored, title = {T}}",
];

/// Citations of them, and numbers that a list explains.
const CITED: [&str; 12] = [
    "word",
    "\\cite{pre}",
    "\\cite{pre, printed}",
    "\\citep[see][]{two,pre}",
    "\\cite{one, two}",
    "\\cite{two,a,\n  two}",
    "\\cites{two}{one}",
    "\\cite{two, % why\n  one}",
    "\\nocite{three}",
    "[1]",
    "[2, 1]",
    "Liu et al. (2019)",
];
const LIST: &str = "\n\n[1] Y. Liu. RoBERTa: Robust Pre-training. 2019.\n[2] A. Vaswani. Attention is all you need. 2017.\n[3] N. Nobody. Nothing. 2000.\n";

/// The actions on all reports and citations of the document asked about.
fn offered(fixture: &Fixture) -> Vec<Action> {
    let snapshot = &fixture.snapshot;
    let mut places: Vec<usize> = diagnostics(snapshot, &fixture.id).iter().map(|it| it.range.start).collect();
    if let Some(citations) = snapshot.citations(&fixture.id) {
        let groups = citations.iter().flat_map(|(start, it)| it.groups.iter().map(move |it| (start, it)));
        places.extend(groups.flat_map(|(start, it)| it.keys.iter().map(move |key| start + key.range.start)));
    }
    places.sort_unstable();
    places.dedup();
    let at = |place: &usize| code_actions(snapshot, &fixture.id, ByteRange::empty(*place), &|_| true);
    places.iter().flat_map(at).collect()
}

/// Reports that no action may add: stale keys, broken and doubled entries.
fn harm(fixture: &Fixture) -> usize {
    let found = fixture.snapshot.documents.keys().flat_map(|id| diagnostics(&fixture.snapshot, id));
    let harmful = [undefined_citation::RULE, bib_syntax::RULE, duplicate_key::RULE, repeated_key::RULE];
    found.filter(|it| harmful.contains(&it.rule)).count()
}

#[test]
fn an_action_of_any_kind_is_not_offered_again_and_does_no_harm() {
    let mut random = Random(0xD1B5_4A32_D192_ED03);
    let mut tried: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for round in 0..40 {
        let mut main =
            if random.below(3) == 0 { "\\usepackage{biblatex}\n".to_owned() } else { String::new() };
        for _ in 0..8 {
            main += CITED[random.below(CITED.len())];
            main += BETWEEN[random.below(BETWEEN.len())];
        }
        main += LIST;
        let mut bib = BIB.to_owned();
        for _ in 0..6 {
            bib += ENTRIES[random.below(ENTRIES.len())];
            bib += ["\n", "\n\n", "\r\n", " "][random.below(4)];
        }
        let files = |main: &str, bib: &str| match round % 2 {
            0 => Fixture::new(&format!("%- main.tex\n{main}\n%- refs.bib\n{bib}\n")),
            _ => Fixture::new(&format!("%- refs.bib\n{bib}\n%- main.tex\n{main}\n")),
        };
        let fixture = files(&main, &bib);
        let before = offered(&fixture);
        for action in &before {
            let Effect::Change(change) = &action.effect else { continue };
            let text = |name: &str| {
                let id = fixture.snapshot.documents.keys().find(|id| file_name(id) == name).unwrap();
                let edits = change.edits.iter().find(|it| it.0 == *id).map_or(&[][..], |it| &it.1);
                let text = fixture.edited(id, edits);
                text.strip_suffix('\n').unwrap_or(&text).to_owned()
            };
            let (main_then, bib_then) = (text("main.tex"), text("refs.bib"));
            let then = files(&main_then, &bib_then);
            let count = |of: &[Action]| of.iter().filter(|it| it.title == action.title).count();
            let shown = || format!("{}\n{main}\n{bib}\n->\n{main_then}\n{bib_then}", action.title);
            assert!(count(&offered(&then)) < count(&before), "offered again: {}", shown());
            // A report that is turned off may have hidden another one on the same words.
            let hides = action.title.starts_with("Ignore");
            assert!(
                hides || harm(&then) <= harm(&fixture),
                "{} -> {}: {}",
                harm(&fixture),
                harm(&then),
                shown()
            );
            // Only keys go from the text, or what is reported.
            let words = |text: &str| -> Vec<String> {
                text.split(|c: char| !c.is_alphanumeric())
                    .filter(|it| !it.is_empty())
                    .map(str::to_owned)
                    .collect()
            };
            let mut left = words(&main_then);
            let reported: Vec<String> = action
                .fixes
                .iter()
                .flat_map(|it| words(&main[it.range.start.min(main.len())..it.range.end.min(main.len())]))
                .collect();
            for word in words(&main) {
                match left.iter().position(|it| *it == word) {
                    Some(at) => drop(left.remove(at)),
                    None => {
                        let is_key =
                            ["pre", "printed", "one", "two", "three", "a", "cite"].contains(&word.as_str());
                        assert!(is_key || reported.contains(&word), "{word} is gone: {}", shown());
                    }
                }
            }
            let kind: Vec<&str> = action.title.split(' ').filter(|it| !it.contains('`')).take(2).collect();
            *tried.entry(format!("{} {}", action.kind.name(), kind.join(" "))).or_default() += 1;
        }
    }
    expect_test::expect![[r#"
        quickfix Cite Liu
        quickfix Cite everywhere
        quickfix Ignore this
        quickfix Keep cite
        quickfix Remove the
        refactor.rewrite Cite the
        refactor.rewrite Merge into
        source.fixAll.lacuna Fix all"#]]
    .assert_eq(&tried.into_keys().collect::<Vec<_>>().join("\n"));
}

/// How many reports of this rule there are on this text, and how many gaps in all.
fn count(fixture: &Fixture, report: &Diagnostic, mark: &str) -> (usize, usize) {
    let document = fixture.snapshot.document(&fixture.id).unwrap();
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    let same = |it: &&Diagnostic| it.rule == report.rule && document.text.slice(it.range) == mark;
    (found.iter().filter(same).count(), found.iter().filter(|it| it.rule.is_gap).count())
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
    use crate::gaps::gap::Gap;
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
