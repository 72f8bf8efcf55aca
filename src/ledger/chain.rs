//! The append-only entries, each of which carries the hash of all before it.

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::{Any, Executor, Row, Transaction, any::AnyRow};

use super::{Ledger, LedgerError, LineRef, audit, budget, milliseconds, records, rows, timestamp};
use crate::domain::{id::PurchaseId, purchase::LineState};

/// The row of the chain's end; the audit log has one of its own.
const CHAIN: i64 = 1;
/// How many entries are read at a time.
const PAGE: i64 = 1_000;

/// A change of a line's state.
pub(super) struct Change<'a> {
    pub(super) line: &'a LineRef,
    pub(super) from: Option<LineState>,
    pub(super) to: LineState,
    pub(super) actor: &'a str,
    pub(super) at: Timestamp,
}

/// An entry of the ledger.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Its number, from 1, without gaps.
    pub seq: u64,
    /// The purchase.
    pub purchase_id: PurchaseId,
    /// The line's place.
    pub line: u32,
    /// When.
    pub at: Timestamp,
    /// The state before; `None` for the first of a line.
    pub from_state: Option<LineState>,
    /// The state after.
    pub to_state: LineState,
    /// Who or what made the change.
    pub actor: String,
    /// What came with it, as JSON.
    pub body: String,
    /// SHA-256 over the hash before and this entry.
    pub hash: String,
}

/// What is wrong with the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The entry that shows it, if one does.
    pub seq: Option<u64>,
    /// What.
    pub what: String,
}

impl Entry {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        let from: Option<String> = row.try_get("from_state")?;
        Ok(Self {
            seq: super::store::count(row, "seq")?,
            purchase_id: rows::purchase_id(row, "purchase_id")?,
            line: rows::index(row)?,
            at: timestamp(row.try_get("at")?)?,
            from_state: from.as_deref().and_then(LineState::parse),
            to_state: rows::state(row, "to_state")?,
            actor: row.try_get("actor")?,
            body: row.try_get("body")?,
            hash: row.try_get("hash")?,
        })
    }

    /// An entry that may have been tampered with: if it cannot be read, the error says which one it is.
    fn read_from_chain(row: &AnyRow) -> Result<Self, LedgerError> {
        Self::read(row).map_err(|error| match error {
            LedgerError::Corrupt(what) => {
                let seq = super::store::count(row, "seq").unwrap_or_default();
                LedgerError::Corrupt(format!("in entry {seq}, {what}"))
            }
            other => other,
        })
    }

    /// The hash that this entry must have behind `before`.
    fn hash_behind(&self, before: &str) -> String {
        digest([
            before,
            &self.seq.to_string(),
            self.purchase_id.as_str(),
            &self.line.to_string(),
            &milliseconds(self.at).to_string(),
            self.from_state.map_or("", LineState::as_str),
            self.to_state.as_str(),
            &self.actor,
            &self.body,
        ])
    }
}

