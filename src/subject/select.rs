//! How a person's rows are found: one query by name for each table, which gives the primary keys of the
//! rows. A way of its own for each selector, so that each can use its index.

use sha2::{Digest as _, Sha256};

use super::{Graph, Member, Packed, key_from};
use crate::hex::hex;
use crate::model::name::MAX_NAME_BYTES;
use crate::model::subject::Selector;
use crate::model::{DataType, Name, QualifiedName, Table};

/// How the SQL names what it is told: parameters in a session, variables in a function.
#[derive(Clone, Copy, Debug)]
pub struct Words<'w> {
    /// The person's key, in its type.
    pub person: &'w str,
    /// The request's id.
    pub request: &'w str,
}

/// Where the values come from that tie rows together which name nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// From the rows that name the person.
    Found,
    /// From what was put aside before any of them was erased.
    Saved,
}

/// Under which name a value is put aside.
pub fn saved_under(column: &Name) -> String {
    format!("same {}", column.as_str())
}

impl Graph<'_> {
    /// `WITH` and the queries, of every member.
    pub fn keys(&self, words: Words, values: Values) -> String {
        let same = self.same_columns().into_iter().map(|(column, tables)| match values {
            Values::Found => self.found_values(column, &tables, words),
            Values::Saved => saved_values(column, &tables, words),
        });
        let keys = self.members.iter().map(|member| self.member_keys(member, words));
        let queries: Vec<String> = same.chain(keys).collect();
        format!("WITH {}", queries.join(",\n"))
    }

    /// The columns that tie rows together, each with the tables that have it.
    pub fn same_columns(&self) -> Vec<(&Name, Vec<&Member<'_>>)> {
        let mut columns: Vec<(&Name, Vec<&Member>)> = Vec::new();
        for member in &self.members {
            for selector in member.selectors {
                let Selector::Same(column) = selector else { continue };
                match columns.iter_mut().find(|(known, _)| *known == column) {
                    Some((_, tables)) => tables.push(member),
                    None => columns.push((column, vec![member])),
                }
            }
        }
        columns
    }

    /// The values of a column in rows that name the person, and in nobody else's.
    pub fn found_values(&self, column: &Name, tables: &[&Member], words: Words) -> String {
        let person = words.person;
        let mut own = Vec::new();
        let mut others = Vec::new();
        for member in tables {
            let table = member.table.name.sql();
            for owner in owners(member) {
                own.push(format!(
                    "SELECT t.{column} AS value FROM {table} AS t WHERE t.{owner} = {person} AND {}",
                    tells(member.table, column, &format!("t.{column}"))
                ));
                others.push(format!(
                    "NOT EXISTS (SELECT FROM {table} AS t WHERE t.{column} = v.value AND t.{owner} <> {person})"
                ));
            }
        }
        for packed in self.members.iter().filter_map(|it| Some((it.table, it.packed.as_ref()?))) {
            let (table, packed) = packed;
            if !tables.iter().any(|it| it.table.name == packed.table.name) {
                continue;
            }
            let items = format!(
                "{} AS t CROSS JOIN LATERAL jsonb_array_elements(t.{}) AS e(item)",
                table.name.sql(),
                packed.column
            );
            let value = typed(packed.table, column);
            for owner in packed.selectors.iter().filter(|it| it.names_person()).map(Selector::column) {
                let owner = typed(packed.table, owner);
                let tells = tells(packed.table, column, &format!("({value})"));
                own.push(format!(
                    "SELECT {value} AS value FROM {items} WHERE {owner} = {person} AND {tells}"
                ));
                others.push(format!(
                    "NOT EXISTS (SELECT FROM {items} WHERE {value} = v.value AND {owner} <> {person})"
                ));
            }
        }
        // Without a table that names persons there is nothing to start from.
        if own.is_empty() {
            let nothing = column_type(tables.first().map(|it| it.table), column);
            return format!("{} AS (SELECT NULL::{nothing} AS value WHERE false)", values_name(column));
        }
        format!(
            "{} AS (\n    SELECT v.value FROM (\n        {}\n    ) AS v\n    WHERE {}\n)",
            values_name(column),
            own.join("\n        UNION "),
            others.join("\n      AND "),
        )
    }

    fn member_keys(&self, member: &Member, words: Words) -> String {
        let table = member.table;
        let key: Vec<String> = table.primary_key_columns().iter().map(|it| format!("t.{it}")).collect();
        let select = format!("SELECT {} FROM {} AS t WHERE", key.join(", "), table.name.sql());
        let person = words.person;
        if table.name == self.root.name {
            return format!("{} AS ({select} t.{} = {person})", keys_name(&table.name), self.key.name);
        }
        if let Some(packed) = &member.packed {
            return format!(
                "{} AS (\n    {select} EXISTS (\n        SELECT FROM jsonb_array_elements(t.{}) AS e(item) WHERE {}\n    )\n)",
                keys_name(&table.name),
                packed.column,
                self.item_is_persons(packed, words)
            );
        }
        // A row that names somebody is that person's alone, whatever else leads to it.
        let nobodys: String = owners(member).map(|owner| format!(" AND t.{owner} IS NULL")).collect();
        let ways = member.selectors.iter().map(|selector| match selector {
            Selector::Is { column, of: None } => format!("{select} t.{column} = {person}"),
            Selector::Is { column, of: Some(of) } => {
                let value = format!(
                    "(SELECT {} FROM {} AS r WHERE r.{} = {person} AND {})",
                    folded(self.root, of, "r"),
                    self.root.name.sql(),
                    self.key.name,
                    tells(self.root, of, &format!("r.{of}"))
                );
                format!("{select} {} = {value}{nobodys}", folded(table, column, "t"))
            }
            Selector::Same(column) => {
                let values = values_name(column);
                format!("{select} t.{column} IN (SELECT v.value FROM {values} AS v){nobodys}")
            }
            Selector::Through(column) => {
                let Some(key) = key_from(table, column) else { return format!("{select} false") };
                let parent = self.schema.table(&key.table).map_or(&[][..], Table::primary_key_columns);
                let found = keys_name(&key.table);
                let referenced = key.references.first().unwrap_or(column);
                let rows = if matches!(parent, [only] if only == referenced) {
                    format!("SELECT k.{referenced} FROM {found} AS k")
                } else {
                    let joined = joined(parent, "p", |it, _| format!("k.{it}"));
                    format!(
                        "SELECT p.{referenced} FROM {} AS p JOIN {found} AS k ON {joined}",
                        key.table.sql()
                    )
                };
                format!("{select} t.{column} IN ({rows}){nobodys}")
            }
            Selector::Packed { .. } => format!("{select} false"),
        });
        let ways: Vec<String> = ways.collect();
        format!("{} AS (\n    {}\n)", keys_name(&table.name), ways.join("\n    UNION "))
    }
}

