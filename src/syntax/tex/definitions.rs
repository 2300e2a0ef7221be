//! Definitions of macros and environments, and what is silent because of them.

use super::commands::{self, Defines};
use super::paragraph::Paragraph;
use super::tokens::Kind;

/// How many tokens a `\def`'s parameter text may have.
const PARAMETER_LIMIT: usize = 64;

impl Paragraph<'_> {
    /// The token from which the arguments of the command at `token` are read: for a command that
    /// defines a macro without braces around its name (`\newcommand\x[1]{..}`), the one behind the name.
    pub(super) fn behind_defined_name(&mut self, name: &str, token: usize) -> usize {
        let Some(defines) = commands::defines(name) else { return token + 1 };
        let named = match (self.kind(token + 1), self.kind(token + 2)) {
            (Some(Kind::Command), _) => token + 1,
            (Some(Kind::Special(b'{')), Some(Kind::Command)) => {
                self.defined.push(token + 2);
                return token + 1;
            }
            _ => return token + 1,
        };
        self.defined.push(named);
        if defines != Defines::Primitive {
            return named + 1;
        }
        let parameters = self.tokens[named + 1..].iter().take(PARAMETER_LIMIT);
        let length = parameters.take_while(|it| !matches!(it.kind, Kind::Special(b'{' | b'}'))).count();
        named + 1 + length
    }
}
