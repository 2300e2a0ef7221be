//! Why the product sees what it sees: a document's projects, their files and bibliographies, what was
//! taken for a cite command, the settings. The first thing to look at, and to paste, when something is off.

mod shown;

use std::collections::BTreeMap;

use serde_json::json;

use crate::model::cite_commands::{Own, Role, Shape, known};
use crate::model::document::{Document, DocumentId};
use crate::model::online::Online;
use crate::model::project::{Declared, LinkPlace, LinkState, Project, RootReason};
use crate::model::snapshot::Snapshot;
use crate::rules::catalogue;
use crate::rules::document::bad_setting;
use crate::settings::Settings;
use crate::text::decode::Decoding;
use crate::text::position::PositionEncoding;

/// What is known of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The document's path or URI.
    pub document: String,
    /// Whether it is open in an editor, read from disk, or not known; how it was decoded.
    pub state: String,
    /// Whether files are still being read, so that all this may change.
    pub loading: bool,
    /// The projects that it belongs to, the one by which it is read first.
    pub projects: Vec<ProjectStatus>,
    /// The corpora in which references are looked up: name, records, size in bytes, date.
    pub corpora: Vec<crate::model::verified::Source>,
    /// Whether services may be asked, which, and what is sent to them.
    pub online: std::sync::Arc<Online>,
    /// The `lacuna.toml` in force, if there is one.
    pub settings_file: Option<String>,
    /// The settings that were set: name, value, where.
    pub settings: Vec<Setting>,
    /// What of that file was not understood, with its lines.
    pub misread: Vec<String>,
}

/// One project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectStatus {
    /// The root document.
    pub root: String,
    /// Why it is one.
    pub reason: &'static str,
    /// Files that steer TeX for it: latexmk's, Tectonic's.
    pub steered_by: Vec<String>,
    /// The LaTeX files, in reading order.
    pub files: Vec<String>,
    /// Includes that lead nowhere.
    pub missing: Vec<Source>,
    /// The bibliographies, in order.
    pub bibliographies: Vec<Source>,
    /// Master libraries, which are only searched.
    pub libraries: Vec<Source>,
    /// How many `\bibitem`s define keys.
    pub items: usize,
    /// Whether keys that differ only in case differ.
    pub case: &'static str,
    /// The cite commands that occur, by name.
    pub commands: Vec<Command>,
}

/// A file that a project names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// As written.
    pub name: String,
    /// The document and line (from 1) that name it; nothing where nothing does.
    pub declared: Option<String>,
    /// Its path, or what became of it.
    pub found: Result<String, String>,
    /// Where it was looked for.
    pub tried: Vec<String>,
    /// How many entries it has.
    pub entries: Option<usize>,
}

/// A command that occurs, or is defined, and cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Without backslash.
    pub name: String,
    /// What it was taken for.
    pub taken_for: String,
    /// How often the project uses it.
    pub uses: usize,
}

/// A setting that was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its dotted name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where it was set.
    pub origin: String,
}

/// The status of a document.
pub fn status(snapshot: &Snapshot, id: &DocumentId) -> Status {
    let projects: Vec<_> = match snapshot.document(id).map(|it| it.bib().is_some()) {
        Some(true) => snapshot.projects_with(id).collect(),
        _ => snapshot.projects_of(id).collect(),
    };
    let file = snapshot.settings_file.as_ref().and_then(|it| snapshot.document(it));
    Status {
        document: id.as_str().to_owned(),
        state: snapshot.document(id).map_or_else(|| "not known".to_owned(), |it| document_state(it)),
        loading: snapshot.loading,
        projects: projects.into_iter().map(|it| project(snapshot, it)).collect(),
        corpora: snapshot.corpora.to_vec(),
        online: std::sync::Arc::clone(&snapshot.online),
        settings_file: file.map(|it| it.id.as_str().to_owned()),
        settings: settings(snapshot),
        misread: file.map(|it| misread(it)).unwrap_or_default(),
    }
}

fn misread(file: &Document) -> Vec<String> {
    let misread = file.settings().into_iter().flat_map(|it| bad_setting::faults(it, catalogue::rules()));
    misread.map(|(range, what)| format!("line {}: {what}", file.text.line_of(range.start) + 1)).collect()
}

fn document_state(document: &Document) -> String {
    let place = if document.version.is_some() { "open in the editor" } else { "read from disk" };
    let decoding = match document.decoding {
        Decoding::Utf8 => "",
        Decoding::Utf16 => ", decoded from UTF-16",
        Decoding::Windows1252 => ", bytes that are no UTF-8 read as Windows-1252",
    };
    let large =
        if document.tex().is_some_and(|it| it.is_too_large()) { ", too large to be parsed" } else { "" };
    format!("{place}{decoding}{large}")
}

