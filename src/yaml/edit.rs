//! Places in the text of a YAML file, for edits that keep everything else in it.

use std::ops::Range;

use super::node::{Key, Node, Value};
use crate::diagnostic::Source;

/// Text in place of some bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// A text with edits in it that fit together. Of several at one place, the first comes first.
pub fn made(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let mut text = text.to_owned();
    for edit in edits.into_iter().rev() {
        text.replace_range(edit.range, &edit.text);
    }
    text
}

/// Whether no edit is about what another takes away.
pub fn fit_together(edits: &[Edit]) -> bool {
    let mut ranges: Vec<&Range<usize>> = edits.iter().map(|edit| &edit.range).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.windows(2).all(|pair| pair[0].end <= pair[1].start)
}

/// Whether it only names what is written elsewhere.
pub fn is_alias(source: &Source, node: &Node) -> bool {
    source.text[start_of(source, node)..].starts_with('*')
}

/// Where a value's text begins.
pub fn start_of(source: &Source, node: &Node) -> usize {
    source.offset(node.span.start)
}

/// Where a key's line begins, if nothing stands before it.
pub fn line_of(source: &Source, key: &Key) -> Option<usize> {
    let (line, at) = (source.offset((key.span.start.0, 0)), source.offset(key.span.start));
    source.text[line..at].trim().is_empty().then_some(line)
}

/// Whether a value is written in brackets.
pub fn is_flow(source: &Source, node: &Node) -> bool {
    source.text[source.offset(node.span.start)..].starts_with(['{', '['])
}

/// Where a value's text ends. The parser's own end is, but for a scalar, where the next thing begins.
pub fn end_of(source: &Source, node: &Node) -> usize {
    let text = &source.text;
    let start = source.offset(node.span.start);
    let last = match &node.value {
        // What an alias stands for is written elsewhere.
        _ if text[start..].starts_with('*') => None,
        Value::Scalar(_) => None,
        Value::List(items) => items.last(),
        Value::Map(entries) => entries.last().map(|(_, node)| node),
    };
    if last.is_none() && !is_flow(source, node) || matches!(node.value, Value::Scalar(_)) {
        return text[..source.offset(node.span.end)].trim_end().len().max(start);
    }
    let mut at = last.map_or(start + 1, |last| end_of(source, last));
    if !is_flow(source, node) {
        return at;
    }
    loop {
        let rest = &text[at..];
        match rest.chars().next() {
            Some('#') => at = end_of_line(text, at),
            Some(']' | '}') => return at + 1,
            Some(c) if c.is_whitespace() || c == ',' => at += c.len_utf8(),
            _ => return at,
        }
    }
}

/// The end of a line, without what ends it.
pub fn end_of_line(text: &str, from: usize) -> usize {
    let end = text[from..].find('\n').map_or(text.len(), |at| from + at);
    if text[from..end].ends_with('\r') { end - 1 } else { end }
}

/// Where the line after that begins.
pub fn next_line(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at + 1)
}

/// Where the comment begins that stands right above a line and as deep as it: it is of what the line says.
pub fn with_comment(text: &str, line: usize, indent: usize) -> usize {
    let mut start = line;
    for above in text[..line].split_inclusive('\n').rev() {
        let words = above.trim_start_matches(' ');
        if above.len() - words.len() != indent || !words.starts_with('#') {
            break;
        }
        start -= above.len();
    }
    start
}

/// What ends the lines of a file.
pub fn line_break(source: &Source) -> &'static str {
    if source.text.contains("\r\n") { "\r\n" } else { "\n" }
}
