//! What `lacuna` writes to a terminal: nothing of a document steers it.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

#[test]
fn no_sign_of_a_document_or_its_name_steers_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let prose = "__**Devlin et al., \"BERT: Pre-training\"**__";
    let refs = "@misc{devlin, author = {Devlin, Jacob}, title = {{BERT}: Pre-training}}\n";
    let name = "a\u{1b}[31m\u{9b}2Jb.tex";
    let text =
        format!("\\bibliography{{refs,n\u{1b}]0;x\u{7}}}\n\u{9b}2J {prose} \u{202e}\\cite{{}}\u{1b}[2J\n");
    std::fs::write(folder.path().join("refs.bib"), refs).unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    let commands: [&[&str]; 7] = [
        &["check", "."],
        &["check", "--format", "json", "."],
        &["status", "."],
        &["status", "--format", "json", "."],
        &["fix", "--diff", "."],
        &["check", "gone\u{1b}[31m\u{9b}.tex"],
        &["explain", "no\u{1b}[31mrule"],
    ];
    for arguments in commands {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
        // Our own colours would be controls, too.
        command.args(arguments).current_dir(folder.path()).env("NO_COLOR", "1");
        let output = command.output().unwrap();
        let written = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(written.len() > 10, "{arguments:?}");
        let raw = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!written.contains(raw), "{arguments:?}: {written:?}");
    }
}
