//! Changes to steps: in an order PostgreSQL accepts, blocking changes replaced by their online
//! sequences, each step with its lock, its hazards and what undoes it. Nothing here knows a database;
//! what a change costs is judged as if every existing table were large and in use.

mod ahead;
mod anew;
mod apart;
mod before;
mod bounds;
mod cast;
mod circle;
mod column;
mod composite;
mod constraint;
mod count;
mod derived;
mod domain;
mod enumeration;
mod extension;
mod generated;
mod grant;
mod heirs;
mod identity;
mod index;
mod inherits;
mod mark;
mod object;
mod order;
mod part;
mod partition;
mod physical;
mod policy;
mod rebind;
mod rebuild;
mod rename;
mod retype;
mod routine;
mod rows;
mod sibling;
mod slot;
mod spare;
mod stand;
mod state;
mod statement;
mod step;
mod table;
mod tangle;
mod turn;
mod twin;
mod view;
pub mod weigh;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diff::{self, Change, Diff};
use crate::model::dependencies::Dependencies;
use crate::model::name::QualifiedName;
use crate::model::{Name, Object, ObjectId, Schema, Table};

pub use cast::gains_or_loses_zone;
pub use order::Batch;
use spare::SpareNames;
pub use statement::{Build, Fill, Statement, Validity};
pub use step::{Hazard, HazardKind, Lock, LockMode, Step, Undo};

/// What a database goes through to get from one schema to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Each becomes one migration file.
    pub batches: Vec<Batch>,
}

impl Plan {
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.batches.iter().flat_map(|batch| &batch.steps)
    }
}

/// A change that PostgreSQL cannot make, or that would be unsafe to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    pub object: ObjectId,
    pub message: String,
    pub help: String,
}

/// Plans the way from `from` to `to`; all that cannot be done is told at once.
pub fn plan(from: &Schema, to: &Schema) -> Result<Plan, Vec<Impossible>> {
    let Some(mut untied) = tangle::untie(from, to) else { return plan_as_tied(from, to, Vec::new()) };
    let impossible = std::mem::take(&mut untied.impossible);
    let mut plan = plan_as_tied(&untied.from, &untied.to, impossible)?;
    untied.enclose(&mut plan.batches);
    Ok(plan)
}

fn plan_as_tied(
    from: &Schema,
    to: &Schema,
    mut impossible: Vec<Impossible>,
) -> Result<Plan, Vec<Impossible>> {
    let mut diff = diff::diff(from, to);
    impossible.extend(rebuild::dependants(from, &mut diff, to));
    impossible.extend(diff::rename_circles(from, to).into_iter().map(|object| Impossible {
        object,
        message: "it is to swap its name with others, and whether that was done before cannot be seen".to_owned(),
        help: "rename one of them to a name of its own in one compile, and the rest in the next; where they have the right names already, take `renamed_from` away".to_owned(),
    }));
    impossible.extend(rename::of_one_overload(from, &diff.changes));
    let Diff { renamed, changes } = diff;
    let groups = groups(&renamed, to, &changes);
    let positions: Positions = groups.iter().enumerate().map(|(at, id)| (id, at)).collect();
    let mut planner = Planner::new(from, &renamed, to, &changes, &positions);
    let swapped: Vec<(ObjectId, ObjectId)> =
        changes.iter().filter_map(swapped).map(|new| (new.clone(), planner.set_aside(&new))).collect();
    let mut sequences: Vec<Vec<Step>> = changes.into_iter().map(|change| planner.change(change)).collect();
    sequences.extend(planner.names_of_identities());
    sequences.extend(planner.derived_names());
    sequences.extend(planner.equals_by_name());
    sequences.extend(planner.parts_of_what_comes());
    planner.marks_of_what_is_set_aside(&mut sequences);
    planner.unknown_parts();
    planner.mistaken_twins();
    planner.catalogs_tables(&sequences);
    circle::break_up(&mut sequences, &planner.spare);
    for steps in &mut sequences {
        planner.count_on(steps);
    }
    for step in sequences.iter_mut().flatten() {
        planner.mark_states(step, &swapped);
        planner.numbered_in_order(step);
    }
    // What lets go of a type that is swapped lets go of the old one.
    for step in sequences.iter_mut().flatten() {
        for (new, old) in &swapped {
            if step.place.releases.contains(new) {
                step.place.releases.push(old.clone());
            }
        }
    }
    impossible.append(&mut planner.impossible);
    if !impossible.is_empty() {
        return Err(impossible);
    }
    let mut batches = order::order(sequences, &positions).map_err(|circle| {
        let steps = circle.summaries.join("; ");
        vec![Impossible {
            object: circle.object.unwrap_or_else(|| ObjectId::Namespace("public".into())),
            message: "the changes depend on each other in a circle".to_owned(),
            help: format!("make the change in two compiles; the circle is: {steps}"),
        }]
    })?;
    bounds::keep_together(&batches)?;
    extension::find_operators(&mut batches, from, to)?;
    index::let_go_of_names(&mut batches);
    retype::leave_out_what_went(&mut batches);
    rebind::on_the_way_back(&mut batches);
    Ok(Plan { batches })
}

