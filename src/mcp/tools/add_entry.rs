//! `add_entry`: a work is added to the paper's bibliography, once; what no source confirms is marked.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::arguments::{path, project, read};
use super::resolve::{entries, looked_up};
use super::tool::{Tool, object};
use crate::corpus::{Breadth, Corpora};
use crate::edits::paste_bibtex::paste;
use crate::edits::records::add;
use crate::mcp::answer::{Answer, diff, verified};
use crate::mcp::desk::{Desk, View};
use crate::model::bibliography::Bibliography;
use crate::model::library::Work;
use crate::model::record::{Record, Reference};
use crate::model::verified::{Verdict, Verified};
use crate::resolve::verify::same_identifier;
use crate::syntax::bib::Piece;
use crate::text::Text;
use crate::text::visible::is_hidden;

pub const TOOL: Tool = Tool {
    name: "add_entry",
    description: "Add a work to the paper's bibliography, once: by `doi` or `arxiv` id or by `corpus` and `record` as \
                  `search` names them (the entry is then written from the record), or as `bibtex`. BibTeX that the \
                  corpora confirm is added as it is; BibTeX that differs from a record is refused with the \
                  differences; BibTeX that no corpus can confirm is added with the note UNVERIFIED, which `check` \
                  reports until a person has looked. Answers with the key to cite and the diff; files are written \
                  only if the server was started with --write.",
    schema,
    writes: true,
    call,
};

