//! `lacuna report`: what it writes, what it serves, and what no title of a work can make of it.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};
use serde_json::Value;

const PAPER: &str = r"\documentclass{article}
\title{A \emph{Small} Survey}
\begin{document}
\section{Introduction}
Banks are old and shores are older, which is why so many people have written of both for as long as anybody can
remember~\cite{birch}, and why it is not easy to say who was the first to do so ____. More of this follows below.

\section{Hedges}
A hedge is a line of shrubs that stand close to each other and are cut now and then, so that no sheep can pass and the
wind is broken; \citet{alder} and \citet{birch} say so, and others do, too.

This paragraph of running text says a good many things on gardens and on those who keep them, and it does so without a
single hint of where all that may have come from, which a reader may regret.
\bibliography{refs}
\end{document}
";
const REFS: &str = r"@article{alder, author = {Alder, Ann}, title = {On Hedges}, journal = {Gardens}, year = 1984}
@inproceedings{birch, author = {Birch, Bob and Cole, Cy}, title = {On Banks}, booktitle = {Proceedings of Shores}, year = 1994, doi = {10.1000/shore}}
@article{elm, author = {Elm, Eve}, title = {Gardens of Readers and Keepers}, journal = {Gardens}, year = 2001}
";

fn lacuna(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    // What is looked up depends on the machine, what is shown must not.
    command.env("NO_COLOR", "1").env("LACUNA_CORPORA", "there-are-none");
    command.args(arguments).current_dir(folder).output().unwrap()
}

