//! How a read fails, in terms that do not depend on the provider.

use std::{fmt, sync::Arc, time::Duration};

use crate::domain::provider::ProviderName;

/// What kind of failure it was: decides the stable code that clients see, and whether asking again may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// No answer in time.
    Timeout,
    /// No connection, a broken one, a server error, or an answer that cannot be read.
    Unavailable,
    /// The provider understood and said no.
    Rejected,
    /// The provider has nothing of the kind asked for.
    Unsupported,
    /// The operation has used up its upstream calls; none was made.
    CallBudget,
    /// The tenant has no account here; nobody was asked.
    NoAccount,
    /// The tenant calls upstream more often than it may; no call was made.
    OutOfTurn,
    /// Portico's own credentials were refused.
    Credentials,
    /// The provider wants to be asked less often.
    RateLimited,
    /// The provider failed too often a moment ago; no call was made.
    HeldBack,
}

/// Why a read gave nothing. Cheap to clone: co-waiters of one call share it.
#[derive(Clone)]
pub struct ProviderError(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    provider: Option<ProviderName>,
    code: Option<i64>,
    exception: Option<String>,
    message: Option<String>,
    field: Option<String>,
    retry_after: Option<Duration>,
    /// For the log only, never for clients.
    cause: Option<String>,
}

impl ProviderError {
    /// A failure of which nothing more is known.
    pub fn new(kind: ErrorKind) -> Self {
        Self(Arc::new(Inner {
            kind,
            provider: None,
            code: None,
            exception: None,
            message: None,
            field: None,
            retry_after: None,
            cause: None,
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            change(inner);
        }
        self
    }

    /// Says whose failure it was.
    #[must_use]
    pub fn of(self, provider: ProviderName) -> Self {
        self.with(|inner| inner.provider = Some(provider))
    }

    /// Adds what the provider itself said.
    #[must_use]
    pub fn said(
        self,
        code: Option<i64>,
        exception: Option<String>,
        message: Option<String>,
        field: Option<String>,
    ) -> Self {
        self.with(|inner| {
            inner.code = code;
            inner.exception = exception;
            inner.message = message;
            inner.field = field;
        })
    }

    /// Adds how long the provider wants to be left alone.
    #[must_use]
    pub fn after(self, pause: Option<Duration>) -> Self {
        self.with(|inner| inner.retry_after = pause)
    }

    /// Adds the internal cause: logged, never shown.
    #[must_use]
    pub fn because(self, cause: impl fmt::Display) -> Self {
        self.with(|inner| inner.cause = Some(cause.to_string()))
    }

    /// What kind of failure it was.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whose failure it was.
    pub fn provider(&self) -> Option<ProviderName> {
        self.0.provider
    }

    /// The provider's numeric code.
    pub fn code(&self) -> Option<i64> {
        self.0.code
    }

    /// The provider's name of the failure (`EAPI\EIllegalSession`).
    pub fn exception(&self) -> Option<&str> {
        self.0.exception.as_deref()
    }

    /// The provider's words. Shown only for [`ErrorKind::Rejected`].
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The parameter that the provider objected to.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// How long the provider wants to be left alone, where it says so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The internal cause, for the log.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// Whether it came of what this operation or its company may do, so that it says nothing of the provider: whoever else
    /// asks the same may well be answered.
    pub fn is_the_askers_own(&self) -> bool {
        matches!(self.0.kind, ErrorKind::CallBudget | ErrorKind::OutOfTurn | ErrorKind::NoAccount)
    }

    /// Whether the same read may succeed later.
    pub fn retryable(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::Timeout
                | ErrorKind::Unavailable
                | ErrorKind::RateLimited
                | ErrorKind::HeldBack
                | ErrorKind::OutOfTurn
        )
    }
}

impl fmt::Debug for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.provider.map_or("the provider", ProviderName::in_graph);
        match self.0.kind {
            ErrorKind::Timeout => write!(f, "{name} did not answer in time"),
            ErrorKind::Unavailable | ErrorKind::HeldBack => write!(f, "{name} is unavailable"),
            ErrorKind::Rejected => {
                write!(f, "{name} refused: {}", self.message().unwrap_or("no reason given"))
            }
            ErrorKind::Unsupported => write!(f, "{name} does not offer this"),
            ErrorKind::CallBudget => f.write_str("the operation needs more upstream calls than are allowed"),
            ErrorKind::NoAccount => f.write_str("the tenant has no account here"),
            ErrorKind::OutOfTurn => f.write_str("the company asks its providers more often than is allowed"),
            ErrorKind::RateLimited => write!(f, "{name} wants to be asked less often"),
            ErrorKind::Credentials => write!(f, "{name} refused Portico's credentials"),
        }
    }
}

impl std::error::Error for ProviderError {}

/// What lies behind an error, without its own words: they name the address, which could carry a secret.
pub(super) fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut source: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(cause) = source {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    if text.is_empty() { "the request failed".to_owned() } else { text }
}
