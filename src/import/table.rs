//! Tables with their columns, and how they are partitioned.

use super::grant::{Granted, Holder};
use super::printed::{bare, split_list};
use super::types::{default_value, sequence_options};
use super::view::storage_parameters;
use super::{Name, QualifiedName, Reader, Sql, collation, expression, literal, nested, raw};
use crate::model::DataType;
use crate::model::constraint::{Constraint, ConstraintKind, Rule, RuleKind};
use crate::model::grant::Grants;
use crate::model::naming::usual_sequence;
use crate::model::table::{
    Column, ColumnValue, Compression, Identity, PartitionBounds, PartitionBy, PartitionOf, PartitionStrategy,
    RowSecurity, Storage, Table,
};

impl Reader<'_> {
    pub fn table(&mut self, relation: &raw::Relation) -> Table {
        let name = self.qualified(relation.schema, &relation.name);
        let label = format!("table {name}");
        self.note_table(relation, &label);
        let mut columns = Vec::new();
        for column in self.columns.get(&relation.oid).cloned().unwrap_or_default() {
            let column = self.column(relation, column, &label);
            columns.push(column);
        }
        let partition_by =
            relation.partition_key.as_deref().and_then(|it| partition_by(&nested::with_between(it)));
        if partition_by.is_none() && relation.partition_key.is_some() {
            self.note(label.clone(), "how it is partitioned is not understood");
        }
        let partition_of = self.partition_of(relation, &label);
        let row_security = match (relation.row_security, relation.forced) {
            (true, false) => RowSecurity::Enabled,
            (true, true) => RowSecurity::Forced,
            (false, true) => RowSecurity::DisabledButForced,
            (false, false) => RowSecurity::Disabled,
        };
        let mut constraints = self.constraints_of(relation, &label);
        for constraint in &mut constraints {
            forbids_the_default(constraint, &columns);
        }
        Table {
            renamed_from: None,
            comment: self.catalog.comment("pg_class", relation.oid, 0),
            unlogged: relation.persistence == "u",
            columns,
            constraints,
            indexes: self.indexes_of(relation, &label),
            row_security,
            policies: self.policies_of(relation),
            triggers: self.triggers_of(relation, &label),
            grants: self.relation_grants(relation, &label),
            partition_by,
            index_names: self.index_names(relation),
            partition_of,
            storage_parameters: storage_parameters(relation.options.as_ref()),
            subject: None,
            on_erase: None,
            access: None,
            relations: Vec::new(),
            inherits: self.parents(relation),
            replica_identity: self.replica_identity(relation),
            cluster_on: self.cluster_on(relation),
            statistics: self.statistics_of(relation, &label),
            name,
        }
    }

    /// The tables that it inherits from.
    fn parents(&self, relation: &raw::Relation) -> Vec<QualifiedName> {
        let parents = relation.parents.iter().flatten().filter(|_| !relation.is_partition);
        parents.filter_map(|oid| self.relation_name(*oid)).collect()
    }

    fn note_table(&mut self, relation: &raw::Relation, label: &str) {
        self.note_storage(relation, label);
        if let Some(of) = &relation.of_type {
            self.note(label, format!("that it is a table of the type {of} cannot be written in YAML yet"));
        }
        if relation.persistence == "u" && relation.kind == "p" {
            self.note(
                label,
                "UNLOGGED means nothing on a partitioned table, and PostgreSQL cannot take it away",
            );
        }
    }

    fn column(&mut self, relation: &raw::Relation, it: &raw::Column, label: &str) -> Column {
        let place = format!("{label}, column {}", it.name);
        let data_type = self.data_type(&it.data_type, &place);
        let value = self.column_value(relation, it, &data_type, &place);
        let sequence_grants = self.sequence_grants(it, &place);
        Column {
            name: Name::new(&it.name),
            not_null: it.not_null,
            value,
            sequence_grants,
            collate: collation(it.collation.as_ref()),
            storage: it.storage.as_deref().map(|word| match word {
                "p" => Storage::Plain,
                "e" => Storage::External,
                "m" => Storage::Main,
                _ => Storage::Extended,
            }),
            compression: match it.compression.as_str() {
                "p" => Some(Compression::Pglz),
                "l" => Some(Compression::Lz4),
                _ => None,
            },
            comment: self.catalog.comment("pg_class", it.relation, it.number),
            renamed_from: None,
            backfill: None,
            pii: None,
            on_erase: None,
            on_export: None,
            statistics: it.statistics.filter(|target| *target >= 0),
            attribute_options: storage_parameters(it.options.as_ref()),
            data_type,
        }
    }

    fn column_value(
        &mut self,
        relation: &raw::Relation,
        it: &raw::Column,
        data_type: &DataType,
        place: &str,
    ) -> Option<ColumnValue> {
        if !it.identity.is_empty() {
            if let Some(default) = &it.default {
                // PostgreSQL before 18 lets an heir have its parent's as well, and never uses it.
                self.note(
                    place,
                    format!("its default {default} has no meaning beside its identity and is left out"),
                );
            }
            return Some(ColumnValue::Identity(self.identity(relation, it, place)));
        }
        let text = it.default.as_deref()?;
        match it.generated.as_str() {
            "" => {
                let printed = it.base_type.as_deref().unwrap_or(&it.bare_type);
                let printed = if printed == "character" { "bpchar" } else { printed };
                let printed = if printed == "bit" { "\"bit\"" } else { printed };
                Some(default_value(text, &literal::Typed { data_type, printed }))
            }
            "s" => Some(ColumnValue::Generated(expression(text))),
            _ => {
                self.note(place, "a generated column that is not stored cannot be written in YAML yet");
                None
            }
        }
    }

    fn identity(&mut self, relation: &raw::Relation, it: &raw::Column, place: &str) -> Identity {
        let found = self.identities.get(&(it.relation, it.number)).copied();
        let mut sequence_name = None;
        if let Some(sequence) = found.and_then(|it| self.relations.get(&it.oid).copied()) {
            let usual = usual_sequence(&Name::new(&relation.name), &Name::new(&it.name));
            // It is always in the table's schema.
            sequence_name = Some(Name::new(&sequence.name)).filter(|it| *it != usual);
            if let Some(own) = found {
                self.note_persistence(own, sequence, &format!("{place}, sequence {}", sequence.name));
            }
            if self.catalog.comment("pg_class", sequence.oid, 0).is_some() {
                self.note(
                    place,
                    format!("the comment on its sequence {} cannot be written in YAML yet", sequence.name),
                );
            }
        }
        let sequence = found.map(sequence_options).unwrap_or_default();
        Identity { always: it.identity == "a", sequence_name, sequence }
    }

    /// What roles may do with the sequence of an identity column.
    fn sequence_grants(&mut self, it: &raw::Column, place: &str) -> Grants {
        let found = self.identities.get(&(it.relation, it.number)).copied();
        let Some(sequence) = found.and_then(|it| self.relations.get(&it.oid).copied()) else {
            return Grants::default();
        };
        let holder = Holder { label: place.to_owned(), kind: &Granted::SEQUENCE, owner: sequence.owner };
        self.grants(&holder, &sequence.acl, &[])
    }

    fn partition_of(&mut self, relation: &raw::Relation, label: &str) -> Option<PartitionOf> {
        let parent = *relation.parents.as_ref().filter(|_| relation.is_partition)?.first()?;
        let table = self.relation_name(parent)?;
        let bounds = relation.bounds.as_deref().and_then(bounds);
        if bounds.is_none() {
            self.note(label, "the bounds of the partition are not understood");
        }
        Some(PartitionOf { table, bounds: bounds? })
    }
}

