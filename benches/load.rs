//! A long session of a hurried writer: edits without pause of a large text with a large bibliography, completions,
//! cards and changes on disk meanwhile; many documents open; a client that cancels everything, one that stops reading.
//!
//! `cargo bench --bench load -- 60` for as many seconds (2 without); `LACUNA_LOAD_ENTRIES` sets the size of the
//! bibliography. Prints figures, and fails if memory grows, an answer is missing, or a report is late.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench")]

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Between two edits: 300 a second.
const PAUSE: Duration = Duration::from_micros(3_333);

/// After so long without an edit the reports are those of the last version.
const SILENCE: Duration = Duration::from_millis(300);

struct Client {
    child: Child,
    input: ChildStdin,
    heard: Receiver<(Instant, Value)>,
    folder: tempfile::TempDir,
    last: i64,
}

impl Client {
    fn start(files: &[(String, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
        command.current_dir(folder.path()).env("HOME", folder.path().join("home"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (said, heard) = channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            while output.read_line(&mut line).unwrap_or(0) > 0 {
                let length = line.trim().strip_prefix("Content-Length: ").and_then(|it| it.parse().ok());
                let mut body = vec![0; length.unwrap_or(0)];
                output.read_line(&mut line).unwrap();
                output.read_exact(&mut body).unwrap();
                let _ = said.send((Instant::now(), serde_json::from_slice(&body).unwrap()));
                line.clear();
            }
        });
        let input = child.stdin.take().unwrap();
        let mut client = Self { child, input, heard, folder, last: 0 };
        let root = client.uri("");
        client.ask("initialize", json!({"rootUri": root, "capabilities": {}}));
        client.tell("initialized", json!({}));
        client
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", self.path(name).display())
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params}));
        self.last
    }

    fn open(&mut self, name: &str, text: &str) {
        let document = json!({"uri": self.uri(name), "languageId": "latex", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    fn change(&mut self, name: &str, version: u64, line: usize, to: usize, text: &str) {
        let range = json!({"start": {"line": line, "character": 0}, "end": {"line": line, "character": to}});
        let document = json!({"uri": self.uri(name), "version": version});
        let changes = json!([{"range": range, "text": text}]);
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// Bytes that are resident.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kilobytes.unwrap_or(0) << 10
    }

    /// Waits for the answer to the last request.
    fn wait(&mut self) -> Value {
        let id = self.last;
        loop {
            let (_, message) = self.heard.recv_timeout(Duration::from_secs(60)).expect("an answer");
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    fn stop(mut self) {
        self.ask("shutdown", Value::Null);
        self.wait();
        self.tell("exit", Value::Null);
        assert!(self.child.wait().unwrap().success());
    }
}

fn bibliography(entries: usize) -> String {
    let entry = |it| {
        format!(
            "@article{{key{it}, author = {{Moss, Petra and Vale{it}, Jo}}, title = {{Rivers number {it} of the northern hills and their measures}}, journal = {{Hills}}, year = {{{}}}, doi = {{10.1000/{it}}}}}\n",
            1950 + it % 70
        )
    };
    (0..entries).map(entry).collect()
}

/// A megabyte of text.
fn text(entries: usize) -> String {
    // Headings as a survey has them: what an edit leaves alone is taken over by sections.
    let heading =
        |it: usize| if it.is_multiple_of(50) { format!("\\section{{Part {it}}}\n\n") } else { String::new() };
    let paragraph = |it: usize| {
        heading(it)
            + &format!(
                "Rivers are old~\\cite{{key{}}} and were measured in many ways by Moss et al.~\\citep{{key{}, key{}}}, as words that stand for themselves show here.\n\n",
                it % entries,
                it * 7 % entries,
                it * 13 % entries
            )
    };
    let body: String = (0..7_000).map(paragraph).collect();
    format!(
        "\\documentclass{{article}}\n\\begin{{document}}\n{body}\\bibliography{{refs}}\n\\end{{document}}\n"
    )
}

fn percentile(all: &mut [Duration], share: f64) -> Duration {
    all.sort_unstable();
    all.get(((all.len() as f64 - 1.0) * share) as usize).copied().unwrap_or_default()
}

/// Edits at 300 a second with everything else meanwhile.
fn typing(seconds: u64, entries: usize) {
    let refs = bibliography(entries);
    let main = text(entries);
    let others: Vec<(String, String)> = (0..200)
        .map(|it| (format!("part{it}.tex"), format!("Part \\cite{{key{it}}} and \\cite{{none{it}}}.\n")))
        .collect();
    let mut files = vec![("main.tex".to_owned(), main.clone()), ("refs.bib".to_owned(), refs.clone())];
    files.extend(others.iter().cloned());
    let mut client = Client::start(&files);
    client.open("main.tex", &main);
    others.iter().for_each(|(name, text)| client.open(name, text));
    for _ in 0..600 {
        client.ask("workspace/symbol", json!({"query": format!("number {}", entries - 1)}));
        if client.wait()["result"].as_array().is_some_and(|it| !it.is_empty()) {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let uri = client.uri("main.tex");
    let (begun, mut version, mut asked) = (Instant::now(), 1, Vec::new());
    let (mut took, mut memory, mut late) = (Vec::new(), Vec::new(), Vec::new());
    let (mut missed, mut written) = (0, begun);
    let answered = |client: &Client, asked: &mut Vec<(i64, Instant)>, took: &mut Vec<Duration>| {
        let mut newest = None;
        while let Ok((at, message)) = client.heard.try_recv() {
            if message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == *uri {
                newest = message["params"]["version"].as_u64();
            } else if let Some(it) = asked.iter().position(|it| message["id"] == it.0) {
                took.push(at - asked.swap_remove(it).1);
            }
        }
        newest
    };
    while begun.elapsed() < Duration::from_secs(seconds) {
        let second = Instant::now();
        let mut newest = None;
        while second.elapsed() < Duration::from_secs(1) {
            version += 1;
            let line = 3 + (version as usize * 37 % 6_000) * 2;
            let typed = ["____ ", "\\cite{key", "x", "} "][version as usize % 4];
            client.change("main.tex", version, line, if version % 3 == 0 { 4 } else { 0 }, typed);
            if version % 10 == 0 {
                let method = ["completion", "hover", "definition"][version as usize / 10 % 3];
                let place = json!({"textDocument": {"uri": client.uri("main.tex")}, "position": {"line": line, "character": 9}});
                let now = Instant::now();
                asked.push((client.ask(&format!("textDocument/{method}"), place), now));
            }
            newest = answered(&client, &mut asked, &mut took).or(newest);
            std::thread::sleep(PAUSE);
        }
        if written.elapsed() > Duration::from_secs(5) {
            // The bibliography on disk gains and loses an entry.
            let more = if memory.len() % 2 == 0 { "@misc{more, title = {More}}\n" } else { "" };
            std::fs::write(client.path("refs.bib"), refs.clone() + more).unwrap();
            written = Instant::now();
        }
        // A report changes with each silence, so that the last version is told.
        version += 1;
        client.change("main.tex", version, 2, 0, "\\cite{} ");
        let said = Instant::now();
        while said.elapsed() < SILENCE {
            newest = answered(&client, &mut asked, &mut took).or(newest);
            std::thread::sleep(Duration::from_millis(5));
        }
        missed += usize::from(newest != Some(version));
        late.push(version - newest.unwrap_or(0));
        memory.push(client.memory());
    }
    // What is behind by then is told as latency, not as lost.
    let end = Instant::now();
    while !asked.is_empty() && end.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(20));
        answered(&client, &mut asked, &mut took);
    }
    let megabytes = |it: u64| it >> 20;
    let tenth = (memory.len() / 10).max(1);
    let (early, end) = (
        memory[tenth.min(memory.len() - 1)..].iter().take(tenth).max().unwrap(),
        memory.iter().rev().take(tenth).max().unwrap(),
    );
    println!(
        "typing {seconds} s, {entries} entries: {version} edits, {} answers, {} missing",
        took.len(),
        asked.len()
    );
    println!(
        "  p50 {:.1?}  p99 {:.1?}  most {:.1?}",
        percentile(&mut took, 0.5),
        percentile(&mut took, 0.99),
        percentile(&mut took, 1.0)
    );
    println!("  memory {} MB early, {} MB at the end", megabytes(*early), megabytes(*end));
    println!(
        "  reports of the last version after {SILENCE:?}: {} of {} times",
        late.len() - missed,
        late.len()
    );
    assert!(asked.is_empty(), "{} requests have no answer", asked.len());
    client.stop();
}

/// Everything is cancelled, and each request answered all the same.
fn cancelling(entries: usize) {
    let mut client = Client::start(&[("refs.bib".to_owned(), bibliography(entries))]);
    client.open("main.tex", &text(entries));
    let uri = client.uri("main.tex");
    let begun = Instant::now();
    for it in 0..2_000 {
        let id = client.ask(
            "textDocument/completion",
            json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 24}}),
        );
        client.tell("$/cancelRequest", json!({"id": id}));
        client.change("main.tex", it + 2, 2, 0, "a");
    }
    client.wait();
    println!("2,000 requests, all cancelled: {:.1?}, {} MB", begun.elapsed(), client.memory() >> 20);
    client.stop();
}

/// A client that stops reading for a while: the server waits, and its memory with it.
fn not_reading(entries: usize) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let body = text(entries);
    let writing = std::thread::spawn(move || {
        let mut send = |message: Value| {
            let body = message.to_string();
            let _ = write!(input, "Content-Length: {}\r\n\r\n{body}", body.len());
        };
        send(json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": {}}}));
        send(json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
        let document = json!({"uri": "untitled:a", "languageId": "latex", "version": 1, "text": body});
        send(
            json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}),
        );
        for it in 1..400 {
            send(
                json!({"jsonrpc": "2.0", "id": it, "method": "lacuna/document", "params": {"textDocument": {"uri": "untitled:a"}}}),
            );
        }
    });
    std::thread::sleep(Duration::from_secs(2));
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let resident = status.lines().find(|it| it.starts_with("VmRSS")).unwrap_or("VmRSS: unknown");
    println!("400 answers of a megabyte that nobody reads: {resident}");
    child.kill().unwrap();
    child.wait().unwrap();
    writing.join().unwrap();
}

fn main() {
    let seconds = std::env::args().filter_map(|it| it.parse().ok()).next().unwrap_or(2);
    let entries = std::env::var("LACUNA_LOAD_ENTRIES").ok().and_then(|it| it.parse().ok());
    let entries = entries.unwrap_or(if seconds > 2 { 100_000 } else { 1_000 });
    typing(seconds, entries);
    cancelling(entries);
    not_reading(entries);
}
