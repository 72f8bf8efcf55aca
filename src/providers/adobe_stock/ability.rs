//! Whether an item may be licensed: `Content/Info`, then `Member/Profile`, which does not know what is owned.

use super::{AdobeStock, Failure, calls::Call, convert, wire};
use crate::{
    domain::{
        ability::{Ability, AbilityRequest, Ownership, Verdict},
        id::{ItemId, LicenseId},
    },
    providers::{CallContext, Read},
};

impl AdobeStock {
    /// By what an item is licensed under this licence, if it is; or what the refusal to say so means.
    pub(super) async fn owned(
        &self,
        cx: &CallContext,
        item: &ItemId,
        license: &LicenseId,
    ) -> Read<Result<Option<Ownership>, Failure>> {
        let call =
            Call::new("Rest/Libraries/1/Content/Info").with("content_id", &item.key).with("license", &license.key);
        match self.private::<wire::Content>(cx, &call).await? {
            Ok(info) => convert::ability::ownership(info, item, license).map(Ok),
            Err(failure) => Ok(Err(failure)),
        }
    }

    /// Upstream's judgement of a purchase.
    pub(super) async fn judge_purchase(&self, cx: &CallContext, request: &AbilityRequest) -> Read<Ability> {
        if !convert::plausible(&request.item_id) {
            return Ok(Ability::of(Verdict::ItemNotFound));
        }
        let owned = match self.owned(cx, &request.item_id, &request.license_id).await? {
            Ok(owned) => owned,
            Err(failure) => return verdict(failure),
        };
        if owned.is_some() && !request.buy_again {
            return Ok(Ability { owned, ..Ability::of(Verdict::AlreadyLicensed) });
        }
        let call = Call::new("Rest/Libraries/1/Member/Profile")
            .with("content_id", &request.item_id.key)
            .with("license", &request.license_id.key)
            .with("locale", convert::locale(request.language));
        match self.private(cx, &call).await? {
            Ok(profile) => convert::ability::ability(profile, owned, request.language),
            Err(failure) => verdict(failure),
        }
    }
}

/// The judgement that a refusal is.
fn verdict(failure: Failure) -> Read<Ability> {
    let verdict = if failure.misfit() {
        Verdict::LicenseNotOffered
    } else if failure.unknown_item() {
        Verdict::ItemNotFound
    } else {
        return Err(failure.into_error());
    };
    Ok(Ability { message: failure.message, ..Ability::of(verdict) })
}
