//! One page of a list that upstream counts.

/// A slice of an upstream list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The entries of this slice, in upstream's order.
    pub items: Vec<T>,
    /// How many entries there are altogether; `None` where upstream did not say.
    pub total: Option<u64>,
}

/// Which slice of an upstream list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// How many entries at most, 1 to 100.
    pub limit: u32,
    /// How many entries to pass over.
    pub offset: u64,
}
