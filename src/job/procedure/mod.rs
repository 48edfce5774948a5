//! A job as a stored procedure, for a scheduler inside of the database: it runs the same statements
//! in the same batches, takes the same locks and writes the same ledger as this program does. What a
//! procedure cannot do is refused; nothing is done by halves.

mod refresh;

use std::collections::BTreeSet;

use super::statements::{NUMBERED, Range, Statements};
use super::{
    Destination, Facts, Job, Kind, Mask, Partitions, TableFacts, by_reference, detached, locks, pace, reached,
};
use crate::model::sql_text::quote;
use crate::model::{Name, QualifiedName};
use crate::sql::dollar_tag;

const BODY: &str = include_str!("body.sql");
/// What a session for jobs has set, here for each transaction: no SET of the procedure's own is left,
/// since that would forbid it to COMMIT.
const SETTINGS: [(&str, &str); 10] = [
    ("search_path", ""),
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    ("row_security", "off"),
    ("lock_timeout", "200ms"),
    ("synchronous_commit", "off"),
    ("canai_db.audit_retention", "on"),
];
/// How long a batch is meant to take, in seconds.
const TARGET: f64 = 0.2;
/// Attempts at one batch before the run gives up.
const ATTEMPTS: u32 = 20;
/// Times that a table is gone through until nothing old is left.
const PASSES: u32 = 5;
/// How long a run goes on: some platforms want less than ten minutes.
const LONGEST: &str = "9 minutes";
/// What the name of every procedure begins with.
pub const PREFIX: &str = "run_job_";
/// The longest name that PostgreSQL keeps, in bytes.
pub const LONGEST_NAME: usize = 63;

/// A stored procedure that runs a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    pub name: QualifiedName,
    /// As `pg_proc.prosrc` has it.
    pub body: String,
}

impl Procedure {
    /// The procedure of a job whose tables are there.
    pub fn of(job: &Job, facts: &Facts) -> Self {
        Self { name: name(job), body: body(job, facts) }
    }

    /// The types of its arguments, as `oidvectortypes` writes them.
    pub const ARGUMENTS: &str = "timestamp with time zone, interval";

    pub fn create(&self) -> String {
        let (name, tag) = (self.name.sql(), dollar_tag(&self.body));
        format!(
            "CREATE OR REPLACE PROCEDURE {name}(\n    counted_from timestamptz DEFAULT NULL, longest interval DEFAULT '{LONGEST}')\nLANGUAGE plpgsql AS {tag}{}{tag};",
            self.body
        )
    }

    /// What a scheduler runs. It has to be this alone: a CALL among other statements must not COMMIT.
    pub fn call(&self) -> String {
        format!("CALL {}()", self.name.sql())
    }
}

/// The name of a job's procedure.
pub fn name(job: &Job) -> QualifiedName {
    QualifiedName::new("canai_db", Name::new(format!("{PREFIX}{}", job.name.it.replace('-', "_"))))
}

/// Why a procedure cannot run the job, if it cannot.
pub fn refusal(job: &Job) -> Option<String> {
    if name(job).name.as_str().len() > LONGEST_NAME {
        return Some(format!(
            "its name is too long for a procedure's: {} bytes at most",
            LONGEST_NAME - PREFIX.len()
        ));
    }
    for rule in &job.rules {
        let table = &rule.table.it;
        if let Some(Destination::Files(_)) = rule.into.as_ref().map(|into| &into.it) {
            return Some(format!(
                "it archives {table} to files, which a procedure in the database cannot write"
            ));
        }
        if let Some(setting) = rule.settings().iter().find(|it| matches!(it.mask, Mask::Hash { .. })) {
            let column = &setting.column.it;
            return Some(format!(
                "it hashes {table}.{column} under a secret, and a secret that is in the database protects nothing there"
            ));
        }
    }
    None
}

fn body(job: &Job, facts: &Facts) -> String {
    if job.kind == Kind::Refresh {
        return refresh::body(job, facts);
    }
    let names: Vec<_> = job.rules.iter().map(|rule| &rule.table.it).collect();
    let tables: Vec<Statements> = by_reference(facts, &names)
        .into_iter()
        .filter_map(|at| {
            let rule = &job.rules[at];
            Some(Statements { job, rule, table: facts.table(&rule.table.it)?, parameters: NUMBERED })
        })
        .collect();
    let cases: Vec<String> =
        tables.iter().enumerate().map(|(at, table)| case(at + 1, table, facts)).collect();
    let named = tables
        .iter()
        .map(|it| format!("({}, {})", quote(&it.table.name.to_string()), quote(&it.table.name.sql())));
    let involved = involved(job, facts);
    let age = job.older_than.map_or_else(|| "0 days".to_owned(), |age| age.to_string());
    fill(
        BODY,
        &[
            ("file", &job.path.display().to_string()),
            ("job", &job.name.it),
            ("job_text", &quote(&job.name.it)),
            ("kind", &quote(job.kind.word())),
            ("policy", &dollar_quoted(&job.text)),
            ("lock_class", &locks::CLASS.to_string()),
            ("job_lock", &format!("{{{}}}", locks::job(&job.name.it))),
            ("settings", &settings()),
            ("age", &quote(&age)),
            ("facts", include_str!("../../jobs/sql/facts.sql").trim_end()),
            ("involved", &involved.iter().map(|it| quote(&it.sql())).collect::<Vec<_>>().join(", ")),
            ("shape", &quote(&shape(&involved, facts))),
            ("tables", &named.collect::<Vec<_>>().join(", ")),
            ("count", &tables.len().to_string()),
            ("cases", cases.join("\n").trim_end()),
            ("first_batch", &pace::FIRST.to_string()),
            ("least", &pace::LEAST.to_string()),
            ("most", &pace::MOST.to_string()),
            ("target", &TARGET.to_string()),
            ("attempts", &ATTEMPTS.to_string()),
            ("passes", &PASSES.to_string()),
            ("usual", &dollar_quoted(include_str!("../../jobs/sql/usual.sql"))),
            ("size", &dollar_quoted(include_str!("../../jobs/sql/size.sql"))),
            ("resume", &dollar_quoted(include_str!("../../jobs/sql/resume.sql"))),
            ("old_partitions", &dollar_quoted(include_str!("../../jobs/sql/partitions.sql"))),
            ("lag", &dollar_quoted(include_str!("../../jobs/sql/lag.sql"))),
        ],
    )
}

