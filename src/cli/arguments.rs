//! What may be written behind `lacuna`. The texts here are its help.

mod corpus;
mod files;
mod format;
mod services;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub(super) use self::corpus::CorpusCommand;
pub(super) use self::files::{MaskArguments, MergeArguments, UnmaskArguments, UnusedArguments};
pub(super) use self::format::Format;
pub(super) use self::services::{AddArguments, ServiceArguments};

/// What to begin with.
const FIRST: &str = "\
Begin with:
  lacuna check            what is open or wrong in the papers of this folder
  lacuna status           what is seen of them, and why
  lacuna help check       more of a command, with examples";

/// Finds every open citation of a LaTeX survey and helps to close it.
///
/// Without a command, and when its input is not a terminal, it serves the Language Server Protocol over
/// standard input and output.
#[derive(Debug, Parser)]
#[command(name = "lacuna", version = env!("LACUNA_VERSION"), after_help = FIRST)]
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
    #[command(visible_alias = "doctor")]
    Status(StatusArguments),
    /// Tell how far a survey is, what it cites, what looks wrong, what may have been forgotten.
    Report(ReportArguments),
    /// Look up every cited reference in the corpora, or in services: confirmed, differing, not found.
    Verify(VerifyArguments),
    /// Add a work to the bibliography: by its DOI, arXiv id or address, or by words.
    Add(AddArguments),
    /// Read open bibliographic dumps into local indexes, in which references are looked up offline.
    #[command(subcommand)]
    Corpus(CorpusCommand),
    /// Find entries by words of their titles, authors, years, venues.
    Search(SearchArguments),
    /// Say which entry is meant by `Devlin et al., "BERT: ..."`.
    Resolve(ResolveArguments),
    /// Write the cited entries alone, with all that they need.
    Export(ExportArguments),
    /// Serve the Model Context Protocol over standard input and output, for writers that are language models.
    Mcp(McpArguments),
    /// List the entries of bibliographies that no paper cites, or remove them.
    Unused(UnusedArguments),
    /// Make one bibliography of several: every work once.
    Merge(MergeArguments),
    /// Put neutral marks in the place of all citation keys, for a blind review or a prompt.
    Mask(MaskArguments),
    /// Put the keys back in the place of their marks.
    Unmask(UnmaskArguments),
    /// Explain a rule, or list all.
    Explain {
        /// The rule's code: `prose-citation`.
        code: Option<String>,
    },
    /// Write what completes these commands in a shell.
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual page, or with `--out` all of them.
    Man {
        /// The folder for a page of each command: `/usr/local/share/man/man1`.
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
}

/// How a program is told of `lacuna mcp`.
const MCP: &str = "\
Examples:
  lacuna mcp                             the papers of this folder; changes come as diffs
  lacuna mcp --root ~/survey --write     and are written, below this folder only

