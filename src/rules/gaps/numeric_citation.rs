//! `numeric-citation`: numbers in brackets that are written out.

use crate::model::cite_commands::Role;
use crate::model::project::Project;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::tex::{Chunk, Delimiter, Note, TexFile};

/// The rule.
pub const RULE: Rule = Rule {
    code: "numeric-citation",
    level: Level::Hint,
    verdicts: &[],
    is_gap: true,
    explanation: "Numbers in brackets stand where a citation does, in a document that otherwise cites with commands or holds a pasted list of references.\n\n\
         Example: `as was shown before [12].`\n\n\
         Silent for intervals, indices, amounts and what is numbered (`Table [2]`).\n\n\
         Fix: replace the bracket by a cite command.",
};

/// Reports the brackets of a paragraph that read as numbers of references; [`settle`] has the last word.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    let Paragraph { start, chunk, .. } = *paragraph;
    let numbers = chunk.notes.iter().filter(|it| weight(chunk, it).is_some()).map(|it| it.range);
    for range in numbers.map(|it| it.shift(start)) {
        if report.speaks(RULE, range.start) && !report.is_typed(range) {
            let shown = report.document.text.slice(range).split_whitespace().collect::<Vec<_>>().join(" ");
            report.add(RULE, range, format!("`{shown}` looks like a pasted citation; use a cite command"));
        }
    }
}

/// Takes back what was said of numbers where neither a cite command and their place nor a pasted list of
/// references tells that they are citations.
pub(crate) fn settle(report: &mut Report, project: &Project) {
    let is_number = |it: &Diagnostic| it.rule == RULE;
    let Some(tex) = report.document.tex().filter(|_| report.found.iter().any(is_number)) else { return };
    let mut citations = report.snapshot.citations(&report.document.id).into_iter().flat_map(|it| it.iter());
    let cites = citations.any(|(_, it)| {
        matches!(it.role, Role::Cite | Role::Textual) && it.groups.iter().any(|it| !it.keys.is_empty())
    });
    if has_pasted_list(tex) {
        return;
    }
    let is_plain = |it: &Diagnostic| {
        let Some((start, chunk)) = tex.chunk_at(it.range.start) else { return false };
        let mut notes = chunk.notes.iter().filter(|note| note.range.shift(start) == it.range);
        notes.any(|note| weight(chunk, note) == Some(Weight::Plain))
    };
    // What is numbered from 0 is no list of references, nor can 300 stand for one of 40.
    let mut notes = tex.chunks.iter().flat_map(|(_, chunk)| &chunk.notes);
    let counts_from_zero =
        notes.any(|it| it.delimiter == Delimiter::Bracket && matches!(it.text.as_str(), "0" | "-1"));
    let most = project.library.len().max(99);
    let is_within = |it: &Diagnostic| {
        let text = tex.text_of(it.range);
        let numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|it| it.parse::<usize>().ok());
        numbers.max().is_none_or(|it| it <= most)
    };
    report.found.retain(|it| !is_number(it) || (cites && !counts_from_zero && is_plain(it) && is_within(it)));
}

/// Words before a bracket that cites.
const CITING: [&str; 24] = [
    "in",
    "by",
    "see",
    "al",
    "also",
    "cf",
    "ref",
    "refs",
    "reference",
    "references",
    "work",
    "works",
    "paper",
    "papers",
    "study",
    "studies",
    "siehe",
    "vgl",
    "auch",
    "von",
    "voir",
    "par",
    "в",
    "см",
];

/// Words before two numbers in brackets that are an interval and no citation.
const BEFORE_INTERVALS: [&str; 20] = [
    "in", "between", "from", "within", "to", "over", "on", "of", "are", "is", "ranging", "domain", "values",
    "value", "bounds", "bounded", "clamp", "clipped", "scale", "by",
];

/// Words before a bracket that is an index, a place, an amount, or the number of something.
const MEASURES: &str = " range ranges interval intervals index indices array list vector tuple window size sizes \
    shape dimension dimensions dim order step steps set sets bin level levels footnote page pages chapter \
    chapters section sections table tables figure figures fig eq eqs equation equations algorithm line lines \
    item items question row rows column columns theorem lemma rule case example node state version stage phase \
    part point points note channel key layer layers block blocks group groups class type direction directions \
    plane axis orientation scale score scores player input output task verse option step number no on along \
    at to for with than about the a an or and is are was be grant grants contract project gives returns yields equals \
    axiom axioms condition conditions property properties assumption assumptions satisfies satisfy path paths \
    chemin chemins est sont prints outputs contains becomes produces seite kapitel tabelle abbildung intervall menge \
    mengen werte spalte zeile ";

/// How much a bracket with numbers looks like a citation.
#[derive(Clone, Copy, PartialEq)]
enum Weight {
    /// By its place, too: at the end of a clause, or behind a word that cites.
    Plain,
    /// Only beside a pasted list of references.
    Faint,
}

