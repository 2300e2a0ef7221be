//! What is no part of a paper: files of the TeX distribution and files that tools make.

use std::path::Path;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::model::links::{Link, LinkKind};

/// The names of files that TeX distributions bring, one a line: those of TeX Live's packages in Debian 12
/// (`texmf-dist/tex/{generic,plain,latex}/**/*.tex` and `texmf-dist/bibtex/bib/**/*.bib`), without such as a document
/// may well give to a part of its own (`standalone`, `variations`).
struct Shipped(LazyLock<FxHashSet<&'static str>>);

/// Files that `\input` finds.
static INPUTS: Shipped = Shipped(LazyLock::new(|| include_str!("shipped/inputs.txt").lines().collect()));

/// Bibliographies with entries.
static BIBLIOGRAPHIES: Shipped =
    Shipped(LazyLock::new(|| include_str!("shipped/bibliographies.txt").lines().collect()));

/// Bibliographies of strings alone, or of a style's options: nothing in them is cited.
static STRINGS: Shipped = Shipped(LazyLock::new(|| include_str!("shipped/strings.txt").lines().collect()));

impl Shipped {
    fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// Ends of names of files that tools write while a paper is made: drawings with their labels, indices.
const MADE: &[&str] = &[
    "tikz", "pgf", "pgfplots", "eps_tex", "pdf_tex", "svg_tex", "ps_tex", "pdf_t", "pdftex_t", "pstex_t",
    "pspdftex", "eepic", "epic", "pic", "pictex", "latex", "tkz", "gnuplot", "plt", "aux", "bbl", "toc",
    "lof", "lot", "loa", "ind", "idx", "gls", "glo", "glstex", "acr", "nls", "nlo", "out", "txt", "csv",
    "dat", "tsv", "md", "eps", "pdf", "svg", "png", "dot", "gv",
];

/// Ends of names of source code, of which tools make LaTeX: `\input{parser.hs}`, `parser.hs.tex`.
const CODE: &[&str] = &[
    "hs", "py", "java", "c", "cc", "cpp", "h", "hpp", "rs", "go", "js", "ts", "ml", "mli", "v", "agda",
    "lagda", "scala", "rb", "pl", "sh", "m", "mgm", "sage", "jl", "r", "R", "sql", "xml", "html", "json",
    "yaml", "cs", "fs", "ipynb",
];

/// Ends of names of files that packages consist of.
const PACKAGED: &[&str] = &[
    "sty", "cls", "clo", "def", "cfg", "fd", "ldf", "enc", "map", "dtx", "ins", "code", "lbx", "bbx", "cbx",
    "mkiv",
];

/// Whether the file that `link` names may well exist where it cannot be looked for, so that nothing is
/// said if it is not found. `has_neighbours` tells whether the same file includes others by a bare name
/// that are found.
pub fn may_lie_elsewhere(link: &Link, path: &str, has_neighbours: bool) -> bool {
    let LinkKind::Include { folder, searched, .. } = &link.kind else { return link.kind != LinkKind::Root };
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, "tex")) => match stem.rsplit_once('.') {
            // `tikzlibrarycalc.code.tex`, `drawing.pdf.tex`
            Some((inner, extension)) => (inner, extension),
            None => (stem, ""),
        },
        Some((stem, extension)) => (stem, extension),
        None => (name, ""),
    };
    if MADE.contains(&extension) || CODE.contains(&extension) {
        return true;
    }
    if !searched || !folder.is_empty() || !parent.is_empty() {
        return false;
    }
    PACKAGED.contains(&extension) || INPUTS.contains(stem) || !has_neighbours
}

/// Whether a .bib file is none that people write: biblatex's control file for BibTeX (`paper-blx.bib`), REVTeX's notes
/// of the document `job` (`paperNotes.bib`).
pub fn is_generated(path: &Path, job: &str) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.ends_with("-blx") || stem.strip_suffix("Notes").is_some_and(|it| it == job)
}

/// Whether a TeX distribution brings the bibliography of this name.
pub fn is_distributed(name: &str) -> bool {
    defines_no_key(name) || BIBLIOGRAPHIES.contains(name.trim_end_matches(".bib"))
}

/// Whether the bibliography of this name is a distribution's and has no entries.
pub fn defines_no_key(name: &str) -> bool {
    STRINGS.contains(name.trim_end_matches(".bib"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ByteRange;

    #[track_caller]
    fn check(path: &str, neighbours: bool, expected: bool) {
        let kind = LinkKind::Include { folder: String::new(), from_here: false, searched: true };
        let link = Link {
            kind,
            path: path.to_owned(),
            range: ByteRange::empty(0),
            optional: false,
            conditional: false,
            body_of: None,
        };
        assert_eq!(may_lie_elsewhere(&link, path, neighbours), expected, "{path}");
    }

    #[test]
    fn files_of_the_distribution_and_files_that_tools_make_are_not_missed() {
        for path in [
            "glyphtounicode",
            "glyphtounicode.tex",
            "t1cmr.fd",
            "luaotfload.sty",
            "xy",
            "pgflibraryshapes.code.tex",
        ] {
            check(path, true, true);
        }
        for path in [
            "img/plot.tikz",
            "fig.pdf_tex",
            "build/fig.eps_tex",
            "tables/numbers.csv",
            "ch/states.dot",
            "ch/parser.hs",
            "ch/parser.hs.tex",
        ] {
            check(path, true, true);
        }
    }

    #[test]
    fn a_chapter_beside_others_is_missed_and_a_lone_bare_name_is_not() {
        check("intro", true, false);
        check("intro", false, true);
        check("chapters/intro", false, false);
    }
}
