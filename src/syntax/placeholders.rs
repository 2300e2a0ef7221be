//! What stands in an entry's fields in place of names and titles: forms that were not filled in, examples.

use super::bib::Entry;
use super::citation_notes::{asks, is_placeholder};
use super::latex_text::{fold_words, to_unicode};

/// Names that forms and templates put in an author's place, folded.
const NOBODY: [&str; 66] = [
    "vorname nachname",
    "nachname vorname",
    "nom prenom",
    "prenom nom",
    "nombre apellido",
    "apellido nombre",
    "cognome nome",
    "nome cognome",
    "张三",
    "李四",
    "山田太郎",
    "山田花子",
    "作者",
    "todo",
    "tbd",
    "tba",
    "xxx",
    "xx",
    "author",
    "authors",
    "author name",
    "author names",
    "authors name",
    "name",
    "names",
    "name surname",
    "surname name",
    "surname",
    "lastname",
    "firstname",
    "firstname lastname",
    "lastname firstname",
    "first last",
    "last first",
    "first name last name",
    "last name first name",
    "first m last",
    "given family",
    "family given",
    "given name family name",
    "full name",
    "your name",
    "john doe",
    "jane doe",
    "doe john",
    "doe jane",
    "john q public",
    "max mustermann",
    "mustermann max",
    "erika mustermann",
    "mustermann erika",
    "foo bar",
    "bar foo",
    "a author",
    "an author",
    "unknown author",
    "unknown authors",
    "placeholder",
    "placeholder author",
    "dummy",
    "dummy author",
    "author unknown",
    "some author",
    "test author",
    "example author",
    "et al",
];

/// Words beside `Author` that number him.
const NUMBERS: [&str; 26] = [
    "first", "second", "third", "fourth", "fifth", "one", "two", "three", "four", "five", "1", "2", "3", "4",
    "5", "a", "b", "c", "d", "x", "y", "z", "another", "other", "last", "lead",
];

/// Whether `name`, whole, is nobody's: `Author Name`, `John Doe`, `First Author`, `Author 1`, `A. Author`.
pub fn is_nobody(name: &str) -> bool {
    let folded = fold_words(name);
    let numbered = match folded.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [one, "author" | "coauthor"] | ["author" | "coauthor", one] => NUMBERS.contains(&one),
        ["firstname" | "name" | "author", one, "lastname" | "surname", two] => one == two,
        [one] => ["author", "name", "firstname", "lastname"].iter().any(|it| {
            one.strip_prefix(it)
                .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|it| it.is_ascii_digit()))
        }),
        _ => false,
    };
    folded.is_empty() || numbered || NOBODY.contains(&folded.join(" ").as_str())
}

/// Titles that stand for one still to come, folded.
const NO_TITLES: [&str; 46] = [
    "todo",
    "tbd",
    "tba",
    "xxx",
    "xxxx",
    "to be determined",
    "to be added",
    "to be filled in",
    "title",
    "untitled",
    "no title",
    "paper title",
    "the title",
    "title of paper",
    "title of the paper",
    "title of the article",
    "title of article",
    "title of the book",
    "title of the work",
    "title here",
    "title goes here",
    "paper title here",
    "insert title",
    "insert title here",
    "your title",
    "your title here",
    "some title",
    "some paper",
    "example title",
    "sample title",
    "dummy title",
    "placeholder title",
    "title placeholder",
    "article title",
    "book title",
    "placeholder",
    "placeholder entry",
    "placeholder reference",
    "placeholder citation",
    "dummy",
    "dummy entry",
    "dummy reference",
    "missing title",
    "title missing",
    "unknown title",
    "lorem ipsum",
];

/// Whether `title` stands in the place of one: `TODO`, `Title of the paper`, `Reference Needed`. A title of symbols
/// alone, as `$\lambda$`, is one.
pub fn is_no_title(title: &str) -> bool {
    let plain = to_unicode(title);
    let folded = fold_words(&plain).join(" ");
    if folded.is_empty() {
        return title.contains('?');
    }
    // `Cite` and `References` may be titles.
    let asks = folded.contains(' ') && asks(&folded);
    NO_TITLES.contains(&folded.as_str()) || asks || folded.starts_with("todo ")
}

/// Whether an entry is no work but keeps a key defined until one is found: `@misc{needed, title={Reference Needed}}`.
/// It has no author and no title that could be one's, and says of nothing where it appeared.
pub fn is_stand_in(entry: &Entry) -> bool {
    let value = |name: &str| -> Option<String> {
        let field = entry.field(name)?;
        let text: String = field.pieces.iter().map(|it| it.text()).collect();
        Some(text.trim().to_owned()).filter(|it| !it.is_empty())
    };
    let is_open = |text: &String| is_no_title(text) || is_nobody(text) || is_placeholder(text);
    let names = ["author", "editor"].iter().filter_map(|it| value(it));
    let mut places = [
        "journal",
        "journaltitle",
        "booktitle",
        "publisher",
        "doi",
        "url",
        "eprint",
        "isbn",
        "school",
        "institution",
    ]
    .iter()
    .filter_map(|it| value(it));
    let title = match value("title") {
        Some(title) => {
            is_no_title(&title)
                || (is_placeholder(&entry.key) && fold_words(&title) == fold_words(&entry.key))
        }
        None => is_placeholder(&entry.key),
    };
    let kind = entry.kind.as_str();
    title
        && !matches!(kind, "set" | "xdata" | "control" | "bibnote")
        && names.into_iter().all(|it| is_open(&it) || it.split(" and ").all(is_nobody))
        && places.all(|it| is_open(&it))
        && (entry.field("crossref").is_none() && entry.field("xdata").is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::bib::fields::read;

    #[test]
    fn names_of_nobody() {
        for name in [
            "John Doe",
            "Doe, Jane",
            "First Author",
            "Second Author",
            "Author 1",
            "Author1",
            "Author, A.",
            "B. Author",
            "Firstname Lastname",
            "Lastname, Firstname",
            "Your Name",
            "Max Mustermann",
            "Another Author",
            "TODO",
        ] {
            assert!(is_nobody(name), "{name}");
        }
        for name in [
            "Christopher Doe",
            "Jane Smith",
            "John Smith",
            "Author, Paul",
            "Doe, J.",
            "Last, Peter",
            "Unknown",
            "Anonymous",
            "First, Michael",
            "A. Public",
            "Name, Mei",
        ] {
            assert!(!is_nobody(name), "{name}");
        }
    }

    #[test]
    fn entries_that_only_keep_a_key_defined() {
        let is = |text: &str| is_stand_in(&read(text, 0).0);
        for text in [
            "@misc{needed, key = 0, title = {Reference Needed}, }",
            "@misc{citationneeded, title = {Citation needed}, year = 2020}",
            "@article{TODO, author = {TODO}, title = {TODO}, journal = {TODO}, year = {2020}}",
            "@misc{todo}",
            "@misc{placeholder, title = {Placeholder}, author = {Author Name}}",
            "@misc{xxx, title = {xxx}}",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "@book{needed, author = {Hill, Anna}, title = {Needed}, publisher = {P}, year = 2001}",
            "@article{citation, author = {Moor, B.}, title = {Citation Needed}, journal = {J}}",
            "@misc{ref, title = {Reference Needed: a history}}",
            "@misc{source, title = {The Source}, url = {https://a.org}}",
            "@misc{cite, crossref = {a}}",
            "@misc{hill, note = {A note}}",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
