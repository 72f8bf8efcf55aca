//! What is known beforehand: does the item exist, is it offered like this, at which price, is it owned, is there money.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use futures::future::try_join;

use super::{FieldRefusal, Inner, LicenseLineRequest, LicenseRequest, PurchaseError, judgement};
use crate::{
    domain::{
        ability::Ability,
        account::Account,
        id::{ItemId, TransactionId},
        item::Item,
        language::Language,
        license::License,
        provider::{Capability, ProviderName},
        purchase::{LicenseTask, LineRefusal, RefusalCode, sum},
    },
    providers::{
        CallContext, Provider, Read,
        history::{self, Scope},
    },
};

pub(super) const NO_SUCH_ITEM: &str = "The provider has no such item, or does not sell it.";
pub(super) const OWNED_ALREADY: &str = "The company has licensed this item already; `buyAgain` licenses it once more.";

/// What is known beforehand of a purchase.
pub(super) struct Verdict {
    pub(super) lines: Vec<Checked>,
    /// What stands in the way of the whole.
    pub(super) whole: Vec<FieldRefusal>,
    /// Those that a line is paid from.
    pub(super) accounts: Vec<Account>,
}

/// What is known beforehand of a line.
pub(super) struct Checked {
    pub(super) task: LicenseTask,
    pub(super) ability: Option<Ability>,
    pub(super) owned: Vec<TransactionId>,
    /// The argument that each is about, and why.
    pub(super) refusals: Vec<(&'static str, LineRefusal)>,
}

/// What a provider says of the lines that are its own.
struct Known {
    capabilities: &'static [Capability],
    items: HashMap<ItemId, Read<Option<Arc<Item>>>>,
    licenses: Vec<License>,
    terms: Terms,
}

/// On what terms a provider sells.
enum Terms {
    /// It judges each line itself.
    Judged(judgement::Abilities),
    /// By a price list and an account; and what of it is licensed already.
    Listed { account: Box<Account>, owned: HashMap<ItemId, Vec<TransactionId>> },
}

impl Inner {
    pub(super) async fn check(&self, request: &LicenseRequest, cx: &CallContext) -> Result<Verdict, PurchaseError> {
        let mut known: HashMap<ProviderName, Known> = HashMap::new();
        for provider in request.lines.iter().map(|line| line.item_id.provider) {
            if let Entry::Vacant(unasked) = known.entry(provider) {
                unasked.insert(ask(&**self.providers.get(cx, provider)?, request, cx).await?);
            }
        }
        let mut lines = Vec::with_capacity(request.lines.len());
        for line in &request.lines {
            let Some(known) = known.get(&line.item_id.provider) else { continue };
            lines.push(judge(line, request, known)?);
        }
        let accounts = known.into_values().filter_map(|known| match known.terms {
            Terms::Judged(_) => None,
            Terms::Listed { account, .. } => Some(*account),
        });
        let accounts: Vec<Account> = accounts.collect();
        let whole = accounts.iter().filter_map(|account| unaffordable(account, &lines));
        let whole = whole.map(|refusal| FieldRefusal { field: None, refusal }).collect();
        Ok(Verdict { lines, whole, accounts })
    }
}

/// Fresh, not from a cache: it is about money.
async fn ask(provider: &dyn Provider, request: &LicenseRequest, cx: &CallContext) -> Result<Known, PurchaseError> {
    let own = || request.lines.iter().filter(|line| line.item_id.provider == provider.name());
    let mut ids: Vec<ItemId> = own().map(|line| line.item_id.clone()).collect();
    ids.sort();
    ids.dedup();
    let terms = async {
        if judgement::judges(provider) {
            return Ok(Terms::Judged(judgement::ask(provider, own(), cx).await?));
        }
        let (account, owned) = try_join(provider.account(cx), owned(provider, &ids, cx)).await?;
        Ok(Terms::Listed { account: Box::new(account), owned })
    };
    let items = async { Ok(provider.items(cx, &ids, Language::default()).await) };
    let ((licenses, terms), items) = try_join(try_join(provider.licenses(cx), terms), items).await?;
    Ok(Known { capabilities: provider.capabilities(), items, licenses, terms })
}

/// The transactions by which items are licensed already.
async fn owned(provider: &dyn Provider, ids: &[ItemId], cx: &CallContext) -> Read<HashMap<ItemId, Vec<TransactionId>>> {
    let mut owned: HashMap<ItemId, Vec<TransactionId>> = HashMap::new();
    for record in history::licensed(provider, ids, Scope::Company, cx).await? {
        owned.entry(record.item_id).or_default().push(record.id);
    }
    Ok(owned)
}

/// What stands in a line's way.
fn judge(line: &LicenseLineRequest, request: &LicenseRequest, known: &Known) -> Result<Checked, PurchaseError> {
    let item = match known.items.get(&line.item_id) {
        Some(Ok(item)) => item.clone(),
        Some(Err(error)) => return Err(error.clone().into()),
        None => None,
    };
    let (ability, owned) = match &known.terms {
        Terms::Listed { owned, .. } => (None, owned.get(&line.item_id).cloned().unwrap_or_default()),
        Terms::Judged(abilities) => {
            let ability = abilities.get(&judgement::question(line)).cloned().flatten();
            let owned = ability.iter().filter_map(|ability| ability.owned.as_ref());
            let owned = owned.map(|owned| owned.transaction_id.clone()).collect();
            (ability, owned)
        }
    };
    let mut checked = Checked { task: task(line, request), ability, owned, refusals: Vec::new() };
    if item.is_none() {
        checked.refuse("itemId", RefusalCode::ItemNotFound, NO_SUCH_ITEM);
    }
    if !line.options.is_empty() && !known.capabilities.contains(&Capability::ExtraRights) {
        let message = "The provider sells no extra rights.";
        checked.refuse("options", RefusalCode::UnsupportedByProvider, message);
    }
    checked.price(line, item.as_deref(), &known.licenses);
    let judged = checked.ability.as_ref().and_then(|ability| judgement::refusal(ability, line.accept_overage));
    if let Some((field, refusal)) = judged
        && checked.refusals.iter().all(|(_, known)| known.code != refusal.code)
    {
        checked.refusals.push((field, refusal));
    } else if checked.ability.is_none() && !checked.owned.is_empty() && !line.buy_again {
        let refusal = LineRefusal::new(RefusalCode::AlreadyLicensed, OWNED_ALREADY);
        let refusal = LineRefusal { existing: checked.owned.clone(), ..refusal };
        checked.refusals.push(("itemId", refusal));
    }
    Ok(checked)
}

fn task(line: &LicenseLineRequest, request: &LicenseRequest) -> LicenseTask {
    LicenseTask {
        item_id: line.item_id.clone(),
        license_id: line.license_id.clone(),
        size_id: line.size_id.clone(),
        options: line.options.clone(),
        references: request.references.clone(),
        price: None,
        buy_again: line.buy_again,
        accept_overage: line.accept_overage,
    }
}

impl Checked {
    fn refuse(&mut self, field: &'static str, code: RefusalCode, message: impl Into<String>) {
        self.refusals.push((field, LineRefusal::new(code, message)));
    }

