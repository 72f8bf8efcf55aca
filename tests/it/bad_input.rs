//! An argument that cannot be used is named, nulls its own field alone, and nobody upstream hears of it.

use serde_json::{Value, json};

use crate::support::app::TestApp;

/// Runs `{ viewer … FIELD }`: the field must be null for a reason that is the client's, its neighbour must live, and
/// nobody may have been asked. Gives what was said.
async fn refused(app: &TestApp, field: &str) -> String {
    let (declared, field) = field.split_once(" => ").unwrap_or(("", field));
    let variables: Value = if declared.is_empty() { json!({}) } else { serde_json::from_str(declared).unwrap() };
    let head = if declared.is_empty() { "query" } else { "query ($filter: SearchFilter)" };
    let answer = app.answer(&format!("{head} {{ viewer {{ subject }} it: {field} }}"), variables).await;
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{field}: {answer}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{field}: {answer}");
    assert_eq!(answer["data"]["it"], Value::Null);
    assert!(answer["data"]["viewer"]["subject"].is_string(), "{field}: {answer}");
    assert_eq!(app.commands().await, Vec::<String>::new(), "{field}");
    answer["errors"][0]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_number_below_zero_is_refused_like_any_other_that_does_not_fit() {
    let app = TestApp::start().await;
    for (filter, said) in [
        ("width: { min: -5 }", "\"width.min\" must not be negative."),
        ("width: { max: -1 }", "\"width.max\" must not be negative."),
        ("height: { min: -5, max: 3 }", "\"height.min\" must not be negative."),
        ("people: { count: -1 }", "\"people.count\" must be 1, 2 or 3."),
        ("people: { count: 0 }", "\"people.count\" must be 1, 2 or 3."),
    ] {
        let field = format!("search(query: \"fox\", filter: {{ {filter} }}) {{ totalCount }}");
        assert_eq!(refused(&app, &field).await, said);
    }
    let field = r#"{ "filter": { "width": { "min": -5 } } } => search(query: "fox", filter: $filter) { totalCount }"#;
    assert_eq!(refused(&app, field).await, "\"width.min\" must not be negative.");
    let found = app.data(
        "{ search(query: \"fox\", filter: { width: { min: 0, max: 9000 }, people: { count: 1 } }) { totalCount } }",
    );
    assert!(found.await["search"]["totalCount"].is_u64());
    app.shutdown().await;
}
