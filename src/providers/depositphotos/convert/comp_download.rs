//! `CompDownload` of `getGroupCompDownloads`.

use super::{
    super::{answer::listed, wire},
    HERE, item_id, item_kind, user,
};
use crate::{
    domain::{comp_download::CompDownload, id::CompDownloadId, page::Page},
    providers::Read,
};

/// A page of complimentary downloads. Entries without an item are dropped.
pub(in super::super) fn page(answer: wire::Downloads) -> Read<Page<CompDownload>> {
    let total = answer.count.unsigned();
    let downloads = listed(answer.downloads, &answer.count, "downloads")?;
    Ok(Page { items: downloads.0.into_iter().filter_map(|(_, entry)| comp(entry.0?)).collect(), total })
}

fn comp(wire: wire::Download) -> Option<CompDownload> {
    let item_id = item_id(&wire.item_id)?;
    // The documentation knows no id: who took what when is one just as well.
    let key = wire.id.text().unwrap_or_else(|| {
        let [at, by] = [&wire.datetime, &wire.user_id].map(|part| part.text().unwrap_or_default());
        format!("{}-{at}-{by}", item_id.key)
    });
    Some(CompDownload {
        id: CompDownloadId::new(HERE, key),
        item_id,
        item_kind: item_kind(&wire.item_type),
        size: wire.option.text(),
        downloaded_at: wire.datetime.time(),
        filename: wire.filename.text(),
        group_id: wire.group_id.text(),
        item_page_url: wire.item_link.text(),
        preview_url: wire.preview.text(),
        width: wire.width.unsigned(),
        height: wire.height.unsigned(),
        editorial: wire.editorial.truth(),
        visible: wire.visible.truth(),
        actor: user(wire.actor.0),
        seller: user(wire.seller.0.or(wire.seler.0)),
        download_url: wire.download.text(),
    })
}