/// A type that another takes over from.
fn swapped(change: &Change) -> Option<ObjectId> {
    let Change::Replace { from, to } = change else { return None };
    enumeration::takes_over(from, to).then(|| to.id())
}

/// Where each of the groups stands among them.
type Positions<'a> = HashMap<&'a ObjectId, usize>;

/// The changed objects in the order in which their steps should be read: what is built from the
/// ground up, then what is taken down from the top.
fn groups(from: &Schema, to: &Schema, changes: &[Change]) -> Vec<ObjectId> {
    let mut built = Vec::new();
    let mut dropped = Vec::new();
    for change in changes {
        match change {
            Change::Create(object) | Change::Replace { to: object, .. } => built.push(object.id()),
            Change::Drop(object) => dropped.push(object.id()),
            Change::Table { table, .. } => built.push(relation(to, table)),
            Change::Comment { on, .. } | Change::Grants { on, .. } => built.push(owner(to, on)),
            Change::Rename { to, .. } => built.push(to.clone()),
        }
    }
    let mut groups = order::reading_order(built.iter(), |id| dependencies_of(to, id));
    let mut taken_down = order::reading_order(dropped.iter(), |id| dependencies_of(from, id));
    taken_down.reverse();
    // What is built anew stands where it is built.
    let new: BTreeSet<ObjectId> = groups.iter().cloned().collect();
    groups.extend(taken_down.into_iter().filter(|id| !new.contains(id)));
    groups
}

/// The partitions and heirs of a table, theirs included.
fn descendants(schema: &Schema, table: &QualifiedName) -> BTreeSet<QualifiedName> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![table.clone()];
    while let Some(parent) = waiting.pop() {
        let is_child = |it: &&Table| {
            it.partition_of.as_ref().is_some_and(|of| of.table == parent) || it.inherits.contains(&parent)
        };
        for child in schema.tables().filter(is_child) {
            if found.insert(child.name.clone()) {
                waiting.push(child.name.clone());
            }
        }
    }
    found
}

/// The table, view or materialised view of that name.
fn relation(schema: &Schema, name: &QualifiedName) -> ObjectId {
    let kinds = [ObjectId::MaterializedView, ObjectId::View, ObjectId::Composite];
    let kinds = kinds.map(|kind| kind(name.clone()));
    kinds.into_iter().find(|id| schema.get(id).is_some()).unwrap_or_else(|| ObjectId::Table(name.clone()))
}

/// The whole object that something is, or is a part of.
fn owner(schema: &Schema, id: &ObjectId) -> ObjectId {
    match id.owner() {
        ObjectId::Table(name) => relation(schema, &name),
        owner => owner,
    }
}

