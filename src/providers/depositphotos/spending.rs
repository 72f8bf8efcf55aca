//! The commands that spend or bind. Each is sent once.

use std::{collections::HashMap, time::Duration};

use async_trait::async_trait;
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use tokio::time::timeout_at;

use super::{
    Depositphotos, Failure,
    answer::{Verdict, decode, judge, missing},
    convert,
    params::Params,
    transport::{Lost, Reply, too_late},
    wire,
};
use crate::{
    domain::{
        generation::Generation,
        id::{InvoiceId, ItemId, TransactionId},
        party::Party,
        provider::ProviderName,
    },
    providers::{
        CallContext, Outcome, ProviderError, Refusal, RefusalReason, Spending,
        spend::{GenerationOrder, InvoiceOrder, LicenseOrder, Licensed, LicensedLine, TransferOrder},
    },
};

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        // Each order names one item, in one size.
        let reason = match failure.field.as_deref() {
            _ if failure.no_such_item() => RefusalReason::ItemNotFound,
            Some("dp_item_id") => RefusalReason::ItemNotFound,
            Some("dp_option") => RefusalReason::SizeNotOffered,
            _ => RefusalReason::Other,
        };
        let message = failure.message.unwrap_or_else(|| "Unknown error".to_owned());
        Self {
            reason,
            code: failure.code,
            exception: failure.exception,
            message,
            field: failure.field,
            existing: Vec::new(),
        }
    }
}

impl Depositphotos {
    /// Sends a command that spends, once. Only "session gone" is sent anew, after a login: upstream checks the session
    /// before it does anything, so that refusal proves that nothing was done.
    async fn spend(&self, cx: &CallContext, params: &Params) -> Outcome<Reply> {
        let mut first = true;
        let latest = self.spends.latest();
        loop {
            let session = match timeout_at(latest, self.sessions.get(&cx.request_id)).await {
                Ok(Ok(session)) => session,
                Ok(Err(error)) => return Outcome::NotSent(error),
                Err(_) => return Outcome::NotSent(too_late()),
            };
            let body = params.encode(self.api_key.expose_secret(), Some(session.expose()));
            let reply = match self.spends.spend(cx, &body, latest).await {
                Ok(reply) => reply,
                Err(Lost::NotSent(error)) => return Outcome::NotSent(error),
                Err(Lost::NoAnswer(error)) => return Outcome::Unknown(error),
            };
            let failed_itself = reply.status >= 500;
            match judge(reply) {
                Err(error) => return Outcome::Unknown(error),
                Ok(Verdict::Success(reply)) => return Outcome::Done(reply),
                Ok(Verdict::Failure(failure)) if failure.session_gone() && first && !failed_itself => {
                    self.sessions.forget(&session).await;
                    first = false;
                }
                // A fault of upstream's own may have come after the charge.
                Ok(Verdict::Failure(failure)) if failed_itself || failure.internal() => {
                    return Outcome::Unknown(failure.into_error());
                }
                Ok(Verdict::Failure(failure)) => return Outcome::Refused(failure.into()),
            }
        }
    }
}

/// Reads what came of a spend. It was done, so an answer that cannot be read leaves it unknown.
fn understand<W: DeserializeOwned, T>(
    outcome: Outcome<Reply>,
    read: impl FnOnce(W) -> Result<Outcome<T>, ProviderError>,
) -> Outcome<T> {
    match outcome {
        Outcome::Done(reply) => decode(&reply).and_then(read).unwrap_or_else(Outcome::Unknown),
        Outcome::Refused(refusal) => Outcome::Refused(refusal),
        Outcome::NotSent(error) => Outcome::NotSent(error),
        Outcome::Unknown(error) => Outcome::Unknown(error),
    }
}

#[async_trait]
impl Spending for Depositphotos {
    fn may_take(&self) -> Duration {
        self.may_take
    }

    fn returns_references(&self) -> bool {
        true
    }

    async fn license(&self, cx: &CallContext, order: &LicenseOrder) -> Outcome<Vec<LicensedLine>> {
        let params = license_params(order);
        understand(self.spend(cx, &params).await, |answer: wire::Licensing| licensed(order, answer).map(Outcome::Done))
    }

    async fn transfer(&self, cx: &CallContext, order: &TransferOrder) -> Outcome<()> {
        let params = Params::new("transferEnterpriseLicense")
            .list("dp_item_transaction_ids", order.transactions.iter().map(|id| &id.key));
        let params = party(party(params, "dp_from", &order.from), "dp_to", &order.to);
        understand(self.spend(cx, &params).await, |answer: wire::Done| {
            Ok(match answer.result.and_then(|result| result.truth()) {
                Some(false) => Outcome::Refused(refusal("The transfer was refused.")),
                Some(true) | None => Outcome::Done(()),
            })
        })
    }

    async fn create_invoice(&self, cx: &CallContext, order: &InvoiceOrder) -> Outcome<Option<InvoiceId>> {
        let params = Params::new("createEnterpriseInvoice")
            .list("dp_item_transaction_ids", order.transactions.iter().map(|id| &id.key))
            .maybe("dp_field_value", order.field_value.as_ref());
        understand(self.spend(cx, &params).await, |answer: wire::Done| {
            let id = answer.invoice_id.text().filter(|id| id != "0");
            if let Some(id) = id {
                return Ok(Outcome::Done(Some(InvoiceId::new(ProviderName::Depositphotos, id))));
            }
            match answer.result.and_then(|result| result.truth()) {
                Some(true) => Ok(Outcome::Done(None)),
                Some(false) => Ok(Outcome::Refused(refusal("The invoice was refused."))),
                None => Err(missing("invoiceId")),
            }
        })
    }

