//! Whether two author lists name the same people, however each name is written.

use rapidfuzz::fuzz;

use super::thresholds::Thresholds;
use crate::syntax::latex_text::fold_words;
use crate::syntax::names::Name;

/// How a list differs from the record's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authors {
    /// The same people, as far as both lists go.
    Agree,
    /// The same people with another one in front.
    Reordered,
    /// People of the record are missing, and no `and others` says so.
    LeftOut,
    /// People whom the record does not have.
    Added,
    /// Some are the same, some are others.
    Mixed,
    /// No one is in both.
    Strangers,
}

/// Compares the authors of a reference with those of a record; `open` says which of the lists go on with `others`.
pub fn compare(here: &[Name], there: &[Name], open: [bool; 2], lines: &Thresholds) -> Authors {
    let (ours, theirs) = (people(here, lines), people(there, lines));
    // Of a body, nobody's name follows.
    if ours.iter().all(|it| it.is_body) || theirs.iter().all(|it| it.is_body) {
        return Authors::Agree;
    }
    let open = [open[0] || here.iter().any(is_others), open[1] || there.iter().any(is_others)];
    let pairs = pair(&ours, &theirs);
    let matched = pairs.iter().flatten().count();
    if matched == 0 {
        return Authors::Strangers;
    }
    // Who stands in a list twice is not missing from the other.
    let is_new = |it: &Person, other: &[Person]| !it.is_body && !other.iter().any(|person| person.is(it));
    let unpaired = ours.iter().zip(&pairs).filter(|it| it.1.is_none());
    let added = unpaired.filter(|it| is_new(it.0, &theirs)).count();
    let taken = |at: &usize| pairs.contains(&Some(*at));
    let missing = (0..theirs.len()).filter(|it| !taken(it) && is_new(&theirs[*it], &ours)).count();
    let added = if open[1] { 0 } else { added };
    let missing = if open[0] { 0 } else { missing };
    match (added, missing) {
        (0, 0) if pairs[0].is_some_and(|at| at != 0) && !theirs[0].is_body => Authors::Reordered,
        (0, 0) => Authors::Agree,
        // One name of many that nobody could match is a garbled spelling.
        (1, 1)
            if ours.len() >= 4
                && ours.len() == theirs.len()
                && one_is_garbled(&ours, &theirs, &pairs, lines) =>
        {
            Authors::Agree
        }
        (0, _) => Authors::LeftOut,
        (_, 0) => Authors::Added,
        _ => Authors::Mixed,
    }
}

/// The share of the longer list that is in both, 0 to 1.
pub fn overlap(here: &[Name], there: &[Name], lines: &Thresholds) -> f64 {
    let (ours, theirs) = (people(here, lines), people(there, lines));
    if ours.is_empty() || theirs.is_empty() {
        return 0.0;
    }
    let matched = pair(&ours, &theirs).iter().flatten().count();
    matched as f64 / ours.len().max(theirs.len()) as f64
}

/// Those of a list who are somebody: `and others` and a suffix that came loose are not.
fn people(names: &[Name], lines: &Thresholds) -> Vec<Person> {
    let is_suffix = |it: &Name| it.given.is_empty() && matches!(it.family.trim_end_matches('.'), "Jr" | "Sr");
    let somebody = names.iter().filter(|it| !is_others(it) && !is_suffix(it));
    somebody.map(|it| Person::new(it, lines.alike)).collect()
}

/// `et al.` among names.
fn is_others(name: &Name) -> bool {
    let words = fold_words(&name.full());
    matches!(words.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), ["et", "al"])
}

/// Words of which one is in the name of a body.
const BODIES: [&str; 14] = [
    "consortium",
    "collaboration",
    "group",
    "team",
    "network",
    "initiative",
    "project",
    "committee",
    "association",
    "organization",
    "organisation",
    "foundation",
    "institute",
    "investigators",
];

/// Of each of ours, which of theirs it is: by full name, and where nothing else fits by family name alone, for
/// at most a third (a nickname, a second name in front).
fn pair(ours: &[Person], theirs: &[Person]) -> Vec<Option<usize>> {
    let mut taken = vec![false; theirs.len()];
    let mut pairs = vec![None; ours.len()];
    let mut weak = 1.max(ours.len() / 3);
    for round in 0..2 {
        for (at, person) in ours.iter().enumerate() {
            if pairs[at].is_some() || (round == 1 && weak == 0) {
                continue;
            }
            let fits = |it: &usize| {
                !taken[*it]
                    && if round == 0 { person.is(&theirs[*it]) } else { person.has_family_of(&theirs[*it]) }
            };
            // The same place first: two people may have one family name and initial.
            let found =
                Some(at).filter(|it| *it < theirs.len() && fits(it)).or_else(|| (0..theirs.len()).find(fits));
            if let Some(found) = found {
                taken[found] = true;
                pairs[at] = Some(found);
                weak -= usize::from(round == 1);
            }
        }
    }
    pairs
}

