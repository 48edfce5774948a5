//! Rows as objects of JSON in a chunk, and back. JSON has one null: columns of jsonb that hold it are named in
//! the object, so that they do not come back as NULL.

use super::TableFacts;
use crate::model::Name;
use crate::model::sql_text::quote;

/// The key under which an object names the columns that hold the null of jsonb.
pub const NULLS: &str = "canai_db nulls";

/// A row `row` as an object.
pub fn packed(table: &TableFacts, row: &str) -> String {
    let values: Vec<String> =
        jsonb_columns(table).map(|name| format!("({}, {row}.{name})", quote(name.as_str()))).collect();
    if values.is_empty() {
        return format!("to_jsonb({row})");
    }
    format!(
        "to_jsonb({row}) || coalesce((\n    SELECT jsonb_build_object({}, jsonb_agg(v.name)) FROM (VALUES {}) AS v (name, value)\n    WHERE v.value = 'null' HAVING count(*) > 0), '{{}}')",
        quote(NULLS),
        values.join(", ")
    )
}

/// The rows of a chunk's array, a query: every column of the table as it was.
pub fn unpacked(table: &TableFacts, from: &str, array: &str) -> String {
    let columns = table.columns.iter().map(|column| {
        let name = &column.name;
        if column.type_name != "jsonb" {
            return format!("r.{name}");
        }
        let key = quote(name.as_str());
        format!("CASE WHEN e.item -> {} ? {key} THEN 'null' ELSE r.{name} END AS {name}", quote(NULLS))
    });
    format!(
        "SELECT {} FROM {from}, jsonb_array_elements({array}) AS e (item), jsonb_populate_record(NULL::{}, e.item) AS r",
        columns.collect::<Vec<_>>().join(", "),
        table.name.sql()
    )
}

fn jsonb_columns(table: &TableFacts) -> impl Iterator<Item = &Name> {
    table.columns.iter().filter(|it| it.type_name == "jsonb").map(|it| &it.name)
}
