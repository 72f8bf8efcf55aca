//! How often: points of viewers and of tenants, upstream calls of tenants. Each process counts for itself
//! ([decision 15](../../docs/decisions/0015-rates.md)).

mod bucket;
mod turns;

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
    time::Duration,
};

use governor::Quota;

use self::{
    bucket::{Buckets, Monotonic, quota},
    turns::Turns,
};
use crate::{auth::Viewer, config::limits::RateConfig, domain::tenant::Tenant, providers::Pace};

/// How full a bucket of points is, in the words that Shopify's clients know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// Points of a full bucket.
    pub maximum_available: u32,
    /// Points that are left.
    pub currently_available: u32,
    /// Points that come back each second.
    pub restore_rate: u32,
}

/// Whose bucket it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The viewer's alone.
    Viewer,
    /// The one that all viewers of a tenant share.
    Tenant,
}

/// A bucket has not enough points for an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted {
    /// Which bucket.
    pub whose: Whose,
    /// What is in it.
    pub throttle: Throttle,
    /// When it will have enough, if nobody takes any meanwhile.
    pub retry_after: Duration,
}

/// The buckets.
#[derive(Default)]
pub struct Rates {
    viewers: Option<Buckets<Asker>>,
    tenants: Option<Buckets<Tenant>>,
    upstream: Option<Turns>,
}

/// Who has a bucket of their own within a tenant: whoever proved to be somebody, or an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Asker {
    Subject(Tenant, Arc<str>),
    Address(Tenant, Option<IpAddr>),
}

impl Asker {
    fn new(viewer: &Viewer, address: Option<IpAddr>) -> Self {
        if viewer.is_anonymous() {
            Self::Address(viewer.tenant.clone(), address.map(subnet))
        } else {
            Self::Subject(viewer.tenant.clone(), viewer.subject.clone())
        }
    }
}

/// What one client has for itself: an IPv4 address, or the 2^64 of IPv6 that a line comes with.
fn subnet(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 64)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

impl Rates {
    /// As configured.
    pub fn new(config: &RateConfig) -> Self {
        let clock = Monotonic::start();
        Self {
            viewers: quota(config.viewer_points_per_second, Quota::per_second, config.viewer_burst)
                .map(|quota| Buckets::new(quota, config.keys, clock)),
            tenants: quota(config.tenant_points_per_second, Quota::per_second, config.tenant_burst)
                .map(|quota| Buckets::new(quota, config.keys, clock)),
            upstream: Turns::new(config, clock),
        }
    }

    /// Takes an operation's points from its viewer's bucket and from its tenant's. Gives what is left in the one that has
    /// less, or nothing where there is neither.
    ///
    /// The viewer's comes first: one who asks too often takes nothing from the colleagues.
    ///
    /// # Errors
    /// [`Exhausted`]; the operation must not be run.
    pub fn take(&self, viewer: &Viewer, address: Option<IpAddr>, points: u64) -> Result<Option<Throttle>, Exhausted> {
        let own = self.viewers.as_ref().map(|viewers| {
            viewers.of(Asker::new(viewer, address)).take(points).map_err(|empty| empty.of(Whose::Viewer))
        });
        let own = own.transpose()?;
        let shared = self
            .tenants
            .as_ref()
            .map(|tenants| tenants.of(viewer.tenant.clone()).take(points).map_err(|empty| empty.of(Whose::Tenant)));
        let shared = shared.transpose()?;
        Ok(own.into_iter().chain(shared).min_by_key(|left| left.currently_available))
    }

