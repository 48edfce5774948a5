//! Indexes and their keys.

use squawk_syntax::ast::AstNode as _;
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::expression::{Reads, Subquery, unknown_column_words};
use super::table::{Body, Label, storage_parameters};
use super::{Name, Node, QualifiedName, Reader, Space, Sql, unknown};
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::naming::joined_columns;
use crate::model::sql_text::{FragmentKind, Range, SqlMistake, parse_around};
use crate::yaml::check::closest;

impl Reader<'_> {
    pub fn indexes(&mut self, node: &Node, body: &mut Body) -> Vec<Index> {
        let mut indexes = Vec::new();
        for (name, item) in self.constraints_at(node, "indexes") {
            let on = if item.map().is_some() { item.get("on") } else { Some(item) };
            let Some(on) = on else { continue };
            let keys = self.index_keys(on, body);
            // The columns of a materialised view are its query's, and not known.
            let include = if body.columns.is_empty() {
                Self::names(item.get("include"))
            } else {
                self.known_columns(item.get("include"), body)
            };
            let span = name.as_ref().map_or(item.span, |(_, span)| *span);
            let how_to_name = "write it with a name: `indexes: { name: ... }`";
            let label = Label { written: name.map(|(name, _)| name), span, how_to_name };
            let name = label.written.clone().unwrap_or_else(|| {
                let texts: Vec<String> = Self::texts(on).iter().map(|(_, text)| key_name(text)).collect();
                let columns = texts.iter().map(String::as_str).chain(include.iter().map(Name::as_str));
                body.relation_names.choose(body.name.name.as_str(), Some(&joined_columns(columns)), "idx")
            });
            body.take(Space::Relation, &name, "index", &label);
            indexes.push(Index {
                name,
                renamed_from: self.name_at(item, "renamed_from"),
                comment: Self::comment(item),
                unique: Self::flag(item, "unique"),
                nulls_not_distinct: Self::flag(item, "nulls_not_distinct"),
                using: self.method(item, "btree"),
                keys,
                include,
                predicate: item
                    .get("where")
                    .and_then(|it| self.row_expression(it, body, Subquery::Forbidden("an index"))),
                storage_parameters: storage_parameters(item),
            });
        }
        indexes
    }

    /// The index method; an extension may bring more of them.
    pub fn method(&mut self, node: &Node, usual: &str) -> String {
        let known = ["btree", "hash", "gin", "gist", "spgist", "brin"];
        let Some(at) = node.get("using") else { return usual.to_owned() };
        let text = at.text().unwrap_or(usual);
        if !known.contains(&text) && !self.declared.has_extensions {
            let message = unknown("index method", text, known);
            self.report(at.span, "wrong-value", message, format!("write one of {}", known.join(", ")));
        }
        text.to_owned()
    }

    fn index_keys(&mut self, node: &Node, body: &Body) -> Vec<IndexKey> {
        let items = Self::texts(node);
        if items.is_empty() && node.list().is_some_and(<[Node]>::is_empty) {
            let help = "write its columns: `[created_at desc]`";
            self.report(node.span, "wrong-value", "an index needs at least one key", help);
        }
        let mut keys = Vec::new();
        for (item, text) in items {
            keys.extend(self.index_key(item, text, body, "an index"));
        }
        keys
    }

    /// A word behind the column is an operator class, mostly by mistake: all of PostgreSQL's own
    /// end in `_ops`.
    fn operator_class(&mut self, item: &Node, key: &IndexKey) {
        let Some(class) = key.operator_class.as_deref().filter(|_| !self.declared.has_extensions) else {
            return;
        };
        let name = class.split('(').next().unwrap_or(class);
        if name.ends_with("_ops") || name.contains(['.', '"']) {
            return;
        }
        let message = match closest(name, ["asc", "desc", "nulls"]) {
            Some(meant) => format!("`{name}` would be an operator class; did you mean `{meant}`?"),
            None => format!("unknown operator class `{name}`"),
        };
        let offset = item.text().and_then(|text| text.rfind(name)).unwrap_or_default();
        let span = item.span_within(self.checker.source, offset, name.len());
        let help = "behind the column may stand `desc`, `nulls last`, `collate`, or an operator class like `text_pattern_ops`; several keys are a list";
        self.report(span, "wrong-value", message, help);
    }

    /// A key of an index, partitioning or exclusion constraint, whose columns must exist.
    pub fn index_key(
        &mut self,
        item: &Node,
        text: &str,
        body: &Body,
        place: &'static str,
    ) -> Option<IndexKey> {
        if self.checker.is_reported(item.span) {
            return None;
        }
        let known = self.checker.memo.index_keys.get(text).cloned();
        let read = known.unwrap_or_else(|| {
            let read = index_key(text);
            self.checker.memo.index_keys.insert(text.to_owned(), read.clone());
            read
        });
        let (mut key, at) = match read {
            Ok(read) => read,
            Err(mistake) => {
                let help =
                    "write a column or an expression, as in CREATE INDEX: `created_at desc`, `lower(email)`";
                self.checker.sql_mistake(item, Some(&mistake), help);
                return None;
            }
        };
        self.operator_class(item, &key);
        match &key.on {
            // The columns of a view are not known here.
            IndexedValue::Column(_) if body.columns.is_empty() => {}
            IndexedValue::Column(name) if body.columns.contains(name) => {}
            IndexedValue::Column(name) => {
                let known = body.columns.iter().map(Name::as_str);
                let (message, help) = unknown_column_words(name.as_str(), &body.name.to_string(), known);
                let span = item.span_within(self.checker.source, at.offset, at.length);
                self.report(span, "unknown-column", message, help);
            }
            IndexedValue::Expression(sql) => {
                let fragment = self.checker.memo.fragment(FragmentKind::Expression, sql.as_str());
                if let Some(mistake) = &fragment.mistake {
                    let moved = Range { offset: at.offset + mistake.at.offset, ..mistake.at };
                    let mistake = SqlMistake { at: moved, ..mistake.clone() };
                    self.checker.sql_mistake(item, Some(&mistake), "write one expression");
                }
                let read = Sql::read(sql.as_str(), &fragment);
                let subquery = Subquery::Forbidden(place);
                self.names_exist(item, at.offset, &fragment, Reads::Row(body), subquery);
                key.on = IndexedValue::Expression(read);
            }
        }
        Some(key)
    }
}

