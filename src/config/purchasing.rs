//! `[purchasing]`: what may be spent, and how the outcome of a purchase is found out.

use std::time::Duration;

use serde::Deserialize;

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
        }
    }
}
