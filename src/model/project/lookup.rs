//! Where a path that is written in a document may lie.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use rustc_hash::FxHashMap;

use super::build::Build;
use super::types::World;
use crate::model::document::{DocumentId, Kind, is_absolute, normalised};
use crate::model::links::{Link, LinkKind};

/// Macros within macros of a path are replaced this deep.
const DEPTH: usize = 4;

/// `path` with the string macros in it replaced; `None` if one is not known.
pub fn expanded(path: &str, strings: &FxHashMap<String, String>) -> Option<String> {
    let mut text = path.to_owned();
    for _ in 0..DEPTH {
        let Some(at) = text.find('\\') else { return Some(text.trim().to_owned()) };
        let rest = &text[at + 1..];
        let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(length);
        // What holds a parameter is defined within another macro, when that one is used.
        let value = strings.get(name).filter(|it| !it.contains('#'))?;
        let behind = behind.strip_prefix("{}").unwrap_or(behind.trim_start());
        text = format!("{}{value}{behind}", &text[..at]);
    }
    (!text.contains('\\')).then_some(text)
}

/// Folders against which a path in `file` counts: TeX runs in the root's folder; the folder of the
/// including file is what people often mean.
fn bases(root: &DocumentId, file: &DocumentId, path: &str, world: &World) -> Vec<PathBuf> {
    let mut bases: Vec<PathBuf> =
        [root, file].iter().filter_map(|it| it.path()?.parent()).map(Path::to_owned).collect();
    bases.dedup();
    // `..` leads where the folder really lies: so the system resolves it for TeX.
    if path.starts_with("..") {
        let real: Vec<PathBuf> = bases.iter().filter_map(|it| world.really(it)).collect();
        bases.splice(0..0, real);
    }
    bases
}

/// A path with `~/` replaced by the user's home folder, as kpathsea does (its manual, "Tilde expansion").
fn at_home(path: &str, world: &World) -> String {
    match (path.strip_prefix("~/"), &world.home) {
        (Some(rest), Some(home)) => slashes(&home.join(rest).to_string_lossy()),
        _ => slashes(path),
    }
}

fn slashes(path: &str) -> String {
    path.replace('\\', "/")
}

/// How many folders above the root's are looked at, too: TeX may be run from one of them.
const ABOVE: usize = 3;

/// Of `relative` in the folders above the root's, what is known to exist.
fn above(root: &DocumentId, relative: &[PathBuf], world: &World) -> Vec<PathBuf> {
    folders_above(root, relative, world).into_iter().filter(|it| world.files.contains(it)).collect()
}

fn folders_above(root: &DocumentId, relative: &[PathBuf], world: &World) -> Vec<PathBuf> {
    let is_own = |it: &&Path| Some(*it) != world.home.as_deref() && it.components().count() > 1;
    let folders =
        root.path().into_iter().flat_map(|it| it.ancestors().skip(2).take(ABOVE).take_while(is_own));
    folders.flat_map(|folder| relative.iter().map(|it| normalised(&folder.join(it)))).collect()
}

/// Where a bibliography may lie that is nowhere else: TeX may be run from a folder above, of which no walk may know.
pub fn bibliographies_above(root: &DocumentId, path: &str, world: &World) -> Vec<PathBuf> {
    let path = Path::new(path);
    if is_absolute(path) || path.starts_with("~") || path.starts_with("..") {
        return Vec::new();
    }
    let named = path.extension().is_some_and(|it| it == "bib");
    folders_above(root, &[if named { path.to_owned() } else { with_suffix(path, ".bib") }], world)
}

/// Where the root document that `file` names as `path` may lie: such names count from the file itself; of a bare name
/// TeX may also be run from a folder above.
pub fn root_paths(file: &DocumentId, path: &str, world: &World) -> Vec<PathBuf> {
    let Some(folder) = file.path().and_then(Path::parent) else { return Vec::new() };
    let at = folder.join(at_home(path, world));
    let has_extension = Kind::is_document(&at);
    let longer = (!has_extension).then(|| with_suffix(&at, ".tex"));
    let bare = Path::new(path);
    let is_bare = bare.components().all(|it| matches!(it, Component::Normal(_))) && !path.starts_with('~');
    let named = if has_extension { bare.to_owned() } else { with_suffix(bare, ".tex") };
    let higher = if is_bare { above(file, &[named], world) } else { Vec::new() };
    unique(longer.into_iter().chain([at]).chain(higher))
}

