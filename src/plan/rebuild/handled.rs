//! What of a table needs no second look: the plan takes it down or builds it anyway.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Change, ColumnAspect, ColumnChange, TableChange};
use crate::model::{Name, ObjectId, QualifiedName};

/// The parts of a table and the column values that are created, dropped or replaced anyway, and the parts that
/// are renamed, with their old names.
pub(super) struct Handled {
    ids: BTreeSet<ObjectId>,
    renamed: BTreeMap<ObjectId, Name>,
}

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
        let of_table = |it: &&Change| matches!(it, Change::Table { table, .. } if table == name);
        let renamed = changes.iter().filter(of_table).filter_map(Change::renamed_part);
        Self { ids: handled, renamed: renamed.map(|(old, new)| (new, old.last_name())).collect() }
    }

    pub(super) fn contains(&self, id: &ObjectId) -> bool {
        self.ids.contains(id)
    }

    /// What a part is called before.
    pub(super) fn former(&self, id: &ObjectId) -> Name {
        self.renamed.get(id).cloned().unwrap_or_else(|| id.last_name())
    }
}
