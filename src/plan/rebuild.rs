//! What PostgreSQL cannot change under something that refers to it: the dependants are taken down
//! first and built again afterwards. Only what is the same before and after is looked for here; a
//! dependant that differs is taken down and built anyway.

mod anew;
mod domains;
mod handled;
mod held;
mod in_place;
mod indexes;
mod logged;
mod renames;
mod standing;
mod swap;
mod tables;
mod touched;

use std::collections::BTreeSet;

use super::Impossible;
use super::everything_about;
use super::index::key_of_index;
use crate::diff::{self, Change, ColumnAspect, ColumnChange, Diff, TableChange};
use crate::model::constraint::{Constraint, ConstraintKind, ForeignKey};
use crate::model::dependencies::{Dependencies, held_as_a_whole};
use crate::model::policy::Policy;
use crate::model::table::{ColumnValue, Table};
use crate::model::trigger::Trigger;
use crate::model::{Object, ObjectId, QualifiedName, Schema};
use handled::Handled;
pub(super) use in_place::gets_columns;
use standing::is_standing_on;
use touched::Touched;

/// Adds the rebuilding of dependants to the changes, until no more turn up; reports what cannot be
/// rebuilt.
pub fn dependants(before: &Schema, diff: &mut Diff, to: &Schema) -> Vec<Impossible> {
    let impossible = with_dependants(before, diff, to);
    logged::keys(&diff.renamed, to, &mut diff.changes);
    renames::taken_in(&mut diff.changes);
    impossible
}

fn with_dependants(before: &Schema, diff: &mut Diff, to: &Schema) -> Vec<Impossible> {
    take_apart(before, &diff.renamed, to, &mut diff.changes);
    swap::types(&diff.renamed, to, &mut diff.changes);
    loop {
        anew::instead_of_changes(&diff.renamed, &mut diff.changes);
        let mut touched = Touched::by(&diff.changes);
        touched.carry_over(to);
        if touched.is_empty() {
            if tables::anew(&diff.renamed, to, &touched, &mut diff.changes) {
                continue;
            }
            return Vec::new();
        }
        if domains::bare(&diff.renamed, to, &touched, &mut diff.changes) {
            continue;
        }
        let mut search =
            Search { before: &diff.renamed, to, touched: &touched, more: Vec::new(), rebuilt: Vec::new() };
        search.objects(&diff.changes);
        if !(touched.ids.is_empty() && touched.cut.is_empty() && touched.rebound.is_empty()) {
            search.tables(&diff.changes);
        }
        let Search { more, rebuilt, .. } = search;
        if more.is_empty() && rebuilt.is_empty() {
            anew::put_last(&diff.renamed, to, &mut diff.changes);
            if tables::anew(&diff.renamed, to, &touched, &mut diff.changes) {
                continue;
            }
            return held::impossible(&diff.renamed, to, &touched);
        }
        for (from, to) in rebuilt {
            rebuild((before, &diff.renamed), from, &to, &mut diff.changes);
        }
        // What comes back says all that it has.
        let anew: Vec<ObjectId> =
            more.iter().filter_map(Change::created_part).filter(is_told_again).collect();
        let is_of = |on: &ObjectId| anew.contains(&key_of_index(to, on).unwrap_or_else(|| on.clone()));
        diff.changes.retain(|it| !matches!(it, Change::Comment { on, .. } if is_of(on)));
        diff.changes.extend(more);
    }
}

/// A column says what it is once all is done.
fn is_told_again(part: &ObjectId) -> bool {
    !matches!(part, ObjectId::Column { .. })
}

/// A view with other columns or a function with another result cannot be replaced in place: it goes and comes
/// back.
fn take_apart(before: &Schema, renamed: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    let cannot_stay = |change: &Change| {
        let Change::Replace { from, to: after } = change else { return None };
        let in_place = match (from, after) {
            (Object::Routine(from), Object::Routine(to)) => from.is_replaceable_by(to),
            (Object::View(old), Object::View(new)) => in_place::view((old, new), renamed, to, changes),
            (Object::MaterializedView(_), _) => false,
            _ => true,
        };
        (!in_place).then(|| (from.clone(), after.clone()))
    };
    let taken: Vec<(Object, Object)> = changes.iter().filter_map(cannot_stay).collect();
    for (from, to) in taken {
        rebuild((before, renamed), from, &to, changes);
    }
}

/// The object goes and comes back with all that belongs to it. A rename is part of that, where nothing stands on it
/// that has to go first, and names it as it is called after.
fn rebuild((before, renamed): (&Schema, &Schema), from: Object, to: &Object, changes: &mut Vec<Change>) {
    let id = to.id();
    let is_used = changes.iter().any(|it| matches!(it, Change::Rename { to, .. } if *to == id))
        && before.get(&id).is_none()
        && renamed.objects.iter().any(|(of, it)| *of != id && everything_about(renamed, it).contains(&id));
    let mut old = from;
    changes.retain(|change| match change {
        Change::Rename { from, to } if *to == id && !is_used => {
            old = before.get(from).cloned().unwrap_or_else(|| old.clone());
            false
        }
        Change::Comment { on, .. } => *on != id && !is_part(on, &id),
        Change::Grants { on, .. } => *on != id,
        Change::Replace { to, .. } => to.id() != id,
        Change::Table { table, .. } => ObjectId::MaterializedView(table.clone()) != id,
        _ => true,
    });
    changes.push(Change::Drop(old));
    changes.extend(diff::creation(to));
}

