//! `unused-entry`: entries that nothing cites.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::scope::{Scope, is_no_work};
use crate::model::bibliography::{EntryNumber, named_keys};
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::tex::TexFile;
use crate::text::composed;

/// The rule.
pub const RULE: Rule = Rule {
    code: "unused-entry",
    level: Level::Hint,
    verdicts: &[],
    is_gap: false,
    explanation: "Nothing in the project cites an entry.\n\n\
         Example: `@book{knuth1984, ...}` without `\\cite{knuth1984}`.\n\n\
         Silent under `\\nocite{*}`, and in a large file of which less than a fifth is used: that serves several papers.\n\n\
         Fix: cite the entry or remove it.",
};

/// A file with more entries than this, of which less than a fifth is used, serves several papers.
const SHARED: usize = 200;

/// Reports the entries that nothing cites.
pub(crate) fn check(report: &mut Report, scope: &Scope) {
    let is_off = RULE.level_in(&report.snapshot.settings, None) == Level::Off;
    if is_off || serves_several_papers(scope) {
        return;
    }
    for number in unused(report.snapshot, &report.document.id, scope).unwrap_or_default() {
        let entry = scope.bib.entry(number);
        if !report.is_typed(entry.range) {
            report.add(RULE, entry.key_range, format!("Nothing cites `{}`; cite it or remove it", entry.key));
        }
    }
}

/// Whether the file is so large, and so little of it is cited, that it serves more papers than are seen.
pub(crate) fn serves_several_papers(scope: &Scope) -> bool {
    let cited = scope.cited.iter().filter(|it| it.bibliography == scope.file).count();
    scope.bib.len() > SHARED && cited * 5 < scope.bib.len()
}

/// The entries of a bibliography that nothing cites, in order; the error says why that cannot be known.
pub(crate) fn unused(
    snapshot: &Snapshot,
    id: &DocumentId,
    scope: &Scope,
) -> Result<Vec<EntryNumber>, &'static str> {
    // What cannot be seen may cite anything.
    let projects: Vec<_> = snapshot.projects_with(id).cloned().collect();
    if scope.project.is_none() {
        return Err("no paper that is seen declares it");
    }
    if projects.iter().any(|it| it.adopted) {
        return Err("a text that names no bibliography lies beside it, and may be read with it");
    }
    if snapshot.loading || projects.iter().any(|it| !it.missing.is_empty() || !it.is_complete()) {
        return Err("a file of a paper is missing, which may cite them");
    }
    let is_read = |it: &TexFile| !it.is_too_large() && it.chunks.iter().all(|it| !it.1.is_too_long);
    let mut files = projects.iter().flat_map(|it| &it.files).filter_map(|it| snapshot.tex(it));
    if !files.all(|it| is_read(it)) {
        return Err("a file of a paper is too large to be read, and may cite them");
    }
    let cites_all = projects.iter().any(|project| {
        let mut citations = snapshot.project_citations(project);
        citations.any(|(_, _, it)| it.groups.iter().any(|it| it.keys.iter().any(|key| key.text == "*")))
    });
    if cites_all {
        return Err("`\\nocite{*}` cites all of it");
    }
    let used = used(scope);
    let all = EntryNumber::try_from(scope.bib.len()).unwrap_or(EntryNumber::MAX);
    let faults: FxHashSet<_> =
        scope.bib.faults().iter().filter_map(|it| scope.bib.at(it.range.start)).collect();
    let mut unused = (0..all).filter(|it| !used.contains(it) && !faults.contains(it)).peekable();
    if unused.peek().is_none() {
        return Ok(Vec::new());
    }
    let told = told(snapshot, &projects).ok_or("a paper cites in another language, which is not read")?;
    let is_work = |number: &EntryNumber| {
        let entry = scope.bib.entry(*number);
        !entry.key.is_empty() && !is_no_work(&entry) && !told.contains(&*entry.key)
    };
    Ok(unused.filter(is_work).collect())
}

/// What stands where a command or a language that is not understood may have keys: as an argument or an item of one,
/// behind `=` or `@`. `None` where files are read that cannot be seen.
pub(super) fn told(snapshot: &Snapshot, projects: &[Arc<Project>]) -> Option<FxHashSet<String>> {
    let mut told = FxHashSet::default();
    let files = projects.iter().flat_map(|it| &it.files).filter_map(|it| snapshot.tex(it));
    for chunk in files.flat_map(|it| &it.chunks).map(|(_, chunk)| chunk) {
        if chunk.calls.iter().any(|it| UNSEEN.contains(&it.name.as_str())) {
            return None;
        }
        for line in chunk.text.lines() {
            let code = line.split('%').next().unwrap_or_default();
            let opening = |it: &(usize, u8)| matches!(it.1, b'{' | b',' | b'=' | b'@');
            for (at, _) in code.bytes().enumerate().filter(opening) {
                let item = code[at + 1..].trim_start();
                let end = item.find(|c: char| c.is_whitespace() || "{},;]".contains(c)).unwrap_or(item.len());
                let is_item = end > 0
                    && !item[..end].contains('\\')
                    && item[end..].trim_start().starts_with(['}', ',', ';', ']']);
                // In running text a comma or two prove nothing.
                let is_word = code[at..].starts_with(", ") && !item[end..].starts_with(['}', ',']);
                if is_item && !is_word && !told.contains(&item[..end]) {
                    told.insert(item[..end].to_owned());
                }
            }
        }
    }
    Some(told)
}

