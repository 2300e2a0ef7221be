//! Where a macro's parameters stand among the arguments of its calls, and how its body hands them on.

use crate::syntax::tex::{Chunk, Definition, Delimiter};

/// Where a parameter stands among the arguments of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In this one of the groups in braces, from 0.
    Brace(u32),
    /// In this one of the groups in brackets, from 0.
    Bracket(u32),
    /// Elsewhere, as in `\def\see(#1){..}`.
    Elsewhere,
}

/// Something that a body hands to a cite command as a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Handed {
    /// A parameter as it is: `\cite{#1}`, `\cite{fixed,#1}`.
    Whole(u8),
    /// A parameter with letters before and behind it: `\cite{smith:#1}`.
    Within(u8, String, String),
    /// A key made of a parameter in some other way.
    Hidden,
}

/// What the list of keys `text` of a body hands on.
pub(super) fn handed_on(text: &str) -> Vec<Handed> {
    let bare: String = text.lines().map(|line| line.split('%').next().unwrap_or_default().trim()).collect();
    let keys = bare.split(',').map(str::trim).filter(|it| it.contains('#'));
    keys.map(|key| one_handed_on(key).unwrap_or(Handed::Hidden)).collect()
}

fn one_handed_on(key: &str) -> Option<Handed> {
    let (before, rest) = key.split_once('#')?;
    let number = rest.chars().next()?.to_digit(10).filter(|it| *it > 0)?;
    let number = u8::try_from(number).ok()?;
    let behind = &rest[1..];
    if before.is_empty() && behind.is_empty() {
        return Some(Handed::Whole(number));
    }
    let plain = !format!("{before}{behind}").contains(['#', '\\', '{', '}']);
    plain.then(|| Handed::Within(number, before.to_owned(), behind.to_owned()))
}

/// The places of the parameters of a macro or environment, those of an environment behind its name.
pub fn places(chunk: &Chunk, definition: &Definition) -> Vec<Place> {
    let (Some(call), Some(body)) = (chunk.calls.get(definition.call), definition.bodies.first()) else {
        return Vec::new();
    };
    let text = |start: usize, end: usize| chunk.text.get(start..end).unwrap_or_default();
    let groups = |delimiter| {
        let before = call.arguments.iter().filter(|it| it.range.end <= body.start);
        before.filter(move |it| it.delimiter == delimiter).map(|it| text(it.inner().start, it.inner().end))
    };
    if call.name.ends_with("def") {
        return delimited(text(definition.name_range.end, body.start.saturating_sub(1)));
    }
    if call.name.contains("Document") {
        return groups(Delimiter::Brace).next_back().map(specified).unwrap_or_default();
    }
    let mut brackets = groups(Delimiter::Bracket);
    let count = brackets.next().and_then(|it| it.trim().parse::<u32>().ok()).unwrap_or(0).min(9);
    let mut optional = Vec::new();
    if let Some(defaults) = brackets.next() {
        match call.name.contains("commandx") || call.name.contains("environmentx") {
            // xargs: `\newcommandx{\see}[3][1=a, 3=b]{..}`
            true => {
                let numbers =
                    defaults.split(',').filter_map(|it| it.split('=').next()?.trim().parse::<u32>().ok());
                optional.extend(numbers);
            }
            // `\newcommand{\see}[2][default]{..}`: the first parameter is optional.
            false => optional.push(1),
        }
    }
    in_order((1..=count).map(|number| optional.contains(&number)))
}

/// What the parameters of a macro stand for where a call gives nothing, by their numbers from 0:
/// `\newcommand{\x}[2][refs]{..}`, `\NewDocumentCommand{\x}{O{refs} m}{..}`.
pub fn defaults(chunk: &Chunk, definition: &Definition) -> Vec<(usize, String)> {
    let (Some(call), Some(body)) = (chunk.calls.get(definition.call), definition.bodies.first()) else {
        return Vec::new();
    };
    let groups = |delimiter| {
        let before =
            call.arguments.iter().filter(move |it| it.range.end <= body.start && it.delimiter == delimiter);
        before.filter_map(|it| chunk.text.get(it.inner().std()))
    };
    if !call.name.contains("Document") {
        let plain = call.name.ends_with("command") || call.name.ends_with("robustcmd");
        let given = groups(Delimiter::Bracket).nth(1).filter(|_| plain);
        return given.map(|it| (0, it.trim().to_owned())).into_iter().collect();
    }
    let Some(specification) = groups(Delimiter::Brace).next_back() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, _) in specification.match_indices("O{") {
        let number = specified(&specification[..at]).len();
        let given = specification[at + 2..].split('}').next().unwrap_or_default();
        found.push((number, given.trim().to_owned()));
    }
    found
}

/// The places of parameters of which it is known whether they are optional.
fn in_order(optional: impl Iterator<Item = bool>) -> Vec<Place> {
    let (mut braces, mut brackets) = (0, 0);
    let place = |is_optional| {
        let next = if is_optional { &mut brackets } else { &mut braces };
        *next += 1;
        if is_optional { Place::Bracket(*next - 1) } else { Place::Brace(*next - 1) }
    };
    optional.map(place).collect()
}

