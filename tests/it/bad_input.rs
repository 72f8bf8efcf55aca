//! An argument that cannot be used is named, nulls its own field alone, and nobody upstream hears of it.

use portico::domain::{
    id::{ItemId, LicenseId, TransactionId},
    provider::ProviderName::Depositphotos,
};
use serde_json::{Value, json};

use crate::{purchase::LICENSE, support::app::TestApp};

/// Runs `{ viewer … FIELD }`: the field must be null for a reason that is the client's, its neighbour must live, and
/// nobody may have been asked. Gives what was said.
async fn refused(app: &TestApp, field: &str) -> String {
    let (declared, field) = field.split_once(" => ").unwrap_or(("", field));
    let variables: Value = if declared.is_empty() { json!({}) } else { serde_json::from_str(declared).unwrap() };
    let head = if declared.is_empty() { "query" } else { "query ($filter: SearchFilter)" };
    let answer = app.answer(&format!("{head} {{ viewer {{ subject }} it: {field} }}"), variables).await;
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{field}: {answer}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{field}: {answer}");
    assert_eq!(answer["data"]["it"], Value::Null);
    assert!(answer["data"]["viewer"]["subject"].is_string(), "{field}: {answer}");
    assert_eq!(app.commands().await, Vec::<String>::new(), "{field}");
    answer["errors"][0]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_number_below_zero_is_refused_like_any_other_that_does_not_fit() {
    let app = TestApp::start().await;
    for (filter, said) in [
        ("width: { min: -5 }", "\"width.min\" must not be negative."),
        ("width: { max: -1 }", "\"width.max\" must not be negative."),
        ("height: { min: -5, max: 3 }", "\"height.min\" must not be negative."),
        ("people: { count: -1 }", "\"people.count\" must be 1, 2 or 3."),
        ("people: { count: 0 }", "\"people.count\" must be 1, 2 or 3."),
    ] {
        let field = format!("search(query: \"fox\", filter: {{ {filter} }}) {{ totalCount }}");
        assert_eq!(refused(&app, &field).await, said);
    }
    let field = r#"{ "filter": { "width": { "min": -5 } } } => search(query: "fox", filter: $filter) { totalCount }"#;
    assert_eq!(refused(&app, field).await, "\"width.min\" must not be negative.");
    let found = app.data(
        "{ search(query: \"fox\", filter: { width: { min: 0, max: 9000 }, people: { count: 1 } }) { totalCount } }",
    );
    assert!(found.await["search"]["totalCount"].is_u64());
    app.shutdown().await;
}

/// An item, a licence and a transaction, by ids that Portico gives out.
fn ids() -> [String; 3] {
    let (item, license) = (ItemId::new(Depositphotos, "734827651"), LicenseId::new(Depositphotos, "377"));
    [item.encode(), license.encode(), TransactionId::new(Depositphotos, "1").encode()]
}

#[tokio::test]
async fn a_wrong_id_is_told_by_the_argument_that_holds_it() {
    let app = TestApp::start().await;
    let [item, license, _] = &ids();
    let good = format!("{{ itemId: \"{item}\", licenseId: \"{license}\", sizeId: \"s-2015\" }}");
    let bad = format!("{{ itemId: \"{item}\", licenseId: \"{item}\", sizeId: \"s-2015\" }}");
    for (field, said) in [
        (
            "item(id: \"the id of an item\") { id }".to_owned(),
            "\"id\" is no id that Portico gave out: \"the id of an item\".",
        ),
        (format!("transaction(id: \"{item}\") {{ id }}"), "\"id\" is the id of an Item, not of a Transaction."),
        (
            format!("node(id: \"{}\") {{ id }}", "x".repeat(61)),
            &*format!("\"id\" is no id that Portico gave out: \"{}\"….", "x".repeat(60)),
        ),
        (
            format!("transactions(filter: {{ itemIds: [\"{item}\", \"fox\"] }}) {{ totalCount }}"),
            "\"itemIds.1\" is no id that Portico gave out: \"fox\".",
        ),
        (
            format!("transactions(filter: {{ userId: \"{item}\" }}) {{ totalCount }}"),
            "\"userId\" is the id of an Item, not of a User.",
        ),
        (
            format!("auditLog(filter: {{ purchaseId: \"{item}\" }}) {{ totalCount }}"),
            "\"purchaseId\" is the id of an Item, not of a Purchase.",
        ),
        (
            format!("quote(input: {{ lines: [{good}, {bad}] }}) {{ needsApproval }}"),
            "\"lines.1.licenseId\" is the id of an Item, not of a License.",
        ),
    ] {
        assert_eq!(refused(&app, &field).await, said);
    }
    app.shutdown().await;
}

#[tokio::test]
async fn of_many_ids_in_a_mutation_the_wrong_one_is_named() {
    let app = TestApp::start().await;
    let [item, license, transaction] = &ids();
    let line = |item: &str, license: &str| json!({ "itemId": item, "licenseId": license, "sizeId": "s-2015" });
    let mut single = line(item, item);
    single["idempotencyKey"] = "key".into();
    let several = json!({ "lines": [line(item, license), line("fox", license)], "idempotencyKey": "key" });
    let listed = json!({ "transactionIds": [transaction, item], "idempotencyKey": "key" });
    let mut passed_on = listed.clone();
    (passed_on["from"], passed_on["to"]) = (json!({ "company": "A" }), json!({ "company": "B" }));
    for (field, kind, input, argument) in [
        ("licenseItem", "LicenseItemInput", single, "licenseId"),
        ("licenseItems", "LicenseItemsInput", several, "lines.1.itemId"),
        ("createInvoice", "CreateInvoiceInput", listed, "transactionIds.1"),
        ("transferLicense", "TransferLicenseInput", passed_on, "transactionIds.1"),
        ("approvePurchase", "ApprovePurchaseInput", json!({ "purchaseId": item }), "purchaseId"),
        ("declinePurchase", "DeclinePurchaseInput", json!({ "purchaseId": item }), "purchaseId"),
        ("downloadComp", "DownloadCompInput", json!({ "itemId": license, "sizeId": "s-2015" }), "itemId"),
    ] {
        let document = format!("mutation ($input: {kind}!) {{ {field}(input: $input) {{ userErrors {{ code }} }} }}");
        let answer = app.answer(&document, json!({ "input": input })).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
        let message = error["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("\"{argument}\" is ")), "{field}: {message}");
    }
    assert_eq!(app.commands().await, Vec::<String>::new());
    app.shutdown().await;
}

