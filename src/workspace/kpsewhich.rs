//! Asking the TeX distribution where a file lies, if there is a distribution.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tracing::info;

/// How long an answer may take: long, since nothing waits for it and what is not found is reported as missing.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// So many names are asked for in one call; those of a longer list in further ones.
pub const MOST_NAMES: usize = 500;

/// The length of a path in an answer, in bytes.
const LONGEST_PATH: u64 = 1 << 12;

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

/// Where the files of these names lie, in their order.
///
/// Each name is an argument of its own, no shell reads it, and nothing is made that does not exist. The
/// program runs in its own folder, so that no file beside a document configures it.
pub fn find(program: &Path, names: &[String], patience: Duration) -> Result<Vec<Option<PathBuf>>, NoAnswer> {
    let mut command = Command::new(program);
    command.args(["--no-mktex=tex", "--"]).args(names).stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(Stdio::null()).current_dir(program.parent().unwrap_or(Path::new("/")));
    let mut child = command.spawn().map_err(|error| {
        info!("{}: {error}", program.display());
        NoAnswer
    })?;
    let output = child.stdout.take();
    let longest = LONGEST_PATH * names.len() as u64;
    let (sender, answer) = channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let read = output.map(|it| it.take(longest).read_to_end(&mut text));
        let _ = sender.send(read.is_some_and(|it| it.is_ok()).then_some(text));
    });
    let answer = answer.recv_timeout(patience);
    // Whether it has ended or not; what it has started itself may live on and is not waited for.
    let _ = child.kill();
    let _ = child.wait();
    let Ok(text) = answer else {
        info!("{} did not answer within {patience:?} and is not asked again", program.display());
        return Err(NoAnswer);
    };
    Ok(matched(names, &String::from_utf8_lossy(&text.unwrap_or_default())))
}

/// Which line of an answer is about which name: the program passes over what it does not find and keeps the order.
fn matched(names: &[String], answer: &str) -> Vec<Option<PathBuf>> {
    let mut lines = answer.lines().peekable();
    let line_of = |name: &String| {
        // It may find a file whose name differs in case.
        let name = name.to_lowercase();
        let path = lines.next_if(|it| Path::new(&it.to_lowercase()).ends_with(&name)).map(PathBuf::from);
        path.filter(|it| it.is_absolute() && it.is_file())
    };
    names.iter().map(line_of).collect()
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
        let found = find(&program, &["refs.bib".to_owned()], PATIENCE);
        assert_eq!(found, expected.map(|it| vec![it.map(|it| folder.path().join(it))]));
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
    fn one_call_answers_for_many_names() {
        let (folder, program) =
            made("shift; for it; do echo >>calls; test -f \"$it\" && echo \"$(pwd -P)/$it\"; done");
        std::fs::write(folder.path().join("Other.bib"), "").unwrap();
        let names = ["gone.bib", "refs.bib", "lost.bib", "other.bib", "refs.bib.bib"].map(str::to_owned);
        let found = find(&program, &names, PATIENCE).unwrap();
        assert_eq!(
            found,
            [None, Some(folder.path().canonicalize().unwrap().join("refs.bib")), None, None, None]
        );
        let answer = format!("{0}/refs.bib\n{0}/Other.bib\n", folder.path().display());
        let of_case = matched(&names, &answer);
        assert_eq!(of_case[3], Some(folder.path().join("Other.bib")));
        assert_eq!(of_case.iter().flatten().count(), 2);
    }

    #[test]
    fn a_program_that_hangs_is_not_waited_for() {
        let (_folder, program) = made("sleep 30");
        let names = ["refs.bib".to_owned()];
        let begun = Instant::now();
        assert_eq!(find(&program, &names, Duration::from_millis(100)), Err(NoAnswer));
        assert!(begun.elapsed() < Duration::from_secs(10));
        assert_eq!(find(Path::new("/nowhere/kpsewhich"), &names, PATIENCE), Err(NoAnswer));
    }

    #[test]
    fn no_shell_reads_the_name() {
        let (folder, program) = made("exit 0");
        let name = format!("$(touch {0}/made).bib; touch {0}/made", folder.path().display());
        assert_eq!(find(&program, &[name], PATIENCE), Ok(vec![None]));
        assert!(!folder.path().join("made").exists());
    }
}
