//! Caches between requests, with single-flight. Public data only.
