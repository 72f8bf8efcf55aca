//! `[providers.*]`: where the providers are and how they are called.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{Mode, Problem};

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
}

impl Default for DepositphotosConfig {
    fn default() -> Self {
        Self { url: None, api_key: SANDBOX_KEY.into(), username: "buyer".to_owned(), password: SANDBOX_PASSWORD.into() }
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