/// Everything an object and its parts refer to.
fn dependencies_of(schema: &Schema, id: &ObjectId) -> BTreeSet<ObjectId> {
    schema.get(id).map(|object| everything_about(schema, object)).unwrap_or_default()
}

fn everything_about(schema: &Schema, object: &Object) -> BTreeSet<ObjectId> {
    let mut found = match object {
        Object::Table(table) => Dependencies::inside(schema, &table.name),
        _ => Dependencies::new(schema),
    };
    found.object(object);
    if let Object::Table(table) = object {
        for constraint in &table.constraints {
            found.constraint(constraint);
        }
        for policy in &table.policies {
            found.policy(policy);
        }
        for trigger in &table.triggers {
            found.trigger(trigger);
        }
        for index in &table.indexes {
            found.index(index);
        }
        for statistics in &table.statistics {
            found.statistics(statistics);
        }
    }
    if let Object::View(view) = object {
        for trigger in &view.triggers {
            found.trigger(trigger);
        }
    }
    let mut found = found.into_set();
    found.retain(|it| it.owner() != object.id());
    found
}

/// Turns changes into steps, one sequence for each.
struct Planner<'a> {
    /// The state before, with the names of before.
    before: &'a Schema,
    /// The state before, with the names of after.
    from: &'a Schema,
    to: &'a Schema,
    /// Objects that this plan creates: new ones, and those that are taken apart and built anew.
    created: BTreeSet<ObjectId>,
    dropped: BTreeSet<ObjectId>,
    /// The columns that get another type.
    retyped: BTreeSet<ObjectId>,
    /// What renamed tables were called, by what they are called after.
    renamed_tables: BTreeMap<QualifiedName, QualifiedName>,
    /// What keys and indexes of each table get another name, by the name before.
    renamed_indexes: BTreeMap<(QualifiedName, Name), Name>,
    /// How many changes there are of each table's own.
    changes_of: BTreeMap<QualifiedName, usize>,
    positions: &'a Positions<'a>,
    spare: SpareNames<'a>,
    /// What can come only once these domains are what they are to be.
    unproved: BTreeMap<ObjectId, BTreeSet<QualifiedName>>,
    impossible: Vec<Impossible>,
}

impl<'a> Planner<'a> {
    fn new(
        before: &'a Schema,
        from: &'a Schema,
        to: &'a Schema,
        changes: &[Change],
        positions: &'a Positions<'a>,
    ) -> Self {
        let mut created = BTreeSet::new();
        let mut dropped = BTreeSet::new();
        let (mut changes_of, mut retyped) = (BTreeMap::new(), BTreeSet::new());
        let (mut renamed_tables, mut renamed_indexes) = (BTreeMap::new(), BTreeMap::new());
        for change in changes {
            if let Change::Rename { from: ObjectId::Table(old), to: ObjectId::Table(new) } = change {
                renamed_tables.insert(new.clone(), old.clone());
            }
            if let Change::Table { table, .. } = change {
                *changes_of.entry(table.clone()).or_default() += 1;
            }
            if let Change::Table { table, change: diff::TableChange::AlterColumn(alter) } = change
                && alter.aspect == diff::ColumnAspect::Type
            {
                let name = &alter.to.name;
                let tables = descendants(to, table).into_iter().chain([table.clone()]);
                retyped.extend(tables.map(|table| ObjectId::Column { table, name: name.clone() }));
            }
            match change {
                Change::Table {
                    table,
                    change:
                        diff::TableChange::RenameIndex { from, to }
                        | diff::TableChange::RenameConstraint { from, to },
                } => _ = renamed_indexes.insert((table.clone(), from.clone()), to.clone()),
                Change::Create(object) => _ = created.insert(object.id()),
                Change::Drop(object) => _ = dropped.insert(object.id()),
                Change::Table { table, change: diff::TableChange::DropColumn(column) } => {
                    dropped.insert(ObjectId::Column { table: table.clone(), name: column.name.clone() });
                }
                Change::Replace { from: Object::Composite(old), to: Object::Composite(new) }
                    if swapped(change).is_none() =>
                {
                    dropped.extend(composite::lacking(old, new));
                    created.extend(composite::lacking(new, old));
                }
                change => {
                    created.extend(swapped(change));
                    created.extend(change.created_part());
                }
            }
        }
        Self {
            before,
            from,
            to,
            created,
            dropped,
            retyped,
            renamed_tables,
            renamed_indexes,
            changes_of,
            positions,
            spare: SpareNames::new([before, from, to]),
            unproved: BTreeMap::new(),
            impossible: Vec::new(),
        }
    }

