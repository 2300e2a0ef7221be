//! The rules: their codes, levels and explanations.

use rapidfuzz::distance::osa;

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
        "Authors and a title stand in the text in place of a citation key.\n\n\
         Example: `__**Devlin et al., \"BERT: Pre-training of ...\"**__`, or `\\cite{Devlin et al., 2019}`.\n\n\
         The verdict says how the words compare with the bibliography: `match` (title and first author agree), `author-differs`, `title-differs`, `ambiguous` (several works fit) or `not-found`.\n\n\
         Fix: replace the words by a cite command; the code actions offer it, and `lacuna fix` does it for every `match`. Where nothing was found, check that the work exists before you add an entry. Each verdict can be set by itself: `rules.prose-citation.match`.";
    CitationTodo "citation-todo" Warning true
        "A note in the text asks for a citation.\n\n\
         Example: `[citation needed]`, `[ref smith]`, `(CITE)`, `[Author, Year]`, `TODO: cite BERT`, `\\todo{cite ...}`, `\\needcite`.\n\n\
         Silent where the words are quoted or spoken of (`a [CITATION] token`), in comments and in code.\n\n\
         Fix: replace the note by a cite command. Further words can be named in the setting `markers`.";
    EmptyCitation "empty-citation" Warning true
        "A cite command has no key, or its list has an empty place.\n\n\
         Example: `\\cite{}`, `\\citep[p. 3]{ }`, `\\cite{a,,b}`.\n\n\
         Fix: fill in the key of an entry (completion offers those that fit the sentence), or remove the place.";
    PlaceholderKey "placeholder-key" Warning true
        "A key that no entry defines stands for a citation still to be found.\n\n\
         Example: `\\cite{TODO}`, `\\cite{?}`, `\\cite{xxx}`, `\\cite{citation_needed}`, `\\cite{author2020title}`, several words of prose.\n\n\
         Fix: replace it by the key of an entry.";
    KeyCase "key-case" Warning false
        "A key differs from an entry's in upper and lower case only.\n\n\
         Example: `\\cite{Knuth1984}` where the entry is `@book{knuth1984, ...}`.\n\n\
         BibTeX accepts it, biber does not: under biber this is an error.\n\n\
         Fix: write the key as the entry does.";
    UndefinedCitation "undefined-citation" Error false
        "No entry of the project's bibliographies defines a key that is cited.\n\n\
         Example: `\\cite{devlin2018bert}` where the entry is `devlin2019bert`.\n\n\
         Silent while bibliographies load. Where one of them is missing, only a key that nearly is one at hand is reported.\n\n\
         Fix: correct the key (keys that are nearly the same are offered), add the entry, or copy it from a master library.";
    MaskedCitation "masked-citation" Warning true
        "A blank or a mark stands where a citation should.\n\n\
         Example: `BERT was introduced in ____.`, `as was shown before [?]`.\n\n\
         Silent in formulas, code, labels, arguments and table cells that hold nothing but `[?]`.\n\n\
         Fix: replace it by a cite command.";
    GeneratedText "generated-text" Warning false
        "Something that a language model left in the text or in an entry.\n\n\
         Example: `Certainly! Here is ...`, `:contentReference[oaicite:0]`, `turn0search1`, `utm_source=chatgpt.com`, `**bold**` or `### Heading` in running text.\n\n\
         Silent where it is quoted: in quotation marks, quotations, boxes and listings.\n\n\
         Fix: remove it; where it points at a source, cite that source.";
    NoBibliography "no-bibliography" Warning false
        "The document cites, or has gaps, and its project has no bibliography at all.\n\n\
         Example: `\\cite{knuth1984}` in a document without `\\bibliography`.\n\n\
         Fix: declare one with `\\bibliography{refs}` or `\\addbibresource{refs.bib}`, or name it in the setting `bibliographies`.";
    MissingBibliography "missing-bibliography" Error false
        "A declared bibliography cannot be found or read.\n\n\
         Example: `\\bibliography{refs}` where there is no `refs.bib`.\n\n\
         Fix: correct the name, or create the file; the message says where it was looked for.";
    MissingFile "missing-file" Error false
        "An included file cannot be found or read.\n\n\
         Example: `\\input{chapters/intro}` where there is no `chapters/intro.tex`.\n\n\
         A root document that a chapter names by `%!TEX root` or `TeX-master` and that is not there is told as information: TeX does not read it.\n\n\
         Fix: correct the name, or create the file; the message says where it was looked for.";
    RepeatedKey "repeated-key" Warning false
        "The same key stands twice in one cite command.\n\n\
         Example: `\\cite{knuth1984,lamport1994,knuth1984}`.\n\n\
         Fix: remove one; `lacuna fix` does.";
    TextMismatch "text-mismatch" Information false
        "The words directly before a citation contradict its entry.\n\n\
         Example: `Brown et al. \\cite{devlin2019bert}`, or `Devlin et al. (2012) \\cite{devlin2019bert}`.\n\n\
         One year more or less is no contradiction, nor are names of things.\n\n\
         Fix: check which is meant, and correct the words or the key.";
    UnverifiedEntry "unverified-entry" Warning false
        "The note of an entry says UNVERIFIED: nobody has checked that the work exists.\n\n\
         Example: `note = {UNVERIFIED: added from the text}`, and each citation of that entry.\n\n\
         Fix: check the work against its source, then remove the mark.";
    BibSyntax "bib-syntax" Error false
        "An entry is malformed: unbalanced braces, a missing comma, no key, a field without `=`.\n\n\
         Example: `@article{knuth1984, title = {The {TeX}book, year = 1984}`.\n\n\
         The neighbouring entries are read as if it were not there.\n\n\
         Fix: mend the entry where the report stands.";
    DuplicateKey "duplicate-key" Error false
        "Two entries of one library have the same key; the later one is not used.\n\n\
         Example: `@book{knuth1984, ...}` in two places, or in two files of one project. Under BibTeX, which does not mind case, also `Knuth1984` beside `knuth1984` where one of them is cited.\n\n\
         Fix: rename or remove one; the report points at the other.";
    DuplicateWork "duplicate-work" Information false
        "Two entries describe one work under two keys.\n\n\
         Example: `devlin2019bert` and `bert-naacl`, with the same DOI, or with the same title, authors and year.\n\n\
         Silent for parts, chapters, other editions, and a conference paper beside its journal version.\n\n\
         Fix: cite one of them throughout; a code action replaces the other everywhere.";
    SupersededPreprint "superseded-preprint" Information false
        "A preprint is cited whose published version is in the library, too.\n\n\
         Example: `devlin2018arxiv` (arXiv:1810.04805) where `devlin2019bert` (NAACL) is at hand.\n\n\
         Fix: cite the published version; a code action does, here or everywhere.";
    MissingField "missing-field" Warning false
        "An entry lacks a field that its type requires.\n\n\
         Example: `@article{knuth1984, title = {...}, year = 1984}` has no `author` and no `journal`.\n\n\
         What is required is what BibTeX's standard styles ask for, under biblatex what its data model asks for; fields that are inherited by `crossref` or `xdata` count.\n\n\
         Fix: add the field, or choose the type that fits.";
    UndefinedString "undefined-string" Warning false
        "A bare word in an entry is no `@string` of any of the project's bibliographies.\n\n\
         Example: `journal = jmlr` without `@string{jmlr = {...}}`.\n\n\
         Months and the journals of BibTeX's standard styles are known. Many such words in one file are told once.\n\n\
         Fix: define the string, put the value in braces, or declare the file that defines it before this one.";
    ImplausibleEntry "implausible-entry" Information false
        "Something in an entry cannot be right, which is a sign of an invented or damaged entry.\n\n\
         Example: a DOI that does not begin with `10.1234/`, an arXiv id that contradicts the year, a year to come, `et al.` among the authors, `Author Name` as an author, pages that end before they begin, one DOI on two titles.\n\n\
         Fix: check the entry against its source.";
    UnusedEntry "unused-entry" Hint false
        "Nothing in the project cites an entry.\n\n\
         Example: `@book{knuth1984, ...}` without `\\cite{knuth1984}`.\n\n\
         Silent under `\\nocite{*}`, and in a large file of which less than a fifth is used: that serves several papers.\n\n\
         Fix: cite the entry or remove it.";
    AuthorYearText "author-year-text" Hint true
        "Authors and a year stand in the text with no cite command in the sentence.\n\n\
         Example: `Devlin et al. (2019) show`, `(Devlin et al., 2019)`.\n\n\
         Fix: replace the words by a cite command, as `\\citet{devlin2019bert}`.";
    NumericCitation "numeric-citation" Hint true
        "Numbers in brackets stand where a citation does, in a document that otherwise cites with commands or holds a pasted list of references.\n\n\
         Example: `as was shown before [12].`\n\n\
         Silent for intervals, indices, amounts and what is numbered (`Table [2]`).\n\n\
         Fix: replace the bracket by a cite command.";
    BadSuppression "bad-suppression" Warning false
        "A `lacuna:` comment names an unknown rule or has an unknown form.\n\n\
         Example: `% lacuna: ignore[no-such-rule]`.\n\n\
         Fix: write `% lacuna: ignore`, `% lacuna: ignore[code]`, or `% lacuna: off` and `% lacuna: on`; `lacuna explain` lists the codes.";
    BadSetting "bad-setting" Warning false
        "A setting is unknown or has the wrong type, and changes nothing; or a path in it leads nowhere.\n\n\
         Example: `rules.key-cases = \"error\"` in `lacuna.toml`.\n\n\
         Fix: correct the name or the value; the message names the setting that may be meant, or where was looked.";
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

