//! Where the verdict on references draws its lines: of altered references how many are detected (DR), and of true
//! ones how many accused (FPR), at other values of each threshold.
//!
//! ```text
//! cargo bench --bench verdict [-- NAME ...]
//! ```
//!
//! The world are the works of `tests/fixtures/corpus/works.bib`, as records; some with a preprint beside them. True
//! references say the same in other words (initials, spellings, subtitles left out, versions years apart), or are of
//! works that the world lacks and that look like others; altered ones differ in title, authors, year, venue or
//! identifier. What a world knows of venues, books and registrants is drawn: whole series as indexes have them,
//! pieces as bibliographies of persons have them.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::collections::HashSet;
use std::sync::Arc;

use lacuna::model::bibliography::Bibliography;
use lacuna::model::library::{EntryId, Library, Work};
use lacuna::model::record::{Record, Reference};
use lacuna::model::verified::Verdict;
use lacuna::resolve::verify::{Candidate, Scope, Thresholds, judge_within};
use lacuna::syntax::latex_text::fold_words;
use lacuna::syntax::names::Name;
use lacuna::text::Text;

/// A threshold, how it is set, and the values that are tried.
type Curve = (&'static str, fn(&mut Thresholds, f64), &'static [f64]);

const CURVES: [Curve; 18] = [
    ("slips", |it, n| it.slips = n as usize, &[0.0, 1.0, 2.0, 3.0]),
    ("shortest_slip", |it, n| it.shortest_slip = n as usize, &[1.0, 2.0, 3.0, 4.0, 6.0]),
    ("slip_years", |it, n| it.slip_years = n as i32, &[0.0, 1.0, 2.0, 4.0, 8.0]),
    ("telling_words", |it, n| it.telling_words = n as usize, &[1.0, 3.0, 5.0, 7.0, 9.0]),
    ("main_words", |it, n| it.main_words = n as usize, &[1.0, 2.0, 3.0, 4.0, 6.0]),
    ("main_letters", |it, n| it.main_letters = n as usize, &[4.0, 10.0, 15.0, 25.0, 40.0]),
    ("alike", |it, n| it.alike = n, &[0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 1.0]),
    ("garbled", |it, n| it.garbled = n, &[0.4, 0.5, 0.6, 0.7, 0.8, 1.0]),
    ("print", |it, n| it.print = n as i32, &[0.0, 1.0, 2.0, 3.0]),
    ("to_print", |it, n| it.to_print = n as i32, &[0.0, 1.0, 2.0, 3.0, 5.0, 8.0]),
    ("to_journal", |it, n| it.to_journal = n as i32, &[0.0, 2.0, 5.0, 12.0, 20.0]),
    ("version", |it, n| it.version = n, &[0.3, 0.4, 0.5, 0.6, 0.8, 1.0]),
    ("dois", |it, n| it.dois = n as u64, &[1.0, 100.0, 500.0, 2000.0, 20000.0]),
    ("at_venue", |it, n| it.at_venue = n as u64, &[1.0, 20.0, 100.0, 400.0, 2000.0]),
    ("published", |it, n| it.published = n as u64, &[1.0, 100.0, 1000.0, 10000.0, 100000.0]),
    ("telling_letters", |it, n| it.telling_letters = n as usize, &[3.0, 6.0, 8.0, 10.0, 20.0]),
    ("common_letters", |it, n| it.common_letters = n as usize, &[3.0, 4.0, 5.0, 6.0, 9.0]),
    ("chosen", |_, _| (), &[0.0]),
];

/// Records that a look-up brings.
const CANDIDATES: usize = 8;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let works = works();
    let cases = Cases::of(&works);
    println!("{} works, {} altered references, {} true ones", works.len(), cases.altered, cases.of_true);
    for (name, set, values) in
        CURVES.iter().filter(|it| wanted.is_empty() || wanted.iter().any(|w| w == it.0))
    {
        println!("{name}");
        for value in *values {
            let mut lines = Thresholds::CHOSEN;
            set(&mut lines, *value);
            let chosen = if lines == Thresholds::CHOSEN { "  chosen" } else { "" };
            let (detected, accused) = cases.measure(&lines);
            println!("  {value:<8} DR {detected:.4}  FPR {accused:.4}{chosen}");
        }
    }
    println!("detected, accused by kind");
    for (kind, detected, of) in cases.by_kind() {
        println!("  {kind:<34} {detected} of {of}");
    }
}

