//! Corpora in the editor: what differs is reported once it was looked up, and works that the library lacks are
//! offered and added once.

use std::path::Path;

use lacuna::corpus::Source;
use lacuna::corpus::import::import;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{PATIENCE, TestServer};

const MAIN: &str = "\\documentclass{article}\n\\begin{document}\nSee \\cite{own}, \\cite{fish north}.\n\
                    \\bibliography{refs}\n\\end{document}\n";
const REFS: &str = "@article{own, title = {Hills of the South and their Goats}, author = {Moss, Petra}, journal = {Hills}, year = 2001}\n";
const RECORDS: &str = "@article{r1, title = {Hills of the South and their Goats}, author = {Moss, Petra}, journal = {Hills}, year = 2010}\n\
    @article{r2, title = {Rivers of the North and their Fish}, author = {Blum, Ida and Moss, Petra}, journal = {Rivers}, year = 2019, doi = {10.1000/1}}\n";

fn corpora() -> TempDir {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("made.bib");
    std::fs::write(&file, RECORDS).unwrap();
    let sources = Source::at(&file).unwrap();
    import(&folder.path().join("corpora"), Some("made"), &sources, 0, &mut |_| {}).unwrap();
    folder
}

fn server(corpora: &Path, options: Value) -> TestServer {
    let mut server = TestServer::builder()
        .environment("LACUNA_CORPORA", corpora.join("corpora").display().to_string())
        .answer("workspace/applyEdit", json!({"applied": true}))
        .capabilities(json!({"workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true}}}))
        .options(options)
        .optional("textDocument/publishDiagnostics")
        .with_file("main.tex", MAIN)
        .with_file("refs.bib", REFS)
        .start();
    server.open("main.tex", MAIN);
    server
}

#[test]
fn what_differs_is_reported_once_it_was_looked_up() {
    let folder = corpora();
    let mut server = server(folder.path(), json!({}));
    server.open("refs.bib", REFS);
    let deadline = std::time::Instant::now() + PATIENCE;
    loop {
        let published = server.next("textDocument/publishDiagnostics");
        let is_refs = published["uri"] == server.uri("refs.bib").as_str();
        let told = published["diagnostics"].as_array().unwrap();
        let found = told.iter().find(|it| it["code"] == "reference-differs");
        if let Some(found) = found.filter(|_| is_refs) {
            assert_eq!(found["message"], "The year is “2010” in made, not “2001”; see which is right");
            break;
        }
        assert!(std::time::Instant::now() < deadline, "nothing was looked up");
    }
}

/// The items for `fish north`, once the corpora were opened; or none.
fn items(server: &mut TestServer, patience: std::time::Duration) -> Vec<Value> {
    let deadline = std::time::Instant::now() + patience;
    let place =
        json!({"textDocument": {"uri": server.uri("main.tex")}, "position": {"line": 2, "character": 32}});
    loop {
        let list = server.request("textDocument/completion", place.clone());
        let items = list["items"].as_array().cloned().unwrap_or_default();
        if !items.is_empty() || std::time::Instant::now() > deadline {
            return items;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn a_work_that_the_library_lacks_is_offered_and_added_once() {
    let folder = corpora();
    let mut server = server(folder.path(), json!({}));
    let items = items(&mut server, PATIENCE);
    assert_eq!(items.len(), 1);
    let item = &items[0];
    assert_eq!(item["label"], "blum2019rivers");
    assert_eq!(item["filterText"], "fish north");
    let detail = item["detail"].as_str().unwrap();
    assert!(detail.contains("in made") && detail.contains("Rivers of the North"), "{detail}");
    let command = json!({"command": item["command"]["command"], "arguments": item["command"]["arguments"]});
    let answer = server.request("workspace/executeCommand", command.clone());
    let edits = &answer["edit"]["documentChanges"][0]["edits"];
    let text = edits[0]["newText"].as_str().unwrap();
    assert!(
        text.contains("@article{blum2019rivers,") && text.contains("author  = {Blum, Ida and Moss, Petra}"),
        "{text}"
    );
    server.next("workspace/applyEdit");
    std::fs::write(server.path("refs.bib"), format!("{REFS}{text}")).unwrap();
    let uri = server.uri("refs.bib");
    server.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": 2}]}));
    let again = server.request("workspace/executeCommand", command);
    assert_eq!(again["edit"]["documentChanges"], json!([]), "{again}");
}

#[test]
fn with_an_empty_list_of_corpora_none_is_asked() {
    let folder = corpora();
    let mut server = server(folder.path(), json!({"corpora": []}));
    assert_eq!(items(&mut server, std::time::Duration::from_millis(600)), Vec::<Value>::new());
}
