//! The store fails: nothing is sent, and what was under way comes to its end when the store is back.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use sqlx::Row;
use tempfile::TempDir;

use crate::{
    audit::audit,
    buyer::{Goods, Order, adobe_goods, crowd, goods, is_settled},
    plan::{Figures, chance, rounds},
    postgres::{self, Postgres},
    process::LOOK,
    world::{Setup, World},
};

/// Orders before, and while the store cannot be written.
const BEFORE: usize = 4;
const DURING: usize = 12;
const GOODS: usize = BEFORE + DURING + 1;

/// A store that is busy or gone shall be so after a second.
fn hasty() -> Vec<(&'static str, &'static str)> {
    vec![("PORTICO_LEDGER__TIMEOUT", "1s")]
}

/// Runs a command of the system; whether it succeeded.
fn run(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program).args(arguments).stderr(Stdio::null()).status();
    ran.is_ok_and(|status| status.success())
}

/// Which provider is asked when the store fails.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Depositphotos,
    AdobeStock,
}

/// What is bought, of one provider and the other by turns. The first is bought twice, so it is Depositphotos'.
async fn stock(world: &World, asked: Asked) -> Vec<Goods> {
    let (mut stock, adobe_stock) = (goods(world, GOODS).await, adobe_goods(world, GOODS).await);
    let turn = if asked == Asked::AdobeStock { BEFORE % 2 } else { 1 - BEFORE % 2 };
    for (nth, goods) in adobe_stock.into_iter().enumerate().skip(1).filter(|(nth, _)| nth % 2 == turn) {
        stock[nth] = goods;
    }
    stock
}

/// Buys, breaks the store, asks for more, mends the store: the façade lives through all of it.
async fn outage(world: &World, stock: &[Goods], fail: impl AsyncFnOnce(), mend: impl AsyncFnOnce()) -> Figures {
    let orders: Vec<Order> =
        stock.iter().enumerate().map(|(nth, goods)| Order::item(&format!("outage {nth}"), goods)).collect();
    let (before, rest) = orders.split_at(BEFORE);
    let (under_way, during) = rest.split_first().unwrap();
    for order in before {
        assert!(is_settled(&order.insist(world).await));
        assert_eq!(order.sent(world).await, 1, "{order:?}");
    }
    // One is sent and not answered yet when the store fails.
    world.fault(under_way.command, "slow", 1, 1, 0.7).await;
    let being_sent = async {
        let database = world.database().await;
        let sending = "SELECT COUNT(*) AS sending FROM lines WHERE state = 'SENDING'";
        while sqlx::query(sending).fetch_one(&database).await.unwrap().get::<i64, _>("sending") == 0 {
            tokio::time::sleep(LOOK).await;
        }
        database.close().await;
    };
    let breaking = async {
        being_sent.await;
        fail().await;
        let answers = futures::future::join_all(during.iter().map(|order| order.once(world))).await;
        let mut unrecorded = 0;
        for (order, answer) in during.iter().zip(answers) {
            let bought = answer.is_ok_and(|answer| answer["data"]["answer"]["purchase"].is_object());
            let sent = order.sent(world).await;
            assert!(!bought && sent == 0, "{} with a store that cannot be written", order.key);
            unrecorded += sent as u64;
        }
        mend().await;
        unrecorded
    };
    let (outcome, unrecorded) = futures::join!(under_way.insist(world), breaking);
    assert!(is_settled(&outcome), "{outcome}\n{}", world.log());
    // The same façade, the same keys: what was not bought says so, and the audit holds it against the book. That is what an
    // intent comes to that was recorded, and whose attempts could not be.
    for outcome in futures::future::join_all(during.iter().map(|order| order.insist(world))).await {
        let not_bought = outcome["purchase"]["lines"][0]["code"] == "NOT_BOUGHT";
        assert!(is_settled(&outcome) || not_bought, "{outcome}\n{}", world.log());
    }
    let after = Order::item("after the outage", &stock[0]);
    assert!(is_settled(&after.insist(world).await), "{}", world.log());
    Figures { unrecorded, ..Figures::default() }
}

/// Undoes something, however the test ends.
struct Undo<F: FnMut()>(F);

impl<F: FnMut()> Drop for Undo<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// What is written; the third file is memory that SQLite shares, and a process that may not write its memory dies.
fn files(data: &Path) -> Vec<String> {
    let files = fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path().display().to_string());
    files.filter(|file| !file.ends_with("-shm")).collect()
}

fn immutable(data: &Path, on: bool) -> bool {
    let files = files(data);
    let mut arguments = vec![if on { "+i" } else { "-i" }];
    arguments.extend(files.iter().map(String::as_str));
    run("chattr", &arguments)
}

