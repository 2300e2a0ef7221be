//! The `lacuna` binary: see the library's architecture page.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

fn main() -> std::io::Result<()> {
    let serve = std::env::args().skip(1).any(|argument| argument == "serve" || argument == "--stdio");
    if !serve && std::io::stdin().is_terminal() {
        return Ok(());
    }
    // Neovim shows every line of stderr as an error, so we are quiet unless asked.
    let filter = EnvFilter::try_from_env("LACUNA_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    std::process::exit(lacuna::server::run()?)
}
