//! The project's own cite macros: which argument of which macro reaches a cite command.
//!
//! A macro is judged by its body: `\newcommand{\upcite}[1]{\textsuperscript{\cite{#1}}}` hands its first
//! argument to `\cite`, so it cites; `\newcommand{\see}{\citep}` and `\let\see\citep` stand for `\citep`.
//! Macros through macros are followed until nothing new is found.

use super::parameters;
use super::parameters::{Handed, Place};
use super::{CiteCommands, Own, Role, Shape, known};
use crate::syntax::tex::{Call, Chunk, Definition, Delimiter};
use crate::text::ByteRange;

/// Macros through macros are followed this deep.
const ROUNDS: usize = 8;

/// How many paragraphs a macro's body may reach over.
const PARAGRAPHS: usize = 16;

impl CiteCommands {
    /// The cite commands of a project whose files hold these chunks, in reading order. `named` are those
    /// of the setting `citeCommands`, with or without backslash.
    pub fn collect<'a>(chunks: impl Iterator<Item = &'a Chunk>, named: &[String]) -> Self {
        let mut commands = Self::default();
        let named: Vec<&str> =
            named.iter().map(|it| it.trim().trim_start_matches('\\').trim_end_matches('*')).collect();
        for name in &named {
            commands.own.insert((*name).to_owned(), Own::Cites(Shape::PLAIN));
        }
        let chunks: Vec<&Chunk> = chunks.collect();
        chunks.iter().for_each(|it| commands.declare(it));
        let macros = (0..chunks.len()).flat_map(|index| Macro::all(&chunks[index..]));
        let macros: Vec<Macro> = macros.filter(|it| !named.contains(&it.definition.name.as_str())).collect();
        for _ in 0..ROUNDS {
            let mut changed = false;
            for it in &macros {
                changed |= commands.take_over(it);
            }
            if !changed {
                break;
            }
        }
        commands
    }

    /// Takes over what is declared rather than defined: `\DeclareCiteCommand{\x}`, multibib's
    /// `\newcites{web}{Web pages}`, and what packages define otherwise than others.
    fn declare(&mut self, chunk: &Chunk) {
        for (index, call) in chunk.calls.iter().enumerate() {
            // biblatex's declarations: `\DeclareCiteCommand{\x}..` or `\DeclareCiteCommand\x..`.
            let declared = || chunk.definitions.iter().find(|it| it.call == index);
            let brace = |index: usize| {
                let mut braces = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace);
                braces.nth(index).and_then(|it| chunk.text.get(it.inner().std())).unwrap_or_default().trim()
            };
            match call.name.as_str() {
                "newcites" => {
                    let suffixes = brace(0).split(',').map(|it| it.trim().to_owned());
                    self.suffixes.extend(suffixes.filter(|it| !it.is_empty()));
                }
                "DeclareCiteCommand" => {
                    let Some(declared) = declared() else { continue };
                    self.declare_one(&declared.name, Shape::PLAIN);
                }
                "DeclareMultiCiteCommand" => {
                    let Some(declared) = declared() else { continue };
                    let singular = declared.bodies.first().map_or("", |it| chunk.text[it.std()].trim());
                    let singular = self.shape(singular.trim_start_matches('\\'));
                    self.declare_one(&declared.name, singular.unwrap_or(Shape::PLAIN).repeated());
                }
                "markdownSetup" => self.hybrid_markdown |= brace(0).contains("hybrid"),
                "usepackage" | "RequirePackage" => {
                    if brace(0).split(',').any(|it| it.trim() == "markdown") {
                        let options = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Bracket);
                        let mut options = options.filter_map(|it| chunk.text.get(it.inner().std()));
                        self.hybrid_markdown |= options.any(|it| it.contains("hybrid"));
                    }
                    for (name, shape) in brace(0).split(',').flat_map(|it| known::of_package(it.trim())) {
                        self.declare_one(name, shape);
                    }
                }
                _ => {}
            }
        }
    }

    fn declare_one(&mut self, name: &str, shape: Shape) {
        let name = name.trim_start_matches('\\');
        if !name.is_empty() {
            let role = if shape.role == Role::Perhaps { Role::Cite } else { shape.role };
            self.own.insert(name.to_owned(), Own::Cites(shape.role(role)));
        }
    }

    /// Notes what a macro does with keys; whether that is news.
    fn take_over(&mut self, it: &Macro) -> bool {
        let name = &it.definition.name;
        let judged = self.judge(it);
        if it.is_environment {
            let Some(Own::Cites(shape)) = judged else { return false };
            return self.environments.insert(name.clone(), shape) != Some(shape);
        }
        let own = match judged {
            Some(own) => own,
            // A later definition that cites nothing, as in a `\providecommand`, does not undo one that does;
            // and what a macro with internals does can hardly be told: then its name is what there is.
            None if self.own.contains_key(name) || it.has_internals() => return false,
            None => Own::CitesNothing,
        };
        if self.own.get(name) == Some(&own) {
            return false;
        }
        self.own.insert(name.clone(), own);
        true
    }

    /// What a macro does with keys; `None` if no parameter of it reaches a cite command.
    fn judge(&self, it: &Macro) -> Option<Own> {
        let places = parameters::places(it.chunk, it.definition);
        let place = |number: u8| places.get(usize::from(number).checked_sub(1)?).copied();
        let mut whole = Shape::NOTHING;
        let mut built = None;
        for (chunk, call) in it.calls() {
            let Some(shape) = self.shape(&call.name).filter(|it| it.role != Role::Perhaps) else { continue };
            let groups = shape.key_arguments(&call.arguments);
            if groups.is_empty() && it.ends_with(chunk, call) {
                return Some(Own::Cites(behind(shape, call, &places)));
            }
            let (before, after) = self.affixes(&call.name);
            for handed in groups.iter().flat_map(|it| parameters::handed_on(&chunk.text[it.inner().std()])) {
                match handed {
                    Handed::Whole(number) if before.is_empty() && after.is_empty() => {
                        let role = if whole.role == Role::Silent { shape.role } else { whole.role };
                        whole = place(number).map_or(whole, |it| whole.role(role).with(it));
                    }
                    Handed::Whole(number) => {
                        let shape = place(number).map(|it| Shape::NOTHING.role(shape.role).with(it));
                        built = shape.map(|it| Own::Builds(it, before.to_owned(), after.to_owned()));
                    }
                    Handed::Within(number, left, right) => {
                        let shape = place(number).map(|it| Shape::NOTHING.role(shape.role).with(it));
                        built = shape.map(|it| Own::Builds(it, before.to_owned() + &left, right + after));
                    }
                    Handed::Hidden => built = Some(Own::Hides),
                }
            }
        }
        // What asks whether it was given nothing may be given nothing.
        let whole = if it.minds_emptiness() { whole.role(Role::Silent) } else { whole };
        if whole.holds_keys() { Some(Own::Cites(whole)) } else { built }
    }
}

