//! The providers that are configured.

use std::{collections::BTreeMap, sync::Arc};

use super::{ErrorKind, Provider, ProviderError, Read};
use crate::domain::provider::ProviderName;

/// The configured providers, by name.
#[derive(Default)]
pub struct Providers(BTreeMap<ProviderName, Arc<dyn Provider>>);

impl Providers {
    /// The registry of these providers.
    pub fn new(providers: impl IntoIterator<Item = Arc<dyn Provider>>) -> Self {
        Self(providers.into_iter().map(|provider| (provider.name(), provider)).collect())
    }

    /// The provider of this name.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] when it is not configured.
    pub fn get(&self, name: ProviderName) -> Read<&Arc<dyn Provider>> {
        self.0.get(&name).ok_or_else(|| ProviderError::new(ErrorKind::Unsupported).of(name).because("not configured"))
    }

    /// Every configured provider, in the order of [`ProviderName`].
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Provider>> {
        self.0.values()
    }
}
