//! The records behind one lock, a clock, and a file. Each operation is atomic: it has happened and is on the disk when
//! it answers, or nothing has changed.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::{
    Account, LicenseEvent, Purpose, Quote, ReferenceField, TokenFault, quote,
    records::{CancelledOrder, Change, Records},
    seed,
    tokens::{self, Claims},
};
use crate::{
    clock::Clock,
    sandbox::{
        adobe_stock::{assets::Asset, licenses::License},
        store::{Records as _, Store, StoreError},
    },
};

/// Quotas, licences and tokens.
#[derive(Debug)]
pub(in super::super) struct Shop {
    clock: Clock,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    records: Records,
    store: Option<Store>,
}

/// A call of Content/License.
pub(in super::super) struct Order<'a> {
    pub(in super::super) account: &'static Account,
    pub(in super::super) asset: &'a Asset,
    pub(in super::super) license: License,
    /// A new licence even if there is one.
    pub(in super::super) again: bool,
    /// By the field's id.
    pub(in super::super) references: Vec<(String, String)>,
    /// The quota counts as empty.
    pub(in super::super) quota_out: bool,
    /// Lists show it only after this time.
    pub(in super::super) listed_after: Duration,
}

/// What became of it.
pub(in super::super) enum Outcome {
    /// Bought now.
    Bought(LicenseEvent),
    /// The organization has it already.
    Owned(LicenseEvent),
    Refused,
    Cancelled(Timestamp),
    /// A required reference is missing.
    ReferenceMissing(&'static ReferenceField),
}

impl Shop {
    /// The shop of the state file; without one, or when it does not exist yet, a new one with a past.
    pub(in super::super) fn open(seed: u64, state: Option<&Path>, clock: Clock) -> Result<Self, StoreError> {
        let begin = || seed::records(seed, clock.now());
        let (store, records) = match state {
            Some(path) => Store::open(path, begin).map(|(store, records)| (Some(store), records))?,
            None => (None, begin()),
        };
        // Time that was moved on by hand is lost on a restart.
        let behind = records.latest().duration_since(clock.now());
        clock.advance(Duration::try_from(behind).unwrap_or_default());
        Ok(Self { clock, inner: Mutex::new(Inner { records, store }) })
    }

    /// The file beside that of the other provider.
    pub(in super::super) fn file(state: &Path) -> PathBuf {
        let mut name = state.as_os_str().to_owned();
        name.push(".adobe_stock");
        PathBuf::from(name)
    }

    /// Nothing in here panics half-way through a change, so a poisoned lock still guards whole records.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in super::super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What all that looks random follows from.
    pub(in super::super) fn seed(&self) -> u64 {
        self.lock().records.seed
    }

    pub(in super::super) fn issue(&self, account: &Account, purpose: Purpose) -> Result<String, StoreError> {
        let mut shop = self.lock();
        let claims = Claims {
            client: account.client.to_owned(),
            purpose,
            serial: shop.records.tokens_issued,
            until: tokens::until(self.clock.now(), purpose),
        };
        shop.commit(Change::TokenIssued)?;
        Ok(tokens::token(shop.records.seed, &claims))
    }

    /// Whose a token is.
    pub(in super::super) fn bearer(&self, token: &str, purpose: Purpose) -> Result<&'static Account, TokenFault> {
        let shop = self.lock();
        let claims = tokens::claims(shop.records.seed, token).filter(|claims| claims.purpose == purpose);
        let claims = claims.ok_or(TokenFault::Unknown)?;
        if claims.serial < shop.records.tokens_from || claims.until <= self.clock.now().as_millisecond() {
            return Err(TokenFault::Expired);
        }
        Account::of_client(&claims.client).ok_or(TokenFault::Unknown)
    }

    /// Ends every token at once: a hardship.
    pub(in super::super) fn revoke_all(&self) -> Result<(), StoreError> {
        self.lock().commit(Change::TokensRevoked)
    }

    pub(in super::super) fn left(&self, account: &Account) -> u64 {
        self.lock().records.left(account)
    }

    /// The organization's newest licence of an item, of this kind or of any.
    pub(in super::super) fn owned(
        &self,
        account: &Account,
        item: u64,
        license: Option<License>,
    ) -> Option<LicenseEvent> {
        let shop = self.lock();
        let mut owned = shop.records.owned(account, item);
        owned.find(|event| license.is_none_or(|license| license == event.license)).cloned()
    }