fn schema() -> Value {
    object(
        json!({
            "path": path(),
            "doi": {"type": "string"},
            "arxiv": {"type": "string"},
            "corpus": {"type": "string"},
            "record": {"type": "string"},
            "bibtex": {"type": "string", "description": "One entry."},
        }),
        &[],
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    path: Option<String>,
    doi: Option<String>,
    arxiv: Option<String>,
    corpus: Option<String>,
    record: Option<String>,
    bibtex: Option<String>,
}

fn call(desk: &mut Desk, arguments: Value, told: &dyn Fn(&str)) -> Answer {
    let it: Arguments = read(arguments)?;
    told("reading");
    let view = desk.view(it.path.as_deref())?;
    told("looking up");
    match (it.bibtex, it.doi, it.arxiv, it.corpus, it.record) {
        (Some(bibtex), None, None, None, None) => of_bibtex(desk, &view, &bibtex),
        (None, Some(doi), None, None, None) => {
            let doi = doi.trim().trim_start_matches("https://doi.org/").to_lowercase();
            let work = Work { doi: Some(doi.clone()), ..Work::default() };
            let (corpus, record) = identified(&view.corpora, work, &format!("the DOI {doi}"))?;
            of_record(desk, &view, &corpus, &record)
        }
        (None, None, Some(id), None, None) => {
            let id = id
                .trim()
                .trim_start_matches("https://arxiv.org/abs/")
                .trim_start_matches("arXiv:")
                .to_owned();
            let bare =
                id.rsplit_once('v').filter(|it| it.1.parse::<u32>().is_ok()).map_or(id.as_str(), |it| it.0);
            let work = Work { arxiv: Some(bare.to_owned()), ..Work::default() };
            let (corpus, record) = identified(&view.corpora, work, &format!("the arXiv id {id}"))?;
            of_record(desk, &view, &corpus, &record)
        }
        (None, None, None, Some(corpus), Some(key)) => {
            let record = view.corpora.record(&corpus, &key);
            let record = record.ok_or_else(|| format!("no corpus `{corpus}` has a record `{key}`"))?;
            of_record(desk, &view, &corpus, &record)
        }
        _ => Err("give one of `bibtex`, `doi`, `arxiv`, or `corpus` with `record`".to_owned()),
    }
}

/// The record with an identifier, and its corpus.
fn identified(corpora: &Corpora, work: Work, named: &str) -> Result<(String, Record), String> {
    if corpora.is_empty() {
        return Err(format!(
            "nothing was added: there is no corpus on this machine in which {named} could be looked up; give BibTeX"
        ));
    }
    let reference = Reference { work, ..Reference::default() };
    let (candidates, _) = corpora.look_up(&reference, Breadth::Exact);
    let found = candidates.into_iter().find(|it| same_identifier(&reference, &it.record));
    let found = found.ok_or_else(|| {
        format!("nothing was added: no corpus has {named}; it may be right all the same: give BibTeX, which is then marked UNVERIFIED")
    })?;
    Ok((corpora.open[found.source].name.clone(), found.record))
}

fn of_record(desk: &mut Desk, view: &View, corpus: &str, record: &Record) -> Answer {
    let project = project(view)?;
    let key = add::key(project, record);
    let change = add::add(&view.snapshot, &project.root, record, &key)?;
    let (shown, may_write) = desk.change(view, &change)?;
    let mut answer = json!({
        "key": key,
        "added": !change.is_empty(),
        "written": may_write && !change.is_empty(),
        "verdict": Verdict::Confirmed.name(),
        "source": corpus,
        "diff": diff(&shown),
    });
    if let Some(withdrawn) = &record.withdrawn {
        answer["withdrawn"] = json!(withdrawn);
    }
    Ok(answer)
}

fn of_bibtex(desk: &mut Desk, view: &View, bibtex: &str) -> Answer {
    let project = project(view)?;
    if let Some(hidden) = bibtex.chars().find(|c| is_hidden(*c)) {
        return Err(format!(
            "nothing was added: the entry holds signs that cannot be seen or that steer what is shown (U+{:04X}); \
             write it without them",
            u32::from(hidden)
        ));
    }
    let references = entries(bibtex).ok_or("there is no BibTeX entry in `bibtex`")?;
    let [reference] = references.as_slice() else {
        return Err(format!("there are {} entries in `bibtex`; add one at a time", references.len()));
    };
    let found = looked_up(&view.corpora, reference);
    let verdict = found.as_ref().map_or(Verdict::Unchecked, |it| it.verdict);
    if let Some(found) = found.as_ref().filter(|it| it.verdict == Verdict::Differs) {
        let told = verified(found);
        return Err(format!(
            "nothing was added: a record of the same work says otherwise; correct the entry, or add the record by its \
             `corpus` and `record`: {told}"
        ));
    }
    let known = add::in_library(project, &Record { work: reference.work.clone(), ..Record::default() });
    let marked = match verdict {
        Verdict::Confirmed => bibtex.to_owned(),
        _ => unverified(bibtex, &why(found.as_ref()))
            .ok_or("the entry cannot be read; its braces may not balance")?,
    };
    let pasted = paste(&view.snapshot, &project.root, None, &marked)?;
    let (shown, may_write) = desk.change(view, &pasted.change)?;
    let added = !pasted.change.is_empty();
    Ok(json!({
        "key": pasted.keys.first(),
        "added": added,
        "was_there": known.is_some(),
        "written": may_write && added,
        "verdict": verdict.name(),
        "marked_unverified": added && verdict != Verdict::Confirmed,
        "corpora": found.as_ref().map(verified),
        "diff": diff(&shown),
    }))
}

fn why(found: Option<&Verified>) -> String {
    match found {
        Some(it) if it.verdict == Verdict::NotFound => format!("UNVERIFIED: not in {}", it.names()),
        _ => "UNVERIFIED: no source could be asked".to_owned(),
    }
}

/// The entry with a note that says so.
fn unverified(bibtex: &str, note: &str) -> Option<String> {
    let bib = Arc::new(Bibliography::parse(Text::plain(bibtex.to_owned())));
    let entry = bib.keys().next().map(|_| bib.entry(0))?;
    let mut text = bibtex.to_owned();
    match entry.field("note").and_then(|it| it.pieces.first()) {
        Some(Piece::Text(former, _)) if former.contains("UNVERIFIED") => {}
        Some(Piece::Text(_, range)) => text.insert_str(range.start, &format!("{note}; ")),
        Some(_) => return None,
        None => {
            let last = entry.fields.last()?.value_range.end;
            text.insert_str(last, &format!(",\n  note = {{{note}}}"));
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(bibtex: &str, expected: Expect) {
        expected.assert_eq(&unverified(bibtex, "UNVERIFIED: not in dblp").unwrap_or_default());
    }

    #[test]
    fn an_entry_that_nothing_confirms_says_so() {
        check(
            "@misc{a, title = {A}}",
            expect![[r#"
                @misc{a, title = {A},
                  note = {UNVERIFIED: not in dblp}}"#]],
        );
        check(
            "@misc{a, note = {In press}, title = {A},\n}",
            expect![[r#"
                @misc{a, note = {UNVERIFIED: not in dblp; In press}, title = {A},
                }"#]],
        );
        check(
            "@misc{a, title = {A}, note = {UNVERIFIED}}",
            expect!["@misc{a, title = {A}, note = {UNVERIFIED}}"],
        );
        check("@misc{a}", expect![""]);
    }
}
