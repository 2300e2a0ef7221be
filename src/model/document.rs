//! One document: immutable, replaced as a whole by each edit.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::bibliography::Bibliography;
use super::links::Links;
use crate::settings::file;
use crate::settings::file::SettingsFile;
use crate::syntax::tex::TexFile;
use crate::text::Text;
use crate::text::decode::Decoding;

/// The name of a document: of a file its absolute, normalised path, of anything else its URI.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(Arc<str>);

impl DocumentId {
    /// Of a file.
    pub fn of_path(path: &Path) -> Self {
        Self(normalised(path).to_string_lossy().into())
    }

    /// Of a document that is no file: `untitled:Untitled-1`.
    pub fn of_uri(uri: &str) -> Self {
        Self(uri.into())
    }

    /// The path or URI.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of a file.
    pub fn path(&self) -> Option<&Path> {
        let path = Path::new(&*self.0);
        is_absolute(path).then_some(path)
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Whether `path` counts from no folder. In a page of the web, where the standard library takes no path for absolute,
/// those are that begin with a slash.
pub fn is_absolute(path: &Path) -> bool {
    if cfg!(target_family = "wasm") { path.has_root() } else { path.is_absolute() }
}

/// `path` without `.` and `..`, symbolic links not considered.
pub fn normalised(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// What a document holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// A LaTeX file.
    Tex(Arc<TexFile>),
    /// A bibliography.
    Bib(Arc<Bibliography>),
    /// A `lacuna.toml`.
    Settings(Arc<SettingsFile>),
}

/// One document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name.
    pub id: DocumentId,
    /// The version the editor gave it; `None` if it is not open.
    pub version: Option<i32>,
    /// How its bytes became text.
    pub decoding: Decoding,
    /// Its text.
    pub text: Text,
    /// What the text holds.
    pub content: Content,
    /// What it says about other files; nothing of a bibliography.
    pub links: Arc<Links>,
}

impl Document {
    /// The facts, if it is a LaTeX file.
    pub fn tex(&self) -> Option<&Arc<TexFile>> {
        match &self.content {
            Content::Tex(tex) => Some(tex),
            Content::Bib(_) | Content::Settings(_) => None,
        }
    }

    /// The entries, if it is a bibliography.
    pub fn bib(&self) -> Option<&Arc<Bibliography>> {
        match &self.content {
            Content::Bib(bib) => Some(bib),
            Content::Tex(_) | Content::Settings(_) => None,
        }
    }

    /// What it sets, if it is a `lacuna.toml`.
    pub fn settings(&self) -> Option<&Arc<SettingsFile>> {
        match &self.content {
            Content::Settings(settings) => Some(settings),
            Content::Tex(_) | Content::Bib(_) => None,
        }
    }

    /// The last part of its path, for messages.
    pub fn name(&self) -> &str {
        file_name(&self.id)
    }
}

/// The last part of a document's path, for messages.
pub fn file_name(id: &DocumentId) -> &str {
    id.as_str().rsplit(['/', '\\']).next().unwrap_or(id.as_str())
}

/// What a file holds, by the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// LaTeX: documents, packages, classes and compiled bibliographies.
    Tex,
    /// A bibliography.
    Bib,
    /// Our own settings.
    Settings,
}

impl Kind {
    /// The ends of names, in lower case.
    pub const EXTENSIONS: [(&str, Self); 17] = [
        ("tex", Self::Tex),
        ("ltx", Self::Tex),
        ("latex", Self::Tex),
        ("sty", Self::Tex),
        ("cls", Self::Tex),
        ("bbl", Self::Tex),
        ("tikz", Self::Tex),
        ("def", Self::Tex),
        ("clo", Self::Tex),
        ("ins", Self::Tex),
        ("rnw", Self::Tex),
        ("snw", Self::Tex),
        ("rtex", Self::Tex),
        ("stex", Self::Tex),
        ("lhs", Self::Tex),
        ("bib", Self::Bib),
        ("bibtex", Self::Bib),
    ];

    /// The ends of names of documents, in lower case: what may be a paper or a chapter. Of Sweave, knitr and lhs2TeX
    /// they hold chunks of code.
    pub const DOCUMENTS: [&str; 8] = ["tex", "ltx", "latex", "rnw", "snw", "rtex", "stex", "lhs"];

    /// Whether a file is named as documents are.
    pub fn is_document(path: &Path) -> bool {
        let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        Self::DOCUMENTS.iter().any(|it| it.eq_ignore_ascii_case(extension))
    }

    /// By the end of a path, or by its name.
    pub fn of_path(path: &Path) -> Option<Self> {
        if path.file_name()? == file::NAME {
            return Some(Self::Settings);
        }
        let extension = path.extension()?.to_str()?;
        let known = Self::EXTENSIONS.iter().find(|it| it.0.eq_ignore_ascii_case(extension));
        known.map(|it| it.1)
    }
}
