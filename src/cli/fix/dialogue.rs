//! Asking at one place what to do.

use std::io::{BufRead, Write};

/// One way to settle what is reported.
pub(super) struct Choice {
    /// What it does.
    pub title: String,
    /// Why it is offered, if there is something to say.
    pub why: Option<String>,
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The choice with this place in the list.
    Take(usize),
    /// Leave it as it is.
    Skip,
    /// Leave all that is left in this file.
    NextFile,
    /// Leave all.
    Quit,
}

const HELP: &str = "  a number  take that choice\n  y         take the first\n  n, Enter  leave this place\n  \
    f         leave the rest of this file\n  q         leave all\n";

/// Shows a report and its choices and asks until one is taken or none wanted. Where nothing more is written, all is
/// left.
pub(super) fn ask(
    input: &mut impl BufRead,
    out: &mut impl Write,
    report: &str,
    choices: &[Choice],
) -> std::io::Result<Answer> {
    writeln!(out, "{report}")?;
    for (at, it) in choices.iter().enumerate() {
        let why = it.why.as_deref().map_or(String::new(), |why| format!("  ({why})"));
        writeln!(out, "  {}  {}{why}", at + 1, it.title)?;
    }
    let numbers = if choices.len() == 1 { "1".to_owned() } else { format!("1-{}", choices.len()) };
    loop {
        write!(out, "Which? [{numbers}, y, n, f, q, ? for help] ")?;
        out.flush()?;
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            writeln!(out)?;
            return Ok(Answer::Quit);
        }
        let line = String::from_utf8_lossy(&line).trim().to_lowercase();
        match line.as_str() {
            "y" | "yes" => return Ok(Answer::Take(0)),
            "" | "n" | "no" | "s" | "skip" => return Ok(Answer::Skip),
            "f" | "file" => return Ok(Answer::NextFile),
            "q" | "quit" => return Ok(Answer::Quit),
            number => match number.parse::<usize>() {
                Ok(number) if (1..=choices.len()).contains(&number) => return Ok(Answer::Take(number - 1)),
                _ => write!(out, "{HELP}")?,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[track_caller]
    fn check(input: &[u8], expected: Answer) -> String {
        let mut out = Vec::new();
        let choice =
            |title: &str, why: Option<&str>| Choice { title: title.to_owned(), why: why.map(str::to_owned) };
        let choices = [choice("Cite A", Some("its title")), choice("Cite B", None)];
        assert_eq!(ask(&mut &*input, &mut out, "report", &choices).unwrap(), expected);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_answer_is_understood() {
        for (input, answer) in [
            ("2\n", Answer::Take(1)),
            ("y\n", Answer::Take(0)),
            (" Yes \r\n", Answer::Take(0)),
            ("\n", Answer::Skip),
            ("n\n", Answer::Skip),
            ("f\n", Answer::NextFile),
            ("q\n", Answer::Quit),
            ("1", Answer::Take(0)),
            ("", Answer::Quit),
        ] {
            check(input.as_bytes(), answer);
        }
    }

    #[test]
    fn what_is_no_answer_is_asked_again() {
        expect![[r#"
            report
              1  Cite A  (its title)
              2  Cite B
            Which? [1-2, y, n, f, q, ? for help]   a number  take that choice
              y         take the first
              n, Enter  leave this place
              f         leave the rest of this file
              q         leave all
            Which? [1-2, y, n, f, q, ? for help]   a number  take that choice
              y         take the first
              n, Enter  leave this place
              f         leave the rest of this file
              q         leave all
            Which? [1-2, y, n, f, q, ? for help]   a number  take that choice
              y         take the first
              n, Enter  leave this place
              f         leave the rest of this file
              q         leave all
            Which? [1-2, y, n, f, q, ? for help] "#]]
        .assert_eq(&check(b"3\n\xFF\n0\n2\n", Answer::Take(1)));
    }
}
