//! Files that are passed on: to whom, in what parts, and from where alone.

use std::time::Duration;

use jiff::Timestamp;
use portico::{
    auth::Viewer,
    clock::Clock,
    config::{Config, download::DownloadConfig},
    domain::{id::TransactionId, provider::ProviderName, rendition::Rendition},
    download::{Links, Subject},
};
use serde_json::json;
use tokio::{
    io::AsyncReadExt,
    time::{Instant, timeout},
};

use crate::support::{
    app::{TestApp, config},
    raw::{Reply, Request},
    upstream::{Script, Upstream},
};

const SECRET: &str = "a secret that is longer than thirty-two bytes";

/// Longer than any of these tests takes; only a hang reaches it.
const PATIENCE: Duration = Duration::from_secs(20);

fn get(link: &str) -> Request {
    Request::new("GET", path(link))
}

/// The part of an address that a request names.
fn path(link: &str) -> String {
    url::Url::parse(link).unwrap().path().to_owned()
}

/// A link of `links` to a made-up transaction.
fn link_for(viewer: &Viewer, links: &Links) -> String {
    let id = TransactionId::new(ProviderName::Depositphotos, "7");
    links.make(viewer, &Subject::Licensed { id, form: Rendition::default() }).unwrap()
}

fn links(clock: Clock) -> Links {
    let settings = DownloadConfig { secret: Some(SECRET.into()), ..DownloadConfig::default() };
    Links::new(&settings, "http://portico.example", clock)
}

fn good_link() -> String {
    link_for(&Viewer::development(), &links(Clock::system()))
}

async fn first_transaction(app: &TestApp) -> String {
    let data = app.data("{ transactions(first: 1) { nodes { id downloadUrl } } }").await;
    data["transactions"]["nodes"][0]["downloadUrl"].as_str().unwrap().to_owned()
}

/// A vector: drawn in no time, and small.
async fn small_file(app: &TestApp) -> String {
    let data = app.data("{ transactions(first: 40) { nodes { size downloadUrl } } }").await;
    let files = data["transactions"]["nodes"].as_array().unwrap();
    let vector = files.iter().find(|file| file["size"] == "vect").unwrap();
    vector["downloadUrl"].as_str().unwrap().to_owned()
}

/// Nothing of an answer names the upstream.
fn assert_silent_about(upstream: &str, reply: &Reply) {
    for (name, value) in &reply.headers {
        assert!(!value.contains(upstream) && !value.contains("storage"), "{name}: {value}");
    }
    assert!(!reply.body.contains(upstream), "{}", reply.body);
}

#[tokio::test]
async fn a_licensed_file_comes_whole_from_an_address_that_is_not_shown() {
    let app = TestApp::start().await;
    let link = first_transaction(&app).await;
    assert_eq!(app.commands().await, ["getLicensedItems"], "a link costs nothing");
    assert!(link.starts_with("http://127.0.0.1:") && link.contains("/download/"), "{link}");

    let reply = app.send(get(&link)).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(app.commands().await[1..], ["getTransactionLicenseInfo", "getDownloadLink", "file"]);
    assert!(reply.bytes.len() > 1_000);
    assert_eq!(reply.header("content-length"), Some(reply.bytes.len().to_string()));
    let media = reply.header("content-type").unwrap();
    assert!(["image/jpeg", "image/svg+xml", "video/mp4"].contains(&&*media), "{media}");
    assert!(reply.header("content-disposition").unwrap().starts_with("attachment; filename=\""), "{reply:?}");
    assert_eq!(reply.header("cache-control").as_deref(), Some("private, no-store"));
    assert_eq!(reply.header("x-content-type-options").as_deref(), Some("nosniff"));
    assert!(reply.header("content-security-policy").unwrap().contains("sandbox"));
    assert_eq!(reply.header("accept-ranges").as_deref(), Some("bytes"));
    assert_silent_about(&app.sandbox().to_string(), &reply);

    app.forget_calls().await;
    let again = app.send(get(&link)).await;
    assert_eq!((again.bytes == reply.bytes, again.header("etag")), (true, reply.header("etag")));
    assert_eq!(app.commands().await, ["file"], "the address is good for a while");
    app.shutdown().await;
}

