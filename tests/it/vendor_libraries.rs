//! The vendors' own libraries find what they read unasked: members of the types that they insist on, addresses that they
//! follow.

use std::time::Duration;

use portico::{clock::Clock, config::sandbox::SandboxConfig, sandbox};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::support::adobe::{CLIP_HD, LIBRARIES, PHOTO, Wire, read};

/// `name:type` for every member: `s` text, `i` integer, `n` number, `b` truth, `l` list, `o` object; `?` allows null.
fn fits(value: &Value, members: &str) -> Vec<String> {
    let is = |value: &Value, kind: char| match kind {
        's' => value.is_string(),
        'i' => value.is_i64() || value.is_u64(),
        'n' => value.is_number(),
        'b' => value.is_boolean(),
        'l' => value.is_array(),
        'o' => value.as_object().is_some_and(|members| !members.is_empty()),
        '?' => value.is_null(),
        _ => false,
    };
    let wrong = members.split_whitespace().filter(|member| {
        let (name, kinds) = member.split_once(':').unwrap();
        !kinds.chars().any(|kind| value.get(name).is_some_and(|value| is(value, kind)))
    });
    wrong.map(str::to_owned).collect()
}

const ITEM: &str = "id:s itype:s title:s description:s status:s userid:i user_id:i username:s avatar:s? level:s width:s \
    height:s mp:s original_filesize:s original_extension:s published:s updated:s upload_timestamp:s views:i downloads:i \
    blocked:b isextended:b isexclusive:b nudity:b iseditorial:b isFreeItem:b is_mobile:s royalty_model:s? \
    model_release_ids:l thumbnail:s thumb:s thumb_large:s thumb_huge:s thumb_max:s thumb_170:s medium_thumbnail:s \
    large_thumb:s huge_thumb:s url:s url2:s url_big:s url_max_qa:s itemurl:s";
const USER: &str = "userId:i registered:i username:s firstName:s lastName:s city:s email:s country:s address:s? state:s? \
    zip:s? phone:s? occupation:s? avatar:s? avatarBig:s? avatarSmall:s? businessName:s? timezone:s? website:s? industry:s? \
    biography:s? vatNumber:s? enterpriseLite:o";
const RECORD: &str = "datetime:i filename:s groupId:i itemId:i userId:i marker:i width:i height:i itemType:s itemLink:s \
    preview:s actor:o seller:o visible:b editorial:b";
const LICENSED: &str = "itemTransactionId:i licenseId:i licenseTransferId:i? status:s currencyId:i invoice_id:i? \
    purchaseOrder:s? project:s? client:s? isbn:s? other:s?";
const PARTY: &str = "company:s fullName:s address:s city:s state:s? zip:s? email:s phone:s? country:s website:s? ein:s? \
    vat:s? taxId:s? countryName:s?";

struct Library {
    sandbox: sandbox::Sandbox,
    client: reqwest::Client,
    session: String,
}

impl Library {
    async fn start() -> Self {
        let config = SandboxConfig { listen: "127.0.0.1:0".parse().unwrap(), ..SandboxConfig::default() };
        let sandbox = sandbox::start(config, Clock::system()).await.unwrap();
        let client = reqwest::Client::builder().timeout(Duration::from_secs(120)).build().unwrap();
        let mut library = Self { sandbox, client, session: String::new() };
        let login = json!({ "dp_login_user": "buyer", "dp_login_password": "sandbox" });
        library.session = library.call("loginEnterprise", login).await["sessionid"].as_str().unwrap().to_owned();
        library
    }

