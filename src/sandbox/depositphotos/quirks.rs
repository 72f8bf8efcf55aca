//! The readings of the wire, where its descriptions differ: played by changing the superset's answer.

use serde_json::{Map, Value};

use crate::config::sandbox::Quirks;

/// The answer as this reading has it, encoded.
pub(super) fn play(quirks: Quirks, command: &str, mut answer: Value) -> String {
    match quirks {
        Quirks::Superset => answer.to_string(),
        Quirks::Sdk => {
            reduce(command, &mut answer, &SDK_LACKS);
            answer.to_string()
        }
        Quirks::Doc => {
            reduce(command, &mut answer, &DOC_LACKS);
            for name in ["userid", "vatRate", "registered"] {
                each(&mut answer, &mut |members| text(members, name));
            }
            answer.to_string()
        }
        Quirks::Php => {
            php(&mut answer, true);
            escaped(&answer.to_string())
        }
    }
}

/// Members that a reading does not have: the command (or `*`), and the member's name at any depth.
type Lacks = [(&'static str, &'static str); 9];

const SDK_LACKS: Lacks = [
    ("getUserEnterpriseGroup", "group"),
    ("getLicenseOfGroup", "licenseId"),
    ("*", "seler"),
    ("createEnterpriseInvoice", "result"),
    ("getEnterpriseInvoiceList", "description"),
    ("getEnterpriseInvoiceList", "count"),
    ("licenseItem", "transactions"),
    ("search", "itype"),
    ("transferEnterpriseLicense", "result"),
];

const DOC_LACKS: Lacks = [
    ("getUserEnterpriseGroup", "data"),
    ("getLicenseOfGroup", "licenseID"),
    ("getLicenseOfGroup", "enabled"),
    ("*", "seller"),
    ("createEnterpriseInvoice", "invoiceId"),
    ("getEnterpriseInvoiceList", "title"),
    ("getLicensedItems", "itemType"),
    ("licenseItem", "transaction"),
    ("getEnterpriseInvoice", "isProforma"),
];

fn reduce(command: &str, answer: &mut Value, lacks: &Lacks) {
    for (of, name) in lacks {
        if *of == "*" || *of == command {
            each(answer, &mut |members| drop(members.remove(*name)));
        }
    }
}

/// Does something to every object of the answer, the outermost first.
fn each(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            change(members);
            members.values_mut().for_each(|inner| each(inner, change));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| each(inner, change)),
        _ => {}
    }
}

fn text(members: &mut Map<String, Value>, name: &str) {
    if let Some(value) = members.get_mut(name).filter(|value| value.is_number()) {
        *value = value.to_string().into();
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
    }
}
