//! Another type of a column: how it comes, and what it means that PostgreSQL cannot tell beforehand: whether a
//! cast exists between types that somebody made, and which indexes are built anew though the rows stay.

use std::collections::HashSet;

use super::cast::{base, gains_or_loses_zone, is_castable, is_string, keeps_rows, may_lose, may_refuse};
use super::column::{column_id, without};
use super::inherits::from_the_top;
use super::physical::{set_statistics_target, stored_otherwise};
use super::statement::Statement;
use super::step::{HazardKind, LockMode, Phase, Step, Undo};
use super::{Batch, Planner};
use crate::model::constraint::ConstraintKind;
use crate::model::data_type::TypeName;
use crate::model::dependencies::Dependencies;
use crate::model::table::{Column, ColumnValue, Statistics};
use crate::model::{DataType, Name, ObjectId, QualifiedName, Schema, Table};

/// Whether there is a cast, as far as one of the types is declared. Between what somebody made and what is built
/// in there is none but through text.
fn has_cast((before, from): (&Schema, &DataType), (after, to): (&Schema, &DataType)) -> bool {
    let (old, new) = (base(before, from), base(after, to));
    let is_made = |it: &DataType| matches!(it.name, TypeName::Named { .. });
    let is_text = |it: DataType| is_string(&DataType { array: false, ..it });
    is_castable(&old, &new)
        && match (is_made(&old), is_made(&new)) {
            (false, true) => !is_without_casts(after, &new) || is_text(old),
            (true, false) => !is_without_casts(before, &old) || is_text(new),
            (false, false) | (true, true) => true,
        }
}

