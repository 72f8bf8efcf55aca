//! Tokens, and other texts that the sandbox gives out and knows again: what they say is written in them, and sealed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

/// The header of every token; the seal is not of a standard kind.
const HEADER: &str = "eyJhbGciOiJub25lIn0";
/// The life of an access token.
const ACCESS: SignedDuration = SignedDuration::from_secs(86_399);
/// The life of a refresh token.
const REFRESH: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The life of an authorization code.
const CODE: SignedDuration = SignedDuration::from_mins(10);

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in super::super) enum Purpose {
    Access,
    Refresh,
    Code,
}

impl Purpose {
    pub(in super::super) const fn life(self) -> SignedDuration {
        match self {
            Self::Access => ACCESS,
            Self::Refresh => REFRESH,
            Self::Code => CODE,
        }
    }
}

/// What stands in a token.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    pub(super) client: String,
    pub(super) purpose: Purpose,
    pub(super) serial: u64,
    /// Unix milliseconds.
    pub(super) until: i64,
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum TokenFault {
    Unknown,
    Expired,
}

/// Writes something down so that only the sandbox of this seed can have written it.
pub(in super::super) fn seal(seed: u64, what: &impl Serialize) -> String {
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(what).unwrap_or_default());
    let seal = mark(seed, &payload);
    format!("{payload}.{seal}")
}

/// Reads what [`seal`] wrote.
pub(in super::super) fn unseal<T: DeserializeOwned>(seed: u64, text: &str) -> Option<T> {
    let (payload, seal) = text.split_once('.')?;
    if seal != mark(seed, payload) {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

fn mark(seed: u64, payload: &str) -> String {
    let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(payload).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..16])
}

pub(super) fn token(seed: u64, claims: &Claims) -> String {
    format!("{HEADER}.{}", seal(seed, claims))
}

/// What a token says, whatever its age.
pub(super) fn claims(seed: u64, token: &str) -> Option<Claims> {
    unseal(seed, token.strip_prefix(HEADER)?.strip_prefix('.')?)
}

pub(super) fn until(now: Timestamp, purpose: Purpose) -> i64 {
    now.checked_add(purpose.life()).unwrap_or(Timestamp::MAX).as_millisecond()
}
