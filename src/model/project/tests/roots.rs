//! Which documents are roots.

use crate::settings::Settings;
use expect_test::expect;
use std::path::Path;

use super::*;

#[test]
fn roots_named_by_chapters_in_every_spelling() {
    for hint in [
        "%!TEX root = ../main.tex",
        "% !TeX root=../main.tex",
        "\n\ntext % !tex  ROOT = ../main",
        r"% !TEX root = ..\main.tex",
        "%!TEX root = /p/main.tex",
        r"\documentclass[../main.tex]{subfiles}",
        r"\documentclass[../main]{subfiles}",
        "%%% Local Variables:\n%%% TeX-master: \"../main\"\n%%% End:",
        "%%% -*- mode: latex; TeX-master: \"../main.tex\" -*-",
        "% !TeX root = \"../main.tex\"",
        "% !TeX root = '../main.tex'",
        "%%! TEX root = ../main.tex",
        "%  !  TeX   root  =  ../main.tex  ",
        "%%% Local Variables: \n%%% mode: latex\n%%% tex-master: \"../main\"\n%%% End: ",
        "% -*- TeX-master: \"../main.tex\"; coding: utf-8 -*-",
        "%!TEX root = ./x/../../main.tex",
    ] {
        // The root includes its chapters by a command of its own, which says nothing of them.
        let text =
            format!("{ROOT}\\addbibresource{{refs.bib}}\\chap{{a}}\n%- ch/a.tex\n{hint}\n%- refs.bib\n");
        let assembly = assembled(&text, &Settings::default());
        let main: Vec<_> = assembly.projects.iter().flat_map(|it| it.files.iter().map(short)).collect();
        assert_eq!(main, ["main.tex", "ch/a.tex"], "{hint}");
    }
}

#[test]
fn roots_are_named_by_files_that_steer_tex() {
    // Neither has a class that could be seen.
    check(
        r"
%- latexmkrc
@default_files = ('thesis.tex');
%- thesis.tex
\input{preamble}\chapters{one}\bibliography{refs}
%- preamble.tex
%- ch/one.tex
%- refs.bib
",
        expect![[r#"
            Alone ch/one.tex | refs.bib
            Built thesis.tex preamble.tex | refs.bib
        "#]],
    );
    check(
        r"
%- Tectonic.toml
[doc]
%- src/_preamble.tex
\documentclass{article}\addbibresource{refs.bib}\begin{document}
%- src/index.tex
\input{one}
%- src/one.tex
%- src/_postamble.tex
\end{document}
%- src/refs.bib
",
        expect![[r#"
            Class src/_preamble.tex src/index.tex src/one.tex src/_postamble.tex | src/refs.bib
        "#]],
    );
}

#[test]
fn a_root_that_names_a_root_leads_to_the_last() {
    check(
        r"
%- main.tex
\documentclass{book}\parts\bibliography{refs}
%- part.tex
\documentclass[main]{subfiles}\input{one}
%- one.tex
%!TEX root = part.tex
%- ring.tex
%!TEX root = gnir.tex
%- gnir.tex
%!TEX root = ring.tex
%- refs.bib
",
        expect![[r#"
            Alone gnir.tex | refs.bib
            Class main.tex one.tex part.tex | refs.bib
            Alone ring.tex | refs.bib
        "#]],
    );
}

#[test]
fn a_root_of_a_bare_name_may_lie_in_a_folder_above() {
    check(
        r"
%- main.tex
\documentclass{book}\parts\bibliography{refs}
%- ch/one.tex
\documentclass[main]{subfiles}\begin{document}\cite{a}\end{document}
%- refs.bib
",
        expect![[r#"
            Class main.tex ch/one.tex | refs.bib
        "#]],
    );
}

#[test]
fn a_document_may_be_its_own_root_unless_another_includes_it() {
    let own = "%%% Local Variables:\n%%% TeX-master: t\n%%% End:\n";
    check(
        &format!(
            "{ROOT}\\input{{one}}\\bibliography{{refs}}\n%- one.tex\n{own}%- two.tex\n{own}%- refs.bib\n"
        ),
        expect![[r#"
            Class main.tex one.tex | refs.bib
            Named two.tex | refs.bib
        "#]],
    );
}

#[test]
fn a_root_that_is_not_there_is_missed_where_it_is_named() {
    for hint in [
        "% !TeX root = ../gone.tex",
        "%%% TeX-master: \"../gone.tex\"",
        "\\documentclass[../gone.tex]{subfiles}\\bibliography{refs}",
    ] {
        let assembly = assembled(&format!("%- ch/a.tex\n{hint}\n%- ch/refs.bib\n"), &Settings::default());
        let missing = &assembly.projects[0].missing[0];
        let told = (missing.name.as_str(), &missing.state, missing.tried.len());
        assert_eq!(told, ("../gone.tex", &LinkState::NotFound, 1), "{hint}");
        assert_eq!(missing.tried, [Path::new("/p/gone.tex")], "{hint}");
    }
    for hint in [
        "%%% TeX-master: t",
        "%%% TeX-master: nil",
        "%%% TeX-master: shared",
        "%!TEX root = ",
        "%!TEX root = a.tex",
    ] {
        let assembly = assembled(&format!("%- a.tex\n{hint}\n"), &Settings::default());
        assert_eq!(assembly.projects[0].missing, [], "{hint}");
    }
}
