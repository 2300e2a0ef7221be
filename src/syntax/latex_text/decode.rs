//! TeX in a value -> Unicode.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::entities::entity;
use super::journals::journal;
use super::symbols::{accent, hides_argument, is_silent, script, text_symbol};

/// The value of a field as a reader would see it: accents composed, font commands and braces gone,
/// line ends and runs of white space one blank each. What cannot be turned stays readable: an unknown
/// command gives way to its argument, or to its name.
pub fn to_unicode(value: &str) -> Cow<'_, str> {
    let trimmed = value.trim();
    if is_plain(trimmed) {
        return Cow::Borrowed(trimmed);
    }
    let mut decoder = Decoder { text: trimmed, at: 0, math: false, depth: 0 };
    let mut out = String::with_capacity(trimmed.len());
    while decoder.at < trimmed.len() {
        decoder.group(&mut out);
    }
    let end = out.trim_end().len();
    out.truncate(end);
    if !is_nfc(&out) {
        out = out.nfc().collect();
    }
    Cow::Owned(out)
}

/// Whether nothing in `text` would change.
fn is_plain(text: &str) -> bool {
    let mut last = 0;
    let changes = text.bytes().any(|byte| {
        let changes = match byte {
            b'\\' | b'{' | b'}' | b'$' | b'~' | b'`' | b'&' | b'\n' | b'\r' | b'\t' => true,
            b'-' | b'\'' | b' ' => last == byte,
            _ => byte >= 0x80,
        };
        last = byte;
        changes
    });
    !changes
}

/// How deep groups may nest; what is deeper is passed over.
const DEPTH: u32 = 64;

struct Decoder<'a> {
    text: &'a str,
    at: usize,
    math: bool,
    depth: u32,
}

