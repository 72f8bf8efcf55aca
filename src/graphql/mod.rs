//! The graph: one file per noun, in the words of `domain`.

pub mod document;
pub mod error;
pub mod operation;
