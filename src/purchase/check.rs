//! What is known beforehand: does the item exist, is it offered like this, at which price, is it owned, is there money.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use futures::future::try_join;

use super::{Inner, LicenseLineRequest, LicenseRequest, PurchaseError};
use crate::{
    domain::{
        account::Account,
        id::{ItemId, TransactionId},
        item::Item,
        language::Language,
        license::License,
        page::Window,
        provider::ProviderName,
        purchase::{LicenseTask, LineRefusal, RefusalCode, sum},
        transaction::{TransactionFilter, TransactionQuery},
    },
    providers::{CallContext, Read},
};

/// How many transactions of an item are looked at.
const OWNED: u32 = 100;

/// What is known beforehand of a purchase.
pub(super) struct Verdict {
    pub(super) lines: Vec<Checked>,
    /// What stands in the way of the whole.
    pub(super) whole: Option<LineRefusal>,
    /// Of the first line's provider.
    pub(super) account: Option<Account>,
}

/// What is known beforehand of a line.
pub(super) struct Checked {
    pub(super) task: LicenseTask,
    pub(super) owned: Vec<TransactionId>,
    /// The argument that each is about, and why.
    pub(super) refusals: Vec<(&'static str, LineRefusal)>,
}

/// What a provider says of the lines that are its own.
struct Known {
    items: HashMap<ItemId, Read<Option<Arc<Item>>>>,
    licenses: Vec<License>,
    owned: HashMap<ItemId, Vec<TransactionId>>,
    account: Account,
}

impl Inner {
    pub(super) async fn check(&self, request: &LicenseRequest, cx: &CallContext) -> Result<Verdict, PurchaseError> {
        let mut known: HashMap<ProviderName, Known> = HashMap::new();
        for provider in request.lines.iter().map(|line| line.item_id.provider) {
            if let Entry::Vacant(unasked) = known.entry(provider) {
                unasked.insert(self.ask(provider, request, cx).await?);
            }
        }
        let mut lines = Vec::with_capacity(request.lines.len());
        for line in &request.lines {
            let Some(known) = known.get(&line.item_id.provider) else { continue };
            lines.push(judge(line, request, known)?);
        }
        let first = request.lines.first().map(|line| line.item_id.provider);
        let account = first.and_then(|provider| known.remove(&provider)).map(|known| known.account);
        let whole = account.as_ref().and_then(|account| unaffordable(account, &lines));
        Ok(Verdict { lines, whole, account })
    }

    /// Fresh, not from a cache: it is about money.
    async fn ask(
        &self,
        name: ProviderName,
        request: &LicenseRequest,
        cx: &CallContext,
    ) -> Result<Known, PurchaseError> {
        let provider = self.providers.get(cx, name)?;
        let mut ids: Vec<ItemId> =
            request.lines.iter().map(|line| line.item_id.clone()).filter(|id| id.provider == name).collect();
        ids.sort();
        ids.dedup();
        let filter = TransactionFilter { item_ids: ids.clone(), ..TransactionFilter::default() };
        let query = TransactionQuery { filter, window: Window { limit: OWNED, offset: 0 } };
        let reads = try_join(provider.licenses(cx), provider.account(cx));
        let ((licenses, account), (items, listed)) = try_join(reads, async {
            let (items, listed) =
                futures::join!(provider.items(cx, &ids, Language::default()), provider.transactions(cx, &query));
            Ok((items, listed?))
        })
        .await?;
        let mut owned: HashMap<ItemId, Vec<TransactionId>> = HashMap::new();
        for record in listed.items {
            owned.entry(record.item_id).or_default().push(record.id);
        }
        Ok(Known { items, licenses, owned, account })
    }
}

/// What stands in a line's way.
fn judge(line: &LicenseLineRequest, request: &LicenseRequest, known: &Known) -> Result<Checked, PurchaseError> {
    let mut task = LicenseTask {
        item_id: line.item_id.clone(),
        license_id: line.license_id.clone(),
        size_id: line.size_id.clone(),
        options: line.options.clone(),
        references: request.references.clone(),
        price: None,
        buy_again: line.buy_again,
        accept_overage: false,
    };
    let owned = known.owned.get(&line.item_id).cloned().unwrap_or_default();
    let mut refusals = Vec::new();
    let mut refuse = |field, code, message: String| refusals.push((field, LineRefusal::new(code, message)));
    let item = match known.items.get(&line.item_id) {
        Some(Ok(item)) => item.clone(),
        Some(Err(error)) => return Err(error.clone().into()),
        None => None,
    };
    if item.is_none() {
        refuse("itemId", RefusalCode::ItemNotFound, "The provider has no such item, or does not sell it.".to_owned());
    }
    let license = known.licenses.iter().find(|license| license.id == line.license_id);
    match license {
        None => refuse("licenseId", RefusalCode::LicenseNotAvailable, "This licence is not on offer.".to_owned()),
        Some(license) if item.as_ref().is_some_and(|item| !license.fits(item.kind)) => {
            let message = format!("\"{}\" is not for items of this kind.", license.name);
            refuse("licenseId", RefusalCode::LicenseNotAvailable, message);
        }
        Some(license) => match license.sizes.iter().find(|size| size.id == line.size_id && size.enabled) {
            None => {
                let offered: Vec<_> =
                    license.sizes.iter().filter(|size| size.enabled).map(|size| size.id.as_str()).collect();
                let message = format!("\"{}\" is offered as {}.", license.name, offered.join(", "));
                refuse("sizeId", RefusalCode::SizeNotOffered, message);
            }
            Some(size) => {
                task.price = size.price.clone();
                match (line.max_price, &size.price) {
                    (Some(most), Some(price)) if price.amount > most => {
                        let message = format!("It costs {}, which is more than {most}.", price.amount);
                        refuse("maxPrice", RefusalCode::PriceChanged, message);
                    }
                    (Some(_), None) => {
                        let message = "The provider does not say the price.".to_owned();
                        refuse("maxPrice", RefusalCode::PriceChanged, message);
                    }
                    _ => {}
                }
            }
        },
    }
    if !owned.is_empty() && !line.buy_again {
        let message = "The company has licensed this item already; `buyAgain` licenses it once more.".to_owned();
        let refusal = LineRefusal { code: RefusalCode::AlreadyLicensed, message, existing: owned.clone() };
        refusals.push(("itemId", refusal));
    }
    Ok(Checked { task, owned, refusals })
}

/// Whether the balance does not cover what is left to buy.
fn unaffordable(account: &Account, lines: &[Checked]) -> Option<LineRefusal> {
    let prices: Vec<_> =
        lines.iter().filter(|line| line.refusals.is_empty()).filter_map(|line| line.task.price.as_ref()).collect();
    let (total, balance) = (sum(prices)?, account.balance.as_ref()?);
    (account.is_prepaid() && total.amount > balance.amount).then(|| {
        let message = format!("It costs {}, and the balance is {}.", total.amount, balance.amount);
        LineRefusal::new(RefusalCode::InsufficientBalance, message)
    })
}
