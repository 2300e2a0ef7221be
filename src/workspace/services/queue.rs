//! The queue of one service: whoever wants to ask it waits here for a turn.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::failure::Failure;
use super::pace::{Heard, LeftAlone, Pace, Turn};

/// The time. Tests have their own.
pub trait Clock: Send + Sync {
    /// The time since any moment.
    fn now(&self) -> Duration;
    /// Lets this much time pass.
    fn rest(&self, time: Duration);
}

/// The time of this machine.
pub struct RealClock(Instant);

impl Default for RealClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for RealClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn rest(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// Whoever waits looks this often whether it is still wanted.
const LOOK: Duration = Duration::from_millis(100);

/// A queue.
pub struct Queue {
    pace: Mutex<Pace>,
    ended: Condvar,
}

impl Queue {
    /// For a service of this pace.
    pub fn new(pace: Pace) -> Self {
        Self { pace: Mutex::new(pace), ended: Condvar::new() }
    }

    /// Waits for a turn; whoever has it must say how it [ended](Self::ended).
    pub fn wait(&self, clock: &dyn Clock, stop: &AtomicBool) -> Result<(), Failure> {
        loop {
            if stop.load(Ordering::Relaxed) {
                return Err(Failure::Off("it was not asked any more".to_owned()));
            }
            let mut pace = self.pace();
            match pace.turn(clock.now()) {
                Turn::Now => return Ok(()),
                Turn::Off(why) => return Err(Failure::Off(why)),
                Turn::Declined(why) => return Err(Failure::Declined(why)),
                Turn::At(next) => {
                    drop(pace);
                    clock.rest(next.saturating_sub(clock.now()).min(LOOK));
                }
                Turn::Later => {
                    drop(self.ended.wait_timeout(pace, LOOK));
                }
            }
        }
    }

    /// Takes in how a request ended.
    pub fn ended(&self, clock: &dyn Clock, failure: Option<&Failure>, heard: &Heard) {
        self.pace().ended(clock.now(), failure, heard);
        self.ended.notify_all();
    }

    /// Takes in whether an answer could be read.
    pub fn understood(&self, clock: &dyn Clock, failure: Option<&Failure>) {
        self.pace().understood(clock.now(), failure);
    }

    /// Whether and why the service is left alone.
    pub fn left_alone(&self) -> Option<LeftAlone> {
        self.pace().left_alone()
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Time passes when somebody rests, and at no other time.
    #[derive(Default)]
    struct MadeClock(Mutex<Duration>);

    impl Clock for MadeClock {
        fn now(&self) -> Duration {
            *self.0.lock().unwrap()
        }

        fn rest(&self, time: Duration) {
            *self.0.lock().unwrap() += time;
        }
    }

    #[test]
    fn turns_come_at_the_pace_without_a_second_of_sleep() {
        let (clock, stop) = (MadeClock::default(), AtomicBool::new(false));
        let queue = Queue::new(Pace::new(Duration::from_secs(3), 1, 7));
        for _ in 0..100 {
            queue.wait(&clock, &stop).unwrap();
            queue.ended(&clock, None, &Heard::default());
        }
        let seconds = clock.now().as_secs();
        assert!((297..320).contains(&seconds), "{seconds}");
        stop.store(true, Ordering::Relaxed);
        assert!(matches!(queue.wait(&clock, &stop), Err(Failure::Off(_))));
    }
}
