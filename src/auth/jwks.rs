//! The issuer's public keys: where they come from, which of them can be used, how they are kept fresh.
//!
//! They are fetched at start and every so often. A token that names an unknown key makes them be fetched again, once
//! for all who wait and at most once a minute. While they cannot be fetched the last good ones serve on.

use std::{path::PathBuf, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use async_trait::async_trait;
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use reqwest::{Client, StatusCode, header, redirect};
use serde::Deserialize;
use tokio::{
    sync::Mutex,
    time::{self, Instant},
};
use tokio_util::task::AbortOnDropHandle;
use url::Url;

/// The least time between two fetches that unknown keys caused.
const GAP: Duration = Duration::from_secs(60);
/// How long to wait after a fetch that failed.
const RETRY: Duration = Duration::from_secs(10);
/// How long one fetch may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The largest document that is read, in bytes.
const LARGEST: usize = 256 * 1024;
/// The most keys of a document.
const MOST_KEYS: usize = 64;
/// The longest name of a key, in bytes.
const LONGEST_KEY_ID: usize = 256;

/// Gives a key set as it stands at its source.
#[async_trait]
pub(super) trait Source: Send + Sync + 'static {
    /// The document, or why it cannot be had.
    async fn fetch(&self) -> Result<Vec<u8>, String>;
}

/// One key, and what it may verify.
#[derive(Clone)]
pub(super) struct Key {
    id: Option<String>,
    algorithms: Vec<Algorithm>,
    /// The key itself.
    pub(super) key: Arc<DecodingKey>,
}

/// The keys of an issuer.
pub(super) struct Keys {
    source: Box<dyn Source>,
    allowed: Vec<Algorithm>,
    current: ArcSwap<Vec<Key>>,
    /// When an unknown key last made us fetch. Held by whoever fetches, so that the others wait instead of fetching too.
    refetched: Arc<Mutex<Option<Instant>>>,
}

impl Keys {
    /// No keys yet; only those that one of the `allowed` algorithms can use will count.
    pub(super) fn new(source: Box<dyn Source>, allowed: Vec<Algorithm>) -> Self {
        Self { source, allowed, current: ArcSwap::default(), refetched: Arc::default() }
    }

    /// Takes over the keys of a document.
    pub(super) fn accept(&self, document: &[u8]) -> Result<(), String> {
        self.current.store(Arc::new(parse(document, &self.allowed)?));
        Ok(())
    }

    /// Whether there are any yet.
    pub(super) fn are_there(&self) -> bool {
        !self.current.load().is_empty()
    }

    /// Fetches now and every `period` from then on, sooner after a failure, until the handle is dropped.
    pub(super) fn keep_fresh(self: &Arc<Self>, period: Duration) -> AbortOnDropHandle<()> {
        let keys = self.clone();
        // Taken here already, so that a token that comes before the first fetch waits for it.
        let mut fetching = self.refetched.clone().try_lock_owned().ok();
        AbortOnDropHandle::new(tokio::spawn(async move {
            loop {
                let held = match fetching.take() {
                    Some(held) => held,
                    None => keys.refetched.clone().lock_owned().await,
                };
                let fetched = keys.refresh().await;
                drop(held);
                time::sleep(if fetched { period } else { RETRY.min(period) }).await;
            }
        }))
    }

    /// The key of this name for this algorithm. A token without a name can only mean the one key that fits.
    pub(super) async fn find(self: &Arc<Self>, id: Option<&str>, algorithm: Algorithm) -> Option<Key> {
        if let Some(key) = self.known(id, algorithm) {
            return Some(key);
        }
        let mut refetched = self.refetched.clone().lock_owned().await;
        // Whoever held the lock may have brought it.
        if let Some(key) = self.known(id, algorithm) {
            return Some(key);
        }
        if refetched.is_some_and(|at| at.elapsed() < GAP) {
            return None;
        }
        *refetched = Some(Instant::now());
        let keys = self.clone();
        // In a task of its own: a client that goes away must not take the one fetch of this minute with it.
        let fetch = tokio::spawn(async move {
            keys.refresh().await;
            drop(refetched);
        });
        // Where it fails, the keys are what they were.
        let _ = fetch.await;
        self.known(id, algorithm)
    }

