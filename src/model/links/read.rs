//! What one LaTeX file says about others: includes, bibliographies, its root.

use super::bodies::Bodies;
use super::branches::{Branches, opens_branch};
use super::code_children::code_children;
use super::include_macros::Includer;
use super::link::{Link, LinkKind};
use crate::model::bibitems;
use crate::syntax::tex::{Call, Chunk, Definition, Delimiter, Silence, TexFile};
use crate::text::ByteRange;

/// What one LaTeX file says about others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// In the order of the text.
    pub links: Vec<Link>,
    /// Macros defined in it that include what they are given.
    pub includers: Vec<Includer>,
    /// Whether it says that it is its own root: AUCTeX's `TeX-master: t`.
    pub is_own_root: bool,
    /// Whether it holds `\documentclass`.
    pub has_class: bool,
    /// Where `\begin{document}` stands.
    pub begins: Option<ByteRange>,
    /// Bodies of `filecontents` environments: the file's name and where its text stands.
    pub contents: Vec<(String, ByteRange)>,
    /// Whether biblatex is used, as a rule with biber, which minds the case of keys, as opposed to BibTeX.
    pub biblatex: bool,
    /// Whether biblatex is told to use BibTeX, perhaps before it is loaded:
    /// `\PassOptionsToPackage{backend=bibtex}{biblatex}`.
    pub by_bibtex: bool,
    /// Folders in which LaTeX looks for files, too: `\def\input@path{{parts/}}`.
    pub input_path: Vec<String>,
    /// Stretches that one branch of a conditional holds, in order (bytes of the file).
    pub branches: Vec<ByteRange>,
    /// Whether it has LaTeX look in folders that are not known here: `\edef\input@path{\input@path{#1}}`.
    pub searches_elsewhere: bool,
    /// Whether its preamble was made into a format of its own: `%&preamble` on its first line, and no class.
    pub has_format: bool,
}

impl Links {
    /// Reads the links of a file.
    pub fn read(tex: &TexFile) -> Self {
        let mut read = Self::default();
        let branches = Branches::of(tex);
        let bodies = Bodies::of(tex);
        for (start, chunk) in &tex.chunks {
            for hint in &chunk.root_hints {
                match hint.path.as_str() {
                    "t" => read.is_own_root = true,
                    "nil" => {}
                    _ => read.push(*start, chunk, Some(&hint.range), LinkKind::Root),
                }
            }
            for mark in &chunk.environments {
                if mark.begins && mark.name == "document" && read.begins.is_none() {
                    read.begins = Some(mark.range.shift(*start));
                }
            }
            read.search_path(chunk);
            for child in code_children(chunk) {
                let kind = LinkKind::Include { folder: String::new(), from_here: false, searched: true };
                let before = read.links.len();
                read.push(*start, chunk, Some(&child), kind);
                // Whether a chunk of code is run is not known.
                read.links[before..].iter_mut().for_each(|it| it.optional = true);
            }
            for call in chunk.calls.iter().filter(|it| is_link(chunk, it)) {
                if tex.silence_at(start + call.command.start) == Some(Silence::NotTex) {
                    continue;
                }
                let before = read.links.len();
                read.call(*start, chunk, call);
                // What names a parameter is no file.
                for link in read.links.extract_if(before.., |it| it.names_parameter()) {
                    read.includers.extend(Includer::around(chunk, call, link));
                }
                if branches.cover(start + call.command.start) {
                    read.links[before..].iter_mut().for_each(|it| it.conditional = true);
                }
                let at = start + call.command.start;
                if MAY_LACK.contains(&call.name.as_str()) || bodies.is_guarded(at) {
                    read.links[before..].iter_mut().for_each(|it| it.optional = true);
                }
                if let Some(name) = bodies.around(at).filter(|_| before < read.links.len()) {
                    read.links[before..].iter_mut().for_each(|it| it.body_of = Some(name.to_owned()));
                }
            }
            read.file_contents(*start, chunk);
        }
        let first = tex.chunks.first().and_then(|(_, chunk)| chunk.text.lines().next());
        read.branches = branches.all();
        read.has_format = !read.has_class && first.is_some_and(names_format);
        read
    }

