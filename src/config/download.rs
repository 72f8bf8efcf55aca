//! `[download]`: files that are passed on to whoever may have them.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Problem;

/// The shortest secret that HS256 is safe with, in bytes.
const SHORTEST_SECRET: usize = 32;

/// A link is as good as the file, so it must not be good for long.
const LONGEST_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// How links to files are made, and how long a file may stand still.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DownloadConfig {
    /// The secret that signs links (HS256), at least 32 bytes; one is made for each start without it.
    #[serde(deserialize_with = "super::secret::optional")]
    pub secret: Option<SecretString>,
    /// How long a link is good for, at most a day. A download that has begun may take longer.
    #[serde(with = "humantime_serde")]
    pub lifetime: Duration,
    /// How long a client may take nothing of a file before it is given up.
    #[serde(with = "humantime_serde")]
    pub stall_timeout: Duration,
}

impl Default for DownloadConfig {
    fn default() -> Self {
        Self { secret: None, lifetime: Duration::from_secs(10 * 60), stall_timeout: Duration::from_secs(60) }
    }
}

impl DownloadConfig {
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.secret.as_ref().is_some_and(|secret| secret.expose_secret().len() < SHORTEST_SECRET) {
            problems.push(Problem::new("download.secret", format!("must have at least {SHORTEST_SECRET} bytes")));
        }
        if self.lifetime < Duration::from_secs(1) || self.lifetime > LONGEST_LIFETIME {
            problems.push(Problem::new("download.lifetime", "must be between a second and a day"));
        }
        if self.stall_timeout.is_zero() {
            problems.push(Problem::new("download.stall_timeout", "must be longer than nothing"));
        }
        problems
    }
}
