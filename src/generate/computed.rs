//! Columns that PostgreSQL computes from others: which they are made of, whether they are ever NULL,
//! and how large they get.

use squawk_syntax::ast::{self, AstNode as _, BinOp, Expr, LitKind};

use super::check::{called, parsed, subject};
use crate::model::table::Column;
use crate::model::{Name, Sql};

/// A generated column.
#[derive(Clone, Copy, Debug)]
pub struct Computed<'a> {
    pub column: &'a Column,
    pub sql: &'a Sql,
}

/// Functions that give NULL for NULL only.
const STRICT: [&str; 26] = [
    "lower",
    "upper",
    "initcap",
    "length",
    "char_length",
    "character_length",
    "octet_length",
    "trim",
    "btrim",
    "ltrim",
    "rtrim",
    "md5",
    "abs",
    "round",
    "floor",
    "ceil",
    "ceiling",
    "trunc",
    "left",
    "right",
    "replace",
    "to_tsvector",
    "coalesce",
    "greatest",
    "least",
    "concat",
];

impl Computed<'_> {
    /// The columns that it is made of.
    pub fn inputs(&self) -> Vec<Name> {
        names(self.sql)
    }

    /// Whether it has a value wherever what it is made of has.
    pub fn is_never_null(&self) -> bool {
        parsed(self.sql).is_some_and(|expr| never_null(&expr))
    }

    /// Whether it divides by what may be 0.
    pub fn divides(&self) -> bool {
        let Some(expr) = parsed(self.sql) else { return false };
        expr.syntax().descendants().filter_map(ast::BinExpr::cast).any(|binary| {
            let zero = |expr: Expr| match expr {
                Expr::Literal(literal) => {
                    literal.syntax().text().to_string().parse::<f64>().is_ok_and(|it| it == 0.0)
                }
                _ => true,
            };
            matches!(binary.op(), Some(BinOp::Slash(_) | BinOp::Percent(_))) && binary.rhs().is_none_or(zero)
        })
    }

    /// How large it gets, where that can be told.
    pub fn size(&self, of: &dyn Fn(&Name) -> Option<Size>) -> Option<Size> {
        size(&parsed(self.sql)?, of)
    }
}

/// The columns in an expression.
pub fn names(sql: &Sql) -> Vec<Name> {
    sql.expression_names().columns.iter().filter_map(|path| path.last().cloned()).collect()
}

/// The column that an expression is, and whether it is so in other letters: `lower(a)`.
pub fn column_of(sql: &Sql) -> Option<(Name, bool)> {
    let mut expr = parsed(sql)?;
    while let Expr::ParenExpr(inner) = &expr {
        expr = inner.expr()?;
    }
    if let Some((function, column)) = called(&expr) {
        let folds = ["lower", "upper"].contains(&function.as_str());
        return column.filter(|_| folds).map(|name| (name, true));
    }
    subject(&expr)?.column().map(|name| (name, false))
}

/// Whether it is one comparison, which a NULL satisfies.
pub fn is_comparison(sql: &Sql) -> bool {
    let Some(Expr::BinExpr(binary)) = parsed(sql) else { return false };
    let plain =
        |expr: Option<Expr>| expr.is_some_and(|expr| matches!(expr, Expr::NameRef(_) | Expr::Literal(_)));
    is_comparison_of(&binary) && plain(binary.lhs()) && plain(binary.rhs())
}

fn never_null(expr: &Expr) -> bool {
    match expr {
        Expr::NameRef(_) => true,
        Expr::Literal(literal) => !matches!(literal.kind(), Some(LitKind::Null(_))),
        Expr::ParenExpr(inner) => inner.expr().is_some_and(|it| never_null(&it)),
        Expr::CastExpr(cast) => cast.expr().is_none_or(|it| never_null(&it)),
        Expr::PrefixExpr(prefix) => prefix.expr().is_some_and(|it| never_null(&it)),
        Expr::BinExpr(binary) => {
            let total = matches!(
                binary.op(),
                Some(
                    BinOp::Plus(_)
                        | BinOp::Minus(_)
                        | BinOp::Star(_)
                        | BinOp::Slash(_)
                        | BinOp::Percent(_)
                        | BinOp::And(_)
                        | BinOp::Or(_)
                        | BinOp::AtTimeZone(_)
                )
            ) || is_comparison_of(binary)
                || matches!(binary.op(), Some(BinOp::CustomOp(op)) if op.syntax().text() == "||");
            total && [binary.lhs(), binary.rhs()].into_iter().all(|it| it.is_some_and(|it| never_null(&it)))
        }
        Expr::CallExpr(call) => {
            let name = match call.expr() {
                Some(Expr::NameRef(name)) => name.syntax().text().to_string().to_lowercase(),
                _ => return false,
            };
            STRICT.contains(&name.as_str()) && arguments(call).iter().all(never_null)
        }
        _ => false,
    }
}

