//! The arguments of `lacuna corpus`.

use std::path::PathBuf;

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

/// How an index of one's own is filled.
const EXPORTS: &str = "\
Examples:
  lacuna corpus export --bulk --index works dblp.xml.gz | split -l 20000 --filter='
    curl -sS -H \"Content-Type: application/x-ndjson\" --data-binary @- https://search.example.org/_bulk'

docs/services.md has the mapping of the index, and how it is asked.";

/// What is done with corpora.
#[derive(Debug, clap::Subcommand)]
pub(in crate::cli) enum CorpusCommand {
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
    /// Write the records of dumps for another search engine, one behind the other to standard output.
    #[command(after_help = EXPORTS)]
    Export {
        /// As lines of a bulk import into Elasticsearch, OpenSearch or Quickwit.
        #[arg(long, required = true)]
        bulk: bool,
        /// The index into which they go.
        #[arg(long, default_value = "works")]
        index: String,
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
