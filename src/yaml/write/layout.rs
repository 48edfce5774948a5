//! A tree of values as text: what is short on one line, the rest on lines of its own. Nothing here
//! knows what the values mean.

use super::scalar::{Context, Kind, block, quoted_lines, scalar, single_quoted, source_block};
use super::value::{Key, ListStyle, MapStyle, Value};

/// How long a line may become before it is parted. A scalar is never parted.
const WIDTH: usize = 116;
const STEP: usize = 2;

/// The entries of a file.
pub fn document(entries: &[(Key, Value)], style: MapStyle) -> String {
    let mut out = String::new();
    map(&mut out, entries, style, 0);
    out
}

fn map(out: &mut String, entries: &[(Key, Value)], style: MapStyle, indent: usize) {
    let column = if style == MapStyle::Aligned { aligned_at(entries, indent) } else { 0 };
    for (at, (key, value)) in entries.iter().enumerate() {
        // A block that keeps the empty lines at its end would keep that line too.
        if at > 0 && style == MapStyle::Spaced && !out.ends_with("\n\n") {
            out.push('\n');
        }
        // The first key of a mapping in a list stands behind the dash.
        if !out.ends_with("- ") {
            out.push_str(&" ".repeat(indent));
        }
        let key = key_text(key, Context::Block);
        out.push_str(&key);
        out.push(':');
        behind_key(out, value, indent, key.chars().count(), column);
    }
}

/// The column, counted from the keys' own, at which the values that are short stand.
fn aligned_at(entries: &[(Key, Value)], indent: usize) -> usize {
    let mut short: Vec<(usize, usize)> = entries
        .iter()
        .filter_map(|(key, value)| {
            let text = inline(value)?;
            Some((key_text(key, Context::Block).chars().count(), text.chars().count()))
        })
        .collect();
    loop {
        let column = short.iter().map(|(key, _)| key + 2).max().unwrap_or_default();
        let before = short.len();
        short.retain(|(_, value)| indent + column + value <= WIDTH);
        if short.len() == before {
            return column;
        }
    }
}

/// What follows `key:`, up to the end of the line or of its lines.
fn behind_key(out: &mut String, value: &Value, indent: usize, key: usize, column: usize) {
    if let Some(text) = inline(value) {
        let fits = |start: usize| indent + start + text.chars().count() <= WIDTH;
        let aligned = column.max(key + 2);
        // What cannot be parted has its line even if it is too long.
        let start = if fits(aligned) || can_be_parted(value) { aligned } else { key + 2 };
        if fits(start) || !can_be_parted(value) {
            if !text.is_empty() {
                out.push_str(&" ".repeat(start - key - 1));
                out.push_str(&text);
            }
            out.push('\n');
            return;
        }
    }
    match value {
        Value::Map(entries, style) => {
            out.push('\n');
            map(out, entries, *style, indent + STEP);
        }
        Value::List(items, ListStyle::Filled) => {
            out.push('\n');
            out.push_str(&" ".repeat(indent + STEP));
            filled(out, items, indent + STEP);
        }
        Value::List(items, _) => {
            out.push('\n');
            lines(out, items, indent + STEP);
        }
        scalar => {
            out.push(' ');
            block_text(out, scalar, indent);
        }
    }
}

/// A list with a dash for each item.
fn lines(out: &mut String, items: &[Value], indent: usize) {
    for item in items {
        out.push_str(&" ".repeat(indent));
        out.push_str("- ");
        let one_key = matches!(item, Value::Map(entries, _) if entries.len() == 1);
        let text = inline(item).filter(|text| !one_key && indent + STEP + text.chars().count() <= WIDTH);
        match (text, item) {
            (Some(text), _) => {
                out.push_str(&text);
                out.push('\n');
            }
            (None, Value::Map(entries, _)) if !entries.is_empty() => {
                map(out, entries, MapStyle::Lines, indent + STEP);
            }
            (None, Value::List(items, _)) => filled(out, items, indent + STEP),
            (None, scalar) => block_text(out, scalar, indent),
        }
    }
}

