//! A status as text and as JSON.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::{Source, Status};
use crate::model::online::May;

/// `1 entry`, `2 entries`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

impl Status {
    /// As plain text, paths below `base` shortened.
    pub fn text(&self, base: &Path) -> String {
        let short = |path: &str| {
            let shown = Path::new(path).strip_prefix(base).ok().and_then(Path::to_str);
            shown.filter(|it| !it.is_empty()).unwrap_or(path).to_owned()
        };
        let mut out = format!("lacuna {}\n", env!("LACUNA_VERSION"));
        let _ = writeln!(out, "{}: {}", short(&self.document), self.state);
        if self.loading {
            out += "files are still being read\n";
        }
        if self.projects.is_empty() {
            out += "no project has it\n";
        }
        for it in &self.projects {
            let _ =
                writeln!(out, "\nproject {}\n  root because {}\n  {}", short(&it.root), it.reason, it.case);
            for file in &it.steered_by {
                let _ = writeln!(out, "  steered by {}", short(file));
            }
            let _ = writeln!(out, "  files ({})", it.files.len());
            for file in &it.files {
                let _ = writeln!(out, "    {}", short(file));
            }
            for (title, sources) in [
                ("bibliographies", &it.bibliographies),
                ("master libraries", &it.libraries),
                ("includes not found", &it.missing),
            ] {
                if sources.is_empty() && title != "bibliographies" {
                    continue;
                }
                let _ = writeln!(out, "  {title} ({})", sources.len());
                for it in sources {
                    let entries =
                        it.entries.map_or(String::new(), |it| format!(", {}", count(it, "entry", "entries")));
                    let found = it.found.as_ref().map_or_else(Clone::clone, |it| short(it));
                    let by = it.declared.as_deref().map_or("not declared", |it| it);
                    let _ = writeln!(out, "    {}: {found}{entries} ({})", it.name, short(by));
                    if it.found.is_err() {
                        for path in &it.tried {
                            let _ = writeln!(out, "      tried {}", short(path));
                        }
                    }
                }
            }
            if it.items > 0 {
                let _ = writeln!(out, "  {} keys by \\bibitem", it.items);
            }
            let _ = writeln!(out, "  cite commands ({})", it.commands.len());
            for it in &it.commands {
                let _ =
                    writeln!(out, "    \\{}: {} ({})", it.name, it.taken_for, count(it.uses, "use", "uses"));
            }
        }
        if !self.corpora.is_empty() {
            let _ = writeln!(out, "\ncorpora ({})", self.corpora.len());
        }
        for it in &self.corpora {
            let _ = writeln!(out, "  {}, {} MB", it.told(), it.size.div_ceil(1_000_000));
        }
        if !self.online.state.is_empty() {
            let _ = writeln!(out, "\nservices ({}): {}", self.online.services.len(), self.online.state);
            for (name, address) in &self.online.services {
                let _ = writeln!(out, "  {name}, {address}");
            }
            for it in &self.online.left_alone {
                let _ = writeln!(out, "  {it}");
            }
            let when = if self.online.may == May::Yes { "is" } else { "would be" };
            let _ = writeln!(out, "  what {when} sent: {}", self.online.sent);
            match &self.online.log {
                Some(file) => drop(writeln!(out, "  each request is written to {file}")),
                None => drop(writeln!(out, "  requests are not logged (`requestLog` names a file)")),
            }
        }
        let _ = writeln!(out, "\nsettings ({} set, the rest by default)", self.settings.len());
        if let Some(file) = &self.settings_file {
            let _ = writeln!(out, "  read from {}", short(file));
        }
        for it in &self.misread {
            let _ = writeln!(out, "  not understood in {it}");
        }
        for it in &self.settings {
            let _ = writeln!(out, "  {} = {} ({})", it.name, it.value, short(&it.origin));
        }
        out
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let sources = |sources: &[Source]| -> Vec<Value> {
            let one = |it: &Source| {
                json!({
                    "name": it.name, "declared": it.declared, "path": it.found.as_ref().ok(),
                    "problem": it.found.as_ref().err(), "tried": it.tried, "entries": it.entries,
                })
            };
            sources.iter().map(one).collect()
        };
        let projects = self.projects.iter().map(|it| {
            let commands = it.commands.iter();
            let commands =
                commands.map(|it| json!({"name": it.name, "takenFor": it.taken_for, "uses": it.uses}));
            json!({
                "root": it.root, "reason": it.reason, "steeredBy": it.steered_by, "files": it.files, "case": it.case,
                "missing": sources(&it.missing), "bibliographies": sources(&it.bibliographies),
                "libraries": sources(&it.libraries), "items": it.items,
                "commands": commands.collect::<Vec<_>>(),
            })
        });
        let corpora = self.corpora.iter();
        let corpora = corpora
            .map(|it| json!({"name": it.name, "records": it.records, "size": it.size, "date": it.date}));
        let online = &self.online;
        let places = online.services.iter().map(|it| json!({"name": it.0, "address": it.1}));
        let services = json!({
            "asked": online.may == May::Yes, "state": online.state, "services": places.collect::<Vec<_>>(),
            "sent": online.sent, "leftAlone": online.left_alone, "log": online.log,
        });
        let settings = self.settings.iter();
        let settings = settings.map(|it| json!({"name": it.name, "value": it.value, "origin": it.origin}));
        json!({
            "version": env!("CARGO_PKG_VERSION"), "document": self.document, "state": self.state,
            "loading": self.loading, "projects": projects.collect::<Vec<_>>(),
            "corpora": corpora.collect::<Vec<_>>(), "services": services, "settings": settings.collect::<Vec<_>>(), "settingsFile": self.settings_file,
            "misread": self.misread,
        })
    }
}
