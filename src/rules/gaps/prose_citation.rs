//! `prose-citation`: authors and a title in place of a key, with the verdict.

use super::citing::is_citing;
use crate::model::card;
use crate::model::card::quoted;
use crate::model::project::Project;
use crate::model::verified::Verdict as Looked;
use crate::resolve::prose::{Resolution, Verdict, resolve};
use crate::resolve::verify::of_prose;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::{Report, searched};
use crate::rules::rule;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::prose::{ProseCitation, ProseWork};

/// The rule.
pub const RULE: Rule = Rule {
    code: "prose-citation",
    level: Level::Warning,
    verdicts: &VERDICTS,
    is_gap: true,
    explanation: "Authors and a title stand in the text in place of a citation key.\n\n\
         Example: `__**Devlin et al., \"BERT: Pre-training of ...\"**__`, or `\\cite{Devlin et al., 2019}`.\n\n\
         The verdict says how the words compare with the bibliography: `match` (title and first author agree), `author-differs`, `title-differs`, `ambiguous` (several works fit) or `not-found`.\n\n\
         Fix: replace the words by a cite command; the code actions offer it, and `lacuna fix` does it for every `match`. Where nothing was found, check that the work exists before you add an entry. Each verdict can be set by itself: `rules.prose-citation.match`.",
};

/// The verdicts, as settings and `data` spell them, with the levels where no setting says otherwise.
const VERDICTS: [rule::Verdict; 5] = [
    rule::Verdict {
        name: "match",
        level: Level::Information,
        about: "An entry has this title and this first author.",
    },
    rule::Verdict {
        name: "author-differs",
        level: Level::Warning,
        about: "An entry has this title, by another first author.",
    },
    rule::Verdict {
        name: "title-differs",
        level: Level::Warning,
        about: "An entry of this first author has a similar title.",
    },
    rule::Verdict {
        name: "ambiguous",
        level: Level::Warning,
        about: "Entries of different works fit equally well.",
    },
    rule::Verdict { name: "not-found", level: Level::Warning, about: "No entry fits." },
];

/// Reports each work that a paragraph cites in prose.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    let project = paragraph.project;
    let start = paragraph.start;
    let mut found: Vec<&ProseCitation> = paragraph.chunk.prose.iter().collect();
    let groups =
        paragraph.cited.citations.iter().flat_map(|it| it.groups.iter().map(move |group| (it, group)));
    for (citation, group) in groups {
        let Some(prose) = &group.prose else { continue };
        let has_key = group.keys.iter().any(|it| report.defines(&it.text));
        if !has_key && is_citing(report, citation, group) {
            found.push(prose);
        }
    }
    for prose in found {
        for work in &prose.works {
            let range = work.range.shift(start);
            if report.speaks(RULE, range.start) && !report.is_typed(range) {
                one_work(report, project, paragraph, work, range);
            }
        }
    }
}

fn one_work(
    report: &mut Report,
    project: &Project,
    paragraph: &Paragraph,
    work: &ProseWork,
    range: crate::text::ByteRange,
) {
    // While bibliographies are still read, or where there is none, nothing is said to be found or not.
    if project.has_no_bibliography() || !project.is_complete() || !project.library.is_indexed() {
        let message =
            "Authors and a title in place of a citation key; replace them by a cite command".to_owned();
        report.add(RULE, range, message);
        return;
    }
    let resolution = resolve(work, &project.library, &|key| paragraph.is_key_cited(report, key));
    let verdict = verdict_name(resolution.verdict);
    let level = RULE.level_in(&report.snapshot.settings, Some(verdict));
    let message = message(work, project, &resolution) + &in_corpora(report, work, resolution.verdict);
    let candidates = resolution.candidates.iter().map(|it| project.library.key(it.id)).collect();
    let diagnostic = report.add_at(RULE, level, range, message);
    diagnostic.data.verdict = Some(verdict);
    diagnostic.data.candidates = candidates;
}

/// What the corpora have of a work that the library lacks.
fn in_corpora(report: &Report, work: &ProseWork, verdict: Verdict) -> String {
    let verified = report.snapshot.verified(&of_prose(work)).filter(|_| verdict == Verdict::NotFound);
    let Some(verified) = verified else { return String::new() };
    let record = verified.record.as_ref().map(|it| it.citation()).unwrap_or_default();
    match verified.verdict {
        Looked::Confirmed => format!("; in {}: {record}", verified.names()),
        Looked::Differs => {
            let fields: Vec<&str> = verified.differences.iter().map(|it| it.field).collect();
            format!("; in {}, with another {}: {record}", verified.names(), fields.join(" and "))
        }
        Looked::NotFound if record.is_empty() => format!("; nor is it in {}", verified.told()),
        Looked::NotFound => format!("; nor is it in {}, where the nearest is {record}", verified.told()),
        Looked::Unchecked => String::new(),
    }
}

/// The verdict as settings and `data` spell it.
pub fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Match => "match",
        Verdict::AuthorDiffers => "author-differs",
        Verdict::TitleDiffers => "title-differs",
        Verdict::Ambiguous => "ambiguous",
        Verdict::NotFound => "not-found",
    }
}

/// The first words of a message, which tell the verdict.
pub fn first_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Match => "Match",
        Verdict::AuthorDiffers => "Author differs",
        Verdict::TitleDiffers => "Title differs",
        Verdict::Ambiguous => "Ambiguous",
        Verdict::NotFound => "Not found",
    }
}

