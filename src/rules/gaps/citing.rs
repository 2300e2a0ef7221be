//! Whether the braces of a cite command hold citations at all.

use crate::model::citations::{Citation, KeyGroup};
use crate::model::cite_commands::Role;
use crate::rules::report::Report;
use crate::syntax::citation_notes::is_placeholder;

/// Whether a group holds citations. Of a command that is only named like one (`\mycite`, `\setciteinfo`,
/// `\IEEEcompsocitemizethanks`) the content tells.
pub(crate) fn is_citing(report: &Report, citation: &Citation, group: &KeyGroup) -> bool {
    if citation.role != Role::Perhaps || group.keys.iter().any(|it| report.defines(&it.text)) {
        return true;
    }
    let name = citation.name.to_ascii_lowercase();
    let is_named_so =
        name.starts_with("cite") || ["cite", "cites", "citep", "citet"].iter().any(|it| name.ends_with(it));
    let is_gap = match group.keys.as_slice() {
        [] => name.starts_with("cite"),
        [only] => group.prose.is_some() || (is_placeholder(&only.text) && !only.text.contains(' ')),
        _ => group.prose.is_some(),
    };
    is_gap && is_named_so && !name.starts_with("how")
}