/// Commands that read files in which other syntaxes cite.
const UNSEEN: &[&str] = &["markdownInput", "yamlInput", "directlua", "luaexec", "PandocInput"];

/// The entries of the file that are cited, and those that these name.
fn used(scope: &Scope) -> FxHashSet<EntryNumber> {
    let mut used = FxHashSet::default();
    let mut open: Vec<_> = scope.cited.iter().copied().collect();
    let mut seen = scope.cited.clone();
    while let Some(id) = open.pop() {
        if id.bibliography == scope.file {
            used.insert(id.entry);
        }
        let entry = scope.library.raw_entry(id);
        for name in ["crossref", "xdata", "xref", "entryset", "related"] {
            let Some(field) = entry.field(name) else { continue };
            let keys = scope.library.expand(id, field);
            let named = keys.split(',').flat_map(|key| scope.library.definitions(&composed(key.trim())));
            open.extend(named.filter(|it| seen.insert(*it)));
        }
        // Cite commands in a note act where the entry is printed.
        for named in named_keys(&entry).iter().filter(|it| !it.is_alias) {
            open.extend(scope.library.definitions(&named.key).into_iter().filter(|it| seen.insert(*it)));
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn entries_that_nothing_cites() {
        let bib = "
%- refs.bib
@book{a, title = {A}, author = {A}, publisher = {P}, year = 2020}
@inbook{b, author = {B}, title = {T}, crossref = {c}, pages = 1}
@book{c, title = {A}, author = {A}, publisher = {P}, year = 2020}
@book{d, title = {A}, author = {A}, publisher = {P}, year = 2020, ids = {dd}}
";
        check(
            &format!("{bib}%- main.tex\n\\cite{{b,dd}} \\bibliography{{refs}}"),
            expect![[r#"
            @book{a, title = {A}, author = {A}, publisher = {P}, year = 2020}
                  ^ unused-entry: Nothing cites `a`; cite it or remove it
        "#]],
        );
        check(&format!("{bib}%- main.tex\n\\cite{{b,dd}} \\nocite{{*}} \\bibliography{{refs}}"), expect![""]);
        check(bib, expect![""]);
    }

    const FOUR: &str = "
%- refs.bib
@misc{one, title = {A}, year = 2020}
@misc{two, title = {B}, year = 2020, note = {In \\cite[p.~3]{one}}}
@misc{three, title = {C}, year = 2020}
@misc{never, title = {D}, year = 2020}
";

    #[track_caller]
    fn check_never(text: &str) {
        check(
            &format!("{FOUR}%- main.tex\n{text}\n\\bibliography{{refs}}"),
            expect![[r#"
                @misc{never, title = {D}, year = 2020}
                      ^^^^^ unused-entry: Nothing cites `never`; cite it or remove it
            "#]],
        );
    }

    #[test]
    fn citations_in_other_syntaxes_are_uses() {
        // In a note of an entry that is cited.
        check_never(r"\cite{two,three}");
        check_never(r"\DeclareAcronym{T}{short = T, cite = {two,three}}");
        check_never(
            r"\DeclareAcronym{T}{cite = two, short = {T, {x}}} \DeclareAcronym{U}{cite={[see][p. 3]{three}}}",
        );
        check_never(
            "\\begin{markdown}\nAs @two says [see @three, p. 3; -@one], not me@never.org.\n\\end{markdown}",
        );
        check_never(r"\defbibentryset{s}{two,three} \cite{s}");
    }

    #[test]
    fn what_is_not_understood_may_cite() {
        check_never(r"\cite{one} \quoted{two} \mark{x}[source={three}] and never, I say");
        check(
            &format!("{FOUR}%- main.tex\n\\cite{{two}} \\markdownInput{{part.md}} \\bibliography{{refs}}"),
            expect![[""]],
        );
    }

    #[test]
    fn an_entry_cited_in_another_case_is_used_for_bibtex() {
        let bib = "%- refs.bib\n@misc{knuth, title = {A}, year = 1968}\n%- main.tex\n";
        check(&format!("{bib}\\cite{{Knuth}} \\bibliography{{refs}}"), expect![[""]]);
        check(
            &format!("{bib}\\usepackage{{biblatex}}\\addbibresource{{refs.bib}}\\cite{{Knuth}}"),
            expect![[r#"
            @misc{knuth, title = {A}, year = 1968}
                  ^^^^^ unused-entry: Nothing cites `knuth`; cite it or remove it
        "#]],
        );
    }
}