    fn call(&mut self, start: usize, chunk: &Chunk, call: &Call) {
        let braces: Vec<ByteRange> = groups(call, Delimiter::Brace);
        let options: String = groups(call, Delimiter::Bracket)
            .iter()
            .map(|it| &chunk.text[it.std()])
            .collect::<Vec<_>>()
            .join(",");
        let text = |index: usize| braces.get(index).map_or("", |it: &ByteRange| chunk.text[it.std()].trim());
        let include = |folder: &str, from_here: bool| LinkKind::Include {
            folder: folder.to_owned(),
            from_here,
            searched: call.name == "input",
        };
        match call.name.as_str() {
            "documentclass" | "LoadClass" | "LoadClassWithOptions" => {
                self.has_class |= call.name == "documentclass";
                if call.name == "documentclass" && text(0) == "subfiles" {
                    let option = groups(call, Delimiter::Bracket);
                    self.push(start, chunk, option.first(), LinkKind::Root);
                }
                self.list(start, chunk, braces.first(), &LinkKind::Package { class: true });
            }
            "usepackage" | "RequirePackage" => {
                let names: Vec<_> = text(0).split(',').map(str::trim).collect();
                if names.iter().any(|it| it.starts_with("biblatex")) {
                    self.biblatex |= !names_bibtex(&options);
                    self.by_bibtex |= names_bibtex(&options);
                }
                self.list(start, chunk, braces.first(), &LinkKind::Package { class: false });
            }
            "PassOptionsToPackage" => {
                let to = text(1).split(',').any(|it| it.trim() == "biblatex");
                self.by_bibtex |= to && names_bibtex(text(0));
            }
            "input" if braces.is_empty() => self.plain_input(start, chunk, call),
            "input" | "include" | "subfile" | "subfileinclude" | "loadglsentries" | "InputIfFileExists"
            | "@input" | "includestandalone" => {
                self.push(start, chunk, braces.first(), include("", false));
            }
            "import" | "inputfrom" | "includefrom" => {
                self.push(start, chunk, braces.get(1), include(text(0), false));
            }
            "subimport" | "subinputfrom" | "subincludefrom" | "subimportlevel" => {
                self.push(start, chunk, braces.get(1), include(text(0), true));
            }
            "bibliography" | "nobibliography" | "defaultbibliography" => {
                let kind = bibtex_s(None);
                // multibbl: `\bibliography{name}{refs}{Title}`.
                let is_joined = call.arguments.iter().skip(1).all(|it| !it.spaced);
                let named = usize::from(braces.len() == 3 && is_joined);
                self.list(start, chunk, braces.get(named), &kind);
            }
            "addbibresource" | "addglobalbib" | "addsectionbib" => {
                // It is biblatex's, wherever that is loaded.
                self.biblatex = true;
                let is_bibtex = |it: &str| matches!(it, "bibtex" | "");
                let kind = LinkKind::Bibliography {
                    add_extension: false,
                    glob: matches!(option(&options, "glob"), Some("" | "true")),
                    remote: option(&options, "location") == Some("remote")
                        || option(&options, "datatype").is_some_and(|it| !is_bibtex(it))
                        || is_foreign_data(text(0)),
                    further: None,
                    of_section: call.name == "addsectionbib" || option(&options, "label").is_some(),
                };
                self.push(start, chunk, braces.first(), kind);
            }
            // A section of its own: `\begin{refsection}[refs.bib]`, `\begin{btSect}[plain]{refs}`.
            "begin" | "newrefsection" => {
                let kind = bibtex_s(None);
                let places =
                    if text(0) == "btSect" { braces[1..].to_vec() } else { groups(call, Delimiter::Bracket) };
                let before = self.links.len();
                self.list(start, chunk, places.first(), &kind);
                if text(0) != "btSect" {
                    // biblatex wants whole names of files; others are labels of resources declared elsewhere.
                    let named: Vec<Link> = self.links.drain(before..).collect();
                    self.links.extend(named.into_iter().filter(|it| it.path.ends_with(".bib")));
                }
                for link in &mut self.links[before..] {
                    if let LinkKind::Bibliography { of_section, .. } = &mut link.kind {
                        *of_section = true;
                    }
                }
            }
            // etoolbox: `\forcsvlist{\addbibresource}{a.bib,b.bib}` hands each to the command.
            "forcsvlist" => {
                let kind = match text(0).strip_prefix('\\') {
                    Some("addbibresource" | "addglobalbib") => LinkKind::Bibliography {
                        add_extension: false,
                        glob: false,
                        remote: false,
                        further: None,
                        of_section: false,
                    },
                    Some("input" | "include") => include("", false),
                    _ => return,
                };
                self.list(start, chunk, braces.get(1), &kind);
            }
            // amsrefs keeps its entries in files of its own (.ltb), which are not read.
            "bibselect" => {
                let kind = LinkKind::Bibliography {
                    add_extension: false,
                    glob: false,
                    remote: true,
                    further: None,
                    of_section: false,
                };
                self.list(start, chunk, braces.first(), &kind);
            }
            "putbib" => {
                let kind = bibtex_s(None);
                let brackets = groups(call, Delimiter::Bracket);
                self.list(start, chunk, brackets.first(), &kind);
            }
            // multibib: `\bibliographyweb{refs}`; usebib: `\bibinput{refs}`.
            name => {
                let further = name.strip_prefix("bibliography").map(str::to_owned);
                self.list(start, chunk, braces.first(), &bibtex_s(further));
            }
        }
    }

