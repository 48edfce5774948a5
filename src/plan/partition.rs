//! Partitions that leave their parent, join one, or get other bounds; and indexes of partitioned tables,
//! which are built partition by partition.

use std::collections::BTreeSet;

use super::Planner;
use super::index::key_of;
use super::statement::{Build, Statement, Validity};
use super::step::{HazardKind, LockMode, Phase, State, Step};
use crate::diff::partition::{
    ParentsIndex, derived_indexes, named_after_one_key, on_its_own, own_key, whole,
};
use crate::model::constraint::{Check, Constraint, ConstraintKind};
use crate::model::index::Index;
use crate::model::naming::NamePool;
use crate::model::table::{PartitionBounds, PartitionOf, PartitionStrategy, Table};
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema, Sql};

impl Planner<'_> {
    pub(super) fn move_partition(
        &self,
        table: &QualifiedName,
        from: Option<PartitionOf>,
        to: Option<PartitionOf>,
    ) -> Vec<Step> {
        match (from, to) {
            (Some(from), None) => self.one_way_beside_twins(table, &from, self.detach_alone(table, &from)),
            (None, Some(to)) => self.attach(table, &to),
            (Some(from), Some(to)) if from.table == to.table => self.change_bounds(table, &from, &to),
            (Some(from), Some(to)) => {
                let detach = detach(table, &from, Build::Blocking).phase(Phase::TakeApart);
                let mut steps = self.one_way_beside_twins(table, &from, vec![detach]);
                let dropped = self.drop_what_both_parents_ask(table, (&from, &to));
                let mut attach = self.attach(table, &to);
                for step in attach.iter_mut().filter(|it| is_attach(it)) {
                    // On the way back as well.
                    let again = dropped.iter().map(|it| it.statement.clone());
                    *step = again.fold(step.clone(), Step::undo);
                }
                steps.extend(dropped);
                if let Some(first) = attach.first_mut() {
                    *first = first.clone().after();
                }
                steps.extend(attach);
                steps
            }
            (None, None) => Vec::new(),
        }
    }

    /// The foreign keys that refer to a partitioned table or to what it is itself a partition of, and these
    /// tables: what they refer to may not leave, be it for a moment. Those within the family are left out.
    pub(super) fn foreign_keys_to(&self, parent: &QualifiedName) -> (Vec<ObjectId>, Vec<QualifiedName>) {
        let targets = with_parents(self.from, parent);
        let family = targets.last().map(|it| super::descendants(self.from, it)).unwrap_or_default();
        let within = |it: &ObjectId| matches!(it.owner(), ObjectId::Table(owner) if targets.contains(&owner) || family.contains(&owner));
        let found = self.foreign_keys_over(parent).into_iter().filter(|it| !within(it)).collect();
        (found, targets)
    }

    /// Every foreign key that refers to the table or to what it is a partition of: each of its partitions
    /// stands in them.
    pub(super) fn foreign_keys_over(&self, parent: &QualifiedName) -> Vec<ObjectId> {
        let targets = with_parents(self.from, parent);
        let mut found = Vec::new();
        for table in self.from.tables() {
            let refers = |it: &&Constraint| it.foreign_key().is_some_and(|it| targets.contains(&it.table));
            let id =
                |it: &Constraint| ObjectId::Constraint { table: table.name.clone(), name: it.name.clone() };
            found.extend(table.constraints.iter().filter(refers).map(id));
        }
        found
    }

    /// What a partition of a new table has to be rid of before both go again: foreign keys of the table to
    /// itself.
    pub(super) fn rid_of(&self, partition: &Table) -> Vec<Statement> {
        let Some(of) = &partition.partition_of else { return Vec::new() };
        let parents = with_parents(self.to, &of.table);
        let new = parents.iter().filter(|it| self.is_new(it));
        let keys = new.filter_map(|it| self.to.table(it)).flat_map(|table| {
            let own = table
                .constraints
                .iter()
                .filter(|it| it.foreign_key().is_some_and(|key| parents.contains(&key.table)));
            own.map(|it| Statement::DropConstraintIfExists {
                table: table.name.clone(),
                name: it.name.clone(),
            })
        });
        keys.collect()
    }

    /// Whether it is a foreign key that a partition has by itself, and that its parent knows nothing of.
    pub(super) fn is_none_of_its_parents(&self, id: &ObjectId) -> bool {
        let ObjectId::Constraint { table, name } = id else { return false };
        let Some(table) = self.to.table(table) else { return false };
        let own = table.constraints.iter().find(|it| it.name == *name).and_then(Constraint::foreign_key);
        let parent = table.partition_of.as_ref().and_then(|it| whole(self.to, &it.table));
        own.zip(parent).is_some_and(|(own, parent)| {
            let mut theirs = parent.constraints.iter().filter_map(Constraint::foreign_key);
            theirs.all(|it| it.columns != own.columns)
        })
    }

    /// Once the table has everything that the parent asks for, so that nothing is built under the lock;
    /// and a validated check that says what the bounds say, so that no row is looked at under it.
    pub(super) fn attach(&self, table: &QualifiedName, to: &PartitionOf) -> Vec<Step> {
        let id = ObjectId::Table(table.clone());
        let parent = to.table.clone();
        let attach = Statement::AttachPartition { table: table.clone(), partition: to.clone() };
        let detach = Statement::DetachPartition {
            table: table.clone(),
            parent: parent.clone(),
            build: Build::Blocking,
        };
        let parts = self.created.iter().filter(|it| {
            [table, &parent].iter().any(|name| it.owner() == ObjectId::Table((*name).clone()))
                && !self.is_none_of_its_parents(it)
        });
        let mut attach = Step::new(attach, format!("attach {id} to {parent}"), id.clone())
            .lock(LockMode::AccessExclusive, table)
            .requires(parts.cloned())
            .requires([ObjectId::Table(parent.clone())])
            .phase(Phase::TakeDown)
            .undo(detach);
        if let Some(default) = default_partition(self.from, &parent).filter(|it| it.name != *table) {
            let reason = "every row of the default partition is looked at while nobody can use it, and the migration fails where one belongs to the partition: move these before";
            attach = attach.hazard(HazardKind::AccessExclusiveLock, default.name.to_string(), reason);
        }
        let expression = self.to.table(&parent).and_then(|it| proof(it, &to.bounds));
        // One that is built anew waits for its rows meanwhile.
        let Some(expression) = expression.filter(|_| self.built_anew(self.to, &parent).is_none()) else {
            let reason = "every row is looked at, whether it fits, while nobody can use the table";
            return vec![attach.hazard(HazardKind::AccessExclusiveLock, table.to_string(), reason)];
        };
        let name = self.spare.constraint(table, table.name.as_str(), "_partition");
        let check = Check { expression, rule: None, no_inherit: false };
        let check = Constraint::new(name.clone(), ConstraintKind::Check(check));
        let check_id = ObjectId::Constraint { table: table.clone(), name };
        let add =
            |validity| Statement::AddConstraint { table: table.clone(), constraint: check.clone(), validity };
        let mut forbid = Step::new(
            add(Validity::NotValid),
            format!("refuse new rows in {id} that do not fit"),
            id.clone(),
        )
        .lock(LockMode::AccessExclusive, table)
        .undo(Statement::Drop(check_id.clone()));
        // The table's own partitions get it as well: those that leave do so before, and those that come.
        let family = super::descendants(self.to, table).into_iter().chain([table.clone()]);
        forbid.place.awaits =
            family.flat_map(|it| [State::OldBoundsGone(it.clone()), State::BoundsSet(it)]).collect();
        let validate = super::constraint::validate(table, &check);
        let drop = Step::new(Statement::Drop(check_id.clone()), format!("drop the proof {check_id}"), id)
            .lock(LockMode::AccessExclusive, table)
            .phase(Phase::TakeDown)
            .undo(add(Validity::NotValid));
        vec![forbid, validate.after_commit(), attach.after_commit(), drop.after()]
    }

    /// Beside running reads and writes, where nothing else happens to the two tables.
    fn detach_alone(&self, table: &QualifiedName, from: &PartitionOf) -> Vec<Step> {
        let blocking = || vec![detach(table, from, Build::Blocking).phase(Phase::TakeApart)];
        let alone = self.times_changed(table) == 1
            && with_parents(self.from, &from.table).iter().all(|it| self.times_changed(it) == 0)
            && self.to.table(&from.table).is_some()
            && default_partition(self.from, &from.table).is_none()
            && self.siblings_stay(table, &from.table);
        let child = self.before.table(table).filter(|_| alone);
        let Some(left) = child.and_then(|it| self.left_behind(it)) else { return blocking() };
        let id = ObjectId::Table(table.clone());
        let clear = Statement::DropConstraintIfExists { table: table.clone(), name: left };
        let summary = format!("drop the check that leaving {} gave {id}", from.table);
        let clear = Step::new(clear, summary, id).lock(LockMode::AccessExclusive, table);
        vec![detach(table, from, Build::Concurrently).no_transaction(), clear.after_commit()]
    }

    /// The name of the check in which PostgreSQL keeps the bounds of a partition that left concurrently, those of
    /// its parent's own parents among them; `None` where it is not known.
    fn left_behind(&self, child: &Table) -> Option<Name> {
        let mut columns: BTreeSet<&Name> = BTreeSet::new();
        let mut of = child.partition_of.as_ref();
        while let Some(partition) = of {
            let parent = self.before.table(&partition.table)?;
            // What a default one keeps out is what the others let in.
            let bounds = Some(&partition.bounds).filter(|it| **it != PartitionBounds::Default);
            columns.extend(bounds.and_then(|_| key_columns(parent))?);
            of = parent.partition_of.as_ref();
        }
        let columns: Vec<&Name> = columns.into_iter().collect();
        let column = match &*columns {
            [column] => Some(column.as_str()),
            _ => None,
        };
        // It is chosen somewhere between what is there before and what is there after.
        let [before, after] = [self.before, self.to].map(|schema| {
            constraint_names(schema, &child.name.schema).choose(child.name.name.as_str(), column, "check")
        });
        (before == after).then_some(before)
    }

    /// The index of each partition beside running writes, and then theirs as one; `None` where what
    /// PostgreSQL would call the partitions' indexes is not known, or partitions come and go meanwhile.
    pub(super) fn create_partitioned_index(&self, table: &QualifiedName, index: &Index) -> Option<Vec<Step>> {
        let parent =
            self.to.table(table).filter(|it| it.partition_by.is_some() && it.partition_of.is_none())?;
        let id = ObjectId::Index { table: table.clone(), name: index.name.clone() };
        let mut tree = Vec::new();
        self.build_below(parent, index, &mut tree)?;
        if tree.is_empty() {
            return None;
        }
        let on_parent = |index: &Index, table: &QualifiedName| Statement::CreateIndex {
            table: table.clone(),
            index: index.clone(),
            build: Build::OnParentOnly,
        };
        let needs = {
            let mut needs = crate::model::dependencies::Dependencies::inside(self.to, table);
            needs.index(index);
            needs.into_ids()
        };
        let only = |of: &QualifiedName, index: &Index| {
            Step::new(on_parent(index, of), format!("declare index {} on {of}", index.name), id.owner())
                .lock(LockMode::Share, of)
        };
        let drop =
            Statement::DropIndex { table: table.clone(), name: index.name.clone(), build: Build::Blocking };
        // Its name is taken from here on.
        let declare = only(table, index).requires(needs).requires([id.owner()]).undo(drop.clone());
        let declare = declare.provides(id.clone());
        let mut steps = vec![declare];
        // Dropping an index takes along what is attached to it, and the steps before left that there.
        let mut again = vec![drop, on_parent(index, table)];
        let taken_up = self.taken_up(table, index);
        again[0] = Self::drop_index_and(&taken_up, table, &index.name);
        again.extend(taken_up.iter().cloned());
        let taken_up: Vec<ObjectId> = taken_up.iter().filter_map(key_of).collect();
        steps = steps.into_iter().map(|it| it.requires(taken_up.clone())).collect();
        let to_build = || tree.iter().filter(|it| !it.is_there);
        for Below { table: child, index: own, .. } in to_build().filter(|it| it.table.partition_by.is_some())
        {
            let (table, name) = (child.name.clone(), own.name.clone());
            let drop = Statement::DropIndex { table, name, build: Build::Blocking };
            steps.push(only(&child.name, own).undo(drop).after());
            again.push(on_parent(own, &child.name));
        }
        for Below { table: child, index: own, .. } in to_build().filter(|it| it.table.partition_by.is_none())
        {
            let build = Build::Concurrently;
            let create = Statement::CreateIndex { table: child.name.clone(), index: own.clone(), build };
            again.push(Statement::CreateIndex {
                table: child.name.clone(),
                index: own.clone(),
                build: Build::Again,
            });
            let step = Step::new(create, format!("create index {} on {}", own.name, child.name), id.owner())
                .no_transaction()
                .lock(LockMode::ShareUpdateExclusive, &child.name)
                .builds_index(&id, build)
                .undo(Statement::DropIndexIfExists { table: child.name.clone(), name: own.name.clone() });
            steps.push(step.after_commit());
        }
        // From the leaves up: an index is whole once all of its parts are.
        for (at, Below { table: child, index: own, of, .. }) in tree.iter().rev().enumerate() {
            let attach =
                Statement::AttachIndex { index: of.clone(), partition: child.name.sibling(own.name.clone()) };
            let summary = format!("attach index {} to {}", own.name, of.name);
            let step = Step::new(attach, summary, id.owner()).lock(LockMode::AccessExclusive, &child.name);
            steps.push(if at == 0 { step.after_commit() } else { step.after() });
        }
        let last = steps.pop()?;
        steps.push(last.provides(id).undo_all(again));
        Some(steps)
    }

    /// Each partition with its index and the index that is attached to, parents first.
    fn build_below<'t>(&'t self, parent: &'t Table, index: &Index, tree: &mut Vec<Below<'t>>) -> Option<()> {
        for child in partitions(self.to, &parent.name) {
            let old = self.from.table(&child.name).filter(|it| it.partition_of == child.partition_of)?;
            let of = parent.name.sibling(index.name.clone());
            if let Some(key) = own_key(child, &index.name) {
                let own = Index { name: key.name.clone(), ..index.clone() };
                tree.push(Below { table: child, index: own, of, is_there: true });
                continue;
            }
            let is_named = child.index_names.contains_key(&index.name);
            let is_there = self.own_before(child, &index.name, index).is_some();
            let plain = is_named || index.keys.iter().all(named_after_one_key);
            let derived = derived_indexes(child, parent).into_iter();
            let mut derived = derived.filter(|it| plain && it.of == ParentsIndex::Index(index));
            let name = derived.next()?.name;
            let taken = on_its_own(old, self.from.table(&parent.name)?);
            if !is_there && taken.indexes.iter().any(|it| it.name == name) {
                return None;
            }
            let own = Index { name, comment: None, renamed_from: None, ..index.clone() };
            tree.push(Below { table: child, index: own, of, is_there });
            if child.partition_by.is_some() && partitions(self.to, &child.name).next().is_some() {
                // What the indexes further down are called depends on those above.
                return None;
            }
        }
        Some(())
    }

    /// Whether no other partition comes, goes or gets other bounds.
    fn siblings_stay(&self, table: &QualifiedName, parent: &QualifiedName) -> bool {
        let all = |schema: &'_ Schema| -> Vec<(QualifiedName, Option<PartitionOf>)> {
            let siblings = partitions(schema, parent).filter(|it| it.name != *table);
            siblings.map(|it| (it.name.clone(), it.partition_of.clone())).collect()
        };
        all(self.from) == all(self.to)
    }

    /// How many changes there are of a table's own.
    pub(super) fn times_changed(&self, table: &QualifiedName) -> usize {
        self.changes_of.get(table).copied().unwrap_or_default()
    }
}

