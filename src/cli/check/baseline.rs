//! Findings that are known: a file that a project may keep, so that only new ones fail.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use crate::workspace::disk;

/// The findings of a file, and what became of them.
#[derive(Default)]
pub(super) struct Baseline {
    /// How often each may still be met.
    left: BTreeMap<Known, usize>,
    /// How many were met.
    met: usize,
}

/// A finding by what it says; lines move.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Known {
    file: String,
    rule: String,
    message: String,
}

#[derive(Serialize, Deserialize)]
struct Counted {
    #[serde(flatten)]
    known: Known,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    findings: Vec<Counted>,
}

const VERSION: u32 = 1;

fn one() -> usize {
    1
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

impl Known {
    fn of(finding: &Finding) -> Self {
        let (file, rule, message) = finding.identity();
        Self { file, rule, message }
    }
}

impl Baseline {
    /// Reads a file; the error says what is wrong with it and what to do.
    pub fn read(path: &Path) -> Result<Self, String> {
        let remedy = "write it anew with `--write-baseline`";
        let bytes = disk::bytes(path).map_err(|error| format!("{error}; {remedy}"))?;
        let file: File = serde_json::from_slice(&bytes).map_err(|error| format!("{error}; {remedy}"))?;
        if file.version != VERSION {
            return Err(format!("its version is {}, not {VERSION}; {remedy}", file.version));
        }
        let mut left: BTreeMap<Known, usize> = BTreeMap::new();
        for it in file.findings {
            *left.entry(it.known).or_default() += it.count;
        }
        Ok(Self { left, met: 0 })
    }

    /// Whether a finding is known, which counts it as met.
    pub fn meets(&mut self, finding: &Finding) -> bool {
        let Some(left) = self.left.get_mut(&Known::of(finding)).filter(|it| **it > 0) else { return false };
        *left -= 1;
        self.met += 1;
        true
    }

    /// `3 known findings, 1 gone`: nothing without a file.
    pub fn told(&self) -> String {
        let gone: usize = self.left.values().sum();
        if self.left.is_empty() {
            return String::new();
        }
        let met = match self.met {
            1 => "1 report is".to_owned(),
            met => format!("{met} reports are"),
        };
        let gone = match gone {
            0 => String::new(),
            1 => "; 1 of the baseline is gone: write it anew with `--write-baseline`".to_owned(),
            _ => format!("; {gone} of the baseline are gone: write it anew with `--write-baseline`"),
        };
        format!("{met} known from the baseline and not shown{gone}\n")
    }
}

/// All findings as a file.
pub(super) fn written<'a>(findings: impl Iterator<Item = Finding<'a>>) -> String {
    let mut counts: BTreeMap<Known, usize> = BTreeMap::new();
    for it in findings {
        *counts.entry(Known::of(&it)).or_default() += 1;
    }
    let findings = counts.into_iter().map(|(known, count)| Counted { known, count }).collect();
    let file = File { version: VERSION, findings };
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}
