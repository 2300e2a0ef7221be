//! The process that started us, which may die without closing our input.

use std::path::Path;
use std::thread;
use std::time::Duration;

/// Blocks until the process `id` is gone; returns at once with `false` if it cannot be seen now, as in
/// a container, where the client's number belongs to another namespace.
pub(in crate::server) fn wait_for_death_of(id: u32, every: Duration) -> bool {
    if !is_alive(id) {
        return false;
    }
    while is_alive(id) {
        thread::sleep(every);
    }
    true
}

/// Of a process that is not our parent this can only be told where there is `/proc`.
fn is_alive(id: u32) -> bool {
    // A dead parent is replaced, by `init` or the like, even while it still has an entry in `/proc`.
    #[cfg(unix)]
    if std::os::unix::process::parent_id() == id {
        return true;
    }
    Path::new("/proc").join(id.to_string()).exists()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_death_of_a_process_is_noticed() {
        let mut child = std::process::Command::new("sleep").arg("100").spawn().unwrap();
        let id = child.id();
        let watch = thread::spawn(move || wait_for_death_of(id, Duration::from_millis(5)));
        thread::sleep(Duration::from_millis(30));
        assert!(!watch.is_finished());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(watch.join().unwrap());
    }

    #[test]
    fn a_process_that_cannot_be_seen_is_not_watched() {
        assert!(!wait_for_death_of(u32::MAX, Duration::from_secs(1000)));
    }
}
