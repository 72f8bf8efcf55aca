//! GraphQL over HTTP: what a request may say, and how it is read.

use serde_json::json;

use crate::support::{raw::Request, transport::Transport};

#[tokio::test]
async fn all_that_a_request_says_reaches_the_graph() {
    let transport = Transport::start().await;
    let body = json!({
        "query": "query A { a }", "operationName": "A", "variables": { "x": null }, "extensions": { "y": 1 },
        "documentId": "d", "unknown": { "is": ["ignored"] },
    });
    let by_post = Request::post(body.to_string());
    let by_get = Request::get(&[
        ("query", "query A { a }"),
        ("operationName", "A"),
        ("variables", r#"{"x":null}"#),
        ("extensions", r#"{"y":1}"#),
        ("documentId", "d"),
        ("unknown", "ignored"),
    ]);
    for request in [by_post, by_get] {
        assert_eq!(request.send(transport.addr).await.status, 200);
    }
    let asked = transport.asked();
    for (request, _) in &asked {
        assert_eq!(request.query.as_deref(), Some("query A { a }"));
        assert_eq!(request.operation_name.as_deref(), Some("A"));
        assert_eq!(request.document_id.as_deref(), Some("d"));
        assert_eq!(json!(request.variables), json!({ "x": null }));
        assert_eq!(json!(request.extensions), json!({ "y": 1 }));
    }
    let read_only: Vec<_> = asked.iter().map(|(_, context)| context.read_only).collect();
    assert_eq!(read_only, [false, true]);
}

#[tokio::test]
async fn a_stored_operation_needs_no_document() {
    let transport = Transport::start().await;
    let extensions = r#"{"persistedQuery":{"version":1,"sha256Hash":"0"}}"#;
    for request in [
        Request::post(format!("{{\"extensions\":{extensions}}}")),
        Request::get(&[("extensions", extensions)]),
        Request::post(r#"{"documentId":"d"}"#),
        Request::get(&[("documentId", "d")]),
    ] {
        assert_eq!(request.send(transport.addr).await.status, 200);
    }
    assert_eq!(transport.asked().len(), 4);
}

#[tokio::test]
async fn empty_parameters_of_an_address_are_absent() {
    let transport = Transport::start().await;
    let request = Request::get(&[
        ("query", "{ a }"),
        ("operationName", ""),
        ("variables", ""),
        ("extensions", ""),
        ("documentId", ""),
    ]);
    assert_eq!(request.send(transport.addr).await.status, 200);
    let (asked, _) = transport.asked().remove(0);
    assert_eq!((asked.operation_name, asked.document_id), (None, None));
    assert!(asked.variables.is_empty() && asked.extensions.is_empty());
}

#[tokio::test]
async fn null_parameters_of_a_body_are_absent() {
    let transport = Transport::start().await;
    let body = r#"{"query":"{ a }","operationName":null,"variables":null,"extensions":null,"documentId":null}"#;
    assert_eq!(Request::post(body).send(transport.addr).await.status, 200);
}

#[tokio::test]
async fn what_cannot_be_read_is_400_in_any_form_with_a_readable_reason() {
    let transport = Transport::start().await;
    let deep = format!(r#"{{"query":"{{ a }}","variables":{{"x":{}"#, "[".repeat(100_000));
    let deep_elsewhere = format!(r#"{{"query":"{{ a }}","unknown":{}"#, "{\"a\":".repeat(100_000));
    let bodies: [&[u8]; 22] = [
        b"",
        b"{ \"not a JSON",
        b"{\"qeury\":\"{ a }\"}",
        b"{\"query\":null}",
        b"{\"query\":{\"obj\":\"ect\"}}",
        b"{\"query\":0}",
        b"{\"query\":false}",
        b"{\"query\":[\"array\"]}",
        b"{\"query\":\"{ a }\",\"operationName\":0}",
        b"{\"query\":\"{ a }\",\"variables\":\"string\"}",
        b"{\"query\":\"{ a }\",\"variables\":[\"array\"]}",
        b"{\"query\":\"{ a }\",\"extensions\":false}",
        b"{\"query\":\"{ a }\",\"documentId\":1}",
        b"{\"query\":\"{ a }\",\"query\":\"mutation { b }\"}",
        b"{\"query\":\"{ a }\",\"variables\":{},\"variables\":{}}",
        b"{\"query\":\"{ a }\",\"variables\":{\"x\":{\"y\":1,\"y\":2}}}",
        b"[{\"query\":\"{ a }\"},{\"query\":\"{ a }\"}]",
        b"[]",
        b"\"{ a }\"",
        b"{\"query\":\"\xff\xfe\"}",
        deep.as_bytes(),
        deep_elsewhere.as_bytes(),
    ];
    for body in bodies {
        for accept in ["application/json", "application/graphql-response+json"] {
            let reply = Request::post(body).accept(accept).send(transport.addr).await;
            assert_eq!(reply.status, 400, "{}", String::from_utf8_lossy(&body[..body.len().min(80)]));
            assert!(reply.header("content-type").unwrap().starts_with(accept));
            assert_eq!(reply.refusal(), "BAD_USER_INPUT");
        }
    }
    for parameters in [
        &[("query", "")][..],
        &[("query", "{ a }"), ("variables", "{")],
        &[("query", "{ a }"), ("variables", "[1]")],
        &[("query", "{ a }"), ("extensions", "1")],
        &[("query", "{ a }"), ("query", "{ b }")],
    ] {
        let reply = Request::get(parameters).send(transport.addr).await;
        assert_eq!(reply.status, 400, "{parameters:?}");
        assert_eq!(reply.refusal(), "BAD_USER_INPUT");
    }
    assert!(transport.asked().is_empty());
    assert_eq!(Request::query("{ a }").send(transport.addr).await.status, 200, "the server is well");
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let transport = Transport::start().await;
    assert_eq!(Request::post("\u{feff}{\"query\":\"{ a }\"}").send(transport.addr).await.status, 200);
}

#[tokio::test]
async fn a_mutation_by_get_is_405_and_says_how() {
    let transport = Transport::start().await;
    for accept in ["application/json", "application/graphql-response+json"] {
        let reply = Request::get(&[("query", "mutation { a }")]).accept(accept).send(transport.addr).await;
        assert_eq!(reply.status, 405);
        assert_eq!(reply.header("allow").as_deref(), Some("POST"));
        reply.refusal();
    }
}

#[tokio::test]
async fn other_methods_are_405_and_execute_nothing() {
    let transport = Transport::start().await;
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "FOO"] {
        let request = Request::new(method, "/graphql?query={a}").header("content-type", "application/json");
        let reply = request.body(r#"{"query":"{ a }"}"#).send(transport.addr).await;
        assert_eq!(reply.status, 405, "{method}");
        assert_eq!(reply.header("allow").as_deref(), Some("GET, HEAD, POST, OPTIONS"));
        reply.refusal();
    }
    let reply = Request::new("OPTIONS", "/graphql?query={a}").send(transport.addr).await;
    assert_eq!(reply.status, 200);
    assert!(transport.asked().is_empty());
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let transport = Transport::start().await;
    let reply = Request::new("HEAD", "/graphql?query={a}").send(transport.addr).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type").as_deref(), Some("application/json; charset=utf-8"));
    assert!(transport.asked()[0].1.read_only);
}

#[tokio::test]
async fn every_refusal_of_the_server_is_a_graphql_error_with_a_content_type() {
    let transport = Transport::start().await;
    for (request, status, code) in [
        (Request::new("GET", "/nowhere"), 404, "NOT_FOUND"),
        (Request::new("POST", "/healthz"), 405, "BAD_USER_INPUT"),
        (Request::query("{ panic }"), 500, "INTERNAL"),
    ] {
        let reply = request.send(transport.addr).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("content-type").as_deref(), Some("application/json; charset=utf-8"));
        assert_eq!(reply.refusal(), code);
        assert!(!reply.body.contains("as the document says"), "the cause of a panic stays inside");
    }
    let reply = Request::new("POST", "/healthz").send(transport.addr).await;
    assert_eq!(reply.header("allow").as_deref(), Some("GET,HEAD"));
}
