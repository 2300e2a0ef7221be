//! What the names of commands and environments say about the text in their groups.

use super::silence::Silence;

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
    if name.starts_with("lstset") || name.starts_with("lstdefine") {
        return Role::Code;
    }
    if (first && takes_code(name)) || (all && (first || !spaced)) { Role::Code } else { Role::Text }
}

/// Whether the first group of the command `name` holds no text: a label, a file, a length.
pub(super) fn takes_code(name: &str) -> bool {
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
            | "Sexpr"
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
    /// `\@namedef{x}#1{body}`, `\csdef{x}#1{body}`
    Named,
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
        "@namedef" | "csdef" | "csgdef" | "csedef" | "csxdef" => Defines::Named,
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
        "let" | "cslet" | "LetLtxMacro" | "GlobalLetLtxMacro" | "NewCommandCopy" | "RenewCommandCopy"
        | "DeclareCommandCopy" => Defines::Alias,
        _ => return None,
    })
}

/// Whether the command `name` makes something verbatim that its first brace or bracket group names.
pub(super) fn defines_verbatim(name: &str) -> bool {
    matches!(
        name,
        "lstnewenvironment"
            | "newminted"
            | "newmint"
            | "newmintinline"
            | "DefineVerbatimEnvironment"
            | "RecustomVerbatimEnvironment"
            | "CustomVerbatimEnvironment"
            | "newtcblisting"
            | "renewtcblisting"
            | "NewTCBListing"
            | "RenewTCBListing"
            | "ProvideTCBListing"
            | "DeclareTCBListing"
            | "NewPitonEnvironment"
            | "DefineShortVerb"
            | "MakeShortVerb"
            | "lstMakeShortInline"
            | "excludecomment"
    )
}

/// Whether `text` begins with the name of a command that begins a verbatim environment in the body of
/// another's definition: `\verbatim`, `\VerbatimEnvironment`, `\comment`.
pub(super) fn is_verbatim(text: &str) -> bool {
    let name = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    matches!(
        name,
        "verbatim" | "Verbatim" | "VerbatimEnvironment" | "lstlisting" | "comment" | "tcblisting" | "minted"
    )
}

/// Whether `text`, what follows the last backslash of a macro's body, is a command that reads verbatim text
/// behind the macro's call: `\lstinline`, `\lstinline[language=C]`, `\verb`.
pub(super) fn is_inline_verbatim(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (name, rest) = (&text[..end], text[end..].trim());
    let options = rest.is_empty() || (rest.starts_with('[') && rest.ends_with(']'));
    match name {
        "verb" | "Verb" | "lstinline" => options,
        "mint" | "mintinline" => rest.ends_with('}'),
        _ => false,
    }
}

/// Why the content of the environment `name` is passed over, if it is.
pub(super) fn environment_silence(name: &str) -> Option<Silence> {
    let name = name.trim_end_matches('*');
    let is_picture = matches!(
        name,
        "tikzpicture" | "tikzcd" | "forest" | "pgfpicture" | "picture" | "pspicture" | "circuitikz" | "axis"
    );
    let known = matches!(
        name,
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
            | "prooftree"
            // Commands act in these; the rest is as it is typed.
            | "alltt"
            | "semiverbatim"
            | "Highlighting"
    );
    let other = known.then_some(Silence::Gaps);
    if is_picture { Some(Silence::Picture) } else { other }
}