/// The parameters of a `\def`: `#1#2`, `[#1]#2`.
fn delimited(parameters: &str) -> Vec<Place> {
    let (mut braces, mut brackets) = (0, 0);
    let mut places = Vec::new();
    let mut pieces = parameters.split('#');
    let mut before = pieces.next().unwrap_or_default().trim();
    for piece in pieces {
        let behind = piece.get(1..).unwrap_or_default();
        places.push(match (before.ends_with('['), behind.starts_with(']'), behind.is_empty()) {
            (true, true, _) => {
                brackets += 1;
                Place::Bracket(brackets - 1)
            }
            (false, false, true) => {
                braces += 1;
                Place::Brace(braces - 1)
            }
            _ => Place::Elsewhere,
        });
        before = behind;
    }
    places
}

/// The parameters of an `xparse` specification such as `s O{see} m`. (A group in braces that may be left
/// out, `g`, stands where one in braces stands.)
fn specified(specification: &str) -> Vec<Place> {
    let (mut braces, mut brackets) = (0, 0);
    let mut places = Vec::new();
    let mut depth = 0;
    // How many characters of the kind before are still to come, and whether they are the tokens of `e{^_}`.
    let (mut delimiters, mut tokens) = (0, false);
    for c in specification.chars() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                tokens = false;
            }
            _ if depth > 0 => places.extend((tokens && !c.is_whitespace()).then_some(Place::Elsewhere)),
            _ if delimiters > 0 => delimiters -= 1,
            'm' | 'v' | 'g' | 'G' => {
                braces += 1;
                places.push(Place::Brace(braces - 1));
            }
            'o' | 'O' => {
                brackets += 1;
                places.push(Place::Bracket(brackets - 1));
            }
            'e' | 'E' => tokens = true,
            'r' | 'R' | 'd' | 'D' | 't' | 's' | 'b' | 'l' | 'u' => {
                delimiters = match c {
                    's' | 'b' | 'l' => 0,
                    't' | 'u' => 1,
                    _ => 2,
                };
                places.push(Place::Elsewhere);
            }
            _ => {}
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tex::TexFile;
    use crate::text::Text;

    #[track_caller]
    fn check(definition: &str, expected: &str) {
        let file = TexFile::parse(&Text::plain(definition.to_owned()));
        let chunk = &file.chunks[0].1;
        let shown = places(chunk, &chunk.definitions[0]).into_iter().map(|it| match it {
            Place::Brace(index) => format!("{{{index}}}"),
            Place::Bracket(index) => format!("[{index}]"),
            Place::Elsewhere => "?".to_owned(),
        });
        assert_eq!(shown.collect::<String>(), expected, "{definition}");
    }

    #[test]
    fn each_way_to_define_a_macro_places_its_parameters() {
        check(r"\newcommand{\x}{y}", "");
        check(r"\newcommand{\x}[2]{y}", "{0}{1}");
        check(r"\newcommand*\x[2][d]{y}", "[0]{0}");
        check(r"\newcommandx{\x}[3][1=a, 3=b]{y}", "[0]{0}[1]");
        check(r"\def\x#1#2{y}", "{0}{1}");
        check(r"\def\x[#1]#2{y}", "[0]{0}");
        check(r"\def\x(#1)#2{y}", "?{0}");
        check(r"\def\x#1.#2{y}", "?{0}");
        check(r"\NewDocumentCommand{\x}{s O{see} >{\Trim} m d() +m t* m}{y}", "?[0]{0}?{1}?{2}");
        check(r"\NewDocumentCommand\x{e{^_} r<> m}{y}", "???{0}");
        check(r"\newenvironment{x}[2][d]{y}{z}", "[0]{0}");
        check(r"\NewDocumentEnvironment{x}{o m}{y}{z}", "[0]{0}");
    }

    #[test]
    fn what_is_not_given_has_a_default() {
        for (definition, expected) in [
            (r"\newcommand{\x}[2][refs]{y}", vec![(0, "refs")]),
            (r"\newcommand{\x}[2]{y}", vec![]),
            (r"\NewDocumentCommand{\x}{s O{refs} m O{more}}{y}", vec![(1, "refs"), (3, "more")]),
        ] {
            let file = TexFile::parse(&Text::plain(definition.to_owned()));
            let chunk = &file.chunks[0].1;
            let found = defaults(chunk, &chunk.definitions[0]);
            assert_eq!(
                found.iter().map(|it| (it.0, it.1.as_str())).collect::<Vec<_>>(),
                expected,
                "{definition}"
            );
        }
    }

    #[test]
    fn keys_of_a_body_are_parameters_or_built_of_them() {
        assert_eq!(handed_on("#1"), [Handed::Whole(1)]);
        assert_eq!(handed_on("fixed, #2 ,%\n #1"), [Handed::Whole(2), Handed::Whole(1)]);
        assert_eq!(handed_on("a:#1.b"), [Handed::Within(1, "a:".into(), ".b".into())]);
        assert_eq!(handed_on("#1#2"), [Handed::Hidden]);
        assert_eq!(handed_on(r"\pre#1"), [Handed::Hidden]);
        assert_eq!(handed_on("fixed"), []);
    }
}
