use expect_test::expect;

use crate::fixture::Fixture;
use crate::rules::diagnostics;

#[test]
fn entries_of_a_closed_file_are_judged_where_they_are_cited() {
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
    expect![
        "missing-field: `a` has no `author`, `journal`, `year`, which entries of the type @article require; add them"
    ]
    .assert_eq(&found.join("\n"));
}

#[test]
fn more_than_two_hundred_reports_are_counted() {
    let entries: String = (0..300).map(|it| format!("@misc{{k{it}, title = {{TODO}}}}\n")).collect();
    let fixture = Fixture::new(&format!("\n%- refs.bib\n{entries}"));
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    assert_eq!(found.len(), 201);
    assert_eq!(found[200].message, "100 further problems in this file are not shown; mend those above first");
}
