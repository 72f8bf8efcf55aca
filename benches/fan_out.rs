//! How long it takes until a thousand listeners have heard of a change: from the moment that the ledger says it was seen to
//! the moment at which the message is read. `cargo bench --bench fan_out` prints milliseconds and fails above what the design allows.
//!
//! The listeners share the process and its two threads with the façade, so the figure is an upper bound. The sandbox runs in
//! a process of its own.
#![expect(clippy::expect_used, reason = "a measurement that cannot go on should stop here")]

mod support;

use std::{collections::HashMap, net::SocketAddr, time::Duration};

use futures::{SinkExt, StreamExt};
use jiff::Timestamp;
use portico::{
    app,
    clock::Clock,
    config::{Config, ledger::LedgerConfig},
    domain::id::GenerationId,
    ledger::Ledger,
};
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::Barrier, task::JoinSet};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use self::support::Sandbox;

/// The allocator of the binary, which a benchmark has to bring itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SOCKETS: usize = 20;
const LISTENERS_OF_A_SOCKET: usize = 50;
/// One job after another; each changes a few times.
const JOBS: usize = 5;
/// What the design allows for 99 of 100 messages.
const ALLOWED: Duration = Duration::from_millis(250);

const GENERATE: &str = "mutation ($input: GenerateImageInput!) { generateImage(input: $input) { generation { id } } }";
const PROGRESS: &str = "subscription ($id: ID!) { generationProgress(id: $id) {
    status purchaseStatus images { uuid previewUrl } } }";

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let mut delays = runtime.block_on(measure());
    delays.sort_unstable();
    let rank = |hundredths: usize| delays[(delays.len() - 1) * hundredths / 100];
    println!(
        "{} messages to {} listeners: p50 {} ms, p99 {} ms, slowest {} ms",
        delays.len(),
        SOCKETS * LISTENERS_OF_A_SOCKET,
        rank(50),
        rank(99),
        rank(100)
    );
    assert!(i128::from(rank(99)) <= ALLOWED.as_millis().cast_signed(), "p99 is above {ALLOWED:?}");
}

/// The delay of every message about a change, in milliseconds.
async fn measure() -> Vec<i64> {
    let sandbox = Sandbox::start();
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = Config::default();
    config.http.listen = "127.0.0.1:0".parse().expect("an address");
    config.data_dir = folder.path().to_owned();
    config.providers.depositphotos.url = Some(sandbox.url.parse().expect("the sandbox's URL"));
    let app = app::start(config).await.expect("Portico starts");
    let mut delays = Vec::new();
    for nth in 0..JOBS {
        let job = generate(app.addr(), nth).await;
        let begun = std::sync::Arc::new(Barrier::new(SOCKETS));
        let mut sockets = JoinSet::new();
        for _ in 0..SOCKETS {
            sockets.spawn(listen(app.addr(), job.clone(), begun.clone()));
        }
        let heard = sockets.join_all().await;
        delays.extend(compare(folder.path(), &job, heard).await);
    }
    app.shutdown().await;
    delays
}

/// When a listener heard each of its messages.
type Heard = Vec<Timestamp>;

/// How long after each change was recorded the listeners heard of it. What they heard first was the present state.
async fn compare(folder: &std::path::Path, job: &str, heard: Vec<Vec<Heard>>) -> Vec<i64> {
    let ledger = Ledger::open(&LedgerConfig::default(), folder, Clock::system()).await.expect("the ledger");
    let id = GenerationId::decode(job).expect("an id");
    let changes = ledger.generation_changes(&id, 0).await.expect("the changes");
    ledger.close().await;
    let mut delays = Vec::new();
    for listener in heard.into_iter().flatten() {
        // A listener hears all changes behind its first state, so its last message is about the last change.
        let behind = changes.len() - (listener.len() - 1);
        for (at, change) in listener.into_iter().skip(1).zip(&changes[behind..]) {
            delays.push(at.as_millisecond() - change.at.as_millisecond());
        }
    }
    delays
}

type Socket = WebSocketStream<TcpStream>;

async fn say(socket: &mut Socket, message: Value) {
    socket.send(Message::text(message.to_string())).await.expect("the socket takes a message");
}

async fn hear(socket: &mut Socket) -> Value {
    loop {
        match socket.next().await.expect("the socket is open").expect("a message") {
            Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("no message but {other:?}"),
        }
    }
}

async fn open(addr: SocketAddr) -> Socket {
    let mut request = format!("ws://{addr}/graphql").into_client_request().expect("a request");
    let protocol = "graphql-transport-ws".parse().expect("a protocol");
    request.headers_mut().insert("sec-websocket-protocol", protocol);
    let stream = TcpStream::connect(addr).await.expect("Portico listens");
    let (mut socket, _) = client_async(request, stream).await.expect("a handshake");
    say(&mut socket, json!({ "type": "connection_init" })).await;
    hear(&mut socket).await;
    socket
}

/// The id of a new job.
async fn generate(addr: SocketAddr, nth: usize) -> String {
    let mut socket = open(addr).await;
    let input = json!({ "prompt": format!("A crowd, {nth}"), "idempotencyKey": format!("crowd {nth}") });
    let payload = json!({ "query": GENERATE, "variables": { "input": input } });
    say(&mut socket, json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    let answer = hear(&mut socket).await;
    let id = answer["payload"]["data"]["generateImage"]["generation"]["id"].as_str();
    id.unwrap_or_else(|| panic!("no job: {answer}")).to_owned()
}

/// Listens to a job with many operations on one socket, to its end: what each heard.
async fn listen(addr: SocketAddr, job: String, begun: std::sync::Arc<Barrier>) -> Vec<Heard> {
    let mut socket = open(addr).await;
    for id in 0..LISTENERS_OF_A_SOCKET {
        let payload = json!({ "query": PROGRESS, "variables": { "id": job } });
        say(&mut socket, json!({ "id": id.to_string(), "type": "subscribe", "payload": payload })).await;
    }
    begun.wait().await;
    let clock = Clock::system();
    let mut heard: HashMap<String, Heard> = HashMap::new();
    let mut complete = 0;
    while complete < LISTENERS_OF_A_SOCKET {
        let message = hear(&mut socket).await;
        let at = clock.now();
        let id = message["id"].as_str().expect("an id").to_owned();
        if message["type"] == "complete" {
            complete += 1;
        } else {
            assert!(message["payload"]["data"].is_object(), "no progress: {message}");
            heard.entry(id).or_default().push(at);
        }
    }
    heard.into_values().collect()
}
