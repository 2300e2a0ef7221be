//! What was derived from one revision, kept as long as that revision.
//!
//! Analysis stays a pure function of a snapshot; this only spares doing the same twice: where several
//! features ask for the same costly thing of one document, and where an edit leaves most of it as it was.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::document::DocumentId;

type Kept = FxHashMap<(TypeId, DocumentId), Arc<dyn Any + Send + Sync>>;

/// Derived data by its type and the document it is of.
#[derive(Default)]
pub struct Memo {
    kept: Mutex<Kept>,
    /// The newest of what was derived from earlier revisions.
    former: Kept,
}

impl Memo {
    /// The memo of the next revision, in which there are the documents that `exists` tells.
    pub fn after(former: &Self, exists: impl Fn(&DocumentId) -> bool) -> Self {
        let mut known = former.former.clone();
        known.extend(former.kept().iter().map(|(name, it)| (name.clone(), Arc::clone(it))));
        known.retain(|(_, id), _| exists(id));
        Self { kept: Mutex::default(), former: known }
    }

    /// The `T` of a document; made by `make` if nobody has asked for it yet, of the newest `T` of an earlier
    /// revision, if any, of which `make` must take over only what still holds. Two that ask at once may both
    /// make it, since nobody waits for the other.
    pub fn get<T: Any + Send + Sync>(&self, id: &DocumentId, make: impl FnOnce(Option<&T>) -> T) -> Arc<T> {
        let name = (TypeId::of::<T>(), id.clone());
        let found = self.kept().get(&name).cloned();
        if let Some(found) = found.and_then(|it| it.downcast::<T>().ok()) {
            return found;
        }
        let made = Arc::new(make(self.former.get(&name).and_then(|it| it.downcast_ref::<T>())));
        self.kept().insert(name, Arc::<T>::clone(&made));
        made
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_is_made_once_for_a_document() {
        let memo = Memo::default();
        let (a, b) = (DocumentId::of_uri("a"), DocumentId::of_uri("b"));
        assert_eq!(*memo.get(&a, |_| 1_u8), 1);
        assert_eq!(*memo.get(&a, |_| 2_u8), 1);
        assert_eq!(*memo.get(&b, |_| 3_u8), 3);
        assert_eq!(*memo.get(&a, |_| 4_u16), 4);
    }

    #[test]
    fn the_newest_of_earlier_revisions_is_at_hand() {
        let (a, b) = (DocumentId::of_uri("a"), DocumentId::of_uri("b"));
        let next = |former: Option<&u8>| former.map_or(1, |it| it + 1);
        let first = Memo::default();
        assert_eq!((*first.get(&a, next), *first.get(&b, next)), (1, 1));
        let second = Memo::after(&first, |id| *id == a);
        let third = Memo::after(&second, |_| true);
        assert_eq!((*third.get(&a, next), *third.get(&b, next)), (2, 1));
        assert_eq!(*Memo::after(&third, |_| true).get(&a, next), 3);
    }
}
