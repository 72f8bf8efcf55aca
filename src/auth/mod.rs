//! Who asks: the viewer that a token names, or the fixed one where requests without a token are answered.
//!
//! A token is believed when the configured issuer signed it, by a key of its published set and an algorithm that both
//! the key and the configuration allow. HMAC is for the tokens of development mode alone, whose keys are of our own
//! making: a public key is never taken for a secret. Why a token was refused is for the log; who sent it learns that
//! it was.

mod claims;
mod development;
mod jwks;
pub mod scopes;
mod token;
mod viewer;

use std::{io, path::Path, sync::Arc, time::Duration};

use jsonwebtoken::Algorithm;
use serde_json::{Map, Value};
use tokio_util::task::AbortOnDropHandle;

use self::{
    claims::ClaimRules,
    development::{DevelopmentKeys, KeyFile},
    jwks::{Address, Discovery, File, Keys, Source},
    token::Token,
};
pub use self::{
    development::Grant,
    scopes::{Scope, Scopes},
    viewer::Viewer,
};
use crate::{
    clock::Clock,
    config::{
        Config, Mode, Problem,
        auth::{AuthConfig, KeySource, SignatureAlgorithm},
    },
};

/// How long the token of development mode is good for. It ends with the process anyway.
const DEVELOPMENT_TOKEN_LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Why a request names no viewer. What it says is safe to show: outside development mode the same for whatever is wrong
/// with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unauthenticated {
    /// There is no token, and one is required.
    #[error("A token is required: send `Authorization: Bearer <token>`.")]
    Missing,
    /// It is not a bearer token.
    #[error("The Authorization header must read `Bearer <token>`.")]
    Malformed,
    /// It is not to be believed; why is for the log.
    #[error("The token is not valid.")]
    Refused(Refusal),
    /// The same in development mode, where whoever asks may know why.
    #[error("{}", .0.explained())]
    Explained(Refusal),
}

impl Unauthenticated {
    /// The `WWW-Authenticate` that goes with it (RFC 6750). No bearer token is none at all, and has no error code.
    pub fn challenge(self) -> &'static str {
        match self {
            Self::Missing | Self::Malformed => "Bearer realm=\"portico\"",
            Self::Refused(_) | Self::Explained(_) => "Bearer realm=\"portico\", error=\"invalid_token\"",
        }
    }

    /// Why, for the log.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Missing => "there is none",
            Self::Malformed => "it is no bearer token",
            Self::Refused(refusal) | Self::Explained(refusal) => refusal.as_str(),
        }
    }
}

/// What is wrong with a token. Shown to whoever sent it in development mode alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is larger than any token has reason to be.
    TooLong,
    /// It has not the form of one.
    NotAToken,
    /// It is another kind of token, or demands extensions.
    Header,
    /// Its algorithm is not allowed.
    Algorithm,
    /// Its key is not of the issuer's set.
    UnknownKey,
    /// Its key did not sign it.
    Signature,
    /// It was good once, or does not say until when.
    Expired,
    /// It is good later.
    NotYet,
    /// Somebody else issued it.
    Issuer,
    /// It is for somebody else.
    Audience,
    /// It names nobody, or says what cannot be read.
    Claims,
}

impl Refusal {
    /// What is wrong and what to do about it, short enough for the reason of a socket's close.
    fn explained(self) -> String {
        match self {
            Self::UnknownKey => {
                "The token's key is not known: it is of another start or data folder. Reload the page, or run \
                                 `portico token`."
                    .to_owned()
            }
            Self::Expired => "The token has expired. Reload the page, or run `portico token`.".to_owned(),
            other => format!("The token is not valid: {}.", other.as_str()),
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "it is too long",
            Self::NotAToken => "it has not the form of a token",
            Self::Header => "its header is not that of an access token",
            Self::Algorithm => "its algorithm is not allowed",
            Self::UnknownKey => "its key is not known",
            Self::Signature => "its signature is wrong",
            Self::Expired => "it has expired, or never does",
            Self::NotYet => "it is not valid yet",
            Self::Issuer => "it is of another issuer",
            Self::Audience => "it is for another audience",
            Self::Claims => "its claims cannot be read",
        }
    }
}

