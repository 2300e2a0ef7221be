//! Entries as CSL-JSON (schema of the Citation Style Language 1.0.2), which Pandoc, Zotero and the like read.

use serde_json::{Map, Value, json};

use crate::model::library::{EntryId, Library, Work};
use crate::syntax::latex_text::to_unicode;
use crate::syntax::names::{Name, read_names};

/// The variables that are one field, in the order in which the field is looked for.
const VARIABLES: [(&str, &[&str]); 13] = [
    ("container-title", &["journaltitle", "journal", "booktitle"]),
    ("collection-title", &["series"]),
    ("publisher", &["publisher", "school", "institution", "organization"]),
    ("publisher-place", &["location", "address"]),
    ("volume", &["volume"]),
    ("issue", &["number", "issue"]),
    ("page", &["pages"]),
    ("edition", &["edition"]),
    ("ISBN", &["isbn"]),
    ("ISSN", &["issn"]),
    ("note", &["note"]),
    ("abstract", &["abstract"]),
    ("keyword", &["keywords"]),
];

/// An entry as an item.
pub(super) fn item(library: &Library, id: EntryId) -> Value {
    let work = library.work(id);
    let fields = library.fields(id);
    let field = |names: &[&str]| {
        let value = names.iter().find_map(|name| fields.iter().find(|it| it.name == *name))?;
        Some(to_unicode(&value.value).into_owned()).filter(|it| !it.is_empty())
    };
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(work.key));
    item.insert("type".to_owned(), json!(kind(&work)));
    item.insert("title".to_owned(), json!(work.title));
    for (variable, names) in VARIABLES {
        if let Some(value) = field(names) {
            let value = if variable == "page" { value.replace("--", "-").replace('–', "-") } else { value };
            item.insert(variable.to_owned(), json!(value));
        }
    }
    let people = |name: &str| {
        let field = fields.iter().find(|it| it.name == name)?;
        Some(read_names(&field.value).names.iter().map(person).collect::<Vec<_>>())
    };
    for name in ["author", "editor", "translator"] {
        if let Some(people) = people(name).filter(|it| !it.is_empty()) {
            item.insert(name.to_owned(), json!(people));
        }
    }
    if let Some(parts) = date(&field(&["date"]).unwrap_or_default()).or(work.year.map(|it| vec![it])) {
        item.insert("issued".to_owned(), json!({"date-parts": [parts]}));
    }
    let doi = work.doi_written.or(work.doi);
    let url = work.url.or(work.arxiv.map(|it| format!("https://arxiv.org/abs/{it}")));
    for (variable, value) in [("DOI", doi), ("URL", url)] {
        if let Some(value) = value {
            item.insert(variable.to_owned(), json!(value));
        }
    }
    Value::Object(item)
}

/// Year, month and day of `2019-05-30`, as far as they are there.
fn date(value: &str) -> Option<Vec<i32>> {
    let first = value.split('/').next()?;
    let parts: Vec<i32> = first.split('-').map_while(|it| it.trim().parse().ok()).take(3).collect();
    (!parts.is_empty()).then_some(parts)
}

fn person(name: &Name) -> Value {
    let mut person = Map::new();
    let parts = [
        ("family", &name.family),
        ("given", &name.given),
        ("non-dropping-particle", &name.particle),
        ("suffix", &name.suffix),
    ];
    for (part, value) in parts {
        if !value.is_empty() {
            person.insert(part.to_owned(), json!(value));
        }
    }
    match name.given.is_empty() && name.particle.is_empty() {
        true => json!({"literal": name.family}),
        false => Value::Object(person),
    }
}

fn kind(work: &Work) -> &'static str {
    match work.kind.as_str() {
        "article" => "article-journal",
        "inproceedings" | "conference" => "paper-conference",
        "incollection" | "inbook" | "suppbook" | "bookinbook" => "chapter",
        "book" | "mvbook" | "collection" | "proceedings" | "booklet" => "book",
        "phdthesis" | "mastersthesis" | "thesis" => "thesis",
        "techreport" | "report" => "report",
        "online" | "electronic" | "www" => "webpage",
        "software" => "software",
        "dataset" => "dataset",
        "patent" => "patent",
        "manual" => "document",
        "unpublished" => "manuscript",
        _ if work.arxiv.is_some() => "article",
        _ => "document",
    }
}
