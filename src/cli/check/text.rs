//! Reports for people: each at its line, underlined, and the counts.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Level as Shown, Renderer, Snippet};

use super::checked::Checked;
use super::finding::Finding;
use crate::rules::catalogue;
use crate::settings::Level;
use crate::text::ByteRange;
use crate::text::visible::{visible, visible_line};

/// Every report, drawn at its place.
pub(super) fn reports(checked: &Checked) -> String {
    checked.findings().map(|it| drawn(&it) + "\n\n").collect()
}

/// A report with the lines that it is about.
pub(in crate::cli) fn drawn(it: &Finding) -> String {
    let (document, report) = (it.document, it.report);
    // Only the lines concerned are handed over: a file may be large.
    let first = document.text.line_of(report.range.start);
    let last = document.text.line_of(report.range.end.max(report.range.start));
    let start = document.text.line_start(first);
    let lines = document.text.slice(ByteRange::new(start, document.text.line(last).end));
    let (from, shown) = excerpt(&lines, report.range.start - start, report.range.end - start);
    let level = match report.level {
        Level::Error => Shown::ERROR,
        Level::Warning => Shown::WARNING,
        _ => Shown::INFO,
    };
    let code = it.code();
    let at = report.range.start - start - from;
    let to = (report.range.end - start).saturating_sub(from).clamp(at, shown.len());
    // Marks take more room than what they stand for.
    let [before, marked, behind] = [&shown[..at], &shown[at..to], &shown[to..]].map(visible);
    let (at, to) = (before.len(), before.len() + marked.len());
    let snippet = Snippet::source(format!("{before}{marked}{behind}"))
        .path(visible_line(it.file))
        .line_start(first + 1)
        .fold(false)
        .annotation(AnnotationKind::Primary.span(at..to));
    let title = level.primary_title(visible(&report.message)).id(code.as_str());
    Renderer::styled().render(&[title.element(snippet)])
}

/// `2 files checked, 15 reports: ...`: the counts per rule and verdict; what of a baseline is known or gone; what is
/// hidden.
pub(super) fn summary(checked: &Checked) -> String {
    let mut rules: BTreeMap<(usize, Option<&str>), usize> = BTreeMap::new();
    for it in checked.findings() {
        *rules.entry((catalogue::rank(it.report.rule), it.report.data.verdict)).or_default() += 1;
    }
    let files = checked.files.len();
    if files == 0 && checked.unreadable {
        return String::new();
    }
    let files = format!("{files} {}", if files == 1 { "file" } else { "files" });
    let rest = format!("{}{}", checked.baseline.told(), not_shown(checked));
    if rules.is_empty() {
        return format!("{files} checked, nothing to report\n{rest}");
    }
    let total: usize = rules.values().sum();
    let mut parts: Vec<String> = Vec::new();
    let mut names: Vec<_> = rules.keys().map(|it| it.0).collect();
    names.dedup();
    for rank in names {
        let Some(rule) = catalogue::rules().get(rank) else { continue };
        let all: usize = rules.iter().filter(|(it, _)| it.0 == rank).map(|it| it.1).sum();
        let verdicts: Vec<String> = rule
            .verdicts
            .iter()
            .filter_map(|it| Some(format!("{} {}", rules.get(&(rank, Some(it.name)))?, it.name)))
            .collect();
        let verdicts =
            if verdicts.is_empty() { String::new() } else { format!(" ({})", verdicts.join(", ")) };
        parts.push(format!("{all} {}{verdicts}", rule.code));
    }
    let reports = if total == 1 { "1 report".to_owned() } else { format!("{total} reports") };
    format!("{files} checked, {reports}: {}\n{rest}", parts.join(", "))
}

/// How many reports are below the level that is shown, and how they are seen.
fn not_shown(checked: &Checked) -> String {
    let below = checked.hidden;
    let what = match (below == checked.hints, below) {
        (_, 0) => return String::new(),
        (true, 1) => "1 hint is".to_owned(),
        (true, _) => format!("{below} hints are"),
        (false, 1) => "1 report of a lower level is".to_owned(),
        (false, _) => format!("{below} reports of lower levels are"),
    };
    format!("{what} not shown; `--level hint` shows all\n")
}

/// A line longer than this (bytes) is cut before it is drawn; its column is then that of the part shown.
const LONGEST: usize = 1 << 14;

/// The part of `lines` around `start..end` that is drawn, and where it begins.
fn excerpt(lines: &str, start: usize, end: usize) -> (usize, &str) {
    if lines.len() <= LONGEST {
        return (0, lines);
    }
    let from = floor(lines, start.saturating_sub(LONGEST / 2));
    let to = floor(lines, end + LONGEST / 2);
    (from, &lines[from..to])
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
