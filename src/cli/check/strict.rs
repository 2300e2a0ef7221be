//! `lacuna check --strict`: what machines wrote is let through only without gaps and with references that are
//! confirmed or that a person accepted.

use std::path::Path;

use crate::cli::verify::lock;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::model::verified::Verdict;
use crate::resolve::verify::references;
use crate::rules::Diagnostic;
use crate::rules::entries::{reference_differs, reference_not_found};
use crate::settings::Level;

/// Where accepted references are kept, in the current folder.
pub(super) const LOCK: &str = "lacuna.lock";

/// Raises every gap to a warning and adds one for each cited reference that is neither confirmed nor accepted; the
/// error says why the file of the accepted ones cannot be read.
pub(super) fn raise(
    snapshot: &Snapshot,
    subjects: &[DocumentId],
    reports: &mut [Vec<Diagnostic>],
) -> Result<(), String> {
    for it in reports.iter_mut().flatten().filter(|it| it.rule.is_gap) {
        it.level = it.level.max(Level::Warning);
    }
    let is_settled = lock::settled(Path::new(LOCK))?;
    for it in references(snapshot, subjects, false) {
        let Some(at) = subjects.iter().position(|id| *id == it.document) else { continue };
        let verified = snapshot.verified(&it.reference);
        let verdict = verified.map_or(Verdict::Unchecked, |it| it.verdict);
        if verdict == Verdict::Confirmed || is_settled(&it.reference) {
            continue;
        }
        let said = |report: &&mut Diagnostic| {
            report.range == it.range
                && [reference_not_found::RULE, reference_differs::RULE].contains(&report.rule)
        };
        if let Some(report) = reports[at].iter_mut().find(said) {
            report.level = report.level.max(Level::Warning);
            continue;
        }
        let why = match (verified, verdict) {
            (None, _) => "no corpus was asked".to_owned(),
            (Some(it), Verdict::Differs) => format!("{} has it otherwise", it.source),
            (Some(it), Verdict::NotFound) => format!("it was not found in {}", it.names()),
            (Some(it), _) => it.reason.to_string(),
        };
        let key = &it.reference.work.key;
        reports[at].push(Diagnostic {
            rule: reference_not_found::RULE,
            level: Level::Warning,
            range: it.range,
            message: format!(
                "`{key}` is not confirmed: {why}; look, then accept it by `lacuna verify --write --accept {key}`"
            ),
            related: Vec::new(),
            data: crate::rules::Data::default(),
        });
        reports[at].sort_by_key(|it| (it.range.start, it.range.end));
    }
    Ok(())
}
