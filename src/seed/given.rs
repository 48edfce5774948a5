//! Values that `seeds/generate.yaml` gives, held against the database before anything is written:
//! PostgreSQL alone knows what a type reads and what a check permits.

use std::path::Path;

use tokio_postgres::Client;

use super::error::SeedError;
use crate::diagnostic::Diagnostic;
use crate::generate::{Given, Plan};
use crate::model::sql_text::quote;
use crate::row::table::Table;

/// All values that are none of their column's, with their places in the file.
pub async fn mistakes(client: &Client, plan: &Plan, tables: &[Table]) -> Result<Vec<Diagnostic>, SeedError> {
    let mut found = Vec::new();
    let doing = "cannot ask what may be made in this database";
    let may = "SELECT has_database_privilege(current_database(), 'TEMP')";
    let may = client.query_one(may, &[]).await.and_then(|row| row.try_get(0));
    // Where no function can be made, COPY judges.
    if !may.map_err(SeedError::sql(doing))? {
        return Ok(found);
    }
    for table in tables {
        let given: Vec<&Given> = plan.given.iter().filter(|it| it.table == table.qualified()).collect();
        if given.is_empty() {
            continue;
        }
        let doing = format!("cannot read the checks of {}", table.qualified());
        let rows = client.query(include_str!("sql/column_checks.sql"), &[&table.oid]).await;
        let mut checks: Vec<(String, String, String)> = Vec::new();
        for row in rows.map_err(SeedError::sql(&doing))? {
            let text = |at: usize| row.try_get::<_, String>(at).map_err(SeedError::sql(&doing));
            checks.push((text(0)?, text(1)?, text(2)?));
        }
        for it in given {
            let own = checks.iter().filter(|(column, ..)| it.column == **column);
            let own: Vec<(&str, &str)> = own.map(|(_, name, sql)| (name.as_str(), sql.as_str())).collect();
            found.extend(judged(client, table, it, &own, &plan.path).await?);
        }
    }
    Ok(found)
}

async fn judged(
    client: &Client,
    table: &Table,
    given: &Given,
    checks: &[(&str, &str)],
    path: &Path,
) -> Result<Vec<Diagnostic>, SeedError> {
    let name = &given.column;
    let doing = format!("cannot hold the values of {}.{name} against its type", given.table);
    // An assignment in PL/pgSQL reads the text as the type does, length included; and a check finds its
    // column in the variable of that name.
    let mut body = format!("DECLARE {name} {}.{name}%TYPE; BEGIN {name} := $1;\n", given.table.sql());
    for (check, condition) in checks {
        let said = quote(&format!("it breaks the check {check}: {condition}"));
        body.push_str(&format!("IF NOT ({condition}) THEN RETURN {said}; END IF;\n"));
    }
    body.push_str("RETURN NULL; EXCEPTION WHEN others THEN RETURN SQLERRM; END");
    let function = format!(
        "CREATE OR REPLACE FUNCTION pg_temp.canai_db_judge(text) RETURNS text LANGUAGE plpgsql AS {}",
        quote(&body)
    );
    client.batch_execute(&function).await.map_err(SeedError::sql(&doing))?;
    let values: Vec<&str> = given.values.iter().map(|(text, _)| text.as_str()).collect();
    let query = "SELECT at, reason FROM (SELECT at, pg_temp.canai_db_judge(value) AS reason
                   FROM unnest($1::text[]) WITH ORDINALITY AS given (value, at) OFFSET 0) AS judged
                  WHERE reason IS NOT NULL ORDER BY at";
    let rows = client.query(query, &[&values]).await.map_err(SeedError::sql(&doing))?;
    let end = "DROP FUNCTION pg_temp.canai_db_judge(text)";
    client.batch_execute(end).await.map_err(SeedError::sql(&doing))?;
    let type_name = table.column(name.as_str()).map(|it| it.type_name.clone()).unwrap_or_default();
    let mut found: Vec<Diagnostic> = Vec::new();
    for row in rows {
        let at: i64 = row.try_get(0).map_err(SeedError::sql(&doing))?;
        let reason: String = row.try_get(1).map_err(SeedError::sql(&doing))?;
        let Some((text, span)) = usize::try_from(at - 1).ok().and_then(|at| given.values.get(at)) else {
            continue;
        };
        // One text of a template is enough.
        if !found.iter().any(|it| it.span == *span) {
            let message = format!("`{text}` is no value of {}.{name}: {reason}", given.table);
            let help = format!("the column is {type_name}");
            found.push(Diagnostic::new(path, *span, "wrong-value", message).help(help));
        }
    }
    Ok(found)
}