/// Whether the two that are left over stand in one place and look alike.
fn one_is_garbled(ours: &[Person], theirs: &[Person], pairs: &[Option<usize>], lines: &Thresholds) -> bool {
    pairs.iter().position(Option::is_none).is_some_and(|at| {
        !pairs.contains(&Some(at))
            && fuzz::ratio(ours[at].words.concat().chars(), theirs[at].words.concat().chars())
                >= lines.garbled
    })
}

/// A name ready to be compared.
struct Person {
    /// All its words, folded, family name first.
    words: Vec<String>,
    /// How many of them are the family name.
    family: usize,
    is_body: bool,
    /// Whether it is written in Latin letters.
    is_latin: bool,
    /// From here on names are alike.
    alike: f64,
    /// As medicine's indexes write: `Boyd JH`, the family name in front.
    inverted: Option<Box<Self>>,
}

impl Person {
    fn new(name: &Name, alike: f64) -> Self {
        let fold = |text: &str| fold_words(text).iter().map(|it| transcribed(it)).collect::<Vec<_>>();
        let mut words = fold(&name.family);
        let family = words.len();
        words.extend(fold(&name.particle));
        let has_small = name.family.chars().any(char::is_lowercase);
        for word in name.given.split([' ', '.', '-', '~', '\u{2010}', '\u{a0}']).filter(|it| !it.is_empty()) {
            let is_initials =
                has_small && (2..=3).contains(&word.len()) && word.bytes().all(|it| it.is_ascii_uppercase());
            if is_initials {
                words.extend(word.chars().map(|it| it.to_lowercase().to_string()));
            } else {
                words.extend(fold(word));
            }
        }
        let is_body = (name.given.is_empty() && name.family.split_whitespace().count() > 1)
            || words.iter().any(|it| BODIES.contains(&it.as_str()));
        let is_latin = !words.concat().chars().any(|c| c as u32 > 0x24F);
        let may_be_initials =
            name.family.len() <= 3 && name.family.bytes().all(|it| it.is_ascii_uppercase()) && !has_small;
        let inverted = (may_be_initials && name.given.contains(char::is_lowercase)).then(|| {
            let (family, given) = (name.given.clone(), name.family.clone());
            Box::new(Self::new(&Name { family, given, ..Name::default() }, alike))
        });
        Self { words, family, is_body, is_latin, alike, inverted }
    }

    /// Whether the two can be one person: every word of the shorter name is in the longer, whole or by its first
    /// letter, and a family name is among those in full.
    fn is(&self, other: &Self) -> bool {
        if self.is_latin != other.is_latin {
            return true;
        }
        let (short, long) = if self.words.len() <= other.words.len() { (self, other) } else { (other, self) };
        let mut free: Vec<bool> = vec![true; long.words.len()];
        let mut whole = false;
        let mut all = true;
        // Whole words first, so that an initial does not take a name's place.
        for full in [true, false] {
            for (at, word) in short.words.iter().enumerate() {
                let is_long = word.chars().count() > 1;
                if is_long != full {
                    continue;
                }
                let same = |it: &usize| free[*it] && alike(word, &long.words[*it], self.alike);
                let found = (0..long.words.len()).find(same);
                if let Some(found) = found {
                    free[found] = false;
                    let in_full = is_long && long.words[found].chars().count() > 1;
                    whole |= in_full && (at < short.family || found < long.family);
                } else {
                    let is_particle = at >= short.family && word.len() <= 3 && word.chars().count() > 1;
                    all &= is_particle && short.words.len() > 2;
                }
            }
        }
        (all && whole)
            || self.joined() == other.joined()
            || self.reads_as(other)
            || other.reads_as(self)
            || self.inverted.as_ref().is_some_and(|it| it.is(other))
            || other.inverted.as_ref().is_some_and(|it| it.is(self))
    }

    fn joined(&self) -> String {
        self.words.concat()
    }