/// The setting that is perhaps meant by the unknown `name`: one of `others` or a rule's.
pub fn near(name: &str, others: &[&str]) -> Option<String> {
    let rules = Rule::ALL.iter().map(|it| format!("rules.{}", it.code()));
    let verdicts = VERDICTS.iter().map(|it| format!("rules.{}.{it}", Rule::ProseCitation.code()));
    let names = others.iter().map(|it| (*it).to_owned()).chain(rules).chain(verdicts);
    // `cite-commands` and `empty_citation` are the same but for the spelling; without `rules.` a rule's name is meant.
    let plain = |name: &str| name.trim_start_matches("rules.").replace(['-', '_', '.'], "").to_lowercase();
    let wanted = plain(name);
    let near = names.map(|it| (osa::distance(wanted.chars(), plain(&it).chars()), it));
    near.min_by_key(|it| it.0).filter(|it| it.0 <= 2.min(wanted.len() / 3)).map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::Rule;

    #[test]
    fn every_explanation_has_an_example_and_a_fix() {
        for rule in Rule::ALL {
            let parts: Vec<&str> = rule.explanation().split("\n\n").collect();
            assert!(!parts[0].contains('\n') && parts[0].ends_with('.'), "{rule:?}");
            assert!(parts.iter().any(|it| it.starts_with("Example: ")), "{rule:?}");
            assert!(parts.iter().any(|it| it.starts_with("Fix: ")), "{rule:?}");
        }
    }
}
