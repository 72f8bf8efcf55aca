//! The sandbox's Depositphotos wire, spoken as its clients speak it.

use std::time::Duration;

use portico::{clock::Clock, config::sandbox::SandboxConfig, sandbox};
use serde_json::{Value, json};

/// A sandbox, a client, and a session of `buyer`.
pub(crate) struct Wire {
    pub(crate) sandbox: sandbox::Sandbox,
    pub(crate) client: reqwest::Client,
    pub(crate) session: String,
}

impl Wire {
    pub(crate) async fn start() -> Self {
        Self::with(SandboxConfig { listen: "127.0.0.1:0".parse().unwrap(), ..SandboxConfig::default() }).await
    }

    pub(crate) async fn with(config: SandboxConfig) -> Self {
        let sandbox = sandbox::start(config, Clock::system()).await.unwrap();
        let client = reqwest::Client::builder().timeout(Duration::from_secs(120)).build().unwrap();
        let mut wire = Self { sandbox, client, session: String::new() };
        wire.session = wire.login("buyer").await;
        wire
    }

    pub(crate) async fn login(&self, user: &str) -> String {
        let login = json!({ "dp_login_user": user, "dp_login_password": "sandbox" });
        self.call("loginEnterprise", &login).await["sessionid"].as_str().unwrap().to_owned()
    }

    /// The exception that a command is refused with.
    pub(crate) async fn refusal(&self, command: &str, arguments: &Value) -> String {
        let answer = self.call(command, arguments).await;
        assert_eq!(answer["type"], "failure", "{command} {arguments}: {answer}");
        answer["error"]["exception"].as_str().unwrap().to_owned()
    }

    pub(crate) fn url(&self) -> String {
        self.sandbox.address_of("depositphotos").unwrap().to_string()
    }

    /// A command as the vendor's library sends it: a form with explicit keys, the key in a header.
    pub(crate) async fn call(&self, command: &str, arguments: &Value) -> Value {
        self.send(Form::Library, command, arguments).await.unwrap()
    }

    pub(crate) async fn send(&self, form: Form, command: &str, arguments: &Value) -> Result<Value, reqwest::Error> {
        let mut pairs = vec![("dp_command".to_owned(), command.to_owned())];
        if !self.session.is_empty() {
            pairs.push(("dp_session_id".to_owned(), self.session.clone()));
        }
        flatten("", arguments, &mut pairs);
        let encode =
            |pairs: &[(String, String)]| form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let form_type = "application/x-www-form-urlencoded";
        let request = match form {
            Form::Library => self
                .client
                .post(self.url())
                .header("api-key", "sandbox-key")
                .header("content-type", form_type)
                .body(encode(&pairs)),
            Form::Body => {
                pairs.push(("dp_apikey".to_owned(), "sandbox-key".to_owned()));
                self.client.post(format!("{}/", self.url())).header("content-type", form_type).body(encode(&pairs))
            }
            Form::Split => {
                let url = format!("{}?dp_apikey=sandbox-key&dp_command={command}", self.url());
                self.client.post(url).header("content-type", form_type).body(encode(&pairs[1..]))
            }
            Form::Get => {
                pairs.push(("dp_apikey".to_owned(), "sandbox-key".to_owned()));
                self.client.get(format!("{}/rpc.php?{}", self.url(), encode(&pairs)))
            }
            Form::Multipart => {
                let part = |(name, value): &(String, String)| {
                    format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                };
                let body: String = pairs.iter().map(part).collect();
                self.client
                    .post(self.url())
                    .header("api-key", "sandbox-key")
                    .header("content-type", "multipart/form-data; boundary=edge")
                    .body(body + "--edge--\r\n")
            }
            Form::Json | Form::JsonKey => {
                let mut body = arguments.clone();
                body["dp_session_id"] = self.session.clone().into();
                let mut url = format!("{}?dp_command={command}", self.url());
                if matches!(form, Form::JsonKey) {
                    body["dp_apikey"] = "sandbox-key".into();
                } else {
                    url += "&dp_apikey=sandbox-key";
                }
                self.client.post(url).header("content-type", "application/json; charset=utf-8").body(body.to_string())
            }
        };
        let response = request.send().await?;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/json");
        Ok(serde_json::from_str(&response.text().await?).unwrap())
    }

    pub(crate) async fn control(&self, method: reqwest::Method, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("http://{}/_sandbox/{path}", self.sandbox.addr());
        let response = self.client.request(method, url).body(body.to_string()).send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
    }

    pub(crate) async fn fault(&self, command: &str, kind: &str, seconds: f64) {
        let fault = json!({ "provider": "depositphotos", "command": command, "kind": kind, "seconds": seconds });
        assert_eq!(self.control(reqwest::Method::POST, "faults", &fault).await.0, 200);
    }

    pub(crate) async fn book(&self) -> usize {
        self.control(reqwest::Method::GET, "book", &Value::Null).await.1.as_array().unwrap().len()
    }

    /// An image that is sold under the group's first licence for images, that licence, and a size.
    pub(crate) async fn sellable(&self) -> (u64, u64, String) {
        let found = self
            .call("search", &json!({ "dp_search_query": "fox", "dp_search_vector": 0, "dp_search_limit": 1 }))
            .await;
        let item = found["result"][0]["id"].as_str().unwrap().parse().unwrap();
        let licenses = self.call("getLicenseOfGroup", &json!({})).await;
        (item, licenses["data"][0]["licenseID"].as_u64().unwrap(), "s-2015".to_owned())
    }
}

/// The forms a command may come in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    Library,
    Body,
    Split,
    Get,
    Multipart,
    Json,
    JsonKey,
}

pub(crate) const FORMS: [Form; 7] =
    [Form::Library, Form::Body, Form::Split, Form::Get, Form::Multipart, Form::Json, Form::JsonKey];

/// PHP's way to write nested values into a form.
fn flatten(name: &str, value: &Value, into: &mut Vec<(String, String)>) {
    let inner = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}[{key}]") };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| flatten(&inner(key), value, into)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(key, value)| flatten(&inner(&key.to_string()), value, into));
        }
        Value::String(text) => into.push((name.to_owned(), text.clone())),
        Value::Null => {}
        scalar => into.push((name.to_owned(), scalar.to_string())),
    }
}
