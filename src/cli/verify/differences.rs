//! Differences word by word, coloured where the terminal shows it.

use similar::{ChangeTag, TextDiff};

use crate::model::verified::{Difference, Verdict};
use crate::text::visible::visible_line;

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

/// A verdict in its colour, in a column of its own.
pub(super) fn painted(verdict: Verdict) -> String {
    let colour = match verdict {
        Verdict::Confirmed => GREEN,
        Verdict::Differs => RED,
        Verdict::NotFound => YELLOW,
        Verdict::Unchecked => PLAIN,
    };
    format!("{colour}{:<11}{PLAIN}", verdict.name())
}

/// `title: Learning [-Nets-]{+Networks+}`: what is here and not there, what is there and not here.
pub(super) fn shown(difference: &Difference) -> String {
    let Difference { field, here, there } = difference;
    let (here, there) = (visible_line(here), visible_line(there));
    let field = format!("{field}:");
    if there.is_empty() {
        return format!("{field:<8} {RED}[-{here}-]{PLAIN} is in no record");
    }
    let diff = TextDiff::from_words(&*here, &*there);
    let mut told = String::new();
    let mut changes = diff.iter_all_changes().peekable();
    while let Some(change) = changes.next() {
        let tag = change.tag();
        let mut text = change.value().to_owned();
        // A run of changed words is one change.
        while let Some(next) = changes.next_if(|it| it.tag() == tag) {
            text += next.value();
        }
        match tag {
            ChangeTag::Equal => told += &text,
            ChangeTag::Delete => told += &format!("{RED}[-{text}-]{PLAIN}"),
            ChangeTag::Insert => told += &format!("{GREEN}{{+{text}+}}{PLAIN}"),
        }
    }
    format!("{field:<8} {told}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_are_marked() {
        let it = Difference {
            field: "title",
            here: "Learning Nets Fast".into(),
            there: "Learning Networks Fast".into(),
        };
        let plain = shown(&it).replace([RED, GREEN].concat().as_str(), "");
        let plain = [RED, GREEN, PLAIN].iter().fold(plain, |text, colour| text.replace(colour, ""));
        assert_eq!(plain.trim(), "title:   Learning [-Nets-]{+Networks+} Fast");
    }
}
