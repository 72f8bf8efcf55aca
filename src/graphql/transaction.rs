//! `Transaction`: a licensed item. `Certificate`: its legal side.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::error::{ErrorCode, bad_input, coded};
use super::{
    argument::{read, read_all},
    context::{self, OrFail, loaders, viewer},
    invoice::Invoice,
    item::{self, Item},
    license::License,
    money::{Money, money},
    nullable::Nullable,
    page::connection,
    purchase::failed,
    scalar::{DateTime, Decimal, Url},
    transfer::Transfer,
};
use crate::download::Subject;
use crate::{
    domain::{
        id::{IdError, ItemId, LicenseId, TransactionId, TransferId, UserId},
        item::ItemKind,
        language::Language,
        party::{Party, UserRef},
        provider::{Capability, ProviderName},
        rendition::{Rendition, RenditionFormat},
        transaction::{
            self, ExtraOptionKind, References, TransactionFilter as Conditions, TransactionRecord, TransactionStatus,
        },
    },
    providers::Provider,
    purchase::{Purchases, marker},
};

/// A licensed item: what the company bought. Upstream: `getLicensedItems`, `getTransactionLicenseInfo`.
#[derive(Clone)]
pub struct Transaction {
    pub(super) id: TransactionId,
    /// `None` where only the id is known so far.
    record: Option<Arc<TransactionRecord>>,
}

impl From<TransactionRecord> for Transaction {
    fn from(record: TransactionRecord) -> Self {
        Self { id: record.id.clone(), record: Some(Arc::new(record)) }
    }
}

impl From<TransactionId> for Transaction {
    fn from(id: TransactionId) -> Self {
        Self { id, record: None }
    }
}

connection! {
    /// A page of licensed items.
    TransactionConnection,
    /// A licensed item in a page.
    TransactionEdge,
    Transaction
}

/// Which licensed items are wanted. All conditions must hold.
#[derive(InputObject, Debug, Default)]
pub struct TransactionFilter {
    /// With this provider; left out, that of the things named below, or Depositphotos.
    provider: Option<ProviderName>,
    /// Only in this state of payment.
    status: Option<TransactionStatus>,
    /// Licensed at or after.
    from: Option<DateTime>,
    /// Licensed at or before.
    to: Option<DateTime>,
    /// Licensed by this member of the group.
    user_id: Option<ID>,
    /// Only these items, at most 100.
    item_ids: Option<Vec<ID>>,
    /// Only under these licences, at most 100.
    license_ids: Option<Vec<ID>>,
}

/// How many ids one condition may name.
const MAX_IDS: usize = 100;

impl TransactionFilter {
    /// Whose list is asked for, and the conditions, with ids read.
    pub(super) fn conditions(self, home: ProviderName) -> Result<(ProviderName, Conditions)> {
        if self.status == Some(TransactionStatus::Unknown) {
            return Err(bad_input("\"UNKNOWN\" is no state that can be asked for."));
        }
        let user_id = self.user_id.map(|id| read("userId", &id, UserId::decode)).transpose()?;
        let item_ids = ids("itemIds", self.item_ids, ItemId::decode)?;
        let license_ids = ids("licenseIds", self.license_ids, LicenseId::decode)?;
        let named = [
            user_id.as_ref().map(|id| id.provider),
            item_ids.first().map(|id| id.provider),
            license_ids.first().map(|id| id.provider),
        ];
        let provider = self.provider.or_else(|| named.into_iter().flatten().next()).unwrap_or(home);
        let foreign = item_ids.iter().any(|id| id.provider != provider)
            || license_ids.iter().any(|id| id.provider != provider)
            || user_id.as_ref().is_some_and(|id| id.provider != provider);
        if foreign {
            return Err(bad_input("The filter names things of another provider."));
        }
        let (from, to) = (self.from.map(|time| time.0), self.to.map(|time| time.0));
        Ok((provider, Conditions { status: self.status, from, to, user_id, item_ids, license_ids }))
    }
}

fn ids<T>(argument: &str, given: Option<Vec<ID>>, decode: impl Fn(&str) -> Result<T, IdError>) -> Result<Vec<T>> {
    let given = given.unwrap_or_default();
    if given.len() > MAX_IDS {
        return Err(bad_input(format!("\"{argument}\" can name {MAX_IDS} ids at the most, not {}.", given.len())));
    }
    read_all(argument, &given, decode)
}

