//! The Adobe Stock client against the sandbox: two readings of one contract.

use std::sync::Arc;

use portico::{
    clock::Clock,
    config::providers::AdobeStockConfig,
    domain::{
        ability::{AbilityRequest, Verdict},
        account::Quota,
        id::{GenerationId, InvoiceId, LicenseId, TransactionId},
        item::{ItemKind, ItemSizeName},
        language::Language,
        page::Window,
        rendition::{Rendition, RenditionFormat},
        search::{Collection, Orientation, SearchFilter, SearchRequest, SearchSort},
        transaction::{CustomReference, References, TransactionFilter, TransactionQuery},
    },
    providers::{
        ErrorKind, Fetched, Outcome, Provider, RefusalReason, Spending,
        adobe_stock::AdobeStock,
        spend::{LicenseLine, LicenseOrder, Licensed},
    },
};
use serde_json::{Value, json};

use crate::{
    adobe_client::{HERE, context, item},
    adobe_client_spends::{line, order},
    support::adobe::{
        AUDIO, CLIP_4K, CLIP_HD, EDITORIAL, FREE, GENERATED, ILLUSTRATION, LARGE, MODEL, PHOTO, PREMIUM, SVG, TEMPLATE,
        WITHDRAWN, Wire,
    },
};

fn client_of(wire: &Wire, account: &str) -> Arc<AdobeStock> {
    let config = AdobeStockConfig {
        url: wire.sandbox.address_of("adobe_stock"),
        client_id: account.to_owned(),
        spend_timeout: std::time::Duration::from_secs(1),
        ..AdobeStockConfig::default()
    };
    AdobeStock::new(&config, Clock::system()).unwrap()
}

fn request(key: u64, license: &str) -> AbilityRequest {
    AbilityRequest {
        item_id: item(key),
        license_id: LicenseId::new(HERE, license),
        buy_again: false,
        language: Language::English,
    }
}

fn query(keys: &[u64]) -> TransactionQuery {
    let item_ids = keys.iter().map(item).collect();
    TransactionQuery {
        filter: TransactionFilter { item_ids, ..TransactionFilter::default() },
        window: Window { limit: 50, offset: 0 },
    }
}

async fn buy(client: &AdobeStock, line: LicenseLine) -> Outcome<Licensed> {
    match client.license(&context(), &order(line)).await {
        Outcome::Done(lines) => Outcome::Done(lines.into_iter().next().unwrap().result.unwrap()),
        Outcome::Refused(refusal) => Outcome::Refused(refusal),
        Outcome::NotSent(error) => Outcome::NotSent(error),
        Outcome::Unknown(error) => Outcome::Unknown(error),
    }
}

async fn bought(client: &AdobeStock, line: LicenseLine) -> Licensed {
    match buy(client, line).await {
        Outcome::Done(licensed) => licensed,
        other => panic!("{other:?}"),
    }
}

