//! Jobs of the image generator: recorded, followed by callbacks and a poller, and fed to whoever listens.

mod callback;
mod feed;
mod poll;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use self::callback::CallbackKey;
use self::feed::Feeds;
use crate::{
    config::generation::GenerationConfig,
    domain::{
        generation::{Generation, GenerationRecord},
        id::GenerationId,
        tenant::Tenant,
    },
    ledger::{Ledger, LedgerError},
    providers::{CallContext, CallMeter, Providers, Read},
};

/// How often the ledger is looked through for jobs that nobody follows: another process may have died.
const SWEEP: Duration = Duration::from_secs(5);
/// Upstream calls of one look at a job.
const CALLS: u32 = 10;

/// Follows jobs.
#[derive(Clone)]
pub struct Generations(Arc<Inner>);

struct Inner {
    ledger: Arc<Ledger>,
    providers: Arc<Providers>,
    config: GenerationConfig,
    key: CallbackKey,
    /// A waker for each job that is followed: one poller per job, however many listen.
    followed: Mutex<HashMap<GenerationId, Arc<Notify>>>,
    /// What is told of the jobs that somebody listens to.
    feeds: Feeds,
    /// A callback came.
    news: Notify,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Generations {
    /// Follows jobs of these providers, recorded in this ledger.
    pub fn new(ledger: Arc<Ledger>, providers: Arc<Providers>, config: GenerationConfig, key: CallbackKey) -> Self {
        Self(Arc::new(Inner {
            ledger,
            providers,
            config,
            key,
            followed: Mutex::default(),
            feeds: Feeds::default(),
            news: Notify::new(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }))
    }

    /// Goes on following what an earlier process followed, and looks for new jobs until the stop.
    pub fn start(&self) {
        let this = self.0.clone();
        self.0.tasks.spawn(async move {
            loop {
                if let Err(error) = this.sweep().await {
                    tracing::error!(%error, "jobs of the image generator cannot be followed");
                }
                tokio::select! {
                    () = this.stop.cancelled() => return,
                    () = this.news.notified() => {}
                    () = tokio::time::sleep(SWEEP) => {}
                }
            }
        });
    }

    /// Stops following; the next start goes on.
    pub async fn shutdown(&self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// Records a job that was asked for elsewhere, and follows it.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn follow(&self, tenant: &Tenant, job: &Generation) -> Result<(), LedgerError> {
        self.0.ledger.record_generation(tenant, None, job, self.0.config.deadline).await?;
        if !job.is_final() {
            self.0.poll(&job.id);
        }
        Ok(())
    }

    /// Records the jobs of purchases that were just settled, and follows them.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn catch_up(&self) -> Result<(), LedgerError> {
        self.0.adopt().await
    }

    /// A job as it is recorded; `None` when it is not the tenant's.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn recorded(&self, tenant: &str, id: &GenerationId) -> Result<Option<GenerationRecord>, LedgerError> {
        self.0.ledger.generation(tenant, id).await
    }

    /// Whether a job is another tenant's: then this one is not told of it, whatever the provider would say.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn is_anothers(&self, tenant: &str, id: &GenerationId) -> Result<bool, LedgerError> {
        self.0.ledger.generation_is_anothers(tenant, id).await
    }

    /// The tenant's jobs, newest first, and how many there are.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn list(
        &self,
        tenant: &str,
        limit: u32,
        offset: u64,
    ) -> Result<(Vec<GenerationRecord>, u64), LedgerError> {
        self.0.ledger.generations(tenant, limit, offset).await
    }

    /// How many jobs are followed now.
    pub fn followed(&self) -> usize {
        self.0.lock().len()
    }
}

impl Inner {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<GenerationId, Arc<Notify>>> {
        self.followed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn ask(&self, tenant: &Tenant, id: &GenerationId) -> Read<Option<Generation>> {
        let meter = CallMeter::new(CALLS);
        let cx = CallContext { request_id: "generation-poller".into(), tenant: tenant.clone(), meter };
        self.providers.get(&cx, id.provider)?.generation(&cx, id).await
    }

    /// Follows all that may still change, and what was settled without a record.
    async fn sweep(self: &Arc<Self>) -> Result<(), LedgerError> {
        self.adopt().await?;
        for id in self.ledger.open_generations().await? {
            self.poll(&id);
        }
        Ok(())
    }

    /// Records what was settled without a record, as it was accepted: the poller finds out what became of it.
    async fn adopt(self: &Arc<Self>) -> Result<(), LedgerError> {
        for new in self.ledger.unrecorded_generations().await? {
            let deadline = self.config.deadline;
            self.ledger.record_generation(&new.tenant, Some(&new.purchase), &new.job, deadline).await?;
            self.poll(&new.job.id);
        }
        Ok(())
    }
}