impl<'a> Decoder<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Everything up to and past the `}` that ends the group, or to the end.
    fn group(&mut self, out: &mut String) {
        self.depth += 1;
        while let Some(byte) = self.peek() {
            if byte == b'}' {
                self.at += 1;
                break;
            }
            self.token(out);
        }
        self.depth -= 1;
    }

    /// One character, command or group.
    fn token(&mut self, out: &mut String) {
        let Some(c) = self.rest().chars().next() else { return };
        self.at += c.len_utf8();
        match c {
            '\\' => self.command(out),
            '{' if self.depth < DEPTH => self.group(out),
            '{' => {}
            '$' => self.dollar(out),
            '~' => push_blank(out),
            '^' | '_' if self.math => self.script(c == '^', out),
            '`' => self.doubled(b'`', "“", "‘", out),
            '\'' if self.math => out.push('′'),
            '\'' => self.doubled(b'\'', "”", "'", out),
            '-' if self.rest().starts_with("--") => self.replace(2, "—", out),
            '-' if self.rest().starts_with('-') => self.replace(1, "–", out),
            '&' => self.entity(out),
            c if c.is_whitespace() => push_blank(out),
            c => out.push(c),
        }
    }

    fn replace(&mut self, skip: usize, by: &str, out: &mut String) {
        self.at += skip;
        out.push_str(by);
    }

    fn doubled(&mut self, byte: u8, double: &str, single: &str, out: &mut String) {
        match self.peek() == Some(byte) {
            true => self.replace(1, double, out),
            false => out.push_str(single),
        }
    }

    /// `$..$` or `$$..$$`; a lone `$` is itself.
    fn dollar(&mut self, out: &mut String) {
        if self.math {
            self.math = false;
            return;
        }
        let double = self.peek() == Some(b'$');
        let closing = if double { "$$" } else { "$" };
        let start = self.at + usize::from(double);
        let Some(length) = self.text[start..].find(closing) else { return out.push('$') };
        self.math(start, start + length, out);
        self.at = start + length + closing.len();
    }

    fn math(&self, start: usize, end: usize, out: &mut String) {
        let depth = self.depth + 1;
        let mut inner = Decoder { text: &self.text[..end], at: start, math: true, depth };
        while inner.at < end && depth < DEPTH {
            inner.group(out);
        }
    }

    /// The argument behind a command: a group, a command or one character.
    fn argument(&mut self) -> String {
        let mut out = String::new();
        self.skip_blanks();
        if self.peek().is_some_and(|byte| byte != b'}') && self.depth < DEPTH {
            self.depth += 1;
            self.token(&mut out);
            self.depth -= 1;
        }
        out
    }

    /// The text of a group as it is written: a URL.
    fn verbatim(&mut self) -> &'a str {
        let inner = self.rest().strip_prefix('{').unwrap_or("");
        let end = inner.find('}').unwrap_or(inner.len());
        self.at = (self.at + end + 2).min(self.text.len());
        &inner[..end]
    }

    fn script(&mut self, raised: bool, out: &mut String) {
        let argument = self.argument();
        let scripted: Option<String> = argument.chars().map(|c| script(c, raised)).collect();
        match scripted {
            Some(scripted) => out.push_str(&scripted),
            None if argument.chars().count() == 1 || !self.math => {
                out.extend(self.math.then_some(if raised { '^' } else { '_' }));
                out.push_str(&argument);
            }
            None => out.extend([if raised { "^(" } else { "_(" }, &argument, ")"]),
        }
    }

    fn command(&mut self, out: &mut String) {
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let length = letters.max(rest.chars().next().map_or(0, char::len_utf8));
        let name = &rest[..length];
        self.at += length;
        if letters > 0 {
            return self.named(name, out);
        }
        match name {
            "{" if !self.math => self.escaped_brace(out),
            "&" | "%" | "$" | "#" | "_" | "{" | "}" => out.push_str(name),
            "" | "-" | "/" | "!" | "@" | ")" | "]" => {}
            "," | ";" | ":" | "\\" => push_blank(out),
            "(" | "[" => {
                let closing = if name == "(" { "\\)" } else { "\\]" };
                let end = self.rest().find(closing).map_or(self.text.len(), |length| self.at + length);
                self.math(self.at, end, out);
                self.at = (end + 2).min(self.text.len());
            }
            _ => match accent(name) {
                Some(mark) => self.accented(mark, out),
                None if name.trim().is_empty() => push_blank(out),
                None => out.push_str(name),
            },
        }
    }

    /// `\{BERT\}`: braces that an export escaped once too often fall away; those of a set `\{0, 1\}` stay.
    fn escaped_brace(&mut self, out: &mut String) {
        let word = self.rest().find("\\}").map(|end| &self.rest()[..end]);
        match word.filter(|word| !word.is_empty() && word.chars().all(char::is_alphanumeric)) {
            Some(word) => self.replace(word.len() + 2, word, out),
            None => out.push('{'),
        }
    }

    /// `Nystr\textbackslash "om`: an accent of a title that was TeX already when it was exported.
    fn escaped_accent(&mut self, name: &str) -> Option<char> {
        let behind = self.rest().strip_prefix("{}").unwrap_or(self.rest());
        let written = behind.get(..1).filter(|it| name == "textbackslash" && "\"'^`~=.".contains(it))?;
        let letter = behind[1..].chars().find(|it| *it != '{');
        let mark = accent(written).filter(|_| letter.is_some_and(char::is_alphabetic))?;
        self.at = self.text.len() - behind.len() + 1;
        Some(mark)
    }

    /// A command whose name is of letters. White space behind it is no text, unless its name is printed.
    fn named(&mut self, name: &str, out: &mut String) {
        if let Some(mark) = accent(name).filter(|_| !self.math) {
            return self.accented(mark, out);
        }
        let behind = self.at;
        self.skip_blanks();
        if let Some(mark) = self.escaped_accent(name) {
            return self.accented(mark, out);
        }
        if let Some(symbol) = text_symbol(name).or_else(|| journal(name)) {
            let parted = out.ends_with(' ') && self.at > behind;
            match symbol {
                " " => push_blank(out),
                _ => out.push_str(symbol),
            }
            // A relation keeps the blanks around it; a letter does not.
            if self.math && parted && !symbol.starts_with(char::is_alphabetic) {
                push_blank(out);
            }
            return;
        }
        match name {
            _ if is_silent(name) => {}
            "url" | "path" | "nolinkurl" => out.push_str(self.verbatim()),
            // `\ifmmode\acute{e}\else\'{e}\fi`, as exports of the American Physical Society write it.
            "ifmmode" if !self.math => {
                let behind = self.rest().find("\\else").map(|at| self.at + at + "\\else".len());
                self.at = behind.unwrap_or(self.at);
            }
            "fi" => {}
            "textsuperscript" => self.script(true, out),
            "textsubscript" => self.script(false, out),
            "frac" => {
                let parts = [self.argument(), self.argument()];
                let [over, under] = parts.map(|it| match it.contains(['+', '-', ' ', '/']) {
                    true => format!("({it})"),
                    false => it,
                });
                out.extend([&over, "/", &under]);
            }
            "ensuremath" => {
                let math = std::mem::replace(&mut self.math, true);
                let argument = self.argument();
                self.math = math;
                out.push_str(&argument);
            }
            "not" if self.math => self.accented('\u{338}', out),
            "bmod" => {
                self.at = behind;
                out.push_str("mod");
            }
            "pmod" => {
                let modulus = self.argument();
                out.extend(["(mod ", &modulus, ")"]);
            }
            "char" => self.character(out),
            _ if hides_argument(name) => {
                self.argument();
            }
            _ if self.peek() == Some(b'{') => {}
            _ => {
                self.at = behind;
                out.push_str(name);
            }
        }
    }

    /// `\char"E9`, `\char233`, `\symbol{233}`
    fn character(&mut self, out: &mut String) {
        let hexadecimal = self.rest().starts_with('"');
        let digits = &self.rest()[usize::from(hexadecimal)..];
        let length = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
        self.at += length + usize::from(hexadecimal);
        let code = u32::from_str_radix(&digits[..length], if hexadecimal { 16 } else { 10 });
        out.extend(code.ok().and_then(char::from_u32).filter(|c| !c.is_control()));
    }

    /// Puts `mark` behind the first character of the argument and the marks that this bears already.
    fn accented(&mut self, mark: char, out: &mut String) {
        let argument = self.argument();
        let Some(base) = argument.chars().next() else { return };
        let above = !matches!(mark, '\u{323}' | '\u{326}' | '\u{327}' | '\u{328}' | '\u{331}');
        out.push(match base {
            'ı' if above => 'i',
            'ȷ' if above => 'j',
            _ => base,
        });
        let behind = &argument[base.len_utf8()..];
        let marks = behind.len() - behind.trim_start_matches(is_combining_mark).len();
        out.push_str(&behind[..marks]);
        out.push(mark);
        out.push_str(&behind[marks..]);
    }

    fn entity(&mut self, out: &mut String) {
        let name = self.rest().bytes().take(12).position(|byte| byte == b';').map(|end| &self.rest()[..end]);
        match name.and_then(|name| Some((name.len(), entity(name)?))) {
            Some((length, c)) => {
                self.at += length + 1;
                out.push(c);
            }
            None => out.push('&'),
        }
    }
}

