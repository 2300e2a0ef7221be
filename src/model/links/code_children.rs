//! What the code of literate sources includes.

use crate::syntax::tex::Chunk;
use crate::text::ByteRange;

/// The files that chunks of code of knitr include: `<<results, child='results.Rnw'>>=`, `child=c('a.Rnw', 'b.Rnw')`.
pub(super) fn code_children(chunk: &Chunk) -> Vec<ByteRange> {
    let mut children = Vec::new();
    if !chunk.marks_code {
        return children;
    }
    let mut at = 0;
    for line in chunk.text.split_inclusive('\n') {
        let from = at;
        at += line.len();
        let options = line.trim().strip_prefix("<<").and_then(|it| it.strip_suffix(">>="));
        let Some(options) = options else { continue };
        let from = from + line.len() - line.trim_start().len();
        let mut named =
            options.match_indices("child").filter_map(|(place, word)| options.get(place + word.len()..));
        let Some(value) = named.find_map(|it| it.trim_start().strip_prefix('=')).map(str::trim_start) else {
            continue;
        };
        let several = value.starts_with("c(");
        let begin = from + "<<".len() + options.len() - value.len();
        let mut open: Option<(char, usize)> = None;
        for (place, c) in value.char_indices() {
            match open {
                None if matches!(c, '\'' | '"') => open = Some((c, place + 1)),
                Some((quote, start)) if c == quote => {
                    children.push(ByteRange::new(begin + start, begin + place));
                    open = None;
                    if !several {
                        break;
                    }
                }
                None if c == ')' || (c == ',' && !several) => break,
                _ => {}
            }
        }
    }
    children
}
