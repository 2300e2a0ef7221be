use super::*;
use crate::fixture::Fixture;
use crate::rules::diagnostics;

const FILES: &str = r"
%- main.tex
\documentclass{article}
\newcommand{\see}[1]{\emph{#1}}

\begin{document}
Text before \input{part} and \see{nokey} behind, \cite{right} too.

\bibliography{refs}
\end{document}
%- part.tex
Text.
%- refs.bib
@misc{right, title = {A}}
%- other.bib
@misc{left, title = {A}}
";

fn typed(fixture: &mut Fixture, from: &str, to: &str) -> Arc<Snapshot> {
    let text = fixture.session.snapshot().document(&fixture.id).unwrap().text.all().into_owned();
    let start = text.find(from).unwrap();
    let range = ByteRange::new(start, start + from.len());
    let edit = Edit::Part(TextEdit { range, new: to.to_owned() });
    fixture.session.apply(Event::Changed { id: fixture.id.clone(), version: 2, edits: vec![edit] });
    fixture.session.apply(Event::TypingPaused)
}

fn reported(snapshot: &Snapshot, id: &DocumentId) -> Vec<String> {
    let text = snapshot.document(id).unwrap().text.all().into_owned();
    diagnostics(snapshot, id).iter().map(|it| text[it.range.std()].to_owned()).collect()
}

#[test]
fn words_beside_an_include_leave_the_projects_as_they_are_and_its_place_follows() {
    let mut fixture = Fixture::new(FILES);
    let before = fixture.session.snapshot();
    let after = typed(&mut fixture, "Text before", "Much more text before");
    assert!(Arc::ptr_eq(&before.projects[0], &after.projects[0]));
    let document = after.document(&fixture.id).unwrap();
    let part = document.links.links.iter().find(|it| it.path == "part").unwrap();
    assert_eq!(document.text.slice(part.range), "part");
}

#[test]
fn an_edit_of_a_link_or_a_definition_is_followed_at_once() {
    let mut fixture = Fixture::new(FILES);
    let id = fixture.id.clone();
    assert_eq!(reported(&fixture.session.snapshot(), &id), Vec::<String>::new());
    let after = typed(&mut fixture, "\\emph{#1}", "\\cite{#1}");
    assert_eq!(reported(&after, &id), ["nokey"]);
    let after = typed(&mut fixture, "{part}", "{none}");
    assert_eq!(after.project(&id).unwrap().files.len(), 1);
    let after = typed(&mut fixture, "\\input{none}", "\\input part");
    assert_eq!(after.project(&id).unwrap().files.len(), 2);
    typed(&mut fixture, "{refs}", "{other}");
    assert!(fixture.session.take_wants().contains(&PathBuf::from("/project/other.bib")));
}

#[test]
fn an_edit_of_what_a_macro_includes_is_followed_at_once() {
    let mut fixture = Fixture::new(
        "%- main.tex\n\\documentclass{book}\\newcommand{\\chap}[1]{\\input{#1}}\n\n\\chap{one}\n%- one.tex\n%- two.tex\n",
    );
    let id = fixture.id.clone();
    let files = |snapshot: &Snapshot| -> Vec<String> {
        snapshot.project(&id).unwrap().files.iter().map(|it| it.as_str().to_owned()).collect()
    };
    assert_eq!(files(&fixture.session.snapshot())[1..], ["/project/one.tex"]);
    assert_eq!(files(&typed(&mut fixture, "\\chap{one}", "\\chap{two}"))[1..], ["/project/two.tex"]);
}

#[test]
fn an_edit_of_a_bibliography_counts_and_nothing_else_is_made_anew() {
    let mut fixture = Fixture::new(&FILES.replace("{right, ", "{‸right, "));
    let main = DocumentId::of_path(Path::new("/project/main.tex"));
    let before = fixture.session.snapshot();
    let after = typed(&mut fixture, "right", "wrong");
    assert_eq!(reported(&after, &main), ["right"]);
    assert!(Arc::ptr_eq(&before.membership, &after.membership));
    let again = typed(&mut fixture, "wrong", "right");
    assert_eq!(reported(&again, &main), Vec::<String>::new());
}

#[test]
fn what_a_file_makes_verbatim_is_followed_while_it_is_edited() {
    let mut fixture = Fixture::new(
        "%- main.tex\n\\lstnewenvironment{code}{}{}\n\n\\begin{code}\n\n\\cite{no}\n\n\\end{code}\n\\input{part}\n\
         %- part.tex\n\\begin{code}\n\n\\cite{no}\n\n\\end{code}\n%- refs.bib\n@misc{right, title = {A}}\n",
    );
    let part = DocumentId::of_path(Path::new("/project/part.tex"));
    let main = fixture.id.clone();
    let both = |snapshot: &Snapshot| [&main, &part].map(|id| reported(snapshot, id).len());
    assert_eq!(both(&fixture.session.snapshot()), [0, 0]);
    assert_eq!(both(&typed(&mut fixture, "newenvironment{code}", "newenvironment{rust}")), [1, 1]);
    assert_eq!(both(&typed(&mut fixture, "newenvironment{rust}", "newenvironment{code}")), [0, 0]);
}

#[test]
fn a_file_of_settings_that_comes_between_two_looks_is_read() {
    let mut session = Session::default();
    let path = PathBuf::from("/project/lacuna.toml");
    session.apply(Event::Configured(Settings::default(), vec![path.clone()]));
    assert_eq!(session.take_wants(), std::slice::from_ref(&path));
    session.apply(Event::Read(vec![(path.clone(), Err(Absence::NotFound))]));
    session.apply(Event::Walked(vec![path.clone()]));
    assert_eq!(session.take_wants(), [path]);
}
