//! The SQL of a job, table by table. Rows are taken in ranges of a key (the age, then the primary
//! key), each from a bound that is in it to one that is not: an index finds the bounds, and no row
//! that is gone is ever looked at again.

use std::collections::BTreeSet;

use super::changed::changed;
use super::chunk;
use super::facts::ForeignKeyFacts;
use super::{
    Destination, Facts, Job, Kind, Mask, Partitions, Reached, Rule, Setting, TableFacts, reached,
    with_descendants,
};
use crate::model::sql_text::quote;
use crate::model::{DataType, Name, QualifiedName};

/// The columns a table of chunks must have, with their types.
pub const CHUNK_COLUMNS: [(&str, &str); 4] =
    [("lower", "timestamptz"), ("upper", "timestamptz"), ("row_count", "integer"), ("rows", "jsonb")];

/// Types that have no operator `=`: their texts are compared.
const NO_EQUALITY: [&str; 4] = ["json", "xml", "point", "polygon"];

/// How the values of a run are written in its statements: `$1` over a connection, variables in a
/// procedure. All are text; a bound is an array of the key's columns.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// What is before it is old: text.
    pub cutoff: &'static str,
    pub lower: &'static str,
    pub upper: &'static str,
    /// How many rows, or where to begin.
    pub other: &'static str,
}

/// Over a connection.
pub const NUMBERED: Parameters =
    Parameters { cutoff: "$1::text", lower: "$2::text[]", upper: "$3::text[]", other: "$2" };

/// In settings of the transaction, for COPY, which takes no parameters.
pub const SETTINGS: Parameters = Parameters {
    cutoff: "current_setting('canai_db.cutoff')",
    lower: "current_setting('canai_db.lower')::text[]",
    upper: "current_setting('canai_db.upper')::text[]",
    other: "NULL",
};

/// The rows that a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// From a bound to another.
    Between,
    /// From a bound on.
    From,
    /// From the other bound on: what comes after [`Range::Between`].
    After,
    /// Every old row.
    All,
}

/// One table of a job, and all that is asked of it.
#[derive(Clone, Copy, Debug)]
pub struct Statements<'a> {
    pub job: &'a Job,
    pub rule: &'a Rule,
    pub table: &'a TableFacts,
    pub parameters: Parameters,
}

