//! The pages hold what they say: every command that they show runs, every link leads somewhere, every page is in the
//! book.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All pages for people: their names and texts.
fn pages() -> Vec<(String, String)> {
    let mut paths = vec!["README.md".to_owned(), "editors/vscode/README.md".to_owned()];
    paths.extend(["editors/vscode/INSTALL.md".to_owned(), ".github/recipes/README.md".to_owned()]);
    for entry in std::fs::read_dir(root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            paths.push(format!("docs/{name}"));
        }
    }
    paths.sort();
    paths.into_iter().map(|it| (it.clone(), std::fs::read_to_string(root().join(&it)).unwrap())).collect()
}

/// The lines in blocks of a shell.
fn shell_lines(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.trim_end() {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside && !line.is_empty() => found.push(line),
            _ => {}
        }
    }
    found
}

#[cfg(unix)]
#[test]
fn every_command_of_ours_runs() {
    // As the pages suppose it: in the folder of a paper, with the sources' fixtures, in a home of one's own.
    let scratch = tempfile::tempdir().unwrap();
    let (paper, home) = (scratch.path().join("paper"), scratch.path().join("home"));
    let copy = |from: &str, to: PathBuf| {
        std::fs::create_dir_all(&to).unwrap();
        for entry in std::fs::read_dir(root().join(from)).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    };
    copy("tests/fixtures/survey", paper.clone());
    copy("tests/fixtures/survey", paper.join("tests/fixtures/survey"));
    copy("tests/fixtures/corpus", paper.join("tests/fixtures/corpus"));
    std::fs::create_dir_all(&home).unwrap();
    let ours = Path::new(env!("CARGO_BIN_EXE_lacuna")).parent().unwrap();
    let path = format!("{}:{}", ours.display(), std::env::var("PATH").unwrap());
    let mut tried = 0;
    for (page, text) in pages() {
        for line in shell_lines(&text) {
            let line = line.split(" # ").next().unwrap().trim_end();
            // What loads from the network, or builds what is tested here, has its place elsewhere.
            if !line.starts_with("lacuna ") && !line.starts_with("mkdir ") {
                let known = ["cargo ", "curl ", "npm ", "pip "].iter().any(|it| line.starts_with(it));
                assert!(known, "{page}: who tries `{line}`?");
                continue;
            }
            let mut shell = Command::new("sh");
            shell.args(["-c", line]).current_dir(&paper).env("HOME", &home).env("PATH", &path);
            shell.env("LACUNA_CORPORA", home.join("corpora"));
            let output = shell.output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let code = output.status.code();
            // 1: something is reported.
            assert!(matches!(code, Some(0 | 1)), "{page}: `{line}` ends with {code:?}\n{said}");
            let nothing = output.stdout.is_empty() && output.stderr.is_empty();
            assert!(
                !nothing
                    || line.contains('>')
                    || line.contains(" -o ")
                    || line.contains("mkdir")
                    || line.contains("--html ")
                    || line.contains("--out"),
                "{page}: `{line}` says nothing"
            );
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
    assert!(home.join(".local/share/man/man1/lacuna-check.1").is_file());
}

/// The name by which a heading is linked to.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|it| it.starts_with('#'));
    headings.map(|it| anchor(it.trim_start_matches('#').trim())).collect()
}

/// What is linked to: `[words](here)`, outside of code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        let plain: String = line.split('`').step_by(2).collect();
        if !fenced {
            let targets = plain.split("](").skip(1).filter_map(|it| it.split(')').next());
            found.extend(targets.map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_link_leads_somewhere() {
    let mut followed = 0;
    for (page, text) in pages() {
        for link in links(&text) {
            if link.contains("://") {
                continue;
            }
            let (path, place) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() {
                root().join(&page)
            } else {
                root().join(&page).parent().unwrap().join(path)
            };
            assert!(target.exists(), "{page}: {link}");
            if !place.is_empty() {
                let text = std::fs::read_to_string(&target).unwrap();
                assert!(anchors(&text).contains(place), "{page}: {link}");
            }
            followed += 1;
        }
    }
    assert!(followed > 40, "{followed}");
}

#[test]
fn the_book_has_every_page_and_every_part_of_the_readme_that_it_shows() {
    let summary = std::fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    // Those of the book itself, and the page of the package on PyPI.
    for (page, text) in pages() {
        let Some(name) = page.strip_prefix("docs/").filter(|it| !matches!(*it, "SUMMARY.md" | "package.md"))
        else {
            continue;
        };
        assert!(summary.contains(&format!("({name})")), "{name} is not in the summary");
        for part in text.split("{{#include ../README.md:").skip(1) {
            let part = part.split("}}").next().unwrap();
            let begin = readme.find(&format!("<!-- ANCHOR: {part} -->\n"));
            let end = readme.find(&format!("<!-- ANCHOR_END: {part} -->\n"));
            assert!(begin.is_some() && begin < end, "README.md has no part {part}");
        }
    }
    // What is shown in two places at different depths can have no links of one of them.
    for part in readme.split("<!-- ANCHOR: ").skip(1) {
        let (name, rest) = part.split_once(" -->").unwrap();
        let shown = rest.split("<!-- ANCHOR_END").next().unwrap();
        let own: Vec<_> = links(shown).into_iter().filter(|it| !it.contains("://")).collect();
        assert_eq!(own, Vec::<String>::new(), "links in the part {name}");
    }
}
