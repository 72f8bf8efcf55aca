//! Caches between requests, with single-flight.
//!
//! What anybody with the same account may see and what one tenant alone may see are kept in different types: a
//! [`PrivateCache`] cannot be asked without naming the tenant, so a private value cannot reach a stranger by a forgotten key.

mod batch;

use std::{future::Future, hash::Hash, pin::pin, time::Duration};

pub use batch::BatchCache;

use crate::domain::tenant::Tenant;

/// How often one waits for somebody else's load of a key before one loads it alone.
const JOINED: usize = 2;

/// How a load fails.
pub trait Failure: Clone + Send + Sync + 'static {
    /// Whether it concerns whoever loaded and nobody else: others who waited for that load have learned nothing.
    fn is_the_loaders_own(&self) -> bool;
}

/// Values that anybody may see: searches. At most one load of a key is under way at a time.
pub struct PublicCache<K, V>(moka::future::Cache<K, V>);

impl<K, V> PublicCache<K, V>
where
    K: Clone + Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// A cache of `capacity` entries that live for `ttl`; a `ttl` of zero keeps nothing.
    pub fn new(capacity: u64, ttl: Duration) -> Self {
        Self(moka::future::Cache::builder().max_capacity(capacity).time_to_live(ttl).build())
    }

    /// The value of `key`; loads it where it is not at hand. A failed load is not kept.
    ///
    /// # Errors
    /// What the load failed with, the same for all who waited for it; a failure that is somebody else's own is never told:
    /// `load` is run instead.
    pub async fn get_or_load<E: Failure>(&self, key: K, load: impl Future<Output = Result<V, E>>) -> Result<V, E> {
        let mut load = pin!(load);
        for _ in 0..JOINED {
            let mut loaded_here = false;
            let outcome = self.0.try_get_with(key.clone(), async {
                loaded_here = true;
                load.as_mut().await
            });
            match outcome.await {
                Err(failure) if !loaded_here && failure.is_the_loaders_own() => {}
                outcome => return outcome.map_err(|failure| (*failure).clone()),
            }
        }
        let value = load.await?;
        self.0.insert(key, value.clone()).await;
        Ok(value)
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
    K: Clone + Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// A cache of `capacity` entries that live for `ttl`; a `ttl` of zero keeps nothing.
    pub fn new(capacity: u64, ttl: Duration) -> Self {
        Self(PublicCache::new(capacity, ttl))
    }

    /// The tenant's value of `key`; loads it where it is not at hand. A failed load is not kept.
    ///
    /// # Errors
    /// As [`PublicCache::get_or_load`].
    pub async fn get_or_load<E: Failure>(
        &self,
        tenant: Tenant,
        key: K,
        load: impl Future<Output = Result<V, E>>,
    ) -> Result<V, E> {
        self.0.get_or_load((tenant, key), load).await
    }

    /// Forgets the tenant's value of `key`.
    pub async fn forget(&self, tenant: Tenant, key: K) {
        self.0.forget(&(tenant, key)).await;
    }
}

#[cfg(test)]
mod tests {
    use futures::{future::pending, poll};
    use tokio::sync::oneshot;

    use super::*;

    /// Why a load failed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) enum Broken {
        /// The source is down, for anybody.
        Down,
        /// Whoever asked may ask no more.
        Spent(u32),
    }

    impl Failure for Broken {
        fn is_the_loaders_own(&self) -> bool {
            matches!(self, Self::Spent(_))
        }
    }

    type Numbers = PublicCache<&'static str, i32>;

    #[tokio::test]
    async fn a_private_value_is_its_tenants_alone() {
        let cache = PrivateCache::new(8, Duration::from_secs(60));
        let [ours, theirs] = ["ours", "theirs"].map(Tenant::from);
        let first = cache.get_or_load(ours.clone(), "prices", async { Ok::<_, Broken>(1) }).await;
        let stranger = cache.get_or_load(theirs, "prices", async { Ok::<_, Broken>(2) }).await;
        let again = cache.get_or_load(ours, "prices", async { Ok::<_, Broken>(3) }).await;
        assert_eq!((first, stranger, again), (Ok(1), Ok(2), Ok(1)));
    }

    #[tokio::test]
    async fn a_failure_is_shared_but_not_kept() {
        let cache = Numbers::new(8, Duration::from_secs(60));
        let (end, ended) = oneshot::channel();
        let mut first = pin!(cache.get_or_load("key", async { ended.await.unwrap() }));
        assert!(poll!(first.as_mut()).is_pending());
        let mut waits = pin!(cache.get_or_load("key", pending()));
        assert!(poll!(waits.as_mut()).is_pending());
        end.send(Err(Broken::Down)).unwrap();
        assert_eq!((first.await, waits.await), (Err(Broken::Down), Err(Broken::Down)));
        assert_eq!(cache.get_or_load("key", async { Ok::<_, Broken>(1) }).await, Ok(1));
    }

    #[tokio::test]
    async fn a_failure_that_is_the_loaders_own_is_told_to_nobody_else() {
        let cache = Numbers::new(8, Duration::from_secs(60));
        let (end, ended) = oneshot::channel();
        let mut first = pin!(cache.get_or_load("key", async { ended.await.unwrap() }));
        assert!(poll!(first.as_mut()).is_pending());
        // Of those who waited one loads at a time; one that fails for a reason of its own holds up nobody.
        let mut second = pin!(cache.get_or_load("key", async { Err(Broken::Spent(2)) }));
        let mut third = pin!(cache.get_or_load("key", async { Err(Broken::Spent(3)) }));
        let mut fourth = pin!(cache.get_or_load("key", async { Ok(4) }));
        for waits in [second.as_mut() as std::pin::Pin<&mut dyn Future<Output = _>>, third.as_mut(), fourth.as_mut()] {
            assert!(poll!(waits).is_pending());
        }
        end.send(Err(Broken::Spent(1))).unwrap();
        let told = futures::join!(first, second, third, fourth);
        let spent = |nth| Err(Broken::Spent(nth));
        assert_eq!((told.0, told.3), (spent(1), Ok(4)));
        // Whoever came after the fourth has its value.
        assert!([spent(2), Ok(4)].contains(&told.1) && [spent(3), Ok(4)].contains(&told.2), "{told:?}");
        assert_eq!(cache.get_or_load("key", async { Err(Broken::Down) }).await, Ok(4));
    }
}
