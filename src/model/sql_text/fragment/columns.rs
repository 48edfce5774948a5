//! Which columns a query takes and which it gives, as far as its text alone tells. In doubt it tells
//! nothing: a query takes columns that it does not name, or may give others than before.

use std::collections::BTreeSet;

use squawk_syntax::{SourceFile, SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};

use super::super::super::name::Name;
use super::super::depth::too_deep;
use super::super::{SqlNames, identifier, is_quoted};
use super::is_query;

/// All words of a query, where a column that it takes has to be among them: it has no `*`, no whole row, no
/// NATURAL JOIN, and calls no table's columns by other names.
pub(super) fn words(
    root: &SyntaxNode,
    names: &SqlNames,
    introduced: &BTreeSet<Name>,
) -> Option<BTreeSet<Name>> {
    let relations: BTreeSet<&Name> = names.relations.iter().filter_map(|it| it.last()).collect();
    let is_row = |name: &Name| relations.contains(name) || introduced.contains(name);
    if names.columns.iter().any(|it| matches!(it.as_slice(), [name] if is_row(name))) {
        return None;
    }
    let mut words = BTreeSet::new();
    for element in root.descendants_with_tokens() {
        match element {
            SyntaxElement::Node(node) if takes_more(&node) => return None,
            SyntaxElement::Node(_) => {}
            SyntaxElement::Token(token) => {
                let text = token.text();
                let escaped = text.get(..3).is_some_and(|it| it.eq_ignore_ascii_case("u&\""));
                if escaped || token.kind() == SyntaxKind::NATURAL_KW || is_every_column(&token) {
                    return None;
                }
                if text.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"') {
                    words.insert(identifier(text));
                }
            }
        }
    }
    Some(words)
}

fn is_every_column(token: &SyntaxToken) -> bool {
    let parent = token.parent().map(|it| it.kind());
    token.kind() == SyntaxKind::STAR && matches!(parent, Some(SyntaxKind::TARGET | SyntaxKind::FIELD_EXPR))
}

/// Whether a part of a query may take columns without a word of theirs.
fn takes_more(node: &SyntaxNode) -> bool {
    match node.kind() {
        SyntaxKind::TABLE
        | SyntaxKind::GRAPH_TABLE_FROM_ITEM
        | SyntaxKind::INSERT
        | SyntaxKind::UPDATE
        | SyntaxKind::DELETE
        | SyntaxKind::MERGE => true,
        _ => names_columns_by_place(node),
    }
}

/// Whether it is an alias with names for the columns of a relation, which go by their places.
pub fn names_columns_by_place(node: &SyntaxNode) -> bool {
    let of = node.parent().map(|it| it.kind());
    let is_function = matches!(of, Some(SyntaxKind::FUNCTION_FROM_ITEM | SyntaxKind::ROWS_FROM_ITEM));
    node.kind() == SyntaxKind::FROM_ALIAS
        && !is_function
        && node.descendants().any(|it| it.kind() == SyntaxKind::COLUMN_NAME)
}

/// What decides on the names and types of a query's columns.
#[derive(Debug, PartialEq, Eq)]
pub struct Yield {
    /// What is selected, where the query is one SELECT.
    pub targets: Vec<String>,
    /// What its FROM says.
    from: String,
    /// The rest, without the clauses that only decide which rows there are, and in which order.
    rest: String,
}

impl Yield {
    /// Whether a target that is the same in both has the same name and type in both: they select from the
    /// same, or one of them joins more.
    pub fn selects_as(&self, other: &Self) -> bool {
        let all = || self.targets.iter().chain(&other.targets);
        self.rest == other.rest
            && (self.from == other.from
                || all().all(|it| !it.ends_with('*'))
                    && (joins_more(&self.from, &other.from) || joins_more(&other.from, &self.from)))
    }
}

/// Whether a FROM goes on where the other ends, with joins that make no columns of their own.
fn joins_more(from: &str, to: &str) -> bool {
    let Some(more) = to.strip_prefix(from) else { return false };
    let mut words = more.split(' ');
    // The text has a blank before each token.
    let starts = words.next() == Some("")
        && words
            .next()
            .is_some_and(|it| [",", "cross", "full", "inner", "join", "left", "right"].contains(&it));
    !from.is_empty() && starts && !more.split(' ').any(|it| ["natural", "using"].contains(&it))
}

/// Reads that off a query; `None` where it cannot be read.
pub fn yielded(query: &str) -> Option<Yield> {
    if too_deep(query).is_some() {
        return None;
    }
    let parsed = SourceFile::parse(query);
    if !parsed.errors().is_empty() {
        return None;
    }
    let root = parsed.syntax_node();
    let child = |node: &SyntaxNode, kind| node.children().find(|it| it.kind() == kind);
    let select = child(&root, SyntaxKind::SELECT);
    let list = select.as_ref().and_then(|it| child(it, SyntaxKind::SELECT_CLAUSE));
    let list = list.and_then(|it| child(&it, SyntaxKind::TARGET_LIST));
    let from = select.and_then(|it| child(&it, SyntaxKind::FROM_CLAUSE));
    let targets = list.iter().flat_map(SyntaxNode::children).map(|it| text_of(&it, &[])).collect();
    let apart: Vec<SyntaxNode> = list.into_iter().chain(from.clone()).collect();
    let from = from.map(|it| text_of(&it, &[])).unwrap_or_default();
    Some(Yield { targets, from, rest: text_of(&root, &apart) })
}

