//! Statistics: counted from the records, never kept beside them.

use std::collections::{BTreeMap, HashMap};

use jiff::{Timestamp, tz::TimeZone};

use super::{Actor, GroupId, ItemId, Kind, Listing, Page, User, UserId, World, records::State};

/// How much was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Complimentary downloads.
    pub comps: u64,
    /// Licensed items.
    pub licensed: u64,
    /// Transferred licences.
    pub transferred: u64,
}

impl Usage {
    /// All three together.
    pub const fn sum(self) -> u64 {
        self.comps + self.licensed + self.transferred
    }

    fn count(&mut self, what: Use) {
        match what {
            Use::Comp => self.comps += 1,
            Use::Licensed => self.licensed += 1,
            Use::Transferred => self.transferred += 1,
        }
    }
}

/// Which use is counted. Times are inclusive; a transfer counts on its own date and for who did it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UsageFilter {
    /// At or after.
    pub from: Option<Timestamp>,
    /// At or before.
    pub to: Option<Timestamp>,
    /// By this member.
    pub user: Option<UserId>,
    /// Of this group; another than the actor's finds nothing.
    pub group: Option<GroupId>,
}

/// A month's use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodUsage {
    /// The month by its first second, `2026-10-01 00:00:00`.
    pub title: String,
    /// How much.
    pub usage: Usage,
}

/// An item's use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemUsage {
    /// The item.
    pub item: ItemId,
    /// Its kind.
    pub kind: Kind,
    /// How much.
    pub usage: Usage,
}

/// A member with use and permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who, with the permissions.
    pub user: User,
    /// How much.
    pub usage: Usage,
}

#[derive(Clone, Copy)]
enum Use {
    Comp,
    Licensed,
    Transferred,
}

/// One countable use.
struct Event {
    at: Timestamp,
    user: UserId,
    item: ItemId,
    kind: Kind,
    what: Use,
}

impl World {
    /// The group's use in all (`getEnterpriseStatisticsTotal`).
    pub fn usage_total(&self, actor: Actor, filter: UsageFilter) -> Usage {
        let mut total = Usage::default();
        self.each_use(actor, filter, |event| total.count(event.what));
        total
    }

    /// The group's use by month, oldest first, months without any left out (`getEnterpriseStatisticsDates`).
    pub fn usage_by_month(&self, actor: Actor, filter: UsageFilter, page: Page) -> Listing<PeriodUsage> {
        let mut months: BTreeMap<String, Usage> = BTreeMap::new();
        self.each_use(actor, filter, |event| {
            let month = event.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-01 00:00:00").to_string();
            months.entry(month).or_default().count(event.what);
        });
        page.cut(months.into_iter().map(|(title, usage)| PeriodUsage { title, usage }).collect())
    }

    /// The group's use by item, the most used first (`getEnterpriseStatisticsItems`).
    pub fn usage_by_item(&self, actor: Actor, filter: UsageFilter, page: Page) -> Listing<ItemUsage> {
        let mut items: HashMap<ItemId, ItemUsage> = HashMap::new();
        self.each_use(actor, filter, |event| {
            let fresh = ItemUsage { item: event.item, kind: event.kind, usage: Usage::default() };
            items.entry(event.item).or_insert(fresh).usage.count(event.what);
        });
        let mut rows: Vec<ItemUsage> = items.into_values().collect();
        rows.sort_by_key(|row| (std::cmp::Reverse(row.usage.sum()), row.item));
        page.cut(rows)
    }

    /// The group's members with their use in the filter's time, by id (`getUsersFromGroup`);
    /// `ids` narrows to some of them.
    pub fn members(&self, actor: Actor, filter: UsageFilter, ids: &[UserId], page: Page) -> Listing<Member> {
        let mut usage: HashMap<UserId, Usage> = HashMap::new();
        self.each_use(actor, filter, |event| usage.entry(event.user).or_default().count(event.what));
        let world = self.lock();
        let mut users: Vec<&User> = world
            .state
            .users
            .iter()
            .filter(|user| {
                user.is_member() && user.group == actor.group() && filter.group.is_none_or(|group| group == user.group)
            })
            .filter(|user| filter.user.is_none_or(|id| id == user.id) && (ids.is_empty() || ids.contains(&user.id)))
            .collect();
        users.sort_by_key(|user| user.id);
        page.cut(users)
            .map(|user| Member { user: user.clone(), usage: usage.get(&user.id).copied().unwrap_or_default() })
    }

    fn each_use(&self, actor: Actor, filter: UsageFilter, mut count: impl FnMut(&Event)) {
        if filter.group.is_some_and(|group| group != actor.group()) {
            return;
        }
        let now = self.clock.now();
        let world = self.lock();
        events(&world.state, actor.group(), now)
            .filter(|event| {
                filter.from.is_none_or(|from| event.at >= from) && filter.to.is_none_or(|to| event.at <= to)
            })
            .filter(|event| filter.user.is_none_or(|user| event.user == user))
            .for_each(|event| count(&event));
    }
}

/// Every use of a group that lists show by now.
fn events(state: &State, group: GroupId, now: Timestamp) -> impl Iterator<Item = Event> {
    let comps = state.comps.iter().filter(move |row| row.group == group).map(|row| Event {
        at: row.at,
        user: row.user,
        item: row.item,
        kind: row.kind,
        what: Use::Comp,
    });
    let listed = move || state.transactions.iter().filter(move |row| row.group == group && row.listed_from <= now);
    let licensed =
        listed().map(|row| Event { at: row.at, user: row.user, item: row.item, kind: row.kind, what: Use::Licensed });
    let transferred = listed().filter_map(|row| {
        let transfer = state.transfer(row.transfer?)?;
        Some(Event { at: transfer.at, user: transfer.user, item: row.item, kind: row.kind, what: Use::Transferred })
    });
    comps.chain(licensed).chain(transferred)
}