/// One sentence whose first words tell the verdict.
fn message(work: &ProseWork, project: &Project, resolution: &Resolution) -> String {
    format!("{}: {}", first_words(resolution.verdict), details(work, project, resolution))
}

fn details(work: &ProseWork, project: &Project, resolution: &Resolution) -> String {
    let library = &project.library;
    let first = resolution.candidates.first().map(|it| library.work(it.id));
    let named = work.authors.first().map_or("nobody", String::as_str);
    match (resolution.verdict, first) {
        (Verdict::Match, Some(entry)) => {
            format!(
                "{} is in the bibliography as `{}`; replace the words by a cite command",
                card::short(&entry),
                entry.key
            )
        }
        (Verdict::AuthorDiffers, Some(entry)) => format!(
            "the work of this title in the bibliography, `{}`, is by {}, not by {named}; check which is meant",
            entry.key,
            card::authors(&entry)
        ),
        (Verdict::TitleDiffers, Some(entry)) => format!(
            "`{}` by {} is called {}; check which is meant",
            entry.key,
            card::authors(&entry),
            quoted(&entry.title)
        ),
        (Verdict::Ambiguous, Some(entry)) if resolution.candidates.len() == 1 => {
            let (missing, by) = match work.title {
                Some(_) => ("author", "its title"),
                None => ("title", "authors and year"),
            };
            let (key, title) = (&entry.key, quoted(&entry.title));
            format!("no {missing} is named; by {by} it may be `{key}`, {title}; check it")
        }
        (Verdict::Ambiguous, Some(_)) => {
            let keys: Vec<_> =
                resolution.candidates.iter().map(|it| format!("`{}`", library.key(it.id))).collect();
            format!("several works in the bibliography fit: {}; choose one", keys.join(", "))
        }
        _ => {
            let named = match (&work.title, work.authors.is_empty()) {
                (Some(_), false) => "these authors and this title",
                (Some(_), true) => "this title",
                (None, _) => "these authors and this year",
            };
            let mut message = format!("no entry has {named} (searched {})", searched(&[project]));
            if let Some(id) = resolution.unverified {
                message += &format!("; `{}` is marked UNVERIFIED and does not count", library.key(id));
            }
            if let Some(id) = resolution.nearest_by_title {
                let entry = library.work(id);
                message += &format!(
                    "; nearest by title: `{}`, {}, {}",
                    entry.key,
                    card::short(&entry),
                    quoted(&entry.title)
                );
            }
            if let Some(id) = resolution.nearest_by_author {
                let entry = library.work(id);
                message += &format!(
                    "; nearest by author: `{}`, {}, {}",
                    entry.key,
                    card::short(&entry),
                    quoted(&entry.title)
                );
            }
            message + "; check that the work exists, then add it"
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::{WORKS, check};

    #[test]
    fn what_the_library_lacks_and_a_corpus_has_is_told() {
        crate::rules::tests::check_verified(
            r#"
%- main.tex
\bibliography{refs} \cite{x}
It rains __**Blum et al., "Rivers of the North and their Fish"**__ there.
It snows __**Hill et al., "Hills of the South and their Goats"**__ there.
%- refs.bib
@misc{x, title = {X}}
"#,
            "@article{r, author = {Ida Blum and Petra Moss}, title = {Rivers of the North and their Fish}, journal = {Rivers}, year = 2019}",
            expect![[r#"
                It rains __**Blum et al., "Rivers of the North and their Fish"**__ there.
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.not-found: Not found: no entry has these authors and this title (searched 1 entry in 1 bibliography); check that the work exists, then add it; in made: Blum and Moss 2019, Rivers of the North and their Fish
                It snows __**Hill et al., "Hills of the South and their Goats"**__ there.
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.not-found: Not found: no entry has these authors and this title (searched 1 entry in 1 bibliography); check that the work exists, then add it; nor is it in made (1 record of 2026-01-01)
            "#]],
        );
    }

    #[test]
    fn prose_citations_with_their_verdicts() {
        check(
            &format!(
                r#"
%- main.tex
A __**Vinyals et al., "Sequence to Sequence Learning with Neural Networks"**, **Sutskever et al., "Sequence to Sequence Learning with Neural Networks"**__.
B \cite{{Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers"}} and \citep{{Devlin et al., 2019}}.
C __**Nobody et al., "A Title that Nobody Wrote"**__.
{}"#,
                WORKS.trim_start()
            ),
            expect![[r#"
            A __**Vinyals et al., "Sequence to Sequence Learning with Neural Networks"**, **Sutskever et al., "Sequence to Sequence Learning with Neural Networks"**__.
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.author-differs: Author differs: the work of this title in the bibliography, `sutskever2014sequence`, is by Sutskever et al., not by Vinyals; check which is meant
                                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.match: Match: Sutskever et al. (2014) is in the bibliography as `sutskever2014sequence`; replace the words by a cite command
            B \cite{Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers"} and \citep{Devlin et al., 2019}.
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.title-differs: Title differs: `devlin2019bert` by Devlin and Chang is called “BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding”; check which is meant
                                                                                                       ^^^^^^^^^^^^^^^^^^^ prose-citation.ambiguous: Ambiguous: no title is named; by authors and year it may be `devlin2019bert`, “BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding”; check it
            C __**Nobody et al., "A Title that Nobody Wrote"**__.
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.not-found: Not found: no entry has these authors and this title (searched 2 entries in 1 bibliography); check that the work exists, then add it
        "#]],
        );
    }
}
