//! `[auth]`: who may ask.

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Deserializer, de::value::StringDeserializer};
use url::{Host, Url};

use super::{Mode, Problem, comma_separated};

/// The farthest that clocks may be apart.
const LARGEST_LEEWAY: Duration = Duration::from_secs(5 * 60);
/// The shortest time between two fetches of keys.
const SHORTEST_REFRESH: Duration = Duration::from_secs(1);

/// How viewers are told apart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthConfig {
    /// Whether a request without a token is answered; see [`Self::anonymous`].
    pub anonymous: Option<bool>,
    /// What whoever asks without a token may do.
    #[serde(deserialize_with = "some_comma_separated")]
    pub anonymous_scopes: Option<Vec<String>>,
    /// Who issues tokens: their `iss`, to the letter.
    pub issuer: Option<String>,
    /// Where the issuer's keys are: an address or a file; see [`Self::key_source`].
    pub jwks: Option<String>,
    /// For whom tokens are: one of these must be in their `aud`.
    #[serde(deserialize_with = "comma_separated")]
    pub audience: Vec<String>,
    /// How tokens may be signed.
    #[serde(deserialize_with = "algorithms")]
    pub algorithms: Vec<SignatureAlgorithm>,
    /// How far the issuer's clock and ours may be apart.
    #[serde(with = "humantime_serde")]
    pub leeway: Duration,
    /// How often keys are fetched.
    #[serde(with = "humantime_serde")]
    pub refresh: Duration,
    /// The claim that names the viewer.
    pub subject_claim: String,
    /// The claims that list scopes.
    #[serde(deserialize_with = "comma_separated")]
    pub scope_claims: Vec<String>,
    /// The claim that names the tenant.
    pub tenant_claim: String,
    /// The claim that names the viewer's team.
    pub team_claim: String,
}

/// A way to sign tokens with a key pair. Those with a shared secret, and `none`, are no members: they cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "the names are RFC 7518's")]
pub enum SignatureAlgorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    EdDSA,
}

impl SignatureAlgorithm {
    /// As a token's header names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::EdDSA => "EdDSA",
        }
    }
}

/// Where keys are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// In a JWKS file.
    File(PathBuf),
    /// At the address of a JWKS.
    Url(Url),
    /// Where the discovery document of this OpenID Connect issuer says.
    Issuer(String),
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            anonymous: None,
            anonymous_scopes: None,
            issuer: None,
            jwks: None,
            audience: Vec::new(),
            algorithms: vec![
                SignatureAlgorithm::RS256,
                SignatureAlgorithm::PS256,
                SignatureAlgorithm::ES256,
                SignatureAlgorithm::EdDSA,
            ],
            leeway: Duration::from_secs(30),
            refresh: Duration::from_secs(10 * 60),
            subject_claim: "sub".to_owned(),
            scope_claims: ["scope", "scp", "roles"].map(str::to_owned).to_vec(),
            tenant_claim: "tenant".to_owned(),
            team_claim: "team".to_owned(),
        }
    }
}

impl AuthConfig {
    /// Whether a request without a token is answered. Unless it is set: in development mode, as long as no issuer of
    /// tokens is named.
    pub fn anonymous(&self, mode: Mode) -> bool {
        self.anonymous.unwrap_or(mode.is_development() && self.key_source().is_none())
    }

    /// Where keys are; `None`: nobody's tokens are believed but our own of development mode.
    pub fn key_source(&self) -> Option<KeySource> {
        match (&self.jwks, &self.issuer) {
            (Some(place), _) => Some(match Url::parse(place) {
                Ok(url) if matches!(url.scheme(), "http" | "https") => KeySource::Url(url),
                _ => KeySource::File(place.into()),
            }),
            (None, Some(issuer)) => Some(KeySource::Issuer(issuer.clone())),
            (None, None) => None,
        }
    }

    pub(super) fn problems(&self, mode: Mode) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut problem = |path, message: &str| problems.push(Problem::new(path, message));
        let source = self.key_source();
        if source.is_none() && !mode.is_development() && self.anonymous != Some(true) {
            problem(
                "auth.issuer",
                "production mode needs an issuer of tokens, or `auth.anonymous = true` where everybody who reaches \
                 the port may ask",
            );
        }
        let insecure = |url: &Url| url.scheme() == "http" && !mode.is_development() && !is_loopback(url);
        // Addresses are shown, in logs too.
        let secret = |url: &Url| !url.username().is_empty() || url.password().is_some();
        match &source {
            Some(KeySource::Url(url)) if secret(url) => problem("auth.jwks", "must hold neither a name nor a password"),
            Some(KeySource::Url(url)) if insecure(url) => problem("auth.jwks", "must be https in production mode"),
            Some(KeySource::Issuer(issuer)) => match Url::parse(issuer) {
                Ok(url) if insecure(&url) => problem("auth.issuer", "must be https in production mode"),
                Ok(url) if super::http::is_address(&url) => {}
                _ => problem(
                    "auth.issuer",
                    "must be an address with neither name, password, query nor fragment, or name the keys by `auth.jwks`",
                ),
            },
            _ => {}
        }
        if source.is_some() && self.issuer.as_deref().is_none_or(str::is_empty) {
            problem("auth.issuer", "is needed beside `auth.jwks`: whose tokens are believed");
        }
        if source.is_some() && self.audience.iter().all(String::is_empty) {
            problem("auth.audience", "is needed: an issuer makes tokens for others too");
        }
        if self.algorithms.is_empty() {
            problem("auth.algorithms", "must name at least one");
        }
        if self.leeway > LARGEST_LEEWAY {
            problem("auth.leeway", "must be 5 minutes or less");
        }
        if self.refresh < SHORTEST_REFRESH {
            problem("auth.refresh", "must be a second or more");
        }
        for (path, claim) in [
            ("auth.subject_claim", &self.subject_claim),
            ("auth.tenant_claim", &self.tenant_claim),
            ("auth.team_claim", &self.team_claim),
        ] {
            if claim.is_empty() {
                problem(path, "must name a claim");
            }
        }
        problems
    }
}

/// Whether an address is on this machine, where nobody listens in.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn some_comma_separated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    comma_separated(deserializer).map(Some)
}

fn algorithms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<SignatureAlgorithm>, D::Error> {
    let names = comma_separated(deserializer)?;
    names.into_iter().map(|name| SignatureAlgorithm::deserialize(StringDeserializer::new(name))).collect()
}
