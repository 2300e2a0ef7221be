//! Keys, and bibliographies written by hand.

use super::fixture;
use crate::rules::diagnostics;
use crate::rules::keys::{key_case, undefined_citation};
use crate::settings::Level;

#[test]
fn keys_may_hold_nearly_any_character() {
    for key in [
        "DBLP:conf/x/1",
        "a.b+c_d-e",
        "o'neil",
        "a&b",
        "smith(2020)",
        "a!b",
        "müller2020",
        "été",
        "2020",
        "a~b",
        "a*b",
        "a@b",
        "a;b",
        "a?b",
        "a=b",
        "a/b",
        "a|b",
        "a<b>",
        "a[b]",
    ] {
        let text = format!(
            "%- main.tex\n\\cite{{{key}}} \\cite{{ {key} , {key}x}}\n%- refs.bib\n@misc{{{key}, title = {{A}}}}\n"
        );
        let fixture = fixture(&text);
        let found: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id)
            .iter()
            .map(|it| (it.rule, fixture.text()[it.range.std()].to_owned()))
            .collect();
        assert_eq!(found, [(undefined_citation::RULE, format!("{key}x"))], "{key}");
    }
    let spaced =
        fixture("%- main.tex\n\\cite{key with space}\n%- refs.bib\n@misc{key with space, title = {A}}\n");
    assert_eq!(diagnostics(&spaced.snapshot, &spaced.id), []);
}

#[test]
fn every_form_of_a_bibliography_written_by_hand_defines_its_keys() {
    let text = r"
%- main.tex
\documentclass{article}
\begin{document}
\cite{a,b,c,d,e,f,none}
\begin{thebibliography}{99}
\bibitem{a} A
\bibitem[Lab(2020)]{b} B
\bibitem[{[x]}]{c} C
\bibitem[\protect\citeauthoryear{Smith}{2020}]%
  {d}
D
\bibitem[\protect\citename{Smith, }2020]{e}
\bibitem [Label~\emph{x}]{f}

F, in a paragraph of its own.
\end{thebibliography}
\end{document}
";
    let fixture = fixture(text);
    let main = fixture.text();
    let found: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id)
        .iter()
        .map(|it| main[it.range.std()].to_owned())
        .collect();
    assert_eq!(found, ["none"]);
}

#[test]
fn a_key_differing_in_case_is_a_warning_under_bibtex_and_an_error_under_biber() {
    for (package, level) in [
        ("\\bibliography{refs}", Level::Warning),
        ("\\usepackage[backend=bibtex]{biblatex}\\addbibresource{refs.bib}", Level::Warning),
        ("\\usepackage{biblatex}\\addbibresource{refs.bib}", Level::Error),
        ("\\usepackage[style=apa, backend = biber]{biblatex}\\addbibresource{refs.bib}", Level::Error),
    ] {
        let fixture = fixture(&format!(
            "%- main.tex\n{package}\n\\cite{{Right}}\n%- refs.bib\n@misc{{right, title = {{A}}}}\n"
        ));
        let found: Vec<_> =
            diagnostics(&fixture.snapshot, &fixture.id).iter().map(|it| (it.rule, it.level)).collect();
        assert_eq!(found, [(key_case::RULE, level)], "{package}");
    }
}
