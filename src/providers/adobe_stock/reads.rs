//! The commands that read.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use async_trait::async_trait;
use futures::{StreamExt, stream};

use super::{AdobeStock, Failure, HERE, answer::missing, calls::Call, convert, unsupported, wire};
use crate::{
    domain::{
        ability::{Ability, AbilityRequest},
        account::{Account, ItemUsage, StatisticsFilter, Usage, UsagePeriod, User},
        comp_download::{CompDownload, CompDownloadQuery},
        generation::{GeneratedMedia, Generation},
        id::{GenerationId, InvoiceId, ItemId, TransactionId, UserId},
        invoice::{InvoiceDetails, InvoiceRecord, InvoiceState},
        item::{Item, Relation},
        language::Language,
        license::License,
        page::{Page, Window},
        provider::{Capability, Health, ProviderName},
        rendition::Rendition,
        search::{SearchRequest, SearchResult},
        transaction::{Certificate, TransactionQuery, TransactionRecord},
    },
    providers::{ByteRange, CallContext, Fetched, Items, Provider, Read},
};

/// How many `Media/1/Files` one `items` has under way at a time.
const CONCURRENT_BATCHES: usize = 4;

impl AdobeStock {
    /// Items, once with the columns that only the vendor's libraries know and, where those are refused, without them.
    async fn files(&self, cx: &CallContext, call: &Call, details: bool) -> Read<Result<wire::Files, Failure>> {
        let with = |documented| call.clone().columns(convert::item::columns(details, documented));
        let documented = self.documented_columns.load(Ordering::Relaxed);
        match self.public(cx, &with(documented)).await? {
            Err(failure) if failure.bad_column() && !documented => {
                let found = self.public(cx, &with(true)).await?;
                if found.is_ok() {
                    self.documented_columns.store(true, Ordering::Relaxed);
                    tracing::warn!(
                        "Adobe Stock refuses columns that its own libraries offer; they are not asked for any more"
                    );
                }
                Ok(found)
            }
            answer => Ok(answer),
        }
    }

    /// One `Media/1/Files`. What upstream does not know it leaves out.
    async fn batch(&self, cx: &CallContext, ids: &[ItemId], language: Language) -> Read<Vec<Item>> {
        let joined = ids.iter().map(|id| &*id.key).collect::<Vec<_>>().join(",");
        let call = Call::new("Rest/Media/1/Files").with("ids", joined).with("locale", convert::locale(language));
        let found = match self.files(cx, &call, true).await? {
            Ok(found) => found,
            Err(failure) if failure.bad_ids() => return Ok(Vec::new()),
            Err(failure) => return Err(failure.into_error()),
        };
        let files = found.files.ok_or_else(|| missing("files"))?.0.into_iter();
        Ok(files.filter_map(|(_, file)| convert::item::item(file.0?, language, true)).collect())
    }

    /// The profile, of no item.
    async fn profile(&self, cx: &CallContext) -> Read<wire::Profile> {
        let call = Call::new("Rest/Libraries/1/Member/Profile").with("locale", "en_US");
        self.private(cx, &call).await?.map_err(Failure::into_error)
    }
}

#[async_trait]
impl Provider for AdobeStock {
    fn name(&self) -> ProviderName {
        HERE
    }

