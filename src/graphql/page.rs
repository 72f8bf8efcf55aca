//! Connections: pages of lists, Relay's way, forward only.

use async_graphql::{Error, Result, SimpleObject};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::error::bad_input;
use crate::domain::page::Window;

/// The longest page.
pub const MAX_PAGE: i32 = 100;
/// The longest cursor that is looked at, in bytes.
const MAX_CURSOR: usize = 128;

/// Where a page stands in its list.
#[derive(SimpleObject, Clone, Debug)]
pub struct PageInfo {
    /// Whether there is more after this page.
    pub has_next_page: bool,
    /// Whether there is more before this page.
    pub has_previous_page: bool,
    /// Cursor of the first entry.
    pub start_cursor: Option<String>,
    /// Cursor of the last entry: `after` of the next page.
    pub end_cursor: Option<String>,
}

/// A list and the conditions on it: cursors are good for this list alone.
#[derive(Clone, Debug)]
pub struct ListKey(String);

impl ListKey {
    /// The list that `field` gives under `conditions`, told by their debug form.
    pub fn new(field: &str, conditions: &impl std::fmt::Debug) -> Self {
        let digest = Sha256::digest(format!("{field}\\0{conditions:?}"));
        Self(hex::encode(&digest[..6]))
    }

    /// The cursor of a place in this list.
    pub(super) fn cursor(&self, place: &impl std::fmt::Display) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}:{place}", self.0))
    }

    /// The place that a cursor of this list names, as it was written.
    pub(super) fn place(&self, cursor: &str) -> Option<String> {
        if cursor.len() > MAX_CURSOR {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (key, place) = std::str::from_utf8(&bytes).ok()?.split_once(':')?;
        (key == self.0).then(|| place.to_owned())
    }

    /// The key of the entry that `after` names in a list whose entries have keys.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when it is not a cursor of this list.
    pub fn key<K: std::str::FromStr>(&self, after: Option<&str>) -> Result<Option<K>> {
        let Some(cursor) = after else { return Ok(None) };
        let key = self.place(cursor).and_then(|place| place.parse().ok());
        key.map(Some).ok_or_else(|| bad_input("\"after\" is not a cursor of this list."))
    }

    /// The index that a cursor of this list names.
    fn index(&self, cursor: &str) -> Option<u64> {
        let index = self.place(cursor)?.parse().ok()?;
        // Only what we gave out: no second spelling of the same place.
        (self.cursor(&index) == cursor).then_some(index)
    }

    /// The window that `first` and `after` ask for.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when `first` is not 1 to 100 or `after` is not a cursor of this list.
    pub fn window(&self, first: i32, after: Option<&str>) -> Result<Window> {
        let limit = length("first", first)?;
        let offset = match after {
            None => 0,
            Some(cursor) => {
                let index = self.index(cursor).filter(|&index| index < u64::MAX);
                index.ok_or_else(|| bad_input("\"after\" is not a cursor of this list."))? + 1
            }
        };
        Ok(Window { limit, offset })
    }
}

/// A number of entries to be given.
///
/// # Errors
/// `BAD_USER_INPUT` when it is not 1 to 100.
pub fn length(name: &str, asked: i32) -> Result<u32> {
    let allowed = u32::try_from(asked).ok().filter(|_| (1..=MAX_PAGE).contains(&asked));
    allowed.ok_or_else(|| bad_input(format!("\"{name}\" must be 1 to {MAX_PAGE}, not {asked}.")))
}

/// A page of a list, or why it could not be had.
pub struct Slice<T> {
    /// Which list.
    pub list: ListKey,
    /// Which part of it.
    pub window: Window,
    /// Its entries.
    pub entries: Result<Vec<T>, Error>,
    /// How many there are altogether.
    pub total: Option<u64>,
}

impl<T: Clone> Slice<T> {
    /// The cursor of the page's `nth` entry, counted from 0.
    pub(super) fn cursor(&self, nth: usize) -> String {
        self.list.cursor(&(self.window.offset + nth as u64))
    }

    pub(super) fn nodes(&self) -> Result<Vec<T>, Error> {
        self.entries.clone()
    }

    /// A page that could not be had says that nothing follows; its entries say why.
    pub(super) fn page_info(&self) -> PageInfo {
        let count = self.entries.as_ref().map_or(0, Vec::len);
        let end = self.window.offset + count as u64;
        let full = count as u64 == u64::from(self.window.limit);
        PageInfo {
            has_next_page: count > 0 && self.total.map_or(full, |total| end < total),
            has_previous_page: self.window.offset > 0,
            start_cursor: (count > 0).then(|| self.cursor(0)),
            end_cursor: (count > 0).then(|| self.cursor(count - 1)),
        }
    }

