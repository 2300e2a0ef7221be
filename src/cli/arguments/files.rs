//! The arguments of commands that rewrite whole files.

use std::path::PathBuf;

use super::format::Format;

/// What is often wanted of `lacuna unused`.
const UNUSED: &str = "\
Examples:
  lacuna unused                       the entries that no paper in this folder cites
  lacuna unused main.tex --diff       what `--remove` would change
  lacuna unused main.tex --remove     the bibliographies without them

Nothing is said of a bibliography of which all is cited by `\\nocite{*}`, or where a file is missing that may cite
from it. Other papers than those in the folder are not seen.

Status: 0; 1 if `--diff` shows something; 2 if something could not be read or written.";

/// The arguments of `lacuna unused`.
#[derive(Debug, clap::Args)]
#[command(after_help = UNUSED)]
pub(in crate::cli) struct UnusedArguments {
    /// The paper, or the folder with it; without it, the current folder.
    pub path: Option<PathBuf>,
    /// How they are listed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Remove them from their files.
    #[arg(long)]
    pub remove: bool,
    /// Show what `--remove` would change and change nothing.
    #[arg(long, conflicts_with = "format")]
    pub diff: bool,
}

/// What is often wanted of `lacuna merge`.
const MERGE: &str = "\
Examples:
  lacuna merge mine.bib hers.bib -o all.bib
  lacuna merge mine.bib hers.bib --format json -o all.bib > changed-keys.json

Of two entries of one work the first stays, with the fields that only the other has; the other's key is told, to be
replaced where it is cited. Another work under the same key gets a new key. Strings, preambles, comments and the
texts of the entries stay as they are; a `crossref` parent stands behind its children, where BibTeX looks for it.
The result is UTF-8.

Status: 0; 2 if something could not be read or written.";

/// The arguments of `lacuna merge`.
#[derive(Debug, clap::Args)]
#[command(after_help = MERGE)]
pub(in crate::cli) struct MergeArguments {
    /// Bibliographies; where they differ, the first counts.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The file to write; without it, standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to tell what was dropped and renamed: on standard error, or as JSON on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What is often wanted of `lacuna mask`.
const MASK: &str = "\
Examples:
  lacuna mask main.tex --map main.map.json -o masked.tex     one file
  lacuna mask main.tex --map main.map.json --into masked/    with all files that it includes
  lacuna unmask masked.tex --map main.map.json -o main.tex   the keys again, in whatever was made of it

Each key in a cite command or a `\\bibitem` becomes a mark, `\\cite{lacuna-0001}`, always the same for the same key.
Placeholders as `TODO`, comments and what the text itself says stay as they are, and so do bibliographies. Keep the
map: without it nothing can be restored.

Status: 0; 2 if something could not be read or written.";

/// The arguments of `lacuna mask`.
#[derive(Debug, clap::Args)]
#[command(after_help = MASK)]
pub(in crate::cli) struct MaskArguments {
    /// A LaTeX file.
    pub path: PathBuf,
    /// The file to which is written what the marks stand for; it must not exist.
    #[arg(long, value_name = "FILE")]
    pub map: PathBuf,
    /// The file to write; without it, standard output.
    #[arg(short, long, value_name = "FILE", conflicts_with = "into")]
    pub output: Option<PathBuf>,
    /// The folder to write to, for the whole paper: the file with all that it includes.
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
}

/// What is often wanted of `lacuna unmask`.
const UNMASK: &str = "\
Examples:
  lacuna unmask masked.tex --map main.map.json -o main.tex
  lacuna unmask masked/ --map main.map.json --into restored/
  cat answer.txt | lacuna unmask - --map main.map.json

The text may have been edited, cut or rearranged: every mark becomes its key, wherever it stands.

Status: 0; 1 if a mark stands for nothing; 2 if something could not be read or written.";

/// The arguments of `lacuna unmask`.
#[derive(Debug, clap::Args)]
#[command(after_help = UNMASK)]
pub(in crate::cli) struct UnmaskArguments {
    /// A file, a folder of LaTeX files, or `-` for standard input.
    pub path: PathBuf,
    /// What the marks stand for, as `lacuna mask` has written it.
    #[arg(long, value_name = "FILE")]
    pub map: PathBuf,
    /// The file to write; without it, standard output.
    #[arg(short, long, value_name = "FILE", conflicts_with = "into")]
    pub output: Option<PathBuf>,
    /// The folder to write to, for a folder.
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
}
