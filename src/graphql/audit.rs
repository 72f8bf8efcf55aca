//! `AuditEntry`: who asked for what that changes something.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::{
    argument::read,
    context::viewer,
    error::bad_input,
    item::{self, Item},
    nullable::Nullable,
    page::{Keyset, ListKey, connection, length},
    purchase::{Purchase, failed, purchases},
    query,
    scalar::{BigInt, DateTime},
};
use crate::domain::{
    audit::{self, AuditAction, AuditOutcome},
    id::PurchaseId,
    language::Language,
    purchase::RefusalCode,
};

/// Somebody asked for something that changes something.
#[derive(Clone)]
pub struct AuditEntry(Arc<audit::AuditEntry>);

/// Which entries are listed.
#[derive(InputObject, Default)]
pub struct AuditFilter {
    /// Those of this action.
    action: Option<AuditAction>,
    /// Those of this outcome.
    outcome: Option<AuditOutcome>,
    /// Those of this person or program.
    subject: Option<String>,
    /// Those of this request (`x-request-id`).
    request_id: Option<String>,
    /// Those about this purchase.
    purchase_id: Option<ID>,
    /// Those from then on.
    from: Option<DateTime>,
    /// Those before then.
    until: Option<DateTime>,
}

connection! {
    /// A page of the audit log.
    AuditEntryConnection,
    /// An entry in a page.
    AuditEntryEdge,
    AuditEntry,
    Keyset
}

impl AuditFilter {
    fn conditions(self) -> Result<audit::AuditFilter> {
        let purchase = self.purchase_id.map(|id| read("purchaseId", &id, PurchaseId::decode)).transpose()?;
        // What is empty is nobody's and nothing's.
        let named = |name: &str, text: Option<String>| match text {
            Some(text) if text.is_empty() => Err(bad_input(format!("\"{name}\" is empty."))),
            text => Ok(text),
        };
        Ok(audit::AuditFilter {
            action: self.action,
            outcome: self.outcome,
            subject: named("subject", self.subject)?,
            request_id: named("requestId", self.request_id)?,
            purchase,
            from: self.from.map(|from| from.0),
            until: self.until.map(|until| until.0),
        })
    }
}

/// A page of the company's audit log, newest first.
pub(super) async fn list(
    ctx: &Context<'_>,
    filter: AuditFilter,
    first: i32,
    after: Option<&str>,
) -> Result<AuditEntryConnection> {
    let filter = filter.conditions()?;
    let list = ListKey::new("auditLog", &filter);
    let limit = length("first", first)?;
    let before: Option<u64> = list.key(after)?;
    // One more than asked for tells whether there is more.
    let read = purchases(ctx)?.audit_log(&viewer(ctx).tenant, &filter, limit + 1, before).await;
    let (mut found, total) = read.map_err(|error| failed(error.into(), ctx))?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let entries = found.into_iter().map(|entry| (entry.seq.to_string(), AuditEntry(Arc::new(entry))));
    Ok(AuditEntryConnection(Keyset { list, entries: entries.collect(), behind: before.is_some(), more, total }))
}

/// Somebody asked for something that changes something.
#[Object]
impl AuditEntry {
    /// Its number in the log, which rises.
    async fn number(&self) -> BigInt {
        BigInt(self.0.seq)
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who: the token's subject; null for Portico itself.
    async fn subject(&self) -> Option<&str> {
        self.0.what.subject.as_deref()
    }

    /// That one's team.
    async fn team(&self) -> Option<&str> {
        self.0.what.team.as_deref()
    }

    /// With which request (`x-request-id`).
    async fn request_id(&self) -> &str {
        &self.0.what.request_id
    }

    /// What was asked for.
    async fn action(&self) -> AuditAction {
        self.0.what.action
    }

    /// What came of it.
    async fn outcome(&self) -> AuditOutcome {
        self.0.what.outcome
    }

    /// Why it was refused; null when it was not.
    async fn code(&self) -> Option<RefusalCode> {
        self.0.what.code
    }

    /// Why it was refused, in a sentence.
    async fn message(&self) -> Option<&str> {
        self.0.what.message.as_deref()
    }

    /// The purchase that it is about.
    async fn purchase(&self, ctx: &Context<'_>) -> Nullable<Purchase> {
        match &self.0.what.purchase {
            Some(id) => query::purchase(ctx, id).await.into(),
            None => Nullable::ok(None),
        }
    }

    /// The item whose file was taken for a layout. Upstream: `getMediaData`, batched.
    async fn item(&self, ctx: &Context<'_>) -> Nullable<Item> {
        match &self.0.what.item {
            Some(id) => item::item(ctx, id.clone(), Language::default()).await,
            None => Nullable::ok(None),
        }
    }

    /// SHA-256 over the hash before and this entry, in hexadecimal digits.
    async fn hash(&self) -> &str {
        &self.0.hash
    }
}