    pub(super) fn total_count(&self) -> Result<Option<i32>, Error> {
        match &self.entries {
            Ok(_) => Ok(self.total.map(|total| i32::try_from(total).unwrap_or(i32::MAX))),
            Err(error) => Err(error.clone()),
        }
    }
}

/// A page of a list that is ours: its cursors name entries and not places, so that they stay good while the list grows.
pub struct Keyset<T> {
    /// Which list.
    pub list: ListKey,
    /// The entries, each with the key that its cursor names.
    pub entries: Vec<(String, T)>,
    /// Whether it begins behind another entry.
    pub behind: bool,
    /// Whether there is more behind it.
    pub more: bool,
    /// How many there are altogether.
    pub total: u64,
}

impl<T: Clone> Keyset<T> {
    pub(super) fn cursor(&self, nth: usize) -> String {
        self.entries.get(nth).map(|(key, _)| self.list.cursor(key)).unwrap_or_default()
    }

    pub(super) fn nodes(&self) -> Result<Vec<T>, Error> {
        Ok(self.entries.iter().map(|(_, node)| node.clone()).collect())
    }

    pub(super) fn page_info(&self) -> PageInfo {
        let count = self.entries.len();
        PageInfo {
            has_next_page: self.more,
            has_previous_page: self.behind,
            start_cursor: (count > 0).then(|| self.cursor(0)),
            end_cursor: (count > 0).then(|| self.cursor(count - 1)),
        }
    }

    pub(super) fn total_count(&self) -> Result<Option<i32>, Error> {
        Ok(Some(i32::try_from(self.total).unwrap_or(i32::MAX)))
    }
}

/// Defines a connection and its edge, for pages of the form [`Slice`] unless another is named.
macro_rules! connection {
    ($(#[$doc:meta])* $connection:ident, $(#[$edge_doc:meta])* $edge:ident, $node:ty) => {
        $crate::graphql::page::connection! { $(#[$doc])* $connection, $(#[$edge_doc])* $edge, $node, Slice }
    };
    ($(#[$doc:meta])* $connection:ident, $(#[$edge_doc:meta])* $edge:ident, $node:ty, $page:ident) => {
        $(#[$doc])*
        pub struct $connection(pub(super) $crate::graphql::page::$page<$node>);

        $(#[$doc])*
        #[async_graphql::Object]
        impl $connection {
            /// The entries of the page with their cursors; null when they could not be had.
            async fn edges(&self) -> $crate::graphql::nullable::Nullable<Vec<$edge>> {
                let nodes = self.0.nodes().map(|nodes| {
                    nodes.into_iter().enumerate().map(|(nth, node)| $edge { cursor: self.0.cursor(nth), node }).collect()
                });
                $crate::graphql::nullable::Nullable::some(nodes)
            }

            /// The entries of the page; null when they could not be had.
            async fn nodes(&self) -> $crate::graphql::nullable::Nullable<Vec<$node>> {
                $crate::graphql::nullable::Nullable::some(self.0.nodes())
            }

            /// Where the page stands in the list.
            async fn page_info(&self) -> $crate::graphql::page::PageInfo {
                self.0.page_info()
            }

            /// How many entries there are altogether; null when the provider does not say.
            async fn total_count(&self) -> $crate::graphql::nullable::Nullable<i32> {
                self.0.total_count().into()
            }
        }

        $(#[$edge_doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $edge {
            /// The entry.
            node: $node,
            /// Where the entry stands in the list: `after` of the page that follows it.
            cursor: String,
        }
    };
}
pub(super) use connection;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_own_list_alone() {
        let (foxes, cats) = (ListKey::new("search", &"fox"), ListKey::new("search", &"cat"));
        let cursor = foxes.cursor(&19);
        assert_eq!(foxes.window(20, Some(&cursor)).unwrap(), Window { limit: 20, offset: 20 });
        for (list, forged) in [(&cats, cursor.as_str()), (&foxes, "x"), (&foxes, ""), (&foxes, &"A".repeat(1_000))] {
            assert!(list.window(20, Some(forged)).is_err());
        }
        assert!(foxes.window(20, Some(&foxes.cursor(&u64::MAX))).is_err());
    }

    #[test]
    fn a_page_has_1_to_100_entries() {
        let list = ListKey::new("search", &());
        assert!([1, 20, 100].into_iter().all(|first| list.window(first, None).is_ok()));
        assert!([0, -1, 101, i32::MAX].into_iter().all(|first| list.window(first, None).is_err()));
    }
}