/// `RANGE (at, lower(name))`.
fn partition_by(printed: &str) -> Option<PartitionBy> {
    let (word, keys) = printed.split_once(' ')?;
    let strategy = match word {
        "RANGE" => PartitionStrategy::Range,
        "LIST" => PartitionStrategy::List,
        "HASH" => PartitionStrategy::Hash,
        _ => return None,
    };
    let keys = keys.strip_prefix('(')?.strip_suffix(')')?;
    Some(PartitionBy { strategy, keys: split_list(keys).into_iter().map(Sql::new).collect() })
}

/// `FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)`, `FOR VALUES IN (1, NULL)`, `FOR VALUES WITH (modulus 4,
/// remainder 0)`, `DEFAULT`.
fn bounds(printed: &str) -> Option<PartitionBounds> {
    if printed == "DEFAULT" {
        return Some(PartitionBounds::Default);
    }
    let rest = printed.strip_prefix("FOR VALUES ")?;
    let values = |text: &str| -> Vec<Sql> { split_list(bare(text)).into_iter().map(Sql::new).collect() };
    if let Some(list) = rest.strip_prefix("IN ") {
        return Some(PartitionBounds::List { values: values(list) });
    }
    if let Some(hash) = rest.strip_prefix("WITH ") {
        let numbers: Vec<u32> = split_list(bare(hash))
            .into_iter()
            .map(|it| it.rsplit(' ').next()?.parse().ok())
            .collect::<Option<_>>()?;
        let [modulus, remainder] = numbers.as_slice() else { return None };
        return Some(PartitionBounds::Hash { modulus: *modulus, remainder: *remainder });
    }
    let range = rest.strip_prefix("FROM ")?;
    // A value may hold any text: the list ends where its parenthesis does.
    let end = (0..range.len()).filter(|at| range[*at..].starts_with(") TO (")).find(|at| {
        let list = &range[..=*at];
        bare(list).len() < list.len()
    })?;
    let (from, to) = (&range[..=end], &range[end + ") TO ".len()..]);
    Some(PartitionBounds::Range { from: values(from), to: values(to) })
}

