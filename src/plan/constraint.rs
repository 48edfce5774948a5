//! Constraints of existing tables: added without looking at the rows, proved afterwards beside
//! running writes.

use super::Planner;
use super::statement::{Build, Statement, Validity};
use super::step::{HazardKind, LockMode, Step};
use crate::diff::partition::{ParentsIndex, is_named_as_a_foreign_key, whole};
use crate::model::constraint::{Constraint, ConstraintKind, Deferrable, Key, is_same_key};
use crate::model::dependencies::Dependencies;
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::{Name, ObjectId, QualifiedName, Table};

impl Planner<'_> {
    pub(super) fn add_constraint(&mut self, table: &QualifiedName, constraint: Constraint) -> Vec<Step> {
        self.keep_apart_from_its_parents(table, &constraint.name);
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
                let id = ObjectId::Constraint { table: table.clone(), name: constraint.name.clone() };
                let reason = "the index is built while nobody can read or write the table";
                let step = self
                    .add_constraint_step(table, constraint, Validity::Checked)
                    .builds_index(&id, Build::Blocking);
                vec![step.hazard(HazardKind::AccessExclusiveLock, id.path(), reason)]
            }
        }
    }

    /// A partition has its parent's foreign key under the name that the parent gives it, if that was free.
    fn keep_apart_from_its_parents(&mut self, table: &QualifiedName, name: &Name) {
        let had = self.from.table(table).is_some_and(|it| it.constraints.iter().any(|it| it.name == *name));
        let parents = [self.from, self.to].map(|schema| {
            let of = schema.table(table)?.partition_of.as_ref().filter(|_| !had)?;
            whole(schema, &of.table).filter(|it| is_named_as_a_foreign_key(name, it))
        });
        let [Some(before), Some(after)] = parents else { return };
        if before.name != after.name {
            return;
        }
        let id = ObjectId::Constraint { table: table.clone(), name: name.clone() };
        let message = format!("its part of a foreign key of {} has that name", after.name);
        self.cannot(id, message, "choose another name");
    }

    fn add_and_validate(&mut self, table: &QualifiedName, constraint: Constraint) -> Vec<Step> {
        let partitioned = self.to.table(table).is_some_and(|it| it.partition_by.is_some());
        if partitioned && constraint.foreign_key().is_some() {
            let object = format!("{table}.{}", constraint.name);
            if constraint.not_valid {
                let id = ObjectId::Constraint { table: table.clone(), name: constraint.name.clone() };
                let message = "a foreign key of a partitioned table looks at every row at once";
                self.cannot(id, message, "leave out `not_valid`, or write the key at each partition");
            }
            let reason = "a foreign key of a partitioned table is checked while writes wait";
            let step = self.add_constraint_step(table, constraint, Validity::Checked);
            return vec![step.hazard(HazardKind::ShareLock, object, reason)];
        }
        if self.is_partitioned_target(&constraint) && !constraint.not_valid {
            // VALIDATE would leave the part of it that each partition has as it is.
            let object = format!("{table}.{}", constraint.name);
            let reason = "a foreign key to a partitioned table is checked while writes wait";
            let step = self.add_constraint_step(table, constraint, Validity::Checked);
            return vec![step.hazard(HazardKind::ShareLock, object, reason)];
        }
        let not_valid = constraint.not_valid;
        let validate = validate(table, &constraint);
        let add = self.add_constraint_step(table, constraint, Validity::NotValid);
        if not_valid { vec![add] } else { vec![add, validate.after_commit()] }
    }

    fn is_partitioned_target(&self, constraint: &Constraint) -> bool {
        let target = constraint.foreign_key().and_then(|key| self.to.table(&key.table));
        target.is_some_and(|it| it.partition_by.is_some())
    }

    /// Whether a foreign key can be added without looking at the rows, which are proved in a second step.
    pub(super) fn is_proved_afterwards(&self, table: &QualifiedName, constraint: &Constraint) -> bool {
        let partitioned = self.to.table(table).is_some_and(|it| it.partition_by.is_some());
        !partitioned && !self.is_partitioned_target(constraint) && !constraint.not_valid
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
        let key = constraint.clone();
        let statement = Statement::AddConstraint { table: table.clone(), constraint, validity };
        let step = Step::new(statement, format!("add {id}"), id.owner())
            .requires(needs.into_ids())
            .requires([id.owner()])
            .provides(id.clone())
            .undo(Statement::Drop(id));
        if new { step } else { step.lock(mode, table).lock_both(&key) }
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
            let old_key = before.map(Table::primary_key_columns).unwrap_or_default();
            for name in key.columns.iter().filter(|name| !old_key.contains(name)) {
                let old = before.and_then(|it| it.column(name));
                let old = old.filter(|it| !it.not_null || self.takes_null_above(table, name));
                let new = self.to.table(table).and_then(|it| it.column(name));
                if let (Some(_), Some(column)) = (old, new) {
                    steps.extend(self.set_not_null(table, column));
                }
            }
        }
        let partitioned = self.to.table(table).is_some_and(|it| it.partition_by.is_some());
        if partitioned {
            let reason = "an index of a partitioned table is built while nobody can read or write it";
            let step = self
                .add_constraint_step(table, constraint.clone(), Validity::Checked)
                .builds_index(&id, Build::Blocking);
            let step = step.hazard(HazardKind::AccessExclusiveLock, id.path(), reason).after_commit();
            steps.extend(self.make_beside_twins(table, ParentsIndex::Key(&constraint), step));
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
            storage_parameters: constraint.storage_parameters.clone(),
        };
        let columns =
            key.columns.iter().map(|name| ObjectId::Column { table: table.clone(), name: name.clone() });
        let create =
            |build: Build| Statement::CreateIndex { table: table.clone(), index: definition.clone(), build };
        let build = Step::new(create(Build::Concurrently), format!("build the index of {id}"), owner.clone())
            .no_transaction()
            .lock(LockMode::ShareUpdateExclusive, table)
            .builds_index(&id, Build::Concurrently)
            .requires(columns)
            .provides(ObjectId::Index { table: table.clone(), name: index.clone() })
            .undo(Statement::DropIndex {
                table: table.clone(),
                name: index.clone(),
                build: Build::Concurrently,
            });
        steps.push(build.after_commit());
        let statement = Statement::AddConstraintUsingIndex { table: table.clone(), constraint, index };
        steps.push(
            Step::new(statement, format!("add {id}"), owner)
                .lock(LockMode::AccessExclusive, table)
                .provides(id.clone())
                .undo(Statement::Drop(id))
                // It goes with the constraint, and the step before left it there.
                .undo(create(Build::Again))
                .after_commit(),
        );
        steps
    }

    /// The columns of a primary key stay NOT NULL by themselves; they are let go with it.
    pub(super) fn drop_constraint(&self, table: &QualifiedName, constraint: &Constraint) -> Vec<Step> {
        let id = ObjectId::Constraint { table: table.clone(), name: constraint.name.clone() };
        let mut used = Dependencies::inside(self.from, table);
        used.constraint(constraint);
        let mut used = used.into_set();
        if matches!(constraint.kind, ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_)) {
            // PostgreSQL carries a key over to another type of its columns.
            used.retain(|it| !self.retyped.contains(it));
        }
        used.extend(self.all_it_may_stand_on(constraint));
        let undo = Statement::AddConstraint {
            table: table.clone(),
            constraint: constraint.clone(),
            validity: Validity::of(constraint),
        };
        let undo = self.make_again_beside_twins(table, ParentsIndex::Key(constraint), undo).into_iter();
        let undo = undo.chain(super::comment_again(id.clone(), constraint.comment.as_ref()));
        let index = ObjectId::Index { table: table.clone(), name: constraint.name.clone() };
        let undo = undo.chain(super::comment_again(index, constraint.index_comment.as_ref()));
        let parts =
            if constraint.has_index() { self.parts_again(table, &constraint.name) } else { Vec::new() };
        let undo = undo.chain(parts);
        let mut step = Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .lock_both(constraint)
            .removes(id.clone())
            .releases(used)
            .undo_all(undo.collect());
        if constraint.has_index() {
            step = step.drops_index_under_lock(&id);
            step = self.named_below(table, &constraint.name).into_iter().fold(step, Step::removes);
        }
        let is_key_over = |columns: &[Name]| {
            constraint.deferrable == Deferrable::No
                && constraint.key().is_some_and(|key| is_same_key(&key.columns, columns))
        };
        let mut steps = self.drop_under_foreign_keys(&id, step, is_key_over);
        steps.extend(self.drop_check_from_heirs(table, constraint).into_iter().map(Step::after));
        if let (ConstraintKind::PrimaryKey(key), Some(after)) = (&constraint.kind, self.to.table(table)) {
            let nullable = |name: &&Name| {
                after.column(name).is_some_and(|it| !it.not_null)
                    && !after.primary_key_columns().contains(name)
            };
            for name in key.columns.iter().filter(nullable) {
                let id = ObjectId::Column { table: table.clone(), name: name.clone() };
                let drop = Statement::DropNotNull { table: table.clone(), column: name.clone() };
                let undo = Statement::SetNotNull { table: table.clone(), column: name.clone() };
                let mut step = Step::new(drop, format!("allow NULL in {id}"), id.owner());
                // An identity has none for as long as it is one.
                let before = self.from.table(table).and_then(|it| it.column(name));
                let sequence = before.and_then(|it| self.sequence_before(table, it));
                step.place.without.extend(sequence.map(ObjectId::Sequence));
                steps.push(step.lock(LockMode::AccessExclusive, table).undo(undo).after());
            }
        }
        steps
    }

    /// The old goes in the transaction in which the new comes.
    pub(super) fn replace_constraint(
        &mut self,
        table: &QualifiedName,
        from: &Constraint,
        to: Constraint,
    ) -> Vec<Step> {
        let mut drop = self.drop_constraint(table, from);
        if let (true, Some(step)) = (to.not_valid && !from.not_valid, drop.first_mut()) {
            let reason = "PostgreSQL no longer knows that every row keeps it";
            let object = format!("{table}.{}", to.name);
            *step = step.clone().hazard(HazardKind::Correctness, object, reason);
        }
        let mut steps = match &to.kind {
            ConstraintKind::Unique(key) | ConstraintKind::PrimaryKey(key) => {
                let key = key.clone();
                let index =
                    self.spare.relation(&table.sibling(to.name.clone()), to.name.as_str(), "_new").name;
                self.add_key(table, to, &key, index)
            }
            _ => self.add_constraint(table, to),
        };
        // A key's index is built before; a check or foreign key is validated afterwards.
        let adds = |step: &Step| {
            matches!(
                step.statement,
                Statement::AddConstraint { .. } | Statement::AddConstraintUsingIndex { .. }
            )
        };
        // A key whose parts are made one by one comes with the first of them.
        let declares = |step: &Step| {
            matches!(step.statement, Statement::AddConstraint { validity: Validity::OnParentOnly, .. })
        };
        let at = steps.iter().position(declares).or_else(|| steps.iter().rposition(adds)).unwrap_or_default();
        let mut rest = steps.split_off(at).into_iter();
        let add = rest.next();
        let link = add.as_ref().map(|step| step.place.link).unwrap_or_default();
        steps.extend(drop.into_iter().enumerate().map(|(at, mut step)| {
            step.place.link = if at == 0 { link } else { step.place.link };
            step
        }));
        steps.extend(add.map(Step::after));
        steps.extend(rest);
        steps
    }
}

