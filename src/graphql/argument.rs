//! Opaque ids as arguments: whoever gives a wrong one is told which one it is.

use async_graphql::{ID, Result};

use super::error::bad_input;
use crate::domain::id::IdError;

/// How much of a wrong id is repeated, in characters.
const SHOWN: usize = 60;

/// Reads the id that an argument holds, such as `lines.1.licenseId`.
///
/// # Errors
/// What is wrong with it, by the argument's name.
pub(super) fn read<T>(argument: &str, id: &str, decode: impl FnOnce(&str) -> Result<T, IdError>) -> Result<T> {
    decode(id).map_err(|error| match error {
        IdError::WrongType { .. } => bad_input(format!("\"{argument}\" is {error}.")),
        IdError::Malformed => {
            let shown: String = id.chars().take(SHOWN).collect();
            let more = if shown.len() < id.len() { "…" } else { "" };
            bad_input(format!("\"{argument}\" is {error}: {shown:?}{more}."))
        }
    })
}

/// Reads the ids of a list, each by its place: `transactionIds.1`.
///
/// # Errors
/// What is wrong with the first that cannot be read.
pub(super) fn read_all<T>(argument: &str, ids: &[ID], decode: impl Fn(&str) -> Result<T, IdError>) -> Result<Vec<T>> {
    ids.iter().enumerate().map(|(index, id)| read(&format!("{argument}.{index}"), id, &decode)).collect()
}
