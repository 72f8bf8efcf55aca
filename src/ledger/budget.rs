//! Budgets: reserved with the purchase, posted or released with its outcome, each in the transaction of the entry that says so.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;
use sqlx::{Any, Row, Transaction, any::AnyRow};

use super::{Flaw, Ledger, LedgerError, LineRef, NewLine, NewPurchase, rows};
use crate::domain::{
    budget::{Budget, BudgetRule, BudgetUse, Month},
    purchase::LineState,
};

/// How many rows are read at a time.
const PAGE: i64 = 1_000;

/// A budget that does not cover a purchase.
#[derive(Clone, Debug)]
pub struct Shortfall {
    /// The budget as it is.
    pub budget: Budget,
    /// What the purchase costs.
    pub cost: Decimal,
}

/// What happened to a line's part of a budget, as entries say it.
#[derive(Debug, Serialize)]
pub(super) struct Movement {
    #[serde(skip_serializing_if = "String::is_empty")]
    team: String,
    month: String,
    currency: String,
    amount: Decimal,
    state: &'static str,
}

const RESERVED: &str = "RESERVED";
const POSTED: &str = "POSTED";
const RELEASED: &str = "RELEASED";

/// What becomes of a line's reservation when the line comes into this state. One that a person has to look at keeps it.
fn fate(state: LineState) -> &'static str {
    match state {
        LineState::Settled => POSTED,
        LineState::Refused | LineState::Released => RELEASED,
        LineState::AwaitingApproval
        | LineState::Reserved
        | LineState::Sending
        | LineState::Unknown
        | LineState::NeedsReview => RESERVED,
    }
}

/// A budget's row.
struct Place<'a> {
    tenant: &'a str,
    team: &'a str,
    currency: &'a str,
    month: &'a str,
}

