//! A sandbox that lives, a façade that dies and comes back, and the way to both.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use portico::{clock::Clock, config::ledger::LedgerConfig, ledger::Ledger};
use serde_json::{Value, json};
use sqlx::AnyPool;
use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::Instant,
};

use crate::process::{LOOK, PATIENCE, Process};

/// Settings that make the façade hurry. Nothing is bought later than `deadline + window`: 2 × (1 s + 1 s) + 1 s.
const HASTE: &[(&str, &str)] = &[
    ("PORTICO_HTTP__LISTEN", "127.0.0.1:0"),
    ("PORTICO_LOG__LEVEL", "warn"),
    // As fast as it can.
    ("PORTICO_LIMITS__RATE__VIEWER_POINTS_PER_SECOND", "0"),
    ("PORTICO_LIMITS__RATE__TENANT_POINTS_PER_SECOND", "0"),
    ("PORTICO_LIMITS__RATE__UPSTREAM_CALLS_PER_MINUTE", "0"),
    ("PORTICO_PURCHASING__VISIBILITY_WINDOW", "1s"),
    ("PORTICO_PURCHASING__LOOKUP_PAUSE", "200ms"),
    ("PORTICO_PURCHASING__WAIT", "3s"),
    ("PORTICO_PROVIDERS__DEPOSITPHOTOS__USERNAME", "finance"),
    ("PORTICO_PROVIDERS__DEPOSITPHOTOS__TIMEOUT", "1s"),
    ("PORTICO_PROVIDERS__DEPOSITPHOTOS__SPEND_TIMEOUT", "1s"),
    ("PORTICO_PROVIDERS__DEPOSITPHOTOS__BREAKER_PAUSE", "200ms"),
    // Of Adobe Stock nothing is bought later than 3 × 1 s + 2 × 1 s, and the window.
    ("PORTICO_PROVIDERS__ADOBE_STOCK__TIMEOUT", "1s"),
    ("PORTICO_PROVIDERS__ADOBE_STOCK__SPEND_TIMEOUT", "1s"),
];

/// How a world is set up.
#[derive(Default)]
pub(crate) struct Setup {
    /// Attempts carry no marker.
    pub(crate) unmarked: bool,
    /// The ledger's Postgres.
    pub(crate) postgres: Option<String>,
    /// Where the ledger's file is, if not in a folder of the world's own.
    pub(crate) data: Option<PathBuf>,
    /// What stands in `portico.toml`.
    pub(crate) config: Option<&'static str>,
    /// More settings.
    pub(crate) settings: Vec<(&'static str, &'static str)>,
    /// More settings of the sandbox.
    pub(crate) sandbox: Vec<(&'static str, &'static str)>,
}

/// A sandbox and a façade in processes of their own.
pub(crate) struct World {
    folder: TempDir,
    pub(crate) data: PathBuf,
    pub(crate) marked: bool,
    postgres: Option<String>,
    settings: Vec<(String, String)>,
    http: reqwest::Client,
    control: SocketAddr,
    facade: Mutex<Option<Process>>,
    at: watch::Sender<Option<SocketAddr>>,
    pub(crate) kills: AtomicU64,
    pub(crate) verified: AtomicU64,
    pub(crate) requests: AtomicU64,
    /// Last, so that it goes last.
    _sandbox: Process,
}

impl World {
    /// Starts the sandbox, and no façade yet.
    pub(crate) fn start(setup: Setup) -> Self {
        let folder = TempDir::new().unwrap();
        let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let log = folder.path().join("sandbox.log");
        if let Some(config) = setup.config {
            std::fs::write(folder.path().join("portico.toml"), config).unwrap();
        }
        let mut quiet = own(&[("PORTICO_SANDBOX__LISTEN", "127.0.0.1:0"), ("PORTICO_LOG__LEVEL", "warn")]);
        quiet.extend(own(&setup.sandbox));
        let mut sandbox = Process::start("sandbox", &quiet, folder.path(), &log);
        let control = sandbox.address("Control").unwrap();
        let data = setup.data.unwrap_or_else(|| folder.path().join("data"));
        let mut settings = own(HASTE);
        settings.extend(own(&setup.settings));
        settings.push(("PORTICO_PROVIDERS__DEPOSITPHOTOS__URL".to_owned(), format!("http://{control}/depositphotos")));
        settings.push(("PORTICO_PROVIDERS__ADOBE_STOCK__URL".to_owned(), format!("http://{control}/adobe")));
        settings.push(("PORTICO_DATA_DIR".to_owned(), data.display().to_string()));
        if setup.unmarked {
            // What stays ambiguous is a person's then, and the test shall not wait a day for it.
            settings.extend(own(&[("PORTICO_PURCHASING__MARKER", "off"), ("PORTICO_PURCHASING__REVIEW_AFTER", "9s")]));
        }
        let at = watch::Sender::new(None);
        // Callbacks are sent to where the façade was when it asked, and shall find the one that is there now.
        settings.push(("PORTICO_HTTP__PUBLIC_URL".to_owned(), format!("http://{}", front_door(at.subscribe()))));
        if let Some(url) = &setup.postgres {
            settings.push(("PORTICO_LEDGER__URL".to_owned(), url.clone()));
        }
        // Every request on a connection of its own: the façade dies often.
        let http = reqwest::Client::builder().timeout(Duration::from_secs(20)).pool_max_idle_per_host(0).no_proxy();
        Self {
            folder,
            data,
            marked: !setup.unmarked,
            postgres: setup.postgres,
            settings,
            http: http.build().unwrap(),
            control,
            facade: Mutex::new(None),
            at,
            kills: AtomicU64::new(0),
            verified: AtomicU64::new(0),
            requests: AtomicU64::new(0),
            _sandbox: sandbox,
        }
    }

