//! What tests share.

pub(crate) mod raw;
pub(crate) mod transport;
