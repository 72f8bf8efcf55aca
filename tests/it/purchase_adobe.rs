//! Buying from Adobe Stock: judged beforehand, once, and refused in the words of the field.

use std::time::Duration;

use portico::{
    config::Config,
    domain::{
        id::{ItemId, LicenseId, TransactionId},
        provider::ProviderName,
    },
};
use serde_json::{Value, json};

use crate::support::{
    adobe::{CLIP_HD, GENERATED, ILLUSTRATION, LARGE, PHOTO, PREMIUM, SVG, WITHDRAWN},
    app::{self, TestApp},
    raw::Request,
};

const HERE: ProviderName = ProviderName::AdobeStock;

const LICENSE: &str = "mutation ($input: LicenseItemInput!) { licenseItem(input: $input) {
    replayed
    purchase { status lines { status code message size price { amount } references { project custom { key value } }
        transactions { key references { project custom { key value } } certificate { references { custom { key } } } } } }
    userErrors { code message field transactions { key } }
} }";

const QUOTE: &str = "query ($lines: [LicenseLineInput!]!) { quote(input: { lines: $lines }) {
    total { amount } balanceAfter { amount } refusals { code }
    lines { verdict message url units unitsLeft referenceFields { key label required } choices { licenseId priceText }
        price { amount } alreadyOwned ownedTransactions { key } item { title } refusals { code message } }
} }";

/// With this account of the sandbox.
fn account(client: &str) -> Config {
    let mut config = app::config();
    config.providers.adobe_stock.client_id = client.to_owned();
    config
}

/// Look-ups at once, and nothing may appear late.
fn hasty() -> Config {
    let mut config = app::config();
    config.purchasing.visibility_window = Duration::from_millis(50);
    config.purchasing.lookup_pause = Duration::from_millis(20);
    config.providers.adobe_stock.spend_timeout = Duration::from_millis(500);
    config
}

fn line(item: u64, license: &str) -> Value {
    json!({
        "itemId": ItemId::new(HERE, item.to_string()).encode(),
        "licenseId": LicenseId::new(HERE, license).encode(),
        "sizeId": license,
    })
}

fn with(mut line: Value, more: &Value) -> Value {
    line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    line
}

fn input(item: u64, key: &str) -> Value {
    with(line(item, "Standard"), &json!({ "idempotencyKey": key }))
}

