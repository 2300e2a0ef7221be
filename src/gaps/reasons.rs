//! Why an entry is offered for a gap, in a few words: `shares: retrieval, clinical; cited twice in this
//! section`.

use super::context::{Surroundings, section_around};
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::model::uses;
use crate::resolve::context::{Ranked, Reason, named_authors, shared_words};

/// So many things are told.
const TOLD: usize = 3;

/// What speaks for an entry that was ranked for the gap that `around` is the surroundings of, the
/// weightiest first.
pub fn why(
    snapshot: &Snapshot,
    project: &Project,
    id: &DocumentId,
    around: &Surroundings,
    ranked: &Ranked,
) -> String {
    let work = project.library.work(ranked.id);
    let heading = around.headings.join("\n");
    let place = around.place(&heading);
    let mut told: Vec<String> = Vec::new();
    for reason in &ranked.reasons {
        let words = match reason {
            Reason::Sentence | Reason::BestInSentence | Reason::Title | Reason::TitleInParagraph => {
                listed("shares", &shared_words(&place, &project.library, &work))
            }
            Reason::AuthorNamed | Reason::FirstNamed => listed("named", &named_authors(&place, &work)),
            Reason::YearNamed => work.year.map(|it| format!("of {it}")),
            Reason::Heading => Some("fits the heading".to_owned()),
            Reason::UsedAlike | Reason::UsedInParagraph | Reason::UsedInHeading => {
                Some("cited elsewhere among similar words".to_owned())
            }
            Reason::CitedNear | Reason::CitedOften => cited(snapshot, project, id, around, &work.key),
            Reason::Beside => Some("beside what is cited nearby in the bibliography".to_owned()),
            Reason::NotYetCited => Some("not cited yet".to_owned()),
        };
        told.extend(words.filter(|it| !told.contains(it)));
    }
    told.truncate(TOLD);
    if told.is_empty() { "little speaks for it".to_owned() } else { told.join("; ") }
}

fn listed(what: &str, words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| format!("{what}: {}", words.join(", ")))
}

/// `cited twice in this section`, else `cited 5 times`.
fn cited(
    snapshot: &Snapshot,
    project: &Project,
    id: &DocumentId,
    around: &Surroundings,
    key: &str,
) -> Option<String> {
    let uses = uses::of_key(snapshot, project, key);
    let section = section_around(snapshot, id, around.range.start);
    let here = uses.iter().filter(|it| it.document == *id && section.covers(it.range)).count();
    match here {
        0 => times(uses.len()),
        here => times(here).map(|it| format!("{it} in this section")),
    }
}

fn times(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("cited once".to_owned()),
        2 => Some("cited twice".to_owned()),
        n => Some(format!("cited {n} times")),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::fixture::Fixture;
    use crate::gaps::context::{Surroundings, rank, use_contexts};
    use crate::text::ByteRange;

    /// The best entries for the place of the cursor, with what speaks for them.
    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::new(text);
        let snapshot = &fixture.snapshot;
        let project = snapshot.project(&fixture.id).unwrap();
        let around = Surroundings::of(snapshot, &fixture.id, ByteRange::empty(fixture.offset));
        let ranked = rank(project, &use_contexts(snapshot, project), &around, 2);
        let lines = ranked.iter().map(|it| {
            let why = super::why(snapshot, project, &fixture.id, &around, it);
            format!("{}: {why}\n", project.library.key(it.id))
        });
        expected.assert_eq(&lines.collect::<String>());
    }

    const REFS: &str = r"
%- r.bib
@article{z, author = {Lewis, Patrick}, title = {Retrieval for clinical notes}, year = 2020}
@article{a, author = {Devlin, Jacob}, title = {{BERT}: Pre-training}, year = 2019}
@article{m, author = {Roe, Richard}, title = {Something else}, year = 2001}
@article{k, author = {Roe, Rita}, title = {Another thing}, year = 2002}
";

    #[test]
    fn shared_words_and_the_citations_of_the_section_are_told() {
        check(
            &format!(
                "%- main.tex\n\\section{{A}}\n\\cite{{z}}.\n\\section{{B}}\nOne \\cite{{z}}. Two \\cite{{z,m}}.\n\nIt uses retrieval in the clinical world \\cite{{‸}}.\n{}",
                REFS.trim_start()
            ),
            expect![[r#"
                z: shares: retrieval, clinical; cited twice in this section; beside what is cited nearby in the bibliography
                a: beside what is cited nearby in the bibliography; not cited yet
            "#]],
        );
    }

    #[test]
    fn names_and_years_of_the_sentence_are_told() {
        check(
            &format!("%- main.tex\nAs Devlin et al. (2019) show \\cite{{‸}}.\n{}", REFS.trim_start()),
            expect![[r#"
                a: named: Devlin; of 2019
                z: little speaks for it
            "#]],
        );
    }
}
