//! Every command is a form, posted to one address.

use reqwest::{Client, RequestBuilder, header};
use tokio::time::Instant;
use url::Url;

pub(super) use crate::providers::transport::{Lost, Reply};
use crate::{
    config::providers::DepositphotosConfig,
    domain::provider::{Health, ProviderName},
    providers::{
        CallContext, ProviderError,
        breaker::Limits,
        transport::{self, Retries, Settings},
    },
};

/// Others were before it for too long.
pub(super) fn too_late() -> ProviderError {
    transport::too_late(ProviderName::Depositphotos)
}

fn settings(config: &DepositphotosConfig) -> Settings {
    Settings {
        provider: ProviderName::Depositphotos,
        timeout: config.timeout,
        connect_timeout: config.connect_timeout,
        max_concurrent: config.max_concurrent,
        max_answer: config.max_answer,
        breaker: Limits { failures: config.breaker_failures, pause: config.breaker_pause },
    }
}

fn post<'a>(url: &'a Url, body: &'a str, request_id: &'a str) -> impl Fn(&Client) -> RequestBuilder + 'a {
    move |client| {
        client
            .post(url.clone())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .header("x-request-id", request_id)
            .body(body.to_owned())
    }
}

/// The way for reads.
#[derive(Clone)]
pub(super) struct ReadLine {
    line: transport::ReadLine,
    url: Url,
}

impl ReadLine {
    pub(super) fn new(config: &DepositphotosConfig, url: &Url) -> Result<Self, String> {
        // The wire knows no `Retry-After`.
        let retries = Retries { most: config.retries, longest_wait: config.timeout };
        Ok(Self { line: transport::ReadLine::new(settings(config), retries)?, url: url.clone() })
    }

    /// Sends a read; again, a little later, where it failed for a passing reason. `judge` says what an answer is.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        cx: &CallContext,
        body: &str,
        judge: impl Fn(Reply) -> Result<T, ProviderError> + Clone + Send + 'static,
    ) -> Result<T, ProviderError> {
        self.line.read(cx, post(&self.url, body, &cx.request_id), judge).await
    }

    /// Sends once, uncounted: what keeps the session, not what an operation asked for.
    pub(super) async fn once<T: Send + 'static>(
        &self,
        body: &str,
        request_id: &str,
        judge: impl FnOnce(Reply) -> Result<T, ProviderError> + Send + 'static,
    ) -> Result<T, ProviderError> {
        self.line.once(post(&self.url, body, request_id), judge).await
    }

    /// Whether upstream answers, as far as the latest reads tell.
    pub(super) async fn health(&self) -> Health {
        self.line.health().await
    }
}

/// The way for what spends or binds.
#[derive(Clone)]
pub(super) struct SpendLine {
    line: transport::SpendLine,
    url: Url,
}

impl SpendLine {
    pub(super) fn new(config: &DepositphotosConfig, url: &Url, reads: &ReadLine) -> Result<Self, String> {
        let settings = Settings { timeout: config.spend_timeout, ..settings(config) };
        let patience = config.spend_may_take().saturating_sub(config.spend_timeout);
        Ok(Self { line: transport::SpendLine::new(settings, patience, &reads.line)?, url: url.clone() })
    }

    /// The latest that a spend which begins now may be sent.
    pub(super) fn latest(&self) -> Instant {
        self.line.latest()
    }

    /// Sends once, and not after `latest`.
    pub(super) async fn spend(&self, cx: &CallContext, body: &str, latest: Instant) -> Result<Reply, Lost> {
        self.line.spend(cx, post(&self.url, body, &cx.request_id), latest).await
    }
}
