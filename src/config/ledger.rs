//! `[ledger]`: where purchases are recorded.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

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
