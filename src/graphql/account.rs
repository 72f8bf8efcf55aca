//! `Account`: the company's group, its members, and what they used.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::{
    argument::read,
    context::{OrFail, loaders, provider},
    item::{self, Item},
    money::{Money, money},
    nullable::Nullable,
    page::{ListKey, Slice, connection},
    scalar::{BigInt, DateTime, Decimal, Url},
};
use crate::domain::{
    account::{self, PaymentModel, Permission, StatisticsFilter},
    id::{AccountId, UserId},
    language::Language,
    provider::ProviderName,
};

/// What is left of a plan, in units.
#[derive(SimpleObject)]
pub struct Quota {
    /// The provider's name of it (`image_quota`, `universal_credits_quota`).
    name: String,
    /// How many units; null where there is no limit.
    left: Option<BigInt>,
    /// What is counted, in the provider's words (`credits`).
    unit: Option<String>,
}

/// The company's account with a provider. Upstream: `getUserEnterpriseGroup`, `Member/Profile`.
#[derive(Clone)]
pub struct Account(pub(super) Arc<account::Account>);

/// The company's account with a provider. Upstream: `getUserEnterpriseGroup`, `Member/Profile`.
#[Object]
impl Account {
    /// Opaque and stable.
    pub(super) async fn id(&self) -> ID {
        self.0.id.encode().into()
    }

    /// Whose account it is.
    async fn provider(&self) -> ProviderName {
        self.0.id.provider
    }

    /// The provider's own key of the company's group.
    async fn key(&self) -> &str {
        &self.0.id.key
    }

    /// The provider's own key of the group's profile.
    async fn profile_key(&self) -> Option<&str> {
        self.0.profile_id.as_deref()
    }

    /// When purchases are paid for.
    async fn payment_model(&self) -> PaymentModel {
        self.0.payment_model
    }

    /// What may be spent.
    async fn balance(&self) -> Option<Money> {
        money(self.0.balance.as_ref())
    }

    /// What is in the account.
    async fn money(&self) -> Option<Money> {
        money(self.0.money.as_ref())
    }

    /// The company's VAT number.
    async fn vat_number(&self) -> Option<&str> {
        self.0.vat_number.as_deref()
    }

    /// VAT in percent.
    async fn vat_rate(&self) -> Option<Decimal> {
        self.0.vat_rate.map(Decimal)
    }

    /// Whether VAT is charged.
    async fn vat_enabled(&self) -> Option<bool> {
        self.0.vat_enabled
    }

    /// How many units of the plan are left, where the provider sells by a plan. Upstream: `Member/Profile`.
    async fn units_left(&self) -> Option<BigInt> {
        self.0.units_left.map(BigInt)
    }

    /// The same by what the units are good for, as far as the provider says it.
    async fn quotas(&self) -> Vec<Quota> {
        let quotas = self.0.quotas.iter().cloned();
        quotas.map(|account::Quota { name, left, unit }| Quota { name, left: left.map(BigInt), unit }).collect()
    }

    /// Whether it is a company's contract and not one person's.
    async fn enterprise(&self) -> Option<bool> {
        self.0.enterprise
    }

    /// The member that Portico acts as. Upstream: `getEnterpriseUserData`.
    async fn user(&self, ctx: &Context<'_>) -> Nullable<User> {
        own_user(ctx, self.0.id.provider).await.into()
    }

    /// The members of the group. Upstream: `getUsersFromGroup`.
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Nullable<UserConnection> {
        Nullable::some(users(ctx, &self.0.id, first, after.as_deref()).await)
    }

    /// What was used.
    async fn usage(
        &self,
        #[graphql(desc = "Only this stretch of time, only this member.")] filter: Option<UsageFilter>,
    ) -> Nullable<UsageReport> {
        let filter = filter.unwrap_or_default().conditions();
        Nullable::some(filter.map(|filter| UsageReport { account: self.0.id.clone(), filter }))
    }
}

