//! What a foreign key comes to stand on. PostgreSQL takes the oldest of the keys and unique indexes over
//! the columns; so where the way back makes a key again, an index that the plan built would be taken for
//! it, and could not go afterwards. Such an index goes before.

use super::order::Batch;
use super::statement::{Build, Statement};
use super::step::{Step, Undo};
use crate::model::constraint::{Constraint, ForeignKey, is_same_key};
use crate::model::index::Index;
use crate::model::table::ReplicaIdentity;
use crate::model::{Name, ObjectId, QualifiedName};

/// An index that an earlier file has built, with what was said about it since.
struct Built {
    table: QualifiedName,
    index: Index,
    about: Vec<Statement>,
}

impl Built {
    fn is(&self, table: &QualifiedName, name: &Name) -> bool {
        self.table == *table && self.index.name == *name
    }
}

/// Puts the dropping of such indexes before the adding of foreign keys. What a file found there is there
/// again at the end of its way back.
pub(super) fn on_the_way_back(batches: &mut [Batch]) {
    let mut built: Vec<Built> = Vec::new();
    for at in 0..batches.len() {
        let comes_back = |of: &ForeignKey| {
            let undone = batches[at..].iter().flat_map(|it| &it.steps).flat_map(statements_again);
            undone.filter_map(added).any(|(table, it)| {
                *table == of.table && it.key().is_some_and(|key| is_same_key(&key.columns, &of.references))
            })
        };
        let come_back: Vec<ForeignKey> = batches[at]
            .steps
            .iter()
            .filter_map(foreign_key_again)
            .filter(|it| comes_back(it))
            .cloned()
            .collect();
        let steps = &mut batches[at].steps;
        for place in 0..steps.len() {
            let Some(key) = foreign_key_again(&steps[place]).cloned() else { continue };
            // The first that comes back does so when all of them are gone.
            let is_first =
                !steps[place + 1..].iter().filter_map(foreign_key_again).any(|it| has_same_target(it, &key));
            if !is_first || !come_back.contains(&key) {
                continue;
            }
            let taken_over = |it: &Built| steps.iter().any(|step| takes_away(step, it));
            let is_in_the_way = |it: &&Built| {
                it.table == key.table && it.index.is_key_over(&key.references) && !taken_over(it)
            };
            let (mut before, mut last) = (Vec::new(), Vec::new());
            let mut gone = Vec::new();
            for it in built.iter().filter(is_in_the_way) {
                before.push(drop(&it.table, &it.index));
                let (table, index) = (it.table.clone(), it.index.clone());
                gone.push(ObjectId::Index { table: table.clone(), name: index.name.clone() });
                last.push(Statement::CreateIndex { table, index, build: Build::Again });
                last.extend(it.about.iter().cloned());
            }
            for step in &mut steps[..place] {
                let Statement::CreateIndex { table, index, .. } = &step.statement else { continue };
                if *table == key.table && index.is_key_over(&key.references) {
                    before.push(drop(table, index));
                    gone.push(ObjectId::Index { table: table.clone(), name: index.name.clone() });
                    step.undo = Undo::Nothing;
                }
            }
            for step in &mut steps[..place] {
                // It goes with its comment.
                if matches!(&step.statement, Statement::Comment { on, .. } if gone.contains(on)) {
                    step.undo = Undo::Nothing;
                }
            }
            if let Undo::With(undo) = &mut steps[place].undo {
                undo.splice(0..0, before);
                undo.append(&mut last);
            }
        }
        for step in &batches[at].steps {
            note(step, &mut built);
        }
    }
}

fn drop(table: &QualifiedName, index: &Index) -> Statement {
    Statement::DropIndex { table: table.clone(), name: index.name.clone(), build: Build::Blocking }
}

/// The foreign key that undoing a step adds.
fn foreign_key_again(step: &Step) -> Option<&ForeignKey> {
    let goes = matches!(step.statement, Statement::Drop(ObjectId::Constraint { .. }));
    let (_, again) = statements_again(step).iter().filter(|_| goes).find_map(added)?;
    again.foreign_key()
}

fn statements_again(step: &Step) -> &[Statement] {
    match &step.undo {
        Undo::With(undo) => undo,
        _ => &[],
    }
}

fn added(statement: &Statement) -> Option<(&QualifiedName, &Constraint)> {
    match statement {
        Statement::AddConstraint { table, constraint, .. } => Some((table, constraint)),
        _ => None,
    }
}

fn has_same_target(one: &ForeignKey, other: &ForeignKey) -> bool {
    one.table == other.table && is_same_key(&one.references, &other.references)
}

/// Whether the index has another name after a step, is a constraint's, or is gone.
fn takes_away(step: &Step, built: &Built) -> bool {
    match &step.statement {
        Statement::DropIndex { table, name, .. }
        | Statement::AddConstraintUsingIndex { table, index: name, .. }
        | Statement::Rename { object: ObjectId::Index { table, name }, .. } => built.is(table, name),
        _ => false,
    }
}

/// What a step does to the indexes that were built.
fn note(step: &Step, built: &mut Vec<Built>) {
    built.retain(|it| !takes_away(step, it));
    match &step.statement {
        Statement::CreateIndex { table, index, build } if *build != Build::OnParentOnly => {
            built.push(Built { table: table.clone(), index: index.clone(), about: Vec::new() });
        }
        statement @ (Statement::Comment { on: ObjectId::Index { table, name }, .. }
        | Statement::SetReplicaIdentity { table, identity: ReplicaIdentity::Index(name) }
        | Statement::SetClusterOn { table, index: Some(name) }) => {
            built.iter_mut().filter(|it| it.is(table, name)).for_each(|it| it.about.push(statement.clone()));
        }
        _ => {}
    }
}
