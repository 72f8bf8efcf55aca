//! `Mutation`: what spends money, binds the company, or takes files.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::{
    approval::{self, ApprovePurchaseInput, ApprovePurchasePayload, DeclinePurchaseInput, DeclinePurchasePayload},
    argument::{read, read_all},
    comp_download::CompDownload,
    context::{loaders, viewer},
    generation::{self, Generation, generations},
    invoice::Invoice,
    license::size_key,
    node,
    nullable::Nullable,
    purchase::{Purchase, failed, purchases},
    refusal::{CompError, GenerateImageError, InvoiceError, LicenseItemError, TransferError, errors_of},
    scalar::Decimal,
    transfer::Transfer,
};
use crate::{
    domain::{
        generation::{AspectRatio, Medium},
        id::{ItemId, LicenseId, TransactionId, TransferId},
        party::Party,
        purchase::Purchase as Record,
        transaction::{CustomReference, ExtraOptionKind, References},
    },
    purchase::{Answer, Buyer, GenerateRequest, InvoiceRequest, LicenseLineRequest, LicenseRequest, TransferRequest},
};

/// What spends money, binds the company, or takes files.
pub struct Mutation;

/// What the buyer notes with a purchase, each at most 200 characters.
#[derive(InputObject, Default)]
pub struct ReferencesInput {
    /// Project.
    project: Option<String>,
    /// Client.
    client: Option<String>,
    /// Purchase order number.
    purchase_order: Option<String>,
    /// ISBN.
    isbn: Option<String>,
    /// Anything else.
    other: Option<String>,
    /// In fields that the company configured at the provider, at most 20; `quote` says which there are, and which must be
    /// noted. Kept by Portico where the provider does not give them back.
    custom: Option<Vec<CustomReferenceInput>>,
}

/// A note in a field that the company configured at the provider.
#[derive(InputObject)]
pub struct CustomReferenceInput {
    /// The field, from a quote's `referenceFields`.
    key: String,
    /// What is noted, at most 200 characters.
    value: String,
}

/// One item to be licensed.
#[derive(InputObject)]
pub struct LicenseItemInput {
    /// The item.
    item_id: ID,
    /// The licence, from `licenses`.
    license_id: ID,
    /// The size, from the licence's `sizes`: its `id` or its `key`.
    size_id: ID,
    /// Made by you, 1 to 255 characters, a new one for each purchase. The same key again gives the same answer, and buys
    /// nothing more.
    idempotency_key: String,
    /// Extra rights.
    options: Option<Vec<ExtraOptionKind>>,
    /// What the buyer notes.
    references: Option<ReferencesInput>,
    /// Refuse when the price list asks for more, without VAT and extra rights.
    max_price: Option<Decimal>,
    /// License it although the company has licensed it already.
    #[graphql(default)]
    buy_again: bool,
    /// License it although the plan is used up and the provider charges money beyond it, without asking again.
    #[graphql(default)]
    accept_overage: bool,
    /// Only say what would stand in its way; nothing is recorded or bought.
    #[graphql(default)]
    dry_run: bool,
}

/// One line of a purchase.
#[derive(InputObject)]
pub struct LicenseLineInput {
    /// The item.
    item_id: ID,
    /// The licence, from `licenses`.
    license_id: ID,
    /// The size, from the licence's `sizes`: its `id` or its `key`.
    size_id: ID,
    /// Extra rights.
    options: Option<Vec<ExtraOptionKind>>,
    /// Refuse when the price list asks for more, without VAT and extra rights.
    max_price: Option<Decimal>,
    /// License it although the company has licensed it already.
    #[graphql(default)]
    buy_again: bool,
    /// License it although the plan is used up and the provider charges money beyond it, without asking again.
    #[graphql(default)]
    accept_overage: bool,
}

