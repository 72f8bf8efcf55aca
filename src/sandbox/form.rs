//! Parameters as PHP reads them, for the wires that PHP speaks.

use serde_json::{Map, Value};

/// How deep a parameter may nest.
const MAX_DEPTH: usize = 8;
/// How many parameters one request may have.
pub(super) const MAX_PARAMETERS: usize = 20_000;

/// A scalar as text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(u8::from(*truth).to_string()),
        _ => None,
    }
}

/// PHP's forms: `a[]=1`, `a[k]=v`, `a[0][b][]=1`, the names percent-encoded.
///
/// # Errors
/// What is wrong with it.
pub(super) fn form(bytes: &[u8]) -> Result<Map<String, Value>, &'static str> {
    let mut tree = Map::new();
    for (count, (name, value)) in form_urlencoded::parse(bytes).enumerate() {
        if count >= MAX_PARAMETERS {
            return Err("too many parameters");
        }
        put(&mut tree, &name, value.into_owned())?;
    }
    Ok(listed(tree))
}

/// Puts a value where a name with brackets says.
///
/// # Errors
/// What is wrong with the name.
pub(super) fn put(tree: &mut Map<String, Value>, name: &str, value: String) -> Result<(), &'static str> {
    let (root, rest) = name.split_once('[').map_or((name, ""), |(root, rest)| (root, rest));
    let mut path = vec![root];
    if !rest.is_empty() {
        path.extend(rest.trim_end_matches(']').split("]["));
    }
    if path.len() > MAX_DEPTH {
        return Err("a parameter nests too deep");
    }
    let mut level = tree;
    let Some((last, way)) = path.split_last() else { return Ok(()) };
    for step in way {
        let key = key_in(level, step);
        let next = level.entry(key).or_insert_with(|| Value::Object(Map::new()));
        if !next.is_object() {
            *next = Value::Object(Map::new());
        }
        let Value::Object(inner) = next else { return Ok(()) };
        level = inner;
    }
    let key = key_in(level, last);
    level.insert(key, Value::String(value));
    Ok(())
}

/// `[]` takes a free number, the next one in a list that has no gaps.
fn key_in(level: &Map<String, Value>, step: &str) -> String {
    if !step.is_empty() {
        return step.to_owned();
    }
    let mut key = level.len();
    while level.contains_key(&key.to_string()) {
        key += 1;
    }
    key.to_string()
}

/// Maps whose keys are exactly 0 to n-1 are lists.
pub(super) fn listed(tree: Map<String, Value>) -> Map<String, Value> {
    tree.into_iter().map(|(name, value)| (name, list(value))).collect()
}

fn list(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let mut members = listed(members);
    if members.is_empty() || (0..members.len()).any(|index| !members.contains_key(&index.to_string())) {
        return Value::Object(members);
    }
    Value::Array((0..members.len()).filter_map(|index| members.remove(&index.to_string())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_taken_is_not_overwritten() {
        let read = form(b"a[1]=x&a[]=y&b[0]=x&b[]=y").unwrap();
        assert_eq!(Value::Object(read), serde_json::json!({ "a": { "1": "x", "2": "y" }, "b": ["x", "y"] }));
    }
}
