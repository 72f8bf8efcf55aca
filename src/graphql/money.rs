//! `Money`.

use async_graphql::Object;

use super::scalar::{CurrencyCode, Decimal};
use crate::domain::money;

/// An amount of money. Never a float.
pub struct Money(pub money::Money);

/// An amount of money. Never a float.
#[Object]
impl Money {
    /// The amount, in units of the currency (not cents).
    async fn amount(&self) -> Decimal {
        Decimal(self.0.amount)
    }

    /// The currency; null where the provider does not say.
    async fn currency(&self) -> Option<CurrencyCode> {
        self.0.currency.as_deref().map(|code| CurrencyCode(code.to_owned()))
    }
}

/// The amount, where there is one.
pub(super) fn money(amount: Option<&money::Money>) -> Option<Money> {
    amount.cloned().map(Money)
}
