//! A condition taken apart at AND, OR and NOT down to what it asks of a row: a constant, whether a column
//! is NULL, whether it equals a value from outside of the row. Everything else stays a piece of SQL.

use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode};

use super::{NameKind, Shift, is_query, named, reads_columns};
use crate::model::Name;
use crate::model::sql_text::Sql;
use crate::model::sql_text::depth::too_deep;

/// A condition as far as its form tells what it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    And(Box<Formula>, Box<Formula>),
    Or(Box<Formula>, Box<Formula>),
    Not(Box<Formula>),
    Constant(bool),
    /// `column IS NULL`, or IS NOT NULL.
    IsNull {
        column: Name,
        negated: bool,
        text: String,
    },
    /// `column = value`, either way round; the value does not depend on the row.
    Equals {
        column: Name,
        value: Value,
        text: String,
    },
    /// The same of a value that does not depend on the row: `auth.uid() IS NOT NULL`.
    ValueIsNull {
        value: Value,
        negated: bool,
        text: String,
    },
    /// What has none of these forms.
    Other(String),
}

/// A value that does not depend on the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    /// The function that is all there is to it, but for casts, NULLIF and `(select ...)` around it: one
    /// without arguments, or `current_setting`. What a JSON object has under `sub` counts as the function that gives it.
    pub call: Option<Vec<Name>>,
}

