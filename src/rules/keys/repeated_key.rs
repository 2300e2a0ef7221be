//! `repeated-key`: the same key twice in one cite command.

use super::cited_keys::cited_keys;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "repeated-key",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "The same key stands twice in one cite command.\n\n\
         Example: `\\cite{knuth1984,lamport1994,knuth1984}`.\n\n\
         Fix: remove one; `lacuna fix` does.",
};

/// Reports the second place of a key in a command.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    for it in cited_keys(report, paragraph).iter().filter(|it| it.is_repeated) {
        let message = format!("`{}` stands twice in this command; remove one", it.key.text);
        report.add(RULE, it.key.range.shift(paragraph.start), message);
    }
}
