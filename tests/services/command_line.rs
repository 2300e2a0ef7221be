//! The commands that may ask services: silence without consent, whatever a workspace says; then verdicts, resuming,
//! adding.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::stand_in::{Fault, StandIn, WORKS};

const MAIN: &str =
    "\\documentclass{article}\\begin{document}Text \\cite{a,b,c}.\\bibliography{refs}\\end{document}\n";

fn refs() -> String {
    let [one, two, _] = &WORKS;
    format!(
        "@article{{a, author = {{Ida Blum}}, title = {{{}}}, journal = {{{}}}, year = {{2019}}, doi = {{{}}}}}\n\
         @article{{b, author = {{Xaver Quint and Olga Brandt}}, title = {{{}}}, journal = {{{}}}, year = {{2021}}}}\n\
         @article{{c, author = {{Nobody Known}}, title = {{Harbours that Nobody has Ever Charted Before}}, journal = {{J}}, year = {{2020}}}}\n",
        one.title, one.venue, one.doi, two.title, two.venue
    )
}

/// A paper, and a home with the user's own settings.
struct Place {
    folder: TempDir,
    at: StandIn,
}

impl Place {
    fn new(settings: &str) -> Self {
        let (folder, at) = (TempDir::new().unwrap(), StandIn::new());
        let place = Self { folder, at };
        place.write("paper/main.tex", MAIN);
        place.write("paper/refs.bib", &refs());
        let settings = format!("{settings}\n{}", place.at.settings());
        place.write("home/services.toml", &settings);
        place
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn lacuna(&self, arguments: &[&str]) -> Output {
        lacuna(arguments, &self.path("paper"), &self.path("home"))
    }
}

fn lacuna(arguments: &[&str], folder: &Path, home: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(arguments).current_dir(folder).env("HOME", home).env("NO_COLOR", "1");
    command.env("LACUNA_CORPORA", home.join("corpora")).env("LACUNA_CACHE", home.join("cache"));
    command.env("LACUNA_SERVICES", home.join("services.toml"));
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "https_proxy", "http_proxy"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8([output.stdout.as_slice(), &output.stderr].concat()).unwrap()
}

#[test]
fn nothing_is_sent_before_the_user_says_so_whatever_a_workspace_sets() {
    let place = Place::new("");
    place.write(
        "paper/lacuna.toml",
        "online = true\nservices = ['*']\n[lacuna]\nonline = true\n[addresses]\ncrossref = 'http://127.0.0.1:1'\n",
    );
    place.write("paper/services.toml", &format!("online = true\n{}", place.at.settings()));
    place.write("paper/.config/lacuna/services.toml", &format!("online = true\n{}", place.at.settings()));
    place.write("paper/.lacuna/services.toml", "online = true\n");
    for arguments in [
        &["verify"][..],
        &["verify", "--all", "--format", "json"],
        &["verify", "--services", "crossref"],
        &["check", "--strict"],
        &["status"],
        &["report"],
        &["add", WORKS[2].doi],
        &["verify", "--offline"],
    ] {
        place.lacuna(arguments);
    }
    assert_eq!(place.at.came().len(), 0);
}

#[test]
fn the_flag_asks_and_a_project_may_forbid_it() {
    let place = Place::new("");
    place.write("paper/lacuna.toml", "online = false\n");
    let told = text(&place.lacuna(&["verify", "--online"]));
    assert!(told.contains("lets no service be asked"), "{told}");
    assert_eq!(place.at.came().len(), 0);
    place.write("paper/lacuna.toml", "services = ['dblp']\n");
    place.lacuna(&["verify", "--online"]);
    let came = place.at.came();
    assert!(!came.is_empty() && came.iter().all(|it| it.service == "dblp"), "{came:?}");
}

#[test]
fn references_are_looked_up_and_what_is_known_is_not_asked_again() {
    let place = Place::new("");
    let services = ["verify", "--online", "--services", "doi,crossref,dblp,openalex"];
    let output = place.lacuna(&services);
    let told = text(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("title, first author, year and identifiers"), "{told}");
    assert!(told.contains("differs      b"), "{told}");
    assert!(told.contains("not-found    c"), "{told}");
    assert!(told.contains("not in Crossref, DBLP and OpenAlex"), "{told}");
    assert!(told.contains("3 references: 1 confirmed, 1 differs, 1 not-found"), "{told}");
    let asked = place.at.came().len();
    assert!((6..=9).contains(&asked), "{:?}", place.at.came());
    let again = text(&place.lacuna(&services));
    assert!(again.contains("with 0 requests"), "{again}");
    assert_eq!(place.at.came().len(), asked);
    // Without the cache everything is asked again.
    fs::remove_dir_all(place.path("home/cache")).unwrap();
    place.lacuna(&services);
    assert!(place.at.came().len() > asked);
}

#[test]
fn consent_in_the_users_own_settings_holds_and_what_was_sent_can_be_read() {
    let place = Place::new("online = true\nservices = ['dblp']\n");
    let log = place.path("home/requests.log");
    let settings = fs::read_to_string(place.path("home/services.toml")).unwrap();
    let with_log = format!("requestLog = '{}'\n{settings}", log.display());
    fs::write(place.path("home/services.toml"), with_log).unwrap();
    let told = text(&place.lacuna(&["verify"]));
    assert!(told.contains("asked: DBLP, with 3 requests"), "{told}");
    let lines = fs::read_to_string(&log).unwrap();
    assert_eq!(lines.lines().count(), 3, "{lines}");
    assert!(lines.lines().all(|it| it.contains(" dblp GET http://127.0.0.1:")), "{lines}");
    let status = text(&place.lacuna(&["status"]));
    assert!(status.contains("services (1): asked, since "), "{status}");
    assert!(status.contains("what is sent: the title, first author, year"), "{status}");
    assert!(status.contains("requests.log"), "{status}");
    place.lacuna(&["verify", "--offline", "--all"]);
    assert_eq!(fs::read_to_string(&log).unwrap(), lines);
}

#[test]
fn a_service_that_is_down_is_said_to_be_down() {
    let place = Place::new("");
    place.at.fail(Fault::Status(403), 0);
    let output = place.lacuna(&["verify", "--online", "--services", "dblp,openalex"]);
    let told = text(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("DBLP could not be asked: it refuses to answer (403)"), "{told}");
    assert!(told.contains("3 references: 3 unchecked"), "{told}");
    assert!(told.contains("OpenAlex was not asked any more after 1 request"), "{told}");
}

#[test]
fn a_work_is_added_once_by_whatever_names_it() {
    let place = Place::new("online = true\n");
    let bridges = &WORKS[2];
    let output = place.lacuna(&["add", &format!("https://doi.org/{}", bridges.doi)]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "hill2015bridges\n", "{}", text(&output));
    let bib = fs::read_to_string(place.path("paper/refs.bib")).unwrap();
    let entry = "@article{hill2015bridges,\n  author  = {Hill, Ann},\n  title   = {Bridges that Sing in the Wind},\n  \
                 journal = {Journal of Bridges},\n  year    = {2015},\n  doi     = {10.1000/bridges.3},\n}\n";
    assert!(bib.ends_with(entry), "{bib}");
    for named in
        [bridges.doi.to_owned(), format!("arXiv:{}", bridges.arxiv), format!("{} Hill", bridges.title)]
    {
        let output = place.lacuna(&["add", &named]);
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "hill2015bridges\n",
            "{named}: {}",
            text(&output)
        );
        assert!(text(&output).contains("is there already"), "{named}");
    }
    assert_eq!(fs::read_to_string(place.path("paper/refs.bib")).unwrap(), bib);
    let diff = place.lacuna(&["add", "--diff", "--key", "moss", &format!("arXiv:{}", WORKS[1].arxiv)]);
    assert!(text(&diff).contains("+@misc{moss,"), "{}", text(&diff));
    assert_eq!(fs::read_to_string(place.path("paper/refs.bib")).unwrap(), bib);
}

#[test]
fn what_is_not_found_is_not_added_and_is_said_where() {
    let place = Place::new("online = true\n");
    let before = fs::read_to_string(place.path("paper/refs.bib")).unwrap();
    let output = place.lacuna(&["add", "10.9999/invented"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("the registry of DOIs, which has no such DOI"), "{}", text(&output));
    let output = place.lacuna(&["add", "https://example.org/paper"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("neither a DOI nor an arXiv id"), "{}", text(&output));
    place.at.fail(Fault::Status(403), 0);
    let output = place.lacuna(&["add", "quite another title of a work"]);
    assert!(text(&output).contains("could not be asked: Crossref"), "{}", text(&output));
    assert_eq!(fs::read_to_string(place.path("paper/refs.bib")).unwrap(), before);
}
