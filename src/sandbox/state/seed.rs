//! The past: ten months of purchases, invoices, refills, transfers, complimentary downloads and generator jobs. It is
//! decided and made by the same functions as the present, so that its numbers hold by construction.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use rust_decimal::Decimal;

use super::{
    Actor, Change, ExtraOption, Fate, GenerationRequest, GroupId, InvoiceId, ItemId, Kind, LicenseEntry, LicenseOrder,
    References, Refusal, TransactionId, TransactionStatus, UserId, comps, generator, invoices,
    people::{self, AGENCY, PUBLISHER},
    purchases,
    records::State,
    shelves,
    shelves::Shelves,
    transfers,
};
use crate::sandbox::store::Records;

/// How long the past is.
const DAYS: i64 = 300;
/// A billing period, in days.
const PERIOD: i64 = 30;
/// The last invoice is so many days old: too young to be paid.
const LAST_INVOICE: i64 = 12;
/// An invoice for files is paid so many days after its date, and one for a refill.
const TERM: i64 = 14;
const REFILL_TERM: i64 = 3;
/// What the publisher puts on its balance to begin with.
const FIRST_REFILL: Decimal = Decimal::from_parts(25_000, 0, 0, false, 0);
/// What it adds when the balance is low.
const REFILL: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
/// Below this the balance is low.
const LOW: Decimal = Decimal::from_parts(20_000, 0, 0, false, 0);

/// Something that happened to a group.
#[derive(Clone, Copy)]
enum Event {
    Purchase,
    Comp,
    Transfer,
    Job(Fate),
    Refill(Settlement),
    Bill(Settlement),
}

/// What became of an invoice.
#[derive(Clone, Copy, PartialEq)]
enum Settlement {
    Paid,
    Open,
    /// Cancelled, and for files billed once more.
    Cancelled,
}

/// How much happened to a group, on average in equal distances.
struct Habits {
    group: GroupId,
    purchases: i64,
    comps: i64,
    transfers: i64,
    jobs: &'static [Fate],
}

const HABITS: [Habits; 2] = [
    Habits {
        group: PUBLISHER,
        purchases: 200,
        comps: 60,
        transfers: 12,
        jobs: &[Fate::Completes, Fate::Fails, Fate::Completes],
    },
    Habits { group: AGENCY, purchases: 90, comps: 30, transfers: 6, jobs: &[Fate::Completes] },
];

/// The state of a new world.
pub(super) fn state(seed: u64, now: Timestamp) -> State {
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let state = State::new(seed, people::groups(), people::users(now), people::licenses());
    let mut past = Past { state, rng: ChaCha8Rng::seed_from_u64(seed), shelves: shelves::fill() };
    let mut events = Vec::new();
    for habits in &HABITS {
        events.extend(past.schedule(habits).into_iter().map(|(age, event)| (age, habits.group, event)));
    }
    events.sort_by_key(|(age, ..)| std::cmp::Reverse(*age));
    for (age, group, event) in events {
        past.happen(group, event, now.checked_sub(age).unwrap_or(now));
    }
    // The book begins with the world.
    past.state.book.clear();
    past.state
}

struct Past {
    state: State,
    rng: ChaCha8Rng,
    shelves: Shelves,
}

impl Past {
    /// When what happened: how long ago.
    fn schedule(&mut self, habits: &Habits) -> Vec<(SignedDuration, Event)> {
        let mut events = Vec::new();
        for (count, event) in
            [(habits.purchases, Event::Purchase), (habits.comps, Event::Comp), (habits.transfers, Event::Transfer)]
        {
            for nth in 0..count {
                events.push((self.moment(nth, count), event));
            }
        }
        for (fate, nth) in habits.jobs.iter().zip(0..) {
            events.push((self.moment(nth, habits.jobs.len() as i64), Event::Job(*fate)));
        }
        let last = (DAYS - LAST_INVOICE) / PERIOD - 1;
        for period in 0..=last {
            let age = SignedDuration::from_hours(24 * (LAST_INVOICE + PERIOD * period));
            let settlement = match period {
                0 => Settlement::Open,
                4 => Settlement::Cancelled,
                _ => Settlement::Paid,
            };
            events.push((age, Event::Bill(settlement)));
        }
        if habits.group == PUBLISHER {
            for (day, settlement) in
                [(DAYS + 20, Settlement::Paid), (171, Settlement::Cancelled), (2, Settlement::Open)]
            {
                events.push((SignedDuration::from_hours(24 * day), Event::Refill(settlement)));
            }
        }
        events
    }

