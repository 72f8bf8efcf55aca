//! What is valid is what graphql-js finds valid, also where the library beneath judges otherwise. `tests/js` holds
//! thousands of documents against graphql-js; here stand the cases that differed once.

use serde_json::json;

use crate::support::endpoint::Small;

#[tokio::test]
async fn a_variable_fits_the_place_where_it_is_used() {
    let small = Small::new();
    for invalid in [
        "query ($t: String = null) { required(text: $t) }",
        "query ($b: Boolean = null) { one @skip(if: $b) }",
        "query ($t: [String]) { wish(wish: { color: RED, tags: $t }) }",
        "query ($t: String) { wish(wish: { color: RED, tags: [$t] }) }",
        "query ($t: String!) { wish(wish: { color: RED, tags: $t }) }",
        "query ($n: [Int!]!) { wish(wish: { color: RED, count: $n }) }",
        "query ($c: Color) { ...F } fragment F on Query { wish(wish: { color: $c }) }",
    ] {
        assert_eq!(small.refusal(invalid, json!({})).await, "GRAPHQL_VALIDATION_FAILED", "{invalid}");
    }
    // The field of the input object has a default.
    let valid = "query ($n: Int) { wish(wish: { color: RED, count: $n }) }";
    assert_eq!(small.run(valid, json!({})).await["data"]["wish"], "red 3 None");
}

#[tokio::test]
async fn types_that_conflict_are_named_in_the_words_of_graphql_js() {
    let conflict = "{ pets { ... on Cat { x: lives } ... on Dog { x: name } } }";
    let answer = Small::new().run(conflict, json!({})).await;
    let words = "Fields \"x\" conflict because they return conflicting types \"Int!\" and \"String!\".";
    assert!(answer["refused"][0][1].as_str().unwrap().starts_with(words), "{answer}");
}

#[tokio::test]
async fn an_input_field_stands_once() {
    let small = Small::new();
    let invalid = "{ wish(wish: { color: RED, color: RED }) }";
    assert_eq!(small.refusal(invalid, json!({})).await, "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn what_is_not_in_the_grammar_is_refused() {
    let small = Small::new();
    for invalid in [
        "{ things(first 1) { number } }",
        "{ things(first: 1, first) { number } }",
        "{ one @skip(if) }",
        "{ wish(wish: { color RED }) }",
        "{ required(text: \"\n\") }",
        "\"described\" { one }",
        "query \"described\" Q { one }",
        "fragment \"described\" fragment on Query { one }",
        "\"one\" \"two\" query Q { one }",
    ] {
        assert_eq!(small.refusal(invalid, json!({})).await, "GRAPHQL_PARSE_FAILED", "{invalid}");
    }
}

#[tokio::test]
async fn descriptions_and_commas_are_ignored() {
    let small = Small::new();
    for valid in [
        "\"\"\" Says\n \"one\". \"\"\" query Q { one }",
        "\"Q\" query Q { ...F } \"F, the fragment\" fragment F on Query { one }",
        "query (\"t\" $t: String = \"t\", \"b\" $b: Boolean = true) { one required(text: $t) @skip(if: $b) }",
        "query, Q, {, ..., on, Query, {, ..., @skip, (, if, :, true, ), {, two, :, one, }, ..., F, }, } fragment F on Query { one }",
    ] {
        assert_eq!(small.run(valid, json!({})).await["data"], json!({ "one": 1 }), "{valid}");
    }
    let place = "\"\"\"\nabc\n\"\"\"\nquery Q { things(first: 2) { even } }";
    assert_eq!(small.run(place, json!({})).await["errors"][0]["locations"], json!([{ "line": 4, "column": 30 }]));
}

#[tokio::test]
async fn a_text_that_not_every_store_can_keep_is_refused() {
    let small = Small::new();
    for (query, variables) in [
        (r#"{ required(text: "a\u0000b") }"#, json!({})),
        (r#"{ wish(wish: { color: RED, tags: ["a", "\u{0}"] }) }"#, json!({})),
        ("query ($t: String!) { required(text: $t) }", json!({ "t": "\0" })),
        ("query ($w: Wish!) { wish(wish: $w) }", json!({ "w": { "color": "RED", "tags": ["\0"] } })),
    ] {
        assert_eq!(small.refusal(query, variables).await, "BAD_USER_INPUT", "{query}");
    }
}
