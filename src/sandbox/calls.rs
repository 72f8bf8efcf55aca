//! What the sandbox was asked for: the tests' eyes.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// How many calls are remembered; older ones are forgotten.
const MEMORY: usize = 20_000;
/// How many bytes of arguments are remembered.
const MEMORY_BYTES: usize = 64 * 1024 * 1024;

/// One call of a command.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    /// `depositphotos`
    pub(crate) provider: &'static str,
    /// In whose name: the user of the session or of the login, the client of the token or the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    /// The command's name.
    pub(crate) command: String,
    /// Its arguments, without secrets.
    pub(crate) arguments: Value,
    /// The HTTP status, or how it ended without one: `"dropped"`, `"reset"`.
    pub(crate) status: Value,
    /// When it came, by the sandbox's clock.
    pub(crate) at: Timestamp,
    /// How long it took, in milliseconds.
    pub(crate) ms: u64,
}

/// The calls since they were last forgotten.
#[derive(Default)]
pub(crate) struct Calls(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    /// Each with the length of its arguments.
    calls: VecDeque<(usize, Call)>,
    bytes: usize,
}

impl Calls {
    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn record(&self, call: Call) {
        let length = call.arguments.to_string().len();
        let mut memory = self.lock();
        memory.bytes += length;
        memory.calls.push_back((length, call));
        while memory.calls.len() > MEMORY || memory.bytes > MEMORY_BYTES {
            let Some((length, _)) = memory.calls.pop_front() else { break };
            memory.bytes -= length;
        }
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.lock().calls.iter().map(|(_, call)| call.clone()).collect()
    }

    pub(crate) fn forget(&self) {
        *self.lock() = Memory::default();
    }
}