    fn known(&self, id: Option<&str>, algorithm: Algorithm) -> Option<Key> {
        let keys = self.current.load();
        let mut fitting = keys.iter().filter(|key| key.algorithms.contains(&algorithm));
        match id {
            Some(id) => fitting.find(|key| key.id.as_deref() == Some(id)).cloned(),
            None => fitting.next().filter(|_| fitting.next().is_none()).cloned(),
        }
    }

    /// Whether it succeeded. Where it did not, the keys stay as they are.
    async fn refresh(&self) -> bool {
        let fetched = match time::timeout(TIMEOUT, self.source.fetch()).await {
            Ok(document) => document.and_then(|document| self.accept(&document)),
            Err(_) => Err(format!("no answer within {} s", TIMEOUT.as_secs())),
        };
        let keys = self.current.load().len();
        match fetched {
            Ok(()) => tracing::debug!(keys, "the issuer's keys were fetched"),
            Err(reason) => {
                tracing::warn!(keys, reason, "the issuer's keys cannot be fetched; those known before stay in use");
                return false;
            }
        }
        true
    }
}

/// The usable keys of a JWKS document. Keys that are none of ours (for encryption, of unknown kinds, symmetric) are
/// passed over: one odd key must not cost the others.
fn parse(document: &[u8], allowed: &[Algorithm]) -> Result<Vec<Key>, String> {
    #[derive(Deserialize)]
    struct Document {
        keys: Vec<serde_json::Value>,
    }
    if document.len() > LARGEST {
        return Err(format!("the key set is larger than {LARGEST} bytes"));
    }
    let Document { keys } = serde_json::from_slice(document).map_err(|error| format!("no key set: {error}"))?;
    if keys.len() > MOST_KEYS {
        return Err(format!("the key set has more than {MOST_KEYS} keys"));
    }
    let usable: Vec<Key> =
        keys.into_iter().filter_map(|key| usable(&serde_json::from_value(key).ok()?, allowed)).collect();
    if usable.is_empty() {
        Err("the key set has no key that an allowed algorithm can use".to_owned())
    } else {
        Ok(usable)
    }
}

fn usable(jwk: &Jwk, allowed: &[Algorithm]) -> Option<Key> {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    let common = &jwk.common;
    let for_signatures = common.public_key_use.as_ref().is_none_or(|usage| *usage == PublicKeyUse::Signature)
        && common.key_operations.as_ref().is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    let named = common.key_id.as_ref().is_none_or(|id| id.len() <= LONGEST_KEY_ID);
    if !for_signatures || !named {
        return None;
    }
    // What a key can verify follows from the key, never from a token.
    let able: &[Algorithm] = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => &[RS256, RS384, RS512, PS256, PS384, PS512],
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => &[ES256],
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P384 => &[ES384],
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => &[EdDSA],
        _ => return None,
    };
    let meant = |algorithm: &Algorithm| common.key_algorithm.is_none_or(|only| only == KeyAlgorithm::from(*algorithm));
    let algorithms: Vec<_> =
        able.iter().copied().filter(|algorithm| allowed.contains(algorithm) && meant(algorithm)).collect();
    let key = Arc::new(DecodingKey::from_jwk(jwk).ok()?);
    (!algorithms.is_empty()).then(|| Key { id: common.key_id.clone(), algorithms, key })
}

/// A file. It may be replaced while we run: by renaming, since one that is being written over reads as some of both.
pub(super) struct File(pub(super) PathBuf);

#[async_trait]
impl Source for File {
    async fn fetch(&self) -> Result<Vec<u8>, String> {
        let read = async {
            use tokio::io::AsyncReadExt;
            let mut document = Vec::new();
            tokio::fs::File::open(&self.0).await?.take(LARGEST as u64 + 1).read_to_end(&mut document).await?;
            Ok(document)
        };
        read.await.map_err(|error: std::io::Error| format!("{}: {error}", self.0.display()))
    }
}

/// A key set behind an address.
pub(super) struct Address {
    client: Client,
    url: Url,
}

