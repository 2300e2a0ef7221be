//! A place in a text that moves forward.

/// A text and a place (bytes) in it; always at a character boundary.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// What is left.
    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// What lies between this place and one further on.
    pub fn upto(&self, other: Self) -> &'a str {
        &self.text[self.at..other.at]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Moves over `token` if it stands here.
    pub fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// Moves over `word` if it stands here and no letter follows it; ASCII case aside.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let rest = self.rest();
        let found = rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && !(word.ends_with(char::is_alphabetic)
                && rest[word.len()..].chars().next().is_some_and(char::is_alphanumeric));
        if found {
            self.at += word.len();
        }
        found
    }

    /// Moves on while `accept` holds; says how many bytes.
    pub fn eat_while(&mut self, accept: impl Fn(char) -> bool) -> usize {
        let rest = self.rest();
        let len = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += len;
        len
    }

    /// Moves over white space and TeX's tie; never over an empty line. Says whether there was any.
    pub fn eat_blanks(&mut self) -> bool {
        let from = self.at;
        let mut lines = 0;
        while let Some(c) = self.peek() {
            lines += usize::from(c == '\n');
            if !(c.is_whitespace() || c == '~') || lines > 1 {
                break;
            }
            self.at += c.len_utf8();
        }
        self.at > from
    }
}
