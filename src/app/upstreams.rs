//! The providers that are there: those with an address, or all of them on the sandbox; for each tenant that has accounts of
//! its own, with these. Clients are made once, at the start.

use std::sync::Arc;

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
    providers::{Clients, Providers, adobe_stock::AdobeStock, depositphotos::Depositphotos},
    purchase::{Spender, Spenders},
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
        let (mut addresses, mut image_sources) = (Vec::new(), Vec::new());
        for (name, url, images) in [
            (ProviderName::Depositphotos, &config.depositphotos.url, "https://*.depositphotos.com"),
            (ProviderName::AdobeStock, &config.adobe_stock.url, "https://*.ftcdn.net"),
        ] {
            let Some(url) = url else { continue };
            addresses.push((name, url.clone()));
            for source in [url.origin().ascii_serialization(), images.to_owned()] {
                if !image_sources.contains(&source) {
                    image_sources.push(source);
                }
            }
        }
        let accounts = accounts.try_map(|config| Account::new(&config, clock))?;
        let (clients, spenders) = accounts.map(|Account { clients, spenders }| (clients, spenders)).unzip();
        Ok(Self { providers: Arc::new(Providers::new(clients)), spenders, addresses, image_sources })
    }
}

impl Account {
    fn new(config: &ProvidersConfig, clock: &Clock) -> Result<Self, StartError> {
        let mut all = Self::default();
        all.add_depositphotos(config, clock)?;
        all.add_adobe_stock(config, clock)?;
        Ok(all)
    }

    fn add_depositphotos(&mut self, config: &ProvidersConfig, clock: &Clock) -> Result<(), StartError> {
        let config = &config.depositphotos;
        if config.url.is_none() {
            return Ok(());
        }
        let client = Depositphotos::new(config, clock.clone()).map_err(failed(ProviderName::Depositphotos))?;
        let spender = Spender {
            client: client.clone(),
            spending: config.spending,
            // A connection, a login, the command, and the command again after a session that was gone.
            may_take: config.spend_timeout * 2 + config.timeout * 2,
            returns_references: true,
        };
        self.clients.insert(ProviderName::Depositphotos, client);
        self.spenders.insert(ProviderName::Depositphotos, spender);
        Ok(())
    }

    fn add_adobe_stock(&mut self, config: &ProvidersConfig, clock: &Clock) -> Result<(), StartError> {
        let config = &config.adobe_stock;
        if config.url.is_none() {
            return Ok(());
        }
        let client = AdobeStock::new(config, clock.clone()).map_err(failed(ProviderName::AdobeStock))?;
        let spender = Spender {
            client: client.clone(),
            spending: config.spending,
            may_take: config.spend_may_take(),
            returns_references: false,
        };
        self.clients.insert(ProviderName::AdobeStock, client);
        self.spenders.insert(ProviderName::AdobeStock, spender);
        Ok(())
    }
}

fn failed<E: ToString>(provider: ProviderName) -> impl FnOnce(E) -> StartError {
    move |error| StartError::Provider { provider, reason: error.to_string() }
}

/// The configuration, with the sandbox's addresses where it stands in for the providers.
pub(super) fn standing_in(config: &Config, depositphotos: Url, adobe_stock: Url) -> ProvidersConfig {
    let mut providers = config.providers.clone();
    // Its links start with that address, where one is set.
    let public = config.sandbox.public_url.iter().map(|url| url.origin().ascii_serialization());
    providers.depositphotos.download_hosts.extend(public);
    providers.depositphotos.url = Some(depositphotos);
    providers.adobe_stock.url = Some(adobe_stock);
    providers.adobe_stock.token_url = None;
    providers.adobe_stock.download_url = config.sandbox.public_url.clone();
    providers
}
