//! The world's keys. They are numbers on the wire; here each noun has its own type.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

key!(
    /// A member of a group.
    UserId
);
key!(
    /// A company's group.
    GroupId
);
key!(
    /// A licence of a group (`licenseID`, also called a method).
    LicenseId
);
key!(
    /// A charge (`transactionId`, `itemTransactionId`).
    TransactionId
);
key!(
    /// A licence passed on (`licenseTransferId`).
    TransferId
);
key!(
    /// An invoice.
    InvoiceId
);
key!(
    /// A complimentary download.
    CompId
);

/// An item: of the catalogue, or from [`FIRST_GENERATED_ITEM`] a generated picture.
pub type ItemId = u64;

/// Generated pictures have ids from here on; the catalogue ends before.
pub const FIRST_GENERATED_ITEM: ItemId = super::super::catalog::FIRST_FOREIGN_ID;

/// A secret part of a URL that stands for the right to fetch one file.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(String);

impl Token {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// As it stands in the URL: 32 lower-case hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
