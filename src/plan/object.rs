//! Whole objects other than tables: created, dropped, and changed as far as PostgreSQL can.

use std::collections::BTreeSet;

use super::column::column_id;
use super::statement::{Build, Statement, Validity};
use super::step::{HazardKind, LockMode, Phase, State, Step, Undo};
use super::{Planner, enumeration, table};
use crate::model::constraint::Constraint;
use crate::model::dependencies::{Dependencies, held_as_a_whole, reads_every_column, rows_returned};
use crate::model::sequence::Sequence;
use crate::model::types::Domain;
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema, Table};

impl Planner<'_> {
    pub(super) fn create(&mut self, object: &Object) -> Vec<Step> {
        let id = object.id();
        let mut needs = Dependencies::new(self.to);
        needs.object(object);
        let mut steps = Vec::new();
        let itself = match object {
            Object::Domain(domain) => {
                // CREATE DOMAIN knows no NOT VALID.
                let proven = domain.checks.iter().filter(|check| !check.not_valid).cloned().collect();
                Object::Domain(Domain { checks: proven, ..domain.clone() })
            }
            other => other.clone(),
        };
        let mut create = Step::new(Statement::Create(itself), format!("create {id}"), id.clone())
            .provides(id.clone())
            .undo(Statement::Drop(id.clone()));
        match object {
            Object::Role(_) => {
                // Another database of the server may use it.
                create.undo = Undo::Nothing;
                create.place.requires = needs.into_ids();
            }
            Object::Routine(routine) => {
                // A body may name what needs the function in turn; then the body is not checked.
                let mut body = Dependencies::new(self.to);
                body.body(routine);
                let body = body.into_set();
                let firm = needs.into_set().difference(&body).cloned().collect();
                create.place.requires = firm;
                create.place.prefers = body.into_iter().collect();
            }
            _ => create.place.requires = needs.into_ids(),
        }
        self.after_new_keys(&mut create);
        create.place.requires.retain(|it| *it != id);
        create.place.prefers.retain(|it| *it != id);
        if let ObjectId::Routine(signature) = &id {
            // Two that differ in arguments with defaults leave it open which one a call means.
            let same =
                |it: &&ObjectId| matches!(it, ObjectId::Routine(other) if other.name == signature.name);
            create.place.without = self.dropped.iter().filter(same).cloned().collect();
        }
        let held = held_as_a_whole(self.to, object);
        create.place.requires.extend(self.columns_that_come(&held));
        let mut tables =
            if reads_every_column(object) { create.place.requires.iter().cloned().collect() } else { held };
        // An alias may count the columns of rows that a function returns.
        for called in create.place.requires.iter().filter_map(|it| self.to.get(it)) {
            if let Object::Routine(routine) = called {
                tables.extend(rows_returned(self.to, routine));
            }
        }
        create.place.without.extend(self.columns_that_go(&tables));
        steps.push(create);
        match object {
            Object::View(view) => {
                for trigger in &view.triggers {
                    let mut step = table::create_trigger(self.to, &view.name, trigger);
                    step.place.owner = Some(id.clone());
                    steps.push(Step { undo: Undo::Nothing, lock: None, ..step });
                }
            }
            Object::MaterializedView(view) => {
                // On the way back the old one has its indexes again before this one goes.
                let names = |it: &ObjectId| match self.from.objects.get(it) {
                    Some(Object::MaterializedView(old)) => {
                        old.name != view.name
                            && old.name.schema == view.name.schema
                            && old.indexes.iter().any(|it| view.indexes.iter().any(|new| new.name == it.name))
                    }
                    _ => false,
                };
                let others: Vec<ObjectId> = self.dropped.iter().filter(|it| names(it)).cloned().collect();
                if let Some(create) = steps.last_mut() {
                    create.place.without.extend(others);
                }
                if self.from.get(&id).is_some()
                    && !view.with_no_data
                    && let Some(create) = steps.last_mut()
                {
                    let reason = "it is filled anew while nobody can read it, nor what else its file locks";
                    *create = create.clone().hazard(HazardKind::AccessExclusiveLock, id.path(), reason);
                }
                for index in &view.indexes {
                    let mut step = self.create_index_at_once(&view.name, index);
                    step.lock = None;
                    step.hazards.clear();
                    step.undo = Undo::Nothing;
                    step.place.owner = Some(id.clone());
                    steps.push(step.requires([id.clone()]));
                }
            }
            Object::Domain(domain) => {
                let bare = self.without_default_of_base(domain);
                let bare = bare.map(|it| Step::new(it, format!("drop the default of {id}"), id.clone()));
                steps.extend(bare.map(Step::after));
                for check in domain.checks.iter().filter(|check| check.not_valid) {
                    let check_id =
                        ObjectId::DomainConstraint { domain: domain.name.clone(), name: check.name.clone() };
                    let add = Statement::AddDomainConstraint {
                        domain: domain.name.clone(),
                        constraint: check.clone(),
                        validity: Validity::NotValid,
                    };
                    let step = Step::new(add, format!("add {check_id}"), id.clone());
                    steps.push(step.provides(check_id).requires([id.clone()]));
                }
            }
            Object::Sequence(sequence) if sequence.owned_by.is_some() => {
                // The owner needs the sequence for its default, the sequence the owner for its end.
                let free = Sequence { owned_by: None, ..sequence.clone() };
                let owned = Statement::AlterSequence { from: free.clone(), to: sequence.clone() };
                let untie = Statement::AlterSequence { from: sequence.clone(), to: free.clone() };
                let owner = sequence.owned_by.clone().map(|(table, name)| ObjectId::Column { table, name });
                let tie = Step::new(owned, format!("tie {id} to its column"), id);
                steps.push(tie.requires(owner).undo(untie).after());
                if is_unlogged(self.to, sequence) {
                    steps.push(Step { undo: Undo::Nothing, ..set_unlogged(sequence, true).after() });
                }
            }
            _ => {}
        }
        steps
    }

    /// What reads a table may lean on a key of it that is new: GROUP BY on a primary key, ON CONFLICT.
    pub(super) fn after_new_keys(&self, step: &mut Step) {
        let needs: BTreeSet<ObjectId> =
            step.place.requires.iter().chain(&step.place.prefers).map(ObjectId::owner).collect();
        let is_key = |it: &&ObjectId| {
            matches!(it, ObjectId::Constraint { table, name } if needs.contains(&it.owner())
                && self.to.table(table).is_some_and(|it| is_key_of(it, name)))
        };
        step.place.prefers.extend(self.created.iter().filter(is_key).cloned());
    }

    pub(super) fn drop(&mut self, object: &Object) -> Vec<Step> {
        let id = object.id();
        // A routine goes before what its body names is renamed, unless it waits for a type's new name itself.
        let object = self.before.get(&id).filter(|_| matches!(id, ObjectId::Routine(_))).unwrap_or(object);
        let mut step = Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.clone())
            .removes(id.clone())
            .releases(self.holds(object));
        if let Object::Table(table) = object {
            // Their names are free for others once it is gone.
            step.place.removes.extend(super::table::named_like_tables(table));
            let statistics =
                |name: &Name| ObjectId::Statistics { table: table.name.clone(), name: name.clone() };
            step.place.removes.extend(table.statistics.iter().map(|it| statistics(&it.name)));
            let columns = table.columns.iter().map(|it| &it.name);
            step.place.removes.extend(columns.flat_map(|it| self.sequences_that_go_with(&table.name, it)));
        }
        if let Object::MaterializedView(view) = object {
            let index = |name: &Name| ObjectId::Index { table: view.name.clone(), name: name.clone() };
            step.place.removes.extend(view.indexes.iter().map(|it| index(&it.name)));
        }
        if self.created.contains(&id) || !self.from.objects.contains_key(&id) {
            // Taken apart and built anew, perhaps under another name.
            if let Object::Table(table) = object {
                let goes_along = self.goes_with_what_is_anew(&table.name);
                return if goes_along { Vec::new() } else { self.take_table_apart(table, step) };
            }
            return vec![step.phase(Phase::TakeApart).undo_all(self.whole(object))];
        }
        let step = step.phase(Phase::TakeDown);
        match object {
            Object::Table(table) if self.goes_with_what_is_anew(&table.name) => Vec::new(),
            Object::Table(table) => self.drop_table(table, step),
            Object::Sequence(sequence) => {
                let owner = sequence.owned_by.clone();
                if owner.is_some_and(|(table, column)| self.goes(&table, &column)) {
                    // It goes with its column.
                    return Vec::new();
                }
                let step = step
                    .hazard(HazardKind::DeletesData, id.path(), "the sequence's position is gone for good")
                    .cannot_be_undone(format!("the position of {id} was lost"));
                vec![step]
            }
            _ => {
                let reason = "clients that use it fail from this moment on";
                vec![step.hazard(HazardKind::BreaksClients, id.path(), reason).undo_all(self.whole(object))]
            }
        }
    }

    /// Whether a foreign key refers to the table, which stays, or to one that it is a partition of.
    pub(super) fn is_target(&self, schema: &Schema, table: &QualifiedName) -> bool {
        if self.dropped.contains(&ObjectId::Table(table.clone())) {
            return false;
        }
        let mut keys = schema.tables().flat_map(|it| &it.constraints).filter_map(Constraint::foreign_key);
        let of = schema.table(table).and_then(|it| it.partition_of.as_ref());
        keys.any(|it| it.table == *table) || of.is_some_and(|of| self.is_target(schema, &of.table))
    }

    /// What an object that goes keeps others from going.
    pub(super) fn holds(&self, object: &Object) -> BTreeSet<ObjectId> {
        let mut held = BTreeSet::new();
        for schema in [self.before, self.from] {
            if let Object::Routine(routine) = object {
                // One that waits for a type's new name knows columns and tables by theirs.
                if schema.get(&object.id()).is_none() {
                    continue;
                }
                // PostgreSQL does not know what a body refers to.
                let mut used = Dependencies::new(schema);
                used.signature(routine).definition(routine);
                held.extend(used.into_set());
                held.extend(object.id().namespace().map(|name| ObjectId::Namespace(name.clone())));
            } else {
                held.extend(super::everything_about(schema, object));
            }
        }
        held
    }

    fn drop_table(&self, table: &Table, step: Step) -> Vec<Step> {
        let id = ObjectId::Table(table.name.clone());
        let position = |id: &ObjectId| self.positions.get(id);
        let mut step = step;
        let mut steps = self.parts_first(table, &mut step);
        for constraint in &table.constraints {
            let Some(key) = constraint.foreign_key() else { continue };
            step.place.releases.extend(self.all_it_may_stand_on(constraint));
            let target = ObjectId::Table(key.table.clone());
            let both = self.dropped.contains(&target);
            let in_circle = target != id && both && position(&target) < position(&id);
            // Each partition stands in the constraints that refer to what it is a partition of.
            let holds_partitions =
                both && self.from.table(&key.table).is_some_and(|it| it.partition_by.is_some());
            let key = ObjectId::Constraint { table: table.name.clone(), name: constraint.name.clone() };
            if in_circle || holds_partitions {
                // It goes first: in a circle one of the tables has to go without what refers to it.
                step.place.releases.retain(|it| it.owner() != target);
                steps.extend(self.drop_constraint(&table.name, constraint).into_iter().take(1).map(|it| {
                    let place = super::step::Place { phase: Phase::TakeDown, ..it.place };
                    Step { undo: Undo::Nothing, place, ..it }
                }));
            } else {
                step.place.removes.push(key);
            }
        }
        if let Some(of) = &table.partition_of {
            step.place.without.extend(self.foreign_keys_over(&of.table));
            if table.partition_by.is_some() || !table.policies.is_empty() || !table.triggers.is_empty() {
                // What it is divided by, or these read, cannot be dropped with the column of what it is a partition of.
                step.place.releases.extend(table.columns.iter().map(|it| column_id(&table.name, &it.name)));
            }
        }
        if let Some(of) = table.partition_of.as_ref().filter(|of| self.is_target(self.from, &of.table)) {
            // It stands in the constraint of whoever refers to the parent.
            let detach = super::partition::detach(&table.name, of, Build::Blocking);
            let place = super::step::Place { phase: Phase::TakeDown, ..detach.place };
            let hazards = Vec::new();
            steps.push(Step { undo: Undo::Nothing, place, hazards, ..detach });
            step = step.after();
        }
        step.place.awaits.extend(self.leaves_a_target_above(table).map(State::Detached));
        steps.push(
            step.lock(LockMode::AccessExclusive, &table.name)
                .hazard(HazardKind::DeletesData, id.path(), "the table's rows are gone for good")
                .cannot_be_undone(format!("the rows of {id} were deleted")),
        );
        steps
    }

    /// What a partition goes with, where that has to leave a parent first which a foreign key refers to.
    fn leaves_a_target_above(&self, table: &Table) -> Option<QualifiedName> {
        let parent = |name: &QualifiedName| Some(&self.from.table(name)?.partition_of.as_ref()?.table);
        let mut at = parent(&table.name)?;
        while self.dropped.contains(&ObjectId::Table(at.clone())) {
            let above = parent(at)?;
            if self.is_target(self.from, above) {
                return Some(at.clone());
            }
            at = above;
        }
        None
    }

    pub(super) fn replace(&mut self, from: Object, to: Object) -> Vec<Step> {
        let id = to.id();
        match (from, to) {
            (Object::Routine(from), Object::Routine(to)) => vec![self.replace_routine(&from, &to)],
            (Object::View(from), Object::View(to)) => vec![self.replace_view(&from, &to)],
            (from, to) if enumeration::takes_over(&from, &to) => {
                let mut steps = enumeration::swap(&from, &to, self.set_aside(&id));
                steps.extend(self.take_surplus(&to));
                steps
            }
            (Object::Enum(from), Object::Enum(to)) => super::enumeration::add_values(&from, &to),
            (Object::Domain(from), Object::Domain(to)) => self.alter_domain(&from, &to),
            (Object::Composite(from), Object::Composite(to)) => self.alter_composite(&from, &to),
            (Object::Range(_), Object::Range(_)) | (Object::Collation(_), Object::Collation(_)) => {
                let (kind, help) = (id.kind(), "create a new one and change the columns over to it");
                self.cannot(id, format!("a {kind} cannot be changed"), help);
                Vec::new()
            }
            (Object::Sequence(from), Object::Sequence(to)) => {
                let undo = Statement::AlterSequence { from: to.clone(), to: from.clone() };
                let column =
                    |it: &Sequence| it.owned_by.clone().map(|(table, name)| ObjectId::Column { table, name });
                let (old, new) = (column(&from), column(&to));
                let moves = old != new;
                let unlogged = is_unlogged(self.to, &to);
                // With its table PostgreSQL changes it by itself.
                let follows = moves && is_unlogged(self.from, &from) != unlogged;
                let follow = follows.then(|| set_unlogged(&to, unlogged).after());
                let left = from.owned_by.as_ref().is_some_and(|(table, column)| self.goes(table, column));
                let owner = from.owned_by.as_ref().map(|(table, _)| table);
                let anew = owner.filter(|it| self.built_anew(self.from, it).is_some());
                let old = old.into_iter().chain(anew.map(|it| ObjectId::Table(it.clone())));
                if moves && (left || anew.is_some()) && new.is_some() {
                    // It would go with what it is tied to, before what it is for is there.
                    let free = Sequence { owned_by: None, ..from.clone() };
                    let untie = Step::new(
                        alter_sequence(&from, &free),
                        format!("untie {id} from its column"),
                        id.clone(),
                    )
                    .releases(old)
                    .undo(alter_sequence(&free, &from));
                    let tie = Step::new(alter_sequence(&free, &to), format!("alter {id}"), id)
                        .requires(new)
                        .undo(alter_sequence(&to, &free));
                    return [untie, tie].into_iter().chain(follow).collect();
                }
                let is_narrower = to.options.is_narrower_than(&from.options);
                let mut step =
                    Step::new(Statement::AlterSequence { from, to }, format!("alter {id}"), id.clone())
                        .undo(undo);
                if is_narrower {
                    step = step.hazard(HazardKind::Correctness, id.path(), super::identity::BEYOND_LIMITS);
                }
                let step = if moves { step.requires(new).releases(old) } else { step };
                [step].into_iter().chain(follow).collect()
            }
            (Object::Extension(from), Object::Extension(to)) => {
                let version = to.version.is_some() && from.version != to.version;
                if !version && (to.schema.is_none() || from.schema == to.schema) {
                    // Whichever version and schema it has will do.
                    return Vec::new();
                }
                let statement = Statement::AlterExtension { from, to };
                let reason = "an extension's update has no way back";
                vec![Step::new(statement, format!("update {id}"), id).cannot_be_undone(reason)]
            }
            (Object::Role(from), Object::Role(to)) => {
                let undo = Statement::AlterRole { from: to.clone(), to: from.clone() };
                let object = to.name.to_string();
                let step = Step::new(Statement::AlterRole { from, to }, format!("alter {id}"), id);
                vec![step.hazard(HazardKind::AuthzUpdate, object, "what the role may do changes").undo(undo)]
            }
            (from, to) => {
                // Materialised views were taken apart by `rebuild`; nothing else comes here.
                let mut steps = self.drop(&from);
                steps.extend(self.create(&to).into_iter().map(Step::after));
                steps
            }
        }
    }
}

fn is_key_of(table: &Table, name: &Name) -> bool {
    table.constraints.iter().any(|it| it.name == *name && it.key().is_some())
}

/// Whether it is of an unlogged table: then it is unlogged itself.
fn is_unlogged(schema: &Schema, sequence: &Sequence) -> bool {
    let owner = sequence.owned_by.as_ref().and_then(|(table, _)| schema.table(table));
    owner.is_some_and(|it| it.unlogged)
}

pub(super) fn alter_sequence(from: &Sequence, to: &Sequence) -> Statement {
    Statement::AlterSequence { from: from.clone(), to: to.clone() }
}

fn set_unlogged(sequence: &Sequence, unlogged: bool) -> Step {
    let id = ObjectId::Sequence(sequence.name.clone());
    let set = |unlogged| Statement::SetSequenceUnlogged { sequence: sequence.name.clone(), unlogged };
    let word = if unlogged { "unlogged" } else { "logged" };
    Step::new(set(unlogged), format!("make {id} {word} as its table is"), id).undo(set(!unlogged))
}
