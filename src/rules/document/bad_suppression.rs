//! Comments that turn rules off, and `bad-suppression`.
//!
//! `% lacuna: ignore` behind text concerns its line, on a line of its own the next one;
//! `ignore[code, code]` those rules only, `ignore[code: "text"]` one mark of a line; `% lacuna: off` ...
//! `% lacuna: on` all between.

use crate::rules::diagnostic::Diagnostic;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "bad-suppression",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "A `lacuna:` comment names an unknown rule or has an unknown form.\n\n\
         Example: `% lacuna: ignore[no-such-rule]`.\n\n\
         Fix: write `% lacuna: ignore`, `% lacuna: ignore[code]`, or `% lacuna: off` and `% lacuna: on`; `lacuna explain` lists the codes.",
};

/// A stretch in which rules are turned off.
pub(crate) struct Suppression {
    range: ByteRange,
    /// The rules; empty for all. With a text, only reports whose range lies on that text.
    codes: Vec<(Rule, Vec<ByteRange>)>,
}

/// The suppressions of the document; reports those that cannot be read.
pub(crate) fn read(report: &mut Report) -> Vec<Suppression> {
    let comments = comments(report);
    let text = &report.document.text;
    let mut suppressions = Vec::new();
    let mut bad: Vec<(ByteRange, String)> = Vec::new();
    let mut off: Option<usize> = None;
    for comment in comments {
        let written = text.slice(comment.body).into_owned();
        let body = written.trim();
        match body {
            "off" => off = off.or(Some(comment.range.end)),
            "on" => {
                if let Some(start) = off.take() {
                    suppressions.push(Suppression {
                        range: ByteRange::new(start, comment.range.start),
                        codes: Vec::new(),
                    });
                }
            }
            _ => {
                let line = text.line_of(comment.range.start) + usize::from(comment.own_line);
                let range = text.line(line);
                match ignore(body, range, &text.slice(range), report.rules) {
                    Ok(codes) => suppressions.push(Suppression { range, codes }),
                    Err(message) => bad.push((comment.body, message)),
                }
            }
        }
    }
    if let Some(start) = off {
        suppressions.push(Suppression { range: ByteRange::new(start, text.len()), codes: Vec::new() });
    }
    for (range, message) in bad {
        report.add(RULE, range, message);
    }
    suppressions
}

/// Whether `diagnostic` is turned off.
pub(crate) fn covers(suppressions: &[Suppression], diagnostic: &Diagnostic) -> bool {
    if diagnostic.rule == RULE {
        return false;
    }
    suppressions.iter().any(|it| {
        let inside = it.range.touches(diagnostic.range.start) && it.range.start <= diagnostic.range.start;
        inside
            && (it.codes.is_empty()
                || it.codes.iter().any(|(rule, places)| {
                    *rule == diagnostic.rule
                        && (places.is_empty() || places.iter().any(|place| place.overlaps(diagnostic.range)))
                }))
    })
}

struct Comment {
    range: ByteRange,
    body: ByteRange,
    own_line: bool,
}

fn comments(report: &Report) -> Vec<Comment> {
    if let Some(bib) = report.document.bib() {
        let found = bib.suppressions();
        return found
            .iter()
            .map(|it| Comment { range: it.range, body: it.body, own_line: it.own_line })
            .collect();
    }
    let Some(tex) = report.document.tex() else { return Vec::new() };
    let all =
        tex.chunks.iter().flat_map(|(start, chunk)| chunk.suppressions.iter().map(move |it| (*start, it)));
    all.map(|(start, it)| Comment {
        range: it.range.shift(start),
        body: it.body.shift(start),
        own_line: it.own_line,
    })
    .collect()
}

fn ignore(
    body: &str,
    range: ByteRange,
    line: &str,
    rules: &[Rule],
) -> Result<Vec<(Rule, Vec<ByteRange>)>, String> {
    const FORMS: &str = "write `ignore`, `ignore[code]`, `off` or `on`";
    let rest = body.strip_prefix("ignore").ok_or(format!("`{body}` is no instruction; {FORMS}"))?.trim();
    if rest.is_empty() {
        return Ok(Vec::new());
    }
    // What follows the bracket is a remark.
    let list = rest
        .strip_prefix('[')
        .and_then(|it| it.rsplit_once(']'))
        .ok_or(format!("`{rest}` cannot be read; {FORMS}"))?
        .0;
    let mut codes = Vec::new();
    for part in split_outside_quotes(list) {
        let (code, text) = match part.split_once(':') {
            Some((code, text)) => (code.trim(), Some(text.trim().trim_matches('"'))),
            None => (part.trim(), None),
        };
        let rule = rules
            .iter()
            .copied()
            .find(|it| it.code == code)
            .ok_or(format!("There is no rule `{code}`; `lacuna explain` lists them"))?;
        let places: Vec<ByteRange> = match text {
            Some(text) if !text.is_empty() => {
                let found: Vec<_> = line
                    .match_indices(text)
                    .map(|(at, it)| ByteRange::new(at, at + it.len()).shift(range.start))
                    .collect();
                if found.is_empty() {
                    return Err(format!(
                        "`{text}` does not stand in the line concerned; quote what stands there"
                    ));
                }
                found
            }
            _ => Vec::new(),
        };
        codes.push((rule, places));
    }
    Ok(codes)
}

fn split_outside_quotes(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, c) in list.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn suppressions() {
        check(
            r#"
%- main.tex
\cite{} % lacuna: ignore
\cite{} ____ % lacuna: ignore[empty-citation]
% lacuna: ignore[masked-citation: "____ b"]
a ____ b ____
% lacuna: off
\cite{} ____
% lacuna: on
\cite{} % lacuna: ignore[no-such-rule]
% lacuna: nonsense
%- refs.bib
@misc{a,}
"#,
            expect![[r#"
            \cite{} ____ % lacuna: ignore[empty-citation]
                    ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
            a ____ b ____
                     ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
            \cite{} % lacuna: ignore[no-such-rule]
                 ^^ empty-citation: `\cite` has no key; fill in the key of an entry
                              ^^^^^^^^^^^^^^^^^^^^ bad-suppression: There is no rule `no-such-rule`; `lacuna explain` lists them
            % lacuna: nonsense
                      ^^^^^^^^ bad-suppression: `nonsense` is no instruction; write `ignore`, `ignore[code]`, `off` or `on`
        "#]],
        );
    }
}
