//! Where the verdict draws its lines. `cargo bench --bench verdict` prints for each field how many of altered
//! references are detected, and how many true ones accused, at this and at other values: the curve of its name.

/// The lines between spelling and difference. The curve of each field has its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// So many words in five may be a slip for others; a word changed, added or left out counts one. Curve `slips`.
    pub slips: usize,
    /// A title with fewer words is no slip for another. Curve `shortest_slip`.
    pub shortest_slip: usize,
    /// Within so many years a slip is looked for. Curve `slip_years`.
    pub slip_years: i32,
    /// Of titles with fewer words several works of different people may be about. Curve `telling_words`.
    pub telling_words: usize,
    /// A main part of so many words is a title without its subtitle. Curve `main_words`.
    pub main_words: usize,
    /// And of so many letters, in bytes. Curve `main_letters`.
    pub main_letters: usize,
    /// Names spelt otherwise are one name from here on, 0 to 1; below lie names of two people (`Zhang`, `Zheng`).
    /// Curve `alike`.
    pub alike: f64,
    /// One name of many that nobody could match is a garbled spelling from here on, 0 to 1. Curve `garbled`.
    pub garbled: f64,
    /// Online and in print, a work has two years. Curve `print`.
    pub print: i32,
    /// From preprint to print. Curve `to_print`.
    pub to_print: i32,
    /// From conference to journal. Curve `to_journal`.
    pub to_journal: i32,
    /// From here on titles by the same people under one identifier are of one work, 0 to 1. Curve `version`.
    pub version: f64,
    /// So many DOIs must be known before it says something that none of a registrant is. Curve `dois`.
    pub dois: u64,
    /// From so many papers on of a venue, sources know what appeared there. Curve `at_venue`.
    pub at_venue: u64,
    /// From so many published papers on it says something that none is of a meeting. Curve `published`.
    pub published: u64,
    /// One word of a venue tells it from others if it has so many letters, in bytes. Curve `telling_letters`.
    pub telling_letters: usize,
    /// Words of venues that begin with so many letters alike are one word, in bytes. Curve `common_letters`.
    pub common_letters: usize,
}

impl Thresholds {
    /// Those of the product.
    pub const CHOSEN: Self = Self {
        slips: 1,
        shortest_slip: 3,
        slip_years: 1,
        telling_words: 5,
        main_words: 3,
        main_letters: 15,
        alike: 0.7,
        garbled: 0.6,
        print: 1,
        to_print: 3,
        to_journal: 12,
        version: 0.5,
        dois: 500,
        at_venue: 100,
        published: 1000,
        telling_letters: 6,
        common_letters: 5,
    };
}
