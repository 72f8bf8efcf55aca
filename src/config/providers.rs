//! `[providers.*]`: where the providers are and how they are called.

use std::{collections::BTreeMap, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{
    Mode, Problem,
    auth::is_loopback,
    http::{ADDRESS, is_address},
    purchasing::Switch,
    secret,
};

/// The sandbox's credentials, which anybody knows.
pub(super) const SANDBOX_KEY: &str = "sandbox-key";
pub(super) const SANDBOX_PASSWORD: &str = "sandbox";
pub(super) const SANDBOX_CLIENT: &str = "sandbox-client";
/// Items of one `Media/1/Files`, by its documentation.
const MAX_FILES: usize = 110;
pub(super) const SANDBOX_SECRET: &str = "sandbox-secret";

/// Every provider. Without any provider's address the built-in sandbox stands in for all of them; else only those with
/// an address are there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProvidersConfig {
    /// Depositphotos, through its Enterprise API.
    pub depositphotos: DepositphotosConfig,
    /// Adobe Stock, through its licensing API.
    pub adobe_stock: AdobeStockConfig,
}

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
    #[serde(deserialize_with = "super::comma_separated")]
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
    #[serde(deserialize_with = "super::comma_separated")]
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
    #[serde(deserialize_with = "super::comma_separated")]
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

/// Adobe's own address where `url` is Adobe's; else `url`, which then has everything in one place, as the sandbox has.
fn beside(url: &Url, own: &str) -> Url {
    let adobes = url.host_str().is_some_and(|host| host.ends_with(".adobe.io"));
    if adobes { Url::parse(own).unwrap_or_else(|_| url.clone()) } else { url.clone() }
}

impl ProvidersConfig {
    /// Whether the built-in sandbox stands in for every provider.
    pub fn on_the_sandbox(&self) -> bool {
        self.depositphotos.url.is_none() && self.adobe_stock.url.is_none()
    }

    /// What is not allowed; `credentials_used` unless every tenant has its own.
    pub(super) fn problems(&self, mode: Mode, sandbox_allowed: bool, credentials_used: bool) -> Vec<Problem> {
        let unusable = |(path, url): (_, &Option<Url>)| {
            url.as_ref().is_some_and(|url| !is_address(url)).then(|| Problem::new(path, ADDRESS))
        };
        let addresses = self.addresses().into_iter().filter_map(unusable).collect();
        let unfit = self.unfit_for(mode, sandbox_allowed, credentials_used);
        [addresses, self.depositphotos.problems(), self.adobe_stock.problems(), unfit].concat()
    }

    fn addresses(&self) -> [(&'static str, &Option<Url>); 4] {
        let Self { depositphotos, adobe_stock: adobe } = self;
        [
            ("providers.depositphotos.url", &depositphotos.url),
            ("providers.adobe_stock.url", &adobe.url),
            ("providers.adobe_stock.token_url", &adobe.token_url),
            ("providers.adobe_stock.download_url", &adobe.download_url),
        ]
    }

    /// What production mode does not allow.
    fn unfit_for(&self, mode: Mode, sandbox_allowed: bool, credentials_used: bool) -> Vec<Problem> {
        let (depositphotos, adobe) = (&self.depositphotos, &self.adobe_stock);
        let mut problems = Vec::new();
        if mode.is_development() {
            return problems;
        }
        if self.on_the_sandbox() {
            let missing = "production mode needs a provider, not the sandbox (`sandbox.allowed_in_production` lets it)";
            if !sandbox_allowed {
                problems.push(Problem::new("providers.depositphotos.url", missing));
            }
            return problems;
        }
        // Credentials go there, and money is spent by what comes back.
        let in_the_clear = |url: &Url| url.scheme() != "https" && !is_loopback(url);
        problems.extend(
            self.addresses()
                .into_iter()
                .filter(|(_, url)| url.as_ref().is_some_and(in_the_clear))
                .map(|(path, _)| Problem::new(path, "must be https in production mode, unless it is on this machine")),
        );
        if !credentials_used {
            return problems;
        }
        let known = [
            ("providers.depositphotos.api_key", &depositphotos.url, depositphotos.api_key.expose_secret(), SANDBOX_KEY),
            (
                "providers.depositphotos.password",
                &depositphotos.url,
                depositphotos.password.expose_secret(),
                SANDBOX_PASSWORD,
            ),
            ("providers.adobe_stock.client_id", &adobe.url, &adobe.client_id, SANDBOX_CLIENT),
            ("providers.adobe_stock.client_secret", &adobe.url, adobe.client_secret.expose_secret(), SANDBOX_SECRET),
        ];
        // Of a provider that is not there, nothing is used.
        problems.extend(known.into_iter().filter(|(_, url, set, known)| url.is_some() && set == known).map(
            |(path, ..)| Problem::new(path, "is the sandbox's, which anybody knows; production mode needs your own"),
        ));
        problems
    }
}

impl DepositphotosConfig {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = unreadable("providers.depositphotos.download_hosts", &self.download_hosts);
        if self.max_downloads == 0 {
            problems.push(Problem::new("providers.depositphotos.max_downloads", "must be at least 1"));
        }
        if self.breaker_failures == 0 {
            problems.push(Problem::new("providers.depositphotos.breaker_failures", "must be at least 1"));
        }
        problems
    }
}

