//! Buying: once per idempotency key, whatever happens; and refused clearly where it must be.

use portico::config::{Config, purchasing::Switch};
use serde_json::{Value, json};

use crate::support::app::{self, TestApp};

pub(crate) const LICENSE: &str = "mutation ($input: LicenseItemInput!) { licenseItem(input: $input) {
    replayed
    purchase { id status replayed transactions { key references { project other } }
        lines { status code message size price { amount } transactions { id key item { id } price { amount } } } }
    userErrors { code message field transactions { key } }
} }";

/// Something that can be bought: item, licence and size, and the price.
pub(crate) struct Goods {
    pub(crate) item: Value,
    pub(crate) license: Value,
    pub(crate) size: Value,
    pub(crate) price: String,
}

pub(crate) async fn goods(app: &TestApp, nth: usize) -> Goods {
    let data = app
        .data(
            r#"{ search(query: "dog", filter: { kinds: [IMAGE] }, first: 20) { nodes { id licenses { id sizes { id key enabled price { amount } } } } } }"#,
        )
        .await;
    let item = &data["search"]["nodes"][nth];
    let license = &item["licenses"][0];
    let size = license["sizes"].as_array().unwrap().iter().find(|size| size["enabled"] == true).unwrap();
    app.forget_calls().await;
    Goods {
        item: item["id"].clone(),
        license: license["id"].clone(),
        size: size["id"].clone(),
        price: size["price"]["amount"].as_str().unwrap().to_owned(),
    }
}

impl Goods {
    pub(crate) fn input(&self, key: &str) -> Value {
        json!({ "itemId": self.item, "licenseId": self.license, "sizeId": self.size, "idempotencyKey": key })
    }

    pub(crate) fn with(&self, key: &str, more: &Value) -> Value {
        let mut input = self.input(key);
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    }
}

pub(crate) async fn license(app: &TestApp, input: &Value) -> Value {
    let answer = app.answer(LICENSE, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["licenseItem"].clone()
}

/// Look-ups at once, and nothing may appear late.
fn hasty() -> Config {
    let mut config = app::config();
    config.purchasing.visibility_window = std::time::Duration::from_millis(50);
    config.purchasing.lookup_pause = std::time::Duration::from_millis(20);
    config.providers.depositphotos.spend_timeout = std::time::Duration::from_millis(150);
    config.providers.depositphotos.timeout = std::time::Duration::from_millis(1_000);
    config
}

#[tokio::test]
async fn a_purchase_is_made_recorded_and_repeated_without_buying() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    let references = json!({ "references": { "project": "Spring", "other": "Poster" } });
    let first = license(&app, &goods.with("one", &references)).await;
    assert_eq!((&first["purchase"]["status"], &first["replayed"]), (&json!("SETTLED"), &json!(false)), "{first}");
    assert_eq!(first["userErrors"], json!([]));
    let transaction = &first["purchase"]["transactions"][0];
    assert_eq!(transaction["references"], json!({ "project": "Spring", "other": "Poster" }), "the marker is hidden");
    let line = &first["purchase"]["lines"][0];
    assert_eq!((line["price"]["amount"].as_str(), &line["size"]), (Some(&*goods.price), &json!("s-2015")));
    let charged = app.book().await;
    assert_eq!(charged.len(), 1);
    assert!(charged[0]["references"].to_string().contains("Poster {portico "), "{charged:?}");
    let calls = app.commands().await;
    assert_eq!(calls.iter().filter(|command| *command == "licenseItem").count(), 1, "{calls:?}");

    let mut again = license(&app, &goods.with("one", &references)).await;
    assert_eq!(again["replayed"], true);
    again["replayed"] = false.into();
    again["purchase"]["replayed"] = false.into();
    assert_eq!(again, first);
    assert_eq!(app.book().await.len(), 1);
    let found = app
        .answer(
            "query ($id: ID!) { a: purchase(id: $id) { id status } b: purchaseByIdempotencyKey(key: \"one\") { id }
               node(id: $id) { ... on Purchase { idempotencyKey } } none: purchaseByIdempotencyKey(key: \"two\") { id } }",
            json!({ "id": first["purchase"]["id"] }),
        )
        .await;
    assert_eq!(found["data"]["a"]["id"], found["data"]["b"]["id"]);
    assert_eq!(found["data"]["node"]["idempotencyKey"], "one");
    assert_eq!(found["data"]["none"], Value::Null);
    app.shutdown().await;
}

#[tokio::test]
async fn a_hundred_at_once_with_one_key_buy_once() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    let input = goods.input("same");
    let answers = futures::future::join_all((0..100).map(|_| license(&app, &input))).await;
    assert_eq!(app.book().await.len(), 1);
    let fresh = answers.iter().filter(|answer| answer["replayed"] == false).count();
    assert_eq!(fresh, 1);
    for answer in &answers {
        assert_eq!(answer["purchase"]["status"], "SETTLED", "{answer}");
        assert_eq!(answer["purchase"]["id"], answers[0]["purchase"]["id"]);
        assert_eq!(answer["purchase"]["transactions"], answers[0]["purchase"]["transactions"]);
    }
    app.shutdown().await;
}