For a program with a list of servers:
  {\"mcpServers\": {\"lacuna\": {\"command\": \"lacuna\", \"args\": [\"mcp\", \"--root\", \"/home/me/survey\"]}}}";

/// The arguments of `lacuna mcp`.
#[derive(Debug, clap::Args)]
#[command(after_help = MCP)]
pub(super) struct McpArguments {
    /// A folder with papers; without any, the current folder. Nothing outside is written.
    #[arg(long = "root", value_name = "FOLDER")]
    pub roots: Vec<PathBuf>,
    /// Let tools write files; without it they answer with diffs.
    #[arg(long)]
    pub write: bool,
}

/// Where a shell looks for them.
const COMPLETIONS: &str = "\
Examples:
  lacuna completions bash > ~/.local/share/bash-completion/completions/lacuna
  lacuna completions zsh > ~/.zfunc/_lacuna
  lacuna completions fish > ~/.config/fish/completions/lacuna.fish
  lacuna completions powershell >> $PROFILE";

/// What is often wanted of `lacuna check`.
const CHECKS: &str = "\
Examples:
  lacuna check                                      every paper in this folder
  lacuna check main.tex --level hint                one paper, with all that an editor shows
  lacuna check --select undefined-citation,masked-citation --fail-on error
  lacuna check --strict                             fail on any gap and any reference that is not confirmed
  lacuna check --format sarif > lacuna.sarif        for a code host
  lacuna check --write-baseline lacuna-known.json   what is known from now on ...
  lacuna check --baseline lacuna-known.json         ... fails nothing
  cat draft.tex | lacuna check -                    a text that is not saved

Status: 0 nothing to fail on, 1 something is, 2 something could not be read.";

/// The arguments of `lacuna check`.
#[derive(Debug, clap::Args)]
#[command(after_help = CHECKS)]
pub(super) struct CheckArguments {
    /// Files, folders, patterns; `-` for a document from standard input; without any, the current folder.
    pub paths: Vec<PathBuf>,
    /// How the reports are written.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// The lowest level that is reported.
    #[arg(long, value_enum, default_value_t = Lowest::Information)]
    pub level: Lowest,
    /// Report these rules alone.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not report these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// The lowest level that makes the exit status 1.
    #[arg(long, value_enum, default_value_t = FailOn::Warning, value_name = "LEVEL")]
    pub fail_on: FailOn,
    /// For text that machines write: fail on every gap, also those that are hints, and on every cited reference that no
    /// corpus confirms and `lacuna.lock` does not accept.
    #[arg(long)]
    pub strict: bool,
    /// Exit with status 0 whatever is reported.
    #[arg(long)]
    pub exit_zero: bool,
    /// Leave out what this file knows; say what of it is gone.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write what is found to this file, for `--baseline`.
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub write_baseline: Option<PathBuf>,
    /// The file that standard input stands for: its name decides what it is and where it belongs.
    #[arg(long, value_name = "FILE", default_value = "stdin.tex")]
    pub stdin_filename: PathBuf,
    /// Check again whenever a file changes, until interrupted.
    #[arg(long)]
    pub watch: bool,
    /// Leave out the closing line.
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Name every file that is checked.
    #[arg(short, long)]
    pub verbose: bool,
}

/// How reports are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people.
    #[value(alias = "human")]
    Text,
    /// One JSON object.
    Json,
    /// A JSON object a line.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub's workflows.
    Github,
    /// GitLab's code quality.
    Gitlab,
    /// JUnit's XML.
    Junit,
}

/// The lowest level that makes a check fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// What is wrong.
    Error,
    /// What is likely to be.
    Warning,
    /// What is worth a look.
    Information,
    /// Anything.
    Hint,
    /// Nothing.
    Never,
}

/// What is often wanted of `lacuna fix`.
const FIXES: &str = "\
Examples:
  lacuna fix --diff             what would change
  lacuna fix main.tex           all that is certain, in the paper's files
  lacuna fix --unsafe main.tex  the rest, place by place: candidates with reasons, and you choose

Files keep their encoding, line ends, permissions and owner. Nothing outside of the folders named is written.

Status: 0; 1 if `--diff` shows something; 2 if something could not be read or written.";

/// The arguments of `lacuna fix`.
#[derive(Debug, clap::Args)]
#[command(after_help = FIXES)]
pub(super) struct FixArguments {
    /// Files and folders; without any, the current folder.
    pub paths: Vec<PathBuf>,
    /// In bibliographies: take over what differs from the records of corpora. See `lacuna verify` first.
    #[arg(long)]
    pub verified: bool,
    /// Then offer what is not certain, one by one, in a terminal.
    #[arg(long, conflicts_with = "diff")]
    pub r#unsafe: bool,
    /// Show what would change and change nothing; exit with status 1 if there is something.
    #[arg(long)]
    pub diff: bool,
}

/// The arguments of `lacuna search`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  lacuna search bender parrots 2021
  lacuna search --format json transformer survey

