//! Tables: the inverse of the reader's `table.rs`, `column.rs` and `constraint.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::constraint::{Owner, Placed, place, section};
use super::value::{Key as YamlKey, ListStyle, MapStyle, Record, Value};
use super::{access, parts, subject};
use crate::model::Name;
use crate::model::constraint::{Action, Check, ConstraintKind, Deferrable, Exclude, ForeignKey, Key};
use crate::model::table::{
    Additions, Column, ColumnValue, Compression, PartitionBounds, PartitionBy, PartitionOf,
    PartitionStrategy, Pii, ReplicaIdentity, RowSecurity, Storage, Table,
};
use crate::yaml::audit::{Audit, Claims};
use crate::yaml::read::RELATION_PRIVILEGES;

/// The file of a table.
pub fn table(table: &Table, audit: Option<&Audit>, shared: &BTreeSet<Name>) -> Record {
    let placed = placed(table, shared);
    let mut file = Record::default();
    file.put("table", Value::text(parts::qualified(&table.name)));
    file.put_some("renamed_from", table.renamed_from.as_ref().map(|it| Value::text(parts::qualified(it))));
    file.put_some("comment", parts::comment(table.comment.as_deref()));
    file.put_flag("unlogged", table.unlogged);
    file.put("columns", columns(table, &placed));
    let beside: Vec<&Placed> = placed.iter().filter(|it| it.column.is_none()).collect();
    for key in ["primary_key", "unique", "checks", "foreign_keys", "exclude"] {
        let members: Vec<&Placed> =
            beside.iter().copied().filter(|it| section(&it.constraint.kind) == key).collect();
        match members.first() {
            None => {}
            Some(primary) if key == "primary_key" => file.put(key, constraint(primary)),
            Some(_) => file.put(key, constraints(&members)),
        }
    }
    file.put_filled("indexes", parts::indexes(&table.indexes));
    match table.row_security {
        RowSecurity::Disabled => {}
        RowSecurity::Enabled => file.put("row_security", Value::word("enabled")),
        RowSecurity::Forced => file.put("row_security", Value::word("forced")),
        RowSecurity::DisabledButForced => file.put("row_security", Value::word("disabled_but_forced")),
    }
    file.put_filled("policies", parts::policies(&table.policies));
    file.put_filled("triggers", parts::triggers(&table.triggers));
    file.put_filled("grants", parts::grants(&table.grants, RELATION_PRIVILEGES));
    match &table.replica_identity {
        ReplicaIdentity::Default => {}
        ReplicaIdentity::Full => file.put("replica_identity", Value::word("full")),
        ReplicaIdentity::Nothing => file.put("replica_identity", Value::word("nothing")),
        ReplicaIdentity::Index(name) => {
            let mut record = Record::default();
            record.put("index", Value::text(name.as_str()));
            file.put("replica_identity", record.into_value(MapStyle::Short));
        }
    }
    file.put_some("cluster_on", table.cluster_on.as_ref().map(|it| Value::text(it.as_str())));
    file.put_filled("statistics", parts::statistics(&table.statistics));
    file.put_some("partition_by", table.partition_by.as_ref().map(partition_by));
    file.put_filled(
        "inherits",
        Value::list(table.inherits.iter().map(|it| Value::text(parts::qualified(it)))),
    );
    file.put_some("partition_of", table.partition_of.as_ref().map(|it| partition_of(it, &table.index_names)));
    file.put_some("audit", audit.map(audited));
    file.put_filled("with", parts::parameters(&table.storage_parameters));
    file.put_some("subject", table.subject.as_deref().map(subject::selectors));
    file.put_some("on_erase", table.on_erase.as_ref().map(subject::table_erasure));
    file.put_some("access", table.access.as_ref().map(access::access));
    file.put_filled("relations", relations(table));
    file
}

fn relations(table: &Table) -> Value {
    Value::aligned(table.relations.iter().map(|relation| {
        let other = Value::text(parts::qualified(&relation.table));
        let mut record = Record::default();
        record.put_filled("columns", Value::names(&relation.columns));
        if relation.references.is_empty() {
            record.put("references", other);
        } else {
            let mut related = Record::default();
            related.put("table", other);
            related.put("columns", Value::names(&relation.references));
            record.put("references", related.into_value(MapStyle::Short));
        }
        (relation.label.clone(), record.into_value(MapStyle::Short))
    }))
}

