//! Hostile documents are refused before anything runs, each with its stable code.

use std::fmt::Write as _;

use portico::{config::limits::LimitsConfig, graphql::document::PipelineOptions};
use serde_json::json;

use crate::support::endpoint::Small;

fn repeat(count: usize, each: impl Fn(usize) -> String) -> String {
    (0..count).map(each).collect::<Vec<_>>().join(" ")
}

fn nested(depth: usize) -> String {
    format!("{{ thing {}{{ number }}{} }}", "{ next ".repeat(depth), " }".repeat(depth))
}

/// 2^`levels` fields in under a kilobyte.
fn bomb(levels: usize) -> String {
    let mut text = "{ thing { ...F0 } } ".to_owned();
    for level in 0..levels {
        write!(text, "fragment F{level} on Thing {{ next {{ ...F{0} }} n: next {{ ...F{0} }} }} ", level + 1).unwrap();
    }
    text + &format!("fragment F{levels} on Thing {{ number }}")
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_its_code() {
    let small = Small::new();
    let same_key = format!("{{ {} }}", repeat(3_000, |_| "thing{number}".to_owned()));
    let spread_bomb = (0..25).fold("{ ...F0 } ".to_owned(), |text, level| {
        let next = level + 1;
        text + &format!("fragment F{level} on Query {{ ...F{next} ...F{next} }} ")
    }) + "fragment F25 on Query { one }";
    for (code, document) in [
        ("TOO_MANY_ALIASES", format!("{{ {} }}", repeat(1_000, |n| format!("a{n}: one")))),
        ("TOO_MANY_ALIASES", format!("{{ {} }}", repeat(1_000, |n| format!("a{n}: __typename")))),
        ("TOO_MANY_ALIASES", format!("{{ {} }}", repeat(200, |n| format!("a{n}: things {{ number }}")))),
        ("TOO_MANY_ALIASES", format!("{{ {} }}", repeat(9_000, |_| "one".to_owned()))),
        ("QUERY_TOO_COMPLEX", format!("{{ {} }}", repeat(10_000, |_| "one".to_owned()))),
        ("QUERY_TOO_COMPLEX", format!("{{ thing {{ {} }} }}", repeat(9_000, |_| "number".to_owned()))),
        ("QUERY_TOO_COMPLEX", format!("{{ one {} }}", repeat(500, |_| "@skip(if: false)".to_owned()))),
        ("QUERY_TOO_DEEP", nested(59)),
        ("QUERY_TOO_DEEP", format!("{{ {} one {} }}", "... {".repeat(300), "}".repeat(300))),
        ("TOO_MANY_ALIASES", bomb(18)),
        ("TOO_MANY_ALIASES", bomb(25)),
        ("TOO_MANY_ALIASES", spread_bomb),
        ("TOO_MANY_ALIASES", same_key),
        ("QUERY_TOO_COMPLEX", "{ things(first: 100) { things(first: 100) { things(first: 100) { number } } } }".into()),
        ("QUERY_TOO_COMPLEX", "{ things(first: 2147483647) { number } }".into()),
        ("QUERY_TOO_COMPLEX", format!("{{ {} }}", repeat(50_000, |_| "x".to_owned()).replace(' ', ","))),
        ("QUERY_TOO_COMPLEX", repeat(2_000, |n| format!("query Q{n} {{ one }}"))),
        ("QUERY_TOO_COMPLEX", format!("{{ one }} {}", repeat(1_500, |n| format!("fragment F{n} on Query {{ one }}")))),
        ("QUERY_TOO_COMPLEX", format!("query ({}) {{ one }}", repeat(1_500, |n| format!("$v{n}: Int")))),
        ("REQUEST_TOO_LARGE", format!("{{ required(text: \"{}\") }}", "x".repeat(1_500_000))),
        ("REQUEST_TOO_LARGE", format!("{{ one }} {}", "# a comment\n".repeat(160_000))),
        ("QUERY_TOO_DEEP", format!("{{ wish(wish: {{ tags: {}{} }}) }}", "[".repeat(5_000), "]".repeat(5_000))),
        (
            "QUERY_TOO_DEEP",
            "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }".into(),
        ),
        ("GRAPHQL_PARSE_FAILED", format!("{{ {} }}", "x".repeat(1_001))),
        ("GRAPHQL_VALIDATION_FAILED", format!("{{ {} }}", "x".repeat(1_000))),
        (
            "GRAPHQL_PARSE_FAILED",
            format!(
                "fragment F on Query {{ thing(number: ${}) {{ number }} }} {}",
                "x".repeat(60_000),
                repeat(90, |n| format!("query Q{n} {{ ...F }}"))
            ),
        ),
        (
            "GRAPHQL_VALIDATION_FAILED",
            "{ thing { ...A } } fragment A on Thing { next { ...B } } fragment B on Thing { next { ...A } }".into(),
        ),
    ] {
        assert_eq!(small.refusal(&document, json!({})).await, code, "{document:.80}");
    }
}

#[tokio::test]
async fn what_people_write_is_not() {
    let small = Small::new();
    for document in [nested(18), bomb(4), format!("{{ {} }}", repeat(50, |n| format!("a{n}: one")))] {
        let answer = small.run(&document, json!({})).await;
        assert!(answer.get("data").is_some(), "{answer:.200}");
    }
}

#[tokio::test]
async fn variables_are_bounded_even_if_nobody_uses_them() {
    let small = Small::new();
    let many = json!({ "unused": vec![0; 200_000] });
    assert_eq!(small.refusal("{ one }", many).await, "REQUEST_TOO_LARGE");
}

#[tokio::test]
async fn errors_of_one_answer_are_capped() {
    let small = Small::new();
    let document = format!("{{ thing {{ {} }} }}", repeat(1_500, |n| format!("unknown{n}")));
    let answer = small.run(&document, json!({})).await;
    assert_eq!(answer["refused"].as_array().unwrap().len(), LimitsConfig::default().errors);
}

#[tokio::test]
async fn production_gives_nothing_of_the_schema_away() {
    let closed = PipelineOptions { introspection: false, suggestions: false };
    let small = Small::with(LimitsConfig::default(), closed);
    let misspelt = small.run("{ thin { number } }", json!({})).await;
    assert!(!misspelt.to_string().contains("Did you mean"), "{misspelt}");
    for document in ["{ __schema { queryType { name } } }", "{ one __type(name: \"Cat\") { name } }"] {
        assert_eq!(small.refusal(document, json!({})).await, "GRAPHQL_VALIDATION_FAILED");
    }
    assert_eq!(small.run("{ __typename }", json!({})).await["data"]["__typename"], "Query");
}

#[tokio::test]
async fn a_syntax_error_is_one_readable_line() {
    let answer = Small::new().run("{ thing {", json!({})).await;
    let message = answer["refused"][0][1].as_str().unwrap();
    assert_eq!(answer["refused"][0][0], "GRAPHQL_PARSE_FAILED");
    assert!(!message.contains('\n') && message.len() < 200, "{message}");
}
