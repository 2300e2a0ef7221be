//! What the reports on a bibliography follow from: while it is the same, they are.
//!
//! Judging a large file takes a tenth of a second, and a letter typed in a LaTeX file beside it changes
//! nothing for it as long as the same keys are cited.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHasher};

use super::undefined_string::has_own_style;
use super::unused_entry::told;
use crate::model::bibliography::Bibliography;
use crate::model::document::Document;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::model::verified::Verified;
use crate::settings::Settings;

/// What a bibliography was judged by.
pub(crate) struct Basis {
    settings: Arc<Settings>,
    bib: Arc<Bibliography>,
    projects: Vec<Arc<Project>>,
    is_open: bool,
    loading: bool,
    /// The place of the last edit in the file itself, in bytes, and whether a while has passed since.
    typed: Option<(usize, bool)>,
    /// Of the keys that the projects cite, in whatever order.
    cited: u64,
    /// What came of looking references up.
    verified: Arc<FxHashMap<u64, Arc<Verified>>>,
    /// Whether a style of the projects may define strings.
    own_style: bool,
    /// Of the keys that syntaxes which are not understood may cite; nothing where they may cite any.
    told: Option<u64>,
}

impl Basis {
    /// Of `document`, which holds `bib`.
    pub fn of(snapshot: &Snapshot, document: &Document, bib: &Arc<Bibliography>) -> Self {
        let projects: Vec<Arc<Project>> = snapshot.projects_with(&document.id).cloned().collect();
        let typing = snapshot.typing.as_ref().filter(|it| it.document == document.id);
        Self {
            settings: Arc::clone(&snapshot.settings),
            bib: Arc::clone(bib),
            verified: Arc::clone(&snapshot.verified),
            is_open: document.version.is_some(),
            loading: snapshot.loading,
            typed: typing.map(|it| (it.offset, it.paused)),
            cited: projects.iter().map(|it| cited(snapshot, it)).fold(0, u64::wrapping_add),
            told: told(snapshot, &projects).map(|it| {
                let keys = it.iter().filter(|it| bib.first_with_key(it).is_some());
                keys.map(|it| hash(it)).fold(0, u64::wrapping_add)
            }),
            own_style: projects.first().is_some_and(|it| has_own_style(snapshot, it)),
            projects,
        }
    }
}

impl PartialEq for Basis {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.settings, &other.settings)
            && Arc::ptr_eq(&self.bib, &other.bib)
            && Arc::ptr_eq(&self.verified, &other.verified)
            && self.projects.len() == other.projects.len()
            && self.projects.iter().zip(&other.projects).all(|(a, b)| Arc::ptr_eq(a, b))
            && (self.is_open, self.loading, self.typed, self.cited, self.own_style, self.told)
                == (other.is_open, other.loading, other.typed, other.cited, other.own_style, other.told)
    }
}

/// The sum of the hashes of all that is cited.
fn cited(snapshot: &Snapshot, project: &Project) -> u64 {
    let citations = snapshot.project_citations(project);
    let keys = citations.flat_map(|(_, _, it)| &it.groups).flat_map(|it| &it.keys);
    keys.map(|it| hash(&it.text)).fold(0, u64::wrapping_add)
}

fn hash(key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    key.hash(&mut hasher);
    hasher.finish()
}
