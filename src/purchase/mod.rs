//! Buying exactly once: the only caller of what spends (with `generation`). `docs/ledger.md` has the state machine.

mod approval;
mod audit;
mod budget;
mod check;
mod claims;
mod comp;
pub mod crash;
mod generate;
mod invoice;
mod judgement;
mod license;
mod look_up;
pub mod marker;
mod progress;
mod proof;
mod reconcile;
mod run;
mod settle;
mod transfer;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::sync::{Notify, oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::budget::Terms;
pub use self::{
    approval::{Approved, DecisionRequest},
    generate::GenerateRequest,
    invoice::InvoiceRequest,
    license::{LicenseLineRequest, LicenseRequest},
    proof::{Proof, ProofItem},
    reconcile::Reconciled,
    settle::{Decision, Finding, SettleError},
    transfer::TransferRequest,
};
use crate::{
    config::purchasing::{PurchasingConfig, Switch},
    domain::{
        id::{ItemId, PurchaseId, TransactionId},
        provider::{Capability, ProviderName},
        purchase::{Line, LineRefusal, LineState, Purchase, PurchaseKind, RefusalCode, Task},
        tenant::{PerTenant, Tenant},
        transaction::References,
    },
    ledger::{Ledger, LedgerError, NewLine, NewPurchase, Opened},
    providers::{CallContext, ProviderError, Providers, Spending},
};

/// The longest idempotency key, in characters.
const MAX_KEY: usize = 255;
/// How often another process's changes are looked for.
const POLL: Duration = Duration::from_secs(1);

/// How a provider spends.
pub struct Spender {
    /// What spends.
    pub client: Arc<dyn Spending>,
    /// Whether it may.
    pub spending: Switch,
}

/// How each provider spends, with one account.
pub type Spenders = BTreeMap<ProviderName, Spender>;

/// Who buys. The company is that of the call, whose account is charged.
#[derive(Clone, Debug)]
pub struct Buyer {
    /// The person or program.
    pub subject: String,
    /// The team, which may have a budget of its own.
    pub team: Option<String>,
}

/// Why a purchase could not be made, beyond refusals. Nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum PurchaseError {
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A provider did not say what has to be known beforehand.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

/// What a mutation that spends gives.
#[derive(Debug)]
pub enum Answer {
    /// There is a record; `replayed` when this answer repeats an earlier one.
    Recorded {
        /// The record.
        purchase: Box<Purchase>,
        /// The key was used before.
        replayed: bool,
    },
    /// Nothing was recorded, and the key is still free (unless it was reused).
    Refused(Vec<FieldRefusal>),
}

/// A refusal, and the argument that it is about.
#[derive(Clone, Debug)]
pub struct FieldRefusal {
    /// `lines.0.sizeId`; `None` for the whole.
    pub field: Option<String>,
    /// Why.
    pub refusal: LineRefusal,
}

impl FieldRefusal {
    fn new(field: impl Into<String>, code: RefusalCode, message: impl Into<String>) -> Self {
        Self { field: Some(field.into()), refusal: LineRefusal::new(code, message) }
    }
}

/// Makes purchases.
#[derive(Clone)]
pub struct Purchases(Arc<Inner>);

struct Inner {
    ledger: Arc<Ledger>,
    providers: Arc<Providers>,
    spenders: PerTenant<Spenders>,
    config: PurchasingConfig,
    /// Purchases under way; a stop waits for them.
    tasks: TaskTracker,
    stop: CancellationToken,
    /// There is something to look up.
    unclear: Notify,
    /// Where the provider reports the progress of an attempt's job, if it is told to.
    callback_url: Option<CallbackUrl>,
}

/// Makes the address for an attempt.
pub type CallbackUrl = Box<dyn Fn(&str) -> String + Send + Sync>;

impl Purchases {
    /// Makes purchases with these providers, recorded in this ledger.
    pub fn new(
        ledger: Arc<Ledger>,
        providers: Arc<Providers>,
        spenders: PerTenant<Spenders>,
        config: PurchasingConfig,
        callback_url: Option<CallbackUrl>,
    ) -> Self {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        Self(Arc::new(Inner { ledger, providers, spenders, config, tasks, stop, unclear: Notify::new(), callback_url }))
    }

    /// Takes no more purchases, and waits until those under way have ended, for as long as `grace`. What has not ended
    /// by then is looked up at the next start.
    pub async fn shutdown(&self, grace: Duration) {
        self.0.stop.cancel();
        self.0.tasks.close();
        if tokio::time::timeout(grace, self.0.tasks.wait()).await.is_err() {
            tracing::warn!(
                purchases = self.0.tasks.len(),
                "purchases were cut off by the stop; they will be looked up"
            );
        }
        self.0.ledger.close().await;
    }