#[tokio::test]
async fn a_complimentary_file_is_found_again_in_the_list() {
    let app = TestApp::start().await;
    let data = app.data("{ compDownloads(first: 20) { nodes { size downloadUrl } } }").await;
    app.forget_calls().await;
    let comps = data["compDownloads"]["nodes"].as_array().unwrap();
    let small: Vec<_> = comps.iter().filter(|comp| comp["size"] == "s-2015").collect();
    assert!(!small.is_empty());
    for comp in small {
        let reply = app.send(get(comp["downloadUrl"].as_str().unwrap())).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(app.commands().await, ["getGroupCompDownloads", "file"]);
        app.forget_calls().await;
    }
    app.shutdown().await;
}

#[tokio::test]
async fn what_was_just_bought_or_taken_can_be_fetched() {
    let app = TestApp::start().await;
    let found = r#"{ search(query: "dog", filter: { kinds: [IMAGE] }, first: 1) { nodes { id licenses { id sizes { id } } } } }"#;
    let data = app.data(found).await;
    let item = &data["search"]["nodes"][0];
    let license = &item["licenses"][0];
    let size = &license["sizes"][0]["id"];
    let both = "mutation ($license: LicenseItemInput!, $comp: DownloadCompInput!) {
        licenseItem(input: $license) { purchase { transactions { downloadUrl } } }
        downloadComp(input: $comp) { download { downloadUrl } } }";
    let license = json!({ "itemId": item["id"], "licenseId": license["id"], "sizeId": size, "idempotencyKey": "1" });
    let comp = json!({ "itemId": item["id"], "sizeId": size });
    let answer = app.answer(both, json!({ "license": license, "comp": comp })).await;
    let bought = answer["data"]["licenseItem"]["purchase"]["transactions"][0]["downloadUrl"].as_str();
    let taken = answer["data"]["downloadComp"]["download"]["downloadUrl"].as_str();
    assert!(!answer.to_string().contains(&app.sandbox().to_string()), "{answer}");
    let bought = app.send(get(bought.unwrap())).await;
    let taken = app.send(get(taken.unwrap())).await;
    assert_eq!((bought.status, taken.status), (200, 200));
    assert_eq!(bought.header("content-type").as_deref(), Some("image/jpeg"));
    assert!(bought.bytes == taken.bytes);
    assert_ne!(bought.header("etag"), taken.header("etag"), "a tag says nothing about upstream's");
    app.shutdown().await;
}

#[tokio::test]
async fn a_file_can_be_had_in_parts() {
    let app = TestApp::start().await;
    let link = small_file(&app).await;
    let whole = app.send(get(&link)).await;
    let (bytes, total) = (&whole.bytes, whole.bytes.len());
    let tag = whole.header("etag").unwrap();
    app.forget_calls().await;
    for (range, first, last) in [
        ("bytes=0-0".to_owned(), 0, 0),
        ("bytes=10-99".to_owned(), 10, 99),
        (format!("bytes={}-", total - 5), total - 5, total - 1),
        ("bytes=-7".to_owned(), total - 7, total - 1),
        (format!("bytes=5-{}", total * 2), 5, total - 1),
    ] {
        let reply = app.send(get(&link).header("range", &*range).header("if-range", &*tag)).await;
        assert_eq!(reply.status, 206, "{range}: {reply:?}");
        assert_eq!(reply.header("content-range"), Some(format!("bytes {first}-{last}/{total}")));
        assert_eq!(reply.header("content-length"), Some((last + 1 - first).to_string()));
        assert!(reply.bytes == bytes[first..=last], "{range}");
        assert_eq!(reply.header("etag").as_deref(), Some(&*tag));
    }
    assert_eq!(app.calls().await[1]["arguments"]["range"], "bytes=10-99", "upstream sends no more than is wanted");

    for beyond in [get(&link), get(&link).header("if-range", &*tag)] {
        let reply = app.send(beyond.header("range", format!("bytes={total}-"))).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (416, "BAD_USER_INPUT"));
        assert_eq!(reply.header("content-range"), Some(format!("bytes */{total}")));
    }
    for whole in [
        get(&link).header("range", "bytes=0-1,3-4"),
        get(&link).header("range", "lines=0-1"),
        get(&link).header("range", "bytes=0-1").header("if-range", "\"another\""),
        get(&link).header("range", "bytes=0-1").header("if-range", "Tue, 15 Nov 1994 12:45:26 GMT"),
        get(&link).header("range", format!("bytes={total}-")).header("if-range", "\"another\""),
    ] {
        let reply = app.send(whole).await;
        assert_eq!((reply.status, reply.bytes.len(), reply.header("content-range")), (200, total, None));
    }
    app.shutdown().await;
}

