//! Documents that a request names: automatic ones by their hash, trusted ones from a manifest.

use portico::config::Config;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{
    app::{self, TestApp},
    raw::{Reply, Request},
};

const TEXT: &str = "query Kind { __typename } query Other { other: __typename }";

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

fn persisted(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

fn by_post(body: &Value) -> Request {
    Request::post(body.to_string()).header("accept", "application/graphql-response+json")
}

fn code(reply: &Reply) -> (u16, String) {
    let answer = reply.json();
    (reply.status, answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned())
}

/// An application with this manifest.
async fn trusting(manifest: &Value, only: bool) -> (TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("manifest.json");
    std::fs::write(&path, manifest.to_string()).unwrap();
    let mut config: Config = app::config();
    config.graphql.trusted_documents = Some(path);
    config.graphql.trusted_only = only;
    (TestApp::with(config).await, folder)
}

#[tokio::test]
async fn a_document_is_run_by_its_hash_once_it_was_sent_with_it() {
    let app = TestApp::start().await;
    let hash = hash(TEXT);
    let alone = json!({ "extensions": persisted(&hash), "operationName": "Kind" });
    let miss = app.send(by_post(&alone)).await;
    assert_eq!(code(&miss), (400, "PERSISTED_QUERY_NOT_FOUND".to_owned()));
    assert_eq!(miss.json()["errors"][0]["message"], "PersistedQueryNotFound");
    let mut with_text = alone.clone();
    with_text["query"] = TEXT.into();
    assert_eq!(app.send(by_post(&with_text)).await.json()["data"], json!({ "__typename": "Query" }));
    assert_eq!(app.send(by_post(&alone)).await.json()["data"], json!({ "__typename": "Query" }));
    let extensions = persisted(&hash).to_string();
    let by_get = Request::get(&[("extensions", extensions.as_str()), ("operationName", "Other")]);
    assert_eq!(app.send(by_get).await.json()["data"], json!({ "other": "Query" }));
    app.shutdown().await;
}

#[tokio::test]
async fn what_is_wrong_or_invalid_is_not_kept() {
    let app = TestApp::start().await;
    let wrong = json!({ "query": TEXT, "extensions": persisted(&hash("{ other }")), "operationName": "Kind" });
    assert_eq!(code(&app.send(by_post(&wrong)).await), (400, "BAD_USER_INPUT".to_owned()));
    let invalid = "{ nothing }";
    let sent = json!({ "query": invalid, "extensions": persisted(&hash(invalid)) });
    assert_eq!(code(&app.send(by_post(&sent)).await), (400, "GRAPHQL_VALIDATION_FAILED".to_owned()));
    for gone in [hash("{ other }"), hash(invalid)] {
        let reply = app.send(by_post(&json!({ "extensions": persisted(&gone) }))).await;
        assert_eq!(code(&reply), (400, "PERSISTED_QUERY_NOT_FOUND".to_owned()));
    }
    for odd in [json!({ "version": 2, "sha256Hash": hash(TEXT) }), json!({ "version": 1 }), json!("x")] {
        let reply = app.send(by_post(&json!({ "extensions": { "persistedQuery": odd } }))).await;
        assert_eq!(code(&reply), (400, "BAD_USER_INPUT".to_owned()), "{odd}");
    }
    app.shutdown().await;
}

#[tokio::test]
async fn automatic_documents_can_be_switched_off() {
    let mut config = app::config();
    config.graphql.persisted_queries = false;
    let app = TestApp::with(config).await;
    let reply = app.send(by_post(&json!({ "extensions": persisted(&hash(TEXT)) }))).await;
    // The words on which Apollo's clients stop asking.
    assert_eq!(reply.json()["errors"][0]["message"], "PersistedQueryNotSupported");
    app.shutdown().await;
}

#[tokio::test]
async fn trusted_documents_run_by_id_and_by_hash() {
    let (app, _folder) = trusting(&json!({ "kind-1": TEXT }), false).await;
    let expected = json!({ "__typename": "Query" });
    let by_id = app.send(by_post(&json!({ "documentId": "kind-1", "operationName": "Kind" }))).await;
    assert_eq!(by_id.json()["data"], expected);
    let by_get = app.send(Request::get(&[("documentId", "kind-1"), ("operationName", "Kind")])).await;
    assert_eq!(by_get.json()["data"], expected);
    let by_hash = json!({ "extensions": persisted(&hash(TEXT)), "operationName": "Kind" });
    assert_eq!(app.send(by_post(&by_hash)).await.json()["data"], expected);
    let by_prefixed = json!({ "documentId": format!("sha256:{}", hash(TEXT)), "operationName": "Kind" });
    assert_eq!(app.send(by_post(&by_prefixed)).await.json()["data"], expected);
    for unknown in ["kind-2", "sha256:kind-1", &format!("sha256:{}", hash("{ other }"))] {
        let reply = app.send(by_post(&json!({ "documentId": unknown }))).await;
        assert_eq!(code(&reply), (400, "PERSISTED_QUERY_NOT_FOUND".to_owned()), "{unknown}");
    }
    let both = app.send(by_post(&json!({ "documentId": "kind-1", "query": "{ viewer { name } }" }))).await;
    assert_eq!(code(&both), (400, "BAD_USER_INPUT".to_owned()));
    // Others run as well in this mode.
    assert_eq!(app.data("{ __typename }").await, expected);
    app.shutdown().await;
}

#[tokio::test]
async fn nothing_but_trusted_documents_runs_where_that_is_asked_for() {
    let (app, _folder) = trusting(&json!({ "kind-1": TEXT }), true).await;
    let own = "{ search(query: \"dog\") { totalCount } }";
    let reply = app.send(by_post(&json!({ "query": own }))).await;
    assert_eq!(code(&reply), (400, "FORBIDDEN".to_owned()));
    let registering = json!({ "query": own, "extensions": persisted(&hash(own)) });
    assert_eq!(code(&app.send(by_post(&registering)).await), (400, "FORBIDDEN".to_owned()));
    assert!(app.calls().await.is_empty(), "nothing went upstream");
    let by_id = app.send(by_post(&json!({ "documentId": "kind-1", "operationName": "Kind" }))).await;
    assert_eq!(by_id.status, 200);
    // The same text is the same document.
    let text = app.send(by_post(&json!({ "query": TEXT, "operationName": "Kind" }))).await;
    assert_eq!(text.status, 200);
    app.shutdown().await;
}

#[tokio::test]
async fn a_manifest_that_cannot_be_read_stops_the_start() {
    let mut config = app::config();
    config.graphql.trusted_documents = Some("/nowhere/manifest.json".into());
    let Err(error) = portico::app::start(config).await else { panic!("it started") };
    assert!(error.to_string().starts_with("graphql.trusted_documents: /nowhere/manifest.json: "), "{error}");
}
