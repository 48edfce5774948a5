//! SQL literals as the YAML values that are read as them. Every value is tried on the reader, so
//! that none is written which would be read as another.

use super::value::{Key, ListStyle, MapStyle, Value};
use crate::diagnostic::{Source, Span};
use crate::model::DataType;
use crate::model::data_type::ValueKind;
use crate::yaml::literal::literal;
use crate::yaml::node::{self, Node, Scalar, Style};

/// The value that is read as that literal of the type; none where there is no such value.
pub fn value(text: &str, data_type: &DataType) -> Option<Value> {
    let value = candidate(text, data_type)?;
    let reads = |value: &Value| literal(&node_of(value), data_type).is_ok_and(|read| read == text);
    if reads(&value) {
        return Some(value);
    }
    // `now()` is text only in quotes.
    let Value::Text(text) = value else { return None };
    let quoted = Value::Quoted(text);
    reads(&quoted).then_some(quoted)
}

fn candidate(text: &str, data_type: &DataType) -> Option<Value> {
    if data_type.array {
        return array(&unquote(text)?, data_type);
    }
    match data_type.value_kind() {
        ValueKind::Boolean | ValueKind::Integer | ValueKind::Number => Some(Value::word(text)),
        ValueKind::Json => json(&unquote(text)?),
        ValueKind::Text => Some(Value::Text(unquote(text)?)),
    }
}

/// What stands between the quotes of an SQL string constant.
pub fn unquote(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let halved = inner.replace("''", "'");
    // One quote alone would end the constant.
    (inner.matches('\'').count() == 2 * halved.matches('\'').count()).then_some(halved)
}

/// JSON is YAML already.
fn json(text: &str) -> Option<Value> {
    let source = Source { path: "json".into(), text: format!("value: {text}\n") };
    let mut mistakes = Vec::new();
    let root = node::parse(&source, &[], &mut mistakes)?;
    mistakes.is_empty().then(|| root.get("value").map(value_of))?
}

fn value_of(node: &Node) -> Value {
    match &node.value {
        node::Value::Scalar(scalar) if scalar.style == Style::Plain => Value::Word(scalar.text.to_string()),
        node::Value::Scalar(scalar) => Value::Text(scalar.text.to_string()),
        node::Value::List(items) => Value::list(items.iter().map(value_of)),
        node::Value::Map(entries) => {
            Value::map(entries.iter().map(|(key, value)| (key.text.to_string(), value_of(value))))
        }
    }
}

/// `{a,"b c",NULL}` as a list.
fn array(text: &str, data_type: &DataType) -> Option<Value> {
    let element = DataType { array: false, ..data_type.clone() };
    let mut rest = text;
    let value = array_items(&mut rest, &element)?;
    rest.is_empty().then_some(value)
}

fn array_items(rest: &mut &str, element: &DataType) -> Option<Value> {
    *rest = rest.strip_prefix('{')?;
    let mut items = Vec::new();
    if let Some(after) = rest.strip_prefix('}') {
        *rest = after;
        return Some(Value::list(items));
    }
    loop {
        items.push(array_item(rest, element)?);
        if let Some(after) = rest.strip_prefix(',') {
            *rest = after;
        } else {
            *rest = rest.strip_prefix('}')?;
            return Some(Value::list(items));
        }
    }
}

fn array_item(rest: &mut &str, element: &DataType) -> Option<Value> {
    if rest.starts_with('{') {
        return array_items(rest, element);
    }
    let (text, quoted) = match rest.strip_prefix('"') {
        Some(after) => {
            let (text, after) = quoted_item(after)?;
            *rest = after;
            (text, true)
        }
        None => {
            let end = rest.find([',', '}'])?;
            let text = rest[..end].to_owned();
            *rest = &rest[end..];
            (text, false)
        }
    };
    if !quoted && text.eq_ignore_ascii_case("null") {
        return Some(Value::word("null"));
    }
    match element.value_kind() {
        ValueKind::Json => json(&text),
        ValueKind::Text => Some(Value::Text(text)),
        ValueKind::Boolean | ValueKind::Integer | ValueKind::Number => Some(Value::Word(text)),
    }
}

/// The text up to the closing quote, and what follows that.
fn quoted_item(text: &str) -> Option<(String, &str)> {
    let mut item = String::new();
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some((item, &text[at + 1..])),
            '\\' => item.push(characters.next()?.1),
            c => item.push(c),
        }
    }
    None
}

/// The value as the reader would have it, plain where it may be.
fn node_of(value: &Value) -> Node {
    let scalar = |text: &str, style| node::Value::Scalar(Scalar { text: text.into(), style, tag: None });
    let value = match value {
        Value::Empty => scalar("", Style::Plain),
        Value::Word(text) => scalar(text, Style::Plain),
        Value::Text(text)
        | Value::Sql(text)
        | Value::Code(text)
        | Value::Source(text)
        | Value::Prose(text) => {
            let plain = super::scalar::scalar(text, super::scalar::Kind::Text, super::scalar::Context::Block);
            scalar(text, if plain == *text { Style::Plain } else { Style::Quoted })
        }
        Value::Quoted(text) => scalar(text, Style::Quoted),
        Value::List(items, ListStyle::Short | ListStyle::Filled | ListStyle::Lines) => {
            node::Value::List(items.iter().map(node_of).collect())
        }
        Value::Map(entries, MapStyle::Short | MapStyle::Lines | MapStyle::Aligned | MapStyle::Spaced) => {
            let entries = entries.iter().map(|(key, value)| {
                let text = match key {
                    Key::Word(word) => (*word).to_owned(),
                    Key::Name(name) => name.clone(),
                };
                (node::Key { text: text.into(), span: Span::default() }, node_of(value))
            });
            node::Value::Map(entries.collect())
        }
    };
    Node { span: Span::default(), value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, data_type: &str, expected: Option<&Value>) {
        let data_type = DataType::parse(data_type).expect("a type");
        assert_eq!(value(text, &data_type).as_ref(), expected, "{text}");
    }

    #[test]
    fn literals_as_values() {
        check("'USD'", "text", Some(&Value::text("USD")));
        check("'it''s'", "text", Some(&Value::text("it's")));
        check("'now()'", "text", Some(&Value::Quoted("now()".to_owned())));
        check("0.10", "numeric(10,2)", Some(&Value::word("0.10")));
        check("true", "boolean", Some(&Value::word("true")));
        check("'{}'", "jsonb", Some(&Value::map([])));
        check(
            r#"'{"a": [1, "x", null, "2"]}'"#,
            "jsonb",
            Some(&Value::map([(
                "a".to_owned(),
                Value::list([Value::word("1"), Value::text("x"), Value::word("null"), Value::text("2")]),
            )])),
        );
        check(
            r#"'{"a b",NULL,"x\"y"}'"#,
            "text[]",
            Some(&Value::list([Value::text("a b"), Value::word("null"), Value::text("x\"y")])),
        );
        check(
            "'{{1,2},{3,4}}'",
            "integer[]",
            Some(&Value::list([
                Value::list([Value::word("1"), Value::word("2")]),
                Value::list([Value::word("3"), Value::word("4")]),
            ])),
        );
    }

    #[test]
    fn what_no_value_is_read_as() {
        check("now()", "timestamptz", None);
        check("'now'", "timestamptz", None);
        check(r#"'{"a":1}'"#, "json", None);
        check("'{ a }'", "text[]", None);
        check("E'a'", "text", None);
        check("'a'b'", "text", None);
        check("1", "text", None);
        check("'1'", "integer", None);
    }
}
