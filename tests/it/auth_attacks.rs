//! The known attacks on tokens. Every one is answered in the same words, and nothing reaches the graph.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portico::config::{Mode, auth::AuthConfig};
use serde_json::{Value, json};

use crate::support::{
    issuer::{Issuer, KeyPair, base64, now},
    transport::Transport,
};

/// HMAC-SHA256 with whatever is taken for a secret.
fn hmac(secret: &[u8], header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", base64(header.to_string()), base64(claims.to_string()));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
    format!("{message}.{}", base64(aws_lc_rs::hmac::sign(&key, message.as_bytes())))
}

struct World {
    issuer: Issuer,
    attacker: Issuer,
    rsa: KeyPair,
    ec: KeyPair,
    foreign: KeyPair,
}

impl World {
    async fn new() -> Self {
        let (rsa, ec, foreign) = (KeyPair::rsa("rsa"), KeyPair::ec("ec"), KeyPair::rsa("rsa"));
        let issuer = Issuer::start(&[&rsa, &ec]).await;
        let attacker = Issuer::start(&[&foreign]).await;
        Self { issuer, attacker, rsa, ec, foreign }
    }

    fn good(&self) -> String {
        self.rsa.token(&self.issuer.claims())
    }

    fn without_signature(&self) -> Vec<(String, String)> {
        let claims = self.issuer.claims();
        let good = self.good();
        let (message, signature) = good.rsplit_once('.').unwrap();
        let mut tokens = Vec::new();
        for alg in ["none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "RS384", "ES384", "RSA-OAEP"] {
            let header = base64(json!({ "alg": alg, "kid": "rsa" }).to_string());
            for signature in ["", signature, "AA"] {
                tokens.push((
                    format!("{alg}, {}", signature.len()),
                    format!("{header}.{}.{signature}", base64(claims.to_string())),
                ));
            }
        }
        tokens.push(("empty signature".into(), format!("{message}.")));
        tokens.push(("no signature".into(), message.to_owned()));
        tokens.push(("half a signature".into(), format!("{message}.{}", &signature[..signature.len() / 2])));
        tokens.push(("two signatures".into(), format!("{good}.{signature}")));
        tokens.push(("another payload".into(), {
            let header = good.split('.').next().unwrap();
            let claims = self.issuer.claims_with(&json!({ "sub": "root" }));
            format!("{header}.{}.{signature}", base64(claims.to_string()))
        }));
        let zeros = format!("{}.{}", base64(self.ec.header().to_string()), base64(claims.to_string()));
        tokens.push(("a signature of zeros".into(), format!("{zeros}.{}", base64([0; 64]))));
        tokens.push(("JSON".into(), json!({ "payload": base64(claims.to_string()), "signatures": [] }).to_string()));
        tokens.push(("five parts".into(), format!("{}.a.b.c.d", base64(r#"{"alg":"dir","enc":"A256GCM"}"#))));
        tokens.push(("dots".into(), "..".into()));
        tokens
    }

    /// A public key is no secret.
    fn confused(&self) -> Vec<(String, String)> {
        let claims = self.issuer.claims();
        let bare = self.rsa.public();
        let pem = format!("-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n", STANDARD.encode(&bare));
        let secrets: [(&str, Vec<u8>); 6] = [
            ("DER", bare),
            ("PEM", pem.clone().into_bytes()),
            ("PEM without its last line", pem.trim_end().as_bytes().to_vec()),
            ("JWK", self.rsa.jwk().to_string().into_bytes()),
            ("modulus", self.rsa.jwk()["n"].as_str().unwrap().as_bytes().to_vec()),
            ("nothing", Vec::new()),
        ];
        let mut tokens = Vec::new();
        for (what, secret) in &secrets {
            for kid in [json!("rsa"), json!("ec"), Value::Null, json!("/dev/null")] {
                let token = hmac(secret, &json!({ "alg": "HS256", "kid": kid, "typ": "JWT" }), &claims);
                tokens.push((format!("HS256 with {what} as the secret, kid {kid}"), token));
            }
        }
        for (alg, kid) in [("ES256", "rsa"), ("EdDSA", "rsa"), ("PS256", "rsa"), ("RS256", "ec"), ("PS256", "ec")] {
            let header = json!({ "alg": alg, "kid": kid });
            let signed = self.rsa.sign_text(&header.to_string().replace("PS256", "PS\\u003256"), &claims);
            tokens.push((format!("{alg} by {kid}"), signed));
        }
        tokens
    }

    /// Where a header points is nowhere we look.
    fn pointed(&self) -> Vec<(String, String)> {
        let claims = self.issuer.claims();
        let mut tokens = vec![("a foreign key of the same name".to_owned(), self.foreign.token(&claims))];
        for (member, value) in [
            ("jku", json!(self.attacker.jwks())),
            ("x5u", json!(self.attacker.jwks())),
            ("jwk", self.foreign.jwk()),
            ("x5c", json!([STANDARD.encode(self.foreign.public())])),
            ("iss", json!(self.attacker.url)),
        ] {
            for kid in [json!("rsa"), json!("unknown"), Value::Null] {
                let mut header = json!({ "alg": "RS256", "kid": kid });
                header[member] = value.clone();
                tokens.push((format!("{member}, kid {kid}"), self.foreign.sign(&header, &claims)));
            }
        }
        for kid in [
            json!("../../../../../../dev/null"),
            json!("' OR '1'='1"),
            json!("rsa' UNION SELECT 'secret"),
            json!("rsa\u{0}"),
            json!("RSA"),
            json!(""),
            json!(["rsa"]),
            json!({ "kid": "rsa" }),
            json!(1),
            json!(self.attacker.jwks()),
            json!("k".repeat(5_000)),
        ] {
            let header = json!({ "alg": "RS256", "kid": kid });
            tokens.push((format!("kid {kid:.60}"), self.rsa.sign(&header, &claims)));
            tokens.push((format!("foreign, kid {kid:.60}"), self.foreign.sign(&header, &claims)));
        }
        tokens
    }

    /// Rightly signed, and still not for us.
    fn not_for_us(&self) -> Vec<(String, String)> {
        let mut tokens = Vec::new();
        for changes in [
            json!({ "exp": now() - 31 }),
            json!({ "exp": 0 }),
            json!({ "exp": null }),
            json!({ "exp": "9999999999" }),
            json!({ "nbf": now() + 60 }),
            json!({ "nbf": "never" }),
            json!({ "iss": self.attacker.url }),
            json!({ "iss": format!("{}/", self.issuer.url) }),
            json!({ "iss": null }),
            json!({ "iss": [self.issuer.url] }),
            json!({ "aud": "another" }),
            json!({ "aud": [] }),
            json!({ "aud": null }),
            json!({ "aud": "PORTICO" }),
            json!({ "sub": null }),
            json!({ "sub": 7 }),
            json!({ "sub": "a\r\nset-cookie: b" }),
            json!({ "tenant": ["acme"] }),
            json!({ "padding": "x".repeat(20_000) }),
        ] {
            tokens.push((format!("{changes:.60}"), self.rsa.token(&self.issuer.claims_with(&changes))));
        }
        let claims = self.issuer.claims();
        for (what, header) in [
            ("crit", r#"{"alg":"RS256","kid":"rsa","crit":["exp"]}"#),
            ("crit that is empty", r#"{"alg":"RS256","kid":"rsa","crit":[]}"#),
            ("crit that is null", r#"{"alg":"RS256","kid":"rsa","crit":null}"#),
            ("b64", r#"{"alg":"RS256","kid":"rsa","b64":false,"crit":["b64"]}"#),
            ("a token for logging out", r#"{"alg":"RS256","kid":"rsa","typ":"logout+jwt"}"#),
            ("two algorithms", r#"{"alg":"none","alg":"RS256","kid":"rsa"}"#),
            ("no algorithm", r#"{"kid":"rsa"}"#),
            ("no JSON", "rsa"),
            ("a list", r#"["RS256"]"#),
        ] {
            tokens.push((what.to_owned(), self.rsa.sign_text(header, &claims)));
        }
        tokens.push(("claims that are a list".into(), self.rsa.token(&json!([claims]))));
        tokens
    }
}

#[tokio::test]
async fn every_attack_is_refused_in_the_same_words() {
    let world = World::new().await;
    let transport = Transport::guarded(&world.issuer.config(), Mode::Production).await;
    assert_eq!(transport.ask(&world.good()).await.status, 200, "the good one is good");
    let attacks = [world.without_signature(), world.confused(), world.pointed(), world.not_for_us()].concat();
    assert!(attacks.len() > 120, "{}", attacks.len());
    for (what, token) in &attacks {
        let reply = transport.ask(token).await;
        let said = (reply.status, reply.header("www-authenticate"), reply.json());
        let expected = (
            401,
            Some("Bearer realm=\"portico\", error=\"invalid_token\"".to_owned()),
            json!({ "errors": [{ "message": "The token is not valid.", "extensions": { "code": "UNAUTHENTICATED" } }] }),
        );
        assert_eq!(said, expected, "{what}");
    }
    assert_eq!(transport.asked().len(), 1);
    assert_eq!(world.attacker.fetches(), 0, "nobody goes where a token points");
    assert!(world.issuer.fetches() <= 2, "{}", world.issuer.fetches());
}

#[tokio::test]
async fn a_set_that_holds_a_secret_makes_no_secret_of_ours() {
    let world = World::new().await;
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("keys.json");
    let secret = b"a secret that somebody published by mistake";
    let keys = json!({ "keys": [world.rsa.jwk(), { "kty": "oct", "kid": "oct", "k": base64(secret) }] });
    std::fs::write(&file, keys.to_string()).unwrap();
    let config = AuthConfig { jwks: Some(file.to_str().unwrap().to_owned()), ..world.issuer.config() };
    // In development mode too, where HMAC has a use.
    for mode in [Mode::Production, Mode::Development] {
        let transport = Transport::guarded(&config, mode).await;
        let token = hmac(secret, &json!({ "alg": "HS256", "kid": "oct" }), &world.issuer.claims());
        assert_eq!(transport.ask(&token).await.status, 401);
        assert_eq!(transport.ask(&world.good()).await.status, 200);
    }
}

#[tokio::test]
async fn a_development_token_is_nothing_in_production() {
    let world = World::new().await;
    let development = Transport::guarded(&AuthConfig::default(), Mode::Development).await;
    let token = development.auth.development_token().unwrap().unwrap();
    assert_eq!(development.ask(&token).await.status, 200);
    let production = Transport::guarded(&world.issuer.config(), Mode::Production).await;
    assert_eq!(production.auth.development_token().unwrap(), None);
    assert_eq!(production.ask(&token).await.status, 401);
    let open = AuthConfig { anonymous: Some(true), ..AuthConfig::default() };
    let open = Transport::guarded(&open, Mode::Production).await;
    assert_eq!(open.ask(&token).await.status, 401, "a token that is not believed is not as good as none");
    assert_eq!(open.ask(&world.good()).await.status, 401);
}
