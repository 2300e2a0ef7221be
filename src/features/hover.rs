//! The card under the pointer: of a cited work, of all works of a command, of a prose citation with its
//! verdict, of a blank with the best candidates for it.

use super::candidates;
use super::cards::{self, Format, card, quoted, text};
use super::diagnostics::prose as verdicts;
use super::surroundings::{Surroundings, headings};
use super::uses;
use crate::model::citations::{Citation, Key};
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::resolve::prose::resolve;
use crate::syntax::prose::ProseWork;
use crate::text::ByteRange;

/// A card and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What it is about (bytes).
    pub range: ByteRange,
    /// The text, in the format asked for.
    pub text: String,
}

/// How many candidates a blank's card names.
const CANDIDATES: usize = 5;

/// The card at `offset` of a document.
pub fn hover(snapshot: &Snapshot, id: &DocumentId, offset: usize, format: Format) -> Option<Hover> {
    if let Some(bib) = snapshot.document(id)?.bib() {
        return in_bibliography(snapshot, id, bib, offset, format);
    }
    let project = snapshot.project(id)?;
    let context = Context { snapshot, project, format };
    on_citation(&context, id, offset)
        .or_else(|| on_prose(&context, id, offset))
        .or_else(|| on_gap(&context, id, offset))
}

struct Context<'a> {
    snapshot: &'a Snapshot,
    project: &'a Project,
    format: Format,
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
        return all_cards(context, citation).map(|text| Hover { range: citation.command.shift(start), text });
    }
    let group = citation.groups.iter().find(|it| it.range.shift(start).touches(offset))?;
    if group.is_empty() {
        return gap_card(context, id, group.range.shift(start));
    }
    None
}

