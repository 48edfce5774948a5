//! What heirs and their parents wait for of each other, while both change.

use super::statement::Statement;
use super::step::{State, Step};
use super::{Planner, descendants};
use crate::diff::ColumnAspect;
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::table::Table;
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

impl Planner<'_> {
    pub(super) fn mark_heirs(&self, step: &mut Step) {
        let place = &mut step.place;
        match &step.statement {
            Statement::SetColumnType { table, to, .. } => {
                place.awaits.push(State::Alone(table.clone()));
                // It is its own only when the parent has it no more.
                place.without.extend(self.let_go_above(table, &to.name));
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
            }
            Statement::AttachPartition { table, .. } => place.requires.extend(self.retyped_in(table)),
            // What it is partitioned by can no longer get another type.
            Statement::Create(Object::Table(table)) if table.partition_by.is_some() => {
                let parent = table.partition_of.as_ref().map(|of| &of.table);
                place.requires.extend(parent.into_iter().flat_map(|it| self.retyped_in(it)));
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

    /// The columns of a table that get another type.
    fn retyped_in(&self, table: &QualifiedName) -> impl Iterator<Item = ObjectId> {
        let id = ObjectId::Table(table.clone());
        self.retyped.iter().filter(move |it| it.owner() == id).cloned()
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

    /// A check of its own that an heir has beside one of the same name that its parent does not hand down:
    /// PostgreSQL does not let it leave beside both. Where one of the two goes, the family is untied.
    pub(super) fn check_of_both(&self, table: &QualifiedName, parent: &QualifiedName) -> Option<Name> {
        let mut checks = self.from.table(parent).into_iter().flat_map(|it| &it.constraints);
        let is_own = |it: &Constraint| {
            own(self.from, table, &it.name).is_some_and(|it| matches!(it.kind, ConstraintKind::Check(_)))
        };
        checks.find(|it| is_kept_back(it) && is_own(it)).map(|it| it.name.clone())
    }
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
