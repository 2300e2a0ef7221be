//! What was derived from one revision, kept as long as that revision.
//!
//! Analysis stays a pure function of a snapshot; this only spares doing the same twice, where several
//! features ask for the same costly thing of one document.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::document::DocumentId;

type Kept = FxHashMap<(TypeId, DocumentId), Arc<dyn Any + Send + Sync>>;

/// Derived data by its type and the document it is of.
#[derive(Default)]
pub struct Memo(Mutex<Kept>);

impl Memo {
    /// The `T` of a document; made by `make` if nobody has asked for it yet. Two that ask at once may both
    /// make it, since nobody waits for the other.
    pub fn get<T: Any + Send + Sync>(&self, id: &DocumentId, make: impl FnOnce() -> T) -> Arc<T> {
        let name = (TypeId::of::<T>(), id.clone());
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept().get(&name).cloned();
        if let Some(found) = found.and_then(|it| it.downcast::<T>().ok()) {
            return found;
        }
        let made = Arc::new(make());
        kept().insert(name, Arc::<T>::clone(&made));
        made
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
        assert_eq!(*memo.get(&a, || 1_u8), 1);
        assert_eq!(*memo.get(&a, || 2_u8), 1);
        assert_eq!(*memo.get(&b, || 3_u8), 3);
        assert_eq!(*memo.get(&a, || 4_u16), 4);
    }
}
