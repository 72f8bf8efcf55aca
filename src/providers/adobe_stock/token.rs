//! The token: one request for it at a time, renewed ahead of its end.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, RequestBuilder, header};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use url::Url;

use super::{
    HERE,
    answer::{missing, unreadable},
    calls::below,
    wire,
};
use crate::{
    clock::Clock,
    config::providers::AdobeStockConfig,
    domain::provider::Health,
    providers::{
        CallContext, CallMeter, ErrorKind, ProviderError,
        ticket::Ticket as Token,
        transport::{ReadLine, Reply},
    },
};

/// How long refused credentials are not tried again: a provider locks clients that hammer.
const REFUSED_PAUSE: SignedDuration = SignedDuration::from_secs(30);
/// How long a renewal that failed is not tried again while the old token is still good.
const RENEWAL_PAUSE: SignedDuration = SignedDuration::from_secs(10);
/// A token's life where none is stated: a small part of what it is known to be.
const ASSUMED_LIFE: SignedDuration = SignedDuration::from_hours(1);
/// More than this is no number of seconds: some answers count in milliseconds, and a life is a day.
const MOST_SECONDS: i64 = 1_000_000;

enum State {
    None,
    Good {
        token: Token,
        renew_at: Timestamp,
        ends_at: Timestamp,
    },
    /// The credentials were refused.
    Refused {
        error: ProviderError,
        until: Timestamp,
    },
}

/// Keeps one token for all calls.
pub(super) struct Tokens {
    line: ReadLine,
    url: Url,
    client_id: String,
    client_secret: SecretString,
    scopes: String,
    renew_before: SignedDuration,
    /// How long a token is waited for.
    patience: Duration,
    clock: Clock,
    /// Held while one is asked for, so that all who need it wait for one request.
    state: Mutex<State>,
}

impl Tokens {
    pub(super) fn new(config: &AdobeStockConfig, address: &Url, line: ReadLine, clock: Clock) -> Self {
        Self {
            line,
            url: below(address, "ims/token/v3"),
            client_id: config.client_id.clone(),
            client_secret: config.client_secret.clone(),
            scopes: config.scopes.join(","),
            renew_before: SignedDuration::try_from(config.renew_before).unwrap_or(SignedDuration::MAX),
            patience: config.timeout,
            clock,
            state: Mutex::new(State::None),
        }
    }

    /// A token that is good as far as is known.
    ///
    /// # Errors
    /// [`ErrorKind::Credentials`] when it is refused; what kept the request from being answered otherwise.
    pub(super) async fn get(&self, cx: &CallContext) -> Result<Token, ProviderError> {
        let slow = |_| ProviderError::new(ErrorKind::Timeout).of(HERE).because("no token in time");
        tokio::time::timeout(self.patience, self.current(cx)).await.map_err(slow)?
    }

    async fn current(&self, cx: &CallContext) -> Result<Token, ProviderError> {
        let mut state = self.state.lock().await;
        let now = self.clock.now();
        let old = match &*state {
            State::Good { token, renew_at, .. } if now < *renew_at => return Ok(token.clone()),
            State::Refused { error, until } if now < *until => return Err(error.clone()),
            State::Good { token, ends_at, .. } if now < *ends_at => Some((token.clone(), *ends_at)),
            _ => None,
        };
        match (self.ask(cx).await, old) {
            (Ok((token, life)), _) => {
                // At least half of its life, however early it is to be renewed.
                let usable = (life - self.renew_before.min(life)).max(life / 2);
                *state = State::Good { token: token.clone(), renew_at: after(now, usable), ends_at: after(now, life) };
                Ok(token)
            }
            (Err(error), _) if error.kind() == ErrorKind::Credentials => {
                *state = State::Refused { error: error.clone(), until: after(now, REFUSED_PAUSE) };
                Err(error)
            }
            (Err(error), Some((token, ends_at))) => {
                tracing::warn!(
                    cause = error.cause(),
                    "Adobe Stock's token could not be renewed, and is still good: {error}"
                );
                *state = State::Good { token: token.clone(), renew_at: after(now, RENEWAL_PAUSE), ends_at };
                Ok(token)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Forgets a token that upstream says is not valid, unless another call has replaced it already.
    pub(super) async fn forget(&self, gone: &Token) {
        let mut state = self.state.lock().await;
        if matches!(&*state, State::Good { token, .. } if token.same(gone)) {
            *state = State::None;
        }
    }

    /// Whether the tokens' server answers, as far as the latest requests tell.
    pub(super) async fn health(&self) -> Health {
        self.line.health().await
    }

    /// Forgets whichever token there is. Adobe has no way to end one.
    pub(super) async fn end(&self) {
        *self.state.lock().await = State::None;
    }

    async fn ask(&self, cx: &CallContext) -> Result<(Token, SignedDuration), ProviderError> {
        // Keeps the session; it is not what an operation asked for, and not charged to it.
        let cx = CallContext { meter: CallMeter::new(u32::MAX), ..cx.clone() };
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", &self.client_id)
            .append_pair("client_secret", self.client_secret.expose_secret())
            .append_pair("scope", &self.scopes)
            .finish();
        self.line.read(&cx, |client| self.request(client, &form, &cx.request_id), read).await
    }

    fn request(&self, client: &Client, form: &str, request_id: &str) -> RequestBuilder {
        client
            .post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .header("x-request-id", request_id)
            .body(form.to_owned())
    }
}

fn after(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_add(span).unwrap_or(Timestamp::MAX)
}

/// A token and its life.
fn read(reply: Reply) -> Result<(Token, SignedDuration), ProviderError> {
    let failed = |kind| ProviderError::new(kind).of(HERE);
    if reply.status == 429 {
        return Err(failed(ErrorKind::RateLimited).after(reply.retry_after).because("no token: asked too often"));
    }
    let answer: wire::Token = serde_json::from_slice(&reply.body).map_err(|error| unreadable(&reply, error))?;
    if let Some(error) = answer.error.text() {
        let passing = reply.status >= 500 || matches!(error.as_str(), "server_error" | "temporarily_unavailable");
        let kind = if passing { ErrorKind::Unavailable } else { ErrorKind::Credentials };
        let cause = format!("no token: {error}: {}", answer.error_description.text().unwrap_or_default());
        return Err(failed(kind).said(None, Some(error), None, None).because(cause));
    }
    if !(200..300).contains(&reply.status) {
        return Err(unreadable(&reply, "no member `error`"));
    }
    let token = answer.access_token.text().ok_or_else(|| missing("access_token"))?;
    Ok((Token::new(token), life(answer.expires_in.signed())))
}

fn life(expires_in: Option<i64>) -> SignedDuration {
    match expires_in {
        None => ASSUMED_LIFE,
        Some(milliseconds) if milliseconds > MOST_SECONDS => SignedDuration::from_millis(milliseconds),
        Some(seconds) => SignedDuration::from_secs(seconds.max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_in_seconds_or_milliseconds() {
        for (stated, seconds) in
            [(Some(86_399), 86_399), (Some(863_999), 863_999), (Some(86_399_998), 86_399), (None, 3_600), (Some(0), 1)]
        {
            assert_eq!(life(stated).as_secs(), seconds, "{stated:?}");
        }
    }
}
