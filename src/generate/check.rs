//! What a check asks of columns, read from its syntax tree. A check holds for a row where it is not
//! false, so one branch of an OR is enough; what is not understood is no rule, and said so.

use squawk_syntax::ast::{self, AstNode as _, BinOp, Expr, LitKind};
use squawk_syntax::{SourceFile, SyntaxKind};

use crate::model::constraint::{Bounds, Check, RuleKind};
use crate::model::data_type::TypeName;
use crate::model::sql_text::{Fragment, FragmentKind};
use crate::model::{DataType, Name, Sql};

/// One thing that has to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// What the sugar says, of a column; of the value itself in a domain.
    Rule(Option<Name>, RuleKind),
    NotNull(Option<Name>),
    /// None of these values.
    Not(Option<Name>, Vec<String>),
    /// All letters are large, or all are small.
    Letters(Option<Name>, Letters),
    /// A JSON value of this type.
    Json(Option<Name>, String),
    /// Values that were written out lie within one of these.
    Within(Name, Vec<Bounds>),
    /// The first column is not above the second.
    Order {
        low: Name,
        high: Name,
        strict: bool,
    },
    /// Two columns are not the same.
    Differ(Name, Name),
}

/// Which letters a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    Large,
    Small,
}

/// What a check of a table or a domain demands; `None` where it is not understood.
pub fn demands(check: &Check) -> Option<Vec<Demand>> {
    if let Some(rule) = &check.rule {
        return Some(vec![Demand::Rule(rule.column.clone(), rule.kind.clone())]);
    }
    demanded(&parsed(&check.expression)?)
}

/// The syntax tree of an expression; `None` where it cannot be read.
pub fn parsed(sql: &Sql) -> Option<Expr> {
    // Deep nesting is refused there, before a parser follows it down.
    if Fragment::read(FragmentKind::Expression, sql.as_str()).mistake.is_some() {
        return None;
    }
    let tree = SourceFile::parse(&format!("select {}", sql.as_str())).syntax_node();
    let target = tree.descendants().find(|node| node.kind() == SyntaxKind::TARGET)?;
    target.children().find_map(Expr::cast)
}

pub fn demanded(expr: &Expr) -> Option<Vec<Demand>> {
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
                    Some(vec![Demand::Rule(subject(&left)?.column(), RuleKind::OneOf(constants(&right)?))])
                }
                BinOp::NotIn(_) => Some(vec![Demand::Not(subject(&left)?.column(), constants(&right)?)]),
                BinOp::CustomOp(op) if op.syntax().text() == "~" => {
                    let pattern = text_of(&right)?;
                    Some(vec![Demand::Rule(subject(&left)?.column(), RuleKind::Matches(pattern))])
                }
                BinOp::Like(_) => {
                    let pattern = like(&text_of(&right)?)?;
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
            BinOp::Neq(_) | BinOp::Neqb(_) => return Some(vec![Demand::Differ(low, high)]),
            _ => return None,
        };
        return Some(vec![Demand::Order { low, high, strict }]);
    }
    if let (BinOp::Eq(_), Some(letters)) = (op, letters(left, right).or_else(|| letters(right, left))) {
        return Some(vec![letters]);
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
            if let Some((call, column)) = called(value) {
                return match call.as_str() {
                    "jsonb_typeof" | "json_typeof" => {
                        Some(vec![Demand::Json(column, super::limits::unquoted(&limit))])
                    }
                    _ => bounded(value, Bounds { min: Some(limit.clone()), max: Some(limit), ..none }),
                };
            }
            return Some(vec![Demand::Rule(subject(value)?.column(), RuleKind::OneOf(vec![limit]))]);
        }
        (BinOp::Neq(_) | BinOp::Neqb(_), _) if limit == "''" => {
            let not_empty = Bounds { min: Some("1".to_owned()), ..none };
            return Some(vec![Demand::Rule(subject(value)?.column(), RuleKind::Length(not_empty))]);
        }
        (BinOp::Neq(_) | BinOp::Neqb(_), _) => {
            return Some(vec![Demand::Not(subject(value)?.column(), vec![limit])]);
        }
        _ => return None,
    };
    bounded(value, bounds)
}

/// `upper(a) = a`.
fn letters(call: &Expr, column: &Expr) -> Option<Demand> {
    let (function, of) = called(call)?;
    let of_itself = subject(column)?.column() == of;
    match function.as_str() {
        "upper" if of_itself => Some(Demand::Letters(of, Letters::Large)),
        "lower" if of_itself => Some(Demand::Letters(of, Letters::Small)),
        _ => None,
    }
}

/// The function that is called with a column alone, and the column.
pub fn called(expr: &Expr) -> Option<(String, Option<Name>)> {
    let Expr::CallExpr(call) = expr else { return None };
    let Some(Expr::NameRef(name)) = call.expr() else { return None };
    let list = call.arg_list()?;
    let mut arguments = list.syntax().descendants().filter_map(Expr::cast);
    let column = subject(&arguments.next()?)?.column();
    let name = name.syntax().text().to_string().to_lowercase();
    arguments.next().is_none().then_some((name, column))
}

