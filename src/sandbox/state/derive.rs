//! Names that look random and are a function of the seed: session ids, tokens, UUIDs. No two runs differ.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// 16 bytes for the `nth` thing of a kind.
fn bytes(seed: u64, kind: &str, nth: u64) -> [u8; 16] {
    let digest =
        Sha256::new().chain_update(seed.to_be_bytes()).chain_update(nth.to_be_bytes()).chain_update(kind).finalize();
    let mut out = [0; 16];
    for (to, from) in out.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    out
}

/// 32 lower-case hex digits.
pub(super) fn hex(seed: u64, kind: &str, nth: u64) -> String {
    hex::encode(bytes(seed, kind, nth))
}

/// A version 4 UUID in form.
pub(super) fn uuid(seed: u64, kind: &str, nth: u64) -> Uuid {
    uuid::Builder::from_random_bytes(bytes(seed, kind, nth)).into_uuid()
}
