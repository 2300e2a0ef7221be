//! Numbers in brackets, and the numbered list of references that they point into.

use rustc_hash::FxHashMap;

use super::reference::described;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::model::uses::is_cited;
use crate::syntax::tex::{Chunk, Delimiter};

/// A longer range of numbers is none.
const MOST: u32 = 30;

/// Names of a section that lists references, in lower case.
pub const HEADINGS: [&str; 8] = [
    "references",
    "bibliography",
    "literature",
    "literatur",
    "literaturverzeichnis",
    "bibliographie",
    "références",
    "список литературы",
];

/// The numbers in `[3, 7]`, `[2-5]`, in order.
pub fn numbers(text: &str) -> Option<Vec<u32>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let mut numbers = Vec::new();
    for part in inner.split([',', ';']) {
        let ends: Vec<u32> = part
            .split(['-', '–', '—'])
            .filter(|it| !it.is_empty())
            .map(|it| it.trim().parse().ok())
            .collect::<Option<_>>()?;
        match ends[..] {
            [one] => numbers.push(one),
            [from, to] if from < to && to - from <= MOST => numbers.extend(from..=to),
            _ => return None,
        }
    }
    Some(numbers)
}

/// The keys that numbers stand for, where every one of them is certain.
pub fn keys(snapshot: &Snapshot, project: &Project, numbers: &[u32]) -> Option<Vec<String>> {
    let list = list(snapshot, project);
    let cited = |key: &str| is_cited(snapshot, project, key);
    let mut keys: Vec<String> = Vec::new();
    for number in numbers {
        let key = match list.get(number)?.as_slice() {
            [Item::Key(key)] => key.clone(),
            [Item::Text(text)] if project.library.is_indexed() => {
                let id = described(text, &project.library, &cited)?;
                let key = project.library.key(id);
                (!project.library.is_master(id)).then_some(key)?
            }
            _ => return None,
        };
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    (!keys.is_empty()).then_some(keys)
}

/// An item of a list.
enum Item {
    /// A `\bibitem`, by its key.
    Key(String),
    /// What is written.
    Text(String),
}

/// What stands under each number: a project with two lists has two items under one.
fn list(snapshot: &Snapshot, project: &Project) -> FxHashMap<u32, Vec<Item>> {
    let mut list: FxHashMap<u32, Vec<Item>> = FxHashMap::default();
    let mut last = 0;
    let mut under_heading = false;
    for id in &project.files {
        let Some(citations) = snapshot.citations(id) else { continue };
        for (_, chunk, cited) in &citations.chunks {
            for item in &cited.items {
                let before = chunk.text[..item.range.start - 1].trim_end();
                // A label of its own: the list has no numbers.
                if before.ends_with(']') {
                    return FxHashMap::default();
                }
                last += 1;
                list.entry(last).or_default().push(Item::Key(item.key.clone()));
            }
            under_heading = heading(chunk).unwrap_or(under_heading);
            if cited.items.is_empty() {
                for (number, text) in pasted(chunk, under_heading) {
                    list.entry(number).or_default().push(Item::Text(text));
                }
            }
        }
    }
    list
}

/// Whether the last heading of a chunk begins a list of references.
pub fn heading(chunk: &Chunk) -> Option<bool> {
    let headings = chunk.calls.iter().filter(|it| it.name.ends_with("section") || it.name == "chapter");
    let title = headings
        .filter_map(|it| it.arguments.iter().find(|it| it.delimiter == Delimiter::Brace))
        .next_back()?;
    let title = chunk.text[title.inner().std()].trim().to_lowercase();
    Some(HEADINGS.contains(&title.as_str()))
}

/// The items of a paragraph: lines that begin with `[1]`; under a heading also with `1.` or `\item`.
fn pasted(chunk: &Chunk, under_heading: bool) -> Vec<(u32, String)> {
    let mut items: Vec<(u32, String)> = Vec::new();
    let mut counted = 0;
    for line in chunk.text.lines() {
        let line = line.trim().trim_start_matches("\\noindent").trim_start();
        let in_brackets = line.strip_prefix('[').and_then(|it| it.split_once(']'));
        let numbered = in_brackets.or_else(|| line.split_once(". ").filter(|_| under_heading));
        let numbered = numbered.and_then(|(number, rest)| Some((number.parse().ok()?, rest)));
        let counts = line.strip_prefix("\\item ").filter(|_| under_heading);
        if counts.is_some() {
            counted += 1;
        }
        match numbered.or_else(|| Some((counted, counts?))) {
            Some((number, rest)) => items.push((number, rest.trim().to_owned())),
            None => {
                if let Some((_, text)) = items.last_mut().filter(|_| !line.starts_with("\\end")) {
                    *text = format!("{text} {line}");
                }
            }
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    const REFS: &str = r"
%- refs.bib
@inproceedings{bert, author = {Devlin, Jacob}, title = {{BERT}: Pre-training of Deep Transformers}, year = 2019}
@article{nets, author = {Wu, Kai}, title = {Graph Neural Networks}, journal = {J}, year = 2018}
";

    #[track_caller]
    fn check(list: &str, asked: &str, expected: Option<&[&str]>) {
        let fixture =
            Fixture::new(&format!("%- main.tex\n\\bibliography{{refs}}\n{list}\n{}", REFS.trim_start()));
        let project = fixture.snapshot.project(&fixture.id).unwrap();
        let found = keys(&fixture.snapshot, project, &numbers(asked).unwrap());
        let found: Option<Vec<&str>> = found.as_ref().map(|it| it.iter().map(String::as_str).collect());
        assert_eq!(found.as_deref(), expected, "{asked}");
    }

    const PASTED: &str = "[1] J. Devlin. BERT: Pre-training of\n  deep transformers. NAACL, 2019.\n[2] K. Wu. Graph Neural Networks. J, 2018.\n\n[3] Someone. Something else entirely. 2001.\n";

    #[test]
    fn numbers_are_read() {
        assert_eq!(numbers("[3, 7]"), Some(vec![3, 7]));
        assert_eq!(numbers("[1,3--5;9]"), Some(vec![1, 3, 4, 5, 9]));
        assert_eq!(numbers("[2–4]"), Some(vec![2, 3, 4]));
        assert_eq!(numbers("[5-2]"), None);
        assert_eq!(numbers("[1-900]"), None);
        assert_eq!(numbers("[a]"), None);
    }

    #[test]
    fn all_are_certain_or_none_is() {
        check(PASTED, "[1]", Some(&["bert"]));
        check(PASTED, "[1-2]", Some(&["bert", "nets"]));
        check(PASTED, "[2,1,2]", Some(&["nets", "bert"]));
        check(PASTED, "[1-3]", None);
        check(PASTED, "[4]", None);
        check(&format!("{PASTED}\n[2] Another second. 2000."), "[2]", None);
    }

    #[test]
    fn lists_are_found_in_several_forms() {
        let list = "\\section*{References}\n1. J. Devlin. BERT: Pre-training of deep transformers. 2019.\n2. K. Wu. Graph Neural Networks, J.\n";
        check(list, "[2, 1]", Some(&["nets", "bert"]));
        check(&list.replace("References", "Steps"), "[1]", None);
        let items = "\\section{References}\n\\begin{enumerate}\n\\item J. Devlin. BERT: Pre-training of deep transformers. 2019.\n\\item K. Wu. Graph Neural Networks, J.\n\\end{enumerate}\n";
        check(items, "[1-2]", Some(&["bert", "nets"]));
        let own = "\\begin{thebibliography}{9}\n\\bibitem{x} X.\n\\bibitem{y} Y.\n\\end{thebibliography}\n";
        check(own, "[2]", Some(&["y"]));
        check(&own.replace("\\bibitem{x}", "\\bibitem[X 2000]{x}"), "[2]", None);
    }
}
