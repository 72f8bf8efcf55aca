//! The vendor's own library finds in the sandbox what its recorded answers have.

use serde_json::{Value, json};

use crate::support::wire::Wire;

#[tokio::test]
async fn permissions_have_the_vendors_names() {
    let wire = Wire::start().await;
    let group = wire.call("getUserEnterpriseGroup", &json!({})).await["data"]["groupId"].clone();
    let users = wire.call("getUsersFromGroup", &json!({})).await;
    let of = |name: &str| {
        let members = users["data"].as_array().unwrap();
        members.iter().find(|user| user["username"] == name).unwrap()["permissions"].clone()
    };
    let at_large = |action: &str| json!({ "resourceType": "enterprise", "action": action });
    let with_group =
        |action: &str| json!({ "resourceType": "enterprise_group", "resourceId": group, "action": action });
    assert_eq!(of("lea.intern"), json!([at_large("login"), at_large("compDownloads")]));
    assert_eq!(of("peter.vogel"), json!([at_large("login"), with_group("transfer"), with_group("invoice")]));
    let buyer = of("buyer");
    for expected in [at_large("login"), at_large("license"), at_large("compDownloads"), with_group("edit")] {
        assert!(buyer.as_array().unwrap().contains(&expected), "{expected}: {buyer}");
    }
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn a_month_of_use_is_named_by_a_date() {
    let wire = Wire::start().await;
    let months = wire.call("getEnterpriseStatisticsDates", &json!({})).await;
    let titles: Vec<&str> =
        months["data"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
    assert!(titles.len() > 5 && titles.is_sorted());
    for title in titles {
        let date = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", title).unwrap();
        assert_eq!((date.day(), date.hour()), (1, 0), "{title}");
    }
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn the_search_box_knows_the_librarys_own_example() {
    let wire = Wire::start().await;
    for (prefix, lang, least) in
        [("cat", "en", 2), ("dog", "en", 2), ("to", "en", 10), ("ki", "en", 3), ("berg", "de", 1)]
    {
        let answer = wire.call("searchHint", &json!({ "dp_search_prefix": prefix, "dp_language": lang })).await;
        assert_eq!(answer["prefix"], prefix);
        let hints = answer["hints"].as_array().unwrap();
        assert!((least..=10).contains(&hints.len()), "{answer}");
        assert!(hints.iter().all(|hint| hint.as_str().unwrap().starts_with(prefix)), "{answer}");
        let found = wire.call("search", &json!({ "dp_search_query": hints[0], "dp_search_limit": 1 })).await;
        assert!(found["count"].as_u64().unwrap() > 0, "{hints:?}");
    }
    wire.sandbox.shutdown().await;
}

/// The library has classes for three kinds of keys; an enterprise key may run the commands of one.
#[tokio::test]
async fn commands_of_other_keys_are_refused_as_such() {
    let wire = Wire::start().await;
    for command in
        ["login", "availableFunds", "getLightbox", "registerNewUser", "removeBg", "getSubaccounts", "updateSubaccount"]
    {
        assert_eq!(wire.refusal(command, &json!({})).await, "EAPI\\EApiTypeNotAllowed", "{command}");
    }
    assert_eq!(wire.refusal("getLightBox", &json!({})).await, "EAPI\\EValueNotAllowed");
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn nothing_is_related_to_a_generated_picture() {
    let wire = Wire::start().await;
    let job = wire.call("imageGenerator.generate", &json!({ "dp_prompt": "A red fox" })).await;
    let related = |id: Value| json!({ "dp_search_item_id": id, "dp_related_type": "series" });
    wire.control(reqwest::Method::POST, "clock", &json!({ "advanceSeconds": 60 })).await;
    let done = wire.call("imageGenerator.get", &json!({ "dp_uuid": job["data"]["uuid"] })).await;
    let item = done["data"]["items"][0]["dpItemId"].clone();
    let answer = wire.call("getRelated", &related(item)).await;
    assert_eq!((&answer["items"], &answer["count"]), (&json!([]), &json!(0)), "{answer}");
    assert_eq!(wire.refusal("getRelated", &related(json!(999_999_999))).await, "NotFoundItemException");
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn its_own_reading_has_what_the_library_reads() {
    let wire = Wire::start().await;
    assert_eq!(wire.control(reqwest::Method::POST, "quirks", &json!({ "mode": "sdk" })).await.0, 204);
    let (item, license, size) = wire.sellable().await;
    let order = json!({ "dp_licensing": [{ "dp_item_id": [item], "dp_license_id": license, "dp_option": size, "dp_ext_options": 1 }] });
    let bought = wire.call("licenseItem", &order).await;
    let transaction = bought["result"][item.to_string()]["transaction"][0]["transactionId"].clone();
    let info = wire.call("getTransactionLicenseInfo", &json!({ "dp_transaction_id": transaction })).await;
    assert_eq!(info["transaction"]["extOptions"][0]["option"], 1, "{info}");
    let invoices = wire.call("getEnterpriseInvoiceList", &json!({ "dp_limit": 1 })).await;
    assert!(invoices["count"].as_u64().unwrap() > 1, "{invoices}");
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn an_item_has_one_page() {
    let wire = Wire::start().await;
    let (item, license, size) = wire.sellable().await;
    let order = json!({ "dp_licensing": [{ "dp_item_id": [item], "dp_license_id": license, "dp_option": size }] });
    wire.call("licenseItem", &order).await;
    let listed = wire.call("getLicensedItems", &json!({ "dp_item_ids": [item] })).await;
    let media = wire.call("getMediaData", &json!({ "dp_media_id": item })).await;
    assert_eq!(listed["downloads"][0]["itemLink"], media["itemurl"]);
    wire.sandbox.shutdown().await;
}
