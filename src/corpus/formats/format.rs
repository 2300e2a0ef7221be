//! The formats, and how a dump's is known.

use super::{bibtex, dblp};

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

impl Format {
    /// Of a dump that begins with `head`.
    pub fn of(head: &[u8]) -> Option<Self> {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        let text = String::from_utf8_lossy(head);
        let text = text.trim_start();
        let line = text.lines().next().unwrap_or_default();
        match text.chars().next()? {
            '<' => (text.contains("<dblp") || text.contains("<!DOCTYPE dblp") || dblp::begins(text))
                .then_some(Self::Dblp),
            '{' => [Self::Arxiv, Self::Openalex, Self::Crossref].into_iter().find(|it| match it {
                Self::Arxiv => line.contains("\"categories\"") && line.contains("\"id\""),
                Self::Openalex => line.contains("openalex.org/"),
                _ => line.contains("\"DOI\""),
            }),
            _ if line.contains("RetractionNature") && line.contains("OriginalPaperDOI") => {
                Some(Self::RetractionWatch)
            }
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