impl Address {
    /// The key set at `url`.
    pub(super) fn new(url: Url) -> Result<Self, String> {
        Ok(Self { client: client()?, url })
    }
}

#[async_trait]
impl Source for Address {
    async fn fetch(&self) -> Result<Vec<u8>, String> {
        get(&self.client, self.url.clone()).await
    }
}

/// The key set of an OpenID Connect issuer, found by its discovery document.
pub(super) struct Discovery {
    client: Client,
    issuer: String,
    may_be_http: fn(&Url) -> bool,
}

impl Discovery {
    /// The keys of `issuer`. Where they may be fetched without TLS, `may_be_http` says.
    pub(super) fn new(issuer: String, may_be_http: fn(&Url) -> bool) -> Result<Self, String> {
        Ok(Self { client: client()?, issuer, may_be_http })
    }
}

#[async_trait]
impl Source for Discovery {
    async fn fetch(&self) -> Result<Vec<u8>, String> {
        #[derive(Deserialize)]
        struct Document {
            issuer: String,
            jwks_uri: Url,
        }
        let place = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let place = Url::parse(&place).map_err(|error| format!("{place}: {error}"))?;
        let document = get(&self.client, place).await?;
        let document: Document =
            serde_json::from_slice(&document).map_err(|error| format!("no discovery document: {error}"))?;
        if document.issuer != self.issuer {
            return Err("the discovery document is of another issuer".to_owned());
        }
        let secure = match document.jwks_uri.scheme() {
            "https" => true,
            "http" => (self.may_be_http)(&document.jwks_uri),
            _ => false,
        };
        if !secure {
            return Err(format!("the issuer's keys are not behind https: {}", document.jwks_uri));
        }
        get(&self.client, document.jwks_uri).await
    }
}

fn client() -> Result<Client, String> {
    let builder = Client::builder()
        .timeout(TIMEOUT)
        // Keys come from where they were configured, and from nowhere that an answer points to.
        .redirect(redirect::Policy::none())
        .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")));
    builder.build().map_err(|error| error.to_string())
}

