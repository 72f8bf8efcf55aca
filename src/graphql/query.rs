//! `Query`: what can be read.

use std::sync::Arc;

use async_graphql::{Context, Error, ID, Object, Result};

use super::{
    approval::{self, PurchaseConnection, PurchaseFilter},
    argument::read,
    audit::{self, AuditEntryConnection, AuditFilter},
    budget::{self, Budget},
    comp_download::{CompDownload, CompDownloadConnection, CompDownloadFilter},
    context::{OrFail, loaders, provider as upstream, viewer},
    error::bad_input,
    generation::{self, Generation, GenerationConnection},
    invoice::{Invoice, InvoiceConnection, InvoiceFilter},
    item::{self, Item},
    license::License,
    mutation::{QuoteInput, buyer},
    node::{self, Node},
    nullable::Nullable,
    page::{ListKey, MAX_PAGE, Slice},
    provider::{self, ProviderInfo},
    purchase::{Purchase, Quote, failed, purchases},
    search::{Search, SearchConnection, SearchFilter, search},
    transaction::{Transaction, TransactionConnection, TransactionFilter},
    transfer::{Transfer, TransferConnection},
    viewer::Viewer,
};
use crate::domain::{
    comp_download::CompDownloadQuery,
    id::{GenerationId, InvoiceId, ItemId, PurchaseId, TransactionId, TransferId},
    language::Language,
    license::LicenseProduct,
    provider::ProviderName,
    search::SearchSort,
    transaction::TransactionQuery,
};

/// The provider that lists without a `provider` are about.
const HOME: ProviderName = ProviderName::Depositphotos;

/// What can be read.
pub struct Query;

