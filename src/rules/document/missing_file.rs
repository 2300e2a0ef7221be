//! `missing-file`: an included file that cannot be found or read.

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use super::absence::message;
use crate::model::links::LinkKind;
use crate::model::project::{LinkState, Project};
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::tex::{MAX_BRACES, MAX_BYTES, MAX_PARAGRAPH};
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "missing-file",
    level: Level::Error,
    verdicts: &[],
    is_gap: false,
    explanation: "An included file cannot be found or read.\n\n\
         Example: `\\input{chapters/intro}` where there is no `chapters/intro.tex`.\n\n\
         A file that the build makes (a `.gitignore` or a makefile names it) or that a submodule brings is told as information. So is a root document that a chapter names by `%!TEX root` or `TeX-master` and that is not there: TeX does not read it.\n\n\
         Fix: correct the name, or create the file; the message says where it was looked for.",
};

/// Reports each file that is not there, where it is named first; and a document that is too large to be read.
pub(crate) fn check(report: &mut Report, project: &Project) {
    let documents = &report.snapshot.documents;
    let world = &report.snapshot.world;
    let id = &report.document.id;
    let level = RULE.level_in(&report.snapshot.settings, None);
    if report.document.tex().is_some_and(|it| it.is_too_large()) {
        let size = report.document.text.len() >> 20;
        let message = match report.document.text.len() > MAX_BYTES {
            true => format!(
                "The file is too large to be read as LaTeX ({size} MiB, at most {} MiB); split it",
                MAX_BYTES >> 20
            ),
            false => format!("The file has over {MAX_BRACES} braces, too many to be read as LaTeX; split it"),
        };
        report.add(RULE, ByteRange::empty(0), message);
    }
    for (start, chunk) in report.document.tex().into_iter().flat_map(|it| &it.chunks) {
        if chunk.is_too_long {
            let message = format!(
                "This paragraph is too long to be read ({} KiB, at most {} KiB); part it by an empty line, or put it \
                 into a file of its own",
                chunk.text.len() >> 10,
                MAX_PARAGRAPH >> 10
            );
            report.add_at(RULE, level.min(Level::Information), ByteRange::empty(*start), message);
        }
    }
    let mut named: FxHashSet<(&str, &[PathBuf])> = FxHashSet::default();
    for missing in &project.missing {
        if !named.insert((&missing.name, &missing.tried)) || missing.place.document != *id {
            continue;
        }
        let Some(link) = missing.place.link(documents) else { continue };
        // A hint for programs, mostly in a comment: TeX itself does not read it.
        let (what, most) = match link.kind {
            LinkKind::Root => ("root document", Level::Information),
            _ if !report.speaks(RULE, link.range.start) => continue,
            _ if matches!(missing.state, LinkState::Awaited(_)) => ("file", Level::Information),
            _ => ("file", Level::Error),
        };
        if let Some(message) = message(world, &missing.state, what, &missing.name, &missing.tried) {
            report.add_at(RULE, level.min(most), link.range, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;
    use crate::rules::diagnostics;

    #[test]
    fn a_paragraph_that_is_too_long_says_so_and_the_others_are_judged() {
        let long = "word \\cite{nokey} ".repeat(60_000);
        let fixture = Fixture::new(&format!(
            "\n%- main.tex\n\\bibliography{{r}}\\cite{{other}}\n\n{long}\n%- r.bib\n@misc{{a, title = {{A}}}}\n"
        ));
        let messages: Vec<String> =
            diagnostics(&fixture.snapshot, &fixture.id).into_iter().map(|it| it.message).collect();
        assert_eq!(messages.len(), 2);
        assert!(messages[0].starts_with("No entry has the key `other`"), "{messages:?}");
        assert!(messages[1].starts_with("This paragraph is too long to be read (1054 KiB"), "{messages:?}");
    }

    #[test]
    fn a_file_that_is_too_large_says_so() {
        let fixture = Fixture::new(&format!("\n%- main.tex\n{}\n", "{".repeat(17 << 20)));
        let messages: Vec<String> =
            diagnostics(&fixture.snapshot, &fixture.id).into_iter().map(|it| it.message).collect();
        assert_eq!(
            messages,
            ["The file is too large to be read as LaTeX (17 MiB, at most 16 MiB); split it"]
        );
    }
}
