//! What can be opened from a document: the files that it includes; the works behind identifiers.

use std::path::{Path, PathBuf};

use crate::model::bibliography::Bibliography;
use crate::model::document::{Content, Document, DocumentId, is_absolute, normalised};
use crate::model::library::{arxiv, doi};
use crate::model::linked_files::linked;
use crate::model::snapshot::Snapshot;
use crate::syntax::bib::{Entry, Field, Piece};
use crate::syntax::tex::{Silence, TexFile};
use crate::text::ByteRange;

/// A stretch that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLink {
    /// What is clicked (bytes of the document).
    pub range: ByteRange,
    /// Where it leads.
    pub target: LinkTarget,
}

/// Where a [`DocumentLink`] leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// A file of this machine.
    File(PathBuf),
    /// A page of the web.
    Web(String),
}

/// In a .bib file with more entries nothing is linked: reading all of it at every edit takes too long,
/// and the card of an entry has its links.
const LINKED: usize = 5_000;

/// The links of a document, in order.
pub fn links(snapshot: &Snapshot, id: &DocumentId) -> Vec<DocumentLink> {
    let Some(document) = snapshot.document(id) else { return Vec::new() };
    match &document.content {
        Content::Tex(tex) => {
            let mut found = includes(snapshot, document);
            found.extend(in_text(tex));
            found.sort_by_key(|it| it.range.start);
            found
        }
        Content::Bib(bib) if bib.len() <= LINKED => in_bib(id, bib),
        Content::Bib(_) | Content::Settings(_) => Vec::new(),
    }
}

fn includes(snapshot: &Snapshot, document: &Document) -> Vec<DocumentLink> {
    let mut found = Vec::new();
    for (index, link) in document.links.links.iter().enumerate() {
        let file = linked(snapshot, document, index).into_iter().find_map(|it| it.path().map(Path::to_owned));
        found.extend(file.map(|it| DocumentLink { range: link.range, target: LinkTarget::File(it) }));
    }
    found
}

/// The pages that `\url{..}`, `\href{..}{..}` and `\nolinkurl{..}` name in a text.
fn in_text(tex: &TexFile) -> Vec<DocumentLink> {
    let mut found = Vec::new();
    for (start, chunk) in &tex.chunks {
        for inline in &chunk.not_text {
            let text = &chunk.text[inline.std()];
            let Some((command, body)) = text.split_once(['{', '|']) else { continue };
            let name = command.split('[').next().unwrap_or_default().trim_end();
            if !matches!(name, "\\url" | "\\href" | "\\nolinkurl") {
                continue;
            }
            let body = body.strip_suffix(['}', '|']).unwrap_or(body);
            let address = body.trim();
            let is_whole =
                ["https://", "http://"].iter().any(|it| address.starts_with(it)) && !has_macro(address);
            let at = inline.end - 1 - body.trim_start().len();
            let range = ByteRange::new(at, at + address.len()).shift(*start);
            let is_dead = tex.silences.iter().any(|it| it.1 == Silence::NotTex && it.0.covers(range));
            if is_whole && !is_dead {
                found.push(DocumentLink { range, target: LinkTarget::Web(address.replace('\\', "")) });
            }
        }
    }
    found
}

/// Whether a parameter or a macro stands in an address, as opposed to `\%`, `\_` and the like.
fn has_macro(address: &str) -> bool {
    let pairs = address.as_bytes().windows(2);
    pairs.into_iter().any(|it| match it {
        [b'#', next] => next.is_ascii_digit(),
        [b'\\', next] => next.is_ascii_alphabetic(),
        _ => false,
    })
}

fn in_bib(id: &DocumentId, bib: &Bibliography) -> Vec<DocumentLink> {
    let folder = id.path().and_then(Path::parent);
    let entries = (0..bib.len() as u32).map(|number| bib.entry(number));
    entries.flat_map(|entry| in_entry(&entry, folder)).collect()
}

fn in_entry(entry: &Entry, folder: Option<&Path>) -> Vec<DocumentLink> {
    let mut found = Vec::new();
    for field in &entry.fields {
        let Some((value, range)) = whole(field) else { continue };
        let web = |address: Option<String>| address.map(LinkTarget::Web).map(|target| (range, target));
        match field.name.as_str() {
            "doi" => found.extend(web(doi(value).map(|it| doi_page(&it)))),
            "url" | "howpublished" | "note" | "link" => found.extend(addresses(value, range)),
            "eprint" | "arxiv" | "arxivid" => found.extend(web(eprint(entry, field, value))),
            "pmid" => found.extend(web(number(last(value), "").map(|it| format!("{PUBMED}{it}/")))),
            "pmcid" => {
                found.extend(web(number(last(value), "PMC").map(|it| format!("{PUBMED_CENTRAL}PMC{it}/"))));
            }
            "file" | "localfile" | "pdf" => found.extend(files(value, range, folder)),
            _ => {}
        }
    }
    found.into_iter().map(|(range, target)| DocumentLink { range, target }).collect()
}

