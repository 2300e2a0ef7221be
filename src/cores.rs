//! Work that falls into parts, on every core.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each of the items, in their order; none may need what is made of another. The last ones are
/// begun first: what takes longest, as a paper's bibliography does, should stand there.
pub fn on_every_core<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let left = AtomicUsize::new(items.len());
    let share = || {
        let mut done = Vec::new();
        loop {
            let taken = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| it.checked_sub(1));
            let Some((at, item)) = taken.ok().and_then(|it| Some((it - 1, items.get(it - 1)?))) else {
                break done;
            };
            done.push((at, work(item)));
        }
    };
    let cores = cores().min(items.len());
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(share)).collect();
        let mut done = share();
        for other in others {
            // What went wrong on its thread goes wrong here, where it is dealt with.
            done.extend(other.join().unwrap_or_else(|fault| resume_unwind(fault)));
        }
        done
    });
    done.sort_unstable_by_key(|it| it.0);
    done.into_iter().map(|it| it.1).collect()
}

/// How many cores there are, as far as is known.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::on_every_core;

    #[test]
    fn the_order_is_kept() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(on_every_core(&items, |it| it * 2), items.iter().map(|it| it * 2).collect::<Vec<_>>());
        assert!(on_every_core(&[] as &[usize], |it| *it).is_empty());
    }
}
