//! Reading LaTeX: a survey of 1 MB whole, one letter typed into it, and texts made to be slow.

use divan::{Bencher, black_box};
use lacuna::syntax::tex::TexFile;
use lacuna::text::{ByteRange, Text, TextEdit};

fn main() {
    divan::main();
}

const SECTION: &str = "\\section{Transfer}\\label{sec:transfer}\nPretraining~\\citep[see][p.~3]{devlin2019, \
    brown2020} has \\emph{changed} the field; $p(x \\mid y)$ is learnt as ____ showed [?].\n% a note\n\n\
    Work on __**Vinyals et al., \"Show and Tell\"**__ and (see Table~\\ref{tab:a}) follows \\cite{a,b}.\n\n\
    \\begin{table}[t]\n\\caption{Results of \\citet{c}}\n\\begin{tabular}{ll}\na & b \\\\ \\hline\n\\end{tabular}\n\
    \\end{table}\n\n";

fn survey() -> String {
    SECTION.repeat(1_000_000 / SECTION.len())
}

#[divan::bench]
fn a_survey_whole(bencher: Bencher) {
    let text = Text::plain(survey());
    bencher.bench(|| TexFile::parse(black_box(&text)));
}

#[divan::bench(args = ["x", "{", "$", "\\begin{equation}", "\n\n"])]
fn an_edit_in_a_survey(bencher: Bencher, new: &str) {
    let text = Text::rope(&survey());
    let file = TexFile::parse(&text);
    let at = text.len() / 2;
    let edit = TextEdit { range: ByteRange::empty(at), new: new.into() };
    let after = text.edited(&edit);
    bencher.bench(|| file.edited(black_box(&edit), &after));
}

/// Twice the length must take twice the time, whatever is opened and never closed.
#[divan::bench(
    consts = [50_000, 100_000],
    args = ["{", "[", "$", "\\[", "${", "__**", "\\begin{verbatim}", "\\iffalse", "\\verb|\n", "\\url{", "\\cite{",
        "\\cite[", "\\newcommand{", "(cite ", "%\n", "a\n\n"],
    sample_count = 10,
)]
fn openers_never_closed<const LENGTH: usize>(bencher: Bencher, opener: &str) {
    let text = Text::plain(opener.repeat(LENGTH / opener.len()));
    bencher.bench(|| TexFile::parse(black_box(&text)));
}
