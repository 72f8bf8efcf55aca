//! Who asks: the fixed viewer, or the one that a token names (HS256, one shared secret).

use std::{sync::Arc, time::Duration};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::{clock::Clock, config::auth::AuthConfig};

/// How long the token of development mode is good for. Without a configured secret it ends with the process anyway.
const DEVELOPMENT_TOKEN_LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Whoever asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Stable identifier of the person or program (the token's `sub`).
    pub subject: Arc<str>,
    /// A name to show.
    pub name: Option<Arc<str>>,
    /// What the viewer may do.
    pub scopes: Vec<Arc<str>>,
    /// The company the viewer belongs to.
    pub tenant: Arc<str>,
}

impl Viewer {
    /// The viewer of development mode, who may read everything.
    pub fn development() -> Self {
        Self {
            subject: "developer".into(),
            name: Some("Development viewer".into()),
            scopes: Vec::new(),
            tenant: "default".into(),
        }
    }
}

/// The request names no viewer, in words that are safe to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unauthenticated {
    /// There is no token, and one is required.
    #[error("A token is required: send `Authorization: Bearer <token>`.")]
    Missing,
    /// It is not a bearer token.
    #[error("The Authorization header must read `Bearer <token>`.")]
    Malformed,
    /// It is not signed by us, or names no viewer.
    #[error("The token is not valid.")]
    Invalid,
    /// It was valid once.
    #[error("The token has expired.")]
    Expired,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Separated by spaces, as in RFC 8693.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    /// Seconds since 1970.
    exp: i64,
}

/// Tells viewers apart.
pub struct Auth {
    anonymous: bool,
    sign: EncodingKey,
    verify: DecodingKey,
    clock: Clock,
}

impl Auth {
    /// With the configured secret, or one that is made now.
    pub fn new(config: &AuthConfig, clock: Clock) -> Self {
        let made = rand::random::<[u8; 32]>();
        let secret = config.secret.as_ref().map_or(&made[..], |secret| secret.expose_secret().as_bytes());
        Self {
            anonymous: config.anonymous,
            sign: EncodingKey::from_secret(secret),
            verify: DecodingKey::from_secret(secret),
            clock,
        }
    }

    /// A token for the development viewer.
    ///
    /// # Errors
    /// When the cryptographic library fails.
    pub fn development_token(&self) -> Result<String, jsonwebtoken::errors::Error> {
        let viewer = Viewer::development();
        let lifetime = i64::try_from(DEVELOPMENT_TOKEN_LIFETIME.as_secs()).unwrap_or(i64::MAX);
        let claims = Claims {
            sub: viewer.subject.to_string(),
            name: viewer.name.as_deref().map(str::to_owned),
            scope: viewer.scopes.join(" "),
            tenant: Some(viewer.tenant.to_string()),
            exp: self.clock.now().as_second().saturating_add(lifetime),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.sign)
    }

    /// The viewer that an `Authorization` header names; the fixed one without a header, where that is allowed.
    ///
    /// # Errors
    /// [`Unauthenticated`]: answer 401.
    pub fn viewer(&self, authorization: Option<&[u8]>) -> Result<Viewer, Unauthenticated> {
        let Some(header) = authorization else {
            return if self.anonymous { Ok(Viewer::development()) } else { Err(Unauthenticated::Missing) };
        };
        let header = std::str::from_utf8(header).map_err(|_| Unauthenticated::Malformed)?;
        match header.trim().split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => self.verified(token.trim()),
            _ => Err(Unauthenticated::Malformed),
        }
    }

    fn verified(&self, token: &str) -> Result<Viewer, Unauthenticated> {
        let mut validation = Validation::new(Algorithm::HS256);
        // The library would ask the system for the time; ours is handed in.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.set_required_spec_claims(&["exp", "sub"]);
        let claims = jsonwebtoken::decode::<Claims>(token, &self.verify, &validation)
            .map_err(|_| Unauthenticated::Invalid)?
            .claims;
        if claims.exp <= self.clock.now().as_second() {
            return Err(Unauthenticated::Expired);
        }
        Ok(Viewer {
            subject: claims.sub.into(),
            name: claims.name.map(Into::into),
            scopes: claims.scope.split_whitespace().map(Into::into).collect(),
            tenant: claims.tenant.as_deref().unwrap_or("default").into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auth(anonymous: bool, clock: &Clock) -> Auth {
        Auth::new(&AuthConfig { anonymous, secret: None }, clock.clone())
    }

    fn bearer(token: &str) -> Vec<u8> {
        format!("Bearer {token}").into_bytes()
    }

    #[test]
    fn a_minted_token_names_the_development_viewer_until_it_expires() {
        let clock = Clock::fixed(jiff::Timestamp::UNIX_EPOCH);
        let auth = auth(false, &clock);
        let header = bearer(&auth.development_token().unwrap());
        assert_eq!(auth.viewer(Some(&header)), Ok(Viewer::development()));
        clock.advance(DEVELOPMENT_TOKEN_LIFETIME);
        assert_eq!(auth.viewer(Some(&header)), Err(Unauthenticated::Expired));
    }

    #[test]
    fn foreign_unsigned_and_broken_tokens_are_refused() {
        let clock = Clock::fixed(jiff::Timestamp::UNIX_EPOCH);
        let (ours, theirs) = (auth(true, &clock), auth(true, &clock));
        let foreign = theirs.development_token().unwrap();
        // {"alg":"none"} . {"sub":"developer","exp":9999999999}
        let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZXZlbG9wZXIiLCJleHAiOjk5OTk5OTk5OTl9.";
        for token in [foreign.as_str(), unsigned, "x", "a.b.c"] {
            assert_eq!(ours.viewer(Some(&bearer(token))), Err(Unauthenticated::Invalid), "{token}");
        }
        for header in [&b"Basic YTpi"[..], b"Bearer", b"Bearer ", b"\xff\xfe"] {
            assert_eq!(ours.viewer(Some(header)), Err(Unauthenticated::Malformed));
        }
    }

    #[test]
    fn without_a_token_the_fixed_viewer_asks_where_that_is_allowed() {
        let clock = Clock::fixed(jiff::Timestamp::UNIX_EPOCH);
        assert_eq!(auth(true, &clock).viewer(None), Ok(Viewer::development()));
        assert_eq!(auth(false, &clock).viewer(None), Err(Unauthenticated::Missing));
    }
}
