//! The rows that probes are tried on: generated ones, shared out among two persons and nobody, their parents
//! with them, and a copy of every table that shows which row was whose. All of it is SQL for a scratch
//! database, run as a superuser with triggers off.

use std::collections::BTreeSet;

use super::caller::has_identity;
use super::privilege::Holder;
use super::{Callers, owner, policies, roles, scopes};
use crate::generate::is_wanted;
use crate::model::access::Scope;
use crate::model::constraint::{Constraint, ConstraintKind, ForeignKey};
use crate::model::sql_text::{Formula, quote};
use crate::model::table::ColumnValue;
use crate::model::{DataType, Name, QualifiedName, Schema, Sql, Table};
use crate::subject::foreign_keys;

/// The schema of the copies; nothing of a project's is called so.
pub const SCHEMA: &str = "canai_db_probe";

/// The tables of a schema as probes see them.
#[derive(Debug)]
pub struct Stage<'s> {
    pub schema: &'s Schema,
    pub tables: Vec<Staged<'s>>,
    /// The roles that are tried, in the order of their names.
    pub roles: Vec<&'s Name>,
    identities: BTreeSet<&'s Name>,
    /// What conditions hold an owner's column against: `auth.uid()`.
    pub callers: Vec<String>,
    persons: Persons<'s>,
}

/// A table and the copy of its rows.
#[derive(Debug)]
pub struct Staged<'s> {
    pub table: &'s Table,
    pub owner: Option<&'s Name>,
    pub copy: QualifiedName,
}

/// Where the ids of persons come from.
#[derive(Clone, Copy, Debug)]
enum Persons<'s> {
    /// Rows of a table, told apart by a column.
    Rows { table: &'s QualifiedName, key: &'s Name },
    /// No table has them: made up, of that type.
    MadeUp(&'s DataType),
    /// No table has an owner.
    Nobody,
}

impl<'s> Stage<'s> {
    pub fn new(schema: &'s Schema) -> Self {
        let callers = Callers::of(schema);
        let wanted = schema.tables().filter(|table| is_wanted(table));
        let tables = wanted.enumerate().map(|(at, table)| Staged {
            table,
            owner: owner(schema, &callers, table),
            copy: QualifiedName::new(SCHEMA, Name::new(format!("t{}", at + 1))),
        });
        let tables: Vec<Staged> = tables.collect();
        let identities = roles(schema)
            .into_iter()
            .filter(|role| has_identity(schema, &callers, &Holder::of(schema, role).holds, role));
        let mut asked = Vec::new();
        for policy in schema.tables().flat_map(|table| policies(schema, table)) {
            for condition in policy.using.iter().chain(&policy.with_check) {
                texts(&condition.formula(), &callers, &mut asked);
            }
        }
        let persons = persons(schema, &tables);
        Self {
            schema,
            roles: roles(schema),
            identities: identities.collect(),
            callers: asked,
            persons,
            tables,
        }
    }

    /// The same, asked as those too who are asked for by another stage's policies.
    #[must_use]
    pub fn also_asked_as(mut self, other: &Self) -> Self {
        self.identities.extend(&other.identities);
        self.callers.extend(
            other.callers.iter().filter(|it| !self.callers.contains(it)).cloned().collect::<Vec<_>>(),
        );
        if matches!(self.persons, Persons::Nobody) {
            self.persons = other.persons;
        }
        self
    }

    pub fn has_identity(&self, role: &Name) -> bool {
        self.identities.contains(role)
    }

