//! The ledger: what is recorded, once; which changes are possible; that tampering shows. On SQLite, and on Postgres where
//! `PORTICO_TEST_POSTGRES` asks for it.

use std::time::Duration;

use jiff::Timestamp;
use portico::{
    clock::Clock,
    config::ledger::LedgerConfig,
    domain::{
        id::{ItemId, LicenseId, TransactionId},
        provider::ProviderName,
        purchase::{LicenseTask, LineRefusal, LineResult, LineState, PurchaseKind, RefusalCode, Task},
        transaction::References,
    },
    ledger::{Claims, Holder, Ledger, LedgerError, LineRef, NewLine, NewPurchase, Opened, Start},
};
use sqlx::AnyPool;
use tempfile::TempDir;

use crate::support::postgres::{self, Postgres};

const MINUTE: Duration = Duration::from_secs(60);
/// How long an attempt of these tests may take.
const MAY_TAKE: Duration = Duration::from_secs(10);

/// A database for ledgers.
pub(crate) struct Store {
    pub(crate) clock: Clock,
    folder: TempDir,
    pub(crate) postgres: Option<Postgres>,
}

impl Store {
    pub(crate) fn new(postgres: Option<Postgres>) -> Self {
        let clock = Clock::fixed(Timestamp::from_second(1_800_000_000).unwrap());
        Self { clock, folder: TempDir::new().unwrap(), postgres }
    }

    /// One for each kind of database.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![Self::new(None)];
        if postgres::wanted() {
            all.push(Self::new(Some(Postgres::start())));
        }
        all
    }

    /// A process's ledger.
    pub(crate) async fn open(&self) -> Ledger {
        let url = self.postgres.as_ref().map(|postgres| postgres.url().into());
        let config = LedgerConfig { url, ..LedgerConfig::default() };
        Ledger::open(&config, self.folder.path(), self.clock.clone()).await.unwrap()
    }

    /// Changes the database behind the ledger's back.
    pub(crate) async fn tamper(&self, statement: &'static str) {
        let file = self.folder.path().join("ledger.sqlite");
        let url = self.postgres.as_ref().map_or_else(|| format!("sqlite:{}", file.display()), Postgres::url);
        let pool = AnyPool::connect(&url).await.unwrap();
        let changed = sqlx::query(statement).execute(&pool).await.unwrap().rows_affected();
        assert!(changed > 0, "{statement}");
        pool.close().await;
    }
}

fn item(key: &str) -> ItemId {
    ItemId::new(ProviderName::Depositphotos, key)
}

fn bought(key: &str) -> LineResult {
    let transactions = vec![TransactionId::new(ProviderName::Depositphotos, key)];
    LineResult { transactions, ..LineResult::default() }
}

fn line(key: &str) -> NewLine {
    let task = Task::License(Box::new(LicenseTask {
        item_id: item(key),
        license_id: LicenseId::new(ProviderName::Depositphotos, "7"),
        size_id: "xl".to_owned(),
        options: Vec::new(),
        references: References { project: Some("Spring".to_owned()), ..References::default() },
        price: None,
        buy_again: false,
        accept_overage: false,
    }));
    NewLine { provider: ProviderName::Depositphotos, task, refusal: None }
}

/// A purchase of these items.
pub(crate) fn purchase(key: &str, items: &[&str]) -> NewPurchase {
    NewPurchase {
        tenant: "company".to_owned(),
        idempotency_key: key.to_owned(),
        kind: PurchaseKind::License,
        fingerprint: "f".repeat(64),
        arguments: "{}".to_owned(),
        subject: "somebody".to_owned(),
        team: None,
        request_id: "01K".to_owned(),
        budgets: Vec::new(),
        approval: None,
        lines: items.iter().map(|item| line(item)).collect(),
    }
}

/// Records a purchase of one item; its line.
async fn recorded(ledger: &Ledger, key: &str, item: &str) -> LineRef {
    match ledger.record(&purchase(key, &[item])).await.unwrap() {
        Opened::New(new) => LineRef { purchase: new.id, line: 0 },
        other => panic!("{other:?}"),
    }
}

async fn start(ledger: &Ledger, line: &LineRef) -> Start {
    ledger.start_attempt(line, MAY_TAKE, None::<&()>, &Claims::default()).await.unwrap()
}

