//! Expected refusals, as data: one error type and one enum of codes per kind of mutation.

use async_graphql::{Enum, SimpleObject};

use super::transaction::Transaction;
use crate::domain::purchase::{LineRefusal, Purchase, RefusalCode};

macro_rules! errors {
    ($($(#[$doc:meta])* $error:ident $codes:ident { $($(#[$code_doc:meta])* $code:ident),+ $(,)? })+) => {
        $(
            $(#[$doc])*
            #[derive(SimpleObject)]
            pub struct $error {
                /// Why, for programs.
                pub code: $codes,
                /// Why, for people.
                pub message: String,
                /// The argument that it is about, like `lines.0.sizeId`; null for the whole.
                pub field: Option<String>,
                /// The licensed items that stand in its way.
                pub transactions: Vec<Transaction>,
            }

            /// Why nothing was done.
            #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
            pub enum $codes {
                $($(#[$code_doc])* $code,)+
                /// It was tried, and proved not to have been done.
                NotBought,
                /// Spending is switched off.
                SpendingDisabled,
                /// The provider does not offer this.
                UnsupportedByProvider,
                /// The provider wants to be asked less often; try again later.
                RateLimited,
                /// The provider refused; the message has its words.
                ProviderRefused,
                /// An argument cannot be used as it is.
                InvalidInput,
            }

            impl From<RefusalCode> for $codes {
                fn from(code: RefusalCode) -> Self {
                    match code {
                        $(RefusalCode::$code => Self::$code,)+
                        RefusalCode::NotBought => Self::NotBought,
                        RefusalCode::SpendingDisabled => Self::SpendingDisabled,
                        RefusalCode::UnsupportedByProvider => Self::UnsupportedByProvider,
                        RefusalCode::RateLimited => Self::RateLimited,
                        RefusalCode::InvalidInput => Self::InvalidInput,
                        _ => Self::ProviderRefused,
                    }
                }
            }

            impl From<(Option<String>, LineRefusal)> for $error {
                fn from((field, refusal): (Option<String>, LineRefusal)) -> Self {
                    let transactions = refusal.existing.into_iter().map(Transaction::from).collect();
                    Self { code: refusal.code.into(), message: refusal.message, field, transactions }
                }
            }
        )+
    };
}

errors! {
    /// Why an item was not licensed.
    LicenseItemError LicenseItemErrorCode {
        /// The provider has no such item, or does not sell it.
        ItemNotFound,
        /// The licence is not on offer, or not for this kind of item.
        LicenseNotAvailable,
        /// The licence is not offered in this size.
        SizeNotOffered,
        /// The company has licensed the item already; `buyAgain` licenses it once more.
        AlreadyLicensed,
        /// Another purchase of the item has no outcome yet; `buyAgain` licenses it whatever comes of that.
        InProgress,
        /// It costs more than `maxPrice`.
        PriceChanged,
        /// The account's balance does not cover it.
        InsufficientBalance,
        /// A budget of the company or the team does not cover it.
        InsufficientBudget,
        /// Whoever had to approve it declined.
        Declined,
        /// Nobody approved it in time.
        ApprovalExpired,
        /// The plan is used up; the provider would charge money beyond it, and `acceptOverage` does not allow that.
        Overage,
        /// It can be bought on the provider's site alone; `quote` says where.
        NeedsCheckout,
        /// The provider's plan does not cover it; the message has its words.
        NotCovered,
        /// The provider wants a reference noted with every purchase, and it is missing; the message names it.
        ReferenceRequired,
        /// The provider has no such reference.
        ReferenceUnknown,
        /// The provider took the order, and it did not go through.
        OrderCancelled,
        /// The idempotency key was used with other arguments.
        IdempotencyKeyReused,
    }
    /// Why nothing was decided, or what was approved was not bought.
    ApprovalError ApprovalErrorCode {
        /// There is no such purchase.
        PurchaseNotFound,
        /// Nobody approves what they asked for themselves.
        OwnPurchase,
        /// It does not wait for approval, or does no longer.
        NotAwaitingApproval,
        /// Nobody approved it in time.
        ApprovalExpired,
        /// It was declined, as asked for.
        Declined,
        /// The provider has no such item, or does not sell it any more.
        ItemNotFound,
        /// The licence is not on offer any more.
        LicenseNotAvailable,
        /// The licence is not offered in this size any more.
        SizeNotOffered,
        /// The company has licensed the item meanwhile.
        AlreadyLicensed,
        /// Another purchase of the item has no outcome yet.
        InProgress,
        /// It costs more by now.
        PriceChanged,
        /// The account's balance does not cover it; it goes on waiting.
        InsufficientBalance,
        /// The provider refuses to draw this; the message has its words.
        PromptRefused,
    }
    /// Why licences were not passed on.
    TransferError TransferLicenseErrorCode {
        /// There is no such transaction.
        TransactionNotFound,
        /// The licence was passed on already; whoever holds it now is `Transfer.to`.
        AlreadyTransferred,
        /// Another transfer of the licence has no outcome yet.
        InProgress,
        /// The idempotency key was used with other arguments.
        IdempotencyKeyReused,
    }
    /// Why no invoice was made.
    InvoiceError CreateInvoiceErrorCode {
        /// There is no such transaction.
        TransactionNotFound,
        /// The transaction is on an invoice already.
        AlreadyInvoiced,
        /// Another invoice over the transaction has no outcome yet.
        InProgress,
        /// The idempotency key was used with other arguments.
        IdempotencyKeyReused,
    }
    /// Why no pictures are generated.
    GenerateImageError GenerateImageErrorCode {
        /// The provider refuses to draw this; the message has its words.
        PromptRefused,
        /// A budget of the company or the team does not cover it.
        InsufficientBudget,
        /// Whoever had to approve it declined.
        Declined,
        /// Nobody approved it in time.
        ApprovalExpired,
        /// The idempotency key was used with other arguments.
        IdempotencyKeyReused,
    }
    /// Why no file was taken.
    CompError DownloadCompErrorCode {
        /// The provider has no such item.
        ItemNotFound,
        /// The item is not offered in this size.
        SizeNotOffered,
    }
}

/// The refusals of a recorded purchase's lines, about the same arguments as if nothing had been recorded.
pub(super) fn errors_of<E: From<(Option<String>, LineRefusal)>>(purchase: &Purchase, single: bool) -> Vec<E> {
    let refused = purchase.lines.iter().filter_map(|line| {
        let refusal = line.result.refusal.clone()?;
        let field = match refusal.field.as_deref() {
            Some(field) if single || field.starts_with("references") => Some(field.to_owned()),
            Some(field) => Some(format!("lines.{}.{field}", line.index)),
            None => (!single).then(|| format!("lines.{}", line.index)),
        };
        Some(E::from((field, refusal)))
    });
    refused.collect()
}
