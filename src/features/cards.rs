//! How a work is shown in a few words.

use crate::model::library::Work;
use crate::syntax::names::Name;

/// `Devlin et al. (2019)`.
pub fn short(work: &Work) -> String {
    match work.year {
        Some(year) => format!("{} ({year})", authors(work)),
        None => authors(work),
    }
}

/// `Devlin et al.`, `Devlin and Chang`, `Devlin`.
pub fn authors(work: &Work) -> String {
    match work.authors.as_slice() {
        [] => "unknown authors".to_owned(),
        [one] if work.others => format!("{} et al.", family(one)),
        [one] => family(one),
        [one, two] if !work.others => format!("{} and {}", family(one), family(two)),
        [one, ..] => format!("{} et al.", family(one)),
    }
}

/// `van der Maaten`.
pub fn family(name: &Name) -> String {
    if name.particle.is_empty() { name.family.clone() } else { format!("{} {}", name.particle, name.family) }
}

/// `Laurens van der Maaten`.
pub fn full(name: &Name) -> String {
    let mut parts = vec![name.given.clone(), family(name), name.suffix.clone()];
    parts.retain(|it| !it.is_empty());
    parts.join(" ")
}

/// A title in typographic quotes.
pub fn quoted(title: &str) -> String {
    format!("“{title}”")
}
