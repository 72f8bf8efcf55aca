//! `Transfer`: the passing on of a transaction's licence.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};

use super::{
    context::{OrFail, loaders},
    nullable::Nullable,
    page::connection,
    transaction::Transaction,
};
use crate::domain::{id::TransferId, party::Party, provider::ProviderName};

/// The passing on of a transaction's licence to another legal party. Upstream: `getTransferredLicenses`.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Transfer {
    #[graphql(skip)]
    pub(super) id: TransferId,
    #[graphql(skip)]
    pub(super) number: Option<String>,
    /// The transaction whose licence was passed on.
    pub(super) transaction: Transaction,
}

connection! {
    /// A page of transfers.
    TransferConnection,
    /// A transfer in a page.
    TransferEdge,
    Transfer
}

#[ComplexObject]
impl Transfer {
    /// Opaque and stable.
    pub(super) async fn id(&self) -> ID {
        self.id.encode().into()
    }

    /// Whose transfer it is.
    async fn provider(&self) -> ProviderName {
        self.id.provider
    }

    /// The provider's own number of the transfer. Upstream: `getTransactionLicenseInfo`, where the list does not say it.
    async fn number(&self, ctx: &Context<'_>) -> Nullable<String> {
        if let Some(number) = &self.number {
            return Nullable::ok(Some(number.clone()));
        }
        let loaded = loaders(ctx).certificate(self.transaction.id.clone()).await;
        loaded.map(|certificate| certificate?.transfer_number.clone()).or_fail(ctx).into()
    }

    /// Who passed the licence on. Upstream: `getTransactionLicenseInfo`.
    async fn from(&self, ctx: &Context<'_>) -> Nullable<Party> {
        self.party(ctx, true).await
    }

    /// Who holds the licence now. Upstream: `getTransactionLicenseInfo`.
    async fn to(&self, ctx: &Context<'_>) -> Nullable<Party> {
        self.party(ctx, false).await
    }
}

impl Transfer {
    async fn party(&self, ctx: &Context<'_>, giver: bool) -> Nullable<Party> {
        let loaded = loaders(ctx).certificate(self.transaction.id.clone()).await;
        let party = loaded.map(|certificate| {
            let certificate = certificate?;
            if giver { certificate.to.clone() } else { certificate.transferred_to.clone() }
        });
        party.or_fail(ctx).into()
    }
}
