//! A printed reference -> Unicode: `\bibitem`s as the styles of BibTeX write them.
//!
//! Their macros hold a field's name, a link's target or a title twice, and much of what they print is
//! punctuation. Sources: the .bst files of IEEEtran, REVTeX 4.2, ACM-Reference-Format, natbib and harvard, and
//! apacite's manual, section 8 ("Customization").

use super::decode::to_unicode;

/// So much of a reference is read, in bytes: no reference is nearly as long.
const MOST: usize = 1 << 13;

/// What stands before and behind an argument, if there is anything in it; `None` if it is not printed.
type Printed = Option<(&'static str, &'static str)>;

const NOT: Printed = None;
const AS_IT_IS: Printed = Some(("", ""));

/// Commands with arguments, what becomes of each, and what stands behind the last.
const ARGUMENTS: &[(&[&str], &[Printed], &str)] = &[
    (&["bibinfo", "bibfield", "Eprint", "APACbVolEdTR", "hyperlink", "href@noop"], &[NOT, AS_IT_IS], ""),
    (&["bibsection", "bibcommenthead", "translation"], &[AS_IT_IS], ""),
    (&["APACrefatitle", "APACrefbtitle", "APACrefaetitle", "APACrefbetitle"], &[AS_IT_IS, NOT], ""),
    (&["APACrefYear"], &[Some(("(", ""))], ")"),
    (&["APACrefYearMonthDay"], &[Some(("(", "")), Some((", ", "")), Some((" ", ""))], ")"),
    (&["APACjournalVolNumPages"], &[AS_IT_IS, Some((", ", "")), Some(("(", ")")), Some((", ", ""))], ""),
    (
        &["APACaddressPublisher", "APACaddressInstitution", "APACaddressSchool"],
        &[Some(("", ": ")), AS_IT_IS],
        "",
    ),
    (&["APACaddressPublisherEqAuth"], &[AS_IT_IS, NOT], ""),
    (&["BOthers", "BOthersPeriod"], &[Some(("et al", ""))], ""),
    (&["begin", "end"], &[NOT], ""),
    (&["BibitemShut", "APACinsertmetastar", "PrintBackRefs", "selectlanguage", "bibAnnote"], &[NOT], ""),
    (&["bibAnnoteFile", "APACorigyearnote", "bibitemNoStop", "BibitemNoStop", "natexlabel"], &[NOT], ""),
];

/// Commands without arguments, and what they print.
const WORDS: &[(&[&str], &str)] = &[
    (
        &["newblock", "BibitemOpen", "bibitemStop", "urlprefix", "relax", "unskip", "ignorespaces", "BCBT"],
        " ",
    ),
    (&["BBOQ", "BBCQ"], " "),
    (&["bysame"], "———"),
    (&["urldef", "tempurl"], " "),
    (&["URLprefix", "DOIprefix", "harvardurl", "bibrangessep"], " "),
    (&["harvardand"], "and"),
    (&["harvardyearleft"], "("),
    (&["harvardyearright"], ")"),
    (&["BibDash"], "—"),
    (&["BIBentryALTinterwordspacing", "BIBentrySTDinterwordspacing", "allowbreak", "frenchspacing"], " "),
    (&["bibnamedelima", "bibnamedelimb", "bibnamedelimc", "bibnamedelimd", "bibinitdelim", "space"], " "),
    (&["sortinghint", "CurrentBib", "nobreak", "protect", "BibitemNoStop", "BMTh"], " "),
    (&["bibrangedash", "bibdaterangesep"], "–"),
    (&["BHBI", "bibinithyphendelim"], "-"),
    (&["bibinitperiod"], "."),
    (&["BBA"], " and "),
    (&["BOP", "BBOP"], "("),
    (&["BCP", "BBCP"], ")"),
    (&["BCBL", "BBAY"], ", "),
    (&["BIn"], "In "),
    (&["BED"], "Ed."),
    (&["BEDS"], "Eds."),
    (&["BVOL"], "Vol."),
    (&["BVOLS"], "Vols."),
    (&["BPG"], "p."),
    (&["BPGS"], "pp."),
    (&["BNUM"], "No."),
    (&["BTR"], "Tech. Rep."),
    (&["BPhD", "BUPhD"], "Doctoral dissertation"),
    (&["BUMTh"], "Master's thesis"),
    (&["bibnodate"], "n.d."),
];

/// The words of a reference as a reader sees them, `text` in TeX.
pub fn printed(text: &str) -> String {
    to_unicode(&bare(text)).into_owned()
}

