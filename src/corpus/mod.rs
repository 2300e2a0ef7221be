//! Local indexes of open bibliographic dumps: reading them in, and looking works up.
//!
//! A corpus is a folder that holds one finished index and a manifest that names it. An import builds the next
//! index beside it and swaps the manifest at the end, so that whoever reads meets the old one or the new one.
//! Nothing here reaches for the network.

mod files;
pub mod formats;
pub mod import;
mod index;
mod list;
mod lookup;
pub mod packed;
mod records;
mod source;
pub mod store;
mod verified;

pub use lookup::{Breadth, Corpora, Corpus, Refused};
pub use records::each_record;
pub use source::Source;
pub use verified::{asked, sources, tell, verify, verify_all};