impl Transaction {
    async fn record<T>(&self, ctx: &Context<'_>, pick: impl FnOnce(&TransactionRecord) -> Option<T>) -> Nullable<T> {
        if let Some(record) = &self.record {
            return Nullable::ok(pick(record));
        }
        let loaded = loaders(ctx).transaction(self.id.clone()).await;
        loaded.map(|record| record.as_ref().and_then(pick)).or_fail(ctx).into()
    }

    async fn info<T>(
        &self,
        ctx: &Context<'_>,
        pick: impl FnOnce(&transaction::Certificate) -> Option<T>,
    ) -> Nullable<T> {
        let loaded = loaders(ctx).certificate(self.id.clone()).await;
        loaded.map(|certificate| certificate.and_then(|certificate| pick(&certificate))).or_fail(ctx).into()
    }

    /// From the record where it is at hand, else from the certificate, which is one call less.
    async fn either<T>(
        &self,
        ctx: &Context<'_>,
        record: impl FnOnce(&TransactionRecord) -> Option<T>,
        info: impl FnOnce(&transaction::Certificate) -> Option<T>,
    ) -> Nullable<T> {
        match &self.record {
            Some(known) => Nullable::ok(record(known)),
            None => self.info(ctx, info).await,
        }
    }
}

/// A licensed item: what the company bought. Upstream: `getLicensedItems`, `getTransactionLicenseInfo`.
#[Object]
impl Transaction {
    /// Opaque and stable.
    pub(super) async fn id(&self) -> ID {
        self.id.encode().into()
    }

    /// Whose transaction it is.
    async fn provider(&self) -> ProviderName {
        self.id.provider
    }

    /// The provider's own number of the transaction.
    async fn key(&self) -> &str {
        &self.id.key
    }

    /// The item that was licensed; null when the provider no longer has it. Upstream: `getMediaData`, batched.
    async fn item(&self, ctx: &Context<'_>) -> Nullable<Item> {
        let id = self.either(ctx, |record| Some(record.item_id.clone()), |info| info.item_id.clone()).await;
        match id.into_inner() {
            Ok(Some(id)) => item::item(ctx, id, Language::default()).await,
            Ok(None) => Nullable::ok(None),
            Err(error) => Err(error).into(),
        }
    }

    /// The licensed item's kind, where the provider still says it.
    async fn item_kind(&self, ctx: &Context<'_>) -> Nullable<ItemKind> {
        self.either(ctx, |record| record.item_kind, |info| info.item_kind).await
    }

    /// The licence it was bought under; null when it is no longer on offer. Upstream: `getLicenseOfGroup`.
    async fn license(&self, ctx: &Context<'_>) -> Nullable<License> {
        let id = self.either(ctx, |record| record.license_id.clone(), |info| info.license_id.clone()).await;
        match id.into_inner() {
            Ok(Some(id)) => license(ctx, &id).await.into(),
            Ok(None) => Nullable::ok(None),
            Err(error) => Err(error).into(),
        }
    }

    /// The size that was bought, as the licence's price list names it. Upstream: `getTransactionLicenseInfo`.
    async fn size(&self, ctx: &Context<'_>) -> Nullable<String> {
        self.info(ctx, |info| info.size.clone()).await
    }

    /// What was paid, without VAT. Upstream: `getTransactionLicenseInfo`.
    async fn price(&self, ctx: &Context<'_>) -> Nullable<Money> {
        self.info(ctx, |info| money(info.price.as_ref())).await
    }

    /// When it was licensed; to the minute where the provider's history knows no seconds (Adobe Stock).
    async fn licensed_at(&self, ctx: &Context<'_>) -> Nullable<DateTime> {
        self.either(ctx, |record| record.licensed_at.map(DateTime), |info| info.licensed_at.map(DateTime)).await
    }

    /// How far it has come towards being paid.
    async fn status(&self, ctx: &Context<'_>) -> Nullable<TransactionStatus> {
        self.record(ctx, |record| Some(record.status)).await
    }

    /// How far it has come towards being paid, in the provider's words.
    async fn provider_status(&self, ctx: &Context<'_>) -> Nullable<String> {
        self.record(ctx, |record| record.provider_status.clone()).await
    }

    /// Name of the file.
    async fn filename(&self, ctx: &Context<'_>) -> Nullable<String> {
        self.either(ctx, |record| record.filename.clone(), |info| info.filename.clone()).await
    }

    /// A small picture of the item.
    async fn preview_url(&self, ctx: &Context<'_>) -> Nullable<Url> {
        let [record, info] = [|url: &Option<String>| url.clone().map(Url); 2];
        self.either(ctx, |known| record(&known.preview_url), |known| info(&known.preview_url)).await
    }

