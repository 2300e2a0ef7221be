//! What looks wrong, and what may have been forgotten.

use super::marks::{count, entry, grouped, message, place, text, words};
use super::options::Links;
use super::table::{Table, USUAL, words as column};
use crate::features::report::types::{Doubtful, Finding, Report};
use crate::features::report::works::is_web;

/// The part of the page.
pub(super) fn section(report: &Report, links: Links) -> String {
    let found = report.findings.len() + report.references.doubtful.len();
    let lead = match found {
        0 => "Nothing that was looked at.".to_owned(),
        _ => "Each is worth a look; a person decides.".to_owned(),
    };
    format!(
        "<section aria-labelledby=wrong><h2 id=wrong>What looks wrong</h2><p class=lead>{lead}</p>{}{}</section>",
        findings(report, links),
        references(report, links)
    )
}

fn findings(report: &Report, links: Links) -> String {
    let head = "<h3 id=findings>Keys and entries</h3>".to_owned();
    if report.findings.is_empty() {
        return head + "<p>No duplicate, no key without an entry, nothing else to report.</p>";
    }
    let mut kinds: Vec<(String, String)> = Vec::new();
    for it in &report.findings {
        if !kinds.iter().any(|kind| kind.0 == it.rule) {
            kinds.push((it.rule.clone(), it.rule.clone()));
        }
    }
    let row = |it: &Finding| {
        let other = it.other.as_ref().map(|it| format!(" · see {}", place(it, links))).unwrap_or_default();
        format!(
            "<tr data-kind=\"{rule}\"><th scope=row>{}<span class=note>{}{other}</span></th><td><span class=tag>{rule}</span></td></tr>",
            message(&it.message),
            place(&it.place, links),
            rule = text(&it.rule),
        )
    };
    let table = Table {
        id: "findings-table",
        caption: "What the rules report of keys and entries; <code>lacuna explain RULE</code> says more"
            .to_owned(),
        columns: &[column("Report"), column("Rule")],
        rows: report.findings.iter().map(row).collect(),
        is_pairs: false,
        shown: USUAL,
        kinds,
    };
    head + &table.html()
}

fn references(report: &Report, links: Links) -> String {
    let it = &report.references;
    let head = "<h3 id=references>References compared with records</h3>";
    if it.asked.is_empty() {
        return format!(
            "{head}<p>There is no corpus to look them up in; <code>lacuna corpus add --help</code> says where open dumps are to be had.</p>"
        );
    }
    let asked: Vec<String> = it.asked.iter().map(|it| words(it)).collect();
    let pending = match it.pending {
        0 => String::new(),
        pending => format!(" {} not looked up yet.", count(pending, "is", "are")),
    };
    let number = |verdict: &str| it.doubtful.iter().filter(|it| it.verdict == verdict).count();
    let told = format!(
        "<p>{} confirmed, {} differing, {} without a record, {} that could not be checked.{pending} Asked: {}.</p>",
        grouped(it.confirmed),
        grouped(number("differs")),
        grouped(number("not-found")),
        grouped(number("unchecked")),
        asked.join(", ")
    );
    if it.doubtful.is_empty() {
        return format!("{head}{told}");
    }
    let choice = |value: &str, name: &str| (value.to_owned(), name.to_owned());
    let table = Table {
        id: "references-table",
        caption: "References that no record confirms: what the entry says beside what the record says"
            .to_owned(),
        columns: &[column("Reference"), column("Compared")],
        rows: it.doubtful.iter().map(|it| doubtful(it, links)).collect(),
        is_pairs: true,
        shown: USUAL,
        kinds: vec![
            choice("differs", "differing"),
            choice("not-found", "without a record"),
            choice("unchecked", "not checked"),
        ],
    };
    format!("{head}{told}{}", table.html())
}

fn doubtful(it: &Doubtful, links: Links) -> String {
    let sources = it.sources.iter().map(|it| words(it)).collect::<Vec<_>>().join(", ");
    let mut told = String::new();
    if let Some(withdrawn) = &it.withdrawn {
        told += &format!("<p>Retracted or withdrawn: {}</p>", words(withdrawn));
    }
    let record = it.record.as_ref().map(|record| match it.link.as_deref().filter(|it| is_web(it)) {
        Some(page) => format!("<a href=\"{}\">{}</a>", text(page), words(record)),
        None => words(record),
    });
    match it.verdict.as_str() {
        "differs" => {
            let lines: String = it
                .differences
                .iter()
                .map(|it| {
                    let there = match it.there.is_empty() {
                        true => "<span class=none>in no record</span>".to_owned(),
                        false => format!("<ins>{}</ins>", words(&it.there)),
                    };
                    format!("<dt>{}</dt><dd><del>{}</del> {there}</dd>", text(&it.field), words(&it.here))
                })
                .collect();
            told += &format!("<dl class=compare>{lines}</dl>");
            if let Some(record) = record {
                told += &format!("<span class=note>{sources}: {record}</span>");
            }
        }
        "not-found" => {
            told += &format!("not in {sources}");
            if let Some(record) = record {
                told += &format!("<span class=note>the nearest record: {record}</span>");
            }
        }
        _ => told += &words(it.reason.as_deref().unwrap_or("it could not be checked")),
    }
    let verdict = match it.verdict.as_str() {
        "differs" => "differs",
        "not-found" => "no record found",
        "confirmed" => "retracted",
        _ => "not checked",
    };
    format!(
        "<tr role=row data-kind=\"{}\"><th scope=row role=rowheader>{} <span class=tag>{verdict}</span></th><td role=cell>{told}</td></tr>",
        text(&it.verdict),
        entry(&it.entry, links)
    )
}

/// Entries that nothing cites and that fit.
pub(super) fn forgotten(report: &Report, links: Links) -> String {
    let head = "<section aria-labelledby=forgotten><h2 id=forgotten>Did you forget</h2>";
    if report.forgotten.is_empty() {
        return format!(
            "{head}<p class=lead>No entry that nothing cites shares enough words with a paragraph to be named.</p></section>"
        );
    }
    let rows = report.forgotten.iter().enumerate().map(|(at, it)| {
        let section = if it.section.is_empty() { String::new() } else { format!(" · {}", words(&it.section)) };
        format!(
            "<tr role=row><th scope=row role=rowheader data-sort={at}>{}<span class=note>{}{section}</span></th><td role=cell>{}</td></tr>",
            words(&it.begins),
            place(&it.place, links),
            entry(&it.entry, links)
        )
    });
    let table = Table {
        id: "forgotten-table",
        caption: "Entries of the bibliography that nothing cites, each beside the paragraph with which it shares most".to_owned(),
        columns: &[column("Paragraph"), column("Entry")],
        rows: rows.collect(),
        is_pairs: true,
        shown: USUAL,
        kinds: Vec::new(),
    };
    format!(
        "{head}<p class=lead>{} in the bibliography that nothing cites, and that a paragraph here may want.</p>{}</section>",
        count(report.forgotten.len(), "entry is", "entries are"),
        table.html()
    )
}
