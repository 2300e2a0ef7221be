//! Corpora on the disk: imports that fail, are broken off or compete; indexes that are damaged or read-only.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lacuna::corpus::import::{Imported, import};
use lacuna::corpus::{Breadth, Corpora, Source, store};
use lacuna::model::record::Reference;
use tempfile::TempDir;

fn dblp(records: std::ops::Range<usize>) -> String {
    let record = |n: usize| {
        format!(
            "<article key=\"made/{n}\"><author>Ida Blum</author><title>Rivers of the valley {n}.</title><year>2020</year>\
             <journal>Rivers</journal><ee>https://doi.org/10.1000/{n}</ee></article>\n"
        )
    };
    let records: String = records.map(record).collect();
    format!("<?xml version=\"1.0\"?>\n<!DOCTYPE dblp SYSTEM \"dblp.dtd\">\n<dblp>\n{records}</dblp>\n")
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn add(root: &Path, name: &str, file: &Path) -> Result<Imported, String> {
    let sources = Source::at(file).unwrap();
    import(root, Some(name), &sources, 0, &mut |_| {}).map(|it| it.1)
}

fn titled(title: &str) -> Reference {
    let mut reference = Reference::default();
    title.clone_into(&mut reference.work.title);
    reference
}

/// How many records the corpus has, by itself and by a look-up that must find one.
fn records(root: &Path, name: &str) -> u64 {
    let corpora = Corpora::open(root, Some(&[name.to_owned()]));
    assert_eq!(corpora.refused, []);
    let (candidates, _) = corpora.look_up(&titled("Rivers of the valley 1"), Breadth::Near);
    assert!(candidates.iter().any(|it| it.record.work.title == "Rivers of the valley 1"));
    corpora.open[0].manifest.records
}

#[test]
fn an_import_that_fails_leaves_the_former_corpus() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("corpora");
    add(&root, "rivers", &written(folder.path(), "a.xml", dblp(0..50).as_bytes())).unwrap();
    let whole = dblp(0..500);
    let torn = written(folder.path(), "torn.xml", &whole.as_bytes()[..whole.len() / 2]);
    let why = add(&root, "rivers", &torn).unwrap_err();
    assert!(why.contains("at byte ") && why.contains("records"), "{why}");
    let unpacked = written(folder.path(), "broken.xml.gz", &gzip(whole.as_bytes())[..900]);
    let why = add(&root, "rivers", &unpacked).unwrap_err();
    assert!(why.contains("cannot be read on") && why.contains("at byte "), "{why}");
    assert_eq!(records(&root, "rivers"), 50);
    let left: Vec<_> =
        fs::read_dir(root.join("rivers")).unwrap().flatten().map(|it| it.file_name()).collect();
    assert_eq!(left.iter().filter(|it| it.to_string_lossy().starts_with("index-")).count(), 1, "{left:?}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn packed_dumps_folders_and_bad_records_are_read() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("corpora");
    let parts = folder.path().join("parts");
    fs::create_dir(&parts).unwrap();
    written(&parts, "1.xml.gz", &gzip(dblp(0..10).as_bytes()));
    written(&parts, "2.xml.zst", &zstd::encode_all(dblp(10..20).as_bytes(), 1).unwrap());
    written(&parts, "3.xml", dblp(20..30).replace("Rivers of the valley 25", "").as_bytes());
    written(&parts, "README.md", b"no dump");
    let imported = add(&root, "rivers", &parts).unwrap();
    assert_eq!((imported.manifest.records, imported.manifest.skipped), (29, 1));
    assert_eq!(imported.bad[0].why, "it has no title");
    assert!(dblp(20..30)[imported.bad[0].offset as usize..].starts_with("<article key=\"made/25\""));
    assert_eq!(records(&root, "rivers"), 29);
    let why = add(&root, "rivers", &written(folder.path(), "x.txt", b"no dump")).unwrap_err();
    assert!(why.contains("no dump of a known format"), "{why}");
}

#[test]
fn a_corpus_that_is_damaged_says_so_and_can_be_added_again() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("corpora");
    let dump = written(folder.path(), "a.xml", dblp(0..50).as_bytes());
    let refused =
        |root: &Path| Corpora::open(root, None).refused.first().map(|it| it.why.clone()).unwrap_or_default();
    for damage in 0..3 {
        add(&root, "rivers", &dump).unwrap();
        let manifest = store::manifest(&root, "rivers").unwrap();
        let index = store::folder(&root, "rivers", &manifest);
        let store = manifest.files.iter().find(|it| it.0.ends_with(".store")).unwrap();
        match damage {
            0 => fs::write(index.join(&store.0), b"short").unwrap(),
            1 => fs::remove_file(index.join("meta.json")).unwrap(),
            _ => fs::write(root.join("rivers/corpus.json"), b"{").unwrap(),
        }
        assert_ne!(refused(&root), "", "damage {damage}");
        assert!(Corpora::open(&root, None).look_up(&titled("Rivers"), Breadth::Near).0.is_empty());
    }
    add(&root, "rivers", &dump).unwrap();
    assert_eq!(records(&root, "rivers"), 50);
    store::remove(&root, "rivers").unwrap();
    assert!(store::names(&root).is_empty() && store::remove(&root, "rivers").is_err());
    assert!(store::remove(&root, "../rivers").is_err());
}