async fn license(app: &TestApp, input: &Value) -> Value {
    let answer = app.answer(LICENSE, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["licenseItem"].clone()
}

async fn quote(app: &TestApp, lines: Vec<Value>) -> Value {
    let answer = app.answer(QUOTE, json!({ "lines": lines })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["quote"].clone()
}

/// The only refusal's code and argument, of what was not recorded.
fn refused(answer: &Value) -> (&str, &str) {
    assert_eq!(
        (&answer["purchase"], answer["userErrors"].as_array().map(Vec::len)),
        (&Value::Null, Some(1)),
        "{answer}"
    );
    let error = &answer["userErrors"][0];
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{error}");
    (error["code"].as_str().unwrap(), error["field"].as_str().unwrap_or_default())
}

async fn spends(app: &TestApp) -> usize {
    app.commands().await.iter().filter(|command| *command == "Content/License").count()
}

#[tokio::test]
async fn a_quote_has_the_provider_s_verdict_and_words() {
    for (client, lines) in [
        (
            "sandbox-client",
            vec![
                (PHOTO, "Standard", "COVERED", json!([])),
                (PREMIUM, "Standard_M", "COVERED", json!([])),
                (PHOTO, "Standard_M", "LICENSE_NOT_OFFERED", json!(["LICENSE_NOT_AVAILABLE"])),
                (PHOTO, "Video_HD", "LICENSE_NOT_OFFERED", json!(["LICENSE_NOT_AVAILABLE"])),
                (WITHDRAWN, "Standard", "ITEM_NOT_FOUND", json!(["ITEM_NOT_FOUND"])),
                (1, "Standard", "ITEM_NOT_FOUND", json!(["ITEM_NOT_FOUND"])),
            ],
        ),
        ("sandbox-overage", vec![(PHOTO, "Standard", "OVERAGE", json!(["OVERAGE"]))]),
        ("sandbox-exhausted", vec![(PHOTO, "Standard", "NEEDS_CHECKOUT", json!(["NEEDS_CHECKOUT"]))]),
        (
            "sandbox-wrong-plan",
            vec![
                (PHOTO, "Standard", "NOT_COVERED", json!(["NOT_COVERED"])),
                (CLIP_HD, "Video_HD", "COVERED", json!([])),
            ],
        ),
    ] {
        let app = TestApp::with(account(client)).await;
        let asked = lines.iter().map(|(item, name, ..)| line(*item, name)).collect();
        let quote = quote(&app, asked).await;
        // Nothing is guessed.
        assert_eq!((&quote["total"], &quote["balanceAfter"]), (&Value::Null, &Value::Null));
        for (said, (item, _, verdict, refusals)) in quote["lines"].as_array().unwrap().iter().zip(&lines) {
            assert_eq!(said["verdict"], *verdict, "{client}, {item}: {quote}");
            let codes: Vec<_> = said["refusals"].as_array().unwrap().iter().map(|refusal| &refusal["code"]).collect();
            assert_eq!((&json!(codes), &said["price"]), (refusals, &Value::Null), "{client}, {item}: {quote}");
            let [message, url] = ["message", "url"].map(|field| said[field].as_str());
            let [units, left] = ["units", "unitsLeft"].map(|field| said[field].as_u64());
            match *verdict {
                "COVERED" => assert!(units >= Some(1) && left >= units, "{said}"),
                "NEEDS_CHECKOUT" => assert!(url.is_some_and(|url| url.starts_with("http")), "{said}"),
                "OVERAGE" | "NOT_COVERED" => {
                    assert!(message.is_some_and(|words| words == said["refusals"][0]["message"]))
                }
                _ => {}
            }
        }
        assert_eq!(spends(&app).await, 0, "{client}");
        app.shutdown().await;
    }
}

#[tokio::test]
async fn a_quote_says_what_must_be_noted_and_what_there_is_to_choose() {
    let app = TestApp::with(account("sandbox-references")).await;
    let asked = quote(&app, vec![line(PHOTO, "Standard")]).await;
    let fields = asked["lines"][0]["referenceFields"].as_array().unwrap();
    assert_eq!(
        (&fields[0]["key"], &fields[0]["required"], &fields[1]["required"]),
        (&json!("2"), &json!(true), &json!(false))
    );
    assert!(fields[0]["label"].is_string());
    let commands = app.commands().await;
    let asked = |command: &str| commands.iter().filter(|made| *made == command).count();
    // Once for the price list, once for the item.
    assert_eq!(
        (asked("Content/Info"), asked("Member/Profile"), asked("Member/LicenseHistory")),
        (1, 2, 0),
        "{commands:?}"
    );
    app.shutdown().await;

    let app = TestApp::with(account("sandbox-alternatives")).await;
    let asked = quote(&app, vec![line(PHOTO, "Social_Media")]).await;
    let choices = asked["lines"][0]["choices"].as_array().unwrap();
    let social = choices.iter().find(|choice| choice["licenseId"] == LicenseId::new(HERE, "Social_Media").encode());
    assert!(social.unwrap()["priceText"].is_string(), "{choices:?}");
    app.shutdown().await;
}

#[tokio::test]
async fn a_purchase_is_made_once_shown_and_not_repeated() {
    let app = TestApp::start().await;
    let first = license(&app, &input(PHOTO, "one")).await;
    assert_eq!(first["purchase"]["status"], "SETTLED", "{first}");
    assert_eq!(first["purchase"]["lines"][0]["price"], Value::Null);
    let key = first["purchase"]["lines"][0]["transactions"][0]["key"].as_str().unwrap();
    assert!(key.starts_with(&format!("{PHOTO}.Standard.")), "{key}");
    assert_eq!(license(&app, &input(PHOTO, "one")).await["replayed"], true);
    assert_eq!((spends(&app).await, app.book().await.len()), (1, 1));

    let owned = license(&app, &input(PHOTO, "two")).await;
    assert_eq!(refused(&owned), ("ALREADY_LICENSED", "itemId"));
    assert_eq!(owned["userErrors"][0]["transactions"][0]["key"], key);
    let asked = quote(&app, vec![line(PHOTO, "Standard")]).await;
    assert_eq!(
        (&asked["lines"][0]["verdict"], &asked["lines"][0]["alreadyOwned"]),
        (&json!("ALREADY_LICENSED"), &json!(true))
    );
    assert_eq!(asked["lines"][0]["ownedTransactions"][0]["key"], key);
    let again = license(&app, &with(input(PHOTO, "two"), &json!({ "buyAgain": true }))).await;
    assert_eq!(again["purchase"]["status"], "SETTLED", "{again}");
    assert_ne!(again["purchase"]["lines"][0]["transactions"][0]["key"], key);
    assert_eq!((spends(&app).await, app.book().await.len()), (2, 2));
    app.shutdown().await;
}

#[tokio::test]
async fn an_overage_is_bought_by_who_accepts_it_alone() {
    let app = TestApp::with(account("sandbox-overage")).await;
    assert_eq!(refused(&license(&app, &input(PHOTO, "over")).await), ("OVERAGE", "acceptOverage"));
    assert_eq!((spends(&app).await, app.book().await.len()), (0, 0));
    let accepting = json!({ "acceptOverage": true });
    let asked = quote(&app, vec![with(line(PHOTO, "Standard"), &accepting)]).await;
    assert_eq!((&asked["lines"][0]["verdict"], &asked["lines"][0]["refusals"]), (&json!("OVERAGE"), &json!([])));
    let bought = license(&app, &with(input(PHOTO, "over"), &accepting)).await;
    assert_eq!(bought["purchase"]["status"], "SETTLED", "{bought}");
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn references_are_required_sent_and_kept() {
    let app = TestApp::with(account("sandbox-references")).await;
    let noting = |custom: Value| {
        with(input(PHOTO, "noted"), &json!({ "references": { "project": "Spring", "custom": custom } }))
    };
    let (required, field) = ("REFERENCE_REQUIRED", "references.custom");
    assert_eq!(refused(&license(&app, &input(PHOTO, "noted")).await), (required, field));
    assert_eq!(refused(&license(&app, &noting(json!([{ "key": "4", "value": "ACME" }]))).await), (required, field));
    assert_eq!(refused(&license(&app, &noting(json!([{ "key": "2", "value": " " }]))).await), (required, field));
    let unknown = json!([{ "key": "2", "value": "X" }, { "key": "99", "value": "?" }]);
    assert_eq!(refused(&license(&app, &noting(unknown)).await), ("REFERENCE_UNKNOWN", "references.custom.1.key"));
    for (custom, field) in [
        (json!([{ "key": "2", "value": "x" }, { "key": "2", "value": "y" }]), "references.custom.1.key"),
        (json!([{ "key": "", "value": "x" }]), "references.custom.0.key"),
        (json!([{ "key": "2", "value": "x".repeat(201) }]), "references.custom.0.value"),
        (json!(vec![json!({ "key": "2", "value": "x" }); 21]), "references.custom"),
    ] {
        assert_eq!(refused(&license(&app, &noting(custom)).await), ("INVALID_INPUT", field));
    }
    assert_eq!(spends(&app).await, 0);

    let custom = json!([{ "key": "2", "value": "Launch \"X\"" }]);
    let bought = license(&app, &noting(custom.clone())).await;
    assert_eq!(bought["purchase"]["status"], "SETTLED", "{bought}");
    let line = &bought["purchase"]["lines"][0];
    let noted = json!({ "project": "Spring", "custom": custom });
    assert_eq!(line["references"], noted);
    // Upstream never gives them back: they are Portico's own record's.
    assert_eq!(line["transactions"][0]["references"], noted);
    assert_eq!(line["transactions"][0]["certificate"]["references"]["custom"], json!([{ "key": "2" }]));
    let book = app.book().await;
    assert!(book.len() == 1 && book[0]["references"].to_string().contains("Launch"), "{book:?}");
    let listed = app.data("{ transactions(filter: { provider: ADOBE_STOCK }, first: 1) { nodes { key references { project custom { key value } } } } }").await;
    let newest = &listed["transactions"]["nodes"][0];
    assert_eq!((&newest["key"], &newest["references"]), (&line["transactions"][0]["key"], &noted));
    app.shutdown().await;
}

#[tokio::test]
async fn what_adobe_has_not_is_said_and_not_asked_for() {
    let app = TestApp::start().await;
    let answer = app
        .answer(
            "{ invoices(filter: { provider: ADOBE_STOCK }) { nodes { id } }
               transfers(filter: { provider: ADOBE_STOCK }) { nodes { id } }
               compDownloads(filter: { provider: ADOBE_STOCK }) { nodes { id } }
               transactions(filter: { provider: ADOBE_STOCK, status: PAID }) { nodes { id } }
               viewer { account(provider: ADOBE_STOCK) { key users { nodes { id } } usage { total { licensed } } } } }",
            json!({}),
        )
        .await;
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 6, "{answer}");
    for error in errors {
        assert_eq!(error["extensions"]["code"], "UNSUPPORTED_BY_PROVIDER", "{error}");
        assert_eq!(error["extensions"]["provider"]["name"], "ADOBE_STOCK");
        assert_eq!(error["message"], "ADOBE_STOCK does not offer this.");
    }
    assert!(answer["data"]["viewer"]["account"]["key"].is_string());
    app.forget_calls().await;

    let id = TransactionId::new(HERE, format!("{PHOTO}.Standard.202603040915")).encode();
    let item = ItemId::new(HERE, PHOTO.to_string()).encode();
    let party = json!({ "company": "Example" });
    for (field, kind, input) in [
        ("createInvoice", "CreateInvoice", json!({ "transactionIds": [id], "idempotencyKey": "i" })),
        (
            "transferLicense",
            "TransferLicense",
            json!({ "transactionIds": [id], "from": party, "to": party, "idempotencyKey": "t" }),
        ),
        ("downloadComp", "DownloadComp", json!({ "itemId": item, "sizeId": "Standard" })),
    ] {
        let document =
            format!("mutation ($input: {kind}Input!) {{ {field}(input: $input) {{ userErrors {{ code message }} }} }}");
        let answer = app.answer(&document, json!({ "input": input })).await;
        let expected = json!([{ "code": "UNSUPPORTED_BY_PROVIDER", "message": "ADOBE_STOCK does not offer this." }]);
        assert_eq!(answer["data"][field]["userErrors"], expected, "{answer}");
    }
    assert_eq!(app.commands().await, Vec::<String>::new());
    let rights = license(&app, &with(input(PHOTO, "rights"), &json!({ "options": ["MULTI_SEAT"] }))).await;
    assert_eq!(refused(&rights), ("UNSUPPORTED_BY_PROVIDER", "options"));
    let priced = license(&app, &with(input(PHOTO, "rights"), &json!({ "maxPrice": "10.00" }))).await;
    assert_eq!(refused(&priced), ("PRICE_CHANGED", "maxPrice"));
    assert_eq!(spends(&app).await, 0);
    app.shutdown().await;
}

#[tokio::test]
async fn what_is_refused_when_it_is_sent_is_recorded_with_its_reason() {
    let app = TestApp::start().await;
    for (item, kind, code) in [
        (PHOTO, "rate_limited", "RATE_LIMITED"),
        (ILLUSTRATION, "balance_out", "NOT_COVERED"),
        (GENERATED, "refuse", "PROVIDER_REFUSED"),
    ] {
        app.fault(&json!({ "provider": "adobe_stock", "command": "Content/License", "kind": kind, "seconds": 1 }))
            .await;
        let answer = license(&app, &input(item, kind)).await;
        let line = &answer["purchase"]["lines"][0];
        assert_eq!((&line["status"], &line["code"]), (&json!("REFUSED"), &json!(code)), "{answer}");
        assert_eq!(answer["userErrors"][0]["code"], code, "{answer}");
    }
    assert_eq!((spends(&app).await, app.book().await.len()), (3, 0));
    app.shutdown().await;
    let app = TestApp::with(account("sandbox-cancelled")).await;
    let answer = license(&app, &input(PHOTO, "cancelled")).await;
    assert_eq!(answer["userErrors"][0]["code"], "ORDER_CANCELLED", "{answer}");
    assert!(app.book().await.is_empty());
    app.shutdown().await;
}

#[tokio::test]
async fn an_unclear_outcome_is_found_out_by_who_owns_it_now() {
    let app = TestApp::with(hasty()).await;
    let kinds =
        ["commit_then_drop", "commit_then_reset", "half_body", "commit_then_502", "garbage", "commit_then_hang"];
    let items = [PHOTO, ILLUSTRATION, GENERATED, SVG, PREMIUM, LARGE];
    for (nth, (kind, item)) in kinds.into_iter().zip(items).enumerate() {
        app.fault(&json!({ "provider": "adobe_stock", "command": "Content/License", "kind": kind, "seconds": 1 }))
            .await;
        let answer = license(&app, &input(item, kind)).await;
        assert_eq!(answer["purchase"]["status"], "SETTLED", "{kind}: {answer}");
        assert_eq!(app.book().await.len(), nth + 1, "{kind}");
        // The id is the one that the history has.
        let list = "query ($items: [ID!]) { transactions(filter: { itemIds: $items }) { nodes { key } } }";
        let ids = json!({ "items": [ItemId::new(HERE, item.to_string()).encode()] });
        let listed = app.answer(list, ids).await;
        let key = &answer["purchase"]["lines"][0]["transactions"][0]["key"];
        assert_eq!(listed["data"]["transactions"]["nodes"], json!([{ "key": key }]), "{kind}");
        // A call that hangs is noted when it ends.
        assert!(spends(&app).await <= 1, "{kind}");
        app.forget_calls().await;
    }
    app.shutdown().await;
}

#[tokio::test]
async fn what_came_to_nothing_is_proved_not_to_be_bought() {
    let mut config = hasty();
    // Until then a spend could still be under way.
    config.providers.adobe_stock.timeout = Duration::from_secs(2);
    let app = TestApp::with(config).await;
    for (item, kind) in [(PHOTO, "lost_request"), (SVG, "forbidden_page")] {
        let fault = json!({ "provider": "adobe_stock", "command": "Content/License", "kind": kind });
        app.fault(&fault).await;
        let answer = license(&app, &input(item, kind)).await;
        let line = &answer["purchase"]["lines"][0];
        assert_eq!((&line["status"], &line["code"]), (&json!("REFUSED"), &json!("NOT_BOUGHT")), "{kind}: {answer}");
    }
    assert_eq!((spends(&app).await, app.book().await.len()), (2, 0));
    app.shutdown().await;
}

#[tokio::test]
async fn of_many_who_want_one_item_one_buys_it() {
    let mut config = hasty();
    // What was sent beside the one that bought is proved to be nothing when it can be under way no more.
    config.providers.adobe_stock.timeout = Duration::from_secs(3);
    let app = TestApp::with(config).await;
    let keys: Vec<String> = (0..8).map(|number| format!("key {number}")).collect();
    let inputs: Vec<Value> = keys.iter().map(|key| input(PHOTO, key)).collect();
    let answers = futures::future::join_all(inputs.iter().map(|input| license(&app, input))).await;
    assert_eq!(app.book().await.len(), 1);
    let settled = answers.iter().filter(|answer| answer["purchase"]["status"] == "SETTLED").count();
    assert_eq!(settled, 1, "{answers:?}");
    for answer in answers.iter().filter(|answer| answer["purchase"]["status"] != "SETTLED") {
        let code = answer["userErrors"][0]["code"].as_str().unwrap_or_default();
        assert!(["ALREADY_LICENSED", "NOT_BOUGHT"].contains(&code), "{answer}");
    }
    app.shutdown().await;
}

#[tokio::test]
async fn who_wants_to_be_left_alone_says_for_how_long() {
    let app = TestApp::start().await;
    let fault =
        json!({ "provider": "adobe_stock", "command": "Member/LicenseHistory", "kind": "rate_limited", "seconds": 7 });
    app.fault(&fault).await;
    let answer = app.answer("{ transactions(filter: { provider: ADOBE_STOCK }) { nodes { id } } }", json!({})).await;
    let said = &answer["errors"][0]["extensions"];
    assert_eq!((&said["code"], &said["provider"]["retryAfter"]), (&json!("RATE_LIMITED"), &json!(7)), "{answer}");
    app.shutdown().await;
}

/// The history knows minutes alone, and so does the id: whoever asks is told the same.
#[tokio::test]
async fn when_it_was_licensed_is_the_same_wherever_it_is_read() {
    let app = TestApp::start().await;
    let bought = app
        .answer(
            "mutation ($input: LicenseItemInput!) { licenseItem(input: $input) { purchase { transactions { licensedAt } } } }",
            json!({ "input": input(SVG, "when") }),
        )
        .await;
    let at = &bought["data"]["licenseItem"]["purchase"]["transactions"][0]["licensedAt"];
    assert!(at.as_str().is_some_and(|at| at.ends_with(":00Z")), "{bought}");
    let read = app
        .data(
            "{ purchaseByIdempotencyKey(key: \"when\") { transactions { licensedAt certificate { licensedAt } } }
               transactions(filter: { provider: ADOBE_STOCK }, first: 1) { nodes { licensedAt certificate { licensedAt } } } }",
        )
        .await;
    let everywhere = json!([{ "licensedAt": at, "certificate": { "licensedAt": at } }]);
    assert_eq!(read["purchaseByIdempotencyKey"]["transactions"], everywhere);
    assert_eq!(read["transactions"]["nodes"], everywhere);
    app.shutdown().await;
}

