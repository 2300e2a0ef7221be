//! What one LaTeX file says about others: includes, bibliographies, its root.

use crate::syntax::tex::{Call, Chunk, Delimiter, TexFile};
use crate::text::ByteRange;

/// How a path is to be looked up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// `\input`, `\include`, `\subfile`: a LaTeX file. `\import{folder}{file}` gives the folder.
    Include {
        /// `\import`'s folder; empty for the rest.
        folder: String,
        /// Whether the folder counts from the including file (`\subimport`) rather than from the root.
        from_here: bool,
        /// Whether nothing is wrong if the file does not exist: `\InputIfFileExists`.
        optional: bool,
        /// Whether TeX's own folders are searched, too: `\input`, not `\include`.
        searched: bool,
    },
    /// A package or class, looked for beside the document only.
    Package {
        /// A class, else a package.
        class: bool,
    },
    /// `\bibliography{name}`, `\addbibresource{name.bib}`.
    Bibliography {
        /// Whether `.bib` is to be added where it is missing.
        add_extension: bool,
        /// Whether the name is a pattern: biblatex's `glob`.
        glob: bool,
        /// Whether it lies elsewhere than on this disk: `location=remote`.
        remote: bool,
    },
}

/// One file named by another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// How the path is to be looked up.
    pub kind: LinkKind,
    /// The path as written, trimmed.
    pub path: String,
    /// Where the path stands (bytes of the file).
    pub range: ByteRange,
}

/// What one LaTeX file says about others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// In the order of the text.
    pub links: Vec<Link>,
    /// Paths of root documents named by magic comments or by `subfiles`' optional argument.
    pub roots: Vec<String>,
    /// Whether it holds `\documentclass`.
    pub has_class: bool,
    /// Where `\begin{document}` stands.
    pub begins: Option<ByteRange>,
    /// Bodies of `filecontents` environments: the file's name and where its text stands.
    pub contents: Vec<(String, ByteRange)>,
    /// Whether biblatex is loaded with biber, which minds the case of keys, as opposed to BibTeX.
    pub biblatex: bool,
}