fn project(snapshot: &Snapshot, project: &Project) -> ProjectStatus {
    let source = |it: &Declared| {
        let mut source =
            source(snapshot, it.place.as_ref(), &it.name, (&it.tried, it.asked.as_ref()), &it.state);
        source.declared = source.declared.or_else(|| Some(it.by_macro.as_ref()?.as_str().to_owned()));
        source
    };
    ProjectStatus {
        root: project.root.as_str().to_owned(),
        reason: match project.reason {
            _ if project.adopted => {
                "nothing includes it and it declares no bibliography; it is read with those of the papers in its \
                 folder or the nearest one above"
            }
            RootReason::Class => "it holds \\documentclass or \\begin{document}",
            RootReason::Built => "a file that steers TeX names it (latexmk's or Tectonic's)",
            RootReason::Named => "another file names it as its root, or it does so itself",
            RootReason::Alone => "no file that was found includes it",
        },
        steered_by: snapshot
            .world
            .builds_of(&project.root)
            .map(|(path, _)| path.display().to_string())
            .collect(),
        files: project.files.iter().map(|it| it.as_str().to_owned()).collect(),
        missing: {
            let missing = project.missing.iter();
            missing
                .map(|it| {
                    let looked = (&it.tried[..], it.asked.as_ref());
                    self::source(snapshot, Some(&it.place), &it.name, looked, &it.state)
                })
                .collect()
        },
        bibliographies: project.bibliographies.iter().map(source).collect(),
        libraries: project.masters.iter().map(source).collect(),
        items: project.items.len(),
        case: if project.minds_case { "keys mind case (biber)" } else { "keys fold case (BibTeX)" },
        commands: commands(snapshot, project),
    }
}

fn source(
    snapshot: &Snapshot,
    place: Option<&LinkPlace>,
    name: &str,
    (tried, asked): (&[std::path::PathBuf], Option<&String>),
    state: &LinkState,
) -> Source {
    let line = |place: &LinkPlace| {
        let start = place.range(&snapshot.documents)?.start;
        let document = snapshot.document(&place.document)?;
        let line = document.text.position(start, PositionEncoding::Utf8).line + 1;
        Some(format!("{}:{line}", document.id.as_str()))
    };
    let (found, entries) = match state {
        LinkState::Found(id) => {
            let entries = snapshot.document(id).and_then(|it| it.bib()).map(|it| it.len());
            (Ok(id.as_str().to_owned()), entries)
        }
        LinkState::Loading => (Err("being read".to_owned()), None),
        LinkState::NotFound => (Err("not found".to_owned()), None),
        LinkState::Awaited(why) => (Err(format!("not here: {why}")), None),
        LinkState::Unreadable(why) => (Err(format!("cannot be read: {why}")), None),
        LinkState::Unknown => (Err("not judged: it may lie where it cannot be looked for".to_owned()), None),
    };
    let asked = asked.filter(|it| snapshot.world.searched.contains_key(*it));
    let asked = asked.map(|it| format!("kpsewhich {it}"));
    Source {
        name: name.to_owned(),
        declared: place.and_then(line),
        found,
        tried: tried.iter().map(|it| it.display().to_string()).chain(asked).collect(),
        entries,
    }
}

fn commands(snapshot: &Snapshot, project: &Project) -> Vec<Command> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, own) in &project.commands.own {
        if !matches!(own, Own::CitesNothing) {
            uses.insert(name, 0);
        }
    }
    for (_, _, citation) in snapshot.project_citations(project) {
        *uses.entry(&citation.name).or_default() += 1;
    }
    let commands = uses.into_iter().map(|(name, uses)| {
        let taken_for = match (project.commands.own.get(name), project.commands.shape(name)) {
            (Some(Own::Cites(shape)), _) if known::shape(name).is_none_or(|it| it != *shape) => {
                format!("{}, by its definition or a setting", described(*shape))
            }
            (Some(Own::Builds(_, before, behind)), Some(shape)) => {
                format!("{}, of the key `{before}…{behind}`, by its definition", described(shape))
            }
            (_, Some(shape)) => described(shape),
            (Some(Own::Hides), _) => "cites keys of its own making".to_owned(),
            (_, None) => "an environment that cites".to_owned(),
        };
        Command { name: name.to_owned(), taken_for, uses }
    });
    commands.collect()
}

