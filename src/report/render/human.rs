//! Values as people read them: 1.2 GB, 3 d 4 h, 97.3 %. Only for formats that are not read by machines.

use crate::report::definition::{Column, Role, Unit};
use crate::report::snapshot::{Cell, Since, Value};

/// A value with its unit.
pub fn value(column: &Column, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Boolean(true) => "yes".to_owned(),
        Value::Boolean(false) => "no".to_owned(),
        Value::Text(it) => it.clone(),
        Value::Integer(it) if column.unit() == Unit::None => it.to_string(),
        Value::Integer(it) if column.unit() == Unit::Count => grouped(&it.to_string()),
        Value::Integer(_) | Value::Number(_) => quantity(column.unit(), value.number().unwrap_or_default()),
    }
}

/// A number with its unit.
pub fn quantity(unit: Unit, number: f64) -> String {
    match unit {
        Unit::Bytes => bytes(number),
        Unit::Milliseconds if number.abs() < 10_000.0 => format!("{} ms", short(number)),
        Unit::Milliseconds => seconds(number / 1000.0),
        Unit::Seconds => seconds(number),
        Unit::Ratio if number.abs() >= 10.0 => format!("{} times", short(number)),
        Unit::Ratio => format!("{} %", short(number * 100.0)),
        Unit::Count | Unit::None => {
            if number.fract() == 0.0 {
                grouped(&format!("{number:.0}"))
            } else {
                short(number)
            }
        }
    }
}

/// How much a cell grew since the earlier snapshot, if it did; a counter between two samples as a rate.
pub fn change(column: &Column, cell: &Cell, since: Option<&Since>) -> Option<String> {
    let since = since?;
    let change = cell.change().filter(|it| *it != 0.0)?;
    let sign = if change > 0.0 { "+" } else { "-" };
    let per_second = since.is_sample && column.role == Role::Counter && since.seconds > 0.0;
    Some(if per_second {
        format!("{sign}{}/s", quantity(column.unit(), change.abs() / since.seconds))
    } else {
        format!("{sign}{}", quantity(column.unit(), change.abs()))
    })
}

/// A column's name above values that carry their unit.
pub fn heading(column: &Column) -> String {
    let suffix = match column.unit() {
        Unit::Bytes => "_bytes",
        Unit::Milliseconds => "_ms",
        Unit::Seconds => "_seconds",
        _ => "",
    };
    column.name.strip_suffix(suffix).unwrap_or(column.name).replace('_', " ")
}

/// At most so many characters, with an ellipsis for the rest.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn bytes(number: f64) -> String {
    let mut rest = number;
    for unit in ["B", "kB", "MB", "GB"] {
        if rest.abs() < 1024.0 {
            return format!("{} {unit}", if unit == "B" { format!("{rest:.0}") } else { short(rest) });
        }
        rest /= 1024.0;
    }
    format!("{} TB", short(rest))
}

fn seconds(number: f64) -> String {
    let size = number.abs();
    let (large, small, large_unit, small_unit) = if size < 1.0 {
        return format!("{:.0} ms", number * 1000.0);
    } else if size < 60.0 {
        return format!("{} s", short(number));
    } else if size < 3600.0 {
        (60.0, 1.0, "min", "s")
    } else if size < 86_400.0 {
        (3600.0, 60.0, "h", "min")
    } else {
        (86_400.0, 3600.0, "d", "h")
    };
    let sign = if number < 0.0 { "-" } else { "" };
    let (whole, rest) = ((size / large).floor(), (size % large / small).floor());
    if rest == 0.0 {
        format!("{sign}{whole:.0} {large_unit}")
    } else {
        format!("{sign}{whole:.0} {large_unit} {rest:.0} {small_unit}")
    }
}

/// Three figures are enough.
fn short(number: f64) -> String {
    let text = match number.abs() {
        it if it >= 100.0 || it == 0.0 => format!("{number:.0}"),
        it if it >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    };
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        grouped(&text)
    }
}

/// 1,234,567
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let mut text = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_read_well() {
        let cases = [
            (Unit::Bytes, 0.0, "0 B"),
            (Unit::Bytes, 1536.0, "1.5 kB"),
            (Unit::Bytes, 1_073_741_824.0 * 5000.0, "4.88 TB"),
            (Unit::Milliseconds, 0.123, "0.12 ms"),
            (Unit::Milliseconds, 75_000.0, "1 min 15 s"),
            (Unit::Seconds, 0.25, "250 ms"),
            (Unit::Seconds, 93_600.0, "1 d 2 h"),
            (Unit::Seconds, -7200.0, "-2 h"),
            (Unit::Ratio, 0.9731, "97.3 %"),
            (Unit::Ratio, 1.0, "100 %"),
            (Unit::Ratio, 41.54, "41.5 times"),
            (Unit::Count, 1_234_567.0, "1,234,567"),
        ];
        for (unit, number, text) in cases {
            assert_eq!(quantity(unit, number), text, "{unit:?} {number}");
        }
    }

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!(cut("héllo", 2), "hé…");
        assert_eq!(cut("hé", 2), "hé");
    }
}
