//! Complimentary downloads: files for a layout, free of charge.

use super::{PurchaseError, Purchases, run::refused};
use crate::{
    domain::{
        comp_download::{CompDownload, CompDownloadFilter, CompDownloadQuery},
        id::ItemId,
        page::Window,
        provider::Capability,
        purchase::{LineRefusal, RefusalCode},
    },
    providers::{CallContext, ErrorKind, Outcome, ProviderError},
};

/// How many of the newest downloads are looked through for the new one.
const NEWEST: u32 = 100;

impl Purchases {
    /// [`Purchases::download_comp`], but for the audit log.
    pub(super) async fn ask_for_comp(
        &self,
        item: &ItemId,
        size: &str,
        cx: &CallContext,
    ) -> Result<Result<CompDownload, LineRefusal>, PurchaseError> {
        if let Err(refusal) = self.0.offers(cx, item.provider, Capability::Complimentary) {
            return Ok(Err(refusal));
        }
        let Some(spender) = self.0.spender(cx, item.provider) else {
            let message = "The provider has no complimentary downloads.";
            return Ok(Err(LineRefusal::new(RefusalCode::UnsupportedByProvider, message)));
        };
        let url = match spender.client.download_comp(cx, item, size).await {
            Outcome::Done(url) => url,
            Outcome::Refused(refusal) => return Ok(Err(refused(&refusal))),
            Outcome::NotSent(error) | Outcome::Unknown(error) => return Err(error.into()),
        };
        let provider = self.0.providers.get(cx, item.provider)?;
        let window = Window { limit: NEWEST, offset: 0 };
        let query = CompDownloadQuery { filter: CompDownloadFilter::default(), window };
        let newest = provider.comp_downloads(cx, &query).await?;
        let found = newest.items.into_iter().find(|download| download.item_id == *item);
        let missing = || ProviderError::new(ErrorKind::Unavailable).of(item.provider).because("it is not listed");
        let mut download = found.ok_or_else(missing)?;
        download.download_url.get_or_insert(url);
        Ok(Ok(download))
    }
}
