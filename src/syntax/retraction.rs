//! How a title says that a work was retracted: publishers put it before or behind the title, and reference
//! managers copy it.

use super::latex_text::to_unicode;

/// Parts of the words below, by which a file is searched for them.
pub const NEEDLES: [&str; 18] = [
    "ETRACT",
    "etract",
    "ITHDRAW",
    "ithdraw",
    "EMOVED",
    "emoved",
    "étract",
    "ÉTRACT",
    "etrata",
    "ETRATA",
    "ezogen",
    "ritirat",
    "Ritirat",
    "тозван",
    "ТОЗВАН",
    "撤",
    "철회",
    "edrawn",
];

/// Words that mark a title, in lower case: alone in brackets, or before a colon.
const MARKS: [&str; 39] = [
    "retracted",
    "retracted article",
    "retracted paper",
    "retracted chapter",
    "retracted publication",
    "this article has been retracted",
    "this paper has been retracted",
    "retraction",
    "retraction notice",
    "retraction note",
    "retraction notice to",
    "retraction note to",
    "retraction to",
    "notice of retraction",
    "article retracted",
    "paper retracted",
    "withdrawn",
    "withdrawn article",
    "article withdrawn",
    "paper withdrawn",
    "this article has been withdrawn",
    "withdrawal notice to",
    "removed",
    "article removed",
    "retractado",
    "artículo retractado",
    "retratado",
    "artigo retratado",
    "rétracté",
    "article rétracté",
    "zurückgezogen",
    "zurückgezogener artikel",
    "ritirato",
    "articolo ritirato",
    "отозвана",
    "отозвано",
    "статья отозвана",
    "撤稿",
    "撤回",
];

/// Marks that are words of titles, too, unless they are written in capitals or stand in brackets.
const WEAK: [&str; 5] = ["withdrawn", "removed", "retraction", "zurückgezogen", "ritirato"];

/// Whether `title`, as written in an entry, says that the work was retracted or withdrawn, or is the notice of it.
pub fn is_retracted(title: &str) -> bool {
    let title = to_unicode(title);
    let title = title.trim();
    let lower = title.to_lowercase();
    ["retraction notice to", "retraction note to", "retracted article: ", "withdrawal notice to"]
        .iter()
        .any(|it| lower.starts_with(it))
        || marks_front(title)
        || marks_end(title)
}

/// Whether a note in an entry begins with such a word: `Retracted`, `Retracted article. See vol. 3`.
pub fn is_note(note: &str) -> bool {
    let note = to_unicode(note);
    let first = note
        .trim()
        .trim_start_matches(['[', '('])
        .split(['.', ',', ';', ':', ']', ')'])
        .next()
        .unwrap_or("")
        .to_lowercase();
    is_mark(&first) && !WEAK.contains(&first.as_str())
}

/// `RETRACTED: ...`, `[Retracted] ...`, `Retraction—...`.
fn marks_front(title: &str) -> bool {
    if let Some(inner) = title.strip_prefix(['[', '(', '【', '（']) {
        let (mark, rest) = inner.split_once([']', ')', '】', '）']).unwrap_or((inner, ""));
        return is_mark(mark) && !rest.trim().is_empty();
    }
    let Some((mark, rest)) = title.split_once([':', '：', '—', '–']) else { return false };
    let lower = mark.trim().to_lowercase();
    let is_loud = !mark.chars().any(char::is_lowercase);
    !rest.trim().is_empty()
        && is_mark(mark)
        && (is_loud || !WEAK.contains(&lower.as_str()) || lower == "retraction")
}

/// `... (Retracted)`, `... [Retracted article. See vol. 3, p. 4]`, `... - RETRACTED`.
fn marks_end(title: &str) -> bool {
    let end = title.trim_end_matches('.');
    if let Some(inner) = end.strip_suffix([']', ')', '】', '）']) {
        let Some((before, mark)) = inner.rsplit_once(['[', '(', '【', '（']) else { return false };
        let first = mark.split(['.', ',', ';', ':']).next().unwrap_or(mark);
        let is_dated = first.to_lowercase().starts_with("retracted in ")
            || first.to_lowercase().starts_with("retracted by ");
        return !before.trim().is_empty() && (is_mark(first) || is_dated);
    }
    let last = end.rsplit([' ', ':', '-', '–', '—']).next().unwrap_or("");
    matches!(last, "RETRACTED" | "WITHDRAWN") && last.len() < end.len()
}

fn is_mark(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ':', '!']).to_lowercase();
    MARKS.contains(&text.split_whitespace().collect::<Vec<_>>().join(" ").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_say_that_the_work_was_retracted() {
        for title in [
            "RETRACTED: Rivers of the north",
            "Retracted: Rivers of the north",
            "{RETRACTED}: {R}ivers",
            "[RETRACTED] Rivers",
            "(Retracted) Rivers",
            "RETRACTED ARTICLE: Rivers",
            "Retracted article: Rivers",
            "Retraction notice to “Rivers”",
            "Retraction Note to: Rivers",
            "Retraction: Rivers",
            "Retraction---Rivers",
            "Notice of Retraction: Rivers",
            "WITHDRAWN: Rivers",
            "[Withdrawn] Rivers",
            "Rivers (Retracted)",
            "Rivers (Retracted article. See vol. 12, p. 3, 2010)",
            "Rivers [retracted]",
            "Rivers - RETRACTED",
            "Artículo retractado: Ríos",
            "撤稿：河流",
        ] {
            assert!(is_retracted(title), "{title}");
            assert!(NEEDLES.iter().any(|it| title.contains(it)), "{title}");
        }
    }

    #[test]
    fn notes_that_say_so() {
        assert!(
            is_note("Retracted") && is_note("[Retracted article. See vol. 3]") && is_note("Retracted, 2010")
        );
        assert!(
            !is_note("Retracted by nobody")
                && !is_note("Withdrawn")
                && !is_note("A note")
                && !is_note("Removed")
        );
    }

    #[test]
    fn works_about_retractions_are_none() {
        for title in [
            "Retracted articles keep their readers",
            "Why articles are retracted",
            "Retracted Science and the Retraction Index",
            "Expression of concern: Rivers",
            "Withdrawn: a novel",
            "Removed: on erasure",
            "Citing the retracted: a study",
            "The effect of retraction (a review)",
            "Traction: a start",
            "Retraction",
            "RETRACTED",
            "Retracted articles: who cites them?",
            "Rivers of the north",
        ] {
            assert!(!is_retracted(title), "{title}");
        }
    }
}
