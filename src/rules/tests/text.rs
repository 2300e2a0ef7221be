use expect_test::expect;

use super::check;

const BIB: &str = r#"
%- refs.bib
@inproceedings{devlin, author = {Devlin, Jacob and Chang, Ming-Wei}, title = {BERT}, booktitle = {NAACL}, year = 2019}
@article{vaswani, author = {Vaswani, Ashish and Shazeer, Noam and others}, title = {Attention}, journal = {arXiv:1706.03762}, year = 2017}
@article{mueller, author = {M{\"u}ller, Hans and Kim, S. and Wu, T.}, title = {T}, journal = {J}, year = 2001}
@article{kim, author = {Kim, S. and Wu, T.}, title = {U}, journal = {J}, year = 2003}
@misc{oecd, title = {Report}, year = 2001}
"#;

#[test]
fn words_that_contradict_the_citation_beside_them() {
    check(
        &(r"
%- main.tex
Brown et al.~\cite{devlin} and Brown et al.'s \citep{vaswani,devlin} show it.
Devlin et al. (2012) \cite{devlin}; Vaswani and Miller~\cite{vaswani}; Devlin and Wu \cite{devlin}.
"
        .to_owned()
            + BIB),
        expect![[r#"
            Brown et al.~\cite{devlin} and Brown et al.'s \citep{vaswani,devlin} show it.
            ^^^^^^^^^^^^ text-mismatch: The text names Brown et al., but `devlin` is by Devlin and Chang; check which is meant
                                           ^^^^^^^^^^^^^^ text-mismatch: The text names Brown et al., but none of the entries cited is by them; check which is meant
            Devlin et al. (2012) \cite{devlin}; Vaswani and Miller~\cite{vaswani}; Devlin and Wu \cite{devlin}.
            ^^^^^^^^^^^^^^^^^^^^ text-mismatch: The text says 2012, but `devlin` is of 2019; check which is meant
                                                                                   ^^^^^^^^^^^^^ text-mismatch: The text names Devlin and Wu, but `devlin` is by Devlin and Chang; check which is meant
        "#]],
    );
}

#[test]
fn words_that_agree_or_are_no_authors() {
    check(
        &(r"
%- main.tex
Devlin et al.~\cite{devlin}, Devlin et al. (2018) \cite{devlin}, Muller \emph{et al.} \cite{mueller}, Chang et al.~\cite{devlin}.
See Devlin et al.\ \cite[see][]{vaswani,devlin}, Python and Julia~\cite{vaswani}, Brown et al.~\cite{oecd}, Brown et al. in \cite{devlin}.
Brown et al.~\cite{unknown} and Jacob et al. \cite{devlin}, Brown et al. \citeauthor{devlin}.
% Brown et al.~\cite{devlin}
"
        .to_owned()
            + BIB),
        expect![[r#"
            Brown et al.~\cite{unknown} and Jacob et al. \cite{devlin}, Brown et al. \citeauthor{devlin}.
                               ^^^^^^^ placeholder-key: `unknown` stands for a key still to be found; replace it by the key of an entry
        "#]],
    );
}

#[test]
fn authors_and_a_year_without_a_cite_command() {
    check(
        &(r"
%- main.tex
This was shown by Devlin et al. (2019). It holds (Vaswani and Shazeer, 2017).
As Devlin et al. (2019) show, it holds \cite{devlin}. In AlexNet (2012) not. % Devlin et al. (2019)
As Kim and Wu (2003) show. In Germany and France (2014), in Pride and Prejudice (1813). \author{Devlin et al. (2019)}
"
        .to_owned()
            + BIB),
        expect![[r#"
            This was shown by Devlin et al. (2019). It holds (Vaswani and Shazeer, 2017).
                              ^^^^^^^^^^^^^^^^^^^^ author-year-text: `Devlin et al. (2019)` names a work without a cite command; use one
                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ author-year-text: `(Vaswani and Shazeer, 2017)` names a work without a cite command; use one
            As Kim and Wu (2003) show. In Germany and France (2014), in Pride and Prejudice (1813). \author{Devlin et al. (2019)}
               ^^^^^^^^^^^^^^^^^ author-year-text: `Kim and Wu (2003)` names a work without a cite command; use one
        "#]],
    );
}

#[test]
fn numbers_in_brackets() {
    check(
        &(r"
%- main.tex
It was shown before [12], as in [4], and again [3, 7], in others [2-5]. See \cite{devlin}.
The range [1, 2], $x \in [3, 4]$, a[3], in [1, 5], [0, 1], \item[4], x \\[2] \footnotemark[3], f [1](x), of [7, 3].
"
        .to_owned()
            + BIB),
        expect![[r#"
            It was shown before [12], as in [4], and again [3, 7], in others [2-5]. See \cite{devlin}.
                                ^^^^ numeric-citation: `[12]` looks like a pasted citation; use a cite command
                                            ^^^ numeric-citation: `[4]` looks like a pasted citation; use a cite command
                                                           ^^^^^^ numeric-citation: `[3, 7]` looks like a pasted citation; use a cite command
                                                                             ^^^^^ numeric-citation: `[2-5]` looks like a pasted citation; use a cite command
        "#]],
    );
    check("\n%- main.tex\nIt was shown before [12].\n%- refs.bib\n@misc{a,}\n", expect![[r#""#]]);
    check(
        "\n%- main.tex\nIt was shown [2].\n\n[1] Brown. A.\n\n[2] Devlin. B.\n\n[3] Wu. C.\n%- refs.bib\n@misc{a,}\n",
        expect![[r#"
            It was shown [2].
                         ^^^ numeric-citation: `[2]` looks like a pasted citation; use a cite command
        "#]],
    );
}

#[test]
fn what_a_language_model_left() {
    check(
        &(r"
%- main.tex
As an AI language model, I know. Certainly! Here is the text :contentReference[oaicite:0]. It refuses: ``As an AI language model''.
### Results
The **main point** \url{https://a.org/?utm_source=chatgpt.com} is __**Devlin et al., \enquote{BERT}**__ turn0search1.
% **not** \url{x?utm_source=chatgpt.com}
\begin{verbatim}
**not** turn0search1
\end{verbatim}
"
        .to_owned()
            + BIB),
        expect![[r#"
            As an AI language model, I know. Certainly! Here is the text :contentReference[oaicite:0]. It refuses: ``As an AI language model''.
            ^^^^^^^^^^^^^^^^^^^^^^^ generated-text: `As an AI language model` is what an assistant says in a chat; remove it
                                             ^^^^^^^^^^^^^^^ generated-text: `Certainly! Here` is what an assistant says in a chat; remove it
                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ generated-text: `:contentReference[oaicite:0]` is a chat tool's mark of a source; cite the source instead
            ### Results
            ^^^^^^^^^^^ generated-text: `### Results` is Markdown; write it in LaTeX
            The **main point** \url{https://a.org/?utm_source=chatgpt.com} is __**Devlin et al., \enquote{BERT}**__ turn0search1.
                ^^^^^^^^^^^^^^ generated-text: `**main point**` is Markdown; write it in LaTeX
                                                   ^^^^^^^^^^^^^^^^^^^^^^ generated-text: `utm_source=chatgpt.com` tells that a chat tool gave the address; check it and remove this
                                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.match: Match: Devlin and Chang (2019) is in the bibliography as `devlin`; replace the words by a cite command
                                                                                                                    ^^^^^^^^^^^^ generated-text: `turn0search1` is a chat tool's mark of a source; cite the source instead
        "#]],
    );
}

#[test]
fn numbers_in_brackets_that_are_no_citations() {
    check(
        &(r"
%- main.tex
See Table [2], Lemma [3], step [4] and direction [110]. A shape [32, 64, 128]; the CI [2, 5], the steps [1] mix, [2] stir.
GPU [2] and the [4] reaction, a [3,3]-sigmatropic shift; from [1, 5, 10], dimensions [3, 4], [001] orientation \cite{devlin}.
But see [12] \textbf{x}, and Brown et al. [14] \cite{devlin}.
"
        .to_owned()
            + BIB),
        expect![[r#"
            But see [12] \textbf{x}, and Brown et al. [14] \cite{devlin}.
                    ^^^^ numeric-citation: `[12]` looks like a pasted citation; use a cite command
                                                      ^^^^ numeric-citation: `[14]` looks like a pasted citation; use a cite command
        "#]],
    );
}

#[test]
fn what_a_model_said_may_be_shown() {
    check(
        &(r"
%- main.tex
\begin{quote} As an AI language model, I cannot. \end{quote}
\begin{tcolorbox}[title=Prompt] Sure! Here is it. **Answer:** 42 \end{tcolorbox} \textbf{Assistant:} Certainly! Here is it.
Phrases such as As an AI language model are common; \texttt{**x**}; « Certainly! Here is ».

In Markdown, one writes **bold**.
"
        .to_owned()
            + BIB),
        expect![[""]],
    );
}

#[test]
fn a_year_after_the_work_has_appeared() {
    check(
        &(r"
%- main.tex
In 2021, \citet{vaswani} showed it. In 2018 \citet{vaswani} and in 1997 \citet{devlin} did. In 2021 \citet{vaswani}'s way grew.
In 2021 \cite{vaswani} it grew. Since 2021, \citet{vaswani} is known. Kim and Wu \cite{vaswani}; Python and Wu \cite{vaswani}.
"
        .to_owned()
            + BIB),
        expect![[r#"
            In 2021, \citet{vaswani} showed it. In 2018 \citet{vaswani} and in 1997 \citet{devlin} did. In 2021 \citet{vaswani}'s way grew.
            ^^^^^^^ text-mismatch: The text says 2021, but `vaswani` is of 2017; check which is meant
            In 2021 \cite{vaswani} it grew. Since 2021, \citet{vaswani} is known. Kim and Wu \cite{vaswani}; Python and Wu \cite{vaswani}.
                                                                                  ^^^^^^^^^^ text-mismatch: The text names Kim and Wu, but `vaswani` is by Vaswani et al.; check which is meant
        "#]],
    );
}

#[test]
fn two_names_over_two_entries() {
    check(
        &(r"
%- main.tex
Devlin and Vaswani \cite{devlin,vaswani}; Devlin and Brown \cite{devlin,vaswani}.
"
        .to_owned()
            + BIB),
        expect![[r#"
            Devlin and Vaswani \cite{devlin,vaswani}; Devlin and Brown \cite{devlin,vaswani}.
                                                      ^^^^^^^^^^^^^^^^ text-mismatch: The text names Devlin and Brown, but none of the entries cited is by them; check which is meant
        "#]],
    );
}