    /// `\input chapter`, without braces.
    fn plain_input(&mut self, start: usize, chunk: &Chunk, call: &Call) {
        let rest = &chunk.text[call.command.end..];
        let bare = rest.trim_start_matches([' ', '\t']);
        let from = call.command.end + rest.len() - bare.len();
        let length = bare
            .find(|c: char| c.is_whitespace() || matches!(c, '\\' | '%' | '{' | '}'))
            .unwrap_or(bare.len());
        if length > 0 && from > call.command.end {
            let range = ByteRange::new(from, from + length);
            let kind = LinkKind::Include { folder: String::new(), from_here: false, searched: true };
            self.push(start, chunk, Some(&range), kind);
        }
    }

    fn push(&mut self, start: usize, chunk: &Chunk, range: Option<&ByteRange>, kind: LinkKind) {
        let Some(range) = range else { return };
        let text = &chunk.text[range.std()];
        let path = bare(text.trim()).trim_matches(['"', '\'']);
        if path.is_empty() {
            return;
        }
        let lead = text.len() - text.trim_start().len();
        let range = ByteRange::new(range.start + lead, range.start + lead + text.trim().len()).shift(start);
        let path = path.to_owned();
        self.links.push(Link { kind, path, range, optional: false, conditional: false, body_of: None });
    }

    /// A comma-separated list of names, perhaps with comments and line ends in it.
    fn list(&mut self, start: usize, chunk: &Chunk, range: Option<&ByteRange>, kind: &LinkKind) {
        let Some(range) = range else { return };
        let mut at = range.start;
        for piece in chunk.text[range.std()].split(',') {
            let end = at + piece.len();
            let mut line = at;
            // A comment reaches to the end of its line; the name may stand on a line before or after it.
            for part in piece.split_inclusive('\n') {
                let bare = part.split('%').next().unwrap_or_default();
                if !bare.trim().is_empty() {
                    self.push(start, chunk, Some(&ByteRange::new(line, line + bare.len())), kind.clone());
                }
                line += part.len();
            }
            at = end + 1;
        }
    }

    /// `\def\input@path{{a/}{b/}}`, `\g@addto@macro\input@path{{c/}}` (LaTeX2e's source, ltfiles.dtx).
    fn search_path(&mut self, chunk: &Chunk) {
        let is_named = |it: &&Definition| it.name == "input@path";
        let defined = chunk.definitions.iter().filter(is_named).filter_map(|it| it.bodies.first().copied());
        let added = chunk.calls.iter().filter(|it| it.name == "input@path");
        let added = added.filter_map(|it| groups(it, Delimiter::Brace).first().copied());
        for body in defined.chain(added) {
            let folders = chunk.text[body.std()].split('{').skip(1).filter_map(|it| it.split('}').next());
            let folders = folders.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
            // `\newcommand\addinputpath[1]{\edef\input@path{\input@path{#1}}}`
            let (given, known): (Vec<String>, Vec<String>) = folders.partition(|it| it.contains(['#', '\\']));
            self.searches_elsewhere |= !given.is_empty();
            self.input_path.extend(known);
        }
    }

