//! `[providers.*]`: where the providers are and how they are called.

use std::{collections::BTreeMap, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{Mode, Problem, purchasing::Switch};

/// The sandbox's credentials, which anybody knows.
const SANDBOX_KEY: &str = "sandbox-key";
const SANDBOX_PASSWORD: &str = "sandbox";

/// Every provider.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProvidersConfig {
    /// Depositphotos, through its Enterprise API.
    pub depositphotos: DepositphotosConfig,
}

/// `[providers.depositphotos]`: the account that Portico uses. Its defaults are the sandbox's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DepositphotosConfig {
    /// Where it is; the built-in sandbox without one. Example: `https://api.depositphotos.com`.
    pub url: Option<Url>,
    /// The company's key.
    pub api_key: SecretString,
    /// The company's user.
    pub username: String,
    /// The user's password.
    pub password: SecretString,
    /// Whether anything may be spent here, where `purchasing.spending` is on.
    pub spending: Switch,
    /// How long one read may take, from the connection to the last byte.
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
    /// How long a connection may take.
    #[serde(with = "humantime_serde")]
    pub connect_timeout: Duration,
    /// How long a command that spends may take. It is never sent twice, so it gets more time.
    #[serde(with = "humantime_serde")]
    pub spend_timeout: Duration,
    /// How often a read that failed for a passing reason is sent again.
    pub retries: usize,
    /// How many items one `getMediaData` asks for.
    pub batch_size: usize,
    /// How many calls may be under way at a time.
    pub max_concurrent: usize,
    /// How long an answer may be, in bytes.
    pub max_answer: usize,
    /// How long a session lives.
    #[serde(with = "humantime_serde")]
    pub session_lifetime: Duration,
    /// How long before its end a session is renewed.
    #[serde(with = "humantime_serde")]
    pub renew_before: Duration,
    /// ISO 4217 codes by Depositphotos' `currencyId`, of which no table is public. That 0 is USD is an inference.
    pub currencies: BTreeMap<String, String>,
}

impl Default for DepositphotosConfig {
    fn default() -> Self {
        Self {
            url: None,
            api_key: SANDBOX_KEY.into(),
            username: "buyer".to_owned(),
            password: SANDBOX_PASSWORD.into(),
            spending: Switch::On,
            timeout: Duration::from_secs(20),
            connect_timeout: Duration::from_secs(5),
            spend_timeout: Duration::from_secs(60),
            retries: 2,
            batch_size: 50,
            max_concurrent: 32,
            max_answer: 32 * 1024 * 1024,
            session_lifetime: Duration::from_secs(3 * 60 * 60),
            renew_before: Duration::from_secs(10 * 60),
            currencies: BTreeMap::from([("0".to_owned(), "USD".to_owned())]),
        }
    }
}

impl ProvidersConfig {
    pub(super) fn problems(&self, mode: Mode, sandbox_allowed: bool) -> Vec<Problem> {
        let config = &self.depositphotos;
        if mode.is_development() {
            return Vec::new();
        }
        if config.url.is_none() {
            let missing = "production mode needs a provider, not the sandbox (`sandbox.allowed_in_production` lets it)";
            return if sandbox_allowed {
                Vec::new()
            } else {
                vec![Problem::new("providers.depositphotos.url", missing)]
            };
        }
        [
            ("providers.depositphotos.api_key", &config.api_key, SANDBOX_KEY),
            ("providers.depositphotos.password", &config.password, SANDBOX_PASSWORD),
        ]
        .into_iter()
        .filter(|(_, secret, known)| secret.expose_secret() == *known)
        .map(|(path, ..)| Problem::new(path, "is the sandbox's, which anybody knows; production mode needs your own"))
        .collect()
    }
}
