//! Which braces, brackets and delimiters of formulas belong together.

use super::tokens::{Kind, Token};
use crate::text::ByteRange;

/// Which tokens of a paragraph belong together.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    partner: Vec<u32>,
    /// Formulas with their delimiters, the outermost only, in order.
    pub math: Vec<ByteRange>,
    /// Braces without partner, in order; `true` opens.
    pub loose: Vec<(bool, usize)>,
}

const NONE: u32 = u32::MAX;

/// What is open while pairing, brackets aside.
struct Open {
    /// `{` or what opened a formula: `$`, `D` for `$$`, `(`, `[`.
    by: u8,
    token: usize,
    /// How many brackets were open outside it.
    brackets: usize,
}

impl Pairs {
    /// Where the partner of the brace or bracket `token` is.
    pub fn partner(&self, token: usize) -> Option<usize> {
        self.partner.get(token).copied().filter(|it| *it != NONE).map(|it| it as usize)
    }

    /// Pairs braces, brackets and the delimiters of formulas, in one pass.
    ///
    /// A closing brace ends whatever was opened behind its partner, so that a stray `$` or `[` does no
    /// harm outside its group.
    pub fn of(tokens: &[Token], text: &str) -> Self {
        let mut pairs = Self { partner: vec![NONE; tokens.len()], ..Self::default() };
        let mut open: Vec<Open> = Vec::new();
        let mut braces = 0_usize;
        let mut brackets: Vec<usize> = Vec::new();
        let mut index = 0;
        while index < tokens.len() {
            let Token { kind, range } = tokens[index];
            let top = open.last().map_or(0, |it| it.by);
            match kind {
                Kind::Special(b'{') => {
                    open.push(Open { by: b'{', token: index, brackets: brackets.len() });
                    braces += 1;
                }
                Kind::Special(b'}') if braces == 0 => {
                    open.clear();
                    brackets.clear();
                    pairs.loose.push((false, range.start));
                }
                Kind::Special(b'}') => {
                    while let Some(last) = open.pop() {
                        if last.by == b'{' {
                            brackets.truncate(last.brackets);
                            pairs.join(last.token, index);
                            braces -= 1;
                            break;
                        }
                    }
                }
                Kind::Special(b'[') => brackets.push(index),
                Kind::Special(b']') if brackets.len() > open.last().map_or(0, |it| it.brackets) => {
                    pairs.join(brackets.pop().unwrap_or(index), index);
                }
                Kind::Special(b'$') => {
                    let doubled = tokens.get(index + 1).is_some_and(|next| {
                        next.kind == Kind::Special(b'$') && next.range.start == range.end
                    });
                    match (top, doubled) {
                        (b'$', _) => pairs.close(&mut open, &mut brackets, tokens, index),
                        (b'D', true) => {
                            index += 1;
                            pairs.close(&mut open, &mut brackets, tokens, index);
                        }
                        (b'D' | b'(' | b'[', false) => {}
                        (_, true) => {
                            open.push(Open { by: b'D', token: index, brackets: brackets.len() });
                            index += 1;
                        }
                        (_, false) => {
                            open.push(Open { by: b'$', token: index, brackets: brackets.len() });
                        }
                    }
                }
                Kind::ControlSymbol => match (&text[range.std()], top) {
                    ("\\(", _) => open.push(Open { by: b'(', token: index, brackets: brackets.len() }),
                    ("\\[", _) => open.push(Open { by: b'[', token: index, brackets: brackets.len() }),
                    ("\\)", b'(') | ("\\]", b'[') => {
                        pairs.close(&mut open, &mut brackets, tokens, index);
                    }
                    _ => {}
                },
                _ => {}
            }
            index += 1;
        }
        let unclosed = open.iter().filter(|it| it.by == b'{').map(|it| (true, tokens[it.token].range.start));
        pairs.loose.extend(unclosed);
        pairs.loose.sort_by_key(|(_, at)| *at);
        pairs
    }

    fn join(&mut self, opening: usize, closing: usize) {
        self.partner[opening] = closing as u32;
        self.partner[closing] = opening as u32;
    }

    /// Ends the innermost formula at the token `index`.
    fn close(&mut self, open: &mut Vec<Open>, brackets: &mut Vec<usize>, tokens: &[Token], index: usize) {
        let Some(last) = open.pop() else { return };
        brackets.truncate(last.brackets);
        let formula = ByteRange::new(tokens[last.token].range.start, tokens[index].range.end);
        while self.math.last().is_some_and(|inner| formula.covers(*inner)) {
            self.math.pop();
        }
        self.math.push(formula);
    }
}
