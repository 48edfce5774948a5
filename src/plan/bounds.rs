//! Partitions that get other bounds. Rows that no longer fit are set aside and put back through the parent,
//! in the transaction that changes the bounds, so that none is lost and none is left where it does not belong.

use super::anew::checks_wait;
use super::partition::{default_partition, detach, is_attach, may_leave_out, partitions, proof};
use super::statement::{Build, Statement};
use super::step::{HazardKind, LockMode, Phase, State, Step};
use super::{Batch, Impossible, Planner};
use crate::diff::ColumnAspect;
use crate::model::table::{Column, ColumnValue, PartitionBounds, PartitionOf, RowSecurity, Table};
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
        let outside = |fits: &Sql| Sql::new(format!("({fits}) IS NOT TRUE"));
        let columns = stored_columns(self.from.table(&to.table), parent);
        let mut ways = Vec::new();
        if may_leave_out(&from.bounds, &to.bounds) {
            let aside = self.spare.relation(table, table.name.as_str(), "_moved");
            // On the way back those are moved that others have of what it gets again.
            let back = Rows { of: &to.table, except: Some(table), that: fitted.clone() };
            ways.push((aside, Rows { of: table, except: None, that: outside(&fits_now) }, back));
        }
        if let Some(default) = default_partition(self.from, &to.table).filter(|it| it.name != *table)
            && may_leave_out(&to.bounds, &from.bounds)
        {
            let aside = self.spare.relation(table, table.name.as_str(), "_moved_in");
            let back = Rows { of: table, except: None, that: outside(&fitted) };
            ways.push((aside, Rows { of: &default.name, except: None, that: fits_now }, back));
        }
        let put_back = |aside: &QualifiedName| Statement::PutBackRows {
            into: to.table.clone(),
            aside: aside.clone(),
            columns: columns.clone(),
            positions: Vec::new(),
            checks_wait: checks_wait(self.to),
        };
        let set_aside = |rows: Rows, aside: &QualifiedName| Statement::SetRowsAside {
            table: rows.of.clone(),
            except: rows.except.cloned(),
            aside: aside.clone(),
            columns: columns.clone(),
            condition: rows.that,
        };
        let back = Statement::AttachPartition { table: table.clone(), partition: from.clone() };
        let undo = [back].into_iter().chain(ways.iter().map(|(aside, ..)| put_back(aside)));
        let mut steps = vec![detach.undo_all(undo.collect())];
        let mut last = Vec::new();
        for (aside, rows, rows_back) in ways {
            let reason = "rows that the new bounds give to another partition are moved, or the migration fails where none takes them";
            let summary = format!("set the rows of {} aside that belong to another partition", rows.of);
            let of = rows.of;
            let step = Step::new(set_aside(rows, &aside), summary, id.clone())
                .lock(LockMode::AccessExclusive, of)
                .hazard(HazardKind::AccessExclusiveLock, of.to_string(), reason);
            steps.push(step.after());
            let mut step =
                Step::new(put_back(&aside), format!("put them back through {}", to.table), id.clone())
                    .lock(LockMode::RowExclusive, &to.table)
                    .phase(Phase::TakeDown)
                    .undo(set_aside(rows_back, &aside));
            step.place.brings.clone_from(&rebound);
            step.place.awaits = vec![State::BoundsSet(to.table.clone())];
            last.push(step.after());
        }
        steps.push(attach);
        steps.extend(last);
        steps
    }

    /// The rows that a new partition takes from the default one: set aside before it comes, and put back through
    /// the parent; nothing where there are none to move, or something would take notice of it.
    pub(super) fn rows_from_the_default(&self, table: &Table) -> Option<(Step, Step)> {
        let of = table.partition_of.as_ref()?;
        let default = default_partition(self.from, &of.table).filter(|it| it.name != table.name)?;
        let (old, new) = (self.from.table(&of.table)?, self.to.table(&of.table)?);
        let kept = self.to.table(&default.name)?;
        let quiet = |it: &&Table| it.triggers.is_empty() && it.row_security != RowSecurity::Forced;
        let fits = proof(new, &of.bounds)?;
        let moves = [old, new, default, kept, table].iter().all(quiet)
            && kept.partition_of == default.partition_of
            && old.partition_of.is_none()
            && keep_values(old, new)
            && table.partition_by.is_none()
            && !self.is_new(&of.table)
            // What refers to a row would go with it, or keep it from going.
            && self.foreign_keys_over(&of.table).is_empty()
            && !self.is_target(self.to, &of.table)
            && !self.rows_move(&of.table);
        if !moves {
            return None;
        }
        let id = ObjectId::Table(table.name.clone());
        let aside = self.spare.relation(&table.name, table.name.name.as_str(), "_moved");
        let columns = stored_columns(Some(old), Some(new));
        let set_aside = |from: &QualifiedName, condition: Sql| Statement::SetRowsAside {
            table: from.clone(),
            except: None,
            aside: aside.clone(),
            columns: columns.clone(),
            condition,
        };
        let put_back = Statement::PutBackRows {
            into: of.table.clone(),
            aside: aside.clone(),
            columns: columns.clone(),
            positions: Vec::new(),
            checks_wait: checks_wait(self.to),
        };
        let reason = "its rows that belong to the new partition are moved there, and the others looked at, while nobody can use it";
        let first = Step::new(
            set_aside(&default.name, fits),
            format!("set the rows of {} aside that belong to {id}", default.name),
            id.clone(),
        )
        .lock(LockMode::AccessExclusive, &default.name)
        .hazard(HazardKind::AccessExclusiveLock, default.name.to_string(), reason)
        .undo(put_back.clone());
        let last = Step::new(put_back, format!("put them back through {}", of.table), id.clone())
            .lock(LockMode::RowExclusive, &of.table)
            .requires([id])
            .undo(set_aside(&table.name, Sql::new("true")));
        Some((first, last))
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
            stays && quiet(old) && quiet(new) && keep_values(old, new)
        });
        let joins = partitions(self.to, parent).any(|it| {
            let before = self.from.table(&it.name);
            before.is_some_and(|it| it.partition_of.as_ref().is_none_or(|of| of.table != *parent))
        });
        let bounds = |it: &Table| it.partition_of.as_ref().map(|it| it.bounds.clone());
        let proved = rebound.iter().flat_map(|(old, new)| [bounds(old), bounds(new)]);
        let leaves = rebound.iter().any(|(old, new)| {
            let takes = default_partition(self.from, parent).is_some();
            let moves = |old: &PartitionBounds, new: &PartitionBounds| {
                may_leave_out(old, new) || takes && may_leave_out(new, old)
            };
            bounds(old).zip(bounds(new)).is_some_and(|(old, new)| moves(&old, &new))
        });
        let default = default_partition(self.from, parent);
        let kept = default.and_then(|it| self.to.table(&it.name));
        leaves
            && default.is_none_or(|it| quiet(it) && kept.is_some_and(quiet))
            && all
            && !joins
            && new.partition_of.is_none()
            && quiet(old)
            && quiet(new)
            && keep_values(old, new)
            && proved.flatten().all(|it| proof(new, &it).is_some())
    }
}

