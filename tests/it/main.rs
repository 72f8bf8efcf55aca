//! One integration binary, one file per promise.
