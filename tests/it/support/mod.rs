//! What tests share.

pub(crate) mod adobe;
pub(crate) mod app;
pub(crate) mod chunks;
pub(crate) mod endpoint;
pub(crate) mod issuer;
pub(crate) mod postgres;
pub(crate) mod process;
pub(crate) mod raw;
pub(crate) mod sdl;
pub(crate) mod socket;
pub(crate) mod tenants;
pub(crate) mod ticker;
pub(crate) mod transport;
pub(crate) mod upstream;
pub(crate) mod wire;
