//! `Member/LicenseHistory`. It has no conditions and no ids, so that whatever is looked for in it is looked for here.

use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

use super::{
    AdobeStock, Failure,
    answer::{missing, unavailable},
    calls::Call,
    convert::{
        self,
        transaction::{Event, event, numbered, record},
    },
    unsupported, wire,
};
use crate::{
    domain::{
        id::{ItemId, TransactionId},
        page::{Page, Window},
        transaction::{Certificate, TransactionFilter, TransactionQuery, TransactionRecord},
    },
    providers::{CallContext, Read, lenient::Loose},
};

/// The longest page.
const PAGE: u64 = 100;
/// How many pages are looked through; a longer history is refused, never cut short.
const MOST_PAGES: u64 = 200;
/// How many pages are read at a time.
const AT_A_TIME: usize = 4;
/// How often a history is read anew that changed meanwhile.
const TRIES: u32 = 3;

/// Some rows, newest first, and how many there are altogether.
struct Rows {
    rows: Vec<wire::Row>,
    /// How many came, with those that cannot be read.
    came: u64,
    total: Option<u64>,
}

/// The history changed while it was being read: rows have moved from one page to the next.
struct Moved;

impl AdobeStock {
    /// Licensed items, newest first.
    pub(super) async fn history(&self, cx: &CallContext, query: &TransactionQuery) -> Read<Page<TransactionRecord>> {
        let filter = &query.filter;
        if filter.status.is_some() {
            return Err(unsupported("the history does not say what is paid or invoiced"));
        }
        if filter.user_id.is_some() {
            return Err(unsupported("the history does not say who licensed"));
        }
        if *filter == TransactionFilter::default() {
            return self.window(cx, query.window).await;
        }
        // A single item may be asked about to find out what became of a purchase: then the history itself is the truth.
        if filter.item_ids.len() > 1 && !self.any_licensed(cx, &filter.item_ids).await? {
            return Ok(Page { items: Vec::new(), total: Some(0) });
        }
        let all = self.everything(cx, self.whole_organization, filter.from).await?;
        Ok(fitting(all, filter, query.window))
    }

    /// The licences of these items that the organization has: they are good for all of its profiles, whichever bought them.
    pub(super) async fn of_the_organization(
        &self,
        cx: &CallContext,
        ids: &[ItemId],
        window: Window,
    ) -> Read<Page<TransactionRecord>> {
        if !self.any_licensed(cx, ids).await? {
            return Ok(Page { items: Vec::new(), total: Some(0) });
        }
        let all = self.everything(cx, true, None).await?;
        let filter = TransactionFilter { item_ids: ids.to_vec(), ..TransactionFilter::default() };
        Ok(fitting(all, &filter, window))
    }

    /// What can be proved of a licence; `None` when there is no such.
    pub(super) async fn proof(&self, cx: &CallContext, id: &TransactionId) -> Read<Option<Certificate>> {
        let Some(event) = Event::parse(id) else { return Ok(None) };
        match self.owned(cx, &event.item, &event.license).await? {
            Err(failure) if failure.unknown_item() || failure.misfit() => return Ok(None),
            Err(failure) => return Err(failure.into_error()),
            Ok(None) => return Ok(None),
            // One call instead of a whole history, where the licence is the one that upstream names.
            Ok(Some(owned)) if owned.transaction_id == *id => {
                return Ok(Some(convert::transaction::certificate(&event)));
            }
            Ok(Some(_)) => {}
        }
        let filter = TransactionFilter { item_ids: vec![event.item.clone()], ..TransactionFilter::default() };
        let all = self.everything(cx, true, None).await?;
        let found = all.into_iter().find(|record| fits(record, &filter) && record.id == *id);
        Ok(found.map(|_| convert::transaction::certificate(&event)))
    }

    /// The newest rows' events, one page of them.
    pub(super) async fn newest(&self, cx: &CallContext) -> Read<Vec<Event>> {
        let newest = self.page(cx, self.whole_organization, 0, PAGE).await?;
        Ok(newest.rows.iter().filter_map(event).collect())
    }

