//! What a check asks of columns, read from its syntax tree. A check holds for a row where it is not
//! false, so one branch of an OR is enough; what is not understood is no rule, and said so.

use squawk_syntax::ast::{self, AstNode as _, BinOp, Expr, LitKind};
use squawk_syntax::{SourceFile, SyntaxKind};

use crate::model::constraint::{Bounds, Check, RuleKind};
use crate::model::sql_text::{Fragment, FragmentKind};
use crate::model::{Name, Sql};

/// One thing that has to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// What the sugar says, of a column; of the value itself in a domain.
    Rule(Option<Name>, RuleKind),
    NotNull(Option<Name>),
    /// The first column is not above the second.
    Order {
        low: Name,
        high: Name,
        strict: bool,
    },
}

/// What a check of a table or a domain demands; `None` where it is not understood.
pub fn demands(check: &Check) -> Option<Vec<Demand>> {
    if let Some(rule) = &check.rule {
        return Some(vec![Demand::Rule(rule.column.clone(), rule.kind.clone())]);
    }
    expression(&check.expression)
}

fn expression(sql: &Sql) -> Option<Vec<Demand>> {
    // Deep nesting is refused there, before a parser follows it down.
    if Fragment::read(FragmentKind::Expression, sql.as_str()).mistake.is_some() {
        return None;
    }
    let tree = SourceFile::parse(&format!("select {}", sql.as_str())).syntax_node();
    let target = tree.descendants().find(|node| node.kind() == SyntaxKind::TARGET)?;
    demanded(&target.children().find_map(Expr::cast)?)
}

fn demanded(expr: &Expr) -> Option<Vec<Demand>> {
    match expr {
        Expr::ParenExpr(inner) => demanded(&inner.expr()?),
        Expr::BetweenExpr(between) if between.not_token().is_none() => {
            let (low, high) = (constant(&between.start()?)?, constant(&between.end()?)?);
            let bounds = Bounds { min: Some(low), max: Some(high), ..Bounds::default() };
            bounded(&between.target()?, bounds)
        }
        Expr::BinExpr(binary) => {
            let (left, right) = (binary.lhs()?, binary.rhs()?);
            match binary.op()? {
                BinOp::And(_) => {
                    let mut both = demanded(&left)?;
                    both.extend(demanded(&right)?);
                    Some(both)
                }
                // `a IS NULL OR ...` is the usual one.
                BinOp::Or(_) => demanded(&right).or_else(|| demanded(&left)),
                BinOp::IsNot(_) if is_null(&right) => Some(vec![Demand::NotNull(subject(&left)?.column())]),
                BinOp::In(_) => {
                    let values: Vec<Expr> = match &right {
                        Expr::TupleExpr(tuple) => tuple.exprs().collect(),
                        Expr::ParenExpr(one) => one.expr().into_iter().collect(),
                        _ => return None,
                    };
                    let values: Option<Vec<String>> = values.iter().map(constant).collect();
                    let values = values.filter(|it| !it.is_empty())?;
                    Some(vec![Demand::Rule(subject(&left)?.column(), RuleKind::OneOf(values))])
                }
                BinOp::CustomOp(op) if op.syntax().text() == "~" => {
                    let pattern = text_of(&right)?;
                    Some(vec![Demand::Rule(subject(&left)?.column(), RuleKind::Matches(pattern))])
                }
                op => compared(&left, &op, &right),
            }
        }
        _ => None,
    }
}

/// `a >= 0`, `0 < a`, `char_length(a) <= 9`, `a <= b`, `a <> ''`.
fn compared(left: &Expr, op: &BinOp, right: &Expr) -> Option<Vec<Demand>> {
    if let (Some(Subject::Column(low)), Some(Subject::Column(high))) = (subject(left), subject(right)) {
        let (low, high, strict) = match op {
            BinOp::Lteq(_) => (low, high, false),
            BinOp::LAngle(_) => (low, high, true),
            BinOp::Gteq(_) => (high, low, false),
            BinOp::RAngle(_) => (high, low, true),
            _ => return None,
        };
        return Some(vec![Demand::Order { low, high, strict }]);
    }
    // The constant is to stand on the right.
    let (value, limit, turned) = match (constant(left), constant(right)) {
        (None, Some(limit)) => (left, limit, false),
        (Some(limit), None) => (right, limit, true),
        _ => return None,
    };
    let some = Some(limit.clone());
    let none = Bounds::default();
    let bounds = match (op, turned) {
        (BinOp::Lteq(_), false) | (BinOp::Gteq(_), true) => Bounds { max: some, ..none },
        (BinOp::Gteq(_), false) | (BinOp::Lteq(_), true) => Bounds { min: some, ..none },
        (BinOp::LAngle(_), false) | (BinOp::RAngle(_), true) => Bounds { below: some, ..none },
        (BinOp::RAngle(_), false) | (BinOp::LAngle(_), true) => Bounds { above: some, ..none },
        (BinOp::Eq(_), _) => {
            return Some(vec![Demand::Rule(subject(value)?.column(), RuleKind::OneOf(vec![limit]))]);
        }
        (BinOp::Neq(_) | BinOp::Neqb(_), _) if limit == "''" => {
            let not_empty = Bounds { min: Some("1".to_owned()), ..none };
            return Some(vec![Demand::Rule(subject(value)?.column(), RuleKind::Length(not_empty))]);
        }
        _ => return None,
    };
    bounded(value, bounds)
}