/// A partition's part of an index that is built from below.
struct Below<'t> {
    table: &'t Table,
    index: Index,
    /// What it is attached to.
    of: QualifiedName,
    is_there: bool,
}

/// Whether the new bounds may leave out what the old ones let in.
pub(super) fn may_leave_out(from: &PartitionBounds, to: &PartitionBounds) -> bool {
    use PartitionBounds::{List, Range};
    match (from, to) {
        (List { values }, List { values: new }) => !values.iter().all(|it| new.contains(it)),
        (Range { from: low, to: high }, Range { from: new_low, to: new_high }) => {
            let one = |values: &[Sql]| values.first().filter(|_| values.len() == 1).cloned();
            let (Some(low), Some(high)) = (one(low), one(high)) else { return true };
            let (Some(new_low), Some(new_high)) = (one(new_low), one(new_high)) else { return true };
            !(is_at_most(&new_low, &low, "minvalue") && is_at_most(&high, &new_high, "maxvalue"))
        }
        _ => true,
    }
}

/// Whether one bound is known not to be above the other; `widest` is the word that lets everything in.
fn is_at_most(one: &Sql, other: &Sql, widest: &str) -> bool {
    let wide = |it: &Sql| it.as_str().eq_ignore_ascii_case(widest);
    let number = |it: &Sql| it.as_str().parse::<i64>().ok();
    // Dates and times in ISO 8601 are in the order of their text.
    let date = |it: &Sql| {
        let text = it.as_str();
        let plain = |c: char| c.is_ascii_digit() || "'-: .".contains(c);
        (text.starts_with('\'') && text.len() >= 12 && text.chars().all(plain)).then(|| text.to_owned())
    };
    let dates =
        date(one).zip(date(other)).is_some_and(|(one, other)| one.len() == other.len() && one <= other);
    one == other
        || (if widest == "minvalue" { wide(one) } else { wide(other) })
        || number(one).zip(number(other)).is_some_and(|(one, other)| one <= other)
        || dates
}

