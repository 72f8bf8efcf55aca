//! `search`: one list over the providers that are asked.

mod filter;
mod fold;
mod merge;
mod source;

use std::sync::Arc;

use async_graphql::{Context, Error, Lookahead, Object, Result, SimpleObject};
use futures::future::join_all;

use self::{
    fold::Candidate,
    merge::{Entry, Merge, Places},
    source::Source,
};
use super::{
    context::loaders,
    error::bad_input,
    item::{DETAIL_FIELDS, Item},
    nullable::Nullable,
    page::{ListKey, PageInfo, length},
};
use crate::domain::{
    language::Language,
    page::Window,
    provider::ProviderName,
    search::{SearchRequest, SearchSort},
};

pub use self::{
    filter::{LengthFilter, PeopleFilter, SearchFilter},
    source::{SearchProvider, SearchStatus},
};

/// The longest text that is searched for, in characters.
const MAX_QUERY: usize = 1_000;
/// How often providers are asked for one page at the most: what is left of an earlier page's window, a new one, and one
/// more where entries were missing.
const MAX_ROUNDS: usize = 3;

/// What `search` is asked for.
pub(super) struct Search {
    pub(super) query: Option<String>,
    pub(super) filter: Option<SearchFilter>,
    pub(super) sort: SearchSort,
    pub(super) language: Language,
    pub(super) providers: Option<Vec<ProviderName>>,
    pub(super) fold: bool,
    pub(super) first: i32,
    pub(super) after: Option<String>,
}

/// A page of search results.
pub struct SearchConnection {
    list: ListKey,
    has_previous_page: bool,
    has_next_page: bool,
    entries: Result<Vec<Entry<Candidate>>>,
    providers: Vec<SearchProvider>,
}

/// An item in a page of search results.
#[derive(SimpleObject)]
pub struct SearchEdge {
    /// The entry.
    node: Item,
    /// Where the entry stands in the list: `after` of the page that follows it.
    cursor: String,
    /// What is folded into the entry: items further down the page, of the same author and with nearly the same title.
    folded: Vec<Item>,
}

/// A page of search results.
#[Object]
impl SearchConnection {
    /// The entries of the page with their cursors; null when no provider could be asked.
    async fn edges(&self) -> Nullable<Vec<SearchEdge>> {
        let edge = |entry: &Entry<Candidate>| SearchEdge {
            node: Item(entry.item.item.clone()),
            cursor: self.list.cursor(&entry.after),
            folded: entry.folded.iter().map(|folded| Item(folded.item.clone())).collect(),
        };
        Nullable::some(self.entries.clone().map(|entries| entries.iter().map(edge).collect()))
    }

    /// The entries of the page; null when no provider could be asked.
    async fn nodes(&self) -> Nullable<Vec<Item>> {
        let nodes = self.entries.clone();
        Nullable::some(nodes.map(|entries| entries.into_iter().map(|entry| Item(entry.item.item)).collect()))
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        let entries = self.entries.as_deref().unwrap_or_default();
        PageInfo {
            has_next_page: self.has_next_page && !entries.is_empty(),
            has_previous_page: self.has_previous_page,
            start_cursor: entries.first().map(|entry| self.list.cursor(&entry.after)),
            end_cursor: entries.last().map(|entry| self.list.cursor(&entry.after)),
        }
    }

    /// How many items fit altogether, of the providers that said so; what is folded is counted.
    async fn total_count(&self) -> Nullable<i32> {
        let total: u64 = self.providers.iter().filter_map(SearchProvider::total).sum();
        Nullable::some(self.entries.as_ref().map(|_| i32::try_from(total).unwrap_or(i32::MAX)).map_err(Error::clone))
    }

    /// How it went with each provider that was asked, in the order asked for. One that fails or takes too long is left out
    /// of the page, and comes in again on the next: that is no error as long as another answers.
    async fn providers(&self) -> &[SearchProvider] {
        &self.providers
    }
}

