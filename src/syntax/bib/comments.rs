//! Where a `@comment{..}` ends. In a text full of such that never end, each would be looked for up to its reach: what
//! one look has seen serves the next.

use memchr::memchr2;

/// The delimiters that one look has met and that nothing closed so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Comments {
    braces: Unclosed,
    parens: Unclosed,
}

#[derive(Clone, Debug, Default)]
struct Unclosed {
    /// In order.
    opened: Vec<usize>,
    /// So far was looked.
    upto: usize,
}

impl Comments {
    /// The offset behind the delimiter that closes the one at `open`; `bytes` end where it is given up.
    pub(super) fn end(&mut self, bytes: &[u8], open: usize) -> Option<usize> {
        match bytes.get(open)? {
            b'{' => self.braces.end(bytes, open, [b'{', b'}']),
            _ => self.parens.end(bytes, open, [b'(', b')']),
        }
    }
}

impl Unclosed {
    fn end(&mut self, bytes: &[u8], open: usize, [opens, closes]: [u8; 2]) -> Option<usize> {
        match self.opened.binary_search(&open) {
            Ok(known) => drop(self.opened.drain(..known)),
            Err(_) => (self.opened, self.upto) = (vec![open], open + 1),
        }
        while let Some(hit) = memchr2(opens, closes, bytes.get(self.upto..)?) {
            let at = self.upto + hit;
            self.upto = at + 1;
            if bytes[at] == opens {
                self.opened.push(at);
            } else if self.opened.pop() == Some(open) {
                return Some(at + 1);
            }
        }
        self.upto = bytes.len().max(self.upto);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same from scratch.
    fn naive(bytes: &[u8], open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, byte) in bytes.iter().enumerate().skip(open) {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 1 => return Some(at + 1),
                b'}' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    #[test]
    fn what_one_look_has_seen_is_what_the_next_would_see() {
        let text = "{{a}{{b}{c{d}{{{e}}f}{{".repeat(3);
        let opens = text.match_indices('{').map(|it| it.0);
        for reach in [3, 8, 20, 100] {
            let mut comments = Comments::default();
            let mut behind = 0;
            for open in opens.clone() {
                if open < behind {
                    continue;
                }
                let bytes = &text.as_bytes()[..text.len().min(open + reach)];
                let end = comments.end(bytes, open);
                assert_eq!(end, naive(bytes, open), "{open} within {reach}");
                behind = end.unwrap_or(0);
            }
        }
    }

    #[test]
    fn each_byte_is_looked_at_once() {
        let text = "@comment{".repeat(1000);
        let mut comments = Comments::default();
        let mut upto = 0;
        for open in text.match_indices('{').map(|it| it.0) {
            assert_eq!(comments.end(text.as_bytes(), open), None);
            assert!(comments.braces.upto >= upto, "it goes back");
            upto = comments.braces.upto;
        }
        assert_eq!(comments.braces.opened.len(), 1);
    }
}
