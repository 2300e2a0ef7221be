//! What is pushed, when, with which version; and that the command line says the same.

use std::process::Command;

use serde_json::{Value, json};

use crate::harness::TestServer;

fn codes(params: &Value) -> Vec<String> {
    let list = params["diagnostics"].as_array().unwrap();
    list.iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

/// Waits until the diagnostics of `name` have these codes.
#[track_caller]
fn await_codes(server: &mut TestServer, name: &str, wanted: &[&str]) -> Value {
    loop {
        let params = server.diagnostics(name);
        if codes(&params) == wanted {
            return params;
        }
    }
}

const MAIN: &str = "\\documentclass{article}\n\\begin{document}\n\\cite{} \\cite{nokeyatall} \\cite{known}\n\\bibliography{refs}\n\\end{document}\n";

#[test]
fn gaps_and_undefined_keys_with_the_true_version() {
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .with_file("main.tex", MAIN)
        .with_file("refs.bib", "@misc{known, title = {Known}}\n")
        .start();
    server.open("main.tex", MAIN);
    let params = await_codes(&mut server, "main.tex", &["empty-citation", "undefined-citation"]);
    assert_eq!(params["version"], 1);
    assert_eq!(params["diagnostics"][0]["source"], "lacuna");
    assert_eq!(
        params["diagnostics"][1]["range"],
        json!({"start": {"line": 2, "character": 14}, "end": {"line": 2, "character": 24}})
    );
    server.change("main.tex", 2, Some([2, 6, 2, 6]), "known");
    let params = await_codes(&mut server, "main.tex", &["undefined-citation"]);
    assert_eq!(params["version"], 2);
    server.close("main.tex");
    assert_eq!(codes(&server.diagnostics("main.tex")), Vec::<String>::new());
}

/// Nothing about unknown keys may be said before the bibliographies are read.
#[test]
fn no_key_is_undefined_before_its_bibliography_is_read() {
    let entries: String = (0..4000).map(|n| format!("@misc{{k{n}, title = {{Work {n}}}}}\n")).collect();
    let text = "\\documentclass{article}\n\\begin{document}\n\\cite{k3999} \\cite{zzz}\n\\bibliography{refs}\n\\end{document}\n";
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .with_file("refs.bib", entries)
        .with_file("main.tex", text)
        .start();
    server.open("main.tex", text);
    loop {
        let params = server.diagnostics("main.tex");
        let keys: Vec<&str> = params["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|it| it["message"].as_str())
            .collect();
        assert!(!keys.iter().any(|it| it.contains("k3999")), "{keys:?}");
        if keys.iter().any(|it| it.contains("zzz")) {
            break;
        }
    }
}

#[test]
fn a_bibliography_rewritten_on_disk_is_seen() {
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .with_file("main.tex", MAIN)
        .with_file("refs.bib", "@misc{known, title = {Known}}\n")
        .start();
    server.open("main.tex", MAIN);
    await_codes(&mut server, "main.tex", &["empty-citation", "undefined-citation"]);
    let path = server.path("refs.bib");
    let aside = server.path("refs.bib.tmp");
    std::fs::write(&aside, "@misc{known, title = {Known}}\n@misc{nokeyatall, title = {Now it is}}\n")
        .unwrap();
    std::fs::rename(&aside, &path).unwrap();
    await_codes(&mut server, "main.tex", &["empty-citation"]);
    std::fs::write(&path, "@misc{nokeyatall, title = {Now it is}}\n").unwrap();
    await_codes(&mut server, "main.tex", &["empty-citation", "undefined-citation"]);
}

#[test]
fn an_open_bibliography_wins_over_the_disk() {
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .with_file("main.tex", MAIN)
        .with_file("refs.bib", "@misc{known, title = {Known}}\n")
        .start();
    server.open("refs.bib", "@misc{known, title = {Known}}\n@misc{nokeyatall, title = {Unsaved}}\n");
    server.open("main.tex", MAIN);
    await_codes(&mut server, "main.tex", &["empty-citation"]);
    server.close("refs.bib");
    await_codes(&mut server, "main.tex", &["empty-citation", "undefined-citation"]);
}

#[test]
fn what_cannot_be_read_is_one_report_and_all_else_goes_on() {
    let text = "\\documentclass{article}\n\\begin{document}\n\\cite{}\n\\bibliography{folder,gone}\n\\end{document}\n";
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .with_file("main.tex", text)
        .with_file("folder.bib/x", "")
        .with_file("binary.tex", [0_u8, 159, 146, 150, 255, 254, 0, 7])
        .start();
    server.open("main.tex", text);
    let params = await_codes(
        &mut server,
        "main.tex",
        &["empty-citation", "missing-bibliography", "missing-bibliography"],
    );
    let message = params["diagnostics"][1]["message"].as_str().unwrap();
    assert!(message.contains("folder") && message.contains("cannot be read"), "{message}");
    let message = params["diagnostics"][2]["message"].as_str().unwrap();
    assert!(message.contains("gone.bib"), "{message}");
}

#[test]
fn an_impossible_edit_is_clamped_and_answered() {
    let mut server = TestServer::builder().optional("textDocument/publishDiagnostics").start();
    server.open("a.tex", "x");
    server.change("a.tex", 2, Some([90, 1, 95, 7]), " ____");
    assert_eq!(server.document("a.tex")["text"], "x ____");
    let place =
        json!({"textDocument": {"uri": server.uri("a.tex")}, "position": {"line": 7, "character": 99}});
    server.request("textDocument/hover", place.clone());
    server.request("textDocument/completion", place);
    await_codes(&mut server, "a.tex", &["no-bibliography", "masked-citation"]);
}

#[test]
fn a_document_that_is_no_file_is_judged_alone() {
    let mut server = TestServer::builder().optional("textDocument/publishDiagnostics").start();
    server.open("untitled:Untitled-1", "Known ____ \\cite{}");
    let params = server.diagnostics("untitled:Untitled-1");
    assert!(codes(&params).contains(&"masked-citation".to_owned()), "{params}");
}

/// The same files give the same diagnostics in the terminal and in the editor.
#[test]
fn the_command_line_says_what_the_server_says() {
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/survey");
    let read = |name: &str| std::fs::read_to_string(fixture.join(name)).unwrap();
    let mut builder = TestServer::builder().optional("textDocument/publishDiagnostics");
    for name in ["main.tex", "related-work.tex", "refs.bib"] {
        builder = builder.with_file(name, read(name));
    }
    let mut server = builder.capabilities(json!({"general": {"positionEncodings": ["utf-32"]}, "textDocument": {"publishDiagnostics": {"dataSupport": true}}})).start();
    server.open("main.tex", &read("main.tex"));
    server.open("related-work.tex", &read("related-work.tex"));
    let mut pushed = loop {
        let params = server.diagnostics("related-work.tex");
        let list = params["diagnostics"].as_array().unwrap().clone();
        if list.iter().any(|it| it["data"]["verdict"] == "match") {
            break list;
        }
    };
    pushed.retain(|it| it["severity"] != 4);
    let output = Command::new(env!("CARGO_BIN_EXE_lacuna"))
        .args(["check", "--format", "json", "--exit-zero", "related-work.tex"])
        .current_dir(server.path("."))
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let told: Vec<&Value> =
        told["reports"].as_array().unwrap().iter().filter(|it| it["file"] == "related-work.tex").collect();
    let brief =
        |line: u64, column: u64, code: &Value, message: &Value| format!("{line}:{column} {code} {message}");
    let pushed: Vec<String> = pushed
        .iter()
        .map(|it| {
            let start = &it["range"]["start"];
            let (line, column) = (start["line"].as_u64().unwrap(), start["character"].as_u64().unwrap());
            // What stands between backticks in a terminal stands in quotes in an editor.
            let message = it["message"].as_str().unwrap().replace(['‘', '’'], "`");
            brief(line + 1, column + 1, &it["code"], &json!(message))
        })
        .collect();
    let told: Vec<String> = told
        .iter()
        .map(|it| {
            let start = &it["start"];
            brief(
                start["line"].as_u64().unwrap(),
                start["column"].as_u64().unwrap(),
                &it["rule"],
                &it["message"],
            )
        })
        .collect();
    assert_eq!(pushed, told);
    assert_eq!(pushed.len(), 15);
}

#[test]
fn what_is_passed_over_leaves_a_line_in_the_log() {
    let text = "\\cite{known} \\cite{unheardof}";
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .log("warn")
        .with_file("refs.bib", b"@misc{known, author = {M\xFCller}}")
        .start();
    server.open("a.tex", text);
    await_codes(&mut server, "a.tex", &["undefined-citation"]);
    server.change("a.tex", 2, Some([90, 1, 95, 7]), " ____");
    assert_eq!(server.document("a.tex")["text"], format!("{text} ____"));
    server.stop();
    let log = server.log();
    assert!(log.contains("an edit outside the document"), "{log}");
    assert!(log.contains("refs.bib: not UTF-8"), "{log}");
}

/// A `kpsewhich` on the PATH that finds everything in its own folder, and leaves a file where it ran.
#[cfg(unix)]
fn distribution() -> (tempfile::TempDir, String) {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("kpsewhich");
    let script = "#!/bin/sh\nfor name; do :; done\ntouch \"$(pwd)/ran\"\necho \"$(pwd)/$name\"\n";
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::write(folder.path().join("refs.bib"), "@misc{known, title = {Known}}\n").unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    (folder, path)
}

#[cfg(unix)]
#[test]
fn a_bibliography_of_the_tex_distribution_is_found() {
    let (_folder, path) = distribution();
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .environment("PATH", path)
        .with_file("main.tex", MAIN)
        .start();
    server.open("main.tex", MAIN);
    await_codes(&mut server, "main.tex", &["empty-citation", "undefined-citation"]);
}

#[cfg(unix)]
#[test]
fn no_program_is_run_in_a_workspace_that_is_not_trusted() {
    let (folder, path) = distribution();
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .environment("PATH", path)
        .options(json!({"trusted": false, "completion": {"limit": 7}}))
        .with_file("main.tex", MAIN)
        .start();
    server.open("main.tex", MAIN);
    await_codes(&mut server, "main.tex", &["empty-citation", "missing-bibliography"]);
    assert!(!folder.path().join("ran").exists());
}

#[test]
fn a_setting_that_is_not_understood_is_reported_where_it_stands_and_the_file_may_be_corrected() {
    for pulls in [false, true] {
        let capabilities = match pulls {
            true => json!({"textDocument": {"diagnostic": {}}}),
            false => json!({}),
        };
        let mut server = TestServer::builder()
            .optional("textDocument/publishDiagnostics")
            .optional("window/showMessage")
            .capabilities(capabilities)
            .with_file("lacuna.toml", "rules.empty-citation = \"off\"\n\n[completion]\nlimit = \"many\"\n")
            .with_file("main.tex", MAIN)
            .with_file("refs.bib", "@misc{known, title = {Known}}\n")
            .start();
        let params = await_codes(&mut server, "lacuna.toml", &["bad-setting"]);
        assert_eq!(params["version"], Value::Null);
        assert_eq!(
            params["diagnostics"][0]["range"],
            json!({"start": {"line": 3, "character": 8}, "end": {"line": 3, "character": 14}})
        );
        let told = server.next("window/showMessage")["message"].to_string();
        assert!(told.contains("lacuna.toml: `completion.limit` must be a whole number"), "{told}");
        server.open("main.tex", MAIN);
        if !pulls {
            await_codes(&mut server, "main.tex", &["undefined-citation"]);
        }
        std::fs::write(server.path("lacuna.toml"), "rules.undefined-citation = \"off\"\n").unwrap();
        await_codes(&mut server, "lacuna.toml", &[]);
        if !pulls {
            await_codes(&mut server, "main.tex", &["empty-citation"]);
        }
    }
}

#[test]
fn a_setting_of_the_editor_that_is_not_understood_is_told_once() {
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .capabilities(json!({"workspace": {"configuration": true}}))
        .answer("workspace/configuration", json!([{"completion": {"limit": "many"}}]))
        .options(json!({"colour": 1}))
        .start();
    let mut told = [(); 2].map(|()| server.next("window/showMessage")["message"].to_string());
    told.sort();
    assert!(told[0].contains("There is no setting `colour`"), "{told:?}");
    assert!(told[1].contains("`completion.limit` must be a whole number"), "{told:?}");
}

#[test]
fn a_chapter_opened_without_a_workspace_finds_its_root_and_settings_on_disk() {
    let chapter = "\\cite{known} \\cite{nokeyatall} \\cite{}\n";
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .with_file("paper/main.tex", "\\documentclass{book}\\include{ch/one}\\bibliography{bib/refs}\n")
        .with_file("paper/ch/one.tex", chapter)
        // A root beside the chapter that has nothing to do with it.
        .with_file("paper/ch/figure.tex", "\\documentclass{standalone}\n")
        .with_file("paper/bib/refs.bib", "@misc{known, title = {Known}}\n")
        .with_file("paper/lacuna.toml", "rules.empty-citation = \"off\"\n")
        .spawn();
    server.request("initialize", json!({"processId": null, "rootUri": null, "capabilities": {}}));
    server.notify("initialized", json!({}));
    server.open("paper/ch/one.tex", chapter);
    let params = await_codes(&mut server, "paper/ch/one.tex", &["undefined-citation"]);
    let message = params["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.contains("searched 1 entry in 1 bibliography"), "{message}");
}

#[test]
fn a_lacuna_toml_takes_effect_when_it_is_written() {
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .with_file("main.tex", "\\cite{}\n")
        .start();
    server.open("main.tex", "\\cite{}\n");
    let is_open = |it: &str| it == "empty-citation";
    while !codes(&server.diagnostics("main.tex")).iter().any(|it| is_open(it)) {}
    std::fs::write(server.path("lacuna.toml"), "rules.empty-citation = \"off\"\n").unwrap();
    while codes(&server.diagnostics("main.tex")).iter().any(|it| is_open(it)) {}
}
