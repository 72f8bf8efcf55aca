//! The providers that are there: those with an address, or all of them on the sandbox.

use std::{collections::BTreeMap, sync::Arc};

use url::Url;

use super::StartError;
use crate::{
    clock::Clock,
    config::{Config, providers::ProvidersConfig},
    domain::provider::ProviderName,
    providers::{Provider, Providers, adobe_stock::AdobeStock, depositphotos::Depositphotos},
    purchase::Spender,
};

/// Everything that the façade needs of its providers.
#[derive(Default)]
pub(super) struct Upstreams {
    clients: Vec<Arc<dyn Provider>>,
    pub(super) spenders: BTreeMap<ProviderName, Spender>,
    /// Where each of them is.
    pub(super) addresses: Vec<(ProviderName, Url)>,
    /// Where the pictures in their answers are.
    pub(super) image_sources: Vec<String>,
}

impl Upstreams {
    /// The clients of all providers that have an address.
    ///
    /// # Errors
    /// [`StartError::Provider`].
    pub(super) fn new(config: &ProvidersConfig, clock: &Clock) -> Result<Self, StartError> {
        let mut all = Self::default();
        all.add_depositphotos(config, clock)?;
        all.add_adobe_stock(config, clock)?;
        Ok(all)
    }

    /// The registry of the clients.
    pub(super) fn providers(&self) -> Arc<Providers> {
        Arc::new(Providers::new(self.clients.iter().cloned()))
    }

    fn add_depositphotos(&mut self, config: &ProvidersConfig, clock: &Clock) -> Result<(), StartError> {
        let config = &config.depositphotos;
        let Some(url) = &config.url else { return Ok(()) };
        let client = Depositphotos::new(config, clock.clone()).map_err(failed(ProviderName::Depositphotos))?;
        let spender = Spender {
            client: client.clone(),
            spending: config.spending,
            // A connection, a login, the command, and the command again after a session that was gone.
            may_take: config.spend_timeout * 2 + config.timeout * 2,
            returns_references: true,
        };
        self.add(client, spender, url, "https://*.depositphotos.com");
        Ok(())
    }

    fn add_adobe_stock(&mut self, config: &ProvidersConfig, clock: &Clock) -> Result<(), StartError> {
        let config = &config.adobe_stock;
        let Some(url) = &config.url else { return Ok(()) };
        let client = AdobeStock::new(config, clock.clone()).map_err(failed(ProviderName::AdobeStock))?;
        let spender = Spender {
            client: client.clone(),
            spending: config.spending,
            may_take: config.spend_may_take(),
            returns_references: false,
        };
        self.add(client, spender, url, "https://*.ftcdn.net");
        Ok(())
    }

    fn add(&mut self, client: Arc<dyn Provider>, spender: Spender, url: &Url, images: &str) {
        let name = client.name();
        self.clients.push(client);
        self.spenders.insert(name, spender);
        self.addresses.push((name, url.clone()));
        for source in [url.origin().ascii_serialization(), images.to_owned()] {
            if !self.image_sources.contains(&source) {
                self.image_sources.push(source);
            }
        }
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
