//! Whether an answer is a success, and if not, what it says.

use std::fmt;

use super::{
    HERE,
    wire::{self, Answer},
};
use crate::providers::{ErrorKind, ProviderError, Refusal, RefusalReason, transport::Reply};

/// What upstream says when it refuses: the gateway in front of the application, or the application.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) status: u16,
    /// Said by the gateway: the application was not reached.
    pub(super) gateway: bool,
    pub(super) code: Option<i64>,
    pub(super) message: Option<String>,
    /// The application's support reference.
    pub(super) case: Option<String>,
}

impl Failure {
    fn new(status: u16, refusal: &wire::Refused) -> Self {
        let gateway = refusal.error_code.text().is_some();
        let (code, message) = if gateway {
            (refusal.error_code.signed(), refusal.message.text())
        } else {
            (refusal.code.signed(), refusal.error.or(&refusal.message).text())
        };
        Self { status, gateway, code, message, case: refusal.case.text() }
    }

    /// The token is missing, not valid or over. Said before anything else is looked at.
    pub(super) fn token_gone(&self) -> bool {
        match (self.gateway, self.code) {
            (true, Some(401_015)) => false,
            (true, Some(403_010)) | (false, Some(10)) => true,
            _ => self.status == 401,
        }
    }

    /// Portico's key, product profile or scopes were refused.
    fn credentials(&self) -> bool {
        if self.gateway { matches!(self.status, 401 | 403) } else { self.code == Some(11) }
    }

    /// There is no such item, or not any more. Not to be asked where references are sent: they are refused with the same code.
    pub(super) fn unknown_item(&self) -> bool {
        !self.gateway && matches!(self.code, Some(100 | 300))
    }

    /// The licence is not one of the item's; upstream uses the code for any parameter that it cannot use.
    pub(super) fn misfit(&self) -> bool {
        !self.gateway && self.code == Some(20)
    }

    /// A column was asked for that upstream does not know.
    pub(super) fn bad_column(&self) -> bool {
        !self.gateway && matches!(self.code, Some(20 | 603))
    }

    /// None of the ids exists.
    pub(super) fn bad_ids(&self) -> bool {
        !self.gateway && self.code == Some(605)
    }

    /// The failure in Portico's terms.
    pub(super) fn into_error(self) -> ProviderError {
        let credentials = self.credentials() || self.token_gone();
        let kind = if credentials { ErrorKind::Credentials } else { ErrorKind::Rejected };
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let cause = format!("HTTP {}, case {}: {}", self.status, shown(&self.case), shown(&self.message));
        ProviderError::new(kind).of(HERE).said(self.code, None, self.message, None).because(cause)
    }

    /// The refusal of a purchase.
    pub(super) fn into_refusal(self) -> Refusal {
        let reason = match self.code {
            _ if self.token_gone() || self.credentials() => RefusalReason::Credentials,
            Some(20) if !self.gateway => RefusalReason::LicenseNotOffered,
            Some(300) if !self.gateway => RefusalReason::ItemNotFound,
            _ => RefusalReason::Other,
        };
        let message = match reason {
            RefusalReason::Credentials => "Adobe Stock refused Portico's credentials.".to_owned(),
            _ => self.message.unwrap_or_else(|| "Unknown error".to_owned()),
        };
        Refusal { reason, code: self.code, message, ..Refusal::default() }
    }
}

/// Reads an answer: what was asked for, or a refusal in either of upstream's two forms. A success may be said with an error
/// inside, and an error without either form, as a network in front of upstream sends it.
///
/// # Errors
/// [`ErrorKind::Unavailable`] when the answer is of none of the known forms, or upstream's own fault;
/// [`ErrorKind::RateLimited`].
pub(super) fn judge<T: Answer>(reply: Reply) -> Result<Result<T, Failure>, ProviderError> {
    if reply.status == 429 {
        let limited = ProviderError::new(ErrorKind::RateLimited).of(HERE).after(reply.retry_after);
        return Err(limited.because("HTTP 429"));
    }
    if !(200..300).contains(&reply.status) {
        return refusal(&reply).map(Err);
    }
    let answer: T = decode(&reply)?;
    let refused = answer.refused();
    if refused.is_some() { Ok(Err(Failure::new(reply.status, refused))) } else { Ok(Ok(answer)) }
}

/// Reads a refusal.
///
/// # Errors
/// [`ErrorKind::Unavailable`] when it has neither form, or is upstream's own fault.
pub(super) fn refusal(reply: &Reply) -> Result<Failure, ProviderError> {
    let refused: wire::Refusal = serde_json::from_slice(&reply.body).map_err(|error| unreadable(reply, error))?;
    let refused = refused.refused();
    if !refused.is_some() {
        return Err(unreadable(reply, "neither form of an error"));
    }
    let failure = Failure::new(reply.status, refused);
    if reply.status >= 500 {
        let cause = format!("HTTP {}: {}", reply.status, failure.message.as_deref().unwrap_or("-"));
        return Err(unavailable(cause).said(failure.code, None, failure.message, None));
    }
    Ok(failure)
}

fn decode<T: Answer>(reply: &Reply) -> Result<T, ProviderError> {
    // Keeping track of the path costs on every value, so only an answer that cannot be read is read with it.
    serde_json::from_slice(&reply.body).or_else(|_| {
        let mut json = serde_json::Deserializer::from_slice(&reply.body);
        serde_path_to_error::deserialize(&mut json)
            .map_err(|error| unavailable(format!("at `{}`: {}", error.path(), error.inner())))
    })
}

/// An answer that lacks what it must have.
pub(super) fn missing(path: &str) -> ProviderError {
    unavailable(format!("at `{path}`: missing"))
}

/// An answer that is none of the protocol's.
pub(super) fn unreadable(reply: &Reply, why: impl fmt::Display) -> ProviderError {
    unavailable(format!("HTTP {}, {} bytes that are no answer of the protocol: {why}", reply.status, reply.body.len()))
}

/// Upstream's fault, for this reason.
pub(super) fn unavailable(cause: String) -> ProviderError {
    ProviderError::new(ErrorKind::Unavailable).of(HERE).because(cause)
}
