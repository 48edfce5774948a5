//! One value of a seed file as the text that its column's type reads. No number passes through a
//! float, so no digit is lost; whether the text is a value of the type is the server's to say.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use time::OffsetDateTime;

use super::moment;
use super::table::{Column, Kind};
use crate::hex::hex;
use crate::yaml::node::{Node, Value};
use crate::yaml::seed::{BINARY, REF};

/// What a column of a row gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Null,
    Text(String),
    /// A time that depends on when the row is loaded: it counts only when the row is new.
    WhenNew(String),
    /// The row of that name in that file.
    Ref(String),
}

/// What no text of PostgreSQL may hold.
pub const NUL: &str = "here is a NUL character, which PostgreSQL does not store";

/// Why a value cannot be one of its column's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub code: &'static str,
    pub message: String,
    pub help: String,
}

impl Mistake {
    fn new(message: String, help: &str) -> Self {
        Self { code: "wrong-value", message, help: help.to_owned() }
    }
}

/// The cell of a YAML value; with a mistake, also the node that holds it.
pub fn cell<'n>(node: &'n Node, column: &Column, now: OffsetDateTime) -> Result<Cell, (&'n Node, Mistake)> {
    if node.is_null() {
        // YAML's null is SQL's: a JSON null is written as text, `'null'`, in no seed that we know.
        return Ok(Cell::Null);
    }
    if let Some((REF, name)) = node.tagged() {
        return Ok(Cell::Ref(name.to_owned()));
    }
    if column.kind == Kind::Time
        && let Some(text) = node.text()
        && let Some(at) = moment::relative(text, now)
    {
        return at.map(|at| Cell::WhenNew(moment::written(at))).map_err(|mistake| (node, mistake));
    }
    let text = text(node, &column.kind, &column.type_name, now)?;
    stored(text).map(Cell::Text).map_err(|mistake| (node, mistake))
}

/// The text, if PostgreSQL can store it.
pub fn stored(text: String) -> Result<String, Mistake> {
    if text.contains('\0') {
        return Err(Mistake::new(NUL.to_owned(), "leave it out; bytea holds any bytes"));
    }
    Ok(text)
}

fn text<'n>(
    node: &'n Node,
    kind: &Kind,
    type_name: &str,
    now: OffsetDateTime,
) -> Result<String, (&'n Node, Mistake)> {
    match kind {
        Kind::Json => {
            let mut out = String::new();
            json(node, &mut out)?;
            Ok(out)
        }
        Kind::Array(element) => match &node.value {
            Value::List(items) => {
                let mut out = String::from("{");
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    array_item(item, element, type_name, now, &mut out)?;
                }
                out.push('}');
                Ok(out)
            }
            _ => scalar(node, type_name, "write a list: `[a, b]`"),
        },
        Kind::Bytea => match node.tagged() {
            Some((BINARY, text)) => {
                let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                let bytes = STANDARD.decode(packed).map_err(|error| {
                    let message = format!("`!!binary` is not base64: {error}");
                    (node, Mistake::new(message, "write base64, or hexadecimal as `\\x68692e`"))
                })?;
                Ok(format!("\\x{}", hex(&bytes)))
            }
            _ => scalar(node, type_name, "write `!!binary` and base64, or hexadecimal as `\\x68692e`"),
        },
        Kind::Time | Kind::Text => scalar(node, type_name, "write one value"),
    }
}

fn scalar<'n>(node: &'n Node, type_name: &str, help: &str) -> Result<String, (&'n Node, Mistake)> {
    match &node.value {
        Value::Scalar(scalar) if scalar.tag.is_none() => Ok(scalar.text.to_string()),
        Value::Scalar(scalar) => {
            let message = format!("`{}` is not possible for {type_name}", scalar.tag.unwrap_or_default());
            Err((node, Mistake::new(message, help)))
        }
        Value::List(_) | Value::Map(_) => {
            let message = format!("{} is no value of type {type_name}", node.describe());
            Err((node, Mistake::new(message, help)))
        }
    }
}

