//! The statements of an erasure, in order. First the keys of all rows are put aside, since what is
//! erased early is what the rest is found by; each statement then takes a table's keys and erases their
//! rows in one go, so that it can be interrupted between any two.

use sha2::{Digest as _, Sha256};

use super::left::unchanged;
use super::select::{Values, Words, column_type, joined, keys_name, saved_under};
use super::{Graph, Member, Treatment, foreign_keys};
use crate::model::constraint::{Action, ForeignKey};
use crate::model::sql_text::quote;
use crate::model::subject::ColumnErasure;
use crate::model::table::ColumnValue;
use crate::model::{Name, Table};

/// Makes the schema and the tables in which requests are kept.
pub const LEDGER: &str = include_str!("sql/ledger.sql");
/// The table that is there once they are.
pub const REQUESTS: &str = "canai_db.subject_requests";

/// The column that tells how many rows a chunk packs, where there is one.
const PACKED_COUNT: &str = "row_count";
/// What the names begin with under which keys of rows that stay are kept.
pub const KEPT: &str = "kept ";
/// One statement of an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub what: What,
    /// How many rows it changes is what counts.
    pub sql: String,
    /// What comes before it, each time, in the same transaction.
    pub first: Vec<Step>,
}

impl Step {
    fn new(what: What, sql: String) -> Self {
        Self { what, sql, first: Vec::new() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Rows that are about to go are locked: nobody can refer to them any more.
    Lock,
    /// Rows that stay refer to rows that go: `table.column` no longer does.
    Detach(String),
    /// The rows of a table whose keys were put aside; again until none are left.
    Rows(String),
}

/// Rows that would go with a person's although they are not, and cannot be detached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    pub column: String,
    pub of: String,
    /// Counts them.
    pub sql: String,
}

impl Graph<'_> {
    /// What puts aside all that the erasure needs to know: the values that tie rows together which name
    /// nobody, then the keys of all rows.
    pub fn put_aside(&self, words: Words) -> Vec<String> {
        self.save_values(words).into_iter().chain(self.collect(words)).collect()
    }

    fn save_values(&self, words: Words) -> Vec<String> {
        let save = |(column, tables): (&Name, Vec<&Member>)| {
            format!(
                "INSERT INTO canai_db.subject_queue (request, table_name, key)\nWITH {}\nSELECT {}, {}, ARRAY[v.value::text] FROM {} AS v\nON CONFLICT DO NOTHING",
                self.found_values(column, &tables, words),
                words.request,
                quote(&saved_under(column)),
                super::select::values_name(column),
            )
        };
        self.same_columns().into_iter().map(save).collect()
    }

    /// Of one moment; nothing where no table holds a person's rows.
    fn collect(&self, words: Words) -> Vec<String> {
        let tables = self.collected().flat_map(|member| {
            let keys: Vec<String> =
                member.table.primary_key_columns().iter().map(|it| format!("k.{it}::text")).collect();
            let of = |name: String| {
                format!(
                    "SELECT {}, {}, ARRAY[{}] FROM {} AS k",
                    words.request,
                    quote(&name),
                    keys.join(", "),
                    keys_name(&member.table.name)
                )
            };
            let kept = unchanged(member).map(|_| of(kept_as(member)));
            std::iter::once(of(queued_as(member))).chain(kept)
        });
        let tables: Vec<String> = tables.collect();
        if tables.is_empty() {
            return Vec::new();
        }
        vec![format!(
            "INSERT INTO canai_db.subject_queue (request, table_name, key)\n{}\n{}\nON CONFLICT DO NOTHING",
            self.keys(words, Values::Saved),
            tables.join("\nUNION ALL ")
        )]
    }

