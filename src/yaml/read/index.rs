//! Indexes and their keys.

use squawk_syntax::ast::AstNode as _;
use squawk_syntax::{SourceFile, SyntaxKind, SyntaxNode};

use super::table::{Body, storage_parameters};
use super::{Name, Node, QualifiedName, Reader, Sql};
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::sql_text::SqlMistake;
use crate::yaml::naming::joined_columns;

impl Reader<'_> {
    pub fn indexes(&mut self, node: &Node, body: &mut Body) -> Vec<Index> {
        let mut indexes = Vec::new();
        for (name, item) in self.constraints_at(node, "indexes") {
            let on = if item.map().is_some() { item.get("on") } else { Some(item) };
            let Some(on) = on else { continue };
            let keys = self.index_keys(on, body);
            let include = self.known_columns(item.get("include"), body);
            let name = name.unwrap_or_else(|| {
                let texts: Vec<String> = Self::texts(on).iter().map(|(_, text)| key_name(text)).collect();
                let columns = texts.iter().map(String::as_str).chain(include.iter().map(Name::as_str));
                body.pool.choose(body.name.name.as_str(), Some(&joined_columns(columns)), "idx")
            });
            indexes.push(Index {
                name,
                renamed_from: self.name_at(item, "renamed_from"),
                comment: Self::comment(item),
                unique: Self::flag(item, "unique"),
                nulls_not_distinct: Self::flag(item, "nulls_not_distinct"),
                using: Self::word(item, "using").unwrap_or("btree").to_owned(),
                keys,
                include,
                predicate: item.get("where").and_then(|it| self.row_expression(it, body)),
                storage_parameters: storage_parameters(item),
            });
        }
        indexes
    }

    fn index_keys(&mut self, node: &Node, body: &Body) -> Vec<IndexKey> {
        let mut keys = Vec::new();
        for (item, text) in Self::texts(node) {
            match index_key(text) {
                Ok(key) => {
                    match &key.on {
                        // The columns of a view are not known here.
                        _ if body.columns.is_empty() => {}
                        IndexedValue::Column(name) => self.known_column(name.as_str(), item.span, body),
                        IndexedValue::Expression(sql) => self.row_columns(sql, item, body),
                    }
                    keys.push(key);
                }
                Err(mistakes) => self.checker.sql_mistakes(self.source, item, text, mistakes),
            }
        }
        keys
    }
}

/// Reads `created_at desc nulls last`, `lower(email) text_pattern_ops`...
pub fn index_key(text: &str) -> Result<IndexKey, Vec<SqlMistake>> {
    simple_key(text).map_or_else(|| parsed_key(text), Ok)
}

/// What the key adds to the name of an index that was not named.
pub fn key_name(text: &str) -> String {
    match index_key(text).map(|key| key.on) {
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
fn simple_key(text: &str) -> Option<IndexKey> {
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
    plain.then(|| key(IndexedValue::Column(Name::from(column)), descending, nulls_first))
}

/// Where NULLs go is kept only where it is not PostgreSQL's own choice.
fn key(on: IndexedValue, descending: bool, nulls_first: Option<bool>) -> IndexKey {
    let nulls_first = nulls_first.filter(|first| *first != descending);
    IndexKey { on, collate: None, operator_class: None, descending, nulls_first }
}

fn parsed_key(text: &str) -> Result<IndexKey, Vec<SqlMistake>> {
    const PREFIX: &str = "create index on t (";
    let parsed = SourceFile::parse(&format!("{PREFIX}{text})"));
    let mistake = |offset: usize, length: usize, message: &str| SqlMistake {
        offset: offset.saturating_sub(PREFIX.len()).min(text.len()),
        length,
        message: message.to_owned(),
    };
    if let Some(error) = parsed.errors().first() {
        return Err(vec![mistake(error.range().start().into(), 1, error.message())]);
    }
    let tree = parsed.tree();
    let mut items = tree.syntax().descendants().filter(|node| node.kind() == SyntaxKind::PARTITION_ITEM);
    let (Some(item), None) = (items.next(), items.next()) else {
        return Err(vec![mistake(PREFIX.len(), text.len(), "one key stands here; write several as a list")]);
    };
    let mut read = key(IndexedValue::Expression(Sql::new("")), false, None);
    let mut nulls_first = None;
    for node in item.children() {
        match node.kind() {
            SyntaxKind::COLLATE => {
                let value = node.children().next();
                read.on = value.as_ref().map_or(read.on, indexed_value);
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
            _ => read.on = indexed_value(&node),
        }
    }
    read.nulls_first = nulls_first.filter(|first| *first != read.descending);
    Ok(read)
}

fn indexed_value(node: &SyntaxNode) -> IndexedValue {
    let text = node.text().to_string();
    if node.kind() == SyntaxKind::NAME_REF {
        let name = match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(quoted) => quoted.replace("\"\"", "\""),
            None => text.to_lowercase(),
        };
        return IndexedValue::Column(Name::new(name));
    }
    // The parentheses are written again where they are needed.
    let inner = match node.kind() {
        SyntaxKind::PAREN_EXPR => text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')),
        _ => None,
    };
    IndexedValue::Expression(Sql::new(inner.unwrap_or(&text)))
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
        let read = |text| index_key(text).expect("a key");
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
