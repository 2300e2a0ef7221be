//! How a work is shown: in a few words, and as a card.

use super::library::Work;
use super::markdown;
use super::markdown::escaped;
use crate::syntax::names::Name;
use crate::text::visible::{visible, visible_line};

/// More authors than this are counted on a card.
const AUTHORS: usize = 8;
/// Characters to a line of an abstract.
const LINE: usize = 90;

/// What a client can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown without HTML and tables.
    Markdown,
    /// Plain text.
    Plain,
}

/// `Devlin et al. (2019)`.
pub fn short(work: &Work) -> String {
    match work.year {
        Some(year) => format!("{} ({})", authors(work), self::year(year)),
        None => authors(work),
    }
}

/// A year as it is read: before our era those of ISO 8601 count from 0, which is 1 BC.
pub fn year(year: i32) -> String {
    if year < 0 { format!("{} BC", 1 - year) } else { year.to_string() }
}

/// `Devlin et al.`, `Devlin and Chang`, `Devlin`.
pub fn authors(work: &Work) -> String {
    match work.authors.as_slice() {
        [] => "unknown authors".to_owned(),
        [one] if work.others => format!("{} et al.", family(one)),
        [one] => family(one),
        [one, two] if !work.others => format!("{} and {}", family(one), family(two)),
        [one, ..] => format!("{} et al.", family(one)),
    }
}

/// `van der Maaten`.
pub fn family(name: &Name) -> String {
    if name.particle.is_empty() { name.family.clone() } else { format!("{} {}", name.particle, name.family) }
}

/// A title in typographic quotes.
pub fn quoted(title: &str) -> String {
    format!("“{title}”")
}

/// A card: title; authors, year; venue; links; abstract of at most `lines` lines.
pub fn card(work: &Work, lines: usize, format: Format) -> String {
    let mut blocks = Vec::new();
    let title = text(if work.title.is_empty() { "(no title)" } else { &work.title }, format);
    blocks.push(match format {
        Format::Markdown => format!("**{title}**"),
        Format::Plain => title,
    });
    let mut facts: Vec<String> = Vec::new();
    let year = work.year.map(year);
    let people = all_authors(work);
    let who: Vec<String> = [people, work.collaboration.clone(), year]
        .into_iter()
        .flatten()
        .map(|it| text(&it, format))
        .collect();
    if !who.is_empty() {
        facts.push(who.join(", "));
    }
    if !work.venue.is_empty() {
        let venue = text(&work.venue, format);
        facts.push(match format {
            Format::Markdown => format!("*{venue}*"),
            Format::Plain => venue,
        });
    }
    let links = links(work, format);
    if !links.is_empty() {
        facts.push(links.join(" · "));
    }
    // Two blanks at a line's end break the line in Markdown.
    let line_break = if format == Format::Markdown { "  \n" } else { "\n" };
    if !facts.is_empty() {
        blocks.push(facts.join(line_break));
    }
    if let Some(text_of) = work.abstract_text.as_deref().filter(|_| lines > 0) {
        blocks.push(text(&folded(text_of, lines), format));
    }
    if work.unverified {
        blocks.push(text("Marked UNVERIFIED: nobody has checked yet that this work exists.", format));
    }
    blocks.join("\n\n")
}

fn all_authors(work: &Work) -> Option<String> {
    if work.authors.is_empty() {
        return None;
    }
    let shown: Vec<String> = work.authors.iter().take(AUTHORS).map(Name::full).collect();
    let more = work.authors.len().saturating_sub(AUTHORS);
    Some(match (more, work.others) {
        (0, false) => shown.join(", "),
        (0, true) => format!("{} and others", shown.join(", ")),
        (more, _) => format!("{} and {more} more", shown.join(", ")),
    })
}

fn links(work: &Work, format: Format) -> Vec<String> {
    let mut links = Vec::new();
    let mut link = |name: String, to: &str| {
        links.push(match format {
            Format::Markdown => markdown::link(&name, to),
            Format::Plain if to.ends_with(&name) => visible_line(to).into_owned(),
            Format::Plain => visible_line(&format!("{name}: {to}")).into_owned(),
        });
    };
    if let Some(doi) = work.doi_written.as_ref().or(work.doi.as_ref()) {
        // A DOI may hold signs that mean something in an address (DOI Handbook, section 2.5.2.4).
        let path = doi.replace('%', "%25").replace('#', "%23").replace('?', "%3F");
        link(format!("doi:{doi}"), &format!("https://doi.org/{path}"));
    }
    if let Some(arxiv) = &work.arxiv {
        link(format!("arXiv:{arxiv}"), &format!("https://arxiv.org/abs/{arxiv}"));
    }
    let plain = work.url.as_ref().filter(|it| it.starts_with("https://") || it.starts_with("http://"));
    if let Some(url) = plain.filter(|_| work.doi.is_none() && work.arxiv.is_none()) {
        let host = url.split('/').nth(2).unwrap_or(url).to_owned();
        link(host, url);
    }
    links
}

/// `text` as `format` shows it literally, what hides itself as marks.
pub fn text(text: &str, format: Format) -> String {
    match format {
        Format::Markdown => escaped(text),
        Format::Plain => visible(text).into_owned(),
    }
}

/// The first `lines` lines of `text`.
fn folded(text: &str, lines: usize) -> String {
    let limit = lines * LINE;
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let cut: String = text.chars().take(limit).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn work() -> Work {
        Work {
            key: "a".into(),
            title: "A * star_is [born]".into(),
            authors: vec![
                Name {
                    family: "Maaten".into(),
                    given: "Laurens".into(),
                    particle: "van der".into(),
                    suffix: String::new(),
                },
                Name { family: "Hinton".into(), given: "Geoffrey".into(), ..Name::default() },
            ],
            year: Some(2008),
            venue: "JMLR".into(),
            doi: Some("10.1/a(b)".into()),
            abstract_text: Some("word ".repeat(60)),
            ..Work::default()
        }
    }

    #[test]
    fn a_card_in_markdown_shows_nothing_raw() {
        expect![[r"
            **A \* star_is \[born\]**

            Laurens van der Maaten, Geoffrey Hinton, 2008  
            *JMLR*  
            [doi:10.1/a(b)](https://doi.org/10.1/a%28b%29)

            word word word word word word word word word word word word word word word word word word…"]]
        .assert_eq(&card(&work(), 1, Format::Markdown));
    }

    #[test]
    fn a_plain_card_holds_no_marks() {
        expect![[r"
            A * star_is [born]

            Laurens van der Maaten, Geoffrey Hinton, 2008
            JMLR
            doi:10.1/a(b): https://doi.org/10.1/a(b)"]]
        .assert_eq(&card(&work(), 0, Format::Plain));
    }

    #[test]
    fn short_forms() {
        assert_eq!(short(&work()), "van der Maaten and Hinton (2008)");
        assert_eq!(short(&Work { others: true, year: None, ..work() }), "van der Maaten et al.");
    }
}
