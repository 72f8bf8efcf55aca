//! `/graphql`: GraphQL over HTTP.

mod accept;
mod csrf;
mod gateway;
mod get;
mod parameters;
mod post;
mod respond;

use async_trait::async_trait;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::Response,
};

pub(super) use self::accept::MediaType;
use super::{Services, problem::Problem, request_id::RequestId};
use crate::{
    auth::Unauthenticated,
    graphql::{
        error::ErrorCode,
        operation::{Answer, OperationContext, OperationRequest},
    },
};

const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// Answers operations.
#[async_trait]
pub trait Operations: Send + Sync + 'static {
    /// Runs one operation, or says why not.
    async fn answer(&self, request: OperationRequest, context: OperationContext) -> Answer;
}

pub(super) async fn handle(State(services): State<Services>, request: Request) -> Response {
    let negotiated = accept::negotiate(request.headers());
    // A client that accepts nothing we have still gets a body that says so.
    let media = negotiated.unwrap_or(MediaType::Json);
    let answered = match negotiated {
        Some(_) => answer(&services, request, media).await,
        None => Err(not_acceptable()),
    };
    let mut response = answered.unwrap_or_else(|problem| problem.into_response(media));
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// A request as a story: may it come in, who asks, what is asked, what is the answer.
async fn answer(services: &Services, request: Request, media: MediaType) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let read_only = match head.method {
        Method::GET | Method::HEAD => true,
        Method::POST => false,
        _ => return Err(method_not_allowed()),
    };
    csrf::refuse_foreign_pages(&head.headers, &services.config.allowed_origins)?;
    let authorization = head.headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let request_id = head.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let viewer = services.auth.viewer(authorization).await.map_err(|refusal| unauthenticated(refusal, &request_id))?;
    let request = if read_only {
        get::parse(head.uri.query().unwrap_or_default())?
    } else {
        post::refuse_other_types(&head.headers)?;
        post::parse(&super::body::read(&head.headers, body, &services.config).await?)?
    };
    let from_gateway = gateway::proves_itself(&head.headers, services.gateway_secret.as_ref());
    let context = OperationContext { request_id, viewer, read_only, from_gateway };
    Ok(respond::to(services.operations.answer(request, context).await, media, read_only))
}

/// Whoever sent the token learns that it was refused; why is for the log.
fn unauthenticated(refusal: Unauthenticated, request_id: &str) -> Problem {
    tracing::info!(request_id, reason = refusal.reason(), "a request named no viewer that is believed");
    Problem::new(StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated, refusal.to_string())
        .with(header::WWW_AUTHENTICATE, refusal.challenge())
}

fn not_acceptable() -> Problem {
    Problem::new(
        StatusCode::NOT_ACCEPTABLE,
        ErrorCode::BadUserInput,
        "Answers come as application/graphql-response+json or application/json, in UTF-8; accept one of them.",
    )
}

fn method_not_allowed() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::BadUserInput,
        "Send the operation by POST, or a query by GET.",
    )
    .with(header::ALLOW, METHODS)
}