async fn own_user(ctx: &Context<'_>, name: ProviderName) -> Result<Option<User>> {
    let user = provider(ctx, name)?.user(loaders(ctx).call(), None).await.or_fail(ctx)?;
    Ok(user.map(|user| User(Arc::new(user))))
}

async fn users(ctx: &Context<'_>, account: &AccountId, first: i32, after: Option<&str>) -> Result<UserConnection> {
    let list = ListKey::new("users", account);
    let window = list.window(first, after)?;
    let page = provider(ctx, account.provider)?.users(loaders(ctx).call(), window).await.or_fail(ctx);
    let total = page.as_ref().ok().and_then(|page| page.total);
    let entries = page.map(|page| page.items.into_iter().map(|user| User(Arc::new(user))).collect());
    Ok(UserConnection(Slice { list, window, entries, total }))
}

/// A member of the company's group. Upstream: `getEnterpriseUserData`, `getUsersFromGroup`.
#[derive(Clone)]
pub struct User(pub(super) Arc<account::User>);

connection! {
    /// A page of members.
    UserConnection,
    /// A member in a page.
    UserEdge,
    User
}

/// A member of the company's group. Upstream: `getEnterpriseUserData`, `getUsersFromGroup`.
#[Object]
impl User {
    /// Opaque and stable; `filter.userId` of the lists.
    pub(super) async fn id(&self) -> ID {
        self.0.id.encode().into()
    }

    /// Whose user it is.
    async fn provider(&self) -> ProviderName {
        self.0.id.provider
    }

    /// The provider's own key of the user.
    async fn key(&self) -> &str {
        &self.0.id.key
    }

    /// Login name.
    async fn username(&self) -> Option<&str> {
        self.0.username.as_deref()
    }

    /// Given name.
    async fn first_name(&self) -> Option<&str> {
        self.0.first_name.as_deref()
    }

    /// Family name.
    async fn last_name(&self) -> Option<&str> {
        self.0.last_name.as_deref()
    }

    /// E-mail address.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Telephone number.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// Country, two letters.
    async fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }

    /// City.
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }

    /// State or province.
    async fn state(&self) -> Option<&str> {
        self.0.state.as_deref()
    }

    /// Street and number.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// Postal code.
    async fn zip(&self) -> Option<&str> {
        self.0.zip.as_deref()
    }

    /// Occupation.
    async fn occupation(&self) -> Option<&str> {
        self.0.occupation.as_deref()
    }

    /// Name of the business.
    async fn business_name(&self) -> Option<&str> {
        self.0.business_name.as_deref()
    }

    /// Industry.
    async fn industry(&self) -> Option<&str> {
        self.0.industry.as_deref()
    }

    /// What the user says of himself or herself.
    async fn biography(&self) -> Option<&str> {
        self.0.biography.as_deref()
    }

    /// Web site, as the user wrote it.
    async fn website(&self) -> Option<&str> {
        self.0.website.as_deref()
    }

    /// Time zone, by its name in the time zone database (`Europe/Berlin`).
    async fn timezone(&self) -> Option<&str> {
        self.0.timezone.as_deref()
    }

    /// VAT number.
    async fn vat_number(&self) -> Option<&str> {
        self.0.vat_number.as_deref()
    }

    /// Picture of the user.
    async fn avatar_url(&self) -> Option<Url> {
        self.0.avatar_url.clone().map(Url)
    }

    /// When the user registered.
    async fn registered_at(&self) -> Option<DateTime> {
        self.0.registered_at.map(DateTime)
    }

    /// The provider's own key of the user's group.
    async fn group_key(&self) -> Option<&str> {
        self.0.group_id.as_deref()
    }

    /// What the user used; only the list of members says it.
    async fn usage(&self) -> Option<Usage> {
        self.0.usage.map(Usage::from)
    }

    /// What the user may do; only the list of members says it.
    async fn permissions(&self) -> &[Permission] {
        &self.0.permissions
    }
}

/// How much was used.
#[derive(SimpleObject, Clone)]
pub struct Usage {
    /// Complimentary downloads.
    comps: BigInt,
    /// Licensed items.
    licensed: BigInt,
    /// Transferred licences.
    transferred: BigInt,
}

