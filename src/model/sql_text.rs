//! A piece of SQL as the author wrote it: an expression, a query, a type. It is compared by its
//! tokens, and asked for the names in it through its syntax tree, never by looking for words.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use squawk_syntax::{SourceFile, SyntaxKind, SyntaxNode};

use super::keywords::is_value_keyword;
use super::name::Name;

/// A fragment of SQL. Two fragments are equal when their tokens are: blanks, line breaks, comments
/// and the case of unquoted words never make a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Sql {
    text: String,
    /// The tokens in one canonical spelling, made when two texts first differ.
    canonical: OnceLock<String>,
    names: OnceLock<SqlNames>,
}

/// The names in a fragment, each as its dotted parts, unquoted words in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlNames {
    pub columns: BTreeSet<Vec<Name>>,
    pub calls: BTreeSet<Vec<Name>>,
    pub relations: BTreeSet<Vec<Name>>,
    pub types: BTreeSet<Vec<Name>>,
}

/// A mistake in a fragment: where in its text, in bytes, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlMistake {
    pub offset: usize,
    pub length: usize,
    pub message: String,
}

impl Sql {
    pub fn new(text: impl AsRef<str>) -> Self {
        Self { text: text.as_ref().trim().to_owned(), canonical: OnceLock::new(), names: OnceLock::new() }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names in it, read as a value expression.
    pub fn expression_names(&self) -> &SqlNames {
        self.names.get_or_init(|| names(&parse(EXPRESSION, &self.text).syntax_node()))
    }

    /// The names in it, read as a query or a list of statements.
    pub fn query_names(&self) -> &SqlNames {
        self.names.get_or_init(|| names(&parse("", &self.text).syntax_node()))
    }

    /// The names in it, read as the result type of a function.
    pub fn type_names(&self) -> &SqlNames {
        self.names.get_or_init(|| names(&parse(RESULT_TYPE, &self.text).syntax_node()))
    }

    /// What is wrong with it as a value expression.
    pub fn expression_mistakes(&self) -> Vec<SqlMistake> {
        let parsed = parse(EXPRESSION, &self.text);
        let mut mistakes = mistakes(EXPRESSION, &self.text, &parsed);
        let extra = parsed.syntax_node().descendants().any(|node| {
            matches!(node.kind(), SyntaxKind::FROM_CLAUSE | SyntaxKind::WHERE_CLAUSE)
                && node
                    .parent()
                    .is_some_and(|parent| parent.parent().is_none_or(|top| top.parent().is_none()))
        });
        if mistakes.is_empty() && (extra || parsed.syntax_node().children().count() != 1) {
            let message = "one expression is wanted here, not a statement".to_owned();
            mistakes.push(SqlMistake { offset: 0, length: self.text.len(), message });
        }
        mistakes
    }

    /// What is wrong with it as one query.
    pub fn query_mistakes(&self) -> Vec<SqlMistake> {
        mistakes("", &self.text, &parse("", &self.text))
    }

    /// What is wrong with it as the result type of a function.
    pub fn type_mistakes(&self) -> Vec<SqlMistake> {
        mistakes(RESULT_TYPE, &self.text, &parse(RESULT_TYPE, &self.text))
    }

    /// The same expression with a column under its new name.
    pub fn with_renamed(&self, old: &Name, new: &Name) -> Self {
        let mut text = String::with_capacity(self.text.len());
        let tree = parse(EXPRESSION, &self.text).syntax_node();
        for token in tree.descendants_with_tokens().filter_map(|element| element.into_token()) {
            let is_column = token.parent().is_some_and(|parent| parent.kind() == SyntaxKind::NAME_REF)
                && token
                    .parent()
                    .and_then(|parent| parent.parent())
                    .is_none_or(|around| around.kind() != SyntaxKind::CALL_EXPR);
            if is_column && identifier(token.text()) == *old {
                text.push_str(&new.to_string());
            } else {
                text.push_str(token.text());
            }
        }
        Self::new(text.get(EXPRESSION.len()..).unwrap_or_default())
    }

    fn canonical(&self) -> &str {
        self.canonical.get_or_init(|| canonical(&self.text))
    }
}

impl PartialEq for Sql {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text || self.canonical() == other.canonical()
    }
}

impl Eq for Sql {}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<Sql> for String {
    fn from(sql: Sql) -> Self {
        sql.text
    }
}

