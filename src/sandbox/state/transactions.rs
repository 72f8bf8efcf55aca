//! Transactions: licensed items, and what was charged for them.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    Actor, DownloadOption, ExtraOption, GroupId, InvoiceId, ItemId, Kind, License, LicenseId, Listing, Page, Party,
    Record, Refusal, TransactionId, TransferId, UserId, UserRef, World, parties::stock_house, records::State,
};

/// What the buyer noted with a purchase; empty where nothing was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wire's five reference fields")]
pub struct References {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub project: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purchase_order: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub isbn: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub other: String,
}

/// A licensed item. Once made, only `invoice` and `transfer` change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// Its key.
    pub id: TransactionId,
    /// The item.
    pub item: ItemId,
    /// The item's kind.
    pub kind: Kind,
    /// The licence it was bought under.
    pub license: LicenseId,
    /// The size that was bought.
    pub size: DownloadOption,
    /// What was charged, extra options included, without VAT.
    pub price: Decimal,
    /// The extra options, each with what it added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionCharge>,
    /// When.
    pub at: Timestamp,
    /// Who bought it.
    pub user: UserId,
    /// For which group.
    pub group: GroupId,
    /// What the buyer noted.
    #[serde(default)]
    pub references: References,
    /// The invoice it stands on, unless that was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<InvoiceId>,
    /// Its latest transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<TransferId>,
    /// Lists show it from then on; later than `at` only under the hardship of a late listing.
    pub listed_from: Timestamp,
}

/// An extra option that was bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionCharge {
    /// Which.
    pub option: ExtraOption,
    /// What it added to the price, in US dollars.
    pub price: Decimal,
}

/// How far a transaction has come towards being paid; each has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransactionStatus {
    /// On no invoice.
    Uninvoiced,
    /// On an invoice that is not paid.
    Invoiced,
    /// On a paid invoice.
    Paid,
}

impl TransactionStatus {
    /// Reads `dp_type`: `uninvoiced`, `invoiced`, `paid`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "uninvoiced" => Some(Self::Uninvoiced),
            "invoiced" => Some(Self::Invoiced),
            "paid" => Some(Self::Paid),
            _ => None,
        }
    }
}

/// Which transactions are wanted. Times are inclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionFilter {
    /// Payment; `None` for all.
    pub status: Option<TransactionStatus>,
    /// Licensed at or after.
    pub from: Option<Timestamp>,
    /// Licensed at or before.
    pub to: Option<Timestamp>,
    /// By this member.
    pub user: Option<UserId>,
    /// Of this group; another than the actor's finds nothing.
    pub group: Option<GroupId>,
    /// Of these items; empty for all.
    pub items: Vec<ItemId>,
    /// Under these licences; empty for all.
    pub licenses: Vec<LicenseId>,
    /// In this size.
    pub size: Option<DownloadOption>,
}

/// The order of a list of transactions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TransactionOrder {
    /// The latest first.
    #[default]
    Newest,
    /// The earliest first.
    Oldest,
    /// The highest price first; among equals the latest.
    Dearest,
    /// The lowest price first; among equals the earliest.
    Cheapest,
}

impl TransactionOrder {
    fn sort(self, rows: &mut [&Transaction]) {
        match self {
            Self::Newest | Self::Oldest => rows.sort_by_key(|row| (row.at, row.id)),
            Self::Dearest | Self::Cheapest => rows.sort_by_key(|row| (row.price, row.at, row.id)),
        }
        if matches!(self, Self::Newest | Self::Dearest) {
            rows.reverse();
        }
    }
}

impl TransactionFilter {
    fn takes(&self, state: &State, row: &Transaction) -> bool {
        self.from.is_none_or(|from| row.at >= from)
            && self.to.is_none_or(|to| row.at <= to)
            && self.user.is_none_or(|user| row.user == user)
            && self.group.is_none_or(|group| row.group == group)
            && (self.items.is_empty() || self.items.contains(&row.item))
            && (self.licenses.is_empty() || self.licenses.contains(&row.license))
            && self.size.is_none_or(|size| row.size == size)
            && self.status.is_none_or(|status| state.status_of(row) == status)
    }
}

/// A transaction as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicensedItem {
    /// The record.
    pub transaction: Transaction,
    /// Payment.
    pub status: TransactionStatus,
    /// Who bought it (`actor`).
    pub buyer: UserRef,
}

/// A transaction with its legal side (`getTransactionLicenseInfo`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicenseInfo {
    /// The record.
    pub transaction: Transaction,
    /// The licence.
    pub license: License,
    /// Who grants it.
    pub from: Party,
    /// Who holds it.
    pub to: Party,
    /// Whom it was passed on to.
    pub transferred_to: Option<Party>,
}

impl World {
    /// The group's licensed items, newest first (`getLicensedItems`).
    pub fn licensed_items(&self, actor: Actor, filter: &TransactionFilter, page: Page) -> Listing<LicensedItem> {
        self.list_transactions(actor, filter, TransactionOrder::Newest, page, |_| true)
    }

    /// The group's licences that were passed on, newest purchase first (`getTransferredLicenses`).
    pub fn transferred(&self, actor: Actor, filter: &TransactionFilter, page: Page) -> Listing<LicensedItem> {
        self.list_transactions(actor, filter, TransactionOrder::Newest, page, |row| row.transfer.is_some())
    }

    /// The group's licensed items in any order (`getPurchases`).
    pub fn purchases(
        &self,
        actor: Actor,
        filter: &TransactionFilter,
        order: TransactionOrder,
        page: Page,
    ) -> Listing<LicensedItem> {
        self.list_transactions(actor, filter, order, page, |_| true)
    }

    /// A transaction of the group with its legal side, whether lists show it yet or not.
    pub fn transaction_info(&self, actor: Actor, id: TransactionId) -> Result<LicenseInfo, Refusal> {
        let world = self.lock();
        let state = &world.state;
        let transaction = state.transaction_of(actor, id)?.clone();
        let license = state.license(transaction.license).ok_or(Refusal::Missing(Record::License))?.clone();
        let transferred_to = transaction.transfer.and_then(|id| state.transfer(id)).map(|transfer| transfer.to.clone());
        Ok(LicenseInfo {
            transaction,
            license,
            from: stock_house(),
            to: state.group_of(actor).party.clone(),
            transferred_to,
        })
    }

    fn list_transactions(
        &self,
        actor: Actor,
        filter: &TransactionFilter,
        order: TransactionOrder,
        page: Page,
        also: impl Fn(&Transaction) -> bool,
    ) -> Listing<LicensedItem> {
        let now = self.clock.now();
        let world = self.lock();
        let state = &world.state;
        let mut rows: Vec<&Transaction> = state
            .transactions
            .iter()
            .filter(|row| row.group == actor.group() && row.listed_from <= now && also(row) && filter.takes(state, row))
            .collect();
        order.sort(&mut rows);
        page.cut(rows).map(|row| LicensedItem {
            transaction: row.clone(),
            status: state.status_of(row),
            buyer: state.user_ref(row.user),
        })
    }
}
