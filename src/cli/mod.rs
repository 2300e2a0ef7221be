//! The command line: `lacuna` starts the server, `lacuna check` reports in a terminal. One file a command; what may
//! be written is in `arguments`.

mod arguments;
mod check;
mod corpus;
mod explain;
mod export;
mod fix;
mod load;
mod manual;
mod mask;
mod merge;
mod paths;
mod progress;
mod report;
mod rewriting;
mod search;
mod services;
mod status;
mod terminal;
mod unused;
mod verify;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use self::arguments::{Arguments, Command};

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    // Neovim shows every line of stderr as an error, so we are quiet unless asked.
    let filter = tracing_subscriber::EnvFilter::try_from_env("LACUNA_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    if !matches!(arguments.command, None | Some(Command::Serve)) {
        end_in_order();
    }
    let asked = arguments.stdio || arguments.client_process_id.is_some();
    match arguments.command {
        Some(Command::Check(check)) => check::run(&check),
        Some(Command::Fix(fix)) => fix::run(&fix),
        Some(Command::Status(status)) => status::run(&status),
        Some(Command::Report(arguments)) => report::run(&arguments),
        Some(Command::Verify(verify)) => verify::run(&verify),
        Some(Command::Add(arguments)) => services::add::run(&arguments),
        Some(Command::Corpus(command)) => corpus::run(&command),
        Some(Command::Search(arguments)) => search::search(&arguments),
        Some(Command::Resolve(arguments)) => search::resolve_all(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Mcp(mcp)) => crate::mcp::run(&mcp.roots, mcp.write),
        Some(Command::Unused(arguments)) => unused::run(&arguments),
        Some(Command::Merge(arguments)) => merge::run(&arguments),
        Some(Command::Mask(arguments)) => mask::mask(&arguments),
        Some(Command::Unmask(arguments)) => mask::unmask(&arguments),
        Some(Command::Explain { code }) => explain::run(code.as_deref()),
        Some(Command::Completions { shell }) => manual::completions(shell),
        Some(Command::Man { out }) => manual::man(out.as_deref()),
        Some(Command::Serve) => crate::server::run(arguments.client_process_id),
        None if asked || !std::io::stdin().is_terminal() => crate::server::run(arguments.client_process_id),
        None => {
            // Nothing speaks the protocol at a terminal: say what there is.
            let help = Arguments::command().render_long_help();
            let _ = std::io::Write::write_all(&mut anstream::stdout(), help.ansi().to_string().as_bytes());
            ExitCode::SUCCESS
        }
    }
}

/// Lets Ctrl-C and its like end the program only when what is being written is written.
#[cfg(unix)]
fn end_in_order() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    // Without a handler the system ends us at once.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            crate::workspace::replace::hold();
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

#[cfg(not(unix))]
fn end_in_order() {}