fn push_blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        assert_eq!(to_unicode(value), expected);
    }

    #[test]
    fn macros_of_exports() {
        check(r"Jos{\ifmmode\acute{e}\else\'{e}\fi} A.", "José A.");
        check(
            r"{\ifmmode\check{S}\else\v{S}\fi}koda in \apj, \aap{} and \prd",
            "Škoda in ApJ, A&A and Phys. Rev. D",
        );
        check("caf&eacute; M&uuml;ller &Scaron; &nosuch; AT&amp;T &#233;", "café Müller Š &nosuch; AT&T é");
    }

    #[test]
    fn accents_are_composed_in_every_brace_form() {
        check(r#"{\"o} \"{o} \"o {\"{o}} {{\"o}}"#, "ö ö ö ö ö");
        check(r"\'e {\'e} \'{e} {\'{e}} {\'\i} \'{\i} \'\i{} {\'{\i}}", "é é é é í í í í");
        check(r"\c{c} \c c {\c c} \v s {\v{s}} \H{o} Erd{\H o}s \k a \k{e}", "ç ç ç š š ő Erdős ą ę");
        check(r"\r{u} \r u \d{t} \d t \={a} \=a \.z \u{g} \b{d} \t{oo}", "ů ů ṭ ṭ ā ā ż ğ ḏ o͡o");
        check(r"Rot{\textcommabelow t}i {\textcommabelow{S}}tefan \emph Word", "Rotți Ștefan Word");
        check(r"\`a \^o \~n \'{\^e} \^{\'e} \v{\j}", "à ô ñ ế é̂ ǰ");
        check(r"Garc{\'\i}a Mart{\'{\i}}nez {\'{E}}cole", "García Martínez École");
        check("Fran\u{e7}ois Cafe\u{301}", "François Café");
    }

    #[test]
    fn letters_stand_for_themselves() {
        check(
            r"Stra{\ss}e {\o} {\O} {\l}{\L} \ae{}sir {\OE}uvre {\dj} {\th} {\aa}",
            "Straße ø Ø łŁ æsir Œuvre đ þ å",
        );
        check(r#"\AA ngstr\"om Gau\ss\ law"#, "Ångström Gauß law");
        check(r"\S 3, \pounds 5, \copyright", "§3, £5, ©");
    }

    #[test]
    fn braces_fonts_and_layout_fall_away() {
        check(r"{BERT}: {P}re-training of {D}eep", "BERT: Pre-training of Deep");
        check(r"{{Attention} is \emph{all} {\em you} \textbf{\textit{need}}}", "Attention is all you need");
        check("Word2Vec\n   and\t\tGloVe\r\n  vectors ", "Word2Vec and GloVe vectors");
        check(r"a~b\,c\ d\\e\-f {\bf x} \LaTeX{} \LaTeX\ y", "a b c d ef x LaTeX LaTeX y");
        check(r"{\noopsort{1973}}1973 \mbox{x-y} \uppercase{z}", "1973 x-y z");
    }

    #[test]
    fn quotes_dashes_and_escapes() {
        check(
            r"``Why'' should `I' trust -- or --- not? R\&D 100\% C\# \$5 a\_b \{x,\}",
            "“Why” should ‘I' trust – or — not? R&D 100% C# $5 a_b {x,}",
        );
        check(r"\{BERT\}s of \{0, 1\}", "BERTs of {0, 1}");
        check("O'Neil AT&amp;T &lt;b&gt; R&D &#233;&#xe9;", "O'Neil AT&T <b> R&D éé");
        check(r"\url{http://a.b/~c_d--e} \href{http://x.y}{the text}", "http://a.b/~c_d--e the text");
        check(r"costs $5 a day", "costs $5 a day");
    }

    #[test]
    fn simple_math_is_readable() {
        check(
            r"$\alpha$-divergence, $k$-NN, H$_2$O, x$^{2}$, 1\textsuperscript{st}",
            "α-divergence, k-NN, H₂O, x², 1st",
        );
        check(
            r"An $O(n \log n)$ bound for $\ell_p$ and $\mathcal{L}_{max}$",
            "An O(n log n) bound for ℓ_p and L_(max)",
        );
        check(r"\(\epsilon\)-greedy $\frac{1}{2}$ $x \leq y$ $\mathbb{R}^n$", "ε-greedy 1/2 x ≤ y Rⁿ");
        check(
            r"$\varSigma$-protocols in $\mathbb F_p$, $\pmod n$, $n \equiv 2 \bmod 4$, $\lambda K$",
            "Σ-protocols in F_p, (mod n), n ≡ 2 mod 4, λK",
        );
        check(r"$A \setminus B$, $\not\Rightarrow$, HB$^\sharp$, 2{\texttimes}2", "A ∖ B, ⇏, HB^♯, 2×2");
    }

    #[test]
    fn fractions_keep_their_parts_together() {
        check(r"$2^{\frac{n-1}{2}}$ $\frac{1}{n+1}$ $\frac ab$", "2^((n-1)/2) 1/(n+1) a/b");
    }

    #[test]
    fn what_is_unknown_stays_readable() {
        check(r"\foo{bar} \baz qux \", "bar baz qux");
        check(r"a } b { c", "a b c");
        check(
            r#"Nystr\textbackslash "om {\textbackslash}x \textbackslash{}'{e}t \textbackslash "1"#,
            r#"Nyström \x ét \"1"#,
        );
    }
}
