//! A piece of SQL as the author wrote it: an expression, a query, a type. It is compared by its
//! tokens, and asked for the names in it through its syntax tree, never by looking for words.

mod depth;
mod fragment;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use squawk_syntax::{SourceFile, SyntaxElement, SyntaxKind};

pub use fragment::{
    Call, Comparison, ComparisonKind, Formula, Fragment, FragmentKind, NameKind, NamePlace, Output, Range,
    SqlMistake, Value, Yield, names_columns_by_place, parse_around, yielded,
};

use super::name::{Name, PUBLIC, QualifiedName};

/// A fragment of SQL. Two fragments are equal when their tokens are: blanks, line breaks, comments
/// and the case of unquoted words never make a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Sql {
    text: String,
    /// The tokens in one canonical spelling, made when two texts first differ.
    canonical: OnceLock<String>,
    names: OnceLock<Arc<SqlNames>>,
}

/// The names in a fragment, each as its dotted parts, unquoted words in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlNames {
    pub columns: BTreeSet<Vec<Name>>,
    pub calls: BTreeSet<Vec<Name>>,
    pub relations: BTreeSet<Vec<Name>>,
    pub types: BTreeSet<Vec<Name>>,
    pub collations: BTreeSet<Vec<Name>>,
    /// What is taken out of rows: `a` in `(x).a`.
    pub fields: BTreeSet<Name>,
    /// The constraints of ON CONFLICT ON CONSTRAINT.
    pub constraints: BTreeSet<Name>,
    /// What rows are grouped by: a query that groups by a primary key may take the other columns as they are.
    pub grouped: BTreeSet<Name>,
    /// All words of a query; `None` where it may take columns without naming them.
    pub words: Option<BTreeSet<Name>>,
}