/// Where an included file or a local package may lie, best first. `path` is what `link` names, with the
/// macros in it replaced.
pub fn include_paths(
    root: &DocumentId,
    file: &DocumentId,
    link: &Link,
    path: &str,
    world: &World,
) -> Vec<PathBuf> {
    let path = at_home(path, world);
    let mut relative = Vec::new();
    let mut literate = Vec::new();
    let mut from_here = false;
    match &link.kind {
        LinkKind::Include { folder, from_here: here, .. } => {
            from_here = *here;
            let at = PathBuf::from(slashes(folder)).join(&path);
            let has_extension = Kind::is_document(&at);
            if !has_extension {
                relative.push(with_suffix(&at, ".tex"));
                // What knitr, Sweave or lhs2TeX make a .tex file of.
                literate.extend(
                    ["Rnw", "rnw", "Snw", "Rtex", "lhs", "ltx"].map(|it| with_suffix(&at, &format!(".{it}"))),
                );
            }
            // `\input{notes.txt}` names a file as it is; a plain name never does.
            if has_extension || path.rsplit('/').next().is_some_and(|it| it.contains('.')) {
                relative.push(at);
            }
        }
        LinkKind::Package { class } => {
            relative.push(with_suffix(Path::new(&path), if *class { ".cls" } else { ".sty" }));
        }
        LinkKind::Root => return root_paths(file, &path, world),
        LinkKind::Bibliography { .. } => return Vec::new(),
    }
    let bases = match file.path().and_then(Path::parent) {
        Some(own) if from_here => vec![own.to_owned()],
        _ => bases(root, file, &path, world),
    };
    let mut paths = unique(bases.iter().flat_map(|base| relative.iter().map(|it| base.join(it))));
    let sources = bases.iter().flat_map(|base| literate.iter().map(|it| normalised(&base.join(it))));
    paths.extend(sources.filter(|it| world.files.contains(it)));
    if !from_here && !paths.iter().any(|it| world.files.contains(it)) {
        paths.extend(above(root, &relative, world));
    }
    if matches!(link.kind, LinkKind::Include { .. }) && !from_here {
        paths.extend(searched(root, &world.tex_inputs, |it| &it.tex_inputs, &relative, world));
    }
    unique(paths)
}

/// Where a bibliography may lie, best first.
pub fn bibliography_paths(
    root: &DocumentId,
    file: &DocumentId,
    path: &str,
    add_extension: bool,
    world: &World,
) -> Vec<PathBuf> {
    let path = at_home(path, world);
    let named = path.ends_with(".bib");
    let mut relative = Vec::new();
    if !named {
        relative.push(with_suffix(Path::new(&path), ".bib"));
    }
    if named || !add_extension {
        relative.push(PathBuf::from(&path));
    }
    let bases = bases(root, file, &path, world);
    let mut paths = unique(bases.iter().flat_map(|base| relative.iter().map(|it| base.join(it))));
    if !paths.iter().any(|it| world.files.contains(it)) {
        paths.extend(above(root, &relative, world));
    }
    paths.extend(searched(root, &world.bib_inputs, |it| &it.bib_inputs, &relative, world));
    unique(paths)
}

/// Where `relative` may lie in the folders that TeX searches: those of build files at or above the root's
/// folder, then the user's own.
fn searched(
    root: &DocumentId,
    own: &[PathBuf],
    of_build: fn(&Build) -> &[PathBuf],
    relative: &[PathBuf],
    world: &World,
) -> Vec<PathBuf> {
    let Some(folder) = root.path().and_then(Path::parent) else { return Vec::new() };
    let folders =
        world.builds_of(root).flat_map(|(_, build)| of_build(build)).chain(own).map(|it| folder.join(it));
    let mut paths = Vec::new();
    for folder in folders {
        match folder.parent().filter(|_| folder.ends_with("**")) {
            Some(above) => {
                let above = normalised(above);
                let below = world.below(&above);
                paths.extend(below.filter(|it| relative.iter().any(|end| it.ends_with(end))).cloned());
            }
            None => paths.extend(relative.iter().map(|it| normalised(&folder.join(it)))),
        }
    }
    paths
}

