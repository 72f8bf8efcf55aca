//! A provider, as one page of a search asks it.

use std::sync::Arc;

use async_graphql::{Context, Enum, Error, Result, SimpleObject};
use tokio::time::{Duration, Instant, timeout_at};

use crate::{
    domain::{
        page::Window,
        provider::ProviderName,
        search::{SearchRequest, SearchResult},
    },
    graphql::{context::loaders, error::upstream},
    loaders::Loaders,
    providers::{ErrorKind, ProviderError, Read},
};

/// How a search went with one provider.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchStatus {
    /// It answered.
    Ok,
    /// It took longer than a search of several providers waits.
    TimedOut,
    /// It cannot be reached, answers what cannot be read, or failed so often that it was not asked.
    Unavailable,
    /// It cannot search by one of the conditions (`unsupportedFilter`), or the company has no account with it. It was not
    /// asked.
    Unsupported,
    /// It understood and refused.
    Rejected,
    /// It wants to be asked less often.
    RateLimited,
}

impl SearchStatus {
    fn of(failure: &ProviderError) -> Self {
        match failure.kind() {
            ErrorKind::Timeout => Self::TimedOut,
            ErrorKind::Unsupported | ErrorKind::NoAccount => Self::Unsupported,
            ErrorKind::Rejected => Self::Rejected,
            ErrorKind::RateLimited | ErrorKind::OutOfTurn => Self::RateLimited,
            ErrorKind::Unavailable | ErrorKind::HeldBack | ErrorKind::Credentials | ErrorKind::CallBudget => {
                Self::Unavailable
            }
        }
    }
}

/// How a search went with one provider.
#[derive(SimpleObject, Clone, Debug)]
pub struct SearchProvider {
    /// Which provider.
    name: ProviderName,
    /// How it went.
    status: SearchStatus,
    /// How many of its items fit altogether; null when it did not say. `totalCount` is the sum.
    count: Option<i32>,
    /// How long it was waited for, in milliseconds; next to nothing where an earlier answer was at hand.
    took_ms: i32,
    /// The condition of `filter` that it cannot search by.
    unsupported_filter: Option<String>,
    #[graphql(skip)]
    total: Option<u64>,
}

impl SearchProvider {
    /// How many of its items fit.
    pub(super) fn total(&self) -> Option<u64> {
        self.total
    }
}

/// A provider that is searched.
pub(super) struct Source {
    request: SearchRequest,
    /// The latest that it is waited for, where there are others beside it.
    budget: Option<Duration>,
    took: Duration,
    report: SearchProvider,
    /// Why it could not be asked, or asked further.
    pub(super) error: Option<Error>,
}

impl Source {
    /// The providers that are searched with `request`, each from a window of its own. Where there are several, each has its
    /// budget of time.
    pub(super) fn all(loaders: &Loaders, names: &[ProviderName], request: &SearchRequest) -> Vec<Self> {
        let source = |&name: &ProviderName| {
            let budget = loaders.provider(name).ok().map(|provider| provider.search_budget());
            let report = SearchProvider {
                name,
                status: SearchStatus::Ok,
                count: None,
                took_ms: 0,
                unsupported_filter: None,
                total: None,
            };
            let budget = budget.filter(|_| names.len() > 1);
            Self { request: request.clone(), budget, took: Duration::ZERO, report, error: None }
        };
        names.iter().map(source).collect()
    }

    /// Asks for a window; `None` when the provider fails, which is noted.
    ///
    /// # Errors
    /// When the operation has used up its upstream calls.
    pub(super) async fn ask(&mut self, ctx: &Context<'_>, window: Window) -> Result<Option<Arc<SearchResult>>> {
        let began = Instant::now();
        let found = self.find(loaders(ctx), window).await;
        self.took += began.elapsed();
        let failure = match found {
            Ok(found) => {
                self.report.total = Some(found.total);
                return Ok(Some(found));
            }
            Err(failure) => failure,
        };
        let error = upstream(&failure, &loaders(ctx).call().request_id);
        if failure.kind() == ErrorKind::CallBudget {
            return Err(error);
        }
        self.report.status = SearchStatus::of(&failure);
        if failure.kind() == ErrorKind::Unsupported {
            self.report.unsupported_filter = failure.field().map(str::to_owned);
        }
        self.error = Some(error);
        Ok(None)
    }

    async fn find(&self, loaders: &Loaders, window: Window) -> Read<Arc<SearchResult>> {
        let name = self.report.name;
        let request = SearchRequest { window, ..self.request.clone() };
        let Some(budget) = self.budget else { return loaders.search(name, request).await };
        let latest = Instant::now() + budget.saturating_sub(self.took);
        let loaders = loaders.clone();
        // In a task of its own: whoever does not wait for it does not stop it either, so that its answer is at hand for
        // the next page, or its failure is noted.
        let searching = tokio::spawn(async move { loaders.search(name, request).await });
        let failed = |kind| ProviderError::new(kind).of(name);
        match timeout_at(latest, searching).await {
            Ok(Ok(found)) => found,
            Ok(Err(gone)) => Err(failed(ErrorKind::Unavailable).because(gone)),
            Err(_) => Err(failed(ErrorKind::Timeout).because("the search's budget is over")),
        }
    }

    /// How it went.
    pub(super) fn into_report(self) -> SearchProvider {
        let int = |number: u64| i32::try_from(number).unwrap_or(i32::MAX);
        SearchProvider {
            count: self.report.total.map(int),
            took_ms: int(u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX)),
            ..self.report
        }
    }
}