/// Reads `created_at desc nulls last`, `lower(email) text_pattern_ops`,
/// and says where the column or expression stands in the text.
pub fn index_key(text: &str) -> Result<(IndexKey, Range), SqlMistake> {
    simple_key(text).map_or_else(|| parsed_key(text), Ok)
}

/// What the key adds to the name of an index that was not named.
pub fn key_name(text: &str) -> String {
    match index_key(text).map(|(key, _)| key.on) {
        Ok(IndexedValue::Column(name)) => name.as_str().to_owned(),
        Ok(IndexedValue::Expression(sql)) => {
            let call = sql.as_str().split('(').next().unwrap_or_default().trim();
            let name = call.rsplit('.').next().unwrap_or_default();
            let called = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if called { name.to_lowercase() } else { "expr".to_owned() }
        }
        Err(_) => "expr".to_owned(),
    }
}

/// A lower-case column with an order is all that most keys are; no parser is needed for it.
fn simple_key(text: &str) -> Option<(IndexKey, Range)> {
    let mut words = text.split_whitespace();
    let column = words.next()?;
    let plain = column.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && column.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let rest: Vec<&str> = words.collect();
    let (descending, nulls_first) = match rest.as_slice() {
        [] | ["asc"] => (false, None),
        ["desc"] => (true, None),
        ["nulls", "first"] | ["asc", "nulls", "first"] => (false, Some(true)),
        ["nulls", "last"] | ["asc", "nulls", "last"] => (false, Some(false)),
        ["desc", "nulls", "first"] => (true, Some(true)),
        ["desc", "nulls", "last"] => (true, Some(false)),
        _ => return None,
    };
    let at = Range { offset: text.len() - text.trim_start().len(), length: column.len() };
    plain.then(|| (key(IndexedValue::Column(Name::from(column)), descending, nulls_first), at))
}

/// Where NULLs go is kept only where it is not PostgreSQL's own choice.
fn key(on: IndexedValue, descending: bool, nulls_first: Option<bool>) -> IndexKey {
    let nulls_first = nulls_first.filter(|first| *first != descending);
    IndexKey { on, collate: None, operator_class: None, descending, nulls_first }
}