fn array_item<'n>(
    node: &'n Node,
    kind: &Kind,
    type_name: &str,
    now: OffsetDateTime,
    out: &mut String,
) -> Result<(), (&'n Node, Mistake)> {
    if node.is_null() {
        out.push_str("NULL");
    } else if let (Value::List(_), false) = (&node.value, *kind == Kind::Json) {
        let inner = Kind::Array(Box::new(kind.clone()));
        out.push_str(&text(node, &inner, type_name, now)?);
    } else {
        let item = match (kind, node.text().and_then(|text| moment::relative(text, now))) {
            (Kind::Time, Some(at)) => moment::written(at.map_err(|mistake| (node, mistake))?),
            _ => text(node, kind, type_name, now)?,
        };
        out.push('"');
        for c in item.chars() {
            if matches!(c, '"' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
        out.push('"');
    }
    Ok(())
}

/// The YAML value as JSON, numbers digit by digit.
fn json<'n>(node: &'n Node, out: &mut String) -> Result<(), (&'n Node, Mistake)> {
    match &node.value {
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                json(item, out)?;
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                json_text(&key.text, out);
                out.push(':');
                json(value, out)?;
            }
            out.push('}');
        }
        Value::Scalar(scalar) if scalar.tag.is_some() => {
            let message = format!("`{}` is not possible inside of JSON", scalar.tag.unwrap_or_default());
            return Err((node, Mistake::new(message, "write the value itself")));
        }
        Value::Scalar(_) if node.is_null() => out.push_str("null"),
        Value::Scalar(scalar) => match (node.boolean(), node.number()) {
            (Some(boolean), _) => out.push_str(if boolean { "true" } else { "false" }),
            (None, Some(number)) if is_json_number(number) => out.push_str(number),
            _ => json_text(&scalar.text, out),
        },
    }
    Ok(())
}

fn json_text(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// YAML's numbers include `+1`, `.5` and `1.`, which are not JSON's.
fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let leads_with_zero = whole.len() > 1 && whole.starts_with('0');
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    digits(whole) && !leads_with_zero && digits(fraction) && digits(exponent)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::diagnostic::Source;
    use crate::yaml::node;

    fn read(kind: Kind, yaml: &str) -> Result<Cell, String> {
        let source = Source { path: "a.yaml".into(), text: yaml.to_owned() };
        let node = node::parse(&source, &[REF, BINARY], &mut Vec::new()).unwrap();
        let column = Column {
            name: "c".into(),
            type_name: "the type".to_owned(),
            kind,
            not_null: false,
            default: None,
            identity_always: false,
            generated: false,
        };
        cell(&node, &column, datetime!(2026-01-31 00:00 UTC)).map_err(|(_, mistake)| mistake.message)
    }

    #[test]
    fn values_by_the_kind_of_their_column() {
        let array = |kind| Kind::Array(Box::new(kind));
        for (kind, yaml, expected) in [
            (Kind::Text, "1.10", "1.10"),
            (
                Kind::Text,
                "123456789012345678901234567890.12345678901234567890",
                "123456789012345678901234567890.12345678901234567890",
            ),
            (Kind::Text, "now", "now"),
            (
                Kind::Json,
                "{ a: [1, 2.50, true, null, x, '5', 1e400], 'q\"': {} }",
                "{\"a\":[1,2.50,true,null,\"x\",\"5\",1e400],\"q\\\"\":{}}",
            ),
            (Kind::Json, "[-0, 007, +1, 1., 1e5, 1.0E-7]", "[-0,\"007\",\"+1\",\"1.\",1e5,1.0E-7]"),
            (Kind::Json, "text", "\"text\""),
            (Kind::Json, ".5", "\".5\""),
            (
                array(Kind::Text),
                "[a, 'b \"c\"', null, '', 'NULL', 'x\\y']",
                "{\"a\",\"b \\\"c\\\"\",NULL,\"\",\"NULL\",\"x\\\\y\"}",
            ),
            (array(Kind::Text), "[[1, 2], [3, 4]]", "{{\"1\",\"2\"},{\"3\",\"4\"}}"),
            (array(Kind::Text), "'{1,2}'", "{1,2}"),
            (array(Kind::Json), "[[1], {a: b}]", "{\"[1]\",\"{\\\"a\\\":\\\"b\\\"}\"}"),
            (Kind::Bytea, "!!binary aGkh", "\\x686921"),
            (Kind::Bytea, "\\x00ff", "\\x00ff"),
            (Kind::Time, "2026-01-01", "2026-01-01"),
        ] {
            assert_eq!(read(kind, yaml), Ok(Cell::Text(expected.to_owned())), "{yaml}");
        }
        assert_eq!(
            read(Kind::Time, "now - 1 day"),
            Ok(Cell::WhenNew("2026-01-30 00:00:00.000000+00".to_owned()))
        );
        assert_eq!(read(Kind::Json, "null"), Ok(Cell::Null));
        assert_eq!(read(Kind::Text, "!ref users/ana"), Ok(Cell::Ref("users/ana".to_owned())));
    }

    #[test]
    fn what_is_no_value() {
        for (kind, yaml, expected) in [
            (Kind::Text, "[1]", "a list is no value of type the type"),
            (Kind::Bytea, "!!binary '*'", "`!!binary` is not base64: Invalid symbol 42, offset 0."),
            (Kind::Text, "!!binary aGk=", "`!!binary` is not possible for the type"),
            (Kind::Json, "[!ref a/b]", "`!ref` is not possible inside of JSON"),
            (Kind::Time, "now - 3", "`now - 3` is not a time"),
        ] {
            assert_eq!(read(kind, yaml), Err(expected.to_owned()), "{yaml}");
        }
    }
}