impl Place<'_> {
    /// Locks the budget's row; what it says.
    async fn lock(&self, tx: &mut Transaction<'static, Any>) -> Result<BudgetUse, LedgerError> {
        let row = sqlx::query(
            "UPDATE budgets SET reserved = reserved WHERE tenant = $1 AND team = $2 AND currency = $3 AND month = $4 \
             RETURNING reserved, spent",
        )
        .bind(self.tenant.to_owned())
        .bind(self.team.to_owned())
        .bind(self.currency.to_owned())
        .bind(self.month.to_owned())
        .fetch_one(&mut **tx)
        .await?;
        usage(&row)
    }

    async fn write(&self, tx: &mut Transaction<'static, Any>, usage: &BudgetUse) -> Result<(), LedgerError> {
        sqlx::query(
            "UPDATE budgets SET reserved = $1, spent = $2 WHERE tenant = $3 AND team = $4 AND currency = $5 AND month = $6",
        )
        .bind(usage.reserved.to_string())
        .bind(usage.spent.to_string())
        .bind(self.tenant.to_owned())
        .bind(self.team.to_owned())
        .bind(self.currency.to_owned())
        .bind(self.month.to_owned())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

fn usage(row: &AnyRow) -> Result<BudgetUse, LedgerError> {
    Ok(BudgetUse { spent: rows::amount(row, "spent")?, reserved: rows::amount(row, "reserved")? })
}

fn team(rule: &BudgetRule) -> &str {
    rule.team.as_deref().unwrap_or_default()
}

/// What a line costs in this budget's currency.
fn cost(line: &NewLine, rule: &BudgetRule) -> Option<Decimal> {
    let price = line.task.price().filter(|_| line.refusal.is_none())?;
    price.amount_in(&rule.currency)
}

/// Takes the purchase's price out of every budget, or says which one is short; then the transaction must be abandoned.
pub(super) async fn reserve(
    tx: &mut Transaction<'static, Any>,
    new: &NewPurchase,
    month: Month,
) -> Result<Option<Shortfall>, LedgerError> {
    let name = month.to_string();
    for rule in &new.budgets {
        let costs = new.lines.iter().filter_map(|line| cost(line, rule));
        let cost = costs.fold(Decimal::ZERO, Decimal::saturating_add);
        let place = Place { tenant: &new.tenant, team: team(rule), currency: &rule.currency, month: &name };
        sqlx::query(
            "INSERT INTO budgets (tenant, team, currency, month, reserved, spent) VALUES ($1, $2, $3, $4, '0', '0') \
             ON CONFLICT (tenant, team, currency, month) DO NOTHING",
        )
        .bind(place.tenant.to_owned())
        .bind(place.team.to_owned())
        .bind(place.currency.to_owned())
        .bind(place.month.to_owned())
        .execute(&mut **tx)
        .await?;
        let mut usage = place.lock(tx).await?;
        let taken = usage.spent.saturating_add(usage.reserved).saturating_add(cost);
        if rule.per_month.is_some_and(|limit| taken > limit) && !cost.is_zero() {
            let budget = Budget { rule: rule.clone(), month, usage };
            return Ok(Some(Shortfall { budget, cost }));
        }
        usage.reserved = usage.reserved.saturating_add(cost);
        place.write(tx, &usage).await?;
    }
    Ok(None)
}

/// Notes a line's part of what [`reserve`] took.
pub(super) async fn note(
    tx: &mut Transaction<'static, Any>,
    at: &LineRef,
    line: &NewLine,
    new: &NewPurchase,
    month: Month,
) -> Result<Vec<Movement>, LedgerError> {
    let mut noted = Vec::new();
    for rule in &new.budgets {
        let Some(amount) = cost(line, rule) else { continue };
        sqlx::query(
            "INSERT INTO reservations (purchase_id, line, tenant, team, currency, month, amount, state) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(at.purchase.as_str().to_owned())
        .bind(i64::from(at.line))
        .bind(new.tenant.clone())
        .bind(team(rule).to_owned())
        .bind(rule.currency.to_string())
        .bind(month.to_string())
        .bind(amount.to_string())
        .bind(RESERVED)
        .execute(&mut **tx)
        .await?;
        let (team, currency) = (team(rule).to_owned(), rule.currency.to_string());
        noted.push(Movement { team, month: month.to_string(), currency, amount, state: RESERVED });
    }
    Ok(noted)
}

/// Posts or releases what is reserved for a line that has come into this state.
pub(super) async fn follow(
    tx: &mut Transaction<'static, Any>,
    line: &LineRef,
    to: LineState,
) -> Result<Vec<Movement>, LedgerError> {
    let state = fate(to);
    if state == RESERVED {
        return Ok(Vec::new());
    }
    // In the order in which they were reserved, so that two never wait for each other: the company's team is the empty one.
    let reserved = sqlx::query(
        "SELECT * FROM reservations WHERE purchase_id = $1 AND line = $2 AND state = 'RESERVED' ORDER BY team",
    )
    .bind(line.purchase.as_str().to_owned())
    .bind(i64::from(line.line))
    .fetch_all(&mut **tx)
    .await?;
    let mut moved = Vec::new();
    for row in &reserved {
        let text = |column| row.try_get::<String, _>(column);
        let (tenant, team, currency, month) = (text("tenant")?, text("team")?, text("currency")?, text("month")?);
        let amount = rows::amount(row, "amount")?;
        let place = Place { tenant: &tenant, team: &team, currency: &currency, month: &month };
        let mut usage = place.lock(tx).await?;
        usage.reserved = usage.reserved.saturating_sub(amount);
        if state == POSTED {
            usage.spent = usage.spent.saturating_add(amount);
        }
        place.write(tx, &usage).await?;
        sqlx::query("UPDATE reservations SET state = $1 WHERE purchase_id = $2 AND line = $3 AND team = $4")
            .bind(state)
            .bind(line.purchase.as_str().to_owned())
            .bind(i64::from(line.line))
            .bind(team.clone())
            .execute(&mut **tx)
            .await?;
        moved.push(Movement { team, month, currency, amount, state });
    }
    Ok(moved)
}

/// Budgets that do not add up, and reservations that do not follow their line.
pub(super) async fn flaws(snapshot: &mut Transaction<'static, Any>) -> Result<Vec<Flaw>, LedgerError> {
    let flaw = |what: String| Flaw { seq: None, what };
    let mut flaws = Vec::new();
    let strays = sqlx::query(
        "SELECT r.purchase_id, r.line FROM reservations r JOIN lines l ON l.purchase_id = r.purchase_id AND l.line = r.line \
         WHERE r.state <> CASE WHEN l.state = 'SETTLED' THEN 'POSTED' \
         WHEN l.state IN ('REFUSED', 'RELEASED') THEN 'RELEASED' ELSE 'RESERVED' END \
         ORDER BY r.purchase_id, r.line LIMIT 1000",
    )
    .fetch_all(&mut **snapshot)
    .await?;
    for row in &strays {
        let (id, line) = (rows::purchase_id(row, "purchase_id")?, rows::index(row)?);
        flaws.push(flaw(format!("what line {line} of {id} has of a budget does not fit its state")));
    }
    let budgets = sqlx::query("SELECT * FROM budgets ORDER BY tenant, team, currency, month");
    for row in &budgets.fetch_all(&mut **snapshot).await? {
        let text = |column| row.try_get::<String, _>(column);
        let (tenant, team, currency, month) = (text("tenant")?, text("team")?, text("currency")?, text("month")?);
        let place = Place { tenant: &tenant, team: &team, currency: &currency, month: &month };
        if usage(row)? != added_up(snapshot, &place).await? {
            let team = if team.is_empty() { String::new() } else { format!(", {team}") };
            flaws.push(flaw(format!("the budget of {tenant}{team} in {month} is not the sum of its reservations")));
        }
    }
    Ok(flaws)
}

/// What a budget's reservations come to. Added here, because databases would add them as floats.
async fn added_up(snapshot: &mut Transaction<'static, Any>, place: &Place<'_>) -> Result<BudgetUse, LedgerError> {
    let mut sum = BudgetUse::default();
    let mut after = (String::new(), -1);
    loop {
        let page = sqlx::query(
            "SELECT purchase_id, line, amount, state FROM reservations WHERE tenant = $1 AND team = $2 AND currency = $3 \
             AND month = $4 AND (purchase_id > $5 OR (purchase_id = $5 AND line > $6)) ORDER BY purchase_id, line LIMIT $7",
        )
        .bind(place.tenant.to_owned())
        .bind(place.team.to_owned())
        .bind(place.currency.to_owned())
        .bind(place.month.to_owned())
        .bind(after.0.clone())
        .bind(after.1)
        .bind(PAGE)
        .fetch_all(&mut **snapshot)
        .await?;
        for row in &page {
            let amount = rows::amount(row, "amount")?;
            match row.try_get::<String, _>("state")?.as_str() {
                RESERVED => sum.reserved = sum.reserved.saturating_add(amount),
                POSTED => sum.spent = sum.spent.saturating_add(amount),
                _ => {}
            }
        }
        let Some(last) = page.last() else { return Ok(sum) };
        after = (last.try_get("purchase_id")?, last.try_get("line")?);
    }
}

impl Ledger {
    /// What a budget of the tenant has come to, in the month of this instant.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn budget(&self, tenant: &str, rule: &BudgetRule, at: Timestamp) -> Result<Budget, LedgerError> {
        let month = Month::of(at);
        let row = sqlx::query("SELECT * FROM budgets WHERE tenant = $1 AND team = $2 AND currency = $3 AND month = $4")
            .bind(tenant.to_owned())
            .bind(team(rule).to_owned())
            .bind(rule.currency.to_string())
            .bind(month.to_string())
            .fetch_optional(&self.pool)
            .await?;
        let usage = row.as_ref().map(usage).transpose()?.unwrap_or_default();
        Ok(Budget { rule: rule.clone(), month, usage })
    }
}
