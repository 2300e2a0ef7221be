//! Which commands cite, and which of their arguments are keys.
//!
//! `syntax` records every call with its arguments; what a call means in a project is decided here: by
//! the table of the manuals ([`known`]), by the project's own macros ([`macros`]) and by the setting
//! `citeCommands`. A [`shape`] is what they say of one command.

pub mod known;
pub mod macros;
pub mod parameters;
pub mod shape;

use rustc_hash::FxHashMap;

pub use self::shape::{Role, Shape};

/// The cite commands of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CiteCommands {
    /// Macros of the project, by name, and those of the settings; they win over the table.
    pub own: FxHashMap<String, Own>,
    /// Environments of the project that cite, by name: what stands where behind the name.
    pub environments: FxHashMap<String, Shape>,
    /// Names of multibib's further bibliographies, from `\newcites{web,law}{..}`: `\citeweb`, `\nociteweb`.
    pub suffixes: Vec<String>,
    /// Whether the package markdown lets LaTeX's commands pass: its option `hybrid`.
    pub hybrid_markdown: bool,
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
