//! What differs between two states of one table.

use super::mark::marks;
use super::{Change, ColumnAspect, ColumnChange};
use crate::model::constraint::Constraint;
use crate::model::index::Index;
use crate::model::policy::Policy;
use crate::model::table::{
    Additions, Column, ColumnValue, PartitionBy, PartitionOf, ReplicaIdentity, RowSecurity, Statistics,
    StorageParameters, Table,
};
use crate::model::trigger::Trigger;
use crate::model::view::MaterializedView;
use crate::model::{Name, Named, QualifiedName};

/// A difference inside a table that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableChange {
    AddColumn(Column),
    DropColumn(Column),
    AlterColumn(ColumnChange),
    /// A column is made anew: PostgreSQL cannot give it another generated expression, nor its first.
    ReplaceColumn {
        from: Column,
        to: Column,
    },
    /// A column stands where it cannot come to stand: the first of them.
    MoveColumn {
        name: Name,
        is_new: bool,
        /// Where it has to stand: behind this one, first where there is none.
        after: Option<Name>,
    },
    AddConstraint(Constraint),
    DropConstraint(Constraint),
    ReplaceConstraint {
        from: Constraint,
        to: Constraint,
    },
    CreateIndex(Index),
    DropIndex(Index),
    ReplaceIndex {
        from: Index,
        to: Index,
    },
    SetRowSecurity {
        from: RowSecurity,
        to: RowSecurity,
    },
    CreatePolicy(Policy),
    DropPolicy(Policy),
    ReplacePolicy {
        from: Policy,
        to: Policy,
    },
    CreateTrigger(Trigger),
    DropTrigger(Trigger),
    ReplaceTrigger {
        from: Trigger,
        to: Trigger,
    },
    CreateStatistics(Statistics),
    DropStatistics(Statistics),
    ReplaceStatistics {
        from: Statistics,
        to: Statistics,
    },
    RenameStatistics {
        from: Name,
        to: Name,
    },
    SetStatisticsTarget {
        name: Name,
        from: Option<i32>,
        to: Option<i32>,
    },
    SetReplicaIdentity {
        from: ReplicaIdentity,
        to: ReplicaIdentity,
    },
    SetClusterOn {
        from: Option<Name>,
        to: Option<Name>,
    },
    RenameColumn {
        from: Name,
        to: Name,
    },
    /// The rows from before are looked at as well.
    ValidateConstraint {
        from: Constraint,
        to: Constraint,
    },
    /// `WITH (...)` of the index behind a key or an exclusion, under its new name.
    SetIndexParameters {
        name: Name,
        from: StorageParameters,
        to: StorageParameters,
    },
    RenameConstraint {
        from: Name,
        to: Name,
    },
    RenameIndex {
        from: Name,
        to: Name,
    },
    RenamePolicy {
        from: Name,
        to: Name,
    },
    RenameTrigger {
        from: Name,
        to: Name,
    },
    SetStorageParameters {
        from: StorageParameters,
        to: StorageParameters,
    },
    SetUnlogged {
        to: bool,
    },
    SetPartitionBy {
        from: Option<PartitionBy>,
        to: Option<PartitionBy>,
    },
    SetInherits {
        from: Vec<QualifiedName>,
        to: Vec<QualifiedName>,
    },
    SetPartitionOf {
        from: Option<PartitionOf>,
        to: Option<PartitionOf>,
    },
}

