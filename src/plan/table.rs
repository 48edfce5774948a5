//! Tables: creating them whole, and the parts of existing ones that are not columns, constraints or
//! indexes.

use super::Planner;
use super::constraint::{has_key, repeated_keys};
use super::mark::Mark;
use super::policy::authz;
use super::statement::{Build, Statement, Validity};
use super::step::{HazardKind, LockMode, Step, Undo};
use crate::diff::TableChange;
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::dependencies::Dependencies;
use crate::model::naming::identity_sequence;
use crate::model::table::{Column, ColumnValue, RowSecurity, Table};
use crate::model::trigger::Trigger;
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema, Sql};

impl Planner<'_> {
    /// The table, then everything that stands on it.
    pub(super) fn create_table(&mut self, table: Table) -> Vec<Step> {
        let built_anew = self.built_anew(self.to, &table.name).is_some_and(|it| it == table.name);
        let rows = if built_anew { self.put_rows_back(&table) } else { Vec::new() };
        let (mut table, parents) = self.joins_afterwards(table);
        let apart = self.make_apart(&mut table);
        let name = table.name.clone();
        let id = ObjectId::Table(name.clone());
        let physical = self.physical(&table);
        let constraints = std::mem::take(&mut table.constraints);
        let repeated = repeated_keys(&constraints);
        // PostgreSQL takes a key that is there for the part of one of its parent's.
        let joins_with = |it: &Constraint| match &apart {
            Some(of) if it.key().is_some() => self.joins_with(&table, it, &of.table),
            _ => true,
        };
        let (inside, outside): (Vec<Constraint>, Vec<Constraint>) = constraints.into_iter().partition(|it| {
            self.fits_inside(&table.name, it) && !repeated.contains(&it.name) && joins_with(it)
        });
        let indexes = std::mem::take(&mut table.indexes);
        let policies = std::mem::take(&mut table.policies);
        let triggers = std::mem::take(&mut table.triggers);
        let row_security = table.row_security;
        let mut provided: Vec<ObjectId> = vec![id.clone()];
        let column = |it: &Column| ObjectId::Column { table: name.clone(), name: it.name.clone() };
        provided.extend(table.columns.iter().map(column));
        let identities = table.columns.iter().filter(|it| it.is_identity());
        provided
            .extend(identities.map(|it| ObjectId::Identity { table: name.clone(), name: it.name.clone() }));
        let sequences = table.columns.iter().filter_map(|it| identity_sequence(&name, it));
        provided.extend(sequences.map(ObjectId::Sequence));
        let constraint =
            |it: &Constraint| ObjectId::Constraint { table: name.clone(), name: it.name.clone() };
        provided.extend(inside.iter().map(constraint));
        let parent = table.partition_of.as_ref().or(apart.as_ref()).map(|it| it.table.clone());
        let undefaulted = self.without_the_parents_default(&table);
        let defaults = self.defaults_after_all(&mut table);
        table.columns = self.own_columns(&mut table);
        let parts = self.name_parts_of(&name, &inside);
        table.constraints = inside;
        let mut needs = Dependencies::inside(self.to, &name);
        for constraint in &table.constraints {
            needs.constraint(constraint);
        }
        let itself = Object::Table(table);
        needs.object(&itself);
        let own = |it: &ObjectId| it.owner() != id;
        let mut create = Step::new(Statement::Create(itself), format!("create {id}"), id.clone())
            .requires(needs.into_ids().into_iter().filter(own))
            .undo(Statement::Drop(id.clone()));
        let moved = self.to.table(&name).and_then(|it| self.rows_from_the_default(it));
        let mut attach = apart.map(|it| self.attach_new(&name, it));
        if let Some(parent) = parent.as_ref().filter(|it| moved.is_none() && !self.is_new(it)) {
            let joins = attach.as_mut().unwrap_or(&mut create);
            *joins = self.beside_the_default(joins.clone(), &name, parent);
        }
        if let Some(parent) = parent.filter(|it| self.is_target(self.to, it) || self.is_target(self.from, it))
        {
            // It stands in the constraint of whoever refers to the parent; a new one takes it along.
            if self.is_new(&parent) {
                create.undo = Undo::Nothing;
            } else if attach.is_none() {
                let detach =
                    Statement::DetachPartition { table: name.clone(), parent, build: Build::Blocking };
                create = create.undo_all(vec![detach, Statement::Drop(id.clone())]);
            }
        }
        attach.as_mut().unwrap_or(&mut create).place.provides = provided;
        let (set_aside, put_back) = moved.unzip();
        if set_aside.is_some() {
            create = create.after();
        }
        let mut steps =
            Vec::with_capacity(2 + indexes.len() + policies.len() + triggers.len() + outside.len());
        steps.extend(set_aside);
        steps.push(create);
        steps.extend(attach);
        steps.extend(put_back.map(Step::after));
        // Their first names may be those of the table's own indexes and keys.
        let named: Vec<ObjectId> = parts.iter().flat_map(|it| it.place.provides.clone()).collect();
        steps.extend(parts);
        let indexes = indexes.into_iter().map(|it| self.create_index_of_new(&name, it));
        steps.extend(indexes.map(|it| it.requires(named.clone())));
        if row_security != RowSecurity::Disabled {
            let statement = Statement::SetRowSecurity {
                table: name.clone(),
                from: RowSecurity::Disabled,
                to: row_security,
            };
            steps.push(
                Step::new(statement, format!("enable row security on {id}"), id.clone())
                    .requires([id.clone()]),
            );
        }
        // They go with the table, and nobody waits for it yet; but what they need may go before the table.
        let with_table = |step: Step| {
            let others = step.place.requires.iter().map(ObjectId::owner).filter(|it| *it != id);
            let mut others = others.filter(|it| !matches!(it, ObjectId::Role(_) | ObjectId::Namespace(_)));
            let changes = |it: &ObjectId| matches!(it, ObjectId::Table(it) if self.times_changed(it) > 0);
            let is_in_the_way = others.any(|it| self.created.contains(&it) || changes(&it));
            let undo = if is_in_the_way { step.undo } else { Undo::Nothing };
            Step { undo, lock: None, ..step }
        };
        let policies = policies.iter().map(|policy| self.create_policy(&name, policy));
        steps.extend(policies.map(with_table));
        let triggers = triggers.iter().map(|trigger| create_trigger(self.to, &name, trigger));
        steps.extend(triggers.map(with_table));
        for constraint in outside {
            let validity = Validity::of(&constraint);
            steps.push(self.add_constraint_step(&name, constraint, validity).requires(named.clone()));
        }
        steps.extend(undefaulted);
        steps.extend(defaults);
        steps.extend(physical);
        steps.extend(rows);
        let joins = self.change_parents(&name, &[], &parents).into_iter();
        steps.extend(joins.map(|step| Step { undo: Undo::Nothing, lock: None, ..step }));
        steps
    }

    /// Whether an expression calls a new function that cannot be created before the table.
    fn calls_back(&self, table: &QualifiedName, sql: &Sql) -> bool {
        let mut calls = Dependencies::inside(self.to, table);
        calls.expression(sql);
        let id = ObjectId::Table(table.clone());
        calls.into_set().iter().filter(|it| self.created.contains(it)).any(|called| {
            let Some(Object::Routine(routine)) = self.to.get(called) else { return false };
            let mut needs = Dependencies::new(self.to);
            needs.signature(routine).definition(routine);
            needs.into_set().contains(&id)
        })
    }

    /// The defaults that can be set only once the function that they call is there.
    fn defaults_after_all(&self, table: &mut Table) -> Vec<Step> {
        let mut steps = Vec::new();
        for column in &mut table.columns {
            let Some(ColumnValue::Expression(sql)) = &column.value else { continue };
            if self.calls_back(&table.name, sql) {
                let set = self.set_value(&table.name, &column.name, None, column.value.take());
                steps.push(Step { lock: None, ..set });
            }
        }
        steps
    }

    /// A new partition or heir has the defaults of its parents, unless they are taken from it.
    fn without_the_parents_default(&self, table: &Table) -> Vec<Step> {
        let is_default =
            |it: &&ColumnValue| matches!(it, ColumnValue::Literal(_) | ColumnValue::Expression(_));
        let parents = table.partition_of.iter().map(|it| &it.table).chain(&table.inherits);
        let parents: Vec<&Table> = parents.filter_map(|it| self.to.table(it)).collect();
        let mut steps = Vec::new();
        for column in table.columns.iter().filter(|it| it.value.is_none()) {
            let mut theirs = parents.iter().filter_map(|it| it.column(&column.name)?.value.as_ref());
            if let Some(value) = theirs.find(is_default) {
                let drop = self.set_value(&table.name, &column.name, Some(value.clone()), None);
                steps.push(Step { undo: Undo::Nothing, lock: None, ..drop });
            }
        }
        steps
    }

    /// The columns that CREATE TABLE names: of a partition only those that differ from its parent's.
    pub(super) fn own_columns(&mut self, table: &mut Table) -> Vec<Column> {
        if !table.inherits.is_empty() {
            return self.beyond_the_inherited(table);
        }
        let Some(partition) = &table.partition_of else { return std::mem::take(&mut table.columns) };
        let Some(parent) = self.to.table(&partition.table) else { return Vec::new() };
        let shape = |table: &Table| -> Vec<_> {
            let mut columns: Vec<_> = table
                .columns
                .iter()
                .map(|it| (it.name.clone(), it.data_type.to_string(), it.collate.clone()))
                .collect();
            columns.sort();
            columns
        };
        let special = |value: &Option<ColumnValue>| {
            matches!(value, Some(ColumnValue::Generated(_) | ColumnValue::Identity(_)))
        };
        let mut own = Vec::new();
        let mut same = shape(table) == shape(parent);
        for column in &table.columns {
            let Some(theirs) = parent.column(&column.name) else { continue };
            // Before PostgreSQL 17 a partition does not have its parent's identity.
            let without = column.value.is_none() && matches!(theirs.value, Some(ColumnValue::Identity(_)));
            // From then on it has it together with the sequence.
            let bare = |it: &Option<ColumnValue>| it.as_ref().map(ColumnValue::without_sequence_name);
            let other_value = bare(&column.value) != bare(&theirs.value) && !without;
            let generated = matches!(theirs.value, Some(ColumnValue::Generated(_)));
            same &= !other_value || !special(&column.value) && !generated;
            let not_null = column.not_null
                && !theirs.not_null
                && !without
                && !parent.primary_key_columns().contains(&column.name);
            if other_value && column.value.is_some() || not_null {
                let value = column.value.clone().filter(|_| other_value);
                own.push(Column { not_null, value, ..column.clone() });
            }
        }
        if !same {
            let message =
                format!("its columns are not those of {}, of which it is a partition", partition.table);
            let help = "list the same columns with the same types; only defaults and `not_null` may differ";
            self.cannot(ObjectId::Table(table.name.clone()), message, help);
        }
        own
    }

    /// A foreign key stands inside CREATE TABLE unless its target comes later, as in a circle. What is
    /// NOT VALID would be valid there.
    fn fits_inside(&self, table: &QualifiedName, constraint: &Constraint) -> bool {
        if constraint.not_valid {
            return false;
        }
        match &constraint.kind {
            ConstraintKind::Check(check) => return !self.calls_back(table, &check.expression),
            ConstraintKind::Exclude(rule) => {
                let mut says = rule.elements.iter().map(|(sql, _)| sql).chain(&rule.predicate);
                return !says.any(|sql| self.calls_back(table, sql));
            }
            _ => {}
        }
        let Some(key) = constraint.foreign_key() else { return true };
        let position = |name: &QualifiedName| self.positions.get(&ObjectId::Table(name.clone()));
        if let Some(root) = self.built_anew(self.to, table) {
            // Its rows come with it: those that they refer to have to be there, and the key over these.
            let other = self.built_anew(self.to, &key.table).is_some_and(|it| it != root);
            let before = self.from.table(&key.table);
            if other || before.is_none_or(|it| !has_key(it, &key.references)) {
                return key.table == *table;
            }
        }
        let needs_index = self.to.table(&key.table).is_some_and(|target| !has_key(target, &key.references));
        let exists_first = !self.is_new(&key.table) || position(&key.table) < position(table);
        !needs_index && (key.table == *table || exists_first)
    }

    pub(super) fn table_change(&mut self, table: &QualifiedName, change: TableChange) -> Vec<Step> {
        let mut steps = self.carry_out(table, change);
        self.mark_again(table, &mut steps);
        steps
    }

    fn carry_out(&mut self, table: &QualifiedName, change: TableChange) -> Vec<Step> {
        let id = ObjectId::Table(table.clone());
        match change {
            TableChange::AddColumn(column) => self.add_column(table, column),
            TableChange::DropColumn(column) => self.drop_column(table, &column),
            TableChange::AlterColumn(change) => self.alter_column(table, change),
            TableChange::ReplaceColumn { from, to } => self.replace_column(table, &from, to),
            TableChange::MoveColumn { name, is_new, after } => {
                let column = ObjectId::Column { table: table.clone(), name: name.clone() };
                let message = if !is_new && self.created.contains(&column) {
                    "it has to be made anew, and PostgreSQL puts new columns last"
                } else if is_new {
                    "it stands among older columns, but PostgreSQL puts new ones last"
                } else {
                    "it stands elsewhere than before, but PostgreSQL keeps the order of columns"
                };
                let mut message = message.to_owned();
                let mut help = match after {
                    Some(after) => format!("write `{}` after `{}`", name.as_str(), after.as_str()),
                    None => format!("write `{}` first", name.as_str()),
                };
                if let Some((column, of)) = self.other_type(table) {
                    message = format!(
                        "{message}, and the table is not made anew while {column} changes with the type {of}"
                    );
                    help.push_str(", or change the type in a compile of its own");
                }
                self.cannot(column, message, help);
                Vec::new()
            }
            TableChange::AddConstraint(constraint) => self.add_constraint(table, constraint),
            TableChange::DropConstraint(constraint) => self.drop_constraint(table, &constraint),
            TableChange::ValidateConstraint { from, to } => {
                let id = ObjectId::Constraint { table: table.clone(), name: to.name.clone() };
                let comment = super::comment_again(id.clone(), from.comment.as_ref());
                let step = super::constraint::validate(table, &to).requires([id]);
                vec![comment.into_iter().fold(step, Step::undo)]
            }
            TableChange::ReplaceConstraint { from, to } => self.replace_constraint(table, &from, to),
            TableChange::CreateIndex(index) => self.create_index(table, &index),
            TableChange::DropIndex(index) => self.drop_index(table, &index),
            TableChange::ReplaceIndex { from, to } => self.replace_index(table, &from, &to),
            TableChange::SetRowSecurity { from, to } => vec![self.set_row_security(table, from, to)],
            TableChange::CreatePolicy(policy) => {
                vec![authz(self.create_policy(table, &policy), table, &policy)]
            }
            TableChange::DropPolicy(policy) => vec![authz(self.drop_policy(table, &policy), table, &policy)],
            TableChange::ReplacePolicy { from, to } => vec![
                authz(self.drop_policy(table, &from), table, &from),
                authz(self.create_policy(table, &to), table, &to).after(),
            ],
            TableChange::CreateTrigger(trigger) => vec![create_trigger(self.to, table, &trigger)],
            TableChange::DropTrigger(trigger) => vec![self.drop_trigger(table, &trigger)],
            TableChange::ReplaceTrigger { from, to } => {
                vec![self.drop_trigger(table, &from), create_trigger(self.to, table, &to).after()]
            }
            TableChange::CreateStatistics(it) => self.create_statistics(table, &it),
            TableChange::DropStatistics(it) => vec![self.drop_statistics(table, &it)],
            TableChange::ReplaceStatistics { from, to } => {
                let mut steps = vec![self.drop_statistics(table, &from)];
                steps.extend(self.create_statistics(table, &to).into_iter().map(Step::after));
                steps
            }
            TableChange::RenameStatistics { from, to } => {
                vec![quiet_rename(ObjectId::Statistics { table: table.clone(), name: from }, to)]
            }
            TableChange::SetStatisticsTarget { name, from, to } => {
                let id = ObjectId::Statistics { table: table.clone(), name };
                vec![super::physical::set_statistics_target(&id, from, to)]
            }
            TableChange::SetReplicaIdentity { from, to } => {
                self.change_mark(table, &Mark::Identity(from), &Mark::Identity(to))
            }
            TableChange::SetClusterOn { from, to } => {
                self.change_mark(table, &Mark::Order(from), &Mark::Order(to))
            }
            TableChange::RenameColumn { from, to } => {
                if let Some(heir) = self.heir_of_others(table, &to) {
                    let column = ObjectId::Column { table: table.clone(), name: to };
                    let message =
                        format!("it cannot be renamed while {heir} has it from another table as well");
                    let help = "let the heir go from one of them in one compile, rename it, and let it join again in a second";
                    self.cannot(column, message, help);
                    return Vec::new();
                }
                if self.leaves(table) && super::partition::partitions(self.from, table).next().is_some() {
                    let column = ObjectId::Column { table: table.clone(), name: to };
                    let message =
                        "it cannot be renamed while its table leaves another with its own partitions";
                    self.cannot(
                        column,
                        message,
                        "let the table leave in one compile, and rename it in the next",
                    );
                    return Vec::new();
                }
                let in_indexes = self.rename_in_indexes(table, &from, &to);
                let after = super::descendants(self.to, table);
                let below = super::descendants(self.from, table).into_iter().filter(|it| after.contains(it));
                let below: Vec<ObjectId> = below.map(|it| super::column::column_id(&it, &to)).collect();
                let mut rename =
                    super::rename::rename(ObjectId::Column { table: table.clone(), name: from }, to);
                rename.place.provides.extend(below);
                [rename].into_iter().chain(in_indexes).collect()
            }
            TableChange::SetIndexParameters { name, from, to } => {
                vec![super::index::set_parameters(table, &name, &from, &to)]
            }
            TableChange::RenameConstraint { from, to } => {
                vec![quiet_rename(ObjectId::Constraint { table: table.clone(), name: from }, to)]
            }
            TableChange::RenameIndex { from, to } => {
                vec![quiet_rename(ObjectId::Index { table: table.clone(), name: from }, to)]
            }
            TableChange::RenamePolicy { from, to } => {
                vec![quiet_rename(ObjectId::Policy { table: table.clone(), name: from }, to)]
            }
            TableChange::RenameTrigger { from, to } => {
                vec![quiet_rename(ObjectId::Trigger { table: table.clone(), name: from }, to)]
            }
            TableChange::SetStorageParameters { from, to } => {
                vec![self.set_storage_parameters(table, from, to)]
            }
            TableChange::SetUnlogged { .. }
                if self.to.table(table).is_some_and(|it| it.partition_by.is_some()) =>
            {
                let message = "a partitioned table cannot become logged or unlogged";
                self.cannot(id, message, "write `unlogged` at its partitions: it means nothing here");
                Vec::new()
            }
            TableChange::SetUnlogged { to } => {
                let statement = |unlogged| Statement::SetUnlogged { table: table.clone(), unlogged };
                let word = if to { "unlogged" } else { "logged" };
                if let Some(user) = super::rows::keeper(self.from, self.to, &[table.clone()].into()) {
                    let message = format!("it cannot become {word} while {user} holds whole rows of it");
                    let help = "drop what holds its rows in one compile, make the change, and add it again in a second";
                    self.cannot(id, message, help);
                    return Vec::new();
                }
                vec![
                    Step::new(statement(to), format!("make {id} {word}"), id.clone())
                        .lock(LockMode::AccessExclusive, table)
                        .hazard(HazardKind::TableRewrite, table.to_string(), "the table is written anew")
                        .undo(statement(!to)),
                ]
            }
            TableChange::SetPartitionBy { .. } => {
                let help = "do it without renames, other types of its columns, `backfill_sql`, heirs and FORCE ROW LEVEL SECURITY";
                self.cannot(id, "it cannot be built anew to be partitioned differently", help);
                Vec::new()
            }
            TableChange::SetInherits { from, to } => self.change_parents(table, &from, &to),
            TableChange::SetPartitionOf { from, to } => self.move_partition(table, from, to),
        }
    }

    fn set_row_security(&self, table: &QualifiedName, from: RowSecurity, to: RowSecurity) -> Step {
        let id = ObjectId::Table(table.clone());
        let summary = match to {
            RowSecurity::Disabled => format!("disable row security on {id}"),
            RowSecurity::Enabled => format!("enable row security on {id}"),
            RowSecurity::Forced => format!("force row security on {id}"),
            RowSecurity::DisabledButForced => format!("disable row security on {id}, but force it"),
        };
        let statement = |from, to| Statement::SetRowSecurity { table: table.clone(), from, to };
        // Policies first: between ENABLE and a policy nobody would see a row.
        let policies = self.to.table(table).into_iter().flat_map(|it| &it.policies);
        let policies = policies.map(|it| ObjectId::Policy { table: table.clone(), name: it.name.clone() });
        Step::new(statement(from, to), summary, id)
            .lock(LockMode::AccessExclusive, table)
            .hazard(HazardKind::AuthzUpdate, table.to_string(), "which rows a role sees changes")
            .requires(policies)
            .undo(statement(to, from))
    }

    pub(super) fn drop_trigger(&self, table: &QualifiedName, trigger: &Trigger) -> Step {
        let id = ObjectId::Trigger { table: table.clone(), name: trigger.name.clone() };
        let mut used = Dependencies::inside(self.from, table);
        used.trigger(trigger);
        let create = Statement::CreateTrigger { table: table.clone(), trigger: trigger.clone() };
        let undo = [create].into_iter().chain(super::comment_again(id.clone(), trigger.comment.as_ref()));
        Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .removes(id)
            .releases(used.into_ids())
            .undo_all(undo.collect())
    }
}