    fn file_contents(&mut self, start: usize, chunk: &Chunk) {
        for verbatim in &chunk.not_text {
            let text = &chunk.text[verbatim.std()];
            let Some(rest) = text.strip_prefix("\\begin{filecontents") else { continue };
            let Some((_, open)) = rest.split_once('}') else { continue };
            let open = open.trim_start();
            let open = match open.strip_prefix('[') {
                Some(options) => options.split_once(']').map_or("", |it| it.1).trim_start(),
                None => open,
            };
            let Some((name, body)) = open.strip_prefix('{').and_then(|it| it.split_once('}')) else {
                continue;
            };
            let body_start = verbatim.end - body.len();
            let body_end = body.rfind("\\end{filecontents").map_or(verbatim.end, |at| body_start + at);
            self.contents.push((name.trim().to_owned(), ByteRange::new(body_start, body_end).shift(start)));
        }
    }

    /// All that `chunk` says to other files or to the project, as it is written: while this stays the same,
    /// so does what is read here, places aside, and what the project's commands mean.
    /// `includes` knows the paper's own macros that include files.
    pub fn said<'a>(chunk: &'a Chunk, includes: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
        let text = |range: ByteRange| &chunk.text[range.std()];
        let mut said: Vec<&str> = chunk.root_hints.iter().map(|it| it.path.as_str()).collect();
        said.extend(code_children(chunk).into_iter().map(text));
        said.extend(chunk.text.lines().next().filter(|it| names_format(it)));
        for definition in &chunk.definitions {
            let start =
                chunk.calls.get(definition.call).map_or(definition.name_range.start, |it| it.command.start);
            let end = definition.bodies.last().map_or(definition.name_range.end, |it| it.end);
            said.push(text(ByteRange::new(start, end.max(start))));
        }
        said.extend(chunk.verbatim.iter().map(|it| it.name.as_str()));
        said.extend(
            chunk
                .environments
                .iter()
                .filter(|it| it.name == "document" || includes(&it.name))
                .map(|it| text(it.range)),
        );
        let verbatim = chunk.not_text.iter().map(|it| text(*it));
        said.extend(verbatim.filter(|it| it.starts_with("\\begin{filecontents")));
        let branching = |it: &&Call| opens_branch(it) || matches!(it.name.as_str(), "else" | "or" | "fi");
        said.extend(chunk.calls.iter().filter(branching).map(|it| it.name.as_str()));
        let calls = chunk
            .calls
            .iter()
            .filter(|it| is_link(chunk, it) || DECLARING.contains(&it.name.as_str()) || includes(&it.name));
        said.extend(bibitems::bib_items(chunk).map(|it| text(it.head)));
        said.extend(calls.map(|call| match call.arguments.is_empty() {
            // `\input chapter`
            true => chunk.text[call.command.start..].lines().next().unwrap_or_default(),
            false => text(call.range()),
        }));
        said
    }

    /// What `chunk` says to how far bodies of macros and guards reach that begin in other paragraphs, if any of the file's
    /// [does](Self::has_long_bodies).
    pub fn said_by_braces(chunk: &Chunk) -> Vec<&'static str> {
        chunk.loose_braces.iter().map(|it| if it.0 { "{" } else { "}" }).collect()
    }

    /// Whether the body of a macro, or what `\IfFileExists` is given, may reach over several paragraphs of a file.
    pub fn has_long_bodies(tex: &TexFile) -> bool {
        tex.chunks.iter().any(|(_, chunk)| {
            !chunk.loose_braces.is_empty()
                && (!chunk.definitions.is_empty() || chunk.calls.iter().any(|it| it.name == "IfFileExists"))
        })
    }

    /// The same after an edit that concerned none of it: `edit` replaced bytes by `new_len` bytes.
    pub fn moved(&self, edit: ByteRange, new_len: usize) -> Self {
        let moved = |range: ByteRange| {
            let by = |at: usize| if at >= edit.end { at - edit.len() + new_len } else { at };
            ByteRange::new(by(range.start), by(range.end))
        };
        let mut links = self.clone();
        for link in &mut links.links {
            link.range = moved(link.range);
        }
        for (_, range) in &mut links.contents {
            *range = moved(*range);
        }
        links.begins = links.begins.map(moved);
        links.branches.iter_mut().for_each(|it| *it = moved(*it));
        links
    }
}