impl Graph<'_> {
    /// Whether a packed row `e.item` is the person's, as it would be in its table.
    pub fn item_is_persons(&self, packed: &Packed, words: Words) -> String {
        let person = words.person;
        let owners = packed.selectors.iter().filter(|it| it.names_person()).map(Selector::column);
        let nobodys: String = owners.map(|owner| format!(" AND {} IS NULL", item(owner))).collect();
        let ways = packed.selectors.iter().map(|selector| match selector {
            Selector::Is { column, of: None } => format!("{} = {person}", typed(packed.table, column)),
            Selector::Is { column, of: Some(of) } => format!(
                "lower({}::text) = (SELECT lower(r.{of}::text) FROM {} AS r WHERE r.{} = {person} AND {}){nobodys}",
                typed(packed.table, column),
                self.root.name.sql(),
                self.key.name,
                tells(self.root, of, &format!("r.{of}"))
            ),
            Selector::Same(column) => format!(
                "{} IN (SELECT v.value FROM {} AS v){nobodys}",
                typed(packed.table, column),
                values_name(column)
            ),
            Selector::Through(column) => match key_from(packed.table, column) {
                Some(key) => {
                    let parent = self.schema.table(&key.table).map_or(&[][..], Table::primary_key_columns);
                    let referenced = key.references.first().unwrap_or(column);
                    let joined = joined(parent, "p", |it, _| format!("k.{it}"));
                    format!(
                        "{} IN (SELECT p.{referenced} FROM {} AS p JOIN {} AS k ON {joined}){nobodys}",
                        typed(packed.table, column),
                        key.table.sql(),
                        keys_name(&key.table)
                    )
                }
                None => "false".to_owned(),
            },
            Selector::Packed { .. } => "false".to_owned(),
        });
        let ways: Vec<String> = ways.map(|way| format!("({way})")).collect();
        if ways.is_empty() { "false".to_owned() } else { format!("({})", ways.join(" OR ")) }
    }
}

