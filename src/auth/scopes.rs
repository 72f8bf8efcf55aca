//! What a viewer may do, in the words that tokens use. Which field needs which scope stands in `graphql/guard.rs`.

use std::fmt;

/// Something that a viewer may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Search the stock and look at items.
    ItemsRead,
    /// See offers with prices, and what was bought, passed on and taken for layouts.
    LicensesRead,
    /// Spend money on licences.
    LicensesBuy,
    /// Approve or decline what others want to spend.
    LicensesApprove,
    /// Pass licences on to another legal party.
    TransfersWrite,
    /// See invoices.
    InvoicesRead,
    /// Have invoices made.
    InvoicesWrite,
    /// Take files for a layout.
    DownloadsComp,
    /// Have pictures generated, and see them.
    GenerationsCreate,
    /// See the company's account, its members and what they used.
    AccountRead,
    /// See who did what.
    LedgerRead,
}

impl Scope {
    /// Every scope, in the order of the documentation.
    pub const ALL: [Self; 11] = [
        Self::ItemsRead,
        Self::LicensesRead,
        Self::LicensesBuy,
        Self::LicensesApprove,
        Self::TransfersWrite,
        Self::InvoicesRead,
        Self::InvoicesWrite,
        Self::DownloadsComp,
        Self::GenerationsCreate,
        Self::AccountRead,
        Self::LedgerRead,
    ];

    /// The scope as tokens name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ItemsRead => "items:read",
            Self::LicensesRead => "licenses:read",
            Self::LicensesBuy => "licenses:buy",
            Self::LicensesApprove => "licenses:approve",
            Self::TransfersWrite => "transfers:write",
            Self::InvoicesRead => "invoices:read",
            Self::InvoicesWrite => "invoices:write",
            Self::DownloadsComp => "downloads:comp",
            Self::GenerationsCreate => "generations:create",
            Self::AccountRead => "account:read",
            Self::LedgerRead => "ledger:read",
        }
    }

    /// What it lets a viewer do, for the documentation.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::ItemsRead => "Search the stock and look at items.",
            Self::LicensesRead => "See offers with prices, and what was bought, passed on and taken for layouts.",
            Self::LicensesBuy => "Spend money on licences.",
            Self::LicensesApprove => "Approve or decline what others want to spend.",
            Self::TransfersWrite => "Pass licences on to another legal party.",
            Self::InvoicesRead => "See invoices.",
            Self::InvoicesWrite => "Have invoices made.",
            Self::DownloadsComp => "Take files for a layout.",
            Self::GenerationsCreate => "Have pictures generated, and see them.",
            Self::AccountRead => "See the company's account, its members and what they used.",
            Self::LedgerRead => "See who did what.",
        }
    }

    /// The scope of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }

    /// Whether it changes nothing.
    pub fn only_reads(self) -> bool {
        self.as_str().ends_with(":read")
    }

    fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Scopes(u32);

impl Scopes {
    /// Every scope there is.
    pub fn all() -> Self {
        Scope::ALL.into_iter().collect()
    }

    /// Every scope that changes nothing.
    pub fn reading() -> Self {
        Scope::ALL.into_iter().filter(|scope| scope.only_reads()).collect()
    }

    /// The scopes of these names; others are none of ours and left out, as in a token that serves several services.
    pub fn known<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        names.into_iter().filter_map(Scope::parse).collect()
    }

    /// The scopes of these names.
    ///
    /// # Errors
    /// The first name that is none.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        names.into_iter().map(|name| Scope::parse(name).ok_or_else(|| name.to_owned())).collect()
    }

    /// Whether `scope` is among them.
    pub fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// The scopes, in the order of the documentation.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |set, scope| set | scope.bit()))
    }
}

/// Separated by spaces, as a token's `scope` has it.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(Scope::as_str).collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_and_others_are_left_out() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        }
        let set = Scopes::known(["openid", "licenses:read", "items:read", "ITEMS:READ", "licenses:read"]);
        assert_eq!(set.to_string(), "items:read licenses:read");
        assert_eq!(Scopes::named(["items:read", "items:raed"]), Err("items:raed".to_owned()));
    }

    #[test]
    fn reading_never_spends() {
        let reading = Scopes::reading();
        assert!(reading.contains(Scope::LedgerRead));
        for scope in [
            Scope::LicensesBuy,
            Scope::LicensesApprove,
            Scope::TransfersWrite,
            Scope::InvoicesWrite,
            Scope::GenerationsCreate,
        ] {
            assert!(!reading.contains(scope), "{scope}");
        }
    }
}