impl Planner<'_> {
    pub(super) fn set_type(&mut self, table: &QualifiedName, from: &Column, to: &Column) -> Vec<Step> {
        let id = column_id(table, &to.name);
        if !self.leads_to(&from.data_type, &to.data_type) {
            let message = format!("{} cannot be turned into {}", from.data_type, to.data_type);
            let help =
                "add a column of another name with `backfill_sql`, and drop this one when nobody reads it";
            self.cannot(id, message, help);
            return Vec::new();
        }
        if let Some(heir) = self.heir_of_others(table, &to.name) {
            let message = format!("its type cannot change while {heir} has it from another table as well");
            let help = "let the heir go from one of them in one compile, change the type, and let it join again in a second";
            self.cannot(id, message, help);
            return Vec::new();
        }
        let set = |from: &Column, to: &Column| Statement::SetColumnType {
            table: table.clone(),
            from: from.clone(),
            to: to.clone(),
        };
        let summary = format!("change type of {id} from {} to {}", from.data_type, to.data_type);
        // A default may have to go before the type changes, and come back after it.
        let apart = self.makes_way(table, from, to);
        let defaults = (from.value.clone(), to.value.clone());
        // An expression is gone by then.
        let stays = |it: &ColumnValue| !apart && !matches!(it, ColumnValue::Generated(_));
        let bare = |column: &Column| Column { value: column.value.clone().filter(stays), ..column.clone() };
        let (from, to) = (&bare(from), &bare(to));
        let mut needs = Dependencies::inside(self.to, table);
        needs.column(to);
        let mut used = Dependencies::inside(self.from, table);
        used.column(from);
        let mut step = Step::new(set(from, to), summary, id.owner())
            .lock(LockMode::AccessExclusive, table)
            .requires(needs.into_ids())
            .releases(used.into_ids())
            // The column is taken from its dependants and given back to them.
            .removes(id.clone())
            .provides(id.clone())
            .undo(set(to, from));
        if !self.leads_back(&to.data_type, &from.data_type) {
            step = step
                .cannot_be_undone(format!("{} cannot be turned back into {}", to.data_type, from.data_type));
        }
        let below: Vec<ObjectId> = self.below(table, &to.name).collect();
        step.place.removes.extend(below.iter().cloned());
        step.place.provides.extend(below);
        if !keeps_rows(&from.data_type, &to.data_type) || from.collate != to.collate {
            let reason = "every row is written anew, and its indexes, under an exclusive lock";
            step = step.hazard(HazardKind::TableRewrite, id.path(), reason);
        } else if let Some(index) = self.index_built_again(table, from, to) {
            let reason = format!("its index {index} is built anew while nobody can read or write the table");
            step = step.hazard(HazardKind::AccessExclusiveLock, id.path(), reason);
        }
        if may_lose(&from.data_type, &to.data_type) {
            let reason = "values are rounded or cut where the new type has no room for them";
            step = step.hazard(HazardKind::DeletesData, id.path(), reason);
        }
        if may_refuse(&base(self.from, &from.data_type), &base(self.to, &to.data_type)) {
            let reason = "fails where a value has no room in the new type, or is none of it";
            step = step.hazard(HazardKind::Correctness, id.path(), reason);
        }
        if gains_or_loses_zone(&from.data_type, &to.data_type) {
            let reason = "times without a zone are taken as UTC";
            step = step.hazard(HazardKind::Correctness, id.path(), reason);
        }
        let has_default = |value: &Option<ColumnValue>| {
            matches!(value, Some(ColumnValue::Literal(_) | ColumnValue::Expression(_)))
        };
        let back = if has_default(&defaults.0) || has_default(&defaults.1) {
            self.values_again(table, &to.name)
        } else {
            Vec::new()
        };
        // PostgreSQL makes the parts that partitions have of its keys and indexes under its own names.
        let named = self.parts_built_with(self.to, table, &to.name).into_iter();
        let mut named: Vec<Step> = named
            .map(|it| {
                let summary = match &it {
                    Statement::ClearPartComments { index } => {
                        format!("clear the comments that parts got from {index}")
                    }
                    _ => format!("name the parts that were built with {id}"),
                };
                Step::new(it, summary, id.owner()).after()
            })
            .collect();
        let step = self.parts_built_with(self.from, table, &to.name).into_iter().fold(step, Step::undo);
        let stored = |schema| {
            let family = from_the_top(schema, &super::descendants(schema, table)).into_iter();
            // A new one is told when it comes.
            let family = family.filter(|it| !self.is_new(&it.name));
            let steps =
                family.filter_map(|it| Some(stored_otherwise(schema, it, it.column(&to.name)?, true)));
            steps.flatten().collect::<Vec<Step>>()
        };
        let step = stored(self.from).into_iter().map(|it| it.statement).fold(step, Step::undo);
        named.extend(stored(self.to).into_iter().map(Step::after));
        let targets = |schema| self.targets_again(schema, table, &to.name);
        let step = targets(self.from).into_iter().map(|it| it.statement).fold(step, Step::undo);
        named.extend(targets(self.to).into_iter().map(Step::after));
        if !apart {
            let step = back.into_iter().fold(step, Step::undo);
            // Another of its name takes over, or the table has no value to give: what partitions and heirs have
            // otherwise stays as it is written.
            let without_value = !has_default(&from.value) && !has_default(&to.value);
            let swapped = crate::diff::is_same_type(&from.data_type, &to.data_type)
                && from.collate == to.collate
                && self.created.iter().any(|it| it.type_name() == to.data_type.named().as_ref());
            // Where it has one, that goes first, and theirs with it.
            let mut steps = Vec::new();
            if !has_default(&from.value) {
                steps = self.drop_own_values(table, &to.name);
            }
            steps.push(if steps.is_empty() { step } else { step.after() });
            steps.extend(named);
            if swapped || without_value {
                steps.extend(self.own_values(table, &to.name));
            }
            return steps;
        }
        let drop = back.into_iter().fold(self.set_value(table, &to.name, defaults.0, None), Step::undo);
        let set = self.set_value(table, &to.name, None, defaults.1);
        let drop = without(drop, &id).phase(Phase::TakeApart);
        let mut steps = vec![drop, step.after()];
        steps.extend(named);
        steps.push(without(set, &id).after());
        steps
    }

    /// The targets of the statistics about the column: PostgreSQL builds these anew, and forgets their targets.
    fn targets_again(&self, schema: &Schema, table: &QualifiedName, column: &Name) -> Vec<Step> {
        let family = [table.clone()].into_iter().chain(super::descendants(schema, table));
        let family = family.filter(|it| !self.is_new(it)).filter_map(|it| schema.table(&it));
        let statistics = family.flat_map(|it| it.statistics.iter().map(move |own| (it, own)));
        let again = |(table, own): (&Table, &Statistics)| {
            // Those that stay, by the name that they have after.
            let after = self.to.table(&table.name).map_or(&[][..], |it| &it.statistics);
            let is_same = |it: &&Statistics| (&it.kinds, &it.on) == (&own.kinds, &own.on);
            let found = after.iter().find(|it| it.name == own.name).or_else(|| after.iter().find(is_same));
            let id = ObjectId::Statistics { table: table.name.clone(), name: found?.name.clone() };
            let mut reads = Dependencies::inside(schema, &table.name);
            reads.statistics(own);
            let read = reads.into_set().contains(&column_id(&table.name, column));
            (own.target.is_some() && read && !self.created.contains(&id))
                .then(|| set_statistics_target(&id, None, own.target))
        };
        statistics.filter_map(again).collect()
    }

    pub(super) fn leads_to(&self, from: &DataType, to: &DataType) -> bool {
        has_cast((self.from, from), (self.to, to))
    }

    /// The same of the way back: the old type as it was before, the new one as it is after.
    pub(super) fn leads_back(&self, to: &DataType, from: &DataType) -> bool {
        has_cast((self.to, to), (self.from, from))
    }

    /// An index that PostgreSQL builds again when the column changes but the rows stay: over another
    /// operator class, or with an expression or a condition, which it does not compare.
    pub(super) fn index_built_again(
        &self,
        table: &QualifiedName,
        from: &Column,
        to: &Column,
    ) -> Option<Name> {
        let after = self.to.table(table)?;
        let column = ObjectId::Column { table: table.clone(), name: to.name.clone() };
        let other_order = gains_or_loses_zone(&from.data_type, &to.data_type);
        let keys = after.constraints.iter().filter(|it| match &it.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                other_order && key.columns.contains(&to.name)
            }
            _ => false,
        });
        let indexes = after.indexes.iter().filter(|index| {
            let id = ObjectId::Index { table: table.clone(), name: index.name.clone() };
            let mut used = Dependencies::inside(self.to, table);
            used.index(index);
            let plain = index.predicate.is_none()
                && index.keys.iter().all(|it| matches!(it.on, crate::model::index::IndexedValue::Column(_)));
            // What this plan takes away and builds again beside running writes is no matter of the lock.
            (other_order || !plain) && used.into_set().contains(&column) && !self.created.contains(&id)
        });
        keys.map(|it| &it.name).chain(indexes.map(|it| &it.name)).next().cloned()
    }
}

