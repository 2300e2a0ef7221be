//! Works of the corpora for what is typed: searched in the background, for who waits a moment and no longer.
//!
//! Common words take an index of millions of records longer than a list may take. What is not found in time is there
//! when the next letter is typed, or the same text is asked for again.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::corpus::Corpora;
use crate::faults::contained;
use crate::model::record::Record;
use crate::syntax::latex_text::fold_words;

/// So long a list waits for its part of the corpora.
const PATIENCE: Duration = Duration::from_millis(2);
/// So many works are offered.
const MOST: usize = 8;

/// A work of a corpus.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The corpus's name.
    pub corpus: String,
    /// What it says.
    pub record: Record,
}

/// What is searched, and what was found last.
#[derive(Default)]
pub struct Offers {
    state: Mutex<State>,
    found: Condvar,
}

#[derive(Default)]
struct State {
    wanted: Option<(Arc<Corpora>, String)>,
    is_searching: bool,
    /// What was typed, and what was found.
    last: Option<(String, Arc<Vec<Offer>>)>,
}

impl Offers {
    /// What is found by now, of this text or of what was typed before it.
    pub fn of(self: &Arc<Self>, corpora: &Arc<Corpora>, typed: &str) -> Vec<Offer> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_of = |state: &mut State| state.last.as_ref().is_some_and(|it| it.0 == typed);
        if !is_of(&mut state) {
            state.wanted = Some((Arc::clone(corpora), typed.to_owned()));
            if !std::mem::replace(&mut state.is_searching, true) {
                let offers = Arc::clone(self);
                thread::spawn(move || offers.search());
            }
            let waited = self.found.wait_timeout_while(state, PATIENCE, |it| !is_of(it));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        match &state.last {
            Some((of, found)) if of == typed => found.to_vec(),
            Some((_, found)) => found.iter().filter(|it| fits(&it.record, typed)).cloned().collect(),
            None => Vec::new(),
        }
    }

    /// Forgets what was found: there are other corpora.
    pub fn forget(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).last = None;
    }

    /// Searches for what was wanted last, until nothing is.
    fn search(&self) {
        loop {
            let wanted = {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                state.is_searching = state.wanted.is_some();
                state.wanted.take()
            };
            let Some((corpora, typed)) = wanted else { return };
            let found = contained("searching the corpora", "", || corpora.search(&typed, MOST));
            let offer = |it: crate::resolve::verify::Candidate| Offer {
                corpus: corpora.open[it.source].name.clone(),
                record: it.record,
            };
            let found = found.unwrap_or_default().into_iter().map(offer).collect();
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.last = Some((typed, Arc::new(found)));
            self.found.notify_all();
        }
    }
}

/// Whether title and authors have a word for each that is typed, which may be in part.
fn fits(record: &Record, typed: &str) -> bool {
    let mut words = fold_words(&record.work.title);
    words.extend(record.work.authors.iter().flat_map(|it| fold_words(&it.family)));
    fold_words(typed).iter().all(|typed| words.iter().any(|it| it.starts_with(typed.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::library::Work;
    use crate::syntax::names::read_names;

    #[test]
    fn what_was_found_before_fits_what_is_typed_on() {
        let authors = read_names("Ida Blum").names;
        let work = Work { title: "Rivers of the North".to_owned(), authors, ..Work::default() };
        let record = Record { work, ..Record::default() };
        assert!(fits(&record, "riv") && fits(&record, "blum nor") && !fits(&record, "rivers south"));
    }

    #[test]
    fn without_corpora_nothing_is_found_and_nobody_waits_for_ever() {
        let offers = Arc::new(Offers::default());
        assert_eq!(offers.of(&Arc::default(), "rivers"), []);
        assert_eq!(offers.of(&Arc::default(), "rivers"), []);
    }
}
