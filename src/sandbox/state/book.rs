//! The book: what was charged since the world began. It is the oracle for tests of buying exactly once.
//!
//! One entry per licensed item, and one per finished generator job. A job is paid from the group's plan and not
//! from its balance: its entry has the price zero, the job's UUID, and the ids of its pictures.
//! The seeded history is not in the book: it was charged before the world began.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{DownloadOption, GroupId, ItemId, LicenseId, References, Transaction, TransactionId, UserId, World};

/// One charge. Entries are only ever added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookEntry {
    /// The charge's key, unique over both kinds.
    pub transaction: TransactionId,
    /// For what.
    pub what: Charged,
    /// US dollars, extra options included, without VAT.
    pub price: Decimal,
    /// What the buyer noted; nothing for a job.
    pub references: References,
    /// When.
    pub at: Timestamp,
    /// Who caused it.
    pub user: UserId,
    /// Whose money it is.
    pub group: GroupId,
}

/// What a charge is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charged {
    /// A licensed item.
    License {
        /// The item.
        item: ItemId,
        /// The licence.
        license: LicenseId,
        /// The size.
        size: DownloadOption,
    },
    /// A finished job of the generator.
    Generation {
        /// The job.
        job: Uuid,
        /// Its pictures.
        items: Vec<ItemId>,
    },
}

impl BookEntry {
    pub(super) fn of_license(row: &Transaction) -> Self {
        Self {
            transaction: row.id,
            what: Charged::License { item: row.item, license: row.license, size: row.size },
            price: row.price,
            references: row.references.clone(),
            at: row.at,
            user: row.user,
            group: row.group,
        }
    }
}

impl World {
    /// Every charge since the world began, oldest first, hidden ones included.
    pub fn book(&self) -> Vec<BookEntry> {
        self.settled().state.book.clone()
    }
}
