//! An operation's answer as an HTTP response.

use std::collections::BTreeMap;

use async_graphql::{Pos, ServerError, Value};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde::{Serialize, Serializer, ser::SerializeSeq};

use super::{MediaType, Problem};
use crate::graphql::{
    error::ErrorCode,
    operation::{Refused, RefusedReason, RequestError, Throttle},
};

/// The response to an operation that was executed.
pub(super) fn executed(response: &async_graphql::Response, media: MediaType) -> Response {
    json(StatusCode::OK, media, &ExecutedBody::new(response))
}

/// The response to an operation that was refused; `safe_method` when it came by GET.
pub(super) fn refusal(refused: &Refused, media: MediaType, safe_method: bool) -> Response {
    let status = match (refused.reason, media) {
        (RefusedReason::OperationNotAllowed, _) if safe_method => StatusCode::METHOD_NOT_ALLOWED,
        (RefusedReason::TooLarge, _) => StatusCode::PAYLOAD_TOO_LARGE,
        (RefusedReason::Forbidden, _) => StatusCode::FORBIDDEN,
        // Said to every client in the words of HTTP: those in between, and libraries that wait, know no others.
        (RefusedReason::RateLimited(_), _) => StatusCode::TOO_MANY_REQUESTS,
        (RefusedReason::Overloaded(_), _) => StatusCode::SERVICE_UNAVAILABLE,
        // Older clients take any other status for a broken server, and do not read the errors.
        (_, MediaType::Json) => StatusCode::OK,
        (_, MediaType::GraphqlResponse) => StatusCode::BAD_REQUEST,
    };
    let mut response = json(status, media, &RefusedBody::new(refused));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    say_when(&mut response, refused);
    response
}

/// `Retry-After`, where the same may be asked again.
pub(super) fn say_when(response: &mut Response, refused: &Refused) {
    if let Some(seconds) = refused.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

fn json(status: StatusCode, media: MediaType, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let mut response = Response::new(Body::from(bytes));
            *response.status_mut() = status;
            response.headers_mut().insert(header::CONTENT_TYPE, media.header());
            response
        }
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written as JSON");
            let message = "Something went wrong inside Portico.";
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, message).into_response(media)
        }
    }
}

/// Errors come first, where a reader and a parser of streams meet them; the executor's own order has them last.
#[derive(Serialize)]
pub(super) struct ExecutedBody<'a> {
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
    data: &'a Value,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

impl<'a> ExecutedBody<'a> {
    pub(super) fn new(response: &'a async_graphql::Response) -> Self {
        Self { errors: &response.errors, data: &response.data, extensions: &response.extensions }
    }
}

/// There is no `data` entry: nothing was executed.
#[derive(Serialize)]
pub(super) struct RefusedBody<'a> {
    errors: Errors<'a>,
    extensions: RefusedExtensions,
}

impl<'a> RefusedBody<'a> {
    pub(super) fn new(refused: &'a Refused) -> Self {
        let throttle = refused.throttle().map(Throttled::from);
        let extensions = RefusedExtensions { cost: Cost { throttle, ..Cost::default() } };
        Self { errors: Errors::of(refused), extensions }
    }
}

/// What a refused operation cost.
#[derive(Default, Serialize)]
struct RefusedExtensions {
    cost: Cost,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Cost {
    points: u64,
    upstream_calls: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    throttle: Option<Throttled>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Throttled {
    maximum_available: u32,
    currently_available: u32,
    restore_rate: u32,
}

impl From<Throttle> for Throttled {
    fn from(throttle: Throttle) -> Self {
        let Throttle { maximum_available, currently_available, restore_rate } = throttle;
        Self { maximum_available, currently_available, restore_rate }
    }
}

/// Request errors, as the member `errors`.
pub(super) struct Errors<'a> {
    errors: &'a [RequestError],
    retry_after: Option<u64>,
}

impl<'a> Errors<'a> {
    /// Why an operation was refused.
    pub(super) fn of(refused: &'a Refused) -> Self {
        Self { errors: &refused.errors, retry_after: refused.retry_after() }
    }

    /// One that is no refusal of the graph's.
    pub(super) fn one(error: &'a RequestError) -> Self {
        Self { errors: std::slice::from_ref(error), retry_after: None }
    }
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[Pos]>::is_empty")]
    locations: &'a [Pos],
    extensions: ErrorExtensions,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorExtensions {
    code: &'static str,
    /// In seconds, as on a socket there is no header to say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

impl Serialize for Errors<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut errors = serializer.serialize_seq(Some(self.errors.len()))?;
        for error in self.errors {
            let extensions = ErrorExtensions { code: error.code.as_str(), retry_after: self.retry_after };
            errors.serialize_element(&ErrorBody {
                message: &error.message,
                locations: &error.locations,
                extensions,
            })?;
        }
        errors.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_first_and_nothing_empty_comes() {
        let mut response = async_graphql::Response::new(Value::Null);
        assert_eq!(serde_json::to_string(&ExecutedBody::new(&response)).unwrap(), r#"{"data":null}"#);
        response.errors.push(ServerError::new("No.", None));
        let body = serde_json::to_string(&ExecutedBody::new(&response)).unwrap();
        assert_eq!(body, r#"{"errors":[{"message":"No."}],"data":null}"#);
    }
}
