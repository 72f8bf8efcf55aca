//! One integration binary, one file per promise.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop here")]

mod rooms;
