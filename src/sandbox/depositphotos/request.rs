//! The parameters of a request, from wherever they may stand: query, form, JSON, multipart; body over query.

use axum::http::{HeaderMap, header};
use jiff::{Timestamp, civil};
use serde_json::{Map, Value};

use crate::sandbox::form::{MAX_PARAMETERS, form, listed, put, scalar};

/// The parameters of one request.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters(pub(super) Map<String, Value>);

/// A parameter that does not fit.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) parameter: &'static str,
    pub(super) why: &'static str,
}

impl Parameters {
    /// Reads query and body.
    ///
    /// # Errors
    /// What is wrong with the body.
    pub(super) fn read(query: &str, headers: &HeaderMap, body: &[u8]) -> Result<Self, &'static str> {
        let mut all = form(query.as_bytes())?;
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let from_body = match essence.as_str() {
            _ if body.is_empty() => Map::new(),
            "application/json" | "text/json" => match serde_json::from_slice(body) {
                Ok(Value::Object(members)) => members,
                Ok(_) => return Err("the JSON body is no object"),
                Err(_) => return Err("the body is no JSON"),
            },
            "multipart/form-data" => multipart(kind, body)?,
            _ => form(body)?,
        };
        all.extend(from_body);
        let mut all = Self(all);
        if let Some(key) = headers.get("api-key").and_then(|value| value.to_str().ok()) {
            all.default("dp_apikey", key.into());
        }
        for (also, name) in [("dp_sessionid", "dp_session_id"), ("dp_exclude_keywords", "dp_exclude_keyword")] {
            if let Some(value) = all.0.shift_remove(also) {
                all.default(name, value);
            }
        }
        Ok(all)
    }

    /// The value of a parameter that is absent; empty text and null are absent as well.
    fn default(&mut self, name: &str, value: Value) {
        let given = self.value(name).is_some_and(|given| given.as_str() != Some(""));
        if !given {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// The parameters as they may be shown: without key, session and passwords.
    pub(super) fn shown(&self) -> Value {
        const SECRETS: [&str; 5] =
            ["dp_apikey", "dp_session_id", "dp_login_password", "dp_regist_password", "dp_new_password"];
        let open = self.0.iter().filter(|(name, _)| !SECRETS.contains(&name.as_str()) && *name != "dp_command");
        Value::Object(open.map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Text; numbers count as text. Empty text is absent.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.value(name).and_then(scalar).filter(|text| !text.is_empty())
    }

    /// A text that must be there.
    pub(super) fn need_text(&self, name: &'static str) -> Result<String, Misfit> {
        self.text(name).ok_or(Misfit { parameter: name, why: "is required" })
    }

    /// A non-negative integer.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<u64>, Misfit> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.trim().parse().map(Some).map_err(|_| Misfit { parameter: name, why: "must be an integer" })
    }

    /// An integer that must be there.
    pub(super) fn need_number(&self, name: &'static str) -> Result<u64, Misfit> {
        self.number(name)?.ok_or(Misfit { parameter: name, why: "is required" })
    }

    /// A truth in any of its spellings.
    pub(super) fn flag(&self, name: &'static str) -> Result<Option<bool>, Misfit> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.trim().to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => Ok(Some(true)),
            "0" | "false" | "no" | "off" => Ok(Some(false)),
            _ => Err(Misfit { parameter: name, why: "must be 1 or 0" }),
        }
    }

    /// A date, with or without time, or Unix seconds; UTC.
    pub(super) fn time(&self, name: &'static str) -> Result<Option<Timestamp>, Misfit> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let text = text.trim();
        let civil = civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok().or_else(|| {
            let date = civil::Date::strptime("%Y-%m-%d", text).ok()?;
            // A last day counts whole.
            let time = if name.ends_with("_end") || name.ends_with("_to") {
                civil::time(23, 59, 59, 0)
            } else {
                civil::Time::midnight()
            };
            Some(date.to_datetime(time))
        });
        let time = match civil {
            Some(civil) => civil.in_tz("UTC").ok().map(|zoned| zoned.timestamp()),
            None => text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()),
        };
        time.map(Some).ok_or(Misfit { parameter: name, why: "must be YYYY-MM-DD HH:MM:SS" })
    }

    /// A list of texts; a single value is a list of one, text with commas is not split.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        match self.value(name) {
            Some(Value::Array(items)) => items.iter().filter_map(scalar).collect(),
            Some(Value::Object(items)) => items.values().filter_map(scalar).collect(),
            Some(single) => scalar(single).filter(|text| !text.is_empty()).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// A list of ids; a single id is a list of one.
    pub(super) fn ids(&self, name: &'static str) -> Result<Vec<u64>, Misfit> {
        let parse = |text: &String| text.trim().parse();
        let ids: Result<Vec<u64>, _> = self.texts(name).iter().map(parse).collect();
        ids.map_err(|_| Misfit { parameter: name, why: "must be a list of integers" })
    }

    /// One of the words of a vocabulary.
    pub(super) fn word<T>(&self, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Misfit> {
        let Some(text) = self.text(name) else { return Ok(None) };
        parse(text.trim()).map(Some).ok_or(Misfit { parameter: name, why: "is none of the allowed values" })
    }
}

