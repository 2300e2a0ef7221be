//! The card under the pointer: of a cited work, of all works of a command, of a prose citation with its
//! verdict, of a blank with the best candidates for it.

use rustc_hash::FxHashSet;

use crate::gaps::candidates;
use crate::gaps::context::Surroundings;
use crate::gaps::section_counts::Counts;
use crate::gaps::section_counts::summary;
use crate::model::bibitems::{BibItem, bib_items};
use crate::model::card;
use crate::model::card::{Format, card, quoted, text};
use crate::model::citations::{Citation, Key, KeyGroup};
use crate::model::document::DocumentId;
use crate::model::library::{EntryId, Library};
use crate::model::project::Project;
use crate::model::project_bibitems;
use crate::model::sections::{listed, sections};
use crate::model::snapshot::Snapshot;
use crate::model::uses;
use crate::model::verified::Verdict as Looked;
use crate::resolve::prose::{Verdict, resolve};
use crate::rules::document::absence;
use crate::rules::gaps::prose_citation as verdicts;
use crate::syntax::latex_text::printed;
use crate::syntax::prose::ProseWork;
use crate::syntax::tex::Silence;
use crate::text::ByteRange;

/// A card and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What it is about (bytes).
    pub range: ByteRange,
    /// The text, in the format asked for.
    pub text: String,
}

/// The address of a link that cites an entry (its key) at a place; for clients whose cards may act.
pub type CiteLink<'a> = dyn Fn(ByteRange, &str) -> String + 'a;

/// How many candidates a blank's card names.
const CANDIDATES: usize = 5;

/// The card at `offset` of a document; with links that cite where `cite` has addresses for them.
pub fn hover(
    snapshot: &Snapshot,
    id: &DocumentId,
    offset: usize,
    format: Format,
    cite: Option<&CiteLink>,
) -> Option<Hover> {
    let (document, within) = snapshot.read_as(id, offset);
    if let Some(bib) = snapshot.document(&document)?.bib() {
        let found = in_bibliography(snapshot, &document, bib, within, format)?;
        return Some(Hover { range: snapshot.written(&document, found.range).1, ..found });
    }
    let project = snapshot.project(id)?;
    let context = Context { snapshot, project, format, cite };
    on_citation(&context, id, offset)
        .or_else(|| on_item(&context, id, offset))
        .or_else(|| on_prose(&context, id, offset))
        .or_else(|| on_gap(&context, id, offset))
        .or_else(|| on_heading(&context, id, offset))
}

struct Context<'a> {
    snapshot: &'a Snapshot,
    project: &'a Project,
    format: Format,
    cite: Option<&'a CiteLink<'a>>,
}

impl Context<'_> {
    /// `words` as a link that cites `key` at `place`, where links can.
    fn citing(&self, place: ByteRange, key: &str, words: &str) -> String {
        let words = text(words, self.format);
        match self.cite.filter(|_| self.format == Format::Markdown) {
            Some(cite) => format!("[{words}]({})", cite(place, key)),
            None => words,
        }
    }
}

fn on_citation(context: &Context, id: &DocumentId, offset: usize) -> Option<Hover> {
    let (start, citation) = context.snapshot.citations(id)?.at(offset)?;
    for group in &citation.groups {
        if let Some(prose) = &group.prose {
            let work = prose.works.iter().find(|it| it.range.shift(start).touches(offset));
            if let Some(work) =
                work.filter(|_| !group.keys.iter().any(|it| context.project.defines(&it.text)))
            {
                return Some(prose_card(context, work, work.range.shift(start)));
            }
        }
        if let Some(key) = group.keys.iter().find(|it| it.range.shift(start).touches(offset)) {
            return key_card(context, key).map(|text| Hover { range: key.range.shift(start), text });
        }
    }
    if citation.command.shift(start).touches(offset) {
        let range = citation.command.shift(start);
        if let Some(text) = all_cards(context, citation) {
            return Some(Hover { range, text });
        }
        let mut groups = citation.groups.iter();
        let gap = groups.all(KeyGroup::is_empty).then(|| citation.range.shift(start))?;
        return gap_card(context, id, gap).map(|it| Hover { range, ..it });
    }
    let group = citation.groups.iter().find(|it| it.range.shift(start).touches(offset))?;
    if group.is_empty() {
        return gap_card(context, id, group.range.shift(start));
    }
    None
}