/// Whether it is a view's trigger or column, or a materialised view's index.
fn is_part(part: &ObjectId, view: &ObjectId) -> bool {
    match (part, view) {
        (
            ObjectId::Index { table, .. } | ObjectId::Trigger { table, .. } | ObjectId::Column { table, .. },
            ObjectId::View(name) | ObjectId::MaterializedView(name),
        ) => table == name,
        _ => false,
    }
}

/// Looks for what refers to the touched.
struct Search<'a> {
    before: &'a Schema,
    to: &'a Schema,
    touched: &'a Touched,
    more: Vec<Change>,
    /// Whole objects, before and after.
    rebuilt: Vec<(Object, Object)>,
}

impl Search<'_> {
    /// Views, and functions that take or return what changes.
    fn objects(&mut self, changes: &[Change]) {
        let handled: BTreeSet<ObjectId> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Create(object) | Change::Drop(object) => Some(object.id()),
                _ => None,
            })
            .collect();
        let replaced = changes.iter().filter_map(|change| match change {
            Change::Replace { to: Object::Routine(to), .. } => Some(ObjectId::Routine(to.signature())),
            _ => None,
        });
        let replaced: BTreeSet<ObjectId> = replaced.collect();
        for (id, after) in &self.to.objects {
            let Some(before) = self.before.get(id).filter(|_| !handled.contains(id)) else { continue };
            if is_standing_on(self.before, before, self.touched, replaced.contains(id))
                || is_standing_on(self.to, after, self.touched, false)
                || self.holds_what_shrinks(before, after)
                || self.holds_what_grows(before, after)
            {
                self.rebuilt.push((before.clone(), after.clone()));
            }
        }
    }

    fn tables(&mut self, changes: &[Change]) {
        for table in self.to.tables() {
            let Some(before) = self.before.table(&table.name) else { continue };
            if tables::is_anew(self.to, self.touched, &table.name) {
                continue;
            }
            let handled = Handled::of(changes, &table.name);
            let (old, new) = ((&*before.policies, &*before.triggers), (&*table.policies, &*table.triggers));
            self.policies_and_triggers(&table.name, old, new, &handled);
            self.constraints(before, table, &handled);
            self.indexes(&table.name, (&before.indexes, &table.indexes), &handled);
            self.statistics(before, table, &handled);
            self.defaults(before, table, &handled);
            self.generated(before, table, changes);
        }
        self.stored(changes);
        for (id, object) in &self.to.objects {
            let (Object::Additions(after), Some(Object::Additions(before))) = (object, self.before.get(id))
            else {
                continue;
            };
            let handled = Handled::of(changes, &after.table);
            let (old, new) = ((&*before.policies, &*before.triggers), (&*after.policies, &*after.triggers));
            self.policies_and_triggers(&after.table, old, new, &handled);
        }
    }

    /// Whether a function takes whole rows of what gets columns, and says otherwise before: that could not be brought
    /// back while they are there.
    fn holds_what_grows(&self, before: &Object, after: &Object) -> bool {
        let grown = &self.touched.grown;
        !grown.is_empty()
            && matches!(before, Object::Routine(_))
            && before != after
            && !held_as_a_whole(self.before, before).is_disjoint(grown)
    }

    /// Whether a function takes whole rows of a table that loses columns; the text of one that stays does not
    /// say so.
    fn holds_what_shrinks(&self, before: &Object, after: &Object) -> bool {
        let shrunk = &self.touched.shrunk;
        let is_parsed = |it: &Object| matches!(it, Object::Routine(it) if it.definition.is_some());
        !shrunk.is_empty()
            && (is_parsed(before) || before != after)
            && [(self.before, before), (self.to, after)]
                .iter()
                .any(|(schema, object)| !held_as_a_whole(schema, object).is_disjoint(shrunk))
    }

    fn push(
        &mut self,
        table: &QualifiedName,
        change: TableChange,
        comment: Option<(ObjectId, Option<&String>)>,
    ) {
        self.more.push(Change::Table { table: table.clone(), change });
        if let Some((on, Some(text))) = comment {
            self.more.push(Change::Comment { on, from: Some(text.clone()), to: Some(text.clone()) });
        }
    }

    fn policies_and_triggers(
        &mut self,
        name: &QualifiedName,
        (old_policies, old_triggers): (&[Policy], &[Trigger]),
        (policies, triggers): (&[Policy], &[Trigger]),
        handled: &Handled,
    ) {
        for policy in policies {
            let id = ObjectId::Policy { table: name.clone(), name: policy.name.clone() };
            let former = handled.former(&id);
            let old = old_policies.iter().find(|it| it.name == former && !handled.contains(&id));
            if let Some(old) = old
                && self.needs(name, |found| _ = found.policy(policy))
            {
                let from = Policy { name: former, comment: old.comment.clone(), ..policy.clone() };
                let change = TableChange::ReplacePolicy { from, to: policy.clone() };
                self.push(name, change, Some((id, policy.comment.as_ref())));
            }
        }
        for trigger in triggers {
            let id = ObjectId::Trigger { table: name.clone(), name: trigger.name.clone() };
            let former = handled.former(&id);
            let old = old_triggers.iter().find(|it| it.name == former && !handled.contains(&id));
            if let Some(old) = old
                && self.needs(name, |found| _ = found.trigger(trigger))
            {
                let from = Trigger { name: former, comment: old.comment.clone(), ..trigger.clone() };
                let change = TableChange::ReplaceTrigger { from, to: trigger.clone() };
                self.push(name, change, Some((id, trigger.comment.as_ref())));
            }
        }
    }

    fn constraints(&mut self, before: &Table, table: &Table, handled: &Handled) {
        for constraint in &table.constraints {
            let id = ObjectId::Constraint { table: table.name.clone(), name: constraint.name.clone() };
            let former = handled.former(&id);
            let old = before.constraints.iter().find(|it| it.name == former);
            let Some(old) = old.filter(|_| !handled.contains(&id)) else { continue };
            if !self.constraint_falls(&table.name, constraint) {
                continue;
            }
            if let ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) = &constraint.kind {
                // Its index cannot be built before the column is there again.
                self.push(&table.name, TableChange::DropConstraint(old.clone()), None);
                let comment = Some((id, constraint.comment.as_ref()));
                self.push(&table.name, TableChange::AddConstraint(constraint.clone()), comment);
            } else {
                let change = TableChange::ReplaceConstraint { from: old.clone(), to: constraint.clone() };
                self.push(&table.name, change, Some((id, constraint.comment.as_ref())));
            }
            let on = ObjectId::Index { table: table.name.clone(), name: constraint.name.clone() };
            let text = constraint.index_comment.clone();
            self.more.extend(text.map(|text| Change::Comment { on, from: None, to: Some(text) }));
        }
    }

    fn constraint_falls(&self, table: &QualifiedName, constraint: &Constraint) -> bool {
        let found = self.found(table, |found| _ = found.constraint(constraint));
        let of_type =
            |id: &ObjectId| !matches!(id, ObjectId::Column { .. }) || self.touched.retyped.contains(id);
        // Within one family it would wait for itself.
        let rebound = |it: &ForeignKey| {
            self.touched.rebound.contains(&it.table)
                && it.table != *table
                && !super::descendants(self.to, &it.table).contains(table)
        };
        match &constraint.kind {
            ConstraintKind::ForeignKey(key) if rebound(key) => true,
            // PostgreSQL carries keys over to the new type by itself.
            ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) => {
                !found.is_disjoint(&self.touched.anew)
            }
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclude(_) => {
                found.intersection(&self.touched.ids).any(of_type) || !found.is_disjoint(&self.touched.cut)
            }
        }
    }

    fn defaults(&mut self, before: &Table, table: &Table, handled: &Handled) {
        for column in &table.columns {
            let id = ObjectId::Column { table: table.name.clone(), name: column.name.clone() };
            // A partition's or heir's may change with that of its parent.
            let is_same = before.column(&column.name).is_some_and(|it| it.value == column.value);
            let unchanged = is_same && !handled.contains(&id);
            let Some(ColumnValue::Expression(sql)) = &column.value else { continue };
            if unchanged && self.needs(&table.name, |found| _ = found.expression(sql)) {
                let (from, to) = (column.clone(), column.clone());
                let change = ColumnChange { aspect: ColumnAspect::Value, from, to };
                self.push(&table.name, TableChange::AlterColumn(change), None);
            }
        }
    }

    fn found(&self, table: &QualifiedName, collect: impl Fn(&mut Dependencies)) -> BTreeSet<ObjectId> {
        found_in([self.before, self.to], table, collect)
    }

    fn needs(&self, table: &QualifiedName, collect: impl Fn(&mut Dependencies)) -> bool {
        let found = self.found(table, collect);
        !found.is_disjoint(&self.touched.ids) || !found.is_disjoint(&self.touched.cut)
    }
}

/// What a part of a table refers to, before or after.
fn found_in(
    schemas: [&Schema; 2],
    table: &QualifiedName,
    collect: impl Fn(&mut Dependencies),
) -> BTreeSet<ObjectId> {
    let mut all = BTreeSet::new();
    for schema in schemas {
        let mut found = Dependencies::inside(schema, table);
        collect(&mut found);
        all.extend(found.types_made().iter().cloned());
        all.extend(found.into_set());
    }
    all
}
