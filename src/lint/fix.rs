//! Edits of a YAML file that keep everything else in it: comments, order, layout. An edit that the text
//! does not clearly show is not made.

use std::ops::Range;
use std::path::PathBuf;

use super::places::Place;
use crate::diagnostic::{Source, Span};
use crate::model::sql_text;
use crate::yaml::edit::{Edit, end_of, end_of_line, is_flow, line_break, next_line, with_comment};
use crate::yaml::node::{Key, Node, Scalar, Style, Value};

/// What mends one finding, all of it or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub path: PathBuf,
    pub edits: Vec<Edit>,
}

/// A file's text with the fixes in it. Of two that meet, the first is made; the other is for a next time.
pub fn apply<'f>(source: &Source, fixes: impl IntoIterator<Item = &'f Fix>) -> String {
    let mut edits: Vec<&Edit> = Vec::new();
    for fix in fixes.into_iter().filter(|fix| fix.path == source.path) {
        let meets =
            |a: &Edit| edits.iter().any(|b| a.range.start <= b.range.end && b.range.start <= a.range.end);
        if !fix.edits.iter().any(meets) {
            edits.extend(&fix.edits);
        }
    }
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start));
    let mut text = source.text.clone();
    for edit in edits {
        text.replace_range(edit.range.clone(), &edit.text);
    }
    text
}

fn one(source: &Source, range: Range<usize>, text: impl Into<String>) -> Fix {
    Fix { path: source.path.clone(), edits: vec![Edit { range, text: text.into() }] }
}

fn bytes(source: &Source, span: Span) -> Range<usize> {
    source.offset(span.start)..source.offset(span.end)
}

/// Another value for a scalar on one line.
pub fn replace(place: &Place, text: &str) -> Option<Fix> {
    let is_plain = matches!(&place.node.value, Value::Scalar(Scalar { style: Style::Plain, .. }));
    let span = place.node.span;
    (is_plain && span.start.0 == span.end.0).then(|| one(place.source, bytes(place.source, span), text))
}

/// `key: value` in a mapping, behind one of its keys; in place of the value, where the key is there.
pub fn add_key(place: &Place, behind: &str, key: &str, value: &str) -> Option<Fix> {
    if let Some(there) = place.value(key) {
        return replace(&there, value);
    }
    let (at, node) = place.node.entry(behind)?;
    let source = place.source;
    if is_flow(source, place.node) {
        let end = end_of(source, node);
        return Some(one(source, end..end, format!(", {key}: {value}")));
    }
    let end = end_of_line(&source.text, end_of(source, node));
    let indent = " ".repeat(at.span.start.1 as usize);
    Some(one(source, end..end, format!("{}{indent}{key}: {value}", line_break(source))))
}

/// An index more for a table.
pub fn add_index(table: &Place, name: &str, keys: &str) -> Option<Fix> {
    let source = table.source;
    let entry = format!("{name}: [{keys}]");
    if let Some((_, indexes)) = table.node.entry("indexes") {
        let (key, last) = indexes.map()?.last()?;
        if is_flow(source, indexes) {
            let end = end_of(source, last);
            return Some(one(source, end..end, format!(", {entry}")));
        }
        let end = end_of_line(&source.text, end_of(source, last));
        let indent = " ".repeat(key.span.start.1 as usize);
        return Some(one(source, end..end, format!("{}{indent}{entry}", line_break(source))));
    }
    let (key, columns) = table.node.entry("columns")?;
    let indent = " ".repeat(key.span.start.1 as usize);
    let end = end_of_line(&source.text, end_of(source, columns));
    let line = line_break(source);
    Some(one(source, end..end, format!("{line}{indent}indexes:{line}{indent}  {entry}")))
}

/// A section of a mapping without one of its entries; without the section, where there is no other.
pub fn remove(whole: &Place, section: &str, key: &str) -> Option<Fix> {
    let (section_key, node) = whole.node.entry(section)?;
    let source = whole.source;
    let entries = node.map()?;
    let at = entries.iter().position(|(found, _)| found.text == key)?;
    let lines = |key: &Key, value: &Node| {
        let end = next_line(&source.text, end_of(source, value));
        let start = source.offset((key.span.start.0, 0));
        one(source, with_comment(&source.text, start, key.span.start.1 as usize)..end, "")
    };
    if entries.len() == 1 {
        return Some(lines(section_key, node));
    }
    let (entry, value) = &entries[at];
    if !is_flow(source, node) {
        return Some(lines(entry, value));
    }
    let range = match entries.get(at + 1) {
        Some((next, _)) => source.offset(entry.span.start)..source.offset(next.span.start),
        None => end_of(source, &entries[at - 1].1)..end_of(source, value),
    };
    Some(one(source, range, ""))
}

