//! Configuration: one section per file, defaults in one place, unknown keys refused.

pub mod cache;
pub mod limits;
pub mod providers;
pub mod sandbox;
