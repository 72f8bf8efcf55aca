//! What tests share.

pub(crate) mod adobe;
pub(crate) mod app;
pub(crate) mod endpoint;
pub(crate) mod postgres;
pub(crate) mod raw;
pub(crate) mod transport;
pub(crate) mod upstream;