    pub fn table(&self, name: &QualifiedName) -> Option<&Staged<'s>> {
        self.tables.iter().find(|it| it.table.name == *name)
    }

    /// The table whose rows are persons, if one is; it needs two rows at the least.
    pub fn root(&self) -> Option<&'s QualifiedName> {
        match self.persons {
            Persons::Rows { table, .. } => Some(table),
            Persons::MadeUp(_) | Persons::Nobody => None,
        }
    }

    /// The settings that the callers' functions read, and the keys that they take out of JSON there.
    pub fn settings_and_keys(&self) -> (Vec<String>, Vec<String>) {
        let objects = self.schema.platform.values().chain(self.schema.objects.values());
        let bodies = objects.filter_map(|object| match object {
            crate::model::Object::Routine(routine) => {
                Some(routine.definition.clone().unwrap_or_else(|| Sql::new(&routine.body)))
            }
            _ => None,
        });
        let asked = self.callers.iter().map(Sql::new);
        let (mut settings, mut keys) = (Vec::new(), Vec::new());
        for sql in asked.chain(bodies) {
            let (named, taken) = sql.settings_and_keys();
            settings.extend(named.into_iter().filter(|it| !settings.contains(it)).collect::<Vec<_>>());
            keys.extend(taken.into_iter().filter(|it| !keys.contains(it)).collect::<Vec<_>>());
        }
        (settings, keys)
    }

    /// The statements that share out the rows there are, and copy them.
    pub fn statements(&self) -> Vec<String> {
        let shared = self.parents_first().into_iter().flat_map(|table| self.share_out(table));
        self.set_up(shared)
    }

    /// The statements that copy the rows there are, whosever they are.
    pub fn copies(&self) -> Vec<String> {
        self.set_up(std::iter::empty())
    }

    fn set_up(&self, between: impl Iterator<Item = String>) -> Vec<String> {
        let mut sql = vec![format!("CREATE SCHEMA {SCHEMA}"), self.make_persons()];
        sql.extend(between);
        sql.extend(self.tables.iter().map(Staged::copy));
        sql.push(format!("GRANT USAGE ON SCHEMA {SCHEMA} TO PUBLIC"));
        sql.push(format!("GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO PUBLIC"));
        sql
    }

    /// The tables with an owner, each after those it refers to, as far as that is possible.
    fn parents_first(&self) -> Vec<&Staged<'s>> {
        let mut open: Vec<&Staged> = self.tables.iter().filter(|it| it.owner.is_some()).collect();
        let mut ordered = Vec::with_capacity(open.len());
        while !open.is_empty() {
            let waits = |table: &Staged| {
                let mut parents = table.parents().filter(|(key, _)| key.table != table.table.name);
                parents.any(|(key, _)| open.iter().any(|it| it.table.name == key.table))
            };
            let next = open.iter().position(|it| !waits(it)).unwrap_or_default();
            ordered.push(open.remove(next));
        }
        ordered
    }

    fn make_persons(&self) -> String {
        let select = match &self.persons {
            Persons::Rows { table, key } => {
                format!(
                    "SELECT row_number() OVER (ORDER BY t.{key}) AS n, t.{key} AS id FROM {} AS t",
                    table.sql()
                )
            }
            Persons::MadeUp(data_type) => {
                let id = if data_type.is("uuid") {
                    "('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid".to_owned()
                } else {
                    format!("n::text::{data_type}")
                };
                format!("SELECT n, {id} AS id FROM generate_series(1, 2) AS n")
            }
            Persons::Nobody => "SELECT 1 AS n, NULL::text AS id WHERE false".to_owned(),
        };
        format!("CREATE TABLE {SCHEMA}.persons AS {select}")
    }

    /// Gives the rows of a table to the first person, the second and nobody in turn, and lets them refer to
    /// parents of the same owner. It is done beside the table, where nothing has to be unique meanwhile; rows
    /// that then clash with another one are left out.
    fn share_out(&self, table: &Staged) -> Vec<String> {
        let Some(owner) = table.owner else { return Vec::new() };
        let name = table.table.name.sql();
        let mut sql = vec![format!(
            "CREATE TABLE {BESIDE} AS SELECT row_number() OVER (ORDER BY t.tableoid, t.ctid) AS {ROW}, t.* FROM {name} AS t"
        )];
        if !table.owner_is_unique() {
            let kinds = table.scopes(true).len();
            sql.push(format!(
                "UPDATE {BESIDE} AS t SET {owner} = (SELECT p.id FROM {SCHEMA}.persons AS p WHERE p.n = nullif((t.{ROW} - 1) % {kinds} + 1, 3))"
            ));
        }
        sql.extend(self.align(table, owner));
        let columns = table.table.columns.iter();
        let columns = columns.filter(|it| !matches!(it.value, Some(ColumnValue::Generated(_))));
        let columns: Vec<String> = columns.map(|it| it.name.to_string()).collect();
        let columns = columns.join(", ");
        sql.push(format!("DELETE FROM {name}"));
        sql.push(format!(
            "INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {BESIDE} ORDER BY {ROW} ON CONFLICT DO NOTHING"
        ));
        sql.push(format!("DROP TABLE {BESIDE}"));
        sql
    }

    /// Lets every row refer to parents of its own owner.
    fn align(&self, table: &Staged, owner: &Name) -> Vec<String> {
        let mut sql = Vec::new();
        for (key, _) in table.parents() {
            let parent = self.table(&key.table).and_then(|it| Some((it, it.owner?)));
            let Some((parent, of_parent)) = parent else { continue };
            let computed = |name: &Name| {
                let value = table.table.column(name).and_then(|it| it.value.as_ref());
                matches!(value, Some(ColumnValue::Generated(_)))
            };
            if key.columns.iter().any(computed) {
                continue;
            }
            let pairs = key.columns.iter().zip(&key.references);
            let set: Vec<String> = pairs.map(|(column, other)| format!("{column} = p.{other}")).collect();
            let known: Vec<String> = key.references.iter().map(|it| format!("t.{it}")).collect();
            sql.push(format!(
                "UPDATE {BESIDE} AS t SET {set} FROM (\n  SELECT t.{ROW} AS row, {own} AS whose, row_number() OVER (PARTITION BY {own} ORDER BY t.{ROW}) AS n FROM {BESIDE} AS t\n) AS r, (\n  SELECT {known}, {theirs} AS whose, row_number() OVER (PARTITION BY {theirs} ORDER BY t.tableoid, t.ctid) AS n, count(*) OVER (PARTITION BY {theirs}) AS total FROM {parent} AS t\n) AS p WHERE t.{ROW} = r.row AND p.whose = r.whose AND (r.n - 1) % p.total = p.n - 1",
                set = set.join(", "),
                known = known.join(", "),
                parent = parent.table.name.sql(),
                own = whose(owner),
                theirs = whose(of_parent),
            ));
        }
        sql
    }
}

