//! `lacuna check`: the server's diagnostics in a terminal.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use annotate_snippets::{AnnotationKind, Level as Shown, Renderer, Snippet};
use serde_json::json;

use super::arguments::{CheckArguments, Format, Lowest};
use super::load::{Loaded, load_verified, shown};
use super::terminal::{complain, json, print};
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::rules::catalogue;
use crate::rules::{Diagnostic, diagnostics};
use crate::settings::Level;
use crate::text::position::PositionEncoding;
use crate::text::visible::{visible, visible_line};

pub(super) fn run(arguments: &CheckArguments) -> ExitCode {
    let here = PathBuf::from(".");
    let paths = if arguments.paths.is_empty() { std::slice::from_ref(&here) } else { &arguments.paths };
    let lowest = match arguments.level {
        Lowest::Error => Level::Error,
        Lowest::Warning => Level::Warning,
        Lowest::Information => Level::Information,
        Lowest::Hint => Level::Hint,
    };
    let mut checked = Checked { reports: Vec::new(), unreadable: false, lowest, hidden: 0, hints: 0 };
    for path in paths {
        checked.path(path);
    }
    print(&match arguments.format {
        Format::Text => checked.text(),
        Format::Json => checked.json(),
    });
    let bad = checked.reports.iter().flat_map(|it| &it.found).any(|it| it.level >= Level::Warning);
    match (checked.unreadable, bad && !arguments.exit_zero) {
        (true, _) => ExitCode::from(2),
        (_, true) => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

/// One document with what was found in it.
struct Report {
    shown: String,
    snapshot: std::sync::Arc<Snapshot>,
    id: DocumentId,
    found: Vec<Diagnostic>,
}

struct Checked {
    reports: Vec<Report>,
    unreadable: bool,
    /// The lowest level that is reported.
    lowest: Level,
    /// How many reports are below it.
    hidden: usize,
    /// How many of these are hints.
    hints: usize,
}

impl Checked {
    fn path(&mut self, path: &Path) {
        let Loaded { snapshot, subjects, .. } = match load_verified(path) {
            Ok(loaded) => loaded,
            Err(why) => return self.refuse(path, &why),
        };
        if subjects.is_empty() {
            let hint = "no LaTeX file is here; a bibliography alone is checked when it is named";
            complain(&format!("{}: {hint}", path.display()));
        }
        for id in subjects {
            let shown = shown(&id);
            if self.reports.iter().any(|it| it.id == id) {
                continue;
            }
            let all = diagnostics(&snapshot, &id);
            let (found, hidden): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.level >= self.lowest);
            self.hidden += hidden.len();
            self.hints += hidden.iter().filter(|it| it.level == Level::Hint).count();
            self.reports.push(Report { shown, snapshot: snapshot.clone(), id, found });
        }
    }

    fn refuse(&mut self, path: &Path, why: &str) {
        self.unreadable = true;
        complain(&format!("{}: {why}", path.display()));
    }

    fn text(&self) -> String {
        let renderer = Renderer::styled();
        let mut out = String::new();
        for report in &self.reports {
            let Some(document) = report.snapshot.document(&report.id) else { continue };
            for it in &report.found {
                // Only the lines concerned are handed over: a file may be large.
                let first = document.text.line_of(it.range.start);
                let last = document.text.line_of(it.range.end.max(it.range.start));
                let start = document.text.line_start(first);
                let lines =
                    document.text.slice(crate::text::ByteRange::new(start, document.text.line(last).end));
                let (from, shown) = excerpt(&lines, it.range.start - start, it.range.end - start);
                let level = match it.level {
                    Level::Error => Shown::ERROR,
                    Level::Warning => Shown::WARNING,
                    _ => Shown::INFO,
                };
                let code = match it.data.verdict {
                    Some(verdict) => format!("{}: {verdict}", it.rule.code),
                    None => it.rule.code.to_owned(),
                };
                let at = it.range.start - start - from;
                let to = (it.range.end - start).saturating_sub(from).clamp(at, shown.len());
                // Marks take more room than what they stand for.
                let [before, marked, behind] =
                    [&shown[..at], &shown[at..to], &shown[to..]].map(|it| visible(it));
                let (at, to) = (before.len(), before.len() + marked.len());
                let snippet = Snippet::source(format!("{before}{marked}{behind}"))
                    .path(visible_line(&report.shown))
                    .line_start(first + 1)
                    .fold(false)
                    .annotation(AnnotationKind::Primary.span(at..to));
                let title = level.primary_title(visible(&it.message)).id(code.as_str());
                let group = title.element(snippet);
                out += &renderer.render(&[group]);
                out += "\n\n";
            }
        }
        out + &self.summary()
    }

    /// `15 open citations ...`: the counts per rule and verdict.
    fn summary(&self) -> String {
        let mut rules: BTreeMap<(usize, Option<&str>), usize> = BTreeMap::new();
        for it in self.reports.iter().flat_map(|it| &it.found) {
            *rules.entry((catalogue::rank(it.rule), it.data.verdict)).or_default() += 1;
        }
        let files = self.reports.len();
        let files = format!("{files} {}", if files == 1 { "file" } else { "files" });
        if rules.is_empty() {
            return format!("{files} checked, nothing to report\n{}", self.not_shown());
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
        format!("{files} checked, {reports}: {}\n{}", parts.join(", "), self.not_shown())
    }

    /// How many reports are below the level that is shown, and how they are seen.
    fn not_shown(&self) -> String {
        let below = self.hidden;
        let what = match (below == self.hints, below) {
            (_, 0) => return String::new(),
            (true, 1) => "1 hint is".to_owned(),
            (true, _) => format!("{below} hints are"),
            (false, 1) => "1 report of a lower level is".to_owned(),
            (false, _) => format!("{below} reports of lower levels are"),
        };
        format!("{what} not shown; `--level hint` shows all\n")
    }

    fn json(&self) -> String {
        let mut reports = Vec::new();
        for report in &self.reports {
            let Some(document) = report.snapshot.document(&report.id) else { continue };
            for it in &report.found {
                let place = |offset| {
                    let at = document.text.position(offset, PositionEncoding::Utf32);
                    json!({"line": at.line + 1, "column": at.column + 1})
                };
                reports.push(json!({
                    "file": report.shown,
                    "start": place(it.range.start),
                    "end": place(it.range.end),
                    "rule": it.rule.code,
                    "severity": it.level.name(),
                    "message": it.message,
                    "verdict": it.data.verdict,
                    "candidates": it.data.candidates,
                }));
            }
        }
        let files: Vec<&str> = self.reports.iter().map(|it| it.shown.as_str()).collect();
        json(&json!({"files": files, "reports": reports}))
    }
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
