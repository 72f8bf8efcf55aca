//! Hardships on command: scripted per call, never by chance.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::PLAYED;
use crate::config::sandbox::{Fault, FaultKind};

/// The longest that anything takes on command, in seconds.
const LONGEST: f64 = 600.0;
/// How many faults may be set.
const MOST: usize = 1_000;

/// What a fault asks for as `seconds`, bounded.
pub(crate) fn time(fault: &Fault) -> Duration {
    let seconds = if fault.seconds.is_finite() { fault.seconds.clamp(0.0, LONGEST) } else { LONGEST };
    Duration::from_secs_f64(seconds)
}

/// The faults that are set, each with the calls it has seen.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<(Fault, u64)>>);

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Vec<(Fault, u64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets a fault; a closed port is the server's matter, not a call's.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn set(&self, mut fault: Fault) -> Result<(), String> {
        // It may be named by its folder as well.
        let Some(played) = PLAYED.iter().find(|played| [played.name, played.folder].contains(&&*fault.provider)) else {
            return Err(format!("provider must be one of {:?}", PLAYED.map(|played| played.name)));
        };
        fault.provider = played.name.to_owned();
        if fault.nth == 0 || fault.times == 0 {
            return Err("nth and times count from 1".to_owned());
        }
        let mut faults = self.lock();
        if faults.len() >= MOST {
            return Err("too many faults are set".to_owned());
        }
        if fault.kind != FaultKind::ConnectRefused {
            faults.push((fault, 0));
        }
        Ok(())
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
            if fault.provider != provider || fault.command.as_ref().is_some_and(|named| !is_of(named, command)) {
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

/// Whether a fault names a command: by its name, or by the whole path that ends with it.
fn is_of(named: &str, command: &str) -> bool {
    let named = named.trim_matches('/');
    named == command || named.strip_suffix(command).is_some_and(|rest| rest.ends_with('/'))
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
        faults.set(fault("search", 2, 2)).unwrap();
        let struck: Vec<bool> = (0..5).map(|_| faults.strike("depositphotos", "search").is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
        assert!(faults.strike("depositphotos", "logout").is_none());
        assert!(faults.strike("adobe_stock", "search").is_none());
    }

    #[test]
    fn a_command_goes_by_its_path_as_well() {
        let faults = Faults::default();
        let path = Fault { provider: "adobe".to_owned(), ..fault("/Rest/Libraries/1/Content/License", 1, 1) };
        faults.set(path).unwrap();
        assert!(faults.strike("adobe_stock", "Content/License").is_some());
        assert!(faults.strike("adobe_stock", "Content/Info").is_none());
        assert!(faults.set(Fault { provider: "nobody".to_owned(), ..fault("search", 1, 1) }).is_err());
    }
}
