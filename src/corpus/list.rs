//! A list of records in one JSON value (`{"items": [..]}` of Crossref's older data files and answers, `{"results":
//! [..]}` of OpenAlex's, `[..]`), read as the lines that other dumps have: every byte keeps its place.

use std::io::{self, Read};

use memchr::{memchr2, memmem};

/// The names of such lists.
const NAMES: [&[u8]; 2] = [b"\"items\"", b"\"results\""];
/// Names that only a record has: behind them no list of records begins.
const OF_RECORDS: [&[u8]; 3] = [b"\"DOI\"", b"\"id\"", b"\"title\""];

/// Where the list begins in a stream that begins with `head`.
pub fn begins(head: &[u8]) -> Option<usize> {
    let blanks = head.iter().take_while(|it| it.is_ascii_whitespace()).count();
    let text = &head[blanks..];
    let opens = |at: usize| {
        let rest = head.get(at..)?;
        let rest = rest.trim_ascii_start().strip_prefix(b":").unwrap_or(rest).trim_ascii_start();
        let inner = rest.strip_prefix(b"[")?.trim_ascii_start();
        inner.starts_with(b"{").then_some(head.len() - rest.len())
    };
    match text.first()? {
        b'[' => opens(blanks),
        b'{' => {
            let (at, name) =
                NAMES.iter().filter_map(|it| Some((memmem::find(head, it)?, it))).min_by_key(|it| it.0)?;
            let is_first = OF_RECORDS.iter().all(|it| memmem::find(&head[..at], it).is_none());
            opens(at + name.len()).filter(|_| is_first)
        }
        _ => None,
    }
}

/// The list in a stream.
pub struct List<R> {
    input: R,
    /// So many bytes before the list are left.
    before: usize,
    /// How many brackets and braces are open; none within the list itself, less behind it.
    depth: i64,
    in_string: bool,
    is_escaped: bool,
}

impl<R: Read> List<R> {
    /// Of a stream whose list begins at this byte.
    pub fn new(input: R, begins: usize) -> Self {
        Self { input, before: begins + 1, depth: 0, in_string: false, is_escaped: false }
    }

    /// Makes what is between records blank, and each record a line.
    fn heed(&mut self, bytes: &mut [u8]) {
        let mut at = self.before.min(bytes.len());
        bytes[..at].fill(b' ');
        self.before -= at;
        while at < bytes.len() {
            if self.in_string {
                if std::mem::take(&mut self.is_escaped) {
                    at += 1;
                    continue;
                }
                let Some(hit) = memchr2(b'"', b'\\', &bytes[at..]) else { return };
                at += hit + 1;
                self.is_escaped = bytes[at - 1] == b'\\';
                self.in_string = self.is_escaped;
                continue;
            }
            let byte = &mut bytes[at];
            at += 1;
            match *byte {
                _ if self.depth < 0 => *byte = b' ',
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' => self.depth -= 1,
                b']' => {
                    self.depth -= 1;
                    if self.depth < 0 {
                        *byte = b'\n';
                    }
                }
                b',' if self.depth == 0 => *byte = b'\n',
                b'\n' | b'\r' => *byte = b' ',
                _ => {}
            }
        }
    }
}

impl<R: Read> Read for List<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        if read == 0 && !buffer.is_empty() && self.depth >= 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "its list is not closed"));
        }
        self.heed(&mut buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads in pieces of three bytes.
    struct Slowly<'a>(&'a [u8]);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(3);
            self.0.read(&mut buffer[..most])
        }
    }

    #[track_caller]
    fn check(text: &str, lines: &[&str]) {
        let at = begins(text.as_bytes()).unwrap();
        let mut read = String::new();
        List::new(Slowly(text.as_bytes()), at).read_to_string(&mut read).unwrap();
        assert_eq!(read.len(), text.len());
        let found: Vec<&str> = read.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
        assert_eq!(found, lines);
    }

    #[test]
    fn each_record_of_a_list_is_a_line() {
        check(
            r#"{"status":"ok","message":{"total":2,"items":[{"DOI":"a, ]\"}","x":[1,2]},{"DOI":"b"}]},"items":[{}]}"#,
            &[r#"{"DOI":"a, ]\"}","x":[1,2]}"#, r#"{"DOI":"b"}"#],
        );
        check("[\n {\n\"id\": 1\n},\n {\"id\": 2}\n]\n", &["{ \"id\": 1 }", "{\"id\": 2}"]);
    }

    #[test]
    fn records_are_no_list_and_a_list_has_its_end() {
        let list = |text: &str| begins(text.as_bytes());
        assert_eq!(list(r#"{"DOI":"a","items":[{}]}"#), None);
        assert_eq!(list(r#"{"items":"none"}"#), None);
        assert_eq!(list("@article{a, title={[{}]}}"), None);
        let mut read = String::new();
        let cut = List::new(&b"[{\"id\": 1},"[..], 0).read_to_string(&mut read).unwrap_err();
        assert_eq!(cut.to_string(), "its list is not closed");
    }
}