pub fn compare(from: &Table, to: &Table, changes: &mut Vec<Change>) {
    let mut found = Vec::new();
    columns(from, to, &mut found);
    constraints(from, to, &mut found);
    indexes(&from.indexes, &to.indexes, &mut found);
    if from.row_security != to.row_security {
        found.push(TableChange::SetRowSecurity { from: from.row_security, to: to.row_security });
    }
    policies(&from.policies, &to.policies, &mut found);
    triggers(&from.triggers, &to.triggers, &mut found);
    statistics(from, to, &mut found);
    marks(from, to, &mut found);
    if from.storage_parameters != to.storage_parameters {
        let (from, to) = (from.storage_parameters.clone(), to.storage_parameters.clone());
        found.push(TableChange::SetStorageParameters { from, to });
    }
    if from.unlogged != to.unlogged {
        found.push(TableChange::SetUnlogged { to: to.unlogged });
    }
    if from.partition_by != to.partition_by {
        let (from, to) = (from.partition_by.clone(), to.partition_by.clone());
        found.push(TableChange::SetPartitionBy { from, to });
    }
    if from.inherits != to.inherits {
        let (from, to) = (from.inherits.clone(), to.inherits.clone());
        found.push(TableChange::SetInherits { from, to });
    }
    if from.partition_of != to.partition_of {
        let (from, to) = (from.partition_of.clone(), to.partition_of.clone());
        found.push(TableChange::SetPartitionOf { from, to });
    }
    changes.extend(found.into_iter().map(|change| Change::Table { table: to.name.clone(), change }));
}

pub fn compare_additions(from: &Additions, to: &Additions, changes: &mut Vec<Change>) {
    let mut found = Vec::new();
    policies(&from.policies, &to.policies, &mut found);
    triggers(&from.triggers, &to.triggers, &mut found);
    changes.extend(found.into_iter().map(|change| Change::Table { table: to.table.clone(), change }));
}

/// Whether the views hold the same rows under the same names.
pub fn same_query(from: &MaterializedView, to: &MaterializedView) -> bool {
    from.name == to.name
        && from.columns == to.columns
        && from.definition == to.definition
        && from.with_no_data == to.with_no_data
}

/// What differs in how a materialised view's rows are stored.
pub fn compare_stored(from: &MaterializedView, to: &MaterializedView, changes: &mut Vec<Change>) {
    let mut found = Vec::new();
    indexes(&from.indexes, &to.indexes, &mut found);
    if from.storage_parameters != to.storage_parameters {
        let (from, to) = (from.storage_parameters.clone(), to.storage_parameters.clone());
        found.push(TableChange::SetStorageParameters { from, to });
    }
    changes.extend(found.into_iter().map(|change| Change::Table { table: to.name.clone(), change }));
}

fn by_name<'a, T: Named>(parts: &'a [T], name: &Name) -> Option<&'a T> {
    parts.iter().find(|part| part.name() == name)
}

fn columns(from: &Table, to: &Table, found: &mut Vec<TableChange>) {
    // A key makes its columns NOT NULL; what changes with the key is the constraint's business.
    let (key_before, key_after) = (from.primary_key_columns(), to.primary_key_columns());
    for after in &to.columns {
        let Some(before) = from.column(&after.name) else {
            found.push(TableChange::AddColumn(after.clone()));
            continue;
        };
        let is_generated = matches!(after.value, Some(ColumnValue::Generated(_)));
        // Values that are computed cannot be converted.
        if is_generated
            && (before.value != after.value || !before.data_type.turns_by_itself_into(&after.data_type))
        {
            found.push(TableChange::ReplaceColumn { from: before.clone(), to: after.clone() });
            continue;
        }
        let in_key = key_before.contains(&after.name) || key_after.contains(&after.name);
        for aspect in ColumnAspect::ALL {
            if aspect.differs(before, after) && !(in_key && aspect == ColumnAspect::NotNull) {
                let change = ColumnChange { aspect, from: before.clone(), to: after.clone() };
                found.push(TableChange::AlterColumn(change));
            }
        }
    }
    for before in &from.columns {
        if to.column(&before.name).is_none() {
            found.push(TableChange::DropColumn(before.clone()));
        }
    }
    let anew: Vec<Name> = found.iter().filter_map(TableChange::made_anew).cloned().collect();
    found.extend(reordered(from, to, &anew));
}

impl TableChange {
    /// The column that goes and comes back.
    pub fn made_anew(&self) -> Option<&Name> {
        match self {
            Self::ReplaceColumn { to, .. } => Some(&to.name),
            _ => None,
        }
    }
}

