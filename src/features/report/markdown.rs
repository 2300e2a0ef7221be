//! A report as Markdown: for a terminal, a pull request, a page of notes.

use super::types::{Entry, Place, Report};
use crate::gaps::section_counts::counted;
use crate::model::markdown::escaped;
use crate::text::visible::visible_line;

/// Of each list the first so many; what is left is counted.
const LISTED: usize = 20;
/// Of what is only a summary.
const TOP: usize = 10;

/// A report as Markdown.
pub fn markdown(report: &Report) -> String {
    let it = &report.totals;
    let mut out = format!("# {}\n\n{} · {}\n\n", plain(&report.title), plain(&report.root), report.made);
    let share = (it.preprints * 100).checked_div(it.works).unwrap_or_default();
    out += &format!("- {}\n", counted(it.open, "open citation", "open citations"));
    let (works, citations) =
        (counted(it.works, "work", "works"), counted(it.citations, "citation", "citations"));
    out += &format!("- {works} in {citations}; {} cited once\n", it.cited_once);
    if it.works > 0 {
        out += &format!("- {} ({share} %)\n", counted(it.preprints, "preprint", "preprints"));
    }
    if it.undefined > 0 {
        out += &format!("- {} without an entry\n", counted(it.undefined, "key", "keys"));
    }
    out += &format!("- {} of {} paragraphs cite nothing\n", it.uncited_paragraphs, it.paragraphs);
    out += &format!("- {} of {} entries are not cited\n", it.uncited_entries, it.entries);
    out += "\n## How far it is\n\n";
    progress(report, &mut out);
    far(report, &mut out);
    out += "## What it cites\n\n";
    if it.works == 0 {
        out += "Nothing is cited yet.\n\n";
    }
    cites(report, &mut out);
    out += "## What looks wrong\n\n";
    wrong(report, &mut out);
    out += "## Did you forget\n\n";
    if report.forgotten.is_empty() {
        out += "No entry that nothing cites shares enough words with a paragraph to be named.\n";
    }
    for it in &report.forgotten {
        out += &format!("- {} for {}: “{}”\n", entry(&it.entry), place(&it.place), plain(&it.begins));
    }
    out
}

fn plain(text: &str) -> String {
    escaped(&visible_line(text))
}

fn place(it: &Place) -> String {
    match it.line {
        0 => String::new(),
        line => format!("`{}:{line}`", visible_line(&it.file).replace('`', "'")),
    }
}

/// A key as code.
fn code(key: &str) -> String {
    format!("`{}`", visible_line(key).replace('`', "'"))
}

/// A message of ours, in which names of documents stand between backticks.
fn message(message: &str) -> String {
    let parts = message.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { plain(part) }).collect()
}

fn entry(it: &Entry) -> String {
    let why = if it.why.is_empty() { String::new() } else { format!(" ({})", plain(&it.why)) };
    let key = if it.key.is_empty() { String::new() } else { format!(" {}", code(&it.key)) };
    format!("{}: {}{key}{why}", plain(&it.label), plain(&it.title))
}

/// `- ..` for each of the first, then how many there are besides.
fn list<T>(all: &[T], most: usize, out: &mut String, line: impl Fn(&T) -> String) {
    for it in all.iter().take(most) {
        *out += &format!("- {}\n", line(it));
    }
    if all.len() > most {
        *out += &format!("- and {} more\n", all.len() - most);
    }
    *out += "\n";
}

fn progress(report: &Report, out: &mut String) {
    let Some(it) = &report.progress else { return };
    *out += &format!(
        "Since {}: {} closed, {} new; open citations {} → {}, works {} → {}.\n\n",
        it.since, it.closed, it.opened, it.open.before, it.open.now, it.works.before, it.works.now
    );
}

