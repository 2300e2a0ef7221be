//! DOIs, arXiv ids and years out of the fields in which people write them.

/// A DOI without its resolver, in lower case (DOIs are compared so: DOI Handbook, section 2.4).
pub fn doi(value: &str) -> Option<String> {
    doi_as_written(value).map(|it| it.to_lowercase())
}

/// An identifier as TeX prints it: exports write `<` as a macro, whose blank TeX eats.
pub fn printed(value: &str) -> String {
    let mut plain = value.replace("\\_", "_");
    for (macro_of, mark) in [("textless", "<"), ("textgreater", ">"), ("lt", "<"), ("gt", ">")] {
        for form in [format!("\\{macro_of}{{}}"), format!("{{\\{macro_of}}}"), format!("\\{macro_of} ")] {
            plain = plain.replace(&form, mark);
        }
    }
    plain.replace("$<$", "<").replace("$>$", ">")
}

/// A DOI without its resolver.
pub fn doi_as_written(value: &str) -> Option<String> {
    let plain = printed(value).replace(['{', '}', '\\'], "");
    let start = plain.find("10.")?;
    let before = plain[..start].to_ascii_lowercase();
    let before = before.trim();
    if !(before.is_empty() || before.ends_with(['/', ':', ' '])) {
        return None;
    }
    let doi = plain[start..].split_whitespace().next()?.trim_end_matches(['.', ',', ';']);
    let prefix = doi.strip_prefix("10.")?.bytes().take_while(u8::is_ascii_digit).count();
    (prefix >= 2 && doi.contains('/')).then(|| doi.to_owned())
}

/// The arXiv id in `value`, without its version: `1706.03762`, `cs/0112017` (arXiv.org, "Understanding the
/// arXiv identifier").
pub fn arxiv(value: &str) -> Option<String> {
    let tokens = value.split(|c: char| c.is_whitespace() || "{}[](),;~".contains(c));
    tokens.filter_map(arxiv_id).next()
}

/// The arXiv id in text that need not speak of arXiv: only behind the archive's name.
pub fn arxiv_in_text(value: &str) -> Option<String> {
    let at = value.to_ascii_lowercase().find("arxiv")?;
    arxiv(value.get(at..)?)
}

fn arxiv_id(token: &str) -> Option<String> {
    let token = token.trim_end_matches(['.', '/']);
    let token = token.strip_suffix(".pdf").unwrap_or(token);
    let lower = token.to_ascii_lowercase();
    let id = ["abs/", "pdf/", "html/", "arxiv:", "arxiv."]
        .iter()
        .filter_map(|lead| Some(lower.rfind(lead)? + lead.len()))
        .max();
    let id = lower.get(id.unwrap_or(0)..)?;
    let version = id
        .rfind('v')
        .filter(|&at| at + 1 < id.len() && id[at + 1..].bytes().all(|byte| byte.is_ascii_digit()));
    let id = &id[..version.unwrap_or(id.len())];
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_new = |(month, number): (&str, &str)| {
        month.len() == 4 && matches!(number.len(), 4 | 5) && is_digits(month) && is_digits(number)
    };
    let is_old = |(archive, number): (&str, &str)| {
        number.len() == 7
            && is_digits(number)
            && !archive.is_empty()
            && archive.bytes().all(|byte| byte.is_ascii_lowercase() || b".-".contains(&byte))
    };
    (id.split_once('.').is_some_and(is_new) || id.split_once('/').is_some_and(is_old)).then(|| id.to_owned())
}

/// The year of a `date` (`2020-05/2021`, `2020~`) or `year` (`{c. 2010}`): the first four digits that stand
/// by themselves. A minus before them leads behind the year 0, which is 1 BC (ISO 8601-2, which biblatex reads).
pub fn year(value: &str) -> Option<i32> {
    let digits = value.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 4)?;
    let before = value.split(digits).next().unwrap_or_default();
    let is_minus = |lead: &str| !lead.ends_with(|c: char| c.is_alphanumeric());
    let sign = if before.strip_suffix('-').is_some_and(is_minus) { -1 } else { 1 };
    digits.parse::<i32>().ok().map(|year| sign * year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dois_lose_their_resolver() {
        let found = |value| doi(value).unwrap_or_default();
        assert_eq!(
            found("10.1175/1520-0493(1999)127\\textless 2204:fasocr\\textgreater 2.0.co;2"),
            "10.1175/1520-0493(1999)127<2204:fasocr>2.0.co;2"
        );
        assert_eq!(found("https://doi.org/10.1145/3292500.3330701"), "10.1145/3292500.3330701");
        assert_eq!(found("http://dx.doi.org/10.1007/978-3\\_1"), "10.1007/978-3_1");
        assert_eq!(found("DOI: 10.18653/V1/N19-1423."), "10.18653/v1/n19-1423");
        for half in ["10.1000", "10.", "10", "10.,", "doi:10.;"] {
            assert_eq!(found(half), "");
        }
        assert_eq!(found("p10.1000/x"), "");
    }

    #[test]
    fn arxiv_ids_lose_their_version() {
        let found = |value| arxiv(value).unwrap_or_default();
        assert_eq!(found("1706.03762v5"), "1706.03762");
        assert_eq!(found("arXiv:1706.03762 [cs.CL]"), "1706.03762");
        assert_eq!(found("https://arxiv.org/pdf/1706.03762.pdf"), "1706.03762");
        assert_eq!(found("http://arxiv.org/abs/cs/0112017v1"), "cs/0112017");
        assert_eq!(found("10.48550/arXiv.2301.00001"), "2301.00001");
        assert_eq!(found("math.GT/0309136"), "math.gt/0309136");
        assert_eq!(found("12.34"), "");
        assert_eq!(arxiv_in_text("arXiv preprint arXiv:1810.04805").as_deref(), Some("1810.04805"));
        assert_eq!(arxiv_in_text("CoRR, abs/1409.0473"), None);
    }

    #[test]
    fn years_are_read_from_dates() {
        assert_eq!(
            ["2020-05/2021", "2020~", "{c. 2010}", "in press", "20201"].map(year),
            [Some(2020), Some(2020), Some(2010), None, None]
        );
        assert_eq!(
            ["-0044", "-0044-03-15/-0043", "03-2020", "{[-0100..-0050]}", "0000"].map(year),
            [Some(-44), Some(-44), Some(2020), Some(-100), Some(0)]
        );
    }
}
