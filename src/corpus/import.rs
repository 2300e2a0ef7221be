//! Reading dumps into a new index: one thread cuts, others read the records, tantivy's own write.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;

use rustc_hash::FxHashMap;
use tantivy::indexer::NoMergePolicy;
use tantivy::{Index, IndexWriter, TantivyDocument};

use super::formats::{Cutter, Format, LONGEST, Piece, Reader, Reading};
use super::index::{self, Fields, VERSION};
use super::source::Source;
use super::store::{Manifest, Site};
use crate::resolve::verify::Venue;

/// The memory that the index's writers use before they write, in bytes.
const WRITERS: usize = 400 << 20;
/// How much of a dump goes to a reader at once, in bytes.
const BATCH: usize = 1 << 18;
/// So many batches wait for a reader.
const WAITING: usize = 8;
/// So many venues are kept at hand.
const MOST_VENUES: usize = 1 << 16;
/// So many malformed records are shown.
const SHOWN: usize = 10;

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that were read of the disk.
    pub read: u64,
    /// Bytes that there are, where that is known.
    pub size: Option<u64>,
    /// Records that are in the index.
    pub records: u64,
}

/// What came of an import.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The corpus.
    pub manifest: Manifest,
    /// The first of the malformed records that were passed over.
    pub bad: Vec<Bad>,
    /// Files of a folder that are no dump.
    pub ignored: Vec<String>,
}

/// A malformed record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// The dump.
    pub source: String,
    /// Where it begins, in bytes of the unpacked dump.
    pub offset: u64,
    /// What is wrong with it.
    pub why: String,
}

/// Counts of all threads.
#[derive(Default)]
struct Counts {
    records: AtomicU64,
    skipped: AtomicU64,
    dois: AtomicU64,
    books: AtomicU64,
    published: AtomicU64,
    bad: Mutex<Vec<Bad>>,
    /// Why the index cannot be written.
    failed: Mutex<Option<String>>,
}

impl Counts {
    fn bad(&self, source: &str, offset: u64, why: &str) {
        self.skipped.fetch_add(1, Ordering::Relaxed);
        let mut bad = self.bad.lock().unwrap_or_else(PoisonError::into_inner);
        if bad.len() < SHOWN {
            bad.push(Bad { source: source.to_owned(), offset, why: why.to_owned() });
        }
    }

