//! The proof of a purchase: one document that stands by itself.

use std::fmt::Write;

use serde::Serialize;

use super::{PurchaseError, Purchases, marker};
use crate::{
    domain::{
        id::{PurchaseId, TransactionId},
        language::Language,
        money::Money,
        party::Party,
        purchase::{Purchase, Task},
        transaction::References,
    },
    ledger::Entry,
    providers::{CallContext, CallMeter},
};

/// Upstream calls of one proof.
const CALLS: u32 = 1_000;

/// Everything that shows who bought what, when, and under which terms.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// The purchase's ULID.
    pub purchase_id: PurchaseId,
    /// The caller's.
    pub idempotency_key: String,
    /// Who asked: the token's subject.
    pub requested_by: String,
    /// With which request.
    pub request_id: String,
    /// When, RFC 3339 in UTC.
    pub requested_at: String,
    /// SHA-256 of the arguments.
    pub arguments_sha256: String,
    /// What was bought.
    pub items: Vec<ProofItem>,
    /// The purchase's entries in the ledger's chain.
    pub chain: Vec<Entry>,
}

/// One licensed item.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProofItem {
    /// The provider's short name.
    pub provider: String,
    /// The provider's number of the transaction.
    pub transaction: String,
    /// The provider's number of the item.
    pub item: Option<String>,
    /// The item's title today.
    pub title: Option<String>,
    /// Name of the file.
    pub filename: Option<String>,
    /// The licence's name.
    pub license: Option<String>,
    /// Where the licence's terms stand.
    pub license_terms: Option<String>,
    /// The size that was bought.
    pub size: Option<String>,
    /// What was paid, without VAT.
    pub price: Option<Money>,
    /// When it was licensed, by the provider.
    pub licensed_at: Option<String>,
    /// What the buyer noted.
    pub references: References,
    /// Who grants the licence.
    pub from: Option<Party>,
    /// Who it was granted to.
    pub to: Option<Party>,
    /// Whom it was passed on to.
    pub transferred_to: Option<Party>,
}

impl Purchases {
    /// The proof of a purchase; `None` when there is none with this id. Asks the providers for certificates and titles,
    /// with the account that bought it.
    ///
    /// # Errors
    /// [`PurchaseError`]
    pub async fn proof(&self, id: &PurchaseId, request_id: &str) -> Result<Option<Proof>, PurchaseError> {
        let Some(purchase) = self.0.ledger.purchase(id).await? else { return Ok(None) };
        let (tenant, meter) = (purchase.tenant.as_str().into(), CallMeter::new(CALLS));
        let cx = CallContext { request_id: request_id.into(), tenant, meter };
        let mut items = Vec::new();
        for line in &purchase.lines {
            for transaction in &line.result.transactions {
                items.push(self.proof_item(transaction, &line.task, &cx).await?);
            }
        }
        let chain = self.0.ledger.entries_of(id).await?;
        let Purchase { id, idempotency_key, subject, request_id, created_at, fingerprint, .. } = purchase;
        Ok(Some(Proof {
            purchase_id: id,
            idempotency_key,
            requested_by: subject,
            request_id,
            requested_at: created_at.to_string(),
            arguments_sha256: fingerprint,
            items,
            chain,
        }))
    }

    async fn proof_item(&self, id: &TransactionId, task: &Task, cx: &CallContext) -> Result<ProofItem, PurchaseError> {
        let provider = self.0.providers.get(cx, id.provider)?;
        let certificate = provider.certificate(cx, id).await?;
        let asked = match task {
            Task::License(task) => Some(task),
            Task::Transfer(_) | Task::Invoice(_) | Task::Generation(_) => None,
        };
        let item = certificate.as_ref().and_then(|certificate| certificate.item_id.clone());
        let item = item.or_else(|| asked.map(|task| task.item_id.clone()));
        let title = match &item {
            None => None,
            Some(id) => {
                let found = provider.items(cx, std::slice::from_ref(id), Language::default()).await.remove(id);
                found.transpose()?.flatten().map(|item| item.title.clone())
            }
        };
        let certificate = certificate.as_ref();
        // Where the provider does not give them back, what was asked for is all that there is.
        let given_back = self.0.spender(cx, id.provider).is_some_and(|spender| spender.client.returns_references());
        let references = certificate.filter(|_| given_back).map(|certificate| certificate.references.clone());
        let references = references.or_else(|| asked.map(|task| task.references.clone())).unwrap_or_default();
        Ok(ProofItem {
            provider: id.provider.to_string(),
            transaction: id.key.to_string(),
            item: item.map(|item| item.key.to_string()),
            title,
            filename: certificate.and_then(|certificate| certificate.filename.clone()),
            license: certificate.and_then(|certificate| certificate.license_name.clone()),
            license_terms: certificate.and_then(|certificate| certificate.license_url.clone()),
            size: certificate
                .and_then(|certificate| certificate.size.clone())
                .or_else(|| asked.map(|task| task.size_id.clone())),
            price: certificate
                .and_then(|certificate| certificate.price.clone())
                .or_else(|| asked.and_then(|task| task.price.clone())),
            licensed_at: certificate.and_then(|certificate| certificate.licensed_at).map(|time| time.to_string()),
            references: marker::hide(references),
            from: certificate.and_then(|certificate| certificate.from.clone()),
            to: certificate.and_then(|certificate| certificate.to.clone()),
            transferred_to: certificate.and_then(|certificate| certificate.transferred_to.clone()),
        })
    }
}

