//! Looking works up in the corpora: by identifier, by the rarest words of a title, by words that are typed.

use std::io;
use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value as _};
use tantivy::termdict::{TermDictionary, TermStreamer};
use tantivy::{ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

use super::formats::Format;
use super::index::{self, Fields};
use super::packed::unpack;
use super::store::{self, Manifest};
use crate::faults::contained;
use crate::model::record::{Record, Reference};
use crate::resolve::verify::{Candidate, Scope, Venue};
use crate::syntax::latex_text::fold_words;

/// So many of a title's words are asked for, the rarest: common ones lead to everything.
const WORDS: usize = 7;
/// So many of them lead to those that have all.
const ALL_OF: usize = 4;
/// So many records of a corpus are compared with a reference.
const CANDIDATES: usize = 16;
/// So many records may have one identifier.
const SAME_ID: usize = 4;
/// From so many books on a corpus is expected to have a book.
const BOOKS: u64 = 20_000;
/// So many blocks of records are kept unpacked, of each part of an index.
const KEPT_BLOCKS: usize = 4;
/// How far an author's name counts beside a word of the title.
const NAME_WEIGHT: f32 = 0.7;

/// How far a reference is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breadth {
    /// Records of its identifiers, and those that have all of its title's rarest words: quick.
    Exact,
    /// Those that have any, and of its authors.
    Near,
}

/// One corpus, open.
pub struct Corpus {
    /// Its name.
    pub name: String,
    /// What it is.
    pub manifest: Manifest,
    searcher: Searcher,
    fields: Fields,
}

/// A corpus that cannot be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: String,
}

/// All corpora in the order in which they are asked.
#[derive(Default)]
pub struct Corpora {
    /// Those that are open.
    pub open: Vec<Corpus>,
    /// Those that cannot be read.
    pub refused: Vec<Refused>,
}

impl Corpora {
    /// Opens those in a folder: the `wanted` in their order, or all in the order of their names.
    pub fn open(root: &Path, wanted: Option<&[String]>) -> Self {
        let names = wanted.map_or_else(|| store::names(root), <[String]>::to_vec);
        let mut corpora = Self::default();
        for name in names {
            let opened =
                contained(format_args!("opening the corpus {name}"), "", || Corpus::open(root, &name));
            match opened.unwrap_or_else(|| Err("its index is damaged; add it again".to_owned())) {
                Ok(corpus) => corpora.open.push(corpus),
                Err(why) => corpora.refused.push(Refused { name, why }),
            }
        }
        corpora
    }

    /// Whether there is none to ask.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The records that a reference may mean, and what these corpora can know of it.
    pub fn look_up(&self, reference: &Reference, breadth: Breadth) -> (Vec<Candidate>, Scope) {
        let mut candidates = Vec::new();
        let mut scope = Scope::default();
        let venues: Vec<String> = reference.venues.iter().flat_map(|it| Venue::new(it).terms()).collect();
        for (source, corpus) in self.open.iter().enumerate() {
            let mut asked = scope;
            let ask = || corpus.ask(reference, breadth, &venues, &mut asked);
            match contained(format_args!("reading the corpus {}", corpus.name), "", ask) {
                Some(Ok(records)) => {
                    scope = asked;
                    candidates.extend(records.into_iter().map(|record| Candidate { source, record }));
                }
                // Of an index that proves damaged nothing follows.
                _ => scope.is_damaged = true,
            }
        }
        (candidates, scope)
    }

    /// Works whose title and authors have the words that are typed, the last perhaps in part; the best of each
    /// corpus in turn.
    pub fn search(&self, typed: &str, limit: usize) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (source, corpus) in self.open.iter().enumerate() {
            let records = corpus.search(typed, limit.saturating_sub(found.len()));
            found.extend(records.into_iter().map(|record| Candidate { source, record }));
        }
        found
    }
}

/// A word that more than one title of so many has is common.
const COMMON: u64 = 20;

/// In a corpus with less titles than this that have a word, none is common.
const FEW: u64 = 20_000;

/// Of records that may lack a common word, so many times as many are looked at as are wanted.
const PASSED_OVER: usize = 3;

/// Whether a word stands in title or authors of a record.
fn names(record: &Record, word: &str) -> bool {
    let work = &record.work;
    fold_words(&work.title).iter().any(|it| it == word)
        || work.authors.iter().any(|it| fold_words(&it.full()).iter().any(|it| it == word))
}

