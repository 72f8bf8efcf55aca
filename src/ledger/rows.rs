//! Rows as domain data.

use rust_decimal::Decimal;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Row, any::AnyRow};

use super::{LedgerError, timestamp};
use crate::domain::{
    id::PurchaseId,
    provider::ProviderName,
    purchase::{Approval, Decided, Decision, Line, LineResult, LineState, Purchase, PurchaseKind},
};

pub(super) fn purchase(row: &AnyRow) -> Result<Purchase, LedgerError> {
    let kind: String = row.try_get("kind")?;
    Ok(Purchase {
        id: purchase_id(row, "id")?,
        tenant: row.try_get("tenant")?,
        idempotency_key: row.try_get("idempotency_key")?,
        kind: word::<PurchaseKind>(&kind)?,
        fingerprint: row.try_get("fingerprint")?,
        arguments: row.try_get("arguments")?,
        subject: row.try_get("subject")?,
        team: row.try_get("team")?,
        request_id: row.try_get("request_id")?,
        created_at: timestamp(row.try_get("created_at")?)?,
        approval: approval(row)?,
        lines: Vec::new(),
    })
}

fn approval(row: &AnyRow) -> Result<Option<Box<Approval>>, LedgerError> {
    let Some(expires) = row.try_get::<Option<i64>, _>("approval_until")? else { return Ok(None) };
    let decision = match (row.try_get::<Option<String>, _>("decision")?, row.try_get::<Option<i64>, _>("decided_at")?) {
        (Some(decision), Some(at)) => Some(Decided {
            decision: word::<Decision>(&decision)?,
            by: row.try_get("decided_by")?,
            at: timestamp(at)?,
            note: row.try_get("decision_note")?,
        }),
        _ => None,
    };
    Ok(Some(Box::new(Approval { expires_at: timestamp(expires)?, decision })))
}

/// An exact amount, which is stored as text.
pub(super) fn amount(row: &AnyRow, column: &str) -> Result<Decimal, LedgerError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| corrupt(column, &text))
}

pub(super) fn line(row: &AnyRow) -> Result<Line, LedgerError> {
    let provider: String = row.try_get("provider")?;
    let result: Option<String> = row.try_get("result")?;
    Ok(Line {
        index: index(row)?,
        provider: ProviderName::parse(&provider).ok_or_else(|| corrupt("provider", &provider))?,
        task: read(&row.try_get::<String, _>("task")?)?,
        state: state(row, "state")?,
        result: result.as_deref().map(read::<LineResult>).transpose()?.unwrap_or_default(),
        updated_at: timestamp(row.try_get("updated_at")?)?,
    })
}

pub(super) fn purchase_id(row: &AnyRow, column: &str) -> Result<PurchaseId, LedgerError> {
    let text: String = row.try_get(column)?;
    PurchaseId::parse(&text).map_err(|_| corrupt(column, &text))
}

pub(super) fn index(row: &AnyRow) -> Result<u32, LedgerError> {
    let index: i64 = row.try_get("line")?;
    u32::try_from(index).map_err(|_| corrupt("line", &index.to_string()))
}

pub(super) fn state(row: &AnyRow, column: &str) -> Result<LineState, LedgerError> {
    let text: String = row.try_get(column)?;
    LineState::parse(&text).ok_or_else(|| corrupt(column, &text))
}

/// A value in the form in which it is stored and hashed.
pub(super) fn json(value: &impl Serialize) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|error| LedgerError::Corrupt(error.to_string()))
}

pub(super) fn read<T: DeserializeOwned>(json: &str) -> Result<T, LedgerError> {
    serde_json::from_str(json).map_err(|error| LedgerError::Corrupt(error.to_string()))
}

/// An enum as it is stored: without JSON's quotes.
pub(super) fn word<T: DeserializeOwned>(text: &str) -> Result<T, LedgerError> {
    serde_json::from_value(serde_json::Value::from(text)).map_err(|_| corrupt("a word", text))
}

/// The word that [`word`] reads.
pub(super) fn as_word(value: &impl Serialize) -> Result<String, LedgerError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(corrupt("a word", "something else")),
    }
}

fn corrupt(column: &str, found: &str) -> LedgerError {
    LedgerError::Corrupt(format!("{column} is {found:?}"))
}
