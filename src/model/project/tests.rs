use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::build::{Build, is_build_file};
use super::*;
use crate::model::bibliography::Bibliography;
use crate::model::document::{Content, Kind};
use crate::model::links::Links;
use crate::syntax::tex::TexFile;
use crate::text::Text;
use crate::text::decode::Decoding;

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
fn roots_named_by_chapters_in_every_spelling() {
    for hint in [
        "%!TEX root = ../main.tex",
        "% !TeX root=../main.tex",
        "\n\ntext % !tex  ROOT = ../main",
        r"% !TEX root = ..\main.tex",
        "%!TEX root = /p/main.tex",
        r"\documentclass[../main.tex]{subfiles}",
        r"\documentclass[../main]{subfiles}",
        "%%% Local Variables:\n%%% TeX-master: \"../main\"\n%%% End:",
        "%%% -*- mode: latex; TeX-master: \"../main.tex\" -*-",
        "% !TeX root = \"../main.tex\"",
        "%!TEX root = ./x/../../main.tex",
    ] {
        // The root includes its chapters by a command of its own, which says nothing of them.
        let text =
            format!("{ROOT}\\addbibresource{{refs.bib}}\\chap{{a}}\n%- ch/a.tex\n{hint}\n%- refs.bib\n");
        let assembly = assembled(&text, &Settings::default());
        let main: Vec<_> = assembly.projects.iter().flat_map(|it| it.files.iter().map(short)).collect();
        assert_eq!(main, ["main.tex", "ch/a.tex"], "{hint}");
    }
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
fn every_way_to_declare_a_bibliography() {
    let bibs = "%- a.bib\n%- b.bib\n%- my refs.bib\n%- bib/c.bib\n%- bib/d.bib\n%- main.bib\n%- /texmf/bib/t.bib\n%- /home/me/h.bib\n";
    for (declaration, expected) in [
        ("\\bibliography{a,b}", "a.bib b.bib"),
        ("\\bibliography{ a.bib ,% first\n  b,\n}", "a.bib b.bib"),
        ("\\bibliography{my refs}", "my refs.bib"),
        ("\\nobibliography{a}", "a.bib"),
        ("\\newcites{web}{Web}\\bibliographyweb{b}", "b.bib"),
        ("\\putbib[a]", "a.bib"),
        ("\\begin{refsection}[bib/c.bib]\\end{refsection}", "bib/c.bib"),
        ("\\newrefsection[bib/c.bib,a.bib]", "bib/c.bib a.bib"),
        ("\\addbibresource[label=own]{a.bib}\\begin{refsection}[own, bib/c.bib]", "a.bib bib/c.bib"),
        ("\\begin{btSect}[plain]{a,b}\\end{btSect}", "a.bib b.bib"),
        ("\\begin{refsection}\\begin{figure}[b]\\bibliography{\\subfix{a}}", "a.bib"),
        ("\\bibliography{~/h}", "/home/me/h.bib"),
        ("\\addbibresource[glob=true]{bib/{c,x}*.bib}", "bib/c.bib"),
        ("\\addbibresource[label=x]{a.bib}", "a.bib"),
        ("\\addglobalbib{a.bib}\\addsectionbib{b.bib}", "a.bib b.bib"),
        ("\\addbibresource[glob]{bib/*.bib}", "bib/c.bib bib/d.bib"),
        ("\\addbibresource{\\jobname.bib}", "main.bib"),
        ("\\bibliography{\\jobname}", "main.bib"),
        ("\\newcommand*{\\bibdir}{bib}\\addbibresource{\\bibdir/c.bib}", "bib/c.bib"),
        ("\\def\\bibdir{./bib/}\\addbibresource{\\bibdir c.bib}", "bib/c.bib"),
        ("\\bibliography{t}", "/texmf/bib/t.bib"),
        ("\\addbibresource[location=remote]{https://example.org/x.bib}", "Unknown"),
        ("\\addbibresource{\\elsewhere/x.bib}", "Unknown"),
        ("\\bibliography{none}", "NotFound"),
        ("\\bibliography{IEEEabrv,a}", "Unknown a.bib"),
    ] {
        let assembly = assembled(&format!("{ROOT}{declaration}\n{bibs}"), &Settings::default());
        let found: Vec<_> = assembly.projects[0]
            .bibliographies
            .iter()
            .map(|it| match &it.state {
                LinkState::Found(id) => short(id).to_owned(),
                state => format!("{state:?}"),
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{declaration}");
    }
}

#[test]
fn without_a_declaration_a_setting_counts_then_what_lies_beside() {
    let settings = Settings { bibliographies: vec!["refs/*.bib".to_owned()], ..Settings::default() };
    let text = "%- main.tex\n\\documentclass{article}\n%- x.bib\n%- refs/y.bib\n%- main.bbl\n";
    check_with(
        text,
        &settings,
        expect![[r#"
            Class main.tex | refs/y.bib
        "#]],
    );
    check(
        text,
        expect![[r#"
            Class main.tex | x.bib
        "#]],
    );
    check(
        "%- main.tex\n\\documentclass{article}\n%- main.bbl\n\\bibitem{a} A\n",
        expect![[r#"
            Class main.tex | main.bbl
        "#]],
    );
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
fn a_compiled_bibliography_stands_for_missing_ones_where_there_is_no_source_at_all() {
    let compiled = "%- main.bbl\n\\entry{a}{article}{}{}\\field{title}{T}\\endentry\n";
    check(
        &format!("{ROOT}\\addbibresource{{refs.bib}}\n{compiled}"),
        expect![[r#"
            Class main.tex | refs.bib NotFound | main.bbl
        "#]],
    );
    // Where there are sources it is left over from a former run.
    check(
        &format!("{ROOT}\\addbibresource{{refz.bib}}\n{compiled}%- refs.bib\n"),
        expect![[r#"
            Class main.tex | refz.bib NotFound
        "#]],
    );
}

#[test]
fn roots_are_named_by_files_that_steer_tex() {
    // Neither has a class that could be seen.
    check(
        r"
%- latexmkrc
@default_files = ('thesis.tex');
%- thesis.tex
\input{preamble}\chapters{one}\bibliography{refs}
%- preamble.tex
%- ch/one.tex
%- refs.bib
",
        expect![[r#"
            Alone ch/one.tex | refs.bib
            Built thesis.tex preamble.tex | refs.bib
        "#]],
    );
    check(
        r"
%- Tectonic.toml
[doc]
%- src/_preamble.tex
\documentclass{article}\addbibresource{refs.bib}\begin{document}
%- src/index.tex
\input{one}
%- src/one.tex
%- src/_postamble.tex
\end{document}
%- src/refs.bib
",
        expect![[r#"
            Class src/_preamble.tex src/index.tex src/one.tex src/_postamble.tex | src/refs.bib
        "#]],
    );
}

#[test]
fn folders_that_are_searched_besides() {
    let latexmk = "%- .latexmkrc\n$ENV{'BIBINPUTS'} = '../lib:' . $ENV{'BIBINPUTS'}; ensure_path('TEXINPUTS', 'tex');\n";
    for (text, expected) in [
        (format!("\\bibliography{{l}}\n%- /lib/l.bib\n{latexmk}"), "main.tex | /lib/l.bib"),
        (format!("\\include{{m}}\n%- tex/m.tex\n{latexmk}"), "main.tex tex/m.tex"),
        ("\\bibliography{s}\n%- shared/a/b/s.bib\n".to_owned(), "main.tex | shared/a/b/s.bib"),
        ("\\include{t}\n%- /texmf/tex/t.tex\n".to_owned(), "main.tex /texmf/tex/t.tex"),
    ] {
        let assembly = assembled(&format!("{ROOT}{text}"), &Settings::default());
        let main = assembly.projects.iter().find(|it| short(&it.root) == "main.tex").unwrap();
        let found = |it: &Declared| match &it.state {
            LinkState::Found(id) => short(id).to_owned(),
            state => format!("{state:?}"),
        };
        let files: Vec<_> = main.files.iter().map(short).collect();
        let bibs: Vec<_> = main.bibliographies.iter().map(|it| format!(" | {}", found(it))).collect();
        assert_eq!(files.join(" ") + &bibs.concat(), expected, "{text}");
    }
}

#[test]
fn the_distribution_is_asked_for_what_is_found_nowhere_else() {
    let text = format!("{ROOT}\\bibliography{{here,there,$x,../up}}\\include{{part}}\n");
    let root = Path::new("/p/main.tex");
    let (_, text) = text.split_once('\n').unwrap();
    let mut documents = Documents::default();
    for (path, text) in [(root, text), (Path::new("/p/here.bib"), ""), (Path::new("/dist/there.bib"), "")] {
        documents.insert(DocumentId::of_path(path), document(path, text));
    }
    let mut world = World { can_search: true, ..World::default() };
    let searches = |world: &mut World| loop {
        let assembly = assemble(&documents, world, &Settings::default(), &[]);
        if assembly.wants.is_empty() {
            let mut searches: Vec<_> = assembly.searches.iter().cloned().collect();
            searches.sort();
            return (searches, assembly);
        }
        world.absent.extend(assembly.wants.into_iter().map(|it| (it, Absence::NotFound)));
    };
    let (names, assembly) = searches(&mut world);
    assert_eq!(names, ["part.tex", "there.bib"]);
    assert!(!assembly.projects[0].is_complete());
    world.searched.insert("there.bib".to_owned(), Some("/dist/there.bib".into()));
    world.searched.insert("part.tex".to_owned(), Some("/dist/part.tex".into()));
    let (names, assembly) = searches(&mut world);
    assert_eq!(names, [""; 0]);
    let project = &assembly.projects[0];
    let found: Vec<_> = project.bibliographies.iter().map(|it| it.is_found()).collect();
    assert_eq!(found, [true, true, false, false]);
    // The distribution's own files are not read as parts of the paper.
    assert_eq!(project.missing.iter().map(|it| &it.state).collect::<Vec<_>>(), [&LinkState::Unknown]);
    world.can_search = false;
    world.searched.clear();
    let (names, assembly) = searches(&mut world);
    assert_eq!((names.len(), assembly.projects[0].is_complete()), (0, true));
}

#[test]
fn a_root_that_names_a_root_leads_to_the_last() {
    check(
        r"
%- main.tex
\documentclass{book}\parts\bibliography{refs}
%- part.tex
\documentclass[main]{subfiles}\input{one}
%- one.tex
%!TEX root = part.tex
%- ring.tex
%!TEX root = gnir.tex
%- gnir.tex
%!TEX root = ring.tex
%- refs.bib
",
        expect![[r#"
            Alone gnir.tex | refs.bib
            Class main.tex one.tex part.tex | refs.bib
            Alone ring.tex | refs.bib
        "#]],
    );
}

#[test]
fn a_document_may_be_its_own_root_unless_another_includes_it() {
    let own = "%%% Local Variables:\n%%% TeX-master: t\n%%% End:\n";
    check(
        &format!(
            "{ROOT}\\input{{one}}\\bibliography{{refs}}\n%- one.tex\n{own}%- two.tex\n{own}%- refs.bib\n"
        ),
        expect![[r#"
            Class main.tex one.tex | refs.bib
            Named two.tex | refs.bib
        "#]],
    );
}