impl Corpora {
    /// The record of a corpus under its own key.
    pub fn record(&self, corpus: &str, key: &str) -> Option<Record> {
        let corpus = self.open.iter().find(|it| it.name == corpus)?;
        let term = Term::from_field_text(corpus.fields.id, &format!("key:{key}"));
        let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
        corpus.records(BooleanQuery::new(vec![(Occur::Must, query)]), 1).ok()?.into_iter().next()
    }
}

impl Corpus {
    /// Opens a corpus; the error says why that cannot be.
    pub fn open(root: &Path, name: &str) -> Result<Self, String> {
        // An import may put the next index in force between the two steps.
        Self::try_open(root, name).or_else(|_| Self::try_open(root, name))
    }

    fn try_open(root: &Path, name: &str) -> Result<Self, String> {
        if !store::is_name(name) {
            return Err("that is not the name of a corpus".to_owned());
        }
        let manifest = store::manifest(root, name)?;
        let folder = store::folder(root, name, &manifest);
        let told = |it: tantivy::TantivyError| format!("{}: {it}", folder.display());
        let (index, fields) = index::open(&folder).map_err(told)?;
        if store::is_touched(root, name, &manifest) {
            let damaged = index.validate_checksum().map_err(told)?;
            if let Some(file) = damaged.iter().next() {
                return Err(format!("{} is damaged; add the corpus again", folder.join(file).display()));
            }
        }
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader = reader.doc_store_cache_num_blocks(KEPT_BLOCKS).try_into().map_err(told)?;
        let searcher = reader.searcher();
        if searcher.num_docs() != manifest.records {
            return Err(format!(
                "{}: it has {} records, not {}",
                folder.display(),
                searcher.num_docs(),
                manifest.records
            ));
        }
        Ok(Self { name: name.to_owned(), manifest, searcher, fields })
    }

    /// The records that a reference may mean; adds to `scope` what this corpus can know of it.
    fn ask(
        &self,
        reference: &Reference,
        breadth: Breadth,
        venues: &[String],
        scope: &mut Scope,
    ) -> tantivy::Result<Vec<Record>> {
        // A list of retractions lacks nearly every work.
        if self.manifest.format == Format::RetractionWatch {
            return self.by_identifier(reference);
        }
        scope.sources += 1;
        scope.dois += self.manifest.dois;
        scope.has_books |= self.manifest.books >= BOOKS;
        if self.manifest.format != Format::Arxiv {
            scope.published += self.manifest.published;
            for venue in venues {
                scope.at_venue += self.count(self.fields.id, &format!("in:{venue}"))?;
            }
        }
        if let Some((registrant, _)) = reference.work.doi.as_deref().and_then(|it| it.split_once('/')) {
            scope.knows_registrant |= self.knows_registrant(registrant)?;
        }
        self.candidates(reference, breadth)
    }

    /// Records with an identifier of the reference.
    fn by_identifier(&self, reference: &Reference) -> tantivy::Result<Vec<Record>> {
        let work = &reference.work;
        let ids = [("doi", &work.doi), ("arxiv", &work.arxiv), ("pmid", &reference.pmid)];
        let terms = ids.into_iter().filter_map(|(kind, id)| Some(format!("{kind}:{}", id.as_ref()?)));
        let queries: Vec<(Occur, Box<dyn Query>)> = terms
            .map(|it| {
                let query =
                    TermQuery::new(Term::from_field_text(self.fields.id, &it), IndexRecordOption::Basic);
                (Occur::Should, Box::new(query) as Box<dyn Query>)
            })
            .collect();
        if queries.is_empty() {
            return Ok(Vec::new());
        }
        self.records(BooleanQuery::new(queries), SAME_ID * 3)
    }

    /// Records that a reference may mean: those with an identifier of it, and those with its rarest words.
    fn candidates(&self, reference: &Reference, breadth: Breadth) -> tantivy::Result<Vec<Record>> {
        let mut records = self.by_identifier(reference)?;
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let (occur, most, people) = match breadth {
            Breadth::Exact => (Occur::Must, ALL_OF, 0),
            Breadth::Near => (Occur::Should, WORDS, 2),
        };
        for word in self.rarest(&fold_words(&reference.work.title), most)? {
            clauses.push((occur, self.word(self.fields.title, &word)));
        }
        for author in reference.work.authors.iter().take(people) {
            for word in fold_words(&author.family).iter().take(2) {
                let query = BoostQuery::new(self.word(self.fields.people, word), NAME_WEIGHT);
                clauses.push((Occur::Should, Box::new(query)));
            }
        }
        if clauses.is_empty() {
            return Ok(records);
        }
        for record in self.records(BooleanQuery::new(clauses), CANDIDATES)? {
            if !records.contains(&record) {
                records.push(record);
            }
        }
        Ok(records)
    }