impl Statements<'_> {
    /// The age and the primary key: what the ranges go by.
    fn key(&self) -> Vec<(&Name, &str)> {
        let by = &self.rule.by.it;
        let names = std::iter::once(by).chain(self.table.primary_key.iter().filter(|name| *name != by));
        let of = |name: &Name| self.table.column(name.as_str()).map_or("text", |it| it.type_name.as_str());
        names.map(|name| (name, of(name))).collect()
    }

    pub(super) fn key_list(&self) -> String {
        list(self.key().iter().map(|(name, _)| *name))
    }

    /// The key as an array of text.
    fn key_text(&self) -> String {
        let texts: Vec<String> = self.key().iter().map(|(name, _)| format!("{name}::text")).collect();
        format!("ARRAY[{}]", texts.join(", "))
    }

    /// From a bound on (`>`), or before it (`<`).
    fn compared(&self, operator: &str, bound: &str) -> String {
        // From text a value is read once a statement in a sub-query, and otherwise once a row.
        let key = self.key();
        let value = |at: usize| format!("(SELECT (({bound})[{}])::{})", at + 1, key[at].1);
        let (by, age) = (key[0].0, value(0));
        let inclusive = if operator == ">" { "=" } else { "" };
        if key.len() == 1 {
            return format!("{by} {operator}{inclusive} {age}");
        }
        // Said by itself, the age limits the scan of the index on both sides, and tells of nearly every
        // row; a comparison of rows does that for one side and costs a fifth of a DELETE.
        let rest = list(key[1..].iter().map(|(name, _)| *name));
        let values = list_of((1..key.len()).map(value));
        format!(
            "{by} {operator}= {age} AND ({by} {operator} {age} OR ({rest}) {operator}{inclusive} ({values}))"
        )
    }

    /// Old enough.
    fn is_old(&self) -> String {
        let (by, kind) = self.key()[0];
        format!("{by} < ({})::{kind}", self.parameters.cutoff)
    }

    /// The rows of a range that the job is about.
    pub(super) fn rows(&self, range: Range) -> String {
        let mut all = vec![self.is_old()];
        if matches!(range, Range::Between | Range::From) {
            all.push(self.compared(">", self.parameters.lower));
        }
        match range {
            Range::Between => all.push(self.compared("<", self.parameters.upper)),
            Range::After => all.push(self.compared(">", self.parameters.upper)),
            Range::From | Range::All => {}
        }
        all.extend(self.conditions());
        all.join("\n   AND ")
    }

    /// What a row must be besides old.
    fn conditions(&self) -> Vec<String> {
        let mut all = Vec::new();
        all.extend(self.rule.condition.as_ref().map(|it| format!("({})", it.as_str())));
        all.extend(self.rule.unless.iter().map(|it| format!("({}) IS NOT TRUE", it.as_str())));
        if let Some(keep) = &self.rule.keep_last {
            let own = &self.table.name.name;
            let same = keep.per.iter().map(|it| format!("canai_db_newer.{0} = {own}.{0} AND ", it.it));
            let of =
                |relation: &str| list_of(self.key().iter().map(|(name, _)| format!("{relation}.{name}")));
            let nobody = keep.per.iter().map(|it| format!("{own}.{} IS NULL OR ", it.it));
            all.push(format!(
                "({}(SELECT count(*) FROM (SELECT 1 FROM {} AS canai_db_newer WHERE {}({}) > ({}) LIMIT {rows}) AS kept) >= {rows})",
                nobody.collect::<String>(),
                self.table.name.sql(),
                same.collect::<String>(),
                of("canai_db_newer"),
                of(&own.to_string()),
                rows = keep.rows,
            ));
        }
        if !self.rule.removes() {
            all.push(format!("({})", self.is_undone()));
        }
        all
    }

    /// A row that has yet to be set.
    fn is_undone(&self) -> String {
        let mark = self.rule.mark.as_ref().map(|mark| format!("{} IS NOT TRUE", mark.it));
        mark.into_iter().chain(self.differences()).collect::<Vec<_>>().join(" OR ")
    }

    /// Of each setting whose value tells so itself, that a row has another one.
    fn differences(&self) -> Vec<String> {
        let settings = self.rule.settings().iter().filter(|it| it.mask.is_idempotent());
        let differ = settings.map(|setting| {
            let (column, value) = (&setting.column.it, self.value(setting));
            match setting.mask {
                Mask::Null => format!("{column} IS NOT NULL"),
                _ if NO_EQUALITY.contains(&self.type_of(column).trim_end_matches("[]")) => {
                    format!("{column}::text IS DISTINCT FROM ({value})::text")
                }
                _ => format!("{column} IS DISTINCT FROM {value}"),
            }
        });
        differ.collect()
    }

    fn type_of(&self, column: &Name) -> &str {
        self.table.column(column.as_str()).map_or("text", |it| it.type_name.as_str())
    }

    /// What a column becomes; of a hash or a shuffle, where it will stand.
    fn value(&self, setting: &Setting) -> String {
        let column = &setting.column.it;
        let kind = self.type_of(column);
        let own = &self.table.name.name;
        let once = |value: String| match &self.rule.mark {
            Some(mark) => format!("CASE WHEN {own}.{} IS TRUE THEN {own}.{column} ELSE {value} END", mark.it),
            None => value,
        };
        match &setting.mask {
            Mask::Null => format!("NULL::{kind}"),
            Mask::Value(literal) => format!("{literal}::{kind}"),
            Mask::Sql(expression) => once(format!("({})", expression.as_str())),
            Mask::Network { ipv4, ipv6 } => {
                let bits = format!("CASE family({column}) WHEN 4 THEN {ipv4} ELSE {ipv6} END");
                format!("network(set_masklen({column}::inet, LEAST(masklen({column}), {bits})))::{kind}")
            }
            Mask::Beginning(unit) if DataType::parse(kind).is_some_and(|it| it.is("timestamptz")) => {
                format!("date_trunc({}, {column}, 'UTC')", quote(unit))
            }
            Mask::Beginning(unit) => format!("date_trunc({}, {column})::{kind}", quote(unit)),
            Mask::Multiple(of) => {
                let multiple = format!("floor({column}::numeric / {of}) * {of}");
                // The next lower multiple of the least numbers is none that the type has.
                match DataType::parse(kind).and_then(|it| it.integer_limits()) {
                    Some((least, _)) => {
                        format!("greatest({multiple}, ceil({least}::numeric / {of}) * {of})::{kind}")
                    }
                    None => format!("({multiple})::{kind}"),
                }
            }
            Mask::Hash { .. } | Mask::Shuffle => once(format!("canai_db_changed.{column}")),
        }
    }

    /// The first bound: `other` is text, an age to begin at, or NULL.
    pub fn first(&self) -> String {
        let (by, kind) = self.key()[0];
        format!(
            "SELECT {}\n  FROM {}\n WHERE {}\n   AND {by} >= coalesce({}::text, '-infinity')::{kind}\n ORDER BY {}\n LIMIT 1",
            self.key_text(),
            self.table.name.sql(),
            self.rows(Range::All),
            self.parameters.other,
            self.key_list(),
        )
    }

    /// The bound at most that many rows further on; none where there are no more. `rows` is a bigint.
    ///
    /// An index on the age alone tells at which age the bound is, without a look at the rows, and the
    /// bound is the first row of that age. Only where more rows than wanted are of one age are they
    /// told apart by the rest of the key, which takes reading and sorting them.
    pub fn next(&self, rows: &str) -> String {
        let (by, kind) = self.key()[0];
        let (table, key, is_old) = (self.table.name.sql(), self.key_list(), self.is_old());
        let lower = format!("(({})[1])::{kind}", self.parameters.lower);
        let conditions = self.conditions();
        let conditions: String = conditions.iter().map(|it| format!("\n       AND {it}")).collect();
        format!(
            "WITH age AS MATERIALIZED (
    SELECT {by} FROM {table}
     WHERE {is_old}
       AND {by} >= {lower}{conditions}
     ORDER BY {by}
    OFFSET {rows}
     LIMIT 1)
SELECT {} FROM (
   (SELECT {key} FROM {table}
     WHERE {by} = (SELECT {by} FROM age)
       AND (SELECT {by} FROM age) > {lower}{conditions}
     ORDER BY {key}
     LIMIT 1)
    UNION ALL
   (SELECT {key} FROM {table}
     WHERE (SELECT {by} FROM age) = {lower}
       AND {}
     ORDER BY {key}
    OFFSET {rows}
     LIMIT 1)) AS bound",
            self.key_text(),
            self.rows(Range::From),
        )
    }

    /// How many rows, and the oldest and newest of them.
    pub fn count(&self) -> String {
        self.count_where(&self.rows(Range::All))
    }

    pub(super) fn count_where(&self, condition: &str) -> String {
        let by = &self.rule.by.it;
        format!(
            "SELECT count(*), min({by})::text, max({by})::text\n  FROM {}\n WHERE {condition}",
            self.table.name.sql(),
        )
    }

    /// The rows of the last table of a path that hang on rows of a range.
    fn reached(&self, path: &[(&QualifiedName, &ForeignKeyFacts)], facts: &Facts, range: Range) -> String {
        let (table, rows) = match path.split_last() {
            None => (&self.table.name, self.rows(range)),
            Some(((table, key), before)) => {
                let parent = before.last().map_or(&self.table.name, |(table, _)| *table);
                let rows = format!(
                    "({}) IN (\n  SELECT {} FROM {} WHERE {})",
                    list(key.columns.iter()),
                    list(key.to_columns.iter()),
                    parent.sql(),
                    self.reached(before, facts, range)
                );
                (*table, rows)
            }
        };
        with_descendants(facts, self.rule, table, rows)
    }

    /// Locks a range and what leads to tables that are detached, then detaches them. Whoever would
    /// attach a new row there meanwhile has to wait, and then finds its parent gone.
    pub fn detach(&self, facts: &Facts, range: Range) -> Vec<String> {
        let found = reached(facts, self.rule);
        let wanted = |reached: &&Reached| reached.is_detached(self.rule);
        let mut statements: Vec<String> = Vec::new();
        for reached in found.iter().filter(wanted) {
            for end in 0..reached.path.len() {
                let path = &reached.path[..end];
                let table = path.last().map_or(&self.table.name, |(table, _)| *table);
                let condition = self.reached(path, facts, range);
                let lock = format!(
                    "SELECT count(*) FROM (SELECT 1 FROM {} WHERE {condition} FOR UPDATE) AS locked",
                    table.sql()
                );
                if !statements.contains(&lock) {
                    statements.push(lock);
                }
            }
            statements.push(self.set_null(reached, facts, range));
        }
        statements
    }

    fn set_null(&self, reached: &Reached<'_>, facts: &Facts, range: Range) -> String {
        let columns = reached.path.last().map(|(_, key)| key.columns.as_slice()).unwrap_or_default();
        let set = columns.iter().map(|name| format!("{name} = NULL")).collect::<Vec<_>>().join(", ");
        let rows = self.reached(&reached.path, facts, range);
        format!("UPDATE {} SET {set}\n WHERE {rows}", reached.table.sql())
    }

    /// What is done to the rows of a range; it tells how many they were, and where it is a query also how
    /// many are not what they should be: [`Self::doubt`] says how.
    pub fn act(&self, range: Range) -> String {
        let (table, rows) = (self.table.name.sql(), self.rows(range));
        match self.rule.into.as_ref().map(|into| &into.it) {
            _ if !self.rule.removes() => self.update(range),
            None | Some(Destination::Files(_)) => format!("DELETE FROM {table}\n WHERE {rows}"),
            Some(Destination::Rows(archive)) => {
                let columns = self.stored();
                format!(
                    "WITH canai_db_gone AS (\n  DELETE FROM {table}\n WHERE {rows}\n  RETURNING {columns}),\ncanai_db_kept AS (\n  INSERT INTO {} ({columns})\n  SELECT {columns} FROM canai_db_gone ORDER BY {}\n  RETURNING 1)\nSELECT (SELECT count(*) FROM canai_db_gone), (SELECT count(*) FROM canai_db_gone) - (SELECT count(*) FROM canai_db_kept)",
                    archive.sql(),
                    self.key_list()
                )
            }
            Some(Destination::Chunks(archive)) => {
                let by = &self.rule.by.it;
                format!(
                    "WITH canai_db_gone AS (\n  DELETE FROM {table}\n WHERE {rows}\n  RETURNING *),\ncanai_db_kept AS (\n  INSERT INTO {} (lower, upper, row_count, rows)\n  SELECT min({by}), max({by}), count(*)::integer, jsonb_agg({} ORDER BY {})\n    FROM canai_db_gone HAVING count(*) > 0\n  RETURNING rows),\ncanai_db_back AS (\n  {})\nSELECT (SELECT count(*) FROM canai_db_gone),\n       (SELECT count(*) FROM (SELECT canai_db_gone::text FROM canai_db_gone EXCEPT ALL SELECT canai_db_back::text FROM canai_db_back) AS changed)",
                    archive.sql(),
                    chunk::packed(self.table, "canai_db_gone"),
                    self.key_list(),
                    chunk::unpacked(self.table, "canai_db_kept", "canai_db_kept.rows")
                )
            }
        }
    }

    /// What the ledger calls it.
    pub fn action(&self) -> &'static str {
        match (&self.rule.into, self.rule.removes()) {
            (Some(_), _) => "archive",
            (None, true) => "delete",
            (None, false) => "update",
        }
    }

    /// The tables whose rows are deleted along, or lose what they refer to: its own, where they refer to one
    /// another.
    pub fn others(&self, facts: &Facts) -> Vec<QualifiedName> {
        if !self.rule.removes() {
            return Vec::new();
        }
        let found = reached(facts, self.rule);
        let touched = found.iter().filter(|it| !it.is_in_the_way(self.rule));
        let names: BTreeSet<_> = touched.map(|it| it.table.clone()).collect();
        names.into_iter().collect()
    }

    /// Whether a partition that is old as a whole goes as a whole: where the table is divided by the
    /// age, no old row stays, and no foreign key refers to it: PostgreSQL would refuse.
    pub fn takes_partitions(&self, facts: &Facts) -> bool {
        self.table.range_by.as_ref() == Some(&self.rule.by.it)
            && self.rule.takes_all()
            && self.rule.removes()
            && self.rule.into.is_none()
            && self.job.kind == Kind::Purge
            && match self.rule.partitions {
                // What is told of each deleted row would not be told of these, and might have kept one.
                Partitions::Drop => !self.table.delete_triggers,
                Partitions::Detach => true,
                Partitions::Rows => false,
            }
            && facts.referring_to(&self.table.name).next().is_none()
    }

    /// Counts old rows, as far as `$2`.
    pub fn count_some(&self) -> String {
        format!("SELECT count(*) FROM (SELECT 1 {} LIMIT $2::bigint) AS counted", self.from_where(Range::All))
    }

    /// What may be wrong with rows after [`Self::act`], which counts them in a second column then; none
    /// where it is counted by itself and nothing can be.
    pub fn doubt(&self) -> Option<&'static str> {
        match self.rule.into.as_ref().map(|into| &into.it) {
            Some(Destination::Chunks(_)) => Some(
                "would come back from their chunk with other values, as json text, a jsonb null and the bounds of an array do; archive them into a table of the same columns",
            ),
            Some(Destination::Rows(_)) => {
                Some("would not be in the archive: a trigger or a rule of it keeps them out")
            }
            _ if self.is_marked_blindly() => {
                Some("still have a value that the job sets: a trigger or a rule of the table keeps it")
            }
            _ => None,
        }
    }

    /// Whether a row that is marked as done is not looked at again, and would tell if it is not.
    fn is_marked_blindly(&self) -> bool {
        !self.rule.removes() && self.rule.mark.is_some() && !self.differences().is_empty()
    }

    /// The columns that can be written.
    pub fn stored(&self) -> String {
        list(self.table.columns.iter().filter(|it| !it.generated).map(|it| &it.name))
    }

    /// The rows of a range, behind a SELECT list.
    pub fn from_where(&self, range: Range) -> String {
        format!("FROM {} WHERE {}", self.table.name.sql(), self.rows(range))
    }

    /// The rows of a range, as a query, in the order of the key.
    pub fn select(&self, range: Range) -> String {
        format!(
            "SELECT {} FROM {} WHERE {} ORDER BY {}",
            self.stored(),
            self.table.name.sql(),
            self.rows(range),
            self.key_list()
        )
    }

    fn update(&self, range: Range) -> String {
        let rule = self.rule;
        let mut set: Vec<String> = rule
            .settings()
            .iter()
            .map(|setting| format!("{} = {}", setting.column.it, self.value(setting)))
            .collect();
        set.extend(rule.mark.iter().map(|mark| format!("{} = true", mark.it)));
        let set = set.join(",\n       ");
        let (table, rows) = (self.table.name.sql(), self.rows(range));
        let counted = |update: String| {
            if !self.is_marked_blindly() {
                return update;
            }
            let differ = self.differences().join(" OR ");
            format!(
                "WITH done AS (\n{update}\nRETURNING ({differ}) AS differs)\nSELECT count(*), count(*) FILTER (WHERE differs) FROM done"
            )
        };
        let Some(changed) = changed(self, range) else {
            return counted(format!("UPDATE {table}\n   SET {set}\n WHERE {rows}"));
        };
        let own = &self.table.name.name;
        let keys = self
            .table
            .primary_key
            .iter()
            .map(|name| format!("{own}.{name} = canai_db_changed.{}", prefixed(name)));
        let rows = self.qualified(&rows);
        counted(format!(
            "UPDATE {table}\n   SET {set}\n  FROM ({changed}) AS canai_db_changed\n WHERE {}\n   AND {rows}",
            keys.collect::<Vec<_>>().join(" AND ")
        ))
    }

    /// The statement's own conditions, in a sub-query of its own: columns of `canai_db_changed` have
    /// the names of the table's.
    fn qualified(&self, rows: &str) -> String {
        let keys = list(self.table.primary_key.iter());
        let own = &self.table.name.name;
        let own_keys = list_of(self.table.primary_key.iter().map(|name| format!("{own}.{name}")));
        format!("({own_keys}) IN (SELECT {keys} FROM {} WHERE {rows})", self.table.name.sql())
    }
}

/// A name of our own beside the table's.
pub fn prefixed(name: &Name) -> Name {
    Name::new(format!("canai_db_{}", name.as_str()))
}

fn list<'n>(names: impl Iterator<Item = &'n Name>) -> String {
    list_of(names.map(ToString::to_string))
}

fn list_of(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
