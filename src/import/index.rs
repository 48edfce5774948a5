//! Indexes that belong to no constraint, and the keys of those that do.

use std::collections::BTreeMap;

use super::view::storage_parameters;
use super::{Name, Oid, Reader, collation, expression, raw};
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::yaml::naming::{joined_columns, object_name};

/// Puts the indexes of partitioned tables whose parts would have one name into the order of the numbers
/// behind these names: that in which a new database has to make them.
pub fn settle_numbered(indexes: &mut BTreeMap<Oid, Vec<&raw::Index>>) {
    let mut parts: BTreeMap<Oid, &str> = BTreeMap::new();
    for part in indexes.values().flatten() {
        if let Some(parent) = part.parent {
            parts.entry(parent).or_insert(&part.name);
        }
    }
    for of_table in indexes.values_mut() {
        let names: Vec<Option<&str>> = of_table.iter().map(|it| parts.get(&it.oid).copied()).collect();
        let is_numbered = |name: &str, root: &str| {
            name.strip_prefix(root).is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_digit()))
        };
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            let Some(name) = *name else { continue };
            let roots = names.iter().flatten().copied().filter(|root| is_numbered(name, root));
            groups.entry(roots.min_by_key(|it| it.len()).unwrap_or(name)).or_default().push(at);
        }
        for places in groups.values() {
            let mut by_number: Vec<_> = places.iter().map(|at| (names[*at], of_table[*at])).collect();
            by_number.sort_by_key(|(name, _)| name.map(|it| (it.len(), it)));
            for (at, (_, index)) in places.iter().zip(by_number) {
                of_table[*at] = index;
            }
        }
    }
}

/// Bits of `pg_index.indoption`.
const DESCENDING: i32 = 1;
const NULLS_FIRST: i32 = 2;