    /// The tenant's purchase with this id.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn purchase(&self, tenant: &str, id: &PurchaseId) -> Result<Option<Purchase>, LedgerError> {
        Ok(self.0.ledger.purchase(id).await?.filter(|purchase| purchase.tenant == tenant))
    }

    /// The tenant's purchase with this idempotency key.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn purchase_by_key(&self, tenant: &str, key: &str) -> Result<Option<Purchase>, LedgerError> {
        if Inner::check_key(key).is_some() {
            return Ok(None);
        }
        self.0.ledger.purchase_by_key(tenant, key).await
    }

    /// What the buyer noted with a transaction, as our own record has it: `None` where it was not bought through Portico,
    /// or where the provider gives notes back itself.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn noted(
        &self,
        tenant: &str,
        item: &ItemId,
        transaction: &TransactionId,
    ) -> Result<Option<References>, LedgerError> {
        let spender = self.0.spenders.get(tenant).and_then(|spenders| spenders.get(&transaction.provider));
        if spender.is_none_or(|spender| spender.client.returns_references()) {
            return Ok(None);
        }
        let line = self.0.ledger.line_of(tenant, item, transaction).await?;
        Ok(line.and_then(|line| match line.task {
            Task::License(task) => Some(task.references),
            Task::Transfer(_) | Task::Invoice(_) | Task::Generation(_) => None,
        }))
    }

    /// Looks again at what is unclear: there is news.
    pub fn look_now(&self) {
        self.0.unclear.notify_one();
    }

    /// The ledger itself.
    pub fn ledger(&self) -> &Ledger {
        &self.0.ledger
    }
}

/// What is recorded of a request before anything else: who, under which key, with which arguments.
struct Intent {
    tenant: Tenant,
    buyer: Buyer,
    key: String,
    kind: PurchaseKind,
    arguments: String,
    fingerprint: String,
    request_id: String,
    /// When it was asked for: what the provider is asked beforehand, it is asked after this.
    asked_at: Timestamp,
}

impl Intent {
    fn with_lines(self, lines: Vec<NewLine>, terms: Terms) -> NewPurchase {
        NewPurchase {
            tenant: self.tenant.to_string(),
            idempotency_key: self.key,
            kind: self.kind,
            fingerprint: self.fingerprint,
            arguments: self.arguments,
            subject: self.buyer.subject,
            team: self.buyer.team,
            request_id: self.request_id,
            budgets: terms.budgets,
            approval: terms.approval,
            lines,
        }
    }
}

impl Inner {
    fn intent(
        &self,
        buyer: &Buyer,
        key: &str,
        kind: PurchaseKind,
        arguments: &impl Serialize,
        cx: &CallContext,
    ) -> Intent {
        // Arguments are plain data of ours: they can always be written.
        let arguments = serde_json::to_string(arguments).unwrap_or_default();
        let fingerprint = hex::encode(Sha256::digest(arguments.as_bytes()));
        let (tenant, buyer) = (cx.tenant.clone(), buyer.clone());
        let (key, request_id) = (key.to_owned(), cx.request_id.to_string());
        Intent { tenant, buyer, key, kind, arguments, fingerprint, request_id, asked_at: self.ledger.now() }
    }

    /// What is wrong with the key itself.
    fn check_key(key: &str) -> Option<FieldRefusal> {
        let length = key.chars().count();
        (length == 0 || length > MAX_KEY).then(|| {
            let message = format!("An idempotency key has 1 to {MAX_KEY} characters.");
            FieldRefusal::new("idempotencyKey", RefusalCode::InvalidInput, message)
        })
    }

    /// The answer of the purchase that used this key before, once it has one.
    async fn replay(&self, intent: &Intent) -> Result<Option<Answer>, PurchaseError> {
        let existing = self.ledger.purchase_by_key(&intent.tenant, &intent.key).await?;
        match existing {
            None => Ok(None),
            Some(existing) => Ok(Some(self.repeat(existing, intent.kind, &intent.fingerprint).await?)),
        }
    }

    async fn repeat(&self, existing: Purchase, kind: PurchaseKind, fingerprint: &str) -> Result<Answer, PurchaseError> {
        if existing.kind != kind || existing.fingerprint != fingerprint {
            let message = "This idempotency key was used with other arguments; nothing was done.";
            let reused = FieldRefusal::new("idempotencyKey", RefusalCode::IdempotencyKeyReused, message);
            return Ok(Answer::Refused(vec![reused]));
        }
        let purchase = self.wait(existing).await?;
        Ok(Answer::Recorded { purchase: purchase.into(), replayed: true })
    }

