//! YAML text to a tree in which every node knows its place. Mistakes of the text itself (syntax,
//! duplicate keys, tags nobody expects) are found here; what the values mean is not known here.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use smol_str::SmolStr;

use super::{place, syntax};
use crate::diagnostic::{Diagnostic, Source, Span};

/// A YAML value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

#[derive(Clone, Debug)]
pub enum Value {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A scalar's text; only a plain one may be a boolean, a number or null.
#[derive(Clone, Debug)]
pub struct Scalar {
    pub text: SmolStr,
    pub style: Style,
    /// One of the tags that [`parse`] was told of: `!ref`, `!!binary`.
    pub tag: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Quoted,
    /// A block scalar (`|` or `>`): its place is where its first line's text starts.
    Block,
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub struct Key {
    pub text: SmolStr,
    pub span: Span,
}

impl Node {
    /// What the value is, for a message: ``a list``, `` `yes` ``.
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Scalar(scalar) if self.is_null() && scalar.text.is_empty() => "nothing".to_owned(),
            Value::Scalar(scalar) => format!("`{}`", scalar.text.lines().next().unwrap_or_default()),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a mapping".to_owned(),
        }
    }

    pub fn is_null(&self) -> bool {
        self.plain().is_some_and(|text| matches!(text, "" | "~" | "null" | "Null" | "NULL"))
    }

    /// A scalar that is not null, as text.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) if !self.is_null() => Some(&scalar.text),
            _ => None,
        }
    }

    pub fn boolean(&self) -> Option<bool> {
        match self.plain()? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    pub fn integer(&self) -> Option<i64> {
        self.plain()?.parse().ok()
    }

    /// A plain number, as its text, so that no digit is lost.
    pub fn number(&self) -> Option<&str> {
        let text = self.plain()?;
        let starts = text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+' || c == '.');
        (starts && text.parse::<f64>().is_ok()).then_some(text)
    }

    pub fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn map(&self) -> Option<&[(Key, Node)]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, node)| node)
    }

    /// The key itself and its value.
    pub fn entry(&self, key: &str) -> Option<&(Key, Node)> {
        self.map()?.iter().find(|(found, _)| found.text == key)
    }

    /// A text for people: the blanks at the end of a block mean nothing, those in quotes do.
    pub fn prose(&self) -> Option<&str> {
        let text = self.text()?;
        let block = matches!(&self.value, Value::Scalar(Scalar { style: Style::Block, .. }));
        Some(if block { text.trim_end() } else { text })
    }

    /// The tag of a scalar that has one, and its text.
    pub fn tagged(&self) -> Option<(&'static str, &str)> {
        match &self.value {
            Value::Scalar(scalar) => Some((scalar.tag?, &scalar.text)),
            _ => None,
        }
    }

    fn plain(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(Scalar { text, style: Style::Plain, tag: None }) => Some(text),
            _ => None,
        }
    }

    /// The place of the bytes `offset..offset + length` of a scalar's text, or of the scalar itself
    /// where its source does not show it.
    pub fn span_within(&self, source: &Source, offset: usize, length: usize) -> Span {
        let Value::Scalar(scalar) = &self.value else { return self.span };
        place::within(&source.text, self.span.start, scalar, offset, length).unwrap_or(self.span)
    }

    /// Whether a plain scalar opens more parentheses than it closes.
    pub fn is_cut_short(&self) -> bool {
        let count = |text: &str, sign| text.bytes().filter(|byte| *byte == sign).count();
        self.plain().is_some_and(|text| count(text, b'(') > count(text, b')'))
    }

    /// How many nodes it is made of.
    fn size(&self) -> usize {
        1 + match &self.value {
            Value::Scalar(_) => 0,
            Value::List(items) => items.iter().map(Self::size).sum(),
            Value::Map(entries) => entries.iter().map(|(_, node)| node.size()).sum(),
        }
    }
}

/// More levels than a schema needs, few enough for every walk over the tree.
const MAX_DEPTH: usize = 50;

/// How many nodes the aliases of a file may repeat.
const MAX_REPEATED: usize = 100_000;

