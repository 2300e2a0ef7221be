//! The services: their names, where they are, how fast they may be asked by default.

use std::time::Duration;

/// A bibliographic service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// An index of the user's own or their group's: Elasticsearch, OpenSearch, Quickwit.
    Index,
    /// The registry of DOIs: which agency has a DOI, and whether there is such a one.
    Doi,
    /// Crossref: the DOIs of most publishers.
    Crossref,
    /// arXiv.
    Arxiv,
    /// DBLP: computer science.
    Dblp,
    /// DataCite: the DOIs of archives and data.
    Datacite,
    /// OpenAlex: gathers from the others.
    Openalex,
    /// Semantic Scholar.
    SemanticScholar,
}

impl Service {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 8] = [
        Self::Index,
        Self::Doi,
        Self::Crossref,
        Self::Arxiv,
        Self::Dblp,
        Self::Datacite,
        Self::Openalex,
        Self::SemanticScholar,
    ];

    /// Its name in settings.
    pub fn id(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Doi => "doi",
            Self::Crossref => "crossref",
            Self::Arxiv => "arxiv",
            Self::Dblp => "dblp",
            Self::Datacite => "datacite",
            Self::Openalex => "openalex",
            Self::SemanticScholar => "semantic-scholar",
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Index => "the index",
            Self::Doi => "doi.org",
            Self::Crossref => "Crossref",
            Self::Arxiv => "arXiv",
            Self::Dblp => "DBLP",
            Self::Datacite => "DataCite",
            Self::Openalex => "OpenAlex",
            Self::SemanticScholar => "Semantic Scholar",
        }
    }

    /// Where it is; nothing where the user must say so.
    pub fn home(self) -> &'static str {
        match self {
            Self::Index => "",
            Self::Doi => "https://doi.org",
            Self::Crossref => "https://api.crossref.org",
            Self::Arxiv => "https://export.arxiv.org",
            Self::Dblp => "https://dblp.org",
            Self::Datacite => "https://api.datacite.org",
            Self::Openalex => "https://api.openalex.org",
            Self::SemanticScholar => "https://api.semanticscholar.org",
        }
    }

    /// The service of this name in settings.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.id() == id)
    }

    /// The environment's variable with the user's key for it.
    pub fn key_variable(self) -> Option<&'static str> {
        match self {
            Self::Index => Some("LACUNA_INDEX_KEY"),
            Self::Openalex => Some("LACUNA_OPENALEX_KEY"),
            Self::SemanticScholar => Some("LACUNA_SEMANTIC_SCHOLAR_KEY"),
            _ => None,
        }
    }

    /// Whether nothing can be had of it without a key: a pool that all the world shares refuses nearly every request.
    pub fn needs_key(self) -> bool {
        self == Self::SemanticScholar
    }

    /// The pause between two requests, until it names another; `is_polite` where the user gave an address by which
    /// the service can reach them.
    ///
    /// Crossref: "REST API rate limits", lists and searches 1 a second, 3 with a mail address. arXiv: terms of use
    /// of the API, one in three seconds. DBLP: FAQ, wait a second or two. Semantic Scholar: one a second with a key.
    /// OpenAlex: at most a hundred a second, within a day's budget. DataCite: some thousand in five minutes.
    pub fn pause(self, is_polite: bool) -> Duration {
        let thousandths = match self {
            Self::Crossref if is_polite => 334,
            Self::Crossref | Self::SemanticScholar => 1000,
            Self::Arxiv => 3000,
            Self::Dblp => 2000,
            Self::Datacite | Self::Doi => 334,
            Self::Openalex => 100,
            // Whoever runs it is not harmed by us.
            Self::Index => 20,
        };
        Duration::from_millis(thousandths)
    }

    /// How many requests may be under way at once, until it names another number.
    pub fn at_once(self, is_polite: bool) -> usize {
        match self {
            Self::Crossref if is_polite => 3,
            Self::Openalex => 2,
            Self::Index => 4,
            _ => 1,
        }
    }

    /// Whether it has works of all fields: what it lacks, a service of one field or of preprints may well lack, too.
    pub fn is_wide(self) -> bool {
        matches!(self, Self::Crossref | Self::Openalex | Self::SemanticScholar)
    }

    /// Whether searches are so dear that it is asked when all others have been: OpenAlex grants a hundred a day
    /// without a key.
    pub fn is_scarce(self) -> bool {
        self == Self::Openalex
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_name_the_same_services() {
        let ids: Vec<&str> = Service::ALL.into_iter().map(Service::id).collect();
        assert_eq!(ids, crate::settings::SERVICES);
        assert!(Service::ALL.into_iter().all(|it| Service::named(it.id()) == Some(it)));
    }
}
