//! The Adobe Stock client's purchases: asked about beforehand, sent once, and their four ends told apart.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use portico::{
    clock::Clock,
    domain::{
        id::{LicenseId, TransactionId},
        party::Party,
        transaction::{CustomReference, References},
    },
    providers::{
        Outcome, RefusalReason, Spending,
        adobe_stock::AdobeStock,
        spend::{GenerationOrder, InvoiceOrder, LicenseLine, LicenseOrder, LicensedLine, TransferOrder},
    },
};
use serde_json::{Value, json};

use crate::{
    adobe_client::{HERE, bad_token, client_with, context, item, json, status, token},
    support::upstream::{Asked, Script, Upstream},
};

/// Patient with what is asked beforehand: that must be answered, however busy the machine is.
fn client(upstream: &Upstream) -> Arc<AdobeStock> {
    client_with(upstream, Clock::fixed(Timestamp::UNIX_EPOCH), Duration::from_secs(20))
}

const LICENSE: &str = "/Rest/Libraries/1/Content/License";

pub(crate) fn line(key: impl ToString, license: &str) -> LicenseLine {
    LicenseLine {
        item_id: item(key),
        license_id: LicenseId::new(HERE, license),
        size_id: license.to_owned(),
        options: Vec::new(),
        buy_again: false,
        accept_overage: false,
    }
}

pub(crate) fn order(line: LicenseLine) -> LicenseOrder {
    LicenseOrder { lines: vec![line], references: References::default() }
}

fn content(details: &Value) -> Value {
    json!({ "member": { "stock_id": 7 }, "contents": { "5": { "content_id": "5", "size": "Comp", "purchase_details": details } } })
}

fn bought() -> Value {
    content(&json!({
        "state": "just_purchased", "license": "Standard", "date": "2026-03-04 09:15:30",
        "url": "https://stock.adobe.com/Rest/Libraries/Download/5/1", "content_type": "image/jpeg",
    }))
}

fn covered() -> Value {
    json!({
        "available_entitlement": { "quota": 3 },
        "purchase_options": { "state": "possible", "requires_checkout": false, "message": "This will use 1 of your 3 licenses." },
    })
}

/// An upstream that covers item 5, and answers its purchase like this.
async fn selling(profile: Value, license: impl Fn(&Asked) -> Script + Send + Sync + 'static) -> Upstream {
    Upstream::answering(move |asked| match asked.path.rsplit('/').next().unwrap() {
        "v3" => token(),
        "Info" => json(&content(&json!({ "state": "not_purchased", "stock_id": 7 }))),
        "Profile" => json(&profile),
        "LicenseHistory" => json(&json!({ "nb_results": 0, "files": [] })),
        _ => license(asked),
    })
    .await
}

fn name<T>(outcome: &Outcome<T>) -> &'static str {
    match outcome {
        Outcome::Done(_) => "done",
        Outcome::Refused(_) => "refused",
        Outcome::NotSent(_) => "not sent",
        Outcome::Unknown(_) => "unknown",
    }
}

