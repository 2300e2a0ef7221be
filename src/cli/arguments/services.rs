//! The arguments of commands that may ask services.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;

use crate::settings::SERVICES;

/// Whether services are asked, and which.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ServiceArguments {
    /// Ask services about what no corpus has: each is sent the title, first author, year and identifiers of one
    /// reference at a time, and nothing of the text. What they answer is kept for a while: what is broken off goes on
    /// where it was.
    #[arg(long)]
    pub online: bool,
    /// Ask no service, whatever your own settings say.
    #[arg(long, conflicts_with = "online")]
    pub offline: bool,
    /// Of the services, ask these alone.
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = PossibleValuesParser::new(SERVICES))]
    pub services: Vec<String>,
}

/// What is often wanted of `lacuna add`.
const ADDS: &str = "\
Examples:
  lacuna add --online 10.18653/v1/N19-1423
  lacuna add --online https://arxiv.org/abs/1706.03762 --path main.tex
  lacuna add --online \"attention is all you need vaswani\"
  lacuna add --diff 10.1145/3292500.3330701     what would be added, of the corpora alone

The entry is added once, at the end of the .bib file that most of the paper's keys come from; a work that is there
already keeps its entry. The key is printed.

Status: 0 the work is there; 1 it was not found, or several may be meant; 2 something could not be read or written.";

/// The arguments of `lacuna add`.
#[derive(Debug, clap::Args)]
#[command(after_help = ADDS)]
pub(in crate::cli) struct AddArguments {
    /// A DOI, an arXiv id, an address that holds one, or words of title, authors and year.
    #[arg(required = true)]
    pub work: Vec<String>,
    /// The paper, or the folder with it; without it, the current folder.
    #[arg(short, long)]
    pub path: Option<PathBuf>,
    /// The key of the entry; without it, one in the habit of the paper's keys.
    #[arg(long)]
    pub key: Option<String>,
    /// Show what would change and change nothing.
    #[arg(long)]
    pub diff: bool,
    #[command(flatten)]
    pub asking: ServiceArguments,
}
