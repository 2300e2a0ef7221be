//! What fails is contained: a fault of ours at one entry, paragraph or file costs what is said of that one.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use rustc_hash::FxHashSet;
use tracing::error;

thread_local! {
    /// Within how many [`contained`] this thread is.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// What the last panic of this thread said, and where.
    static CAUSE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// How many different faults were met.
static MET: AtomicUsize = AtomicUsize::new(0);

/// How many different faults were met since the start.
pub fn met() -> usize {
    MET.load(Ordering::Relaxed)
}

/// What `work` makes; `None` where it panics, which is logged once with its cause and `what` was worked at.
///
/// What `work` leaves half done is the caller's to throw away. `text` is what it reads: in a debug build, a fault
/// can be provoked by a word of it, see [`provoke`].
pub fn contained<T>(what: impl Display, text: &str, work: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| match DEPTH.get() {
            0 => usual(panic),
            _ => CAUSE.set(panic.to_string()),
        }));
    });
    DEPTH.set(DEPTH.get() + 1);
    let made = catch_unwind(AssertUnwindSafe(|| {
        provoke(text);
        work()
    }));
    DEPTH.set(DEPTH.get() - 1);
    made.map_err(|_| tell(&what.to_string(), &CAUSE.take())).ok()
}

/// Logs a fault, once.
fn tell(what: &str, cause: &str) {
    /// So many are told apart.
    const MOST: usize = 1000;
    static TOLD: Mutex<Option<FxHashSet<String>>> = Mutex::new(None);
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let told = told.get_or_insert_default();
    let message = format!("a fault of Lacuna at {what}, which is passed over: {}", cause.replace('\n', " "));
    if told.len() < MOST && told.insert(message.clone()) {
        MET.fetch_add(1, Ordering::Relaxed);
        error!("{message}");
    }
}

/// In a debug build: panics where `text` holds the word in the environment variable `LACUNA_FAULT`, so that tests
/// of the real binary can see what a fault costs: of a paragraph or an entry, or the name of a handler (`>::hover<`).
pub fn provoke(text: &str) {
    #[cfg(debug_assertions)]
    {
        static WORD: std::sync::LazyLock<Option<String>> =
            std::sync::LazyLock::new(|| std::env::var("LACUNA_FAULT").ok().filter(|it| !it.is_empty()));
        let word = WORD.as_deref();
        assert!(!word.is_some_and(|it| text.contains(it)), "a fault was asked for");
    }
    let _ = text;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_costs_what_it_was_met_at() {
        let halves = [4, 0, 2].map(|it| contained(format_args!("{it}"), "", || 8 / it));
        assert_eq!(halves, [Some(2), None, Some(4)]);
        assert!(met() > 0);
    }
}