fn all_cards(context: &Context, citation: &Citation) -> Option<String> {
    let keys = citation.groups.iter().flat_map(|it| &it.keys);
    let lines: Vec<String> = keys.filter_map(|key| row(context, &key.text)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// One work among others: in short, with its title.
fn row(context: &Context, key: &str) -> Option<String> {
    let line = match context.project.meant(key).first() {
        Some(entry) => {
            let work = context.project.library.work(*entry);
            format!("{}: {}", card::short(&work), work.title)
        }
        None => printed(&project_bibitems::of_key(context.snapshot, context.project, key)?.text),
    };
    (!line.is_empty()).then(|| format!("- {}", text(&line, context.format)))
}

fn key_card(context: &Context, key: &Key) -> Option<String> {
    let library = &context.project.library;
    let Some(&id) = context.project.meant(&key.text).first() else {
        let item = project_bibitems::of_key(context.snapshot, context.project, &key.text);
        return item.and_then(|it| item_card(context, &it)).or_else(|| absent(context));
    };
    let mut shown = card(&library.work(id), context.snapshot.settings.abstract_lines, context.format);
    let source = context.project.sources.get(id.bibliography as usize);
    let name = source.map_or("", |it| crate::model::document::file_name(it));
    let project = std::iter::once(context.project);
    let entry = library.raw_entry(id);
    let count = uses::of_entry(context.snapshot, project, &entry);
    shown += &looked_up(context.snapshot, library, id, context.format);
    shown += "\n\n";
    shown += &text(&format!("{} in {name}, {}", entry.key, cited(context, &count)), context.format);
    Some(shown)
}

/// What came of looking the entry up: the source and the record, and what differs, beside each other.
fn looked_up(snapshot: &Snapshot, library: &Library, id: EntryId, format: Format) -> String {
    let Some(verified) = snapshot.verified_entry(library, id) else { return String::new() };
    let mut lines = vec![match verified.verdict {
        Looked::Confirmed => format!("Confirmed by {}", verified.names()),
        Looked::Differs => format!("Differs from {}", verified.source),
        Looked::NotFound => format!("Not found in {}", verified.told()),
        Looked::Unchecked => String::new(),
    }];
    lines.retain(|it| !it.is_empty());
    if let Some(record) = verified.record.as_ref().filter(|_| verified.verdict != Looked::Unchecked) {
        let link = record.link().map(|it| format!(": {it}")).unwrap_or_default();
        let nearest = if verified.verdict == Looked::NotFound { "nearest: " } else { "" };
        lines.push(format!("{nearest}{}{link}", record.citation()));
    }
    for it in &verified.differences {
        lines.push(format!("{}: here “{}”, there “{}”", it.field, it.here, it.there));
    }
    lines.extend(verified.withdrawn.as_ref().map(|it| format!("Retracted or withdrawn: {it}")));
    lines.extend(
        verified.published.as_ref().map(|it| format!("Published: {} ({})", it.citation(), it.work.venue)),
    );
    lines.iter().map(|it| format!("\n\n{}", text(it, format))).collect()
}

/// `cited 3 times: Introduction, Related Work`.
fn cited(context: &Context, places: &[uses::Use]) -> String {
    let times = match places.len() {
        1 => "cited once".to_owned(),
        2 => "cited twice".to_owned(),
        n => format!("cited {n} times"),
    };
    let mut seen = FxHashSet::default();
    let mut named: Vec<String> = Vec::new();
    for in_file in places.chunk_by(|a, b| a.document == b.document) {
        let sections = sections(context.snapshot, &in_file[0].document);
        for place in in_file {
            let behind = sections.partition_point(|it| it.heading.start <= place.range.start);
            let title = behind.checked_sub(1).map(|it| &sections[it].title);
            named.extend(title.filter(|it| seen.insert((*it).clone())).cloned());
        }
    }
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    if named.is_empty() { times } else { format!("{times}: {}", listed(&named)) }
}

/// Of a key that no entry defines: which bibliographies are not there.
fn absent(context: &Context) -> Option<String> {
    let messages = context.project.bibliographies.iter().filter_map(|it| {
        let message =
            absence::message(&context.snapshot.world, &it.state, "bibliography", &it.name, &it.tried)?;
        Some(text(&message.replace('`', ""), context.format))
    });
    let messages: Vec<String> = messages.collect();
    (!messages.is_empty()).then(|| messages.join("\n\n"))
}

/// The item whose key is under the pointer, where the document writes it.
fn on_item(context: &Context, id: &DocumentId, offset: usize) -> Option<Hover> {
    let tex = context.snapshot.tex(id).filter(|it| it.silence_at(offset) != Some(Silence::NotTex))?;
    let (start, chunk) = tex.chunk_at(offset)?;
    let item = bib_items(chunk).find(|it| it.range.shift(start).touches(offset))?;
    let text = item_card(context, &item)?;
    Some(Hover { range: item.range.shift(start), text })
}

/// An item's text; of a set of entries its members.
fn item_card(context: &Context, item: &BibItem) -> Option<String> {
    let member = |it: &String| row(context, it).unwrap_or_else(|| format!("- {}", text(it, context.format)));
    let members: Vec<String> = item.members.iter().map(member).collect();
    let shown = match members.as_slice() {
        [] => text(&printed(&item.text), context.format),
        members => {
            let keys = text(&format!("A set of entries: {}", item.members.join(", ")), context.format);
            format!("{keys}\n\n{}", members.join("\n"))
        }
    };
    (!shown.is_empty()).then_some(shown)
}

fn on_prose(context: &Context, id: &DocumentId, offset: usize) -> Option<Hover> {
    let (start, chunk) = context.snapshot.tex(id)?.chunk_at(offset)?;
    let group = chunk.prose.iter().find(|it| it.range.shift(start).touches(offset))?;
    let work = group
        .works
        .iter()
        .find(|it| it.range.shift(start).touches(offset))
        .or_else(|| group.works.first().filter(|_| group.works.len() == 1))?;
    Some(prose_card(context, work, work.range.shift(start)))
}

/// The verdict; what the text says beside what the entry says.
fn prose_card(context: &Context, work: &ProseWork, range: ByteRange) -> Hover {
    let library = &context.project.library;
    let format = context.format;
    if context.project.has_no_bibliography() || !context.project.is_complete() || !library.is_indexed() {
        let shown = text("Authors and a title in place of a citation key.", format);
        return Hover { range, text: shown };
    }
    let cited = |key: &str| uses::is_cited(context.snapshot, context.project, key);
    let resolution = resolve(work, library, &cited);
    // The report beside it has the whole sentence.
    let verdict = verdicts::first_words(resolution.verdict);
    let mut blocks = vec![match format {
        Format::Markdown => format!("**{verdict}**"),
        Format::Plain => verdict.to_owned(),
    }];
    let row = |what: &str, said: &str| format!("- {}", text(&format!("{what}: {said}"), format));
    let named = work.authors.join(", ") + if work.et_al { " et al." } else { "" };
    let title = work.title.as_deref().map(quoted);
    let year = work.year.map(|it| it.to_string());
    let said = [Some(named).filter(|it| !it.is_empty()), title, year];
    let said = row("text", &said.into_iter().flatten().collect::<Vec<_>>().join(", "));
    let only = match resolution.candidates.as_slice() {
        [only] => Some(library.work(only.id)),
        _ => None,
    };
    let mut rows = Vec::new();
    // What the card has need not be said beside it; what differs from it does.
    if only.is_none() || resolution.verdict != Verdict::Match {
        rows.push(said);
    }
    let found = resolution.candidates.iter().filter(|_| only.is_none()).map(|it| ("entry", it.id));
    let by_title = resolution.nearest_by_title.map(|it| ("nearest by title", it));
    let by_author = resolution.nearest_by_author.map(|it| ("nearest by author", it));
    for (what, id) in found.chain(by_title).chain(by_author) {
        let entry = library.work(id);
        let line = format!("{}, {}", card::short(&entry), quoted(&entry.title));
        let what = text(&format!("{what}: "), format);
        rows.push(format!(
            "- {what}{}, {}",
            context.citing(range, &entry.key, &entry.key),
            text(&line, format)
        ));
    }
    if !rows.is_empty() {
        blocks.push(rows.join("\n"));
    }
    if let Some(work) = &only {
        blocks.push(card(work, context.snapshot.settings.abstract_lines, format));
        blocks.push(match context.cite {
            Some(_) => context.citing(range, &work.key, &format!("Cite {}", work.key)),
            None => text(&work.key, format),
        });
    } else if let Some(address) = candidates::search_page(work).filter(|_| resolution.candidates.is_empty()) {
        blocks.push(match format {
            Format::Markdown => format!("[Look this title up]({address})"),
            Format::Plain => format!("Look this title up: {address}"),
        });
    }
    Hover { range, text: blocks.join("\n\n") }
}

fn on_gap(context: &Context, id: &DocumentId, offset: usize) -> Option<Hover> {
    let range = crate::rules::gaps::masked_citation::mark_at(context.snapshot, id, offset)?;
    gap_card(context, id, range)
}

/// What the line above a section says, for editors that show none.
fn on_heading(context: &Context, id: &DocumentId, offset: usize) -> Option<Hover> {
    let sections = sections(context.snapshot, id);
    let section = sections.iter().find(|it| it.heading.touches(offset))?;
    let counts = Counts::of(context.snapshot, id, section.range);
    let summary = summary(&counts, section.range)?;
    Some(Hover { range: section.heading, text: text(&summary, context.format) })
}

fn gap_card(context: &Context, id: &DocumentId, range: ByteRange) -> Option<Hover> {
    let around = Surroundings::of(context.snapshot, id, range);
    let likely = candidates::around_gap(context.snapshot, context.project, id, &around, CANDIDATES);
    let mut lines = Vec::new();
    for it in &likely {
        let work = context.project.library.work(it.id);
        let line = format!("{}: {}", card::short(&work), work.title);
        let [key, why] = [&work.key, &it.why].map(|it| text(it, context.format));
        lines.push(format!("- {} ({key}): {why}", context.citing(range, &work.key, &line)));
    }
    let head = if lines.is_empty() {
        "A citation is missing here."
    } else {
        "A citation is missing here. It might be:"
    };
    let mut shown = text(head, context.format);
    if !lines.is_empty() {
        shown += "\n\n";
        shown += &lines.join("\n");
    }
    Some(Hover { range, text: shown })
}

/// In a .bib file: where the entry is cited.
fn in_bibliography(
    snapshot: &Snapshot,
    id: &DocumentId,
    bib: &crate::model::bibliography::Bibliography,
    offset: usize,
    format: Format,
) -> Option<Hover> {
    let number = bib.at(offset)?;
    let entry = bib.entry(number);
    let range = entry.key_range;
    if !range.touches(offset) {
        return None;
    }
    let project = snapshot.projects_with(id).next()?;
    let bibliography = project.sources.iter().position(|it| it == id)? as u32;
    let own = EntryId { bibliography, entry: number };
    let work = project.library.work(own);
    let context = Context { snapshot, project, format, cite: None };
    let places = uses::of_entry(snapshot, snapshot.projects_with(id).map(|it| &**it), &entry);
    let looked_up = looked_up(snapshot, &project.library, own, format);
    let shown = card(&work, snapshot.settings.abstract_lines, format) + &looked_up;
    let cited = if places.is_empty() { "not cited".to_owned() } else { cited(&context, &places) };
    Some(Hover { range, text: format!("{shown}\n\n{}", text(&cited, format)) })
}

#[cfg(test)]
mod tests;
