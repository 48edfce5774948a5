//! Tables that are built anew with their rows: another way of being partitioned, another order of columns.
//! The rows wait in a table of their own, in the transaction that drops the old table and creates the new.

use std::collections::BTreeSet;

use super::cast::{gains_or_loses_zone, may_lose};
use super::column::fill_value;
use super::inherits::from_the_top;
use super::object::alter_sequence;
use super::partition::partitions;
use super::statement::{Fill, Statement, Validity};
use super::step::{HazardKind, LockMode, Phase, State, Step, Undo};
use super::{Planner, descendants};
use crate::diff;
use crate::diff::partition::ties_two_anew;
use crate::model::constraint::{Constraint, Deferrable};
use crate::model::dependencies::Dependencies;
use crate::model::sequence::Sequence;
use crate::model::table::{Column, ColumnValue, PartitionBounds, Table};
use crate::model::{DataType, Name, Object, ObjectId, QualifiedName, Schema};

impl Planner<'_> {
    /// A column that stays and whose values cannot be copied as they are, and a type that is why: an enum, domain
    /// or the like that is another one before or after.
    pub(super) fn other_type(&self, table: &QualifiedName) -> Option<(Name, QualifiedName)> {
        let (from, to) = (self.from.table(table)?, self.to.table(table)?);
        from.columns.iter().find_map(|old| {
            let new = &to.column(&old.name)?.data_type;
            let is_another = |name: &QualifiedName| {
                let ids = [ObjectId::Enum, ObjectId::Domain, ObjectId::Composite, ObjectId::Range]
                    .map(|id| id(name.clone()));
                !diff::is_same_type(&old.data_type, new)
                    || ids.iter().any(|id| self.from.get(id) != self.to.get(id))
            };
            let name = [&old.data_type, new].into_iter().filter_map(DataType::named).find(is_another)?;
            Some((old.name.clone(), name))
        })
    }

    /// Whether a table goes and comes back with its rows.
    fn is_anew(&self, table: &QualifiedName) -> bool {
        self.is_new(table) && self.from.table(table).is_some() && self.to.table(table).is_some()
    }

    /// The table that is built anew with all its partitions, of which in that schema this is one or which it is.
    pub(super) fn built_anew(&self, schema: &Schema, table: &QualifiedName) -> Option<QualifiedName> {
        let (mut found, mut next) = (None, Some(table));
        while let Some(name) = next {
            if self.is_anew(name) {
                found = Some(name.clone());
            }
            next = schema.table(name).and_then(|it| it.partition_of.as_ref()).map(|of| &of.table);
        }
        found
    }

    /// Whether the table is there before, and outside of the one built anew that it is a partition of then.
    pub(super) fn joins_what_is_anew(&self, table: &QualifiedName) -> bool {
        let root = self.built_anew(self.to, table).filter(|root| root != table);
        root.is_some() && self.from.table(table).is_some() && self.built_anew(self.from, table) != root
    }

    /// Whether another table takes it along when it goes, its rows being kept.
    pub(super) fn goes_with_what_is_anew(&self, table: &QualifiedName) -> bool {
        let root = self.built_anew(self.from, table).filter(|root| root != table);
        let table = self.from.table(table);
        root.zip(table).is_some_and(|(root, table)| goes_with(self.from, self.to, table, &root))
    }

    /// The rows are set aside and the table goes, with all of its partitions that did not leave it.
    pub(super) fn take_table_apart(&mut self, table: &Table, drop: Step) -> Vec<Step> {
        let (name, id) = (&table.name, ObjectId::Table(table.name.clone()));
        let Some(after) = self.to.table(name) else { return Vec::new() };
        let (from, to) = (self.from, self.to);
        let family = from.tables().filter(|it| goes_with(from, to, it, name)).map(|it| it.name.clone());
        let family = from_the_top(from, &family.collect());
        let carried = carried(table, after);
        let aside = self.rows_of(name);
        let positions = self.positions(table, after);
        let mut set_aside = Step::new(
            Statement::SetTableAside {
                table: name.clone(),
                except: Vec::new(),
                aside: aside.clone(),
                columns: carried,
                positions: positions.clone(),
            },
            format!("set the rows of {id} aside"),
            id.clone(),
        )
        .phase(Phase::TakeApart)
        .lock(LockMode::AccessExclusive, name)
        .hazard(HazardKind::TableRewrite, name.to_string(), why_anew(table, after));
        for column in table.columns.iter().filter(|it| after.column(&it.name).is_none()) {
            let object = format!("{name}.{}", column.name);
            set_aside =
                set_aside.hazard(HazardKind::DeletesData, object, "the column's values are gone for good");
        }
        for (old, new) in retyped(table, after) {
            let object = format!("{name}.{}", new.name);
            if may_lose(&old.data_type, &new.data_type) {
                let reason = "values are rounded or cut where the new type has no room for them";
                set_aside = set_aside.hazard(HazardKind::DeletesData, object.clone(), reason);
            }
            if gains_or_loses_zone(&old.data_type, &new.data_type) {
                set_aside = set_aside.hazard(
                    HazardKind::Correctness,
                    object,
                    "times without a zone are taken as UTC",
                );
            }
        }
        for column in after.columns.iter().filter(|it| it.not_null) {
            let reason = match table.column(&column.name) {
                None if column.value.is_none() => "fails where the table has rows: give it a default",
                Some(old) if !old.not_null && fill_value(column).is_none() => {
                    "fails where a row has no value"
                }
                _ => continue,
            };
            let object = format!("{name}.{}", column.name);
            set_aside = set_aside.hazard(HazardKind::Correctness, object, reason);
        }
        for part in family.iter().filter(|it| to.table(&it.name).is_none()) {
            let reason = "clients that use it by its name fail from this moment on";
            set_aside = set_aside.hazard(HazardKind::BreaksClients, part.name.to_string(), reason);
        }
        let has_default = |it: &Table| {
            partitions(to, &it.name)
                .any(|it| it.partition_of.as_ref().is_some_and(|of| of.bounds == PartitionBounds::Default))
        };
        if after.partition_by.is_some() && !has_default(after) {
            let reason = "fails where a row belongs to none of the partitions";
            set_aside = set_aside.hazard(HazardKind::Correctness, name.to_string(), reason);
        }
        let tables = family.iter().map(|it| &it.name).chain([name]);
        let keys = tables.flat_map(|it| self.foreign_keys_over(it));
        set_aside.place.without = keys.collect();
        let views = self.dropped.iter().filter(|it| matches!(it, ObjectId::MaterializedView(_)));
        set_aside.place.without.extend(views.cloned());
        set_aside.place.awaits = vec![State::Left(name.clone())];
        set_aside.place.releases.push(id.clone());
        // Of two that are built anew neither waits for the other.
        let (keys, kept) = self.keys_between(table, &family);
        let mut early = Vec::new();
        let mut late = vec![Statement::PutBackRows {
            into: name.clone(),
            aside,
            columns: self::carried(after, table),
            positions: self.positions(after, table),
            checks_wait: checks_wait(self.from),
        }];
        for object in kept {
            let (sooner, later) = self.whole(&Object::Table(object)).into_iter().partition(comes_before_rows);
            early.extend::<Vec<Statement>>(sooner);
            late.extend::<Vec<Statement>>(later);
        }
        let mut drop = drop.phase(Phase::TakeApart).lock(LockMode::AccessExclusive, name).undo_all(early);
        for object in &family {
            drop.place.removes.push(ObjectId::Table(object.name.clone()));
            drop.place.removes.extend(super::table::named_like_tables(object));
            drop.place.releases.extend(self.holds(&Object::Table((*object).clone())));
        }
        let own: BTreeSet<ObjectId> =
            family.iter().map(|it| ObjectId::Table(it.name.clone())).chain([id]).collect();
        let others: BTreeSet<ObjectId> = keys.iter().flat_map(|it| it.place.releases.clone()).collect();
        let mut held = Dependencies::new(self.from);
        table.columns.iter().for_each(|it| _ = held.data_type(&it.data_type));
        let held = held.into_set();
        drop.place
            .releases
            .retain(|it| !own.contains(&it.owner()) && (!others.contains(it) || held.contains(it)));
        // What comes back with the rows has the new names of what it uses.
        set_aside.place.releases.extend(drop.place.releases.iter().cloned());
        let mut steps = keys;
        steps.push(set_aside.undo_all(late).after());
        for (owned, free) in self.sequences_that_stay(name, &family) {
            let (object, column) = (ObjectId::Sequence(owned.name.clone()), owned.owned_by.clone());
            let mut step =
                Step::new(alter_sequence(&owned, &free), format!("untie {object} from its column"), object)
                    .phase(Phase::TakeApart)
                    .undo(alter_sequence(&free, &owned));
            step.place.releases.extend(column.map(|(table, _)| ObjectId::Table(table)));
            steps.push(step.after());
        }
        steps.push(drop.after());
        steps
    }

    /// The steps that drop the foreign keys to other tables that go, and what else goes ahead of its table, and
    /// the tables without them.
    fn keys_between(&self, table: &Table, family: &[&Table]) -> (Vec<Step>, Vec<Table>) {
        let own = |it: &QualifiedName| *it == table.name || family.iter().any(|other| other.name == *it);
        let (mut steps, mut kept) = (Vec::new(), Vec::new());
        for part in [table].into_iter().chain(family.iter().copied()) {
            let goes = |it: &&Constraint| {
                it.foreign_key().is_some_and(|key| {
                    !own(&key.table) && self.dropped.contains(&ObjectId::Table(key.table.clone()))
                })
            };
            for key in part.constraints.iter().filter(goes) {
                let drop = self.drop_constraint(&part.name, key).into_iter().take(1);
                steps.extend(drop.map(|it| it.phase(Phase::TakeApart)));
                if let Some(step) =
                    steps.last_mut().filter(|_| !ties_two_anew(self.from, self.to, &part.name, key))
                {
                    // What leaves the table keeps its own.
                    step.place.awaits.push(State::Left(table.name.clone()));
                }
            }
            let constraints = part.constraints.iter().filter(|it| !goes(it)).cloned().collect();
            let (first, without) = self.parts_ahead(&Table { constraints, ..part.clone() });
            steps.extend(first.into_iter().map(|it| it.phase(Phase::TakeApart)));
            kept.push(without);
        }
        (steps, kept)
    }

    /// Once all partitions are there: the rows, and the sequences where they stood.
    pub(super) fn put_rows_back(&self, table: &Table) -> Vec<Step> {
        let (name, id) = (&table.name, ObjectId::Table(table.name.clone()));
        let Some(old) = self.from.table(name) else { return Vec::new() };
        let below: Vec<QualifiedName> = descendants(self.to, name).into_iter().collect();
        let put_back = Statement::PutBackRows {
            into: name.clone(),
            aside: self.rows_of(name),
            columns: carried(old, table),
            positions: self.positions(old, table),
            checks_wait: checks_wait(self.to),
        };
        let stay = below.iter().filter(|it| !self.is_new(it)).cloned().collect();
        let set_aside = Statement::SetTableAside {
            table: name.clone(),
            except: stay,
            aside: self.rows_of(name),
            columns: carried(table, old),
            positions: self.positions(table, old),
        };
        let mut steps = Vec::new();
        for (before, after) in retyped(old, table) {
            let bare = |it: &Column| Column {
                value: None,
                storage: None,
                compression: None,
                collate: None,
                ..it.clone()
            };
            let set = |from: &Column, to: &Column| Statement::SetColumnType {
                table: self.rows_of(name),
                from: bare(from),
                to: bare(to),
            };
            let summary = format!("change {} of the rows set aside to {}", after.name, after.data_type);
            let step = Step::new(set(before, after), summary, id.clone());
            steps.push(step.requires([id.clone()]).undo(set(after, before)));
        }
        let required =
            carried(old, table).into_iter().filter_map(|it| Some((old.column(&it)?, table.column(&it)?)));
        for (before, after) in required.filter(|(old, new)| new.not_null && !old.not_null) {
            let Some(value) = fill_value(after) else { continue };
            let fill =
                Fill { table: self.rows_of(name), column: before.name.clone(), value, key: Vec::new() };
            let summary = format!("fill {} of the rows set aside", after.name);
            let step = Step::new(Statement::Sweep(fill), summary, id.clone()).requires([id.clone()]);
            steps.push(if steps.is_empty() { step } else { step.after() });
        }
        let mut step = Step::new(put_back, format!("put the rows of {id} back"), id.clone())
            .lock(LockMode::AccessExclusive, name)
            .requires(below.iter().cloned().map(ObjectId::Table).chain([id.clone()]));
        let gone = old.columns.iter().any(|it| table.column(&it.name).is_none());
        step = if gone {
            step.cannot_be_undone(format!("values of {id} were deleted"))
        } else {
            step.undo(set_aside)
        };
        step.place.brings = vec![State::Filled(name.clone())];
        step.place.awaits = below.iter().chain([name]).cloned().map(State::BoundsSet).collect();
        let step = if steps.is_empty() { step } else { step.after() };
        steps.push(step);
        for column in &table.columns {
            let value = column.value.as_ref();
            steps.extend(
                value
                    .and_then(|it| self.go_on(name, &column.name, it))
                    .map(|it| Step { undo: Undo::Nothing, ..it.after() }),
            );
        }
        let family: Vec<&Table> =
            self.from.tables().filter(|it| goes_with(self.from, self.to, it, name)).collect();
        for (owned, free) in self.sequences_that_stay(name, &family) {
            let Some(Object::Sequence(wanted)) = self.to.get(&ObjectId::Sequence(owned.name.clone())) else {
                continue;
            };
            let (object, column) = (ObjectId::Sequence(owned.name.clone()), wanted.owned_by.clone());
            let tied = Sequence { owned_by: column.clone(), ..owned };
            let step = Step::new(alter_sequence(&free, &tied), format!("tie {object} to its column"), object)
                .requires(column.map(|(table, name)| ObjectId::Column { table, name }))
                .undo(alter_sequence(&tied, &free));
            steps.push(step);
        }
        steps
    }

    /// The sequences of the table's columns that are there afterwards as well, each also without its owner.
    fn sequences_that_stay(&self, table: &QualifiedName, family: &[&Table]) -> Vec<(Sequence, Sequence)> {
        let is_of_it = |it: &Sequence| {
            it.owned_by
                .as_ref()
                .is_some_and(|(owner, _)| owner == table || family.iter().any(|it| it.name == *owner))
        };
        let mut found = Vec::new();
        for (id, object) in &self.from.objects {
            let Object::Sequence(sequence) = object else { continue };
            let moves =
                |new: &Object| matches!(new, Object::Sequence(new) if new.owned_by != sequence.owned_by);
            let stays = self.to.objects.get(id).is_some_and(|it| !moves(it));
            if is_of_it(sequence) && stays && !self.created.contains(id) {
                found.push((sequence.clone(), Sequence { owned_by: None, ..sequence.clone() }));
            }
        }
        found
    }

    /// Where the rows of a table wait.
    fn rows_of(&self, table: &QualifiedName) -> QualifiedName {
        self.spare.relation(table, table.name.as_str(), "_moved")
    }

    /// The identity columns of both, each with the sequence in which its position waits.
    fn positions(&self, old: &Table, new: &Table) -> Vec<(Name, QualifiedName)> {
        let is_identity = |it: &Column| matches!(it.value, Some(ColumnValue::Identity(_)));
        let both =
            old.columns.iter().filter(|it| is_identity(it) && new.column(&it.name).is_some_and(is_identity));
        let waits = |it: &Name| {
            let base = format!("{}_{}", old.name.name.as_str(), it.as_str());
            self.spare.relation(&old.name, &base, "_position")
        };
        both.map(|it| (it.name.clone(), waits(&it.name))).collect()
    }
}

