//! The audit log: written with the change that it is about, and by itself where nothing was changed.

use serde::Serialize;
use sqlx::{Any, Executor, Row, Transaction, any::AnyRow};

use super::{Flaw, Ledger, LedgerError, chain, milliseconds, rows, store::count, timestamp};
use crate::domain::{
    audit::{AuditEntry, AuditFilter, Audited},
    id::PurchaseId,
};

/// The row of the chain's end.
const CHAIN: i64 = 2;
/// How many entries are read at a time.
const PAGE: i64 = 1_000;

/// An entry in the form in which it is exported.
#[derive(Debug, Serialize)]
pub struct AuditRow {
    /// Its number, from 1, without gaps.
    pub seq: u64,
    /// When.
    pub at: jiff::Timestamp,
    /// Whose.
    pub tenant: String,
    /// Who; `None` for Portico itself.
    pub subject: Option<String>,
    /// The asker's team.
    pub team: Option<String>,
    /// With which request.
    pub request_id: String,
    /// What for.
    pub action: String,
    /// What came of it.
    pub outcome: String,
    /// The purchase that it is about.
    pub purchase_id: Option<String>,
    /// The item that it is about.
    pub item: Option<String>,
    /// Why it was refused.
    pub code: Option<String>,
    /// Why it was refused, in a sentence.
    pub message: Option<String>,
    /// SHA-256 over the hash before and this entry.
    pub hash: String,
}

impl AuditRow {
    fn new(seq: u64, at: jiff::Timestamp, what: &Audited) -> Result<Self, LedgerError> {
        Ok(Self {
            seq,
            at,
            tenant: what.tenant.clone(),
            subject: what.subject.clone(),
            team: what.team.clone(),
            request_id: what.request_id.clone(),
            action: rows::as_word(&what.action)?,
            outcome: rows::as_word(&what.outcome)?,
            purchase_id: what.purchase.as_ref().map(ToString::to_string),
            item: what.item.as_ref().map(ToString::to_string),
            code: what.code.map(|code| rows::as_word(&code)).transpose()?,
            // A provider's words may hold what Postgres keeps in no text.
            message: what.message.as_ref().map(|message| message.replace('\0', "\u{fffd}")),
            hash: String::new(),
        })
    }

    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            seq: count(row, "seq")?,
            at: timestamp(row.try_get("at")?)?,
            tenant: row.try_get("tenant")?,
            subject: row.try_get("subject")?,
            team: row.try_get("team")?,
            request_id: row.try_get("request_id")?,
            action: row.try_get("action")?,
            outcome: row.try_get("outcome")?,
            purchase_id: row.try_get("purchase_id")?,
            item: row.try_get("item")?,
            code: row.try_get("code")?,
            message: row.try_get("message")?,
            hash: row.try_get("hash")?,
        })
    }

    fn entry(self) -> Result<AuditEntry, LedgerError> {
        let purchase = self.purchase_id.as_deref().map(PurchaseId::parse);
        let what = Audited {
            tenant: self.tenant,
            subject: self.subject,
            team: self.team,
            request_id: self.request_id,
            action: rows::word(&self.action)?,
            outcome: rows::word(&self.outcome)?,
            purchase: purchase.transpose().map_err(|error| LedgerError::Corrupt(error.to_string()))?,
            item: self.item.as_deref().map(rows::word).transpose()?,
            code: self.code.as_deref().map(rows::word).transpose()?,
            message: self.message,
        };
        Ok(AuditEntry { seq: self.seq, at: self.at, what, hash: self.hash })
    }

    fn hash_behind(&self, before: &str) -> String {
        let (seq, at) = (self.seq.to_string(), milliseconds(self.at).to_string());
        let maybe = [&self.subject, &self.team, &self.purchase_id, &self.item, &self.code, &self.message];
        let parts = [before, &seq, &at, &self.tenant, &self.request_id, &self.action, &self.outcome];
        chain::digest(parts.into_iter().chain(maybe.into_iter().map(|text| text.as_deref().unwrap_or_default())))
    }
}