/// Bounds of a column or of a text's length.
fn bounded(value: &Expr, bounds: Bounds) -> Option<Vec<Demand>> {
    if let Expr::CallExpr(call) = value {
        let Some(Expr::NameRef(name)) = call.expr() else { return None };
        let name = name.syntax().text().to_string().to_lowercase();
        let list = call.arg_list()?;
        let mut arguments = list.syntax().descendants().filter_map(Expr::cast);
        let length = ["length", "char_length", "character_length"].contains(&name.as_str());
        let column = arguments.next().filter(|_| length)?;
        return Some(vec![Demand::Rule(subject(&column)?.column(), RuleKind::Length(bounds))]);
    }
    Some(vec![Demand::Rule(subject(value)?.column(), RuleKind::Range(bounds))])
}

/// The column that an expression is; `value`, which is none in a domain, is its value.
fn subject(expr: &Expr) -> Option<Subject> {
    match expr {
        Expr::ParenExpr(inner) => subject(&inner.expr()?),
        Expr::NameRef(name) => {
            let text = name.syntax().text().to_string();
            let name = match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                Some(quoted) => Name::new(quoted.replace("\"\"", "\"")),
                None => Name::new(text.to_lowercase()),
            };
            Some(if name == *"value" { Subject::Value } else { Subject::Column(name) })
        }
        _ => None,
    }
}

/// What a check speaks of.
enum Subject {
    Column(Name),
    Value,
}

impl Subject {
    fn column(self) -> Option<Name> {
        match self {
            Self::Column(name) => Some(name),
            Self::Value => None,
        }
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(literal) if matches!(literal.kind(), Some(LitKind::Null(_))))
}

fn text_of(expr: &Expr) -> Option<String> {
    match expr {
        Expr::ParenExpr(inner) => text_of(&inner.expr()?),
        Expr::CastExpr(cast) => text_of(&cast.expr()?),
        Expr::Literal(literal) => literal.string_value(),
        _ => None,
    }
}

/// A constant as SQL writes it, without a cast; `now()` stands for itself.
fn constant(expr: &Expr) -> Option<String> {
    match expr {
        Expr::ParenExpr(inner) => constant(&inner.expr()?),
        Expr::CastExpr(cast) => match (cast.expr(), cast.literal()) {
            (Some(inner), _) => constant(&inner),
            (None, Some(literal)) => literal_text(&literal),
            (None, None) => None,
        },
        Expr::PrefixExpr(prefix) => {
            let number = constant(&prefix.syntax().children().find_map(Expr::cast)?)?;
            let minus = prefix.syntax().first_token()?.kind() == SyntaxKind::MINUS;
            (minus && number.starts_with(|c: char| c.is_ascii_digit())).then(|| format!("-{number}"))
        }
        Expr::Literal(literal) if is_null(expr) => {
            let _ = literal;
            None
        }
        Expr::Literal(literal) => literal_text(literal),
        Expr::CallExpr(call) => {
            let text = call.syntax().text().to_string().to_lowercase();
            (text == "now()").then_some(text)
        }
        _ => None,
    }
}

fn literal_text(literal: &ast::Literal) -> Option<String> {
    let text = literal.syntax().text().to_string();
    if text.contains(['\'', '$']) {
        return literal.string_value().map(|text| crate::model::sql_text::quote(&text));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let demands = expression(&Sql::new(text))?;
        let name = |name: &Option<Name>| name.as_ref().map_or("VALUE".to_owned(), ToString::to_string);
        let one = |demand: &Demand| match demand {
            Demand::Rule(column, kind) => {
                let rule = crate::model::constraint::Rule { column: column.clone(), kind: kind.clone() };
                rule.expression().as_str().to_owned()
            }
            Demand::NotNull(column) => format!("{} IS NOT NULL", name(column)),
            Demand::Order { low, high, strict } => {
                format!("{low} {} {high}", if *strict { "<" } else { "<=" })
            }
        };
        Some(demands.iter().map(one).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn what_is_understood() {
        for (text, expected) in [
            ("a > 0 and b is not null", "a > 0, b IS NOT NULL"),
            ("a is null or a between 1 and -2.5", "a BETWEEN 1 AND -2.5"),
            ("(0 <= a)", "a >= 0"),
            ("a in ('x', 'y''z')", "a IN ('x', 'y''z')"),
            ("a in ('x')", "a IN ('x')"),
            ("a = 'x'::text", "a IN ('x')"),
            ("a <> ''", "char_length(a) >= 1"),
            ("length(a) < 5", "char_length(a) < 5"),
            ("a ~ '^x$'", "a ~ '^x$'"),
            ("a <= b", "a <= b"),
            ("\"A\" > b", "b < \"A\""),
            ("value >= 5", "VALUE >= 5"),
            ("a >= date '2020-01-01'", "a >= '2020-01-01'"),
            ("a <= now()", "a <= now()"),
            ("f(a) or a < 3", "a < 3"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not() {
        for text in
            ["f(a) > 0", "a + b > 0", "a like 'x%'", "not a", "a is null", "a not in (1, 2)", "a <> 5"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