/// In words, what makes it necessary and what would not.
fn why_anew(old: &Table, new: &Table) -> String {
    let copied = "every row is copied into a new table and back while nobody can use it; what canai-db does not manage there (rules, publications) goes with the old one";
    if old.partition_by != new.partition_by {
        return copied.to_owned();
    }
    let order = crate::diff::reordered(old, new, &[]);
    let hint = match order {
        Some(crate::diff::TableChange::MoveColumn { name, after: Some(after), .. }) => {
            format!(": write `{}` after `{}` to go without", name.as_str(), after.as_str())
        }
        Some(crate::diff::TableChange::MoveColumn { name, .. }) => {
            format!(": write `{}` first to go without", name.as_str())
        }
        _ => String::new(),
    };
    format!("PostgreSQL keeps the order of columns and puts new ones last{hint}; {copied}")
}

/// Whether a table is a partition of another at any depth, and does not leave it to stand elsewhere.
fn goes_with(from: &Schema, to: &Schema, table: &Table, root: &QualifiedName) -> bool {
    let mut next = Some(table);
    while let Some(it) = next {
        let Some(of) = &it.partition_of else { return false };
        let stays = to
            .table(&it.name)
            .is_none_or(|new| new.partition_of.as_ref().is_some_and(|it| it.table == of.table));
        if !stays {
            return false;
        }
        if of.table == *root {
            return true;
        }
        next = from.table(&of.table);
    }
    false
}