fn audited(audit: &Audit) -> Value {
    let words = [("insert", audit.insert), ("update", audit.update), ("delete", audit.delete)];
    let writes = words.into_iter().filter(|(_, holds)| *holds).map(|(word, _)| Value::word(word));
    let select = audit.select.iter().map(|columns| {
        if columns.is_empty() {
            return Value::word("select");
        }
        let mut record = Record::default();
        record.put("select", Value::names(columns));
        record.into_value(MapStyle::Short)
    });
    Value::list(writes.chain(select))
}

pub fn audit_claims(claims: &Claims) -> Value {
    let usual = Claims::default();
    let mut record = Record::default();
    record.put_some("setting", (claims.setting != usual.setting).then(|| Value::text(&claims.setting)));
    let keep = (claims.keep != usual.keep).then(|| Value::list(claims.keep.iter().map(Value::text)));
    record.put_some("keep", keep);
    record.into_value(MapStyle::Short)
}

/// What is added to a table that others own.
pub fn additions(it: &Additions) -> Record {
    let mut file = Record::default();
    file.put("extends", Value::text(parts::qualified(&it.table)));
    file.put_filled("policies", parts::policies(&it.policies));
    file.put_filled("triggers", parts::triggers(&it.triggers));
    file
}

/// A table that others own: the columns that are referred to.
pub fn platform_table(table: &Table, shared: &BTreeSet<Name>) -> Record {
    let placed = placed(table, shared);
    let mut record = Record::default();
    record.put_some("comment", parts::comment(table.comment.as_deref()));
    record.put("columns", columns(table, &placed));
    let key = placed.iter().find(|it| it.column.is_none() && it.constraint.is_primary_key());
    record.put_some("primary_key", key.map(|_| names(table.primary_key_columns())));
    record.put_filled("grants", parts::grants(&table.grants, RELATION_PRIVILEGES));
    record.put_filled("relations", relations(table));
    record
}

fn placed<'t>(table: &'t Table, shared: &'t BTreeSet<Name>) -> Vec<Placed<'t>> {
    let columns = table.columns.iter().map(|column| (&column.name, &column.data_type)).collect();
    place(&Owner { name: &table.name, columns, domain: None, shared }, &table.constraints)
}

fn columns(table: &Table, placed: &[Placed]) -> Value {
    Value::aligned(table.columns.iter().map(|it| {
        let beside: Vec<&Placed> = placed.iter().filter(|placed| placed.column == Some(&it.name)).collect();
        (it.name.as_str().to_owned(), column(it, &beside).into_value(MapStyle::Short))
    }))
}

/// A column with the constraints beside it. What tells most about its values comes first.
fn column(column: &Column, beside: &[&Placed]) -> Record {
    let has = |wanted: fn(&ConstraintKind) -> bool| beside.iter().any(|it| wanted(&it.constraint.kind));
    let mut record = Record::default();
    record.put("type", Value::text(column.data_type.to_string()));
    if let Some(ColumnValue::Identity(identity)) = &column.value {
        record.put("identity", parts::identity(identity, &column.sequence_grants));
    }
    record.put_flag("primary_key", has(|kind| matches!(kind, ConstraintKind::PrimaryKey(_))));
    let identity = matches!(column.value, Some(ColumnValue::Identity(_)));
    record.put_flag("not_null", column.not_null && !identity);
    record.put_flag("unique", has(|kind| matches!(kind, ConstraintKind::Unique(_))));
    parts::default(&mut record, column.value.as_ref(), &column.data_type);
    record.put_some("backfill_sql", column.backfill.as_ref().map(parts::sql));
    let checks: Vec<Value> = beside.iter().filter_map(|it| plain_check(it)).collect();
    match checks.len() {
        0 | 1 => record.put_some("check", checks.into_iter().next()),
        _ => record.put("check", Value::list(checks)),
    }
    for (key, value) in beside.iter().filter_map(|it| it.rule.clone()) {
        record.put(key, value);
    }
    for it in beside {
        if let ConstraintKind::ForeignKey(key) = &it.constraint.kind {
            record.put("references", reference(it, key));
        }
    }
    record.put_some("collate", column.collate.as_ref().map(parts::builtin));
    record.put_some("storage", column.storage.map(|it| Value::word(storage(it))));
    record.put_some("compression", column.compression.map(|it| Value::word(compression(it))));
    record.put_some("statistics", column.statistics.map(|it| Value::word(&it)));
    record.put_filled("with", parts::parameters(&column.attribute_options));
    record.put_some("pii", column.pii.map(|it| Value::word(pii(it))));
    let erasure = column.on_erase.as_ref();
    record.put_some("on_erase", erasure.and_then(|it| subject::column_erasure(it, &column.data_type)));
    record.put_some("on_export", column.on_export.as_ref().map(subject::export));
    record.put_some("comment", parts::comment(column.comment.as_deref()));
    record.put_some("renamed_from", column.renamed_from.as_ref().map(|it| Value::text(it.as_str())));
    record
}

