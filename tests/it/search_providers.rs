//! One search over several providers: an item of each in turn, paged as one list, whole as long as one of them answers.

use std::{collections::BTreeSet, time::Duration};

use serde_json::{Value, json};

use crate::support::{
    adobe::Wire,
    app::{self, TestApp},
};

const SEARCH: &str = "query ($query: String = \"fox\", $providers: [Provider!], $first: Int = 6, $after: String,
    $filter: SearchFilter, $fold: Boolean = false) {
    search(query: $query, providers: $providers, first: $first, after: $after, filter: $filter, fold: $fold) {
        totalCount
        nodes { id provider }
        edges { cursor node { id title author { username } } folded { id provider title author { username } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        providers { name status count tookMs unsupportedFilter }
    }
}";

/// The search's answer with these variables; both providers are asked unless they say otherwise.
async fn ask(app: &TestApp, variables: &Value) -> Value {
    let mut all = json!({ "providers": ["DEPOSITPHOTOS", "ADOBE_STOCK"] });
    all.as_object_mut().unwrap().extend(variables.as_object().unwrap().clone());
    app.answer(SEARCH, all).await
}

async fn search(app: &TestApp, variables: &Value) -> Value {
    let mut answer = ask(app, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["search"].take()
}

fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry[field].as_str().unwrap()).collect()
}

fn ids(page: &Value) -> Vec<String> {
    texts(&page["nodes"], "id").into_iter().map(str::to_owned).collect()
}

/// What one provider alone finds, its first items.
async fn alone(app: &TestApp, provider: &str) -> (Vec<String>, i64) {
    let page = search(app, &json!({ "providers": [provider], "first": 20 })).await;
    (ids(&page), page["totalCount"].as_i64().unwrap())
}

/// How often each provider was asked to search.
async fn searches(app: &TestApp) -> (usize, usize) {
    let commands = app.commands().await;
    let count = |name: &str| commands.iter().filter(|command| *command == name).count();
    (count("search"), count("Search/Files"))
}

#[tokio::test]
async fn pages_are_one_list_that_takes_turns_and_two_of_them_cost_a_call_of_each() {
    let app = TestApp::start().await;
    let ((depositphotos, ours), (adobe, theirs)) =
        (alone(&app, "DEPOSITPHOTOS").await, alone(&app, "ADOBE_STOCK").await);
    app.forget_calls().await;
    let mut listed = Vec::new();
    let mut after = Value::Null;
    for calls in [1, 1, 2] {
        let answer = ask(&app, &json!({ "after": after })).await;
        let page = &answer["data"]["search"];
        assert_eq!(searches(&app).await, (calls, calls), "{answer}");
        assert_eq!(page["totalCount"].as_i64(), Some(ours + theirs));
        assert_eq!(texts(&page["nodes"], "provider"), ["DEPOSITPHOTOS", "ADOBE_STOCK"].repeat(3));
        let info = &page["pageInfo"];
        assert_eq!((&info["hasNextPage"], info["hasPreviousPage"].as_bool()), (&json!(true), Some(!after.is_null())));
        let reports = page["providers"].as_array().unwrap();
        assert_eq!(texts(&page["providers"], "name"), ["DEPOSITPHOTOS", "ADOBE_STOCK"]);
        assert_eq!(texts(&page["providers"], "status"), ["OK", "OK"]);
        assert_eq!([&reports[0]["count"], &reports[1]["count"]], [&json!(ours), &json!(theirs)]);
        assert!(reports.iter().all(|report| report["tookMs"].as_u64().is_some()));
        listed.extend(ids(page));
        after = info["endCursor"].clone();
    }
    let expected: Vec<String> =
        depositphotos.iter().zip(&adobe).take(9).flat_map(|(one, other)| [one.clone(), other.clone()]).collect();
    assert_eq!(listed, expected);
    app.shutdown().await;
}

#[tokio::test]
async fn a_page_may_begin_behind_any_entry_and_have_any_length() {
    let app = TestApp::start().await;
    let first = search(&app, &json!({ "first": 7 })).await;
    let all = ids(&search(&app, &json!({ "first": 30 })).await);
    for (nth, cursor) in texts(&first["edges"], "cursor").into_iter().enumerate() {
        let next = search(&app, &json!({ "first": 9, "after": cursor })).await;
        assert_eq!(ids(&next), all[nth + 1..nth + 10], "behind entry {nth}");
    }
    let turned =
        search(&app, &json!({ "first": 2, "providers": ["ADOBE_STOCK", "DEPOSITPHOTOS", "ADOBE_STOCK"] })).await;
    assert_eq!(texts(&turned["nodes"], "provider"), ["ADOBE_STOCK", "DEPOSITPHOTOS"]);
    app.shutdown().await;
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_search_alone() {
    let app = TestApp::start().await;
    let cursor = search(&app, &json!({})).await["pageInfo"]["endCursor"].clone();
    for other in [
        json!({ "query": "dog" }),
        json!({ "providers": ["DEPOSITPHOTOS"] }),
        json!({ "providers": ["ADOBE_STOCK", "DEPOSITPHOTOS"] }),
        json!({ "filter": { "nudity": true } }),
        json!({ "fold": true }),
    ] {
        let mut variables = json!({ "after": cursor });
        variables.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        let answer = ask(&app, &variables).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{other}");
    }
    for forged in ["", "x", "AAAA", &"A".repeat(5_000)] {
        let answer = ask(&app, &json!({ "after": forged })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{forged}");
    }
    app.shutdown().await;
}

#[tokio::test]
async fn whoever_cannot_search_by_a_condition_says_so_and_is_not_asked() {
    let app = TestApp::start().await;
    for (condition, value, unable, asked) in [
        ("minSize", json!("XL"), 1, (1, 0)),
        ("people", json!({ "only": true }), 1, (1, 0)),
        ("excludeWords", json!(["snow"]), 1, (1, 0)),
        ("aiGenerated", json!(true), 0, (0, 1)),
    ] {
        app.forget_calls().await;
        let page = search(&app, &json!({ "filter": { condition: value } })).await;
        let able = 1 - unable;
        let reports = &page["providers"];
        assert_eq!((&reports[unable]["status"], &reports[able]["status"]), (&json!("UNSUPPORTED"), &json!("OK")));
        let conditions = (&reports[unable]["unsupportedFilter"], &reports[able]["unsupportedFilter"]);
        assert_eq!(conditions, (&json!(condition), &Value::Null));
        assert_eq!((&reports[unable]["count"], &page["totalCount"]), (&Value::Null, &reports[able]["count"]));
        assert!(texts(&page["nodes"], "provider").iter().all(|provider| reports[able]["name"] == *provider));
        assert_eq!(searches(&app).await, asked);
    }
    // Nobody can do both.
    app.forget_calls().await;
    let answer = ask(&app, &json!({ "filter": { "minSize": "XL", "aiGenerated": true } })).await;
    let page = &answer["data"]["search"];
    assert_eq!((&page["nodes"], &page["totalCount"]), (&Value::Null, &Value::Null), "{answer}");
    assert_eq!(texts(&page["providers"], "status"), ["UNSUPPORTED", "UNSUPPORTED"]);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNSUPPORTED_BY_PROVIDER");
    assert_eq!(searches(&app).await, (0, 0));
    app.shutdown().await;
}

#[tokio::test]
async fn whoever_is_down_is_left_out_and_comes_back_where_it_was() {
    let app = TestApp::start().await;
    let (depositphotos, ours) = alone(&app, "DEPOSITPHOTOS").await;
    let fault = json!({ "provider": "adobe_stock", "command": "Search/Files", "kind": "lost_request", "times": 1_000 });
    app.fault(&fault).await;
    let page = search(&app, &json!({})).await;
    assert_eq!(ids(&page), depositphotos[..6]);
    assert_eq!(texts(&page["providers"], "status"), ["OK", "UNAVAILABLE"]);
    assert_eq!((page["totalCount"].as_i64(), &page["providers"][1]["count"]), (Some(ours), &Value::Null));
    app.clear_faults().await;
    let (adobe, _) = alone(&app, "ADOBE_STOCK").await;
    let next = search(&app, &json!({ "after": page["pageInfo"]["endCursor"] })).await;
    let expected = [&adobe[0], &depositphotos[6], &adobe[1], &depositphotos[7], &adobe[2], &depositphotos[8]];
    assert_eq!(ids(&next).iter().collect::<Vec<_>>(), expected);

    for provider in ["adobe_stock", "depositphotos"] {
        app.fault(&json!({ "provider": provider, "kind": "lost_request", "times": 1_000 })).await;
    }
    let answer = ask(&app, &json!({ "query": "lighthouse" })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UPSTREAM_UNAVAILABLE", "{answer}");
    assert_eq!(texts(&answer["data"]["search"]["providers"], "status"), ["UNAVAILABLE", "UNAVAILABLE"]);
    app.shutdown().await;
}

#[tokio::test]
async fn whoever_is_slow_is_not_waited_for_beyond_its_budget() {
    let mut config = app::config();
    config.providers.depositphotos.search_budget = Duration::from_secs(600);
    config.providers.adobe_stock.search_budget = Duration::from_millis(50);
    let app = TestApp::with(config).await;
    let fault = json!({ "provider": "adobe_stock", "command": "Search/Files", "kind": "slow", "seconds": 600 });
    app.fault(&fault).await;
    let page = search(&app, &json!({})).await;
    assert_eq!(texts(&page["providers"], "status"), ["OK", "TIMED_OUT"]);
    assert_eq!(texts(&page["nodes"], "provider"), ["DEPOSITPHOTOS"].repeat(6));
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    app.shutdown().await;
}

#[tokio::test]
async fn nearly_the_same_of_one_author_is_folded_on_request() {
    let app = TestApp::start().await;
    let plain = search(&app, &json!({ "first": 20 })).await;
    let page = search(&app, &json!({ "first": 20, "fold": true })).await;
    assert_eq!(page["totalCount"], plain["totalCount"], "what is folded is counted");
    let folded = |page: &Value| -> Vec<(Value, Value)> {
        let edges = page["edges"].as_array().unwrap().iter();
        let pairs = edges.flat_map(|edge| {
            edge["folded"].as_array().unwrap().iter().map(|folded| (edge["node"].clone(), folded.clone()))
        });
        pairs.collect()
    };
    assert_eq!(folded(&plain), []);
    let pairs = folded(&page);
    assert!(!pairs.is_empty(), "both sell the same stock, and half of the authors keep their name: {page}");
    for (node, folded) in &pairs {
        let name = |item: &Value| item["author"]["username"].as_str().unwrap().to_lowercase();
        assert_eq!(name(node), name(folded));
    }
    let shown = ids(&page).into_iter().chain(pairs.iter().map(|(_, folded)| folded["id"].as_str().unwrap().to_owned()));
    let shown: Vec<String> = shown.collect();
    assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), shown.len(), "nothing twice");
    let next = search(&app, &json!({ "first": 20, "fold": true, "after": page["pageInfo"]["endCursor"] })).await;
    assert!(ids(&next).iter().all(|id| !shown.contains(id)), "what was folded does not come again");
    app.shutdown().await;
}

#[tokio::test]
async fn without_names_the_first_provider_that_is_there_is_searched() {
    let app = TestApp::start().await;
    let answer = app.answer(SEARCH, json!({})).await;
    assert_eq!(texts(&answer["data"]["search"]["providers"], "name"), ["DEPOSITPHOTOS"], "{answer}");
    assert_eq!(searches(&app).await, (1, 0));
    for (variables, said) in [
        (json!({ "providers": [] }), "\"providers\" must name one at least."),
        (
            json!({ "filter": { "authorId": "7" } }),
            "\"authorId\" is the key of one provider's author: search that provider alone.",
        ),
    ] {
        let answer = ask(&app, &variables).await;
        assert_eq!(answer["errors"][0]["message"], said);
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
    app.shutdown().await;

    let wire = Wire::start().await;
    let mut config = app::config();
    config.providers.adobe_stock.url = wire.sandbox.address_of("adobe_stock");
    let app = TestApp::with(config).await;
    let answer = app.answer(SEARCH, json!({ "first": 1 })).await;
    assert_eq!(texts(&answer["data"]["search"]["nodes"], "provider"), ["ADOBE_STOCK"], "{answer}");
    let page = search(&app, &json!({ "first": 1 })).await;
    assert_eq!(texts(&page["providers"], "status"), ["UNSUPPORTED", "OK"], "who is not there cannot be searched");
    app.shutdown().await;
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn a_search_costs_what_it_asks() {
    let app = TestApp::start().await;
    let cost = async |providers: &str| {
        let document = format!("{{ search(query: \"cat\", first: 1, providers: [{providers}]) {{ totalCount }} }}");
        let cost = app.answer(&document, json!({})).await["extensions"]["cost"].take();
        (cost["points"].as_u64().unwrap(), cost["upstreamCalls"].as_u64().unwrap())
    };
    assert_eq!([cost("DEPOSITPHOTOS").await, cost("DEPOSITPHOTOS, ADOBE_STOCK").await], [(11, 1), (21, 1)]);
    app.forget_calls().await;
    assert_eq!(cost("ADOBE_STOCK").await, (11, 0), "the earlier answer is at hand");
    assert_eq!(searches(&app).await, (0, 0));
    app.shutdown().await;
}
