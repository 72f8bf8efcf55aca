//! A bug in one request is that request's end and no other's.

use std::any::Any;

use axum::{http::StatusCode, response::Response};

use super::{graphql::MediaType, problem::Problem};
use crate::graphql::error::ErrorCode;

pub(super) fn answer(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("not a text"), "a request panicked");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, "Something went wrong inside Portico.")
        .into_response(MediaType::Json)
}
