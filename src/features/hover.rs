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
use crate::model::items;
use crate::model::project::Project;
use crate::model::sections::{listed, sections};
use crate::model::snapshot::Snapshot;
use crate::model::uses;
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
        None => printed(&items::of_key(context.snapshot, context.project, key)?.text),
    };
    (!line.is_empty()).then(|| format!("- {}", text(&line, context.format)))
}

fn key_card(context: &Context, key: &Key) -> Option<String> {
    let library = &context.project.library;
    let Some(&entry) = context.project.meant(&key.text).first() else {
        let item = items::of_key(context.snapshot, context.project, &key.text);
        return item.and_then(|it| item_card(context, &it)).or_else(|| absent(context));
    };
    let mut shown = card(&library.work(entry), context.snapshot.settings.abstract_lines, context.format);
    let source = context.project.sources.get(entry.bibliography as usize);
    let name = source.map_or("", |it| crate::model::document::file_name(it));
    let project = std::iter::once(context.project);
    let entry = library.raw_entry(entry);
    let count = uses::of_entry(context.snapshot, project, &entry);
    shown += "\n\n";
    shown += &text(&format!("{} in {name}, {}", entry.key, cited(context, &count)), context.format);
    Some(shown)
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
        let message = absence::message(&it.state, "bibliography", &it.name, &it.tried)?;
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
    let work = project.library.work(crate::model::library::EntryId { bibliography, entry: number });
    let context = Context { snapshot, project, format, cite: None };
    let places = uses::of_entry(snapshot, snapshot.projects_with(id).map(|it| &**it), &entry);
    let shown = card(&work, snapshot.settings.abstract_lines, format);
    let cited = if places.is_empty() { "not cited".to_owned() } else { cited(&context, &places) };
    Some(Hover { range, text: format!("{shown}\n\n{}", text(&cited, format)) })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::hover;
    use crate::fixture::Fixture;
    use crate::model::card::Format;

    const REFS: &str = r"
%- refs.bib
@article{vaswani2017attention, author = {Vaswani, Ashish and Shazeer, Noam}, title = {Attention Is All You Need}, year = 2017, journal = {NeurIPS}, eprint = {1706.03762}, archiveprefix = {arXiv}}
@article{devlin2019bert, author = {Devlin, Jacob and others}, title = {{BERT}: Pre-training of Deep Bidirectional Transformers}, year = 2019}
";

    /// Draws what the card is about, then the card.
    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::new(&format!("\n%- main.tex\n{text}\n{}", REFS.trim_start()));
        let shown = match hover(&fixture.snapshot, &fixture.id, fixture.offset, Format::Plain, None) {
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
    fn a_key_in_another_case_shows_its_work_as_bibtex_reads_it() {
        check(
            "\\section{A}\\bibliography{refs}\n\\cite{Devlin2019‸BERT} \\cite{devlin2019bert}",
            expect![[r#"
                \cite{Devlin2019BERT} \cite{devlin2019bert}
                      ^^^^^^^^^^^^^^ 
                BERT: Pre-training of Deep Bidirectional Transformers

                Jacob Devlin and others, 2019

                devlin2019bert in refs.bib, cited twice: A
            "#]],
        );
        check(
            "\\usepackage{biblatex}\\addbibresource{refs.bib}\n\\cite{Devlin2019‸BERT}",
            expect![[r#"
                nothing
            "#]],
        );
    }

    #[test]
    fn an_entry_says_where_it_is_cited_in_all_papers_and_by_all_its_keys() {
        let fixture = Fixture::new(
            "%- refs.bib\n@a{ne‸w, title = {T}, ids = {old}}\n\
             %- one.tex\n\\documentclass{a}\\bibliography{refs}\\section{One}\\cite{old}\\cite{new}\n\
             %- two.tex\n\\documentclass{a}\\bibliography{refs}\\section{Two}\\cite{NEW}\n",
        );
        let found = hover(&fixture.snapshot, &fixture.id, fixture.offset, Format::Plain, None).unwrap();
        expect![[r#"
            T

            cited 3 times: One, Two"#]]
        .assert_eq(&found.text);
    }

    #[test]
    fn a_set_of_entries_shows_its_members() {
        check(
            r"\defbibentryset{pair}{vaswani2017attention, devlin2019bert, gone} \cite{pa‸ir}",
            expect![[r#"
                \defbibentryset{pair}{vaswani2017attention, devlin2019bert, gone} \cite{pair}
                                                                                        ^^^^ 
                A set of entries: vaswani2017attention, devlin2019bert, gone

                - Vaswani and Shazeer (2017): Attention Is All You Need
                - Devlin et al. (2019): BERT: Pre-training of Deep Bidirectional Transformers
                - gone
            "#]],
        );
    }

    #[test]
    fn an_item_shows_its_text_where_it_is_cited_and_where_it_stands() {
        let list = "\\begin{thebibliography}{9}\n\\bibitem{own} A.~Wu. % note\n\\newblock {\\em Rivers}, 1999.\n\\end{thebibliography}";
        check(
            &format!("\\cite{{o‸wn}}\n\n{list}"),
            expect![[r#"
            \cite{own}
                  ^^^ 
            A. Wu. Rivers, 1999.
        "#]],
        );
        check(
            &format!("\\cite{{own}}\n\n{}", list.replace("{own}", "{own‸}")),
            expect![[r#"
            \bibitem{own} A.~Wu. % note
                     ^^^ 
            A. Wu. Rivers, 1999.
        "#]],
        );
    }

    #[test]
    fn an_empty_command_shows_what_it_may_cite() {
        check(
            r"Attention is all that pre-training needs \ci‸te{}.",
            expect![[r#"
                Attention is all that pre-training needs \cite{}.
                                                         ^^^^^ 
                A citation is missing here. It might be:

                - Vaswani and Shazeer (2017): Attention Is All You Need (vaswani2017attention): shares: attention, needs
                - Devlin et al. (2019): BERT: Pre-training of Deep Bidirectional Transformers (devlin2019bert): shares: pre, training
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
                Title differs

                - text: Devlin et al., “BERT: Pre-training of Deep Transformers”

                BERT: Pre-training of Deep Bidirectional Transformers

                Jacob Devlin and others, 2019

                devlin2019bert
            "#]],
        );
        check(
            r#"Good __**No‸body et al., "A Paper That Does Not Exist"**__."#,
            expect![[r#"
                Good __**Nobody et al., "A Paper That Does Not Exist"**__.
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 
                Not found

                - text: Nobody et al., “A Paper That Does Not Exist”

                Look this title up: https://scholar.google.com/scholar?q=A%20Paper%20That%20Does%20Not%20Exist%20Nobody
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

    #[test]
    fn a_heading_tells_how_much_is_cited_and_open_below_it() {
        check(
            "\\section{In‸troduction}\n\\cite{devlin2019bert} \\cite{TODO} ____\n\\section{More}\n\\cite{vaswani2017attention}",
            expect![[r#"
                \section{Introduction}
                ^^^^^^^^^^^^^^^^^^^^^^ 
                1 work, 2 open citations
            "#]],
        );
        check(
            "\\section{In‸troduction}\nNothing.",
            expect![[r#"
            nothing
        "#]],
        );
    }
}
