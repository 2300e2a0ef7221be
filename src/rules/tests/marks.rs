//! Marks that people and language models leave where a citation should stand, and what only looks like one.

use crate::fixture::Fixture;
use crate::rules::diagnostics;

/// One paragraph each; `⟨` stands where the one report on it begins.
const MARKS: &[&str] = &[
    r"Rivers bend \cite{⟨PLACEHOLDER_smith2024_verify_this}.",
    r"Rivers bend \cite{⟨placeholder_bert}.",
    r"Rivers bend \citep{⟨vaswani2017attention_VERIFY}.",
    r"Rivers bend \citet{⟨smith2020_verify_this}.",
    r"Rivers bend \cite{⟨TODO_smith}.",
    r"Rivers bend \cite{⟨TODO:smith2020}.",
    r"Rivers bend \cite{⟨XXXX2024}.",
    r"Rivers bend \cite{⟨smith20XX}.",
    r"Rivers bend \cite{⟨smith2024?}.",
    r"Rivers bend \cite{⟨[key]}.",
    r"Rivers bend \cite{⟨<smith2020>}.",
    r"Rivers bend \cite{⟨citation_needed}.",
    r"Rivers bend \cite{⟨ref_needed_rivers}.",
    r"Rivers bend \cite{⟨unverified-smith2020}.",
    r"Rivers bend \cite{⟨FIXME}.",
    r"Rivers bend \cite{⟨author2020title}.",
    r"Rivers bend \cite{⟨AuthorYear}.",
    r"Rivers bend \cite{⟨???}.",
    r"Rivers bend \cite{⟨Hill & Dale}.",
    r"Rivers bend \cite{⟨CHECK_smith2020}.",
    r"Rivers bend \cite{⟨needed}.",
    r"Rivers bend \cite{⟨hill2001}. % TODO: verify this citation",
    r"Rivers bend \cite{⟨hill2001} % hallucinated reference?",
    r"Rivers bend \cite{⟨hill2001}. % unverified",
    r"Rivers bend ⟨[Author, Year].",
    r"Rivers bend ⟨(Author, Year).",
    r"Rivers bend ⟨(Author et al., YEAR).",
    r"Rivers bend ⟨(Smith et al., 20XX).",
    r"Rivers bend ⟨[citation].",
    r"Rivers bend ⟨[citation needed].",
    r"Rivers bend ⟨[source].",
    r"Rivers bend ⟨[source needed].",
    r"Rivers bend ⟨[REF1].",
    r"Rivers bend ⟨[REF].",
    r"Rivers bend ⟨[CITE].",
    r"Rivers bend ⟨[CITATION 3].",
    r"Rivers bend ⟨[ref1], they say.",
    r"Rivers bend ⟨[insert citation here].",
    r"Rivers bend ⟨[add reference].",
    r"Rivers bend ⟨[define/reference needed].",
    r"Rivers bend ⟨【1†source】.",
    r"Rivers bend ⟨:contentReference[oaicite:0]{index=0}.",
    r"Rivers bend cite⟨turn0search1.",
    r"Rivers bend ⟨[^1].",
    r"Rivers bend ⟨<cite>.",
    r"Rivers bend ⟨<citation needed>.",
    r"Rivers bend ⟨:cite[smith2020].",
    r"Rivers bend ⟨{cite}`smith2020`.",
    r"Rivers bend ⟨[@smith2020].",
    r"Rivers bend ⟨[@smith].",
    r"Rivers bend ⟨(arXiv:1706.03762).",
    r"Rivers bend ⟨(https://arxiv.org/abs/1706.03762).",
    r"Rivers bend ⟨(https://doi.org/10.1145/3292500.3330701).",
    r"Rivers bend ⟨[doi:10.1145/3292500.3330701].",
    r"Rivers bend \cite⟨{}.",
    r"Rivers bend ⟨[?].",
    r"Rivers bend ⟨____.",
    r"⟨TODO: cite Hill here.",
    r"Rivers bend ⟨(TODO: add citation).",
    r"Rivers bend ⟨\todo{find a source for this claim}.",
    r"Rivers bend ⟨\mara{We need a reference for this}.",
    r"Rivers bend ⟨\marginpar{add reference to Holbrook on rivers}.",
    r"Rivers bend ⟨(references to be added).",
    r"川は曲がる⟨（要出典）。",
    r"河流弯曲⟨［来源请求］。",
    r"Rivers bend ⟨(Quelle?).",
    r"Les rivières ⟨[réf. nécessaire].",
    r"Les rivières ⟨(ajouter des références).",
    r"Os rios dobram ⟨(precisa de uma referência aqui).",
    r"Rivers bend \cite{⟨Foo}.",
    r"Реки ⟨\todo{вставить ссылки здесь и далее}.",
    r"Rivers bend ⟨\ac{Insert citation of notes here}.",
    r"Rivers bend ⟨\uhoh{reference Holbrook's comparisons?}.",
    r"Rivers bend ⟨\jake{Ref Holbrook river paper}.",
    r"Rivers bend ⟨(insert reference here).",
    r"We have shown this ⟨(REFERENCE) for lakes.",
    r"Rivers bend (source : ⟨Kraemer et coll., 2015).",
    r"So say ⟨Pasch et al. (2003:~406) of rivers.",
    r"Rivers bend ⟨\todo{Reference}.",
    r"Rivers bend ⟨\todo{Quelle}.",
    r"Rivers bend ⟨\fixme{mention paper that uses rivers for heat}.",
    "\\textbf{DISCLAIMER}\n\\\\⟨Proper Citation Missing!",
    r"Rivers bend ⟨\todo{referenz auf https://rivers.org/bends}.",
    r"Rivers bend ⟨\todo{https://doi.org/10.1000/182}.",
    r"Rivers bend ⟨\todo{Find paper with proof, especially for the case of lakes}.",
    r"Rivers bend ⟨\todo{mention the Holbrook paper on rivers, the Moss and Fen papers, etc}.",
    r"Rivers bend ⟨\todo{Source for rivers, lakes etc}.",
    r"Rivers bend ⟨\tcrnote{Include perhaps parrot paper by Hill}.",
    r"Flüsse ⟨\todo{hier noch eine passende Quelle einfügen}.",
    r"I fiumi ⟨\todo{potresti trovare bibliografia a supporto delle conclusioni}.",
    r"Реки ⟨\todo{тут нужна хорошая ссылка}.",
    r"Flüsse wie bei ⟨\textbf{REF? Hill} gezeigt.",
];

