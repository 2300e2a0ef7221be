//! Services in the editor: silence before the user says so; one question, what it says and what its answers do;
//! looking up, adding and citing; verdicts that come in the background.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{PATIENCE, TestServer};
use crate::stand_in::{Fault, StandIn, WORKS};

const REFS: &str = "@article{quint2021, title = {Learning to Read Maps without Supervision}, author = {Quint, Xaver and Brandt, Olga}, journal = {Annual Meeting of Map Makers}, year = 2021}\n";
const SETTINGS: &str = "home/.config/lacuna/services.toml";

fn main_tex(citation: &str) -> String {
    format!(
        "\\documentclass{{article}}\n\\begin{{document}}\nSee \\cite{{quint2021}}. {citation}\n\\bibliography{{refs}}\n\\end{{document}}\n"
    )
}

fn server(at: &StandIn, settings: &str, chosen: Option<&str>, citation: &str, options: Value) -> TestServer {
    let text = main_tex(citation);
    let mut server = TestServer::builder()
        .answer("workspace/applyEdit", json!({"applied": true}))
        .answer("window/showMessageRequest", chosen.map_or(Value::Null, |it| json!({"title": it})))
        .capabilities(json!({"workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true}},
            "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}}}))
        .options(options)
        .optional("textDocument/publishDiagnostics")
        .optional("window/showMessage")
        .environment("NO_PROXY", "127.0.0.1".to_owned())
        .with_file("main.tex", &text)
        .with_file("refs.bib", REFS)
        .with_file(SETTINGS, format!("{settings}\n{}", at.settings()))
        .start();
    server.open("main.tex", &text);
    server
}

/// The action that looks up, at a place of the third line; none if none is offered before the time is up.
fn offered(server: &mut TestServer, column: u32, patience: Duration) -> Option<Value> {
    let deadline = Instant::now() + patience;
    let place = json!({"line": 2, "character": column});
    let params = json!({"textDocument": {"uri": server.uri("main.tex")}, "range": {"start": place, "end": place},
                        "context": {"diagnostics": []}});
    loop {
        let actions = server.request("textDocument/codeAction", params.clone());
        let found = actions
            .as_array()
            .into_iter()
            .flatten()
            .find(|it| it["title"].as_str().is_some_and(|it| it.starts_with("Look up in")));
        if let Some(found) = found {
            return Some(found.clone());
        }
        if Instant::now() > deadline {
            return None;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn run(server: &mut TestServer, action: &Value) {
    let command =
        json!({"command": action["command"]["command"], "arguments": action["command"]["arguments"]});
    server.request("workspace/executeCommand", command);
}

/// The texts of an edit, by the end of the document's name.
fn edited(params: &Value, name: &str) -> String {
    let changes = params["edit"]["documentChanges"].as_array().unwrap();
    let of = |it: &&Value| it["textDocument"]["uri"].as_str().is_some_and(|it| it.ends_with(name));
    let edits = changes.iter().find(of).map(|it| it["edits"].as_array().unwrap().clone()).unwrap_or_default();
    edits.iter().map(|it| it["newText"].as_str().unwrap()).collect()
}

const PROSE: &str = "As shown by __**Blum et al., \"Rivers of the Northern Valleys and their Fish\"**__.";

#[test]
fn the_user_is_asked_once_and_what_is_found_is_added_and_cited() {
    let at = StandIn::new();
    let mut server = server(&at, "", Some("Ask services"), PROSE, json!({}));
    let action = offered(&mut server, 60, PATIENCE).unwrap();
    assert!(action["title"].as_str().unwrap().ends_with("(asks you first)"), "{action}");
    assert_eq!(at.came().len(), 0);
    run(&mut server, &action);
    let question = server.next("window/showMessageRequest");
    let message = question["message"].as_str().unwrap();
    assert!(message.contains("title, first author, year and identifiers"), "{message}");
    assert!(message.contains("nothing of the text") && message.contains("Crossref"), "{message}");
    let titles: Vec<&str> =
        question["actions"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Ask services", "Not for this project", "Never"]);
    let edit = server.next("workspace/applyEdit");
    assert!(edited(&edit, "refs.bib").contains("@article{blum2019,"), "{edit}");
    assert_eq!(edited(&edit, "main.tex"), "\\cite{blum2019}");
    let kept = std::fs::read_to_string(server.path(SETTINGS)).unwrap();
    assert!(kept.contains("online = true"), "{kept}");
}

#[test]
fn a_no_is_kept_and_nothing_is_sent() {
    for (answer, kept) in
        [(Some("Never"), "online = false"), (Some("Not for this project"), "= false"), (None, "")]
    {
        let at = StandIn::new();
        let mut server = server(&at, "", answer, PROSE, json!({}));
        let action = offered(&mut server, 60, PATIENCE).unwrap();
        run(&mut server, &action);
        server.next("window/showMessageRequest");
        server.next("window/showMessage");
        let told = std::fs::read_to_string(server.path(SETTINGS)).unwrap();
        assert!(told.contains(kept), "{told}");
        assert_eq!(at.came().len(), 0, "{answer:?}");
    }
}

#[test]
fn an_untrusted_workspace_and_a_narrowed_one_are_never_asked_about() {
    for options in [json!({"trusted": false}), json!({"online": false})] {
        let at = StandIn::new();
        let mut server = server(&at, "", Some("Ask services"), PROSE, options.clone());
        assert_eq!(offered(&mut server, 60, Duration::from_secs(4)), None, "{options}");
        drop(server);
        assert_eq!(at.came().len(), 0);
    }
    // Nor is anything sent that the user allows elsewhere.
    let at = StandIn::new();
    let server = server(&at, "online = true", None, PROSE, json!({"trusted": false}));
    std::thread::sleep(Duration::from_secs(4));
    drop(server);
    assert_eq!(at.came().len(), 0);
}

#[test]
fn an_identifier_that_is_pasted_as_a_key_becomes_its_entry() {
    let at = StandIn::new();
    let mut server = server(
        &at,
        "online = true\nservices = ['doi', 'crossref', 'arxiv']",
        None,
        "See \\cite{}.",
        json!({}),
    );
    // Until it is known what may be asked.
    let deadline = Instant::now() + PATIENCE;
    while server.request("workspace/executeCommand", json!({"command": "lacuna.status", "arguments": [{}]}))["documents"]
        [0]["services"]["asked"]
        != true
    {
        assert!(Instant::now() < deadline, "services are not asked");
        std::thread::sleep(Duration::from_millis(100));
    }
    let doi = WORKS[2].doi;
    server.change("main.tex", 2, Some([2, 32, 2, 32]), doi);
    let edit = server.next("workspace/applyEdit");
    assert!(edited(&edit, "refs.bib").contains("@article{hill2015,"), "{edit}");
    assert_eq!(edited(&edit, "main.tex"), "hill2015");
}

#[test]
fn cited_entries_are_looked_up_in_the_background() {
    let at = StandIn::new();
    let mut server = server(&at, "online = true\nservices = ['crossref']", None, "", json!({}));
    server.open("refs.bib", REFS);
    let deadline = Instant::now() + PATIENCE;
    loop {
        let published = server.next("textDocument/publishDiagnostics");
        let told = published["diagnostics"].as_array().unwrap();
        if let Some(found) = told.iter().find(|it| it["code"] == "reference-differs") {
            assert!(found["message"].as_str().unwrap().contains("Crossref"), "{found}");
            break;
        }
        assert!(Instant::now() < deadline, "nothing was looked up");
    }
    assert_eq!(at.came().len(), 1);
}

#[test]
fn the_library_of_a_running_zotero_is_offered() {
    let at = StandIn::new();
    let settings = format!("zotero = \"{}/zotero\"", at.address);
    let mut server = server(&at, &settings, None, "See \\cite{bridges sing}.", json!({}));
    let place =
        json!({"textDocument": {"uri": server.uri("main.tex")}, "position": {"line": 2, "character": 44}});
    let deadline = Instant::now() + PATIENCE;
    loop {
        let list = server.request("textDocument/completion", place.clone());
        let items = list["items"].as_array().cloned().unwrap_or_default();
        if items.iter().any(|it| it.to_string().contains("zot2015")) {
            break;
        }
        assert!(Instant::now() < deadline, "Zotero's library is not offered: {:?}", at.came());
        std::thread::sleep(Duration::from_millis(100));
    }
    // On this machine alone, and no service was asked.
    assert!(at.came().iter().all(|it| it.service == "zotero"), "{:?}", at.came());
}

#[test]
fn a_client_that_shows_progress_is_told_how_far_the_background_is() {
    let at = StandIn::new();
    let many: String = (0..6)
        .map(|it| format!("@article{{k{it}, title = {{Harbours that Nobody Charted {it}}}, author = {{Known, Nobody}}, journal = {{J}}, year = 2020}}\n"))
        .collect();
    let text = "\\documentclass{article}\n\\begin{document}\n\\cite{k0,k1,k2,k3,k4,k5}\n\\bibliography{refs}\n\\end{document}\n";
    let mut server = TestServer::builder()
        .capabilities(json!({"window": {"workDoneProgress": true}}))
        .ignore("textDocument/publishDiagnostics")
        .optional("$/progress")
        .answer("window/workDoneProgress/create", Value::Null)
        .with_file("main.tex", text)
        .with_file("refs.bib", &many)
        .with_file(SETTINGS, format!("online = true\nservices = ['crossref']\n{}", at.settings()))
        .start();
    server.open("main.tex", text);
    let deadline = Instant::now() + PATIENCE;
    let mut steps: Vec<String> = Vec::new();
    loop {
        let value = server.next("$/progress")["value"].clone();
        let message = value["message"].as_str().unwrap_or_default().to_owned();
        let is_end = value["kind"] == "end" && steps.iter().any(|it| it.starts_with("asking services"));
        steps.push(message);
        if is_end {
            break;
        }
        assert!(Instant::now() < deadline, "{steps:?}");
    }
    assert!(steps.iter().any(|it| it == "asking services: 6 of 6 references"), "{steps:?}");
}

#[test]
fn the_status_says_which_service_is_not_asked_any_more() {
    let at = StandIn::new();
    at.fail_at("openalex", Fault::Busy(Some(53_578)), 0);
    let mut server = server(&at, "online = true\nservices = ['crossref', 'openalex']", None, "", json!({}));
    let status = json!({"command": "lacuna.status", "arguments": [{}]});
    let deadline = Instant::now() + PATIENCE;
    loop {
        let told = server.request("workspace/executeCommand", status.clone());
        let left = told["documents"][0]["services"]["leftAlone"].as_array().cloned().unwrap_or_default();
        if let Some(why) = left.first() {
            let why = why.as_str().unwrap();
            assert!(
                why.starts_with("OpenAlex was not asked any more after 1 request: its budget is spent"),
                "{why}"
            );
            break;
        }
        assert!(Instant::now() < deadline, "{told}");
        std::thread::sleep(Duration::from_millis(200));
    }
}
