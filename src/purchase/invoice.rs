//! Making invoices.

use serde::Serialize;

use super::{Answer, Buyer, FieldRefusal, Inner, PurchaseError, Purchases, budget::Terms};
use crate::{
    domain::{
        id::TransactionId,
        provider::Capability,
        purchase::{InvoiceTask, PurchaseKind, RefusalCode, Task},
    },
    ledger::NewLine,
    providers::CallContext,
};

/// The longest value of a field, in characters.
const MAX_VALUE: usize = 255;

/// Transactions to be invoiced together.
#[derive(Clone, Debug, Serialize)]
pub struct InvoiceRequest {
    /// The caller's, 1 to 255 characters.
    #[serde(skip)]
    pub idempotency_key: String,
    /// The transactions.
    pub transactions: Vec<TransactionId>,
    /// Replaces the value of the invoiced reference field.
    pub field_value: Option<String>,
}

impl Purchases {
    /// [`Purchases::invoice`], but for the audit log.
    pub(super) async fn ask_to_invoice(
        &self,
        buyer: &Buyer,
        request: &InvoiceRequest,
        cx: &CallContext,
    ) -> Result<Answer, PurchaseError> {
        let this = &self.0;
        let mut wrong: Vec<_> = Inner::check_key(&request.idempotency_key).into_iter().collect();
        let provider = this.one_provider(&request.transactions, &mut wrong);
        if request.field_value.as_ref().is_some_and(|value| value.chars().count() > MAX_VALUE) {
            let message = format!("At most {MAX_VALUE} characters.");
            wrong.push(FieldRefusal::new("fieldValue", RefusalCode::InvalidInput, message));
        }
        let (Some(provider), true) = (provider, wrong.is_empty()) else { return Ok(Answer::Refused(wrong)) };
        let intent = this.intent(buyer, &request.idempotency_key, PurchaseKind::Invoice, &request, cx);
        if let Some(answer) = this.replay(&intent).await? {
            return Ok(answer);
        }
        if let Err(refusal) = this.may_ask_for(cx, provider, Capability::Invoices) {
            return Ok(Answer::Refused(vec![refusal]));
        }
        let mut refusals = this.missing(&request.transactions, cx).await?;
        if refusals.is_empty() {
            refusals = this.invoiced_already(&request.transactions, cx).await?;
        }
        if !refusals.is_empty() {
            // Whoever used the same key meanwhile may be why: then this is a repetition.
            return Ok(this.replay(&intent).await?.unwrap_or(Answer::Refused(refusals)));
        }
        let InvoiceRequest { transactions, field_value, .. } = request.clone();
        let task = Task::Invoice(InvoiceTask { transactions, field_value });
        let line = NewLine { provider, task, refusal: None };
        this.buy(intent, vec![line], Terms::default(), cx).await
    }
}

impl Inner {
    async fn invoiced_already(
        &self,
        transactions: &[TransactionId],
        cx: &CallContext,
    ) -> Result<Vec<FieldRefusal>, PurchaseError> {
        let mut refusals = Vec::new();
        for (index, id) in transactions.iter().enumerate() {
            if self.invoice_with(id, cx).await?.is_some() {
                let field = format!("transactionIds.{index}");
                let message = "The transaction is on an invoice already.";
                refusals.push(FieldRefusal::new(field, RefusalCode::AlreadyInvoiced, message));
            }
        }
        Ok(refusals)
    }
}