/// Some of the rows of a table.
struct Rows<'t> {
    of: &'t QualifiedName,
    /// The partition whose rows stay.
    except: Option<&'t QualifiedName>,
    that: Sql,
}

/// The columns that a row is made of, before and after.
fn stored_columns(old: Option<&Table>, new: Option<&Table>) -> Vec<Name> {
    let columns = new.into_iter().flat_map(|it| &it.columns);
    let stored = columns.filter(|it| !matches!(it.value, Some(ColumnValue::Generated(_))));
    let both = stored.filter(|it| old.is_some_and(|old| old.column(&it.name).is_some()));
    both.map(|it| it.name.clone()).collect()
}

/// Whether a row that is set aside and put back loses nothing: the columns are as they were, and new ones have
/// the same value in every row. None goes, or it might while the partition is outside.
fn keep_values(old: &Table, new: &Table) -> bool {
    let stays = |it: &Column| new.column(&it.name).is_some();
    old.columns.iter().all(stays)
        && new.columns.iter().all(|column| match old.column(&column.name) {
            Some(before) => ColumnAspect::ALL.into_iter().all(|aspect| !aspect.differs(before, column)),
            None => match &column.value {
                None => !column.not_null && column.backfill.is_none(),
                Some(value) => matches!(value, ColumnValue::Literal(_)) && column.backfill.is_none(),
            },
        })
}

/// The rows that are set aside have to be put back before the transaction ends.
pub(super) fn keep_together(batches: &[Batch]) -> Result<(), Vec<Impossible>> {
    let mut apart = Vec::new();
    for batch in batches {
        let put_back = |name: &QualifiedName| {
            let is = |step: &Step| matches!(&step.statement, Statement::PutBackRows { aside, .. } if aside == name);
            batch.steps.iter().any(is)
        };
        for step in &batch.steps {
            let (table, aside, what) = match &step.statement {
                Statement::SetRowsAside { table, aside, .. } => (table, aside, "get other bounds"),
                Statement::SetTableAside { table, aside, .. } => (table, aside, "be built anew"),
                _ => continue,
            };
            if !put_back(aside) {
                apart.push(Impossible {
                    object: ObjectId::Table(table.clone()),
                    message: format!("it cannot {what} in one transaction with the rest of the plan"),
                    help: "make this change in a compile of its own".to_owned(),
                });
            }
        }
    }
    if apart.is_empty() { Ok(()) } else { Err(apart) }
}
