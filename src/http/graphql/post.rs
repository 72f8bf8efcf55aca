//! An operation in a JSON body.

use std::fmt;

use axum::http::{HeaderMap, StatusCode, header};
use mime::Mime;
use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, Visitor},
};

use super::{Problem, parameters::Parameters};
use crate::graphql::{error::ErrorCode, operation::OperationRequest};

/// The UTF-8 byte order mark, which some tools write.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Only JSON in UTF-8 is read. The types that a browser sends across sites without asking are refused with the rest.
pub(super) fn refuse_other_types(headers: &HeaderMap) -> Result<(), Problem> {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()?.parse::<Mime>().ok());
    let json = media.as_ref().is_some_and(|media| media.essence_str() == "application/json");
    let utf8 = media
        .as_ref()
        .and_then(|media| media.get_param(mime::CHARSET))
        .is_none_or(|charset| charset == mime::UTF_8 || charset == "utf8");
    let encoded = headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity");
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

/// Reads a body. Nesting is bounded by the JSON library (128 levels), size by the body's limit.
pub(super) fn parse(body: &[u8]) -> Result<OperationRequest, Problem> {
    let body = body.strip_prefix(BOM).unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|_| Problem::bad_request("The request's body is not UTF-8."))?;
    match text.trim_ascii_start().as_bytes().first() {
        None => Err(Problem::bad_request("The request has no body.")),
        Some(b'[') => Err(Problem::bad_request("Batches are not accepted: send one operation a request.")),
        Some(_) => serde_json::from_str::<Parameters>(text).map_err(|error| unreadable(&error))?.into_request(),
    }
}

fn unreadable(error: &serde_json::Error) -> Problem {
    Problem::bad_request(match error.classify() {
        serde_json::error::Category::Data => format!("The request's body cannot be used: {error}."),
        _ => format!("The request's body is not JSON: {error}."),
    })
}

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Parameters;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a `query`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parameters, A::Error> {
        let mut parameters = Parameters::default();
        while let Some(name) = map.next_key::<String>()? {
            if !Parameters::is_known(&name) {
                map.next_value::<IgnoredAny>()?;
            } else if !parameters.add(name.clone(), map.next_value()?) {
                // Two readers could take different ones for the operation.
                return Err(de::Error::custom(format_args!("`{name}` stands there twice")));
            }
        }
        Ok(parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read() {
        let body = "\u{feff} {\"query\":\"{a}\",\"operationName\":null,\"variables\":{\"x\":[1]},\"unknown\":[[{}]]}";
        let request = parse(body.as_bytes()).unwrap();
        assert_eq!(request.query.as_deref(), Some("{a}"));
        assert_eq!(request.operation_name, None);
        assert_eq!(request.variables.len(), 1);
        let stored = parse(br#"{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}"#).unwrap();
        assert_eq!((stored.query, stored.extensions.len()), (None, 1));
        assert_eq!(parse(br#"{"documentId":"x"}"#).unwrap().document_id.as_deref(), Some("x"));
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
            "{\"query\":\"{a}\"} {}",
            &deep,
        ] {
            let status = parse(body.as_bytes()).unwrap_err().status;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{}", &body[..body.len().min(60)]);
        }
        assert!(parse(b"{\"query\":\"\xff\"}").is_err());
    }

    #[test]
    fn only_json_is_read() {
        let of = |value: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            value.map(|value| headers.insert(header::CONTENT_TYPE, value.parse().unwrap()));
            refuse_other_types(&headers).is_ok()
        };
        for good in ["application/json", "Application/JSON; Charset=\"UTF-8\"", "application/json;charset=utf8"] {
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