/// Reads the documents of one file, in which scalars may have the tags of a list; mistakes go to
/// `diagnostics`, and what could be read is returned.
pub fn parse(source: &Source, tags: &[&'static str], diagnostics: &mut Vec<Diagnostic>) -> Option<Node> {
    let mut builder = Builder {
        source,
        tags,
        diagnostics,
        open: Vec::new(),
        anchors: HashMap::new(),
        repeated: 0,
        root: None,
    };
    if let Some(at) = source.text.find(char::REPLACEMENT_CHARACTER) {
        let (before, line) = (&source.text[..at], source.text[..at].matches('\n').count() + 1);
        let column = before[before.rfind('\n').map_or(0, |it| it + 1)..].chars().count();
        let (line, column) = (line_number(line), line_number(column));
        let span = Span { start: (line, column), end: (line, column + 1) };
        builder.report(span, "yaml-syntax", "this is not UTF-8", "save the file in UTF-8");
        return None;
    }
    let mut parser = Parser::new_from_str(&source.text);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::DocumentStart(_), span)) => {
                documents += 1;
                if documents > 1 {
                    let message = "a second YAML document; a file describes one thing";
                    builder.report(span_of(span), "yaml-syntax", message, "move it to a file of its own");
                    return builder.root;
                }
            }
            Ok((event, span)) => {
                builder.event(event, span_of(span));
                if builder.open.len() > MAX_DEPTH || builder.repeated > MAX_REPEATED {
                    let (message, help) = if builder.open.len() > MAX_DEPTH {
                        (
                            format!("nested more than {MAX_DEPTH} levels deep"),
                            "nothing in a schema needs so many",
                        )
                    } else {
                        ("the aliases repeat too much".to_owned(), "write it out")
                    };
                    builder.report(span_of(span), "yaml-syntax", message, help);
                    return None;
                }
            }
            Err(error) => {
                let marker = error.marker();
                let at = (line_number(marker.line()), line_number(marker.col()));
                let span = Span { start: at, end: (at.0, at.1 + 1) };
                let message = format!("not valid YAML: {}", error.info());
                let help = syntax::help(&source.text, at, error.info());
                builder.report(span, "yaml-syntax", message, help);
                // Half a tree would give mistakes that are none.
                return None;
            }
        }
    }
    builder.root
}

fn line_number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn span_of(span: saphyr_parser::Span) -> Span {
    let at = |marker: saphyr_parser::Marker| (line_number(marker.line()), line_number(marker.col()));
    Span { start: at(span.start), end: at(span.end) }
}

/// A collection whose end has not come yet.
struct Open {
    start: Span,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<(Key, Node)>, key: Option<Key> },
}

struct Builder<'a> {
    source: &'a Source,
    tags: &'a [&'static str],
    diagnostics: &'a mut Vec<Diagnostic>,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    /// The nodes that aliases have repeated so far.
    repeated: usize,
    root: Option<Node>,
}