fn is_comparison_of(binary: &ast::BinExpr) -> bool {
    matches!(
        binary.op(),
        Some(
            BinOp::Eq(_)
                | BinOp::Neq(_)
                | BinOp::Neqb(_)
                | BinOp::LAngle(_)
                | BinOp::RAngle(_)
                | BinOp::Lteq(_)
                | BinOp::Gteq(_)
        )
    )
}

fn arguments(call: &ast::CallExpr) -> Vec<Expr> {
    let list = call.arg_list();
    let arguments = list.iter().flat_map(ast::ArgList::args);
    arguments.filter_map(|it| it.syntax().children().find_map(Expr::cast)).collect()
}

/// How large the values of an expression get.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// No further from 0 than this.
    Number(f64),
    /// No longer than this.
    Text(usize),
}

fn size(expr: &Expr, of: &dyn Fn(&Name) -> Option<Size>) -> Option<Size> {
    let inner = |expr: Option<Expr>| size(&expr?, of);
    match expr {
        Expr::NameRef(_) => of(&subject(expr)?.column()?),
        Expr::ParenExpr(it) => inner(it.expr()),
        Expr::Literal(literal) => match literal.kind()? {
            LitKind::IntNumber(token) | LitKind::NumericNumber(token) => {
                token.text().parse::<f64>().ok().map(|it| Size::Number(it.abs()))
            }
            LitKind::String(_) => literal.string_value().map(|text| Size::Text(text.chars().count())),
            _ => None,
        },
        Expr::BinExpr(binary) => {
            let both = (inner(binary.lhs())?, inner(binary.rhs())?);
            match (binary.op()?, both) {
                (BinOp::Plus(_) | BinOp::Minus(_), (Size::Number(a), Size::Number(b))) => {
                    Some(Size::Number(a + b))
                }
                (BinOp::Star(_), (Size::Number(a), Size::Number(b))) => Some(Size::Number(a * b)),
                (BinOp::CustomOp(op), (Size::Text(a), Size::Text(b))) if op.syntax().text() == "||" => {
                    Some(Size::Text(a + b))
                }
                _ => None,
            }
        }
        Expr::CallExpr(call) => {
            let Some(Expr::NameRef(name)) = call.expr() else { return None };
            let sizes: Option<Vec<Size>> = arguments(call).iter().map(|it| size(it, of)).collect();
            match (name.syntax().text().to_string().to_lowercase().as_str(), sizes?.as_slice()) {
                (
                    "lower" | "upper" | "initcap" | "trim" | "btrim" | "ltrim" | "rtrim",
                    [text @ Size::Text(_)],
                ) => Some(*text),
                ("left" | "right", [Size::Text(text), Size::Number(count)]) => {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a literal")]
                    let count = *count as usize;
                    Some(Size::Text(count.min(*text)))
                }
                ("coalesce" | "greatest" | "least", all) => largest(all),
                ("md5", [_]) => Some(Size::Text(32)),
                ("length" | "char_length" | "character_length", [Size::Text(text)]) => {
                    #[expect(clippy::cast_precision_loss, reason = "a length")]
                    let length = *text as f64;
                    Some(Size::Number(length))
                }
                ("abs" | "floor" | "ceil" | "ceiling" | "round" | "trunc", [Size::Number(number), ..]) => {
                    Some(Size::Number(number + 1.0))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The larger one of some sizes of one kind.
fn largest(all: &[Size]) -> Option<Size> {
    let larger = |one: Size, other: &Size| match (one, *other) {
        (Size::Number(a), Size::Number(b)) => Some(Size::Number(a.max(b))),
        (Size::Text(a), Size::Text(b)) => Some(Size::Text(a.max(b))),
        _ => None,
    };
    let (first, rest) = all.split_first()?;
    rest.iter().try_fold(*first, larger)
}
