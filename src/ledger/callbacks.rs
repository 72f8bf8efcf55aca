//! What the provider's callbacks hinted: which job an attempt may have become.

use sqlx::Row;

use super::{Ledger, LedgerError, milliseconds, store::count};
use crate::domain::id::{GenerationId, PurchaseId};

/// How many jobs callbacks may name for one attempt. One of them is the true one; whoever knows an attempt's address and
/// names more is heard no further.
const MOST_HINTS: i64 = 10;

impl Ledger {
    /// Notes which job a callback named for an attempt, and has the attempt looked up now if its outcome is unknown.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn note_callback(&self, attempt: &str, key: &str) -> Result<(), LedgerError> {
        let now = milliseconds(self.clock.now());
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO callback_hints (attempt_id, generation_key, at) SELECT $1, $2, $3 \
             WHERE (SELECT COUNT(*) FROM callback_hints WHERE attempt_id = $1) < $4 \
             ON CONFLICT (attempt_id, generation_key) DO NOTHING",
        )
        .bind(attempt.to_owned())
        .bind(key.to_owned())
        .bind(now)
        .bind(MOST_HINTS)
        .execute(&mut *write.tx)
        .await?;
        sqlx::query(
            "UPDATE lines SET next_lookup_at = $1 WHERE state = 'UNKNOWN' AND EXISTS (SELECT 1 FROM attempts a \
             WHERE a.id = $2 AND a.purchase_id = lines.purchase_id AND a.line = lines.line)",
        )
        .bind(now)
        .bind(attempt.to_owned())
        .execute(&mut *write.tx)
        .await?;
        write.commit().await
    }

    /// The jobs that callbacks named for an attempt, in their order.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn callbacks(&self, attempt: &str) -> Result<Vec<String>, LedgerError> {
        let rows = sqlx::query("SELECT generation_key FROM callback_hints WHERE attempt_id = $1 ORDER BY at")
            .bind(attempt.to_owned())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok(row.try_get("generation_key")?)).collect()
    }

    /// Whether a job is known to be another purchase's.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn is_another_purchases(&self, job: &GenerationId, purchase: &PurchaseId) -> Result<bool, LedgerError> {
        let row = sqlx::query("SELECT COUNT(*) AS others FROM generations WHERE id = $1 AND purchase_id <> $2")
            .bind(job.to_string())
            .bind(purchase.as_str().to_owned())
            .fetch_one(&self.pool)
            .await?;
        // Just settled, and not recorded yet.
        let mut new = self.unrecorded_generations().await?.into_iter();
        Ok(count(&row, "others")? > 0 || new.any(|new| new.job.id == *job && new.purchase != *purchase))
    }
}
