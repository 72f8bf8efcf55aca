//! Attempts: what may have been sent, and the look-ups of what became of it.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Row, any::AnyRow};

use super::{
    Ledger, LedgerError, LineRef, chain,
    claims::{self, Claims, Holder},
    milliseconds, rows,
    store::{Backend, count, set_state},
    timestamp,
};
use crate::domain::{
    id::ItemId,
    provider::ProviderName,
    purchase::{Line, LineRefusal, LineResult, LineState, RefusalCode, Task},
    tenant::Tenant,
};

/// One request to a provider, recorded before it is sent.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Its ULID, which is the marker.
    pub id: String,
    /// When it was recorded.
    pub opened_at: Timestamp,
    /// From then on nobody waits for an answer.
    pub deadline_at: Timestamp,
    /// What the provider showed beforehand, as JSON.
    pub before: Option<String>,
}

impl Attempt {
    /// What the provider showed beforehand.
    ///
    /// # Errors
    /// When it is not of this form.
    pub fn before<T: DeserializeOwned>(&self) -> Result<Option<T>, LedgerError> {
        self.before.as_deref().map(rows::read).transpose()
    }
}

/// Whether a line may be sent.
#[derive(Debug)]
pub enum Start {
    /// It may, once.
    Attempt(Attempt),
    /// It is not RESERVED any more.
    Over,
    /// Another line is about the same.
    Claimed(Holder),
}

/// A line whose outcome nobody knows.
#[derive(Clone, Debug)]
pub struct Unclear {
    /// The line.
    pub line: LineRef,
    /// Where it was to be done.
    pub provider: ProviderName,
    /// What was to be done.
    pub task: Task,
    /// Its last attempt.
    pub attempt: Attempt,
    /// Look-ups so far.
    pub lookups: u64,
    /// Look-ups after the visibility window that found nothing.
    pub absent: u64,
    /// The purchase's request id.
    pub request_id: String,
    /// Whose purchase it is.
    pub tenant: Tenant,
}

#[derive(Serialize)]
struct Sending<'a> {
    attempt: &'a str,
    instance: &'a str,
    deadline_at: Timestamp,
}

/// Lines with their last attempt.
const ATTEMPTED: &str = "SELECT l.*, a.id AS attempt_id, a.opened_at, a.deadline_at, a.before, p.request_id, p.tenant FROM lines l \
     JOIN purchases p ON p.id = l.purchase_id \
     JOIN attempts a ON a.purchase_id = l.purchase_id AND a.line = l.line \
     WHERE a.number = (SELECT MAX(b.number) FROM attempts b WHERE b.purchase_id = l.purchase_id AND b.line = l.line)";

impl Ledger {
    /// Records that a line is about to be sent and takes its claims, or says why it must not be sent.
    ///
    /// # Errors
    /// [`LedgerError`]; it must not be sent.
    pub async fn start_attempt(
        &self,
        line: &LineRef,
        may_take: Duration,
        before: Option<&impl Serialize>,
        claims: &Claims,
    ) -> Result<Start, LedgerError> {
        let now = self.clock.now();
        let attempt = Attempt {
            id: ulid::Ulid::generate().to_string(),
            opened_at: now,
            deadline_at: now.saturating_add(may_take).unwrap_or(Timestamp::MAX),
            before: before.map(rows::json).transpose()?,
        };
        let mut write = self.write().await?;
        let change =
            chain::Change { line, from: Some(LineState::Reserved), to: LineState::Sending, actor: "portico", at: now };
        if !set_state(&mut write.tx, &change, &LineResult::default()).await? {
            return Ok(Start::Over);
        }
        // Before the chain: whoever has that waits for nobody.
        if let Some(holder) = claims::take(&mut write.tx, line, claims).await? {
            write.abandon().await?;
            return Ok(Start::Claimed(holder));
        }
        sqlx::query(
            "INSERT INTO attempts (id, purchase_id, line, number, instance, opened_at, deadline_at, before) \
             SELECT $1, $2, $3, COUNT(*) + 1, $4, $5, $6, $7 FROM attempts WHERE purchase_id = $8 AND line = $9",
        )
        .bind(attempt.id.clone())
        .bind(line.purchase.as_str().to_owned())
        .bind(i64::from(line.line))
        .bind(self.instance.to_string())
        .bind(milliseconds(attempt.opened_at))
        .bind(milliseconds(attempt.deadline_at))
        .bind(attempt.before.clone())
        .bind(line.purchase.as_str().to_owned())
        .bind(i64::from(line.line))
        .execute(&mut *write.tx)
        .await?;
        let body = Sending { attempt: &attempt.id, instance: &self.instance, deadline_at: attempt.deadline_at };
        chain::append(&mut write.tx, &change, &body).await?;
        write.commit().await?;
        self.changes.tell(&line.purchase);
        Ok(Start::Attempt(attempt))
    }