#[test]
fn of_an_index_whose_bytes_were_changed_nothing_is_said() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("corpora");
    let dump = written(folder.path(), "a.xml", dblp(0..50).as_bytes());
    add(&root, "rivers", &dump).unwrap();
    let manifest = store::manifest(&root, "rivers").unwrap();
    let index = store::folder(&root, "rivers", &manifest);
    let parts = manifest
        .files
        .iter()
        .filter(|it| [".store", ".term", ".idx", ".fieldnorm"].iter().any(|end| it.0.ends_with(end)));
    for (file, _) in parts {
        let whole = fs::read(index.join(file)).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 3] ^= 0x10;
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::write(index.join(file), changed).unwrap();
        let corpora = Corpora::open(&root, None);
        assert!(corpora.refused[0].why.contains("is damaged; add the corpus again"), "{file}");
        fs::write(index.join(file), whole).unwrap();
        // A copy is as good as what was copied.
        assert_eq!(records(&root, "rivers"), 50);
    }
}

#[test]
fn a_reader_keeps_its_corpus_while_it_is_replaced_and_removed() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("corpora");
    add(&root, "rivers", &written(folder.path(), "a.xml", dblp(0..50).as_bytes())).unwrap();
    let former = Corpora::open(&root, None);
    add(&root, "rivers", &written(folder.path(), "b.xml", dblp(0..80).as_bytes())).unwrap();
    assert_eq!(records(&root, "rivers"), 80);
    store::remove(&root, "rivers").unwrap();
    let (candidates, scope) = former.look_up(&titled("Rivers of the valley 7"), Breadth::Exact);
    assert!(!candidates.is_empty() && scope.sources == 1);
}

/// An import of the binary, fed by hand through its standard input.
fn fed(root: &Path) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_lacuna"))
        .args(["corpus", "add", "--name", "rivers", "-"])
        .env("LACUNA_CORPORA", root)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn an_import_that_is_killed_leaves_the_former_corpus_and_nothing_in_its_way() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("corpora");
    add(&root, "rivers", &written(folder.path(), "a.xml", dblp(0..50).as_bytes())).unwrap();
    let next = dblp(0..2000);
    for part in 1..8 {
        let mut child = fed(&root);
        let mut input = child.stdin.take().unwrap();
        // It cannot be finished: it lacks its end, whatever it has read.
        input.write_all(&next.as_bytes()[..next.len() * part / 8]).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        drop(input);
        assert_eq!(records(&root, "rivers"), 50);
    }
    let mut child = fed(&root);
    child.stdin.take().unwrap().write_all(next.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(records(&root, "rivers"), 2000);
    assert_eq!(fs::read_dir(root.join("rivers")).unwrap().count(), 3);
}

#[test]
fn two_imports_of_one_corpus_do_not_meet() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("corpora");
    let site = store::Site::open(&root, "rivers").unwrap();
    let why = add(&root, "rivers", &written(folder.path(), "a.xml", dblp(0..5).as_bytes())).unwrap_err();
    assert!(why.contains("another import"), "{why}");
    drop(site);
    add(&root, "rivers", &written(folder.path(), "a.xml", dblp(0..5).as_bytes())).unwrap();
    assert_eq!(records(&root, "rivers"), 5);
}

/// The verdicts of `lacuna verify` on the survey among the fixtures, by key.
fn verdicts(root: &Path, arguments: &[&str]) -> Vec<serde_json::Value> {
    let survey = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/survey/main.tex");
    let output = Command::new(env!("CARGO_BIN_EXE_lacuna"))
        .args(["verify", "--format", "json"])
        .args(arguments)
        .arg(survey)
        .env("LACUNA_CORPORA", root)
        .output()
        .unwrap();
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    told["references"].as_array().unwrap().clone()
}

#[test]
fn the_survey_is_looked_up_in_the_small_corpus_without_a_false_word() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("corpora");
    let works = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/corpus/works.bib");
    let imported = add(&root, "works", &works).unwrap();
    assert!(imported.manifest.records >= 200 && imported.manifest.skipped == 0);
    let told = verdicts(&root, &["--all"]);
    let of = |verdict: &str| told.iter().filter(|it| it["verdict"] == verdict).count();
    let differing: Vec<_> = told.iter().filter(|it| it["verdict"] == "differs").collect();
    // A system that is named is meant, with whatever authors and title.
    let [zhang] = differing[..] else { panic!("{differing:#?}") };
    assert!(zhang["key"].as_str().unwrap().starts_with("Zhang"));
    let fields = |it: &serde_json::Value| it["field"].as_str().unwrap().to_owned();
    let differences: Vec<String> = zhang["differences"].as_array().unwrap().iter().map(fields).collect();
    assert_eq!(differences, ["title", "author"]);
    let there = &zhang["record"]["title"];
    assert_eq!(there, "PromptCBLUE: A Chinese Prompt Tuning Benchmark for the Medical Domain");
    assert!(of("confirmed") >= 5, "{told:?}");
    // What the text cites by authors and title, and the bibliography lacks.
    let nearest = |author: &str| {
        let found = told.iter().find(|it| it["key"].as_str().unwrap().starts_with(author)).unwrap();
        assert_eq!(found["verdict"], "not-found");
        found["record"]["title"].as_str().unwrap_or_default().to_owned()
    };
    assert!(nearest("Lample").contains("Unsupervised Machine Translation"), "{}", nearest("Lample"));
    assert!(nearest("Lee").starts_with("BioBERT"), "{}", nearest("Lee"));
    assert_eq!([nearest("Pramanik"), nearest("Ganapathiraju")], ["", ""]);
}
