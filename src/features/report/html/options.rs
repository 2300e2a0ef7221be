//! How a page is written.

/// Where a place in a file leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// Nowhere: file and line are text.
    #[default]
    None,
    /// To VS Code, by `vscode://file/...`; such a page holds the paths of this machine.
    VsCode,
    /// To the editor in whose panel the page is shown.
    Panel,
}

/// How a page is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Where places lead.
    pub links: Links,
    /// Of a page that is served: the revision of what it shows; it asks for `revision` beside it and loads itself anew
    /// when that is another one.
    pub revision: Option<String>,
}
