//! Portico: one GraphQL graph in front of a company's stock-media providers. The rooms, in reading order.

pub mod app;
pub mod auth;
pub mod cache;
pub mod clock;
pub mod config;
pub mod domain;
pub mod download;
pub mod generation;
pub mod graphql;
pub mod http;
pub mod ledger;
pub mod loaders;
pub mod providers;
pub mod purchase;
pub mod rates;
pub mod sandbox;
pub mod telemetry;
