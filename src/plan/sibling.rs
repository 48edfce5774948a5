//! Keys and indexes of a partitioned table over the same columns: PostgreSQL numbers the names of their parts in
//! the order in which it makes them, there as on the way back.

use super::Planner;
use super::statement::{Statement, Validity};
use super::step::{State, Step};
use super::twin::equal_parts;
use crate::diff::partition::ParentsIndex;
use crate::model::{Name, ObjectId, QualifiedName, Schema, Table};

impl Planner<'_> {
    /// They come in their order, and go in the other one.
    pub(super) fn numbered_in_order(&self, step: &mut Step) {
        match &step.statement {
            Statement::CreateIndex { table, index, .. } => {
                let earlier = siblings(self.to, table, &index.name).0;
                step.place.prefers.extend(earlier.into_iter().filter(|it| self.created.contains(it)));
            }
            Statement::AddConstraint { table, constraint, validity: Validity::Checked } => {
                let earlier = siblings(self.to, table, &constraint.name).0;
                step.place.prefers.extend(earlier.into_iter().filter(|it| self.created.contains(it)));
            }
            Statement::DropIndex { table, name, .. } => {
                let all = self.from.table(table).into_iter().flat_map(|it| &it.indexes);
                let aside = |it: &Name| step.place.owner.is_some() && self.aside_name(table, it) == *name;
                let mut aside = all.filter(|it| it.name == *name || aside(&it.name));
                let later = aside.next().map(|it| siblings(self.from, table, &it.name).1).unwrap_or_default();
                let aside = |it: &ObjectId| self.aside_name(table, &it.last_name());
                let gone = |name| State::Gone(ObjectId::Index { table: table.clone(), name });
                let awaits: Vec<State> = later.iter().map(aside).map(gone).collect();
                step.place.awaits.extend(awaits);
                step.place.without.extend(later);
            }
            Statement::Drop(ObjectId::Constraint { table, name }) => {
                step.place.without.extend(siblings(self.from, table, name).1);
            }
            Statement::DetachPartition { table, .. } => {
                let equal = self.from.table(table).and_then(|it| equal_parts(self.from, it));
                if let Some(names) = equal {
                    *step = step.clone().undo(names);
                }
            }
            _ => {}
        }
    }
}

/// Those before it, and those after it.
fn siblings(schema: &Schema, table: &QualifiedName, name: &Name) -> (Vec<ObjectId>, Vec<ObjectId>) {
    let table = schema.table(table).filter(|it| it.partition_by.is_some());
    let all = table.map(|table| (table, indexes(table)));
    let at = all.as_ref().and_then(|(_, all)| all.iter().position(|it| it.name() == name));
    let Some(((table, all), at)) = all.zip(at) else { return (Vec::new(), Vec::new()) };
    let alike = |it: &&ParentsIndex| it.addition() == all[at].addition();
    let id = |it: &ParentsIndex| match it {
        ParentsIndex::Key(it) => ObjectId::Constraint { table: table.name.clone(), name: it.name.clone() },
        ParentsIndex::Index(it) => ObjectId::Index { table: table.name.clone(), name: it.name.clone() },
    };
    let ids = |some: &[ParentsIndex]| some.iter().filter(alike).map(id).collect();
    (ids(&all[..at]), ids(&all[at + 1..]))
}

/// In the order of their parts.
fn indexes(table: &Table) -> Vec<ParentsIndex<'_>> {
    let keys = table.constraints.iter().filter(|it| it.key().is_some()).map(ParentsIndex::Key);
    keys.chain(table.indexes.iter().map(ParentsIndex::Index)).collect()
}