/// Items to be licensed together.
#[derive(InputObject)]
pub struct LicenseItemsInput {
    /// The lines, at most 50.
    lines: Vec<LicenseLineInput>,
    /// What the buyer notes with every line.
    references: Option<ReferencesInput>,
    /// Made by you, 1 to 255 characters, a new one for each purchase. The same key again gives the same answer, and buys
    /// nothing more.
    idempotency_key: String,
    /// Only say what would stand in its way; nothing is recorded or bought.
    #[graphql(default)]
    dry_run: bool,
}

/// Items whose price is asked for.
#[derive(InputObject)]
pub struct QuoteInput {
    /// The lines, at most 50.
    lines: Vec<LicenseLineInput>,
}

/// A legal party. A company or a full name is needed; each line has at most 255 characters.
#[derive(InputObject)]
pub struct PartyInput {
    /// Company.
    company: Option<String>,
    /// Full name of the person.
    full_name: Option<String>,
    /// Street and number.
    address: Option<String>,
    /// City.
    city: Option<String>,
    /// State or province.
    state: Option<String>,
    /// Postal code.
    zip: Option<String>,
    /// E-mail address.
    email: Option<String>,
    /// Telephone number.
    phone: Option<String>,
    /// Country, in two letters.
    country: Option<String>,
    /// Web site.
    website: Option<String>,
}

/// Licences to be passed on.
#[derive(InputObject)]
pub struct TransferLicenseInput {
    /// The licensed items, at most 50.
    transaction_ids: Vec<ID>,
    /// Who passes the licences on.
    from: PartyInput,
    /// Who gets them.
    to: PartyInput,
    /// Made by you, 1 to 255 characters; the same key again gives the same answer.
    idempotency_key: String,
}

/// Licensed items to be invoiced together.
#[derive(InputObject)]
pub struct CreateInvoiceInput {
    /// The licensed items, at most 50, none of which is on an invoice.
    transaction_ids: Vec<ID>,
    /// Replaces the value of the reference field that the invoice shows.
    field_value: Option<String>,
    /// Made by you, 1 to 255 characters; the same key again gives the same answer.
    idempotency_key: String,
}

/// A file to be taken for a layout.
#[derive(InputObject)]
pub struct DownloadCompInput {
    /// The item.
    item_id: ID,
    /// The size, from a licence's `sizes`: its `id` or its `key`.
    size_id: ID,
}

/// What came of licensing one item.
#[derive(SimpleObject)]
pub struct LicenseItemPayload {
    /// The record; null when it was refused beforehand, and the idempotency key is still free.
    purchase: Option<Purchase>,
    /// Whether this repeats the answer to an earlier request with the same idempotency key.
    replayed: bool,
    /// Why nothing was bought.
    user_errors: Vec<LicenseItemError>,
}

/// What came of licensing several items.
#[derive(SimpleObject)]
pub struct LicenseItemsPayload {
    /// The record, with a status for each line; null when all was refused beforehand, and the idempotency key is still free.
    purchase: Option<Purchase>,
    /// Whether this repeats the answer to an earlier request with the same idempotency key.
    replayed: bool,
    /// Why lines were not bought.
    user_errors: Vec<LicenseItemError>,
}

/// What came of passing licences on.
#[derive(SimpleObject)]
pub struct TransferLicensePayload {
    /// The transfers; null unless they are done.
    transfers: Option<Vec<Transfer>>,
    /// The record; null when it was refused beforehand.
    purchase: Option<Purchase>,
    /// Whether this repeats the answer to an earlier request with the same idempotency key.
    replayed: bool,
    /// Why nothing was done.
    user_errors: Vec<TransferError>,
}

/// What came of making an invoice.
#[derive(SimpleObject)]
pub struct CreateInvoicePayload {
    /// The invoice; null unless it is made. Upstream: `getEnterpriseInvoice`.
    invoice: Nullable<Invoice>,
    /// The record; null when it was refused beforehand.
    purchase: Option<Purchase>,
    /// Whether this repeats the answer to an earlier request with the same idempotency key.
    replayed: bool,
    /// Why nothing was done.
    user_errors: Vec<InvoiceError>,
}

