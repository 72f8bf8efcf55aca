//! Pictures of a job are looked at through links of ours: for one viewer, from upstream's hosts alone, past the hour at
//! which upstream's own addresses expire.

use portico::{
    auth::Viewer,
    clock::Clock,
    config::{Config, download::DownloadConfig},
    domain::{id::GenerationId, provider::ProviderName},
    download::{Links, Subject},
};
use serde_json::{Value, json};

use crate::support::{
    app::{TestApp, config},
    chunks::Chunks,
    raw::Request,
    upstream::{Script, Upstream},
};

const SECRET: &str = "a secret that is longer than thirty-two bytes";

fn settings() -> Config {
    let mut config = config();
    config.download.secret = Some(SECRET.into());
    config.generation.first_poll = std::time::Duration::from_millis(20);
    config.generation.longest_poll = std::time::Duration::from_millis(60);
    config.sandbox.generation_time = std::time::Duration::from_millis(300);
    config
}

/// A link that the façade could have made.
fn link_for(viewer: &Viewer, job: &str, position: usize) -> String {
    let settings = DownloadConfig { secret: Some(SECRET.into()), ..DownloadConfig::default() };
    let links = Links::new(&settings, "http://portico.example", Clock::system());
    let job = GenerationId::new(ProviderName::Depositphotos, job);
    links.make(viewer, &Subject::Preview { job, position }).unwrap()
}

fn get(link: &str) -> Request {
    Request::new("GET", url::Url::parse(link).unwrap().path())
}

/// The job, as it is when its previews are there.
async fn drawn(app: &TestApp) -> Value {
    let input = json!({ "prompt": "A kite", "idempotencyKey": "kite" });
    let document = "mutation ($input: GenerateImageInput!) { generateImage(input: $input) { generation { id } } }";
    let made = app.answer(document, json!({ "input": input })).await;
    let id = &made["data"]["generateImage"]["generation"]["id"];
    let document = "subscription ($id: ID!) { generationProgress(id: $id) { uuid images { uuid previewUrl } } }";
    let body = json!({ "query": document, "variables": { "id": id } }).to_string();
    let mut chunks = Chunks::open(Request::post(body).accept("text/event-stream"), app.addr()).await;
    loop {
        let chunk = chunks.next().await.unwrap();
        let data = chunk.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or("null");
        let mut event: Value = serde_json::from_str(data).unwrap();
        let job = event["data"]["generationProgress"].take();
        if job["images"][0]["previewUrl"].is_string() {
            return job;
        }
    }
}

#[tokio::test]
async fn a_preview_outlives_upstreams_address() {
    let app = TestApp::with(settings()).await;
    app.next_generation("stalls", "sent").await;
    let job = drawn(&app).await;
    assert!(!job.to_string().contains("/secure/"), "{job}");
    let link = job["images"][1]["previewUrl"].as_str().unwrap();
    assert!(link.starts_with(&format!("http://{}/download/", app.addr())), "{link}");
    let first = app.send(get(link)).await;
    assert_eq!((first.status, first.header("content-type").as_deref()), (200, Some("image/jpeg")), "{first:?}");
    assert_eq!(
        first.header("content-disposition"),
        Some(format!("attachment; filename=\"depositphotos-{}.jpg\"", job["images"][1]["uuid"].as_str().unwrap()))
    );
    // Upstream's address has expired, and the one that is kept here is no longer good.
    app.advance(1_300).await;
    let later = app.send(get(link)).await;
    assert_eq!(later.status, 200, "{later:?}");
    assert!(later.bytes == first.bytes);
    app.shutdown().await;
}

