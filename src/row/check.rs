//! The SQL that finds every staged row at fault once PostgreSQL has refused one of them: values that
//! are none of their type, and rows that break a constraint. Each query gives the number of the row,
//! which is what a file's line is found by.

use super::merge::{ROW, Stage};
use super::table::Unique;

/// How many rows are told of for each cause.
const LIMIT: usize = 50;

/// What a row at fault breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The column to point at, where there is one.
    pub column: Option<String>,
    pub constraint: Option<String>,
    pub message: String,
    pub help: String,
}

/// A query for the rows that break something: `staged`.
#[derive(Clone, Debug)]
pub struct Search {
    pub broken: Broken,
    pub sql: String,
}

/// Values that are not of their column's type, in a stage of text beside the typed one: a function,
/// then the query that calls it, which gives `staged` and `reason`.
pub fn values(stage: &Stage, as_text: &Stage) -> Vec<(String, String, String)> {
    let each = stage.columns.iter().map(|it| {
        let name = &it.column.name;
        // An assignment in PL/pgSQL reads the text as the type does, length included.
        let function = format!(
            "CREATE OR REPLACE FUNCTION pg_temp.canai_db_reason(value text) RETURNS text LANGUAGE plpgsql AS $canai_db$\n\
             DECLARE typed {}.{name}%TYPE;\n\
             BEGIN typed := value; RETURN NULL; EXCEPTION WHEN others THEN RETURN SQLERRM; END $canai_db$",
            stage.name()
        );
        let query = format!(
            "SELECT staged, reason FROM (SELECT {ROW} AS staged, pg_temp.canai_db_reason({name}) AS reason FROM {} WHERE {name} IS NOT NULL OFFSET 0) AS q WHERE reason IS NOT NULL LIMIT {LIMIT}",
            as_text.name()
        );
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
            sql: format!(
                "SELECT {ROW} AS staged FROM ({rows}) AS r WHERE r.{} IS NULL ORDER BY 1 LIMIT {LIMIT}",
                column.name
            ),
        });
    }
    for check in &stage.table.checks {
        let mentioned = stage.columns.iter().find(|it| mentions(&check.condition, it.column.name.as_str()));
        searches.push(Search {
            broken: Broken {
                column: mentioned.map(|it| it.column.name.as_str().to_owned()),
                constraint: Some(check.name.clone()),
                message: format!("the row breaks the check {} of {table}", check.name),
                help: format!("the check is {}", check.condition),
            },
            sql: format!(
                "SELECT {ROW} AS staged FROM ({rows}) AS r WHERE NOT ({}) ORDER BY 1 LIMIT {LIMIT}",
                check.condition
            ),
        });
    }
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
                help: format!("refer to a row that is in {target}, or add it to the set and write `!ref`"),
            },
            sql: format!(
                "SELECT {ROW} AS staged FROM ({rows}) AS r WHERE {} AND NOT ({}) ORDER BY 1 LIMIT {LIMIT}",
                given.join(" AND "),
                found.join(" OR ")
            ),
        });
    }
    searches.extend(stage.table.uniques.iter().filter_map(|unique| taken(stage, unique, &rows)));
    searches
}

/// New rows whose unique columns another row has already, in the table or in the file.
fn taken(stage: &Stage, unique: &Unique, rows: &str) -> Option<Search> {
    if !unique.columns.iter().any(|column| stage.staged(column.as_str()).is_some()) {
        return None;
    }
    let same = |of: &str| {
        let parts: Vec<String> =
            unique.columns.iter().map(|name| format!("{of}.{name} = r.{name}")).collect();
        parts.join(" AND ")
    };
    let other: Vec<String> =
        stage.key.iter().map(|name| format!("o.{name} IS NOT DISTINCT FROM r.{name}")).collect();
    let columns: Vec<&str> = unique.columns.iter().map(crate::model::Name::as_str).collect();
    let table = stage.target();
    Some(Search {
        broken: Broken {
            column: columns.first().map(|&name| name.to_owned()),
            constraint: Some(unique.name.clone()),
            message: format!(
                "another row has this `{}`, which {} of {table} forbids",
                columns.join(", "),
                unique.name
            ),
            help: format!("change it, or let the row be found by it: `key: [{}]`", columns.join(", ")),
        },
        sql: format!(
            "SELECT {ROW} AS staged FROM ({rows}) AS r WHERE EXISTS (SELECT FROM {} AS o WHERE {} AND NOT ({other})) OR EXISTS (SELECT FROM ({rows}) AS p WHERE {} AND p.{ROW} < r.{ROW}) ORDER BY 1 LIMIT {LIMIT}",
            table.sql(),
            same("o"),
            same("p"),
            other = other.join(" AND "),
        ),
    })
}

/// Whether a name stands in a condition as a word of its own. Only where to point is chosen by it.
fn mentions(condition: &str, name: &str) -> bool {
    condition.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
}
