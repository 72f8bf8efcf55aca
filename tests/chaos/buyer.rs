//! Clients: what they order, and how they insist on it.

use std::{sync::Arc, time::Duration};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    process::{LOOK, PATIENCE},
    world::World,
};

const PURCHASE: &str =
    "purchase { id status lines { index status code transactions { id key } } } userErrors { code field }";

/// Something that can be bought.
#[derive(Clone, Debug)]
pub(crate) struct Goods {
    item: String,
    license: String,
    size: String,
    /// Where Adobe Stock's book shall have the order's key; Depositphotos' has it in the project.
    reference: Option<&'static str>,
    again: bool,
}

impl Goods {
    /// The upstream command that buys it.
    fn command(&self) -> &'static str {
        if self.reference.is_some() { "Content/License" } else { "licenseItem" }
    }

    fn line(&self) -> Value {
        json!({ "itemId": self.item, "licenseId": self.license, "sizeId": self.size, "buyAgain": self.again })
    }

    /// The same, only if it is not owned already.
    pub(crate) fn at_first(self) -> Self {
        Self { again: false, ..self }
    }

    fn references(&self, key: &str) -> Value {
        let custom = self.reference.map(|field| json!({ "key": field, "value": key }));
        json!({ "project": key, "custom": custom.into_iter().collect::<Vec<_>>() })
    }
}

