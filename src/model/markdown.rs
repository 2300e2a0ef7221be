//! Text and addresses in Markdown that show as what they are, whatever they hold: in CommonMark and in the
//! renderers of editors, some of which make links of bare addresses and let HTML pass.

use crate::text::visible::visible_line;

/// `text` on one line as Markdown that shows it literally. As little escaped as possible: some clients show the
/// backslashes.
pub fn escaped(text: &str) -> String {
    // Line ends could begin a block of their own, several blanks a block of code.
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let keep = |at: fn(&str) -> bool| if at(text) { " " } else { "" };
    let line = visible_line(&line);
    let mut out = String::with_capacity(line.len() + 8);
    out += if line.is_empty() { "" } else { keep(|it| it.starts_with(' ')) };
    let mut before = None;
    for (at, c) in line.char_indices() {
        let behind = &line[at + c.len_utf8()..];
        if is_special(before, c, behind) || begins_block(&line[..at], c, behind) {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
    out += keep(|it| it.ends_with(' '));
    out
}

/// Whether `c` means something in Markdown between these.
fn is_special(before: Option<char>, c: char, behind: &str) -> bool {
    let is_word = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '*' | '[' | ']' | '<' | '`' | '~' => true,
        // Within a word an underscore is literal.
        '_' => !(is_word(before) && is_word(behind.chars().next())),
        // A character reference: `&lt;`.
        '&' => behind.split_once(';').is_some_and(|(name, _)| {
            let name = name.strip_prefix('#').unwrap_or(name);
            !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric())
        }),
        // Renderers make links of bare addresses, and then read on in the text as if nothing were escaped.
        ':' => behind.starts_with("//"),
        '.' => matches!(before, Some('w' | 'W')) && behind.starts_with(|it: char| !it.is_whitespace()),
        '@' => is_word(before) && is_word(behind.chars().next()),
        _ => false,
    }
}

/// Whether `c` begins a list, a heading or another block, as it does at the beginning of a line.
fn begins_block(before: &str, c: char, behind: &str) -> bool {
    let is_number = !before.is_empty() && before.len() < 10 && before.bytes().all(|it| it.is_ascii_digit());
    match c {
        '#' | '>' | '-' | '+' | '=' => before.is_empty(),
        '.' | ')' => is_number && !behind.starts_with(|it: char| it.is_ascii_digit()),
        _ => false,
    }
}

/// A link that shows `label` and leads to `goal`.
pub fn link(label: &str, goal: &str) -> String {
    // marked reads what stands in a link once more, without the backslashes before brackets.
    let label = escaped(label).replace("\\[", "&#91;").replace("\\]", "&#93;");
    format!("[{label}]({})", address(goal))
}

/// An address as a link's goal: on one line, all percent-encoded that could end it.
fn address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.trim().chars().filter(|it| !matches!(it, '\n' | '\r' | '\t')) {
        match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' => out.push(c),
            '-' | '.' | '_' | '~' | ':' | '/' | '?' | '#' | '@' | '!' | '$' | '&' | '+' | ',' | ';' | '='
            | '%' => {
                out.push(c);
            }
            _ => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| out += &format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(escaped(text), expected);
    }

    #[test]
    fn text_shows_as_it_is() {
        check("A * star_is [born] _so_", r"A \* star_is \[born\] \_so\_");
        check("# one", r"\# one");
        check("1. one", r"1\. one");
        check("3.14", "3.14");
        check("- one\n\n    # two\n===", r"\- one # two ===");
        check("AT&T &lt;b&gt; &#60;", r"AT&T \&lt;b\&gt; \&#60;");
        check("a\u{202e}b\u{1b}", "a⟨U+202E⟩b␛");
    }

    #[test]
    fn nothing_becomes_a_link_or_html() {
        check("http://a.b<img src=x>", r"http\://a.b\<img src=x>");
        check("www.a.b<img>", r"www\.a.b\<img>");
        check("a@b.c", r"a\@b.c");
        check("![a](command:x)", r"!\[a\](command:x)");
        check("[a]: http://b", r"\[a\]: http\://b");
    }

    #[test]
    fn a_link_holds_no_other() {
        assert_eq!(link("![i](command:x)", "http://a"), "[!&#91;i&#93;(command:x)](http://a)");
    }

    #[test]
    fn an_address_is_one_line_and_ends_where_it_ends() {
        assert_eq!(address("https://a.b/\n\n[x]: command:y"), "https://a.b/%5Bx%5D:%20command:y");
        assert_eq!(address("https://a.b/(c)<d>\"'ü\\"), "https://a.b/%28c%29%3Cd%3E%22%27%C3%BC%5C");
    }
}
