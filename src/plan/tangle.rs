//! Families of tables that inherit in which one change reaches an heir by more ways than one. Nothing
//! is handed down while they change: every heir leaves its parents first, each table is changed by
//! itself, and the heirs join as they shall in the end. Neither needs more than a moment.

use std::collections::{BTreeMap, BTreeSet};

use super::heirs::{is_handed_down, is_kept_back};
use super::order::Batch;
use super::statement::{Statement, Validity};
use super::step::{HazardKind, LockMode, Step};
use super::{Impossible, Planner, Positions, comment_again};
use crate::diff::with_inherited_checks;
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::table::{Column, Table};
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

/// The two schemas without the ties of the families that are taken apart, and what unties and ties them.
pub(super) struct Untied {
    pub from: Schema,
    pub to: Schema,
    leave: Vec<Step>,
    join: Vec<Step>,
    pub impossible: Vec<Impossible>,
}

/// An heir and a table that it inherits from, by the names of after.
type Tie = (QualifiedName, QualifiedName);

/// The tables before and after, by the names of after.
struct Family<'s> {
    before: BTreeMap<QualifiedName, &'s Table>,
    after: BTreeMap<QualifiedName, &'s Table>,
    ties_before: BTreeSet<Tie>,
    ties_after: BTreeSet<Tie>,
}

/// `None` where no family has to be taken apart.
pub(super) fn untie(from: &Schema, to: &Schema) -> Option<Untied> {
    let families: Vec<Family<'_>> = families(from, to).into_iter().filter(Family::is_tangled).collect();
    if families.is_empty() {
        return None;
    }
    let mut untied =
        Untied { from: from.clone(), to: to.clone(), leave: vec![], join: vec![], impossible: vec![] };
    for family in &families {
        untied.impossible.extend(family.renames());
        for table in family.before.values() {
            untied.keep_back(table, from);
        }
        for (name, table) in &family.before {
            untied.leave(table, from, family.after.get(name).copied());
        }
        for table in family.after.values() {
            untied.join(table, from, to);
        }
    }
    Some(untied)
}

impl Untied {
    /// An heir cannot leave beside a check of the name of one of its own that its parent does not hand down.
    fn keep_back(&mut self, parent: &Table, from: &Schema) {
        let heirs = from.tables().filter(|it| it.inherits.contains(&parent.name));
        let heirs: Vec<Table> = heirs.map(|it| with_inherited_checks(it, from)).collect();
        let conflicts =
            |it: &&Constraint| is_kept_back(it) && heirs.iter().any(|heir| check(heir, &it.name).is_some());
        for constraint in parent.constraints.iter().filter(conflicts) {
            let id = ObjectId::Constraint { table: parent.name.clone(), name: constraint.name.clone() };
            let again = Statement::AddConstraint {
                table: parent.name.clone(),
                constraint: constraint.clone(),
                validity: Validity::of(constraint),
            };
            let again = [again].into_iter().chain(comment_again(id.clone(), constraint.comment.as_ref()));
            let step = Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.owner())
                .lock(LockMode::AccessExclusive, &parent.name);
            self.leave.push(step.undo_all(again.collect()));
            if let Some(table) = table_of(&mut self.from, &parent.name) {
                table.constraints.retain(|it| it.name != constraint.name);
            }
        }
    }

    fn leave(&mut self, heir: &Table, from: &Schema, after: Option<&Table>) {
        let id = ObjectId::Table(heir.name.clone());
        // On the way back it joins them in their order.
        for parent in heir.inherits.iter().rev() {
            let leave = Statement::NoInherit { table: heir.name.clone(), parent: parent.clone() };
            let step = Step::new(leave, format!("take {id} from {parent}"), id.clone())
                .lock(LockMode::AccessExclusive, &heir.name)
                .undo(Statement::Inherit { table: heir.name.clone(), parent: parent.clone() });
            let comes_back = after.is_some_and(|it| it.inherits.contains(parent));
            let moment = if comes_back { "until the last file is through" } else { "any more" };
            let reason = format!("who reads {parent} does not find its rows {moment}");
            self.leave.push(step.hazard(HazardKind::BreaksClients, heir.name.to_string(), reason));
        }
        alone(&mut self.from, heir, from);
    }

    fn join(&mut self, heir: &Table, from: &Schema, to: &Schema) {
        if heir.inherits.is_empty() {
            return;
        }
        let nowhere = Positions::default();
        let mut planner = Planner::new(from, from, to, &[], &nowhere);
        planner.beyond_the_inherited(heir);
        self.impossible.append(&mut planner.impossible);
        let id = ObjectId::Table(heir.name.clone());
        for parent in &heir.inherits {
            let join = Statement::Inherit { table: heir.name.clone(), parent: parent.clone() };
            let step = Step::new(join, format!("let {id} inherit from {parent}"), id.clone())
                .lock(LockMode::AccessExclusive, &heir.name);
            self.join.push(super::heirs::joined(step, to, &heir.name, parent));
        }
        alone(&mut self.to, heir, to);
    }

    /// Lets the heirs leave before everything else, and join after it.
    pub(super) fn enclose(mut self, batches: &mut Vec<Batch>) {
        let batch = |steps| Batch { no_transaction: false, search_path: Vec::new(), steps };
        if batches.first().is_none_or(|it| it.no_transaction) {
            batches.insert(0, batch(Vec::new()));
        }
        if batches.last().is_none_or(|it| it.no_transaction) {
            batches.push(batch(Vec::new()));
        }
        if batches.len() == 1 {
            // Nobody sees what happens in between.
            let joins: Vec<Statement> = self.join.iter().map(|it| it.statement.clone()).collect();
            for step in &mut self.leave {
                if matches!(&step.undo, super::Undo::With(again) if again.iter().all(|it| joins.contains(it)))
                {
                    step.hazards.clear();
                }
            }
        }
        if let Some(first) = batches.first_mut() {
            first.steps.splice(0..0, self.leave);
        }
        if let Some(last) = batches.last_mut() {
            last.steps.extend(self.join);
        }
    }
}

