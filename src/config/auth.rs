//! `[auth]`: who may ask.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Mode, Problem};

/// The shortest secret that HS256 is safe with, in bytes.
const SHORTEST_SECRET: usize = 32;

/// How viewers are told apart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthConfig {
    /// Whether a request without a token is answered, as the fixed viewer.
    pub anonymous: bool,
    /// The secret that signs viewers' tokens (HS256), at least 32 bytes; one is made for each start without it.
    pub secret: Option<SecretString>,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self { anonymous: true, secret: None }
    }
}

impl AuthConfig {
    pub(super) fn problems(&self, mode: Mode) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.secret.as_ref().is_some_and(|secret| secret.expose_secret().len() < SHORTEST_SECRET) {
            problems.push(Problem::new("auth.secret", format!("must have at least {SHORTEST_SECRET} bytes")));
        }
        if !mode.is_development() && !self.anonymous && self.secret.is_none() {
            problems
                .push(Problem::new("auth.secret", "is needed when `auth.anonymous` is off: nobody could ask at all"));
        }
        problems
    }
}