/// Parts of a scalar's text, each between other text.
pub fn surround(place: &Place, parts: &[sql_text::Range], before: &str, after: &str) -> Option<Fix> {
    let Value::Scalar(scalar) = &place.node.value else { return None };
    let edits = parts.iter().map(|part| {
        let wanted = scalar.text.get(part.offset..part.offset + part.length)?;
        let span = place.node.span_within(place.source, part.offset, part.length);
        let range = bytes(place.source, span);
        let is_shown = place.source.text.get(range.clone()) == Some(wanted);
        is_shown.then(|| Edit { range, text: format!("{before}{wanted}{after}") })
    });
    let edits = edits.collect::<Option<Vec<_>>>()?;
    Some(Fix { path: place.source.path.clone(), edits })
}

/// A file without some of its text; without the line, where nothing else stands on it.
pub fn cut(source: &Source, range: Range<usize>) -> Fix {
    let line = source.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = end_of_line(&source.text, range.end);
    let before = source.text[line..range.start].trim_end();
    match (before.is_empty(), source.text[range.end..end].trim().is_empty()) {
        (true, true) => one(source, line..next_line(&source.text, end), ""),
        _ => one(source, line + before.len()..range.end, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::places::Places;
    use crate::model::QualifiedName;
    use crate::yaml::node;

    /// A file after one fix of its table `t`.
    #[track_caller]
    fn after(text: &str, fix: impl Fn(&Place) -> Option<Fix>) -> String {
        let source = Source { path: "t.yaml".into(), text: text.to_owned() };
        let root = node::parse(&source, &[], &mut Vec::new()).unwrap();
        let places = Places::new([(&source, &root)]);
        let fix = fix(&places.table(&QualifiedName::new("public", "t")).unwrap()).unwrap();
        apply(&source, [&fix])
    }

    #[test]
    fn an_entry_goes_and_nothing_else() {
        let cases = [
            ("table: t\nindexes:\n  a: [x]\n  b: [y] # b\n", "table: t\nindexes:\n  b: [y] # b\n"),
            ("table: t\nindexes: { a: [x], b: [y] } # c\n", "table: t\nindexes: { b: [y] } # c\n"),
            ("table: t\nindexes: { b: [y], a: [x] }\n", "table: t\nindexes: { b: [y] }\n"),
            ("table: t\nindexes: { a: [x] }\ncomment: c", "table: t\ncomment: c"),
            (
                "table: t\nindexes:\n  a:\n    on:\n    - x\n\n# c\ncomment: c\n",
                "table: t\n\n# c\ncomment: c\n",
            ),
            (
                "table: t\r\nindexes:\r\n  a: [x,\r\n    y]\r\n  b: [y]\r\n",
                "table: t\r\nindexes:\r\n  b: [y]\r\n",
            ),
            ("table: t\nindexes:\n  b: [y]\n  a: [x]", "table: t\nindexes:\n  b: [y]\n"),
            (
                "table: t\nindexes:\n  # b\n  b: [y]\n\n  # a,\n  # once\n  a: [x]\n",
                "table: t\nindexes:\n  # b\n  b: [y]\n\n",
            ),
            (
                "table: t\nindexes:\n  a: [x, # x\n    y, # y\n  ]\n  # b\n  b: [y]\n",
                "table: t\nindexes:\n  # b\n  b: [y]\n",
            ),
        ];
        for (text, wanted) in cases {
            assert_eq!(after(text, |table| remove(table, "indexes", "a")), wanted, "{text}");
        }
    }

    #[test]
    fn a_key_is_added_in_the_layout_that_is_there() {
        fn column<'a>(table: &Place<'a>) -> Option<Place<'a>> {
            table.key("columns")?.entry("a")
        }
        let cases = [
            ("table: t\ncolumns: { a: { type: text } }", "table: t\ncolumns: { a: { type: text, n: 1 } }"),
            (
                "table: t\ncolumns:\n  a:\n    type: text # why\n    default: x\n",
                "table: t\ncolumns:\n  a:\n    type: text # why\n    n: 1\n    default: x\n",
            ),
            (
                "table: t\r\ncolumns:\r\n  a:\r\n    type: text",
                "table: t\r\ncolumns:\r\n  a:\r\n    type: text\r\n    n: 1",
            ),
            (
                "table: t\ncolumns: { a: { n: 0, type: 'ä' } }",
                "table: t\ncolumns: { a: { n: 1, type: 'ä' } }",
            ),
        ];
        for (text, wanted) in cases {
            assert_eq!(after(text, |table| add_key(&column(table)?, "type", "n", "1")), wanted, "{text}");
        }
    }

    #[test]
    fn an_index_is_added_where_the_others_are() {
        let cases = [
            ("table: t\nindexes: { a: [x] }", "table: t\nindexes: { a: [x], b: [y] }"),
            ("table: t\nindexes:\n  a: [x] # c\n", "table: t\nindexes:\n  a: [x] # c\n  b: [y]\n"),
            (
                "table: t\ncolumns:\n  a:\n    comment: |\n      long\n\ncomment: c\n",
                "table: t\ncolumns:\n  a:\n    comment: |\n      long\nindexes:\n  b: [y]\n\ncomment: c\n",
            ),
        ];
        for (text, wanted) in cases {
            assert_eq!(after(text, |table| add_index(table, "b", "y")), wanted, "{text}");
        }
    }
}
