//! Who misspells a name is told which one was meant, in development mode, and nothing that is not so besides it.
//! `tests/js/suggestions.test.js` holds the same words against graphql-js, on the whole schema.

use portico::{config::limits::LimitsConfig, graphql::document::PipelineOptions};
use serde_json::{Value as Json, json};

use crate::support::endpoint::Small;

async fn messages(small: &Small, query: &str, variables: Json) -> Vec<String> {
    let answer = small.run(query, variables).await;
    let refused = answer["refused"].as_array().unwrap_or_else(|| panic!("not refused: {answer}"));
    refused.iter().map(|error| error[1].as_str().unwrap().to_owned()).collect()
}

/// What is wrong with a document, and what was meant.
const MISSPELT: &[(&str, &str, &str)] = &[
    ("{ thing { nummer } }", r#"Cannot query field "nummer" on type "Thing"."#, r#" Did you mean "number"?"#),
    ("{ things { nex } }", r#"Cannot query field "nex" on type "Thing"."#, r#" Did you mean "next" or "text"?"#),
    ("{ thing { nothingLikeIt } }", r#"Cannot query field "nothingLikeIt" on type "Thing"."#, ""),
    (
        "{ animals { name } }",
        r#"Cannot query field "name" on type "Animal"."#,
        r#" Did you mean to use an inline fragment on "Pet", "Cat", or "Dog"?"#,
    ),
    (
        "{ pets { lives } }",
        r#"Cannot query field "lives" on type "Pet"."#,
        r#" Did you mean to use an inline fragment on "Cat"?"#,
    ),
    (
        "{ things(frist: 1) { number } }",
        r#"Unknown argument "frist" on field "Query.things"."#,
        r#" Did you mean "first"?"#,
    ),
    ("{ one @skip(iff: true, if: true) }", r#"Unknown argument "iff" on directive "@skip"."#, r#" Did you mean "if"?"#),
    ("{ pets { ... on Kat { lives } } }", r#"Unknown type "Kat"."#, r#" Did you mean "Cat", "Int", or "Pet"?"#),
    ("{ pets { ...F } } fragment F on Dogg { name }", r#"Unknown type "Dogg"."#, r#" Did you mean "Dog"?"#),
    ("query ($w: [Wisch!]!) { wish(wish: $w) }", r#"Unknown type "Wisch"."#, r#" Did you mean "Wish"?"#),
    (
        "{ wish(wish: { color: GREN }) }",
        r#"Value "GREN" does not exist in "Color" enum."#,
        r#" Did you mean the enum value "GREEN" or "RED"?"#,
    ),
    (
        "{ wish(wish: { color: \"GREEN\" }) }",
        r#"Enum "Color" cannot represent non-enum value: "GREEN"."#,
        r#" Did you mean the enum value "GREEN"?"#,
    ),
    (
        "{ wish(wish: { color: RED, tag: [] }) }",
        r#"Field "tag" is not defined by type "Wish"."#,
        r#" Did you mean "tags"?"#,
    ),
    (
        "{ thing }",
        r#"Field "thing" of type "Thing" must have a selection of subfields."#,
        r#" Did you mean "thing { ... }"?"#,
    ),
];

#[tokio::test]
async fn a_misspelt_name_is_one_error_with_what_was_meant_where_that_may_be_said() {
    let closed = PipelineOptions { introspection: false, suggestions: false };
    let (open, closed) = (Small::new(), Small::with(LimitsConfig::default(), closed));
    for (query, wrong, meant) in MISSPELT {
        assert_eq!(messages(&open, query, json!({})).await, [format!("{wrong}{meant}")], "{query}");
        assert_eq!(messages(&closed, query, json!({})).await, [*wrong], "{query}");
    }
}

#[tokio::test]
async fn so_is_one_in_a_variable() {
    let closed = PipelineOptions { introspection: false, suggestions: false };
    let (open, closed) = (Small::new(), Small::with(LimitsConfig::default(), closed));
    let query = "query ($w: Wish) { wish(wish: $w) }";
    for (value, meant) in [
        (
            json!({ "color": "RED", "cuont": 1 }),
            r#"Field "cuont" is not defined by type "Wish". Did you mean "count"?"#,
        ),
        (
            json!({ "color": "REDD" }),
            r#"Value "REDD" does not exist in "Color" enum. Did you mean the enum value "RED"?"#,
        ),
    ] {
        let variables = json!({ "w": value });
        let said = messages(&open, query, variables.clone()).await;
        assert!(said.len() == 1 && said[0].ends_with(meant), "{said:?}");
        let said = messages(&closed, query, variables).await;
        assert!(said.len() == 1 && !said[0].contains("Did you mean"), "{said:?}");
    }
    let huge = json!({ "w": { "color": "RED".repeat(100_000) } });
    assert!(!messages(&open, query, huge).await[0].contains("Did you mean"));
}

#[tokio::test]
async fn what_stands_below_an_unknown_name_is_not_missed() {
    let small = Small::new();
    let unknown = |name: &str| format!("Cannot query field \"{name}\" on type \"Query\".");
    for (query, expected) in [
        (
            "query ($n: Int) { thinq(number: $n) @skip(if: false) { number } }",
            unknown("thinq") + " Did you mean \"thing\" or \"things\"?",
        ),
        ("query ($n: Int) { nix(a: [{ b: $n }]) }", unknown("nix")),
        ("query ($b: Boolean!) { nix { a @include(if: $b) } }", unknown("nix")),
        ("{ nix { ...F } } fragment F on Thing { number }", unknown("nix")),
        ("{ a: nix { ... on Thing { ...F } } } fragment F on Thing { number }", unknown("nix")),
    ] {
        assert_eq!(messages(&small, query, json!({})).await, [expected], "{query}");
    }
    // What really is missing or unused is said as ever.
    let said =
        messages(&small, "query ($n: Int, $m: Int) { nix(a: $n) thing } fragment F on Thing { number }", json!({}))
            .await;
    assert_eq!(said.len(), 4, "{said:?}");
}

#[tokio::test]
async fn where_a_document_breaks_off_is_said_once_and_in_its_own_signs() {
    let small = Small::new();
    for (query, message) in [
        ("{ thing { number ", "syntax error: expected \"}\", got the end of the document"),
        ("{ things(first: 1 { number } }", "syntax error: expected a colon after this name"),
        ("{ wish(wish: { color: RED, tags: [ }) }", "syntax error: expected a valid Value"),
        ("{ thing { number } } }", "syntax error: expected a StringValue, Name or OperationDefinition"),
    ] {
        assert_eq!(messages(&small, query, json!({})).await, [message], "{query}");
    }
}
