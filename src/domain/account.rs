//! The company's account with a provider, its members, and what they used.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::{
    id::{AccountId, UserId},
    money::Money,
};

/// When purchases are paid for.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentModel {
    /// From a balance, at once.
    Prepaid,
    /// By invoice, later.
    Postpaid,
    /// The provider does not say.
    Unknown,
}

/// The company's group.
#[derive(Clone, Debug)]
pub struct Account {
    /// Provider and the group's key.
    pub id: AccountId,
    /// The provider's key of the group's profile.
    pub profile_id: Option<String>,
    /// When purchases are paid for.
    pub payment_model: PaymentModel,
    /// What may be spent.
    pub balance: Option<Money>,
    /// What is in the account.
    pub money: Option<Money>,
    /// The company's VAT number.
    pub vat_number: Option<String>,
    /// VAT in percent.
    pub vat_rate: Option<Decimal>,
    /// Whether VAT is charged.
    pub vat_enabled: Option<bool>,
    /// What is left of a plan that counts in units and not in money.
    pub units_left: Option<u64>,
    /// The same by what the units are good for; a provider may have several.
    pub quotas: Vec<Quota>,
    /// Whether it is a company's contract or one person's; `None` where the provider does not say.
    pub enterprise: Option<bool>,
}

/// What is left of a plan, in units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The provider's name of it (`image_quota`, `universal_credits_quota`).
    pub name: String,
    /// How many units; `None` for any number.
    pub left: Option<u64>,
    /// What is counted, in the provider's words (`credits`).
    pub unit: Option<String>,
}

impl Account {
    /// Whether purchases are paid from a balance.
    pub fn is_prepaid(&self) -> bool {
        self.payment_model == PaymentModel::Prepaid
    }
}

/// A member of the group.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it; they are those of an address book")]
pub struct User {
    /// Provider and key.
    pub id: UserId,
    pub username: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Two letters.
    pub country: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub address: Option<String>,
    pub zip: Option<String>,
    pub occupation: Option<String>,
    pub business_name: Option<String>,
    pub industry: Option<String>,
    pub biography: Option<String>,
    pub website: Option<String>,
    /// Name in the time zone database (`Europe/Berlin`).
    pub timezone: Option<String>,
    pub vat_number: Option<String>,
    pub avatar_url: Option<String>,
    pub registered_at: Option<Timestamp>,
    /// The provider's key of the user's group.
    pub group_id: Option<String>,
    /// What the user used; only the list of members says it.
    pub usage: Option<Usage>,
    /// What the user may do; only the list of members says it.
    pub permissions: Vec<Permission>,
}

/// Something a member may do.
#[derive(async_graphql::SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// What it is about (`enterprise`, `enterprise_group`).
    pub resource_type: String,
    /// Which one; null when all.
    #[graphql(name = "resourceKey")]
    pub resource_id: Option<String>,
    /// What may be done.
    pub action: String,
}

/// How much was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Complimentary downloads.
    pub comps: u64,
    /// Licensed items.
    pub licensed: u64,
    /// Transferred licences.
    pub transferred: u64,
}

/// How much was used in a stretch of time.
#[derive(Clone, Debug)]
pub struct UsagePeriod {
    /// The provider's name of the stretch (`2026-10-01 00:00:00`).
    pub title: String,
    /// How much.
    pub usage: Usage,
}

/// How much one item was used.
#[derive(Clone, Debug)]
pub struct ItemUsage {
    /// The item.
    pub item_id: super::id::ItemId,
    /// How much.
    pub usage: Usage,
}

/// The stretch of time that statistics are about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct StatisticsFilter {
    /// At or after.
    pub from: Option<Timestamp>,
    /// At or before.
    pub to: Option<Timestamp>,
    /// Of this member only.
    pub user_id: Option<UserId>,
}
