//! `Invoice` and its lines.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use super::{
    context::{OrFail, loaders},
    error::bad_input,
    item::{self, Item},
    license::License,
    money::{Money, money},
    nullable::Nullable,
    page::connection,
    scalar::{DateTime, Decimal, Url},
    transaction::license,
};
use crate::{
    domain::{
        invoice::{self, InvoiceDetails, InvoiceRecord, InvoiceState, InvoiceType, ItemLine, KeyValue, RefillLine},
        item::ItemKind,
        language::Language,
        party::Party,
        provider::ProviderName,
    },
    purchase::marker,
};

/// An invoice. Upstream: `getEnterpriseInvoiceList`, `getEnterpriseInvoice`.
#[derive(Clone)]
pub struct Invoice {
    record: Arc<InvoiceRecord>,
    /// `None` where only the list has been read so far.
    details: Option<Arc<InvoiceDetails>>,
}

impl From<InvoiceRecord> for Invoice {
    fn from(record: InvoiceRecord) -> Self {
        Self { record: Arc::new(record), details: None }
    }
}

impl From<Arc<InvoiceDetails>> for Invoice {
    fn from(details: Arc<InvoiceDetails>) -> Self {
        Self { record: Arc::new(details.record.clone()), details: Some(details) }
    }
}

connection! {
    /// A page of invoices.
    InvoiceConnection,
    /// An invoice in a page.
    InvoiceEdge,
    Invoice
}

/// Which invoices are wanted.
#[derive(InputObject, Debug, Default)]
pub struct InvoiceFilter {
    /// With this provider; left out, with Depositphotos.
    pub(super) provider: Option<ProviderName>,
    /// Only in this state.
    state: Option<InvoiceState>,
}

impl InvoiceFilter {
    /// The state asked for.
    pub(super) fn state(&self) -> Result<Option<InvoiceState>> {
        match self.state {
            Some(InvoiceState::Unknown) => Err(bad_input("\"UNKNOWN\" is no state that can be asked for.")),
            state => Ok(state),
        }
    }
}

/// A tax.
#[derive(SimpleObject)]
pub struct Tax {
    /// Percent.
    rate: Option<Decimal>,
    /// Name of the tax.
    name: Option<String>,
    /// Where it is due.
    region: Option<String>,
}

impl From<&invoice::Tax> for Tax {
    fn from(tax: &invoice::Tax) -> Self {
        Self { rate: tax.rate.map(Decimal), name: tax.name.clone(), region: tax.region.clone() }
    }
}

impl Invoice {
    async fn details<T>(&self, ctx: &Context<'_>, pick: impl FnOnce(&InvoiceDetails) -> Option<T>) -> Nullable<T> {
        if let Some(details) = &self.details {
            return Nullable::ok(pick(details));
        }
        let loaded = loaders(ctx).invoice(self.record.id.clone()).await;
        loaded.map(|details| details.and_then(|details| pick(&details))).or_fail(ctx).into()
    }
}

/// An invoice. Upstream: `getEnterpriseInvoiceList`, `getEnterpriseInvoice`.
#[Object]
impl Invoice {
    /// Opaque and stable.
    pub(super) async fn id(&self) -> ID {
        self.record.id.encode().into()
    }

    /// Whose invoice it is.
    async fn provider(&self) -> ProviderName {
        self.record.id.provider
    }

    /// The number printed on it (`ESI-15312676`).
    async fn number(&self) -> Option<&str> {
        self.record.number.as_deref()
    }

    /// What it is for.
    #[graphql(name = "type")]
    async fn kind(&self) -> InvoiceType {
        self.record.kind
    }

    /// Its title.
    async fn title(&self) -> Option<&str> {
        self.record.title.as_deref()
    }

    /// The date on it.
    async fn issued_at(&self) -> Option<DateTime> {
        self.record.issued_at.map(DateTime)
    }

    /// When it was paid; null while it is open.
    async fn paid_at(&self) -> Option<DateTime> {
        self.record.paid_at.map(DateTime)
    }

    /// What is to be paid, as the list of invoices has it.
    async fn amount(&self) -> Option<Money> {
        money(self.record.amount.as_ref())
    }

    /// Whether it is a pro forma invoice.
    async fn proforma(&self) -> Option<bool> {
        self.record.proforma
    }

    /// Whether it is paid. Upstream: `getEnterpriseInvoice`.
    async fn state(&self, ctx: &Context<'_>) -> Nullable<InvoiceState> {
        self.details(ctx, |details| Some(details.state)).await
    }

    /// Sum of the lines, without VAT. Upstream: `getEnterpriseInvoice`.
    async fn sub_total(&self, ctx: &Context<'_>) -> Nullable<Money> {
        self.details(ctx, |details| money(details.subtotal.as_ref())).await
    }

    /// VAT. Upstream: `getEnterpriseInvoice`.
    async fn vat(&self, ctx: &Context<'_>) -> Nullable<Money> {
        self.details(ctx, |details| money(details.vat.as_ref())).await
    }

