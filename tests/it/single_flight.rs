//! Operations that ask for the same thing at the same time share one call. Why one of them may ask no more is its own affair.

use std::sync::Arc;

use async_trait::async_trait;
use portico::{
    clock::Clock,
    config::{cache::CacheConfig, providers::DepositphotosConfig, sandbox::SandboxConfig},
    domain::{
        id::ItemId,
        item::ItemKind,
        language::Language,
        page::Window,
        provider::ProviderName,
        search::{SearchFilter, SearchRequest, SearchSort},
        tenant::PerTenant,
    },
    loaders::{Caches, Loaders},
    providers::{
        CallContext, CallMeter, Clients, ErrorKind, OutOfTurn, Pace, Provider, Providers, depositphotos::Depositphotos,
    },
    sandbox::{self, Sandbox},
};
use tokio::sync::{Notify, Semaphore};

use crate::support::raw::Request;

const HERE: ProviderName = ProviderName::Depositphotos;

/// A tenant's turn, which a test decides about.
struct Gate {
    waits: Notify,
    turns: Semaphore,
}

#[async_trait]
impl Pace for Gate {
    async fn turn(&self) -> Result<(), OutOfTurn> {
        self.waits.notify_one();
        let turn = self.turns.acquire().await.map_err(|_| OutOfTurn)?;
        turn.forget();
        Ok(())
    }

    fn note(&self) {}
}

/// Operations of one company over the same caches.
struct Company {
    sandbox: Sandbox,
    providers: Arc<Providers>,
    caches: Arc<Caches>,
}

impl Company {
    async fn start() -> Self {
        let settings = SandboxConfig { listen: "127.0.0.1:0".parse().unwrap(), ..SandboxConfig::default() };
        let sandbox = sandbox::start(settings, Clock::system()).await.unwrap();
        let config = DepositphotosConfig {
            url: sandbox.address_of("depositphotos"),
            retries: 0,
            ..DepositphotosConfig::default()
        };
        let client: Arc<dyn Provider> = Depositphotos::new(&config, Clock::system()).unwrap();
        let providers = Arc::new(Providers::new(PerTenant::Shared(Clients::from([(HERE, client)]))));
        Self { sandbox, providers, caches: Arc::new(Caches::new(&CacheConfig::default())) }
    }

    fn operation(&self, meter: Arc<CallMeter>) -> Loaders {
        let call = CallContext { request_id: "test".into(), tenant: "acme".into(), meter };
        Loaders::new(self.providers.clone(), self.caches.clone(), call)
    }

    /// How often upstream was asked this.
    async fn calls(&self, command: &str) -> usize {
        let calls = Request::new("GET", "/_sandbox/calls").send(self.sandbox.addr()).await.json();
        calls.as_array().unwrap().iter().filter(|call| call["command"] == command).count()
    }
}

fn request() -> SearchRequest {
    SearchRequest {
        text: Some("fox".to_owned()),
        filter: SearchFilter { kinds: vec![ItemKind::Image], ..SearchFilter::default() },
        sort: SearchSort::BestMatch,
        language: Language::English,
        window: Window { limit: 5, offset: 0 },
        details: false,
    }
}

/// What becomes of an operation that may not call, and of one that waits for its answer.
async fn outcomes(cap: u32, decide: impl FnOnce(&Gate), ask: impl AsyncFn(Loaders) -> Result<bool, ErrorKind>) {
    let company = Company::start().await;
    let gate = Arc::new(Gate { waits: Notify::new(), turns: Semaphore::new(0) });
    let first = company.operation(CallMeter::paced(cap, Some(gate.clone())));
    let second = company.operation(CallMeter::new(10));
    let mut first = std::pin::pin!(ask(first));
    tokio::select! {
        outcome = first.as_mut() => panic!("nobody's turn has come: {outcome:?}"),
        () = gate.waits.notified() => {}
    }
    let mut second = std::pin::pin!(ask(second));
    // As far as it comes without the first.
    for _ in 0..100 {
        assert!(futures::poll!(second.as_mut()).is_pending());
        tokio::task::yield_now().await;
    }
    assert_eq!(
        company.calls("search").await + company.calls("getMediaData").await,
        0,
        "the second waits for the first"
    );
    decide(&gate);
    let (first, second) = futures::join!(first, second);
    let kind = if cap == 0 { ErrorKind::CallBudget } else { ErrorKind::OutOfTurn };
    assert_eq!((first, second), (Err(kind), Ok(true)));
    assert_eq!(company.calls("search").await + company.calls("getMediaData").await, 1);
    company.sandbox.shutdown().await;
}

async fn search(loaders: Loaders) -> Result<bool, ErrorKind> {
    let found = loaders.search(HERE, request()).await;
    found.map(|found| found.items.len() == 5).map_err(|error| error.kind())
}

async fn item(loaders: Loaders) -> Result<bool, ErrorKind> {
    let found = loaders.item(ItemId::new(HERE, "19478735"), Language::English).await;
    found.map(|_| true).map_err(|error| error.kind())
}

#[tokio::test]
async fn whoever_waited_for_an_operation_that_used_up_its_calls_makes_its_own() {
    outcomes(0, |gate| gate.turns.add_permits(1), search).await;
    outcomes(0, |gate| gate.turns.add_permits(1), item).await;
}

#[tokio::test]
async fn whoever_waited_for_an_operation_whose_turn_did_not_come_waits_for_its_own() {
    outcomes(10, |gate| gate.turns.close(), search).await;
    outcomes(10, |gate| gate.turns.close(), item).await;
}