    /// The answer to a command.
    async fn answer(&self, command: &str, mut arguments: Value) -> Value {
        arguments["dp_session_id"] = self.session.clone().into();
        let url = format!("{}?dp_command={command}", self.sandbox.address_of("depositphotos").unwrap());
        let request = self.client.post(url).header("api-key", "sandbox-key").header("content-type", "application/json");
        let response = request.body(arguments.to_string()).send().await.unwrap();
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    /// The same, of a success.
    async fn call(&self, command: &str, arguments: Value) -> Value {
        let answer = self.answer(command, arguments).await;
        assert_eq!(answer["type"], "success", "{command}: {answer}");
        answer
    }
}

#[tokio::test]
async fn depositphotos_members_have_the_types_that_its_library_insists_on() {
    let library = Library::start().await;
    let many = || json!({ "dp_limit": 200, "dp_offset": 0 });
    let found = |kind: &str| {
        let mut query =
            json!({ "dp_search_query": "fox", "dp_search_limit": 2, "dp_search_photo": 0, "dp_search_vector": 0 });
        query[kind] = 1.into();
        query
    };
    let mut wrong = Vec::new();
    for (command, arguments, list, members) in [
        ("search", found("dp_search_photo"), "/result", format!("{ITEM} type:s")),
        ("search", found("dp_search_vector"), "/result", format!("{ITEM} type:s")),
        ("search", found("dp_search_video"), "/result", format!("{ITEM} type:s mp4:s length:i fps:i")),
        ("getUsersFromGroup", many(), "/data", format!("{USER} enterpriseStats:o permissions:l")),
        (
            "getLicenseOfGroup",
            json!({}),
            "/data",
            "licenseID:i licenseId:i licenseName:s productType:s templateId:i enabledSizesCount:i sizes:l".to_owned(),
        ),
        ("getGroupCompDownloads", many(), "/downloads", format!("{RECORD} id:i option:s download:s")),
        ("getLicensedItems", many(), "/downloads", format!("{RECORD} {LICENSED}")),
        ("getTransferredLicenses", many(), "/downloads", format!("{RECORD} {LICENSED} licenseTransferId:i")),
        (
            "getEnterpriseInvoiceList",
            many(),
            "/data",
            "id:i number:s type:s date:i price:n amount:n currencyId:i paymentDate:i? title:s description:s isProforma:b"
                .to_owned(),
        ),
        (
            "getEnterpriseStatisticsItems",
            many(),
            "/data",
            "id:i blocked:b height:i width:i type:s title:s description:s filename:s sellerId:i sellerName:s editorial:b \
             mp:n uploadTimestamp:i nudity:b comps:i licenses:i transfers:i"
                .to_owned(),
        ),
        ("getEnterpriseStatisticsDates", many(), "/data", "comps:i licensed:i transferred:i title:s".to_owned()),
        ("getTagCloud", json!({}), "/result", "name:o rate:i".to_owned()),
    ] {
        let answer = library.call(command, arguments).await;
        let rows = answer.pointer(list).and_then(Value::as_array).unwrap_or_else(|| panic!("{command} {answer}"));
        assert!(!rows.is_empty(), "{command}");
        let misfits = rows.iter().flat_map(|row| fits(row, &members));
        wrong.extend(misfits.map(|member| format!("{command} {member}")));
    }
    for (command, pointer, members) in [
        (
            "getUserEnterpriseGroup",
            "/data",
            "groupId:i profileId:i money:n balance:n isPostpayment:b vatNumber:s? vatRate:n vatEnabled:b",
        ),
        ("getEnterpriseUserData", "/data", USER),
        ("getEnterpriseStatisticsTotal", "", "comps:i licensed:i transferred:i"),
    ] {
        let answer = library.call(command, json!({})).await;
        wrong
            .extend(fits(answer.pointer(pointer).unwrap(), members).iter().map(|member| format!("{command} {member}")));
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
    library.sandbox.shutdown().await;
}

#[tokio::test]
async fn documents_of_a_purchase_have_the_types_that_depositphotos_library_insists_on() {
    let library = Library::start().await;
    let mut wrong = Vec::new();
    let licensed = library.call("getLicensedItems", json!({ "dp_limit": 20 })).await;
    for row in licensed["downloads"].as_array().unwrap() {
        let id = &row["itemTransactionId"];
        let info = library.call("getTransactionLicenseInfo", json!({ "dp_transaction_id": id })).await;
        for (member, members) in [
            ("license", "id:i name:s link:s fields:l transferId:i? size:s"),
            ("transaction", "id:i price:s size:s timestamp:s currencyId:s extOptions:l"),
            ("item", "id:i filename:s type:s isEditorial:b isNudity:b preview:s width:i height:i"),
            ("from", PARTY),
            ("to", PARTY),
        ] {
            wrong.extend(fits(&info[member], members).iter().map(|name| format!("{member} {name}")));
        }
        for field in info["license"]["fields"].as_array().unwrap() {
            wrong.extend(fits(field, "name:s placeholder:s order:s enabled:b type:s transaction_id:s value:s"));
        }
    }
    let invoices = library.call("getEnterpriseInvoiceList", json!({})).await;
    for row in invoices["data"].as_array().unwrap() {
        let answer = library.call("getEnterpriseInvoice", json!({ "dp_invoice_id": row["id"] })).await;
        let invoice = &answer["invoice"];
        wrong.extend(fits(
            invoice,
            "id:i number:s type:s title:s isProforma:b state:s date:i paid:i? currencyId:i subTotal:n vat:n total:n tax:o \
             items:l from:o to:o paymentInstructions:l",
        ));
        wrong.extend(fits(&invoice["to"], PARTY));
        let line = match invoice["type"].as_str() {
            Some("file_invoice") => {
                "itemId:i thumbUrl:s licenseInfo:l licenseId:i licenseName:s size:s itemOriginalSize:o type:s price:s \
                 currencyId:s vatPrice:s vatRate:ns? tax:o vatId:s isEditorial:b isNudity:b"
            }
            _ => "description:s qty:i price:s currencyId:s",
        };
        wrong.extend(invoice["items"].as_array().unwrap().iter().flat_map(|item| fits(item, line)));
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
    library.sandbox.shutdown().await;
}

#[tokio::test]
async fn a_callback_that_cannot_be_called_is_refused() {
    let library = Library::start().await;
    for url in ["nowhere", "file:///etc/passwd"] {
        let order = json!({ "dp_prompt": "A red fox", "dp_callback_url": url });
        let answer = library.answer("imageGenerator.generate", order).await;
        assert_eq!(answer["error"]["field"], "dp_callback_url", "{answer}");
    }
    library.sandbox.shutdown().await;
}

/// The JavaScript library asks from within a page, which a browser asks leave for first.
#[tokio::test]
async fn adobes_library_may_ask_from_a_web_page() {
    let wire = Wire::start().await;
    let url = wire.url("Rest/Media/1/Search/Files?search_parameters[words]=fox&search_parameters[limit]=1");
    let preflight = wire
        .client
        .request(Method::OPTIONS, &url)
        .header(header::ORIGIN, "http://localhost:8080")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization,x-api-key,x-product");
    let leave = preflight.send().await.unwrap();
    assert_eq!(leave.status(), 200);
    assert_eq!(leave.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert_eq!(leave.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS], "authorization,x-api-key,x-product");
    let asked = wire.client.get(&url).header("x-api-key", "sandbox-client").header("x-product", "Page/1.0");
    let found = asked.header(header::ORIGIN, "http://localhost:8080").send().await.unwrap();
    assert_eq!(found.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert_eq!(read(found).await.1["files"].as_array().unwrap().len(), 1);
    // Nobody's page sets the sandbox's clock.
    let control = format!("http://{}/_sandbox/clock", wire.sandbox.addr());
    let asked = wire.client.get(control).header(header::ORIGIN, "http://localhost:8080").send().await.unwrap();
    assert!(!asked.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    wire.sandbox.shutdown().await;
}

/// The PHP library has its token in a header alone, and takes it off for addresses without one of the vendor's domains.
#[tokio::test]
async fn adobes_php_library_keeps_its_token_on_the_way_to_a_file() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let license = format!("{LIBRARIES}/Content/License?content_id={PHOTO}&license=Standard");
    let bought = buyer.ok(&license).await["contents"][PHOTO.to_string()]["purchase_details"].clone();
    let address = bought["url"].as_str().unwrap();
    let shows_token =
        |url: &str| [".adobe.com", ".adobe.io", ".adobestock.com"].iter().any(|known| url.contains(known));
    assert!(shows_token(address), "{address}");
    let file = wire.client.get(address).bearer_auth(&buyer.token).send().await.unwrap();
    assert_eq!(file.status(), 302);
    let signed = file.headers()[header::LOCATION].to_str().unwrap().to_owned();
    assert!(!shows_token(&signed), "the storage wants no token: {signed}");
    assert_eq!(wire.client.get(signed).send().await.unwrap().status(), 200);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn adobes_libraries_find_the_categories() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let tree = buyer.ok("Rest/Media/1/Search/CategoryTree?locale=en_US").await;
    let categories = tree.as_array().unwrap();
    assert_eq!(categories.len(), 24);
    let first = &categories[0];
    assert!(categories.iter().all(|category| fits(category, "id:i link:s name:s").is_empty()), "{tree}");
    let id = &first["id"];
    assert_eq!(&buyer.ok(&format!("Rest/Media/1/Search/Category?category_id={id}")).await, first);
    let german = buyer.ok(&format!("Rest/Media/1/Search/Category?category_id={id}&locale=de_DE")).await;
    assert_eq!((&german["link"], &german["name"]), (&first["link"], &json!("Abstrakt")));
    assert_eq!(buyer.ok(&format!("Rest/Media/1/Search/CategoryTree?category_id={id}")).await, json!([]));
    let (status, refused) = buyer.get("Rest/Media/1/Search/Category?category_id=1").await;
    assert_eq!((status, &refused["code"]), (400, &json!("020")));
    let search = format!("Rest/Media/1/Search/Files?search_parameters[category]={id}&result_columns[]=nb_results");
    assert!(buyer.ok(&search).await["nb_results"].as_u64().is_some_and(|count| count > 0));
    wire.sandbox.shutdown().await;
}

/// The categories of the libraries' manuals, and of the vendor's documentation, whose example goes two levels down.
#[tokio::test]
async fn adobes_libraries_find_the_categories_that_their_manuals_name() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let travel = buyer.ok("Rest/Media/1/Search/Category?category_id=1043&locale=En-US").await;
    assert_eq!(travel, json!({ "id": 1043, "link": "/Category/travel/1043", "name": "Travel" }));
    let german = buyer.ok("Rest/Media/1/Search/Category?category_id=1043&locale=de_DE").await;
    assert_eq!((&german["link"], &german["name"]), (&travel["link"], &json!("Reisen")));
    let tree = async |id: u64| buyer.ok(&format!("Rest/Media/1/Search/CategoryTree?category_id={id}")).await;
    assert_eq!(tree(1043).await, json!([]), "nothing is known below it");
    let food = tree(289).await;
    let bread = json!({ "id": 300, "link": "/Category/bread/300", "name": "Bread" });
    assert_eq!(food[0], bread);
    let ids = |tree: &Value| tree.as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect::<Vec<_>>();
    assert_eq!((ids(&food), ids(&tree(301).await)), (vec![300, 301, 311], vec![302, 303, 304, 305]));
    let top = buyer.ok("Rest/Media/1/Search/CategoryTree").await;
    let same = top.as_array().unwrap().iter().find(|row| row["name"] == "Food & Drink").unwrap();
    assert_eq!(tree(same["id"].as_u64().unwrap()).await, food, "by the stock's own id");
    let counted = async |id: u64| {
        let search = format!("Rest/Media/1/Search/Files?search_parameters[category]={id}&result_columns[]=nb_results");
        buyer.ok(&search).await["nb_results"].as_u64().unwrap()
    };
    assert!(counted(695).await > 0 && counted(1043).await > 0);
    assert_eq!(counted(300).await, counted(same["id"].as_u64().unwrap()).await);
    assert_eq!(counted(696).await, 0);
    wire.sandbox.shutdown().await;
}

/// The PHP library reads the number off the body, the JavaScript library resolves a 200 alone.
#[tokio::test]
async fn adobes_libraries_give_a_purchase_up() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let path = format!("{LIBRARIES}/Member/Abandon?content_id={PHOTO}&state=not_purchased");
    let answer = buyer.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(
        (answer.status(), &answer.headers()[header::CONTENT_TYPE]),
        (StatusCode::OK, &"application/json".parse().unwrap())
    );
    assert_eq!(answer.text().await.unwrap(), "204");
    wire.switches(&json!({ "noContent": true })).await;
    let answer = buyer.request(Method::GET, &path).send().await.unwrap();
    assert_eq!((answer.status(), answer.text().await.unwrap().as_str()), (StatusCode::NO_CONTENT, ""));
    assert!(wire.book().await.is_empty());
    wire.sandbox.shutdown().await;
}

/// The Java library's own; it takes an empty 204 for a failure.
#[tokio::test]
async fn adobes_java_library_chooses_among_plans() {
    let wire = Wire::start().await;
    for (client, name, left) in [("sandbox-client", "Sandbox", Some(9_733)), ("sandbox-last-one", "Personal", Some(1))]
    {
        let buyer = wire.buyer(client).await;
        let list = buyer.ok("Rest/Entitlement/1/Entitlement/List").await;
        let plan = &list["organizations"][0]["entitlements"][0];
        assert!(fits(&list, "guid:s creation_date:s").is_empty(), "{list}");
        assert_eq!((&list["organizations"][0]["name"], plan["licenses_available"].as_u64()), (&json!(name), left));
        assert!(fits(plan, "entitlement_id:i label:s has_overage:b is_default_entitlement:b").is_empty(), "{plan}");
        let select = buyer.request(Method::POST, "Rest/Entitlement/1/Entitlement/Select?entity_ref=a%40b");
        let select = select.body("entitlement_guid=x").send().await.unwrap();
        assert_eq!((select.status(), select.text().await.unwrap().as_str()), (StatusCode::OK, "204"));
        assert_eq!(buyer.get("Rest/Entitlement/1/Entitlement/Select").await.0, 404);
    }
    wire.sandbox.shutdown().await;
}

/// The PHP and Java libraries have no other name for a member, and the PHP library insists on one.
#[tokio::test]
async fn adobes_libraries_know_every_member_by_the_stock_id() {
    let wire = Wire::start().await;
    for client in ["sandbox-client", "sandbox-last-one", "sandbox-overage", "sandbox-exhausted", "sandbox-wrong-plan"] {
        let buyer = wire.buyer(client).await;
        let mut wrong = Vec::new();
        // The order matters: the last one buys.
        for command in ["Content/Info", "Member/Profile", "Content/License"] {
            let answer = buyer.ok(&format!("{LIBRARIES}/{command}?content_id={PHOTO}&license=Standard")).await;
            wrong.extend(fits(&answer["member"], "stock_id:i"));
            if command == "Content/Info" {
                wrong.extend(fits(&answer["contents"][PHOTO.to_string()]["purchase_details"], "state:s stock_id:i"));
            }
        }
        wrong.extend(fits(&buyer.ok(&format!("{LIBRARIES}/Member/Profile?")).await["member"], "stock_id:i"));
        assert!(wrong.is_empty(), "{client}: {wrong:?}");
    }
    wire.sandbox.shutdown().await;
}

/// `framerate` is the Java library's, `frame_rate` the PHP library's.
#[tokio::test]
async fn adobes_libraries_read_what_a_clip_is_like() {
    let wire = Wire::start().await;
    let clip = wire.buyer("sandbox-client").await.license(CLIP_HD, "license=Video_HD").await;
    assert!(fits(&clip, "framerate:n frame_rate:n duration:i content_length:i width:i height:i").is_empty(), "{clip}");
    assert!(clip["frame_rate"].is_f64() && clip["frame_rate"] == clip["framerate"], "{clip}");
    wire.sandbox.shutdown().await;
}

/// The PHP library sends the size of thumbnails as a filter.
#[tokio::test]
async fn adobes_php_library_has_thumbnails_of_the_size_it_asks_for() {
    let wire = Wire::start().await;
    let buyer = wire.buyer("sandbox-client").await;
    let edge = async |parameters: &str| {
        let found =
            buyer.ok(&format!("Rest/Media/1/Search/Files?search_parameters[media_id]={PHOTO}{parameters}")).await;
        found["files"][0]["thumbnail_width"].as_u64().unwrap()
    };
    assert_eq!(edge("").await, 500);
    assert_eq!(edge("&search_parameters%5Bfilters%5D%5Bthumbnail_size%5D=1000").await, 1000);
    assert_eq!(
        edge("&search_parameters[filters][thumbnail_size]=1000&search_parameters[thumbnail_size]=240").await,
        240
    );
    let odd = "Rest/Media/1/Search/Files?search_parameters[filters][thumbnail_size]=7";
    assert_eq!(buyer.get(odd).await.0, 400);
    wire.sandbox.shutdown().await;
}

/// Behind the vendor's own name the mount is the proxy's to add: once.
#[tokio::test]
async fn addresses_under_adobes_own_name_are_as_adobes() {
    for (public_url, begins) in [
        ("https://stock.adobe.com", "https://stock.adobe.com/Rest/"),
        ("http://sandbox.example:4010", "http://sandbox.example:4010/adobe/stock.adobe.com/Rest/"),
        ("http://stock.adobe.com.example", "http://stock.adobe.com.example/adobe/Rest/"),
    ] {
        let listen = "127.0.0.1:0".parse().unwrap();
        let public_url = Some(public_url.parse().unwrap());
        let wire = Wire::with(SandboxConfig { listen, public_url, ..SandboxConfig::default() }).await;
        let buyer = wire.buyer("sandbox-client").await;
        let bought = buyer.license(PHOTO, "license=Standard").await;
        let address = bought["url"].as_str().unwrap();
        assert!(address.starts_with(begins), "{address}");
        // What the proxy makes of it.
        let path = url::Url::parse(address).unwrap().path().trim_start_matches("/adobe").to_owned();
        let file = buyer.request(Method::GET, path.trim_start_matches('/')).send().await.unwrap();
        assert_eq!(file.status(), 302, "{address}");
        wire.sandbox.shutdown().await;
    }
}
