//! Licensing items: the operation that spends.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::{
    Actor, Change, DownloadOption, ExtraOption, ItemId, License, LicenseId, LineRefusal, OptionCharge, Payment, Record,
    References, Refusal, Token, Transaction, TransactionId, World, records::State,
};

/// The most items one call takes, over all its entries.
pub const MAX_LINES: usize = 200;
/// The longest reference field, in characters.
pub const MAX_REFERENCE: usize = 1_000;

/// A purchase (`licenseItem`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LicenseOrder {
    /// What is bought.
    pub entries: Vec<LicenseEntry>,
    /// Noted with every item of the call.
    pub references: References,
    /// Played on this call.
    pub hardship: Hardship,
}

/// Items bought under one licence in one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicenseEntry {
    /// The items; an item named twice is bought twice.
    pub items: Vec<ItemId>,
    /// The licence.
    pub license: LicenseId,
    /// The size, in the wire's spelling.
    pub option: String,
    /// Extra options, a bit mask.
    pub ext_options: u32,
}

/// What goes wrong with a purchase on command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hardship {
    /// The charges show up in lists only after this time.
    pub listed_after: Option<Duration>,
    /// After so many charged items the balance counts as empty, postpaid groups' too.
    pub balance_out_after: Option<usize>,
}

/// What became of one item of a purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicensedLine {
    /// The item.
    pub item: ItemId,
    /// The licence.
    pub license: LicenseId,
    /// The charge, or why there is none.
    pub outcome: Result<ChargedLine, LineRefusal>,
}

/// A charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargedLine {
    /// Its key.
    pub transaction: TransactionId,
    /// The size that was bought.
    pub size: DownloadOption,
    /// The size's `netId`.
    pub net_id: u32,
    /// What was charged, extra options included.
    pub price: Decimal,
    /// The download link's token.
    pub token: Token,
}

impl World {
    /// Licenses items: one result per item in the order's order. What can be bought is bought, all of it in one change;
    /// the rest is refused line by line. A refusal of the whole call charges nothing.
    pub fn license_items(&self, actor: Actor, order: &LicenseOrder) -> Result<Vec<LicensedLine>, Refusal> {
        let mut world = self.settled();
        let (lines, transactions) = ring_up(&world.state, actor, order, self.clock.now())?;
        if !transactions.is_empty() {
            world.commit(Change::Licensed { transactions })?;
        }
        Ok(lines)
    }
}

/// What an order comes to: a result per item, and the charges.
pub(super) fn ring_up(
    state: &State,
    actor: Actor,
    order: &LicenseOrder,
    at: Timestamp,
) -> Result<(Vec<LicensedLine>, Vec<Transaction>), Refusal> {
    check(order)?;
    let mut till = Till::new(state, actor, order, at);
    let mut lines = Vec::new();
    for entry in &order.entries {
        let license = state.license(entry.license).filter(|license| license.group == actor.group());
        let license = license.ok_or(Refusal::Missing(Record::License))?;
        let options = ExtraOption::of_mask(entry.ext_options)
            .ok_or(Refusal::invalid("ext_options", "has bits without a meaning"))?;
        for item in &entry.items {
            let outcome = till.sell(license, *item, &entry.option, &options);
            lines.push(LicensedLine { item: *item, license: license.id, outcome });
        }
    }
    Ok((lines, till.sold))
}

/// Adds up one call, before anything of it is true.
struct Till<'a> {
    state: &'a State,
    actor: Actor,
    order: &'a LicenseOrder,
    at: Timestamp,
    listed_from: Timestamp,
    /// What is left to spend; `None` for a postpaid group.
    left: Option<Decimal>,
    next: u64,
    sold: Vec<Transaction>,
}

impl<'a> Till<'a> {
    fn new(state: &'a State, actor: Actor, order: &'a LicenseOrder, at: Timestamp) -> Self {
        let group = state.group_of(actor);
        let left = (group.payment == Payment::Prepaid).then_some(group.balance);
        let delay =
            SignedDuration::try_from(order.hardship.listed_after.unwrap_or_default()).unwrap_or(SignedDuration::MAX);
        let listed_from = at.checked_add(delay).unwrap_or(Timestamp::MAX);
        Self { state, actor, order, at, listed_from, left, next: state.next.transaction, sold: Vec::new() }
    }

    fn sell(
        &mut self,
        license: &License,
        item: ItemId,
        option: &str,
        options: &[ExtraOption],
    ) -> Result<ChargedLine, LineRefusal> {
        let found = self.state.find(item).ok_or(LineRefusal::UnknownItem)?;
        let size =
            DownloadOption::parse(option).filter(|size| found.kind == license.product && found.options.contains(size));
        let offer = size.and_then(|size| license.offer(size)).ok_or(LineRefusal::SizeNotOffered)?;
        let options: Vec<OptionCharge> = options
            .iter()
            .map(|option| OptionCharge { option: *option, price: license.option_price(*option) })
            .collect();
        let price = offer.price + options.iter().map(|charge| charge.price).sum::<Decimal>();
        if self.order.hardship.balance_out_after.is_some_and(|most| self.sold.len() >= most)
            || self.left.is_some_and(|left| left < price)
        {
            return Err(LineRefusal::BalanceTooLow);
        }
        self.left = self.left.map(|left| left - price);
        let id = TransactionId(self.next);
        self.next += 1;
        self.sold.push(Transaction {
            id,
            item,
            kind: found.kind,
            license: license.id,
            size: offer.size,
            price,
            options,
            at: self.at,
            user: self.actor.user(),
            group: self.actor.group(),
            references: self.order.references.clone(),
            invoice: None,
            transfer: None,
            listed_from: self.listed_from,
        });
        Ok(ChargedLine {
            transaction: id,
            size: offer.size,
            net_id: offer.net_id(),
            price,
            token: self.state.licensed_token(id),
        })
    }
}

/// What refuses the whole call whatever the world's state.
fn check(order: &LicenseOrder) -> Result<(), Refusal> {
    if order.entries.is_empty() || order.entries.iter().any(|entry| entry.items.is_empty()) {
        return Err(Refusal::invalid("entries", "must name at least one item each"));
    }
    if order.entries.iter().map(|entry| entry.items.len()).sum::<usize>() > MAX_LINES {
        return Err(Refusal::invalid("entries", "too many items"));
    }
    let noted = &order.references;
    let fields = [&noted.project, &noted.client, &noted.purchase_order, &noted.isbn, &noted.other];
    if fields.into_iter().any(|text| text.chars().count() > MAX_REFERENCE) {
        return Err(Refusal::invalid("references", "too long"));
    }
    Ok(())
}