/// The condition of a check that is written as one.
fn plain_check(placed: &Placed) -> Option<Value> {
    match (&placed.constraint.kind, &placed.rule) {
        (ConstraintKind::Check(check), None) => Some(parts::sql(&check.expression)),
        _ => None,
    }
}

/// `references` of a column.
fn reference(placed: &Placed, key: &ForeignKey) -> Value {
    let mut record = Record::default();
    record.put_some("name", placed.named.then(|| Value::text(placed.constraint.name.as_str())));
    record.put("table", Value::text(parts::qualified(&key.table)));
    record.put_some("column", key.references.first().map(|column| Value::text(column.as_str())));
    put_actions(&mut record, key);
    put_deferrable(&mut record, placed.constraint.deferrable);
    record.put_flag("not_valid", placed.constraint.not_valid);
    record.into_value(MapStyle::Short)
}

fn put_actions(record: &mut Record, key: &ForeignKey) {
    for (word, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        let action = match action {
            Action::NoAction => continue,
            Action::Restrict => "restrict",
            Action::Cascade => "cascade",
            Action::SetNull => "set null",
            Action::SetDefault => "set default",
        };
        record.put(word, Value::word(action));
    }
    record.put_filled("on_delete_columns", names(&key.on_delete_columns));
    record.put_some("match", key.match_full.then(|| Value::word("full")));
}

pub fn put_deferrable(record: &mut Record, deferrable: Deferrable) {
    let word = match deferrable {
        Deferrable::No => return,
        Deferrable::InitiallyImmediate => "initially_immediate",
        Deferrable::InitiallyDeferred => "initially_deferred",
    };
    record.put("deferrable", Value::word(word));
}

/// A section beside the columns.
fn constraints(members: &[&Placed]) -> Value {
    if members.iter().all(|it| it.named) {
        Value::aligned(members.iter().map(|it| (it.constraint.name.as_str().to_owned(), constraint(it))))
    } else {
        Value::List(members.iter().map(|it| constraint(it)).collect(), ListStyle::Lines)
    }
}

/// A constraint beside the columns; its name stands before it, but for a primary key's.
fn constraint(placed: &Placed) -> Value {
    let it = placed.constraint;
    let mut record = Record::default();
    let alone = match &it.kind {
        ConstraintKind::PrimaryKey(key) => {
            record.put_some("name", placed.named.then(|| Value::text(it.name.as_str())));
            put_key(&mut record, key);
            "columns"
        }
        ConstraintKind::Unique(key) => {
            put_key(&mut record, key);
            "columns"
        }
        ConstraintKind::Check(check) => {
            put_check(&mut record, check);
            "check"
        }
        ConstraintKind::ForeignKey(key) => {
            record.put("columns", names(&key.columns));
            let mut referenced = Record::default();
            referenced.put("table", Value::text(parts::qualified(&key.table)));
            referenced.put("columns", names(&key.references));
            put_actions(&mut referenced, key);
            record.put("references", referenced.into_value(MapStyle::Short));
            ""
        }
        ConstraintKind::Exclude(exclude) => {
            put_exclude(&mut record, exclude);
            ""
        }
    };
    record.put_filled("with", parts::parameters(&it.storage_parameters));
    put_deferrable(&mut record, it.deferrable);
    record.put_flag("not_valid", it.not_valid);
    record.put_some("comment", parts::comment(it.comment.as_deref()));
    record.put_some("index_comment", parts::comment(it.index_comment.as_deref()));
    record.put_some("renamed_from", it.renamed_from.as_ref().map(|name| Value::text(name.as_str())));
    record.unless_alone(alone)
}

