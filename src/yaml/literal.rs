//! YAML values as SQL literals of a column's type.

use super::node::{Node, Style, Value};
use crate::model::DataType;
use crate::model::data_type::ValueKind;

/// Why a value cannot be a literal of the type: message and help.
pub type Mismatch = (String, String);

/// The literal, as SQL: `'USD'`, `0`, `true`, `'{"a": 1}'`.
pub fn literal(node: &Node, data_type: &DataType) -> Result<String, Mismatch> {
    if data_type.array {
        return Ok(quote(&array(node, data_type)?));
    }
    match data_type.value_kind() {
        ValueKind::Boolean => match node.boolean() {
            Some(value) => Ok(value.to_string()),
            None => Err(mismatch(node, data_type, "`true` or `false`")),
        },
        ValueKind::Integer => match node.integer() {
            Some(value) => Ok(value.to_string()),
            None => Err(mismatch(node, data_type, "a whole number")),
        },
        ValueKind::Number => match node.number() {
            Some(number) => Ok(number.to_owned()),
            None => Err(mismatch(node, data_type, "a number")),
        },
        ValueKind::Json => Ok(quote(&json(node))),
        ValueKind::Text => text(node, data_type).map(|text| quote(&text)),
    }
}

/// An SQL string constant.
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn mismatch(node: &Node, data_type: &DataType, wanted: &str) -> Mismatch {
    let shown = node.describe();
    if looks_like_expression(node) {
        return expression(node);
    }
    let message = format!("{shown} is no value of type {data_type}");
    (message, format!("write {wanted}"))
}

fn expression(node: &Node) -> Mismatch {
    let shown = node.describe();
    let text = node.text().unwrap_or_default();
    let message = format!("{shown} looks like an SQL expression, but a value stands here");
    (message, format!("write `default_sql: {text}` for the expression, or `default: '{text}'` for the text"))
}

fn text(node: &Node, data_type: &DataType) -> Result<String, Mismatch> {
    if looks_like_expression(node) {
        return Err(expression(node));
    }
    match node.text() {
        Some(text) => Ok(text.to_owned()),
        None => Err(mismatch(node, data_type, "one value")),
    }
}

/// `now()` and `current_date` written plainly; in quotes they are text.
fn looks_like_expression(node: &Node) -> bool {
    let Value::Scalar(scalar) = &node.value else { return false };
    let text = scalar.text.trim();
    let call = text.ends_with(')')
        && text.split_once('(').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
        });
    let cast = text.contains("::");
    let keyword =
        text.to_ascii_lowercase().starts_with("current_") || text.eq_ignore_ascii_case("localtimestamp");
    scalar.style == Style::Plain && (call || cast || keyword)
}

/// The value as JSON text, in the order it was written.
fn json(node: &Node) -> String {
    match &node.value {
        Value::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let pairs =
                entries.iter().map(|(key, value)| format!("{}: {}", json_text(&key.text), json(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        Value::Scalar(scalar) => {
            if node.is_null() {
                "null".to_owned()
            } else if let Some(value) = node.boolean() {
                value.to_string()
            } else if let Some(number) = node.number().filter(|it| serde_json::from_str::<f64>(it).is_ok()) {
                number.to_owned()
            } else {
                json_text(&scalar.text)
            }
        }
    }
}

fn json_text(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// An array in PostgreSQL's own text form: `{a,"b c"}`.
fn array(node: &Node, data_type: &DataType) -> Result<String, Mismatch> {
    let Some(items) = node.list() else { return Err(mismatch(node, data_type, "a list")) };
    let element = DataType { array: false, ..data_type.clone() };
    let mut parts = Vec::new();
    for item in items {
        if item.list().is_some() {
            parts.push(array(item, data_type)?);
        } else if item.is_null() {
            parts.push("NULL".to_owned());
        } else {
            let text = match element.value_kind() {
                ValueKind::Json => json(item),
                ValueKind::Text => text(item, &element)?,
                _ => literal(item, &element)?,
            };
            parts.push(array_element(&text));
        }
    }
    Ok(format!("{{{}}}", parts.join(",")))
}

fn array_element(text: &str) -> String {
    let special = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',' | '"' | '\\');
    if text.is_empty() || text.eq_ignore_ascii_case("null") || text.contains(special) {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;

    fn read(value: &str, data_type: &str) -> Result<String, String> {
        let source = Source { path: "a.yaml".into(), text: format!("v: {value}\n") };
        let node = super::super::node::parse(&source, &mut Vec::new()).expect("YAML");
        let data_type = DataType::parse(data_type).expect("a type");
        literal(node.get("v").expect("v"), &data_type)
            .map_err(|(message, help)| format!("{message} / {help}"))
    }

    #[test]
    fn values_by_type() {
        assert_eq!(read("USD", "text"), Ok("'USD'".to_owned()));
        assert_eq!(read("it's", "text"), Ok("'it''s'".to_owned()));
        assert_eq!(read("5", "text"), Ok("'5'".to_owned()));
        assert_eq!(read("0.10", "numeric(10,2)"), Ok("0.10".to_owned()));
        assert_eq!(read("true", "boolean"), Ok("true".to_owned()));
        assert_eq!(read("{}", "jsonb"), Ok("'{}'".to_owned()));
        assert_eq!(
            read("{a: [1, x, null], b: '2'}", "jsonb"),
            Ok("'{\"a\": [1, \"x\", null], \"b\": \"2\"}'".to_owned())
        );
        assert_eq!(read("[a b, c, '']", "text[]"), Ok("'{\"a b\",c,\"\"}'".to_owned()));
        assert_eq!(read("[[1, 2], [3, 4]]", "integer[]"), Ok("'{{1,2},{3,4}}'".to_owned()));
    }

    #[test]
    fn never_guesses_an_expression() {
        let message = read("now()", "timestamptz").expect_err("an expression");
        assert!(message.contains("write `default_sql: now()`"), "{message}");
        assert_eq!(read("'now()'", "text"), Ok("'now()'".to_owned()));
        assert!(read("abc", "integer").is_err());
        assert!(read("yes", "boolean").is_err());
    }
}
