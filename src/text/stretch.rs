//! A stretch of text that is kept by itself: its own, or shared with the text that nobody edits in which it stands.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::{ByteRange, PlainText};

/// See the module.
#[derive(Clone)]
pub struct Stretch(Kept);

#[derive(Clone)]
enum Kept {
    Own(Box<str>),
    /// In bytes of the text, which has less than 4 GiB.
    Of(Arc<PlainText>, u32, u32),
}

impl Stretch {
    /// A range of a text, on borders of characters.
    pub fn of(text: &Arc<PlainText>, range: ByteRange) -> Self {
        match (u32::try_from(range.start), u32::try_from(range.end)) {
            (Ok(start), Ok(end)) => Self(Kept::Of(Arc::clone(text), start, end)),
            _ => Self::from(text.as_str().get(range.std()).unwrap_or_default()),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Kept::Own(text) => text,
            Kept::Of(text, start, end) => {
                text.as_str().get(*start as usize..*end as usize).unwrap_or_default()
            }
        }
    }
}

impl Default for Stretch {
    fn default() -> Self {
        Self(Kept::Own(Box::default()))
    }
}

impl Deref for Stretch {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for Stretch {
    fn from(text: &str) -> Self {
        Self(Kept::Own(text.into()))
    }
}

impl PartialEq for Stretch {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Debug for Stretch {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.as_str().fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn a_stretch_reads_as_what_it_was_cut_from() {
        let Text::Plain(text) = Text::plain("Flüsse münden".to_owned()) else { panic!() };
        let stretch = Stretch::of(&text, ByteRange::new(0, 7));
        assert_eq!(stretch, Stretch::from("Flüsse"));
        assert_eq!(format!("{stretch:?} {}", stretch.len()), "\"Flüsse\" 7");
        assert_eq!(&*Stretch::default(), "");
    }
}