/// The rows from before are looked at, beside running writes.
pub(super) fn validate(table: &QualifiedName, constraint: &Constraint) -> Step {
    let id = ObjectId::Constraint { table: table.clone(), name: constraint.name.clone() };
    let validate = Statement::ValidateConstraint { table: table.clone(), name: constraint.name.clone() };
    let add = Statement::AddConstraint {
        table: table.clone(),
        constraint: constraint.clone(),
        validity: Validity::NotValid,
    };
    let undo = [Statement::Drop(id.clone()), add];
    let undo = undo.into_iter().chain(super::comment_again(id.clone(), constraint.comment.as_ref()));
    Step::new(validate, format!("validate {id}"), id.owner())
        .lock(LockMode::ShareUpdateExclusive, table)
        .undo_all(undo.collect())
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

/// Whether the columns are a key that CREATE TABLE itself makes.
pub(super) fn has_key(table: &Table, columns: &[Name]) -> bool {
    use ConstraintKind::{PrimaryKey, Unique};
    table.constraints.iter().any(|constraint| match &constraint.kind {
        PrimaryKey(key) | Unique(key) => {
            key.columns.len() == columns.len() && key.columns.iter().all(|column| columns.contains(column))
        }
        _ => false,
    })
}

/// The unique and exclusion constraints that PostgreSQL would take for others of the same CREATE TABLE.
pub(super) fn repeated_keys(constraints: &[Constraint]) -> Vec<Name> {
    use ConstraintKind::{Exclude, PrimaryKey, Unique};
    let is_same = |one: &Constraint, other: &Constraint| {
        one.deferrable == other.deferrable
            && match (&one.kind, &other.kind) {
                (PrimaryKey(one) | Unique(one), PrimaryKey(other) | Unique(other)) => one == other,
                (Exclude(one), Exclude(other)) => one == other,
                _ => false,
            }
    };
    let earlier = |at: usize, it: &Constraint| {
        let mut others = constraints.iter().enumerate().filter(|(other, _)| *other != at);
        others.any(|(other, before)| is_same(before, it) && (before.is_primary_key() || other < at))
    };
    let keys = constraints.iter().enumerate().filter(|(_, it)| matches!(it.kind, Unique(_) | Exclude(_)));
    keys.filter(|(at, it)| earlier(*at, it)).map(|(_, it)| it.name.clone()).collect()
}
