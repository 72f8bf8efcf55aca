//! Requests that a foreign page makes a browser send are refused.
//!
//! Three things together: a POST must be JSON, which a browser sends to a foreign site only after a preflight that we
//! do not grant; a GET runs queries alone, whose answer a foreign page cannot read; and where a browser says that a
//! request comes from a foreign page (every browser since 2023 does) it is refused outright, whatever it asks for.

use axum::http::{StatusCode, header, request::Parts};

use super::{
    super::origins::{self, Origins},
    Problem, RequestId,
};
use crate::graphql::error::ErrorCode;

pub(super) fn refuse_foreign_pages(head: &Parts, origins: &Origins) -> Result<(), Problem> {
    let headers = &head.headers;
    let foreign =
        headers.get("sec-fetch-site").is_some_and(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"));
    let allowed = headers.get(header::ORIGIN).is_some_and(|origin| origins.allow(origin));
    if foreign && !allowed { Err(refused(head)) } else { Ok(()) }
}

/// For WebSockets browsers ask no permission, send no `sec-fetch-site`, and let the page read everything: a page must be
/// allowed, or ours. Who sends no `Origin` is no browser.
pub(super) fn refuse_foreign_sockets(head: &Parts, origins: &Origins) -> Result<(), Problem> {
    let headers = &head.headers;
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let ours = authority.zip(host).is_some_and(|(authority, host)| authority.eq_ignore_ascii_case(host));
    if ours || origins.allow(origin) { Ok(()) } else { Err(refused(head)) }
}

fn refused(head: &Parts) -> Problem {
    origins::log_refusal(&head.headers, head.extensions.get::<RequestId>());
    Problem::new(
        StatusCode::FORBIDDEN,
        ErrorCode::Forbidden,
        "Pages of this origin may not ask; it is not listed in `http.allowed_origins`.",
    )
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Request};

    use super::*;

    fn portal() -> Origins {
        Origins::new(&["https://portal.example".to_owned()], false)
    }

    fn head(headers: HeaderMap) -> Parts {
        let (mut head, ()) = Request::new(()).into_parts();
        head.headers = headers;
        head
    }

    #[test]
    fn only_listed_pages_and_our_own_may_ask() {
        let may = |site: Option<&str>, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            site.map(|site| headers.insert("sec-fetch-site", site.parse().unwrap()));
            origin.map(|origin| headers.insert(header::ORIGIN, origin.parse().unwrap()));
            refuse_foreign_pages(&head(headers), &portal()).is_ok()
        };
        assert!(may(None, None), "not a browser");
        assert!(may(Some("none"), None), "typed by hand");
        assert!(may(Some("same-origin"), Some("http://127.0.0.1:4000")));
        assert!(may(Some("cross-site"), Some("https://portal.example")));
        assert!(!may(Some("cross-site"), Some("https://evil.example")));
        assert!(!may(Some("cross-site"), None), "an image or a script of a foreign page");
        assert!(!may(Some("same-site"), None));
    }

    #[test]
    fn a_socket_is_opened_by_listed_pages_our_own_and_programs() {
        let may = |origin: Option<&str>| {
            let mut headers = HeaderMap::from_iter([(header::HOST, "graph.example:4000".parse().unwrap())]);
            origin.map(|origin| headers.insert(header::ORIGIN, origin.parse().unwrap()));
            refuse_foreign_sockets(&head(headers), &portal()).is_ok()
        };
        assert!(may(None));
        assert!(may(Some("https://portal.example")));
        assert!(may(Some("http://graph.example:4000")) && may(Some("https://Graph.example:4000")));
        for foreign in ["https://evil.example", "null", "", "https://graph.example", "https://portal.example:8443"] {
            assert!(!may(Some(foreign)), "{foreign}");
        }
    }
}
