//! The poller of one job: back-off with jitter, an end at the deadline.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::sync::Notify;

use super::Inner;
use crate::domain::{
    generation::{Generation, GenerationFailure, GenerationStatus},
    id::GenerationId,
    tenant::Tenant,
};

/// How often the provider may say that it does not know a job that it accepted.
const TIMES_UNKNOWN: u32 = 5;

impl Inner {
    /// Follows a tenant's job, unless it is followed already.
    pub(super) fn poll(self: &Arc<Self>, tenant: &Tenant, id: &GenerationId) {
        let waker = Arc::new(Notify::new());
        {
            let mut followed = self.lock();
            if self.stop.is_cancelled() || followed.contains_key(id) {
                return;
            }
            followed.insert(id.clone(), waker.clone());
        }
        let (this, tenant, id) = (self.clone(), tenant.clone(), id.clone());
        self.tasks.spawn(async move {
            this.stop.run_until_cancelled(this.until_final(&tenant, &id, &waker)).await;
            this.lock().remove(&id);
        });
    }

    /// Looks at a job now, if it is followed.
    pub(super) fn wake(&self, id: &GenerationId) {
        if let Some(waker) = self.lock().get(id) {
            waker.notify_one();
        }
    }

    async fn until_final(&self, tenant: &Tenant, id: &GenerationId, waker: &Notify) {
        let mut pause = self.config.first_poll;
        let mut unknown = 0;
        loop {
            tokio::select! {
                () = waker.notified() => {}
                () = tokio::time::sleep(jittered(pause)) => {}
            }
            let mut job = match self.ask(tenant, id, "generation-poller").await {
                Ok(Some(job)) => Some(job),
                Ok(None) => {
                    unknown += 1;
                    None
                }
                Err(error) => {
                    tracing::warn!(job = %id, %error, "a job cannot be looked at");
                    None
                }
            };
            if job.as_ref().is_some_and(|job| job.status == GenerationStatus::Failed) {
                job = job.map(|job| Generation { failure: Some(GenerationFailure::Provider), ..job });
            }
            match self.note(id, job, unknown >= TIMES_UNKNOWN).await {
                Ok(Noted::Final) => return,
                Ok(Noted::Changed) => pause = self.config.first_poll,
                Ok(Noted::Same) => pause = (pause * 3 / 2).min(self.config.longest_poll),
                Err(error) => {
                    tracing::error!(job = %id, %error, "a job's change cannot be recorded");
                    pause = (pause * 2).min(self.config.longest_poll);
                }
            }
        }
    }

    async fn note(
        &self,
        id: &GenerationId,
        seen: Option<Generation>,
        lost: bool,
    ) -> Result<Noted, crate::ledger::LedgerError> {
        let mut changed = false;
        if let Some(job) = &seen {
            changed = self.ledger.change_generation(job).await?;
            if job.is_final() {
                return Ok(Noted::Final);
            }
        }
        // Final may also be what another process saw.
        let Some(last) = self.ledger.generation_changes(id, 0).await?.pop() else { return Ok(Noted::Final) };
        if last.last {
            return Ok(Noted::Final);
        }
        let ended = match (lost, self.deadline(id).await?) {
            (true, _) => Some(GenerationFailure::Lost),
            (false, Some(deadline)) if deadline <= self.ledger.now() => Some(GenerationFailure::Deadline),
            _ => None,
        };
        if let Some(failure) = ended {
            let failed = Generation { status: GenerationStatus::Failed, failure: Some(failure), ..last.job };
            self.ledger.change_generation(&failed).await?;
            return Ok(Noted::Final);
        }
        Ok(if changed { Noted::Changed } else { Noted::Same })
    }

    async fn deadline(&self, id: &GenerationId) -> Result<Option<Timestamp>, crate::ledger::LedgerError> {
        let open = self.ledger.open_generations().await?;
        Ok(open.into_iter().find(|record| record.job.id == *id).map(|record| record.deadline_at))
    }
}

/// What a look at a job came to.
enum Noted {
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
