//! Which bibliographies a paper has.

use crate::model::document::DocumentId;
use crate::settings::Settings;
use expect_test::expect;
use std::path::Path;

use super::*;

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
        ("\\addbibresource[label=globals, glob=false]{a.bib}", "a.bib"),
        ("\\addbibresource[ location = remote ]{https://example.org/x.bib}", "Unknown"),
        ("\\addbibresource[glob]{./bib/../bib/?.bib}", "bib/c.bib bib/d.bib"),
        ("\\addbibresource[glob]{none/*.bib}", "NotFound"),
        ("\\addbibresource[glob]{../elsewhere/*.bib}", "Unknown"),
        ("\\newcommand{\\all}{a,bib/c}\\bibliography{\\all,b}", "a.bib bib/c.bib b.bib"),
        ("\\bibliography{$HOME/h}", "Unknown"),
        ("\\bibinput{a}", "a.bib"),
        ("\\bibliography{books}{a,b}{Books}", "a.bib b.bib"),
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
