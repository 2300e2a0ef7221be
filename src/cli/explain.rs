//! `lacuna explain`: what a rule reports and what to do.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::terminal::{complain, print};
use crate::rules::catalogue;

pub(super) fn run(code: Option<&str>) -> ExitCode {
    let mut out = String::new();
    match code {
        Some(code) => match catalogue::rule(code) {
            Some(rule) => {
                let _ =
                    writeln!(out, "{} ({} by default)\n\n{}", rule.code, rule.level.name(), rule.explanation);
            }
            None => {
                complain(&format!("there is no rule `{code}`; `lacuna explain` lists them"));
                return ExitCode::from(2);
            }
        },
        None => {
            for rule in catalogue::rules() {
                let first = rule.explanation.lines().next().unwrap_or_default();
                let _ = writeln!(out, "{:22} {:12} {first}", rule.code, rule.level.name());
            }
        }
    }
    print(&out);
    ExitCode::SUCCESS
}
