//! What of a table needs no second look: the plan takes it down or builds it anyway.

use std::collections::BTreeSet;

use crate::diff::{Change, ColumnAspect, ColumnChange, TableChange};
use crate::model::{ObjectId, QualifiedName};

/// The parts of a table and the column values that are created, dropped or replaced anyway.
pub(super) struct Handled(BTreeSet<ObjectId>);

impl Handled {
    pub(super) fn of(changes: &[Change], name: &QualifiedName) -> Self {
        let mut handled = BTreeSet::new();
        let table = || name.clone();
        for change in changes {
            let Change::Table { table: other, change } = change else { continue };
            if other != name {
                continue;
            }
            let id = match change {
                TableChange::CreatePolicy(it) | TableChange::ReplacePolicy { to: it, .. } => {
                    ObjectId::Policy { table: table(), name: it.name.clone() }
                }
                TableChange::CreateTrigger(it) | TableChange::ReplaceTrigger { to: it, .. } => {
                    ObjectId::Trigger { table: table(), name: it.name.clone() }
                }
                TableChange::AddConstraint(it) | TableChange::ReplaceConstraint { to: it, .. } => {
                    ObjectId::Constraint { table: table(), name: it.name.clone() }
                }
                TableChange::CreateIndex(it) | TableChange::ReplaceIndex { to: it, .. } => {
                    ObjectId::Index { table: table(), name: it.name.clone() }
                }
                TableChange::CreateStatistics(it) | TableChange::ReplaceStatistics { to: it, .. } => {
                    ObjectId::Statistics { table: table(), name: it.name.clone() }
                }
                TableChange::AlterColumn(ColumnChange {
                    aspect: ColumnAspect::Value | ColumnAspect::Type,
                    to,
                    ..
                }) => ObjectId::Column { table: table(), name: to.name.clone() },
                _ => continue,
            };
            handled.insert(id);
        }
        Self(handled)
    }

    pub(super) fn contains(&self, id: &ObjectId) -> bool {
        self.0.contains(id)
    }
}
