//! The ledger: every spending intent, its lines, attempts and state changes, in SQLite or Postgres.
//!
//! `docs/ledger.md` has the state machine. Nothing here knows a provider; `purchase` decides what happens, this room makes it
//! durable. The statements are the same for both databases.

mod approvals;
mod attempts;
mod audit;
mod budget;
mod callbacks;
mod chain;
mod claims;
mod generations;
mod licensed;
mod open;
mod records;
mod rows;
mod store;

use std::{
    collections::HashMap,
    hash::Hash,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;

pub use self::{
    approvals::Deciding,
    attempts::{Attempt, Start, Unclear},
    audit::AuditRow,
    budget::Shortfall,
    chain::{Entry, Flaw},
    claims::{Claims, Holder},
    generations::{GenerationChange, Unrecorded},
    open::{NewLine, NewPurchase, Opened},
    store::Ledger,
};
use crate::domain::id::PurchaseId;

/// Why the ledger could not be read or written. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database failed.
    #[error("the ledger's database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The database's schema could not be brought up to date.
    #[error("the ledger's schema cannot be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The data folder cannot be used.
    #[error("the data folder cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// Another façade works with it.
    #[error("{} is in use by another Portico; give this one a `data_dir` of its own, or both one database (`ledger.url`)", .0.display())]
    InUse(PathBuf),
    /// A row says what no version of Portico writes.
    #[error("the ledger holds what cannot be read: {0}")]
    Corrupt(String),
    /// Nobody else gave way to write in time.
    #[error("the ledger is busy")]
    Busy,
}

/// A line of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LineRef {
    /// The purchase.
    pub purchase: PurchaseId,
    /// The line's place.
    pub line: u32,
}

/// Who wakes when something changes.
#[derive(Clone)]
struct Changes<K>(Arc<Mutex<HashMap<K, Weak<watch::Sender<u64>>>>>);

impl<K> Default for Changes<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// Tells when a purchase or a job has changed in this process.
pub struct Watch {
    receiver: watch::Receiver<u64>,
    /// Keeps the sender while anybody waits.
    _sender: Arc<watch::Sender<u64>>,
}

impl Watch {
    /// Waits for the next change.
    pub async fn changed(&mut self) {
        // The sender lives as long as this does.
        drop(self.receiver.changed().await);
    }
}

impl<K: Clone + Eq + Hash> Changes<K> {
    fn watch(&self, id: &K) -> Watch {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = all.get(id).and_then(Weak::upgrade).unwrap_or_else(|| {
            all.retain(|_, sender| sender.strong_count() > 0);
            let sender = Arc::new(watch::Sender::new(0));
            all.insert(id.clone(), Arc::downgrade(&sender));
            sender
        });
        Watch { receiver: sender.subscribe(), _sender: sender }
    }

    fn tell(&self, id: &K) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = all.get(id).and_then(Weak::upgrade) {
            sender.send_modify(|version| *version += 1);
        }
    }
}

fn milliseconds(time: Timestamp) -> i64 {
    time.as_millisecond()
}

fn timestamp(milliseconds: i64) -> Result<Timestamp, LedgerError> {
    Timestamp::from_millisecond(milliseconds).map_err(|error| LedgerError::Corrupt(error.to_string()))
}
