//! What goes ahead of its table: policies of two tables that read one another; checks, indexes, defaults and
//! triggers that call a function of the table's rows. None could go otherwise.

use super::Planner;
use super::statement::{Build, Statement};
use super::step::{LockMode, Phase, Place, Step, Undo};
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::dependencies::Dependencies;
use crate::model::index::Index;
use crate::model::name::QualifiedName;
use crate::model::table::ColumnValue;
use crate::model::{Object, ObjectId, Table};

impl Planner<'_> {
    /// Whether a part of a table that goes uses, by what it says, what goes before the table or stands on it.
    fn uses_what_goes(&self, table: &QualifiedName, says: impl FnOnce(&mut Dependencies)) -> bool {
        let id = ObjectId::Table(table.clone());
        let position = |id: &ObjectId| self.positions.get(id);
        let mut found = Dependencies::inside(self.before, table);
        says(&mut found);
        found.into_set().iter().map(ObjectId::owner).any(|it| match it {
            ObjectId::Role(_) => false,
            ObjectId::Table(_) => it != id && self.dropped.contains(&it) && position(&it) < position(&id),
            _ => {
                self.dropped.contains(&it)
                    && self.before.get(&it).is_some_and(|it| self.holds(it).contains(&id))
            }
        })
    }

    /// The steps that drop such parts, and the table without them.
    pub(super) fn parts_ahead(&self, table: &Table) -> (Vec<Step>, Table) {
        let name = &table.name;
        let calls = |it: &Constraint| {
            matches!(it.kind, ConstraintKind::Check(_) | ConstraintKind::Exclude(_))
                && self.uses_what_goes(name, |found| _ = found.constraint(it))
        };
        let indexed = |it: &Index| self.uses_what_goes(name, |found| _ = found.index(it));
        let (policies, along): (Vec<_>, Vec<_>) = table
            .policies
            .iter()
            .cloned()
            .partition(|it| self.uses_what_goes(name, |found| _ = found.policy(it)));
        let (constraints, kept): (Vec<_>, Vec<_>) = table.constraints.iter().cloned().partition(calls);
        let (indexes, left): (Vec<_>, Vec<_>) = table.indexes.iter().cloned().partition(indexed);
        let mut steps: Vec<Step> = policies.iter().map(|it| self.drop_policy(name, it)).collect();
        steps.extend(constraints.iter().flat_map(|it| self.drop_constraint(name, it).into_iter().take(1)));
        steps.extend(indexes.iter().map(|it| {
            let mut used = Dependencies::inside(self.from, name);
            used.index(it);
            let id = ObjectId::Index { table: name.clone(), name: it.name.clone() };
            let again =
                Statement::CreateIndex { table: name.clone(), index: it.clone(), build: Build::Blocking };
            let undo = [again].into_iter().chain(super::comment_again(id.clone(), it.comment.as_ref()));
            Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.owner())
                .lock(LockMode::AccessExclusive, name)
                .removes(id)
                .releases(used.into_ids())
                .undo_all(undo.collect())
        }));
        let (triggers, fired): (Vec<_>, Vec<_>) = table.triggers.iter().cloned().partition(|it| {
            it.when.as_ref().is_some_and(|sql| self.uses_what_goes(name, |found| _ = found.expression(sql)))
        });
        steps.extend(triggers.iter().map(|it| self.drop_trigger(name, it)));
        let mut columns = table.columns.clone();
        for column in &mut columns {
            let Some(ColumnValue::Expression(sql)) = &column.value else { continue };
            if self.uses_what_goes(name, |found| _ = found.expression(sql)) {
                steps.push(self.set_value(name, &column.name, column.value.take(), None));
            }
        }
        let without = Table { policies: along, constraints: kept, indexes: left, ..table.clone() };
        (steps, Table { triggers: fired, columns, ..without })
    }

    /// The steps that drop such parts, for the drop of the table, which then holds less.
    pub(super) fn parts_first(&self, table: &Table, drop: &mut Step) -> Vec<Step> {
        let (steps, without) = self.parts_ahead(table);
        if steps.is_empty() {
            return steps;
        }
        drop.place.releases = self.holds(&Object::Table(without)).into_iter().collect();
        drop.place.without.extend(steps.iter().flat_map(|it| it.place.removes.clone()));
        let first = |step: Step| {
            let place = Place { phase: Phase::TakeDown, ..step.place };
            Step { undo: Undo::Nothing, hazards: Vec::new(), place, ..step }
        };
        steps.into_iter().map(first).collect()
    }
}