    /// Every kind of licence that the organization has of an item, as far as lists show them.
    pub(in super::super) fn listed(&self, account: &Account, item: u64) -> Option<License> {
        let now = self.clock.now();
        let shop = self.lock();
        shop.records.owned(account, item).find(|event| event.listed_from <= now).map(|event| event.license)
    }

    /// When an order of this was cancelled.
    pub(in super::super) fn cancelled(
        &self,
        account: &Account,
        item: u64,
        license: Option<License>,
    ) -> Option<Timestamp> {
        let shop = self.lock();
        let mut orders = shop.records.cancelled.iter().rev();
        let order = orders.find(|order| {
            order.client == account.client
                && order.item == item
                && license.is_none_or(|license| license == order.license)
        });
        order.map(|order| order.at)
    }

    /// Content/License.
    pub(in super::super) fn license(&self, order: Order<'_>) -> Result<Outcome, StoreError> {
        let Order { account, asset, license, again, references, quota_out, listed_after } = order;
        let mut shop = self.lock();
        let at = self.clock.now();
        if !again && let Some(event) = shop.records.owned(account, asset.id).find(|event| event.license == license) {
            return Ok(Outcome::Owned(event.clone()));
        }
        let given = |field: &ReferenceField| {
            references.iter().any(|(id, value)| *id == field.id.to_string() && !value.trim().is_empty())
        };
        if let Some(field) = account.references.iter().find(|field| field.required && !given(field)) {
            return Ok(Outcome::ReferenceMissing(field));
        }
        let (units, price) = match quote(account, shop.records.left(account), asset, license) {
            _ if quota_out => return Ok(Outcome::Refused),
            Quote::Possible { units } => (units, None),
            Quote::Overage { price } => (0, Some(price)),
            Quote::NotEnough | Quote::NotCovered => return Ok(Outcome::Refused),
        };
        if account.cancels {
            let order = CancelledOrder { client: account.client.to_owned(), item: asset.id, license, at };
            shop.commit(Change::OrderCancelled { order })?;
            return Ok(Outcome::Cancelled(at));
        }
        let delay = SignedDuration::try_from(listed_after).unwrap_or(SignedDuration::MAX);
        let event = LicenseEvent {
            number: shop.records.next_number(),
            client: account.client.to_owned(),
            item: asset.id,
            license,
            at,
            units,
            price,
            references,
            listed_from: at.checked_add(delay).unwrap_or(Timestamp::MAX),
        };
        shop.commit(Change::Licensed { event: event.clone() })?;
        Ok(Outcome::Bought(event))
    }

    /// How many licences an account's lists show, and a page of them, newest first.
    pub(in super::super) fn history(
        &self,
        account: &Account,
        whole_organization: bool,
        offset: usize,
        limit: usize,
    ) -> (usize, Vec<LicenseEvent>) {
        let now = self.clock.now();
        let shop = self.lock();
        let shown = |event: &&LicenseEvent| {
            let own = event.client == account.client;
            (own || whole_organization && event.of_organization(account.organization)) && event.listed_from <= now
        };
        let events: Vec<&LicenseEvent> = shop.records.events.iter().rev().filter(shown).collect();
        (events.len(), events.iter().skip(offset).take(limit).map(|event| (*event).clone()).collect())
    }

    /// One of the organization's licences.
    pub(in super::super) fn event(&self, account: &Account, number: u64) -> Option<LicenseEvent> {
        let shop = self.lock();
        let at = usize::try_from(number.checked_sub(1)?).ok()?;
        shop.records.events.get(at).filter(|event| event.of_organization(account.organization)).cloned()
    }

    /// What was charged by commands, oldest first.
    pub(in super::super) fn book(&self) -> Vec<LicenseEvent> {
        let shop = self.lock();
        shop.records.events.iter().filter(|event| event.number >= shop.records.book_from).cloned().collect()
    }
}

impl Inner {
    /// Saves a change, then makes it.
    fn commit(&mut self, change: Change) -> Result<(), StoreError> {
        if let Some(store) = &mut self.store {
            store.append(&change)?;
        }
        self.records
            .apply(change)
            .unwrap_or_else(|unfit| unreachable!("decided against the records under their lock: {unfit}"));
        Ok(())
    }
}
