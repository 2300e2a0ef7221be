//! How far the survey is.

use super::marks::{count, entry, grouped, place, sentence, text, words};
use super::options::Links;
use super::table::{MANY, Table, USUAL, aside, bar, numbers, plot, words as column};
use crate::features::report::types::{Changed, Open, Progress, Report};

/// The part of the page.
pub(super) fn section(report: &Report, links: Links) -> String {
    let lead = match report.totals.open {
        0 => "Every place that asks for a citation has one.".to_owned(),
        open => format!("{} to close.", count(open, "open citation is left", "open citations are left")),
    };
    let mut out =
        format!("<section aria-labelledby=far><h2 id=far>How far it is</h2><p class=lead>{lead}</p>");
    if let Some(it) = &report.progress {
        out += &progress(it);
    }
    if report.totals.open > 0 {
        out += &kinds(report);
    }
    out += &sections(report, links);
    if report.totals.open > 0 {
        out += &open(report, links);
    }
    out + "</section>"
}

fn progress(it: &Progress) -> String {
    let since = text(&it.since);
    let works = |keys: &[String], what: &str| match keys {
        [] => String::new(),
        keys => {
            let shown: Vec<String> = keys.iter().map(|it| format!("<code>{}</code>", words(it))).collect();
            format!(
                "<details><summary>{} {what}</summary><p>{}</p></details>",
                count(keys.len(), "work", "works"),
                shown.join(", ")
            )
        }
    };
    let mut rows = vec![
        row("Open citations", it.open.before, it.open.now),
        row("Works cited", it.works.before, it.works.now),
    ];
    let group = |name: &str, all: &[Changed]| -> Vec<String> {
        all.iter()
            .map(|it| {
                row(
                    &format!(
                        "{name}: {}",
                        if it.name.is_empty() { "before the first heading" } else { &it.name }
                    ),
                    it.before,
                    it.now,
                )
            })
            .collect()
    };
    rows.extend(group("Kind", &it.kinds));
    rows.extend(group("Section", &it.sections));
    let table = Table {
        id: "progress-table",
        caption: format!("What has changed since {since}"),
        columns: &[column("What"), numbers("Before"), numbers("Now"), numbers("Change")],
        rows,
        is_pairs: false,
        shown: MANY,
        kinds: Vec::new(),
    };
    format!(
        "<h3 id=progress>Since {since}</h3><p>{} closed, {} new.</p>{}{}{}",
        count(it.closed, "open citation", "open citations"),
        grouped(it.opened),
        table.html(),
        works(&it.new_works, "cited that were not"),
        works(&it.gone_works, "no longer cited"),
    )
}

fn row(name: &str, before: usize, now: usize) -> String {
    let change = match now.cmp(&before) {
        std::cmp::Ordering::Equal => "0".to_owned(),
        std::cmp::Ordering::Greater => format!("+{}", now - before),
        std::cmp::Ordering::Less => format!("−{}", before - now),
    };
    let signed = now as i64 - before as i64;
    format!(
        "<tr><th scope=row>{}</th><td class=n>{}</td><td class=n>{}</td><td class=n data-sort=\"{signed}\">{change}</td></tr>",
        words(name),
        grouped(before),
        grouped(now)
    )
}

fn kinds(report: &Report) -> String {
    let most = report.kinds.iter().map(|it| it.count).max().unwrap_or_default();
    let row = |it: &crate::features::report::types::Kind| {
        format!(
            "<tr><th scope=row>{}</th><td class=n>{}</td><td class=w>{}</td></tr>",
            text(&it.name),
            grouped(it.count),
            bar(it.count, most)
        )
    };
    let table = Table {
        id: "kinds",
        caption: "Open citations by kind".to_owned(),
        columns: &[column("Kind"), numbers("Open"), plot()],
        rows: report.kinds.iter().map(row).collect(),
        is_pairs: false,
        shown: USUAL,
        kinds: Vec::new(),
    };
    format!("<h3>By kind</h3>{}", table.html())
}

fn sections(report: &Report, links: Links) -> String {
    let most = report.sections.iter().map(|it| it.works).max().unwrap_or_default();
    let is_told = |at: usize| {
        at > 0 || report.sections[0].works + report.sections[0].open + report.sections[0].paragraphs > 0
    };
    let rows = report.sections.iter().enumerate().filter(|it| is_told(it.0)).map(|(at, it)| {
        let title = match it.title.is_empty() {
            true => "<span class=none>(before the first heading)</span>".to_owned(),
            false => words(&it.title),
        };
        let bare = match it.paragraphs {
            0 => "–".to_owned(),
            all => format!("{} of {all}", it.uncited_paragraphs),
        };
        format!(
            "<tr id=s{at}><th scope=row class=l{} data-sort={at}>{title} {}</th>\
             <td class=n>{}</td><td class=\"w aside\">{}</td><td class=\"n aside\">{}</td><td class=n>{}</td>\
             <td class=\"n aside\" data-sort={}>{bare}</td></tr>",
            it.level.min(6),
            place(&it.place, links),
            grouped(it.works),
            bar(it.works, most),
            grouped(it.citations),
            if it.open > 0 { format!("<b>{}</b>", grouped(it.open)) } else { "0".to_owned() },
            it.uncited_paragraphs,
        )
    });
    let table = Table {
        id: "sections",
        caption: "Sections with their subsections: works cited, cite commands, open citations, paragraphs that cite nothing".to_owned(),
        columns: &[
            column("Section"),
            numbers("Works"),
            aside(plot()),
            aside(numbers("Citations")),
            numbers("Open"),
            aside(numbers("Uncited paragraphs")),
        ],
        rows: rows.collect(),
        is_pairs: false,
        shown: MANY,
        kinds: Vec::new(),
    };
    format!("<h3>By section</h3>{}", table.html())
}

fn open(report: &Report, links: Links) -> String {
    let kinds = report.kinds.iter().map(|it| (kind(&it.rule, it.verdict.as_deref()), it.name.clone()));
    let table = Table {
        id: "open",
        caption: "Each open citation beside the entries that may be meant".to_owned(),
        columns: &[column("In the text"), column("In the bibliography")],
        rows: report.open.iter().enumerate().map(|(at, it)| one(at, it, links)).collect(),
        is_pairs: true,
        shown: MANY,
        kinds: kinds.collect(),
    };
    format!("<h3>Every open citation</h3>{}", table.html())
}

fn kind(rule: &str, verdict: Option<&str>) -> String {
    verdict.map_or_else(|| rule.to_owned(), |it| format!("{rule}.{it}"))
}

fn one(at: usize, it: &Open, links: Links) -> String {
    let named = it.named.as_ref().map(|it| format!("<b>{}</b><br>", words(it))).unwrap_or_default();
    let section = match it.section.is_empty() {
        true => String::new(),
        false => format!(" · {}", words(&it.section)),
    };
    let candidates = match it.candidates.as_slice() {
        [] => "<span class=none>nothing near</span>".to_owned(),
        all => {
            let items: String = all.iter().map(|it| format!("<li>{}</li>", entry(it, links))).collect();
            format!("<ul class=plain>{items}</ul>")
        }
    };
    format!(
        "<tr role=row data-kind=\"{}\"><th scope=row role=rowheader data-sort={at}>{named}{}<span class=note><span class=\"tag{}\">{}</span> {}{section}</span></th><td role=cell>{candidates}</td></tr>",
        text(&kind(&it.rule, it.verdict.as_deref())),
        sentence(&it.sentence),
        if it.verdict.as_deref() == Some("match") { " on" } else { "" },
        text(&it.name),
        place(&it.place, links),
    )
}
