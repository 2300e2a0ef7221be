//! The formats of dumps: known by content, cut into records, each record read by itself.
//!
//! A dump is never read as one document: what is wrong with one record is that record's matter.

mod arxiv;
mod bibtex;
mod crossref;
mod cut;
mod dblp;
mod json;
mod openalex;
mod retraction_watch;

pub use cut::{Cutter, LONGEST, Piece};

use crate::model::record::Record;

/// A format of dumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// DBLP's XML.
    Dblp,
    /// BibTeX.
    Bibtex,
    /// arXiv's metadata, a JSON object a line.
    Arxiv,
    /// OpenAlex's works, a JSON object a line.
    Openalex,
    /// Crossref's works, a JSON object a line.
    Crossref,
    /// The table of Retraction Watch.
    RetractionWatch,
}

/// What was read of one piece of a dump.
#[derive(Debug, PartialEq)]
pub enum Reading {
    /// A work.
    Record(Box<Record>),
    /// Nothing that is a work: a person's home page, an `@string`, a correction.
    Other,
    /// Something malformed: why.
    Bad(String),
}

impl Format {
    /// Of a dump that begins with `head`.
    pub fn of(head: &[u8]) -> Option<Self> {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        let text = String::from_utf8_lossy(head);
        let text = text.trim_start();
        let line = text.lines().next().unwrap_or_default();
        match text.chars().next()? {
            '<' => (text.contains("<dblp") || text.contains("<!DOCTYPE dblp") || dblp::begins(text)).then_some(Self::Dblp),
            '{' => [Self::Arxiv, Self::Openalex, Self::Crossref].into_iter().find(|it| match it {
                Self::Arxiv => line.contains("\"categories\"") && line.contains("\"id\""),
                Self::Openalex => line.contains("openalex.org/"),
                _ => line.contains("\"DOI\""),
            }),
            _ if line.contains("RetractionNature") && line.contains("OriginalPaperDOI") => Some(Self::RetractionWatch),
            _ => bibtex::begins(text).then_some(Self::Bibtex),
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dblp => "DBLP XML",
            Self::Bibtex => "BibTeX",
            Self::Arxiv => "arXiv metadata",
            Self::Openalex => "OpenAlex works",
            Self::Crossref => "Crossref works",
            Self::RetractionWatch => "Retraction Watch",
        }
    }

    /// What a source of this format is called where the user gave no name.
    pub fn usual_name(self) -> Option<&'static str> {
        match self {
            Self::Dblp => Some("dblp"),
            Self::Bibtex => None,
            Self::Arxiv => Some("arxiv"),
            Self::Openalex => Some("openalex"),
            Self::Crossref => Some("crossref"),
            Self::RetractionWatch => Some("retractions"),
        }
    }
}

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

/// The text of a piece: UTF-8, or ISO 8859-1 where it is none.
fn text(piece: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(piece) {
        Ok(text) => text.into(),
        Err(_) => piece.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
    }
}

/// Blanks and line ends as one blank each.
fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests;
