//! What a provider hands out for a while: a session's id, a token.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

/// A secret that calls hold for as long as they need it. Debug and Display say nothing.
#[derive(Clone)]
pub(super) struct Ticket(Arc<SecretString>);

impl Ticket {
    pub(super) fn new(secret: String) -> Self {
        Self(Arc::new(secret.into()))
    }

    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether both were handed out at once; what they say is not compared.
    pub(super) fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
