//! The cite commands of LaTeX and its packages.
//!
//! Sources: the LaTeX2e reference (`\cite`, `\nocite`), and the manuals of natbib, biblatex (3.8 "Citation
//! Commands"), biblatex-chicago, biblatex-apa, apacite, jurabib, multibib, csquotes (8.7), bibentry,
//! achicago/harvard, cite, mcite and the ACL, NeurIPS and REVTeX styles.

use super::{Role, Shape};

const CITE: Shape = Shape::PLAIN;
const TEXTUAL: Shape = Shape::PLAIN.role(Role::Textual);
const SILENT: Shape = Shape::PLAIN.role(Role::Silent);
/// `\volcite[prenote]{volume}[pages]{key}`
const VOLUME: Shape = Shape { before: 1, repeats: false, role: Role::Cite };

/// Commands that are named otherwise than the families below; names in lower case.
const SINGLE: &[(&str, Shape)] = &[
    ("cite", CITE),
    ("nocite", SILENT),
    // natbib
    ("citep", CITE),
    ("citet", TEXTUAL),
    ("citealp", CITE),
    ("citealt", TEXTUAL),
    ("citenum", CITE),
    ("citeauthor", SILENT),
    ("citefullauthor", SILENT),
    ("citeyear", SILENT),
    ("citeyearpar", CITE),
    ("citetalias", TEXTUAL),
    ("citepalias", CITE),
    ("defcitealias", SILENT),
    // biblatex
    ("parencite", CITE),
    ("footcite", CITE),
    ("footcitetext", CITE),
    ("textcite", TEXTUAL),
    ("smartcite", CITE),
    ("supercite", CITE),
    ("autocite", CITE),
    ("fullcite", CITE),
    ("footfullcite", CITE),
    ("addtocategory", VOLUME.role(Role::Silent)),
    ("citetitle", SILENT),
    ("citedate", SILENT),
    ("citeurl", SILENT),
    ("citelist", SILENT),
    ("citefield", SILENT),
    ("citename", SILENT),
    ("notecite", CITE),
    ("pnotecite", CITE),
    ("fnotecite", CITE),
    ("avolcite", VOLUME),
    ("volcite", VOLUME),
    ("pvolcite", VOLUME),
    ("fvolcite", VOLUME),
    ("ftvolcite", VOLUME),
    ("svolcite", VOLUME),
    ("tvolcite", VOLUME.role(Role::Textual)),
    // biblatex-chicago
    ("headlesscite", CITE),
    ("footheadlesscite", CITE),
    ("headlessfullcite", CITE),
    ("footheadlessfullcite", CITE),
    ("shortcite", CITE),
    ("gentextcite", TEXTUAL),
    ("surnocite", SILENT),
    ("shorthandcite", CITE),
    ("shortrefcite", CITE),
    ("journalcite", CITE),
    ("citejournal", SILENT),
    ("citeyearjournal", SILENT),
    // biblatex styles
    ("nptextcite", TEXTUAL),
    // apacite
    ("citea", TEXTUAL),
    ("citeauthorp", CITE),
    ("citeauthornp", SILENT),
    ("citenp", CITE),
    ("citeanp", TEXTUAL),
    ("citeyearnp", SILENT),
    ("fullcitea", TEXTUAL),
    ("fullcitenp", CITE),
    ("fullciteanp", TEXTUAL),
    ("fullciteauthor", SILENT),
    ("fullciteauthornp", SILENT),
    ("shortcitea", TEXTUAL),
    ("shortcitenp", CITE),
    ("shortciteanp", TEXTUAL),
    ("shortciteauthor", SILENT),
    ("shortciteauthornp", SILENT),
    ("maskcite", CITE),
    ("maskcitea", TEXTUAL),
    ("maskcitenp", CITE),
    ("maskfullcite", CITE),
    ("maskshortcite", CITE),
    ("masknocite", SILENT),
    ("maskciteauthor", SILENT),
    ("maskciteyear", SILENT),
    ("maskciteyearnp", SILENT),
    // jurabib
    ("footcitetitle", CITE),
    ("citetitleonly", SILENT),
    ("fullfootcite", CITE),
    ("citeswithoutentry", SILENT),
    // harvard, achicago, chicago, authordate, ACL, ICML, JMLR and kin
    ("citeaffixed", CITE),
    ("citeasnoun", TEXTUAL),
    ("possessivecite", TEXTUAL),
    ("citeposs", TEXTUAL),
    ("posscite", TEXTUAL),
    ("posscitet", TEXTUAL),
    ("citegen", TEXTUAL),
    ("newcite", TEXTUAL),
    ("newcitep", CITE),
    ("newcitet", TEXTUAL),
    ("newcitealt", TEXTUAL),
    ("citeauthoryear", TEXTUAL),
    ("shortciteyear", SILENT),
    ("citealtauthor", SILENT),
    ("citeauthorandyear", TEXTUAL),
    ("inlinecite", TEXTUAL),
    ("onlinecite", TEXTUAL),
    ("shortcitet", TEXTUAL),
    ("fullcitet", TEXTUAL),
    ("citeonline", TEXTUAL),
    ("apudonline", TEXTUAL),
    ("ocite", CITE),
    ("citeauthoronline", SILENT),
    ("mcite", CITE),
    ("bibentry", SILENT),
    ("fullbibentry", SILENT),
];