impl AdobeStockConfig {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = unreadable("providers.adobe_stock.download_hosts", &self.download_hosts);
        if self.max_downloads == 0 {
            problems.push(Problem::new("providers.adobe_stock.max_downloads", "must be at least 1"));
        }
        if self.breaker_failures == 0 {
            problems.push(Problem::new("providers.adobe_stock.breaker_failures", "must be at least 1"));
        }
        if !(1..=MAX_FILES).contains(&self.batch_size) {
            let message = format!("is 1 to {MAX_FILES}, which is all that one call may ask for");
            problems.push(Problem::new("providers.adobe_stock.batch_size", message));
        }
        for (path, text) in
            [("providers.adobe_stock.client_id", &self.client_id), ("providers.adobe_stock.product", &self.product)]
        {
            if !is_printable(text) {
                problems.push(Problem::new(path, "goes into a header: printable ASCII, and not nothing"));
            }
        }
        problems
    }
}

/// Whether a text can stand in a header.
pub(super) fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() || c == ' ')
}

fn unreadable(path: &'static str, hosts: &[String]) -> Vec<Problem> {
    let unreadable = hosts.iter().filter(|text| FileHost::parse(text).is_none()).map(|text| {
        let message = format!(
            "`{text}` is neither a host (`files.example.com`), nor the hosts of a domain (`*.example.com`), nor an \
             origin (`http://10.0.0.7:4010`)"
        );
        Problem::new(path, message)
    });
    unreadable.collect()
}

/// Where files may be fetched from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileHost {
    /// This host, over TLS.
    Exact(String),
    /// Every host below this domain, over TLS.
    Below(String),
    /// Scheme, host and port, whatever they are.
    Origin(String),
}

impl FileHost {
    /// Reads an entry of `download_hosts`. `*.com` is none: it would be everybody.
    pub fn parse(text: &str) -> Option<Self> {
        if text.contains("://") {
            let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
            let origin = url.origin().ascii_serialization();
            return (origin == text).then_some(Self::Origin(origin));
        }
        let (domain, below) = text.strip_prefix("*.").map_or((text, false), |domain| (domain, true));
        let label =
            |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let name = domain.split('.').all(label) && (!below || domain.contains('.'));
        // An address is not a name: those are written as origins.
        let address = matches!(Url::parse(&format!("https://{domain}")).ok()?.host()?, url::Host::Domain(_));
        let domain = domain.to_ascii_lowercase();
        (name && address).then_some(if below { Self::Below(domain) } else { Self::Exact(domain) })
    }

    /// Whether this host is meant, which is in lower case.
    pub fn names(&self, host: &str) -> bool {
        match self {
            Self::Exact(name) => host == name,
            Self::Below(domain) => {
                host.strip_suffix(domain.as_str()).is_some_and(|left| left.len() > 1 && left.ends_with('.'))
            }
            Self::Origin(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_hosts_domains_or_origins() {
        let below = FileHost::parse("*.Depositphotos.com").unwrap();
        assert!(below.names("st.depositphotos.com") && below.names("a.b.depositphotos.com"));
        for stranger in
            ["depositphotos.com", "evildepositphotos.com", ".depositphotos.com", "st.depositphotos.com.evil"]
        {
            assert!(!below.names(stranger), "{stranger}");
        }
        assert!(FileHost::parse("files.example").unwrap().names("files.example"));
        assert_eq!(FileHost::parse("http://10.0.0.7:4010"), Some(FileHost::Origin("http://10.0.0.7:4010".to_owned())));
        for none in
            ["", "*", "*.com", "*.*.com", "a..b", "a/b", "10.0.0.7", "[::1]", "http://a/", "ftp://a", "a b", "*.0x7f.1"]
        {
            assert_eq!(FileHost::parse(none), None, "{none}");
        }
    }
}
