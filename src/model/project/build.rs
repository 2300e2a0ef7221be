//! What files that steer TeX say of the paper in their folder: latexmk's and Tectonic's, and texlab's marker.
//!
//! latexmk's are Perl, which cannot be known without being run: the plain assignments are read that people
//! write, and what is computed is passed over.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobMatcher};
use serde_json::Value;

use crate::model::document::normalised;

/// What one such file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Build {
    /// The papers that it makes.
    pub roots: Vec<BuildRoot>,
    /// Folders that are searched for bibliographies: `BIBINPUTS`.
    pub bib_inputs: Vec<PathBuf>,
    /// Folders that are searched for LaTeX files: `TEXINPUTS`.
    pub tex_inputs: Vec<PathBuf>,
    /// Files and folders that are made rather than kept: what a `.gitignore` names, what a makefile makes.
    pub made: Vec<Made>,
    /// Folders that submodules of Git are checked out into, from the file's folder.
    pub submodules: Vec<PathBuf>,
}

/// A pattern of what is made rather than kept.
#[derive(Clone, Debug)]
pub struct Made {
    /// As it is written, from the file's folder where it begins with `/`, else of names.
    pattern: String,
    /// Compiled once: each missing file is compared with all of them whenever papers are assembled.
    matcher: GlobMatcher,
}

impl PartialEq for Made {
    fn eq(&self, other: &Self) -> bool {
        self.pattern == other.pattern
    }
}

impl Eq for Made {}

impl Made {
    /// Nothing where the pattern is malformed.
    fn new(pattern: String) -> Option<Self> {
        let matcher = Glob::new(pattern.trim_start_matches('/')).ok()?.compile_matcher();
        Some(Self { pattern, matcher })
    }

    /// Whether it names the file or folder at `path`, from the build file's folder.
    pub fn names(&self, path: &Path) -> bool {
        match self.pattern.starts_with('/') {
            true => self.matcher.is_match(path),
            false => path.file_name().is_some_and(|it| self.matcher.is_match(it)),
        }
    }
}

/// A paper that a build file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildRoot {
    /// The root document.
    pub root: PathBuf,
    /// Files that are read behind it though it does not include them.
    pub parts: Vec<PathBuf>,
}

/// Whether a file of this name says something of how papers are made.
pub fn is_build_file(path: &Path) -> bool {
    let name = path.file_name().and_then(|it| it.to_str());
    matches!(name, Some(".gitignore" | ".gitmodules" | "Makefile" | "makefile" | "GNUmakefile"))
        || steers_tex(path)
}

/// Whether a file of this name steers TeX, or marks the folder in which TeX runs.
pub fn steers_tex(path: &Path) -> bool {
    let name = path.file_name().and_then(|it| it.to_str());
    matches!(
        name,
        Some("latexmkrc" | ".latexmkrc" | "LatexMk" | "Tectonic.toml" | ".texlabroot" | "texlabroot")
    )
}

impl Build {
    /// Reads the file at `path`; `folders` lists those that an entry of a search path stands for.
    pub fn read(path: &Path, text: &str, folders: &dyn Fn(&Path, &str) -> Vec<PathBuf>) -> Self {
        let base = path.parent().unwrap_or(path);
        match path.file_name().and_then(|it| it.to_str()) {
            Some("Tectonic.toml") => Self { roots: tectonic(base, text), ..Self::default() },
            Some("latexmkrc" | ".latexmkrc" | "LatexMk") => latexmk(base, text, folders),
            Some(".gitignore") => {
                Self { made: ignored(text).into_iter().filter_map(Made::new).collect(), ..Self::default() }
            }
            Some(".gitmodules") => Self { submodules: submodules(text), ..Self::default() },
            Some("Makefile" | "makefile" | "GNUmakefile") => {
                Self { made: targets(text).into_iter().filter_map(Made::new).collect(), ..Self::default() }
            }
            _ => Self::default(),
        }
    }
}

