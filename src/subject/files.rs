//! Rows in files of an archive, for as long as they are in a temporary table: there each is the only item
//! of an array, so that it is found, copied and taken out as packed rows are.

use super::select::whole_name;
use crate::model::constraint::{Constraint, ConstraintKind, Key};
use crate::model::grant::Grants;
use crate::model::subject::Selector;
use crate::model::table::{Column, ReplicaIdentity, RowSecurity};
use crate::model::{DataType, Name, Object, QualifiedName, Schema, Table};

/// The columns of the temporary table: the file's name, the number of the record in it, from 1, and the
/// array with the row, which an erasure empties.
pub const COLUMNS: [(&str, &str); 3] = [("file", "text"), ("record", "bigint"), ("rows", "jsonb")];

/// The name of the temporary table for a table's rows in files.
pub fn staged(table: &QualifiedName) -> QualifiedName {
    QualifiedName::new("pg_temp", whole_name(&format!("{}_in_files", table.to_string().replace('.', "_"))))
}

/// The schema, with a temporary table for the rows in files of each of some tables.
pub fn with_files<'t>(schema: &Schema, tables: impl Iterator<Item = &'t QualifiedName>) -> Schema {
    let mut schema = schema.clone();
    for table in tables {
        schema.insert(Object::Table(temporary(table)));
    }
    schema
}

fn temporary(table: &QualifiedName) -> Table {
    let columns = COLUMNS.iter().filter_map(|(name, kind)| Some(column(name, DataType::parse(kind)?)));
    let key = Key {
        columns: vec![Name::from(COLUMNS[0].0), Name::from(COLUMNS[1].0)],
        include: Vec::new(),
        nulls_not_distinct: false,
    };
    let primary_key = Constraint::new(Name::from("pkey"), ConstraintKind::PrimaryKey(key));
    Table {
        name: staged(table),
        renamed_from: None,
        comment: None,
        unlogged: false,
        columns: columns.collect(),
        constraints: vec![primary_key],
        indexes: Vec::new(),
        row_security: RowSecurity::Disabled,
        policies: Vec::new(),
        triggers: Vec::new(),
        grants: Grants::default(),
        partition_by: None,
        partition_of: None,
        index_names: std::collections::BTreeMap::new(),
        inherits: Vec::new(),
        replica_identity: ReplicaIdentity::Default,
        cluster_on: None,
        statistics: Vec::new(),
        storage_parameters: indexmap::IndexMap::new(),
        subject: Some(vec![Selector::Packed { column: Name::from(COLUMNS[2].0), rows_of: table.clone() }]),
        on_erase: None,
        access: None,
        relations: Vec::new(),
    }
}

fn column(name: &str, data_type: DataType) -> Column {
    Column {
        name: Name::from(name),
        data_type,
        not_null: true,
        value: None,
        sequence_grants: crate::model::grant::Grants::default(),
        collate: None,
        storage: None,
        compression: None,
        statistics: None,
        attribute_options: indexmap::IndexMap::new(),
        comment: None,
        renamed_from: None,
        backfill: None,
        pii: None,
        on_erase: None,
        on_export: None,
    }
}
