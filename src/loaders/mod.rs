//! Loaders: made for one operation, so that nothing private crosses viewers.
//!
//! Each answers per key, so that one bad key never fails its batch; each asks for a key once an operation, in as few
//! upstream calls as the provider allows; none ever writes.

mod batch;

use std::{hash::Hash, sync::Arc};

use dataloader::{BatchFn, cached::Loader};

use crate::{
    cache::{self, BatchCache, PrivateCache, PublicCache},
    config::cache::CacheConfig,
    domain::{
        account::{Account, User},
        id::{InvoiceId, ItemId, TransactionId, UserId},
        invoice::InvoiceDetails,
        item::{Item, Relation},
        language::Language,
        license::License,
        provider::ProviderName,
        search::{SearchRequest, SearchResult},
        transaction::{Certificate, TransactionRecord},
    },
    providers::{CallContext, ErrorKind, Provider, ProviderError, Providers, Read},
};
use batch::{AccountBatch, CertificateBatch, InvoiceBatch, ItemBatch, OwnershipBatch, UserBatch};

/// An item, in the language of its texts.
pub(crate) type ItemKey = (ItemId, Language);
type SharedItem = Option<Arc<Item>>;
/// Which items belong to an item, and how many are wanted.
type RelatedKey = (ItemKey, Relation, u32);
type SharedItems = Arc<[Arc<Item>]>;

/// More keys than one operation can name: a batch is split by the provider, which knows its own cap.
const MAX_BATCH: usize = 10_000;

impl cache::Failure for ProviderError {
    fn is_the_loaders_own(&self) -> bool {
        self.is_the_askers_own()
    }
}

/// What is kept between operations, of one account: what its key is shown is not told to another.
pub struct Caches {
    items: Arc<BatchCache<ItemKey, SharedItem, ProviderError>>,
    searches: PublicCache<(ProviderName, SearchRequest), Arc<SearchResult>>,
    related: PublicCache<RelatedKey, SharedItems>,
    licenses: PrivateCache<ProviderName, Arc<[License]>>,
}

impl Caches {
    /// Empty caches.
    pub fn new(config: &CacheConfig) -> Self {
        Self {
            items: Arc::new(BatchCache::new(config.items_capacity, config.items_ttl)),
            searches: PublicCache::new(config.searches_capacity, config.searches_ttl),
            related: PublicCache::new(config.searches_capacity, config.searches_ttl),
            licenses: PrivateCache::new(ProviderName::ALL.len() as u64 * 1_000, config.licenses_ttl),
        }
    }
}

/// The loaders of one operation. Clones share what was loaded.
#[derive(Clone)]
pub struct Loaders {
    providers: Arc<Providers>,
    caches: Arc<Caches>,
    call: CallContext,
    items: Loader<ItemKey, Read<SharedItem>, ItemBatch>,
    ownership: Loader<ItemId, Read<Arc<[TransactionRecord]>>, OwnershipBatch>,
    certificates: Loader<TransactionId, Read<Option<Arc<Certificate>>>, CertificateBatch>,
    invoices: Loader<InvoiceId, Read<Option<Arc<InvoiceDetails>>>, InvoiceBatch>,
    users: Loader<UserId, Read<Option<Arc<User>>>, UserBatch>,
    accounts: Loader<ProviderName, Read<Arc<Account>>, AccountBatch>,
}

impl Loaders {
    /// Loaders for one operation of the tenant that `call` names, with the caches of that one's account.
    pub fn new(providers: Arc<Providers>, caches: Arc<Caches>, call: CallContext) -> Self {
        let source = batch::Source { providers: providers.clone(), call: call.clone() };
        Self {
            items: loader(ItemBatch { source: source.clone(), cache: caches.items.clone() }),
            ownership: loader(OwnershipBatch(source.clone())),
            certificates: loader(CertificateBatch(source.clone())),
            invoices: loader(InvoiceBatch(source.clone())),
            users: loader(UserBatch(source.clone())),
            accounts: loader(AccountBatch(source)),
            providers,
            caches,
            call,
        }
    }

