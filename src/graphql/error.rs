//! The closed list of error codes, and the two families of errors: what the client did (its text is safe to show)
//! and what went wrong behind the graph (masked, logged once with the request id).

use async_graphql::{Error, ErrorExtensions, Value, indexmap::IndexMap};

use crate::providers::{ErrorKind, ProviderError};

/// The stable code of an error, in `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// No token, or one that is not valid.
    Unauthenticated,
    /// The viewer may not do this.
    Forbidden,
    /// An argument or the request itself cannot be used as it is.
    BadUserInput,
    /// There is no such thing.
    NotFound,
    /// The document is not GraphQL.
    GraphqlParseFailed,
    /// The document does not fit the schema.
    GraphqlValidationFailed,
    /// The operation would cost more than one request may.
    QueryTooComplex,
    /// The operation nests deeper than is allowed.
    QueryTooDeep,
    /// The operation has more aliases or root fields than are allowed.
    TooManyAliases,
    /// The request is larger than is allowed.
    RequestTooLarge,
    /// Too many requests.
    RateLimited,
    /// Portico has as much to do as it can; nothing was begun.
    Overloaded,
    /// No operation is known by this hash or id.
    PersistedQueryNotFound,
    /// A provider did not answer in time.
    UpstreamTimeout,
    /// A provider cannot be reached, or answers what cannot be read.
    UpstreamUnavailable,
    /// A provider understood and refused.
    UpstreamRejected,
    /// This provider does not offer what was asked for.
    UnsupportedByProvider,
    /// Spending is switched off.
    SpendingDisabled,
    /// Portico's own fault.
    Internal,
}

impl ErrorCode {
    /// Every code, in the order of the documentation.
    pub const ALL: [Self; 19] = [
        Self::Unauthenticated,
        Self::Forbidden,
        Self::BadUserInput,
        Self::NotFound,
        Self::GraphqlParseFailed,
        Self::GraphqlValidationFailed,
        Self::QueryTooComplex,
        Self::QueryTooDeep,
        Self::TooManyAliases,
        Self::RequestTooLarge,
        Self::RateLimited,
        Self::Overloaded,
        Self::PersistedQueryNotFound,
        Self::UpstreamTimeout,
        Self::UpstreamUnavailable,
        Self::UpstreamRejected,
        Self::UnsupportedByProvider,
        Self::SpendingDisabled,
        Self::Internal,
    ];

    /// The code as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::NotFound => "NOT_FOUND",
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::QueryTooDeep => "QUERY_TOO_DEEP",
            Self::TooManyAliases => "TOO_MANY_ALIASES",
            Self::RequestTooLarge => "REQUEST_TOO_LARGE",
            Self::RateLimited => "RATE_LIMITED",
            Self::Overloaded => "OVERLOADED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::UpstreamTimeout => "UPSTREAM_TIMEOUT",
            Self::UpstreamUnavailable => "UPSTREAM_UNAVAILABLE",
            Self::UpstreamRejected => "UPSTREAM_REJECTED",
            Self::UnsupportedByProvider => "UNSUPPORTED_BY_PROVIDER",
            Self::SpendingDisabled => "SPENDING_DISABLED",
            Self::Internal => "INTERNAL",
        }
    }

    /// What the code means, for the documentation.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Unauthenticated => "No token, or one that is not valid.",
            Self::Forbidden => "The viewer may not do this.",
            Self::BadUserInput => "An argument or the request itself cannot be used as it is.",
            Self::NotFound => "There is no such thing.",
            Self::GraphqlParseFailed => "The document is not GraphQL.",
            Self::GraphqlValidationFailed => "The document does not fit the schema.",
            Self::QueryTooComplex => "The operation would cost more than one request may.",
            Self::QueryTooDeep => "The operation nests deeper than is allowed.",
            Self::TooManyAliases => "The operation has more aliases or root fields than are allowed.",
            Self::RequestTooLarge => "The request is larger than is allowed.",
            Self::RateLimited => {
                "Too many requests. Where `extensions.retryAfter` stands, there may be more in so many seconds."
            }
            Self::Overloaded => {
                "Portico has as much to do as it can; nothing was begun, and the same may be asked again."
            }
            Self::PersistedQueryNotFound => "No operation is known by this hash or id.",
            Self::UpstreamTimeout => "A provider did not answer in time.",
            Self::UpstreamUnavailable => "A provider cannot be reached, or answers what cannot be read.",
            Self::UpstreamRejected => "A provider understood and refused.",
            Self::UnsupportedByProvider => "This provider does not offer what was asked for.",
            Self::SpendingDisabled => "Spending is switched off.",
            Self::Internal => "Portico's own fault.",
        }
    }
}