/// One page of a search.
pub(super) async fn search(ctx: &Context<'_>, search: Search) -> Result<SearchConnection> {
    let providers = asked(ctx, search.providers)?;
    let text = search.query.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > MAX_QUERY) {
        return Err(bad_input(format!("\"query\" can have {MAX_QUERY} characters at the most.")));
    }
    let filter = search.filter.unwrap_or_default().conditions()?;
    if text.is_none()
        && filter.author_id.is_none()
        && filter.author_username.is_none()
        && filter.similar_to_url.is_none()
    {
        return Err(bad_input("A search needs a query, an author or a picture to compare with."));
    }
    if filter.author_id.is_some() && providers.len() > 1 {
        return Err(bad_input("\"authorId\" is the key of one provider's author: search that provider alone."));
    }
    let conditions = (&providers, &text, &filter, search.sort, search.language, search.fold);
    let list = ListKey::new("search", &conditions);
    let first = length("first", search.first)?;
    let start = match search.after.as_deref() {
        None => Places::start(providers.len()),
        Some(cursor) => {
            let places = list.place(cursor).and_then(|place| Places::read(&place, providers.len()));
            places.ok_or_else(|| bad_input("\"after\" is not a cursor of this list."))?
        }
    };
    let details = wants_details(ctx.look_ahead());
    let window = Window { limit: first, offset: 0 };
    let request = SearchRequest { text, filter, sort: search.sort, language: search.language, window, details };
    let has_previous_page = start != Places::start(providers.len());
    let mut merge = Merge::new(first, start, search.fold.then_some(Candidate::is_like as fn(&_, &_) -> _));
    let mut sources = Source::all(loaders(ctx), &providers, &request);
    read(ctx, &mut merge, &mut sources, search.fold).await?;
    let has_next_page = merge.has_more();
    let entries = match sources.iter().find_map(|source| source.error.clone()) {
        Some(error) if sources.iter().all(|source| source.error.is_some()) => Err(error),
        _ => Ok(merge.into_entries()),
    };
    let providers = sources.into_iter().map(Source::into_report).collect();
    Ok(SearchConnection { list, has_previous_page, has_next_page, entries, providers })
}

/// The providers to ask, each once; the first that the company has, unless they are named.
fn asked(ctx: &Context<'_>, named: Option<Vec<ProviderName>>) -> Result<Vec<ProviderName>> {
    let Some(named) = named else {
        // The home of every list that names none, unless the company is not there.
        let home = loaders(ctx).available().next().map_or(ProviderName::Depositphotos, |provider| provider.name());
        return Ok(vec![home]);
    };
    let mut providers = Vec::new();
    for name in named {
        if !providers.contains(&name) {
            providers.push(name);
        }
    }
    if providers.is_empty() {
        return Err(bad_input("\"providers\" must name one at least."));
    }
    Ok(providers)
}

/// Fills the page: each provider is asked for what the page lacks, all of them at the same time.
async fn read(
    ctx: &Context<'_>,
    merge: &mut Merge<Candidate>,
    sources: &mut [Source],
    fold: bool,
) -> Result<(), Error> {
    for _ in 0..MAX_ROUNDS {
        merge.fill();
        let wanted = merge.wanted();
        let asked = sources.iter_mut().enumerate().filter_map(|(index, source)| {
            let window = wanted.iter().find(|(wanted, _)| *wanted == index).map(|(_, window)| *window)?;
            Some(async move { (index, source.ask(ctx, window).await) })
        });
        let answers = join_all(asked).await;
        if answers.is_empty() {
            return Ok(());
        }
        for (index, answer) in answers {
            match answer? {
                None => merge.fail(index),
                Some(found) => {
                    let candidates = found.items.iter().map(|item| Candidate::new(Arc::clone(item), fold));
                    merge.supply(index, candidates.collect(), found.total);
                }
            }
        }
    }
    merge.fill();
    Ok(())
}

/// Whether anything is selected of the items that a short listing leaves out.
fn wants_details(selected: Lookahead<'_>) -> bool {
    let edges = selected.field("edges");
    let items = [selected.field("nodes"), edges.field("node"), edges.field("folded")];
    items.iter().any(|item| DETAIL_FIELDS.iter().any(|field| item.field(field).exists()))
}
