//! Columns that count: the numbers that a sequence gives, and how many there are of them.

use super::limits::narrowed;
use super::maker::Span;
use super::number::Unit;
use super::settle::Settling;
use crate::model::name::PUBLIC;
use crate::model::table::{self, ColumnValue};
use crate::model::{DataType, Object, ObjectId, QualifiedName};

/// Whether a sequence gives the column's values.
pub fn counts(column: &table::Column) -> bool {
    match &column.value {
        Some(ColumnValue::Identity(_)) => true,
        Some(ColumnValue::Expression(sql)) => {
            sql.expression_names().calls.iter().any(|path| path.last().is_some_and(|it| *it == *"nextval"))
        }
        _ => false,
    }
}

/// How a sequence goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counting {
    pub first: i64,
    pub step: i64,
    /// How many numbers there are.
    pub count: u64,
}

impl Settling<'_, '_> {
    /// The numbers of the sequence behind a column, as far as its limits permit them.
    pub fn counting(&self, at: usize) -> Option<Counting> {
        let column = self.draft.columns[at];
        let whole = (i64::MIN, i64::MAX);
        let (options, held) = match &column.value {
            Some(ColumnValue::Identity(identity)) => (identity.sequence.clone(), whole),
            Some(ColumnValue::Expression(sql)) if counts(column) => {
                let paths = &sql.expression_names().relations;
                let names = paths.iter().filter_map(|path| match path.as_slice() {
                    [name] => Some(QualifiedName::new(PUBLIC, name.clone())),
                    [schema, name] => Some(QualifiedName { schema: schema.clone(), name: name.clone() }),
                    _ => None,
                });
                let found = names.map(ObjectId::Sequence).find_map(|id| self.request.schema.find(&id));
                let Some(Object::Sequence(it)) = found else { return None };
                (
                    it.options.clone(),
                    it.data_type.as_ref().and_then(DataType::integer_limits).unwrap_or(whole),
                )
            }
            _ => return None,
        };
        let holds = self.types.base(&column.data_type).integer_limits().unwrap_or(whole);
        let step = options.increment.unwrap_or(1);
        let up = step > 0;
        let least = options.min.unwrap_or(if up { 1 } else { i64::MIN }).max(held.0).max(holds.0);
        let most = options.max.unwrap_or(if up { i64::MAX } else { -1 }).min(held.1).min(holds.1);
        let first = options.start.unwrap_or(if up { least } else { most });
        let limits = &self.limits[at];
        let (low, high) = limits.cap.unwrap_or(whole);
        let (least, most) = (least.max(low), most.min(high));
        let all = Span { first: least, last: most, step: 1, unit: Unit::Decimal(0) };
        let all = narrowed(all, &limits.ranges, i64::MAX).ok()?;
        let plain = limits.one_of.is_none() && limits.not.is_empty() && limits.within.is_empty();
        if !plain || step == 0 || !(all.first..=all.last).contains(&first) {
            return None;
        }
        let room = if up { all.last.abs_diff(first) } else { first.abs_diff(all.first) };
        Some(Counting { first, step, count: (room / step.unsigned_abs()).saturating_add(1) })
    }
}
