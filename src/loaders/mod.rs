//! Per-request loaders: one result per key, chunked, never written through.
