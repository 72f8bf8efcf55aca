//! Plain data in the field's standard terms. No I/O, no async, nothing of any provider's wire.

pub mod ability;
pub mod account;
pub mod audit;
pub mod budget;
pub mod comp_download;
pub mod generation;
pub mod id;
pub mod invoice;
pub mod item;
pub mod language;
pub mod license;
pub mod money;
pub mod page;
pub mod party;
pub mod provider;
pub mod purchase;
pub mod rendition;
pub mod search;
pub mod tenant;
pub mod transaction;
