//! What heirs and their parents wait for of each other, while both change.

use std::collections::BTreeSet;

use super::column::column_id;
use super::statement::Statement;
use super::step::{Place, State, Step};
use super::{Planner, descendants};
use crate::diff::partition::whole;
use crate::diff::{ColumnAspect, with_inherited_checks};
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::table::{Column, Table};
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

impl Planner<'_> {
    pub(super) fn mark_heirs(&self, step: &mut Step) {
        let place = &mut step.place;
        match &step.statement {
            Statement::SetColumnType { table, from, to } => {
                place.awaits.push(State::Alone(table.clone()));
                let id = column_id(table, &to.name);
                let has_value = [from, to].iter().any(|it| it.value.is_some());
                place.brings.extend(has_value.then_some(State::ValueSet(id)));
                // It is its own only when the parent has it no more.
                place.without.extend(self.let_go_above(table, &to.name));
                place.without.extend(self.heirs_that_go(table, holds_columns));
                self.let_go_of_own_values(place, table, &to.name);
            }
            Statement::SetColumnValue { table, column, .. } => {
                self.let_go_of_own_values(place, table, column);
            }
            Statement::AddColumn { table, column } => {
                // What has such a column already has to have it of that type, unless it leaves or goes.
                for heir in descendants(self.from, table) {
                    let own = self.from.table(&heir).and_then(|it| it.column(&column.name));
                    let id = ObjectId::Column { table: heir.clone(), name: column.name.clone() };
                    if self.retyped.contains(&id) {
                        place.requires.push(id);
                    }
                    if own.is_some_and(|it| ColumnAspect::Type.differs(it, column)) {
                        place.without.push(ObjectId::Table(heir.clone()));
                        place.awaits.push(State::Alone(heir));
                    }
                }
            }
            Statement::Inherit { table, parent } => {
                place.requires.extend(self.retyped_in(table));
                place.without.extend(self.columns_that_go(&[ObjectId::Table(parent.clone())].into()));
                place.awaits.extend(self.values_above(table));
            }
            Statement::AttachPartition { table, .. } => {
                place.requires.extend(self.retyped_in(table));
                place.awaits.extend(self.values_above(table));
                place.without.extend(self.narrow_keys_above(table));
            }
            Statement::AddConstraint { table, constraint, .. } if constraint.has_index() => {
                self.mark_narrow_key(place, table);
            }
            Statement::CreateIndex { table, index, .. } if index.unique => self.mark_narrow_key(place, table),
            Statement::Create(Object::Table(table)) => {
                place.awaits.extend(self.values_above(&table.name));
                place.without.extend(self.narrow_keys_above(&table.name));
                // What it is partitioned by, or has policies and triggers about, can no longer get another type; and
                // what it says of its columns and parts would be lost.
                let parents = table.partition_of.iter().map(|of| &of.table).chain(&table.inherits);
                place.requires.extend(parents.flat_map(|it| self.retyped_in(it)));
            }
            Statement::NoInherit { table, .. } => place.brings.push(State::Alone(table.clone())),
            Statement::Drop(ObjectId::Constraint { table, name }) => {
                let check = own(self.from, table, name);
                if check.is_none() {
                    place.awaits.push(State::Alone(table.clone()));
                } else if check.is_some_and(is_handed_down) {
                    // It would take along what is to become an heir's own.
                    let heirs = self.from.tables().filter(|it| it.inherits.contains(table));
                    place.awaits.extend(heirs.map(|it| State::Alone(it.name.clone())));
                }
            }
            _ => {}
        }
    }

    /// What is below the table before and not after leaves or goes first.
    pub(super) fn after_those_that_leave(
        &self,
        place: &mut Place,
        table: &QualifiedName,
        which: impl Fn(&Table) -> bool,
    ) {
        let below = descendants(self.to, table);
        let leaving = descendants(self.from, table).into_iter().filter(|it| !below.contains(it));
        for name in leaving.filter(|it| self.from.table(it).is_some_and(&which)) {
            place.awaits.extend([State::Detached(name.clone()), State::Alone(name.clone())]);
            place.without.push(ObjectId::Table(name));
        }
    }

    /// A key has every column by which partitions at any depth are partitioned: those that go or leave may lack
    /// in a new one.
    fn mark_narrow_key(&self, place: &mut Place, table: &QualifiedName) {
        self.after_those_that_leave(place, table, |it| it.partition_by.is_some());
    }

    /// The keys above a partition that is partitioned in its turn that go, since they may lack its columns.
    fn narrow_keys_above(&self, table: &QualifiedName) -> Vec<ObjectId> {
        let Some(table) = self.to.table(table).filter(|it| it.partition_by.is_some()) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for above in self.ancestors(table) {
            let (Some(old), Some(new)) = (self.from.table(&above), self.to.table(&above)) else { continue };
            let keys = old.constraints.iter().filter(|it| it.has_index());
            let keys = keys
                .filter(|it| new.constraints.iter().all(|new| new.name != it.name || new.kind != it.kind));
            found.extend(keys.map(|it| ObjectId::Constraint { table: above.clone(), name: it.name.clone() }));
            let indexes = old.indexes.iter().filter(|it| it.unique);
            let indexes =
                indexes.filter(|it| new.indexes.iter().all(|new| new.name != it.name || new.keys != it.keys));
            found.extend(indexes.map(|it| ObjectId::Index { table: above.clone(), name: it.name.clone() }));
        }
        found
    }

    /// The columns of a table that get another type.
    pub(super) fn retyped_in(&self, table: &QualifiedName) -> impl Iterator<Item = ObjectId> {
        let id = ObjectId::Table(table.clone());
        self.retyped.iter().filter(move |it| it.owner() == id).cloned()
    }

    /// New columns come in the order of the file, also in heirs, which may have new ones of their own. Those that
    /// are made anew go in the other order, so that on the way back they come in the order that they had.
    pub(super) fn column_order(&self, statement: &Statement) -> (Vec<State>, Vec<State>) {
        let created = |id: &ObjectId| self.created.contains(id);
        let position = |columns: &[Column], name: &Name| columns.iter().position(|it| it.name == *name);
        match statement {
            Statement::AddColumn { table, column } => {
                let mut awaits = Vec::new();
                let was_heir = descendants(self.from, table);
                let heirs = descendants(self.to, table).into_iter().filter(|it| was_heir.contains(it));
                for heir in heirs.chain([table.clone()]).filter_map(|it| self.to.table(&it)) {
                    let Some(at) = position(&heir.columns, &column.name) else { continue };
                    let mut sources =
                        if heir.inherits.is_empty() { BTreeSet::new() } else { self.ancestors(heir) };
                    sources.insert(heir.name.clone());
                    let earlier = heir.columns[..at].iter();
                    let earlier =
                        earlier.flat_map(|it| sources.iter().map(|source| column_id(source, &it.name)));
                    awaits.extend(earlier.filter(created).map(State::Added));
                }
                (vec![State::Added(column_id(table, &column.name))], awaits)
            }
            Statement::Drop(ObjectId::Column { table, name }) => {
                let columns = self.to.table(table).map(|it| &*it.columns).unwrap_or_default();
                let Some(at) = position(columns, name) else { return (Vec::new(), Vec::new()) };
                let later = columns[at + 1..].iter().map(|it| column_id(table, &it.name));
                (vec![State::Gone(column_id(table, name))], later.filter(created).map(State::Gone).collect())
            }
            _ => (Vec::new(), Vec::new()),
        }
    }

    /// The values above it that a table's columns do not share: one that is set while the table is below takes
    /// the place of its own.
    fn values_above(&self, table: &QualifiedName) -> Vec<State> {
        let Some(after) = self.to.table(table) else { return Vec::new() };
        // The same of those that it had before it joined, for the way back.
        let differ = |above: &QualifiedName| -> Vec<State> {
            let other = |schema: &Schema| {
                let both = whole(schema, table).zip(whole(schema, above));
                let differs = |own: &Column, above: &Table| {
                    above.column(&own.name).is_some_and(|above| above.value != own.value)
                };
                let differing = both.map(|(own, above)| {
                    let columns = own.columns.iter().filter(|own| differs(own, &above));
                    columns.map(|it| State::ValueSet(column_id(&above.name, &it.name))).collect::<Vec<_>>()
                });
                differing.unwrap_or_default()
            };
            [self.from, self.to].into_iter().flat_map(other).collect()
        };
        self.ancestors(after).iter().flat_map(differ).collect()
    }

    /// A column that goes from those that an heir has it from.
    fn let_go_above(&self, table: &QualifiedName, name: &Name) -> Vec<ObjectId> {
        let mut found = Vec::new();
        let mut waiting: Vec<&Table> = self.from.table(table).into_iter().collect();
        while let Some(heir) = waiting.pop() {
            for parent in heir.inherits.iter().filter_map(|it| self.from.table(it)) {
                let has = |it: &Table| it.column(name).is_some();
                if has(parent) && self.to.table(&parent.name).is_some_and(|it| !has(it)) {
                    found.push(ObjectId::Column { table: parent.name.clone(), name: name.clone() });
                }
                waiting.push(parent);
            }
        }
        found
    }
}