#[tokio::test]
async fn one_document_buys_once_under_one_response_key_and_under_two_with_one_idempotency_key() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    let twice = "mutation ($input: LicenseItemInput!) {
        licenseItem(input: $input) { purchase { id } } licenseItem(input: $input) { purchase { status } }
        b: licenseItem(input: $input) { replayed purchase { id } } }";
    let answer = app.answer(twice, json!({ "input": goods.input("doc") })).await;
    assert_eq!(answer["data"]["licenseItem"]["purchase"]["status"], "SETTLED", "{answer}");
    assert_eq!(answer["data"]["b"]["replayed"], true);
    assert_eq!(answer["data"]["b"]["purchase"]["id"], answer["data"]["licenseItem"]["purchase"]["id"]);
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn a_key_is_good_for_one_set_of_arguments() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    license(&app, &goods.input("key")).await;
    let other = license(&app, &goods.with("key", &json!({ "buyAgain": true }))).await;
    assert_eq!(other["userErrors"][0]["code"], "IDEMPOTENCY_KEY_REUSED");
    assert_eq!((&other["userErrors"][0]["field"], &other["purchase"]), (&json!("idempotencyKey"), &Value::Null));
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn what_is_known_beforehand_is_refused_beforehand_and_frees_the_key() {
    let app = TestApp::start().await;
    let good = goods(&app, 0).await;
    let refused = |answer: &Value| {
        assert_eq!(answer["purchase"], Value::Null, "{answer}");
        let error = &answer["userErrors"][0];
        assert!(error["message"].as_str().is_some_and(|message| message.ends_with('.')));
        (error["code"].as_str().unwrap().to_owned(), error["field"].as_str().unwrap_or("").to_owned())
    };
    let unknown =
        portico::domain::id::ItemId::new(portico::domain::provider::ProviderName::Depositphotos, "1").encode();
    let nothing =
        portico::domain::id::LicenseId::new(portico::domain::provider::ProviderName::Depositphotos, "1").encode();
    for (more, code, field) in [
        (json!({ "itemId": unknown }), "ITEM_NOT_FOUND", "itemId"),
        (json!({ "licenseId": nothing, "sizeId": "s-2015" }), "LICENSE_NOT_AVAILABLE", "licenseId"),
        (json!({ "sizeId": "xxl" }), "SIZE_NOT_OFFERED", "sizeId"),
        (json!({ "maxPrice": "0.01" }), "PRICE_CHANGED", "maxPrice"),
        (json!({ "idempotencyKey": "" }), "INVALID_INPUT", "idempotencyKey"),
        (json!({ "idempotencyKey": "k".repeat(256) }), "INVALID_INPUT", "idempotencyKey"),
        (json!({ "references": { "isbn": "x".repeat(201) } }), "INVALID_INPUT", "references.isbn"),
        (json!({ "options": ["UNKNOWN"] }), "INVALID_INPUT", "options"),
    ] {
        let answer = license(&app, &good.with("free", &more)).await;
        assert_eq!(refused(&answer), (code.to_owned(), field.to_owned()));
    }
    assert!(app.book().await.is_empty());
    let dry = license(&app, &good.with("free", &json!({ "dryRun": true }))).await;
    assert_eq!((&dry["purchase"], &dry["userErrors"]), (&Value::Null, &json!([])));
    assert!(app.book().await.is_empty());
    let bought = license(&app, &good.with("free", &json!({ "maxPrice": good.price }))).await;
    assert_eq!(bought["purchase"]["status"], "SETTLED");
    let owned = license(&app, &good.input("second")).await;
    assert_eq!(refused(&owned), ("ALREADY_LICENSED".to_owned(), "itemId".to_owned()));
    assert_eq!(owned["userErrors"][0]["transactions"][0]["key"], bought["purchase"]["transactions"][0]["key"]);
    let again = license(&app, &good.with("second", &json!({ "buyAgain": true }))).await;
    assert_eq!(again["purchase"]["status"], "SETTLED");
    assert_eq!(app.book().await.len(), 2);
    let malformed = app.answer(LICENSE, json!({ "input": good.with("x", &json!({ "itemId": "?" })) })).await;
    assert_eq!(malformed["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    app.shutdown().await;
}

#[tokio::test]
async fn spending_can_be_switched_off_and_reads_go_on() {
    let (mut all, mut one) = (app::config(), app::config());
    all.purchasing.spending = Switch::Off;
    one.providers.depositphotos.spending = Switch::Off;
    for config in [all, one] {
        let app = TestApp::with(config).await;
        let goods = goods(&app, 0).await;
        let answer = license(&app, &goods.input("off")).await;
        assert_eq!(answer["userErrors"][0]["code"], "SPENDING_DISABLED");
        assert!(app.commands().await.is_empty());
        app.shutdown().await;
    }
}

#[tokio::test]
async fn an_unclear_outcome_is_found_out_by_the_marker() {
    let app = TestApp::with(hasty()).await;
    for (nth, kind) in
        ["commit_then_drop", "commit_then_reset", "half_body", "commit_then_502", "garbage", "commit_then_hang"]
            .into_iter()
            .enumerate()
    {
        let goods = goods(&app, nth).await;
        app.fault(&json!({ "provider": "depositphotos", "command": "licenseItem", "kind": kind, "seconds": 1 })).await;
        let answer = license(&app, &goods.input(kind)).await;
        assert_eq!(answer["purchase"]["status"], "SETTLED", "{kind}: {answer}");
        let charged = app.book().await;
        assert_eq!(charged.len(), nth + 1, "{kind}");
        let key = answer["purchase"]["transactions"][0]["key"].as_str().unwrap();
        assert_eq!(charged[nth]["transactionId"].to_string(), key, "{kind}");
        let calls = app.commands().await;
        // A call that hangs is noted when it ends.
        assert!(calls.iter().filter(|command| *command == "licenseItem").count() <= 1, "{kind}: {calls:?}");
        assert!(calls.contains(&"getLicensedItems".to_owned()));
    }
    app.shutdown().await;
}

#[tokio::test]
async fn a_charge_after_our_time_out_is_found() {
    let mut config = hasty();
    config.purchasing.visibility_window = std::time::Duration::from_secs(20);
    let app = TestApp::with(config).await;
    let goods = goods(&app, 0).await;
    app.fault(&json!({ "provider": "depositphotos", "command": "licenseItem", "kind": "slow", "seconds": 0.4 })).await;
    let answer = license(&app, &goods.input("late")).await;
    assert_eq!(answer["purchase"]["status"], "SETTLED", "{answer}");
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn a_session_that_ends_before_the_purchase_is_renewed() {
    let app = TestApp::with(hasty()).await;
    let goods = goods(&app, 0).await;
    app.fault(&json!({ "provider": "depositphotos", "command": "licenseItem", "kind": "session_expired" })).await;
    let answer = license(&app, &goods.input("again")).await;
    assert_eq!(answer["purchase"]["status"], "SETTLED", "{answer}");
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn a_refusal_of_the_provider_is_final() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    app.fault(&json!({ "provider": "depositphotos", "command": "licenseItem", "kind": "refuse" })).await;
    let answer = license(&app, &goods.input("no")).await;
    assert_eq!(answer["purchase"]["status"], "REFUSED");
    assert_eq!(answer["userErrors"][0]["code"], "PROVIDER_REFUSED");
    let again = license(&app, &goods.input("no")).await;
    assert_eq!((&again["replayed"], &again["userErrors"]), (&json!(true), &answer["userErrors"]));
    assert!(app.book().await.is_empty());
    app.shutdown().await;
}

#[tokio::test]
async fn many_lines_each_have_their_outcome() {
    let app = TestApp::start().await;
    let (a, b, c) = (goods(&app, 0).await, goods(&app, 1).await, goods(&app, 2).await);
    app.fault(&json!({ "provider": "depositphotos", "command": "licenseItem", "kind": "refuse", "nth": 2 })).await;
    let line = |goods: &Goods| json!({ "itemId": goods.item, "licenseId": goods.license, "sizeId": goods.size });
    let mut odd = line(&c);
    odd["sizeId"] = "xxl".into();
    let mutation = "mutation ($input: LicenseItemsInput!) { licenseItems(input: $input) {
        purchase { status lines { index status code } transactions { item { id } } } userErrors { code field } } }";
    let input = json!({ "lines": [line(&a), line(&b), odd, line(&c)], "idempotencyKey": "many" });
    let mut dry = input.clone();
    dry["dryRun"] = true.into();
    let beforehand = app.answer(mutation, json!({ "input": dry })).await["data"]["licenseItems"]["userErrors"].take();
    let answer = app.answer(mutation, json!({ "input": input })).await;
    let came = &answer["data"]["licenseItems"];
    assert_eq!(came["purchase"]["status"], "SETTLED", "{answer}");
    let lines: Vec<_> = came["purchase"]["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["status"].as_str().unwrap(), line["code"].as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            ("SETTLED", None),
            ("REFUSED", Some("PROVIDER_REFUSED")),
            ("REFUSED", Some("SIZE_NOT_OFFERED")),
            ("SETTLED", None)
        ]
    );
    assert_eq!(
        came["userErrors"],
        json!([{ "code": "PROVIDER_REFUSED", "field": "lines.1" }, { "code": "SIZE_NOT_OFFERED", "field": "lines.2.sizeId" }])
    );
    assert_eq!(beforehand[0], came["userErrors"][1], "whether it is recorded or not");
    let again = app.answer(mutation, json!({ "input": input })).await;
    assert_eq!(again["data"]["licenseItems"], *came);
    let bought: Vec<_> =
        came["purchase"]["transactions"].as_array().unwrap().iter().map(|t| &t["item"]["id"]).collect();
    assert_eq!(bought, [&a.item, &c.item]);
    assert_eq!(app.book().await.len(), 2);
    app.shutdown().await;
}

