//! Keys, checks, foreign keys and exclusion constraints of tables.

use super::index::key_text;
use super::rule::{Subject, rule};
use super::view::storage_parameters;
use super::{Name, Reader, Sql, expression, raw};
use crate::model::DataType;
use crate::model::constraint::{
    Action, Check, Constraint, ConstraintKind, Deferrable, Exclude, ForeignKey, Key,
};

impl<'a> Reader<'a> {
    /// The table's own constraints, keys first and foreign keys last; a partition has its parent's by itself.
    pub fn constraints_of(&mut self, relation: &raw::Relation, label: &str) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        for it in self.constraints.get(&relation.oid).cloned().unwrap_or_default() {
            // What an heir had when it joined counts as inherited.
            let inherited =
                it.inherited > 0 && !(it.is_local && relation.is_partition) && !self.is_orphan(relation, it);
            if it.parent.exists().is_some() || inherited {
                self.note_proof(relation, it, label);
                self.note_comment("pg_constraint", it.oid, &format!("{label}, constraint {}", it.name));
                continue;
            }
            let place = format!("{label}, constraint {}", it.name);
            self.note_constraint(relation, it, &place);
            let Some(kind) = self.constraint_kind(relation, it, &place) else { continue };
            let index = self.index_behind(it);
            constraints.push(Constraint {
                storage_parameters: storage_parameters(index.and_then(|it| it.options.as_ref())),
                index_comment: index.and_then(|it| self.catalog.comment("pg_class", it.oid, 0)),
                comment: self.catalog.comment("pg_constraint", it.oid, 0),
                deferrable: deferrable(it.deferrable, it.deferred),
                not_valid: !it.validated,
                ..Constraint::new(Name::new(&it.name), kind)
            });
        }
        constraints.sort_by_key(|it| match it.kind {
            ConstraintKind::PrimaryKey(_) => 0,
            ConstraintKind::Unique(_) => 1,
            ConstraintKind::Check(_) => 2,
            ConstraintKind::Exclude(_) => 3,
            ConstraintKind::ForeignKey(_) => 4,
        });
        constraints
    }

    fn note_constraint(&mut self, relation: &raw::Relation, it: &raw::Constraint, place: &str) {
        if !it.enforced {
            self.note(place, "NOT ENFORCED cannot be written in YAML yet");
        }
        if it.period {
            self.note(place, "WITHOUT OVERLAPS and PERIOD cannot be written in YAML yet");
        }
        if let Some(tables) = &it.switched {
            let enable: Vec<String> =
                tables.iter().map(|it| format!("`ALTER TABLE {it} ENABLE TRIGGER ALL`")).collect();
            let reason = format!(
                "its triggers are disabled, so that nothing keeps it, which cannot be written: {} as a superuser enables them with all other triggers there, and looks at no row that came meanwhile",
                enable.join(" and ")
            );
            self.note(place, reason);
        }
        if relation.is_partition && it.inherited > 0 {
            self.note(place, "it is the partition's own and its parent's at once, which cannot be written");
        }
        if let Some(index) = self.index_behind(it) {
            self.note_index_storage(index, place);
            if !index.valid {
                self.note(place, "its index is INVALID: not every partition has its part of it; build and attach what lacks, or drop it");
            }
        }
    }

    /// Whether it counts as inherited and no parent has it: a parent's check that goes with a column of it,
    /// by CASCADE, stays in the heirs.
    fn is_orphan(&self, relation: &raw::Relation, it: &raw::Constraint) -> bool {
        it.kind == "c" && !self.above(relation, it).any(|theirs| theirs.kind == "c")
    }

    /// The constraints of that name that the parents have.
    fn above(
        &self,
        relation: &'a raw::Relation,
        it: &'a raw::Constraint,
    ) -> impl Iterator<Item = &'a raw::Constraint> {
        let parents = relation.parents.iter().flatten();
        let theirs = parents.filter_map(|oid| self.constraints.get(oid)).flatten();
        theirs.filter(|theirs| theirs.name == it.name).copied()
    }

    /// What a child has proved of its parent's check, which comes back unproved for both.
    fn note_proof(&mut self, relation: &raw::Relation, it: &raw::Constraint, label: &str) {
        if it.kind == "c" && it.validated && self.above(relation, it).any(|theirs| !theirs.validated) {
            let table = self.qualified(relation.schema, &relation.name);
            let reason = format!(
                "it is proved here and NOT VALID in the parent, which cannot be written: `ALTER TABLE {} VALIDATE CONSTRAINT {}` proves it again where the database is built anew",
                table.sql(),
                Name::new(&it.name)
            );
            self.note(format!("{label}, constraint {}", it.name), reason);
        }
    }

    /// The index of a key or an exclusion.
    fn index_behind(&self, it: &raw::Constraint) -> Option<&'a raw::Index> {
        it.index.exists().filter(|_| it.kind != "f").and_then(|oid| self.index(it.relation, oid))
    }

    pub fn index(&self, relation: raw::Oid, oid: raw::Oid) -> Option<&'a raw::Index> {
        self.indexes.get(&relation)?.iter().find(|it| it.oid == oid).copied()
    }

    fn column_names(&self, relation: raw::Oid, numbers: Option<&Vec<i32>>) -> Vec<Name> {
        let columns = self.columns.get(&relation);
        let name = |number: &i32| {
            let found = columns.into_iter().flatten().find(|it| it.number == *number)?;
            Some(Name::new(&found.name))
        };
        numbers.into_iter().flatten().filter_map(name).collect()
    }

    fn constraint_kind(
        &mut self,
        relation: &raw::Relation,
        it: &raw::Constraint,
        place: &str,
    ) -> Option<ConstraintKind> {
        Some(match it.kind.as_str() {
            "c" => ConstraintKind::Check(self.check(it)),
            "p" => ConstraintKind::PrimaryKey(self.key(it)?),
            "u" => ConstraintKind::Unique(self.key(it)?),
            "f" => {
                let Some(table) = self.relation_name(it.target) else {
                    self.note(
                        place,
                        "the table that it refers to is not in any schema of the database's own",
                    );
                    return None;
                };
                ConstraintKind::ForeignKey(ForeignKey {
                    columns: self.column_names(relation.oid, it.columns.as_ref()),
                    table,
                    references: self.column_names(it.target, it.target_columns.as_ref()),
                    on_delete: action(&it.on_delete),
                    on_delete_columns: self.column_names(relation.oid, it.on_delete_columns.as_ref()),
                    on_update: action(&it.on_update),
                    match_full: it.matching == "f",
                })
            }
            _ => {
                let index = self.index(it.relation, it.index)?;
                let operators = it.operators.clone().unwrap_or_default();
                let keys = index.keys.iter().take(index.key_count).zip(operators);
                let elements = keys.map(|(key, operator)| {
                    (Sql::new(key_text(&self.index_key(index.relation, key))), operator)
                });
                ConstraintKind::Exclude(Exclude {
                    using: index.method.clone(),
                    elements: elements.collect(),
                    include: self.included(index),
                    predicate: index.predicate.as_deref().map(expression),
                })
            }
        })
    }

    /// The columns of a key, in the order of its index.
    fn key(&self, it: &raw::Constraint) -> Option<Key> {
        let index = self.index(it.relation, it.index)?;
        let numbers: Vec<i32> = index.keys.iter().take(index.key_count).map(|key| key.column).collect();
        Some(Key {
            columns: self.column_names(it.relation, Some(&numbers)),
            include: self.included(index),
            nulls_not_distinct: index.nulls_not_distinct,
        })
    }

    /// The columns that an index keeps but is not ordered by.
    pub fn included(&self, index: &raw::Index) -> Vec<Name> {
        let numbers: Vec<i32> = index.keys.iter().skip(index.key_count).map(|key| key.column).collect();
        self.column_names(index.relation, Some(&numbers))
    }

    fn check(&self, it: &raw::Constraint) -> Check {
        // A rule is about one column.
        let one = match it.columns.as_deref() {
            Some([number]) => {
                let columns = self.columns.get(&it.relation).into_iter().flatten();
                columns.into_iter().find(|it| it.number == *number)
            }
            _ => None,
        };
        let Some(column) = one else { return check(it, None) };
        let (name, data_type) = (Name::new(&column.name), quiet_type(&column.data_type));
        let printed = column.base_type.as_deref().unwrap_or(&column.bare_type);
        let printed = if printed == "character" { "bpchar" } else { printed };
        match data_type {
            Some(data_type) => {
                check(it, Some(&Subject { column: Some(&name), data_type: &data_type, printed }))
            }
            None => check(it, None),
        }
    }
}

/// The type without the marks that only messages need.
fn quiet_type(printed: &str) -> Option<DataType> {
    DataType::parse(printed)
}

/// A check, with the rule that it is if it is one.
pub fn check(it: &raw::Constraint, subject: Option<&Subject>) -> Check {
    let printed = it.expression.as_deref().unwrap_or("true");
    let found = subject.filter(|_| !it.no_inherit).and_then(|of| rule(super::printed::bare(printed), of));
    match found {
        Some(rule) => Check { expression: rule.expression(), rule: Some(rule), no_inherit: false },
        None => Check { expression: expression(printed), rule: None, no_inherit: it.no_inherit },
    }
}

pub fn deferrable(deferrable: bool, deferred: bool) -> Deferrable {
    match (deferrable, deferred) {
        (false, _) => Deferrable::No,
        (true, false) => Deferrable::InitiallyImmediate,
        (true, true) => Deferrable::InitiallyDeferred,
    }
}

fn action(letter: &str) -> Action {
    match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}