async fn get(client: &Client, url: Url) -> Result<Vec<u8>, String> {
    let failed = |error: reqwest::Error| error.to_string();
    let mut answer = client.get(url.clone()).header(header::ACCEPT, "application/json").send().await.map_err(failed)?;
    if answer.status() != StatusCode::OK {
        return Err(format!("{url} answers {}", answer.status().as_u16()));
    }
    let mut document = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        if document.len() + chunk.len() > LARGEST {
            return Err(format!("{url} answers more than {LARGEST} bytes"));
        }
        document.extend_from_slice(&chunk);
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Mutex as StdMutex,
        atomic::{AtomicUsize, Ordering},
    };

    use serde_json::{Value, json};

    use super::*;

    /// An Ed25519 key of this name; which one does not matter here.
    fn key(id: &str) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "kid": id, "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" })
    }

    /// A source that gives what it was last told, and counts.
    #[derive(Clone)]
    struct Told {
        answer: Arc<StdMutex<Result<Value, String>>>,
        fetches: Arc<AtomicUsize>,
    }

    #[async_trait]
    impl Source for Told {
        async fn fetch(&self) -> Result<Vec<u8>, String> {
            self.fetches.fetch_add(1, Ordering::SeqCst);
            // Long enough for everybody to come and wait.
            time::sleep(Duration::from_millis(100)).await;
            self.answer.lock().unwrap().clone().map(|keys| json!({ "keys": keys }).to_string().into_bytes())
        }
    }

    impl Told {
        fn new(keys: Value) -> (Self, Arc<Keys>) {
            let told = Self { answer: Arc::new(StdMutex::new(Ok(keys))), fetches: Arc::default() };
            (told.clone(), Arc::new(Keys::new(Box::new(told), vec![Algorithm::EdDSA])))
        }

        fn tell(&self, answer: Result<Value, String>) {
            *self.answer.lock().unwrap() = answer;
        }

        fn fetches(&self) -> usize {
            self.fetches.load(Ordering::SeqCst)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_hundred_unknown_keys_at_once_are_one_fetch_a_minute() {
        let (told, keys) = Told::new(json!([key("a")]));
        assert!(keys.refresh().await);
        told.tell(Ok(json!([key("a"), key("b")])));
        let ask = |id: &'static str| async { keys.find(Some(id), Algorithm::EdDSA).await.is_some() };
        let found = futures::future::join_all((0..100).map(|_| ask("b"))).await;
        assert!(found.into_iter().all(|found| found));
        assert_eq!(told.fetches(), 2);
        let found = futures::future::join_all((0..100).map(|_| ask("c"))).await;
        assert!(found.into_iter().all(|found| !found));
        assert_eq!(told.fetches(), 2, "within the minute nobody asks again");
        time::advance(GAP).await;
        assert!(!ask("c").await);
        assert_eq!(told.fetches(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn who_goes_away_does_not_take_the_fetch_along() {
        let (told, keys) = Told::new(json!([key("b")]));
        let gone = time::timeout(Duration::from_millis(10), keys.find(Some("b"), Algorithm::EdDSA)).await;
        assert!(gone.is_err());
        assert!(keys.find(Some("b"), Algorithm::EdDSA).await.is_some());
        assert_eq!(told.fetches(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn keys_are_fetched_again_and_survive_a_source_that_fails() {
        let (told, keys) = Told::new(json!([key("a")]));
        let fresh = keys.keep_fresh(Duration::from_secs(600));
        time::sleep(Duration::from_secs(1)).await;
        assert!(keys.known(Some("a"), Algorithm::EdDSA).is_some());
        for bad in [Err("it is down".to_owned()), Ok(json!([])), Ok(json!(vec![key("b"); MOST_KEYS + 1]))] {
            told.tell(bad);
            time::sleep(Duration::from_secs(600)).await;
            assert!(keys.known(Some("a"), Algorithm::EdDSA).is_some());
        }
        told.tell(Ok(json!([key("b")])));
        time::sleep(RETRY * 2).await;
        assert!(keys.known(Some("b"), Algorithm::EdDSA).is_some());
        assert!(keys.known(Some("a"), Algorithm::EdDSA).is_none(), "what the issuer withdrew is gone");
        drop(fresh);
        let before = told.fetches();
        time::sleep(Duration::from_secs(6_000)).await;
        assert_eq!(told.fetches(), before, "nobody asks for what nobody needs");
    }

    #[test]
    fn only_keys_for_our_algorithms_count() {
        let allowed = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];
        let count =
            |jwk: Value| parse(json!({ "keys": [jwk] }).to_string().as_bytes(), &allowed).map_or(0, |k| k.len());
        assert_eq!(count(key("a")), 1);
        for (member, value, expected) in [
            ("use", json!("sig"), 1),
            ("use", json!("enc"), 0),
            ("key_ops", json!(["verify"]), 1),
            ("key_ops", json!(["encrypt"]), 0),
            ("alg", json!("EdDSA"), 1),
            ("alg", json!("RS256"), 0),
            ("alg", json!("HS256"), 0),
            ("alg", json!("none"), 0),
            ("kid", json!("k".repeat(300)), 0),
            ("kid", json!(5), 0),
            ("kty", json!("oct"), 0),
        ] {
            let mut jwk = key("a");
            jwk[member] = value.clone();
            assert_eq!(count(jwk), expected, "{member}: {value}");
        }
        assert_eq!(count(json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "a" })), 0);
        assert_eq!(count(json!({ "kty": "EC", "crv": "P-384", "x": "AA", "y": "AA" })), 0, "ES384 is not allowed");
        assert!(parse(b"<html>", &allowed).is_err());
        assert!(parse(&vec![b' '; LARGEST + 1], &allowed).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_without_a_key_id_can_only_mean_the_one_key() {
        let (told, keys) = Told::new(json!([key("a")]));
        assert!(keys.find(None, Algorithm::EdDSA).await.is_some());
        told.tell(Ok(json!([key("a"), key("b")])));
        assert!(keys.refresh().await);
        assert!(keys.find(None, Algorithm::EdDSA).await.is_none());
    }
}
