//! One line of JSON as the cells of a row: an object from column names. Numbers and nested values
//! are kept as they are written.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use time::OffsetDateTime;

use super::moment;
use super::table::{Column, Kind};
use super::value::{self, Cell, Mistake};

/// The columns of a line, in order, each with its JSON.
pub type Columns = IndexMap<String, Box<RawValue>>;

/// Reads the columns of a line; none of them may stand there twice.
pub fn columns(line: &str) -> Result<Columns, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let columns = deserializer.deserialize_map(EachOnce)?;
    deserializer.end()?;
    Ok(columns)
}

struct EachOnce;

impl<'de> Visitor<'de> for EachOnce {
    type Value = Columns;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Columns, A::Error> {
        let mut columns = Columns::new();
        while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
            let (at, before) = columns.insert_full(name, value);
            if let (Some(_), Some((name, _))) = (before, columns.get_index(at)) {
                return Err(de::Error::custom(format_args!("`{name}` stands there twice")));
            }
        }
        Ok(columns)
    }
}

/// What serde says of a line, without its own place, and that place: columns from 1.
pub fn reason(error: &serde_json::Error) -> (String, usize) {
    let said = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    (said.strip_suffix(&place).unwrap_or(&said).to_owned(), error.column())
}

/// The JSON of a column as the text that its type reads.
pub fn cell(value: &RawValue, column: &Column, now: OffsetDateTime) -> Result<Cell, Mistake> {
    let Some(text) = text(value, &column.kind, now)? else { return Ok(Cell::Null) };
    if column.kind == Kind::Time
        && value.get().starts_with('"')
        && let Some(at) = moment::relative(&text, now)
    {
        return at.map(|at| Cell::WhenNew(moment::written(at)));
    }
    value::stored(text).map(Cell::Text)
}

fn text(value: &RawValue, kind: &Kind, now: OffsetDateTime) -> Result<Option<String>, Mistake> {
    let json = value.get();
    Ok(match kind {
        _ if json == "null" => None,
        Kind::Json => Some(json.to_owned()),
        Kind::Array(element) if json.starts_with('[') => Some(array(json, element, now)?),
        _ if json.starts_with('"') => Some(decoded(json)?),
        _ => Some(json.to_owned()),
    })
}

fn decoded<'j, T: serde::Deserialize<'j>>(json: &'j str) -> Result<T, Mistake> {
    serde_json::from_str(json).map_err(|error| {
        let (reason, _) = reason(&error);
        let help = "a character beyond U+FFFF is written as itself, or as a pair: \"\\ud83c\\udf31\"";
        Mistake { code: "wrong-value", message: format!("this is no text: {reason}"), help: help.to_owned() }
    })
}

fn array(json: &str, element: &Kind, now: OffsetDateTime) -> Result<String, Mistake> {
    let mut out = String::from("{");
    for (at, item) in decoded::<Vec<&RawValue>>(json)?.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if item.get().starts_with('[') && *element != Kind::Json {
            out.push_str(&array(item.get(), element, now)?);
            continue;
        }
        match text(item, element, now)? {
            None => out.push_str("NULL"),
            Some(text) => {
                let relative = if *element == Kind::Time { moment::relative(&text, now) } else { None };
                let text = relative.transpose()?.map_or(text, moment::written);
                out.push_str(&format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")));
            }
        }
    }
    out.push('}');
    Ok(out)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn read(line: &str, name: &str, kind: Kind) -> Result<Cell, String> {
        let column = Column {
            name: name.into(),
            type_name: String::new(),
            kind,
            not_null: false,
            default: None,
            identity_always: false,
            generated: false,
        };
        let columns = columns(line).map_err(|error| reason(&error).0)?;
        cell(&columns[name], &column, datetime!(2026-03-10 12:00 UTC)).map_err(|mistake| mistake.message)
    }

    #[test]
    fn nothing_is_lost() {
        let line = r#"{"n": 12345678901234567890.10, "j": {"a": [1.0, null]}, "t": "x\ny", "z": null, "a": ["q\"", 1, null], "m": [[1],[2]], "d": "now - 1 day", "ds": ["today"]}"#;
        let array = |kind| Kind::Array(Box::new(kind));
        for (name, kind, expected) in [
            ("n", Kind::Text, "12345678901234567890.10"),
            ("j", Kind::Json, r#"{"a": [1.0, null]}"#),
            ("t", Kind::Text, "x\ny"),
            ("t", Kind::Json, "\"x\\ny\""),
            ("a", array(Kind::Text), r#"{"q\"","1",NULL}"#),
            ("m", array(Kind::Text), r#"{{"1"},{"2"}}"#),
            ("d", Kind::Text, "now - 1 day"),
            ("ds", array(Kind::Time), "{\"2026-03-10 00:00:00.000000+00\"}"),
        ] {
            assert_eq!(read(line, name, kind), Ok(Cell::Text(expected.to_owned())), "{name}");
        }
        assert_eq!(read(line, "z", Kind::Text), Ok(Cell::Null));
        let time = Cell::WhenNew("2026-03-09 12:00:00.000000+00".to_owned());
        assert_eq!(read(line, "d", Kind::Time), Ok(time));
    }

    #[test]
    fn what_is_no_row_or_no_value() {
        for (line, expected) in [
            (r#"{"a": 1, "a": 2}"#, "`a` stands there twice"),
            (r#"{"a": "\ud800"}"#, "this is no text: unexpected end of hex escape"),
            (r#"{"a": "x\u0000"}"#, "here is a NUL character, which PostgreSQL does not store"),
            (r#"{"a": 1} x"#, "trailing characters"),
            ("[1]", "invalid type: sequence, expected an object"),
            (r#"{"a": }"#, "expected value"),
        ] {
            assert_eq!(read(line, "a", Kind::Text), Err(expected.to_owned()), "{line}");
        }
    }
}