    /// Forgets what was loaded: a subscription's next event shall be told what is true then.
    pub async fn forget(&self) {
        self.items.clear_all().await;
        self.ownership.clear_all().await;
        self.certificates.clear_all().await;
        self.invoices.clear_all().await;
        self.users.clear_all().await;
        self.accounts.clear_all().await;
    }

    /// The operation's call context, for reads that have no loader.
    pub fn call(&self) -> &CallContext {
        &self.call
    }

    /// The provider itself, for reads that have no loader (lists).
    ///
    /// # Errors
    /// When the provider is not configured.
    pub fn provider(&self, name: ProviderName) -> Read<&Arc<dyn Provider>> {
        self.providers.get(&self.call, name)
    }

    /// The providers that can be asked, in the order of [`ProviderName`].
    pub fn available(&self) -> impl Iterator<Item = &Arc<dyn Provider>> {
        ProviderName::ALL.into_iter().filter_map(|name| self.provider(name).ok())
    }

    /// An item with its details; `None` when the provider has no such item. Upstream: `getMediaData`.
    ///
    /// # Errors
    /// Why the provider could not say.
    pub async fn item(&self, id: ItemId, language: Language) -> Read<SharedItem> {
        load(&self.items, (id, language)).await
    }

    /// One page of a search. Items that came with their details need no `getMediaData` afterwards. Upstream: `search`.
    ///
    /// # Errors
    /// Why the provider could not say.
    pub async fn search(&self, provider: ProviderName, request: SearchRequest) -> Read<Arc<SearchResult>> {
        let upstream = self.provider(provider)?;
        let found = self
            .caches
            .searches
            .get_or_load((provider, request.clone()), async {
                let found = Arc::new(upstream.search(&self.call, &request).await?);
                for item in detailed(&found) {
                    self.caches.items.insert((item.id.clone(), item.language), Some(item.clone())).await;
                }
                Ok::<_, ProviderError>(found)
            })
            .await?;
        let primed = detailed(&found).map(|item| ((item.id.clone(), item.language), Ok(Some(item.clone()))));
        self.items.prime_many(primed).await;
        Ok(found)
    }

    /// At most `limit` items that belong to this one, by a search of their own; `None` where the item's details name them.
    /// Upstream: `Search/Files`, a call for each item.
    ///
    /// # Errors
    /// Why the provider could not say.
    pub async fn related(
        &self,
        item: ItemId,
        relation: Relation,
        language: Language,
        limit: u32,
    ) -> Read<Option<SharedItems>> {
        let upstream = self.provider(item.provider)?;
        if upstream.names_related() {
            return Ok(None);
        }
        let found = self.caches.related.get_or_load(((item.clone(), language), relation, limit), async {
            Ok::<_, ProviderError>(upstream.related(&self.call, &item, relation, language, limit).await?.into())
        });
        found.await.map(Some)
    }

    /// The licences on offer to the tenant's group. Upstream: `getLicenseOfGroup`.
    ///
    /// # Errors
    /// Why the provider could not say.
    pub async fn licenses(&self, provider: ProviderName) -> Read<Arc<[License]>> {
        let upstream = self.provider(provider)?;
        self.caches
            .licenses
            .get_or_load(self.call.tenant.clone(), provider, async {
                Ok::<_, ProviderError>(upstream.licenses(&self.call).await?.into())
            })
            .await
    }

    /// The transactions by which the group has licensed this item, newest first. Upstream: `getLicensedItems`.
    ///
    /// # Errors
    /// Why the provider could not say.
    pub async fn ownership(&self, item: ItemId) -> Read<Arc<[TransactionRecord]>> {
        load(&self.ownership, item).await
    }

    /// A transaction's certificate. Upstream: `getTransactionLicenseInfo`.
    ///
    /// # Errors
    /// Why the provider could not say.
    pub async fn certificate(&self, id: TransactionId) -> Read<Option<Arc<Certificate>>> {
        load(&self.certificates, id).await
    }