/// So many different things of Adobe Stock.
pub(crate) async fn adobe_goods(world: &World, many: usize) -> Vec<Goods> {
    let document = "query ($first: Int!) { licenses(provider: ADOBE_STOCK, kind: IMAGE) { id sizes { id } }
        search(query: \"dog\", filter: { kinds: [IMAGE] }, providers: [ADOBE_STOCK], first: $first) { nodes { id } } }";
    let data = world.data(document, &json!({ "first": many })).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (license, size) = (text(&data["licenses"][0]["id"]), text(&data["licenses"][0]["sizes"][0]["id"]));
    let goods = data["search"]["nodes"].as_array().unwrap().iter().map(|node| Goods {
        item: text(&node["id"]),
        license: license.clone(),
        size: size.clone(),
        reference: Some("2"),
        again: true,
    });
    goods.collect()
}

/// So many different things.
pub(crate) async fn goods(world: &World, many: usize) -> Vec<Goods> {
    let document = "query ($after: String) { licenses(kind: IMAGE) { id sizes { id enabled } }
        search(query: \"dog\", filter: { kinds: [IMAGE] }, first: 100, after: $after) { nodes { id } pageInfo { endCursor } } }";
    let (mut goods, mut after) = (Vec::new(), Value::Null);
    while goods.len() < many {
        let data = world.data(document, &json!({ "after": after })).await;
        let license = &data["licenses"][0];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let size = license["sizes"].as_array().unwrap().iter().find(|size| size["enabled"] == true).unwrap();
        for node in data["search"]["nodes"].as_array().unwrap() {
            let (item, license, size) = (text(&node["id"]), text(&license["id"]), text(&size["id"]));
            goods.push(Goods { item, license, size, reference: None, again: true });
        }
        after = data["search"]["pageInfo"]["endCursor"].clone();
    }
    goods.truncate(many);
    goods
}

/// A mutation under an idempotency key.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) key: String,
    /// The upstream command that it comes to.
    pub(crate) command: &'static str,
    document: String,
    pub(crate) input: Value,
}

impl Order {
    fn new(key: &str, field: &str, input: &str, command: &'static str, mut arguments: Value) -> Self {
        arguments["idempotencyKey"] = key.into();
        let job = if field == "generateImage" { "generation { id }" } else { "" };
        let document =
            format!("mutation ($input: {input}!) {{ answer: {field}(input: $input) {{ {PURCHASE} {job} }} }}");
        Self { key: key.to_owned(), command, document, input: arguments }
    }

    /// One item. The key stands in a reference too: by that the sandbox's book tells the orders apart, marker or not.
    pub(crate) fn item(key: &str, goods: &Goods) -> Self {
        let mut input = goods.line();
        input["references"] = goods.references(key);
        Self::new(key, "licenseItem", "LicenseItemInput", goods.command(), input)
    }

    /// Several items of one provider.
    pub(crate) fn items(key: &str, goods: &[Goods]) -> Self {
        let lines: Vec<Value> = goods.iter().map(Goods::line).collect();
        let input = json!({ "lines": lines, "references": goods[0].references(key) });
        Self::new(key, "licenseItems", "LicenseItemsInput", goods[0].command(), input)
    }

    pub(crate) fn transfer(key: &str, transaction: &str) -> Self {
        let party = |company: &str| json!({ "company": company, "country": "DE" });
        let input = json!({ "transactionIds": [transaction], "from": party("Buyer Ltd"), "to": party(key) });
        Self::new(key, "transferLicense", "TransferLicenseInput", "transferEnterpriseLicense", input)
    }

    pub(crate) fn invoice(key: &str, transaction: &str) -> Self {
        let input = json!({ "transactionIds": [transaction] });
        Self::new(key, "createInvoice", "CreateInvoiceInput", "createEnterpriseInvoice", input)
    }

    /// Pictures. The key is the prompt too: by that the sandbox's log tells the orders apart.
    pub(crate) fn generation(key: &str) -> Self {
        let input = json!({ "prompt": key });
        Self::new(key, "generateImage", "GenerateImageInput", "imageGenerator.generate", input)
    }

    /// Asks once.
    pub(crate) async fn once(&self, world: &World) -> Result<Value, String> {
        world.ask(&self.document, &json!({ "input": self.input })).await
    }

    /// How often it reached the sandbox.
    pub(crate) async fn sent(&self, world: &World) -> usize {
        world.sent(self.command, &self.key).await
    }

    /// Asks again on every error and while it is pending, until there is an outcome.
    pub(crate) async fn insist(&self, world: &World) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.once(world).await;
            if let Ok(answer) = &answer
                && let Some(outcome) = outcome(answer)
            {
                return outcome;
            }
            assert!(Instant::now() < deadline, "{self:?} has no outcome: {answer:?}\n{}", world.log());
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Asks, and hangs up after a while.
    pub(crate) async fn hang_up(&self, world: &World, after: Duration) {
        // It may be answered before.
        let _ = tokio::time::timeout(after, self.once(world)).await;
    }
}

/// The payload, once it has an outcome.
fn outcome(answer: &Value) -> Option<Value> {
    let payload = &answer["data"]["answer"];
    let over = match payload["purchase"]["status"].as_str() {
        Some(status) => status != "PENDING",
        None => payload["userErrors"].as_array().is_some_and(|errors| !errors.is_empty()),
    };
    (over && answer.get("errors").is_none()).then(|| payload.clone())
}

pub(crate) fn is_settled(payload: &Value) -> bool {
    payload["purchase"]["status"] == "SETTLED"
}

/// The ids of the transactions of a payload.
pub(crate) fn transactions(payload: &Value) -> Vec<String> {
    let lines = payload["purchase"]["lines"].as_array().into_iter().flatten();
    lines
        .flat_map(|line| line["transactions"].as_array().unwrap())
        .map(|t| t["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The same order by many clients at once, some of whom hang up before they insist. All must get the same in the end.
pub(crate) async fn crowd(world: &Arc<World>, order: Order, copies: usize, mut chance: ChaCha8Rng) -> Value {
    let clients = (0..copies).map(|_| {
        let hang_up = chance.random_bool(0.2).then(|| Duration::from_millis(chance.random_range(0..150)));
        let order = &order;
        async move {
            if let Some(after) = hang_up {
                order.hang_up(world, after).await;
            }
            order.insist(world).await
        }
    });
    let answers = futures::future::join_all(clients).await;
    for answer in &answers {
        assert_eq!(*answer, answers[0], "the answers to {} differ", order.key);
    }
    answers.into_iter().next().unwrap_or_default()
}
