//! What has changed since a former report.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::types::{Change, Changed, Progress, Report, VERSION};

/// A former report, as far as it is compared.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Former {
    version: u32,
    made: String,
    open: Vec<FormerOpen>,
    works: Vec<FormerWork>,
}

#[derive(Clone, Debug, Deserialize)]
struct FormerOpen {
    name: String,
    section: String,
    sentence: String,
    file: String,
    #[serde(default)]
    named: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct FormerWork {
    key: String,
}

impl Former {
    /// Reads a former report; the error says why it is none.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        let former: Self = serde_json::from_slice(json)
            .map_err(|why| format!("it is no report in JSON, as `lacuna report --json` writes it: {why}"))?;
        if former.version != VERSION {
            return Err(format!(
                "it is a report of version {}; this program compares {VERSION}",
                former.version
            ));
        }
        Ok(former)
    }
}

/// What has changed from `former` to `now`.
pub(super) fn progress(former: &Former, now: &Report) -> Progress {
    // Who an open citation is, wherever it stands by now: its kind, its file, what it says.
    let mut before: BTreeMap<[&str; 4], usize> = BTreeMap::new();
    for it in &former.open {
        let named = it.named.as_deref().unwrap_or_default();
        *before.entry([&it.name, &it.file, &it.sentence, named]).or_default() += 1;
    }
    let mut opened = 0;
    for it in &now.open {
        let named = it.named.as_deref().unwrap_or_default();
        match before.get_mut(&[&*it.name, &*it.place.file, &*it.sentence, named]).filter(|it| **it > 0) {
            Some(count) => *count -= 1,
            None => opened += 1,
        }
    }
    let keys =
        |of: &mut dyn Iterator<Item = &str>| of.map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    let was = keys(&mut former.works.iter().map(|it| it.key.as_str()));
    let is = keys(&mut now.works.iter().map(|it| it.key.as_str()));
    Progress {
        since: former.made.clone(),
        open: Change { before: former.open.len(), now: now.open.len() },
        closed: before.into_values().sum(),
        opened,
        works: Change { before: former.works.len(), now: now.works.len() },
        new_works: is.difference(&was).cloned().collect(),
        gone_works: was.difference(&is).cloned().collect(),
        kinds: changed(former.open.iter().map(|it| &*it.name), now.open.iter().map(|it| &*it.name)),
        sections: changed(former.open.iter().map(|it| &*it.section), now.open.iter().map(|it| &*it.section)),
    }
}

/// The names whose number has changed, in the order in which they occur.
fn changed<'a>(before: impl Iterator<Item = &'a str>, now: impl Iterator<Item = &'a str>) -> Vec<Changed> {
    let mut counts: Vec<Changed> = Vec::new();
    let mut count = |name: &str, is_now: bool| {
        let at = counts.iter().position(|it| it.name == name).unwrap_or_else(|| {
            counts.push(Changed { name: name.to_owned(), ..Changed::default() });
            counts.len() - 1
        });
        counts[at].before += usize::from(!is_now);
        counts[at].now += usize::from(is_now);
    };
    before.for_each(|it| count(it, false));
    now.for_each(|it| count(it, true));
    counts.retain(|it| it.before != it.now);
    counts
}