/// Why viewers cannot be told apart.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// A setting that cannot be used.
    #[error("{}: {}", .0.path, .0.message)]
    Setting(Problem),
    /// No token can be made.
    #[error("no token can be made: {0}")]
    Mint(String),
    /// The key of development tokens cannot be read or written.
    #[error("the key of development tokens: {0}")]
    Key(#[from] io::Error),
    /// Tokens of our own making are for development mode.
    #[error("production mode takes tokens of its issuer alone; none is made here")]
    Production,
}

/// Tells viewers apart.
pub struct Auth {
    anonymous: Option<Viewer>,
    issuer: Option<Issuer>,
    development: Option<DevelopmentKeys>,
    clock: Clock,
}

/// Whose tokens are believed.
struct Issuer {
    keys: Arc<Keys>,
    allowed: Vec<(&'static str, Algorithm)>,
    rules: ClaimRules,
    _fresh: AbortOnDropHandle<()>,
}

impl Auth {
    /// As configured. Must be called within a Tokio runtime, which keeps the issuer's keys fresh.
    ///
    /// # Errors
    /// [`AuthError::Setting`]: a file of keys that cannot be read, a scope that is none.
    pub fn new(config: &AuthConfig, mode: Mode, data_dir: &Path, clock: Clock) -> Result<Self, AuthError> {
        let scopes = anonymous_scopes(config, mode)?;
        let anonymous =
            if mode.is_development() { Viewer { scopes, ..Viewer::development() } } else { Viewer::anonymous(scopes) };
        Ok(Self {
            anonymous: config.anonymous(mode).then_some(anonymous),
            issuer: config.key_source().map(|source| Issuer::new(config, &source, mode)).transpose()?,
            development: mode.is_development().then(|| DevelopmentKeys::new(data_dir)),
            clock,
        })
    }

    /// A token of the development viewer, with every scope; none outside development mode.
    ///
    /// # Errors
    /// [`AuthError::Mint`].
    pub fn development_token(&self) -> Result<Option<String>, AuthError> {
        let Some(keys) = &self.development else { return Ok(None) };
        let grant = Grant::development(DEVELOPMENT_TOKEN_LIFETIME);
        keys.own().sign(&grant, self.clock.now()).map(Some).map_err(AuthError::Mint)
    }

    /// Whether anybody can be believed: not before the issuer's keys were had once, where its tokens alone count.
    pub fn can_believe(&self) -> bool {
        let issuers = self.issuer.as_ref().is_some_and(|issuer| issuer.keys.are_there());
        issuers || self.anonymous.is_some() || self.development.is_some()
    }

    /// The viewer that an `Authorization` header names; the fixed one without a header, where that is allowed.
    ///
    /// # Errors
    /// [`Unauthenticated`]: answer 401.
    pub async fn viewer(&self, authorization: Option<&[u8]>) -> Result<Viewer, Unauthenticated> {
        let Some(header) = authorization else {
            return self.anonymous.clone().ok_or(Unauthenticated::Missing);
        };
        let header = std::str::from_utf8(header).map_err(|_| Unauthenticated::Malformed)?;
        match header.trim().split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                let explained = self.development.is_some();
                let refused = if explained { Unauthenticated::Explained } else { Unauthenticated::Refused };
                self.verified(token.trim()).await.map_err(refused)
            }
            _ => Err(Unauthenticated::Malformed),
        }
    }

    /// The viewer of a socket: whom `Authorization` in the payload of `connection_init` names (browsers can send no
    /// header), else the header of the request that opened it. [`Viewer::expires`] says when the socket must end.
    ///
    /// # Errors
    /// [`Unauthenticated`]: close with 4403.
    pub async fn viewer_of_socket(
        &self,
        payload: &Map<String, Value>,
        authorization: Option<&[u8]>,
    ) -> Result<Viewer, Unauthenticated> {
        let inner = payload.get("headers").and_then(Value::as_object);
        let mut members = payload.iter().chain(inner.into_iter().flatten());
        match members.find(|(name, _)| name.eq_ignore_ascii_case("authorization")) {
            Some((_, Value::String(header))) => self.viewer(Some(header.as_bytes())).await,
            Some(_) => Err(Unauthenticated::Malformed),
            None => {
                if !payload.is_empty() && authorization.is_none() && self.anonymous.is_some() {
                    tracing::info!("a socket says something, but not who asks: its payload has no `Authorization`");
                }
                self.viewer(authorization).await
            }
        }
    }

    async fn verified(&self, text: &str) -> Result<Viewer, Refusal> {
        let token = Token::read(text)?;
        let now = || self.clock.now();
        if let (Some(development), "HS256") = (&self.development, token.algorithm()) {
            return development.viewer(&token, now()).await;
        }
        let issuer = self.issuer.as_ref().ok_or(Refusal::Algorithm)?;
        let claims = issuer.verified(&token).await?;
        issuer.rules.viewer(&claims, now())
    }
}

