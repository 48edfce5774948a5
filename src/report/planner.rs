//! Asks the planner what it would do if there were other indexes: hypothetical ones of hypopg, which only this
//! session's EXPLAIN sees. A statement is planned for any values, as the role that ran it and as somebody
//! who owns no row, in a read-only transaction that is rolled back.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::Duration;

use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use crate::advice::plan::{Plan, plan};
use crate::advice::{Candidate, Statement};
use crate::model::{Name, QualifiedName, Sql};
use crate::pg::acting::{self, As, Json, NOBODY};
use crate::pg::error::SqlError;
use crate::plan::{Build, Statement as Made};
use crate::sql;

/// How long planning one statement may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// What the prepared statement is called.
const PREPARED: &str = "canai_db_advice";
/// The role of whoever asks.
const NO_ROLE: &str = "none";

/// A session's planner.
pub struct Planner<'c> {
    client: &'c Client,
    /// The schema that hypopg is in.
    hypopg: Option<Name>,
    is_available: bool,
}

/// A query that is planned.
#[derive(Clone, Debug)]
pub struct Planned {
    sql: Sql,
    role: String,
    parameters: usize,
}

impl Planned {
    pub fn of(statement: &Statement) -> Self {
        Self::new(Sql::new(&statement.query), statement.role.clone())
    }

    /// The rows that equal some values in all of a candidate's columns, as a foreign key looks for them.
    pub fn look_up(candidate: &Candidate) -> Self {
        let columns = candidate.equal.iter().enumerate();
        let conditions: Vec<String> = columns.map(|(at, name)| format!("{name} = ${}", at + 1)).collect();
        let text = format!("SELECT 1 FROM {} WHERE {}", candidate.table.sql(), conditions.join(" AND "));
        Self::new(Sql::new(text), NO_ROLE.to_owned())
    }

    fn new(sql: Sql, role: String) -> Self {
        let most = Cell::new(0);
        let _ = sql.with_parameters(|it| {
            most.set(most.get().max(it.trim_start_matches('$').parse().unwrap_or(0)));
            it.to_owned()
        });
        Self { sql, role, parameters: most.get() }
    }
}

impl<'c> Planner<'c> {
    pub async fn new(client: &'c Client) -> Result<Self, SqlError> {
        let row = client.query_typed_one(include_str!("hypopg.sql"), &[]).await?;
        let schema: Option<String> = row.try_get("schema")?;
        Ok(Self { client, hypopg: schema.map(Name::new), is_available: row.try_get("is_available")? })
    }

    /// Whether it can plan with indexes that are not there.
    pub fn is_verifying(&self) -> bool {
        self.hypopg.is_some()
    }

    /// How it could.
    pub fn hint(&self) -> Option<&'static str> {
        match (&self.hypopg, self.is_available) {
            (Some(_), _) => None,
            (None, true) => {
                Some("the advice is not verified: CREATE EXTENSION hypopg lets the planner be asked")
            }
            (None, false) => Some(
                "the advice is not verified: the extension hypopg, which lets the planner be asked, is not \
                 installed on the server (Debian: postgresql-15-hypopg)",
            ),
        }
    }

    /// The plan with these indexes, and which of them it uses; or why there is none.
    pub async fn plan(
        &self,
        query: &Planned,
        indexes: &[Candidate],
    ) -> Result<Result<(Plan, Vec<usize>), String>, SqlError> {
        let planned = self.with(query, indexes).await;
        let reset = match indexes {
            [] => self.forget_statement().await,
            _ => self.forget_all().await,
        };
        match planned {
            Err(error) if error.is_connection_lost() => Err(error),
            Err(error) => {
                reset?;
                Ok(Err(error.to_string()))
            }
            Ok(planned) => {
                reset?;
                Ok(planned.ok_or_else(|| "EXPLAIN gave no plan".to_owned()))
            }
        }
    }

    async fn with(
        &self,
        query: &Planned,
        indexes: &[Candidate],
    ) -> Result<Option<(Plan, Vec<usize>)>, SqlError> {
        let mut names = Vec::with_capacity(indexes.len());
        for index in indexes {
            names.push(self.imagine(index).await?);
        }
        let claims = match query.role.as_str() {
            NO_ROLE => String::new(),
            role => acting::claims(NOBODY, role),
        };
        let it = As { role: &query.role, claims: &claims, plans: "force_generic_plan" };
        let text = match acting::begin(self.client, &it, PATIENCE).await {
            Ok(()) => self.explained(query).await,
            Err(error) => Err(error),
        };
        acting::end(self.client).await?;
        let plan = plan(&text?.0);
        Ok(plan.map(|plan| {
            let used = names.iter().enumerate().filter(|(_, name)| plan.indexes.contains(name));
            let used = used.map(|(at, _)| at).collect();
            (plan, used)
        }))
    }

    async fn explained(&self, query: &Planned) -> Result<Json, SqlError> {
        self.client.batch_execute(include_str!("look.sql")).await?;
        // Sent as one statement, of which PostgreSQL takes no second one along.
        let prepare = format!("PREPARE {PREPARED} AS {}", query.sql);
        self.client.query_typed(&prepare, &[]).await?;
        let nulls = vec!["NULL"; query.parameters].join(", ");
        let values = if nulls.is_empty() { nulls } else { format!("({nulls})") };
        let explain = format!("EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE {PREPARED}{values}");
        Ok(self.client.query_typed_one(&explain, &[]).await?.try_get(0)?)
    }

    /// Makes a hypothetical index; its name.
    async fn imagine(&self, candidate: &Candidate) -> Result<String, SqlError> {
        let Some(schema) = &self.hypopg else { return Ok(String::new()) };
        let index = candidate.index(&mut BTreeSet::new());
        let table = candidate.table.clone();
        let create = sql::render(&Made::CreateIndex { table, index, build: Build::Blocking });
        let call = QualifiedName::new(schema.clone(), "hypopg_create_index").sql();
        let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&create, Type::TEXT)];
        let query = format!("SELECT indexname FROM {call}($1)");
        Ok(self.client.query_typed_one(&query, &parameters).await?.try_get(0)?)
    }

    /// Leaves the session without hypothetical indexes and without the prepared statement.
    async fn forget_all(&self) -> Result<(), SqlError> {
        if let Some(schema) = &self.hypopg {
            let call = QualifiedName::new(schema.clone(), "hypopg_reset").sql();
            self.client.query_typed(&format!("SELECT {call}()"), &[]).await?;
        }
        self.forget_statement().await
    }

    async fn forget_statement(&self) -> Result<(), SqlError> {
        match self.client.batch_execute(&format!("DEALLOCATE {PREPARED}")).await.map_err(SqlError::from) {
            // It was not prepared.
            Err(error) if error.code() == Some("26000") => Ok(()),
            ended => ended,
        }
    }
}