Status: 0 something was found, 1 nothing was, 2 something could not be read.")]
pub(super) struct SearchArguments {
    /// Words, or their beginnings, in any order.
    #[arg(required = true)]
    pub query: Vec<String>,
    /// The paper, or the folder with it; without it, the current folder.
    #[arg(short, long)]
    pub path: Option<PathBuf>,
    /// So many at most.
    #[arg(long, default_value_t = 20)]
    pub limit: usize,
    /// How they are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// The arguments of `lacuna resolve`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  lacuna resolve 'Devlin et al., \"BERT: Pre-training of Deep Bidirectional Transformers\"'
  lacuna resolve --format json < references.txt      one reference a line

Status: 0 each is a match, 1 one is not, 2 something could not be read.")]
pub(super) struct ResolveArguments {
    /// References in words; without any, one a line from standard input.
    pub references: Vec<String>,
    /// The paper, or the folder with it; without it, the current folder.
    #[arg(short, long)]
    pub path: Option<PathBuf>,
    /// How they are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// The arguments of `lacuna export`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  lacuna export main.tex -o cited.bib
  lacuna export --order key --format csl > cited.json

Status: 0; 1 if a key that is cited has no entry; 2 if something could not be read or written.")]
pub(super) struct ExportArguments {
    /// The paper, or the folder with it; without it, the current folder.
    pub path: Option<PathBuf>,
    /// The file to write; without it, standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// In which order.
    #[arg(long, value_enum, default_value_t = ExportOrder::Citation)]
    pub order: ExportOrder,
    /// As what.
    #[arg(long, value_enum, default_value_t = ExportFormat::Bibtex)]
    pub format: ExportFormat,
}

/// In which order entries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportOrder {
    /// As they are cited first.
    Citation,
    /// By their keys.
    Key,
    /// As they stand in their files.
    File,
}

/// As what entries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// As they stand, for BibTeX and biber.
    Bibtex,
    /// CSL-JSON, for Pandoc and Zotero.
    Csl,
}

/// The arguments of `lacuna status`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  lacuna status                 every paper in this folder
  lacuna status chapters/a.tex  to which paper a file belongs, and why

Status: 0; 2 if something could not be read.")]
pub(super) struct StatusArguments {
    /// A file or folder; without it, the current folder.
    pub path: Option<PathBuf>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What is often wanted of `lacuna report`.
const REPORTS: &str = "\
Examples:
  lacuna report                                     in Markdown, of the paper in this folder
  lacuna report main.tex --html report.html         one page that needs nothing else
  lacuna report --serve                             the same page, which follows edits
  lacuna report --json > monday.json                what is compared later ...
  lacuna report --html report.html --since monday.json   ... with what is so now";

/// The arguments of `lacuna report`.
#[derive(Debug, clap::Args)]
#[command(after_help = REPORTS)]
pub(super) struct ReportArguments {
    /// The paper, or the folder with it; without it, the current folder.
    pub path: Option<PathBuf>,
    /// Write one page of HTML to this file; `-` for standard output.
    #[arg(long, value_name = "FILE", group = "form")]
    pub html: Option<PathBuf>,
    /// Write JSON to standard output; docs/report.md tells of its fields.
    #[arg(long, group = "form")]
    pub json: bool,
    /// Write Markdown to standard output: what is done anyhow.
    #[arg(long, group = "form")]
    pub markdown: bool,
    /// Serve the page on this machine alone, and follow edits, until interrupted.
    #[arg(long, group = "form")]
    pub serve: bool,
    /// With `--serve`: the port; 0 for any that is free.
    #[arg(long, requires = "serve", default_value_t = 0)]
    pub port: u16,
    /// Say what has changed since this report, which `--json` wrote.
    #[arg(long, value_name = "FORMER.json")]
    pub since: Option<PathBuf>,
    /// In the page, let places in files lead to an editor; such a page holds the paths of this machine.
    #[arg(long, value_enum, value_name = "EDITOR")]
    pub links: Option<Editor>,
}

/// An editor that opens a file at a line by an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Editor {
    /// By `vscode://file/...`.
    Vscode,
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

/// What is often wanted of `lacuna verify`.
const VERIFIES: &str = "\
Examples:
  lacuna verify main.tex --corpus dblp      what is cited, in one corpus
  lacuna verify --all --format json         all that the bibliographies have
  lacuna verify --online                    what no corpus confirms, in services
  lacuna verify --write                     keep the verdicts in lacuna.lock ...
  lacuna verify --locked                    ... and demand them where there is no corpus, as in CI
  lacuna verify --online --services crossref,dblp

Status: 0; 1 if a reference differs, or its work was withdrawn; 2 if something could not be read or asked.";

/// The arguments of `lacuna verify`.
#[derive(Debug, clap::Args)]
#[command(after_help = VERIFIES)]
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
    #[command(flatten)]
    pub asking: ServiceArguments,
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