/// The columns whose values go from one table to the other.
fn carried(old: &Table, new: &Table) -> Vec<Name> {
    let stored = new.columns.iter().filter(|it| !matches!(it.value, Some(ColumnValue::Generated(_))));
    stored.map(|it| &it.name).filter(|it| old.column(it).is_some()).cloned().collect()
}

/// The columns that get another type.
fn retyped<'t>(old: &'t Table, new: &'t Table) -> impl Iterator<Item = (&'t Column, &'t Column)> {
    let both = carried(old, new).into_iter().filter_map(|it| Some((old.column(&it)?, new.column(&it)?)));
    both.filter(|(old, new)| !crate::diff::is_same_type(&old.data_type, &new.data_type))
}

/// What would take notice of the rows, or be slower for them, comes after them.
fn comes_before_rows(statement: &Statement) -> bool {
    !matches!(
        statement,
        Statement::CreateTrigger { .. }
            | Statement::SetRowSecurity { .. }
            | Statement::CreateIndex { .. }
            | Statement::NameParts { .. }
            | Statement::SetReplicaIdentity { .. }
            | Statement::SetClusterOn { .. }
            // Rows that it does not hold for are there nevertheless.
            | Statement::AddConstraint { validity: Validity::NotValid, .. }
            | Statement::Comment {
                on: ObjectId::Index { .. } | ObjectId::Trigger { .. } | ObjectId::Constraint { .. },
                ..
            }
    )
}

/// Whether some constraint is looked at when a transaction ends.
pub(super) fn checks_wait(schema: &Schema) -> bool {
    let mut constraints = schema.tables().flat_map(|it| &it.constraints);
    constraints.any(|it| it.deferrable == Deferrable::InitiallyDeferred)
}