/// `multipart/form-data`, text parts only.
fn multipart(kind: &str, body: &[u8]) -> Result<Map<String, Value>, &'static str> {
    let boundary = kind
        .split(';')
        .filter_map(|parameter| parameter.trim().strip_prefix("boundary="))
        .map(|boundary| boundary.trim_matches('"'))
        .next()
        .ok_or("the multipart body names no boundary")?;
    let text = std::str::from_utf8(body).map_err(|_| "the multipart body is no text")?;
    let mut tree = Map::new();
    for (count, part) in text.split(&format!("--{boundary}")).skip(1).enumerate() {
        if count >= MAX_PARAMETERS {
            return Err("too many parameters");
        }
        let Some((head, value)) = part.split_once("\r\n\r\n") else { continue };
        let name = head.split("name=\"").nth(1).and_then(|rest| rest.split('"').next());
        if let Some(name) = name {
            put(&mut tree, name, value.strip_suffix("\r\n").unwrap_or(value).to_owned())?;
        }
    }
    Ok(listed(tree))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str, kind: &str, body: &str) -> Map<String, Value> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        Parameters::read(query, &headers, body.as_bytes()).unwrap().0
    }

    #[test]
    fn the_vendors_own_form_is_read() {
        let form =
            "dp_licensing%5B0%5D%5Bdp_item_id%5D%5B0%5D=12&dp_licensing%5B0%5D%5Bdp_option%5D=s-2015&a%5B%5D=x+y&a[]=z";
        let read = read("dp_command=licenseItem", "application/x-www-form-urlencoded", form);
        assert_eq!(
            Value::Object(read),
            serde_json::json!({ "dp_command": "licenseItem", "a": ["x y", "z"],
                                "dp_licensing": [{ "dp_item_id": ["12"], "dp_option": "s-2015" }] })
        );
    }

    #[test]
    fn an_empty_parameter_gives_way_to_its_other_name() {
        let mut headers = HeaderMap::new();
        headers.insert("api-key", "key".parse().unwrap());
        for query in ["dp_apikey=&dp_session_id=&dp_sessionid=s", "dp_sessionid=s"] {
            let read = Parameters::read(query, &headers, b"").unwrap();
            assert_eq!(
                Value::Object(read.0),
                serde_json::json!({ "dp_apikey": "key", "dp_session_id": "s" }),
                "{query}"
            );
        }
        let read = Parameters::read("dp_apikey=mine", &headers, b"").unwrap();
        assert_eq!(read.text("dp_apikey").as_deref(), Some("mine"));
    }

    #[test]
    fn json_and_multipart_are_read_and_the_body_wins() {
        let json = read("dp_apikey=1&a=old", "application/json; charset=utf-8", "{\"a\": [1, 2]}");
        assert_eq!(Value::Object(json), serde_json::json!({ "dp_apikey": "1", "a": [1, 2] }));
        let parts = "--b\r\nContent-Disposition: form-data; name=\"a[k]\"\r\n\r\nv\r\n--b--\r\n";
        let multi = read("", "multipart/form-data; boundary=b", parts);
        assert_eq!(Value::Object(multi), serde_json::json!({ "a": { "k": "v" } }));
    }
}