    /// The item's page on the provider's site.
    async fn item_page_url(&self, ctx: &Context<'_>) -> Nullable<Url> {
        let [record, info] = [|url: &Option<String>| url.clone().map(Url); 2];
        self.either(ctx, |known| record(&known.item_page_url), |known| info(&known.item_page_url)).await
    }

    /// Width of the original in pixels.
    async fn width(&self, ctx: &Context<'_>) -> Nullable<u32> {
        self.either(ctx, |record| record.width, |info| info.width).await
    }

    /// Height of the original in pixels.
    async fn height(&self, ctx: &Context<'_>) -> Nullable<u32> {
        self.either(ctx, |record| record.height, |info| info.height).await
    }

    /// Whether the item is for editorial use only.
    async fn editorial(&self, ctx: &Context<'_>) -> Nullable<bool> {
        self.either(ctx, |record| record.editorial, |info| info.editorial).await
    }

    /// Whether the provider still shows the item.
    async fn visible(&self, ctx: &Context<'_>) -> Nullable<bool> {
        self.record(ctx, |record| record.visible).await
    }

    /// The provider's key of the group that bought it.
    async fn group_key(&self, ctx: &Context<'_>) -> Nullable<String> {
        self.record(ctx, |record| record.group_id.clone()).await
    }

    /// Who licensed it.
    async fn actor(&self, ctx: &Context<'_>) -> Nullable<UserRef> {
        self.record(ctx, |record| record.actor.clone()).await
    }

    /// Whose work it is.
    async fn seller(&self, ctx: &Context<'_>) -> Nullable<UserRef> {
        self.record(ctx, |record| record.seller.clone()).await
    }

    /// What the buyer noted with the purchase; from Portico's own record where the provider does not give it back.
    async fn references(&self, ctx: &Context<'_>) -> Nullable<References> {
        let of_record = |record: &TransactionRecord| Some((Some(record.item_id.clone()), record.references.clone()?));
        let said = match self.record.as_deref().and_then(of_record) {
            Some(listed) => Nullable::ok(Some(listed)),
            None => self.info(ctx, |info| Some((info.item_id.clone(), info.references.clone()))).await,
        };
        match said.into_inner() {
            Ok(Some((item, said))) => Nullable::some(noted(ctx, &self.id, item.as_ref(), said).await),
            Ok(None) => Nullable::ok(None),
            Err(error) => Err(error).into(),
        }
    }

    /// The invoice it is on; null when it is on none. Upstream: `getEnterpriseInvoice`.
    async fn invoice(&self, ctx: &Context<'_>) -> Nullable<Invoice> {
        match self.record(ctx, |record| record.invoice_id.clone()).await.into_inner() {
            Ok(Some(id)) => {
                let loaded = loaders(ctx).invoice(id).await;
                loaded.map(|invoice| invoice.map(Invoice::from)).or_fail(ctx).into()
            }
            Ok(None) => Nullable::ok(None),
            Err(error) => Err(error).into(),
        }
    }

    /// The passing on of its licence; null when the company still holds it.
    async fn transfer(&self, ctx: &Context<'_>) -> Nullable<Transfer> {
        let number =
            self.either(ctx, |record| record.transfer_number.clone(), |info| info.transfer_number.clone()).await;
        let id = TransferId::new(self.id.provider, self.id.key.clone());
        let transfer = |number| Transfer { id, number, transaction: self.clone() };
        number.into_inner().map(|number| number.map(|number| transfer(Some(number)))).into()
    }

    /// The licence certificate: who may use what under which terms. Upstream: `getTransactionLicenseInfo`.
    async fn certificate(&self, ctx: &Context<'_>) -> Nullable<Certificate> {
        let loaded = loaders(ctx).certificate(self.id.clone()).await;
        loaded.map(|certificate| certificate.map(Certificate)).or_fail(ctx).into()
    }

    /// Where the licensed file can be fetched again, in the size it was bought in: an address of Portico's own that is
    /// good for this viewer and for a few minutes. Upstream: `getDownloadLink`, when it is fetched.
    async fn download_url(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Pixels of the longest edge, of a video's height, 1 to 20,000: the next size up is given, at most the original."
        )]
        pixels: Option<i32>,
        #[graphql(desc = "The file's format, for drawings.")] format: Option<RenditionFormat>,
    ) -> Nullable<Url> {
        let link = rendition(ctx, self.id.provider, pixels, format)
            .and_then(|form| context::download_url(ctx, &Subject::Licensed { id: self.id.clone(), form }));
        Nullable::some(link)
    }
}

