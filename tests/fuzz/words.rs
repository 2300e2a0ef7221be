//! Words: TeX to Unicode, titles, persons, works named in prose, notes.

use lacuna::resolve::author_names::Named;
use lacuna::resolve::identifiers::identifier;
use lacuna::resolve::numeric_citations::numbers;
use lacuna::resolve::titles::{FoldedTitle, main_title, name_of};
use lacuna::syntax::bib::identifiers::{arxiv, arxiv_in_text, doi, year};
use lacuna::syntax::latex_text::{fold_title, fold_words, printed, to_unicode};
use lacuna::syntax::names::{first_name, read_names, split_list};
use lacuna::syntax::{citation_notes, generated_text, placeholders, prose, retraction, sentences};
use lacuna::text::ByteRange;

use crate::ugly::{assert_within, floor, run};

const SEEDS: [&str; 8] = [
    "{\\\"O}sterreich \\& {\\'e}t\\'e \\c{c}a \\v{S}koda \\textit{Graphs} of $\\alpha_1^{2}$ --- \\ss{} ~ \\LaTeX",
    "Knuth, Donald E. and de la Cruz, Jr., Ana and {World Health Organization} and others and Li",
    "__**Devlin et al., \"BERT: Pre-training of Deep\"**, **Brown et al., ``Few-Shot''**__ and (Liu, Yang, \"RoBERTa\"; Wu 2019).",
    "as Smith et al. (2019a, b) and Müller and O'Neil [2020] show, cf. (see Li, 2001; Wu and Xu, 1999, p.~3)",
    "\\cite{Devlin et al., \"BERT: Pre-training\"} 10.1000/xyz(12)34 arXiv:2001.00001v2 https://doi.org/10.5555/a%2Fb",
    "[12], [3, 7], [2--5], [1-99999999999999999999]",
    "As an AI language model, **bold** ### heading ``` 【12†source】 utm_source=chatgpt.com :contentReference[oaicite:0]",
    "[citation needed] TODO: cite Smith (ref?) \\todo{cite this} \\red{CITE} please add a reference here",
];

const PIECES: [&str; 44] = [
    "\\",
    "{",
    "}",
    "\"",
    "'",
    "`",
    "\\\"",
    "\\'",
    "\\c",
    "\\v{",
    "$",
    "^",
    "_",
    "~",
    "--",
    " and ",
    "and",
    ",",
    ", ",
    "Jr.",
    "von ",
    "et al.",
    "et al., \"",
    "\"**",
    "__**",
    "**__",
    "(",
    ")",
    "[",
    "]",
    "2019",
    "10.1000/",
    "arXiv:",
    "A",
    "Wu",
    "é",
    " ",
    "\n",
    "\\textit{",
    "\\cite{",
    "TODO",
    "cite",
    ":",
    "&amp;",
];

#[test]
fn any_value_becomes_words() {
    run(
        800,
        |random| random.text(&SEEDS, &PIECES),
        |_, text| {
            let unicode = to_unicode(text);
            fold_words(&unicode);
            fold_title(&unicode);
            printed(text);
            let other = FoldedTitle::new(text);
            assert!(other.similarity(&FoldedTitle::new(&unicode)) >= 0.0);
            main_title(text);
            name_of(text);
            for part in split_list(text) {
                let start = part.as_ptr() as usize - text.as_ptr() as usize;
                assert_within(text, ByteRange::new(start, start + part.len()));
            }
            let names = read_names(text);
            for name in &names.names {
                name.full();
                name.folded_family();
            }
            first_name(text);
            Named::new(text);
            doi(text);
            arxiv(text);
            arxiv_in_text(text);
            year(text);
            identifier(text);
            numbers(text);
            placeholders::is_nobody(text);
            placeholders::is_no_title(text);
            retraction::is_retracted(text);
            retraction::is_note(text);
            sentences::plain(text);
        },
    );
}

#[test]
fn works_named_in_prose_stand_where_they_are_said_to() {
    run(
        800,
        |random| random.text(&SEEDS, &PIECES),
        |random, text| {
            let silent = random.boundary(text);
            let is_text =
                |range: ByteRange| !(range.start <= silent && silent < range.end) || silent % 2 == 0;
            for found in
                prose::find(text, &is_text).into_iter().chain(prose::find_author_year(text, &is_text))
            {
                assert_within(text, found.range);
                for work in &found.works {
                    assert_within(text, work.range);
                }
            }
            prose::read(text);
            for found in
                generated_text::find(text, &is_text).into_iter().chain(generated_text::in_field(text))
            {
                assert_within(text, found.range);
            }
            let at = floor(text, silent);
            sentences::is_quoted(text, at);
            for asks in [
                citation_notes::asks,
                citation_notes::ends_asking,
                citation_notes::asks_in_parentheses,
                citation_notes::names_and_asks,
                citation_notes::asks_at_length,
                citation_notes::refers_to_work,
                citation_notes::asks_in_colour,
                citation_notes::is_form,
            ] {
                asks(text);
            }
            citation_notes::behind_label(text);
            citation_notes::asks_about(text, 60);
            citation_notes::is_spoken_of(text, ByteRange::new(at, text.len()));
        },
    );
}
