//! Spending intents: what was asked for, line by line, and what became of it.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    ability::Ability,
    generation::{AspectRatio, Medium},
    id::{GenerationId, InvoiceId, ItemId, LicenseId, PurchaseId, TransactionId},
    money::Money,
    party::Party,
    provider::ProviderName,
    transaction::{ExtraOptionKind, References},
};

/// What a purchase is for.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PurchaseKind {
    /// Licences of items.
    License,
    /// The passing on of licences.
    Transfer,
    /// An invoice over licensed items.
    Invoice,
    /// Pictures to be generated.
    Generation,
}

/// The state of one line; see `docs/ledger.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LineState {
    /// Recorded; nothing was sent, and nothing will be unless somebody approves.
    AwaitingApproval,
    /// Recorded; nothing was sent.
    Reserved,
    /// An attempt is recorded; it may have been sent.
    Sending,
    /// It was sent, and no clear answer came.
    Unknown,
    /// Done.
    Settled,
    /// The provider refused, or it was refused beforehand.
    Refused,
    /// Proved not to have been done.
    Released,
    /// Only a human can tell.
    NeedsReview,
}

impl LineState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::AwaitingApproval,
        Self::Reserved,
        Self::Sending,
        Self::Unknown,
        Self::Settled,
        Self::Refused,
        Self::Released,
        Self::NeedsReview,
    ];

    /// As the ledger writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "AWAITING_APPROVAL",
            Self::Reserved => "RESERVED",
            Self::Sending => "SENDING",
            Self::Unknown => "UNKNOWN",
            Self::Settled => "SETTLED",
            Self::Refused => "REFUSED",
            Self::Released => "RELEASED",
            Self::NeedsReview => "NEEDS_REVIEW",
        }
    }

    /// The state that is written like this.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether nothing leads out of it by itself; a person alone settles what is under review.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Settled | Self::Refused | Self::Released | Self::NeedsReview)
    }

    /// What clients see of it.
    pub fn status(self) -> PurchaseStatus {
        match self {
            Self::AwaitingApproval => PurchaseStatus::AwaitingApproval,
            Self::Reserved | Self::Sending | Self::Unknown => PurchaseStatus::Pending,
            Self::Settled => PurchaseStatus::Settled,
            Self::Refused | Self::Released => PurchaseStatus::Refused,
            Self::NeedsReview => PurchaseStatus::NeedsReview,
        }
    }
}

/// How far a purchase, or a line of one, has come.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PurchaseStatus {
    /// It waits for somebody's approval; nothing was sent.
    AwaitingApproval,
    /// Under way, or its outcome is being looked up. It ends by itself.
    Pending,
    /// Done; a purchase of several lines: at least one was done.
    Settled,
    /// Nothing was bought.
    Refused,
    /// Its outcome cannot be told by looking it up; a person has to.
    NeedsReview,
}

impl PurchaseStatus {
    /// Every status: a purchase's is the first that one of its lines has.
    pub const RANKED: [Self; 5] =
        [Self::AwaitingApproval, Self::Pending, Self::NeedsReview, Self::Settled, Self::Refused];
}

/// Why a line was not done.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "PurchaseRefusalCode")]
pub enum RefusalCode {
    /// The provider has no such item, or it is not on sale.
    ItemNotFound,
    /// The licence is not on offer, or is not for this kind of item.
    LicenseNotAvailable,
    /// The licence is not offered in this size.
    SizeNotOffered,
    /// The company has licensed the item already; `buyAgain` licenses it once more.
    AlreadyLicensed,
    /// It costs more than `maxPrice`.
    PriceChanged,
    /// The account's balance does not cover it.
    InsufficientBalance,
    /// A budget of the company or the team does not cover it.
    InsufficientBudget,
    /// Whoever had to approve it declined.
    Declined,
    /// Nobody approved it in time.
    ApprovalExpired,
    /// There is no such purchase.
    PurchaseNotFound,
    /// Nobody approves what they asked for themselves.
    OwnPurchase,
    /// It does not wait for approval, or does no longer.
    NotAwaitingApproval,
    /// The plan is used up; the provider would charge money beyond it, and `acceptOverage` does not allow that.
    Overage,
    /// It can be bought on the provider's site alone.
    NeedsCheckout,
    /// The provider's plan does not cover it.
    NotCovered,
    /// The provider wants a reference noted with every purchase, and it is missing.
    ReferenceRequired,
    /// The provider has no such reference.
    ReferenceUnknown,
    /// The provider took the order, and it did not go through.
    OrderCancelled,
    /// The provider wants to be asked less often; try again later.
    RateLimited,
    /// Spending is switched off.
    SpendingDisabled,
    /// The idempotency key was used with other arguments.
    IdempotencyKeyReused,
    /// An argument cannot be used as it is.
    InvalidInput,
    /// There is no such transaction.
    TransactionNotFound,
    /// The transaction is on an invoice already.
    AlreadyInvoiced,
    /// The licence was passed on already.
    AlreadyTransferred,
    /// Another purchase is about the same, and has no outcome yet.
    InProgress,
    /// The provider refuses to draw this.
    PromptRefused,
    /// The provider does not offer this.
    #[serde(alias = "UNSUPPORTED")]
    UnsupportedByProvider,
    /// The provider refused; the message has its words.
    ProviderRefused,
    /// It was tried, and proved not to have been done.
    NotBought,
}

