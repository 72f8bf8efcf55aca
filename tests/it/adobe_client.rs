//! The Adobe Stock client's reads: broken answers, tokens, batches, the history.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use portico::{
    clock::Clock,
    config::providers::AdobeStockConfig,
    domain::{
        id::ItemId,
        item::ItemKind,
        language::Language,
        page::Window,
        provider::ProviderName,
        rendition::Rendition,
        search::{Collection, LengthRange, SearchFilter, SearchRequest, SearchSort},
        transaction::{TransactionFilter, TransactionQuery},
    },
    providers::{CallContext, CallMeter, ErrorKind, Provider, adobe_stock::AdobeStock},
};
use serde_json::{Value, json};

use crate::support::upstream::{Asked, Script, Upstream};

pub(crate) const HERE: ProviderName = ProviderName::AdobeStock;

pub(crate) fn context() -> CallContext {
    CallContext { request_id: "test".into(), tenant: "default".into(), meter: CallMeter::new(1_000) }
}

fn client(upstream: &Upstream) -> Arc<AdobeStock> {
    client_at(upstream, Clock::fixed(Timestamp::UNIX_EPOCH))
}

fn client_at(upstream: &Upstream, clock: Clock) -> Arc<AdobeStock> {
    client_with(upstream, clock, Duration::from_secs(1))
}

/// A client that waits this long for reads, and a second for what spends.
pub(crate) fn client_with(upstream: &Upstream, clock: Clock, timeout: Duration) -> Arc<AdobeStock> {
    let url: url::Url = format!("http://{}/prefix/", upstream.addr).parse().unwrap();
    let config = AdobeStockConfig {
        url: Some(url),
        timeout,
        spend_timeout: Duration::from_secs(1),
        longest_wait: Duration::from_secs(2),
        ..AdobeStockConfig::default()
    };
    AdobeStock::new(&config, clock).unwrap()
}

pub(crate) fn item(key: impl ToString) -> ItemId {
    ItemId::new(HERE, key.to_string())
}

pub(crate) fn json(value: &Value) -> Script {
    Script::Json(value.to_string())
}

pub(crate) fn status(status: u16, value: &Value) -> Script {
    Script::Status(status, "application/json", value.to_string())
}

pub(crate) fn token() -> Script {
    json(&json!({ "access_token": "a.b.c", "token_type": "bearer", "expires_in": 86_399 }))
}

pub(crate) fn bad_token() -> Script {
    status(401, &json!({ "error_code": "401013", "message": "Oauth token is not valid" }))
}

fn profile() -> Value {
    json!({ "available_entitlement": { "quota": 3, "full_entitlement_quota": { "image_quota": 3 } }, "member": { "stock_id": 7 } })
}

/// An upstream that gives tokens, and answers everything else like this.
pub(crate) async fn upstream(answer: impl Fn(&Asked) -> Script + Send + Sync + 'static) -> Upstream {
    Upstream::answering(move |asked| if asked.path.ends_with("/ims/token/v3") { token() } else { answer(asked) }).await
}

/// An upstream that gives tokens, and answers everything else by the first that is left of these, then by the last.
async fn scripted(scripts: Vec<Script>) -> Upstream {
    let next = AtomicUsize::new(0);
    upstream(move |_| scripts[next.fetch_add(1, Ordering::Relaxed).min(scripts.len() - 1)].clone()).await
}

const PROFILE: &str = "/prefix/Rest/Libraries/1/Member/Profile";
const TOKEN: &str = "/prefix/ims/token/v3";

