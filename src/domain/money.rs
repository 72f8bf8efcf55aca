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
