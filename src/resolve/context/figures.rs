//! What speaks for each entry, in figures.
//!
//! Most come from the index and from the citations, for every entry that anything speaks for. The entries
//! that lead by these are then looked at themselves: their titles, names and years.

use rustc_hash::{FxHashMap, FxHashSet};

use super::place::Surroundings;
use super::query::{Query, inflected, names, scale, weighted, weighted_sentence, years};
use super::uses::UseContexts;
use super::weights::{Features, Reason, WEIGHTS, score};
use crate::model::library::{EntryId, Library};
use crate::resolve::words::{content_words, is_common, stem};

/// Entries fetched from the index for the sentence, the paragraph and the headings.
const FETCHED: usize = 400;
/// Of a library no larger than this every entry is ranked, also such as share no word.
const SMALL: usize = 2000;
/// Where more entries than this have an author of a name, the name alone brings none in.
const BY_AUTHOR: usize = 50;
/// Different words of a paragraph that are looked at: a table may be one paragraph.
const PARAGRAPH: usize = 150;
/// Citations so few citations away say where in the bibliography to look.
const NEIGHBOURS: u32 = 6;
/// Entries before and behind one in the bibliography that stand beside it.
const BESIDE: u32 = 8;
/// So many entries are looked at themselves.
const SHORTLIST: usize = 200;

/// The figures of every entry that anything speaks for; of a small library, of every entry.
pub fn features(place: &Surroundings, library: &Library, uses: &UseContexts) -> Vec<(EntryId, Features)> {
    let mut found = Found { library, rows: FxHashMap::default(), ids: FxHashMap::default() };
    if library.len() <= SMALL {
        found.rows.extend(library.keys().map(|(id, _)| (id, Features::default())));
    }
    let (sentence, mut paragraph) = (weighted_sentence(place), weighted(place.paragraph));
    paragraph.truncate(PARAGRAPH);
    let heading = weighted(place.heading);
    found.about(Reason::Sentence, &sentence);
    found.about(Reason::Heading, &heading);
    for (id, score) in library.titled_weighted(&inflected(&sentence), FETCHED) {
        found.row(id)[Reason::Title as usize] = score / scale(&sentence);
    }
    for (reason, words) in [
        (Reason::UsedAlike, &sentence),
        (Reason::UsedInParagraph, &paragraph),
        (Reason::UsedInHeading, &heading),
    ] {
        for (key, score) in uses.about(words) {
            found.add(reason, key, score / scale(words));
        }
    }
    let names = names(place);
    found.names(&names);
    found.near(place);
    found.finish(uses);
    let mut rows: Vec<(EntryId, Features)> = found.rows.into_iter().collect();
    rows.sort_unstable_by_key(|(id, _)| *id);
    // Of several entries with one key the first is meant.
    let mut keys: FxHashSet<String> = place.cited_here.iter().cloned().collect();
    rows.retain(|(id, _)| keys.insert(library.key(*id)));
    rows.sort_unstable_by(|a, b| score(&b.1, &WEIGHTS).total_cmp(&score(&a.1, &WEIGHTS)).then(a.0.cmp(&b.0)));
    let shortlist = rows.len().min(SHORTLIST);
    look_at(&mut rows[..shortlist], place, library, &names);
    rows.sort_unstable_by_key(|(id, _)| *id);
    rows
}

/// The table of figures while it is filled.
struct Found<'a> {
    library: &'a Library,
    rows: FxHashMap<EntryId, Features>,
    ids: FxHashMap<String, Option<EntryId>>,
}

