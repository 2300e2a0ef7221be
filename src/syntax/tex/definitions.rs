//! Definitions of macros and environments.

use super::commands;
use super::commands::Defines;
use super::facts::{Argument, Call, Definition, Delimiter, Verbatim, VerbatimKind};
use super::paragraph::{NAME_LIMIT, Paragraph};
use super::tokens::Kind;
use crate::text::ByteRange;

/// How many tokens a `\def`'s parameter text may have.
const PARAMETER_LIMIT: usize = 64;

/// How many tokens there may be between `\csname` and `\endcsname`.
const CSNAME_LIMIT: usize = 4;

impl Paragraph<'_> {
    /// The token from which the arguments of the command at `token` are read: of a command that
    /// defines a macro without braces around its name (`\newcommand\x[1]{..}`), the one behind the
    /// name. The name itself is no call.
    pub(super) fn behind_defined_name(&mut self, name: &str, token: usize) -> usize {
        let Some(defines) = commands::defines(name) else { return token + 1 };
        if let Some((_, last)) = self.named(defines, token) {
            self.defined = Some(token + 1);
            let takes = matches!(defines, Defines::Primitive | Defines::Named);
            return last + 1 + if takes { self.parameters(last + 1) } else { 0 };
        }
        match (self.kind(token + 1), self.kind(token + 2)) {
            (Some(Kind::Command), _) => self.defined = Some(token + 1),
            (Some(Kind::Special(b'{')), Some(Kind::Command)) => {
                self.defined = Some(token + 2);
                return token + 1;
            }
            _ => return token + 1,
        }
        let parameters = if defines == Defines::Primitive { self.parameters(token + 2) } else { 0 };
        token + 2 + parameters
    }

    /// The name in `\@namedef{name}#1{..}` and `\expandafter\def\csname name\endcsname#1{..}`, and the last token
    /// that belongs to it.
    fn named(&self, defines: Defines, token: usize) -> Option<(ByteRange, usize)> {
        let first = self.tokens.get(token + 1)?;
        let last = match (defines, first.kind) {
            (Defines::Named, Kind::Special(b'{')) => self.pairs.partner(token + 1)?,
            (Defines::Primitive | Defines::Macro, Kind::Command)
                if &self.text[first.range.std()] == "\\csname" =>
            {
                let rest = self.tokens[token + 2..].iter().take(CSNAME_LIMIT);
                token + 2 + rest.map(|it| &self.text[it.range.std()]).position(|it| it == "\\endcsname")?
            }
            _ => return None,
        };
        Some((ByteRange::new(first.range.end, self.tokens[last].range.start), last))
    }

    /// How many tokens there are in the parameter text of a `\def`, which begins at `token`.
    fn parameters(&self, token: usize) -> usize {
        let tokens = self.tokens[token..].iter().take(PARAMETER_LIMIT);
        tokens.take_while(|it| !matches!(it.kind, Kind::Special(b'{' | b'}') | Kind::Command)).count()
    }

    /// Records what the `call` of the command at `token` defines.
    pub(super) fn define(&mut self, call: &Call, token: usize) {
        // `\NewEnviron{name}{..}` without `\BODY` throws the content away.
        let drops = || {
            let body =
                call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace && it.closed).nth(1);
            body.is_some_and(|it| !self.text[it.inner().std()].contains("BODY"))
        };
        if commands::defines_verbatim(&call.name)
            || (matches!(call.name.as_str(), "NewEnviron" | "RenewEnviron") && drops())
        {
            self.define_verbatim(call);
        }
        let Some(defines) = commands::defines(&call.name) else { return };
        let named = self.named(defines, token);
        let (name_range, groups) = match (self.kind(token + 1), call.arguments.as_slice()) {
            (_, groups) if let Some((name, _)) = named => (name, groups),
            (Some(Kind::Command), groups) => (self.tokens[token + 1].range, groups),
            (_, groups) => {
                let Some(name) = groups.iter().position(|it| it.delimiter == Delimiter::Brace) else {
                    return;
                };
                (groups[name].inner(), &groups[name + 1..])
            }
        };
        if name_range.len() > NAME_LIMIT {
            return;
        }
        let braces: Vec<ByteRange> =
            groups.iter().filter(|it| it.delimiter == Delimiter::Brace).map(Argument::inner).collect();
        let counted = groups.first().is_some_and(|it| {
            it.delimiter == Delimiter::Bracket && self.text[it.inner().std()].trim() != "0"
        });
        let specified = braces.first().is_some_and(|it| !self.text[it.std()].trim().is_empty());
        let (takes_arguments, bodies) = match defines {
            Defines::Macro => (counted, &braces[..braces.len().min(1)]),
            Defines::Environment => (counted, &braces[..braces.len().min(2)]),
            Defines::Document => (specified, braces.get(1..2).unwrap_or_default()),
            Defines::DocumentEnvironment => {
                (specified, braces.get(1..braces.len().min(3)).unwrap_or_default())
            }
            Defines::Style => (true, &braces[..]),
            Defines::Primitive | Defines::Named => {
                let end = braces.first().map_or(name_range.end, |it| it.start);
                (self.text[name_range.end..end].contains('#'), &braces[..braces.len().min(1)])
            }
            Defines::Alias => (false, &self.aliased(token, braces.first().copied())[..]),
        };
        let name = self.text[name_range.std()].trim().trim_start_matches('\\');
        let bodies = bodies.to_vec();
        self.define_by_verbatim(defines, name, &bodies);
        let discarded = self.discarded(defines, name_range, groups, &bodies).filter(|_| takes_arguments);
        // A paper that drops its citations still cites.
        let may_not_be = name.to_ascii_lowercase().contains("cite");
        if let Some(mask) = discarded.filter(|it| *it != 0 && !may_not_be) {
            self.chunk.verbatim.push(Verbatim { kind: VerbatimKind::Discards(mask), name: name.to_owned() });
        }
        let call = self.chunk.calls.len();
        self.chunk.definitions.push(Definition {
            call,
            name: name.into(),
            name_range,
            takes_arguments,
            bodies,
        });
    }

    /// Which of the groups in braces that a macro takes, a bit each, its body makes no use of; `None` where that is
    /// not known.
    fn discarded(
        &self,
        defines: Defines,
        name: ByteRange,
        groups: &[Argument],
        bodies: &[ByteRange],
    ) -> Option<u16> {
        let written = &self.text[bodies.first()?.std()];
        let body: String = written.lines().map(|it| it.split('%').next().unwrap_or_default()).collect();
        // `\def` within the body: the parameters may be another macro's.
        if body.contains("##") {
            return None;
        }
        // The rest of a body stands behind an empty line.
        if groups.iter().any(|it| !it.closed) {
            return None;
        }
        let texts = |delimiter| groups.iter().filter(move |it| it.delimiter == delimiter);
        // The first parameter in braces, and how many there are.
        let (first, count) = match defines {
            Defines::Macro => {
                let mut brackets = texts(Delimiter::Bracket);
                let count: u8 = self.text[brackets.next()?.inner().std()].trim().parse().ok()?;
                let optional = u8::from(brackets.next().is_some());
                (1 + optional, count.checked_sub(optional)?)
            }
            Defines::Primitive | Defines::Named => {
                let body = texts(Delimiter::Brace).next()?;
                let parameters: String =
                    self.text[name.end..body.range.start].chars().filter(|it| !it.is_whitespace()).collect();
                let parameters = parameters.trim_start_matches('}');
                let plain =
                    parameters.split('#').skip(1).zip(1u8..).all(|(it, number)| it == number.to_string());
                if !plain || !parameters.starts_with('#') {
                    return None;
                }
                (1, u8::try_from(parameters.matches('#').count()).ok()?)
            }
            Defines::Document => {
                let specified = &self.text[texts(Delimiter::Brace).next()?.inner().std()];
                let letters = specified.chars().filter(|it| !it.is_whitespace() && *it != '+');
                if letters.clone().any(|it| it != 'm') {
                    return None;
                }
                (1, u8::try_from(letters.count()).ok()?)
            }
            _ => return None,
        };
        let hides = body.trim_start().starts_with("\\iffalse") && body.trim_end().ends_with("\\fi");
        let unused = (0..count.min(9)).filter(|it| hides || !body.contains(&format!("#{}", first + it)));
        Some(unused.fold(0, |mask, it| mask | 1 << it))
    }

    /// The command that the `\let` at `token` gives a second name: `\let\x=\y`, or with braces around it.
    fn aliased(&self, token: usize, braced: Option<ByteRange>) -> Vec<ByteRange> {
        if braced.is_some() {
            return braced.into_iter().collect();
        }
        let between = self.tokens.get(token + 2).filter(|it| it.kind == Kind::Text);
        let sign = between.is_some_and(|it| self.text[it.range.std()].trim() == "=");
        let command = self.tokens.get(token + 2 + usize::from(sign));
        command.filter(|it| it.kind == Kind::Command).map(|it| it.range).into_iter().collect()
    }

    /// Records what the `call` makes verbatim: `\lstnewenvironment{name}..`, `\DefineShortVerb{\|}`.
    fn define_verbatim(&mut self, call: &Call) {
        let group = |delimiter| call.arguments.iter().find(|it| it.delimiter == delimiter && it.closed);
        let text = |it: &Argument| self.text[it.inner().std()].trim().trim_start_matches('\\');
        let (bracket, brace) = (group(Delimiter::Bracket).map(text), group(Delimiter::Brace).map(text));
        let (kind, name) = match (call.name.as_str(), bracket, brace) {
            // minted: `\newminted[name]{language}`, without name `languagecode`.
            ("newminted", None, Some(language)) => (VerbatimKind::Environment, format!("{language}code")),
            ("newmintinline", None, Some(language)) => (VerbatimKind::Command, format!("{language}inline")),
            ("newmint", None, Some(language)) => (VerbatimKind::Command, language.to_owned()),
            ("newminted", Some(name), _) => (VerbatimKind::Environment, name.to_owned()),
            ("newmintinline" | "newmint", Some(name), _) => (VerbatimKind::Command, name.to_owned()),
            ("DefineShortVerb" | "MakeShortVerb" | "lstMakeShortInline", _, name) => {
                let end = call.range().end;
                // `\lstMakeShortInline|`, `\MakeShortVerb\|`
                let bare =
                    || self.text[end..].trim_start_matches('\\').get(..1).unwrap_or_default().to_owned();
                (VerbatimKind::Character, name.map_or_else(bare, str::to_owned))
            }
            (_, _, Some(name)) => (VerbatimKind::Environment, name.to_owned()),
            (_, _, None) => return,
        };
        if !name.trim().is_empty() && name.len() <= NAME_LIMIT {
            self.chunk.verbatim.push(Verbatim { kind, name });
        }
    }

    /// Records that what is defined is verbatim for its body's sake: `\newcommand{\code}{\lstinline}`,
    /// `\newenvironment{code}{\verbatim}{\endverbatim}`.
    fn define_by_verbatim(&mut self, defines: Defines, name: &str, bodies: &[ByteRange]) {
        let Some(body) = bodies.first() else { return };
        let body = &self.text[body.std()];
        let kind = match defines {
            Defines::Environment | Defines::DocumentEnvironment => {
                let verbatim = |it: &str| commands::is_verbatim(it.trim_start());
                if !body.split('\\').skip(1).any(verbatim) {
                    return;
                }
                VerbatimKind::Environment
            }
            Defines::Style => return,
            _ => {
                let last = body.rsplit('\\').next().unwrap_or_default();
                if !body.contains('\\') || !commands::is_inline_verbatim(last) {
                    return;
                }
                VerbatimKind::Command
            }
        };
        self.chunk.verbatim.push(Verbatim { kind, name: name.to_owned() });
    }
}
