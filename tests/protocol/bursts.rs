//! Much at once: completions while one types, many open files, a key in many files, files that come and go.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::harness::{PATIENCE, TestServer};

fn codes(params: &Value) -> Vec<&str> {
    params["diagnostics"].as_array().unwrap().iter().filter_map(|it| it["code"].as_str()).collect()
}

#[track_caller]
fn await_codes(server: &mut TestServer, name: &str, wanted: &[&str]) {
    while codes(&server.diagnostics(name)) != wanted {}
}

/// A paper of so many chapters, each of which cites `knuth`, with all files on disk.
fn paper(chapters: usize) -> TestServer {
    let mut main = "\\documentclass{book}\\begin{document}\n".to_owned();
    let mut builder = TestServer::builder().optional("textDocument/publishDiagnostics");
    for number in 0..chapters {
        let _ = writeln!(main, "\\include{{c{number}}}");
        builder = builder.with_file(&format!("c{number}.tex"), chapter(number));
    }
    main += "\\bibliography{refs}\\end{document}\n";
    builder.with_file("refs.bib", "@misc{knuth, title = {The Art}}\n").with_file("main.tex", main).start()
}

fn chapter(number: usize) -> String {
    format!("\\chapter{{{number}}} \\cite{{knuth}} \\cite{{nokeyatall}}\n")
}

#[test]
fn of_completions_asked_for_while_one_types_each_is_answered_and_the_last_is_right() {
    let key = "ab".repeat(25) + "c";
    let entries: String =
        (0..3000).map(|it| format!("@misc{{k{it}, title = {{Word{it} of it}}}}\n")).collect();
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .with_file("refs.bib", entries + &format!("@misc{{{key}, title = {{The last}}}}\n"))
        .start();
    server.open("main.tex", "\\cite{}\n");
    let place = |server: &TestServer, character: u32| json!({"textDocument": {"uri": server.uri("main.tex")}, "position": {"line": 0, "character": character}});
    let deadline = std::time::Instant::now() + PATIENCE;
    loop {
        let params = place(&server, 6);
        if server.request("textDocument/completion", params)["items"]
            .as_array()
            .is_some_and(|it| !it.is_empty())
        {
            break;
        }
        assert!(std::time::Instant::now() < deadline);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let mut asked = Vec::new();
    for typed in 0..50_u32 {
        let letter = if typed % 2 == 0 { "a" } else { "b" };
        server.change("main.tex", typed as i32 + 2, Some([0, 6 + typed, 0, 6 + typed]), letter);
        if let Some(former) = asked.last() {
            let former: i64 = *former;
            server.notify("$/cancelRequest", json!({"id": former}));
        }
        let params = place(&server, 7 + typed);
        asked.push(server.send_request("textDocument/completion", params));
    }
    let last = asked.pop().unwrap();
    for id in asked {
        let answer = server.response(id);
        assert!(answer["result"].is_object() || answer["error"]["code"] == -32800, "{answer}");
    }
    let answer = server.response(last);
    let item = &answer["result"]["items"][0];
    assert_eq!(item["label"], *key);
    assert_eq!(item["textEdit"]["range"]["end"]["character"], 56);
}

#[test]
fn a_key_typed_in_one_of_eighty_open_files_is_news_of_that_file_alone() {
    let mut server = paper(80);
    for number in 0..80 {
        server.open(&format!("c{number}.tex"), &chapter(number));
    }
    for number in 0..80 {
        await_codes(&mut server, &format!("c{number}.tex"), &["undefined-citation"]);
    }
    // What was still under way has come by then.
    for version in 2..8 {
        server.change("c7.tex", version, Some([1, 0, 1, 0]), "x");
    }
    server.change("c7.tex", 8, Some([1, 0, 1, 6]), "\\cite{}\n");
    await_codes(&mut server, "c7.tex", &["undefined-citation", "empty-citation"]);
    server.stop();
    let rest = server.rest().into_iter().filter(|it| it["method"] == "textDocument/publishDiagnostics");
    let (own, other): (Vec<String>, Vec<String>) = rest
        .map(|it| it["params"]["uri"].as_str().unwrap().to_owned())
        .partition(|it| it.ends_with("/c7.tex"));
    assert!(own.len() <= 8, "{own:?}");
    // While the paper is read, a list may be sent twice; seven key presses would make it 553.
    assert!(other.len() < 160, "{} lists of other files", other.len());
}

#[test]
fn a_key_cited_in_a_hundred_files_is_renamed_in_all_of_them() {
    let mut server = paper(100);
    // One has been changed and not saved, and cites the key twice.
    server.open("c3.tex", "\\cite{knuth} \\cite{knuth}\n");
    let params = json!({
        "textDocument": {"uri": server.uri("c3.tex")}, "position": {"line": 0, "character": 8}, "newName": "taocp",
    });
    let found = loop {
        let id = server.send_request("textDocument/rename", params.clone());
        let answer = server.response(id);
        if answer["result"].is_object() {
            break answer["result"].clone();
        }
        assert!(answer["error"]["message"].as_str().unwrap().contains("still being read"), "{answer}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    let changes = found["changes"].as_object().unwrap();
    assert_eq!(changes.len(), 101);
    let edits: usize = changes.values().map(|it| it.as_array().unwrap().len()).sum();
    assert_eq!(edits, 102);
    assert_eq!(changes[&server.uri("c3.tex")][1]["range"]["start"]["character"], 19);
    for (new, sign) in [("a,b", "`,`"), ("a}b", "`}`"), ("a b", "white space"), ("a%b", "`%`"), ("", "empty")]
    {
        let mut params = params.clone();
        params["newName"] = json!(new);
        let id = server.send_request("textDocument/rename", params);
        let answer = server.response(id);
        assert_eq!(answer["error"]["code"], -32803, "{new}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(sign), "{answer}");
    }
}

#[test]
fn a_bibliography_that_goes_and_comes_back_is_followed() {
    let mut server = paper(1);
    server.open("c0.tex", &chapter(0));
    await_codes(&mut server, "c0.tex", &["undefined-citation"]);
    let bib = server.path("refs.bib");
    std::fs::remove_file(&bib).unwrap();
    // Nothing is known of any key now, and the root says what is missing.
    await_codes(&mut server, "c0.tex", &[]);
    std::fs::write(&bib, "@misc{nokeyatall, title = {The Art}}\n").unwrap();
    await_codes(&mut server, "c0.tex", &["undefined-citation"]);
    // Emptied, then written: what is between does not show up as an error on every key.
    let file = std::fs::File::create(&bib).unwrap();
    drop(file);
    std::fs::write(&bib, "@misc{knuth, title = {The Art}}\n@misc{nokeyatall, title = {Too}}\n").unwrap();
    await_codes(&mut server, "c0.tex", &[]);
    server.close("c0.tex");
}
