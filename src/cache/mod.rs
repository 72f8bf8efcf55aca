//! Caches between requests, with single-flight.
//!
//! What anybody with the same account may see and what one tenant alone may see are kept in different types: a
//! [`PrivateCache`] cannot be asked without naming the tenant, so a private value cannot reach a stranger by a forgotten key.

mod batch;

use std::{future::Future, hash::Hash, time::Duration};

pub use batch::BatchCache;

use crate::domain::tenant::Tenant;

/// Values that anybody may see: searches. At most one load of a key is under way at a time.
pub struct PublicCache<K, V>(moka::future::Cache<K, V>);

impl<K, V> PublicCache<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// A cache of `capacity` entries that live for `ttl`; a `ttl` of zero keeps nothing.
    pub fn new(capacity: u64, ttl: Duration) -> Self {
        Self(moka::future::Cache::builder().max_capacity(capacity).time_to_live(ttl).build())
    }

    /// The value of `key`; loads it where it is not at hand. A failed load is not kept.
    ///
    /// # Errors
    /// What the load failed with, the same for all who waited for it.
    pub async fn get_or_load<E>(&self, key: K, load: impl Future<Output = Result<V, E>>) -> Result<V, E>
    where
        E: Clone + Send + Sync + 'static,
    {
        self.0.try_get_with(key, load).await.map_err(|error| (*error).clone())
    }

    /// Forgets the value of `key`.
    pub async fn forget(&self, key: &K) {
        self.0.invalidate(key).await;
    }
}

/// Values that one tenant alone may see: price lists, where files are.
pub struct PrivateCache<K, V>(PublicCache<(Tenant, K), V>);

impl<K, V> PrivateCache<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// A cache of `capacity` entries that live for `ttl`; a `ttl` of zero keeps nothing.
    pub fn new(capacity: u64, ttl: Duration) -> Self {
        Self(PublicCache::new(capacity, ttl))
    }

    /// The tenant's value of `key`; loads it where it is not at hand. A failed load is not kept.
    ///
    /// # Errors
    /// What the load failed with, the same for all who waited for it.
    pub async fn get_or_load<E>(&self, tenant: Tenant, key: K, load: impl Future<Output = Result<V, E>>) -> Result<V, E>
    where
        E: Clone + Send + Sync + 'static,
    {
        self.0.get_or_load((tenant, key), load).await
    }

    /// Forgets the tenant's value of `key`.
    pub async fn forget(&self, tenant: Tenant, key: K) {
        self.0.forget(&(tenant, key)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_private_value_is_its_tenants_alone() {
        let cache = PrivateCache::new(8, Duration::from_secs(60));
        let [ours, theirs] = ["ours", "theirs"].map(Tenant::from);
        let first = cache.get_or_load(ours.clone(), "prices", async { Ok::<_, ()>(1) }).await;
        let stranger = cache.get_or_load(theirs, "prices", async { Ok::<_, ()>(2) }).await;
        let again = cache.get_or_load(ours, "prices", async { Ok::<_, ()>(3) }).await;
        assert_eq!((first, stranger, again), (Ok(1), Ok(2), Ok(1)));
    }

    #[tokio::test]
    async fn a_failure_is_shared_but_not_kept() {
        let cache = PublicCache::new(8, Duration::from_secs(60));
        assert_eq!(cache.get_or_load("key", async { Err::<i32, _>("down") }).await, Err("down"));
        assert_eq!(cache.get_or_load("key", async { Ok::<_, &str>(1) }).await, Ok(1));
    }
}