fn far(report: &Report, out: &mut String) {
    if report.kinds.is_empty() {
        *out += "Every place that asks for a citation has one.\n\n";
    } else {
        *out += "| Kind | Open |\n| --- | ---: |\n";
        report.kinds.iter().for_each(|it| *out += &format!("| {} | {} |\n", it.name, it.count));
        *out += "\n";
    }
    *out += "| Section | Works | Citations | Open | Paragraphs that cite nothing |\n| --- | ---: | ---: | ---: | ---: |\n";
    for (at, it) in report.sections.iter().enumerate() {
        if at == 0 && it.works + it.open + it.paragraphs == 0 {
            continue;
        }
        let title =
            if it.title.is_empty() { "(before the first heading)".to_owned() } else { plain(&it.title) };
        *out += &format!(
            "| {}{} | {} | {} | {} | {} of {} |\n",
            "· ".repeat(it.level),
            title.replace('|', "\\|"),
            it.works,
            it.citations,
            it.open,
            it.uncited_paragraphs,
            it.paragraphs
        );
    }
    *out += "\n";
    if !report.open.is_empty() {
        list(&report.open, LISTED, out, |it| {
            let named = it.named.as_ref().map(|it| format!(" **{}**", plain(it))).unwrap_or_default();
            let best = it.candidates.first().map(|it| format!("\n  - {}", entry(it))).unwrap_or_default();
            format!("{} {}:{named} {}{best}", place(&it.place), it.name, plain(&it.sentence))
        });
    }
}

fn cites(report: &Report, out: &mut String) {
    let years = report.years.iter().rev().take(TOP).map(|it| format!("{} ({})", it.year, it.works));
    let years: Vec<String> = years.collect();
    if !years.is_empty() {
        *out += &format!("Years, the latest first: {}\n\n", years.join(", "));
    }
    if !report.venues.is_empty() {
        *out += "Venues:\n\n";
        list(&report.venues, TOP, out, |it| format!("{} ({})", plain(&it.name), it.works));
    }
    let most: Vec<_> = report.works.iter().filter(|it| it.cited > 1).take(TOP).collect();
    if !most.is_empty() {
        *out += "Most cited:\n\n";
        list(&most, TOP, out, |it| {
            format!("{}× {}: {} {}", it.cited, plain(&it.authors), plain(&it.title), code(&it.key))
        });
    }
    let mut shared = report.shared.clone();
    shared.sort_by_key(|it| std::cmp::Reverse(it.works));
    if !shared.is_empty() {
        *out += "Sections that share most works:\n\n";
        let name = |at: usize| match report.sections[at].title.as_str() {
            "" => "(before the first heading)".to_owned(),
            title => plain(title),
        };
        shared.truncate(TOP);
        list(&shared, TOP, out, |it| format!("{}: {} and {}", it.works, name(it.first), name(it.second)));
    }
    if !report.uncited_paragraphs.is_empty() {
        *out += "Paragraphs that cite nothing:\n\n";
        list(&report.uncited_paragraphs, LISTED, out, |it| {
            format!("{} {}", place(&it.place), plain(&it.begins))
        });
    }
}

fn wrong(report: &Report, out: &mut String) {
    let references = &report.references;
    if report.findings.is_empty() {
        *out += "No duplicate, no key without an entry, nothing else to report.\n\n";
    } else {
        list(&report.findings, LISTED, out, |it| {
            format!("{} {}: {}", place(&it.place), it.rule, message(&it.message))
        });
    }
    if references.asked.is_empty() {
        *out += "References were not looked up: there is no corpus (`lacuna corpus add --help`).\n\n";
        return;
    }
    *out += &format!(
        "References: {} confirmed, {} to be looked at; asked: {}\n\n",
        references.confirmed,
        references.doubtful.len(),
        plain(&references.asked.join(", "))
    );
    list(&references.doubtful, LISTED, out, |it| {
        let differences: Vec<String> = it
            .differences
            .iter()
            .map(|it| format!("{}: “{}”, there “{}”", it.field, plain(&it.here), plain(&it.there)))
            .collect();
        let told =
            if differences.is_empty() { String::new() } else { format!("; {}", differences.join("; ")) };
        format!("{} {} {}{told}", place(&it.entry.place), it.verdict, entry(&it.entry))
    });
}
