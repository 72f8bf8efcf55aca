//! Tenants: the companies that Portico works for, and what each of them has of its own.

use std::{borrow::Borrow, collections::BTreeMap, fmt, ops::Deref, sync::Arc};

/// The company that a viewer belongs to, as the token's tenant claim names it. Private values are kept by it, and it
/// chooses the account that the providers are asked with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenant(Arc<str>);

impl Tenant {
    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Tenant {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<String> for Tenant {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl Deref for Tenant {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Tenant {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a tenant acts with: one for everybody, or each its own. It cannot be had without naming the tenant.
#[derive(Clone, Debug)]
pub enum PerTenant<T> {
    /// No tenants are configured: all act with the same.
    Shared(T),
    /// Each has its own; a tenant that is not named here has none.
    Own(BTreeMap<Tenant, T>),
}

impl<T: Default> Default for PerTenant<T> {
    fn default() -> Self {
        Self::Shared(T::default())
    }
}

impl<T> PerTenant<T> {
    /// What this tenant acts with; `None` when it has nothing.
    pub fn get(&self, tenant: &str) -> Option<&T> {
        match self {
            Self::Shared(all) => Some(all),
            Self::Own(each) => each.get(tenant),
        }
    }

    /// Whose it is that this tenant acts with: its own, or, empty, everybody's.
    pub fn owner<'a>(&self, tenant: &'a str) -> &'a str {
        match self {
            Self::Shared(_) => "",
            Self::Own(_) => tenant,
        }
    }

    /// All there are, for what concerns no tenant: the start and the stop.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let (shared, own) = match self {
            Self::Shared(all) => (Some(all), None),
            Self::Own(each) => (None, Some(each.values())),
        };
        shared.into_iter().chain(own.into_iter().flatten())
    }

    /// References to them.
    pub fn as_ref(&self) -> PerTenant<&T> {
        match self {
            Self::Shared(all) => PerTenant::Shared(all),
            Self::Own(each) => PerTenant::Own(each.iter().map(|(tenant, value)| (tenant.clone(), value)).collect()),
        }
    }

    /// Something else for each of them.
    pub fn map<U>(self, mut make: impl FnMut(T) -> U) -> PerTenant<U> {
        match self {
            Self::Shared(all) => PerTenant::Shared(make(all)),
            Self::Own(each) => PerTenant::Own(each.into_iter().map(|(tenant, value)| (tenant, make(value))).collect()),
        }
    }

    /// Something else for each of them.
    ///
    /// # Errors
    /// The first failure.
    pub fn try_map<U, E>(self, mut make: impl FnMut(T) -> Result<U, E>) -> Result<PerTenant<U>, E> {
        Ok(match self {
            Self::Shared(all) => PerTenant::Shared(make(all)?),
            Self::Own(each) => {
                let each = each.into_iter().map(|(tenant, value)| Ok((tenant, make(value)?)));
                PerTenant::Own(each.collect::<Result<_, E>>()?)
            }
        })
    }
}

impl<T, U> PerTenant<(T, U)> {
    /// The first of each, and the second.
    pub fn unzip(self) -> (PerTenant<T>, PerTenant<U>) {
        match self {
            Self::Shared((one, other)) => (PerTenant::Shared(one), PerTenant::Shared(other)),
            Self::Own(each) => {
                let (mut ones, mut others) = (BTreeMap::new(), BTreeMap::new());
                for (tenant, (one, other)) in each {
                    ones.insert(tenant.clone(), one);
                    others.insert(tenant, other);
                }
                (PerTenant::Own(ones), PerTenant::Own(others))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_its_own_or_what_all_share_and_never_anothers() {
        let shared = PerTenant::Shared(1);
        assert_eq!((shared.get("acme"), shared.get("globex")), (Some(&1), Some(&1)));
        assert_eq!(shared.owner("acme"), shared.owner("globex"));
        let own = PerTenant::Own(BTreeMap::from([("acme".into(), 1), ("globex".into(), 2)]));
        assert_eq!((own.get("acme"), own.get("globex"), own.get("initech")), (Some(&1), Some(&2), None));
        assert_eq!((own.owner("acme"), own.owner("globex")), ("acme", "globex"));
        assert_eq!(own.iter().collect::<Vec<_>>(), [&1, &2]);
        let doubled = own.clone().map(|number| number * 2);
        assert_eq!(doubled.get("globex"), Some(&4));
        assert_eq!(own.try_map(|number| if number == 1 { Ok(()) } else { Err(number) }).err(), Some(2));
    }
}