impl<'s> Family<'s> {
    /// What reaches an heir from two sides, or from one that it leaves or joins meanwhile.
    fn is_tangled(&self) -> bool {
        self.checks_meet() || self.values_meet() || self.identities_meet() || self.joins_what_loses_a_check()
    }

    fn in_both(&self) -> impl Iterator<Item = (&QualifiedName, &'s Table, &'s Table)> {
        self.before.iter().filter_map(|(name, old)| Some((name, *old, *self.after.get(name)?)))
    }

    fn heirs_move(&self) -> bool {
        self.in_both().any(|(name, ..)| {
            let of = |ties: &BTreeSet<Tie>| -> BTreeSet<QualifiedName> {
                ties.iter().filter(|(heir, _)| heir == name).map(|(_, parent)| parent.clone()).collect()
            };
            of(&self.ties_before) != of(&self.ties_after)
        })
    }

    /// Whether an heir has several parents that the condition is true for.
    fn has_several(&self, is_meant: impl Fn(&Table) -> bool) -> bool {
        [(&self.before, &self.ties_before), (&self.after, &self.ties_after)].into_iter().any(
            |(tables, ties)| {
                tables.keys().any(|name| {
                    let parents = ties.iter().filter(|(heir, _)| heir == name);
                    parents.filter_map(|(_, it)| tables.get(it)).filter(|it| is_meant(it)).count() > 1
                })
            },
        )
    }

    /// Checks of one name in several tables, some of which come, go or change.
    fn checks_meet(&self) -> bool {
        let all = self.before.values().chain(self.after.values()).flat_map(|it| &it.constraints);
        let names: BTreeSet<&Name> =
            all.filter(|it| matches!(it.kind, ConstraintKind::Check(_))).map(|it| &it.name).collect();
        names.into_iter().any(|name| {
            let of = |tables: &BTreeMap<QualifiedName, &'s Table>| -> BTreeMap<QualifiedName, Constraint> {
                tables.iter().filter_map(|(at, it)| Some((at.clone(), check(it, name)?.essence()))).collect()
            };
            let (old, new) = (of(&self.before), of(&self.after));
            let tables: BTreeSet<&QualifiedName> = old.keys().chain(new.keys()).collect();
            let kept_back = || old.values().chain(new.values()).any(is_kept_back);
            old != new && tables.len() > 1 && (self.heirs_move() || kept_back() || self.has_several(|_| true))
        })
    }

    /// Defaults of one column that differ from table to table, some of which come, go or change.
    fn values_meet(&self) -> bool {
        let names: BTreeSet<&Name> =
            self.in_both().flat_map(|(_, old, _)| &old.columns).map(|it| &it.name).collect();
        names.into_iter().any(|name| {
            let values = |tables: &BTreeMap<QualifiedName, &'s Table>| -> BTreeSet<Option<String>> {
                let columns = tables.values().filter_map(|it| it.column(name));
                columns.map(|it| it.value.as_ref().map(|it| format!("{it:?}"))).collect()
            };
            let changed = |(_, old, new): (&QualifiedName, &Table, &Table)| {
                let columns = old.column(name).zip(new.column(name));
                columns.is_some_and(|(old, new)| old.value != new.value)
            };
            self.in_both().any(changed)
                && (values(&self.before).len() > 1 || values(&self.after).len() > 1)
                && (self.heirs_move() || self.has_several(|it| it.column(name).is_some()))
        })
    }

    /// Identities of a column in heir and parent that both change: what is set above is set below.
    fn identities_meet(&self) -> bool {
        [(&self.before, &self.ties_before), (&self.after, &self.ties_after)].into_iter().any(
            |(tables, ties)| {
                ties.iter().any(|(heir, parent)| {
                    let (Some(heir_table), Some(parent_table)) = (tables.get(heir), tables.get(parent))
                    else {
                        return false;
                    };
                    let identities = heir_table.columns.iter().filter(|it| {
                        it.is_identity() && parent_table.column(&it.name).is_some_and(Column::is_identity)
                    });
                    let changes = |table: &QualifiedName, name: &Name| {
                        let (old, new) = (self.before.get(table), self.after.get(table));
                        let columns =
                            old.and_then(|it| it.column(name)).zip(new.and_then(|it| it.column(name)));
                        columns.is_some_and(|(old, new)| {
                            old.is_identity() != new.is_identity()
                                && (old.value.is_some() && new.value.is_some())
                        })
                    };
                    identities.into_iter().any(|it| changes(heir, &it.name) || changes(parent, &it.name))
                })
            },
        )
    }

    /// A table that joins one whose check it would have to have for a moment.
    fn joins_what_loses_a_check(&self) -> bool {
        self.ties_after.difference(&self.ties_before).any(|(heir, parent)| {
            let parents = self.before.get(parent).zip(self.after.get(parent));
            self.before.contains_key(heir)
                && self.ties_before.iter().any(|(it, _)| it == parent)
                && parents.is_some_and(|(old, new)| {
                    old.constraints.iter().any(|it| is_handed_down(it) && check(new, &it.name).is_none())
                })
        })
    }

    /// The columns that get other names: heirs would follow.
    fn renames(&self) -> Vec<Impossible> {
        let renamed = self.in_both().filter_map(|(name, old, new)| {
            let is_renamed = |it: &&Column| {
                it.renamed_from.as_ref().is_some_and(|from| {
                    old.column(from).is_some() && old.column(&it.name).is_none() && new.column(from).is_none()
                })
            };
            let column = new.columns.iter().find(is_renamed)?;
            Some(Impossible {
                object: ObjectId::Column { table: name.clone(), name: column.name.clone() },
                message:
                    "it cannot get another name while checks or defaults change that reach heirs of its \
                          table by several ways"
                        .to_owned(),
                help: "rename it in a compile of its own".to_owned(),
            })
        });
        renamed.collect()
    }
}

