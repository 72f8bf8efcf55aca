//! One document finds, quotes, buys and fetches from both providers.

use serde_json::{Value, json};

use crate::support::{app::TestApp, raw::Request};

/// Vectors: their files are small.
const DOCUMENT: &str = "
query Find {
  depositphotos: search(query: \"dog\", providers: [DEPOSITPHOTOS], filter: { kinds: [VECTOR] }, first: 1) { ...Goods }
  adobeStock: search(query: \"dog\", providers: [ADOBE_STOCK], filter: { kinds: [VECTOR] }, first: 1) { ...Goods }
}
fragment Goods on SearchConnection { nodes { id provider licenses { id sizes { id key enabled } } } }

query Quote($lines: [LicenseLineInput!]!) {
  quote(input: { lines: $lines }) {
    total { amount } balanceAfter { amount } refusals { code }
    lines { item { provider } verdict price { amount } units refusals { code } }
  }
}

mutation Buy($input: LicenseItemsInput!) {
  licenseItems(input: $input) {
    purchase { status lines { provider status transactions { id } } } userErrors { code message field }
  }
}

query Fetch($ids: [ID!]!) { nodes(ids: $ids) { ... on Transaction { provider references { project } downloadUrl } } }
";

async fn run(app: &TestApp, operation: &str, variables: Value) -> Value {
    let body = json!({ "query": DOCUMENT, "operationName": operation, "variables": variables });
    let mut answer = app.send(Request::post(body.to_string())).await.json();
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].take()
}

fn line(found: &Value) -> Value {
    let item = &found["nodes"][0];
    let license = &item["licenses"][0];
    let sizes = license["sizes"].as_array().unwrap();
    let size = sizes.iter().find(|size| size["enabled"] == true && size["key"] == "vect").or(sizes.first()).unwrap();
    json!({ "itemId": item["id"], "licenseId": license["id"], "sizeId": size["id"] })
}

#[tokio::test]
async fn one_document_finds_quotes_buys_and_fetches_from_both() {
    let app = TestApp::start().await;
    let found = run(&app, "Find", json!({})).await;
    let lines = json!([line(&found["depositphotos"]), line(&found["adobeStock"])]);

    let quoted = run(&app, "Quote", json!({ "lines": lines })).await;
    let [depositphotos, adobe_stock] = [0, 1].map(|index| &quoted["quote"]["lines"][index]);
    assert_eq!((&depositphotos["verdict"], &adobe_stock["verdict"]), (&Value::Null, &json!("COVERED")), "{quoted}");
    assert_eq!((&quoted["quote"]["total"], &adobe_stock["price"]), (&depositphotos["price"], &Value::Null));
    assert!(depositphotos["price"]["amount"].is_string() && adobe_stock["units"].is_u64(), "{quoted}");
    assert!(quoted["quote"]["balanceAfter"]["amount"].is_string(), "{quoted}");
    assert_eq!(app.book().await, Vec::<Value>::new());

    let noted = json!({ "project": "Spring", "custom": [{ "key": "2", "value": "Launch" }] });
    let input = json!({ "lines": lines, "references": noted, "idempotencyKey": "both" });
    let bought = run(&app, "Buy", json!({ "input": input })).await;
    let purchase = &bought["licenseItems"]["purchase"];
    assert_eq!(
        (&purchase["status"], &bought["licenseItems"]["userErrors"]),
        (&json!("SETTLED"), &json!([])),
        "{bought}"
    );
    let book = app.book().await;
    let charged: Vec<_> = book.iter().map(|charge| (&charge["provider"], charge["references"].to_string())).collect();
    assert_eq!((charged[0].0, charged[1].0, charged.len()), (&json!("depositphotos"), &json!("adobe_stock"), 2));
    // Each provider is told what it has a place for.
    assert!(charged[0].1.contains("Spring") && !charged[0].1.contains("Launch") && charged[1].1.contains("Launch"));

    let ids: Vec<_> = [0, 1].iter().map(|index| &purchase["lines"][index]["transactions"][0]["id"]).collect();
    let fetched = run(&app, "Fetch", json!({ "ids": ids })).await;
    for (index, provider) in ["DEPOSITPHOTOS", "ADOBE_STOCK"].into_iter().enumerate() {
        let transaction = &fetched["nodes"][index];
        assert_eq!(
            (&transaction["provider"], &transaction["references"]["project"]),
            (&json!(provider), &json!("Spring"))
        );
        let link = url::Url::parse(transaction["downloadUrl"].as_str().unwrap()).unwrap();
        let file = app.send(Request::new("GET", link.path())).await;
        assert!(file.status == 200 && !file.bytes.is_empty(), "{provider}: {:?}", file.headers);
    }
    assert_eq!(app.book().await.len(), 2);
    app.shutdown().await;
}
