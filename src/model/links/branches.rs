//! Conditionals, of whose branches TeX reads one.

use crate::syntax::tex::{Call, Chunk, TexFile};
use crate::text::ByteRange;

/// Stretches of a file that one branch of a conditional holds, in order.
pub(super) struct Branches(Vec<ByteRange>);

impl Branches {
    /// Those of a file.
    pub fn of(tex: &TexFile) -> Self {
        let mut found = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for (start, chunk) in &tex.chunks {
            for (index, call) in chunk.calls.iter().enumerate() {
                let at = start + call.command.start;
                match call.name.as_str() {
                    "fi" => {
                        if let Some(from) = open.pop().filter(|_| open.is_empty()) {
                            found.push(ByteRange::new(from, at));
                        }
                    }
                    _ if opens_branch(call) && !is_defined_there(chunk, index) => open.push(at),
                    // `\iftoggle{x}{..}{..}`, `\@ifundefined{x}{..}{..}`
                    name if open.is_empty() && holds_branches(name) => found.push(call.range().shift(*start)),
                    _ => {}
                }
            }
        }
        Self(found)
    }

    /// All of them.
    pub fn all(self) -> Vec<ByteRange> {
        self.0
    }

    /// Whether one branch of a conditional holds what stands at `offset`.
    pub fn cover(&self, offset: usize) -> bool {
        let next = self.0.partition_point(|it| it.end <= offset);
        self.0.get(next).is_some_and(|it| it.contains(offset))
    }
}

/// Whether a call begins a conditional that ends with `\fi`: `\ifx`, `\ifdefined`, `\ifhome` of `\newif`.
pub(super) fn opens_branch(call: &Call) -> bool {
    call.name.starts_with("if")
        && !holds_branches(&call.name)
        && !matches!(call.name.as_str(), "iff" | "ifnum@")
}

/// Whether the branches of a conditional are its arguments: those of ifthen, etoolbox and LaTeX's kernel.
fn holds_branches(name: &str) -> bool {
    const BY_ARGUMENTS: [&str; 24] = [
        "ifthenelse",
        "iftoggle",
        "nottoggle",
        "ifbool",
        "notbool",
        "ifdef",
        "ifundef",
        "ifcsdef",
        "ifcsundef",
        "ifblank",
        "notblank",
        "ifstrequal",
        "ifdefstring",
        "ifdefempty",
        "ifcsempty",
        "ifnumcomp",
        "ifboolexpr",
        "ifdraft",
        "ifoptionfinal",
        "ifpdf@",
        "IfFileExists",
        "@ifundefined",
        "@ifpackageloaded",
        "@ifclassloaded",
    ];
    BY_ARGUMENTS.contains(&name) || name.starts_with("@ifnext") || name.starts_with("IfPackage")
}

/// Whether the command is the name that `\newif` defines, or is only spoken of.
fn is_defined_there(chunk: &Chunk, index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|it| chunk.calls.get(it));
    before.is_some_and(|it| {
        matches!(it.name.as_str(), "newif" | "let" | "string" | "expandafter")
            && it.command.end == chunk.calls[index].command.start
    })
}
