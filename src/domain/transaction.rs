//! Licensed items: what the company bought.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::{
    id::{InvoiceId, ItemId, LicenseId, TransactionId, UserId},
    item::ItemKind,
    money::Money,
    page::Window,
    party::{Party, UserRef},
};

/// How far a transaction has come towards being paid.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransactionStatus {
    /// Paid for.
    Paid,
    /// Not on any invoice yet.
    Uninvoiced,
    /// On an invoice.
    Invoiced,
    /// A status that Portico does not know; see `providerStatus`.
    Unknown,
}

/// What the buyer noted with a purchase.
#[derive(async_graphql::SimpleObject, Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct References {
    /// Project.
    pub project: Option<String>,
    /// Client.
    pub client: Option<String>,
    /// Purchase order number.
    pub purchase_order: Option<String>,
    /// ISBN.
    pub isbn: Option<String>,
    /// Anything else.
    pub other: Option<String>,
    /// Fields that the company configured at the provider.
    // Left out where there are none: earlier purchases were recorded without them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub custom: Vec<CustomReference>,
}

/// A note in a field that the company configured at the provider.
#[derive(async_graphql::SimpleObject, Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CustomReference {
    /// The provider's key of the field.
    pub key: String,
    /// What was noted.
    pub value: String,
}

/// A licensed item as the list of licensed items, or of transfers, has it.
#[derive(Clone, Debug)]
pub struct TransactionRecord {
    /// Provider and key.
    pub id: TransactionId,
    /// The item that was licensed.
    pub item_id: ItemId,
    /// The item's kind, where the list says it.
    pub item_kind: Option<ItemKind>,
    /// The licence it was bought under.
    pub license_id: Option<LicenseId>,
    /// The provider's number of the transfer, where the licence was passed on.
    pub transfer_number: Option<String>,
    /// Payment.
    pub status: TransactionStatus,
    /// Payment, in the provider's words.
    pub provider_status: Option<String>,
    /// The invoice it is on.
    pub invoice_id: Option<InvoiceId>,
    /// When it was licensed.
    pub licensed_at: Option<Timestamp>,
    /// Name of the file.
    pub filename: Option<String>,
    /// The provider's key of the buying group.
    pub group_id: Option<String>,
    /// The item's page on the provider's site.
    pub item_page_url: Option<String>,
    /// A small picture of the item.
    pub preview_url: Option<String>,
    /// Width of the original in pixels.
    pub width: Option<u32>,
    /// Height of the original in pixels.
    pub height: Option<u32>,
    /// For editorial use only.
    pub editorial: Option<bool>,
    /// Whether the provider still shows the item.
    pub visible: Option<bool>,
    /// Who licensed it.
    pub actor: Option<UserRef>,
    /// Whose work it is.
    pub seller: Option<UserRef>,
    /// What the buyer noted; `None` where the list does not say: then the certificate does.
    pub references: Option<References>,
}

/// The legal side of a transaction: a licence certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The transaction it proves.
    pub transaction_id: TransactionId,
    /// The licence.
    pub license_id: Option<LicenseId>,
    /// The licence's name.
    pub license_name: Option<String>,
    /// Where the licence's terms stand.
    pub license_url: Option<String>,
    /// The size that was bought, as the provider names it (`s-2015`).
    pub size: Option<String>,
    /// What was paid.
    pub price: Option<Money>,
    /// When it was licensed.
    pub licensed_at: Option<Timestamp>,
    /// Extra rights that were bought.
    pub extra_options: Vec<ExtraOption>,
    /// The provider's number of the transfer, where the licence was passed on.
    pub transfer_number: Option<String>,
    /// What the buyer noted.
    pub references: References,
    /// The item.
    pub item_id: Option<ItemId>,
    /// The item's kind.
    pub item_kind: Option<ItemKind>,
    /// Name of the file.
    pub filename: Option<String>,
    /// For editorial use only.
    pub editorial: Option<bool>,
    /// Shows nudity.
    pub nudity: Option<bool>,
    /// A small picture of the item.
    pub preview_url: Option<String>,
    /// The item's page on the provider's site.
    pub item_page_url: Option<String>,
    /// Width of the original in pixels.
    pub width: Option<u32>,
    /// Height of the original in pixels.
    pub height: Option<u32>,
    /// Who grants the licence.
    pub from: Option<Party>,
    /// Who holds it.
    pub to: Option<Party>,
    /// Whom it was passed on to.
    pub transferred_to: Option<Party>,
}

/// Extra rights beyond the licence.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "LicenseOption")]
pub enum ExtraOptionKind {
    /// Any number of printed copies.
    UnlimitedPrint,
    /// Use by several seats.
    MultiSeat,
    /// An extra legal warranty.
    ExtraLegalWarranty,
    /// Products for resale and free distribution.
    ProductForResale,
    /// The right to transfer the licence.
    RightToTransfer,
    /// A right that Portico does not know.
    Unknown,
}

/// One extra right that was bought, with its price.
#[derive(Clone, Debug)]
pub struct ExtraOption {
    /// Which right.
    pub kind: ExtraOptionKind,
    /// Its price in the transaction's currency.
    pub price: Option<Money>,
    /// Its price in US dollars.
    pub price_usd: Option<Decimal>,
}

/// Which licensed items are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct TransactionFilter {
    /// Payment; `None` for all. `Unknown` finds nothing.
    pub status: Option<TransactionStatus>,
    /// Licensed at or after.
    pub from: Option<Timestamp>,
    /// Licensed at or before.
    pub to: Option<Timestamp>,
    /// By this member of the group.
    pub user_id: Option<UserId>,
    /// Of these items.
    pub item_ids: Vec<ItemId>,
    /// Under these licences.
    pub license_ids: Vec<LicenseId>,
}

/// A slice of the licensed items.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TransactionQuery {
    /// Conditions.
    pub filter: TransactionFilter,
    /// Which slice.
    pub window: Window,
}
