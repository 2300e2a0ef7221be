//! Whether an entry that was found answers a query still, once the values are put in that it inherits.

use rustc_hash::FxHashSet;

use super::definitions::{EntryId, Library};
use crate::model::bibliography::Query;
use crate::syntax::bib::Piece;

impl Library {
    /// Whether an entry uses a string that is defined more than once, so that another value may hold for it than
    /// the one that was found.
    pub(super) fn uses_redefined(&self, id: EntryId) -> bool {
        let redefined = self.redefined.get_or_init(|| {
            let mut seen = FxHashSet::default();
            let names = self.bibliographies.iter().flat_map(|it| it.string_names());
            names.filter(|it| !seen.insert(*it)).map(str::to_owned).collect()
        });
        // What a string is made of may be defined twice as well.
        !redefined.is_empty()
            && self
                .raw_entry(id)
                .fields
                .iter()
                .flat_map(|it| &it.pieces)
                .any(|it| matches!(it, Piece::Name(..)))
    }

    /// Whether an entry has every word of a query, inherited ones included.
    pub(super) fn answers(&self, id: EntryId, query: &Query) -> bool {
        let entry = self.raw_entry(id);
        let fields = self.fields(id);
        let resolved = fields.iter().map(|field| (field.name.as_str(), field.value.as_str()));
        // The names of strings stand for themselves, too.
        let names = entry.fields.iter().flat_map(|field| {
            let names = field.pieces.iter().filter(|it| matches!(it, Piece::Name(..)));
            names.map(|it| (field.name.as_str(), it.text()))
        });
        query.is_answered_by(&entry.key, &resolved.chain(names).collect::<Vec<_>>())
    }
}
