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

impl ProvidersConfig {
    pub(super) fn problems(&self, mode: Mode, sandbox_allowed: bool) -> Vec<Problem> {
        [self.depositphotos.problems(), self.unfit_for(mode, sandbox_allowed)].concat()
    }

    /// What production mode does not allow.
    fn unfit_for(&self, mode: Mode, sandbox_allowed: bool) -> Vec<Problem> {
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

impl DepositphotosConfig {
    fn problems(&self) -> Vec<Problem> {
        let unreadable = self.download_hosts.iter().filter(|text| FileHost::parse(text).is_none()).map(|text| {
            let message = format!(
                "`{text}` is neither a host (`files.example.com`), nor the hosts of a domain (`*.example.com`), nor an \
                 origin (`http://10.0.0.7:4010`)"
            );
            Problem::new("providers.depositphotos.download_hosts", message)
        });
        let none = (self.max_downloads == 0)
            .then(|| Problem::new("providers.depositphotos.max_downloads", "must be at least 1"));
        unreadable.chain(none).collect()
    }
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
