//! A report as one page of HTML that needs nothing else: no network, no file beside it, no program but a browser.
//!
//! What a document says stands in it as text; the page's own style and script are the only ones that its
//! Content-Security-Policy lets act, by their hashes. The page is `page.html` with `page.css` and `page.js`.

mod chart;
mod cites;
mod far;
mod marks;
mod options;
mod table;
mod wrong;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use self::marks::{grouped, share, text};
pub use self::options::{Links, Options};
use super::types::Report;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A report as a page.
pub fn html(report: &Report, options: &Options) -> String {
    // A browser hashes what it reads, with its own line ends.
    let (style, script) = (STYLE.replace('\r', ""), SCRIPT.replace('\r', ""));
    let hash = |it: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(it)));
    let connect = if options.revision.is_some() { "; connect-src 'self'" } else { "" };
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'{connect}",
        hash(&style),
        hash(&script),
    );
    let links = options.links;
    let main = [
        far::section(report, links),
        cites::section(report, links),
        wrong::section(report, links),
        wrong::forgotten(report, links),
    ];
    let live = options.revision.as_ref().map(|it| format!(" data-revision=\"{}\"", text(it)));
    filled(PAGE, &|name| match name {
        "policy" => policy.clone(),
        "style" => style.clone(),
        "script" => script.clone(),
        "version" => env!("CARGO_PKG_VERSION").to_owned(),
        "title" => text(&report.title),
        "root" => text(&report.root),
        "made" => text(&report.made),
        "live" => live.clone().unwrap_or_default(),
        "figures" => figures(report),
        "main" => main.concat(),
        _ => String::new(),
    })
}

/// A template with each `{{name}}` replaced, once: what is put in is not looked at again.
fn filled(template: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("{{") {
        out += before;
        let Some((name, next)) = behind.split_once("}}") else { break };
        out += &value(name);
        rest = next;
    }
    out + rest
}

/// The figures at the head, each a link to where it is looked into.
fn figures(report: &Report) -> String {
    let it = &report.totals;
    let figure = |goal: &str, number: String, name: String| {
        format!("<li><a href=\"#{goal}\"><b>{number}</b><span>{name}</span></a></li>")
    };
    let plural =
        |number: usize, one: &str, many: &str| if number == 1 { one.to_owned() } else { many.to_owned() };
    let figures = [
        figure("far", grouped(it.open), plural(it.open, "open citation", "open citations")),
        figure("cites", grouped(it.works), plural(it.works, "work cited", "works cited")),
        figure("cites", grouped(it.citations), plural(it.citations, "citation", "citations")),
        figure("preprints", share(it.preprints, it.works), "are preprints".to_owned()),
        figure(
            "uncited",
            grouped(it.uncited_paragraphs),
            format!("of {} paragraphs cite nothing", grouped(it.paragraphs)),
        ),
        figure(
            "forgotten",
            grouped(it.uncited_entries),
            format!("of {} entries are not cited", grouped(it.entries)),
        ),
    ];
    let figures = figures.concat().replacen("<li>", "<li class=first>", 1);
    format!("<ul class=figures aria-label=\"Key figures\">{figures}</ul>")
}
