//! `lacuna fix`, and the settings that `lacuna` reads, as in a terminal.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

use expect_test::expect;
use tempfile::TempDir;

const REFS: &str = "@misc{devlin, author = {Devlin, Jacob}, title = {{BERT}: Pre-training}}\n@misc{a}\n";
const PROSE: &str = "__**Devlin et al., \"BERT: Pre-training\"**__";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("refs.bib"), REFS).unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// The exit status, and what is written to standard output and standard error.
fn fix(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    let output = command.arg("fix").args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap()
}

#[test]
fn what_is_certain_is_written_and_all_else_stays_byte_for_byte() {
    let text = format!("\u{FEFF}One {PROSE}.\r\nTwo \\cite{{a,,a}} and ____.\rThree");
    let folder = folder(&[("main.tex", text.as_bytes())]);
    let (status, out, _) = fix(folder.path(), &[]);
    assert_eq!((status, out.as_str()), (0, "main.tex: 2 places\n2 places fixed in 1 file\n"));
    let expected = "\u{FEFF}One \\cite{devlin}.\r\nTwo \\cite{a} and ____.\rThree";
    assert_eq!(String::from_utf8(read(folder.path(), "main.tex")).unwrap(), expected);
    assert_eq!(fix(folder.path(), &["main.tex"]).1, "0 places fixed in 0 files\n");
}

