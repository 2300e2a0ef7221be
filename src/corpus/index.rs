//! The index of one corpus: which words and identifiers lead to a record.

use std::path::Path;

use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{Index, IndexSettings, TantivyDocument};

use super::files::Files;
use super::packed::pack;
use crate::model::record::Record;
use crate::resolve::verify::Venue;
use crate::syntax::latex_text::each_word;

/// Grows whenever an older index could be misread.
pub const VERSION: u32 = 2;

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// Folded words of the title.
    pub title: Field,
    /// Folded words of the authors' family names.
    pub people: Field,
    /// `doi:10.1/x`, `arxiv:1706.03762`, `pmid:1`, `key:conf/x/1`, `in:neurips`.
    pub id: Field,
    /// The record.
    pub record: Field,
}

/// The schema of every corpus.
pub fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words =
        TextFieldIndexing::default().set_tokenizer("words").set_index_option(IndexRecordOption::WithFreqs);
    let words = TextOptions::default().set_indexing_options(words);
    let exact = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    let exact = TextOptions::default().set_indexing_options(exact);
    let fields = Fields {
        title: schema.add_text_field("title", words.clone()),
        people: schema.add_text_field("people", words),
        id: schema.add_text_field("id", exact),
        record: schema.add_text_field("record", STORED),
    };
    (schema.build(), fields)
}

/// Creates an index in an empty folder.
pub fn create(folder: &Path) -> tantivy::Result<(Index, Fields)> {
    let (schema, fields) = schema();
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor::default()),
        docstore_blocksize: 1 << 14,
        ..IndexSettings::default()
    };
    let index = Index::create(Files::write(folder)?, schema, settings)?;
    index.tokenizers().register("words", Words::default());
    Ok((index, fields))
}

/// Opens an index to read it.
pub fn open(folder: &Path) -> tantivy::Result<(Index, Fields)> {
    let index = Index::open(Files::read(folder))?;
    index.tokenizers().register("words", Words::default());
    let (schema, fields) = schema();
    if index.schema() != schema {
        return Err(tantivy::TantivyError::SchemaError("it has other fields".to_owned()));
    }
    Ok((index, fields))
}

/// What is indexed of a record.
pub fn document(record: &Record, venue: &Venue, fields: &Fields) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    let work = &record.work;
    document.add_text(fields.title, &work.title);
    for author in &work.authors {
        document.add_text(fields.people, &author.family);
    }
    let ids = [("doi", &work.doi), ("arxiv", &work.arxiv), ("pmid", &record.pmid)];
    for (kind, id) in ids {
        if let Some(id) = id {
            document.add_text(fields.id, format!("{kind}:{id}"));
        }
    }
    document.add_text(fields.id, format!("key:{}", work.key));
    for venue in venue.terms() {
        document.add_text(fields.id, format!("in:{venue}"));
    }
    let mut text = String::with_capacity(256);
    pack(record, &mut text);
    document.add_text(fields.record, text);
    document
}

/// The folded words of [`each_word`].
#[derive(Clone, Default)]
struct Words {
    text: String,
    /// Where each word ends in `text`.
    ends: Vec<usize>,
    token: Token,
    scratch: String,
}

/// The words of one text.
struct Stream<'a> {
    words: &'a mut Words,
    at: usize,
}

impl Tokenizer for Words {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let (words, ends) = (&mut self.text, &mut self.ends);
        words.clear();
        ends.clear();
        each_word(text, &mut self.scratch, |word| {
            words.push_str(word);
            ends.push(words.len());
        });
        self.token.reset();
        Stream { words: self, at: 0 }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let words = &mut *self.words;
        let Some(end) = words.ends.get(self.at) else { return false };
        let start = if self.at == 0 { 0 } else { words.ends[self.at - 1] };
        words.token.text.clear();
        words.token.text.push_str(&words.text[start..*end]);
        words.token.position = self.at;
        self.at += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.words.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.words.token
    }
}
