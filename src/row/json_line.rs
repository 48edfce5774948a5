//! One line of JSON as the cells of a row: an object from column names. Numbers and nested values
//! are kept as they are written.

use indexmap::IndexMap;
use serde_json::value::RawValue;

use super::table::Kind;

/// The columns of a line, in order, each with its JSON.
pub fn columns(line: &str) -> Result<IndexMap<String, Box<RawValue>>, serde_json::Error> {
    serde_json::from_str(line)
}

/// The JSON of a column as the text that its type reads; `None` is NULL.
pub fn text(value: &RawValue, kind: &Kind) -> Option<String> {
    let json = value.get();
    if json == "null" {
        return None;
    }
    Some(match kind {
        Kind::Json => json.to_owned(),
        Kind::Array(element) if json.starts_with('[') => array(json, element),
        _ if json.starts_with('"') => serde_json::from_str(json).unwrap_or_else(|_| json.to_owned()),
        _ => json.to_owned(),
    })
}

fn array(json: &str, element: &Kind) -> String {
    let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
    let items = items.into_iter().map(|item| {
        if item.get().starts_with('[') && *element != Kind::Json {
            return array(item.get(), element);
        }
        match text(item, element) {
            Some(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            None => "NULL".to_owned(),
        }
    });
    format!("{{{}}}", items.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost() {
        let line = r#"{"n": 12345678901234567890.10, "j": {"a": [1.0, null]}, "t": "x\ny", "z": null, "a": ["q\"", 1, null], "m": [[1],[2]]}"#;
        let columns = columns(line).unwrap();
        let array = Kind::Array(Box::new(Kind::Text));
        for (name, kind, expected) in [
            ("n", &Kind::Text, Some("12345678901234567890.10")),
            ("j", &Kind::Json, Some(r#"{"a": [1.0, null]}"#)),
            ("t", &Kind::Text, Some("x\ny")),
            ("t", &Kind::Json, Some("\"x\\ny\"")),
            ("z", &Kind::Text, None),
            ("a", &array, Some(r#"{"q\"","1",NULL}"#)),
            ("m", &array, Some(r#"{{"1"},{"2"}}"#)),
        ] {
            assert_eq!(text(&columns[name], kind).as_deref(), expected, "{name}");
        }
    }
}
