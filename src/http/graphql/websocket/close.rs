//! Why a socket is closed, in the codes of the protocol.

use std::borrow::Cow;

use axum::extract::ws::{CloseFrame, Utf8Bytes};
use tokio_tungstenite::tungstenite::Error as SocketError;

use super::super::{json::Unread, lifetime::Early};

/// A reason must fit a control frame, beside its code.
const LONGEST_REASON: usize = 123;

/// A code, and a reason that is safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Close {
    pub(super) code: u16,
    pub(super) reason: Cow<'static, str>,
}

impl Close {
    pub(super) const STOPPING: Self = Self::new(1001, "The server is stopping");
    pub(super) const TOO_LARGE: Self = Self::new(1009, "The message is larger than is allowed");
    /// Clients try again later, and get what they have missed.
    pub(super) const TOO_SLOW: Self = Self::new(1013, "The client does not read");
    pub(super) const SILENT: Self = Self::new(1013, "The client gives no sign of life");
    pub(super) const NOT_INITIALISED: Self = Self::new(4401, "Unauthorized");
    pub(super) const EXPIRED: Self = Self::new(4403, "Forbidden: the token has expired");
    pub(super) const PROTOCOL_NOT_SPOKEN: Self =
        Self::new(4406, "Subprotocol not acceptable: only graphql-transport-ws is spoken");
    pub(super) const INIT_TIMEOUT: Self = Self::new(4408, "Connection initialisation timeout");
    pub(super) const TOO_MANY_INITS: Self = Self::new(4429, "Too many initialisation requests");

    const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason) }
    }

    /// 4400: the message is not one of the protocol.
    pub(super) fn bad_request(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { code: 4400, reason: reason.into() }
    }

    /// 4403: the token is refused.
    pub(super) fn forbidden(reason: impl std::fmt::Display) -> Self {
        Self { code: 4403, reason: format!("Forbidden: {reason}").into() }
    }

    /// 4409: an operation of this id is under way.
    pub(super) fn id_in_use(id: &str) -> Self {
        Self { code: 4409, reason: format!("Subscriber for {id} already exists").into() }
    }

    /// For what cannot be read as a message at all; nothing where nobody is left to be told.
    pub(super) fn unreadable(error: axum::Error) -> Option<Self> {
        let error = error.into_inner();
        match error.downcast_ref::<SocketError>()? {
            SocketError::Capacity(_) => Some(Self::TOO_LARGE),
            SocketError::Utf8(_) => Some(Self::new(1007, "The message is not UTF-8")),
            SocketError::Protocol(_) => Some(Self::new(1002, "The frame is not one of a WebSocket")),
            _ => None,
        }
    }

    pub(super) fn frame(&self) -> CloseFrame {
        let mut end = self.reason.len().min(LONGEST_REASON);
        while !self.reason.is_char_boundary(end) {
            end -= 1;
        }
        CloseFrame { code: self.code, reason: Utf8Bytes::from(&self.reason[..end]) }
    }
}

impl From<Unread> for Close {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooMany(_) => Self::TOO_LARGE,
            Unread::Unusable(error) => Self::bad_request(format!("Invalid message: {error}")),
        }
    }
}

impl From<Early> for Close {
    fn from(early: Early) -> Self {
        match early {
            Early::Stopping => Self::STOPPING,
            Early::Expired => Self::EXPIRED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_fits_its_frame() {
        let frame = Close::id_in_use(&"ä".repeat(200)).frame();
        assert_eq!(frame.code, 4409);
        assert!((LONGEST_REASON - 1..=LONGEST_REASON).contains(&frame.reason.len()));
        assert_eq!(&*Close::STOPPING.frame().reason, "The server is stopping");
    }
}
