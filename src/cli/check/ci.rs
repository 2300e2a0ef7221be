//! Reports for the machines that build: commands of GitHub's workflows, GitLab's code quality, JUnit's XML.

use std::fmt::Write as _;

use quick_xml::escape::escape;
use serde_json::{Value, json};

use super::checked::Checked;
use super::finding::counted;
use crate::cli::terminal;
use crate::settings::Level;
use crate::text::visible::{visible, visible_line};

/// `::error file=…,line=…,col=…::message`: an annotation for each report.
pub(super) fn github(checked: &Checked) -> String {
    let mut out = String::new();
    for it in checked.findings() {
        let level = match it.report.level {
            Level::Error => "error",
            Level::Warning => "warning",
            _ => "notice",
        };
        let (start, end) = (it.start(), it.end());
        // Columns of several lines are refused.
        let columns = match start.line == end.line {
            true => format!(",col={},endColumn={}", start.column, end.column),
            false => String::new(),
        };
        let _ = writeln!(
            out,
            "::{level} file={},line={},endLine={}{columns},title={}::{}",
            property(&visible_line(it.file)),
            start.line,
            end.line,
            property(&it.code()),
            data(&visible_line(&it.report.message)),
        );
    }
    out
}

/// What stands behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands before it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// GitLab's report of code quality.
pub(super) fn gitlab(checked: &Checked) -> String {
    let reports = counted(checked.findings()).map(|(it, nth)| {
        let severity = match it.report.level {
            Level::Error => "major",
            Level::Warning => "minor",
            _ => "info",
        };
        json!({
            "description": it.report.message,
            "check_name": it.report.rule.code,
            "fingerprint": it.fingerprint(nth),
            "severity": severity,
            "location": {
                "path": it.file.replace('\\', "/"),
                "lines": {"begin": it.start().line, "end": it.end().line},
            },
        })
    });
    terminal::json(&Value::Array(reports.collect()))
}

/// A suite for each file, a failed case for each report; a file without any is a case that passed.
pub(super) fn junit(checked: &Checked) -> String {
    let all: Vec<_> = checked.findings().collect();
    let clean = checked.files.iter().filter(|file| !all.iter().any(|it| it.file == file.shown)).count();
    let text = |it: &str| escape(visible(it).as_ref()).into_owned();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"lacuna\" tests=\"{}\" failures=\"{}\">",
        all.len() + clean,
        all.len()
    );
    for file in &checked.files {
        let own: Vec<_> = all.iter().filter(|it| it.file == file.shown).collect();
        let name = text(&visible_line(&file.shown));
        let (tests, failures) = (own.len().max(1), own.len());
        let _ = writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\">");
        if own.is_empty() {
            let _ = writeln!(out, "    <testcase name=\"lacuna\" classname=\"{name}\"/>");
        }
        for it in own {
            let (line, code, message) = (it.start().line, text(&it.code()), text(&it.report.message));
            let _ = writeln!(
                out,
                "    <testcase name=\"{code} (line {line})\" classname=\"{name}\"><failure type=\"{code}\" \
                 message=\"{message}\">{name}:{line}: {message}</failure></testcase>"
            );
        }
        out += "  </testsuite>\n";
    }
    out + "</testsuites>\n"
}
