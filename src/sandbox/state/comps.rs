//! Complimentary downloads: files taken for a layout before anything is bought.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Actor, Change, CompId, DownloadOption, GroupId, ItemId, Kind, Listing, Page, Refusal, Token, UserId, UserRef,
    World, records::State,
};

/// A complimentary download.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comp {
    /// Its key.
    pub id: CompId,
    /// The item.
    pub item: ItemId,
    /// The item's kind.
    pub kind: Kind,
    /// The size.
    pub size: DownloadOption,
    /// When.
    pub at: Timestamp,
    /// Who took it.
    pub user: UserId,
    /// For which group.
    pub group: GroupId,
}

/// A complimentary download as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompDownload {
    /// The record.
    pub comp: Comp,
    /// Who took it (`actor`).
    pub taker: UserRef,
    /// The link's token.
    pub token: Token,
}

/// Which complimentary downloads are wanted. Times are inclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompFilter {
    /// Taken at or after.
    pub from: Option<Timestamp>,
    /// Taken at or before.
    pub to: Option<Timestamp>,
    /// By this member.
    pub user: Option<UserId>,
    /// Of this group; another than the actor's finds nothing.
    pub group: Option<GroupId>,
    /// Of these kinds; empty for all.
    pub kinds: Vec<Kind>,
}

impl CompFilter {
    fn takes(&self, row: &Comp) -> bool {
        self.from.is_none_or(|from| row.at >= from)
            && self.to.is_none_or(|to| row.at <= to)
            && self.user.is_none_or(|user| row.user == user)
            && self.group.is_none_or(|group| row.group == group)
            && (self.kinds.is_empty() || self.kinds.contains(&row.kind))
    }
}

impl World {
    /// Takes a file for a layout, free of charge (`complimentaryDownload`).
    pub fn comp_download(&self, actor: Actor, item: ItemId, option: &str) -> Result<CompDownload, Refusal> {
        let mut world = self.settled();
        let comp = draft(&world.state, actor, item, option, self.clock.now())?;
        world.commit(Change::CompTaken { comp })?;
        let taker = world.state.user_ref(comp.user);
        Ok(CompDownload { comp, taker, token: world.state.comp_token(comp.id) })
    }

    /// The group's complimentary downloads, newest first (`getGroupCompDownloads`).
    pub fn comps(&self, actor: Actor, filter: &CompFilter, page: Page) -> Listing<CompDownload> {
        let world = self.lock();
        let state = &world.state;
        let own = state.comps.iter().filter(|row| row.group == actor.group());
        let mut rows: Vec<Comp> = own.filter(|row| filter.takes(row)).copied().collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.id)));
        page.cut(rows).map(|comp| CompDownload {
            comp,
            taker: state.user_ref(comp.user),
            token: state.comp_token(comp.id),
        })
    }
}

/// The record of a complimentary download, if the item is offered in this size.
pub(super) fn draft(state: &State, actor: Actor, item: ItemId, option: &str, at: Timestamp) -> Result<Comp, Refusal> {
    let found = state.find(item).ok_or(Refusal::ItemNotFound)?;
    let size = DownloadOption::parse(option).filter(|size| found.options.contains(size));
    Ok(Comp {
        id: CompId(state.next.comp),
        item,
        kind: found.kind,
        size: size.ok_or(Refusal::SizeNotOffered)?,
        at,
        user: actor.user(),
        group: actor.group(),
    })
}
