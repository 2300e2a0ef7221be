//! The cite commands of LaTeX and its packages.
//!
//! Sources: the LaTeX2e reference (`\cite`, `\nocite`), and the manuals of natbib, biblatex (3.8 "Citation
//! Commands"), biblatex-chicago, biblatex-apa, apacite, jurabib, multibib, csquotes (8.7), bibentry,
//! achicago/harvard, amsrefs, cite, mcite, nmbib, multibbl and the ACM, ACL, NeurIPS and REVTeX styles.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::shape::{Role, Shape};

const CITE: Shape = Shape::PLAIN;
const TEXTUAL: Shape = Shape::PLAIN.role(Role::Textual);
const SILENT: Shape = Shape::PLAIN.role(Role::Silent);
/// `\volcite[prenote]{volume}[pages]{key}`: the second argument.
const VOLUME: Shape = Shape::PLAIN.keys(0b10);
/// biblatex's multicites: the singular's arguments, again and again.
const MULTI: Shape = Shape::PLAIN.repeated();
const MULTI_TEXTUAL: Shape = TEXTUAL.repeated();
const MULTI_VOLUME: Shape = VOLUME.repeated();
/// Two lists of keys, one behind the other.
const BOTH: Shape = Shape::PLAIN.keys(0b11);

/// The commands of the manuals, in lower case: `\Citet` takes the same as `\citet`, `\citeN` the same as
/// `\citen`.
const COMMANDS: &[(&[&str], Shape)] = &[
    (&["cite"], CITE),
    (&["nocite"], SILENT),
    // natbib
    (&["citep", "citealp", "citenum", "citeyearpar", "citepalias"], CITE),
    (&["citet", "citealt", "citetalias"], TEXTUAL),
    (&["citeauthor", "citefullauthor", "citeyear", "defcitealias"], SILENT),
    // biblatex, 3.9 of its manual
    (&["parencite", "footcite", "footcitetext", "smartcite", "supercite", "autocite"], CITE),
    (&["fullcite", "footfullcite", "notecite", "pnotecite", "fnotecite"], CITE),
    (&["textcite"], TEXTUAL),
    (&["citetitle", "citedate", "citeurl", "citelist", "citefield", "citename"], SILENT),
    (&["cites", "parencites", "footcites", "footcitetexts", "smartcites", "supercites", "autocites"], MULTI),
    (&["fullcites", "footfullcites", "notecites", "pnotecites", "fnotecites"], MULTI),
    (&["textcites"], MULTI_TEXTUAL),
    (&["volcite", "pvolcite", "fvolcite", "ftvolcite", "svolcite", "avolcite"], VOLUME),
    (&["tvolcite"], VOLUME.role(Role::Textual)),
    (&["volcites", "pvolcites", "fvolcites", "ftvolcites", "svolcites", "avolcites"], MULTI_VOLUME),
    (&["tvolcites"], MULTI_VOLUME.role(Role::Textual)),
    (&["defbibentryset"], VOLUME.role(Role::Silent)),
    // biblatex says nothing of a key that is not defined.
    (&["addtocategory"], VOLUME.role(Role::Perhaps)),
    (&["assignrefcontextentries"], SILENT),
    // biblatex-chicago 3.16 (5.3.2 and 6.3.2), biblatex-apa, biblatex-ext and kin
    (&["headlesscite", "footheadlesscite", "headlessfullcite", "footheadlessfullcite"], CITE),
    (&["shortcite", "shorthandcite", "shortrefcite", "journalcite", "atcite"], CITE),
    (&["gentextcite", "foottextcite", "nptextcite"], TEXTUAL),
    (&["headlesscites", "footheadlesscites", "headlessfullcites", "footheadlessfullcites"], MULTI),
    (&["shortcites", "shorthandcites", "shortrefcites", "atcites"], MULTI),
    (&["gentextcites", "foottextcites", "nptextcites"], MULTI_TEXTUAL),
    (&["surnocite", "citejournal", "citeyearjournal"], SILENT),
    (&["fullcitebib", "shorthandrefcite", "surnamecite", "runcite", "citeincite", "fullciteincite"], CITE),
    (&["headlessparencite", "headlessparenshortcite", "headlessshortcite"], CITE),
    (
        &["citeincites", "fullciteincites", "surnamecites", "headlessparencites", "headlessparenshortcites"],
        MULTI,
    ),
    (&["citetitles"], SILENT.repeated()),
    // biblatex-philosophy, biblatex-dw, biblatex-gb7714
    (
        &["ccite", "sdcite", "pagescite", "yearpagescite", "yearcite", "authornumcite", "citec", "citepns"],
        CITE,
    ),
    (&["footcitet", "citetns"], TEXTUAL),
    (&["citefirstlastauthor"], SILENT),
    // csquotes, 8.7: notes, key, punctuation, text; the language before them
    (&["textcquote", "blockcquote"], CITE),
    (&["foreigntextcquote", "hyphentextcquote", "foreignblockcquote", "hyphenblockcquote"], VOLUME),
    (&["hybridblockcquote"], VOLUME),
    // apacite
    (&["citea", "citeanp", "fullcitea", "fullciteanp", "shortcitea", "shortciteanp"], TEXTUAL),
    (&["citenp", "fullcitenp", "shortcitenp", "citeauthorp", "maskcite", "maskcitenp"], CITE),
    (&["maskfullcite", "maskfullcitenp", "maskshortcite", "maskshortcitenp"], CITE),
    (&["maskcitea", "maskfullcitea", "maskshortcitea"], TEXTUAL),
    (&["citeauthornp", "fullciteauthor", "fullciteauthornp", "shortciteauthor"], SILENT),
    (&["shortciteauthornp", "citeyearnp", "nocitemeta", "masknocite", "masknocitemeta"], SILENT),
    (&["maskciteauthor", "maskciteyear", "maskciteyearnp", "maskciteauthornp", "usespanishe"], SILENT),
    (&["maskfullciteauthor", "maskfullciteauthornp", "maskshortciteauthor", "maskshortciteauthornp"], SILENT),
    // and with its options natbibapa and natbibemu
    (
        &["citefullauthorp", "maskcitep", "maskcitealp", "maskcitenum", "maskciteyearpar", "maskcitepalias"],
        CITE,
    ),
    (&["shortcitep", "shortcitealp", "shortciteauthorp", "maskciteauthorp"], CITE),
    (
        &["citeauthort", "citefullauthort", "maskcitet", "maskcitealt", "maskcitetalias", "maskciteauthort"],
        TEXTUAL,
    ),
    (&["shortcitealt", "shortciteauthort", "shortciteauthora", "fullciteauthora"], TEXTUAL),
    (&["maskcitefullauthor"], SILENT),
    // jurabib
    (&["footcitetitle", "fullfootcite", "footciteauthor", "footciteyear"], CITE),
    (&["citetitleonly", "citeswithoutentry", "nextcitefull", "nextciteshort"], SILENT),
    (&["nextcitereset", "nextcitenotitle"], SILENT),
    // harvard, chicago, authordate, cite, ACL, ICML, JMLR, REVTeX, abntex2cite, amsrefs, mcite and kin
    (&["citeaffixed", "newcitep", "citen", "ocite", "mcite", "ycite", "fullocite", "refcite"], CITE),
    (&["ycites", "ocites", "othercites"], MULTI),
    (&["citeauthory", "yrcite", "citenn", "citealn", "citeall"], CITE),
    (&["citeasnoun", "possessivecite", "citeposs", "citepos", "posscite", "posscitet", "citegen"], TEXTUAL),
    (&["newcite", "newcitet", "newcitealt", "namecite", "citeauthorandyear"], TEXTUAL),
    (&["inlinecite", "onlinecite", "citeonline", "shortcitet", "fullcitet", "shortciten"], TEXTUAL),
    (&["shortciteyear", "citealtauthor", "citeauthoronline", "citeyearonline"], SILENT),
    (&["apud"], BOTH),
    (&["apudonline"], BOTH.role(Role::Textual)),
    // Notes beside the text: sidenotes, sidenotesplus, kaobook; text in two directions: bidi, xepersian; icite
    (&["sidecite", "sideparencite", "sidesupercite", "margincite", "maycite"], CITE),
    (&["ltrcite", "rtlcite", "latincite", "icite"], CITE),
    (&["sidetextcite", "sidecitet"], TEXTUAL),
    (&["sidecites", "margincites"], MULTI),
    // bibentry, usebib, bibunits
    (&["bibentry", "fullbibentry", "usebibentry", "usebibentryurl"], SILENT),
];