fn all_cards(context: &Context, citation: &Citation) -> Option<String> {
    let keys = citation.groups.iter().flat_map(|it| &it.keys);
    let lines: Vec<String> = keys
        .filter_map(|key| {
            let work = context.project.library.work(context.project.library.get(&key.text)?);
            let line = format!("{}: {}", cards::short(&work), work.title);
            Some(format!("- {}", text(&line, context.format)))
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn key_card(context: &Context, key: &Key) -> Option<String> {
    let library = &context.project.library;
    let Some(entry) = library.get(&key.text) else { return item_card(context, key) };
    let mut shown = card(&library.work(entry), context.snapshot.settings.abstract_lines, context.format);
    let source = context.project.sources.get(entry.bibliography as usize);
    let name = source.map_or("", |it| crate::model::document::file_name(it));
    let count = uses::of_key(context.snapshot, context.project, &key.text);
    shown += "\n\n";
    shown += &text(&format!("{} in {name}, {}", key.text, cited(context, &count)), context.format);
    Some(shown)
}

/// `cited 3 times: Introduction, Related Work`.
fn cited(context: &Context, places: &[uses::Use]) -> String {
    let times = match places.len() {
        1 => "cited once".to_owned(),
        2 => "cited twice".to_owned(),
        n => format!("cited {n} times"),
    };
    let mut named: Vec<String> = Vec::new();
    for place in places {
        let above = context.snapshot.tex(&place.document).map(|tex| headings(tex, place.range.start));
        let heading = above.and_then(|mut it| it.pop()).map(|it| it.1);
        if let Some(heading) = heading.filter(|it| !named.contains(it)) {
            named.push(heading);
        }
    }
    if named.is_empty() { times } else { format!("{times}: {}", named.join(", ")) }
}

/// A `\bibitem`'s text.
fn item_card(context: &Context, key: &Key) -> Option<String> {
    let document = context.project.items.get(&key.text)?;
    let tex = context.snapshot.tex(document)?;
    let items = tex.chunks.iter().flat_map(|(_, chunk)| crate::model::citations::bib_items(chunk));
    let item = items.into_iter().find(|it| it.key == key.text)?;
    Some(text(&crate::syntax::latex_text::to_unicode(&item.text), context.format))
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
    let mut blocks = vec![text(&verdicts::message(work, context.project, &resolution), format)];
    if let Some(first) = resolution.candidates.first() {
        let entry = library.work(first.id);
        let mut rows = Vec::new();
        let named = work.authors.join(", ") + if work.et_al { " et al." } else { "" };
        rows.push(format!(
            "- {}",
            text(&format!("text: {named}, {}", quoted(work.title.as_deref().unwrap_or("no title"))), format)
        ));
        rows.push(format!(
            "- {}",
            text(&format!("entry: {}, {}", cards::short(&entry), quoted(&entry.title)), format)
        ));
        blocks.push(rows.join("\n"));
        blocks.push(card(&entry, context.snapshot.settings.abstract_lines, format));
    } else if let Some(address) = candidates::search_page(work) {
        blocks.push(match format {
            Format::Markdown => format!("[Look this title up]({address})"),
            Format::Plain => format!("Look this title up: {address}"),
        });
    }
    Hover { range, text: blocks.join("\n\n") }
}

fn on_gap(context: &Context, id: &DocumentId, offset: usize) -> Option<Hover> {
    let range = super::diagnostics::gaps::mark_at(context.snapshot, id, offset)?;
    gap_card(context, id, range)
}

fn gap_card(context: &Context, id: &DocumentId, range: ByteRange) -> Option<Hover> {
    let around = Surroundings::of(context.snapshot, id, range);
    let likely = candidates::around_gap(context.snapshot, context.project, id, &around, CANDIDATES);
    let mut lines = Vec::new();
    for it in &likely {
        let work = context.project.library.work(it.id);
        let line = format!("{}: {}", cards::short(&work), work.title);
        let [line, key, why] = [&line, &work.key, &it.why].map(|it| text(it, context.format));
        lines.push(format!("- {line} ({key}): {why}"));
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
    let range = bib.entry(number).key_range;
    if !range.touches(offset) {
        return None;
    }
    let project = snapshot.projects_with(id).next()?;
    let bibliography = project.sources.iter().position(|it| it == id)? as u32;
    let work = project.library.work(crate::model::library::EntryId { bibliography, entry: number });
    let context = Context { snapshot, project, format };
    let places = uses::of_key(snapshot, project, &work.key);
    let shown = card(&work, snapshot.settings.abstract_lines, format);
    let cited = if places.is_empty() { "not cited".to_owned() } else { cited(&context, &places) };
    Some(Hover { range, text: format!("{shown}\n\n{}", text(&cited, format)) })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::hover;
    use crate::features::cards::Format;
    use crate::features::fixture::Fixture;

    const REFS: &str = r"
%- refs.bib
@article{vaswani2017attention, author = {Vaswani, Ashish and Shazeer, Noam}, title = {Attention Is All You Need}, year = 2017, journal = {NeurIPS}, eprint = {1706.03762}, archiveprefix = {arXiv}}
@article{devlin2019bert, author = {Devlin, Jacob and others}, title = {{BERT}: Pre-training of Deep Bidirectional Transformers}, year = 2019}
";

    /// Draws what the card is about, then the card.
    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::new(&format!("\n%- main.tex\n{text}\n{}", REFS.trim_start()));
        let shown = match hover(&fixture.snapshot, &fixture.id, fixture.offset, Format::Plain) {
            Some(found) => format!("{}{}\n", fixture.draw(&[(found.range, String::new())]), found.text),
            None => "nothing\n".to_owned(),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_key_shows_its_work_and_where_it_is_cited() {
        check(
            "\\section{Introduction}\n\\cite{vaswani2017atten‸tion}\n\n\\section{More}\n\\cite{vaswani2017attention}",
            expect![[r#"
            \cite{vaswani2017attention}
                  ^^^^^^^^^^^^^^^^^^^^ 
            Attention Is All You Need

            Ashish Vaswani, Noam Shazeer, 2017
            NeurIPS
            arXiv:1706.03762: https://arxiv.org/abs/1706.03762

            vaswani2017attention in refs.bib, cited twice: Introduction, More
        "#]],
        );
    }

    #[test]
    fn the_command_shows_all_its_works() {
        check(
            r"\ci‸te{vaswani2017attention, devlin2019bert}",
            expect![[r#"
            \cite{vaswani2017attention, devlin2019bert}
            ^^^^^ 
            - Vaswani and Shazeer (2017): Attention Is All You Need
            - Devlin et al. (2019): BERT: Pre-training of Deep Bidirectional Transformers
        "#]],
        );
    }

    #[test]
    fn a_prose_citation_shows_the_verdict_and_both_sides() {
        check(
            r#"Good __**Dev‸lin et al., "BERT: Pre-training of Deep Transformers"**__."#,
            expect![[r#"
            Good __**Devlin et al., "BERT: Pre-training of Deep Transformers"**__.
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 
            Title differs: `devlin2019bert` by Devlin et al. is called “BERT: Pre-training of Deep Bidirectional Transformers”

            - text: Devlin et al., “BERT: Pre-training of Deep Transformers”
            - entry: Devlin et al. (2019), “BERT: Pre-training of Deep Bidirectional Transformers”

            BERT: Pre-training of Deep Bidirectional Transformers

            Jacob Devlin and others, 2019
        "#]],
        );
        check(
            r#"Good __**No‸body et al., "A Paper That Does Not Exist"**__."#,
            expect![[r#"
                Good __**Nobody et al., "A Paper That Does Not Exist"**__.
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 
                Not found: no entry has these authors and this title (searched 2 entries in 1 bibliography)

                Look this title up: https://scholar.google.com/scholar?q=A+Paper+That+Does+Not+Exist+Nobody
            "#]],
        );
    }

    #[test]
    fn a_blank_shows_the_best_candidates() {
        check(
            r"Attention is all you need __‸__.",
            expect![[r#"
                Attention is all you need ____.
                                          ^^^^ 
                A citation is missing here. It might be:

                - Vaswani and Shazeer (2017): Attention Is All You Need (vaswani2017attention): shares: attention, need
                - Devlin et al. (2019): BERT: Pre-training of Deep Bidirectional Transformers (devlin2019bert): little speaks for it
            "#]],
        );
    }

    #[test]
    fn between_keys_there_is_no_card() {
        check(
            r"\cite{vaswani2017attention, ‸ devlin2019bert}",
            expect![[r#"
            nothing
        "#]],
        );
    }
}
