//! The indexes that partitions have from their parents: PostgreSQL names them after the partition and its
//! columns when it makes them, and leaves them their names when one of these is renamed.

use std::collections::{BTreeMap, BTreeSet};

use super::Planner;
use super::state::parts_that_go;
use super::statement::Statement;
use super::step::{Phase, Step};
use crate::diff::partition::{derived_indexes, whole};
use crate::model::{Name, ObjectId, QualifiedName, Schema, Table};

impl Planner<'_> {
    /// Gives them the names that PostgreSQL would choose now.
    pub(super) fn derived_names(&mut self) -> Vec<Vec<Step>> {
        let (from, to) = (self.from, self.to);
        let mut renames: Vec<(&Table, Name, Name)> = Vec::new();
        let mut there: BTreeSet<QualifiedName> = BTreeSet::new();
        for (now, was) in to.tables().filter_map(|it| Some((it, from.table(&it.name)?))) {
            let (Some(of), Some(left)) = (&now.partition_of, &was.partition_of) else { continue };
            if of.table != left.table {
                continue;
            }
            let original = self.before.table(self.old_name(&now.name));
            let original = original.and_then(|it| Some((it, it.partition_of.as_ref()?)));
            let Some((original, original_of)) = original else { continue };
            let parents =
                (whole(self.before, &original_of.table), whole(from, &of.table), whole(to, &of.table));
            let (Some(first), Some(renamed), Some(parent)) = parents else { continue };
            let old: Vec<Name> = derived_indexes(original, &first).into_iter().map(|it| it.name).collect();
            there.extend(old.iter().map(|it| now.name.sibling(it.clone())));
            // Renames leave the parent's parts in their order.
            let parts = derived_indexes(was, &renamed);
            let mut goes = vec![true; old.len().max(parts.len())];
            for it in derived_indexes(now, &parent) {
                // Several may be the same but for their names.
                let same = |at: &usize| goes[*at] && parts[*at].of.is_same(it.of);
                let named = |at: &usize| same(at) && parts[*at].of.name() == it.of.name();
                let at = (0..parts.len()).find(named).or_else(|| (0..parts.len()).find(same));
                let Some((name, goes)) = at.and_then(|at| old.get(at).zip(goes.get_mut(at))) else {
                    continue;
                };
                *goes = false;
                if *name != it.name {
                    renames.push((now, name.clone(), it.name));
                }
            }
            // What goes comes back on the way back, and finds the new names.
            let going = old.into_iter().zip(parts).zip(goes).filter(|(_, goes)| *goes);
            let going = going.map(|((name, part), _)| (name, part.name)).filter(|(old, new)| old != new);
            renames.extend(going.map(|(old, new)| (now, old, new)));
        }
        let taken: BTreeSet<QualifiedName> =
            renames.iter().map(|(table, old, _)| table.name.sibling(old.clone())).collect();
        let going =
            if renames.is_empty() { BTreeMap::new() } else { parts_of_tables_that_go(self.before, to) };
        let mut sequences = Vec::with_capacity(renames.len());
        for (table, old, new) in renames {
            let id = ObjectId::Table(table.name.clone());
            let (old, new) = (table.name.sibling(old), table.name.sibling(new));
            if taken.contains(&new) {
                let message = format!("its index {} would get the name of another that stays", old.name);
                let help = "rename the partitions or columns in two compiles, by a name that is free";
                self.cannot(id, message, help);
                continue;
            }
            let rename = |from: &QualifiedName, to: &QualifiedName| Statement::RenameDerivedIndex {
                from: from.clone(),
                to: to.name.clone(),
            };
            let summary = format!("rename index {} of {id} to {}", old.name, new.name);
            let mut step = Step::new(rename(&old, &new), summary, id).undo(rename(&new, &old));
            // Its new name may be that of a part of an index that goes.
            let parent = table
                .partition_of
                .as_ref()
                .and_then(|it| Some((from.table(&it.table)?, to.table(&it.table)?)));
            let part = ObjectId::Index { table: table.name.clone(), name: new.name.clone() };
            if let Some((was, now)) = parent {
                let is_of = |it: &ObjectId| self.named_below(&was.name, &it.last_name()).contains(&part);
                step.place.without = parts_that_go(was, now).into_iter().filter(is_of).collect();
                let mut named = super::table::named_like_tables(was).into_iter();
                if there.contains(&new) && named.any(|it| self.created.contains(&it) && is_of(&it)) {
                    step.place.without.push(part.clone());
                }
            }
            step.place.without.extend(going.get(&new).map(|it| ObjectId::Table((*it).clone())));
            sequences.push(vec![step.phase(Phase::Rename)]);
        }
        sequences
    }

    /// What a table was called before this plan.
    fn old_name<'n>(&'n self, name: &'n QualifiedName) -> &'n QualifiedName {
        self.renamed_tables.get(name).unwrap_or(name)
    }
}

/// What the parts of partitions are called that go with their tables, and these.
fn parts_of_tables_that_go<'s>(
    before: &'s Schema,
    to: &Schema,
) -> BTreeMap<QualifiedName, &'s QualifiedName> {
    let mut found = BTreeMap::new();
    for table in before.tables().filter(|it| to.table(&it.name).is_none()) {
        let parent = table.partition_of.as_ref().and_then(|of| whole(before, &of.table));
        let names = parent.iter().flat_map(|it| derived_indexes(table, it)).map(|it| it.name);
        found.extend(names.map(|name| (table.name.sibling(name), &table.name)));
    }
    found
}
