//! What is said in many places about the package is said as Cargo.toml says it: the address of the repository, the
//! version, the name that registries know it by. `UPDATE_EXPECT=1 cargo test --test packaging` writes it there.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ADDRESS: &str = env!("CARGO_PKG_REPOSITORY");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The name on PyPI and npm, where `lacuna` is another's.
const PACKAGE: &str = "lacuna-tex";

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// Holds what stands in a file between `before` and `after`, everywhere, to `value`; or writes it there.
#[track_caller]
fn held(name: &str, before: &str, after: &str, value: &str) {
    let text = read(name);
    let mut parts = text.split(before);
    let mut wanted = parts.next().unwrap().to_owned();
    let mut places = 0;
    for part in parts {
        let (_, rest) =
            part.split_once(after).unwrap_or_else(|| panic!("{name}: no `{after}` behind `{before}`"));
        wanted += &format!("{before}{value}{after}{rest}");
        places += 1;
    }
    assert!(places > 0, "{name} has no `{before}`");
    if std::env::var_os("UPDATE_EXPECT").is_some() && text != wanted {
        std::fs::write(file(name), &wanted).unwrap();
        return;
    }
    assert!(text == wanted, "{name}: behind `{before}` should stand `{value}`, as in Cargo.toml");
}

/// `owner/name` of the address.
fn slug() -> &'static str {
    ADDRESS.splitn(4, '/').nth(3).unwrap()
}

#[test]
fn the_address_is_that_of_cargo_toml() {
    let manifest = "editors/vscode/package.json";
    held(manifest, "\"homepage\": \"", "#readme\"", ADDRESS);
    held(manifest, "\"type\": \"git\",\n    \"url\": \"", ".git\"", ADDRESS);
    held(manifest, "\"bugs\": {\n    \"url\": \"", "/issues\"", ADDRESS);
    held("editors/emacs/lacuna.el", ";; URL: ", "\n", ADDRESS);
    held("docs/package.md", "and all the rest: <", ">", ADDRESS);
    held("docs/book.toml", "git-repository-url = \"", "\"\n", ADDRESS);
    held("README.md", "      - uses: actions/checkout@v6\n      - uses: ", "@", slug());
    held("README.md", "curl -fsSL ", "/releases/latest/download/install.sh", ADDRESS);
    held("README.md", "irm ", "/releases/latest/download/install.ps1", ADDRESS);
    held(
        "README.md",
        "built from the sources:\n\n```yaml\n# .pre-commit-config.yaml\nrepos:\n  - repo: ",
        "\n",
        ADDRESS,
    );
    assert!(ADDRESS.starts_with("https://") && slug().split('/').count() == 2, "{ADDRESS}");
}

#[test]
fn the_version_is_that_of_cargo_toml() {
    held("editors/vscode/package.json", "\"displayName\": \"Lacuna\",\n  \"version\": \"", "\"", VERSION);
    held("editors/vscode/package-lock.json", "\"name\": \"lacuna\",\n  \"version\": \"", "\"", VERSION);
    held("editors/vscode/package-lock.json", "\"name\": \"lacuna\",\n      \"version\": \"", "\"", VERSION);
    for agents in [".claude-plugin/plugin.json", "gemini-extension.json"] {
        held(&format!("editors/agents/{agents}"), "\n  \"version\": \"", "\"", VERSION);
    }
    held("editors/emacs/lacuna.el", ";; Version: ", "\n", VERSION);
    held("README.md", &format!("uses: {}@v", slug()), "\n", VERSION);
    held("README.md", "    rev: v", "\n", VERSION);
    held("README.md", &format!("{PACKAGE}=="), "]", VERSION);
}

#[test]
fn the_name_on_registries_is_one() {
    held("pyproject.toml", "\n[project]\nname = \"", "\"", PACKAGE);
    held("README.md", "pip install ", "`", PACKAGE);
    assert!(read(".github/release/npm.mjs").contains(&format!("\n  \"{PACKAGE}\",\n")));
    assert!(read(".github/recipes/gitlab/lacuna.gitlab-ci.yml").contains(&format!("{PACKAGE}==@version@")));
}

/// All files below a folder.
fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { below(&path, found) } else { found.push(path) }
    }
}

#[test]
fn recipes_are_filled_in_by_the_release_alone() {
    let mut recipes = Vec::new();
    below(&file(".github/recipes"), &mut recipes);
    assert!(recipes.len() > 10);
    for path in recipes {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(ADDRESS) && !text.contains(slug()), "{}: write @repository@", path.display());
        for mark in text.split('@').skip(1).step_by(2).filter(|it| it.starts_with("sha256:")) {
            assert!(mark.contains("lacuna-"), "{}: {mark}", path.display());
        }
    }
}

#[cfg(unix)]
fn script(name: &str, arguments: &[&str]) -> Output {
    Command::new("bash").arg(file(name)).args(arguments).output().unwrap()
}

#[cfg(unix)]
#[test]
fn the_scripts_of_a_release_read_it_there_and_refuse_what_is_not_so() {
    let said = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap().trim().to_owned();
    assert_eq!(said(&script(".github/release/address", &[])), ADDRESS);
    assert_eq!(said(&script(".github/release/version", &[&format!("v{VERSION}")])), VERSION);
    let other = script(".github/release/version", &["v0.0.0"]);
    assert!(!other.status.success());
    assert!(String::from_utf8(other.stderr).unwrap().contains(&format!("it should be v{VERSION}")));
    // As long as nobody has written the address, nothing is released.
    let set = script(".github/release/address", &["--set"]);
    assert_eq!(set.status.success(), !ADDRESS.contains(".invalid/"));
}

fn lacuna(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_lacuna")).args(arguments).output().unwrap();
    assert!(output.status.success(), "lacuna {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = lacuna(&["--help"]);
    let listed = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let names = listed.lines().filter(|it| it.starts_with("  ") && !it.starts_with("   "));
    let names: Vec<String> = names.map(|it| it.split_whitespace().next().unwrap().to_owned()).collect();
    assert!(names.len() > 10, "{names:?}");
    names.into_iter().filter(|it| it != "help").collect()
}

#[test]
fn a_shell_completes_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = lacuna(&["completions", shell]);
        for name in commands() {
            assert!(script.contains(&name), "{shell} does not complete {name}");
        }
    }
}

#[test]
fn every_command_has_a_page_in_the_manual() {
    let folder = tempfile::tempdir().unwrap();
    lacuna(&["man", "--out", folder.path().to_str().unwrap()]);
    for name in commands() {
        let page = std::fs::read_to_string(folder.path().join(format!("lacuna-{name}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{name}");
    }
    let page = lacuna(&["man"]);
    assert!(page.contains(".TH lacuna 1") && page.contains("lacuna\\-check(1)"), "{page}");
}

#[test]
fn the_version_that_is_told_is_that_of_cargo_toml() {
    let told = lacuna(&["--version"]);
    assert_eq!(told.split_whitespace().nth(1), Some(VERSION), "{told}");
}