/// PostgreSQL appends new columns, those that are made anew among them, and keeps the order of the others;
/// another order cannot be had.
pub fn reordered(from: &Table, to: &Table, anew: &[Name]) -> Option<TableChange> {
    let stays =
        |name: &Name| from.column(name).is_some() && to.column(name).is_some() && !anew.contains(name);
    let kept = from.columns.iter().map(|it| &it.name).filter(|it| stays(it));
    let added = to.columns.iter().map(|it| &it.name).filter(|it| !stays(it));
    let result: Vec<&Name> = kept.chain(added).collect();
    let wanted: Vec<&Name> = to.columns.iter().map(|it| &it.name).collect();
    let at = result.iter().zip(&wanted).position(|(it, wanted)| it != wanted)?;
    // Of the two that are in each other's place, the one that makes all the rest right.
    let late = result[at];
    let alone = without(&result, late) == without(&wanted, late) && stays(late);
    let early = wanted[at];
    let name = if alone && without(&result, early) != without(&wanted, early) { late } else { early };
    let place = result.iter().position(|it| *it == name).unwrap_or_default();
    Some(TableChange::MoveColumn {
        name: name.clone(),
        is_new: from.column(name).is_none(),
        after: place.checked_sub(1).map(|before| result[before].clone()),
    })
}

fn without<'n>(names: &[&'n Name], name: &Name) -> Vec<&'n Name> {
    names.iter().copied().filter(|it| *it != name).collect()
}

fn constraints(from: &Table, to: &Table, found: &mut Vec<TableChange>) {
    // An index of a partitioned table takes no other parameters afterwards.
    let is_set = to.partition_by.is_none();
    let unnamed = |it: &Constraint| {
        let mut it = Constraint { name: Name::from(""), ..it.essence() };
        it.storage_parameters.retain(|_, _| !is_set);
        it
    };
    let proven = |it: &Constraint| Constraint { not_valid: false, ..unnamed(it) };
    let pairs = pair(&from.constraints, &to.constraints, |a, b| unnamed(a) == unnamed(b));
    for (before, after) in pairs {
        match (before, after) {
            (Some(before), Some(after)) => {
                let validated = before.not_valid && !after.not_valid && unnamed(after) == proven(before);
                if unnamed(before) != unnamed(after) && !validated {
                    let (from, to) = (before.clone(), after.clone());
                    found.push(TableChange::ReplaceConstraint { from, to });
                    continue;
                }
                if before.name != after.name && after.foreign_key().is_some() && !is_set {
                    // PostgreSQL would leave the parts that partitions have of it under the old name.
                    let (from, to) = (before.clone(), after.clone());
                    found.push(TableChange::ReplaceConstraint { from, to });
                    continue;
                }
                if before.name != after.name {
                    let (from, to) = (before.name.clone(), after.name.clone());
                    found.push(TableChange::RenameConstraint { from, to });
                }
                if is_set && before.storage_parameters != after.storage_parameters {
                    let (from, to) = (before.storage_parameters.clone(), after.storage_parameters.clone());
                    found.push(TableChange::SetIndexParameters { name: after.name.clone(), from, to });
                }
                if validated {
                    let (from, to) = (before.clone(), after.clone());
                    found.push(TableChange::ValidateConstraint { from, to });
                }
            }
            (Some(before), None) => found.push(TableChange::DropConstraint(before.clone())),
            (None, Some(after)) => found.push(TableChange::AddConstraint(after.clone())),
            (None, None) => {}
        }
    }
}

fn indexes(from: &[Index], to: &[Index], found: &mut Vec<TableChange>) {
    let unnamed =
        |it: &Index| Index { name: Name::from(""), comment: None, renamed_from: None, ..it.clone() };
    for (before, after) in pair(from, to, |a, b| unnamed(a) == unnamed(b)) {
        match (before, after) {
            (Some(before), Some(after)) => {
                if unnamed(before) != unnamed(after) {
                    found.push(TableChange::ReplaceIndex { from: before.clone(), to: after.clone() });
                } else if before.name != after.name {
                    let (from, to) = (before.name.clone(), after.name.clone());
                    found.push(TableChange::RenameIndex { from, to });
                }
            }
            (Some(before), None) => found.push(TableChange::DropIndex(before.clone())),
            (None, Some(after)) => found.push(TableChange::CreateIndex(after.clone())),
            (None, None) => {}
        }
    }
}

