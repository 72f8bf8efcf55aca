//! A request that ends before the graph has seen it. The body has the form of a GraphQL error, whatever went wrong, so
//! that a client needs one way of reading errors.

use std::{
    borrow::Cow,
    future::{Ready, ready},
};

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::json;

use super::graphql::MediaType;
use crate::graphql::error::ErrorCode;

/// Why a request was not handed to the graph.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    code: ErrorCode,
    message: Cow<'static, str>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, message: message.into(), headers: Vec::new() }
    }

    /// 400: the request cannot be read as a GraphQL request.
    pub(super) fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::BadUserInput, message)
    }

    pub(super) fn with(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    /// What is wrong, in words that are safe to show.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn into_response(self, media: MediaType) -> Response {
        let error = json!({ "message": self.message, "extensions": { "code": self.code.as_str() } });
        let mut response = Response::new(Body::from(json!({ "errors": [error] }).to_string()));
        *response.status_mut() = self.status;
        response.headers_mut().insert(header::CONTENT_TYPE, media.header());
        response.headers_mut().extend(self.headers);
        response
    }
}

/// For every other path: where there is something, GraphiQL too where it is served.
pub(super) fn not_found(graphiql: bool) -> impl Fn() -> Ready<Response> + Clone + Send + 'static {
    let message = if graphiql {
        "There is nothing here; the graph is at /graphql, GraphiQL at /graphiql."
    } else {
        "There is nothing here; the graph is at /graphql."
    };
    move || ready(Problem::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, message).into_response(MediaType::Json))
}

/// For routes that read only; axum adds `Allow`.
pub(super) async fn method_not_allowed() -> Response {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadUserInput, "This method is not allowed here.")
        .into_response(MediaType::Json)
}
