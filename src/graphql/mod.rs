//! The graph: one file per noun, in the words of `domain`.

pub mod account;
pub mod comp_download;
mod context;
pub mod cost;
pub mod document;
pub mod endpoint;
pub mod error;
pub mod federation;
pub mod generation;
pub mod invoice;
pub mod item;
pub mod license;
pub mod money;
pub mod node;
pub mod nullable;
pub mod operation;
pub mod page;
pub mod persisted;
pub mod query;
pub mod scalar;
pub mod schema;
pub mod search;
pub mod transaction;
pub mod transfer;
pub mod viewer;
