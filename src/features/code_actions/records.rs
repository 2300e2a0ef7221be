//! An entry beside its record in a corpus: one field taken over, the whole record, a preprint's published version.

use super::action::{Action, Place};
use crate::edits::change::Change;
use crate::edits::records::correct::{field, replaced, verified_entry};
use crate::model::library::EntryId;
use crate::rules::Diagnostic;
use crate::rules::entries::reference_differs::fields_of;
use crate::rules::entries::{reference_differs, superseded_preprint};

/// On an entry that is reported.
pub(super) fn fixes(place: &Place, report: &Diagnostic, actions: &mut Vec<Action>) {
    let is_ours = report.rule == reference_differs::RULE
        || (report.rule == superseded_preprint::RULE && report.data.candidates.is_empty());
    let Some(bib) = place.document.bib().filter(|_| is_ours) else { return };
    let library = &place.project.library;
    let file = place.project.sources.iter().position(|it| it == place.id);
    let Some((file, number)) = file.zip(bib.at(report.range.start)) else { return };
    let id = EntryId { bibliography: u32::try_from(file).unwrap_or_default(), entry: number };
    let Some((entry, verified)) = verified_entry(place.snapshot, library, id) else { return };
    let source = &verified.source;
    let change = |edit| Change::of(place.id, edit);
    if report.rule == superseded_preprint::RULE {
        if let Some(published) = &verified.published {
            let title = format!("Update the preprint to its published version ({})", published.work.venue);
            actions.push(place.fix(title, report, change(replaced(&entry, published))));
        }
        return;
    }
    let Some(record) = &verified.record else { return };
    for it in &verified.differences {
        let at = fields_of(it).iter().find_map(|it| entry.field(it)).map(|it| it.value_range);
        if at.is_some_and(|it| it.start <= report.range.start && report.range.end <= it.end)
            && let Some(edit) = field(&entry, it, record)
        {
            actions.push(place.fix(format!("Correct `{}` from {source}", it.field), report, change(edit)));
        }
    }
    let title = format!("Replace the entry by {source}'s record (keeps key, note, file, keywords)");
    actions.push(place.fix(title, report, change(replaced(&entry, record))));
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::features::code_actions::{Effect, code_actions};
    use crate::fixture::Fixture;
    use crate::text::ByteRange;

    #[test]
    fn a_field_or_the_whole_record_is_taken_over() {
        let fixture = Fixture::with_records(
            "%- refs.bib\n@article{a, author = {Ida Blum}, title = {Rivers of the North and their Fish}, journal = {Rivers}, year = {20‸01}}\n%- main.tex\n\\bibliography{refs}\\cite{a}\n",
            "@article{r, author = {Ida Blum}, title = {Rivers of the North and their Fish}, journal = {Rivers}, year = 2019}",
        );
        let mut shown = String::new();
        for action in
            code_actions(&fixture.snapshot, &fixture.id, ByteRange::empty(fixture.offset), &|_| true)
        {
            let Effect::Change(change) = &action.effect else { continue };
            let (id, edits) = &change.edits[0];
            shown += &format!("{}\n{}", action.title, fixture.edited(id, edits));
        }
        let shown = shown.split("Ignore").next().unwrap();
        expect![[r#"
            Correct `year` from made
            @article{a, author = {Ida Blum}, title = {Rivers of the North and their Fish}, journal = {Rivers}, year = {2019}}
            Replace the entry by made's record (keeps key, note, file, keywords)
            @article{a,
              author  = {Blum, Ida},
              title   = {Rivers of the North and their Fish},
              journal = {Rivers},
              year    = {2019},
            }
        "#]]
        .assert_eq(shown);
    }
}
