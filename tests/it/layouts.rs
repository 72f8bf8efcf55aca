//! A file for a layout is taken with its record, or it is said which argument stands in the way.

use portico::domain::{id::ItemId, provider::ProviderName};
use serde_json::{Value, json};

use crate::{purchase::goods, support::app::TestApp};

const TAKE: &str = "mutation ($input: DownloadCompInput!) { downloadComp(input: $input) {
    download { id item { id } downloadUrl } userErrors { code field } } }";

async fn take(app: &TestApp, item: &Value, size: &Value) -> Value {
    let answer = app.answer(TAKE, json!({ "input": { "itemId": item, "sizeId": size } })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["downloadComp"].clone()
}

#[tokio::test]
async fn a_file_for_a_layout_is_taken_with_its_record() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    let taken = take(&app, &goods.item, &goods.size).await;
    assert_eq!((&taken["download"]["item"]["id"], &taken["userErrors"]), (&goods.item, &json!([])), "{taken}");
    assert!(taken["download"]["downloadUrl"].is_string());
    app.shutdown().await;
}

#[tokio::test]
async fn what_is_not_offered_is_told_by_the_argument_that_names_it() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    let unknown = |key: &str| json!(ItemId::new(ProviderName::Depositphotos, key).encode());
    for (item, size, code, field) in [
        (&goods.item, json!("xxl"), "SIZE_NOT_OFFERED", "sizeId"),
        (&unknown("1"), goods.size.clone(), "ITEM_NOT_FOUND", "itemId"),
        (&unknown("fox"), goods.size.clone(), "ITEM_NOT_FOUND", "itemId"),
    ] {
        let answer = take(&app, item, &size).await;
        assert_eq!(answer, json!({ "download": null, "userErrors": [{ "code": code, "field": field }] }));
    }
    let listed = app.data("{ compDownloads(first: 1) { nodes { item { id } } } }").await;
    assert_ne!(listed["compDownloads"]["nodes"][0]["item"]["id"], goods.item, "nothing was taken");
    app.shutdown().await;
}