async fn refused(client: &AdobeStock, line: LicenseLine) -> RefusalReason {
    match buy(client, line).await {
        Outcome::Refused(refusal) => refusal.reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_kind_of_item_is_found_by_its_id() {
    let wire = Wire::start().await;
    let client = client_of(&wire, "sandbox-client");
    let expected = [
        (PHOTO, ItemKind::Image),
        (ILLUSTRATION, ItemKind::Image),
        (GENERATED, ItemKind::Image),
        (SVG, ItemKind::Vector),
        (CLIP_HD, ItemKind::Video),
        (CLIP_4K, ItemKind::Video),
        (PREMIUM, ItemKind::Image),
        (TEMPLATE, ItemKind::Template),
        (MODEL, ItemKind::Model3d),
        (FREE, ItemKind::Image),
        (EDITORIAL, ItemKind::Image),
        (AUDIO, ItemKind::Audio),
        (LARGE, ItemKind::Image),
    ];
    let ids: Vec<_> = expected.iter().map(|(id, _)| item(id)).chain([item(WITHDRAWN), item(1)]).collect();
    let found = client.items(&context(), &ids, Language::English).await;
    let of = |id: u64| found[&item(id)].as_ref().unwrap().clone().unwrap_or_else(|| panic!("{id} is missing"));
    for (id, kind) in expected {
        let item = of(id);
        assert_eq!(item.kind, kind, "{id}");
        assert!(!item.title.is_empty() && item.page_url.is_some() && item.author.username.is_some(), "{item:?}");
        assert!(!item.previews.is_empty() || kind == ItemKind::Audio, "{item:?}");
    }
    assert!(found[&item(WITHDRAWN)].as_ref().unwrap().is_none() && found[&item(1)].as_ref().unwrap().is_none());
    assert_eq!((of(GENERATED).ai_generated, of(PHOTO).ai_generated), (Some(true), Some(false)));
    assert_eq!((of(EDITORIAL).editorial, of(PHOTO).editorial), (Some(true), Some(false)));
    assert_eq!((of(FREE).free, of(PREMIUM).collection), (Some(true), Some(Collection::Premium)));
    let sizes: Vec<_> = of(CLIP_4K).details.as_ref().unwrap().sizes.iter().map(|size| size.name).collect();
    assert_eq!(sizes, [ItemSizeName::Video1080, ItemSizeName::Video4k]);
    let photo = of(PHOTO);
    let details = photo.details.as_ref().unwrap();
    assert!(!details.tags.is_empty() && !details.categories.is_empty() && photo.published_at.is_some(), "{photo:?}");
    assert!(of(CLIP_HD).video.as_ref().is_some_and(|video| video.length_seconds > Some(0) && video.mp4_url.is_some()));
    let german = client.items(&context(), &[item(PHOTO)], Language::German).await;
    assert_ne!(german[&item(PHOTO)].as_ref().unwrap().as_ref().unwrap().title, photo.title);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn a_search_finds_what_a_look_up_shows() {
    let wire = Wire::start().await;
    let client = client_of(&wire, "sandbox-client");
    let search = async |filter: SearchFilter, language| {
        let request = SearchRequest {
            text: Some("fox".to_owned()),
            filter,
            sort: SearchSort::BestSales,
            language,
            window: Window { limit: 5, offset: 10 },
            details: true,
        };
        client.search(&context(), &request).await.unwrap()
    };
    let photos = SearchFilter { kinds: vec![ItemKind::Image], ..SearchFilter::default() };
    let found = search(photos, Language::English).await;
    assert!(found.total > 1_000 && found.items.len() == 5);
    let listed = &found.items[0];
    let ids = [listed.id.clone()];
    let looked_up = client.items(&context(), &ids, Language::English).await;
    let looked_up = looked_up[&listed.id].as_ref().unwrap().as_ref().unwrap();
    assert_eq!(format!("{looked_up:?}"), format!("{listed:?}"));
    for filter in [
        SearchFilter { kinds: vec![ItemKind::Template], ..SearchFilter::default() },
        SearchFilter { ai_generated: Some(true), ..SearchFilter::default() },
        SearchFilter { collection: Some(Collection::Premium), ..SearchFilter::default() },
        SearchFilter { orientation: Some(Orientation::Vertical), ..SearchFilter::default() },
    ] {
        let shown = format!("{filter:?}");
        let found = search(filter.clone(), Language::English).await;
        assert!(
            found.items.iter().all(|item| {
                (filter.kinds.is_empty() || filter.kinds.contains(&item.kind))
                    && filter.ai_generated.is_none_or(|generated| item.ai_generated == Some(generated))
                    && filter.collection.is_none_or(|collection| item.collection == Some(collection))
                    && filter.orientation.is_none_or(|_| item.height > item.width)
            }),
            "{shown}"
        );
    }
    // No locale is refused, whatever upstream makes of it.
    for language in [Language::Norwegian, Language::Hindi, Language::PortugueseBrazil, Language::Ukrainian] {
        search(SearchFilter::default(), language).await;
    }
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn every_account_is_judged_as_it_is() {
    let wire = Wire::start().await;
    for (account, key, license, expected) in [
        ("sandbox-client", PHOTO, "Standard", Verdict::Covered),
        ("sandbox-client", PHOTO, "standard", Verdict::Covered),
        ("sandbox-client", PHOTO, "Video_HD", Verdict::LicenseNotOffered),
        ("sandbox-client", PHOTO, "Standard_M", Verdict::LicenseNotOffered),
        ("sandbox-client", PREMIUM, "Standard_M", Verdict::Covered),
        ("sandbox-client", EDITORIAL, "Standard", Verdict::Covered),
        ("sandbox-client", LARGE, "Standard", Verdict::Covered),
        ("sandbox-client", WITHDRAWN, "Standard", Verdict::ItemNotFound),
        ("sandbox-client", 1, "Standard", Verdict::ItemNotFound),
        ("sandbox-references", PHOTO, "Standard", Verdict::Covered),
        ("sandbox-references", PREMIUM, "Standard", Verdict::NotCovered),
        ("sandbox-alternatives", PHOTO, "Social_Media", Verdict::Covered),
        ("sandbox-last-one", PHOTO, "Standard", Verdict::Covered),
        ("sandbox-overage", PHOTO, "Standard", Verdict::Overage),
        ("sandbox-wrong-plan", PHOTO, "Standard", Verdict::NotCovered),
        ("sandbox-wrong-plan", CLIP_HD, "Video_HD", Verdict::Covered),
        ("sandbox-unlimited", PHOTO, "Standard", Verdict::Covered),
        ("sandbox-exhausted", PHOTO, "Standard", Verdict::NeedsCheckout),
    ] {
        let ability = client_of(&wire, account).ability(&context(), &request(key, license)).await.unwrap().unwrap();
        assert_eq!(ability.verdict, expected, "{account} {key} {license}: {ability:?}");
        let telling = !matches!(expected, Verdict::Covered) || ability.units_left.is_some();
        assert!(ability.message.is_some() && telling, "{account} {key} {license}: {ability:?}");
    }
    let of = async |account, key, license| {
        client_of(&wire, account).ability(&context(), &request(key, license)).await.unwrap().unwrap()
    };
    let enterprise = of("sandbox-client", PHOTO, "Standard").await;
    assert_eq!((enterprise.units_left, enterprise.units), (Some(9_733), Some(1)));
    assert!(enterprise.references.iter().all(|field| !field.required && field.label.is_some()));
    let references = of("sandbox-references", PHOTO, "Standard").await.references;
    assert!(references.iter().any(|field| field.required), "{references:?}");
    let choices = of("sandbox-alternatives", PHOTO, "Standard").await.licenses;
    assert!(choices.iter().any(|choice| &*choice.license_id.key == "Social_Media" && choice.price_text.is_some()));
    assert!(of("sandbox-exhausted", PHOTO, "Standard").await.url.is_some());
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn accounts_have_quotas_and_licences_no_price() {
    let wire = Wire::start().await;
    let account = async |client: &str| client_of(&wire, client).account(&context()).await.unwrap();
    let quotas = async |client: &str| account(client).await.quotas;
    let credits = Quota { name: "universal_credits_quota".into(), left: Some(9_733), unit: Some("credits".into()) };
    assert_eq!(quotas("sandbox-client").await, [credits]);
    assert!(quotas("sandbox-unlimited").await.iter().any(|quota| quota.left.is_none()));
    assert!(quotas("sandbox-exhausted").await.is_empty());
    for (client, left) in [("sandbox-client", 9_733), ("sandbox-last-one", 1), ("sandbox-exhausted", 0)] {
        assert_eq!(account(client).await.units_left, Some(left), "{client}");
    }
    let one = account("sandbox-client").await;
    assert_eq!((one.enterprise, one.balance, one.profile_id.is_some()), (Some(true), None, true));
    let licenses = client_of(&wire, "sandbox-client").licenses(&context()).await.unwrap();
    let names: Vec<_> = licenses.iter().map(|license| &*license.id.key).collect();
    assert_eq!(names, ["Standard", "Standard_M", "Extended", "Video_HD", "Video_4K"]);
    assert!(licenses.iter().all(|license| license.sizes.len() == 1 && license.sizes[0].price.is_none()));
    assert!(licenses[0].fits(ItemKind::Template) && !licenses[2].fits(ItemKind::Template));
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn what_is_bought_is_listed_proved_and_fetched() {
    let wire = Wire::start().await;
    let client = client_of(&wire, "sandbox-client");
    let licensed = bought(&client, line(PHOTO, "Standard")).await;
    assert!(licensed.download_url.is_none());
    let listed = client.transactions(&context(), &query(&[PHOTO])).await.unwrap();
    assert_eq!((&listed.items[0].id, listed.total), (&licensed.transactions[0], Some(1)));
    assert_eq!(listed.items[0].license_id, Some(LicenseId::new(HERE, "Standard")));
    assert!(listed.items[0].seller.is_some() && listed.items[0].preview_url.is_some());
    let certificate = client.certificate(&context(), &licensed.transactions[0]).await.unwrap().unwrap();
    assert_eq!((certificate.size.as_deref(), certificate.item_id), (Some("Standard"), Some(item(PHOTO))));
    // The history knows minutes alone: so does every other answer.
    assert_eq!(certificate.licensed_at.map(|at| at.as_second() % 60), Some(0));
    assert_eq!(certificate.licensed_at, listed.items[0].licensed_at);

    match buy(&client, line(PHOTO, "Standard")).await {
        Outcome::Refused(again) => {
            assert_eq!((again.reason, &again.existing), (RefusalReason::AlreadyLicensed, &licensed.transactions));
        }
        other => panic!("{other:?}"),
    }
    let more = LicenseLine { buy_again: true, ..line(PHOTO, "Standard") };
    let more = bought(&client, more).await;
    assert!(more.transactions != licensed.transactions);
    let listed = client.transactions(&context(), &query(&[PHOTO, SVG])).await.unwrap();
    let ids: Vec<_> = listed.items.iter().map(|record| record.id.clone()).collect();
    assert_eq!(ids, [more.transactions[0].clone(), licensed.transactions[0].clone()]);
    assert!(client.certificate(&context(), &more.transactions[0]).await.unwrap().is_some());
    for unknown in [format!("{PHOTO}.Standard.202001010000"), format!("{SVG}.Standard.202001010000"), "1".to_owned()] {
        let unknown = TransactionId::new(HERE, unknown);
        assert!(client.certificate(&context(), &unknown).await.unwrap().is_none(), "{unknown}");
    }
    assert_eq!(wire.book().await.len(), 2);
    let unlicensed = client.transactions(&context(), &query(&[SVG, CLIP_HD])).await.unwrap();
    assert!(unlicensed.items.is_empty());
    let page = TransactionQuery { filter: TransactionFilter::default(), window: Window { limit: 3, offset: 1 } };
    let page = client.transactions(&context(), &page).await.unwrap();
    assert!(page.items.len() == 3 && page.total > Some(10), "{page:?}");
    assert_eq!(page.items[0].id, licensed.transactions[0]);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn what_one_profile_licensed_the_whole_organization_has() {
    let wire = Wire::start().await;
    let (client, stranger) = (client_of(&wire, "sandbox-client"), client_of(&wire, "sandbox-alternatives"));
    let licensed = bought(&client, line(PHOTO, "Standard")).await;
    let window = Window { limit: 50, offset: 0 };
    let profile = client_of(&wire, "sandbox-references");
    let had = profile.licensed(&context(), &[item(PHOTO), item(SVG)], window).await.unwrap();
    assert_eq!((&had.items[0].id, had.total), (&licensed.transactions[0], Some(1)));
    assert!(profile.transactions(&context(), &query(&[PHOTO])).await.unwrap().items.is_empty(), "bought by another");
    let before = wire.calls().await.len();
    assert!(stranger.licensed(&context(), &[item(PHOTO)], window).await.unwrap().items.is_empty());
    let commands: Vec<_> = wire.calls().await.drain(before..).map(|call| call["command"].clone()).collect();
    assert_eq!(commands, ["ims/token", "Media/Files"], "what nobody licensed costs no history");
    wire.sandbox.shutdown().await;
}

async fn fetched(client: &AdobeStock, url: &str) {
    let Fetched::File(mut file) = client.fetch(&context(), url, None).await.unwrap() else { panic!("no file") };
    assert_eq!(file.media_type.as_deref(), Some("image/jpeg"));
    assert!(!futures::StreamExt::next(&mut file.body).await.unwrap().unwrap().is_empty());
}

#[tokio::test]
async fn a_file_is_fetched_by_an_address_without_a_token() {
    let wire = Wire::start().await;
    let client = client_of(&wire, "sandbox-client");
    for (key, license, pixels, format) in [
        (PHOTO, "Standard", Some(800), None),
        (SVG, "Standard", None, Some(RenditionFormat::Jpeg)),
        (CLIP_HD, "Video_HD", Some(1080), None),
    ] {
        let unlicensed = client.download_url(&context(), &item(key), license, Rendition::default()).await;
        assert_eq!(unlicensed.unwrap(), None, "{key}");
        bought(&client, line(key, license)).await;
        for form in [Rendition::default(), Rendition { pixels, format }] {
            let url = client.download_url(&context(), &item(key), license, form).await.unwrap().unwrap();
            assert!(!url.contains("token="), "{url}");
            // One is enough: drawing them takes its time.
            if pixels == Some(800) && !form.is_original() {
                fetched(&client, &url).await;
            }
        }
    }
    assert_eq!(wire.book().await.len(), 3, "no download bought anything");
    // The next size up; beyond the largest, the original.
    for (pixels, size) in [(777, json!("800")), (400, json!("400")), (9_000, Value::Null)] {
        let odd = Rendition { pixels: Some(pixels), format: None };
        client.download_url(&context(), &item(PHOTO), "Standard", odd).await.unwrap().unwrap();
        let calls = wire.calls().await;
        assert_eq!(calls.last().unwrap()["arguments"]["size"], size, "{pixels}");
    }
    let sized = Rendition { pixels: Some(400), format: None };
    let error = client.download_url(&context(), &item(SVG), "Standard", sized).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert!(error.message().is_some_and(|message| message.contains("invalid size")), "{error:?}");
    wire.switches(&json!({ "directDownload": true })).await;
    let small = Rendition { pixels: Some(400), format: None };
    let url = client.download_url(&context(), &item(PHOTO), "Standard", small).await.unwrap().unwrap();
    fetched(&client, &url).await;
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn every_refusal_is_of_its_kind() {
    let wire = Wire::start().await;
    for (account, key, license, expected) in [
        ("sandbox-client", PHOTO, "Video_HD", RefusalReason::LicenseNotOffered),
        ("sandbox-client", WITHDRAWN, "Standard", RefusalReason::ItemNotFound),
        ("sandbox-references", PHOTO, "Standard", RefusalReason::ReferenceRequired),
        ("sandbox-overage", PHOTO, "Standard", RefusalReason::Overage),
        ("sandbox-exhausted", PHOTO, "Standard", RefusalReason::NeedsCheckout),
        ("sandbox-wrong-plan", PHOTO, "Standard", RefusalReason::NotCovered),
        ("sandbox-cancelled", PHOTO, "Standard", RefusalReason::Cancelled),
    ] {
        assert_eq!(refused(&client_of(&wire, account), line(key, license)).await, expected, "{account}");
    }
    assert!(wire.book().await.is_empty());
    let last = client_of(&wire, "sandbox-last-one");
    bought(&last, line(PHOTO, "Standard")).await;
    assert_eq!(refused(&last, line(ILLUSTRATION, "Standard")).await, RefusalReason::NeedsCheckout);
    let overage = LicenseLine { accept_overage: true, ..line(PHOTO, "Standard") };
    bought(&client_of(&wire, "sandbox-overage"), overage).await;
    let client = client_of(&wire, "sandbox-references");
    let required = client.ability(&context(), &request(PHOTO, "Standard")).await.unwrap().unwrap().references;
    let fields = required.into_iter().map(|field| CustomReference { key: field.key, value: "Spring".to_owned() });
    let references = References { custom: fields.collect(), ..References::default() };
    let noted = LicenseOrder { references, ..order(line(PHOTO, "Standard")) };
    assert!(matches!(client.license(&context(), &noted).await, Outcome::Done(_)));
    assert!(wire.book().await.iter().any(|charge| charge["references"].to_string().contains("Spring")));
    bought(&client_of(&wire, "sandbox-alternatives"), line(PHOTO, "Social_Media")).await;
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn every_hardship_ends_as_it_should_and_charges_once() {
    let wire = Wire::start().await;
    let client = client_of(&wire, "sandbox-client");
    let photos = SearchRequest {
        text: Some("fox".to_owned()),
        filter: SearchFilter {
            kinds: vec![ItemKind::Image],
            collection: Some(Collection::Regular),
            ..SearchFilter::default()
        },
        sort: SearchSort::BestMatch,
        language: Language::English,
        window: Window { limit: 20, offset: 0 },
        details: false,
    };
    let found = client.search(&context(), &photos).await.unwrap();
    let mut keys = found.items.iter().map(|item| item.id.key.parse::<u64>().unwrap());
    for (kind, expected, charges) in [
        ("commit_then_drop", "Unknown", 1),
        ("commit_then_reset", "Unknown", 1),
        ("commit_then_hang", "Unknown", 1),
        ("commit_then_502", "Unknown", 1),
        ("half_body", "Unknown", 1),
        ("garbage", "Unknown", 1),
        ("lost_request", "Unknown", 0),
        ("forbidden_page", "Unknown", 0),
        ("rate_limited", "Refused", 0),
        ("refuse", "Refused", 0),
        ("balance_out", "Refused", 0),
        ("session_expired", "Done", 1),
        ("late_listing", "Done", 1),
    ] {
        let key = keys.next().unwrap();
        wire.fault("Content/License", kind, 1.5).await;
        let outcome = buy(&client, line(key, "Standard")).await;
        assert!(format!("{outcome:?}").starts_with(expected), "{kind}: {outcome:?}");
        let book = wire.book().await;
        let charged = book.iter().filter(|charge| charge["itemId"].to_string().contains(&key.to_string())).count();
        assert_eq!(charged, charges, "{kind}");
        // What is owned can be told afterwards, without a list.
        let owned = client.ability(&context(), &request(key, "Standard")).await.unwrap().unwrap();
        assert_eq!(owned.verdict == Verdict::AlreadyLicensed, charges == 1, "{kind}");
    }
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn no_switch_makes_a_difference() {
    for switches in [
        json!({ "contentIdAsNumber": true }),
        json!({ "codeAsNumber": true }),
        json!({ "memberId": true }),
        json!({ "milliseconds": true }),
        json!({ "laggingQuota": true }),
        json!({ "fractionalDates": true }),
    ] {
        let wire = Wire::start().await;
        wire.switches(&switches).await;
        let client = client_of(&wire, "sandbox-client");
        assert!(client.account(&context()).await.unwrap().profile_id.is_some(), "{switches}");
        let licensed = bought(&client, line(PHOTO, "Standard")).await;
        let listed = client.transactions(&context(), &query(&[PHOTO])).await.unwrap();
        assert_eq!(listed.items[0].id, licensed.transactions[0], "{switches}");
        assert_eq!(refused(&client, line(PHOTO, "Video_HD")).await, RefusalReason::LicenseNotOffered, "{switches}");
        assert!(
            client
                .download_url(&context(), &item(PHOTO), "Standard", Rendition::default())
                .await
                .is_ok_and(|url| url.is_some()),
            "{switches}"
        );
        wire.sandbox.shutdown().await;
    }
}

#[tokio::test]
async fn tokens_end_and_secrets_are_refused() {
    let wire = Wire::start().await;
    let client = client_of(&wire, "sandbox-client");
    client.account(&context()).await.unwrap();
    // Its clock, not ours: it refuses a token that is good as far as we know.
    wire.advance(90_000).await;
    client.account(&context()).await.unwrap();
    client.shutdown().await;
    let wrong = AdobeStockConfig {
        url: wire.sandbox.address_of("adobe_stock"),
        client_secret: "wrong".into(),
        ..AdobeStockConfig::default()
    };
    let error = AdobeStock::new(&wrong, Clock::system()).unwrap().account(&context()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn what_adobe_has_not_is_unsupported() {
    let wire = Wire::start().await;
    let (client, cx) = (client_of(&wire, "sandbox-client"), context());
    let (window, statistics) = (Window { limit: 5, offset: 0 }, Default::default());
    let comps = portico::domain::comp_download::CompDownloadQuery { filter: Default::default(), window };
    for kind in [
        client.transfers(&cx, &query(&[])).await.map(drop),
        client.invoices(&cx, None, window).await.map(drop),
        client.invoice_count(&cx, None).await.map(drop),
        client.invoice(&cx, &InvoiceId::new(HERE, "1")).await.map(drop),
        client.comp_downloads(&cx, &comps).await.map(drop),
        client.generation(&cx, &GenerationId::new(HERE, "1")).await.map(drop),
        client.generated_media(&cx, "1").await.map(drop),
        client.user(&cx, None).await.map(drop),
        client.users(&cx, window).await.map(drop),
        client.usage_total(&cx, &statistics).await.map(drop),
        client.usage_by_date(&cx, &statistics).await.map(drop),
        client.usage_by_item(&cx, &statistics, window).await.map(drop),
    ] {
        assert_eq!(kind.unwrap_err().kind(), ErrorKind::Unsupported);
    }
    let calls = wire.control(reqwest::Method::GET, "calls", &Value::Null).await;
    assert_eq!(calls.as_array().map(Vec::len), Some(0), "{calls}");
    wire.sandbox.shutdown().await;
}