#[tokio::test]
async fn what_a_client_has_already_is_not_sent_again() {
    let app = TestApp::start().await;
    let link = small_file(&app).await;
    let whole = app.send(get(&link)).await;
    let tag = whole.header("etag").unwrap();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let reply = app.send(get(&link).header("if-none-match", known).header("range", "bytes=0-1")).await;
        assert_eq!((reply.status, reply.bytes.len(), reply.header("etag")), (304, 0, Some(tag.clone())));
        assert_eq!(reply.header("cache-control").as_deref(), Some("private, no-store"));
    }
    assert_eq!(app.send(get(&link).header("if-none-match", "\"x\"")).await.status, 200);

    for (wanted, status) in
        [(tag.clone(), 206), ("*".to_owned(), 206), (format!("W/{tag}"), 412), ("\"x\"".to_owned(), 412)]
    {
        let reply = app.send(get(&link).header("if-match", wanted.clone()).header("range", "bytes=0-1")).await;
        assert_eq!(reply.status, status, "{wanted}");
        let beyond = app.send(get(&link).header("if-match", wanted.clone()).header("range", "bytes=99999999-")).await;
        assert_eq!(beyond.status, if status == 206 { 416 } else { status }, "{wanted}");
    }

    let head = app.send(Request::new("HEAD", path(&link)).header("range", "bytes=0-1")).await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    for name in ["content-length", "content-type", "content-disposition", "etag", "accept-ranges"] {
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
    let reply = app.send(Request::new("POST", path(&link))).await;
    assert_eq!((reply.status, reply.header("allow").as_deref()), (405, Some("GET,HEAD")));
    app.shutdown().await;
}

/// With a secret that the tests can sign links with.
fn with_secrets(url: Option<String>) -> Config {
    let mut config = config();
    config.download.secret = Some(SECRET.into());
    if let Some(url) = url {
        config.providers.depositphotos.url = Some(url.parse().unwrap());
        config.providers.depositphotos.timeout = Duration::from_millis(500);
        config.providers.depositphotos.retries = 0;
    }
    config
}

#[tokio::test]
async fn a_link_is_good_for_its_viewer_alone_and_not_for_long() {
    let app = TestApp::with(with_secrets(None)).await;
    let bearer = |token: &str| format!("Bearer {token}");
    let link = first_transaction(&app).await;
    assert_eq!(app.send(get(&link).header("authorization", bearer(app.token()))).await.status, 200);
    app.forget_calls().await;

    let past = Clock::fixed(Timestamp::UNIX_EPOCH);
    let expired = link_for(&Viewer::development(), &links(past));
    let reply = app.send(get(&expired)).await;
    assert_eq!((reply.status, reply.refusal().as_str()), (410, "FORBIDDEN"));

    let stranger =
        DownloadConfig { secret: Some("another secret that is long enough, too".into()), ..DownloadConfig::default() };
    let stranger = Links::new(&stranger, "http://portico.example", Clock::system());
    for forged in [
        link_for(&Viewer::development(), &stranger),
        format!("{link}x"),
        format!("http://portico.example/download/{}", app.token()),
        "http://portico.example/download/nonsense".to_owned(),
    ] {
        let reply = app.send(get(&forged)).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (403, "FORBIDDEN"), "{forged}");
    }

    for other in [
        Viewer { subject: "somebody".into(), ..Viewer::development() },
        Viewer { tenant: "elsewhere".into(), ..Viewer::development() },
    ] {
        let theirs = link_for(&other, &links(Clock::system()));
        let reply = app.send(get(&theirs).header("authorization", bearer(app.token()))).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (403, "FORBIDDEN"));
    }
    let token = path(&link).replace("/download/", "");
    for bad in [bearer("nonsense"), bearer(&token), "Basic YTpi".to_owned()] {
        let reply = app.send(get(&link).header("authorization", &*bad)).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (401, "UNAUTHENTICATED"), "{bad}");
        let reply = app.send(Request::query("{ __typename }").header("authorization", bad)).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (401, "UNAUTHENTICATED"));
    }
    assert!(app.calls().await.is_empty(), "nobody was asked");
    app.shutdown().await;
}

