//! The file of verdicts that a project may keep, so that a build can demand that every reference was looked up.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::looked::Looked;
use crate::cli::terminal::{complain, print};
use crate::corpus::store::date;
use crate::model::record::Reference;
use crate::model::verified::Verdict;
use crate::resolve::verify::Referenced;
use crate::text::visible::visible_line;
use crate::workspace::{disk, replace};

/// What is kept, by key.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Lock {
    #[serde(default)]
    references: BTreeMap<String, Kept>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    verdict: String,
    #[serde(default)]
    sources: Vec<String>,
    /// When it was looked up, `2026-11-27`.
    checked: String,
    /// A hash of what the entry said then.
    fields: String,
    /// Whether a person accepted it as it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    accepted: bool,
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs())
}

/// A hash of all that is compared.
fn hash(reference: &Reference) -> String {
    format!("{:016x}", reference.fingerprint())
}

fn read(file: &Path) -> Result<Lock, String> {
    match disk::bytes(file) {
        Ok(bytes) => toml::from_slice(&bytes).map_err(|it| it.to_string()),
        Err(error) if matches!(error.reason, disk::Reason::NotFound) => Ok(Lock::default()),
        Err(error) => Err(error.to_string()),
    }
}

/// Writes the verdicts; what a person accepted stays so while the entry says the same.
pub(super) fn write(file: &Path, verified: &[Looked], accept: &[String]) -> Result<(), String> {
    let (former, now) = (read(file)?, now());
    let mut lock = Lock::default();
    for it in verified {
        let fields = hash(&it.place.reference);
        let was = former.references.get(it.key()).is_some_and(|it| it.accepted && it.fields == fields);
        let kept = Kept {
            verdict: it.verified.verdict.name().to_owned(),
            sources: it.sources().into_iter().map(str::to_owned).collect(),
            checked: date(now),
            fields,
            accepted: was || accept.iter().any(|key| key == it.key()),
        };
        lock.references.insert(it.key().to_owned(), kept);
    }
    if let Some(key) = accept.iter().find(|it| !lock.references.contains_key(*it)) {
        return Err(format!("no reference has the key `{key}`"));
    }
    let text = toml::to_string(&lock).map_err(|it| it.to_string())?;
    let text = format!("# Verdicts of `lacuna verify`; `lacuna verify --locked` demands them.\n\n{text}");
    replace::write(file, text.as_bytes()).map_err(|it| it.to_string())
}

/// Which references stand in the file as they are now, confirmed or accepted; the error says why it cannot be read.
pub fn settled(file: &Path) -> Result<impl Fn(&Reference) -> bool + use<>, String> {
    let lock = read(file)?;
    Ok(move |reference: &Reference| {
        lock.references.get(&reference.work.key).is_some_and(|it| {
            it.fields == hash(reference) && (it.accepted || it.verdict == Verdict::Confirmed.name())
        })
    })
}

/// Demands that every reference is in the file as it is now, confirmed or accepted.
pub(super) fn demand(file: &Path, places: &[(Referenced, String, usize)]) -> ExitCode {
    if !file.is_file() {
        complain(&format!("{}: there is no such file; `lacuna verify --write` makes it", file.display()));
        return ExitCode::from(2);
    }
    let lock = match read(file) {
        Ok(lock) => lock,
        Err(why) => {
            complain(&format!("{}: {why}", file.display()));
            return ExitCode::from(2);
        }
    };
    let mut out = String::new();
    let (mut bad, mut oldest) = (0, date(now()));
    for (place, shown, line) in places {
        let key = &place.reference.work.key;
        let why = match lock.references.get(key) {
            None => "was never looked up".to_owned(),
            Some(it) if it.fields != hash(&place.reference) => format!("has changed since {}", it.checked),
            Some(it) if it.accepted || it.verdict == Verdict::Confirmed.name() => {
                oldest = oldest.min(it.checked.clone());
                continue;
            }
            Some(it) if it.verdict == Verdict::Differs.name() => format!("differs as of {}", it.checked),
            Some(it) => format!("is {} as of {}", it.verdict, it.checked),
        };
        bad += 1;
        out += &format!("{}\n", visible_line(&format!("{shown}:{line}: {key} {why}")));
    }
    let good = places.len() - bad;
    out += &format!(
        "{good} of {} references are confirmed or accepted; the oldest verdict is of {oldest}\n",
        places.len()
    );
    print(&out);
    if bad > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