/// The documents of `[[output]]`: each a preamble, an index and a postamble below `src`.
fn tectonic(base: &Path, text: &str) -> Vec<BuildRoot> {
    let Ok(value) = toml::from_str::<Value>(text) else { return Vec::new() };
    let source = base.join("src");
    let document = |output: &Value| {
        let file = |name: &str, usual: &str| {
            normalised(&source.join(output.get(name).and_then(Value::as_str).unwrap_or(usual)))
        };
        let parts = vec![file("index", "index.tex"), file("postamble", "_postamble.tex")];
        BuildRoot { root: file("preamble", "_preamble.tex"), parts }
    };
    match value.get("output").and_then(Value::as_array) {
        Some(outputs) => outputs.iter().map(document).collect(),
        None => vec![document(&Value::Null)],
    }
}

/// `@default_files`, and the search paths set by `$ENV{..} =` or `ensure_path(..)`.
fn latexmk(base: &Path, text: &str, folders: &dyn Fn(&Path, &str) -> Vec<PathBuf>) -> Build {
    let mut build = Build::default();
    let code: String = text.lines().map(without_comment).collect::<Vec<_>>().join("\n");
    for statement in code.split(';') {
        if statement.contains("@default_files") {
            let files = strings(statement).into_iter().filter(|it| !it.contains(['*', '?', '$']));
            build.roots.extend(files.map(|it| {
                let path = normalised(&base.join(&it));
                let root = if path.extension().is_some() { path } else { path.with_extension("tex") };
                BuildRoot { root, parts: Vec::new() }
            }));
            continue;
        }
        let inputs = match statement {
            it if it.contains("BIBINPUTS") => &mut build.bib_inputs,
            it if it.contains("TEXINPUTS") => &mut build.tex_inputs,
            _ => continue,
        };
        // A separator within the string: `;` on Windows would have ended the statement.
        for input in strings(statement).iter().flat_map(|it| it.split(':')) {
            if !input.is_empty() && !input.contains('$') && !input.ends_with("INPUTS") {
                inputs.extend(folders(base, input));
            }
        }
    }
    build
}

/// What a `.gitignore` names by a name (gitignore(5)); a pattern of all files of a kind (`*.tex`) says nothing of one.
fn ignored(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|it| !it.starts_with(['#', '!']));
    let patterns = lines.filter_map(|line| {
        let pattern = line.trim_end_matches('/');
        let stem = pattern.rsplit('/').next()?.split('.').find(|it| !it.is_empty())?;
        let is_named = stem.chars().filter(|it| it.is_alphanumeric()).count() > 1;
        // A slash within it, and it counts from here.
        let anchored = pattern.contains('/') && !pattern.starts_with(['/', '*']);
        is_named.then(|| if anchored { format!("/{pattern}") } else { pattern.to_owned() })
    });
    // `**/name` is any `name`; `*/name` is read so, too.
    patterns.map(|it| it.trim_start_matches("**/").trim_start_matches("*/").to_owned()).collect()
}

/// The folders of `.gitmodules` (gitmodules(5)).
fn submodules(text: &str) -> Vec<PathBuf> {
    let values = text.lines().filter_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == "path").then(|| PathBuf::from(value.trim()))
    });
    values.filter(|it| it.components().next().is_some()).collect()
}

/// The files and folders in its own folder or below that a makefile has rules for, by name: `plots`, `tex/%.tex`.
fn targets(text: &str) -> Vec<String> {
    let rules = text.lines().filter(|it| !it.starts_with(['\t', '#'])).filter_map(|it| it.split_once(':'));
    let rules = rules.filter(|(_, behind)| !behind.starts_with('='));
    let names = rules.flat_map(|(targets, _)| targets.split_whitespace());
    let files = names.filter(|it| !it.contains(['$', '(', '*', '[', '{', '=']) && !it.starts_with('%'));
    let files = files.map(|it| it.trim_start_matches("./"));
    files.filter(|it| !it.starts_with('.')).map(|it| format!("/{}", it.replace('%', "*"))).collect()
}

