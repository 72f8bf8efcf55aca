//! All records, and the changes that make them.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Account, accounts::ACCOUNTS};
use crate::sandbox::{adobe_stock::licenses::License, store};

/// A licence that was given. The wire has no key for it: there it is item, licence and date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct LicenseEvent {
    /// The sandbox's own key, from 1.
    pub(in super::super) number: u64,
    /// Whose quota it was.
    pub(in super::super) client: String,
    pub(in super::super) item: u64,
    pub(in super::super) license: License,
    pub(in super::super) at: Timestamp,
    /// What was taken from the quota.
    pub(in super::super) units: u64,
    /// What was billed beyond the quota, in US dollars.
    pub(in super::super) price: Option<Decimal>,
    /// By the field's id, as it was sent.
    pub(in super::super) references: Vec<(String, String)>,
    /// Lists show it from then on.
    pub(in super::super) listed_from: Timestamp,
}

/// An order that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CancelledOrder {
    pub(super) client: String,
    pub(super) item: u64,
    pub(super) license: License,
    pub(super) at: Timestamp,
}

/// Everything that changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Records {
    pub(super) seed: u64,
    /// Units left, by client.
    pub(super) left: BTreeMap<String, u64>,
    /// In order of their numbers.
    pub(super) events: Vec<LicenseEvent>,
    pub(super) cancelled: Vec<CancelledOrder>,
    /// The book begins with the event of this number: earlier ones are the past that was made up.
    pub(super) book_from: u64,
    pub(super) tokens_issued: u64,
    /// Tokens with a lower serial have been revoked.
    pub(super) tokens_from: u64,
    /// Where the events of an item are.
    #[serde(skip)]
    by_item: HashMap<u64, Vec<usize>>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub(super) enum Change {
    TokenIssued,
    TokensRevoked,
    Licensed { event: LicenseEvent },
    OrderCancelled { order: CancelledOrder },
}

/// A change that does not fit the records.
#[derive(Debug, thiserror::Error)]
#[error("a change does not fit the records: {0}")]
pub(super) struct Unfit(&'static str);

impl store::Records for Records {
    type Change = Change;
    type Unfit = Unfit;
    const FORMAT: &'static str = "portico sandbox state of adobe_stock";
    const VERSION: u32 = 1;

    fn apply(&mut self, change: Change) -> Result<(), Unfit> {
        match change {
            Change::TokenIssued => self.tokens_issued += 1,
            Change::TokensRevoked => self.tokens_from = self.tokens_issued,
            Change::OrderCancelled { order } => self.cancelled.push(order),
            Change::Licensed { event } => {
                if event.number != self.next_number() {
                    return Err(Unfit("licences out of order"));
                }
                let left = self.left.get_mut(&event.client).ok_or(Unfit("no such account"))?;
                *left = left.checked_sub(event.units).ok_or(Unfit("a licence beyond the quota"))?;
                self.push(event);
            }
        }
        Ok(())
    }

    fn index(&mut self) {
        self.by_item.clear();
        for (at, event) in self.events.iter().enumerate() {
            self.by_item.entry(event.item).or_default().push(at);
        }
    }
}

impl Records {
    /// Accounts with full quotas and no past.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            left: ACCOUNTS.iter().map(|account| (account.client.to_owned(), account.units)).collect(),
            events: Vec::new(),
            cancelled: Vec::new(),
            book_from: 1,
            tokens_issued: 0,
            tokens_from: 0,
            by_item: HashMap::new(),
        }
    }

    pub(super) fn next_number(&self) -> u64 {
        self.events.len() as u64 + 1
    }

    /// Adds an event without taking units.
    pub(super) fn push(&mut self, event: LicenseEvent) {
        self.by_item.entry(event.item).or_default().push(self.events.len());
        self.events.push(event);
    }

    pub(super) fn left(&self, account: &Account) -> u64 {
        self.left.get(account.client).copied().unwrap_or(0)
    }

    /// The organization's licences of an item, newest first.
    pub(super) fn owned(&self, account: &Account, item: u64) -> impl Iterator<Item = &LicenseEvent> {
        let at = self.by_item.get(&item).map(Vec::as_slice).unwrap_or_default();
        let events = at.iter().rev().filter_map(|at| self.events.get(*at));
        let organization = account.organization;
        events.filter(move |event| event.of_organization(organization))
    }

    /// The time of the latest record.
    pub(super) fn latest(&self) -> Timestamp {
        let times = [self.events.last().map(|event| event.at), self.cancelled.last().map(|order| order.at)];
        times.into_iter().flatten().max().unwrap_or(Timestamp::MIN)
    }
}

impl LicenseEvent {
    pub(super) fn of_organization(&self, organization: u64) -> bool {
        Account::of_client(&self.client).is_some_and(|account| account.organization == organization)
    }
}