impl Reader<'_> {
    /// The table's own indexes; a partition has its parent's by itself.
    pub fn indexes_of(&mut self, relation: &raw::Relation, label: &str) -> Vec<Index> {
        let constraints = self.constraints.get(&relation.oid).cloned().unwrap_or_default();
        let of_constraint = |it: &raw::Index| {
            constraints.iter().any(|constraint| constraint.index == it.oid && constraint.kind != "f")
        };
        let mut indexes = Vec::new();
        for it in self.indexes.get(&relation.oid).cloned().unwrap_or_default() {
            if it.parent.is_some() {
                self.note_partition_index(
                    relation,
                    it,
                    constraints.iter().find(|other| other.index == it.oid),
                    label,
                );
                continue;
            }
            if of_constraint(it) {
                continue;
            }
            let place = format!("{label}, index {}", it.name);
            if let Some(needs) = self.needs_of("index", it.oid).map(str::to_owned) {
                self.note(&place, format!("it refers to {needs}, which is not in YAML: it is left out"));
                continue;
            }
            self.note_index_storage(it, &place);
            if !it.valid {
                self.note(&place, "it is INVALID: building it failed; drop or rebuild it");
            }
            let keys =
                it.keys.iter().take(it.key_count).map(|key| self.index_key(relation.oid, key)).collect();
            indexes.push(Index {
                name: Name::new(&it.name),
                renamed_from: None,
                comment: self.catalog.comment("pg_class", it.oid, 0),
                unique: it.is_unique,
                nulls_not_distinct: it.nulls_not_distinct,
                using: it.method.clone(),
                keys,
                include: self.included(it),
                predicate: it.predicate.as_deref().map(expression),
                storage_parameters: storage_parameters(it.options.as_ref()),
            });
        }
        indexes
    }

    /// A partition's index comes with its parent's, under the name that PostgreSQL chooses and with a
    /// constraint behind it exactly where the parent's has one.
    fn note_partition_index(
        &mut self,
        relation: &raw::Relation,
        it: &raw::Index,
        constraint: Option<&&raw::Constraint>,
        label: &str,
    ) {
        let usual = self.usual_name(relation, it, constraint.copied());
        let numbered =
            it.name.strip_prefix(&usual).is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_digit()));
        if !numbered {
            let reason =
                format!("the index {} of the partition has a name of its own (usual is {usual})", it.name);
            self.note(label, reason);
        }
        if let Some(expected) = self.expected_number(relation, it, &usual) {
            let reason = format!(
                "the index {} of the partition is called as {expected} would be: PostgreSQL numbers them in another order now",
                it.name
            );
            self.note(label, reason);
        }
        let parents = it.parent.is_some_and(|parent| self.indexes_of_keys.contains(&parent));
        if constraint.is_some() && !parents {
            let reason = format!("{} is a key of the partition and an index of its parent", it.name);
            self.note(label, reason);
        }
    }

    /// What PostgreSQL calls a partition's index, but for a number behind it.
    fn usual_name(
        &self,
        relation: &raw::Relation,
        it: &raw::Index,
        constraint: Option<&raw::Constraint>,
    ) -> String {
        let columns = self.columns.get(&relation.oid);
        let name_of = |number: i32| columns.into_iter().flatten().find(|column| column.number == number);
        let names: Option<Vec<&str>> =
            it.keys.iter().map(|key| name_of(key.column).map(|it| it.name.as_str())).collect();
        let kind = constraint.map(|it| it.kind.as_str());
        match (kind, names.map(joined_columns)) {
            (Some("p"), _) => object_name(&relation.name, None, "pkey"),
            (Some("u"), Some(joined)) => object_name(&relation.name, Some(&joined), "key"),
            (None, Some(joined)) => object_name(&relation.name, Some(&joined), "idx"),
            // What an expression or an exclusion constraint adds to the name is not known here.
            _ => it.name.clone(),
        }
    }

    /// The name that a partition's index would get in a new database, where others of the partition have the
    /// same names in another order.
    fn expected_number(&self, relation: &raw::Relation, it: &raw::Index, usual: &str) -> Option<String> {
        let numbered = |other: &raw::Index| {
            let rest = other.name.strip_prefix(usual);
            other.parent.is_some() && rest.is_some_and(|it| it.bytes().all(|c| c.is_ascii_digit()))
        };
        let same: Vec<&raw::Index> =
            self.indexes.get(&relation.oid)?.iter().copied().filter(|it| numbered(it)).collect();
        let parent = relation.parents.as_ref()?.first()?;
        let in_order: Vec<Oid> = self.indexes.get(parent)?.iter().map(|it| it.oid).collect();
        let place = |it: &raw::Index| in_order.iter().position(|oid| Some(*oid) == it.parent);
        let mut by_parent = same.clone();
        by_parent.sort_by_key(|it| place(it));
        let mut by_number = same;
        by_number.sort_by_key(|it| (it.name.len(), it.name.clone()));
        let at = by_parent.iter().position(|other| other.oid == it.oid)?;
        let expected = &by_number.get(at)?.name;
        (*expected != it.name).then(|| expected.clone())
    }

    pub fn note_index_storage(&mut self, it: &raw::Index, place: &str) {
        let mut reasons = Vec::new();
        if let Some(tablespace) = &it.tablespace {
            reasons.push(format!("the tablespace {tablespace} of its index cannot be written in YAML yet"));
        }
        if it.keys.iter().any(|key| key.statistics.is_some_and(|it| it >= 0)) {
            reasons.push("the statistics target of its key cannot be written in YAML yet".to_owned());
        }
        for reason in reasons {
            self.note(place, reason);
        }
    }

    pub fn index_key(&self, relation: raw::Oid, key: &raw::IndexKey) -> IndexKey {
        let column = self.columns.get(&relation).into_iter().flatten().find(|it| it.number == key.column);
        let flags = key.flags.unwrap_or_default();
        let descending = flags & DESCENDING != 0;
        let nulls_first = flags & NULLS_FIRST != 0;
        IndexKey {
            on: match column {
                Some(column) => IndexedValue::Column(Name::new(&column.name)),
                None => IndexedValue::Expression(expression(key.expression.as_deref().unwrap_or_default())),
            },
            collate: collation(key.collation.as_ref()),
            operator_class: key.class.as_ref().map(|class| operator_class(class, key.class_options.as_ref())),
            descending,
            nulls_first: (nulls_first != descending).then_some(nulls_first),
        }
    }
}

/// `gin_trgm_ops(siglen=32)`.
fn operator_class(class: &str, options: Option<&Vec<String>>) -> String {
    match options {
        Some(options) if !options.is_empty() => format!("{class}({})", options.join(",")),
        _ => class.to_owned(),
    }
}

/// The key as CREATE INDEX takes it.
pub fn key_text(key: &IndexKey) -> String {
    let mut text = match &key.on {
        IndexedValue::Column(name) => name.to_string(),
        IndexedValue::Expression(sql) => format!("({sql})"),
    };
    if let Some(collation) = &key.collate {
        text.push_str(&format!(" COLLATE {}", collation.sql()));
    }
    if let Some(class) = &key.operator_class {
        text.push_str(&format!(" {class}"));
    }
    text
}