    /// The rarest of a title's words that are known here.
    fn rarest(&self, words: &[String], most: usize) -> tantivy::Result<Vec<String>> {
        let mut known: Vec<(u64, &String)> = Vec::new();
        for word in words {
            let count = self.count(self.fields.title, word)?;
            if count > 0 && !known.iter().any(|it| it.1 == word) {
                known.push((count, word));
            }
        }
        known.sort();
        Ok(known.into_iter().take(most).map(|it| it.1.clone()).collect())
    }

    fn word(&self, field: Field, word: &str) -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs))
    }

    /// How many records have a term.
    fn count(&self, field: Field, term: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&Term::from_field_text(field, term))
    }

    /// Whether it has a DOI of a registrant.
    fn knows_registrant(&self, registrant: &str) -> tantivy::Result<bool> {
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.id)?;
            if beginning_with(index.terms(), &format!("doi:{registrant}/"), 1)?.advance() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Works that have every word that is typed in title or authors; the last word may be in part.
    fn search(&self, typed: &str, limit: usize) -> Vec<Record> {
        let words = fold_words(typed);
        let Some((last, whole)) = words.split_last().filter(|_| limit > 0) else { return Vec::new() };
        let (common, whole): (Vec<&String>, Vec<&String>) = whole.iter().partition(|it| self.is_common(it));
        let either = |queries: Vec<Box<dyn Query>>| Box::new(BooleanQuery::union(queries)) as Box<dyn Query>;
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = whole
            .iter()
            .map(|it| {
                (
                    Occur::Must,
                    either(vec![self.word(self.fields.title, it), self.word(self.fields.people, it)]),
                )
            })
            .collect();
        let mut endings: Vec<Box<dyn Query>> = Vec::new();
        for field in [self.fields.title, self.fields.people] {
            endings.extend(self.beginning_with(field, last).into_iter().map(|it| self.word(field, &it)));
        }
        if endings.is_empty() {
            return Vec::new();
        }
        // By itself, a union passes over all that cannot be among the best.
        let query = match clauses.is_empty() {
            true => BooleanQuery::union(endings),
            false => {
                clauses.push((Occur::Must, either(endings)));
                BooleanQuery::new(clauses)
            }
        };
        let looked_at = if common.is_empty() { limit } else { limit * PASSED_OVER };
        let mut found = self.records(query, looked_at).unwrap_or_default();
        found.retain(|it| common.iter().all(|word| names(it, word)));
        found.truncate(limit);
        found
    }

    /// Whether so many titles have a word that looking it up costs more than it tells: `of`, `based`.
    fn is_common(&self, word: &str) -> bool {
        let most = self.searcher.num_docs() / COMMON;
        self.count(self.fields.title, word).is_ok_and(|it| it > most.max(FEW))
    }

    /// The words of a field that begin with `typed`, the commonest first.
    fn beginning_with(&self, field: Field, typed: &str) -> Vec<String> {
        const LOOKED_AT: u64 = 256;
        const MOST: usize = 4;
        let mut found: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let Ok(index) = segment.inverted_index(field) else { continue };
            let Ok(mut stream) = beginning_with(index.terms(), typed, LOOKED_AT) else { continue };
            while stream.advance() {
                let word = String::from_utf8_lossy(stream.key()).into_owned();
                *found.entry(word).or_default() += stream.value().doc_freq;
            }
        }
        let mut words: Vec<(String, u32)> = found.into_iter().collect();
        words.sort_by_key(|it| (it.0 != typed, std::cmp::Reverse(it.1)));
        words.into_iter().take(MOST).map(|it| it.0).collect()
    }

    /// The best records of a query.
    fn records(&self, query: BooleanQuery, most: usize) -> tantivy::Result<Vec<Record>> {
        let found = self.searcher.search(&query, &TopDocs::with_limit(most).order_by_score())?;
        let mut records = Vec::with_capacity(found.len());
        for (_, at) in found {
            let document: TantivyDocument = self.searcher.doc(at)?;
            let text = document.get_first(self.fields.record).and_then(|it| it.as_str().map(unpack));
            records.push(text.ok_or_else(|| TantivyError::SystemError("a record is not there".to_owned()))?);
        }
        Ok(records)
    }
}

/// The first terms that begin with `prefix`. (No text has the byte 0xFF.)
fn beginning_with<'a>(terms: &'a TermDictionary, prefix: &str, most: u64) -> io::Result<TermStreamer<'a>> {
    let end = [prefix.as_bytes(), &[0xFF]].concat();
    terms.range().ge(prefix.as_bytes()).lt(end).limit(most).into_stream()
}
