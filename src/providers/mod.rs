//! What a stock-media provider can be asked, and how its answers may end.
//!
//! [`Provider`] only reads. Whatever spends or binds stands in [`Spending`], whose every method answers an
//! [`Outcome`]: there is no way to mistake an unknown outcome for a failure, or to hand a spend to code that retries.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use url::Url;

use crate::{
    config::purchasing::Switch,
    domain::{
        ability::{Ability, AbilityRequest},
        account::{Account, ItemUsage, StatisticsFilter, Usage, UsagePeriod, User},
        comp_download::{CompDownload, CompDownloadQuery},
        generation::{GeneratedMedia, Generation},
        id::{GenerationId, InvoiceId, ItemId, TransactionId, UserId},
        invoice::{InvoiceDetails, InvoiceRecord, InvoiceState},
        item::{Item, Relation},
        language::Language,
        license::License,
        page::{Page, Window},
        provider::{Capability, Health, ProviderName},
        rendition::Rendition,
        search::{SearchRequest, SearchResult},
        tenant::Tenant,
        transaction::{Certificate, TransactionFilter, TransactionQuery, TransactionRecord},
    },
};

pub mod adobe_stock;
mod breaker;
pub mod depositphotos;
pub mod error;
pub mod files;
pub mod history;
mod lenient;
pub mod registry;
pub mod spend;
mod ticket;
mod transport;

pub use error::{ErrorKind, ProviderError};
pub use files::{ByteRange, Fetched};
pub use registry::{Clients, Providers};
pub use spend::{Outcome, Refusal, RefusalReason, Spending};

/// A provider that is there, as the façade takes it.
pub struct Connected {
    /// What reads.
    pub reads: Arc<dyn Provider>,
    /// What spends.
    pub spends: Arc<dyn Spending>,
    /// Whether it may.
    pub spending: Switch,
    /// Where it is.
    pub address: Url,
    /// Where the pictures in its answers are, besides: a source of a content security policy.
    pub pictures: &'static str,
}

/// Why there can be no client.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// No address is configured.
    #[error("no url")]
    NoUrl,
    /// The HTTP client cannot be built.
    #[error("no HTTP client: {0}")]
    Client(String),
}

/// What a read gives: its value, or why there is none.
pub type Read<T> = Result<T, ProviderError>;

/// One entry for every id that was asked for; `Ok(None)` is "the provider has no such item".
pub type Items = HashMap<ItemId, Read<Option<Arc<Item>>>>;

/// On whose behalf a provider is called: carried from the edge to the wire.
#[derive(Clone, Debug)]
pub struct CallContext {
    /// Handed upstream as `X-Request-Id`, and in every log line.
    pub request_id: Arc<str>,
    /// Whose account is used.
    pub tenant: Tenant,
    /// Counts this operation's upstream calls, and ends them at the cap.
    pub meter: Arc<CallMeter>,
}

/// How often a tenant may call upstream.
#[async_trait]
pub trait Pace: Send + Sync + 'static {
    /// Waits until one more call may be made.
    ///
    /// # Errors
    /// [`OutOfTurn`] when that takes too long; the call must not be made.
    async fn turn(&self) -> Result<(), OutOfTurn>;

    /// Counts a call that is made whatever the rate.
    fn note(&self);
}

/// A call's turn did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfTurn;

/// The upstream calls of one operation.
pub struct CallMeter {
    made: AtomicU32,
    cap: u32,
    /// Counts along, and refuses nothing.
    beside: Option<Arc<CallMeter>>,
    pace: Option<Arc<dyn Pace>>,
}

impl fmt::Debug for CallMeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallMeter").field("made", &self.made).field("cap", &self.cap).finish_non_exhaustive()
    }
}

impl CallMeter {
    /// A meter that allows `cap` calls.
    pub fn new(cap: u32) -> Arc<Self> {
        Self::paced(cap, None)
    }

    /// The same, whose calls wait for their turn among all of the tenant's.
    pub fn paced(cap: u32, pace: Option<Arc<dyn Pace>>) -> Arc<Self> {
        Arc::new(Self { made: AtomicU32::new(0), cap, beside: None, pace })
    }

    /// A meter without a cap that waits for nobody, whose calls this one counts too: what has begun to spend must not be
    /// stopped half-way.
    pub fn uncapped(self: &Arc<Self>) -> Arc<Self> {
        Arc::new(Self { made: AtomicU32::new(0), cap: u32::MAX, beside: Some(self.clone()), pace: None })
    }

    /// How many calls were made.
    pub fn made(&self) -> u32 {
        self.made.load(Ordering::Relaxed)
    }

    /// Forgets the calls: a subscription's next event may make as many anew.
    pub fn reset(&self) {
        self.made.store(0, Ordering::Relaxed);
    }

    /// Waits for the tenant's turn, where there is a limit to its calls.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfTurn`] when it does not come in time; no call must be made.
    pub async fn turn(&self) -> Result<(), ProviderError> {
        let Some(pace) = &self.pace else { return Ok(()) };
        pace.turn().await.map_err(|OutOfTurn| ProviderError::new(ErrorKind::OutOfTurn))
    }

    /// Counts one call that is about to be made.
    ///
    /// # Errors
    /// [`ErrorKind::CallBudget`] when the operation has used its calls up; the call must not be made.
    pub fn take(&self) -> Result<(), ProviderError> {
        if let Some(beside) = &self.beside {
            beside.made.fetch_add(1, Ordering::Relaxed);
            if let Some(pace) = &beside.pace {
                pace.note();
            }
        }
        self.made
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |made| (made < self.cap).then_some(made + 1))
            .map(drop)
            .map_err(|_| ProviderError::new(ErrorKind::CallBudget))
    }

    /// Takes back a call that was counted and not made.
    fn give_back(&self) {
        for meter in std::iter::once(self).chain(self.beside.as_deref()) {
            // None was counted: there was a reset in between.
            let _ = meter.made.try_update(Ordering::Relaxed, Ordering::Relaxed, |made| made.checked_sub(1));
        }
    }
}