fn parsed_key(text: &str) -> Result<(IndexKey, Range), SqlMistake> {
    const PREFIX: &str = "create index on t (";
    let parsed = parse_around(PREFIX, text, ")")?;
    let at = |node: &SyntaxNode| {
        let range = node.text_range();
        let offset = usize::from(range.start()).saturating_sub(PREFIX.len());
        Range { offset, length: range.len().into() }
    };
    let tree = parsed.tree();
    let mut items = tree.syntax().descendants().filter(|node| node.kind() == SyntaxKind::PARTITION_ITEM);
    let (Some(item), None) = (items.next(), items.next()) else {
        let whole = Range { offset: 0, length: text.len() };
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let mistake = SqlMistake::new(whole, "one key stands here");
        return Err(mistake.help(format!("write several as a list: `[{}]`", parts.join(", "))));
    };
    let mut read = key(IndexedValue::Expression(Sql::new("")), false, None);
    let mut nulls_first = None;
    let mut place = at(&item);
    for node in item.children() {
        match node.kind() {
            SyntaxKind::COLLATE => {
                let value = node.children().next();
                if let Some(value) = value {
                    (read.on, place) = indexed_value(&value, at(&value));
                }
                let name = node.children().find(|it| it.kind() == SyntaxKind::COLLATION_REF);
                read.collate = name.and_then(|it| collation(&it.text().to_string()));
            }
            SyntaxKind::OP_CLASS_REF => read.operator_class = Some(node.text().to_string()),
            SyntaxKind::ATTRIBUTE_LIST => {
                let class = read.operator_class.get_or_insert_default();
                class.push_str(&node.text().to_string());
            }
            SyntaxKind::SORT_DESC => read.descending = true,
            SyntaxKind::SORT_ASC => {}
            SyntaxKind::NULLS_FIRST => nulls_first = Some(true),
            SyntaxKind::NULLS_LAST => nulls_first = Some(false),
            _ => (read.on, place) = indexed_value(&node, at(&node)),
        }
    }
    read.nulls_first = nulls_first.filter(|first| *first != read.descending);
    Ok((read, place))
}

/// The value, and its place without the parentheses around it.
fn indexed_value(node: &SyntaxNode, at: Range) -> (IndexedValue, Range) {
    let text = node.text().to_string();
    if node.kind() == SyntaxKind::NAME_REF {
        let name = match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(quoted) => quoted.replace("\"\"", "\""),
            None => text.to_lowercase(),
        };
        return (IndexedValue::Column(Name::new(name)), at);
    }
    // The parentheses are written again where they are needed.
    let inner = match node.kind() {
        SyntaxKind::PAREN_EXPR => text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')),
        _ => None,
    };
    let Some(inner) = inner else { return (IndexedValue::Expression(Sql::new(text)), at) };
    let blank = inner.len() - inner.trim_start().len();
    let at = Range { offset: at.offset + 1 + blank, length: inner.trim().len() };
    (IndexedValue::Expression(Sql::new(inner)), at)
}

fn collation(text: &str) -> Option<QualifiedName> {
    let name = QualifiedName::parse(text)?;
    Some(if text.contains('.') { name } else { QualifiedName { schema: Name::from("pg_catalog"), ..name } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_as_in_create_index() {
        let read = |text| index_key(text).expect("a key").0;
        assert_eq!(read("a desc"), read("a DESC nulls first"));
        assert_eq!(read("a"), read("a asc nulls last"));
        assert_ne!(read("a desc nulls last"), read("a desc"));
        assert_eq!(read("(a || b)").on, IndexedValue::Expression(Sql::new("a || b")));
        let full = read("lower(a) collate \"C\" text_pattern_ops desc");
        assert_eq!(full.on, IndexedValue::Expression(Sql::new("lower(a)")));
        assert_eq!(full.collate, Some(QualifiedName::new("pg_catalog", "C")));
        assert_eq!(full.operator_class.as_deref(), Some("text_pattern_ops"));
        assert_eq!(
            read("b gin_trgm_ops(siglen=32)").operator_class.as_deref(),
            Some("gin_trgm_ops(siglen=32)")
        );
        assert!(index_key("a, b").is_err());
        assert!(index_key("a descending b").is_err());
    }

    #[test]
    fn names_for_unnamed_indexes() {
        assert_eq!(key_name("a desc"), "a");
        assert_eq!(key_name("lower(a)"), "lower");
        assert_eq!(key_name("(a || b)"), "expr");
    }
}
