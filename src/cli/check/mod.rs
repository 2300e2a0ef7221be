//! `lacuna check`: the server's diagnostics in a terminal and for machines. Each way of writing them is a file.

mod baseline;
mod checked;
mod ci;
mod finding;
mod json;
mod sarif;
mod strict;
mod text;

pub(super) use self::finding::Finding;
pub(super) use self::text::drawn;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use self::baseline::Baseline;
use self::checked::Checked;
use super::arguments::{CheckArguments, FailOn, Lowest, ReportFormat};
use super::paths;
use super::terminal::{complain, print};
use crate::rules::catalogue;
use crate::settings::Level;
use crate::workspace::replace;

/// How often the files are looked at with `--watch`.
const WATCHED_EVERY: Duration = Duration::from_millis(500);

pub(super) fn run(arguments: &CheckArguments) -> ExitCode {
    let unknown = arguments.select.iter().chain(&arguments.ignore).filter(|it| catalogue::rule(it).is_none());
    let unknown: Vec<&String> = unknown.collect();
    for it in &unknown {
        complain(&format!("there is no rule `{it}`; `lacuna explain` lists them"));
    }
    if !unknown.is_empty() {
        return ExitCode::from(2);
    }
    let here = [PathBuf::from(".")];
    let given = if arguments.paths.is_empty() { &here[..] } else { &arguments.paths };
    if !arguments.watch {
        return once(arguments, given);
    }
    let mut before = stamps(given);
    once(arguments, given);
    // Until it is interrupted.
    loop {
        std::thread::sleep(WATCHED_EVERY);
        let now = stamps(given);
        if now != before {
            before = now;
            once(arguments, given);
        }
    }
}

/// When the files of interest below `given` were written last.
fn stamps(given: &[PathBuf]) -> Vec<(PathBuf, Option<std::time::SystemTime>, u64)> {
    let files = given.iter().flat_map(|it| paths::below(it));
    let stamp = |path: PathBuf| {
        let found = path.metadata().ok();
        (path, found.as_ref().and_then(|it| it.modified().ok()), found.map_or(0, |it| it.len()))
    };
    files.map(stamp).collect()
}

fn once(arguments: &CheckArguments, given: &[PathBuf]) -> ExitCode {
    let mut checked = Checked {
        files: Vec::new(),
        unreadable: false,
        lowest: lowest(arguments.level),
        select: arguments.select.clone(),
        ignore: arguments.ignore.clone(),
        strict: arguments.strict,
        hidden: 0,
        hints: 0,
        baseline: Baseline::default(),
    };
    for path in paths::expanded(given) {
        match path.as_os_str() == "-" {
            true => checked.given(&arguments.stdin_filename),
            false => checked.path(&path),
        }
    }
    if let Some(file) = &arguments.write_baseline {
        let text = baseline::written(checked.findings());
        if let Err(why) = replace::write(file, text.as_bytes()) {
            checked.refuse(file, &why.to_string());
        }
    }
    if let Some(file) = &arguments.baseline {
        match Baseline::read(file) {
            Ok(known) => checked.forgive(known),
            Err(why) => checked.refuse(file, &why),
        }
    }
    let told = match arguments.format {
        ReportFormat::Text if arguments.quiet => text::reports(&checked),
        ReportFormat::Text => text::reports(&checked) + &text::summary(&checked),
        ReportFormat::Json => json::json(&checked),
        ReportFormat::Jsonl => json::lines(&checked),
        ReportFormat::Sarif => sarif::sarif(&checked),
        ReportFormat::Github => ci::github(&checked),
        ReportFormat::Gitlab => ci::gitlab(&checked),
        ReportFormat::Junit => ci::junit(&checked),
    };
    if arguments.verbose {
        checked.files.iter().for_each(|it| complain(&format!("checked {}", it.shown)));
    }
    print(&told);
    let least = match arguments.fail_on {
        // What is known from now on fails nothing.
        _ if arguments.exit_zero || arguments.write_baseline.is_some() => None,
        FailOn::Never => None,
        FailOn::Error => Some(Level::Error),
        FailOn::Warning => Some(Level::Warning),
        FailOn::Information => Some(Level::Information),
        FailOn::Hint => Some(Level::Hint),
    };
    let bad = least.is_some_and(|least| checked.findings().any(|it| it.report.level >= least));
    let unreadable = checked.unreadable;
    if !arguments.watch {
        // The process ends here, and with it all that it holds: to free a thousand pages one by one takes a while.
        std::mem::forget(checked);
    }
    match (unreadable, bad) {
        (true, _) => ExitCode::from(2),
        (_, true) => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

fn lowest(level: Lowest) -> Level {
    match level {
        Lowest::Error => Level::Error,
        Lowest::Warning => Level::Warning,
        Lowest::Information => Level::Information,
        Lowest::Hint => Level::Hint,
    }
}
