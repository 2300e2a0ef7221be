//! Which macros hold notes that may ask for a citation, by their names.

/// Commands that say by their very name that a citation is missing.
pub(super) const NEEDING: &[&str] = &[
    "needcite",
    "needscite",
    "needcites",
    "needcitation",
    "citeneeded",
    "citationneeded",
    "refneeded",
    "needref",
    "tocite",
    "todocite",
    "citetodo",
    "todoref",
    "addcite",
    "addref",
    "missingcite",
    "missingref",
    "citeme",
    "citehere",
    "needsref",
    "citemissing",
];

/// Commands whose braces hold names of packages, files, labels, commands, or literal text: `cite` in them
/// is a name. Headings, too: a section may be called `References`.
pub(super) const NAMING: &[&str] = &[
    "usepackage",
    "RequirePackage",
    "PassOptionsToPackage",
    "bibliographystyle",
    "bibliography",
    "addbibresource",
    "documentclass",
    "input",
    "include",
    "subfix",
    "detokenize",
    "label",
    "ref",
    "cref",
    "Cref",
    "autoref",
    "eqref",
    "nameref",
    "pageref",
    "begin",
    "end",
    "texttt",
    "code",
    "cs",
    "cmd",
    "cmdname",
    "command",
    "macro",
    "csname",
    "pkg",
    "package",
    "marg",
    "oarg",
    "meta",
    "env",
    "file",
    "url",
    "href",
    "path",
    "verb",
    "lstinline",
    "ttt",
    "tt",
    "textsf",
    "newcommand",
    "renewcommand",
    "providecommand",
    "DeclareRobustCommand",
    "let",
    "def",
    "part",
    "chapter",
    "section",
    "subsection",
    "subsubsection",
    "paragraph",
    "subparagraph",
    "title",
    "item",
    "caption",
    "index",
    "gls",
    "Gls",
    "glspl",
    "ac",
    "hypertarget",
    "hyperlink",
    "bibitem",
    "newtheorem",
    "renewcommand",
    "newenvironment",
    "setcitestyle",
    "citestyle",
    "emph",
    "textit",
    "textbf",
    "textsc",
    "textrm",
    "underline",
    "mbox",
    "text",
    "mathrm",
    "operatorname",
    "enquote",
    "footnote",
    "frametitle",
    "ctan",
    "CTAN",
    "option",
    "opt",
    "bibname",
    "refname",
    "addcontentsline",
    "markboth",
    "DeclareFieldFormat",
    "newbibmacro",
    "renewbibmacro",
    "usebibmacro",
    "printbibliography",
    "defbibheading",
    "ExecuteBibliographyOptions",
    "selectlanguage",
    "foreignlanguage",
    "textcolor",
    "color",
    "colorbox",
    "cite",
];

/// Whether a macro shows what others have said: a referee's remarks in a letter of response.
pub(super) fn shows_others(lower: &str) -> bool {
    ["review", "referee", "respon", "reply", "quote", "question", "answer", "concern", "abstract", "example"]
        .iter()
        .any(|it| lower.contains(it))
}

/// Whether a macro's braces hold a name: that of a command, too, in a text about LaTeX (`\cmd{cite}`).
pub(super) fn is_naming(name: &str, lower: &str) -> bool {
    const PARTS: [&str; 24] = [
        "keyword",
        "kwd",
        "concept",
        "term",
        "topic",
        "subject",
        "setup",
        "font",
        "xml",
        "elem",
        "attr",
        "cmd",
        "command",
        "macro",
        "befehl",
        "index",
        "verb",
        "code",
        "param",
        "prm",
        "package",
        "pkg",
        "backslash",
        "head",
    ];
    NAMING.contains(&name)
        || PARTS.iter().any(|it| lower.contains(it))
        || ["cs", "new", "declare", "provide"].iter().any(|it| lower.starts_with(it))
        || ["mac", "opt"].iter().any(|it| lower.ends_with(it))
        || matches!(lower, "sty" | "ix" | "arg" | "tt" | "texttt" | "comname")
}

/// Whether a macro holds notes of the writers to themselves.
pub(super) fn is_todo(lower: &str) -> bool {
    lower.contains("todo")
        || matches!(
            lower,
            "fixme"
                | "fxnote"
                | "fxwarning"
                | "fxerror"
                | "fxfatal"
                | "missing"
                | "reminder"
                | "tbd"
                | "remark"
                | "mynote"
                | "authornote"
        )
}

/// Whether a macro is named as one person's notes: `\tcrnote`, `\anna_comment`; `\footnote` is none.
pub(super) fn holds_notes(lower: &str) -> bool {
    const TEXT: [&str; 9] = ["foot", "end", "side", "margin", "table", "head", "key", "page", "author"];
    ["note", "comment", "cmt"].iter().any(|it| {
        lower
            .strip_suffix(it)
            .is_some_and(|name| !name.is_empty() && !TEXT.contains(&name) && name.len() <= 8)
    })
}