#[tokio::test]
async fn a_session_that_ends_meanwhile_is_replaced() {
    let app = TestApp::start().await;
    let link = first_transaction(&app).await;
    app.fault(&json!({ "provider": "depositphotos", "command": "getDownloadLink", "kind": "session_expired" })).await;
    assert_eq!(app.send(get(&link)).await.status, 200);
    let expected = ["getLicensedItems", "getTransactionLicenseInfo", "getDownloadLink", "getDownloadLink", "file"];
    assert_eq!(app.commands().await, expected);
    app.shutdown().await;
}

#[tokio::test]
async fn what_is_not_licensed_is_not_there() {
    let app = TestApp::with(with_secrets(None)).await;
    let reply = app.send(get(&good_link())).await;
    assert_eq!((reply.status, reply.refusal().as_str()), (404, "NOT_FOUND"));
    assert_eq!(app.commands().await, ["getTransactionLicenseInfo"]);
    app.shutdown().await;
}

#[tokio::test]
async fn links_start_with_the_public_address() {
    let mut config = config();
    config.http.public_url = Some("https://portal.example/portico/".parse().unwrap());
    let app = TestApp::with(config).await;
    assert!(first_transaction(&app).await.starts_with("https://portal.example/portico/download/ey"));
    app.shutdown().await;
}

fn raw(status: u16, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} X\r\n{headers}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

const JPEG: &str = "content-type: image/jpeg";

/// An upstream whose answers to `getDownloadLink` come from `link` and whose files come from `file`.
async fn upstream(
    link: impl Fn(usize) -> String + Send + Sync + 'static,
    file: impl Fn(&str) -> Script + Send + Sync + 'static,
) -> Upstream {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    Upstream::start(Vec::new(), move |request| {
        if request.starts_with("GET ") {
            return Some(file(request));
        }
        let answer = if request.contains("getTransactionLicenseInfo") {
            json!({ "type": "success", "item": { "id": 9, "filename": "Red fox" }, "transaction": { "size": "s" } })
        } else if request.contains("getDownloadLink") {
            let nth = asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            json!({ "type": "success", "downloadLink": link(nth) })
        } else {
            return None;
        };
        Some(Script::Json(answer.to_string()))
    })
    .await
}

async fn facade(upstream: &Upstream) -> TestApp {
    TestApp::with(with_secrets(Some(format!("http://{}/depositphotos", upstream.addr)))).await
}

#[tokio::test]
async fn only_the_upstreams_own_hosts_are_ever_asked() {
    let foreign = upstream(|_| String::new(), |_| Script::Raw(raw(200, JPEG, "stolen"))).await;
    let elsewhere = [
        format!("http://{}/file", foreign.addr),
        format!("http://localhost:{}/file", foreign.addr.port()),
        "https://evil.example/file".to_owned(),
        "https://depositphotos.com.evil.example/file".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "https://10.0.0.1/file".to_owned(),
        "https://[::1]/file".to_owned(),
        // Allowed by name, and this machine by address.
        "https://localhost/file".to_owned(),
        "file:///etc/passwd".to_owned(),
        "https://user:word@st.depositphotos.com/file".to_owned(),
    ];
    for target in elsewhere {
        for redirected in [false, true] {
            let there = target.clone();
            let link = if redirected { "/file".to_owned() } else { target.clone() };
            let upstream =
                upstream(move |_| link.clone(), move |_| Script::Raw(raw(302, &format!("location: {there}"), "")))
                    .await;
            let mut config = with_secrets(Some(format!("http://{}/depositphotos", upstream.addr)));
            config.providers.depositphotos.download_hosts.push("localhost".to_owned());
            let app = TestApp::with(config).await;
            let reply = app.send(get(&good_link())).await;
            assert_eq!((reply.status, reply.refusal().as_str()), (502, "UPSTREAM_UNAVAILABLE"), "{target}");
            assert_silent_about(&target, &reply);
            assert_eq!(upstream.fetched().len(), usize::from(redirected), "{target}");
            app.shutdown().await;
        }
    }
    assert!(foreign.fetched().is_empty());
}

