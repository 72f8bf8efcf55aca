//! The providers that are configured, with the account of each tenant.

use std::{collections::BTreeMap, sync::Arc};

use super::{CallContext, ErrorKind, Provider, ProviderError, Read};
use crate::domain::{
    provider::ProviderName,
    tenant::{PerTenant, Tenant},
};

/// The providers that one account is good for.
pub type Clients = BTreeMap<ProviderName, Arc<dyn Provider>>;

/// The configured providers, by tenant and name: a client cannot be had without saying on whose behalf it is called.
#[derive(Default)]
pub struct Providers(PerTenant<Clients>);

impl Providers {
    /// The registry of these clients.
    pub fn new(clients: PerTenant<Clients>) -> Self {
        Self(clients)
    }

    /// The provider of this name, with the account of the tenant that is asked for.
    ///
    /// # Errors
    /// [`ErrorKind::NoAccount`] when the tenant has no account at all, [`ErrorKind::Unsupported`] when it has none with
    /// this provider.
    pub fn get(&self, cx: &CallContext, name: ProviderName) -> Read<&Arc<dyn Provider>> {
        let clients = self.0.get(&cx.tenant).ok_or_else(|| ProviderError::new(ErrorKind::NoAccount).of(name))?;
        clients.get(&name).ok_or_else(|| ProviderError::new(ErrorKind::Unsupported).of(name).because("not configured"))
    }

    /// Whose account a tenant acts with: its own, or, empty, that of all. What one buys is theirs too who act with the same.
    pub fn account_of<'a>(&self, tenant: &'a Tenant) -> &'a str {
        self.0.owner(tenant)
    }

    /// Every client of every tenant, for the stop.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Provider>> {
        self.0.iter().flat_map(BTreeMap::values)
    }
}