#[tokio::test]
async fn a_licensed_file_is_passed_on() {
    // Drawing a large picture takes a machine that has other things to do its time.
    let mut config = app::config();
    config.providers.adobe_stock.timeout = Duration::from_mins(5);
    config.http.request_timeout = Duration::from_mins(5);
    let app = TestApp::with(config).await;
    let bought = app
        .answer(
            "mutation ($input: LicenseItemInput!) { licenseItem(input: $input) { purchase { transactions {
                id key provider size licensedAt price { amount } downloadUrl item { key ownership { transactions { key } } }
                license { name } } } } }",
            json!({ "input": input(SVG, "file") }),
        )
        .await;
    let made = &bought["data"]["licenseItem"]["purchase"]["transactions"][0];
    assert_eq!(
        (&made["provider"], &made["size"], &made["price"]),
        (&json!("ADOBE_STOCK"), &json!("Standard"), &Value::Null),
        "{bought}"
    );
    assert_eq!(made["item"]["ownership"]["transactions"], json!([{ "key": made["key"] }]), "{bought}");
    let link = url::Url::parse(made["downloadUrl"].as_str().unwrap()).unwrap();
    let file = app.send(Request::new("GET", link.path())).await;
    assert_eq!(file.status, 200, "{:?}", file.headers);
    assert!(file.body.contains("<svg"), "{:.200}", file.body);
    let forms = "query ($id: ID!) { transaction(id: $id) {
        small: downloadUrl(format: PNG) sized: downloadUrl(pixels: 800) none: downloadUrl(pixels: 0) }
        transactions(first: 1) { nodes { downloadUrl(format: PNG) } } }";
    let forms = app.answer(forms, json!({ "id": made["id"] })).await;
    let codes: Vec<_> = forms["errors"].as_array().unwrap().iter().map(|error| &error["extensions"]["code"]).collect();
    assert_eq!(codes, ["BAD_USER_INPUT", "UNSUPPORTED_BY_PROVIDER"], "{forms}");
    let link = |name: &str| url::Url::parse(forms["data"]["transaction"][name].as_str().unwrap()).unwrap();
    let sized = app.send(Request::new("GET", link("sized").path())).await;
    assert_eq!((sized.status, &sized.json()["errors"][0]["extensions"]["code"]), (502, &json!("UPSTREAM_REJECTED")));
    assert!(sized.body.contains("invalid size"), "{}", sized.body);
    let small = app.send(Request::new("GET", link("small").path())).await;
    assert_eq!((small.status, small.header("content-type").as_deref()), (200, Some("image/png")));
    assert!(small.bytes.starts_with(b"\x89PNG"));
    let one = app
        .answer(
            "query ($id: ID!) { transaction(id: $id) { key status } node(id: $id) { id } }",
            json!({ "id": made["id"] }),
        )
        .await;
    assert_eq!((&one["data"]["transaction"]["key"], &one["data"]["node"]["id"]), (&made["key"], &made["id"]), "{one}");
    assert_eq!((app.book().await.len(), one.get("errors")), (1, None));
    app.shutdown().await;
}
