//! The Depositphotos client: broken answers, sessions, batches, and spends that are sent once.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use portico::{
    clock::Clock,
    config::{
        providers::DepositphotosConfig,
        sandbox::{Quirks, SandboxConfig},
    },
    domain::{
        id::{InvoiceId, ItemId, LicenseId, TransactionId},
        language::Language,
        page::Window,
        party::Party,
        provider::ProviderName,
        rendition::Rendition,
        search::{SearchFilter, SearchRequest, SearchSort},
        transaction::{References, TransactionFilter, TransactionQuery},
    },
    providers::{
        CallContext, CallMeter, ErrorKind, Outcome, Provider, Spending,
        depositphotos::Depositphotos,
        spend::{GenerationOrder, InvoiceOrder, LicenseLine, LicenseOrder, TransferOrder},
    },
    sandbox,
};

use crate::support::upstream::{Script, Upstream};

const HERE: ProviderName = ProviderName::Depositphotos;

fn context() -> CallContext {
    CallContext { request_id: "test".into(), tenant: "default".into(), meter: CallMeter::new(1_000) }
}

fn config(url: &str) -> DepositphotosConfig {
    DepositphotosConfig {
        url: Some(url.parse().unwrap()),
        timeout: Duration::from_millis(300),
        spend_timeout: Duration::from_millis(300),
        ..DepositphotosConfig::default()
    }
}

fn client(upstream: &Upstream) -> Arc<Depositphotos> {
    client_at(upstream, Clock::fixed(Timestamp::UNIX_EPOCH))
}

fn client_at(upstream: &Upstream, clock: Clock) -> Arc<Depositphotos> {
    Depositphotos::new(&config(&format!("http://{}", upstream.addr)), clock).unwrap()
}

fn item(key: impl ToString) -> ItemId {
    ItemId::new(HERE, key.to_string())
}

