//! `[providers.depositphotos]`, and a tenant's own account there.

use std::{collections::BTreeMap, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{Account, Credential, Section, at_least_one, readable_hosts};
use crate::config::{Problem, purchasing::Switch, secret};

/// The sandbox's credentials, which anybody knows.
const SANDBOX_KEY: &str = "sandbox-key";
const SANDBOX_PASSWORD: &str = "sandbox";

/// `[providers.depositphotos]`: the account that Portico uses. Its defaults are the sandbox's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DepositphotosConfig {
    /// Where it is. Example: `https://api.depositphotos.com`.
    pub url: Option<Url>,
    /// The company's key.
    #[serde(deserialize_with = "secret::secret")]
    pub api_key: SecretString,
    /// The company's user.
    pub username: String,
    /// The user's password.
    #[serde(deserialize_with = "secret::secret")]
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
    /// How long a search of several providers waits for this one.
    #[serde(with = "humantime_serde")]
    pub search_budget: Duration,
    /// After how many reads in a row that brought no answer calls are held back, each attempt counted.
    pub breaker_failures: usize,
    /// How long they are held back, before one of them finds out whether there are answers again.
    #[serde(with = "humantime_serde")]
    pub breaker_pause: Duration,
    /// How long an answer may be, in bytes.
    pub max_answer: usize,
    /// Where files may be fetched from besides the provider's own address: a host, all hosts of a domain, or a whole
    /// origin, which is trusted as it is, without TLS and on a private network too.
    /// Example: `["files.example.com", "*.depositphotos.com", "http://10.0.0.7:4010"]`.
    #[serde(deserialize_with = "crate::config::comma_separated")]
    pub download_hosts: Vec<String>,
    /// How many files may be fetched at a time; a further one is refused.
    pub max_downloads: usize,
    /// How long a file may be, in bytes.
    pub max_file: u64,
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
            search_budget: Duration::from_secs(5),
            breaker_failures: 10,
            breaker_pause: Duration::from_secs(10),
            max_answer: 32 * 1024 * 1024,
            download_hosts: vec!["*.depositphotos.com".to_owned()],
            max_downloads: 64,
            max_file: 64 * 1024 * 1024 * 1024,
            session_lifetime: Duration::from_secs(3 * 60 * 60),
            renew_before: Duration::from_secs(10 * 60),
            currencies: BTreeMap::from([("0".to_owned(), "USD".to_owned())]),
        }
    }
}

impl DepositphotosConfig {
    /// How long one spend may take altogether: a connection, a login, the command, and the command again after a session
    /// that was gone.
    pub fn spend_may_take(&self) -> Duration {
        self.timeout * 2 + self.spend_timeout * 2
    }

    /// With this account, or not at all.
    pub(in crate::config) fn act_as(&mut self, account: Option<&DepositphotosAccount>) {
        match account.cloned() {
            None => self.url = None,
            Some(DepositphotosAccount { api_key, username, password }) => {
                (self.api_key, self.username, self.password) = (api_key, username, password);
            }
        }
    }
}

impl Section for DepositphotosConfig {
    fn name(&self) -> &'static str {
        "depositphotos"
    }

    fn url(&self) -> Option<&Url> {
        self.url.as_ref()
    }

    fn stand_in(&mut self, sandbox: Url, public: Option<&Url>) {
        self.url = Some(sandbox);
        // Its links start with that address, where one is set.
        self.download_hosts.extend(public.map(|url| url.origin().ascii_serialization()));
    }

    fn credentials(&self) -> Vec<Credential<'_>> {
        credentials(&self.api_key, &self.password)
    }

    fn problems(&self) -> Vec<Problem> {
        [
            readable_hosts(&self.download_hosts),
            at_least_one("max_downloads", self.max_downloads),
            at_least_one("breaker_failures", self.breaker_failures),
        ]
        .concat()
    }
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

impl Account for DepositphotosAccount {
    fn identity(&self) -> &str {
        &self.username
    }

    fn credentials(&self) -> Vec<Credential<'_>> {
        let username = Credential { key: "username", value: &self.username, of_the_sandbox: None };
        [vec![username], credentials(&self.api_key, &self.password)].concat()
    }
}

fn credentials<'a>(api_key: &'a SecretString, password: &'a SecretString) -> Vec<Credential<'a>> {
    vec![
        Credential { key: "api_key", value: api_key.expose_secret(), of_the_sandbox: Some(SANDBOX_KEY) },
        Credential { key: "password", value: password.expose_secret(), of_the_sandbox: Some(SANDBOX_PASSWORD) },
    ]
}
