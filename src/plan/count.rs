//! A sequence that is new for a column with rows goes on after the largest number that they have.

use super::Planner;
use super::statement::Statement;
use super::step::{HazardKind, LockMode, Step, Undo};
use crate::model::index::IndexedValue;
use crate::model::sequence::SequenceOptions;
use crate::model::table::{Column, ColumnValue, Table};
use crate::model::{Name, Object, ObjectId, QualifiedName, Sql};

/// What counts for a column: the sequence of its identity, or one by name.
struct Counter<'a> {
    sequence: Option<QualifiedName>,
    options: &'a SequenceOptions,
}

impl Planner<'_> {
    /// Lets each default and identity that a step gives to a column of before go on after its rows.
    pub(super) fn count_on(&self, steps: &mut Vec<Step>) {
        let mut at = 0;
        while at < steps.len() {
            let follow = match &steps[at].statement {
                Statement::SetColumnValue { table, column, to: Some(value), .. } => {
                    self.go_on(table, column, value)
                }
                // It brings defaults, and no identity.
                Statement::SetColumnType {
                    table,
                    to: Column { name, value: Some(value @ ColumnValue::Expression(_)), .. },
                    ..
                } => self.go_on(table, name, value),
                _ => None,
            };
            if let Undo::With(undo) = &mut steps[at].undo {
                count_on_again(undo);
            }
            at += 1;
            if let Some(step) = follow {
                steps.insert(at, step.after());
                at += 1;
            }
        }
    }

    pub(super) fn go_on(&self, table: &QualifiedName, name: &Name, value: &ColumnValue) -> Option<Step> {
        let before = self.from.table(table)?.column(name)?;
        let after = self.to.table(table)?.column(name)?;
        // What passes by on the way to another value counts nothing.
        let counter =
            (after.value.as_ref() == Some(value)).then(|| self.new_counter(before, value)).flatten()?;
        let is_number = ["smallint", "integer", "bigint"].into_iter().any(|it| after.data_type.is(it));
        if !is_number || !counter.options.counts_up() {
            return None;
        }
        let id = ObjectId::Column { table: table.clone(), name: name.clone() };
        let statement = Statement::CountOn {
            table: table.clone(),
            column: name.clone(),
            sequence: counter.sequence,
            least: counter.options.first(),
        };
        let summary = format!("let {id} count on after its rows");
        let step = Step::new(statement, summary, id.owner()).lock(LockMode::AccessExclusive, table);
        if self.to.table(table).is_some_and(|it| begins_an_index(it, name)) {
            return Some(step);
        }
        let reason =
            "without an index, every row is read for the largest value while nobody can use the table";
        Some(step.hazard(HazardKind::AccessExclusiveLock, id.path(), reason))
    }

    /// The sequence that the value counts with, where the column did not count with it before.
    fn new_counter<'v>(&'v self, before: &Column, value: &'v ColumnValue) -> Option<Counter<'v>> {
        match value {
            ColumnValue::Identity(_) if matches!(before.value, Some(ColumnValue::Identity(_))) => None,
            ColumnValue::Identity(it) => Some(Counter { sequence: None, options: &it.sequence }),
            ColumnValue::Expression(sql) => {
                let sequence = self.new_sequence(sql)?;
                Some(Counter { sequence: Some(sequence.0), options: sequence.1 })
            }
            ColumnValue::Literal(_) | ColumnValue::Generated(_) => None,
        }
    }

    fn new_sequence(&self, default: &Sql) -> Option<(QualifiedName, &SequenceOptions)> {
        let mut needs = crate::model::dependencies::Dependencies::new(self.to);
        needs.expression(default);
        let created = needs
            .into_set()
            .into_iter()
            .find(|it| matches!(it, ObjectId::Sequence(_)) && self.created.contains(it))?;
        match self.to.get(&created) {
            Some(Object::Sequence(it)) => Some((it.name.clone(), &it.options)),
            _ => None,
        }
    }
}

/// An identity that comes back on the way back goes on after the rows as well.
fn count_on_again(undo: &mut Vec<Statement>) {
    let mut at = 0;
    while at < undo.len() {
        let go_on = match &undo[at] {
            Statement::SetColumnValue {
                table,
                column,
                from: None,
                to: Some(ColumnValue::Identity(identity)),
            } if identity.sequence.counts_up() => Some(Statement::CountOn {
                table: table.clone(),
                column: column.clone(),
                sequence: None,
                least: identity.sequence.first(),
            }),
            _ => None,
        };
        at += 1;
        if let Some(statement) = go_on {
            undo.insert(at, statement);
            at += 1;
        }
    }
}

/// Whether the largest value of the column is the end of an index.
fn begins_an_index(table: &Table, name: &Name) -> bool {
    use crate::model::constraint::ConstraintKind::{PrimaryKey, Unique};
    let of_key = |it: &crate::model::constraint::Constraint| match &it.kind {
        PrimaryKey(key) | Unique(key) => key.columns.first() == Some(name),
        _ => false,
    };
    table.constraints.iter().any(of_key)
        || table.indexes.iter().filter(|it| it.using == "btree" && it.predicate.is_none()).any(|index| {
            index.keys.first().is_some_and(|key| matches!(&key.on, IndexedValue::Column(it) if it == name))
        })
}
