//! `[ledger]`: where purchases are recorded.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Problem;

/// Where purchases are recorded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LedgerConfig {
    /// A Postgres database, `postgres://user:password@host/database`; the file `ledger.sqlite` in `data_dir` without one.
    #[serde(deserialize_with = "super::secret::optional")]
    pub url: Option<SecretString>,
    /// Connections to it.
    pub connections: u32,
    /// How long a connection, or a turn to write, is waited for.
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
}

impl Default for LedgerConfig {
    fn default() -> Self {
        Self { url: None, connections: 8, timeout: Duration::from_secs(10) }
    }
}

impl LedgerConfig {
    pub(super) fn problems(&self) -> Vec<Problem> {
        let is_postgres = |url: &SecretString| {
            ["postgres://", "postgresql://"].iter().any(|scheme| url.expose_secret().starts_with(scheme))
        };
        let message =
            "must begin with postgres://; without one purchases are kept in the file ledger.sqlite in data_dir";
        let other = self.url.as_ref().is_some_and(|url| !is_postgres(url));
        other.then(|| Problem::new("ledger.url", message)).into_iter().collect()
    }
}
