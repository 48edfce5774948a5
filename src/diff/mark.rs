//! What a table says about one of its indexes: the replica identity, the index to cluster on. That may be one of
//! its own, or its part of one of its parent's, which is known by what it is a part of: PostgreSQL names it.

use super::part::{goes, staying};
use super::partition::{has_own, origin};
use super::{Change, TableChange};
use crate::model::table::ReplicaIdentity;
use crate::model::{Name, ObjectId, QualifiedName, Schema, Table};

/// Of one of its own, which may have got another name.
pub(super) fn marks(from: &Table, to: &Table, found: &mut Vec<TableChange>) {
    let renames: Vec<(Name, Name)> = found
        .iter()
        .filter_map(|change| match change {
            TableChange::RenameIndex { from, to } | TableChange::RenameConstraint { from, to } => {
                Some((from.clone(), to.clone()))
            }
            _ => None,
        })
        .collect();
    let now = |name: &Name| {
        let renamed = renames.iter().find(|(old, _)| old == name);
        renamed.map_or_else(|| name.clone(), |(_, new)| new.clone())
    };
    let before = match &from.replica_identity {
        ReplicaIdentity::Index(name) => ReplicaIdentity::Index(now(name)),
        other => other.clone(),
    };
    if before != to.replica_identity {
        found.push(TableChange::SetReplicaIdentity { from: before, to: to.replica_identity.clone() });
    }
    let before = from.cluster_on.as_ref().map(now);
    if before != to.cluster_on {
        found.push(TableChange::SetClusterOn { from: before, to: to.cluster_on.clone() });
    }
}

/// Of a part: another name is no change where it is a part of the same, and the same name is one where it is not.
pub(super) fn marks_of_parts(from: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    for (before, after) in staying(from, to) {
        let table = &after.name;
        let is_kept = |old: Option<&Name>, new: Option<&Name>| {
            let is_part = |table: &Table, name: Option<&Name>| name.is_some_and(|it| !has_own(table, it));
            if !is_part(before, old) && !is_part(after, new) {
                return None;
            }
            // One of its own that becomes a part stays what it is.
            let is_own = |name: Option<&Name>| name.is_some_and(|it| has_own(before, it));
            let was = old.and_then(|it| origin(from, table, it)).map(|it| renamed(it, changes));
            let is = new.and_then(|it| origin(to, table, it));
            Some(
                was.is_some()
                    && (was == is || old == new && is_own(old) && !was.is_some_and(|it| goes(&it, changes))),
            )
        };
        let identity = is_kept(before.replica_identity.index(), after.replica_identity.index());
        let order = is_kept(before.cluster_on.as_ref(), after.cluster_on.as_ref());
        if let Some(is_kept) = identity {
            let (from, to) = (before.replica_identity.clone(), after.replica_identity.clone());
            let is_about = |it: &TableChange| matches!(it, TableChange::SetReplicaIdentity { .. });
            correct(changes, table, is_kept, is_about, TableChange::SetReplicaIdentity { from, to });
        }
        if let Some(is_kept) = order {
            let (from, to) = (before.cluster_on.clone(), after.cluster_on.clone());
            let is_about = |it: &TableChange| matches!(it, TableChange::SetClusterOn { .. });
            correct(changes, table, is_kept, is_about, TableChange::SetClusterOn { from, to });
        }
    }
}

fn correct(
    changes: &mut Vec<Change>,
    table: &QualifiedName,
    is_kept: bool,
    is_about: impl Fn(&TableChange) -> bool,
    change: TableChange,
) {
    let is_mark =
        |it: &Change| matches!(it, Change::Table { table: of, change } if of == table && is_about(change));
    if is_kept {
        changes.retain(|it| !is_mark(it));
    } else if !changes.iter().any(is_mark) {
        changes.push(Change::Table { table: table.clone(), change });
    }
}

fn renamed(id: ObjectId, changes: &[Change]) -> ObjectId {
    let mut renames = changes.iter().filter_map(Change::renamed_part);
    renames.find(|(old, _)| *old == id).map_or(id, |(_, new)| new)
}