    async fn generate(&self, cx: &CallContext, order: &GenerationOrder) -> Outcome<Generation> {
        let params = Params::new("imageGenerator.generate")
            .with("dp_prompt", &order.prompt)
            .maybe("dp_callback_url", order.callback_url.as_ref())
            .maybe("dp_aspect_ratio", order.aspect_ratio.map(convert::generation::aspect_ratio))
            .maybe("dp_medium", order.medium.map(convert::generation::medium));
        understand(self.spend(cx, &params).await, |answer: wire::GenerationAnswer| {
            convert::generation::generation(answer).map(Outcome::Done).ok_or_else(|| missing("data.uuid"))
        })
    }

    async fn download_comp(&self, cx: &CallContext, item: &ItemId, size_id: &str) -> Outcome<String> {
        let params = Params::new("complimentaryDownload").with("dp_item_id", &item.key).with("dp_option", size_id);
        understand(self.spend(cx, &params).await, |answer: wire::Link| {
            answer.download_link.text().map(Outcome::Done).ok_or_else(|| missing("downloadLink"))
        })
    }
}

fn refusal(message: &str) -> Refusal {
    Refusal { message: message.to_owned(), ..Refusal::default() }
}

/// The vendor's own form: a list of entries, each with a list of ids.
fn license_params(order: &LicenseOrder) -> Params {
    let references = &order.references;
    let mut params = Params::new("licenseItem")
        .maybe("dp_project", references.project.as_ref())
        .maybe("dp_client", references.client.as_ref())
        .maybe("dp_purchase_order", references.purchase_order.as_ref())
        .maybe("dp_isbn", references.isbn.as_ref())
        .maybe("dp_other", references.other.as_ref());
    for (index, line) in order.lines.iter().enumerate() {
        let entry = format!("dp_licensing[{index}]");
        let options: u32 = line
            .options
            .iter()
            .filter_map(|option| convert::transaction::extra_option_bit(*option))
            .fold(0, |a, b| a | b);
        params = params
            .with(format!("{entry}[dp_item_id][0]"), &line.item_id.key)
            .with(format!("{entry}[dp_license_id]"), &line.license_id.key)
            .with(format!("{entry}[dp_option]"), &line.size_id);
        if options > 0 {
            params = params.with(format!("{entry}[dp_ext_options]"), options);
        }
    }
    params
}

/// What became of each line, in the order's order.
///
/// # Errors
/// When a line is not answered: then nobody knows what became of it, nor of the order as a whole.
fn licensed(order: &LicenseOrder, answer: wire::Licensing) -> Result<Vec<LicensedLine>, ProviderError> {
    let mut by_item: HashMap<String, wire::LicensedItem> =
        answer.result.0.into_iter().filter_map(|(id, entry)| Some((id, entry.0?))).collect();
    let mut lines = Vec::with_capacity(order.lines.len());
    let mut done: HashMap<&ItemId, Result<Licensed, Refusal>> = HashMap::new();
    for line in &order.lines {
        let id = &line.item_id;
        if !done.contains_key(id) {
            let entry = by_item.remove(&*id.key).ok_or_else(|| missing(&format!("result.{}", id.key)))?;
            done.insert(id, line_result(id, entry)?);
        }
        if let Some(result) = done.get(id) {
            lines.push(LicensedLine { item_id: id.clone(), result: result.clone() });
        }
    }
    Ok(lines)
}

fn line_result(id: &ItemId, entry: wire::LicensedItem) -> Result<Result<Licensed, Refusal>, ProviderError> {
    match entry.result.text().as_deref() {
        Some("error") => {
            let first = entry.errors.0.into_iter().find_map(|(_, error)| error.0).unwrap_or_default();
            let message = first.error_message.text().unwrap_or_else(|| "Unknown error".to_owned());
            Ok(Err(Refusal { code: first.error_code.signed(), message, ..Refusal::default() }))
        }
        Some("success") => {
            let nested = entry.transactions.unwrap_or_default().0.into_iter();
            let named = nested.filter(|(key, _)| **key == *id.key).flat_map(|(_, list)| list.0);
            let listed = entry.transaction.unwrap_or_default().0;
            let all = if listed.is_empty() { named.collect() } else { listed };
            let transactions: Vec<TransactionId> = all
                .into_iter()
                .filter_map(|(_, reference)| reference.0?.transaction_id.text())
                .map(|key| TransactionId::new(ProviderName::Depositphotos, key))
                .collect();
            if transactions.is_empty() {
                return Err(missing(&format!("result.{}.transaction", id.key)));
            }
            Ok(Ok(Licensed { transactions, download_url: entry.download_link.text() }))
        }
        _ => Err(missing(&format!("result.{}.result", id.key))),
    }
}

/// A party in both spellings: the documentation's and the vendor's library's.
fn party(params: Params, name: &str, party: &Party) -> Params {
    let fields = [
        ("company", &party.company),
        ("fullName", &party.full_name),
        ("full_name", &party.full_name),
        ("address", &party.address),
        ("city", &party.city),
        ("state", &party.state),
        ("zip", &party.zip),
        ("email", &party.email),
        ("phone", &party.phone),
        ("country", &party.country),
        ("countryName", &party.country_name),
        ("country_name", &party.country_name),
        ("website", &party.website),
        ("ein", &party.ein),
        ("vat", &party.vat),
    ];
    fields.into_iter().fold(params, |params, (field, value)| params.maybe(&format!("{name}[{field}]"), value.as_ref()))
}
