//! Whether an answer is a success, and if not, what it says.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    transport::Reply,
    wire::{
        Envelope,
        lenient::{List, Loose},
    },
};
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
    /// The answer calls itself a success all the same.
    contradicts: bool,
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
        let known = ["eillegalapikey", "eapitypenotallowed", "authentication", "authenticationerror"];
        known.contains(&self.name().as_str())
    }

    /// There is no such item, job, invoice, …
    pub(super) fn not_found(&self) -> bool {
        self.no_such_item() || (self.code == Some(404) && !self.credentials())
    }

    /// There is no such item, or it is not sold.
    pub(super) fn no_such_item(&self) -> bool {
        self.name() == "notfounditemexception"
    }

    /// Upstream's own fault rather than a refusal.
    pub(super) fn internal(&self) -> bool {
        self.name().contains("internalerror") || self.code.is_some_and(|code| (500..600).contains(&code))
    }

    /// Whether it proves that nothing was done.
    pub(super) fn is_plain(&self) -> bool {
        !self.internal() && !self.contradicts
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
/// [`ErrorKind::Unavailable`] when the body is not of the protocol; [`ErrorKind::RateLimited`] when it is turned away.
pub(super) fn judge(reply: Reply) -> Result<Verdict, ProviderError> {
    let envelope: Envelope = read(&reply).map_err(|error| unreadable(&reply, &error))?;
    // A third-party description puts these at the root; look there last.
    let inner = envelope.error.failure();
    let kind = envelope.kind.text().unwrap_or_default().to_ascii_lowercase();
    let failure = Failure {
        code: inner.errorcode.or(&envelope.errorcode).signed(),
        exception: inner.exception.or(&envelope.exception).text(),
        message: inner.errormsg.or(&envelope.errormsg).text(),
        field: inner.field.text(),
        contradicts: kind == "success",
    };
    // An error that says nothing is PHP's nothing.
    let says = failure.exception.is_some() || failure.message.is_some() || failure.code.is_some_and(|code| code != 0);
    match kind.as_str() {
        "success" if !says => Ok(Verdict::Success(reply)),
        "failure" => Ok(Verdict::Failure(failure)),
        _ if says => Ok(Verdict::Failure(failure)),
        _ => Err(unreadable(&reply, "its `type` is neither a success nor a failure")),
    }
}

/// Reads the members of a success.
///
/// # Errors
/// [`ErrorKind::Unavailable`], whose cause names the path in the JSON.
pub(super) fn decode<T: DeserializeOwned>(reply: &Reply) -> Result<T, ProviderError> {
    read(reply).map_err(unavailable)
}

/// Reads JSON; if that fails, once more, slowly: then characters of another encoding do not matter, nor members that are
/// there twice (the last one counts), and what is wrong is told with its path.
fn read<T: DeserializeOwned>(reply: &Reply) -> Result<T, String> {
    serde_json::from_slice(&reply.body).or_else(|_| {
        let text = String::from_utf8_lossy(&reply.body);
        let value: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        serde_path_to_error::deserialize(value).map_err(|error| format!("at `{}`: {}", error.path(), error.inner()))
    })
}

/// A list that the answer is about. One that is not there is empty only if the answer counts nothing: whoever looks for a
/// purchase must not take a hole for "nothing was bought".
pub(super) fn listed<T>(list: Option<List<T>>, count: &Loose, path: &str) -> Result<List<T>, ProviderError> {
    match list {
        Some(list) => Ok(list),
        None if count.unsigned() == Some(0_u64) => Ok(List::default()),
        None => Err(missing(path)),
    }
}

/// An answer that lacks what it must have.
pub(super) fn missing(path: &str) -> ProviderError {
    unavailable(format!("at `{path}`: missing"))
}

fn unreadable(reply: &Reply, why: &str) -> ProviderError {
    let cause = format!("HTTP {}, {} bytes that are no answer of the protocol: {why}", reply.status, reply.body.len());
    if reply.status == 429 {
        return ProviderError::new(ErrorKind::RateLimited)
            .of(ProviderName::Depositphotos)
            .after(reply.retry_after)
            .because(cause);
    }
    unavailable(cause)
}

fn unavailable(cause: String) -> ProviderError {
    ProviderError::new(ErrorKind::Unavailable).of(ProviderName::Depositphotos).because(cause)
}