#[tokio::test]
async fn a_balance_that_runs_out_on_the_way_refuses_what_it_does_not_cover() {
    let app = TestApp::start().await;
    let (a, b) = (goods(&app, 0).await, goods(&app, 1).await);
    app.fault(&json!({ "provider": "depositphotos", "command": "licenseItem", "kind": "balance_out", "nth": 2 })).await;
    let line = |goods: &Goods| json!({ "itemId": goods.item, "licenseId": goods.license, "sizeId": goods.size });
    let mutation = "mutation ($input: LicenseItemsInput!) { licenseItems(input: $input) {
        purchase { lines { status code } } userErrors { code field } } }";
    let input = json!({ "lines": [line(&a), line(&b)], "idempotencyKey": "half" });
    let answer = app.answer(mutation, json!({ "input": input })).await;
    let short = json!({ "status": "REFUSED", "code": "INSUFFICIENT_BALANCE" });
    let came = &answer["data"]["licenseItems"];
    assert_eq!(came["purchase"]["lines"], json!([{ "status": "SETTLED", "code": null }, short]), "{answer}");
    assert_eq!(came["userErrors"], json!([{ "code": "INSUFFICIENT_BALANCE", "field": "lines.1" }]));
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn a_quote_says_what_a_purchase_would_and_spends_nothing() {
    let app = TestApp::start().await;
    let (a, b) = (goods(&app, 0).await, goods(&app, 1).await);
    license(&app, &a.input("owned")).await;
    let line = |goods: &Goods| json!({ "itemId": goods.item, "licenseId": goods.license, "sizeId": goods.size });
    let answer = app
        .answer(
            "query ($input: QuoteInput!) { quote(input: $input) { total { amount } vat { amount } balanceAfter { amount }
               refusals { code } lines { alreadyOwned price { amount } item { id } refusals { code }
               ownedTransactions { key } } } viewer { account { balance { amount } } } }",
            json!({ "input": { "lines": [line(&a), line(&b)] } }),
        )
        .await;
    let quote = &answer["data"]["quote"];
    assert_eq!((&quote["lines"][0]["alreadyOwned"], &quote["lines"][1]["alreadyOwned"]), (&json!(true), &json!(false)));
    assert_eq!(quote["lines"][0]["refusals"], json!([{ "code": "ALREADY_LICENSED" }]), "{answer}");
    assert_eq!(quote["lines"][1]["refusals"], json!([]));
    let amount = |value: &Value| value["amount"].as_str().unwrap().parse::<f64>().unwrap();
    let total = amount(&quote["total"]);
    assert!((total - a.price.parse::<f64>().unwrap() - b.price.parse::<f64>().unwrap()).abs() < 1e-9);
    let balance = amount(&answer["data"]["viewer"]["account"]["balance"]);
    assert!((amount(&quote["balanceAfter"]) - (balance - total)).abs() < 1e-9);
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn a_purchase_can_be_invoiced_and_passed_on_once_each() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    let bought = license(&app, &goods.input("buy")).await;
    let transaction = &bought["purchase"]["lines"][0]["transactions"][0]["id"];
    let transfer = "mutation ($input: TransferLicenseInput!) { transferLicense(input: $input) {
        replayed transfers { to { company } transaction { id } } purchase { status } userErrors { code field } } }";
    let party = |company: &str| json!({ "company": company, "country": "DE", "email": "a@example.org" });
    let input = json!({ "transactionIds": [transaction], "from": party("Buyer Ltd"), "to": party("Client Ltd"), "idempotencyKey": "t" });
    let done = app.answer(transfer, json!({ "input": input })).await;
    assert_eq!(done["data"]["transferLicense"]["transfers"][0]["to"]["company"], "Client Ltd", "{done}");
    let again = app.answer(transfer, json!({ "input": input })).await;
    assert_eq!(again["data"]["transferLicense"]["replayed"], true);
    let mut nobody = input.clone();
    (nobody["to"], nobody["idempotencyKey"]) = (json!({ "email": "nobody" }), json!("t2"));
    let refused = app.answer(transfer, json!({ "input": nobody })).await;
    let fields: Vec<_> = refused["data"]["transferLicense"]["userErrors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["to.company", "to.email"]);
    let invoice = "mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) {
        replayed invoice { id number lines { __typename } } purchase { status } userErrors { code field } } }";
    let input = json!({ "transactionIds": [transaction], "idempotencyKey": "i" });
    let made = app.answer(invoice, json!({ "input": input })).await;
    assert!(made["data"]["createInvoice"]["invoice"]["number"].is_string(), "{made}");
    let again = app.answer(invoice, json!({ "input": input })).await;
    assert_eq!(again["data"]["createInvoice"]["invoice"], made["data"]["createInvoice"]["invoice"]);
    let mut twice = input.clone();
    twice["idempotencyKey"] = "i2".into();
    let twice = app.answer(invoice, json!({ "input": twice })).await;
    assert_eq!(twice["data"]["createInvoice"]["userErrors"][0]["code"], "ALREADY_INVOICED");
    let commands = app.commands().await;
    for once in ["transferEnterpriseLicense", "createEnterpriseInvoice"] {
        assert_eq!(commands.iter().filter(|command| *command == once).count(), 1, "{once}");
    }
    app.shutdown().await;
}