/// The name with its extension, where it lacks one.
pub fn with_extension(name: &str, extension: &str) -> String {
    let suffix = format!(".{extension}");
    if name.ends_with(&suffix) { name.to_owned() } else { name.to_owned() + &suffix }
}

/// The files that biblatex's `glob` names.
pub fn matching(root: &DocumentId, file: &DocumentId, pattern: &str, world: &World) -> Vec<PathBuf> {
    let found = |base: &Path| matching_below(base, &slashes(pattern), world);
    bases(root, file, pattern, world).iter().map(|it| found(it)).find(|it| !it.is_empty()).unwrap_or_default()
}

/// The files that a setting names: a path or pattern, absolute, under `~/` or from the root's folder.
pub fn configured_paths(root: &DocumentId, pattern: &str, world: &World) -> Vec<PathBuf> {
    let pattern = slashes(pattern);
    let (folder, rest) = match (pattern.strip_prefix("~/"), &world.home) {
        (Some(rest), Some(home)) => (home.as_path(), rest),
        _ => (root.path().and_then(Path::parent).unwrap_or(Path::new("")), pattern.as_str()),
    };
    if !rest.contains(['*', '?', '[', '{']) {
        return vec![normalised(&folder.join(rest))];
    }
    matching_below(folder, rest, world)
}

/// The known files that `pattern` names, from `folder` on.
fn matching_below(folder: &Path, pattern: &str, world: &World) -> Vec<PathBuf> {
    let folder = globset::escape(&slashes(&folder.to_string_lossy()));
    let whole = normalised(&Path::new(&folder).join(pattern));
    let is_plain = |it: &Component| !it.as_os_str().to_string_lossy().contains(['*', '?', '[', '{', '\\']);
    let plain: PathBuf = whole.components().take_while(is_plain).collect();
    let Some(whole) = glob(&slashes(&whole.to_string_lossy())) else { return Vec::new() };
    let matches = |it: &&PathBuf| whole.is_match(slashes(&it.to_string_lossy()));
    world.below(&plain).filter(matches).cloned().collect()
}

/// `None` where it is malformed. `*` stays within a path's part, `**` does not.
fn glob(pattern: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(pattern.trim_start_matches("./")).literal_separator(true).build();
    Some(glob.ok()?.compile_matcher())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut text = path.as_os_str().to_owned();
    text.push(suffix);
    PathBuf::from(text)
}

fn unique(paths: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = Vec::new();
    for path in paths {
        let path = normalised(&path);
        if !out.contains(&path) {
            out.push(path);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, path, expected) in [
            ("refs/*.bib", "refs/a.bib", true),
            ("refs/*.bib", "refs/x/a.bib", false),
            ("./**/*.bib", "refs/x/a.bib", true),
            ("**/*.bib", "a.bib", true),
            ("?.bib", "ab.bib", false),
            ("{a,b}[0-9].bib", "b7.bib", true),
            ("[a.bib", "a.bib", false),
        ] {
            assert_eq!(glob(pattern).is_some_and(|it| it.is_match(path)), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn macros_in_paths_are_replaced_where_they_are_known() {
        let strings: FxHashMap<String, String> =
            [("bibdir", "refs"), ("jobname", "main"), ("deep", r"\bibdir/x")]
                .map(|(a, b)| (a.into(), b.into()))
                .into_iter()
                .collect();
        assert_eq!(expanded(r"\bibdir/all.bib", &strings).as_deref(), Some("refs/all.bib"));
        assert_eq!(expanded(r"\jobname", &strings).as_deref(), Some("main"));
        assert_eq!(expanded(r"\deep{}/y", &strings).as_deref(), Some("refs/x/y"));
        assert_eq!(expanded(r"\other/y", &strings), None);
    }
}
