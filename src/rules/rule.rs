//! What a rule is: its code, its level, its explanation.

use std::fmt;

use crate::settings::{Level, Settings};

/// A rule. Each stands as `RULE` in the file that is named like it, beside its check; the catalogue lists them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rule {
    /// The stable code, by which settings and suppressions name it.
    pub code: &'static str,
    /// The level where no setting says otherwise.
    pub level: Level,
    /// The verdicts that can be set by themselves.
    pub verdicts: &'static [Verdict],
    /// Whether it is one of the gap rules, which keep silent where nothing is expected to be cited.
    pub is_gap: bool,
    /// What it reports, an example, and what to do: `lacuna explain CODE`.
    pub explanation: &'static str,
}

/// A verdict of a rule whose reports differ: `rules.<code>.<name>`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Verdict {
    /// As settings and `data` spell it.
    pub name: &'static str,
    /// The level where no setting says otherwise.
    pub level: Level,
    /// When it is given: a sentence.
    pub about: &'static str,
}

impl Rule {
    /// The level under `settings`, of the rule or of one verdict of it.
    pub fn level_in(&self, settings: &Settings, verdict: Option<&str>) -> Level {
        let of_verdict = verdict.and_then(|it| settings.rules.get(&format!("{}.{it}", self.code)));
        if let Some(level) = of_verdict.or_else(|| settings.rules.get(self.code)) {
            return *level;
        }
        let own = self.verdicts.iter().find(|it| Some(it.name) == verdict);
        own.map_or(self.level, |it| it.level)
    }

    /// The names below `rules.` by which it is set: its code, and its verdicts'.
    pub fn settings(&self) -> impl Iterator<Item = String> {
        let verdicts = self.verdicts.iter().map(|it| format!("{}.{}", self.code, it.name));
        std::iter::once(self.code.to_owned()).chain(verdicts)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.code)
    }
}
