//! What is the user's own: an index that is filled by `lacuna corpus export`, and a proxy of their network.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

use crate::stand_in::{Fault, StandIn, WORKS};

fn bib() -> String {
    let entry = |(at, it): (usize, &crate::stand_in::Work)| {
        format!(
            "@article{{w{at}, author = {{{} {}}}, title = {{{}}}, journal = {{{}}}, year = {{{}}}, doi = {{{}}}}}\n",
            it.given, it.family, it.title, it.venue, it.year, it.doi
        )
    };
    WORKS.iter().enumerate().map(entry).collect()
}

/// Runs the binary in a folder that is its home, too, with these variables beside.
fn lacuna(folder: &TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(arguments).current_dir(folder.path()).env("HOME", folder.path()).env("NO_COLOR", "1");
    for name in
        ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "https_proxy", "http_proxy", "NO_PROXY"]
    {
        command.env_remove(name);
    }
    command
        .env("LACUNA_CORPORA", folder.path().join("corpora"))
        .env("LACUNA_CACHE", folder.path().join("cache"));
    command.env("LACUNA_SERVICES", folder.path().join("services.toml"));
    command.envs(environment.iter().copied()).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8([output.stdout.as_slice(), &output.stderr].concat()).unwrap()
}

fn paper(settings: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("services.toml", settings);
    write(
        "main.tex",
        "\\documentclass{article}\\begin{document}\\cite{a,b,c,d}\\bibliography{refs}\\end{document}\n",
    );
    let [one, two, three] = &WORKS;
    write(
        "refs.bib",
        &format!(
            "@article{{a, author = {{I. Blum}}, title = {{{}}}, year = {{2019}}}}\n\
             @article{{b, author = {{Xaver Quint}}, title = {{{}}}, year = {{2021}}}}\n\
             @article{{c, author = {{Nobody Known}}, title = {{Harbours that Nobody has Ever Charted}}, year = {{2020}}}}\n\
             @article{{d, author = {{Ann Hill}}, title = {{{}}}, year = {{2015}}, doi = {{{}}}}}\n",
            one.title, two.title, three.title, three.doi
        ),
    );
    folder
}

#[test]
fn an_index_is_filled_with_what_is_exported_and_answers_for_its_works() {
    let at = StandIn::new();
    let folder = paper(&format!(
        "online = true\nservices = ['index']\n[index]\naddress = '{}/index'\nname = 'works'\n",
        at.address
    ));
    fs::write(folder.path().join("dump.bib"), bib()).unwrap();
    let output = lacuna(&folder, &["corpus", "export", "--bulk", "--index", "works", "dump.bib"], &[]);
    assert!(output.status.success(), "{}", text(&output));
    let lines: Vec<Value> = text(&output).lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(lines.len(), 2 * WORKS.len());
    for (at, pair) in lines.chunks(2).enumerate() {
        assert_eq!(
            (pair[0]["index"]["_index"].as_str(), pair[0]["index"]["_id"].as_str()),
            (Some("works"), Some(format!("w{at}").as_str()))
        );
        assert_eq!(pair[1]["doi"], WORKS[at].doi);
    }
    *at.documents.lock().unwrap() = lines.iter().skip(1).step_by(2).cloned().collect();
    let told = text(&lacuna(&folder, &["verify"], &[("LACUNA_INDEX_KEY", "a-key")]));
    assert!(told.contains("4 references: 2 confirmed, 1 differs, 1 not-found"), "{told}");
    assert!(told.contains("differs      b") && told.contains("not in works"), "{told}");
    let came = at.came();
    assert!(came.iter().all(|it| it.path == "/index/works/_search" && !it.body.is_empty()), "{came:?}");
    assert!(
        came.iter().all(|it| it.headers.iter().any(|it| it == "authorization: ApiKey a-key")),
        "{came:?}"
    );
    // An index that is down has not said that it lacks a work.
    fs::remove_dir_all(folder.path().join("cache")).unwrap();
    at.fail(Fault::Status(404), 0);
    let told = text(&lacuna(&folder, &["verify"], &[]));
    assert!(
        told.contains("4 references: 4 unchecked") && told.contains("it has no such page (404)"),
        "{told}"
    );
}

#[test]
fn what_leaves_the_network_goes_by_the_proxy_and_what_is_within_does_not() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut line = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            reader.read_line(&mut line).unwrap();
            heard.lock().unwrap().push(line.trim().to_owned());
            let mut out = &stream;
            let _ = out.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let folder = paper("online = true\nservices = ['crossref']\n");
    let one = "\\documentclass{article}\\begin{document}\\cite{a}\\bibliography{refs}\\end{document}\n";
    fs::write(folder.path().join("main.tex"), one).unwrap();
    let told = text(&lacuna(&folder, &["verify"], &[("HTTPS_PROXY", &proxy)]));
    assert!(told.contains("1 reference: 1 unchecked"), "{told}");
    let asked_by_proxy = asked.lock().unwrap().clone();
    assert!(!asked_by_proxy.is_empty(), "{told}");
    assert!(
        asked_by_proxy.iter().all(|it| it.starts_with("CONNECT api.crossref.org:443 ")),
        "{asked_by_proxy:?}"
    );
    // A stand-in on this machine is not behind it.
    let at = StandIn::new();
    fs::write(
        folder.path().join("services.toml"),
        format!("online = true\nservices = ['crossref']\n{}", at.settings()),
    )
    .unwrap();
    let told = text(&lacuna(&folder, &["verify"], &[("HTTPS_PROXY", &proxy), ("HTTP_PROXY", &proxy)]));
    assert!(told.contains("1 reference: 1 confirmed"), "{told}");
    assert_eq!(asked.lock().unwrap().len(), asked_by_proxy.len());
}
