//! `/download/{token}`: a file that the viewer may have, streamed. The token is the right to it; where the file is stays here.

use std::fmt::Write;

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::Response,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Services, authorization, graphql::MediaType, problem::Problem, request_id::RequestId};
use crate::{
    download::{Answer, BadToken, Download, Grant, Refusal, Wanted},
    graphql::error::ErrorCode,
};

/// Files are one viewer's, and this address is not theirs for long.
const CACHING: HeaderValue = HeaderValue::from_static("private, no-store");

/// A vector may have scripts and links in it; shown in a browser, it is a picture and nothing else.
const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");

/// What RFC 5987 lets stand in a parameter's value.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

pub(super) async fn handle(State(services): State<Services>, Path(token): Path<String>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    answer(&services, &token, &head).await.unwrap_or_else(|problem| problem.into_response(MediaType::Json))
}

async fn answer(services: &Services, token: &str, head: &Parts) -> Result<Response, Problem> {
    let headers = &head.headers;
    let grant = services.downloads.grant(token).map_err(bad_token)?;
    let request_id = head.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    refuse_others(services, &grant, headers, &request_id).await?;
    let wanted = Wanted {
        head_only: head.method == Method::HEAD,
        range: one(headers, &header::RANGE),
        if_range: one(headers, &header::IF_RANGE),
        if_none_match: all(headers, &header::IF_NONE_MATCH),
        if_match: all(headers, &header::IF_MATCH),
    };
    let answer = services.downloads.open(&grant, &wanted, &request_id).await.map_err(|refusal| refused(&refusal))?;
    Ok(match answer {
        Answer::File(file) => whole_or_part(*file),
        Answer::NotModified(tag) => {
            let mut response = empty(StatusCode::NOT_MODIFIED);
            set(response.headers_mut(), header::ETAG, tag);
            response
        }
        Answer::Changed => {
            let message = "The file is not the one that was asked for any more.";
            return Err(Problem::new(StatusCode::PRECONDITION_FAILED, ErrorCode::BadUserInput, message));
        }
        Answer::OutOfRange(total) => out_of_range(total),
    })
}

/// The token is enough by itself, as a browser sends nothing else with a link. Who does say who they are must be the one it
/// was made for.
async fn refuse_others(services: &Services, grant: &Grant, headers: &HeaderMap, id: &str) -> Result<(), Problem> {
    let Some(authorization) = authorization::of(headers) else { return Ok(()) };
    let viewer = services.auth.viewer(Some(authorization)).await;
    let viewer = viewer.map_err(|refusal| authorization::refused(refusal, id))?;
    if grant.is_for(&viewer) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, "This link was made for somebody else."))
}

fn one(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn all(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<_> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn bad_token(reason: BadToken) -> Problem {
    let (status, message) = match reason {
        BadToken::Forged => (StatusCode::FORBIDDEN, "This link is not one of ours."),
        BadToken::Expired => (StatusCode::GONE, "This link has expired; ask the graph for a new one."),
    };
    Problem::new(status, ErrorCode::Forbidden, message)
}

fn refused(refusal: &Refusal) -> Problem {
    let (status, code, message) = match refusal {
        Refusal::NotFound => (StatusCode::NOT_FOUND, ErrorCode::NotFound, "There is no such file, or none any more."),
        Refusal::Busy => {
            let message = "As many files as may be are under way; try again soon.";
            return Problem::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::RateLimited, message)
                .with(header::RETRY_AFTER, "5");
        }
        Refusal::Timeout => {
            (StatusCode::GATEWAY_TIMEOUT, ErrorCode::UpstreamTimeout, "The provider did not answer in time.")
        }
        Refusal::Unavailable => {
            (StatusCode::BAD_GATEWAY, ErrorCode::UpstreamUnavailable, "The provider did not give the file.")
        }
        Refusal::Rejected(words) => {
            return Problem::new(StatusCode::BAD_GATEWAY, ErrorCode::UpstreamRejected, words.clone());
        }
        Refusal::NoAccount => {
            (StatusCode::FORBIDDEN, ErrorCode::Forbidden, "The company has no account here any more.")
        }
        Refusal::Unsupported => {
            (StatusCode::NOT_FOUND, ErrorCode::UnsupportedByProvider, "This provider is not configured.")
        }
    };
    Problem::new(status, code, message)
}

fn whole_or_part(file: Download) -> Response {
    let Download { part, length, media_type, file_name, tag, parts, body } = file;
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, CACHING);
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    set(headers, header::CONTENT_DISPOSITION, Some(disposition(&file_name)));
    set(headers, header::CONTENT_LENGTH, length);
    set(headers, header::ETAG, tag);
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static(if parts { "bytes" } else { "none" }));
    if let Some(part) = part {
        let total = part.total.map_or_else(|| "*".to_owned(), |total| total.to_string());
        set(headers, header::CONTENT_RANGE, Some(format!("bytes {}-{}/{total}", part.first, part.last)));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

fn out_of_range(total: Option<u64>) -> Response {
    let message = "The file has no such part.";
    let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, ErrorCode::BadUserInput, message);
    let mut response = problem.into_response(MediaType::Json);
    set(response.headers_mut(), header::CONTENT_RANGE, total.map(|total| format!("bytes */{total}")));
    response
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, CACHING);
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: Option<impl ToString>) {
    if let Some(value) = value.and_then(|value| HeaderValue::try_from(value.to_string()).ok()) {
        headers.insert(name, value);
    }
}

/// RFC 6266: saved, not shown; the name as it is for those who read RFC 5987, and what ASCII leaves of it for the others.
fn disposition(name: &str) -> String {
    // A name has neither quotes nor backslashes; some readers take a percent sign for an escape.
    let plain: String =
        name.chars().map(|letter| if matches!(letter, ' '..='~') && letter != '%' { letter } else { '_' }).collect();
    let mut value = format!("attachment; filename=\"{plain}\"");
    if plain != name {
        // Writing to a text cannot fail.
        let _ = write!(value, "; filename*=UTF-8''{}", utf8_percent_encode(name, VALUE));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_quoted_and_spelled_out_where_ascii_has_no_letters_for_it() {
        assert_eq!(disposition("Red fox.jpg"), "attachment; filename=\"Red fox.jpg\"");
        assert_eq!(
            disposition("Füchse, 100%.jpg"),
            "attachment; filename=\"F_chse, 100_.jpg\"; filename*=UTF-8''F%C3%BCchse%2C%20100%25.jpg"
        );
    }
}
