//! What the names of commands and environments say about the text in their groups.

use super::silences::Silence;

/// What the text in a group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Running text, as far as is known.
    Text,
    /// Keys, labels, file names, lengths: a `____` in it is part of a name.
    Code,
    /// An optional argument.
    Option,
}

/// The role of a brace group of the command `name` that has read `before` brace groups.
pub(super) fn brace_role(name: &str, before: usize, spaced: bool) -> Role {
    let first = before == 0;
    let all = name.contains("cite") || name.contains("Cite");
    if (first && takes_code(name)) || (all && (first || !spaced)) { Role::Code } else { Role::Text }
}

fn takes_code(name: &str) -> bool {
    if name.ends_with("ref") || name.ends_with("range") {
        return true;
    }
    matches!(
        name,
        "label"
            | "begin"
            | "end"
            | "ref"
            | "bibitem"
            | "input"
            | "include"
            | "includeonly"
            | "subfile"
            | "subfileinclude"
            | "import"
            | "subimport"
            | "includegraphics"
            | "graphicspath"
            | "includepdf"
            | "lstinputlisting"
            | "verbatiminput"
            | "inputminted"
            | "bibliography"
            | "addbibresource"
            | "bibliographystyle"
            | "usepackage"
            | "RequirePackage"
            | "documentclass"
            | "hspace"
            | "vspace"
            | "hypertarget"
            | "hyperlink"
            | "gls"
            | "glspl"
            | "Gls"
            | "Glspl"
            | "acrshort"
            | "acrlong"
            | "acrfull"
            | "ac"
            | "acs"
            | "acl"
            | "index"
            | "newcounter"
            | "setcounter"
            | "addtocounter"
            | "setlength"
            | "definecolor"
            | "color"
            | "textcolor"
            | "url"
            | "href"
            | "texttt"
            | "code"
    )
}

/// How a command defines a macro or an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Defines {
    /// `\newcommand{\x}[2][default]{body}`
    Macro,
    /// `\def\x#1{body}`
    Primitive,
    /// `\NewDocumentCommand{\x}{m o}{body}`
    Document,
    /// `\newenvironment{x}[1]{begin}{end}`
    Environment,
    /// `\NewDocumentEnvironment{x}{m}{begin}{end}`
    DocumentEnvironment,
    /// `\DeclareCiteCommand{\x}{..}{..}{..}`, `\newbibmacro{x}{..}`: whatever the braces hold.
    Style,
    /// `\let\x=\y`, `\NewCommandCopy{\x}{\y}`
    Alias,
}

/// How the command `name` defines something, if it does.
pub(super) fn defines(name: &str) -> Option<Defines> {
    Some(match name {
        "newcommand"
        | "renewcommand"
        | "providecommand"
        | "DeclareRobustCommand"
        | "newrobustcmd"
        | "renewrobustcmd"
        | "providerobustcmd"
        | "newcommandx"
        | "renewcommandx"
        | "providecommandx"
        | "DeclareRobustCommandx"
        | "DeclareMathOperator" => Defines::Macro,
        "def" | "edef" | "gdef" | "xdef" => Defines::Primitive,
        "NewDocumentCommand"
        | "RenewDocumentCommand"
        | "ProvideDocumentCommand"
        | "DeclareDocumentCommand"
        | "NewExpandableDocumentCommand"
        | "RenewExpandableDocumentCommand"
        | "DeclareExpandableDocumentCommand" => Defines::Document,
        "newenvironment" | "renewenvironment" | "newenvironmentx" | "renewenvironmentx" => {
            Defines::Environment
        }
        "NewDocumentEnvironment"
        | "RenewDocumentEnvironment"
        | "ProvideDocumentEnvironment"
        | "DeclareDocumentEnvironment" => Defines::DocumentEnvironment,
        "DeclareCiteCommand"
        | "DeclareMultiCiteCommand"
        | "DeclareFieldFormat"
        | "DeclareBibliographyDriver"
        | "newbibmacro"
        | "renewbibmacro"
        | "providebibmacro" => Defines::Style,
        "let" | "LetLtxMacro" | "GlobalLetLtxMacro" | "NewCommandCopy" | "RenewCommandCopy"
        | "DeclareCommandCopy" => Defines::Alias,
        _ => return None,
    })
}

/// Whether the command `name` names a verbatim environment in its first brace or bracket group.
pub(super) fn defines_verbatim(name: &str) -> bool {
    matches!(
        name,
        "lstnewenvironment"
            | "newminted"
            | "DefineVerbatimEnvironment"
            | "RecustomVerbatimEnvironment"
            | "CustomVerbatimEnvironment"
            | "newtcblisting"
            | "renewtcblisting"
            | "NewTCBListing"
            | "DeclareTCBListing"
            | "excludecomment"
    )
}

/// Why the content of the environment `name` is passed over, if it is.
pub(super) fn environment_silence(name: &str) -> Option<Silence> {
    let known = matches!(
        name.trim_end_matches('*'),
        "equation"
            | "align"
            | "alignat"
            | "flalign"
            | "gather"
            | "multline"
            | "eqnarray"
            | "displaymath"
            | "math"
            | "dmath"
            | "dgroup"
            | "IEEEeqnarray"
            | "xalignat"
            | "thebibliography"
            | "references"
            | "tikzpicture"
            | "tikzcd"
            | "forest"
            | "pgfpicture"
            | "picture"
            | "pspicture"
            | "circuitikz"
            | "axis"
            | "prooftree"
    );
    known.then_some(Silence::Gaps)
}