/// One paragraph each, of which nothing is said.
const LOOKALIKES: &[&str] = &[
    r"Rivers bend \cite{hill2001}.",
    r"Rivers bend \cite{verifying2020compilers}.",
    r"Rivers bend \cite{todorov2012mujoco}.",
    r"Rivers bend \cite{exxon1989}.",
    r"Rivers bend \cite{check2010}.",
    r"Rivers bend \cite{spot-check}.",
    r"Rivers bend \cite{hill2001}. % checked",
    r"Rivers bend \cite{hill2001}. % verified by hand, key as in Scopus",
    r"Rivers bend \cite{hill2001}. % TODO: shorten this sentence",
    r"Rivers bend \cite{hill2001}. % the first of two",
    r"The form is (author, year).",
    r"It holds for (Firm, Year) pairs.",
    r"In May 20XX it rained.",
    r"The [citation] token is special.",
    r"We write ``[citation needed]'' for it.",
    r"The source [sic] is far.",
    r"The [source] code is open.",
    r"A vector [source, target] of nodes.",
    r"See [ref. 3] and [ref 12, p. 4].",
    r"The [reference] frame moves.",
    r"The Reference Evaluation Framework (REF) is old.",
    r"In the appendix [ref] we see more.",
    r"See section \todo{ref} for more.",
    r"As in Figure~\ref{fig:a} [ref] we see.",
    r"The pattern \texttt{[^1]} matches.",
    r"The class \verb|[^a-z]| matches.",
    r"It is $x[^1]$ there.",
    r"The HTML element <cite>, and the tag <ref>.",
    r"If $a < cite > b$ then.",
    r"In BibTeX, [@article] begins an entry.",
    r"Write to anna@river.org [@anna] soon.",
    r"\verb|:cite[smith]| is a directive.",
    r"The data lie at Zenodo (https://doi.org/10.5281/zenodo.1234567).",
    r"The paper (arXiv:1706.03762) is by \cite{hill2001}.",
    r"Published in Physics Letters (arXiv:1706.03762).",
    r"Hill found it \cite{hill2001} (arXiv:1706.03762).",
    r"We use arXiv:1706.03762 as an example.",
    r"TODO: write the introduction.",
    r"Rivers bend (TODO new plot).",
    r"\todo{Redo the figure with another reference frame.}",
    r"\todo{compare with \cite{hill2001}, section 3}",
    r"\mara{We need a better title for this section.}",
    r"\mara{The reference to \cite{hill2001} is fine.}",
    r"\rev{We add a reference to the section on lakes.}",
    r"\rev{We were not able to find a reference for it.}",
    r"(We give citations for these later.)",
    r"The form \verb|\citet| (cite in text) is for subjects.",
    r"(many citations) were counted.",
    r"No citation needed here (no reference needed).",
    r"The rate is [12] or (?) or so.",
    r"In 1989 [1989?] it was.",
    r"A number \_\_\_ and a\_\_b.",
    r"\label{a___b} and \url{http://a___b}.",
    r"川は曲がる（出典：水資源局）。",
    r"来源请求的方法见附录。",
    r"Die Karte (Quelle: eigene Darstellung) zeigt die Quelle.",
    r"Literatur und Quellen fehlen nie.",
    r"La source est loin (source chaude).",
    r"The network cites (cited by) others.",
    r"See (cite as: Hill, Rivers).",
    r"\section{Reference needed}",
    r"The package \textsf{cite} and \pkg{cite} of LaTeX.",
    r"% [citation needed] \cite{} ____",
    r"In a Markdown text, one writes [@smith2020] and **bold**.",
    r"He said: as an AI researcher, I agree.",
    r"Rivers bend \todo{yes, see cite{hill2001}}.",
    r"\kw{Reference papers}, \idea{reference frame}, \ac{ref}.",
    r"\@ifundefined{cite }{a}{b}",
    r"We asked: ``The river is a [?] that bends [?]''.",
    r#"We asked: "The river is a [?] that bends [?]"."#,
    r"5' -- [NNN] -- [XXX] -- [PPP] -- 3'",
    r"\Flag{\dynkin{B}{**xo}}{\dynkin{A}{**x}}",
    r"They write that ``it has to be noted that Rouder et al. (2009) may be read so''.",
    r"It rained (January and June 2008), less (Winter and Spring 2015).",
    r"\addtocategory{rivers}{hill2001,}",
    r"We compare Model A (REFERENCE) with Model B.",
    r"Rivers bend \todo{reference to appropriate section here?}.",
    r"Rivers bend \todo{refer to appendices for proof}.",
    r"Rivers bend \todo{mention this in the paper}.",
    "Nothing is lost:\nno reference is missing!",
    r"Rivers bend \todo{this chapter is based on a previous paper}.",
    r"Rivers bend \todo{https://github.com/rivers/issues/3}.",
    r"Flüsse \todo{Referenz auf Kapitel 3 einfügen}.",
    r"I fiumi \todo{inserire riferimento alla figura}.",
    r"Rivers bend \footnote{Source for rivers: the office.}",
    r"A \textbf{REFERENCE} text, \textbf{Source?} asked Hill.",
    r"The stack satisfies axioms [-1], [2], and [3]. See \cite{hill2001}.",
];