/// What can be read.
// Under another name, because the root type `Query` merges this with what a federation gateway asks for.
#[Object(name = "QueryFields")]
impl Query {
    /// Anything by its id; null when it is no longer there. Needs the scope of its type.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An id that Portico gave out.")] id: ID,
    ) -> Nullable<Node> {
        node::node(ctx, "id", &id).await.into()
    }

    /// Several things by their ids, in the order asked for; null where one is no longer there. Each needs the scope of
    /// its type.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids that Portico gave out, at most 100.")] ids: Vec<ID>,
    ) -> Nullable<Vec<Nullable<Node>>> {
        if ids.len() > MAX_PAGE as usize {
            return Err(bad_input(format!("At most {MAX_PAGE} ids can be asked for, not {}.", ids.len()))).into();
        }
        let node = |(index, id): (usize, ID)| async move {
            Nullable::from(node::node(ctx, &format!("ids.{index}"), &id).await)
        };
        Nullable::ok(Some(futures::future::join_all(ids.into_iter().enumerate().map(node)).await))
    }

    /// Who asks.
    async fn viewer(&self) -> Viewer {
        Viewer
    }

    /// The providers that the company has an account with, what they can do, and how they fare. Asks nobody.
    async fn providers(&self, ctx: &Context<'_>) -> Nullable<Vec<ProviderInfo>> {
        Nullable::ok(Some(provider::providers(ctx)))
    }

    /// One item; null when the provider has no such item. Upstream: `getMediaData`, batched.
    async fn item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item's id.")] id: ID,
        #[graphql(default, desc = "The language of its texts.")] language: Language,
    ) -> Nullable<Item> {
        match read("id", &id, ItemId::decode) {
            Ok(id) => item::item(ctx, id, language).await,
            Err(error) => Err(error).into(),
        }
    }

    /// Finds items. Needs a query, an author or a picture to compare with. Upstream: `search`.
    #[expect(clippy::too_many_arguments, reason = "they are the field's arguments")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words, or an item's key; at most 1,000 characters.")] query: Option<String>,
        #[graphql(desc = "Conditions.")] filter: Option<SearchFilter>,
        #[graphql(default, desc = "Order.")] sort: SearchSort,
        #[graphql(default, desc = "The language of the items' texts.")] language: Language,
        #[graphql(
            desc = "Whose stock is searched: an item of each in turn, beginning with the first. Unless named, the \
                          first of the enum that the company has an account with."
        )]
        providers: Option<Vec<ProviderName>>,
        #[graphql(
            default,
            desc = "Whether items of one author with nearly the same title are one entry of their page, the others in `folded`."
        )]
        fold: bool,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Nullable<SearchConnection> {
        Nullable::some(search(ctx, Search { query, filter, sort, language, providers, fold, first, after }).await)
    }

    /// The licences on offer to the company, with prices. Upstream: `getLicenseOfGroup`.
    async fn licenses(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "HOME", desc = "Whose licences.")] provider: ProviderName,
        #[graphql(desc = "Only for this kind of item.")] kind: Option<LicenseProduct>,
    ) -> Nullable<Vec<License>> {
        let offers = loaders(ctx).licenses(provider).await.map(|offers| {
            let fitting = offers.iter().filter(|offer| kind.is_none_or(|kind| offer.is_for(kind)));
            fitting.cloned().map(License::from).collect()
        });
        Nullable::some(offers.or_fail(ctx))
    }

    /// The licensed items, newest first. Upstream: `getLicensedItems`.
    async fn transactions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<TransactionFilter>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Nullable<TransactionConnection> {
        let page = async {
            let (name, filter) = filter.unwrap_or_default().conditions(HOME)?;
            let list = ListKey::new("transactions", &(name, &filter));
            let window = list.window(first, after.as_deref())?;
            let query = TransactionQuery { filter, window };
            let page = upstream(ctx, name)?.transactions(loaders(ctx).call(), &query).await.or_fail(ctx);
            let total = page.as_ref().ok().and_then(|page| page.total);
            let entries = page.map(|page| page.items.into_iter().map(Transaction::from).collect());
            Ok::<_, Error>(TransactionConnection(Slice { list, window, entries, total }))
        };
        Nullable::some(page.await)
    }

    /// One licensed item; null when there is no such transaction. Upstream: `getTransactionLicenseInfo`.
    async fn transaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The transaction's id.")] id: ID,
    ) -> Nullable<Transaction> {
        match read("id", &id, TransactionId::decode) {
            Ok(id) => node::transaction(ctx, id).await.into(),
            Err(error) => Err(error).into(),
        }
    }

    /// The licences that were passed on, newest first. Upstream: `getTransferredLicenses`.
    async fn transfers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions on the transactions whose licence was passed on.")] filter: Option<
            TransactionFilter,
        >,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Nullable<TransferConnection> {
        let page = async {
            let (name, filter) = filter.unwrap_or_default().conditions(HOME)?;
            if !filter.item_ids.is_empty() || !filter.license_ids.is_empty() {
                return Err(bad_input("Transfers cannot be filtered by items or licences."));
            }
            let list = ListKey::new("transfers", &(name, &filter));
            let window = list.window(first, after.as_deref())?;
            let query = TransactionQuery { filter, window };
            let page = upstream(ctx, name)?.transfers(loaders(ctx).call(), &query).await.or_fail(ctx);
            let total = page.as_ref().ok().and_then(|page| page.total);
            let entries = page.map(|page| {
                let transfers = page.items.into_iter().map(|record| Transfer {
                    id: TransferId::new(record.id.provider, record.id.key.clone()),
                    number: record.transfer_number.clone(),
                    transaction: record.into(),
                });
                transfers.collect()
            });
            Ok::<_, Error>(TransferConnection(Slice { list, window, entries, total }))
        };
        Nullable::some(page.await)
    }

    /// The invoices, newest first. Upstream: `getEnterpriseInvoiceList`; `totalCount` by `getEnterpriseInvoiceCount`
    /// where the list does not say it.
    async fn invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<InvoiceFilter>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Nullable<InvoiceConnection> {
        let page = async {
            let filter = filter.unwrap_or_default();
            let (name, state) = (filter.provider.unwrap_or(HOME), filter.state()?);
            let list = ListKey::new("invoices", &(name, &state));
            let window = list.window(first, after.as_deref())?;
            let (upstream, call) = (upstream(ctx, name)?, loaders(ctx).call());
            let page = upstream.invoices(call, state, window).await.or_fail(ctx);
            let mut total = page.as_ref().ok().and_then(|page| page.total);
            let selected = ctx.look_ahead();
            if total.is_none() && page.is_ok() && selected.field("totalCount").exists() {
                // Without it the page is still good.
                total = upstream.invoice_count(call, state).await.or_fail(ctx).ok();
            }
            let entries = page.map(|page| page.items.into_iter().map(Invoice::from).collect());
            Ok::<_, Error>(InvoiceConnection(Slice { list, window, entries, total }))
        };
        Nullable::some(page.await)
    }

    /// One invoice; null when there is no such invoice. Upstream: `getEnterpriseInvoice`.
    async fn invoice(&self, ctx: &Context<'_>, #[graphql(desc = "The invoice's id.")] id: ID) -> Nullable<Invoice> {
        match read("id", &id, InvoiceId::decode) {
            Ok(id) => {
                let loaded = loaders(ctx).invoice(id).await;
                loaded.map(|invoice| invoice.map(Invoice::from)).or_fail(ctx).into()
            }
            Err(error) => Err(error).into(),
        }
    }

    /// The complimentary downloads, newest first. Upstream: `getGroupCompDownloads`.
    async fn comp_downloads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<CompDownloadFilter>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Nullable<CompDownloadConnection> {
        let page = async {
            let filter = filter.unwrap_or_default();
            let name = filter.provider.unwrap_or(HOME);
            let filter = filter.conditions()?;
            let list = ListKey::new("compDownloads", &(name, &filter));
            let window = list.window(first, after.as_deref())?;
            let query = CompDownloadQuery { filter, window };
            let page = upstream(ctx, name)?.comp_downloads(loaders(ctx).call(), &query).await.or_fail(ctx);
            let total = page.as_ref().ok().and_then(|page| page.total);
            let entries = page.map(|page| page.items.into_iter().map(|comp| CompDownload(Arc::new(comp))).collect());
            Ok::<_, Error>(CompDownloadConnection(Slice { list, window, entries, total }))
        };
        Nullable::some(page.await)
    }

    /// What licensing these items would cost, and what stands in its way. Spends nothing. Upstream: `getLicenseOfGroup`,
    /// `getUserEnterpriseGroup`, `getMediaData`, `getLicensedItems`; Adobe Stock: `Content/Info`, `Member/Profile`,
    /// `Media/1/Files`.
    async fn quote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What would be licensed.")] input: QuoteInput,
    ) -> Nullable<Quote> {
        let quote = async {
            let quote = purchases(ctx)?.quote(&buyer(ctx), &input.request()?, loaders(ctx).call()).await;
            quote.map_err(|error| failed(error, ctx))?.map(Quote).map_err(|wrong| {
                let said: Vec<_> = wrong.into_iter().map(|wrong| wrong.refusal.message).collect();
                bad_input(said.join(" "))
            })
        };
        Nullable::some(quote.await)
    }

    /// One purchase of the company's; null when there is none with this id.
    async fn purchase(&self, ctx: &Context<'_>, #[graphql(desc = "The purchase's id.")] id: ID) -> Nullable<Purchase> {
        match read("id", &id, PurchaseId::decode) {
            Ok(id) => purchase(ctx, &id).await.into(),
            Err(error) => Err(error).into(),
        }
    }

    /// The purchase that was asked for with this idempotency key; null when there is none.
    async fn purchase_by_idempotency_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] key: String,
    ) -> Nullable<Purchase> {
        purchase_by_key(ctx, &key).await.into()
    }

    /// The company's purchases through Portico, newest first: those that wait for approval, say.
    async fn purchases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<PurchaseFilter>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Nullable<PurchaseConnection> {
        Nullable::some(approval::list(ctx, filter.unwrap_or_default(), first, after.as_deref()).await)
    }

    /// The company's budget as it is this month, or that of one of its teams; null where there is none.
    async fn budget(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team; the company as a whole without one.")] team: Option<String>,
    ) -> Nullable<Budget> {
        budget::one(ctx, team.as_deref()).await.into()
    }

    /// The company's budgets as they are this month: its own first, then those of its teams.
    async fn budgets(&self, ctx: &Context<'_>) -> Nullable<Vec<Budget>> {
        Nullable::some(budget::all(ctx).await)
    }

    /// Who asked for what that changes something, newest first.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<AuditFilter>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Nullable<AuditEntryConnection> {
        Nullable::some(audit::list(ctx, filter.unwrap_or_default(), first, after.as_deref()).await)
    }

    /// One job of the image generator; null when there is no such job. Upstream: `imageGenerator.get`.
    async fn generation(&self, ctx: &Context<'_>, #[graphql(desc = "The job's id.")] id: ID) -> Nullable<Generation> {
        match read("id", &id, GenerationId::decode) {
            Ok(id) => generation::generation(ctx, &id).await.into(),
            Err(error) => Err(error).into(),
        }
    }

    /// The jobs of the image generator that were asked for through Portico, newest first.
    async fn generations(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Nullable<GenerationConnection> {
        Nullable::some(generation::list(ctx, first, after.as_deref()).await)
    }
}

pub(super) async fn purchase(ctx: &Context<'_>, id: &PurchaseId) -> Result<Option<Purchase>> {
    let found = purchases(ctx)?.purchase(&viewer(ctx).tenant, id).await;
    Ok(found.map_err(|error| failed(error.into(), ctx))?.map(|record| Purchase::new(record, false)))
}

async fn purchase_by_key(ctx: &Context<'_>, key: &str) -> Result<Option<Purchase>> {
    let found = purchases(ctx)?.purchase_by_key(&viewer(ctx).tenant, key).await;
    Ok(found.map_err(|error| failed(error.into(), ctx))?.map(|record| Purchase::new(record, false)))
}