/// What a macro takes whose body ends in the bare `call` of a command of this `shape`: its own arguments,
/// then what is left of the command's.
fn behind(shape: Shape, call: &Call, places: &[Place]) -> Shape {
    let given = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace).count() as u32;
    let own = places.iter().filter(|it| matches!(it, Place::Brace(_))).count() as u32;
    let left = shape.keys.checked_shr(given).unwrap_or(0);
    Shape {
        keys: left.checked_shl(own).unwrap_or(0),
        repeats: shape.repeats && given == 0 && own == 0,
        ..shape
    }
}

/// One definition of a macro or environment.
struct Macro<'a> {
    chunk: &'a Chunk,
    definition: &'a Definition,
    is_environment: bool,
    /// Its bodies, in a part for each paragraph that they reach over.
    parts: Vec<(&'a Chunk, ByteRange)>,
}

impl<'a> Macro<'a> {
    /// Those that are defined in the first of these chunks.
    fn all(chunks: &[&'a Chunk]) -> Vec<Self> {
        let Some((chunk, rest)) = chunks.split_first() else { return Vec::new() };
        let read = |definition: &'a Definition| {
            let call = chunk.calls.get(definition.call).filter(|it| it.depth <= DEEPEST)?;
            let is_environment = call.name.to_ascii_lowercase().contains("environment");
            // What is called otherwise is no command: `\newbibmacro{cite}{..}`.
            let before = &chunk.text[..definition.name_range.start];
            let is_macro = chunk.text.as_bytes().get(definition.name_range.start) == Some(&b'\\')
                || before.ends_with("\\csname")
                || call.name.starts_with("cs")
                || call.name == "@namedef";
            // Its declaration says what it does.
            let declared = call.name.starts_with("Declare") && call.name.ends_with("CiteCommand");
            let found = Self { chunk, definition, is_environment, parts: parts(chunk, definition, rest) };
            ((is_environment || is_macro) && !declared).then_some(found)
        };
        chunk.definitions.iter().filter_map(read).collect()
    }

