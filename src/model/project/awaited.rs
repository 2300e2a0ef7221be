//! Files that are not here and that something here speaks of: the build makes them, or a submodule brings them.

use std::path::{Path, PathBuf};

use super::build::Build;
use super::types::World;

/// Folders that tools write into.
const MADE_FOLDERS: [&str; 8] = [".lake", "_build", "build", "gen", "generated", "out", "target", "_minted"];

/// What is said of the first of the files `tried` of which something is known, none of which is here; `None` if nothing
/// speaks of any.
pub(super) fn reason(world: &World, tried: &[PathBuf]) -> Option<String> {
    tried.iter().find_map(|it| of_build_files(world, it).or_else(|| of_folder(world, it)))
}

fn of_build_files(world: &World, path: &Path) -> Option<String> {
    world.builds.iter().find_map(|(file, build)| {
        let folder = file.parent()?;
        let within = path.strip_prefix(folder).ok()?;
        let submodule = build.submodules.iter().find(|it| within.starts_with(it));
        if let Some(submodule) = submodule.filter(|it| world.below(&folder.join(it)).next().is_none()) {
            let name = submodule.display();
            return Some(format!(
                "the submodule `{name}` is not checked out: `git submodule update --init {name}`"
            ));
        }
        let name = file.file_name()?.to_string_lossy();
        makes(build, within)
            .then(|| format!("`{name}` names it, so it is likely made when the paper is built"))
    })
}

/// Whether a pattern of a `.gitignore`, or a rule of a makefile, names the file at `within` or a folder above it.
fn makes(build: &Build, within: &Path) -> bool {
    let mut parts = within.ancestors().filter(|it| !it.as_os_str().is_empty());
    parts.any(|part| build.made.iter().any(|it| it.names(part)))
}

/// A folder that tools write into, and in which there is nothing yet.
fn of_folder(world: &World, path: &Path) -> Option<String> {
    let folder = path
        .ancestors()
        .skip(1)
        .find(|it| it.file_name().and_then(|it| it.to_str()).is_some_and(|it| MADE_FOLDERS.contains(&it)))?;
    let is_absent = world.below(folder).next().is_none();
    let name = folder.file_name()?.to_string_lossy();
    is_absent
        .then(|| format!("it is likely made when the paper is built: the folder `{name}` is not here yet"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(build: (&str, &str), path: &str, expected: Option<&str>) {
        let mut world = World::default();
        let file = Path::new("/p").join(build.0);
        world.builds.insert(file.clone(), Build::read(&file, build.1, &|_, _| Vec::new()));
        world.files.insert("/p/out/other.tex".into());
        assert_eq!(reason(&world, &[PathBuf::from(path)]).as_deref(), expected, "{build:?} {path}");
    }

    const IGNORED: Option<&str> = Some("`.gitignore` names it, so it is likely made when the paper is built");
    const RULE: Option<&str> = Some("`Makefile` names it, so it is likely made when the paper is built");

    #[test]
    fn what_a_gitignore_names_is_made() {
        for line in
            ["version.tex", "/paper/version.tex", "paper/version.tex", "*/version.tex", "version.*", "paper/"]
        {
            check((".gitignore", line), "/p/paper/version.tex", IGNORED);
        }
        for line in ["other.tex", "/version.tex", "*.tex", "*", "!version.tex", "# version.tex", "p"] {
            check((".gitignore", line), "/p/paper/version.tex", None);
        }
    }

    #[test]
    fn what_a_makefile_makes_is_made() {
        let makefile = "all: main.pdf\nvc.tex authors.bib: .git/logs/HEAD\n\tvc > $@\n";
        check(("Makefile", makefile), "/p/vc.tex", RULE);
        check(("Makefile", makefile), "/p/authors.bib", RULE);
        check(("Makefile", makefile), "/p/intro.tex", None);
        check(("Makefile", "tex/%.tex: %.md\n"), "/p/intro.tex", None);
        check(("Makefile", "tex/%.tex: %.md\n"), "/p/tex/intro.tex", RULE);
        check(("Makefile", "plots: data.csv\n\tplot $<\n"), "/p/plots/one.tex", RULE);
    }

    #[test]
    fn a_submodule_that_is_not_checked_out() {
        let modules = "[submodule \"tools\"]\n\tpath = lib/PaperTools\n\turl = https://example.org/x\n";
        check(
            (".gitmodules", modules),
            "/p/lib/PaperTools/tex/macros.tex",
            Some(
                "the submodule `lib/PaperTools` is not checked out: `git submodule update --init lib/PaperTools`",
            ),
        );
        check((".gitmodules", modules), "/p/lib/other.tex", None);
        check((".gitmodules", &modules.replace("lib/PaperTools", "out")), "/p/out/x.tex", None);
    }

    #[test]
    fn a_folder_that_tools_write_into() {
        let told = "it is likely made when the paper is built: the folder `gen` is not here yet";
        check(("Makefile", ""), "/p/gen/style.tex", Some(told));
        check(("Makefile", ""), "/p/out/style.tex", None);
    }
}
