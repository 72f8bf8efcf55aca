//! A licence is passed on once: to whom it may concern, with a number, and never to somebody else without a word.

use serde_json::{Value, json};

use crate::{
    purchase::{goods, license},
    support::app::TestApp,
};

const TRANSFER: &str = "mutation ($input: TransferLicenseInput!) { transferLicense(input: $input) {
    replayed transfers { id number to { company } } purchase { id } userErrors { code field message } } }";

/// A running application, and a licence that was just bought.
async fn bought() -> (TestApp, Value) {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    let bought = license(&app, &goods.input("buy")).await;
    app.forget_calls().await;
    (app, bought["purchase"]["lines"][0]["transactions"][0]["id"].clone())
}

async fn transfer(app: &TestApp, transaction: &Value, to: &Value, key: &str) -> Value {
    let from = json!({ "company": "Studio North Ltd", "country": "GB" });
    let input = json!({ "transactionIds": [transaction], "from": from, "to": to, "idempotencyKey": key });
    let answer = app.answer(TRANSFER, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["transferLicense"].clone()
}

async fn sent(app: &TestApp) -> usize {
    app.commands().await.iter().filter(|command| *command == "transferEnterpriseLicense").count()
}

#[tokio::test]
async fn what_was_passed_on_is_not_passed_on_to_somebody_else() {
    let (app, transaction) = bought().await;
    let first = transfer(&app, &transaction, &json!({ "company": "Nordlicht" }), "first").await;
    assert_eq!(first["userErrors"], json!([]));
    let again = transfer(&app, &transaction, &json!({ "company": "Somebody Else Inc" }), "second").await;
    let error = &again["userErrors"][0];
    assert_eq!(
        (&error["code"], &error["field"]),
        (&json!("ALREADY_TRANSFERRED"), &json!("transactionIds.0")),
        "{again}"
    );
    let number = first["transfers"][0]["number"].as_str().unwrap();
    assert!(error["message"].as_str().unwrap().contains(number), "{error}");
    assert_eq!((&again["purchase"], &again["transfers"]), (&Value::Null, &Value::Null), "nothing is recorded");
    assert_eq!(sent(&app).await, 1);
    let holder = app.data("{ transfers(first: 1) { nodes { number to { company } } } }").await;
    let expected = json!([{ "number": number, "to": { "company": "Nordlicht" } }]);
    assert_eq!(holder["transfers"]["nodes"], expected);
    app.shutdown().await;
}

#[tokio::test]
async fn the_number_is_known_at_once_and_costs_the_read_that_the_holder_costs() {
    let (app, transaction) = bought().await;
    let done = transfer(&app, &transaction, &json!({ "company": "Nordlicht" }), "key").await;
    let number = &done["transfers"][0]["number"];
    assert!(number.is_string(), "{done}");
    let calls = app.commands().await;
    let after = calls.iter().skip_while(|command| *command != "transferEnterpriseLicense").skip(1);
    assert_eq!(after.collect::<Vec<_>>(), ["getTransactionLicenseInfo"], "{calls:?}");
    let again = transfer(&app, &transaction, &json!({ "company": "Nordlicht" }), "key").await;
    assert_eq!((&again["replayed"], &again["transfers"]), (&json!(true), &done["transfers"]));
    assert_eq!(sent(&app).await, 1);
    app.shutdown().await;
}

#[tokio::test]
async fn a_country_has_two_letters() {
    let (app, transaction) = bought().await;
    for country in ["Germany", "D", "D1", "", "ДЕ"] {
        let to = json!({ "company": "Nordlicht", "country": country });
        let answer = transfer(&app, &transaction, &to, "key").await;
        let error = &answer["userErrors"][0];
        assert_eq!((&error["code"], &error["field"]), (&json!("INVALID_INPUT"), &json!("to.country")), "{answer}");
    }
    assert_eq!(app.commands().await, Vec::<String>::new());
    let to = json!({ "company": "Nordlicht", "country": "de" });
    assert_eq!(transfer(&app, &transaction, &to, "key").await["userErrors"], json!([]));
    app.shutdown().await;
}