async fn read_only() -> Figures {
    let world = World::start(Setup { settings: hasty(), ..Setup::default() });
    world.serve(None);
    let stock = stock(&world, Asked::Depositphotos).await;
    let data = world.data.clone();
    if !immutable(&data, true) {
        println!("read-only: the files cannot be made immutable here (chattr +i needs root); left out");
        return audit(&world).await;
    }
    println!("read-only: chattr +i");
    immutable(&data, false);
    let _undo = Undo(|| _ = immutable(&data, false));
    let fail = async || assert!(immutable(&data, true));
    let mut figures = outage(&world, &stock, fail, async || assert!(immutable(&data, false))).await;
    // Read-only from the start: whether or not it starts, nothing is bought.
    world.kill().await;
    assert!(immutable(&data, true));
    if world.try_serve() {
        let order = Order::item("read-only from the start", &stock[0]);
        let answer = order.once(&world).await;
        assert!(!answer.is_ok_and(|answer| answer["data"]["answer"]["purchase"].is_object()));
        figures.unrecorded += order.sent(&world).await as u64;
    }
    assert!(immutable(&data, false));
    world.kill().await;
    world.serve(None);
    figures += audit(&world).await;
    figures
}

/// The end of a file system: whatever can be written is.
fn fill(folder: &Path) -> PathBuf {
    let filler = folder.join("filler");
    let mut file = File::create(&filler).unwrap();
    for size in [64 * 1024, 512] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
    filler
}

async fn full_disk() -> Figures {
    let folder = TempDir::new().unwrap();
    let place = folder.path().display().to_string();
    if !run("mount", &["-t", "tmpfs", "-o", "size=4m", "none", &place]) {
        println!("full disk: no file system can be mounted here; the limit on the length of files stands in for it");
        return Figures::default();
    }
    println!("full disk: a tmpfs of 4 MB");
    let _undo = Undo(|| _ = run("umount", &["-l", &place]));
    let data = Some(folder.path().join("data"));
    let world = World::start(Setup { data, settings: hasty(), ..Setup::default() });
    world.serve(None);
    let stock = stock(&world, Asked::AdobeStock).await;
    let filler = folder.path().join("filler");
    let fail = async || drop(fill(folder.path()));
    let mut figures = outage(&world, &stock, fail, async || fs::remove_file(&filler).unwrap()).await;
    figures += audit(&world).await;
    figures
}

async fn limited_files() -> Figures {
    println!("full disk: prlimit --fsize=0");
    let world = World::start(Setup { settings: hasty(), ..Setup::default() });
    world.serve(None);
    let stock = stock(&world, Asked::Depositphotos).await;
    let limit = |limit: &str| run("prlimit", &["--pid", &world.facade_id().to_string(), &format!("--fsize={limit}:")]);
    let fail = async || assert!(limit("0"));
    let mut figures = outage(&world, &stock, fail, async || assert!(limit("unlimited"))).await;
    figures += audit(&world).await;
    figures
}

async fn locked() -> Figures {
    let world = World::start(Setup { settings: hasty(), ..Setup::default() });
    world.serve(None);
    let stock = stock(&world, Asked::AdobeStock).await;
    let database = world.database().await;
    let held = tokio::sync::Mutex::new(None);
    let fail = async || *held.lock().await = Some(database.begin_with("BEGIN IMMEDIATE").await.unwrap());
    let mend = async || held.lock().await.take().unwrap().rollback().await.unwrap();
    let mut figures = outage(&world, &stock, fail, mend).await;
    database.close().await;
    figures += audit(&world).await;
    figures
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_cannot_be_written() {
    let mut figures = Figures::default();
    for _ in rounds("a_store_that_cannot_be_written") {
        let (a, b, c, d) = futures::join!(read_only(), full_disk(), limited_files(), locked());
        for came in [a, b, c, d] {
            figures += came;
        }
    }
    figures.judge("a_store_that_cannot_be_written");
}

async fn postgres_stopped(seed: u64) -> Figures {
    let server = tokio::sync::Mutex::new(Postgres::start());
    let url = server.lock().await.url();
    let mut settings = hasty();
    // Long enough for whoever is at work, short enough for a test.
    settings.push(("PORTICO_PURCHASING__ABANDONED_AFTER", "2s"));
    let world = Arc::new(World::start(Setup { postgres: Some(url), settings, ..Setup::default() }));
    world.serve(None);
    let (stock, killed) = (stock(&world, Asked::AdobeStock).await, goods(&world, 3 * 4).await);
    let fail = async || server.lock().await.stop();
    let mend = async || server.lock().await.go_on();
    let mut figures = outage(&world, &stock, fail, mend).await;
    // And killed, with others that might be alive.
    let mut chance = chance(seed, "postgres");
    for (point, stock) in ["after-intent", "after-attempt", "after-response"].into_iter().zip(killed.chunks(4)) {
        world.stop();
        world.serve(Some(point));
        let clients = stock.iter().enumerate().map(|(nth, goods)| {
            let order = Order::item(&format!("postgres {point} {nth}"), goods);
            crowd(&world, order, 3, crate::plan::chance(rand::RngExt::random(&mut chance), "copies"))
        });
        let dies = async {
            world.killed_itself(point).await;
            world.serve(None);
        };
        futures::join!(futures::future::join_all(clients), dies);
    }
    figures += audit(&world).await;
    figures
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_that_stops_and_goes_on() {
    if !postgres::wanted() {
        println!("PORTICO_TEST_POSTGRES is not set: left out");
        return;
    }
    let mut figures = Figures::default();
    for seed in rounds("postgres_that_stops_and_goes_on") {
        figures += postgres_stopped(seed).await;
    }
    figures.judge("postgres_that_stops_and_goes_on");
}
