//! Which commands cite, and which of their arguments are keys.
//!
//! `syntax` records every call with its arguments; what a call means in a project is decided here: by
//! the table of the manuals ([`known`]), by the project's own macros ([`macros`]) and by the setting
//! `citeCommands`.

pub mod known;
pub mod macros;

use rustc_hash::FxHashMap;

use crate::syntax::tex::{Argument, Call, Delimiter};

/// Where the keys stand among a cite command's arguments.
///
/// Optional arguments (`[..]`, `(..)`, `<..>`) are notes and may stand before any mandatory one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// How many mandatory arguments (`{..}`) precede the one with the keys: 1 in `\volcite{2}{key}`.
    pub before: u8,
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
    pub const PLAIN: Self = Self { before: 0, repeats: false, role: Role::Cite };

    /// The same for another role.
    pub const fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The arguments of `call` that hold keys, in order.
    pub fn key_arguments(self, call: &Call) -> Vec<Argument> {
        let mut keys = Vec::new();
        let mut mandatory = 0;
        for argument in &call.arguments {
            if argument.delimiter != Delimiter::Brace {
                continue;
            }
            // White space may precede a command's first group; a later group that stands apart is text.
            if argument.spaced && mandatory > self.before {
                break;
            }
            if mandatory == self.before {
                keys.push(*argument);
                if !self.repeats {
                    break;
                }
                mandatory = 0;
            } else {
                mandatory += 1;
            }
        }
        keys
    }
}

/// The cite commands of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CiteCommands {
    /// Macros of the project, by name, and those of the settings; they win over the table.
    pub own: FxHashMap<String, Own>,
}

/// What a macro of the project does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// It cites.
    Cites(Shape),
    /// It is defined, and no argument of it reaches a cite command.
    CitesNothing,
}

impl CiteCommands {
    /// What the command called `name` (without backslash and star) does with keys; `None` if it does
    /// not cite.
    pub fn shape(&self, name: &str) -> Option<Shape> {
        match self.own.get(name) {
            Some(Own::Cites(shape)) => Some(*shape),
            Some(Own::CitesNothing) => known::shape(name).filter(|shape| shape.role != Role::Perhaps),
            None => known::shape(name),
        }
    }
}
