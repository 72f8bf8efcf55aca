//! Nothing of one tenant's world appears in another's answers: every field of the schema is asked for by two tenants, at the
//! same time and again over warm caches, with ids of their own and with each other's.

use std::collections::{BTreeMap, BTreeSet};

use portico::{
    config::{
        Config,
        limits::RateConfig,
        purchasing::{BudgetConfig, Unpriced},
    },
    domain::{
        id::{ItemId, LicenseId, NodeId},
        provider::ProviderName,
    },
};
use serde_json::{Value, json};

use crate::support::{
    adobe::{ILLUSTRATION, PHOTO},
    chunks::Chunks,
    raw::Request,
    sdl::{RootField, Sdl},
    tenants::{ACME, Companies, GLOBEX},
};

/// What anybody may see: stock, and the names of licences.
const PUBLIC: [&str; 2] = ["Item", "License"];
/// The key that both use.
const SAME_KEY: &str = "the same key";
/// What must have been seen of each, or nothing is proven.
const SEEN: [&str; 8] =
    ["Account", "CompDownload", "Generation", "Invoice", "Purchase", "Transaction", "Transfer", "User"];

/// A tenant, and what tells it apart.
struct Tenant {
    name: &'static str,
    /// What it is at Depositphotos and Adobe Stock.
    accounts: [&'static str; 2],
    /// Words that stand in nothing but its own answers.
    words: [&'static str; 4],
    /// What its teams are called, and what it may spend.
    team: &'static str,
    limit: &'static str,
    /// What it buys at Adobe Stock, whose ids of transactions are made of the item, and are no secret.
    asset: u64,
}

const TENANTS: [Tenant; 2] = [
    Tenant {
        name: ACME,
        accounts: ["buyer", "sandbox-client"],
        words: [ACME, "Lindenhof", "username\":\"buyer\"", "71111"],
        team: "designers of acme",
        limit: "71111",
        asset: PHOTO,
    },
    Tenant {
        name: GLOBEX,
        accounts: ["finance", "sandbox-alternatives"],
        words: [GLOBEX, "redwoodpine.example", "username\":\"finance\"", "82222"],
        team: "designers of globex",
        limit: "82222",
        asset: ILLUSTRATION,
    },
];

/// What a tenant has, by which it can be asked for.
#[derive(Debug, Default)]
struct World {
    item: String,
    license: String,
    size: String,
    /// A purchase that waits for approval.
    waiting: String,
    /// Ids of things that are its own, by type.
    own: BTreeMap<&'static str, BTreeSet<String>>,
    links: BTreeSet<String>,
    /// Which of the tenant's words were in its answers.
    said: BTreeSet<&'static str>,
}

impl World {
    /// Notes every id and link in an answer.
    fn read(&mut self, answer: &Value) {
        match answer {
            Value::String(text) => {
                if let Ok(id) = NodeId::decode(text)
                    && !PUBLIC.contains(&id.type_name())
                {
                    self.own.entry(id.type_name()).or_default().insert(text.clone());
                } else if text.contains("/download/") {
                    self.links.insert(text.clone());
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.read(value)),
            Value::Object(members) => members.values().for_each(|value| self.read(value)),
            _ => {}
        }
    }

    /// A few ids of a type, of each provider where there are several.
    fn ids(&self, ty: &str) -> BTreeSet<&String> {
        let ids = self.own.get(ty).into_iter().flatten();
        ids.clone().take(1).chain(ids.rev().take(1)).collect()
    }
}

fn config() -> Config {
    let mut config = crate::support::tenants::config();
    // Selections are as large as the schema.
    let limits = &mut config.limits;
    (limits.document_bytes, limits.tokens, limits.fields) = (1_000_000, 200_000, 100_000);
    (limits.aliases, limits.cost, limits.upstream_calls) = (100_000, 100_000_000, 1_000);
    limits.rate = RateConfig::off();
    config.purchasing.unpriced = Unpriced::Allow;
    for tenant in &TENANTS {
        let company = BudgetConfig {
            tenant: tenant.name.to_owned(),
            team: None,
            currency: "USD".into(),
            per_month: Some(tenant.limit.parse().unwrap()),
            per_purchase: None,
            approval_above: None,
        };
        let team = BudgetConfig {
            team: Some(tenant.team.into()),
            per_month: None,
            approval_above: Some(0.into()),
            ..company.clone()
        };
        config.purchasing.budgets.extend([company, team]);
    }
    config
}

/// Two companies that are under way.
struct Two {
    companies: Companies,
    sdl: Sdl,
}

impl Two {
    async fn start() -> Self {
        Self { companies: Companies::with(config()).await, sdl: Sdl::new() }
    }

    /// A mutation that must not fail, in the name of somebody of the company, or of one of its teams.
    async fn mutate(&self, of: &Tenant, team: Option<&str>, field: &str, selection: &str, input: &Value) -> Value {
        let ty = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
        let document =
            format!("mutation ($input: {ty}!) {{ {field}(input: $input) {{ {selection} userErrors {{ code }} }} }}");
        let token = self.companies.token_of(of.name, team);
        let mut answer = self.companies.app.answer_as(&token, &document, json!({ "input": input })).await;
        assert!(answer.get("errors").is_none(), "{}: {answer}", of.name);
        answer["data"][field].take()
    }

    /// Gives a tenant something of every kind, with its name on it. Both use one key for the same item.
    async fn furnish(&self, tenant: &Tenant) -> World {
        let found = "{ search(query: \"dog\", filter: { kinds: [IMAGE] }, providers: [DEPOSITPHOTOS], first: 1) {
            nodes { id licenses { id sizes { id enabled } } } } }";
        let item = self.companies.data(tenant.name, found, json!({})).await["search"]["nodes"][0].take();
        let license = &item["licenses"][0];
        let size = license["sizes"].as_array().unwrap().iter().find(|size| size["enabled"] == true).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (item, license, size) = (text(&item["id"]), text(&license["id"]), text(&size["id"]));
        let mut world = World { item, license, size, ..World::default() };
        let mark = format!("of {}", tenant.name);
        let here = json!({ "itemId": world.item, "licenseId": world.license, "sizeId": world.size });
        let asset = ItemId::new(ProviderName::AdobeStock, tenant.asset.to_string()).encode();
        let standard = LicenseId::new(ProviderName::AdobeStock, "Standard").encode();
        let there = json!({ "itemId": asset, "licenseId": standard, "sizeId": "Standard" });
        for (line, key, team, status) in [
            (&here, SAME_KEY, None, "SETTLED"),
            (&here, &*mark, None, "SETTLED"),
            (&there, &*format!("{mark}, there"), None, "SETTLED"),
            (&here, &*format!("{mark}, waiting"), Some(tenant.team), "AWAITING_APPROVAL"),
        ] {
            let mut input = line.clone();
            let more = json!({ "buyAgain": true, "idempotencyKey": key,
                "references": { "project": mark, "client": mark } });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let selection = "replayed purchase { id status transactions { id downloadUrl } }";
            let bought = self.mutate(tenant, team, "licenseItem", selection, &input).await;
            assert_eq!(bought["purchase"]["status"], status, "{bought}");
            assert_eq!(bought["replayed"], false, "{bought}");
            world.waiting = text(&bought["purchase"]["id"]);
            world.read(&bought);
        }
        for (field, selection, input) in [
            ("downloadComp", "download { id downloadUrl }", json!({ "itemId": world.item, "sizeId": world.size })),
            (
                "generateImage",
                "generation { id }",
                json!({ "prompt": mark, "idempotencyKey": format!("{mark}, drawn") }),
            ),
        ] {
            let done = self.mutate(tenant, None, field, selection, &input).await;
            assert_eq!(done["userErrors"], json!([]), "{done}");
            world.read(&done);
        }
        world
    }

    /// The documents that ask for a root field by what `of` has.
    fn ways(&self, field: &RootField, of: &World, owner: &Tenant) -> Vec<String> {
        let document = |values: &[(&str, String)], member: Option<&str>| {
            let values: Vec<_> = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            self.sdl.document("query", field, &values, member)
        };
        let by_id = |ty: &str, member| -> Vec<String> {
            of.ids(ty).into_iter().map(|id| document(&[("id", format!("{id:?}"))], member)).collect()
        };
        let arguments: Vec<_> = field.arguments.iter().map(String::as_str).collect();
        match (field.name.as_str(), arguments.as_slice()) {
            ("search", []) => field
                .choices
                .iter()
                .map(|(name, value)| {
                    document(&[("query", "\"dog\"".to_owned()), ("first", "2".to_owned()), (name, value.clone())], None)
                })
                .collect(),
            ("budget", []) => {
                vec![document(&[], None), document(&[("team", format!("{:?}", owner.team))], None)]
            }
            (_, []) if field.choices.is_empty() => vec![document(&[], None)],
            (_, []) => field.choices.iter().map(|(name, value)| document(&[(name, value.clone())], None)).collect(),
            ("node", ["id"]) => of.own.keys().flat_map(|ty| by_id(ty, Some(ty))).collect(),
            ("nodes", ["ids"]) => {
                let ids: Vec<_> = of.own.keys().flat_map(|ty| of.ids(ty)).collect();
                vec![format!("query {{ nodes(ids: {ids:?}) {{ __typename id }} }}")]
            }
            ("item", ["id"]) => vec![document(&[("id", format!("{:?}", of.item))], None)],
            ("transaction" | "invoice" | "purchase" | "generation", ["id"]) => {
                by_id(&format!("{}{}", field.name[..1].to_uppercase(), &field.name[1..]), None)
            }
            ("purchaseByIdempotencyKey", ["key"]) => vec![document(&[("key", format!("\"of {}\"", owner.name))], None)],
            ("quote", ["input"]) => {
                let World { item, license, size, .. } = of;
                let line = format!("{{ itemId: {item:?}, licenseId: {license:?}, sizeId: {size:?} }}");
                vec![document(&[("input", format!("{{ lines: [{line}] }}"))], None)]
            }
            (name, arguments) => {
                panic!("say in tests/it/tenant_isolation.rs how `{name}` is asked for by {arguments:?}")
            }
        }
    }

    /// An answer, which may fail in known ways and in no other.
    async fn ask(&self, tenant: &Tenant, document: &str) -> Value {
        let answer = self.companies.send(tenant.name, document, json!({})).await.json();
        assert!(answer.get("data").is_some(), "{}: {answer:.1000} for {document:.300}", tenant.name);
        for error in answer["errors"].as_array().into_iter().flatten() {
            let code = error["extensions"]["code"].as_str().unwrap_or_default();
            let expected = matches!(code, "UNSUPPORTED_BY_PROVIDER" | "NOT_FOUND" | "UPSTREAM_REJECTED");
            assert!(expected, "{}: {error} for {document:.300}", tenant.name);
        }
        answer
    }

    /// What a subscription says first to whoever asks for this.
    async fn subscribed(&self, tenant: &Tenant, field: &RootField, id: &str) -> Value {
        let document = self.sdl.document("subscription", field, &[("id".to_owned(), format!("{id:?}"))], None);
        let request = self.companies.post(tenant.name, &document, &json!({})).accept("text/event-stream");
        let text = Chunks::open(request, self.companies.app.addr()).await.rest().await.concat();
        let event = text.lines().find_map(|line| line.strip_prefix("data: "));
        serde_json::from_str(event.unwrap_or_else(|| panic!("{text}"))).unwrap()
    }

    /// In whose name upstream was called since the calls were forgotten; whoever follows jobs of the generator does so
    /// whenever it likes.
    async fn accounts(&self) -> BTreeSet<String> {
        let calls = self.companies.app.calls().await;
        let asked = calls.iter().filter(|call| !call["command"].as_str().unwrap().starts_with("imageGenerator"));
        asked.filter_map(|call| call["account"].as_str().map(str::to_owned)).collect()
    }
}

/// No word of the other's, and none of its ids and links.
fn assert_clean(answer: &Value, of: &Tenant, other: &Tenant, theirs: &World, document: &str) {
    let text = answer.to_string();
    for word in other.words {
        let at = text.find(word).map(|at| &text[at.saturating_sub(300)..]);
        assert_eq!(at, None, "{word:?} of {} is in an answer to {}: {document:.300}", other.name, of.name);
    }
    let mut seen = World::default();
    seen.read(answer);
    for (ty, ids) in &seen.own {
        let leaked: Vec<_> = theirs.own.get(ty).into_iter().flatten().filter(|id| ids.contains(*id)).collect();
        assert!(leaked.is_empty(), "{ty} {leaked:?} of {} in an answer to {}: {document:.300}", other.name, of.name);
    }
    assert!(seen.links.is_disjoint(&theirs.links), "a link of {} in an answer to {}", other.name, of.name);
}

#[tokio::test]
async fn every_query_of_two_tenants_at_once_and_of_each_others_things_leaks_nothing() {
    let two = Two::start().await;
    let [acme, globex] = &TENANTS;
    let mut worlds = [two.furnish(acme).await, two.furnish(globex).await];
    assert_eq!(worlds[0].item, worlds[1].item, "the same item, with the same key");
    let fields = two.sdl.roots("Query");
    // First to see everything that each has, then over warm caches.
    for _ in 0..2 {
        for field in &fields {
            let documents = [two.ways(field, &worlds[0], acme), two.ways(field, &worlds[1], globex)];
            for nth in 0..documents[0].len().max(documents[1].len()) {
                let [one, other] = documents.each_ref().map(|of| &of[nth % of.len()]);
                let (one_says, other_says) = futures::join!(two.ask(acme, one), two.ask(globex, other));
                assert_clean(&one_says, acme, globex, &worlds[1], one);
                assert_clean(&other_says, globex, acme, &worlds[0], other);
                for (nth, answer) in [(0, one_says), (1, other_says)] {
                    worlds[nth].read(&answer);
                    let text = answer.to_string();
                    worlds[nth].said.extend(TENANTS[nth].words.iter().filter(|word| text.contains(**word)));
                }
            }
        }
    }
    for ty in SEEN {
        let [one, other] = worlds.each_ref().map(|world| world.own.get(ty).cloned().unwrap_or_default());
        assert!(!one.is_empty() && !other.is_empty(), "no {ty} was seen");
        assert!(one.is_disjoint(&other), "a {ty} is both tenants'");
    }
    for (tenant, world) in TENANTS.iter().zip(&worlds) {
        assert_eq!(world.said, tenant.words.into(), "its own words are in its own answers");
    }
    for (asker, owner) in [(0, 1), (1, 0)] {
        two.companies.app.forget_calls().await;
        strangers_find_nothing(&two, &fields, &TENANTS[asker], (&TENANTS[owner], &worlds[owner])).await;
        strangers_change_nothing(&two, &TENANTS[asker], &worlds[owner]).await;
        let own = TENANTS[asker].accounts.map(str::to_owned);
        assert!(two.accounts().await.is_subset(&own.into()), "{:?}", two.accounts().await);
    }
    two.companies.app.shutdown().await;
}

/// Asks for the owner's things in the asker's name.
async fn strangers_find_nothing(two: &Two, fields: &[RootField], asker: &Tenant, (owner, theirs): (&Tenant, &World)) {
    let public = ["item", "quote"];
    for field in fields.iter().filter(|field| !field.arguments.is_empty() && !public.contains(&field.name.as_str())) {
        for document in two.ways(field, theirs, owner) {
            let answer = two.ask(asker, &document).await;
            let found = &answer["data"][&field.name];
            let nothing = found.is_null() || found.as_array().is_some_and(|all| all.iter().all(Value::is_null));
            assert!(nothing, "{} finds what is {}'s by {document:.200}: {answer:.1000}", asker.name, owner.name);
        }
    }
    let budget = format!("{{ budget(team: {:?}) {{ team }} }}", owner.team);
    assert_eq!(two.companies.data(asker.name, &budget, json!({})).await, json!({ "budget": null }));
    for field in two.sdl.roots("Subscription") {
        let ty = match field.name.as_str() {
            "generationProgress" => "Generation",
            "purchaseProgress" => "Purchase",
            other => panic!("say in tests/it/tenant_isolation.rs what `{other}` is about"),
        };
        for id in theirs.ids(ty) {
            let event = two.subscribed(asker, &field, id).await;
            assert_eq!(event["errors"][0]["extensions"]["code"], "NOT_FOUND", "{event}");
        }
    }
    let link = theirs.links.first().unwrap();
    let path = &link[link.find("/download/").unwrap()..];
    let reply = two.companies.app.send(two.companies.by(asker.name, Request::new("GET", path))).await;
    assert_eq!(reply.status, 403, "{reply:?}");
}

/// Tries what can be done with somebody else's purchases and transactions.
async fn strangers_change_nothing(two: &Two, asker: &Tenant, theirs: &World) {
    let transaction = theirs.own["Transaction"].last().unwrap();
    let party = json!({ "company": "A company", "country": "DE", "email": "a@example.org" });
    for (field, nothing, code, input) in [
        ("approvePurchase", "purchase { id }", "PURCHASE_NOT_FOUND", json!({ "purchaseId": theirs.waiting })),
        ("declinePurchase", "purchase { id }", "PURCHASE_NOT_FOUND", json!({ "purchaseId": theirs.waiting })),
        (
            "createInvoice",
            "purchase { id }",
            "TRANSACTION_NOT_FOUND",
            json!({ "transactionIds": [transaction], "idempotencyKey": "an invoice" }),
        ),
        (
            "transferLicense",
            "purchase { id }",
            "TRANSACTION_NOT_FOUND",
            json!({ "transactionIds": [transaction], "from": party, "to": party, "idempotencyKey": "a transfer" }),
        ),
    ] {
        let answer = two.mutate(asker, None, field, nothing, &input).await;
        assert_eq!(answer, json!({ "purchase": null, "userErrors": [{ "code": code }] }), "{}: {field}", asker.name);
    }
}

#[tokio::test]
async fn one_key_in_two_companies_is_two_purchases_each_on_its_own_account() {
    let two = Two::start().await;
    let app = &two.companies.app;
    let mut worlds = Vec::new();
    for tenant in &TENANTS {
        app.forget_calls().await;
        worlds.push(two.furnish(tenant).await);
        assert_eq!(two.accounts().await, tenant.accounts.map(str::to_owned).into());
        let calls = app.calls().await;
        let bought = calls.iter().filter(|call| call["command"] == "licenseItem");
        assert!(bought.clone().all(|call| call["account"] == tenant.accounts[0]), "{calls:?}");
        assert_eq!(bought.count(), 2);
    }
    let book = app.book().await;
    for tenant in &TENANTS {
        let mark = format!("of {}", tenant.name);
        let charged = |entry: &&Value| !entry["licenseId"].is_null() && entry["references"]["project"] == mark;
        assert_eq!(book.iter().filter(charged).count(), 2, "{book:?}");
    }
    let by_key = format!("{{ purchaseByIdempotencyKey(key: {SAME_KEY:?}) {{ id transactions {{ id }} }} }}");
    let mut found = Vec::new();
    for (tenant, world) in TENANTS.iter().zip(&worlds) {
        let purchase = two.companies.data(tenant.name, &by_key, json!({})).await["purchaseByIdempotencyKey"].take();
        assert!(world.own["Purchase"].contains(purchase["id"].as_str().unwrap()));
        assert!(world.own["Transaction"].contains(purchase["transactions"][0]["id"].as_str().unwrap()));
        found.push(purchase);
    }
    assert_ne!(found[0]["id"], found[1]["id"]);
    assert_ne!(found[0]["transactions"], found[1]["transactions"]);
    two.companies.app.shutdown().await;
}
