//! Answers as the providers' documentation prints them, and as their own libraries are tested with, through the whole graph.
//!
//! A file in `recorded/` has the upstream's answers by command, a document, and what it must come to. `${Item:5}` stands for
//! an id that Portico gives out.

use std::{collections::HashMap, fs, path::Path, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures::{StreamExt, stream};
use portico::{
    clock::Clock,
    config::{
        Config,
        providers::{AdobeStockConfig, DepositphotosConfig},
    },
    domain::{
        ability::{AbilityRequest, Verdict},
        generation::GenerationStatus,
        id::{ItemId, LicenseId, TransactionId},
        language::Language,
        party::Party,
        provider::ProviderName,
        transaction::References,
    },
    providers::{
        CallContext, CallMeter, Outcome, Provider as _, Spending,
        adobe_stock::AdobeStock,
        depositphotos::Depositphotos,
        spend::{GenerationOrder, InvoiceOrder, LicenseLine, LicenseOrder, TransferOrder},
    },
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{
    app::{self, TestApp},
    upstream::{Asked, Script, Upstream},
};

/// Applications at a time.
const AT_A_TIME: usize = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    /// Where the answers are from.
    #[serde(rename = "source")]
    _source: String,
    answers: HashMap<String, Value>,
    document: String,
    data: Value,
    /// The code of the one error there must be.
    #[serde(default)]
    code: Option<String>,
}

impl Recorded {
    /// Every file of a provider, by name.
    fn all(provider: &str) -> Vec<(String, Self)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/recorded").join(provider);
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let read = |path: &Path| {
            let text = with_ids(&fs::read_to_string(path).unwrap(), provider);
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        files.iter().map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), read(path))).collect()
    }

    /// Runs the document against an upstream that gives the answers; what is wrong with what came.
    async fn run(self, provider: Provider) -> Option<String> {
        let answers = Arc::new(self.answers);
        let upstream = Upstream::answering(move |asked| (provider.answer)(asked, &answers)).await;
        let mut config = app::config();
        (provider.point)(&mut config, &format!("http://{}", upstream.addr));
        let app = TestApp::with(config).await;
        let answer = app.answer(&self.document, json!({})).await;
        app.shutdown().await;
        let errors = answer["errors"].as_array().into_iter().flatten();
        let codes: Vec<_> = errors.map(|error| error["extensions"]["code"].clone()).collect();
        let expected: Vec<_> = self.code.map(Value::from).into_iter().collect();
        let fits = codes == expected && answer["data"] == self.data;
        (!fits).then(|| format!("{answer:#}\ninstead of {:#} {expected:?}", self.data))
    }
}

/// `${Type:key}` as clients see it.
fn with_ids(text: &str, provider: &str) -> String {
    let mut parts = text.split("${");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap();
        let (kind, key) = name.split_once(':').unwrap();
        whole += &URL_SAFE_NO_PAD.encode(format!("{kind}:{provider}:{key}"));
        whole += rest;
    }
    whole
}

/// How a provider is put in front of the graph.
#[derive(Clone, Copy)]
struct Provider {
    answer: fn(&Asked, &HashMap<String, Value>) -> Script,
    point: fn(&mut Config, &str),
}

