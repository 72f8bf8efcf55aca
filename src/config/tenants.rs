//! `[tenants.<name>]`: accounts of their own for the companies that tokens name.
//!
//! With any of them configured, a tenant that is not is served nothing, and the credentials of `[providers]` are used for
//! nobody. Addresses, limits and time-outs are those of `[providers]` for all.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{
    Mode, Problem,
    providers::{ProvidersConfig, SANDBOX_CLIENT, SANDBOX_KEY, SANDBOX_PASSWORD, SANDBOX_SECRET, is_printable},
    secret,
};

/// The longest name of a tenant, in bytes: as long as a token may name one.
const LONGEST: usize = 256;

/// Every tenant by its name, as the tenant claim has it.
pub type TenantsConfig = BTreeMap<String, TenantConfig>;

/// What one tenant has of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TenantConfig {
    /// Its accounts.
    pub providers: TenantProvidersConfig,
}

/// The accounts of one tenant. A provider that it has no account with is not there for it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TenantProvidersConfig {
    /// Its account with Depositphotos.
    pub depositphotos: Option<DepositphotosAccount>,
    /// Its product profile with Adobe Stock.
    pub adobe_stock: Option<AdobeStockAccount>,
}

/// An account with Depositphotos. Nothing of it has a default.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositphotosAccount {
    /// The company's key.
    #[serde(deserialize_with = "secret::secret")]
    pub api_key: SecretString,
    /// The company's user.
    pub username: String,
    /// The user's password.
    #[serde(deserialize_with = "secret::secret")]
    pub password: SecretString,
}

/// A product profile with Adobe Stock. Nothing of it has a default.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdobeStockAccount {
    /// The client's id, which is the API key too.
    pub client_id: String,
    /// The client's secret.
    #[serde(deserialize_with = "secret::secret")]
    pub client_secret: SecretString,
}

impl TenantConfig {
    /// The providers as this tenant reaches them: with its own accounts alone.
    pub fn upstreams(&self, shared: &ProvidersConfig) -> ProvidersConfig {
        let mut own = shared.clone();
        match self.providers.depositphotos.clone() {
            None => own.depositphotos.url = None,
            Some(DepositphotosAccount { api_key, username, password }) => {
                own.depositphotos.api_key = api_key;
                own.depositphotos.username = username;
                own.depositphotos.password = password;
            }
        }
        match self.providers.adobe_stock.clone() {
            None => own.adobe_stock.url = None,
            Some(AdobeStockAccount { client_id, client_secret }) => {
                own.adobe_stock.client_id = client_id;
                own.adobe_stock.client_secret = client_secret;
            }
        }
        own
    }

    /// What is wrong with it by itself: the rest of the path, and why.
    fn problems(&self, providers: &ProvidersConfig, mode: Mode) -> Vec<(&'static str, String)> {
        let TenantProvidersConfig { depositphotos, adobe_stock } = &self.providers;
        let mut problems = Vec::new();
        let mut problem = |path, message: &str| problems.push((path, message.to_owned()));
        if depositphotos.is_none() && adobe_stock.is_none() {
            problem("providers", "a tenant has an account with a provider, or it need not be named");
        }
        // What stands in has no address in the configuration, and no secrets.
        let (on_the_sandbox, public) = (providers.on_the_sandbox(), !mode.is_development());
        if let Some(DepositphotosAccount { api_key, username, password }) = depositphotos {
            if providers.depositphotos.url.is_none() && !on_the_sandbox {
                problem("providers.depositphotos", "`providers.depositphotos.url` is missing");
            }
            for (path, text, known) in [
                ("providers.depositphotos.api_key", api_key.expose_secret(), SANDBOX_KEY),
                ("providers.depositphotos.username", username, ""),
                ("providers.depositphotos.password", password.expose_secret(), SANDBOX_PASSWORD),
            ] {
                unfit(path, text, known, public && !on_the_sandbox, &mut problem);
            }
        }
        if let Some(AdobeStockAccount { client_id, client_secret }) = adobe_stock {
            if providers.adobe_stock.url.is_none() && !on_the_sandbox {
                problem("providers.adobe_stock", "`providers.adobe_stock.url` is missing");
            }
            for (path, text, known) in [
                ("providers.adobe_stock.client_id", client_id.as_str(), SANDBOX_CLIENT),
                ("providers.adobe_stock.client_secret", client_secret.expose_secret(), SANDBOX_SECRET),
            ] {
                unfit(path, text, known, public && !on_the_sandbox, &mut problem);
            }
            if !is_printable(client_id) {
                problem("providers.adobe_stock.client_id", "goes into a header: printable ASCII, and not nothing");
            }
        }
        problems
    }
}

fn unfit(
    path: &'static str,
    text: &str,
    known: &str,
    refuse_known: bool,
    problem: &mut impl FnMut(&'static str, &str),
) {
    if text.is_empty() {
        problem(path, "is empty");
    } else if refuse_known && text == known {
        problem(path, "is the sandbox's, which anybody knows; production mode needs your own");
    }
}

/// What is not allowed, of every tenant.
pub(super) fn problems(tenants: &TenantsConfig, providers: &ProvidersConfig, mode: Mode) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for (name, tenant) in tenants {
        if name.is_empty() || name.len() > LONGEST || name.chars().any(char::is_control) {
            problems.push(Problem::new("tenants", format!("{name:?} is no name that a token could have")));
        }
        let own = tenant.problems(providers, mode);
        problems.extend(own.into_iter().map(|(path, message)| Problem::new(format!("tenants.{name}.{path}"), message)));
        let TenantProvidersConfig { depositphotos, adobe_stock } = &tenant.providers;
        for (provider, account) in [
            ("depositphotos", depositphotos.as_ref().map(|account| account.username.as_str())),
            ("adobe_stock", adobe_stock.as_ref().map(|account| account.client_id.as_str())),
        ] {
            let Some(account) = account else { continue };
            // Sharing one, each would be told what the other bought.
            if let Some(other) = seen.insert((provider, account), name) {
                let path = format!("tenants.{name}.providers.{provider}");
                problems.push(Problem::new(path, format!("is the account of the tenant `{other}`; each has its own")));
            }
        }
    }
    problems
}
