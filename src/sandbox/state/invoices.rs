//! Invoices: for licensed files, and for refills of a prepaid balance.

use jiff::Timestamp;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::{
    Actor, Change, DownloadOption, GroupId, InvoiceId, ItemId, Kind, LicenseId, Listing, Page, Party, Payment, Record,
    Refusal, Transaction, TransactionId, World, parties::stock_house, records::State, transfers::distinct,
};

/// The most transactions one invoice takes.
const MAX_LINES: usize = 1_000;
/// The most that is put on a balance at once, in US dollars.
const MAX_REFILL: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);
/// The longest invoice field, in characters.
const MAX_FIELD: usize = 1_000;

/// What an invoice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    /// Licensed files (`file_invoice`).
    FileInvoice,
    /// A refill of the balance (`balance_refill`).
    BalanceRefill,
}

impl InvoiceKind {
    /// As the wire spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FileInvoice => "file_invoice",
            Self::BalanceRefill => "balance_refill",
        }
    }
}

/// Whether an invoice is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the wire's own names")]
pub enum InvoiceState {
    Unpaid,
    Paid,
    Cancelled,
}

impl InvoiceState {
    /// As the wire spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads `dp_state`.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Unpaid, Self::Paid, Self::Cancelled].into_iter().find(|state| state.name() == text)
    }
}

/// An invoice. Once made, only `state` and `paid` change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its key; the number printed on it is [`Invoice::number`].
    pub id: InvoiceId,
    /// Who owes it.
    pub group: GroupId,
    /// What it is for.
    pub kind: InvoiceKind,
    /// Whether it is paid.
    pub state: InvoiceState,
    /// The date on it.
    pub at: Timestamp,
    /// When it was paid.
    pub paid: Option<Timestamp>,
    /// VAT in percent, where it is charged.
    pub vat_rate: Option<Decimal>,
    /// Sum of the lines, without VAT.
    pub subtotal: Decimal,
    /// VAT.
    pub vat: Decimal,
    /// Subtotal and VAT.
    pub total: Decimal,
    /// What is paid for.
    pub lines: Vec<InvoiceLine>,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceLine {
    /// A licensed item.
    File(FileLine),
    /// Money put on the balance.
    Refill(RefillLine),
}

/// A licensed item on an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLine {
    /// The transaction.
    pub transaction: TransactionId,
    /// The item.
    pub item: ItemId,
    /// The item's kind.
    pub kind: Kind,
    /// The licence.
    pub license: LicenseId,
    /// The licence's name.
    pub license_name: String,
    /// The size that was bought.
    pub size: DownloadOption,
    /// Price without VAT.
    pub price: Decimal,
    /// VAT of this line; the lines' VAT sums up to the invoice's.
    pub vat: Decimal,
    /// What the buyer noted (`licenseInfo`): name and text.
    pub info: Vec<(String, String)>,
}

/// Money put on the balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefillLine {
    /// What it is.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// Price of one.
    pub price: Decimal,
}

impl Invoice {
    /// The number printed on it.
    pub fn number(&self) -> String {
        format!("ESI-{}", self.id.0 + 7_304_280)
    }

    /// Its title.
    pub const fn title(&self) -> &'static str {
        match self.kind {
            InvoiceKind::FileInvoice => "File Invoice",
            InvoiceKind::BalanceRefill => "Balance Refill",
        }
    }

    /// A refill is only a pro forma until it is paid.
    pub fn is_proforma(&self) -> bool {
        self.kind == InvoiceKind::BalanceRefill && self.state != InvoiceState::Paid
    }
}

/// An invoice with its parties (`getEnterpriseInvoice`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceDetails {
    /// The record.
    pub invoice: Invoice,
    /// The tax, where there is one.
    pub tax: Option<Tax>,
    /// Who asks for the money.
    pub from: Party,
    /// Who owes it.
    pub to: Party,
    /// How to pay: name and text.
    pub payment_instructions: Vec<(&'static str, String)>,
}

/// A tax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tax {
    /// Percent.
    pub rate: Decimal,
    /// Its name.
    pub name: &'static str,
    /// Where it is due: a country's two letters.
    pub region: String,
}

/// Which invoices are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InvoiceFilter {
    /// In this state; `None` for all.
    pub state: Option<InvoiceState>,
    /// Of this group; another than the actor's finds nothing.
    pub group: Option<GroupId>,
}

impl World {
    /// Bills transactions on one new, unpaid invoice; all of them or none (`createEnterpriseInvoice`).
    /// `field_value` stands on its lines in place of the noted purchase order.
    pub fn create_invoice(
        &self,
        actor: Actor,
        transactions: &[TransactionId],
        field_value: Option<&str>,
    ) -> Result<InvoiceId, Refusal> {
        let mut world = self.lock();
        let invoice = draft(&world.state, actor, transactions, field_value, self.clock.now())?;
        let id = invoice.id;
        world.commit(Change::Invoiced { invoice })?;
        Ok(id)
    }

    /// Puts money on a prepaid group's balance, with a paid invoice: the stock house's side, for tests that spend much.
    pub fn refill(&self, group: GroupId, amount: Decimal) -> Result<InvoiceId, Refusal> {
        let mut world = self.lock();
        if amount <= Decimal::ZERO || amount > MAX_REFILL {
            return Err(Refusal::invalid("amount", "must be positive and at most a billion"));
        }
        if world.state.group(group).is_none_or(|group| group.payment != Payment::Prepaid) {
            return Err(Refusal::Missing(Record::Group));
        }
        let at = self.clock.now();
        let invoice = refill(&world.state, group, amount, at);
        let id = invoice.id;
        world.commit(Change::Invoiced { invoice })?;
        world.commit(Change::InvoicePaid { id, at })?;
        Ok(id)
    }

