//! All records, and the changes that make them. A change is decided on first, written down next, applied last;
//! applying the same changes to the same beginning gives the same state.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Actor, BookEntry, Charged, Comp, Download, DownloadRight, FIRST_GENERATED_ITEM, Group, GroupId, Invoice, InvoiceId,
    InvoiceKind, InvoiceLine, InvoiceState, License, LicenseId, Payment, Record, References, Refusal, Session,
    Transaction, TransactionId, TransactionStatus, Transfer, TransferId, User, UserId, UserRef, generator::Job,
    sessions::MAX_SESSIONS,
};
use crate::sandbox::store::Records;

/// Everything that changes, and what it refers to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) seed: u64,
    pub(super) groups: Vec<Group>,
    /// Those who have left included: the past names them.
    pub(super) users: Vec<User>,
    /// Digests of the passwords that are not everybody's.
    pub(super) passwords: BTreeMap<UserId, String>,
    pub(super) licenses: Vec<License>,
    pub(super) sessions: Vec<Session>,
    pub(super) sessions_opened: u64,
    /// By ascending id, as all lists of records are.
    pub(super) transactions: Vec<Transaction>,
    pub(super) transfers: Vec<Transfer>,
    pub(super) invoices: Vec<Invoice>,
    pub(super) comps: Vec<Comp>,
    pub(super) jobs: Vec<Job>,
    pub(super) book: Vec<BookEntry>,
    pub(super) next: Next,
    #[serde(skip)]
    tokens: HashMap<String, Download>,
}

/// The next free keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Next {
    pub(super) transaction: u64,
    pub(super) transfer: u64,
    pub(super) invoice: u64,
    pub(super) comp: u64,
}

/// One change of the state: all of it happens, or nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub(super) enum Change {
    SessionOpened { session: Session, at: Timestamp },
    SessionRenewed { old: String, session: Session, at: Timestamp },
    SessionClosed { id: String },
    AllSessionsClosed,
    MemberJoined { user: Box<User>, digest: String },
    MemberChanged { user: Box<User> },
    PasswordChanged { user: UserId, digest: String },
    Licensed { transactions: Vec<Transaction> },
    Transferred { transfers: Vec<Transfer> },
    Invoiced { invoice: Invoice },
    InvoicePaid { id: InvoiceId, at: Timestamp },
    InvoiceCancelled { id: InvoiceId },
    CompTaken { comp: Comp },
    GenerationAsked { job: Job },
    GenerationEnded { uuid: Uuid },
    CalledBack { uuid: Uuid },
}

