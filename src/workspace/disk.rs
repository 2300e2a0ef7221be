//! placeholder until merge
use crate::text::decode::{Decoding, decode};
use std::path::Path;
/// e
#[derive(Debug)]
pub struct Error(std::io::Error);
impl Error {
    /// e
    pub fn is_not_found(&self) -> bool {
        self.0.kind() == std::io::ErrorKind::NotFound
    }
}
impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
/// r
pub fn read(path: &Path) -> Result<(String, Decoding), Error> {
    std::fs::read(path).map(decode).map_err(Error)
}
