//! Jobs of the image generator, and every change that was seen of them.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{Row, any::AnyRow};

use super::{Ledger, LedgerError, Watch, milliseconds, rows, store::count, timestamp};
use crate::domain::{
    generation::{Generation, GenerationRecord},
    id::{GenerationId, PurchaseId},
    purchase::Task,
    tenant::Tenant,
};

/// A settled purchase whose job is not recorded.
#[derive(Clone, Debug)]
pub struct Unrecorded {
    /// Whose it is.
    pub tenant: Tenant,
    /// The purchase.
    pub purchase: PurchaseId,
    /// The job, as it is when it has just been accepted.
    pub job: Generation,
}

/// A change of a job.
#[derive(Clone, Debug)]
pub struct GenerationChange {
    /// Its number, from 1, without gaps.
    pub seq: u64,
    /// When it was seen.
    pub at: Timestamp,
    /// The job after it.
    pub job: Generation,
    /// Nothing will change any more.
    pub last: bool,
}

impl Ledger {
    /// Records a job; `false` when it was recorded before. A purchase that asked for a job owns it, whoever listened to
    /// it before that was recorded.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn record_generation(
        &self,
        tenant: &str,
        purchase: Option<&PurchaseId>,
        job: &Generation,
        may_take: Duration,
    ) -> Result<bool, LedgerError> {
        let now = self.clock.now();
        let deadline = now.saturating_add(may_take).unwrap_or(Timestamp::MAX);
        let mut write = self.write().await?;
        let inserted = sqlx::query(
            "INSERT INTO generations (id, tenant, purchase_id, created_at, deadline_at, final, seq) \
             VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (id) DO NOTHING",
        )
        .bind(job.id.to_string())
        .bind(tenant.to_owned())
        .bind(purchase.map(|id| id.as_str().to_owned()))
        .bind(milliseconds(now))
        .bind(milliseconds(deadline))
        .bind(i64::from(job.is_final()))
        .execute(&mut *write.tx)
        .await?;
        let new = inserted.rows_affected() > 0;
        if new {
            insert_change(&mut write, 1, now, job).await?;
        } else if let Some(purchase) = purchase {
            sqlx::query("UPDATE generations SET tenant = $1, purchase_id = $2 WHERE id = $3 AND purchase_id IS NULL")
                .bind(tenant.to_owned())
                .bind(purchase.as_str().to_owned())
                .bind(job.id.to_string())
                .execute(&mut *write.tx)
                .await?;
        }
        write.commit().await?;
        if new {
            self.generation_changes.tell(&job.id);
        }
        Ok(new)
    }

    /// Records how a job is now, if that differs from what is recorded; a final job stays as it is.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn change_generation(&self, job: &Generation) -> Result<bool, LedgerError> {
        let now = self.clock.now();
        let mut write = self.write().await?;
        // The update locks the row: of two that saw the same change, one finds it recorded.
        let taken =
            sqlx::query("UPDATE generations SET seq = seq + 1, final = $1 WHERE id = $2 AND final = 0 RETURNING seq")
                .bind(i64::from(job.is_final()))
                .bind(job.id.to_string())
                .fetch_optional(&mut *write.tx)
                .await?;
        let Some(taken) = taken else { return Ok(false) };
        let seq = count(&taken, "seq")?;
        let last = sqlx::query("SELECT job FROM generation_changes WHERE generation_id = $1 AND seq = $2")
            .bind(job.id.to_string())
            .bind(i64::try_from(seq.saturating_sub(1)).unwrap_or(i64::MAX))
            .fetch_optional(&mut *write.tx)
            .await?;
        let known: Option<String> = last.map(|row| row.try_get("job")).transpose()?;
        if known.is_some_and(|known| rows::json(job).is_ok_and(|job| job == known)) {
            return Ok(false);
        }
        insert_change(&mut write, seq, now, job).await?;
        write.commit().await?;
        self.generation_changes.tell(&job.id);
        Ok(true)
    }

    /// The changes of a job behind number `after`, in order.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn generation_changes(
        &self,
        id: &GenerationId,
        after: u64,
    ) -> Result<Vec<GenerationChange>, LedgerError> {
        let rows = sqlx::query(
            "SELECT c.seq, c.at, c.job, g.final, g.seq AS last FROM generation_changes c JOIN generations g ON g.id = c.generation_id \
             WHERE c.generation_id = $1 AND c.seq > $2 ORDER BY c.seq LIMIT 1000",
        )
        .bind(id.to_string())
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(change).collect()
    }

    /// A job as it is recorded; `None` when it is not the tenant's.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn generation(&self, tenant: &str, id: &GenerationId) -> Result<Option<GenerationRecord>, LedgerError> {
        let row = sqlx::query(
            "SELECT g.*, c.job FROM generations g JOIN generation_changes c ON c.generation_id = g.id AND c.seq = g.seq \
             WHERE g.id = $1 AND g.tenant = $2",
        )
        .bind(id.to_string())
        .bind(tenant.to_owned())
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(record).transpose()
    }

    /// Whether a job is recorded as another tenant's.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn generation_is_anothers(&self, tenant: &str, id: &GenerationId) -> Result<bool, LedgerError> {
        let row = sqlx::query("SELECT tenant FROM generations WHERE id = $1 AND tenant <> $2")
            .bind(id.to_string())
            .bind(tenant.to_owned())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.is_some())
    }

    /// The tenant's jobs, newest first.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn generations(
        &self,
        tenant: &str,
        limit: u32,
        offset: u64,
    ) -> Result<(Vec<GenerationRecord>, u64), LedgerError> {
        let rows = sqlx::query(
            "SELECT g.*, c.job FROM generations g JOIN generation_changes c ON c.generation_id = g.id AND c.seq = g.seq \
             WHERE g.tenant = $1 ORDER BY g.created_at DESC, g.id LIMIT $2 OFFSET $3",
        )
        .bind(tenant.to_owned())
        .bind(i64::from(limit))
        .bind(i64::try_from(offset).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        let total = sqlx::query("SELECT COUNT(*) AS total FROM generations WHERE tenant = $1")
            .bind(tenant.to_owned())
            .fetch_one(&self.pool)
            .await?;
        Ok((rows.iter().map(record).collect::<Result<_, _>>()?, count(&total, "total")?))
    }

    /// The ids of the jobs that may still change.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn open_generations(&self) -> Result<Vec<GenerationId>, LedgerError> {
        let rows = sqlx::query("SELECT id FROM generations WHERE final = 0 ORDER BY created_at LIMIT 10000")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| rows::word(&row.try_get::<String, _>("id")?)).collect()
    }

    /// A job as it is recorded; `None` when nothing will change any more, or nobody knows it.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn open_generation(&self, id: &GenerationId) -> Result<Option<GenerationRecord>, LedgerError> {
        let row = sqlx::query(
            "SELECT g.*, c.job FROM generations g JOIN generation_changes c ON c.generation_id = g.id AND c.seq = g.seq \
             WHERE g.id = $1 AND g.final = 0",
        )
        .bind(id.to_string())
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(record).transpose()
    }

    /// Settled purchases whose job is not recorded as theirs.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn unrecorded_generations(&self) -> Result<Vec<Unrecorded>, LedgerError> {
        let rows = sqlx::query(
            "SELECT p.tenant, l.* FROM lines l JOIN purchases p ON p.id = l.purchase_id \
             WHERE p.kind = 'GENERATION' AND l.state = 'SETTLED' \
             AND NOT EXISTS (SELECT 1 FROM generations g WHERE g.purchase_id = l.purchase_id) ORDER BY l.updated_at LIMIT 1000",
        )
        .fetch_all(&self.pool)
        .await?;
        let mut found = Vec::new();
        for row in &rows {
            let (tenant, purchase) = (tenant(row)?, rows::purchase_id(row, "purchase_id")?);
            let line = rows::line(row)?;
            if let (Some(id), Task::Generation(task)) = (line.result.generation_id, line.task) {
                found.push(Unrecorded { tenant, purchase, job: Generation::accepted(id, task.prompt) });
            }
        }
        Ok(found)
    }

    /// Tells when a job changes in this process.
    pub fn watch_generation(&self, id: &GenerationId) -> Watch {
        self.generation_changes.watch(id)
    }
}