impl From<account::Usage> for Usage {
    fn from(usage: account::Usage) -> Self {
        let account::Usage { comps, licensed, transferred } = usage;
        Self { comps: BigInt(comps), licensed: BigInt(licensed), transferred: BigInt(transferred) }
    }
}

/// How much was used in a stretch of time.
#[derive(SimpleObject)]
pub struct UsagePeriod {
    /// The provider's name of the stretch.
    title: String,
    /// How much.
    usage: Usage,
}

/// Which usage is wanted.
#[derive(InputObject, Debug, Default)]
pub struct UsageFilter {
    /// At or after.
    from: Option<DateTime>,
    /// At or before.
    to: Option<DateTime>,
    /// Of this member only.
    user_id: Option<ID>,
}

impl UsageFilter {
    fn conditions(self) -> Result<StatisticsFilter> {
        let user_id = self.user_id.map(|id| read("userId", &id, UserId::decode)).transpose()?;
        Ok(StatisticsFilter { from: self.from.map(|time| time.0), to: self.to.map(|time| time.0), user_id })
    }
}

/// What was used.
pub struct UsageReport {
    account: AccountId,
    filter: StatisticsFilter,
}

/// What was used.
#[Object]
impl UsageReport {
    /// Altogether. Upstream: `getEnterpriseStatisticsTotal`.
    async fn total(&self, ctx: &Context<'_>) -> Nullable<Usage> {
        let upstream = match provider(ctx, self.account.provider) {
            Ok(upstream) => upstream,
            Err(error) => return Err(error).into(),
        };
        let usage = upstream.usage_total(loaders(ctx).call(), &self.filter).await;
        Nullable::some(usage.map(Usage::from).or_fail(ctx))
    }

    /// By stretches of time. Upstream: `getEnterpriseStatisticsDates`.
    async fn by_date(&self, ctx: &Context<'_>) -> Nullable<Vec<UsagePeriod>> {
        let upstream = match provider(ctx, self.account.provider) {
            Ok(upstream) => upstream,
            Err(error) => return Err(error).into(),
        };
        let periods = upstream.usage_by_date(loaders(ctx).call(), &self.filter).await.map(|periods| {
            periods.into_iter().map(|period| UsagePeriod { title: period.title, usage: period.usage.into() }).collect()
        });
        Nullable::some(periods.or_fail(ctx))
    }

    /// By item. Upstream: `getEnterpriseStatisticsItems`.
    async fn by_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Nullable<ItemUsageConnection> {
        Nullable::some(self.items(ctx, first, after.as_deref()).await)
    }
}

impl UsageReport {
    async fn items(&self, ctx: &Context<'_>, first: i32, after: Option<&str>) -> Result<ItemUsageConnection> {
        let list = ListKey::new("usage.byItem", &(&self.account, &self.filter));
        let window = list.window(first, after)?;
        let upstream = provider(ctx, self.account.provider)?;
        let page = upstream.usage_by_item(loaders(ctx).call(), &self.filter, window).await.or_fail(ctx);
        let total = page.as_ref().ok().and_then(|page| page.total);
        let entries = page.map(|page| page.items.into_iter().map(|usage| ItemUsage(Arc::new(usage))).collect());
        Ok(ItemUsageConnection(Slice { list, window, entries, total }))
    }
}

/// How much one item was used.
#[derive(Clone)]
pub struct ItemUsage(Arc<account::ItemUsage>);

connection! {
    /// A page of used items.
    ItemUsageConnection,
    /// A used item in a page.
    ItemUsageEdge,
    ItemUsage
}

/// How much one item was used.
#[Object]
impl ItemUsage {
    /// The item; null when the provider no longer has it. Upstream: `getMediaData`, batched.
    async fn item(&self, ctx: &Context<'_>) -> Nullable<Item> {
        item::item(ctx, self.0.item_id.clone(), Language::default()).await
    }

    /// How much.
    async fn usage(&self) -> Usage {
        self.0.usage.into()
    }
}