    /// A moment in the `nth` of `count` equal parts of the past.
    fn moment(&mut self, nth: i64, count: i64) -> SignedDuration {
        let part = DAYS * 24 * 60 * 60 / count.max(1);
        SignedDuration::from_secs(part * nth + self.rng.random_range(part / 8..part.max(2)))
    }

    /// An event that is refused has not happened.
    fn happen(&mut self, group: GroupId, event: Event, at: Timestamp) {
        let outcome = match event {
            Event::Purchase => self.purchase(group, at),
            Event::Comp => self.comp(group, at),
            Event::Transfer => self.transfer(group, at),
            Event::Job(fate) => self.job(group, fate, at),
            Event::Refill(settlement) => {
                let amount = if settlement == Settlement::Paid { FIRST_REFILL } else { REFILL };
                self.refill(group, amount, settlement, at)
            }
            Event::Bill(settlement) => self.bill(group, settlement, at),
        };
        if let Err(refusal) = outcome {
            tracing::debug!(%refusal, "something did not happen in the sandbox's past");
        }
    }

    fn make(&mut self, change: Change) -> Result<(), Refusal> {
        self.state.apply(change).unwrap_or_else(|unfit| unreachable!("decided against the state: {unfit}"));
        Ok(())
    }

    fn purchase(&mut self, group: GroupId, at: Timestamp) -> Result<(), Refusal> {
        let actor = self.actor(group, "license");
        let item = self.item(group);
        let Some((entry, references)) = self.choose(group, item, at) else {
            return Err(Refusal::SizeNotOffered);
        };
        let order = LicenseOrder { entries: vec![entry], references, ..LicenseOrder::default() };
        let (_, transactions) = purchases::ring_up(&self.state, actor, &order, at)?;
        if transactions.is_empty() {
            return Err(Refusal::SizeNotOffered);
        }
        self.make(Change::Licensed { transactions })
    }

    /// A licence and size that fit the item, the plain ones most of the time, and what is noted with it.
    fn choose(&mut self, group: GroupId, item: ItemId, at: Timestamp) -> Option<(LicenseEntry, References)> {
        let found = self.state.find(item)?;
        let fits = |row: &&super::LicenseSize| row.enabled && found.options.contains(&row.size);
        let fitting =
            self.state.licenses.iter().filter(|license| license.group == group && license.product == found.kind);
        let priced: Vec<_> = fitting
            .filter_map(|license| license.sizes.iter().rfind(fits).map(|size| (license.id, size.size)))
            .collect();
        let dear = self.rng.random_range(0..10) == 0;
        let (license, size) =
            *if dear { priced.last() } else { priced.get(..2.min(priced.len()))?.choose(&mut self.rng) }?;
        let ext_options = if dear { ExtraOption::UnlimitedPrint.bit() } else { 0 };
        let entry = LicenseEntry { items: vec![item], license, option: size.name().to_owned(), ext_options };
        Some((entry, shelves::references(group, &mut self.rng, at)))
    }

    fn comp(&mut self, group: GroupId, at: Timestamp) -> Result<(), Refusal> {
        let actor = self.actor(group, "compDownloads");
        let item = self.item(group);
        let option = self.state.find(item).and_then(|found| found.options.choose(&mut self.rng).copied());
        let option = option.ok_or(Refusal::ItemNotFound)?;
        let comp = comps::draft(&self.state, actor, item, option.name(), at)?;
        self.make(Change::CompTaken { comp })
    }

