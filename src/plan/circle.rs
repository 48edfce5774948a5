//! Names that indexes, constraints, statistics and sequences of identities take over from each other in a circle, which may
//! go through several tables: one of them has another name in between.

use std::collections::HashMap;

use super::slot::Slot;
use super::spare::SpareNames;
use super::statement::Statement;
use super::step::Step;
use crate::model::{Name, ObjectId, QualifiedName};

/// Where a step stands: its sequence, and its place in that.
type At = (usize, usize);

/// A rename, from one name to another of the same schema.
struct Renamed {
    at: At,
    from: Slot,
    to: Slot,
    /// Whether it is a part of a table, which a name between harms nobody.
    is_part: bool,
}

/// Divides one rename of each circle into two.
pub(super) fn break_up(sequences: &mut [Vec<Step>], spare: &SpareNames) {
    let renames = renames(sequences);
    let from: HashMap<&Slot, usize> = renames.iter().enumerate().map(|(at, it)| (&it.from, at)).collect();
    let mut seen = vec![false; renames.len()];
    let mut divided = Vec::new();
    for start in 0..renames.len() {
        let (mut circle, mut next) = (Vec::new(), Some(start));
        while let Some(at) = next.filter(|at| !seen[*at]) {
            seen[at] = true;
            circle.push(at);
            next = from.get(&renames[at].to).copied();
        }
        // It leads back to where it began, not into what was seen before.
        if next == Some(start) && !circle.is_empty() {
            divided.extend(circle.into_iter().find(|at| renames[*at].is_part).map(|at| renames[at].at));
        }
    }
    // From the last to the first, for the places before to stay what they are.
    divided.sort_unstable();
    for (sequence, at) in divided.into_iter().rev() {
        let steps = &mut sequences[sequence];
        if let Some(halves) = divide(&steps[at], spare) {
            steps.splice(at..=at, halves);
        }
    }
}

fn renames(sequences: &[Vec<Step>]) -> Vec<Renamed> {
    let mut found = Vec::new();
    for (sequence, steps) in sequences.iter().enumerate() {
        for (at, step) in steps.iter().enumerate() {
            let (from, to, is_part) = match &step.statement {
                Statement::Rename { object, to } => {
                    let is_part = matches!(
                        object,
                        ObjectId::Index { .. } | ObjectId::Constraint { .. } | ObjectId::Statistics { .. }
                    );
                    (Slot::all(object).into_iter().next(), to, is_part)
                }
                Statement::RenameIdentity { from, to } => (Some(Slot::Relation(from.clone())), to, true),
                _ => continue,
            };
            let named = |name: &QualifiedName| name.sibling(to.clone());
            let (from, to) = match from {
                Some(Slot::Relation(name)) => (Slot::Relation(name.clone()), Slot::Relation(named(&name))),
                Some(Slot::Statistics(name)) => {
                    (Slot::Statistics(name.clone()), Slot::Statistics(named(&name)))
                }
                _ => continue,
            };
            found.push(Renamed { at: (sequence, at), from, to, is_part });
        }
    }
    found
}

fn divide(step: &Step, spare: &SpareNames) -> Option<[Step; 2]> {
    let (named, to) = match &step.statement {
        Statement::Rename {
            object:
                ObjectId::Index { table, name }
                | ObjectId::Constraint { table, name }
                | ObjectId::Statistics { table, name },
            to,
        } => (table.sibling(name.clone()), to),
        Statement::RenameIdentity { from, to } => (from.clone(), to),
        _ => return None,
    };
    let aside: Name = spare.relation(&named, named.name.as_str(), "_old").name;
    let rename = |from: &Name, to: &Name| match &step.statement {
        Statement::Rename { object, .. } => {
            Statement::Rename { object: object.with_name(from.clone()), to: to.clone() }
        }
        _ => Statement::RenameIdentity { from: named.sibling(from.clone()), to: to.clone() },
    };
    let what = match &step.statement {
        Statement::Rename { object, .. } => object.clone(),
        _ => ObjectId::Sequence(named.clone()),
    };
    let mut first = step.clone().undo_all(vec![rename(&aside, &named.name)]);
    first.statement = rename(&named.name, &aside);
    first.summary = format!("set {what} aside as {aside}");
    first.place.provides.clear();
    let mut second = step.clone().undo_all(vec![rename(to, &aside)]).after();
    second.statement = rename(&aside, to);
    second.summary = format!("rename {} to {to}", what.with_name(aside));
    second.place.removes.clear();
    second.hazards.clear();
    Some([first, second])
}
