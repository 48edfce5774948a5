//! A key or index that goes while another one stays over the same columns. Foreign keys may stand on either;
//! the catalog of the database alone knows, so that the migration asks it.

use super::Planner;
use super::constraint::validate;
use super::part::parts_below;
use super::statement::{Build, Statement, Validity};
use super::step::{LockMode, Step, Undo};
use crate::model::constraint::Constraint;
use crate::model::dependencies::referenced_keys;
use crate::model::{Name, ObjectId, QualifiedName};

impl Planner<'_> {
    /// The drop of a key or index, with which the foreign keys that may stand on it come to the one that stays.
    pub(super) fn drop_under_foreign_keys(
        &self,
        id: &ObjectId,
        drop: Step,
        is_key_over: impl Fn(&[Name]) -> bool,
    ) -> Vec<Step> {
        let (ObjectId::Index { table, name } | ObjectId::Constraint { table, name }) = id else {
            return vec![drop];
        };
        let foreign_keys = self.may_stand_on(table, id, is_key_over);
        if foreign_keys.is_empty() {
            return vec![drop];
        }
        let later =
            foreign_keys.iter().filter(|(_, it, validity)| !it.not_valid && *validity == Validity::NotValid);
        let proofs: Vec<Step> = later
            .map(|(table, it, _)| Step { undo: Undo::Nothing, ..validate(table, it) }.after_commit())
            .collect();
        let locked = |mut step: Step| {
            if let (Some(lock), Some((of, _, _))) = (&mut step.lock, foreign_keys.first()) {
                lock.also = Some(of.clone()).filter(|it| it != table);
            }
            step
        };
        let always = !matches!(drop.statement, Statement::DropIndex { build: Build::Concurrently, .. });
        let under =
            Statement::DropUnderForeignKeys { id: id.clone(), foreign_keys: foreign_keys.clone(), always };
        let mut steps = if always {
            vec![locked(Step { statement: under, ..drop })]
        } else {
            let summary = format!("drop {id} where a foreign key stands on it");
            let step = Step::new(under, summary, id.owner()).lock(LockMode::AccessExclusive, table);
            let gone = Statement::DropIndexIfExists { table: table.clone(), name: name.clone() };
            vec![locked(step), Step { statement: gone, ..drop }.after_commit()]
        };
        steps.extend(proofs);
        steps
    }

    /// The keys and indexes of which PostgreSQL has taken one for a foreign key.
    pub(super) fn all_it_may_stand_on(&self, constraint: &Constraint) -> Vec<ObjectId> {
        let Some(key) = constraint.foreign_key() else { return Vec::new() };
        let target = self.from.table(&key.table);
        target.into_iter().flat_map(|it| referenced_keys(it, &key.references)).collect()
    }

    /// The foreign keys that stay as they are, over the columns of something that goes and of something else
    /// that stays.
    fn may_stand_on(
        &self,
        table: &QualifiedName,
        id: &ObjectId,
        is_key_over: impl Fn(&[Name]) -> bool,
    ) -> Vec<(QualifiedName, Constraint, Validity)> {
        // Foreign keys to a partition may stand on its part.
        let below = parts_below(self.from, table, &id.last_name()).into_iter();
        let below: Vec<&QualifiedName> = below.map(|(child, _)| &child.name).collect();
        let mut found = Vec::new();
        for (of, constraint) in
            self.to.tables().flat_map(|of| of.constraints.iter().map(move |it| (&of.name, it)))
        {
            let Some(key) = constraint.foreign_key() else { continue };
            if key.table != *table && !below.contains(&&key.table) {
                continue;
            }
            let both = self.from.table(&key.table).zip(self.to.table(&key.table));
            let Some((before, after)) = both else { continue };
            let own = ObjectId::Constraint { table: of.clone(), name: constraint.name.clone() };
            let old = self.from.table(of).into_iter().flat_map(|it| &it.constraints);
            let stays = old.clone().any(|it| it.name == constraint.name) && !self.created.contains(&own);
            let is_kept = |it: &ObjectId| {
                it != id
                    && !self.created.contains(it)
                    && referenced_keys(after, &key.references).any(|other| other == *it)
            };
            if stays
                && is_key_over(&key.references)
                && referenced_keys(before, &key.references).any(|it| is_kept(&it))
            {
                let afterwards = self.is_proved_afterwards(of, constraint);
                let validity = if afterwards { Validity::NotValid } else { Validity::of(constraint) };
                found.push((of.clone(), constraint.clone(), validity));
            }
        }
        found
    }
}