#[tokio::test]
async fn a_redirect_within_the_upstream_is_followed_and_none_for_ever() {
    let file = |request: &str| {
        if request.starts_with("GET /here ") {
            Script::Raw(raw(307, "location: /there", ""))
        } else if request.starts_with("GET /round ") {
            Script::Raw(raw(302, "location: /round", ""))
        } else {
            Script::Raw(raw(200, JPEG, "a fox"))
        }
    };
    let once = upstream(|_| "/here".to_owned(), file).await;
    let app = facade(&once).await;
    let reply = app.send(get(&good_link())).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "a fox"));
    assert_eq!(reply.header("content-disposition").as_deref(), Some("attachment; filename=\"Red fox.jpg\""));
    for head in once.fetched() {
        let head = head.to_ascii_lowercase();
        for secret in ["session", "apikey", "authorization", "cookie", "referer", "x-request-id"] {
            assert!(!head.contains(secret), "{head}");
        }
    }
    app.shutdown().await;

    let round = upstream(|_| "/round".to_owned(), file).await;
    let app = facade(&round).await;
    assert_eq!(app.send(get(&good_link())).await.status, 502);
    assert_eq!(round.fetched().len(), 6);
    app.shutdown().await;
}

#[tokio::test]
async fn what_upstream_says_of_a_file_is_not_believed() {
    for (headers, media, disposition) in [
        ("content-type: text/javascript", "application/octet-stream", "Red fox.bin"),
        ("content-type: IMAGE/SVG+XML; charset=utf-8", "image/svg+xml", "Red fox.svg"),
        ("content-type: image/jpeg\r\ncontent-disposition: inline; filename=x.html", "image/jpeg", "Red fox.jpg"),
        ("set-cookie: a=b\r\nx-powered-by: PHP\r\nserver: st\r\nlink: </x>", "application/octet-stream", "Red fox.bin"),
    ] {
        let upstream = upstream(|_| "/file".to_owned(), move |_| Script::Raw(raw(200, headers, "x"))).await;
        let app = facade(&upstream).await;
        let reply = app.send(get(&good_link())).await;
        assert_eq!((reply.status, reply.header("content-type").as_deref()), (200, Some(media)));
        assert_eq!(reply.header("content-disposition"), Some(format!("attachment; filename=\"{disposition}\"")));
        assert!(reply.header("content-security-policy").unwrap().contains("sandbox"));
        for name in ["set-cookie", "x-powered-by", "server", "link", "etag"] {
            assert_eq!(reply.header(name), None, "{name}");
        }
        app.shutdown().await;
    }
}

