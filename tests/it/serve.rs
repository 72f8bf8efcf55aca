//! `portico serve`, the real binary: what it says when it starts, how it stops, how it fails to start.

use std::net::TcpListener;

use crate::support::{
    process::{Process, addr},
    raw::Request,
};

#[tokio::test]
async fn without_file_or_flag_everything_runs_on_the_sandbox() {
    let mut process = Process::start(&["serve"], &[]);
    assert!(process.line("GraphiQL").ends_with("/graphiql"));
    let graphql = process.line("GraphQL");
    assert!(graphql.ends_with("/graphql"));
    let sandbox = process.line("Sandbox");
    assert!(sandbox.ends_with("/depositphotos"));
    assert_ne!(addr(&graphql), addr(&sandbox));
    let token = process.line("Token");
    let asked = Request::query("{ viewer { __typename } }").header("authorization", format!("Bearer {token}"));
    let reply = asked.send(addr(&graphql)).await;
    assert_eq!(reply.status, 200);
    assert!(reply.json()["data"]["viewer"].is_object(), "{reply:?}");
    let root = Request::new("GET", "/").send(addr(&graphql)).await.json();
    let there = "There is nothing here; the graph is at /graphql, GraphiQL at /graphiql.";
    assert_eq!(root["errors"][0]["message"], there);
    let ready = Request::new("GET", "/readyz").send(addr(&graphql)).await;
    assert_eq!((ready.status, ready.json()["providers"]["depositphotos"].as_str()), (200, Some("up")));
    let calls = Request::new("GET", "/_sandbox/calls").send(addr(&sandbox)).await;
    assert!(calls.json().is_array());
}

#[tokio::test]
async fn a_termination_ends_it_in_order_and_leaves_nothing_behind() {
    for signal in ["-TERM", "-INT"] {
        let mut process = Process::start(&["serve"], &[("PORTICO_LOG__FORMAT", "json")]);
        let graphql = process.line("GraphQL");
        let reply = Request::query("{ search(query: \"fox\", first: 1) { nodes { id } } }").send(addr(&graphql)).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let written = process.folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(written.collect::<Vec<_>>(), ["portico-data"], "the data folder, and nothing elsewhere");
        let (success, logged) = process.stop(signal);
        assert!(success, "{logged}");
        let lines: Vec<serde_json::Value> = logged.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let answered = lines.iter().find(|line| line["message"] == "request answered").unwrap();
        assert_eq!((answered["method"].as_str(), answered["path"].as_str()), (Some("POST"), Some("/graphql")));
        assert_eq!(answered["status"], 200);
        assert!(answered["request_id"].as_str().is_some_and(|id| id.len() == 26));
        assert_eq!(lines.last().unwrap()["message"], "stopped");
        assert!(!logged.contains("sandbox-key"));
    }
}

#[tokio::test]
async fn a_page_that_may_not_ask_is_named_in_the_log_with_the_setting() {
    let mut process = Process::start(&["serve"], &[("PORTICO_LOG__FORMAT", "json")]);
    let graphql = process.line("GraphQL");
    let preflight = Request::new("OPTIONS", "/graphql").header("access-control-request-method", "POST");
    let socket = Request::new("GET", "/graphql").header("connection", "upgrade").header("upgrade", "websocket");
    let page = Request::query("{ __typename }").header("sec-fetch-site", "cross-site");
    let own = Request::query("{ __typename }").header("sec-fetch-site", "same-origin");
    let origins = ["https://preflight.example", "https://socket.example", "https://page.example"];
    for (request, origin) in [preflight, socket, page].into_iter().zip(origins) {
        request.header("origin", origin).send(addr(&graphql)).await;
    }
    own.header("origin", "https://behind-a-proxy.example").send(addr(&graphql)).await;
    let (_, logged) = process.stop("-TERM");
    let lines: Vec<serde_json::Value> = logged.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let refused =
        lines.iter().filter(|line| line["message"].as_str().is_some_and(|it| it.contains("http.allowed_origins")));
    let named: Vec<_> = refused.map(|line| line["origin"].as_str().unwrap().trim_matches('"').to_owned()).collect();
    assert_eq!(named, origins);
}

#[tokio::test]
async fn the_sandbox_runs_alone_and_serve_uses_it() {
    let mut sandbox = Process::start(&["sandbox"], &[]);
    let url = sandbox.line("Depositphotos");
    let mut facade = Process::start(&["serve"], &[("PORTICO_PROVIDERS__DEPOSITPHOTOS__URL", &url)]);
    let graphql = facade.line("GraphQL");
    let reply = Request::query("{ search(query: \"fox\", first: 1) { nodes { id } } }").send(addr(&graphql)).await;
    assert_eq!(reply.json()["data"]["search"]["nodes"].as_array().map(Vec::len), Some(1), "{reply:?}");
    let calls = Request::new("GET", "/_sandbox/calls").send(addr(&url)).await.json();
    assert!(calls.as_array().unwrap().iter().any(|call| call["command"] == "search"), "{calls}");
    assert!(facade.stop("-TERM").0 && sandbox.stop("-TERM").0);
}

#[test]
fn a_port_in_use_is_an_error_that_names_the_setting() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = holder.local_addr().unwrap().to_string();
    for (variable, setting) in [("PORTICO_HTTP__LISTEN", "http.listen"), ("PORTICO_SANDBOX__LISTEN", "sandbox.listen")]
    {
        let mut process = Process::start(&["serve"], &[(variable, &taken)]);
        let status = process.child.wait().unwrap();
        let said = process.complaint();
        assert!(!status.success() && said.contains(setting) && said.contains(&taken), "{said}");
    }
}

#[test]
fn a_configuration_that_cannot_be_used_starts_nothing() {
    let mut process = Process::start(&["serve"], &[("PORTICO_MODE", "production")]);
    assert!(!process.child.wait().unwrap().success());
    assert!(process.complaint().contains("providers.depositphotos.url"));
}