/// Whether the first line of a file names a format of its own as what TeX begins with: `%&preamble`, but not `%&latex`
/// (TeX Live's manual of web2c, "Format files").
fn names_format(line: &str) -> bool {
    let name = line.strip_prefix("%&").and_then(|it| it.split_whitespace().next());
    name.is_some_and(|it| !it.starts_with('-') && !it.to_ascii_lowercase().ends_with("tex"))
}

/// A bibliography that BibTeX reads.
fn bibtex_s(further: Option<String>) -> LinkKind {
    LinkKind::Bibliography { add_extension: true, glob: false, remote: false, further, of_section: false }
}

/// Whether options of biblatex choose BibTeX to look keys up.
fn names_bibtex(options: &str) -> bool {
    matches!(option(options, "backend"), Some("bibtex" | "bibtex8" | "bibtexu"))
}

/// Whether a file of this name holds data in another form than BibTeX's: CSL-JSON, YAML, RIS, biblatexml.
fn is_foreign_data(path: &str) -> bool {
    const ENDS: [&str; 9] = [".json", ".yaml", ".yml", ".ris", ".xml", ".bltxml", ".csl", ".enw", ".nbib"];
    let lower = path.trim().to_ascii_lowercase();
    ENDS.iter().any(|it| lower.ends_with(it))
}

/// Calls that change what a project's commands mean, beside definitions, or how much of a file counts.
const DECLARING: &[&str] = &[
    "newcites",
    "DeclareCiteCommand",
    "DeclareMultiCiteCommand",
    "endinput",
    "markdownSetup",
    "IfFileExists",
    "input@path",
];

/// Commands that name a file which need not exist: LaTeX's `\@input`, and of standalone a drawing that may be
/// there as a PDF alone.
const MAY_LACK: &[&str] = &["InputIfFileExists", "@input", "includestandalone"];

/// The value of an option in `a, b = c`; empty where it has none.
fn option<'a>(options: &'a str, name: &str) -> Option<&'a str> {
    let mut all = options.split(',').map(|it| it.split_once('=').unwrap_or((it, "")));
    all.find(|it| it.0.trim() == name).map(|it| it.1.trim())
}

/// A path without the macros that only guard it: `\subfix{refs}`, `\detokenize{a_b}`.
fn bare(path: &str) -> &str {
    let guarded = ["\\subfix", "\\detokenize", "\\unexpanded"].iter().find_map(|it| path.strip_prefix(it));
    let inner = guarded.and_then(|it| it.trim().strip_prefix('{')?.strip_suffix('}'));
    inner.map_or(path, str::trim)
}

fn groups(call: &Call, delimiter: Delimiter) -> Vec<ByteRange> {
    call.arguments.iter().filter(|it| it.delimiter == delimiter && it.closed).map(|it| it.inner()).collect()
}

/// Commands that are named like one that declares a bibliography: styles (`\bibliographystyleweb`), units.
const NO_LISTS: [&str; 2] = ["bibliographystyle", "bibliographyunit"];

fn is_link(chunk: &Chunk, call: &Call) -> bool {
    let name = call.name.as_str();
    if name == "begin" {
        let environment = groups(call, Delimiter::Brace).first().map(|it| &chunk.text[it.std()]);
        return matches!(environment, Some("refsection" | "btSect"));
    }
    matches!(
        name,
        "documentclass"
            | "LoadClass"
            | "LoadClassWithOptions"
            | "usepackage"
            | "RequirePackage"
            | "input"
            | "include"
            | "subfile"
            | "subfileinclude"
            | "loadglsentries"
            | "InputIfFileExists"
            | "@input"
            | "includestandalone"
            | "import"
            | "inputfrom"
            | "includefrom"
            | "subimport"
            | "subinputfrom"
            | "subincludefrom"
            | "subimportlevel"
            | "addbibresource"
            | "addglobalbib"
            | "addsectionbib"
            | "nobibliography"
            | "newrefsection"
            | "putbib"
            | "bibinput"
            | "bibselect"
            | "defaultbibliography"
            | "PassOptionsToPackage"
            | "forcsvlist"
    ) || (name.starts_with("bibliography") && !NO_LISTS.iter().any(|it| name.starts_with(it)))
}
