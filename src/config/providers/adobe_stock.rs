//! `[providers.adobe_stock]`, and a tenant's own product profile there.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{Account, Credential, Section, at_least_one, readable_hosts};
use crate::config::{Problem, purchasing::Switch, secret};

/// The sandbox's credentials, which anybody knows.
const SANDBOX_CLIENT: &str = "sandbox-client";
const SANDBOX_SECRET: &str = "sandbox-secret";
/// Items of one `Media/1/Files`, by its documentation.
const MAX_FILES: usize = 110;

/// `[providers.adobe_stock]`: the product profile that Portico uses. Its defaults are the sandbox's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AdobeStockConfig {
    /// Where it is. Example: `https://stock.adobe.io`.
    pub url: Option<Url>,
    /// Where tokens come from. Without one, Adobe's own address, or `url` where that is not Adobe's.
    pub token_url: Option<Url>,
    /// Where files are fetched: beside `url`, nobody else is shown a token. Without one as above.
    pub download_url: Option<Url>,
    /// The client's id, which is the API key too.
    pub client_id: String,
    /// The client's secret.
    #[serde(deserialize_with = "secret::secret")]
    pub client_secret: SecretString,
    /// What a token is asked for.
    #[serde(deserialize_with = "crate::config::comma_separated")]
    pub scopes: Vec<String>,
    /// What Adobe knows this installation by, in `x-product`.
    pub product: String,
    /// Whether the history is that of the whole organization, not of the product profile alone.
    pub whole_organization: bool,
    /// Whether anything may be spent here, where `purchasing.spending` is on.
    pub spending: Switch,
    /// How long one read may take, from its turn to the last byte.
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
    /// How long a connection may take.
    #[serde(with = "humantime_serde")]
    pub connect_timeout: Duration,
    /// How long a `Content/License` may take. It is never sent twice, so it gets more time.
    #[serde(with = "humantime_serde")]
    pub spend_timeout: Duration,
    /// How often a read that failed for a passing reason is sent again.
    pub retries: usize,
    /// The longest `Retry-After` that is waited for; a read that is told to wait longer fails.
    #[serde(with = "humantime_serde")]
    pub longest_wait: Duration,
    /// How many items one `Media/1/Files` asks for, at most 110.
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
    /// Where files may be fetched from besides `url` and `download_url`, as for Depositphotos. Which hosts the signed
    /// addresses are of is documented nowhere.
    #[serde(deserialize_with = "crate::config::comma_separated")]
    pub download_hosts: Vec<String>,
    /// How many files may be fetched at a time; a further one is refused.
    pub max_downloads: usize,
    /// How long a file may be, in bytes.
    pub max_file: u64,
    /// How long before its end a token is renewed.
    #[serde(with = "humantime_serde")]
    pub renew_before: Duration,
}

impl AdobeStockConfig {
    /// How long one spend may take altogether: a token and what is asked beforehand, then `Content/License`, and once more
    /// after a token that was not valid.
    pub fn spend_may_take(&self) -> Duration {
        self.timeout * 3 + self.spend_timeout * 2
    }

    /// With this account, or not at all.
    pub(in crate::config) fn act_as(&mut self, account: Option<&AdobeStockAccount>) {
        match account.cloned() {
            None => self.url = None,
            Some(AdobeStockAccount { client_id, client_secret }) => {
                (self.client_id, self.client_secret) = (client_id, client_secret);
            }
        }
    }

    /// Where tokens come from, of a provider at `url`.
    pub fn token_address(&self, url: &Url) -> Url {
        self.token_url.clone().unwrap_or_else(|| beside(url, "https://ims-na1.adobelogin.com"))
    }

    /// Where files are fetched, of a provider at `url`.
    pub fn download_address(&self, url: &Url) -> Url {
        self.download_url.clone().unwrap_or_else(|| beside(url, "https://stock.adobe.com"))
    }
}