    /// The members whose keys are put aside: all but the root, whose row is erased last.
    pub(super) fn collected(&self) -> impl Iterator<Item = &Member<'_>> {
        self.members.iter().filter(|member| member.table.name != self.root.name)
    }

    /// What is erased, in order: rows that stay, then rows that go, each before those it refers to. With a
    /// limit, a step erases no more rows than that.
    pub fn steps(&self, words: Words, limit: Option<u32>) -> Vec<Step> {
        let mut steps = Vec::new();
        // What leads to packed rows has to be there still.
        for member in self.collected().filter(|it| it.packed.is_some()) {
            steps.push(Step::new(What::Rows(queued_as(member)), self.take_out(member, words, limit)));
        }
        for member in self.collected().filter(|it| it.treatment != Treatment::Delete) {
            steps.push(Step::new(What::Rows(queued_as(member)), apply(member, words, limit)));
        }
        for member in self.deleted().into_iter().filter(|it| it.table.name != self.root.name) {
            let rows = Step::new(What::Rows(queued_as(member)), apply(member, words, limit));
            steps.push(Step { first: self.detach(member, words), ..rows });
        }
        steps
    }

    /// How many of the first steps take rows out of what packs them.
    pub fn packed_steps(&self) -> usize {
        self.collected().filter(|it| it.packed.is_some()).count()
    }

    /// Takes the person's rows out of what packs them.
    fn take_out(&self, member: &Member, words: Words, limit: Option<u32>) -> String {
        let Some(packed) = &member.packed else { return apply(member, words, limit) };
        let item = match &packed.treatment {
            Treatment::Delete => "e.item".to_owned(),
            Treatment::Keep { changes, .. } if changes.is_empty() => return taken(member, words, limit),
            Treatment::Keep { changes, .. } => {
                let is_persons = self.item_is_persons(packed, words);
                format!(
                    "CASE WHEN {is_persons} THEN e.item || {} ELSE e.item END",
                    values(packed.table, changes)
                )
            }
        };
        let stays = match &packed.treatment {
            Treatment::Delete => format!("\n    WHERE {} IS NOT TRUE", self.item_is_persons(packed, words)),
            Treatment::Keep { .. } => String::new(),
        };
        let column = packed.column;
        let is_counted = member.table.column(&Name::from(PACKED_COUNT)).is_some();
        format!(
            "{},\nbatch AS ({} RETURNING q.key)\nUPDATE {} AS t SET {} = (\n    SELECT coalesce(jsonb_agg({item} ORDER BY e.n), '[]'){} FROM jsonb_array_elements(t.{column}) WITH ORDINALITY AS e(item, n){stays}\n) FROM batch AS b WHERE {}",
            self.keys(words, Values::Saved),
            taken(member, words, limit),
            member.table.name.sql(),
            if is_counted { format!("({column}, {PACKED_COUNT})") } else { column.to_string() },
            if is_counted { ", count(*)::integer" } else { "" },
            queue_key(member.table, "t", "b"),
        )
    }

    /// What becomes of the person's own row, once all else is done and verified.
    pub fn root_steps(&self, words: Words) -> Vec<Step> {
        let Some(root) = self.members.first() else { return Vec::new() };
        let row = format!("t.{} = {}", self.key.name, words.person);
        let table = root.table.name.sql();
        let (first, sql) = match &root.treatment {
            Treatment::Delete => (self.detach(root, words), format!("DELETE FROM {table} AS t WHERE {row}")),
            Treatment::Keep { changes, .. } if changes.is_empty() => return Vec::new(),
            Treatment::Keep { changes, .. } => {
                (Vec::new(), format!("UPDATE {table} AS t SET {} WHERE {row}", assignments(changes)))
            }
        };
        vec![Step { what: What::Rows(queued_as(root)), sql, first }]
    }

    /// Rows that stay refer to rows of this table no more, and nobody can make one do so again: whoever is
    /// about to is waited for.
    fn detach(&self, parent: &Member, words: Words) -> Vec<Step> {
        let table = parent.table.name.sql();
        let rows = if parent.table.name == self.root.name {
            format!("{table} AS t WHERE t.{} = {}", self.key.name, words.person)
        } else {
            format!(
                "{table} AS t, canai_db.subject_queue AS q WHERE q.request = {} AND q.table_name = {} AND {}",
                words.request,
                quote(&queued_as(parent)),
                queue_key(parent.table, "t", "q"),
            )
        };
        let lock = format!("SELECT count(*) FROM (SELECT 1 FROM {rows} FOR UPDATE OF t) AS locked");
        let mut steps = Vec::new();
        for (table, key) in self.references_to(parent) {
            let nullable: Vec<String> =
                nullable_columns(table, key).map(|column| format!("{column} = NULL")).collect();
            if nullable.is_empty() {
                continue;
            }
            let sql = format!(
                "UPDATE {} AS t SET {}\nFROM {}",
                table.name.sql(),
                nullable.join(", "),
                self.staying(table, key, parent, words)
            );
            steps.push(Step::new(What::Detach(column_path(table, key)), sql));
        }
        if !steps.is_empty() {
            steps.insert(0, Step::new(What::Lock, lock));
        }
        steps
    }

    /// What is in the way of an erasure if it counts any row.
    pub fn obstacles(&self, words: Words) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        for parent in self.deleted() {
            for (table, key) in self.references_to(parent) {
                if nullable_columns(table, key).next().is_none() {
                    let staying = self.staying(table, key, parent, words);
                    obstacles.push(Obstacle {
                        column: column_path(table, key),
                        of: parent.table.name.to_string(),
                        sql: format!("SELECT count(*) FROM {} AS t, {staying}", table.name.sql()),
                    });
                }
            }
        }
        obstacles
    }

    /// Foreign keys to a table, but for those that PostgreSQL settles with a default.
    fn references_to(&self, parent: &Member) -> impl Iterator<Item = (&Table, &ForeignKey)> {
        let name = parent.table.name.clone();
        self.tables()
            .flat_map(foreign_keys_of)
            .filter(move |(_, key)| key.table == name && key.on_delete != Action::SetDefault)
    }

    /// `FROM` and `WHERE`: the rows `t` that refer to rows that go, and stay themselves.
    fn staying(&self, table: &Table, key: &ForeignKey, parent: &Member, words: Words) -> String {
        let pairs = key.columns.iter().zip(&key.references);
        let refers: Vec<String> = pairs.map(|(own, other)| format!("t.{own} = p.{other}")).collect();
        let refers = refers.join(" AND ");
        let parent_table = parent.table.name.sql();
        let gone = if parent.table.name == self.root.name {
            format!("{parent_table} AS p\nWHERE p.{} = {} AND {refers}", self.key.name, words.person)
        } else {
            format!(
                "{parent_table} AS p, canai_db.subject_queue AS q\nWHERE q.request = {} AND q.table_name = {} AND {} AND {refers}",
                words.request,
                quote(&queued_as(parent)),
                queue_key(parent.table, "p", "q"),
            )
        };
        match self.member(&table.name).filter(|it| it.treatment == Treatment::Delete) {
            Some(member) if table.name != self.root.name => format!(
                "{gone}\n  AND NOT EXISTS (SELECT FROM canai_db.subject_queue AS o WHERE o.request = {} AND o.table_name = {} AND {})",
                words.request,
                quote(&queued_as(member)),
                queue_key(table, "t", "o"),
            ),
            _ => gone,
        }
    }

    /// Tells one plan from another, in hexadecimal.
    pub fn plan_hash(&self) -> String {
        let words = Words { person: "$1", request: "$2" };
        let mut hash = Sha256::new();
        let steps = self.steps(words, None).into_iter().chain(self.root_steps(words));
        let steps = steps.flat_map(|it| it.first.into_iter().map(|it| it.sql).chain([it.sql]));
        let statements = self.put_aside(words).into_iter().chain([self.left(words), self.root_left(words)]);
        for statement in statements.chain(steps) {
            hash.update(statement.as_bytes());
            hash.update([0]);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Under which name a table's keys are put aside.
pub fn queued_as(member: &Member) -> String {
    member.table.name.to_string()
}

/// Under which name the keys of rows that stay are kept to the end, to see what became of them.
pub fn kept_as(member: &Member) -> String {
    format!("{KEPT}{}", member.table.name)
}

/// Takes keys of a table out of the queue.
fn taken(member: &Member, words: Words, limit: Option<u32>) -> String {
    let queue = "canai_db.subject_queue";
    let of_table = |alias: &str| {
        let table = quote(&queued_as(member));
        format!("{alias}.request = {} AND {alias}.table_name = {table}", words.request)
    };
    let some = limit.map(|limit| {
        format!(
            " AND q.ctid = ANY (ARRAY(SELECT c.ctid FROM {queue} AS c WHERE {} LIMIT {limit}))",
            of_table("c")
        )
    });
    format!("DELETE FROM {queue} AS q WHERE {}{}", of_table("q"), some.unwrap_or_default())
}

/// Takes keys out of the queue and erases their rows.
fn apply(member: &Member, words: Words, limit: Option<u32>) -> String {
    let taken = taken(member, words, limit);
    let table = member.table.name.sql();
    let row = queue_key(member.table, "t", "b");
    match &member.treatment {
        Treatment::Delete => {
            format!(
                "WITH batch AS ({taken} RETURNING q.key)\nDELETE FROM {table} AS t USING batch AS b WHERE {row}"
            )
        }
        Treatment::Keep { changes, .. } if changes.is_empty() => taken,
        Treatment::Keep { changes, .. } => format!(
            "WITH batch AS ({taken} RETURNING q.key)\nUPDATE {table} AS t SET {} FROM batch AS b WHERE {row}",
            assignments(changes)
        ),
    }
}

fn assignments(changes: &[(&Name, &ColumnErasure)]) -> String {
    let assigned = changes.iter().map(|(column, erasure)| match erasure {
        ColumnErasure::SetDefault => format!("{column} = DEFAULT"),
        ColumnErasure::Mask(literal) => format!("{column} = {literal}"),
        ColumnErasure::SetNull | ColumnErasure::Retain(_) => format!("{column} = NULL"),
    });
    assigned.collect::<Vec<_>>().join(", ")
}

/// What columns become in a row that is an object of JSON.
fn values(table: &Table, changes: &[(&Name, &ColumnErasure)]) -> String {
    let pairs = changes.iter().map(|(column, erasure)| {
        let default = match table.column(column).and_then(|it| it.value.as_ref()) {
            Some(ColumnValue::Literal(literal)) => Some(literal.clone()),
            Some(ColumnValue::Expression(expression)) => Some(expression.as_str().to_owned()),
            _ => None,
        };
        let value = match erasure {
            ColumnErasure::Mask(literal) => Some(literal.clone()),
            ColumnErasure::SetDefault => default,
            ColumnErasure::SetNull | ColumnErasure::Retain(_) => None,
        };
        let value = value.map(|it| format!("to_jsonb(({it})::{})", column_type(Some(table), column)));
        format!("{}, {}", quote(column.as_str()), value.as_deref().unwrap_or("NULL"))
    });
    format!("jsonb_build_object({})", pairs.collect::<Vec<_>>().join(", "))
}

/// The row of a table that a key in the queue is of.
pub fn queue_key(table: &Table, alias: &str, queue: &str) -> String {
    joined(table.primary_key_columns(), alias, |column, at| {
        format!("{queue}.key[{at}]::{}", column_type(Some(table), column))
    })
}

fn foreign_keys_of(table: &Table) -> impl Iterator<Item = (&Table, &ForeignKey)> {
    foreign_keys(table).map(move |key| (table, key))
}

/// The columns of a foreign key that can be made NULL.
pub fn nullable_columns<'k>(table: &'k Table, key: &'k ForeignKey) -> impl Iterator<Item = &'k Name> {
    let fixed = |name: &Name| {
        table.primary_key_columns().contains(name)
            || table
                .column(name)
                .is_none_or(|it| it.not_null || matches!(it.value, Some(ColumnValue::Generated(_))))
    };
    key.let_go().iter().filter(move |name| !fixed(name))
}

fn column_path(table: &Table, key: &ForeignKey) -> String {
    let columns: Vec<&str> = key.columns.iter().map(Name::as_str).collect();
    format!("{}.{}", table.name, columns.join("+"))
}
