//! The commands of the vendor's library that no documentation has: members, what was bought, what has changed, help.

use serde_json::{Value, json};

use crate::support::wire::Wire;

fn register(name: &str) -> Value {
    json!({
        "dp_regist_user": name, "dp_regist_email": format!("{name}@test"), "dp_regist_password": "first secret",
        "dp_user_info": { "firstName": "Nina", "lastName": "Wolf" },
    })
}

fn login(name: &str, password: &str) -> Value {
    json!({ "dp_login_user": name, "dp_login_password": password })
}

#[tokio::test]
async fn a_member_joins_buys_and_leaves() {
    let mut wire = Wire::start().await;
    let group = wire.call("getUserEnterpriseGroup", &json!({})).await["data"]["groupId"].clone();
    let joined = wire.call("registerEnterpriseSubaccount", &register("nina.wolf")).await;
    let id = joined["userid"].clone();
    assert!(id.is_u64(), "{joined}");
    let users = wire.call("getUsersFromGroup", &json!({ "dp_user_id": [id] })).await;
    let user = &users["data"][0];
    assert_eq!(
        (&users["count"], &user["username"], &user["lastName"]),
        (&json!(1), &json!("nina.wolf"), &json!("Wolf"))
    );
    assert_eq!(user["permissions"], json!([{ "resourceType": "enterprise", "action": "login" }]));

    let by_admin = wire.session.clone();
    let (item, license, size) = wire.sellable().await;
    wire.session = wire.call("loginEnterprise", &login("nina.wolf", "first secret")).await["sessionid"]
        .as_str()
        .unwrap()
        .to_owned();
    let order = json!({ "dp_licensing": [{ "dp_item_id": [item], "dp_license_id": license, "dp_option": size }] });
    assert_eq!(wire.call("licenseItem", &order).await["type"], "success");
    let by_nina = std::mem::replace(&mut wire.session, by_admin);

    let update = json!({ "dp_user_id": id, "dp_email": "n@test", "dp_first_name": "Nora", "dp_country": "Ukraine" });
    let updated = wire.call("updateEnterpriseUser", &update).await;
    assert_eq!(
        (&updated["type"], &updated["id"], &updated["userId"], &updated["enterpriseEnabled"]),
        (&json!("success"), &id, &Value::Null, &json!(true)),
        "{updated}"
    );
    assert_eq!(updated["enterpriseStats"], json!({ "comps": 0, "licensed": 1, "transferred": 0 }));
    assert_eq!(updated["enterpriseLite"]["groupId"], group);
    let read = wire.call("getEnterpriseUserData", &json!({ "dp_user_id": id })).await["data"].clone();
    for (member, is) in [("email", "n@test"), ("firstName", "Nora"), ("lastName", "Wolf"), ("country", "UA")] {
        assert_eq!((&read[member], &updated[member]), (&json!(is), &json!(is)), "{member}");
    }

    assert_eq!(wire.call("deleteEnterpriseUser", &json!({ "dp_user_id": id })).await["type"], "success");
    assert_eq!(wire.refusal("loginEnterprise", &login("nina.wolf", "first secret")).await, "EUser\\Authentication");
    assert_eq!(wire.refusal("deleteEnterpriseUser", &json!({ "dp_user_id": id })).await, "EInternal\\InvalidParam");
    assert_eq!(wire.call("getUsersFromGroup", &json!({ "dp_user_id": [id] })).await["count"], 0);
    wire.session = by_nina;
    assert_eq!(wire.refusal("getUserEnterpriseGroup", &json!({})).await, "EAPI\\EIllegalSession");
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn a_changed_password_is_the_one_that_is_good() {
    let wire = Wire::start().await;
    let id = wire.call("registerEnterpriseSubaccount", &register("otto")).await["userid"].clone();
    let change = json!({ "dp_user_id": id, "dp_new_password": "second secret" });
    assert_eq!(wire.call("changePasswordEnterpriseUserByAdmin", &change).await["type"], "success");
    assert_eq!(wire.refusal("loginEnterprise", &login("otto", "first secret")).await, "EUser\\Authentication");
    assert_eq!(wire.refusal("loginEnterprise", &login("otto", "sandbox")).await, "EUser\\Authentication");
    assert_eq!(wire.call("loginEnterprise", &login("otto", "second secret")).await["type"], "success");
    let (_, calls) = wire.control(reqwest::Method::GET, "calls", &Value::Null).await;
    assert!(!calls.to_string().contains("secret"), "{calls}");
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn permissions_are_given_and_taken() {
    let wire = Wire::start().await;
    let group = wire.call("getUserEnterpriseGroup", &json!({})).await["data"]["groupId"].clone();
    let id = wire.call("registerEnterpriseSubaccount", &register("otto")).await["userid"].clone();
    let set = |action: &str, state: u8| json!({ "dp_user_id": id, "dp_permission": action, "dp_state": state });
    let given = wire.call("setEnterprisePermissions", &set("license", 1)).await;
    assert_eq!(given["permissions"], json!({ "enterprise": ["login", "license"] }));
    let given = wire.call("setEnterprisePermissions", &set("edit", 1)).await;
    assert_eq!(
        given["permissions"],
        json!({ "enterprise": ["login", "license"], format!("enterprise_group:{group}"): ["edit"] })
    );
    let shown = wire.call("getUsersFromGroup", &json!({ "dp_user_id": [id] })).await["data"][0]["permissions"].clone();
    assert_eq!(shown[2], json!({ "resourceType": "enterprise_group", "resourceId": group, "action": "edit" }));
    wire.call("setEnterprisePermissions", &set("edit", 0)).await;
    let taken = wire.call("setEnterprisePermissions", &set("login", 0)).await;
    assert_eq!(taken["permissions"], json!({ "enterprise": ["license"] }));
    assert_eq!(wire.refusal("loginEnterprise", &login("otto", "first secret")).await, "EUser\\Authentication");
    let user = wire.call("updateEnterpriseUser", &json!({ "dp_user_id": id, "dp_email": "otto@test" })).await;
    assert_eq!(user["enterpriseEnabled"], false);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn members_are_the_matter_of_who_may_edit_the_group() {
    let mut wire = Wire::start().await;
    let stranger = wire.call("loginEnterprise", &login("finance", "sandbox")).await["userid"].clone();
    assert_eq!(wire.call("deleteEnterpriseUser", &json!({ "dp_user_id": stranger })).await["error"]["errorcode"], 404);
    for (command, arguments, field) in [
        ("registerEnterpriseSubaccount", register("buyer"), "dp_regist_user"),
        (
            "setEnterprisePermissions",
            json!({ "dp_user_id": 100_152, "dp_permission": "fly", "dp_state": 1 }),
            "dp_permission",
        ),
        ("setEnterprisePermissions", json!({ "dp_user_id": 100_152, "dp_permission": "license" }), "dp_state"),
        ("deleteEnterpriseUser", json!({ "dp_user_id": 100_151 }), "dp_user_id"),
        ("deleteEnterpriseUser", json!({}), "dp_user_id"),
        ("changePasswordEnterpriseUserByAdmin", json!({ "dp_user_id": 100_152 }), "dp_new_password"),
    ] {
        let answer = wire.call(command, &arguments).await;
        assert_eq!(
            (&answer["error"]["exception"], &answer["error"]["field"]),
            (&json!("EInternal\\InvalidParam"), &json!(field)),
            "{command} {answer}"
        );
    }
    wire.session = wire.login("lea.intern").await;
    let refused = wire.call("registerEnterpriseSubaccount", &register("otto")).await;
    assert_eq!(refused["error"]["errorcode"], 403, "{refused}");
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn purchases_are_the_licensed_items_in_any_order() {
    let wire = Wire::start().await;
    let listed = wire.call("getLicensedItems", &json!({ "dp_limit": 2 })).await;
    let bought = wire.call("getPurchases", &json!({ "dp_limit": 2 })).await;
    assert_eq!(bought["count"], listed["count"]);
    let (row, newest) = (&bought["purchases"][0], &listed["downloads"][0]);
    assert_eq!(row["mediaId"], newest["itemId"].to_string());
    assert_eq!(row["licenseId"], newest["itemTransactionId"].to_string());
    assert_eq!((&row["license"], &row["method"]), (&json!("enterprise"), &json!("es_license")));
    let at = row["purchaseDate"].as_str().unwrap();
    let at = jiff::civil::DateTime::strptime("%b.%d, %Y %H:%M:%S", at).unwrap().in_tz("UTC").unwrap();
    assert_eq!(at.timestamp().as_second(), newest["datetime"]);
    for member in
        ["title", "itype", "published", "updated", "thumbnail", "itemurl", "purchasedWidth", "purchasedHeight", "size"]
    {
        assert!(row[member].is_string(), "{member} {row}");
    }
    for (direction, ascending) in [("asc", true), ("desc", false)] {
        let sorted = json!({ "dp_sort_field": "price", "dp_sort_type": direction, "dp_limit": 1_000 });
        let sorted = wire.call("getPurchases", &sorted).await;
        let rows = sorted["purchases"].as_array().unwrap();
        let mut prices: Vec<f64> = rows.iter().map(|row| row["price"].as_str().unwrap().parse().unwrap()).collect();
        if !ascending {
            prices.reverse();
        }
        assert!(prices.len() > 100 && prices.is_sorted(), "{direction}");
    }
    for (name, value, member) in [("dp_item_id", &row["mediaId"], "mediaId"), ("dp_size", &row["size"], "size")] {
        let some = wire.call("getPurchases", &json!({ name: value })).await;
        let rows = some["purchases"].as_array().unwrap();
        assert!(!rows.is_empty() && rows.iter().all(|row| row[member] == *value), "{name}");
        assert!(some["count"].as_u64() < listed["count"].as_u64());
    }
    let of_member = wire.call("getPurchases", &json!({ "dp_subaccount_id": newest["userId"] })).await;
    let by_member = wire.call("getLicensedItems", &json!({ "dp_user_id": newest["userId"] })).await;
    assert_eq!(of_member["count"], by_member["count"]);
    assert_eq!(wire.refusal("getPurchases", &json!({ "dp_sort_field": "mood" })).await, "EInternal\\InvalidParam");
    assert_eq!(wire.call("getRestrictedSellers", &json!({})).await["restricted_sellers"], json!([]));
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn changed_items_are_those_of_the_time_that_is_asked_for() {
    let wire = Wire::start().await;
    let asked = |from: &str, to: &str, offset: u64| json!({ "datetime_from": from, "datetime_to": to, "dp_search_limit": 5, "dp_search_offset": offset });
    let seconds = |item: &Value| {
        let text = item["published"].as_str().unwrap();
        let at = jiff::civil::DateTime::strptime("%b.%d, %Y %H:%M:%S", text).unwrap();
        at.in_tz("UTC").unwrap().timestamp().as_second()
    };
    let (from, to) = ("2021-10-21 00:00:00", "2021-10-21 00:00:59");
    let page = wire.call("getChangedItems", &asked(from, to, 0)).await;
    let count = page["count"].as_u64().unwrap();
    assert!((20..100).contains(&count), "some 20 million come in a year: {count}");
    let items = page["result"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    for item in items {
        assert!((1_634_774_400..1_634_774_460).contains(&seconds(item)), "{item}");
        assert!(item["sizes"].as_object().is_some_and(|sizes| !sizes.is_empty()), "{item}");
    }
    assert!(items.is_sorted_by_key(|item| std::cmp::Reverse(seconds(item))));
    assert_eq!(wire.call("getChangedItems", &asked(from, to, 0)).await["result"], page["result"], "the same once more");
    let next = wire.call("getChangedItems", &asked(from, to, 5)).await;
    assert!(next["result"].as_array().unwrap().iter().all(|item| !items.contains(item)));
    let last = wire.call("getChangedItems", &asked(from, to, count - 1)).await;
    assert_eq!((last["result"].as_array().unwrap().len(), &last["count"]), (1, &page["count"]));

    // The vendor's own example.
    let month = wire.call("getChangedItems", &asked("2021-10-21 00:00:00", "2021-11-20 23:59:59", 0)).await;
    assert_eq!(month["deleted"].as_array().unwrap().len(), 5, "{}", month["deleted"]);
    let status = wire.call("checkItemsStatus", &json!({ "dp_ids": month["deleted"] })).await;
    assert_eq!(status["inactive"], month["deleted"]);
    let nothing = wire.call("getChangedItems", &asked("2030-01-01", "2030-01-02", 0)).await;
    assert_eq!((&nothing["result"], &nothing["deleted"], &nothing["count"]), (&json!([]), &json!([]), &json!(0)));
    assert_eq!(wire.refusal("getChangedItems", &json!({ "datetime_from": from })).await, "EInternal\\InvalidParam");
    assert_eq!(wire.refusal("getChangedItems", &asked(to, from, 0)).await, "EInternal\\InvalidParam");

    let of_licenses = json!({ "dp_date_from": from, "dp_date_to": to, "dp_current_status": "cancelled" });
    assert_eq!(wire.call("getChangedItemTransactions", &of_licenses).await["result"], json!([]));
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn help_says_what_a_command_is_refused_with() {
    let wire = Wire::start().await;
    let help = async |command: &str| wire.call("help", &json!({ "dp_by_command": command })).await["help"].clone();
    let types = |help: &Value| -> Vec<String> {
        help["exception"].as_array().unwrap().iter().map(|row| row["type"].as_str().unwrap().to_owned()).collect()
    };
    let login = help("loginEnterprise").await;
    assert_eq!(login["method"], "loginEnterprise");
    assert_eq!(types(&login), ["EInternal\\InvalidParam", "EUser\\Authentication"]);
    assert!(
        ["description", "longDescription"].iter().all(|text| login[text].as_str().is_some_and(|text| !text.is_empty()))
    );
    assert_eq!(types(&help("getDownloadLink").await).len(), 3);
    assert_eq!(types(&help("login").await), ["EAPI\\EApiTypeNotAllowed"]);
    assert_eq!(wire.refusal("help", &json!({ "dp_by_command": "frobnicate" })).await, "EInternal\\InvalidParam");
    wire.sandbox.shutdown().await;
}