/// A refusal: nothing was bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRefusal {
    /// Why.
    pub code: RefusalCode,
    /// Why, in a sentence that is safe to show.
    pub message: String,
    /// The transactions by which the item is licensed already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub existing: Vec<TransactionId>,
    /// The argument that it is about: one of its line (`sizeId`), or one of all lines (`references.custom`).
    // Left out where there is none: earlier purchases were recorded without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl LineRefusal {
    /// A refusal without existing transactions, about no argument.
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), existing: Vec::new(), field: None }
    }

    /// The same, about this argument.
    #[must_use]
    pub fn about(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }
}

/// One thing to be done upstream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Task {
    /// An item to be licensed.
    License(Box<LicenseTask>),
    /// Licences to be passed on.
    Transfer(Box<TransferTask>),
    /// An invoice to be made.
    Invoice(InvoiceTask),
    /// Pictures to be generated.
    Generation(GenerationTask),
}

impl Task {
    /// What it is.
    pub fn kind(&self) -> PurchaseKind {
        match self {
            Self::License(_) => PurchaseKind::License,
            Self::Transfer(_) => PurchaseKind::Transfer,
            Self::Invoice(_) => PurchaseKind::Invoice,
            Self::Generation(_) => PurchaseKind::Generation,
        }
    }

    /// What it costs, as far as it is known: the price list's price, without VAT and extra rights.
    pub fn price(&self) -> Option<&Money> {
        match self {
            Self::License(task) => task.price.as_ref(),
            Self::Transfer(_) | Self::Invoice(_) | Self::Generation(_) => None,
        }
    }

    /// Whether it costs something, whether or not it is known how much.
    pub fn costs(&self) -> bool {
        match self {
            Self::License(_) | Self::Generation(_) => true,
            Self::Transfer(_) | Self::Invoice(_) => false,
        }
    }

    /// The item that it licenses.
    pub fn item(&self) -> Option<&ItemId> {
        match self {
            Self::License(task) => Some(&task.item_id),
            Self::Transfer(_) | Self::Invoice(_) | Self::Generation(_) => None,
        }
    }
}

/// An item to be licensed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenseTask {
    /// The item.
    pub item_id: ItemId,
    /// The licence.
    pub license_id: LicenseId,
    /// The size, as the licence's price list names it.
    pub size_id: String,
    /// Extra rights.
    pub options: Vec<ExtraOptionKind>,
    /// What the buyer notes, without a marker.
    pub references: References,
    /// The price list's price when it was asked for, without VAT and extra rights.
    pub price: Option<Money>,
    /// License it although the company has.
    #[serde(default)]
    pub buy_again: bool,
    /// License it although the provider charges money beyond the plan.
    #[serde(default)]
    pub accept_overage: bool,
}

/// Licences to be passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferTask {
    /// The transactions.
    pub transactions: Vec<TransactionId>,
    /// Who passes them on.
    pub from: Party,
    /// Who gets them.
    pub to: Party,
}

/// An invoice to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceTask {
    /// The transactions.
    pub transactions: Vec<TransactionId>,
    /// Replaces the value of the invoiced reference field.
    pub field_value: Option<String>,
}

/// Pictures to be generated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenerationTask {
    /// What they shall show.
    pub prompt: String,
    /// Their shape.
    pub aspect_ratio: Option<AspectRatio>,
    /// Their manner.
    pub medium: Option<Medium>,
}

