use expect_test::{Expect, expect};

use super::*;
use crate::model::library::ResolvedField;
use crate::model::library::EntryId;
use crate::syntax::bib::fields::read;

fn reference(bib: &str) -> Reference {
    let (entry, _) = read(bib, 0);
    let field = |it: &crate::syntax::bib::Field| ResolvedField {
        name: it.name.clone(),
        value: it.pieces.iter().map(crate::syntax::bib::Piece::text).collect(),
        from: EntryId { bibliography: 0, entry: Default::default() },
        of_parent: false,
    };
    let fields: Vec<ResolvedField> = entry.fields.iter().map(field).collect();
    Reference::of(entry.key, entry.kind, &fields)
}

fn record(bib: &str) -> Candidate {
    let Reference { work, .. } = reference(bib);
    Candidate { source: 0, record: Record { work, ..Record::default() } }
}

#[track_caller]
fn check(here: &str, there: &[&str], expected: Expect) {
    let candidates: Vec<Candidate> = there.iter().map(|it| record(it)).collect();
    let scope = Scope { sources: 1, dois: 10_000, knows_registrant: !here.contains("10.99999/"), has_books: false };
    let judgement = judge(&reference(here), &candidates, &scope);
    let mut told = judgement.verdict.name().to_owned();
    for it in &judgement.differences {
        told += &format!("\n{}: {} | {}", it.field, it.here, it.there);
    }
    if judgement.verdict == Verdict::Unchecked {
        told += &format!(": {}", judgement.reason);
    }
    if let Some(at) = judgement.published {
        told += &format!("\npublished: {}", candidates[at].record.citation());
    }
    expected.assert_eq(&told);
}