impl Default for AdobeStockConfig {
    fn default() -> Self {
        Self {
            url: None,
            token_url: None,
            download_url: None,
            client_id: SANDBOX_CLIENT.to_owned(),
            client_secret: SANDBOX_SECRET.into(),
            scopes: [
                "openid",
                "AdobeID",
                "creative_sdk",
                "creative_cloud",
                "sao.stock",
                "sao.cce_private",
                "read_pc.stock",
            ]
            .map(str::to_owned)
            .into(),
            product: concat!("Portico/", env!("CARGO_PKG_VERSION")).to_owned(),
            whole_organization: false,
            spending: Switch::On,
            timeout: Duration::from_secs(20),
            connect_timeout: Duration::from_secs(5),
            spend_timeout: Duration::from_secs(60),
            retries: 2,
            longest_wait: Duration::from_secs(5),
            batch_size: 110,
            max_concurrent: 16,
            search_budget: Duration::from_secs(5),
            breaker_failures: 10,
            breaker_pause: Duration::from_secs(10),
            max_answer: 32 * 1024 * 1024,
            download_hosts: ["*.adobe.com", "*.adobe.io", "*.adobestock.com", "*.amazonaws.com"]
                .map(str::to_owned)
                .into(),
            // More than five at a time are advised against.
            max_downloads: 5,
            max_file: 64 * 1024 * 1024 * 1024,
            renew_before: Duration::from_secs(10 * 60),
        }
    }
}

impl Section for AdobeStockConfig {
    fn name(&self) -> &'static str {
        "adobe_stock"
    }

    fn url(&self) -> Option<&Url> {
        self.url.as_ref()
    }

    fn further_urls(&self) -> Vec<(&'static str, &Url)> {
        let further = [("token_url", &self.token_url), ("download_url", &self.download_url)];
        further.into_iter().filter_map(|(key, url)| Some((key, url.as_ref()?))).collect()
    }

    fn stand_in(&mut self, sandbox: Url, public: Option<&Url>) {
        self.url = Some(sandbox);
        self.token_url = None;
        self.download_url = public.cloned();
    }

    fn credentials(&self) -> Vec<Credential<'_>> {
        credentials(&self.client_id, &self.client_secret)
    }

    fn problems(&self) -> Vec<Problem> {
        let mut problems = [
            readable_hosts(&self.download_hosts),
            at_least_one("max_downloads", self.max_downloads),
            at_least_one("breaker_failures", self.breaker_failures),
            fits_a_header("client_id", &self.client_id),
            fits_a_header("product", &self.product),
        ]
        .concat();
        if !(1..=MAX_FILES).contains(&self.batch_size) {
            let message = format!("is 1 to {MAX_FILES}, which is all that one call may ask for");
            problems.push(Problem::new("batch_size", message));
        }
        problems
    }
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

impl Account for AdobeStockAccount {
    fn identity(&self) -> &str {
        &self.client_id
    }

    fn credentials(&self) -> Vec<Credential<'_>> {
        credentials(&self.client_id, &self.client_secret)
    }

    fn problems(&self) -> Vec<Problem> {
        fits_a_header("client_id", &self.client_id)
    }
}

fn credentials<'a>(id: &'a str, secret: &'a SecretString) -> Vec<Credential<'a>> {
    vec![
        Credential { key: "client_id", value: id, of_the_sandbox: Some(SANDBOX_CLIENT) },
        Credential { key: "client_secret", value: secret.expose_secret(), of_the_sandbox: Some(SANDBOX_SECRET) },
    ]
}

fn fits_a_header(key: &'static str, text: &str) -> Vec<Problem> {
    let printable = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    let problem = || Problem::new(key, "goes into a header: printable ASCII, and not nothing");
    (!printable).then(problem).into_iter().collect()
}

/// Adobe's own address where `url` is Adobe's; else `url`, which then has everything in one place, as the sandbox has.
fn beside(url: &Url, own: &str) -> Url {
    let adobes = url.host_str().is_some_and(|host| host.ends_with(".adobe.io"));
    if adobes { Url::parse(own).unwrap_or_else(|_| url.clone()) } else { url.clone() }
}
