//! A purchase's first row, which is its lock.

use serde::Serialize;

use super::{Ledger, LedgerError, LineRef, chain, milliseconds, rows};
use crate::domain::{
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
    /// With which request.
    pub request_id: String,
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
}

/// What a line's first entry says.
#[derive(Serialize)]
struct First<'a> {
    tenant: &'a str,
    idempotency_key: &'a str,
    kind: PurchaseKind,
    fingerprint: &'a str,
    request_id: &'a str,
    task: &'a Task,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a LineRefusal>,
}

impl Ledger {
    /// Records a purchase, unless the tenant has used its key before.
    ///
    /// # Errors
    /// [`LedgerError`]; nothing was recorded.
    pub async fn record(&self, new: &NewPurchase) -> Result<Opened, LedgerError> {
        let id = PurchaseId::from(ulid::Ulid::generate());
        let now = self.clock.now();
        let mut write = self.write().await?;
        let inserted = sqlx::query(
            "INSERT INTO purchases (id, tenant, idempotency_key, kind, fingerprint, arguments, subject, request_id, \
             instance, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant, idempotency_key) DO NOTHING",
        )
        .bind(id.as_str().to_owned())
        .bind(new.tenant.clone())
        .bind(new.idempotency_key.clone())
        .bind(rows::as_word(&new.kind)?)
        .bind(new.fingerprint.clone())
        .bind(new.arguments.clone())
        .bind(new.subject.clone())
        .bind(new.request_id.clone())
        .bind(self.instance.to_string())
        .bind(milliseconds(now))
        .execute(&mut *write.tx)
        .await?;
        if inserted.rows_affected() == 0 {
            drop(write);
            let existing = self.purchase_by_key(&new.tenant, &new.idempotency_key).await?;
            let existing = existing.ok_or_else(|| LedgerError::Corrupt("a key without its purchase".to_owned()))?;
            return Ok(Opened::Existing(existing));
        }
        for (index, line) in (0..).zip(&new.lines) {
            let (state, result) = match &line.refusal {
                None => (LineState::Reserved, LineResult::default()),
                Some(refusal) => (LineState::Refused, LineResult::refused(refusal.clone())),
            };
            sqlx::query(
                "INSERT INTO lines (purchase_id, line, provider, item, task, state, result, updated_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(id.as_str().to_owned())
            .bind(i64::from(index))
            .bind(line.provider.as_str())
            .bind(line.task.item().map(ToString::to_string))
            .bind(rows::json(&line.task)?)
            .bind(state.as_str())
            .bind(rows::json(&result)?)
            .bind(milliseconds(now))
            .execute(&mut *write.tx)
            .await?;
            let at = LineRef { purchase: id.clone(), line: index };
            let change = chain::Change { line: &at, from: None, to: state, actor: &new.subject, at: now };
            let first = First {
                tenant: &new.tenant,
                idempotency_key: &new.idempotency_key,
                kind: new.kind,
                fingerprint: &new.fingerprint,
                request_id: &new.request_id,
                task: &line.task,
                refusal: line.refusal.as_ref(),
            };
            chain::append(&mut write.tx, &change, &first).await?;
        }
        write.commit().await?;
        let recorded = self.purchase(&id).await?;
        recorded.map(Opened::New).ok_or_else(|| LedgerError::Corrupt("a purchase was not recorded".to_owned()))
    }
}