    /// How this provider spends with the account of the tenant that asks; `None` where that one has none.
    fn spender(&self, cx: &CallContext, provider: ProviderName) -> Option<&Spender> {
        self.spenders.get(&cx.tenant)?.get(&provider)
    }

    /// The same, or why it may not.
    fn may_spend(&self, cx: &CallContext, provider: ProviderName) -> Result<&Spender, LineRefusal> {
        let spender = self.spender(cx, provider).ok_or_else(|| {
            LineRefusal::new(
                RefusalCode::UnsupportedByProvider,
                format!("Nothing can be bought from {} here.", provider.in_graph()),
            )
        })?;
        if self.config.spending == Switch::Off || spender.spending == Switch::Off {
            return Err(LineRefusal::new(RefusalCode::SpendingDisabled, "Spending is switched off."));
        }
        Ok(spender)
    }

    /// Why nothing of the kind can be asked of this provider: it may not spend, or has not this.
    fn may_ask_for(&self, cx: &CallContext, provider: ProviderName, what: Capability) -> Result<(), FieldRefusal> {
        let refused = |refusal| FieldRefusal { field: None, refusal };
        self.may_spend(cx, provider).map_err(refused)?;
        self.offers(cx, provider, what).map_err(refused)
    }

    /// Whether this provider has something.
    fn offers(&self, cx: &CallContext, provider: ProviderName, what: Capability) -> Result<(), LineRefusal> {
        // Who is not configured has nothing.
        let offered = self.providers.get(cx, provider).is_ok_and(|provider| provider.capabilities().contains(&what));
        let message = || format!("{} does not offer this.", provider.in_graph());
        offered.then_some(()).ok_or_else(|| LineRefusal::new(RefusalCode::UnsupportedByProvider, message()))
    }

    /// Records the purchase and runs it, or waits for the one that used its key before.
    async fn buy(
        self: &Arc<Self>,
        intent: Intent,
        lines: Vec<NewLine>,
        terms: Terms,
        cx: &CallContext,
    ) -> Result<Answer, PurchaseError> {
        if self.stop.is_cancelled() {
            let refusal = LineRefusal::new(RefusalCode::SpendingDisabled, "Portico is stopping; ask again.");
            return Ok(Answer::Refused(vec![FieldRefusal { field: None, refusal }]));
        }
        // Beforehand: what is recorded waits for no rate.
        cx.meter.turn().await?;
        let (kind, fingerprint, asked_at) = (intent.kind, intent.fingerprint.clone(), intent.asked_at);
        let new = intent.with_lines(lines, terms);
        let cx = CallContext { meter: cx.meter.uncapped(), ..cx.clone() };
        let (this, (opened, recorded)) = (self.clone(), oneshot::channel());
        // In a task of its own, from the first row on: an answer that has waited long enough must neither stop a purchase nor
        // leave one behind that is recorded and that nobody runs.
        self.tasks.spawn(async move {
            crash::point("before-intent");
            match this.ledger.record(&new).await {
                Ok(Opened::New(purchase)) => {
                    crash::point("after-intent");
                    // Nobody listens any more if the caller is gone.
                    drop(opened.send(Ok(Opened::New(purchase.clone()))));
                    this.run(&purchase, asked_at, &cx).await;
                }
                other => drop(opened.send(other)),
            }
        });
        match recorded.await.map_err(|_| LedgerError::Busy)?? {
            Opened::Existing(existing) => self.repeat(existing, kind, &fingerprint).await,
            Opened::New(purchase) => {
                Ok(Answer::Recorded { purchase: self.wait(purchase).await?.into(), replayed: false })
            }
            Opened::Short(short) => {
                let refusal = budget::short(&short.budget, short.cost);
                Ok(Answer::Refused(vec![FieldRefusal { field: None, refusal }]))
            }
        }
    }

    /// The purchase once it has an outcome, or as it is when that takes too long or somebody has to approve it.
    async fn wait(&self, mut purchase: Purchase) -> Result<Purchase, PurchaseError> {
        let deadline = tokio::time::Instant::now() + self.config.wait;
        // Before the first look, so that no change falls between.
        let mut watch = self.ledger.watch(&purchase.id);
        loop {
            if let Some(read) = self.ledger.purchase(&purchase.id).await? {
                purchase = read;
            }
            let waits = |line: &Line| line.state == LineState::AwaitingApproval;
            let ended = purchase.lines.iter().all(|line| line.state.is_final() || waits(line));
            if ended || tokio::time::Instant::now() >= deadline {
                return Ok(purchase);
            }
            tokio::select! {
                () = watch.changed() => {}
                () = self.stop.cancelled() => return Ok(purchase),
                () = tokio::time::sleep(POLL) => {}
                () = tokio::time::sleep_until(deadline) => {}
            }
        }
    }
}
