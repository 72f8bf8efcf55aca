//! By which lines something was licensed.

use super::{Ledger, LedgerError, rows};
use crate::domain::{
    id::{ItemId, TransactionId},
    purchase::Line,
};

impl Ledger {
    /// The tenant's line that made a transaction; `None` where it was not bought through this ledger.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn line_of(
        &self,
        tenant: &str,
        item: &ItemId,
        transaction: &TransactionId,
    ) -> Result<Option<Line>, LedgerError> {
        // The pattern narrows: an item may have been licensed thousands of times. What it lets through is read below.
        let rows = sqlx::query(
            "SELECT l.* FROM lines l JOIN purchases p ON p.id = l.purchase_id \
             WHERE l.item = $1 AND l.state = 'SETTLED' AND p.tenant = $2 AND l.result LIKE $3 LIMIT 100",
        )
        .bind(item.to_string())
        .bind(tenant.to_owned())
        .bind(format!("%{}\"%", transaction.key))
        .fetch_all(&self.pool)
        .await?;
        for row in &rows {
            let line = rows::line(row)?;
            if line.result.transactions.contains(transaction) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }
}