/// The values of a list.
fn constants(list: &Expr) -> Option<Vec<String>> {
    let values: Vec<Expr> = match list {
        Expr::TupleExpr(tuple) => tuple.exprs().collect(),
        Expr::ParenExpr(one) => one.expr().into_iter().collect(),
        _ => return None,
    };
    let values: Option<Vec<String>> = values.iter().map(constant).collect();
    values.filter(|it| !it.is_empty())
}

/// A pattern of LIKE as a regular expression.
fn like(pattern: &str) -> Option<String> {
    let mut out = String::from("^");
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        match c {
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            '\\' => out.push_str(&regex_syntax::escape(characters.next()?.encode_utf8(&mut [0; 4]))),
            c => out.push_str(&regex_syntax::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out.push('$');
    Some(out)
}

/// Bounds of a column or of a text's length.
fn bounded(value: &Expr, bounds: Bounds) -> Option<Vec<Demand>> {
    if let Some((function, column)) = called(value) {
        let length = ["length", "char_length", "character_length"].contains(&function.as_str());
        return length.then(|| vec![Demand::Rule(column, RuleKind::Length(bounds))]);
    }
    Some(vec![Demand::Rule(subject(value)?.column(), RuleKind::Range(bounds))])
}

/// The column that an expression is; `value`, which is none in a domain, is its value.
pub fn subject(expr: &Expr) -> Option<Subject> {
    match expr {
        Expr::ParenExpr(inner) => subject(&inner.expr()?),
        Expr::NameRef(name) => {
            let text = name.syntax().text().to_string();
            let name = match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                Some(quoted) => Name::new(quoted.replace("\"\"", "\"")),
                None => Name::new(text.to_lowercase()),
            };
            // A word of SQL's own stands for a time.
            if constant(expr).is_some() {
                return None;
            }
            Some(if name == *"value" { Subject::Value } else { Subject::Column(name) })
        }
        _ => None,
    }
}

/// What a check speaks of.
pub enum Subject {
    Column(Name),
    Value,
}

impl Subject {
    /// Its name; none for the value of a domain, and for a column that is called `value`.
    pub fn column(self) -> Option<Name> {
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
        Expr::CastExpr(cast) if type_of(cast).is_some_and(|it| it.is("text") || it.is("varchar")) => {
            text_of(&cast.expr()?)
        }
        Expr::Literal(literal) => literal.string_value(),
        _ => None,
    }
}

/// The type that a cast leads to.
fn type_of(cast: &ast::CastExpr) -> Option<DataType> {
    DataType::parse(&cast.ty()?.syntax().text().to_string())
}

/// Whether a cast leaves a constant what it is: `2.6::int` is 3, and `'2026-01-31 12:00'::date` a day.
fn keeps(to: &DataType, constant: &str) -> bool {
    if to.array {
        return false;
    }
    let text = super::limits::unquoted(constant);
    match (&to.name, &to.modifier) {
        // What somebody's own domain makes of it is not known.
        (TypeName::Named { .. }, _) => constant.starts_with('\''),
        (TypeName::Builtin("smallint" | "integer" | "bigint"), _) => text.parse::<i64>().is_ok(),
        (TypeName::Builtin("date"), _) => text.len() == 10 && super::number::moment(&text).is_some(),
        (TypeName::Builtin("char" | "real" | "name" | "interval" | "\"char\"" | "bit"), _) => false,
        (TypeName::Builtin(_), modifier) => modifier.is_none(),
    }
}

/// A constant as SQL writes it, without a cast; `now()` stands for itself.
fn constant(expr: &Expr) -> Option<String> {
    match expr {
        Expr::ParenExpr(inner) => constant(&inner.expr()?),
        Expr::CastExpr(cast) => {
            let inner = match (cast.expr(), cast.literal()) {
                (Some(inner), _) => constant(&inner),
                (None, Some(literal)) => literal_text(&literal),
                (None, None) => None,
            };
            let to = type_of(cast)?;
            inner.filter(|it| keeps(&to, it))
        }
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
        Expr::NameRef(name) => {
            let text = name.syntax().text().to_string().to_lowercase();
            ["current_timestamp", "current_date"].contains(&text.as_str()).then(|| "now()".to_owned())
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
        let demands = demanded(&parsed(&Sql::new(text))?)?;
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
            Demand::Not(column, values) => format!("{} NOT IN ({})", name(column), values.join(", ")),
            Demand::Letters(column, letters) => format!("{} {letters:?}", name(column)),
            Demand::Json(column, kind) => format!("{} is a JSON {kind}", name(column)),
            Demand::Differ(one, other) => format!("{one} <> {other}"),
            Demand::Within(..) => String::new(),
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
            ("a <= 2::int and b < '2026-01-31'::date", "a <= 2, b < '2026-01-31'"),
            ("a <= current_date", "a <= now()"),
            ("char_length(a) = 3", "char_length(a) BETWEEN 3 AND 3"),
            ("a <> 0 and b not in (1, 2)", "a NOT IN (0), b NOT IN (1, 2)"),
            ("a like 'x\\_%.b'", "a ~ '^x_.*\\.b$'"),
            ("upper(a) = a and b = lower(b)", "a Large, b Small"),
            ("jsonb_typeof(a) = 'object'", "a is a JSON object"),
            ("a <> b", "a <> b"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not() {
        for text in [
            "f(a) > 0",
            "a + b > 0",
            "a ilike 'x%'",
            "not a",
            "a is null",
            "a > 2.6::int",
            "a < 'x'::char(1)",
            "a = b",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
