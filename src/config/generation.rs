//! `[generation]`: how jobs of the image generator are followed.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Problem;

/// The shortest secret that callbacks may be signed with, in bytes.
const SHORTEST_SECRET: usize = 32;

/// How jobs of the image generator are followed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GenerationConfig {
    /// The first pause between two looks at a job; it grows while nothing changes.
    #[serde(with = "humantime_serde")]
    pub first_poll: Duration,
    /// The longest pause.
    #[serde(with = "humantime_serde")]
    pub longest_poll: Duration,
    /// How long a job may take; after that it counts as failed.
    #[serde(with = "humantime_serde")]
    pub deadline: Duration,
    /// Whether the provider is given an address to report progress to. Needs an address that it can reach.
    pub callbacks: bool,
    /// Signs those addresses, at least 32 bytes; a key is kept in `data_dir` without one.
    #[serde(deserialize_with = "super::secret::optional")]
    pub callback_secret: Option<SecretString>,
}

impl Default for GenerationConfig {
    fn default() -> Self {
        Self {
            first_poll: Duration::from_millis(500),
            longest_poll: Duration::from_secs(10),
            deadline: Duration::from_secs(15 * 60),
            callbacks: true,
            callback_secret: None,
        }
    }
}

impl GenerationConfig {
    pub(super) fn problems(&self) -> Vec<Problem> {
        let short = self.callback_secret.as_ref().is_some_and(|secret| secret.expose_secret().len() < SHORTEST_SECRET);
        let message = format!("must have at least {SHORTEST_SECRET} bytes");
        short.then(|| Problem::new("generation.callback_secret", message)).into_iter().collect()
    }
}