/// Pictures to be generated.
#[derive(InputObject)]
pub struct GenerateImageInput {
    /// What they shall show, at most 400 characters.
    prompt: String,
    /// Their shape.
    aspect_ratio: Option<AspectRatio>,
    /// Their manner.
    medium: Option<Medium>,
    /// Made by you, 1 to 255 characters, a new one for each job. The same key again gives the same job, and charges nothing
    /// more.
    idempotency_key: String,
}

/// What came of asking for pictures.
#[derive(SimpleObject)]
pub struct GenerateImagePayload {
    /// The job; follow it by `generationProgress`. Null when it was refused, or its outcome is not known yet.
    generation: Nullable<Generation>,
    /// The record; null when it was refused beforehand.
    purchase: Option<Purchase>,
    /// Whether this repeats the answer to an earlier request with the same idempotency key.
    replayed: bool,
    /// Why nothing is generated.
    user_errors: Vec<GenerateImageError>,
}

/// What came of taking a file for a layout.
#[derive(SimpleObject)]
pub struct DownloadCompPayload {
    /// The download; null when it was refused.
    download: Option<CompDownload>,
    /// Why nothing was taken.
    user_errors: Vec<CompError>,
}

/// Who asks, as purchases know them.
pub(super) fn buyer(ctx: &Context<'_>) -> Buyer {
    let viewer = viewer(ctx);
    Buyer { subject: viewer.subject.to_string(), team: viewer.team.as_ref().map(ToString::to_string) }
}

impl From<ReferencesInput> for References {
    fn from(input: ReferencesInput) -> Self {
        let ReferencesInput { project, client, purchase_order, isbn, other, custom } = input;
        let custom = custom.unwrap_or_default().into_iter();
        let custom = custom.map(|CustomReferenceInput { key, value }| CustomReference { key, value }).collect();
        Self { project, client, purchase_order, isbn, other, custom }
    }
}

impl From<PartyInput> for Party {
    fn from(input: PartyInput) -> Self {
        let PartyInput { company, full_name, address, city, state, zip, email, phone, country, website } = input;
        Self { company, full_name, address, city, state, zip, email, phone, country, website, ..Self::default() }
    }
}

impl LicenseLineInput {
    /// The line whose arguments stand at `place`, such as `lines.1.`.
    fn line(self, place: &str) -> Result<LicenseLineRequest> {
        let license_id = read(&format!("{place}licenseId"), &self.license_id, LicenseId::decode)?;
        Ok(LicenseLineRequest {
            item_id: read(&format!("{place}itemId"), &self.item_id, ItemId::decode)?,
            size_id: size_key(&format!("{place}sizeId"), &self.size_id, Some(&license_id))?,
            license_id,
            options: self.options.unwrap_or_default(),
            max_price: self.max_price.map(|price| price.0),
            buy_again: self.buy_again,
            accept_overage: self.accept_overage,
        })
    }
}

fn lines(given: Vec<LicenseLineInput>) -> Result<Vec<LicenseLineRequest>> {
    given.into_iter().enumerate().map(|(index, line)| line.line(&format!("lines.{index}."))).collect()
}

impl LicenseItemInput {
    fn request(self) -> Result<LicenseRequest> {
        let Self { item_id, license_id, size_id, options, max_price, buy_again, accept_overage, .. } = self;
        let line = LicenseLineInput { item_id, license_id, size_id, options, max_price, buy_again, accept_overage }
            .line("")?;
        Ok(LicenseRequest {
            idempotency_key: self.idempotency_key,
            lines: vec![line],
            references: self.references.unwrap_or_default().into(),
            dry_run: self.dry_run,
            single: true,
        })
    }
}

impl LicenseItemsInput {
    fn request(self) -> Result<LicenseRequest> {
        Ok(LicenseRequest {
            idempotency_key: self.idempotency_key,
            lines: lines(self.lines)?,
            references: self.references.unwrap_or_default().into(),
            dry_run: self.dry_run,
            single: false,
        })
    }
}

