//! One operation of a socket, in a task of its own: a query that takes its time holds up nobody else.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use axum::extract::ws::Utf8Bytes;
use futures::{FutureExt, StreamExt};
use tokio::{sync::mpsc, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    super::{
        Operations,
        respond::{Errors, ExecutedBody},
        stream::panicked,
    },
    message::Saying,
};
use crate::graphql::{
    error::ErrorCode,
    operation::{Answer, Answers, OperationContext, OperationRequest, RequestError},
};

/// What an operation has for its client.
pub(super) struct Event {
    /// The operation's id, as the client chose it.
    pub(super) id: Arc<str>,
    /// Which of the operations that had this id.
    pub(super) number: u64,
    /// What to send; nothing where a subscription is given up.
    pub(super) text: Option<Utf8Bytes>,
    /// Nothing comes after it.
    pub(super) last: bool,
}

/// An operation under way.
pub(super) struct Operation {
    pub(super) id: Arc<str>,
    pub(super) number: u64,
    pub(super) operations: Arc<dyn Operations>,
    /// How long anything but a subscription may take.
    pub(super) deadline: Duration,
    /// Subscriptions are given up when a stop is asked for; what ends by itself may end.
    pub(super) stop: CancellationToken,
    /// Bounded: where the client does not keep up, the operation waits.
    pub(super) events: mpsc::Sender<Event>,
}

/// Nobody listens any more.
struct Gone;

impl Operation {
    pub(super) async fn run(self, request: OperationRequest, context: OperationContext) {
        let answered = AssertUnwindSafe(self.answer(request, context)).catch_unwind().await;
        // That nobody listens any more is no news to anybody.
        let _ = match answered {
            Ok(told) => told,
            Err(_) => self.fail(&panicked()).await,
        };
    }

    async fn answer(&self, request: OperationRequest, context: OperationContext) -> Result<(), Gone> {
        match timeout(self.deadline, self.operations.answer(request, context)).await {
            Ok(Answer::Stream(answers)) => self.stream(answers).await,
            Ok(Answer::Executed(response)) => {
                self.send(Saying::next(&self.id, ExecutedBody::new(&response)).text(), false).await?;
                self.send(Saying::complete(&self.id).text(), true).await
            }
            Ok(Answer::Refused(refused)) => self.send(Saying::error(&self.id, Errors::of(&refused)).text(), true).await,
            Err(_) => {
                let message = format!("The operation took longer than {} seconds.", self.deadline.as_secs_f64());
                self.fail(&RequestError { message, code: ErrorCode::UpstreamTimeout, locations: Vec::new() }).await
            }
        }
    }

    async fn stream(&self, mut answers: Answers) -> Result<(), Gone> {
        loop {
            let answer = tokio::select! {
                () = self.stop.cancelled() => return self.give_up().await,
                answer = answers.next() => answer,
            };
            match answer {
                Some(answer) => self.send(Saying::next(&self.id, ExecutedBody::new(&answer)).text(), false).await?,
                None => return self.send(Saying::complete(&self.id).text(), true).await,
            }
        }
    }

    async fn fail(&self, error: &RequestError) -> Result<(), Gone> {
        self.send(Saying::error(&self.id, Errors::one(error)).text(), true).await
    }

    async fn give_up(&self) -> Result<(), Gone> {
        self.event(None, true).await
    }

    async fn send(&self, text: Utf8Bytes, last: bool) -> Result<(), Gone> {
        self.event(Some(text), last).await
    }

    async fn event(&self, text: Option<Utf8Bytes>, last: bool) -> Result<(), Gone> {
        let event = Event { id: self.id.clone(), number: self.number, text, last };
        self.events.send(event).await.map_err(|_| Gone)
    }
}
