//! Money, never as a float.

use std::sync::Arc;

use rust_decimal::Decimal;

/// An amount of money, in units of its currency (not cents).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Money {
    /// The amount, exact.
    pub amount: Decimal,
    /// ISO 4217 code; `None` where the provider does not say.
    pub currency: Option<Arc<str>>,
}

impl Money {
    /// The amount as one of this currency; `None` when it is one of another. What names no currency is one of whichever
    /// the account is kept in, and so are budgets.
    pub fn amount_in(&self, currency: &str) -> Option<Decimal> {
        self.currency.as_deref().is_none_or(|own| own == currency).then_some(self.amount)
    }
}
