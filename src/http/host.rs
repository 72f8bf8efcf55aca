//! By which name we are asked. Development mode believes whoever reaches it, so a page must not reach it by a name of its own
//! that it lets resolve to this machine (DNS rebinding): to its browser it would be of our origin. With a token nothing
//! depends on it.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use url::{Host, Url};

use super::{Services, graphql::MediaType, problem::Problem, request_id::RequestId};
use crate::graphql::error::ErrorCode;

/// Refuses, in development mode, whoever asks by a name that may be anybody's.
pub(super) async fn refuse_strange_names(State(services): State<Services>, request: Request, next: Next) -> Response {
    if !services.origins.of_development() {
        return next.run(request).await;
    }
    let known = |host: &&HeaderValue| {
        let url = host.to_str().ok().and_then(|host| Url::parse(&format!("http://{host}")).ok());
        let public = services.config.public_url.as_ref().and_then(Url::host);
        url.is_some_and(|url| is_private(&url) || public == url.host())
    };
    let Some(stranger) = request.headers().get_all(header::HOST).iter().find(|host| !known(host)) else {
        return next.run(request).await;
    };
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    tracing::info!(
        request_id = &*request_id,
        host = ?stranger,
        "a request was refused: development mode is not known by this name, which `http.public_url` could say"
    );
    Problem::new(
        StatusCode::FORBIDDEN,
        ErrorCode::Forbidden,
        "Development mode is not known by this name, which `http.public_url` could say.",
    )
    .into_response(MediaType::Json)
}

/// Whether nobody on the internet can let this name resolve to where they like: an address, a name without a domain, one of
/// the domains that are kept for private use.
fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => !name.contains('.') || name.ends_with(".localhost") || name.ends_with(".internal"),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_anybody_could_have_are_not_private() {
        let private = |host: &str| is_private(&Url::parse(&format!("http://{host}")).unwrap());
        for here in ["localhost:4000", "127.0.0.1:4000", "[::1]:4000", "10.0.0.7", "portico", "host.docker.internal"] {
            assert!(private(here), "{here}");
        }
        for anybodys in
            ["evil.example:4000", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example.", "xinternal.com"]
        {
            assert!(!private(anybodys), "{anybodys}");
        }
    }
}
