//! A probe as SQL: what a superuser prepares so that only the rows in question are there, and the one
//! statement that the role then runs. Values come out of the copies, never out of the text.

use std::collections::BTreeSet;

use super::probe::{Meets, Probe, Rows, What, is_written};
use super::stage::{PLACE, ROW, SCHEMA, Stage, Staged, TABLE, WHOSE};
use crate::model::access::{Command, Scope};
use crate::model::sql_text::quote;
use crate::model::table::{Column, ColumnValue};
use crate::model::{Name, Table};

/// The table's row beside its copy, which goes by the table's name.
const IT: &str = "\"canai-db it\"";

/// The columns that a role may use, as the catalog says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    pub select: BTreeSet<Name>,
    pub insert: BTreeSet<Name>,
    pub update: BTreeSet<Name>,
}

/// What is run, once or for each row in question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// As a superuser, with triggers off.
    pub prepare: String,
    /// As the role.
    pub statement: String,
    pub counts: Counts,
}

/// What tells that it worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// No error.
    Nothing,
    /// The number that it returns.
    Returned,
    /// How many rows it changed.
    Changed,
}

/// How often it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Once, on all rows in question together.
    Together,
    /// Once on each of them.
    Each,
    /// Once on the first of them.
    First,
    /// Once, whatever rows there are.
    Once,
}

impl What {
    pub fn unit(&self) -> Unit {
        match self {
            Self::Read(_) | Self::Delete(_) => Unit::Together,
            Self::Add(_) | Self::AddReturning(_) | Self::Change(_) | Self::GiveAway { .. } => Unit::Each,
            Self::AddColumn { .. } | Self::ChangeColumn { .. } | Self::Attach { .. } => Unit::First,
            Self::ReadColumn(_) | Self::Truncate => Unit::Once,
        }
    }

    pub fn rows(&self) -> Option<&Rows> {
        match self {
            Self::Read(rows) | Self::Add(rows) | Self::AddReturning(rows) | Self::Change(rows) => Some(rows),
            Self::Delete(rows) => Some(rows),
            Self::AddColumn { rows, .. } | Self::ChangeColumn { rows, .. } => Some(rows),
            Self::GiveAway { rows, .. } | Self::Attach { rows, .. } => Some(rows),
            Self::ReadColumn(_) | Self::Truncate => None,
        }
    }
}

impl Probe {
    /// The query that gives the numbers of the rows in question.
    pub fn rows(&self, table: &Staged) -> Option<String> {
        let rows = self.what.rows()?;
        Some(format!(
            "SELECT {ROW} FROM {} AS {} WHERE {} ORDER BY 1",
            table.copy.sql(),
            table.table.name.name,
            filter(rows)
        ))
    }