impl<'s> Staged<'s> {
    pub fn scopes(&self, has_identity: bool) -> Vec<Scope> {
        scopes(self.table, self.owner, has_identity)
    }

    /// The foreign keys to rows that are more than the owner itself, with their names.
    pub fn parents(&self) -> impl Iterator<Item = (&'s ForeignKey, &'s Name)> {
        let owner = self.owner;
        let keys = self.table.constraints.iter().filter_map(|it| Some((it.foreign_key()?, &it.name)));
        keys.filter(move |(key, _)| key.columns.iter().any(|it| Some(it) != owner))
    }

    /// Whether no two rows may have the same owner, so that they have the owners that they were made with.
    fn owner_is_unique(&self) -> bool {
        let alone = |constraint: &Constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                key.columns.iter().all(|it| Some(it) == self.owner)
            }
            _ => false,
        };
        self.table.constraints.iter().any(alone)
    }

    fn copy(&self) -> String {
        let whose = self.owner.map_or_else(|| quote(Scope::All.word()), whose);
        format!(
            "CREATE TABLE {} AS SELECT t.tableoid AS {TABLE}, t.ctid AS {PLACE}, row_number() OVER (ORDER BY t.tableoid, t.ctid) AS {ROW}, {whose} AS {WHOSE}, t.* FROM {} AS t",
            self.copy.sql(),
            self.table.name.sql(),
        )
    }
}

/// Where the rows of one table are while they are shared out.
const BESIDE: &str = "canai_db_probe.beside";

/// The columns of a copy that its table has not: names that nobody gives to a column.
pub const TABLE: &str = "\"canai-db table\"";
pub const PLACE: &str = "\"canai-db place\"";
pub const ROW: &str = "\"canai-db row\"";
pub const WHOSE: &str = "\"canai-db whose\"";

/// Whose a row of `t` is, to the first person.
fn whose(owner: &Name) -> String {
    format!(
        "CASE WHEN t.{owner} IS NULL THEN {} WHEN t.{owner} = (SELECT id FROM {SCHEMA}.persons WHERE n = 1) THEN {} ELSE {} END",
        quote(Scope::Unowned.word()),
        quote(Scope::Own.word()),
        quote(Scope::Others.word()),
    )
}

/// Where persons are: the declared table of them, or what an owner's column refers to.
fn persons<'s>(schema: &'s Schema, tables: &[Staged<'s>]) -> Persons<'s> {
    if let Some(root) = schema.subject.as_ref().and_then(|it| schema.table(&it.root))
        && let [key] = root.primary_key_columns()
    {
        return Persons::Rows { table: &root.name, key };
    }
    let mut owned = tables.iter().filter_map(|it| Some((it.table, it.owner?)));
    let referred = owned.clone().find_map(|(table, owner)| {
        foreign_keys(table).find(|it| matches!(it.columns.as_slice(), [only] if only == owner))
    });
    match (referred, owned.next()) {
        (Some(ForeignKey { table, references, .. }), _) if references.len() == 1 => {
            Persons::Rows { table, key: &references[0] }
        }
        (_, Some((table, owner))) => match table.column(owner) {
            Some(column) => Persons::MadeUp(&column.data_type),
            None => Persons::Nobody,
        },
        (_, None) => Persons::Nobody,
    }
}

/// What owners' columns are held against.
fn texts(formula: &Formula, callers: &Callers, found: &mut Vec<String>) {
    match formula {
        Formula::And(left, right) | Formula::Or(left, right) => {
            texts(left, callers, found);
            texts(right, callers, found);
        }
        Formula::Not(inner) => texts(inner, callers, found),
        Formula::Equals { value, .. } | Formula::ValueIsNull { value, .. }
            if callers.is_id(value) && !found.contains(&value.text) =>
        {
            found.push(value.text.clone());
        }
        _ => {}
    }
}