impl Sql {
    pub fn new(text: impl AsRef<str>) -> Self {
        Self { text: text.as_ref().trim().to_owned(), canonical: OnceLock::new(), names: OnceLock::new() }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text with the names that reading it found, so that they are not looked for again.
    pub fn read(text: &str, fragment: &Fragment) -> Self {
        let sql = Self::new(text);
        let _ = sql.names.set(Arc::clone(&fragment.names));
        sql
    }

    /// The text, and the names that are known to be in it.
    pub fn with_names(text: impl AsRef<str>, names: SqlNames) -> Self {
        let sql = Self::new(text);
        let _ = sql.names.set(Arc::new(names));
        sql
    }

    /// The names in it, read as a value expression.
    pub fn expression_names(&self) -> &SqlNames {
        self.names_as(FragmentKind::Expression)
    }

    /// The names in it, read as a query.
    pub fn query_names(&self) -> &SqlNames {
        self.names_as(FragmentKind::Query)
    }

    /// The names in it, read as the result type of a function.
    pub fn type_names(&self) -> &SqlNames {
        self.names_as(FragmentKind::ResultType)
    }

    /// The names in it, read as the body of a function.
    pub fn body_names(&self) -> &SqlNames {
        self.names_as(FragmentKind::RoutineBody)
    }

    fn names_as(&self, kind: FragmentKind) -> &SqlNames {
        self.names.get_or_init(|| Fragment::read(kind, &self.text).names)
    }

    /// Whether an expression is one value, call or cast, or has parentheses around it.
    pub fn is_one_term(&self) -> bool {
        use SyntaxKind::{
            ARRAY_EXPR, CALL_EXPR, CASE_EXPR, CAST_EXPR, FIELD_EXPR, LITERAL, NAME_REF, PAREN_EXPR,
        };
        let terms = [ARRAY_EXPR, CALL_EXPR, CASE_EXPR, CAST_EXPR, FIELD_EXPR, LITERAL, NAME_REF, PAREN_EXPR];
        self.only_term().is_some_and(|kind| terms.contains(&kind))
    }

    /// Whether an expression is one call in the usual form, `lower(name)`.
    pub fn is_call(&self) -> bool {
        self.only_term() == Some(SyntaxKind::CALL_EXPR) && self.text.ends_with(')')
    }

    /// What an expression is, where it is but one thing.
    fn only_term(&self) -> Option<SyntaxKind> {
        if depth::too_deep(&self.text).is_some() {
            return None;
        }
        let tree = SourceFile::parse(&format!("{EXPRESSION}{}", self.text)).syntax_node();
        let target = tree.descendants().find(|node| node.kind() == SyntaxKind::TARGET)?;
        let mut terms = target.children().map(|node| node.kind());
        terms.next().filter(|_| terms.next().is_none())
    }

    /// The same SQL with other objects under their new names, as `renamed` knows them by their parts.
    #[must_use]
    pub fn with_renamed_objects(
        &self,
        kind: FragmentKind,
        renamed: impl Fn(NameKind, &[Name]) -> Option<QualifiedName>,
    ) -> Self {
        let fragment = Fragment::read(kind, &self.text);
        let mut text = self.text.clone();
        for place in fragment.places.iter().rev() {
            let (mut path, mut at) = (place.path(), place.range());
            if place.kind == NameKind::Column {
                // The table before it, where that is no alias.
                let Some((_, last)) = place.parts.last().filter(|_| path.len() > 1) else { continue };
                path.pop();
                at.length = text[at.offset..last.offset].trim_end_matches([' ', '.']).len();
                if matches!(&*path, [one] if fragment.introduced.contains(one)) {
                    continue;
                }
            }
            let Some(new) = renamed(place.kind, &path) else { continue };
            let name = if path.len() == 1 && (place.kind == NameKind::Column || new.schema == *PUBLIC) {
                new.name.to_string()
            } else {
                new.sql()
            };
            let name = if place.kind == NameKind::RelationText { quote(&name) } else { name };
            text.replace_range(at.offset..at.offset + at.length, &name);
        }
        Self::new(text)
    }

    /// The same SQL with something else in these places, each by where it starts.
    #[must_use]
    pub fn with_replaced(&self, places: &BTreeMap<usize, (usize, String)>) -> Self {
        let mut text = self.text.clone();
        for (start, (length, by)) in places.iter().rev() {
            text.replace_range(*start..start + length, by);
        }
        Self::new(text)
    }

    /// The same SQL with its keywords in lower case, as the format is written.
    #[must_use]
    pub fn to_lower_case(&self) -> Self {
        self.with_tokens(|kind, text| match kind {
            SyntaxKind::COMMENT | SyntaxKind::ERROR => text.to_owned(),
            _ if is_quoted(text) => text.to_owned(),
            _ => text.to_lowercase(),
        })
    }

    /// The same SQL with each line but the first moved to the left by one.
    #[must_use]
    pub fn outdented(&self) -> Self {
        self.with_tokens(|kind, text| match (kind, text.rsplit_once('\n')) {
            (SyntaxKind::WHITESPACE, Some((before, indent))) => {
                format!("{before}\n{}", indent.strip_prefix(' ').unwrap_or(indent))
            }
            _ => text.to_owned(),
        })
    }

    /// The same SQL with something else in the place of each parameter, `$1` and so on, as `put` gives it.
    #[must_use]
    pub fn with_parameters(&self, put: impl Fn(&str) -> String) -> Self {
        self.with_tokens(|kind, text| match kind {
            SyntaxKind::POSITIONAL_PARAM => put(text),
            _ => text.to_owned(),
        })
    }

    fn with_tokens(&self, change: impl Fn(SyntaxKind, &str) -> String) -> Self {
        if depth::too_deep(&self.text).is_some() {
            return self.clone();
        }
        let tree = SourceFile::parse(&self.text).syntax_node();
        let tokens = tree.descendants_with_tokens().filter_map(SyntaxElement::into_token);
        Self::new(tokens.map(|token| change(token.kind(), token.text())).collect::<String>())
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

/// An SQL string constant.
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What makes a statement of an expression.
const EXPRESSION: &str = "select ";

fn canonical(text: &str) -> String {
    if depth::too_deep(text).is_some() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let tree = SourceFile::parse(text).syntax_node();
    for token in tree.descendants_with_tokens().filter_map(SyntaxElement::into_token) {
        match token.kind() {
            SyntaxKind::WHITESPACE | SyntaxKind::COMMENT => {}
            kind => {
                out.push(' ');
                if is_quoted(token.text()) || kind == SyntaxKind::ERROR {
                    out.push_str(token.text());
                } else {
                    out.push_str(&token.text().to_lowercase());
                }
            }
        }
    }
    out
}

/// Whether the case of a token has a meaning.
fn is_quoted(token: &str) -> bool {
    token.contains(['\'', '"', '$'])
}

/// An identifier token as the catalog would keep it.
pub(super) fn identifier(text: &str) -> Name {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => Name::new(quoted.replace("\"\"", "\"")),
        None => Name::new(text.to_lowercase()),
    }
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
    fn lower_case_is_the_same_sql() {
        let sql = Sql::new("A IS NULL AND \"B\" = 'C' -- WHY\n  OR D ~ $$E$$ AND NOW() < X'1F'");
        assert_eq!(
            sql.to_lower_case().as_str(),
            "a is null and \"B\" = 'C' -- WHY\n  or d ~ $$E$$ and now() < X'1F'"
        );
        assert_eq!(sql.to_lower_case(), sql);
        let query = Sql::new(" SELECT a,\n    '\n b'\n   FROM t");
        assert_eq!(query.outdented().as_str(), "SELECT a,\n   '\n b'\n  FROM t");
    }

    #[test]
    fn parameters_are_told_from_what_looks_like_them() {
        let sql = Sql::new("a = $1 and b = '$1' and c = $$ $2 $$ and d > $12::int -- $1\n");
        let put = sql.with_parameters(|it| format!("<{it}>"));
        assert_eq!(put.as_str(), "a = <$1> and b = '$1' and c = $$ $2 $$ and d > <$12>::int -- $1");
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

    #[track_caller]
    fn mistake(kind: FragmentKind, text: &str) -> Option<(String, usize)> {
        Fragment::read(kind, text).mistake.map(|mistake| (mistake.message, mistake.at.offset))
    }

    #[test]
    fn what_is_one_expression() {
        let good = [
            "a > 1 and b is not null",
            "a in (select b from c where d)",
            "count(*) filter (where a) > 1 -- why\n",
            "a = 1 /* why */",
            "a = 1 -- why\n or b",
            "t.*",
        ];
        for text in good {
            assert_eq!(
                mistake(FragmentKind::Expression, text.trim_end_matches('\n')).is_some(),
                text.ends_with('\n'),
                "{text}"
            );
        }
        let bad = [
            "",
            "a > and b",
            "a >",
            "now(",
            "(a",
            "a)",
            "a; drop table b",
            "a from b",
            "a where b",
            "distinct a",
            "a, b",
            "a as b",
            "a b",
            "*",
            "a <> <> b",
            "a = $1",
            "a = 1 -- why",
            "a = 'b",
            "select 1",
            "a union select 1",
            "/* a",
            "a order by b",
            "a limit 1",
        ];
        for text in bad {
            assert!(mistake(FragmentKind::Expression, text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_one_query_or_type() {
        for text in [
            "select 1",
            "values (1)",
            "table t",
            "(select 1) union (select 2)",
            "with a as (select 1) select * from a",
            "select 1;",
        ] {
            assert_eq!(mistake(FragmentKind::Query, text), None, "{text}");
        }
        for text in [
            "delete from t",
            "insert into t values (1)",
            "select 1; select 2",
            "select 1 into t",
            "with a as (delete from t returning 1) select * from a",
            "selec 1",
            "create table t ()",
        ] {
            assert!(mistake(FragmentKind::Query, text).is_some(), "{text}");
        }
        for text in ["setof public.t", "table (id uuid, n bigint)", "uuid", "text[]", "numeric(10,2)"] {
            assert_eq!(mistake(FragmentKind::ResultType, text), None, "{text}");
        }
        assert!(mistake(FragmentKind::ResultType, "table (id uuid").is_some());
    }

    #[test]
    fn people_read_what_is_wrong() {
        let said = |text| mistake(FragmentKind::Expression, text).expect("a mistake");
        assert_eq!(said("a > and b"), ("not valid SQL: a value is expected before `and`".to_owned(), 4));
        assert_eq!(said("now("), ("not valid SQL: `)` is expected before the end of the text".to_owned(), 4));
        assert_eq!(said("a = 1 -- x").1, 6);
    }

    #[test]
    fn deep_nesting_is_a_mistake_and_no_crash() {
        let many = 20_000;
        for (open, middle, close) in [
            ("(", "a", ")"),
            ("not ", "a", ""),
            ("- ", "1", ""),
            ("case when a then ", "b", " end"),
            ("array[", "1", "]"),
            ("f(", "", ")"),
            ("exists (select ", "1", ")"),
            ("(", "", ""),
            ("~", "1", ""),
            (") ((", "1", ""),
        ] {
            let text = format!("{}{middle}{}", open.repeat(many), close.repeat(many));
            assert!(mistake(FragmentKind::Expression, &text).is_some(), "{open}");
            let sql = Sql::new(&text);
            assert!(sql.expression_names().columns.is_empty());
            assert_ne!(sql, Sql::new("a"));
        }
        let _ = mistake(FragmentKind::Query, &format!("select 1{}", " union select 1".repeat(many)));
        let _ = mistake(FragmentKind::Query, &format!("select 1 from a{}", " join b on true".repeat(many)));
        let _ = mistake(FragmentKind::Expression, &format!("a{}", " and a".repeat(many)));
        let _ = mistake(FragmentKind::Expression, &format!("a{}", "::text".repeat(many)));
        let _ = mistake(FragmentKind::Expression, &format!("a{}", ".a".repeat(many)));
    }
}
