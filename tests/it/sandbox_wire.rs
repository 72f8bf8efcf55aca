//! The sandbox speaks the wire: every command over every form of request, the envelope, the quirks, the faults.

use std::time::Duration;

use portico::config::sandbox::SandboxConfig;
use serde_json::{Value, json};

use crate::support::wire::{FORMS, Form, Wire};

#[tokio::test]
async fn every_command_answers_over_every_form() {
    let wire = Wire::start().await;
    let (item, license, size) = wire.sellable().await;
    let order = json!({ "dp_licensing": [{ "dp_item_id": [item], "dp_license_id": license, "dp_option": size }] });
    let party = json!({ "company": "Somebody Ltd", "full_name": "Some Body", "country": "DE" });
    let job = wire.call("imageGenerator.generate", &json!({ "dp_prompt": "A red fox" })).await;
    let uuid = job["data"]["uuid"].clone();
    assert_eq!(wire.control(reqwest::Method::POST, "clock", &json!({ "advanceSeconds": 60 })).await.0, 200);
    let done = wire.call("imageGenerator.get", &json!({ "dp_uuid": uuid })).await;
    let picture = done["data"]["items"][0]["uuid"].clone();
    for form in FORMS {
        let bought = wire.send(form, "licenseItem", &order).await.unwrap();
        let transaction = bought["result"][item.to_string()]["transaction"][0]["transactionId"].clone();
        let invoiced = wire
            .send(form, "createEnterpriseInvoice", &json!({ "dp_item_transaction_ids": [transaction] }))
            .await
            .unwrap();
        let invoice = invoiced["invoiceId"].clone();
        for (command, arguments, member) in [
            ("loginEnterprise", json!({ "dp_login_user": "finance", "dp_login_password": "sandbox" }), "/sessionid"),
            ("search", json!({ "dp_search_query": "fox", "dp_search_limit": 2 }), "/result/1/id"),
            ("getMediaData", json!({ "dp_media_id": item }), "/itype"),
            ("getMediaData", json!({ "dp_media_id": [item, 1] }), "/item0/title"),
            ("getUserEnterpriseGroup", json!({}), "/data/groupId"),
            ("getEnterpriseUserData", json!({}), "/data/enterpriseLite/groupId"),
            ("getUsersFromGroup", json!({ "dp_limit": 3 }), "/data/0/enterpriseStats/comps"),
            ("getEnterpriseStatisticsTotal", json!({}), "/licensed"),
            ("getEnterpriseStatisticsDates", json!({}), "/data/0/title"),
            ("getEnterpriseStatisticsItems", json!({ "dp_limit": 2 }), "/data/0/licenses"),
            ("getLicenseOfGroup", json!({}), "/data/0/sizes/0/id"),
            ("getDownloadLink", json!({ "dp_item_id": item, "dp_option": "s-2015" }), "/downloadLink"),
            ("complimentaryDownload", json!({ "dp_item_id": item, "dp_option": "s-2015" }), "/downloadLink"),
            ("getGroupCompDownloads", json!({ "dp_type": ["image"], "dp_limit": 1 }), "/downloads/0/seller/username"),
            ("getLicensedItems", json!({ "dp_item_ids": [item] }), "/downloads/0/itemTransactionId"),
            ("getTransactionLicenseInfo", json!({ "dp_transaction_id": transaction }), "/to/company"),
            (
                "transferEnterpriseLicense",
                json!({ "dp_item_transaction_id": transaction, "dp_from": party, "dp_to": party }),
                "/result",
            ),
            ("getTransferredLicenses", json!({ "dp_limit": 1 }), "/downloads/0/licenseTransferId"),
            ("getEnterpriseInvoice", json!({ "dp_invoice_id": invoice }), "/invoice/items/0/tax"),
            ("getEnterpriseInvoiceCount", json!({ "dp_state": "unpaid" }), "/count"),
            ("getEnterpriseInvoiceList", json!({ "dp_limit": 1 }), "/data/0/title"),
            (
                "imageGenerator.generate",
                json!({ "dp_prompt": "A cat", "dp_aspect_ratio": "16:9" }),
                "/data/items/3/uuid",
            ),
            ("imageGenerator.get", json!({ "dp_uuid": uuid }), "/data/items/0/dpItemId"),
            ("imageGenerator.getMediaData", json!({ "dp_uuid": picture }), "/data/aiGenerated"),
            ("getRelated", json!({ "dp_search_item_id": item, "dp_related_type": "similar" }), "/items/0/id"),
            ("checkItemsStatus", json!({ "dp_ids": [item, 1] }), "/inactive/0"),
            ("searchHint", json!({ "dp_search_prefix": "fo" }), "/hints/0"),
        ] {
            let answer = wire.send(form, command, &arguments).await.unwrap();
            assert_eq!(answer["type"], "success", "{command} as {form:?}: {answer}");
            let found = answer.pointer(member).filter(|value| !value.is_null());
            assert!(found.is_some(), "{command} as {form:?} lacks {member}: {answer:.400}");
        }
    }
    let renewed = wire.call("renewSession", &json!({})).await;
    assert!(renewed["data"]["sessionid"].as_str().is_some_and(|id| id.len() == 32 && id != wire.session));
    assert_eq!(wire.call("logout", &json!({})).await["error"]["exception"], "EAPI\\EIllegalSession");
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn failures_are_200_with_the_vendors_exceptions() {
    let wire = Wire::start().await;
    for (command, arguments, code, exception) in [
        ("", json!({}), 400, "EAPI\\EUndefinedCommand"),
        ("frobnicate", json!({}), 403, "EAPI\\EValueNotAllowed"),
        ("getMedia", json!({}), 403, "EAPI\\EApiTypeNotAllowed"),
        ("search", json!({}), 400, "EInternal\\InvalidParam"),
        ("getMediaData", json!({ "dp_media_id": 1 }), 0, "NotFoundItemException"),
        ("getMediaData", json!({}), 400, "EInternal\\InvalidParam"),
        (
            "loginEnterprise",
            json!({ "dp_login_user": "buyer", "dp_login_password": "no" }),
            404,
            "EUser\\Authentication",
        ),
        ("licenseItem", json!({}), 400, "EInternal\\InvalidParam"),
        ("getEnterpriseInvoice", json!({ "dp_invoice_id": 1 }), 404, "EInternal\\InvalidParam"),
        ("imageGenerator.get", json!({ "dp_uuid": "none" }), 0, "NotFoundItemException"),
    ] {
        let answer = wire.call(command, &arguments).await;
        assert_eq!(
            (answer["type"].as_str(), &answer["error"]["errorcode"]),
            (Some("failure"), &json!(code)),
            "{command} {answer}"
        );
        assert_eq!(answer["error"]["exception"], exception, "{command}");
        assert!(answer["error"]["errormsg"].is_string());
    }
    let unkeyed =
        wire.client.get(format!("{}?dp_command=search", wire.url())).send().await.unwrap().text().await.unwrap();
    assert!(unkeyed.contains("EIllegalApiKey"), "{unkeyed}");
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn a_session_ends_after_three_hours() {
    let wire = Wire::start().await;
    assert_eq!(wire.call("getUserEnterpriseGroup", &json!({})).await["type"], "success");
    wire.control(reqwest::Method::POST, "clock", &json!({ "advanceSeconds": 10_801 })).await;
    let gone = wire.call("getUserEnterpriseGroup", &json!({})).await;
    assert_eq!(
        gone["error"],
        json!({ "errorcode": 403, "errormsg": "Session is unknown or has run out", "exception": "EAPI\\EIllegalSession" })
    );
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn lost_answers_are_lost_after_the_effect() {
    let wire = Wire::start().await;
    let (item, license, size) = wire.sellable().await;
    let order = json!({ "dp_licensing": { "dp_item_id": item, "dp_license_id": license, "dp_option": size } });
    for (charged, kind) in ["commit_then_drop", "commit_then_reset", "half_body", "commit_then_hang"].iter().enumerate()
    {
        wire.fault("licenseItem", kind, 0.05).await;
        assert!(wire.send(Form::Library, "licenseItem", &order).await.is_err(), "{kind}");
        assert_eq!(wire.book().await, charged + 1, "{kind}");
    }
    wire.fault("licenseItem", "refuse", 0.0).await;
    assert_eq!(wire.call("licenseItem", &order).await["type"], "failure");
    assert_eq!(wire.book().await, 4);
    wire.fault("licenseItem", "balance_out", 0.0).await;
    let twice =
        json!({ "dp_licensing": [{ "dp_item_id": [item, item], "dp_license_id": license, "dp_option": size }] });
    assert_eq!(wire.call("licenseItem", &twice).await["type"], "success");
    assert_eq!(wire.book().await, 5, "one of two");
    wire.fault("licenseItem", "late_listing", 600.0).await;
    let late =
        wire.call("licenseItem", &order).await["result"][item.to_string()]["transaction"][0]["transactionId"].clone();
    let listed =
        |answer: Value| answer["downloads"].as_array().unwrap().iter().any(|row| row["itemTransactionId"] == late);
    assert!(!listed(wire.call("getLicensedItems", &json!({ "dp_item_ids": [item] })).await));
    wire.control(reqwest::Method::POST, "clock", &json!({ "advanceSeconds": 601 })).await;
    assert!(listed(wire.call("getLicensedItems", &json!({ "dp_item_ids": [item] })).await));
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn half_a_body_is_half_a_body() {
    let wire = Wire::start().await;
    wire.fault("search", "half_body", 0.0).await;
    let url = format!("{}?dp_apikey=sandbox-key&dp_command=search&dp_search_query=fox&dp_search_limit=1", wire.url());
    let mut response = wire.client.get(&url).send().await.unwrap();
    let announced = response.content_length().unwrap();
    let mut came = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        came.extend_from_slice(&chunk);
    }
    assert_eq!(came.len() as u64, announced / 2);
    let whole = wire.client.get(&url).send().await.unwrap().bytes().await.unwrap();
    // The envelope begins with the second at which it was written.
    let envelope = r#"{"timestamp":"2026-01-01 00:00:00""#.len();
    assert_eq!(whole[envelope..came.len()], came[envelope..]);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn spoilt_and_slow_answers_come_after_the_effect() {
    let wire = Wire::start().await;
    let (item, license, size) = wire.sellable().await;
    let order = json!({ "dp_licensing": { "dp_item_id": item, "dp_license_id": license, "dp_option": size } });
    let send = || {
        let body = json!({ "dp_licensing": order["dp_licensing"], "dp_session_id": wire.session }).to_string();
        let url = format!("{}?dp_apikey=sandbox-key&dp_command=licenseItem", wire.url());
        wire.client.post(url).header("content-type", "application/json").body(body).send()
    };
    wire.fault("licenseItem", "commit_then_502", 0.0).await;
    let bad = send().await.unwrap();
    assert_eq!((bad.status().as_u16(), &bad.headers()["content-type"]), (502, &"text/html".parse().unwrap()));
    assert_eq!(wire.book().await, 1);
    wire.fault("licenseItem", "garbage", 0.0).await;
    let garbage = send().await.unwrap();
    assert_eq!(garbage.status(), 200);
    assert!(serde_json::from_str::<Value>(&garbage.text().await.unwrap()).is_err());
    assert_eq!(wire.book().await, 2);
    wire.fault("licenseItem", "slow", 0.2).await;
    let started = tokio::time::Instant::now();
    let late: Value = serde_json::from_str(&send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(late["type"], "success");
    assert!(started.elapsed() >= Duration::from_millis(200));
    assert_eq!(wire.book().await, 3);
    wire.fault("licenseItem", "session_expired", 0.0).await;
    let gone: Value = serde_json::from_str(&send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(gone["error"]["exception"], "EAPI\\EIllegalSession");
    assert_eq!(wire.book().await, 3, "nothing is bought without a session");
    assert_eq!(wire.call("getUserEnterpriseGroup", &json!({})).await["type"], "failure", "the session is really gone");
    wire.sandbox.shutdown().await;
}

/// A member of an answer and the type that the vendor's library declares for it: it dies of any other.
#[tokio::test]
async fn the_vendors_library_gets_the_types_it_declares() {
    let wire = Wire::start().await;
    let (item, license, size) = wire.sellable().await;
    let order = json!({ "dp_licensing": [{ "dp_item_id": [item], "dp_license_id": license, "dp_option": size }] });
    let bought = wire.call("licenseItem", &order).await;
    let transaction = bought["result"][item.to_string()]["transaction"][0]["transactionId"].clone();
    let bound = wire.call("createEnterpriseInvoice", &json!({ "dp_item_transaction_ids": [transaction] })).await;
    let nothing = json!({ "dp_date_start": "2001-01-01", "dp_date_end": "2001-01-02" });
    for (command, arguments, member, is) in [
        ("createEnterpriseInvoice", json!({}), "/error/errorcode", Value::is_i64 as fn(&Value) -> bool),
        ("createEnterpriseInvoice", json!({}), "/error/errormsg", Value::is_string),
        ("search", json!({ "dp_search_query": "fox", "dp_search_limit": 1 }), "/hash", Value::is_string),
        ("search", json!({ "dp_search_query": "qqqqqqqq" }), "/result", Value::is_array),
        ("getUserEnterpriseGroup", json!({}), "/data", Value::is_object),
        ("getLicenseOfGroup", json!({}), "/data/0/licenseID", Value::is_i64),
        ("getLicenseOfGroup", json!({}), "/data/0/sizes", Value::is_array),
        ("getLicensedItems", nothing.clone(), "/downloads", Value::is_array),
        ("getTransferredLicenses", nothing.clone(), "/downloads", Value::is_array),
        ("getGroupCompDownloads", nothing, "/downloads", Value::is_array),
        ("getTransactionLicenseInfo", json!({ "dp_transaction_id": transaction }), "/license/fields", Value::is_array),
        ("getEnterpriseInvoice", json!({ "dp_invoice_id": bound["invoiceId"] }), "/invoice/tax", Value::is_object),
        (
            "getEnterpriseInvoice",
            json!({ "dp_invoice_id": bound["invoiceId"] }),
            "/invoice/items/0/tax",
            Value::is_object,
        ),
        ("getEnterpriseInvoiceList", json!({ "dp_limit": 1 }), "/data/0/date", Value::is_i64),
        ("imageGenerator.generate", json!({ "dp_prompt": "A cat" }), "/data/items", Value::is_array),
    ] {
        let answer = wire.call(command, &arguments).await;
        let found = answer.pointer(member);
        assert!(found.is_some_and(is), "{command} {member}: {found:?}");
    }
    assert!(bound["invoiceId"].is_i64());
    assert!(bought["result"][item.to_string()]["transaction"].is_array());
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn tags_are_translated_for_a_single_item_only() {
    let wire = Wire::start().await;
    let (item, ..) = wire.sellable().await;
    let german = |ids: Value| json!({ "dp_media_id": ids, "dp_translate_items": 1, "dp_lang": "de" });
    let plain = wire.call("getMediaData", &json!({ "dp_media_id": item })).await;
    let one = wire.call("getMediaData", &german(json!(item))).await;
    let many = wire.call("getMediaData", &german(json!([item]))).await;
    assert_ne!(one["tags"], plain["tags"]);
    assert_eq!(many["item0"]["tags"], plain["tags"]);
    assert_eq!(many["item0"]["title"], one["title"]);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn the_pages_of_a_search_share_its_hash() {
    let wire = Wire::start().await;
    let page = |offset: u64| json!({ "dp_search_query": "fox", "dp_search_limit": 2, "dp_search_offset": offset });
    let first = wire.call("search", &page(0)).await;
    assert_eq!(first["hash"], wire.call("search", &page(2)).await["hash"]);
    assert_ne!(first["hash"], wire.call("search", &json!({ "dp_search_query": "cat" })).await["hash"]);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn faults_can_be_configured() {
    let fault = json!([{ "provider": "depositphotos", "command": "search", "nth": 2, "kind": "refuse" }]);
    let faults = serde_json::from_value(fault).unwrap();
    let wire =
        Wire::with(SandboxConfig { listen: "127.0.0.1:0".parse().unwrap(), faults, ..SandboxConfig::default() }).await;
    let search = json!({ "dp_search_query": "fox" });
    assert_eq!(wire.call("search", &search).await["type"], "success");
    assert_eq!(wire.call("search", &search).await["type"], "failure");
    assert_eq!(wire.call("search", &search).await["type"], "success");
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn a_closed_port_refuses_and_opens_again() {
    let wire = Wire::start().await;
    let fault = json!({ "provider": "depositphotos", "kind": "connect_refused", "seconds": 0.2 });
    wire.control(reqwest::Method::POST, "faults", &fault).await;
    let mut refused = 0;
    while let Err(error) = wire.send(Form::Library, "search", &json!({ "dp_search_query": "fox" })).await {
        refused += usize::from(error.is_connect());
        tokio::task::yield_now().await;
    }
    assert!(refused > 0);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn control_refuses_what_it_does_not_know_and_hides_secrets() {
    let wire = Wire::start().await;
    for (path, body) in [
        ("faults", json!({ "provider": "nobody", "kind": "slow" })),
        ("faults", json!({ "provider": "depositphotos", "kind": "earthquake" })),
        ("faults", json!({ "provider": "depositphotos", "kind": "slow", "nth": 0 })),
        ("clock", json!({ "advanceSeconds": -1 })),
        ("clock", json!("soon")),
        ("quirks", json!({ "mode": "odd" })),
    ] {
        let (status, answer) = wire.control(reqwest::Method::POST, path, &body).await;
        assert_eq!((status, answer["error"].is_string()), (400, true), "{path} {body}");
    }
    wire.call("getUserEnterpriseGroup", &json!({})).await;
    let (_, calls) = wire.control(reqwest::Method::GET, "calls", &Value::Null).await;
    let shown = calls.to_string();
    assert!(
        !shown.contains(&wire.session) && !shown.contains("sandbox-key") && !shown.contains("\"sandbox\""),
        "{shown}"
    );
    assert_eq!(calls[1]["command"], "getUserEnterpriseGroup");
    assert_eq!(calls[1]["status"], 200);
    wire.control(reqwest::Method::DELETE, "calls", &Value::Null).await;
    assert_eq!(wire.control(reqwest::Method::GET, "calls", &Value::Null).await.1, json!([]));
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn pictures_and_downloads_are_real_files() {
    let wire = Wire::start().await;
    let (item, license, size) = wire.sellable().await;
    let media = wire.call("getMediaData", &json!({ "dp_media_id": item })).await;
    for member in ["thumbnail", "huge_thumb", "url2"] {
        let response = wire.client.get(media[member].as_str().unwrap()).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "image/jpeg");
        assert!(response.bytes().await.unwrap().starts_with(&[0xff, 0xd8, 0xff]), "{member}");
    }
    let order = json!({ "dp_licensing": [{ "dp_item_id": [item], "dp_license_id": license, "dp_option": size }] });
    let link = wire.call("licenseItem", &order).await["result"][item.to_string()]["downloadLink"].clone();
    let file = wire.client.get(link.as_str().unwrap()).send().await.unwrap();
    assert!(file.headers()["content-disposition"].to_str().unwrap().contains(&item.to_string()));
    assert!(file.bytes().await.unwrap().len() > 5_000);
    let page = wire.client.get(media["itemurl"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(page.status(), 200);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn state_is_kept_across_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = || SandboxConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        state: Some(folder.path().join("state")),
        ..SandboxConfig::default()
    };
    let wire = Wire::with(config()).await;
    let (item, license, size) = wire.sellable().await;
    let order = json!({ "dp_licensing": [{ "dp_item_id": [item], "dp_license_id": license, "dp_option": size }] });
    assert_eq!(wire.call("licenseItem", &order).await["type"], "success");
    wire.sandbox.shutdown().await;
    let again = Wire::with(config()).await;
    assert_eq!(again.book().await, 1);
    again.sandbox.shutdown().await;
}
