//! Whose tokens are believed: an issuer's keys, wherever they are, and what becomes of them over time.

use portico::{
    auth::Scopes,
    config::{Mode, auth::AuthConfig},
};
use serde_json::json;

use crate::support::{
    issuer::{Issuer, KeyPair},
    raw::Request,
    transport::Transport,
};

async fn production(config: &AuthConfig) -> Transport {
    Transport::guarded(config, Mode::Production).await
}

#[tokio::test]
async fn a_token_names_the_viewer_whatever_it_is_signed_with() {
    let keys = [KeyPair::ed("ed"), KeyPair::ec("ec"), KeyPair::rsa("rsa")];
    let issuer = Issuer::start(&keys.each_ref()).await;
    let transport = production(&issuer.config()).await;
    let mut tokens: Vec<_> = keys.iter().map(|key| key.token(&issuer.claims())).collect();
    tokens.push(keys[2].sign(&json!({ "alg": "PS256", "kid": "rsa", "typ": "at+jwt" }), &issuer.claims()));
    for token in &tokens {
        assert_eq!(transport.ask(token).await.status, 200);
    }
    for (_, context) in transport.asked() {
        let viewer = context.viewer;
        assert_eq!((&*viewer.subject, viewer.name.as_deref(), &*viewer.tenant), ("ann", Some("Ann Example"), "acme"));
        assert_eq!(viewer.scopes, Scopes::known(["items:read", "account:read"]));
        assert!(viewer.expires.is_some());
    }
    let without = Request::query("{ a }").send(transport.addr).await;
    assert_eq!((without.status, without.refusal().as_str()), (401, "UNAUTHENTICATED"));
    assert_eq!(without.header("www-authenticate").unwrap(), "Bearer realm=\"portico\"");
    assert_eq!(transport.asked().len(), tokens.len());
}

#[tokio::test]
async fn a_hundred_tokens_of_an_unknown_key_are_one_fetch() {
    let (old, new, foreign) = (KeyPair::ed("old"), KeyPair::ed("new"), KeyPair::ed("foreign"));
    let issuer = Issuer::start(&[&old]).await;
    let transport = production(&issuer.config()).await;
    assert_eq!(transport.ask(&old.token(&issuer.claims())).await.status, 200);
    let before = issuer.fetches();
    issuer.publish(&[&new]);
    let token = new.token(&issuer.claims());
    let replies = futures::future::join_all((0..100).map(|_| transport.ask(&token))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    assert_eq!(issuer.fetches(), before + 1);
    assert_eq!(transport.ask(&old.token(&issuer.claims())).await.status, 401, "the issuer withdrew it");
    let token = foreign.token(&issuer.claims());
    let replies = futures::future::join_all((0..100).map(|_| transport.ask(&token))).await;
    assert!(replies.iter().all(|reply| reply.status == 401));
    assert_eq!(issuer.fetches(), before + 1, "once a minute is enough");
}

#[tokio::test]
async fn known_keys_serve_on_while_the_issuer_is_down() {
    let (key, new) = (KeyPair::ec("a"), KeyPair::ec("b"));
    let issuer = Issuer::start(&[&key]).await;
    let transport = production(&issuer.config()).await;
    assert_eq!(transport.ask(&key.token(&issuer.claims())).await.status, 200);
    issuer.set_broken(true);
    let before = issuer.fetches();
    assert_eq!(transport.ask(&new.token(&issuer.claims())).await.status, 401);
    assert_eq!(issuer.fetches(), before + 1);
    assert_eq!(transport.ask(&key.token(&issuer.claims())).await.status, 200);
}

#[tokio::test]
async fn an_issuer_that_comes_up_late_is_asked_again_by_the_first_token() {
    let key = KeyPair::ed("a");
    let issuer = Issuer::start(&[&key]).await;
    issuer.set_broken(true);
    let transport = production(&issuer.config()).await;
    while issuer.fetches() == 0 {
        tokio::task::yield_now().await;
    }
    let ready = || Request::new("GET", "/readyz").send(transport.addr);
    let reply = ready().await;
    assert_eq!((reply.status, &reply.json()["status"]), (503, &json!("without keys")), "nobody could be believed");
    issuer.set_broken(false);
    assert_eq!(transport.ask(&key.token(&issuer.claims())).await.status, 200);
    assert_eq!(ready().await.status, 200);
}

#[tokio::test]
async fn keys_are_discovered_from_the_issuer_itself() {
    let key = KeyPair::rsa("a");
    let issuer = Issuer::start(&[&key]).await;
    let discovered = production(&AuthConfig { jwks: None, ..issuer.config() }).await;
    assert_eq!(discovered.ask(&key.token(&issuer.claims())).await.status, 200);
    // The document says that it is of `issuer.url`, without the slash.
    let slash = format!("{}/", issuer.url);
    let other = production(&AuthConfig { jwks: None, issuer: Some(slash.clone()), ..issuer.config() }).await;
    assert_eq!(other.ask(&key.token(&issuer.claims_with(&json!({ "iss": slash })))).await.status, 401);
}

#[tokio::test]
async fn keys_are_not_followed_elsewhere() {
    let key = KeyPair::ed("a");
    let issuer = Issuer::start(&[&key]).await;
    let moved = format!("{}/moved.json", issuer.url);
    let transport = production(&AuthConfig { jwks: Some(moved), ..issuer.config() }).await;
    assert_eq!(transport.ask(&key.token(&issuer.claims())).await.status, 401);
    assert_eq!(issuer.fetches(), 0);
}

#[tokio::test]
async fn keys_may_lie_in_a_file_that_is_replaced() {
    let (key, new) = (KeyPair::ed("a"), KeyPair::ed("b"));
    let issuer = Issuer::start(&[]).await;
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("keys.json");
    std::fs::write(&file, json!({ "keys": [key.jwk()] }).to_string()).unwrap();
    let config = AuthConfig { jwks: Some(file.to_str().unwrap().to_owned()), ..issuer.config() };
    let transport = production(&config).await;
    assert_eq!(transport.ask(&key.token(&issuer.claims())).await.status, 200);
    // By another that takes its name: whoever reads while it is written over sees some of both.
    let next = folder.path().join("next.json");
    std::fs::write(&next, json!({ "keys": [new.jwk()] }).to_string()).unwrap();
    std::fs::rename(&next, &file).unwrap();
    assert_eq!(transport.ask(&new.token(&issuer.claims())).await.status, 200);
    assert_eq!(issuer.fetches(), 0);
}

#[tokio::test]
async fn what_other_services_need_of_the_issuer_is_passed_over() {
    let key = KeyPair::ed("a");
    let issuer = Issuer::start(&[&key]).await;
    // Nothing but what is needed of the claims: every other service has its own.
    let claims = issuer.claims_with(&json!({ "name": null, "scope": null, "tenant": null, "realm": { "x": [1] } }));
    let transport = production(&issuer.config()).await;
    assert_eq!(transport.ask(&key.token(&claims)).await.status, 200);
    let viewer = transport.asked()[0].1.viewer.clone();
    assert_eq!((&*viewer.tenant, viewer.scopes, viewer.name), ("default", Scopes::default(), None));
}
