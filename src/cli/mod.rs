//! The command line: `lacuna` starts the server, `lacuna check` reports in a terminal.

mod check;
mod explain;
mod fix;
mod load;
mod status;
mod terminal;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

/// Finds every open citation of a LaTeX survey and helps to close it.
///
/// Without a command, and when its input is not a terminal, it serves the Language Server Protocol over
/// standard input and output.
#[derive(Debug, Parser)]
#[command(name = "lacuna", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Serve over standard input and output: what is done anyhow.
    #[arg(long, hide = true, global = true)]
    stdio: bool,
    /// The editor's process, as some clients pass it.
    #[arg(long = "clientProcessId", hide = true, global = true)]
    client_process_id: Option<u32>,
}

#[derive(Debug, Subcommand)]
enum Command {
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
struct CheckArguments {
    /// Files and folders; without any, the current folder.
    paths: Vec<PathBuf>,
    /// How the reports are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with status 0 whatever is reported.
    #[arg(long)]
    exit_zero: bool,
}

/// The arguments of `lacuna fix`.
#[derive(Debug, clap::Args)]
struct FixArguments {
    /// Files and folders; without any, the current folder.
    paths: Vec<PathBuf>,
    /// Show what would change and change nothing; exit with status 1 if there is something.
    #[arg(long)]
    diff: bool,
}

/// The arguments of `lacuna status`.
#[derive(Debug, clap::Args)]
struct StatusArguments {
    /// A file or folder; without it, the current folder.
    path: Option<PathBuf>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    // Neovim shows every line of stderr as an error, so we are quiet unless asked.
    let filter = tracing_subscriber::EnvFilter::try_from_env("LACUNA_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let asked = arguments.stdio || arguments.client_process_id.is_some();
    match arguments.command {
        Some(Command::Check(check)) => check::run(&check),
        Some(Command::Fix(fix)) => fix::run(&fix),
        Some(Command::Status(status)) => status::run(&status),
        Some(Command::Explain { code }) => explain::run(code.as_deref()),
        Some(Command::Serve) => crate::server::run(),
        None if asked || !std::io::stdin().is_terminal() => crate::server::run(),
        None => {
            // Nothing speaks the protocol at a terminal: say what there is.
            let help = Arguments::command().render_long_help();
            let _ = std::io::Write::write_all(&mut anstream::stdout(), help.ansi().to_string().as_bytes());
            ExitCode::SUCCESS
        }
    }
}
