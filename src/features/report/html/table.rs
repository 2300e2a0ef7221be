//! Tables: with a caption, headings that sort, and what filters them.

use super::marks::{grouped, text};

/// More rows than these are filtered.
const SHORT: usize = 12;
/// So many rows are usually shown at first.
pub(super) const USUAL: usize = 12;
/// Where all are wanted at once, as far as a page can show them.
pub(super) const MANY: usize = 60;

/// A column.
pub(super) struct Column {
    pub name: &'static str,
    /// Whether it holds numbers: they stand at its end, and the greatest comes first.
    pub is_number: bool,
    /// Whether it is left out where there is little room.
    pub is_aside: bool,
    /// Whether it holds a plot, by which nothing is sorted.
    pub is_plot: bool,
}

/// A column of words.
pub(super) const fn words(name: &'static str) -> Column {
    Column { name, is_number: false, is_aside: false, is_plot: false }
}

/// A column of numbers.
pub(super) const fn numbers(name: &'static str) -> Column {
    Column { name, is_number: true, is_aside: false, is_plot: false }
}

/// A column that is left out where there is little room.
pub(super) const fn aside(column: Column) -> Column {
    Column { is_aside: true, ..column }
}

/// A column of bars, which a number beside it says, too.
pub(super) const fn plot() -> Column {
    Column { name: "", is_number: false, is_aside: false, is_plot: true }
}

/// A table while it is made; rows are `<tr>..</tr>`.
pub(super) struct Table<'a> {
    /// Its name in the page.
    pub id: &'a str,
    pub caption: String,
    pub columns: &'a [Column],
    pub rows: Vec<String>,
    /// Whether it sets two texts side by side, which stand one below the other where there is little room.
    pub is_pairs: bool,
    /// So many rows are shown at first.
    pub shown: usize,
    /// Kinds of rows, by what they have in `data-kind`, and their names.
    pub kinds: Vec<(String, String)>,
}

impl Table<'_> {
    /// The table in HTML.
    pub fn html(self) -> String {
        let Table { id, caption, columns, rows, is_pairs, shown, kinds } = self;
        let sorts = rows.len() > 1;
        let is_long = rows.len() > SHORT;
        let is_folded = rows.len() > shown;
        let head = |it: &Column| {
            let mut class = if it.is_number { "n".to_owned() } else { String::new() };
            if it.is_aside {
                class += " aside";
            }
            let class = if class.is_empty() { String::new() } else { format!(" class=\"{}\"", class.trim()) };
            let first = if it.is_number { " data-first=descending" } else { "" };
            if it.is_plot {
                // What it shows stands beside it in numbers.
                return format!("<td{class}></td>");
            }
            let role = if is_pairs { " role=columnheader" } else { "" };
            match sorts {
                true => {
                    format!("<th scope=col{class}{first}{role}><button type=button>{}</button></th>", it.name)
                }
                false => format!("<th scope=col{class}{role}>{}</th>", it.name),
            }
        };
        let heads: String = columns.iter().map(head).collect();
        let mut tools = String::new();
        if is_long {
            tools += &format!(
                "<div class=tools><label for=\"{id}-words\">Filter</label><input type=search id=\"{id}-words\" \
                 autocomplete=off spellcheck=false>"
            );
            if !kinds.is_empty() {
                let options: String = kinds
                    .iter()
                    .map(|it| format!("<option value=\"{}\">{}</option>", text(&it.0), text(&it.1)))
                    .collect();
                tools += &format!(
                    "<label for=\"{id}-kind\">Show</label><select id=\"{id}-kind\"><option value=\"\">all</option>{options}</select>"
                );
            }
            tools += &format!("<span><output for=\"{id}-words\">{}</output> rows</span></div>", rows.len());
        }
        let class = match (is_folded, is_pairs) {
            (true, true) => " class=\"long pairs\"",
            (true, false) => " class=long",
            (false, true) => " class=pairs",
            (false, false) => "",
        };
        // What is laid out as another thing than a table says itself that it is one.
        let role = |role: &str| if is_pairs { format!(" role={role}") } else { String::new() };
        let (row, group) = (role("row"), role("rowgroup"));
        let all = match is_folded {
            true => format!("<button type=button class=all>Show all {}</button>", grouped(rows.len())),
            false => String::new(),
        };
        // In a body of their own, so that nothing of them is laid out before it is wanted.
        let (first, folded) = rows.split_at(shown.min(rows.len()));
        let rest = match is_folded {
            true => format!("<tbody class=rest{group}>\n{}\n</tbody>", folded.join("\n")),
            false => String::new(),
        };
        format!(
            "<div data-table data-shown={shown} id=\"{id}\">{tools}<div class=scroll role=region aria-labelledby=\"{id}-caption\" tabindex=0>\
             <table{class}{table}><caption id=\"{id}-caption\">{caption}</caption>\
             <thead{group}><tr{row}>{heads}</tr></thead><tbody{group}>\n{}\n</tbody>{rest}</table></div>{all}</div>\n",
            first.join("\n"),
            table = role("table"),
        )
    }
}

/// A bar of `part` of `whole`; what it says stands beside it in words.
pub(super) fn bar(part: usize, whole: usize) -> String {
    let width = if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
    format!(
        "<svg class=bar viewBox=\"0 0 100 8\" preserveAspectRatio=none aria-hidden=true focusable=false>\
         <rect width=\"{width:.1}\" height=8 rx=1></rect></svg>"
    )
}
