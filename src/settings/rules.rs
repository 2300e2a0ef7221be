//! The rules: their codes, levels and explanations.

/// How loudly a rule speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not at all.
    Off,
    /// A hint.
    Hint,
    /// Information.
    Information,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

impl Level {
    /// The names, for messages.
    pub const NAMES: &'static str = "`error`, `warning`, `information`, `hint` or `off`";

    /// From the name used in settings.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "off" => Self::Off,
            "hint" => Self::Hint,
            "information" | "info" => Self::Information,
            "warning" | "warn" => Self::Warning,
            "error" => Self::Error,
            _ => return None,
        })
    }

    /// The name used in settings and output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Hint => "hint",
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The verdicts on a prose citation, as settings and `data` spell them.
pub const VERDICTS: [&str; 5] = ["match", "author-differs", "title-differs", "ambiguous", "not-found"];

macro_rules! rules {
    ($($rule:ident $code:literal $level:ident $gap:literal $text:literal;)*) => {
        /// A rule. The order is the order in which rules claim a stretch of text: of two reports on
        /// one stretch the first one's stays.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $text] $rule,)*
        }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule,)*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self { $(Rule::$rule => $code,)* }
            }

            /// The level where no setting says otherwise.
            pub fn default_level(self) -> Level {
                match self { $(Rule::$rule => Level::$level,)* }
            }

            /// Whether it is one of the gap rules, which keep silent where nothing is expected to be cited.
            pub fn is_gap(self) -> bool {
                match self { $(Rule::$rule => $gap,)* }
            }

            /// What it reports and what to do: `lacuna explain CODE`.
            pub fn explanation(self) -> &'static str {
                match self { $(Rule::$rule => $text,)* }
            }
        }
    };
}

rules! {
    ProseCitation "prose-citation" Warning true
        "Authors and a title stand in the text in place of a citation key. The verdict says how they compare with the bibliography: `match`, `author-differs`, `title-differs`, `ambiguous` or `not-found`. Replace the words by a cite command; where nothing was found, check that the work exists before you add it.";
    CitationTodo "citation-todo" Warning true
        "A note in the text asks for a citation: `[citation needed]`, `[ref]`, `(CITE)`, `\\todo{cite ...}`. Replace it by a cite command. Further words can be named in the setting `markers`.";
    EmptyCitation "empty-citation" Warning true
        "A cite command without a key, or an empty place in its list: `\\cite{}`, `\\cite{a,,b}`. Fill in a key or remove the place.";
    PlaceholderKey "placeholder-key" Warning true
        "A key that stands for a citation still to be found: `TODO`, `?`, `xxx`, `citation_needed`, several words of prose. Replace it by the key of an entry.";
    KeyCase "key-case" Warning false
        "A key that differs from an entry's in upper and lower case only. BibTeX accepts it, biber does not. Write the key as the entry does.";
    UndefinedCitation "undefined-citation" Error false
        "No entry of the project's bibliographies defines this key. Correct the key or add the entry.";
    MaskedCitation "masked-citation" Warning true
        "A blank or a mark stands where a citation should: `____`, `[?]`. Replace it by a cite command.";
    GeneratedText "generated-text" Warning false
        "Left-overs of a language model: a phrase of a chat, a citation token of a chat tool, Markdown in running text. Remove them.";
    NoBibliography "no-bibliography" Warning false
        "The document cites, or has gaps, and its project has no bibliography at all. Declare one with `\\bibliography{...}` or `\\addbibresource{...}`.";
    MissingBibliography "missing-bibliography" Error false
        "A declared bibliography cannot be found or read. The message says where it was looked for.";
    MissingFile "missing-file" Error false
        "An included file cannot be found or read. The message says where it was looked for.";
    RepeatedKey "repeated-key" Warning false
        "The same key stands twice in one cite command. Remove one.";
    TextMismatch "text-mismatch" Information false
        "The words beside a citation contradict its entry: another author or another year. Check which is right.";
    UnverifiedEntry "unverified-entry" Warning false
        "The entry's note says UNVERIFIED: nobody has checked that the work exists. Check it, then remove the mark.";
    BibSyntax "bib-syntax" Error false
        "A malformed entry: unbalanced braces, a missing comma, no key, a field without `=`. The neighbouring entries are unharmed.";
    DuplicateKey "duplicate-key" Error false
        "Two entries of one library have the same key; the later one is not used. Rename or remove one.";
    DuplicateWork "duplicate-work" Information false
        "Two entries describe one work under two keys. Cite one of them throughout.";
    SupersededPreprint "superseded-preprint" Information false
        "A preprint is cited whose published version is also in the library. Cite the published version.";
    MissingField "missing-field" Warning false
        "A field that the entry's type requires is missing, inherited fields considered.";
    UndefinedString "undefined-string" Warning false
        "A bare word that no `@string` defines. Define it or put the value in braces.";
    ImplausibleEntry "implausible-entry" Information false
        "Something in the entry cannot be right: a malformed identifier, a date that contradicts it, placeholder authors. Check the entry against its source.";
    UnusedEntry "unused-entry" Hint false
        "Nothing in the project cites this entry.";
    AuthorYearText "author-year-text" Hint true
        "An author and a year in the text, as `Devlin et al. (2019)`, with no cite command in the sentence.";
    NumericCitation "numeric-citation" Hint true
        "A literal `[12]` in a document that otherwise cites with commands.";
    BadSuppression "bad-suppression" Warning false
        "A `lacuna:` comment names an unknown rule or has an unknown form.";
    BadSetting "bad-setting" Warning false
        "A setting in `lacuna.toml` is unknown or has the wrong type.";
}

impl Rule {
    /// The rule with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.code() == code)
    }
}

/// Whether `rules.<code>` is a setting: a rule's code, or a verdict behind `prose-citation.`.
pub fn is_configurable(code: &str) -> bool {
    match code.strip_prefix("prose-citation.") {
        Some(verdict) => VERDICTS.contains(&verdict),
        None => Rule::from_code(code).is_some(),
    }
}