impl Formula {
    /// What it comes to, where that is the same for every row.
    pub fn constant(&self) -> Option<bool> {
        match self {
            Self::Constant(holds) => Some(*holds),
            Self::Not(inner) => inner.constant().map(|it| !it),
            Self::And(left, right) => match (left.constant(), right.constant()) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Self::Or(left, right) => match (left.constant(), right.constant()) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a part of it is that a column is NULL.
    pub fn asks_for_null(&self, of: &Name) -> bool {
        match self {
            Self::And(left, right) | Self::Or(left, right) => {
                left.asks_for_null(of) || right.asks_for_null(of)
            }
            Self::Not(inner) => inner.asks_for_null(of),
            Self::IsNull { column, negated, .. } => column == of && !negated,
            _ => false,
        }
    }
}

impl Sql {
    /// The condition taken apart.
    pub fn formula(&self) -> Formula {
        let whole = || Formula::Other(self.as_str().to_owned());
        let Some((target, shift)) = self.target() else { return whole() };
        target.first_child().map_or_else(whole, |node| formula(&node, shift))
    }

    /// The settings that calls of `current_setting` name, and the keys that are taken out of JSON, in a body
    /// of statements or in an expression.
    pub fn settings_and_keys(&self) -> (Vec<String>, Vec<String>) {
        if too_deep(self.as_str()).is_some() {
            return (Vec::new(), Vec::new());
        }
        let expression = squawk_syntax::SourceFile::parse(&format!("select {self}")).syntax_node();
        let statements = squawk_syntax::SourceFile::parse(self.as_str()).syntax_node();
        let (mut settings, mut keys) = (Vec::new(), Vec::new());
        for node in expression.descendants().chain(statements.descendants()) {
            let (into, found) = match node.kind() {
                SyntaxKind::CALL_EXPR if is_setting(&node) => (&mut settings, first_text(&node)),
                SyntaxKind::BIN_EXPR if takes_from_json(&node) => {
                    (&mut keys, node.last_child().and_then(|it| text_of(&it)))
                }
                _ => continue,
            };
            into.extend(found.filter(|it| !into.contains(it)));
        }
        (settings, keys)
    }
}

fn formula(node: &SyntaxNode, shift: Shift) -> Formula {
    let sides: Vec<SyntaxNode> = node.children().collect();
    let text = || node.text().to_string().trim().to_owned();
    let words = || {
        let tokens = node.children_with_tokens().filter(|it| match it {
            SyntaxElement::Token(token) => {
                !matches!(token.kind(), SyntaxKind::WHITESPACE | SyntaxKind::COMMENT)
            }
            SyntaxElement::Node(node) => node.kind() == SyntaxKind::IS_NOT,
        });
        tokens.map(|it| it.to_string().to_lowercase()).collect::<Vec<_>>()
    };
    match (node.kind(), sides.as_slice()) {
        (SyntaxKind::PAREN_EXPR, [inner]) if !is_query(inner.kind()) => formula(inner, shift),
        (SyntaxKind::PREFIX_EXPR, [inner]) if words() == ["not"] => {
            Formula::Not(Box::new(formula(inner, shift)))
        }
        (SyntaxKind::LITERAL, []) if words() == ["true"] => Formula::Constant(true),
        (SyntaxKind::LITERAL, []) if words() == ["false"] => Formula::Constant(false),
        (SyntaxKind::BIN_EXPR, [left, .., right]) => {
            let operator = words().concat();
            let operator = operator.split_whitespace().collect::<String>();
            let both = || (Box::new(formula(left, shift)), Box::new(formula(right, shift)));
            let is_null = |negated| {
                let nothing = right.text().to_string().trim().eq_ignore_ascii_case("null");
                match (nothing, column(left, shift), value(left, shift)) {
                    (true, Some(column), _) => Formula::IsNull { column, negated, text: text() },
                    (true, None, Some(value)) => Formula::ValueIsNull { value, negated, text: text() },
                    _ => Formula::Other(text()),
                }
            };
            match operator.as_str() {
                "and" => {
                    let (left, right) = both();
                    Formula::And(left, right)
                }
                "or" => {
                    let (left, right) = both();
                    Formula::Or(left, right)
                }
                // The same literal on both sides, and not NULL, which equals nothing.
                "=" if [left, right].iter().all(|it| it.kind() == SyntaxKind::LITERAL)
                    && left.text().to_string().trim() == right.text().to_string().trim()
                    && !left.text().to_string().trim().eq_ignore_ascii_case("null") =>
                {
                    Formula::Constant(true)
                }
                "=" => {
                    let found = [(left, right), (right, left)].into_iter();
                    let mut found =
                        found.filter_map(|(one, other)| Some((column(one, shift)?, value(other, shift)?)));
                    match found.next() {
                        Some((column, value)) => Formula::Equals { column, value, text: text() },
                        None => Formula::Other(text()),
                    }
                }
                "is" => is_null(false),
                "isnot" => is_null(true),
                _ => Formula::Other(text()),
            }
        }
        _ => Formula::Other(text()),
    }
}

/// The column that an expression is.
fn column(node: &SyntaxNode, shift: Shift) -> Option<Name> {
    if node.kind() == SyntaxKind::PAREN_EXPR {
        return column(&node.first_child()?, shift);
    }
    let (NameKind::Column, parts) = named(node, shift)? else { return None };
    parts.last().map(|(name, _)| name.clone())
}

/// The value that an expression is, if it does not depend on the row.
fn value(node: &SyntaxNode, shift: Shift) -> Option<Value> {
    if reads_columns(node, shift) {
        return None;
    }
    Some(Value { text: node.text().to_string().trim().to_owned(), call: only_call(node, shift) })
}

fn only_call(node: &SyntaxNode, shift: Shift) -> Option<Vec<Name>> {
    match node.kind() {
        SyntaxKind::PAREN_EXPR | SyntaxKind::CAST_EXPR => only_call(&node.first_child()?, shift),
        SyntaxKind::SELECT => {
            let mut clauses = node.children();
            let list = clauses.next()?.first_child()?;
            let mut targets = list.children();
            let target = targets.next()?;
            let alone = clauses.next().is_none() && targets.next().is_none();
            let expression = target.first_child().filter(|_| alone)?;
            only_call(&expression, shift)
        }
        SyntaxKind::BIN_EXPR if takes_from_json(node) => {
            let is_subject = node.last_child().and_then(|it| text_of(&it)).as_deref() == Some("sub");
            only_call(&node.first_child().filter(|_| is_subject)?, shift)
        }
        SyntaxKind::CALL_EXPR => {
            let arguments = node.children().find(|it| it.kind() == SyntaxKind::ARG_LIST)?;
            // Settings that were set once are empty afterwards, not NULL.
            if node.first_child()?.text().to_string().eq_ignore_ascii_case("nullif") {
                return only_call(&arguments.first_child()?.first_child()?, shift);
            }
            if arguments.children().next().is_some() && !is_setting(node) {
                return None;
            }
            let (NameKind::Call, parts) = named(&node.first_child()?, shift)? else { return None };
            Some(parts.into_iter().map(|(name, _)| name).collect())
        }
        _ => None,
    }
}

/// `current_setting('...')`.
fn is_setting(call: &SyntaxNode) -> bool {
    let name = call.first_child().map(|it| it.text().to_string().trim().to_lowercase());
    let named = ["current_setting", "pg_catalog.current_setting"];
    name.is_some_and(|it| named.contains(&it.as_str())) && first_text(call).is_some()
}

/// The text that is a call's first argument.
fn first_text(call: &SyntaxNode) -> Option<String> {
    let arguments = call.children().find(|it| it.kind() == SyntaxKind::ARG_LIST)?;
    text_of(&arguments.first_child()?.first_child()?)
}

fn takes_from_json(node: &SyntaxNode) -> bool {
    let operators = node.children().filter(|it| it.kind() == SyntaxKind::CUSTOM_OP);
    operators.map(|it| it.text().to_string()).any(|it| ["->>", "->"].contains(&it.as_str()))
}

/// What a constant in single quotes holds.
fn text_of(literal: &SyntaxNode) -> Option<String> {
    let text = literal.text().to_string();
    let inside = text.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    (literal.kind() == SyntaxKind::LITERAL).then(|| inside.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn equals(text: &str) -> (String, Option<String>) {
        let Formula::Equals { column, value, .. } = Sql::new(text).formula() else {
            panic!("{text}: {:?}", Sql::new(text).formula())
        };
        let call = value.call.map(|it| it.iter().map(Name::as_str).collect::<Vec<_>>().join("."));
        (column.as_str().to_owned(), call)
    }

    #[test]
    fn a_column_held_against_a_value() {
        let uid = Some("auth.uid".to_owned());
        for text in [
            "auth.uid() = user_id",
            "(user_id = (select auth.uid()))",
            "t.user_id = ( SELECT auth.uid() AS uid)",
            "(select auth.uid())::uuid = user_id",
        ] {
            assert_eq!(equals(text), ("user_id".to_owned(), uid.clone()), "{text}");
        }
        assert_eq!(equals("user_id = (auth.jwt() ->> 'sub')::uuid").1, Some("auth.jwt".to_owned()));
        assert_eq!(equals("user_id = (auth.jwt() ->> 'boss')::uuid").1, None);
        assert_eq!(equals("user_id = current_setting('a.b', true)").1, Some("current_setting".to_owned()));
        let set = equals("user_id = nullif(current_setting('a.b', true), '')::uuid").1;
        assert_eq!(set, Some("current_setting".to_owned()));
        assert_eq!(equals("user_id = boss_of('x')").1, None);
    }

    #[test]
    fn what_has_no_known_form_stays_text() {
        for text in [
            "a = b",
            "a > 1",
            "a in (select b from c)",
            "a is distinct from auth.uid()",
            "a",
            "a = (select b from c)",
            "",
        ] {
            assert_eq!(Sql::new(text).formula(), Formula::Other(text.to_owned()));
        }
    }

    #[test]
    fn and_or_not_and_nulls() {
        let formula = Sql::new("not (a is null or b IS NOT NULL) AND true").formula();
        let Formula::And(left, right) = formula else { panic!("{formula:?}") };
        assert_eq!(*right, Formula::Constant(true));
        let Formula::Not(inner) = *left else { panic!("{left:?}") };
        let Formula::Or(a, b) = *inner else { panic!("{inner:?}") };
        assert!(matches!(*a, Formula::IsNull { ref column, negated: false, .. } if *column == *"a"));
        assert!(matches!(*b, Formula::IsNull { ref column, negated: true, .. } if *column == *"b"));
        let asked = Sql::new("(select auth.uid()) is not null").formula();
        assert!(matches!(asked, Formula::ValueIsNull { negated: true, .. }), "{asked:?}");
    }

    #[test]
    fn what_is_the_same_for_every_row() {
        let constant = |text: &str| Sql::new(text).formula().constant();
        for text in ["true", "(TRUE)", "1 = 1", "('a' = 'a')", "not false", "a or true", "true and 1=1"] {
            assert_eq!(constant(text), Some(true), "{text}");
        }
        for text in ["false", "a and false", "not (1 = 1)"] {
            assert_eq!(constant(text), Some(false), "{text}");
        }
        for text in ["a = a", "null = null", "1 = 2", "a and true"] {
            assert_eq!(constant(text), None, "{text}");
        }
    }

    #[test]
    fn settings_of_bodies_and_expressions() {
        let body = Sql::new(
            "\n  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),\n    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid\n",
        );
        let (settings, keys) = body.settings_and_keys();
        assert_eq!(settings, ["request.jwt.claim.sub", "request.jwt.claims"]);
        assert_eq!(keys, ["sub"]);
        let (settings, _) = Sql::new("current_setting('app.user')::uuid").settings_and_keys();
        assert_eq!(settings, ["app.user"]);
    }
}