/// Opens an attempt; its marker.
pub(crate) async fn attempted(ledger: &Ledger, line: &LineRef) -> String {
    match start(ledger, line).await {
        Start::Attempt(attempt) => attempt.id,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn change(ledger: &Ledger, line: &LineRef, from: LineState, to: LineState) -> bool {
    ledger.transition(line, &[from], to, &LineResult::default(), "test").await.unwrap()
}

pub(crate) async fn state(ledger: &Ledger, line: &LineRef) -> LineState {
    ledger.purchase(&line.purchase).await.unwrap().unwrap().lines[line.line as usize].state
}

async fn entries(ledger: &Ledger) -> usize {
    ledger.entries(0).await.unwrap().len()
}

#[tokio::test]
async fn a_purchase_is_recorded_once_by_tenant_and_key() {
    for store in Store::all() {
        let ledger = store.open().await;
        let mut new = purchase("one", &["1", "2"]);
        let refusal = LineRefusal::new(RefusalCode::SizeNotOffered, "Not in this size.");
        new.lines[1].refusal = Some(refusal.clone());
        let Opened::New(first) = ledger.record(&new).await.unwrap() else { panic!("it is new") };
        let states: Vec<_> = first.lines.iter().map(|line| line.state).collect();
        assert_eq!(states, [LineState::Reserved, LineState::Refused]);
        assert_eq!(first.lines[1].result.refusal, Some(refusal));
        assert_eq!(first.lines[0].task, new.lines[0].task);
        // Another process finds the same.
        let other = store.open().await;
        new.fingerprint = "0".repeat(64);
        let Opened::Existing(again) = other.record(&new).await.unwrap() else { panic!("the key was used") };
        assert_eq!((&again.id, &again.fingerprint), (&first.id, &first.fingerprint));
        assert_eq!(entries(&ledger).await, 2);
        new.tenant = "another".to_owned();
        assert!(matches!(ledger.record(&new).await.unwrap(), Opened::New(_)));
        let found = ledger.purchase_by_key("company", "one").await.unwrap().unwrap();
        assert_eq!(found.id, first.id);
        assert!(ledger.purchase_by_key("company", "two").await.unwrap().is_none());
        let history = ledger.entries_of(&first.id).await.unwrap();
        assert!(history.iter().all(|entry| entry.actor == "somebody" && entry.from_state.is_none()), "{history:?}");
        assert_eq!(ledger.verify().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_line_moves_only_from_the_state_that_it_is_in() {
    for store in Store::all() {
        let ledger = store.open().await;
        let finals = LineState::ALL.into_iter().filter(|state| state.is_final());
        for last in finals {
            let line = recorded(&ledger, last.as_str(), "1").await;
            assert!(!change(&ledger, &line, LineState::Sending, LineState::Settled).await, "it is not sending");
            attempted(&ledger, &line).await;
            assert!(matches!(start(&ledger, &line).await, Start::Over), "it is sent already");
            assert!(change(&ledger, &line, LineState::Sending, LineState::Unknown).await);
            assert!(change(&ledger, &line, LineState::Unknown, last).await);
            let before = entries(&ledger).await;
            for state in LineState::ALL.into_iter().filter(|state| !state.is_final()) {
                assert!(!change(&ledger, &line, state, LineState::Settled).await, "{last:?} is final");
            }
            assert!(matches!(start(&ledger, &line).await, Start::Over), "{last:?} is final");
            assert_eq!((entries(&ledger).await, state(&ledger, &line).await), (before, last));
        }
        assert_eq!(ledger.verify().await.unwrap(), []);
    }
}

#[tokio::test]
async fn of_fifty_that_change_a_line_at_once_one_does() {
    for store in Store::all() {
        let (one, two) = (store.open().await, store.open().await);
        let line = recorded(&one, "race", "1").await;
        attempted(&one, &line).await;
        let before = entries(&one).await;
        let changes = (0..50).map(|nth| {
            let (ledger, to) = if nth % 2 == 0 { (&one, LineState::Settled) } else { (&two, LineState::Refused) };
            change(ledger, &line, LineState::Sending, to)
        });
        let changed = futures::future::join_all(changes).await;
        assert_eq!(changed.iter().filter(|changed| **changed).count(), 1);
        assert_eq!(entries(&one).await, before + 1);
        assert_eq!(one.verify().await.unwrap(), []);
    }
}

#[tokio::test]
async fn fifty_that_write_at_once_leave_one_chain_and_one_key_one_purchase() {
    for store in Store::all() {
        let (one, two) = (store.open().await, store.open().await);
        let keys: Vec<String> = (0..50).map(|nth| format!("key {nth}")).collect();
        let lives = keys.iter().zip([&one, &two].into_iter().cycle()).map(|(key, ledger)| async move {
            let line = recorded(ledger, key, key).await;
            attempted(ledger, &line).await;
            // In the midst of the others' writing, the chain is whole.
            assert_eq!(ledger.verify().await.unwrap(), []);
            ledger.transition(&line, &[LineState::Sending], LineState::Settled, &bought(key), "test").await.unwrap()
        });
        assert!(futures::future::join_all(lives).await.into_iter().all(|settled| settled));
        let entries = one.entries(0).await.unwrap();
        assert!(entries.iter().map(|entry| entry.seq).eq(1..=150), "{entries:?}");
        assert_eq!(one.verify().await.unwrap(), []);

        let same = purchase("same", &["1"]);
        let opened = futures::future::join_all((0..50).map(|nth| if nth % 2 == 0 { &one } else { &two }.record(&same)));
        let opened: Vec<Opened> = opened.await.into_iter().map(Result::unwrap).collect();
        assert_eq!(opened.iter().filter(|opened| matches!(opened, Opened::New(_))).count(), 1);
        let ids = opened.iter().map(|opened| match opened {
            Opened::New(purchase) | Opened::Existing(purchase) => purchase.id.to_string(),
            Opened::Short(short) => panic!("{short:?}"),
        });
        assert_eq!(ids.collect::<std::collections::BTreeSet<_>>().len(), 1);
    }
}

#[tokio::test]
async fn a_start_takes_over_what_an_earlier_process_left() {
    for store in Store::all() {
        let dead = store.open().await;
        let (waiting, sent) = (recorded(&dead, "waiting", "1").await, recorded(&dead, "sent", "2").await);
        attempted(&dead, &sent).await;
        let alive = store.open().await;
        let (own, own_sent) = (recorded(&alive, "own", "3").await, recorded(&alive, "own, sent", "4").await);
        attempted(&alive, &own_sent).await;
        let mut taken = alive.take_over(true, MINUTE).await.unwrap();
        if store.postgres.is_some() {
            // Others may be alive there; they are until they are overdue.
            assert_eq!(taken, 0);
            store.clock.advance(MINUTE - Duration::from_secs(1));
            // Its own lines move, so they are not left behind.
            assert!(change(&alive, &own_sent, LineState::Sending, LineState::Settled).await);
            assert_eq!(alive.take_over(false, MINUTE).await.unwrap(), 0);
            store.clock.advance(Duration::from_secs(2) + MAY_TAKE);
            taken = alive.take_over(false, MINUTE).await.unwrap() - 1;
            assert_eq!(state(&alive, &own).await, LineState::Released, "overdue, whoever was to do it");
        } else {
            assert_eq!(state(&alive, &own).await, LineState::Reserved);
            assert_eq!(state(&alive, &own_sent).await, LineState::Sending);
        }
        assert_eq!(taken, 2);
        assert_eq!(state(&alive, &waiting).await, LineState::Released);
        assert_eq!(state(&alive, &sent).await, LineState::Unknown);
        let released = alive.purchase(&waiting.purchase).await.unwrap().unwrap();
        assert_eq!(released.lines[0].result.refusal.as_ref().map(|refusal| refusal.code), Some(RefusalCode::NotBought));
        // What the dead one still believes counts for nothing.
        assert!(matches!(start(&dead, &waiting).await, Start::Over));
        assert_eq!(alive.verify().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_this_process_lost_sight_of_is_taken_over_too() {
    for store in Store::all() {
        let ledger = store.open().await;
        let Opened::New(many) = ledger.record(&purchase("many", &["1", "2"])).await.unwrap() else { panic!("new") };
        let [first, second] = [0, 1].map(|line| LineRef { purchase: many.id.clone(), line });
        store.clock.advance(MINUTE);
        attempted(&ledger, &first).await;
        store.clock.advance(Duration::from_secs(5));
        assert_eq!(ledger.take_over(false, MINUTE).await.unwrap(), 0, "the second waits for the first");
        store.clock.advance(MINUTE);
        assert_eq!(ledger.take_over(false, MINUTE).await.unwrap(), 1, "nothing moves any more");
        assert_eq!(state(&ledger, &second).await, LineState::Released);
        store.clock.advance(MAY_TAKE);
        assert_eq!(ledger.take_over(false, MINUTE).await.unwrap(), 1, "and the answer is overdue");
        assert_eq!(state(&ledger, &first).await, LineState::Unknown);
    }
}

#[tokio::test]
async fn unclear_lines_are_looked_up_when_they_are_due() {
    for store in Store::all() {
        let ledger = store.open().await;
        let (early, late) = (recorded(&ledger, "early", "1").await, recorded(&ledger, "late", "2").await);
        let sent_twice = attempted(&ledger, &early).await;
        assert!(change(&ledger, &early, LineState::Sending, LineState::Reserved).await);
        let marker = attempted(&ledger, &early).await;
        assert_ne!(marker, sent_twice);
        attempted(&ledger, &late).await;
        assert_eq!(ledger.next_lookup().await.unwrap(), None);
        for line in [&early, &late] {
            assert!(change(&ledger, line, LineState::Sending, LineState::Unknown).await);
            store.clock.advance(Duration::from_secs(1));
        }
        let due = |unclear: Vec<portico::ledger::Unclear>| unclear.into_iter().map(|unclear| unclear.line);
        assert!(due(ledger.unclear(false, 10).await.unwrap()).eq([early.clone(), late.clone()]));
        assert!(due(ledger.unclear(false, 1).await.unwrap()).eq([early.clone()]));
        ledger.look_again(&early, false, MINUTE).await.unwrap();
        ledger.look_again(&early, true, MINUTE).await.unwrap();
        assert!(due(ledger.unclear(false, 10).await.unwrap()).eq([late.clone()]));
        let all = ledger.unclear(true, 10).await.unwrap();
        assert_eq!((all[0].line.clone(), all[1].line.clone()), (late.clone(), early.clone()));
        let unclear = &all[1];
        assert_eq!((unclear.lookups, unclear.absent, &unclear.attempt.id), (2, 1, &marker), "the last attempt counts");
        assert_eq!(unclear.attempt.deadline_at.duration_since(unclear.attempt.opened_at).as_secs(), 10);
        assert!(change(&ledger, &late, LineState::Unknown, LineState::Released).await);
        let next = ledger.next_lookup().await.unwrap().unwrap();
        assert_eq!(next.duration_since(ledger.now()).as_secs(), 60);
        // A line that is decided is not looked up again, whoever still had it in hand.
        ledger.look_again(&late, true, MINUTE).await.unwrap();
        assert_eq!(ledger.unclear(true, 10).await.unwrap().len(), 1);
    }
}

/// Claims to these things; what was settled before `shown` stands in nobody's way.
fn claims(names: &[&str], shown: Timestamp) -> Claims {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Claims { account: "company".to_owned(), names, shared: false, shown }
}

/// Who has the claim, if somebody has, when the line is about to be sent.
async fn claimed(ledger: &Ledger, line: &LineRef, claims: &Claims) -> Option<Holder> {
    match ledger.start_attempt(line, MAY_TAKE, None::<&()>, claims).await.unwrap() {
        Start::Attempt(_) => None,
        Start::Claimed(holder) => Some(holder),
        Start::Over => panic!("it was to be sent"),
    }
}

#[tokio::test]
async fn a_claim_holds_while_its_line_may_have_done_it() {
    for store in Store::all() {
        let (ledger, mut others) = (store.open().await, Vec::new());
        for nth in 0..7 {
            others.push(recorded(&ledger, &format!("other {nth}"), "1").await);
        }
        let first = recorded(&ledger, "first", "1").await;
        let (a, ab) = (claims(&["a"], Timestamp::MIN), claims(&["b", "a"], Timestamp::MIN));
        let held = Some(Holder { name: "a".to_owned(), line: first.clone() });
        assert_eq!(claimed(&ledger, &first, &a).await, None);
        assert_eq!(claimed(&ledger, &others[0], &ab).await, held);
        assert_eq!(state(&ledger, &others[0]).await, LineState::Reserved, "nothing was changed");
        assert!(change(&ledger, &first, LineState::Sending, LineState::Reserved).await);
        assert_eq!(claimed(&ledger, &others[0], &a).await, held, "it is to be sent again");
        assert_eq!(claimed(&ledger, &first, &a).await, None, "its own does not stand in its way");
        assert!(change(&ledger, &first, LineState::Sending, LineState::Unknown).await);
        let elsewhere = Claims { account: "another".to_owned(), ..a.clone() };
        assert_eq!(claimed(&ledger, &others[1], &elsewhere).await, None);
        let ledger = store.open().await;
        assert!(change(&ledger, &first, LineState::Unknown, LineState::NeedsReview).await);
        assert_eq!(claimed(&ledger, &others[0], &a).await, held, "whoever has been started meanwhile");
        let shared = Claims { shared: true, ..a.clone() };
        assert_eq!(claimed(&ledger, &others[2], &shared).await, None);
        assert_eq!(claimed(&ledger, &others[0], &a).await, held, "who shares takes nothing");
        assert!(change(&ledger, &first, LineState::NeedsReview, LineState::Settled).await);
        let settled = store.clock.now();
        assert_eq!(claimed(&ledger, &others[0], &claims(&["a"], settled)).await, held);
        let next = Some(Holder { line: others[0].clone(), ..held.clone().unwrap() });
        assert_eq!(claimed(&ledger, &others[0], &claims(&["a"], settled + MINUTE)).await, None, "who looked saw it");
        assert_eq!(claimed(&ledger, &others[3], &claims(&["a"], settled + MINUTE)).await, next);
        assert!(change(&ledger, &others[0], LineState::Sending, LineState::Refused).await);
        assert_eq!(claimed(&ledger, &others[3], &ab).await, None);
        assert!(change(&ledger, &others[3], LineState::Sending, LineState::Unknown).await);
        assert!(change(&ledger, &others[3], LineState::Unknown, LineState::Released).await);
        assert_eq!(claimed(&ledger, &others[4], &ab).await, None);
        assert_eq!(ledger.verify().await.unwrap(), []);
    }
}

#[tokio::test]
async fn of_fifty_with_one_claim_in_any_order_one_is_sent() {
    for store in Store::all() {
        let (one, two) = (store.open().await, store.open().await);
        let mut lines = Vec::new();
        for nth in 0..50 {
            lines.push(recorded(&one, &nth.to_string(), "1").await);
        }
        let starts = lines.iter().enumerate().map(|(nth, line)| {
            let names = if nth % 2 == 0 { ["a", "b", "c"] } else { ["c", "b", "a"] };
            let ledger = if nth % 4 < 2 { &one } else { &two };
            async move { claimed(ledger, line, &claims(&names, Timestamp::MIN)).await }
        });
        let holders: Vec<_> = futures::future::join_all(starts).await.into_iter().flatten().collect();
        assert_eq!(holders.len(), 49);
        assert!(holders.iter().all(|holder| *holder == holders[0]));
        assert_eq!(state(&one, &holders[0].line).await, LineState::Sending);
    }
}

#[tokio::test]
async fn what_an_earlier_version_left_open_gets_its_claims() {
    for store in Store::all() {
        let ledger = store.open().await;
        let mut lines = Vec::new();
        for state in [LineState::Unknown, LineState::NeedsReview, LineState::Settled, LineState::Refused] {
            let line = recorded(&ledger, state.as_str(), state.as_str()).await;
            attempted(&ledger, &line).await;
            assert!(change(&ledger, &line, LineState::Sending, state).await);
            lines.push((line, state));
        }
        let of = |item: &str| claims(&[item], Timestamp::MIN);
        for _ in 0..2 {
            let item = |task: &Task| task.item().unwrap().key.to_string();
            ledger
                .claim_what_is_open(|tenant, task| Claims { account: tenant.to_string(), ..of(&item(task)) })
                .await
                .unwrap();
        }
        for (line, was) in &lines {
            let other = recorded(&ledger, &format!("other {}", was.as_str()), was.as_str()).await;
            let holder = claimed(&ledger, &other, &of(was.as_str())).await.map(|holder| holder.line);
            let is_open = matches!(was, LineState::Unknown | LineState::NeedsReview);
            assert_eq!(holder.as_ref(), is_open.then_some(line), "{was:?}");
        }
    }
}

#[tokio::test]
async fn rivals_are_the_other_lines_by_which_an_item_may_have_been_bought() {
    for store in Store::all() {
        let ledger = store.open().await;
        let mut lines = Vec::new();
        for (key, item) in [("me", "1"), ("settled", "1"), ("refused", "1"), ("open", "1"), ("other item", "2")] {
            lines.push(recorded(&ledger, key, item).await);
        }
        assert!(
            ledger
                .transition(&lines[1], &[LineState::Reserved], LineState::Settled, &bought("9"), "test")
                .await
                .unwrap()
        );
        assert!(change(&ledger, &lines[2], LineState::Reserved, LineState::Refused).await);
        attempted(&ledger, &lines[3]).await;
        // However long ago they changed.
        store.clock.advance(MINUTE * 60 * 24);
        attempted(&ledger, &lines[0]).await;
        let rivals = ledger.rivals(&lines[0], &item("1")).await.unwrap();
        assert!(rivals.iter().all(|(tenant, _)| &**tenant == "company"));
        let mut rivals: Vec<_> = rivals.into_iter().map(|(_, rival)| rival).collect();
        rivals.sort_by_key(|rival| rival.state.as_str());
        let states: Vec<_> = rivals.iter().map(|rival| rival.state).collect();
        assert_eq!(states, [LineState::Sending, LineState::Settled]);
        assert_eq!(rivals[1].result, bought("9"));
    }
}

#[tokio::test]
pub(crate) async fn tampering_shows() {
    for (statement, flaw) in [
        ("UPDATE entries SET body = '{}' WHERE seq = 2", "does not have its hash"),
        ("UPDATE entries SET actor = 'nobody' WHERE seq = 1", "does not have its hash"),
        ("DELETE FROM entries WHERE seq = 2", "follows entry 1"),
        ("DELETE FROM entries WHERE seq = 3", "is not the end of the chain"),
        ("UPDATE lines SET state = 'REFUSED'", "is not in the state of its last entry"),
        ("UPDATE chain SET seq = 4", "is not the end of the chain"),
    ] {
        for store in Store::all() {
            let ledger = store.open().await;
            let line = recorded(&ledger, "one", "1").await;
            attempted(&ledger, &line).await;
            assert!(change(&ledger, &line, LineState::Sending, LineState::Settled).await);
            assert_eq!(ledger.verify().await.unwrap(), []);
            store.tamper(statement).await;
            let flaws = ledger.verify().await.unwrap();
            assert!(flaws.iter().any(|found| found.what.contains(flaw)), "{statement}: {flaws:?}");
        }
    }
}

#[tokio::test]
async fn a_store_that_another_writer_holds_is_busy_and_nothing_is_recorded() {
    let store = Store::new(None);
    let config = LedgerConfig { timeout: Duration::from_millis(100), ..LedgerConfig::default() };
    let ledger = Ledger::open(&config, store.folder.path(), store.clock.clone()).await.unwrap();
    let file = format!("sqlite:{}", store.folder.path().join("ledger.sqlite").display());
    let pool = AnyPool::connect(&file).await.unwrap();
    let held = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let refused = ledger.record(&purchase("one", &["1"])).await;
    assert!(matches!(refused, Err(LedgerError::Database(_) | LedgerError::Busy)), "{refused:?}");
    held.rollback().await.unwrap();
    assert_eq!(entries(&ledger).await, 0);
    recorded(&ledger, "one", "1").await;
}

#[tokio::test]
async fn a_postgres_that_was_gone_is_used_again() {
    let Some(mut store) = Store::all().into_iter().find(|store| store.postgres.is_some()) else { return };
    let url = store.postgres.as_ref().map(|postgres| postgres.url().into());
    let config = LedgerConfig { url, timeout: Duration::from_secs(1), ..LedgerConfig::default() };
    let ledger = Ledger::open(&config, store.folder.path(), store.clock.clone()).await.unwrap();
    let line = recorded(&ledger, "before", "1").await;
    store.postgres.as_mut().unwrap().stop();
    assert!(ledger.record(&purchase("meanwhile", &["1"])).await.is_err());
    assert!(ledger.start_attempt(&line, MAY_TAKE, None::<&()>, &Claims::default()).await.is_err());
    store.postgres.as_mut().unwrap().go_on();
    attempted(&ledger, &line).await;
    recorded(&ledger, "meanwhile", "1").await;
    assert_eq!(ledger.verify().await.unwrap(), []);
}
