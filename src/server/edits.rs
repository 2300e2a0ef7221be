//! Our changes as the client applies them.

use std::collections::HashMap;

use tower_lsp::lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, CreateFile, CreateFileOptions, DocumentChangeOperation,
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp,
    TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

use super::asked::Asked;
use super::convert::outgoing;
use crate::edits::change::Change;
use crate::text;
use crate::text::decode::Decoding;

/// The name of the one annotation of an edit.
const ANNOTATION: &str = "lacuna";

/// `change` with the versions of the documents it is for and with `label`, where the client can take them;
/// `None` where the client cannot apply it, or it would change a file that is not in UTF-8.
pub(super) fn workspace_edit(asked: &Asked, change: &Change, label: &str) -> Option<WorkspaceEdit> {
    if change.create.is_some() && !(asked.client.create_files && asked.client.document_changes) {
        return None;
    }
    let mut files: Vec<(Url, Option<i32>, Vec<TextEdit>)> = Vec::new();
    for (id, edits) in written(asked, change).edits {
        // An editor would save a file in another encoding than it was written in.
        let document = asked.snapshot.document(&id).filter(|it| it.decoding == Decoding::Utf8)?;
        let edits = edits.iter().map(|it| outgoing::text_edit(&document.text, it, asked.client.encoding));
        files.push((asked.session.spelling.uri(&id)?, document.version, edits.collect()));
    }
    if !asked.client.document_changes {
        let changes: HashMap<_, _> = files.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let annotated = asked.client.change_annotations;
    let edit = |text_edit| match annotated {
        true => OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: ANNOTATION.to_owned() }),
        false => OneOf::Left(text_edit),
    };
    let documents = files.into_iter().map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(edit).collect(),
    });
    let changes = match &change.create {
        None => DocumentChanges::Edits(documents.collect()),
        Some((id, text)) => {
            let uri = asked.session.spelling.uri(id)?;
            let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) };
            let create = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
            let mut operations = vec![DocumentChangeOperation::Op(ResourceOp::Create(create))];
            if !text.is_empty() {
                let start = Range::new(Position::default(), Position::default());
                operations.push(DocumentChangeOperation::Edit(TextDocumentEdit {
                    text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
                    edits: vec![edit(TextEdit::new(start, text.clone()))],
                }));
            }
            operations.extend(documents.map(DocumentChangeOperation::Edit));
            DocumentChanges::Operations(operations)
        }
    };
    let annotation =
        ChangeAnnotation { label: label.to_owned(), needs_confirmation: Some(false), description: None };
    Some(WorkspaceEdit {
        changes: None,
        document_changes: Some(changes),
        change_annotations: annotated.then(|| HashMap::from([(ANNOTATION.to_owned(), annotation)])),
    })
}

/// The change where it is to be written: of files that a document carries in itself, in that document.
fn written(asked: &Asked, change: &Change) -> Change {
    let mut written = Change::default();
    for (id, edits) in &change.edits {
        for edit in edits {
            let (id, range) = asked.snapshot.written(id, edit.range);
            written.add(&id, text::TextEdit { range, new: edit.new.clone() });
        }
    }
    written
}
