//! One integration binary, one file per promise.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop here")]

mod adobe_application;
mod adobe_client;
mod adobe_client_sandbox;
mod adobe_client_spends;
mod adobe_sandbox;
mod adobe_stock_files;
mod catalog;
mod cli;
mod client;
mod document_execution;
mod document_limits;
mod economy;
mod federation;
mod http_documents;
mod http_headers;
mod http_limits;
mod http_media_types;
mod http_requests;
mod operations;
mod persisted_documents;
mod purchase;
mod rooms;
mod sandbox_wire;
mod schema;
mod serve;
mod support;