#[tokio::test]
async fn a_preview_is_its_viewers_alone() {
    let app = TestApp::with(settings()).await;
    app.next_generation("stalls", "sent").await;
    let job = drawn(&app).await;
    let uuid = job["uuid"].as_str().unwrap();
    let bearer = format!("Bearer {}", app.token());
    let own = link_for(&Viewer::development(), uuid, 0);
    assert_eq!(app.send(get(&own).header("authorization", &*bearer)).await.status, 200);
    for other in [
        Viewer { subject: "somebody".into(), ..Viewer::development() },
        Viewer { tenant: "elsewhere".into(), ..Viewer::development() },
    ] {
        let reply = app.send(get(&link_for(&other, uuid, 0)).header("authorization", &*bearer)).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (403, "FORBIDDEN"));
    }
    for (job, position) in [(uuid, 4), ("3524139b-20c7-4cda-8860-8ede3f79306d", 0), ("nonsense", 0)] {
        let reply = app.send(get(&link_for(&Viewer::development(), job, position))).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (404, "NOT_FOUND"), "{job} {position}");
    }
    app.shutdown().await;
}

/// An upstream whose job shows its only preview there.
async fn showing(address: String) -> Upstream {
    let job = json!({ "type": "success", "data": {
        "uuid": "job", "prompt": "A kite", "status": "processing", "purchaseStatus": "deferred",
        "items": [{ "uuid": "picture", "dpItemId": null, "previewUrl": address }] } });
    Upstream::start(Vec::new(), move |said| {
        if said.contains("dp_command=imageGenerator.get") {
            return Some(Script::Json(job.to_string()));
        }
        said.starts_with("GET ").then(|| Script::Header(200, "content-type: image/jpeg", "a kite".to_owned()))
    })
    .await
}

#[tokio::test]
async fn only_upstreams_hosts_are_asked_for_a_preview() {
    let foreign = showing(String::new()).await;
    for (address, status) in [("/here".to_owned(), 200), (format!("http://{}/there", foreign.addr), 502)] {
        let upstream = showing(address.clone()).await;
        let mut config = settings();
        config.providers.depositphotos.url = Some(format!("http://{}/depositphotos", upstream.addr).parse().unwrap());
        let app = TestApp::with(config).await;
        let reply = app.send(get(&link_for(&Viewer::development(), "job", 0))).await;
        assert_eq!(reply.status, status, "{address}: {reply:?}");
        assert_eq!(reply.body == "a kite", status == 200, "{reply:?}");
        assert!(!reply.body.contains(&foreign.addr.to_string()));
        app.shutdown().await;
    }
    assert!(foreign.fetched().is_empty());
}

#[tokio::test]
async fn the_generator_fills_an_item_that_the_stock_does_not_know_yet() {
    let done = json!({ "type": "success", "data": {
        "uuid": "job", "prompt": "A kite", "status": "completed", "purchaseStatus": "paid",
        "items": [{ "uuid": "picture", "dpItemId": 900000001, "previewUrl": "/here" }] } });
    let media = json!({ "type": "success", "data": {
        "id": 900000001, "width": 2048, "height": 1365, "aiGenerated": true, "title": "A kite" } });
    let missing = json!({ "type": "failure", "error": {
        "errorcode": 404, "errormsg": "none", "exception": "EInternal\\NotFoundItemException" } });
    let upstream = Upstream::start(Vec::new(), move |said| {
        let answer = |command: &str| format!("{said}&").contains(&format!("dp_command={command}&"));
        [("imageGenerator.get", &done), ("imageGenerator.getMediaData", &media), ("getMediaData", &missing)]
            .into_iter()
            .find_map(|(command, json)| answer(command).then(|| Script::Json(json.to_string())))
    })
    .await;
    let mut config = settings();
    config.providers.depositphotos.url = Some(format!("http://{}/depositphotos", upstream.addr).parse().unwrap());
    let app = TestApp::with(config).await;
    let id = GenerationId::new(ProviderName::Depositphotos, "job").encode();
    let document =
        "query ($id: ID!) { generation(id: $id) { images { item { title width height aiGenerated tags } } } }";
    let answer = app.answer(document, json!({ "id": id })).await;
    assert_eq!(
        answer["data"]["generation"]["images"],
        json!([{ "item": { "title": "A kite", "width": 2048, "height": 1365, "aiGenerated": true, "tags": [] } }]),
        "{answer}"
    );
    assert_eq!(upstream.asked("imageGenerator.getMediaData").len(), 1);
    app.shutdown().await;
}
