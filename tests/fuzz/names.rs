//! Names of files: patterns, paths, addresses.

use std::path::{Path, PathBuf};

use lacuna::model::document::{DocumentId, Kind, file_name, normalised};
use lacuna::model::project::{World, configured_paths};

use crate::ugly::run;

const SEEDS: [&str; 9] = [
    "chapters/../refs.bib",
    "refs/*.bib",
    "**/[a-z]?.bib",
    "/abs//./x",
    "C:\\Users\\me\\x.tex",
    "file:///c%3A/My%20Files/%C3%A4.tex",
    "\\\\server\\share\\x.bib",
    "untitled:Untitled-1",
    "~/zotero.bib",
];

const PIECES: [&str; 28] = [
    "/", "\\", "..", ".", "*", "**", "?", "[", "]", "{", "}", ",", "!", "-", "a", "%", "%2F", "%00", "%zz",
    ":", "file://", "~", ".bib", ".tex", " ", "é", "\0", "#",
];

#[test]
fn any_name_is_looked_up_and_found_where_it_was_looked_for() {
    let root = DocumentId::of_path(Path::new("/project/main.tex"));
    let files = ["/project/refs.bib", "/project/refs/a.bib", "/project/ä b.bib", "/other/x.bib"];
    let world = World { files: files.iter().map(PathBuf::from).collect(), ..World::default() };
    run(
        2_000,
        |random| random.text(&SEEDS, &PIECES),
        |_, name| {
            for found in configured_paths(&root, name, &world) {
                assert!(world.files.contains(&found) || !name.contains('*'), "{}", found.display());
            }
            let path = normalised(Path::new(name));
            assert_eq!(normalised(&path), path);
            Kind::of_path(&path);
            let id = DocumentId::of_path(&path);
            if let Some(again) = id.path() {
                assert_eq!(DocumentId::of_path(again), id);
            }
            file_name(&id);
            let of_uri = DocumentId::of_uri(&format!("file:///{name}"));
            if let Some(path) = of_uri.path() {
                assert_eq!(DocumentId::of_path(path), of_uri);
            }
        },
    );
}
