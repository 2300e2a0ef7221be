//! Looking up in services: how far it is, and what became of them.

use std::sync::Mutex;

use crate::cli::progress::Bar;
use crate::corpus::Corpora;
use crate::model::record::Reference;
use crate::model::verified::{Verdict, Verified};
use crate::text::visible::visible_line;
use crate::workspace::services::asked::Services;
use crate::workspace::services::verify::verify;

/// Looks references up, telling how far it is.
pub(super) fn look_up(
    services: &Services,
    corpora: &Corpora,
    references: &[&Reference],
    bar: &Bar,
) -> Vec<Verified> {
    let all: Vec<Reference> = references.iter().map(|it| (*it).clone()).collect();
    let found: Mutex<Vec<Option<Verified>>> = Mutex::new(vec![None; all.len()]);
    verify(services, corpora, &all, &|at, verified| {
        if let Ok(mut found) = found.lock() {
            found[at] = Some(verified);
        }
        bar.advance(1);
    });
    let untold = || Verified {
        verdict: Verdict::Unchecked,
        differences: Vec::new(),
        record: None,
        source: String::new(),
        sources: Vec::new(),
        withdrawn: None,
        published: None,
        is_unregistered: false,
        reason: "it could not be looked up".into(),
    };
    let found = found.into_inner().unwrap_or_default();
    found.into_iter().map(|it| it.unwrap_or_else(untold)).collect()
}

/// What was asked, and which services did not answer.
pub(super) fn told(services: &Services) -> String {
    let names: Vec<String> = services.asked().iter().map(|it| services.name(*it)).collect();
    let count = services.requests();
    let plural = if count == 1 { "" } else { "s" };
    let mut out = format!("asked: {}, with {count} request{plural}\n", names.join(", "));
    for it in services.left_alone() {
        out += &format!("{}\n", visible_line(&it));
    }
    out
}
