//! Macros of a paper's own that include what they are given, or declare it as a bibliography:
//! `\newcommand{\chap}[1]{\input{ch/#1}}`, `\newcommand{\lit}[1]{\addbibresource{bib/#1}}`.

use super::link::{Link, LinkKind};
use crate::model::cite_commands::parameters;
use crate::model::cite_commands::parameters::Place;
use crate::syntax::tex::{Argument, Call, Chunk, Delimiter};
use crate::text::ByteRange;

/// One such macro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Includer {
    /// Its name, without backslash.
    pub name: String,
    /// What it includes, with its parameters: `ch/#1`.
    link: Link,
    /// Where its parameters stand among the arguments of its calls.
    places: Vec<Place>,
    /// What parameters stand for that are not given, by their numbers from 0.
    defaults: Vec<(usize, String)>,
}

impl Includer {
    /// The macro in whose body the call of an include command stands that gave `link`, a link with a
    /// parameter in it.
    pub fn around(chunk: &Chunk, call: &Call, link: Link) -> Option<Self> {
        let mut all = chunk.definitions.iter();
        let macro_ = all.find(|it| it.bodies.iter().any(|body| body.covers(call.command)))?;
        let places = parameters::places(chunk, macro_);
        Some(Self { name: macro_.name.clone(), link, places, defaults: parameters::defaults(chunk, macro_) })
    }

    /// What the `call` of it names, as if it stood there itself; `None` where a parameter is not given. In the body of
    /// another macro the parameters of that one are in it.
    pub fn named(&self, chunk: &Chunk, call: &Call) -> Option<Link> {
        let filled = |text: &str| self.filled(text, chunk, call);
        let kind = match &self.link.kind {
            LinkKind::Include { folder, from_here, searched } => {
                LinkKind::Include { folder: filled(folder)?, from_here: *from_here, searched: *searched }
            }
            kind => kind.clone(),
        };
        let path = filled(&self.link.path)?;
        let range = ByteRange::empty(0);
        Some(Link { kind, path, range, optional: true, conditional: false, body_of: None })
    }

    /// `text` with what the call gives in place of the parameters.
    fn filled(&self, text: &str, chunk: &Chunk, call: &Call) -> Option<String> {
        let mut pieces = text.split('#');
        let mut filled = pieces.next()?.to_owned();
        for piece in pieces {
            let number = piece.chars().next()?.to_digit(10)? as usize;
            let index = number.checked_sub(1)?;
            let given = match argument(call, *self.places.get(index)?) {
                Some(given) => chunk.text[given.inner().std()].trim(),
                None => self.defaults.iter().find(|it| it.0 == index)?.1.as_str(),
            };
            if given.is_empty() {
                return None;
            }
            filled += given;
            filled += &piece[1..];
        }
        Some(filled)
    }
}

/// What a call gives at a place.
pub fn argument(call: &Call, place: Place) -> Option<&Argument> {
    let (delimiter, index) = match place {
        Place::Brace(index) => (Delimiter::Brace, index),
        Place::Bracket(index) => (Delimiter::Bracket, index),
        Place::Elsewhere => return None,
    };
    call.arguments.iter().filter(|it| it.delimiter == delimiter && it.closed).nth(index as usize)
}