/// The tables whose rows a job takes or touches.
fn involved<'a>(job: &'a Job, facts: &'a Facts) -> BTreeSet<&'a QualifiedName> {
    let mut all = BTreeSet::new();
    for rule in &job.rules {
        all.insert(&rule.table.it);
        all.extend(rule.into.iter().filter_map(|into| into.it.table()));
        all.extend(reached(facts, rule).into_iter().map(|it| it.table));
    }
    all
}

/// What those tables and all that refer to them look like, as the procedure asks at its beginning.
fn shape(involved: &BTreeSet<&QualifiedName>, facts: &Facts) -> String {
    let counts = |(name, table): &(&QualifiedName, &TableFacts)| {
        involved.contains(name) || table.foreign_keys.iter().any(|key| involved.contains(&key.to))
    };
    let mut shapes: Vec<&str> = facts.tables.iter().filter(counts).map(|(_, it)| it.shape.as_str()).collect();
    shapes.sort_unstable();
    shapes.join(" ")
}

/// Sets what a session for jobs has set, for the transaction.
fn settings() -> String {
    let settings = SETTINGS.iter().map(|(name, value)| format!("({}, {})", quote(name), quote(value)));
    format!(
        "PERFORM pg_catalog.set_config(name, value, true) FROM (VALUES\n        {}) AS settings (name, value);",
        settings.collect::<Vec<_>>().join(",\n        ")
    )
}

/// What is particular to a table.
fn case(at: usize, statements: &Statements<'_>, facts: &Facts) -> String {
    let name = statements.table.name.to_string();
    let others = statements.others(facts);
    let list = |texts: Vec<String>| format!("ARRAY[{}]::text[]", texts.join(", "));
    let once = detached(statements, facts, Range::Between);
    let once_in = |range| {
        let counts = detached(statements, facts, range);
        list(counts.iter().map(|(_, sql)| dollar_quoted(sql)).collect())
    };
    let detach = |range| list(statements.detach(facts, range).iter().map(|sql| dollar_quoted(sql)).collect());
    let partitions = match statements.rule.partitions {
        _ if !statements.takes_partitions(facts) => "NULL",
        Partitions::Detach => "'detach'",
        Partitions::Drop | Partitions::Rows => "'drop'",
    };
    let some = statements.count_some();
    let lines = [
        ("table_name", quote(&name)),
        ("relation", quote(&statements.table.name.sql())),
        ("table_lock", locks::table(&name).to_string()),
        ("action", quote(statements.action())),
        ("doubt", statements.doubt().map_or("NULL".to_owned(), quote)),
        ("waits", statements.rule.shuffles().to_string()),
        ("partitions", partitions.to_owned()),
        ("other_names", list(others.iter().map(|it| quote(&it.to_string())).collect())),
        ("other_relations", list(others.iter().map(|it| quote(&it.sql())).collect())),
        ("once_names", list(once.iter().map(|(name, _)| quote(&name.to_string())).collect())),
        ("once_between", once_in(Range::Between)),
        ("once_from", once_in(Range::From)),
        ("count_some", dollar_quoted(&some)),
        ("find_first", dollar_quoted(&statements.first())),
        ("find_next", dollar_quoted(&statements.next("$3::bigint"))),
        ("detach_between", detach(Range::Between)),
        ("detach_from", detach(Range::From)),
        ("act_between", dollar_quoted(&statements.act(Range::Between))),
        ("act_from", dollar_quoted(&statements.act(Range::From))),
    ];
    let lines: String =
        lines.iter().map(|(name, value)| format!("                {name} := {value};\n")).collect();
    format!("            WHEN {at} THEN\n{lines}")
}

fn dollar_quoted(text: &str) -> String {
    let tag = dollar_tag(text);
    format!("{tag}{text}{tag}")
}

/// A template with `@name@` in place of values. Values are taken as they are, whatever is in them.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut parts = template.split('@');
    let mut text = parts.next().unwrap_or_default().to_owned();
    while let (Some(name), rest) = (parts.next(), parts.next()) {
        let value = values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        text.push_str(value);
        text.push_str(rest.unwrap_or_default());
    }
    text
}