/// What came of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineResult {
    /// The licensed items that it made, or passed on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transactions: Vec<TransactionId>,
    /// The invoice that it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_id: Option<InvoiceId>,
    /// The job that it started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generation_id: Option<GenerationId>,
    /// Why nothing was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<LineRefusal>,
    /// What is unclear, for whoever reviews it; then who settled it, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl LineResult {
    /// Nothing was done, for this reason.
    pub fn refused(refusal: LineRefusal) -> Self {
        Self { refusal: Some(refusal), ..Self::default() }
    }

    /// Nobody knows, for this reason.
    pub fn unclear(note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..Self::default() }
    }
}

/// A purchase as the ledger has it.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// Ours.
    pub id: PurchaseId,
    /// Whose.
    pub tenant: String,
    /// The caller's.
    pub idempotency_key: String,
    /// What for.
    pub kind: PurchaseKind,
    /// SHA-256 of the arguments, in hexadecimal digits.
    pub fingerprint: String,
    /// The arguments, as JSON.
    pub arguments: String,
    /// Who asked.
    pub subject: String,
    /// The asker's team.
    pub team: Option<String>,
    /// With which request.
    pub request_id: String,
    /// When.
    pub created_at: Timestamp,
    /// Whether somebody has to approve it, and did; `None` where nobody has to.
    pub approval: Option<Box<Approval>>,
    /// Its lines, in the order asked for; at least one.
    pub lines: Vec<Line>,
}

impl Purchase {
    /// The status of the whole.
    pub fn status(&self) -> PurchaseStatus {
        let any = |status| self.lines.iter().any(|line| line.state.status() == status);
        PurchaseStatus::RANKED.into_iter().find(|status| any(*status)).unwrap_or(PurchaseStatus::Refused)
    }
}

/// The approval that a purchase needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// From then on it is too late.
    pub expires_at: Timestamp,
    /// What was decided; `None` while it waits.
    pub decision: Option<Decided>,
}

/// What was decided about a purchase that needed approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub decision: Decision,
    /// By whom; `None` when time ran out.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Why, in that one's words.
    pub note: Option<String>,
}

/// A decision about a purchase.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "PurchaseDecision")]
pub enum Decision {
    /// It may be bought.
    Approved,
    /// It may not.
    Declined,
    /// Nobody decided in time.
    Expired,
}

/// Which of a tenant's purchases are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct PurchaseFilter {
    /// Those that have come this far.
    pub status: Option<PurchaseStatus>,
    /// Those of this kind.
    pub kind: Option<PurchaseKind>,
}

/// One line of a purchase.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its place, from 0.
    pub index: u32,
    /// Where it is to be done.
    pub provider: ProviderName,
    /// What is to be done.
    pub task: Task,
    /// How far it has come.
    pub state: LineState,
    /// What came of it.
    pub result: LineResult,
    /// When its state changed last.
    pub updated_at: Timestamp,
}

/// What a purchase would cost, and what is known to stand in its way. Nothing is spent.
#[derive(Clone, Debug)]
pub struct Quote {
    /// Its lines, in the order asked for.
    pub lines: Vec<QuoteLine>,
    /// The sum of the prices that are known, without VAT.
    pub total: Option<Money>,
    /// VAT on the total, where the account says how much.
    pub vat: Option<Money>,
    /// What the balance would be afterwards; `None` where purchases are invoiced later.
    pub balance_after: Option<Money>,
    /// Whether somebody would have to approve it.
    pub needs_approval: bool,
    /// What stands in the way of the whole.
    pub refusals: Vec<LineRefusal>,
}

/// One line of a quote.
#[derive(Clone, Debug)]
pub struct QuoteLine {
    /// What was asked for, with the price list's price.
    pub task: LicenseTask,
    /// The provider's own judgement, where it has one.
    pub ability: Option<Ability>,
    /// The transactions by which the item is licensed already.
    pub owned: Vec<TransactionId>,
    /// What stands in the way of this line.
    pub refusals: Vec<LineRefusal>,
}

/// The sum of prices, in the currency of the first; `None` without any price.
pub fn sum<'a>(prices: impl IntoIterator<Item = &'a Money>) -> Option<Money> {
    let mut prices = prices.into_iter();
    let first = prices.next()?.clone();
    let amount = prices.fold(first.amount, |sum, price| sum.saturating_add(price.amount));
    Some(Money { amount, ..first })
}

/// This percentage of an amount, rounded to cents.
pub fn percent(of: &Money, rate: Decimal) -> Money {
    let amount = of.amount.saturating_mul(rate).checked_div(Decimal::ONE_HUNDRED).unwrap_or_default();
    Money { amount: amount.round_dp(2), currency: of.currency.clone() }
}