fn written(folder: &Path, arguments: &[&str]) -> String {
    let output = lacuna(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn paper(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn small() -> tempfile::TempDir {
    paper(&[("main.tex", PAPER), ("refs.bib", REFS)])
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&written(folder, arguments)).unwrap()
}

#[track_caller]
fn check(folder: &Path, arguments: &[&str], expected: Expect) {
    let text = written(folder, arguments);
    let made = text.lines().nth(2).unwrap().rsplit(' ').next().unwrap().to_owned();
    expected.assert_eq(&text.replace(&made, "DATE"));
}

#[test]
fn the_state_of_a_paper_in_markdown() {
    check(
        small().path(),
        &["report"],
        expect![[r#"
        # A Small Survey

        main.tex · DATE

        - 1 open citation
        - 2 works in 3 citations; 1 cited once
        - 0 preprints (0 %)
        - 1 of 3 paragraphs cite nothing
        - 1 of 3 entries are not cited

        ## How far it is

        | Kind | Open |
        | --- | ---: |
        | Blank or mark | 1 |

        | Section | Works | Citations | Open | Paragraphs that cite nothing |
        | --- | ---: | ---: | ---: | ---: |
        | Introduction | 1 | 1 | 1 | 0 of 1 |
        | Hedges | 2 | 2 | 0 | 1 of 2 |

        - `main.tex:6` Blank or mark: Banks are old and shores are older, which is why so many people have written of both for as long as anybody can remember, and why it is not easy to say who was the first to do so \_\_\_\_.
          - Birch and Cole (1994): On Banks `birch` (shares: banks; cited once in this section; cited elsewhere among similar words)

        ## What it cites

        Years, the latest first: 1994 (1), 1984 (1)

        Venues:

        - Gardens (1)
        - Proceedings of Shores (1)

        Most cited:

        - 2× Birch and Cole: On Banks `birch`

        Sections that share most works:

        - 1: Introduction and Hedges

        Paragraphs that cite nothing:

        - `main.tex:12` This paragraph of running text says a good many things on gardens and on …

        ## What looks wrong

        No duplicate, no key without an entry, nothing else to report.

        References were not looked up: there is no corpus (`lacuna corpus add --help`).

        ## Did you forget

        No entry that nothing cites shares enough words with a paragraph to be named.
    "#]],
    );
}

#[test]
fn every_field_of_the_json_is_documented() {
    let folder = small();
    let former = folder.path().join("former.json");
    std::fs::write(&former, written(folder.path(), &["report", "--json"])).unwrap();
    std::fs::write(folder.path().join("main.tex"), PAPER.replace("____", r"\cite{elm}")).unwrap();
    let report = json(folder.path(), &["report", "--json", "--since", "former.json"]);
    let mut keys: Vec<String> = Vec::new();
    let mut open = vec![&report];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(all) => open.extend(all),
            Value::Object(fields) => {
                keys.extend(fields.keys().cloned());
                open.extend(fields.values());
            }
            _ => {}
        }
    }
    assert!(keys.len() > 80, "{keys:?}");
    let page = include_str!("../docs/report.md");
    for key in keys {
        assert!(page.contains(&format!("`{key}`")), "docs/report.md says nothing of `{key}`");
    }
    assert_eq!(report["version"], 1);
}

#[test]
fn what_has_changed_since_a_former_report() {
    let folder = small();
    let former = written(folder.path(), &["report", "--json"]);
    std::fs::write(folder.path().join("former.json"), former).unwrap();
    let text =
        PAPER.replace("____", r"\cite{elm}").replace("others do, too", r"others [citation needed], \cite{}");
    // What stands elsewhere is the same as long as it says the same.
    std::fs::write(
        folder.path().join("main.tex"),
        text.replace("\\section{Introduction}", "\\section{Introduction}\n\n"),
    )
    .unwrap();
    let report = json(folder.path(), &["report", "--json", "--since", "former.json"]);
    let progress = &report["progress"];
    let told = |name: &str| progress[name].to_string();
    assert_eq!(told("open"), r#"{"before":1,"now":2}"#);
    assert_eq!((told("closed"), told("opened")), ("1".to_owned(), "2".to_owned()));
    assert_eq!((told("new_works"), told("gone_works")), (r#"["elm"]"#.to_owned(), "[]".to_owned()));
    let page = written(folder.path(), &["report", "--html", "-", "--since", "former.json"]);
    assert!(page.contains("1 open citation closed, 2 new."), "{page}");
}

#[test]
fn what_is_no_report_is_refused() {
    let folder = small();
    for (name, text, told) in [
        ("none.json", "{}", "it is no report in JSON"),
        ("other.json", r#"{"version": 99, "made": "", "open": [], "works": []}"#, "version 99"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
        let output = lacuna(folder.path(), &["report", "--since", name]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(told), "{errors}");
    }
    std::fs::write(folder.path().join("second.tex"), PAPER).unwrap();
    let output = lacuna(folder.path(), &["report"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("name one of them"));
    assert!(written(folder.path(), &["report", "second.tex"]).contains("second.tex"));
}

/// Works whose titles, links and names would like to be more than text.
const HOSTILE: &str = r#"@misc{a, author = {{<img src=x onerror=hit()>}}, title = {<script>hit()</script> and {{style}} "quoted' &amp; more}, url = {javascript:hit()}, year = 2020}
@misc{b, author = {B}, title = {</style><script>hit()</script>}, url = {JavaScript://x%0ahit()}, year = 2021}
@misc{c, author = {C}, title = {كتاب في التاريخ}, url = {data:text/html,<script>hit()</script>}, year = 2022}
@misc{d, author = {D}, title = {深度学习综述}, url = {https://example.org/"onclick="hit()}, year = 2023}
@misc{e, author = {E}, title = {turned TURNround}, howpublished = {"><svg onload=hit()>}, doi = {10.1000/x"onclick="hit()}}
"#;

#[test]
fn nothing_of_a_document_acts_in_the_page() {
    let text = r#"\documentclass{article}\title{</title><script>hit()</script>}\begin{document}
\section{<b onclick=hit()>One</b>}\cite{a,b,c,d,e,"><script>hit()</script>} \cite{} ____ <script>hit()</script>
\section{שלום}\cite{a} \bibliography{refs}\end{document}"#;
    let folder = paper(&[("main.tex", text), ("refs.bib", &HOSTILE.replace("TURN", "\u{202e}"))]);
    for arguments in [&["report", "--html", "-"][..], &["report", "--html", "-", "--links", "vscode"]] {
        let page = written(folder.path(), arguments);
        assert_eq!(page.matches("<script").count(), 1, "{page}");
        assert_eq!(page.matches("<style").count(), 1);
        assert_eq!(page.matches("</title").count(), page.matches("<title").count());
        let lower = page.to_lowercase();
        for foreign in
            ["<img", "<svg onload", "<b onclick", "href=\"javascript", "href=\"data:text", "\"onclick"]
        {
            assert!(!lower.contains(foreign), "{foreign}");
        }
        assert!(page.contains("<cite dir=auto>深度学习综述</cite>") || page.contains(">深度学习综述</a>"));
        assert!(page.contains("كتاب في التاريخ"));
        assert!(page.contains("turned ⟨U+202E⟩round"));
        // Only what stands in an attribute `href` leads anywhere.
        for link in page.split("href=\"").skip(1).map(|it| it.split('"').next().unwrap()) {
            let is_known = ["#", "https://", "http://", "vscode://file/", "data:,"]
                .iter()
                .any(|it| link.starts_with(it));
            assert!(is_known, "{link}");
        }
    }
    let page = written(folder.path(), &["report", "--html", "-"]);
    assert!(!page.contains("vscode://") && !page.contains(folder.path().to_str().unwrap()), "{page}");
}

#[test]
fn the_page_needs_nothing_else_and_says_so() {
    let folder = small();
    written(folder.path(), &["report", "main.tex", "--html", "report.html"]);
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    let policy =
        page.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    let hashes = policy.matches("'sha256-").count();
    assert!(
        policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe") && hashes == 2,
        "{policy}"
    );
    for outside in [" src=", "@import", "url(", "<link rel=\"stylesheet", "<iframe", "<base", " style="] {
        assert!(!page.contains(outside), "{outside}");
    }
    for part in [
        "<main",
        "<header",
        "<nav aria-label",
        "class=\"skip\"",
        "lang=\"en\"",
        "<caption",
        "scope=col",
        "<desc",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("https://doi.org/10.1000/shore"));
}

#[test]
fn three_thousand_works_in_sixty_sections_stay_below_two_megabytes() {
    let (mut text, mut refs) = ("\\documentclass{article}\\begin{document}\n".to_owned(), String::new());
    for section in 0..60 {
        let _ = writeln!(text, "\\section{{Section of some length {section}}}\n");
        for work in 0..50 {
            let number = section * 50 + work;
            let again = (number * 7) % 3000;
            let _ = writeln!(
                text,
                "It was shown~\\cite{{author{number}word,author{again}word}} that this is so."
            );
            let _ = writeln!(
                refs,
                "@inproceedings{{author{number}word, author = {{Author, First and Second, A.}}, year = {}, \
                 title = {{A Title of the Usual Length on Models of Something {number}}}, doi = {{10.18653/v1/{number}}}, \
                 booktitle = {{Proceedings of the Annual Meeting of the Association for Something}}}}",
                1990 + number % 35
            );
        }
    }
    text += "\\bibliography{refs}\\end{document}\n";
    let folder = paper(&[("main.tex", &text), ("refs.bib", &refs)]);
    let page = written(folder.path(), &["report", "--html", "-"]);
    assert!(page.matches("<tr").count() > 3000);
    assert!(page.len() < 2_000_000, "{}", page.len());
}

/// A server of the page, ended with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The status line and the body of an answer.
fn ask(port: u16, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(!head.to_lowercase().contains("access-control"), "{head}");
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

#[test]
fn the_page_is_served_to_this_machine_alone_and_follows_edits() {
    let folder = small();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(["report", "--serve"]).current_dir(folder.path()).env("LACUNA_CORPORA", "there-are-none");
    let mut served = Served(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut told = String::new();
    BufReader::new(served.0.stdout.take().unwrap()).read_line(&mut told).unwrap();
    let address = told.split("http://127.0.0.1:").nth(1).unwrap().split(' ').next().unwrap();
    let (port, path) = address.split_once('/').unwrap();
    let (path, port): (String, u16) = (format!("/{path}"), port.parse().unwrap());
    assert_eq!(path.len(), 34, "{told}");
    let get = |path: &str, host: &str| ask(port, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    let own = format!("127.0.0.1:{port}");

    let (status, page) = get(&path, &own);
    assert!(
        status.contains(" 200 ") && page.contains("A Small Survey") && page.contains("connect-src 'self'")
    );
    assert!(get(&path, &format!("localhost:{port}")).0.contains(" 200 "));
    // A page of the web may have a name of its own lead here.
    assert!(get(&path, "evil.example").0.contains(" 421 "));
    assert!(get(&path, &format!("evil.example:{port}")).0.contains(" 421 "));
    assert!(ask(port, &format!("GET {path} HTTP/1.0\r\n\r\n")).0.contains(" 421 "));
    assert!(
        ask(port, &format!("GET {path} HTTP/1.1\r\nHost: {own}\r\nHost: {own}\r\n\r\n")).0.contains(" 421 ")
    );
    assert!(get("/", &own).0.contains(" 404 "));
    assert!(get("/00000000000000000000000000000000/", &own).0.contains(" 404 "));
    assert!(get(&format!("{path}../../etc/passwd"), &own).0.contains(" 404 "));
    assert!(ask(port, &format!("POST {path} HTTP/1.1\r\nHost: {own}\r\n\r\n")).0.contains(" 405 "));

    let revision = get(&format!("{path}revision"), &own).1;
    assert!(page.contains(&format!("data-revision=\"{revision}\"")), "{revision}");
    std::fs::write(folder.path().join("main.tex"), PAPER.replace("Small", "Changed")).unwrap();
    let end = Instant::now() + Duration::from_secs(60);
    while get(&format!("{path}revision"), &own).1 == revision {
        assert!(Instant::now() < end, "the page does not follow");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(get(&path, &own).1.contains("A Changed Survey"));
}