fn works() -> Vec<Record> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/corpus/works.bib");
    let text = std::fs::read_to_string(path).unwrap();
    let bibliography = Bibliography::parse(Text::plain(text)).indexed();
    let library = Library::new(vec![Arc::new(bibliography)], 0);
    let ids = (0..library.len() as u32).map(|entry| EntryId { bibliography: 0, entry });
    ids.map(|it| Record { work: library.work(it), ..Record::default() }).collect()
}

/// A reference, what the world has for it, and whether accusing it is right.
struct Case {
    kind: &'static str,
    is_altered: bool,
    /// Whether the world has the work: else it is no accusation that it was not found.
    is_there: bool,
    reference: Reference,
    candidates: Vec<Candidate>,
    scope: Scope,
}

struct Cases {
    all: Vec<Case>,
    altered: usize,
    of_true: usize,
}

impl Cases {
    fn of(works: &[Record]) -> Self {
        let mut world = works.to_vec();
        for (n, it) in works.iter().enumerate().filter(|it| it.0 % 3 == 0) {
            let year = it.work.year.map(|it| it - (n as i32 % 2));
            let (venue, kind) = ("CoRR".to_owned(), "article".to_owned());
            let work = Work { year, venue, kind, doi: None, key: format!("p{n}"), ..it.work.clone() };
            world.push(Record { work, ..it.clone() });
        }
        world.extend(works.iter().enumerate().map(|it| only_preprint(it.0, it.1)));
        world.extend(works.iter().enumerate().flat_map(|it| of_the_same_people(it.0, it.1)));
        let known = |it: Record| Known { words: fold_words(&it.work.title), record: it };
        let world: Vec<Known> = world.into_iter().map(known).collect();
        let mut all = Vec::new();
        for (n, it) in works.iter().enumerate() {
            let other = &works[(n * 7 + 3) % works.len()].work;
            let forms = true_forms(n, &it.work).into_iter().map(|it| (false, it));
            for (is_altered, form) in
                forms.chain(altered_forms(n, &it.work, other).into_iter().map(|it| (true, it)))
            {
                all.push(case(n, is_altered, form, &world));
            }
        }
        let altered = all.iter().filter(|it| it.is_altered).count();
        Self { altered, of_true: all.len() - altered, all }
    }

    fn measure(&self, lines: &Thresholds) -> (f64, f64) {
        let count = |altered: bool| {
            self.all.iter().filter(|it| it.is_altered == altered && it.accused(lines)).count()
        };
        (count(true) as f64 / self.altered as f64, count(false) as f64 / self.of_true as f64)
    }

