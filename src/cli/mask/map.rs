//! The file that says what marks stand for.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::edits::mask::{Marks, Masked};
use crate::workspace::disk;

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    prefix: String,
    marks: Vec<Mark>,
}

#[derive(Serialize, Deserialize)]
struct Mark {
    mark: String,
    key: String,
    /// Where the file was not UTF-8: the key's bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<Bytes>,
}

#[derive(Serialize, Deserialize)]
struct Bytes {
    /// In hexadecimal digits.
    hex: String,
    /// Whether all else in the file was UTF-8.
    amid_utf8: bool,
}

const VERSION: u32 = 1;

pub(super) fn written(marks: &Marks) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|it| format!("{it:02x}")).collect();
    let mark = |(at, masked): (usize, &Masked)| Mark {
        mark: marks.name(at + 1),
        key: masked.key.clone(),
        bytes: masked.bytes.as_ref().map(|(raw, utf8)| Bytes { hex: hex(raw), amid_utf8: *utf8 }),
    };
    let all = marks.all.iter().enumerate().map(mark).collect();
    let file = File { version: VERSION, prefix: marks.prefix.clone(), marks: all };
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// The marks of a file; the error says what is wrong with it.
pub(super) fn read(path: &Path) -> Result<Marks, String> {
    let bytes = disk::bytes(path).map_err(|error| error.to_string())?;
    let told = |why: &str| format!("{}: {why}; it must be as `lacuna mask` wrote it", path.display());
    let file: File = serde_json::from_slice(&bytes).map_err(|error| told(&error.to_string()))?;
    if file.version != VERSION {
        return Err(told(&format!("its version is {}, not {VERSION}", file.version)));
    }
    let mut all = Vec::new();
    for it in file.marks {
        let bytes = match it.bytes {
            None => None,
            Some(bytes) => {
                Some((unhexed(&bytes.hex).ok_or_else(|| told("its bytes are malformed"))?, bytes.amid_utf8))
            }
        };
        all.push(Masked { key: it.key, bytes });
    }
    let marks = Marks::new(file.prefix, all);
    // What is restored goes by the number.
    let is_sound = !marks.prefix.is_empty();
    is_sound.then_some(marks).ok_or_else(|| told("it has no prefix"))
}

fn unhexed(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|it| u8::from_str_radix(std::str::from_utf8(it).ok()?, 16).ok()).collect()
}
