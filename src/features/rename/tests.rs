use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::fixture::Fixture;
use crate::text::decode::Decoding;
use crate::workspace::session::{Event, FileText};

#[track_caller]
fn check(fixture: &str, new: &str, expected: Expect) {
    let fixture = Fixture::new(fixture);
    let folders = [PathBuf::from("/project")];
    let shown = match rename(&fixture.snapshot, &fixture.id, fixture.offset, new, &folders) {
        Ok(edits) => {
            let files = edits.iter().map(|(id, edits)| {
                let name = fixture.snapshot.document(id).unwrap().name();
                format!("%- {name}\n{}", fixture.edited(id, edits))
            });
            files.collect()
        }
        Err(why) => why,
    };
    expected.assert_eq(&shown);
}

const PAPER: &str = r"
%- main.tex
\documentclass{article}\bibliography{refs}
\cites{a}[p. 3]{k‸, b} \citep*[see][\cite{k}]{a}
\input{part}
% \cite{k}
\verb|\cite{k}|
%- part.tex
\citet{ k } \url{k}
%- refs.bib
@a{k, title = {k}}
@b{c, crossref = {k}, xdata = {a, k}, related = k, ids = {d}}
%- other.tex
\documentclass{article}\bibliography{refs}\textcite{k, kk}
%- alone/stranger.tex
\documentclass{article}\cite{k}
";

