//! Documents made of texts.

use std::sync::Arc;

use crate::faults::contained;
use crate::model::bibliography::Bibliography;
use crate::model::document::{Content, Document, DocumentId, Kind};
use crate::model::links::Links;
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

/// The links that a content has.
pub(super) fn contents_links(content: &Content) -> Links {
    match content {
        Content::Tex(tex) => contained("the links of a file", "", || Links::read(tex)).unwrap_or_default(),
        Content::Bib(_) | Content::Settings(_) => Links::default(),
    }
}
