//! Headers: request ids, what browsers may do, who asks, and what is not told.

use portico::config::{Mode, auth::AuthConfig, http::HttpConfig};

use crate::support::{raw::Request, transport::Transport};

#[tokio::test]
async fn a_request_id_is_taken_or_made_and_comes_back() {
    let transport = Transport::start().await;
    let reply = Request::query("{ a }").header("x-request-id", "portal-7.1").send(transport.addr).await;
    assert_eq!(reply.header("x-request-id").as_deref(), Some("portal-7.1"));
    let mut made = Vec::new();
    for bad in ["", "with space", "semi;colon", &"x".repeat(129)] {
        let reply = Request::query("{ a }").header("x-request-id", bad).send(transport.addr).await;
        made.push(reply.header("x-request-id").unwrap());
    }
    assert!(made.iter().all(|id| id.len() == 26), "{made:?}");
    let seen: Vec<_> = transport.asked().iter().map(|(_, context)| context.request_id.to_string()).collect();
    assert_eq!(seen, [&["portal-7.1".to_owned()][..], &made].concat());
    let lost = Request::new("GET", "/nowhere").header("x-request-id", "lost").send(transport.addr).await;
    assert_eq!(lost.header("x-request-id").as_deref(), Some("lost"), "refusals carry it too");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_no_server_name() {
    let transport = Transport::start().await;
    for request in [
        Request::query("{ a }"),
        Request::query("{ panic }"),
        Request::get(&[("query", "mutation { a }")]),
        Request::new("GET", "/nowhere"),
        Request::new("GET", "/healthz"),
        Request::new("POST", "/graphql").body("x"),
    ] {
        let reply = request.send(transport.addr).await;
        assert_eq!(reply.header("x-content-type-options").as_deref(), Some("nosniff"));
        assert_eq!(reply.header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(reply.header("referrer-policy").as_deref(), Some("no-referrer"));
        assert!(reply.header("content-security-policy").unwrap().contains("default-src 'none'"));
        assert_eq!((reply.header("server"), reply.header("x-powered-by")), (None, None));
    }
}

fn with_portal() -> HttpConfig {
    HttpConfig { allowed_origins: vec!["https://portal.example".to_owned()], ..HttpConfig::default() }
}

#[tokio::test]
async fn pages_of_listed_origins_alone_may_read_answers() {
    let transport = Transport::with(with_portal()).await;
    for (origin, allowed) in [
        ("https://portal.example", true),
        ("https://evil.example", false),
        ("https://portal.example.evil.example", false),
        ("http://portal.example", false),
        ("null", false),
    ] {
        let reply = Request::query("{ a }").header("origin", origin).send(transport.addr).await;
        let expected = allowed.then(|| origin.to_owned());
        assert_eq!(reply.header("access-control-allow-origin"), expected, "{origin}");
        assert!(reply.header("vary").unwrap().contains("origin"));
    }
}

#[tokio::test]
async fn a_preflight_is_answered_and_never_executed() {
    let transport = Transport::with(with_portal()).await;
    for (origin, allowed) in [("https://portal.example", true), ("https://evil.example", false)] {
        let reply = Request::new("OPTIONS", "/graphql")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,authorization")
            .send(transport.addr)
            .await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("access-control-allow-origin").is_some(), allowed);
    }
    assert!(transport.asked().is_empty());
}

#[tokio::test]
async fn pages_of_this_machine_may_ask_in_development_mode_alone() {
    let open = AuthConfig { anonymous: Some(true), ..AuthConfig::default() };
    let development = Transport::guarded(&open, Mode::Development).await;
    let production = Transport::guarded(&open, Mode::Production).await;
    for (origin, here) in [
        ("http://localhost:7890", true),
        ("http://127.0.0.1:3000", true),
        ("http://[::1]:5173", true),
        ("http://localhost.evil.example", false),
        ("https://evil.example", false),
        ("null", false),
    ] {
        for (transport, allowed) in [(&development, here), (&production, false)] {
            let expected = allowed.then(|| origin.to_owned());
            let preflight = Request::new("OPTIONS", "/graphql")
                .header("origin", origin)
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "content-type,traceparent,x-of-a-tool");
            let preflight = preflight.send(transport.addr).await;
            assert_eq!(preflight.header("access-control-allow-origin"), expected, "{origin}");
            let headers = preflight.header("access-control-allow-headers").unwrap();
            assert_eq!(headers, "content-type,traceparent,x-of-a-tool");
            let foreign = Request::query("{ a }").header("origin", origin).header("sec-fetch-site", "cross-site");
            let reply = foreign.send(transport.addr).await;
            assert_eq!(reply.status, if allowed { 200 } else { 403 }, "{origin}");
            assert_eq!(reply.header("access-control-allow-origin"), expected, "{origin}");
        }
    }
    // A page that does not say whose it is stays foreign.
    let nameless = Request::query("{ a }").header("sec-fetch-site", "cross-site").send(development.addr).await;
    assert_eq!(nameless.status, 403);
}