/// A provider, for reading. Nothing here spends or binds.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// Which one it is.
    fn name(&self) -> ProviderName;

    /// What it can be asked for. The rest answers [`ErrorKind::Unsupported`], or [`RefusalReason::Unsupported`].
    fn capabilities(&self) -> &'static [Capability];

    /// Whether it answers, as far as its latest calls tell. Asks nobody.
    async fn health(&self) -> Health;

    /// How long a search of several providers waits for this one.
    fn search_budget(&self) -> Duration;

    /// Finds items.
    async fn search(&self, cx: &CallContext, request: &SearchRequest) -> Read<SearchResult>;

    /// Items by id, with details, split to the provider's cap. Every id asked for is answered; one bad item never
    /// fails another. Ids are distinct and of this provider.
    async fn items(&self, cx: &CallContext, ids: &[ItemId], language: Language) -> Items;

    /// Whether the items' details name the items that belong to them; else [`Self::related`] finds these.
    fn names_related(&self) -> bool;

    /// At most `limit` items that belong to this one, by a search of their own.
    async fn related(
        &self,
        cx: &CallContext,
        item: &ItemId,
        relation: Relation,
        language: Language,
        limit: u32,
    ) -> Read<Vec<Arc<Item>>>;

    /// The licences on offer to the group, with prices.
    async fn licenses(&self, cx: &CallContext) -> Read<Vec<License>>;

    /// Whether an item may be licensed now, by the provider's own judgement; spends nothing. `None` where the price list
    /// and the balance say it all.
    async fn ability(&self, cx: &CallContext, request: &AbilityRequest) -> Read<Option<Ability>>;

    /// The licensed items, newest first.
    async fn transactions(&self, cx: &CallContext, query: &TransactionQuery) -> Read<Page<TransactionRecord>>;

    /// The licences that the company has of these items, whoever of it bought them.
    async fn licensed(&self, cx: &CallContext, ids: &[ItemId], window: Window) -> Read<Page<TransactionRecord>> {
        let filter = TransactionFilter { item_ids: ids.to_vec(), ..TransactionFilter::default() };
        self.transactions(cx, &TransactionQuery { filter, window }).await
    }

    /// A transaction's licence certificate; `None` when there is no such transaction.
    async fn certificate(&self, cx: &CallContext, id: &TransactionId) -> Read<Option<Certificate>>;

    /// The transactions whose licence was passed on.
    async fn transfers(&self, cx: &CallContext, query: &TransactionQuery) -> Read<Page<TransactionRecord>>;

    /// The invoices in this state, newest first.
    async fn invoices(
        &self,
        cx: &CallContext,
        state: Option<InvoiceState>,
        window: Window,
    ) -> Read<Page<InvoiceRecord>>;

    /// How many invoices are in this state.
    async fn invoice_count(&self, cx: &CallContext, state: Option<InvoiceState>) -> Read<u64>;

    /// An invoice with its lines; `None` when there is no such invoice.
    async fn invoice(&self, cx: &CallContext, id: &InvoiceId) -> Read<Option<InvoiceDetails>>;

    /// The complimentary downloads, newest first.
    async fn comp_downloads(&self, cx: &CallContext, query: &CompDownloadQuery) -> Read<Page<CompDownload>>;

    /// A job of the image generator; `None` when there is no such job.
    async fn generation(&self, cx: &CallContext, id: &GenerationId) -> Read<Option<Generation>>;

    /// What the generator says of a finished picture; `None` when it is unknown or unfinished.
    async fn generated_media(&self, cx: &CallContext, image_uuid: &str) -> Read<Option<GeneratedMedia>>;

    /// The company's account.
    async fn account(&self, cx: &CallContext) -> Read<Account>;

    /// A member of the group; `None` id: the one Portico logs in as.
    async fn user(&self, cx: &CallContext, id: Option<&UserId>) -> Read<Option<User>>;

    /// The members of the group, with what they used.
    async fn users(&self, cx: &CallContext, window: Window) -> Read<Page<User>>;

    /// What was used altogether.
    async fn usage_total(&self, cx: &CallContext, filter: &StatisticsFilter) -> Read<Usage>;

    /// What was used, by stretches of time.
    async fn usage_by_date(&self, cx: &CallContext, filter: &StatisticsFilter) -> Read<Vec<UsagePeriod>>;

    /// What was used, by item.
    async fn usage_by_item(&self, cx: &CallContext, filter: &StatisticsFilter, window: Window)
    -> Read<Page<ItemUsage>>;

    /// Where a licensed file can be fetched again, in the size it was bought in or in this form of it; `None` when nothing
    /// of the kind was licensed. The address may carry a secret: it is for [`Self::fetch`], and never for a client.
    async fn download_url(
        &self,
        cx: &CallContext,
        item: &ItemId,
        size: &str,
        rendition: Rendition,
    ) -> Read<Option<String>>;

    /// Fetches a file, or a part of it, from an address that this provider gave. Nothing but the provider's own hosts
    /// is ever asked, whatever the address says.
    async fn fetch(&self, cx: &CallContext, link: &str, range: Option<ByteRange>) -> Read<Fetched>;

    /// Ends what must be ended before the process does (logs out).
    async fn shutdown(&self);
}