pub(super) fn is_attach(step: &Step) -> bool {
    matches!(step.statement, Statement::AttachPartition { .. })
}

pub(super) fn partitions<'s>(
    schema: &'s Schema,
    parent: &'s QualifiedName,
) -> impl Iterator<Item = &'s Table> {
    schema.tables().filter(move |it| it.partition_of.as_ref().is_some_and(|of| of.table == *parent))
}

pub(super) fn default_partition<'s>(schema: &'s Schema, parent: &'s QualifiedName) -> Option<&'s Table> {
    let is_default = |it: &PartitionOf| it.bounds == PartitionBounds::Default;
    partitions(schema, parent).find(|it| it.partition_of.as_ref().is_some_and(is_default))
}

pub(super) fn detach(table: &QualifiedName, from: &PartitionOf, build: Build) -> Step {
    let id = ObjectId::Table(table.clone());
    let parent = from.table.clone();
    let reason = format!("who reads {parent} no longer finds its rows");
    let detach = Statement::DetachPartition { table: table.clone(), parent: parent.clone(), build };
    let attach = Statement::AttachPartition { table: table.clone(), partition: from.clone() };
    let lock = match build {
        Build::Concurrently => LockMode::ShareUpdateExclusive,
        _ => LockMode::AccessExclusive,
    };
    Step::new(detach, format!("detach {id} from {parent}"), id)
        .lock(lock, table)
        .hazard(HazardKind::BreaksClients, table.to_string(), reason)
        .releases([ObjectId::Table(parent)])
        .undo(attach)
}

