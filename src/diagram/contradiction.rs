//! Relations that say something else than a foreign key does. They are found on the model alone; who
//! asks knows where they are written.

use super::{every_table, keeps};
use crate::model::constraint::ForeignKey;
use crate::model::relation::Relation;
use crate::model::{Name, QualifiedName, Schema, Table};

/// A relation that a foreign key contradicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The table that declares it.
    pub table: QualifiedName,
    pub label: String,
    pub message: String,
    pub help: String,
}

/// Every relation that a foreign key contradicts, by table.
pub fn contradictions(schema: &Schema) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for table in every_table(schema) {
        for relation in &table.relations {
            if let Some((message, help)) = contradiction(schema, table, relation) {
                let label = relation.label.clone();
                found.push(Contradiction { table: table.name.clone(), label, message, help });
            }
        }
    }
    found
}

fn contradiction(schema: &Schema, table: &Table, relation: &Relation) -> Option<(String, String)> {
    let (columns, other) = (&relation.columns, &relation.table);
    if keys(table).any(|key| keeps(key, columns, other)) {
        return None;
    }
    // Columns that refer elsewhere can hold nothing of this table.
    if let Some(key) = keys(table).find(|key| !columns.is_empty() && key.columns == *columns) {
        let message = format!(
            "`{}` says that {} leads to {other}, and its foreign key leads to {}",
            relation.label,
            list(columns),
            key.table
        );
        return Some((
            message,
            format!("write `references: {}`, or the columns that lead to {other}", key.table),
        ));
    }
    // Named columns are the key's, each at the other end; without names it is any key.
    let is_reverse = |key: &&ForeignKey| {
        let ends = key.columns == relation.references && key.references == *columns;
        key.table == table.name && (columns.is_empty() || ends)
    };
    let reversed = schema.table(other).into_iter().flat_map(keys).find(is_reverse);
    let key = reversed.filter(|_| *other != table.name)?;
    let message = format!(
        "`{}` says that a row of {} belongs to one of {other}; the foreign key of {} says the reverse",
        relation.label,
        table.name,
        list_of(other, &key.columns)
    );
    let help = format!(
        "move it to {other} as `{}: {{ references: {} }}`, or name the columns here that lead to {other}",
        relation.label, table.name
    );
    Some((message, help))
}

fn keys(table: &Table) -> impl Iterator<Item = &ForeignKey> {
    table.constraints.iter().filter_map(|it| it.foreign_key())
}

fn list(columns: &[Name]) -> String {
    columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn list_of(table: &QualifiedName, columns: &[Name]) -> String {
    match columns {
        [one] => format!("{table}.{one}"),
        several => format!("{table} ({})", list(several)),
    }
}
