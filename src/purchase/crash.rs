//! Places where a test kills the process, by SIGKILL. In release builds there are none.

use std::sync::{
    OnceLock,
    atomic::{AtomicU32, Ordering},
};

/// Where to die, and at which crossing, counted from 1.
static ARMED: OnceLock<(String, AtomicU32)> = OnceLock::new();

/// Arms a crash point: `after-attempt`, or `after-attempt:3` for the third crossing. Does nothing in release builds.
pub fn arm(point: &str) {
    if cfg!(debug_assertions) {
        let (name, crossing) = point.split_once(':').unwrap_or((point, "1"));
        let crossing = crossing.parse().unwrap_or(1);
        drop(ARMED.set((name.to_owned(), AtomicU32::new(crossing))));
    }
}

/// Dies here if this point is armed and it is the crossing.
pub(super) fn point(name: &str) {
    if due(name) {
        die();
    }
}

/// Whether the process is to die at this point, in a way that the caller arranges.
pub(super) fn due(name: &str) -> bool {
    cfg!(debug_assertions)
        && ARMED.get().is_some_and(|(armed, left)| armed == name && left.fetch_sub(1, Ordering::Relaxed) == 1)
}

/// Dies as by `kill -9`: no destructor runs, nothing is flushed.
pub(super) fn die() -> ! {
    let me = std::process::id().to_string();
    drop(std::process::Command::new("kill").args(["-9", &me]).status());
    // Not reached, unless there is no `kill`.
    std::process::abort();
}
