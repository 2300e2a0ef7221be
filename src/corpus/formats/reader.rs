//! Reads the pieces of a dump, each by its format.

use super::format::Format;
use super::reading::{Reading, text};
use super::{arxiv, bibtex, crossref, dblp, openalex, retraction_watch};

/// Reads the pieces of one dump.
pub struct Reader {
    format: Format,
    columns: Vec<String>,
    strings: bibtex::Strings,
}

impl Reader {
    /// For a dump of this format; the definitions of a BibTeX file hold for the files behind it.
    pub fn new(format: Format) -> Self {
        Self { format, columns: Vec::new(), strings: bibtex::Strings::default() }
    }

    /// Whether a piece may say something about later ones.
    pub fn may_heed(format: Format, piece: &[u8]) -> bool {
        match format {
            Format::RetractionWatch => true,
            Format::Bibtex => bibtex::tells(piece),
            _ => false,
        }
    }

    /// Heeds what a piece says about later ones: a table's head, an `@string`. Whether it was such a one.
    pub fn heeds(&mut self, piece: &[u8]) -> bool {
        match self.format {
            Format::RetractionWatch if self.columns.is_empty() => {
                self.columns = retraction_watch::cells(&text(piece));
                true
            }
            Format::Bibtex => self.strings.heed(piece),
            _ => false,
        }
    }

    /// Reads a piece.
    pub fn read(&self, piece: &[u8]) -> Reading {
        match self.format {
            Format::Dblp => dblp::read(&text(piece)),
            Format::Bibtex => bibtex::read(&text(piece), &self.strings),
            Format::Arxiv => arxiv::read(piece),
            Format::Openalex => openalex::read(piece),
            Format::Crossref => crossref::read(piece),
            Format::RetractionWatch => retraction_watch::read(&text(piece), &self.columns),
        }
    }
}