/// A line of Perl up to its comment.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    for (at, c) in line.char_indices() {
        match c {
            '\'' | '"' if quote == Some(c) => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(c),
            '#' if quote.is_none() => return &line[..at],
            _ => {}
        }
    }
    line
}

/// The strings of a statement of Perl, also those of `qw(a b)`.
fn strings(statement: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = statement;
    while let Some(at) = rest.find(['\'', '"', 'q']) {
        let (open, inner) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = match (open, inner.strip_prefix("w(")) {
            (b'q', Some(words)) => {
                let end = words.find(')').unwrap_or(words.len());
                found.extend(words[..end].split_whitespace().map(str::to_owned));
                &words[end..]
            }
            (b'q', None) => inner,
            (quote, _) => {
                let Some(end) = inner.find(char::from(quote)) else { break };
                found.push(inner[..end].to_owned());
                &inner[end + 1..]
            }
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, roots: &[&str], bib_inputs: &[&str]) {
        let folders = |base: &Path, input: &str| vec![base.join(input.replace("//", "/**"))];
        let build = Build::read(&Path::new("/p").join(name), text, &folders);
        let shown = |paths: &[PathBuf]| -> Vec<String> {
            paths.iter().map(|it| it.strip_prefix("/p").unwrap().display().to_string()).collect()
        };
        let found = build.roots.iter().map(|it| {
            let parts = it.parts.iter().cloned();
            shown(&std::iter::once(it.root.clone()).chain(parts).collect::<Vec<_>>()).join(" ")
        });
        assert_eq!(found.collect::<Vec<_>>(), roots, "{text}");
        assert_eq!(shown(&build.bib_inputs), bib_inputs, "{text}");
    }

    #[test]
    fn plain_assignments_of_latexmk() {
        check("latexmkrc", "@default_files = ('thesis.tex', \"talk\");", &["thesis.tex", "talk.tex"], &[]);
        check(".latexmkrc", "@default_files = qw(a.tex\n b.tex);", &["a.tex", "b.tex"], &[]);
        check("latexmkrc", "# @default_files = ('old.tex');\n@default_files=('*.tex');", &[], &[]);
        check("latexmkrc", "$pdf_mode = 1; $out_dir = 'build';", &[], &[]);
        check("latexmkrc", "ensure_path('BIBINPUTS', './bib//', '../all');", &[], &["bib/**", "../all"]);
        check("latexmkrc", "$ENV{'BIBINPUTS'} = './bib:' . $ENV{'BIBINPUTS'}; # for 'all'", &[], &["bib"]);
        check("latexmkrc", "$ENV{BIBINPUTS}=\"lib//:$ENV{BIBINPUTS}\";", &[], &["lib/**"]);
    }

    #[test]
    fn documents_of_tectonic() {
        let usual = "src/_preamble.tex src/index.tex src/_postamble.tex";
        check("Tectonic.toml", "[doc]\nname = 'x'\n", &[usual], &[]);
        check("Tectonic.toml", "[[output]]\nname = 'x'\ntype = 'pdf'\n", &[usual], &[]);
        check(
            "Tectonic.toml",
            "[[output]]\nindex = 'a.tex'\npreamble = 'pre.tex'\npostamble = 'post.tex'\n",
            &["src/pre.tex src/a.tex src/post.tex"],
            &[],
        );
        check("Tectonic.toml", "broken = [", &[], &[]);
    }

    #[test]
    fn a_marker_says_nothing_but_where_it_stands() {
        check(".texlabroot", "", &[], &[]);
        assert!(is_build_file(Path::new("/p/.texlabroot")));
        assert!(!is_build_file(Path::new("/p/main.tex")));
    }
}
