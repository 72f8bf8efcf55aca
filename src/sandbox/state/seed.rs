//! The past: months of purchases, invoices, refills, transfers and complimentary downloads, made by the same changes
//! that operations make, so that its numbers hold by construction.

use jiff::Timestamp;

use super::{people, state::State, stock::Stock};

/// The state of a new world.
pub(super) fn state(seed: u64, now: Timestamp, _stock: Stock) -> State {
    State::new(seed, people::groups(), people::users(now), people::licenses())
}
