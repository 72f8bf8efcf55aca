//! Budgets: what a company, or one of its teams, may spend.

use std::{fmt, sync::Arc};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rust_decimal::Decimal;

/// A calendar month in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

impl Month {
    /// The month of an instant.
    pub fn of(at: Timestamp) -> Self {
        Self(at.to_zoned(TimeZone::UTC).date().first_of_month())
    }

    /// Its first instant.
    pub fn starts(self) -> Timestamp {
        self.0.to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |start| start.timestamp())
    }

    /// The first instant of the next one.
    pub fn ends(self) -> Timestamp {
        let next = self.0.last_of_month().tomorrow().and_then(|next| next.to_zoned(TimeZone::UTC));
        next.map_or(Timestamp::MAX, |next| next.timestamp())
    }
}

/// `2026-11`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// What a budget allows. Amounts are in units of its currency, without VAT and extra rights, as price lists name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetRule {
    /// The team; `None` for the company as a whole.
    pub team: Option<Arc<str>>,
    /// ISO 4217 code.
    pub currency: Arc<str>,
    /// All purchases of a month.
    pub per_month: Option<Decimal>,
    /// One purchase.
    pub per_purchase: Option<Decimal>,
    /// A dearer purchase waits for somebody's approval.
    pub approval_above: Option<Decimal>,
}

/// What became of a budget in a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetUse {
    /// For what was bought.
    pub spent: Decimal,
    /// For what is under way, waits for approval or is under review.
    pub reserved: Decimal,
}

/// A budget in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// What it allows.
    pub rule: BudgetRule,
    /// Which month.
    pub month: Month,
    /// What became of it.
    pub usage: BudgetUse,
}

impl Budget {
    /// What is left of the month's; `None` without a limit. Never negative: a limit may have been lowered meanwhile.
    pub fn remaining(&self) -> Option<Decimal> {
        let taken = self.usage.spent.saturating_add(self.usage.reserved);
        self.rule.per_month.map(|limit| limit.saturating_sub(taken).max(Decimal::ZERO))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_and_ends_in_utc() {
        for (instant, month, starts, ends) in [
            ("2026-11-30T23:59:59.999Z", "2026-11", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
            ("2026-12-01T00:00:00Z", "2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("2028-02-29T12:00:00+14:00", "2028-02", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
            ("2028-03-01T00:30:00+01:00", "2028-02", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
        ] {
            let found = Month::of(instant.parse().unwrap());
            assert_eq!(found.to_string(), month);
            assert_eq!((found.starts().to_string(), found.ends().to_string()), (starts.to_owned(), ends.to_owned()));
        }
    }
}
