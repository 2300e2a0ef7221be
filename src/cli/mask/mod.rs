//! `lacuna mask` and `lacuna unmask`: citations blanked for other eyes, and restored.

mod map;

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::arguments::{MaskArguments, UnmaskArguments};
use super::load::load;
use super::paths;
use super::rewriting::plural;
use super::terminal::complain;
use crate::edits::mask::{Marks, keys};
use crate::model::document::{DocumentId, Kind};
use crate::text::decode::decode;
use crate::workspace::{disk, replace};

pub(super) fn mask(arguments: &MaskArguments) -> ExitCode {
    done(masked(arguments).map(|()| ExitCode::SUCCESS))
}

pub(super) fn unmask(arguments: &UnmaskArguments) -> ExitCode {
    done(restored(arguments))
}

fn done(result: Result<ExitCode, String>) -> ExitCode {
    result.unwrap_or_else(|why| {
        complain(&why);
        ExitCode::from(2)
    })
}

fn masked(arguments: &MaskArguments) -> Result<(), String> {
    let asked = &arguments.path;
    let told = |why: &str| format!("{}: {why}", asked.display());
    if asked.is_dir() {
        return Err(told("name the paper's main file"));
    }
    if arguments.map.exists() {
        let why = "it exists already, and may be all that can restore a former text; name another file";
        return Err(format!("{}: {why}", arguments.map.display()));
    }
    let loaded = load(asked).map_err(|why| told(&why))?;
    let snapshot = &loaded.snapshot;
    let own = DocumentId::of_path(&std::path::absolute(asked).map_err(|error| told(&error.to_string()))?);
    let project = snapshot.project(&own).ok_or_else(|| told("it is no LaTeX file"))?;
    let others = project.files.iter().filter(|it| **it != own);
    let mut files = vec![own.clone()];
    match arguments.into.is_some() {
        true => files.extend(others.cloned()),
        false if others.count() > 0 => {
            complain(&told("the files that it is read with are not masked; `--into FOLDER` masks them, too"));
        }
        false => {}
    }
    let documents = files.iter().filter_map(|id| Some((id, snapshot.document(id)?)));
    let texts: Vec<_> = documents.clone().map(|it| &it.1.text).collect();
    let folder = project.root.path().and_then(Path::parent).unwrap_or(Path::new(""));
    let mut marks = Marks::unlike(&texts);
    let (mut written, mut places) = (Vec::new(), 0);
    for (id, document) in documents {
        let Some(path) = id.path() else { continue };
        let told = |why: &str| format!("{}: {why}", path.display());
        let bytes = disk::bytes(path).map_err(|error| error.to_string())?;
        if decode(bytes.clone()).0 != document.text.all() {
            return Err(told("it has changed meanwhile; run the command again"));
        }
        let (out, count) =
            marks.mask(&bytes, &keys(snapshot, id)).ok_or_else(|| told("it cannot be masked"))?;
        places += count;
        let target = match &arguments.into {
            None => arguments.output.clone(),
            Some(into) => {
                let below = path.strip_prefix(folder);
                let below =
                    below.map_err(|_| told("it lies outside of the paper's folder; nothing is written"))?;
                Some(into.join(below))
            }
        };
        written.push((target, out));
    }
    if arguments.into.is_some() {
        let targets: BTreeSet<_> = written.iter().filter_map(|it| it.0.clone()).collect();
        if let Some(there) = targets.iter().find(|it| it.exists()) {
            return Err(format!("{}: it exists already; nothing is written", there.display()));
        }
    }
    // Before anything that could not be restored without it.
    replace::write(&arguments.map, map::written(&marks).as_bytes()).map_err(|error| error.to_string())?;
    write_all(written)?;
    let keys = plural(marks.all.len(), "key", "keys");
    complain(&format!("{keys} masked in {}", plural(places, "place", "places")));
    Ok(())
}

fn restored(arguments: &UnmaskArguments) -> Result<ExitCode, String> {
    let marks = map::read(&arguments.map)?;
    let asked = &arguments.path;
    let read = |path: &Path| disk::bytes(path).map_err(|error| error.to_string());
    let mut given: Vec<(Option<PathBuf>, Vec<u8>)> = Vec::new();
    if asked.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        given.push((arguments.output.clone(), bytes));
    } else if asked.is_dir() {
        let into = arguments.into.as_ref();
        let into = into.ok_or_else(|| format!("{}: it is a folder; add `--into FOLDER`", asked.display()))?;
        for path in paths::below(asked).iter().filter(|it| Kind::of_path(it) == Some(Kind::Tex)) {
            let target = into.join(path.strip_prefix(asked).unwrap_or(path));
            given.push((Some(target), read(path)?));
        }
    } else {
        let target = match &arguments.into {
            Some(into) => Some(into.join(asked.file_name().unwrap_or_default())),
            None => arguments.output.clone(),
        };
        given.push((target, read(asked)?));
    }
    let (mut met, mut strange) = (BTreeSet::new(), Vec::new());
    let mut places = 0;
    let mut written = Vec::new();
    for (target, bytes) in given {
        let restored = marks.restore(&bytes);
        places += restored.met.len();
        met.extend(restored.met);
        strange.extend(restored.strange);
        written.push((target, restored.bytes));
    }
    write_all(written)?;
    complain(&format!("{} restored", plural(places, "place", "places")));
    let gone: Vec<String> =
        (1..=marks.all.len()).filter(|it| !met.contains(it)).map(|it| marks.name(it)).collect();
    if !gone.is_empty() {
        complain(&format!("the text has no longer {}", listed(&gone)));
    }
    if strange.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    strange.dedup();
    complain(&format!("nothing is known of {}: left as written", listed(&strange)));
    Ok(ExitCode::FAILURE)
}

/// The first few, and how many more.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let more = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len().min(SHOWN)].join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

/// Writes files, and to standard output what has none.
fn write_all(written: Vec<(Option<PathBuf>, Vec<u8>)>) -> Result<(), String> {
    for (target, bytes) in written {
        let Some(target) = target else {
            // Byte for byte: it may be a file's only copy.
            let mut out = std::io::stdout().lock();
            let _ = out.write_all(&bytes).and_then(|()| out.flush());
            continue;
        };
        let folder = target.parent().filter(|it| !it.as_os_str().is_empty());
        let made = folder.map_or(Ok(()), std::fs::create_dir_all);
        made.map_err(|error| format!("{}: {error}", target.display()))?;
        replace::write(&target, &bytes).map_err(|error| error.to_string())?;
    }
    Ok(())
}