    /// Given names written as one: `Minling Zhang`, `Min-Ling Zhang`.
    fn reads_as(&self, other: &Self) -> bool {
        let given = |it: &Self| it.words[it.family..].concat();
        let (ours, theirs) = (given(self), given(other));
        self.has_family_of(other)
            && (ours == theirs
                || (!ours.is_empty() && theirs.starts_with(&ours))
                || fuzz::ratio(ours.chars(), theirs.chars()) >= self.alike)
    }

    fn has_family_of(&self, other: &Self) -> bool {
        let family = |it: &Self| it.words[..it.family].concat();
        let (ours, theirs) = (family(self), family(other));
        !ours.is_empty()
            && (alike(&ours, &theirs, self.alike)
                || (ours.len() > 3
                    && self.words[..self.family].iter().any(|it| it.len() > 3 && *it == theirs))
                || other.words[..other.family].iter().any(|it| it.len() > 3 && *it == ours))
    }
}

/// One word of two names: the same, one the other's first letter, or a spelling of it.
fn alike(a: &str, b: &str, least: f64) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut letters = short.chars();
    if let (Some(initial), None) = (letters.next(), letters.next()) {
        return long.starts_with(initial);
    }
    short.chars().count() >= 5
        && short.chars().next() == long.chars().next()
        && fuzz::ratio(short.chars(), long.chars()) >= least
}

/// `Mueller` as `Muller`, which is what `Müller` folds to.
fn transcribed(word: &str) -> String {
    word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::names::read_names;

    #[track_caller]
    fn check(here: &str, there: &str, expected: Authors) {
        let (here, there) = (read_names(here), read_names(there));
        let found = compare(&here.names, &there.names, [here.others, there.others], &Thresholds::CHOSEN);
        assert_eq!(found, expected, "{here:?} / {there:?}");
    }

    #[test]
    fn names_are_the_same_however_they_are_written() {
        check("Devlin, Jacob and Chang, Ming-Wei", "J. Devlin and M.-W. Chang", Authors::Agree);
        check("Ming-Wei Chang", "Mingwei Chang", Authors::Agree);
        check("Wei Xu and Bo Dai", "Xu, Wei and DAI, BO", Authors::Agree);
        check("Müller, Anna and Erdős, Pál", "Anna Mueller and P. Erdos", Authors::Agree);
        check("Laurens van der Maaten", "Maaten, L.J.P. van der", Authors::Agree);
        check("Garcia Lopez, Maria", "Maria Garcia Lopez", Authors::Agree);
        check("Bob Smith and Ann Lee", "Robert Smith and Ann Lee", Authors::Agree);
        check("LeCun, YA and Bottou, L", "Yann LeCun and Léon Bottou", Authors::Agree);
        check(
            "Boyd JH and Burke JD and E Gruenberg",
            "Jeffrey H Boyd and Jack D Burke and E. Gruenberg",
            Authors::Agree,
        );
        check("Wei XU and Bo NG", "W. Xu and Bo Ng", Authors::Agree);
        check("Толстой, Лев", "Tolstoy, Leo", Authors::Agree);
    }

    #[test]
    fn others_may_be_left_out_where_it_is_said() {
        check("A. Smith and others", "Ann Smith and Bo Lee and Cy Doe", Authors::Agree);
        check("A. Smith and C. Doe", "Ann Smith and Bo Lee and Cy Doe", Authors::LeftOut);
        check("A. Smith and B. Lee and C. Doe", "Ann Smith and Bo Lee", Authors::Added);
    }

    #[test]
    fn other_people_are_other_people() {
        check("Petra Silva and Yuki Sato", "Emre Acar and Ruizhao Zhu", Authors::Strangers);
        check("Ann Smith and Yuki Sato", "Ann Smith and Ruizhao Zhu", Authors::Mixed);
        check("Bo Lee and Ann Smith", "Ann Smith and Bo Lee", Authors::Reordered);
        check("Wei Zhang", "Wei Wang", Authors::Strangers);
    }

    #[test]
    fn what_is_unknown_contradicts_nothing() {
        check("", "Ann Smith", Authors::Agree);
        check("{OpenAI Research} and Ann Smith", "Ann Smith", Authors::Agree);
        check("{Rivers of Europe Consortium} and others", "Ann Smith and Bo Lee", Authors::Agree);
        check("Ann Smith and Rivers Working Group", "Ann Smith", Authors::Agree);
        check("Smith, A. and Lee, B. and Jr and et Al", "Ann Smith and Bo Lee and Cy Doe", Authors::Agree);
        check("Ann Smith and Bo Lee", "A. Smith and B. Lee and Ann Smith and Bo Lee", Authors::Agree);
    }
}