/// The parts of a table whose names no other table, index or sequence of the schema can have.
pub(super) fn named_like_tables(table: &Table) -> Vec<ObjectId> {
    let indexes = table.indexes.iter().map(|it| it.name.clone());
    let keys = table
        .constraints
        .iter()
        .filter(|it| !matches!(it.kind, ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_)));
    let mut parts: Vec<ObjectId> =
        indexes.map(|name| ObjectId::Index { table: table.name.clone(), name }).collect();
    parts.extend(keys.map(|it| ObjectId::Constraint { table: table.name.clone(), name: it.name.clone() }));
    let sequences = table.columns.iter().filter_map(|it| identity_sequence(&table.name, it));
    parts.extend(sequences.map(ObjectId::Sequence));
    parts
}

pub(super) fn create_trigger(to: &Schema, table: &QualifiedName, trigger: &Trigger) -> Step {
    let id = ObjectId::Trigger { table: table.clone(), name: trigger.name.clone() };
    let mut needs = Dependencies::inside(to, table);
    needs.trigger(trigger);
    let statement = Statement::CreateTrigger { table: table.clone(), trigger: trigger.clone() };
    Step::new(statement, format!("create {id}"), id.owner())
        .lock(LockMode::ShareRowExclusive, table)
        .requires(needs.into_ids())
        .requires([id.owner(), ObjectId::View(table.clone())])
        .provides(id.clone())
        .undo(Statement::Drop(id))
}

/// A rename that no client notices.
fn quiet_rename(from: ObjectId, to: Name) -> Step {
    let mut step = super::rename::rename(from, to);
    step.hazards.clear();
    step
}
