//! Bytes to a provider and back. Reads and spends have a client each; the spending one never sends twice.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use backon::{ExponentialBuilder, Retryable};
use bytes::{Buf, Bytes, BytesMut};
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, header, redirect, retry};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

use super::{
    CallContext, ErrorKind, ProviderError,
    breaker::{Breaker, Limits},
    error,
};
use crate::domain::provider::{Health, ProviderName};

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

/// An answer: its HTTP status, the headers that anybody reads, and its body.
pub(super) struct Reply {
    pub(super) status: u16,
    /// How long the provider wants to be left alone.
    pub(super) retry_after: Option<Duration>,
    pub(super) location: Option<String>,
    pub(super) body: Bytes,
}

/// How a provider is called.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) provider: ProviderName,
    /// How long one request may take, once it is its turn, to the last byte.
    pub(super) timeout: Duration,
    pub(super) connect_timeout: Duration,
    /// Requests under way at a time.
    pub(super) max_concurrent: usize,
    /// Bytes of one answer.
    pub(super) max_answer: usize,
    /// When calls are held back.
    pub(super) breaker: Limits,
}

/// One way to the provider.
#[derive(Clone)]
struct Line {
    client: Client,
    settings: Settings,
    turns: Arc<Semaphore>,
}

impl Line {
    fn new(settings: Settings, builder: ClientBuilder) -> Result<Self, String> {
        let client = builder
            .connect_timeout(settings.connect_timeout)
            // Following a redirect could send a session elsewhere, or spend twice.
            .redirect(redirect::Policy::none())
            // What is sent again is decided by us, call by call.
            .retry(retry::never())
            .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| error.to_string())?;
        let turns = Arc::new(Semaphore::new(settings.max_concurrent.max(1)));
        Ok(Self { client, settings, turns })
    }

    fn failure(&self, kind: ErrorKind) -> ProviderError {
        ProviderError::new(kind).of(self.settings.provider)
    }

    /// Sends, if its turn comes until `latest`.
    async fn send(&self, request: RequestBuilder, latest: Instant) -> Result<Reply, Lost> {
        let _turn = match timeout_at(latest, self.turns.acquire()).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(closed)) => return Err(Lost::NotSent(self.failure(ErrorKind::Unavailable).because(closed))),
            Err(_) => return Err(Lost::NotSent(too_late(self.settings.provider))),
        };
        let response = request.timeout(self.settings.timeout).send().await.map_err(|error| self.lost(&error))?;
        self.receive(response).await
    }

    async fn receive(&self, mut response: Response) -> Result<Reply, Lost> {
        let status = response.status().as_u16();
        let text = |name| Some(response.headers().get(name)?.to_str().ok()?.trim().to_owned());
        let retry_after = text(header::RETRY_AFTER).and_then(|text| text.parse().ok()).map(Duration::from_secs);
        let location = text(header::LOCATION);
        let mut answer = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.lost(&error))? {
            if answer.len() + chunk.len() > self.settings.max_answer {
                let cause = format!("the answer is longer than {} bytes", self.settings.max_answer);
                return Err(Lost::NoAnswer(self.failure(ErrorKind::Unavailable).because(cause)));
            }
            answer.extend_from_slice(&chunk);
        }
        let mut body = answer.freeze();
        // A mark that some servers write and no JSON parser reads.
        if body.starts_with(b"\xef\xbb\xbf") {
            body.advance(3);
        }
        Ok(Reply { status, retry_after, location, body })
    }

    fn lost(&self, failed: &reqwest::Error) -> Lost {
        let kind = if failed.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Unavailable };
        let failure = self.failure(kind).because(error::chain(failed));
        // Name resolution, TCP and TLS: all before the first byte of the request. So is a request that cannot be made.
        if failed.is_connect() || failed.is_builder() { Lost::NotSent(failure) } else { Lost::NoAnswer(failure) }
    }
}

/// Others were before it for too long.
pub(super) fn too_late(provider: ProviderName) -> ProviderError {
    ProviderError::new(ErrorKind::Timeout).of(provider).because("its turn did not come in time")
}

/// How reads are tried again.
#[derive(Clone, Copy)]
pub(super) struct Retries {
    /// How often at most.
    pub(super) most: usize,
    /// The longest `Retry-After` that is waited for.
    pub(super) longest_wait: Duration,
}

/// The way for reads: pooled connections; retries where the caller says so; nothing is sent while too much has failed.
#[derive(Clone)]
pub(super) struct ReadLine {
    line: Line,
    breaker: Breaker,
    retries: Retries,
    /// Retries that may still be made, in parts of `READS_PER_RETRY`.
    budget: Arc<AtomicU32>,
}