    /// Whether the licence is on offer in this size, and at which price.
    fn price(&mut self, line: &LicenseLineRequest, item: Option<&Item>, licenses: &[License]) {
        let Some(license) = licenses.iter().find(|license| license.id == line.license_id) else {
            return self.refuse("licenseId", RefusalCode::LicenseNotAvailable, "This licence is not on offer.");
        };
        if item.is_some_and(|item| !license.fits(item.kind)) {
            let message = format!("\"{}\" is not for items of this kind.", license.name);
            return self.refuse("licenseId", RefusalCode::LicenseNotAvailable, message);
        }
        let Some(size) = license.sizes.iter().find(|size| size.id == line.size_id && size.enabled) else {
            let offered: Vec<_> =
                license.sizes.iter().filter(|size| size.enabled).map(|size| size.id.as_str()).collect();
            let message = format!("\"{}\" is offered as {}.", license.name, offered.join(", "));
            return self.refuse("sizeId", RefusalCode::SizeNotOffered, message);
        };
        self.task.price = size.price.clone();
        match (line.max_price, &size.price) {
            (Some(most), Some(price)) if price.amount > most => {
                let message = format!("It costs {}, which is more than {most}.", price.amount);
                self.refuse("maxPrice", RefusalCode::PriceChanged, message);
            }
            (Some(_), None) => {
                self.refuse("maxPrice", RefusalCode::PriceChanged, "The provider does not say the price.");
            }
            _ => {}
        }
    }
}

/// Whether an account's balance does not cover what is left to buy from it.
fn unaffordable(account: &Account, lines: &[Checked]) -> Option<LineRefusal> {
    let own = lines.iter().filter(|line| line.task.item_id.provider == account.id.provider);
    let prices: Vec<_> =
        own.filter(|line| line.refusals.is_empty()).filter_map(|line| line.task.price.as_ref()).collect();
    let (total, balance) = (sum(prices)?, account.balance.as_ref()?);
    (account.is_prepaid() && total.amount > balance.amount).then(|| {
        let message = format!("It costs {}, and the balance is {}.", total.amount, balance.amount);
        LineRefusal::new(RefusalCode::InsufficientBalance, message)
    })
}
