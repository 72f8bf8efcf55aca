//! Whether purchases and lines still say what their entries say: the chain is no use if what is read from is another table.

use serde_json::Value;
use sqlx::{Any, Row, Transaction, any::AnyRow};

use super::{Flaw, LedgerError, rows, store::count};
use crate::domain::purchase::LineResult;

/// How many rows are read at a time.
const PAGE: i64 = 1_000;

/// The flaws of rows that were changed behind the entries' back.
pub(super) async fn altered(snapshot: &mut Transaction<'static, Any>) -> Result<Vec<Flaw>, LedgerError> {
    let mut flaws = requests(snapshot).await?;
    flaws.extend(results(snapshot).await?);
    Ok(flaws)
}

/// What was asked for stands in a line's first entry.
async fn requests(snapshot: &mut Transaction<'static, Any>) -> Result<Vec<Flaw>, LedgerError> {
    let mut flaws = Vec::new();
    let mut after = 0;
    loop {
        let page = sqlx::query(
            "SELECT e.seq, e.body, e.actor, p.tenant, p.idempotency_key, p.kind, p.fingerprint, p.request_id, p.subject, l.task \
             FROM entries e LEFT JOIN purchases p ON p.id = e.purchase_id \
             LEFT JOIN lines l ON l.purchase_id = e.purchase_id AND l.line = e.line \
             WHERE e.from_state IS NULL AND e.seq > $1 ORDER BY e.seq LIMIT $2",
        )
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut **snapshot)
        .await?;
        let Some(last) = page.last() else { return Ok(flaws) };
        after = last.try_get("seq")?;
        for row in &page {
            flaws.extend(request(row)?);
        }
    }
}

fn request(row: &AnyRow) -> Result<Option<Flaw>, LedgerError> {
    let seq = Some(count(row, "seq")?);
    let body: Value = serde_json::from_str(&row.try_get::<String, _>("body")?).unwrap_or_default();
    let text = |column: &str| -> Result<Value, LedgerError> {
        Ok(row.try_get::<Option<String>, _>(column)?.map_or(Value::Null, Value::from))
    };
    if text("tenant")?.is_null() || text("task")?.is_null() {
        return Ok(Some(Flaw { seq, what: "is of a purchase or a line that is gone".to_owned() }));
    }
    for column in ["tenant", "idempotency_key", "kind", "fingerprint", "request_id"] {
        if body[column] != text(column)? {
            return Ok(Some(Flaw { seq, what: format!("is of a purchase whose {column} is another") }));
        }
    }
    if text("actor")? != text("subject")? {
        return Ok(Some(Flaw { seq, what: "is of a purchase whose subject is another".to_owned() }));
    }
    let task: Value = rows::read(&row.try_get::<String, _>("task")?).unwrap_or_default();
    Ok((body["task"] != task).then(|| Flaw { seq, what: "is of a line whose task is another".to_owned() }))
}

/// What came of a line stands in its last entry, unless that is its first, or that of an attempt. Budgets and requests stand
/// beside it.
async fn results(snapshot: &mut Transaction<'static, Any>) -> Result<Vec<Flaw>, LedgerError> {
    let mut flaws = Vec::new();
    let mut after = 0;
    loop {
        let page = sqlx::query(
            "SELECT e.seq, e.body, l.result FROM entries e JOIN lines l ON l.purchase_id = e.purchase_id AND l.line = e.line \
             WHERE e.from_state IS NOT NULL AND e.to_state <> 'SENDING' AND e.seq > $1 \
             AND e.seq = (SELECT MAX(f.seq) FROM entries f WHERE f.purchase_id = e.purchase_id AND f.line = e.line) \
             ORDER BY e.seq LIMIT $2",
        )
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut **snapshot)
        .await?;
        let Some(last) = page.last() else { return Ok(flaws) };
        after = last.try_get("seq")?;
        for row in &page {
            let said = |text: Option<String>| text.and_then(|text| serde_json::from_str::<LineResult>(&text).ok());
            if said(Some(row.try_get("body")?)) != said(row.try_get("result")?) {
                let what = "is of a line that says something else came of it".to_owned();
                flaws.push(Flaw { seq: Some(count(row, "seq")?), what });
            }
        }
    }
}