impl Links {
    /// Reads the links of a file.
    pub fn read(tex: &TexFile) -> Self {
        let mut read = Self::default();
        for (start, chunk) in &tex.chunks {
            read.roots.extend(chunk.root_hints.iter().map(|it| it.path.clone()));
            for mark in &chunk.environments {
                if mark.begins && mark.name == "document" && read.begins.is_none() {
                    read.begins = Some(mark.range.shift(*start));
                }
            }
            for call in &chunk.calls {
                if is_link(&call.name) {
                    read.call(*start, chunk, call);
                }
            }
            read.file_contents(*start, chunk);
        }
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
        let include = |folder: &str, from_here: bool, optional: bool| LinkKind::Include {
            folder: folder.to_owned(),
            from_here,
            optional,
            searched: call.name == "input",
        };
        match call.name.as_str() {
            "documentclass" | "LoadClass" | "LoadClassWithOptions" => {
                self.has_class |= call.name == "documentclass";
                if call.name == "documentclass" && text(0) == "subfiles" && !options.is_empty() {
                    self.roots.push(options.trim().to_owned());
                }
                self.list(start, chunk, braces.first(), &LinkKind::Package { class: true });
            }
            "usepackage" | "RequirePackage" => {
                let names: Vec<_> = text(0).split(',').map(str::trim).collect();
                if names.iter().any(|it| it.starts_with("biblatex")) {
                    self.biblatex |= !options.replace(' ', "").contains("backend=bibtex");
                }
                self.list(start, chunk, braces.first(), &LinkKind::Package { class: false });
            }
            "input" if braces.is_empty() => self.plain_input(start, chunk, call),
            "input" | "include" | "subfile" | "subfileinclude" | "loadglsentries" => {
                self.push(start, chunk, braces.first(), include("", false, false));
            }
            "InputIfFileExists" => self.push(start, chunk, braces.first(), include("", false, true)),
            "import" | "inputfrom" | "includefrom" => {
                self.push(start, chunk, braces.get(1), include(text(0), false, false));
            }
            "subimport" | "subinputfrom" | "subincludefrom" | "subimportlevel" => {
                self.push(start, chunk, braces.get(1), include(text(0), true, false));
            }
            "bibliography" | "nobibliography" => {
                let kind = LinkKind::Bibliography { add_extension: true, glob: false, remote: false };
                self.list(start, chunk, braces.first(), &kind);
            }
            "addbibresource" | "addglobalbib" | "addsectionbib" => {
                let plain = options.replace(' ', "");
                let kind = LinkKind::Bibliography {
                    add_extension: false,
                    glob: plain.contains("glob"),
                    remote: plain.contains("location=remote"),
                };
                self.push(start, chunk, braces.first(), kind);
            }
            "putbib" => {
                let kind = LinkKind::Bibliography { add_extension: true, glob: false, remote: false };
                let brackets = groups(call, Delimiter::Bracket);
                self.list(start, chunk, brackets.first(), &kind);
            }
            // multibib: `\bibliographyweb{refs}`.
            _ => {
                let kind = LinkKind::Bibliography { add_extension: true, glob: false, remote: false };
                self.list(start, chunk, braces.first(), &kind);
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
            let kind = LinkKind::Include {
                folder: String::new(),
                from_here: false,
                optional: false,
                searched: true,
            };
            self.push(start, chunk, Some(&range), kind);
        }
    }

    fn push(&mut self, start: usize, chunk: &Chunk, range: Option<&ByteRange>, kind: LinkKind) {
        let Some(range) = range else { return };
        let text = &chunk.text[range.std()];
        let path = text.trim().trim_matches('"');
        if path.is_empty() || path.contains('#') {
            return;
        }
        let lead = text.len() - text.trim_start().len();
        let range = ByteRange::new(range.start + lead, range.start + lead + text.trim().len()).shift(start);
        self.links.push(Link { kind, path: path.to_owned(), range });
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

    fn file_contents(&mut self, start: usize, chunk: &Chunk) {
        for verbatim in &chunk.not_text {
            let text = &chunk.text[verbatim.std()];
            let Some(rest) = text.strip_prefix("\\begin{filecontents") else { continue };
            let Some(open) = rest.find("}").map(|at| &rest[at + 1..]) else { continue };
            let open = match open.strip_prefix('[') {
                Some(options) => options.split_once(']').map_or("", |it| it.1),
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
    pub fn said(chunk: &Chunk) -> Vec<&str> {
        let text = |range: ByteRange| &chunk.text[range.std()];
        let mut said: Vec<&str> = chunk.root_hints.iter().map(|it| it.path.as_str()).collect();
        for definition in &chunk.definitions {
            let start =
                chunk.calls.get(definition.call).map_or(definition.name_range.start, |it| it.command.start);
            let end = definition.bodies.last().map_or(definition.name_range.end, |it| it.end);
            said.push(text(ByteRange::new(start, end.max(start))));
        }
        said.extend(chunk.verbatim.iter().map(|it| it.name.as_str()));
        said.extend(chunk.environments.iter().filter(|it| it.name == "document").map(|it| text(it.range)));
        let verbatim = chunk.not_text.iter().map(|it| text(*it));
        said.extend(verbatim.filter(|it| it.starts_with("\\begin{filecontents")));
        let calls =
            chunk.calls.iter().filter(|it| is_link(&it.name) || DECLARING.contains(&it.name.as_str()));
        said.extend(calls.map(|call| match call.arguments.is_empty() {
            // `\input chapter`
            true => chunk.text[call.command.start..].lines().next().unwrap_or_default(),
            false => text(call.range()),
        }));
        said
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
        links
    }
}

/// Calls that change what a project's commands mean or what it defines, beside definitions.
const DECLARING: &[&str] = &[
    "newcites",
    "DeclareCiteCommand",
    "DeclareMultiCiteCommand",
    "bibitem",
    "harvarditem",
    "bib",
    "defbibentryset",
];

fn groups(call: &Call, delimiter: Delimiter) -> Vec<ByteRange> {
    call.arguments.iter().filter(|it| it.delimiter == delimiter && it.closed).map(|it| it.inner()).collect()
}

fn is_link(name: &str) -> bool {
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
            | "putbib"
    ) || (name.starts_with("bibliography") && name != "bibliographystyle" && name != "bibliographyunit")
}