impl Found<'_> {
    fn row(&mut self, id: EntryId) -> &mut Features {
        self.rows.entry(id).or_default()
    }

    fn about(&mut self, reason: Reason, words: &Query) {
        for (id, score) in self.library.about(&inflected(words), FETCHED) {
            self.row(id)[reason as usize] = score / scale(words);
        }
    }

    fn id(&mut self, key: &str) -> Option<EntryId> {
        let library = self.library;
        *self.ids.entry(key.to_owned()).or_insert_with(|| library.get(key))
    }

    fn add(&mut self, reason: Reason, key: &str, value: f32) {
        if let Some(id) = self.id(key) {
            self.row(id)[reason as usize] += value;
        }
    }

    /// Entries by authors of these names.
    fn names(&mut self, names: &Query) {
        for (name, weight) in names {
            let entries = self.library.with_family(name);
            let rare = entries.len() <= BY_AUTHOR;
            for id in entries {
                if rare || self.rows.contains_key(&id) {
                    let row = self.row(id);
                    row[Reason::AuthorNamed as usize] = row[Reason::AuthorNamed as usize].max(*weight);
                }
            }
        }
    }

    /// What is cited near by, and what stands beside that in the bibliography.
    fn near(&mut self, place: &Surroundings) {
        for (key, distance) in place.cited_near {
            let nearness = 1.0 / (1 + distance) as f32;
            let Some(id) = self.id(key) else { continue };
            // What the next citation cites is seldom cited again at once.
            if *distance > 0 {
                self.row(id)[Reason::CitedNear as usize] += nearness;
            }
            if *distance >= NEIGHBOURS {
                continue;
            }
            let Some(file) = self.library.bibliography(id).cloned() else { continue };
            let last = (file.len() as u32).saturating_sub(1);
            let beside = id.entry.saturating_sub(BESIDE)..=(id.entry + BESIDE).min(last);
            let keys: Vec<String> = beside.clone().map(|it| file.key(it).to_lowercase()).collect();
            let rising = keys.windows(2).filter(|it| it[0] < it[1]).count();
            if rising * 10 >= keys.len().saturating_sub(1) * 9 {
                continue;
            }
            for other in beside.filter(|it| *it != id.entry) {
                let closeness = (-(other.abs_diff(id.entry) as f32) / 3.0).exp();
                let other = EntryId { entry: other, ..id };
                self.row(other)[Reason::Beside as usize] += closeness * nearness;
            }
        }
    }

    /// The figures that rest on the others or on the number of citations.
    fn finish(&mut self, uses: &UseContexts) {
        let best = |reason: Reason| self.rows.values().map(|row| row[reason as usize]).fold(1e-6, f32::max);
        let (best_sentence, best_use) = (best(Reason::Sentence), best(Reason::UsedAlike));
        // The fewer entries are left uncited, the likelier it is one of them.
        let (all, cited) = (self.library.len() as f32, uses.len() as f32);
        let uncited = ((all + 1.0) / ((all - cited).max(0.0) + 1.0)).ln();
        for (id, row) in &mut self.rows {
            let count = uses.count(&self.library.key(*id)) as f32;
            row[Reason::BestInSentence as usize] = (row[Reason::Sentence as usize] / best_sentence).powi(2);
            row[Reason::UsedAlike as usize] = (row[Reason::UsedAlike as usize] / best_use).powi(2);
            row[Reason::CitedOften as usize] = count.ln_1p();
            row[Reason::NotYetCited as usize] = if count == 0.0 { uncited } else { 0.0 };
        }
    }
}

/// The figures for which the entries themselves must be read.
fn look_at(rows: &mut [(EntryId, Features)], place: &Surroundings, library: &Library, names: &Query) {
    let words = content_words(place.paragraph);
    let paragraph: FxHashSet<&str> = words.iter().map(|word| stem(word)).collect();
    let years = years(place);
    let mut rarities: FxHashMap<String, f32> = FxHashMap::default();
    let all = library.len() as f32;
    for (id, row) in rows {
        let (mut sum, mut shared) = (1e-6, 0.0);
        for word in library.title_words(*id) {
            if word.len() <= 2 || is_common(&word) {
                continue;
            }
            let is_shared = paragraph.contains(stem(&word));
            let rarity = *rarities
                .entry(word)
                .or_insert_with_key(|word| (1.0 + all / (1.0 + library.title_frequency(word) as f32)).ln());
            sum += rarity;
            shared += if is_shared { rarity } else { 0.0 };
        }
        row[Reason::TitleInParagraph as usize] = shared / sum;
        let named = row[Reason::AuthorNamed as usize] > 0.0;
        if named || !years.is_empty() {
            let work = library.work(*id);
            let is_named = |family: &str| names.iter().any(|(name, _)| name == family);
            let mut families = work.authors.iter().map(|it| is_named(&it.folded_family()));
            if families.next() == Some(true) {
                row[Reason::FirstNamed as usize] = 1.0;
            } else if named && !families.any(|it| it) {
                // Half of a name of two words.
                row[Reason::AuthorNamed as usize] = 0.0;
            }
            let year = work.year.is_some_and(|year| years.contains(&year));
            row[Reason::YearNamed as usize] = f32::from(u8::from(year));
        }
    }
}
