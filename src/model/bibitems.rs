//! Entries that a document writes itself: `\bibitem`s, those that biber has compiled, those of amsrefs.

use super::citations::keys::key_group;
use crate::syntax::tex::{Argument, Call, Chunk, Delimiter, Silence, TexFile};
use crate::text::ByteRange;

/// An entry written in a document: `\bibitem[label]{key} text`. Ranges are bytes of its chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BibItem {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub range: ByteRange,
    /// From the command to the end of the key's group: what tells that it is an entry, and which.
    pub head: ByteRange,
    /// The item's text, as far as it stands in the chunk, TeX kept.
    pub text: String,
}

/// Whether the command called `name` may begin an item.
pub fn is_item(name: &str) -> bool {
    matches!(name, "bibitem" | "harvarditem" | "bib" | "defbibentryset" | "entry")
}

/// Everything in a file that defines a key, with the start of its chunk.
pub fn items(tex: &TexFile) -> impl Iterator<Item = (usize, BibItem)> {
    let all = tex.chunks.iter().flat_map(|(start, chunk)| bib_items(chunk).map(move |it| (*start, it)));
    all.filter(|(start, it)| tex.silence_at(start + it.range.start) != Some(Silence::NotTex))
}

/// Every item of a chunk.
pub fn bib_items(chunk: &Chunk) -> impl Iterator<Item = BibItem> {
    let items = chunk.calls.iter().filter(|it| is_item(&it.name));
    let items = items.filter(|it| chunk.silence_at(it.command.start).is_none_or(|it| it <= Silence::Gaps));
    items.filter_map(|it| match it.name.as_str() {
        "bibitem" => bib_item(chunk, it),
        // harvard: `\harvarditem[abbreviation]{label}{year}{key}`
        "harvarditem" => {
            let group = braces(it).get(2)?.range;
            item(chunk, it, group, text_behind(chunk, group))
        }
        "bib" => amsrefs_item(chunk, it),
        // biblatex: `\defbibentryset{set}{key,key}`
        "defbibentryset" => item(chunk, it, braces(it).first()?.range, ""),
        _ => compiled_item(chunk, it),
    })
}

/// `\bibitem[label]{key} text`, with white space, line ends and comments between its parts, as the
/// styles of ACM, APS and natbib write them.
fn bib_item(chunk: &Chunk, call: &Call) -> Option<BibItem> {
    let text = chunk.text.as_str();
    let mut at = skip_blank(text, call.command.end);
    if text.as_bytes().get(at) == Some(&b'[') {
        at = skip_blank(text, closing(text, at, b']')?);
    }
    if text.as_bytes().get(at) != Some(&b'{') {
        return None;
    }
    let group = ByteRange::new(at, closing(text, at, b'}')?);
    item(chunk, call, group, text_behind(chunk, group))
}

/// What stands between the key in `group` and the next item.
fn text_behind(chunk: &Chunk, group: ByteRange) -> &str {
    let rest = &chunk.text[skip_blank(&chunk.text, group.end)..];
    let ends = ["\\bibitem", "\\harvarditem", "\\end{thebibliography}"];
    let end = ends.iter().filter_map(|it| rest.find(it)).min();
    &rest[..end.unwrap_or(rest.len())]
}

/// amsrefs' `\bib{key}{article}{author={..}, title={..}}`.
fn amsrefs_item(chunk: &Chunk, call: &Call) -> Option<BibItem> {
    let braces = braces(call);
    let [key, _, fields] = braces.as_slice() else { return None };
    item(chunk, call, key.range, &chunk.text[fields.inner().std()])
}

/// `\entry{key}{article}{}{} .. \endentry`, as biblatex's compiled bibliographies (.bbl) have them.
fn compiled_item(chunk: &Chunk, call: &Call) -> Option<BibItem> {
    let braces = braces(call);
    let key = braces.first().filter(|_| braces.len() >= 3)?;
    let rest = &chunk.text[braces.last()?.range.end..];
    let body = &rest[..rest.find("\\endentry")?];
    let field = |name: &str| {
        let name = format!("\\field{{{name}}}");
        let at = body.find(&name)? + name.len();
        body.get(at + 1..closing(body, at, b'}')? - 1)
    };
    let shown: Vec<&str> =
        ["title", "journaltitle", "booktitle", "year"].iter().filter_map(|it| field(it)).collect();
    item(chunk, call, key.range, &shown.join(". "))
}

fn item(chunk: &Chunk, call: &Call, group: ByteRange, text: &str) -> Option<BibItem> {
    let argument = Argument { delimiter: Delimiter::Brace, range: group, closed: true, spaced: false };
    let key = key_group(&chunk.text, argument).keys.into_iter().next()?;
    Some(BibItem {
        key: key.text,
        range: key.range,
        head: ByteRange::new(call.command.start, group.end),
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
    })
}

fn braces(call: &Call) -> Vec<Argument> {
    call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace && it.closed).copied().collect()
}

/// Behind the white space and comments at `at`.
fn skip_blank(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        if !text[at..].starts_with('%') {
            return at;
        }
        at += text[at..].find('\n').unwrap_or(text.len() - at);
    }
}

/// Behind the `close` that ends the group which begins at `at`: of a bracket, the first one outside braces.
fn closing(text: &str, at: usize, close: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut index = at + 1;
    while let Some(byte) = bytes.get(index) {
        match byte {
            b'\\' => index += 1,
            it if *it == close && depth == 0 => return Some(index + 1),
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            b'%' => index += text.get(index..)?.find('\n')?,
            _ => {}
        }
        index += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::syntax::tex::TexFile;
    use crate::text::Text;

    #[track_caller]
    fn check(source: &str, expected: Expect) {
        let file = TexFile::parse(&Text::plain(source.to_owned()));
        let mut out = String::new();
        for (start, chunk) in &file.chunks {
            for item in bib_items(chunk) {
                assert_eq!(&source[item.range.shift(*start).std()], item.key);
                out += &format!("{}: {}\n", item.key, item.text);
            }
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn items_in_every_form_that_styles_write() {
        check(
            "\\bibitem{a} A\n\\bibitem[Lab(2020)]{b} B\n\\bibitem[{[x]}]{c} C\n\\bibitem {d} D\n\
             \\bibitem [{\\citenamefont {Lee}(2019)}]{e}%\nE\n\\bibitem[Abadi et~al\\mbox{.}(2016)]%\n        {f}\nF\n\
             \\bibitem\n[Long, and\n Longer]\n{g}\nG\\newblock more.\n\\bibitem[open {h} H\n",
            expect![[r#"
                a: A
                b: B
                c: C
                d: D
                e: E
                f: F
                g: G\newblock more.
            "#]],
        );
    }

    #[test]
    fn what_biber_compiled() {
        check(
            "\\refsection{0}\n\\entry{k:1}{article}{}{}\n\\name{author}{1}{}{%\n{{hash=x}{family={Lee}}}%\n}\n\
             \\field{title}{A {\\textbf{B}} title}\n\\field{year}{2020}\n\\endentry\n\\entry{job}{2020}{CV}\n",
            expect![[r#"
                k:1: A {\textbf{B}} title. 2020
            "#]],
        );
    }

    #[test]
    fn items_of_amsrefs() {
        check(
            "\\begin{biblist}\n\\bib{a1}{article}{\n author={Lee, A.},\n title={T}\n}\n\\end{biblist}\n\\bib{no}\n",
            expect![[r#"
                a1: author={Lee, A.}, title={T}
            "#]],
        );
    }
}
