//! Licensing items: the request, and its quote.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    Answer, Buyer, FieldRefusal, Inner, PurchaseError, Purchases,
    budget::Terms,
    check::{Checked, Verdict},
    judgement,
};
use crate::{
    domain::{
        id::{ItemId, LicenseId},
        purchase::{LineRefusal, PurchaseKind, Quote, QuoteLine, RefusalCode, Task, percent, sum},
        transaction::{CustomReference, ExtraOptionKind, References},
    },
    ledger::NewLine,
    providers::CallContext,
};

/// The longest reference that a caller may write, in characters: our marker stands behind it.
const MAX_REFERENCE: usize = 200;
/// How many references in fields of the provider's a purchase may have.
const MAX_CUSTOM: usize = 20;

/// Items to be licensed.
#[derive(Clone, Debug, Serialize)]
pub struct LicenseRequest {
    /// The caller's, 1 to 255 characters.
    #[serde(skip)]
    pub idempotency_key: String,
    /// The lines.
    pub lines: Vec<LicenseLineRequest>,
    /// What the buyer notes.
    pub references: References,
    /// Only say what would stand in its way.
    #[serde(skip)]
    pub dry_run: bool,
    /// Asked for by `licenseItem`: refusals name `sizeId` instead of `lines.0.sizeId`.
    #[serde(skip)]
    pub single: bool,
}

/// One item to be licensed.
#[derive(Clone, Debug, Serialize)]
pub struct LicenseLineRequest {
    /// The item.
    pub item_id: ItemId,
    /// The licence.
    pub license_id: LicenseId,
    /// The size, as the licence's price list names it.
    pub size_id: String,
    /// Extra rights.
    pub options: Vec<ExtraOptionKind>,
    /// A dearer one is refused.
    pub max_price: Option<Decimal>,
    /// License it although the company has.
    pub buy_again: bool,
    /// License it although the provider charges money beyond the plan.
    // Left out where it is not said: the fingerprints of earlier purchases were made without it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub accept_overage: bool,
}

impl LicenseRequest {
    fn path(&self, line: usize, field: &str) -> String {
        // The references are those of all lines.
        if self.single || field.starts_with("references") { field.to_owned() } else { format!("lines.{line}.{field}") }
    }
}

impl Purchases {
    /// [`Purchases::license`], but for the audit log.
    pub(super) async fn ask_to_license(
        &self,
        buyer: &Buyer,
        request: &LicenseRequest,
        cx: &CallContext,
    ) -> Result<Answer, PurchaseError> {
        let this = &self.0;
        let wrong = this.malformed(request);
        if !wrong.is_empty() {
            return Ok(Answer::Refused(wrong));
        }
        let intent = this.intent(buyer, &request.idempotency_key, PurchaseKind::License, &request, cx);
        if let Some(answer) = this.replay(&intent).await? {
            return Ok(answer);
        }
        if let Some(refusals) = this.switched_off(request, cx) {
            return Ok(Answer::Refused(refusals));
        }
        let mut verdict = this.check(request, cx).await?;
        verdict.whole.extend(judgement::references(request, &mut verdict.lines));
        let terms = this.settle_terms(&cx.tenant, buyer, &mut verdict).await?;
        let refusals = refusals(request, &verdict);
        let nothing_left = !verdict.whole.is_empty() || verdict.lines.iter().all(|line| !line.refusals.is_empty());
        if request.dry_run || nothing_left {
            // Whoever used the same key meanwhile may be why: then this is a repetition.
            let repeated = if request.dry_run { None } else { this.replay(&intent).await? };
            return Ok(repeated.unwrap_or(Answer::Refused(refusals)));
        }
        let lines = verdict.lines.into_iter().map(|Checked { task, refusals, .. }| NewLine {
            provider: task.item_id.provider,
            refusal: refusals.into_iter().next().map(|(field, refusal)| refusal.about(field)),
            task: Task::License(Box::new(task)),
        });
        this.buy(intent, lines.collect(), terms, cx).await
    }

    /// What a purchase would cost and what stands in its way. Spends nothing.
    ///
    /// # Errors
    /// [`PurchaseError`]
    pub async fn quote(
        &self,
        buyer: &Buyer,
        request: &LicenseRequest,
        cx: &CallContext,
    ) -> Result<Result<Quote, Vec<FieldRefusal>>, PurchaseError> {
        let wrong = self.0.malformed_lines(request);
        if !wrong.is_empty() {
            return Ok(Err(wrong));
        }
        let mut verdict = self.0.check(request, cx).await?;
        let terms = self.0.settle_terms(&cx.tenant, buyer, &mut verdict).await?;
        let prices: Vec<_> = verdict.lines.iter().filter_map(|line| line.task.price.clone()).collect();
        let total = sum(&prices);
        // Of two accounts neither is charged the whole.
        let account = verdict.accounts.first().filter(|_| verdict.accounts.len() == 1);
        let rate = account.filter(|account| account.vat_enabled == Some(true)).and_then(|account| account.vat_rate);
        let vat = total.as_ref().zip(rate).map(|(total, rate)| percent(total, rate));
        let balance = account.filter(|account| account.is_prepaid()).and_then(|account| account.balance.clone());
        let balance_after = balance.zip(total.as_ref()).map(|(mut balance, total)| {
            balance.amount -= total.amount;
            balance
        });
        let mut refusals: Vec<LineRefusal> = verdict.whole.into_iter().map(|whole| whole.refusal).collect();
        if let Some(off) = self.0.switched_off(request, cx) {
            refusals.extend(off.into_iter().map(|off| off.refusal));
        }
        let lines = verdict.lines.into_iter().map(|line| QuoteLine {
            task: line.task,
            ability: line.ability,
            owned: line.owned,
            refusals: line.refusals.into_iter().map(|(_, refusal)| refusal).collect(),
        });
        let needs_approval = terms.approval.is_some();
        Ok(Ok(Quote { lines: lines.collect(), total, vat, balance_after, needs_approval, refusals }))
    }
}

