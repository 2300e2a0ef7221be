//! The records of a dump one by one, for who wants them elsewhere than in a corpus.

use std::sync::{Arc, RwLock};

use super::formats::{Cutter, Format, Piece, Reader, Reading};
use super::import::{heed_all, heeds};
use super::source::Source;
use crate::model::record::Record;

/// Tells of each record of a dump, in order, until `told` says no; how many were malformed and passed over. The error
/// says why the dump cannot be read on.
pub fn each_record(source: &Source, told: &mut dyn FnMut(Record) -> bool) -> Result<u64, String> {
    let named = |why: String| format!("{}: {why}", source.name());
    let (head, input) = source.open(Arc::default()).map_err(|it| named(it.to_string()))?;
    let format = Format::of(&head).ok_or_else(|| named("it is no dump of a known format".to_owned()))?;
    let reader = RwLock::new(Reader::new(format));
    if format == Format::Bibtex {
        heed_all(source, &reader);
    }
    let (mut cutter, mut skipped) = (Cutter::new(input, format), 0);
    loop {
        let piece = match cutter.piece() {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(error) => return Err(named(format!("it cannot be read on ({error})"))),
        };
        match piece {
            Piece::Record(_, bytes) => {
                if Reader::may_heed(format, bytes) && heeds(&reader, bytes) {
                    continue;
                }
                let read = reader.read().map(|it| it.read(bytes));
                match read {
                    Ok(Reading::Record(record)) => {
                        if !told(*record) {
                            return Ok(skipped);
                        }
                    }
                    Ok(Reading::Other) => {}
                    _ => skipped += 1,
                }
            }
            Piece::TooLong(_) => skipped += 1,
            Piece::Broken(at) => return Err(named(format!("it ends within a record at byte {at}"))),
        }
    }
    if cutter.is_cut_short() {
        return Err(named("it ends without its closing tag".to_owned()));
    }
    Ok(skipped)
}
