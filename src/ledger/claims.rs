//! What one line at a time may be about, whatever the idempotency keys: the unique row is the lock. A claim is taken in the
//! transaction of the attempt. It holds while the line's outcome is open, and once the line is SETTLED until the provider
//! shows what was done to whoever looks beforehand. Nobody gives claims back: whoever comes next reads the holder's state.

use jiff::Timestamp;
use sqlx::{Any, Row, Transaction};

use super::{Ledger, LedgerError, LineRef, rows, timestamp};
use crate::domain::{
    purchase::{LineState, Task},
    tenant::Tenant,
};

/// What a line lays claim to.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// Whose account it is about.
    pub account: String,
    /// What, one name each.
    pub names: Vec<String>,
    /// It is done although another line has the claim.
    pub shared: bool,
    /// What was settled before this, the provider had shown to whoever looked beforehand.
    pub shown: Timestamp,
}

/// Which line has a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The claim.
    pub name: String,
    /// The line.
    pub line: LineRef,
}

/// Takes the claims for a line, or says who has one of them; then the transaction must be abandoned.
pub(super) async fn take(
    tx: &mut Transaction<'static, Any>,
    line: &LineRef,
    claims: &Claims,
) -> Result<Option<Holder>, LedgerError> {
    let Claims { account, names, shared, shown } = claims;
    // In one order, so that two never wait for each other.
    let mut names: Vec<&String> = names.iter().collect();
    names.sort();
    for name in names {
        if insert(tx, line, account, name).await? {
            continue;
        }
        let row = sqlx::query(
            "SELECT c.purchase_id, c.line, l.state, l.updated_at FROM claims c \
             JOIN lines l ON l.purchase_id = c.purchase_id AND l.line = c.line WHERE c.account = $1 AND c.name = $2",
        )
        .bind(account.clone())
        .bind(name.clone())
        .fetch_one(&mut **tx)
        .await?;
        let holder = LineRef { purchase: rows::purchase_id(&row, "purchase_id")?, line: rows::index(&row)? };
        let free = match rows::state(&row, "state")? {
            LineState::Refused | LineState::Released => true,
            LineState::Settled => timestamp(row.try_get("updated_at")?)? < *shown,
            _ => false,
        };
        let taken = holder == *line || (free && replace(tx, line, account, name, &holder).await?);
        if !taken && !shared {
            return Ok(Some(Holder { name: name.clone(), line: holder }));
        }
    }
    Ok(None)
}

async fn insert(
    tx: &mut Transaction<'static, Any>,
    line: &LineRef,
    account: &str,
    name: &str,
) -> Result<bool, LedgerError> {
    let inserted = sqlx::query(
        "INSERT INTO claims (account, name, purchase_id, line) VALUES ($1, $2, $3, $4) ON CONFLICT (account, name) DO NOTHING",
    )
    .bind(account.to_owned())
    .bind(name.to_owned())
    .bind(line.purchase.as_str().to_owned())
    .bind(i64::from(line.line))
    .execute(&mut **tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Takes a claim that is free from the line that had it, unless another one did so first.
async fn replace(
    tx: &mut Transaction<'static, Any>,
    line: &LineRef,
    account: &str,
    name: &str,
    holder: &LineRef,
) -> Result<bool, LedgerError> {
    let replaced = sqlx::query(
        "UPDATE claims SET purchase_id = $1, line = $2 WHERE account = $3 AND name = $4 AND purchase_id = $5 AND line = $6",
    )
    .bind(line.purchase.as_str().to_owned())
    .bind(i64::from(line.line))
    .bind(account.to_owned())
    .bind(name.to_owned())
    .bind(holder.purchase.as_str().to_owned())
    .bind(i64::from(holder.line))
    .execute(&mut **tx)
    .await?;
    Ok(replaced.rows_affected() == 1)
}

impl Ledger {
    /// Gives lines that may have been sent, and have no claim, theirs: earlier versions sent without.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn claim_what_is_open(&self, of: impl Fn(&Tenant, &Task) -> Claims) -> Result<(), LedgerError> {
        let rows = sqlx::query(
            "SELECT p.tenant, l.* FROM lines l JOIN purchases p ON p.id = l.purchase_id \
             WHERE l.state IN ('SENDING', 'UNKNOWN', 'NEEDS_REVIEW') AND NOT EXISTS \
             (SELECT 1 FROM claims c WHERE c.purchase_id = l.purchase_id AND c.line = l.line) ORDER BY l.updated_at LIMIT 10000",
        )
        .fetch_all(&self.pool)
        .await?;
        for row in &rows {
            let line = LineRef { purchase: rows::purchase_id(row, "purchase_id")?, line: rows::index(row)? };
            let claims = of(&row.try_get::<String, _>("tenant")?.into(), &rows::line(row)?.task);
            let mut write = self.write().await?;
            // Another one may have the claim: both were sent.
            take(&mut write.tx, &line, &Claims { shared: true, ..claims }).await?;
            write.commit().await?;
        }
        Ok(())
    }
}
