//! `lacuna check` and the server report the same, whatever is wrong.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Builder, TestServer};

/// Reports as both tell them: lines and columns from 1.
type Reports = Vec<(u64, u64, u64, u64, String, String, String)>;

const SEVERITIES: [&str; 5] = ["", "error", "warning", "information", "hint"];

/// What the command line reports on each file of a folder.
fn in_terminal(folder: &Path) -> Vec<(String, Reports)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    let output = command
        .args(["check", "--format", "json", "--level", "hint", "."])
        .current_dir(folder)
        .output()
        .unwrap();
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    let number = |it: &Value, path: &str| it.pointer(path).unwrap().as_u64().unwrap();
    let word = |it: &Value, name: &str| it[name].as_str().unwrap().to_owned();
    let of_file = |file: &Value| {
        let own = all["reports"].as_array().unwrap().iter().filter(|it| it["file"] == *file);
        let reports = own.map(|it| {
            let [from, to] = ["start", "end"]
                .map(|end| ["line", "column"].map(|what| number(it, &format!("/{end}/{what}"))));
            (from[0], from[1], to[0], to[1], word(it, "rule"), word(it, "severity"), word(it, "message"))
        });
        (file.as_str().unwrap().to_owned(), reports.collect())
    };
    all["files"].as_array().unwrap().iter().map(of_file).collect()
}

/// What the server reports on a file.
fn in_editor(server: &mut TestServer, name: &str) -> Reports {
    let document = json!({"textDocument": {"uri": server.uri(name)}});
    let report = server.request("textDocument/diagnostic", document);
    let number = |it: &Value, path: &str| it.pointer(path).unwrap().as_u64().unwrap() + 1;
    let reports = report["items"].as_array().unwrap().iter().map(|it| {
        let [from, to] = ["start", "end"]
            .map(|end| ["line", "character"].map(|what| number(it, &format!("/range/{end}/{what}"))));
        let severity = SEVERITIES[usize::try_from(it["severity"].as_u64().unwrap()).unwrap()];
        // In windows names stand in quotes.
        let message = it["message"].as_str().unwrap().replace(['‘', '’'], "`");
        let code = it["code"].as_str().unwrap().to_owned();
        (from[0], from[1], to[0], to[1], code, severity.to_owned(), message)
    });
    let mut reports: Reports = reports.collect();
    reports.sort();
    reports
}

/// Asks both about every file, the LaTeX files being open in the editor; how many reports there are.
#[track_caller]
fn check(files: Builder) -> usize {
    let capabilities = json!({
        "general": {"positionEncodings": ["utf-32"]},
        "textDocument": {"diagnostic": {}, "publishDiagnostics": {"relatedInformation": true}},
    });
    let mut server = files
        .capabilities(capabilities)
        .ignore("textDocument/publishDiagnostics")
        .ignore("window/showMessage")
        .start();
    let told = in_terminal(&server.path(""));
    for (name, _) in told.iter().filter(|it| it.0.ends_with(".tex")) {
        let text = std::fs::read_to_string(server.path(name)).unwrap();
        server.open(name, &text);
    }
    let mut count = 0;
    // No client asks for the settings' file, which is neither: what is wrong there is pushed.
    for (name, mut reports) in told.into_iter().filter(|it| !it.0.ends_with(".toml")) {
        reports.iter_mut().for_each(|it| it.6 = it.6.replace(['‘', '’'], "`"));
        reports.sort();
        count += reports.len();
        assert_eq!(reports, in_editor(&mut server, &name), "{name}");
    }
    count
}

#[test]
fn on_the_survey() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/survey");
    let mut files = TestServer::builder();
    for name in ["main.tex", "related-work.tex", "refs.bib"] {
        files = files.with_file(name, std::fs::read(folder.join(name)).unwrap());
    }
    assert!(check(files) > 30);
}

#[test]
fn on_every_kind_of_fault() {
    let many: String = (0..30).map(|it| format!("@article{{k{it}, title = {{T{it}}}}}\n")).collect();
    let refs = format!(
        "@book{{alder84, title = {{On Hedges and Ditches}}, author = {{Alder, A.}}, year = 2099}}\n\
         @book{{alder, title = {{On Hedges and Ditches}}, author = {{Alder, A.}}, publisher = {{P}}, year = 2099}}\n\
         @misc{{x, note = {{UNVERIFIED}}, title = foo\n@misc{{alder84, doi = {{nonsense}}}}\n{many}"
    );
    let keys: Vec<String> = (0..30).map(|it| format!("k{it}")).collect();
    let main = format!(
        "\\documentclass{{article}}\r\n\\begin{{document}}\r\nÜber 😀 \\cite{{alder84,,Alder84,TODO}} and \\cite{{}} ____.\r\n\
         Smith et al. (1999) \\cite{{alder}}. [citation needed] Certainly! Here is __**Alder, \"On Hedges\"**__.\r\n\
         % lacuna: ignore[no-such-rule]\r\n\\input{{chapters/one}}\\input{{lost}}\\cite{{{}}}\r\n\
         \\bibliography{{refs}}\r\n\\end{{document}}\r\n",
        keys.join(",")
    );
    let files = TestServer::builder()
        .with_file("main.tex", main)
        .with_file("chapters/one.tex", "One \\cite{alder8} and \\cite{x,x}.\n")
        .with_file("refs.bib", refs)
        .with_file("lacuna.toml", "colour = 1\n[rules]\nunused-entry = \"warning\"\n");
    assert!(check(files) > 20);
}