impl Inner {
    /// The terms on which what is left of a purchase is made; a budget that is short stands in the way of the whole.
    async fn settle_terms(&self, tenant: &str, buyer: &Buyer, verdict: &mut Verdict) -> Result<Terms, PurchaseError> {
        let left = verdict.lines.iter().filter(|line| line.refusals.is_empty());
        let tasks: Vec<Task> = left.map(|line| Task::License(Box::new(line.task.clone()))).collect();
        match self.terms(tenant, buyer, &tasks.iter().collect::<Vec<_>>()).await? {
            Ok(terms) => Ok(terms),
            Err(short) => {
                verdict.whole.push(FieldRefusal { field: None, refusal: short });
                Ok(Terms::default())
            }
        }
    }

    fn malformed(&self, request: &LicenseRequest) -> Vec<FieldRefusal> {
        let mut wrong: Vec<_> = Self::check_key(&request.idempotency_key).into_iter().collect();
        wrong.extend(self.malformed_lines(request));
        wrong
    }

    fn malformed_lines(&self, request: &LicenseRequest) -> Vec<FieldRefusal> {
        let mut wrong = Vec::new();
        let most = self.config.max_lines;
        if request.lines.is_empty() || request.lines.len() > most {
            let message = format!("A purchase has 1 to {most} lines.");
            wrong.push(FieldRefusal::new("lines", RefusalCode::InvalidInput, message));
        }
        for (index, line) in request.lines.iter().enumerate() {
            if line.item_id.provider != line.license_id.provider {
                let message = "The item and the licence are of different providers.";
                wrong.push(FieldRefusal::new(request.path(index, "licenseId"), RefusalCode::InvalidInput, message));
            }
            if line.options.contains(&ExtraOptionKind::Unknown) {
                let message = "\"UNKNOWN\" cannot be bought.";
                wrong.push(FieldRefusal::new(request.path(index, "options"), RefusalCode::InvalidInput, message));
            }
            if line.max_price.is_some_and(|price| price.is_sign_negative()) {
                let message = "A price is not negative.";
                wrong.push(FieldRefusal::new(request.path(index, "maxPrice"), RefusalCode::InvalidInput, message));
            }
        }
        let References { project, client, purchase_order, isbn, other, custom } = &request.references;
        wrong.extend(malformed_custom(custom));
        for (name, text) in [
            ("project", project),
            ("client", client),
            ("purchaseOrder", purchase_order),
            ("isbn", isbn),
            ("other", other),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > MAX_REFERENCE) {
                let message = format!("A reference has at most {MAX_REFERENCE} characters.");
                let field = format!("references.{name}");
                wrong.push(FieldRefusal::new(field, RefusalCode::InvalidInput, message));
            }
        }
        wrong
    }

    /// Whether any line's provider may not spend.
    fn switched_off(&self, request: &LicenseRequest, cx: &CallContext) -> Option<Vec<FieldRefusal>> {
        let refusals = request.lines.iter().filter_map(|line| self.may_spend(cx, line.item_id.provider).err());
        let first = refusals.map(|refusal| FieldRefusal { field: None, refusal }).next()?;
        Some(vec![first])
    }
}

/// What is wrong with references in fields of the provider's.
fn malformed_custom(custom: &[CustomReference]) -> Vec<FieldRefusal> {
    let mut wrong = Vec::new();
    let mut refuse = |field: String, message: String| {
        wrong.push(FieldRefusal::new(format!("references.custom{field}"), RefusalCode::InvalidInput, message));
    };
    if custom.len() > MAX_CUSTOM {
        refuse(String::new(), format!("At most {MAX_CUSTOM} references."));
        return wrong;
    }
    for (index, CustomReference { key, value }) in custom.iter().enumerate() {
        if key.is_empty() || key.chars().count() > MAX_REFERENCE {
            refuse(format!(".{index}.key"), format!("A reference's key has 1 to {MAX_REFERENCE} characters."));
        }
        if value.chars().count() > MAX_REFERENCE {
            refuse(format!(".{index}.value"), format!("A reference has at most {MAX_REFERENCE} characters."));
        }
        if custom[..index].iter().any(|earlier| earlier.key == *key) {
            refuse(format!(".{index}.key"), "The reference is named twice.".to_owned());
        }
    }
    wrong
}

fn refusals(request: &LicenseRequest, verdict: &Verdict) -> Vec<FieldRefusal> {
    let whole = verdict.whole.iter().cloned();
    let lines = verdict.lines.iter().enumerate().flat_map(|(index, line)| {
        line.refusals.iter().map(move |(field, refusal)| FieldRefusal {
            field: Some(request.path(index, field)),
            refusal: refusal.clone(),
        })
    });
    whole.chain(lines).collect()
}
