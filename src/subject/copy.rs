//! A copy of a person's data: the rows of each table as JSON or as text, and what there is to say about
//! them that the schema knows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::select::{Values, Words, joined, keys_name};
use super::{Graph, Member};
use crate::job::chunk::NULLS;
use crate::model::Name;
use crate::model::subject::{ColumnErasure, Export};
use crate::model::table::Column;

/// What the values of columns that are gone are called in a heading.
const MORE: &str = "columns that are gone";

impl Member<'_> {
    /// The columns of an export, in the order of the table.
    pub fn exported(&self) -> impl Iterator<Item = &Column> {
        let table = self.packed.as_ref().map_or(self.table, |it| it.table);
        table.columns.iter().filter(|it| !matches!(it.on_export, Some(Export::Exclude(_))))
    }

    fn order(&self) -> String {
        let keys = self.table.primary_key_columns().iter().map(|it| format!("t.{it}"));
        let keys: Vec<String> = keys.chain(self.packed.as_ref().map(|_| "e.n".to_owned())).collect();
        keys.join(", ")
    }

    fn row_as_json(&self) -> String {
        if let Some(packed) = &self.packed {
            let left_out =
                packed.table.columns.iter().filter(|it| matches!(it.on_export, Some(Export::Exclude(_))));
            let left_out = left_out.map(|it| it.name.as_str()).chain([NULLS]);
            return format!("(e.item - {})", array(left_out));
        }
        let columns: Vec<String> = self.exported().map(|it| format!("t.{}", it.name)).collect();
        format!("(SELECT to_jsonb(r) FROM (SELECT {}) AS r)", columns.join(", "))
    }
}

impl Graph<'_> {
    /// `FROM` the person's rows.
    fn rows(&self, member: &Member, words: Words) -> String {
        let keys = member.table.primary_key_columns();
        let rows = format!(
            "FROM {} AS t JOIN {} AS k ON {}",
            member.table.name.sql(),
            keys_name(&member.table.name),
            joined(keys, "t", |it, _| format!("k.{it}"))
        );
        match &member.packed {
            Some(packed) => format!(
                "{rows} CROSS JOIN LATERAL jsonb_array_elements(t.{}) WITH ORDINALITY AS e(item, n) WHERE {}",
                packed.column,
                self.item_is_persons(packed, words)
            ),
            None => rows,
        }
    }

    /// The rows of one table, each as the text of a JSON object with a line for each column.
    pub fn rows_as_json(&self, member: &Member, words: Words) -> String {
        let columns: Vec<String> = member.exported().map(|it| format!("t.{}", it.name)).collect();
        let row = match &member.packed {
            Some(_) => format!("jsonb_pretty({})", member.row_as_json()),
            None => format!("(SELECT row_to_json(r, true) FROM (SELECT {}) AS r)", columns.join(", ")),
        };
        format!(
            "{}\nSELECT {row}::text {} ORDER BY {}",
            self.keys(words, Values::Found),
            self.rows(member, words),
            member.order()
        )
    }

    /// The rows of one table, every column as text.
    pub fn rows_as_text(&self, member: &Member, words: Words) -> String {
        let column = |name: &Name| match &member.packed {
            Some(_) => format!("e.item ->> {}", quoted(name.as_str())),
            None => format!("t.{name}::text"),
        };
        let mut columns: Vec<String> = member.exported().map(|it| column(&it.name)).collect();
        columns.extend(member.packed.as_ref().map(|packed| {
            let known = packed.table.columns.iter().map(|it| it.name.as_str()).chain([NULLS]);
            format!("nullif(e.item - {}, '{{}}')::text", array(known))
        }));
        format!(
            "{}\nSELECT {} {} ORDER BY {}",
            self.keys(words, Values::Found),
            columns.join(", "),
            self.rows(member, words),
            member.order()
        )
    }

    /// All of it as one JSON document.
    pub fn document(&self, words: Words) -> String {
        let tables = self.members.iter().map(|member| {
            format!(
                "SELECT {} AS name, (SELECT coalesce(jsonb_agg({} ORDER BY {}), '[]') {}) AS rows",
                quoted(&member.table.name.to_string()),
                member.row_as_json(),
                member.order(),
                self.rows(member, words)
            )
        });
        let tables: Vec<String> = tables.collect();
        format!(
            "{}\nSELECT jsonb_build_object(\n    'subject', {},\n    'exported_at', now(),\n    'tables', jsonb_object_agg(d.name, d.rows),\n    'manifest', {}::jsonb || jsonb_build_object('rows', jsonb_object_agg(d.name, jsonb_array_length(d.rows)))\n)\nFROM (\n    {}\n) AS d",
            self.keys(words, Values::Found),
            words.person,
            quoted(&self.manifest().to_string()),
            tables.join("\n    UNION ALL "),
        )
    }

    /// What is said about the rows: where values came from, what is left out, what is kept and why, and who
    /// else is to be asked.
    pub fn manifest(&self) -> Value {
        let mut sources = BTreeMap::new();
        let mut left_out = BTreeMap::new();
        let mut grounds = BTreeMap::new();
        for member in &self.members {
            let table = member.table.name.to_string();
            let said = |of: fn(&Column) -> Option<String>| -> BTreeMap<String, String> {
                let columns = member.packed.as_ref().map_or(member.table, |it| it.table).columns.iter();
                columns.filter_map(|it| Some((it.name.as_str().to_owned(), of(it)?))).collect()
            };
            sources.insert(table.clone(), said(source));
            let excluded = said(|it| match &it.on_export {
                Some(Export::Exclude(reason)) => Some(reason.clone()),
                _ => None,
            });
            if !excluded.is_empty() {
                left_out.insert(table.clone(), excluded);
            }
            let mut kept = said(|it| match &it.on_erase {
                Some(ColumnErasure::Retain(ground)) => Some(ground.clone()),
                _ => None,
            });
            if let super::Treatment::Keep { ground: Some(ground), .. } = &member.treatment {
                kept.insert("*".to_owned(), (*ground).to_owned());
            }
            if !kept.is_empty() {
                grounds.insert(table, kept);
            }
        }
        json!({
            "sources": sources,
            "left_out": left_out,
            "legal_grounds": grounds,
            "external": self.subject.external,
        })
    }
}

/// Where the values of a personal column came from.
fn source(column: &Column) -> Option<String> {
    let word = match &column.on_export {
        Some(Export::Exclude(_)) => return None,
        Some(Export::Observed) => "observed",
        Some(Export::Derived) => "derived",
        Some(Export::Provided) => "provided",
        None if column.is_personal() => "provided",
        None => return None,
    };
    Some(word.to_owned())
}

fn quoted(text: &str) -> String {
    crate::model::sql_text::quote(text)
}

fn array<'n>(names: impl Iterator<Item = &'n str>) -> String {
    format!("ARRAY[{}]::text[]", names.map(quoted).collect::<Vec<_>>().join(", "))
}

/// The names of columns, for a heading; of packed rows also of what the table has no column for any more.
pub fn heading(member: &Member) -> Vec<String> {
    let columns = member.exported().map(|it| it.name.as_str().to_owned());
    columns.chain(member.packed.as_ref().map(|_| MORE.to_owned())).collect()
}
