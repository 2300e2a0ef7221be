//! `lacuna corpus`: reads dumps into local indexes, lists and removes them.

use std::fmt::Write as _;
use std::io::{BufWriter, ErrorKind, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::CorpusCommand;
use super::terminal::{complain, print};
use crate::corpus::import::{Imported, Progress, import};
use crate::corpus::store::date;
use crate::corpus::{Source, each_record, store};
use crate::text::visible::{visible, visible_line};
use crate::workspace::services::known::elasticsearch::bulk;

pub(super) fn run(command: &CorpusCommand) -> ExitCode {
    let done = match store::default_root() {
        None => Err("there is no folder for data: neither XDG_DATA_HOME nor a home".to_owned()),
        Some(root) => match command {
            CorpusCommand::Add { name, files } => add(&root, name.as_deref(), files),
            CorpusCommand::Export { bulk: _, index, files } => export(index, files),
            CorpusCommand::List => list(&root),
            CorpusCommand::Remove { names } => names.iter().try_for_each(|it| store::remove(&root, it)),
            CorpusCommand::Update { names } => update(&root, names),
        },
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            why.lines().for_each(complain);
            ExitCode::from(2)
        }
    }
}

fn add(root: &Path, name: Option<&str>, files: &[PathBuf]) -> Result<(), String> {
    let mut sources = Vec::new();
    for file in files {
        sources.extend(Source::at(file).map_err(|it| format!("{}: {it}", file.display()))?);
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    let began = Instant::now();
    let bar = Bar::new(&sources);
    let done = import(root, name, &sources, now, &mut |it| bar.show(it));
    bar.bar.finish_and_clear();
    let (name, imported) = done.map_err(|why| match name.filter(|it| store::manifest(root, it).is_ok()) {
        Some(name) => format!("{why}\nthe corpus `{name}` is as it was"),
        None => why,
    })?;
    tell(&name, &imported, began.elapsed());
    Ok(())
}

/// Writes records as lines of a bulk import.
fn export(index: &str, files: &[PathBuf]) -> Result<(), String> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for file in files {
        for source in Source::at(file).map_err(|it| format!("{}: {it}", file.display()))? {
            let mut failed = None;
            let skipped = each_record(&source, &mut |record| {
                failed = out.write_all(bulk(&record, index).as_bytes()).err();
                failed.is_none()
            })?;
            // Whoever reads may want no more.
            if let Some(error) = failed {
                return if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error.to_string()) };
            }
            if skipped > 0 {
                complain(&format!("{}: {skipped} malformed records are passed over", source.name()));
            }
        }
    }
    out.flush().map_err(|it| it.to_string())
}

fn tell(name: &str, imported: &Imported, took: Duration) {
    for file in &imported.ignored {
        complain(&format!("{file}: no dump of a known format; passed over"));
    }
    for it in &imported.bad {
        complain(&format!("{}: the record at byte {} is passed over: {}", it.source, it.offset, it.why));
    }
    let manifest = &imported.manifest;
    let more = manifest.skipped.saturating_sub(imported.bad.len() as u64);
    if more > 0 {
        complain(&format!("{} more malformed records are passed over", HumanCount(more)));
    }
    let rate = manifest.records as f64 / took.as_secs_f64().max(0.001);
    let plural = if manifest.records == 1 { "" } else { "s" };
    let told = format!(
        "{name}: {} record{plural} of {} in {:.1} s ({} a second), {} on disk",
        HumanCount(manifest.records),
        manifest.format.name(),
        took.as_secs_f64(),
        HumanCount(rate as u64),
        HumanBytes(manifest.size()),
    );
    print(&format!("{}\n", visible_line(&told)));
}

fn list(root: &Path) -> Result<(), String> {
    let mut out = String::new();
    let names = store::names(root);
    if names.is_empty() {
        let _ = writeln!(
            out,
            "no corpus in {}; `lacuna corpus add --help` tells where dumps are to be had",
            root.display()
        );
    }
    let width = names.iter().map(String::len).max().unwrap_or_default();
    for name in names {
        let _ = match store::manifest(root, &name) {
            Ok(it) => writeln!(
                out,
                "{name:<width$} {:>12} records  {:>10}  {}  {}  {}",
                HumanCount(it.records).to_string(),
                HumanBytes(it.size()).to_string(),
                date(it.imported),
                it.format.name(),
                it.sources.join(" "),
            ),
            Err(why) => writeln!(out, "{name:<width$} cannot be used: {why}"),
        };
    }
    print(&visible(&out));
    Ok(())
}

fn update(root: &Path, names: &[String]) -> Result<(), String> {
    let names = if names.is_empty() { store::names(root) } else { names.to_vec() };
    // What hinders one is no matter of the others.
    let hindered: Vec<String> = names.iter().filter_map(|it| update_one(root, it).err()).collect();
    if hindered.is_empty() { Ok(()) } else { Err(hindered.join("\n")) }
}

fn update_one(root: &Path, name: &str) -> Result<(), String> {
    let manifest = store::manifest(root, name).map_err(|it| format!("{name}: {it}"))?;
    if manifest.sources.iter().any(|it| it == "-") {
        return Err(format!("{name} was read from standard input; add it again the same way"));
    }
    let files: Vec<PathBuf> = manifest.sources.iter().map(PathBuf::from).collect();
    add(root, Some(name), &files)
}

/// How far the import is, on a terminal.
struct Bar {
    bar: ProgressBar,
    began: Instant,
}

impl Bar {
    fn new(sources: &[Source]) -> Self {
        let size = sources.iter().map(Source::size).sum::<Option<u64>>();
        let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::hidden());
        if std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(4));
        }
        let template = match size {
            Some(_) => "{wide_bar} {bytes} of {total_bytes}, {msg}, {eta} to go",
            None => "{spinner} {bytes}, {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, began: Instant::now() }
    }

    fn show(&self, progress: Progress) {
        self.bar.set_position(progress.read);
        let rate = progress.records as f64 / self.began.elapsed().as_secs_f64().max(0.001);
        self.bar.set_message(format!(
            "{} records, {} a second",
            HumanCount(progress.records),
            HumanCount(rate as u64)
        ));
    }
}
