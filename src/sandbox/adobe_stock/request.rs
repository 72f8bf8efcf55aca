//! The parameters of a request, in the spelling of every client.

use serde_json::{Map, Value};

use super::answers::Failure;
use crate::sandbox::form::{form, scalar};

/// What must not be shown.
const SECRETS: [&str; 5] = ["token", "client_secret", "jwt_token", "code", "refresh_token"];

/// The parameters of one request, or a part of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters(Map<String, Value>);

impl Parameters {
    /// Query and form; the form wins.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn read(query: &str, body: &[u8]) -> Result<Self, &'static str> {
        let mut all = form(query.as_bytes())?;
        all.extend(form(body)?);
        Ok(Self(all))
    }

    /// As they may be shown.
    pub(super) fn shown(&self) -> Map<String, Value> {
        let open = self.0.iter().filter(|(name, _)| !SECRETS.contains(&name.as_str()));
        open.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands in brackets behind a name.
    pub(super) fn part(&self, name: &str) -> Self {
        Self(self.0.get(name).and_then(Value::as_object).cloned().unwrap_or_default())
    }

    /// Text; empty text is absent.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(scalar).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A non-negative integer.
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Failure> {
        let number = self.text(name).map(|text| text.parse());
        number.transpose().map_err(|_| Failure::parameter(name, "must be an integer"))
    }

    /// A number within bounds.
    pub(super) fn within(&self, name: &str, least: u64, most: u64, otherwise: u64) -> Result<u64, Failure> {
        let number = self.number(name)?.unwrap_or(otherwise);
        let fits = (least..=most).contains(&number);
        fits.then_some(number).ok_or_else(|| Failure::parameter(name, "is out of range"))
    }

    /// A truth in any of its spellings; false where it is absent.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| ["1", "true", "on"].contains(&text.to_ascii_lowercase().as_str()))
    }

    /// `true`, `false`, or `all`, which is none of them.
    pub(super) fn choice(&self, name: &str) -> Option<bool> {
        match self.text(name)?.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    /// A list, with `[]` or `[0]`, or a single value.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        match self.0.get(name) {
            Some(Value::Array(items)) => items.iter().filter_map(scalar).collect(),
            Some(Value::Object(items)) => items.values().filter_map(scalar).collect(),
            Some(single) => scalar(single).filter(|text| !text.is_empty()).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clients_brackets_are_read() {
        let query = "search_parameters%5Bfilters%5D%5Bcontent_type%3Aphoto%5D=1&search_parameters[filters][3d_type_id][]=2\
                     &result_columns%5B0%5D=id&result_columns%5B1%5D=title&license_again=true&token=secret";
        let read = Parameters::read(query, b"").unwrap();
        let filters = read.part("search_parameters").part("filters");
        assert!(filters.flag("content_type:photo") && read.flag("license_again"));
        assert_eq!(filters.list("3d_type_id"), ["2"]);
        assert_eq!(read.list("result_columns"), ["id", "title"]);
        assert!(!read.shown().contains_key("token"));
        assert!(read.number("license_again").is_err());
    }
}
