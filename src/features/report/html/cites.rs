//! What the survey cites.

use super::chart;
use super::marks::{count, grouped, place, share, text, title, words};
use super::options::Links;
use super::table::{Table, USUAL, aside, bar, numbers, plot, words as column};
use crate::features::report::types::{Report, Work};

/// So many of the most cited works and of the most frequent venues are shown at once.
const TOP: usize = 12;

/// The part of the page.
pub(super) fn section(report: &Report, links: Links) -> String {
    let it = &report.totals;
    let lead = match it.works {
        0 => "Nothing is cited yet.".to_owned(),
        works => format!(
            "{} in {}; {} of them once.",
            count(works, "work", "works"),
            count(it.citations, "citation", "citations"),
            grouped(it.cited_once)
        ),
    };
    let mut out =
        format!("<section aria-labelledby=cites><h2 id=cites>What it cites</h2><p class=lead>{lead}</p>");
    if it.works > 0 {
        out += &years(report);
        out += &preprints(report);
        out += &most_cited(report, links);
        out += &venues(report);
        out += &map(report);
        out += &works(report, links);
    }
    out += &uncited(report, links);
    out + "</section>"
}

fn years(report: &Report) -> String {
    if report.years.is_empty() {
        return String::new();
    }
    let rows = report.years.iter().rev();
    let rows = rows
        .map(|it| format!("<tr><th scope=row>{}</th><td class=n>{}</td></tr>", it.year, grouped(it.works)));
    let table = Table {
        id: "years-table",
        caption: "Cited works by year".to_owned(),
        columns: &[column("Year"), numbers("Works")],
        rows: rows.collect(),
        is_pairs: false,
        shown: USUAL,
        kinds: Vec::new(),
    };
    format!(
        "<h3 id=years>By year</h3>{}<details><summary>As a table</summary>{}</details>",
        chart::years(&report.years),
        table.html()
    )
}

fn preprints(report: &Report) -> String {
    let it = &report.totals;
    let of = it.works;
    format!(
        "<h3 id=preprints>Preprints</h3><p>{} of {} {} as {}: {}.</p>{}",
        grouped(it.preprints),
        count(of, "work", "works"),
        if it.preprints == 1 { "is cited" } else { "are cited" },
        if it.preprints == 1 { "a preprint" } else { "preprints" },
        share(it.preprints, of),
        two_parts(it.preprints, of),
    )
}

/// A bar of a part beside the rest.
fn two_parts(part: usize, whole: usize) -> String {
    let width = 100.0 * part as f64 / whole.max(1) as f64;
    format!(
        "<svg class=bar viewBox=\"0 0 100 8\" preserveAspectRatio=none aria-hidden=true focusable=false>\
         <rect class=rest width=100 height=8></rect><rect width=\"{width:.1}\" height=8></rect></svg>"
    )
}

fn most_cited(report: &Report, links: Links) -> String {
    let most: Vec<&Work> = report.works.iter().filter(|it| it.cited > 1).take(TOP).collect();
    let Some(greatest) = most.first().map(|it| it.cited) else { return String::new() };
    let rows = most.iter().map(|it| {
        format!(
            "<tr><th scope=row>{}</th><td class=n>{}</td><td class=w>{}</td></tr>",
            work(it, links),
            grouped(it.cited),
            bar(it.cited, greatest)
        )
    });
    let table = Table {
        id: "most-cited",
        caption: "The works that are cited most often".to_owned(),
        columns: &[column("Work"), numbers("Cited"), plot()],
        rows: rows.collect(),
        is_pairs: false,
        shown: USUAL,
        kinds: Vec::new(),
    };
    format!("<h3>Most cited</h3>{}", table.html())
}

fn venues(report: &Report) -> String {
    let Some(greatest) = report.venues.first().map(|it| it.works) else { return String::new() };
    let rows = report.venues.iter().map(|it| {
        format!(
            "<tr><th scope=row>{}</th><td class=n>{}</td><td class=w>{}</td></tr>",
            words(&it.name),
            grouped(it.works),
            bar(it.works, greatest)
        )
    });
    let table = Table {
        id: "venues",
        caption: "Where the cited works appeared; years and numbers in the names aside".to_owned(),
        columns: &[column("Venue"), numbers("Works"), plot()],
        rows: rows.collect(),
        is_pairs: false,
        shown: USUAL,
        kinds: Vec::new(),
    };
    format!("<h3>By venue</h3>{}", table.html())
}

