//! The expressions of a table, its parts and what is added to one.

use crate::model::Sql;
use crate::model::constraint::ConstraintKind;
use crate::model::index::{Index, IndexedValue};
use crate::model::policy::Policy;
use crate::model::table::{ColumnValue, Table};
use crate::model::trigger::Trigger;

/// Every expression of a table and its parts.
pub(super) fn each_expression(table: &mut Table, change: &mut dyn FnMut(&mut Sql)) {
    for column in &mut table.columns {
        if let Some(ColumnValue::Expression(sql) | ColumnValue::Generated(sql)) = &mut column.value {
            change(sql);
        }
    }
    for constraint in &mut table.constraints {
        match &mut constraint.kind {
            ConstraintKind::Check(check) => change(&mut check.expression),
            ConstraintKind::Exclude(exclude) => {
                exclude.elements.iter_mut().for_each(|(value, _)| change(value));
                exclude.predicate.iter_mut().for_each(&mut *change);
            }
            ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) => {}
        }
    }
    each_indexed(&mut table.indexes, change);
    for statistics in &mut table.statistics {
        statistics.on.iter_mut().for_each(&mut *change);
    }
    each_condition((&mut table.policies, &mut table.triggers), change);
    if let Some(partition) = &mut table.partition_by {
        partition.keys.iter_mut().for_each(&mut *change);
    }
}

/// Those of indexes.
pub(super) fn each_indexed(indexes: &mut [Index], change: &mut dyn FnMut(&mut Sql)) {
    for index in indexes {
        for key in &mut index.keys {
            if let IndexedValue::Expression(sql) = &mut key.on {
                change(sql);
            }
        }
        index.predicate.iter_mut().for_each(&mut *change);
    }
}

/// Those of policies and triggers.
pub(super) fn each_condition(
    (policies, triggers): (&mut [Policy], &mut [Trigger]),
    change: &mut dyn FnMut(&mut Sql),
) {
    for policy in policies {
        policy.using.iter_mut().chain(&mut policy.with_check).for_each(&mut *change);
    }
    for trigger in triggers {
        trigger.when.iter_mut().for_each(&mut *change);
    }
}