#[tokio::test]
async fn every_failure_of_upstream_is_an_answer_with_a_code() {
    let range = "bytes=2-3";
    for (script, status, code) in [
        (Script::Raw(raw(404, JPEG, "")), 404, "NOT_FOUND"),
        (Script::Raw(raw(410, JPEG, "")), 404, "NOT_FOUND"),
        (Script::Raw(raw(403, JPEG, "")), 502, "UPSTREAM_UNAVAILABLE"),
        (Script::Raw(raw(500, JPEG, "")), 502, "UPSTREAM_UNAVAILABLE"),
        (Script::Raw(raw(200, "content-type: text/html", "<h1>Log in</h1>")), 502, "UPSTREAM_UNAVAILABLE"),
        (Script::Raw(raw(200, "content-encoding: gzip", "x")), 502, "UPSTREAM_UNAVAILABLE"),
        (Script::Raw(raw(206, "content-range: bytes 0-1/9", "ab")), 502, "UPSTREAM_UNAVAILABLE"),
        (Script::Raw(raw(206, JPEG, "ab")), 502, "UPSTREAM_UNAVAILABLE"),
        (Script::Raw(b"HTTP/1.1 200 X\r\ncontent-length: 9999999999999\r\n\r\n".to_vec()), 502, "UPSTREAM_UNAVAILABLE"),
        (Script::Drop, 502, "UPSTREAM_UNAVAILABLE"),
        (Script::Hang, 504, "UPSTREAM_TIMEOUT"),
    ] {
        let shown = format!("{script:?}");
        let upstream = upstream(|_| "/file".to_owned(), move |_| script.clone()).await;
        let app = facade(&upstream).await;
        let reply = app.send(get(&good_link()).header("range", range)).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (status, code), "{shown}");
        assert_silent_about(&upstream.addr.to_string(), &reply);
        app.shutdown().await;
    }
}

#[tokio::test]
async fn an_address_that_has_gone_bad_is_asked_for_anew_once() {
    let served = std::sync::atomic::AtomicUsize::new(0);
    let upstream = upstream(
        |nth| format!("/file/{nth}"),
        move |request| {
            let first = served.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
            let good = (first && request.starts_with("GET /file/0 ")) || request.starts_with("GET /file/1 ");
            Script::Raw(if good { raw(200, JPEG, "a fox") } else { raw(403, JPEG, "") })
        },
    )
    .await;
    let app = facade(&upstream).await;
    for _ in 0..2 {
        assert_eq!(app.send(get(&good_link())).await.body, "a fox");
    }
    assert_eq!((upstream.asked("getDownloadLink").len(), upstream.fetched().len()), (2, 3));
    app.shutdown().await;
}

#[tokio::test]
async fn a_file_outlives_the_deadline_of_requests_and_ends_with_its_client() {
    let head = b"HTTP/1.1 200 X\r\ncontent-type: video/mp4\r\ncontent-length: 60000000000\r\n\r\n".to_vec();
    let upstream = upstream(|_| "/file".to_owned(), move |_| Script::Endless(head.clone())).await;
    let mut config = with_secrets(Some(format!("http://{}/depositphotos", upstream.addr)));
    config.http.request_timeout = Duration::from_millis(300);
    config.providers.depositphotos.max_downloads = 1;
    let app = TestApp::with(config).await;
    let mut client = get(&good_link()).start(app.addr()).await;
    let (begun, mut buffer, mut read) = (Instant::now(), vec![0; 64 * 1024], 0);
    while begun.elapsed() < Duration::from_millis(700) {
        read += timeout(PATIENCE, client.read(&mut buffer)).await.unwrap().unwrap();
    }
    assert!(read > 1_000_000, "{read}");

    let reply = app.send(get(&good_link())).await;
    assert_eq!((reply.status, reply.refusal().as_str()), (503, "RATE_LIMITED"));
    assert_eq!(reply.header("retry-after").as_deref(), Some("5"));

    drop(client);
    timeout(PATIENCE, upstream.hung_up()).await.unwrap();
    app.shutdown().await;
}

#[tokio::test]
async fn a_file_that_breaks_off_upstream_breaks_off_here() {
    for framing in ["content-length: 100\r\n\r\nhalf", "transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n"] {
        let head = format!("HTTP/1.1 200 X\r\ncontent-type: image/png\r\n{framing}");
        // Nothing more comes, and the connection stays open.
        let upstream = upstream(|_| "/file".to_owned(), move |_| Script::Raw(head.clone().into_bytes())).await;
        let app = facade(&upstream).await;
        let mut client = get(&good_link()).start(app.addr()).await;
        let mut said = Vec::new();
        // The end of the connection, however it comes.
        let _ = timeout(PATIENCE, client.read_to_end(&mut said)).await.unwrap();
        let said = String::from_utf8(said).unwrap();
        assert!(said.starts_with("HTTP/1.1 200") && said.contains("half"), "{said}");
        assert!(!said.ends_with("0\r\n\r\n"), "it must not look whole: {said}");
        app.shutdown().await;
    }
}