#[tokio::test]
async fn lost_answers_of_transfers_and_invoices_are_looked_up() {
    let app = TestApp::with(hasty()).await;
    let goods = goods(&app, 0).await;
    let bought = license(&app, &goods.input("buy")).await;
    let transaction = &bought["purchase"]["lines"][0]["transactions"][0]["id"];
    for command in ["transferEnterpriseLicense", "createEnterpriseInvoice"] {
        app.fault(&json!({ "provider": "depositphotos", "command": command, "kind": "commit_then_drop" })).await;
    }
    let party = json!({ "company": "Somebody Ltd" });
    let transferred = app
        .answer(
            "mutation ($input: TransferLicenseInput!) { transferLicense(input: $input) { purchase { status } transfers { id } } }",
            json!({ "input": { "transactionIds": [transaction], "from": party, "to": party, "idempotencyKey": "t" } }),
        )
        .await;
    assert_eq!(transferred["data"]["transferLicense"]["purchase"]["status"], "SETTLED", "{transferred}");
    let invoiced = app
        .answer(
            "mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { purchase { status } invoice { number } } }",
            json!({ "input": { "transactionIds": [transaction], "idempotencyKey": "i" } }),
        )
        .await;
    assert_eq!(invoiced["data"]["createInvoice"]["purchase"]["status"], "SETTLED", "{invoiced}");
    assert!(invoiced["data"]["createInvoice"]["invoice"]["number"].is_string());
    app.shutdown().await;
}

