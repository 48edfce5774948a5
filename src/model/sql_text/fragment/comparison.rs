//! What a condition holds columns against, as an index could find it: the comparisons that AND joins, each
//! with what it needs from elsewhere. Written for conditions as EXPLAIN prints them, every column with its
//! table's alias.

use squawk_syntax::{SourceFile, SyntaxElement, SyntaxKind, SyntaxNode};

use super::{NameKind, Shift, is_query, named};
use crate::model::Name;
use crate::model::sql_text::depth::too_deep;
use crate::model::sql_text::{EXPRESSION, Sql};

/// A column beside an operator that a B-tree finds rows by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The dotted parts.
    pub column: Vec<Name>,
    pub kind: ComparisonKind,
    /// Whether the column is cast to text first, as a varchar is for nothing.
    pub is_cast_to_text: bool,
    /// The columns that the other side reads, each as its dotted parts.
    pub reads: Vec<Vec<Name>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComparisonKind {
    /// One value, or one of several; NULL.
    Equality,
    /// Everything on one side of a value.
    Range,
}

impl Sql {
    /// The comparisons that all have to hold; none where it cannot be parsed.
    pub fn comparisons(&self) -> Vec<Comparison> {
        let mut found = Vec::new();
        if let Some((node, shift)) = self.parsed() {
            conjuncts(&node, shift, &mut found);
        }
        found
    }

    /// The column that it is, as its dotted parts.
    pub fn only_column(&self) -> Option<Vec<Name>> {
        let (node, shift) = self.parsed()?;
        path(&node, shift)
    }

    /// Whether it is one statement that reads or writes rows, and nothing else; none where it cannot be parsed.
    pub fn is_one_query(&self) -> Option<bool> {
        if too_deep(self.as_str()).is_some() {
            return None;
        }
        let parsed = SourceFile::parse(self.as_str());
        let root = parsed.syntax_node();
        let statements: Vec<SyntaxKind> = root.children().map(|it| it.kind()).collect();
        let is_query = |kind: &SyntaxKind| {
            is_query(*kind)
                || matches!(
                    kind,
                    SyntaxKind::INSERT
                        | SyntaxKind::UPDATE
                        | SyntaxKind::DELETE
                        | SyntaxKind::MERGE
                        | SyntaxKind::PAREN_SELECT
                )
        };
        let is_one = statements.len() == 1 && statements.iter().all(is_query);
        parsed.errors().is_empty().then_some(is_one)
    }

    fn parsed(&self) -> Option<(SyntaxNode, Shift)> {
        if too_deep(self.as_str()).is_some() {
            return None;
        }
        let parsed = SourceFile::parse(&format!("{EXPRESSION}{self}"));
        let tree = parsed.syntax_node();
        let target = tree.descendants().find(|node| node.kind() == SyntaxKind::TARGET)?;
        let shift = Shift { before: EXPRESSION.len(), length: self.as_str().len() };
        parsed.errors().is_empty().then(|| Some((target.first_child()?, shift)))?
    }
}

fn conjuncts(node: &SyntaxNode, shift: Shift, found: &mut Vec<Comparison>) {
    let sides: Vec<SyntaxNode> = node.children().collect();
    match (node.kind(), sides.as_slice()) {
        (SyntaxKind::PAREN_EXPR, [inner]) if !is_query(inner.kind()) => conjuncts(inner, shift, found),
        (SyntaxKind::BIN_EXPR, [left, .., right]) => match operator(node, left, right).as_str() {
            "and" => {
                conjuncts(left, shift, found);
                conjuncts(right, shift, found);
            }
            "=" => compare(left, right, ComparisonKind::Equality, shift, found),
            "is" if is_null(right) => compare(left, right, ComparisonKind::Equality, shift, found),
            "<" | "<=" | ">" | ">=" => compare(left, right, ComparisonKind::Range, shift, found),
            _ => {}
        },
        _ => {}
    }
}

/// What stands between the two sides, in lower case and without blanks.
fn operator(node: &SyntaxNode, left: &SyntaxNode, right: &SyntaxNode) -> String {
    let between = node.children_with_tokens().filter(|it| match it {
        SyntaxElement::Token(token) => !matches!(token.kind(), SyntaxKind::WHITESPACE | SyntaxKind::COMMENT),
        SyntaxElement::Node(it) => it != left && it != right,
    });
    let text = between.map(|it| it.to_string()).collect::<String>();
    text.split_whitespace().collect::<String>().to_lowercase()
}

fn is_null(node: &SyntaxNode) -> bool {
    node.text().to_string().trim().eq_ignore_ascii_case("null")
}