    /// The calls in its bodies, itself aside.
    fn calls(&self) -> impl Iterator<Item = (&'a Chunk, &'a Call)> {
        let calls = self.parts.iter().flat_map(|(chunk, part)| {
            let chunk: &'a Chunk = chunk;
            let from = chunk.calls.partition_point(|it| it.command.start < part.start);
            let end = part.end;
            chunk.calls[from..].iter().take_while(move |it| it.command.start < end).map(move |it| (chunk, it))
        });
        calls.filter(|(_, call)| call.name != self.definition.name)
    }

    /// Whether nothing but closing braces follows `call` in the body that it stands in.
    fn ends_with(&self, chunk: &Chunk, call: &Call) -> bool {
        let part = self.parts.iter().find(|it| std::ptr::eq(it.0, chunk) && it.1.covers(call.command));
        let rest = part.and_then(|(_, part)| chunk.text.get(call.range().end..part.end));
        rest.is_some_and(|it| it.trim_matches(|c: char| c.is_whitespace() || c == '}').is_empty())
    }

    /// Whether its body asks if an argument is empty: `\ifthenelse{\equal{#1}{}}`, `\ifblank{#1}`, `\ifx\\#1\\`.
    fn minds_emptiness(&self) -> bool {
        const ASKING: [&str; 6] = [
            "\\ifblank{#",
            "\\notblank{#",
            "\\ifstrempty{#",
            "\\IfBlank",
            "\\ifx\\\\#",
            "\\if\\relax\\detokenize{#",
        ];
        self.parts.iter().filter_map(|(chunk, part)| chunk.text.get(part.std())).any(|body| {
            ASKING.iter().any(|it| body.contains(it))
                || body.split("\\equal{#").skip(1).any(|it| {
                    it.strip_prefix(|c: char| c.is_ascii_digit()).is_some_and(|it| it.starts_with("}{}"))
                })
        })
    }

    /// Whether it does things that only running TeX can tell.
    fn has_internals(&self) -> bool {
        self.calls().any(|(_, it)| it.name.contains('@') || it.name == "csname" || it.name == "expandafter")
    }
}

/// Deeper in groups no macro is defined: each would be read with all that are defined in it.
const DEEPEST: u32 = 100;

/// So many braces without partner one paragraph may have before that of a definition which reaches beyond it.
const LOOSE: usize = 100;

/// The bodies of a definition in `chunk`, followed through the chunks behind it.
fn parts<'a>(chunk: &'a Chunk, definition: &Definition, rest: &[&'a Chunk]) -> Vec<(&'a Chunk, ByteRange)> {
    let mut parts: Vec<_> = definition.bodies.iter().map(|it| (chunk, *it)).collect();
    let Some((_, last)) = parts.last_mut() else { return parts };
    let opens = last.start.wrapping_sub(1);
    let loose = chunk.loose_braces.binary_search_by_key(&opens, |it| it.1).ok();
    let Some(loose) = loose.filter(|it| *it < LOOSE && chunk.loose_braces[*it].0) else { return parts };
    last.end = chunk.text.len();
    let mut depth = chunk.loose_braces[loose..].iter().fold(0, |depth, it| nested(depth, it.0));
    for chunk in rest.iter().take(PARAGRAPHS) {
        for (opens, at) in &chunk.loose_braces {
            depth = nested(depth, *opens);
            if depth == 0 {
                parts.push((chunk, ByteRange::new(0, *at)));
                return parts;
            }
        }
        parts.push((chunk, ByteRange::new(0, chunk.text.len())));
    }
    // It never ends: nothing is known of it but what stands in its first paragraph.
    parts.truncate(definition.bodies.len());
    parts
}

