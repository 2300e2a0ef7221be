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
