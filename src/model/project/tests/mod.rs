//! Papers laid out in every way: what they include here, their roots and bibliographies beside it.

mod bibliographies;
mod roots;

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::build::{Build, is_build_file};
use super::*;
use crate::model::bibliography::Bibliography;
use crate::model::document::Document;
use crate::model::document::DocumentId;
use crate::model::document::{Content, Kind};
use crate::model::links::Links;
use crate::settings::Settings;
use crate::syntax::tex::TexFile;
use crate::text::Text;
use crate::text::decode::Decoding;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// The document of a path below `/p`.
fn document(path: &Path, text: &str) -> Arc<Document> {
    let id = DocumentId::of_path(path);
    let text = Text::plain(text.to_owned());
    let (content, links) = match Kind::of_path(path) {
        Some(Kind::Bib) => (Content::Bib(Arc::new(Bibliography::parse(text.clone()))), Links::default()),
        _ => {
            let tex = TexFile::parse(&text);
            let links = Links::read(&tex);
            (Content::Tex(Arc::new(tex)), links)
        }
    };
    let links = Arc::new(links);
    Arc::new(Document { id, version: None, decoding: Decoding::Utf8, text, content, links })
}

/// Assembles files written as `%- path` and text. Only what is opened (LaTeX files) or wanted is read.
fn assembled(text: &str, settings: &Settings) -> Assembly {
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for line in text.trim_start().split_inclusive('\n') {
        match line.strip_prefix("%- ") {
            Some(name) => files.push((Path::new("/p").join(name.trim()), String::new())),
            None => files.last_mut().unwrap().1.push_str(line),
        }
    }
    let mut world = World { home: Some("/home/me".into()), ..World::default() };
    world.bib_inputs.extend(["/texmf/bib".into(), "shared/**".into()]);
    world.tex_inputs.push("/texmf/tex".into());
    for (path, text) in files.iter().filter(|it| is_build_file(&it.0)) {
        let folders = |base: &Path, input: &str| vec![base.join(input)];
        world.builds.insert(path.clone(), Build::read(path, text, &folders));
    }
    world.files.extend(files.iter().map(|it| it.0.clone()));
    let mut documents = Documents::default();
    for (path, text) in &files {
        if path.extension().is_some_and(|it| it == "tex") {
            documents.insert(DocumentId::of_path(path), document(path, text));
        }
    }
    loop {
        let assembly = assemble(&documents, &world, settings, &[]);
        if assembly.wants.is_empty() {
            return assembly;
        }
        for path in &assembly.wants {
            match files.iter().find(|it| it.0 == *path) {
                Some((_, text)) => {
                    documents.insert(DocumentId::of_path(path), document(path, text));
                }
                None => {
                    world.absent.insert(path.clone(), Absence::NotFound);
                }
            }
        }
    }
}

fn short(id: &DocumentId) -> &str {
    id.as_str().trim_start_matches("/p/")
}

/// Each project: its root and why, its files, its bibliographies, what is missing.
#[track_caller]
fn check(text: &str, expected: Expect) {
    check_with(text, &Settings::default(), expected);
}

#[track_caller]
fn check_with(text: &str, settings: &Settings, expected: Expect) {
    let mut out = String::new();
    for project in assembled(text, settings).projects {
        let files: Vec<_> = project.files.iter().map(short).collect();
        let _ = write!(out, "{:?} {}", project.reason, files.join(" "));
        for it in &project.bibliographies {
            let state = match &it.state {
                LinkState::Found(id) => short(id).to_owned(),
                state => format!("{} {state:?}", it.name),
            };
            let _ = write!(out, " | {state}");
        }
        for it in &project.missing {
            let _ = write!(out, " | missing {} {:?}", it.name, it.state);
        }
        out += "\n";
    }
    expected.assert_eq(&out);
}

const ROOT: &str = "%- main.tex\n\\documentclass{article}\n";

