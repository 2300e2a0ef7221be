//! What may be written behind `lacuna`. The texts here are its help.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Finds every open citation of a LaTeX survey and helps to close it.
///
/// Without a command, and when its input is not a terminal, it serves the Language Server Protocol over
/// standard input and output.
#[derive(Debug, Parser)]
#[command(name = "lacuna", version)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Serve over standard input and output: what is done anyhow.
    #[arg(long, hide = true, global = true)]
    pub stdio: bool,
    /// The editor's process, as some clients pass it.
    #[arg(long = "clientProcessId", hide = true, global = true)]
    pub client_process_id: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the Language Server Protocol over standard input and output.
    Serve,
    /// Report on documents: each given file's whole project, every paper in a given folder.
    Check(CheckArguments),
    /// Fix all that is certain: prose citations with the verdict `match`, repeated keys, empty places.
    Fix(FixArguments),
    /// Tell what is seen and why: a document's project, bibliographies, cite commands and settings.
    Status(StatusArguments),
    /// Look up every cited reference in the corpora: confirmed, differing, not found.
    Verify(VerifyArguments),
    /// Read open bibliographic dumps into local indexes, in which references are looked up offline.
    #[command(subcommand)]
    Corpus(CorpusCommand),
    /// Explain a rule, or list all.
    Explain {
        /// The rule's code: `prose-citation`.
        code: Option<String>,
    },
}

/// The arguments of `lacuna check`.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArguments {
    /// Files and folders; without any, the current folder.
    pub paths: Vec<PathBuf>,
    /// How the reports are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The lowest level that is reported.
    #[arg(long, value_enum, default_value_t = Lowest::Information)]
    pub level: Lowest,
    /// Exit with status 0 whatever is reported.
    #[arg(long)]
    pub exit_zero: bool,
}

/// The arguments of `lacuna fix`.
#[derive(Debug, clap::Args)]
pub(super) struct FixArguments {
    /// Files and folders; without any, the current folder.
    pub paths: Vec<PathBuf>,
    /// In bibliographies: take over what differs from the records of corpora. See `lacuna verify` first.
    #[arg(long)]
    pub verified: bool,
    /// Show what would change and change nothing; exit with status 1 if there is something.
    #[arg(long)]
    pub diff: bool,
}

/// The arguments of `lacuna status`.
#[derive(Debug, clap::Args)]
pub(super) struct StatusArguments {
    /// A file or folder; without it, the current folder.
    pub path: Option<PathBuf>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// The lowest level that is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Lowest {
    /// What is wrong.
    Error,
    /// What is likely to be.
    Warning,
    /// What is worth a look.
    Information,
    /// All that an editor shows.
    Hint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// The arguments of `lacuna verify`.
#[derive(Debug, clap::Args)]
pub(super) struct VerifyArguments {
    /// Files and folders; without any, the current folder.
    pub paths: Vec<PathBuf>,
    /// Look up all that the bibliographies have, cited or not.
    #[arg(long)]
    pub all: bool,
    /// How the verdicts are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Exit with status 0 whatever differs.
    #[arg(long)]
    pub exit_zero: bool,
    /// Ask these corpora alone, in this order.
    #[arg(long = "corpus", value_name = "NAME")]
    pub corpora: Vec<String>,
    /// Write the verdicts to this file, which the project may keep: `lacuna.lock`.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "lacuna.lock")]
    pub write: Option<PathBuf>,
    /// With `--write`: accept the reference with this key as it is, whatever the corpora say.
    #[arg(long, value_name = "KEY", requires = "write")]
    pub accept: Vec<String>,
    /// Ask no corpus: demand that this file has every reference as it is now, confirmed or accepted.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "lacuna.lock", conflicts_with = "write")]
    pub locked: Option<PathBuf>,
}

/// Where dumps are to be had, and under which licence.
const DUMPS: &str = "\
Where dumps are to be had:
  DBLP              https://dblp.org/xml/dblp.xml.gz                      CC0
  ACL Anthology     https://aclanthology.org/anthology.bib.gz             CC BY 4.0
  cryptobib         https://github.com/cryptobib/export (both .bib)       see there
  arXiv             Kaggle, Cornell-University/arxiv (JSON lines)         CC0
  OpenAlex          s3://openalex/data/jsonl/works/ (some 700 GB)         CC0
  Crossref          the public data file of the year, by torrent          facts, no rights claimed
  Retraction Watch  https://gitlab.com/crossref/retraction-watch-data     free, by Crossref

  curl https://dblp.org/xml/dblp.xml.gz | lacuna corpus add --name dblp -";

#[derive(Debug, clap::Subcommand)]
pub(super) enum CorpusCommand {
    /// Read a dump into a corpus; a corpus of that name is replaced when all is read.
    ///
    /// The format is known by content: DBLP's XML, BibTeX, JSON lines of arXiv, OpenAlex or Crossref, the table of
    /// Retraction Watch; plain, gzip or zstd; files, folders of parts, `-` for standard input.
    #[command(after_help = DUMPS)]
    Add {
        /// The corpus's name; without it, the format's (`dblp`), or the file's.
        #[arg(long)]
        name: Option<String>,
        /// Files, folders, or `-`.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// List the corpora: records, size, date, sources.
    List,
    /// Remove corpora.
    Remove {
        /// Their names.
        #[arg(required = true)]
        names: Vec<String>,
    },
    /// Read corpora anew from the files that they were read from; without names, all.
    Update {
        /// Their names.
        names: Vec<String>,
    },
}