#[tokio::test]
async fn a_name_that_a_page_lets_resolve_to_this_machine_opens_nothing() {
    let plain = Transport::start().await;
    let public_url = "https://tunnel.example/x".parse().ok();
    let named = Transport::with(HttpConfig { public_url, ..HttpConfig::default() }).await;
    for (host, known, known_where_named) in [
        ("localhost:4000", true, true),
        ("portico:4000", true, true),
        ("tunnel.example", false, true),
        ("evil.example:4000", false, false),
        ("localhost.evil.example", false, false),
        ("a b", false, false),
    ] {
        for (transport, known) in [(&plain, known), (&named, known_where_named)] {
            // To the browser it is our own page that asks.
            let ours = Request::query("{ a }").header("host", host).header("origin", format!("http://{host}"));
            let socket = Request::get(&[]).header("host", host).header("upgrade", "websocket");
            let reply = ours.header("sec-fetch-site", "same-origin").send(transport.addr).await;
            assert_eq!(reply.status, if known { 200 } else { 403 }, "{host}");
            assert_eq!(socket.send(transport.addr).await.status == 403, !known, "{host}");
        }
    }
    let open = AuthConfig { anonymous: Some(true), ..AuthConfig::default() };
    let production = Transport::guarded(&open, Mode::Production).await;
    let reply = Request::query("{ a }").header("host", "evil.example").send(production.addr).await;
    assert_eq!(reply.status, 200, "that is the operator's to decide");
}

#[tokio::test]
async fn what_a_browser_calls_a_foreign_page_is_refused() {
    let transport = Transport::with(with_portal()).await;
    let foreign = [Request::query("{ a }"), Request::get(&[("query", "{ a }")])];
    for request in foreign {
        let reply = request.clone().header("sec-fetch-site", "cross-site").send(transport.addr).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (403, "FORBIDDEN"));
        let listed = request.header("sec-fetch-site", "cross-site").header("origin", "https://portal.example");
        assert_eq!(listed.send(transport.addr).await.status, 200);
    }
    assert_eq!(transport.asked().len(), 2);
}

#[tokio::test]
async fn a_bad_token_is_401_and_a_good_one_names_the_viewer() {
    let transport = Transport::start().await;
    for header in ["Bearer nonsense", "Bearer a.b.c", "Basic YTpi", "Bearer"] {
        let reply = Request::query("{ a }").header("authorization", header).send(transport.addr).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (401, "UNAUTHENTICATED"), "{header}");
        assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer "));
        assert!(!reply.body.contains("nonsense"));
    }
    let token = transport.auth.development_token().unwrap().unwrap();
    let header = format!("bearer {token}");
    let twice = Request::query("{ a }").header("authorization", &header).header("authorization", &header);
    assert_eq!(twice.send(transport.addr).await.status, 401, "a proxy may have looked at the other one");
    assert!(transport.asked().is_empty());
    let reply = Request::query("{ a }").header("authorization", header).send(transport.addr).await;
    assert_eq!(reply.status, 200);
    assert_eq!(&*transport.asked()[0].1.viewer.subject, "developer");
}
