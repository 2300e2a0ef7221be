//! Many growing byte lists in one arena, while an index is built.
//!
//! A list is a chain of slices, each twice as long as the one before (up to a limit), so that the lists
//! of rare words waste little and those of frequent words are few hops long.

/// All lists of an index under construction.
#[derive(Default)]
pub struct Pool {
    bytes: Vec<u8>,
}

/// One list.
#[derive(Clone, Copy, Default)]
pub struct List {
    first: u32,
    /// Where the next byte goes.
    at: u32,
    /// Where the last slice's link stands.
    end: u32,
    /// Bytes in the list.
    pub length: u32,
}

const FIRST: u32 = 4;
const LONGEST: u32 = 256;
const LINK: u32 = 4;

impl Pool {
    /// Appends a byte to a list.
    pub fn push(&mut self, list: &mut List, byte: u8) {
        if list.at == list.end {
            let room =
                if list.length == 0 { FIRST } else { list.length.next_power_of_two().clamp(FIRST, LONGEST) };
            let start = self.bytes.len() as u32;
            self.bytes.resize((start + room + LINK) as usize, 0);
            match list.length {
                0 => list.first = start,
                _ => {
                    let link = list.end as usize;
                    self.bytes[link..link + LINK as usize].copy_from_slice(&start.to_le_bytes());
                }
            }
            list.at = start;
            list.end = start + room;
        }
        self.bytes[list.at as usize] = byte;
        list.at += 1;
        list.length += 1;
    }

    /// Appends the bytes of a list to `out`.
    pub fn copy(&self, list: &List, out: &mut Vec<u8>) {
        let (mut start, mut done) = (list.first, 0);
        while done < list.length {
            let room = if done == 0 { FIRST } else { done.next_power_of_two().clamp(FIRST, LONGEST) };
            let take = room.min(list.length - done);
            out.extend_from_slice(&self.bytes[start as usize..(start + take) as usize]);
            done += take;
            let link = (start + room) as usize;
            if let Some(next) = self.bytes.get(link..link + LINK as usize) {
                start = u32::from_le_bytes([next[0], next[1], next[2], next[3]]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_out_as_they_were_pushed() {
        let mut pool = Pool::default();
        let mut lists = [List::default(); 5];
        let mut expected: [Vec<u8>; 5] = Default::default();
        for n in 0..6000u32 {
            let which = (n * n % 7 % 5) as usize;
            pool.push(&mut lists[which], n as u8);
            expected[which].push(n as u8);
        }
        for (list, expected) in lists.iter().zip(expected) {
            let mut out = Vec::new();
            pool.copy(list, &mut out);
            assert_eq!(out, expected);
        }
    }
}
