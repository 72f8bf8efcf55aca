//! The commands that read.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use futures::{StreamExt, stream};

use super::{
    Depositphotos, Failure,
    answer::{decode, listed, missing},
    convert,
    params::Params,
    wire,
};
use crate::{
    domain::{
        ability::{Ability, AbilityRequest},
        account::{Account, ItemUsage, StatisticsFilter, Usage, UsagePeriod, User},
        comp_download::{CompDownload, CompDownloadQuery},
        generation::{GeneratedMedia, Generation},
        id::{GenerationId, InvoiceId, ItemId, TransactionId, UserId},
        invoice::{InvoiceDetails, InvoiceRecord, InvoiceState},
        item::{Item, ItemKind, Relation},
        language::Language,
        license::License,
        page::{Page, Window},
        provider::{Capability, Health, ProviderName},
        rendition::Rendition,
        search::{SearchRequest, SearchResult},
        transaction::{Certificate, TransactionQuery, TransactionRecord},
    },
    providers::{ByteRange, CallContext, ErrorKind, Fetched, Items, Provider, ProviderError, Read},
};

/// How many `getMediaData` one `items` has under way at a time.
const CONCURRENT_BATCHES: usize = 8;

fn page(params: Params, window: Window) -> Params {
    params.with("dp_limit", window.limit).with("dp_offset", window.offset)
}

fn translated(params: Params, language: Language) -> Params {
    match language {
        Language::English => params,
        other => params.flag("dp_translate_items", true).with("dp_lang", convert::language_code(other)),
    }
}

fn transactions(command: &'static str, query: &TransactionQuery) -> Params {
    let filter = &query.filter;
    page(Params::new(command), query.window)
        .maybe("dp_type", filter.status.and_then(convert::transaction_status_code))
        .time("dp_date_start", filter.from)
        .time("dp_date_end", filter.to)
        .maybe("dp_user_id", filter.user_id.as_ref().map(|id| &id.key))
        .list("dp_item_ids", filter.item_ids.iter().map(|id| &id.key))
        .list("dp_method_ids", filter.license_ids.iter().map(|id| &id.key))
}

fn invoice_state(params: Params, state: Option<InvoiceState>) -> Params {
    params.maybe("dp_state", state.and_then(convert::invoice_state_code))
}

fn statistics(command: &'static str, filter: &StatisticsFilter) -> Params {
    Params::new(command)
        .time("dp_date_start", filter.from)
        .time("dp_date_end", filter.to)
        .maybe("dp_user_id", filter.user_id.as_ref().map(|id| &id.key))
}

impl Depositphotos {
    /// One `getMediaData`. Answers are matched by the id inside; an id that is not answered is not found. `None` when the
    /// batch is refused for want of an item: nothing says which.
    async fn batch(&self, cx: &CallContext, ids: &[ItemId], language: Language) -> Read<Option<Vec<Item>>> {
        let params =
            translated(Params::new("getMediaData"), language).list("dp_media_id", ids.iter().map(|id| &id.key));
        let reply = match self.public(cx, &params).await? {
            Ok(reply) => reply,
            Err(failure) if failure.not_found() => return Ok(None),
            Err(failure) => return Err(failure.into_error()),
        };
        let wire::Media(mut items) = decode(&reply)?;
        let told = |item: &wire::Item| convert::item_id(item.id.or(&item.deposit_item_id)).is_some();
        if !items.iter().any(told) {
            // One item may be spread over the root, or stand in a member.
            let wire::Wrapped { data, result, item } = decode(&reply)?;
            items = [data.0, result.0, item.0].into_iter().flatten().collect();
            items.push(decode(&reply)?);
        }
        Ok(Some(items.into_iter().filter_map(|item| convert::item::item(item, language, true)).collect()))
    }
}

#[async_trait]
impl Provider for Depositphotos {
    fn name(&self) -> ProviderName {
        ProviderName::Depositphotos
    }

