//! Indexes that belong to no constraint, and the keys of those that do.

use std::collections::BTreeMap;

use super::view::storage_parameters;
use super::{Name, Oid, Reader, collation, expression, raw};
use crate::diff::partition::{derived_indexes, own_key, whole};
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::{Object, ObjectId, Schema, Table};

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
            if let Some(parent) = it.parent {
                self.note_part(it, parent, label);
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
                let partitioned = relation.kind == "p";
                self.note(
                    &place,
                    if partitioned {
                        "it is INVALID: not every partition has its part of it; build and attach what lacks, or drop it"
                    } else {
                        "it is INVALID: building it failed; drop or rebuild it"
                    },
                );
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

    /// A part of a parent's index is made just like the parent's, but for its name. PostgreSQL takes another index
    /// for one where only the order differs, or what is left once constants are reckoned is the same.
    fn note_part(&mut self, part: &raw::Index, parent: Oid, label: &str) {
        let place = format!("{label}, index {}", part.name);
        let mut unlike = Vec::new();
        if let Some(parent) = self.indexes.values().flatten().find(|it| it.oid == parent) {
            let pairs = || parent.keys.iter().zip(&part.keys);
            if pairs().any(|(theirs, own)| theirs.flags != own.flags) {
                unlike.push("it is sorted otherwise than the parent's index");
            }
            if pairs().any(|(theirs, own)| theirs.expression != own.expression) {
                unlike.push("an expression of it is written otherwise than in the parent's index");
            }
            if parent.predicate != part.predicate {
                unlike.push("its condition is written otherwise than in the parent's index");
            }
            if storage_parameters(parent.options.as_ref()) != storage_parameters(part.options.as_ref()) {
                unlike.push("its storage parameters are others than those of the parent's index");
            }
        }
        for reason in unlike {
            self.note(&place, format!("{reason}, which cannot be written"));
        }
        self.note_index_storage(part, &place);
        self.note_comment("pg_class", part.oid, &place);
    }

    /// The comment on what a partition or heir has from its parent.
    pub fn note_comment(&mut self, class: &str, oid: Oid, place: &str) {
        if self.catalog.comment(class, oid, 0).is_some() {
            self.note(place, "its comment cannot be written, since it stands in the file of the parent");
        }
    }

    /// What a partition calls its parts of its parent's keys and indexes.
    pub fn index_names(&self, relation: &raw::Relation) -> BTreeMap<Name, Name> {
        let parent = relation.parents.iter().flatten().next().filter(|_| relation.is_partition);
        let theirs = parent.and_then(|it| self.indexes.get(it)).into_iter().flatten();
        let theirs: BTreeMap<Oid, &str> = theirs.map(|it| (it.oid, it.name.as_str())).collect();
        let parts = self.indexes.get(&relation.oid).into_iter().flatten();
        let named = parts.filter_map(|it| Some((Name::new(*theirs.get(&it.parent?)?), Name::new(&it.name))));
        named.collect()
    }

    /// Leaves out the names that PostgreSQL would choose.
    pub fn leave_usual_names_out(&mut self, schema: &mut Schema) {
        let mut unusual: Vec<(ObjectId, BTreeMap<Name, Name>)> = Vec::new();
        for table in schema.tables().filter(|it| !it.index_names.is_empty()) {
            let id = ObjectId::Table(table.name.clone());
            let parent = table.partition_of.as_ref().and_then(|of| whole(schema, &of.table));
            let Some(parent) = parent else {
                unusual.push((id, BTreeMap::new()));
                continue;
            };
            let mut names = table.index_names.clone();
            names.retain(|of, _| own_key(table, of).is_some());
            let bare = Table { index_names: names.clone(), ..table.clone() };
            let usual = derived_indexes(&bare, &parent);
            for (at, part) in usual.iter().enumerate() {
                let Some(own) = table.index_names.get(part.of.name()).filter(|it| **it != part.name) else {
                    continue;
                };
                // They are named in that order.
                let is_free = |place: usize| place < at && names.contains_key(usual[place].of.name());
                let holder = (0..usual.len()).find(|place| usual[*place].name == *own);
                if let Some(other) = holder.filter(|it| !is_free(*it)).map(|it| &usual[it]) {
                    let reason = format!(
                        "the index {own} of the partition is called as its part of {} would be: PostgreSQL numbers them in another order now",
                        other.of.name()
                    );
                    self.note(id.to_string(), reason);
                } else {
                    names.insert(part.of.name().clone(), own.clone());
                }
            }
            unusual.push((id, names));
        }
        for (id, names) in unusual {
            if let Some(Object::Table(table)) = schema.objects.get_mut(&id) {
                table.index_names = names;
            }
        }
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
