//! A cache whose values are loaded many at a time. A key that another batch is already fetching is waited for, not
//! fetched again.

use std::{
    collections::{HashMap, HashSet},
    future::Future,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use tokio::sync::oneshot;

use super::{Failure, JOINED};

/// What whoever waits for a key listens to; `None` when the fetch ended without an answer for it.
type Pending<V, E> = Shared<BoxFuture<'static, Option<Result<V, E>>>>;
/// What whoever fetches a key tells the others.
type Promise<K, V, E> = (K, oneshot::Sender<Result<V, E>>);
/// For each key whom to wait for; and for those that nobody fetches yet, whom to tell.
type Claim<K, V, E> = (Vec<(K, Pending<V, E>)>, Vec<Promise<K, V, E>>);

/// Public values by key, fetched in batches, at most one fetch of a key under way at a time.
pub struct BatchCache<K, V, E>(Arc<Inner<K, V, E>>);

struct Inner<K, V, E> {
    kept: moka::future::Cache<K, V>,
    in_flight: Mutex<HashMap<K, Pending<V, E>>>,
}

impl<K, V, E> BatchCache<K, V, E>
where
    K: Clone + Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    E: Failure,
{
    /// A cache of `capacity` entries that live for `ttl`; a `ttl` of zero keeps nothing.
    pub fn new(capacity: u64, ttl: Duration) -> Self {
        let kept = moka::future::Cache::builder().max_capacity(capacity).time_to_live(ttl).build();
        Self(Arc::new(Inner { kept, in_flight: Mutex::new(HashMap::new()) }))
    }

    /// Puts in a value that came with another answer.
    pub async fn insert(&self, key: K, value: V) {
        self.0.kept.insert(key, value).await;
    }

    /// The outcomes of `keys`. `fetch` is called with keys that nobody has or is fetching, and must answer each of them; it
    /// runs to its end in a task of its own, so that whoever hangs up harms nobody else. It is called once, and again only
    /// for keys that somebody else failed to fetch for a reason of their own ([`Failure`]), which is told to nobody else.
    /// A key left unanswered is absent from the result.
    pub async fn get_many<F>(&self, keys: Vec<K>, fetch: impl Fn(Vec<K>) -> F + Send) -> HashMap<K, Result<V, E>>
    where
        F: Future<Output = HashMap<K, Result<V, E>>> + Send + 'static,
    {
        let mut found = HashMap::with_capacity(keys.len());
        let mut wanted = keys;
        for _ in 0..JOINED {
            let missing = self.kept(wanted, &mut found).await;
            if missing.is_empty() {
                return found;
            }
            wanted = self.join(missing, &fetch, &mut found).await;
        }
        let missing = self.kept(wanted, &mut found).await;
        if !missing.is_empty() {
            let fetched = fetch(missing).await;
            for (key, outcome) in &fetched {
                if let Ok(value) = outcome {
                    self.insert(key.clone(), value.clone()).await;
                }
            }
            found.extend(fetched);
        }
        found
    }

    /// Finds what is kept; the keys that are not.
    async fn kept(&self, keys: Vec<K>, found: &mut HashMap<K, Result<V, E>>) -> Vec<K> {
        let mut missing = Vec::new();
        for key in keys {
            match self.0.kept.get(&key).await {
                Some(value) => drop(found.insert(key, Ok(value))),
                None => missing.push(key),
            }
        }
        missing
    }

    /// Fetches what nobody fetches yet, and waits for all; the keys that others failed to fetch for reasons of their own.
    async fn join<F>(
        &self,
        keys: Vec<K>,
        fetch: &(impl Fn(Vec<K>) -> F + Send),
        found: &mut HashMap<K, Result<V, E>>,
    ) -> Vec<K>
    where
        F: Future<Output = HashMap<K, Result<V, E>>> + Send + 'static,
    {
        let (pending, promised) = self.0.claim(keys);
        let here: HashSet<K> = promised.iter().map(|(key, _)| key.clone()).collect();
        if !promised.is_empty() {
            let wanted = promised.iter().map(|(key, _)| key.clone()).collect();
            tokio::spawn(self.0.clone().fulfil(fetch(wanted), promised));
        }
        let mut left = Vec::new();
        for (key, outcome) in pending {
            match outcome.await {
                Some(Err(failure)) if failure.is_the_loaders_own() && !here.contains(&key) => left.push(key),
                Some(outcome) => drop(found.insert(key, outcome)),
                None => {}
            }
        }
        left
    }
}

impl<K, V, E> Inner<K, V, E>
where
    K: Clone + Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    E: Failure,
{
    fn claim(&self, keys: Vec<K>) -> Claim<K, V, E> {
        let mut in_flight = self.in_flight();
        let mut promised = Vec::new();
        let pending = keys
            .into_iter()
            .map(|key| {
                let outcome = in_flight
                    .entry(key.clone())
                    .or_insert_with(|| {
                        let (tell, told) = oneshot::channel();
                        promised.push((key.clone(), tell));
                        told.map(Result::ok).boxed().shared()
                    })
                    .clone();
                (key, outcome)
            })
            .collect();
        (pending, promised)
    }

    /// Runs the fetch, keeps what it brought, and tells whoever waits.
    async fn fulfil(
        self: Arc<Self>,
        fetch: impl Future<Output = HashMap<K, Result<V, E>>> + Send + 'static,
        promised: Vec<Promise<K, V, E>>,
    ) {
        // Dropped also when the fetch panics, so that no key stays in flight for ever.
        let claimed = Claimed { cache: self, keys: promised.iter().map(|(key, _)| key.clone()).collect() };
        let mut fetched = fetch.await;
        for (key, _) in &promised {
            if let Some(Ok(value)) = fetched.get(key) {
                claimed.cache.kept.insert(key.clone(), value.clone()).await;
            }
        }
        drop(claimed);
        for (key, tell) in promised {
            if let Some(outcome) = fetched.remove(&key) {
                // Nobody may be waiting any more.
                drop(tell.send(outcome));
            }
        }
    }
}

impl<K, V, E> Inner<K, V, E> {
    fn in_flight(&self) -> MutexGuard<'_, HashMap<K, Pending<V, E>>> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The keys that one fetch has taken on.
struct Claimed<K: Hash + Eq, V, E> {
    cache: Arc<Inner<K, V, E>>,
    keys: Vec<K>,
}

impl<K: Hash + Eq, V, E> Drop for Claimed<K, V, E> {
    fn drop(&mut self) {
        let mut in_flight = self.cache.in_flight();
        for key in &self.keys {
            in_flight.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

    use super::{super::tests::Broken, *};

    type Numbers = BatchCache<u32, u32, Broken>;

    fn doubled(keys: Vec<u32>) -> HashMap<u32, Result<u32, Broken>> {
        keys.into_iter().map(|key| (key, if key == 13 { Err(Broken::Down) } else { Ok(key * 2) })).collect()
    }

    fn spent(keys: Vec<u32>, by: u32) -> HashMap<u32, Result<u32, Broken>> {
        keys.into_iter().map(|key| (key, Err(Broken::Spent(by)))).collect()
    }

    #[tokio::test]
    async fn only_what_is_missing_is_fetched_and_errors_are_not_kept() {
        let cache = Numbers::new(100, Duration::from_secs(60));
        let first = cache.get_many(vec![1, 13], |keys| async { doubled(keys) }).await;
        assert_eq!(first, HashMap::from([(1, Ok(2)), (13, Err(Broken::Down))]));
        let second = cache
            .get_many(vec![1, 2, 13], |mut keys| async move {
                keys.sort_unstable();
                assert_eq!(keys, [2, 13]);
                doubled(keys)
            })
            .await;
        assert_eq!(second[&2], Ok(4));
    }

    #[tokio::test]
    async fn a_key_in_flight_is_waited_for_even_when_the_first_asker_hangs_up() {
        let cache = Arc::new(Numbers::new(100, Duration::from_secs(60)));
        let (fetches, started, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()), Arc::new(Notify::new()));
        let ask = {
            let (cache, fetches, started, go) = (cache.clone(), fetches.clone(), started.clone(), go.clone());
            async move {
                cache
                    .get_many(vec![7], |keys| {
                        let (fetches, started, go) = (fetches.clone(), started.clone(), go.clone());
                        async move {
                            fetches.fetch_add(1, Ordering::SeqCst);
                            started.notify_one();
                            go.notified().await;
                            doubled(keys)
                        }
                    })
                    .await
            }
        };
        let first = tokio::spawn(ask);
        started.notified().await;
        first.abort();
        let mut second = std::pin::pin!(cache.get_many(vec![7], |_| async { HashMap::new() }));
        assert!(futures::poll!(second.as_mut()).is_pending());
        go.notify_one();
        assert_eq!(second.await[&7], Ok(14));
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_fetch_that_panics_leaves_nothing_in_flight() {
        let cache = Numbers::new(100, Duration::from_secs(60));
        let lost = cache.get_many(vec![1], |_| async { panic!("a broken fetch") }).await;
        assert!(lost.is_empty());
        let retried = cache.get_many(vec![1], |keys| async { doubled(keys) }).await;
        assert_eq!(retried[&1], Ok(2));
    }

    #[tokio::test]
    async fn a_failure_that_is_the_fetchers_own_is_told_to_nobody_else() {
        let cache = Numbers::new(100, Duration::from_secs(60));
        let go = Arc::new(Notify::new());
        let mut first = std::pin::pin!(cache.get_many(vec![1, 13], |keys| {
            let go = go.clone();
            async move {
                go.notified().await;
                spent(keys, 1)
            }
        }));
        assert!(futures::poll!(first.as_mut()).is_pending());
        // Waits for one key, fetches another itself, and has no more luck with it than anybody.
        let asked = Mutex::new(Vec::new());
        let mut second = std::pin::pin!(cache.get_many(vec![1, 2], |keys| {
            asked.lock().unwrap().push(keys.clone());
            async move { if keys == [2] { spent(keys, 2) } else { doubled(keys) } }
        }));
        assert!(futures::poll!(second.as_mut()).is_pending());
        go.notify_one();
        assert_eq!(first.await, spent(vec![1, 13], 1));
        assert_eq!(second.await, HashMap::from([(1, Ok(2)), (2, Err(Broken::Spent(2)))]));
        assert_eq!(*asked.lock().unwrap(), [[2], [1]]);
        let kept = cache.get_many(vec![1], |_| async { HashMap::new() }).await;
        assert_eq!(kept[&1], Ok(2));
    }
}
