//! The sections of a whole paper in reading order, over the borders of its files.

use super::places::Places;
use super::types::Section;
use crate::gaps::reading_order::ReadingOrder;
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::sections::sections;
use crate::model::snapshot::Snapshot;

/// The sections, the first of which is what stands before all headings.
pub(super) struct Outline {
    order: ReadingOrder,
    /// Where each section but the first begins.
    starts: Vec<(usize, usize)>,
    /// Without figures yet.
    pub sections: Vec<Section>,
}

impl Outline {
    pub fn of(snapshot: &Snapshot, project: &Project, places: &Places) -> Self {
        let order = ReadingOrder::of(snapshot, project);
        let mut found: Vec<((usize, usize), Section)> = Vec::new();
        for id in project.files.iter().filter(|it| is_text(it)) {
            for it in sections(snapshot, id).iter() {
                let at = it.heading.start;
                let place = places.place(id, at);
                let title = if it.title.is_empty() { "(no title)".to_owned() } else { it.title.clone() };
                let section = Section { title, level: it.level, place, ..Section::default() };
                found.push((order.place(id, at), section));
            }
        }
        found.sort_by_key(|it| it.0);
        let (starts, sections): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let front = Section { place: places.place(&project.root, 0), ..Section::default() };
        let mut all = vec![front];
        all.extend(sections);
        level(&mut all);
        Self { order, starts, sections: all }
    }

    /// The section that `offset` of a document stands in.
    pub fn section(&self, id: &DocumentId, offset: usize) -> usize {
        let place = self.order.place(id, offset);
        self.starts.partition_point(|it| *it <= place)
    }

    /// The sections that a section is a part of, itself the first, the broadest last.
    pub fn around(&self, section: usize) -> impl Iterator<Item = usize> {
        let mut level = usize::MAX;
        (0..=section).rev().filter(move |it| {
            let own = self.sections[*it].level;
            let is_above = own < level && (*it > 0 || section == 0);
            if is_above {
                level = own;
            }
            is_above
        })
    }

    /// The title of a section, with those above it: `Methods › Retrieval`.
    pub fn title(&self, section: usize) -> String {
        let mut titles: Vec<&str> = self.around(section).map(|it| self.sections[it].title.as_str()).collect();
        titles.reverse();
        titles.join(" › ")
    }
}

/// Counts levels from the broadest that occurs, and says which sections are the parts: those of the broadest level
/// that has two.
fn level(sections: &mut [Section]) {
    let Some(broadest) = sections.iter().skip(1).map(|it| it.level).min() else { return };
    let count = |level: usize| sections.iter().skip(1).filter(|it| it.level == level).count();
    let part = (broadest..broadest + 3).find(|it| count(*it) > 1).unwrap_or(broadest);
    for it in sections.iter_mut().skip(1) {
        it.is_part = it.level == part;
        it.level -= broadest;
    }
}

/// Whether a file holds text of the paper, not code or what TeX has written.
pub(super) fn is_text(id: &DocumentId) -> bool {
    let extension = id.as_str().rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    !matches!(extension.as_str(), "cls" | "sty" | "def" | "clo" | "ins" | "dtx" | "bbl" | "cfg" | "ldf")
}
