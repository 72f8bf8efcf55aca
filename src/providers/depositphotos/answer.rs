//! Whether an answer is a success, and if not, what it says.

use serde::de::DeserializeOwned;

use super::{transport::Reply, wire::Envelope};
use crate::{
    domain::provider::ProviderName,
    providers::{ErrorKind, ProviderError},
};

/// What upstream says when it refuses.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) code: Option<i64>,
    pub(super) exception: Option<String>,
    pub(super) message: Option<String>,
    pub(super) field: Option<String>,
}

impl Failure {
    /// The exception's name after the last backslash, in lower case: the wire is not of one mind about the rest.
    fn name(&self) -> String {
        let exception = self.exception.as_deref().unwrap_or_default();
        exception.rsplit('\\').next().unwrap_or_default().to_ascii_lowercase()
    }

    /// The session is missing, unknown or over. Not to be taken for a wrong password.
    pub(super) fn session_gone(&self) -> bool {
        let name = self.name();
        name == "eillegalsession" || (name == "authenticationerror" && self.code == Some(403))
    }

    /// Portico's key, user or password was refused.
    fn credentials(&self) -> bool {
        matches!(self.name().as_str(), "eillegalapikey" | "eapitypenotallowed" | "authentication")
    }

    /// There is no such item, job, invoice, …
    pub(super) fn not_found(&self) -> bool {
        self.no_such_item() || (self.name().ends_with("invalidparam") && self.code == Some(404))
    }

    /// There is no such item, or it is not sold.
    pub(super) fn no_such_item(&self) -> bool {
        self.name() == "notfounditemexception"
    }

    /// Upstream's own fault rather than a refusal.
    pub(super) fn internal(&self) -> bool {
        self.name() == "einternalerror"
    }

    /// The failure in Portico's terms.
    pub(super) fn into_error(self) -> ProviderError {
        let kind = if self.credentials() || self.session_gone() {
            ErrorKind::Credentials
        } else if self.internal() {
            ErrorKind::Unavailable
        } else {
            ErrorKind::Rejected
        };
        self.into_error_of(kind)
    }

    /// The failure of a login: the credentials' fault, unless it is upstream's own.
    pub(super) fn into_login_error(self) -> ProviderError {
        let kind = if self.internal() { ErrorKind::Unavailable } else { ErrorKind::Credentials };
        self.into_error_of(kind)
    }

    fn into_error_of(self, kind: ErrorKind) -> ProviderError {
        let error = ProviderError::new(kind).of(ProviderName::Depositphotos);
        let cause = format!("{} {}", self.exception.as_deref().unwrap_or("-"), self.message.as_deref().unwrap_or("-"));
        error.said(self.code, self.exception, self.message, self.field).because(cause)
    }
}

/// An answer of the JSON protocol.
pub(super) enum Verdict {
    /// It succeeded; the body holds the command's members.
    Success(Reply),
    /// It was refused.
    Failure(Failure),
}

/// Judges an answer by its body; by its status only where the body is none of the protocol's.
///
/// # Errors
/// [`ErrorKind::Unavailable`] when the body is not of the protocol.
pub(super) fn judge(reply: Reply) -> Result<Verdict, ProviderError> {
    let envelope: Envelope = match serde_json::from_slice(&reply.body) {
        Ok(envelope) => envelope,
        Err(error) => return Err(unreadable(&reply, &error.to_string())),
    };
    // `[]` and `""` are PHP's nothing.
    let failed = envelope.error.as_ref().is_some_and(|error| error.0.is_some());
    match envelope.kind.text().as_deref() {
        Some("success") if !failed => return Ok(Verdict::Success(reply)),
        None if !failed && envelope.exception.text().is_none() => {
            return Err(unreadable(&reply, "no member `type`"));
        }
        _ => {}
    }
    // A third-party description puts these at the root; look there last.
    let inner = envelope.error.and_then(|error| error.0).unwrap_or_default();
    Ok(Verdict::Failure(Failure {
        code: inner.errorcode.or(&envelope.errorcode).signed(),
        exception: inner.exception.or(&envelope.exception).text(),
        message: inner.errormsg.or(&envelope.errormsg).text(),
        field: inner.field.text(),
    }))
}

/// Reads the members of a success.
///
/// # Errors
/// [`ErrorKind::Unavailable`], whose cause names the path in the JSON.
pub(super) fn decode<T: DeserializeOwned>(reply: &Reply) -> Result<T, ProviderError> {
    // Keeping track of the path costs on every value, so only an answer that cannot be read is read with it.
    serde_json::from_slice(&reply.body).or_else(|_| {
        let mut json = serde_json::Deserializer::from_slice(&reply.body);
        serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let cause = format!("at `{}`: {}", error.path(), error.inner());
            unavailable(cause)
        })
    })
}

/// An answer that lacks what it must have.
pub(super) fn missing(path: &str) -> ProviderError {
    unavailable(format!("at `{path}`: missing"))
}

fn unreadable(reply: &Reply, why: &str) -> ProviderError {
    unavailable(format!("HTTP {}, {} bytes that are no answer of the protocol: {why}", reply.status, reply.body.len()))
}

fn unavailable(cause: String) -> ProviderError {
    ProviderError::new(ErrorKind::Unavailable).of(ProviderName::Depositphotos).because(cause)
}
