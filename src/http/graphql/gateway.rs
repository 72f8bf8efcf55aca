//! Whether a request comes from the federation gateway.

use axum::http::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

const HEADER: &str = "x-gateway-secret";

/// Whether the request carries the secret, or there is none.
pub(super) fn proves_itself(headers: &HeaderMap, secret: Option<&SecretString>) -> bool {
    let Some(secret) = secret else { return true };
    // Of digests, how long a comparison takes says nothing about the secret.
    headers
        .get(HEADER)
        .is_some_and(|said| Sha256::digest(said.as_bytes()) == Sha256::digest(secret.expose_secret().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_proves_it() {
        let secret = SecretString::from("0123456789abcdef");
        let with = |value: &'static str| HeaderMap::from_iter([(HEADER.parse().unwrap(), value.parse().unwrap())]);
        assert!(proves_itself(&with("0123456789abcdef"), Some(&secret)));
        assert!(!proves_itself(&with("0123456789abcdeX"), Some(&secret)));
        assert!(!proves_itself(&HeaderMap::new(), Some(&secret)));
        assert!(proves_itself(&HeaderMap::new(), None));
    }
}
