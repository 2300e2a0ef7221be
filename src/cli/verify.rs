//! `lacuna verify`: every reference looked up in the corpora, and in services where that is wanted; and what differs.

mod differences;
pub(super) mod lock;
mod looked;
mod online;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Value, json};

use self::looked::Looked;
use super::arguments::{Format, VerifyArguments};
use super::load::{load, shown};
use super::progress::Bar;
use super::services::services;
use super::terminal::{self, complain, print};
use crate::corpus::{Corpora, sources, store, verify_all};
use crate::model::record::{Record, Reference};
use crate::model::verified::{Source, Verdict, Verified};
use crate::resolve::verify::{Referenced, prose_references, references};
use crate::settings::Settings;
use crate::text::visible::visible_line;
use crate::workspace::lookups::named;

/// So many references are looked up between two steps of the progress that is shown.
const AT_ONCE: usize = 64;

/// The version of the JSON that is written; its schema is `docs/json/verify.schema.json`.
const VERSION: u32 = 1;

/// What stands below a reference is set in by this.
const INDENT: &str = "             ";

pub(super) fn run(arguments: &VerifyArguments) -> ExitCode {
    let here = PathBuf::from(".");
    let paths = if arguments.paths.is_empty() { std::slice::from_ref(&here) } else { &arguments.paths };
    let mut refused = false;
    let mut places: Vec<(Referenced, String, usize)> = Vec::new();
    let mut wanted = arguments.corpora.clone();
    let mut narrowings: Vec<(Settings, PathBuf)> = Vec::new();
    for path in paths {
        match load(path) {
            Ok(loaded) => {
                if wanted.is_empty() {
                    wanted.clone_from(&loaded.snapshot.settings.corpora);
                }
                let whole = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                narrowings.push((loaded.snapshot.settings.as_ref().clone(), whole));
                let entries = references(&loaded.snapshot, &loaded.subjects, arguments.all);
                let prose = prose_references(&loaded.snapshot, &loaded.subjects);
                for it in entries.into_iter().chain(prose) {
                    let line = loaded
                        .snapshot
                        .document(&it.document)
                        .map(|document| document.text.line_of(it.range.start) + 1);
                    let name = shown(&it.document);
                    if !places.iter().any(|old| old.0.document == it.document && old.0.range == it.range) {
                        places.push((it, name, line.unwrap_or_default()));
                    }
                }
            }
            Err(why) => {
                refused = true;
                complain(&format!("{}: {why}", path.display()));
            }
        }
    }
    if let Some(file) = &arguments.locked {
        return lock::demand(file, &places);
    }
    let services = services(&arguments.asking, &narrowings);
    let corpora = open(&wanted, services.is_none());
    let asked: Vec<&Reference> = places.iter().map(|it| &it.0.reference).collect();
    let bar = Bar::new("looking up", Some(asked.len()));
    let told = |some: &[&Reference]| {
        let found = verify_all(&corpora, some);
        bar.advance(some.len());
        found
    };
    let found: Vec<Verified> = match &services {
        Some(services) => online::look_up(services, &corpora, &asked, &bar),
        None => asked.chunks(AT_ONCE).flat_map(told).collect(),
    };
    drop(bar);
    let looked = |((place, shown, line), verified)| Looked { place, shown, line, verified };
    let verified: Vec<Looked> = places.into_iter().zip(found).map(looked).collect();
    print(&match arguments.format {
        Format::Text => text(&verified, &corpora) + &services.as_ref().map(online::told).unwrap_or_default(),
        Format::Json => {
            let references: Vec<Value> = verified.iter().map(json_of).collect();
            terminal::json(&json!({"version": VERSION, "references": references}))
        }
    });
    if let Some(file) = &arguments.write
        && let Err(why) = lock::write(file, &verified, &arguments.accept)
    {
        complain(&format!("{}: {why}", file.display()));
        refused = true;
    }
    let bad =
        verified.iter().any(|it| it.verified.verdict == Verdict::Differs || it.verified.withdrawn.is_some());
    match (refused || (corpora.is_empty() && services.is_none()), bad && !arguments.exit_zero) {
        (true, _) => ExitCode::from(2),
        (_, true) => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

/// Opens the corpora; where `alone` is true, that there is none is told.
fn open(wanted: &[String], alone: bool) -> Corpora {
    let root = store::default_root().unwrap_or_default();
    let corpora = Corpora::open(&root, Some(&named(wanted, &store::names(&root))));
    for it in &corpora.refused {
        complain(&format!("the corpus `{}` cannot be used: {}", it.name, it.why));
    }
    if corpora.is_empty() && alone {
        complain(&format!(
            "there is no corpus in {}; `lacuna corpus add --help` tells where dumps are to be had, and `--online` asks \
             services",
            root.display()
        ));
    }
    corpora
}

fn json_of(it: &Looked) -> Value {
    let verified = &it.verified;
    let differences = verified.differences.iter();
    let differences: Vec<Value> =
        differences.map(|it| json!({ "field": it.field, "here": it.here, "there": it.there })).collect();
    let mut told = json!({
        "key": it.key(),
        "file": it.shown,
        "line": it.line,
        "verdict": verified.verdict.name(),
        "sources": it.sources(),
        "differences": differences,
        "record": verified.record.as_ref().map(record),
    });
    if let Some(withdrawn) = &verified.withdrawn {
        told["withdrawn"] = json!(withdrawn);
    }
    if let Some(published) = &verified.published {
        told["published"] = record(published);
    }
    if verified.is_unregistered {
        told["unregistered"] = json!(true);
    }
    if !verified.reason.is_empty() {
        told["reason"] = json!(verified.reason);
    }
    told
}

fn record(record: &Record) -> Value {
    let work = &record.work;
    let names: Vec<String> = work.authors.iter().map(crate::syntax::names::Name::full).collect();
    json!({
        "key": work.key,
        "type": work.kind,
        "title": work.title,
        "authors": names,
        "year": work.year,
        "venue": work.venue,
        "doi": work.doi,
        "arxiv": work.arxiv,
        "link": record.link(),
    })
}

/// What is not confirmed, one below the other, then the counts.
fn text(verified: &[Looked], corpora: &Corpora) -> String {
    let mut out = String::new();
    let width = verified.iter().map(|it| it.key().chars().count()).max().unwrap_or_default().min(32);
    for it in verified {
        let Verified { verdict, record, withdrawn, reason, .. } = &it.verified;
        if *verdict == Verdict::Confirmed && withdrawn.is_none() {
            continue;
        }
        let record = record.as_ref();
        let link = record.map(|it| it.link().unwrap_or_else(|| it.work.key.clone())).unwrap_or_default();
        let about = match verdict {
            Verdict::Unchecked => reason.to_string(),
            Verdict::NotFound => format!("not in {}", it.verified.names()),
            _ => format!("{}: {link}", it.verified.source),
        };
        out += &format!(
            "{}  {:width$}  {}:{}  {about}\n",
            differences::painted(*verdict),
            visible_line(it.key()),
            visible_line(&it.shown),
            it.line,
            about = visible_line(&about),
        );
        if let Some(withdrawn) = withdrawn {
            out += &format!("{INDENT}retracted or withdrawn: {}\n", visible_line(withdrawn));
        }
        for it in &it.verified.differences {
            out += &format!("{INDENT}{}\n", differences::shown(it));
        }
        let has_told =
            *verdict == Verdict::Unchecked || it.verified.differences.iter().any(|it| it.field == "doi");
        if it.verified.is_unregistered && !has_told {
            out += &format!("{INDENT}doi.org has no such DOI\n");
        }
        if let Some(nearest) = record.filter(|_| *verdict == Verdict::NotFound) {
            out += &format!("{INDENT}nearest: {}\n", visible_line(&nearest.citation()));
        }
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for it in verified {
        *counts.entry(it.verified.verdict.name()).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
    let asked: Vec<String> = sources(corpora).iter().map(Source::told).collect();
    let plural = if verified.len() == 1 { "" } else { "s" };
    let counts = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
    out += &format!("{} reference{plural}{counts}\n", verified.len());
    if !asked.is_empty() {
        out += &format!("asked: {}\n", asked.join(", "));
    }
    out
}
