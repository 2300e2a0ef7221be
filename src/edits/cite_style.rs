//! How a document cites: its habit, by which new citations are written.

use rustc_hash::FxHashMap;

use crate::gaps::context::Surroundings;
use crate::model::citations::Citation;
use crate::model::cite_commands::{Role, known};
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;

/// What stands between a word and the cite command behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Joint {
    /// `word \cite{a}`
    Blank,
    /// `word~\cite{a}`
    Tie,
    /// `word\footcite{a}`
    Nothing,
}

/// A document's habit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CiteStyle {
    /// The command, without backslash, that prints a citation beside the text.
    pub plain: String,
    /// The command that prints it as a part of the sentence, where the document uses one.
    pub textual: Option<String>,
    /// What stands before it.
    pub joint: Joint,
    /// Whether biblatex is loaded, whose `\cite` prints no brackets.
    biblatex: bool,
}

impl CiteStyle {
    /// The habit of a document; where it cites nothing, of its project.
    pub fn of(snapshot: &Snapshot, id: &DocumentId) -> Self {
        let mut counts = Counts::default();
        if let Some(citations) = snapshot.citations(id) {
            for (_, chunk, cited) in &citations.chunks {
                cited.citations.iter().for_each(|it| counts.add(&chunk.text, it));
            }
        }
        let project = snapshot.project(id);
        if counts.commands.is_empty() {
            let files = project.into_iter().flat_map(|it| &it.files);
            for citations in files.filter_map(|it| snapshot.citations(it)) {
                for (_, chunk, cited) in &citations.chunks {
                    cited.citations.iter().for_each(|it| counts.add(&chunk.text, it));
                }
            }
        }
        let textual = counts.most(Role::Textual);
        let plain = counts.most(Role::Cite).unwrap_or_else(|| {
            let kin = match textual.as_deref() {
                Some("citet") => "citep",
                Some("textcite") => "parencite",
                _ => "cite",
            };
            kin.to_owned()
        });
        let joint = counts.joints.iter().max_by_key(|(joint, count)| (**count, std::cmp::Reverse(**joint)));
        let none =
            if plain.starts_with("foot") || plain == "supercite" { Joint::Nothing } else { Joint::Tie };
        Self {
            joint: joint.map_or(none, |it| *it.0),
            biblatex: project.is_some_and(|it| it.minds_case),
            plain,
            textual,
        }
    }

    /// `\citep{a,b}`
    pub fn command(&self, keys: &[String], textual: bool) -> String {
        let name = self.textual.as_ref().filter(|_| textual).unwrap_or(&self.plain);
        format!("\\{name}{{{}}}", keys.join(","))
    }

    /// The command that prints authors and year as a part of the sentence, also where the document uses
    /// none yet.
    pub fn textual_kin(&self) -> Option<&str> {
        self.textual.as_deref().or(match self.plain.as_str() {
            "citep" => Some("citet"),
            "parencite" | "autocite" => Some("textcite"),
            _ => None,
        })
    }

    /// Whether the command prints brackets or parentheses of its own.
    pub fn brings_brackets(&self) -> bool {
        let bare = ["citealp", "citealt", "citenum", "citenp", "onlinecite", "footcite", "supercite"];
        let unframed = self.biblatex && matches!(self.plain.as_str(), "cite" | "cites");
        !unframed && !bare.contains(&self.plain.as_str())
    }

    /// Whether the command takes a note before the citation: `\citep[see][]{a}`.
    pub fn takes_prenote(&self) -> bool {
        matches!(self.plain.as_str(), "citep" | "parencite" | "autocite")
    }

    /// Whether a citation at a gap is a part of the sentence: its subject, or what `by` names.
    pub fn is_textual(&self, around: &Surroundings) -> bool {
        if self.textual.is_none() {
            return false;
        }
        let before = around.before.trim_end_matches(|c: char| c.is_whitespace() || c == '~');
        let goes_on = around.after.trim_start().starts_with(|c: char| c.is_alphabetic());
        let words: Vec<&str> = before.split_whitespace().collect();
        let opening = words.is_empty() || (words.len() <= 3 && before.ends_with(','));
        (opening && goes_on) || words.last().is_some_and(|it| it.eq_ignore_ascii_case("by"))
    }
}

#[derive(Default)]
struct Counts {
    commands: FxHashMap<(String, bool), usize>,
    joints: FxHashMap<Joint, usize>,
}

impl Counts {
    fn add(&mut self, text: &str, citation: &Citation) {
        let textual = match citation.role {
            Role::Cite => false,
            Role::Textual => true,
            Role::Silent | Role::Perhaps => return,
        };
        let simple = citation.groups.len() == 1
            && !citation.groups[0].keys.is_empty()
            && citation.groups[0].prose.is_none()
            && text[citation.command.std()].starts_with('\\')
            && citation.name != "begin"
            && known::shape(&citation.name).is_none_or(|it| it.is_one_list())
            && !citation.name.contains("cquote");
        if !simple {
            return;
        }
        *self.commands.entry((citation.name.to_string(), textual)).or_default() += 1;
        let before = &text[..citation.command.start];
        let joint = match before.chars().next_back() {
            Some('~') => Joint::Tie,
            Some(' ') => Joint::Blank,
            Some(c) if c.is_alphanumeric() || matches!(c, '.' | ',' | '}') => Joint::Nothing,
            _ => return,
        };
        // `Next. \cite{a} shows` says nothing of words and their citations.
        let begins = joint == Joint::Blank && before.trim_end().ends_with(['.', '!', '?', ':']);
        if !textual && !begins {
            *self.joints.entry(joint).or_default() += 1;
        }
    }

    fn most(&self, role: Role) -> Option<String> {
        let of_role = self.commands.iter().filter(|((_, textual), _)| *textual == (role == Role::Textual));
        let most = of_role.max_by(|a, b| a.1.cmp(b.1).then(b.0.0.cmp(&a.0.0)));
        most.map(|((name, _), _)| name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(text: &str, command: &str, joint: Joint) {
        let fixture = Fixture::new(text);
        let style = CiteStyle::of(&fixture.snapshot, &fixture.id);
        assert_eq!((style.command(&["k".to_owned()], false).as_str(), style.joint), (command, joint));
    }

    #[test]
    fn the_habit_is_the_commonest_command_and_what_stands_before_it() {
        check(
            r"a~\citep{x} b~\citep{y} \citet{z} \cite{w} \nocite{*} \citeauthor{q}",
            r"\citep{k}",
            Joint::Tie,
        );
        check(r"a \parencite{x}, b \parencite{y}.", r"\parencite{k}", Joint::Blank);
        check(r"a.\footcite{x} b\footcite{y}", r"\footcite{k}", Joint::Nothing);
        check(r"\cite{} \cites{a}{b}", r"\cite{k}", Joint::Tie);
        check(r"\citet{x} shows", r"\citep{k}", Joint::Tie);
    }

    #[test]
    fn where_a_document_cites_nothing_its_project_counts() {
        check(
            "%- part.tex\nText ‸____.\n%- main.tex\n\\documentclass{a}\n\\begin{document}\nA \\citep{x}\n\\input{part}\n",
            r"\citep{k}",
            Joint::Blank,
        );
    }
}
