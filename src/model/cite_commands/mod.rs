//! Which commands cite, and which of their arguments are keys.
//!
//! `syntax` records every call with its arguments; what a call means in a project is decided here: by
//! the table of the manuals ([`known`]), by the project's own macros ([`macros`]) and by the setting
//! `citeCommands`.

pub mod known;
pub mod macros;
pub mod parameters;

use rustc_hash::FxHashMap;

use self::parameters::Place;
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
    const NOTHING: Self = Self { keys: 0, ..Self::PLAIN.role(Role::Silent) };

    /// With keys at one more place.
    fn with(mut self, place: Place) -> Self {
        match place {
            Place::Brace(index) => self.keys |= 1_u16.checked_shl(index).unwrap_or(0),
            Place::Bracket(index) => self.options |= 1_u16.checked_shl(index).unwrap_or(0),
            Place::Elsewhere => {}
        }
        self
    }

    fn holds_keys(self) -> bool {
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

/// The cite commands of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CiteCommands {
    /// Macros of the project, by name, and those of the settings; they win over the table.
    pub own: FxHashMap<String, Own>,
    /// Environments of the project that cite, by name: what stands where behind the name.
    pub environments: FxHashMap<String, Shape>,
    /// Names of multibib's further bibliographies, from `\newcites{web,law}{..}`: `\citeweb`, `\nociteweb`.
    pub suffixes: Vec<String>,
}

/// What a macro of the project does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// It cites.
    Cites(Shape),
    /// It cites, and puts these letters before and behind what it is given: `\cite{smith:#1}`.
    Builds(Shape, String, String),
    /// It cites something that it makes up of what it is given in a way that is not followed.
    Hides,
    /// It is defined, and no argument of it reaches a cite command.
    CitesNothing,
}

impl CiteCommands {
    /// What the command called `name` (without backslash and star) does with keys; `None` if it does
    /// not cite.
    pub fn shape(&self, name: &str) -> Option<Shape> {
        match self.own.get(name) {
            Some(Own::Cites(shape) | Own::Builds(shape, ..)) => Some(*shape),
            Some(Own::Hides) => None,
            Some(Own::CitesNothing) => known::shape(name).filter(|shape| shape.role != Role::Perhaps),
            None => self.suffixed(name).or_else(|| known::shape(name)),
        }
    }

    /// What `\begin` of the environment called `name` does with the arguments behind the name, if it cites.
    pub fn environment(&self, name: &str) -> Option<Shape> {
        self.environments.get(name).copied().or_else(|| known::environment(name))
    }

    /// What the command called `name` puts before and behind the text it is given to make keys of it.
    pub fn affixes(&self, name: &str) -> (&str, &str) {
        match self.own.get(name) {
            Some(Own::Builds(_, before, behind)) => (before, behind),
            _ => ("", ""),
        }
    }

    fn suffixed(&self, name: &str) -> Option<Shape> {
        let mut bases = self.suffixes.iter().filter_map(|it| name.strip_suffix(it.as_str()));
        bases.find_map(|base| known::shape(base).filter(|it| it.role != Role::Perhaps))
    }
}
