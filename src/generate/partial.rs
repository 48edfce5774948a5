//! Unique indexes that hold for a part of the rows: the last rows of a table match the condition, as
//! many as the key permits, and the others do not.

use squawk_syntax::ast::{self, BinOp, Expr, LitKind, PrefixOp};

use super::check::{self, subject};
use super::draft::Unique;
use super::maker::{Gate, Index, Maker};
use super::reference::Pick;
use super::settle::Settling;
use super::template::Template;
use crate::model::{Name, Sql};

/// One part of a condition; a row of which it is not true does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A boolean column is so.
    Is(Name, bool),
    /// One of these texts.
    Equals(Name, Vec<String>),
    Null(Name),
    NotNull(Name),
}

impl Condition {
    fn column(&self) -> &Name {
        match self {
            Self::Is(name, _) | Self::Equals(name, _) | Self::Null(name) | Self::NotNull(name) => name,
        }
    }
}

/// The parts of a condition that are understood: one that is not true is enough.
pub fn conditions(predicate: &Sql) -> Vec<Condition> {
    let mut found = Vec::new();
    if let Some(expr) = check::parsed(predicate) {
        collect(&expr, &mut found);
    }
    found
}

fn collect(expr: &Expr, found: &mut Vec<Condition>) {
    let column = |expr: &Expr| subject(expr).and_then(check::Subject::column);
    match expr {
        Expr::ParenExpr(inner) => {
            if let Some(inner) = inner.expr() {
                collect(&inner, found);
            }
        }
        Expr::NameRef(_) => found.extend(column(expr).map(|name| Condition::Is(name, true))),
        Expr::PrefixExpr(prefix) => {
            if let (Some(PrefixOp::Not(_)), Some(inner)) = (prefix.op(), prefix.expr()) {
                found.extend(column(&inner).map(|name| Condition::Is(name, false)));
            }
        }
        Expr::BinExpr(binary) => {
            let (Some(left), Some(op), Some(right)) = (binary.lhs(), binary.op(), binary.rhs()) else {
                return;
            };
            match op {
                BinOp::And(_) => {
                    collect(&left, found);
                    collect(&right, found);
                }
                BinOp::Is(_) | BinOp::IsNot(_) => {
                    let is = matches!(op, BinOp::Is(_));
                    let condition =
                        column(&left).zip(word(&right)).and_then(|(name, word)| match (word, is) {
                            (Word::Null, true) => Some(Condition::Null(name)),
                            (Word::Null, false) => Some(Condition::NotNull(name)),
                            (Word::Boolean(it), true) => Some(Condition::Is(name, it)),
                            (Word::Boolean(_), false) => None,
                        });
                    found.extend(condition);
                }
                BinOp::Eq(_) | BinOp::In(_) => {
                    let condition = match (column(&left), word(&right)) {
                        (Some(name), Some(Word::Boolean(it))) => Some(Condition::Is(name, it)),
                        _ => equals(expr),
                    };
                    found.extend(condition);
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// `status = 'a'`, `status in ('a', 'b')`, as checks are read.
fn equals(expr: &Expr) -> Option<Condition> {
    match check::demanded(expr)?.pop()? {
        check::Demand::Rule(Some(name), crate::model::constraint::RuleKind::OneOf(values)) => {
            let texts = values.iter().map(|literal| super::limits::unquoted(literal));
            Some(Condition::Equals(name, texts.collect()))
        }
        _ => None,
    }
}

enum Word {
    Null,
    Boolean(bool),
}

fn word(expr: &Expr) -> Option<Word> {
    let Expr::Literal(literal) = expr else { return None };
    match ast::Literal::kind(literal)? {
        LitKind::Null(_) => Some(Word::Null),
        LitKind::True(_) => Some(Word::Boolean(true)),
        LitKind::False(_) => Some(Word::Boolean(false)),
        _ => None,
    }
}

impl Settling<'_, '_> {
    /// Lets the last rows match the condition of a unique index, and no others; `false` where no part
    /// of it can be kept from being true.
    pub fn gated(&mut self, unique: &Unique, places: &[usize]) -> bool {
        let conditions = unique.only.iter().flatten();
        let Some((at, condition)) = conditions
            .filter_map(|it| Some((self.draft.column(it.column())?, it.clone())))
            .find(|(at, it)| self.may_gate(*at, it))
        else {
            return false;
        };
        let others: Vec<usize> = places.iter().copied().filter(|it| *it != at).collect();
        let rows = self.draft.rows.max(1);
        let permitted = self.together(&others).unwrap_or(1).max(1);
        // Most of the rows, so that the others show as well.
        let from = rows - permitted.min(rows - rows / 5).max(1);
        let before: Vec<Pick> = self.links.iter().map(|link| link.pick).collect();
        if !others.is_empty() {
            self.digits(&others);
        }
        // Rows before it refer to whatever they did.
        for (link, before) in self.links.iter_mut().zip(before) {
            if let Pick::Any(index @ Index::Digit { .. }) = link.pick
                && link.pick != before
            {
                link.late = Some((from, index));
                link.pick = before;
            }
        }
        self.gates[at] = self.gate(at, &condition, from);
        true
    }

    fn may_gate(&self, at: usize, condition: &Condition) -> bool {
        let name = condition.column();
        let refers = self.draft.keys.iter().any(|(_, key)| key.columns.contains(name));
        // What other keys count by stays as it is.
        if refers || self.gates[at] != Gate::Open || self.indexes[at].is_digit() {
            return false;
        }
        let nullable = self.nullable(at) && !matches!(self.makers[at], Some(Maker::Null));
        match condition {
            Condition::Null(_) | Condition::NotNull(_) => nullable,
            Condition::Is(..) | Condition::Equals(..) => self.others(at, condition).is_some() || nullable,
        }
    }

    /// The values of a column that do not match, with their weights, and the one that does.
    fn others(&self, at: usize, condition: &Condition) -> Option<(Maker, String)> {
        let texts = match condition {
            Condition::Is(_, is) => vec![if *is { "t" } else { "f" }.to_owned()],
            Condition::Equals(_, texts) => texts.clone(),
            Condition::Null(_) | Condition::NotNull(_) => return None,
        };
        let boolean = ["t", "f"].map(Template::literal);
        let (values, sums): (&[Template], &[u64]) = match &self.makers[at] {
            Some(Maker::OneOf { values, sums }) => (values, sums),
            Some(Maker::Boolean { .. }) => (&boolean, &[]),
            _ => return None,
        };
        let matching: Option<Vec<String>> = texts.iter().map(|text| self.identity(at, text)).collect();
        let matching = matching?;
        let (mut left, mut weights, mut hit) = (Vec::new(), Vec::new(), None);
        for (place, template) in values.iter().enumerate() {
            let text = template.as_literal()?;
            if matching.contains(&self.identity(at, text)?) {
                hit.get_or_insert_with(|| text.to_owned());
            } else {
                left.push(template.clone());
                let before = place.checked_sub(1).and_then(|it| sums.get(it)).copied().unwrap_or(0);
                weights.push(sums.get(place).map_or(1, |sum| sum - before));
            }
        }
        let sums = if sums.is_empty() { Vec::new() } else { super::wish::sums(&weights) };
        (!left.is_empty()).then_some((Maker::OneOf { values: left, sums }, hit?))
    }

    fn gate(&mut self, at: usize, condition: &Condition, from: u64) -> Gate {
        match condition {
            Condition::Null(_) => Gate::NullFrom(from),
            Condition::NotNull(_) => Gate::NullBefore(from),
            Condition::Is(..) | Condition::Equals(..) => match self.others(at, condition) {
                Some((maker, text)) => {
                    self.makers[at] = Some(maker);
                    Gate::TextFrom(from, text.into_bytes())
                }
                None => Gate::NullBefore(from),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_understood_of_a_condition() {
        let read = |text: &str| conditions(&Sql::new(text));
        let name = Name::new("a");
        let texts = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        for (text, expected) in [
            ("a", Condition::Is(name.clone(), true)),
            ("(not a)", Condition::Is(name.clone(), false)),
            ("a is true and f(b)", Condition::Is(name.clone(), true)),
            ("a = false", Condition::Is(name.clone(), false)),
            ("a is null", Condition::Null(name.clone())),
            ("a is not null", Condition::NotNull(name.clone())),
            ("a = 'x'::text", Condition::Equals(name.clone(), texts(&["x"]))),
            ("a in (1, 2)", Condition::Equals(name.clone(), texts(&["1", "2"]))),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
        for text in ["a or b", "f(a)", "a > 3", "a is not true"] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