fn reason<T: std::fmt::Debug>(outcome: Outcome<T>) -> RefusalReason {
    match outcome {
        Outcome::Refused(refusal) => refusal.reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_spend_is_sent_once_whatever_happens() {
    let state =
        |state: &str| json(&content(&json!({ "state": state, "url": "https://stock.adobe.com/5", "message": "" })));
    let mut watermarked = bought();
    watermarked["contents"]["5"]["purchase_details"]["url"] =
        "https://stock.adobe.com/Rest/Libraries/Watermarked/Download/5/1".into();
    let mut undated = bought();
    undated["contents"]["5"]["purchase_details"]["date"] = Value::Null;
    let html = "<html>Access Denied</html>".to_owned();
    for (script, expected) in [
        (json(&bought()), "done"),
        (state("not_possible"), "refused"),
        (state("cancelled"), "refused"),
        (status(400, &json!({ "error": "does not match", "code": "020", "case": "x" })), "refused"),
        (status(403, &json!({ "error_code": "403003", "message": "Api Key is invalid" })), "refused"),
        (status(404, &json!({ "error": "gone", "code": "300" })), "refused"),
        (Script::Header(429, "retry-after: 0", r#"{"error_code":"429050"}"#.to_owned()), "refused"),
        (state("overage"), "unknown"),
        (state("something_new"), "unknown"),
        (json(&watermarked), "unknown"),
        (json(&undated), "unknown"),
        (json(&json!({ "contents": [] })), "unknown"),
        (json(&json!({ "contents": { "6": { "purchase_details": { "state": "just_purchased" } } } })), "unknown"),
        (json(&json!({ "error": "odd", "code": "020" })), "unknown"),
        (Script::Json("{}".to_owned()), "unknown"),
        (Script::Json("no json".to_owned()), "unknown"),
        (Script::Status(403, "text/html", html.clone()), "unknown"),
        (Script::Status(401, "text/html", html.clone()), "unknown"),
        (Script::Header(302, "location: /Rest/Libraries/1/Content/License", String::new()), "unknown"),
        (Script::Status(502, "text/html", html), "unknown"),
        (status(503, &json!({ "error_code": "503010", "message": "Could not validate the oauth token" })), "unknown"),
        (Script::Half(bought().to_string()), "unknown"),
        (Script::Drop, "unknown"),
        (Script::Reset, "unknown"),
        (Script::Hang, "unknown"),
    ] {
        let shown = format!("{script:?}");
        let upstream = selling(covered(), move |_| script.clone()).await;
        let outcome = client(&upstream).license(&context(), &order(line(5, "Standard"))).await;
        assert_eq!(name(&outcome), expected, "{shown}: {outcome:?}");
        assert_eq!(upstream.asked_for(LICENSE).len(), 1, "{shown}");
    }
}

#[tokio::test]
async fn a_spend_without_a_connection_was_not_sent() {
    let upstream = selling(covered(), |_| json(&bought())).await;
    let client = client(&upstream);
    assert_eq!(name(&client.license(&context(), &order(line(5, "Standard"))).await), "done");
    // What reads keeps its connection; what spends makes a new one each time, and finds nobody.
    upstream.close().await;
    let outcome = client.license(&context(), &order(line(5, "Standard"))).await;
    assert!(matches!(outcome, Outcome::NotSent(_)), "{outcome:?}");
    assert_eq!((upstream.asked_for("/Member/Profile").len(), upstream.asked_for(LICENSE).len()), (2, 1));
}

#[tokio::test]
async fn a_refused_token_precedes_any_effect_so_that_spend_alone_is_sent_anew() {
    let first = AtomicUsize::new(0);
    let once = selling(covered(), move |_| match first.fetch_add(1, Ordering::Relaxed) {
        0 => bad_token(),
        _ => json(&bought()),
    })
    .await;
    assert_eq!(name(&client(&once).license(&context(), &order(line(5, "Standard"))).await), "done");
    assert_eq!((once.asked_for(LICENSE).len(), once.asked_for("/ims/token/v3").len()), (2, 2));
    let never = selling(covered(), |_| bad_token()).await;
    let outcome = client(&never).license(&context(), &order(line(5, "Standard"))).await;
    assert_eq!(reason(outcome), RefusalReason::Credentials);
    assert_eq!(never.asked_for(LICENSE).len(), 2);
}

#[tokio::test]
async fn what_cannot_be_bought_is_not_sent() {
    let options = |options: Value| json!({ "available_entitlement": { "quota": 0 }, "purchase_options": options });
    let required = json!({
        "available_entitlement": { "quota": 3 }, "purchase_options": { "state": "possible" },
        "cce_agency": [{ "id": 2, "text": "Project?", "required": true }, { "id": 4, "text": "Client?", "required": false }],
    });
    for (profile, expected) in [
        (json(&options(json!({ "state": "overage", "message": "For $2.99?" }))), RefusalReason::Overage),
        (
            json(&options(json!({ "state": "not_possible", "requires_checkout": true, "url": "https://x" }))),
            RefusalReason::NeedsCheckout,
        ),
        (json(&options(json!({ "state": "not_possible" }))), RefusalReason::NotCovered),
        (
            json(&json!({ "available_entitlement": null, "purchase_options": { "state": "possible" } })),
            RefusalReason::NotCovered,
        ),
        (status(400, &json!({ "error": "does not match", "code": "020" })), RefusalReason::LicenseNotOffered),
        (status(404, &json!({ "error": "gone", "code": "300" })), RefusalReason::ItemNotFound),
        (status(400, &json!({ "error": "what?", "code": 100 })), RefusalReason::ItemNotFound),
        (json(&required), RefusalReason::ReferenceRequired),
    ] {
        let shown = format!("{profile:?}");
        let upstream = Upstream::answering(move |asked| match asked.path.rsplit('/').next().unwrap() {
            "v3" => token(),
            "Info" => json(&content(&json!({ "state": "not_purchased" }))),
            "Profile" => profile.clone(),
            other => panic!("{other} was asked for"),
        })
        .await;
        let outcome = client(&upstream).license(&context(), &order(line(5, "Standard"))).await;
        assert_eq!(reason(outcome), expected, "{shown}");
    }
    // Nobody understands this profile: then nothing is bought either.
    let upstream = selling(json!({ "available_entitlement": { "quota": 3 } }), |_| panic!("it was sent")).await;
    let outcome = client(&upstream).license(&context(), &order(line(5, "Standard"))).await;
    assert!(matches!(outcome, Outcome::NotSent(_)), "{outcome:?}");
}

#[tokio::test]
async fn an_overage_is_bought_by_who_accepts_it() {
    let overage = json!({ "available_entitlement": { "quota": 0 }, "purchase_options": { "state": "overage" } });
    let upstream = selling(overage, |_| json(&bought())).await;
    let accepting = LicenseLine { accept_overage: true, ..line(5, "Standard") };
    assert_eq!(name(&client(&upstream).license(&context(), &order(accepting)).await), "done");
}

#[tokio::test]
async fn what_is_owned_costs_nothing_and_is_not_sent() {
    let owned = content(&json!({ "state": "purchased", "license": "Standard", "date": "2025-01-02 03:04:05" }));
    let upstream = Upstream::answering(move |asked| match asked.path.rsplit('/').next().unwrap() {
        "v3" => token(),
        "Info" => json(&owned),
        other => panic!("{other} was asked for"),
    })
    .await;
    let outcome = client(&upstream).license(&context(), &order(line(5, "Standard"))).await;
    let Outcome::Refused(refusal) = outcome else { panic!("{outcome:?}") };
    assert_eq!(
        (refusal.reason, &*refusal.existing[0].key),
        (RefusalReason::AlreadyLicensed, "5.Standard.202501020304")
    );
    // It was not owned when it was sent: nobody knows by which of two orders it is now.
    let mut late = bought();
    late["contents"]["5"]["purchase_details"]["state"] = "purchased".into();
    let upstream = selling(covered(), move |_| json(&late)).await;
    assert_eq!(name(&client(&upstream).license(&context(), &order(line(5, "Standard"))).await), "unknown");
}

#[tokio::test]
async fn references_are_posted_and_everything_else_is_got() {
    let upstream = selling(covered(), |_| json(&bought())).await;
    let client = client(&upstream);
    let custom = vec![CustomReference { key: "2".to_owned(), value: "Project \"X\"".to_owned() }];
    let references = References { custom, project: Some("elsewhere".to_owned()), ..References::default() };
    let noted = LicenseOrder { references, ..order(line(5, "Standard")) };
    assert_eq!(name(&client.license(&context(), &noted).await), "done");
    assert_eq!(name(&client.license(&context(), &order(line(5, "Standard"))).await), "done");
    let asked = upstream.asked_for(LICENSE);
    assert_eq!((asked[0].method.as_str(), asked[1].method.as_str()), ("POST", "GET"));
    let body: Value = serde_json::from_str(&asked[0].body).unwrap();
    assert_eq!(body, json!({ "cce_agency": [{ "id": "2", "value": "Project \"X\"" }] }));
    assert_eq!((asked[0].parameter("content_id"), asked[0].parameter("license_again")), (Some("5"), None));
}

#[tokio::test]
async fn what_is_bought_again_has_an_id_of_its_own() {
    let upstream = selling(covered(), |_| json(&bought())).await;
    let client = client(&upstream);
    let mut ids = Vec::new();
    for _ in 0..3 {
        let again = LicenseLine { buy_again: true, ..line(5, "Standard") };
        let Outcome::Done(lines) = client.license(&context(), &order(again)).await else { panic!("not done") };
        let licensed = lines[0].result.as_ref().unwrap();
        assert!(licensed.download_url.is_none());
        ids.extend(licensed.transactions.iter().map(|id| id.key.to_string()));
    }
    assert_eq!(ids, ["5.Standard.202603040915", "5.Standard.202603040915.2", "5.Standard.202603040915.3"]);
    assert!(upstream.asked_for(LICENSE).iter().all(|asked| asked.parameter("license_again") == Some("true")));
}

#[tokio::test]
async fn the_lines_of_an_order_are_sent_one_after_the_other() {
    let upstream = selling(covered(), |asked| match asked.parameter("license") {
        Some("Standard") => json(&bought()),
        Some("Extended") => json(&content(&json!({ "state": "not_possible", "message": "no" }))),
        _ => Script::Drop,
    })
    .await;
    let two = LicenseOrder { lines: vec![line(5, "Standard"), line(5, "Extended")], references: References::default() };
    let Outcome::Done(lines) = client(&upstream).license(&context(), &two).await else { panic!("not done") };
    let [LicensedLine { result: Ok(_), .. }, LicensedLine { result: Err(refusal), .. }] = lines.as_slice() else {
        panic!()
    };
    assert_eq!((refusal.reason, refusal.message.as_str()), (RefusalReason::NotCovered, "no"));
    let lost =
        LicenseOrder { lines: vec![line(5, "Standard"), line(5, "Standard_M")], references: References::default() };
    assert_eq!(name(&client(&upstream).license(&context(), &lost).await), "unknown");
}

#[tokio::test]
async fn what_adobe_has_not_is_refused_without_a_call() {
    let upstream = Upstream::answering(|asked| panic!("{} was asked for", asked.path)).await;
    let (client, cx) = (client(&upstream), context());
    let transactions = vec![TransactionId::new(HERE, "5.Standard.202603040915")];
    let transfer = TransferOrder { transactions: transactions.clone(), from: Party::default(), to: Party::default() };
    let wanted = GenerationOrder { prompt: "A fox".to_owned(), aspect_ratio: None, medium: None, callback_url: None };
    for reason in [
        reason(client.transfer(&cx, &transfer).await),
        reason(client.create_invoice(&cx, &InvoiceOrder { transactions, field_value: None }).await),
        reason(client.generate(&cx, &wanted).await),
        reason(client.download_comp(&cx, &item(5), "Standard").await),
    ] {
        assert_eq!(reason, RefusalReason::Unsupported);
    }
}
