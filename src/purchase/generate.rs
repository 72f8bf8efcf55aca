//! Having pictures generated: it charges the plan, so it is a purchase like any other.

use serde::Serialize;

use super::{Answer, Buyer, FieldRefusal, Inner, PurchaseError, Purchases};
use crate::{
    domain::{
        generation::{AspectRatio, Medium},
        provider::{Capability, ProviderName},
        purchase::{GenerationTask, PurchaseKind, RefusalCode, Task},
    },
    ledger::NewLine,
    providers::CallContext,
};

/// The longest prompt, in characters (Unicode code points).
const MAX_PROMPT: usize = 400;

/// Pictures to be generated.
#[derive(Clone, Debug, Serialize)]
pub struct GenerateRequest {
    /// The caller's, 1 to 255 characters.
    #[serde(skip)]
    pub idempotency_key: String,
    /// What they shall show.
    pub prompt: String,
    /// Their shape.
    pub aspect_ratio: Option<AspectRatio>,
    /// Their manner.
    pub medium: Option<Medium>,
}

impl Purchases {
    /// [`Purchases::generate`], but for the audit log.
    pub(super) async fn ask_to_generate(
        &self,
        buyer: &Buyer,
        request: &GenerateRequest,
        cx: &CallContext,
    ) -> Result<Answer, PurchaseError> {
        let this = &self.0;
        let provider = ProviderName::Depositphotos;
        let mut wrong: Vec<_> = Inner::check_key(&request.idempotency_key).into_iter().collect();
        let length = request.prompt.trim().chars().count();
        if length == 0 || request.prompt.chars().count() > MAX_PROMPT {
            let message = format!("A prompt has 1 to {MAX_PROMPT} characters.");
            wrong.push(FieldRefusal::new("prompt", RefusalCode::InvalidInput, message));
        }
        if !wrong.is_empty() {
            return Ok(Answer::Refused(wrong));
        }
        let intent = this.intent(buyer, &request.idempotency_key, PurchaseKind::Generation, &request, cx);
        if let Some(answer) = this.replay(&intent).await? {
            return Ok(answer);
        }
        if let Err(refusal) = this.may_ask_for(cx, provider, Capability::Generation) {
            return Ok(Answer::Refused(vec![refusal]));
        }
        let GenerateRequest { prompt, aspect_ratio, medium, .. } = request.clone();
        let task = Task::Generation(GenerationTask { prompt, aspect_ratio, medium });
        let terms = match this.terms(&cx.tenant, buyer, &[&task]).await? {
            Ok(terms) => terms,
            Err(refusal) => return Ok(Answer::Refused(vec![FieldRefusal { field: None, refusal }])),
        };
        this.buy(intent, vec![NewLine { provider, task, refusal: None }], terms, cx).await
    }
}
