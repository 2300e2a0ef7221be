//! Cutting a stream into the pieces that hold one record each, in bounded memory.

use std::io::{self, Read};

use memchr::{memchr, memchr2, memchr3, memmem, memrchr};

use super::dblp::ELEMENTS;
use super::format::Format;

/// The longest record; what is longer is passed over. (The longest of DBLP and OpenAlex have some thousand
/// authors and lie below 2 MB.)
pub const LONGEST: usize = 8 << 20;

/// So many records of a dump may be longer: each is found out by a look at all that follows, up to [`LONGEST`].
const MOST_TOO_LONG: usize = 20;

/// How much is read at once.
const READ: usize = 1 << 18;

/// A piece of a dump.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// It begins at this byte of the dump.
    Record(u64, &'a [u8]),
    /// What begins at this byte is longer than [`LONGEST`].
    TooLong(u64),
    /// The dump ends within the record that begins at this byte.
    Broken(u64),
}

/// Cuts a stream.
pub struct Cutter<R> {
    input: R,
    format: Format,
    buffer: Vec<u8>,
    /// How much of the buffer was given out.
    done: usize,
    /// Where the buffer stands in the dump.
    offset: u64,
    ended: bool,
    /// Of DBLP's XML: how often its root was opened less how often it was closed.
    open_roots: i64,
    /// How many records were longer than [`LONGEST`].
    too_long: usize,
}

/// So many blanks less one may stand in the end of an element: `</article >`.
const BLANKS: usize = 16;

/// What stands at the head of the buffer.
enum Found {
    /// A piece between these two.
    Piece(usize, usize),
    /// Nothing up to here.
    Nothing(usize),
    /// The beginning of one, from here on.
    Begun(usize),
}

impl<R: Read> Cutter<R> {
    /// Of a stream of this format.
    pub fn new(input: R, format: Format) -> Self {
        Self {
            input,
            format,
            buffer: Vec::new(),
            done: 0,
            offset: 0,
            ended: false,
            open_roots: 0,
            too_long: 0,
        }
    }

    /// Where in the dump it stands.
    pub fn position(&self) -> u64 {
        self.offset + self.done as u64
    }

    /// Whether the dump ended before its root element did.
    pub fn is_cut_short(&self) -> bool {
        self.open_roots > 0
    }

    /// Heeds the root's tags in what stands between records.
    fn count_roots(&mut self, upto: usize) {
        if self.format == Format::Dblp {
            let passed = &self.buffer[self.done..self.done + upto];
            self.open_roots += memmem::find_iter(passed, b"<dblp").count() as i64;
            self.open_roots -= memmem::find_iter(passed, b"</dblp").count() as i64;
        }
    }

