//! Slices of lists.

/// Which slice of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rows at most; more than [`Page::MAX_LIMIT`] counts as that.
    pub limit: usize,
    /// Rows to skip.
    pub offset: usize,
}

impl Page {
    /// The most rows one slice holds.
    pub const MAX_LIMIT: usize = 1_000;

    /// The slice of `rows`, which stand in their final order, and how many there are in all.
    pub(super) fn cut<T>(self, rows: Vec<T>) -> Listing<T> {
        let count = rows.len() as u64;
        let rows = rows.into_iter().skip(self.offset).take(self.limit.min(Self::MAX_LIMIT)).collect();
        Listing { count, rows }
    }
}

impl Default for Page {
    fn default() -> Self {
        Self { limit: 100, offset: 0 }
    }
}

/// A slice of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    /// Rows that meet the filter, in all.
    pub count: u64,
    /// Those of the slice.
    pub rows: Vec<T>,
}

impl<T> Listing<T> {
    pub(super) fn map<U>(self, turn: impl FnMut(T) -> U) -> Listing<U> {
        Listing { count: self.count, rows: self.rows.into_iter().map(turn).collect() }
    }
}
