//! Changes to steps: in an order PostgreSQL accepts, blocking changes replaced by their online
//! sequences, each step with its lock, its hazards and what undoes it. Nothing here knows a database;
//! what a change costs is judged as if every existing table were large and in use.

mod column;
mod constraint;
mod index;
mod object;
mod order;
mod rebuild;
mod statement;
mod step;
mod table;

use std::collections::BTreeSet;

use crate::diff::{self, Change};
use crate::model::dependencies::Dependencies;
use crate::model::grant::Grants;
use crate::model::name::{MAX_NAME_BYTES, QualifiedName};
use crate::model::{Object, ObjectId, Schema, Table};

pub use order::Batch;
pub use statement::{Build, Fill, Statement, Validity};
use step::Phase;
pub use step::{Hazard, HazardKind, LockMode, Step, Undo};

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
    let mut changes = diff::diff(from, to);
    rebuild::dependants(to, &mut changes);
    let groups = groups(from, to, &changes);
    let mut planner = Planner::new(from, to, &changes, &groups);
    let sequences: Vec<Vec<Step>> = changes.into_iter().map(|change| planner.change(change)).collect();
    if !planner.impossible.is_empty() {
        return Err(planner.impossible);
    }
    let batches = order::order(sequences, &groups).map_err(|order::Cycle(steps)| {
        let help = format!("make the change in two compiles; the steps are: {}", steps.join("; "));
        vec![Impossible {
            object: groups.first().cloned().unwrap_or_else(|| ObjectId::Namespace("public".into())),
            message: "the changes depend on each other in a circle".to_owned(),
            help,
        }]
    })?;
    Ok(Plan { batches })
}

/// The changed objects in the order in which their steps should be read: what is built from the
/// ground up, then what is taken down from the top.
fn groups(from: &Schema, to: &Schema, changes: &[Change]) -> Vec<ObjectId> {
    let mut built = Vec::new();
    let mut dropped = Vec::new();
    for change in changes {
        match change {
            Change::Create(object) | Change::Replace { to: object, .. } => built.push(object.id()),
            Change::Drop(object) => dropped.push(object.id()),
            Change::Table { table, .. } => built.push(ObjectId::Table(table.clone())),
            Change::Comment { on, .. } | Change::Grants { on, .. } => built.push(on.owner()),
            Change::Rename { .. } => {}
        }
    }
    let mut groups = order::reading_order(built.iter(), |id| dependencies_of(to, id));
    let mut taken_down = order::reading_order(dropped.iter(), |id| dependencies_of(from, id));
    taken_down.reverse();
    groups.extend(taken_down);
    groups
}

/// Everything an object and its parts refer to.
fn dependencies_of(schema: &Schema, id: &ObjectId) -> BTreeSet<ObjectId> {
    let Some(object) = schema.get(id) else { return BTreeSet::new() };
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
    }
    found.into_set()
}

/// Turns changes into steps, one sequence for each.
struct Planner<'a> {
    from: &'a Schema,
    to: &'a Schema,
    created: BTreeSet<ObjectId>,
    groups: &'a [ObjectId],
    impossible: Vec<Impossible>,
}

impl<'a> Planner<'a> {
    fn new(from: &'a Schema, to: &'a Schema, changes: &[Change], groups: &'a [ObjectId]) -> Self {
        let created = changes.iter().filter_map(|change| match change {
            Change::Create(object) => Some(object.id()),
            _ => None,
        });
        Self { from, to, created: created.collect(), groups, impossible: Vec::new() }
    }

    fn change(&mut self, change: Change) -> Vec<Step> {
        match change {
            Change::Create(Object::Table(table)) => self.create_table(&table),
            Change::Create(object) => self.create(object),
            Change::Drop(object) => self.drop(&object),
            Change::Rename { from, to } => vec![rename(from, to)],
            Change::Replace { from, to } => self.replace(from, to),
            Change::Table { table, change } => self.table_change(&table, change),
            Change::Comment { on, from, to } => vec![self.comment(on, from, to)],
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

    fn comment(&self, on: ObjectId, from: Option<String>, to: Option<String>) -> Step {
        let owner = on.owner();
        let new = self.created.contains(&owner);
        let undo = Statement::Comment { on: on.clone(), text: from };
        let statement = Statement::Comment { on: on.clone(), text: to };
        let step = Step::new(statement, format!("comment on {on}"), owner).requires([on.clone(), on.owner()]);
        if new { step } else { step.undo(undo) }
    }

    fn grants(&self, on: &ObjectId, from: &Grants, to: &Grants) -> Vec<Step> {
        let none = Default::default();
        let mut steps = Vec::new();
        let roles: BTreeSet<_> = from.0.keys().chain(to.0.keys()).collect();
        for role in roles {
            let (before, after) = (from.0.get(role).unwrap_or(&none), to.0.get(role).unwrap_or(&none));
            let gone: Vec<_> = before
                .iter()
                .filter(|(privilege, granted)| after.get(privilege) != Some(granted))
                .map(|(privilege, granted)| (*privilege, granted.clone()))
                .collect();
            let added: Vec<_> = after
                .iter()
                .filter(|(privilege, granted)| before.get(privilege) != Some(granted))
                .map(|(privilege, granted)| (*privilege, granted.clone()))
                .collect();
            let new = self.created.contains(on);
            let mut push = |statement, undo, word: &str| {
                let needs = [on.clone(), ObjectId::Role(role.clone())];
                let mut step =
                    Step::new(statement, format!("{word} {role} on {on}"), on.clone()).requires(needs);
                if !new {
                    let reason = "who may do what changes";
                    step = step.hazard(HazardKind::AuthzUpdate, on.path(), reason).undo(undo);
                }
                steps.push(step);
            };
            let grant = |privileges| Statement::Grant { on: on.clone(), role: role.clone(), privileges };
            let revoke = |privileges| Statement::Revoke { on: on.clone(), role: role.clone(), privileges };
            if !gone.is_empty() {
                push(revoke(gone.clone()), grant(gone), "revoke from");
            }
            if !added.is_empty() {
                push(grant(added.clone()), revoke(added), "grant to");
            }
        }
        steps
    }
}

fn rename(from: ObjectId, to: crate::model::Name) -> Step {
    let reason = "clients that use the old name fail from this moment on";
    let (path, owner) = (from.path(), from.owner());
    let old = from.last_name();
    let renamed = from.with_name(to.clone());
    Step::new(
        Statement::Rename { object: from.clone(), to: to.clone() },
        format!("rename {from} to {to}"),
        owner,
    )
    .phase(Phase::Rename)
    .hazard(HazardKind::BreaksClients, path, reason)
    .undo(Statement::Rename { object: renamed, to: old })
}

/// `name` with a suffix, within the length of a name.
fn suffixed(name: &str, suffix: &str) -> crate::model::Name {
    let end = name.floor_char_boundary(MAX_NAME_BYTES.saturating_sub(suffix.len()));
    crate::model::Name::new(format!("{}{suffix}", &name[..end]))
}
