//! Approvals: purchases that wait for somebody's word, and that word.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::{
    argument::read,
    context::{loaders, viewer},
    error::bad_input,
    generation::generations,
    mutation::buyer,
    page::{Keyset, ListKey, connection, length},
    purchase::{Purchase, failed, purchases},
    refusal::{ApprovalError, errors_of},
    scalar::DateTime,
};
use crate::{
    domain::{
        id::PurchaseId,
        purchase::{self, Decision, PurchaseKind, PurchaseStatus},
    },
    purchase::{Approved, DecisionRequest},
};

/// A purchase that is to be approved.
#[derive(InputObject)]
pub struct ApprovePurchaseInput {
    /// The purchase.
    purchase_id: ID,
    /// Why, at most 500 characters.
    note: Option<String>,
}

/// A purchase that is to be declined.
#[derive(InputObject)]
pub struct DeclinePurchaseInput {
    /// The purchase.
    purchase_id: ID,
    /// Why, at most 500 characters; whoever asked for it reads it.
    note: Option<String>,
}

/// What came of approving a purchase.
#[derive(SimpleObject)]
pub struct ApprovePurchasePayload {
    /// The purchase as it is now; null when there is none.
    purchase: Option<Purchase>,
    /// Why it was not approved, or why what was approved was not bought.
    user_errors: Vec<ApprovalError>,
}

/// What came of declining a purchase.
#[derive(SimpleObject)]
pub struct DeclinePurchasePayload {
    /// The purchase as it is now; null when there is none.
    purchase: Option<Purchase>,
    /// Why it was not declined.
    user_errors: Vec<ApprovalError>,
}

/// The approval that a purchase needs.
pub struct PurchaseApproval(pub(super) purchase::Approval);

/// The approval that a purchase needs.
#[Object]
impl PurchaseApproval {
    /// From then on it is too late.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// What was decided; null while it waits.
    async fn decision(&self) -> Option<Decision> {
        self.0.decision.as_ref().map(|decided| decided.decision)
    }

    /// By whom: the token's subject; null while it waits, and when time ran out.
    async fn decided_by(&self) -> Option<&str> {
        self.0.decision.as_ref()?.by.as_deref()
    }

    /// When; null while it waits.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decision.as_ref().map(|decided| DateTime(decided.at))
    }

    /// Why, in that one's words.
    async fn note(&self) -> Option<&str> {
        self.0.decision.as_ref()?.note.as_deref()
    }
}

/// Which purchases are listed.
#[derive(InputObject, Default)]
pub struct PurchaseFilter {
    /// Those that have come this far.
    status: Option<PurchaseStatus>,
    /// Those of this kind.
    kind: Option<PurchaseKind>,
}

connection! {
    /// A page of purchases.
    PurchaseConnection,
    /// A purchase in a page.
    PurchaseEdge,
    Purchase,
    Keyset
}

/// A page of the company's purchases, newest first.
pub(super) async fn list(
    ctx: &Context<'_>,
    filter: PurchaseFilter,
    first: i32,
    after: Option<&str>,
) -> Result<PurchaseConnection> {
    let filter = purchase::PurchaseFilter { status: filter.status, kind: filter.kind };
    let list = ListKey::new("purchases", &filter);
    let limit = length("first", first)?;
    let last: Option<PurchaseId> = match list.key::<String>(after)? {
        None => None,
        Some(key) => {
            let id = PurchaseId::parse(&key);
            Some(id.map_err(|_| bad_input("\"after\" is not a cursor of this list."))?)
        }
    };
    // One more than asked for tells whether there is more.
    let read = purchases(ctx)?.list(&viewer(ctx).tenant, filter, limit + 1, last.as_ref()).await;
    let (mut records, total) = read.map_err(|error| failed(error.into(), ctx))?;
    let more = records.len() > limit as usize;
    records.truncate(limit as usize);
    let entries = records.into_iter().map(|record| (record.id.to_string(), Purchase::new(record, false)));
    Ok(PurchaseConnection(Keyset { list, entries: entries.collect(), behind: last.is_some(), more, total }))
}

fn request(purchase_id: &ID, note: Option<String>) -> Result<DecisionRequest> {
    let purchase = read("purchaseId", purchase_id, PurchaseId::decode)?;
    Ok(DecisionRequest { purchase, note })
}

/// The purchase as it is, and what was refused.
fn parts(answer: Approved, wanted: Decision) -> (Option<Purchase>, Vec<ApprovalError>) {
    match answer {
        // What was declined is refused, as asked for.
        Approved::Decided(record) if wanted == Decision::Declined => (Some(Purchase::new(record, false)), Vec::new()),
        Approved::Decided(record) => {
            let errors = errors_of(&record, false);
            (Some(Purchase::new(record, false)), errors)
        }
        Approved::Refused(record, refused) => {
            let error = ApprovalError::from((refused.field, refused.refusal));
            (record.map(|record| Purchase::new(record, false)), vec![error])
        }
    }
}

pub(super) async fn approve(ctx: &Context<'_>, input: ApprovePurchaseInput) -> Result<ApprovePurchasePayload> {
    let request = request(&input.purchase_id, input.note)?;
    let answer = purchases(ctx)?.approve(&buyer(ctx), &request, loaders(ctx).call()).await;
    let answer = answer.map_err(|error| failed(error, ctx))?;
    if let Approved::Decided(record) = &answer
        && record.lines.iter().any(|line| line.result.generation_id.is_some())
    {
        // So that the job that was started is followed from now on.
        generations(ctx)?.catch_up().await.map_err(|error| failed(error.into(), ctx))?;
    }
    let (purchase, user_errors) = parts(answer, Decision::Approved);
    Ok(ApprovePurchasePayload { purchase, user_errors })
}

pub(super) async fn decline(ctx: &Context<'_>, input: DeclinePurchaseInput) -> Result<DeclinePurchasePayload> {
    let request = request(&input.purchase_id, input.note)?;
    let answer = purchases(ctx)?.decline(&buyer(ctx), &request, loaders(ctx).call()).await;
    let (purchase, user_errors) = parts(answer.map_err(|error| failed(error, ctx))?, Decision::Declined);
    Ok(DeclinePurchasePayload { purchase, user_errors })
}