static BY_NAME: LazyLock<FxHashMap<&str, Shape>> = LazyLock::new(|| {
    COMMANDS.iter().flat_map(|(names, shape)| names.iter().map(|name| (*name, *shape))).collect()
});

/// Commands whose names do not tell that they cite, and which other packages may use otherwise: abntex2cite's
/// `\opcit[p.~3]{key}`.
const PERHAPS: &[&str] = &["idem", "ibidem", "opcit", "passim", "loccit", "etseq"];

/// Commands of a package that mean something else by a name that is in the table.
const OF_PACKAGES: &[(&str, &str, Shape)] = &[
    // `\citefield{field}[..]{key}`
    ("jurabib", "citefield", VOLUME.role(Role::Silent)),
    ("jurabib", "footcitefield", VOLUME.role(Role::Silent)),
    // `\cite[..]{bibliography}{key}`
    ("multibbl", "cite", VOLUME),
    ("multibbl", "nocite", VOLUME.role(Role::Silent)),
];

/// Named like cite commands, and none of their arguments is a key.
const NOT_CITING: &[&str] = &[
    "bibcite",
    "citestyle",
    "citeauthoryear",
    "astroncite",
    "citenamefont",
    "ateverycite",
    "ateverycitekey",
    "atnextcite",
    "atnextcitekey",
    "citepunctpenalty",
    "mancite",
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

/// What the command `name` (without backslash and star) does by its package's manual.
pub fn shape(name: &str) -> Option<Shape> {
    let lower = name.to_ascii_lowercase();
    if let Some(shape) = BY_NAME.get(lower.as_str()) {
        return Some(*shape);
    }
    let cites = lower.contains("cite") && !NOT_CITING.contains(&lower.as_str()) && !lower.ends_with("delim");
    let shape = Shape { repeats: lower.ends_with("cites"), ..Shape::PLAIN.role(Role::Perhaps) };
    (cites || PERHAPS.contains(&lower.as_str())).then_some(shape)
}

/// What the commands that `package` defines otherwise than the table says do.
pub fn of_package(package: &str) -> impl Iterator<Item = (&'static str, Shape)> {
    OF_PACKAGES.iter().filter(move |it| it.0 == package).map(|it| (it.1, it.2))
}

/// Environments of csquotes that cite: what stands where behind the name.
pub fn environment(name: &str) -> Option<Shape> {
    match name.trim_end_matches('*') {
        "displaycquote" => Some(CITE),
        "foreigndisplaycquote" | "hyphendisplaycquote" => Some(VOLUME),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_the_manuals_are_known_with_their_shapes() {
        assert_eq!(shape("Citet"), Some(TEXTUAL));
        assert_eq!(shape("Parencites"), Some(MULTI));
        assert_eq!(shape("volcite"), Some(VOLUME));
        assert_eq!(shape("foreigntextcquote"), Some(VOLUME));
        assert_eq!(shape("textcquote"), Some(CITE));
        assert_eq!(shape("citestyle"), None);
        assert_eq!(shape("citetext"), None);
        assert_eq!(shape("section"), None);
        assert_eq!(shape("upcite"), Some(CITE.role(Role::Perhaps)));
        assert_eq!(shape("upcites"), Some(MULTI.role(Role::Perhaps)));
    }

    #[test]
    fn no_name_stands_twice_in_the_table() {
        assert_eq!(BY_NAME.len(), COMMANDS.iter().map(|it| it.0.len()).sum::<usize>());
        assert!(NOT_CITING.iter().all(|it| !BY_NAME.contains_key(it)));
    }

    #[test]
    fn names_in_the_tables_are_in_lower_case() {
        let names = BY_NAME.keys().chain(NOT_CITING).chain(PERHAPS);
        assert!(names.into_iter().all(|it| it.chars().all(|c| c.is_ascii_lowercase())));
    }
}
