//! `[tenants.<name>]`: accounts of their own for the companies that tokens name.
//!
//! With any of them configured, a tenant that is not is served nothing, and the credentials of `[providers]` are used for
//! nobody. Addresses, limits and time-outs are those of `[providers]` for all.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Mode, Problem,
    providers::{Account, AdobeStockAccount, DepositphotosAccount, ProvidersConfig, Section},
};

/// The longest name of a tenant, in bytes: as long as a token may name one.
const LONGEST: usize = 256;

/// Every tenant by its name, as the tenant claim has it.
pub type TenantsConfig = BTreeMap<String, TenantConfig>;

/// What one tenant has of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TenantConfig {
    /// Its accounts.
    pub providers: TenantProvidersConfig,
}

/// The accounts of one tenant. A provider that it has no account with is not there for it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TenantProvidersConfig {
    /// Its account with Depositphotos.
    pub depositphotos: Option<DepositphotosAccount>,
    /// Its product profile with Adobe Stock.
    pub adobe_stock: Option<AdobeStockAccount>,
}

impl TenantProvidersConfig {
    /// Every provider's section, with the account there.
    fn accounts<'a>(&'a self, providers: &'a ProvidersConfig) -> [(&'a dyn Section, Option<&'a dyn Account>); 2] {
        [
            (&providers.depositphotos, self.depositphotos.as_ref().map(|account| account as _)),
            (&providers.adobe_stock, self.adobe_stock.as_ref().map(|account| account as _)),
        ]
    }
}

impl TenantConfig {
    /// The providers as this tenant reaches them: with its own accounts alone.
    pub fn upstreams(&self, shared: &ProvidersConfig) -> ProvidersConfig {
        let mut own = shared.clone();
        own.depositphotos.act_as(self.providers.depositphotos.as_ref());
        own.adobe_stock.act_as(self.providers.adobe_stock.as_ref());
        own
    }

    /// What is wrong with it by itself.
    fn problems(&self, providers: &ProvidersConfig, mode: Mode) -> Vec<Problem> {
        let mut problems = Vec::new();
        let accounts = self.providers.accounts(providers);
        if accounts.iter().all(|(_, account)| account.is_none()) {
            problems
                .push(Problem::new("providers", "a tenant has an account with a provider, or it need not be named"));
        }
        // What stands in has no address in the configuration, and no secrets.
        let real = !providers.on_the_sandbox();
        for (section, account) in accounts {
            let Some(account) = account else { continue };
            let path = format!("providers.{}", section.name());
            if section.url().is_none() && real {
                problems.push(Problem::new(path.clone(), format!("`{path}.url` is missing")));
            }
            let secret = real && !mode.is_development();
            let unfit = account.credentials().into_iter().filter_map(|credential| match credential.value {
                "" => Some(Problem::new(credential.key, "is empty")),
                _ if secret => credential.problem_if_known(),
                _ => None,
            });
            problems.extend(unfit.chain(account.problems()).map(|problem| problem.below(&path)));
        }
        problems
    }
}

/// What is not allowed, of every tenant.
pub(super) fn problems(tenants: &TenantsConfig, providers: &ProvidersConfig, mode: Mode) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for (name, tenant) in tenants {
        if name.is_empty() || name.len() > LONGEST || name.chars().any(char::is_control) {
            problems.push(Problem::new("tenants", format!("{name:?} is no name that a token could have")));
        }
        let path = format!("tenants.{name}");
        problems.extend(tenant.problems(providers, mode).into_iter().map(|problem| problem.below(&path)));
        for (section, account) in tenant.providers.accounts(providers) {
            let Some(account) = account else { continue };
            // Sharing one, each would be told what the other bought.
            if let Some(other) = seen.insert((section.name(), account.identity()), name) {
                let path = format!("{path}.providers.{}", section.name());
                problems.push(Problem::new(path, format!("is the account of the tenant `{other}`; each has its own")));
            }
        }
    }
    problems
}
