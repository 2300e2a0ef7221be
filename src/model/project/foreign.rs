//! What is no part of a paper: files of the TeX distribution and files that tools make.

use std::path::Path;

use crate::model::links::{Link, LinkKind};

/// Files that `\input` finds in every TeX distribution.
const DISTRIBUTED: &[&str] = &[
    "amssym",
    "arrow",
    "babel",
    "binhex",
    "blockdiagrams",
    "bm",
    "booktabs",
    "color",
    "cyracc",
    "dcpic",
    "diagrams",
    "docstrip",
    "epsf",
    "eplain",
    "etex",
    "expl3-generic",
    "fontmath",
    "fontname",
    "glyphtounicode",
    "glyphtounicode-cmr",
    "graphicx",
    "hyphen",
    "ifpdf",
    "ifxetex",
    "insbox",
    "kvsetkeys",
    "l3docstrip",
    "lambda",
    "letltxmacro",
    "listings",
    "longtable",
    "lscape",
    "manfnt",
    "mathdots",
    "mfpic",
    "miniltx",
    "multido",
    "multirow",
    "ngerman",
    "null",
    "pdfcolor",
    "pdfcrop",
    "pgf",
    "pgfplots",
    "pictex",
    "pst-all",
    "pst-node",
    "pst-plot",
    "pst-tree",
    "pstricks",
    "qrcode",
    "random",
    "rlepsf",
    "rotate",
    "sample2e",
    "scrload",
    "small2e",
    "supertabular",
    "testfont",
    "texinfo",
    "texnames",
    "tikz",
    "trees",
    "ulem",
    "xint",
    "xintexpr",
    "xkeyval",
    "xlop",
    "xy",
    "xypic",
];

/// Ends of names of files that tools write while a paper is made: drawings with their labels, indices.
const MADE: &[&str] = &[
    "tikz", "pgf", "pgfplots", "eps_tex", "pdf_tex", "svg_tex", "ps_tex", "pdf_t", "pdftex_t", "pstex_t",
    "pspdftex", "eepic", "epic", "pic", "pictex", "latex", "tkz", "gnuplot", "plt", "aux", "bbl", "toc",
    "lof", "lot", "loa", "ind", "idx", "gls", "glo", "glstex", "acr", "nls", "nlo", "out", "txt", "csv",
    "dat", "tsv", "md", "eps", "pdf", "svg", "png",
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
    if MADE.contains(&extension) {
        return true;
    }
    if !searched || !folder.is_empty() || !parent.is_empty() {
        return false;
    }
    PACKAGED.contains(&extension) || DISTRIBUTED.contains(&stem) || !has_neighbours
}

/// Whether a .bib file is none that people write: biblatex's control file for BibTeX (`paper-blx.bib`), REVTeX's notes
/// of the document `job` (`paperNotes.bib`).
pub fn is_generated(path: &Path, job: &str) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.ends_with("-blx") || stem.strip_suffix("Notes").is_some_and(|it| it == job)
}

/// Bibliographies of TeX distributions (CTAN's `bibtex/bib`) that define strings or options of a style alone.
const STRINGS: &[&str] = &["IEEEabrv", "IEEEfull", "abntex2-options"];

/// Bibliographies of TeX distributions with entries.
const SAMPLES: &[&str] = &["IEEEexample", "xampl", "biblatex-examples", "tugboat"];

/// Whether a TeX distribution brings the bibliography of this name.
pub fn is_distributed(name: &str) -> bool {
    defines_no_key(name) || SAMPLES.contains(&name.trim_end_matches(".bib"))
}

/// Whether the bibliography of this name is a distribution's and has no entries.
pub fn defines_no_key(name: &str) -> bool {
    STRINGS.contains(&name.trim_end_matches(".bib"))
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
        for path in ["img/plot.tikz", "fig.pdf_tex", "build/fig.eps_tex", "tables/numbers.csv"] {
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