/// The tables that inheritance ties together, before or after.
fn families<'s>(from: &'s Schema, to: &'s Schema) -> Vec<Family<'s>> {
    let renamed = to.tables().filter_map(|it| {
        let old = it.renamed_from.as_ref()?;
        (from.table(old).is_some() && from.table(&it.name).is_none()).then(|| (old.clone(), it.name.clone()))
    });
    let renamed: BTreeMap<QualifiedName, QualifiedName> = renamed.collect();
    let now = |it: &QualifiedName| renamed.get(it).unwrap_or(it).clone();
    let ties = |schema: &Schema, name: &dyn Fn(&QualifiedName) -> QualifiedName| -> BTreeSet<Tie> {
        let ties = schema.tables().flat_map(|heir| heir.inherits.iter().map(move |it| (&heir.name, it)));
        ties.map(|(heir, parent)| (name(heir), name(parent))).collect()
    };
    let (ties_before, ties_after) = (ties(from, &now), ties(to, &QualifiedName::clone));
    let mut left: BTreeSet<QualifiedName> =
        ties_before.union(&ties_after).flat_map(|(heir, parent)| [heir.clone(), parent.clone()]).collect();
    let mut found = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut names = BTreeSet::from([first.clone()]);
        let mut waiting = vec![first];
        while let Some(name) = waiting.pop() {
            for (heir, parent) in ties_before.union(&ties_after) {
                let other = if *heir == name { parent } else { heir };
                if (*heir == name || *parent == name) && names.insert(other.clone()) {
                    left.remove(other);
                    waiting.push(other.clone());
                }
            }
        }
        let before = from.tables().map(|it| (now(&it.name), it)).filter(|(name, _)| names.contains(name));
        let after = to.tables().filter(|it| names.contains(&it.name)).map(|it| (it.name.clone(), it));
        let of = |ties: &BTreeSet<Tie>| ties.iter().filter(|(it, _)| names.contains(it)).cloned().collect();
        found.push(Family {
            before: before.collect(),
            after: after.collect(),
            ties_before: of(&ties_before),
            ties_after: of(&ties_after),
        });
    }
    found
}

/// The heir in the schema as it is without its parents.
fn alone(schema: &mut Schema, heir: &Table, as_it_was: &Schema) {
    let table = table_of(schema, &heir.name);
    if let Some(table) = table {
        let of_its_own = with_inherited_checks(heir, as_it_was).constraints.into_iter();
        let comes = |it: &Constraint| !heir.constraints.iter().any(|own| own.name == it.name);
        table.constraints.extend(of_its_own.filter(comes));
        table.inherits.clear();
    }
}

fn table_of<'s>(schema: &'s mut Schema, name: &QualifiedName) -> Option<&'s mut Table> {
    match schema.objects.get_mut(&ObjectId::Table(name.clone())) {
        Some(Object::Table(table)) => Some(table),
        _ => None,
    }
}

fn check<'t>(table: &'t Table, name: &Name) -> Option<&'t Constraint> {
    table.constraints.iter().find(|it| it.name == *name && matches!(it.kind, ConstraintKind::Check(_)))
}