fn described(shape: Shape) -> String {
    let role = match shape.role {
        Role::Cite => "cites",
        Role::Textual => "cites as a part of the sentence",
        Role::Silent => "names keys and prints no citation",
        Role::Perhaps => return "not known; counts where its braces hold known keys".to_owned(),
    };
    let numbers: Vec<String> =
        (0..16).filter(|bit| shape.keys >> bit & 1 == 1).map(|bit| (bit + 1).to_string()).collect();
    let place = match shape.keys {
        1 => String::new(),
        0 => ", keys in brackets".to_owned(),
        _ => format!(", keys in argument {}", numbers.join(" and ")),
    };
    let repeats = if shape.repeats { ", any number of times" } else { "" };
    format!("{role}{place}{repeats}")
}

/// The settings that differ from the defaults.
fn settings(snapshot: &Snapshot) -> Vec<Setting> {
    let settings = &snapshot.settings;
    let file = snapshot.settings_file.as_ref().and_then(|it| snapshot.document(it));
    let origin = |name: &str| match file.filter(|it| it.settings().is_some_and(|it| it.sets(name))) {
        Some(file) => file.id.as_str().to_owned(),
        None => "set by the editor".to_owned(),
    };
    let default = Settings::default();
    let mut set: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String, default: String| {
        if value != default {
            set.push((name.to_owned(), value));
        }
    };
    let list = |list: &[String]| json!(list).to_string();
    add("corpora", list(&settings.corpora), list(&default.corpora));
    add("online", settings.online.to_string(), default.online.to_string());
    add("services", list(&settings.services), list(&default.services));
    add("citeCommands", list(&settings.cite_commands), list(&default.cite_commands));
    add("markers", list(&settings.markers), list(&default.markers));
    add("bibliographies", list(&settings.bibliographies), list(&default.bibliographies));
    add("libraries", list(&settings.libraries), list(&default.libraries));
    add("completion.limit", settings.completion_limit.to_string(), default.completion_limit.to_string());
    add("inlayHints.enabled", settings.inlay_hints.to_string(), default.inlay_hints.to_string());
    add("inlayHints.length", settings.inlay_hint_length.to_string(), default.inlay_hint_length.to_string());
    add("hover.abstractLines", settings.abstract_lines.to_string(), default.abstract_lines.to_string());
    for (code, level) in &settings.rules {
        add(&format!("rules.{code}"), level.name().to_owned(), String::new());
    }
    set.into_iter().map(|(name, value)| Setting { origin: origin(&name), name, value }).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use expect_test::expect;

    use super::*;
    use crate::fixture::Fixture;

    const TEXT: &str = r"
%- main.tex
\documentclass{article}
\newcommand{\see}[2]{#1 \citep{#2}}
\begin{document}
\input{part}\include{gone}
\see{x}{a} \citet{a} \upcite{b}
\bibliography{refs,lost}
\end{document}
%- part.tex
\begin{displaycquote}{a}T\end{displaycquote}
%- refs.bib
@misc{a, title = {A}}
";

    #[test]
    fn all_that_is_known_is_told() {
        let set = Settings { markers: vec!["look up".to_owned()], ..Settings::default() };
        let fixture = Fixture::with_settings(TEXT, set);
        let told = status(&fixture.snapshot, &fixture.id);
        let text = told.text(Path::new("/project"));
        let (_, behind_version) = text.split_once('\n').unwrap();
        expect![[r#"
            main.tex: open in the editor

            project main.tex
              root because it holds \documentclass or \begin{document}
              keys fold case (BibTeX)
              files (2)
                main.tex
                part.tex
              bibliographies (2)
                refs: refs.bib, 1 entry (main.tex:6)
                lost: not found (main.tex:6)
                  tried lost.bib
              includes not found (1)
                gone: not found (main.tex:4)
                  tried gone.tex
              cite commands (4)
                \begin: an environment that cites (1 use)
                \citet: cites as a part of the sentence (1 use)
                \see: cites, keys in argument 2, by its definition or a setting (1 use)
                \upcite: not known; counts where its braces hold known keys (1 use)

            settings (1 set, the rest by default)
              markers = ["look up"] (set by the editor)
        "#]]
        .assert_eq(behind_version);
        assert_eq!(told.json()["projects"][0]["bibliographies"][0]["entries"], 1);
        assert_eq!(told.json()["projects"][0]["bibliographies"][1]["problem"], "not found");
    }

    #[test]
    fn a_bibliography_tells_of_the_projects_that_have_it() {
        let fixture = Fixture::new(TEXT);
        let bib = DocumentId::of_path(Path::new("/project/refs.bib"));
        let told = status(&fixture.snapshot, &bib);
        assert_eq!(
            told.projects.iter().map(|it| it.root.as_str()).collect::<Vec<_>>(),
            ["/project/main.tex"]
        );
        let unknown = status(&fixture.snapshot, &DocumentId::of_uri("untitled:x"));
        assert_eq!((unknown.projects.len(), unknown.state.as_str()), (0, "not known"));
    }
}
