//! The project's own cite macros: which argument of which macro reaches a cite command.
//!
//! A macro is judged by its body: `\newcommand{\upcite}[1]{\textsuperscript{\cite{#1}}}` hands its first
//! argument to `\cite`, so it cites; `\newcommand{\see}{\citep}` and `\let\see\citep` stand for `\citep`.
//! Macros through macros are followed until nothing new is found.

use super::{CiteCommands, Own, Role, Shape};
use crate::syntax::tex::{Chunk, Definition, Delimiter};

/// Macros through macros are followed this deep.
const ROUNDS: usize = 8;

impl CiteCommands {
    /// The cite commands of a project whose files hold these chunks, in reading order. `named` are those
    /// of the setting `citeCommands`, without backslash.
    pub fn collect<'a>(chunks: impl Iterator<Item = &'a Chunk> + Clone, named: &[String]) -> Self {
        let mut commands = Self::default();
        for name in named {
            let name = name.trim_start_matches('\\').trim_end_matches('*');
            commands.own.insert(name.to_owned(), Own::Cites(Shape::PLAIN));
        }
        let definitions: Vec<(&Chunk, &Definition)> =
            chunks.clone().flat_map(|chunk| chunk.definitions.iter().map(move |it| (chunk, it))).collect();
        commands.declare(chunks);
        for _ in 0..ROUNDS {
            let mut changed = false;
            for (chunk, definition) in &definitions {
                if named.contains(&definition.name) {
                    continue;
                }
                let own = commands.judge(chunk, definition);
                // A later definition that cites nothing, as in a `\providecommand`, does not undo one that does.
                if own == Own::CitesNothing && commands.own.contains_key(&definition.name) {
                    continue;
                }
                changed |= commands.own.insert(definition.name.clone(), own) != Some(own);
            }
            if !changed {
                break;
            }
        }
        commands
    }

    /// Takes over what is declared rather than defined: `\DeclareCiteCommand{\x}`, multibib's
    /// `\newcites{web}{Web pages}`.
    fn declare<'a>(&mut self, chunks: impl Iterator<Item = &'a Chunk>) {
        for chunk in chunks {
            for call in &chunk.calls {
                let first = || {
                    let argument = call.arguments.iter().find(|it| it.delimiter == Delimiter::Brace)?;
                    chunk.text.get(argument.inner().std())
                };
                match call.name.as_str() {
                    "newcites" => {
                        for suffix in first().unwrap_or_default().split(',').map(str::trim) {
                            for (base, shape) in [
                                ("cite", Shape::PLAIN),
                                ("nocite", Shape::PLAIN.role(Role::Silent)),
                                ("citep", Shape::PLAIN),
                                ("citet", Shape::PLAIN.role(Role::Textual)),
                                ("citealp", Shape::PLAIN),
                                ("citealt", Shape::PLAIN.role(Role::Textual)),
                                ("citeauthor", Shape::PLAIN.role(Role::Silent)),
                                ("citeyear", Shape::PLAIN.role(Role::Silent)),
                                ("citeyearpar", Shape::PLAIN),
                                ("Citep", Shape::PLAIN),
                                ("Citet", Shape::PLAIN.role(Role::Textual)),
                            ] {
                                self.own.insert(format!("{base}{suffix}"), Own::Cites(shape));
                            }
                        }
                    }
                    "DeclareCiteCommand" | "DeclareMultiCiteCommand" => {
                        let repeats = call.name == "DeclareMultiCiteCommand";
                        let name = first().unwrap_or_default().trim().trim_start_matches('\\');
                        if !name.is_empty() {
                            self.own.insert(name.to_owned(), Own::Cites(Shape { repeats, ..Shape::PLAIN }));
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn judge(&self, chunk: &Chunk, definition: &Definition) -> Own {
        let Some(defining) = chunk.calls.get(definition.call) else { return Own::CitesNothing };
        if defining.name.starts_with("Declare") && defining.name.ends_with("CiteCommand") {
            return self.own.get(&definition.name).copied().unwrap_or(Own::CitesNothing);
        }
        let Some(body) = definition.bodies.first().copied() else { return Own::CitesNothing };
        let mut best: Option<Shape> = None;
        for call in chunk.calls.iter().filter(|call| body.covers(call.command)) {
            if call.name == definition.name {
                continue;
            }
            let Some(shape) = self.shape(&call.name).filter(|it| it.role != Role::Perhaps) else { continue };
            let keys = shape.key_arguments(call);
            let handed_on = keys.iter().find_map(|argument| parameter(&chunk.text[argument.inner().std()]));
            let found = match handed_on {
                Some((number, whole)) => before_keys(chunk, definition, number).map(|before| Shape {
                    before,
                    repeats: false,
                    // Of a key that is put together, a part is no key.
                    role: if whole { shape.role } else { Role::Perhaps },
                }),
                // `\newcommand{\see}{\citep}`: what follows the macro follows the command.
                None if keys.is_empty() && chunk.text[call.range().end..body.end].trim().is_empty() => {
                    Some(shape)
                }
                None => None,
            };
            best = match (best, found) {
                // `\newcommand{\both}[2]{\cite{#1}, \cite{#2}}`
                (Some(former), Some(found)) if former.before == 0 && found.before == 1 => {
                    Some(Shape { repeats: true, ..former })
                }
                (Some(former), Some(found)) if matches!(former.role, Role::Silent | Role::Perhaps) => {
                    Some(found)
                }
                (former, found) => former.or(found),
            };
        }
        best.map_or(Own::CitesNothing, Own::Cites)
    }
}

/// The number of the parameter in `text`, the keys of a call in a macro's body, and whether it is one of
/// the keys as a whole.
fn parameter(text: &str) -> Option<(u8, bool)> {
    let at = text.find('#')?;
    let digit = text.as_bytes().get(at + 1).filter(|it| it.is_ascii_digit())?;
    let whole = text.split(',').any(|it| it.trim() == &text[at..at + 2]);
    Some((digit - b'0', whole))
}

/// How many mandatory arguments of the macro precede its parameter `number` (from 1); `None` if that
/// one is optional or there is no such parameter.
fn before_keys(chunk: &Chunk, definition: &Definition, number: u8) -> Option<u8> {
    let call = chunk.calls.get(definition.call)?;
    let text = |range: crate::text::ByteRange| chunk.text.get(range.std()).unwrap_or_default();
    if call.name.ends_with("DocumentCommand") {
        let body = *definition.bodies.first()?;
        let specification = call
            .arguments
            .iter()
            .rfind(|it| it.delimiter == Delimiter::Brace && it.range.end <= body.start)?;
        let kinds = specified(text(specification.inner()));
        let index = usize::from(number.checked_sub(1)?);
        let mandatory = kinds.get(index)?;
        return mandatory.then(|| kinds[..index].iter().filter(|it| **it).count() as u8);
    }
    let brackets = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Bracket).count();
    // `\newcommand{\x}[2][default]{..}`: the first parameter is optional.
    let optional = u8::from(brackets >= 2);
    number.checked_sub(1 + optional)
}

/// The parameters of an `xparse` specification such as `s O{see} m`: whether each is mandatory.
fn specified(specification: &str) -> Vec<bool> {
    let mut kinds = Vec::new();
    let mut depth = 0;
    let mut skip = 0;
    for c in specification.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth > 0 || c.is_whitespace() || matches!(c, '+' | '!' | '>') => {}
            _ if skip > 0 => skip -= 1,
            'm' | 'v' | 'b' | 'l' | 'u' => kinds.push(true),
            'r' | 'R' => {
                kinds.push(true);
                skip = 2;
            }
            'd' | 'D' => {
                kinds.push(false);
                skip = 2;
            }
            't' => {
                kinds.push(false);
                skip = 1;
            }
            's' | 'o' | 'O' | 'e' | 'E' | 'g' | 'G' => kinds.push(false),
            _ => {}
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tex::TexFile;
    use crate::text::Text;

    #[track_caller]
    fn check(source: &str, name: &str, expected: Option<(u8, bool)>) {
        let file = TexFile::parse(&Text::plain(source.to_owned()));
        let commands = CiteCommands::collect(file.chunks.iter().map(|(_, chunk)| &**chunk), &[]);
        let shape = commands.shape(name).filter(|it| it.role != Role::Perhaps);
        assert_eq!(shape.map(|it| (it.before, it.repeats)), expected, "{:?}", commands.own);
    }

    #[test]
    fn a_macro_that_hands_its_argument_to_a_cite_command_cites() {
        check(r"\newcommand{\upcite}[1]{\textsuperscript{\cite{#1}}}", "upcite", Some((0, false)));
        check(r"\newcommand\upcite[1]{\cite{#1}}", "upcite", Some((0, false)));
        check(r"\def\see#1#2{#1 \citep{#2}}", "see", Some((1, false)));
        check(r"\newcommand{\see}[2][cf.]{#1 \citep{#2}}", "see", Some((0, false)));
        check(r"\NewDocumentCommand{\see}{s O{} m m}{\citep[#2]{#4}}", "see", Some((1, false)));
    }

    #[test]
    fn a_macro_that_stands_for_a_cite_command_cites() {
        check(r"\newcommand{\see}{\citep}", "see", Some((0, false)));
        check(r"\let\oldcite\cite", "oldcite", Some((0, false)));
        check(r"\let\oldcites=\parencites", "oldcites", Some((0, true)));
    }

    #[test]
    fn macros_through_macros_are_followed() {
        check(
            r"\newcommand{\c}[1]{\b{#1}} \newcommand{\b}[1]{\a{x}{#1}} \newcommand{\a}[2]{#1\cite{#2}}",
            "c",
            Some((0, false)),
        );
    }

    #[test]
    fn a_macro_with_its_own_keys_or_none_cites_nothing() {
        check(r"\newcommand{\excitement}[1]{\emph{#1}}", "excitement", None);
        check(r"\newcommand{\bert}{BERT~\cite{devlin2019}}", "bert", None);
    }

    #[test]
    fn declared_commands_cite() {
        check(r"\DeclareCiteCommand{\lawcite}{a}{b}{c}{d}", "lawcite", Some((0, false)));
        check(r"\DeclareMultiCiteCommand{\lawcites}{\lawcite}{;}", "lawcites", Some((0, true)));
        check(r"\newcites{web,law}{Web,Law}", "citelaw", Some((0, false)));
    }

    #[test]
    fn known_commands_stay_known_when_redefined() {
        check(r"\let\old\cite\renewcommand{\cite}[1]{[\old{#1}]}", "cite", Some((0, false)));
        check(r"\renewcommand{\citep}[1]{#1}", "citep", Some((0, false)));
    }
}
