//! `Content/License`: a GET that spends. Each is sent once. The rest that spends elsewhere Adobe Stock has not.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use super::{
    AdobeStock, HERE,
    answer::{judge, missing, unavailable},
    calls::Call,
    convert::{self, transaction::Event},
    downloads::watermarked,
    wire,
};
use crate::{
    domain::{
        ability::{Ability, AbilityRequest, Verdict},
        generation::Generation,
        id::{InvoiceId, ItemId},
        language::Language,
        transaction::{CustomReference, References},
    },
    providers::{
        CallContext, ErrorKind, Outcome, ProviderError, Refusal, RefusalReason, Spending,
        spend::{GenerationOrder, InvoiceOrder, LicenseLine, LicenseOrder, Licensed, LicensedLine, TransferOrder},
        transport::{Lost, too_late},
    },
};

/// How many numbers are remembered; then all are forgotten, and the history is relied on alone.
const REMEMBERED: usize = 10_000;

/// The numbers that were given to licences of the same item, licence and minute: the history may not show them yet.
#[derive(Default)]
pub(super) struct Minted(Mutex<HashMap<Event, u32>>);

impl Minted {
    /// The number of a new licence, of which the history has `listed`.
    fn next(&self, first: &Event, listed: u32) -> u32 {
        let mut minted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if minted.len() >= REMEMBERED {
            minted.clear();
        }
        let last = minted.entry(first.clone()).or_default();
        *last = (*last).max(listed).saturating_add(1);
        *last
    }
}

/// What is known before anything is sent.
enum Before {
    /// It may be sent; these are the newest licences, where numbers depend on them.
    Send(Vec<Event>),
    /// It is refused, by them or in their stead.
    Refused(Refusal),
}

impl AdobeStock {
    /// Asks beforehand what upstream would not ask: whether it is owned, whether it costs money beyond the plan, whether
    /// references are missing. In a time of its own, so that nobody gives the purchase up before it is sent.
    async fn beforehand(
        &self,
        cx: &CallContext,
        line: &LicenseLine,
        noted: &References,
    ) -> Result<Before, ProviderError> {
        let asking = async {
            let request = AbilityRequest {
                item_id: line.item_id.clone(),
                license_id: line.license_id.clone(),
                buy_again: line.buy_again,
                language: Language::English,
            };
            let ability = self.judge_purchase(cx, &request).await?;
            if let Some(refusal) = refusal(line, noted, ability) {
                return Ok(Before::Refused(refusal));
            }
            Ok(Before::Send(if line.buy_again { self.newest(cx).await? } else { Vec::new() }))
        };
        let slow = |_| ProviderError::new(ErrorKind::Timeout).of(HERE).because("asking beforehand took too long");
        tokio::time::timeout(self.timeout, asking).await.map_err(slow)?
    }

    async fn license_line(&self, cx: &CallContext, line: &LicenseLine, noted: &References) -> Outcome<Licensed> {
        let latest = self.spends.latest();
        let newest = match self.beforehand(cx, line, noted).await {
            Ok(Before::Send(newest)) => newest,
            Ok(Before::Refused(refusal)) => return Outcome::Refused(refusal),
            Err(error) => return Outcome::NotSent(error),
        };
        let content = match self.spend(cx, &license_call(line, &noted.custom), latest).await {
            Outcome::Done(content) => content,
            Outcome::Refused(refusal) => return Outcome::Refused(refusal),
            Outcome::NotSent(error) => return Outcome::NotSent(error),
            Outcome::Unknown(error) => return Outcome::Unknown(error),
        };
        match convert::ability::details(content, &line.item_id) {
            Ok(details) => self.licensed(line, details, &newest),
            // It was sent and may have been done.
            Err(error) => Outcome::Unknown(error),
        }
    }

