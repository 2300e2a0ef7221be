//! `lacuna merge`: one bibliography of several.

use std::process::ExitCode;
use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::{Format, MergeArguments};
use super::rewriting::plural;
use super::terminal::{self, complain, print};
use crate::edits::merge_bibliographies::{Changed, Fate, Merged, merge};
use crate::model::bibliography::Bibliography;
use crate::text::Text;
use crate::text::decode::decode;
use crate::workspace::{disk, replace};

/// The version of the JSON that is written.
const VERSION: u32 = 1;

pub(super) fn run(arguments: &MergeArguments) -> ExitCode {
    if arguments.format == Format::Json && arguments.output.is_none() {
        complain("`--format json` needs `--output`: standard output has room for one of the two");
        return ExitCode::from(2);
    }
    let (mut names, mut files) = (Vec::new(), Vec::new());
    for path in &arguments.files {
        let name = path.display().to_string();
        let bib = match disk::bytes(path) {
            Ok(bytes) => Bibliography::parse(Text::plain(decode(bytes).0)),
            Err(why) => {
                complain(&why.to_string());
                return ExitCode::from(2);
            }
        };
        // What is no bibliography would be taken for a long comment.
        if bib.is_empty() && bib.strings().is_empty() && !bib.text().all().trim().is_empty() {
            complain(&format!("{name}: no entry is in it; is it a bibliography?"));
            return ExitCode::from(2);
        }
        names.push(name);
        files.push(Arc::new(bib));
    }
    let merged = merge(&files);
    if let Some(file) = &arguments.output
        && let Err(why) = replace::write(file, merged.text.as_bytes())
    {
        complain(&why.to_string());
        return ExitCode::from(2);
    }
    let told = Told { names: &names, files: &files, merged: &merged };
    match arguments.format {
        Format::Json => print(&told.json()),
        Format::Text => told.text(),
    }
    if arguments.output.is_none() {
        print(&merged.text);
    }
    ExitCode::SUCCESS
}

/// What became of the entries.
struct Told<'a> {
    names: &'a [String],
    files: &'a [Arc<Bibliography>],
    merged: &'a Merged,
}

impl Told<'_> {
    fn line(&self, it: &Changed) -> usize {
        self.files[it.file].text().line_of(it.range.start) + 1
    }

    fn text(&self) {
        for it in &self.merged.changes {
            let place = format!("{}:{}", self.names[it.file], self.line(it));
            let key = &it.key;
            let said = match &it.fate {
                Fate::Dropped { kept, of, taken, differing } => {
                    let fields = |what: &str, names: &[String]| match names {
                        [] => String::new(),
                        names => format!("; {what}: {}", names.join(", ")),
                    };
                    let taken = fields("taken from it", taken);
                    let differing = fields("not taken, for the other has another value", differing);
                    let other = &self.names[*of];
                    match kept == key {
                        true => format!("the same work has the key `{key}` in {other}{taken}{differing}"),
                        false => format!(
                            "`{key}` is the same work as `{kept}` of {other}: cite `{kept}`{taken}{differing}"
                        ),
                    }
                }
                Fate::Renamed(new) => format!("`{key}` is another work elsewhere: this one is now `{new}`"),
                Fate::StringRenamed(new) => {
                    format!("the string `{key}` has another value elsewhere: this one is now `{new}`")
                }
                Fate::Malformed if key.is_empty() => {
                    "this entry is malformed: it was not compared".to_owned()
                }
                Fate::Malformed => format!("`{key}` is malformed: it was not compared"),
            };
            complain(&format!("{place}: {said}"));
        }
        let entries = plural(self.merged.entries, "entry", "entries");
        let of = self.files.iter().map(|it| it.len()).sum::<usize>();
        let files = plural(self.files.len(), "file", "files");
        complain(&format!("{entries}, of {of} in {files}"));
    }

    fn json(&self) -> String {
        let place = |it: &Changed| (&self.names[it.file], self.line(it));
        let (mut dropped, mut renamed, mut strings, mut malformed) = (vec![], vec![], vec![], vec![]);
        for it in &self.merged.changes {
            let (file, line) = place(it);
            let key = &it.key;
            match &it.fate {
                Fate::Dropped { kept, of, taken, differing } => dropped.push(json!({
                    "file": file, "line": line, "key": key, "kept": kept, "of": self.names[*of],
                    "taken": taken, "differing": differing,
                })),
                Fate::Renamed(new) => {
                    renamed.push(json!({"file": file, "line": line, "key": key, "new": new}));
                }
                Fate::StringRenamed(new) => {
                    strings.push(json!({"file": file, "line": line, "name": key, "new": new}));
                }
                Fate::Malformed => malformed.push(json!({"file": file, "line": line, "key": key})),
            }
        }
        let all: Vec<Value> = self.names.iter().map(|it| json!(it)).collect();
        terminal::json(&json!({
            "version": VERSION, "files": all, "entries": self.merged.entries, "equal": self.merged.equal,
            "dropped": dropped, "renamed": renamed, "strings": strings, "malformed": malformed,
        }))
    }
}