    /// What is run; `row` is the number of the row in question, where it is one.
    pub fn attempt(&self, stage: &Stage, table: &Staged, rights: &Rights, row: Option<i64>) -> Attempt {
        let name = table.table.name.sql();
        let of_row = row.map_or_else(|| "false".to_owned(), |row| format!("{ROW} = {row}"));
        let only = |filter: &str| {
            format!(
                "DELETE FROM {name} AS {IT} WHERE NOT EXISTS (SELECT FROM {} AS {} WHERE {TABLE} = {IT}.tableoid AND {PLACE} = {IT}.ctid AND {filter})",
                table.copy.sql(),
                table.table.name.name,
            )
        };
        // One of them, if one is named.
        let among = |rows: &Rows| if row.is_some() { of_row.clone() } else { filter(rows) };
        let without = || {
            format!(
                "DELETE FROM {name} AS {IT} WHERE EXISTS (SELECT FROM {} WHERE {TABLE} = {IT}.tableoid AND {PLACE} = {IT}.ctid AND {of_row})",
                table.copy.sql(),
            )
        };
        let value = |column: &Name| format!("(SELECT {column} FROM {} WHERE {of_row})", table.copy.sql());
        let attempt = |prepare: String, statement: String, counts| Attempt { prepare, statement, counts };
        let inserted = |columns: &[&Name], returning: &str| {
            insert(table, columns, &of_row, |_| None).map_or_else(
                || format!("INSERT INTO {name} DEFAULT VALUES{returning}"),
                |sql| format!("{sql}{returning}"),
            )
        };
        match &self.what {
            What::Read(rows) => {
                attempt(only(&among(rows)), format!("SELECT count(*) FROM {name}"), Counts::Returned)
            }
            What::ReadColumn(column) => {
                attempt(String::new(), format!("SELECT {column} FROM {name} LIMIT 0"), Counts::Nothing)
            }
            What::Add(rows) => {
                let columns = whole_row(table, rights, rows.scope);
                attempt(without(), inserted(&columns, ""), Counts::Changed)
            }
            What::AddReturning(rows) => {
                let columns = whole_row(table, rights, rows.scope);
                let readable = table.table.columns.iter().find(|it| rights.select.contains(&it.name));
                let column = readable.or(table.table.columns.first());
                let returning =
                    column.map_or_else(|| " RETURNING 1".to_owned(), |it| format!(" RETURNING {}", it.name));
                attempt(without(), inserted(&columns, &returning), Counts::Changed)
            }
            What::AddColumn { rows, column } => {
                let mut columns = least_row(table, rights, rows.scope);
                if !columns.contains(&column) {
                    columns.push(column);
                }
                attempt(without(), inserted(&columns, ""), Counts::Changed)
            }
            What::Change(_) => {
                let column = changed(table, rights);
                let set = column.map_or_else(String::new, |it| format!("{it} = {}", value(it)));
                attempt(only(&of_row), format!("UPDATE {name} SET {set}"), Counts::Changed)
            }
            What::ChangeColumn { column, .. } => {
                let statement = format!("UPDATE {name} SET {column} = {}", value(column));
                attempt(only(&of_row), statement, Counts::Nothing)
            }
            What::GiveAway { to, .. } => {
                let owner = table.owner.map_or_else(String::new, ToString::to_string);
                let person = match to {
                    Scope::Own => format!("(SELECT id FROM {SCHEMA}.persons WHERE n = 1)"),
                    Scope::Others | Scope::All => format!("(SELECT id FROM {SCHEMA}.persons WHERE n = 2)"),
                    Scope::Unowned => "NULL".to_owned(),
                };
                let prepare = format!("{}{}", stage.let_go(table.table), only(&of_row));
                attempt(prepare, format!("UPDATE {name} SET {owner} = {person}"), Counts::Changed)
            }
            What::Delete(rows) => {
                let prepare = format!("{}{}", stage.let_go(table.table), only(&among(rows)));
                attempt(prepare, format!("DELETE FROM {name}"), Counts::Changed)
            }
            What::Attach { rows, by, key, to, .. } => {
                let theirs = |column: &Name| stage.parents_value(table, key, column, *to);
                match by {
                    Command::Update => {
                        let set =
                            table.table.columns.iter().filter_map(|it| {
                                theirs(&it.name).map(|value| format!("{} = {value}", it.name))
                            });
                        let set: Vec<String> = set.collect();
                        attempt(
                            only(&of_row),
                            format!("UPDATE {name} SET {}", set.join(", ")),
                            Counts::Changed,
                        )
                    }
                    _ => {
                        let mut columns = whole_row(table, rights, rows.scope);
                        for column in &table.table.columns {
                            if theirs(&column.name).is_some() && !columns.contains(&&column.name) {
                                columns.push(&column.name);
                            }
                        }
                        let sql = insert(table, &columns, &of_row, theirs).unwrap_or_default();
                        // No other row takes up what is unique.
                        attempt(format!("DELETE FROM {name}"), sql, Counts::Changed)
                    }
                }
            }
            What::Truncate => attempt(stage.let_go(table.table), format!("TRUNCATE {name}"), Counts::Nothing),
        }
    }
}