/// A DOI may hold signs that mean something in an address (DOI Handbook, section 2.5.2.4).
fn doi_page(doi: &str) -> String {
    format!("https://doi.org/{}", doi.replace('%', "%25").replace('#', "%23").replace('?', "%3F"))
}

const PUBMED: &str = "https://pubmed.ncbi.nlm.nih.gov/";
const PUBMED_CENTRAL: &str = "https://www.ncbi.nlm.nih.gov/pmc/articles/";

/// A value that is written in one piece, without blanks around it.
fn whole(field: &Field) -> Option<(&str, ByteRange)> {
    let [Piece::Text(text, range) | Piece::Number(text, range)] = field.pieces.as_slice() else {
        return None;
    };
    let value = text.trim();
    let start = range.start + text.len() - text.trim_start().len();
    (!value.is_empty()).then_some((value, ByteRange::new(start, start + value.len())))
}

/// The web addresses in a value, each with its place.
fn addresses(value: &str, range: ByteRange) -> Vec<(ByteRange, LinkTarget)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(hit) = value[at..].find("http") {
        let start = at + hit;
        let rest = &value[start..];
        let length = rest.find(|c: char| c.is_whitespace() || "{}<>\"|,;".contains(c)).unwrap_or(rest.len());
        let address = rest[..length].trim_end_matches(['.', ')', ']']);
        at = start + length.max(1);
        if address.starts_with("https://") || address.starts_with("http://") {
            // In a .bib file `\_`, `\%` and the like stand for the bare sign.
            let range = ByteRange::new(range.start + start, range.start + start + address.len());
            found.push((range, LinkTarget::Web(address.replace('\\', ""))));
        }
    }
    found
}

/// An eprint's page: arXiv's unless the entry names another archive.
fn eprint(entry: &Entry, field: &Field, value: &str) -> Option<String> {
    let archive = ["eprinttype", "archiveprefix"].iter().find_map(|it| entry.field(it));
    let archive = archive.map_or(String::new(), |it| it.pieces.iter().map(Piece::text).collect());
    match archive.to_ascii_lowercase().as_str() {
        "pubmed" if field.name == "eprint" => number(last(value), "").map(|it| format!("{PUBMED}{it}/")),
        "" | "arxiv" => arxiv(value).map(|it| format!("https://arxiv.org/abs/{it}")),
        _ => None,
    }
}

/// The last part of an address, or of what may be one.
fn last(value: &str) -> &str {
    value.trim_end_matches('/').rsplit('/').next().unwrap_or(value)
}

/// The number in `value`, perhaps behind `prefix`.
fn number<'a>(value: &'a str, prefix: &str) -> Option<&'a str> {
    let digits = value.strip_prefix(prefix).unwrap_or(value);
    (!digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())).then_some(digits)
}

/// The files of a `file` field: `description:path:type`, several joined by `;`, `\:` and `\;` within a
/// part (JabRef's manual, "Manage associated files"; Zotero and Mendeley write the same), or bare paths.
fn files(value: &str, range: ByteRange, folder: Option<&Path>) -> Vec<(ByteRange, LinkTarget)> {
    let mut found = Vec::new();
    for (start, part) in split(value, ';') {
        let pieces = split(part, ':');
        let (from, path) = match pieces.as_slice() {
            [] => continue,
            [(at, path)] => (*at, *path),
            // A bare Windows path.
            [(_, drive), _] if drive.len() == 1 => (0, part),
            [(_, _), (at, path)] | [(_, _), (at, path), _] => (*at, *path),
            // A path with unescaped colons: what stands between description and type.
            [(_, _), (at, _), .., (end, _)] => (*at, &part[*at..end - 1]),
        };
        let written = path.trim();
        let Some(target) = local(written, folder) else { continue };
        let at = range.start + start + from + path.len() - path.trim_start().len();
        found.push((ByteRange::new(at, at + written.len()), LinkTarget::File(target)));
    }
    found
}

/// `text` parted at the `separator`s that no backslash precedes, each part with its place.
fn split(text: &str, separator: char) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(separator) {
        if !text[..at].ends_with('\\') {
            parts.push((start, &text[start..at]));
            start = at + 1;
        }
    }
    parts.push((start, &text[start..]));
    parts
}

