//! Jobs of the generator: asked for once, followed to their end, and heard of by everyone who comes back for it.

use std::{collections::BTreeMap, ops::AddAssign, sync::Arc, sync::atomic::Ordering, time::Duration};

use futures::StreamExt;
use jiff::Timestamp;
use portico::{
    clock::Clock,
    config::ledger::LedgerConfig,
    domain::{generation::Generation, id::GenerationId},
    ledger::{GenerationChange, Ledger},
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::{
    buyer::{Order, is_settled},
    listener::{Heard, State, listen},
    plan::{self, chance},
    world::{Setup, World},
};

/// Orders of one world, and so of a round, and how many jobs surely come of them.
const ORDERED: u64 = 100;
const JOBS: u64 = 75;
/// Clients at a time.
const AT_A_TIME: usize = 50;

/// What may happen to an order of pictures. Of the first ones nobody but a report can tell what became of them.
const ORDERS: [(&str, f64); 7] = [
    ("commit_then_drop", 1.0),
    ("commit_then_hang", 1.5),
    ("commit_then_502", 1.0),
    ("half_body", 1.0),
    ("garbage", 1.0),
    ("lost_request", 1.0),
    ("refuse", 1.0),
];
/// What may happen to a look at a job.
const LOOKS: [(&str, f64); 7] = [
    ("commit_then_drop", 1.0),
    ("commit_then_502", 1.0),
    ("half_body", 1.0),
    ("garbage", 1.0),
    ("slow", 0.7),
    ("session_expired", 1.0),
    ("rate_limited", 1.0),
];

/// What a run came to.
#[derive(Clone, Copy, Debug, Default)]
struct Figures {
    /// Orders of pictures.
    orders: u64,
    /// Jobs that came of them.
    jobs: u64,
    listeners: u64,
    /// How often they connected.
    connections: u64,
    kills: u64,
    /// Reports that were lost on their way; those that met no façade are not among them.
    lost: u64,
    /// Reports that came after forged ones.
    forged: u64,
    /// Orders that were left to a person: neither the answer nor a report came.
    review: u64,
    /// Times that an order became another job, or that two orders became one.
    doubles: u64,
    /// Listeners that did not hear the end that is recorded.
    missed: u64,
    /// Connections on which a change was left out.
    gaps: u64,
    /// Jobs without an end, or with another one than upstream has.
    wrong: u64,
    /// Looks at jobs whose end was recorded.
    late: u64,
}

impl Figures {
    const HEAD: [&str; 13] = [
        "orders of pictures",
        "jobs",
        "listeners",
        "their connections",
        "SIGKILL",
        "reports lost",
        "reports forged",
        "left to a person",
        "generated twice",
        "ends missed",
        "connections with gaps",
        "without an end, or with a wrong one",
        "looks after the end",
    ];

    fn judge(&self, scenario: &str) {
        let wrong = [self.doubles, self.missed, self.gaps, self.wrong, self.late];
        let told =
            [self.orders, self.jobs, self.listeners, self.connections, self.kills, self.lost, self.forged, self.review];
        let values: Vec<u64> = told.into_iter().chain(wrong).collect();
        let text = plan::note("jobs", scenario, &Self::HEAD, &values);
        assert_eq!(wrong, [0; 5], "{scenario}\n{text}");
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.orders += other.orders;
        self.jobs += other.jobs;
        self.listeners += other.listeners;
        self.connections += other.connections;
        self.kills += other.kills;
        self.lost += other.lost;
        self.forged += other.forged;
        self.review += other.review;
        self.doubles += other.doubles;
        self.missed += other.missed;
        self.gaps += other.gaps;
        self.wrong += other.wrong;
        self.late += other.late;
    }
}

/// Decides what becomes of the jobs, and sets hardships; counts the reports that are lost and forged.
async fn hardships(world: &World, chance: &mut ChaCha8Rng) -> Figures {
    let mut figures = Figures::default();
    for nth in 1..=ORDERED {
        let ends = ["fails", "rerolls", "stalls", "completes"][chance.random_range(0..40_usize).min(3)];
        let report = ["lost", "forged", "sent", "sent"][chance.random_range(0..4)];
        world.next_generation(ends, report).await;
        figures.lost += u64::from(report == "lost");
        figures.forged += u64::from(report == "forged");
        if chance.random_ratio(1, 8) {
            let (kind, seconds) = ORDERS[chance.random_range(0..ORDERS.len())];
            world.fault("imageGenerator.generate", kind, nth, 1, seconds).await;
        }
        if chance.random_ratio(1, 2) {
            let (kind, seconds) = LOOKS[chance.random_range(0..LOOKS.len())];
            world.fault("imageGenerator.get", kind, chance.random_range(1..ORDERED * 5), 1, seconds).await;
        }
    }
    figures
}

/// An order, its answer, and what those heard who listened to its job.
struct Ended {
    order: Order,
    answer: Value,
    heard: Vec<Heard>,
}

async fn order(world: &World, nth: u64, seed: u64) -> Ended {
    let order = Order::generation(&format!("picture {nth}"));
    let answer = order.insist(world).await;
    let mut heard = Vec::new();
    if is_settled(&answer) {
        let mut chance = chance(seed, &order.key);
        let listeners = (0..chance.random_range(1..=4)).map(|_| {
            let draw = plan::chance(chance.random(), "listener");
            listen(world, &answer["generation"]["id"], draw)
        });
        heard = futures::future::join_all(listeners).await;
    }
    Ended { order, answer, heard }
}

async fn one_world(seed: u64) -> Figures {
    let mut draw = chance(seed, "jobs");
    let settings = vec![
        ("PORTICO_GENERATION__FIRST_POLL", "100ms"),
        ("PORTICO_GENERATION__LONGEST_POLL", "400ms"),
        ("PORTICO_GENERATION__DEADLINE", "8s"),
        ("PORTICO_PURCHASING__REVIEW_AFTER", "5s"),
    ];
    let sandbox = vec![("PORTICO_SANDBOX__GENERATION_TIME", "1500ms")];
    let world = Arc::new(World::start(Setup { settings, sandbox, ..Setup::default() }));
    let mut figures = hardships(&world, &mut draw).await;
    world.serve(None);
    let clients: Vec<u64> = (0..ORDERED).map(|_| draw.random()).collect();
    let ordering = async {
        let clients = (0..).zip(clients).map(|(nth, seed)| {
            let world = world.clone();
            async move { order(&world, nth, seed).await }
        });
        futures::stream::iter(clients).buffer_unordered(AT_A_TIME).collect::<Vec<_>>().await
    };
    let killing = async {
        // On a machine too slow for anything to end within such a life, the last life lets it.
        for _ in 0..ORDERED / 10 {
            tokio::time::sleep(Duration::from_millis(draw.random_range(1_500..4_500))).await;
            world.kill().await;
            world.serve(None);
        }
        std::future::pending::<()>().await;
    };
    let ended = tokio::select! {
        ended = ordering => ended,
        () = killing => Vec::new(),
    };
    if !world.is_down() {
        world.kill().await;
    }
    figures += audit(&world, &ended).await;
    figures.kills = world.kills.load(Ordering::Relaxed);
    figures
}

/// Holds what was heard against the ledger, and the ledger against what upstream saw.
async fn audit(world: &World, ended: &[Ended]) -> Figures {
    let (calls, book, taken_on) = (world.all_calls().await, world.book().await, world.generations().await);
    let config = LedgerConfig::default();
    let ledger = Ledger::open(&config, &world.data, Clock::system()).await.unwrap();
    let mut figures = Figures { orders: ended.len() as u64, ..Figures::default() };
    let mut jobs: BTreeMap<String, u64> = BTreeMap::new();
    for Ended { order, answer, heard } in ended {
        // Not by the calls: one that comes with a session that is gone is refused, and sent again.
        let generated = taken_on.iter().filter(|job| job["prompt"] == order.input["prompt"]).count() as u64;
        figures.doubles += generated.saturating_sub(1);
        figures.review += u64::from(answer["purchase"]["status"] == "NEEDS_REVIEW");
        if !is_settled(answer) {
            continue;
        }
        let id = GenerationId::decode(answer["generation"]["id"].as_str().unwrap()).unwrap();
        *jobs.entry(id.key.to_string()).or_default() += 1;
        let changes = ledger.generation_changes(&id, 0).await.unwrap();
        let states: Vec<State> = changes.iter().map(|change| state(&change.job)).collect();
        for one in heard {
            figures.listeners += 1;
            figures.connections += one.connections.len() as u64;
            let missed = one.ended_early || one.last() != states.last();
            let gaps = one.connections.iter().filter(|heard| !is_part(heard, &states)).count() as u64;
            if missed || gaps > 0 {
                println!("{}: {one:?} of {states:?}", order.key);
            }
            figures.missed += u64::from(missed);
            figures.gaps += gaps;
        }
        let charged = book.iter().filter(|charge| charge["generation"] == *id.key).count();
        let last = changes.last().unwrap();
        if !last.last || !fits(&last.job, charged) {
            println!("{}: charged {charged} times, and ended as {last:?}", order.key);
            figures.wrong += 1;
        }
        figures.late += looks_after(last, &id, &calls);
    }
    ledger.close().await;
    figures.jobs = jobs.len() as u64;
    figures.doubles += jobs.values().map(|orders| orders - 1).sum::<u64>();
    figures
}

/// Whether the job's end is what upstream charged for. Past its deadline it counts as failed, whatever upstream makes of it.
fn fits(job: &Generation, charged: usize) -> bool {
    match state(job) {
        (status, ..) if status == "COMPLETED" => charged == 1,
        (_, _, Some(failure), ..) if failure == "DEADLINE" => true,
        _ => charged == 0,
    }
}

fn looks_after(last: &GenerationChange, id: &GenerationId, calls: &[Value]) -> u64 {
    let late = calls.iter().filter(|call| {
        let at: Timestamp = call["at"].as_str().unwrap().parse().unwrap();
        call["command"] == "imageGenerator.get"
            && call["arguments"]["dp_uuid"] == *id.key
            && at.as_millisecond() > last.at.as_millisecond()
    });
    late.inspect(|call| println!("ended at {}, and looked at: {call}", last.at)).count() as u64
}

/// Whether what was heard on a connection is a part of what happened, without a gap.
fn is_part(heard: &[State], happened: &[State]) -> bool {
    heard.is_empty() || happened.windows(heard.len()).any(|part| part == heard)
}

fn state(job: &Generation) -> State {
    let word = |value: Value| value.as_str().map(str::to_owned);
    (
        word(serde_json::to_value(job.status).unwrap()).unwrap(),
        word(serde_json::to_value(job.purchase_status).unwrap()).unwrap(),
        job.failure.and_then(|failure| word(serde_json::to_value(failure).unwrap())),
        job.images.iter().map(|image| image.uuid.clone()).collect(),
        job.images.iter().filter(|image| image.preview_url.is_some()).count(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_end_is_heard() {
    let mut figures = Figures::default();
    for seed in plan::rounds_for("every_end_is_heard", "CHAOS_JOBS", JOBS) {
        figures += one_world(seed).await;
    }
    figures.judge("every_end_is_heard");
}
