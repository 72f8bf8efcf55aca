//! `/graphql`: GraphQL over HTTP, and subscriptions over server-sent events, multipart answers and WebSockets.

mod accept;
mod csrf;
mod gateway;
mod get;
mod json;
mod lifetime;
mod multipart;
mod parameters;
mod post;
mod respond;
mod shed;
mod sse;
mod stream;
mod websocket;

use async_trait::async_trait;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::Response,
};

pub(super) use self::{accept::MediaType, shed::Shed};
use self::{
    accept::{Accepted, Form},
    lifetime::Lifetime,
};
use super::{Services, authorization, connection::Connection, problem::Problem, request_id::RequestId};
use crate::graphql::{
    error::ErrorCode,
    operation::{Answer, OperationContext, OperationRequest, RefusedReason, TRANSPORT_NEEDED},
};

const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// Answers operations.
#[async_trait]
pub trait Operations: Send + Sync + 'static {
    /// Runs one operation, or says why not; a subscription where the context says that the transport `streams`.
    async fn answer(&self, request: OperationRequest, context: OperationContext) -> Answer;
}

pub(super) async fn handle(State(services): State<Services>, request: Request) -> Response {
    if websocket::is_asked_for(request.headers()) {
        let opened = websocket::open(services, request).await;
        return opened.unwrap_or_else(|problem| problem.into_response(MediaType::Json));
    }
    let accepted = accept::negotiate(request.headers());
    let answered = match accepted {
        Some(accepted) => answer(&services, request, accepted).await,
        None => Err(not_acceptable()),
    };
    // A client that accepts nothing we have still gets a body that says so.
    let media = accepted.map_or(MediaType::Json, Accepted::document);
    let mut response = answered.unwrap_or_else(|problem| problem.into_response(media));
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// A request as a story: may it come in, who asks, what is asked, what is the answer.
async fn answer(services: &Services, request: Request, accepted: Accepted) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let read_only = match head.method {
        Method::GET | Method::HEAD => true,
        Method::POST => false,
        _ => return Err(method_not_allowed()),
    };
    csrf::refuse_foreign_pages(&head, &services.origins)?;
    let request_id = head.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let viewer = services.auth.viewer(authorization::of(&head.headers)).await;
    let viewer = viewer.map_err(|refusal| authorization::refused(refusal, &request_id))?;
    let request = if read_only {
        get::parse(head.uri.query().unwrap_or_default(), services.most_values)?
    } else {
        post::refuse_other_types(&head.headers)?;
        post::parse(&super::body::read(&head.headers, body, &services.config).await?, services.most_values)?
    };
    let from_gateway = gateway::proves_itself(&head.headers, services.gateway_secret.as_ref());
    let connection = head.extensions.get::<Connection>().cloned().unwrap_or_default();
    let (address, streams) = (connection.peer(), accepted.stream.is_some());
    let lifetime = Lifetime::new(connection, (services.expires)(&viewer), &services.clock);
    let context = OperationContext { request_id, viewer, address, read_only, from_gateway, streams };
    let answer = services.operations.answer(request, context).await;
    let keep_alive = services.config.streams.keep_alive;
    match (answer, accepted.single, accepted.stream) {
        (Answer::Stream(answers), _, Some(form)) => Ok(stream::of(answers, form, lifetime, keep_alive)),
        (Answer::Stream(_), _, None) => Err(Problem::bad_request(TRANSPORT_NEEDED)),
        // What may not be asked in this way is refused in the words of HTTP, whatever the form.
        (Answer::Refused(refused), _, _) if read_only && refused.reason == RefusedReason::OperationNotAllowed => {
            Ok(respond::refusal(&refused, accepted.document(), read_only))
        }
        (Answer::Refused(refused), Form::Document(media), _) => Ok(respond::refusal(&refused, media, read_only)),
        (Answer::Refused(refused), Form::Stream(form), _) => Ok(stream::of_refusal(&refused, form)),
        (Answer::Executed(response), Form::Document(media), _) => Ok(respond::executed(&response, media)),
        (Answer::Executed(response), Form::Stream(form), _) => Ok(stream::of_one(&response, form)),
    }
}

fn not_acceptable() -> Problem {
    Problem::new(
        StatusCode::NOT_ACCEPTABLE,
        ErrorCode::BadUserInput,
        "Answers come as application/graphql-response+json or application/json, in UTF-8, those of a subscription as \
         text/event-stream or multipart/mixed;subscriptionSpec=1.0; accept one of them.",
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
