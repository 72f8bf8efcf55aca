//! Invoices.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::{
    id::{InvoiceId, ItemId, LicenseId},
    item::ItemKind,
    money::Money,
    party::Party,
};

/// What an invoice is for.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InvoiceType {
    /// Licensed files.
    File,
    /// A refill of the prepaid balance.
    BalanceRefill,
    /// A type that Portico does not know.
    Unknown,
}

/// Whether an invoice is paid.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InvoiceState {
    /// Open.
    Unpaid,
    /// Paid.
    Paid,
    /// Cancelled.
    Cancelled,
    /// A state that Portico does not know.
    Unknown,
}

/// An invoice as the list of invoices has it.
#[derive(Clone, Debug)]
pub struct InvoiceRecord {
    /// Provider and key.
    pub id: InvoiceId,
    /// The number printed on it (`ESI-15312676`).
    pub number: Option<String>,
    /// What it is for.
    pub kind: InvoiceType,
    /// The date on it.
    pub issued_at: Option<Timestamp>,
    /// What is to be paid, VAT included.
    pub amount: Option<Money>,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// Its title.
    pub title: Option<String>,
    /// Whether it is a pro forma invoice.
    pub proforma: Option<bool>,
}

/// An invoice with its lines and parties.
#[derive(Clone, Debug)]
pub struct InvoiceDetails {
    /// What the list of invoices says too.
    pub record: InvoiceRecord,
    /// Whether it is paid.
    pub state: InvoiceState,
    /// Sum of the lines, without VAT.
    pub subtotal: Option<Money>,
    /// VAT.
    pub vat: Option<Money>,
    /// What is to be paid.
    pub total: Option<Money>,
    /// The tax on the whole.
    pub tax: Tax,
    /// What is paid for.
    pub lines: Vec<InvoiceLine>,
    /// Who asks for the money.
    pub from: Option<Party>,
    /// Who owes it.
    pub to: Option<Party>,
    /// How to pay, in the provider's order.
    pub payment_instructions: Vec<KeyValue>,
}

/// A tax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tax {
    /// Percent.
    pub rate: Option<Decimal>,
    /// Name of the tax.
    pub name: Option<String>,
    /// Where it is due.
    pub region: Option<String>,
}

/// A named text.
#[derive(async_graphql::SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct KeyValue {
    /// The name.
    pub key: String,
    /// The text.
    pub value: String,
}

/// One line of an invoice.
#[derive(Clone, Debug)]
pub enum InvoiceLine {
    /// A licensed item.
    Item(Box<ItemLine>),
    /// Money put on the prepaid balance.
    Refill(RefillLine),
}

/// A licensed item on an invoice.
#[derive(Clone, Debug)]
pub struct ItemLine {
    /// The item.
    pub item_id: ItemId,
    /// The item's kind.
    pub item_kind: Option<ItemKind>,
    /// A small picture of it.
    pub thumbnail_url: Option<String>,
    /// What the buyer noted.
    pub license_info: Vec<KeyValue>,
    /// The licence.
    pub license_id: Option<LicenseId>,
    /// The licence's name.
    pub license_name: Option<String>,
    /// The size that was bought.
    pub size: Option<String>,
    /// Width of the original in pixels.
    pub original_width: Option<u32>,
    /// Height of the original in pixels.
    pub original_height: Option<u32>,
    /// Price without VAT.
    pub price: Option<Money>,
    /// Price with VAT.
    pub price_with_vat: Option<Money>,
    /// VAT in percent.
    pub vat_rate: Option<Decimal>,
    /// The tax.
    pub tax: Tax,
    /// For editorial use only.
    pub editorial: Option<bool>,
    /// Shows nudity.
    pub nudity: Option<bool>,
}

/// Money put on the prepaid balance.
#[derive(Clone, Debug)]
pub struct RefillLine {
    /// What it is.
    pub description: Option<String>,
    /// How many.
    pub quantity: Option<u32>,
    /// Price of one.
    pub price: Option<Money>,
}