    /// What is to be paid, with VAT. Upstream: `getEnterpriseInvoice`.
    async fn total(&self, ctx: &Context<'_>) -> Nullable<Money> {
        self.details(ctx, |details| money(details.total.as_ref())).await
    }

    /// The tax on the whole. Upstream: `getEnterpriseInvoice`.
    async fn tax(&self, ctx: &Context<'_>) -> Nullable<Tax> {
        self.details(ctx, |details| Some(Tax::from(&details.tax))).await
    }

    /// What is paid for. Upstream: `getEnterpriseInvoice`.
    async fn lines(&self, ctx: &Context<'_>) -> Nullable<Vec<InvoiceLine>> {
        self.details(ctx, |details| Some(details.lines.iter().cloned().map(InvoiceLine::from).collect())).await
    }

    /// Who asks for the money. Upstream: `getEnterpriseInvoice`.
    async fn from(&self, ctx: &Context<'_>) -> Nullable<Party> {
        self.details(ctx, |details| details.from.clone()).await
    }

    /// Who owes it. Upstream: `getEnterpriseInvoice`.
    async fn to(&self, ctx: &Context<'_>) -> Nullable<Party> {
        self.details(ctx, |details| details.to.clone()).await
    }

    /// How to pay, in the provider's order. Upstream: `getEnterpriseInvoice`.
    async fn payment_instructions(&self, ctx: &Context<'_>) -> Nullable<Vec<KeyValue>> {
        self.details(ctx, |details| Some(details.payment_instructions.clone())).await
    }
}

/// What one line of an invoice is for.
#[derive(Union)]
pub enum InvoiceLine {
    /// A licensed item.
    Item(InvoiceItemLine),
    /// Money put on the prepaid balance.
    Refill(InvoiceRefillLine),
}

impl From<invoice::InvoiceLine> for InvoiceLine {
    fn from(line: invoice::InvoiceLine) -> Self {
        match line {
            invoice::InvoiceLine::Item(line) => Self::Item(InvoiceItemLine(line)),
            invoice::InvoiceLine::Refill(line) => Self::Refill(InvoiceRefillLine(line)),
        }
    }
}

/// A licensed item on an invoice.
pub struct InvoiceItemLine(Box<ItemLine>);

/// A licensed item on an invoice.
#[Object]
impl InvoiceItemLine {
    /// The item; null when the provider no longer has it. Upstream: `getMediaData`, batched.
    async fn item(&self, ctx: &Context<'_>) -> Nullable<Item> {
        item::item(ctx, self.0.item_id.clone(), Language::default()).await
    }

    /// The item's kind.
    async fn item_kind(&self) -> Option<ItemKind> {
        self.0.item_kind
    }

    /// A small picture of the item.
    async fn thumbnail_url(&self) -> Option<Url> {
        self.0.thumbnail_url.clone().map(Url)
    }

    /// What the buyer noted with the purchase.
    async fn license_info(&self) -> Vec<KeyValue> {
        let shown =
            |noted: &KeyValue| Some(KeyValue { value: marker::hide_text(noted.value.clone())?, ..noted.clone() });
        self.0.license_info.iter().filter_map(shown).collect()
    }

    /// The licence; null when it is no longer on offer. Upstream: `getLicenseOfGroup`.
    async fn license(&self, ctx: &Context<'_>) -> Nullable<License> {
        match &self.0.license_id {
            Some(id) => license(ctx, id).await.into(),
            None => Nullable::ok(None),
        }
    }

    /// The licence's name.
    async fn license_name(&self) -> Option<&str> {
        self.0.license_name.as_deref()
    }

    /// The size that was bought, as the licence's price list names it.
    async fn size(&self) -> Option<&str> {
        self.0.size.as_deref()
    }

    /// Width of the original in pixels.
    async fn original_width(&self) -> Option<u32> {
        self.0.original_width
    }

    /// Height of the original in pixels.
    async fn original_height(&self) -> Option<u32> {
        self.0.original_height
    }

    /// Price without VAT.
    async fn price(&self) -> Option<Money> {
        money(self.0.price.as_ref())
    }

    /// Price with VAT.
    async fn price_with_vat(&self) -> Option<Money> {
        money(self.0.price_with_vat.as_ref())
    }

    /// VAT in percent.
    async fn vat_rate(&self) -> Option<Decimal> {
        self.0.vat_rate.map(Decimal)
    }

    /// The tax.
    async fn tax(&self) -> Tax {
        Tax::from(&self.0.tax)
    }

    /// Whether the item is for editorial use only.
    async fn editorial(&self) -> Option<bool> {
        self.0.editorial
    }

    /// Whether the item shows nudity.
    async fn nudity(&self) -> Option<bool> {
        self.0.nudity
    }
}

/// Money put on the prepaid balance.
pub struct InvoiceRefillLine(RefillLine);

/// Money put on the prepaid balance.
#[Object]
impl InvoiceRefillLine {
    /// What it is.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// How many.
    async fn quantity(&self) -> Option<u32> {
        self.0.quantity
    }

    /// Price of one.
    async fn price(&self) -> Option<Money> {
        money(self.0.price.as_ref())
    }
}