    fn failed(&self) -> Option<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Pieces of a dump for one reader.
struct Batch {
    source: Arc<str>,
    bytes: Vec<u8>,
    /// Where each piece begins in the dump, and ends in `bytes`.
    pieces: Vec<(u64, usize)>,
    reader: Arc<RwLock<Reader>>,
    /// Whether its last piece is the end of a dump and has no line end.
    is_last: bool,
}

/// Reads `sources` into the corpus `name`; until all is written and safe, the former one stays in force.
///
/// `now` is the time in seconds since 1970; `told` hears of the progress.
pub fn import(
    root: &Path,
    name: Option<&str>,
    sources: &[Source],
    now: u64,
    told: &mut dyn FnMut(Progress),
) -> Result<(String, Imported), String> {
    let read = Arc::new(AtomicU64::new(0));
    let size = sources.iter().map(Source::size).sum::<Option<u64>>();
    let mut ignored = Vec::new();
    // The first dump tells format and name.
    let mut rest = sources.iter();
    let (first, format, mut input) = loop {
        let source = rest.next().ok_or("no dump of a known format is there: DBLP XML, BibTeX, JSON lines of arXiv, OpenAlex or Crossref, the table of Retraction Watch")?;
        let (head, input) = source.open(read.clone()).map_err(|it| format!("{}: {it}", source.name()))?;
        match Format::of(&head) {
            Some(format) => break (source, format, Some(input)),
            None => ignored.push(source.name()),
        }
    };
    let name = name.map(str::to_owned).unwrap_or_else(|| usual_name(first, format));
    let site = Site::open(root, &name)?;
    let (index, fields) = index::create(&site.folder).map_err(|it| it.to_string())?;
    let threads = thread::available_parallelism().map_or(2, usize::from).clamp(1, 4);
    let writer: IndexWriter = index.writer_with_num_threads(threads, WRITERS).map_err(|it| it.to_string())?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let counts = Counts::default();
    let progress = |counts: &Counts| Progress {
        read: read.load(Ordering::Relaxed),
        size,
        records: counts.records.load(Ordering::Relaxed),
    };
    let mut used = Vec::new();
    let cut = thread::scope(|scope| -> Result<(), String> {
        let (send, receive) = sync_channel::<Batch>(WAITING);
        let receive = Arc::new(Mutex::new(receive));
        for _ in 0..threads {
            let (receive, counts, writer) = (receive.clone(), &counts, &writer);
            scope.spawn(move || read_batches(&receive, counts, writer, &fields));
        }
        // A reader gone wrong hangs up, and so does this end: no one waits for the other.
        drop(receive);
        let reader = Arc::new(RwLock::new(Reader::new(format)));
        if format == Format::Bibtex {
            sources.iter().for_each(|it| heed_all(it, &reader));
        }
        for source in std::iter::once(first).chain(rest) {
            let input = match input.take() {
                Some(input) => input,
                None => {
                    let (head, input) =
                        source.open(read.clone()).map_err(|it| format!("{}: {it}", source.name()))?;
                    match Format::of(&head) {
                        Some(it) if it == format => input,
                        Some(it) => {
                            return Err(format!(
                                "{} is {}, the others are {}; add it by itself",
                                source.name(),
                                it.name(),
                                format.name()
                            ));
                        }
                        None => {
                            ignored.push(source.name());
                            continue;
                        }
                    }
                }
            };
            // A table's head is of its own file; the strings of a bibliography hold on.
            let reader = if format == Format::Bibtex {
                reader.clone()
            } else {
                Arc::new(RwLock::new(Reader::new(format)))
            };
            if used.last() != Some(&source.named()) {
                used.push(source.named());
            }
            let mut cutting = Cutting {
                cutter: Cutter::new(input, format),
                source: source.name().into(),
                reader,
                format,
                counts: &counts,
            };
            cutting.run(&mut |batch| {
                told(progress(&counts));
                send.send(batch).is_ok()
            })?;
        }
        Ok(())
    });
    let full =
        |why: String| site.has_room().err().map_or(why, |it| format!("{}: {it}", site.folder.display()));
    if let Some(why) = counts.failed() {
        return Err(full(why));
    }
    cut?;
    if counts.records.load(Ordering::Relaxed) == 0 {
        let bad = counts.bad.into_inner().unwrap_or_else(PoisonError::into_inner);
        let why = bad
            .first()
            .map(|it| format!("; the first, at byte {}: {}", it.offset, it.why))
            .unwrap_or_default();
        return Err(format!("no record could be read of {}{why}", used.join(", ")));
    }
    finish(&index, writer).map_err(|it| full(it.to_string()))?;
    told(progress(&counts));
    let total = |it: &AtomicU64| it.load(Ordering::Relaxed);
    let manifest = Manifest {
        version: VERSION,
        generation: String::new(),
        format,
        sources: used,
        imported: now,
        records: total(&counts.records),
        skipped: total(&counts.skipped),
        dois: total(&counts.dois),
        books: total(&counts.books),
        published: total(&counts.published),
        files: Vec::new(),
    };
    let manifest = site.finish(manifest)?;
    let bad = counts.bad.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok((name, Imported { manifest, bad, ignored }))
}

/// Writes what is left and makes all parts one: each part has its own words to be looked up, and files to be kept open.
fn finish(index: &Index, mut writer: IndexWriter) -> tantivy::Result<()> {
    writer.commit()?;
    let parts = index.searchable_segment_ids()?;
    if parts.len() > 1 {
        writer.merge(&parts).wait()?;
        writer.garbage_collect_files().wait()?;
    }
    writer.wait_merging_threads()
}

/// What a dump is called where the user gave no name.
fn usual_name(source: &Source, format: Format) -> String {
    if let Some(name) = format.usual_name() {
        return name.to_owned();
    }
    let file = match source {
        Source::Input => return "input".to_owned(),
        Source::File(path, _) => path.file_name().unwrap_or_default().to_string_lossy().to_lowercase(),
    };
    let stem = file.split('.').next().unwrap_or_default();
    let name: String =
        stem.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).take(64).collect();
    if name.is_empty() { "input".to_owned() } else { name }
}

struct Cutting<'a, R> {
    cutter: Cutter<R>,
    source: Arc<str>,
    reader: Arc<RwLock<Reader>>,
    format: Format,
    counts: &'a Counts,
}

