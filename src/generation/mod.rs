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
use crate::{
    config::generation::GenerationConfig,
    domain::{
        generation::{Generation, GenerationRecord},
        id::{GenerationId, PurchaseId},
        tenant::Tenant,
    },
    ledger::{Ledger, LedgerError},
    providers::{CallContext, Providers, Read},
};

/// How often settled purchases are looked through for jobs that nobody recorded.
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
    /// A purchase was settled, or a callback came.
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

    /// Records a job that was asked for, and follows it.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn follow(
        &self,
        tenant: &Tenant,
        purchase: Option<&PurchaseId>,
        job: &Generation,
    ) -> Result<(), LedgerError> {
        self.0.ledger.record_generation(tenant, purchase, job, self.0.config.deadline).await?;
        // It is asked for with the account of whose it is.
        if !job.is_final() && self.recorded(tenant, &job.id).await?.is_some() {
            self.0.poll(tenant, &job.id);
        }
        Ok(())
    }

    /// Looks for settled purchases whose job is not followed yet.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn catch_up(&self) -> Result<(), LedgerError> {
        self.0.sweep().await
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

    async fn ask(&self, tenant: &Tenant, id: &GenerationId, request_id: &str) -> Read<Option<Generation>> {
        let meter = crate::providers::CallMeter::new(CALLS);
        let cx = CallContext { request_id: request_id.into(), tenant: tenant.clone(), meter };
        self.providers.get(&cx, id.provider)?.generation(&cx, id).await
    }

    /// Records what was settled without a record, and follows all that may still change.
    async fn sweep(self: &Arc<Self>) -> Result<(), LedgerError> {
        for (tenant, purchase, id) in self.ledger.unrecorded_generations().await? {
            match self.ask(&tenant, &id, purchase.as_str()).await {
                Ok(Some(job)) => {
                    self.ledger.record_generation(&tenant, Some(&purchase), &job, self.config.deadline).await?;
                }
                Ok(None) => {
                    tracing::warn!(job = %id, purchase = %purchase, "the provider does not know a job that it accepted")
                }
                Err(error) => tracing::warn!(job = %id, %error, "a job cannot be looked at yet"),
            }
        }
        for open in self.ledger.open_generations().await? {
            self.poll(&open.tenant, &open.job.id);
        }
        Ok(())
    }
}
