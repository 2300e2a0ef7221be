//! `lacuna completions` and `lacuna man`: what the command line knows of itself, for shells and for who packages it.

use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::arguments::Arguments;
use super::terminal::{complain, write};

/// Writes what completes our commands in a shell.
pub(super) fn completions(shell: Shell) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "lacuna", &mut script);
    write(&script);
    ExitCode::SUCCESS
}

/// Writes the manual page of `lacuna`, or into a folder that of each command.
pub(super) fn man(folder: Option<&Path>) -> ExitCode {
    let written = match folder {
        Some(folder) => std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(Arguments::command(), folder))
            .map_err(|why| format!("{}: {why}", folder.display())),
        None => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(Arguments::command()).render(&mut page);
            rendered.map(|()| write(&page)).map_err(|why| why.to_string())
        }
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            complain(&why);
            ExitCode::from(2)
        }
    }
}