impl<R: std::io::Read> Cutting<'_, R> {
    /// Cuts the whole dump into batches for `send`, which says whether anyone reads on.
    fn run(&mut self, send: &mut dyn FnMut(Batch) -> bool) -> Result<(), String> {
        let mut batch = self.batch();
        let mut pieces = 0u64;
        loop {
            let before = self.cutter.position();
            let (source, behind) = (self.source.clone(), pieces);
            let stopped =
                |at: u64, why: &str| Err(format!("{source}: {why} at byte {at}, behind {behind} records"));
            let piece = match self.cutter.piece() {
                Ok(Some(piece)) => piece,
                Ok(None) => break,
                Err(error) => return stopped(before, &format!("it cannot be read on ({error})")),
            };
            pieces += 1;
            match piece {
                Piece::Record(at, bytes) => {
                    if Reader::may_heed(self.format, bytes) && heeds(&self.reader, bytes) {
                        continue;
                    }
                    batch.bytes.extend_from_slice(bytes);
                    batch.pieces.push((at, batch.bytes.len()));
                    if batch.bytes.len() >= BATCH {
                        let full = std::mem::replace(&mut batch, self.batch());
                        if !send(full) {
                            return Ok(());
                        }
                    }
                }
                Piece::TooLong(at) => {
                    self.counts.bad(&self.source, at, &format!("it is longer than {} MB", LONGEST >> 20));
                }
                Piece::Broken(at) => return stopped(at, "it ends within a record"),
            }
        }
        if self.cutter.is_cut_short() {
            let at = self.cutter.position();
            return Err(format!(
                "{}: it ends without its closing tag at byte {at}, behind {pieces} records",
                self.source
            ));
        }
        batch.is_last = true;
        send(batch);
        Ok(())
    }

    fn batch(&self) -> Batch {
        Batch {
            source: self.source.clone(),
            bytes: Vec::with_capacity(BATCH + (1 << 14)),
            pieces: Vec::new(),
            reader: self.reader.clone(),
            is_last: false,
        }
    }
}

/// Hears all that a bibliography says about others before its entries are read: a volume stands behind its papers.
pub(super) fn heed_all(source: &Source, reader: &RwLock<Reader>) {
    let Source::File(..) = source else { return };
    let Ok((_, input)) = source.open(Arc::default()) else { return };
    let mut cutter = Cutter::new(input, Format::Bibtex);
    while let Ok(Some(piece)) = cutter.piece() {
        if let Piece::Record(_, bytes) = piece
            && Reader::may_heed(Format::Bibtex, bytes)
        {
            heeds(reader, bytes);
        }
    }
}

/// Whether a piece says something about later ones, which is heeded.
pub(super) fn heeds(reader: &RwLock<Reader>, piece: &[u8]) -> bool {
    reader.write().unwrap_or_else(PoisonError::into_inner).heeds(piece)
}

/// Venues that were read before: most records have the venue of many others.
#[derive(Default)]
struct Venues(FxHashMap<String, Venue>);

impl Venues {
    fn get(&mut self, name: &str) -> &Venue {
        if self.0.len() > MOST_VENUES {
            self.0.clear();
        }
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Venue::new(name));
        }
        &self.0[name]
    }
}

/// Reads batches until there are no more, or the index cannot be written.
fn read_batches(receive: &Mutex<Receiver<Batch>>, counts: &Counts, writer: &IndexWriter, fields: &Fields) {
    let mut venues = Venues::default();
    loop {
        let next = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = next else { return };
        if let Err(why) = read_batch(&batch, counts, writer, fields, &mut venues) {
            let mut failed = counts.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(why);
            return;
        }
    }
}

fn read_batch(
    batch: &Batch,
    counts: &Counts,
    writer: &IndexWriter,
    fields: &Fields,
    venues: &mut Venues,
) -> Result<(), String> {
    let reader = batch.reader.read().unwrap_or_else(PoisonError::into_inner);
    let mut start = 0;
    for (offset, end) in &batch.pieces {
        let piece = &batch.bytes[start..*end];
        start = *end;
        match reader.read(piece) {
            Reading::Record(record) => {
                let work = &record.work;
                counts.records.fetch_add(1, Ordering::Relaxed);
                counts.dois.fetch_add(u64::from(work.doi.is_some()), Ordering::Relaxed);
                counts.books.fetch_add(u64::from(work.kind == "book"), Ordering::Relaxed);
                let venue = venues.get(&work.venue);
                counts.published.fetch_add(u64::from(venue.is_venue()), Ordering::Relaxed);
                let document: TantivyDocument = index::document(&record, venue, fields);
                writer.add_document(document).map_err(|it| format!("the index cannot be written: {it}"))?;
            }
            Reading::Other => {}
            Reading::Bad(why) => {
                if batch.is_last
                    && *end == batch.bytes.len()
                    && !piece.ends_with(b"\n")
                    && piece.trim_ascii_start().starts_with(b"{")
                {
                    return Err(format!(
                        "{}: it ends within the record at byte {offset}: {why}",
                        batch.source
                    ));
                }
                counts.bad(&batch.source, *offset, &why);
            }
        }
    }
    Ok(())
}
