//! The only place that reads the wall clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

/// A clock that is handed in, so that tests and the sandbox can move time forward.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// `None`: the system's time; `Some`: this instant.
    fixed: Option<Timestamp>,
    /// What has been added, in milliseconds.
    advanced_ms: AtomicI64,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self(Arc::new(Inner { fixed: None, advanced_ms: AtomicI64::new(0) }))
    }

    /// A clock that stands still at `at` until it is advanced.
    pub fn fixed(at: Timestamp) -> Self {
        Self(Arc::new(Inner { fixed: Some(at), advanced_ms: AtomicI64::new(0) }))
    }

    /// The time, UTC.
    pub fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one home of the wall clock")]
        let base = self.0.fixed.unwrap_or_else(Timestamp::now);
        let advanced = SignedDuration::from_millis(self.0.advanced_ms.load(Ordering::Relaxed));
        base.checked_add(advanced).unwrap_or(Timestamp::MAX)
    }

    /// Moves the time forward for everyone who holds this clock.
    pub fn advance(&self, by: Duration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 4);
        self.0.advanced_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_advanced() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let same = clock.clone();
        clock.advance(Duration::from_secs(3 * 60 * 60));
        assert_eq!(same.now().as_second(), 10_800);
    }
}