/// The tokens that count, in one spelling, each behind a blank; `apart` is left out.
fn text_of(node: &SyntaxNode, apart: &[SyntaxNode]) -> String {
    let mut text = String::new();
    let mut waiting = vec![SyntaxElement::Node(node.clone())];
    while let Some(element) = waiting.pop() {
        match element {
            SyntaxElement::Node(node) if apart.contains(&node) || only_picks_rows(&node) => {}
            SyntaxElement::Node(node) => {
                let children: Vec<SyntaxElement> = node.children_with_tokens().collect();
                waiting.extend(children.into_iter().rev());
            }
            SyntaxElement::Token(token) => match token.kind() {
                SyntaxKind::WHITESPACE | SyntaxKind::COMMENT | SyntaxKind::SEMICOLON => {}
                _ if is_quoted(token.text()) => text.extend([" ", token.text()]),
                _ => text.extend([" ", &token.text().to_lowercase()]),
            },
        }
    }
    text
}

/// Whether a clause has no say in which columns there are.
fn only_picks_rows(node: &SyntaxNode) -> bool {
    let Some(parent) = node.parent().map(|it| it.kind()) else { return false };
    match node.kind() {
        SyntaxKind::WHERE_CLAUSE
        | SyntaxKind::GROUP_BY_CLAUSE
        | SyntaxKind::HAVING_CLAUSE
        | SyntaxKind::ORDER_BY_CLAUSE
        | SyntaxKind::LIMIT_CLAUSE
        | SyntaxKind::OFFSET_CLAUSE
        | SyntaxKind::FETCH_CLAUSE => is_query(parent) || parent == SyntaxKind::PAREN_SELECT,
        SyntaxKind::DISTINCT_CLAUSE => parent == SyntaxKind::SELECT_CLAUSE,
        SyntaxKind::ON_CLAUSE => parent == SyntaxKind::JOIN,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Sql;
    use super::*;

    #[test]
    fn words_are_known_where_no_column_is_taken_without_one() {
        let takes = |text: &str, word: &str| {
            let sql = Sql::new(text);
            sql.query_names().words.as_ref().map(|it| it.contains(&Name::from(word)))
        };
        assert_eq!(takes("select t.id, count(*) from public.t", "b"), Some(false));
        assert_eq!(takes("select id from t x join u using (b)", "b"), Some(true));
        assert_eq!(takes("select \"B\", g.i from t, generate_series(1, 2) as g(i)", "B"), Some(true));
        for text in [
            "select * from t",
            "select x.* from t x",
            "select a from t natural join u",
            "select t from t",
            "select to_json(x) from t as x",
            "select p from t as x(p, q)",
            "select p from (t join u using (a)) as x(p, q)",
            "table t",
            "select U&\"\\0062\" from t",
            "select a from (select * from t) x",
            "with x as (table t) select a from x",
        ] {
            assert_eq!(takes(text, "b"), None, "{text}");
        }
    }

    #[test]
    fn only_rows_differ() {
        let same =
            |one: &str, other: &str| yielded(one).expect("a query") == yielded(other).expect("a query");
        assert!(same("select a, b from t", "SELECT a, b FROM t WHERE a > 1 ORDER BY b LIMIT 3"));
        assert!(same(
            "select distinct a from t join u on true",
            "select a from t join u on t.a = u.a group by a"
        ));
        assert!(same(
            "select a from (select a from t where a > 1) x union all (select b from u limit 1)",
            "select a from (select a from t) x union all (select b from u where b order by b) ;"
        ));
        assert!(!same("select a from t", "select a from u"));
        assert!(!same("select a from t", "select b from t"));
        assert!(!same(
            "select mode() within group (order by a) from t",
            "select mode() within group (order by b) from t"
        ));
        assert!(!same("select 'a' from t", "select 'A' from t"));
        assert!(!same("select a from t join u using (a)", "select a from t join u using (b)"));
        assert_eq!(yielded("select a from"), None);
    }

    #[test]
    fn joins_leave_targets_as_they_are() {
        let as_before = |one: &str, other: &str| {
            let (one, other) = (yielded(one).expect("a query"), yielded(other).expect("a query"));
            one.selects_as(&other) && other.selects_as(&one)
        };
        assert!(as_before("select a from t x", "select a, u.b from t x left join u on u.a = x.a"));
        assert!(as_before("select a from t", "select a from t, lateral (select 1) y"));
        assert!(!as_before("select a from t", "select a from t x"));
        assert!(!as_before("select a from t", "select a from t join u using (a)"));
        assert!(!as_before("select a from t", "select a from t natural join u"));
        assert!(!as_before("select * from t", "select * from t join u on true"));
        assert!(!as_before("select a from t", "select a from tt join u on true"));
        assert!(!as_before("with q as (select 1) select a from t", "select a from t join u on true"));
    }
}
