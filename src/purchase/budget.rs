//! Which budgets a purchase counts against, and whether somebody has to approve it.

use std::time::Duration;

use rust_decimal::Decimal;

use super::{Buyer, Inner, Purchases};
use crate::{
    config::purchasing::{BudgetConfig, Unpriced},
    domain::{
        budget::{Budget, BudgetRule},
        purchase::{LineRefusal, RefusalCode, Task},
    },
    ledger::LedgerError,
};

/// On which terms a purchase is made.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// What its price is reserved in: the company's budget before the team's.
    pub(super) budgets: Vec<BudgetRule>,
    /// How long it waits for approval, if it needs one.
    pub(super) approval: Option<Duration>,
}

impl Purchases {
    /// The tenant's budgets as they are this month: the company's own first, then those of its teams.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn budgets(&self, tenant: &str) -> Result<Vec<Budget>, LedgerError> {
        let mut rules: Vec<_> = self.0.rules(tenant).map(rule).collect();
        rules.sort_by(|a, b| a.team.cmp(&b.team));
        let now = self.0.ledger.now();
        let mut budgets = Vec::with_capacity(rules.len());
        for rule in &rules {
            budgets.push(self.0.ledger.budget(tenant, rule, now).await?);
        }
        Ok(budgets)
    }
}

impl Inner {
    fn rules<'a>(&'a self, tenant: &'a str) -> impl Iterator<Item = &'a BudgetConfig> {
        self.config.budgets.iter().filter(move |budget| budget.tenant == tenant)
    }

    /// The terms on which these tasks are done, or why a budget forbids them. That it covers them is looked at here to
    /// be known beforehand; it is the ledger that makes sure of it.
    pub(super) async fn terms(
        &self,
        tenant: &str,
        buyer: &Buyer,
        tasks: &[&Task],
    ) -> Result<Result<Terms, LineRefusal>, LedgerError> {
        let mut terms = Terms::default();
        if !tasks.iter().any(|task| task.costs()) {
            return Ok(Ok(terms));
        }
        let mut rules: Vec<_> = self.rules(tenant).map(rule).collect();
        rules.retain(|rule| rule.team.is_none() || rule.team.as_deref() == buyer.team.as_deref());
        rules.sort_by(|a, b| a.team.cmp(&b.team));
        for rule in rules {
            let Cost { known, unknown } = Cost::of(tasks, &rule);
            let limited = rule.per_month.is_some() || rule.per_purchase.is_some();
            if unknown && limited && self.config.unpriced == Unpriced::Refuse {
                let message = format!("Nobody knows the price in the currency of {}, which applies.", name(&rule));
                return Ok(Err(LineRefusal::new(RefusalCode::InsufficientBudget, message)));
            }
            if let Some(limit) = rule.per_purchase.filter(|limit| known > *limit) {
                let message = format!("It costs {known}, and {} allows {limit} for one purchase.", name(&rule));
                return Ok(Err(LineRefusal::new(RefusalCode::InsufficientBudget, message)));
            }
            if rule.approval_above.is_some_and(|limit| unknown || known > limit) {
                terms.approval = Some(self.config.approval_lifetime);
            }
            let budget = self.ledger.budget(tenant, &rule, self.ledger.now()).await?;
            if budget.remaining().is_some_and(|left| known > left) {
                return Ok(Err(short(&budget, known)));
            }
            terms.budgets.push(rule);
        }
        Ok(Ok(terms))
    }
}

/// What a purchase costs in a budget's currency.
struct Cost {
    known: Decimal,
    /// Beside that there is something of which nobody knows what it costs.
    unknown: bool,
}

impl Cost {
    fn of(tasks: &[&Task], rule: &BudgetRule) -> Self {
        let mut cost = Self { known: Decimal::ZERO, unknown: false };
        for task in tasks.iter().filter(|task| task.costs()) {
            match task.price().and_then(|price| price.amount_in(&rule.currency)) {
                Some(amount) => cost.known = cost.known.saturating_add(amount),
                None => cost.unknown = true,
            }
        }
        cost
    }
}

/// Why a purchase is refused that a budget does not cover.
pub(super) fn short(budget: &Budget, cost: Decimal) -> LineRefusal {
    let left = budget.remaining().unwrap_or_default();
    let message = format!("It costs {cost}, and {left} of {} is left in {}.", name(&budget.rule), budget.month);
    LineRefusal::new(RefusalCode::InsufficientBudget, message)
}

fn name(rule: &BudgetRule) -> String {
    match &rule.team {
        None => "the company's budget".to_owned(),
        Some(team) => format!("the budget of the team \"{team}\""),
    }
}

fn rule(config: &BudgetConfig) -> BudgetRule {
    let BudgetConfig { tenant: _, team, currency, per_month, per_purchase, approval_above } = config.clone();
    BudgetRule { team, currency, per_month, per_purchase, approval_above }
}