impl QuoteInput {
    pub(super) fn request(self) -> Result<LicenseRequest> {
        let lines = lines(self.lines)?;
        let (idempotency_key, references) = (String::new(), References::default());
        Ok(LicenseRequest { idempotency_key, lines, references, dry_run: true, single: false })
    }
}

/// The record, whether it is a repetition, and the refusals.
fn parts<E: From<(Option<String>, crate::domain::purchase::LineRefusal)>>(
    answer: Answer,
    single: bool,
) -> (Option<Record>, bool, Vec<E>) {
    match answer {
        Answer::Recorded { purchase, replayed } => {
            let errors = errors_of(&purchase, single);
            (Some(*purchase), replayed, errors)
        }
        Answer::Refused(refusals) => {
            (None, false, refusals.into_iter().map(|refused| E::from((refused.field, refused.refusal))).collect())
        }
    }
}

async fn license(
    ctx: &Context<'_>,
    request: LicenseRequest,
) -> Result<(Option<Purchase>, bool, Vec<LicenseItemError>)> {
    let answer = purchases(ctx)?.license(&buyer(ctx), &request, loaders(ctx).call()).await;
    let (record, replayed, errors) = parts(answer.map_err(|error| failed(error, ctx))?, request.single);
    Ok((record.map(|record| Purchase::new(record, replayed)), replayed, errors))
}

async fn license_item(ctx: &Context<'_>, input: LicenseItemInput) -> Result<LicenseItemPayload> {
    let (purchase, replayed, user_errors) = license(ctx, input.request()?).await?;
    Ok(LicenseItemPayload { purchase, replayed, user_errors })
}

async fn license_items(ctx: &Context<'_>, input: LicenseItemsInput) -> Result<LicenseItemsPayload> {
    let (purchase, replayed, user_errors) = license(ctx, input.request()?).await?;
    Ok(LicenseItemsPayload { purchase, replayed, user_errors })
}

async fn transfer_license(ctx: &Context<'_>, input: TransferLicenseInput) -> Result<TransferLicensePayload> {
    let request = TransferRequest {
        idempotency_key: input.idempotency_key,
        transactions: read_all("transactionIds", &input.transaction_ids, TransactionId::decode)?,
        from: input.from.into(),
        to: input.to.into(),
    };
    let answer = purchases(ctx)?.transfer(&buyer(ctx), &request, loaders(ctx).call()).await;
    let (record, replayed, user_errors) = parts(answer.map_err(|error| failed(error, ctx))?, true);
    let done = record.as_ref().map(|record| &record.lines[0].result.transactions).filter(|done| !done.is_empty());
    let transfer = |id: &TransactionId| Transfer {
        id: TransferId::new(id.provider, id.key.clone()),
        number: None,
        transaction: id.clone().into(),
    };
    let transfers = done.map(|done| done.iter().map(transfer).collect());
    let purchase = record.map(|record| Purchase::new(record, replayed));
    Ok(TransferLicensePayload { transfers, purchase, replayed, user_errors })
}

async fn create_invoice(ctx: &Context<'_>, input: CreateInvoiceInput) -> Result<CreateInvoicePayload> {
    let request = InvoiceRequest {
        idempotency_key: input.idempotency_key,
        transactions: read_all("transactionIds", &input.transaction_ids, TransactionId::decode)?,
        field_value: input.field_value,
    };
    let answer = purchases(ctx)?.invoice(&buyer(ctx), &request, loaders(ctx).call()).await;
    let (record, replayed, user_errors) = parts(answer.map_err(|error| failed(error, ctx))?, true);
    let invoice = match record.as_ref().and_then(|record| record.lines[0].result.invoice_id.clone()) {
        Some(id) => node::invoice(ctx, id).await.into(),
        None => Nullable::ok(None),
    };
    let purchase = record.map(|record| Purchase::new(record, replayed));
    Ok(CreateInvoicePayload { invoice, purchase, replayed, user_errors })
}

