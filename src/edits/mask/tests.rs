//! Masks and what they hide.

use std::path::Path;

use expect_test::{Expect, expect};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::model::document::Kind;
use crate::model::project::{Absence, World};
use crate::workspace::loader;
use crate::workspace::session::{Event, Session};

fn masked(bytes: &[u8]) -> (Vec<u8>, Marks) {
    let mut session = Session::new(World::default());
    let id = DocumentId::of_path(Path::new("/project/main.tex"));
    let text = decode(bytes.to_vec()).0;
    session.apply(Event::Opened { id: id.clone(), kind: Kind::Tex, version: 1, text });
    loader::load_with(&mut session, |_| Err(Absence::NotFound));
    let snapshot = session.snapshot();
    let mut marks = Marks::unlike(&[&snapshot.document(&id).unwrap().text]);
    let (out, _) = marks.mask(bytes, &keys(&snapshot, &id)).unwrap();
    (out, marks)
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    let (out, marks) = masked(text.as_bytes());
    let shown: Vec<&str> = marks.all.iter().map(|it| it.key.as_str()).collect();
    expected.assert_eq(&format!("{}\n{shown:?}", String::from_utf8(out.clone()).unwrap()));
    assert_eq!(marks.restore(&out).bytes, text.as_bytes());
}

#[test]
fn each_key_has_a_mark() {
    check(
        "\\citep[see][p.~3]{smith2001,\n  hill} and \\citet*{smith2001} \\nocite{*} \\cite{TODO} \\cite{a,,b}\n\
         % \\cite{smith2001}\n\\verb|\\cite{hill}|\n\n\
         \\begin{thebibliography}{9}\\bibitem[S]{smith2001} Smith. \\end{thebibliography}",
        expect![[r#"
            \citep[see][p.~3]{lacuna-0001,
              lacuna-0002} and \citet*{lacuna-0001} \nocite{*} \cite{TODO} \cite{lacuna-0003,,lacuna-0004}
            % \cite{smith2001}
            \verb|\cite{hill}|

            \begin{thebibliography}{9}\bibitem[S]{lacuna-0001} Smith. \end{thebibliography}
            ["smith2001", "hill", "a", "b"]"#]],
    );
}

#[test]
fn no_mark_is_a_word_of_the_text() {
    check(
        "\\cite{lacuna-0001,a} lacuna-12 lacuna-x-1",
        expect![[r#"
        \cite{lacuna-x-x-0001,lacuna-x-x-0002} lacuna-12 lacuna-x-1
        ["lacuna-0001", "a"]"#]],
    );
}

#[test]
fn a_text_may_be_edited_in_between() {
    let (_, marks) = masked("A \\cite{a}, b \\cite{b}.".as_bytes());
    let restored =
        marks.restore("Newly \\cite{lacuna-0002,lacuna-0001}\\cite{lacuna-2} lacuna-0009.".as_bytes());
    assert_eq!(String::from_utf8(restored.bytes).unwrap(), "Newly \\cite{b,a}\\cite{b} lacuna-0009.");
    assert_eq!((restored.met, restored.strange), (vec![2, 1, 2], vec!["lacuna-0009".to_owned()]));
}

#[test]
fn a_text_may_get_another_encoding_in_between() {
    let (out, marks) = masked(b"\xE9 \\cite{m\xFCller}");
    assert_eq!(out, b"\xE9 \\cite{lacuna-0001}");
    assert_eq!(marks.restore(&out).bytes, b"\xE9 \\cite{m\xFCller}");
    let utf8 = marks.restore("\u{e9} \\cite{lacuna-0001}".as_bytes());
    assert_eq!(utf8.bytes, "\u{e9} \\cite{m\u{fc}ller}".as_bytes());
}

const PIECES: [&[u8]; 30] = [
    b"\\cite{",
    b"\\citep[see][p.~3]{",
    b"\\cites{a}{",
    b"\\nocite{*}",
    b"\\bibitem{",
    b"}",
    b"{",
    b",",
    b" ",
    b"\n",
    b"\r\n",
    b"\r",
    b"% ",
    b"smith2001",
    b"a",
    b"b:c",
    b"*d",
    b"m\xFCller",
    b"m\xC3\xBCller",
    b"\xC3",
    b"\xA9",
    b"lacuna-0001",
    b"lacuna-",
    b"7",
    b"TODO",
    b"\\verb|",
    b"$",
    b"__**Devlin et al., \"BERT\"**__",
    b"\\begin{thebibliography}",
    b"\0",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_was_masked_is_restored(
        pieces in vec(select(PIECES.to_vec()), 0..40),
        wide in select(vec![0, 1, 2, 3]),
    ) {
        let plain = pieces.concat();
        let units = || String::from_utf8_lossy(&plain).encode_utf16().collect::<Vec<_>>();
        let bytes = match wide {
            0 => plain,
            1 => [b"\xEF\xBB\xBF".as_slice(), &plain].concat(),
            2 => [0xFEFF].into_iter().chain(units()).flat_map(u16::to_le_bytes).collect(),
            // Half a character, and half a unit.
            _ => [0xFEFF, 0xD800].into_iter().chain(units()).flat_map(u16::to_be_bytes).chain([b'x']).collect(),
        };
        let (out, marks) = masked(&bytes);
        let restored = marks.restore(&out);
        prop_assert_eq!(&restored.bytes, &bytes);
        prop_assert!(restored.strange.is_empty());
    }
}
