//! The macros that the authors of a paper define themselves.

use rustc_hash::FxHashSet;

use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::syntax::tex::Definition;

/// Macros are defined within so many paragraphs of a file's beginning: all files are looked through at each edit.
const AT_HEAD: usize = 100;

/// The names of the macros with one body for which `holds` is true of the definition and the body.
pub(super) fn own_macros<'a>(
    snapshot: &'a Snapshot,
    project: &'a Project,
    holds: impl Fn(&Definition, &str) -> bool,
) -> FxHashSet<&'a str> {
    let files = project.files.iter().filter_map(|it| snapshot.tex(it));
    let chunks = files.flat_map(|it| it.chunks.iter().take(AT_HEAD)).map(|it| &it.1);
    let defined = chunks.flat_map(|chunk| chunk.definitions.iter().map(move |it| (&chunk.text, it)));
    let wanted = defined.filter(|(text, it)| {
        let [body] = it.bodies.as_slice() else { return false };
        text.get(body.std()).is_some_and(|body| holds(it, body))
    });
    wanted.map(|it| it.1.name.as_str()).collect()
}
