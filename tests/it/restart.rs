//! What was bought on the built-in sandbox is still there after a kill; and a data folder has one façade.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{
    process::{Process, addr},
    raw::Request,
};

const LICENSE: &str = "mutation ($input: LicenseItemInput!) { licenseItem(input: $input) { replayed purchase { status
    transactions { id key licensedAt price { amount } item { id title } } } } }";

async fn ask(facade: &str, document: &str, variables: Value) -> Value {
    let body = json!({ "query": document, "variables": variables }).to_string();
    let mut answer = Request::post(body).send(addr(facade)).await.json();
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].take()
}

/// Buys the `nth` fox under a key of that name.
async fn buy(facade: &str, nth: usize) -> Value {
    let found = ask(
        facade,
        r#"{ search(query: "fox", filter: { kinds: [IMAGE] }, first: 9) { nodes { id licenses { id sizes { id enabled } } } } }"#,
        json!({}),
    )
    .await;
    let item = &found["search"]["nodes"][nth];
    let license = &item["licenses"][0];
    let size = license["sizes"].as_array().unwrap().iter().find(|size| size["enabled"] == true).unwrap();
    let input = json!({ "itemId": item["id"], "licenseId": license["id"], "sizeId": size["id"],
        "idempotencyKey": format!("fox {nth}") });
    ask(facade, LICENSE, json!({ "input": input })).await["licenseItem"].take()
}

#[tokio::test]
async fn what_was_bought_is_still_there_after_a_kill() {
    let mut process = Process::start(&["serve"], &[]);
    let mut first = buy(&process.line("GraphQL"), 0).await;
    assert_eq!(first["purchase"]["status"], "SETTLED", "{first}");
    let mut process = process.killed_and_started(&["serve"], &[]);
    let facade = process.line("GraphQL");
    let again = buy(&facade, 0).await;
    first["replayed"] = true.into();
    assert_eq!(again, first, "the same key, the same answer");
    let second = buy(&facade, 1).await;
    let key = |bought: &Value| bought["purchase"]["transactions"][0]["key"].as_str().unwrap().to_owned();
    assert_ne!(key(&second), key(&first), "the provider counts on");
    let listed = ask(&facade, "{ transactions(first: 2) { nodes { key } } }", json!({})).await;
    assert_eq!(listed["transactions"]["nodes"], json!([{ "key": key(&second) }, { "key": key(&first) }]));
}

#[tokio::test]
async fn a_second_façade_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let mut process = Process::start(&["serve"], &[]);
    let facade = process.line("GraphQL");
    let second = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(["serve", "--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0"])
        .env_clear()
        .current_dir(process.folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(!second.status.success() && said.contains("ledger.sqlite is in use by another Portico"), "{said}");
    assert_eq!(buy(&facade, 0).await["purchase"]["status"], "SETTLED");
}