    fn capabilities(&self) -> &'static [Capability] {
        &[
            Capability::License,
            Capability::Quote,
            Capability::Relicense,
            Capability::References,
            Capability::History,
            Capability::DownloadRenditions,
        ]
    }

    async fn health(&self) -> Health {
        match (self.reads.health().await, self.tokens.health().await) {
            (Health::Up, Health::Up) => Health::Up,
            (Health::Up, _) => Health::Degraded,
            (health, _) => health,
        }
    }

    fn search_budget(&self) -> Duration {
        self.search_budget
    }

    async fn search(&self, cx: &CallContext, request: &SearchRequest) -> Read<SearchResult> {
        let call = convert::search::call(request)?;
        if !convert::search::can_find(&request.filter) {
            return Ok(SearchResult { items: Vec::new(), total: 0 });
        }
        let found = self.files(cx, &call.columns(&["nb_results"]), request.details).await?;
        convert::search::result(found.map_err(Failure::into_error)?, request)
    }

    async fn items(&self, cx: &CallContext, ids: &[ItemId], language: Language) -> Items {
        let mut answers: Items = ids.iter().map(|id| (id.clone(), Ok(None))).collect();
        // An id that upstream cannot read would fail its whole batch, and is nobody's.
        let plausible: Vec<ItemId> = ids.iter().filter(|id| convert::plausible(id)).cloned().collect();
        let chunks: Vec<Vec<ItemId>> = plausible.chunks(self.batch_size).map(<[ItemId]>::to_vec).collect();
        let batches = stream::iter(chunks)
            .map(|chunk| async move {
                let found = self.batch(cx, &chunk, language).await;
                (chunk, found)
            })
            .buffer_unordered(CONCURRENT_BATCHES);
        for (chunk, found) in batches.collect::<Vec<_>>().await {
            match found {
                Err(error) => answers.extend(chunk.into_iter().map(|id| (id, Err(error.clone())))),
                Ok(items) => {
                    for item in items {
                        // What was not asked for is not answered.
                        if let Some(answer) = answers.get_mut(&item.id) {
                            *answer = Ok(Some(item.into()));
                        }
                    }
                }
            }
        }
        answers
    }

    fn names_related(&self) -> bool {
        false
    }

    async fn related(
        &self,
        cx: &CallContext,
        item: &ItemId,
        relation: Relation,
        language: Language,
        limit: u32,
    ) -> Read<Vec<Arc<Item>>> {
        if relation != Relation::Similar {
            // `serie_id` and `model_id` are numbers that no column of an item tells.
            return Err(unsupported("an item does not say of which series or model it is"));
        }
        if !convert::plausible(item) {
            return Ok(Vec::new());
        }
        let found = self.files(cx, &convert::search::similar(item, language, limit), false).await?;
        convert::search::others(found.map_err(Failure::into_error)?, item, language, limit)
    }

    async fn licenses(&self, cx: &CallContext) -> Read<Vec<License>> {
        Ok(convert::license::licenses(self.profile(cx).await?.possible_licenses))
    }

    async fn ability(&self, cx: &CallContext, request: &AbilityRequest) -> Read<Option<Ability>> {
        self.judge_purchase(cx, request).await.map(Some)
    }

    async fn transactions(&self, cx: &CallContext, query: &TransactionQuery) -> Read<Page<TransactionRecord>> {
        self.history(cx, query).await
    }

    async fn licensed(&self, cx: &CallContext, ids: &[ItemId], window: Window) -> Read<Page<TransactionRecord>> {
        self.of_the_organization(cx, ids, window).await
    }

    async fn certificate(&self, cx: &CallContext, id: &TransactionId) -> Read<Option<Certificate>> {
        self.proof(cx, id).await
    }

    async fn transfers(&self, _: &CallContext, _: &TransactionQuery) -> Read<Page<TransactionRecord>> {
        Err(unsupported("a licence is the whole organization's and is not passed on"))
    }

    async fn invoices(&self, _: &CallContext, _: Option<InvoiceState>, _: Window) -> Read<Page<InvoiceRecord>> {
        Err(unsupported("it has no invoices"))
    }

    async fn invoice_count(&self, _: &CallContext, _: Option<InvoiceState>) -> Read<u64> {
        Err(unsupported("it has no invoices"))
    }

    async fn invoice(&self, _: &CallContext, _: &InvoiceId) -> Read<Option<InvoiceDetails>> {
        Err(unsupported("it has no invoices"))
    }

    async fn comp_downloads(&self, _: &CallContext, _: &CompDownloadQuery) -> Read<Page<CompDownload>> {
        Err(unsupported("it has watermarked previews alone"))
    }

    async fn generation(&self, _: &CallContext, _: &GenerationId) -> Read<Option<Generation>> {
        Err(unsupported("it has no image generator"))
    }

    async fn generated_media(&self, _: &CallContext, _: &str) -> Read<Option<GeneratedMedia>> {
        Err(unsupported("it has no image generator"))
    }

    async fn account(&self, cx: &CallContext) -> Read<Account> {
        Ok(convert::account::account(self.profile(cx).await?, "profile"))
    }

    async fn user(&self, _: &CallContext, _: Option<&UserId>) -> Read<Option<User>> {
        Err(unsupported("its members are numbers"))
    }

    async fn users(&self, _: &CallContext, _: Window) -> Read<Page<User>> {
        Err(unsupported("its members are numbers"))
    }

    async fn usage_total(&self, _: &CallContext, _: &StatisticsFilter) -> Read<Usage> {
        Err(unsupported("it has no statistics"))
    }

    async fn usage_by_date(&self, _: &CallContext, _: &StatisticsFilter) -> Read<Vec<UsagePeriod>> {
        Err(unsupported("it has no statistics"))
    }

    async fn usage_by_item(&self, _: &CallContext, _: &StatisticsFilter, _: Window) -> Read<Page<ItemUsage>> {
        Err(unsupported("it has no statistics"))
    }

    async fn download_url(
        &self,
        cx: &CallContext,
        item: &ItemId,
        size: &str,
        rendition: Rendition,
    ) -> Read<Option<String>> {
        self.file(cx, item, size, rendition).await
    }

    async fn fetch(&self, _: &CallContext, link: &str, range: Option<ByteRange>) -> Read<Fetched> {
        self.files.fetch(link, range).await
    }

    async fn shutdown(&self) {
        self.tokens.end().await;
    }
}