    /// What the façade runs with.
    pub(crate) fn settings(&self) -> &[(String, String)] {
        &self.settings
    }

    fn launch(&self, crash_point: Option<&str>) -> Process {
        let mut variables = self.settings.clone();
        variables.extend(crash_point.map(|point| ("PORTICO_CRASH_POINT".to_owned(), point.to_owned())));
        Process::start("serve", &variables, self.folder.path(), &self.folder.path().join("facade.log"))
    }

    /// Starts the façade; with a crash point it may die before it is reachable.
    pub(crate) fn serve(&self, crash_point: Option<&str>) {
        let mut facade = self.launch(crash_point);
        let addr = facade.address("GraphQL");
        assert!(addr.is_some() || crash_point.is_some(), "the façade did not start:\n{}", self.log());
        *self.facade.lock().unwrap() = Some(facade);
        self.at.send_replace(addr);
    }

    /// Starts the façade where that may fail: whether it did.
    pub(crate) fn try_serve(&self) -> bool {
        let mut facade = self.launch(None);
        let addr = facade.address("GraphQL");
        self.at.send_replace(addr);
        *self.facade.lock().unwrap() = Some(facade);
        addr.is_some()
    }

    /// Starts the façade, and kills it after so long, ready or not.
    pub(crate) async fn kill_at_start(&self, after: Duration) {
        let facade = self.launch(None);
        tokio::time::sleep(after).await;
        facade.kill();
        self.kills.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether there is no façade now.
    pub(crate) fn is_down(&self) -> bool {
        self.facade.lock().unwrap().is_none()
    }

    pub(crate) fn facade_id(&self) -> u32 {
        self.facade.lock().unwrap().as_ref().unwrap().id()
    }

    fn take(&self) -> Process {
        let facade = self.facade.lock().unwrap().take().unwrap();
        self.at.send_replace(None);
        facade
    }

    /// Kills the façade, and verifies what it left behind.
    pub(crate) async fn kill(&self) {
        self.take().kill();
        self.kills.fetch_add(1, Ordering::Relaxed);
        self.verify().await;
    }

    /// Stops the façade in order.
    pub(crate) fn stop(&self) {
        self.take().stop();
    }

    /// Waits until the façade has killed itself at its crash point, and verifies what it left behind.
    pub(crate) async fn killed_itself(&self, at: &str) {
        let facade = self.facade.lock().unwrap().take().unwrap();
        facade.killed_itself(at).await;
        self.at.send_replace(None);
        self.kills.fetch_add(1, Ordering::Relaxed);
        self.verify().await;
    }

    /// Verifies the hash chain.
    pub(crate) async fn verify(&self) {
        let url = self.postgres.as_deref().map(Into::into);
        let config = LedgerConfig { url, ..LedgerConfig::default() };
        let ledger = Ledger::open(&config, &self.data, Clock::system()).await.unwrap();
        let flaws = ledger.verify().await.unwrap();
        ledger.close().await;
        assert_eq!(flaws, [], "the chain is broken");
        self.verified.fetch_add(1, Ordering::Relaxed);
    }

    /// The ledger's database, for reading what no interface shows.
    pub(crate) async fn database(&self) -> AnyPool {
        sqlx::any::install_default_drivers();
        let file = || format!("sqlite:{}", self.data.join("ledger.sqlite").display());
        AnyPool::connect(&self.postgres.clone().unwrap_or_else(file)).await.unwrap()
    }

    /// Sends a request to the façade, once it is there; anything but an answer of GraphQL is an error.
    pub(crate) async fn ask(&self, document: &str, variables: &Value) -> Result<Value, String> {
        self.ask_as(None, document, variables).await
    }

    /// The same, with a token.
    pub(crate) async fn ask_as(&self, token: Option<&str>, document: &str, variables: &Value) -> Result<Value, String> {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let mut at = self.at.subscribe();
        let addr = tokio::time::timeout(PATIENCE, at.wait_for(Option::is_some)).await;
        let addr = addr.map_err(|_| "no façade came back".to_owned())?.map_err(|error| error.to_string())?.unwrap();
        self.requests.fetch_add(1, Ordering::Relaxed);
        let mut request = self.http.post(format!("http://{addr}/graphql")).header("content-type", "application/json");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.body(body).send().await.map_err(|error| error.to_string())?;
        let text = response.text().await.map_err(|error| error.to_string())?;
        serde_json::from_str(&text).map_err(|error| format!("{error} in {text}"))
    }

    /// Opens a stream of events, if the façade is there.
    pub(crate) async fn stream(&self, document: &str, variables: &Value) -> Option<reqwest::Response> {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let addr = (*self.at.borrow())?;
        let request = self.http.post(format!("http://{addr}/graphql")).header("content-type", "application/json");
        let response = request.header("accept", "text/event-stream").body(body).send().await.ok()?;
        response.status().is_success().then_some(response)
    }

    /// Asks until there is an answer without errors; gives its data.
    pub(crate) async fn data(&self, document: &str, variables: &Value) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.ask(document, variables).await;
            if let Ok(answer) = &answer
                && answer.get("errors").is_none()
            {
                return answer["data"].clone();
            }
            assert!(Instant::now() < deadline, "{answer:?}\n{}", self.log());
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn command(&self, method: reqwest::Method, path: &str, body: Option<&Value>) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut request = self.http.request(method.clone(), format!("http://{}/_sandbox/{path}", self.control));
            if let Some(body) = body {
                request = request.body(body.to_string());
            }
            // Its port may be closed on command.
            match request.send().await {
                Ok(response) if response.status().is_success() => return response.text().await.unwrap(),
                Ok(response) => panic!("{path}: {response:?}"),
                Err(error) => assert!(Instant::now() < deadline, "{path}: {error}"),
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// A hardship of the sandbox.
    pub(crate) async fn fault(&self, command: &str, kind: &str, nth: u64, times: u64, seconds: f64) {
        let adobe_stock = command.contains('/');
        let provider = if adobe_stock { "adobe_stock" } else { "depositphotos" };
        let fault = json!({
            "provider": provider, "command": command, "kind": kind, "nth": nth, "times": times, "seconds": seconds,
        });
        self.command(reqwest::Method::POST, "faults", Some(&fault)).await;
    }

    /// Ends all hardships.
    pub(crate) async fn no_faults(&self) {
        self.command(reqwest::Method::DELETE, "faults", None).await;
    }

    /// What was charged.
    pub(crate) async fn book(&self) -> Vec<Value> {
        serde_json::from_str(&self.command(reqwest::Method::GET, "book", None).await).unwrap()
    }

    /// What becomes of the generator's next job, and of the report of that.
    pub(crate) async fn next_generation(&self, ends: &str, report: &str) {
        let next = json!({ "next": ends, "report": report });
        self.command(reqwest::Method::POST, "generations", Some(&next)).await;
    }

    /// Every job that the sandbox's generator took on.
    pub(crate) async fn generations(&self) -> Vec<Value> {
        serde_json::from_str(&self.command(reqwest::Method::GET, "generations", None).await).unwrap()
    }

    /// Every call.
    pub(crate) async fn all_calls(&self) -> Vec<Value> {
        serde_json::from_str(&self.command(reqwest::Method::GET, "calls", None).await).unwrap()
    }

    /// The calls of a command whose arguments say this somewhere.
    pub(crate) async fn calls(&self, command: &str, saying: impl Fn(&Value) -> bool) -> usize {
        let calls = self.all_calls().await;
        calls.iter().filter(|call| call["command"] == command && saying(&call["arguments"])).count()
    }

    /// How often an order of this key reached the sandbox.
    pub(crate) async fn sent(&self, command: &str, key: &str) -> usize {
        let said = json!(key).to_string();
        self.calls(command, |arguments| arguments.to_string().contains(&said)).await
    }

    /// What the façade logged last.
    pub(crate) fn log(&self) -> String {
        tail(&self.folder.path().join("facade.log"))
    }
}

/// An address that stays: what is sent to it goes to the façade of the moment, or is lost.
fn front_door(at: watch::Receiver<Option<SocketAddr>>) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let addr = listener.local_addr().unwrap();
    let listener = TcpListener::from_std(listener).unwrap();
    tokio::spawn(async move {
        // Gone with the test's runtime.
        while let Ok((mut outside, _)) = listener.accept().await {
            let facade = *at.borrow();
            tokio::spawn(async move {
                if let Some(facade) = facade
                    && let Ok(mut inside) = TcpStream::connect(facade).await
                {
                    drop(tokio::io::copy_bidirectional(&mut outside, &mut inside).await);
                }
            });
        }
    });
    addr
}

fn tail(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}
