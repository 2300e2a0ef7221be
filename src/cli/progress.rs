//! How far long work is: in a terminal, and only if it does take long.

use std::io::IsTerminal as _;
use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is done sooner shows no bar.
const LONG: Duration = Duration::from_millis(500);

/// A bar on standard error, gone when it is dropped.
pub(super) struct Bar {
    bar: ProgressBar,
    began: Instant,
    shown: Once,
}

impl Bar {
    /// Begins `what`, in so many steps if that is known.
    pub fn new(what: &'static str, steps: Option<usize>) -> Self {
        let steps = steps.map(|it| it as u64);
        let bar = ProgressBar::with_draw_target(steps, ProgressDrawTarget::hidden());
        let template =
            if steps.is_some() { "{msg} {wide_bar} {pos} of {len}" } else { "{spinner} {msg}: {pos}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar: bar.with_message(what), began: Instant::now(), shown: Once::new() }
    }

    /// So many steps more are done.
    pub fn advance(&self, steps: usize) {
        if self.began.elapsed() > LONG && std::io::stderr().is_terminal() {
            self.shown.call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(4)));
        }
        self.bar.inc(steps as u64);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