async fn generate_image(ctx: &Context<'_>, input: GenerateImageInput) -> Result<GenerateImagePayload> {
    let GenerateImageInput { prompt, aspect_ratio, medium, idempotency_key } = input;
    let request = GenerateRequest { idempotency_key, prompt, aspect_ratio, medium };
    let answer = purchases(ctx)?.generate(&buyer(ctx), &request, loaders(ctx).call()).await;
    let (record, replayed, user_errors) = parts(answer.map_err(|error| failed(error, ctx))?, true);
    let generation = match record.as_ref().and_then(|record| record.lines[0].result.generation_id.clone()) {
        Some(id) => {
            generations(ctx)?.catch_up().await.map_err(|error| failed(error.into(), ctx))?;
            generation::generation(ctx, &id).await.into()
        }
        None => Nullable::ok(None),
    };
    let purchase = record.map(|record| Purchase::new(record, replayed));
    Ok(GenerateImagePayload { generation, purchase, replayed, user_errors })
}

async fn download_comp(ctx: &Context<'_>, input: DownloadCompInput) -> Result<DownloadCompPayload> {
    let item = read("itemId", &input.item_id, ItemId::decode)?;
    let size = size_key("sizeId", &input.size_id, None)?;
    let call = loaders(ctx).call();
    match purchases(ctx)?.download_comp(&buyer(ctx), &item, &size, call).await.map_err(|error| failed(error, ctx))? {
        Ok(taken) => Ok(DownloadCompPayload { download: Some(CompDownload::from(taken)), user_errors: Vec::new() }),
        Err(refusal) => {
            let user_errors = vec![CompError::from((refusal.field.clone(), refusal))];
            Ok(DownloadCompPayload { download: None, user_errors })
        }
    }
}

/// What spends money, binds the company, or takes files.
#[Object]
impl Mutation {
    /// Licenses one item, once: the same idempotency key never buys twice. Upstream: `licenseItem`, `Content/License`.
    async fn license_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to license.")] input: LicenseItemInput,
    ) -> Nullable<LicenseItemPayload> {
        Nullable::some(license_item(ctx, input).await)
    }

    /// Licenses several items, each once; a line that is refused does not hold up the others. Upstream: `licenseItem` or
    /// `Content/License`, once per line.
    async fn license_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to license.")] input: LicenseItemsInput,
    ) -> Nullable<LicenseItemsPayload> {
        Nullable::some(license_items(ctx, input).await)
    }

    /// Approves a purchase that waits for it: what stands in its way by now is looked at anew, and it is bought. Nobody
    /// approves what they asked for themselves. Again, it gives the same answer.
    async fn approve_purchase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which purchase.")] input: ApprovePurchaseInput,
    ) -> Nullable<ApprovePurchasePayload> {
        Nullable::some(approval::approve(ctx, input).await)
    }

    /// Declines a purchase that waits for approval: nothing is bought. Again, it gives the same answer.
    async fn decline_purchase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which purchase.")] input: DeclinePurchaseInput,
    ) -> Nullable<DeclinePurchasePayload> {
        Nullable::some(approval::decline(ctx, input).await)
    }

    /// Passes licences on to another legal party. Upstream: `transferEnterpriseLicense`.
    async fn transfer_license(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to pass on, and to whom.")] input: TransferLicenseInput,
    ) -> Nullable<TransferLicensePayload> {
        Nullable::some(transfer_license(ctx, input).await)
    }

    /// Makes an invoice over licensed items. Upstream: `createEnterpriseInvoice`.
    async fn create_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to invoice.")] input: CreateInvoiceInput,
    ) -> Nullable<CreateInvoicePayload> {
        Nullable::some(create_invoice(ctx, input).await)
    }

    /// Has pictures generated. Upstream: `imageGenerator.generate`.
    async fn generate_image(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to draw.")] input: GenerateImageInput,
    ) -> Nullable<GenerateImagePayload> {
        Nullable::some(generate_image(ctx, input).await)
    }

    /// Takes a file for a layout, free of charge. Upstream: `complimentaryDownload`.
    async fn download_comp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which file.")] input: DownloadCompInput,
    ) -> Nullable<DownloadCompPayload> {
        Nullable::some(download_comp(ctx, input).await)
    }
}