#[test]
fn a_diff_shows_what_would_change_and_changes_nothing() {
    let text = format!("Zero\nOne~{PROSE}.\nTwo\n");
    let folder = folder(&[("main.tex", text.as_bytes())]);
    let (status, out, _) = fix(folder.path(), &["--diff", "main.tex"]);
    assert_eq!(status, 1);
    expect![[r#"
        --- main.tex
        +++ main.tex
        @@ -1,3 +1,3 @@
         Zero
        -One~__**Devlin et al., "BERT: Pre-training"**__.
        +One~\cite{devlin}.
         Two
    "#]]
    .assert_eq(&out);
    assert_eq!(read(folder.path(), "main.tex"), text.as_bytes());
}

#[test]
fn a_file_keeps_its_encoding_and_its_line_ends() {
    let latin = |middle: &str| [b"M\xFCller\r".as_slice(), middle.as_bytes(), b" \x93x\x94\r"].concat();
    let wide = |middle: &str| {
        let text = format!("\u{FEFF}Müller~{middle} 😀\r\n");
        text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()
    };
    let folder = folder(&[("latin.tex", &latin(PROSE)), ("wide.tex", &wide(PROSE))]);
    assert_eq!(fix(folder.path(), &["."]).0, 0);
    assert_eq!(read(folder.path(), "latin.tex"), latin("\\cite{devlin}"));
    assert_eq!(read(folder.path(), "wide.tex"), wide("\\cite{devlin}"));
}

#[test]
fn what_an_encoding_cannot_hold_is_refused_and_the_others_are_fixed() {
    let latin = [b"M\xFCller ".as_slice(), PROSE.as_bytes()].concat();
    let refs = REFS.replace("{devlin,", "{жук,");
    let files =
        [("latin.tex", latin.as_slice()), ("main.tex", PROSE.as_bytes()), ("refs.bib", refs.as_bytes())];
    let folder = folder(&files);
    let (status, out, errors) = fix(folder.path(), &["."]);
    assert_eq!(status, 2);
    assert_eq!(errors, "lacuna: latin.tex: its encoding has no such letters; convert it to UTF-8 first\n");
    assert_eq!(out, "main.tex: 1 place\n1 place fixed in 1 file\n");
    assert_eq!(read(folder.path(), "latin.tex"), latin);
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let folder = folder(&[]);
    let (status, _, errors) = fix(folder.path(), &["gone.tex"]);
    assert_eq!(status, 2);
    assert!(errors.starts_with("lacuna: gone.tex: "), "{errors}");
}

#[test]
fn settings_that_cannot_be_read_are_named_and_the_rest_counts() {
    let settings = b"colour = 1\ncompletion.limit = \"many\"\nrules.empty-citation = \"off\"\n";
    let folder = folder(&[("main.tex", b"\\cite{}"), ("lacuna.toml", settings)]);
    let (status, out, errors) = fix(folder.path(), &["main.tex"]);
    assert_eq!((status, out.as_str()), (0, "0 places fixed in 0 files\n"));
    assert_eq!(
        errors,
        "lacuna: lacuna.toml:1: There is no setting `colour`; remove it or correct its name\n\
         lacuna: lacuna.toml:2: `completion.limit` must be a whole number from 0\n"
    );
}

#[cfg(unix)]
#[test]
fn no_link_can_wait_where_something_is_written() {
    let folder = folder(&[("main.tex", PROSE.as_bytes()), (".lacuna-Xy12.tmp", b"left over")]);
    let victim = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(victim.path(), "precious").unwrap();
    let here = std::process::id();
    for process in here..here + 3000 {
        let link = folder.path().join(format!(".main.tex.{process}.tmp"));
        std::os::unix::fs::symlink(victim.path(), link).unwrap();
    }
    assert_eq!(fix(folder.path(), &["main.tex"]).0, 0);
    assert_eq!(std::fs::read_to_string(victim.path()).unwrap(), "precious");
    assert_eq!(read(folder.path(), "main.tex"), b"\\cite{devlin}");
    assert!(!folder.path().join(".lacuna-Xy12.tmp").exists());
}

#[cfg(unix)]
#[test]
fn nothing_outside_of_what_was_named_is_written() {
    let folder = folder(&[("x.tex", PROSE.as_bytes()), ("named.tex", PROSE.as_bytes())]);
    let inner = folder.path().join("paper");
    std::fs::create_dir(&inner).unwrap();
    std::fs::write(inner.join("refs.bib"), REFS).unwrap();
    let main = format!("\\bibliography{{refs}}\\input{{../x}} {PROSE}");
    std::fs::write(inner.join("main.tex"), &main).unwrap();
    let (status, out, errors) = fix(folder.path(), &["paper/main.tex"]);
    assert_eq!(status, 2);
    assert!(errors.contains("x.tex lies outside of the folders that were named"), "{errors}");
    assert!(out.starts_with("paper/main.tex: 1 place\n"), "{out}");
    assert_eq!(read(folder.path(), "x.tex"), PROSE.as_bytes());
    // Neither through a link.
    std::fs::write(folder.path().join("paper.tex"), &main).unwrap();
    std::os::unix::fs::symlink("../named.tex", inner.join("linked.tex")).unwrap();
    std::fs::write(inner.join("main.tex"), "").unwrap();
    assert_eq!(fix(folder.path(), &["paper"]).0, 2);
    assert_eq!(fix(folder.path(), &["paper/linked.tex"]).0, 2);
    assert_eq!(read(folder.path(), "named.tex"), PROSE.as_bytes());
}

#[test]
fn every_place_of_a_long_file_is_fixed() {
    let folder = folder(&[("main.tex", "\\cite{a,a}\n".repeat(1500).as_bytes())]);
    let (status, out, _) = fix(folder.path(), &[]);
    assert_eq!((status, out.as_str()), (0, "main.tex: 1500 places\n1500 places fixed in 1 file\n"));
    assert_eq!(read(folder.path(), "main.tex"), "\\cite{a}\n".repeat(1500).as_bytes());
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay_and_what_is_read_only_is_told() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    let folder = folder(&[("real.tex", PROSE.as_bytes()), ("locked.tex", PROSE.as_bytes())]);
    let at = |name: &str| folder.path().join(name);
    let before = std::fs::metadata(at("real.tex")).unwrap();
    std::fs::set_permissions(at("real.tex"), std::fs::Permissions::from_mode(0o640)).unwrap();
    std::fs::set_permissions(at("locked.tex"), std::fs::Permissions::from_mode(0o440)).unwrap();
    std::os::unix::fs::symlink("real.tex", at("main.tex")).unwrap();
    assert_eq!(fix(folder.path(), &["main.tex"]).0, 0);
    assert!(std::fs::symlink_metadata(at("main.tex")).unwrap().is_symlink());
    assert_eq!(read(folder.path(), "real.tex"), b"\\cite{devlin}");
    let after = std::fs::metadata(at("real.tex")).unwrap();
    assert_eq!(after.permissions().mode() & 0o777, 0o640);
    assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
    let (status, _, errors) = fix(folder.path(), &["locked.tex"]);
    assert_eq!(status, 2);
    assert!(errors.starts_with("lacuna: locked.tex: "), "{errors}");
    assert_eq!(read(folder.path(), "locked.tex"), PROSE.as_bytes());
}

#[test]
fn what_is_not_certain_needs_a_terminal() {
    let folder = folder(&[("main.tex", b"\\cite{}")]);
    let (status, out, errors) = fix(folder.path(), &["--unsafe"]);
    assert_eq!((status, out.as_str()), (2, ""));
    expect![[r#"
        lacuna: `--unsafe` asks at each place what to do, and needs a terminal for that; `--diff` does not
    "#]]
    .assert_eq(&errors);
}

/// Runs `lacuna fix --unsafe` in a terminal of its own, in which these lines are typed; what it shows.
#[cfg(target_os = "linux")]
fn in_terminal(folder: &Path, lines: &str) -> String {
    use std::io::Write as _;
    use std::process::Stdio;

    let program = format!("NO_COLOR=1 '{}' fix --unsafe main.tex", env!("CARGO_BIN_EXE_lacuna"));
    let mut command = Command::new("script");
    command.args(["-qec", &program, "/dev/null"]).current_dir(folder);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.as_mut().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap().replace('\r', "")
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_not_certain_is_offered_place_by_place() {
    let text =
        "BERT pre-training \\cite{devlim} is old.\r\n\r\nPre-training of BERT, \\cite{TODO,TODO} and ____.\n";
    let folder = folder(&[("main.tex", text.as_bytes())]);
    let shown = in_terminal(folder.path(), "5\ny\nn\n1\nq\n");
    assert!(shown.contains("1  Replace by `devlin`"), "{shown}");
    assert!(shown.contains("1  Cite Devlin: BERT: Pre-training  ("), "{shown}");
    assert!(shown.contains("a number  take that choice"), "{shown}");
    assert!(shown.ends_with("2 places fixed\n"), "{shown}");
    let expected = "BERT pre-training \\cite{devlin} is old.\r\n\r\nPre-training of BERT, \\cite{TODO,devlin} and ____.\n";
    assert_eq!(String::from_utf8(read(folder.path(), "main.tex")).unwrap(), expected);
}
