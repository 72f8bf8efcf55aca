//! Buckets that leak (GCRA), by key. A bucket that nobody touched for as long as it takes to fill is as good as a new one and
//! is forgotten; where there are too many, the one that was touched longest ago.

use std::{hash::Hash, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::StateInformationMiddleware,
    state::{InMemoryState, NotKeyed},
};
use moka::policy::EvictionPolicy;
use tokio::{
    sync::Mutex,
    time::{Instant, sleep, timeout},
};

use super::{Exhausted, Throttle, Whose};

const A_SECOND: Duration = Duration::from_secs(1);

/// Time that never goes back, and that tests can steer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Monotonic(Instant);

impl Monotonic {
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for Monotonic {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// A quota, where there is one: a rate of 0 is none.
pub(super) fn quota(rate: u32, per: fn(NonZeroU32) -> Quota, burst: u32) -> Option<Quota> {
    Some(per(NonZeroU32::new(rate)?).allow_burst(NonZeroU32::new(burst)?))
}

/// One bucket.
pub(super) struct Bucket {
    limiter: RateLimiter<NotKeyed, InMemoryState, Monotonic, StateInformationMiddleware>,
    full: NonZeroU32,
    /// How long one takes to come back; not zero.
    interval: Duration,
    /// Held by the first of those who wait; the others come in the order in which they asked.
    first: Mutex<()>,
}

/// There is not enough in it.
pub(super) struct Empty {
    throttle: Throttle,
    pub(super) wait: Duration,
}

impl Empty {
    pub(super) fn of(self, whose: Whose) -> Exhausted {
        Exhausted { whose, throttle: self.throttle, retry_after: self.wait }
    }
}

impl Bucket {
    fn new(quota: Quota, clock: Monotonic) -> Self {
        let limiter = RateLimiter::direct_with_clock(quota, clock).with_middleware();
        Self { limiter, full: quota.burst_size(), interval: quota.replenish_interval(), first: Mutex::new(()) }
    }

    /// Takes this many, at least one; or none of them, where there are fewer.
    pub(super) fn take(&self, count: u64) -> Result<Throttle, Empty> {
        // The configuration was checked: nothing costs more than a full bucket.
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN).min(self.full);
        let (left, wait) = match self.limiter.check_n(count) {
            Ok(Ok(state)) => return Ok(self.throttle(state.remaining_burst_capacity())),
            Ok(Err(not_until)) => {
                let wait = not_until.wait_time_from(self.limiter.clock().now());
                let lacking = wait.as_nanos().div_ceil(self.interval.as_nanos());
                (count.get().saturating_sub(u32::try_from(lacking).unwrap_or(u32::MAX)), wait)
            }
            Err(_) => (self.full.get(), Duration::ZERO),
        };
        Err(Empty { throttle: self.throttle(left), wait })
    }

    /// Takes one, and waits for it where there is none, for as long as `patience`; whether it got one.
    pub(super) async fn wait(&self, patience: Duration) -> bool {
        let turn = async {
            let _first = self.first.lock().await;
            while let Err(not_until) = self.limiter.check() {
                sleep(not_until.wait_time_from(self.limiter.clock().now())).await;
            }
        };
        timeout(patience, turn).await.is_ok()
    }

    fn throttle(&self, left: u32) -> Throttle {
        let restore_rate = u32::try_from(A_SECOND.as_nanos() / self.interval.as_nanos());
        Throttle {
            maximum_available: self.full.get(),
            currently_available: left,
            restore_rate: restore_rate.unwrap_or(u32::MAX),
        }
    }
}

/// A bucket for each key.
pub(super) struct Buckets<K> {
    kept: moka::sync::Cache<K, Arc<Bucket>>,
    quota: Quota,
    clock: Monotonic,
}

impl<K: Hash + Eq + Send + Sync + 'static> Buckets<K> {
    /// Buckets of this quota, `keys` at the most.
    pub(super) fn new(quota: Quota, keys: u64, clock: Monotonic) -> Self {
        let kept = moka::sync::Cache::builder()
            .max_capacity(keys)
            .time_to_idle(quota.burst_size_replenished_in().max(A_SECOND))
            // Its other policy turns newcomers away, who would get a new bucket each time.
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self { kept, quota, clock }
    }

    pub(super) fn of(&self, key: K) -> Arc<Bucket> {
        self.kept.get_with(key, || Arc::new(Bucket::new(self.quota, self.clock)))
    }

    #[cfg(test)]
    pub(super) fn kept(&self) -> u64 {
        self.kept.run_pending_tasks();
        self.kept.entry_count()
    }
}