impl Stage<'_> {
    /// Drops the foreign keys that lead to a table: what they keep or take along is not who may do it.
    fn let_go(&self, table: &Table) -> String {
        let mut sql = String::new();
        for other in self.schema.tables().filter(|it| it.partition_of.is_none()) {
            let keys = other
                .constraints
                .iter()
                .filter(|it| it.foreign_key().is_some_and(|key| key.table == table.name));
            for key in keys {
                sql.push_str(&format!("ALTER TABLE {} DROP CONSTRAINT {}; ", other.name.sql(), key.name));
            }
        }
        sql
    }

    /// What a column of a foreign key holds where it refers to a parent of that kind; the owner stays.
    fn parents_value(&self, table: &Staged, key: &Name, column: &Name, to: Scope) -> Option<String> {
        let (key, _) = table.parents().find(|(_, name)| *name == key)?;
        let at = key.columns.iter().position(|it| it == column).filter(|_| Some(column) != table.owner)?;
        let parent = self.table(&key.table)?;
        Some(format!(
            "(SELECT {} FROM {} WHERE {WHOSE} = {} ORDER BY {ROW} LIMIT 1)",
            key.references.get(at)?,
            parent.copy.sql(),
            quote(to.word())
        ))
    }
}

/// Which rows of a copy, named as its table, are in question.
fn filter(rows: &Rows) -> String {
    let whose = format!("{WHOSE} = {}", quote(rows.scope.word()));
    match &rows.condition {
        None => whose,
        Some((condition, Meets::Yes)) => format!("{whose} AND ({condition}) IS TRUE"),
        Some((condition, Meets::No)) => format!("{whose} AND ({condition}) IS NOT TRUE"),
    }
}

/// `INSERT` of a row of the copy, with other values where `instead` has one; none without columns.
fn insert(
    table: &Staged,
    columns: &[&Name],
    of_row: &str,
    instead: impl Fn(&Name) -> Option<String>,
) -> Option<String> {
    if columns.is_empty() {
        return None;
    }
    let names: Vec<String> = columns.iter().map(ToString::to_string).collect();
    let values: Vec<String> =
        columns.iter().map(|it| instead(it).unwrap_or_else(|| it.to_string())).collect();
    Some(format!(
        "INSERT INTO {} ({}) SELECT {} FROM {} WHERE {of_row}",
        table.table.name.sql(),
        names.join(", "),
        values.join(", "),
        table.copy.sql()
    ))
}

/// The columns of a new row: all that the role may write, and what such a row needs.
fn whole_row<'t>(table: &Staged<'t>, rights: &Rights, scope: Scope) -> Vec<&'t Name> {
    let least = least_row(table, rights, scope);
    let columns = written(table).map(|it| &it.name);
    columns.filter(|it| rights.insert.contains(*it) || least.contains(it)).collect()
}

/// The columns that a new row of that kind cannot do without.
fn least_row<'t>(table: &Staged<'t>, rights: &Rights, scope: Scope) -> Vec<&'t Name> {
    let keys = table.table.primary_key_columns();
    let needed = |column: &Column| {
        if Some(&column.name) == table.owner {
            // Left out, it is what its default says: nobody, or whoever asks.
            let writable = rights.insert.contains(&column.name);
            return writable
                || !matches!((scope, &column.value), (Scope::Unowned, None) | (Scope::Own, Some(_)));
        }
        (column.not_null || keys.contains(&column.name)) && column.value.is_none()
    };
    written(table).filter(|it| needed(it)).map(|it| &it.name).collect()
}

fn written<'t>(table: &Staged<'t>) -> impl Iterator<Item = &'t Column> {
    table.table.columns.iter().filter(|it| is_written(it.value.as_ref()))
}

/// The column that an update writes: one that the role may, and rather none that tells whose or which row.
fn changed<'t>(table: &Staged<'t>, rights: &Rights) -> Option<&'t Name> {
    let keys = table.table.primary_key_columns();
    let matters = |it: &Column| {
        let identity = matches!(it.value, Some(ColumnValue::Identity(_)));
        (
            !rights.update.contains(&it.name),
            Some(&it.name) == table.owner || keys.contains(&it.name) || identity,
        )
    };
    written(table).min_by_key(|it| matters(it)).map(|it| &it.name)
}
