//! `[cache]`: what is kept between requests. Only public data is: items, searches, offers.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Sizes and lifetimes of the in-memory caches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CacheConfig {
    /// How long an item is kept.
    #[serde(with = "humantime_serde")]
    pub items_ttl: Duration,
    /// How many items are kept.
    pub items_capacity: u64,
    /// How long a page of search results is kept.
    #[serde(with = "humantime_serde")]
    pub searches_ttl: Duration,
    /// How many pages of search results are kept.
    pub searches_capacity: u64,
    /// How long a group's price list is kept.
    #[serde(with = "humantime_serde")]
    pub licenses_ttl: Duration,
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self {
            items_ttl: Duration::from_secs(300),
            items_capacity: 50_000,
            searches_ttl: Duration::from_secs(60),
            searches_capacity: 2_000,
            licenses_ttl: Duration::from_secs(60),
        }
    }
}