    /// What a tenant's upstream calls wait for, where there is a limit.
    pub fn upstream(&self, tenant: &Tenant) -> Option<Arc<dyn Pace>> {
        self.upstream.as_ref().map(|turns| turns.of(tenant.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE_HOUR: Duration = Duration::from_secs(60 * 60);

    fn rates(change: impl FnOnce(&mut RateConfig)) -> Rates {
        let mut config = RateConfig::off();
        change(&mut config);
        Rates::new(&config)
    }

    fn viewer(tenant: &str, subject: &str) -> Viewer {
        Viewer { tenant: tenant.into(), subject: subject.into(), ..Viewer::development() }
    }

    #[tokio::test(start_paused = true)]
    async fn a_bucket_empties_and_fills_again() {
        let rates = rates(|config| (config.viewer_points_per_second, config.viewer_burst) = (10, 100));
        let ann = viewer("a", "ann");
        let throttle = |left| Throttle { maximum_available: 100, currently_available: left, restore_rate: 10 };
        assert_eq!(rates.take(&ann, None, 70), Ok(Some(throttle(30))));
        let retry_after = Duration::from_secs(4);
        let exhausted = Exhausted { whose: Whose::Viewer, throttle: throttle(30), retry_after };
        assert_eq!(rates.take(&ann, None, 70), Err(exhausted));
        assert_eq!(rates.take(&ann, None, 30), Ok(Some(throttle(0))), "a refusal takes nothing");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(rates.take(&ann, None, 0), Ok(Some(throttle(9))), "nothing is for nothing");
        tokio::time::advance(ONE_HOUR).await;
        assert_eq!(rates.take(&ann, None, 1), Ok(Some(throttle(99))), "and no fuller than full");
    }

    #[tokio::test(start_paused = true)]
    async fn viewers_have_their_own_and_share_their_tenants() {
        let rates = rates(|config| {
            (config.viewer_points_per_second, config.viewer_burst) = (1, 100);
            (config.tenant_points_per_second, config.tenant_burst) = (1, 150);
        });
        let take = |tenant, subject| rates.take(&viewer(tenant, subject), None, 100).map_err(|empty| empty.whose);
        assert!(take("a", "ann").is_ok());
        assert_eq!(take("a", "ann"), Err(Whose::Viewer));
        assert_eq!(take("a", "bob"), Err(Whose::Tenant), "50 are left of the tenant's");
        assert!(take("b", "ann").is_ok(), "another tenant's viewer of the same name is somebody else");
        let left = rates.take(&viewer("b", "carl"), None, 10).unwrap().unwrap();
        assert_eq!(left.currently_available, 40, "the lesser of 90 and 40");
    }

    #[tokio::test(start_paused = true)]
    async fn strangers_are_told_apart_by_their_address() {
        let rates = rates(|config| (config.viewer_points_per_second, config.viewer_burst) = (1, 1));
        let stranger = viewer("default", "anonymous");
        let take = |address: &str| rates.take(&stranger, Some(address.parse().unwrap()), 1).is_ok();
        assert!(take("192.0.2.1") && take("192.0.2.2"));
        assert!(!take("192.0.2.1") && !take("::ffff:192.0.2.2"));
        assert!(take("2001:db8:1:1::1") && !take("2001:db8:1:1:ffff::2") && take("2001:db8:1:2::1"));
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_buckets_are_kept_than_configured() {
        let rates = rates(|config| (config.viewer_points_per_second, config.viewer_burst, config.keys) = (1, 100, 10));
        for number in 0..1_000 {
            rates.take(&viewer("a", &number.to_string()), None, 100).unwrap();
        }
        assert!(rates.viewers.as_ref().unwrap().kept() <= 10);
        assert!(rates.take(&viewer("a", "999"), None, 1).is_err(), "the newest stay");
    }

    #[tokio::test(start_paused = true)]
    async fn without_limits_nothing_is_counted() {
        let rates = rates(|_| {});
        assert_eq!(rates.take(&viewer("a", "ann"), None, u64::MAX), Ok(None));
        assert!(rates.upstream(&"a".into()).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn calls_wait_for_their_turn_but_not_for_ever() {
        let rates = rates(|config| {
            (config.upstream_calls_per_minute, config.upstream_burst) = (60, 2);
            config.upstream_wait = Duration::from_millis(2_500);
        });
        let begun = tokio::time::Instant::now();
        let (ours, theirs) = (rates.upstream(&"a".into()).unwrap(), rates.upstream(&"b".into()).unwrap());
        let turns = futures::future::join_all((0..6).map(|_| ours.turn())).await;
        assert_eq!(turns.iter().filter(|turn| turn.is_ok()).count(), 4, "two at once, two in 2.5 seconds");
        let waited = begun.elapsed();
        assert!(waited >= Duration::from_millis(2_500));
        theirs.turn().await.unwrap();
        assert_eq!(begun.elapsed(), waited, "another tenant waits for nobody");
        rates.upstream(&"a".into()).unwrap().turn().await.unwrap();
        assert!(begun.elapsed() > waited, "every operation of a tenant waits in the same line");
    }
}
