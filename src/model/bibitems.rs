//! Entries that a document writes itself: `\bibitem`s, those that biber has compiled, those of amsrefs.

use super::citations::keys::key_group;
use crate::syntax::bib;
use crate::syntax::names::{Name, read_names};
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
    /// The item's text, as far as it stands in the chunk, TeX kept; without comments.
    pub text: String,
    /// The keys that it stands for, if it is a set of entries.
    pub members: Vec<String>,
}

/// Whether the command called `name` may begin an item.
pub fn is_item(name: &str) -> bool {
    matches!(name, "bibitem" | "Bibitem" | "RBibitem" | "harvarditem" | "bib" | "defbibentryset" | "entry")
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
        // amsbib has two more.
        "bibitem" | "Bibitem" | "RBibitem" => bib_item(chunk, it),
        // harvard: `\harvarditem[abbreviation]{label}{year}{key}`
        "harvarditem" => {
            let group = braces(it).get(2)?.range;
            item(chunk, it, group, text_behind(chunk, group))
        }
        "bib" => amsrefs_item(chunk, it),
        // biblatex: `\defbibentryset{set}{key,key}`
        "defbibentryset" => {
            let braces = braces(it);
            let members = braces.get(1).map_or("", |it| &chunk.text[it.inner().std()]);
            let members = members.split(',').map(str::trim).filter(|it| !it.is_empty());
            let set = item(chunk, it, braces.first()?.range, "")?;
            Some(BibItem { members: members.map(str::to_owned).collect(), ..set })
        }
        _ => compiled_item(chunk, it),
    })
}

/// `\bibitem<overlay>[label]{key} text`, with white space, line ends and comments between its parts, as the
/// styles of ACM, APS and natbib write them. The overlay is beamer's.
fn bib_item(chunk: &Chunk, call: &Call) -> Option<BibItem> {
    let text = chunk.text.as_str();
    let mut at = skip_blank(text, call.command.end);
    for _ in 0..2 {
        match text.as_bytes().get(at) {
            Some(b'<') => at = skip_blank(text, closing(text, at, b'>')?),
            Some(b'[') => at = skip_blank(text, closing(text, at, b']')?),
            _ => break,
        }
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
    before_command(rest, &["\\bibitem", "\\harvarditem", "\\end{thebibliography}"]).0
}

/// What stands in `text` before the first of these commands, and from it on: looked at once, since there may be many
/// such texts, each the rest of the one before.
fn before_command<'a>(text: &'a str, names: &[&str]) -> (&'a str, &'a str) {
    let begins = |at: &usize| text.get(*at..).is_some_and(|it| names.iter().any(|name| it.starts_with(name)));
    let at = memchr::memchr_iter(b'\\', text.as_bytes()).find(begins);
    text.split_at(at.unwrap_or(text.len()))
}

/// amsrefs' `\bib{key}{article}{author={..}, title={..}}`.
fn amsrefs_item(chunk: &Chunk, call: &Call) -> Option<BibItem> {
    let braces = braces(call);
    let [key, _, fields] = braces.as_slice() else { return None };
    let fields = &chunk.text[fields.inner().std()];
    let (entry, _) = bib::fields::read(&format!("@bib{{key,{fields}}}"), 0);
    let value = |it: &bib::Field| it.pieces.iter().map(bib::Piece::text).collect::<String>();
    let all = |name: &str| entry.fields.iter().filter(|it| it.name == name).map(value).collect::<Vec<_>>();
    // Each author has a field.
    let authors = [all("author"), all("editor")].into_iter().find(|it| !it.is_empty()).unwrap_or_default();
    let shown = [persons(&authors.join(" and ")), all("title").concat(), all("subtitle").concat()];
    let venues = ["journal", "booktitle", "publisher", "school", "institution", "volume", "date", "year"];
    let shown = shown.into_iter().chain(venues.iter().map(|it| all(it).concat())).filter(|it| !it.is_empty());
    item(chunk, call, key.range, &shown.collect::<Vec<_>>().join(", "))
}

/// The names of a list in TeX as they are read.
fn persons(names: &str) -> String {
    read_names(names).names.iter().map(Name::full).collect::<Vec<_>>().join(", ")
}

