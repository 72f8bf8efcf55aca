//! The graph: one file per noun, in the words of `domain`.

pub mod document;
pub mod endpoint;
pub mod error;
pub mod nullable;
pub mod operation;
