//! What spends money or binds the company, and the four ways it can end.

use std::time::Duration;

use async_trait::async_trait;

use super::{CallContext, ProviderError};
use crate::domain::{
    generation::{AspectRatio, Generation, Medium},
    id::{InvoiceId, ItemId, LicenseId, TransactionId},
    party::Party,
    transaction::References,
};

/// How a spend ended. Deliberately no `Result`: `?` must not turn an unknown outcome into a failure.
#[derive(Debug)]
#[must_use = "an outcome that is dropped is money that is not accounted for"]
pub enum Outcome<T> {
    /// The provider did it.
    Done(T),
    /// The provider refused; nothing was done.
    Refused(Refusal),
    /// No byte of the request left this machine; it may be sent again.
    NotSent(ProviderError),
    /// It was sent and no clear answer came: it may have been done. Look it up; never send it again.
    Unknown(ProviderError),
}

/// Why a provider refused, in terms that do not depend on the provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RefusalReason {
    /// For a reason of its own; its words say it.
    #[default]
    Other,
    /// It does not offer this at all.
    Unsupported,
    /// It has no such item, or does not sell it any more.
    ItemNotFound,
    /// The item is not offered under this licence.
    LicenseNotOffered,
    /// The item is not offered in this size.
    SizeNotOffered,
    /// It is licensed already, by `existing`; nothing was sent.
    AlreadyLicensed,
    /// The plan does not cover it, or is used up.
    NotCovered,
    /// It can be bought on the provider's site alone.
    NeedsCheckout,
    /// It would cost money beyond the plan, and that was not accepted.
    Overage,
    /// A reference is missing that the company requires.
    ReferenceRequired,
    /// The order did not go through.
    Cancelled,
    /// Portico's own credentials were refused.
    Credentials,
    /// The provider wants to be asked less often; nothing was done.
    RateLimited,
}

/// That a provider refused, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// Why, in a word.
    pub reason: RefusalReason,
    /// The provider's numeric code.
    pub code: Option<i64>,
    /// The provider's name of the refusal.
    pub exception: Option<String>,
    /// The provider's words.
    pub message: String,
    /// The parameter that it objected to.
    pub field: Option<String>,
    /// The transactions by which the item is licensed already.
    pub existing: Vec<TransactionId>,
}

/// Items to be licensed on the same terms.
#[derive(Clone, Debug)]
pub struct LicenseOrder {
    /// The lines.
    pub lines: Vec<LicenseLine>,
    /// What the buyer notes.
    pub references: References,
}

/// One item to be licensed.
#[derive(Clone, Debug)]
pub struct LicenseLine {
    /// The item.
    pub item_id: ItemId,
    /// The licence.
    pub license_id: LicenseId,
    /// The size, as the licence's price list names it.
    pub size_id: String,
    /// Extra rights.
    pub options: Vec<crate::domain::transaction::ExtraOptionKind>,
    /// License it although the company has.
    pub buy_again: bool,
    /// License it although the provider charges money beyond the plan.
    pub accept_overage: bool,
}

/// What became of one line: the transactions it made, or why it was refused.
#[derive(Clone, Debug)]
pub struct LicensedLine {
    /// The item.
    pub item_id: ItemId,
    /// The transactions and where the file can be fetched, or the refusal.
    pub result: Result<Licensed, Refusal>,
}

/// A licensed item: this order licensed it.
#[derive(Clone, Debug)]
pub struct Licensed {
    /// The transactions, one per time the item stood in the order.
    pub transactions: Vec<TransactionId>,
    /// Where the file can be fetched.
    pub download_url: Option<String>,
}

/// Transactions whose licence is to be passed on.
#[derive(Clone, Debug)]
pub struct TransferOrder {
    /// The transactions.
    pub transactions: Vec<TransactionId>,
    /// Who passes it on.
    pub from: Party,
    /// Who gets it.
    pub to: Party,
}

/// Transactions to be invoiced together.
#[derive(Clone, Debug)]
pub struct InvoiceOrder {
    /// The transactions.
    pub transactions: Vec<TransactionId>,
    /// Replaces the value of the invoiced reference field.
    pub field_value: Option<String>,
}

/// Pictures to be generated.
#[derive(Clone, Debug)]
pub struct GenerationOrder {
    /// What they shall show, at most 400 characters.
    pub prompt: String,
    /// Their shape.
    pub aspect_ratio: Option<AspectRatio>,
    /// Their manner.
    pub medium: Option<Medium>,
    /// Where the provider reports progress.
    pub callback_url: Option<String>,
}

/// What spends or binds. Sent once: no retries, no redirects, a connection pool and a time-out of its own.
/// Only `purchase` and `generation` may call it.
#[async_trait]
pub trait Spending: Send + Sync + 'static {
    /// How long one spend may take; after that nobody waits for its answer.
    fn may_take(&self) -> Duration;

    /// Whether references come back with what was bought, so that a marker can be found again.
    fn returns_references(&self) -> bool;

    /// Licenses items. Partial success is normal: each line says what became of it.
    async fn license(&self, cx: &CallContext, order: &LicenseOrder) -> Outcome<Vec<LicensedLine>>;

    /// Passes licences on.
    async fn transfer(&self, cx: &CallContext, order: &TransferOrder) -> Outcome<()>;

    /// Makes an invoice; `None` where the provider made it without saying its id.
    async fn create_invoice(&self, cx: &CallContext, order: &InvoiceOrder) -> Outcome<Option<InvoiceId>>;

    /// Starts a job of the image generator.
    async fn generate(&self, cx: &CallContext, order: &GenerationOrder) -> Outcome<Generation>;

    /// Takes a complimentary download; answers where the file can be fetched.
    async fn download_comp(&self, cx: &CallContext, item: &ItemId, size_id: &str) -> Outcome<String>;
}