/// biblatex's multicites: the singular's arguments, again and again.
const MULTI: &[&str] = &[
    "cites",
    "parencites",
    "footcites",
    "footcitetexts",
    "smartcites",
    "textcites",
    "supercites",
    "autocites",
    "fullcites",
    "footfullcites",
    "nptextcites",
    "gentextcites",
    "headlesscites",
    "shortcites",
];

/// biblatex's multicites with volumes.
const MULTI_VOLUME: &[&str] =
    &["volcites", "pvolcites", "fvolcites", "ftvolcites", "svolcites", "tvolcites", "avolcites"];

/// csquotes: the quotation commands that cite, without `foreign`, `hyphen` or `hybrid`, whose first argument is a
/// language. The optional notes and the key come first, then punctuation and the text.
const QUOTES: &[&str] = &["textcquote", "blockcquote"];

/// Named like cite commands, and none of their arguments is a key.
const NOT_CITING: &[&str] = &[
    "bibcite",
    "citestyle",
    "setcitestyle",
    "citetext",
    "newcites",
    "citeindextrue",
    "citeindexfalse",
    "citeindextype",
    "citeleft",
    "citeright",
    "citemid",
    "citepunct",
    "citedash",
    "citeform",
    "citenumfont",
    "citesize",
    "citeguts",
    "citeprepunct",
    "citepostpunct",
    "citesep",
    "citeinterval",
    "citeorder",
    "citesetup",
    "citereset",
    "citedata",
    "multicitedelim",
    "multiciterangedelim",
    "multicitesubentrydelim",
    "textcitedelim",
    "supercitedelim",
    "compcitedelim",
    "volcitedelim",
    "citecounter",
    "citetrackertrue",
    "citetrackerfalse",
    "ifciteseen",
    "ifciteibid",
    "ifciteidem",
    "ifcitation",
    "ifcitetitle",
    "declarecitecommand",
    "declaremulticitecommand",
    "declareautocitecommand",
    "declarecitecommands",
    "precite",
    "postcite",
    "needcite",
    "needscite",
    "tocite",
    "todocite",
    "citetodo",
    "citeneeded",
    "citationneeded",
    "addcite",
    "missingcite",
    "citeme",
    "citehere",
];

/// What the command `name` (without backslash and star) does by its package's manual. A capital first
/// letter, as in `\Citet`, changes nothing.
pub fn shape(name: &str) -> Option<Shape> {
    let lower = name.to_ascii_lowercase();
    if let Some((_, shape)) = SINGLE.iter().find(|(known, _)| *known == lower) {
        return Some(*shape);
    }
    if MULTI.contains(&lower.as_str()) {
        let role = if lower == "textcites" { Role::Textual } else { Role::Cite };
        return Some(Shape { before: 0, repeats: true, role });
    }
    if MULTI_VOLUME.contains(&lower.as_str()) {
        return Some(Shape { before: 1, repeats: true, role: Role::Cite });
    }
    if QUOTES.contains(&lower.as_str()) {
        return Some(CITE);
    }
    let in_language = ["foreign", "hyphen", "hybrid"].iter().find_map(|it| lower.strip_prefix(it));
    if in_language.is_some_and(|rest| QUOTES.contains(&rest)) {
        return Some(VOLUME);
    }
    let cites = lower.contains("cite") && !NOT_CITING.contains(&lower.as_str()) && !lower.ends_with("delim");
    cites.then_some(Shape::PLAIN.role(Role::Perhaps))
}

/// Environments of csquotes whose `\begin` cites: how many mandatory arguments precede the key.
pub fn environment(name: &str) -> Option<u8> {
    match name {
        "displaycquote" => Some(0),
        "foreigndisplaycquote" | "hyphendisplaycquote" => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_the_manuals_are_known_with_their_shapes() {
        assert_eq!(shape("Citet"), Some(TEXTUAL));
        assert_eq!(shape("Parencites"), Some(Shape { before: 0, repeats: true, role: Role::Cite }));
        assert_eq!(shape("volcite").map(|it| it.before), Some(1));
        assert_eq!(shape("foreigntextcquote").map(|it| it.before), Some(1));
        assert_eq!(shape("textcquote").map(|it| it.before), Some(0));
        assert_eq!(shape("citestyle"), None);
        assert_eq!(shape("citetext"), None);
        assert_eq!(shape("section"), None);
        assert_eq!(shape("upcite").map(|it| it.role), Some(Role::Perhaps));
    }

    #[test]
    fn no_name_stands_twice_in_the_table() {
        let mut names: Vec<_> = SINGLE.iter().map(|it| it.0).chain(MULTI.iter().copied()).collect();
        names.sort_unstable();
        let before = names.len();
        names.dedup();
        assert_eq!(before, names.len());
    }
}