const LIBRARY: &str = "
%- refs.bib
@book{hill2001, author = {Hill, Anna}, title = {Rivers}, publisher = {P}, year = 2001}
@misc{verifying2020compilers, title = {B}}
@misc{todorov2012mujoco, title = {C}}
@misc{exxon1989, title = {D}}
@misc{check2010, title = {E}}
@misc{spot-check, title = {F}}
@misc{needed, title = {Reference needed}}
";

/// What is reported of each paragraph: its place within it and the rule.
fn reports(paragraphs: &[String]) -> Vec<Vec<(usize, &'static str)>> {
    let fixture = Fixture::new(&format!("\n%- main.tex\n{}\n{LIBRARY}", paragraphs.join("\n\n")));
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    let mut start = 0;
    let mut all = Vec::new();
    for paragraph in paragraphs {
        let end = start + paragraph.len();
        let here = found.iter().filter(|it| (start..=end).contains(&it.range.start));
        all.push(here.map(|it| (it.range.start - start, it.rule.code)).collect());
        start = end + 2;
    }
    all
}

#[test]
fn marks_are_told_where_they_stand() {
    assert!(MARKS.len() >= 60);
    let paragraphs: Vec<String> = MARKS.iter().map(|it| it.replace('⟨', "")).collect();
    let mut wrong = Vec::new();
    for (mark, found) in MARKS.iter().zip(reports(&paragraphs)) {
        if found.len() != 1 || Some(found[0].0) != mark.find('⟨') {
            wrong.push(format!("{mark}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_looks_like_a_mark_is_passed_over() {
    assert!(LOOKALIKES.len() >= 60);
    let paragraphs: Vec<String> = LOOKALIKES.iter().map(|it| (*it).to_owned()).collect();
    let mut wrong = Vec::new();
    for (text, found) in LOOKALIKES.iter().zip(reports(&paragraphs)) {
        if !found.is_empty() {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