/// A column of a packed row, as what it was: JSON writes values of some types in another way than they do.
fn typed(table: &Table, column: &Name) -> String {
    format!("({})::{}", item(column), column_type(Some(table), column))
}

/// A column of a packed row, as text.
fn item(column: &Name) -> String {
    format!("e.item ->> {}", crate::model::sql_text::quote(column.as_str()))
}

/// The values that were put aside.
fn saved_values(column: &Name, tables: &[&Member], words: Words) -> String {
    let data_type = column_type(tables.first().map(|it| it.table), column);
    format!(
        "{} AS (\n    SELECT q.key[1]::{data_type} AS value FROM canai_db.subject_queue AS q\n    WHERE q.request = {} AND q.table_name = {}\n)",
        values_name(column),
        words.request,
        crate::model::sql_text::quote(&saved_under(column)),
    )
}

/// The columns that name the person.
fn owners<'m>(member: &Member<'m>) -> impl Iterator<Item = &'m Name> {
    member.selectors.iter().filter(|it| it.names_person()).map(Selector::column)
}

impl Member<'_> {
    /// The columns that name whose a row is.
    pub fn owners(&self) -> Vec<&Name> {
        owners(self).collect()
    }
}

/// The query with the keys of a table's rows.
pub fn keys_name(table: &QualifiedName) -> Name {
    let schema = if table.schema == crate::model::name::PUBLIC { "" } else { table.schema.as_str() };
    let dot = if schema.is_empty() { "" } else { "." };
    whole_name(&format!("keys of {schema}{dot}{}", table.name.as_str()))
}

pub fn values_name(column: &Name) -> Name {
    whole_name(&format!("values of {}", column.as_str()))
}

/// A name that PostgreSQL does not cut to what another one begins with, too.
pub fn whole_name(text: &str) -> Name {
    if text.len() <= MAX_NAME_BYTES {
        return Name::new(text);
    }
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= MAX_NAME_BYTES - 17).last();
    let digest = hex(&Sha256::digest(text));
    Name::new(format!("{} {}", &text[..end.unwrap_or_default()], &digest[..16]))
}

/// Whether a value ties rows together: what is NULL or blank, many have who have nothing to do with one
/// another.
fn tells(table: &Table, column: &Name, value: &str) -> String {
    let is_text = table.column(column).is_some_and(|it| is_text(&it.data_type));
    if is_text { format!("{value}::text ~ '[^[:space:]]'") } else { format!("{value} IS NOT NULL") }
}

/// Text without regard to case, as an address is told; anything else as it is.
fn folded(table: &Table, column: &Name, alias: &str) -> String {
    let is_text = table.column(column).is_some_and(|it| is_text(&it.data_type));
    if is_text { format!("lower({alias}.{column})") } else { format!("{alias}.{column}") }
}

pub fn is_text(data_type: &DataType) -> bool {
    ["text", "varchar", "char", "name"].iter().any(|it| data_type.is(it))
        || data_type.named().is_some_and(|name| name.name == "citext")
}

/// `alias.a = <other a> AND ...`.
pub fn joined(columns: &[Name], alias: &str, other: impl Fn(&Name, usize) -> String) -> String {
    let pairs = columns.iter().enumerate().map(|(at, it)| format!("{alias}.{it} = {}", other(it, at + 1)));
    pairs.collect::<Vec<_>>().join(" AND ")
}

/// The type, so that no search path can change what it means.
pub fn type_sql(data_type: &DataType) -> String {
    match data_type.named() {
        Some(name) => format!("{}{}", name.sql(), if data_type.array { "[]" } else { "" }),
        None => data_type.to_string(),
    }
}

pub fn column_type(table: Option<&Table>, column: &Name) -> String {
    table.and_then(|it| it.column(column)).map_or_else(|| "text".to_owned(), |it| type_sql(&it.data_type))
}
