//! Adobe Stock's sandbox: search, assets by id, downloads, pictures; hardships, and what survives a restart.

use portico::config::sandbox::SandboxConfig;
use reqwest::{Method, header};
use serde_json::{Value, json};

use super::support::adobe::{
    AUDIO, Buyer, CLIP_4K, CLIP_HD, EDITORIAL, FREE, GENERATED, ILLUSTRATION, LARGE, LIBRARIES, MODEL, PHOTO, PREMIUM,
    PREMIUM_WITHOUT_M, SVG, TEMPLATE, WITHDRAWN, Wire, ZIP, read,
};

const SEARCH: &str = "Rest/Media/1/Search/Files?locale=en_US";

async fn found(buyer: &Buyer<'_>, rest: &str) -> Vec<Value> {
    buyer.ok(&format!("{SEARCH}&{rest}")).await["files"].as_array().unwrap().clone()
}

#[tokio::test]
async fn search_gives_the_columns_and_the_sorts_that_are_asked_for() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let body = buyer.ok(&format!("{SEARCH}&search_parameters[words]=kitten")).await;
    let files = body["files"].as_array().unwrap();
    assert!(files.len() == 32 && body["nb_results"].as_u64() > Some(1_000), "{}", body["nb_results"]);
    let names: Vec<&str> = files[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names.len(), 16, "the default set without nb_results: {names:?}");
    assert!(
        files[0]["category"]["id"].is_u64() && files[0]["thumbnail_width"] == 500
            || files[0]["thumbnail_height"] == 500
    );
    let columns = "result_columns%5B0%5D=id&result_columns%5B1%5D=keywords&result_columns%5B2%5D=comps";
    let body = buyer.ok(&format!("{SEARCH}&search_parameters%5Bwords%5D=kitten&{columns}")).await;
    assert!(body["nb_results"].is_null() && body["files"][0]["keywords"][0]["name"].is_string());
    assert_eq!(body["files"][0].as_object().unwrap().len(), 3);
    for (content_type, media) in
        [("photo", 1), ("illustration", 2), ("vector", 3), ("video", 4), ("3d", 6), ("3D", 6), ("template", 7)]
    {
        let filter = format!("search_parameters[filters][content_type:{content_type}]=1");
        let files = found(&buyer, &filter).await;
        assert!(!files.is_empty() && files.iter().all(|file| file["media_type_id"] == media), "{content_type}");
    }
    let of = async |filter: &str, column: &str, allowed: &[Value]| {
        let rest = format!("search_parameters[limit]=100&search_parameters[filters]{filter}&result_columns[]={column}");
        let files = found(&buyer, &rest).await;
        assert!(!files.is_empty() && files.iter().all(|file| allowed.contains(&file[column])), "{filter}: {files:?}");
    };
    of("[premium]=true", "premium_level_id", &[json!(2), json!(3), json!(4)]).await;
    of("[premium]=false", "premium_level_id", &[json!(0)]).await;
    of("[gentech]=true", "is_gentech", &[json!(true)]).await;
    of("[has_releases]=false", "has_releases", &[json!(false)]).await;
    of("[is_loop]=1", "is_loop", &[json!(true)]).await;
    of("[transparent]=true", "is_transparent", &[json!(true)]).await;
    of("[premium]=all", "is_editorial", &[json!(false)]).await;
    let files = found(&buyer, "search_parameters[filters][area_m_pixels]=20-&search_parameters[words]=cat").await;
    assert!(files.iter().all(|file| file["width"].as_u64().unwrap() * file["height"].as_u64().unwrap() >= 20_000_000));
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn search_hides_what_is_known_by_its_id() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    for (id, shown) in [(PHOTO, 1), (LARGE, 1), (EDITORIAL, 0), (FREE, 0), (AUDIO, 0), (WITHDRAWN, 0), (7, 0)] {
        for asked in ["media_id", "words"] {
            let body = buyer.ok(&format!("{SEARCH}&search_parameters[{asked}]={id}")).await;
            assert_eq!(body["nb_results"], shown, "{asked} {id}");
        }
    }
    let creator = found(&buyer, &format!("search_parameters[media_id]={PHOTO}")).await[0]["creator_id"].clone();
    let files = found(&buyer, &format!("search_parameters[creator_id]={creator}")).await;
    assert!(files.len() == 32 && files.iter().all(|file| file["creator_id"] == creator));
    assert!(!found(&buyer, &format!("search_parameters[similar]={PHOTO}")).await.is_empty());
    assert!(!found(&buyer, &format!("search_parameters[serie_id]={PHOTO}")).await.is_empty());
    assert!(found(&buyer, "search_parameters[gallery_id]=x").await.is_empty());
    let similar = async |boundary: &str| {
        let body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"similar_image\"; filename=\"a.jpg\"\r\n\r\n\u{1}JPEG\r\n--{boundary}--"
        );
        let path = format!("{SEARCH}&search_parameters[similar_image]=1&result_columns[]=id");
        let kind = format!("multipart/form-data; boundary={boundary}");
        read(buyer.request(Method::POST, &path).header("content-type", kind).body(body).send().await.unwrap()).await
    };
    let (status, body) = similar("one").await;
    assert!(status == 200 && !body["files"].as_array().unwrap().is_empty());
    assert_eq!(similar("two").await.1, body);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn assets_of_every_sort_are_known_by_id_as_documented() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let every = [
        (PHOTO, json!([1, 0, null, false, false])),
        (ILLUSTRATION, json!([2, 0, null, false, false])),
        (GENERATED, json!([2, 0, null, false, true])),
        (SVG, json!([3, 0, "svg", false, false])),
        (ZIP, json!([3, 0, "zip", false, false])),
        (CLIP_HD, json!([4, 0, null, false, false])),
        (CLIP_4K, json!([4, 0, null, false, false])),
        (PREMIUM, json!([1, 2, null, false, false])),
        (PREMIUM_WITHOUT_M, json!([1, 2, null, false, false])),
        (TEMPLATE, json!([7, 0, null, false, false])),
        (MODEL, json!([6, 0, null, false, false])),
        (FREE, json!([1, 1, null, false, false])),
        (EDITORIAL, json!([1, 0, null, true, false])),
        (AUDIO, json!([9, 0, null, false, false])),
        (LARGE, json!([2, 0, null, false, true])),
    ];
    let columns = ["media_type_id", "premium_level_id", "vector_type", "is_editorial", "is_gentech"];
    let asked: String = columns.iter().map(|name| format!("&result_columns[]={name}")).collect();
    let ids: Vec<String> =
        every.iter().map(|(id, _)| id.to_string()).chain([WITHDRAWN.to_string(), "7".to_owned()]).collect();
    let body = buyer
        .ok(&format!(
            "Rest/Media/1/Files?ids={}{asked}&result_columns[]=licenses&result_columns[]=comps",
            ids.join(",")
        ))
        .await;
    let files = body["files"].as_array().unwrap();
    assert_eq!(files.len(), every.len(), "withdrawn and unknown ids are left out");
    let documentation = include_str!("../../docs/sandbox.md");
    for (file, (id, expected)) in files.iter().zip(&every) {
        let told: Vec<Value> = columns.iter().map(|name| file[*name].clone()).collect();
        assert_eq!(&Value::Array(told), expected, "{id}");
        assert!(documentation.contains(&id.to_string()), "{id} is not in the documentation");
    }
    let names = |id: u64, column: &str| {
        let at = every.iter().position(|(known, _)| *known == id).unwrap();
        files[at][column].as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        (names(PREMIUM, "licenses"), names(PREMIUM_WITHOUT_M, "licenses")),
        ("Standard Standard_M".into(), "Standard".into())
    );
    assert_eq!((names(CLIP_HD, "comps"), names(CLIP_4K, "comps")), ("Video_HD".into(), "Video_HD Video_4K".into()));
    assert!(names(AUDIO, "licenses").is_empty() && documentation.contains(&WITHDRAWN.to_string()));
    assert_eq!(buyer.ok(&format!("Rest/Media/1/Files?ids={PHOTO}")).await, json!({ "files": [{ "id": PHOTO }] }));
    buyer.license(PHOTO, "license=Extended").await;
    let asked =
        format!("Rest/Media/1/Files?ids={PHOTO},{SVG}&result_columns[]=is_licensed&result_columns[]=nb_results");
    let body = buyer.ok(&asked).await;
    assert_eq!(body, json!({ "nb_results": 2, "files": [{ "is_licensed": "Extended" }, { "is_licensed": "" }] }));
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn assets_by_id_have_errors_of_their_own() {
    let wire = Wire::start().await;
    let files = wire.url("Rest/Media/1/Files");
    let many: Vec<String> = (1..=111).map(|id| id.to_string()).collect();
    let many = format!("ids={}", many.join(","));
    for (query, product, status, code) in [
        ("ids=1", None, 400, "600"),
        ("ids=1&result_columns[]=is_licensed", Some("Test/1.0"), 400, "601"),
        ("ids=1&locale=klingon", Some("Test/1.0"), 400, "602"),
        ("ids=1&result_columns[]=weight", Some("Test/1.0"), 400, "603"),
        ("ids=1&colour=red", Some("Test/1.0"), 400, "604"),
        ("ids=one", Some("Test/1.0"), 404, "605"),
        ("", Some("Test/1.0"), 404, "605"),
        (many.as_str(), Some("Test/1.0"), 400, "606"),
    ] {
        let mut request = wire.client.get(format!("{files}?{query}")).header("x-api-key", "sandbox-client");
        if let Some(product) = product {
            request = request.header("x-product", product);
        }
        let (answered, body) = read(request.send().await.unwrap()).await;
        assert_eq!((answered, &body["code"]), (status, &json!(code)), "{query:.40}: {body}");
    }
    wire.sandbox.shutdown().await;
}