impl Proof {
    /// As a page that can be printed.
    pub fn html(&self) -> String {
        let mut page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Proof of purchase {id}</title>\n<style>{STYLE}</style>\n\
             <h1>Proof of purchase</h1>\n<table class=\"facts\">\n",
            id = self.purchase_id
        );
        row(&mut page, "Purchase", self.purchase_id.as_str());
        row(&mut page, "Requested by", &self.requested_by);
        row(&mut page, "Requested at", &self.requested_at);
        row(&mut page, "Idempotency key", &self.idempotency_key);
        row(&mut page, "Request", &self.request_id);
        row(&mut page, "SHA-256 of the arguments", &self.arguments_sha256);
        page.push_str("</table>\n");
        for item in &self.items {
            item.html(&mut page);
        }
        page.push_str("<h2>Ledger</h2>\n<table class=\"chain\">\n<tr><th>Entry</th><th>At</th><th>State</th><th>By</th><th>Chain hash</th></tr>\n");
        for entry in &self.chain {
            let cells = [
                entry.seq.to_string(),
                format!("{:.0}", entry.at),
                entry.to_state.as_str().to_owned(),
                entry.actor.clone(),
                entry.hash.clone(),
            ];
            page.push_str("<tr>");
            for cell in cells {
                let _ = write!(page, "<td>{}</td>", escaped(&cell));
            }
            page.push_str("</tr>\n");
        }
        page.push_str("</table>\n</html>\n");
        page
    }
}

impl ProofItem {
    fn html(&self, page: &mut String) {
        let heading = self.title.as_deref().or(self.item.as_deref()).unwrap_or(&self.transaction);
        let _ = write!(page, "<h2>{}</h2>\n<table class=\"facts\">\n", escaped(heading));
        let price = self.price.as_ref().map(|price| {
            format!("{} {}", price.amount, price.currency.as_deref().unwrap_or_default()).trim_end().to_owned()
        });
        let References { project, client, purchase_order, isbn, other, custom } = &self.references;
        for (name, value) in [
            ("Provider", Some(&self.provider)),
            ("Transaction", Some(&self.transaction)),
            ("Item", self.item.as_ref()),
            ("File", self.filename.as_ref()),
            ("Licence", self.license.as_ref()),
            ("Terms", self.license_terms.as_ref()),
            ("Size", self.size.as_ref()),
            ("Price, without VAT", price.as_ref()),
            ("Licensed at", self.licensed_at.as_ref()),
            ("Project", project.as_ref()),
            ("Client", client.as_ref()),
            ("Purchase order", purchase_order.as_ref()),
            ("ISBN", isbn.as_ref()),
            ("Other", other.as_ref()),
        ] {
            if let Some(value) = value {
                row(page, name, value);
            }
        }
        for custom in custom {
            row(page, &format!("Reference {}", custom.key), &custom.value);
        }
        for (name, party) in [
            ("Granted by", self.from.as_ref()),
            ("Granted to", self.to.as_ref()),
            ("Passed on to", self.transferred_to.as_ref()),
        ] {
            if let Some(party) = party {
                row(page, name, &address(party));
            }
        }
        page.push_str("</table>\n");
    }
}

/// For A4 and for the screen: no row and no heading is torn from what belongs to it, and a long word does not widen the page.
const STYLE: &str = "@page{size:A4;margin:2cm}\
body{font:10pt/1.4 sans-serif;max-width:17cm;margin:2cm auto}@media print{body{margin:0;max-width:none}}\
h1,h2{break-after:avoid}tr{break-inside:avoid}table{border-collapse:collapse;width:100%;margin-bottom:1em}\
th,td{border:1px solid #999;padding:.2em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
table.facts th{width:4.5cm}table.chain th,table.chain td{font-size:8pt}";

fn address(party: &Party) -> String {
    let Party { company, full_name, address, city, state, zip, country, email, .. } = party;
    let lines = [company, full_name, address, city, state, zip, country, email];
    let lines: Vec<&str> = lines.into_iter().flatten().map(String::as_str).filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}

fn row(page: &mut String, name: &str, value: &str) {
    let _ = writeln!(page, "<tr><th>{}</th><td>{}</td></tr>", escaped(name), escaped(value));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
