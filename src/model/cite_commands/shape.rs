//! What a cite command does with its arguments: which hold keys, and what is printed. Knows no command.

use super::parameters::Place;
use crate::syntax::tex::{Argument, Delimiter};

/// Where the keys stand among a cite command's arguments.
///
/// Optional arguments (`[..]`, `(..)`, `<..>`) are notes and may stand before any mandatory one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Which of the mandatory arguments (`{..}`) hold keys, a bit for each from the lowest on: `0b10` in
    /// `\volcite{2}{key}`.
    pub keys: u16,
    /// The same of the arguments in brackets that stand before the first mandatory one: of macros only,
    /// such as `\newcommand{\see}[2][key]{#2~\cite{#1}}`.
    pub options: u16,
    /// Whether the arguments may come again: `\cites[p]{a}[q]{b}`.
    pub repeats: bool,
    /// What the command is for.
    pub role: Role,
}

/// What a cite command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Prints a citation beside the text: `\cite`, `\citep`, `\parencite`.
    Cite,
    /// Prints a citation as a part of the sentence: `\citet`, `\textcite`.
    Textual,
    /// Prints no citation: `\nocite`, `\citeauthor`, `\defcitealias`.
    Silent,
    /// Not known to cite, but named as if it did: its keys count where an entry defines them.
    Perhaps,
}

impl Shape {
    /// `\cite[..]{keys}`
    pub const PLAIN: Self = Self { keys: 1, options: 0, repeats: false, role: Role::Cite };

    /// The same for another role.
    pub const fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The same for other mandatory arguments.
    pub const fn keys(self, keys: u16) -> Self {
        Self { keys, ..self }
    }

    /// The same, again and again.
    pub const fn repeated(self) -> Self {
        Self { repeats: true, ..self }
    }

    /// No argument at all.
    pub(super) const NOTHING: Self = Self { keys: 0, ..Self::PLAIN.role(Role::Silent) };

    /// With keys at one more place.
    pub(super) fn with(mut self, place: Place) -> Self {
        match place {
            Place::Brace(index) => self.keys |= 1_u16.checked_shl(index).unwrap_or(0),
            Place::Bracket(index) => self.options |= 1_u16.checked_shl(index).unwrap_or(0),
            Place::Elsewhere => {}
        }
        self
    }

    pub(super) fn holds_keys(self) -> bool {
        self.keys != 0 || self.options != 0
    }

    /// Whether it is one list of keys with nothing but notes before it.
    pub fn is_one_list(self) -> bool {
        self.keys == 1 && self.options == 0 && !self.repeats
    }

    /// Those of a call's `arguments` that hold keys, in order.
    pub fn key_arguments(self, arguments: &[Argument]) -> Vec<Argument> {
        let has = |bits: u16, index: u32| bits.checked_shr(index).unwrap_or(0) & 1 == 1;
        let mandatory = 16 - self.keys.leading_zeros();
        let (mut brackets, mut braces, mut leads) = (0, 0, true);
        let mut keys = Vec::new();
        for argument in arguments {
            match argument.delimiter {
                Delimiter::Bracket if leads => {
                    if has(self.options, brackets) {
                        keys.push(*argument);
                    }
                    brackets += 1;
                }
                Delimiter::Brace => {
                    leads = false;
                    if has(self.keys, braces) {
                        keys.push(*argument);
                    }
                    braces += 1;
                    if braces == mandatory && self.repeats {
                        braces = 0;
                    }
                }
                _ => {}
            }
        }
        keys
    }
}