#[tokio::test]
async fn every_broken_answer_is_an_error_of_its_kind() {
    let html = "<html>Access Denied</html>".to_owned();
    let limited = |seconds: &'static str| Script::Header(429, seconds, r#"{"error_code":"429050"}"#.to_owned());
    for (script, kind, calls) in [
        (Script::Status(200, "text/html", html.clone()), ErrorKind::Unavailable, 3),
        (Script::Status(200, "application/json", String::new()), ErrorKind::Unavailable, 3),
        (Script::Status(403, "text/html", html.clone()), ErrorKind::Unavailable, 3),
        (Script::Status(302, "text/html", html), ErrorKind::Unavailable, 3),
        (Script::Status(502, "text/html", "<h1>Bad Gateway</h1>".to_owned()), ErrorKind::Unavailable, 3),
        (
            status(503, &json!({ "error_code": "503000", "message": "Could not validate Api Key" })),
            ErrorKind::Unavailable,
            3,
        ),
        (status(400, &json!({})), ErrorKind::Unavailable, 3),
        (Script::Json(r#"{"available_entitlement":"#.to_owned()), ErrorKind::Unavailable, 3),
        (Script::Json("7".to_owned()), ErrorKind::Unavailable, 3),
        (status(403, &json!({ "error_code": "403003", "message": "Api Key is invalid" })), ErrorKind::Credentials, 1),
        (status(403, &json!({ "error_code": 403_011, "message": "Scope mismatch" })), ErrorKind::Credentials, 1),
        (status(400, &json!({ "error": "no", "code": "11", "case": "x" })), ErrorKind::Credentials, 1),
        (status(400, &json!({ "error": "no such thing", "code": "020", "case": "x" })), ErrorKind::Rejected, 1),
        (status(400, &json!({ "error": "no such thing", "code": 20 })), ErrorKind::Rejected, 1),
        (json(&json!({ "error": "no such thing", "code": "100" })), ErrorKind::Rejected, 1),
        (limited("retry-after: 0"), ErrorKind::RateLimited, 3),
        (limited("retry-after: 3600"), ErrorKind::RateLimited, 1),
        (limited("x-nothing: 1"), ErrorKind::RateLimited, 3),
        (Script::Drop, ErrorKind::Unavailable, 3),
        (Script::Reset, ErrorKind::Unavailable, 3),
        (Script::Half(profile().to_string()), ErrorKind::Unavailable, 3),
        (Script::Hang, ErrorKind::Timeout, 3),
    ] {
        let shown = format!("{script:?}");
        let upstream = scripted(vec![script]).await;
        let error = client(&upstream).account(&context()).await.unwrap_err();
        assert_eq!((error.kind(), error.provider()), (kind, Some(HERE)), "{shown}: {error:?}");
        assert_eq!(upstream.asked_for(PROFILE).len(), calls, "{shown}");
    }
}

#[tokio::test]
async fn both_forms_of_an_error_are_told() {
    let application = json!({ "error": "The license \"Standard\" does not match", "code": "020", "case": "Zb3k" });
    let upstream = scripted(vec![status(400, &application)]).await;
    let error = client(&upstream).account(&context()).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some(20), Some("The license \"Standard\" does not match")));
    let limited = Script::Header(429, "retry-after: 60", String::new());
    let error = client(&scripted(vec![limited]).await).account(&context()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
}

#[tokio::test]
async fn a_passing_fault_is_retried_after_the_time_that_was_asked_for() {
    let limited = Script::Header(429, "retry-after: 1", r#"{"error_code":"429050"}"#.to_owned());
    let upstream = scripted(vec![Script::Drop, limited, json(&profile())]).await;
    let before = tokio::time::Instant::now();
    let account = client(&upstream).account(&context()).await.unwrap();
    assert!(before.elapsed() >= Duration::from_secs(1));
    assert_eq!((&*account.id.key, account.quotas[0].left), ("7", Some(3)));
    assert_eq!(upstream.asked_for(PROFILE).len(), 3);
}

#[tokio::test]
async fn an_operation_makes_no_more_calls_than_it_may() {
    let upstream = scripted(vec![Script::Drop]).await;
    let cx = CallContext { request_id: "test".into(), tenant: "default".into(), meter: CallMeter::new(2) };
    let error = client(&upstream).account(&cx).await.unwrap_err();
    assert_eq!((error.kind(), cx.meter.made()), (ErrorKind::CallBudget, 2));
}

#[tokio::test]
async fn every_call_says_who_asks() {
    let upstream = scripted(vec![json(&profile())]).await;
    client(&upstream).account(&context()).await.unwrap();
    let asked = &upstream.asked_for(PROFILE)[0];
    for header in
        ["x-api-key: sandbox-client", "x-product: portico/", "x-request-id: test", "authorization: bearer a.b.c"]
    {
        assert!(asked.head.to_ascii_lowercase().contains(header), "{}", asked.head);
    }
    let form = &upstream.asked_for(TOKEN)[0].body;
    assert!(form.contains("grant_type=client_credentials") && form.contains("client_secret=sandbox-secret"), "{form}");
}

#[tokio::test]
async fn fifty_calls_share_one_token_and_it_is_renewed_ahead_of_its_end() {
    let upstream = scripted(vec![json(&profile())]).await;
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let client = client_at(&upstream, clock.clone());
    let calls = (0..50).map(|_| {
        let client = client.clone();
        async move { client.account(&context()).await }
    });
    assert!(futures::future::join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(upstream.asked_for(TOKEN).len(), 1);
    clock.advance(Duration::from_secs(86_399 - 601));
    client.account(&context()).await.unwrap();
    assert_eq!(upstream.asked_for(TOKEN).len(), 1);
    clock.advance(Duration::from_secs(2));
    client.account(&context()).await.unwrap();
    assert_eq!(upstream.asked_for(TOKEN).len(), 2);
}

#[tokio::test]
async fn a_good_token_outlives_a_renewal_that_fails() {
    let tokens = AtomicUsize::new(0);
    let upstream = Upstream::answering(move |asked| match asked.path.as_str() {
        TOKEN if tokens.fetch_add(1, Ordering::Relaxed) == 0 => token(),
        TOKEN => Script::Status(503, "text/html", "<h1>".to_owned()),
        _ => json(&profile()),
    })
    .await;
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let client = client_at(&upstream, clock.clone());
    client.account(&context()).await.unwrap();
    clock.advance(Duration::from_secs(86_399 - 60));
    client.account(&context()).await.unwrap();
    client.account(&context()).await.unwrap();
    assert_eq!(upstream.asked_for(TOKEN).len(), 4, "a renewal and its two retries, and then a pause");
    clock.advance(Duration::from_secs(61));
    assert_eq!(client.account(&context()).await.unwrap_err().kind(), ErrorKind::Unavailable);
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let missing = status(403, &json!({ "error_code": "403010", "message": "Oauth token is missing." }));
    let expired = status(401, &json!({ "error": "expired", "code": "10" }));
    for gone in [bad_token(), missing, expired] {
        let once = scripted(vec![gone.clone(), json(&profile())]).await;
        assert!(client(&once).account(&context()).await.is_ok(), "{gone:?}");
        assert_eq!((once.asked_for(TOKEN).len(), once.asked_for(PROFILE).len()), (2, 2));
        let never = scripted(vec![gone]).await;
        let error = client(&never).account(&context()).await.unwrap_err();
        assert_eq!((error.kind(), never.asked_for(TOKEN).len()), (ErrorKind::Credentials, 2));
    }
}

#[tokio::test]
async fn a_refused_secret_is_not_hammered() {
    let refused = json!({ "error": "invalid_client", "error_description": "invalid client_secret parameter" });
    let upstream = Upstream::answering(move |_| status(400, &refused)).await;
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let client = client_at(&upstream, clock.clone());
    for _ in 0..5 {
        assert_eq!(client.account(&context()).await.unwrap_err().kind(), ErrorKind::Credentials);
    }
    assert_eq!(upstream.asked_for(TOKEN).len(), 1);
    clock.advance(Duration::from_secs(60));
    assert!(client.account(&context()).await.is_err());
    assert_eq!(upstream.asked_for(TOKEN).len(), 2);
}

/// Answers `Media/1/Files` with every id but 17; breaks the batch that holds 119.
fn files(asked: &Asked) -> Script {
    let ids: Vec<u64> = asked.parameter("ids").unwrap().split(',').map(|id| id.parse().unwrap()).collect();
    assert!(ids.len() <= 110 && !asked.head.to_ascii_lowercase().contains("authorization"));
    if ids.contains(&119) {
        return Script::Status(500, "text/html", "<h1>no</h1>".to_owned());
    }
    // Out of order, and one that nobody asked for.
    let files =
        ids.iter().rev().filter(|id| **id != 17).map(|id| json!({ "id": id.to_string(), "title": format!("T{id}") }));
    json(&json!({ "files": files.chain([json!({ "id": 9_999 })]).collect::<Vec<_>>() }))
}

#[tokio::test]
async fn a_missing_item_and_a_broken_batch_harm_nobody_else() {
    let upstream = upstream(files).await;
    let ids: Vec<ItemId> = (1..=120).map(item).chain(["x1", "0", "99999999999999999999"].map(item)).collect();
    let found = client(&upstream).items(&context(), &ids, Language::English).await;
    assert_eq!(found.len(), 123);
    assert_eq!(found[&item(1)].as_ref().unwrap().as_ref().unwrap().title, "T1");
    for missing in ["17", "x1", "0", "99999999999999999999"] {
        assert!(found[&item(missing)].as_ref().unwrap().is_none(), "{missing}");
    }
    assert_eq!(found.values().filter(|answer| answer.is_err()).count(), 10);
    assert_eq!(upstream.asked_for(TOKEN).len(), 0, "what is public needs no token");
}

#[tokio::test]
async fn columns_that_are_refused_are_done_without() {
    let upstream = upstream(|asked| {
        let odd = asked.query.iter().any(|(_, value)| value == "nb_views");
        if odd { status(400, &json!({ "error": "bad column", "code": "603" })) } else { files(asked) }
    })
    .await;
    let client = client(&upstream);
    for calls in [2, 3] {
        let found = client.items(&context(), &[item(5)], Language::English).await;
        assert!(found[&item(5)].as_ref().unwrap().is_some());
        assert_eq!(upstream.asked_for("/Rest/Media/1/Files").len(), calls);
    }
}

#[tokio::test]
async fn every_form_of_a_file_is_understood() {
    for file in [
        json!({ "id": 5, "title": "T", "width": 10, "media_type_id": 1, "keywords": [{ "name": "a" }], "category": { "id": 4, "name": "C" }, "premium_level_id": 2 }),
        json!({ "id": "5", "title": "T", "width": "10", "media_type_id": "1", "keywords": ["a"], "category": [{}], "category_hierarchy": [{ "id": "4", "name": "C" }], "premium_level_id": "3", "licenses": [] }),
        json!({ "id": 5, "title": "T", "width": 10.0, "media_type_id": 2, "keywords": { "0": { "name": "a" } }, "category": [], "category_hierarchy": { "0": { "id": 4, "name": "C" } }, "premium_level_id": 4, "unknown": [[{}]], "vector_type": null }),
    ] {
        let shown = file.to_string();
        let upstream = upstream(move |_| json(&json!({ "files": [null, [], file] }))).await;
        let found = client(&upstream).items(&context(), &[item(5)], Language::English).await;
        let found = found[&item(5)].as_ref().unwrap().clone().unwrap_or_else(|| panic!("not found in {shown}"));
        assert_eq!((found.title.as_str(), found.width, found.kind), ("T", Some(10), ItemKind::Image), "{shown}");
        let details = found.details.as_ref().unwrap();
        assert_eq!((details.tags.as_slice(), details.categories[0].name.as_str()), (["a".to_owned()].as_slice(), "C"));
        assert_eq!((found.collection, found.free), (Some(Collection::Premium), Some(false)), "{shown}");
    }
    // An answer without its list is no empty list.
    for odd in [json!({}), json!([]), json!({ "files": "oops" }), json!({ "files": null })] {
        let shown = odd.to_string();
        let upstream = upstream(move |_| json(&odd)).await;
        let found = client(&upstream).items(&context(), &[item(5)], Language::English).await;
        assert!(found[&item(5)].is_err(), "{shown}");
    }
}

fn search(filter: SearchFilter) -> SearchRequest {
    SearchRequest {
        text: Some(" red fox ".to_owned()),
        filter,
        sort: SearchSort::Newest,
        language: Language::German,
        window: Window { limit: 2, offset: 4 },
        details: false,
    }
}

#[tokio::test]
async fn a_search_says_what_it_looks_for_and_refuses_what_it_cannot() {
    let file = |id: u64| json!({ "id": id, "title": "T" });
    let answer = json!({ "nb_results": "239", "files": [file(1), file(2), file(3)] });
    let upstream = upstream(move |_| json(&answer)).await;
    let client = client(&upstream);
    let filter = SearchFilter {
        kinds: vec![ItemKind::Image, ItemKind::Model3d],
        collection: Some(Collection::Premium),
        width: LengthRange { min: Some(800), max: None },
        ai_generated: Some(false),
        ..SearchFilter::default()
    };
    let found = client.search(&context(), &search(filter)).await.unwrap();
    assert_eq!((found.total, found.items.len()), (239, 2), "more came than was asked for");
    let asked = upstream.asked_for("/Rest/Media/1/Search/Files").remove(0);
    let shown: Vec<_> = asked
        .query
        .iter()
        .filter(|(name, _)| name != "result_columns[]")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    locale=de_DE
    search_parameters[limit]=2
    search_parameters[offset]=4
    search_parameters[order]=creation
    search_parameters[words]=red fox
    search_parameters[filters][content_type:photo]=1
    search_parameters[filters][content_type:illustration]=1
    search_parameters[filters][content_type:3d]=1
    search_parameters[filters][premium]=true
    search_parameters[filters][image_width]=800-
    search_parameters[filters][gentech]=false
    ");
    for filter in [
        SearchFilter { exclude_words: vec!["cat".to_owned()], ..SearchFilter::default() },
        SearchFilter { editorial: Some(true), ..SearchFilter::default() },
        SearchFilter { author_username: Some("somebody".to_owned()), ..SearchFilter::default() },
    ] {
        let error = client.search(&context(), &search(filter)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
    let audio = SearchFilter { kinds: vec![ItemKind::Audio], ..SearchFilter::default() };
    assert_eq!(client.search(&context(), &search(audio)).await.unwrap().total, 0);
    assert_eq!(upstream.asked_for("/Rest/Media/1/Search/Files").len(), 1);
}

/// A history of `count` rows, newest first, three a minute; it grows by one after the calls in `grows`.
async fn history(count: usize, grows: Vec<usize>) -> Upstream {
    let (calls, rows) = (AtomicUsize::new(0), Mutex::new(count));
    upstream(move |asked| {
        if grows.contains(&calls.fetch_add(1, Ordering::Relaxed)) {
            *rows.lock().unwrap() += 1;
        }
        let total = *rows.lock().unwrap();
        let number = |name: &str| asked.parameter(&format!("search_parameters[{name}]")).unwrap().parse::<usize>().unwrap();
        let (offset, limit) = (number("offset"), number("limit"));
        assert!((1..=100).contains(&limit));
        let files = (offset..total.min(offset + limit)).map(|row| {
            let minute = (total - 1 - row) / 3;
            json!({ "id": 5, "license": "Standard", "license_date": format!("3/{}/26, {}:{:02} AM", 1 + minute / 600, 1 + minute / 60 % 10, minute % 60) })
        });
        json(&json!({ "nb_results": total, "files": files.collect::<Vec<_>>() }))
    })
    .await
}

const HISTORY: &str = "/Rest/Libraries/1/Member/LicenseHistory";

fn of(filter: TransactionFilter, limit: u32, offset: u64) -> TransactionQuery {
    TransactionQuery { filter, window: Window { limit, offset } }
}

#[tokio::test]
async fn a_row_has_one_id_whatever_page_it_is_on() {
    let upstream = history(250, Vec::new()).await;
    let client = client(&upstream);
    let filter = TransactionFilter { item_ids: vec![item(5)], ..TransactionFilter::default() };
    let all = client.transactions(&context(), &of(filter, 1_000, 0)).await.unwrap();
    let ids: Vec<_> = all.items.iter().map(|record| record.id.clone()).collect();
    assert_eq!((ids.len(), all.total), (250, Some(250)));
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 250);
    for (limit, offset) in [(1, 0), (1, 1), (2, 3), (20, 17), (100, 100), (100, 200), (100, 300)] {
        let page = client.transactions(&context(), &of(TransactionFilter::default(), limit, offset)).await.unwrap();
        let read: Vec<_> = page.items.iter().map(|record| record.id.clone()).collect();
        let until = (offset as usize + limit as usize).min(250);
        assert_eq!(read, ids.get(offset as usize..until).unwrap_or_default(), "{limit} from {offset}");
    }
}

#[tokio::test]
async fn a_history_that_grows_while_it_is_read_is_read_anew() {
    let upstream = history(250, vec![1]).await;
    let filter = TransactionFilter { item_ids: vec![item(5)], ..TransactionFilter::default() };
    let all = client(&upstream).transactions(&context(), &of(filter.clone(), 1_000, 0)).await.unwrap();
    assert_eq!(all.items.len(), 251);
    let never = history(250, (0..1_000).collect()).await;
    let error = client(&never).transactions(&context(), &of(filter, 1_000, 0)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
}

#[tokio::test]
async fn what_the_history_does_not_say_is_not_looked_for() {
    use portico::domain::transaction::TransactionStatus;
    let upstream = history(250, Vec::new()).await;
    let client = client(&upstream);
    let paid = TransactionFilter { status: Some(TransactionStatus::Paid), ..TransactionFilter::default() };
    let error = client.transactions(&context(), &of(paid, 5, 0)).await.unwrap_err();
    assert_eq!((error.kind(), upstream.asked_for(HISTORY).len()), (ErrorKind::Unsupported, 0));
    let recent: Timestamp = "2026-03-01T02:00:00Z".parse().unwrap();
    let filter = TransactionFilter { from: Some(recent), ..TransactionFilter::default() };
    let found = client.transactions(&context(), &of(filter, 100, 0)).await.unwrap();
    assert_eq!((found.total, upstream.asked_for(HISTORY).len()), (Some(70), 1), "what is older is not read");
}

#[tokio::test]
async fn a_token_is_shown_to_nobody_else() {
    let info = json!({ "contents": { "5": { "purchase_details": { "state": "purchased", "license": "Standard", "date": "2026-03-04 09:15:30" } } } });
    for (url, expected) in [
        ("https://elsewhere.example/Rest/Libraries/Download/5/1", ErrorKind::Unavailable),
        ("http://stock.adobe.com/Rest/Libraries/Download/5/1", ErrorKind::Unavailable),
        ("/Rest/Libraries/Watermarked/Download/5/1", ErrorKind::Unavailable),
    ] {
        let mut license = info.clone();
        license["contents"]["5"]["purchase_details"]["url"] = url.into();
        let info = info.clone();
        let upstream =
            upstream(move |asked| json(if asked.path.ends_with("License") { &license } else { &info })).await;
        let error =
            client(&upstream).download_url(&context(), &item(5), "Standard", Rendition::default()).await.unwrap_err();
        assert_eq!(error.kind(), expected, "{url}");
    }
}

/// The vendor's own libraries ask by HEAD, by GET, or not at all: not everybody who gives files answers all of them.
#[tokio::test]
async fn a_file_is_found_where_head_is_not_answered() {
    for (unanswered, expected) in [(405, "token=a.b.c"), (501, "token=a.b.c"), (403, "/signed/5"), (404, "/signed/5")] {
        let upstream = upstream(move |asked| match (asked.method.as_str(), asked.path.rsplit('/').nth(1)) {
            ("HEAD", _) => Script::Status(unanswered, "text/html", String::new()),
            (_, Some("5")) => Script::Header(302, "location: /signed/5", String::new()),
            _ => {
                let host = asked.head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
                let url = format!("http://{host}/Rest/Libraries/Download/5/1");
                let details =
                    json!({ "state": "purchased", "license": "Standard", "date": "2026-03-04 09:15:30", "url": url });
                json(&json!({ "contents": { "5": { "purchase_details": details } } }))
            }
        })
        .await;
        let found = client(&upstream).download_url(&context(), &item(5), "Standard", Rendition::default()).await;
        let url = found.unwrap().unwrap();
        assert!(url.ends_with(expected), "{unanswered}: {url}");
    }
}

#[tokio::test]
async fn a_page_of_the_history_that_is_not_full_is_the_last() {
    let row = json!({ "id": 5, "license": "Standard", "license_date": "9/21/17, 9:00 PM" });
    let upstream = upstream(move |_| json(&json!({ "nb_results": 239, "files": [row] }))).await;
    let page = client(&upstream).transactions(&context(), &of(TransactionFilter::default(), 1, 0)).await.unwrap();
    let ids: Vec<_> = page.items.iter().map(|record| &*record.id.key).collect();
    assert_eq!((ids, page.total), (vec!["5.Standard.201709212100"], Some(239)));
    assert_eq!(upstream.asked_for(HISTORY).len(), 1);
}
