//! What each loader does with its keys: one provider at a time, distinct keys, every key answered.

use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    hash::Hash,
    sync::Arc,
};

use dataloader::BatchFn;
use futures::{StreamExt, stream};

use super::{ItemKey, SharedItem};
use crate::{
    cache::BatchCache,
    domain::{
        account::{Account, User},
        id::{InvoiceId, ItemId, TransactionId, UserId},
        invoice::InvoiceDetails,
        language::Language,
        provider::ProviderName,
        transaction::{Certificate, TransactionRecord},
    },
    providers::{
        CallContext, ProviderError, Providers, Read,
        history::{self, Scope},
    },
};

/// How many calls one loader has under way at a time where upstream takes one key a call.
const CONCURRENT_CALLS: usize = 8;
/// How many items one `getLicensedItems` asks about.
const ITEMS_PER_CALL: usize = 50;

/// Whom the loaders ask, and for whom.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) providers: Arc<Providers>,
    pub(super) call: CallContext,
}

impl Source {
    /// Asks for each key by a call of its own, a few at a time.
    async fn each<K, V, F>(&self, keys: &[K], ask: impl Fn(K) -> F) -> HashMap<K, Read<V>>
    where
        K: Clone + Eq + Hash,
        F: Future<Output = Read<V>>,
    {
        stream::iter(keys.iter().cloned())
            .map(|key| {
                let answer = ask(key.clone());
                async { (key, answer.await) }
            })
            .buffer_unordered(CONCURRENT_CALLS)
            .collect()
            .await
    }
}

pub(super) struct ItemBatch {
    pub(super) source: Source,
    pub(super) cache: Arc<BatchCache<ItemKey, SharedItem, ProviderError>>,
}

impl BatchFn<ItemKey, Read<SharedItem>> for ItemBatch {
    async fn load(&mut self, keys: &[ItemKey]) -> HashMap<ItemKey, Read<SharedItem>> {
        let mut by_provider: BTreeMap<ProviderName, Vec<ItemKey>> = BTreeMap::new();
        for key in keys {
            by_provider.entry(key.0.provider).or_default().push(key.clone());
        }
        // A fetch for each provider: whoever waits for an item of one shall not wait for another provider as well.
        let fetches = by_provider.into_values().map(|keys| {
            let source = self.source.clone();
            self.cache.get_many(keys, move |missing| fetch_items(source.clone(), missing))
        });
        futures::future::join_all(fetches).await.into_iter().flatten().collect()
    }
}

async fn fetch_items(source: Source, mut keys: Vec<ItemKey>) -> HashMap<ItemKey, Read<SharedItem>> {
    // Loaders hand over keys in no order; upstream shall see the same call for the same question.
    keys.sort_unstable_by(|(a, _), (b, _)| (a.provider, a.key.len(), &a.key).cmp(&(b.provider, b.key.len(), &b.key)));
    let mut groups: HashMap<(ProviderName, Language), Vec<ItemId>> = HashMap::new();
    for (id, language) in keys {
        groups.entry((id.provider, language)).or_default().push(id);
    }
    let answers = groups.into_iter().map(|((provider, language), ids)| {
        let source = &source;
        async move {
            let mut answered = match source.providers.get(&source.call, provider) {
                Ok(upstream) => upstream.items(&source.call, &ids, language).await,
                Err(error) => ids.iter().map(|id| (id.clone(), Err(error.clone()))).collect(),
            };
            ids.into_iter()
                .map(|id| {
                    let answer = answered.remove(&id).unwrap_or(Ok(None));
                    ((id, language), answer)
                })
                .collect::<Vec<_>>()
        }
    });
    futures::future::join_all(answers).await.into_iter().flatten().collect()
}

pub(super) struct OwnershipBatch(pub(super) Source);