    /// Takes over what nobody works at any more: what was not sent is released, what may have been sent is unknown.
    /// Gives the number of lines. At the start with SQLite there is no other process, so everything is taken over; else
    /// others may be at work, and only what is `abandoned_after` beyond its time is. So is what this process lost sight of
    /// itself: a commit whose answer was lost.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn take_over(&self, at_start: bool, abandoned_after: Duration) -> Result<usize, LedgerError> {
        let everything = i64::from(at_start && self.backend == Backend::Sqlite);
        let patience = i64::try_from(abandoned_after.as_millis()).unwrap_or(i64::MAX);
        let before = milliseconds(self.clock.now()).saturating_sub(patience);
        let sending = sqlx::query(
            "SELECT l.purchase_id, l.line FROM lines l JOIN attempts a ON a.purchase_id = l.purchase_id AND a.line = l.line \
             WHERE l.state = 'SENDING' AND a.number = (SELECT MAX(b.number) FROM attempts b \
             WHERE b.purchase_id = l.purchase_id AND b.line = l.line) \
             AND (($2 = 1 AND a.instance <> $1) OR a.deadline_at < $3)",
        )
        .bind(self.instance.to_string())
        .bind(everything)
        .bind(before)
        .fetch_all(&self.pool)
        .await?;
        let reserved = sqlx::query(
            "SELECT l.purchase_id, l.line FROM lines l JOIN purchases p ON p.id = l.purchase_id \
             WHERE l.state = 'RESERVED' AND (($2 = 1 AND p.instance <> $1) OR NOT EXISTS \
             (SELECT 1 FROM lines m WHERE m.purchase_id = l.purchase_id AND m.updated_at >= $3))",
        )
        .bind(self.instance.to_string())
        .bind(everything)
        .bind(before)
        .fetch_all(&self.pool)
        .await?;
        let mut taken = 0;
        let unknown = LineResult::unclear("The process that sent it did not live to see the answer.");
        for row in &sending {
            let (from, to) = ([LineState::Sending], LineState::Unknown);
            taken += usize::from(self.transition(&line_ref(row)?, &from, to, &unknown, "start-up").await?);
        }
        let refusal =
            LineRefusal::new(RefusalCode::NotBought, "The process that was to send it is gone; nothing was bought.");
        let released = LineResult::refused(refusal);
        for row in &reserved {
            let (from, to) = ([LineState::Reserved], LineState::Released);
            taken += usize::from(self.transition(&line_ref(row)?, &from, to, &released, "start-up").await?);
        }
        Ok(taken)
    }

    /// The unclear lines whose look-up is due (all of them, if asked for), the longest due first.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn unclear(&self, all: bool, limit: u32) -> Result<Vec<Unclear>, LedgerError> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "{ATTEMPTED} AND l.state = 'UNKNOWN' AND ($1 = 1 OR l.next_lookup_at <= $2) ORDER BY l.next_lookup_at LIMIT $3"
        )))
        .bind(i64::from(all))
        .bind(milliseconds(self.clock.now()))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(unclear).collect()
    }

    /// A line with its last attempt, whatever its state; `None` when it was never sent.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn attempted(&self, line: &LineRef) -> Result<Option<Unclear>, LedgerError> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("{ATTEMPTED} AND l.purchase_id = $1 AND l.line = $2")))
            .bind(line.purchase.as_str().to_owned())
            .bind(i64::from(line.line))
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(unclear).transpose()
    }

    /// The line that an attempt was made for.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn line_of_attempt(&self, attempt: &str) -> Result<Option<LineRef>, LedgerError> {
        let row = sqlx::query("SELECT purchase_id, line FROM attempts WHERE id = $1")
            .bind(attempt.to_owned())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(line_ref).transpose()
    }

    /// The other lines about an item by which something was bought, or may have been, and whose they are. However old: what they made may be
    /// listed late, and what they are about to make is theirs.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn rivals(&self, line: &LineRef, item: &ItemId) -> Result<Vec<(Tenant, Line)>, LedgerError> {
        let rows = sqlx::query(
            "SELECT p.tenant, l.* FROM lines l JOIN purchases p ON p.id = l.purchase_id \
             WHERE l.item = $1 AND l.state NOT IN ('AWAITING_APPROVAL', 'REFUSED', 'RELEASED')",
        )
        .bind(item.to_string())
        .fetch_all(&self.pool)
        .await?;
        let mut rivals = Vec::new();
        for row in &rows {
            if line_ref(row)? != *line {
                rivals.push((row.try_get::<String, _>("tenant")?.into(), rows::line(row)?));
            }
        }
        Ok(rivals)
    }

    /// Notes a look-up that settled nothing, and when the next one is due.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn look_again(&self, line: &LineRef, absent: bool, pause: Duration) -> Result<(), LedgerError> {
        let next = self.clock.now().saturating_add(pause).unwrap_or(Timestamp::MAX);
        let mut write = self.write().await?;
        sqlx::query(
            "UPDATE lines SET lookups = lookups + 1, absent = absent + $1, next_lookup_at = $2 \
             WHERE purchase_id = $3 AND line = $4 AND state = 'UNKNOWN'",
        )
        .bind(i64::from(absent))
        .bind(milliseconds(next))
        .bind(line.purchase.as_str().to_owned())
        .bind(i64::from(line.line))
        .execute(&mut *write.tx)
        .await?;
        write.commit().await
    }

    /// When the next look-up is due.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn next_lookup(&self) -> Result<Option<Timestamp>, LedgerError> {
        let row = sqlx::query("SELECT CAST(MIN(next_lookup_at) AS BIGINT) AS next FROM lines WHERE state = 'UNKNOWN'")
            .fetch_one(&self.pool)
            .await?;
        row.try_get::<Option<i64>, _>("next")?.map(timestamp).transpose()
    }
}

fn line_ref(row: &AnyRow) -> Result<LineRef, LedgerError> {
    Ok(LineRef { purchase: rows::purchase_id(row, "purchase_id")?, line: rows::index(row)? })
}

fn unclear(row: &AnyRow) -> Result<Unclear, LedgerError> {
    let line = rows::line(row)?;
    Ok(Unclear {
        line: line_ref(row)?,
        provider: line.provider,
        task: line.task,
        attempt: Attempt {
            id: row.try_get("attempt_id")?,
            opened_at: timestamp(row.try_get("opened_at")?)?,
            deadline_at: timestamp(row.try_get("deadline_at")?)?,
            before: row.try_get("before")?,
        },
        lookups: count(row, "lookups")?,
        absent: count(row, "absent")?,
        request_id: row.try_get("request_id")?,
        tenant: row.try_get::<String, _>("tenant")?.into(),
    })
}