    /// A transaction as the list of licensed items has it; found by way of its certificate, which names the item.
    /// Upstream: `getTransactionLicenseInfo`, `getLicensedItems`.
    ///
    /// # Errors
    /// Why the provider could not say.
    pub async fn transaction(&self, id: TransactionId) -> Read<Option<TransactionRecord>> {
        let certificate = self.certificate(id.clone()).await?;
        let Some(item) = certificate.and_then(|certificate| certificate.item_id.clone()) else {
            return Ok(None);
        };
        Ok(self.ownership(item).await?.iter().find(|record| record.id == id).cloned())
    }

    /// An invoice with its lines. Upstream: `getEnterpriseInvoice`.
    ///
    /// # Errors
    /// Why the provider could not say.
    pub async fn invoice(&self, id: InvoiceId) -> Read<Option<Arc<InvoiceDetails>>> {
        load(&self.invoices, id).await
    }

    /// A member of the group. Upstream: `getEnterpriseUserData`.
    ///
    /// # Errors
    /// Why the provider could not say.
    pub async fn user(&self, id: UserId) -> Read<Option<Arc<User>>> {
        load(&self.users, id).await
    }

    /// The tenant's account. Upstream: `getUserEnterpriseGroup`.
    ///
    /// # Errors
    /// Why the provider could not say.
    pub async fn account(&self, provider: ProviderName) -> Read<Arc<Account>> {
        load(&self.accounts, provider).await
    }
}

fn detailed(found: &SearchResult) -> impl Iterator<Item = &Arc<Item>> {
    found.items.iter().filter(|item| item.details.is_some())
}

fn loader<K, V, F>(batch: F) -> Loader<K, V, F>
where
    K: Clone + Eq + Hash + std::fmt::Debug,
    V: Clone,
    F: BatchFn<K, V>,
{
    Loader::new(batch).with_max_batch_size(MAX_BATCH)
}

async fn load<K, V, F>(loader: &Loader<K, Read<V>, F>, key: K) -> Read<V>
where
    K: Clone + Eq + Hash + std::fmt::Debug,
    V: Clone,
    F: BatchFn<K, Read<V>>,
{
    // The only way to get no answer for a key is that the task which drove the batch was cancelled.
    loader.try_load(key).await.unwrap_or_else(|gone| Err(ProviderError::new(ErrorKind::Unavailable).because(gone)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::CallMeter;

    fn is_send<T: Send>(value: T) -> T {
        value
    }

    #[tokio::test]
    async fn a_provider_that_is_not_configured_is_an_error_per_key_and_futures_are_send() {
        let call = CallContext { request_id: "test".into(), tenant: "acme".into(), meter: CallMeter::new(10) };
        let caches = Arc::new(Caches::new(&CacheConfig::default()));
        let loaders = Loaders::new(Arc::default(), caches, call);
        let item = ItemId::new(ProviderName::AdobeStock, "1");
        let error = is_send(loaders.item(item.clone(), Language::English)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        let error = is_send(loaders.ownership(item)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        let id = TransactionId::new(ProviderName::AdobeStock, "1");
        assert!(is_send(loaders.transaction(id)).await.is_err());
        assert!(is_send(loaders.account(ProviderName::AdobeStock)).await.is_err());
    }

    #[tokio::test]
    async fn what_was_loaded_is_known_to_every_clone_until_it_is_forgotten() {
        let call = CallContext { request_id: "test".into(), tenant: "acme".into(), meter: CallMeter::new(10) };
        let caches = Arc::new(Caches::new(&CacheConfig::default()));
        let loaders = Loaders::new(Arc::default(), caches, call);
        let item = ItemId::new(ProviderName::AdobeStock, "1");
        loaders.clone().ownership.prime(item.clone(), Ok(Arc::default())).await;
        assert!(loaders.ownership(item.clone()).await.is_ok());
        loaders.clone().forget().await;
        assert!(loaders.ownership(item).await.is_err(), "nobody is there to be asked anew");
    }
}