impl Builder<'_> {
    fn report(
        &mut self,
        span: Span,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics.push(Diagnostic::new(&self.source.path, span, code, message).help(help));
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.and_then(|tag| self.tag(&tag, span));
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                if text.contains('\0') {
                    let help = "leave it out";
                    let message = "here is a NUL character, which PostgreSQL does not store";
                    self.report(span, "wrong-value", message, help);
                }
                let scalar = Scalar { text: text.into(), style, tag };
                self.close(Node { span, value: Value::Scalar(scalar) }, anchor);
            }
            Event::SequenceStart(anchor, _) => {
                self.open.push(Open { start: span, anchor, content: Content::List(Vec::new()) });
            }
            Event::MappingStart(anchor, _) => {
                let content = Content::Map { entries: Vec::new(), key: None };
                self.open.push(Open { start: span, anchor, content });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let span = Span { start: open.start.start, end: span.end };
                    let value = match open.content {
                        Content::List(items) => Value::List(items),
                        Content::Map { entries, .. } => Value::Map(entries),
                    };
                    self.close(Node { span, value }, open.anchor);
                }
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(node) => {
                    self.repeated += node.size();
                    if self.repeated > MAX_REPEATED {
                        return;
                    }
                    let mut node = node.clone();
                    node.span = span;
                    self.close(node, 0);
                }
                None => self.report(
                    span,
                    "yaml-syntax",
                    "an alias to nothing before it",
                    "define the anchor first",
                ),
            },
            _ => {}
        }
    }

    /// The tag as it is written, if it may stand here.
    fn tag(&mut self, tag: &Tag, span: Span) -> Option<&'static str> {
        let handle = if tag.is_yaml_core_schema() { "!!" } else { tag.handle.as_str() };
        let written = format!("{handle}{}", tag.suffix);
        let known = self.tags.iter().copied().find(|known| *known == written);
        if known.is_none() {
            let (message, help) = if self.tags.is_empty() {
                ("a tag has no meaning here".to_owned(), "leave out the `!...`".to_owned())
            } else {
                (format!("unknown tag `{written}`"), format!("the tags here are {}", self.tags.join(", ")))
            };
            self.report(span, "yaml-tag", message, help);
        }
        known
    }

    /// Puts a finished node where it belongs.
    fn close(&mut self, node: Node, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut open.content {
            Content::List(items) => items.push(node),
            Content::Map { entries, key } => match key.take() {
                Some(key) => entries.push((key, node)),
                None => match node.value {
                    Value::Scalar(scalar) => {
                        let earlier = entries.iter().find(|(earlier, _)| earlier.text == scalar.text);
                        let first = earlier.map(|(earlier, _)| earlier.span.start.0);
                        *key = Some(Key { text: scalar.text.clone(), span: node.span });
                        if let Some(line) = first {
                            let message = format!("duplicate key `{}`", scalar.text);
                            let help = format!("it stands on line {line} already; keep one of them");
                            self.report(node.span, "duplicate-key", message, help);
                        }
                    }
                    Value::List(_) | Value::Map(_) => {
                        *key = Some(Key { text: SmolStr::default(), span: node.span });
                        self.report(node.span, "yaml-syntax", "a key must be a plain word", "quote it");
                    }
                },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
        let source = Source { path: "a.yaml".into(), text: text.to_owned() };
        let mut diagnostics = Vec::new();
        let node = parse(&source, &[], &mut diagnostics);
        (node, diagnostics)
    }

    #[test]
    fn places_are_exact() {
        let text = "a: { b: text, \"c\": 'it''s' }\nd: |\n    line one\n    line two\n";
        let (node, diagnostics) = read(text);
        let source = Source { path: "a.yaml".into(), text: text.to_owned() };
        assert_eq!(diagnostics, vec![]);
        let node = node.expect("a tree");
        let a = node.get("a").expect("a");
        let b = a.entry("b").expect("b");
        assert_eq!((b.0.span.start, b.0.span.end), ((1, 5), (1, 6)));
        assert_eq!((b.1.span.start, b.1.span.end), ((1, 8), (1, 12)));
        assert_eq!(a.get("c").and_then(Node::text), Some("it's"));
        let d = node.get("d").expect("d");
        assert_eq!(d.span_within(&source, 9, 4).start, (4, 4), "`line` of the second line");
    }

    #[test]
    fn places_in_folded_and_escaped_text() {
        let places = [
            ("v: \"a\\u00e9b x\"\n", (1, 13)),
            ("v: 'it''s x'\n", (1, 10)),
            ("v: a\n  b x\n", (2, 4)),
            ("v: \"a\n\n  b x\"\n", (3, 4)),
            ("v: >\n  a b\n  c x\n", (3, 4)),
            ("v: >-\r\n    a\r\n\r\n    x\r\n", (4, 4)),
            ("v: |2\n    a\n  x\n", (3, 2)),
            ("v: \"a\\\n  b x\"\n", (2, 4)),
            ("w: &w x\nv: *w\n", (2, 3)),
        ];
        for (text, place) in places {
            let source = Source { path: "a.yaml".into(), text: text.to_owned() };
            let (node, _) = read(text);
            let value = node.as_ref().and_then(|node| node.get("v")).expect("v");
            let offset = value.text().and_then(|it| it.find('x')).expect("x");
            assert_eq!(value.span_within(&source, offset, 1).start, place, "{text}");
        }
    }

    #[test]
    fn a_tree_has_a_limit() {
        let aliases: String = (1..30).fold("a0: &a0 [x, x]\n".to_owned(), |text, n| {
            format!("{text}a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)
        });
        let nested: String = (0..200).fold(String::new(), |text, n| format!("{text}{}a:\n", " ".repeat(n)));
        for text in [format!("a: {}", "[".repeat(5000)), "- ".repeat(5000), nested, aliases] {
            let (node, diagnostics) = read(&text);
            assert!(node.is_none());
            assert_eq!(diagnostics.len(), 1);
        }
    }

    #[test]
    fn all_duplicate_keys_are_found() {
        let (_, diagnostics) = read("a: 1\na: 2\nb: {c: 1, c: 2}\n");
        let messages: Vec<_> = diagnostics.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages, ["duplicate key `a`", "duplicate key `c`"]);
    }

    #[test]
    fn bad_yaml_has_a_place() {
        let (node, diagnostics) = read("a: [1, 2\nb: 3\n");
        assert!(node.is_none());
        assert_eq!(diagnostics.len(), 1);
        assert!(diagnostics[0].span.start.0 >= 1);
    }
}
