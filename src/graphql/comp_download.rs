//! `CompDownload`: files taken for a layout before anything is bought.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::{
    argument::read,
    context,
    error::bad_input,
    item::{self, Item},
    nullable::Nullable,
    page::connection,
    scalar::{DateTime, Url},
};
use crate::domain::{
    comp_download::{self, CompDownloadFilter as Conditions},
    id::UserId,
    item::ItemKind,
    language::Language,
    party::UserRef,
    provider::ProviderName,
};
use crate::download::Subject;

/// A complimentary download. Upstream: `getGroupCompDownloads`.
#[derive(Clone)]
pub struct CompDownload(pub(super) Arc<comp_download::CompDownload>);

impl From<comp_download::CompDownload> for CompDownload {
    fn from(download: comp_download::CompDownload) -> Self {
        Self(Arc::new(download))
    }
}

connection! {
    /// A page of complimentary downloads.
    CompDownloadConnection,
    /// A complimentary download in a page.
    CompDownloadEdge,
    CompDownload
}

/// Which complimentary downloads are wanted. All conditions must hold.
#[derive(InputObject, Debug, Default)]
pub struct CompDownloadFilter {
    /// With this provider; left out, with Depositphotos.
    pub(super) provider: Option<ProviderName>,
    /// Taken at or after.
    from: Option<DateTime>,
    /// Taken at or before.
    to: Option<DateTime>,
    /// Taken by this member of the group.
    user_id: Option<ID>,
    /// Only these kinds of item.
    kinds: Option<Vec<ItemKind>>,
}

impl CompDownloadFilter {
    /// The conditions, with ids read.
    pub(super) fn conditions(self) -> Result<Conditions> {
        let kinds = self.kinds.unwrap_or_default();
        if kinds.contains(&ItemKind::Unknown) {
            return Err(bad_input("\"UNKNOWN\" is no kind that can be asked for."));
        }
        let user_id = self.user_id.map(|id| read("userId", &id, UserId::decode)).transpose()?;
        Ok(Conditions { from: self.from.map(|time| time.0), to: self.to.map(|time| time.0), user_id, kinds })
    }
}

/// A complimentary download. Upstream: `getGroupCompDownloads`.
#[Object]
impl CompDownload {
    /// Opaque and stable.
    pub(super) async fn id(&self) -> ID {
        self.0.id.encode().into()
    }

    /// Whose item it is.
    async fn provider(&self) -> ProviderName {
        self.0.id.provider
    }

    /// The item; null when the provider no longer has it. Upstream: `getMediaData`, batched.
    async fn item(&self, ctx: &Context<'_>) -> Nullable<Item> {
        item::item(ctx, self.0.item_id.clone(), Language::default()).await
    }

    /// The item's kind.
    async fn item_kind(&self) -> Option<ItemKind> {
        self.0.item_kind
    }

    /// The size that was taken, in the provider's words.
    async fn size(&self) -> Option<&str> {
        self.0.size.as_deref()
    }

    /// When it was taken.
    async fn downloaded_at(&self) -> Option<DateTime> {
        self.0.downloaded_at.map(DateTime)
    }

    /// Name of the file.
    async fn filename(&self) -> Option<&str> {
        self.0.filename.as_deref()
    }

    /// The provider's key of the group that took it.
    async fn group_key(&self) -> Option<&str> {
        self.0.group_id.as_deref()
    }

    /// The item's page on the provider's site; may be a path.
    async fn item_page_link(&self) -> Option<&str> {
        self.0.item_page_url.as_deref()
    }

    /// A small picture of the item.
    async fn preview_url(&self) -> Option<Url> {
        self.0.preview_url.clone().map(Url)
    }

    /// Width in pixels.
    async fn width(&self) -> Option<u32> {
        self.0.width
    }

    /// Height in pixels.
    async fn height(&self) -> Option<u32> {
        self.0.height
    }

    /// Whether the item is for editorial use only.
    async fn editorial(&self) -> Option<bool> {
        self.0.editorial
    }

    /// Whether the provider still shows the item.
    async fn visible(&self) -> Option<bool> {
        self.0.visible
    }

    /// Who took it.
    async fn actor(&self) -> Option<&UserRef> {
        self.0.actor.as_ref()
    }

    /// Whose work it is.
    async fn seller(&self) -> Option<&UserRef> {
        self.0.seller.as_ref()
    }

    /// Where the file can be fetched: an address of Portico's own that is good for this viewer and for a few minutes.
    /// Upstream: `getGroupCompDownloads`, when it is fetched.
    async fn download_url(&self, ctx: &Context<'_>) -> Nullable<Url> {
        if self.0.download_url.is_none() {
            return Nullable::ok(None);
        }
        let subject = Subject::Complimentary { id: self.0.id.clone(), taken_at: self.0.downloaded_at };
        Nullable::some(context::download_url(ctx, &subject))
    }
}