/// The longest edge of a file that an address leads to.
async fn edge(buyer: &Buyer<'_>, url: &str) -> u32 {
    let (status, location) = buyer.fetch(url).await;
    assert_eq!(status, 302, "{url}");
    let file = buyer.plain(&location).await;
    assert_eq!(file.status(), 200);
    assert!(
        file.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment; filename=\"AdobeStock_")
    );
    let picture = image::load_from_memory(&file.bytes().await.unwrap()).unwrap();
    picture.width().max(picture.height())
}

#[tokio::test]
async fn downloads_lead_to_files_in_the_size_that_is_asked_for() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let bought = async |id, license: &str| {
        let details = buyer.license(id, &format!("license={license}")).await;
        format!("{}?token={}", details["url"].as_str().unwrap(), buyer.token)
    };
    let photo = bought(PHOTO, "Standard").await;
    for size in [400, 1_600] {
        assert_eq!(edge(&buyer, &format!("{photo}&size={size}")).await, size);
    }
    assert!(edge(&buyer, &photo).await > 1_600);
    assert_eq!(edge(&buyer, &bought(PREMIUM, "Standard_M").await).await, 1_600);
    let svg = bought(SVG, "Standard").await;
    assert!(edge(&buyer, &format!("{svg}&format=png")).await > 1_000);
    let zip = bought(ZIP, "Standard").await;
    let (_, location) = buyer.fetch(&zip).await;
    assert!(location.ends_with(".zip"));
    assert!(buyer.plain(&location).await.bytes().await.unwrap().starts_with(b"PK\x03\x04"));
    let clip = bought(CLIP_4K, "Video_HD").await;
    let (status, location) = buyer.fetch(&format!("{clip}&size=1080")).await;
    assert!(status == 302 && location.ends_with(".mp4"));
    assert_eq!(buyer.plain(&location).await.headers()["content-type"], "video/mp4");
    assert_eq!(buyer.fetch(&format!("{}&size=2160", bought(CLIP_4K, "Video_4K").await)).await.0, 302);
    for url in [
        format!("{photo}&size=401"),
        format!("{svg}&size=400"),
        format!("{clip}&size=2160"),
        format!("{clip}&size=400"),
        format!("{zip}&format=png"),
        format!("{photo}&format=png"),
    ] {
        let (status, body) = read(wire.client.get(&url).send().await.unwrap()).await;
        assert_eq!((status, &body["code"]), (400, &json!("020")), "{url}: {body}");
    }
    let thumbnail =
        found(&buyer, &format!("search_parameters[media_id]={PHOTO}&search_parameters[thumbnail_size]=240")).await;
    let picture = buyer.plain(thumbnail[0]["thumbnail_url"].as_str().unwrap()).await;
    assert_eq!(picture.headers()["content-type"], "image/jpeg");
    let row = found(
        &buyer,
        &format!(
            "search_parameters[media_id]={CLIP_HD}&result_columns[]=video_preview_url&result_columns[]=details_url"
        ),
    )
    .await;
    for page in ["video_preview_url", "details_url"] {
        assert_eq!(buyer.plain(row[0][page].as_str().unwrap()).await.status(), 200, "{page}");
    }
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn downloads_are_for_those_who_licensed() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let url = buyer.license(PHOTO, "").await["url"].as_str().unwrap().to_owned();
    let head = buyer.request(Method::HEAD, "x").build().unwrap();
    let head = wire.client.head(format!("{url}?token={}", buyer.token)).headers(head.headers().clone());
    let response = head.send().await.unwrap();
    assert_eq!(response.status(), 302);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(wire.client.get(&url).bearer_auth(&buyer.token).send().await.unwrap().status(), 302, "header alone");
    assert_eq!(wire.client.get(&location).bearer_auth(&buyer.token).send().await.unwrap().status(), 400, "two ways");
    let colleague = wire.buyer("sandbox-references").await;
    assert_eq!(buyer.fetch(&format!("{url}?token={}", colleague.token)).await.0, 302);
    let stranger = wire.buyer("sandbox-alternatives").await;
    let elsewhere = url.replace(&PHOTO.to_string(), &ILLUSTRATION.to_string());
    let other_number = format!("{}4", url.trim_end_matches('1'));
    for refused in [
        format!("{url}?token={}", stranger.token),
        format!("{url}?token=nonsense"),
        url.clone(),
        format!("{elsewhere}?token={}", buyer.token),
        format!("{other_number}?token={}", buyer.token),
    ] {
        let (status, body) = read(wire.client.get(&refused).send().await.unwrap()).await;
        assert_eq!(status, 404, "{refused}");
        assert_eq!(body["error"], "Cannot find a download for this file and license on this organization");
    }
    let comp = elsewhere.replace("/Download/", "/Watermarked/Download/");
    assert_eq!(edge(&buyer, &format!("{comp}?token={}", buyer.token)).await, 1_000);
    wire.advance(301).await;
    assert_eq!(buyer.fetch(&location).await.0, 403, "signed addresses are short-lived");
    wire.switches(&json!({ "directDownload": true })).await;
    let direct = wire.client.get(format!("{url}?token={}&size=400", buyer.token)).send().await.unwrap();
    let name = format!("attachment; filename=\"AdobeStock_{PHOTO}.jpeg\";");
    assert_eq!(
        (direct.status().as_u16(), direct.headers()["content-disposition"].to_str().unwrap()),
        (200, name.as_str())
    );
    wire.advance(86_400).await;
    let (status, body) = read(wire.client.get(format!("{url}?token={}", buyer.token)).send().await.unwrap()).await;
    assert_eq!((status, &body["error"]), (401, &json!("This download is expired")));
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn the_storage_gives_files_whole_or_in_part() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let url = buyer.license(PHOTO, "").await["url"].as_str().unwrap().to_owned();
    let alias = wire.client.get(format!("{url}?token={}&size=400", buyer.token)).send().await.unwrap();
    let location = alias.headers()["location"].to_str().unwrap().to_owned();
    let fetch = async |range: &str| wire.client.get(&location).header("range", range).send().await.unwrap();
    let whole = wire.client.get(&location).send().await.unwrap();
    assert_eq!((whole.status().as_u16(), &whole.headers()["accept-ranges"]), (200, &"bytes".parse().unwrap()));
    let tag = whole.headers()["etag"].clone();
    let bytes = whole.bytes().await.unwrap();
    for (range, first, last) in
        [("bytes=0-9", 0, 9), ("bytes=100-", 100, bytes.len() - 1), ("bytes=-5", bytes.len() - 5, bytes.len() - 1)]
    {
        let part = fetch(range).await;
        assert_eq!((part.status().as_u16(), &part.headers()["etag"]), (206, &tag), "{range}");
        assert_eq!(part.headers()["content-range"], format!("bytes {first}-{last}/{}", bytes.len()), "{range}");
        assert!(part.headers().contains_key("content-disposition"));
        assert_eq!(part.bytes().await.unwrap(), bytes.slice(first..=last), "{range}");
    }
    for (range, status) in [("bytes=9-5", 200), ("lines=1-2", 200), ("bytes=99999999-", 416)] {
        assert_eq!(fetch(range).await.status(), status, "{range}");
    }
    let calls = wire.calls().await;
    let files: Vec<_> = calls.iter().filter(|call| call["command"] == "file").map(|call| &call["arguments"]).collect();
    assert_eq!((files.len(), files[0], files[1]), (7, &json!({ "range": null }), &json!({ "range": "bytes=0-9" })));
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn hardships_strike_this_wire_too() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let license = |id: u64| format!("{LIBRARIES}/Content/License?content_id={id}&license=Standard&license_again=true");
    let mut charged = 0;
    for kind in ["commit_then_drop", "commit_then_reset", "commit_then_hang", "half_body"] {
        wire.fault("Content/License", kind, 0.05).await;
        let sent = buyer.request(Method::GET, &license(PHOTO)).send().await;
        let lost = match sent {
            Err(_) => true,
            Ok(response) => response.text().await.is_err(),
        };
        charged += 1;
        assert!(lost && wire.book().await.len() == charged, "{kind}");
    }
    for (kind, status) in [("commit_then_502", 502), ("garbage", 200)] {
        wire.fault("Content/License", kind, 0.0).await;
        let (answered, body) = buyer.get(&license(PHOTO)).await;
        charged += 1;
        assert!(answered == status && body.is_string() && wire.book().await.len() == charged, "{kind}");
    }
    wire.fault("Content/License", "late_listing", 600.0).await;
    let before = buyer.history("").await["nb_results"].as_u64().unwrap();
    assert_eq!(buyer.license(SVG, "").await["state"], "just_purchased");
    charged += 1;
    assert_eq!(buyer.history("").await["nb_results"], before);
    assert_eq!(buyer.info(SVG, "").await["purchase_details"]["state"], "purchased", "Info is no list");
    wire.advance(601).await;
    assert_eq!(buyer.history("").await["nb_results"], before + 1);

    wire.fault("Content/License", "lost_request", 0.0).await;
    assert!(buyer.request(Method::GET, &license(PHOTO)).send().await.is_err());
    assert_eq!(wire.book().await.len(), charged, "it never came");
    wire.fault("Content/License", "balance_out", 0.0).await;
    assert_eq!(buyer.license(PHOTO, "license_again=1").await["state"], "not_possible");
    wire.fault("Content/License", "refuse", 0.0).await;
    assert_eq!(buyer.get(&license(PHOTO)).await.1["code"], "100");
    wire.fault("Content/License", "rate_limited", 2.0).await;
    let limited = buyer.request(Method::GET, &license(PHOTO)).send().await.unwrap();
    assert_eq!((limited.status().as_u16(), limited.headers()["retry-after"].to_str().unwrap()), (429, "2"));
    assert_eq!(read(limited).await.1["error_code"], "429050");
    wire.fault("Member/Profile", "forbidden_page", 0.0).await;
    let (status, body) = buyer.get(&format!("{LIBRARIES}/Member/Profile?")).await;
    assert!(status == 403 && body.as_str().unwrap().starts_with("<html>"));
    wire.fault("Content/Info", "session_expired", 0.0).await;
    assert_eq!(buyer.get(&format!("{LIBRARIES}/Content/Info?content_id={PHOTO}")).await.1["error_code"], "401013");
    assert_eq!(wire.book().await.len(), charged);

    let calls = wire.control(Method::GET, "calls", &Value::Null).await;
    let shown = calls.to_string();
    assert!(!shown.contains(&buyer.token) && !shown.contains("sandbox-secret"), "no secrets");
    let licensing: Vec<&Value> =
        calls.as_array().unwrap().iter().filter(|call| call["command"] == "Content/License").collect();
    assert_eq!((licensing.len(), &licensing[0]["status"]), (charged + 4, &json!("dropped")));
    assert_eq!(licensing[0]["arguments"]["content_id"], PHOTO.to_string());
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn licences_and_tokens_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = || SandboxConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        state: Some(folder.path().join("state")),
        ..SandboxConfig::default()
    };
    let wire = Wire::with(config()).await;
    let buyer = wire.buyer("sandbox-client").await;
    buyer.license(PHOTO, "license=Standard").await;
    let (history, token) = (buyer.history("").await["nb_results"].clone(), buyer.token.clone());
    wire.sandbox.shutdown().await;
    let wire = Wire::with(config()).await;
    let mut buyer = wire.buyer("sandbox-client").await;
    buyer.token = token;
    assert_eq!((buyer.history("").await["nb_results"].clone(), buyer.quota().await), (history, json!(9_732)));
    assert_eq!(buyer.license(PHOTO, "license=Standard").await["state"], "purchased");
    assert_eq!(wire.book().await.len(), 1);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn addresses_begin_as_it_is_reached_and_prefixes_are_passed_over() {
    let wire = Wire::with(SandboxConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: Some("https://stock.example.com/".parse().unwrap()),
        ..SandboxConfig::default()
    })
    .await;
    let buyer = wire.buyer("sandbox-client").await;
    let url = buyer.license(PHOTO, "").await["url"].as_str().unwrap().to_owned();
    let rest = url.strip_prefix("https://stock.example.com/").unwrap();
    // A proxy that sends every path on to where this wire is mounted.
    let (status, location) = buyer.fetch(&format!("{}?token={}&size=400", wire.url(rest), buyer.token)).await;
    assert_eq!(status, 302);
    let rest = location.strip_prefix("https://stock.example.com/").unwrap();
    assert_eq!(buyer.plain(&wire.url(rest)).await.headers()["content-type"], "image/jpeg");
    wire.sandbox.shutdown().await;
}
