//! Bytes to the provider and back. Reads and spends have a client each; the spending one never sends twice.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use backon::{ExponentialBuilder, Retryable};
use bytes::{Buf, Bytes, BytesMut};
use reqwest::{Client, ClientBuilder, header, redirect, retry};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};
use url::Url;

use crate::{
    config::providers::DepositphotosConfig,
    domain::provider::ProviderName,
    providers::{CallContext, ErrorKind, ProviderError, error},
};

/// How many retries may be outstanding before reads fail at once: an outage must not triple the load.
const RETRY_BUDGET: u32 = 50;
/// How many reads that succeed earn one retry back.
const READS_PER_RETRY: u32 = 5;

/// How a request that brought no answer ended.
#[derive(Debug)]
pub(super) enum Lost {
    /// No byte of it left this machine.
    NotSent(ProviderError),
    /// It was sent, at least in part.
    NoAnswer(ProviderError),
}

impl Lost {
    /// The failure, where it does not matter whether it was sent.
    pub(super) fn into_error(self) -> ProviderError {
        match self {
            Self::NotSent(error) | Self::NoAnswer(error) => error,
        }
    }
}

/// An answer: its HTTP status and its body.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Bytes,
}

/// One way to the provider.
#[derive(Clone)]
struct Line {
    client: Client,
    url: Url,
    max_answer: usize,
    turns: Arc<Semaphore>,
}

impl Line {
    fn new(config: &DepositphotosConfig, url: &Url, builder: ClientBuilder, timeout: Duration) -> Result<Self, String> {
        let client = builder
            .timeout(timeout)
            .connect_timeout(config.connect_timeout)
            // The wire never redirects; following one could send a session elsewhere.
            .redirect(redirect::Policy::none())
            // What is sent again is decided by us, call by call.
            .retry(retry::never())
            .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| error.to_string())?;
        let turns = Arc::new(Semaphore::new(config.max_concurrent.max(1)));
        Ok(Self { client, url: url.clone(), max_answer: config.max_answer, turns })
    }

    async fn send(&self, body: &str, request_id: &str, latest: Option<Instant>) -> Result<Reply, Lost> {
        let turn = async {
            let turn = self.turns.acquire().await;
            turn.map_err(|_| Lost::NotSent(failure(ErrorKind::Unavailable).because("the client is shut down")))
        };
        let _turn = match latest {
            Some(latest) => timeout_at(latest, turn).await.map_err(|_| Lost::NotSent(too_late()))?,
            None => turn.await,
        }?;
        let request = self
            .client
            .post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .header("x-request-id", request_id)
            .body(body.to_owned());
        let mut response = request.send().await.map_err(|error| lost(&error))?;
        let status = response.status().as_u16();
        let mut answer = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
            if answer.len() + chunk.len() > self.max_answer {
                let cause = format!("the answer is longer than {} bytes", self.max_answer);
                return Err(Lost::NoAnswer(failure(ErrorKind::Unavailable).because(cause)));
            }
            answer.extend_from_slice(&chunk);
        }
        let mut body = answer.freeze();
        // A mark that some servers write and no JSON parser reads.
        if body.starts_with(b"\xef\xbb\xbf") {
            body.advance(3);
        }
        Ok(Reply { status, body })
    }
}

fn failure(kind: ErrorKind) -> ProviderError {
    ProviderError::new(kind).of(ProviderName::Depositphotos)
}

/// Others were before it for too long.
pub(super) fn too_late() -> ProviderError {
    failure(ErrorKind::Timeout).because("its turn did not come in time")
}

fn lost(error: &reqwest::Error) -> Lost {
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Unavailable };
    let cause = error::chain(error);
    // Name resolution, TCP and TLS: all before the first byte of the request.
    let lost = if error.is_connect() { Lost::NotSent } else { Lost::NoAnswer };
    lost(failure(kind).because(cause))
}

/// The way for reads: pooled connections; retries where the caller says so.
#[derive(Clone)]
pub(super) struct ReadLine {
    line: Line,
    retries: usize,
    /// Retries that may still be made, in parts of `READS_PER_RETRY`.
    budget: Arc<AtomicU32>,
}

impl ReadLine {
    pub(super) fn new(config: &DepositphotosConfig, url: &Url) -> Result<Self, String> {
        let line = Line::new(config, url, Client::builder(), config.timeout)?;
        let budget = Arc::new(AtomicU32::new(RETRY_BUDGET * READS_PER_RETRY));
        Ok(Self { line, retries: config.retries, budget })
    }

    /// Sends a read; again, a little later, where it failed for a passing reason. `judge` says what an answer is.
    pub(super) async fn read<T>(
        &self,
        cx: &CallContext,
        body: &str,
        judge: impl Fn(Reply) -> Result<T, ProviderError>,
    ) -> Result<T, ProviderError> {
        let attempt = || async {
            cx.meter.take()?;
            let reply = self.line.send(body, &cx.request_id, None).await.map_err(Lost::into_error)?;
            judge(reply)
        };
        let pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(50))
            .with_max_delay(Duration::from_secs(1))
            .with_max_times(self.retries)
            .with_jitter();
        let read = attempt.retry(pauses).when(|error| error.retryable() && self.spend_retry()).await;
        if read.is_ok() {
            self.earn_retry();
        }
        read
    }

    /// Sends once, uncounted: what keeps the session, not what an operation asked for.
    pub(super) async fn once(&self, body: &str, request_id: &str) -> Result<Reply, Lost> {
        self.line.send(body, request_id, None).await
    }

    fn spend_retry(&self) -> bool {
        let spent =
            self.budget.try_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(READS_PER_RETRY));
        spent.is_ok()
    }

    fn earn_retry(&self) {
        let full = RETRY_BUDGET * READS_PER_RETRY;
        // A full budget stays full.
        let _ = self.budget.try_update(Ordering::Relaxed, Ordering::Relaxed, |left| (left < full).then_some(left + 1));
    }
}

/// The way for what spends or binds: one attempt, a fresh connection, a time-out of its own. Deliberately not `ReadLine`:
/// it has nothing that sends twice.
#[derive(Clone)]
pub(super) struct SpendLine {
    line: Line,
    /// How long a spend may wait for its session and its turn: it must have ended when nobody waits for it any more.
    patience: Duration,
}

impl SpendLine {
    pub(super) fn new(config: &DepositphotosConfig, url: &Url) -> Result<Self, String> {
        // A pooled connection may be dead already, and a client that finds out would have to send again.
        let builder = Client::builder().pool_max_idle_per_host(0);
        let line = Line::new(config, url, builder, config.spend_timeout)?;
        Ok(Self { line, patience: config.spend_timeout + config.timeout * 2 })
    }

    /// The latest that a spend which begins now may be sent.
    pub(super) fn latest(&self) -> Instant {
        Instant::now() + self.patience
    }

    /// Sends once, and not after `latest`.
    pub(super) async fn spend(&self, cx: &CallContext, body: &str, latest: Instant) -> Result<Reply, Lost> {
        cx.meter.take().map_err(Lost::NotSent)?;
        self.line.send(body, &cx.request_id, Some(latest)).await
    }
}
