//! Constraints of existing tables: added without looking at the rows, proved afterwards beside
//! running writes.

use super::statement::{Build, Statement, Validity};
use super::step::{HazardKind, LockMode, Step};
use super::{Planner, suffixed};
use crate::model::constraint::{Constraint, ConstraintKind, Key};
use crate::model::dependencies::Dependencies;
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::{Name, ObjectId, QualifiedName};

impl Planner<'_> {
    pub(super) fn add_constraint(&mut self, table: &QualifiedName, constraint: Constraint) -> Vec<Step> {
        match &constraint.kind {
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => {
                self.add_and_validate(table, constraint)
            }
            ConstraintKind::Unique(key) | ConstraintKind::PrimaryKey(key) => {
                let key = key.clone();
                let name = constraint.name.clone();
                self.add_key(table, constraint, &key, name)
            }
            ConstraintKind::Exclude(_) => {
                let object = format!("{table}.{}", constraint.name);
                let reason = "the index is built while nobody can read or write the table";
                let step = self.add_constraint_step(table, constraint, Validity::Checked);
                vec![step.hazard(HazardKind::AccessExclusiveLock, object, reason)]
            }
        }
    }

    fn add_and_validate(&mut self, table: &QualifiedName, constraint: Constraint) -> Vec<Step> {
        let partitioned = self.to.table(table).is_some_and(|it| it.partition_by.is_some());
        if partitioned && constraint.foreign_key().is_some() {
            let object = format!("{table}.{}", constraint.name);
            let reason = "a foreign key of a partitioned table is checked while writes wait";
            let step = self.add_constraint_step(table, constraint, Validity::Checked);
            return vec![step.hazard(HazardKind::ShareLock, object, reason)];
        }
        let name = constraint.name.clone();
        let id = ObjectId::Constraint { table: table.clone(), name: name.clone() };
        let add = self.add_constraint_step(table, constraint, Validity::NotValid);
        let validate = Statement::ValidateConstraint { table: table.clone(), name };
        let validate = Step::new(validate, format!("validate {id}"), id.owner())
            .lock(LockMode::ShareUpdateExclusive, table)
            .after_commit();
        vec![add, validate]
    }

    pub(super) fn add_constraint_step(
        &self,
        table: &QualifiedName,
        constraint: Constraint,
        validity: Validity,
    ) -> Step {
        let id = ObjectId::Constraint { table: table.clone(), name: constraint.name.clone() };
        let mut needs = Dependencies::inside(self.to, table);
        needs.constraint(&constraint);
        let mode = match constraint.kind {
            ConstraintKind::ForeignKey(_) => LockMode::ShareRowExclusive,
            _ => LockMode::AccessExclusive,
        };
        let new = self.is_new(table);
        let statement = Statement::AddConstraint { table: table.clone(), constraint, validity };
        let step = Step::new(statement, format!("add {id}"), id.owner())
            .requires(needs.into_set())
            .requires([id.owner()])
            .provides(id.clone())
            .undo(Statement::Drop(id));
        if new { step } else { step.lock(mode, table) }
    }

    /// The index first, beside running writes; then the constraint takes it over under `name`.
    fn add_key(&self, table: &QualifiedName, constraint: Constraint, key: &Key, index: Name) -> Vec<Step> {
        let id = ObjectId::Constraint { table: table.clone(), name: constraint.name.clone() };
        let owner = id.owner();
        let primary = constraint.is_primary_key();
        let mut steps = Vec::new();
        if primary {
            // The primary key makes its columns NOT NULL; the proof keeps that from scanning under lock.
            let before = self.table_before(table);
            for name in &key.columns {
                let column = before.and_then(|it| it.column(name)).filter(|column| !column.not_null);
                if let Some(column) = column {
                    steps.extend(self.set_not_null(table, column, !steps.is_empty()));
                }
            }
        }
        let partitioned = self.to.table(table).is_some_and(|it| it.partition_by.is_some());
        if partitioned {
            let reason = "an index of a partitioned table is built while writes wait";
            let object = format!("{table}.{}", constraint.name);
            let step = self.add_constraint_step(table, constraint, Validity::Checked);
            steps.push(step.hazard(HazardKind::AccessExclusiveLock, object, reason).after_commit());
            return steps;
        }
        let definition = Index {
            name: index.clone(),
            renamed_from: None,
            comment: None,
            unique: true,
            nulls_not_distinct: key.nulls_not_distinct,
            using: "btree".to_owned(),
            keys: key.columns.iter().map(plain_key).collect(),
            include: key.include.clone(),
            predicate: None,
            storage_parameters: indexmap::IndexMap::new(),
        };
        let columns =
            key.columns.iter().map(|name| ObjectId::Column { table: table.clone(), name: name.clone() });
        let build =
            Statement::CreateIndex { table: table.clone(), index: definition, build: Build::Concurrently };
        let build = Step::new(build, format!("build the index of {id}"), owner.clone())
            .no_transaction()
            .lock(LockMode::ShareUpdateExclusive, table)
            .requires(columns)
            .undo(Statement::DropIndex {
                table: table.clone(),
                name: index.clone(),
                build: Build::Concurrently,
            });
        steps.push(if steps.is_empty() { build } else { build.after_commit() });
        let statement = Statement::AddConstraintUsingIndex { table: table.clone(), constraint, index };
        steps.push(
            Step::new(statement, format!("add {id}"), owner)
                .lock(LockMode::AccessExclusive, table)
                .provides(id.clone())
                .undo(Statement::Drop(id))
                .after_commit(),
        );
        // Dropping the constraint drops its index, so there is nothing left for the index's own undo.
        if let [.., build, _] = steps.as_mut_slice() {
            build.undo = super::Undo::Nothing;
        }
        steps
    }

    pub(super) fn drop_constraint(&self, table: &QualifiedName, constraint: &Constraint) -> Step {
        let id = ObjectId::Constraint { table: table.clone(), name: constraint.name.clone() };
        let mut used = Dependencies::inside(self.from, table);
        used.constraint(constraint);
        let undo = Statement::AddConstraint {
            table: table.clone(),
            constraint: constraint.clone(),
            validity: Validity::Checked,
        };
        let step = Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .removes(id)
            .releases(used.into_set())
            .undo(undo);
        match constraint.kind {
            ConstraintKind::Unique(_) | ConstraintKind::PrimaryKey(_) => {
                let object = format!("{table}.{}", constraint.name);
                step.hazard(HazardKind::IndexDropped, object, "queries that used its index become slower")
            }
            _ => step,
        }
    }

    /// The old goes in the transaction in which the new comes.
    pub(super) fn replace_constraint(
        &mut self,
        table: &QualifiedName,
        from: &Constraint,
        to: Constraint,
    ) -> Vec<Step> {
        let drop = self.drop_constraint(table, from);
        let steps = match &to.kind {
            ConstraintKind::Unique(key) | ConstraintKind::PrimaryKey(key) => {
                let key = key.clone();
                let index = suffixed(to.name.as_str(), "_new");
                let mut steps = self.add_key(table, to, &key, index);
                if let Some(mut last) = steps.pop() {
                    let link = last.place.link;
                    last.place.link = super::step::Link::After;
                    let mut drop = drop;
                    drop.place.link = link;
                    steps.push(drop);
                    steps.push(last);
                }
                return steps;
            }
            _ => self.add_constraint(table, to),
        };
        let mut all = vec![drop];
        let mut rest = steps.into_iter();
        all.extend(rest.next().map(Step::after));
        all.extend(rest);
        all
    }
}

fn plain_key(name: &Name) -> IndexKey {
    IndexKey {
        on: IndexedValue::Column(name.clone()),
        collate: None,
        operator_class: None,
        descending: false,
        nulls_first: None,
    }
}