impl Issuer {
    fn new(config: &AuthConfig, source: &KeySource, mode: Mode) -> Result<Self, AuthError> {
        let broken = |path| move |reason| AuthError::Setting(Problem::new(path, reason));
        let plain_http = if mode.is_development() { |_: &url::Url| true } else { crate::config::auth::is_loopback };
        let from: Box<dyn Source> = match source {
            KeySource::File(path) => Box::new(File(path.clone())),
            KeySource::Url(url) => Box::new(Address::new(url.clone()).map_err(broken("auth.jwks"))?),
            KeySource::Issuer(issuer) => {
                Box::new(Discovery::new(issuer.clone(), plain_http).map_err(broken("auth.issuer"))?)
            }
        };
        let allowed: Vec<_> = config.algorithms.iter().map(|&allowed| (allowed.as_str(), algorithm(allowed))).collect();
        let keys = Arc::new(Keys::new(from, allowed.iter().map(|(_, algorithm)| *algorithm).collect()));
        if let KeySource::File(path) = source {
            // A file is either there or a mistake; an issuer may come up later than we do.
            let broken = broken("auth.jwks");
            let document = std::fs::read(path).map_err(|error| broken(format!("{}: {error}", path.display())))?;
            keys.accept(&document).map_err(broken)?;
        }
        let rules = ClaimRules {
            issuer: config.issuer.clone().unwrap_or_default(),
            audiences: config.audience.clone(),
            leeway: i64::try_from(config.leeway.as_secs()).unwrap_or(i64::MAX),
            subject: config.subject_claim.clone(),
            scopes: config.scope_claims.clone(),
            tenant: config.tenant_claim.clone(),
            team: config.team_claim.clone(),
        };
        let fresh = keys.keep_fresh(config.refresh);
        Ok(Self { keys, allowed, rules, _fresh: fresh })
    }

    async fn verified(&self, token: &Token<'_>) -> Result<Map<String, Value>, Refusal> {
        let allowed = self.allowed.iter().find(|(name, _)| *name == token.algorithm());
        let (_, algorithm) = *allowed.ok_or(Refusal::Algorithm)?;
        let key = self.keys.find(token.key_id(), algorithm).await.ok_or(Refusal::UnknownKey)?;
        token.verify(&key.key, algorithm)
    }
}

/// There is none for HMAC, so none can be configured.
fn algorithm(allowed: SignatureAlgorithm) -> Algorithm {
    match allowed {
        SignatureAlgorithm::RS256 => Algorithm::RS256,
        SignatureAlgorithm::RS384 => Algorithm::RS384,
        SignatureAlgorithm::RS512 => Algorithm::RS512,
        SignatureAlgorithm::PS256 => Algorithm::PS256,
        SignatureAlgorithm::PS384 => Algorithm::PS384,
        SignatureAlgorithm::PS512 => Algorithm::PS512,
        SignatureAlgorithm::ES256 => Algorithm::ES256,
        SignatureAlgorithm::ES384 => Algorithm::ES384,
        SignatureAlgorithm::EdDSA => Algorithm::EdDSA,
    }
}

/// What whoever asks without a token may do: all in development mode and all reads in production mode, unless it is set.
///
/// # Errors
/// [`AuthError::Setting`]: a scope that is none.
pub fn anonymous_scopes(config: &AuthConfig, mode: Mode) -> Result<Scopes, AuthError> {
    match &config.anonymous_scopes {
        None if mode.is_development() => Ok(Scopes::all()),
        None => Ok(Scopes::reading()),
        Some(names) => Scopes::named(names.iter().map(String::as_str)).map_err(|name| {
            let known = Scopes::all().iter().map(Scope::as_str).collect::<Vec<_>>().join(", ");
            AuthError::Setting(Problem::new(
                "auth.anonymous_scopes",
                format!("there is no scope `{name}`, only {known}"),
            ))
        }),
    }
}

