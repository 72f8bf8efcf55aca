//! The providers that are there: those with an address, or all of them on the sandbox; for each tenant that has accounts of
//! its own, with these. Clients are made once, at the start.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::Arc,
};

use url::Url;

use super::StartError;
use crate::{
    clock::Clock,
    config::{
        Config,
        providers::ProvidersConfig,
        tenants::{TenantConfig, TenantsConfig},
    },
    domain::{provider::ProviderName, tenant::PerTenant},
    providers::{Clients, Connected, Providers, SetupError, adobe_stock, depositphotos},
    purchase::{Spender, Spenders},
    sandbox::PLAYED,
};

/// Everything that the façade needs of its providers.
pub(super) struct Upstreams {
    pub(super) providers: Arc<Providers>,
    pub(super) spenders: PerTenant<Spenders>,
    /// Where each of them is.
    pub(super) addresses: Vec<(ProviderName, Url)>,
    /// Where the pictures in their answers are.
    pub(super) image_sources: Vec<String>,
}

/// The providers, with one account.
#[derive(Default)]
struct Account {
    clients: Clients,
    spenders: Spenders,
    places: BTreeMap<ProviderName, Place>,
}

/// Where a provider is, and where the pictures in its answers are.
struct Place {
    address: Url,
    pictures: &'static str,
}

impl Upstreams {
    /// The clients of all providers that have an address, for each tenant.
    ///
    /// # Errors
    /// [`StartError::Provider`].
    pub(super) fn new(config: &ProvidersConfig, tenants: &TenantsConfig, clock: &Clock) -> Result<Self, StartError> {
        let accounts = if tenants.is_empty() {
            PerTenant::Shared(config.clone())
        } else {
            let own = |(name, tenant): (&String, &TenantConfig)| (name.as_str().into(), tenant.upstreams(config));
            PerTenant::Own(tenants.iter().map(own).collect())
        };
        let accounts = accounts.try_map(|config| Account::new(&config, clock))?;
        let (mut addresses, mut image_sources) = (BTreeMap::new(), BTreeSet::new());
        for (name, place) in accounts.iter().flat_map(|account| &account.places) {
            addresses.insert(*name, place.address.clone());
            image_sources.extend([place.address.origin().ascii_serialization(), place.pictures.to_owned()]);
        }
        let (clients, spenders) = accounts.map(|Account { clients, spenders, .. }| (clients, spenders)).unzip();
        Ok(Self {
            providers: Arc::new(Providers::new(clients)),
            spenders,
            addresses: addresses.into_iter().collect(),
            image_sources: image_sources.into_iter().collect(),
        })
    }
}

impl Account {
    fn new(config: &ProvidersConfig, clock: &Clock) -> Result<Self, StartError> {
        let mut account = Self::default();
        for (provider, connected) in [
            (ProviderName::Depositphotos, depositphotos::connect(&config.depositphotos, clock)),
            (ProviderName::AdobeStock, adobe_stock::connect(&config.adobe_stock, clock)),
        ] {
            let failed = |error: SetupError| StartError::Provider { provider, reason: error.to_string() };
            let Some(connected) = connected.map_err(failed)? else { continue };
            let Connected { reads, spends, spending, address, pictures } = connected;
            account.clients.insert(provider, reads);
            account.spenders.insert(provider, Spender { client: spends, spending });
            account.places.insert(provider, Place { address, pictures });
        }
        Ok(account)
    }
}

/// The configuration, with a sandbox that listens on `addr` standing in for the providers.
pub(super) fn standing_in(config: &Config, addr: SocketAddr) -> ProvidersConfig {
    let mut providers = config.providers.clone();
    for section in providers.sections_mut() {
        let played = PLAYED.iter().find(|played| played.name == section.name());
        if let Some(address) = played.and_then(|played| played.address(super::reachable_addr(addr))) {
            section.stand_in(address, config.sandbox.public_url.as_ref());
        }
    }
    providers
}
