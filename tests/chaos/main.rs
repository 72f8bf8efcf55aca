//! Buying exactly once, and hearing of every end, whatever happens: the real binary and the sandbox in processes of their own. The façade is killed by
//! SIGKILL, its answers are lost, its store fails, its clients repeat themselves; the sandbox's book says what was charged.
//!
//! `CHAOS_SEED` draws the same plan again; `CHAOS_PURCHASES` and `CHAOS_JOBS` make the run longer (`make chaos`). Figures: `docs/chaos.md`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop here")]

mod adobe_stock;
mod approvals;
mod audit;
mod buyer;
mod crashes;
mod hardships;
mod jobs;
mod listener;
mod plan;
#[path = "../it/support/postgres.rs"]
mod postgres;
mod process;
mod repeats;
mod stores;
mod world;
