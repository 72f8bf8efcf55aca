//! `portico ledger`, on the real binary beside a running façade: what it says, what it refuses, and that a person's word is
//! taken only where nothing else tells.

use std::{
    path::Path,
    process::{Command, Output},
};

use serde_json::{Value, json};
use sqlx::AnyPool;
use tempfile::TempDir;

use crate::support::{
    process::{Process, addr},
    raw::Request,
};

const LICENSE: &str = "mutation ($input: LicenseItemInput!) { licenseItem(input: $input) {
    purchase { id status lines { message code } transactions { id key } } userErrors { code } } }";

/// A running binary, and the commands beside it.
struct Shop {
    process: Process,
    façade: std::net::SocketAddr,
    sandbox: std::net::SocketAddr,
}

impl Shop {
    fn open(variables: &[(&str, &str)]) -> Self {
        let mut process = Process::start(&["serve"], variables);
        let façade = addr(&process.line("GraphQL "));
        let sandbox = addr(&process.line("Sandbox "));
        Self { process, façade, sandbox }
    }

    /// Runs `portico ledger …` in the façade's folder.
    fn ledger(&self, arguments: &[&str]) -> Said {
        ledger_in(self.process.folder.path(), &self.sandbox.to_string(), arguments)
    }

    async fn answer(&self, document: &str, variables: &Value) -> Value {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let mut answer = Request::post(body).send(self.façade).await.json();
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].take()
    }

    /// Buys the `nth` dog, with a key of that name.
    async fn buy(&self, nth: usize, more: &Value) -> Value {
        let found = self
            .answer(
                r#"{ search(query: "dog", filter: { kinds: [IMAGE] }, first: 9) { nodes { id licenses { id sizes { id enabled } } } } }"#,
                &json!({}),
            )
            .await;
        let item = &found["search"]["nodes"][nth];
        let license = &item["licenses"][0];
        let size = license["sizes"].as_array().unwrap().iter().find(|size| size["enabled"] == true).unwrap();
        let mut input = json!({ "itemId": item["id"], "licenseId": license["id"], "sizeId": size["id"],
            "idempotencyKey": format!("dog {nth}") });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.answer(LICENSE, &json!({ "input": input })).await["licenseItem"].take()
    }

    async fn control(&self, method: &'static str, path: &str, body: &Value) -> Value {
        let request = Request::new(method, path).header("content-type", "application/json").body(body.to_string());
        let reply = request.send(self.sandbox).await;
        assert!((200..300).contains(&reply.status), "{reply:?}");
        if reply.body.is_empty() { Value::Null } else { reply.json() }
    }

    /// Makes some of the commands of this name fail like this.
    async fn fault(&self, command: &str, nth: u32, times: u32, kind: &str) {
        let fault =
            json!({ "provider": "depositphotos", "command": command, "nth": nth, "times": times, "kind": kind });
        self.control("POST", "/_sandbox/faults", &fault).await;
    }

    async fn charged(&self) -> Vec<Value> {
        self.control("GET", "/_sandbox/book", &Value::Null).await.as_array().unwrap().clone()
    }

    /// A purchase that went wrong after the charge (or before it), and that no look-up can tell: it is under review.
    async fn unclear(&self, nth: usize, kind: &str) -> String {
        self.fault("licenseItem", 1, 1, kind).await;
        // The first is asked beforehand: whether the item is owned already.
        self.fault("getLicensedItems", 2, 1_000, "lost_request").await;
        let bought = self.buy(nth, &json!({})).await;
        assert_eq!(bought["purchase"]["status"], "NEEDS_REVIEW", "{bought}");
        self.control("DELETE", "/_sandbox/faults", &Value::Null).await;
        bought["purchase"]["id"].as_str().unwrap().to_owned()
    }

    /// The same of anything but an item: it was done, its answer was lost, and so are those to the look-ups.
    async fn unclear_of(&self, field: &str, command: &str, input: &Value) -> String {
        self.fault(command, 1, 1, "commit_then_drop").await;
        // Asked beforehand: whether the transaction is there, and what it is before.
        self.fault("getTransactionLicenseInfo", 3, 1_000, "lost_request").await;
        let mut input = input.clone();
        input["idempotencyKey"] = field.into();
        let kind = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
        let document =
            format!("mutation ($input: {kind}!) {{ it: {field}(input: $input) {{ purchase {{ id status }} }} }}");
        let answer = self.answer(&document, &json!({ "input": input })).await;
        assert_eq!(answer["it"]["purchase"]["status"], "NEEDS_REVIEW", "{answer}");
        self.control("DELETE", "/_sandbox/faults", &Value::Null).await;
        answer["it"]["purchase"]["id"].as_str().unwrap().to_owned()
    }

    async fn status(&self, id: &str) -> Value {
        let purchase = "query ($id: ID!) { purchase(id: $id) { status lines { code message transactions { key } } } }";
        self.answer(purchase, &json!({ "id": id })).await["purchase"].take()
    }
}

