//! `/graphiql`: the query editor, bundled into the binary. Nothing is fetched from elsewhere.

use std::sync::Arc;

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What `npm run build` made of `web/`. A build without Node.js has none of it.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Bundle;

/// What the page shows instead of an editor that was not built in.
const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>Portico</title>\
    <body style=\"font-family:sans-serif;max-width:40rem;margin:4rem auto\">\
    <h1>GraphiQL is not in this build</h1>\
    <p>Run <code>make web</code> (it needs Node.js) and build Portico again. The endpoint works without it: \
    <code>POST graphql</code>.</p>";

/// What the page is served with.
#[derive(Clone, Debug, Default)]
pub struct GraphiqlSettings {
    /// The development token that requests carry; none outside development mode.
    pub token: Option<String>,
    /// Where the pictures of answers may be shown from, as sources of the Content-Security-Policy.
    pub image_sources: Vec<String>,
}

/// The page and its assets.
pub(super) fn routes<S: Clone + Send + Sync + 'static>(settings: GraphiqlSettings) -> Router<S> {
    let settings = Arc::new(settings);
    Router::new()
        .route("/graphiql", get(move || async move { page(&settings) }))
        // Relative, so that it holds behind a portal's prefix too.
        .route("/graphiql/", get(|| async { Redirect::permanent("../graphiql") }))
        .route("/graphiql/assets/{file}", get(asset))
}

fn page(settings: &GraphiqlSettings) -> Response {
    let Some(index) = Bundle::get("index.html") else {
        return (StatusCode::NOT_FOUND, Html(NOT_BUILT)).into_response();
    };
    let token = settings.token.as_deref().unwrap_or_default();
    let html = String::from_utf8_lossy(&index.data)
        // The page stands beside its folder, not in it.
        .replace("\"./assets/", "\"./graphiql/assets/")
        .replace(
            "name=\"portico-token\" content=\"\"",
            &format!("name=\"portico-token\" content=\"{}\"", escape(token)),
        );
    let mut response = Html(html).into_response();
    let headers = response.headers_mut();
    // It may hold a token.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy(&settings.image_sources)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The strictest policy that the editor works under.
fn policy(image_sources: &[String]) -> String {
    let images = image_sources.iter().map(|source| format!(" {source}")).collect::<String>();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:{images}; \
         font-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'self'"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// A file of the bundle. Its name has a hash of what is in it, so it never changes.
async fn asset(Path(file): Path<String>, request: HeaderMap) -> Response {
    let Some(EmbeddedFile { data, metadata }) = Bundle::get(&format!("assets/{file}")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", hex::encode(&metadata.sha256_hash()[..12]));
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, content_type(&file).to_owned()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::ETAG, tag.clone()),
    ];
    let known = request.get(header::IF_NONE_MATCH).is_some_and(|given| given.as_bytes() == tag.as_bytes());
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, data.into_owned()).into_response()
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("ttf") => "font/ttf",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_this_origin_and_the_named_image_hosts_alone() {
        let policy = policy(&["http://127.0.0.1:4010".to_owned()]);
        assert!(policy.contains("img-src 'self' data: http://127.0.0.1:4010;"));
        assert!(!policy.contains("unsafe-eval") && policy.contains("default-src 'none'"));
    }
}