    /// Everything that makes an object of `before`, its comments and grants included.
    fn whole(&self, object: &Object) -> Vec<Statement> {
        let changes = diff::creation(object);
        let (nothing, nowhere) = (Schema::default(), Positions::default());
        // What it would get by default on the way back is taken from it.
        let defaults =
            self.before.objects.iter().filter(|(_, it)| matches!(it, Object::DefaultPrivileges(_)));
        let defaults = defaults.map(|(id, it)| (id.clone(), it.clone())).collect();
        let defaults = Schema { objects: defaults, ..Schema::default() };
        let mut planner = Planner::new(&defaults, &nothing, self.before, &changes, &nowhere);
        changes.into_iter().flat_map(|change| planner.change(change)).map(|step| step.statement).collect()
    }

    fn change(&mut self, change: Change) -> Vec<Step> {
        match change {
            Change::Create(object) => {
                let surplus = self.take_surplus(&object);
                let mut steps = match object {
                    Object::Table(table) => self.create_table(table),
                    other => self.create(&other),
                };
                steps.extend(surplus);
                steps
            }
            Change::Drop(object) => self.drop(&object),
            Change::Rename { from, to } => self.rename_with_index_columns(&from, &to),
            Change::Replace { from, to } => self.replace(from, to),
            Change::Table { table, change } => self.table_change(&table, change),
            Change::Comment { on, from, to } => vec![self.comment(&on, from, to)],
            Change::Grants { on, from, to } => self.grants(&on, &from, &to),
        }
    }

    fn cannot(&mut self, object: ObjectId, message: impl Into<String>, help: impl Into<String>) {
        self.impossible.push(Impossible { object, message: message.into(), help: help.into() });
    }

    /// Created by this very plan: empty, and nobody else can see it yet.
    fn is_new(&self, table: &QualifiedName) -> bool {
        self.created.contains(&ObjectId::Table(table.clone()))
            || self.created.contains(&ObjectId::MaterializedView(table.clone()))
    }

    fn table_before(&self, table: &QualifiedName) -> Option<&'a Table> {
        self.from.table(table)
    }

    fn comment(&self, on: &ObjectId, from: Option<String>, to: Option<String>) -> Step {
        let owner = owner(self.to, on);
        // What goes when its object does needs no undoing; an index is there before its comment's file, but
        // for that of a key, which comes with the key.
        let part = index::key_of_index(self.to, on).unwrap_or_else(|| on.clone());
        let is_index = matches!(part, ObjectId::Index { .. });
        let new = self.created.contains(&owner) || self.created.contains(&part) && !is_index;
        // One that is built anew had none when it was new.
        let from = from.filter(|_| !self.created.contains(&part));
        let undo = Statement::Comment { on: on.clone(), text: from };
        let statement = Statement::Comment { on: on.clone(), text: to };
        let step = Step::new(statement, format!("comment on {on}"), owner.clone()).requires([part, owner]);
        if new { step } else { step.undo(undo) }
    }
}

/// The comment of something that is created again.
fn comment_again(on: ObjectId, text: Option<&String>) -> Option<Statement> {
    text.map(|text| Statement::Comment { on, text: Some(text.clone()) })
}
