//! What is changed: each file makes one kind of edit, as plain data. Nothing here decides what is wrong.

pub mod change;
pub mod cite_command;
pub mod cite_prose;
pub mod cite_style;
pub mod copy_entry;
pub mod declare_bibliography;
pub mod export;
pub mod fill_gap;
pub mod fix_all;
pub mod insert_citation;
pub mod key_lists;
pub mod mask;
pub mod merge_bibliographies;
pub mod merge_entries;
pub mod new_entries;
pub mod paste_bibtex;
pub mod records;
pub mod replacement;
pub mod suppress;
