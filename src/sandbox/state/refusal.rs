//! Why an operation was refused. A refused operation has changed nothing.

use std::fmt;

use super::StoreError;

/// A whole operation's refusal.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No such user name, or another password.
    #[error("Login or password is wrong")]
    WrongLogin,
    /// The session is missing, unknown, logged out or expired.
    #[error("Session is unknown or has run out")]
    SessionGone,
    /// An argument is missing, empty, too long, or does not fit.
    #[error("{argument}: {why}")]
    Invalid {
        /// The argument, by the world's name for it (`prompt`, `to`, `transactions`).
        argument: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A record that does not exist, or that belongs to another group.
    #[error("No such {0}")]
    Missing(Record),
    /// The member has no permission for this.
    #[error("The user has no permission to {0}")]
    NotAllowed(&'static str),
    /// The item is unknown, off sale, or not generated yet.
    #[error("No such item")]
    ItemNotFound,
    /// The item is not sold in this size.
    #[error("The item is not offered in this size")]
    SizeNotOffered,
    /// A transaction stands on an invoice already.
    #[error("Transaction {0} is invoiced already")]
    AlreadyInvoiced(super::TransactionId),
    /// The change could not be written down, so it was not made.
    #[error("The sandbox cannot save its state")]
    NotSaved(#[from] StoreError),
}

impl Refusal {
    pub(super) const fn invalid(argument: &'static str, why: &'static str) -> Self {
        Self::Invalid { argument, why }
    }
}

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the nouns of the wire")]
pub enum Record {
    User,
    Group,
    License,
    Transaction,
    Invoice,
    Generation,
    Download,
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user",
            Self::Group => "prepaid group",
            Self::License => "license",
            Self::Transaction => "transaction",
            Self::Invoice => "invoice",
            Self::Generation => "generation",
            Self::Download => "download",
        })
    }
}

/// Why one line of a purchase was refused while others may have gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineRefusal {
    /// The item does not exist or is off sale.
    #[error("No such item")]
    UnknownItem,
    /// The size is not in the licence, is disabled there, or does not fit the item.
    #[error("The item is not offered in this size under this license")]
    SizeNotOffered,
    /// The prepaid balance does not cover the price.
    #[error("The balance is too low")]
    BalanceTooLow,
}