/// Which parts share works: a table that is a plot, too.
fn map(report: &Report) -> String {
    let mut parts: Vec<usize> =
        (0..report.sections.len()).filter(|at| report.sections[*at].is_part || *at == 0).collect();
    let shares = |at: usize| report.shared.iter().any(|it| it.first == at || it.second == at);
    parts.retain(|at| report.sections[*at].works > 0 && (*at > 0 || shares(0)));
    if parts.len() < 2 || report.shared.is_empty() {
        return String::new();
    }
    let most = report.shared.iter().map(|it| it.works).max().unwrap_or(1);
    let name = |at: usize| match report.sections[at].title.as_str() {
        "" => "before the first heading".to_owned(),
        title => title.to_owned(),
    };
    let cell = |row: usize, column: usize| {
        if row == column {
            return format!("<td class=own>{}</td>", report.sections[row].works);
        }
        let (first, second) = (row.min(column), row.max(column));
        let shared =
            report.shared.iter().find(|it| it.first == first && it.second == second).map_or(0, |it| it.works);
        let shade = if shared == 0 { 0 } else { (shared * 4).div_ceil(most).clamp(1, 4) };
        if shared == 0 { "<td></td>".to_owned() } else { format!("<td class=h{shade}>{shared}</td>") }
    };
    let number = |at: usize| report.sections[..=at].iter().filter(|it| it.is_part).count();
    let heads: String = parts
        .iter()
        .map(|at| format!("<th scope=col><abbr title=\"{}\">{}</abbr></th>", text(&name(*at)), number(*at)))
        .collect();
    let rows: String = parts
        .iter()
        .map(|row| {
            let cells: String = parts.iter().map(|column| cell(*row, *column)).collect();
            format!("<tr><th scope=row>{} {}</th>{cells}</tr>", number(*row), words(&name(*row)))
        })
        .collect();
    format!(
        "<h3 id=map>Which sections share works</h3><div class=\"scroll map\" role=region aria-labelledby=map-caption tabindex=0>\
         <table><caption id=map-caption>How many works each two sections both cite; on the diagonal, how many one cites</caption>\
         <thead><tr><td class=own></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

fn works(report: &Report, links: Links) -> String {
    let rows = report.works.iter().map(|it| {
        let sections: Vec<String> = it.sections.iter().map(|at| section_link(report, *at)).collect();
        let kinds = [
            (it.cited == 1).then_some("once"),
            it.preprint.then_some("preprint"),
            it.title.is_empty().then_some("none"),
            it.verdict.as_deref().filter(|it| *it != "confirmed"),
        ];
        let kinds: Vec<&str> = kinds.into_iter().flatten().collect();
        let kinds = if kinds.is_empty() { String::new() } else { format!(" data-kind=\"{}\"", kinds.join(" ")) };
        format!(
            "<tr{kinds}><th scope=row>{}</th><td class=n>{}</td><td class=n>{}</td><td class=aside>{}</td></tr>",
            work(it, links),
            it.year.map(|it| it.to_string()).unwrap_or_default(),
            it.cited,
            sections.join(", ")
        )
    });
    let choice = |value: &str, name: &str| (value.to_owned(), name.to_owned());
    let table = Table {
        id: "works",
        caption: "Every work that is cited".to_owned(),
        columns: &[column("Work"), numbers("Year"), numbers("Cited"), aside(column("Sections"))],
        rows: rows.collect(),
        is_pairs: false,
        shown: USUAL,
        kinds: vec![
            choice("once", "cited once"),
            choice("preprint", "preprints"),
            choice("none", "without title or entry"),
            choice("differs", "differing from a record"),
            choice("not-found", "without a record"),
        ],
    };
    format!("<h3 id=all-works>Every work</h3>{}", table.html())
}

/// With more parts than these a work's are named by their numbers, which the map has, too.
const NAMED: usize = 20;

/// A section as a link to its row, short where its title is long.
fn section_link(report: &Report, at: usize) -> String {
    if report.sections.iter().filter(|it| it.is_part).count() > NAMED {
        let number = report.sections[..=at].iter().filter(|it| it.is_part).count();
        return format!("<a href=#s{at}>{number}</a>");
    }
    const LONGEST: usize = 22;
    let name = match report.sections[at].title.as_str() {
        "" => "(before)",
        title => title,
    };
    let short: String = match name.chars().count() > LONGEST {
        true => name.chars().take(LONGEST - 1).collect::<String>().trim_end().to_owned() + "…",
        false => name.to_owned(),
    };
    format!("<a href=#s{at}>{}</a>", words(&short))
}

fn work(it: &Work, links: Links) -> String {
    let shown = match it.title.is_empty() && it.authors.is_empty() {
        true => "<span class=none>(no entry)</span>".to_owned(),
        false => title(&it.title, it.link.as_deref()),
    };
    let mut facts: Vec<String> = Vec::new();
    facts.extend((!it.authors.is_empty()).then(|| words(&it.authors)));
    facts.extend((!it.venue.is_empty()).then(|| words(&it.venue)));
    facts.push(format!("<code>{}</code>", words(&it.key)));
    facts.push(place(&it.place, links));
    format!("{shown}<span class=note>{}</span>", facts.join(" · "))
}

fn uncited(report: &Report, links: Links) -> String {
    let it = &report.totals;
    let head = format!(
        "<h3 id=uncited>Paragraphs that cite nothing</h3><p>{} of {} of running text; abstracts, captions and short remarks are not counted.</p>",
        grouped(it.uncited_paragraphs),
        count(it.paragraphs, "paragraph", "paragraphs")
    );
    if report.uncited_paragraphs.is_empty() {
        return head;
    }
    let rows = report.uncited_paragraphs.iter().enumerate().map(|(at, it)| {
        format!(
            "<tr><th scope=row data-sort={at}>{}<span class=note>{}</span></th><td class=aside>{}</td><td class=n>{}</td></tr>",
            words(&it.begins),
            place(&it.place, links),
            words(&it.section),
            grouped(it.words)
        )
    });
    let table = Table {
        id: "uncited-table",
        caption: "Paragraphs of running text in which nothing is cited and nothing is open".to_owned(),
        columns: &[column("Paragraph"), aside(column("Section")), numbers("Words")],
        rows: rows.collect(),
        is_pairs: false,
        shown: USUAL,
        kinds: Vec::new(),
    };
    head + &table.html()
}
