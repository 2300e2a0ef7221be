//! The `@string`s of several bibliographies in one file: one name, one meaning.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::syntax::bib::{Field, Piece};
use crate::text::TextEdit;

/// The strings that the result has so far, and what their names were in the file that is read now.
#[derive(Default)]
pub(super) struct Strings {
    /// Name in the result, in lower case, and value.
    values: FxHashMap<String, String>,
    /// Names of this file that are others in the result, both in lower case.
    renamed: FxHashMap<String, String>,
    /// Names that this file has defined.
    own: FxHashSet<String>,
}

/// What becomes of a definition.
pub(super) enum Definition {
    Stays,
    /// The result has it.
    Goes,
    Renamed(String),
}

impl Strings {
    /// Begins to read the next file.
    pub fn next_file(&mut self) {
        self.renamed.clear();
        self.own.clear();
    }

    /// Takes a definition up.
    pub fn define(&mut self, definition: &Field) -> Definition {
        let name = definition.name.to_lowercase();
        let value = self.value(&definition.pieces);
        let is_again = !self.own.insert(name.clone());
        self.renamed.remove(&name);
        match self.values.get(&name) {
            Some(known) if *known == value => return Definition::Goes,
            // A file may define a name anew for what follows.
            Some(_) if !is_again => {}
            _ => {
                self.values.insert(name, value);
                return Definition::Stays;
            }
        }
        let fresh = (2..).map(|number| format!("{name}{number}"));
        let mut fresh = fresh.filter(|it| self.values.get(it).is_none_or(|known| *known == value));
        let new = fresh.next().unwrap_or_else(|| name.clone());
        self.renamed.insert(name, new.clone());
        match self.values.insert(new.clone(), value) {
            Some(_) => Definition::Goes,
            None => Definition::Renamed(new),
        }
    }

    fn value(&self, pieces: &[Piece]) -> String {
        let piece = |it: &Piece| match it {
            Piece::Name(name, _) => {
                let name = name.to_lowercase();
                let name = self.renamed.get(&name).unwrap_or(&name);
                // A name that is defined nowhere stands for itself.
                self.values.get(name).cloned().unwrap_or_else(|| format!("\u{0}{name}"))
            }
            _ => it.text().to_owned(),
        };
        pieces.iter().map(piece).collect()
    }

    /// The edits that put the names of the result into a value.
    pub fn edits(&self, pieces: &[Piece]) -> Vec<TextEdit> {
        let edit = |it: &Piece| {
            let Piece::Name(name, range) = it else { return None };
            Some(TextEdit { range: *range, new: self.renamed.get(&name.to_lowercase())?.clone() })
        };
        pieces.iter().filter_map(edit).collect()
    }
}
