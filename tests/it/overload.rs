//! Operations that the process has no place for are refused at once; the others end, and it says that it lives.

use portico::config::http::HttpConfig;
use serde_json::json;

use crate::support::{
    app::{self, TestApp},
    raw::{self, Reply, Request},
    socket::Socket,
    transport::Transport,
};

fn assert_shed(reply: &Reply) {
    assert_eq!((reply.status, reply.refusal().as_str()), (503, "OVERLOADED"), "{reply:?}");
    assert_eq!(reply.header("retry-after").as_deref(), Some("1"));
    assert_eq!(reply.json()["errors"][0]["extensions"]["retryAfter"], 1);
}

#[tokio::test]
async fn one_operation_too_many_is_503_however_it_comes() {
    let transport = Transport::with(HttpConfig { max_operations: 1, ..HttpConfig::default() }).await;
    let mut first = Request::query("{ hang }").start(transport.addr).await;
    transport.graph.hanging.notified().await;
    for request in [
        Request::query("{ a }"),
        Request::query("{ a }").accept("application/graphql-response+json"),
        Request::get(&[("query", "{ a }")]),
    ] {
        assert_shed(&request.send(transport.addr).await);
    }
    let stream = Request::query("{ a }").accept("text/event-stream").send(transport.addr).await;
    assert!(stream.status == 200 && stream.body.contains("\"OVERLOADED\""), "{stream:?}");
    let mut socket = Socket::ready(transport.addr).await;
    socket.subscribe("1", "{ a }").await;
    assert_eq!(socket.hear().await["payload"][0]["extensions"], json!({ "code": "OVERLOADED", "retryAfter": 1 }));
    for path in ["/healthz", "/readyz"] {
        assert_eq!(Request::new("GET", path).send(transport.addr).await.status, 200, "{path}");
    }
    assert_eq!(transport.asked().len(), 1, "nothing of the others was looked at");
    transport.graph.release.notify_one();
    assert_eq!(raw::read(&mut first, false).await.status, 200);
    assert_eq!(Request::query("{ a }").send(transport.addr).await.status, 200, "there is a place again");
}

#[tokio::test]
async fn a_provider_that_is_slow_fills_the_places_and_no_more() {
    let mut config = app::config();
    config.http.max_operations = 2;
    let app = TestApp::with(config).await;
    let slow = json!({ "provider": "depositphotos", "command": "search", "times": 2, "kind": "slow", "seconds": 4 });
    app.fault(&slow).await;
    let mut under_way = Vec::new();
    for word in ["fox", "dog"] {
        let document = format!(r#"{{ search(query: "{word}", first: 1) {{ nodes {{ id }} }} }}"#);
        under_way.push(Request::query(&document).start(app.addr()).await);
    }
    // What needs no provider takes a place for an instant; it is refused as soon as both are taken.
    let refused = loop {
        let reply = app.send(Request::query("{ __typename }")).await;
        if reply.status != 200 {
            break reply;
        }
    };
    assert_shed(&refused);
    for path in ["/healthz", "/readyz"] {
        assert_eq!(app.send(Request::new("GET", path)).await.status, 200, "{path}");
    }
    for mut stream in under_way {
        let reply = raw::read(&mut stream, false).await;
        assert_eq!(reply.json()["data"]["search"]["nodes"].as_array().map(Vec::len), Some(1), "{reply:?}");
    }
    assert_eq!(app.commands().await, ["search", "search"]);
    app.shutdown().await;
}
