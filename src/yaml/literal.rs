//! YAML values as SQL literals of a column's type.

use super::node::{Node, Style, Value};
use crate::model::DataType;
use crate::model::data_type::ValueKind;
use crate::model::sql_text::quote;

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
        ValueKind::Integer => integer(node, data_type),
        ValueKind::Number => match node.number() {
            Some(number) => Ok(number.to_owned()),
            None => Err(mismatch(node, data_type, "a number")),
        },
        ValueKind::Json => Ok(quote(&json(node))),
        ValueKind::Text => text(node, data_type).map(|text| quote(&text)),
    }
}

fn integer(node: &Node, data_type: &DataType) -> Result<String, Mismatch> {
    let (min, max) = data_type.integer_limits().unwrap_or((i64::MIN, i64::MAX));
    match node.integer() {
        Some(value) if (min..=max).contains(&value) => Ok(value.to_string()),
        Some(value) => {
            let message = format!("`{value}` is out of the range of {data_type}");
            Err((message, format!("it holds {min} to {max}; a larger type holds more")))
        }
        None => Err(mismatch(node, data_type, "a whole number")),
    }
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
    if looks_like_expression(node) && node.text().is_none_or(|text| frozen(text, data_type).is_none()) {
        return Err(expression(node));
    }
    let Some(text) = node.text() else {
        if node.is_null() {
            let message = "a value is missing here".to_owned();
            return Err((message, "leave the key out for NULL; `''` is the empty text".to_owned()));
        }
        return Err(mismatch(node, data_type, "one value"));
    };
    if let Some(now) = frozen(text, data_type) {
        let message = format!("`{text}` would be the moment at which the table is created, for every row");
        return Err((message, format!("write `default_sql: {now}`")));
    }
    match wanted_form(text, data_type) {
        Some(wanted) => Err(mismatch(node, data_type, wanted)),
        None => Ok(text.to_owned()),
    }
}

/// The expression that was meant, where PostgreSQL would read the text once, when it is stored.
fn frozen(text: &str, data_type: &DataType) -> Option<&'static str> {
    let word = text.trim().trim_end_matches("()").to_lowercase();
    let is = |names: &[&str]| names.iter().any(|name| data_type.is(name));
    let moment = is(&["timestamptz", "timestamp", "date", "time", "timetz"]);
    let today = if is(&["date"]) { "current_date" } else { "date_trunc('day', now())" };
    match word.as_str() {
        _ if !moment => None,
        "now" if is(&["date"]) => Some("current_date"),
        "now" if is(&["time", "timetz"]) => Some("localtime"),
        "now" | "current_timestamp" => Some("now()"),
        "today" | "current_date" => Some(today),
        "tomorrow" => Some("current_date + 1"),
        "yesterday" => Some("current_date - 1"),
        _ => None,
    }
}

/// What a text of the type looks like, where this one cannot be one. A cheap look: the rest is
/// PostgreSQL's to say.
fn wanted_form(text: &str, data_type: &DataType) -> Option<&'static str> {
    let is = |names: &[&str]| names.iter().any(|name| data_type.is(name));
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    if data_type.is("uuid") {
        let digits: String = text.chars().filter(|c| !"-{}".contains(*c)).collect();
        let fits = digits.len() == 32 && digits.chars().all(|c| c.is_ascii_hexdigit());
        (!fits).then_some("a uuid, e.g. `00000000-0000-0000-0000-000000000000`")
    } else if is(&["inet", "cidr"]) {
        let fits = has_digit || text.contains(':');
        let is_written = fits && text.chars().all(|c| c.is_ascii_hexdigit() || ".:/".contains(c));
        (!is_written || is_no_address(text)).then_some("an address, e.g. `10.0.0.0/8`")
    } else if is(&["date", "timestamp", "timestamptz"]) {
        let word = text.trim().trim_start_matches('-').to_lowercase();
        (!has_digit && word != "infinity" && word != "epoch" || is_no_day(&word))
            .then_some("a time, e.g. `2026-01-31 12:00:00+00`")
    } else if is(&["time", "timetz"]) {
        (!has_digit && !text.trim().eq_ignore_ascii_case("allballs")).then_some("a time, e.g. `12:00`")
    } else {
        None
    }
}

/// Whether a text in the form `2026-01-31...` is no day of the calendar.
fn is_no_day(text: &str) -> bool {
    let Some((day, rest)) = text.split_at_checked(10) else { return false };
    let parts: Vec<&str> = day.split('-').collect();
    let ([year, month, day], false) = (parts.as_slice(), rest.starts_with(|c: char| c.is_ascii_digit()))
    else {
        return false;
    };
    let is_written = [year.len(), month.len(), day.len()] == [4, 2, 2];
    let (Ok(year), Ok(month), Ok(day)) = (year.parse::<i32>(), month.parse::<u8>(), day.parse::<u8>()) else {
        return false;
    };
    // Before Christ the leap years are others.
    let is_certain = is_written && year > 0 && !rest.contains("bc");
    let month = time::Month::try_from(month);
    is_certain && month.map_or(true, |month| time::Date::from_calendar_date(year, month, day).is_err())
}

/// Whether a text in the form of an address that is written out is none.
fn is_no_address(text: &str) -> bool {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    // PostgreSQL fills up a network that is written in short.
    if !address.contains(':') && address.split('.').count() != 4 {
        return false;
    }
    let Ok(address) = address.parse::<core::net::IpAddr>() else { return true };
    let most = if address.is_ipv4() { 32 } else { 128 };
    bits.is_some_and(|bits| bits.parse::<u8>().map_or(true, |bits| bits > most))
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
        let node = super::super::node::parse(&source, &[], &mut Vec::new()).expect("YAML");
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

    #[test]
    fn what_is_certainly_no_day_and_no_address() {
        for (value, data_type) in [
            ("2026-13-45", "date"),
            ("2026-02-29 10:00", "timestamptz"),
            ("10.0.0.0/99", "inet"),
            ("10.0.0.256", "inet"),
            ("'2001:db8::/129'", "cidr"),
        ] {
            assert!(read(value, data_type).is_err(), "{value}");
        }
        for (value, data_type) in [
            ("2024-02-29", "date"),
            ("'2026-01-31 12:00:00+00'", "timestamptz"),
            ("31.1.2026", "date"),
            ("20260131", "date"),
            ("10.0.0.0/8", "inet"),
            ("10/8", "cidr"),
            ("'::1'", "inet"),
            ("'2001:db8::/48'", "cidr"),
        ] {
            assert!(read(value, data_type).is_ok(), "{value}");
        }
    }
}
