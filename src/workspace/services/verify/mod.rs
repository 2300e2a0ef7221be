//! References looked up in services: identifiers first, many at a time, then words, each where it is needed; several
//! services at once, each at its own pace.
//!
//! A reference that the corpora confirm is not asked about. One that a service confirms is not asked about any
//! further. Whatever could not be asked is told of: then nothing follows from what was not found.

mod board;
mod case;
mod registrants;

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use self::board::{Board, Job};
use self::case::Case;
use super::asked::{Found, Services};
use super::failure::Failure;
use super::service::Service;
use crate::corpus::{Corpora, asked, sources};
use crate::faults::contained;
use crate::model::record::Reference;
use crate::model::verified::Verified;

/// Whoever has nothing to do looks this often whether that has changed.
const LOOK: Duration = Duration::from_millis(200);

/// Looks references up in the corpora and then in the services; tells of each when its verdict is known, with its
/// place in `references`. Ends when all are told of, or soon after [`Services::stop`] is set.
pub fn verify(
    services: &Services,
    corpora: &Corpora,
    references: &[Reference],
    told: &(dyn Fn(usize, Verified) + Sync),
) {
    let (sources, by_corpora) = (sources(corpora), asked(corpora));
    let cases: Vec<Case> = references.iter().map(|it| Case::new(it, corpora, services.asked())).collect();
    let name = |it: Service| services.name(it);
    let state = State {
        board: Mutex::new(Board::new(cases, services.asked().to_vec())),
        changed: Condvar::new(),
        tell: &|at, case| told(at, case.verdict(&sources, &by_corpora, &name)),
    };
    state.tell_of_settled();
    thread::scope(|scope| {
        for service in services.asked() {
            for _ in 0..services.at_once(*service) {
                let state = &state;
                scope.spawn(move || {
                    // A fault of ours at one answer is a failure of that service, no end of the others.
                    while contained("asking services", "", || state.work(services, *service)).is_none() {
                        state.give_up(*service);
                    }
                });
            }
        }
    });
    // What was settled without a last question.
    state.tell_of_settled();
}

struct State<'a> {
    board: Mutex<Board>,
    changed: Condvar,
    tell: &'a (dyn Fn(usize, &Case) + Sync),
}

impl State<'_> {
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks one service until there is nothing left to ask it.
    fn work(&self, services: &Services, service: Service) {
        loop {
            let job = {
                let mut board = self.board();
                loop {
                    if let Some(job) = board.next(service) {
                        break job;
                    }
                    if board.is_done(service) {
                        return;
                    }
                    board = self.changed.wait_timeout(board, LOOK).unwrap_or_else(PoisonError::into_inner).0;
                }
            };
            match job {
                Job::Agencies(asked) => {
                    let ids: Vec<_> = asked.iter().map(|it| it.1.clone()).collect();
                    let found = services.agencies(&ids);
                    let of = self.board().take_agencies(&asked, found);
                    if let Ok(found) = services.agencies(&of) {
                        self.board().registrants.take_answer(&of, &found);
                    }
                    self.board().end_agencies(&asked);
                }
                Job::Ids(asked) => {
                    let ids: Vec<_> = asked.iter().map(|it| it.1.clone()).collect();
                    let found = services.by_ids(service, &ids);
                    self.board().take_ids(service, &asked, found);
                }
                Job::Search(at, reference) => {
                    let found: Result<Option<Found>, Failure> = services.search(service, &reference);
                    self.board().take_search(service, at, found);
                }
            }
            self.changed.notify_all();
            self.tell_of_settled();
        }
    }

    fn tell_of_settled(&self) {
        let settled = self.board().settled();
        for at in settled {
            let case = self.board().cases[at].clone();
            (self.tell)(at, &case);
        }
    }

    fn give_up(&self, service: Service) {
        self.board().give_up(service);
        self.changed.notify_all();
        self.tell_of_settled();
    }
}
