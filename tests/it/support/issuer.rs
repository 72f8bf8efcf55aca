//! An issuer of tokens: key pairs, tokens in every shape, and a server of its keys. None of it knows Portico's code.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
        RsaKeyPair,
    },
};
use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use portico::{clock::Clock, config::auth::AuthConfig};
use serde_json::{Value, json};

/// As a token's parts are written.
pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    Clock::system().now().as_second()
}

/// A key pair with a name.
pub(crate) struct KeyPair {
    pub(crate) id: String,
    kind: Kind,
}

enum Kind {
    Ed(Ed25519KeyPair),
    Ec(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl KeyPair {
    pub(crate) fn ed(id: &str) -> Self {
        Self { id: id.to_owned(), kind: Kind::Ed(Ed25519KeyPair::generate().unwrap()) }
    }

    pub(crate) fn ec(id: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self { id: id.to_owned(), kind: Kind::Ec(pair) }
    }

    pub(crate) fn rsa(id: &str) -> Self {
        Self { id: id.to_owned(), kind: Kind::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()) }
    }

    /// The algorithm it signs with unless told otherwise.
    pub(crate) fn algorithm(&self) -> &'static str {
        match self.kind {
            Kind::Ed(_) => "EdDSA",
            Kind::Ec(_) => "ES256",
            Kind::Rsa(_) => "RS256",
        }
    }

    /// The public half, bare.
    pub(crate) fn public(&self) -> Vec<u8> {
        match &self.kind {
            Kind::Ed(pair) => pair.public_key().as_ref().to_vec(),
            Kind::Ec(pair) => pair.public_key().as_ref().to_vec(),
            Kind::Rsa(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    /// The public half as an issuer publishes it.
    pub(crate) fn jwk(&self) -> Value {
        let mut jwk = match &self.kind {
            Kind::Ed(_) => json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(self.public()) }),
            Kind::Ec(_) => {
                let point = self.public();
                json!({ "kty": "EC", "crv": "P-256", "x": base64(&point[1..33]), "y": base64(&point[33..]) })
            }
            Kind::Rsa(pair) => {
                let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
                json!({
                    "kty": "RSA",
                    "n": base64(n.big_endian_without_leading_zero()),
                    "e": base64(e.big_endian_without_leading_zero()),
                })
            }
        };
        jwk["kid"] = self.id.clone().into();
        jwk["use"] = "sig".into();
        jwk
    }

    /// The header of its tokens.
    pub(crate) fn header(&self) -> Value {
        json!({ "alg": self.algorithm(), "kid": self.id, "typ": "JWT" })
    }

    /// A token with this header, whatever it says.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&header.to_string(), claims)
    }

    /// A token with a header that need not be JSON.
    pub(crate) fn sign_text(&self, header: &str, claims: &Value) -> String {
        let message = format!("{}.{}", base64(header), base64(claims.to_string()));
        let signature = match &self.kind {
            Kind::Ed(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
            Kind::Ec(pair) => pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap().as_ref().to_vec(),
            Kind::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let padding = if header.contains("PS256") { &RSA_PSS_SHA256 as &_ } else { &RSA_PKCS1_SHA256 as &_ };
                pair.sign(padding, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
                signature
            }
        };
        format!("{message}.{}", base64(signature))
    }

    /// A token as it should be.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.sign(&self.header(), claims)
    }
}

/// A running issuer, whose keys change when they are told to.
pub(crate) struct Issuer {
    /// Its `iss`, which is also where it is.
    pub(crate) url: String,
    state: Arc<Published>,
}

struct Published {
    url: String,
    keys: Mutex<Vec<Value>>,
    fetches: AtomicUsize,
    broken: AtomicBool,
}

impl Issuer {
    /// On a free port, with these keys.
    pub(crate) async fn start(keys: &[&KeyPair]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Published {
            url: url.clone(),
            keys: Mutex::default(),
            fetches: AtomicUsize::new(0),
            broken: AtomicBool::new(false),
        });
        let router = Router::new()
            .route("/jwks.json", get(jwks))
            .route("/moved.json", get(|| async { axum::response::Redirect::temporary("/jwks.json") }))
            .route("/.well-known/openid-configuration", get(discovery))
            .with_state(state.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let issuer = Self { url, state };
        issuer.publish(keys);
        issuer
    }

    /// Replaces the keys.
    pub(crate) fn publish(&self, keys: &[&KeyPair]) {
        *self.state.keys.lock().unwrap() = keys.iter().map(|key| key.jwk()).collect();
    }

    /// How often its keys were asked for.
    pub(crate) fn fetches(&self) -> usize {
        self.state.fetches.load(Ordering::SeqCst)
    }

    /// Whether it answers with errors.
    pub(crate) fn set_broken(&self, broken: bool) {
        self.state.broken.store(broken, Ordering::SeqCst);
    }

    /// The address of its keys.
    pub(crate) fn jwks(&self) -> String {
        format!("{}/jwks.json", self.url)
    }

    /// What its tokens claim.
    pub(crate) fn claims(&self) -> Value {
        json!({
            "iss": self.url,
            "aud": "portico",
            "sub": "ann",
            "name": "Ann Example",
            "scope": "openid items:read account:read",
            "tenant": "acme",
            "iat": now(),
            "exp": now() + 600,
        })
    }

    /// Its claims with these changes; `null` removes.
    pub(crate) fn claims_with(&self, changes: &Value) -> Value {
        let mut claims = self.claims();
        for (claim, value) in changes.as_object().unwrap() {
            claims[claim] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    /// A configuration that believes it.
    pub(crate) fn config(&self) -> AuthConfig {
        AuthConfig {
            issuer: Some(self.url.clone()),
            jwks: Some(self.jwks()),
            audience: vec!["portico".to_owned()],
            ..AuthConfig::default()
        }
    }
}

async fn jwks(State(state): State<Arc<Published>>) -> impl IntoResponse {
    state.fetches.fetch_add(1, Ordering::SeqCst);
    let status = if state.broken.load(Ordering::SeqCst) { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK };
    let keys = state.keys.lock().unwrap().clone();
    (status, json!({ "keys": keys }).to_string())
}

async fn discovery(State(state): State<Arc<Published>>) -> impl IntoResponse {
    json!({ "issuer": state.url, "jwks_uri": format!("{}/jwks.json", state.url) }).to_string()
}
