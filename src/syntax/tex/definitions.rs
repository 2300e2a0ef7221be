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
        if let Some(kind) = self.discards(call, defines, &bodies, groups) {
            self.chunk.verbatim.push(Verbatim { kind, name: name.to_owned() });
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

    /// Whether the macro that `call` defines throws its arguments away or shows them; `None` where it takes none.
    fn discards(
        &self,
        call: &Call,
        defines: Defines,
        bodies: &[ByteRange],
        groups: &[Argument],
    ) -> Option<VerbatimKind> {
        let [body] = bodies else { return None };
        let is_whole = defines == Defines::Alias || self.text[body.end..].starts_with('}');
        let body = self.text.get(body.std()).filter(|_| is_whole)?;
        // A second definition in a branch may or may not hold.
        let opened = self.chunk.calls.iter().fold(0_isize, |depth, it| match it.name.as_str() {
            "fi" => depth - 1,
            name if name.starts_with("if") && it.arguments.is_empty() => depth + 1,
            _ => depth,
        });
        let anew = opened <= 0
            && (call.name.starts_with("renew")
                || call.name.starts_with("Renew")
                || call.name.starts_with("Declare")
                || matches!(call.name.as_str(), "def" | "gdef" | "let"));
        let gobbled = |it: &str| match it.trim() {
            "\\@gobble" => Some(1),
            "\\@gobbletwo" => Some(2),
            _ => None,
        };
        // The numbers of the parameters that stand in braces.
        let numbers: Vec<usize> = match defines {
            Defines::Alias => (1..=gobbled(body)?).collect(),
            Defines::Macro => {
                let counted = groups.first().filter(|it| it.delimiter == Delimiter::Bracket);
                let count =
                    counted.and_then(|it| self.text[it.inner().std()].trim().parse().ok()).unwrap_or(0);
                let optional =
                    groups.iter().skip(1).take_while(|it| it.delimiter == Delimiter::Bracket).count();
                match count {
                    0 => (1..=gobbled(body)?).collect(),
                    count => (optional + 1..=count).collect(),
                }
            }
            Defines::Primitive => {
                let before = bodies.first().map_or(0, |it| it.start);
                let parameters = self.text.get(call.command.end..before)?;
                // Delimited parameters are not read as groups: `\def\x[#1]#2{..}`.
                let plain = |c: char| c == '#' || c.is_ascii_digit() || c.is_whitespace() || c == '{';
                match parameters.find('#') {
                    Some(from) if !parameters[from..].chars().all(plain) => return None,
                    Some(from) => (1..=parameters[from..].matches('#').count()).collect(),
                    None => (1..=gobbled(body)?).collect(),
                }
            }
            Defines::Document => {
                let specification = groups.iter().find(|it| it.delimiter == Delimiter::Brace)?;
                let kinds = self.text[specification.inner().std()].chars().scan(0_usize, |depth, c| {
                    *depth = if c == '{' { *depth + 1 } else { depth.saturating_sub(usize::from(c == '}')) };
                    Some((*depth == 0 && "mrRoOsdDtgG".contains(c)).then_some(c))
                });
                kinds.flatten().zip(1..).filter(|it| it.0 == 'm').map(|it| it.1).collect()
            }
            _ => return None,
        };
        let hides = body.trim_start().starts_with("\\iffalse") && body.trim_end().ends_with("\\fi");
        let is_used =
            |number: &usize| !hides && gobbled(body).is_none() && body.contains(&format!("#{number}"));
        let thrown = numbers.iter().take(8).enumerate().filter(|it| !is_used(it.1));
        match thrown.fold(0_u8, |mask, (index, _)| mask | (1 << index)) {
            _ if numbers.is_empty() => None,
            0 => Some(VerbatimKind::Showing { anew }),
            arguments => Some(VerbatimKind::Discarding { arguments, anew }),
        }
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