#[tokio::test]
async fn without_a_marker_the_outcome_is_told_from_before_and_after() {
    let mut config = hasty();
    config.purchasing.marker = portico::config::purchasing::MarkerField::Off;
    let app = TestApp::with(config).await;
    let goods = goods(&app, 0).await;
    license(&app, &goods.input("first")).await;
    app.fault(&json!({ "provider": "depositphotos", "command": "licenseItem", "kind": "commit_then_drop" })).await;
    let answer = license(&app, &goods.with("second", &json!({ "buyAgain": true }))).await;
    assert_eq!(answer["purchase"]["status"], "SETTLED", "{answer}");
    let charged = app.book().await;
    assert_eq!(charged.len(), 2);
    assert!(!charged[1]["references"].to_string().contains("portico"));
    let key = answer["purchase"]["transactions"][0]["key"].as_str().unwrap();
    assert_eq!(charged[1]["transactionId"].to_string(), key);
    app.shutdown().await;
}

#[tokio::test]
async fn what_the_balance_does_not_cover_is_refused_as_a_whole() {
    let mut config = app::config();
    config.purchasing.max_lines = 500;
    let app = TestApp::with(config).await;
    let goods = goods(&app, 0).await;
    let account = app.data("{ viewer { account { balance { amount } } } }").await;
    let balance: f64 = account["viewer"]["account"]["balance"]["amount"].as_str().unwrap().parse().unwrap();
    let licenses = app.data("{ licenses(kind: IMAGE) { id sizes { id key price { amount } } } }").await;
    let (license, size) = licenses["licenses"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|license| license["sizes"].as_array().unwrap().iter().map(move |size| (license, size)))
        .filter(|(_, size)| size["key"] == "xl-2015")
        .max_by_key(|(_, size)| size["price"]["amount"].as_str().unwrap().parse::<u32>().unwrap())
        .unwrap();
    let line = json!({ "itemId": goods.item, "licenseId": license["id"], "sizeId": size["id"] });
    let price: f64 = size["price"]["amount"].as_str().unwrap().parse().unwrap();
    let lines = |covered: bool| {
        let most = (1..).take_while(|count| f64::from(*count) * price <= balance).count();
        vec![line.clone(); if covered { most } else { most + 1 }]
    };
    let quote = "query ($input: QuoteInput!) { quote(input: $input) { refusals { code } } }";
    for (covered, refusals) in [(true, json!([])), (false, json!([{ "code": "INSUFFICIENT_BALANCE" }]))] {
        let answer = app.answer(quote, json!({ "input": { "lines": lines(covered) } })).await;
        assert_eq!(answer["data"]["quote"]["refusals"], refusals, "{answer}");
    }
    app.forget_calls().await;
    let mutation = "mutation ($input: LicenseItemsInput!) { licenseItems(input: $input) {
        purchase { id } userErrors { code field } } }";
    let input = json!({ "lines": lines(false), "idempotencyKey": "much" });
    let answer = app.answer(mutation, json!({ "input": input })).await;
    let refused = json!({ "purchase": null, "userErrors": [{ "code": "INSUFFICIENT_BALANCE", "field": null }] });
    assert_eq!(answer["data"]["licenseItems"], refused);
    assert!(!app.commands().await.contains(&"licenseItem".to_owned()) && app.book().await.is_empty());
    app.shutdown().await;
}