    fn capabilities(&self) -> &'static [Capability] {
        &[
            Capability::License,
            Capability::Relicense,
            Capability::References,
            Capability::History,
            Capability::PricedOffers,
            Capability::ExtraRights,
            Capability::Invoices,
            Capability::Transfers,
            Capability::Generation,
            Capability::Complimentary,
            Capability::Members,
        ]
    }

    async fn health(&self) -> Health {
        self.reads.health().await
    }

    fn search_budget(&self) -> Duration {
        self.search_budget
    }

    async fn ability(&self, _: &CallContext, _: &AbilityRequest) -> Read<Option<Ability>> {
        Ok(None)
    }

    async fn search(&self, cx: &CallContext, request: &SearchRequest) -> Read<SearchResult> {
        if request.filter.ai_generated.is_some() {
            // Left out of the call, it would find what was not asked for.
            let unsupported = ProviderError::new(ErrorKind::Unsupported).of(ProviderName::Depositphotos);
            let condition = Some("aiGenerated".to_owned());
            return Err(unsupported.said(None, None, None, condition).because("`search` has no parameter for it"));
        }
        let kinds = &request.filter.kinds;
        if !kinds.is_empty() && kinds.iter().all(|kind| matches!(kind, ItemKind::Template | ItemKind::Model3d)) {
            // It has none of them, and no kind at all would mean every kind.
            return Ok(SearchResult { items: Vec::new(), total: 0 });
        }
        let params = translated(convert::search::params(request), request.language);
        let reply = self.public(cx, &params).await?.map_err(Failure::into_error)?;
        convert::search::result(decode(&reply)?, request)
    }

    async fn items(&self, cx: &CallContext, ids: &[ItemId], language: Language) -> Items {
        let mut chunks: Vec<Vec<ItemId>> = ids.chunks(self.batch_size).map(<[ItemId]>::to_vec).collect();
        let mut answers = Items::with_capacity(ids.len());
        while !chunks.is_empty() {
            let batches = stream::iter(std::mem::take(&mut chunks))
                .map(|chunk| async move {
                    let found = self.batch(cx, &chunk, language).await;
                    (chunk, found)
                })
                .buffer_unordered(CONCURRENT_BATCHES);
            for (chunk, found) in batches.collect::<Vec<_>>().await {
                match found {
                    Err(error) => answers.extend(chunk.into_iter().map(|id| (id, Err(error.clone())))),
                    // Halves, until what is missing stands alone: it must not cost the others.
                    Ok(None) if chunk.len() > 1 => {
                        let (left, right) = chunk.split_at(chunk.len() / 2);
                        chunks.extend([left.to_vec(), right.to_vec()]);
                    }
                    Ok(items) => {
                        answers.extend(chunk.into_iter().map(|id| (id, Ok(None))));
                        for item in items.unwrap_or_default() {
                            // What was not asked for is not answered.
                            if let Some(answer) = answers.get_mut(&item.id) {
                                *answer = Ok(Some(item.into()));
                            }
                        }
                    }
                }
            }
        }
        answers
    }

    fn names_related(&self) -> bool {
        true
    }

    async fn related(&self, _: &CallContext, _: &ItemId, _: Relation, _: Language, _: u32) -> Read<Vec<Arc<Item>>> {
        let unsupported = ProviderError::new(ErrorKind::Unsupported).of(ProviderName::Depositphotos);
        Err(unsupported.because("`getMediaData` names them"))
    }

    async fn licenses(&self, cx: &CallContext) -> Read<Vec<License>> {
        let licenses: wire::Licenses = self.ask(cx, &Params::new("getLicenseOfGroup")).await?;
        convert::license::licenses(licenses)
    }

    async fn transactions(&self, cx: &CallContext, query: &TransactionQuery) -> Read<Page<TransactionRecord>> {
        convert::transaction::page(self.ask(cx, &transactions("getLicensedItems", query)).await?)
    }

    async fn certificate(&self, cx: &CallContext, id: &TransactionId) -> Read<Option<Certificate>> {
        let params = Params::new("getTransactionLicenseInfo").with("dp_transaction_id", &id.key);
        let info: Option<wire::One<wire::LicenseInfo>> = self.look_up(cx, &params).await?;
        info.map(|wire::One(info)| convert::transaction::certificate(info, id, &self.money)).transpose()
    }

    async fn transfers(&self, cx: &CallContext, query: &TransactionQuery) -> Read<Page<TransactionRecord>> {
        convert::transaction::page(self.ask(cx, &transactions("getTransferredLicenses", query)).await?)
    }

    async fn invoices(
        &self,
        cx: &CallContext,
        state: Option<InvoiceState>,
        window: Window,
    ) -> Read<Page<InvoiceRecord>> {
        let params = invoice_state(page(Params::new("getEnterpriseInvoiceList"), window), state);
        convert::invoice::page(self.ask(cx, &params).await?, &self.money)
    }

    async fn invoice_count(&self, cx: &CallContext, state: Option<InvoiceState>) -> Read<u64> {
        let params = invoice_state(Params::new("getEnterpriseInvoiceCount"), state);
        let wire::Count { count } = self.ask(cx, &params).await?;
        count.unsigned().ok_or_else(|| missing("count"))
    }

    async fn invoice(&self, cx: &CallContext, id: &InvoiceId) -> Read<Option<InvoiceDetails>> {
        let params = Params::new("getEnterpriseInvoice").with("dp_invoice_id", &id.key);
        let answer: Option<wire::One<wire::Invoice>> = self.look_up(cx, &params).await?;
        let Some(wire::One(invoice)) = answer else { return Ok(None) };
        if invoice.id.text().is_none() && invoice.number.text().is_none() {
            return Err(missing("invoice"));
        }
        Ok(Some(convert::invoice::details(invoice, id, &self.money)))
    }

    async fn comp_downloads(&self, cx: &CallContext, query: &CompDownloadQuery) -> Read<Page<CompDownload>> {
        let filter = &query.filter;
        let kinds = filter.kinds.iter().filter_map(|kind| match kind {
            ItemKind::Image => Some("image"),
            ItemKind::Vector => Some("vector"),
            ItemKind::Video => Some("video"),
            ItemKind::Audio | ItemKind::Template | ItemKind::Model3d | ItemKind::Unknown => None,
        });
        let params = page(Params::new("getGroupCompDownloads"), query.window)
            .time("dp_date_start", filter.from)
            .time("dp_date_end", filter.to)
            .maybe("dp_user_id", filter.user_id.as_ref().map(|id| &id.key))
            .list("dp_type", kinds);
        convert::comp_download::page(self.ask(cx, &params).await?)
    }

    async fn generation(&self, cx: &CallContext, id: &GenerationId) -> Read<Option<Generation>> {
        let params = Params::new("imageGenerator.get").with("dp_uuid", &id.key);
        let job: Option<wire::One<wire::Generation>> = self.look_up(cx, &params).await?;
        job.map(|wire::One(job)| convert::generation::generation(job).ok_or_else(|| missing("data.uuid"))).transpose()
    }

    async fn generated_media(&self, cx: &CallContext, image_uuid: &str) -> Read<Option<GeneratedMedia>> {
        let params = Params::new("imageGenerator.getMediaData").with("dp_uuid", image_uuid);
        let media: Option<wire::One<wire::GeneratedMedia>> = self.look_up(cx, &params).await?;
        media.map(|wire::One(media)| convert::generation::media(&media).ok_or_else(|| missing("data.id"))).transpose()
    }

    async fn account(&self, cx: &CallContext) -> Read<Account> {
        let wire::One::<wire::Group>(group) = self.ask(cx, &Params::new("getUserEnterpriseGroup")).await?;
        convert::account::account(&group).ok_or_else(|| missing("data.groupId"))
    }

    async fn user(&self, cx: &CallContext, id: Option<&UserId>) -> Read<Option<User>> {
        let params = Params::new("getEnterpriseUserData").maybe("dp_user_id", id.map(|id| &id.key));
        let user: Option<wire::One<wire::User>> = self.look_up(cx, &params).await?;
        user.map(|wire::One(user)| convert::account::user(user).ok_or_else(|| missing("data.userId"))).transpose()
    }

    async fn users(&self, cx: &CallContext, window: Window) -> Read<Page<User>> {
        let users: wire::Users = self.ask(cx, &page(Params::new("getUsersFromGroup"), window)).await?;
        let total = users.count.unsigned();
        let users = listed(users.data.0, &users.count, "data")?;
        let items = users.0.into_iter().filter_map(|(_, user)| convert::account::user(user.0?)).collect();
        Ok(Page { items, total })
    }

    async fn usage_total(&self, cx: &CallContext, filter: &StatisticsFilter) -> Read<Usage> {
        let wire::One::<wire::Stats>(stats) = self.ask(cx, &statistics("getEnterpriseStatisticsTotal", filter)).await?;
        if !convert::account::says_usage(&stats) {
            return Err(missing("licensed"));
        }
        Ok(convert::account::usage(&stats))
    }

    async fn usage_by_date(&self, cx: &CallContext, filter: &StatisticsFilter) -> Read<Vec<UsagePeriod>> {
        let answer: wire::Statistics = self.ask(cx, &statistics("getEnterpriseStatisticsDates", filter)).await?;
        let data = listed(answer.data.0, &answer.count, "data")?;
        let periods = data.0.into_iter().filter_map(|(_, stats)| {
            let stats = stats.0?;
            Some(UsagePeriod { title: stats.title.text()?, usage: convert::account::usage(&stats) })
        });
        Ok(periods.collect())
    }

    async fn usage_by_item(
        &self,
        cx: &CallContext,
        filter: &StatisticsFilter,
        window: Window,
    ) -> Read<Page<ItemUsage>> {
        let params = page(statistics("getEnterpriseStatisticsItems", filter), window);
        let answer: wire::Statistics = self.ask(cx, &params).await?;
        let total = answer.count.unsigned();
        let data = listed(answer.data.0, &answer.count, "data")?;
        let items = data.0.into_iter().filter_map(|(_, stats)| {
            let stats = stats.0?;
            let item_id = convert::item_id(stats.item_id.or(&stats.id))?;
            Some(ItemUsage { item_id, usage: convert::account::usage(&stats) })
        });
        Ok(Page { items: items.collect(), total })
    }

    async fn download_url(
        &self,
        cx: &CallContext,
        item: &ItemId,
        size: &str,
        rendition: Rendition,
    ) -> Read<Option<String>> {
        if !rendition.is_original() {
            let unsupported = ProviderError::new(ErrorKind::Unsupported).of(ProviderName::Depositphotos);
            return Err(unsupported.because("files come in the size that was licensed"));
        }
        let params = Params::new("getDownloadLink").with("dp_item_id", &item.key).with("dp_option", size);
        let link: Option<wire::One<wire::Link>> = self.look_up(cx, &params).await?;
        link.map(|wire::One(link)| link.download_link.text().ok_or_else(|| missing("downloadLink"))).transpose()
    }

    async fn fetch(&self, _: &CallContext, link: &str, range: Option<ByteRange>) -> Read<Fetched> {
        self.files.fetch(link, range).await
    }

    async fn shutdown(&self) {
        self.sessions.end().await;
    }
}