fn policies(from: &[Policy], to: &[Policy], found: &mut Vec<TableChange>) {
    let unnamed =
        |it: &Policy| Policy { name: Name::from(""), comment: None, renamed_from: None, ..it.clone() };
    for (before, after) in pair(from, to, |_, _| false) {
        match (before, after) {
            (Some(before), Some(after)) => {
                if unnamed(before) != unnamed(after) {
                    found.push(TableChange::ReplacePolicy { from: before.clone(), to: after.clone() });
                } else if before.name != after.name {
                    let (from, to) = (before.name.clone(), after.name.clone());
                    found.push(TableChange::RenamePolicy { from, to });
                }
            }
            (Some(before), None) => found.push(TableChange::DropPolicy(before.clone())),
            (None, Some(after)) => found.push(TableChange::CreatePolicy(after.clone())),
            (None, None) => {}
        }
    }
}

fn triggers(from: &[Trigger], to: &[Trigger], found: &mut Vec<TableChange>) {
    let unnamed =
        |it: &Trigger| Trigger { name: Name::from(""), comment: None, renamed_from: None, ..it.clone() };
    for (before, after) in pair(from, to, |_, _| false) {
        match (before, after) {
            (Some(before), Some(after)) => {
                if unnamed(before) != unnamed(after) {
                    found.push(TableChange::ReplaceTrigger { from: before.clone(), to: after.clone() });
                } else if before.name != after.name {
                    let (from, to) = (before.name.clone(), after.name.clone());
                    found.push(TableChange::RenameTrigger { from, to });
                }
            }
            (Some(before), None) => found.push(TableChange::DropTrigger(before.clone())),
            (None, Some(after)) => found.push(TableChange::CreateTrigger(after.clone())),
            (None, None) => {}
        }
    }
}

fn statistics(from: &Table, to: &Table, found: &mut Vec<TableChange>) {
    let what = |it: &Statistics| (it.kinds.clone(), it.on.clone());
    for (before, after) in pair(&from.statistics, &to.statistics, |a, b| what(a) == what(b)) {
        match (before, after) {
            (Some(before), Some(after)) => {
                if what(before) != what(after) {
                    let (from, to) = (before.clone(), after.clone());
                    found.push(TableChange::ReplaceStatistics { from, to });
                    continue;
                }
                if before.name != after.name {
                    let (from, to) = (before.name.clone(), after.name.clone());
                    found.push(TableChange::RenameStatistics { from, to });
                }
                if before.target != after.target {
                    let (name, from, to) = (after.name.clone(), before.target, after.target);
                    found.push(TableChange::SetStatisticsTarget { name, from, to });
                }
            }
            (Some(before), None) => found.push(TableChange::DropStatistics(before.clone())),
            (None, Some(after)) => found.push(TableChange::CreateStatistics(after.clone())),
            (None, None) => {}
        }
    }
}

/// Pairs the parts of before and after: by name, by `renamed_from`, and, where `same` says that only
/// the name differs, by definition (PostgreSQL's own names change with the columns').
fn pair<'a, T: Named>(
    from: &'a [T],
    to: &'a [T],
    same: impl Fn(&T, &T) -> bool,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut pairs: Vec<(Option<&T>, Option<&T>)> = Vec::new();
    let mut left: Vec<&T> = from.iter().filter(|it| by_name(to, it.name()).is_none()).collect();
    for after in to {
        let before = by_name(from, after.name()).or_else(|| {
            let hinted = left.iter().position(|it| after.renamed_from() == Some(it.name()));
            let at = hinted.or_else(|| left.iter().position(|it| same(it, after)))?;
            Some(left.remove(at))
        });
        pairs.push((before, Some(after)));
    }
    pairs.extend(left.into_iter().map(|before| (Some(before), None)));
    pairs
}