#[test]
fn a_key_is_renamed_in_all_files_of_all_projects_that_share_it() {
    check(
        PAPER,
        "new:key",
        expect![[r#"
            %- main.tex
            \documentclass{article}\bibliography{refs}
            \cites{a}[p. 3]{new:key, b} \citep*[see][\cite{new:key}]{a}
            \input{part}
            % \cite{k}
            \verb|\cite{k}|
            %- other.tex
            \documentclass{article}\bibliography{refs}\textcite{new:key, kk}
            %- part.tex
            \citet{ new:key } \url{k}
            %- refs.bib
            @a{new:key, title = {k}}
            @b{c, crossref = {new:key}, xdata = {a, new:key}, related = k, ids = {d}}
        "#]],
    );
}

#[test]
fn a_further_key_is_renamed_where_it_is_given_and_cited() {
    check(
        "\\bibliography{refs}\\cite{old, k}\n%- refs.bib\n@a{k, ids = {old‸, older}}",
        "elder",
        expect![[r#"
            %- main.tex
            \bibliography{refs}\cite{elder, k}
            %- refs.bib
            @a{k, ids = {elder, older}}"#]],
    );
}

#[test]
fn an_item_of_the_document_is_renamed() {
    check(
        "\\cite{k}\n\\begin{thebibliography}{9}\n\\bibitem[K]{k‸} Text\n\\end{thebibliography}",
        "l",
        expect![[r#"
            %- main.tex
            \cite{l}
            \begin{thebibliography}{9}
            \bibitem[K]{l} Text
            \end{thebibliography}"#]],
    );
}

#[test]
fn entries_that_a_document_carries_in_itself_are_renamed_there() {
    let paper = "\\begin{filecontents}{refs.bib}\n@a{k, crossref = {l}}\n@b{l}\n\\end{filecontents}\n\
                 \\documentclass{article}\\bibliography{refs}\n\\cite{k,l}\n";
    for place in ["cite{k,‸l", "ref = {‸l", "@b{‸l"] {
        let paper = paper.replace(&place.replace('‸', ""), place);
        check(
            &paper,
            "new",
            expect![[r#"
            %- main.tex
            \begin{filecontents}{refs.bib}
            @a{k, crossref = {new}}
            @b{new}
            \end{filecontents}
            \documentclass{article}\bibliography{refs}
            \cite{k,new}
        "#]],
        );
        check(&paper, "k", expect!["`k` is taken: refs.bib defines it; choose another name"]);
    }
}

#[test]
fn citations_in_another_case_are_renamed_where_they_mean_the_entry() {
    let paper = |package: &str| {
        format!(
            "%- main.tex\n\\documentclass{{article}}{package}\\bibliography{{refs}}\n\\cite{{Key, key, other}}\n\
             %- refs.bib\n@a{{key‸, title = {{T}}}}\n@b{{l, crossref = {{KEY}}}}\n"
        )
    };
    let bibtex = expect![[r#"
        %- main.tex
        \documentclass{article}\bibliography{refs}
        \cite{new, new, other}
        %- refs.bib
        @a{new, title = {T}}
        @b{l, crossref = {new}}
    "#]];
    check(&paper(""), "new", bibtex);
    let biber = expect![[r#"
        %- main.tex
        \documentclass{article}\usepackage{biblatex}\bibliography{refs}
        \cite{Key, new, other}
        %- refs.bib
        @a{new, title = {T}}
        @b{l, crossref = {KEY}}
    "#]];
    check(&paper("\\usepackage{biblatex}"), "new", biber);
    // From the citation it is the same.
    check(
        &paper("").replace('‸', "").replace("Key", "K‸ey"),
        "key",
        expect![[r#"
        %- main.tex
        \documentclass{article}\bibliography{refs}
        \cite{key, key, other}
        %- refs.bib
        @a{key, title = {T}}
        @b{l, crossref = {key}}
    "#]],
    );
    // Where two entries differ by case alone, each has its own citations.
    check(
        "\\bibliography{refs}\\cite{Key,key}\n%- refs.bib\n@a{key‸,}\n@a{Key,}",
        "new",
        expect![[r#"
        %- main.tex
        \bibliography{refs}\cite{Key,new}
        %- refs.bib
        @a{new,}
        @a{Key,}"#]],
    );
}

#[test]
fn signs_that_biber_does_not_read_are_refused_where_it_reads() {
    let paper = "%- main.tex\n\\cite{k‸}\\bibliography{refs}\n%- refs.bib\n@a{k,}";
    check(
        paper,
        "o'brien",
        expect![[r#"
        %- main.tex
        \cite{o'brien}\bibliography{refs}
        %- refs.bib
        @a{o'brien,}"#]],
    );
    check(
        &paper.replace("\\cite", "\\usepackage{biblatex}\\cite"),
        "o'brien",
        expect!["`o'brien` cannot be a key: biber does not read `'` in it"],
    );
}

#[test]
fn a_file_that_cannot_be_read_stops_the_renaming() {
    let mut fixture = Fixture::new("\\bibliography{refs}\\input{part}\\cite{k‸}\n%- refs.bib\n@a{k,}");
    let path = Path::new("/project/part.tex").to_owned();
    let unread = Err(Absence::Unreadable("permission denied".to_owned()));
    let snapshot = fixture.session.apply(Event::Read(vec![(path, unread)]));
    let refused = rename(&snapshot, &fixture.id, fixture.offset, "l", &[]).unwrap_err();
    expect!["/project/part.tex cannot be read (permission denied) and may use the name; nothing was renamed"]
        .assert_eq(&refused);
}

#[test]
fn a_string_is_renamed_in_any_case() {
    check(
        "\\bibliography{abbrev,refs}\n%- abbrev.bib\n@string{ACM‸ = {x}}\n%- refs.bib\n@a{k, journal = acm # { acm}}",
        "assoc",
        expect![[r#"
            %- abbrev.bib
            @string{assoc = {x}}
            %- refs.bib
            @a{k, journal = assoc # { acm}}"#]],
    );
}

#[test]
fn a_string_is_renamed_from_a_file_that_only_uses_it() {
    let paper =
        "\\bibliography{abbrev,refs}\n%- abbrev.bib\n@string{ACM = {x}}\n%- refs.bib\n@a{k, journal = ac‸m}";
    check(
        paper,
        "assoc",
        expect![[r#"
        %- abbrev.bib
        @string{assoc = {x}}
        %- refs.bib
        @a{k, journal = assoc}"#]],
    );
    check(
        paper,
        "acm",
        expect![[r#"
        %- abbrev.bib
        @string{acm = {x}}
        %- refs.bib
        @a{k, journal = acm}"#]],
    );
    check(
        &format!("{paper}\n@string{{ieee = {{y}}}}"),
        "IEEE",
        expect!["`IEEE` is taken: refs.bib defines it; choose another name"],
    );
}

#[test]
fn names_that_bibtex_cannot_read_are_refused() {
    for bad in ["", "a b", "a,b", "a{b", "a}b", "a%b", "a#b", "a\"b", "a~b", "a\\b", "a\nb", "a=b", "*a"] {
        let fixture = Fixture::new(PAPER);
        let refused = rename(&fixture.snapshot, &fixture.id, fixture.offset, bad, &[]);
        assert!(refused.is_err(), "{bad:?}");
    }
    check(PAPER, "a, b", expect!["`a, b` cannot be a name: BibTeX does not read `,` in it"]);
    check(PAPER, "a b", expect!["`a b` cannot be a name: BibTeX does not read white space in it"]);
    check(
        "%- refs.bib\n@string{acm‸ = {x}}",
        "1st",
        expect!["`1st` cannot name a @string: BibTeX takes it for a number"],
    );
}

#[test]
fn names_that_are_taken_are_refused() {
    check(PAPER, "c", expect!["`c` is taken: refs.bib defines it; choose another name"]);
    check(PAPER, "d", expect!["`d` is taken: refs.bib defines it; choose another name"]);
    check(PAPER, "C", expect!["`C` is taken: refs.bib defines it; choose another name"]);
    check(
        "\\cite{k‸}\\begin{thebibliography}{9}\\bibitem{k} A \\bibitem{l} B\\end{thebibliography}",
        "l",
        expect!["`l` is taken: main.tex defines it; choose another name"],
    );
    check(
        "%- refs.bib\n@string{a‸ = {x}}\n@string{B = {y}}",
        "b",
        expect!["`b` is taken: refs.bib defines it; choose another name"],
    );
}

#[test]
fn months_and_unknown_strings_cannot_be_renamed() {
    check(
        "%- refs.bib\n@a{k, month = ja‸n}",
        "january",
        expect!["no @string of these bibliographies defines `jan`"],
    );
}

#[test]
fn a_key_may_change_its_case() {
    check(
        "\\bibliography{refs}\\cite{k‸}\n%- refs.bib\n@a{k,}",
        "K",
        expect![[r#"
            %- main.tex
            \bibliography{refs}\cite{K}
            %- refs.bib
            @a{K,}"#]],
    );
}

#[test]
fn files_outside_the_workspace_are_not_touched_nor_is_anything_then() {
    check(
        "\\bibliography{../elsewhere/refs}\\cite{k‸}\n%- /elsewhere/refs.bib\n@a{k,}",
        "l",
        expect!["/elsewhere/refs.bib uses the name and lies outside the workspace; nothing was renamed"],
    );
}

#[test]
fn files_in_other_encodings_are_not_touched_nor_is_anything_then() {
    let mut fixture = Fixture::new("\\bibliography{refs}\\cite{k‸}\n%- refs.bib\n@a{k,}");
    let file = FileText { text: "@a{k, title = {ü}}".to_owned(), decoding: Decoding::Windows1252 };
    let path = Path::new("/project/refs.bib").to_owned();
    let snapshot = fixture.session.apply(Event::Read(vec![(path, Ok(file))]));
    let refused = rename(&snapshot, &fixture.id, fixture.offset, "l", &[]).unwrap_err();
    assert_eq!(refused, "refs.bib uses the name and is not UTF-8: convert it first; nothing was renamed");
}

#[test]
fn only_names_can_be_renamed() {
    check(
        "\\ci‸te{a}",
        "b",
        expect!["put the cursor on a citation key or on the name of a @string to rename it"],
    );
    check("te‸xt", "b", expect!["put the cursor on a citation key or on the name of a @string to rename it"]);
    let range = |text: &str| {
        let fixture = Fixture::new(text);
        prepare(&fixture.snapshot, &fixture.id, fixture.offset).map(|it| fixture.text()[it.std()].to_owned())
    };
    assert_eq!(range("\\cite{a, b‸b ,c}").as_deref(), Some("bb"));
    assert_eq!(range("\\cite{a, bb ‸,c}"), None);
    assert_eq!(range("\\input{a‸}"), None);
}

/// A project of three papers and two bibliographies in which keys stand in all manners.
fn project() -> impl Strategy<Value = Vec<(String, String)>> {
    let key = prop::sample::select(vec!["a", "b", "ab", "a:b", "ü"]);
    let list = prop::collection::vec(key.clone(), 1..4).prop_map(|it| it.join(", "));
    let cite = (prop::sample::select(vec!["cite", "citep*", "nocite", "textcite", "foo"]), list.clone())
        .prop_map(|(command, keys)| format!("\\{command}{{{keys}}}"));
    let line = prop_oneof![
        4 => cite.clone(),
        1 => cite.clone().prop_map(|it| format!("% {it}")),
        1 => cite.clone().prop_map(|it| format!("\\verb|{it}|")),
        1 => cite.clone().prop_map(|it| format!("\\footnote{{See {it}.}}")),
        1 => cite.prop_map(|it| format!("\n\\begin{{comment}}\n{it}\n\\end{{comment}}\n")),
        1 => Just("Words \u{1F600} between, $a$.".to_owned()),
    ];
    let paper = |bibs: &'static str| {
        prop::collection::vec(line.clone(), 0..8).prop_map(move |lines| {
            format!("\\documentclass{{article}}\\bibliography{{{bibs}}}\n{}\n", lines.join("\n"))
        })
    };
    let entry = (key, list).prop_map(|(key, keys)| {
        let first = keys.split(',').next().unwrap_or_default().to_owned();
        format!("@book{{{key}, title = {{{key}}}, crossref = {{{first}}}, xdata = {{{keys}}}}}")
    });
    let bib = prop::collection::vec(entry, 0..5).prop_map(|entries| entries.join("\n") + "\n");
    (paper("x"), paper("x,y"), paper("y"), bib.clone(), bib).prop_map(|(one, two, three, x, y)| {
        let file = |name: &str, text: String| (name.to_owned(), text);
        vec![file("1.tex", one), file("2.tex", two), file("3.tex", three), file("x.bib", x), file("y.bib", y)]
    })
}

fn joined(files: &[(String, String)]) -> String {
    files.iter().map(|(name, text)| format!("%- {name}\n{text}")).collect()
}

/// Every file after `edits`.
fn after(fixture: &Fixture, files: &[(String, String)], edits: &Edits) -> Vec<(String, String)> {
    let edited = files.iter().map(|(name, text)| {
        let id = DocumentId::of_path(&Path::new("/project").join(name));
        let found = edits.iter().find(|it| it.0 == id);
        (name.clone(), found.map_or(text.clone(), |(id, edits)| fixture.edited(id, edits)))
    });
    edited.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn there_and_back_leaves_every_byte(files in project(), pick in any::<prop::sample::Index>()) {
        let fixture = Fixture::new(&joined(&files));
        let text = &files[0].1;
        let places: Vec<usize> = (0..=text.len())
            .filter(|at| text.is_char_boundary(*at) && prepare(&fixture.snapshot, &fixture.id, *at).is_some())
            .collect();
        prop_assume!(!places.is_empty());
        let offset = places[pick.index(places.len())];
        let range = prepare(&fixture.snapshot, &fixture.id, offset).unwrap();
        let old = text[range.std()].to_owned();

        let there = rename(&fixture.snapshot, &fixture.id, offset, "fresh", &[]).unwrap();
        let renamed = after(&fixture, &files, &there);
        prop_assert_ne!(&renamed, &files);
        let fixture = Fixture::new(&joined(&renamed));
        // What had the old name has the new one: no occurrence is left behind.
        prop_assert_eq!(occurrences::of_key(&fixture.snapshot, &fixture.id, &old), []);

        let new = occurrences::in_document(&fixture.snapshot, &fixture.id, "fresh")[0].range.end;
        let back = rename(&fixture.snapshot, &fixture.id, new, &old, &[]).unwrap();
        prop_assert_eq!(after(&fixture, &renamed, &back), files);
    }
}

#[test]
fn keys_in_other_syntaxes_are_renamed() {
    check(
        "
%- main.tex
\\bibliography{refs} \\cite{k‸} \\DeclareAcronym{A}{short = A, cite = {a, k}}
\\begin{markdown}
As @k says [-@k, p. 3; @ka], k@k.
\\end{markdown}
%- refs.bib
@misc{k, title = {k}}
@misc{a, note = {See \\cite[k]{b,k}}, author = {xdata=k-author-2 and K, K}}
",
        "new",
        expect![[r#"
            %- main.tex
            \bibliography{refs} \cite{new} \DeclareAcronym{A}{short = A, cite = {a, new}}
            \begin{markdown}
            As @new says [-@new, p. 3; @ka], k@k.
            \end{markdown}
            %- refs.bib
            @misc{new, title = {k}}
            @misc{a, note = {See \cite[k]{b,new}}, author = {xdata=new-author-2 and K, K}}
        "#]],
    );
}

#[test]
fn a_key_is_renamed_in_either_normal_form() {
    check(
        "%- main.tex\n\\usepackage{biblatex}\\addbibresource{refs.bib}\\cite{Cre\u{300}‸me}\\cite{Cr\u{e8}me}\n\
         %- refs.bib\n@misc{Cr\u{e8}me, title = {T}}\n",
        "new",
        expect![[r#"
            %- main.tex
            \usepackage{biblatex}\addbibresource{refs.bib}\cite{new}\cite{new}
            %- refs.bib
            @misc{new, title = {T}}
        "#]],
    );
}