const DEPOSITPHOTOS: Provider = Provider {
    answer: |asked, answers| {
        let command = form_urlencoded::parse(asked.body.as_bytes()).find(|(name, _)| name == "dp_command");
        let command = command.map(|(_, command)| command.into_owned()).unwrap_or_default();
        match (answers.get(&command), command.as_str()) {
            (Some(answer), _) => Script::Json(answer.to_string()),
            (None, "loginEnterprise") => Script::Json(r#"{"type":"success","sessionid":"s","userid":1}"#.to_owned()),
            (None, "logout") => Script::Json(r#"{"type":"success"}"#.to_owned()),
            (None, _) => Script::Status(500, "text/plain", format!("{command} is not recorded")),
        }
    },
    point: |config, url| config.providers.depositphotos.url = Some(url.parse().unwrap()),
};

const ADOBE_STOCK: Provider = Provider {
    answer: |asked, answers| {
        let recorded = answers.iter().find(|(path, _)| asked.path.ends_with(path.as_str()));
        match recorded {
            Some((_, answer)) => Script::Json(answer.to_string()),
            None if asked.path.ends_with("/ims/token/v3") => {
                Script::Json(r#"{"access_token":"a.b.c","token_type":"bearer","expires_in":86399}"#.to_owned())
            }
            None => Script::Status(500, "text/plain", format!("{} is not recorded", asked.path)),
        }
    },
    point: |config, url| config.providers.adobe_stock.url = Some(url.parse().unwrap()),
};

async fn all_are_read(folder: &str, provider: Provider) {
    let recorded = Recorded::all(folder);
    assert!(!recorded.is_empty());
    let read = stream::iter(recorded)
        .map(|(name, recorded)| async move { recorded.run(provider).await.map(|why| format!("{name}: {why}")) });
    let wrong: Vec<String> = read.buffered(AT_A_TIME).filter_map(std::future::ready).collect().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn what_depositphotos_is_known_to_answer_is_read() {
    all_are_read("depositphotos", DEPOSITPHOTOS).await;
}

#[tokio::test]
async fn what_adobe_stock_is_known_to_answer_is_read() {
    all_are_read("adobe_stock", ADOBE_STOCK).await;
}

/// Depositphotos' client in front of one answer.
async fn depositphotos(command: &'static str, answer: Value) -> (Arc<Depositphotos>, Upstream) {
    let answers = HashMap::from([(command.to_owned(), answer)]);
    let upstream = Upstream::answering(move |asked| (DEPOSITPHOTOS.answer)(asked, &answers)).await;
    let url = Some(format!("http://{}", upstream.addr).parse().unwrap());
    let config = DepositphotosConfig { url, ..DepositphotosConfig::default() };
    (Depositphotos::new(&config, Clock::system()).unwrap(), upstream)
}

fn context() -> CallContext {
    CallContext { request_id: "test".into(), tenant: "default".into(), meter: CallMeter::new(100) }
}

fn licensing(provider: ProviderName, keys: &[&str]) -> LicenseOrder {
    let line = |key: &&str| LicenseLine {
        item_id: ItemId::new(provider, *key),
        license_id: LicenseId::new(provider, "10123"),
        size_id: "s-2015".to_owned(),
        options: Vec::new(),
        buy_again: false,
        accept_overage: false,
    };
    LicenseOrder { lines: keys.iter().map(line).collect(), references: References::default() }
}

#[tokio::test]
async fn what_depositphotos_is_known_to_answer_to_a_purchase_is_read() {
    let link = "http://st.depositphotos.com/storage/item/download?id=1234";
    let transaction = |id: u64| json!([{ "sizes": 2, "license": 10123, "transactionId": id }]);
    let documented = json!({ "type": "success", "status": "success", "result": { "12345678": {
        "result": "success", "transactions": { "12345678": transaction(1234567) }, "transaction": transaction(12345678),
        "fileId": 12345678, "downloadLink": link,
    } } });
    let (client, _upstream) = depositphotos("licenseItem", documented).await;
    let order = licensing(ProviderName::Depositphotos, &["12345678"]);
    let Outcome::Done(lines) = client.license(&context(), &order).await else { panic!("not done") };
    let bought = lines[0].result.as_ref().unwrap();
    assert_eq!((&*bought.transactions[0].key, bought.download_url.as_deref()), ("12345678", Some(link)));

    // The library's: one item of two refused, under a success.
    let mixed = json!({ "type": "success", "result": {
        "12345678": { "result": "success", "transaction": transaction(1234567), "fileId": 12345678, "downloadLink": link },
        "12345679": { "result": "error", "errors": [{ "error_message": "message", "error_code": 100 }] },
    } });
    let (client, upstream) = depositphotos("licenseItem", mixed).await;
    let order = licensing(ProviderName::Depositphotos, &["12345678", "12345679"]);
    let Outcome::Done(lines) = client.license(&context(), &order).await else { panic!("not done") };
    assert!(lines[0].result.is_ok());
    let refusal = lines[1].result.as_ref().unwrap_err();
    assert_eq!((refusal.code, refusal.message.as_str()), (Some(100), "message"));
    assert_eq!(upstream.asked("licenseItem").len(), 1);
}

#[tokio::test]
async fn what_depositphotos_is_known_to_answer_to_what_follows_a_purchase_is_read() {
    let transactions = vec![TransactionId::new(ProviderName::Depositphotos, "1234567")];
    let party = Party { company: Some("Somebody Ltd".to_owned()), ..Party::default() };
    let transfer = TransferOrder { transactions: transactions.clone(), from: party.clone(), to: party };
    let invoice = InvoiceOrder { transactions, field_value: None };
    for (answer, done) in [(json!({ "type": "success", "result": true }), true), (json!({ "type": "success" }), true)] {
        let (client, _upstream) = depositphotos("transferEnterpriseLicense", answer).await;
        assert_eq!(matches!(client.transfer(&context(), &transfer).await, Outcome::Done(())), done);
    }
    let refused = json!({ "type": "success", "result": false });
    let (client, _upstream) = depositphotos("transferEnterpriseLicense", refused.clone()).await;
    assert!(matches!(client.transfer(&context(), &transfer).await, Outcome::Refused(_)));
    let (client, _upstream) = depositphotos("createEnterpriseInvoice", refused).await;
    assert!(matches!(client.create_invoice(&context(), &invoice).await, Outcome::Refused(_)));
    for (answer, id) in [
        (json!({ "type": "success", "result": true }), None),
        (json!({ "type": "success", "invoiceId": 8008396 }), Some("8008396")),
    ] {
        let (client, _upstream) = depositphotos("createEnterpriseInvoice", answer).await;
        let Outcome::Done(made) = client.create_invoice(&context(), &invoice).await else { panic!("not done") };
        assert_eq!(made.as_ref().map(|made| &*made.key), id);
    }
    let link = "http://st.depositphotos.com/storage/item/download?id=1234";
    let comp = json!({ "type": "success", "apiKey": "0cbc785ec3776c276bf2f", "downloadLink": link });
    let (client, _upstream) = depositphotos("complimentaryDownload", comp).await;
    let item = ItemId::new(ProviderName::Depositphotos, "5");
    let Outcome::Done(url) = client.download_comp(&context(), &item, "s-2015").await else { panic!("not done") };
    assert_eq!(url, link);

    let pictures = ["328f2aa8-6e7f-4c65-8761-91f9110e80c0", "b9cd71f9-89c1-4311-929d-211d567a9352"]
        .map(|uuid| json!({ "uuid": uuid, "dpItemId": null, "previewUrl": null }));
    let job = json!({ "type": "success", "data": {
        "uuid": "3524139b-20c7-4cda-8860-8ede3f79306d", "prompt": "Entered prompt", "status": "new",
        "purchaseStatus": "deferred", "items": pictures,
    } });
    let (client, _upstream) = depositphotos("imageGenerator.generate", job).await;
    let order =
        GenerationOrder { prompt: "Entered prompt".to_owned(), aspect_ratio: None, medium: None, callback_url: None };
    let Outcome::Done(job) = client.generate(&context(), &order).await else { panic!("not done") };
    assert_eq!((job.status, job.images.len()), (GenerationStatus::New, 2));
    let media = json!({ "type": "success", "data": {
        "id": 123456781, "height": 2048, "width": 2048, "type": "i", "aiGenerated": true,
    } });
    let (client, _upstream) = depositphotos("imageGenerator.getMediaData", media).await;
    let media = client.generated_media(&context(), &job.images[0].uuid).await.unwrap().unwrap();
    assert_eq!((&*media.item_id.key, media.width, media.ai_generated), ("123456781", Some(2048), Some(true)));
}

/// The samples of Adobe's licensing reference, and of its guide where that has more.
#[tokio::test]
async fn what_adobe_stock_is_known_to_answer_before_a_purchase_is_read() {
    let not_purchased = json!({ "member_id": 23456, "state": "not_purchased" });
    let purchased = json!({ "date": "2015-02-10 15:00:00", "license": "Extended", "state": "purchased" });
    let quota = |quota: u64| {
        json!({ "quota": quota, "license_type_id": 1, "has_credit_model": false, "has_agency_model": false,
                "is_cce": false, "full_entitlement_quota": { "image_quota": quota } })
    };
    let words = ["This will use 1 of your 48 licenses.", "Would you like to license the image for $2.99?"];
    let possible = json!({ "state": "possible", "requires_checkout": false, "message": words[0] });
    let overage = json!({ "state": "overage", "requires_checkout": false, "message": words[1] });
    let plans = "http://stock.adobe.io/plans?image_id=64285595";
    let checkout = json!({ "state": "not_possible", "requires_checkout": true, "message": "See?", "url": plans });
    let uncovered = json!({ "state": "not_possible", "message": "You cannot." });
    let exhausted = json!({ "quota": 0, "full_entitlement_quota": [] });
    for (details, entitlement, options, verdict, left, units) in [
        (&not_purchased, quota(48), &possible, Verdict::Covered, Some(48), Some(1)),
        (&not_purchased, quota(0), &overage, Verdict::Overage, Some(0), None),
        (&not_purchased, exhausted, &checkout, Verdict::NeedsCheckout, Some(0), None),
        (&not_purchased, Value::Null, &uncovered, Verdict::NotCovered, None, None),
        (&purchased, quota(48), &possible, Verdict::AlreadyLicensed, None, None),
    ] {
        let info = json!({
            "contents": { "62047262": { "content_id": 62047262, "purchase_details": details, "size": "Comp" } },
            "member": { "member_id": 23456 },
        });
        let profile = json!({
            "available_entitlement": entitlement, "member": { "stock_id": 1272100 }, "purchase_options": options,
        });
        let answers = HashMap::from([("/Content/Info".to_owned(), info), ("/Member/Profile".to_owned(), profile)]);
        let upstream = Upstream::answering(move |asked| (ADOBE_STOCK.answer)(asked, &answers)).await;
        let url = Some(format!("http://{}/", upstream.addr).parse().unwrap());
        let config = AdobeStockConfig { url, ..AdobeStockConfig::default() };
        let client = AdobeStock::new(&config, Clock::system()).unwrap();
        let request = AbilityRequest {
            item_id: ItemId::new(ProviderName::AdobeStock, "62047262"),
            license_id: LicenseId::new(ProviderName::AdobeStock, "Extended"),
            buy_again: false,
            language: Language::English,
        };
        let ability = client.ability(&context(), &request).await.unwrap().unwrap();
        assert_eq!((ability.verdict, ability.units), (verdict, units), "{ability:?}");
        if verdict != Verdict::AlreadyLicensed {
            assert_eq!(ability.units_left, left, "{ability:?}");
            assert_eq!(ability.message.as_deref(), options["message"].as_str());
        }
        assert_eq!(ability.owned.is_some(), verdict == Verdict::AlreadyLicensed, "{ability:?}");
    }
}
