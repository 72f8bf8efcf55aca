//! GraphQL over HTTP: which form a request may have, which form its answer has, and what the status says.

use crate::support::{raw::Request, transport::Transport};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

#[tokio::test]
async fn the_answer_has_the_form_that_the_client_prefers() {
    let transport = Transport::start().await;
    for (accept, expected) in [
        (Some(JSON), JSON),
        (Some(GRAPHQL), GRAPHQL),
        (Some("*/*"), JSON),
        (None, JSON),
        (Some("application/json;q=0.4, application/graphql-response+json;q=0.5"), GRAPHQL),
        (Some("application/graphql-response+json;q=0.4, application/json;q=0.5"), JSON),
        (Some("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8"), GRAPHQL),
    ] {
        let request = Request::query("{ __typename }");
        let reply = accept.into_iter().fold(request, Request::accept).send(transport.addr).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type").unwrap(), format!("{expected}; charset=utf-8"), "{accept:?}");
        assert_eq!(reply.json()["data"]["__typename"], "Query");
    }
}

#[tokio::test]
async fn a_client_that_takes_neither_form_is_told_so() {
    let transport = Transport::start().await;
    for accept in ["image/png", "text/html", "application/json;q=0", "application/json; charset=latin1"] {
        let reply = Request::query("{ __typename }").accept(accept).send(transport.addr).await;
        assert_eq!(reply.status, 406, "{accept}");
        assert_eq!(reply.header("content-type").unwrap(), "application/json; charset=utf-8");
        assert_eq!(reply.refusal(), "BAD_USER_INPUT");
    }
    assert!(transport.asked().is_empty());
}

#[tokio::test]
async fn markup_in_a_request_never_comes_back_as_markup() {
    let transport = Transport::start().await;
    for accept in ["text/html", "text/html, */*;q=0.1"] {
        let reply = Request::get(&[("query", "<script>alert(1)</script>")]).accept(accept).send(transport.addr).await;
        assert!(reply.header("content-type").unwrap().starts_with("application/json"), "{accept}");
        assert_eq!(reply.header("x-content-type-options").as_deref(), Some("nosniff"));
    }
}

#[tokio::test]
async fn only_json_is_taken_from_a_post() {
    let transport = Transport::start().await;
    let body = r#"{"query":"{ __typename }"}"#;
    for content_type in [
        Some("application/xml"),
        Some("text/plain"),
        Some("text/plain; charset=utf-8"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("application/json; charset=utf-16"),
        None,
    ] {
        let request = Request::new("POST", "/graphql").body(body);
        let request = content_type.into_iter().fold(request, |request, value| request.header("content-type", value));
        let reply = request.send(transport.addr).await;
        assert_eq!(reply.status, 415, "{content_type:?}");
        assert_eq!(reply.refusal(), "BAD_USER_INPUT");
    }
    let form = Request::new("POST", "/graphql")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("query=%7B__typename%7D");
    assert_eq!(form.send(transport.addr).await.status, 415);
    let upload = concat!(
        "--x\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n",
        "{\"query\":\"{ __typename }\"}\r\n--x--\r\n",
    );
    let upload =
        Request::new("POST", "/graphql").header("content-type", "multipart/form-data; boundary=x").body(upload);
    assert_eq!(upload.send(transport.addr).await.status, 415);
    assert!(transport.asked().is_empty());
    let utf8 = Request::new("POST", "/graphql").header("content-type", "application/json; charset=utf-8").body(body);
    assert_eq!(utf8.send(transport.addr).await.status, 200);
}

#[tokio::test]
async fn the_status_of_a_refused_operation_depends_on_the_form() {
    let transport = Transport::start().await;
    for (accept, status) in [(GRAPHQL, 400), (JSON, 200)] {
        let reply = Request::query("{").accept(accept).send(transport.addr).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.refusal(), "GRAPHQL_PARSE_FAILED");
        assert_eq!(reply.json()["errors"][0]["locations"], serde_json::json!([{ "line": 1, "column": 2 }]));
        let reply = Request::query("{ huge }").accept(accept).send(transport.addr).await;
        assert_eq!(reply.status, 413);
        assert_eq!(reply.refusal(), "REQUEST_TOO_LARGE");
        let reply = Request::query("{ fail }").accept(accept).send(transport.addr).await;
        assert_eq!(reply.status, 200, "an operation that was executed");
        assert_eq!(reply.json()["data"], serde_json::json!({ "fail": null }));
        assert_eq!(reply.json()["errors"][0]["message"], "it failed");
    }
}

#[tokio::test]
async fn caches_are_told_that_answers_depend_on_accept() {
    let transport = Transport::start().await;
    for request in [Request::get(&[("query", "{ __typename }")]), Request::query("{"), Request::new("PUT", "/graphql")]
    {
        let reply = request.send(transport.addr).await;
        assert!(reply.header("vary").unwrap().contains("accept"), "{reply:?}");
    }
}
