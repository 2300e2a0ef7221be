//! `written-reference`: a list of references that is written out, in a document that cites with commands.

use crate::model::cite_commands::Role;
use crate::model::project::Project;
use crate::model::uses::is_cited;
use crate::resolve::numeric_citations::{HEADINGS, heading};
use crate::resolve::reference::described;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::tex::{Silence, TexFile};
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "written-reference",
    level: Level::Hint,
    verdicts: &[],
    is_gap: true,
    explanation: "A reference is written out under a heading, in a document that has a bibliography and cites with commands.\n\n\
         Example: `## References` and `1. Devlin, J. (2019). BERT: ...`, as language models end their answers.\n\n\
         Silent where no work is cited by a command, and in `thebibliography`.\n\n\
         Fix: cite the entry where the text speaks of the work, and remove the line.",
};

/// So many references are read.
const MOST: usize = 200;
/// An item has so many letters at least.
const SHORTEST: usize = 20;

/// Reports each reference of the lists in a LaTeX file.
pub(in crate::rules) fn check(report: &mut Report, project: &Project) {
    let Some(tex) = report.document.tex() else { return };
    if project.has_no_bibliography() || project.library.own().is_empty() {
        return;
    }
    let found = items(tex);
    let mut citations = report.snapshot.project_citations(project);
    let cites = !found.is_empty()
        && citations.any(|(_, _, it)| {
            matches!(it.role, Role::Cite | Role::Textual) && it.groups.iter().any(|it| !it.keys.is_empty())
        });
    if !cites {
        return;
    }
    let cited = |key: &str| is_cited(report.snapshot, project, key);
    for range in found {
        let text = report.document.text.slice(range).into_owned();
        let entry =
            project.library.is_indexed().then(|| described(&text, &project.library, &cited)).flatten();
        let message = match entry.map(|it| project.library.key(it)) {
            Some(key) => format!("A reference that is written out; it is in the bibliography as `{key}`: cite that and remove it"),
            None => "A reference that is written out, and no entry is certain to be it; add one, cite it and remove this".to_owned(),
        };
        let key = entry.map(|it| project.library.key(it));
        report.add(RULE, range, message).data.candidates.extend(key);
    }
}

/// The references that stand in lists under a heading that names them so.
pub fn items(tex: &TexFile) -> Vec<ByteRange> {
    let mut found: Vec<ByteRange> = Vec::new();
    let mut under_heading = false;
    for (start, chunk) in &tex.chunks {
        under_heading = heading(chunk).unwrap_or(under_heading);
        let mut at = 0;
        let mut open = false;
        for line in chunk.text.split_inclusive('\n') {
            let begin = at;
            at += line.len();
            let written = line.trim();
            if let Some(title) = markdown_heading(written) {
                under_heading = HEADINGS.contains(&title.to_lowercase().as_str());
            }
            if found.len() >= MOST || !under_heading {
                open = false;
                continue;
            }
            let from = start + begin + (line.len() - line.trim_start().len());
            let whole = ByteRange::new(from, from + written.len());
            if tex.silence_at(from) >= Some(Silence::Gaps) {
                open = false;
            } else if let Some(lead) = marker(written) {
                found.push(ByteRange::new(from + lead, whole.end));
                open = true;
            } else if written.is_empty() || written.starts_with('\\') {
                open = false;
            } else if let Some(last) = found.last_mut().filter(|_| open) {
                last.end = whole.end;
            }
        }
    }
    found.retain(|it| it.len() >= SHORTEST && is_reference(tex.text_of(*it)));
    found
}

/// Whether an item tells a year, and is not itself cited.
fn is_reference(text: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    let has_year = numbers.any(|it| it.len() == 4 && (it.starts_with("19") || it.starts_with("20")));
    has_year && !["cite", "bibitem", "fullref"].iter().any(|it| text.contains(it))
}

/// The title of `## References`, `**References**`.
fn markdown_heading(line: &str) -> Option<&str> {
    let hashes = line.trim_start_matches('#');
    if hashes.len() < line.len() {
        return hashes.starts_with(' ').then(|| hashes.trim().trim_end_matches(':'));
    }
    let bold = line.trim_end_matches(':').strip_prefix("**")?.strip_suffix("**")?;
    Some(bold.trim_end_matches(':'))
}

/// How many bytes the number or the bullet of an item takes.
fn marker(line: &str) -> Option<usize> {
    let number = |it: &str| !it.is_empty() && it.len() <= 3 && it.bytes().all(|byte| byte.is_ascii_digit());
    let lead = match line.strip_prefix('[').and_then(|it| it.split_once(']')) {
        Some((inner, _)) if number(inner) => inner.len() + 2,
        Some(_) => return None,
        None => match line.split_once(['.', ')']) {
            Some((inner, rest)) if number(inner) && rest.starts_with(' ') => inner.len() + 1,
            _ => ["- ", "* ", "• ", "\\item "].iter().find(|it| line.starts_with(**it))?.len(),
        },
    };
    let rest = &line[lead..];
    let text = rest.trim_start();
    text.starts_with(|c: char| c.is_alphabetic() || "*\"“`_".contains(c))
        .then(|| lead + rest.len() - text.len())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::{BIB, WORKS, check};

    #[test]
    fn references_that_are_written_out() {
        check(
            &(r#"
%- main.tex
It is so \cite{devlin2019bert}.

## References

1. Devlin, J., and Chang, M. (2019). BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding. NAACL.
2. Moor, A. (2020). Something else entirely.
   Journal of Things.

\section*{References}

[1] J. Devlin and M. Chang, ``BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding,'' 2019.
- See our page for more of them
- An article of the year 2019~\cite{devlin2019bert}
\section{Steps}
1. Take the pan and put the butter into it.
"#
            .to_owned()
                + WORKS),
            expect![[r#"
                ## References
                ^^^^^^^^^^^^^ generated-text: `## References` is Markdown; write it in LaTeX
                1. Devlin, J., and Chang, M. (2019). BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding. NAACL.
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ written-reference: A reference that is written out; it is in the bibliography as `devlin2019bert`: cite that and remove it
                2. Moor, A. (2020). Something else entirely.
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ written-reference: A reference that is written out, and no entry is certain to be it; add one, cite it and remove this
                [1] J. Devlin and M. Chang, ``BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding,'' 2019.
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ written-reference: A reference that is written out; it is in the bibliography as `devlin2019bert`: cite that and remove it
            "#]],
        );
    }

    #[test]
    fn lists_that_are_a_papers_own() {
        check(
            &(r"
%- main.tex
\section*{References}

[1] J. Devlin and M. Chang, ``BERT: Pre-training of Deep Bidirectional Transformers,'' 2019.
"
            .to_owned()
                + BIB),
            expect![[""]],
        );
        check(
            &(r"
%- main.tex
It is so \cite{devlin}.
\section*{References}
\begin{thebibliography}{9}
\bibitem{a} Moor, A. (2020). Something else entirely.
\end{thebibliography}
% 1. Moor, A. (2020). Something else entirely.
"
            .to_owned()
                + BIB),
            expect![[""]],
        );
    }
}