/// What a command said.
#[derive(Debug)]
struct Said {
    success: bool,
    out: String,
    err: String,
}

fn ledger_in(folder: &Path, sandbox: &str, arguments: &[&str]) -> Said {
    let command = Command::new(env!("CARGO_BIN_EXE_portico"))
        .arg("ledger")
        .args(arguments)
        .env_clear()
        .envs([("PORTICO_SANDBOX__LISTEN", sandbox), ("PORTICO_LOG__LEVEL", "error")])
        .current_dir(folder)
        .output();
    let Output { status, stdout, stderr } = command.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { success: status.success(), out: text(stdout), err: text(stderr) }
}

/// Look-ups at once; what they do not tell is soon a person's.
const HASTY: [(&str, &str); 4] = [
    ("PORTICO_PURCHASING__REVIEW_AFTER", "1ms"),
    ("PORTICO_PURCHASING__LOOKUP_PAUSE", "20ms"),
    ("PORTICO_PROVIDERS__DEPOSITPHOTOS__TIMEOUT", "10s"),
    ("PORTICO_PURCHASING__WAIT", "60s"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_shown_proved_exported_and_verified_while_the_façade_runs() {
    let shop = Shop::open(&[]);
    let harm = "<script>alert(1)</script>\"&'";
    let bought = shop.buy(0, &json!({ "references": { "client": harm } })).await;
    let id = bought["purchase"]["id"].as_str().unwrap();
    let key = bought["purchase"]["transactions"][0]["key"].as_str().unwrap();

    let listed = shop.ledger(&["show"]);
    assert!(
        listed.success && listed.out.lines().count() == 1 && listed.out.contains("  SETTLED       LICENSE ×1  "),
        "{listed:?}"
    );
    let ulid = listed.out.split_whitespace().next().unwrap();
    let shown = shop.ledger(&["show", id]);
    for state in ["RESERVED", "SENDING", "SETTLED", key] {
        assert!(shown.out.contains(state), "{shown:?}");
    }
    assert_eq!(shop.ledger(&["show", ulid]).out, shown.out, "the ULID does as well");

    let proof: Value = serde_json::from_str(&shop.ledger(&["proof", id]).out).unwrap();
    assert_eq!((&proof["items"][0]["transaction"], &proof["purchaseId"]), (&json!(key), &json!(ulid)));
    assert_eq!(proof["items"][0]["references"]["client"], harm);
    let page = shop.ledger(&["proof", ulid, "--html"]).out;
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;") && !page.contains("<script"), "{page}");

    let lines: Vec<Value> =
        shop.ledger(&["export"]).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(json!(lines), proof["chain"]);
    let table = shop.ledger(&["export", "--format", "csv"]).out;
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(
        rows.iter()
            .map(|row| row[8].to_owned())
            .eq(lines.iter().map(|entry| entry["hash"].as_str().unwrap().to_owned()))
    );

    let verified = shop.ledger(&["verify"]);
    let end = format!("The ledger is whole. It ends with entry 3, hash {}.\n", lines[2]["hash"].as_str().unwrap());
    assert_eq!((verified.success, verified.out, verified.err), (true, end, String::new()));
    let none = shop.ledger(&["reconcile"]);
    assert_eq!((none.success, &*none.out), (true, "0 looked up: 0 settled, 0 not bought, 0 to be reviewed\n"));
    assert_eq!(shop.charged().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_an_error_that_says_so_and_makes_nothing() {
    let folder = TempDir::new().unwrap();
    let unknown = "01KAKZ7Q1N8M3F2R5T9V0W4XYZ";
    for command in [&["show"][..], &["verify"], &["export"], &["reconcile"], &["proof", unknown]] {
        let said = ledger_in(folder.path(), "127.0.0.1:9", command);
        assert!(!said.success && said.out.is_empty(), "{command:?}: {said:?}");
        assert!(
            said.err.starts_with("portico: there is no ledger at") && said.err.contains("ledger.sqlite"),
            "{said:?}"
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

    let shop = Shop::open(&[]);
    for command in [&["show"][..], &["proof"], &["settle", "--not-bought", "--by", "Ann", "--reason", "none"]] {
        for id in [unknown, "nonsense", "SXRlbTpkZXBvc2l0cGhvdG9zOjczNDgyNzY1MQ"] {
            let said = shop.ledger(&[command, &[id]].concat());
            assert_eq!(
                (said.success, said.err),
                (false, format!("portico: there is no purchase {id}\n")),
                "{command:?}"
            );
        }
    }
    let elsewhere = shop.process.folder.path().join("portico-data");
    let said = ledger_in(folder.path(), "127.0.0.1:9", &["verify", "--data-dir", elsewhere.to_str().unwrap()]);
    assert_eq!((said.success, &*said.out), (true, "The ledger is whole. It ends with no entries.\n"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_tampered_with_fails_the_verification_which_says_where() {
    let shop = Shop::open(&[]);
    shop.buy(0, &json!({})).await;
    shop.buy(1, &json!({})).await;
    let file = shop.process.folder.path().join("portico-data/ledger.sqlite");
    sqlx::any::install_default_drivers();
    let pool = AnyPool::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    // Each is mended again by the second statement.
    for (tamper, mend, flaw) in [
        (
            "UPDATE entries SET actor = actor || '!' WHERE seq = 5",
            "UPDATE entries SET actor = 'portico' WHERE seq = 5",
            "entry 5 does not have its hash",
        ),
        (
            "UPDATE entries SET to_state = 'GIVEN' WHERE seq = 3",
            "UPDATE entries SET to_state = 'SETTLED' WHERE seq = 3",
            "in entry 3, to_state is \"GIVEN\"",
        ),
        (
            "UPDATE lines SET state = 'REFUSED'",
            "UPDATE lines SET state = 'SETTLED'",
            "is not in the state of its last entry",
        ),
        (
            "UPDATE lines SET result = '{}'",
            "UPDATE lines SET result = (SELECT body FROM entries e WHERE e.purchase_id = lines.purchase_id AND e.to_state = 'SETTLED')",
            "entry 3 is of a line that says something else came of it",
        ),
        ("UPDATE lines SET task = '{}' WHERE task LIKE '%'", "SELECT 1", "entry 4 is of a line whose task is another"),
        ("UPDATE purchases SET subject = 'nobody'", "SELECT 1", "entry 1 is of a purchase whose subject is another"),
        ("DELETE FROM entries WHERE seq = 6", "SELECT 1", "entry 5 is not the end of the chain"),
    ] {
        sqlx::query(tamper).execute(&pool).await.unwrap();
        let said = shop.ledger(&["verify"]);
        assert!(!said.success && said.out.is_empty() && said.err.contains(flaw), "{tamper}: {said:?}");
        sqlx::query(mend).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_gets_no_formula() {
    let shop = Shop::open(&[]);
    shop.buy(0, &json!({})).await;
    let file = shop.process.folder.path().join("portico-data/ledger.sqlite");
    sqlx::any::install_default_drivers();
    let pool = AnyPool::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    for begin in ["=", "+", "-", "@", "\t"] {
        // As an issuer's token could name a subject.
        let actor = format!("{begin}HYPERLINK(\"https://elsewhere.example\")");
        sqlx::query("UPDATE entries SET actor = $1").bind(actor.clone()).execute(&pool).await.unwrap();
        let table = shop.ledger(&["export", "--format", "csv"]).out;
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        for row in reader.records() {
            let row = row.unwrap();
            assert_eq!(&row[6], format!("'{actor}"));
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t'])), "{row:?}");
        }
        let exact = shop.ledger(&["export"]).out;
        let entry: Value = serde_json::from_str(exact.lines().next().unwrap()).unwrap();
        assert_eq!(entry["actor"], actor);
    }
    pool.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_bought_and_nobody_can_tell_a_person_settles_while_the_façade_runs() {
    let shop = Shop::open(&HASTY);
    let id = shop.unclear(0, "commit_then_drop").await;
    let other = shop.buy(1, &json!({})).await["purchase"]["transactions"][0]["key"].as_str().unwrap().to_owned();
    let charged = shop.charged().await;
    let key = charged[0]["transactionId"].to_string();
    let waiting = shop.ledger(&["show", "--review"]).out;
    assert!(
        waiting.lines().count() == 2 && waiting.contains("NEEDS_REVIEW") && waiting.contains("\"dog 0\""),
        "{waiting}"
    );
    let settle = |more: &[&str]| {
        shop.ledger(&[&["settle", &*id, "--by", "Ann", "--reason", "seen in the account"], more].concat())
    };

    let refusals: [(&[&str], &str); 6] = [
        (&["--not-bought"], &format!("the provider shows what came of it: transaction {key}")),
        (&["--transaction", "1"], "transaction 1 is not there"),
        (&["--transaction", &other], &format!("transaction {other} is of another item")),
        (&["--invoice", "1"], "to be settled by transactions"),
        (&["--transaction", &key, "--line", "1"], "the purchase has no line 1"),
        (&["--transaction", &id], "the id of a Purchase, not of a Transaction"),
    ];
    for (more, why) in refusals {
        let said = settle(more);
        assert!(!said.success && said.err.contains(why), "{more:?}: {said:?}");
    }
    for incomplete in [
        &["--by", "Ann", "--not-bought"][..],
        &["--reason", "because", "--not-bought"],
        &["--by", "Ann", "--reason", "b"],
        &["--by", " ", "--reason", "b", "--not-bought"],
    ] {
        let said = shop.ledger(&[&["settle", &*id], incomplete].concat());
        assert!(!said.success && said.err.starts_with("error: "), "{said:?}");
    }
    assert_eq!(shop.status(&id).await["status"], "NEEDS_REVIEW");

    let said = settle(&["--transaction", &key]);
    assert_eq!((said.success, &*said.out), (true, "Line 0 is SETTLED now.\n"), "{said:?}");
    let after = shop.status(&id).await;
    assert_eq!(after["status"], "SETTLED");
    let message = "Decided by Ann: seen in the account";
    assert_eq!(after["lines"], json!([{ "code": null, "message": message, "transactions": [{ "key": key }] }]));
    let again = settle(&["--not-bought"]);
    assert!(!again.success && again.err.contains("line 0 is SETTLED, and only what is NEEDS_REVIEW"), "{again:?}");
    let entries = shop.ledger(&["show", &id]).out;
    assert!(entries.contains("SETTLED      by person Ann"), "{entries}");
    assert!(shop.ledger(&["verify"]).success);
    assert_eq!(shop.ledger(&["show", "--review"]).out, "");
    // The same key answers with what the person said, and nothing more is bought.
    let repeated = shop.buy(0, &json!({})).await;
    assert_eq!(repeated["purchase"]["transactions"][0]["key"], json!(key));
    assert_eq!(shop.charged().await, charged);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_settles_transfers_invoices_and_jobs_by_what_came_of_them() {
    let mut settings = HASTY.to_vec();
    settings.push(("PORTICO_GENERATION__CALLBACKS", "false"));
    // The job does not end while this runs, which would be a charge.
    settings.push(("PORTICO_SANDBOX__GENERATION_TIME", "1h"));
    let shop = Shop::open(&settings);
    let [passed_on, invoiced] = [shop.buy(0, &json!({})).await, shop.buy(1, &json!({})).await]
        .map(|bought| bought["purchase"]["transactions"][0].clone());
    let party = json!({ "company": "Buyer Ltd", "country": "DE" });
    let input = json!({ "transactionIds": [passed_on["id"]], "from": party, "to": party });
    let transfer = shop.unclear_of("transferLicense", "transferEnterpriseLicense", &input).await;
    let input = json!({ "transactionIds": [invoiced["id"]] });
    let invoice = shop.unclear_of("createInvoice", "createEnterpriseInvoice", &input).await;
    let job = shop.unclear_of("generateImage", "imageGenerator.generate", &json!({ "prompt": "A red fox" })).await;
    let jobs = shop.control("GET", "/_sandbox/generations", &Value::Null).await;
    let started = jobs.as_array().unwrap().last().unwrap()["uuid"].as_str().unwrap();
    let charged = shop.charged().await;
    let made = shop.answer("{ invoices(first: 1) { nodes { id } } }", &json!({})).await;
    let [transfer_of, other] = [&passed_on, &invoiced].map(|transaction| transaction["key"].as_str().unwrap());
    let made = made["invoices"]["nodes"][0]["id"].as_str().unwrap();

    let by = ["--by", "Ann", "--reason", "seen in the account"];
    let settle = |id: &str, found: [&str; 2]| shop.ledger(&[&["settle", id], &found[..], &by].concat());
    for (id, found, why) in [
        (&transfer, ["--transaction", other], "was not passed on by this line"),
        (&transfer, ["--invoice", made], "to be settled by transactions"),
        (&invoice, ["--invoice", "1"], "none of its transactions is on invoice 1"),
        (&invoice, ["--transaction", other], "to be settled by an invoice"),
        (&job, ["--generation", "1"], "job 1 is not of this prompt"),
        (&job, ["--transaction", other], "to be settled by a job"),
    ] {
        let said = settle(id, found);
        assert!(!said.success && said.err.contains(why), "{found:?}: {said:?}");
    }
    for (id, found) in [
        (&transfer, ["--transaction", transfer_of]),
        (&invoice, ["--invoice", made]),
        (&job, ["--generation", started]),
    ] {
        let said = settle(id, found);
        assert_eq!((said.success, &*said.out), (true, "Line 0 is SETTLED now.\n"), "{said:?}");
    }
    let document = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Purchase { status
        lines { transactions { key } invoice { id } generation { prompt } } } } }";
    let settled = shop.answer(document, &json!({ "ids": [transfer, invoice, job] })).await;
    let line = |transactions: Value, invoice: Value, generation: Value| {
        let lines = [json!({ "transactions": transactions, "invoice": invoice, "generation": generation })];
        json!({ "status": "SETTLED", "lines": lines })
    };
    let fox = json!({ "prompt": "A red fox" });
    let expected = json!([
        line(json!([{ "key": transfer_of }]), Value::Null, Value::Null),
        line(json!([{ "key": other }]), json!({ "id": made }), Value::Null),
        line(json!([]), Value::Null, fox),
    ]);
    assert_eq!(settled["nodes"], expected);
    assert!(shop.ledger(&["verify"]).success);
    assert_eq!(shop.charged().await, charged, "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_bought_a_person_releases() {
    let shop = Shop::open(&HASTY);
    let id = shop.unclear(0, "lost_request").await;
    let said = shop.ledger(&["settle", &id, "--not-bought", "--by", "Ann", "--reason", "not in the account"]);
    assert_eq!((said.success, &*said.out), (true, "Line 0 is RELEASED now.\n"), "{said:?}");
    let after = shop.status(&id).await;
    assert_eq!((&after["status"], &after["lines"][0]["code"]), (&json!("REFUSED"), &json!("NOT_BOUGHT")));
    let kept = shop.ledger(&["export"]).out;
    assert!(kept.contains("Decided by Ann: not in the account"), "{kept}");
    assert!(shop.ledger(&["verify"]).success);
    assert!(shop.charged().await.is_empty());
}
