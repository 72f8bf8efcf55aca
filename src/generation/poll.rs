//! The poller of one job: back-off with jitter, an end at the deadline.

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;

use super::Inner;
use crate::{
    domain::{
        generation::{Generation, GenerationFailure, GenerationStatus},
        id::GenerationId,
    },
    ledger::LedgerError,
};

/// How often the provider may say that it does not know a job that it accepted.
const TIMES_UNKNOWN: u32 = 5;

impl Inner {
    /// Follows a job, unless it is followed already. It is asked for with the account of whose it is.
    pub(super) fn poll(self: &Arc<Self>, id: &GenerationId) {
        let waker = Arc::new(Notify::new());
        {
            let mut followed = self.lock();
            if self.stop.is_cancelled() || followed.contains_key(id) {
                return;
            }
            followed.insert(id.clone(), waker.clone());
        }
        let (this, id) = (self.clone(), id.clone());
        self.tasks.spawn(async move {
            this.stop.run_until_cancelled(this.until_final(&id, &waker)).await;
            this.lock().remove(&id);
        });
    }

    /// Looks at a job now, if it is followed.
    pub(super) fn wake(&self, id: &GenerationId) {
        if let Some(waker) = self.lock().get(id) {
            waker.notify_one();
        }
    }

    async fn until_final(&self, id: &GenerationId, waker: &Notify) {
        let (mut pause, mut unknown) = (self.config.first_poll, 0);
        loop {
            tokio::select! {
                () = waker.notified() => {}
                () = tokio::time::sleep(jittered(pause)) => {}
            }
            match self.look(id, &mut unknown).await {
                Ok(Looked::Final) => return,
                Ok(Looked::Changed) => pause = self.config.first_poll,
                Ok(Looked::Same) => pause = (pause * 3 / 2).min(self.config.longest_poll),
                Err(error) => {
                    tracing::error!(job = %id, %error, "a job's change cannot be recorded");
                    pause = (pause * 2).min(self.config.longest_poll);
                }
            }
        }
    }

    /// Asks how a job is, and records it. `unknown` counts how often the provider did not know it.
    async fn look(&self, id: &GenerationId, unknown: &mut u32) -> Result<Looked, LedgerError> {
        // The end may be recorded already, by another process or by an earlier poller: then nobody is asked any more.
        let Some(open) = self.ledger.open_generation(id).await? else { return Ok(Looked::Final) };
        let mut changed = false;
        match self.ask(&open.tenant, id).await {
            Ok(Some(mut job)) => {
                if job.status == GenerationStatus::Failed {
                    job.failure = Some(GenerationFailure::Provider);
                }
                changed = self.ledger.change_generation(&job).await?;
                if job.is_final() {
                    return Ok(Looked::Final);
                }
            }
            Ok(None) => *unknown += 1,
            Err(error) => tracing::warn!(job = %id, %error, "a job cannot be looked at"),
        }
        let failure = match (*unknown >= TIMES_UNKNOWN, open.deadline_at <= self.ledger.now()) {
            (true, _) => GenerationFailure::Lost,
            (_, true) => GenerationFailure::Deadline,
            _ => return Ok(if changed { Looked::Changed } else { Looked::Same }),
        };
        let Some(open) = self.ledger.open_generation(id).await? else { return Ok(Looked::Final) };
        let failed = Generation { status: GenerationStatus::Failed, failure: Some(failure), ..open.job };
        self.ledger.change_generation(&failed).await?;
        Ok(Looked::Final)
    }
}

/// What a look at a job came to.
enum Looked {
    /// Nothing will change any more.
    Final,
    /// Something did.
    Changed,
    /// Nothing did.
    Same,
}

/// A pause between two thirds and four thirds of this one, so that pollers do not march in step.
fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(rand::random_range(0.67..1.33))
}