/// A change that does not fit the state: only a state file made by hand can have one.
#[derive(Debug, thiserror::Error)]
#[error("a change does not fit the records: {0}")]
pub(super) struct Unfit(&'static str);

impl State {
    /// Nothing yet but companies, people and price lists.
    pub(super) fn new(seed: u64, groups: Vec<Group>, users: Vec<User>, licenses: Vec<License>) -> Self {
        Self {
            seed,
            groups,
            users,
            passwords: BTreeMap::new(),
            licenses,
            sessions: Vec::new(),
            sessions_opened: 0,
            transactions: Vec::new(),
            transfers: Vec::new(),
            invoices: Vec::new(),
            comps: Vec::new(),
            jobs: Vec::new(),
            book: Vec::new(),
            next: Next { transaction: 75_420_505, transfer: 123_112, invoice: 8_008_396, comp: 4_001 },
            tokens: HashMap::new(),
        }
    }
}

impl Records for State {
    type Change = Change;
    type Unfit = Unfit;
    const FORMAT: &'static str = "portico sandbox state";
    const VERSION: u32 = 2;

    fn apply(&mut self, change: Change) -> Result<(), Unfit> {
        match change {
            Change::SessionOpened { session, at } => self.open_session(session, at),
            Change::SessionRenewed { old, session, at } => {
                self.sessions.retain(|live| live.id != old);
                self.open_session(session, at);
            }
            Change::SessionClosed { id } => self.sessions.retain(|live| live.id != id),
            Change::AllSessionsClosed => self.sessions.clear(),
            Change::MemberJoined { user, digest } => return self.add_member(*user, digest),
            Change::MemberChanged { user } => return self.change_member(*user),
            Change::PasswordChanged { user, digest } => drop(self.passwords.insert(user, digest)),
            Change::Licensed { transactions } => return self.license_all(transactions),
            Change::Transferred { transfers } => return self.transfer_all(transfers),
            Change::Invoiced { invoice } => return self.add_invoice(invoice),
            Change::InvoicePaid { id, at } => return self.pay_invoice(id, at),
            Change::InvoiceCancelled { id } => return self.cancel_invoice(id),
            Change::CompTaken { comp } => {
                if comp.id.0 != self.next.comp {
                    return Err(Unfit("complimentary downloads out of order"));
                }
                self.next.comp += 1;
                self.index_comp(&comp);
                self.comps.push(comp);
            }
            Change::GenerationAsked { job } => {
                let first_item = FIRST_GENERATED_ITEM + (self.jobs.len() * job.pictures.len()) as u64;
                if job.first_item != first_item {
                    return Err(Unfit("jobs out of order"));
                }
                self.jobs.push(job);
            }
            Change::GenerationEnded { uuid } => return self.end_job(uuid),
            Change::CalledBack { uuid } => {
                let job = self.jobs.iter_mut().find(|job| job.uuid == uuid).ok_or(Unfit("no such job"))?;
                job.called_back = true;
            }
        }
        Ok(())
    }

    /// Which token stands for what.
    fn index(&mut self) {
        self.tokens.clear();
        for row in self.transactions.clone() {
            self.index_transaction(&row);
        }
        for comp in self.comps.clone() {
            self.index_comp(&comp);
        }
    }
}

impl State {
    fn open_session(&mut self, session: Session, at: Timestamp) {
        self.sessions.retain(|live| live.until > at);
        if self.sessions.len() >= MAX_SESSIONS {
            self.sessions.remove(0);
        }
        self.sessions.push(session);
        self.sessions_opened += 1;
    }

    fn add_member(&mut self, user: User, digest: String) -> Result<(), Unfit> {
        if self.users.iter().any(|known| known.id == user.id) || self.group(user.group).is_none() {
            return Err(Unfit("a member out of order"));
        }
        self.passwords.insert(user.id, digest);
        self.users.push(user);
        Ok(())
    }

    fn change_member(&mut self, user: User) -> Result<(), Unfit> {
        let known = self.users.iter_mut().find(|known| known.id == user.id && known.group == user.group);
        *known.ok_or(Unfit("no such member"))? = user;
        Ok(())
    }

    fn license_all(&mut self, transactions: Vec<Transaction>) -> Result<(), Unfit> {
        let group = transactions.first().ok_or(Unfit("a purchase of nothing"))?.group;
        let in_order = transactions.iter().zip(self.next.transaction..).all(|(row, id)| row.id.0 == id);
        if !in_order || transactions.iter().any(|row| row.group != group) {
            return Err(Unfit("transactions out of order"));
        }
        let buyer = self.groups.iter_mut().find(|row| row.id == group).ok_or(Unfit("no such group"))?;
        let spent = transactions.iter().map(|row| row.price).sum::<Decimal>();
        if buyer.payment == Payment::Prepaid {
            if buyer.balance < spent {
                return Err(Unfit("a purchase beyond the balance"));
            }
            buyer.balance -= spent;
        }
        self.next.transaction += transactions.len() as u64;
        for row in &transactions {
            self.index_transaction(row);
            self.book.push(BookEntry::of_license(row));
        }
        self.transactions.extend(transactions);
        Ok(())
    }

    fn transfer_all(&mut self, transfers: Vec<Transfer>) -> Result<(), Unfit> {
        let in_order = transfers.iter().zip(self.next.transfer..).all(|(row, id)| row.id.0 == id);
        if !in_order || transfers.iter().any(|row| self.transaction(row.transaction).is_none()) {
            return Err(Unfit("transfers out of order"));
        }
        self.next.transfer += transfers.len() as u64;
        for transfer in transfers {
            if let Some(row) = self.transaction_mut(transfer.transaction) {
                row.transfer = Some(transfer.id);
            }
            self.transfers.push(transfer);
        }
        Ok(())
    }

    fn add_invoice(&mut self, invoice: Invoice) -> Result<(), Unfit> {
        let billed: Vec<TransactionId> = invoice.transactions().collect();
        let billable = |id: &TransactionId| self.transaction(*id).is_some_and(|row| row.invoice.is_none());
        if invoice.id.0 != self.next.invoice || !billed.iter().all(billable) {
            return Err(Unfit("an invoice out of order"));
        }
        self.next.invoice += 1;
        for id in billed {
            if let Some(row) = self.transaction_mut(id) {
                row.invoice = Some(invoice.id);
            }
        }
        self.invoices.push(invoice);
        Ok(())
    }

    fn pay_invoice(&mut self, id: InvoiceId, at: Timestamp) -> Result<(), Unfit> {
        let unpaid = self.invoices.iter_mut().find(|row| row.id == id && row.state == InvoiceState::Unpaid);
        let invoice = unpaid.ok_or(Unfit("no such unpaid invoice"))?;
        let payer = self.groups.iter_mut().find(|row| row.id == invoice.group).ok_or(Unfit("no such group"))?;
        invoice.state = InvoiceState::Paid;
        invoice.paid = Some(at);
        if invoice.kind == InvoiceKind::BalanceRefill {
            payer.balance += invoice.subtotal;
        }
        Ok(())
    }

    fn cancel_invoice(&mut self, id: InvoiceId) -> Result<(), Unfit> {
        let unpaid = self.invoices.iter_mut().find(|row| row.id == id && row.state == InvoiceState::Unpaid);
        let invoice = unpaid.ok_or(Unfit("no such unpaid invoice"))?;
        invoice.state = InvoiceState::Cancelled;
        for row in self.transactions.iter_mut().filter(|row| row.invoice == Some(id)) {
            row.invoice = None;
        }
        Ok(())
    }

    fn end_job(&mut self, uuid: Uuid) -> Result<(), Unfit> {
        let running = self.jobs.iter_mut().find(|job| job.uuid == uuid && !job.ended);
        let job = running.ok_or(Unfit("no such running job"))?;
        job.ended = true;
        if job.completed() {
            self.book.push(BookEntry {
                transaction: TransactionId(self.next.transaction),
                what: Charged::Generation { job: uuid, items: job.items().iter().map(|item| item.id).collect() },
                price: Decimal::ZERO,
                references: References::default(),
                at: job.due,
                user: job.user,
                group: job.group,
            });
            self.next.transaction += 1;
        }
        Ok(())
    }

    fn index_transaction(&mut self, row: &Transaction) {
        let right = DownloadRight::Licensed(row.id);
        let token = self.licensed_token(row.id).as_str().to_owned();
        self.tokens.insert(token, Download { item: row.item, size: row.size, right });
    }

    fn index_comp(&mut self, comp: &Comp) {
        let right = DownloadRight::Complimentary(comp.id);
        let token = self.comp_token(comp.id).as_str().to_owned();
        self.tokens.insert(token, Download { item: comp.item, size: comp.size, right });
    }
}

/// Reading.
impl State {
    /// The time of the latest record.
    pub(super) fn latest(&self) -> Timestamp {
        let times = [
            self.transactions.last().map(|row| row.at),
            self.transfers.last().map(|row| row.at),
            self.invoices.last().map(|row| row.at),
            self.comps.last().map(|row| row.at),
            self.jobs.last().map(|row| row.asked),
        ];
        times.into_iter().flatten().max().unwrap_or(Timestamp::MIN)
    }

    pub(super) fn download(&self, token: &str) -> Option<Download> {
        self.tokens.get(token).copied()
    }

    /// The actor's own group, which exists as long as the actor does.
    pub(super) fn group_of(&self, actor: Actor) -> &Group {
        self.group(actor.group()).unwrap_or_else(|| unreachable!("an actor without a group"))
    }

    pub(super) fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    pub(super) fn license(&self, id: LicenseId) -> Option<&License> {
        self.licenses.iter().find(|license| license.id == id)
    }

    fn transaction(&self, id: TransactionId) -> Option<&Transaction> {
        let at = self.transactions.binary_search_by_key(&id, |row| row.id).ok()?;
        self.transactions.get(at)
    }

    fn transaction_mut(&mut self, id: TransactionId) -> Option<&mut Transaction> {
        let at = self.transactions.binary_search_by_key(&id, |row| row.id).ok()?;
        self.transactions.get_mut(at)
    }

    /// A transaction of the actor's group.
    pub(super) fn transaction_of(&self, actor: Actor, id: TransactionId) -> Result<&Transaction, Refusal> {
        let own = self.transaction(id).filter(|row| row.group == actor.group());
        own.ok_or(Refusal::Missing(Record::Transaction))
    }

    pub(super) fn transfer(&self, id: TransferId) -> Option<&Transfer> {
        let at = self.transfers.binary_search_by_key(&id, |row| row.id).ok()?;
        self.transfers.get(at)
    }

    pub(super) fn invoice(&self, id: InvoiceId) -> Option<&Invoice> {
        let at = self.invoices.binary_search_by_key(&id, |row| row.id).ok()?;
        self.invoices.get(at)
    }

    pub(super) fn status_of(&self, row: &Transaction) -> TransactionStatus {
        match row.invoice.and_then(|id| self.invoice(id)).map(|invoice| invoice.state) {
            None | Some(InvoiceState::Cancelled) => TransactionStatus::Uninvoiced,
            Some(InvoiceState::Unpaid) => TransactionStatus::Invoiced,
            Some(InvoiceState::Paid) => TransactionStatus::Paid,
        }
    }

    pub(super) fn user_ref(&self, id: UserId) -> UserRef {
        let known = self.users.iter().find(|user| user.id == id);
        UserRef { id, username: known.map(|user| user.username.clone()).unwrap_or_default() }
    }
}

impl Invoice {
    /// The transactions it bills.
    fn transactions(&self) -> impl Iterator<Item = TransactionId> {
        self.lines.iter().filter_map(|line| match line {
            InvoiceLine::File(file) => Some(file.transaction),
            InvoiceLine::Refill(_) => None,
        })
    }
}

#[cfg(test)]
impl State {
    /// Takes money out of a balance without a record, so that tests get to its end.
    pub(super) fn drain(&mut self, group: GroupId, amount: Decimal) {
        self.groups.iter_mut().filter(|row| row.id == group).for_each(|row| row.balance -= amount);
    }
}
