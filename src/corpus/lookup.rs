//! Looking works up in the corpora: by identifier, by the rarest words of a title, by words that are typed.

use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::{ReloadPolicy, Searcher, TantivyDocument, Term};

use super::formats::Format;
use super::index::{self, Fields};
use super::packed::unpack;
use super::store::{self, Manifest};
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
            match Corpus::open(root, &name) {
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
        let registrant = reference.work.doi.as_deref().and_then(|it| it.split_once('/')).map(|it| it.0);
        let venues: Vec<String> = reference.venues.iter().flat_map(|it| Venue::new(it).terms()).collect();
        for (source, corpus) in self.open.iter().enumerate() {
            let is_list = corpus.manifest.format == Format::RetractionWatch;
            // A list of retractions lacks nearly every work.
            scope.sources += usize::from(!is_list);
            scope.dois += if is_list { 0 } else { corpus.manifest.dois };
            if corpus.manifest.format != Format::Arxiv {
                scope.published += if is_list { 0 } else { corpus.manifest.published };
                scope.at_venue += venues.iter().map(|it| corpus.count(&format!("in:{it}"))).sum::<u64>();
            }
            scope.knows_registrant |= registrant.is_some_and(|it| corpus.knows_registrant(it));
            scope.has_books |= corpus.manifest.books >= BOOKS;
            let records = match is_list {
                true => corpus.by_identifier(reference),
                false => corpus.candidates(reference, breadth),
            };
            candidates.extend(records.into_iter().map(|record| Candidate { source, record }));
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

impl Corpora {
    /// The record of a corpus under its own key.
    pub fn record(&self, corpus: &str, key: &str) -> Option<Record> {
        let corpus = self.open.iter().find(|it| it.name == corpus)?;
        let term = Term::from_field_text(corpus.fields.id, &format!("key:{key}"));
        let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
        corpus.records(BooleanQuery::new(vec![(Occur::Must, query)]), 1).into_iter().next()
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
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(told)?;
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

    /// Records with an identifier of the reference.
    fn by_identifier(&self, reference: &Reference) -> Vec<Record> {
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
        if queries.is_empty() { Vec::new() } else { self.records(BooleanQuery::new(queries), SAME_ID * 3) }
    }

    /// Records that a reference may mean: those with an identifier of it, and those with its rarest words.
    fn candidates(&self, reference: &Reference, breadth: Breadth) -> Vec<Record> {
        let mut records = self.by_identifier(reference);
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let (occur, most, people) = match breadth {
            Breadth::Exact => (Occur::Must, ALL_OF, 0),
            Breadth::Near => (Occur::Should, WORDS, 2),
        };
        for word in self.rarest(&fold_words(&reference.work.title), most) {
            clauses.push((occur, self.word(self.fields.title, &word)));
        }
        for author in reference.work.authors.iter().take(people) {
            for word in fold_words(&author.family).iter().take(2) {
                let query = BoostQuery::new(self.word(self.fields.people, word), NAME_WEIGHT);
                clauses.push((Occur::Should, Box::new(query)));
            }
        }
        if clauses.is_empty() {
            return records;
        }
        for record in self.records(BooleanQuery::new(clauses), CANDIDATES) {
            if !records.contains(&record) {
                records.push(record);
            }
        }
        records
    }

    /// The rarest of a title's words that are known here.
    fn rarest(&self, words: &[String], most: usize) -> Vec<String> {
        let mut known: Vec<(u64, &String)> = Vec::new();
        for word in words {
            let count = self.searcher.doc_freq(&Term::from_field_text(self.fields.title, word)).unwrap_or(0);
            if count > 0 && !known.iter().any(|it| it.1 == word) {
                known.push((count, word));
            }
        }
        known.sort();
        known.into_iter().take(most).map(|it| it.1.clone()).collect()
    }

    fn word(&self, field: tantivy::schema::Field, word: &str) -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs))
    }

    /// How many records have an identifier.
    fn count(&self, id: &str) -> u64 {
        self.searcher.doc_freq(&Term::from_field_text(self.fields.id, id)).unwrap_or(0)
    }

    /// Whether it has a DOI of a registrant.
    fn knows_registrant(&self, registrant: &str) -> bool {
        let prefix = format!("doi:{registrant}/");
        self.searcher.segment_readers().iter().any(|segment| {
            let Ok(index) = segment.inverted_index(self.fields.id) else { return false };
            let stream = index.terms().range().ge(prefix.as_bytes()).into_stream();
            stream.is_ok_and(|mut it| it.advance() && it.key().starts_with(prefix.as_bytes()))
        })
    }

    /// Works that have every word that is typed in title or authors; the last word may be in part.
    fn search(&self, typed: &str, limit: usize) -> Vec<Record> {
        let words = fold_words(typed);
        let Some((last, whole)) = words.split_last().filter(|_| limit > 0) else { return Vec::new() };
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
        if clauses.is_empty() {
            return self.records(BooleanQuery::union(endings), limit);
        }
        clauses.push((Occur::Must, either(endings)));
        self.records(BooleanQuery::new(clauses), limit)
    }

    /// The words of a field that begin with `typed`, the commonest first.
    fn beginning_with(&self, field: tantivy::schema::Field, typed: &str) -> Vec<String> {
        const LOOKED_AT: usize = 256;
        const MOST: usize = 4;
        let mut found: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let Ok(index) = segment.inverted_index(field) else { continue };
            let Ok(mut stream) = index.terms().range().ge(typed.as_bytes()).into_stream() else { continue };
            let mut looked = 0;
            while looked < LOOKED_AT && stream.advance() && stream.key().starts_with(typed.as_bytes()) {
                looked += 1;
                let word = String::from_utf8_lossy(stream.key()).into_owned();
                *found.entry(word).or_default() += stream.value().doc_freq;
            }
        }
        let mut words: Vec<(String, u32)> = found.into_iter().collect();
        words.sort_by_key(|it| (it.0 != typed, std::cmp::Reverse(it.1)));
        words.into_iter().take(MOST).map(|it| it.0).collect()
    }

    /// The best records of a query; none of an index that proves damaged.
    fn records(&self, query: BooleanQuery, most: usize) -> Vec<Record> {
        let Ok(found) = self.searcher.search(&query, &TopDocs::with_limit(most).order_by_score()) else {
            return Vec::new();
        };
        let read = |at: tantivy::DocAddress| {
            let document: TantivyDocument = self.searcher.doc(at).ok()?;
            Some(unpack(document.get_first(self.fields.record)?.as_str()?))
        };
        found.into_iter().filter_map(|it| read(it.1)).collect()
    }
}
