//! A purchase's first row, which is its lock.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Ledger, LedgerError, LineRef, audit,
    budget::{self, Movement, Shortfall},
    chain, milliseconds, rows,
    store::Write,
};
use crate::domain::{
    audit::{AuditOutcome, Audited},
    budget::{BudgetRule, Month},
    id::PurchaseId,
    provider::ProviderName,
    purchase::{LineRefusal, LineResult, LineState, Purchase, PurchaseKind, Task},
};

/// A purchase to be recorded.
#[derive(Clone, Debug)]
pub struct NewPurchase {
    /// Whose.
    pub tenant: String,
    /// The caller's.
    pub idempotency_key: String,
    /// What for.
    pub kind: PurchaseKind,
    /// SHA-256 of the arguments, in hexadecimal digits.
    pub fingerprint: String,
    /// The arguments, as JSON.
    pub arguments: String,
    /// Who asks.
    pub subject: String,
    /// The asker's team.
    pub team: Option<String>,
    /// With which request.
    pub request_id: String,
    /// What its price is reserved in, and refused by: the company's before its team's.
    pub budgets: Vec<BudgetRule>,
    /// How long it waits for approval, if it needs one.
    pub approval: Option<Duration>,
    /// At least one.
    pub lines: Vec<NewLine>,
}

/// A line to be recorded.
#[derive(Clone, Debug)]
pub struct NewLine {
    /// Where it is to be done.
    pub provider: ProviderName,
    /// What is to be done.
    pub task: Task,
    /// Why it will not be done, where that is known beforehand.
    pub refusal: Option<LineRefusal>,
}

/// What recording a purchase gave.
#[derive(Debug)]
pub enum Opened {
    /// It is new; whoever gets this runs it.
    New(Purchase),
    /// The key was used before.
    Existing(Purchase),
    /// A budget does not cover it; nothing was recorded.
    Short(Shortfall),
}

/// What a line's first entry says.
#[derive(Serialize)]
struct First<'a> {
    tenant: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<&'a str>,
    idempotency_key: &'a str,
    kind: PurchaseKind,
    fingerprint: &'a str,
    request_id: &'a str,
    task: &'a Task,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a LineRefusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    budget: Vec<Movement>,
}

impl NewPurchase {
    /// Who asks for what, for the audit log.
    fn audited(&self, id: &PurchaseId) -> Audited {
        Audited {
            tenant: self.tenant.clone(),
            subject: Some(self.subject.clone()),
            team: self.team.clone(),
            request_id: self.request_id.clone(),
            action: self.kind.into(),
            outcome: AuditOutcome::Accepted,
            purchase: Some(id.clone()),
            item: None,
            code: None,
            message: None,
        }
    }

    /// The state that a line begins in.
    fn state_of(&self, line: &NewLine) -> LineState {
        match (&line.refusal, self.approval) {
            (Some(_), _) => LineState::Refused,
            (None, Some(_)) => LineState::AwaitingApproval,
            (None, None) => LineState::Reserved,
        }
    }
}

impl Ledger {
    /// Records a purchase and reserves its price, unless the tenant has used its key before, or a budget is short.
    ///
    /// # Errors
    /// [`LedgerError`]; nothing was recorded.
    pub async fn record(&self, new: &NewPurchase) -> Result<Opened, LedgerError> {
        let id = PurchaseId::from(ulid::Ulid::generate());
        let now = self.clock.now();
        let until = new.approval.map(|within| now.saturating_add(within).unwrap_or(Timestamp::MAX));
        let mut write = self.write().await?;
        if !self.insert(&mut write, &id, new, now, until).await? {
            write.abandon().await?;
            let existing = self.purchase_by_key(&new.tenant, &new.idempotency_key).await?;
            let existing = existing.ok_or_else(|| LedgerError::Corrupt("a key without its purchase".to_owned()))?;
            return Ok(Opened::Existing(existing));
        }
        let month = Month::of(now);
        // Every budget before the chain, here as elsewhere: whoever has the chain waits for nobody.
        if let Some(short) = budget::reserve(&mut write.tx, new, month).await? {
            write.abandon().await?;
            return Ok(Opened::Short(short));
        }
        for (index, line) in (0..).zip(&new.lines) {
            let at = LineRef { purchase: id.clone(), line: index };
            let state = new.state_of(line);
            let result = line.refusal.clone().map(LineResult::refused).unwrap_or_default();
            insert_line(&mut write, &at, line, state, &result, now).await?;
            let budget = match state {
                LineState::Refused => Vec::new(),
                _ => budget::note(&mut write.tx, &at, line, new, month).await?,
            };
            let change = chain::Change { line: &at, from: None, to: state, actor: &new.subject, at: now };
            let first = First {
                tenant: &new.tenant,
                team: new.team.as_deref(),
                idempotency_key: &new.idempotency_key,
                kind: new.kind,
                fingerprint: &new.fingerprint,
                request_id: &new.request_id,
                task: &line.task,
                refusal: line.refusal.as_ref(),
                approval_until: until,
                budget,
            };
            chain::append(&mut write.tx, &change, &first).await?;
        }
        audit::append(&mut write.tx, now, &new.audited(&id)).await?;
        write.commit().await?;
        let recorded = self.purchase(&id).await?;
        recorded.map(Opened::New).ok_or_else(|| LedgerError::Corrupt("a purchase was not recorded".to_owned()))
    }

    /// The purchase's row; `false` when its key was used before.
    async fn insert(
        &self,
        write: &mut Write<'_>,
        id: &PurchaseId,
        new: &NewPurchase,
        now: Timestamp,
        until: Option<Timestamp>,
    ) -> Result<bool, LedgerError> {
        let inserted = sqlx::query(
            "INSERT INTO purchases (id, tenant, idempotency_key, kind, fingerprint, arguments, subject, team, request_id, \
             instance, created_at, approval_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
             ON CONFLICT (tenant, idempotency_key) DO NOTHING",
        )
        .bind(id.as_str().to_owned())
        .bind(new.tenant.clone())
        .bind(new.idempotency_key.clone())
        .bind(rows::as_word(&new.kind)?)
        .bind(new.fingerprint.clone())
        .bind(new.arguments.clone())
        .bind(new.subject.clone())
        .bind(new.team.clone())
        .bind(new.request_id.clone())
        .bind(self.instance.to_string())
        .bind(milliseconds(now))
        .bind(until.map(milliseconds))
        .execute(&mut *write.tx)
        .await?;
        Ok(inserted.rows_affected() == 1)
    }
}

async fn insert_line(
    write: &mut Write<'_>,
    at: &LineRef,
    line: &NewLine,
    state: LineState,
    result: &LineResult,
    now: Timestamp,
) -> Result<(), LedgerError> {
    sqlx::query(
        "INSERT INTO lines (purchase_id, line, provider, item, task, state, result, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(at.purchase.as_str().to_owned())
    .bind(i64::from(at.line))
    .bind(line.provider.as_str())
    .bind(line.task.item().map(ToString::to_string))
    .bind(rows::json(&line.task)?)
    .bind(state.as_str())
    .bind(rows::json(result)?)
    .bind(milliseconds(now))
    .execute(&mut *write.tx)
    .await?;
    Ok(())
}