/// `text` without the macros of bibliographies.
fn bare(text: &str) -> String {
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    // What is put at a place, and where reading goes on from it; behind those before it come those within it.
    let mut due: Vec<(usize, &'static str, usize)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some((_, put, next)) = due.pop_if(|it| it.0 <= at) {
            out.push_str(put);
            at = at.max(next);
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let name = rest.strip_prefix('\\').map_or("", |it| {
            it.split(|c: char| !c.is_ascii_alphabetic() && c != '@').next().unwrap_or_default()
        });
        let has_group = |at: usize| group(text, at).is_some();
        let behind = at + 1 + name.len();
        if let Some((_, arguments, last)) =
            ARGUMENTS.iter().find(|it| it.0.contains(&name) && has_group(behind))
        {
            at = behind;
            let mut marks = Vec::new();
            for printed in *arguments {
                let Some((start, end)) = group(text, at) else { break };
                let is_empty = text.get(start + 1..end - 1).is_none_or(|it| it.trim().is_empty());
                match printed.filter(|_| !is_empty) {
                    Some((before, after)) => marks.extend([(at, before, start), (end, after, end)]),
                    None => marks.push((at, "", end)),
                }
                at = end;
            }
            marks.push((at, last, at));
            at = behind;
            due.extend(marks.into_iter().rev());
        } else if let Some((_, word)) = WORDS.iter().find(|it| it.0.contains(&name)) {
            out.push_str(word);
            at = behind;
        } else if matches!(name, "hskip" | "vskip" | "kern" | "penalty") {
            out.push(' ');
            at = behind + glue(text.get(behind..).unwrap_or_default());
        } else if name.starts_with("mciteBst") {
            // mciteplus' switches: `\mciteBstWouldAddEndPuncttrue`
            out.push(' ');
            at = behind;
        } else if name.starts_with("show") {
            // ACM-Reference-Format: `\showeprint[arxiv]{1706.03762}`
            let option = text.get(behind..).filter(|it| it.starts_with('[')).and_then(|it| it.find(']'));
            at = behind + option.map_or(0, |it| it + 1);
        } else {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            // The character behind a backslash is no brace.
            let escaped = rest.get(length..).filter(|_| rest.starts_with('\\') && name.is_empty());
            let length = length + escaped.and_then(|it| it.chars().next()).map_or(name.len(), char::len_utf8);
            out.push_str(rest.get(..length).unwrap_or_default());
            at += length;
        }
    }
    due.iter().rev().for_each(|it| out.push_str(it.1));
    out
}

/// The group that begins behind the blanks at `at`: where, and where it ends.
fn group(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let start = at + rest.len() - rest.trim_start().len();
    let mut depth = 0_usize;
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some((start, index + 1)),
            b'}' => depth = depth.checked_sub(1)?,
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The length of a space that `text` begins with, as TeX takes it: `1em plus 0.5em minus 0.4em`.
fn glue(text: &str) -> usize {
    let is_part = |word: &&str| {
        let number =
            word.trim_start_matches(['+', '-', '=']).trim_end_matches(|c: char| c.is_ascii_lowercase());
        matches!(*word, "plus" | "minus")
            || (!number.is_empty() && number.bytes().all(|it| b"0123456789.".contains(&it)))
    };
    let before = text.find('\\').and_then(|it| text.get(..it)).unwrap_or(text);
    let mut length = 0;
    for word in before.split_inclusive(' ') {
        let bare = word.trim();
        if !bare.is_empty() && !is_part(&bare) {
            break;
        }
        length += word.len();
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(printed(text), expected);
    }

    #[test]
    fn references_of_plain_styles_and_of_ieee() {
        check(
            r"A.~Alder and B.~Birch. \newblock {\em On Hedges}. \newblock Garden Press, 1999.",
            "A. Alder and B. Birch. On Hedges. Garden Press, 1999.",
        );
        check(
            r"A.~Alder, ``Hedges,'' \emph{River Letters}, \hskip 1em plus 0.5em minus 0.4em\relax Garden Press, 1999, pp. 1--3.",
            "A. Alder, “Hedges,” River Letters, Garden Press, 1999, pp. 1–3.",
        );
        check(r"\BIBentryALTinterwordspacing A.~Alder. \penalty0 (3):\penalty0 1--2", "A. Alder. (3): 1–2");
    }

    #[test]
    fn references_of_revtex_and_of_the_acm() {
        check(
            r"\BibitemOpen \bibfield  {author} {\bibinfo {author} {\bibfnamefont {A.}~\bibnamefont {Fox}},\ }\bibfield  {title} {\bibinfo {title} {On dens},\ }\href {https://doi.org/10.1000/1} {\bibfield {journal} {\bibinfo {journal} {Wood Letters}\ }\textbf {\bibinfo {volume} {3}},\ \bibinfo {pages} {1} (\bibinfo {year} {2000})}\BibitemShut {NoStop}",
            "A. Fox, On dens, Wood Letters 3, 1 (2000)",
        );
        check(
            r#"\bibfield{author}{\bibinfo{person}{Ann Alder}.} \bibinfo{year}{1999}\natexlab{a}. \newblock \showarticletitle{On {\"O}re}. \newblock \showeprint[arxiv]{1706.03762}"#,
            "Ann Alder. 1999a. On Öre. 1706.03762",
        );
        check(r"\href@noop {} {\emph {\bibinfo {title} {Dens}}}", "Dens");
    }

    #[test]
    fn references_of_apacite() {
        check(
            r"\APACinsertmetastar {fox} Fox, A., Gray, B.\BCBL{} \BBA{} Hill, C.  \APACrefYearMonthDay{2000}{May}{}. \BBOQ\APACrefatitle {On dens} {On dens}.\BBCQ \APACjournalVolNumPages{Wood Letters}{3}{}{1--2}. \PrintBackRefs{\CurrentBib}",
            "Fox, A., Gray, B., and Hill, C. (2000, May). On dens. Wood Letters, 3, 1–2.",
        );
        check(
            r"\APACrefYear{2000}. \APACrefbtitle {Dens} {Dens}. \APACaddressPublisher{}{Garden Press}.",
            "(2000). Dens. Garden Press.",
        );
    }

    #[test]
    fn what_is_broken_or_no_macro_stays_readable() {
        check(r"\bibinfo {author} A. Fox $\{x, y\}$ \bibinfo", "A. Fox {x, y} bibinfo");
        check(r"\bibinfo{a}{open", "open");
        check("", "");
    }
}
