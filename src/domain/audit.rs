//! The audit log: who asked for what that changes something.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    id::{ItemId, PurchaseId},
    purchase::{PurchaseKind, RefusalCode},
};

/// What was asked for.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuditAction {
    /// To license items.
    License,
    /// To pass licences on.
    Transfer,
    /// To make an invoice.
    Invoice,
    /// To have pictures generated.
    Generate,
    /// To take a file for a layout.
    DownloadComp,
    /// To approve a purchase.
    Approve,
    /// To decline a purchase.
    Decline,
    /// Nobody: a purchase's time to be approved ran out.
    Expire,
}

impl From<PurchaseKind> for AuditAction {
    fn from(kind: PurchaseKind) -> Self {
        match kind {
            PurchaseKind::License => Self::License,
            PurchaseKind::Transfer => Self::Transfer,
            PurchaseKind::Invoice => Self::Invoice,
            PurchaseKind::Generation => Self::Generate,
        }
    }
}

/// What came of it.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuditOutcome {
    /// It was recorded, and goes its way: the purchase says what came of it.
    Accepted,
    /// It was refused, and nothing was done.
    Refused,
    /// It is about to be done.
    Attempted,
    /// It was done.
    Done,
    /// It may have been done.
    Unknown,
}

/// Somebody asked for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// Whose.
    pub tenant: String,
    /// Who; `None` for Portico itself.
    pub subject: Option<String>,
    /// The asker's team.
    pub team: Option<String>,
    /// With which request.
    pub request_id: String,
    /// What for.
    pub action: AuditAction,
    /// What came of it.
    pub outcome: AuditOutcome,
    /// The purchase that it is about.
    pub purchase: Option<PurchaseId>,
    /// The item that it is about.
    pub item: Option<ItemId>,
    /// Why it was refused.
    pub code: Option<RefusalCode>,
    /// Why it was refused, in a sentence.
    pub message: Option<String>,
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number, from 1, without gaps over all tenants.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Audited,
    /// SHA-256 over the hash before and this entry.
    pub hash: String,
}

/// Which entries are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Those of this action.
    pub action: Option<AuditAction>,
    /// Those of this outcome.
    pub outcome: Option<AuditOutcome>,
    /// Those of this person or program.
    pub subject: Option<String>,
    /// Those of this request.
    pub request_id: Option<String>,
    /// Those about this purchase.
    pub purchase: Option<PurchaseId>,
    /// Those from then on.
    pub from: Option<Timestamp>,
    /// Those before then.
    pub until: Option<Timestamp>,
}
