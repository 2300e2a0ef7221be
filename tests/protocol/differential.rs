//! History must not show: after any edits, saves and changes on disk a server answers as one that was started on
//! what there is at the end. `LACUNA_SESSIONS` sets how many sessions are tried, `LACUNA_SEED` the first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::TestServer;

/// How long two servers may need to agree: what looks half written is waited for a second.
const AGREE: Duration = Duration::from_secs(30);

const FILES: [&str; 5] = ["main.tex", "part.tex", "refs.bib", "more.bib", "loose.tex"];

const MAIN: &str = "\\documentclass{article}\n\\usepackage{natbib}\n\\begin{document}\n\\section{One}\n\
    Recurrent networks translate text \\cite{}, as attention does ____.\n\n\
    \\input{part}\nAs \\citet{k1} and \\citep{k2, nokey} show for é😀 words __**Devlin et al., \"BERT: \
    Pre-training\"**__.\n\n\\section{Two}\nGraphs of molecules [citation needed].\n\\bibliography{refs}\n\
    \\end{document}\n";

const PART: &str = "\\subsection{Part}\nConvolutions \\cite{k3} see images, \\cite{TODO} and networks.\n";

const REFS: &str = "@string{acm = {ACM Press}}\n@article{k1, author = {Knuth, Donald}, title = {Attention in \
    Networks}, year = 2017, publisher = acm}\n@misc{k2, author = {Devlin, Jacob}, title = {{BERT}: Pre-training}}\n\
    @misc{k3, author = {Lamport, Leslie}, title = {Recurrent Text}, crossref = {k4}}\n\
    @book{k4, title = {Translating Graphs}, year = 1999}\n@misc{k5, title = {Molecules and words in graphs}}\n";

const TEX: [&str; 26] = [
    "\\cite{",
    "k1",
    "k2",
    "}",
    "{",
    "\n\n",
    "\n",
    "  ",
    "____",
    "\\cite{}",
    "\\input{part}\n",
    "\\bibliography{more}\n",
    "é",
    "😀",
    "%",
    "\\begin{comment}\n",
    "\\end{comment}\n",
    "\\newcommand{\\x}[1]{\\cite{#1}}",
    "\\x{k3}",
    "networks of graphs",
    "\\section{New}\n",
    "$",
    "\\iffalse ",
    "\\fi ",
    "% lacuna: ignore\n",
    "\\citep[see][]{k4}",
];

const BIB: [&str; 18] = [
    "@misc{k6, title = {Networks of words}}\n",
    "}",
    "{",
    "title = {Graphs},",
    "crossref = {k1},",
    "k2",
    "\n",
    "@string{acm = {Other}}\n",
    "@comment{",
    "\"",
    "attention ",
    "networks ",
    ", year = 2001",
    "@misc{k1, title = {Twice}}\n",
    "é",
    "😀",
    "ids = {old},",
    "% lacuna: ignore\n",
];

/// One step of a session; its numbers are read when it is taken, so that a session is still one without some of
/// its steps.
#[derive(Clone, Copy)]
struct Step {
    file: usize,
    kind: usize,
    numbers: [usize; 4],
}

/// One editing session, as it is planned.
#[derive(Clone)]
struct Plan {
    encoding: &'static str,
    pulls: bool,
    steps: Vec<Step>,
    /// Where it is asked for cards and completion.
    asked: [usize; 3],
}

impl Plan {
    fn of(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut number = || random.next();
        Self {
            encoding: ["utf-8", "utf-16", "utf-32"][number() % 3],
            pulls: number() % 2 == 0,
            asked: [(); 3].map(|()| number()),
            steps: (0..number() % 40 + 5)
                .map(|_| Step {
                    file: number() % FILES.len(),
                    kind: number() % 20,
                    numbers: [(); 4].map(|()| number()),
                })
                .collect(),
        }
    }
}

/// Xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize
    }
}

/// One editing session: what is open, and what was done.
struct Session {
    encoding: &'static str,
    open: BTreeMap<&'static str, (i32, String)>,
    done: Vec<String>,
}