/// A list in brackets over as many lines as it takes.
fn filled(out: &mut String, items: &[Value], indent: usize) {
    out.push('[');
    let mut column = indent + 1;
    for (at, item) in items.iter().enumerate() {
        let text = flow(item);
        let last = at + 1 == items.len();
        let width = text.chars().count() + 1;
        if at > 0 && column + 1 + width > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if at > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(&text);
        out.push(if last { ']' } else { ',' });
        column += width;
    }
    out.push('\n');
}

/// A text over several lines, or whatever else is there on one, too long as it may be.
fn block_text(out: &mut String, value: &Value, indent: usize) {
    let found = match value {
        Value::Sql(text) | Value::Code(text) | Value::Prose(text) => block(text, false),
        Value::Text(text) => block(text, true),
        Value::Source(text) => source_block(text),
        _ => None,
    };
    let quoted = match value {
        Value::Source(text) if found.is_none() => quoted_lines(text),
        _ => None,
    };
    if let Some((header, lines)) = found {
        put_lines(out, &header, lines, indent + STEP);
    } else if let Some(lines) = quoted {
        put_lines(out, "\"\\", lines.iter().map(String::as_str), indent + STEP);
    } else {
        out.push_str(&one_line(value, Context::Block));
        out.push('\n');
    }
}

fn put_lines<'l>(out: &mut String, first: &str, lines: impl IntoIterator<Item = &'l str>, indent: usize) {
    out.push_str(first);
    out.push('\n');
    for line in lines {
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// The value on one line, as it stands behind a key; none where it takes more of them.
fn inline(value: &Value) -> Option<String> {
    match value {
        _ if needs_lines(value) => None,
        Value::Map(..) | Value::List(..) => Some(flow(value)),
        scalar => Some(one_line(scalar, Context::Block)),
    }
}

/// Whether a part of it can only stand on lines of its own.
fn needs_lines(value: &Value) -> bool {
    match value {
        Value::Sql(text) | Value::Code(text) | Value::Prose(text) => {
            text.trim_end().contains('\n') && block(text, false).is_some()
        }
        Value::Text(text) => text.contains('\n') && block(text, true).is_some(),
        Value::Source(text) => source_block(text).is_some() || quoted_lines(text).is_some(),
        Value::List(items, style) => {
            !items.is_empty() && *style == ListStyle::Lines || items.iter().any(needs_lines)
        }
        Value::Map(entries, style) => {
            !entries.is_empty() && *style != MapStyle::Short || entries.iter().any(|(_, it)| needs_lines(it))
        }
        Value::Empty | Value::Word(_) | Value::Quoted(_) => false,
    }
}

fn flow(value: &Value) -> String {
    match value {
        Value::List(items, _) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries, _) if entries.is_empty() => "{}".to_owned(),
        Value::Map(entries, _) => {
            let entry = |(key, value): &(Key, Value)| match flow(value) {
                text if text.is_empty() => format!("{}:", key_text(key, Context::Flow)),
                text => format!("{}: {text}", key_text(key, Context::Flow)),
            };
            format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        scalar => one_line(scalar, Context::Flow),
    }
}

fn one_line(value: &Value, context: Context) -> String {
    match value {
        Value::Word(word) => word.clone(),
        Value::Text(text) => scalar(text, Kind::Text, context),
        Value::Prose(text) => scalar(text.trim_end(), Kind::Text, context),
        Value::Sql(text) | Value::Code(text) => scalar(text.trim_end(), Kind::Sql, context),
        Value::Source(text) => scalar(text, Kind::Sql, context),
        Value::Quoted(text) => single_quoted(text),
        Value::Empty | Value::List(..) | Value::Map(..) => String::new(),
    }
}

fn key_text(key: &Key, context: Context) -> String {
    match key {
        Key::Word(word) => (*word).to_owned(),
        Key::Name(name) => scalar(name, Kind::Text, context),
    }
}

fn can_be_parted(value: &Value) -> bool {
    match value {
        Value::Map(..) | Value::List(..) => true,
        Value::Code(text) => block(text, false).is_some(),
        _ => false,
    }
}
