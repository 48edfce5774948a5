//! The SQL that finds every staged row at fault once PostgreSQL has refused one of them: values that
//! are none of their type, and rows that break a constraint. Each query gives the number of the row,
//! which is what a file's line is found by.

use super::merge::{ROW, Stage};
use super::table::UniqueIndex;

/// How many rows are told of for each cause.
pub const LIMIT: usize = 50;

/// The first rows of a query that has a column `staged`, each with the number of all of them behind it.
pub fn first_of(sql: &str) -> String {
    format!("SELECT q.*, count(*) OVER () AS found FROM ({sql}) AS q ORDER BY staged LIMIT {LIMIT}")
}

/// What a row at fault breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The column to point at, where there is one.
    pub column: Option<String>,
    pub constraint: Option<String>,
    pub message: String,
    pub help: String,
}

/// A query for the rows that break something: `staged`, `found`.
#[derive(Clone, Debug)]
pub struct Search {
    pub broken: Broken,
    pub sql: String,
}

/// Values that are not of their column's type, in a stage of text beside the typed one: a function,
/// then the query that calls it, which gives `staged`, `reason` and `found`.
pub fn values(stage: &Stage, as_text: &Stage) -> Vec<(String, String, String)> {
    let each = stage.columns.iter().map(|it| {
        let name = &it.column.name;
        // An assignment in PL/pgSQL reads the text as the type does, length included. Its reserved words
        // are others than those of SQL, so the name is quoted whatever it is.
        let quoted = format!("\"{}\"", name.as_str().replace('"', "\"\""));
        let function = format!(
            "CREATE OR REPLACE FUNCTION pg_temp.canai_db_reason(value text) RETURNS text LANGUAGE plpgsql AS $canai_db$\n\
             DECLARE typed {}.{quoted}%TYPE;\n\
             BEGIN typed := value; RETURN NULL; EXCEPTION WHEN others THEN RETURN SQLERRM; END $canai_db$",
            stage.name()
        );
        let query = first_of(&format!(
            "SELECT staged, reason FROM (SELECT {ROW} AS staged, pg_temp.canai_db_reason({name}) AS reason FROM {} WHERE {name} IS NOT NULL OFFSET 0) AS v WHERE reason IS NOT NULL",
            as_text.name()
        ));
        (name.as_str().to_owned(), function, query)
    });
    each.collect()
}

/// Every constraint of the stage's table, as a search for the staged rows that would break it.
/// `others` are the stages of the run, whose rows may be what a foreign key refers to.
pub fn constraints(stage: &Stage, others: &[&Stage]) -> Vec<Search> {
    let rows = stage.as_inserted();
    let table = stage.target();
    let mut searches = Vec::new();
    for column in stage.table.columns.iter().filter(|column| column.not_null && !column.generated) {
        // A default that counts up is never NULL.
        if stage.staged(column.name.as_str()).is_none() && column.default.is_some() {
            continue;
        }
        searches.push(Search {
            broken: Broken {
                column: Some(column.name.as_str().to_owned()),
                constraint: None,
                message: format!("`{}` of {table} must have a value", column.name),
                help: format!(
                    "write `{}: ...`; the column is NOT NULL and has no other default",
                    column.name
                ),
            },
            sql: first_of(&format!(
                "SELECT {ROW} AS staged FROM ({rows}) AS r WHERE r.{} IS NULL",
                column.name
            )),
        });
    }
    for check in &stage.table.checks {
        searches.push(Search {
            broken: Broken {
                column: pointed(stage, &check.condition),
                constraint: Some(check.name.clone()),
                message: format!("the row breaks the check {} of {table}", check.name),
                help: format!("the check is {}", check.condition),
            },
            sql: first_of(&format!(
                "SELECT {ROW} AS staged FROM ({rows}) AS r WHERE NOT ({})",
                check.condition
            )),
        });
    }
    searches.extend(homeless(stage, &rows));
    for key in &stage.table.foreign_keys {
        let target = key.target();
        let given: Vec<String> = key.columns.iter().map(|name| format!("r.{name} IS NOT NULL")).collect();
        let same: Vec<String> =
            key.columns.iter().zip(&key.to_columns).map(|(from, to)| format!("f.{to} = r.{from}")).collect();
        let mut found =
            vec![format!("EXISTS (SELECT FROM {} AS f WHERE {})", target.sql(), same.join(" AND "))];
        for other in others.iter().filter(|other| other.target() == target) {
            if key.to_columns.iter().all(|column| other.staged(column.as_str()).is_some()) {
                found.push(format!(
                    "EXISTS (SELECT FROM {} AS f WHERE {})",
                    other.name(),
                    same.join(" AND ")
                ));
            }
        }
        let columns: Vec<&str> = key.columns.iter().map(crate::model::Name::as_str).collect();
        searches.push(Search {
            broken: Broken {
                column: columns.first().map(|&name| name.to_owned()),
                constraint: Some(key.name.clone()),
                message: format!(
                    "`{}` refers to no row of {target}, which {} asks for",
                    columns.join(", "),
                    key.name
                ),
                help: format!(
                    "refer to a row that is in {target}, or add it to the set; in YAML, `!ref` names it"
                ),
            },
            sql: first_of(&format!(
                "SELECT {ROW} AS staged FROM ({rows}) AS r WHERE {} AND NOT ({})",
                given.join(" AND "),
                found.join(" OR ")
            )),
        });
    }
    searches.extend(stage.table.unique_indexes.iter().filter_map(|unique| taken(stage, unique, &rows)));
    searches
}

