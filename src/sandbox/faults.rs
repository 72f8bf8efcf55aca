//! Hardships on command: scripted per call, never by chance.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The command takes effect; the connection closes without an answer.
    CommitThenDrop,
    /// The command takes effect; the answer does not come for `seconds`, then the connection closes.
    CommitThenHang,
    /// The command takes effect; the connection is reset.
    CommitThenReset,
    /// The command takes effect; the answer is a 502 in HTML.
    #[serde(rename = "commit_then_502")]
    CommitThen502,
    /// The command takes effect; the answer breaks off half-way.
    HalfBody,
    /// The command takes effect; the answer is a 200 with garbage.
    Garbage,
    /// What is bought shows up in lists only after `seconds`.
    LateListing,
    /// The session is gone: it is ended before the command looks for it.
    SessionExpired,
    /// The command is refused; nothing happens.
    Refuse,
    /// The command takes `seconds` longer.
    Slow,
    /// The port is closed for `seconds`, from when the fault is set, whatever the command; connections are cut.
    ConnectRefused,
    /// The balance runs out half-way through the order.
    BalanceOut,
}

/// A scripted fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Whose wire: `depositphotos`.
    pub provider: String,
    /// Which command; every one where it is absent.
    #[serde(default)]
    pub command: Option<String>,
    /// The first call that it strikes, counted from 1 since it was set.
    #[serde(default = "one")]
    pub nth: u64,
    /// How many calls it strikes.
    #[serde(default = "one")]
    pub times: u64,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How long, where that matters. 5 unless given, at most 600.
    #[serde(default = "five")]
    pub seconds: f64,
}

fn one() -> u64 {
    1
}

fn five() -> f64 {
    5.0
}

/// The longest that anything takes on command, in seconds.
const LONGEST: f64 = 600.0;
/// How many faults may be set.
const MOST: usize = 1_000;

impl Fault {
    /// `seconds`, bounded.
    pub(crate) fn time(&self) -> Duration {
        let seconds = if self.seconds.is_finite() { self.seconds.clamp(0.0, LONGEST) } else { LONGEST };
        Duration::from_secs_f64(seconds)
    }
}

/// The faults that are set, each with the calls it has seen.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<(Fault, u64)>>);

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Vec<(Fault, u64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets a fault; `false` when too many are set.
    pub(crate) fn set(&self, fault: Fault) -> bool {
        let mut faults = self.lock();
        let room = faults.len() < MOST;
        if room {
            faults.push((fault, 0));
        }
        room
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    pub(crate) fn all(&self) -> Vec<Fault> {
        self.lock().iter().map(|(fault, _)| fault.clone()).collect()
    }

    /// The fault that strikes this call, if any: the one set first wins. Every matching fault counts the call.
    pub(crate) fn strike(&self, provider: &str, command: &str) -> Option<Fault> {
        let mut struck = None;
        for (fault, seen) in &mut *self.lock() {
            if fault.provider != provider || fault.command.as_ref().is_some_and(|named| named != command) {
                continue;
            }
            *seen += 1;
            if struck.is_none() && *seen >= fault.nth && *seen - fault.nth < fault.times {
                struck = Some(fault.clone());
            }
        }
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(command: &str, nth: u64, times: u64) -> Fault {
        let (provider, command) = ("depositphotos".to_owned(), Some(command.to_owned()));
        Fault { provider, command, nth, times, kind: FaultKind::Refuse, seconds: 1.0 }
    }

    #[test]
    fn a_fault_strikes_from_the_nth_call_as_often_as_it_says() {
        let faults = Faults::default();
        assert!(faults.set(fault("search", 2, 2)));
        let struck: Vec<bool> = (0..5).map(|_| faults.strike("depositphotos", "search").is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
        assert!(faults.strike("depositphotos", "logout").is_none());
        assert!(faults.strike("adobe_stock", "search").is_none());
    }
}
