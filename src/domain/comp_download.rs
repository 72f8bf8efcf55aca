//! Complimentary downloads: files taken for a layout before anything is bought.

use jiff::Timestamp;

use super::{
    id::{CompDownloadId, ItemId, UserId},
    item::ItemKind,
    page::Window,
    party::UserRef,
};

/// A complimentary download.
#[derive(Clone, Debug)]
pub struct CompDownload {
    /// Provider and key.
    pub id: CompDownloadId,
    /// The item.
    pub item_id: ItemId,
    /// The item's kind.
    pub item_kind: Option<ItemKind>,
    /// The size that was taken.
    pub size: Option<String>,
    /// When.
    pub downloaded_at: Option<Timestamp>,
    /// Name of the file.
    pub filename: Option<String>,
    /// The provider's key of the group.
    pub group_id: Option<String>,
    /// The item's page on the provider's site.
    pub item_page_url: Option<String>,
    /// A small picture of the item.
    pub preview_url: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// For editorial use only.
    pub editorial: Option<bool>,
    /// Whether the provider still shows the item.
    pub visible: Option<bool>,
    /// Who took it.
    pub actor: Option<UserRef>,
    /// Whose work it is.
    pub seller: Option<UserRef>,
    /// Where the file can be fetched.
    pub download_url: Option<String>,
}

/// Which complimentary downloads are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct CompDownloadFilter {
    /// Taken at or after.
    pub from: Option<Timestamp>,
    /// Taken at or before.
    pub to: Option<Timestamp>,
    /// By this member of the group.
    pub user_id: Option<UserId>,
    /// Of these kinds; empty for all.
    pub kinds: Vec<ItemKind>,
}

/// A slice of the complimentary downloads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CompDownloadQuery {
    /// Conditions.
    pub filter: CompDownloadFilter,
    /// Which slice.
    pub window: Window,
}
