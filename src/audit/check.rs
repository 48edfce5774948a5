//! Whether a live server logs the reads that `audit: [select]` declares. What a migration cannot do (load
//! a library, set a server's settings) is told as the SQL that somebody with the rights has to run.

use serde::Serialize;
use tokio_postgres::Client;

use super::AuditError;
use crate::model::grant::Privilege;
use crate::model::sql_text::quote;
use crate::model::{Name, Schema};
use crate::yaml::audit::ROLE;

/// What a check found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The tables and columns whose reads are to be logged.
    pub audited: Vec<String>,
    pub findings: Vec<Finding>,
    /// Tables of which columns are audited: a read of whole rows is not seen.
    pub whole_rows: Vec<String>,
    /// Functions that may read audited tables unseen.
    pub unseen: Vec<Unseen>,
}

/// Something that is not as declared.
#[derive(Debug, Serialize)]
pub struct Finding {
    pub problem: String,
    /// What to run, or to do.
    pub remedy: String,
}

/// A function that reads with its owner's rights.
#[derive(Debug, Serialize)]
pub struct Unseen {
    pub function: String,
    pub owner: String,
    /// What the owner may read of what is audited.
    pub may_read: Vec<String>,
}

/// A table and column whose reads are declared to be logged; the whole table where there is no column.
#[derive(Debug)]
struct Declared {
    relation: String,
    column: Option<Name>,
}

const PGAUDIT: &str = include_str!("sql/pgaudit.sql");
const GRANTS: &str = include_str!("sql/grants.sql");
const DEFINERS: &str = include_str!("sql/definers.sql");
const DOING: &str = "the server could not be asked about pgaudit";

/// Looks at the server. Nothing is changed.
pub async fn check(client: &Client, schema: &Schema) -> Result<Report, AuditError> {
    let declared = declared(schema);
    let audited = declared.iter().map(|it| match &it.column {
        Some(column) => format!("{}.{column}", it.relation),
        None => it.relation.clone(),
    });
    // A row as a whole is no column to pgaudit, which looks at the table's own grant then.
    let mut whole_rows: Vec<String> =
        declared.iter().filter(|it| it.column.is_some()).map(|it| it.relation.clone()).collect();
    whole_rows.dedup();
    let mut report =
        Report { audited: audited.collect(), findings: Vec::new(), whole_rows, unseen: Vec::new() };
    if declared.is_empty() {
        return Ok(report);
    }
    report.findings = settings(client).await?;
    let mut relations: Vec<&str> = declared.iter().map(|it| it.relation.as_str()).collect();
    let columns: Vec<&str> =
        declared.iter().map(|it| it.column.as_ref().map_or("", |name| name.as_str())).collect();
    let granted =
        client.query(GRANTS, &[&ROLE, &relations, &columns]).await.map_err(AuditError::of(DOING))?;
    for row in granted {
        let (relation, column): (&str, &str) = (row.get("relation"), row.get("col"));
        let what = if column.is_empty() {
            relation.to_owned()
        } else {
            format!("{relation}.{}", Name::from(column))
        };
        let problem = match row.get::<_, Option<bool>>("granted") {
            Some(true) => continue,
            Some(false) => format!("{ROLE} may not read {what}, so pgaudit does not log it"),
            None => format!("{what} is not in the database"),
        };
        report.findings.push(Finding { problem, remedy: "canai-db migrate".to_owned() });
    }
    relations.dedup();
    let unseen = client.query(DEFINERS, &[&relations]).await.map_err(AuditError::of(DOING))?;
    report.unseen = unseen
        .iter()
        .map(|row| Unseen {
            function: row.get("function"),
            owner: row.get("owner"),
            may_read: row.get("tables"),
        })
        .collect();
    Ok(report)
}

fn declared(schema: &Schema) -> Vec<Declared> {
    let mut declared = Vec::new();
    for table in schema.tables() {
        let given = table.grants.0.get(ROLE).and_then(|given| given.get(&Privilege::Select));
        let Some(granted) = given else { continue };
        let relation = table.name.sql();
        if granted.is_whole() {
            declared.push(Declared { relation, column: None });
            continue;
        }
        let one = |column: &Name| Declared { relation: relation.clone(), column: Some(column.clone()) };
        declared.extend(granted.columns.iter().map(one));
    }
    declared
}

async fn settings(client: &Client) -> Result<Vec<Finding>, AuditError> {
    let row = client.query_one(PGAUDIT, &[&ROLE]).await.map_err(AuditError::of(DOING))?;
    let mut findings = Vec::new();
    let mut find = |problem: String, remedy: String| findings.push(Finding { problem, remedy });
    let database = Name::from(row.get::<_, &str>("database"));
    let set_role = format!("ALTER DATABASE {database} SET pgaudit.role = {};", quote(ROLE));
    if !row.get::<_, bool>("loaded") {
        let libraries: Option<&str> = row.get("preloaded");
        let others = libraries.unwrap_or_default().split(',').map(str::trim).filter(|it| !it.is_empty());
        let all: Vec<String> = others.chain(["pgaudit"]).map(quote).collect();
        find(
            "pgaudit is not loaded, so no read is logged".to_owned(),
            format!(
                "ALTER SYSTEM SET shared_preload_libraries = {}; -- then restart the server",
                all.join(", ")
            ),
        );
    }
    if !row.get::<_, bool>("installed") {
        find(
            "the extension pgaudit is not in this database".to_owned(),
            "CREATE EXTENSION pgaudit;".to_owned(),
        );
    }
    match row.get::<_, Option<&str>>("role") {
        Some(role) if role == ROLE => {}
        None | Some("") => find("pgaudit.role is not set here".to_owned(), set_role),
        Some(other) => find(format!("pgaudit.role is {other} here, not {ROLE}"), set_role),
    }
    for role in row.get::<_, Option<Vec<String>>>("others").unwrap_or_default() {
        let role = Name::new(role);
        find(
            format!("the role {role} has a pgaudit.role of its own: what it reads is not logged"),
            format!(
                "ALTER ROLE {role} RESET pgaudit.role; ALTER ROLE {role} IN DATABASE {database} RESET pgaudit.role;"
            ),
        );
    }
    if row.get::<_, Option<bool>>("logs_parameters") == Some(true) {
        find(
            "pgaudit.log_parameter is on: the values in statements, personal data among them, go to the log"
                .to_owned(),
            format!("ALTER DATABASE {database} SET pgaudit.log_parameter = off;"),
        );
    }
    if row.get::<_, Option<bool>>("logs_rows") == Some(true) {
        find(
            "pgaudit.log_rows is on: with it, COPY TO is not logged".to_owned(),
            format!("ALTER DATABASE {database} SET pgaudit.log_rows = off;"),
        );
    }
    Ok(findings)
}
