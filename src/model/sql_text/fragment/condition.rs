//! What a condition asks: the functions that it calls, whole calls with their places, and the columns
//! that it holds against one value. Read off the syntax tree; what a function does is not known here.

use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode};

use super::{NameKind, Range, Shift, is_query, named};
use crate::model::Name;
use crate::model::sql_text::depth::too_deep;
use crate::model::sql_text::{EXPRESSION, Sql};

/// A call of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The dotted parts of the function's name.
    pub name: Vec<Name>,
    /// From the name to the closing parenthesis.
    pub at: Range,
    /// Whether an argument depends on the row.
    pub reads_columns: bool,
    /// Whether it stands in a sub-query, which PostgreSQL may run once instead of for each row.
    pub in_subquery: bool,
}

impl Sql {
    /// The calls in an expression, in order.
    pub fn calls(&self) -> Vec<Call> {
        let Some((target, shift)) = self.target() else { return Vec::new() };
        let calls = target.descendants().filter(|node| node.kind() == SyntaxKind::CALL_EXPR);
        let read = calls.filter_map(|call| {
            let called = call.first_child()?;
            let (NameKind::Call, parts) = named(&called, shift)? else { return None };
            let around = call.ancestors().take_while(|node| *node != target);
            Some(Call {
                name: parts.into_iter().map(|(name, _)| name).collect(),
                at: shift.range(&call),
                reads_columns: reads_columns(&call, shift),
                in_subquery: around.into_iter().any(|node| is_query(node.kind())),
            })
        });
        read.collect()
    }

    /// The columns that have to equal something that does not depend on the row: `auth.uid() = user_id`.
    pub fn held_against_a_value(&self) -> Vec<Name> {
        let mut columns = Vec::new();
        if let Some((target, shift)) = self.target() {
            for node in target.children() {
                equalities(&node, shift, &mut columns);
            }
        }
        columns
    }

    /// The column whose values are listed: `status in ('open', 'done')`.
    pub fn listed_column(&self) -> Option<Name> {
        let (target, shift) = self.target()?;
        let mut node = target.first_child()?;
        while node.kind() == SyntaxKind::PAREN_EXPR {
            node = node.first_child()?;
        }
        let sides: Vec<SyntaxNode> = node.children().collect();
        let [column, .., list] = sides.as_slice() else { return None };
        let is_in = node.children_with_tokens().any(|it| it.kind() == SyntaxKind::IN_KW);
        let is_any = is_operator(&node, "=") && list.text().to_string().to_lowercase().starts_with("any");
        if node.kind() != SyntaxKind::BIN_EXPR || !(is_in || is_any) {
            return None;
        }
        let (NameKind::Column, parts) = named(column, shift)? else { return None };
        let is_fixed = !reads_columns(list, shift) && !list.descendants().any(|it| is_query(it.kind()));
        parts.last().filter(|_| is_fixed).map(|(name, _)| name.clone())
    }

    /// Whether it asks who is asking, by the words that SQL has for it.
    pub fn names_current_user(&self) -> bool {
        let Some((target, _)) = self.target() else { return false };
        let mut tokens = target.descendants_with_tokens().filter_map(SyntaxElement::into_token);
        tokens.any(|token| {
            ["current_user", "session_user", "current_role"].contains(&token.text().to_lowercase().as_str())
        })
    }

    /// The node around the expression.
    pub(super) fn target(&self) -> Option<(SyntaxNode, Shift)> {
        if too_deep(self.as_str()).is_some() {
            return None;
        }
        let tree = squawk_syntax::SourceFile::parse(&format!("{EXPRESSION}{self}")).syntax_node();
        let target = tree.descendants().find(|node| node.kind() == SyntaxKind::TARGET)?;
        Some((target, Shift { before: EXPRESSION.len(), length: self.as_str().len() }))
    }
}

fn is_operator(node: &SyntaxNode, operator: &str) -> bool {
    let mut tokens = node.children_with_tokens().filter_map(SyntaxElement::into_token);
    tokens.any(|it| it.text() == operator)
}

pub(super) fn reads_columns(node: &SyntaxNode, shift: Shift) -> bool {
    node.descendants().any(|it| matches!(named(&it, shift), Some((NameKind::Column, _))))
}

/// Adds the columns of the equalities that AND joins.
fn equalities(node: &SyntaxNode, shift: Shift, columns: &mut Vec<Name>) {
    let sides: Vec<SyntaxNode> = node.children().collect();
    match (node.kind(), sides.as_slice()) {
        (SyntaxKind::PAREN_EXPR, [inner]) => equalities(inner, shift, columns),
        (SyntaxKind::BIN_EXPR, [left, .., right]) => {
            let operator = node.children_with_tokens().filter_map(SyntaxElement::into_token);
            let mut operator = operator.map(|token| token.text().to_lowercase());
            match operator.find(|text| text == "and" || text == "=").as_deref() {
                Some("and") => {
                    equalities(left, shift, columns);
                    equalities(right, shift, columns);
                }
                Some(_) => {
                    for (column, value) in [(left, right), (right, left)] {
                        if let Some((NameKind::Column, parts)) = named(column, shift)
                            && !reads_columns(value, shift)
                        {
                            columns.extend(parts.last().map(|(name, _)| name.clone()));
                        }
                    }
                }
                None => {}
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_with_their_places() {
        let sql = Sql::new("auth.uid() = user_id and lower(a) = f(1, g()) or (select auth.uid()) = b");
        let shown: Vec<(&str, bool, bool)> = sql
            .calls()
            .iter()
            .map(|it| {
                let text = &sql.as_str()[it.at.offset..it.at.offset + it.at.length];
                (text, it.reads_columns, it.in_subquery)
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("auth.uid()", false, false),
                ("lower(a)", true, false),
                ("f(1, g())", false, false),
                ("g()", false, false),
                ("auth.uid()", false, true),
            ]
        );
    }

    #[test]
    fn columns_held_against_one_value() {
        let cases = [
            ("auth.uid() = user_id", "user_id"),
            ("(t.user_id = (select auth.uid()))", "user_id"),
            ("user_id = auth.uid() and a > 1", "user_id"),
            ("tenant = current_setting('a')::uuid AND (status = 'open')", "tenant status"),
            ("user_id = auth.uid() or public", ""),
            ("a = b", ""),
            ("a in (auth.uid())", ""),
            ("true", ""),
        ];
        for (text, columns) in cases {
            let found = Sql::new(text).held_against_a_value();
            assert_eq!(found.iter().map(Name::as_str).collect::<Vec<_>>().join(" "), columns, "{text}");
        }
        assert!(Sql::new("owner = CURRENT_USER").names_current_user());
        assert!(!Sql::new("owner = 'current_user'").names_current_user());
    }

    #[test]
    fn lists_of_values() {
        let listed = |text: &str| Sql::new(text).listed_column();
        assert_eq!(listed("a in ('x', 'y')"), Some(Name::from("a")));
        assert_eq!(listed("(\"A\" IN (1))"), Some(Name::from("A")));
        assert_eq!(listed("a = any (array['x', 'y']::text[])"), Some(Name::from("a")));
        assert_eq!(listed("a = ANY(ARRAY['x'])"), Some(Name::from("a")));
        assert_eq!(listed("a = any (array[b, 'y'])"), None);
        assert_eq!(listed("a = all (array['x'])"), None);
        for text in
            ["a in (b, 'x')", "a in (select x from t)", "a not in ('x')", "a = 'x'", "a in ('x') or b"]
        {
            assert_eq!(listed(text), None, "{text}");
        }
    }
}
