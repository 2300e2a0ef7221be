//! What is recorded of a LaTeX file: plain data, by paragraph. All ranges are bytes from the start of
//! the chunk that holds them.

use compact_str::CompactString;
use thin_vec::ThinVec;

use super::commands;
use super::silence;
use super::silence::Silence;
use crate::syntax::generated_text::Leftover;
use crate::syntax::prose::ProseCitation;
use crate::text::ByteRange;
use crate::text::stretch::Stretch;

/// Commands that set a heading, the broadest first.
pub const HEADINGS: [&str; 7] =
    ["part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph"];

/// One paragraph with its facts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chunk {
    /// The paragraph as it is written, with the blank lines that follow it.
    pub text: Stretch,
    /// Whether the paragraph is [too long](super::MAX_PARAGRAPH) and nothing in it was read.
    pub is_too_long: bool,
    /// Whether a line in it may begin or end code of a literate source: `<<..>>=`, `@`, `>`.
    pub marks_code: bool,
    /// Every command call, in the order of its backslash, also those inside arguments and math; not the
    /// name in a macro's definition, nor `\\`, `\_` and the like.
    pub calls: Vec<Call>,
    /// Commands that set a heading: each one's place in [`HEADINGS`] and in [`Chunk::calls`].
    pub headings: ThinVec<(usize, usize)>,
    /// `\begin{..}` and `\end{..}`, in order.
    pub environments: ThinVec<EnvironmentMark>,
    /// Runs of three or more `_` that stand in text.
    pub blanks: ThinVec<ByteRange>,
    /// Short bracketed or parenthesised text that is no argument: `[?]`, `[citation needed]`,
    /// `(CITE)`, `[12, 15]`; only such as might stand for a citation.
    pub notes: ThinVec<Note>,
    /// Requests for a citation that stand in running text: `TODO: cite BERT`, `CITATION NEEDED`.
    pub requests: ThinVec<ByteRange>,
    /// Authors and titles in place of keys, outside cite commands.
    pub prose: ThinVec<ProseCitation>,
    /// Authors with a year in running text.
    pub author_years: ThinVec<ProseCitation>,
    /// What a language model left behind.
    pub leftovers: ThinVec<Leftover>,
    /// `$..$`, `\(..\)`, `\[..\]`, `$$..$$`, with their delimiters.
    pub math: ThinVec<ByteRange>,
    /// Comments, verbatim, `\verb`, `\url` and what else is no text.
    pub not_text: ThinVec<ByteRange>,
    /// `{` and `}` that have no partner in this paragraph, in order; `true` opens.
    pub loose_braces: ThinVec<(bool, usize)>,
    /// `% lacuna: ...` comments.
    pub suppressions: ThinVec<SuppressionComment>,
    /// `%!TEX root = ...` and AUCTeX's `TeX-master`.
    pub root_hints: ThinVec<RootHint>,
    /// What is defined here.
    pub definitions: ThinVec<Definition>,
    /// What is made verbatim here.
    pub verbatim: ThinVec<Verbatim>,
    /// Stretches that are silent for reasons within this chunk, each with the strongest; sorted, apart.
    /// Formulas, comments and verbatim aside.
    pub silences: ThinVec<(ByteRange, Silence)>,
    /// Where something begins or ends that reaches beyond this chunk, in order.
    pub edges: ThinVec<Edge>,
}

impl Chunk {
    /// The calls whose commands begin in a part of the chunk, in order.
    pub fn calls_in(&self, part: ByteRange) -> &[Call] {
        let first = self.calls.partition_point(|it| it.command.start < part.start);
        let behind = self.calls.partition_point(|it| it.command.start < part.end);
        self.calls.get(first..behind).unwrap_or_default()
    }

    /// The command in whose argument `offset` (bytes of the chunk) stands, if that holds no text: `\label`, `\ref`,
    /// `\includegraphics`.
    pub fn names_at(&self, offset: usize) -> Option<&str> {
        let holds = |call: &&Call| {
            let first = call.arguments.iter().find(|it| it.delimiter == Delimiter::Brace);
            commands::takes_code(&call.name)
                && first.is_some_and(|it| it.range.start < offset && offset < it.range.end)
        };
        self.calls.iter().rev().find(holds).map(|it| it.name.as_str())
    }

    /// Whether a place (bytes of the chunk) overlaps what is no text: comments, verbatim, formulas.
    pub fn is_apart(&self, place: ByteRange) -> bool {
        let overlaps = |ranges: &[ByteRange]| {
            let next = ranges.partition_point(|it| it.end <= place.start);
            ranges.get(next).is_some_and(|it| it.overlaps(place))
        };
        overlaps(&self.not_text) || overlaps(&self.math)
    }

