use expect_test::expect;

use crate::fixture::Fixture;
use crate::rules::diagnostics;

#[test]
fn entries_of_a_closed_file_are_judged_where_they_are_cited_or_unused() {
    let text = "
%- main.tex
\\cite{a} \\bibliography{refs}
%- refs.bib
@article{a, title = {A}}
@article{b, title = {B}}
";
    let fixture = Fixture::new(text);
    let bib = fixture.snapshot.documents.keys().find(|it| it.as_str().ends_with("bib")).unwrap();
    let found: Vec<_> = diagnostics(&fixture.snapshot, bib)
        .iter()
        .map(|it| format!("{}: {}", it.rule.code, it.message))
        .collect();
    expect![[r#"
        missing-field: `a` has no `author`, `journal`, `year`, which entries of the type @article require; add them
        unused-entry: Nothing cites `b`; cite it or remove it"#]]
    .assert_eq(&found.join("\n"));
}
