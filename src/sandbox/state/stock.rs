//! What the world needs to know of an item: the only door to the catalogue.

use super::{DownloadOption, FIRST_GENERATED_ITEM, ItemId, Kind, records::State};
use crate::sandbox::catalog::{self, Kinds, Query};

/// An item on sale, as far as selling it is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StockItem {
    /// What it is.
    pub(super) kind: Kind,
    /// The sizes it is sold in.
    pub(super) options: Vec<DownloadOption>,
}

/// The sizes of generated pictures: all that pictures of the regular collection have.
const GENERATED: [DownloadOption; 4] =
    [DownloadOption::S2015, DownloadOption::M2015, DownloadOption::L2015, DownloadOption::Xl2015];

impl State {
    /// An item on sale: of the catalogue, or generated.
    pub(super) fn find(&self, id: ItemId) -> Option<StockItem> {
        if id >= FIRST_GENERATED_ITEM {
            return self.generated_item(id).map(|_| StockItem { kind: Kind::Image, options: GENERATED.to_vec() });
        }
        let item = catalog::lookup(id).active()?;
        Some(StockItem { kind: item.kind, options: item.download_options() })
    }
}

/// The first results of a search for items of one kind.
pub(super) fn shelf(text: &str, kind: Kind, limit: usize) -> Vec<ItemId> {
    let kinds = Kinds {
        photo: kind == Kind::Image,
        vector: kind == Kind::Vector,
        video: kind == Kind::Video,
        music: kind == Kind::Audio,
        sound_effect: kind == Kind::Audio,
    };
    catalog::search(&Query { text: text.to_owned(), kinds, limit, ..Query::default() }).ids
}
