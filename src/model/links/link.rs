//! One file named by another.

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
        /// Whether TeX's own folders are searched, too: `\input`, not `\include`.
        searched: bool,
    },
    /// The root document: `%!TEX root = ..`, AUCTeX's `TeX-master`, the option of `subfiles`.
    Root,
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
        /// Whether it lies elsewhere than on this disk (`location=remote`), or is data in a form that is not read
        /// (`datatype=ris`, `refs.json`): what it defines is not known.
        remote: bool,
        /// Of which further bibliography it is, if of one: `web` of `\bibliographyweb{refs}`, which counts where the
        /// paper has `\newcites{web}{..}` (multibib).
        further: Option<String>,
        /// Whether it belongs to a section that has bibliographies of its own, or may be chosen by one (biblatex's
        /// `label`).
        of_section: bool,
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
    /// Whether nothing is wrong if the file does not exist: `\InputIfFileExists`, and what stands in an
    /// `\IfFileExists`.
    pub optional: bool,
    /// Whether it stands in one branch of a conditional, so that another may be what TeX reads.
    pub conditional: bool,
    /// The macro or environment of the file's own in whose body it stands: it counts where that one is used.
    pub body_of: Option<String>,
}

impl Link {
    /// Whether a macro's parameter stands in it.
    pub fn names_parameter(&self) -> bool {
        let in_folder = matches!(&self.kind, LinkKind::Include { folder, .. } if folder.contains('#'));
        in_folder || self.path.contains('#')
    }
}