/// `\entry{key}{article}{}{} .. \endentry`, as biblatex's compiled bibliographies (.bbl) have them.
fn compiled_item(chunk: &Chunk, call: &Call) -> Option<BibItem> {
    let braces = braces(call);
    let key = braces.first().filter(|_| braces.len() >= 3)?;
    let rest = &chunk.text[braces.last()?.range.end..];
    let (body, end) = before_command(rest, &["\\endentry", "\\entry{"]);
    if !end.starts_with("\\endentry") {
        return None;
    }
    let field = |name: &str| {
        let name = format!("\\field{{{name}}}");
        let at = body.find(&name)? + name.len();
        body.get(at + 1..closing(body, at, b'}')? - 1)
    };
    let people = ["author", "editor"].iter().find_map(|it| compiled_names(body, it));
    let fields = ["title", "journaltitle", "booktitle", "year"];
    let shown: Vec<&str> =
        people.as_deref().into_iter().chain(fields.iter().filter_map(|it| field(it))).collect();
    let set = body.find("\\set{").and_then(|at| body.get(at + 5..closing(body, at + 4, b'}')? - 1));
    let members = set.unwrap_or_default().split(',').map(str::trim).filter(|it| !it.is_empty());
    let members = members.map(str::to_owned).collect();
    Some(BibItem { members, ..item(chunk, call, key.range, &shown.join(". "))? })
}

/// The names in `\name{author}{2}{}{{{hash=x}{family={Lee}, given={Ann}}}..}`.
fn compiled_names(body: &str, list: &str) -> Option<String> {
    let start = body.find(&format!("\\name{{{list}}}"))? + "\\name".len();
    let mut group = (start, start);
    for _ in 0..4 {
        group = (group.1, closing(body, group.1, b'}')?);
        group.1 = skip_blank(body, group.1);
    }
    let names = body.get(group.0..group.1)?;
    fn part<'a>(name: &str, of: &'a str) -> Option<&'a str> {
        let at = of.match_indices(name).find(|(at, _)| !of[..*at].ends_with(|c: char| c.is_alphabetic()))?.0;
        of.get(at + name.len()..closing(of, at + name.len() - 1, b'}')? - 1)
    }
    // Each name begins with its hash.
    let persons = names.split("{hash=").skip(1).filter_map(|it| {
        let parts = [part("given={", it), part("prefix={", it), part("family={", it), part("suffix={", it)];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    });
    let persons: Vec<String> = persons.collect();
    (!persons.is_empty()).then(|| persons.join(", "))
}

fn item(chunk: &Chunk, call: &Call, group: ByteRange, text: &str) -> Option<BibItem> {
    let argument = Argument { delimiter: Delimiter::Brace, range: group, closed: true, spaced: false };
    let key = key_group(&chunk.text, argument).keys.into_iter().next()?;
    Some(BibItem {
        key: key.text,
        range: key.range,
        head: ByteRange::new(call.command.start, group.end),
        text: uncommented(text).split_whitespace().collect::<Vec<_>>().join(" "),
        members: Vec::new(),
    })
}

/// Without comments, each of which takes its line's end with it and the blanks that the next begins with.
fn uncommented(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_cut = false;
    for line in text.split_inclusive('\n') {
        let line = if is_cut { line.trim_start() } else { line };
        let comment = line.match_indices('%').find(|(at, _)| !line[..*at].ends_with('\\')).map(|it| it.0);
        is_cut = comment.is_some();
        out.push_str(comment.map_or(line, |at| &line[..at]));
    }
    out
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
    fn overlays_of_beamer() {
        check(
            "\\bibitem<1->{a} A\n\\bibitem<2->[Two]{b} B\n\\bibitem<alert@3>[{Three [x]}]{c} C\n\\bibitem[Four]<4>{d} D % E\n  F\n\\bibitem<open {e} E\n",
            expect![[r#"
                a: A
                b: B
                c: C
                d: D F
            "#]],
        );
    }

    #[test]
    fn what_biber_compiled() {
        check(
            "\\refsection{0}\n\\entry{k:1}{article}{}{}\n\\name{author}{1}{}{%\n{{hash=x}{family={Lee}}}%\n}\n\
             \\field{title}{A {\\textbf{B}} title}\n\\field{year}{2020}\n\\endentry\n\\entry{job}{2020}{CV}\n",
            expect![[r#"
                k:1: Lee. A {\textbf{B}} title. 2020
            "#]],
        );
    }

    #[test]
    fn items_of_amsrefs() {
        check(
            "\\begin{biblist}\n\\bib{a1}{article}{\n author={Lee, A.},\n author={Fox, B.},\n title={T},\n journal={Wood Letters},\n date={2000},\n}\n\\end{biblist}\n\\bib{no}\n",
            expect![[r#"
                a1: A. Lee, B. Fox, T, Wood Letters, 2000
            "#]],
        );
    }
}