async fn insert_change(
    write: &mut super::store::Write<'_>,
    seq: u64,
    at: Timestamp,
    job: &Generation,
) -> Result<(), LedgerError> {
    sqlx::query("INSERT INTO generation_changes (generation_id, seq, at, job) VALUES ($1, $2, $3, $4)")
        .bind(job.id.to_string())
        .bind(i64::try_from(seq).unwrap_or(i64::MAX))
        .bind(milliseconds(at))
        .bind(rows::json(job)?)
        .execute(&mut *write.tx)
        .await?;
    Ok(())
}

fn change(row: &AnyRow) -> Result<GenerationChange, LedgerError> {
    let seq = count(row, "seq")?;
    let last = row.try_get::<i64, _>("final")? == 1 && seq == count(row, "last")?;
    let at = timestamp(row.try_get("at")?)?;
    Ok(GenerationChange { seq, at, job: rows::read(&row.try_get::<String, _>("job")?)?, last })
}

fn tenant(row: &AnyRow) -> Result<Tenant, LedgerError> {
    Ok(row.try_get::<String, _>("tenant")?.into())
}

fn record(row: &AnyRow) -> Result<GenerationRecord, LedgerError> {
    let purchase: Option<String> = row.try_get("purchase_id")?;
    Ok(GenerationRecord {
        tenant: tenant(row)?,
        job: rows::read(&row.try_get::<String, _>("job")?)?,
        purchase_id: purchase.and_then(|id| PurchaseId::parse(&id).ok()),
        created_at: timestamp(row.try_get("created_at")?)?,
        deadline_at: timestamp(row.try_get("deadline_at")?)?,
    })
}
