//! `Purchase`: our own record of a spending intent. `Quote`: what it would cost.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::{
    approval::PurchaseApproval,
    context::{OrFail, loaders},
    error::{ErrorCode, coded},
    generation::Generation,
    invoice::Invoice,
    item::{self, Item},
    license::License,
    money::{Money, money},
    nullable::Nullable,
    scalar::{BigInt, DateTime, Url},
    transaction::{Transaction, license},
};
use crate::{
    domain::{
        ability::{LicenseChoice, ReferenceField, Verdict},
        language::Language,
        provider::ProviderName,
        purchase::{self, LineRefusal, PurchaseKind, PurchaseStatus, RefusalCode, Task},
        transaction::{ExtraOptionKind, References},
    },
    purchase::{PurchaseError, Purchases},
};

/// What makes purchases; an error where the ledger is not open.
pub(super) fn purchases<'a>(ctx: &Context<'a>) -> Result<&'a Purchases> {
    ctx.data_opt::<Purchases>().ok_or_else(|| coded(ErrorCode::SpendingDisabled, "Nothing can be bought here."))
}

/// A failure that is no refusal, as clients see it. The ledger's own is for the log alone.
pub(super) fn failed(error: PurchaseError, ctx: &Context<'_>) -> async_graphql::Error {
    match error {
        PurchaseError::Provider(error) => match Err::<(), _>(error).or_fail(ctx) {
            Err(error) => error,
            Ok(()) => coded(ErrorCode::Internal, "Internal error."),
        },
        PurchaseError::Ledger(error) => {
            tracing::error!(request_id = &*loaders(ctx).call().request_id, %error, "the ledger cannot be used");
            coded(ErrorCode::Internal, "The ledger cannot be used; nothing was sent.")
        }
    }
}

/// A spending intent: recorded before anything is sent, and kept for ever.
#[derive(Clone)]
pub struct Purchase {
    record: Arc<purchase::Purchase>,
    replayed: bool,
}

impl Purchase {
    pub(super) fn new(record: purchase::Purchase, replayed: bool) -> Self {
        Self { record: Arc::new(record), replayed }
    }
}

/// A spending intent: recorded before anything is sent, and kept for ever.
#[Object]
impl Purchase {
    /// Opaque and stable.
    pub(super) async fn id(&self) -> ID {
        self.record.id.encode().into()
    }

    /// The idempotency key that it was asked for with.
    async fn idempotency_key(&self) -> &str {
        &self.record.idempotency_key
    }

    /// What it is for.
    async fn kind(&self) -> PurchaseKind {
        self.record.kind
    }

    /// How far it has come: pending while a line is, then under review if a line is, then settled if a line is.
    async fn status(&self) -> PurchaseStatus {
        self.record.status()
    }

    /// Its lines, in the order asked for.
    async fn lines(&self) -> Vec<PurchaseLine> {
        let lines = 0..self.record.lines.len();
        lines.map(|index| PurchaseLine { record: self.record.clone(), index }).collect()
    }

    /// The licensed items of all its lines.
    async fn transactions(&self) -> Vec<Transaction> {
        let lines = self.record.lines.iter();
        lines.flat_map(|line| line.result.transactions.iter().cloned().map(Transaction::from)).collect()
    }

    /// Who asked: the token's subject.
    async fn requested_by(&self) -> &str {
        &self.record.subject
    }

    /// The team of whoever asked.
    async fn team(&self) -> Option<&str> {
        self.record.team.as_deref()
    }

    /// The approval that it needs; null where it needs none.
    async fn approval(&self) -> Option<PurchaseApproval> {
        self.record.approval.clone().map(|approval| PurchaseApproval(*approval))
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime {
        DateTime(self.record.created_at)
    }

    /// Whether this answer repeats that of an earlier request with the same idempotency key.
    async fn replayed(&self) -> bool {
        self.replayed
    }
}

/// One line of a purchase.
pub struct PurchaseLine {
    record: Arc<purchase::Purchase>,
    index: usize,
}

impl PurchaseLine {
    fn line(&self) -> &purchase::Line {
        &self.record.lines[self.index]
    }

    fn license_task(&self) -> Option<&purchase::LicenseTask> {
        match &self.line().task {
            Task::License(task) => Some(task),
            Task::Transfer(_) | Task::Invoice(_) | Task::Generation(_) => None,
        }
    }

