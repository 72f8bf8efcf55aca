//! Whether the providers' servers take connections, which says so without costing a call of the provider's API; and what
//! their latest calls tell.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use tokio::{
    net::TcpStream,
    sync::Mutex,
    time::{Instant, timeout},
};
use url::Url;

use crate::{
    domain::provider::{Health, ProviderName},
    http::{ProviderState, Readiness},
    providers::Providers,
};

/// How long a provider may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// How long an answer holds, so that a busy load balancer costs a provider next to nothing.
const HOLDS_FOR: Duration = Duration::from_secs(2);

type States = BTreeMap<String, ProviderState>;

/// The readiness of this process.
pub(super) struct Reachability {
    upstreams: Vec<(ProviderName, Url)>,
    providers: Arc<Providers>,
    stopping: AtomicBool,
    /// Held while providers are being asked, so that they are asked once however many want to know.
    last: Mutex<Option<(Instant, States)>>,
}

impl Reachability {
    pub(super) fn new(upstreams: Vec<(ProviderName, Url)>, providers: Arc<Providers>) -> Self {
        Self { upstreams, providers, stopping: AtomicBool::new(false), last: Mutex::new(None) }
    }

    /// From now on the process is not ready.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}

#[async_trait]
impl Readiness for Reachability {
    fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    async fn providers(&self) -> States {
        let mut states = self.connections().await;
        for provider in self.providers.iter() {
            let seen = match provider.health().await {
                Health::Up => ProviderState::Up,
                Health::Degraded => ProviderState::Degraded,
                Health::Down => ProviderState::Down,
            };
            // Of the accounts with one provider, the one that fares worst.
            if let Some(state) = states.get_mut(provider.name().as_str())
                && *state != ProviderState::Unreachable
                && (*state == ProviderState::Up || seen == ProviderState::Down)
            {
                *state = seen;
            }
        }
        states
    }
}

impl Reachability {
    /// Who takes connections, as it was a few seconds ago at most.
    async fn connections(&self) -> States {
        let mut last = self.last.lock().await;
        if let Some((at, states)) = last.as_ref()
            && at.elapsed() < HOLDS_FOR
        {
            return states.clone();
        }
        let asked = self.upstreams.iter().map(|(name, url)| async { (name.to_string(), state(url).await) });
        let states: States = futures::future::join_all(asked).await.into_iter().collect();
        *last = Some((Instant::now(), states.clone()));
        states
    }
}

async fn state(url: &Url) -> ProviderState {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return ProviderState::Unreachable;
    };
    // An IPv6 address stands in brackets in a URL, and without them here.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match timeout(CONNECT_TIMEOUT, TcpStream::connect((host, port))).await {
        Ok(Ok(_)) => ProviderState::Up,
        _ => ProviderState::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_listening_server_is_reachable_and_the_answer_holds_for_a_while() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/depositphotos", listener.local_addr().unwrap())).unwrap();
        let reachability = Reachability::new(vec![(ProviderName::Depositphotos, url.clone())], Arc::default());
        let expected = BTreeMap::from([("depositphotos".to_owned(), ProviderState::Up)]);
        assert_eq!(reachability.providers().await, expected);
        drop(listener);
        assert_eq!(reachability.providers().await, expected, "not asked again yet");
        assert_eq!(state(&url).await, ProviderState::Unreachable);
        assert!(!reachability.stopping());
        reachability.stop();
        assert!(reachability.stopping());
    }
}