    /// Sends a call that spends, once. Only "the token is not valid" is sent anew, with another token: upstream looks at it
    /// before anything else, so that refusal proves that nothing was done.
    async fn spend(&self, cx: &CallContext, call: &Call, latest: Instant) -> Outcome<wire::Content> {
        let mut first = true;
        loop {
            let token = match timeout_at(latest, self.tokens.get(cx)).await {
                Ok(Ok(token)) => token,
                Ok(Err(error)) => return Outcome::NotSent(error),
                Err(_) => return Outcome::NotSent(too_late(HERE)),
            };
            let request = self.address.request(call, Some(&token), &cx.request_id);
            let reply = match self.spends.spend(cx, request, latest).await {
                Ok(reply) => reply,
                Err(Lost::NotSent(error)) => return Outcome::NotSent(error),
                Err(Lost::NoAnswer(error)) => return Outcome::Unknown(error),
            };
            match judge(reply) {
                Ok(Ok(content)) => return Outcome::Done(content),
                // An error inside a success is no clear answer to a purchase.
                Ok(Err(failure)) if failure.status < 300 => return Outcome::Unknown(failure.into_error()),
                Ok(Err(failure)) if failure.token_gone() && first => {
                    self.tokens.forget(&token).await;
                    first = false;
                }
                Ok(Err(failure)) => return Outcome::Refused(failure.into_refusal()),
                // Turned away at the door.
                Err(error) if error.kind() == ErrorKind::RateLimited => {
                    let message = "Adobe Stock wants to be asked less often; nothing was done.";
                    return Outcome::Refused(refused(RefusalReason::RateLimited, message));
                }
                Err(error) => return Outcome::Unknown(error),
            }
        }
    }

    /// What became of a line. That the answer came says nothing: the state does.
    fn licensed(&self, line: &LicenseLine, details: wire::PurchaseDetails, newest: &[Event]) -> Outcome<Licensed> {
        let state = details.state.text().unwrap_or_default();
        let words = |otherwise: &str| details.message.text().unwrap_or_else(|| otherwise.to_owned());
        match state.as_str() {
            "just_purchased" => {}
            // It was not owned a moment ago: by this order, seen twice on its way, or by somebody else's.
            "purchased" => return Outcome::Unknown(unavailable("`purchased`, of what was not owned".to_owned())),
            "not_possible" => {
                let message = words("It cannot be licensed with what is left of the plan.");
                return Outcome::Refused(refused(RefusalReason::NotCovered, &message));
            }
            "cancelled" => {
                return Outcome::Refused(refused(RefusalReason::Cancelled, &words("The order did not go through.")));
            }
            other => return Outcome::Unknown(unavailable(format!("at `purchase_details.state`: `{other}`"))),
        }
        if details.url.text().is_some_and(|url| watermarked(&url)) {
            return Outcome::Unknown(unavailable(format!("`{state}`, with the address of a watermarked file")));
        }
        let Some(at) = convert::time(&details.date) else {
            return Outcome::Unknown(missing("purchase_details.date"));
        };
        let license = details.license.text().unwrap_or_else(|| line.license_id.key.to_string());
        let first = Event::new(&line.item_id, &license, Some(at));
        let listed = u32::try_from(newest.iter().filter(|event| **event == first).count()).unwrap_or(u32::MAX);
        let number = self.minted.next(&first, listed);
        // The address is resolved when it is asked for: it takes a token.
        Outcome::Done(Licensed { transactions: vec![first.numbered(number).id()], download_url: None })
    }
}