/// Appends an entry, in the transaction of the change that it records.
pub(super) async fn append(
    tx: &mut Transaction<'static, Any>,
    change: &Change<'_>,
    body: &impl Serialize,
) -> Result<(), LedgerError> {
    // The update locks the row until the commit: entries get their numbers in the order of their commits.
    let (seq, before) = turn(tx, CHAIN).await?;
    let mut entry = Entry {
        seq,
        purchase_id: change.line.purchase.clone(),
        line: change.line.line,
        at: change.at,
        from_state: change.from,
        to_state: change.to,
        actor: change.actor.to_owned(),
        body: rows::json(body)?,
        hash: String::new(),
    };
    entry.hash = entry.hash_behind(&before);
    sqlx::query(
        "INSERT INTO entries (seq, purchase_id, line, at, from_state, to_state, actor, body, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(i64::try_from(entry.seq).unwrap_or(i64::MAX))
    .bind(entry.purchase_id.as_str().to_owned())
    .bind(i64::from(entry.line))
    .bind(milliseconds(entry.at))
    .bind(entry.from_state.map(LineState::as_str))
    .bind(entry.to_state.as_str())
    .bind(entry.actor)
    .bind(entry.body)
    .bind(entry.hash.clone())
    .execute(&mut **tx)
    .await?;
    seal(tx, CHAIN, entry.hash).await
}

/// The hash of these texts. Lengths stand before them, so that none can pass for another.
pub(super) fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

/// Takes the next number of a chain, whose end it locks; and the hash before it.
pub(super) async fn turn(tx: &mut Transaction<'static, Any>, chain: i64) -> Result<(u64, String), LedgerError> {
    let end = sqlx::query("UPDATE chain SET seq = seq + 1 WHERE id = $1 RETURNING seq, hash").bind(chain);
    let end = end.fetch_one(&mut **tx).await?;
    Ok((super::store::count(&end, "seq")?, end.try_get("hash")?))
}

/// Makes an entry's hash the end of its chain.
pub(super) async fn seal(tx: &mut Transaction<'static, Any>, chain: i64, hash: String) -> Result<(), LedgerError> {
    sqlx::query("UPDATE chain SET hash = $1 WHERE id = $2").bind(hash).bind(chain).execute(&mut **tx).await?;
    Ok(())
}

/// Where a chain ends: the last number, and its hash.
pub(super) async fn end(tx: &mut Transaction<'static, Any>, chain: i64) -> Result<(u64, String), LedgerError> {
    let end = sqlx::query("SELECT seq, hash FROM chain WHERE id = $1").bind(chain).fetch_one(&mut **tx).await?;
    Ok((super::store::count(&end, "seq")?, end.try_get("hash")?))
}

async fn entries(from: impl Executor<'_, Database = Any>, after: u64) -> Result<Vec<Entry>, LedgerError> {
    let rows = sqlx::query("SELECT * FROM entries WHERE seq > $1 ORDER BY seq LIMIT $2")
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(PAGE)
        .fetch_all(from)
        .await?;
    rows.iter().map(Entry::read_from_chain).collect()
}

impl Ledger {
    /// Entries behind number `after`, in order, at most a thousand.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn entries(&self, after: u64) -> Result<Vec<Entry>, LedgerError> {
        entries(&self.pool, after).await
    }

    /// The entries of one purchase, in order.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn entries_of(&self, purchase: &PurchaseId) -> Result<Vec<Entry>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM entries WHERE purchase_id = $1 ORDER BY seq LIMIT $2")
            .bind(purchase.as_str().to_owned())
            .bind(PAGE)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(Entry::read).collect()
    }

    /// The chain's end: the number and the hash of its last entry. Whoever keeps it elsewhere can tell later that nothing
    /// before it was changed, and nothing was cut off.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn chain_end(&self) -> Result<(u64, String), LedgerError> {
        let end = sqlx::query("SELECT seq, hash FROM chain WHERE id = $1").bind(CHAIN).fetch_one(&self.pool).await?;
        Ok((super::store::count(&end, "seq")?, end.try_get("hash")?))
    }

    /// Recomputes the chain, compares every line with its last entry, and every budget with what was reserved in it; and the audit
    /// log's own chain.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn verify(&self) -> Result<Vec<Flaw>, LedgerError> {
        let mut flaws = Vec::new();
        let (mut seq, mut hash) = (0, String::new());
        // One state of the whole: others may be writing.
        let mut snapshot = self.snapshot().await?;
        loop {
            let page = entries(&mut *snapshot, seq).await?;
            if page.is_empty() {
                break;
            }
            for entry in page {
                if entry.seq != seq + 1 {
                    flaws.push(Flaw { seq: Some(entry.seq), what: format!("follows entry {seq}") });
                }
                if entry.hash != entry.hash_behind(&hash) {
                    flaws.push(Flaw { seq: Some(entry.seq), what: "does not have its hash".to_owned() });
                }
                (seq, hash) = (entry.seq, entry.hash);
            }
        }
        if end(&mut snapshot, CHAIN).await? != (seq, hash) {
            flaws.push(Flaw { seq: Some(seq), what: "is not the end of the chain".to_owned() });
        }
        let strays = sqlx::query(
            "SELECT l.purchase_id, l.line, l.state FROM lines l WHERE l.state <> COALESCE((SELECT e.to_state FROM entries e \
             WHERE e.purchase_id = l.purchase_id AND e.line = l.line ORDER BY e.seq DESC LIMIT 1), '') \
             ORDER BY l.purchase_id, l.line LIMIT 1000",
        )
        .fetch_all(&mut *snapshot)
        .await?;
        for row in strays {
            let (id, line) = (rows::purchase_id(&row, "purchase_id")?, rows::index(&row)?);
            let what = format!("line {line} of {id} is not in the state of its last entry");
            flaws.push(Flaw { seq: None, what });
        }
        flaws.extend(budget::flaws(&mut snapshot).await?);
        flaws.extend(records::altered(&mut snapshot).await?);
        flaws.extend(audit::flaws(&mut snapshot).await?);
        Ok(flaws)
    }
}