    fn transfer(&mut self, group: GroupId, at: Timestamp) -> Result<(), Refusal> {
        let actor = self.actor(group, "transfer");
        let own: Vec<TransactionId> = self.of_group(group, |_| true);
        let id = *own.choose(&mut self.rng).ok_or(Refusal::invalid("transactions", "none yet"))?;
        let from = self.state.group_of(actor).party.clone();
        let to = shelves::client(&mut self.rng);
        let transfers = transfers::draft(&self.state, actor, &[id], [&from, &to], at)?;
        self.make(Change::Transferred { transfers })
    }

    fn job(&mut self, group: GroupId, fate: Fate, at: Timestamp) -> Result<(), Refusal> {
        let actor = self.actor(group, "generate");
        let prompt = shelves::prompt(&mut self.rng).to_owned();
        let request = GenerationRequest { prompt, ..GenerationRequest::default() };
        let job = generator::new_job(&self.state, actor, &request, fate.into(), at, Duration::from_secs(6));
        let uuid = job.uuid;
        self.make(Change::GenerationAsked { job })?;
        self.make(Change::GenerationEnded { uuid })
    }

    fn bill(&mut self, group: GroupId, settlement: Settlement, at: Timestamp) -> Result<(), Refusal> {
        let actor = self.actor(group, "invoice");
        if group == PUBLISHER && self.state.group_of(actor).balance < LOW {
            self.refill(group, REFILL, Settlement::Paid, at)?;
        }
        let open = self.of_group(group, |status| status == TransactionStatus::Uninvoiced);
        let invoice = invoices::draft(&self.state, actor, &open, None, at)?;
        let id = invoice.id;
        self.make(Change::Invoiced { invoice })?;
        self.settle(id, settlement, at, TERM)?;
        if settlement == Settlement::Cancelled {
            self.bill(group, Settlement::Paid, at)?;
        }
        Ok(())
    }

    fn refill(
        &mut self,
        group: GroupId,
        amount: Decimal,
        settlement: Settlement,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let invoice = invoices::refill(&self.state, group, amount, at);
        let id = invoice.id;
        self.make(Change::Invoiced { invoice })?;
        self.settle(id, settlement, at, REFILL_TERM)
    }

    fn settle(&mut self, id: InvoiceId, settlement: Settlement, at: Timestamp, term: i64) -> Result<(), Refusal> {
        match settlement {
            Settlement::Paid => {
                let at = at.checked_add(SignedDuration::from_hours(24 * term)).unwrap_or(at);
                self.make(Change::InvoicePaid { id, at })
            }
            Settlement::Open => Ok(()),
            Settlement::Cancelled => self.make(Change::InvoiceCancelled { id }),
        }
    }

    fn of_group(&self, group: GroupId, wanted: impl Fn(TransactionStatus) -> bool) -> Vec<TransactionId> {
        let own = self.state.transactions.iter().filter(|row| row.group == group && wanted(self.state.status_of(row)));
        own.map(|row| row.id).collect()
    }

    /// A member who may do this.
    fn actor(&mut self, group: GroupId, action: &str) -> Actor {
        let may = |user: &&super::User| user.group == group && user.may(action);
        let members: Vec<UserId> = self.state.users.iter().filter(may).map(|user| user.id).collect();
        let user = members.choose(&mut self.rng).copied();
        Actor::new(user.unwrap_or_else(|| unreachable!("nobody of {group} may {action}")), group)
    }

    /// Mostly pictures; the agency films more.
    fn item(&mut self, group: GroupId) -> ItemId {
        let dice = self.rng.random_range(0..10);
        let kind = match (group == PUBLISHER, dice) {
            (true, 0) | (false, 0..4) => Kind::Video,
            (true, 1..3) | (false, 4) => Kind::Vector,
            _ => Kind::Image,
        };
        self.shelves.pick(kind, &mut self.rng)
    }
}