    /// The strongest silence at the byte `offset` of the chunk, for reasons within it.
    pub fn silence_at(&self, offset: usize) -> Option<Silence> {
        let holds = |ranges: &[ByteRange]| {
            let next = ranges.partition_point(|it| it.end <= offset);
            ranges.get(next).is_some_and(|it| it.contains(offset))
        };
        if holds(&self.not_text) {
            return Some(Silence::NotTex);
        }
        let formula = holds(&self.math).then_some(Silence::Gaps);
        silence::at(&self.silences, offset).max(formula)
    }
}

/// Something that begins or ends here and has its other end in another chunk, if anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where, in bytes from the start of the chunk: behind what ends, at what begins.
    pub at: usize,
    /// What.
    pub kind: EdgeKind,
}

/// See [`Edge`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// The beginning of an environment of this name, whose content is silent.
    Begins(String, Silence),
    /// The end of an environment of this name.
    Ends(String),
    /// A brace; with the silence of the body that it opens, if it opens one.
    Opens(Option<Silence>),
    /// A closing brace.
    Closes,
    /// `\begin{document}`
    BeginsDocument,
    /// `\end{document}`
    EndsDocument,
    /// `\endinput`
    EndsInput,
}

/// The definition of a macro or environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The defining call's place in [`Chunk::calls`].
    pub call: usize,
    /// The name of the macro, without backslash, or of the environment.
    pub name: String,
    /// Where the name stands, with its backslash.
    pub name_range: ByteRange,
    /// Whether it takes arguments: `#1`.
    pub takes_arguments: bool,
    /// The bodies without their braces: one, of an environment two, of a citation style's command any
    /// number; of `\let` the command that the name stands for.
    pub bodies: Vec<ByteRange>,
}

/// A command with what is written behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name without backslash and star: `citep`, `section`.
    pub name: CompactString,
    /// Whether a `*` follows the name.
    pub starred: bool,
    /// From the backslash to the end of the name or star.
    pub command: ByteRange,
    /// Groups that follow, in order; what they mean is the model's to say.
    pub arguments: ThinVec<Argument>,
    /// In how many groups of other calls or bare groups it stands; 0 in running text.
    pub depth: u32,
}

impl Call {
    /// From the backslash to the end of the last argument.
    pub fn range(&self) -> ByteRange {
        let end = self.arguments.last().map_or(self.command.end, |last| last.range.end);
        ByteRange::new(self.command.start, end)
    }
}

/// The delimiters of an [`Argument`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delimiter {
    /// `{..}`
    Brace,
    /// `[..]`
    Bracket,
    /// `(..)`, only directly behind a command name: biblatex's multicite notes.
    Paren,
    /// `<..>`, only directly behind a command name: apacite's notes, beamer's overlays.
    Angle,
}

/// One group behind a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its delimiters.
    pub delimiter: Delimiter,
    /// With the delimiters; of an unclosed group, to the end of what was taken for its content.
    pub range: ByteRange,
    /// Whether the closing delimiter stands there.
    pub closed: bool,
    /// Whether white space or a comment lies between it and what precedes it.
    pub spaced: bool,
}

impl Argument {
    /// Without the delimiters.
    pub fn inner(&self) -> ByteRange {
        ByteRange::new(self.range.start + 1, self.range.end - usize::from(self.closed))
    }
}

/// `\begin{name}` or `\end{name}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentMark {
    /// `\begin`, else `\end`.
    pub begins: bool,
    /// The environment's name, with its star.
    pub name: String,
    /// From the backslash to the closing brace of the name.
    pub range: ByteRange,
}

/// Bracketed text that might stand for a citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// `[..]` or `(..)`.
    pub delimiter: Delimiter,
    /// With the delimiters.
    pub range: ByteRange,
    /// The text between the delimiters, white space and line ends folded to single blanks.
    pub text: String,
    /// Whether it alone fills a table cell.
    pub fills_cell: bool,
}

/// A comment that turns rules off: `% lacuna: ignore[code]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressionComment {
    /// From the `%` to the end of the line.
    pub range: ByteRange,
    /// What follows `lacuna:`, with its place.
    pub body: ByteRange,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// A comment that names the root document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootHint {
    /// The path as written, trimmed.
    pub path: String,
    /// Where the path stands.
    pub range: ByteRange,
}

/// Something that a paper makes verbatim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Verbatim {
    /// What.
    pub kind: VerbatimKind,
    /// The name of the environment or, without backslash, of the command; or the character.
    pub name: String,
}

/// See [`Verbatim`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerbatimKind {
    /// `\begin{name}..\end{name}`: `\lstnewenvironment`, `\newminted`, `\DefineVerbatimEnvironment`.
    Environment,
    /// `\name|..|` or `\name{..}`: `\newmintinline`, `\newcommand{\name}{\lstinline}`.
    Command,
    /// `|..|`: `\DefineShortVerb{\|}`, `\MakeShortVerb`, `\lstMakeShortInline`.
    Character,
    /// `\name{..}` that throws away what it is given: `\newcommand{\name}[1]{}`. A bit for each group in braces.
    Discards(u16),
}