fn group() -> Script {
    Script::Json(r#"{"type":"success","data":{"groupId":1,"balance":"12345.12","isPostpayment":false}}"#.to_owned())
}

fn gone() -> Script {
    let error = r#"{"type":"failure","error":{"errorcode":403,"errormsg":"gone","exception":"EAPI\\EIllegalSession"}}"#;
    Script::Json(error.to_owned())
}

#[tokio::test]
async fn every_broken_answer_is_an_error_of_its_kind() {
    for (script, kind, calls) in [
        (Script::Status(200, "text/html", "<html>".to_owned()), ErrorKind::Unavailable, 3),
        (Script::Status(200, "application/json", String::new()), ErrorKind::Unavailable, 3),
        (Script::Status(502, "text/html", "<h1>Bad Gateway</h1>".to_owned()), ErrorKind::Unavailable, 3),
        (Script::Status(500, "application/json", "[]".to_owned()), ErrorKind::Unavailable, 3),
        (Script::Json(r#"{"type":"success","data":"#.to_owned()), ErrorKind::Unavailable, 3),
        (Script::Json(r#"{"type":"success","data":"oops"}"#.to_owned()), ErrorKind::Unavailable, 1),
        (Script::Json(r#"{"type":"success"}"#.to_owned()), ErrorKind::Unavailable, 1),
        (
            Script::Json(
                r#"{"type":"failure","error":{"errorcode":"7","errormsg":"no","exception":"X\\Y"}}"#.to_owned(),
            ),
            ErrorKind::Rejected,
            1,
        ),
        (
            Script::Json(
                r#"{"type":"failure","error":{"errorcode":403,"exception":"EAPI\\EIllegalApiKey"}}"#.to_owned(),
            ),
            ErrorKind::Credentials,
            1,
        ),
        (Script::Drop, ErrorKind::Unavailable, 3),
        (Script::Half(r#"{"type":"success","data":{"groupId":1}}"#.to_owned()), ErrorKind::Unavailable, 3),
        (Script::Hang, ErrorKind::Timeout, 3),
    ] {
        let shown = format!("{script:?}");
        let upstream =
            Upstream::start(Vec::new(), move |body| (!body.contains("loginEnterprise")).then(|| script.clone())).await;
        let error = client(&upstream).account(&context()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{shown}: {error:?}");
        assert_eq!(upstream.asked("getUserEnterpriseGroup").len(), calls, "{shown}");
    }
}

#[tokio::test]
async fn a_passing_fault_is_retried_and_a_status_does_not_matter() {
    let json = r#"{"type":"success","data":{"groupId":"7","balance":"12345.12","isPostpayment":0}}"#.to_owned();
    let script = vec![Script::Drop, Script::Status(503, "application/json", json)];
    let upstream = Upstream::start(script, |_| None).await;
    let account = client(&upstream).account(&context()).await.unwrap();
    assert_eq!(account.balance.unwrap().amount.to_string(), "12345.12");
    assert_eq!(upstream.asked("getUserEnterpriseGroup").len(), 2);
}

#[tokio::test]
async fn an_operation_makes_no_more_calls_than_it_may() {
    let upstream =
        Upstream::start(Vec::new(), |body| (!body.contains("loginEnterprise")).then_some(Script::Drop)).await;
    let cx = CallContext { request_id: "test".into(), tenant: "default".into(), meter: CallMeter::new(2) };
    let error = client(&upstream).account(&cx).await.unwrap_err();
    assert_eq!((error.kind(), cx.meter.made()), (ErrorKind::CallBudget, 2));
}

#[tokio::test]
async fn fifty_calls_share_one_login() {
    let upstream = Upstream::start(Vec::new(), |body| (!body.contains("loginEnterprise")).then(group)).await;
    let client = client(&upstream);
    let calls = (0..50).map(|_| {
        let client = client.clone();
        async move { client.account(&context()).await }
    });
    assert!(futures::future::join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(upstream.asked("loginEnterprise").len(), 1);
    client.shutdown().await;
    assert_eq!(upstream.asked("logout").len(), 1);
}

#[tokio::test]
async fn a_session_is_renewed_ahead_of_its_end() {
    let upstream = Upstream::start(Vec::new(), |body| (!body.contains("loginEnterprise")).then(group)).await;
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let client = client_at(&upstream, clock.clone());
    client.account(&context()).await.unwrap();
    clock.advance(Duration::from_secs(2 * 60 * 60));
    client.account(&context()).await.unwrap();
    assert_eq!(upstream.asked("loginEnterprise").len(), 1);
    clock.advance(Duration::from_secs(51 * 60));
    client.account(&context()).await.unwrap();
    assert_eq!(upstream.asked("loginEnterprise").len(), 2);
}

#[tokio::test]
async fn a_session_that_is_gone_is_replaced_once() {
    let upstream = Upstream::start(vec![gone()], |body| (!body.contains("loginEnterprise")).then(group)).await;
    assert!(client(&upstream).account(&context()).await.is_ok());
    assert_eq!(upstream.asked("loginEnterprise").len(), 2);
    let never = Upstream::start(Vec::new(), |body| (!body.contains("loginEnterprise")).then(gone)).await;
    let error = client(&never).account(&context()).await.unwrap_err();
    assert_eq!((error.kind(), never.asked("loginEnterprise").len()), (ErrorKind::Credentials, 2));
}

#[tokio::test]
async fn a_refused_password_is_not_hammered() {
    let refused = r#"{"type":"failure","error":{"errorcode":404,"errormsg":"no","exception":"EUser\\Authentication"}}"#;
    let upstream = Upstream::start(Vec::new(), move |_| Some(Script::Json(refused.to_owned()))).await;
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let client = client_at(&upstream, clock.clone());
    for _ in 0..5 {
        assert_eq!(client.account(&context()).await.unwrap_err().kind(), ErrorKind::Credentials);
    }
    assert_eq!(upstream.asked("loginEnterprise").len(), 1);
    clock.advance(Duration::from_secs(60));
    assert!(client.account(&context()).await.is_err());
    assert_eq!(upstream.asked("loginEnterprise").len(), 2);
}

/// Answers a `getMediaData` with every id but the missing one; breaks the batch that holds `broken`.
fn media(body: &str, missing: u64, broken: u64) -> Option<Script> {
    let ids: Vec<u64> = form_urlencoded::parse(body.as_bytes())
        .filter(|(name, _)| name.starts_with("dp_media_id["))
        .map(|(_, id)| id.parse().unwrap())
        .collect();
    assert!(ids.len() <= 50 && !body.contains("dp_session_id"));
    if ids.contains(&broken) {
        return Some(Script::Status(500, "text/html", "<h1>no</h1>".to_owned()));
    }
    // Out of order, and with an empty entry where one is missing.
    let items = ids.iter().rev().enumerate().map(|(n, id)| {
        if *id == missing {
            format!("\"item{n}\":[]")
        } else {
            format!("\"item{n}\":{{\"id\":\"{id}\",\"title\":\"T{id}\"}}")
        }
    });
    Some(Script::Json(format!("{{\"type\":\"success\",{}}}", items.collect::<Vec<_>>().join(","))))
}

#[tokio::test]
async fn a_missing_item_and_a_broken_batch_harm_nobody_else() {
    let upstream = Upstream::start(Vec::new(), |body| media(body, 17, 119)).await;
    let ids: Vec<ItemId> = (1..=120).map(item).collect();
    let found = client(&upstream).items(&context(), &ids, Language::English).await;
    assert_eq!(found.len(), 120);
    assert_eq!(found[&item(1)].as_ref().unwrap().as_ref().unwrap().title, "T1");
    assert!(found[&item(17)].as_ref().unwrap().is_none());
    assert_eq!(found.values().filter(|answer| answer.is_err()).count(), 20);
    assert_eq!(upstream.asked("loginEnterprise").len(), 0);
}

#[tokio::test]
async fn every_form_of_media_is_understood() {
    for json in [
        r#"{"type":"success","id":"5","itype":"image","title":"T","width":"10","sizes":[],"similar":[6],"tags":["a"]}"#,
        r#"{"type":"success","result":[{"id":5,"type":"image","title":"T","width":10,"similar":{"6":{"id":6}},"tags":["a"]}]}"#,
        r#"{"type":"success","result":{"5":{"id":"5","type":"image","title":"T","width":10.0,"similar":[{"id":"6"}],"tags":["a"]}}}"#,
        r#"{"type":"success","5":{"deposit_item_id":"5","itype":"Image","title":"T","width":"10","similar":["6"],"tags":{"0":"a"},"unknown":[[{}]]}}"#,
        r#"{"item0":{"id":"5","itype":"image","title":"T","width":"10","similar":[6],"tags":["a"],"model_release_ids":7,"series":"","categories":false},"type":"success","error":[]}"#,
    ] {
        let upstream = Upstream::start(Vec::new(), move |_| Some(Script::Json(json.to_owned()))).await;
        let found = client(&upstream).items(&context(), &[item(5)], Language::English).await;
        let found = found[&item(5)].as_ref().unwrap().clone().unwrap_or_else(|| panic!("not found in {json}"));
        assert_eq!((found.title.as_str(), found.width), ("T", Some(10)), "{json}");
        let details = found.details.as_ref().unwrap();
        assert_eq!(
            (details.similar.as_slice(), details.tags.as_slice()),
            ([item(6)].as_slice(), ["a".to_owned()].as_slice()),
            "{json}"
        );
    }
}

fn order() -> LicenseOrder {
    let line = LicenseLine {
        item_id: item(5),
        license_id: LicenseId::new(HERE, "377"),
        size_id: "s-2015".into(),
        options: Vec::new(),
        buy_again: false,
        accept_overage: false,
    };
    LicenseOrder { lines: vec![line], references: References::default() }
}

#[tokio::test]
async fn a_spend_is_sent_once_whatever_happens() {
    let done = r#"{"type":"success","result":{"5":{"result":"success","transaction":[{"transactionId":1}]}}}"#;
    let internal = r#"{"type":"failure","error":{"errorcode":0,"exception":"EApi\\EInternalError"}}"#;
    let refused =
        r#"{"type":"failure","error":{"errorcode":400,"errormsg":"no","exception":"EInternal\\InvalidParam"}}"#;
    for (script, expected) in [
        (Script::Json(done.to_owned()), "done"),
        (Script::Json(refused.to_owned()), "refused"),
        (Script::Json(internal.to_owned()), "unknown"),
        (Script::Json(r#"{"type":"success","result":[]}"#.to_owned()), "unknown"),
        (Script::Status(502, "text/html", "<h1>".to_owned()), "unknown"),
        (Script::Half(done.to_owned()), "unknown"),
        (Script::Drop, "unknown"),
        (Script::Hang, "unknown"),
    ] {
        let shown = format!("{script:?}");
        let upstream = Upstream::start(vec![script], |_| None).await;
        let outcome = client(&upstream).license(&context(), &order()).await;
        let came = match &outcome {
            Outcome::Done(_) => "done",
            Outcome::Refused(_) => "refused",
            Outcome::NotSent(_) => "not sent",
            Outcome::Unknown(_) => "unknown",
        };
        assert_eq!(came, expected, "{shown}: {outcome:?}");
        assert_eq!(upstream.asked("licenseItem").len(), 1, "{shown}");
    }
}

#[tokio::test]
async fn a_spend_without_a_connection_was_not_sent() {
    let upstream = Upstream::start(Vec::new(), |_| None).await;
    let (client, addr) = (client(&upstream), upstream.addr);
    // A session first, then nobody listens any more.
    assert!(matches!(client.license(&context(), &order()).await, Outcome::Unknown(_)));
    drop(upstream);
    while tokio::net::TcpStream::connect(addr).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let outcome = client.license(&context(), &order()).await;
    assert!(matches!(outcome, Outcome::NotSent(_)), "{outcome:?}");
}

#[tokio::test]
async fn session_gone_precedes_any_effect_so_that_spend_alone_is_sent_anew() {
    let done = r#"{"type":"success","result":{"5":{"result":"success","transactions":{"5":[{"transactionId":"1"}]}}}}"#;
    let upstream = Upstream::start(vec![gone(), Script::Json(done.to_owned())], |_| None).await;
    let Outcome::Done(lines) = client(&upstream).license(&context(), &order()).await else { panic!("not done") };
    assert_eq!(&*lines[0].result.as_ref().unwrap().transactions[0].key, "1");
    assert_eq!(upstream.asked("licenseItem").len(), 2);
}

/// Every command, against the sandbox, in one reading of the wire.
async fn everything_works(quirks: Quirks) {
    let settings = SandboxConfig { listen: "127.0.0.1:0".parse().unwrap(), quirks, ..SandboxConfig::default() };
    let upstream = sandbox::start(settings, Clock::system()).await.unwrap();
    let config = DepositphotosConfig { url: upstream.address_of("depositphotos"), ..DepositphotosConfig::default() };
    let (client, cx) = (Depositphotos::new(&config, Clock::system()).unwrap(), context());
    let window = Window { limit: 5, offset: 0 };
    let request = SearchRequest {
        text: Some("fox".to_owned()),
        filter: SearchFilter { kinds: vec![portico::domain::item::ItemKind::Image], ..SearchFilter::default() },
        sort: SearchSort::BestMatch,
        language: Language::English,
        window,
        details: true,
    };
    let found = client.search(&cx, &request).await.unwrap();
    assert!(found.total > 1_000 && found.items.len() == 5);
    let filter = SearchFilter { ai_generated: Some(true), ..SearchFilter::default() };
    let unsupported = client.search(&cx, &SearchRequest { filter, ..request.clone() }).await.unwrap_err();
    assert_eq!(unsupported.kind(), ErrorKind::Unsupported);
    let listed = &found.items[0];
    let ids = [listed.id.clone(), item(1)];
    let media = client.items(&cx, &ids, Language::English).await;
    let looked_up = media[&listed.id].as_ref().unwrap().clone().unwrap();
    assert_eq!(format!("{looked_up:?}"), format!("{listed:?}"), "search and getMediaData agree");
    assert!(media[&item(1)].as_ref().unwrap().is_none());

    let licenses = client.licenses(&cx).await.unwrap();
    let line = LicenseLine {
        item_id: listed.id.clone(),
        license_id: licenses[0].id.clone(),
        size_id: "s-2015".to_owned(),
        options: Vec::new(),
        buy_again: false,
        accept_overage: false,
    };
    let references = References { project: Some("Spring".to_owned()), ..References::default() };
    let outcome = client.license(&cx, &LicenseOrder { lines: vec![line], references }).await;
    let Outcome::Done(lines) = outcome else { panic!("{outcome:?}") };
    let transaction = lines[0].result.as_ref().unwrap().transactions[0].clone();
    let filter = TransactionFilter { item_ids: vec![listed.id.clone()], ..TransactionFilter::default() };
    let owned = client.transactions(&cx, &TransactionQuery { filter, window }).await.unwrap();
    assert_eq!(owned.items[0].id, transaction);
    // The documentation's list lacks them; the certificate never does.
    let noted = owned.items[0].references.as_ref().map(|noted| noted.project.as_deref());
    assert_eq!(noted, (quirks != Quirks::Doc).then_some(Some("Spring")));
    assert!(owned.items[0].seller.is_some());

    let party = Party { company: Some("Somebody Ltd".to_owned()), country: Some("DE".to_owned()), ..Party::default() };
    let transfer = TransferOrder { transactions: vec![transaction.clone()], from: party.clone(), to: party };
    assert!(matches!(client.transfer(&cx, &transfer).await, Outcome::Done(())));
    let certificate = client.certificate(&cx, &transaction).await.unwrap().unwrap();
    assert_eq!(certificate.transferred_to.unwrap().company.as_deref(), Some("Somebody Ltd"));
    assert_eq!(certificate.references.project.as_deref(), Some("Spring"));
    assert!(certificate.price.is_some() && certificate.licensed_at.is_some());
    assert!(client.certificate(&cx, &TransactionId::new(HERE, "1")).await.unwrap().is_none());
    let all = TransactionQuery { filter: TransactionFilter::default(), window };
    assert_eq!(client.transfers(&cx, &all).await.unwrap().items[0].id, transaction);

    let invoicing = InvoiceOrder { transactions: vec![transaction], field_value: None };
    let Outcome::Done(made) = client.create_invoice(&cx, &invoicing).await else { panic!("no invoice") };
    let newest = client.invoices(&cx, None, window).await.unwrap().items[0].id.clone();
    assert!(made.is_none_or(|made| made == newest));
    let invoice = client.invoice(&cx, &newest).await.unwrap().unwrap();
    assert_eq!((invoice.lines.len(), invoice.from.is_some()), (1, true));
    assert!(client.invoice_count(&cx, None).await.unwrap() > 1);
    assert!(client.invoice(&cx, &InvoiceId::new(HERE, "1")).await.unwrap().is_none());

    assert!(matches!(client.download_comp(&cx, &listed.id, "s-2015").await, Outcome::Done(_)));
    let comps = client
        .comp_downloads(&cx, &portico::domain::comp_download::CompDownloadQuery { filter: Default::default(), window })
        .await
        .unwrap();
    assert_eq!(comps.items[0].item_id, listed.id);
    let original = Rendition::default();
    assert!(client.download_url(&cx, &listed.id, "s-2015", original).await.unwrap().is_some());
    assert!(client.download_url(&cx, &listed.id, "xl-2015", original).await.unwrap().is_none());
    let smaller = Rendition { pixels: Some(400), format: None };
    let unsupported = client.download_url(&cx, &listed.id, "s-2015", smaller).await.unwrap_err();
    assert_eq!(unsupported.kind(), ErrorKind::Unsupported);

    let wanted =
        GenerationOrder { prompt: "A red fox".to_owned(), aspect_ratio: None, medium: None, callback_url: None };
    let Outcome::Done(job) = client.generate(&cx, &wanted).await else { panic!("no job") };
    assert_eq!(client.generation(&cx, &job.id).await.unwrap().unwrap().images.len(), 4);
    assert!(client.generated_media(&cx, &job.images[0].uuid).await.unwrap().is_none());

    assert!(client.account(&cx).await.unwrap().balance.is_some());
    let users = client.users(&cx, window).await.unwrap();
    assert!(users.items[0].usage.is_some());
    assert_eq!(client.user(&cx, Some(&users.items[0].id)).await.unwrap().unwrap().id, users.items[0].id);
    assert!(client.usage_total(&cx, &Default::default()).await.unwrap().licensed > 0);
    assert!(!client.usage_by_date(&cx, &Default::default()).await.unwrap().is_empty());
    assert!(!client.usage_by_item(&cx, &Default::default(), window).await.unwrap().items.is_empty());
    client.shutdown().await;
    upstream.shutdown().await;
}

#[tokio::test]
async fn everything_works_in_the_superset() {
    everything_works(Quirks::Superset).await;
}

#[tokio::test]
async fn everything_works_as_the_library_reads_it() {
    everything_works(Quirks::Sdk).await;
}

#[tokio::test]
async fn everything_works_as_the_documentation_writes_it() {
    everything_works(Quirks::Doc).await;
}

#[tokio::test]
async fn everything_works_as_php_encodes_it() {
    everything_works(Quirks::Php).await;
}

#[tokio::test]
async fn transfers_and_invoices_are_understood_in_every_form_of_their_answers() {
    let transaction = TransactionId::new(HERE, "7");
    let party = Party { company: Some("Somebody Ltd".to_owned()), ..Party::default() };
    let transfer = TransferOrder { transactions: vec![transaction.clone()], from: party.clone(), to: party };
    let invoicing = InvoiceOrder { transactions: vec![transaction], field_value: None };
    let answer = |members: &str| vec![Script::Json(format!(r#"{{"type":"success",{members}}}"#))];
    for (members, done) in [(r#""result":true"#, true), (r#""result":"1""#, true), (r#""result":false"#, false)] {
        let upstream = Upstream::start(answer(members), |_| None).await;
        let outcome = client(&upstream).transfer(&context(), &transfer).await;
        assert!(
            if done { matches!(outcome, Outcome::Done(())) } else { matches!(outcome, Outcome::Refused(_)) },
            "{members}: {outcome:?}"
        );
        assert_eq!(upstream.asked("transferEnterpriseLicense").len(), 1);
    }
    for (members, id) in [
        (r#""invoiceId":12"#, Some(Some("12"))),
        (r#""invoiceId":"12""#, Some(Some("12"))),
        (r#""result":true"#, Some(None)),
        (r#""result":false"#, None),
    ] {
        let upstream = Upstream::start(answer(members), |_| None).await;
        let outcome = client(&upstream).create_invoice(&context(), &invoicing).await;
        let got = match &outcome {
            Outcome::Done(id) => Some(id.as_ref().map(|id| &*id.key)),
            Outcome::Refused(_) => None,
            other => panic!("{members}: {other:?}"),
        };
        assert_eq!(got, id, "{members}");
        assert_eq!(upstream.asked("createEnterpriseInvoice").len(), 1);
    }
}
