//! What takes the place of a stretch of text, with the white space and brackets beside it put right.

use super::cite_style::Joint;
use crate::text::{ByteRange, Text, TextEdit};

/// What takes the place of a stretch of text.
pub struct Replacement<'a> {
    /// The text of the document.
    pub text: &'a Text,
    /// What is replaced: a blank, a note, a prose citation with its brackets.
    pub range: ByteRange,
    /// What is written.
    pub new: String,
    /// Whether it begins the sentence, where no tie belongs.
    pub begins: bool,
    /// Whether brackets directly around it go with it.
    pub unwrap: bool,
}

/// How far white space beside a replacement is looked at (bytes).
const REACH: usize = 200;

impl Replacement<'_> {
    /// The edit, with the white space beside it put right.
    pub fn edit(self, joint: Joint) -> TextEdit {
        let from = self.text.floor_char(self.range.start.saturating_sub(REACH));
        let to = self.text.floor_char(self.range.end + REACH);
        let before = self.text.slice(ByteRange::new(from, self.range.start)).into_owned();
        let after = self.text.slice(ByteRange::new(self.range.end, to)).into_owned();
        let (mut before, mut after) = (before.as_str(), after.as_str());
        if self.unwrap {
            let pairs = [('(', ')'), ('[', ']')];
            let inner = (before.trim_end_matches(' '), after.trim_start_matches(' '));
            let pair =
                pairs.iter().find(|(open, close)| inner.0.ends_with(*open) && inner.1.starts_with(*close));
            if pair.is_some() && !is_argument(&inner.0[..inner.0.len() - 1]) {
                before = &inner.0[..inner.0.len() - 1];
                after = &inner.1[1..];
            }
        }
        let bare = before.trim_end_matches([' ', '\t', '~']);
        let blank = &before[bare.len()..];
        let at_line_start = bare.is_empty() || bare.ends_with(['\n', '\r']);
        let attached = bare.chars().next_back().is_some_and(|c| !"([{".contains(c));
        let lead = if self.begins || at_line_start || !attached || blank.contains('~') {
            blank
        } else {
            match joint {
                Joint::Tie => "~",
                Joint::Blank => " ",
                Joint::Nothing => "",
            }
        };
        let rest = after.trim_start_matches([' ', '\t']);
        let gap = after.len() - rest.len();
        let swallow = if gap > 0 && rest.starts_with(['.', ',', ';', ':', ')', '!', '?']) { gap } else { 0 };
        let after = &after[swallow..];
        let trail = if after.starts_with(|c: char| c.is_alphanumeric()) { " " } else { "" };
        let end = to - after.len();
        let start = from + bare.len();
        // What stays as it was is no part of the edit.
        let kept = if blank == lead { blank.len() } else { 0 };
        let lead = if kept > 0 { "" } else { lead };
        TextEdit { range: ByteRange::new(start + kept, end), new: format!("{lead}{}{trail}", self.new) }
    }
}

/// Whether a bracket behind `before` is the argument of a command.
fn is_argument(before: &str) -> bool {
    let word = before.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '*');
    before.ends_with(['}', ']']) || (word.len() < before.len() && word.ends_with('\\'))
}

/// The same edit without what it would leave as it is at its ends.
pub fn trimmed(text: &Text, edit: TextEdit) -> TextEdit {
    let old = text.slice(edit.range).into_owned();
    let shared = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let front = shared(&mut old.chars(), &mut edit.new.chars());
    let back = shared(&mut old[front..].chars().rev(), &mut edit.new[front..].chars().rev());
    TextEdit {
        range: ByteRange::new(edit.range.start + front, edit.range.end - back),
        new: edit.new[front..edit.new.len() - back].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_edit(text: &str, joint: Joint, expected: &str) {
        let at = text.find("____").unwrap();
        let source = Text::plain(text.to_owned());
        let range = ByteRange::new(at, at + 4);
        let replacement =
            Replacement { text: &source, range, new: r"\cite{k}".to_owned(), begins: at == 0, unwrap: true };
        assert_eq!(source.edited(&replacement.edit(joint)).all(), expected);
    }

    #[test]
    fn white_space_and_brackets_beside_it_are_put_right() {
        check_edit("word ____.", Joint::Tie, r"word~\cite{k}.");
        check_edit("word ____ .", Joint::Blank, r"word \cite{k}.");
        check_edit("word____ goes", Joint::Tie, r"word~\cite{k} goes");
        check_edit("word\n____ goes", Joint::Tie, "word\n\\cite{k} goes");
        check_edit("word~____ goes", Joint::Blank, r"word~\cite{k} goes");
        check_edit("word (____), so", Joint::Blank, r"word \cite{k}, so");
        check_edit("word [ ____ ]next", Joint::Blank, r"word \cite{k} next");
        check_edit(r"word \emph{____} so", Joint::Tie, r"word \emph{\cite{k}} so");
        check_edit("____ shows", Joint::Tie, r"\cite{k} shows");
        check_edit("word ____", Joint::Nothing, r"word\cite{k}");
    }
}
