//! One integration binary, one file per promise.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop here")]

mod adobe_sandbox;
mod adobe_stock_files;
mod auth_attacks;
mod auth_development;
mod auth_keys;
mod auth_scopes;
mod catalog;
mod cli;
mod client;
mod document_execution;
mod document_fuzz;
mod document_limits;
mod document_validation;
mod download;
mod economy;
mod federation;
mod http_documents;
mod http_headers;
mod http_limits;
mod http_media_types;
mod http_requests;
mod ledger;
mod operations;
mod persisted_documents;
mod purchase;
mod rooms;
mod sandbox_wire;
mod schema;
mod serve;
mod streams_http;
mod streams_stop;
mod streams_websocket;
mod support;