    fn by_kind(&self) -> Vec<(&'static str, usize, usize)> {
        let mut kinds: Vec<(&'static str, usize, usize)> = Vec::new();
        for it in &self.all {
            if !kinds.iter().any(|kind| kind.0 == it.kind) {
                kinds.push((it.kind, 0, 0));
            }
            let kind = kinds.iter_mut().find(|kind| kind.0 == it.kind).unwrap();
            kind.1 += usize::from(it.accused(&Thresholds::CHOSEN));
            kind.2 += 1;
        }
        kinds
    }
}

impl Case {
    fn accused(&self, lines: &Thresholds) -> bool {
        match judge_within(&self.reference, &self.candidates, &self.scope, lines).verdict {
            Verdict::Differs => true,
            Verdict::NotFound => self.is_altered || self.is_there,
            Verdict::Confirmed | Verdict::Unchecked => false,
        }
    }
}

/// A work of which the world has the preprint alone.
fn only_preprint(n: usize, record: &Record) -> Record {
    let mut record = record.clone();
    record.work.title = preprint_title(n, &record.work);
    record.work.venue = "CoRR".to_owned();
    record.work.doi = None;
    record.work.arxiv = Some(format!("2600.{n:05}"));
    record
}

/// What the people of a work wrote beside it: a preprint that had another title, a paper on something else, and one
/// with a short title.
fn of_the_same_people(n: usize, record: &Record) -> [Record; 3] {
    let with = |title: String, doi: Option<String>, arxiv: Option<String>| {
        let venue = if arxiv.is_some() { "CoRR".to_owned() } else { record.work.venue.clone() };
        Record { work: Work { title, doi, arxiv, venue, ..record.work.clone() }, ..record.clone() }
    };
    let elsewhere = format!("Notes on {}", ["Glaciers", "Deltas", "Moraines", "Estuaries"][n % 4]);
    [
        with(retitled(n, &record.work, 1 + n % 4), None, Some(format!("2500.{n:05}"))),
        with(elsewhere, Some(format!("10.5555/beside.{n}")), None),
        with(format!("{} Rivers", ADJECTIVES[n % 4]), None, None),
    ]
}

const ADJECTIVES: [&str; 4] = ["Frozen", "Muddy", "Braided", "Silent"];

/// A title of which so many words are others.
fn retitled(n: usize, work: &Work, words: usize) -> String {
    (0..words).fold(work.title.clone(), |title, at| word_replaced(&title, n + 2 * at, ADJECTIVES[at % 4]))
}

fn preprint_title(n: usize, work: &Work) -> String {
    format!("{} of {} Rivers", work.title, ["Cold", "Deep", "Lasting", "Many"][n % 4])
}

/// A kind of reference, whether the world has its work, what it says, how much the world knows.
struct Form(&'static str, bool, Work, Scope);

/// A record with the words of its title.
struct Known {
    record: Record,
    words: Vec<String>,
}

fn case(n: usize, is_altered: bool, form: Form, world: &[Known]) -> Case {
    let Form(kind, is_there, mut work, scope) = form;
    work.key = format!("r{n}");
    let words: HashSet<String> = fold_words(&work.title).into_iter().collect();
    let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    let rank = |it: &&Known| {
        let (there, shared) = (&it.record.work, it.words.iter().filter(|it| words.contains(*it)).count());
        (!(same(&there.doi, &work.doi) || same(&there.arxiv, &work.arxiv)), std::cmp::Reverse(shared))
    };
    let mut near: Vec<&Known> = world.iter().collect();
    near.sort_by_cached_key(rank);
    let candidate = |it: &Known| Candidate { source: 0, record: it.record.clone() };
    let candidates = near.into_iter().take(CANDIDATES).map(candidate).collect();
    let venues = if work.venue.is_empty() { Vec::new() } else { vec![work.venue.clone()] };
    Case { kind, is_altered, is_there, reference: Reference { work, venues, pmid: None }, candidates, scope }
}

/// A world that has all of the series: from thirty papers of a young workshop to sixteen thousand of a conference.
fn whole(n: usize) -> Scope {
    let size = 32 << (n % 10);
    Scope {
        sources: 1,
        dois: size * 8,
        knows_registrant: true,
        published: size * 10,
        at_venue: size,
        ..Scope::default()
    }
}

/// A person's bibliography: of one venue up to some hundred papers.
fn piece(n: usize) -> Scope {
    let size = 1 << (n % 9);
    Scope {
        sources: 1,
        dois: size * 4,
        knows_registrant: true,
        published: size * 20,
        at_venue: size,
        ..Scope::default()
    }
}

fn word_replaced(title: &str, at: usize, new: &str) -> String {
    let words: Vec<&str> = title.split(' ').collect();
    let at = at % words.len();
    words.iter().enumerate().map(|(n, it)| if n == at { new } else { it }).collect::<Vec<_>>().join(" ")
}

/// A letter of a name wrong, as people type it.
fn misspelt(name: &Name, at: usize) -> Name {
    let mut letters: Vec<char> = name.family.chars().collect();
    if letters.len() > 4 {
        let at = 1 + at % (letters.len() - 2);
        letters.swap(at, at + 1);
    }
    Name { family: letters.into_iter().collect(), ..name.clone() }
}

fn long_venue(venue: &str) -> String {
    match venue {
        "NIPS" | "NeurIPS" => "Advances in Neural Information Processing Systems 33".to_owned(),
        "ICML" => "Proceedings of the 37th International Conference on Machine Learning".to_owned(),
        "ICLR" => "8th International Conference on Learning Representations".to_owned(),
        "CVPR" => "IEEE Conf. on Computer Vision and Pattern Recognition".to_owned(),
        venue => venue.to_owned(),
    }
}

fn short_venue(venue: &str) -> String {
    match venue {
        "NIPS" | "NeurIPS" => "Adv. Neural Inf. Process. Syst.".to_owned(),
        "ICML" => "Proc. Int. Conf. Mach. Learn.".to_owned(),
        "ICLR" => "Int. Conf. Learn. Represent.".to_owned(),
        "CVPR" => "Proc. IEEE Conf. Comput. Vis. Pattern Recognit.".to_owned(),
        "ACL" => "Proc. Annu. Meet. Assoc. Comput. Linguist.".to_owned(),
        venue => {
            venue.split(' ').map(|it| it.chars().take(5).collect::<String>()).collect::<Vec<_>>().join(" ")
        }
    }
}

fn true_forms(n: usize, work: &Work) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut add = |kind, scope: Scope, change: &dyn Fn(&mut Work)| {
        let mut work = work.clone();
        change(&mut work);
        forms.push(Form(kind, true, work, scope));
    };
    let later = |it: &mut Work, years: i32| it.year = it.year.map(|it| it + years);
    let initial = |it: &Name| {
        let given = it.given.chars().next().map(|it| format!("{it}.")).unwrap_or_default();
        Name { given, ..it.clone() }
    };
    add("true: as it is", whole(n), &|_| ());
    add("true: initials", whole(n), &|it| it.authors = it.authors.iter().map(initial).collect());
    add("true: and others", whole(n), &|it| {
        it.authors.truncate(1);
        it.others = true;
    });
    add("true: a name misspelt", whole(n), &|it| {
        let at = n % it.authors.len();
        it.authors[at] = misspelt(&it.authors[at], n);
    });
    add("true: a name garbled", whole(n), &|it| {
        let at = n % it.authors.len();
        let half: String =
            it.authors[at].family.chars().rev().skip(2).collect::<Vec<_>>().into_iter().rev().collect();
        it.authors[at] = Name { family: format!("{half}us"), ..Name::default() };
    });
    add("true: long venue", whole(n), &|it| it.venue = long_venue(&it.venue));
    add("true: no subtitle", whole(n), &|it| {
        if let Some((main, _)) = it.title.split_once(": ").filter(|it| it.0.contains(' ')) {
            it.title = main.to_owned();
        }
    });
    add("true: in print", whole(n), &|it| later(it, 1 - 2 * (n as i32 % 2)));
    add("true: its preprint", whole(n), &|it| {
        it.venue = "arXiv preprint".to_owned();
        it.doi = None;
        later(it, -(n as i32 % 4));
    });
    add("true: its journal version", whole(n), &|it| {
        let years = n as i32 % 8;
        let is_paper = it.kind == "inproceedings";
        if is_paper {
            it.kind = "article".to_owned();
            it.venue = "Journal of Its Field".to_owned();
            it.doi = None;
            later(it, years);
        }
    });
    let beside = |it: &mut Work| {
        it.title = preprint_title(n, it);
        it.arxiv = Some(format!("2600.{n:05}"));
        it.doi = Some(format!("10.48550/arxiv.2600.{n:05}"));
    };
    add("true: a preprint's DOI beside a venue", piece(n), &beside);
    add("true: beside a meeting of another field", Scope { at_venue: 0, ..piece(n) }, &|it| {
        beside(it);
        it.venue = "Annual Symposium on Glaciers".to_owned();
    });
    add("true: an abbreviated venue", whole(n), &|it| it.venue = short_venue(&it.venue));
    add("true: a registrant of another field", Scope { knows_registrant: false, ..piece(n) }, &|it| {
        it.doi = Some(format!("10.{}/x.{n}", 2000 + n % 50));
    });
    add("true: its preprint had another title", whole(n), &|it| it.arxiv = Some(format!("2500.{n:05}")));
    let mut lacking = |kind, change: &dyn Fn(&mut Work)| {
        let mut work = Work { doi: None, arxiv: None, ..work.clone() };
        change(&mut work);
        forms.push(Form(kind, false, work, whole(n)));
    };
    // Works that the world lacks, by the same people or under a like title.
    lacking("true: lacking, a sequel", &|it| {
        it.title = format!("{} Revisited", it.title);
        later(it, 3 + n as i32 % 3);
    });
    lacking("true: lacking, a companion", &|it| it.title = retitled(n, it, 3));
    lacking("true: lacking, a companion with a short title", &|it| {
        it.title = format!("{} Lakes", ADJECTIVES[n % 4]);
    });
    lacking("true: lacking, a short title's namesake", &|it| {
        let words: Vec<&str> = it.title.split_inclusive(' ').collect();
        it.title = words[..words.len().min(2)].concat().trim_end_matches([' ', ':']).to_owned();
        it.authors = vec![Name::read("Petra Moss"), Name::read("Ida Blum")];
        later(it, 5);
    });
    forms
}

fn altered_forms(n: usize, work: &Work, other: &Work) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut add = |kind, scope: Scope, change: &dyn Fn(&mut Work)| {
        let mut work = work.clone();
        change(&mut work);
        forms.push(Form(kind, true, work, scope));
    };
    let bare = |it: &mut Work| (it.doi, it.arxiv) = (None, None);
    add("altered: a word of the title", whole(n), &|it| {
        it.title = word_replaced(&it.title, n, ["Robust", "Sparse", "Causal"][n % 3]);
        bare(it);
    });
    add("altered: the title under its identifier", whole(n), &|it| {
        it.title = word_replaced(&it.title, n, "Robust")
    });
    add("altered: half of two titles", whole(n), &|it| {
        let [head, tail]: [Vec<&str>; 2] = [&it.title, &other.title].map(|it| it.split(' ').collect());
        it.title = [&head[..head.len() / 2], &tail[tail.len() / 2..]].concat().join(" ");
        bare(it);
    });
    add("altered: other people", whole(n), &|it| {
        it.authors.clone_from(&other.authors);
        bare(it);
    });
    add("altered: one author another", whole(n), &|it| {
        let at = n % it.authors.len();
        it.authors[at] = other.authors[0].clone();
    });
    add("altered: an author's near namesake", whole(n), &|it| {
        let at = n % it.authors.len();
        let family = ["Zhang", "Chen", "Wang", "Liu", "Müller", "Smith"][n % 6].to_owned();
        it.authors[at] = Name { family, ..it.authors[at].clone() };
    });
    add("altered: an author left out", whole(n), &|it| {
        if it.authors.len() > 2 {
            it.authors.remove(n % it.authors.len());
        } else {
            it.authors.push(other.authors[0].clone());
        }
    });
    add("altered: another first author", whole(n), &|it| {
        let length = it.authors.len();
        it.authors.rotate_left(1);
        if length == 1 {
            it.authors[0] = other.authors[0].clone();
        }
    });
    add("altered: the year", whole(n), &|it| it.year = it.year.map(|it| it + [2, -3, 5, 9][n % 4]));
    add("altered: the venue", whole(n), &|it| {
        it.venue = ["SIGGRAPH", "STOC", "USENIX Security", "INTERSPEECH"][n % 4].to_owned();
        bare(it);
    });
    add("altered: an invented venue", whole(n), &|it| {
        let field = ["Rivers", "Quantum Learning", "Trustworthy Graphs"][n % 3];
        it.venue = format!("International Conference on {field}");
        bare(it);
    });
    let beside = |it: &mut Work| {
        it.title = preprint_title(n, it);
        it.arxiv = Some(format!("2600.{n:05}"));
        it.doi = Some(format!("10.48550/arxiv.2600.{n:05}"));
    };
    add("altered: a preprint at a venue", whole(n), &beside);
    add("altered: a preprint at an invented meeting", Scope { at_venue: 0, ..whole(n) }, &|it| {
        beside(it);
        it.venue = "Symposium on Quantum Rivers".to_owned();
    });
    add("altered: an invented DOI", Scope { knows_registrant: false, ..whole(n) }, &|it| {
        it.doi = Some(format!("10.{}/x.{n}", 60_000 + n));
    });
    add("altered: the DOI of its people's other work", whole(n), &|it| {
        it.doi = Some(format!("10.5555/beside.{n}"));
    });
    add("altered: another work's DOI", whole(n), &|it| {
        it.doi.clone_from(&other.doi);
        it.arxiv.clone_from(&other.arxiv);
    });
    forms
}
