//! Upstreams that speak the providers' wire over loopback. A server of its own: reached only by HTTP.

pub mod catalog;
pub mod depositphotos;
pub mod pictures;
pub mod state;