/// Why a line is not sent.
fn refusal(line: &LicenseLine, noted: &References, ability: Ability) -> Option<Refusal> {
    let refuse = |reason, otherwise: &str| {
        let message = ability.message.clone().unwrap_or_else(|| otherwise.to_owned());
        Some(refused(reason, &message))
    };
    match ability.verdict {
        Verdict::AlreadyLicensed => {
            let existing = ability.owned.into_iter().map(|owned| owned.transaction_id).collect();
            let refusal = refused(RefusalReason::AlreadyLicensed, "It is licensed already.");
            Some(Refusal { existing, ..refusal })
        }
        Verdict::Overage if !line.accept_overage => {
            refuse(RefusalReason::Overage, "It would cost money beyond the plan.")
        }
        Verdict::NeedsCheckout => refuse(RefusalReason::NeedsCheckout, "It can be bought on Adobe Stock's site alone."),
        Verdict::NotCovered => refuse(RefusalReason::NotCovered, "The plan does not cover it."),
        Verdict::LicenseNotOffered => {
            refuse(RefusalReason::LicenseNotOffered, "The item is not offered under this licence.")
        }
        Verdict::ItemNotFound => refuse(RefusalReason::ItemNotFound, "Adobe Stock has no such item."),
        Verdict::Covered | Verdict::Overage => {
            let given =
                |key: &str| noted.custom.iter().any(|custom| custom.key == key && !custom.value.trim().is_empty());
            let lacking = ability.references.into_iter().find(|field| field.required && !given(&field.key))?;
            let name = lacking.label.unwrap_or_else(|| lacking.key.clone());
            let message = format!("The company requires the reference \"{name}\" ({}).", lacking.key);
            let refusal = refused(RefusalReason::ReferenceRequired, &message);
            Some(Refusal { field: Some(format!("references.custom.{}", lacking.key)), ..refusal })
        }
    }
}

/// The call that licenses a line: a GET, or a POST of the references.
fn license_call(line: &LicenseLine, noted: &[CustomReference]) -> Call {
    let call = Call::new("Rest/Libraries/1/Content/License")
        .with("content_id", &line.item_id.key)
        .with("license", &line.license_id.key)
        .maybe("license_again", line.buy_again.then_some("true"))
        .with("locale", "en_US");
    if noted.is_empty() {
        return call;
    }
    let fields: Vec<_> = noted.iter().map(|custom| json!({ "id": custom.key, "value": custom.value })).collect();
    call.posting(json!({ "cce_agency": fields }).to_string())
}

fn refused(reason: RefusalReason, message: &str) -> Refusal {
    Refusal { reason, message: message.to_owned(), ..Refusal::default() }
}

fn not_offered<T>(what: &str) -> Outcome<T> {
    Outcome::Refused(refused(RefusalReason::Unsupported, &format!("Adobe Stock has no {what}.")))
}

#[async_trait]
impl Spending for AdobeStock {
    fn may_take(&self) -> Duration {
        self.may_take
    }

    fn returns_references(&self) -> bool {
        false
    }

    /// Upstream licenses one item a call: lines are sent one after the other. What could not be sent any more is refused,
    /// so that what was done before is not forgotten; an unknown outcome makes the whole order unknown.
    async fn license(&self, cx: &CallContext, order: &LicenseOrder) -> Outcome<Vec<LicensedLine>> {
        let mut lines = Vec::with_capacity(order.lines.len());
        let mut done = false;
        for line in &order.lines {
            let result = match self.license_line(cx, line, &order.references).await {
                Outcome::Done(licensed) => {
                    done = true;
                    Ok(licensed)
                }
                Outcome::Refused(refusal) => Err(refusal),
                Outcome::NotSent(error) if !done => return Outcome::NotSent(error),
                Outcome::NotSent(_) => Err(refused(RefusalReason::Other, "It could not be sent; nothing was done.")),
                Outcome::Unknown(error) => return Outcome::Unknown(error),
            };
            lines.push(LicensedLine { item_id: line.item_id.clone(), result });
        }
        // A single line that is refused is the order that is refused.
        match lines.as_slice() {
            [LicensedLine { result: Err(refusal), .. }] => Outcome::Refused(refusal.clone()),
            _ => Outcome::Done(lines),
        }
    }

    async fn transfer(&self, _: &CallContext, _: &TransferOrder) -> Outcome<()> {
        not_offered("transfers: a licence is the whole organization's")
    }

    async fn create_invoice(&self, _: &CallContext, _: &InvoiceOrder) -> Outcome<Option<InvoiceId>> {
        not_offered("invoices")
    }

    async fn generate(&self, _: &CallContext, _: &GenerationOrder) -> Outcome<Generation> {
        not_offered("image generator")
    }

    async fn download_comp(&self, _: &CallContext, _: &ItemId, _: &str) -> Outcome<String> {
        not_offered("complimentary downloads")
    }
}