/// Whether a bracket reads as numbers of references: `[12]`, `[3, 7]`, `[2-5]`; without 0, ascending, and
/// behind a word that ends with a blank.
fn weight(chunk: &Chunk, note: &Note) -> Option<Weight> {
    if note.delimiter != Delimiter::Bracket || note.fills_cell || note.text.starts_with(['-', '–']) {
        return None;
    }
    let numbers: Option<Vec<u32>> = note
        .text
        .split([',', ';', '-', '–'])
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .map(|it| it.parse().ok().filter(|number| !it.starts_with('0') && (1..=999).contains(number)))
        .collect();
    let numbers = numbers.filter(|it| !it.is_empty() && it.is_sorted())?;
    let before = &chunk.text[..note.range.start];
    let word = before.trim_end_matches([' ', '~', '\n']);
    // Chinese and Japanese are written without blanks.
    let is_apart =
        word.len() < before.len() || word.ends_with(|c: char| ('\u{3040}'..='\u{9fff}').contains(&c));
    let last = word.trim_end_matches('.').rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let is_name = last.starts_with(|c: char| !c.is_lowercase());
    let last = last.to_lowercase();
    let line = before.rfind('\n').map_or(0, |it| it + 1);
    // A line of a pasted list of references: `[3] Brown, T. ...`.
    let behind = chunk.text[note.range.end..].trim_start();
    let begins_line = before[line..].trim().is_empty() && behind.starts_with(char::is_uppercase);
    let after = chunk.text[note.range.end..].chars().next();
    // `WMT [13-20] &` in a table.
    let ends_cell = behind.starts_with('&') || behind.starts_with("\\\\");
    let is_pair = numbers.len() == 2;
    let is_part = after.is_some_and(|c| c.is_alphanumeric() || "([{=_^-".contains(c));
    let follows_text = word.ends_with(|c: char| c.is_alphabetic() || ".,;:)'’”»".contains(c));
    let is_interval = is_pair && BEFORE_INTERVALS.contains(&last.as_str());
    let is_measure = !last.is_empty() && MEASURES.split(' ').any(|it| it == last);
    if !is_apart || begins_line || ends_cell || is_part || !follows_text || is_interval || is_measure {
        return None;
    }
    let cites = CITING.contains(&last.as_str()) && (!is_pair || last.starts_with("ref"));
    let ends_clause = after.is_none_or(|c| ".,;:)".contains(c)) || behind.is_empty();
    let is_word = !is_name
        && !BEFORE_INTERVALS.contains(&last.as_str())
        && last.chars().count() > 2
        && !word.ends_with([',', ';', ':', '.']);
    let is_quoted = word.ends_with(['\'', '’', '”', '»']);
    Some(if cites || (ends_clause && (is_word || is_quoted)) { Weight::Plain } else { Weight::Faint })
}

/// Whether the file has a list of references that was pasted: three lines that begin with `[1]`, `[2]`.
fn has_pasted_list(tex: &TexFile) -> bool {
    let lines = tex.chunks.iter().flat_map(|(_, chunk)| chunk.text.lines());
    let is_reference = |line: &str| {
        let rest = line.trim_start().strip_prefix('[').and_then(|it| it.split_once(']'));
        rest.is_some_and(|(number, rest)| {
            number.parse::<u32>().is_ok() && rest.trim_start().starts_with(|c: char| c.is_alphabetic())
        })
    };
    lines.filter(|line| is_reference(line)).nth(2).is_some()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::{BIB, check};

    #[test]
    fn numbers_in_brackets() {
        check(
        &(r"
%- main.tex
It was shown before [12], as in [4], and again [3, 7], in others [2-5]. See \cite{devlin}.
The range [1, 2], $x \in [3, 4]$, a[3], in [1, 5], [0, 1], \item[4], x \\[2] \footnotemark[3], f [1](x), of [7, 3].
"
        .to_owned()
            + BIB),
        expect![[r#"
            It was shown before [12], as in [4], and again [3, 7], in others [2-5]. See \cite{devlin}.
                                ^^^^ numeric-citation: `[12]` looks like a pasted citation; use a cite command
                                            ^^^ numeric-citation: `[4]` looks like a pasted citation; use a cite command
                                                           ^^^^^^ numeric-citation: `[3, 7]` looks like a pasted citation; use a cite command
                                                                             ^^^^^ numeric-citation: `[2-5]` looks like a pasted citation; use a cite command
        "#]],
    );
        check("\n%- main.tex\nIt was shown before [12].\n%- refs.bib\n@misc{a,}\n", expect![[r#""#]]);
        check(
            "\n%- main.tex\nIt was shown [2].\n\n[1] Brown. A.\n\n[2] Devlin. B.\n\n[3] Wu. C.\n%- refs.bib\n@misc{a,}\n",
            expect![[r#"
            It was shown [2].
                         ^^^ numeric-citation: `[2]` looks like a pasted citation; use a cite command
        "#]],
        );
    }

    #[test]
    fn numbers_that_count_something_else() {
        let beside =
            |text: &str| format!("\n%- main.tex\nSee \\cite{{devlin}}. {text}\n{}", BIB.trim_start());
        check(&beside("The paths merge [3], between the bounds [0] and more [9]."), expect![[""]]);
        check(&beside("The number of clusters to merge [300]."), expect![[""]]);
        check(&beside("Les chemins sont [1], and it has axiom [2]."), expect![[""]]);
    }

    #[test]
    fn numbers_in_brackets_that_are_no_citations() {
        check(
        &(r"
%- main.tex
See Table [2], Lemma [3], step [4] and direction [110]. A shape [32, 64, 128]; the CI [2, 5], the steps [1] mix, [2] stir.
GPU [2] and the [4] reaction, a [3,3]-sigmatropic shift; from [1, 5, 10], dimensions [3, 4], [001] orientation \cite{devlin}.
But see [12] \textbf{x}, and Brown et al. [14] \cite{devlin}.
"
        .to_owned()
            + BIB),
        expect![[r#"
            But see [12] \textbf{x}, and Brown et al. [14] \cite{devlin}.
                    ^^^^ numeric-citation: `[12]` looks like a pasted citation; use a cite command
                                                      ^^^^ numeric-citation: `[14]` looks like a pasted citation; use a cite command
        "#]],
    );
    }
}