/// The table of `docs/errors.md`.
pub fn table() -> String {
    let mut table =
        "# Error codes\n\nEvery entry of `errors` has one of these in `extensions.code`. The list is closed.\n\
        Upstream failures add `extensions.provider { name code exception retryable retryAfter requestId }`; `retryAfter`, in seconds,\n\
        where the provider says how long it wants to be left alone.\n\n\
        | code | meaning |\n|---|---|\n"
            .to_owned();
    for code in ErrorCode::ALL {
        table.push_str(&format!("| `{}` | {} |\n", code.as_str(), code.meaning()));
    }
    table
}

/// What the client did wrong, in words that are safe to show.
pub fn bad_input(message: impl Into<String>) -> Error {
    coded(ErrorCode::BadUserInput, message)
}

/// An error with a code, in words that are safe to show.
pub fn coded(code: ErrorCode, message: impl Into<String>) -> Error {
    Error::new(message).extend_with(|_, values| values.set("code", code.as_str()))
}

/// A provider's failure as clients see it. What is internal goes to the log, once, with the request id.
pub fn upstream(failure: &ProviderError, request_id: &str) -> Error {
    let code = match failure.kind() {
        ErrorKind::Timeout => ErrorCode::UpstreamTimeout,
        ErrorKind::Unavailable | ErrorKind::HeldBack | ErrorKind::Credentials => ErrorCode::UpstreamUnavailable,
        ErrorKind::Rejected => ErrorCode::UpstreamRejected,
        ErrorKind::Unsupported => ErrorCode::UnsupportedByProvider,
        ErrorKind::CallBudget => ErrorCode::QueryTooComplex,
        ErrorKind::NoAccount => ErrorCode::Forbidden,
        ErrorKind::RateLimited | ErrorKind::OutOfTurn => ErrorCode::RateLimited,
    };
    tracing::warn!(
        request_id,
        code = code.as_str(),
        provider_code = failure.code(),
        exception = failure.exception(),
        cause = failure.cause(),
        "an upstream read failed: {failure}"
    );
    // That Portico's own credentials were refused is nobody's business but the operator's.
    let masked = failure.kind() == ErrorKind::Credentials;
    let message = if masked { "The provider is unavailable.".to_owned() } else { sentence(failure) };
    let mut said = IndexMap::new();
    let mut say = |name: &str, value: Value| said.insert(async_graphql::Name::new(name), value);
    if let Some(provider) = failure.provider() {
        say("name", async_graphql::value!(provider.in_graph()));
    }
    if !masked {
        say("code", failure.code().map_or(Value::Null, Value::from));
        say("exception", failure.exception().map_or(Value::Null, Value::from));
    }
    say("retryable", failure.retryable().into());
    if let Some(pause) = failure.retry_after() {
        // Whole seconds, as the header has it; never less than was asked for.
        say("retryAfter", (pause.as_secs() + u64::from(pause.subsec_nanos() > 0)).into());
    }
    say("requestId", request_id.into());
    coded(code, message).extend_with(|_, values| values.set("provider", Value::Object(said)))
}

fn sentence(failure: &ProviderError) -> String {
    let mut text = failure.to_string();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}
