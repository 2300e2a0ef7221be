//! Verbatim and comments.

use super::fixture;
use crate::features::diagnostics::diagnostics;

#[test]
fn what_is_no_citation_is_none() {
    let text = r"
%- main.tex
100\% \cite{wrong1} % \cite{no}
\\cite{no} a line break \\ \cite{wrong2} \verb|\cite{no}| \verb+\cite{no}+ \lstinline!\cite{no}! \texttt{\textbackslash cite}
\begin{verbatim}\cite{no}\end{verbatim}
\begin{lstlisting}
\cite{no}
\end{lstlisting}
\begin{comment}

\cite{no}

\end{comment}
\iffalse \cite{no} \ifx a\cite{no}\fi \cite{no} \fi \cite{wrong3}
\begin{document} \end{document}
\cite{no}
%- refs.bib
@misc{right, title = {A}}
";
    let fixture = fixture(text);
    let main = fixture.text();
    let found: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id)
        .iter()
        .map(|it| main[it.range.std()].to_owned())
        .collect();
    assert_eq!(found, ["wrong1", "wrong2", "wrong3"]);
}
