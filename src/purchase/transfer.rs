//! Passing licences on.

use serde::Serialize;

use super::{Answer, Buyer, FieldRefusal, Inner, PurchaseError, Purchases, budget::Terms};
use crate::{
    domain::{
        id::TransactionId,
        party::Party,
        provider::{Capability, ProviderName},
        purchase::{PurchaseKind, RefusalCode, Task, TransferTask},
    },
    ledger::NewLine,
    providers::CallContext,
};

/// The longest line of an address, in characters.
const MAX_TEXT: usize = 255;

/// Licences to be passed on.
#[derive(Clone, Debug, Serialize)]
pub struct TransferRequest {
    /// The caller's, 1 to 255 characters.
    #[serde(skip)]
    pub idempotency_key: String,
    /// The transactions.
    pub transactions: Vec<TransactionId>,
    /// Who passes them on.
    pub from: Party,
    /// Who gets them.
    pub to: Party,
}

impl Purchases {
    /// [`Purchases::transfer`], but for the audit log.
    pub(super) async fn ask_to_transfer(
        &self,
        buyer: &Buyer,
        request: &TransferRequest,
        cx: &CallContext,
    ) -> Result<Answer, PurchaseError> {
        let this = &self.0;
        let mut wrong: Vec<_> = Inner::check_key(&request.idempotency_key).into_iter().collect();
        let provider = this.one_provider(&request.transactions, &mut wrong);
        wrong.extend(party("from", &request.from));
        wrong.extend(party("to", &request.to));
        let (Some(provider), true) = (provider, wrong.is_empty()) else { return Ok(Answer::Refused(wrong)) };
        let intent = this.intent(buyer, &request.idempotency_key, PurchaseKind::Transfer, &request, cx);
        if let Some(answer) = this.replay(&intent).await? {
            return Ok(answer);
        }
        if let Err(refusal) = this.may_ask_for(cx, provider, Capability::Transfers) {
            return Ok(Answer::Refused(vec![refusal]));
        }
        let refusals = this.passed_on_already(&request.transactions, cx).await?;
        if !refusals.is_empty() {
            // Whoever used the same key meanwhile may be why: then this is a repetition.
            return Ok(this.replay(&intent).await?.unwrap_or(Answer::Refused(refusals)));
        }
        let TransferRequest { transactions, from, to, .. } = request.clone();
        let task = Task::Transfer(Box::new(TransferTask { transactions, from, to }));
        let line = NewLine { provider, task, refusal: None };
        this.buy(intent, vec![line], Terms::default(), cx).await
    }
}

impl Inner {
    /// The one provider of these transactions, which are not too many and named once.
    pub(super) fn one_provider(
        &self,
        transactions: &[TransactionId],
        wrong: &mut Vec<FieldRefusal>,
    ) -> Option<ProviderName> {
        let mut refuse = |message: String| {
            wrong.push(FieldRefusal::new("transactionIds", RefusalCode::InvalidInput, message));
        };
        let most = self.config.max_lines;
        if transactions.is_empty() || transactions.len() > most {
            refuse(format!("Name 1 to {most} transactions."));
        }
        let first = transactions.first()?.provider;
        if transactions.iter().any(|id| id.provider != first) {
            refuse("The transactions are of different providers.".to_owned());
        }
        let mut once = transactions.to_vec();
        once.sort();
        once.dedup();
        if once.len() != transactions.len() {
            refuse("A transaction is named twice.".to_owned());
        }
        Some(first)
    }

    /// Transactions that do not exist.
    pub(super) async fn missing(
        &self,
        transactions: &[TransactionId],
        cx: &CallContext,
    ) -> Result<Vec<FieldRefusal>, PurchaseError> {
        let mut missing = Vec::new();
        for (index, id) in transactions.iter().enumerate() {
            if self.providers.get(cx, id.provider)?.certificate(cx, id).await?.is_none() {
                missing.push(no_such(index));
            }
        }
        Ok(missing)
    }

    /// Transactions that do not exist, or whose licence somebody else holds: upstream would pass it on once more, and
    /// forget who got it first.
    async fn passed_on_already(
        &self,
        transactions: &[TransactionId],
        cx: &CallContext,
    ) -> Result<Vec<FieldRefusal>, PurchaseError> {
        let mut refusals = Vec::new();
        for (index, id) in transactions.iter().enumerate() {
            let certificate = self.providers.get(cx, id.provider)?.certificate(cx, id).await?;
            let Some(certificate) = certificate else {
                refusals.push(no_such(index));
                continue;
            };
            if let Some(number) = certificate.transfer_number {
                let message = format!("The licence was passed on already, by transfer {number}.");
                let field = format!("transactionIds.{index}");
                refusals.push(FieldRefusal::new(field, RefusalCode::AlreadyTransferred, message));
            }
        }
        Ok(refusals)
    }
}

fn no_such(index: usize) -> FieldRefusal {
    let field = format!("transactionIds.{index}");
    FieldRefusal::new(field, RefusalCode::TransactionNotFound, "There is no such transaction.")
}

/// What is wrong with a legal party: who it is must be said, and an address must look like one.
fn party(name: &str, party: &Party) -> Vec<FieldRefusal> {
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, message: &str| {
        wrong.push(FieldRefusal::new(format!("{name}.{field}"), RefusalCode::InvalidInput, message));
    };
    let is_blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    if is_blank(&party.company) && is_blank(&party.full_name) {
        refuse("company", "A legal party has a company or a full name.");
    }
    for (field, text) in [
        ("company", &party.company),
        ("fullName", &party.full_name),
        ("address", &party.address),
        ("city", &party.city),
        ("state", &party.state),
        ("zip", &party.zip),
        ("email", &party.email),
        ("phone", &party.phone),
        ("country", &party.country),
        ("website", &party.website),
    ] {
        let Some(text) = text else { continue };
        if text.chars().count() > MAX_TEXT || text.chars().any(char::is_control) {
            refuse(field, "At most 255 characters, on one line.");
        }
    }
    let misses_at =
        |email: &String| email.split_once('@').is_none_or(|(user, host)| user.is_empty() || host.is_empty());
    if party.email.as_ref().is_some_and(misses_at) {
        refuse("email", "This is no e-mail address.");
    }
    let is_code = |country: &String| country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic());
    if party.country.as_ref().is_some_and(|country| !is_code(country)) {
        refuse("country", "A country has two letters, like DE.");
    }
    wrong
}