fn compare(
    left: &SyntaxNode,
    right: &SyntaxNode,
    kind: ComparisonKind,
    shift: Shift,
    found: &mut Vec<Comparison>,
) {
    for (one, other) in [(left, right), (right, left)] {
        if let Some((column, is_cast_to_text)) = bare(one, shift) {
            found.push(Comparison { column, kind, is_cast_to_text, reads: columns(other, shift) });
        }
    }
}

/// The column that a side is, and whether it is cast to text.
fn bare(node: &SyntaxNode, shift: Shift) -> Option<(Vec<Name>, bool)> {
    match node.kind() {
        SyntaxKind::PAREN_EXPR => bare(&node.first_child()?, shift),
        SyntaxKind::CAST_EXPR => {
            let is_text = node.last_token().is_some_and(|it| it.text().eq_ignore_ascii_case("text"));
            let (column, _) = bare(&node.first_child().filter(|_| is_text)?, shift)?;
            Some((column, true))
        }
        _ => Some((path(node, shift)?, false)),
    }
}

fn path(node: &SyntaxNode, shift: Shift) -> Option<Vec<Name>> {
    if node.kind() == SyntaxKind::PAREN_EXPR {
        return path(&node.first_child()?, shift);
    }
    let (NameKind::Column, parts) = named(node, shift)? else { return None };
    Some(parts.into_iter().map(|(name, _)| name).collect())
}

fn columns(node: &SyntaxNode, shift: Shift) -> Vec<Vec<Name>> {
    let columns = node.descendants().filter_map(|it| match named(&it, shift) {
        Some((NameKind::Column, parts)) => Some(parts.into_iter().map(|(name, _)| name).collect()),
        _ => None,
    });
    columns.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a=` and `b>` for an equality and a range, `!` behind a cast, `<- c` for what it reads.
    fn shown(text: &str) -> String {
        let dotted = |path: &[Name]| path.iter().map(Name::as_str).collect::<Vec<_>>().join(".");
        let one = |it: &Comparison| {
            let sign = if it.kind == ComparisonKind::Equality { "=" } else { ">" };
            let cast = if it.is_cast_to_text { "!" } else { "" };
            let reads: Vec<String> = it.reads.iter().map(|it| format!("<-{}", dotted(it))).collect();
            format!("{}{cast}{sign}{}", dotted(&it.column), reads.concat())
        };
        Sql::new(text).comparisons().iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn conditions_as_explain_prints_them() {
        let cases = [
            ("((s.user_id = $0) AND (s.created_at > $3))", "s.user_id= s.created_at>"),
            (
                "(s.user_id = (NULLIF(((current_setting('x'::text, true))::json ->> 'sub'::text), ''::text))::uuid)",
                "s.user_id=",
            ),
            ("(auth.uid() = s.user_id)", "s.user_id="),
            ("((s.kind)::text = ANY ('{a,b}'::text[]))", "s.kind!="),
            ("((s.created_at)::date = $1)", ""),
            ("(s.deleted_at IS NULL)", "s.deleted_at="),
            ("(s.deleted_at IS NOT NULL)", ""),
            ("((c.user_id = s.user_id) AND (c.n <= 5))", "c.user_id=<-s.user_id s.user_id=<-c.user_id c.n>"),
            ("((s.a = 1) OR (s.b = 2))", ""),
            ("((s.a <> 1) AND (s.b = 2) AND ((s.c)::text ~~ 'x%'::text))", "s.b="),
            ("(s.\"User Id\" >= now())", "s.User Id>"),
            ("(s.a = )", ""),
            ("(hashed SubPlan 1)", ""),
        ];
        for (text, wanted) in cases {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }

    #[test]
    fn keys_of_a_sort() {
        let column = |text: &str| Sql::new(text).only_column().map(|it| it.len());
        assert_eq!(
            [column("s.a"), column("(s.a)"), column("lower(s.a)"), column("1")],
            [Some(2), Some(2), None, None]
        );
    }

    #[test]
    fn one_query_and_nothing_else() {
        let is = |text: &str| Sql::new(text).is_one_query() == Some(true);
        for text in [
            "select a from b where c = $1 limit $2",
            "with x as (select 1) select * from x",
            "update a set b = $1",
            "(select 1)",
            "select 1 union select 2",
            "delete from a using b where a.c = b.c;",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "select 1; drop table a",
            "drop table a",
            "select interval $1",
            "",
            "begin",
            "copy a to stdout",
            "vacuum",
        ] {
            assert!(!is(text), "{text}");
        }
        assert_eq!(Sql::new("select interval $1").is_one_query(), None);
    }
}
