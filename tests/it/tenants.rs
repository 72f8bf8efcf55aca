//! Each tenant acts with its own accounts, and who has none is served nothing.

use serde_json::{Value, json};

use crate::support::{
    raw::Request,
    tenants::{ACME, CLIENTS, Companies, GLOBEX, USERS},
};

const ACCOUNTS: &str = "{ a: viewer { account { id balance { amount } user { username } } }
    b: viewer { account(provider: ADOBE_STOCK) { id } } }";

/// In whose name the upstream was called, by provider.
async fn accounts(companies: &Companies, provider: &str) -> Vec<String> {
    let calls = companies.app.calls().await;
    let of = calls.iter().filter(|call| call["provider"] == provider);
    let mut accounts: Vec<_> = of.filter_map(|call| call["account"].as_str().map(str::to_owned)).collect();
    accounts.sort();
    accounts.dedup();
    accounts
}

#[tokio::test]
async fn a_tenants_calls_are_made_with_its_own_accounts() {
    let companies = Companies::start().await;
    let mut seen = Vec::new();
    for ((tenant, user), (_, client)) in USERS.into_iter().zip(CLIENTS) {
        companies.app.forget_calls().await;
        let data = companies.data(tenant, ACCOUNTS, json!({})).await;
        assert_eq!(accounts(&companies, "depositphotos").await, [user]);
        assert_eq!(accounts(&companies, "adobe_stock").await, [client]);
        seen.push(data);
    }
    for path in ["/a/account/id", "/b/account/id"] {
        let [one, other] = [0, 1].map(|tenant| seen[tenant].pointer(path).unwrap());
        assert_ne!(one, other, "{path}");
    }
    companies.app.shutdown().await;
}

#[tokio::test]
async fn whoever_is_of_no_known_tenant_is_refused_and_nobody_is_asked() {
    let companies = Companies::start().await;
    companies.app.forget_calls().await;
    let mutation = "mutation { downloadComp(input: { itemId: \"x\" }) { userErrors { code } } }";
    for document in ["{ __typename }", "{ viewer { tenant } }", mutation] {
        for request in [companies.post("initech", document, &json!({})), Request::query(document)] {
            let reply = companies.app.send(request).await;
            let answer = reply.json();
            assert_eq!((reply.status, answer.get("data")), (403, None), "{reply:?}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
            let message = answer["errors"][0]["message"].as_str().unwrap();
            assert!(message.starts_with("The tenant \"") && message.ends_with("has no account here."), "{message}");
        }
    }
    assert_eq!(companies.app.calls().await, Vec::<Value>::new());
    companies.app.shutdown().await;
}

#[tokio::test]
async fn a_provider_that_a_tenant_has_no_account_with_is_not_there_for_it() {
    let mut config = crate::support::tenants::config();
    config.tenants.get_mut(GLOBEX).unwrap().providers.adobe_stock = None;
    let companies = Companies::with(config).await;
    let document = "{ search(query: \"fox\", providers: [ADOBE_STOCK], first: 1) { nodes { id title } } }";
    let found = companies.data(ACME, document, json!({})).await;
    let id = &found["search"]["nodes"][0]["id"];
    // Both are kept for the one, and neither is known to the other.
    let item = "query ($id: ID!) { item(id: $id) { title } }";
    companies.data(ACME, item, json!({ "id": id })).await;
    for (document, variables) in [(document, json!({})), (item, json!({ "id": id }))] {
        let answer = companies.send(GLOBEX, document, variables).await.json();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNSUPPORTED_BY_PROVIDER", "{answer}");
    }
    companies.app.shutdown().await;
}
