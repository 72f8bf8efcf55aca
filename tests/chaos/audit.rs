//! The ledger against the sandbox's own book.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::Ordering,
};

use portico::domain::purchase::LineResult;
use serde_json::Value;
use sqlx::Row;
use tokio::time::Instant;

use crate::{
    plan::Figures,
    process::{LOOK, PATIENCE},
    world::World,
};

/// A line of the ledger.
struct Line {
    key: String,
    item: Option<String>,
    state: String,
    transactions: Vec<String>,
    absent: i64,
    unknown: bool,
    /// Its attempts' markers.
    markers: Vec<String>,
}

impl Line {
    fn is_adobes(&self) -> bool {
        self.item.as_ref().is_some_and(|item| item.starts_with("adobe_stock:"))
    }
}

/// Kills the façade, starts it again, lets it find out what is unclear, and holds the ledger against the book.
pub(crate) async fn audit(world: &World) -> Figures {
    world.no_faults().await;
    world.kill().await;
    world.serve(None);
    let unended = ended(world).await;
    world.kill().await;
    let figures = compare(&lines(world).await, &world.book().await, world.marked);
    Figures {
        unended,
        requests: world.requests.load(Ordering::Relaxed),
        kills: world.kills.load(Ordering::Relaxed),
        verified: world.verified.load(Ordering::Relaxed),
        ..figures
    }
}

/// Waits until every line has an outcome; how many never get one.
pub(crate) async fn ended(world: &World) -> u64 {
    let database = world.database().await;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let open = "SELECT COUNT(*) AS open FROM lines WHERE state IN ('RESERVED', 'SENDING', 'UNKNOWN')";
        let open: i64 = sqlx::query(open).fetch_one(&database).await.unwrap().get("open");
        if open == 0 || Instant::now() >= deadline {
            database.close().await;
            return open.unsigned_abs();
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn lines(world: &World) -> Vec<Line> {
    let database = world.database().await;
    let rows = sqlx::query(
        "SELECT l.purchase_id, l.line, p.idempotency_key, l.item, l.state, l.result, l.absent, \
         (SELECT COUNT(*) FROM entries e WHERE e.purchase_id = l.purchase_id AND e.line = l.line \
         AND e.to_state = 'UNKNOWN') AS unknown FROM lines l JOIN purchases p ON p.id = l.purchase_id",
    );
    let rows = rows.fetch_all(&database).await.unwrap();
    let attempts = sqlx::query("SELECT id, purchase_id, line FROM attempts").fetch_all(&database).await.unwrap();
    database.close().await;
    let place = |row: &sqlx::any::AnyRow| (row.get::<String, _>("purchase_id"), row.get::<i64, _>("line"));
    let mut markers: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for attempt in &attempts {
        markers.entry(place(attempt)).or_default().push(attempt.get("id"));
    }
    rows.iter()
        .map(|row| {
            let result: Option<String> = row.get("result");
            let result: LineResult = serde_json::from_str(&result.unwrap_or_else(|| "{}".to_owned())).unwrap();
            Line {
                key: row.get("idempotency_key"),
                item: row.get("item"),
                state: row.get("state"),
                transactions: result.transactions.iter().map(|id| id.key.to_string()).collect(),
                absent: row.get("absent"),
                unknown: row.get::<i64, _>("unknown") > 0,
                markers: markers.remove(&place(row)).unwrap_or_default(),
            }
        })
        .collect()
}

fn compare(lines: &[Line], book: &[Value], marked: bool) -> Figures {
    let mut figures = Figures { purchases: lines.len() as u64, charges: book.len() as u64, ..Figures::default() };
    for line in lines {
        figures.unknown += u64::from(line.unknown);
        figures.review += u64::from(line.state == "NEEDS_REVIEW");
        let marked = marked && !line.is_adobes();
        figures.slow += u64::from(line.absent > 1 || (marked && line.state == "NEEDS_REVIEW"));
    }
    // Lines that licence something, by what the book says of a charge: the order's key and the item.
    let mut wanted: BTreeMap<(&str, String), Vec<&Line>> = BTreeMap::new();
    for line in lines {
        if let Some(item) = &line.item {
            wanted.entry((&line.key, item.clone())).or_default().push(line);
        }
    }
    let mut charged = BTreeSet::new();
    let mut charges: BTreeMap<(&str, String), u64> = BTreeMap::new();
    for charge in book {
        let (transaction, place) = (transaction(charge), place(charge));
        // Adobe Stock gives no marker back.
        let marked = marked && charge["provider"] == "depositphotos";
        *charges.entry(place.clone()).or_default() += 1;
        let lines_of = wanted.get(&place).map(Vec::as_slice).unwrap_or_default();
        let settled =
            |line: &&Line| line.state == "SETTLED" && line.transactions.iter().any(|id| goes_by(id, &transaction));
        let here = lines_of.iter().copied().filter(settled).count();
        let anywhere = lines.iter().filter(settled).filter(|line| line.item.is_some()).count();
        let with_a_person = !marked && lines_of.iter().any(|line| line.state == "NEEDS_REVIEW");
        let mut right = (here, anywhere) == (1, 1) || (with_a_person && anywhere == 0);
        if marked {
            let other = charge["references"]["other"].as_str().unwrap_or_default();
            let marker = other.split_once("{portico ").and_then(|(_, rest)| rest.strip_suffix('}')).unwrap_or_default();
            right &= lines_of.iter().any(|line| settled(line) && line.markers.iter().any(|known| known == marker));
        }
        if !right {
            let states: Vec<_> = lines_of.iter().map(|line| (&line.state, &line.transactions)).collect();
            println!("a stray charge, of {place:?}: {charge} {states:?}");
            figures.strays += 1;
        }
        charged.insert(transaction);
    }
    for (place, made) in charges {
        let most = wanted.get(&place).map_or(0, Vec::len) as u64;
        if made > most {
            println!("charged {made} times, wanted {most} times: {place:?}");
            figures.doubles += made - most;
        }
    }
    for line in lines.iter().filter(|line| line.item.is_some() && line.state == "SETTLED") {
        if line.transactions.len() != 1 || !charged.iter().any(|made| goes_by(&line.transactions[0], made)) {
            println!("a row without a charge: {} {:?}", line.key, line.transactions);
            figures.phantoms += 1;
        }
    }
    figures
}

/// What a transaction goes by. Adobe Stock's have ids of ours, of the item, the licence and the minute; the book has numbers.
/// No item is ordered there twice.
fn transaction(charge: &Value) -> String {
    match charge["provider"].as_str() {
        Some("adobe_stock") => format!("{}.{}.", charge["itemId"], charge["licenseId"].as_str().unwrap_or_default()),
        _ => charge["transactionId"].to_string(),
    }
}

fn goes_by(id: &str, transaction: &str) -> bool {
    if transaction.ends_with('.') { id.starts_with(transaction) } else { id == transaction }
}

/// The order's key and the item.
fn place(charge: &Value) -> (&str, String) {
    let references = &charge["references"];
    let key = references["project"].as_str().or(references["2"].as_str()).unwrap_or_default();
    (key, format!("{}:{}", charge["provider"].as_str().unwrap_or_default(), charge["itemId"]))
}
