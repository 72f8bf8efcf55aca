//! `[purchasing]`: what may be spent, and how the outcome of a purchase is found out.

use std::{sync::Arc, time::Duration};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::Problem;

/// The tenant of viewers whose token names none.
const DEFAULT_TENANT: &str = "default";

/// What may be spent, and how the outcome of a purchase is found out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PurchasingConfig {
    /// Whether anything may be spent; off refuses with `SPENDING_DISABLED` while reads go on.
    pub spending: Switch,
    /// Which reference of a purchase carries our marker, behind what the caller wrote there.
    pub marker: MarkerField,
    /// How long a provider's lists may lag behind its charges. What is absent for longer was not bought.
    #[serde(with = "humantime_serde")]
    pub visibility_window: Duration,
    /// How long an unclear outcome is looked up before a person has to.
    #[serde(with = "humantime_serde")]
    pub review_after: Duration,
    /// The longest pause between two lookups.
    #[serde(with = "humantime_serde")]
    pub lookup_pause: Duration,
    /// How long after its time a purchase that nobody ends counts as left behind, where several processes share a ledger.
    #[serde(with = "humantime_serde")]
    pub abandoned_after: Duration,
    /// How long a mutation waits for its purchase; after that it answers `PENDING`.
    #[serde(with = "humantime_serde")]
    pub wait: Duration,
    /// How often a line is tried whose request did not leave this machine.
    pub attempts: u32,
    /// Lines of one purchase, transactions of one transfer or invoice.
    pub max_lines: usize,
    /// What companies and their teams may spend, and what has to be approved.
    pub budgets: Vec<BudgetConfig>,
    /// What becomes of a purchase of which a budget's limits cannot be kept, because nobody knows its price.
    pub unpriced: Unpriced,
    /// How long a purchase waits for approval; after that it is refused.
    #[serde(with = "humantime_serde")]
    pub approval_lifetime: Duration,
}

/// A budget of a company, or of one of its teams.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetConfig {
    /// The company.
    #[serde(default = "default_tenant")]
    pub tenant: String,
    /// The team; without one it is the company's own, which counts for whoever is in no team and in every team.
    pub team: Option<Arc<str>>,
    /// ISO 4217 code of its amounts. Prices of which the provider names no currency are taken to be in it.
    pub currency: Arc<str>,
    /// The most that all purchases of a calendar month (UTC) may cost.
    #[serde(default, deserialize_with = "amount")]
    pub per_month: Option<Decimal>,
    /// The most that one purchase may cost.
    #[serde(default, deserialize_with = "amount")]
    pub per_purchase: Option<Decimal>,
    /// What costs more, or nobody knows how much, waits for somebody's approval.
    #[serde(default, deserialize_with = "amount")]
    pub approval_above: Option<Decimal>,
}

/// What becomes of a purchase whose price nobody knows, where a budget has limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unpriced {
    /// It is refused.
    #[default]
    Refuse,
    /// It is made, and counts for nothing.
    Allow,
}

impl PurchasingConfig {
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut problem = |message: String| problems.push(Problem::new("purchasing.budgets", message));
        for (nth, budget) in self.budgets.iter().enumerate() {
            let BudgetConfig { tenant, team, currency, per_month, per_purchase, approval_above } = budget;
            let amounts = [per_month, per_purchase, approval_above];
            let of = team.as_ref().map_or_else(|| tenant.clone(), |team| format!("{tenant}, {team}"));
            if tenant.is_empty() || team.as_deref().is_some_and(str::is_empty) {
                problem(format!("budget {nth} must name its tenant, and a team only if it is one's"));
            }
            if currency.len() != 3 || !currency.bytes().all(|letter| letter.is_ascii_uppercase()) {
                problem(format!("the currency of {of} must be an ISO 4217 code, like \"USD\""));
            }
            if amounts.iter().all(|amount| amount.is_none()) {
                problem(format!("the budget of {of} limits nothing: set per_month, per_purchase or approval_above"));
            }
            if amounts.into_iter().flatten().any(Decimal::is_sign_negative) {
                problem(format!("an amount of {of} is negative"));
            }
            if self.budgets[..nth].iter().any(|other| other.tenant == *tenant && other.team == *team) {
                problem(format!("there are two budgets of {of}"));
            }
        }
        if self.approval_lifetime.is_zero() {
            problems.push(Problem::new("purchasing.approval_lifetime", "must be longer than nothing"));
        }
        problems
    }
}

fn default_tenant() -> String {
    DEFAULT_TENANT.to_owned()
}

/// An exact amount: text, or a whole number.
fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Whole(i64),
        Text(String),
    }
    let wrong = || D::Error::custom("an amount is written as text, like \"12.50\", or a whole number");
    Ok(match Option::<Form>::deserialize(deserializer).map_err(|_| wrong())? {
        None => None,
        Some(Form::Whole(whole)) => Some(whole.into()),
        Some(Form::Text(text)) => Some(text.parse().map_err(|_| wrong())?),
    })
}

/// On or off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// On.
    #[default]
    On,
    /// Off.
    Off,
}

/// A reference that the provider gives back in its lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkerField {
    /// "Other".
    #[default]
    Other,
    /// "Project".
    Project,
    /// "Client".
    Client,
    /// "Purchase order".
    PurchaseOrder,
    /// "ISBN".
    Isbn,
    /// No marker: outcomes are told from what was licensed before and after.
    Off,
}

impl Default for PurchasingConfig {
    fn default() -> Self {
        Self {
            spending: Switch::On,
            marker: MarkerField::Other,
            visibility_window: Duration::from_secs(10 * 60),
            review_after: Duration::from_secs(24 * 60 * 60),
            lookup_pause: Duration::from_secs(60),
            abandoned_after: Duration::from_secs(15 * 60),
            wait: Duration::from_secs(30),
            attempts: 3,
            max_lines: 50,
            budgets: Vec::new(),
            unpriced: Unpriced::Refuse,
            approval_lifetime: Duration::from_secs(3 * 24 * 60 * 60),
        }
    }
}