/// A token that a running server of the same data folder accepts, in development mode.
///
/// # Errors
/// [`AuthError::Production`]; or the key cannot be read or written.
pub fn mint(config: &Config, grant: &Grant, clock: &Clock) -> Result<String, AuthError> {
    if !config.mode.is_development() {
        return Err(AuthError::Production);
    }
    let key = KeyFile::within(&config.data_dir).read_or_make()?;
    key.sign(grant, clock.now()).map_err(AuthError::Mint)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;

    fn auth(config: AuthConfig, clock: &Clock) -> Auth {
        Auth::new(&config, Mode::Development, Path::new("./nowhere"), clock.clone()).unwrap()
    }

    fn strict() -> AuthConfig {
        AuthConfig { anonymous: Some(false), ..AuthConfig::default() }
    }

    fn bearer(token: &str) -> Vec<u8> {
        format!("Bearer {token}").into_bytes()
    }

    #[tokio::test]
    async fn a_development_token_names_its_viewer_until_it_expires() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let auth = auth(strict(), &clock);
        let header = bearer(&auth.development_token().unwrap().unwrap());
        let viewer = auth.viewer(Some(&header)).await.unwrap();
        let expires = viewer.expires.unwrap();
        assert_eq!(viewer, Viewer { expires: Some(expires), ..Viewer::development() });
        clock.advance(DEVELOPMENT_TOKEN_LIFETIME);
        assert_eq!(clock.now(), expires);
        assert_eq!(auth.viewer(Some(&header)).await, Err(Unauthenticated::Explained(Refusal::Expired)));
    }

    #[tokio::test]
    async fn the_token_of_another_process_is_none_of_ours() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let (ours, theirs) = (auth(strict(), &clock), auth(strict(), &clock));
        let token = theirs.development_token().unwrap().unwrap();
        assert_eq!(ours.viewer(Some(&bearer(&token))).await, Err(Unauthenticated::Explained(Refusal::UnknownKey)));
        for header in [&b"Basic YTpi"[..], b"Bearer", b"Bearer ", b"\xff\xfe", b""] {
            assert_eq!(ours.viewer(Some(header)).await, Err(Unauthenticated::Malformed));
        }
        assert_eq!(ours.viewer(None).await, Err(Unauthenticated::Missing));
    }

    #[test]
    fn development_mode_alone_says_why_within_the_reason_of_a_close() {
        for (refusal, said) in [
            (Refusal::Expired, "The token has expired. Reload the page, or run `portico token`."),
            (Refusal::Signature, "The token is not valid: its signature is wrong."),
        ] {
            assert_eq!(Unauthenticated::Explained(refusal).to_string(), said);
            assert_eq!(Unauthenticated::Refused(refusal).to_string(), "The token is not valid.");
        }
        let longest = Unauthenticated::Explained(Refusal::UnknownKey).to_string();
        assert!("Forbidden: ".len() + longest.len() <= 123, "{}", longest.len());
    }

    #[tokio::test]
    async fn a_socket_names_its_viewer_in_its_first_message_or_else_as_it_was_opened() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let auth = auth(strict(), &clock);
        let token = format!("Bearer {}", auth.development_token().unwrap().unwrap());
        for (payload, header, good) in [
            (json!({ "Authorization": token }), None, true),
            (json!({ "authorization": token }), None, true),
            (json!({ "headers": { "Authorization": token } }), None, true),
            (json!({}), Some(token.as_str()), true),
            (json!({ "locale": "de" }), Some(token.as_str()), true),
            (json!({}), None, false),
            // What the message says wins, also where it says nonsense.
            (json!({ "Authorization": "Bearer x" }), Some(token.as_str()), false),
            (json!({ "Authorization": null }), Some(token.as_str()), false),
            (json!({ "headers": token }), None, false),
        ] {
            let members = payload.as_object().unwrap();
            let viewer = auth.viewer_of_socket(members, header.map(str::as_bytes)).await;
            assert_eq!(viewer.is_ok(), good, "{payload}");
        }
    }

    #[test]
    fn production_without_a_token_only_reads() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let open = AuthConfig { anonymous: Some(true), ..AuthConfig::default() };
        let auth = Auth::new(&open, Mode::Production, Path::new("./nowhere"), clock).unwrap();
        let viewer = auth.anonymous.unwrap();
        assert_eq!((&*viewer.subject, viewer.scopes), ("anonymous", Scopes::reading()));
    }
}
