//! An operation in a JSON body.

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::{Problem, accept::media_type, json, parameters::Parameters};
use crate::graphql::{error::ErrorCode, operation::OperationRequest};

/// The UTF-8 byte order mark, which some tools write.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Only JSON in UTF-8 is read. The types that a browser sends across sites without asking are refused with the rest.
pub(super) fn refuse_other_types(headers: &HeaderMap) -> Result<(), Problem> {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| media_type(value.to_str().ok()?));
    let json = media.as_ref().is_some_and(|media| media.essence_str() == "application/json");
    let utf8 = media
        .as_ref()
        .and_then(|media| media.get_param(mime::CHARSET))
        .is_none_or(|charset| charset == mime::UTF_8 || charset == "utf8");
    let encoding = headers.get(header::CONTENT_ENCODING);
    let encoded = encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if json && utf8 && !encoded {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::BadUserInput,
        "Send the operation as `Content-Type: application/json`, in UTF-8, not compressed.",
    )
    .with(header::HeaderName::from_static("accept-post"), "application/json"))
}

/// Reads a body of at most so many values; its size is bounded by the body's limit.
pub(super) fn parse(body: &[u8], most_values: usize) -> Result<OperationRequest, Problem> {
    let body = body.strip_prefix(BOM).unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|_| Problem::bad_request("The request's body is not UTF-8."))?;
    match text.trim_ascii_start().as_bytes().first() {
        None => return Err(Problem::bad_request("The request has no body.")),
        Some(b'[') => return Err(Problem::bad_request("Batches are not accepted: send one operation a request.")),
        Some(_) => {}
    }
    match json::read(text, most_values).map_err(|unread| unread.problem("The request's body"))? {
        Value::Object(members) => Parameters::from(members).into_request(),
        _ => Err(Problem::bad_request("The request's body must be an object with a `query`.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read() {
        let body = "\u{feff} {\"query\":\"{a}\",\"operationName\":null,\"variables\":{\"x\":[1]},\"unknown\":[[{}]]}";
        let request = parse(body.as_bytes(), 9).unwrap();
        assert_eq!(request.query.as_deref(), Some("{a}"));
        assert_eq!(request.operation_name, None);
        assert_eq!(request.variables.len(), 1);
        let stored = parse(br#"{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}"#, 9).unwrap();
        assert_eq!((stored.query, stored.extensions.len()), (None, 1));
        assert_eq!(parse(br#"{"documentId":"x"}"#, 9).unwrap().document_id.as_deref(), Some("x"));
    }

    #[test]
    fn what_is_no_operation_is_refused() {
        let deep = format!("{{\"query\":\"{{a}}\",\"variables\":{{\"x\":{}", "[".repeat(100_000));
        for body in [
            "",
            " ",
            "\"text\"",
            "1",
            "null",
            "{}",
            "{\"query\"",
            "[{\"query\":\"{a}\"}]",
            "{\"query\":1}",
            "{\"query\":\"{a}\",\"variables\":[]}",
            "{\"query\":\"{a}\",\"variables\":\"{}\"}",
            "{\"query\":\"{a}\",\"extensions\":0}",
            "{\"query\":\"{a}\",\"operationName\":false}",
            "{\"query\":\"{a}\",\"query\":\"{b}\"}",
            "{\"query\":\"{a}\",\"variables\":{\"x\":1,\"x\":2}}",
            "{\"query\":\"{a}\"} {}",
            &deep,
        ] {
            let status = parse(body.as_bytes(), 200).unwrap_err().status;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{}", &body[..body.len().min(60)]);
        }
        assert!(parse(b"{\"query\":\"\xff\"}", 9).is_err());
        let many = parse(b"{\"query\":\"{a}\",\"unknown\":[1,2,3,4,5,6,7,8]}", 9).unwrap_err();
        assert_eq!(many.status, StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[test]
    fn only_json_is_read() {
        let of = |value: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            value.map(|value| headers.insert(header::CONTENT_TYPE, value.parse().unwrap()));
            refuse_other_types(&headers).is_ok()
        };
        for good in [
            "application/json",
            "Application/JSON; Charset=\"UTF-8\"",
            "application/json;charset=utf8",
            "application/json ; charset=utf-8;",
        ] {
            assert!(of(Some(good)), "{good}");
        }
        for bad in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/xml",
            "application/json; charset=utf-16",
            "application/graphql",
            "application/jsonp",
            "text/plain; application/json",
            "",
        ] {
            assert!(!of(Some(bad)), "{bad}");
        }
        assert!(!of(None));
    }
}
