//! How a document cites, and how a cite command takes the place of something else in its text.

use rustc_hash::FxHashMap;

use crate::gaps::context::Surroundings;
use crate::model::citations::Citation;
use crate::model::cite_commands::{Role, known};
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::text::{ByteRange, Text, TextEdit};

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
        *self.commands.entry((citation.name.clone(), textual)).or_default() += 1;
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

/// What takes the place of a stretch of text.
pub struct Replacement<'a> {
    /// The text of the document.
    pub text: &'a Text,
    /// What is replaced: a blank, a note, a prose citation with its brackets.
    pub range: ByteRange,
    /// What is written.
    pub new: String,
    /// Whether it begins the sentence, where no tie belongs.
    pub begins: bool,
    /// Whether brackets directly around it go with it.
    pub unwrap: bool,
}

/// How far white space beside a replacement is looked at (bytes).
const REACH: usize = 200;

impl Replacement<'_> {
    /// The edit, with the white space beside it put right.
    pub fn edit(self, joint: Joint) -> TextEdit {
        let from = self.text.floor_char(self.range.start.saturating_sub(REACH));
        let to = self.text.floor_char(self.range.end + REACH);
        let before = self.text.slice(ByteRange::new(from, self.range.start)).into_owned();
        let after = self.text.slice(ByteRange::new(self.range.end, to)).into_owned();
        let (mut before, mut after) = (before.as_str(), after.as_str());
        if self.unwrap {
            let pairs = [('(', ')'), ('[', ']')];
            let inner = (before.trim_end_matches(' '), after.trim_start_matches(' '));
            let pair =
                pairs.iter().find(|(open, close)| inner.0.ends_with(*open) && inner.1.starts_with(*close));
            if pair.is_some() && !is_argument(&inner.0[..inner.0.len() - 1]) {
                before = &inner.0[..inner.0.len() - 1];
                after = &inner.1[1..];
            }
        }
        let bare = before.trim_end_matches([' ', '\t', '~']);
        let blank = &before[bare.len()..];
        let at_line_start = bare.is_empty() || bare.ends_with(['\n', '\r']);
        let attached = bare.chars().next_back().is_some_and(|c| !"([{".contains(c));
        let lead = if self.begins || at_line_start || !attached || blank.contains('~') {
            blank
        } else {
            match joint {
                Joint::Tie => "~",
                Joint::Blank => " ",
                Joint::Nothing => "",
            }
        };
        let rest = after.trim_start_matches([' ', '\t']);
        let gap = after.len() - rest.len();
        let swallow = if gap > 0 && rest.starts_with(['.', ',', ';', ':', ')', '!', '?']) { gap } else { 0 };
        let after = &after[swallow..];
        let trail = if after.starts_with(|c: char| c.is_alphanumeric()) { " " } else { "" };
        let end = to - after.len();
        let start = from + bare.len();
        // What stays as it was is no part of the edit.
        let kept = if blank == lead { blank.len() } else { 0 };
        let lead = if kept > 0 { "" } else { lead };
        TextEdit { range: ByteRange::new(start + kept, end), new: format!("{lead}{}{trail}", self.new) }
    }
}

/// Whether a bracket behind `before` is the argument of a command.
fn is_argument(before: &str) -> bool {
    let word = before.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '*');
    before.ends_with(['}', ']']) || (word.len() < before.len() && word.ends_with('\\'))
}

/// The same edit without what it would leave as it is at its ends.
pub fn trimmed(text: &Text, edit: TextEdit) -> TextEdit {
    let old = text.slice(edit.range).into_owned();
    let shared = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let front = shared(&mut old.chars(), &mut edit.new.chars());
    let back = shared(&mut old[front..].chars().rev(), &mut edit.new[front..].chars().rev());
    TextEdit {
        range: ByteRange::new(edit.range.start + front, edit.range.end - back),
        new: edit.new[front..edit.new.len() - back].to_owned(),
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

    #[track_caller]
    fn check_edit(text: &str, joint: Joint, expected: &str) {
        let at = text.find("____").unwrap();
        let source = Text::plain(text.to_owned());
        let range = ByteRange::new(at, at + 4);
        let replacement =
            Replacement { text: &source, range, new: r"\cite{k}".to_owned(), begins: at == 0, unwrap: true };
        assert_eq!(source.edited(&replacement.edit(joint)).all(), expected);
    }

    #[test]
    fn white_space_and_brackets_beside_it_are_put_right() {
        check_edit("word ____.", Joint::Tie, r"word~\cite{k}.");
        check_edit("word ____ .", Joint::Blank, r"word \cite{k}.");
        check_edit("word____ goes", Joint::Tie, r"word~\cite{k} goes");
        check_edit("word\n____ goes", Joint::Tie, "word\n\\cite{k} goes");
        check_edit("word~____ goes", Joint::Blank, r"word~\cite{k} goes");
        check_edit("word (____), so", Joint::Blank, r"word \cite{k}, so");
        check_edit("word [ ____ ]next", Joint::Blank, r"word \cite{k} next");
        check_edit(r"word \emph{____} so", Joint::Tie, r"word \emph{\cite{k}} so");
        check_edit("____ shows", Joint::Tie, r"\cite{k} shows");
        check_edit("word ____", Joint::Nothing, r"word\cite{k}");
    }
}
