//! The sandbox speaks Adobe Stock's wire: tokens, accounts, both shapes of errors, licences, the history.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::adobe::{
    AUDIO, CLIP_4K, CLIP_HD, EDITORIAL, FREE, GENERATED, ILLUSTRATION, LARGE, LIBRARIES, MODEL, PHOTO, PREMIUM,
    PREMIUM_WITHOUT_M, SVG, TEMPLATE, WITHDRAWN, Wire, ZIP, read,
};

#[tokio::test]
async fn tokens_are_given_in_every_flow_and_expire_by_the_clock() {
    let wire = Wire::start().await;
    let (status, body) = wire.token("grant_type=client_credentials&client_id=sandbox-client&scope=openid").await;
    assert_eq!((status, &body["token_type"], &body["expires_in"]), (200, &json!("bearer"), &json!(86_399)));
    let query = "ims/token/v3?grant_type=client_credentials&client_id=sandbox-client&client_secret=";
    let (status, body) = read(wire.client.post(wire.url(&format!("{query}wrong"))).send().await.unwrap()).await;
    assert_eq!(status, 400);
    assert_eq!(body, json!({ "error": "invalid_client", "error_description": "invalid client_secret parameter" }));
    assert_eq!(wire.client.post(wire.url(&format!("{query}sandbox-secret"))).send().await.unwrap().status(), 200);
    assert_eq!(wire.token("grant_type=client_credentials&client_id=nobody").await.0, 400);
    assert_eq!(wire.token("grant_type=magic&client_id=sandbox-client").await.1["error"], "unsupported_grant_type");

    let exchange = "ims/exchange/jwt?client_id=sandbox-client&client_secret=sandbox-secret&jwt_token=a.b.c";
    let (_, body) = read(wire.client.post(wire.url(exchange)).send().await.unwrap()).await;
    assert_eq!(body["expires_in"], 86_399_000, "{body}");

    let back = "redirect_uri=https%3A%2F%2Fexample.com%2Fback&response_type=code&state=s1";
    let login = wire.client.get(wire.url(&format!("ims/authorize?client_id=sandbox-client&{back}")));
    let response = login.send().await.unwrap();
    let location = url::Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    let code = location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let grant = format!("grant_type=authorization_code&client_id=sandbox-client&code={code}");
    let (_, body) = wire.token(&grant).await;
    let refresh = body["refresh_token"].as_str().unwrap();
    let (_, body) =
        wire.token(&format!("grant_type=refresh_token&client_id=sandbox-client&refresh_token={refresh}")).await;
    assert!(body["access_token"].is_string(), "{body}");

    let buyer = wire.buyer("sandbox-client").await;
    assert!(buyer.quota().await.is_u64());
    wire.advance(86_400).await;
    let (status, body) = buyer.get(&format!("{LIBRARIES}/Member/Profile?")).await;
    assert_eq!((status, &body["error_code"]), (401, &json!("401013")));
    let (status, body) = buyer.get("Rest/Media/1/Files?ids=1").await;
    assert_eq!((status, &body["error_code"]), (401, &json!("401013")), "where a token is optional too");
    wire.switches(&json!({ "milliseconds": true })).await;
    let (_, body) = wire.token("grant_type=client_credentials&client_id=sandbox-client").await;
    assert_eq!(body["expires_in"], 86_399_000);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn the_gateway_refuses_in_its_own_shape_and_the_application_in_another() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let profile = wire.url(&format!("{LIBRARIES}/Member/Profile"));
    for (key, token, status, code) in [
        (None, None, 403, "403000"),
        (Some("nobody"), None, 403, "403003"),
        (Some("sandbox-client"), None, 403, "403010"),
        (Some("sandbox-client"), Some(""), 403, "403010"),
        (Some("sandbox-client"), Some("Bearer nonsense"), 401, "401013"),
    ] {
        let mut request = wire.client.get(&profile).header("x-product", "Test/1.0");
        for (name, value) in [("X-API-Key", key), ("authorization", token)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let (answered, body) = read(request.send().await.unwrap()).await;
        assert_eq!((answered, &body["error_code"]), (status, &json!(code)), "{body}");
        assert!(body["message"].is_string() && body["error"].is_null());
    }
    let info = format!("{LIBRARIES}/Content/Info");
    for (path, status, code) in [
        (format!("{info}?content_id={PHOTO}&license=Video_HD"), 400, "020"),
        (format!("{info}?license=Standard"), 400, "020"),
        (format!("{info}?content_id=7"), 400, "100"),
        (format!("{info}?content_id={WITHDRAWN}"), 404, "300"),
        (format!("{LIBRARIES}/Content/License?content_id={AUDIO}&license=Standard"), 400, "020"),
        (format!("{LIBRARIES}/Content/License?content_id={CLIP_HD}&license=Video_4K"), 400, "020"),
        (format!("{LIBRARIES}/Content/License?content_id={PREMIUM_WITHOUT_M}&license=Standard_M"), 400, "020"),
        (format!("{LIBRARIES}/Content/License?content_id={PHOTO}&license=Social_Media"), 400, "020"),
        (format!("{LIBRARIES}/Member/LicenseHistory?search_parameters[limit]=101"), 400, "020"),
        ("Rest/Media/1/Search/Files".to_owned(), 400, "020"),
        (format!("{LIBRARIES}/Member/Nothing"), 404, "031"),
    ] {
        let (answered, body) = buyer.get(&path).await;
        assert_eq!((answered, &body["code"]), (status, &json!(code)), "{path}: {body}");
        assert!(body["error"].is_string() && body["case"].as_str().unwrap().len() == 32);
    }
    wire.switches(&json!({ "codeAsNumber": true })).await;
    let (_, body) = buyer.get(&format!("{info}?content_id={PHOTO}&license=unheard_of")).await;
    assert_eq!(body["code"], 20);
    assert_eq!(body["error"], format!("The license \"unheard_of\" does not match type of content #{PHOTO}"));
    let request = buyer.request(Method::GET, &info).header("x-request-id", "mine");
    assert_eq!(request.send().await.unwrap().headers()["x-request-id"], "mine");
    let generated = buyer.request(Method::GET, &info).send().await.unwrap();
    assert_eq!(generated.headers()["x-request-id"].len(), 32);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn each_account_has_its_quote() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let body = buyer.profile(PHOTO, "license=Extended&locale=en-US&format=message_ccx").await;
    assert_eq!(body["available_entitlement"]["full_entitlement_quota"], json!({ "universal_credits_quota": 9_733 }));
    assert_eq!(body["purchase_options"]["message"], "This will use 2 of your 9,733 credits.");
    assert_eq!(body["member"], json!({ "stock_id": 14_357_036 }));
    assert_eq!(body["cce_agency"][0]["required"], false);
    let german = buyer.profile(PHOTO, "locale=de_DE").await;
    assert_eq!(german["purchase_options"]["message"], "Dafür werden 1 Ihrer 9.733 Credits verwendet.");
    for (id, license, units) in
        [(PREMIUM, "Standard_M", 2), (PREMIUM, "standard", 5), (CLIP_4K, "video_4k", 20), (FREE, "Standard", 0)]
    {
        let body = buyer.profile(id, &format!("license={license}")).await;
        let message = body["purchase_options"]["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("This will use {units} of")), "{id} {license}: {message}");
    }
    let body = buyer.ok(&format!("{LIBRARIES}/Member/Profile?")).await;
    assert_eq!(body["available_entitlement"]["quota"], 9_733);

    let quote = async |account, id, rest: &str| wire.buyer(account).await.profile(id, rest).await;
    let body = quote("sandbox-references", PHOTO, "").await;
    assert_eq!(body["cce_agency"][0], json!({ "id": 2, "text": "Enter project reference...", "required": true }));
    let body = quote("sandbox-references", CLIP_HD, "license=Video_HD").await;
    assert_eq!(body["available_entitlement"], Value::Null);
    assert_eq!(body["purchase_options"].as_object().unwrap().len(), 2, "state and message: {body}");
    let body = quote("sandbox-last-one", PHOTO, "").await;
    assert_eq!(body["purchase_options"]["message"], "This will use your last license.");
    assert!(body["member"]["stock_id"].is_u64() && body["cce_agency"].is_null());
    assert_eq!(quote("sandbox-last-one", 0, "").await["purchase_options"]["message"], "You have 1 license.");
    let body = quote("sandbox-last-one", FREE, "").await;
    assert_eq!(body["purchase_options"]["message"], "This will use 0 of your 1 license.");
    let body = quote("sandbox-overage", PHOTO, "").await;
    assert_eq!(body["purchase_options"]["state"], "overage");
    assert_eq!(body["purchase_options"]["message"], "Would you like to license the image for $2.99?");
    let body = quote("sandbox-overage", 0, "").await;
    let options = json!({ "state": "overage", "requires_checkout": false, "message": "You have 0 licenses." });
    assert_eq!(body["purchase_options"], options);
    let body = quote("sandbox-exhausted", PHOTO, "").await;
    assert_eq!(body["available_entitlement"], json!({ "quota": 0, "full_entitlement_quota": [] }));
    assert_eq!(body["purchase_options"]["requires_checkout"], true);
    let page = body["purchase_options"]["url"].as_str().unwrap();
    assert!(page.ends_with(&format!("/{PHOTO}?sso_inbound=1&license=1")), "{page}");
    assert_eq!(
        (wire.client.get(page).send().await.unwrap().status(), &body["cce_agency"]),
        (StatusCode::OK, &json!([]))
    );
    assert_eq!(quote("sandbox-exhausted", 0, "").await["purchase_options"]["state"], "not_possible");
    let body = quote("sandbox-wrong-plan", PHOTO, "").await;
    assert_eq!(
        (&body["available_entitlement"], &body["purchase_options"]["state"]),
        (&Value::Null, &json!("not_possible"))
    );
    assert_eq!(quote("sandbox-wrong-plan", CLIP_HD, "").await["purchase_options"]["state"], "possible");
    let body = quote("sandbox-alternatives", PHOTO, "license=Social_Media").await;
    assert_eq!(body["purchase_options"]["license"], "Social_Media");
    let offered = json!({ "license": "Social_Media", "license_label": "Social Media", "price_with_unit": "5 Credits" });
    assert!(body["possible_licenses"].as_array().unwrap().contains(&offered), "{body}");
    let body = quote("sandbox-unlimited", PHOTO, "").await;
    assert_eq!(body["available_entitlement"]["full_entitlement_quota"]["cct_pro_unlimited_images"], "unlimited");
    wire.switches(&json!({ "memberId": true })).await;
    for client in ["sandbox-client", "sandbox-last-one"] {
        let member = quote(client, PHOTO, "").await["member"].clone();
        assert!(member["member_id"].is_u64() && member["stock_id"].is_null(), "{client}: {member}");
    }
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn a_licence_is_bought_once_unless_it_is_asked_for_again() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let before = buyer.info(PHOTO, "license=Standard").await;
    assert_eq!(before["purchase_details"], json!({ "state": "not_purchased", "stock_id": 14_357_036 }));
    assert_eq!(before["content_id"], PHOTO.to_string());
    let url = format!("{LIBRARIES}/Content/License?content_id={PHOTO}&license=standard");
    let answers = futures::future::join_all((0..8).map(|_| buyer.ok(&url))).await;
    let state = |body: &Value| body["contents"][PHOTO.to_string()]["purchase_details"]["state"].clone();
    assert_eq!(answers.iter().filter(|body| state(body) == "just_purchased").count(), 1);
    assert_eq!(answers.iter().filter(|body| state(body) == "purchased").count(), 7);
    let bought = &answers[0]["contents"][PHOTO.to_string()];
    assert_eq!((&bought["size"], &bought["content_id"]), (&json!("Comp"), &json!(PHOTO.to_string())));
    assert_eq!(answers[0]["available_entitlement"]["quota"], 9_732);
    let book = wire.book().await;
    assert_eq!(book.len(), 1);
    assert_eq!(
        (&book[0]["provider"], &book[0]["itemId"], &book[0]["licenseId"], &book[0]["units"], &book[0]["account"]),
        (&json!("adobe_stock"), &json!(PHOTO), &json!("Standard"), &json!(1), &json!("sandbox-client"))
    );

    let owned = buyer.info(PHOTO, "").await;
    assert_eq!((&owned["content_id"], &owned["purchase_details"]["state"]), (&json!(PHOTO), &json!("purchased")));
    assert_eq!(buyer.info(PHOTO, "license=Extended").await["purchase_details"]["state"], "not_purchased");
    let colleague = wire.buyer("sandbox-references").await;
    assert_eq!(
        colleague.license(PHOTO, "license=Standard").await["state"],
        "purchased",
        "of the organization, no references"
    );
    let stranger = wire.buyer("sandbox-alternatives").await;
    assert_eq!(stranger.info(PHOTO, "").await["purchase_details"]["state"], "not_purchased");
    for again in ["license_again=1", "license_again=true"] {
        assert_eq!(buyer.license(PHOTO, again).await["state"], "just_purchased");
    }
    assert_eq!((wire.book().await.len(), buyer.quota().await), (3, json!(9_730)));
    let clip = buyer.license(CLIP_4K, "license=Video_HD").await;
    let lines = clip["width"].as_u64().min(clip["height"].as_u64());
    assert_eq!((lines, &clip["content_type"]), (Some(1_080), &json!("video/mp4")));
    assert!(clip["framerate"].is_f64() && clip["duration"].is_u64() && clip["content_length"].is_u64());
    for (id, license) in [(FREE, "Standard"), (EDITORIAL, "Standard"), (LARGE, "Extended"), (MODEL, "Standard")] {
        assert_eq!(buyer.license(id, &format!("license={license}")).await["state"], "just_purchased", "{id}");
    }
    wire.switches(&json!({ "contentIdAsNumber": true, "laggingQuota": true, "fractionalDates": true })).await;
    let body = buyer.ok(&format!("{LIBRARIES}/Content/License?content_id={TEMPLATE}&license=Standard")).await;
    assert_eq!(body["contents"][TEMPLATE.to_string()]["content_id"], TEMPLATE);
    let entitlement = &body["available_entitlement"];
    let (quota, map) = (&entitlement["quota"], &entitlement["full_entitlement_quota"]["universal_credits_quota"]);
    assert_eq!(quota.as_u64().map(|quota| quota + 1), map.as_u64());
    assert_eq!(body["contents"][TEMPLATE.to_string()]["purchase_details"]["date"].as_str().unwrap().len(), 23);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn references_are_read_from_every_client_and_missed_where_they_are_required() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-references").await;
    let license = |id: u64| format!("{LIBRARIES}/Content/License?content_id={id}&license=Standard");
    let (status, body) = buyer.get(&license(PHOTO)).await;
    assert_eq!((status, &body["code"]), (400, &json!("100")), "{body}");
    let post = async |id, kind: Option<&str>, rest: &str, body: &str| {
        let mut request = buyer.request(Method::POST, &format!("{}{rest}", license(id))).body(body.to_owned());
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        read(request.send().await.unwrap()).await
    };
    let object = r#"{"cce_agency":[{"id":2,"value":"Project X"}]}"#;
    let bare = r#"[{"id":2,"value":"Project X"}]"#;
    let quoted = r#"{"cce_agency":[{"id":"2","value":"Project X"},{"id":"4","value":"1"}]}"#;
    let repeated = "&license_reference%5B0%5D%5Bid%5D=2";
    for (id, kind, rest, body) in [
        (PHOTO, Some("application/json"), "", quoted),
        (ILLUSTRATION, Some("text/plain"), "", object),
        (SVG, Some("application/x-www-form-urlencoded"), "", object),
        (ZIP, None, repeated, bare),
    ] {
        let (status, answer) = post(id, kind, rest, body).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["contents"][id.to_string()]["purchase_details"]["state"], "just_purchased");
    }
    let noted: Vec<Value> = wire.book().await.iter().map(|row| row["references"]["2"].clone()).collect();
    assert_eq!(noted, vec![json!("Project X"); 4]);
    assert_eq!(post(GENERATED, None, "", r#"{"cce_agency":[{"id":4,"value":"1"}]}"#).await.0, 400);
    assert_eq!(post(GENERATED, None, "", "{").await.1["code"], "020");
    assert_eq!(wire.book().await.len(), 4);
    assert_eq!(buyer.license(PHOTO, "license=Standard").await["state"], "purchased", "nothing is asked for again");
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn a_refused_licence_is_a_200() {
    let wire = Wire::start().await;
    let last = wire.buyer("sandbox-last-one").await;
    assert_eq!(last.license(PHOTO, "license=Standard").await["state"], "just_purchased");
    let body = last.ok(&format!("{LIBRARIES}/Content/License?content_id={ILLUSTRATION}&license=Standard")).await;
    assert_eq!(body["available_entitlement"], Value::Null);
    let details = &body["contents"][ILLUSTRATION.to_string()]["purchase_details"];
    assert_eq!((&details["state"], &details["message"]), (&json!("not_possible"), &json!("")));
    assert!(details["url"].as_str().unwrap().contains("sso_inbound"));
    for account in ["sandbox-exhausted", "sandbox-wrong-plan"] {
        assert_eq!(wire.buyer(account).await.license(PHOTO, "").await["state"], "not_possible", "{account}");
    }
    assert_eq!(wire.book().await.len(), 1);
    let overage = wire.buyer("sandbox-overage").await;
    assert_eq!(overage.license(PHOTO, "").await["state"], "just_purchased");
    let book = wire.book().await;
    assert_eq!((&book[1]["price"], &book[1]["units"]), (&json!(2.99), &json!(0)));

    let unlucky = wire.buyer("sandbox-cancelled").await;
    let details = unlucky.license(PHOTO, "license=Standard").await;
    assert_eq!(details["state"], "cancelled");
    assert!(details["url"].as_str().unwrap().contains("/Watermarked/"));
    let info = unlucky.info(PHOTO, "").await;
    assert_eq!((&info["size"], &info["purchase_details"]["state"]), (&json!("Comp"), &json!("cancelled")));
    assert!(info["purchase_details"]["cancelled"].is_string());
    assert_eq!((wire.book().await.len(), unlucky.quota().await), (2, json!(100)));
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn the_history_is_newest_first_and_knows_no_transactions() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let past = buyer.history("").await;
    assert_eq!((past["nb_results"].as_u64(), past["files"].as_array().unwrap().len()), (Some(140), 100));
    assert_eq!(buyer.history("all=true").await["nb_results"], 164);
    let every = [past, buyer.history("search_parameters%5Boffset%5D=100").await];
    let rows: Vec<&Value> = every.iter().flat_map(|page| page["files"].as_array().unwrap()).collect();
    assert_eq!(rows.len(), 140);
    let key = |row: &Value| (row["id"].as_u64(), row["license"].as_str().map(str::to_owned));
    assert!(rows.iter().enumerate().any(|(at, row)| rows[..at].iter().any(|other| key(other) == key(row))));
    buyer.license(LARGE, "license=Standard").await;
    let newest =
        buyer.history("search_parameters[limit]=1&search_parameters[thumbnail_size]=240").await["files"][0].clone();
    assert_eq!((&newest["id"], &newest["license"]), (&json!(LARGE), &json!("Standard")));
    let date = newest["license_date"].as_str().unwrap();
    assert!(date.contains(", ") && (date.ends_with(" AM") || date.ends_with(" PM")), "{date}");
    assert!(newest["creator_id"].is_u64() && newest["thumbnail_url"].is_string() && newest["vector_type"].is_null());
    let german = buyer.history("search_parameters[limit]=1&locale=de_DE&result_columns[0]=thumbnail_1000_width").await;
    assert!(!german["files"][0]["license_date"].as_str().unwrap().contains('/'));
    assert!(german["files"][0]["thumbnail_1000_width"].is_f64() && german["files"][0]["title"].is_string());
    assert_eq!(wire.buyer("sandbox-exhausted").await.history("").await, json!({ "nb_results": 0, "files": [] }));

    // What was withdrawn since stays in the list; its download does not.
    let gone = futures::future::join_all(rows.iter().map(async |row| {
        let url = format!("{}?token={}", row["download_url"].as_str().unwrap(), buyer.token);
        buyer.fetch(&url).await.0
    }))
    .await;
    assert!(gone.contains(&404) && gone.iter().filter(|status| **status == 302).count() > 100, "{gone:?}");
    wire.sandbox.shutdown().await;
}