/// Whether something of the table may keep its columns from getting other types.
fn holds_columns(table: &Table) -> bool {
    !table.policies.is_empty() || !table.triggers.is_empty()
}

/// Undoes that an heir joins a parent, unless both have a check of one name that the parent does not hand down.
pub(super) fn joined(step: Step, schema: &Schema, table: &QualifiedName, parent: &QualifiedName) -> Step {
    if let Some(name) = check_of_both(schema, table, parent) {
        return step.cannot_be_undone(format!("table {table} {}", kept_by_both(parent, &name)));
    }
    step.undo(Statement::NoInherit { table: table.clone(), parent: parent.clone() })
}

/// Why an heir cannot leave.
pub(super) fn kept_by_both(parent: &QualifiedName, check: &Name) -> String {
    format!("cannot leave {parent} while both have a check {check} that is not inherited")
}

/// A check that an heir has, of its own or from another parent, beside one of the same name that its parent does not
/// hand down: PostgreSQL does not let it leave beside both. Where one of the two goes, the family is untied.
pub(super) fn check_of_both(schema: &Schema, table: &QualifiedName, parent: &QualifiedName) -> Option<Name> {
    let mut checks = schema.table(parent).into_iter().flat_map(|it| &it.constraints);
    let heir = with_inherited_checks(schema.table(table)?, schema);
    let has = |name: &Name| {
        heir.constraints.iter().any(|it| it.name == *name && matches!(it.kind, ConstraintKind::Check(_)))
    };
    checks.find(|it| is_kept_back(it) && has(&it.name)).map(|it| it.name.clone())
}

/// The constraint that a table itself has of that name.
fn own<'s>(schema: &'s Schema, table: &QualifiedName, name: &Name) -> Option<&'s Constraint> {
    schema.table(table)?.constraints.iter().find(|it| it.name == *name)
}

pub(super) fn is_handed_down(constraint: &Constraint) -> bool {
    matches!(&constraint.kind, ConstraintKind::Check(check) if !check.no_inherit)
}

pub(super) fn is_kept_back(constraint: &Constraint) -> bool {
    matches!(&constraint.kind, ConstraintKind::Check(check) if check.no_inherit)
}
