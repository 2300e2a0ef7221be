//! What kind of publication an entry is of, and whether it has appeared.

use super::scope::Judged;

/// The kinds of entries that can be copies of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Article,
    InProceedings,
    Book,
    Part,
    Thesis,
    Report,
    Misc,
}

/// Names of archives of preprints in a venue; `eprint` is the Cryptology ePrint Archive.
const ARCHIVES: [&str; 12] = [
    "arxiv",
    "corr",
    "biorxiv",
    "medrxiv",
    "chemrxiv",
    "psyarxiv",
    "socarxiv",
    "techrxiv",
    "ssrn",
    "eprint",
    "preprint",
    "preprints",
];

impl Judged {
    /// Whether two entries have one DOI. That of a book, inherited by its chapters, is none of theirs.
    pub fn has_same_doi(&self, other: &Self) -> bool {
        let inherited = self.inherits("doi") || other.inherits("doi");
        self.work.doi.is_some() && self.work.doi == other.work.doi && !inherited
    }

    /// Of which kind it is.
    pub fn class(&self) -> Class {
        match self.entry.kind.as_str() {
            "article" | "periodical" => Class::Article,
            "inproceedings" | "conference" => Class::InProceedings,
            "book" | "mvbook" | "collection" | "mvcollection" | "proceedings" | "reference" => Class::Book,
            "phdthesis" | "mastersthesis" | "thesis" => Class::Thesis,
            "techreport" | "report" => Class::Report,
            "incollection" | "inbook" | "bookinbook" | "suppbook" | "inreference" => Class::Part,
            _ => Class::Misc,
        }
    }

    fn venue_names_archive(&self) -> bool {
        let named = ["journal", "journaltitle", "booktitle", "howpublished", "publisher"];
        named.iter().filter_map(|name| self.value(name)).any(|venue| {
            let words = crate::syntax::latex_text::fold_words(venue);
            words.iter().any(|word| ARCHIVES.contains(&word.as_str()))
        })
    }

    /// Whether it has appeared in an archive of preprints and nowhere else, as far as it says.
    pub fn is_preprint(&self) -> bool {
        let is_nowhere = self.first_of(&["journal", "journaltitle", "booktitle", "school"]).is_none();
        let may_be =
            matches!(self.class(), Class::Article | Class::Misc | Class::Report | Class::InProceedings);
        may_be && (self.venue_names_archive() || (is_nowhere && self.work.arxiv.is_some()))
    }

    /// Whether it has appeared in a journal or proceedings.
    pub fn is_published(&self) -> bool {
        let venue = match self.class() {
            Class::Article => self.first_of(&["journal", "journaltitle"]),
            Class::InProceedings => self.first_of(&["booktitle"]),
            _ => None,
        };
        venue.is_some() && !self.venue_names_archive()
    }
}