impl BatchFn<ItemId, Read<Arc<[TransactionRecord]>>> for OwnershipBatch {
    async fn load(&mut self, keys: &[ItemId]) -> HashMap<ItemId, Read<Arc<[TransactionRecord]>>> {
        let mut by_provider: BTreeMap<ProviderName, Vec<ItemId>> = BTreeMap::new();
        for id in keys {
            by_provider.entry(id.provider).or_default().push(id.clone());
        }
        let mut answers = HashMap::with_capacity(keys.len());
        for (provider, mut ids) in by_provider {
            ids.sort_unstable();
            let chunks: Vec<Vec<ItemId>> = ids.chunks(ITEMS_PER_CALL).map(<[ItemId]>::to_vec).collect();
            let chunks =
                stream::iter(chunks).map(|chunk| self.chunk(provider, chunk)).buffer_unordered(CONCURRENT_CALLS);
            answers.extend(chunks.collect::<Vec<_>>().await.into_iter().flatten());
        }
        answers
    }
}

impl OwnershipBatch {
    async fn chunk(&self, provider: ProviderName, ids: Vec<ItemId>) -> Vec<(ItemId, Read<Arc<[TransactionRecord]>>)> {
        let owned = match self.0.providers.get(&self.0.call, provider) {
            Ok(upstream) => history::licensed(upstream.as_ref(), &ids, Scope::Company, &self.0.call).await,
            Err(error) => Err(error),
        };
        match owned {
            Err(error) => ids.into_iter().map(|id| (id, Err(error.clone()))).collect(),
            Ok(records) => {
                let mut by_item: HashMap<ItemId, Vec<TransactionRecord>> = HashMap::new();
                for record in records {
                    by_item.entry(record.item_id.clone()).or_default().push(record);
                }
                ids.into_iter()
                    .map(|id| {
                        let records = by_item.remove(&id).unwrap_or_default();
                        (id, Ok(records.into()))
                    })
                    .collect()
            }
        }
    }
}

pub(super) struct CertificateBatch(pub(super) Source);

impl BatchFn<TransactionId, Read<Option<Arc<Certificate>>>> for CertificateBatch {
    async fn load(&mut self, keys: &[TransactionId]) -> HashMap<TransactionId, Read<Option<Arc<Certificate>>>> {
        let Source { providers, call } = &self.0;
        let ask = async |id: TransactionId| providers.get(call, id.provider)?.certificate(call, &id).await;
        self.0.each(keys, |id| async { Ok(ask(id).await?.map(Arc::new)) }).await
    }
}

pub(super) struct InvoiceBatch(pub(super) Source);

impl BatchFn<InvoiceId, Read<Option<Arc<InvoiceDetails>>>> for InvoiceBatch {
    async fn load(&mut self, keys: &[InvoiceId]) -> HashMap<InvoiceId, Read<Option<Arc<InvoiceDetails>>>> {
        let Source { providers, call } = &self.0;
        let ask = async |id: InvoiceId| providers.get(call, id.provider)?.invoice(call, &id).await;
        self.0.each(keys, |id| async { Ok(ask(id).await?.map(Arc::new)) }).await
    }
}

pub(super) struct UserBatch(pub(super) Source);

impl BatchFn<UserId, Read<Option<Arc<User>>>> for UserBatch {
    async fn load(&mut self, keys: &[UserId]) -> HashMap<UserId, Read<Option<Arc<User>>>> {
        let Source { providers, call } = &self.0;
        let ask = async |id: UserId| providers.get(call, id.provider)?.user(call, Some(&id)).await;
        self.0.each(keys, |id| async { Ok(ask(id).await?.map(Arc::new)) }).await
    }
}

pub(super) struct AccountBatch(pub(super) Source);

impl BatchFn<ProviderName, Read<Arc<Account>>> for AccountBatch {
    async fn load(&mut self, keys: &[ProviderName]) -> HashMap<ProviderName, Read<Arc<Account>>> {
        let Source { providers, call } = &self.0;
        self.0.each(keys, |name| async move { providers.get(call, name)?.account(call).await.map(Arc::new) }).await
    }
}
