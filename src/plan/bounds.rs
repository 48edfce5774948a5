//! Partitions that get other bounds. Rows that no longer fit are set aside and put back through the parent,
//! in the transaction that changes the bounds, so that none is lost and none is left where it does not belong.

use super::partition::{detach, is_attach, may_leave_out, partitions, proof};
use super::statement::{Build, Statement};
use super::step::{HazardKind, LockMode, Phase, State, Step};
use super::{Batch, Impossible, Planner, suffixed};
use crate::model::table::{ColumnValue, PartitionOf, RowSecurity, Table};
use crate::model::{Name, ObjectId, QualifiedName, Sql};

impl Planner<'_> {
    /// Out and in again in one transaction.
    pub(super) fn change_bounds(
        &self,
        table: &QualifiedName,
        from: &PartitionOf,
        to: &PartitionOf,
    ) -> Vec<Step> {
        if self.rows_move(&to.table) {
            return self.change_bounds_and_move(table, from, to);
        }
        let mut steps = self.attach(table, to);
        // Once the rows are known to fit.
        let at = steps.iter().position(is_attach).unwrap_or_default();
        let mut detach = detach(table, from, Build::Blocking);
        detach.place.link = steps[at].place.link;
        self.wait_as_the_attach_does(table, &to.table, &mut detach, &steps[at]);
        steps[at].place.brings = self.foreign_keys_to(&to.table).1.into_iter().map(State::Rebound).collect();
        steps[at] = steps[at].clone().after();
        steps.insert(at, detach);
        if may_leave_out(&from.bounds, &to.bounds)
            && let Some(first) = steps.first_mut()
        {
            let reason = "rows that it has outside of the new bounds make the migration fail, and new ones are refused from its first file on: move them before";
            *first = first.clone().hazard(HazardKind::Correctness, table.to_string(), reason);
        }
        steps
    }

    /// What the one waits for, the other does, or it would stay out meanwhile.
    fn wait_as_the_attach_does(
        &self,
        table: &QualifiedName,
        parent: &QualifiedName,
        detach: &mut Step,
        attach: &Step,
    ) {
        detach.place.requires.extend(attach.place.requires.iter().cloned());
        detach.place.awaits = self.asked_for(table, parent);
        detach.place.without = self.foreign_keys_to(parent).0;
    }

    fn change_bounds_and_move(
        &self,
        table: &QualifiedName,
        from: &PartitionOf,
        to: &PartitionOf,
    ) -> Vec<Step> {
        let id = ObjectId::Table(table.clone());
        let Some(attach) = self.attach(table, to).into_iter().find(is_attach) else { return Vec::new() };
        let mut detach = detach(table, from, Build::Blocking);
        self.wait_as_the_attach_does(table, &to.table, &mut detach, &attach);
        let rebound: Vec<State> = self.foreign_keys_to(&to.table).1.into_iter().map(State::Rebound).collect();
        let mut attach = attach.after();
        let scan = "every row is looked at, whether it fits, while nobody can use the table";
        attach = attach.hazard(HazardKind::AccessExclusiveLock, table.to_string(), scan);
        attach.place.brings.clone_from(&rebound);
        let parent = self.to.table(&to.table);
        let fits = |partition: &PartitionOf| parent.and_then(|it| proof(it, &partition.bounds));
        let (Some(fits_now), Some(fitted)) = (fits(to), fits(from)) else { return vec![detach, attach] };
        if !may_leave_out(&from.bounds, &to.bounds) {
            return vec![detach, attach];
        }
        let columns = stored_columns(parent);
        let aside = suffixed(table.name.as_str(), "_moved");
        let put_back =
            Statement::PutBackRows { into: to.table.clone(), aside: aside.clone(), columns: columns.clone() };
        let set_aside =
            |table: &QualifiedName, except: Option<&QualifiedName>, condition: Sql| Statement::SetRowsAside {
                table: table.clone(),
                except: except.cloned(),
                aside: aside.clone(),
                columns: columns.clone(),
                condition,
            };
        // On the way back those are moved that others have of what it gets again.
        let back = Statement::AttachPartition { table: table.clone(), partition: from.clone() };
        detach = detach.undo_all(vec![back, put_back.clone()]);
        let outside = Sql::new(format!("({fits_now}) IS NOT TRUE"));
        let reason = "rows outside of the new bounds are moved to the partitions that take them, or the migration fails where none does";
        let first = Step::new(
            set_aside(table, None, outside),
            format!("set the rows of {id} aside that no longer fit"),
            id.clone(),
        )
        .lock(LockMode::AccessExclusive, table)
        .hazard(HazardKind::AccessExclusiveLock, table.to_string(), reason)
        .after();
        let mut last = Step::new(put_back, format!("put them back through {}", to.table), id)
            .lock(LockMode::RowExclusive, &to.table)
            .phase(Phase::TakeDown)
            .undo(set_aside(&to.table, Some(table), fitted))
            .after();
        last.place.brings = rebound;
        last.place.awaits = vec![State::BoundsSet(to.table.clone())];
        vec![detach, first, attach, last]
    }

    /// Whether rows are moved that the partitions' new bounds leave out: where the bounds can be said as a
    /// condition, and nothing else would take notice of it or change the tables meanwhile.
    fn rows_move(&self, parent: &QualifiedName) -> bool {
        let (Some(old), Some(new)) = (self.from.table(parent), self.to.table(parent)) else { return false };
        let quiet = |it: &Table| it.triggers.is_empty() && it.row_security != RowSecurity::Forced;
        let rebound: Vec<(&Table, &Table)> = partitions(self.from, parent)
            .filter_map(|it| Some((it, self.to.table(&it.name)?)))
            .filter(|(old, new)| old.partition_of != new.partition_of)
            .collect();
        let all = rebound.iter().all(|(old, new)| {
            let stays = new.partition_of.as_ref().is_some_and(|it| it.table == *parent);
            stays && quiet(old) && quiet(new) && old.columns == new.columns
        });
        let joins = partitions(self.to, parent).any(|it| {
            let before = self.from.table(&it.name);
            before.is_some_and(|it| it.partition_of.as_ref().is_none_or(|of| of.table != *parent))
        });
        let bounds = |it: &Table| it.partition_of.as_ref().map(|it| it.bounds.clone());
        let proved = rebound.iter().flat_map(|(old, new)| [bounds(old), bounds(new)]);
        let leaves = rebound.iter().any(|(old, new)| {
            bounds(old).zip(bounds(new)).is_some_and(|(old, new)| may_leave_out(&old, &new))
        });
        leaves
            && all
            && !joins
            && new.partition_of.is_none()
            && quiet(old)
            && quiet(new)
            && old.columns == new.columns
            && proved.flatten().all(|it| proof(new, &it).is_some())
    }
}

/// The columns that a row is made of.
fn stored_columns(table: Option<&Table>) -> Vec<Name> {
    let columns = table.into_iter().flat_map(|it| &it.columns);
    let stored = columns.filter(|it| !matches!(it.value, Some(ColumnValue::Generated(_))));
    stored.map(|it| it.name.clone()).collect()
}

/// The rows that are set aside have to be put back before the transaction ends.
pub(super) fn keep_together(batches: &[Batch]) -> Result<(), Vec<Impossible>> {
    let mut apart = Vec::new();
    for batch in batches {
        let put_back = |name: &Name| {
            let is = |step: &Step| matches!(&step.statement, Statement::PutBackRows { aside, .. } if aside == name);
            batch.steps.iter().any(is)
        };
        for step in &batch.steps {
            let Statement::SetRowsAside { table, aside, .. } = &step.statement else { continue };
            if !put_back(aside) {
                apart.push(Impossible {
                    object: ObjectId::Table(table.clone()),
                    message: "it cannot get other bounds in one transaction with the rest of the plan"
                        .to_owned(),
                    help: "change the bounds of partitions in a compile of their own".to_owned(),
                });
            }
        }
    }
    if apart.is_empty() { Ok(()) } else { Err(apart) }
}