    /// The next piece; an error where the stream cannot be read on.
    pub fn piece(&mut self) -> io::Result<Option<Piece<'_>>> {
        let mut searched = 0;
        loop {
            match self.find(searched) {
                Found::Piece(start, end) => {
                    self.count_roots(start);
                    let (from, to) = (self.done + start, self.done + end);
                    self.done = to;
                    let at = self.offset + from as u64;
                    return Ok(Some(Piece::Record(at, &self.buffer[from..to])));
                }
                Found::Nothing(upto) => {
                    self.count_roots(upto);
                    self.done += upto;
                    searched = 0;
                    if upto > 0 && self.done < self.buffer.len() {
                        continue;
                    }
                    if self.ended {
                        return Ok(None);
                    }
                }
                Found::Begun(start) => {
                    self.count_roots(start);
                    self.done += start;
                    let at = self.position();
                    searched = self.buffer.len() - self.done;
                    if self.ended {
                        self.done = self.buffer.len();
                        return Ok(Some(Piece::Broken(at)));
                    }
                    if searched > LONGEST {
                        self.too_long += 1;
                        if self.too_long > MOST_TOO_LONG {
                            let why = format!(
                                "more than {MOST_TOO_LONG} records are longer than {} MB",
                                LONGEST >> 20
                            );
                            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
                        }
                        self.skip_long()?;
                        return Ok(Some(Piece::TooLong(at)));
                    }
                }
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.done);
        self.offset += self.done as u64;
        self.done = 0;
        let held = self.buffer.len();
        self.buffer.resize(held + READ, 0);
        let read = loop {
            match self.input.read(&mut self.buffer[held..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.buffer.truncate(held + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        Ok(())
    }

    /// Passes over a record that is too long, up to where the next may begin.
    fn skip_long(&mut self) -> io::Result<()> {
        let end = match self.format {
            Format::Dblp => self.close(&self.buffer[self.done..]),
            Format::Bibtex => b"\n@".to_vec(),
            _ => b"\n".to_vec(),
        };
        // The record's head is passed in any case; its end may lie across two readings.
        self.done += 1;
        while !self.ended {
            let rest = &self.buffer[self.done..];
            if let Some(at) = memmem::find(rest, &end) {
                self.done += at;
                return Ok(());
            }
            self.done = self.buffer.len() - rest.len().min(end.len());
            self.fill()?;
        }
        self.done = self.buffer.len();
        Ok(())
    }

    /// `</article` for `<article ..`.
    fn close(&self, head: &[u8]) -> Vec<u8> {
        let name = head.get(1..).unwrap_or_default();
        let length = name.iter().take_while(|it| it.is_ascii_alphabetic()).count();
        [b"</", &name[..length]].concat()
    }

    /// Looks for a piece; of what was begun, `searched` bytes have been seen without its end.
    fn find(&self, searched: usize) -> Found {
        let bytes = &self.buffer[self.done..];
        match self.format {
            Format::Dblp => self.element(bytes, searched),
            Format::Bibtex => self.item(bytes),
            Format::RetractionWatch => self.row(bytes),
            _ => self.line(bytes, searched),
        }
    }

    fn line(&self, bytes: &[u8], searched: usize) -> Found {
        match memchr(b'\n', &bytes[searched..]) {
            Some(at) => Found::Piece(0, searched + at + 1),
            // The last line need not end; whether it is whole shows when it is read.
            None if self.ended && !bytes.trim_ascii().is_empty() => Found::Piece(0, bytes.len()),
            None if self.ended || bytes.is_empty() => Found::Nothing(bytes.len()),
            None => Found::Begun(0),
        }
    }

    /// A line of a table: line ends in quotes do not end it.
    fn row(&self, bytes: &[u8]) -> Found {
        let (mut at, mut quoted) = (0, false);
        while let Some(hit) = memchr2(b'\n', b'"', &bytes[at..]) {
            at += hit + 1;
            match bytes[at - 1] {
                b'"' => quoted = !quoted,
                _ if !quoted => return Found::Piece(0, at),
                _ => {}
            }
        }
        match self.ended {
            true if bytes.trim_ascii().is_empty() => Found::Nothing(bytes.len()),
            true if !quoted => Found::Piece(0, bytes.len()),
            _ if bytes.is_empty() => Found::Nothing(0),
            _ => Found::Begun(0),
        }
    }

    /// `<article key=..> .. </article>`.
    fn element(&self, bytes: &[u8], searched: usize) -> Found {
        let mut at = 0;
        while let Some(hit) = memchr(b'<', &bytes[at..]) {
            let start = at + hit;
            let rest = &bytes[start + 1..];
            let length = rest.iter().take_while(|it| it.is_ascii_alphabetic()).count();
            if length == rest.len() && !self.ended {
                return Found::Begun(start);
            }
            if ELEMENTS.iter().any(|it| it.as_bytes() == &rest[..length]) {
                let end = self.close(&bytes[start..]);
                // The end may lie across two readings, with the blanks in it.
                let seen = if start == 0 { searched.saturating_sub(end.len() + BLANKS) } else { start };
                let ends = memmem::find_iter(&bytes[seen..], &end).map(|it| seen + it + end.len());
                for after in ends {
                    let behind = &bytes[after..bytes.len().min(after + BLANKS)];
                    let blanks = behind.iter().take_while(|it| it.is_ascii_whitespace()).count();
                    if behind.get(blanks) == Some(&b'>') {
                        return Found::Piece(start, after + blanks + 1);
                    }
                }
                return Found::Begun(start);
            }
            at = start + 1;
        }
        // A tag may lie across two readings.
        let cut = memrchr(b'<', bytes).filter(|it| !self.ended && bytes.len() - it < 16);
        Found::Nothing(cut.unwrap_or(bytes.len()))
    }

    /// `@type{..}`, up to where its braces balance; braces that never do are given up at a line that begins
    /// with the next `@type{`.
    fn item(&self, bytes: &[u8]) -> Found {
        let Some(start) = memchr(b'@', bytes) else { return Found::Nothing(bytes.len()) };
        let rest = &bytes[start + 1..];
        let name = rest.iter().take_while(|it| it.is_ascii_alphanumeric() || **it == b'_').count();
        let blanks = rest[name..].iter().take_while(|it| it.is_ascii_whitespace()).count();
        let Some(open) = rest.get(name + blanks) else {
            return if self.ended { Found::Nothing(bytes.len()) } else { Found::Begun(start) };
        };
        if name == 0 || !matches!(open, b'{' | b'(') {
            return Found::Nothing(start + 1);
        }
        let (opens, closes) = if *open == b'{' { (b'{', b'}') } else { (b'(', b')') };
        let (mut at, mut depth) = (start + 1 + name + blanks, 0usize);
        while let Some(hit) = memchr3(opens, closes, b'@', &bytes[at..]) {
            at += hit + 1;
            match bytes[at - 1] {
                b'@' => {
                    let begins = matches!(bytes.get(at.wrapping_sub(2)), Some(b'\n' | b'\r'));
                    let line = &bytes[at..bytes.len().min(at + 256)];
                    let line = &line[..memchr(b'\n', line).unwrap_or(line.len())];
                    if begins && is_header(line) {
                        return Found::Piece(start, at - 1);
                    }
                }
                byte if byte == opens => depth += 1,
                _ if depth <= 1 => return Found::Piece(start, at),
                _ => depth -= 1,
            }
        }
        Found::Begun(start)
    }
}

/// `type{key,` behind an `@`.
fn is_header(line: &[u8]) -> bool {
    let word = line.iter().take_while(|it| it.is_ascii_alphabetic()).count();
    let Some((b'{' | b'(', rest)) = line[word..].split_first() else { return false };
    let key = rest.iter().take_while(|it| !it.is_ascii_whitespace() && !b",{}=\"".contains(it)).count();
    word > 0 && rest.get(key) == Some(&b',')
}
