//! What CREATE OR REPLACE can change of views: those of which the text proves that they keep their columns.
//! Where that is in doubt, the old goes and the new comes.

use std::collections::BTreeSet;

use crate::diff::{Change, TableChange};
use crate::model::dependencies::{Dependencies, selects_every_column};
use crate::model::sql_text::yielded;
use crate::model::view::View;
use crate::model::{Object, ObjectId, Schema};
use crate::plan::everything_about;

/// Whether a view keeps its columns. It may have more at the end; these cannot be taken away again in place, so
/// that on the way back it goes, and what stands on it.
pub(super) fn view((from, to): (&View, &View), before: &Schema, after: &Schema, changes: &[Change]) -> bool {
    if from.triggers != to.triggers || from.columns.len() > to.columns.len() {
        return false;
    }
    let same_query = from.definition == to.definition;
    if same_query && from.columns == to.columns {
        // A text that is the same may mean something else.
        return from.options != to.options;
    }
    let id = ObjectId::View(to.name.clone());
    if means_another((from, to), &id, before, after, changes) {
        return false;
    }
    let (Some(old), Some(new)) = (yielded(from.definition.as_str()), yielded(to.definition.as_str())) else {
        return false;
    };
    if !old.selects_as(&new) {
        return false;
    }
    if old.targets == new.targets {
        return from.columns == to.columns;
    }
    let names_follow = match (from.columns.len(), to.columns.len()) {
        (0, 0) => true,
        (old_names, new_names) => {
            (old_names, new_names) == (old.targets.len(), new.targets.len())
                && to.columns.starts_with(&from.columns)
        }
    };
    names_follow
        && !old.targets.is_empty()
        && new.targets.starts_with(&old.targets)
        && only_views_stand_on(&id, before, after)
}

/// Whether a view has more columns after, where it is replaced in place.
pub(in crate::plan) fn gets_columns(from: &View, to: &View) -> bool {
    let targets = |it: &View| yielded(it.definition.as_str()).map(|it| it.targets.len());
    from.columns.len() < to.columns.len() || targets(from) != targets(to)
}

/// Whether what a view names is called otherwise before, or may be another function after.
fn means_another(
    (from, to): (&View, &View),
    id: &ObjectId,
    before: &Schema,
    after: &Schema,
    changes: &[Change],
) -> bool {
    let mut needs: BTreeSet<ObjectId> = BTreeSet::from([id.clone()]);
    for (schema, view) in [(before, from), (after, to)] {
        let mut found = Dependencies::new(schema);
        found.query(&view.definition);
        needs.extend(found.into_set());
    }
    changes.iter().any(|change| match change {
        Change::Rename { to, .. } => needs.contains(to),
        Change::Table { table, change } => is_felt(change) && needs.contains(&ObjectId::Table(table.clone())),
        Change::Create(object @ Object::Routine(_)) | Change::Drop(object @ Object::Routine(_)) => {
            needs.contains(&object.id())
        }
        _ => false,
    })
}

/// Whether a query may mean something else after a change of its table, or hold it up: GROUP BY leans on keys.
fn is_felt(change: &TableChange) -> bool {
    match change {
        TableChange::RenameColumn { .. } => true,
        TableChange::AddConstraint(it)
        | TableChange::DropConstraint(it)
        | TableChange::ReplaceConstraint { to: it, .. } => it.key().is_some(),
        _ => false,
    }
}

/// Whether nothing but views stands on a view, which stay as they are and do not take the new columns.
fn only_views_stand_on(view: &ObjectId, before: &Schema, after: &Schema) -> bool {
    let (old, new) = (stands_on(before, view), stands_on(after, view));
    let stays = |id: &ObjectId| {
        matches!(after.get(id), Some(Object::View(it)) if !selects_every_column(&it.definition))
            && before.get(id) == after.get(id)
    };
    old == new && old.iter().filter(|it| *it != view).all(stays)
}

/// The view and what stands on it, whether by way of others or not.
fn stands_on(schema: &Schema, view: &ObjectId) -> BTreeSet<ObjectId> {
    let needs: Vec<(&ObjectId, BTreeSet<ObjectId>)> =
        schema.objects.iter().map(|(id, object)| (id, everything_about(schema, object))).collect();
    let (mut found, mut known) = (BTreeSet::from([view.clone()]), 0);
    while known < found.len() {
        known = found.len();
        let more: Vec<ObjectId> =
            needs.iter().filter(|(_, it)| !it.is_disjoint(&found)).map(|(id, _)| (*id).clone()).collect();
        found.extend(more);
    }
    found
}