/// The columns that a table is partitioned by; `None` where it is by anything else.
fn key_columns(table: &Table) -> Option<Vec<&Name>> {
    let keys = table.partition_by.iter().flat_map(|it| &it.keys);
    let is = |name: &Name, key: &Sql| {
        let quoted = name.to_string();
        quoted == key.as_str()
    };
    let column = |key: &Sql| table.columns.iter().map(|it| &it.name).find(|it| is(it, key));
    keys.map(column).collect()
}

/// A condition from which PostgreSQL sees that the rows are within the bounds.
pub(super) fn proof(parent: &Table, bounds: &PartitionBounds) -> Option<Sql> {
    let by = parent.partition_by.as_ref()?;
    let [column] = *key_columns(parent)? else { return None };
    let is = |value: &Sql, word: &str| value.as_str().eq_ignore_ascii_case(word);
    match (by.strategy, bounds) {
        (PartitionStrategy::Range, PartitionBounds::Range { from, to }) => {
            let (from, to) = (from.first()?, to.first()?);
            let mut conditions = vec![format!("{column} IS NOT NULL")];
            if !is(from, "minvalue") {
                conditions.push(format!("{column} >= {from}"));
            }
            if !is(to, "maxvalue") {
                conditions.push(format!("{column} < {to}"));
            }
            Some(Sql::new(conditions.join(" AND ")))
        }
        (PartitionStrategy::List, PartitionBounds::List { values }) => {
            let (nulls, some): (Vec<&Sql>, Vec<&Sql>) = values.iter().partition(|it| is(it, "null"));
            let list = some.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
            Some(Sql::new(match (nulls.is_empty(), some.is_empty()) {
                (true, _) => format!("{column} IS NOT NULL AND {column} IN ({list})"),
                (false, true) => format!("{column} IS NULL"),
                (false, false) => format!("{column} IS NULL OR {column} IN ({list})"),
            }))
        }
        _ => None,
    }
}

/// A pool with the names of all constraints of a schema: PostgreSQL chooses none of these.
fn constraint_names(schema: &Schema, of: &Name) -> NamePool {
    let mut names = NamePool::default();
    for object in schema.objects.values().filter(|it| it.id().namespace() == Some(of)) {
        let constraints = match object {
            Object::Table(table) => &table.constraints,
            Object::Domain(domain) => &domain.checks,
            _ => continue,
        };
        for constraint in constraints {
            names.take(constraint.name.clone());
        }
    }
    names
}

/// The table, and what it is a partition of, from below.
pub(super) fn with_parents(schema: &Schema, table: &QualifiedName) -> Vec<QualifiedName> {
    let (mut tables, mut next) = (Vec::new(), Some(table));
    while let Some(name) = next {
        tables.push(name.clone());
        next = schema.table(name).and_then(|it| it.partition_of.as_ref()).map(|of| &of.table);
    }
    tables
}