/// The most pixels that a form of a file can be asked for in.
const MAX_PIXELS: u32 = 20_000;

/// The form that a file is wanted in, where its provider has it in others than the original.
fn rendition(
    ctx: &Context<'_>,
    name: ProviderName,
    pixels: Option<i32>,
    format: Option<RenditionFormat>,
) -> Result<Rendition> {
    let pixels = pixels.map(|pixels| {
        let fits = u32::try_from(pixels).ok().filter(|pixels| (1..=MAX_PIXELS).contains(pixels));
        fits.ok_or_else(|| bad_input(format!("`pixels` is 1 to {MAX_PIXELS}, not {pixels}.")))
    });
    let form = Rendition { pixels: pixels.transpose()?, format };
    let renders = |provider: &dyn Provider| provider.capabilities().contains(&Capability::DownloadRenditions);
    if form.is_original() || renders(context::provider(ctx, name)?) {
        return Ok(form);
    }
    Err(coded(ErrorCode::UnsupportedByProvider, "The provider gives files only as they were licensed."))
}

/// What was noted with a transaction: what the provider gives back, or what our own record says.
async fn noted(ctx: &Context<'_>, id: &TransactionId, item: Option<&ItemId>, said: References) -> Result<References> {
    let own = match (item, ctx.data_opt::<Purchases>()) {
        (Some(item), Some(purchases)) => purchases.noted(&viewer(ctx).tenant, item, id).await,
        _ => Ok(None),
    };
    let own = own.map_err(|error| failed(error.into(), ctx))?;
    Ok(own.unwrap_or_else(|| marker::hide(said)))
}

/// The licence with this id, if it is still on offer.
pub(super) async fn license(ctx: &Context<'_>, id: &LicenseId) -> Result<Option<License>> {
    let offers = loaders(ctx).licenses(id.provider).await.or_fail(ctx)?;
    Ok(offers.iter().find(|offer| offer.id == *id).cloned().map(License::from))
}

/// A licence certificate. Upstream: `getTransactionLicenseInfo`.
pub struct Certificate(Arc<transaction::Certificate>);

/// One extra right that was bought, with its price.
#[derive(SimpleObject)]
pub struct ExtraOption {
    /// Which right.
    option: ExtraOptionKind,
    /// Its price in the transaction's currency.
    price: Option<Money>,
    /// Its price in US dollars.
    price_usd: Option<Decimal>,
}

/// A licence certificate. Upstream: `getTransactionLicenseInfo`.
#[Object]
impl Certificate {
    /// The licence's name.
    async fn license_name(&self) -> Option<&str> {
        self.0.license_name.as_deref()
    }

    /// Where the licence's terms stand; may be a path on the provider's site.
    async fn license_link(&self) -> Option<&str> {
        self.0.license_url.as_deref()
    }

    /// The size that was bought, as the licence's price list names it.
    async fn size(&self) -> Option<&str> {
        self.0.size.as_deref()
    }

    /// What was paid, without VAT.
    async fn price(&self) -> Option<Money> {
        money(self.0.price.as_ref())
    }

    /// When it was licensed.
    async fn licensed_at(&self) -> Option<DateTime> {
        self.0.licensed_at.map(DateTime)
    }

    /// Extra rights that were bought.
    async fn extra_options(&self) -> Vec<ExtraOption> {
        let options = self.0.extra_options.iter();
        options
            .map(|extra| ExtraOption {
                option: extra.kind,
                price: money(extra.price.as_ref()),
                price_usd: extra.price_usd.map(Decimal),
            })
            .collect()
    }

    /// Name of the file.
    async fn filename(&self) -> Option<&str> {
        self.0.filename.as_deref()
    }

    /// Whether the item is for editorial use only.
    async fn editorial(&self) -> Option<bool> {
        self.0.editorial
    }

    /// Whether the item shows nudity.
    async fn nudity(&self) -> Option<bool> {
        self.0.nudity
    }

    /// What the buyer noted with the purchase; from Portico's own record where the provider does not give it back.
    async fn references(&self, ctx: &Context<'_>) -> Result<References> {
        noted(ctx, &self.0.transaction_id, self.0.item_id.as_ref(), self.0.references.clone()).await
    }

    /// Who grants the licence.
    async fn from(&self) -> Option<&Party> {
        self.0.from.as_ref()
    }

    /// Who it was granted to.
    async fn to(&self) -> Option<&Party> {
        self.0.to.as_ref()
    }

    /// Whom it was passed on to; null when it was not.
    async fn transferred_to(&self) -> Option<&Party> {
        self.0.transferred_to.as_ref()
    }
}