    fn refusal(&self) -> Option<&LineRefusal> {
        self.line().result.refusal.as_ref()
    }
}

/// One line of a purchase.
#[Object]
impl PurchaseLine {
    /// Its place, from 0.
    async fn index(&self) -> u32 {
        self.line().index
    }

    /// Where it is bought.
    async fn provider(&self) -> ProviderName {
        self.line().provider
    }

    /// How far it has come.
    async fn status(&self) -> PurchaseStatus {
        self.line().state.status()
    }

    /// Why it was refused; null when it was not.
    async fn code(&self) -> Option<RefusalCode> {
        self.refusal().map(|refusal| refusal.code)
    }

    /// Why it was refused or has to be reviewed, or who settled it by hand and why, in a sentence.
    async fn message(&self) -> Option<&str> {
        let line = self.line();
        let note = line.result.note.as_deref().filter(|_| line.state.is_final());
        self.refusal().map(|refusal| refusal.message.as_str()).or(note)
    }

    /// The item that is licensed. Upstream: `getMediaData`, batched.
    async fn item(&self, ctx: &Context<'_>) -> Nullable<Item> {
        match self.license_task() {
            Some(task) => item::item(ctx, task.item_id.clone(), Language::default()).await,
            None => Nullable::ok(None),
        }
    }

    /// The licence; null when it is no longer on offer. Upstream: `getLicenseOfGroup`.
    async fn license(&self, ctx: &Context<'_>) -> Nullable<License> {
        match self.license_task() {
            Some(task) => license(ctx, &task.license_id).await.into(),
            None => Nullable::ok(None),
        }
    }

    /// The size, as the licence's price list names it.
    async fn size(&self) -> Option<&str> {
        self.license_task().map(|task| task.size_id.as_str())
    }

    /// Extra rights.
    async fn options(&self) -> Vec<ExtraOptionKind> {
        self.license_task().map(|task| task.options.clone()).unwrap_or_default()
    }

    /// What the buyer noted.
    async fn references(&self) -> Option<References> {
        self.license_task().map(|task| task.references.clone())
    }

    /// The price list's price when it was asked for, without VAT and extra rights; what was paid is the transactions'.
    async fn price(&self) -> Option<Money> {
        self.license_task().and_then(|task| money(task.price.as_ref()))
    }

    /// The licensed items that it made, or passed on, or invoiced.
    async fn transactions(&self) -> Vec<Transaction> {
        self.line().result.transactions.iter().cloned().map(Transaction::from).collect()
    }

    /// The invoice that it made. Upstream: `getEnterpriseInvoice`.
    async fn invoice(&self, ctx: &Context<'_>) -> Nullable<Invoice> {
        match &self.line().result.invoice_id {
            Some(id) => {
                let loaded = loaders(ctx).invoice(id.clone()).await;
                loaded.map(|invoice| invoice.map(Invoice::from)).or_fail(ctx).into()
            }
            None => Nullable::ok(None),
        }
    }

    /// The job of the image generator that it started. Upstream: `imageGenerator.get`.
    async fn generation(&self, ctx: &Context<'_>) -> Nullable<Generation> {
        match &self.line().result.generation_id {
            Some(id) => super::generation::generation(ctx, id).await.into(),
            None => Nullable::ok(None),
        }
    }

    /// When its status changed last.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.line().updated_at)
    }
}

/// What a purchase would cost, and what stands in its way. Nothing is spent, and nothing is promised.
pub struct Quote(pub(super) purchase::Quote);

/// Something that stands in the way of a purchase.
#[derive(SimpleObject)]
pub struct QuoteRefusal {
    /// Why.
    code: RefusalCode,
    /// Why, in a sentence.
    message: String,
}

impl From<LineRefusal> for QuoteRefusal {
    fn from(refusal: LineRefusal) -> Self {
        Self { code: refusal.code, message: refusal.message }
    }
}

/// What a purchase would cost, and what stands in its way. Nothing is spent, and nothing is promised.
#[Object]
impl Quote {
    /// Its lines, in the order asked for.
    async fn lines(&self) -> Vec<QuoteLine> {
        self.0.lines.iter().cloned().map(QuoteLine).collect()
    }