    /// Whether any of these is licensed, by `Media/1/Files`: 110 of them cost one call, the history many.
    async fn any_licensed(&self, cx: &CallContext, ids: &[ItemId]) -> Read<bool> {
        let known: Vec<&ItemId> = ids.iter().filter(|id| convert::plausible(id)).collect();
        for batch in known.chunks(self.batch_size) {
            let ids: Vec<&str> = batch.iter().map(|id| &*id.key).collect();
            let call = Call::new("Rest/Media/1/Files").with("ids", ids.join(",")).columns(&["id", "is_licensed"]);
            let found: wire::Files = match self.private(cx, &call).await? {
                Ok(files) => files,
                Err(failure) if failure.bad_ids() => continue,
                Err(failure) => return Err(failure.into_error()),
            };
            let files = found.files.ok_or_else(|| missing("files"))?;
            let said = files.values().filter_map(|file| Some(&file.0.as_ref()?.is_licensed));
            let not = said.filter(|license| matches!(license, Loose::Text(name) if name.is_empty()));
            // What is not listed any more, or is listed without a word on it, may still be licensed.
            if not.count() < batch.len() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A slice of the whole history.
    async fn window(&self, cx: &CallContext, window: Window) -> Read<Page<TransactionRecord>> {
        let wanted = usize::try_from(window.limit).unwrap_or(usize::MAX);
        for _ in 0..TRIES {
            let Ok(Rows { rows, total, .. }) = self.slice(cx, window).await? else { continue };
            // Numbered with what follows, so that the rows of the last minute are complete.
            let ids: Vec<_> = rows.iter().take(wanted).filter_map(event).collect();
            let records = numbered(rows).into_iter().take(ids.len());
            return Ok(Page { items: records.map(|(event, row)| record(&event, row)).collect(), total });
        }
        Err(changing())
    }

    /// The rows of a slice, and those behind it that are of the same minute as its last.
    async fn slice(&self, cx: &CallContext, window: Window) -> Read<Result<Rows, Moved>> {
        let limit = u64::from(window.limit).clamp(1, PAGE);
        let asked = (limit + 1).min(PAGE);
        let mut all = self.page(cx, self.whole_organization, window.offset, asked).await?;
        // A page that is not full is the last, however many rows are counted.
        if all.came < asked {
            return Ok(Ok(all));
        }
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        for _ in 0..MOST_PAGES {
            let read = all.rows.len() as u64;
            let last = all.rows.get(wanted - 1).and_then(event);
            let (Some(last), Some(beyond)) = (last, all.rows.last().and_then(event)) else { return Ok(Ok(all)) };
            let complete = all.rows.len() > wanted && !last.same_minute(&beyond);
            let over = all.total.map_or(read < limit, |total| window.offset + read >= total);
            if complete || over {
                return Ok(Ok(all));
            }
            let more = self.page(cx, self.whole_organization, window.offset + read, PAGE).await?;
            if more.total != all.total {
                return Ok(Err(Moved));
            }
            if more.rows.is_empty() {
                return Ok(Ok(all));
            }
            all.rows.extend(more.rows);
        }
        Err(unavailable("the history has too many rows of one minute".to_owned()))
    }

    /// Every row that is not older than `from`.
    async fn everything(
        &self,
        cx: &CallContext,
        whole_organization: bool,
        from: Option<Timestamp>,
    ) -> Read<Vec<TransactionRecord>> {
        for _ in 0..TRIES {
            if let Ok(rows) = self.all_rows(cx, whole_organization, from).await? {
                return Ok(numbered(rows).into_iter().map(|(event, row)| record(&event, row)).collect());
            }
        }
        Err(changing())
    }

    async fn all_rows(
        &self,
        cx: &CallContext,
        whole_organization: bool,
        from: Option<Timestamp>,
    ) -> Read<Result<Vec<wire::Row>, Moved>> {
        let Rows { mut rows, total, .. } = self.page(cx, whole_organization, 0, PAGE).await?;
        let mut next = 1;
        loop {
            let over = match total {
                Some(total) => next * PAGE >= total,
                None => (rows.len() as u64) < next * PAGE,
            };
            let oldest = rows.last().and_then(|row| convert::time(&row.license_date));
            if over || from.zip(oldest).is_some_and(|(from, oldest)| oldest < from) {
                return Ok(Ok(rows));
            }
            if next >= MOST_PAGES {
                return Err(unavailable(format!("the history has more than {} rows", MOST_PAGES * PAGE)));
            }
            // One by one where a date may end it, or where nobody says how many there are.
            let width = if from.is_some() || total.is_none() { 1 } else { AT_A_TIME as u64 };
            let pages: Vec<Rows> = stream::iter(next..next + width)
                .map(|page| self.page(cx, whole_organization, page * PAGE, PAGE))
                .buffered(AT_A_TIME)
                .try_collect()
                .await?;
            for page in pages {
                if page.total != total {
                    return Ok(Err(Moved));
                }
                rows.extend(page.rows);
            }
            next += width;
        }
    }

    async fn page(&self, cx: &CallContext, whole_organization: bool, offset: u64, limit: u64) -> Read<Rows> {
        // Always English: the form of the dates follows the locale.
        let call = Call::new("Rest/Libraries/1/Member/LicenseHistory")
            .with("locale", "en_US")
            .search("limit", limit)
            .search("offset", offset)
            .search("thumbnail_size", 240)
            .maybe("all", whole_organization.then_some("true"));
        let history: wire::History = self.private(cx, &call).await?.map_err(Failure::into_error)?;
        let files = history.files.ok_or_else(|| missing("files"))?;
        let came = files.0.len() as u64;
        let rows = files.0.into_iter().filter_map(|(_, row)| row.0).collect();
        Ok(Rows { rows, came, total: history.nb_results.unsigned() })
    }
}

/// A slice of those that fit.
fn fitting(all: Vec<TransactionRecord>, filter: &TransactionFilter, window: Window) -> Page<TransactionRecord> {
    let fitting: Vec<_> = all.into_iter().filter(|record| fits(record, filter)).collect();
    let total = u64::try_from(fitting.len()).ok();
    let skip = usize::try_from(window.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(window.limit).unwrap_or(usize::MAX);
    Page { items: fitting.into_iter().skip(skip).take(take).collect(), total }
}

fn fits(record: &TransactionRecord, filter: &TransactionFilter) -> bool {
    let of_license = |id| filter.license_ids.is_empty() || filter.license_ids.contains(id);
    (filter.item_ids.is_empty() || filter.item_ids.contains(&record.item_id))
        && record.license_id.as_ref().is_none_or(of_license)
        // What is undated is kept: leaving it out would say that it is not there.
        && filter.from.zip(record.licensed_at).is_none_or(|(from, at)| at >= minute(from))
        && filter.to.zip(record.licensed_at).is_none_or(|(to, at)| at <= to)
}

/// The beginning of a minute: the history knows no seconds.
fn minute(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second() - at.as_second().rem_euclid(60)).unwrap_or(at)
}

fn changing() -> crate::providers::ProviderError {
    unavailable("the history kept changing while it was read".to_owned())
}