/// `one_of` takes no default that is none of its values; where somebody means that rows must give one, it
/// stays a check.
fn forbids_the_default(constraint: &mut Constraint, columns: &[Column]) {
    let ConstraintKind::Check(check) = &mut constraint.kind else { return };
    let Some(Rule { column: Some(name), kind: RuleKind::OneOf(values) }) = &check.rule else { return };
    let value = columns.iter().find(|it| it.name == *name).and_then(|it| it.value.as_ref());
    if matches!(value, Some(ColumnValue::Literal(text)) if !values.contains(text)) {
        check.rule = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[Sql]) -> Vec<&str> {
        values.iter().map(Sql::as_str).collect()
    }

    #[test]
    fn partitions_as_they_are_printed() {
        let by = partition_by("RANGE (at, lower((a || ','::text)) COLLATE \"C\")").expect("a key");
        assert_eq!(
            (by.strategy, list(&by.keys)),
            (PartitionStrategy::Range, vec!["at", "lower((a || ','::text)) COLLATE \"C\""])
        );
        assert_eq!(bounds("DEFAULT"), Some(PartitionBounds::Default));
        assert_eq!(
            bounds("FOR VALUES WITH (modulus 4, remainder 1)"),
            Some(PartitionBounds::Hash { modulus: 4, remainder: 1 })
        );
        let Some(PartitionBounds::Range { from, to }) =
            bounds("FOR VALUES FROM ('a) TO (', 1) TO (MAXVALUE, 2)")
        else {
            panic!("a range")
        };
        assert_eq!((list(&from), list(&to)), (vec!["'a) TO ('", "1"], vec!["MAXVALUE", "2"]));
        let Some(PartitionBounds::List { values }) = bounds("FOR VALUES IN ('a, b', NULL)") else {
            panic!("a list")
        };
        assert_eq!(list(&values), ["'a, b'", "NULL"]);
    }
}
