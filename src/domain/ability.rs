//! Whether an item may be licensed, as its provider judges it beforehand. For providers that have a say of their own,
//! beyond a price list and a balance.

use jiff::Timestamp;

use super::{
    id::{ItemId, LicenseId, TransactionId},
    language::Language,
};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AbilityRequest {
    /// The item.
    pub item_id: ItemId,
    /// The licence.
    pub license_id: LicenseId,
    /// It is to be licensed although it may be already.
    pub buy_again: bool,
    /// The language of the provider's words.
    pub language: Language,
}

/// Whether it may be licensed.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[graphql(name = "QuoteVerdict")]
pub enum Verdict {
    /// The plan covers it.
    Covered,
    /// The plan is used up; the provider would charge money beyond it, without asking again.
    Overage,
    /// Only on the provider's site, at `url`.
    NeedsCheckout,
    /// The plan does not cover it.
    NotCovered,
    /// The company has licensed it already, and a repetition was not asked for.
    AlreadyLicensed,
    /// The item is not offered under this licence.
    LicenseNotOffered,
    /// The provider has no such item, or does not sell it any more.
    ItemNotFound,
}

impl Verdict {
    /// Whether a purchase may be sent; an overage only for who accepts it.
    pub fn may_buy(self, accept_overage: bool) -> bool {
        self == Self::Covered || (self == Self::Overage && accept_overage)
    }

    /// Whether the plan was asked about, so that it is known what a purchase can note.
    pub fn is_of_the_plan(self) -> bool {
        matches!(self, Self::Covered | Self::Overage | Self::NeedsCheckout | Self::NotCovered)
    }
}

/// A provider's judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ability {
    /// In a word.
    pub verdict: Verdict,
    /// In the provider's words, to be shown as they are.
    pub message: Option<String>,
    /// Where on the provider's site it can be made possible.
    pub url: Option<String>,
    /// How many units of the plan are left for items like this.
    pub units_left: Option<u64>,
    /// How many it would take, where the provider says so.
    pub units: Option<u64>,
    /// By what the company has licensed it already, under this licence.
    pub owned: Option<Ownership>,
    /// What a purchase can note, and what it must.
    pub references: Vec<ReferenceField>,
    /// The licences that the item is offered under, where the account has a choice.
    pub licenses: Vec<LicenseChoice>,
}

impl Ability {
    /// A judgement without particulars.
    pub fn of(verdict: Verdict) -> Self {
        Self {
            verdict,
            message: None,
            url: None,
            units_left: None,
            units: None,
            owned: None,
            references: Vec::new(),
            licenses: Vec::new(),
        }
    }
}

/// That an item is licensed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ownership {
    /// By what.
    pub transaction_id: TransactionId,
    /// Since when.
    pub licensed_at: Option<Timestamp>,
}

/// Something that a purchase can note.
#[derive(async_graphql::SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct ReferenceField {
    /// What a purchase names it by, in `references.custom`.
    pub key: String,
    /// What people call it.
    pub label: Option<String>,
    /// Whether a purchase must note it.
    pub required: bool,
}

/// A licence that an item is offered under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicenseChoice {
    /// The licence.
    pub license_id: LicenseId,
    /// What people call it.
    pub label: Option<String>,
    /// What it costs, in the provider's words (`2 Credits`).
    pub price_text: Option<String>,
}