    /// The group's invoices, newest first (`getEnterpriseInvoiceList`).
    pub fn invoices(&self, actor: Actor, filter: InvoiceFilter, page: Page) -> Listing<Invoice> {
        let world = self.lock();
        let mut rows: Vec<&Invoice> = world.state.invoices.iter().filter(|row| filter.takes(actor, row)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.id)));
        page.cut(rows).map(Clone::clone)
    }

    /// How many invoices of the group there are (`getEnterpriseInvoiceCount`).
    pub fn invoice_count(&self, actor: Actor, filter: InvoiceFilter) -> u64 {
        self.lock().state.invoices.iter().filter(|row| filter.takes(actor, row)).count() as u64
    }

    /// An invoice of the group with its parties (`getEnterpriseInvoice`).
    pub fn invoice(&self, actor: Actor, id: InvoiceId) -> Result<InvoiceDetails, Refusal> {
        let world = self.lock();
        let invoice = world.state.invoice(id).filter(|row| row.group == actor.group());
        let invoice = invoice.ok_or(Refusal::Missing(Record::Invoice))?.clone();
        let to = world.state.group_of(actor).party.clone();
        let tax = invoice.vat_rate.map(|rate| Tax { rate, name: "VAT", region: to.country.clone() });
        let payment_instructions = payment_instructions(&invoice);
        Ok(InvoiceDetails { invoice, tax, from: stock_house(), to, payment_instructions })
    }
}

impl InvoiceFilter {
    fn takes(self, actor: Actor, row: &Invoice) -> bool {
        row.group == actor.group()
            && self.group.is_none_or(|group| row.group == group)
            && self.state.is_none_or(|state| row.state == state)
    }
}

/// The invoice for these transactions, if all of them can be billed.
pub(super) fn draft(
    state: &State,
    actor: Actor,
    transactions: &[TransactionId],
    field_value: Option<&str>,
    at: Timestamp,
) -> Result<Invoice, Refusal> {
    let ids = distinct(transactions);
    if ids.is_empty() {
        return Err(Refusal::invalid("transactions", "must name at least one"));
    }
    if ids.len() > MAX_LINES {
        return Err(Refusal::invalid("transactions", "too many"));
    }
    if field_value.is_some_and(|value| value.chars().count() > MAX_FIELD) {
        return Err(Refusal::invalid("field_value", "too long"));
    }
    let vat_rate = state.group_of(actor).vat.charged();
    let mut lines = Vec::with_capacity(ids.len());
    for id in ids {
        let row = state.transaction_of(actor, id)?;
        if row.invoice.is_some() {
            return Err(Refusal::AlreadyInvoiced(id));
        }
        lines.push(file_line(state, row, vat_rate, field_value));
    }
    let subtotal = lines.iter().map(|line| line.price).sum::<Decimal>();
    let vat = lines.iter().map(|line| line.vat).sum::<Decimal>();
    Ok(Invoice {
        id: InvoiceId(state.next.invoice),
        group: actor.group(),
        kind: InvoiceKind::FileInvoice,
        state: InvoiceState::Unpaid,
        at,
        paid: None,
        vat_rate,
        subtotal,
        vat,
        total: subtotal + vat,
        lines: lines.into_iter().map(InvoiceLine::File).collect(),
    })
}

/// The invoice for a refill of the balance.
pub(super) fn refill(state: &State, group: GroupId, amount: Decimal, at: Timestamp) -> Invoice {
    let line = RefillLine { description: "Balance refill".to_owned(), quantity: 1, price: amount };
    Invoice {
        id: InvoiceId(state.next.invoice),
        group,
        kind: InvoiceKind::BalanceRefill,
        state: InvoiceState::Unpaid,
        at,
        paid: None,
        vat_rate: None,
        subtotal: amount,
        vat: Decimal::ZERO,
        total: amount,
        lines: vec![InvoiceLine::Refill(line)],
    }
}

fn file_line(state: &State, row: &Transaction, vat_rate: Option<Decimal>, field_value: Option<&str>) -> FileLine {
    let vat = vat_rate.map_or(Decimal::ZERO, |rate| row.price * rate / Decimal::ONE_HUNDRED);
    let noted = &row.references;
    let purchase_order = field_value.unwrap_or(&noted.purchase_order);
    let info = [
        ("Project", noted.project.as_str()),
        ("Client", &noted.client),
        ("Purchase Order", purchase_order),
        ("ISBN", &noted.isbn),
        ("Other", &noted.other),
    ];
    FileLine {
        transaction: row.id,
        item: row.item,
        kind: row.kind,
        license: row.license,
        license_name: state.license(row.license).map(|license| license.name.clone()).unwrap_or_default(),
        size: row.size,
        price: row.price,
        vat: vat.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero),
        info: info
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect(),
    }
}

fn payment_instructions(invoice: &Invoice) -> Vec<(&'static str, String)> {
    vec![
        ("bankName", "Harbour Savings Bank".to_owned()),
        ("accountName", "Sandbox Stock Ltd".to_owned()),
        ("accountNumber", "000123456789".to_owned()),
        ("swift", "HARBUS3N".to_owned()),
        ("reference", invoice.number()),
    ]
}