impl std::fmt::Display for Sql {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

fn canonical(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let tree = SourceFile::parse(text).syntax_node();
    for token in tree.descendants_with_tokens().filter_map(|element| element.into_token()) {
        match token.kind() {
            SyntaxKind::WHITESPACE | SyntaxKind::COMMENT => {}
            kind => {
                out.push(' ');
                let quoted = token.text().contains(['\'', '"', '$']);
                if quoted || kind == SyntaxKind::ERROR {
                    out.push_str(token.text());
                } else {
                    out.push_str(&token.text().to_lowercase());
                }
            }
        }
    }
    out
}

/// What stands before a fragment to make a statement of it.
const EXPRESSION: &str = "select ";
const RESULT_TYPE: &str = "create function f() returns ";

fn parse(prefix: &str, text: &str) -> squawk_syntax::Parse<SourceFile> {
    if prefix == RESULT_TYPE {
        return SourceFile::parse(&format!("{prefix}{text} language sql as ''"));
    }
    SourceFile::parse(&format!("{prefix}{text}"))
}

fn mistakes(prefix: &str, text: &str, parsed: &squawk_syntax::Parse<SourceFile>) -> Vec<SqlMistake> {
    if text.is_empty() {
        return vec![SqlMistake { offset: 0, length: 0, message: "SQL is missing here".to_owned() }];
    }
    let mut found: Vec<SqlMistake> = Vec::new();
    for error in parsed.errors() {
        let start = usize::from(error.range().start()).saturating_sub(prefix.len()).min(text.len());
        let end = usize::from(error.range().end()).saturating_sub(prefix.len()).min(text.len());
        // The parser's later complaints about one place follow from the first.
        if found.last().is_none_or(|last| last.offset != start) {
            found.push(SqlMistake {
                offset: start,
                length: end - start,
                message: error.message().to_owned(),
            });
        }
    }
    found
}

fn names(root: &SyntaxNode) -> SqlNames {
    let mut names = SqlNames::default();
    for node in root.descendants() {
        let parent = node.parent().map(|parent| parent.kind());
        match node.kind() {
            SyntaxKind::NAME_REF | SyntaxKind::FIELD_EXPR => {
                let called = parent == Some(SyntaxKind::CALL_EXPR);
                let keyword =
                    node.first_token().is_some_and(|token| is_value_keyword(&token.text().to_lowercase()));
                if parent != Some(SyntaxKind::FIELD_EXPR) && (called || !keyword) {
                    let target = if called { &mut names.calls } else { &mut names.columns };
                    target.insert(parts(&node));
                }
            }
            SyntaxKind::PATH_REF if parent != Some(SyntaxKind::PATH_REF) => {
                let target = match parent {
                    Some(SyntaxKind::RELATION_NAME_REF) => &mut names.relations,
                    Some(SyntaxKind::PATH_TYPE) => &mut names.types,
                    _ => continue,
                };
                target.insert(parts(&node));
            }
            SyntaxKind::LITERAL => {
                if let Some(relation) = named_by_literal(&node) {
                    names.relations.insert(relation);
                }
            }
            _ => {}
        }
    }
    names
}

/// The identifiers under a node, in order.
fn parts(node: &SyntaxNode) -> Vec<Name> {
    let tokens = node.descendants_with_tokens().filter_map(|element| element.into_token());
    let words = tokens.filter(|token| {
        let text = token.text();
        text.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"')
    });
    words.map(|token| identifier(token.text())).collect()
}

/// An identifier token as the catalog would keep it.
fn identifier(text: &str) -> Name {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => Name::new(quoted.replace("\"\"", "\"")),
        None => Name::new(text.to_lowercase()),
    }
}

/// `nextval('public.s')` and `'public.t'::regclass` name a relation in a string.
fn named_by_literal(literal: &SyntaxNode) -> Option<Vec<Name>> {
    let text = literal.text().to_string();
    let inside = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let around = literal.ancestors().skip(1).take(3).collect::<Vec<_>>();
    let names_relation = around.iter().any(|node| match node.kind() {
        SyntaxKind::CALL_EXPR => {
            let called = node.first_child().map(|name| parts(&name)).unwrap_or_default();
            called.last().is_some_and(|name| ["nextval", "currval", "setval"].contains(&name.as_str()))
        }
        SyntaxKind::CAST_EXPR => node.text().to_string().to_lowercase().ends_with("regclass"),
        _ => false,
    });
    if !names_relation {
        return None;
    }
    inside.split('.').map(|part| Some(identifier(part.trim()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_case_do_not_matter() {
        assert_eq!(Sql::new("a  IN ('x',\n 'y') -- why"), Sql::new("A in ('x', 'y')"));
        assert_ne!(Sql::new("a in ('x')"), Sql::new("a in ('X')"));
        assert_ne!(Sql::new("\"A\" > 1"), Sql::new("\"a\" > 1"));
        assert_ne!(Sql::new("a > 1"), Sql::new("a > 11"));
    }

    #[test]
    fn names_are_told_apart() {
        let sql = Sql::new(
            "auth.uid() = user_id and lower(t.\"A\") in (select x from public.f) and y::my.mood = nextval('s.q')",
        );
        let names = sql.expression_names();
        let shown = |paths: &BTreeSet<Vec<Name>>| {
            let joined = paths.iter().map(|path| path.iter().map(Name::as_str).collect::<Vec<_>>().join("."));
            joined.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(&names.calls), "auth.uid lower nextval");
        assert_eq!(shown(&names.columns), "t.A user_id x y");
        assert_eq!(shown(&names.relations), "public.f s.q");
        assert_eq!(shown(&names.types), "my.mood");
    }

    #[test]
    fn a_column_is_renamed_and_nothing_else() {
        let renamed = Sql::new("a = 'a' and a(b) > \"a\"").with_renamed(&Name::from("a"), &Name::from("c"));
        assert_eq!(renamed.as_str(), "c = 'a' and a(b) > c");
    }

    #[test]
    fn mistakes_have_a_place() {
        assert_eq!(Sql::new("a > 1 and b is not null").expression_mistakes(), vec![]);
        let mistakes = Sql::new("a > and b").expression_mistakes();
        assert_eq!(mistakes.first().map(|mistake| mistake.offset), Some(4), "{mistakes:?}");
        assert_ne!(Sql::new("a; drop table b").expression_mistakes(), vec![]);
        assert_ne!(Sql::new("a from b").expression_mistakes(), vec![]);
        assert_eq!(Sql::new("a in (select b from c where d)").expression_mistakes(), vec![]);
        assert_eq!(Sql::new("setof public.t").type_mistakes(), vec![]);
        assert_eq!(Sql::new("table (id uuid, n bigint)").type_mistakes(), vec![]);
    }
}
