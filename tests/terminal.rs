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

/// Signs that steer a terminal, or turn the line round.
const STEERS: &str = "\u{1b}[31m\u{9b}2J\u{7}\u{202e}\u{8}";

/// Every command, of bibliographies whose every value, key and name of a file holds such signs.
#[test]
fn no_sign_of_an_entry_steers_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let entry = |key: &str, title: &str| {
        format!(
            "@article{{{key}{STEERS}, author = {{Moss{STEERS}, Petra and Vale, Jo}}, title = {{{title} {STEERS} Hills of the \
             North}}, journal = {{J{STEERS}}}, year = {{2001}}, doi = {{10.1000/{key}{STEERS}}}, note = {{UNVERIFIED {STEERS}}}}}\n"
        )
    };
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    let bib = format!("refs{STEERS}.bib");
    write(
        &bib,
        entry("moss", "The") + &entry("twice", "The") + &entry("idle", "Other") + "@misc{broken\u{1b}[31m\n",
    );
    write("more.bib", entry("moss", "The Changed") + &entry("new", "New"));
    let cites = format!(
        "\\cite{{moss{STEERS}}} \\cite{{no{STEERS}thing}} Moss et al. (2001) ____ (Moss et al., \"The {STEERS} Hills\")"
    );
    write(
        "main.tex",
        format!("\\section{{A{STEERS}}}\n{cites}\n\\bibliography{{refs{STEERS},gone{STEERS}}}\n"),
    );
    write("lacuna.toml", format!("\"odd{STEERS}\" = 1\n[rules]\n\"no{STEERS}\" = \"off\"\n"));
    write("dump.bib", entry("moss", "The Recorded") + &entry("far", "Far"));
    let gone = format!("gone{STEERS}.tex");
    let commands: [&[&str]; 22] = [
        &["check", "."],
        &["check", "--format", "json", "."],
        &["check", "--format", "sarif", "."],
        &["status", "."],
        &["fix", "--diff", "."],
        &["unused", "main.tex"],
        &["unused", "main.tex", "--format", "json"],
        &["merge", &bib, "more.bib"],
        &["search", "hills", "."],
        &["search", "hills", ".", "--format", "json"],
        &["export", "main.tex"],
        &["report", "main.tex"],
        &["report", "main.tex", "--format", "json"],
        &["mask", "main.tex"],
        &["corpus", "add", "--name", "made", "dump.bib"],
        &["corpus", "add", "--name", STEERS, "dump.bib"],
        &["corpus", "list"],
        &["verify", "main.tex"],
        &["verify", "main.tex", "--format", "json"],
        &["check", &gone],
        &["unused", &gone],
        &["corpus", "remove", STEERS],
    ];
    for arguments in commands {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
        command.args(arguments).current_dir(folder.path()).env("NO_COLOR", "1");
        command.env("LACUNA_CORPORA", folder.path().join("corpora")).env("HOME", folder.path());
        let output = command.output().unwrap();
        let [told, said] = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap());
        // What is written for a file is the file's: `export` and `mask` write TeX.
        let told = if matches!(arguments[0], "export" | "mask" | "merge") { String::new() } else { told };
        let steers = |c: char| !"\n\t".contains(c) && (c.is_control() || c == '\u{202e}');
        for (what, text) in [("stdout", told), ("stderr", said)] {
            let line = text.lines().find(|it| it.contains(steers));
            assert!(line.is_none(), "{arguments:?} {what}: {line:?}");
        }
    }
}