fn put_key(record: &mut Record, key: &Key) {
    record.put("columns", names(&key.columns));
    record.put_filled("include", names(&key.include));
    record.put_flag("nulls_not_distinct", key.nulls_not_distinct);
}

pub fn put_check(record: &mut Record, check: &Check) {
    record.put("check", parts::sql(&check.expression));
    record.put_flag("no_inherit", check.no_inherit);
}

fn put_exclude(record: &mut Record, exclude: &Exclude) {
    record.put_some("using", (exclude.using != "gist").then(|| Value::text(&exclude.using)));
    let elements = exclude.elements.iter().map(|(on, with)| {
        let mut element = Record::default();
        element.put("on", parts::sql(on));
        element.put("with", Value::text(with));
        element.into_value(MapStyle::Short)
    });
    record.put("elements", Value::list(elements));
    record.put_filled("include", names(&exclude.include));
    record.put_some("where", exclude.predicate.as_ref().map(parts::sql));
}

fn names(names: &[Name]) -> Value {
    Value::names(names)
}

fn partition_by(it: &PartitionBy) -> Value {
    let mut record = Record::default();
    let word = match it.strategy {
        PartitionStrategy::Range => "range",
        PartitionStrategy::List => "list",
        PartitionStrategy::Hash => "hash",
    };
    record.put(word, parts::one_or_list(it.keys.iter().map(parts::sql)));
    record.into_value(MapStyle::Short)
}

fn partition_of(it: &PartitionOf, names: &BTreeMap<Name, Name>) -> Value {
    let mut record = Record::default();
    record.put("table", Value::text(parts::qualified(&it.table)));
    let values = |values: &[crate::model::Sql]| Value::list(values.iter().map(bound));
    match &it.bounds {
        PartitionBounds::Range { from, to } => {
            record.put("from", values(from));
            record.put("to", values(to));
        }
        PartitionBounds::List { values: listed } => record.put("in", values(listed)),
        PartitionBounds::Hash { modulus, remainder } => {
            record.put("modulus", Value::word(modulus));
            record.put("remainder", Value::word(remainder));
        }
        PartitionBounds::Default => record.put_flag("default", true),
    }
    let names = names.iter().map(|(of, own)| (of.as_str().to_owned(), Value::text(own.as_str())));
    record.put_filled("indexes", Value::map(names));
    record.into_value(MapStyle::Short)
}

/// A bound is a value: text without its quotes, anything else as it stands.
fn bound(sql: &crate::model::Sql) -> Value {
    let text = sql.as_str();
    match super::literal::unquote(text) {
        Some(text) => Value::Text(text),
        None => Value::Word(text.to_lowercase()),
    }
}

fn storage(storage: Storage) -> &'static str {
    match storage {
        Storage::Plain => "plain",
        Storage::External => "external",
        Storage::Extended => "extended",
        Storage::Main => "main",
    }
}

fn compression(compression: Compression) -> &'static str {
    match compression {
        Compression::Pglz => "pglz",
        Compression::Lz4 => "lz4",
    }
}

fn pii(pii: Pii) -> &'static str {
    match pii {
        Pii::Contact => "contact",
        Pii::Identifier => "identifier",
        Pii::Network => "network",
        Pii::FreeText => "free_text",
        Pii::Financial => "financial",
        Pii::None => "none",
    }
}

/// The entries of a record, for a file.
pub fn entries(record: Record) -> Vec<(YamlKey, Value)> {
    match record.into_value(MapStyle::Lines) {
        Value::Map(entries, _) => entries,
        _ => Vec::new(),
    }
}
