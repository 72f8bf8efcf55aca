//! The outside of a token: its size, its parts, its header, its signature. What it claims is read in `claims`.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Deserialize, Deserializer, de::IgnoredAny};
use serde_json::{Map, Value};

use super::Refusal;

/// The largest token that is looked at, in bytes. The largest of real issuers (hundreds of groups) have about 8,000.
const LARGEST: usize = 16 * 1024;

/// What we read of a header. Where a key could be found (`jku`, `x5u`, `jwk`, `x5c`) is not: keys come from the
/// configured source alone.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    /// Whether there is one, whatever it holds: `null` is no list of extensions either.
    #[serde(default, deserialize_with = "is_there")]
    crit: bool,
}

fn is_there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

/// A token whose header was read and whose signature was not.
pub(super) struct Token<'a> {
    text: &'a str,
    header: Header,
}

impl<'a> Token<'a> {
    /// Reads the header.
    pub(super) fn read(text: &'a str) -> Result<Self, Refusal> {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
        if text.len() > LARGEST {
            return Err(Refusal::TooLong);
        }
        let parts: Vec<&str> = text.splitn(4, '.').collect();
        let [header, _, signature] = parts[..] else { return Err(Refusal::NotAToken) };
        if signature.is_empty() {
            return Err(Refusal::Signature);
        }
        let header = URL_SAFE_NO_PAD.decode(header).map_err(|_| Refusal::NotAToken)?;
        let header: Header = serde_json::from_slice(&header).map_err(|_| Refusal::NotAToken)?;
        // It demands that we understand an extension; we have none.
        if header.crit {
            return Err(Refusal::Header);
        }
        if header.typ.as_deref().is_some_and(|typ| !is_access_token(typ)) {
            return Err(Refusal::Header);
        }
        Ok(Self { text, header })
    }

    /// The algorithm's name, as the header claims.
    pub(super) fn algorithm(&self) -> &str {
        &self.header.alg
    }

    /// The key's name, as the header claims: good for comparing with the names of known keys, and for nothing else.
    pub(super) fn key_id(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// The claims, if the token was signed by `key` with this very algorithm.
    pub(super) fn verify(&self, key: &DecodingKey, algorithm: Algorithm) -> Result<Map<String, Value>, Refusal> {
        let mut validation = Validation::new(algorithm);
        // The library asks the system for the time; `claims` is handed a clock, and checks all of these.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let verified = jsonwebtoken::decode::<Map<String, Value>>(self.text, key, &validation);
        verified.map(|token| token.claims).map_err(|_| Refusal::Signature)
    }
}

/// Other kinds of signed token (for logging out, for proofs of possession) say so, and are not ours to accept.
fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    matches!(typ.strip_prefix("application/").unwrap_or(&typ), "jwt" | "at+jwt")
}