/// A character boundary of `text`.
fn boundary(text: &str, number: usize) -> usize {
    let mut at = number % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A text with a stretch replaced; the stretch and what stands there now.
fn edited(name: &str, text: &str, numbers: [usize; 4]) -> (String, usize, usize, &'static str) {
    let [start, length, kind, piece] = numbers;
    let start = boundary(text, start);
    let mut end = (start + length % 12).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let end = if kind % 3 == 0 { end } else { start };
    let pieces: &[&'static str] = if name.ends_with(".bib") { &BIB } else { &TEX };
    let piece = if kind % 5 == 0 { "" } else { pieces[piece % pieces.len()] };
    (format!("{}{piece}{}", &text[..start], &text[end..]), start, end, piece)
}

impl Session {
    fn position(&self, text: &str, at: usize) -> [u32; 2] {
        let line = text[..at].matches('\n').count() as u32;
        let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
        let part = &text[start..at];
        let column = match self.encoding {
            "utf-8" => part.len(),
            "utf-16" => part.encode_utf16().count(),
            _ => part.chars().count(),
        };
        [line, column as u32]
    }

    fn step(&mut self, server: &mut TestServer, step: Step) {
        let name = FILES[step.file];
        let on_disk = std::fs::read_to_string(server.path(name)).ok();
        match (step.kind, self.open.get(name).cloned()) {
            (0..=13, Some((version, text))) => {
                let (next, start, end, piece) = edited(name, &text, step.numbers);
                let ([line, column], [to_line, to_column]) =
                    (self.position(&text, start), self.position(&text, end));
                let version = version + 1;
                server.change(name, version, Some([line, column, to_line, to_column]), piece);
                self.done.push(format!("edit {name} {start}..{end} {piece:?}"));
                self.open.insert(name, (version, next));
            }
            (14, Some((version, text))) => {
                // What a formatter does: the whole text anew.
                let next = text.replace("\n  ", "\n").replace("\\input", "  \\input");
                server.change(name, version + 1, None, &next);
                self.done.push(format!("replace {name}"));
                self.open.insert(name, (version + 1, next));
            }
            (15 | 16, Some((_, text))) => {
                std::fs::write(server.path(name), text).unwrap();
                self.done.push(format!("save {name}"));
            }
            (17, Some(_)) => {
                server.close(name);
                self.open.remove(name);
                self.done.push(format!("close {name}"));
            }
            (18, None) if on_disk.is_some() => {
                std::fs::remove_file(server.path(name)).unwrap();
                self.done.push(format!("remove {name}"));
            }
            (0..=9, None) => {
                let text = on_disk.unwrap_or_default();
                server.open(name, &text);
                self.open.insert(name, (1, text));
                self.done.push(format!("open {name}"));
            }
            (10..=17, _) => {
                let (text, start, end, piece) = edited(name, &on_disk.unwrap_or_default(), step.numbers);
                std::fs::write(server.path(name), text).unwrap();
                self.done.push(format!("write {name} {start}..{end} {piece:?}"));
            }
            _ => {
                let pause = step.numbers[0] % 60;
                std::thread::sleep(Duration::from_millis(pause as u64));
                self.done.push(format!("pause {pause}"));
            }
        }
    }

    /// Where cards and completion are asked for.
    fn places(&self, asked: [usize; 3]) -> Vec<(&'static str, [u32; 2])> {
        let mut places = Vec::new();
        for (name, (_, text)) in &self.open {
            let cites: Vec<usize> = text.match_indices(['{', '_']).map(|it| it.0 + 1).collect();
            for number in asked {
                let at = match cites.is_empty() {
                    true => boundary(text, number),
                    false => cites[number % cites.len()],
                };
                places.push((*name, self.position(text, at)));
            }
        }
        places
    }
}

/// All that a server answers, by what it was asked.
fn answers(
    server: &mut TestServer,
    pushed: &mut BTreeMap<String, Value>,
    pulls: bool,
    open: &[&'static str],
    places: &[(&'static str, [u32; 2])],
) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for name in open {
        let params = json!({"textDocument": {"uri": server.uri(name)}});
        let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}});
        let mut ranged = params.clone();
        ranged["range"] = whole;
        let hints = server.request("textDocument/inlayHint", ranged);
        all.insert(format!("inlayHint {name}"), hints);
        for method in ["codeLens", "documentLink", "documentSymbol", "foldingRange", "semanticTokens/full"] {
            let found = server.request(&format!("textDocument/{method}"), params.clone());
            all.insert(format!("{method} {name}"), found);
        }
        if pulls {
            let mut found = server.request("textDocument/diagnostic", params);
            all.insert(format!("pulled {name}"), found["items"].take());
        }
    }
    for (name, [line, character]) in places {
        let params = json!({
            "textDocument": {"uri": server.uri(name)},
            "position": {"line": line, "character": character},
        });
        for method in ["hover", "completion", "definition", "documentHighlight"] {
            let found = server.request(&format!("textDocument/{method}"), params.clone());
            all.insert(format!("{method} {name} {line}:{character}"), found);
        }
        let arguments = json!({"command": "lacuna.candidates", "arguments": [
            {"uri": server.uri(name), "position": {"line": line, "character": character}},
        ]});
        let found = server.request("workspace/executeCommand", arguments);
        all.insert(format!("candidates {name} {line}:{character}"), found);
    }
    for command in ["lacuna.openCitations", "lacuna.status"] {
        let found =
            server.request("workspace/executeCommand", json!({"command": command, "arguments": [{}]}));
        all.insert(command.to_owned(), found);
    }
    all.insert("symbols".to_owned(), server.request("workspace/symbol", json!({"query": "networks"})));
    pushed.extend(server.arrived_diagnostics());
    // The list of a document that has none may never have been sent.
    let lists = pushed.iter().filter(|(_, it)| it["diagnostics"] != json!([]));
    all.extend(lists.map(|(uri, it)| (format!("pushed {uri}"), it["diagnostics"].clone())));
    all
}

/// What differs at the end of a session for so long, with the session.
fn differs(plan: &Plan, patience: Duration) -> Option<String> {
    let mut capabilities = json!({"general": {"positionEncodings": [plan.encoding]}});
    if plan.pulls {
        capabilities["textDocument"]["diagnostic"] = json!({});
    }
    let mut server = TestServer::builder()
        .capabilities(capabilities)
        .optional("textDocument/publishDiagnostics")
        .with_file("main.tex", MAIN)
        .with_file("part.tex", PART)
        .with_file("refs.bib", REFS)
        .start();
    let mut session = Session { encoding: plan.encoding, open: BTreeMap::new(), done: Vec::new() };
    for step in &plan.steps {
        session.step(&mut server, *step);
    }
    let places = session.places(plan.asked);
    let open: Vec<&'static str> = session.open.keys().copied().collect();
    let mut fresh = server.afresh().start();
    for (name, (version, text)) in &session.open {
        fresh.open_at(name, *version, text);
    }
    // What is being typed is not judged yet; whoever goes to another file has left it.
    server.open("elsewhere.tex", "");
    fresh.open("elsewhere.tex", "");
    let (mut of_old, mut of_fresh) = (BTreeMap::new(), BTreeMap::new());
    let deadline = Instant::now() + patience;
    loop {
        let old = answers(&mut server, &mut of_old, plan.pulls, &open, &places);
        let new = answers(&mut fresh, &mut of_fresh, plan.pulls, &open, &places);
        if old == new {
            return None;
        }
        if Instant::now() > deadline {
            let names = old.keys().chain(new.keys()).collect::<BTreeSet<_>>();
            let apart = names.into_iter().filter(|it| old.get(*it) != new.get(*it));
            let apart = apart.map(|it| {
                let shown =
                    |all: &BTreeMap<String, Value>| all.get(it).map_or(String::new(), Value::to_string);
                format!("{it}\n  was edited: {}\n  is fresh:   {}\n", shown(&old), shown(&new))
            });
            let apart: String = apart.collect();
            return Some(format!("{}\n{apart}", session.done.join("\n")));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The same of the shortest session that is found to differ, too.
fn shortened(mut plan: Plan, mut shown: String) -> String {
    let mut at = plan.steps.len();
    while let Some(before) = at.checked_sub(1) {
        at = before;
        let mut shorter = plan.clone();
        shorter.steps.remove(at);
        if let Some(still) = differs(&shorter, AGREE / 10) {
            (plan, shown) = (shorter, still);
        }
    }
    shown
}

#[test]
fn an_edited_server_answers_as_a_fresh_one() {
    let number =
        |name: &str, usual: u64| std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual);
    let (first, count) = (number("LACUNA_SEED", 1), number("LACUNA_SESSIONS", 32));
    let next = AtomicU64::new(first);
    let apart = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        return;
                    }
                    let plan = Plan::of(seed);
                    let Some(shown) = differs(&plan, AGREE) else { continue };
                    let encoding = plan.encoding;
                    let shown = format!("seed {seed}, {encoding}:\n{}", shortened(plan, shown));
                    eprintln!("{shown}");
                    apart.lock().unwrap().push(shown);
                }
            });
        }
    });
    let apart = apart.into_inner().unwrap();
    assert!(apart.is_empty(), "{} of {count} sessions differ:\n{}", apart.len(), apart.join("\n"));
}
