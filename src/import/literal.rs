//! Defaults that are plain values: `'x'::text`, `0`, `'{}'::jsonb`. Taken as a value only where writing the
//! value again gives the same text in the catalog; everything else stays an expression. Pure.

use super::printed::{split_list, tokens};
use crate::model::DataType;
use crate::model::data_type::{ValueKind, names_an_object};

/// A column's type, as far as the print of its default shows it.
pub struct Typed<'a> {
    pub data_type: &'a DataType,
    /// The type that the literal is cast to: the column's own, of a domain the one under it.
    pub printed: &'a str,
}

/// The literal that a default is, as `default:` makes it.
pub fn literal(text: &str, of: &Typed) -> Option<String> {
    // As an expression it tells what it needs.
    if names_an_object(of.printed) {
        return None;
    }
    let parts = tokens(text);
    if of.data_type.array {
        let value = cast_to(text, of.printed)?;
        return is_plain_array(&unquoted(value)?, of.data_type.value_kind()).then(|| value.to_owned());
    }
    match of.data_type.value_kind() {
        ValueKind::Boolean => ["true", "false"].contains(&text).then(|| text.to_owned()),
        ValueKind::Integer => {
            let number = number(&parts).filter(|it| !it.contains('.'))?;
            let (min, max) = of.data_type.integer_limits()?;
            let value: i64 = number.parse().ok()?;
            ((min..=max).contains(&value) && value.to_string() == number).then_some(number)
        }
        ValueKind::Number => number(&parts),
        ValueKind::Json => {
            let value = cast_to(text, of.printed)?;
            is_plain_json(&unquoted(value)?).then(|| value.to_owned())
        }
        ValueKind::Text => cast_to(text, of.printed).map(str::to_owned),
    }
}

/// A number as it is printed: a negative one is a text with the type that PostgreSQL read it as.
fn number(parts: &[&str]) -> Option<String> {
    let digits = |text: &str| {
        let fits = text.bytes().all(|c| c.is_ascii_digit() || c == b'.') && text.len() < 19;
        (fits && text.starts_with(|c: char| c.is_ascii_digit()) && !text.ends_with('.'))
            .then(|| text.to_owned())
    };
    match parts {
        [number] => digits(number),
        [text, "::", of] => {
            let value = unquoted(text)?;
            let positive = value.strip_prefix('-').unwrap_or(&value);
            let plain = digits(positive)?;
            let small = plain.parse::<i64>().is_ok_and(|it| it <= i64::from(i32::MAX));
            let read_as = match plain.contains('.') {
                true => "numeric",
                false if small => "integer",
                false => "bigint",
            };
            let written_so = value.starts_with('-') || read_as == "bigint";
            (*of == read_as && written_so).then_some(value)
        }
        _ => None,
    }
}

/// The text before `::type`, if the whole is one text cast to that type.
fn cast_to<'t>(text: &'t str, data_type: &str) -> Option<&'t str> {
    let value = text.strip_suffix(data_type)?.strip_suffix("::")?;
    (value.starts_with('\'') && tokens(value).len() == 1).then_some(value)
}

/// What an SQL text says.
fn unquoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(inner.replace("''", "'"))
}

/// Whether the value is JSON in the one spelling that is written from YAML.
fn is_plain_json(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text)
        .is_ok_and(|value| !value.is_null() && spelled(&value) == text)
}

fn spelled(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Array(items) => {
            format!("[{}]", items.iter().map(spelled).collect::<Vec<_>>().join(", "))
        }
        serde_json::Value::Object(entries) => {
            let name = |name: &String| serde_json::Value::String(name.clone()).to_string();
            let pairs = entries.iter().map(|(key, value)| format!("{}: {}", name(key), spelled(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Whether the array is flat and of plain words or numbers.
fn is_plain_array(text: &str, kind: ValueKind) -> bool {
    let Some(inner) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else { return false };
    let plain = |item: &&str| match kind {
        ValueKind::Text => {
            item.starts_with(|c: char| c.is_ascii_alphabetic())
                && item.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
                && !item.eq_ignore_ascii_case("null")
        }
        ValueKind::Integer => item.parse::<i64>().is_ok_and(|it| it.to_string() == **item),
        ValueKind::Boolean | ValueKind::Number | ValueKind::Json => false,
    };
    inner.is_empty() || split_list(inner).iter().all(plain) && !inner.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, data_type: &str, printed: &str, expected: Option<&str>) {
        let data_type = DataType::parse(data_type).expect("a type");
        let found = literal(text, &Typed { data_type: &data_type, printed });
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn values() {
        check("'x'::text", "text", "text", Some("'x'"));
        check("'it''s'::character varying", "varchar(9)", "character varying", Some("'it''s'"));
        check("0", "bigint", "bigint", Some("0"));
        check("'-1'::integer", "bigint", "bigint", Some("-1"));
        check("'99999999999'::bigint", "bigint", "bigint", Some("99999999999"));
        check("0.10", "numeric", "numeric", Some("0.10"));
        check("'-0.5'::numeric", "numeric", "numeric", Some("-0.5"));
        check("true", "boolean", "boolean", Some("true"));
        check("'{}'::jsonb", "jsonb", "jsonb", Some("'{}'"));
        check("'{\"a\": [1, 2]}'::jsonb", "jsonb", "jsonb", Some("'{\"a\": [1, 2]}'"));
        check("'{a,b}'::public.mood[]", "mood[]", "public.mood[]", Some("'{a,b}'"));
        check("'open'::public.order_status", "order_status", "public.order_status", Some("'open'"));
    }

    #[test]
    fn what_would_print_differently_stays_an_expression() {
        check("now()", "timestamptz", "timestamp with time zone", None);
        check("'x'::text", "varchar(9)", "character varying", None);
        check("'0'::bigint", "bigint", "bigint", None);
        check("(0)::numeric", "numeric", "numeric", None);
        check("'{\"a\":1}'::jsonb", "jsonb", "jsonb", None);
        check("'a'::text || 'b'::text", "text", "text", None);
        check("'{\"a b\"}'::text[]", "text[]", "text[]", None);
        check("NULL::text", "text", "text", None);
        check("nextval('public.s'::regclass)", "integer", "integer", None);
    }
}