/// New rows that no partition takes.
fn homeless(stage: &Stage, rows: &str) -> Option<Search> {
    let parted = stage.table.partitions.as_ref()?;
    let table = stage.target();
    let bounds: Vec<String> = parted.bounds.iter().map(|bound| format!("({bound})")).collect();
    let fits = if bounds.is_empty() { "false".to_owned() } else { bounds.join(" OR ") };
    Some(Search {
        broken: Broken {
            column: pointed(stage, &parted.by),
            constraint: None,
            message: format!("no partition of {table} takes the row"),
            help: format!("make the partition first; {table} is partitioned by {}", parted.by),
        },
        sql: first_of(&format!("SELECT {ROW} AS staged FROM ({rows}) AS r WHERE ({fits}) IS NOT TRUE")),
    })
}

/// New rows whose unique values another row has already, in the table or in the file.
fn taken(stage: &Stage, unique: &UniqueIndex, rows: &str) -> Option<Search> {
    let words = unique.parts.join(", ");
    let column = pointed(stage, &words)
        .or_else(|| unique.condition.as_ref().and_then(|condition| pointed(stage, condition)))?;
    let table = stage.target();
    // Expressions name columns without a table, so each side is a query of its own.
    let values = |from: &str, and: &str| {
        let parts =
            unique.parts.iter().enumerate().map(|(at, part)| format!("({part}) AS canai_db_part_{at}"));
        let parts: Vec<String> = parts.chain([and.to_owned()]).collect();
        let condition = unique.condition.as_deref().unwrap_or("true");
        format!("SELECT {} FROM {from} WHERE {condition}", parts.join(", "))
    };
    let key = |of: &str| {
        let names =
            stage.key.iter().enumerate().map(|(at, name)| format!("{of}.{name} AS canai_db_key_{at}"));
        names.collect::<Vec<_>>()
    };
    let same = |of: &str| {
        let parts =
            (0..unique.parts.len()).map(|at| format!("{of}.canai_db_part_{at} = r.canai_db_part_{at}"));
        parts.collect::<Vec<_>>().join(" AND ")
    };
    let itself: Vec<String> = (0..stage.key.len())
        .map(|at| format!("o.canai_db_key_{at} IS NOT DISTINCT FROM r.canai_db_key_{at}"))
        .collect();
    let itself = if itself.is_empty() { "false".to_owned() } else { itself.join(" AND ") };
    let mut staged_and = vec![ROW.to_owned()];
    staged_and.extend(key("r0"));
    let staged = values(&format!("({rows}) AS r0"), &staged_and.join(", "));
    let mut there_and = vec!["true AS canai_db_there".to_owned()];
    there_and.extend(key("o0"));
    let there = values(&format!("{} AS o0", table.sql()), &there_and.join(", "));
    let subject = match &*unique.columns {
        [] => format!("`{words}`"),
        columns => {
            let names: Vec<&str> = columns.iter().map(crate::model::Name::as_str).collect();
            format!("`{}`", names.join(", "))
        }
    };
    let by_key = match &unique.condition {
        None if !unique.columns.is_empty() => format!(", or let the row be found by it: `key: [{words}]`"),
        None => String::new(),
        Some(condition) => format!("; it counts where {condition}"),
    };
    Some(Search {
        broken: Broken {
            column: Some(column),
            constraint: Some(unique.name.clone()),
            message: format!("another row has this {subject}, which {} of {table} forbids", unique.name),
            help: format!("change it{by_key}"),
        },
        sql: first_of(&format!(
            "SELECT r.{ROW} AS staged FROM ({staged}) AS r WHERE EXISTS (SELECT FROM ({there}) AS o WHERE {} AND NOT ({itself})) OR EXISTS (SELECT FROM ({staged}) AS p WHERE {} AND p.{ROW} < r.{ROW})",
            same("o"),
            same("p"),
        )),
    })
}

/// The first staged column that an expression mentions.
fn pointed(stage: &Stage, expression: &str) -> Option<String> {
    let names = stage.columns.iter().map(|it| it.column.name.as_str());
    names.filter(|name| mentions(expression, name)).map(str::to_owned).next()
}

/// Whether a name stands in a condition as a word of its own. Only where to point is chosen by it.
fn mentions(condition: &str, name: &str) -> bool {
    condition.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
}