    /// The sum of the prices that are known, without VAT and extra rights.
    async fn total(&self) -> Option<Money> {
        money(self.0.total.as_ref())
    }

    /// VAT on the total, where the account says how much.
    async fn vat(&self) -> Option<Money> {
        money(self.0.vat.as_ref())
    }

    /// What the balance would be afterwards, without VAT; null where purchases are invoiced later.
    async fn balance_after(&self) -> Option<Money> {
        money(self.0.balance_after.as_ref())
    }

    /// Whether somebody would have to approve it.
    async fn needs_approval(&self) -> bool {
        self.0.needs_approval
    }

    /// What stands in the way of the whole.
    async fn refusals(&self) -> Vec<QuoteRefusal> {
        self.0.refusals.iter().cloned().map(Into::into).collect()
    }
}

/// A licence that an item is offered under.
#[derive(SimpleObject)]
pub struct QuoteChoice {
    /// The licence, for `licenseId`.
    license_id: ID,
    /// What people call it.
    label: Option<String>,
    /// What it costs, in the provider's words (`2 Credits`).
    price_text: Option<String>,
}

impl From<LicenseChoice> for QuoteChoice {
    fn from(choice: LicenseChoice) -> Self {
        let LicenseChoice { license_id, label, price_text } = choice;
        Self { license_id: license_id.encode().into(), label, price_text }
    }
}

/// One line of a quote.
pub struct QuoteLine(purchase::QuoteLine);

/// One line of a quote.
#[Object]
impl QuoteLine {
    /// The item. Upstream: `getMediaData`, batched.
    async fn item(&self, ctx: &Context<'_>) -> Nullable<Item> {
        item::item(ctx, self.0.task.item_id.clone(), Language::default()).await
    }

    /// The licence; null when it is not on offer. Upstream: `getLicenseOfGroup`.
    async fn license(&self, ctx: &Context<'_>) -> Nullable<License> {
        license(ctx, &self.0.task.license_id).await.into()
    }

    /// The size, as the licence's price list names it.
    async fn size(&self) -> &str {
        &self.0.task.size_id
    }

    /// The price list's price, without VAT and extra rights; null where the provider does not say.
    async fn price(&self) -> Option<Money> {
        money(self.0.task.price.as_ref())
    }

    /// The provider's own judgement; null where it has none, and price list and balance say it all. Upstream:
    /// `Content/Info`, then `Member/Profile`.
    async fn verdict(&self) -> Option<Verdict> {
        self.0.ability.as_ref().map(|ability| ability.verdict)
    }

    /// The provider's words on it, to be shown as they are.
    async fn message(&self) -> Option<&str> {
        self.0.ability.as_ref()?.message.as_deref()
    }

    /// Where on the provider's site it can be made possible.
    async fn url(&self) -> Option<Url> {
        self.0.ability.as_ref()?.url.clone().map(Url)
    }

    /// How many units of the plan it takes, where the provider says so.
    async fn units(&self) -> Option<BigInt> {
        self.0.ability.as_ref()?.units.map(BigInt)
    }

    /// How many units of the plan are left for items like this, where the provider says so.
    async fn units_left(&self) -> Option<BigInt> {
        self.0.ability.as_ref()?.units_left.map(BigInt)
    }

    /// What the purchase can note in `references.custom`, and what it must; empty where nothing was judged.
    async fn reference_fields(&self) -> Vec<ReferenceField> {
        self.0.ability.as_ref().map(|ability| ability.references.clone()).unwrap_or_default()
    }

    /// The licences that the item is offered under, where the account has a choice.
    async fn choices(&self) -> Vec<QuoteChoice> {
        let choices = self.0.ability.iter().flat_map(|ability| ability.licenses.iter().cloned());
        choices.map(Into::into).collect()
    }

    /// Whether the company has licensed the item already.
    async fn already_owned(&self) -> bool {
        !self.0.owned.is_empty()
    }

    /// The transactions by which it has.
    async fn owned_transactions(&self) -> Vec<Transaction> {
        self.0.owned.iter().cloned().map(Transaction::from).collect()
    }

    /// What stands in the way of this line.
    async fn refusals(&self) -> Vec<QuoteRefusal> {
        self.0.refusals.iter().cloned().map(Into::into).collect()
    }
}
