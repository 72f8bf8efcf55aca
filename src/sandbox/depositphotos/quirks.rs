//! The readings of the wire, where its descriptions differ: played by changing the superset's answer.

use serde_json::{Map, Value};

use crate::config::sandbox::Quirks;

/// The answer as this reading has it, encoded.
pub(super) fn play(quirks: Quirks, command: &str, mut answer: Value) -> String {
    match quirks {
        Quirks::Superset => answer.to_string(),
        Quirks::Sdk => {
            reduce(command, &mut answer, SDK_LACKS);
            answer.to_string()
        }
        Quirks::Doc => {
            reduce(command, &mut answer, DOC_LACKS);
            each("", &mut answer, &mut |_, members| {
                TEXTS.iter().for_each(|name| text(members, name));
                PRICES.iter().for_each(|name| number(members, name));
            });
            answer.to_string()
        }
        Quirks::Php => {
            php(&mut answer, true);
            escaped(&answer.to_string())
        }
    }
}

/// A member that a reading does not have: the command, the key its object stands under (a list's objects stand under the
/// list's key, the answer itself under none), and its name. `*` is any.
type Lack = (&'static str, &'static str, &'static str);

/// What the vendor's library and its recorded answers do not know.
const SDK_LACKS: &[Lack] = &[
    ("getUserEnterpriseGroup", "", "group"),
    ("getLicenseOfGroup", "*", "licenseId"),
    ("*", "*", "seler"),
    ("createEnterpriseInvoice", "", "result"),
    ("getEnterpriseInvoiceList", "*", "description"),
    ("licenseItem", "*", "transactions"),
    ("licenseItem", "", "status"),
    ("search", "result", "itype"),
    ("transferEnterpriseLicense", "", "result"),
    ("getTransactionLicenseInfo", "*", "link"),
];

/// What the documentation does not know.
const DOC_LACKS: &[Lack] = &[
    ("getUserEnterpriseGroup", "", "data"),
    ("search", "result", "type"),
    ("getMediaData", "*", "model_release_ids"),
    ("getLicenseOfGroup", "*", "licenseID"),
    ("getLicenseOfGroup", "*", "enabledSizesCount"),
    ("getLicenseOfGroup", "sizes", "enabled"),
    ("getLicenseOfGroup", "sizes", "order"),
    ("getLicenseOfGroup", "sizes", "netId"),
    ("*", "*", "seller"),
    ("createEnterpriseInvoice", "", "invoiceId"),
    ("getEnterpriseInvoiceList", "data", "title"),
    ("getEnterpriseInvoiceList", "data", "isProforma"),
    ("getLicensedItems", "downloads", "itemType"),
    ("getLicensedItems", "downloads", "project"),
    ("getLicensedItems", "downloads", "client"),
    ("getLicensedItems", "downloads", "isbn"),
    ("getLicensedItems", "downloads", "other"),
    ("getLicensedItems", "downloads", "editorial"),
    ("getTransferredLicenses", "downloads", "invoice_id"),
    ("getTransferredLicenses", "downloads", "itemType"),
    ("getTransferredLicenses", "downloads", "editorial"),
    ("getTransactionLicenseInfo", "license", "size"),
    ("licenseItem", "*", "transaction"),
    ("getEnterpriseInvoice", "invoice", "title"),
    ("getEnterpriseInvoice", "invoice", "isProforma"),
    ("getEnterpriseInvoice", "invoice", "paymentInstructions"),
    ("getEnterpriseInvoice", "*", "tax"),
    ("getEnterpriseInvoice", "items", "licenseName"),
    ("getEnterpriseInvoice", "items", "currencyId"),
    ("getEnterpriseInvoice", "items", "vatId"),
];

/// Numbers that the documentation has as text.
const TEXTS: [&str; 3] = ["userid", "vatRate", "registered"];
/// Text that the documentation has as numbers.
const PRICES: [&str; 3] = ["price", "price_usd", "vatPrice"];

fn reduce(command: &str, answer: &mut Value, lacks: &[Lack]) {
    let lacks: Vec<&Lack> = lacks.iter().filter(|(of, ..)| *of == "*" || *of == command).collect();
    each("", answer, &mut |under, members| {
        for (_, place, name) in &lacks {
            if *place == "*" || *place == under {
                members.shift_remove(*name);
            }
        }
    });
}

/// Does something to every object of the answer and the key that it stands under, the outermost first.
fn each(under: &str, value: &mut Value, change: &mut impl FnMut(&str, &mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            change(under, members);
            members.iter_mut().for_each(|(name, inner)| each(name, inner, change));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| each(under, inner, change)),
        _ => {}
    }
}

fn text(members: &mut Map<String, Value>, name: &str) {
    if let Some(value) = members.get_mut(name).filter(|value| value.is_number()) {
        *value = value.to_string().into();
    }
}

fn number(members: &mut Map<String, Value>, name: &str) {
    if let Some(value) = members.get_mut(name) {
        let read = value.as_str().and_then(|text| text.parse::<serde_json::Number>().ok());
        if let Some(read) = read {
            *value = read.into();
        }
    }
}

/// Empty objects become lists, numbers text: as PHP encodes arrays and what its database gives.
fn php(value: &mut Value, root: bool) {
    match value {
        Value::Object(members) if members.is_empty() && !root => *value = Value::Array(Vec::new()),
        Value::Object(members) => {
            for (name, inner) in members {
                // The vendor's library dies of a code that is no integer.
                if name != "errorcode" {
                    php(inner, false);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| php(item, false)),
        Value::Number(number) => *value = number.to_string().into(),
        _ => {}
    }
}

/// Slashes and all that is not ASCII, escaped.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 5 / 4);
    for character in json.chars() {
        match character {
            '/' => text.push_str("\\/"),
            ascii if ascii.is_ascii() => text.push(ascii),
            other => {
                let mut units = [0; 2];
                for unit in other.encode_utf16(&mut units) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn php_escapes_and_empties() {
        let answer = json!({ "type": "success", "url": "http://a/ü😀", "sizes": {}, "n": 7, "price": 9.5 });
        let played = play(Quirks::Php, "getMediaData", answer);
        assert_eq!(
            played,
            r#"{"type":"success","url":"http:\/\/a\/\u00fc\ud83d\ude00","sizes":[],"n":"7","price":"9.5"}"#
        );
    }

    #[test]
    fn the_documentation_and_the_library_disagree() {
        let answer = || json!({ "data": [{ "licenseID": 1, "licenseId": 1 }] });
        assert_eq!(play(Quirks::Doc, "getLicenseOfGroup", answer()), r#"{"data":[{"licenseId":1}]}"#);
        assert_eq!(play(Quirks::Sdk, "getLicenseOfGroup", answer()), r#"{"data":[{"licenseID":1}]}"#);
        let found = || json!({ "type": "success", "result": [{ "type": "image", "itype": "image" }] });
        assert_eq!(play(Quirks::Doc, "search", found()), r#"{"type":"success","result":[{"itype":"image"}]}"#);
        assert_eq!(play(Quirks::Sdk, "search", found()), r#"{"type":"success","result":[{"type":"image"}]}"#);
        let invoice = json!({ "invoice": { "tax": {}, "items": [{ "price": "9.00", "tax": {} }], "currencyId": 0 } });
        let played = play(Quirks::Doc, "getEnterpriseInvoice", invoice);
        assert_eq!(played, r#"{"invoice":{"items":[{"price":9.0}],"currencyId":0}}"#);
    }
}