fn local(written: &str, folder: Option<&Path>) -> Option<PathBuf> {
    let plain = written.replace("{\\_}", "_").replace("$\\backslash$", "\\").replace("\\:", ":");
    let plain = plain.replace("\\;", ";").replace("\\_", "_").replace("\\\\", "/");
    // A path of another system leads nowhere here.
    let has_drive = plain.as_bytes().get(1) == Some(&b':') && !cfg!(windows);
    if plain.is_empty() || plain.contains("://") || has_drive {
        return None;
    }
    // Mendeley leaves the first slash out.
    let rootless = ["home/", "Users/"].iter().any(|it| plain.starts_with(it));
    let path = if rootless { PathBuf::from(format!("/{plain}")) } else { PathBuf::from(plain) };
    if is_absolute(&path) { Some(path) } else { Some(normalised(&folder?.join(path))) }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let shown = links(&fixture.snapshot, &fixture.id).into_iter().map(|it| {
            let text = &fixture.text()[it.range.std()];
            match it.target {
                LinkTarget::File(path) => format!("{text} -> {}\n", path.display()),
                LinkTarget::Web(address) => format!("{text} -> {address}\n"),
            }
        });
        expected.assert_eq(&shown.collect::<String>());
    }

    #[test]
    fn files_that_are_there() {
        check(
            "\\input{sec/intro}\\input{none}\\bibliography{refs, gone}\n%- sec/intro.tex\nText\n%- refs.bib\n@a{k,}",
            expect![[r#"
                sec/intro -> /project/sec/intro.tex
                refs -> /project/refs.bib
            "#]],
        );
    }

    #[test]
    fn pages_that_a_text_names() {
        check(
            r"See \url{https://a.org/b_c%20d}, \href[page=2]{ http://b.org/\%7Ex }{\url{https://c.org/}} \nolinkurl{https://d.org}.
% \url{https://comment.org}
\begin{comment}
\url{https://dead.org}
\end{comment}
\newcommand{\page}[1]{\url{https://e.org/#1}} \url{mailto:a@b.c} \url{\base/f} \path{https://g.org}
\end{document}
\url{https://behind.org}
",
            expect![[r#"
                https://a.org/b_c%20d -> https://a.org/b_c%20d
                http://b.org/\%7Ex -> http://b.org/%7Ex
                https://c.org/ -> https://c.org/
                https://d.org -> https://d.org
            "#]],
        );
    }

    #[test]
    fn identifiers_and_addresses() {
        check(
            r"%- refs.bib
@a{k, doi = {https://doi.org/10.1000/AB\_c}, pmid = 12345, pmcid = {PMC77}}
@a{l, eprint = {1706.03762v5}, archiveprefix = {arXiv}, note = {see \url{https://a.org/b\_c}, or http://d.org.}}
@a{m, eprint = {999}, eprinttype = {pubmed}, url = {ftp://x}}
@a{o, pmid = {https://pubmed.ncbi.nlm.nih.gov/123/}, pmcid = {https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9/}}
@a{p, eprint = {https://arxiv.org/abs/2001.00001}, archiveprefix = {arXiv}, doi = {https://dx.doi.org/10.1000/q}}
@a{n, eprint = {jstor/1}, eprinttype = {jstor}, doi = {none}}
",
            expect![[r#"
                https://doi.org/10.1000/AB\_c -> https://doi.org/10.1000/ab_c
                12345 -> https://pubmed.ncbi.nlm.nih.gov/12345/
                PMC77 -> https://www.ncbi.nlm.nih.gov/pmc/articles/PMC77/
                1706.03762v5 -> https://arxiv.org/abs/1706.03762
                https://a.org/b\_c -> https://a.org/b_c
                http://d.org -> http://d.org
                999 -> https://pubmed.ncbi.nlm.nih.gov/999/
                https://pubmed.ncbi.nlm.nih.gov/123/ -> https://pubmed.ncbi.nlm.nih.gov/123/
                https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9/ -> https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9/
                https://arxiv.org/abs/2001.00001 -> https://arxiv.org/abs/2001.00001
                https://dx.doi.org/10.1000/q -> https://doi.org/10.1000/q
            "#]],
        );
    }

    #[test]
    fn files_as_reference_managers_write_them() {
        check(
            r"%- refs.bib
@a{jabref, file = {:pdf/a.pdf:PDF;Notes:/abs/b\:c.txt:Text}}
@a{zotero, file = {Full Text PDF:/home/me/Zotero/d.pdf:application/pdf}}
@a{windows, file = {Full Text:C\:\\Users\\me\\h.pdf:application/pdf;:C$\backslash$:/Users/me/i.pdf:pdf}}
@a{better, file = {/home/me/e.pdf;f.html}}
@a{mendeley, file = {:home/me/g.pdf:pdf}}
",
            expect![[r#"
                pdf/a.pdf -> /project/pdf/a.pdf
                /abs/b\:c.txt -> /abs/b:c.txt
                /home/me/Zotero/d.pdf -> /home/me/Zotero/d.pdf
                /home/me/e.pdf -> /home/me/e.pdf
                f.html -> /project/f.html
                home/me/g.pdf -> /home/me/g.pdf
            "#]],
        );
    }
}
