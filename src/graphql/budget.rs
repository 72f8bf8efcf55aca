//! `Budget`: what the company, or one of its teams, may spend.

use async_graphql::{Context, Object, Result, SimpleObject};
use rust_decimal::Decimal;

use super::{
    context::viewer,
    money::Money,
    purchase::{failed, purchases},
    scalar::DateTime,
};
use crate::domain::{budget, money};

/// What the company, or one of its teams, may spend in a month, and what it has spent. Amounts are those of price lists,
/// without VAT and extra rights.
#[derive(Clone)]
pub struct Budget(budget::Budget);

/// A calendar month in UTC.
#[derive(SimpleObject)]
pub struct BudgetPeriod {
    /// Like `2026-11`.
    name: String,
    /// Its first instant.
    start: DateTime,
    /// The first instant of the next one.
    end: DateTime,
}

/// The viewer's company's budgets.
pub(super) async fn all(ctx: &Context<'_>) -> Result<Vec<Budget>> {
    let budgets = purchases(ctx)?.budgets(&viewer(ctx).tenant).await;
    Ok(budgets.map_err(|error| failed(error.into(), ctx))?.into_iter().map(Budget).collect())
}

/// That of a team, or of the company as a whole.
pub(super) async fn one(ctx: &Context<'_>, team: Option<&str>) -> Result<Option<Budget>> {
    Ok(all(ctx).await?.into_iter().find(|budget| budget.0.rule.team.as_deref() == team))
}

impl Budget {
    fn money(&self, amount: Decimal) -> Money {
        Money(money::Money { amount, currency: Some(self.0.rule.currency.clone()) })
    }
}

/// What the company, or one of its teams, may spend in a month, and what it has spent. Amounts are those of price lists,
/// without VAT and extra rights.
#[Object]
impl Budget {
    /// The team; null for the company as a whole.
    async fn team(&self) -> Option<&str> {
        self.0.rule.team.as_deref()
    }

    /// The month.
    async fn period(&self) -> BudgetPeriod {
        let month = self.0.month;
        BudgetPeriod { name: month.to_string(), start: DateTime(month.starts()), end: DateTime(month.ends()) }
    }

    /// The most that the purchases of a month may cost; null without such a limit.
    async fn limit(&self) -> Option<Money> {
        self.0.rule.per_month.map(|amount| self.money(amount))
    }

    /// For what was bought.
    async fn spent(&self) -> Money {
        self.money(self.0.usage.spent)
    }

    /// For what is under way, waits for approval or is under review.
    async fn reserved(&self) -> Money {
        self.money(self.0.usage.reserved)
    }

    /// What is left of the month's; null without such a limit.
    async fn remaining(&self) -> Option<Money> {
        self.0.remaining().map(|amount| self.money(amount))
    }

    /// The most that one purchase may cost; null without such a limit.
    async fn per_purchase(&self) -> Option<Money> {
        self.0.rule.per_purchase.map(|amount| self.money(amount))
    }

    /// What a purchase may cost without waiting for approval; null where none has to.
    async fn approval_above(&self) -> Option<Money> {
        self.0.rule.approval_above.map(|amount| self.money(amount))
    }
}
