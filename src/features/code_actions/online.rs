//! What no bibliography at hand has, looked up in services, where the user allows that or can be asked.

use super::action::{Action, ActionKind, Effect, Place};
use crate::model::online::May;
use crate::resolve::identifiers::{entry_with, identifier};
use crate::rules::Diagnostic;
use crate::rules::gaps::{identifier_text, placeholder_key, prose_citation};
use crate::rules::keys::undefined_citation;

/// More services than these are told by their number.
const NAMED: usize = 3;

/// On a citation in prose that the library lacks; on a key or a text that is an identifier of no entry.
pub(super) fn fixes(place: &Place, report: &Diagnostic, actions: &mut Vec<Action>) {
    let online = &place.snapshot.online;
    if online.may == May::No {
        return;
    }
    let written = || place.document.text.slice(report.range).into_owned();
    let is_wanted = match report.rule {
        prose_citation::RULE => report.data.verdict == Some("not-found"),
        undefined_citation::RULE | placeholder_key::RULE => identifier(&written()).is_some(),
        identifier_text::RULE => entry_with(&place.project.library, &written()).is_none(),
        _ => false,
    };
    if !is_wanted {
        return;
    }
    let names = match online.services.len() {
        0..=NAMED => online.names(),
        many => format!("{many} services"),
    };
    let asks = if online.may == May::Ask { " (asks you first)" } else { "" };
    actions.push(Action {
        title: format!("Look up in {names}, add and cite{asks}"),
        kind: ActionKind::QuickFix,
        fixes: vec![report.clone()],
        preferred: false,
        effect: Effect::LookUp(report.range),
        copies: None,
        why: None,
    });
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::features::code_actions::code_actions;
    use crate::fixture::Fixture;
    use crate::model::online::{May, Online};
    use crate::text::ByteRange;
    use crate::workspace::session::Event;

    #[track_caller]
    fn check(text: &str, may: May, expected: Expect) {
        let mut fixture = Fixture::new(&format!(
            "{text}\n%- refs.bib\n@misc{{a, title = {{A}}, doi = {{10.1000/there}}}}\n"
        ));
        let services = ["Crossref", "DBLP"].map(|it| (it.to_owned(), String::new())).to_vec();
        let snapshot = fixture.session.apply(Event::Online(Online { may, services, ..Online::default() }));
        let actions = code_actions(&snapshot, &fixture.id, ByteRange::empty(fixture.offset), &|_| true);
        let titles: Vec<&str> = actions.iter().map(|it| it.title.as_str()).collect();
        let titles: Vec<&str> = titles.into_iter().filter(|it| it.starts_with("Look up in")).collect();
        expected.assert_eq(&titles.join("\n"));
    }

    #[test]
    fn what_is_not_at_hand_is_looked_up_where_that_is_allowed() {
        let prose = "%- main.tex\n\\bibliography{refs}\\cite{a} __**Blum et al., \"Rivers of the No‸rthern Valleys\"**__.";
        check(prose, May::Yes, expect!["Look up in Crossref and DBLP, add and cite"]);
        check(prose, May::Ask, expect!["Look up in Crossref and DBLP, add and cite (asks you first)"]);
        check(prose, May::No, expect![""]);
        for key in ["10.1000/ri‸vers", "https://arxiv.org/abs/1706.0‸3762", "arXiv:1706.0‸3762"] {
            let text = format!("%- main.tex\n\\bibliography{{refs}}\\cite{{a,{key}}}");
            check(&text, May::Yes, expect!["Look up in Crossref and DBLP, add and cite"]);
        }
        check("%- main.tex\n\\bibliography{refs}\\cite{a,b‸lum2019}", May::Yes, expect![""]);
    }
}
