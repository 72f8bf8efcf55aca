//! Answers that go out one after another in one HTTP response, each when it happens.

use std::{convert::Infallible, panic::AssertUnwindSafe, time::Duration};

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use futures::{FutureExt, StreamExt, stream};
use serde::Serialize;

use super::{
    accept::StreamType,
    lifetime::{Early, Lifetime},
    multipart,
    respond::{Errors, ExecutedBody, RefusedBody, say_when},
    sse,
};
use crate::graphql::{
    error::ErrorCode,
    operation::{Answers, Refused, RequestError},
};

/// How a form of streams writes what happens. Each piece is sent at once, as one chunk.
pub(super) struct Framing {
    pub(super) content_type: &'static str,
    pub(super) begin: &'static str,
    /// Around an answer.
    pub(super) answer: (&'static str, &'static str),
    /// Around a list of errors that are not the operation's: why the stream ends early.
    pub(super) errors: (&'static str, &'static str),
    /// A sign of life.
    pub(super) idle: &'static str,
    pub(super) end: &'static str,
}

impl StreamType {
    fn framing(self) -> &'static Framing {
        match self {
            Self::ServerSentEvents => &sse::FRAMING,
            Self::Multipart => &multipart::FRAMING,
        }
    }
}

/// A subscription's answers, until they end or `lifetime` does.
pub(super) fn of(answers: Answers, form: StreamType, lifetime: Lifetime, keep_alive: Duration) -> Response {
    let framing = form.framing();
    let begin = stream::once(async { Bytes::from_static(framing.begin.as_bytes()) });
    let pieces = stream::unfold(Some(Open { framing, answers, lifetime, keep_alive }), |open| async {
        let mut open = open?;
        let (piece, goes_on) = open.next().await;
        Some((piece, goes_on.then_some(open)))
    });
    response(framing, Body::from_stream(begin.chain(pieces).map(Ok::<_, Infallible>)))
}

/// An operation's one answer, as a stream that ends after it.
pub(super) fn of_one(answer: &async_graphql::Response, form: StreamType) -> Response {
    whole(form.framing(), &ExecutedBody::new(answer))
}

/// A refusal, as a stream that ends after it.
pub(super) fn of_refusal(refused: &Refused, form: StreamType) -> Response {
    let mut response = whole(form.framing(), &RefusedBody::new(refused));
    say_when(&mut response, refused);
    response
}

fn whole(framing: &Framing, answer: &impl Serialize) -> Response {
    let pieces = [
        Bytes::from_static(framing.begin.as_bytes()),
        framing.answer(answer),
        Bytes::from_static(framing.end.as_bytes()),
    ];
    response(framing, Body::from(pieces.concat()))
}

fn response(framing: &Framing, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(framing.content_type));
    // That nothing is kept is said of every answer; this one must not be collected on its way either (nginx).
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// A stream that has not ended.
struct Open {
    framing: &'static Framing,
    answers: Answers,
    lifetime: Lifetime,
    keep_alive: Duration,
}

impl Open {
    /// Waits for what happens next: what is to be sent, and whether the stream goes on after it.
    async fn next(&mut self) -> (Bytes, bool) {
        // A bug in one subscription is its end, and its client is told.
        let answer = AssertUnwindSafe(self.answers.next()).catch_unwind();
        tokio::select! {
            answer = answer => match answer {
                Ok(Some(answer)) => (self.framing.answer(&ExecutedBody::new(&answer)), true),
                Ok(None) => (Bytes::from_static(self.framing.end.as_bytes()), false),
                Err(_) => (self.framing.broken_off(&panicked()), false),
            },
            early = self.lifetime.ended() => (self.framing.broken_off(&Early::error(early)), false),
            () = tokio::time::sleep(self.keep_alive) => (Bytes::from_static(self.framing.idle.as_bytes()), true),
        }
    }
}

/// What the client of an operation that panicked is told.
pub(super) fn panicked() -> RequestError {
    tracing::error!("a subscription panicked");
    RequestError { message: "Internal error.".to_owned(), code: ErrorCode::Internal, locations: Vec::new() }
}

impl Framing {
    fn answer(&self, answer: &impl Serialize) -> Bytes {
        framed(self.answer, answer)
    }

    /// The last pieces of a stream that ends before its operation does, and says why.
    fn broken_off(&self, error: &RequestError) -> Bytes {
        let why = framed(self.errors, &Errors::one(error));
        [why, Bytes::from_static(self.end.as_bytes())].concat().into()
    }
}

fn framed((before, after): (&str, &str), value: &impl Serialize) -> Bytes {
    let mut piece = before.as_bytes().to_vec();
    if let Err(error) = serde_json::to_writer(&mut piece, value) {
        tracing::error!(%error, "an answer cannot be written as JSON");
        piece.truncate(before.len());
        piece.extend_from_slice(b"null");
    }
    piece.extend_from_slice(after.as_bytes());
    piece.into()
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    #[test]
    fn pieces_are_what_the_protocols_say() {
        let answer = async_graphql::Response::new(value!({ "a": "1\n2" }));
        let text = |bytes: Bytes| String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(text(sse::FRAMING.answer(&answer)), "event: next\ndata: {\"data\":{\"a\":\"1\\n2\"}}\n\n");
        assert_eq!(
            text(multipart::FRAMING.answer(&answer)),
            "\r\ncontent-type: application/json\r\n\r\n{\"payload\":{\"data\":{\"a\":\"1\\n2\"}}}\r\n--graphql"
        );
        let early = Early::Expired.error();
        let error = format!("[{{\"message\":\"{}\",\"extensions\":{{\"code\":\"UNAUTHENTICATED\"}}}}]", early.message);
        assert_eq!(
            text(sse::FRAMING.broken_off(&early)),
            format!("event: next\ndata: {{\"errors\":{error}}}\n\nevent: complete\ndata:\n\n")
        );
        assert!(
            text(multipart::FRAMING.broken_off(&early))
                .ends_with(&format!("\r\n\r\n{{\"payload\":null,\"errors\":{error}}}\r\n--graphql--\r\n"))
        );
    }
}
