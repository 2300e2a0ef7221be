//! Documents made of texts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cores::on_every_core;
use crate::faults::contained;
use crate::model::bibliography::Bibliography;
use crate::model::document::{Content, Document, DocumentId, Kind};
use crate::model::links::Links;
use crate::model::project::Absence;
use crate::model::snapshot::Snapshot;
use crate::settings::file::SettingsFile;
use crate::syntax::tex::TexFile;
use crate::text::Text;
use crate::text::decode::Decoding;

/// Puts a document in its place, with the links that its content has.
pub(super) fn insert(
    next: &mut Snapshot,
    id: DocumentId,
    version: Option<i32>,
    decoding: Decoding,
    text: Text,
    content: Content,
) {
    let links = Arc::new(contents_links(&content));
    let document = Document { id: id.clone(), version, decoding, text, content, links };
    Arc::make_mut(&mut next.documents).insert(id, Arc::new(document));
}

/// Reads a text as what it is; one at which we fail is read as if it were empty.
pub(super) fn content(kind: Kind, text: &Text) -> Content {
    let read = |text: &Text| match kind {
        Kind::Tex => Content::Tex(Arc::new(TexFile::parse(text))),
        Kind::Bib => Content::Bib(Arc::new(Bibliography::parse(text.clone()))),
        Kind::Settings => Content::Settings(Arc::new(SettingsFile::read(&text.all()))),
    };
    contained("a file", "", || read(text)).unwrap_or_else(|| read(&Text::plain(String::new())))
}

/// A file's text as read from disk.
#[derive(Debug)]
pub struct FileText {
    /// The text.
    pub text: String,
    /// How it was decoded.
    pub decoding: Decoding,
}

/// The same, perhaps with what the text holds.
pub(super) struct Found {
    pub text: Text,
    pub decoding: Decoding,
    pub ahead: Option<Content>,
}

/// Fewer bytes of text are read as soon as they are wanted: threads would cost more than they save.
const MANY: usize = 1 << 18;

/// Reads what the LaTeX files among these hold, as far as nothing is known of them yet: on every core, since that takes
/// longer than all else.
pub(super) fn read_ahead(
    known: &Snapshot,
    files: Vec<(PathBuf, Result<FileText, Absence>)>,
) -> Vec<(PathBuf, Result<Found, Absence>)> {
    let found = |it: FileText| Found { text: Text::plain(it.text), decoding: it.decoding, ahead: None };
    let mut files: Vec<_> = files.into_iter().map(|(path, file)| (path, file.map(found))).collect();
    let is_tex = |path: &Path| {
        Kind::of_path(path).unwrap_or(Kind::Tex) == Kind::Tex
            && !known.documents.contains_key(&DocumentId::of_path(path))
    };
    let texts = files.iter().enumerate().filter(|it| is_tex(&it.1.0));
    let texts: Vec<(usize, Text)> =
        texts.filter_map(|(at, it)| Some((at, it.1.as_ref().ok()?.text.clone()))).collect();
    if texts.iter().map(|it| it.1.len()).sum::<usize>() > MANY {
        let read = on_every_core(&texts, |it| content(Kind::Tex, &it.1));
        for ((at, _), content) in texts.into_iter().zip(read) {
            if let Ok(found) = &mut files[at].1 {
                found.ahead = Some(content);
            }
        }
    }
    files
}

/// The links that a content has.
pub(super) fn contents_links(content: &Content) -> Links {
    match content {
        Content::Tex(tex) => contained("the links of a file", "", || Links::read(tex)).unwrap_or_default(),
        Content::Bib(_) | Content::Settings(_) => Links::default(),
    }
}
