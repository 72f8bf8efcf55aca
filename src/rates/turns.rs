//! Upstream calls, one after the other where a tenant makes too many at once.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use governor::Quota;

use super::bucket::{Bucket, Buckets, Monotonic, quota};
use crate::{
    config::limits::RateConfig,
    domain::tenant::Tenant,
    providers::{OutOfTurn, Pace},
};

/// The tenants' upstream calls.
pub(super) struct Turns {
    buckets: Buckets<Tenant>,
    patience: Duration,
}

/// Those of one tenant.
struct Turn {
    bucket: Arc<Bucket>,
    patience: Duration,
}

impl Turns {
    pub(super) fn new(config: &RateConfig, clock: Monotonic) -> Option<Self> {
        let quota = quota(config.upstream_calls_per_minute, Quota::per_minute, config.upstream_burst)?;
        Some(Self { buckets: Buckets::new(quota, config.keys, clock), patience: config.upstream_wait })
    }

    pub(super) fn of(&self, tenant: Tenant) -> Arc<dyn Pace> {
        Arc::new(Turn { bucket: self.buckets.of(tenant), patience: self.patience })
    }
}

#[async_trait]
impl Pace for Turn {
    async fn turn(&self) -> Result<(), OutOfTurn> {
        if self.bucket.wait(self.patience).await { Ok(()) } else { Err(OutOfTurn) }
    }

    fn note(&self) {
        // An empty bucket stays empty: what must be sent is sent.
        drop(self.bucket.take(1));
    }
}
