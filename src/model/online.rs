//! What is known of bibliographic services: whether they may be asked, which, and what is sent to them.

/// Whether services may be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum May {
    /// Not here: the user, the project's settings or the workspace's trust say so.
    #[default]
    No,
    /// If the user says so, who was not asked yet.
    Ask,
    /// Yes.
    Yes,
}

/// What is known of services, as it is told of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Online {
    /// Whether they may be asked.
    pub may: May,
    /// Who says so, in words: `not asked: you have not turned them on`.
    pub state: String,
    /// Those that may be asked: name and address.
    pub services: Vec<(String, String)>,
    /// What is sent.
    pub sent: String,
    /// Which are not asked any more in this session, and why, a sentence for each.
    pub left_alone: Vec<String>,
    /// The file to which each request is written, if one is.
    pub log: Option<String>,
}

impl Online {
    /// The names of the services that may be asked: `Crossref, DBLP and arXiv`.
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.services.iter().map(|it| it.0.as_str()).collect();
        match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
            None => String::new(),
        }
    }
}