#[tokio::test]
async fn a_condition_that_would_be_passed_over_is_refused() {
    let app = TestApp::start().await;
    for (filter, said) in [
        ("authorId: \"\"", "\"authorId\" is empty."),
        ("authorUsername: \" \"", "\"authorUsername\" is empty."),
        ("excludeWords: [\"dog\", \"\"]", "\"excludeWords.1\" is empty."),
        ("authorId: \"abc\"", "\"authorId\" is no author's key: that is a number, from `Item.author.key`."),
        ("authorId: \"-1\"", "\"authorId\" is no author's key: that is a number, from `Item.author.key`."),
        ("similarToUrl: \"ftp://x/y\"", "\"similarToUrl\" must begin with http:// or https://."),
        ("similarToUrl: \"data:image/png,x\"", "\"similarToUrl\" must begin with http:// or https://."),
    ] {
        let field = format!("search(query: \"fox\", filter: {{ {filter} }}) {{ totalCount }}");
        assert_eq!(refused(&app, &field).await, said);
    }
    let author = app.data("{ search(query: \"fox\", first: 1) { nodes { author { key } } } }").await;
    let key = &author["search"]["nodes"][0]["author"]["key"];
    let own = format!("{{ search(filter: {{ authorId: {key} }}, first: 1) {{ nodes {{ author {{ key }} }} }} }}");
    assert_eq!(app.data(&own).await, author, "the key that an item shows is good");
    app.shutdown().await;
}

#[tokio::test]
async fn too_many_nodes_are_refused_without_their_neighbours() {
    let app = TestApp::start().await;
    let [item, ..] = &ids();
    let many = format!("[{}]", vec![format!("\"{item}\""); 101].join(", "));
    let said = refused(&app, &format!("nodes(ids: {many}) {{ id }}")).await;
    assert_eq!(said, "At most 100 ids can be asked for, not 101.");
    let one = app.answer(&format!("{{ nodes(ids: [\"{item}\", \"fox\"]) {{ id }} }}"), json!({})).await;
    assert_eq!(one["data"]["nodes"], json!([{ "id": item }, null]), "{one}");
    assert_eq!(one["errors"][0]["path"], json!(["nodes", 1]));
    assert_eq!(one["errors"][0]["message"], "\"ids.1\" is no id that Portico gave out: \"fox\".");
    app.shutdown().await;
}

#[tokio::test]
async fn a_value_inside_a_variable_is_told_by_the_variable_s_name() {
    let app = TestApp::start().await;
    let [item, license, _] = &ids();
    let input = json!({
        "itemId": item, "licenseId": license, "sizeId": "s-2015", "idempotencyKey": "key", "maxPrice": "cheap",
    });
    let answer = app.answer(LICENSE, json!({ "input": input })).await;
    let message = answer["errors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("Variable \"$input\" got invalid value at \"input.maxPrice\"; "), "{message}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(app.commands().await, Vec::<String>::new());
    app.shutdown().await;
}
