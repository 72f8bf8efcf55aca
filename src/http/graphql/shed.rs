//! No more operations at a time than the process can bear. One too many is refused before anything of it is read: waiting
//! in line would only make all of them late.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::Semaphore;

use super::Operations;
use crate::graphql::{
    error::ErrorCode,
    operation::{Answer, OperationContext, OperationRequest, Refused, RefusedReason, RequestError},
};

/// How long whoever was refused should leave us alone.
const PAUSE: Duration = Duration::from_secs(1);

/// Operations, up to a number at a time. A subscription counts while it begins; how many there are is bounded by sockets.
pub(in crate::http) struct Shed {
    operations: Arc<dyn Operations>,
    places: Semaphore,
}

impl Shed {
    /// At most `most` of these at a time.
    pub(in crate::http) fn new(operations: Arc<dyn Operations>, most: usize) -> Self {
        Self { operations, places: Semaphore::new(most) }
    }
}

#[async_trait]
impl Operations for Shed {
    async fn answer(&self, request: OperationRequest, context: OperationContext) -> Answer {
        let Ok(_place) = self.places.try_acquire() else {
            tracing::warn!(request_id = &*context.request_id, "operation refused: as many as may be are under way");
            return Answer::Refused(overloaded());
        };
        self.operations.answer(request, context).await
    }
}

fn overloaded() -> Refused {
    let message = "As many operations as may be are under way; nothing was begun. Ask again soon.".to_owned();
    let error = RequestError { message, code: ErrorCode::Overloaded, locations: Vec::new() };
    Refused { reason: RefusedReason::Overloaded(PAUSE), errors: vec![error] }
}
