//! `Node`: Relay's global object identification.
#![expect(missing_docs, reason = "the derive makes a method without one")]

use std::sync::Arc;

use async_graphql::{Context, Interface, Result};

use super::{
    account::{Account, User},
    argument::read,
    comp_download::CompDownload,
    context::{OrFail, loaders, provider},
    generation::{self, Generation},
    guard::may_reach,
    invoice::Invoice,
    item::Item,
    license::License,
    purchase::Purchase,
    query,
    transaction::{Transaction, license},
    transfer::Transfer,
};
use crate::domain::{
    comp_download::{CompDownloadFilter, CompDownloadQuery},
    id::{AccountId, CompDownloadId, InvoiceId, NodeId, TransactionId, TransferId},
    language::Language,
    page::Window,
};

/// Anything with an id that can be asked for again.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "async_graphql::ID", desc = "Opaque and stable."))]
pub enum Node {
    /// A stock item.
    Item(Item),
    /// A licence on offer.
    License(License),
    /// A licensed item.
    Transaction(Transaction),
    /// The passing on of a licence.
    Transfer(Transfer),
    /// An invoice.
    Invoice(Invoice),
    /// A complimentary download.
    CompDownload(CompDownload),
    /// A job of the image generator.
    Generation(Generation),
    /// A member of the group.
    User(User),
    /// The company's account.
    Account(Account),
    /// A spending intent.
    Purchase(Purchase),
}

/// How many pages of complimentary downloads are looked through for one: upstream cannot be asked for one alone.
const COMP_PAGES: u64 = 5;
const COMP_PAGE: u32 = 100;

/// The thing with the id that `argument` holds, if it is still there.
pub(super) async fn node(ctx: &Context<'_>, argument: &str, id: &str) -> Result<Option<Node>> {
    let id = read(argument, id, NodeId::decode)?;
    may_reach(ctx, id.type_name())?;
    let loaders = loaders(ctx);
    Ok(match id {
        NodeId::ItemId(id) => {
            loaders.item(id, Language::default()).await.or_fail(ctx)?.map(|item| Node::Item(Item(item)))
        }
        NodeId::LicenseId(id) => license(ctx, &id).await?.map(Node::License),
        NodeId::TransactionId(id) => transaction(ctx, id).await?.map(Node::Transaction),
        NodeId::TransferId(id) => transfer(ctx, id).await?.map(Node::Transfer),
        NodeId::InvoiceId(id) => invoice(ctx, id).await?.map(Node::Invoice),
        NodeId::CompDownloadId(id) => comp_download(ctx, &id).await?.map(Node::CompDownload),
        NodeId::GenerationId(id) => generation::generation(ctx, &id).await?.map(Node::Generation),
        NodeId::UserId(id) => loaders.user(id).await.or_fail(ctx)?.map(|user| Node::User(User(user))),
        NodeId::PurchaseId(id) => query::purchase(ctx, &id).await?.map(Node::Purchase),
        NodeId::AccountId(id) => account(ctx, &id).await?.map(Node::Account),
    })
}

/// The transaction with this id; `None` when there is none.
pub(super) async fn transaction(ctx: &Context<'_>, id: TransactionId) -> Result<Option<Transaction>> {
    let certificate = loaders(ctx).certificate(id.clone()).await.or_fail(ctx)?;
    Ok(certificate.map(|_| Transaction::from(id)))
}

/// The invoice with this id; `None` when there is none.
pub(super) async fn invoice(ctx: &Context<'_>, id: InvoiceId) -> Result<Option<Invoice>> {
    Ok(loaders(ctx).invoice(id).await.or_fail(ctx)?.map(Invoice::from))
}

async fn transfer(ctx: &Context<'_>, id: TransferId) -> Result<Option<Transfer>> {
    let transaction = TransactionId::new(id.provider, id.key.clone());
    let certificate = loaders(ctx).certificate(transaction.clone()).await.or_fail(ctx)?;
    let number = certificate.and_then(|certificate| certificate.transfer_number.clone());
    Ok(number.map(|number| Transfer { id, number: Some(number), transaction: transaction.into() }))
}

async fn comp_download(ctx: &Context<'_>, id: &CompDownloadId) -> Result<Option<CompDownload>> {
    let upstream = provider(ctx, id.provider)?;
    for page in 0..COMP_PAGES {
        let window = Window { limit: COMP_PAGE, offset: page * u64::from(COMP_PAGE) };
        let query = CompDownloadQuery { filter: CompDownloadFilter::default(), window };
        let page = upstream.comp_downloads(loaders(ctx).call(), &query).await.or_fail(ctx)?;
        let last = page.items.len() < COMP_PAGE as usize;
        if let Some(found) = page.items.into_iter().find(|comp| comp.id == *id) {
            return Ok(Some(CompDownload(Arc::new(found))));
        }
        if last {
            break;
        }
    }
    Ok(None)
}

async fn account(ctx: &Context<'_>, id: &AccountId) -> Result<Option<Account>> {
    let account = loaders(ctx).account(id.provider).await.or_fail(ctx)?;
    Ok((account.id == *id).then_some(Account(account)))
}