/// The way back of a type names what it builds anew: an index that went before is not there yet.
pub(super) fn leave_out_what_went(batches: &mut [Batch]) {
    let mut gone: HashSet<QualifiedName> = HashSet::new();
    for step in batches.iter_mut().flat_map(|it| &mut it.steps) {
        match &step.statement {
            Statement::DropIndex { table, name, .. }
            | Statement::Drop(ObjectId::Constraint { table, name }) => {
                gone.insert(table.sibling(name.clone()));
            }
            Statement::DropIndexAndKeys { index } => _ = gone.insert(index.clone()),
            Statement::SetColumnType { .. } => {
                let Undo::With(undo) = &mut step.undo else { continue };
                undo.retain_mut(|it| match it {
                    Statement::NameParts { names, .. } => {
                        names.retain(|(of, _)| !gone.contains(of));
                        !names.is_empty()
                    }
                    Statement::ClearPartComments { index } => !gone.contains(index),
                    _ => true,
                });
            }
            _ => {}
        }
    }
}

/// Whether it is a type that has no casts of its own: an enum, a range, or rows.
fn is_without_casts(schema: &Schema, data_type: &DataType) -> bool {
    let Some(name) = data_type.named() else { return false };
    let kinds = [
        ObjectId::Enum,
        ObjectId::Composite,
        ObjectId::Range,
        ObjectId::Table,
        ObjectId::View,
        ObjectId::MaterializedView,
    ];
    kinds.iter().any(|id| schema.find(&id(name.clone())).is_some())
}