/// Appends an entry. The last thing that a transaction does: whoever has this chain waits for nobody.
pub(super) async fn append(
    tx: &mut Transaction<'static, Any>,
    at: jiff::Timestamp,
    what: &Audited,
) -> Result<(), LedgerError> {
    let (seq, before) = chain::turn(tx, CHAIN).await?;
    let mut row = AuditRow::new(seq, at, what)?;
    row.hash = row.hash_behind(&before);
    sqlx::query(
        "INSERT INTO audit (seq, at, tenant, subject, team, request_id, action, outcome, purchase_id, item, code, message, \
         hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(i64::try_from(row.seq).unwrap_or(i64::MAX))
    .bind(milliseconds(row.at))
    .bind(row.tenant)
    .bind(row.subject)
    .bind(row.team)
    .bind(row.request_id)
    .bind(row.action)
    .bind(row.outcome)
    .bind(row.purchase_id)
    .bind(row.item)
    .bind(row.code)
    .bind(row.message)
    .bind(row.hash.clone())
    .execute(&mut **tx)
    .await?;
    chain::seal(tx, CHAIN, row.hash).await
}

async fn page(from: impl Executor<'_, Database = Any>, after: u64) -> Result<Vec<AuditRow>, LedgerError> {
    let rows = sqlx::query("SELECT * FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2")
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(PAGE)
        .fetch_all(from)
        .await?;
    rows.iter().map(AuditRow::read).collect()
}

/// Entries that were changed, removed or put in.
pub(super) async fn flaws(snapshot: &mut Transaction<'static, Any>) -> Result<Vec<Flaw>, LedgerError> {
    let mut flaws = Vec::new();
    let (mut seq, mut hash) = (0, String::new());
    let mut flaw =
        |seq: u64, what: &str| flaws.push(Flaw { seq: None, what: format!("entry {seq} of the audit log {what}") });
    loop {
        let entries = page(&mut **snapshot, seq).await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            if entry.seq != seq + 1 {
                flaw(entry.seq, &format!("follows entry {seq}"));
            }
            if entry.hash != entry.hash_behind(&hash) {
                flaw(entry.seq, "does not have its hash");
            }
            (seq, hash) = (entry.seq, entry.hash);
        }
    }
    if chain::end(snapshot, CHAIN).await? != (seq, hash) {
        flaw(seq, "is not the end of its chain");
    }
    Ok(flaws)
}

impl Ledger {
    /// Writes an entry by itself: nothing was changed, or what is done is no purchase.
    ///
    /// # Errors
    /// [`LedgerError`]; nothing was written.
    pub async fn audit(&self, what: &Audited) -> Result<(), LedgerError> {
        let now = self.clock.now();
        let mut write = self.write().await?;
        append(&mut write.tx, now, what).await?;
        write.commit().await
    }

    /// Entries behind number `after`, of every tenant, in order, at most a thousand.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn audit_rows(&self, after: u64) -> Result<Vec<AuditRow>, LedgerError> {
        page(&self.pool, after).await
    }

    /// A tenant's entries, newest first, those before number `before` alone; and how many there are altogether.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn audit_log(
        &self,
        tenant: &str,
        filter: &AuditFilter,
        limit: u32,
        before: Option<u64>,
    ) -> Result<(Vec<AuditEntry>, u64), LedgerError> {
        const OF: &str = "FROM audit WHERE tenant = $1 AND ($2 = '' OR action = $2) AND ($3 = '' OR outcome = $3) \
            AND ($4 = '' OR subject = $4) AND ($5 = '' OR request_id = $5) AND ($6 = '' OR purchase_id = $6) \
            AND at >= $7 AND at < $8";
        let action = filter.action.map(|action| rows::as_word(&action)).transpose()?.unwrap_or_default();
        let outcome = filter.outcome.map(|outcome| rows::as_word(&outcome)).transpose()?.unwrap_or_default();
        let purchase = filter.purchase.as_ref().map(ToString::to_string).unwrap_or_default();
        let bound = |sql: String| {
            sqlx::query(sqlx::AssertSqlSafe(sql))
                .bind(tenant.to_owned())
                .bind(action.clone())
                .bind(outcome.clone())
                .bind(filter.subject.clone().unwrap_or_default())
                .bind(filter.request_id.clone().unwrap_or_default())
                .bind(purchase.clone())
                .bind(filter.from.map_or(i64::MIN, milliseconds))
                .bind(filter.until.map_or(i64::MAX, milliseconds))
        };
        let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
        let rows = bound(format!("SELECT * {OF} AND seq < $9 ORDER BY seq DESC LIMIT $10"))
            .bind(before)
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?;
        let total = bound(format!("SELECT COUNT(*) AS total {OF}")).fetch_one(&self.pool).await?;
        let entries = rows.iter().map(|row| AuditRow::read(row)?.entry()).collect::<Result<_, _>>()?;
        Ok((entries, count(&total, "total")?))
    }
}
