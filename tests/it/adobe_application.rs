//! The application with Adobe Stock in it.

use portico::domain::id::LicenseId;
use serde_json::json;

use crate::{
    adobe_client::{HERE, item},
    support::{
        adobe::{PHOTO, Wire},
        app::{self, TestApp},
        raw::Request,
    },
};

#[tokio::test]
async fn the_application_has_both_providers_or_those_with_an_address() {
    let app = TestApp::start().await;
    let ready = app.send(Request::new("GET", "/readyz")).await.json();
    assert_eq!(ready["providers"], json!({ "adobe_stock": "up", "depositphotos": "up" }));
    let (id, license) = (item(PHOTO).encode(), LicenseId::new(HERE, "Standard").encode());
    let item = app
        .data(&format!(r#"{{ item(id: "{id}") {{ title licenses {{ key sizes {{ key price {{ amount }} }} }} }} }}"#))
        .await;
    assert_eq!(
        item["item"]["licenses"][0],
        json!({ "key": "Standard", "sizes": [{ "key": "Standard", "price": null }] })
    );
    let input = json!({ "itemId": id, "licenseId": license, "sizeId": "Standard", "idempotencyKey": "one" });
    let buy = "mutation ($input: LicenseItemInput!) { licenseItem(input: $input) { userErrors { code message }
        purchase { status lines { status transactions { key size downloadUrl } } } } }";
    let answer = app.answer(buy, json!({ "input": input })).await;
    let line = &answer["data"]["licenseItem"]["purchase"]["lines"][0];
    assert_eq!(
        (line["status"].as_str(), &line["transactions"][0]["size"]),
        (Some("SETTLED"), &json!("Standard")),
        "{answer}"
    );
    assert!(line["transactions"][0]["downloadUrl"].as_str().is_some_and(|url| !url.contains("token=")), "{answer}");
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;

    let wire = Wire::start().await;
    let mut config = app::config();
    config.providers.adobe_stock.url = wire.sandbox.address_of("adobe_stock");
    let app = TestApp::with(config).await;
    let ready = app.send(Request::new("GET", "/readyz")).await.json();
    assert_eq!(ready["providers"], json!({ "adobe_stock": "up" }));
    let item = app.data(&format!(r#"{{ item(id: "{id}") {{ title }} }}"#)).await;
    assert!(item["item"]["title"].is_string(), "{item}");
    app.shutdown().await;
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn what_looks_alike_is_searched_for_and_what_it_does_not_tell_is_unsupported() {
    let app = TestApp::start().await;
    let id = item(PHOTO).encode();
    let document = format!(
        "{{ item(id: \"{id}\") {{ title again: similar(first: 3) {{ id }} similar(first: 3) {{ id provider }} series {{ id }} \
         sameModel {{ id }} }} }}"
    );
    let answer = app.answer(&document, json!({})).await;
    let found = &answer["data"]["item"];
    let similar = found["similar"].as_array().unwrap();
    assert!((1..=3).contains(&similar.len()), "{answer}");
    assert!(similar.iter().all(|found| found["provider"] == "ADOBE_STOCK" && found["id"] != id), "{answer}");
    assert_eq!((&found["series"], &found["sameModel"]), (&json!(null), &json!(null)));
    let errors: Vec<_> =
        answer["errors"].as_array().unwrap().iter().map(|error| &error["extensions"]["code"]).collect();
    assert_eq!(errors, ["UNSUPPORTED_BY_PROVIDER", "UNSUPPORTED_BY_PROVIDER"]);
    assert_eq!(app.commands().await, ["Media/Files", "Search/Files"], "once for both, and no more for the rest");
    let call = app.calls().await.into_iter().find(|call| call["command"] == "Search/Files").unwrap();
    assert!(call["arguments"].to_string().contains(&PHOTO.to_string()), "{call}");
    app.shutdown().await;
}
