//! Asking the TeX distribution where a file lies, if there is a distribution.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tracing::info;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// An answer is one path.
const LONGEST_ANSWER: u64 = 1 << 14;

/// The program `kpsewhich` on the PATH. Relative folders on it are passed over: they may be a document's,
/// which must not say what is run.
pub fn program() -> Option<PathBuf> {
    let name = format!("kpsewhich{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&folders).filter(|it| it.is_absolute());
    folders.map(|it| it.join(&name)).find(|it| it.is_file())
}

/// The program does not answer and is not to be asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

/// Where the file of this name lies.
///
/// The name is an argument of its own, no shell reads it, and nothing is made that does not exist. The
/// program runs in its own folder, so that no file beside a document configures it.
pub fn find(program: &Path, name: &str) -> Result<Option<PathBuf>, NoAnswer> {
    let mut command = Command::new(program);
    command.args(["--no-mktex=tex", "--", name]).stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(Stdio::null()).current_dir(program.parent().unwrap_or(Path::new("/")));
    let mut child = command.spawn().map_err(|error| {
        info!("{}: {error}", program.display());
        NoAnswer
    })?;
    let output = child.stdout.take();
    let (sender, answer) = channel();
    thread::spawn(move || {
        let mut text = String::new();
        let read = output.map(|it| it.take(LONGEST_ANSWER).read_to_string(&mut text));
        let _ = sender.send(read.is_some_and(|it| it.is_ok()).then_some(text));
    });
    let answer = answer.recv_timeout(PATIENCE);
    // Whether it has ended or not; what it has started itself may live on and is not waited for.
    let _ = child.kill();
    let _ = child.wait();
    let Ok(text) = answer else {
        info!("{} did not answer within {PATIENCE:?} and is not asked again", program.display());
        return Err(NoAnswer);
    };
    let path = text.as_deref().and_then(|it| it.lines().next()).map(PathBuf::from);
    Ok(path.filter(|it| it.is_absolute() && it.is_file()))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::Instant;

    use super::*;

    /// A program of this script in a folder of its own, where there is also a file `refs.bib`.
    fn made(script: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kpsewhich");
        std::fs::write(folder.path().join("refs.bib"), "").unwrap();
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        (folder, path)
    }

    #[track_caller]
    fn check(script: &str, expected: Result<Option<&str>, NoAnswer>) {
        let (folder, program) = made(script);
        let found = find(&program, "refs.bib");
        assert_eq!(found, expected.map(|it| it.map(|it| folder.path().join(it))));
    }

    #[test]
    fn a_file_that_the_distribution_has_is_found() {
        // The name is the last argument, and the program runs in its own folder.
        check("for name; do :; done; echo \"$(pwd -P)/$name\"", Ok(Some("refs.bib")));
        check("echo /nowhere/refs.bib", Ok(None));
        check("echo refs.bib", Ok(None));
        check("exit 1", Ok(None));
        check("printf '\\377\\n'", Ok(None));
    }

    #[test]
    fn a_program_that_hangs_is_not_waited_for() {
        let begun = Instant::now();
        check("sleep 30", Err(NoAnswer));
        assert!(begun.elapsed() < Duration::from_secs(10));
        assert_eq!(find(Path::new("/nowhere/kpsewhich"), "refs.bib"), Err(NoAnswer));
    }

    #[test]
    fn no_shell_reads_the_name() {
        let (folder, program) = made("exit 0");
        let name = format!("$(touch {0}/made).bib; touch {0}/made", folder.path().display());
        assert_eq!(find(&program, &name), Ok(None));
        assert!(!folder.path().join("made").exists());
    }
}