impl ReadLine {
    pub(super) fn new(settings: Settings, retries: Retries) -> Result<Self, String> {
        let line = Line::new(settings, Client::builder())?;
        let breaker = Breaker::new(settings.provider, settings.breaker)?;
        Ok(Self { line, breaker, retries, budget: Arc::new(AtomicU32::new(RETRY_BUDGET * READS_PER_RETRY)) })
    }

    /// The same, for another server of the provider's: its failures hold back nothing but calls to itself.
    pub(super) fn beside(&self) -> Result<Self, String> {
        let breaker = Breaker::new(self.line.settings.provider, self.line.settings.breaker)?;
        Ok(Self { breaker, ..self.clone() })
    }

    /// Whether the server answers, as far as the latest reads tell.
    pub(super) async fn health(&self) -> Health {
        self.breaker.health().await
    }

    /// Sends a read; again, a little later, where it failed for a passing reason. `judge` says what an answer is.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        cx: &CallContext,
        request: impl Fn(&Client) -> RequestBuilder,
        judge: impl Fn(Reply) -> Result<T, ProviderError> + Clone + Send + 'static,
    ) -> Result<T, ProviderError> {
        let attempt = || async {
            cx.meter.turn().await?;
            cx.meter.take()?;
            let read = self.once(&request, judge.clone()).await;
            if matches!(&read, Err(error) if error.kind() == ErrorKind::HeldBack) {
                cx.meter.give_back();
            }
            read
        };
        let pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(50))
            .with_max_delay(Duration::from_secs(1))
            .with_max_times(self.retries.most)
            .with_jitter();
        let bearable = |error: &ProviderError| error.retry_after().is_none_or(|wait| wait <= self.retries.longest_wait);
        let read = attempt
            .retry(pauses)
            .when(|error| passing(error) && bearable(error) && self.spend_retry())
            // What the provider asks for, and no less than our own pause.
            .adjust(|error, pause| Some(error.retry_after().unwrap_or_default().max(pause?)))
            .await;
        if read.is_ok() {
            self.earn_retry();
        }
        read
    }

    /// Sends once, uncounted: what keeps the session, not what an operation asked for.
    pub(super) async fn once<T: Send + 'static>(
        &self,
        request: impl FnOnce(&Client) -> RequestBuilder,
        judge: impl FnOnce(Reply) -> Result<T, ProviderError> + Send + 'static,
    ) -> Result<T, ProviderError> {
        let (line, request) = (self.line.clone(), request(&self.line.client));
        let sending = async move {
            let latest = Instant::now() + line.settings.timeout;
            judge(line.send(request, latest).await.map_err(Lost::into_error)?)
        };
        self.breaker.call(sending).await
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

/// Whether the same read may succeed a little later; what was held back is not for whoever holds it back.
fn passing(error: &ProviderError) -> bool {
    // What has waited for its turn in vain has waited long enough.
    error.retryable() && !matches!(error.kind(), ErrorKind::HeldBack | ErrorKind::OutOfTurn)
}

/// The way for what spends or binds: one attempt, a fresh connection, a time-out of its own. Deliberately not `ReadLine`:
/// it has nothing that sends twice.
#[derive(Clone)]
pub(super) struct SpendLine {
    line: Line,
    /// How long a spend may wait for its session and its turn: it must have ended when nobody waits for it any more.
    patience: Duration,
    /// The reads' own: it keeps spends from being sent, and nothing that becomes of one ever reaches it.
    breaker: Breaker,
}

impl SpendLine {
    pub(super) fn new(settings: Settings, patience: Duration, reads: &ReadLine) -> Result<Self, String> {
        // A pooled connection may be dead already, and a client that finds out would have to send again.
        let line = Line::new(settings, Client::builder().pool_max_idle_per_host(0))?;
        Ok(Self { line, patience, breaker: reads.breaker.clone() })
    }

    /// The latest that a spend which begins now may be sent.
    pub(super) fn latest(&self) -> Instant {
        Instant::now() + self.patience
    }

    /// Sends once, and not after `latest`; nothing while reads are held back.
    pub(super) async fn spend(
        &self,
        cx: &CallContext,
        request: impl FnOnce(&Client) -> RequestBuilder,
        latest: Instant,
    ) -> Result<Reply, Lost> {
        self.breaker.closed().map_err(Lost::NotSent)?;
        cx.meter.turn().await.map_err(Lost::NotSent)?;
        cx.meter.take().map_err(Lost::NotSent)?;
        self.line.send(request(&self.line.client), latest).await
    }
}
