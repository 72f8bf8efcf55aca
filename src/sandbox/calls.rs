//! What the sandbox was asked for: the tests' eyes.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use serde_json::Value;

/// How many calls are remembered; older ones are forgotten.
const MEMORY: usize = 20_000;

/// One call of a command.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    /// `depositphotos`
    pub(crate) provider: &'static str,
    /// The command's name.
    pub(crate) command: String,
    /// Its arguments, without secrets.
    pub(crate) arguments: Value,
    /// The HTTP status, or how it ended without one: `"dropped"`, `"reset"`.
    pub(crate) status: Value,
    /// How long it took, in milliseconds.
    pub(crate) ms: u64,
}

/// The calls since they were last forgotten.
#[derive(Default)]
pub(crate) struct Calls(Mutex<VecDeque<Call>>);

impl Calls {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Call>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn record(&self, call: Call) {
        let mut calls = self.lock();
        if calls.len() == MEMORY {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.lock().iter().cloned().collect()
    }

    pub(crate) fn forget(&self) {
        self.lock().clear();
    }
}