#[test]
fn every_way_to_include_a_file() {
    let includes = [
        (r"\input{a.b}", "a.b.tex"),
        (r"\input a", "a.tex"),
        (r"\input{a.tex}", "a.tex"),
        (r#"\input{"my a"}"#, "my a.tex"),
        (r"\include{ch/a}", "ch/a.tex"),
        (r"\subfile{ch/a}", "ch/a.tex"),
        (r"\subfileinclude{ch/a}", "ch/a.tex"),
        (r"\import{ch/}{a}", "ch/a.tex"),
        (r"\import*{ch}{a.tex}", "ch/a.tex"),
        (r"\subimport{ch/}{a}", "ch/a.tex"),
        (r"\inputfrom{ch/}{a}", "ch/a.tex"),
        (r"\includefrom{ch/}{a}", "ch/a.tex"),
        (r"\subinputfrom{ch/}{a}", "ch/a.tex"),
        (r"\subincludefrom{ch/}{a}", "ch/a.tex"),
        (r"\InputIfFileExists{a}{}{}", "a.tex"),
        (r"\input{./ch/../a}", "a.tex"),
        (r"\newcommand{\dir}{ch}\input{\dir/a}", "ch/a.tex"),
        (r"\includeonly{b}\include{a}", "a.tex"),
        (r"\input{notes.txt}", "notes.txt"),
        (r"\IfFileExists{ch/a.tex}{\input{ch/a}}{}", "ch/a.tex"),
        (r"\includestandalone[mode=tex]{fig/a}", "fig/a.tex"),
        (r"\makeatletter\@input{a}", "a.tex"),
    ];
    for (include, path) in includes {
        let assembly = assembled(&format!("{ROOT}{include}\n%- {path}\ntext\n"), &Settings::default());
        let found: Vec<_> =
            assembly.projects.iter().map(|it| it.files.iter().map(short).collect::<Vec<_>>()).collect();
        assert_eq!(found, [vec!["main.tex", path]], "{include}");
    }
}

#[test]
fn rings_and_files_included_twice() {
    check(
        &format!(
            "{ROOT}\\input{{a}}\\input{{a}}\n%- a.tex\n\\input{{b}}\n%- b.tex\n\\input{{a}}\\input{{main}}\n"
        ),
        expect![[r#"
            Class main.tex a.tex b.tex
        "#]],
    );
    check(
        "%- a.tex\n\\input{b}\n%- b.tex\n\\input{a}\n",
        expect![[r#"
            Alone a.tex b.tex
        "#]],
    );
}

#[test]
fn paths_of_nested_files_count_from_the_root_or_from_the_file() {
    check(
        r"
%- main.tex
\documentclass{article}
\input{ch/a}
%- ch/a.tex
\input{ch/b}\input{c}\subimport{sub/}{d}\bibliography{refs}
%- ch/b.tex
%- ch/c.tex
%- ch/sub/d.tex
\input{e}
%- ch/sub/e.tex
%- refs.bib
",
        expect![[r#"
            Class main.tex ch/a.tex ch/b.tex ch/c.tex ch/sub/d.tex ch/sub/e.tex | refs.bib
        "#]],
    );
}

#[test]
fn a_fragment_may_write_paths_from_a_folder_above() {
    check(
        r"
%- ch/a.tex
\input{ch/b}\input{ch/none}\bibliography{refs}
%- ch/b.tex
%- refs.bib
",
        expect![[r#"
            Alone ch/a.tex ch/b.tex | refs.bib | missing ch/none Unknown
        "#]],
    );
}

#[test]
fn only_files_that_would_lie_here_are_missed() {
    check(
        r"
%- main.tex
\documentclass{article}
\input glyphtounicode \input{a}\input{b}\include{c}\input{fig/d.pdf_tex}\input{fig/e}\input{\unknown/f}
%- a.tex
",
        expect![[r#"
            Class main.tex a.tex | missing glyphtounicode Unknown | missing b NotFound | missing c NotFound | missing fig/d.pdf_tex Unknown | missing fig/e NotFound
        "#]],
    );
}

#[test]
fn macros_of_the_papers_own_include_files() {
    check(
        r"
%- main.tex
\documentclass{book}
\input{macros}
\newcommand{\part}[2][one]{\subfile{#1/#2}}
\def\both#1#2{\chap{#1}\import{#1/}{#2}}
\chap{a} \chap{none} \chap{#1} \part[two]{b} \part{c} \both{two}{d} % \chap{e}
\addbibresource{refs.bib}
%- macros.tex
\NewDocumentCommand{\chap}{m}{\clearpage\input{ch/#1}}
%- ch/a.tex
\chap{f}
%- two/b.tex
%- one/c.tex
%- two/d.tex
%- ch/e.tex
%- ch/f.tex
%- refs.bib
",
        expect![[r#"
            Alone ch/e.tex | refs.bib
            Class main.tex macros.tex ch/a.tex ch/f.tex two/b.tex one/c.tex two/d.tex | refs.bib
        "#]],
    );
}

#[test]
fn what_need_not_exist_or_does_not_count_is_not_missed() {
    for text in [
        "\\IfFileExists{ch/none}{\\input{ch/none}}{\\typeout{no}}",
        "\\IfFileExists{none.bib}\n  {\\bibliography{none}}\n  {\\bibliography{refs}}",
        "\\InputIfFileExists{ch/none}{}{} \\makeatletter\\@input{ch/none} \\includestandalone{ch/none}",
        "% \\input{ch/none}\n\\begin{comment}\n\\bibliography{none}\n\\end{comment} \\iffalse\\include{ch/none}\\fi",
        "\\begin{document}text\\end{document}\n\\input{ch/none}\n\n\\bibliography{none}",
        "text\n\\endinput\n\\input{ch/none}\n\n\\bibliography{none}",
    ] {
        let assembly = assembled(&format!("{ROOT}{text}\n%- refs.bib\n"), &Settings::default());
        let main = &assembly.projects[0];
        assert_eq!(main.missing, [], "{text}");
        let bibs: Vec<_> = main.bibliographies.iter().map(|it| it.is_found()).collect();
        assert_eq!(bibs, [true], "{text}");
    }
}

#[test]
fn a_section_of_two_papers_belongs_to_both() {
    let assembly = assembled(
        r"
%- one.tex
\documentclass{article}\input{shared}\bibliography{one}
%- two.tex
\documentclass{article}\input{shared}\bibliography{two}
%- shared.tex
text
%- one.bib
%- two.bib
",
        &Settings::default(),
    );
    let shared = DocumentId::of_path(Path::new("/p/shared.tex"));
    assert_eq!(assembly.membership[&shared], [0, 1]);
}

#[test]
fn a_fragment_is_read_with_every_paper_in_its_folder() {
    check(
        r"
%- one.tex
\documentclass{article}\bibliography{one}
%- two.tex
\documentclass{article}\bibliography{two}
%- ch/left.tex
text
%- one.bib
%- two.bib
",
        expect![[r#"
            Alone ch/left.tex | one.bib | two.bib
            Class one.tex | one.bib
            Class two.tex | two.bib
        "#]],
    );
}

#[test]
fn paths_below_an_import_count_from_its_folder() {
    check(
        r"
%- main.tex
\documentclass{book}
\import{one/}{paper}\input{fig/plot}
%- one/paper.tex
\input{fig/frame}\subimport{deep/}{part}\input{fig/gone}
%- one/fig/frame.tex
\input{fig/plot}
%- one/fig/plot.tex
%- one/deep/part.tex
\input{fig/plot}
%- one/deep/fig/plot.tex
%- fig/plot.tex
",
        expect![[r#"
            Class main.tex one/paper.tex one/fig/frame.tex one/fig/plot.tex one/deep/part.tex one/deep/fig/plot.tex fig/plot.tex | missing fig/gone NotFound
        "#]],
    );
}

#[test]
fn chunks_of_code_include_their_children() {
    check(
        r#"
%- main.tex
\documentclass{article}
\bibliography{refs}
<<children, child = 'ch/one.Rnw', eval=TRUE>>=
@
<<two, child=c("ch/two.Rnw", "ch/three.Rnw"), cache='x.Rnw'>>=
@
<<none, child='ch/none.Rnw'>>=
children = 'ch/four.Rnw'
@
%- ch/one.Rnw
%- ch/two.Rnw
%- ch/three.Rnw
%- ch/four.Rnw
%- x.Rnw
%- refs.bib
"#,
        expect![[r#"
            Class main.tex ch/one.Rnw ch/two.Rnw ch/three.Rnw | refs.bib
        "#]],
    );
}

#[test]
fn what_a_document_reads_whose_preamble_is_a_format_is_not_known() {
    for (first, expected) in [
        ("%&draft-preamble", LinkState::Unknown),
        ("%&latex", LinkState::NotFound),
        ("%& -shell-escape", LinkState::NotFound),
        ("% a comment", LinkState::NotFound),
    ] {
        let text =
            format!("%- main.tex\n{first}\n\\begin{{document}}\n\\input{{a}}\\include{{b}}\n%- a.tex\n");
        let assembly = assembled(&text, &Settings::default());
        assert_eq!(assembly.projects[0].missing[0].state, expected, "{first}");
    }
}

#[test]
fn a_fragment_is_read_with_papers_whose_bibliographies_are_missing_or_in_the_text() {
    check(
        r"
%- one.tex
\documentclass{article}\bibliography{gone}
%- ch/left.tex
\cite{a}
%- list/two.tex
\documentclass{article}\begin{thebibliography}{9}\bibitem{a} A.\end{thebibliography}
%- list/left.tex
\cite{a}
",
        expect![[r#"
            Alone ch/left.tex | gone NotFound
            Alone list/left.tex
            Class list/two.tex
            Class one.tex | gone NotFound
        "#]],
    );
}
