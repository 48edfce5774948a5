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

use std::collections::BTreeSet;

use super::Impossible;
use crate::diff::{self, Change, ColumnAspect, ColumnChange, Diff, TableChange};
use crate::model::constraint::{Constraint, ConstraintKind, ForeignKey};
use crate::model::data_type::TypeName;
use crate::model::dependencies::{Dependencies, held_as_a_whole};
use crate::model::policy::Policy;
use crate::model::table::{ColumnValue, Table};
use crate::model::trigger::Trigger;
use crate::model::types::{Attribute, Composite};
use crate::model::{Object, ObjectId, QualifiedName, Schema};
use handled::Handled;
pub(super) use in_place::gets_columns;
use standing::is_standing_on;

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
            rebuild(before, from, &to, &mut diff.changes);
        }
        diff.changes.extend(more);
    }
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
        rebuild(before, from, &to, changes);
    }
}

/// The object goes and comes back with all that belongs to it; a rename is part of that.
fn rebuild(before: &Schema, from: Object, to: &Object, changes: &mut Vec<Change>) {
    let id = to.id();
    let mut old = from;
    changes.retain(|change| match change {
        Change::Rename { from, to } if *to == id => {
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

/// What nothing may refer to while it changes.
#[derive(Default)]
struct Touched {
    ids: BTreeSet<ObjectId>,
    /// The columns whose new type shows in the expressions over them.
    retyped: BTreeSet<ObjectId>,
    /// The columns that go and come back, with everything that stands on them.
    anew: BTreeSet<ObjectId>,
    /// The constraints that get another name, by the old one.
    renamed: BTreeSet<ObjectId>,
    /// The tables that get or lose columns.
    reshaped: BTreeSet<ObjectId>,
    /// Those of them that lose some.
    shrunk: BTreeSet<ObjectId>,
    /// The composite types, or those of tables' rows, that lose attributes: what makes values of them goes and
    /// comes back.
    cut: BTreeSet<ObjectId>,
    /// The views that have other rows; what holds rows of theirs has to be filled anew.
    requeried: BTreeSet<ObjectId>,
    /// The partitioned tables of which a partition goes out and in again, to which no foreign key may refer
    /// meanwhile.
    rebound: BTreeSet<QualifiedName>,
}

impl Touched {
    fn by(changes: &[Change]) -> Self {
        let mut touched = Self::default();
        for change in changes {
            match change {
                Change::Drop(object) => {
                    touched.ids.insert(object.id());
                }
                Change::Table { table, change } => touched.table(table, change),
                Change::Replace { from: Object::View(from), to: Object::View(to) } => {
                    let other_rows = from.definition != to.definition;
                    touched.requeried.extend(other_rows.then(|| ObjectId::View(to.name.clone())));
                }
                Change::Replace { from: Object::Composite(from), to: Object::Composite(to) } => {
                    touched.composite(from, to);
                    touched.ids.extend(super::swapped(change));
                }
                Change::Replace { .. } => touched.ids.extend(super::swapped(change)),
                _ => {}
            }
        }
        touched
    }

    fn composite(&mut self, from: &Composite, to: &Composite) {
        let after = |it: &Attribute| to.attributes.iter().find(|after| after.name == it.name);
        if !super::composite::lacking(from, to).is_empty() {
            // PostgreSQL would cut what makes values of it, which says the same afterwards.
            self.cut.insert(ObjectId::Composite(to.name.clone()));
        }
        let other = from.attributes.iter().filter(|it| after(it).is_some_and(|after| !it.is_like(after)));
        let id = |it: &Attribute| ObjectId::Column { table: to.name.clone(), name: it.name.clone() };
        self.ids.extend(other.map(id));
    }

    fn table(&mut self, table: &QualifiedName, change: &TableChange) {
        let table = table.clone();
        match change {
            TableChange::AlterColumn(ColumnChange { aspect: ColumnAspect::Type, from, to }) => {
                let id = ObjectId::Column { table, name: to.name.clone() };
                let other =
                    from.data_type.name != to.data_type.name || from.data_type.array != to.data_type.array;
                // PostgreSQL writes expressions over these anew, with more casts than they had.
                let casts = matches!(to.data_type.name, TypeName::Builtin("varchar" | "char"));
                // An enum that is swapped for another of its name.
                let swapped =
                    diff::is_same_type(&from.data_type, &to.data_type) && from.collate == to.collate;
                if other || casts || swapped {
                    self.retyped.insert(id.clone());
                }
                self.ids.insert(id);
            }
            TableChange::ReplaceColumn { to, .. } => {
                let id = ObjectId::Column { table, name: to.name.clone() };
                self.anew.insert(id.clone());
                self.retyped.insert(id.clone());
                self.ids.insert(id);
            }
            TableChange::AddColumn(_) | TableChange::RenameColumn { .. } => {
                self.reshaped.insert(ObjectId::Table(table));
            }
            TableChange::DropColumn(_) => {
                self.cut.insert(ObjectId::Composite(table.clone()));
                self.reshaped.insert(ObjectId::Table(table.clone()));
                self.shrunk.insert(ObjectId::Table(table));
            }
            TableChange::SetPartitionOf { from: Some(from), to: Some(to) } if from.table == to.table => {
                self.rebound.insert(to.table.clone());
            }
            TableChange::RenameConstraint { from, .. } => {
                self.renamed.insert(ObjectId::Constraint { table, name: from.clone() });
            }
            TableChange::DropConstraint(it) | TableChange::ReplaceConstraint { from: it, .. } => {
                self.ids.insert(ObjectId::Constraint { table, name: it.name.clone() });
            }
            TableChange::DropIndex(it) | TableChange::ReplaceIndex { from: it, .. } => {
                self.ids.insert(ObjectId::Index { table, name: it.name.clone() });
            }
            _ => {}
        }
    }

    /// What happens to a table's columns happens to those of its partitions and heirs.
    fn carry_over(&mut self, schema: &Schema) {
        let below = |table: &QualifiedName| super::descendants(schema, table);
        for columns in [&mut self.ids, &mut self.retyped, &mut self.anew] {
            let mut more = Vec::new();
            for id in columns.iter() {
                let ObjectId::Column { table, name } = id else { continue };
                more.extend(
                    below(table).into_iter().map(|table| ObjectId::Column { table, name: name.clone() }),
                );
            }
            columns.extend(more);
        }
        let mut above: Vec<QualifiedName> = self.rebound.iter().cloned().collect();
        while let Some(of) = above.pop().and_then(|it| schema.table(&it)?.partition_of.as_ref()) {
            above.push(of.table.clone());
            self.rebound.insert(of.table.clone());
        }
        let cut: Vec<_> = self.cut.iter().filter_map(ObjectId::type_name).flat_map(below).collect();
        self.cut.extend(cut.into_iter().map(ObjectId::Composite));
        self.carry_rows_over(schema);
        for tables in [&mut self.reshaped, &mut self.shrunk] {
            let heirs = tables.iter().filter_map(|id| match id {
                ObjectId::Table(table) => Some(below(table)),
                _ => None,
            });
            let more: Vec<ObjectId> = heirs.flatten().map(ObjectId::Table).collect();
            tables.extend(more);
        }
    }

    /// A view of a view that has other rows has other rows.
    fn carry_rows_over(&mut self, schema: &Schema) {
        let mut known = 0;
        while known < self.requeried.len() {
            known = self.requeried.len();
            for object in schema.objects.values() {
                let Object::View(view) = object else { continue };
                let mut found = Dependencies::new(schema);
                found.query(&view.definition);
                if !found.into_set().is_disjoint(&self.requeried) {
                    self.requeried.insert(object.id());
                }
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.ids.is_empty()
            && self.cut.is_empty()
            && self.reshaped.is_empty()
            && self.rebound.is_empty()
            && self.requeried.is_empty()
            && self.renamed.is_empty()
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
            let unchanged = old_policies.iter().any(|it| it.name == former) && !handled.contains(&id);
            if unchanged && self.needs(name, |found| _ = found.policy(policy)) {
                let from = Policy { name: former, ..policy.clone() };
                let change = TableChange::ReplacePolicy { from, to: policy.clone() };
                self.push(name, change, Some((id, policy.comment.as_ref())));
            }
        }
        for trigger in triggers {
            let id = ObjectId::Trigger { table: name.clone(), name: trigger.name.clone() };
            let former = handled.former(&id);
            let unchanged = old_triggers.iter().any(|it| it.name == former) && !handled.contains(&id);
            if unchanged && self.needs(name, |found| _ = found.trigger(trigger)) {
                let from = Trigger { name: former, ..trigger.clone() };
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
            let unchanged = before.column(&column.name).is_some() && !handled.contains(&id);
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
