//! A record as a BibTeX entry: escaped, capitals protected that a style would lower.

use crate::model::record::Record;
use crate::resolve::verify::Venue;
use crate::syntax::names::Name;

/// The fields of an entry of the record's, in the order in which they are written.
pub fn fields(record: &Record) -> Vec<(&'static str, String)> {
    let work = &record.work;
    let is_preprint = work.arxiv.is_some() && !Venue::new(&work.venue).is_venue();
    let venue = match kind(record) {
        "article" => "journal",
        "inproceedings" | "incollection" => "booktitle",
        "phdthesis" => "school",
        "techreport" => "institution",
        _ => "howpublished",
    };
    let publisher = if venue == "school" || venue == "institution" { venue } else { "publisher" };
    let mut fields = vec![("author", authors(record)), ("title", protected(&work.title))];
    if !is_preprint {
        fields.push((venue, escaped(&work.venue)));
    }
    let is_volume = |it: &str| !it.is_empty() && !it.starts_with("abs/");
    fields.extend(is_volume(&record.volume).then(|| ("volume", escaped(&record.volume))));
    fields.push(("number", escaped(&record.number)));
    fields.push(("pages", escaped(&record.pages.replace("--", "-").replace('-', "--"))));
    fields.push((publisher, escaped(&record.publisher)));
    fields.push(("year", work.year.map(|it| it.to_string()).unwrap_or_default()));
    fields.push(("doi", work.doi.clone().unwrap_or_default().replace(['{', '}'], "")));
    if let Some(arxiv) = &work.arxiv {
        fields.push(("eprint", arxiv.clone()));
        fields.push(("archiveprefix", "arXiv".to_owned()));
    }
    if work.doi.is_none() && work.arxiv.is_none() {
        fields.push(("url", work.url.clone().unwrap_or_default().replace(['{', '}'], "")));
    }
    fields.retain(|it| !it.1.is_empty());
    let mut seen: Vec<&str> = Vec::new();
    fields.retain(|it| {
        let is_new = !seen.contains(&it.0);
        seen.push(it.0);
        is_new
    });
    fields
}

/// The type of an entry of the record's.
pub fn kind(record: &Record) -> &str {
    let work = &record.work;
    let is_archived = !work.venue.is_empty() && !Venue::new(&work.venue).is_venue();
    match work.kind.as_str() {
        "article" if is_archived && work.arxiv.is_some() => "misc",
        "misc" if Venue::new(&work.venue).is_venue() => "article",
        "" => "misc",
        kind => kind,
    }
}

/// An entry of this type and key.
pub fn entry(kind: &str, key: &str, fields: &[(&str, String)]) -> String {
    let width = fields.iter().map(|it| it.0.len()).max().unwrap_or_default();
    let mut text = format!("@{kind}{{{key},\n");
    for (name, value) in fields {
        text += &format!("  {name:<width$} = {{{value}}},\n");
    }
    text + "}"
}

/// `Family, Given and ...`.
pub fn authors(record: &Record) -> String {
    let mut names: Vec<String> = record.work.authors.iter().map(name).collect();
    names.extend(record.work.others.then(|| "others".to_owned()));
    names.join(" and ")
}

fn name(name: &Name) -> String {
    let family = escaped(&name.family);
    if name.given.is_empty() {
        // A body's name is no first name and family name.
        return if family.contains(' ') { format!("{{{family}}}") } else { family };
    }
    let parts = [escaped(&name.particle), family].into_iter().filter(|it| !it.is_empty());
    let parts = parts.collect::<Vec<_>>().join(" ");
    let suffix = if name.suffix.is_empty() { String::new() } else { format!("{}, ", escaped(&name.suffix)) };
    format!("{parts}, {suffix}{}", escaped(&name.given))
}

/// A title in which acronyms and names are protected by braces.
pub fn protected(title: &str) -> String {
    let words: Vec<&str> = title.split(' ').collect();
    let is_capital = |it: &&&str| it.starts_with(char::is_uppercase);
    let long = words.iter().skip(1).filter(|it| it.chars().count() > 3);
    let (all, capital) = (long.clone().count(), long.filter(is_capital).count());
    // Where most words are capital anyway, a capital is no name's.
    let is_title_case = capital * 2 > all;
    let word = |(at, word): (usize, &&str)| {
        let capitals = word.chars().filter(|it| it.is_uppercase()).count();
        let inner = word.chars().skip(1).any(char::is_uppercase);
        let is_name = at > 0 && capitals > 0 && !is_title_case && word.chars().count() > 1;
        let escaped = escaped(word);
        if !(inner || is_name) {
            return escaped;
        }
        let core = escaped.trim_end_matches([':', ',', '.', ';', '?', '!', ')']);
        format!("{{{core}}}{}", &escaped[core.len()..])
    };
    words.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// Plain text in TeX.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '#' | '$' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            // Braces are the format's own.
            '{' | '}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::model::library::Work;
    use crate::syntax::names::read_names;

    #[test]
    fn an_entry_is_clean() {
        let names = read_names("Jan van der Berg and {World Health Organization} and Müller, Jr., Ann");
        let work = Work {
            kind: "inproceedings".to_owned(),
            title: "BERT & friends: 50% of {all} words in Germany".to_owned(),
            authors: names.names,
            year: Some(2020),
            venue: "EMNLP (1)".to_owned(),
            doi: Some("10.1000/a_b".to_owned()),
            ..Work::default()
        };
        let record = Record { work, pages: "1-9".to_owned(), ..Record::default() };
        expect![[r#"
            @inproceedings{key,
              author    = {van der Berg, Jan and {World Health Organization} and Müller, Jr., Ann},
              title     = {{BERT} \& friends: 50\% of all words in {Germany}},
              booktitle = {EMNLP (1)},
              pages     = {1--9},
              year      = {2020},
              doi       = {10.1000/a_b},
            }"#]]
        .assert_eq(&entry(kind(&record), "key", &fields(&record)));
    }

    #[test]
    fn a_preprint_is_one() {
        let work = Work {
            kind: "article".to_owned(),
            title: "On Many Capital Words".to_owned(),
            venue: "CoRR".to_owned(),
            arxiv: Some("2001.00001".to_owned()),
            ..Work::default()
        };
        let record = Record { work, volume: "abs/2001.00001".to_owned(), ..Record::default() };
        expect![[r#"
            @misc{key,
              title         = {On Many Capital Words},
              eprint        = {2001.00001},
              archiveprefix = {arXiv},
            }"#]]
        .assert_eq(&entry(kind(&record), "key", &fields(&record)));
    }
}