fn nested(depth: usize, opens: bool) -> usize {
    if opens { depth + 1 } else { depth.saturating_sub(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tex::TexFile;
    use crate::text::Text;

    #[track_caller]
    fn check(source: &str, name: &str, expected: Option<(u16, bool)>) {
        let file = TexFile::parse(&Text::plain(source.to_owned()));
        let commands = CiteCommands::collect(file.chunks.iter().map(|(_, chunk)| &**chunk), &[]);
        let shape = commands.shape(name).filter(|it| it.role != Role::Perhaps);
        assert_eq!(shape.map(|it| (it.keys, it.repeats)), expected, "{:?}", commands.own);
    }

    #[test]
    fn a_macro_that_hands_its_argument_to_a_cite_command_cites() {
        check(r"\newcommand{\upcite}[1]{\textsuperscript{\cite{#1}}}", "upcite", Some((1, false)));
        check(r"\newcommand\upcite[1]{\cite{#1}}", "upcite", Some((1, false)));
        check(r"\def\see#1#2{#1 \citep{#2}}", "see", Some((2, false)));
        check(r"\newcommand{\see}[2][cf.]{#1 \citep{#2}}", "see", Some((1, false)));
        check(r"\@namedef{see}#1#2{#1 \citep{#2}}", "see", Some((2, false)));
        check(r"\expandafter\def\csname see\endcsname#1#2{#1 \citep{#2}}", "see", Some((2, false)));
        check(r"\expandafter\newcommand\csname see\endcsname[1]{\cite{#1}}", "see", Some((1, false)));
        check(r"\expandafter\def\csname #1cite\endcsname#2{\cite{#2}}", "cite", Some((1, false)));
        check(r"\NewDocumentCommand{\see}{s O{} m m}{\citep[#2]{#4}}", "see", Some((2, false)));
    }

    #[test]
    fn a_macro_that_stands_for_a_cite_command_cites() {
        check(r"\newcommand{\see}{\citep}", "see", Some((1, false)));
        check(r"\let\oldcite\cite", "oldcite", Some((1, false)));
        check(r"\let\oldcites=\parencites", "oldcites", Some((1, true)));
    }

    #[test]
    fn bodies_that_break_off_or_hold_other_letters_are_read() {
        check("\\newcommand{\\see}[1]{\\equal{#é}{}\\cite{#1}}", "see", Some((1, false)));
        check("\\newcommand{\\see}[1]{\\cite{#1}\\equal{#", "see", Some((1, false)));
    }

    #[test]
    fn macros_through_macros_are_followed() {
        check(
            r"\newcommand{\c}[1]{\b{#1}} \newcommand{\b}[1]{\a{x}{#1}} \newcommand{\a}[2]{#1\cite{#2}}",
            "c",
            Some((1, false)),
        );
    }

    #[test]
    fn a_macro_with_its_own_keys_or_none_cites_nothing() {
        check(r"\newcommand{\excitement}[1]{\emph{#1}}", "excitement", None);
        check(r"\newcommand{\bert}{BERT~\cite{devlin2019}}", "bert", None);
    }

    #[test]
    fn declared_commands_cite() {
        check(r"\DeclareCiteCommand{\lawcite}{a}{b}{c}{d}", "lawcite", Some((1, false)));
        check(r"\DeclareCiteCommand\lawcite{a}{b}{c}{d}", "lawcite", Some((1, false)));
        check(r"\DeclareMultiCiteCommand{\lawcites}{\lawcite}{;}", "lawcites", Some((1, true)));
        check(r"\DeclareMultiCiteCommand\vols[\mkbibparens]{\volcite}{;}", "vols", Some((2, true)));
        check(r"\newcites{web,law}{Web,Law}", "citelaw", Some((1, false)));
    }

    #[test]
    fn known_commands_stay_known_when_redefined() {
        check(r"\let\old\cite\renewcommand{\cite}[1]{[\old{#1}]}", "cite", Some((1, false)));
        check(r"\renewcommand{\citep}[1]{#1}", "citep", Some((1, false)));
    }
}
