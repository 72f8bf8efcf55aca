//! `[providers.*]`: where the providers are and how they are called. Each has its section in a file of its own; what
//! holds for all of them is here.

mod adobe_stock;
mod depositphotos;

use serde::Deserialize;
use url::Url;

pub use self::{
    adobe_stock::{AdobeStockAccount, AdobeStockConfig},
    depositphotos::{DepositphotosAccount, DepositphotosConfig},
};
use super::{
    Mode, Problem,
    auth::is_loopback,
    http::{ADDRESS, is_address},
};

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

/// What the sections have in common. Paths of problems begin below the section.
pub trait Section {
    /// Its name, which is the provider's.
    fn name(&self) -> &'static str;

    /// Where the provider is; without an address it is not there.
    fn url(&self) -> Option<&Url>;

    /// The keys of further addresses that credentials are sent to, with their values.
    fn further_urls(&self) -> Vec<(&'static str, &Url)> {
        Vec::new()
    }

    /// Means the sandbox from now on, which is known as `public` to whoever follows its links.
    fn stand_in(&mut self, sandbox: Url, public: Option<&Url>);

    /// What proves who asks.
    fn credentials(&self) -> Vec<Credential<'_>>;

    /// What is not allowed in any mode.
    fn problems(&self) -> Vec<Problem>;
}

/// What tenants' accounts have in common. Paths of problems begin below the account.
pub trait Account {
    /// What tells it from the other accounts with this provider.
    fn identity(&self) -> &str;

    /// What proves who asks. None of it may be empty.
    fn credentials(&self) -> Vec<Credential<'_>>;

    /// What else is not allowed.
    fn problems(&self) -> Vec<Problem> {
        Vec::new()
    }
}

/// A setting that proves who asks, or is part of the proof.
#[derive(Clone)]
pub struct Credential<'a> {
    /// Its key.
    pub key: &'static str,
    /// Its value.
    pub value: &'a str,
    /// The sandbox's, which anybody knows.
    pub of_the_sandbox: Option<&'static str>,
}

impl Credential<'_> {
    /// That everybody could ask with it, in production mode.
    pub(super) fn problem_if_known(&self) -> Option<Problem> {
        let message = "is the sandbox's, which anybody knows; production mode needs your own";
        (self.of_the_sandbox == Some(self.value)).then(|| Problem::new(self.key, message))
    }
}

impl ProvidersConfig {
    /// Every section.
    pub fn sections(&self) -> [&dyn Section; 2] {
        [&self.depositphotos, &self.adobe_stock]
    }

    /// The same, to be changed.
    pub fn sections_mut(&mut self) -> [&mut dyn Section; 2] {
        [&mut self.depositphotos, &mut self.adobe_stock]
    }

    /// Whether the built-in sandbox stands in for every provider.
    pub fn on_the_sandbox(&self) -> bool {
        self.sections().iter().all(|section| section.url().is_none())
    }

    /// What is not allowed; `credentials_used` unless every tenant has its own.
    pub(super) fn problems(&self, mode: Mode, sandbox_allowed: bool, credentials_used: bool) -> Vec<Problem> {
        let mut problems = Vec::new();
        for section in self.sections() {
            let below = |problem: Problem| problem.below(&format!("providers.{}", section.name()));
            let unusable =
                addresses(section).filter(|(_, url)| !is_address(url)).map(|(key, _)| Problem::new(key, ADDRESS));
            problems.extend(unusable.chain(section.problems()).map(below));
            if !mode.is_development() {
                problems.extend(unfit_for_production(section, credentials_used).into_iter().map(below));
            }
        }
        if !mode.is_development() && self.on_the_sandbox() && !sandbox_allowed {
            let missing = "production mode needs a provider, not the sandbox (`sandbox.allowed_in_production` lets it)";
            problems.push(Problem::new("providers.depositphotos.url", missing));
        }
        problems
    }
}

/// Where credentials go, by key.
fn addresses(section: &dyn Section) -> impl Iterator<Item = (&'static str, &Url)> {
    section.url().map(|url| ("url", url)).into_iter().chain(section.further_urls())
}

/// What production mode does not allow of a provider that is there.
fn unfit_for_production(section: &dyn Section, credentials_used: bool) -> Vec<Problem> {
    if section.url().is_none() {
        return Vec::new();
    }
    // Credentials go there, and money is spent by what comes back.
    let in_the_clear = |url: &Url| url.scheme() != "https" && !is_loopback(url);
    let mut problems: Vec<_> = addresses(section)
        .filter(|(_, url)| in_the_clear(url))
        .map(|(key, _)| Problem::new(key, "must be https in production mode, unless it is on this machine"))
        .collect();
    if credentials_used {
        problems.extend(section.credentials().iter().filter_map(Credential::problem_if_known));
    }
    problems
}

fn at_least_one(key: &'static str, number: usize) -> Vec<Problem> {
    (number == 0).then(|| Problem::new(key, "must be at least 1")).into_iter().collect()
}

fn readable_hosts(hosts: &[String]) -> Vec<Problem> {
    let unreadable = hosts.iter().filter(|text| FileHost::parse(text).is_none()).map(|text| {
        let message = format!(
            "`{text}` is neither a host (`files.example.com`), nor the hosts of a domain (`*.example.com`), nor an \
             origin (`http://10.0.0.7:4010`)"
        );
        Problem::new("download_hosts", message)
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
