//! Operations over WebSockets: the protocol `graphql-transport-ws`, as the npm package `graphql-ws` speaks it.

mod close;
mod message;
mod operation;
mod socket;

use axum::{
    extract::{
        FromRequestParts, Request,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use tracing::Instrument;

use self::{
    close::Close,
    socket::{Handshake, Socket},
};
use super::{Connection, Problem, RequestId, Services, authorization, csrf, gateway};
use crate::graphql::error::ErrorCode;

const PROTOCOL: &str = "graphql-transport-ws";

/// A larger message is read, so that the client is told why its socket closes, unless it is larger than this many limits.
const DISCARDED_LIMITS: usize = 2;

/// Whether the request wants a WebSocket.
pub(super) fn is_asked_for(headers: &HeaderMap) -> bool {
    headers.get(header::UPGRADE).is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Opens a socket. What is wrong before it is open is refused in the words of HTTP.
pub(super) async fn open(services: Services, request: Request) -> Result<Response, Problem> {
    let (mut head, _) = request.into_parts();
    csrf::refuse_foreign_sockets(&head, &services.origins)?;
    let request_id = head.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let authorization = authorization::of(&head.headers);
    if authorization.is_some() {
        let viewer = services.auth.viewer(authorization).await;
        viewer.map_err(|refusal| authorization::refused(refusal, &request_id))?;
    }
    let handshake = Handshake {
        request_id,
        authorization: authorization.map(<[u8]>::to_vec),
        from_gateway: gateway::proves_itself(&head.headers, services.gateway_secret.as_ref()),
        connection: head.extensions.get::<Connection>().cloned().unwrap_or_default(),
    };
    let upgrade = WebSocketUpgrade::from_request_parts(&mut head, &()).await.map_err(|reason| not_opened(&reason))?;
    let largest = services.config.body_limit.saturating_mul(DISCARDED_LIMITS);
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(largest).max_frame_size(largest);
    let spoken = upgrade.selected_protocol().is_some();
    // A client that offers protocols goes on with none but one of them: it would not hear a code.
    if !spoken && head.headers.contains_key(header::SEC_WEBSOCKET_PROTOCOL) {
        return Err(Problem::bad_request("Of WebSocket's subprotocols only graphql-transport-ws is spoken."));
    }
    let span = tracing::Span::current();
    Ok(upgrade.on_upgrade(move |socket| {
        let socket = Socket::new(socket, services, handshake);
        async move {
            // A client that offers none learns by a code what is spoken: an HTTP status would never reach a page.
            if spoken { socket.serve().await } else { socket.close(Close::PROTOCOL_NOT_SPOKEN).await }
        }
        .instrument(span)
    }))
}

fn not_opened(reason: &WebSocketUpgradeRejection) -> Problem {
    let problem = Problem::new(reason.status(), ErrorCode::BadUserInput, reason.body_text());
    match reason.status() {
        StatusCode::METHOD_NOT_ALLOWED => problem.with(header::ALLOW, "GET"),
        StatusCode::UPGRADE_REQUIRED => problem.with(header::UPGRADE, "websocket"),
        _ => problem,
    }
}
